"""Every call to DRS that we make, with typed parameters, checked before anything is sent.

Source of paths, parameters and fields: the DRS API reference, version 3, and the official Python SDK (documented).
Version 3 is marked as deprecated there, but version 5 has no export and no download of result files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import quote

from drs_report.client.error_codes import api_error
from drs_report.client.signing import Call
from drs_report.client.transport import Transport, perform_json
from drs_report.comparisons import ALL, COMPARE_TYPES, by_slug
from drs_report.comparisons.base import ToldBy
from drs_report.errors import ApiError, ConfigError, Told, TransportError

Language: TypeAlias = Literal["en-us", "zh-cn"]
LANGUAGES: Final = ("en-us", "zh-cn")
PAGE_SIZE: Final = 1000
"""The documented maximum of `limit`."""

(_BY_OVERVIEW,) = (one.slug for one in ALL if one.told_by is ToldBy.OVERVIEW)
"""The object comparison."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_TIME_ZONE = re.compile(r"GMT[+-](?:0\d|1[0-4]):[0-5]\d")
_MAX_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Api:
    """DRS of one region and project, signed in."""

    transport: Transport
    base_url: str
    project_id: str
    region: str
    language: Language = "en-us"

    def within(self, seconds: float) -> Api:
        """Give the same with at most so many seconds from now for everything that is asked."""
        return replace(self, transport=self.transport.within(seconds))

    def get(self, path: str, query: tuple[tuple[str, str], ...] = ()) -> Mapping[str, Any]:
        """Ask for a JSON object."""
        call = Call("GET", f"{self.base_url}{path}", query=query, headers={"X-Language": self.language})
        data, _ = perform_json(self.transport, call)
        if not isinstance(data, dict):
            raise self.odd(path, Told("it is no JSON object"))
        return data

    def odd(self, path: str, what: Told) -> ApiError:
        """Give the error for an answer that is not as documented."""
        call = Call("GET", f"{self.base_url}{path}")
        remedy = Told("If the comparison is still running, wait for its end; else use the result file.")
        return api_error(
            self.transport.redactor, call, TransportError, Told("The answer cannot be used: {what}", what=what), remedy
        )


@dataclass(frozen=True, slots=True)
class CompareJob:
    """One comparison of a task, as DRS lists it."""

    id: str
    compare_type: str
    """As DRS spells it; ``lines``, ``contents`` and ``random`` are documented."""
    status: str = ""
    """As DRS spells it, such as ``SUCCESSFUL``."""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    export_status: str = ""
    report_remain_seconds: int | None = None
    """Life left of the exported file, seconds; -1 or None where there is none."""


@dataclass(frozen=True, slots=True)
class ObjectOverview:
    """The latest object-level comparison of a task: the job, and a row per object type."""

    job: CompareJob
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ResultRequest:
    """Which result file. Raises `ConfigError` where a parameter is missing or cannot be right."""

    job_id: str
    compare_type: str
    compare_job_id: str | None = None
    time_zone: str | None = None
    """Like ``GMT+08:00``; only stamps the name that the service gives the file."""

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_id(self.job_id, Told("task id"))
        slug = self.compare_type
        if slug not in COMPARE_TYPES:
            raise ConfigError(
                Told("{slug!r} is no compare type.", slug=slug),
                remedy=Told("Give one of {names}.", names=", ".join(COMPARE_TYPES)),
            )
        if self.compare_job_id:
            check_id(self.compare_job_id, Told("compare job id"))
        elif by_slug(slug).needs_compare_job:
            raise ConfigError(
                Told("DRS demands a compare job id for the result file of {slug}.", slug=slug),
                remedy=Told("Give it, or let fetch choose the newest finished comparison."),
            )
        if self.time_zone is not None and not _TIME_ZONE.fullmatch(self.time_zone):
            raise ConfigError(
                Told("{time_zone!r} is no time zone of DRS.", time_zone=self.time_zone),
                remedy=Told("Write it like GMT+08:00."),
            )

    @property
    def body(self) -> dict[str, str]:
        """The documented body, of the POST and of the GET alike."""
        names = ("compare_type", "compare_job_id", "time_zone")
        return {name: value for name in names if (value := getattr(self, name))}


def check_id(value: str, what: Told) -> str:
    """Give `value` if it can be an id; ids stand in paths, so nothing else is let through."""
    if not _ID.fullmatch(value):
        raise ConfigError(
            Told("{value!r} is no {what}.", value=value, what=what),
            remedy=Told("It is made of letters, digits and hyphens; the console shows it."),
        )
    return value


def list_compare_jobs(api: Api, job_id: str) -> tuple[CompareJob, ...]:
    """List every data-level comparison of a task, in the service's order."""
    return tuple(_compare_job(row) for row in _pages(api, _path(api, job_id, "table/compare"), "compare_jobs", "count"))


def object_overview(api: Api, job_id: str) -> ObjectOverview:
    """Give the latest object-level comparison of a task."""
    path = _path(api, job_id, "object/compare")
    data = api.get(path)
    rows = _records(api, path, data, "compare_result")
    job = _compare_job({**data, "id": data.get("compare_job_id"), "type": _BY_OVERVIEW})
    return ObjectOverview(job, tuple(_with_its_words(rows, data)))


def repair_export_status(api: Api, job_id: str, compare_job_id: str) -> str:
    """Give the state of the repair SQL's export (API version 5), "" where DRS says none."""
    query = (("type", "repair_export_status"), ("compare_task_id", check_id(compare_job_id, Told("compare job id"))))
    job = api.get(f"/v5/{api.project_id}/jobs/{check_id(job_id, Told('task id'))}", query).get("job")
    return str(job.get("repair_export_status") or "") if isinstance(job, dict) else ""


