"""Every call to DRS that we make, with typed parameters, checked before anything is sent.

Source of paths, parameters and fields: the DRS API reference, version 3, and the official Python SDK (documented).
Version 3 is marked as deprecated there, but version 5 has no export and no download of result files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, NotRequired, TypeAlias, TypedDict, Unpack
from urllib.parse import quote

from drs_report.client.deadline import Deadline
from drs_report.client.transport import Authenticator, Call, Transport, perform_json
from drs_report.comparisons import ALL, COMPARE_TYPES, by_slug
from drs_report.comparisons.base import ToldBy
from drs_report.errors import ConfigError, TransportError

__all__ = [
    "LANGUAGES",
    "PAGE_SIZE",
    "Api",
    "CompareJob",
    "Language",
    "ObjectOverview",
    "Pages",
    "ResultRequest",
    "check_id",
    "content_detail",
    "content_difference",
    "content_overview",
    "export_result",
    "line_detail",
    "line_overview",
    "list_compare_jobs",
    "object_detail",
    "object_overview",
    "repair_export_status",
    "result_call",
    "result_request",
]

Language: TypeAlias = Literal["en-us", "zh-cn"]
LANGUAGES: Final = ("en-us", "zh-cn")
PAGE_SIZE: Final = 1000
"""The documented maximum of `limit`."""

_BY_OVERVIEW: Final = next(one for one in ALL if one.told_by is ToldBy.OVERVIEW)
"""The object comparison."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_TIME_ZONE = re.compile(r"GMT[+-](?:0\d|1[0-4]):[0-5]\d")
_MAX_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Api:
    """DRS of one region and project, signed in."""

    transport: Transport
    authenticator: Authenticator
    base_url: str
    project_id: str
    region: str
    language: Language = "en-us"


@dataclass(frozen=True, slots=True)
class CompareJob:
    """One comparison of a task, as DRS lists it."""

    id: str
    compare_type: str
    """As DRS spells it; ``lines``, ``contents`` and ``random`` are documented."""
    status: str
    """As DRS spells it, such as ``SUCCESSFUL``."""
    started_at: datetime | None
    ended_at: datetime | None
    export_status: str
    report_remain_seconds: int | None
    """Life left of the exported file, seconds; -1 or None where there is none."""


@dataclass(frozen=True, slots=True)
class ObjectOverview:
    """The latest object-level comparison of a task: the job, and a row per object type."""

    job: CompareJob
    rows: tuple[Mapping[str, Any], ...]
    error_msg: str = ""


class Pair(TypedDict):
    """Which tables of a comparison: those of one database pair, that can or cannot be compared."""

    source_db: str
    target_db: str
    is_comparable: bool
    deadline: NotRequired[Deadline | None]


@dataclass(frozen=True, slots=True)
class ResultRequest:
    """Which result file; made by `result_request`."""

    job_id: str
    compare_type: str
    compare_job_id: str | None
    time_zone: str | None

    @property
    def body(self) -> dict[str, str]:
        """The documented body, of the POST and of the GET alike."""
        body = {"compare_type": self.compare_type}
        if self.compare_job_id:
            body["compare_job_id"] = self.compare_job_id
        if self.time_zone:
            body["time_zone"] = self.time_zone
        return body


def result_request(
    job_id: str, compare_type: str, compare_job_id: str | None = None, *, time_zone: str | None = None
) -> ResultRequest:
    """Check the parameters of a result file.

    `time_zone`, like ``GMT+08:00``, only stamps the name of the file. Raises `ConfigError` where a parameter is
    missing or cannot be right.
    """
    check_id(job_id, "task id")
    if compare_type not in COMPARE_TYPES:
        raise ConfigError(f"{compare_type!r} is no compare type.", remedy=f"Give one of {', '.join(COMPARE_TYPES)}.")
    if compare_job_id:
        check_id(compare_job_id, "compare job id")
    elif by_slug(compare_type).needs_compare_job:
        raise ConfigError(
            f"DRS demands a compare job id for the result file of {compare_type}.",
            remedy="Give it, or let fetch choose the newest finished comparison.",
        )
    if time_zone is not None and not _TIME_ZONE.fullmatch(time_zone):
        raise ConfigError(f"{time_zone!r} is no time zone of DRS.", remedy="Write it like GMT+08:00.")
    return ResultRequest(job_id, compare_type, compare_job_id or None, time_zone)


def check_id(value: str, what: str) -> str:
    """Give `value` if it can be an id; ids stand in paths, so nothing else is let through."""
    if not _ID.fullmatch(value):
        raise ConfigError(
            f"{value!r} is no {what}.", remedy="It is made of letters, digits and hyphens; the console shows it."
        )
    return value


