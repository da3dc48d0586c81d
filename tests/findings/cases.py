"""Evidence of a job that passes, with one thing changed: as frames, or as a workbook where reading is the matter."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from openpyxl import Workbook

from drs_report.comparisons import ALL
from drs_report.pipeline import Loaded
from drs_report.reading.dataset import Dataset
from drs_report.reading.loading import load
from tests.judgement.evidence import (
    SHOP,
    TIMES,
    content,
    contents_file,
    dataset,
    difference,
    line,
    lines_file,
    objects_file,
    overview,
)
from tests.redteam import evidence as workbooks

NAMES = ("orders", "customers", "items")
AREAS = tuple(one.slug for one in ALL if "tables" in one.rules)
VALUES = tuple(one.slug for one in ALL if "values" in one.rules)
"""The comparisons of tables, and those of their values; another one is added by naming these rules."""


@dataclass(frozen=True, slots=True)
class Case:
    """Evidence with the policy it is judged by."""

    loaded: Loaded
    policy: str = ""


def case(files: Iterable[Dataset], policy: str = "", **more: Any) -> Case:
    return Case(Loaded(tuple(files), **more), policy)


# -- evidence that passes, with one thing changed ------------------------------------------------------------------------


def sampled(name: str, **more: Any) -> dict[str, Any]:
    return {**content(name), "sampled_rows": 10, "sample_percent": 100.0, **more}


ROW = dict[str, Callable[..., dict[str, Any]]](dict.fromkeys(AREAS, content)) | {"lines": line, "random": sampled}


@cache
def passing() -> tuple[Dataset, ...]:
    """The files of a job that passes."""
    return objects_file(NAMES), lines_file(NAMES), contents_file(NAMES)


def beside(*areas: str) -> list[Dataset]:
    """The files of a job that passes, but for those of `areas`."""
    return [file for file in passing() if file.compare_type not in areas]


def of_table(area: str, /, extra: Iterable[str] = (), **changes: Any) -> Case:
    """A job whose first table in the comparison `area` says `changes`; `extra` names columns that are read as well."""
    rows = [ROW[area](name) for name in NAMES]
    rows[0] |= changes
    columns = {"tables": sorted({key for row in rows for key in row} - {"row_difference", "is_comparable"} | {*extra})}
    return case([*beside(area), dataset(area, meta=TIMES, tables=rows, databases=[overview(3)], columns=columns)])


def every(area: str, first: Any, **column: Any) -> Case:
    """A job in whose comparison `area` every row fills in a column, the first row with `first`."""
    ((name, usual),) = column.items()
    rows = [{**ROW[area](table), name: usual} for table in NAMES]
    rows[0][name] = first
    return case([*beside(area), dataset(area, meta=TIMES, tables=rows, databases=[overview(3)])])


def outcome(area: str, word: str | None) -> dict[str, Any]:
    if area == "lines":
        return {"outcome": word}
    return {"outcome": word, "content_outcome": word}


def of_pair(area: str, /, **changes: Any) -> Case:
    """A job whose overview in the comparison `area` says `changes` of its database pair."""
    rows = [ROW[area](name) for name in NAMES]
    return case([*beside(area), dataset(area, meta=TIMES, tables=rows, databases=[{**overview(3), **changes}])])


def of_object(**changes: Any) -> Case:
    """A job whose object comparison lists one more trigger."""
    row = {**SHOP, "object_type": "TRIGGER", "source_object": "t1", "target_object": "t1", "outcome": "consistent"}
    made = objects_file(NAMES)
    rows = made.frames["objects"].to_dict("records")
    columns = {"objects": [*row]}
    again = dataset(
        "objects_comparison",
        meta=TIMES,
        objects=[*rows, {**row, **changes}],
        columns=columns,
        overview=types(TRIGGER=1),
    )
    return case([*beside("objects_comparison"), again])


def types(**more: int) -> list[dict[str, Any]]:
    counts = {"TABLE": 3, "INDEX": 3, **more}
    return [
        {"object_type": kind, "source_count": n, "target_count": n, "diff_count": 0, "outcome": "consistent"}
        for kind, n in counts.items()
    ]


def of_type(listed: Iterable[dict[str, Any]] = (), **changes: Any) -> Case:
    """A job whose object comparison counts one trigger more in its overview, and lists `listed` beside the rest."""
    rows = objects_file(NAMES).frames["objects"].to_dict("records")
    trigger = {**SHOP, "object_type": "TRIGGER", "source_object": "t1", "target_object": "t1", "outcome": "consistent"}
    over = types(TRIGGER=1)
    over[-1] |= changes
    objects = [*rows, *({**trigger, **one} for one in listed)]
    return case(
        [*beside("objects_comparison"), dataset("objects_comparison", meta=TIMES, objects=objects, overview=over)]
    )


def repaired(**changes: Any) -> list[Dataset]:
    """A job whose first table was repaired before it was compared."""
    row = {
        "db": "shop",
        "table": "orders",
        "total_rows": 3,
        "completed_rows": 3,
        "repaired_rows": 3,
        "filtered_rows": 0,
        "failed_rows": 0,
        "updated_at": datetime(2026, 11, 15, 0, 30, tzinfo=UTC),
    }
    return [*beside(), dataset("repair_data", tables=[{**row, **changes}])]


# -- workbooks -----------------------------------------------------------------------------------------------------------


def book(sheets: workbooks.Rows | dict[str, Any], *, hidden: str = "", **more: Any) -> Dataset:
    """Load a workbook of these sheets."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items() if isinstance(sheets, dict) else {"Details": sheets}.items():
        page = made.create_sheet(name)
        page.sheet_state = "hidden" if name == hidden else "visible"
        for row in rows:
            page.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return load(stream.getvalue(), **more)


