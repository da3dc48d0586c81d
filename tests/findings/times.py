"""The times that files state in their lines, rows, names and lists, and what is gathered of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations
from typing import Any

from drs_report.analysis.moments import times_of
from drs_report.reading.dataset import Dataset
from drs_report.records.reading import CellProblem, Leftover, Rest, SheetRecognition
from tests.findings.cases import in_first_block, origin, recognised
from tests.findings.story import told
from tests.judgement.evidence import content, dataset, overview

Meta = tuple[tuple[str, str], ...]


def _at(hour: int, day: int = 15) -> str:
    return f"2026-11-{day:02}T{hour:02}:00:00Z"


def _when(hour: int, day: int = 15) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def at(hour: float) -> datetime:
    """That hour of the day, or of one after it."""
    return _when(0) + timedelta(hours=hour)


def run(start: float | None, end: float | None) -> tuple[tuple[str, str], ...]:
    """The lines of a file that say when its comparison began and ended."""
    said = (("compare_start_time", start), ("compare_end_time", end))
    return tuple((name, at(hour).isoformat()) for name, hour in said if hour is not None)


START, END, TIME, MADE, TASK = "compare_start_time", "compare_end_time", "compare_time", "exported_at", "task_made_at"
LINES: tuple[Meta, ...] = (
    (),
    *(((name, text),) for name in (START, END, TIME, MADE, TASK) for text in (_at(3), "2026-11-15 03:00:00", "2026-11-15", "noon")),
    *(((START, _at(1)), (name, _at(hour))) for name in (START, END, TIME, MADE, TASK) for hour in (0, 1, 2)),
    *(((END, _at(2)), (name, _at(hour))) for name in (END, TIME, MADE) for hour in (1, 2, 3)),
    ((START, _at(1)), (START, "noon"), (END, _at(2))),
    ((START, _at(1)), (END, "noon"), (END, _at(2)), (END, _at(3))),
    *(((START, "2026-11-15 03:00:00+08:00"), (END, "2026-11-15 04:00:00+08:00"), (name, text)) for name in (MADE, TASK, TIME, END)
      for text in ("2026-11-14", "2026-11-15", "2026-11-16", "2026-11-15 03:00:00", "2026-11-15 04:00:00", "2026-11-15 02:59:59")),
    *(((START, _at(1)), (END, _at(2)), (TIME, text)) for text in ("2026-11-13", "2026-11-14", "2026-11-16", "2026-11-17")),
    *(((START, _at(1)), (END, _at(3)), (name, _at(one)), (name, _at(other))) for name in (START, END, TIME, MADE, TASK)
      for one, other in ((0, 2), (2, 4), (4, 2), (5, 4))),
    ((TASK, "2026-11-15 01:00:00+08:00"), (START, _at(1)), (END, _at(3)), (MADE, "2026-11-15 04:00:00")),
    ((START, "2026-11-15 01:00:00"), (END, "2026-11-15 02:00:00"), (MADE, _at(5))),
    ((START, "2026-11-15 01:00:00"), (END, _at(2)), ("sample_percent", "10")),
)  # fmt: skip
Rows = tuple[tuple[int | None, int | None], ...]
ROWS: tuple[Rows, ...] = (
    ((1, 2), (1, 2)), ((1, 2), (2, 3)), ((1, 2), (None, None)), ((1, None), (1, 2)), ((None, 2), (1, 2)), ((None, 3), (None, 2)),
    ((3, None), (2, None)), ((2, 1), (1, 2)), ((2, 2), (2, 2)), ((None, None), (None, None)),
)  # fmt: skip
RUNS: tuple[Meta, ...] = (
    (),
    ((START, _at(1)), (END, _at(3))),
    ((START, _at(2)), (END, _at(2))),
    ((END, _at(2)),),
    ((TIME, _at(2)),),
)
LISTED: tuple[dict[str, Any], ...] = tuple(
    {name: _when(hour) for name, hour in zip(names, hours, strict=True)}
    for size in (1, 2, 3)
    for names in combinations(("compare_started_at", "compare_ended_at", "fetched_at"), size)
    for hours in ((0, 1, 2)[:size], (2, 1, 0)[:size], (1, 2, 3)[:size], (4, 5, 6)[:size])
)
NAMED = ("2026-11-14", "a_20261113.xlsx", "20261113010203", "a 2026年11月13日 x", "2026.11.13.xlsx", "120261113", "shop-20261113", "20261117.xlsx",
         "2026-11-13-v2", "a-20261113-final", "20261113 (1).xlsx")  # fmt: skip


@cache
def _made(rows: Rows, name: str | None) -> Dataset:
    made = [
        content(f"t{n}", started_at=begin and _when(begin), ended_at=end and _when(end))
        for n, (begin, end) in enumerate(rows)
    ]
    return dataset("contents", tables=made, databases=[overview(len(rows))], name=name)


def file(meta: Meta = (), rows: Rows = ((None, None),), name: str | None = None) -> Dataset:
    return recognised(_made(rows, name), meta=meta)


def _titled(made: Dataset, text: str, reason: Rest = Rest.TITLE) -> Dataset:
    page = SheetRecognition("page", "visible", 1, (), (Leftover(1, 1, 1, reason, (text, "x")),))
    return recognised(made, sheets=(*made.recognition.sheets, page))


def files() -> Iterator[tuple[str, Dataset]]:
    """Yield each file with what is said of it."""
    yield from ((f"lines {told(meta)}", file(meta)) for meta in LINES)
    for meta in RUNS:
        for rows in ROWS:
            yield f"rows {rows}, lines {told(meta)}", file(meta, rows)
    for meta in ((), ((START, _at(1)), (END, _at(3))), ((START, "2026-11-15 01:00:00"),)):
        for listed in LISTED:
            yield f"manifest {told(listed)}, lines {told(meta)}", origin(file(meta), **listed)
    for listed in LISTED:
        yield f"manifest {told(listed)}, rows {ROWS[1]}", origin(file((), ROWS[1]), **listed)
    run = ((START, _at(1)), (END, _at(3)))
    local = ((START, "2026-11-14 23:30:00-08:00"), (END, "2026-11-14 23:50:00-08:00"))
    for meta in (run, local):
        for name in NAMED:
            yield f"named {name!r}, lines {told(meta)}", file(meta, name=name)
            yield f"titled {name!r}, lines {told(meta)}", _titled(file(meta), name)
    yield "a day in what is no title", _titled(file(run), "20261113", Rest.ROW)
    listing = [{**content("shop-20261113"), "source_db": "d20261112"}]
    for name in ("shop-20261113", "20261112", "20261111"):
        yield f"a list of tables that bear days, named {name}", dataset("contents", name=name, meta=run, tables=listing)
    for column in ("started_at", "ended_at", "progress"):
        problem = CellProblem(column, "no time zone", "noon", 1, (2,))
        for meta, rows in ((run, ((None, None),)), ((), ((1, 2), (1, 2)))):
            spoilt = in_first_block(file(meta, rows), problems=(problem,))
            yield f"an unread {column}, rows {rows}, lines {told(meta)}", spoilt
            listed_too = origin(spoilt, compare_started_at=_when(1), compare_ended_at=_when(2))
            yield f"an unread {column}, rows {rows}, lines {told(meta)}, in a manifest", listed_too
    over = [{**overview(1), "started_at": _when(1), "ended_at": None}]
    mixed = dataset("contents", tables=[content("t", started_at=_when(2), ended_at=_when(3))], databases=over)
    yield "two lists with times", mixed
    yield (
        "a repair with times",
        dataset("repair_data", meta=run, tables=[{"db": "shop", "table": "t", "updated_at": _when(2)}]),
    )
    yield "sheets named by days", replace(file(run), recognition=replace(
        file(run).recognition, sheets=(SheetRecognition("20261113", "visible", 0, ()),)))  # fmt: skip


def lines() -> Iterator[str]:
    """Yield what is gathered of each file, but for what it does not say."""
    for what, made in files():
        times = times_of(made)
        said = {one.name: value for one in fields(times) if (value := getattr(times, one.name)) is not None}
        yield f"{what}: {told(said)}"
