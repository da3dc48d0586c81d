"""The questions of the policy with their answers and numbers."""

from __future__ import annotations

from drs_report.findings.criteria import question
from drs_report.findings.facts import fact_name, fact_value
from drs_report.language import formatting, labels
from drs_report.records.document import Block, Cell, Column, Row, Section, Table
from drs_report.records.judgement import Criterion
from drs_report.report.material import Material

__all__ = ["section"]

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


def _row(m: Material, criterion: Criterion) -> Row:
    w = m.words
    state = labels.CRITERION_STATES[criterion.status]
    numbers = w.phrases(
        [
            w.t(
                "{label}: {value}",
                label=fact_name(w, fact.name),
                value=fact_value(w, fact, m.caps.cell_text),
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
