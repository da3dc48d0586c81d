"""The policy file: its keys, read strictly, every mistake at once with its line and the nearest valid key."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from drs_report.comparisons import ALL, COMPARE_TYPES
from drs_report.errors import PolicyError, Told
from drs_report.evidence.settings import MOST_MISTAKES, Lines, line_of, lines_of, parse_toml, read_text
from drs_report.findings.registry import CODES, Softens, nearest
from drs_report.language.phrases import words_in
from drs_report.language.translator import mark
from drs_report.language.vocabulary import built_in, normalise_word
from drs_report.policy.patterns import FILES, NAMES, is_everything, is_vague, matches
from drs_report.records.judgement import Effect, Waiver


def _stripped(value: object) -> object:
    if isinstance(value, str) and not any(c.isprintable() and c != " " for c in value):  # nor of no width
        raise ValueError(Told("must not be blank"))
    return value


def _of_toml(value: object) -> object:
    """Return the day or the moment that stood in the policy; what stood there in quotes is a text, and refused."""
    said = str(value.get(_UNQUOTED)) if isinstance(value, dict) else ""
    return (datetime if ":" in said else date).fromisoformat(said) if re.match(r"\d{4}-", said) else value


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(Told("needs a zone, such as 2026-11-14T22:00:00Z"))
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError(Told("is beyond the calendar")) from None


def _meant(value: str) -> str:
    """Refuse what only fills a place: signs, a word for nothing, a word for what is still to come."""
    is_open = {*(words_in(value) or ("",))} <= {"tentative", "unfilled"}
    if not re.search(r"\w", value) or normalise_word(value) in built_in().null_words or is_open:
        raise ValueError(Told("must say something: {value!r} stands for nothing", value=value))
    return value


Day = Annotated[date, BeforeValidator(_of_toml)]
Moment = Annotated[datetime, BeforeValidator(_of_toml), AfterValidator(_in_utc)]
_UNQUOTED = ""
"""The key of what TOML knows and JSON does not."""
Words = Annotated[str, BeforeValidator(_stripped)]
Statement = Annotated[Words, AfterValidator(_meant)]
"""Why, and who says so."""
Pattern = Annotated[str, BeforeValidator(_stripped), Field(max_length=4096)]
Hours = Annotated[float, Field(gt=0, le=1_000_000)]
Count = Annotated[int, Field(ge=0, le=2**63 - 1)]

_REQUIRABLE = tuple(one.slug for one in ALL if one.is_proof)
if TYPE_CHECKING:  # a Literal that is made is none that can be checked
    RequiredType = str
    TolerableType = str
    AnyType = str
else:
    RequiredType = Literal[_REQUIRABLE]
    TolerableType = Literal[tuple(one.slug for one in ALL if one.is_tolerable)]
    AnyType = Literal["*", *COMPARE_TYPES]


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Scope(_Rules):
    """Which tables are judged: those that an `include` pattern matches and no `exclude` pattern does."""

    include: Annotated[tuple[Pattern, ...], Field(min_length=1)] = ("*",)
    exclude: tuple[Pattern, ...] = ()
    reason: Statement | None = None
    """Why not all tables are judged, for the report."""


class Tolerance(_Rules):
    """How much a counted difference of a table may be; where both limits are given, both must hold."""

    pattern: Pattern
    compare_type: TolerableType
    rows: Count | None = None
    share: Annotated[float, Field(ge=0, le=1)] | None = None
    """Of the source's rows: 0.001 is one in a thousand."""

    @model_validator(mode="after")
    def _has_a_limit(self) -> Self:
        if self.rows is None and self.share is None:
            raise ValueError(Told("needs rows, share or both"))
        return self

    def spelled(self) -> str:
        """Return the rule as a reader of the policy would say it."""
        limits = [f"rows <= {self.rows}"] if self.rows is not None else []
        limits += [f"share <= {self.share:g}"] if self.share is not None else []
        return f"{self.compare_type} {self.pattern}: {' and '.join(limits)}"

    def covers(self, n_different: int, source_rows: int | None) -> bool:
        """Whether so many differing rows of so many are within the limits; an unknown total is not."""
        if self.rows is not None and n_different > self.rows:
            return False
        return self.share is None or (source_rows is not None and n_different <= self.share * source_rows)


