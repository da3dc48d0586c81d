"""The query API as a second source of a comparison's result: where the file is not to be had, and to check it against.

Its records become plain tables under the documented names of the API's fields, which the heading recognition of the
workbook loader knows. What places a record (its database pair, its table, its object type) stands beside it, taken from
the query that gave it. Records are kept whole: a field that is not documented gets a column of its own at the end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from drs_report.client.api import (
    Api,
    CompareJob,
    Pages,
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
from drs_report.client.download import Part, store_part
from drs_report.client.error_codes import CODES
from drs_report.client.fetch_report import FetchState
from drs_report.comparisons import ALL, by_slug
from drs_report.comparisons.base import Queried
from drs_report.errors import ApiError, ConfigError, ResultNotReadyError, TransportError
from drs_report.evidence.answers import Cell, QueryFile, QueryTable, serialise

__all__ = ["QueryTable", "is_queryable", "is_refused", "query_tables", "store_answers"]

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


def query_tables(
    api: Api, job_id: str, compare_type: str, compare_job_id: str | None = None, *, deadline: Deadline | None = None
) -> tuple[QueryTable, ...]:
    """Read a whole comparison through the query API; sheets in the order overview, detail, uncomparable, differences.

    `compare_job_id` is demanded for lines, contents and random; for objects_comparison the latest is read, and one
    given must be it. repair_data has no query call of version 3. Raises `ConfigError` for arguments that cannot be
    right and `ApiError` where a list does not come out whole: a part of a result is never given for all of it.
    """
    check_id(job_id, "task id")
    if compare_type not in _QUERYABLE:
        raise ConfigError(
            f"DRS has no query for {compare_type!r}.",
            remedy=f"Use {', '.join(_QUERYABLE[:-1])} or {_QUERYABLE[-1]}; other results come as files only.",
        )
    comparison = by_slug(compare_type)
    if comparison.needs_compare_job and not compare_job_id:
        raise ConfigError(f"DRS demands a compare job id to query {compare_type}.", remedy="Give it.")
    return _READERS[comparison.queried](api, job_id, compare_job_id or "", deadline)


def is_queryable(compare_type: str, job: CompareJob) -> bool:
    """Whether the query API tells the whole of this comparison: one that has finished, of a type that has calls."""
    return compare_type in _QUERYABLE and job.status == "SUCCESSFUL"


def is_refused(compare_type: str, job: CompareJob, state: FetchState, error: ApiError | None) -> bool:
    """Whether DRS does not give the file of a finished comparison that the query API can tell as well.

    `state` and `error` are what the way to the file ended in. Only where DRS itself says no to the file: what is wrong
    with credentials, permissions or the network would be wrong with the query calls too, and an export that still runs
    will give a file.
    """
    if not is_queryable(compare_type, job) or error is None:
        return False
    code = error.error_code
    if state is FetchState.NOT_FINISHED:  # the service's word; an export that has not ended has no code
        return code is not None
    if state is FetchState.ERROR:
        is_no = error.status is not None and 400 <= error.status < 500 and code is not None and code.startswith("DRS.")
        is_busy = code is not None and code in CODES and CODES[code].is_retryable
        return type(error) is ApiError and (code == "EXPORT_COMMON_FAILED" or (is_no and not is_busy))
    return state is FetchState.EXPIRED


def store_answers(
    api: Api, job_id: str, compare_type: str, job: CompareJob, folder: Path, *, deadline: Deadline
) -> Part:
    """Read the whole comparison through the query API into a file in `folder` under a temporary name.

    Raises `ApiError` where the answers do not come out whole, `ConfigError` where `folder` cannot be written.
    """
    tables = query_tables(api, job_id, compare_type, job.id or None, deadline=deadline)
    limit = api.transport.limits.max_file_bytes
    try:
        data = serialise(QueryFile(job_id, job.id, compare_type, api.language, api.region, tables))
    except ValueError as exc:
        raise TransportError(
            f"The query API's answers for {compare_type} hold a number or a text that cannot be stored exactly.",
            remedy="Look the comparison up in the console.",
        ) from exc
    if len(data) > limit:
        raise TransportError(
            f"The query API's answers for {compare_type} are more than the limit of {limit:,} bytes.",
            remedy="Raise the limit if a result of this size is expected.",
        )
    return store_part(folder, data)


def _lines(api: Api, job_id: str, compare_job_id: str, deadline: Deadline | None) -> tuple[QueryTable, ...]:
    overview = list(line_overview(api, job_id, compare_job_id, deadline=deadline))
    detail = partial(line_detail, api, job_id, compare_job_id, deadline=deadline)
    found = _details(detail, ("source_db_name", "target_db_name"), overview)
    return _without_empty(
        _table("line-overview", LINE_OVERVIEW, overview),
        _table("line-detail", LINE_DETAIL, found[True]),
        _table("line-detail unCompare", _UNCOMPARABLE + LINE_DETAIL, _uncomparable(found[False])),
    )


def _contents(api: Api, job_id: str, compare_job_id: str, deadline: Deadline | None) -> tuple[QueryTable, ...]:
    overview = list(content_overview(api, job_id, compare_job_id, deadline=deadline))
    detail = partial(content_detail, api, job_id, compare_job_id, deadline=deadline)
    found = _details(detail, ("source_db", "target_db"), overview)
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


def _details(
    detail: Callable[..., Pages], place: tuple[str, str], overview: Iterable[Mapping[str, Any]]
) -> dict[bool, list[Mapping[str, Any]]]:
    """The records of every database pair of the overview, by whether they can be compared."""
    found: dict[bool, list[Mapping[str, Any]]] = {True: [], False: []}
    pairs = dict.fromkeys(tuple(str(row.get(side) or "") for side in place) for row in overview)
    for source, target in pairs:
        for is_comparable, records in found.items():
            pages = detail(source_db=source, target_db=target, is_comparable=is_comparable)
            records.extend({place[0]: source, place[1]: target, **record} for record in pages)
    return found


def _objects(api: Api, job_id: str, compare_job_id: str, deadline: Deadline | None) -> tuple[QueryTable, ...]:
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


_READERS: Final[Mapping[Queried, Callable[[Api, str, str, Deadline | None], tuple[QueryTable, ...]]]] = {
    Queried.OBJECTS: _objects,
    Queried.COUNTS: _lines,
    Queried.VALUES: _contents,
}
_QUERYABLE: Final = tuple(one.slug for one in ALL if one.queried in _READERS)


def _uncomparable(records: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The records of the list of what cannot be compared, so that none of them can read as equal.

    They say so themselves in ``compare_result``, with DRS's own word for that list; what else they hold that sounds
    like a result stands under a name that is not taken for one.
    """
    return [
        {
            "compare_result": "unCompare",
            **{
                f"{name} (unCompare)" if name in _RESULTS else name: value
                for name, value in record.items()
                if name not in _RESULTS or value is not None
            },
        }
        for record in records
    ]


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
