"""One task's result files: choose the comparisons, export, wait, download, and say what came of each type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
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
    list_compare_jobs,
    object_overview,
    repair_export_status,
)
from drs_report.client.auth import sign_in
from drs_report.client.choosing import Choice, choose
from drs_report.client.credentials import SignIn
from drs_report.client.download import Part, download_part
from drs_report.client.endpoints import endpoints_of
from drs_report.client.exporting import export_and_download
from drs_report.client.fetch_report import FetchReport, FetchRow, FetchState, Progress, Stage
from drs_report.client.limits import Clock, Limits
from drs_report.client.query import is_queryable, is_refused, store_answers
from drs_report.client.transport import new_transport
from drs_report.comparisons import COMPARE_TYPES, by_slug
from drs_report.comparisons.base import ToldBy
from drs_report.errors import (
    ApiError,
    ConfigError,
    JobNotFoundError,
    ResultExpiredError,
    ResultNotReadyError,
    Told,
    WorkbookError,
)
from drs_report.evidence import manifest
from drs_report.evidence.answers import SUFFIX, is_query_file
from drs_report.evidence.archive import damage, written_by
from drs_report.evidence.disk import open_regular, writable
from drs_report.evidence.manifest import FileEntry, Missing, iso_utc
from drs_report.evidence.proofs import note_proof
from drs_report.privacy.secrets import Redactor
from drs_report.reading.loading import load
from drs_report.version import tool_version

_KEPT_BY_DRS: Final = timedelta(days=60)
"""How long DRS keeps comparison results (documented)."""


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


def open_api(found: SignIn, *, clock: Clock, **given: Any) -> Api:
    """Sign in and give the API of a region; the connections are given back by ``api.transport.close()``.

    `given` are fields of `FetchOptions`. Raises `ConfigError`, `AuthenticationError` and whatever else signing in may
    raise.
    """
    options = FetchOptions(**given)
    where = options.region or found.region
    if not where:
        raise ConfigError(
            Told("No region is given."), remedy=Told("Give one such as cn-north-4, or set HW_REGION_NAME.")
        )
    if options.language not in LANGUAGES:
        raise ConfigError(
            Told("{language!r} is no language of DRS.", language=options.language),
            remedy=Told("Give one of {names}.", names=", ".join(LANGUAGES)),
        )
    endpoints = endpoints_of(
        where,
        drs=options.endpoint or found.endpoint,
        iam=options.iam_endpoint or found.iam_endpoint,
        cloud=options.cloud or found.cloud,
    )
    transport = new_transport(clock, limits=options.limits, redactor=options.redactor, ca_bundle=options.ca_bundle)
    try:
        limited = transport.within(transport.limits.call_timeout)
        signed, project_id = sign_in(limited, found, endpoints)
    except BaseException:
        transport.close()
        raise
    whole = replace(signed, deadline=transport.deadline)
    return Api(whole, endpoints.drs, check_id(project_id, Told("project id")), where, options.language)


def fetch_job(job_id: str, folder: Path, *, found: SignIn, clock: Clock, **given: Any) -> FetchReport:
    """Sign in and fetch the result files of a task into `folder`; see `fetch_with` for what is done."""
    options = _checked(job_id, given)  # whatever can be refused without the network is refused before it
    manifest.read(folder)
    with _noting(folder, job_id, options, clock):
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
    limited = api.within(api.transport.limits.job_timeout)
    whole = _Work(limited, job_id, folder, options, iso_utc(api.transport.clock.now(), "microseconds"))
    works = [whole.on(compare_type) for compare_type in options.types]
    manifest.read(folder)  # a damaged one is better known now than after the downloads
    listed: tuple[CompareJob, ...] = ()
    for work in works:
        work.tell(Stage.LIST)
    asking = next((work for work in works if work.told_by is not ToldBy.OVERVIEW), None)
    if asking:
        with _noting(folder, job_id, options, api.transport.clock):
            listed = list_compare_jobs(asking.api, job_id)
    pool = ThreadPoolExecutor(max_workers=options.parallel, thread_name_prefix="drs-fetch")
    try:
        futures = [pool.submit(_fetch_type, work, listed) for work in works]
        for done in as_completed(futures):
            done.result()  # the first that fails ends the work of the others
        rows = tuple(future.result() for future in futures)
    except BaseException:
        api.transport.deadline.stop.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return FetchReport(job_id, api.region, api.project_id, folder, rows)


@contextmanager
def _noting(folder: Path, job_id: str, options: FetchOptions, clock: Clock) -> Iterator[None]:
    """Where not even the list of comparisons can be had, note all that was asked for as missing."""
    at = iso_utc(clock.now(), "microseconds")
    try:
        yield
    except ApiError as error:
        for compare_type in options.types:
            about = (job_id, compare_type, "", FetchState.ERROR, error.message, at)
            manifest.note_missing(folder, Missing(*about))
        raise


def _checked(job_id: str, given: Mapping[str, Any]) -> FetchOptions:
    options = FetchOptions(**given)
    for compare_type in options.types:
        ResultRequest(job_id, compare_type, "x", options.time_zone)
    if options.parallel < 1:
        raise ConfigError(
            Told("{parallel} downloads at a time are none.", parallel=options.parallel), remedy=Told("Give 1 or more.")
        )
    return options


@dataclass(frozen=True, slots=True)
class _Work:
    """The work on one compare type."""

    api: Api
    job_id: str
    folder: Path
    options: FetchOptions
    listed_at: str
    compare_type: str = ""

    def on(self, compare_type: str) -> _Work:
        """Give the same on one type; its further tries are told as its own."""

        def retried(error: ApiError, pause: float) -> None:
            work.tell(
                Stage.WAIT,
                note=Told("{seconds:.0f} s before another try: {message}", seconds=pause, message=error.message),
            )

        api = replace(self.api, transport=replace(self.api.transport, on_retry=retried))
        work = replace(self, api=api, compare_type=compare_type)
        return work

    @property
    def told_by(self) -> ToldBy:
        """Where DRS tells of such comparisons."""
        return by_slug(self.compare_type).told_by

    def tell(self, stage: Stage, n_bytes: int = 0, total: int | None = None, note: Told | None = None) -> None:
        """Say how far it is."""
        self.options.progress(Progress(self.compare_type, stage, n_bytes, total, note, self.job_id))

    def store_answers(self, job: CompareJob) -> Part:
        """Read the comparison through the query API into a temporary file."""
        self.tell(Stage.QUERY)
        return store_answers(self.api, self.job_id, self.compare_type, job, self.folder)


def _fetch_type(work: _Work, listed: tuple[CompareJob, ...]) -> FetchRow:
    choice: Choice | FetchRow | None = None
    job: CompareJob | None = None
    try:
        choice = _choose(work, listed)
        job = choice.job
        # whatever there is was asked for: a repair that was never made is none that is missing
        is_optional = work.told_by is ToldBy.ORIGIN and set(work.options.types) == set(COMPARE_TYPES)
        if is_optional and job and not repair_export_status(work.api, work.job_id, job.id):
            raise JobNotFoundError(Told("DRS says nothing of a repair."))
        row = choice if isinstance(choice, FetchRow) else _get(work, choice)
    except ApiError as error:
        row = _error_row(work, job, error)
    if isinstance(choice, Choice):
        if work.options.query and is_refused(work.compare_type, choice.job, row.state, row.error):
            row = _query(work, choice, row)
        if work.options.cross_check and row.has_file:
            row = _cross_check(work, choice, row)
    if not row.has_file:
        _note_missing(work, row)
    work.tell(Stage.DONE, row.size or 0, row.size)
    return row


def _choose(work: _Work, listed: tuple[CompareJob, ...]) -> Choice | FetchRow:
    wanted = (work.options.compare_job_ids or {}).get(work.compare_type)
    if work.told_by is ToldBy.OVERVIEW:
        job = object_overview(work.api, work.job_id).job
        return choose(work.compare_type, (job,) if job.status else (), wanted)
    of_type = by_slug(work.compare_type).compared_as
    return choose(work.compare_type, tuple(job for job in listed if job.compare_type == of_type), wanted)


def _get(work: _Work, choice: Choice) -> FetchRow:
    api, job, folder, options = work.api, choice.job, work.folder, work.options
    entry = manifest.find_entry(manifest.read_manifest(folder), (work.job_id, work.compare_type, job.id, api.language))
    # what has been repaired, or is compared on and on, may have changed since; a finished comparison does not
    is_final = work.told_by is not ToldBy.ORIGIN and job.status != "INCRE_DOING" and not options.force
    is_wanted = is_final and entry is not None and (options.query or not is_query_file(entry.file))
    is_kept = entry and is_wanted and _is_whole(folder, entry)
    if entry and is_kept and manifest.note_kept(folder, entry, partial(_noted, work, choice)):
        return _row(work, FetchState.KEPT, choice, folder / entry.file, entry.size)
    compare_job_id = None if work.told_by is ToldBy.OVERVIEW else job.id
    request = ResultRequest(work.job_id, work.compare_type, compare_job_id, options.time_zone)
    if options.export:
        part = export_and_download(api, request, job, folder, work.tell)
    else:
        part = download_part(api, request, folder, work.tell)
    return _place(work, choice, part)


def _is_whole(folder: Path, entry: FileEntry) -> bool:
    """Whether a file of an earlier run is there as it came, and came undamaged."""
    if not manifest.is_intact(folder, entry):
        return False
    with open_regular(folder / entry.file) as file:
        return is_query_file(entry.file) or damage(file) is None


def _query(work: _Work, choice: Choice, refused: FetchRow) -> FetchRow:
    """Store the query API's answers where the way to the file ended in `refused`; that row where there are none."""
    try:
        part = work.store_answers(choice.job)
    except ApiError as error:
        neither = Told("The query API did not give the result either: {message}", message=error.message)
        return replace(refused, detail=refused.detail.then(neither))
    row = _place(work, choice, part, instead_of_file=refused.detail)
    instead = Told("The result file was not to be had: {detail}", detail=refused.detail)
    return replace(row, detail=row.detail.then(instead))


