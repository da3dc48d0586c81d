"""The records of judgement: what a fact is about, what was found, what was decided. No pandas, no I/O, no prose.

A record states facts; sentences are made once, in `drs_report.report`, in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, TypeAlias

from drs_report.records.remarks import Remark
from drs_report.records.showing import Shown

Scalar: TypeAlias = str | int | float | bool | datetime | date | None
"""A plain value; pandas' missing values never get past findings."""

FactValue: TypeAlias = Scalar | Remark
"""What a finding states: a plain value, or what the reader remarked."""

MAX_EVIDENCE_ROWS = 20
"""Row numbers kept per evidence entry; the true total stands beside them."""


class OutcomeClass(StrEnum):
    """What an outcome word is worth to a sign-off."""

    VERIFIED = "verified"
    DIFFERS = "differs"
    REVIEW = "review"
    """A person must look: e.g. both sides empty or missing."""
    NOT_VERIFIED = "not_verified"
    """Cannot compare, failed, timed out, skipped, or a word we do not know."""
    UNFINISHED = "unfinished"

    @property
    def weight(self) -> int:
        """Place in the one order that every standing is the worst of; verified is 0."""
        return _WEIGHTS[self]


CLASS_ORDER = (
    OutcomeClass.VERIFIED,
    OutcomeClass.REVIEW,
    OutcomeClass.UNFINISHED,
    OutcomeClass.NOT_VERIFIED,
    OutcomeClass.DIFFERS,
)
"""From the best to the worst: a table is worth the worst of what is said of it."""

_WEIGHTS = {one: weight for weight, one in enumerate(CLASS_ORDER)}


class Proof(StrEnum):
    """By what a verified table is verified, strongest first."""

    VALUES = "values"
    SAMPLE = "sample"
    COUNTS = "counts"
    OBJECTS = "objects"
    NONE = "none"

    @property
    def strength(self) -> int:
        """Place in the one order of proofs; none is 0."""
        return _STRENGTHS[self]


_STRENGTHS = {one: strength for strength, one in enumerate(reversed(Proof))}


class Level(StrEnum):
    """What a subject is."""

    FILE = "file"
    DATABASE = "database"
    TABLE = "table"
    OBJECT = "object"


class Effect(StrEnum):
    """What a finding does to the verdict unless it is waived."""

    DIFFERS = "differs"
    """Source and target differ: FAIL."""
    UNPROVEN = "unproven"
    """Not verified, unfinished, missing, contradictory or out of date: INCONCLUSIVE."""
    REVIEW = "review"
    """Needs a person's eye before a PASS: INCONCLUSIVE."""
    NOTE = "note"
    """Worth saying; the verdict does not hang on it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a result file comes from."""

    name: str
    sha256: str
    size: int
    """Bytes."""
    fetched_at: datetime | None = None
    job_id: str | None = None
    compare_job_id: str | None = None
    compare_type: str | None = None
    """As asked of the API (the manifest says); None for a file without a manifest."""
    language: str | None = None
    request_id: str | None = None
    region: str | None = None
    newer_compare_job_id: str | None = None
    """Of a newer comparison that had not finished at the download (the manifest says)."""
    newer_compare_status: str | None = None
    """Of that newer comparison; None if there was none."""
    compare_status: str | None = None
    """Of its own comparison, as DRS listed it (the manifest says)."""
    compare_started_at: datetime | None = None
    """As DRS listed it (the manifest says)."""
    compare_ended_at: datetime | None = None
    folder: str = ""
    """The file's folder below what all files given have in common, with ``/``; empty where they share one folder."""


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """What a fact is about. Tables are identified across comparisons by `key`."""

    level: Level
    source_db: str = ""
    source_schema: str = ""
    source_name: str = ""
    """Table or object name; empty for a database, the file's name for a file."""
    target_db: str = ""
    target_schema: str = ""
    target_name: str = ""
    object_type: str = ""
    task: str = ""
    """The migration task it belongs to, where the evidence is of more than one."""
    key: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """Database, schema and name on the source side; on the target side for what only exists there.

    Behind them stands the task, where the evidence is of more than one: equal keys, same thing.
    """

    def __post_init__(self) -> None:
        names = self.source_db or self.target_db, self.source_schema, self.source_name
        if self.target_name and not self.source_name:
            names = self.target_db or self.source_db, self.target_schema, self.target_name
        object.__setattr__(self, "key", (*names, self.task) if self.task else names)

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def sides(self) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
        """Database, schema and name on the source side, and on the target side."""
        source = self.source_db, self.source_schema, self.source_name
        return source, (self.target_db, self.target_schema, self.target_name)

    @property
    def names(self) -> tuple[Scalar, ...]:
        """What a cell with a name may hold that only repeats one of its own."""
        source, target = self.sides
        return *source, *target, ""

    @property
    def name(self) -> str:
        """The dotted name a person would say, from the parts that are known."""
        return ".".join(filter(None, self.key[:3]))

    @property
    def target(self) -> str:
        """The dotted target name, or "" where it is the same as the source's."""
        target = self.target_name, self.target_db
        if not any(target) or (*target, self.target_schema) == (self.source_name, self.source_db, self.source_schema):
            return ""
        space = self.target_db or self.source_db, self.target_schema or self.source_schema
        name = ".".join(filter(None, (*space, self.target_name or self.source_name)))
        return "" if name == self.name else name


