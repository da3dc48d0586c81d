"""A table of findings: what, about whom, how much; where it is written and the differing rows unfold below each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from drs_report.findings.facts import fact_name, fact_value, is_code
from drs_report.language import formatting, labels
from drs_report.language.places import place
from drs_report.language.translator import Words
from drs_report.records.document import Cell, Column, Pair, Row, State, Table
from drs_report.records.judgement import JudgedFinding
from drs_report.report.material import Material, Noted


def findings_table(
    m: Material, entries: Sequence[Noted], differing: Mapping[str, Table], *, slug: str, caption: str
) -> Table:
    """Return the findings as a table, in the order they are in."""
    w = m.words
    columns = finding_columns(w, Column("code", w.t("Code"), is_code=True))
    table = m.table(f"findings-{slug}", caption, columns, entries, lambda entry: _row(m, entry, differing))
    return replace(table, empty_note=w.t("Nothing to report."), is_long=True)


def finding_columns(w: Words, *last: Column) -> tuple[Column, ...]:
    """Return the columns that every table of findings has, and what it has behind them."""
    return (
        Column("effect", w.t("Finding"), is_state=True),
        Column("subject", w.t("About"), is_code=True),
        Column("sentence", w.t("What was found")),
        Column("n", w.t("Count"), is_number=True),
        *last,
    )


def judged_state(judged: JudgedFinding) -> State:
    """Return the state of a finding after the policy; what was waived or tolerated keeps a warning's look."""
    if not judged.in_scope:
        return "none"
    if judged.waiver is not None or judged.tolerance:
        return "warn"
    return labels.answer_state(judged.effect)


def finding_row(m: Material, judged: JudgedFinding, *last: Cell, href: str = "") -> Row:
    """Return the row of a finding in such a table; `href` is where its subject leads."""
    w, finding, state = m.words, judged.finding, judged_state(judged)
    name = w.clip(labels.subject(w, finding), m.caps.cell_text)
    cells = (
        Cell(labels.effect(w, judged), judged.effect.value, state),
        Cell(name, name, href=href),
        Cell(m.told(finding)),
        Cell(formatting.number(finding.n), finding.n),
        *last,
    )
    return Row(cells, state=state)


def _row(m: Material, entry: Noted, differing: Mapping[str, Table]) -> Row:
    code, anchor = entry.judged.finding.code, entry.anchor
    tables = (differing[anchor],) if anchor in differing else ()
    row = finding_row(m, entry.judged, Cell(code, code))
    return replace(row, anchor=anchor, details=_details(m, entry.judged), tables=tables)


def _details(m: Material, judged: JudgedFinding) -> tuple[Pair, ...]:
    w, finding = m.words, judged.finding
    pairs: list[Pair] = []
    if finding.subject.target:
        pairs.append(Pair(w.t("Target name"), formatting.name(finding.subject.target), is_code=True))
    if finding.outcome:
        pairs.append(Pair(w.t("Result in the file"), w.label("outcome", finding.outcome)))
    if judged.waiver is not None:
        pairs.append(
            Pair(
                w.t("Waived by"),
                w.t(
                    "{id}: {reason} (approved by {name}, until {date})",
                    id=judged.waiver.id,
                    reason=w.clip(formatting.visible(judged.waiver.reason), m.caps.cell_text),
                    name=judged.waiver.approved_by,
                    date=judged.waiver.expires,
                ),
                state="warn",
            )
        )
    if judged.tolerance:
        pairs.append(Pair(w.t("Tolerated by"), formatting.visible(judged.tolerance), is_code=True, state="warn"))
    pairs.extend(
        Pair(fact_name(w, fact.name), fact_value(w, fact, m.caps.text), is_code(fact))
        for fact in finding.facts
        if fact.value is not None
    )
    shown = finding.evidence[: m.caps.evidence_per_finding]
    pairs.extend(Pair(w.t("Written in"), place(w, entry)) for entry in shown)
    if len(shown) < len(finding.evidence):
        pairs.append(
            Pair(w.t("More places"), w.t("Shown: {shown} of {total}", shown=len(shown), total=len(finding.evidence)))
        )
    return tuple(pairs)
