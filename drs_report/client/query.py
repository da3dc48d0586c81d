"""The query API as a second source of a comparison's result: where the file is not to be had, and to check it against.

Its records become plain tables under the documented names of the API's fields, which the heading recognition of the
workbook loader knows. What places a record (its database pair, its table, its object type) stands beside it, taken from
the query that gave it. Records are kept whole: a field that is not documented gets a column of its own at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

from drs_report.client.api import (
    Api,
    CompareJob,
    check_id,
    object_detail,
    object_overview,
    of_pair,
    query,
)
from drs_report.client.download import Part, store_part
from drs_report.client.error_codes import CODES
from drs_report.client.fetch_report import FetchState
from drs_report.comparisons import ALL, by_slug
from drs_report.comparisons.base import Queried
from drs_report.errors import ApiError, ConfigError, ResultNotReadyError, Told, TransportError
from drs_report.evidence.answers import QueryFile, QueryTable, serialise, table_of

_KINDS: Final = {Queried.OBJECTS: "object", Queried.COUNTS: "line", Queried.VALUES: "content"}
"""How the names of the calls begin that tell a comparison."""
_QUERYABLE: Final = tuple(one.slug for one in ALL if one.queried in _KINDS)

_COUNTS: Final = ("compare_num", "compare_end_num", "data_inconsistent_num", "uncomparable_num")
_TABLES: Final = ("source_table_name", "target_table_name")
FIELDS: Final = {
    "line-overview": ("source_db_name", "target_db_name", "status", *_COUNTS),
    "line-detail": (
        "source_db_name", "target_db_name", "source_table_name", "source_row_num", "target_table_name",
        "target_row_num", "difference_row_num", "status", "compare_line_config_filter",
    ),
    "content-overview": ("source_db", "target_db", "status", *_COUNTS),
    "content-detail": (
        "source_db", "target_db", *_TABLES, "source_row_num", "target_row_num", "difference_row_num",
        "line_compare_result", "content_compare_result", "message", "compare_line_config_filter", "status",
        "complete_shard_count", "total_shard_count", "progress",
    ),
    "content-difference": (
        "source_db", "target_db", *_TABLES, "source_key_value", "target_key_value", "select_sql", "target_select_sql",
    ),
    "object-overview": ("type", "source_count", "target_count", "status"),
    "object-detail": (
        "type", "source_db_name", "target_db_name", "source_db_value", "target_db_value", "status", "error_message",
    ),
}  # fmt: skip
"""The documented fields of each call's records, in the order of their columns."""

_UNCOMPARABLE: Final = "compare_result"
_RESULTS: Final = ("status", "line_compare_result", "content_compare_result")
_Records: TypeAlias = Iterable[Mapping[str, Any]]


def query_tables(api: Api, job_id: str, compare_type: str, compare_job_id: str | None = None) -> tuple[QueryTable, ...]:
    """Read a whole comparison through the query API; sheets in the order overview, detail, uncomparable, differences.

    `compare_job_id` is demanded for lines, contents and random; for objects_comparison the latest is read, and one
    given must be it. repair_data has no query call of version 3. Raises `ConfigError` for arguments that cannot be
    right and `ApiError` where a list does not come out whole: a part of a result is never given for all of it.
    """
    check_id(job_id, Told("task id"))
    if compare_type not in _QUERYABLE:
        raise ConfigError(
            Told("DRS has no query for {compare_type!r}.", compare_type=compare_type),
            remedy=Told(
                "Use {names} or {last}; other results come as files only.",
                names=", ".join(_QUERYABLE[:-1]),
                last=_QUERYABLE[-1],
            ),
        )
    kind = _KINDS[by_slug(compare_type).queried]
    read = _objects if kind == "object" else _data
    found = read(api, job_id, compare_job_id or "", kind)
    tables = [_table(name, records) for name, records in found.items()]
    return (tables[0], *(table for table in tables[1:] if table.rows))  # the overview always


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