@dataclass(frozen=True, slots=True)
class Evidence:
    """Rows of one sheet of one file that show a fact."""

    file: str
    sheet: str = ""
    rows: tuple[int, ...] = ()
    """1-based, as Excel shows them; at most `MAX_EVIDENCE_ROWS`."""
    n_rows: int = 0
    """How many there are in all."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A named plain value; `name` is a stable snake_case word that the report translates."""

    name: str
    value: FactValue


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a reader must know about one subject; millions of differing rows are one finding with a count."""

    code: str
    """Stable, ``<compare type or area>.<what-is-wrong>``, kebab-case after the dot; documented in docs/findings.md."""
    effect: Effect
    subject: Subject
    compare_type: str = ""
    """Empty where it is about more than one comparison."""
    outcome: str = ""
    """The canonical outcome word it rests on, if any."""
    n: int = 1
    """How many things differ or are affected: rows, objects, words. Tolerances and waiver budgets count these."""
    facts: tuple[Fact, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    samples: tuple[tuple[Fact, ...], ...] = ()
    """A capped few of the `n`, e.g. differing keys with their SQL."""

    def fact(self, name: str) -> FactValue:
        """The value of the fact called `name`, or None."""
        return next((f.value for f in self.facts if f.name == name), None)


@dataclass(frozen=True, slots=True)
class Waiver:
    """A written acceptance of a known finding, from the policy."""

    id: str
    reason: str
    approved_by: str
    expires: date
    """Good through the end of this day, UTC."""
    code: str = "*"
    """Finding code pattern."""
    pattern: str = "*"
    """Subject name pattern, ``db.table`` with ``*`` and ``?``."""
    compare_type: str = "*"
    max_n: int | None = None
    """The budget: differing rows of all it matches; above this it covers nothing. None: any."""
    max_findings: int = 1
    """The budget of findings; above this it covers nothing."""
    place: str = ""
    """File, sheet and text that it names, as the policy spells them."""


WaiverStatus: TypeAlias = Literal["used", "unmatched", "expired", "over-budget"]


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """How a waiver fared."""

    waiver: Waiver
    status: WaiverStatus
    n_findings: int = 0
    n: int = 0
    """Sum of the `n` of what it matched."""


@dataclass(frozen=True, slots=True)
class JudgedFinding:
    """A finding and what the policy made of it."""

    finding: Finding
    effect: Effect
    """After tolerances and waivers; the waived is NOTE, and if it was unproven it is listed as accepted, not proven."""
    waiver: Waiver | None = None
    tolerance: str = ""
    """The tolerance rule that covered it, as the policy spells it."""
    in_scope: bool = True


class CriterionStatus(StrEnum):
    """One criterion's answer."""

    MET = "met"
    BROKEN = "broken"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of the policy with its numbers."""

    id: str
    """Stable kebab-case, e.g. ``rows-equal``; documented in docs/policy.md."""
    status: CriterionStatus
    facts: tuple[Fact, ...] = ()
    """The numbers behind it, in reading order, e.g. n_tables, n_verified, n_differs."""


class Decision(StrEnum):
    """The answer to "may we cut over?"."""

    PASS = "PASS"  # noqa: S105 - a verdict, not a password
    FAIL = "FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"


@dataclass(frozen=True, slots=True)
class Verdict(Shown):
    """What the policy says of the evidence."""

    decision: Decision
    criteria: tuple[Criterion, ...]
    findings: tuple[JudgedFinding, ...]
    """Every finding, most serious first."""
    waivers: tuple[WaiverUse, ...] = ()
    policy_name: str = ""
    policy_sha256: str = ""
    """Of the policy's canonical JSON."""
    policy_facts: tuple[Fact, ...] = field(default=())
    """What the policy asks for, for the report: required_types, max_age_hours, include, exclude ..."""
    judged_at: datetime | None = None

    def __bool__(self) -> bool:
        msg = "a verdict is one of three: ask verdict.decision for PASS, FAIL or INCONCLUSIVE"
        raise TypeError(msg)
