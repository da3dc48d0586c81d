"""One task's result files: choose the comparisons, export, wait, download, and say what came of each type."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from drs_report.client.api import (
    LANGUAGES,
    Api,
    CompareJob,
    Language,
    ResultRequest,
    check_id,
    export_result,
    list_compare_jobs,
    object_overview,
    repair_export_status,
    result_request,
)
from drs_report.client.auth import sign_in as authenticate
from drs_report.client.choosing import Choice, choose
from drs_report.client.credentials import SignIn
from drs_report.client.deadline import Deadline
from drs_report.client.download import Part, download_part
from drs_report.client.endpoints import endpoints_of
from drs_report.client.fallback import is_refused, store_answers
from drs_report.client.fetch_report import FetchReport, FetchRow, FetchState, Progress, Stage
from drs_report.client.filenames import predictable_name
from drs_report.client.limits import Clock, Limits
from drs_report.client.redaction import Redactor
from drs_report.client.transport import new_transport, pause_for
from drs_report.errors import (
    ApiError,
    ConfigError,
    JobNotFoundError,
    ResultExpiredError,
    ResultNotReadyError,
)
from drs_report.evidence.answers import SUFFIX, is_query_file
from drs_report.evidence.manifest import FileEntry, file_part, find_entry, is_intact, note_entry, read_manifest
from drs_report.records.judgement import COMPARE_TYPES
from drs_report.version import tool_version

__all__ = ["fetch_job", "fetch_with", "open_api"]

_KEPT_BY_DRS: Final = timedelta(days=60)
"""How long DRS keeps comparison results (documented)."""
_STALE_POLLS: Final = 3
"""So often a state that looks like the one before the request is not believed."""
_EXPORTED: Final = "EXPORT_COMPLETE"


def open_api(
    found: SignIn,
    *,
    clock: Clock,
    region: str | None = None,
    endpoint: str | None = None,
    iam_endpoint: str | None = None,
    language: Language = "en-us",
    limits: Limits | None = None,
    redactor: Redactor | None = None,
    ca_bundle: Path | None = None,
) -> Api:
    """Sign in and give the API of a region; the connections are given back by ``api.transport.close()``.

    `region` falls back to the one found with the credentials. Raises `ConfigError`, `AuthenticationError` and
    whatever else signing in may raise.
    """
    where = region or found.region
    if not where:
        raise ConfigError("No region is given.", remedy="Give one such as cn-north-4, or set HW_REGION_NAME.")
    if language not in LANGUAGES:
        raise ConfigError(f"{language!r} is no language of DRS.", remedy=f"Give one of {', '.join(LANGUAGES)}.")
    endpoints = endpoints_of(where, drs=endpoint, iam=iam_endpoint or found.iam_endpoint)
    transport = new_transport(clock, limits=limits, redactor=redactor, ca_bundle=ca_bundle)
    try:
        deadline = Deadline.after(transport.limits.call_timeout, clock.monotonic)
        authenticator, project_id = authenticate(transport, found, endpoints, deadline=deadline)
    except BaseException:
        transport.close()
        raise
    return Api(transport, authenticator, endpoints.drs, check_id(project_id, "project id"), where, language)


def fetch_job(
    job_id: str,
    folder: Path,
    *,
    found: SignIn,
    clock: Clock,
    compare_types: Sequence[str] = COMPARE_TYPES,
    compare_job_ids: Mapping[str, str] | None = None,
    region: str | None = None,
    endpoint: str | None = None,
    iam_endpoint: str | None = None,
    language: Language = "en-us",
    time_zone: str | None = None,
    parallel: int = 3,
    query: bool = True,
    limits: Limits | None = None,
    redactor: Redactor | None = None,
    ca_bundle: Path | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> FetchReport:
    """Sign in and fetch the result files of a task into `folder`; see `fetch_with` for what is done."""
    for compare_type in compare_types:  # whatever can be refused without the network is refused before it
        result_request(job_id, compare_type, "x", time_zone=time_zone)
    api = open_api(
        found,
        clock=clock,
        region=region,
        endpoint=endpoint,
        iam_endpoint=iam_endpoint,
        language=language,
        limits=limits,
        redactor=redactor,
        ca_bundle=ca_bundle,
    )
    try:
        return fetch_with(
            api,
            job_id,
            folder,
            compare_types=compare_types,
            compare_job_ids=compare_job_ids,
            time_zone=time_zone,
            parallel=parallel,
            query=query,
            progress=progress,
        )
    finally:
        api.transport.close()


def fetch_with(
    api: Api,
    job_id: str,
    folder: Path,
    *,
    compare_types: Sequence[str] = COMPARE_TYPES,
    compare_job_ids: Mapping[str, str] | None = None,
    time_zone: str | None = None,
    parallel: int = 3,
    query: bool = True,
    progress: Callable[[Progress], None] | None = None,
) -> FetchReport:
    """Fetch the result files of a task and say what came of each compare type.

    Of each type the newest finished comparison is taken, or the one that `compare_job_ids` names, which may also have
    been cancelled or have failed: its file then says itself what it does not cover. A file that an earlier run left in
    `folder` is kept if it is intact. With `query`, what DRS does not give as a file although the comparison has
    finished is read through the query API and stored as ``….query.json``. `progress` is called from the working
    threads. An error of one type does not stop the others; it is in its row. Raises `ApiError` where not even the list
    of comparisons can be had, and `ConfigError` for arguments and for a folder that cannot be written.
    """
    types = tuple(dict.fromkeys(compare_types))
    for compare_type in types:
        result_request(job_id, compare_type, "x", time_zone=time_zone)
    if parallel < 1:
        raise ConfigError(f"{parallel} downloads at a time are none.", remedy="Give 1 or more.")
    job = _Fetch(
        api=api,
        job_id=job_id,
        folder=folder,
        time_zone=time_zone,
        query=query,
        deadline=Deadline.after(api.transport.limits.job_timeout, api.transport.clock.monotonic),
        progress=progress or (lambda _: None),
        lock=threading.Lock(),
    )
    read_manifest(folder)  # a damaged one is better known now than after the downloads
    listed: tuple[CompareJob, ...] = ()
    if any(t != "objects_comparison" for t in types):
        listed = list_compare_jobs(api, job_id, deadline=job.deadline)
    wanted = compare_job_ids or {}
    pool = ThreadPoolExecutor(max_workers=parallel, thread_name_prefix="drs-fetch")
    try:
        futures = [pool.submit(_fetch_type, job, t, listed, wanted.get(t)) for t in types]
        wait(futures, return_when=FIRST_EXCEPTION)
        failed = next((future for future in futures if future.done() and future.exception()), None)
        rows = tuple(future.result() for future in ((failed,) if failed else futures))
    except BaseException:
        api.transport.stop.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return FetchReport(job_id, api.region, api.project_id, folder, rows)


@dataclass(frozen=True, slots=True)
class _Fetch:
    """What all types of one run share."""

    api: Api
    job_id: str
    folder: Path
    time_zone: str | None
    query: bool
    deadline: Deadline
    progress: Callable[[Progress], None]
    lock: threading.Lock
    """Held while a name is chosen and the manifest is rewritten."""


def _fetch_type(fetch: _Fetch, compare_type: str, listed: tuple[CompareJob, ...], wanted: str | None) -> FetchRow:
    choice: Choice | FetchRow | None = None
    try:
        choice = _choose(fetch, compare_type, listed, wanted)
        row = choice if isinstance(choice, FetchRow) else _get(fetch, compare_type, choice)
    except ApiError as error:
        row = _error_row(fetch, compare_type, choice.job if isinstance(choice, Choice) else None, error)
        if fetch.query and isinstance(choice, Choice) and is_refused(compare_type, choice.job, row.state, row.error):
            row = _query(fetch, compare_type, choice, row)
    fetch.progress(Progress(compare_type, Stage.DONE, row.size or 0, row.size))
    return row


def _error_row(fetch: _Fetch, compare_type: str, job: CompareJob | None, error: ApiError) -> FetchRow:
    if compare_type == "repair_data" and job and isinstance(error, JobNotFoundError):
        # repairs are not listed anywhere: that one was made is only known by asking for it (what DRS answers for a
        # comparison nobody repaired is undocumented; the comparison itself is there, the list has just said so)
        return FetchRow(
            compare_type,
            FetchState.ABSENT,
            f"DRS knows no repair of the value comparison {job.id}.",
            "Nothing to do if nothing was repaired.",
            compare_job_id=job.id,
        )
    state = FetchState.ERROR
    remedy = error.remedy or ""
    is_gone = isinstance(error, ResultNotReadyError | ResultExpiredError | JobNotFoundError)
    if isinstance(error, ResultExpiredError) or (is_gone and job and _is_older_than_drs_keeps(fetch, job)):
        state = FetchState.EXPIRED
        if job and _is_older_than_drs_keeps(fetch, job):
            remedy = "DRS keeps comparison results for 60 days: compare again."
    elif isinstance(error, ResultNotReadyError):
        state = FetchState.NOT_FINISHED
    return FetchRow(
        compare_type=compare_type,
        state=state,
        detail=error.message,
        remedy=remedy,
        error=error,
        compare_job_id=job.id if job else "",
        compare_status=job.status if job else "",
        started_at=job.started_at if job else None,
        ended_at=job.ended_at if job else None,
    )


def _is_older_than_drs_keeps(fetch: _Fetch, job: CompareJob) -> bool:
    return job.ended_at is not None and fetch.api.transport.clock.now() - job.ended_at > _KEPT_BY_DRS


def _choose(fetch: _Fetch, compare_type: str, listed: tuple[CompareJob, ...], wanted: str | None) -> Choice | FetchRow:
    if compare_type == "objects_comparison":
        job = object_overview(fetch.api, fetch.job_id, deadline=fetch.deadline).job
        return choose(compare_type, (job,) if job.status else (), wanted)
    # repair works from the result of a value comparison (documented, version 5)
    of_type = "contents" if compare_type == "repair_data" else compare_type
    return choose(compare_type, tuple(job for job in listed if job.compare_type == of_type), wanted)


def _get(fetch: _Fetch, compare_type: str, choice: Choice) -> FetchRow:
    api, job = fetch.api, choice.job
    key = (fetch.job_id, compare_type, job.id, api.language)
    with fetch.lock:
        entry = find_entry(read_manifest(fetch.folder), key)
    # what has been repaired may have changed since; a finished comparison does not
    is_wanted = compare_type != "repair_data" and entry is not None and (fetch.query or not is_query_file(entry.file))
    if entry and is_wanted and is_intact(fetch.folder, entry):
        noted = _noted(entry, choice)
        if noted != entry:
            with fetch.lock:
                note_entry(fetch.folder, noted)
        return _row(compare_type, FetchState.KEPT, choice, fetch.folder / entry.file, entry.size)
    request = result_request(
        fetch.job_id,
        compare_type,
        None if compare_type == "objects_comparison" else job.id,
        time_zone=fetch.time_zone,
    )
    part = _export_and_download(fetch, request, job)
    path = _place(fetch, compare_type, choice, part)
    return _row(compare_type, FetchState.GOT, choice, path, part.size)


def _query(fetch: _Fetch, compare_type: str, choice: Choice, refused: FetchRow) -> FetchRow:
    """Store the query API's answers where the way to the file ended in `refused`; that row where there are none."""
    fetch.progress(Progress(compare_type, Stage.QUERY))
    try:
        part = store_answers(fetch.api, fetch.job_id, compare_type, choice.job, fetch.folder, deadline=fetch.deadline)
    except ApiError as error:
        return replace(
            refused, detail=f"{refused.detail} The query API did not give the result either: {error.message}"
        )
    path = _place(fetch, compare_type, choice, part, instead_of_file=refused.detail)
    row = _row(compare_type, FetchState.QUERIED, choice, path, part.size)
    return replace(row, detail=f"{row.detail} The result file was not to be had: {refused.detail}")


