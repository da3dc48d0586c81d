"""Which comparison of a type is fetched: the newest finished one, and what its reader must know of newer ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from drs_report.client.api import CompareJob
from drs_report.client.fetch_report import FetchRow, FetchState
from drs_report.errors import Told

_FINISHED: Final = "SUCCESSFUL"
_RUNNING: Final = (FetchState.NOT_FINISHED, Told("Wait until it has finished, then run the command again."))
_CANCELLED: Final = (FetchState.CANCELLED, Told("Compare again, or name this compare job to fetch its partial result."))
_FAILED: Final = (FetchState.FAILED, Told("See the reason in the console and compare again."))
_UNFINISHED: Final = {
    **dict.fromkeys(("RUNNING", "WAITING_FOR_RUNNING", "FULL_DOING", "INCRE_DOING"), _RUNNING),
    **dict.fromkeys(("CANCELLED", "CANCELED"), _CANCELLED),
    **dict.fromkeys(("FAILED", "TIMEOUT_INTERRUPT"), _FAILED),
}
"""By status: what it means for a fetch, and what to do."""
_ENDED: Final = {status for status, (state, _) in _UNFINISHED.items() if state is not FetchState.NOT_FINISHED} | {
    _FINISHED
}
_NAMEABLE: Final = _ENDED | {"INCRE_DOING"}
"""What may be fetched when it is named: a dynamic value comparison goes on as long as the task does."""

_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """The comparison to fetch, and what its reader must know."""

    job: CompareJob
    newer: CompareJob | None = None
    """The newest of those that began later, or of which that cannot be told."""

    @property
    def warning(self) -> Told | None:
        """A sentence for people, None where there is nothing to say."""
        if self.newer is None:
            return None
        what = {"id": self.newer.id, "status": self.newer.status or "-"}
        if self.newer.status == _FINISHED:
            return Told(
                "There may be a newer comparison ({id}, {status}): this file shows the state before it.", **what
            )
        return Told("A newer comparison ({id}, {status}) is not finished: this file is of the state before it.", **what)


def choose(compare_type: str, jobs: Sequence[CompareJob], wanted: str | None = None) -> Choice | FetchRow:
    """Give the comparison to fetch of `jobs`, all of one type, or the row that says why there is none.

    `wanted` names one; it is taken once it has ended, however it has, and newer ones are told all the same.
    """
    by_age = sorted(jobs, key=_age)
    if wanted:
        named = next((job for job in jobs if job.id == wanted), None)
        if named is None:
            return FetchRow(
                compare_type,
                FetchState.ABSENT,
                Told(
                    "DRS lists no {compare_type} comparison {wanted} of this task.",
                    compare_type=compare_type,
                    wanted=wanted,
                ),
                Told("Check the compare job id; results are cleared after 60 days."),
                job=CompareJob(wanted, compare_type),
            )
        return _choice(named, by_age) if named.status in _NAMEABLE else _unfinished_row(compare_type, named)
    if not jobs:
        return FetchRow(
            compare_type,
            FetchState.ABSENT,
            Told("DRS lists no {compare_type} comparison of this task.", compare_type=compare_type),
            Told("Create one in the console if the sign-off needs it."),
        )
    finished = [job for job in by_age if job.status == _FINISHED]
    if not finished:
        return _unfinished_row(compare_type, by_age[-1])
    return _choice(finished[-1], by_age)


def _choice(job: CompareJob, by_age: Sequence[CompareJob]) -> Choice:
    others = [other for other in by_age if other is not job and _may_be_newer(other, job)]
    return Choice(job, others[-1] if others else None)


def _may_be_newer(other: CompareJob, job: CompareJob) -> bool:
    """Whether `other` began after `job`; where the times do not tell, it may have."""
    if job.started_at is None or (other.started_at or other.ended_at) is None:
        return True
    return _age(other) >= _age(job)


def _age(job: CompareJob) -> tuple[datetime, datetime]:
    """Sort key, oldest first: by start, for a comparison speaks of the data as they were then.

    One without any time has not begun yet, so it is the newest, unless it has ended.
    """
    unknown = _FIRST if job.status in _ENDED else _LAST
    return (job.started_at or job.ended_at or unknown, job.ended_at or unknown)


def _unfinished_row(compare_type: str, job: CompareJob) -> FetchRow:
    state, remedy = _UNFINISHED.get(
        job.status, (FetchState.NOT_FINISHED, Told("This status is not documented: see the console."))
    )
    what = Told(
        "The newest {compare_type} comparison ({id}) has the status {status}.",
        compare_type=compare_type,
        id=job.id or "-",
        status=job.status or "-",
    )
    return FetchRow(compare_type, state, what, remedy, job=job)
