"""What a comparison says of a table, in words."""

from __future__ import annotations

from drs_report.comparisons import by_slug
from drs_report.language import labels
from drs_report.language.translator import Words
from drs_report.records.judgement import CoverageCell, OutcomeClass

__all__ = ["outcome_text"]


def outcome_text(w: Words, compare_type: str, cell: CoverageCell) -> str:
    """Return what a comparison says of a table, such that equal counts never read like equal values."""
    if not by_slug(compare_type).is_proof and not cell.outcome:
        return _repair_text(w, cell)
    if cell.outcome_class is OutcomeClass.VERIFIED and cell.outcome == "consistent":
        return labels.class_label(w, cell.outcome_class, compare_type)
    if cell.outcome == "consistent" and cell.outcome_class is not OutcomeClass.VERIFIED:
        # the file contradicts itself: its word must not be read as an answer
        return w.t("{outcome}, though reported as consistent", outcome=labels.class_label(w, cell.outcome_class))
    if cell.outcome_class is OutcomeClass.DIFFERS and cell.outcome in {"inconsistent", ""}:
        if cell.n_different:
            return w.t("Differs ({n})", n=cell.n_different)
        return w.t("Differs")
    text = w.label("outcome", cell.outcome) if cell.outcome else labels.class_label(w, cell.outcome_class)
    if cell.n_different:
        return w.t("{outcome} ({n})", outcome=text, n=cell.n_different)
    return text


def _repair_text(w: Words, cell: CoverageCell) -> str:
    """Return what a repair says of a table: that it was repaired, never that it is equal."""
    if cell.outcome_class is OutcomeClass.DIFFERS:
        if cell.n_different:
            return w.t("Repair failed ({n})", n=cell.n_different)
        return w.t("Repair failed")
    if cell.outcome_class is OutcomeClass.UNFINISHED:
        return w.t("Repair not finished")
    return w.t("Repaired")
