"""What a comparison says of a table, in words."""

from __future__ import annotations

from drs_report.comparisons import by_slug
from drs_report.language import labels
from drs_report.language.translator import Words
from drs_report.records.judgement import OutcomeClass
from drs_report.records.observations import Result


def outcome_text(w: Words, said: Result) -> str:
    """Return what a comparison says of a table, such that equal counts never read like equal values."""
    if not by_slug(said.compare_type).is_proof and not said.outcome:
        return _repair_text(w, said)
    if said.outcome_class is OutcomeClass.VERIFIED and said.outcome == "consistent":
        return labels.class_label(w, said.outcome_class, said.compare_type)
    if said.outcome == "consistent":
        # the file contradicts itself: its word must not be read as an answer
        return w.t("{outcome}, though reported as consistent", outcome=labels.class_label(w, said.outcome_class))
    if said.outcome_class is OutcomeClass.DIFFERS and said.outcome in {"inconsistent", ""}:
        return _counted(w, w.t("Differs"), said)
    text = w.label("outcome", said.outcome) if said.outcome else labels.class_label(w, said.outcome_class)
    return _counted(w, text, said)


def short_text(w: Words, said: Result) -> str:
    """Return the same in the few words that a cell has room for whose column is headed by the comparison."""
    if not by_slug(said.compare_type).is_proof and not said.outcome:
        return _repair_text(w, said)
    if said.outcome_class is OutcomeClass.VERIFIED:
        return w.say(by_slug(said.compare_type).found_short)
    if said.outcome == "consistent" or not said.outcome:
        return _counted(w, labels.class_label(w, said.outcome_class), said)
    return _counted(w, w.short(said.outcome), said)


def _counted(w: Words, text: str, said: Result) -> str:
    return w.t("{outcome} ({n})", outcome=text, n=said.n_different) if said.n_different else text


def _repair_text(w: Words, said: Result) -> str:
    """Return what a repair says of a table: what failed, else only that it is in it, for its end may not be known."""
    if said.outcome_class is OutcomeClass.DIFFERS:
        return _counted(w, w.t("Repair failed"), said)
    return w.t("In the repair")
