"""What is told of a fetch: its steps while it runs, and a row per compare type at its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from drs_report.client.api import CompareJob
from drs_report.errors import ApiError, Told
from drs_report.evidence.proofs import Proven
from drs_report.language.translator import mark


class FetchState(StrEnum):
    """What came of one compare type."""

    GOT = mark("got")
    KEPT = mark("kept")
    """The file of an earlier run is there and intact."""
    QUERIED = mark("queried")
    """DRS did not give the result file; the answers of the query API were stored instead."""
    NOT_FINISHED = mark("not-finished")
    CANCELLED = mark("cancelled")
    FAILED = mark("failed")
    """The comparison itself failed or ran out of time."""
    EXPIRED = mark("expired")
    ABSENT = mark("absent")
    """DRS has no such comparison."""
    ERROR = mark("error")


class Stage(StrEnum):
    """Where the work on one type is."""

    LIST = mark("listing")
    EXPORT = mark("exporting")
    WAIT = mark("waiting")
    """For the export, or before another try."""
    DOWNLOAD = mark("downloading")
    QUERY = mark("querying")
    """The result is read through the query API."""
    DONE = mark("done")


Tell: TypeAlias = Callable[..., None]
"""Is told the stage, and of a download the bytes so far and the total where it is known."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of the work on one compare type."""

    compare_type: str
    stage: Stage
    n_bytes: int = 0
    total_bytes: int | None = None
    note: Told | None = None
    """Such as why there is another try."""
    job_id: str = ""


@dataclass(frozen=True, slots=True)
class FetchRow:
    """One compare type's line of the table."""

    compare_type: str
    state: FetchState
    detail: Told
    """What happened, a sentence."""
    remedy: Told | None = None
    """What to do about it; None where there is nothing to do."""
    warning: Told | None = None
    """What a reader of the file must know, such as a newer comparison that is not finished."""
    path: Path | None = None
    size: int | None = None
    job: CompareJob | None = None
    """The comparison, once one had been chosen; of one that DRS does not list only its id is known."""
    error: ApiError | None = None
    cross_check: Proven | None = None
    """What the comparison with the query API found, where it was asked for and could be made."""

    @property
    def has_file(self) -> bool:
        """Whether there is a whole file on disk."""
        return self.state in (FetchState.GOT, FetchState.KEPT, FetchState.QUERIED)


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What came of a whole task; rows in the order of the types asked for."""

    job_id: str
    region: str
    project_id: str
    folder: Path
    rows: tuple[FetchRow, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every type asked for has its file."""
        return all(row.has_file for row in self.rows)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files, in the order of the rows."""
        return tuple(row.path for row in self.rows if row.path is not None)

    @property
    def errors(self) -> tuple[ApiError, ...]:
        """The errors behind the rows, if any."""
        return tuple(row.error for row in self.rows if row.error is not None)
