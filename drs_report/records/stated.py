"""What a file may say of its task, or of its comparison, and of which each has one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Reads = Literal["identifier", "instance", "title", "time", "region", "make", "choice", "version"]
"""How a value is written: as a system numbers things; so, or as people call a database; as people call a thing; a day
or a time; a region of the cloud by its number or name; a make of databases; what the dialogue of a task offers; a
release."""


Form = Literal["word", "phrase", "region", "place", "moment", "make", "release"]
"""What two values must have in common to mean one thing: they are one word; so, or of two languages; one region, or its
number and its name; one address, or nobody can know; one moment, in whichever zone each is told; one is the other, with
a version or without; the numbers of one are those that the other begins with."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One such statement."""

    name: str
    """Of the fact (`drs_report.findings.facts`) and of the heading or label."""
    form: Form
    reads: Reads
    is_of_task: bool
    """Whether the files of a task share it; else each file has its own."""


STATED: Final = (
    Stated("task_id", "word", "identifier", is_of_task=True),
    Stated("task_name", "word", "title", is_of_task=True),
    Stated("compare_id", "word", "identifier", is_of_task=False),
    Stated("compare_name", "word", "title", is_of_task=False),
    Stated("task_made_at", "moment", "time", is_of_task=True),
    Stated("project_id", "word", "identifier", is_of_task=True),
    Stated("project", "phrase", "title", is_of_task=True),
    Stated("region", "region", "region", is_of_task=True),
    Stated("task_kind", "phrase", "choice", is_of_task=True),
    Stated("task_mode", "phrase", "choice", is_of_task=True),
    Stated("direction", "phrase", "choice", is_of_task=True),
    Stated("tenant", "phrase", "title", is_of_task=True),
    Stated("instance", "word", "instance", is_of_task=True),
    Stated("source_instance", "word", "instance", is_of_task=True),
    Stated("target_instance", "word", "instance", is_of_task=True),
    Stated("source_address", "place", "identifier", is_of_task=True),
    Stated("target_address", "place", "identifier", is_of_task=True),
    Stated("source_engine", "make", "make", is_of_task=True),
    Stated("target_engine", "make", "make", is_of_task=True),
    Stated("source_version", "release", "version", is_of_task=True),
    Stated("target_version", "release", "version", is_of_task=True),
)
CALLED: Final = frozenset(one.name for one in STATED if one.is_of_task and one.reads in {"title", "instance"})
"""What people call a task, and what it belongs to, as they like."""