def store_answers(api: Api, job_id: str, compare_type: str, job: CompareJob, folder: Path) -> Part:
    """Read the whole comparison through the query API into a file in `folder` under a temporary name.

    Raises `ApiError` where the answers do not come out whole, `ConfigError` where `folder` cannot be written.
    """
    tables = query_tables(api, job_id, compare_type, job.id or None)
    limit = api.transport.limits.max_file_bytes
    try:
        data = serialise(QueryFile(job_id, job.id, compare_type, api.language, api.region, tables))
    except ValueError as exc:
        raise TransportError(
            Told(
                "The query API's answers for {compare_type} hold a number or a text that cannot be stored exactly.",
                compare_type=compare_type,
            ),
            remedy=Told("Look the comparison up in the console."),
        ) from exc
    if len(data) > limit:
        raise TransportError(
            Told(
                "The query API's answers for {compare_type} are more than the limit of {limit:,} bytes.",
                compare_type=compare_type,
                limit=limit,
            ),
            remedy=Told("Raise the limit if a result of this size is expected."),
        )
    return store_part(folder, data)


def _data(api: Api, job_id: str, compare_job_id: str, kind: str) -> dict[str, _Records]:
    """The records of a row comparison ("line") or a value comparison ("content"), by table."""
    ask = partial(query, api, job_id, compare_job_id)
    overview = list(ask(f"{kind}-overview"))
    place = FIELDS[f"{kind}-detail"][:2]  # the names under which the database pair stands
    found: dict[bool, list[Mapping[str, Any]]] = {True: [], False: []}
    for pair in dict.fromkeys(tuple(str(row.get(side) or "") for side in place) for row in overview):
        for is_comparable, records in found.items():
            pages = ask(f"{kind}-detail", **of_pair(*pair, is_comparable=is_comparable))
            records.extend({**dict(zip(place, pair, strict=True)), **record} for record in pages)
    tables: dict[str, _Records] = {
        f"{kind}-overview": overview,
        f"{kind}-detail": found[True],
        f"{kind}-detail unCompare": _uncomparable(found[False]),
    }
    return {**tables, "content-difference": _differences(ask, found[True])} if kind == "content" else tables


def _differences(ask: Callable[..., _Records], details: _Records) -> list[Mapping[str, Any]]:
    """The differing rows of all tables but those that are equal: where there is nothing, asking costs one call."""
    found: list[Mapping[str, Any]] = []
    for record in details:
        if record.get("content_compare_result") is not True or record.get("difference_row_num"):
            db, table = (str(record.get(name) or "") for name in ("source_db", "source_table_name"))
            place = {name: record.get(name) for name in FIELDS["content-difference"][:4]}
            found.extend({**place, **row} for row in ask("content-difference", table_name=table, db_name=db))
    return found


def _objects(api: Api, job_id: str, compare_job_id: str, kind: str) -> dict[str, _Records]:
    overview = object_overview(api, job_id)
    job = overview.job
    if compare_job_id and job.id != compare_job_id:
        raise ResultNotReadyError(
            Told(
                "The latest object comparison of the task is {id}, not {compare_job_id}.",
                id=job.id or "-",
                compare_job_id=compare_job_id,
            ),
            remedy=Told("DRS gives the overview of the latest one only."),
        )
    records: list[Mapping[str, Any]] = []
    for name in (str(row.get("type") or "") for row in overview.rows):
        pages = object_detail(api, job_id, name, compare_job_id=job.id or None)
        records.extend({"type": name, **record} for record in pages)
    return {f"{kind}-overview": overview.rows, f"{kind}-detail": records}


def _uncomparable(records: _Records) -> list[Mapping[str, Any]]:
    """The records of the list of what cannot be compared, so that none of them can read as equal.

    They say so themselves in ``compare_result``, with DRS's own word for that list; what else they hold that sounds
    like a result stands under a name that is not taken for one.
    """

    def renamed(record: Mapping[str, Any]) -> Mapping[str, Any]:
        results = {f"{name} (unCompare)": record[name] for name in _RESULTS if record.get(name) is not None}
        return {name: value for name, value in record.items() if name not in _RESULTS} | results

    return [{_UNCOMPARABLE: "unCompare", **renamed(record)} for record in records]


def _table(name: str, records: _Records) -> QueryTable:
    call, _, is_uncomparable = name.partition(" ")
    documented = FIELDS[call]
    if is_uncomparable:
        documented = (_UNCOMPARABLE, *(field for field in documented if field not in _RESULTS))
    return table_of(name, list(records), documented)
