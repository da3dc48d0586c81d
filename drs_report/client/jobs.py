"""One task's result files: choose the comparisons, export, wait, download, and say what came of each type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from drs_report.analysis.layout_proof import cross_check
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
from drs_report.client.download import Part, damage, download_part
from drs_report.client.endpoints import endpoints_of
from drs_report.client.fetch_report import FetchReport, FetchRow, FetchState, Progress, Stage
from drs_report.client.limits import Clock, Limits
from drs_report.client.query import is_queryable, is_refused, store_answers
from drs_report.client.redaction import Redactor
from drs_report.client.transport import new_transport, pause_for
from drs_report.comparisons import COMPARE_TYPES, by_slug
from drs_report.comparisons.base import ToldBy
from drs_report.errors import (
    ApiError,
    ConfigError,
    JobNotFoundError,
    ResultExpiredError,
    ResultNotReadyError,
    WorkbookError,
)
from drs_report.evidence import manifest
from drs_report.evidence.answers import SUFFIX, is_query_file
from drs_report.evidence.manifest import FileEntry, Missing
from drs_report.evidence.proofs import note_proof
from drs_report.reading.loading import load
from drs_report.version import tool_version

__all__ = ["FetchOptions", "fetch_job", "fetch_with", "open_api"]

_KEPT_BY_DRS: Final = timedelta(days=60)
"""How long DRS keeps comparison results (documented)."""
_STALE_POLLS: Final = 3
"""So often a state that looks like the one before the request is not believed."""
_EXPORTED: Final = "EXPORT_COMPLETE"


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """Where to ask, as whom it is heard, and what to fetch; each has a good default."""

    region: str | None = None
    """None: the one found with the credentials."""
    endpoint: str | None = None
    iam_endpoint: str | None = None
    cloud: str | None = None
    """The domain of another cloud, such as an HCS: its services are at ``drs.REGION.DOMAIN``."""
    language: Language = "en-us"
    limits: Limits | None = None
    redactor: Redactor | None = None
    ca_bundle: Path | None = None
    compare_types: Sequence[str] = COMPARE_TYPES
    compare_job_ids: Mapping[str, str] | None = None
    """By compare type: this comparison instead of the newest finished one."""
    time_zone: str | None = None
    parallel: int = 3
    query: bool = True
    """What DRS does not give as a file although the comparison has finished is read through the query API."""
    export: bool = True
    """Ask DRS to build the file; without, only one that is there already can be had."""
    force: bool = False
    """Fetch again what an earlier run left."""
    cross_check: bool = False
    """Take each comparison through the query API as well, and compare the workbook with it cell by cell."""
    progress: Callable[[Progress], None] = field(default=lambda _: None)

    @property
    def types(self) -> tuple[str, ...]:
        """The compare types asked for, each once."""
        return tuple(dict.fromkeys(self.compare_types))

    @property
    def is_all(self) -> bool:
        """Whether whatever there is was asked for, so that a comparison that was never made is none that is missing."""
        return set(self.types) == set(COMPARE_TYPES)


def open_api(found: SignIn, *, clock: Clock, **given: Any) -> Api:
    """Sign in and give the API of a region; the connections are given back by ``api.transport.close()``.

    `given` are fields of `FetchOptions`. Raises `ConfigError`, `AuthenticationError` and whatever else signing in may
    raise.
    """
    options = FetchOptions(**given)
    where = options.region or found.region
    if not where:
        raise ConfigError("No region is given.", remedy="Give one such as cn-north-4, or set HW_REGION_NAME.")
    if options.language not in LANGUAGES:
        raise ConfigError(f"{options.language!r} is no language of DRS.", remedy=f"Give one of {', '.join(LANGUAGES)}.")
    endpoints = endpoints_of(
        where,
        drs=options.endpoint or found.endpoint,
        iam=options.iam_endpoint or found.iam_endpoint,
        cloud=options.cloud or found.cloud,
    )
    transport = new_transport(clock, limits=options.limits, redactor=options.redactor, ca_bundle=options.ca_bundle)
    try:
        deadline = Deadline.after(transport.limits.call_timeout, clock.monotonic)
        authenticator, project_id = authenticate(transport, found, endpoints, deadline=deadline)
    except BaseException:
        transport.close()
        raise
    return Api(transport, authenticator, endpoints.drs, check_id(project_id, "project id"), where, options.language)


def fetch_job(job_id: str, folder: Path, *, found: SignIn, clock: Clock, **given: Any) -> FetchReport:
    """Sign in and fetch the result files of a task into `folder`; see `fetch_with` for what is done."""
    _checked(job_id, given)  # whatever can be refused without the network is refused before it
    api = open_api(found, clock=clock, **given)
    try:
        return fetch_with(api, job_id, folder, **given)
    finally:
        api.transport.close()


def fetch_with(api: Api, job_id: str, folder: Path, **given: Any) -> FetchReport:
    """Fetch the result files of a task and say what came of each compare type; `given` are fields of `FetchOptions`.

    Of each type the newest finished comparison is taken, or the one that `compare_job_ids` names, which may also have
    been cancelled or have failed: its file then says itself what it does not cover. A file that an earlier run left in
    `folder` is kept if it is intact. What DRS does not give as a file although the comparison has finished is read
    through the query API and stored as ``….query.json``. What was asked for and could not be had is noted in the
    manifest. `progress` is called from the working threads. An error of one type does not stop the others; it is in
    its row. Raises `ApiError` where not even the list of comparisons can be had, and `ConfigError` for arguments and
    for a folder that cannot be written.
    """
    options = _checked(job_id, given)
    clock = api.transport.clock
    fetch = _Fetch(
        api=api,
        job_id=job_id,
        folder=folder,
        options=options,
        deadline=Deadline.after(api.transport.limits.job_timeout, clock.monotonic),
        listed_at=_iso(clock.now(), "microseconds"),
    )
    manifest.read(folder)  # a damaged one is better known now than after the downloads
    listed: tuple[CompareJob, ...] = ()
    if any(by_slug(t).told_by is not ToldBy.OVERVIEW for t in options.types):
        try:
            listed = list_compare_jobs(api, job_id, deadline=fetch.deadline)
        except ApiError as error:
            for compare_type in options.types:
                _note_missing(fetch, _error_row(fetch, compare_type, None, error))
            raise
    wanted = options.compare_job_ids or {}
    pool = ThreadPoolExecutor(max_workers=options.parallel, thread_name_prefix="drs-fetch")
    try:
        futures = [pool.submit(_fetch_type, fetch, t, listed, wanted.get(t)) for t in options.types]
        wait(futures, return_when=FIRST_EXCEPTION)
        failed = next((future for future in futures if future.done() and future.exception()), None)
        rows = tuple(future.result() for future in ((failed,) if failed else futures))
    except BaseException:
        api.transport.stop.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return FetchReport(job_id, api.region, api.project_id, folder, rows)


def _checked(job_id: str, given: Mapping[str, Any]) -> FetchOptions:
    options = FetchOptions(**given)
    for compare_type in options.types:
        result_request(job_id, compare_type, "x", time_zone=options.time_zone)
    if options.parallel < 1:
        raise ConfigError(f"{options.parallel} downloads at a time are none.", remedy="Give 1 or more.")
    return options


@dataclass(frozen=True, slots=True)
class _Fetch:
    """What all types of one run share."""

    api: Api
    job_id: str
    folder: Path
    options: FetchOptions
    deadline: Deadline
    listed_at: str

    def tell(self, compare_type: str, stage: Stage, n_bytes: int = 0, total: int | None = None) -> None:
        """Say how far the work on one type is."""
        self.options.progress(Progress(compare_type, stage, n_bytes, total))


def _fetch_type(fetch: _Fetch, compare_type: str, listed: tuple[CompareJob, ...], wanted: str | None) -> FetchRow:
    choice: Choice | FetchRow | None = None
    try:
        choice = _choose(fetch, compare_type, listed, wanted)
        row = choice if isinstance(choice, FetchRow) else _get(fetch, compare_type, choice)
    except ApiError as error:
        row = _error_row(fetch, compare_type, choice.job if isinstance(choice, Choice) else None, error)
        is_no = isinstance(choice, Choice) and is_refused(compare_type, choice.job, row.state, row.error)
        if fetch.options.query and is_no and isinstance(choice, Choice):
            row = _query(fetch, compare_type, choice, row)
    if not row.has_file:
        _note_missing(fetch, row)
    elif fetch.options.cross_check and isinstance(choice, Choice):
        row = _cross_check(fetch, compare_type, choice, row)
    fetch.tell(compare_type, Stage.DONE, row.size or 0, row.size)
    return row


def _cross_check(fetch: _Fetch, compare_type: str, choice: Choice, row: FetchRow) -> FetchRow:
    """Compare the workbook with what the query API says; what came of it is in the row and beside the manifest."""
    if row.path is None or is_query_file(row.path.name) or not is_queryable(compare_type, choice.job):
        return replace(row, warning=f"{row.warning} Not cross-checked: there is no second way to this result.".strip())
    fetch.tell(compare_type, Stage.QUERY)
    part = None
    try:
        part = store_answers(fetch.api, fetch.job_id, compare_type, choice.job, fetch.folder, deadline=fetch.deadline)
        with part.path.open("rb") as file:
            answers = load(file, name=f"{row.path.stem}{SUFFIX}")
        said = cross_check(load(row.path, compare_type=compare_type), answers)
        said = replace(said, checked_at=fetch.listed_at, language=fetch.api.language, tool_version=tool_version())
        kept = row.path.with_name(f"{row.path.stem}.cross-check.json")
        note_proof(fetch.folder, said)
        part.path.replace(kept)
    except (ApiError, WorkbookError) as error:
        return replace(row, warning=f"{row.warning} Not cross-checked: {error.message}".strip())
    except OSError as error:
        raise ConfigError(f"{fetch.folder} cannot be written: {error.strerror or type(error).__name__}.") from error
    finally:
        if part is not None:
            part.path.unlink(missing_ok=True)
    what = "says the same as the documented interface" if not said.disagreements else "DISAGREES with the interface"
    detail = f"{row.detail} The workbook {what}: {said.n_same:,} of {said.n_cells:,} cells are the same."
    return replace(row, detail=detail, cross_check=said)


def _note_missing(fetch: _Fetch, row: FetchRow) -> None:
    """Put what was asked for and not had into the manifest, but not what was never made: there the policy decides."""
    is_called_off = fetch.api.transport.stop.is_set()
    if is_called_off or (row.state is FetchState.ABSENT and not row.compare_job_id):
        return
    missing = Missing(fetch.job_id, row.compare_type, row.compare_job_id, row.state, row.detail, fetch.listed_at)
    manifest.note_missing(fetch.folder, missing)


def _error_row(fetch: _Fetch, compare_type: str, job: CompareJob | None, error: ApiError) -> FetchRow:
    is_nothing = isinstance(error, JobNotFoundError) or (
        type(error) is ResultNotReadyError and error.error_code == "DRS.M00002"
    )
    if by_slug(compare_type).told_by is ToldBy.ORIGIN and job and is_nothing:
        # repairs are not listed anywhere: that one was made is only known by asking for it (what DRS answers for a
        # comparison nobody repaired is undocumented; the comparison itself is there, the list has just said so)
        return FetchRow(
            compare_type,
            FetchState.ABSENT,
            f"DRS knows no repair of the value comparison {job.id}.",
            "Nothing to do if nothing was repaired.",
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
    if by_slug(compare_type).told_by is ToldBy.OVERVIEW:
        job = object_overview(fetch.api, fetch.job_id, deadline=fetch.deadline).job
        return choose(compare_type, (job,) if job.status else (), wanted)
    of_type = by_slug(compare_type).compared_as
    return choose(compare_type, tuple(job for job in listed if job.compare_type == of_type), wanted)


def _get(fetch: _Fetch, compare_type: str, choice: Choice) -> FetchRow:
    api, job, folder = fetch.api, choice.job, fetch.folder
    entry = manifest.find_entry(manifest.read_manifest(folder), (fetch.job_id, compare_type, job.id, api.language))
    # what has been repaired, or is compared on and on, may have changed since; a finished comparison does not
    told_by = by_slug(compare_type).told_by
    is_final = told_by is not ToldBy.ORIGIN and job.status != "INCRE_DOING" and not fetch.options.force
    is_wanted = is_final and entry is not None and (fetch.options.query or not is_query_file(entry.file))
    if (
        entry
        and is_wanted
        and _is_whole(folder, entry)
        and manifest.note_kept(folder, entry, partial(_noted, fetch, choice))
    ):
        return _row(compare_type, FetchState.KEPT, choice, folder / entry.file, entry.size)
    if told_by is ToldBy.ORIGIN and fetch.options.is_all:
        status = repair_export_status(api, fetch.job_id, job.id, deadline=fetch.deadline)
        if not status:
            raise JobNotFoundError("DRS says nothing of a repair.")
    request = result_request(
        fetch.job_id,
        compare_type,
        None if told_by is ToldBy.OVERVIEW else job.id,
        time_zone=fetch.options.time_zone,
    )
    part = _export_and_download(fetch, request, job) if fetch.options.export else _download(fetch, request)
    path = _place(fetch, compare_type, choice, part)
    return _row(compare_type, FetchState.GOT, choice, path, part.size)


def _is_whole(folder: Path, entry: FileEntry) -> bool:
    """Whether a file of an earlier run is there as it came, and came undamaged."""
    if not manifest.is_intact(folder, entry):
        return False
    if is_query_file(entry.file):
        return True
    with (folder / entry.file).open("rb") as file:
        return damage(file) is None


def _query(fetch: _Fetch, compare_type: str, choice: Choice, refused: FetchRow) -> FetchRow:
    """Store the query API's answers where the way to the file ended in `refused`; that row where there are none."""
    fetch.tell(compare_type, Stage.QUERY)
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