class AcceptedProof(_Rules):
    """Tables for which weaker proof will do, so that a stronger comparison may be missing or impossible."""

    pattern: Pattern
    proof: Literal["sample", "counts", "objects"]
    reason: Statement

    def spelled(self) -> str:
        """Return the rule as a reader of the policy would say it."""
        return f"{self.pattern}: {self.proof}"


def _names_nothing(pattern: str, probes: Sequence[str]) -> bool:
    """Whether a pattern covers everything, or hangs on so little that all there is may fit it."""
    return is_everything(pattern, probes) or is_vague(pattern)


def _of_a_code(value: str) -> str:
    """Refuse what fits no code of a finding: nothing would ever be waived by it."""
    if not any(matches(value, entry.code) for entry in CODES):
        raise PydanticCustomError("no_code", "no code")
    return value


class WaiverRule(_Rules):
    """A known finding that somebody answers for, until a day."""

    id: Words
    code: Annotated[Pattern, AfterValidator(_of_a_code)]
    reason: Statement
    approved_by: Statement
    expires: Day
    pattern: Pattern = "*"
    compare_type: AnyType = "*"
    max_rows: Count | None = None
    max_findings: Annotated[int, Field(ge=1, le=2**63 - 1)] = 1
    """So many it may set aside; a policy that says nothing answers for one, so an old one is read and never wider."""
    file: Pattern | None = None
    sheet: Pattern | None = None
    text: Pattern | None = None

    @model_validator(mode="after")
    def _is_narrow(self) -> Self:
        if _names_nothing(self.code, _HOLDING_UP) and _names_nothing(self.pattern, NAMES):
            raise ValueError(Told("waives everything: name a code, a pattern or both"))
        for key, probes in (("file", FILES), ("sheet", NAMES), ("text", NAMES)):
            value = getattr(self, key)
            if value is not None and _names_nothing(value, probes):
                msg = Told("names no {key} in particular: {key} = {value!r} fits everything", key=key, value=value)
                raise ValueError(msg)
        hit = [entry for entry in CODES if matches(self.code, entry.code)]
        if hit and all(entry.softened is Softens.BY_NAMED_WAIVER for entry in hit):
            wanted = ["file", "sheet", *(["text"] if any("text" in entry.facts for entry in hit) else [])]
            missing = [key for key in wanted if getattr(self, key) is None]
            if missing:
                names = ", ".join(missing)
                msg = Told("is of what was not understood: it must also say {names}", names=names)
                raise ValueError(msg)
        return self

    def waiver(self) -> Waiver:
        """Return the record that the verdict and the report carry."""
        return Waiver(
            self.id,
            self.reason,
            self.approved_by,
            self.expires,
            self.code,
            self.pattern,
            self.compare_type,
            self.max_rows,
            self.max_findings,
            "; ".join(f"{k}: {v}" for k, v in (("file", self.file), ("sheet", self.sheet), ("text", self.text)) if v),
        )


class Freshness(_Rules):
    """How old the evidence of one comparison may be; what is given replaces the limit of all comparisons."""

    max_age_hours: Hours | None = None
    not_before: Moment | None = None


STRICT = "strict default"
UNNAMED = "unnamed policy"
_HOLDING_UP = tuple(entry.code for entry in CODES if entry.effect is not Effect.NOTE)


