"""The questions of the policy with their answers and numbers."""

from __future__ import annotations

from drs_report.language import formatting, labels
from drs_report.language.translator import Words, mark
from drs_report.records.document import Block, Cell, Column, Row, Section, Table
from drs_report.records.judgement import Criterion
from drs_report.report.material import Material

__all__ = ["QUESTIONS", "question", "section"]

QUESTIONS = {
    "evidence-complete": mark("Is there a whole file for every required comparison, and a table in scope?"),
    "evidence-consistent": mark("Is the evidence free of contradictions?"),
    "evidence-fresh": mark("Was every comparison made in the time that the policy allows?"),
    "objects-equal": mark("Do the same objects exist on both sides?"),
    "rows-equal": mark("Has every table the same number of rows on both sides?"),
    "values-equal": mark("Are the rows of every table equal, value by value?"),
    "samples-equal": mark("Are the sampled rows equal?"),
    "repairs-recompared": mark("Was every repaired table compared again, and found equal?"),
    "every-table-covered": mark("Does every table appear in every required comparison?"),
    "waivers-valid": mark("Do the waivers hold: in time, within budget?"),
}
"""Criterion id -> its question."""

_ONLY_IF_ANY = frozenset({"n_tolerated", "n_waived", "n_accepted", "n_expired", "n_over_budget", "n_unmatched"})
"""Numbers that a reader wants to see only where there is something to see."""


def section(m: Material) -> Section | None:
    """Return the criteria section; None where the verdict has no criterion."""
    w = m.words
    if not m.verdict.criteria:
        return None
    rows = tuple(_row(m, criterion) for criterion in m.verdict.criteria)
    table = Table(
        id="criteria-table",
        caption=w.t("Criteria"),
        columns=(
            Column("status", w.t("Answer"), is_state=True),
            Column("question", w.t("Question")),
            Column("numbers", w.t("Numbers")),
            Column("id", w.t("Criterion"), is_code=True),
        ),
        rows=rows,
        n_total=len(rows),
    )
    lead = w.t(
        "Policy “{policy}”, fixed by its fingerprint {hash}. Every criterion must be met for a PASS.",
        policy=m.verdict.policy_name,
        hash=m.verdict.policy_sha256[:12] or formatting.DASH,
    )
    return Section("criteria", w.t("Criteria"), (Block(paragraph=lead), Block(table=table)))


def question(w: Words, criterion_id: str) -> str:
    """Return the question a criterion asks; its id where we have no words for it."""
    known = QUESTIONS.get(criterion_id)
    return w.raw(known) if known else formatting.visible(criterion_id)


def _row(m: Material, criterion: Criterion) -> Row:
    w = m.words
    state = labels.CRITERION_STATES[criterion.status]
    numbers = w.phrases(
        [
            w.t(
                "{label}: {value}",
                label=labels.fact_name(w, fact.name),
                value=labels.fact_value(w, fact, m.caps.cell_text),
            )
            for fact in criterion.facts
            if fact.value or fact.name not in _ONLY_IF_ANY
        ]
    )
    return Row(
        cells=(
            Cell(labels.criterion_status(w, criterion.status), criterion.status.value, state),
            Cell(question(w, criterion.id)),
            Cell(numbers or formatting.DASH),
            Cell(criterion.id, criterion.id),
        ),
        anchor=f"c-{criterion.id}",
        state=state,
    )
