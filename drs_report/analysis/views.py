"""What one file says, on its way through the stages of the analysis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from drs_report.analysis.moments import Times
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import Finding, Level, Subject
from drs_report.records.observations import Observation

Names = tuple[str, str, str]
"""Database, schema and table."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Under which names a file's rows count."""

    task: str = ""
    databases: Mapping[str, str] = field(default_factory=dict)
    """Database -> the name it counts under."""
    spelled: Mapping[Names, Names] = field(default_factory=dict)
    """Names of one side -> the spelling they count under."""
    known_task: str = ""
    """The task that the file is known to be of, "" where nobody knows: a folder proves none."""

    @property
    def renames(self) -> bool:
        """Whether any row counts under another name than its own."""
        return bool(self.task or self.databases or self.spelled)

    def of(self, subject: Subject) -> Subject:
        """Return `subject` as it counts; a file is itself."""
        if subject.level is Level.FILE or not self.renames:
            return subject
        database = self.databases.get(subject.source_db, subject.source_db)
        subject = replace(subject, source_db=database, task=self.task)
        if subject.level is not Level.TABLE:
            return subject
        source, target = (self.spelled.get(side, side) for side in subject.sides)
        return Subject(subject.level, *source, *target, subject.object_type, subject.task)


@dataclass(frozen=True, slots=True)
class FileView:
    """One file with what it says, and whether a later one has taken its place."""

    dataset: Dataset
    times: Times
    """When it was made, as it states."""
    observations: tuple[Observation, ...]
    findings: tuple[Finding, ...]
    is_superseded: bool = False
    identity: Identity = Identity()