class Policy(_Rules):
    """What must be true for a PASS. ``Policy()`` is the strict default: all objects, rows and values are equal."""

    name: Words = STRICT
    require: Annotated[tuple[RequiredType, ...], Field(min_length=1)] = tuple(one.slug for one in ALL if one.is_strict)
    max_age_hours: Hours | None = None
    not_before: Moment | None = None
    freshness: Mapping[RequiredType, Freshness] = {}
    """By comparison; DRS's own cutover procedure repeats only those of the data."""
    max_spread_hours: Hours = 24
    """How far the comparisons of one table's data may lie apart."""
    trust_fetch_time: bool = False
    one_task: bool = False
    """Whether files that do not name their task are of one task, so that its later comparisons replace earlier ones."""
    fold_case: bool = False
    """Whether names that differ only in case are one."""
    alias: Mapping[Words, Words] = {}
    """Database as a file spells it: the name that it counts under."""
    scope: Scope = Scope()
    tolerance: tuple[Tolerance, ...] = ()
    accept_proof: tuple[AcceptedProof, ...] = ()
    waiver: tuple[WaiverRule, ...] = ()

    @field_validator("require")
    @classmethod
    def _is_distinct(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) < len(value):
            raise ValueError(Told("names a comparison twice"))
        return value

    @field_validator("alias")
    @classmethod
    def _is_of_one_step(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        if chained := sorted(name for name in value.values() if value.get(name, name) != name):
            raise ValueError(Told("the name {name!r} is an alias itself", name=chained[0]))
        return value

    @field_validator("waiver")
    @classmethod
    def _has_distinct_ids(cls, value: tuple[WaiverRule, ...]) -> tuple[WaiverRule, ...]:
        counted = Counter(waiver.id for waiver in value)
        twice = sorted(one for one, n in counted.items() if n > 1)
        if twice:
            msg = Told("the id {id!r} is used twice", id=twice[0])
            raise ValueError(msg)
        return value

    @property
    def title(self) -> str:
        """Return what the report calls it: only what asks for everything is called the strict default."""
        return UNNAMED if self.name == STRICT and self != Policy() else self.name

    def limits(self, compare_type: str) -> tuple[float | None, datetime | None]:
        """Return the oldest age in hours and the earliest beginning that a comparison of this type may have."""
        own = next((limit for name, limit in self.freshness.items() if name == compare_type), Freshness())
        return (
            self.max_age_hours if own.max_age_hours is None else own.max_age_hours,
            self.not_before if own.not_before is None else own.not_before,
        )

    @property
    def write_stops(self) -> Mapping[str, datetime]:
        """Return the earliest beginning of each comparison that has one."""
        return {name: began for name in _REQUIRABLE if (began := self.limits(name)[1]) is not None}

    @property
    def is_age_limited(self) -> bool:
        """Whether any comparison may be too old."""
        return any(self.limits(name) != (None, None) for name in _REQUIRABLE)

    @property
    def sha256(self) -> str:
        """Return the fingerprint of what the policy says, whatever its layout and comments."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def load_policy(path: Path | str) -> Policy:
    """Read the TOML policy at `path`. Raises `PolicyError` with every mistake in it."""
    path = Path(path)
    return parse_policy(read_text(path, Told("policy"), PolicyError), name=path.name)


def parse_policy(source: str, *, name: str = UNNAMED) -> Policy:
    """Read a policy from TOML text; `name` is what messages call it, and the report where the policy has no name.

    Raises `PolicyError` with every mistake, for whatever text it is given.
    """
    remedy = Told("`drs-report docs policy` shows one that works.")
    try:
        data = parse_toml(source, name, remedy, PolicyError)
        as_json = json.dumps(data, default=lambda value: {_UNQUOTED: value.isoformat()})
    except (ValueError, RecursionError) as error:
        raise PolicyError(Told("{name}: no policy: {error}.", name=name, error=error), remedy=remedy) from error
    try:
        policy = Policy.model_validate_json(as_json)
    except ValidationError as error:
        lines = lines_of(source)
        found = sorted(_told_once(error.errors(include_url=False)), key=lambda one: line_of(one["loc"], lines) or 0)
        problems = tuple(_problem(entry, lines) for entry in found[:MOST_MISTAKES])
        count = Told("{n} mistakes", n=len(found)) if len(found) > 1 else Told("1 mistake")
        raise PolicyError(
            Told("{name}: {count} in the policy.", name=name, count=count),
            remedy=Told("`drs-report docs policy` describes every key."),
            problems=problems,
        ) from error
    return policy if "name" in data or not data else policy.model_copy(update={"name": name})


def _told_once(found: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out what is wrong only because a part of it is: a list whose one entry is refused is not empty."""
    within = {entry["loc"][:n] for entry in found for n in range(len(entry["loc"]))}
    return [entry for entry in found if entry["loc"] not in within]


def _problem(entry: ErrorDetails, lines: Lines) -> Told:
    """Return one mistake as a sentence: line, key, what is wrong, what is allowed."""
    where = entry["loc"]
    key = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".") or "policy"
    what = _mistake(entry, key)
    line = line_of(where, lines)
    return Told("line {line}: {what}", line=line, what=what) if line else what


