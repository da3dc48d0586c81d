"""What a row of any comparison comes down to: one table of rules over what the row says.

Nothing here is a ladder. Every rule is asked, each that holds adds its finding, and the row's standing is the worst of
its result words and of all rules that hold; so a word can never take back what a number says, and a rule added can
never make anything better.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drs_report.records.judgement import OutcomeClass, Proof


def worst(*classes: OutcomeClass) -> OutcomeClass:
    """Return the class that weighs most: differs, not verified, unfinished, review, verified."""
    return max(classes, key=lambda one: one.weight)


@dataclass(frozen=True, slots=True)
class Said:
    """What one row says, whatever the comparison: words with their worth, numbers, and what stands beside them."""

    standing: OutcomeClass
    """The worst class of its result words; not verified where it has none."""
    has_result: bool = True
    """Whether a result stands there that speaks of what this comparison proves, and not of something weaker."""
    has_unknown_word: bool = False
    has_failed: bool = False
    """A word says that the comparison failed or was not made."""
    is_uncomparable: bool = False
    is_missing: bool = False
    """The heaviest word says that the target lacks it."""
    is_open: bool = False
    """A word asks for a person's eye."""
    is_unfinished: bool = False
    """By a word, the progress or the shards."""
    lacks_source: bool = False
    """The source's name is blank where the table has a column for it."""
    lacks_target: bool = False
    is_of_other_table: bool = False
    """The names of its two sides belong to tables that are not each other's."""
    n_counts_apart: int = 0
    """By how many rows the two counts differ."""
    n_differences: int = 0
    """Differing rows that are counted or listed."""
    n_counters: int = 0
    """Differing rows by the other counters: on one side only, changed, not matched, a second difference."""
    n_not_compared: int = 0
    """Rows that failed or were left out; 1 for a sample without rows."""
    lacks_count: bool = False
    """One of the row counts is blank though the file gives such counts."""
    is_filtered: bool = False
    is_lob_partial: bool = False
    """Large objects were not compared as a whole."""
    n_unlisted: int = 0
    """Differing rows that are counted and not listed, where some are listed."""
    n_overcounted: int = 0
    """By how much something that was done is more than there is."""
    is_silent: bool = False
    """It leaves blank what other rows found equal state."""
    n_not_understood: int = 0
    """Cells of the row or of what speaks of it that nobody understood."""


@dataclass(frozen=True, slots=True)
class RowRule:
    """One rule. `fires` and `silent` are the smallest row that it holds for and the nearest that it does not."""

    name: str
    """The finding's code behind the area; "" where another finding says it of the whole file already."""
    standing: OutcomeClass
    """What a row is worth at best where it holds; verified for a mere note."""
    holds: Callable[[Said], bool]
    fires: Said
    silent: Said
    proofs: tuple[Proof, ...] = (Proof.OBJECTS, Proof.COUNTS, Proof.VALUES, Proof.SAMPLE)
    """The comparisons it is asked of, by what a consistent result of them proves."""


_GOOD, _BAD, _NONE = Said(OutcomeClass.VERIFIED), Said(OutcomeClass.DIFFERS), OutcomeClass.NOT_VERIFIED
_ROWS, _VALUES, _OBJECTS = (Proof.COUNTS,), (Proof.VALUES, Proof.SAMPLE), (Proof.OBJECTS,)
_TABLES = (Proof.COUNTS, Proof.VALUES, Proof.SAMPLE)
_REVIEW, _DIFFERS, _UNFINISHED = OutcomeClass.REVIEW, OutcomeClass.DIFFERS, OutcomeClass.UNFINISHED


def _differs(said: Said) -> bool:
    return said.standing is OutcomeClass.DIFFERS


def _is_good(said: Said) -> bool:
    return said.standing is OutcomeClass.VERIFIED


def _lacks_name(said: Said) -> bool:
    return said.lacks_source or said.lacks_target


def _rule(  # noqa: PLR0917 - one line of the table below
    name: str,
    standing: OutcomeClass,
    holds: Callable[[Said], bool],
    fires: Said,
    silent: Said = _GOOD,
    proofs: tuple[Proof, ...] = (Proof.OBJECTS, *_TABLES),
) -> RowRule:
    return RowRule(name, standing, holds, fires, silent, proofs)


_MISSING = Said(_DIFFERS, is_missing=True)