def export_result(api: Api, request: ResultRequest) -> None:
    """Ask DRS to build the result file; it is there when the export status says so."""
    perform_json(api.transport, result_call(api, request, "POST"), is_empty_good=True)


def result_call(api: Api, request: ResultRequest, method: str = "GET") -> Call:
    """Give the call that downloads a result file, or that ("POST") exports it.

    The parameters of a download go into the query *and* into a JSON body: the reference documents both, and which one
    the service looks at is unknown.
    """
    headers = {"X-Language": api.language, "Region": api.region}
    url = f"{api.base_url}{_path(api, request.job_id, 'compare/result/file')}"
    query = tuple((n, value) for n, value in request.body.items() if n != "time_zone" and method == "GET")
    return Call(method, url, query, headers, request.body)


QUERIES: Final = {
    "line-overview": ("data_compare_overview_infos", "total_count"),  # DataCompareOverviewInfo, per database pair
    "line-detail": ("table_line_compare_result_infos", "total_count"),  # TableLineCompareResultInfo, per table
    "content-overview": ("content_compare_result_infos", "total_count"),  # NodeContentCompareOverviewResult, per pair
    "content-detail": ("content_compare_result_infos", "total_count"),  # NodeContentCompareDetailResult, per table
    "content-difference": ("contents_infos", "count"),  # CompareJobContentDetailInfo, per differing row of a table
}
"""The query calls of a row or value comparison: the fields that hold the records (the SDK's class) and their number."""


def query(api: Api, job_id: str, compare_job_id: str, what: str, **parameters: str) -> Iterator[Mapping[str, Any]]:
    """Read a row or value comparison through one of `QUERIES`.

    The details want a database pair (`of_pair`), the differences ``db_name`` and ``table_name``.
    """
    path = _path(api, job_id, f"compare/{check_id(compare_job_id, Told('compare job id'))}/{what}")
    return _pages(api, path, *QUERIES[what], tuple(parameters.items()))


def of_pair(source_db: str, target_db: str, *, is_comparable: bool) -> dict[str, str]:
    """Give the parameters for the tables of one database pair, of those that can or that cannot be compared."""
    return {"db_name": source_db, "target_db_name": target_db, "type": "compare" if is_comparable else "unCompare"}


def object_detail(
    api: Api, job_id: str, object_type: str, *, compare_job_id: str | None = None
) -> Iterator[Mapping[str, Any]]:
    """Object comparison: a record per object of one type (``ObjectsCompareDetailInfo``)."""
    path = _path(api, job_id, f"object/compare/{quote(object_type, safe='')}")
    query = (("compare_job_id", compare_job_id),) if compare_job_id else ()
    return _pages(api, path, "compare_detail", "count", query)


def _pages(
    api: Api, path: str, records: str, total: str, query: tuple[tuple[str, str], ...] = ()
) -> Iterator[Mapping[str, Any]]:
    """Give the records of a paged query page by page; `records` and `total` are the answer's fields for them.

    A list that does not come out whole raises: fewer or more records than DRS says there are, or a page twice over.
    """
    n = 0
    last: list[Any] = []
    for _ in range(_MAX_PAGES):
        data = api.get(path, (*query, ("limit", str(PAGE_SIZE)), ("offset", str(n))))
        page = _records(api, path, data, records)
        said_total = data.get(total)
        if not isinstance(said_total, int) or isinstance(said_total, bool):
            raise api.odd(path, Told("{total} is no number", total=total))
        if len(page) > 1 and page == last:
            raise api.odd(path, Told("the page at offset {n} repeats the one before it", n=n))
        if not page and _said(data):
            raise api.odd(path, Told("it gives no records, and says {data!r}", data=_said(data)))
        yield from _with_its_words(page, data)
        n += len(page)
        last = page
        if n >= said_total or not page:
            break
    if n != said_total:
        raise api.odd(
            path, Told("it says there are {said_total:,} records, and gives {n:,}", said_total=said_total, n=n)
        )


def _records(api: Api, path: str, data: Mapping[str, Any], field: str) -> list[Any]:
    rows = data.get(field)
    if rows is None:
        return []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise api.odd(path, Told("{field} is no list of records", field=field))
    return rows


def _said(data: Mapping[str, Any]) -> str:
    """What an answer says of itself beside its records; a good one says nothing."""
    return "; ".join(str(data[name]) for name in ("error_msg", "error_message", "message") if data.get(name))


def _with_its_words(rows: list[Any], data: Mapping[str, Any]) -> list[Any]:
    """The records, each with what their answer says of itself: no result may be read without it."""
    said = _said(data)
    if not said:
        return rows
    return [{**row, "message": f"{row['message']}; {said}" if row.get("message") else said} for row in rows]


def _path(api: Api, job_id: str, tail: str) -> str:
    return f"/v3/{api.project_id}/jobs/{check_id(job_id, Told('task id'))}/{tail}"


def _compare_job(row: Mapping[str, Any]) -> CompareJob:
    remain = row.get("report_remain_seconds")
    return CompareJob(
        id=str(row.get("id") or ""),
        compare_type=str(row.get("type") or ""),
        status=str(row.get("status") or ""),
        started_at=time_of(row.get("start_time")),
        ended_at=time_of(row.get("end_time")),
        export_status=str(row.get("export_status") or ""),
        report_remain_seconds=remain if isinstance(remain, int) else None,
    )


def time_of(value: object) -> datetime | None:
    """Give a documented time (ISO 8601 with a zone); None for anything else."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return at if at.tzinfo else None
