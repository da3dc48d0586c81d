"""What a comparison says of a table, in words."""

from __future__ import annotations

from drs_report.comparisons import by_slug
from drs_report.language import labels
from drs_report.language.translator import Words
from drs_report.records.judgement import Answer, OutcomeClass


def outcome_text(w: Words, compare_type: str, cell: Answer) -> str:
    """Return what a comparison says of a table, such that equal counts never read like equal values."""
    if not by_slug(compare_type).is_proof and not cell.outcome:
        return _repair_text(w, cell)
    if cell.outcome_class is OutcomeClass.VERIFIED and cell.outcome == "consistent":
        return labels.class_label(w, cell.outcome_class, compare_type)
    if cell.outcome == "consistent":
        # the file contradicts itself: its word must not be read as an answer
        return w.t("{outcome}, though reported as consistent", outcome=labels.class_label(w, cell.outcome_class))
    if cell.outcome_class is OutcomeClass.DIFFERS and cell.outcome in {"inconsistent", ""}:
        return _counted(w, w.t("Differs"), cell)
    said = w.label("outcome", cell.outcome) if cell.outcome else labels.class_label(w, cell.outcome_class)
    return _counted(w, said, cell)


def short_text(w: Words, compare_type: str, cell: Answer) -> str:
    """Return the same in the few words that a cell has room for whose column is headed by the comparison."""
    if not by_slug(compare_type).is_proof and not cell.outcome:
        return _repair_text(w, cell)
    if cell.outcome_class is OutcomeClass.VERIFIED:
        return w.say(by_slug(compare_type).found_short)
    if cell.outcome == "consistent" or not cell.outcome:
        return _counted(w, labels.class_label(w, cell.outcome_class), cell)
    return _counted(w, w.short(cell.outcome), cell)


def _counted(w: Words, text: str, cell: Answer) -> str:
    return w.t("{outcome} ({n})", outcome=text, n=cell.n_different) if cell.n_different else text


def _repair_text(w: Words, cell: Answer) -> str:
    """Return what a repair says of a table: that it was repaired, never that it is equal."""
    if cell.outcome_class is OutcomeClass.DIFFERS:
        return _counted(w, w.t("Repair failed"), cell)
    if cell.outcome_class is OutcomeClass.UNFINISHED:
        return w.t("Repair not finished")
    return w.t("Repaired")
