"""From a chosen comparison to its file: ask for the export, wait until it is there, download it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from drs_report.client.api import (
    Api,
    CompareJob,
    ResultRequest,
    export_result,
    list_compare_jobs,
    object_overview,
    repair_export_status,
)
from drs_report.client.download import Part, download_part
from drs_report.client.fetch_report import Stage, Tell
from drs_report.client.transport import pause_for
from drs_report.comparisons import by_slug
from drs_report.comparisons.base import ToldBy
from drs_report.errors import ApiError, JobNotFoundError, ResultExpiredError, ResultNotReadyError, Told

_STALE_POLLS: Final = 3
"""So often a state that looks like the one before the request is not believed."""
_EXPORTED: Final = "EXPORT_COMPLETE"


def export_and_download(api: Api, request: ResultRequest, job: CompareJob, folder: Path, tell: Tell) -> Part:
    """Export, wait and download; once more if the file's life ran out in between."""
    remain = _export(api, request, job, job, tell)
    try:
        return download_part(api, request, folder, tell)
    except ResultNotReadyError:
        before = replace(job, export_status=_EXPORTED, report_remain_seconds=remain)
    _export(api, request, job, before, tell)
    try:
        return download_part(api, request, folder, tell)
    except ResultNotReadyError as error:
        reason = Told("DRS exported the file twice, and did not give it: {message}", message=error.message)
        remedy = Told("Try again later, or read the result through the query API.")
        raise ResultExpiredError(**{**vars(error), "message": reason, "remedy": remedy}) from None


def _export(api: Api, request: ResultRequest, job: CompareJob, before: CompareJob, tell: Tell) -> int | None:
    """Ask for the export, and poll until it is complete; give the seconds the file lives, where DRS says them.

    Straight after the request DRS may still show the state `before` it.
    """
    tell(Stage.EXPORT)
    export_result(api, request)
    tell(Stage.WAIT)
    limits = api.transport.limits
    waiting = api.within(limits.export_timeout)
    what = Told("{compare_type} result of {id}", compare_type=request.compare_type, id=job.id or request.job_id)
    pause = limits.poll_pause
    n_polls = 0
    while True:
        status, remain = _export_state(waiting, request, job)
        n_polls += 1
        if n_polls > _STALE_POLLS or not _is_stale(before, status, remain):
            _refuse_lost(what, status, remain)
            if status == _EXPORTED:
                return remain
        if pause >= waiting.transport.deadline.remaining() or api.transport.deadline.stop.is_set():
            raise ResultNotReadyError(
                Told(
                    "The export of the {what} has the status {status} after {n_polls} questions.",
                    what=what,
                    status=status or "-",
                    n_polls=n_polls,
                ),
                remedy=Told("Run the command again later; a large result takes DRS a while."),
            )
        pause_for(api.transport, pause)
        pause = min(pause * 1.5, limits.longest_poll_pause)


def _refuse_lost(what: Told, status: str, remain: int | None) -> None:
    if status == "EXPORT_COMMON_FAILED":
        raise ApiError(
            Told("DRS could not export the {what}.", what=what),
            remedy=Told("Export it in the console to see why, or read the result through the query API."),
            error_code=status,
        )
    if status == _EXPORTED and remain is not None and remain <= 0:
        raise ResultExpiredError(
            Told("The exported {what} has expired at once.", what=what), remedy=Told("Run the command again.")
        )


def _is_stale(before: CompareJob, status: str, remain: int | None) -> bool:
    """Whether this may still be an earlier export: the same end state, and no new life."""
    if status != before.export_status:
        return False
    return remain is None or before.report_remain_seconds is None or remain <= before.report_remain_seconds


def _export_state(api: Api, request: ResultRequest, job: CompareJob) -> tuple[str, int | None]:
    told_by = by_slug(request.compare_type).told_by
    if told_by is ToldBy.ORIGIN:
        return repair_export_status(api, request.job_id, job.id), None
    if told_by is ToldBy.OVERVIEW:
        now = object_overview(api, request.job_id).job
        if now.id != job.id:
            raise ResultNotReadyError(
                Told("A newer object comparison ({id}) has begun meanwhile.", id=now.id or "-"),
                remedy=Told("Run the command again when it has finished."),
            )
        return now.export_status, now.report_remain_seconds
    found = next((other for other in list_compare_jobs(api, request.job_id) if other.id == job.id), None)
    if found is None:
        raise JobNotFoundError(
            Told("DRS no longer lists the comparison {id}.", id=job.id),
            remedy=Told("It was deleted meanwhile: run the command again."),
        )
    return found.export_status, found.report_remain_seconds
