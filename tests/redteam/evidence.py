"""Workbooks that give PASS, to be spoilt one change at a time."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from drs_report.pipeline import ReadOptions, gather, judge_loaded, load_files, make_report
from drs_report.policy import Policy, parse_policy
from drs_report.reading.teaching import Layout
from drs_report.records.document import Report
from tests.redteam.usual import once
from tests.workbook.packages import of_rows

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
TABLES = ("orders", "payments", "users")
ENDED = "对比开始时间：2026/11/15 10:00:00 GMT+08:00，对比结束时间：2026/11/15 11:00:00 GMT+08:00"

Rows = list[list[Any]]
Files = dict[str, dict[str, Rows]]
"""File name -> sheet name -> rows."""

PAIRS = ["Source DB Name", "Target Database Name", "Comparison Result", "Total Tables", "Inconsistent Tables"]
LINES = ["Source DB Name", "Target Database Name", "Table Name", "Source Rows", "Target Rows", "Comparison Result"]
CONTENTS = [
    "Source DB Name",
    "Target Database Name",
    "Table Name",
    "Source Rows",
    "Target Rows",
    "Different Rows",
    "Row Comparison Result",
    "Value Comparison Result",
]
OBJECTS = ["Object Type", "Source DB Name", "Target Database Name", "Source Object", "Target Object", "Result"]


def pairs() -> Rows:
    return [PAIRS[:], ["shop", "shop2", "Consistent", len(TABLES), 0]]


def lines() -> dict[str, Rows]:
    rows = [["shop", "shop2", t, 10, 10, "Consistent"] for t in TABLES]
    return {"Overview": pairs(), "Details": [LINES[:], *rows]}


def contents() -> dict[str, Rows]:
    rows = [["shop", "shop2", t, 10, 10, 0, "Consistent", "Consistent"] for t in TABLES]
    return {"Overview": pairs(), "Details": [CONTENTS[:], *rows]}


def objects() -> dict[str, Rows]:
    overview = [
        ["Object Type", "Source Count", "Target Count", "Number of Differences", "Result"],
        ["TABLE", len(TABLES), len(TABLES), 0, "Consistent"],
    ]
    rows = [["TABLE", "shop", "shop2", t, t, "Consistent"] for t in TABLES]
    return {"Overview": overview, "Objects": [OBJECTS[:], *rows]}


def clean() -> Files:
    return copy.deepcopy({"objects.xlsx": objects(), "lines.xlsx": lines(), "contents.xlsx": contents()})


_WRITTEN: dict[str, bytes] = {}
"""Workbooks by what is in them: most tests spoil one of three files."""


def content(sheets: dict[str, Rows]) -> bytes:
    key = repr(sheets)
    if key not in _WRITTEN:
        _WRITTEN[key] = of_rows(sheets) if _is_plain(sheets) else _by_openpyxl(sheets)
    return _WRITTEN[key]


def _is_plain(sheets: dict[str, Rows]) -> bool:
    """Whether there is nothing in it but numbers and texts that are none to a spreadsheet."""
    values = [value for rows in sheets.values() for row in rows for value in row]
    return all(
        value.isprintable() and not value.startswith(("=", "#"))
        if isinstance(value, str)
        else value is None or type(value) in (int, float, bool)
        for value in values
    )


def _by_openpyxl(sheets: dict[str, Rows]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet, rows in sheets.items():
        page = book.create_sheet(sheet)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    page.cell(number, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def write(folder: Path, files: Files) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, sheets in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content(sheets))


def rules_and_options(
    policy: str | Policy | None = None, layout: Layout | None = None, types: dict[str, str] | None = None
) -> tuple[Policy, ReadOptions]:
    rules = parse_policy(policy) if isinstance(policy, str) else policy or Policy()
    return rules, ReadOptions(layout=layout, compare_types=types)


def report(folder: Path, files: Files, **given: Any) -> Report:
    write(folder, files)
    rules, options = rules_and_options(**given)
    with once():
        return make_report([folder], now=NOW, policy=rules, options=options)[0]


def decision(folder: Path, files: Files, **given: Any) -> str:
    """Return what the evidence comes to, as `report` says it."""
    write(folder, files)
    rules, options = rules_and_options(**given)
    with once():
        return judge_loaded(load_files(gather([folder]), options), rules, NOW)[1].decision.value


def spellings(kinds: Mapping[str, Iterable[Any]]) -> list[Any]:
    """Each spelling of each kind as a parameter of a test, named by its kind and number."""
    return [
        pytest.param(one, id=f"{kind} {number}")
        for kind, found in kinds.items()
        for number, one in enumerate(found, start=1)
    ]
