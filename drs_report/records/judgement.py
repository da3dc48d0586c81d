"""The records of judgement: where a fact comes from, what was found, what was decided. No pandas, no I/O, no prose.

A record states facts; sentences are made once, in `drs_report.report`, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Literal, Protocol, TypeAlias

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
class Derivation:
    """By what a table counts as verified: the rule, and the cells that it rests on."""

    rule: str
    """Stable, such as ``counts-equal``: the `verified_as` of the comparison."""
    columns: tuple[str, ...]
    """The frame's columns that were read; shared by all rows with the same ones, as a file may list 50,000 tables."""
    values: tuple[Scalar, ...]
    evidence: Evidence


NAMES = frozenset(
    f"{side}_{part}" for side in ("source", "target") for part in ("db", "schema", "table", "object", "name")
)
"""Columns that say which table a row is about."""


def cell_values(derivation: Derivation, subject: Subject) -> dict[str, Scalar]:
    """Return the cells a proof rests on, by column, without those that only repeat a name of `subject`."""
    names = subject.names
    pairs = zip(derivation.columns, derivation.values, strict=True)
    return {name: value for name, value in pairs if name not in NAMES or value not in names}


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where rows of a list stand, column by column, for 50,000 rows are 50,000 places: each is made when asked for."""

    files: Sequence[str]
    sheets: Sequence[str]
    numbers: Sequence[int | None]
    """1-based, as Excel shows them; None where nobody knows."""

    def __getitem__(self, at: int) -> Evidence:
        number = self.numbers[at]
        rows = () if number is None else (number,)
        return Evidence(self.files[at], self.sheets[at], rows, len(rows))


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    """A cell that is the same in all of the rows."""

    value: Scalar

    def __getitem__(self, at: int) -> Scalar:
        return self.value


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What rows that are alike come down to, but for their names, places and numbers: one record for all of them."""

    compare_type: str
    outcome: str
    outcome_class: OutcomeClass
    n_different: int | None = None
    """Differing rows (values, samples) or row-count difference (counts), where known."""
    places: Places | tuple[Evidence | None, ...] = (None,)
    """Where each of the rows stands."""
    rule: str = ""
    """What verifies them (`Derivation.rule`). Nothing is verified without one."""
    columns: tuple[str, ...] = ()
    cells: tuple[Sequence[Scalar] | Same, ...] = ()
    """The cells that the rule rests on, of all the rows, column by column."""

    def __post_init__(self) -> None:
        if (self.outcome_class is OutcomeClass.VERIFIED) != bool(self.rule):
            msg = f"{self.outcome_class} does not fit {self.rule!r}"
            raise ValueError(msg)

    def weakened(self, to: OutcomeClass) -> Result:
        """Return the same without what verifies it."""
        return replace(self, outcome_class=to, rule="", columns=(), cells=())


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What differs between tables that share a result: where they stand, and names and numbers, column by column."""

    places: Places
    names: tuple[Sequence[Scalar] | Same, ...]
    numbers: tuple[Sequence[Scalar] | Same, ...]

    @classmethod
    def of(cls, result: Result, at: int) -> Shared | None:
        """Take apart what verifies them, as it is of one of them; None where more than that may differ."""
        found: dict[str, list[Sequence[Scalar] | Same]] = {"names": [], "numbers": [], "others": []}
        for column, cells in zip(result.columns, result.cells, strict=True):
            is_number = isinstance(cells[at], int | float)
            found["numbers" if is_number else "names" if column in NAMES else "others"].append(cells)
        places = result.places
        if not isinstance(places, Places) or not all(isinstance(cells, Same) for cells in found["others"]):
            return None
        return cls(places, tuple(found["names"]), tuple(found["numbers"]))


@dataclass(frozen=True, slots=True)
class Observation:
    """What one comparison says of one table: a cell of the coverage matrix."""

    subject: Subject
    result: Result
    at: int = 0
    """Which of the rows that share the result."""

    @property
    def outcome(self) -> str:
        """Of the result."""
        return self.result.outcome

    @property
    def outcome_class(self) -> OutcomeClass:
        """Of the result."""
        return self.result.outcome_class

    @property
    def n_different(self) -> int | None:
        """Of the result."""
        return self.result.n_different

    @property
    def evidence(self) -> Evidence | None:
        """Where it stands; made when asked for."""
        return self.result.places[self.at]

    def read(self, column: str) -> Scalar:
        """Return the cell of a column that verifies it, without making all of what does."""
        result = self.result
        return result.cells[result.columns.index(column)][self.at] if column in result.columns else None

    def alone(self) -> Observation:
        """Return it without what others share with it."""
        cells = tuple((column[self.at],) for column in self.result.cells)
        return Observation(self.subject, replace(self.result, places=(self.evidence,), cells=cells))

    @property
    def derivation(self) -> Derivation | None:
        """What verifies it, where it is verified; made when asked for."""
        result, place = self.result, self.evidence
        if not result.rule or place is None:
            return None
        values = tuple([column[self.at] for column in result.cells])
        return Derivation(result.rule, result.columns, values, place)


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One table and what each comparison says of it; a comparison that says nothing has no entry: absent."""

    subject: Subject
    cells: Mapping[str, Observation]
    proof: Proof
    """The strongest proof that it is equal; NONE if any comparison says it differs or none verified it."""
    outcome_class: OutcomeClass
    """The worst class over its cells."""
    in_scope: bool = True


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix, worst rows first, then by name."""

    compare_types: tuple[str, ...]
    """The columns: the compare types that have a file and speak of tables, in the order of a sign-off."""
    rows: tuple[CoverageRow, ...]


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


class Stored(Protocol):
    """Bytes that are not in memory."""

    @property
    def size(self) -> int:
        """How many they are."""

    @property
    def sha256(self) -> str:
        """Their hash, in hexadecimal."""

    def blocks(self) -> Iterator[bytes]:
        """Give them in order, some at a time."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished output."""

    filename: str
    media_type: str
    body: bytes | Stored
    is_restricted: bool = False
    """Whether it may hold production values (keys, SQL, messages)."""

    @property
    def content(self) -> bytes:
        """All its bytes, in memory."""
        return b"".join(self.blocks())

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.body) if isinstance(self.body, bytes) else self.body.size

    @property
    def sha256(self) -> str:
        """Of its bytes, in hexadecimal."""
        return sha256(self.body).hexdigest() if isinstance(self.body, bytes) else self.body.sha256

    def blocks(self) -> Iterator[bytes]:
        """Give its bytes in order, those of a large file some at a time."""
        return iter((self.body,)) if isinstance(self.body, bytes) else self.body.blocks()