def list_compare_jobs(api: Api, job_id: str, *, deadline: Deadline | None = None) -> tuple[CompareJob, ...]:
    """List every data-level comparison of a task, in the service's order."""
    path = _job_path(api, job_id, "/table/compare")
    rows = Pages(api, path, (), "compare_jobs", "count", deadline)
    return tuple(_compare_job(row) for row in rows)


def object_overview(api: Api, job_id: str, *, deadline: Deadline | None = None) -> ObjectOverview:
    """Give the latest object-level comparison of a task."""
    data = _get(api, _job_path(api, job_id, "/object/compare"), deadline=deadline)
    rows = data.get("compare_result") or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _odd(f"{api.base_url}{_job_path(api, job_id, '/object/compare')}", "compare_result is no list of records")
    rows = _with_its_words(rows, data)
    job = _compare_job(
        {**data, "id": data.get("compare_job_id") or "", "type": _BY_OVERVIEW.slug, "end_time": data.get("end_time")}
    )
    return ObjectOverview(job, tuple(rows), str(data.get("error_msg") or ""))


def repair_export_status(api: Api, job_id: str, compare_job_id: str, *, deadline: Deadline | None = None) -> str:
    """Give the state of the repair SQL's export (API version 5), "" where DRS says none."""
    path = f"/v5/{api.project_id}/jobs/{check_id(job_id, 'task id')}"
    query = (("type", "repair_export_status"), ("compare_task_id", check_id(compare_job_id, "compare job id")))
    job = _get(api, path, query, deadline=deadline).get("job")
    return str(job.get("repair_export_status") or "") if isinstance(job, dict) else ""


def export_result(api: Api, request: ResultRequest, *, deadline: Deadline | None = None) -> None:
    """Ask DRS to build the result file; it is there when the export status says so."""
    call = Call("POST", _result_url(api, request), headers=_headers(api, with_region=True), body=request.body)
    perform_json(api.transport, call, authenticator=api.authenticator, deadline=deadline, is_empty_good=True)


def result_call(api: Api, request: ResultRequest) -> Call:
    """Give the call that downloads a result file.

    The parameters go into the query *and* into a JSON body: the reference documents both, and which one the service
    looks at is unknown.
    """
    query = [("compare_type", request.compare_type)]
    if request.compare_job_id:
        query.append(("compare_job_id", request.compare_job_id))
    return Call(
        "GET",
        _result_url(api, request),
        query=tuple(query),
        headers=_headers(api, with_region=True),
        body=request.body,
    )


def line_overview(api: Api, job_id: str, compare_job_id: str, *, deadline: Deadline | None = None) -> Pages:
    """Row comparison: a record per database pair (``DataCompareOverviewInfo``)."""
    path = _compare_path(api, job_id, compare_job_id, "line-overview")
    return Pages(api, path, (), "data_compare_overview_infos", "total_count", deadline)


def line_detail(api: Api, job_id: str, compare_job_id: str, **pair: Unpack[Pair]) -> Pages:
    """Row comparison: a record per table of one database pair (``TableLineCompareResultInfo``)."""
    path = _compare_path(api, job_id, compare_job_id, "line-detail")
    return Pages(api, path, _of_pair(pair), "table_line_compare_result_infos", "total_count", pair.get("deadline"))


def content_overview(api: Api, job_id: str, compare_job_id: str, *, deadline: Deadline | None = None) -> Pages:
    """Value comparison: a record per database pair (``NodeContentCompareOverviewResult``)."""
    path = _compare_path(api, job_id, compare_job_id, "content-overview")
    return Pages(api, path, (), "content_compare_result_infos", "total_count", deadline)


def content_detail(api: Api, job_id: str, compare_job_id: str, **pair: Unpack[Pair]) -> Pages:
    """Value comparison: a record per table of one database pair (``NodeContentCompareDetailResult``)."""
    path = _compare_path(api, job_id, compare_job_id, "content-detail")
    return Pages(api, path, _of_pair(pair), "content_compare_result_infos", "total_count", pair.get("deadline"))


def content_difference(
    api: Api, job_id: str, compare_job_id: str, *, db: str, table: str, deadline: Deadline | None = None
) -> Pages:
    """Value comparison: a record per differing row of one table (``CompareJobContentDetailInfo``)."""
    path = _compare_path(api, job_id, compare_job_id, "content-difference")
    return Pages(api, path, (("table_name", table), ("db_name", db)), "contents_infos", "count", deadline)


