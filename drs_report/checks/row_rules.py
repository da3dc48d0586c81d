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
    """One rule."""

    name: str
    """The finding's code behind the area; "" where another finding says it of the whole file already."""
    standing: OutcomeClass
    """What a row is worth at best where it holds; verified for a mere note."""
    holds: Callable[[Said], bool]
    proofs: tuple[Proof, ...] = (Proof.OBJECTS, Proof.COUNTS, Proof.VALUES, Proof.SAMPLE)
    """The comparisons it is asked of, by what a consistent result of them proves."""


_ROWS, _VALUES, _OBJECTS = (Proof.COUNTS,), (Proof.VALUES, Proof.SAMPLE), (Proof.OBJECTS,)
_TABLES = (*_ROWS, *_VALUES)
_REVIEW, _DIFFERS, _NONE = OutcomeClass.REVIEW, OutcomeClass.DIFFERS, OutcomeClass.NOT_VERIFIED


def _differs(said: Said) -> bool:
    return said.standing is OutcomeClass.DIFFERS


def _is_good(said: Said) -> bool:
    return said.standing is OutcomeClass.VERIFIED


def _lacks_name(said: Said) -> bool:
    return said.lacks_source or said.lacks_target


RULES: tuple[RowRule, ...] = (
    RowRule("missing-in-target", _DIFFERS, lambda s: (s.lacks_target and not _is_good(s)) or s.is_missing, _OBJECTS),
    RowRule("only-in-target", _DIFFERS, lambda s: s.lacks_source and not s.lacks_target and not _is_good(s), _OBJECTS),
    RowRule("differ", _DIFFERS, lambda s: _differs(s) and not s.is_missing and not _lacks_name(s), _OBJECTS),
    RowRule("outcome-contradicts-names", _DIFFERS, lambda s: _is_good(s) and _lacks_name(s), _OBJECTS),
    RowRule("of-another-table", _REVIEW, lambda s: s.is_of_other_table, _OBJECTS),
    RowRule("table-missing", _DIFFERS, lambda s: s.is_missing, _TABLES),
    RowRule(
        "count-differs",
        _DIFFERS,
        lambda s: _differs(s) and not s.is_missing and bool(s.n_counts_apart or s.n_differences or s.n_counters),
        _ROWS,
    ),
    RowRule(
        "inconsistent-with-equal-counts",
        _DIFFERS,
        lambda s: _differs(s) and not (s.is_missing or s.n_counts_apart or s.n_differences or s.n_counters),
        _ROWS,
    ),
    RowRule("values-differ", _DIFFERS, lambda s: _differs(s) and not s.is_missing, _VALUES),
    RowRule("outcome-contradicts-counts", _DIFFERS, lambda s: not _differs(s) and bool(s.n_counts_apart), _TABLES),
    RowRule("outcome-contradicts-differences", _DIFFERS, lambda s: not _differs(s) and bool(s.n_differences), _VALUES),
    RowRule("counters-differ", _DIFFERS, lambda s: not _differs(s) and bool(s.n_counters), _TABLES),
    RowRule("named-on-one-side", _DIFFERS, lambda s: _lacks_name(s) and not s.is_missing, _TABLES),
    RowRule("outcome-missing", _NONE, lambda s: not s.has_result and not s.has_unknown_word),
    RowRule("unknown-word", _NONE, lambda s: s.has_unknown_word),
    RowRule("cannot-compare", _NONE, lambda s: s.is_uncomparable, _VALUES),
    RowRule("not-verified", _NONE, lambda s: s.has_failed),
    RowRule("count-missing", _NONE, lambda s: _is_good(s) and s.lacks_count, _TABLES),
    RowRule("rows-not-compared", _NONE, lambda s: bool(s.n_not_compared), _TABLES),
    RowRule("unfinished", OutcomeClass.UNFINISHED, lambda s: s.is_unfinished, _TABLES),
    RowRule("incomplete", OutcomeClass.UNFINISHED, lambda s: s.is_unfinished, _OBJECTS),
    RowRule("review", _REVIEW, lambda s: s.is_open),
    RowRule("filtered", _REVIEW, lambda s: s.is_filtered, _TABLES),
    RowRule("large-objects-partial", _REVIEW, lambda s: s.is_lob_partial, _TABLES),
    RowRule("numbers-contradict", _REVIEW, lambda s: bool(s.n_overcounted), _TABLES),
    RowRule("says-less", _REVIEW, lambda s: _is_good(s) and s.is_silent and not s.lacks_count, _TABLES),
    RowRule("", _REVIEW, lambda s: bool(s.n_not_understood)),
    RowRule("differences-unlisted", OutcomeClass.VERIFIED, lambda s: bool(s.n_unlisted), _VALUES),
)
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
