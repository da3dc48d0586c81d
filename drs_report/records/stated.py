"""What a file may say of its task, or of its comparison, and of which each has one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

Reads = Literal["identifier", "instance", "title", "time", "region", "make", "choice", "version"]
"""How a value is written: as a system numbers things; so, or as people call a database; as people call a thing; a day
or a time; a region of the cloud by its number or name; a make of databases; what the dialogue of a task offers; a
release."""


class Form(Enum):
    """What two values must have in common to mean one thing."""

    WORD = "word"
    """They are one word."""
    PHRASE = "phrase"
    """They are one word, or of two languages."""
    REGION = "region"
    """They are one region, or one tells its number and the other its name."""
    PLACE = "place"
    """They are one address, or nobody can know."""
    MOMENT = "moment"
    """They are one moment, in whichever zone each is told."""
    MAKE = "make"
    """One is the other, with a version or without."""
    RELEASE = "release"
    """The numbers of one are those that the other begins with."""


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
    Stated("task_id", Form.WORD, "identifier", is_of_task=True),
    Stated("task_name", Form.WORD, "title", is_of_task=True),
    Stated("compare_id", Form.WORD, "identifier", is_of_task=False),
    Stated("compare_name", Form.WORD, "title", is_of_task=False),
    Stated("task_made_at", Form.MOMENT, "time", is_of_task=True),
    Stated("project_id", Form.WORD, "identifier", is_of_task=True),
    Stated("project", Form.PHRASE, "title", is_of_task=True),
    Stated("region", Form.REGION, "region", is_of_task=True),
    Stated("task_kind", Form.PHRASE, "choice", is_of_task=True),
    Stated("task_mode", Form.PHRASE, "choice", is_of_task=True),
    Stated("direction", Form.PHRASE, "choice", is_of_task=True),
    Stated("tenant", Form.PHRASE, "title", is_of_task=True),
    Stated("instance", Form.WORD, "instance", is_of_task=True),
    Stated("source_instance", Form.WORD, "instance", is_of_task=True),
    Stated("target_instance", Form.WORD, "instance", is_of_task=True),
    Stated("source_address", Form.PLACE, "identifier", is_of_task=True),
    Stated("target_address", Form.PLACE, "identifier", is_of_task=True),
    Stated("source_engine", Form.MAKE, "make", is_of_task=True),
    Stated("target_engine", Form.MAKE, "make", is_of_task=True),
    Stated("source_version", Form.RELEASE, "version", is_of_task=True),
    Stated("target_version", Form.RELEASE, "version", is_of_task=True),
)
CALLED: Final = frozenset(one.name for one in STATED if one.is_of_task and one.reads in {"title", "instance"})
"""What people call a task, and what it belongs to, as they like."""
