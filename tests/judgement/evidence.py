"""Datasets made by hand: rows as dicts in, typed frames out, the way the loader gives them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import cache

import pandas as pd

from drs_report import comparisons
from drs_report.language.vocabulary import DIFF_KINDS, FULL_STATUSES, OBJECT_TYPES, OUTCOMES, REPAIR_KINDS
from drs_report.reading.dataset import Dataset
from drs_report.records.columns import COMMON_COLUMNS, Kind
from drs_report.records.judgement import Origin
from drs_report.records.reading import BlockRecognition, ColumnMatch, Recognition, SheetRecognition
from tests.redteam.usual import made

NOW = datetime(2026, 11, 15, 6, 0, tzinfo=UTC)

TEXT = pd.StringDtype("pyarrow")
DTYPES = {
    Kind.TEXT: TEXT,
    Kind.COUNT: pd.Int64Dtype(),
    Kind.FLAG: pd.BooleanDtype(),
    Kind.PERCENT: pd.Float64Dtype(),
    Kind.TIME: pd.DatetimeTZDtype("us", "UTC"),
    Kind.OUTCOME: pd.CategoricalDtype(list(OUTCOMES), ordered=True),
    Kind.OBJECT_OUTCOME: pd.CategoricalDtype(list(OUTCOMES), ordered=True),
    Kind.OBJECT_TYPE: pd.CategoricalDtype(list(OBJECT_TYPES), ordered=True),
    Kind.DIFF_KIND: pd.CategoricalDtype(list(DIFF_KINDS), ordered=True),
    Kind.FULL_STATUS: pd.CategoricalDtype(list(FULL_STATUSES), ordered=True),
    Kind.REPAIR_KIND: pd.CategoricalDtype(list(REPAIR_KINDS), ordered=True),
}


def _array(kind, values):
    return (
        pd.array(values, dtype=DTYPES[kind]) if any(v is not None for v in values) else _blank(kind, len(values)).copy()
    )


@cache
def _blank(kind, n):
    """Most columns of most frames; pandas takes its time to see that there is nothing in a list."""
    return pd.array([None] * n, dtype=DTYPES[kind])


def frame(schema, rows, *, file, sheet, first_row=2):
    """One typed frame; rows are numbered from `first_row` unless they say otherwise."""
    columns = {}
    for column in schema.columns:
        columns[column.name] = _array(column.kind, [row.get(column.name) for row in rows])
    columns["source_file"] = pd.array([file] * len(rows), dtype=TEXT)
    columns["sheet"] = pd.array([row.get("sheet", sheet) for row in rows], dtype=TEXT)
    numbers = [row.get("row_number", first_row + i) for i, row in enumerate(rows)]
    columns["row_number"] = pd.array(numbers, dtype="Int64")
    columns["not_understood"] = pd.array([row.get("not_understood", 0) for row in rows], dtype="Int64")
    assert set(columns) == {c.name for c in (*schema.columns, *COMMON_COLUMNS)}
    return pd.DataFrame(columns, copy=False)


def dataset(compare_type, **given):
    """A dataset like `_dataset`'s; what is asked for again is the same one, so that it is also examined once."""
    return made((compare_type, sorted(given.items())), lambda: _dataset(compare_type, **given))


def _dataset(
    compare_type,
    *,
    name=None,
    meta=(),
    fetched_at=None,
    columns=None,
    recognition=None,
    asked=None,
    job_id="a-task",
    **frames,
):
    """A dataset whose frames hold the given rows; `columns` names the headings read, by default those with a value."""
    kind = comparisons.by_slug(compare_type)
    name = name or f"{compare_type}.xlsx"
    built, sheets = {}, []
    for schema in kind.tables:
        rows = frames.pop(schema.frame, [])
        built[schema.frame] = frame(schema, rows, file=name, sheet=schema.frame)
        if rows and recognition is None:
            derived = {c.name for c in schema.columns if c.derived}
            read = sorted({key for row in rows for key, value in row.items() if value is not None} - derived)
            read = (columns or {}).get(schema.frame, read)
            matched = tuple(ColumnMatch("A", key, key, 1.0) for key in read if key in schema.names)
            last = len(rows) + 1
            block = BlockRecognition(schema.frame, (1,), 1, last, len(rows), columns=matched, score=1.0)
            sheets.append(SheetRecognition(schema.frame, "visible", last, (block,)))
    assert not frames, f"no such frames: {sorted(frames)}"
    recognised = recognition or Recognition(compare_type, None, "none", tuple(sheets), tuple(meta))
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    origin = Origin(name, sha256, 1000, fetched_at=fetched_at, compare_type=asked, job_id=job_id)
    return Dataset(compare_type, built, origin, recognised)


