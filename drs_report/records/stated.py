"""What a file may say of its task, or of its comparison, and of which each has one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

__all__ = ["STATED", "Form", "Reads", "Stated"]


class Reads(Enum):
    """How its value is written."""

    IDENTIFIER = "identifier"
    """A single word."""
    TITLE = "title"
    """What people call a thing."""
    TIME = "time"
    """A day, or a time with or without a zone."""
    REGION = "region"
    """A region of the cloud: ``cn-north-4``, ``CN North-Beijing4``, ``华北-北京四``."""
    NAME = "name"
    """A few words without brackets or the signs of a sentence."""


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
    Stated("task_id", Form.WORD, Reads.IDENTIFIER, is_of_task=True),
    Stated("task_name", Form.WORD, Reads.TITLE, is_of_task=True),
    Stated("compare_id", Form.WORD, Reads.IDENTIFIER, is_of_task=False),
    Stated("compare_name", Form.WORD, Reads.TITLE, is_of_task=False),
    Stated("task_made_at", Form.MOMENT, Reads.TIME, is_of_task=True),
    Stated("project_id", Form.WORD, Reads.IDENTIFIER, is_of_task=True),
    Stated("project", Form.PHRASE, Reads.TITLE, is_of_task=True),
    Stated("region", Form.REGION, Reads.REGION, is_of_task=True),
    Stated("task_kind", Form.PHRASE, Reads.NAME, is_of_task=True),
    Stated("task_mode", Form.PHRASE, Reads.NAME, is_of_task=True),
    Stated("direction", Form.PHRASE, Reads.NAME, is_of_task=True),
    Stated("tenant", Form.PHRASE, Reads.NAME, is_of_task=True),
    Stated("instance", Form.WORD, Reads.NAME, is_of_task=True),
    Stated("source_instance", Form.WORD, Reads.NAME, is_of_task=True),
    Stated("target_instance", Form.WORD, Reads.NAME, is_of_task=True),
    Stated("source_address", Form.PLACE, Reads.NAME, is_of_task=True),
    Stated("target_address", Form.PLACE, Reads.NAME, is_of_task=True),
    Stated("source_engine", Form.MAKE, Reads.NAME, is_of_task=True),
    Stated("target_engine", Form.MAKE, Reads.NAME, is_of_task=True),
)