RULES: tuple[RowRule, ...] = (
    _rule("missing-in-target", _DIFFERS,
          lambda s: (s.lacks_target and not _is_good(s)) or s.is_missing,
          _MISSING, _BAD, _OBJECTS),
    _rule("only-in-target", _DIFFERS, lambda s: s.lacks_source and not s.lacks_target and not _is_good(s),
          Said(_DIFFERS, lacks_source=True), _BAD, _OBJECTS),
    _rule("differ", _DIFFERS, lambda s: _differs(s) and not s.is_missing and not _lacks_name(s),
          _BAD, _MISSING, _OBJECTS),
    _rule("outcome-contradicts-names", _DIFFERS, lambda s: _is_good(s) and _lacks_name(s),
          Said(OutcomeClass.VERIFIED, lacks_target=True), proofs=_OBJECTS),
    _rule("of-another-table", _REVIEW, lambda s: s.is_of_other_table,
          Said(OutcomeClass.VERIFIED, is_of_other_table=True), proofs=_OBJECTS),
    _rule("table-missing", _DIFFERS, lambda s: s.is_missing, _MISSING, _BAD, _TABLES),
    _rule("count-differs", _DIFFERS,
          lambda s: _differs(s) and not s.is_missing and bool(s.n_counts_apart or s.n_differences or s.n_counters),
          Said(_DIFFERS, n_counts_apart=1), _BAD, _ROWS),
    _rule("inconsistent-with-equal-counts", _DIFFERS,
          lambda s: _differs(s) and not (s.is_missing or s.n_counts_apart or s.n_differences or s.n_counters),
          _BAD, Said(_DIFFERS, n_counts_apart=1), _ROWS),
    _rule("values-differ", _DIFFERS, lambda s: _differs(s) and not s.is_missing, _BAD, _GOOD, _VALUES),
    _rule("outcome-contradicts-counts", _DIFFERS,
          lambda s: not _differs(s) and bool(s.n_counts_apart),
          Said(OutcomeClass.VERIFIED, n_counts_apart=1), proofs=_TABLES),
    _rule("outcome-contradicts-differences", _DIFFERS, lambda s: not _differs(s) and bool(s.n_differences),
          Said(OutcomeClass.VERIFIED, n_differences=1), proofs=_VALUES),
    _rule("counters-differ", _DIFFERS,
          lambda s: not _differs(s) and bool(s.n_counters),
          Said(OutcomeClass.VERIFIED, n_counters=1), proofs=_TABLES),
    _rule("named-on-one-side", _DIFFERS, lambda s: _lacks_name(s) and not s.is_missing,
          Said(OutcomeClass.VERIFIED, lacks_target=True), proofs=_TABLES),
    _rule("outcome-missing", _NONE, lambda s: not s.has_result and not s.has_unknown_word,
          Said(_NONE, has_result=False), Said(_NONE, has_result=False, has_unknown_word=True)),
    _rule("unknown-word", _NONE, lambda s: s.has_unknown_word, Said(_NONE, has_unknown_word=True)),
    _rule("cannot-compare", _NONE, lambda s: s.is_uncomparable, Said(_NONE, is_uncomparable=True), proofs=_VALUES),
    _rule("not-verified", _NONE, lambda s: s.has_failed, Said(_NONE, has_failed=True)),
    _rule("count-missing", _NONE, lambda s: _is_good(s) and s.lacks_count,
          Said(OutcomeClass.VERIFIED, lacks_count=True), Said(_DIFFERS, lacks_count=True), _TABLES),
    _rule("rows-not-compared", _NONE, lambda s: bool(s.n_not_compared),
          Said(OutcomeClass.VERIFIED, n_not_compared=1), proofs=_TABLES),
    _rule("unfinished", _UNFINISHED, lambda s: s.is_unfinished,
          Said(OutcomeClass.VERIFIED, is_unfinished=True), proofs=_TABLES),
    _rule("incomplete", _UNFINISHED, lambda s: s.is_unfinished,
          Said(OutcomeClass.VERIFIED, is_unfinished=True), proofs=_OBJECTS),
    _rule("review", _REVIEW, lambda s: s.is_open, Said(_REVIEW, is_open=True)),
    _rule("filtered", _REVIEW, lambda s: s.is_filtered, Said(OutcomeClass.VERIFIED, is_filtered=True), proofs=_TABLES),
    _rule("large-objects-partial", _REVIEW, lambda s: s.is_lob_partial,
          Said(OutcomeClass.VERIFIED, is_lob_partial=True), proofs=_TABLES),
    _rule("numbers-contradict", _REVIEW, lambda s: bool(s.n_overcounted),
          Said(OutcomeClass.VERIFIED, n_overcounted=1), proofs=_TABLES),
    _rule("says-less", _REVIEW, lambda s: _is_good(s) and s.is_silent and not s.lacks_count,
          Said(OutcomeClass.VERIFIED, is_silent=True), Said(_DIFFERS, is_silent=True), _TABLES),
    _rule("", _REVIEW, lambda s: bool(s.n_not_understood), Said(OutcomeClass.VERIFIED, n_not_understood=1)),
    _rule("differences-unlisted", OutcomeClass.VERIFIED, lambda s: bool(s.n_unlisted), Said(_DIFFERS, n_unlisted=1),
          _BAD, _VALUES),
)  # fmt: skip
"""In the order in which their findings are told."""
_BY_PROOF = {proof: tuple(rule for rule in RULES if proof in rule.proofs) for proof in Proof}


def names_of(proof: Proof) -> frozenset[str]:
    """Return the codes, without the area, that `judge_row` may return."""
    return frozenset(rule.name for rule in _BY_PROOF[proof] if rule.name)


def judge_row(said: Said, proof: Proof) -> tuple[OutcomeClass, tuple[str, ...]]:
    """Return what a row is worth, and the codes of its findings without the area.

    `proof` is what a consistent result of the comparison proves. Verified comes out only where every word says so
    and no rule speaks against it.
    """
    holding = [rule for rule in _BY_PROOF[proof] if rule.holds(said)]
    standing = worst(said.standing, *(rule.standing for rule in holding))
    return standing, tuple(rule.name for rule in holding if rule.name)
