"""Short words for stable names: effects, proofs, compare types, subjects. One table each."""

from __future__ import annotations

from drs_report.comparisons import COMPARE_TYPES, by_slug
from drs_report.language import formatting, vocabulary
from drs_report.language.translator import Words, mark
from drs_report.records.document import State
from drs_report.records.judgement import (
    CriterionStatus,
    Decision,
    Effect,
    Finding,
    JudgedFinding,
    Level,
    OutcomeClass,
    Proof,
    Subject,
)
from drs_report.records.observations import Observation

_ANSWERS: dict[str, tuple[str, State]] = {
    Decision.PASS: (mark("PASS"), "ok"),
    Decision.FAIL: (mark("FAIL"), "fail"),
    Decision.INCONCLUSIVE: (mark("INCONCLUSIVE"), "open"),
    CriterionStatus.MET: (mark("Met"), "ok"),
    CriterionStatus.BROKEN: (mark("Broken"), "fail"),
    OutcomeClass.VERIFIED: (mark("Found equal"), "ok"),
    OutcomeClass.NOT_VERIFIED: (mark("Not verified"), "open"),
    OutcomeClass.UNFINISHED: (mark("Not finished"), "open"),
    Effect.DIFFERS: (mark("Differs"), "bad"),
    Effect.UNPROVEN: (mark("Not proven"), "open"),
    Effect.REVIEW: (mark("To review"), "warn"),
    Effect.NOTE: (mark("Note"), "info"),
}
"""What is answered, in words, and how it looks, by its stable word: one that a finding, a criterion and a table may all
have is told alike of each."""

_PARTS_OF_FILES: dict[str, str] = {
    "heading": mark("heading"),
    "line": mark("line"),
    "remark": mark("remark"),
    "row": mark("row outside the tables"),
    "sheet": mark("name of a sheet"),
    "file": mark("name of the file"),
    "folder": mark("name of a folder"),
    "title": mark("title above a table"),
    "word": mark("result"),
    "cell": mark("cell of a table"),
    "formula": mark("formula"),
    "format": mark("number format"),
    "comment": mark("comment"),
    "drawing": mark("text box"),
    "page": mark("page header or footer"),
    "part": mark("part of the workbook's package"),
}

_UNPROVEN = frozenset({Effect.UNPROVEN, Effect.REVIEW})


def answer(w: Words, value: Decision | CriterionStatus | Effect | OutcomeClass) -> str:
    """What an answer is called, such as PASS, Met or Not proven."""
    return w.raw(_ANSWERS[value][0])


def answer_state(value: Decision | CriterionStatus | Effect | OutcomeClass) -> State:
    """The state of an answer."""
    return _ANSWERS[value][1]


def effect(w: Words, judged: JudgedFinding) -> str:
    """What a finding comes down to, after the policy."""
    if is_accepted(judged):
        return w.t("Accepted, not proven")
    if judged.waiver is not None:
        return w.t("Waived")
    if judged.tolerance:
        return w.t("Within tolerance")
    if not judged.in_scope:
        return w.t("Out of scope")
    return answer(w, judged.effect)


def is_accepted(judged: JudgedFinding) -> bool:
    """Whether the policy accepts a finding without proof, by a waiver or a weaker proof; it is never called equal."""
    return (judged.waiver is not None or bool(judged.tolerance)) and judged.finding.effect in _UNPROVEN


def class_label(w: Words, value: OutcomeClass, compare_type: str = "") -> str:
    """What an outcome class is called; equal counts, samples and objects are never called just equal."""
    if value is OutcomeClass.VERIFIED and compare_type:
        return w.say(by_slug(compare_type).found_equal)
    return answer(w, value)


def class_state(value: OutcomeClass, compare_type: str) -> State:
    """The state of an outcome; only equal values are `ok`, equal counts, samples and objects are not shown as such."""
    if value is OutcomeClass.VERIFIED and not (compare_type and by_slug(compare_type).proof is Proof.VALUES):
        return "info"
    return answer_state(value)


def cell_state(cell: Observation, compare_type: str) -> State:
    """The state of what a comparison says of a table; what is missing or failed is told from what differs."""
    has_failed = vocabulary.is_missing(cell.outcome) or not by_slug(compare_type).is_proof
    if cell.outcome_class is OutcomeClass.DIFFERS and has_failed:
        return "fail"
    return class_state(cell.outcome_class, compare_type)


def part_of_file(w: Words, kind: str) -> str:
    """What a thing is that a file says outside the values of its tables, by its `records.reading.Unclear`."""
    return w.raw(_PARTS_OF_FILES[kind])


def compare_type(w: Words, slug: str) -> str:
    """The name of a compare type; the slug itself, made visible, for one we do not know."""
    return w.say(by_slug(slug).name) if slug in COMPARE_TYPES else formatting.visible(slug)


def subject(w: Words, finding: Finding) -> str:
    """Whom a finding is about, in words: a table, an object, a database, a file."""
    return subject_name(w, finding.subject)


def subject_name(w: Words, what: Subject) -> str:
    """The name of a subject as a reader would say it, with its task where the evidence is of several."""
    name = formatting.name(what.name) if what.name else ""
    if what.task:
        name = w.t("{name} ({task})", name=name, task=formatting.name(what.task))
    if what.level is Level.OBJECT and what.object_type:
        kind = w.label("object_type", what.object_type)
        return f"{kind} {name}" if name else w.t("Object type {kind}", kind=kind)
    return name or w.t("All evidence")
