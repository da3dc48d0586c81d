"""Every renderer × every case, byte for byte; look at what `--update-golden` wrote before committing it.

A golden file is one that a person can open: a workbook is kept as the cells our own reader finds in it, the huge case in
the formats that shorten themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from drs_report.reading.xlsx import open_workbook
from drs_report.renderers import FORMATS, by_slug
from drs_report.renderers.notebook import report_bundle
from tests.conftest import ROOT
from tests.reports import CASES, rendered

GOLDEN = ROOT / "tests/renderers/golden"
ACTUAL = ROOT / "tests/actual/renderers"
BUDGET = 60_000
SMALL = [case for case in CASES if case != "huge"]
BINARY = ("xlsx", "pdf")
"""What has no text to keep; a workbook's cells are kept instead."""


def shortened(case: str, slug: str) -> bytes:
    return by_slug(slug).render(CASES[case], BUDGET).content


def cells(case: str) -> bytes:
    """The workbook's cells, a line each: what a person sees, without the bytes that hold it."""
    lines = []
    with open_workbook(rendered(case, "xlsx"), name="report.xlsx") as reader:
        for sheet in reader.sheets:
            lines.append(f"== {sheet.name}")
            for batch in reader.batches(sheet):
                for index, row in enumerate(batch.rows):
                    found = [column[index] for column in batch.columns]
                    lines += [f"{row}:{number}\t{value!r}" for number, value in enumerate(found) if value is not None]
    return ("\n".join(lines) + "\n").encode()


def notebook(case: str) -> bytes:
    return str(report_bundle(CASES[case])["text/html"]).encode()


def goldens() -> Iterator[tuple[str, Callable[[], bytes]]]:
    for case in SMALL:
        for slug in FORMATS:
            if slug not in BINARY:
                yield f"{slug}/{case}{by_slug(slug).suffix}", partial(rendered, case, slug)
        yield f"xlsx/{case}.txt", partial(cells, case)
        yield f"notebook/{case}.html", partial(notebook, case)
    for slug in ("md", "email"):  # that shorten themselves
        yield f"{slug}/huge-{BUDGET}{by_slug(slug).suffix}", partial(shortened, "huge", slug)


GOLDENS = dict(goldens())


@pytest.mark.parametrize("name", GOLDENS)
def test_golden(name: str, update_golden: bool) -> None:
    content = GOLDENS[name]()
    golden = GOLDEN / name
    if update_golden:
        write(golden, content)
        return
    assert golden.is_file(), f"{golden} is missing: run with --update-golden, look at it, commit it"
    if golden.read_bytes() != content:
        actual = ACTUAL / name
        write(actual, content)
        pytest.fail(f"{actual} differs from {golden}; if it is right, run with --update-golden and look at the change")


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_no_golden_file_is_left_over() -> None:
    found = {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*") if path.is_file()}
    assert found <= set(GOLDENS)