def with_frame(original, name, changed):
    """The same dataset with another frame `name`."""
    return Dataset(original.compare_type, {**original.frames, name: changed}, original.origin, original.recognition)


TIMES = (("compare_start_time", "2026-11-15T01:00:00Z"), ("compare_end_time", "2026-11-15T02:00:00Z"))
SHOP = {"source_db": "shop", "target_db": "shop_new"}


def table(name, **more):
    """The names of a table of the shop."""
    return {**SHOP, "source_table": name, "target_table": name, **more}


def line(name, source=10, target=None, outcome="consistent", **more):
    """A row of a row comparison."""
    target = source if target is None else target
    row = table(name, source_rows=source, target_rows=target, outcome=outcome, reported_difference=target - source)
    return {**row, "row_difference": target - source, **more}


def content(name, rows=10, outcome="consistent", different_rows=0, **more):
    """A row of a value comparison."""
    return {
        **table(name, source_rows=rows, target_rows=rows, different_rows=different_rows),
        "row_difference": 0,
        "outcome": outcome,
        "content_outcome": outcome,
        "line_outcome": "consistent",
        "is_comparable": True,
        "full_status": "completed",
        "progress": 100.0,
        "completed_shards": 1,
        "total_shards": 1,
        **more,
    }


def overview(n_tables, /, **more):
    """A row of an overview of database pairs."""
    counts = {"n_tables": n_tables, "n_compared": n_tables, "n_inconsistent": 0, "n_uncomparable": 0}
    return {**SHOP, "outcome": "consistent", **counts, **more}


def difference(name, key, kind="different", **more):
    """A differing row."""
    return {
        **table(name),
        "kind": kind,
        "source_key": f'["{key}"]',
        "target_key": f'["{key}"]',
        "source_sql": f"select * from shop.{name} where id = {key}",
        "target_sql": f"select * from shop_new.{name} where id = {key}",
        **more,
    }


def objects_file(names, **more):
    """An object comparison in which everything is equal."""
    rows = [
        {**SHOP, "object_type": "TABLE", "source_object": n, "target_object": n, "outcome": "consistent"} for n in names
    ]
    rows += [
        {
            **SHOP,
            "object_type": "INDEX",
            "source_object": f"`{n}`.`PRIMARY`",
            "target_object": f"`{n}`.`PRIMARY`",
            "outcome": "consistent",
        }
        for n in names
    ]
    counts = [
        {
            "object_type": t,
            "source_count": len(names),
            "target_count": len(names),
            "diff_count": 0,
            "outcome": "consistent",
        }
        for t in ("TABLE", "INDEX")
    ]
    more.setdefault("overview", counts)
    return dataset("objects_comparison", meta=TIMES, objects=rows, **more)


def lines_file(names, counts=None, **more):
    """A row comparison in which everything is equal; `counts` gives the rows of tables that have not ten."""
    more.setdefault("databases", [overview(len(names))])
    return dataset("lines", meta=TIMES, tables=[line(n, (counts or {}).get(n, 10)) for n in names], **more)


def contents_file(names, **more):
    """A value comparison in which everything is equal."""
    more.setdefault("databases", [overview(len(names))])
    return dataset("contents", meta=TIMES, tables=[content(n) for n in names], **more)


def clean(names=("orders", "customers", "items")):
    """Evidence that passes the default policy."""
    return [objects_file(names), lines_file(names), contents_file(names)]
