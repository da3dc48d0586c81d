"""Whoever kills a report that is being written over an older one finds one of the two, never a mixture."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "kill_writes.py"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills a forked process")
def test_a_killed_write_leaves_no_mixture():
    done = subprocess.run([sys.executable, SCRIPT, "30"], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert sum(int(line.split()[0]) for line in done.stdout.splitlines()) == 30
