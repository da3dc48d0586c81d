"""The Nu HTML checker has nothing to say of the page."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import JAVA, ROOT
from tests.reports import CASES, rendered

CHECKER = ROOT / ".tools/vnu.jar"
DATA_BLOCK = "Inline script violates Content Security Policy"
"""The checker takes blocks of JSON for scripts; a browser never runs them, and test_browser.py sees no complaint."""


@pytest.mark.java
@pytest.mark.skipif(
    not CHECKER.is_file() and os.environ.get("CI") != "true",
    reason="run .ci/tools for the checker",
)
def test_the_page_is_valid_html(tmp_path: Path) -> None:
    for case in CASES:
        if case != "huge":
            (tmp_path / f"{case}.html").write_bytes(rendered(case, "html"))
    command = [*JAVA, "-jar", str(CHECKER), "--format", "json", "--exit-zero-always"]
    done = subprocess.run([*command, *map(str, sorted(tmp_path.iterdir()))], capture_output=True, check=True)
    messages = json.loads(done.stderr)["messages"]
    said = {(Path(m["url"]).name, m["message"]) for m in messages if DATA_BLOCK not in m["message"]}
    assert said == set()