def _row(compare_type: str, state: FetchState, choice: Choice, path: Path, size: int) -> FetchRow:
    job = choice.job
    what = "is there already" if state is FetchState.KEPT else "was downloaded"
    if is_query_file(path.name):
        stored = "stored" if state is FetchState.QUERIED else "stored by an earlier run"
        what = f"holds the answers of the query API, {stored} instead of the result file"
    return FetchRow(
        compare_type,
        state,
        f"{path.name} ({size:,} bytes) {what}.",
        warning=choice.warning,
        path=path,
        size=size,
        compare_job_id=job.id,
        compare_status=job.status,
        started_at=job.started_at,
        ended_at=job.ended_at,
    )


def _export_and_download(fetch: _Fetch, request: ResultRequest, job: CompareJob) -> Part:
    """Export, wait and download; once more if the file's life ran out in between."""
    before = job
    is_second = False
    while True:
        fetch.progress(Progress(request.compare_type, Stage.EXPORT))
        export_result(fetch.api, request, deadline=fetch.deadline)
        fetch.progress(Progress(request.compare_type, Stage.WAIT))
        remain = _wait_for_export(fetch, request, job, before)
        try:
            return download_part(
                fetch.api,
                request,
                fetch.folder,
                deadline=fetch.deadline,
                progress=lambda n, total: fetch.progress(Progress(request.compare_type, Stage.DOWNLOAD, n, total)),
            )
        except ResultNotReadyError as error:
            if is_second:
                raise ResultExpiredError(
                    f"DRS exported the file twice, and did not give it: {error.message}",
                    remedy="Try again later, or read the result through the query API.",
                    method=error.method,
                    url=error.url,
                    status=error.status,
                    error_code=error.error_code,
                    error_msg=error.error_msg,
                    request_id=error.request_id,
                ) from None
        is_second = True
        before = replace(job, export_status=_EXPORTED, report_remain_seconds=remain)


