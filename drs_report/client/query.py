"""The query API as a second source of a comparison's result, where the file has expired or is refused.

Its records become plain tables under the documented names of the API's fields, which the heading recognition of the
workbook loader knows. What places a record (its database pair, its table, its object type) stands beside it, taken from
the query that gave it. Records are kept whole: a field that is not documented gets a column of its own at the end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from drs_report.client.api import (
    Api,
    check_id,
    content_detail,
    content_difference,
    content_overview,
    line_detail,
    line_overview,
    object_detail,
    object_overview,
)
from drs_report.client.deadline import Deadline
from drs_report.errors import ConfigError, ResultNotReadyError

__all__ = ["QueryTable", "query_tables"]

_COUNTS: Final = ("compare_num", "compare_end_num", "data_inconsistent_num", "uncomparable_num")
LINE_OVERVIEW: Final = ("source_db_name", "target_db_name", "status", *_COUNTS)
LINE_DETAIL: Final = (
    "source_db_name",
    "target_db_name",
    "source_table_name",
    "source_row_num",
    "target_table_name",
    "target_row_num",
    "difference_row_num",
    "status",
    "compare_line_config_filter",
)
CONTENT_OVERVIEW: Final = ("source_db", "target_db", "status", *_COUNTS)
CONTENT_DETAIL: Final = (
    "source_db",
    "target_db",
    "source_table_name",
    "target_table_name",
    "source_row_num",
    "target_row_num",
    "difference_row_num",
    "line_compare_result",
    "content_compare_result",
    "message",
    "compare_line_config_filter",
    "status",
    "complete_shard_count",
    "total_shard_count",
    "progress",
)
CONTENT_DIFFERENCE: Final = (
    "source_db",
    "target_db",
    "source_table_name",
    "target_table_name",
    "source_key_value",
    "target_key_value",
    "select_sql",
    "target_select_sql",
)
OBJECT_OVERVIEW: Final = ("type", "source_count", "target_count", "status")
OBJECT_DETAIL: Final = (
    "type",
    "source_db_name",
    "target_db_name",
    "source_db_value",
    "target_db_value",
    "status",
    "error_message",
)

_UNCOMPARABLE: Final = ("compare_result",)
_RESULTS: Final = ("status", "line_compare_result", "content_compare_result")

Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class QueryTable:
    """One table: a name as a sheet would have it, the API's field names, and the records' values."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def query_tables(
    api: Api, job_id: str, compare_type: str, compare_job_id: str | None = None, *, deadline: Deadline | None = None
) -> tuple[QueryTable, ...]:
    """Read a whole comparison through the query API; sheets in the order overview, detail, uncomparable, differences.

    `compare_job_id` is demanded for lines, contents and random; for objects_comparison the latest is read, and one
    given must be it. repair_data has no query call of version 3. Raises `ConfigError` for arguments that cannot be
    right and `ApiError` where a list does not come out whole: a part of a result is never given for all of it.
    """
    check_id(job_id, "task id")
    if compare_type == "objects_comparison":
        return _objects(api, job_id, compare_job_id, deadline)
    if compare_type not in ("lines", "contents", "random"):
        raise ConfigError(
            f"DRS has no query for {compare_type!r}.",
            remedy="Use lines, contents, random or objects_comparison; other results come as files only.",
        )
    if not compare_job_id:
        raise ConfigError(f"DRS demands a compare job id to query {compare_type}.", remedy="Give it.")
    if compare_type == "lines":
        return _lines(api, job_id, compare_job_id, deadline)
    return _contents(api, job_id, compare_job_id, deadline)


def _lines(api: Api, job_id: str, compare_job_id: str, deadline: Deadline | None) -> tuple[QueryTable, ...]:
    overview = list(line_overview(api, job_id, compare_job_id, deadline=deadline))
    found: dict[bool, list[Mapping[str, Any]]] = {True: [], False: []}
    for source, target in _pairs(overview, "source_db_name", "target_db_name"):
        for is_comparable, records in found.items():
            place = {"source_db_name": source, "target_db_name": target}
            pages = line_detail(
                api,
                job_id,
                compare_job_id,
                source_db=source,
                target_db=target,
                is_comparable=is_comparable,
                deadline=deadline,
            )
            records.extend({**place, **record} for record in pages)
    return _without_empty(
        _table("line-overview", LINE_OVERVIEW, overview),
        _table("line-detail", LINE_DETAIL, found[True]),
        _table("line-detail unCompare", _UNCOMPARABLE + LINE_DETAIL, _uncomparable(found[False])),
    )


