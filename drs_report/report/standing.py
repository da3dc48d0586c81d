"""The one partition of the tables: every table in scope has one standing, and every count in a report is of these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from drs_report.comparisons import by_slug
from drs_report.findings.registry import code
from drs_report.language.translator import Words, mark
from drs_report.records.document import State
from drs_report.records.judgement import Effect, JudgedFinding, Level, OutcomeClass, Proof
from drs_report.records.observations import CoverageRow


class Standing(StrEnum):
    """Where a table stands, by its outcome class and its proof."""

    VALUES = "values"  # the four proofs, by their own names
    SAMPLE = "sample"
    COUNTS = "counts"
    OBJECTS = "objects"
    """It exists on both sides; nothing is known of its rows."""
    DIFFERS = "differs"
    OPEN = "open"
    """Some comparison did not verify it or did not finish, or evidence speaks against what it says."""
    REVIEW = "review"
    """A person must look."""


_BY_CLASS = {
    OutcomeClass.DIFFERS: Standing.DIFFERS,
    OutcomeClass.NOT_VERIFIED: Standing.OPEN,
    OutcomeClass.UNFINISHED: Standing.OPEN,
    OutcomeClass.REVIEW: Standing.REVIEW,
}
_BY_PROOF = {proof: Standing.OPEN if proof is Proof.NONE else Standing(proof.value) for proof in Proof}
_BY_EFFECT = {Effect.DIFFERS: Standing.DIFFERS, Effect.UNPROVEN: Standing.OPEN, Effect.REVIEW: Standing.REVIEW}
WORST_FIRST = tuple(map(Standing, ("differs", "open", "review", "objects", "counts", "sample", "values")))
"""The standings, what stands in the way first."""
_TIMELY = "evidence-fresh"
"""The criterion of findings about the time of a file."""
_TELLS_ABSENCE = "coverage.absent"
"""That one comparison is silent of a table takes nothing from what another has shown."""


def standing(row: CoverageRow, asked: Standing | None = None) -> Standing:
    """Return where a table stands: the worst of its cells, and of what findings `asked`, outweighs any proof."""
    if row.outcome_class is OutcomeClass.VERIFIED:
        return asked or _BY_PROOF[row.proof]
    own = _BY_CLASS[row.outcome_class]
    return min(own, asked or own, key=WORST_FIRST.index)


def worst_asked(findings: Iterable[JudgedFinding], rows: Iterable[CoverageRow]) -> Mapping[tuple[str, ...], Standing]:
    """Return per table the most serious standing that a finding in scope asks for; a waived one asks all the same.

    A file whose time the policy does not accept leaves open each of `rows` that it is the proof of.
    """
    asked: dict[tuple[str, ...], Standing] = {}
    untimely = set[str]()
    for judged in findings:
        finding = judged.finding
        if code(finding.code).criterion == _TIMELY:
            untimely.add(finding.subject.source_name)
        if not judged.in_scope or finding.subject.level is not Level.TABLE or finding.code == _TELLS_ABSENCE:
            continue
        wanted = _BY_EFFECT.get(finding.effect)
        if wanted is not None:
            key = finding.subject.key
            asked[key] = min(wanted, asked.get(key, wanted), key=WORST_FIRST.index)
    for row in rows if untimely else ():
        proofs = [cell.evidence for slug, cell in row.cells.items() if by_slug(slug).proof is row.proof]
        if any(place is not None and place.file in untimely for place in proofs):
            key = row.subject.key
            asked[key] = min(Standing.OPEN, asked.get(key, Standing.OPEN), key=WORST_FIRST.index)
    return asked


def in_order(rows: Iterable[CoverageRow], asked: Mapping[tuple[str, ...], Standing]) -> tuple[CoverageRow, ...]:
    """Return the rows in the order of their standings, those that stand alike in the order given."""
    return tuple(sorted(rows, key=lambda row: WORST_FIRST.index(standing(row, asked.get(row.subject.key)))))


STANDINGS: Mapping[Standing, State] = {
    Standing.VALUES: "ok",
    Standing.DIFFERS: "bad",
    Standing.OPEN: "open",
    Standing.REVIEW: "warn",
    Standing.SAMPLE: "info",
    Standing.COUNTS: "info",
    Standing.OBJECTS: "open",
}
"""The standings in reading order, with how each looks; only equal values look verified."""


_WORDS: Mapping[Standing, tuple[str, str, str]] = {
    Standing.VALUES: (mark("proven by values"), mark("Proven by values"), mark("By values")),
    Standing.DIFFERS: (mark("differ"), mark("Differs"), mark("Differs")),
    Standing.OPEN: (mark("open"), mark("Open"), mark("Open")),
    Standing.REVIEW: (mark("to review"), mark("To review"), mark("To review")),
    Standing.SAMPLE: (mark("equal in a sample only"), mark("Equal in a sample only"), mark("Sample only")),
    Standing.COUNTS: (mark("equal in row counts only"), mark("Equal in row counts only"), mark("Counts only")),
    Standing.OBJECTS: (mark("only known to exist"), mark("Only known to exist"), mark("Exists only")),
}


def card(w: Words, which: Standing) -> str:
    """Say what stands so, after a number that stands alone."""
    return w.raw(_WORDS[which][0])


def chart_label(w: Words, which: Standing) -> str:
    """Name a standing by itself, in a cell or a legend."""
    return w.raw(_WORDS[which][1])


def cell_label(w: Words, which: Standing) -> str:
    """Name a standing in the few words that a cell has room for."""
    return w.raw(_WORDS[which][2])


def counted(w: Words, which: Standing, n: int) -> str:
    """Say a number and what stands so, as part of a list: "10 differ"."""
    return w.t("{n} {what}", n=n, what=card(w, which))