def _wait_for_export(fetch: _Fetch, request: ResultRequest, job: CompareJob, before: CompareJob) -> int | None:
    """Poll until the export is complete, and give the seconds the file lives, where DRS says them.

    Straight after the request DRS may still show the state `before` it.
    """
    transport = fetch.api.transport
    limits = transport.limits
    deadline = fetch.deadline.sooner(limits.export_timeout)
    pause = limits.poll_pause
    n_polls = 0
    while True:
        status, remain = _export_state(fetch, request, job, deadline)
        n_polls += 1
        is_stale = n_polls <= _STALE_POLLS and _is_stale(before, status, remain)
        is_there = status == _EXPORTED and (remain is None or remain > 0)
        if is_there and not is_stale:
            return remain
        if status == "EXPORT_COMMON_FAILED" and not is_stale:
            raise ApiError(
                f"DRS could not export the {request.compare_type} result of {job.id or fetch.job_id}.",
                remedy="Export it in the console to see why, or read the result through the query API.",
                error_code=status,
            )
        if status == _EXPORTED and not is_stale:
            raise ResultExpiredError(
                f"The exported {request.compare_type} file of {job.id or fetch.job_id} has expired at once.",
                remedy="Run the command again.",
            )
        if pause >= deadline.remaining() or transport.stop.is_set():
            raise ResultNotReadyError(
                f"The export of the {request.compare_type} result of {job.id or fetch.job_id} "
                f"has the status {status or 'none'} after {n_polls} questions.",
                remedy="Run the command again later; a large result takes DRS a while.",
            )
        pause_for(transport, pause)
        pause = min(pause * 1.5, limits.longest_poll_pause)