def _download(fetch: _Fetch, request: ResultRequest) -> Part:
    return download_part(
        fetch.api,
        request,
        fetch.folder,
        deadline=fetch.deadline,
        progress=lambda n, total: fetch.tell(request.compare_type, Stage.DOWNLOAD, n, total),
    )


def _export_and_download(fetch: _Fetch, request: ResultRequest, job: CompareJob) -> Part:
    """Export, wait and download; once more if the file's life ran out in between."""
    before = job
    is_second = False
    while True:
        fetch.tell(request.compare_type, Stage.EXPORT)
        export_result(fetch.api, request, deadline=fetch.deadline)
        fetch.tell(request.compare_type, Stage.WAIT)
        remain = _wait_for_export(fetch, request, job, before)
        try:
            return _download(fetch, request)
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
    told_by = by_slug(request.compare_type).told_by
    if told_by is ToldBy.ORIGIN:
        return repair_export_status(fetch.api, fetch.job_id, job.id, deadline=deadline), None
    if told_by is ToldBy.OVERVIEW:
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
    """Give the part its entry in the manifest, and its name; where that fails, no part is left."""
    api, job = fetch.api, choice.job
    # made of what identifies the file: all parts are checked ids or our own words
    name = "_".join(
        (fetch.job_id, compare_type, *((check_id(job.id, "compare job id"),) if job.id else ()), api.language)
    )
    entry = FileEntry(
        file=name + (SUFFIX if instead_of_file else ".xlsx"),
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
        return manifest.place(fetch.folder, part.path, _noted(fetch, choice, entry))
    except BaseException:
        part.path.unlink(missing_ok=True)
        raise


def _noted(fetch: _Fetch, choice: Choice, entry: FileEntry) -> FileEntry:
    """The entry with what is to be said of its comparison and of newer ones, as DRS listed them."""
    newer = choice.newer
    return replace(
        entry,
        compare_status=choice.job.status,
        note=choice.warning,
        newer_compare_job_id=newer.id if newer else "",
        newer_compare_status=(newer.status or "unknown") if newer else "",
        listed_at=fetch.listed_at,
    )


def _iso(at: datetime | None, timespec: str = "seconds") -> str:
    return at.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z") if at else ""
