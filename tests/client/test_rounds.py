"""Several fetch processes in one folder, killed at random: a few rounds of scripts/fetch_rounds.py."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(os.name == "nt", reason="the script forks")
def test_nothing_is_lost_and_nothing_reads_pass():
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "fetch_rounds.py", "2"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing was lost" in done.stdout