def _is_stale(before: CompareJob, status: str, remain: int | None) -> bool:
    """Whether this may still be an earlier export: the same end state, and no new life."""
    if status != before.export_status:
        return False
    return remain is None or before.report_remain_seconds is None or remain <= before.report_remain_seconds


def _export_state(fetch: _Fetch, request: ResultRequest, job: CompareJob, deadline: Deadline) -> tuple[str, int | None]:
    if request.compare_type == "repair_data":
        return repair_export_status(fetch.api, fetch.job_id, job.id, deadline=deadline), None
    if request.compare_type == "objects_comparison":
        now = object_overview(fetch.api, fetch.job_id, deadline=deadline).job
        if now.id != job.id:
            raise ResultNotReadyError(
                f"A newer object comparison ({now.id or 'without an id'}) has begun meanwhile.",
                remedy="Run the command again when it has finished.",
            )
        return now.export_status, now.report_remain_seconds
    listed = list_compare_jobs(fetch.api, fetch.job_id, deadline=deadline)
    found = next((other for other in listed if other.id == job.id), None)
    if found is None:
        raise JobNotFoundError(
            f"DRS no longer lists the comparison {job.id}.", remedy="It was deleted meanwhile: run the command again."
        )
    return found.export_status, found.report_remain_seconds


def _place(fetch: _Fetch, compare_type: str, choice: Choice, part: Part, *, instead_of_file: str = "") -> Path:
    """Give the part its name, and the manifest its entry; where that fails, no part is left."""
    api, job = fetch.api, choice.job
    ending = SUFFIX if instead_of_file else ".xlsx"
    name = part.name or predictable_name(fetch.job_id, compare_type, job.id or None, api.language, ending)
    entry = FileEntry(
        file=name,
        job_id=fetch.job_id,
        compare_job_id=job.id,
        compare_type=compare_type,
        language=api.language,
        region=api.region,
        sha256=part.sha256,
        size=part.size,
        fetched_at=_iso(api.transport.clock.now()),
        request_id=part.request_id or "",
        tool_version=tool_version(),
        compare_status=job.status,
        compare_started_at=_iso(job.started_at),
        compare_ended_at=_iso(job.ended_at),
        instead_of_file=instead_of_file,
    )
    try:
        with fetch.lock:
            return file_part(fetch.folder, part.path, _noted(entry, choice))
    except BaseException:
        part.path.unlink(missing_ok=True)
        raise


def _noted(entry: FileEntry, choice: Choice) -> FileEntry:
    """The entry with what is to be said of comparisons that are newer than its own."""
    newer = choice.newer
    return replace(
        entry,
        note=choice.warning,
        newer_compare_job_id=newer.id if newer else "",
        newer_compare_status=(newer.status or "unknown") if newer else "",
    )


def _iso(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else ""