def _cross_check(work: _Work, choice: Choice, row: FetchRow) -> FetchRow:
    """Compare the workbook with what the query API says; what came of it is in the row and beside the manifest."""
    if row.path is None or is_query_file(row.path.name) or not is_queryable(work.compare_type, choice.job):
        return _warned(row, Told("Not cross-checked: there is no second way to this result."))
    part = None
    try:
        part = work.store_answers(choice.job)
        with writable(work.folder), part.path.open("rb") as file:
            answers = load(file, name=f"{row.path.stem}{SUFFIX}")
            said = replace(
                cross_check(load(row.path, compare_type=work.compare_type), answers),
                checked_at=work.listed_at,
                language=work.api.language,
                tool_version=tool_version(),
                written_by=written_by(row.path),
            )
            note_proof(work.folder, said)
            part.path.replace(row.path.with_name(f"{row.path.stem}.cross-check.json"))
    except (ApiError, WorkbookError) as error:
        return _warned(row, Told("Not cross-checked: {message}", message=error.message))
    finally:
        if part is not None:
            part.path.unlink(missing_ok=True)
    numbers = {"n_same": said.n_same, "n_cells": said.n_cells}
    checked = Told("{n_same:,} of {n_cells:,} cells are as in the documented interface.", **numbers)
    if said.disagreements:
        checked = Told(
            "It DISAGREES with the documented interface: {n_same:,} of {n_cells:,} cells are the same.", **numbers
        )
    return replace(row, detail=row.detail.then(checked), cross_check=said)