def _mistake(entry: ErrorDetails, key: str) -> Told:
    shown = _shown(entry["input"])
    match entry["type"]:
        case "extra_forbidden":
            valid = list(_MODELS.get(str(entry["loc"][0]), Policy).model_fields)
            near = difflib.get_close_matches(str(entry["loc"][-1]), valid, cutoff=0.5)
            if near:
                return Told("unknown key {key!r}; did you mean {near!r}?", key=key, near=near[0])
            return Told("unknown key {key!r}; allowed are {names}.", key=key, names=", ".join(valid))
        case "missing":
            return Told("{key!r} is missing", key=key)
        case "literal_error":
            about = {"key": key, "shown": shown, "allowed": entry["ctx"]["expected"].replace(" or ", ", ")}
            near = difflib.get_close_matches(shown.strip("'"), re.findall(r"'([^']+)'", about["allowed"]))
            if near:
                about["near"] = near[0]
                return Told("{key!r} is {shown}, but must be one of {allowed}; did you mean {near!r}?", **about)
            return Told("{key!r} is {shown}, but must be one of {allowed}", **about)
        case "no_code":
            meant_code = nearest(entry["input"])
            known = Told("`drs-report explain` lists all of them")
            meant = Told("did you mean {near!r}?", near=meant_code) if meant_code else known
            return Told(
                "{key!r} is {shown}, which fits no code of a finding; {meant}", key=key, shown=shown, meant=meant
            )
        case "value_error":
            return Told("{key!r} {error}", key=key, error=entry["ctx"]["error"].args[0])
        case kind:
            words = _KINDS.get(kind) or _KINDS.get(kind.partition("_")[0]) or mark("it cannot stand here")
            return Told("{key!r} is {shown}: {what}", key=key, shown=shown, what=Told(words, **entry.get("ctx", {})))


_KINDS: Final[Mapping[str, str]] = {
    "too_long": mark("it must have at most {max_length:,} characters"),
    "string": mark("it must be a text"),
    "int": mark("it must be a whole number"),
    "float": mark("it must be a number"),
    "finite_number": mark("it must be a number"),
    "bool": mark("it must be true or false"),
    "tuple_type": mark("it must be a list"),
    "model": mark("it must be a table"),
    "dict_type": mark("it must be a table"),
    "date": mark("it must be a date without quotes, such as 2026-12-31"),
    "datetime": mark("it must be a time with its zone and without quotes, such as 2026-11-14T22:00:00Z"),
    "too_short": mark("it must not be empty"),
    "greater_than": mark("it must be more than {gt}"),
    "greater_than_equal": mark("it must be {ge} or more"),
    "less_than_equal": mark("it must be {le} or less"),
}
"""What pydantic says, by its type or the type's first word, in our words."""


def _shown(value: object) -> str:
    value = value.get(_UNQUOTED, value) if isinstance(value, dict) else value
    text = value.isoformat() if isinstance(value, date) else repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


_MODELS: Mapping[str, type[_Rules]] = {
    "scope": Scope,
    "freshness": Freshness,
    "tolerance": Tolerance,
    "accept_proof": AcceptedProof,
    "waiver": WaiverRule,
}