def _contents(api: Api, job_id: str, compare_job_id: str, deadline: Deadline | None) -> tuple[QueryTable, ...]:
    overview = list(content_overview(api, job_id, compare_job_id, deadline=deadline))
    found: dict[bool, list[Mapping[str, Any]]] = {True: [], False: []}
    for source, target in _pairs(overview, "source_db", "target_db"):
        for is_comparable, records in found.items():
            place = {"source_db": source, "target_db": target}
            pages = content_detail(
                api,
                job_id,
                compare_job_id,
                source_db=source,
                target_db=target,
                is_comparable=is_comparable,
                deadline=deadline,
            )
            records.extend({**place, **record} for record in pages)
    differences: list[Mapping[str, Any]] = []
    for record in found[True]:
        # of all but what is equal without a single differing row: where there is nothing, asking costs one call
        if record.get("content_compare_result") is not True or record.get("difference_row_num"):
            table = {name: _cell(record.get(name)) for name in CONTENT_DIFFERENCE[:4]}
            rows = content_difference(
                api,
                job_id,
                compare_job_id,
                db=str(record.get("source_db") or ""),
                table=str(record.get("source_table_name") or ""),
                deadline=deadline,
            )
            differences.extend({**table, **row} for row in rows)
    return _without_empty(
        _table("content-overview", CONTENT_OVERVIEW, overview),
        _table("content-detail", CONTENT_DETAIL, found[True]),
        _table("content-detail unCompare", _UNCOMPARABLE + CONTENT_DETAIL, _uncomparable(found[False])),
        _table("content-difference", CONTENT_DIFFERENCE, differences),
    )


def _objects(api: Api, job_id: str, compare_job_id: str | None, deadline: Deadline | None) -> tuple[QueryTable, ...]:
    overview = object_overview(api, job_id, deadline=deadline)
    job = overview.job
    if compare_job_id and job.id != compare_job_id:
        raise ResultNotReadyError(
            f"The latest object comparison of the task is {job.id or 'none'}, not {compare_job_id}.",
            remedy="DRS gives the overview of the latest one only.",
        )
    records: list[Mapping[str, Any]] = []
    for row in overview.rows:
        name = str(row.get("type") or "")
        pages = object_detail(api, job_id, name, compare_job_id=job.id or None, deadline=deadline)
        records.extend({"type": name, **record} for record in pages)
    return _without_empty(
        _table("object-overview", OBJECT_OVERVIEW, overview.rows),
        _table("object-detail", OBJECT_DETAIL, records),
    )


def _uncomparable(records: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The records of the list of what cannot be compared, so that none of them can read as equal.

    They say so themselves in ``compare_result``, with DRS's own word for that list; what else they hold that sounds
    like a result stands under a name that is not taken for one.
    """
    return [
        {
            "compare_result": "unCompare",
            **{f"{name} (unCompare)" if name in _RESULTS else name: value for name, value in record.items()},
        }
        for record in records
    ]


def _pairs(overview: Iterable[Mapping[str, Any]], source: str, target: str) -> list[tuple[str, str]]:
    """The database pairs, each once, in order."""
    return list(dict.fromkeys((str(row.get(source) or ""), str(row.get(target) or "")) for row in overview))


def _table(name: str, documented: tuple[str, ...], records: Iterable[Mapping[str, Any]]) -> QueryTable:
    kept = list(records)
    more = dict.fromkeys(field for record in kept for field in record if field not in documented)
    header = (*documented, *more)
    if _UNCOMPARABLE[0] in documented:
        header = tuple(field for field in header if field not in _RESULTS)
    return QueryTable(name, header, tuple(tuple(_cell(record.get(field)) for field in header) for record in kept))


def _without_empty(first: QueryTable, *others: QueryTable) -> tuple[QueryTable, ...]:
    """The overview always, the others where there is something in them."""
    return (first, *(table for table in others if table.rows))


def _cell(value: Any) -> Cell:
    """A plain value as it is; a list of one as its text, a longer one and anything nested as JSON; nothing as None."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list) and len(value) <= 1:
        return _cell(value[0]) if value else None
    return json.dumps(value, ensure_ascii=False)