def _warned(row: FetchRow, what: Told) -> FetchRow:
    return replace(row, warning=row.warning.then(what) if row.warning else what)


def _note_missing(work: _Work, row: FetchRow) -> None:
    """Put what was asked for and not had into the manifest, but not what was never made: there the policy decides."""
    if work.api.transport.deadline.stop.is_set():
        return
    if row.state is FetchState.ABSENT and row.job is None:
        manifest.note_never_made(work.folder, work.job_id, row.compare_type, work.listed_at)
        return
    about = (work.job_id, row.compare_type, row.job.id if row.job else "", row.state, row.detail, work.listed_at)
    manifest.note_missing(work.folder, Missing(*about))


def _error_row(work: _Work, job: CompareJob | None, error: ApiError) -> FetchRow:
    is_nothing = isinstance(error, JobNotFoundError) or (
        type(error) is ResultNotReadyError and error.error_code == "DRS.M00002"
    )
    if work.told_by is ToldBy.ORIGIN and job and is_nothing:
        # repairs are not listed anywhere: that one was made is only known by asking for it (what DRS answers for a
        # comparison nobody repaired is undocumented; the comparison itself is there, the list has just said so)
        detail = Told("DRS knows no repair of the value comparison {id}.", id=job.id)
        return FetchRow(work.compare_type, FetchState.ABSENT, detail, Told("Nothing to do if nothing was repaired."))
    now = work.api.transport.clock.now()
    is_old = job is not None and job.ended_at is not None and now - job.ended_at > _KEPT_BY_DRS
    is_gone = isinstance(error, ResultNotReadyError | JobNotFoundError)
    state = FetchState.ERROR
    if isinstance(error, ResultExpiredError) or (is_gone and is_old):
        state = FetchState.EXPIRED
    elif isinstance(error, ResultNotReadyError):
        state = FetchState.NOT_FINISHED
    is_cleared = state is FetchState.EXPIRED and is_old
    remedy = Told("DRS keeps comparison results for 60 days: compare again.") if is_cleared else error.remedy
    return FetchRow(work.compare_type, state, error.message, remedy, job=job, error=error)


