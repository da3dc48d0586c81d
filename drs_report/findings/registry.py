"""Every rule there is: a finding code with all that is true of it. One entry of ``*.toml`` a rule; this reads them.

An entry that lacks a property, has one that nobody reads, or names a fact, criterion, effect or placeholder that does
not exist is refused at import. What an entry may say is in CONTRIBUTING.md.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from importlib.resources import files
from typing import Any, Final

from drs_report.comparisons import ALL, by_slug
from drs_report.findings.actions import ACTIONS
from drs_report.findings.criteria import BY_COMPARISON, CRITERIA
from drs_report.findings.facts import FACTS
from drs_report.language.languages import KEYS
from drs_report.language.vocabulary import OBJECT_TYPES
from drs_report.records.entries import READ, Readers, record, with_text
from drs_report.records.judgement import Effect, Evidence, Fact, Finding, Level, Subject
from drs_report.records.texts import Text


class RuleError(Exception):
    """An entry of the rules is not whole."""


class Softens(Enum):
    """What of a policy may set a finding aside; a waiver may, wherever anything may."""

    NEVER = "never"
    BY_WAIVER = "waiver"
    BY_NAMED_WAIVER = "named-waiver"
    """Only a waiver that names the file, the sheet and the text: nobody knows what it is about."""
    BY_TOLERANCE = "tolerance"
    """Its difference is counted exactly enough for a tolerance."""
    BY_PROOF = "proof"
    """Weaker proof can stand in. Not for a blank or unknown result: that may mean a difference."""


class Rung(Enum):
    """How bad a finding about one row of a list is: who accepts one accepts what stands above it here.

    So it does not matter which of several codes a row got, and a row that gets worse is never set aside where the
    better one was not.
    """

    OPEN = "open"
    """An equal or unclear result that lacks something; it may not be said any more where the result is worse."""
    UNPROVEN = "unproven"
    """Not compared, or not to the end."""
    UNKNOWN = "unknown"
    """Blank or a word that nobody knows: it may mean a difference."""
    DIFFERS = "differs"
    MISSING = "missing"
    """One side lacks it, which is no matter of rows: no step above a difference but one beside it."""

    def accepts(self, other: Rung) -> bool:
        """Whether who accepts this accepts `other` too."""
        order = list(Rung)
        is_beside = {self, other} == {Rung.DIFFERS, Rung.MISSING}
        return not is_beside and order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Said:
    """One way to say it, for when the numbers it needs are known."""

    text: Text
    known: tuple[str, ...] = ()
    """Facts that must be known."""
    outcomes: tuple[str, ...] = ()
    """Results with which it is said; none: with any. "" stands for no result."""
    count: tuple[str, ...] = ()
    """Names of facts, ``n``, ``n_fewer``, ``n_more``: the first that is not zero is ``{n}``."""
    parts: tuple[Said, ...] = ()
    """Phrases that are listed as ``{parts}``, each where it has its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of finding."""

    code: str
    effect: Effect
    """Before the policy: tolerances, scope and waivers may soften it, nothing sharpens it."""
    criterion: str
    """The id of the question it answers, or `BY_COMPARISON`."""
    softened: Softens
    rung: Rung | None = None
    """Where it speaks of one row of a list, and its row can say something worse instead of it."""
    names_all: bool
    """Whether it names all that it may speak of; where not, no later file is known to speak of the same again."""
    facts: tuple[str, ...]
    """The names of its facts in their order; every finding of the code carries exactly these, None for the unknown."""
    action: str
    """The id of what to do about it (``actions.toml``)."""
    action_of_type: Mapping[str, str] = field(default_factory=dict)
    """The same by the type of the object that it is about."""
    means: Text
    """What it means, one sentence."""
    do: Text
    """What to do about one such finding, for who looks it up."""
    says: tuple[Said, ...]
    """The first that applies is said; the last always does."""
    adds: tuple[Said, ...] = ()
    """Each that applies wraps the ``{sentence}`` so far."""

    @property
    def area(self) -> str:
        """What its code begins with."""
        return self.code.partition(".")[0]

    @property
    def name(self) -> str:
        """Its code without the area: the same in every comparison that can have such a finding."""
        return self.code.partition(".")[2]


_FILES: Final[Mapping[str, tuple[str, ...]]] = {
    **{one.area: one.rules for one in ALL},
    "coverage": ("coverage",),
    "integrity": ("integrity",),
    "evidence": ("evidence",),
    "policy": ("policy",),
    "waiver": ("policy",),
}
"""What codes begin with, in the order of a sign-off: the files of its rules. A rule ``*.NAME`` is one of every area
that has its file."""

AREAS: Final = tuple(_FILES)

_DERIVED: Final = frozenset({"subject", "compare", "outcome", "n", "n_fewer", "n_more"})
_PLACEHOLDER = re.compile(r"\{(\w+)(?::[\w-]+)?\}")


_READERS: Final[Readers] = {
    **READ,
    "Effect": Effect,
    "Softens": Softens,
    "Rung | None": Rung,
    "Mapping[str, str]": dict,
    "tuple[Said, ...]": lambda entries: tuple(record(Said, with_text(entry), _READERS) for entry in entries),
}


def _check_said(said: Said, facts: frozenset[str], also: frozenset[str] = frozenset()) -> None:
    """Refuse a wording that uses, counts or asks for what there is not."""
    allowed = _DERIVED | facts | also
    used = [set(_PLACEHOLDER.findall(getattr(said.text, key))) for key in KEYS]
    if not set(_PLACEHOLDER.findall(said.text.one)).union(*used, said.known, said.count) <= allowed:
        raise ValueError(f"{said.text.en!r} uses what the rule has no fact for")
    if not said.count and (said.text.one or "n" in used[0] - facts):
        raise ValueError(f"{said.text.en!r} does not say what it counts")
    if any(names != used[0] for names in used):
        raise ValueError(f"{said.text.en!r} and its translation do not use the same facts")
    for part in said.parts:
        _check_said(part, facts)


def _rules(name: str, entry: Mapping[str, Any], shared_by: tuple[str, ...]) -> Iterator[Rule]:
    area, _, short = name.partition(".")
    areas = shared_by if area == "*" else (area,)
    rule = record(Rule, entry, _READERS, code=name)
    unknown = set(rule.facts) - FACTS.keys()
    if unknown or rule.criterion not in {BY_COMPARISON, *(kind.id for kind in CRITERIA)}:
        raise ValueError(f"no such fact or criterion: {sorted(unknown) or rule.criterion}")
    actions, types = {rule.action, *rule.action_of_type.values()}, {*rule.action_of_type}
    if not actions <= ACTIONS.keys() or not types <= {*OBJECT_TYPES}:
        raise ValueError(f"no such action or type of objects: {rule.action} or {rule.action_of_type}")
    if not areas or not set(areas) <= set(shared_by or AREAS) or not rule.says:
        raise ValueError("an area that does not have this file, or nothing to say")
    if rule.says[-1].known or rule.says[-1].outcomes:
        raise ValueError("the last wording is not always true")
    for said in rule.says:
        _check_said(said, frozenset(rule.facts))
    for said in rule.adds:
        _check_said(said, frozenset(rule.facts), frozenset({"sentence", "parts"}))
    for each in areas:
        yield replace(rule, code=f"{each}.{short}")


def read_rules(text: str, shared_by: tuple[str, ...] = ()) -> tuple[Rule, ...]:
    """Read the rules of one TOML file, those of all areas for each of `shared_by`.

    `RuleError` names the entry that is not whole.
    """
    found: list[Rule] = []
    for name, entry in tomllib.loads(text).items():
        try:
            found.extend(_rules(name, entry, shared_by))
        except (KeyError, TypeError, ValueError) as error:
            raise RuleError(f"The rule {name} is not whole: {error}") from error
    return tuple(found)


def _all() -> tuple[Rule, ...]:
    sharing = {name: tuple(area for area in AREAS if name in _FILES[area]) for own in _FILES.values() for name in own}
    rules = {
        name: read_rules(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"), areas)
        for name, areas in sharing.items()
    }
    return tuple(
        rule for area, own in _FILES.items() for name in own for rule in rules[name] if rule.code.startswith(f"{area}.")
    )


CODES: Final = _all()
"""In the order of a sign-off. Effects and facts are part of the contract with the report; codes are never renamed."""

_ORDER = {rule.code: number for number, rule in enumerate(CODES)}
_BY_CODE = {rule.code: rule for rule in CODES}


def code(name: str, compare_type: str = "") -> Rule:
    """Return the rule of the code `name`, of ``*.NAME`` that of the comparison; KeyError where there is none."""
    return _BY_CODE[by_slug(compare_type).area + name[1:] if name.startswith("*.") else name]


def nearest(spelled: str) -> str:
    """Return the code that is spelled most alike, or all codes of an area for a pattern; "" where none is near."""
    known = [f"{area}.*" for area in AREAS] if "*" in spelled else [*_BY_CODE]
    return next(iter(difflib.get_close_matches(spelled, known, n=1)), "")


def make_finding(
    name: str,
    subject: Subject | str,
    facts: Mapping[str, Any],
    *,
    compare_type: str = "",
    outcome: str = "",
    n: int = 1,
    evidence: Iterable[Evidence | None] | None = None,
    samples: tuple[tuple[Fact, ...], ...] = (),
) -> Finding:
    """Build a finding of the registered code `name`, its facts in the registered order.

    A code ``*.NAME`` is that of the comparison. `subject` may be a file's name, which is the evidence too where none is
    given; "" is for what no file is about, such as the policy. `facts` are plain values; it may hold more than the code
    asks for, never less: KeyError where one is missing. Of its places each is named once.
    """
    entry = code(name, compare_type)
    if isinstance(subject, str):
        evidence = [Evidence(subject)] if evidence is None and subject else evidence
        subject = Subject(Level.FILE, source_name=subject)
    return Finding(
        code=entry.code,
        effect=entry.effect,
        subject=subject,
        compare_type=compare_type,
        outcome=outcome,
        n=n,
        facts=tuple(Fact(fact, facts[fact]) for fact in entry.facts),
        evidence=tuple(sorted({e for e in evidence or () if e}, key=lambda e: (e.file, e.sheet, e.rows, e.n_rows))),
        samples=samples,
    )


def order_of(finding: Finding) -> tuple[int, str, Subject]:
    """Return the place of `finding` among others: that of its code, and then of its name."""
    return _ORDER[finding.code], finding.compare_type, finding.subject


def criterion_of(finding: Finding) -> str:
    """Return the id of the criterion that `finding` counts against; KeyError where none is registered."""
    criterion = _BY_CODE[finding.code].criterion
    return by_slug(finding.compare_type).criterion if criterion == BY_COMPARISON else criterion


_BY_OUTCOME = {outcome: name for name, action in ACTIONS.items() for outcome in action.outcomes}
_WORD_DECIDES = frozenset({"compare-again", "wait"})


def action_of(finding: Finding) -> str:
    """Return the id of what to do about a finding; the outcome word decides where the rule leaves it open."""
    rule = _BY_CODE[finding.code]
    action = rule.action_of_type.get(finding.subject.object_type, rule.action)
    return _BY_OUTCOME.get(finding.outcome, action) if action in _WORD_DECIDES else action