def object_detail(
    api: Api, job_id: str, object_type: str, *, compare_job_id: str | None = None, deadline: Deadline | None = None
) -> Pages:
    """Object comparison: a record per object of one type (``ObjectsCompareDetailInfo``)."""
    path = _job_path(api, job_id, f"/object/compare/{quote(object_type, safe='')}")
    query = (("compare_job_id", compare_job_id),) if compare_job_id else ()
    return Pages(api, path, query, "compare_detail", "count", deadline)


@dataclass(frozen=True, slots=True)
class Pages:
    """The records of a paged query, read page by page as they are iterated.

    A list that does not come out whole raises: fewer or more records than DRS says there are, or a page twice over.
    """

    api: Api
    path: str
    query: tuple[tuple[str, str], ...]
    records: str
    """The answer's field that holds the records."""
    total: str
    """The answer's field that holds their number."""
    deadline: Deadline | None = None

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        n = 0
        last: list[Any] = []
        url = f"{self.api.base_url}{self.path}"
        for _ in range(_MAX_PAGES):
            query = (*self.query, ("limit", str(PAGE_SIZE)), ("offset", str(n)))
            data = _get(self.api, self.path, query, deadline=self.deadline)
            page = data.get(self.records)
            if page is None:
                page = []
            if not isinstance(page, list) or not all(isinstance(row, dict) for row in page):
                raise _odd(url, f"{self.records} is no list of records")
            total = data.get(self.total)
            if not isinstance(total, int) or isinstance(total, bool):
                raise _odd(url, f"{self.total} is no number")
            if len(page) > 1 and page == last:
                raise _odd(url, f"the page at offset {n} repeats the one before it")
            if not page and _said(data):
                raise _odd(url, f"it gives no records, and says {_said(data)!r}")
            yield from _with_its_words(page, data)
            n += len(page)
            last = page
            if n >= total or not page:
                break
        if n != total:
            raise _odd(url, f"it says there are {total:,} records, and gives {n:,}")


def _said(data: Mapping[str, Any]) -> str:
    """What an answer says of itself beside its records; a good one says nothing."""
    return "; ".join(str(data[name]) for name in ("error_msg", "error_message", "message") if data.get(name))


def _with_its_words(rows: list[Any], data: Mapping[str, Any]) -> list[Any]:
    """The records, each with what their answer says of itself: no result may be read without it."""
    said = _said(data)
    if not said:
        return rows
    return [{**row, "message": f"{row['message']}; {said}" if row.get("message") else said} for row in rows]


def _of_pair(pair: Pair) -> tuple[tuple[str, str], ...]:
    """The query that names a database pair, and the list of tables that can or cannot be compared."""
    kind = "compare" if pair["is_comparable"] else "unCompare"
    return (("db_name", pair["source_db"]), ("target_db_name", pair["target_db"]), ("type", kind))


def _get(
    api: Api, path: str, query: tuple[tuple[str, str], ...] = (), *, deadline: Deadline | None
) -> Mapping[str, Any]:
    call = Call("GET", f"{api.base_url}{path}", query=query, headers=_headers(api))
    data, _ = perform_json(api.transport, call, authenticator=api.authenticator, deadline=deadline)
    if not isinstance(data, dict):
        raise _odd(call.url, "it is no JSON object")
    return data


def _odd(url: str, what: str) -> TransportError:
    return TransportError(
        f"The answer of GET {url} cannot be used: {what}.",
        remedy="If the comparison is still running, wait for its end; else use the result file.",
        method="GET",
        url=url,
    )


def _headers(api: Api, *, with_region: bool = False) -> dict[str, str]:
    headers: dict[str, str] = {"X-Language": api.language}
    if with_region:
        headers["Region"] = api.region
    return headers


def _job_path(api: Api, job_id: str, tail: str) -> str:
    return f"/v3/{api.project_id}/jobs/{check_id(job_id, 'task id')}{tail}"


def _compare_path(api: Api, job_id: str, compare_job_id: str, tail: str) -> str:
    return _job_path(api, job_id, f"/compare/{check_id(compare_job_id, 'compare job id')}/{tail}")


def _result_url(api: Api, request: ResultRequest) -> str:
    return f"{api.base_url}{_job_path(api, request.job_id, '/compare/result/file')}"


def _compare_job(row: Mapping[str, Any]) -> CompareJob:
    remain = row.get("report_remain_seconds")
    return CompareJob(
        id=str(row.get("id") or ""),
        compare_type=str(row.get("type") or ""),
        status=str(row.get("status") or ""),
        started_at=_time(row.get("start_time")),
        ended_at=_time(row.get("end_time")),
        export_status=str(row.get("export_status") or ""),
        report_remain_seconds=remain if isinstance(remain, int) else None,
    )


def _time(value: object) -> datetime | None:
    """A documented time (UTC, with Z); None for anything else."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return at if at.tzinfo else None
