"""Every renderer of text × every small case, byte for byte; look at what `--update-golden` wrote before committing it."""

from __future__ import annotations

import pytest

from drs_report.renderers import ALL, Renderer
from tests.conftest import ROOT
from tests.reports import CASES

GOLDEN = ROOT / "tests/renderers/golden"
ACTUAL = ROOT / "tests/actual/renderers"
SMALL = [case for case in CASES if case != "huge"]
STABLE = [renderer for renderer in ALL if renderer.suffix in (".html", ".md", ".json", ".xml", ".eml")]


@pytest.mark.parametrize("case", SMALL)
@pytest.mark.parametrize("renderer", STABLE, ids=lambda renderer: renderer.slug)
def test_golden(renderer: Renderer, case: str, update_golden: bool) -> None:
    content = renderer.render(CASES[case])[0].content
    name = f"{renderer.slug}/{case}{renderer.suffix}"
    golden = GOLDEN / name
    if update_golden:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(content)
        return
    assert golden.is_file(), f"{golden} is missing: run with --update-golden, look at it, commit it"
    if golden.read_bytes() != content:
        actual = ACTUAL / name
        actual.parent.mkdir(parents=True, exist_ok=True)
        actual.write_bytes(content)
        pytest.fail(f"{actual} differs from {golden}; if it is right, run with --update-golden and look at the change")


def test_no_golden_file_is_left_over() -> None:
    expected = {f"{renderer.slug}/{case}{renderer.suffix}" for renderer in STABLE for case in SMALL}
    found = {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*") if path.is_file()}
    assert found <= expected