def read(change: Callable[[dict[str, Any]], object] = lambda _: None, **more: Any) -> Case:
    """A job of workbooks; `change` is made to the sheets of the value comparison."""
    sheets = copy.deepcopy(workbooks.contents())
    change(sheets)
    return case([*written(), book(sheets, name="contents.xlsx", **more)])


@cache
def written() -> tuple[Dataset, ...]:
    """The workbooks beside the value comparison."""
    return book(workbooks.objects(), name="objects.xlsx"), book(workbooks.lines(), name="lines.xlsx")


def appended(*rows: list[Any], sheet: str = "Details") -> Callable[[dict[str, Any]], object]:
    return lambda sheets: sheets[sheet].extend(rows)


def table_of(*headings: str) -> Callable[[dict[str, Any]], object]:
    """A sheet with a table of these headings; without headings it is an empty sheet."""
    return lambda sheets: sheets.update(Diff=[[*headings], ["users", "x"]] if any(headings) else [])


def with_column(heading: str, *values: Any) -> Callable[[dict[str, Any]], object]:
    def add(sheets: dict[str, Any]) -> None:
        for row, value in zip(sheets["Details"], (heading, *values), strict=True):
            row.append(value)

    return add


# -- what the recognition says -------------------------------------------------------------------------------------------


def recognised(file: Dataset, **changes: Any) -> Dataset:
    return replace(file, recognition=replace(file.recognition, **changes))


def in_first_block(file: Dataset, frame: str = "tables", **changes: Any) -> Dataset:
    """The file with another recognition of the block of its tables, or of another frame."""
    sheets = [
        replace(sheet, blocks=tuple(replace(b, **changes) if b.frame == frame else b for b in sheet.blocks))
        for sheet in file.recognition.sheets
    ]
    return recognised(file, sheets=tuple(sheets))


def origin(file: Dataset, **changes: Any) -> Dataset:
    return replace(file, origin=replace(file.origin, **changes))


def job(file: Dataset | None = None, **more: Any) -> Case:
    """A job with this value comparison."""
    return case([*beside("contents"), contents_file(NAMES) if file is None else file], **more)


def timed(start: int, end: int, day: int = 15) -> tuple[tuple[str, str], ...]:
    names = ("compare_start_time", "compare_end_time")
    return tuple((n, f"2026-11-{day:02}T{hour:02}:00:00Z") for n, hour in zip(names, (start, end), strict=True))


def values(
    meta: tuple[tuple[str, str], ...] = TIMES, rows: Iterable[dict[str, Any]] | None = None, **more: Any
) -> Dataset:
    rows = [content(name) for name in NAMES] if rows is None else list(rows)
    return dataset("contents", meta=meta, tables=rows, databases=[overview(len(rows))], **more)


def rest(*first: dict[str, Any]) -> list[dict[str, Any]]:
    """Value rows: `first`, then the tables that they do not stand for."""
    return [*first, *map(content, NAMES[len(first) :])]


WAIVER = '[[waiver]]\nid = "w"\nreason = "r"\napproved_by = "a"\nexpires = {expires}\ncode = "{code}"\n{more}'


def waiver(code: str, expires: str = "2027-01-01", **more: Any) -> str:
    lines = "".join(f"{key} = {value!r}\n".replace("'", '"') for key, value in more.items())
    return WAIVER.format(code=code, expires=expires, more=lines)


def differing(*counts: int) -> Dataset:
    """A value comparison whose first tables differ in so many rows."""
    rows = [content(n, outcome="inconsistent", different_rows=c) for n, c in zip(NAMES, counts, strict=False)]
    over = overview(3, n_inconsistent=len(counts), outcome="inconsistent")
    return dataset("contents", meta=TIMES, tables=rest(*rows), databases=[over])


def hidden(sheet: str) -> Case:
    """A job of workbooks, the value comparison's `sheet` hidden."""
    return case([*written(), book(workbooks.contents(), name="contents.xlsx", hidden=sheet)])


def full(last: int) -> Dataset:
    """A value comparison whose table ends at the row `last` of its sheet."""
    made = contents_file(NAMES)
    return in_first_block(made, last_row=last)


def apart(hour: int) -> Case:
    """Row counts that ended on the 14th at 02:00, values that began at `hour` on the 15th."""
    old = dataset("lines", meta=timed(1, 2, 14), tables=[line(name) for name in NAMES], databases=[overview(3)])
    return case([objects_file(NAMES), old, values(timed(hour, 5))])


def listing(area: str, name: str, n: int = 1, key: str = "") -> Case:
    """A job that counts `n` differing rows of a table and lists one of a table called `name`."""
    rows = [ROW[area](one) for one in NAMES]
    rows[0] |= {"different_rows": n, **outcome(area, "inconsistent")}
    listed = difference(name, 7)
    listed |= {"source_key": key, "target_key": key} if key else {}
    if not name:
        listed |= {"source_table": None, "target_table": None}
    over = [overview(3, n_inconsistent=1, outcome="inconsistent")]
    return case([*beside(area), dataset(area, meta=TIMES, tables=rows, databases=over, differences=[listed])])