def _row(work: _Work, state: FetchState, choice: Choice, path: Path, size: int) -> FetchRow:
    file = {"name": path.name, "size": size}
    if not is_query_file(path.name):
        is_kept = state is FetchState.KEPT
        detail = (
            Told("{name} ({size:,} bytes) is there already.", **file)
            if is_kept
            else Told("{name} ({size:,} bytes) was downloaded.", **file)
        )
    else:
        detail = Told("{name} ({size:,} bytes) holds the answers of the query API instead of the result file.", **file)
    return FetchRow(work.compare_type, state, detail, None, choice.warning, path, size, choice.job)


def _place(work: _Work, choice: Choice, part: Part, *, instead_of_file: str = "") -> FetchRow:
    """Give the part its entry in the manifest, and its name; where that fails, no part is left."""
    api, job = work.api, choice.job
    # made of what identifies the file: all parts are checked ids or our own words
    named = (check_id(job.id, Told("compare job id")),) if job.id else ()
    name = "_".join((work.job_id, work.compare_type, *named, api.language))
    entry = FileEntry(
        file=name + (SUFFIX if instead_of_file else ".xlsx"),
        job_id=work.job_id,
        compare_job_id=job.id,
        compare_type=work.compare_type,
        language=api.language,
        region=api.region,
        sha256=part.sha256,
        size=part.size,
        fetched_at=iso_utc(api.transport.clock.now()),
        request_id=part.request_id or "",
        tool_version=tool_version(),
        compare_started_at=iso_utc(job.started_at),
        compare_ended_at=iso_utc(job.ended_at),
        instead_of_file=instead_of_file,
    )
    try:
        path = manifest.place(work.folder, part.path, _noted(work, choice, entry))
    except BaseException:
        part.path.unlink(missing_ok=True)
        raise
    return _row(work, FetchState.QUERIED if instead_of_file else FetchState.GOT, choice, path, part.size)


def _noted(work: _Work, choice: Choice, entry: FileEntry) -> FileEntry:
    """The entry with what is to be said of its comparison and of newer ones, as DRS listed them."""
    newer = choice.newer
    return replace(
        entry,
        compare_status=choice.job.status,
        note=choice.warning or "",
        newer_compare_job_id=newer.id if newer else "",
        newer_compare_status=(newer.status or "unknown") if newer else "",
        listed_at=work.listed_at,
    )
