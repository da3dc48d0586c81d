"""The coverage matrix: every table and what each comparison says of it; an absent comparison is a word too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from drs_report.comparisons import COMPARE_TYPES, by_slug
from drs_report.language import formatting, labels
from drs_report.records.alike import Alike, Form
from drs_report.records.document import Bar, Block, Cell, Chart, Column, Pair, Row, Section, Segment, Table
from drs_report.records.judgement import Level
from drs_report.records.observations import CoverageRow
from drs_report.report import rollup
from drs_report.report.caps import cut_note
from drs_report.report.comparisons import listed, shared
from drs_report.report.material import Material, table_anchor
from drs_report.report.outcomes import short_text
from drs_report.report.standing import STANDINGS, Standing, cell_label, chart_label
from drs_report.report.unfolding import Unfolding


@dataclass(frozen=True, slots=True)
class _Shape:
    """Which columns the matrix has beyond the common ones."""

    has_tasks: bool
    has_targets: bool
    alike: Mapping[int, tuple[Form, tuple[int, ...]]]
    """What is unfolded by rows that unfold the same but for numbers, by the identity of their records."""
    known: dict[tuple[str, ...], Cell] = field(default_factory=dict)
    """Cells that many rows share."""


def section(m: Material, unfolding: Unfolding) -> Section:
    """Return the matrix, with the share of each standing as a chart above it."""
    w = m.words
    if not m.coverage.rows:
        note = Pair(
            w.t("No table"), w.t("No comparison in the evidence names a table, so no table is verified."), state="open"
        )
        return Section("coverage", w.t("Coverage"), (Block(notice=note),))
    out_of_scope = sum(1 for row in m.coverage.rows if not row.in_scope)
    lead = w.t(
        "One row per table that any comparison names, the most serious first. “Absent” means that the comparison "
        "says nothing of the table. Equal row counts do not prove equal values."
    )
    blocks = [Block(paragraph=lead)]
    if len(set(m.stands)) > 1:  # one bar of one colour tells nothing
        blocks.append(Block(chart=standing_chart(m)))
    if out_of_scope:
        left_out = w.n(
            "{n} table is out of scope of the policy: it is listed and does not count.",
            "{n} tables are out of scope of the policy: they are listed and do not count.",
            out_of_scope,
        )
        blocks.append(Block(notice=Pair(w.t("Out of scope"), left_out, state="info")))
    if m.tables:
        blocks.append(Block(table=rollup.table(m)))
    blocks.append(Block(table=_matrix(m, unfolding)))
    return Section("coverage", w.t("Coverage"), tuple(blocks))


def standing_chart(m: Material) -> Chart:
    """Return one bar: how many tables in scope stand how."""
    w = m.words
    total = len(m.tables)
    segments = tuple(
        Segment(chart_label(w, which), n, shared(w, n, total), state)
        for which, state in STANDINGS.items()
        if (n := m.n(which))
    )
    said = w.n("{n} table in scope. {parts}.", "{n} tables in scope. {parts}.", total, parts=listed(w, segments))
    bar = Bar(w.t("Tables in scope"), segments, formatting.number(total))
    return Chart("chart-standing", w.t("How the tables in scope stand"), said, (bar,), is_share=True)


def _matrix(m: Material, unfolding: Unfolding) -> Table:
    w = m.words
    kept = m.coverage.rows[: m.caps.matrix_rows]
    stands = {id(row): which for row, which in zip(m.tables, m.stands, strict=True)}
    shape = _Shape(
        has_tasks=any(row.subject.task for row in kept),
        has_targets=any(row.subject.target for row in kept),
        alike=unfolding.alike(kept),
    )
    columns = [Column("table", w.t("Table"), is_code=True), Column("proof", w.t("Standing"), is_state=True)]
    if shape.has_tasks:
        columns.append(Column("task", w.t("Task"), is_code=True))
    if shape.has_targets:
        columns.append(Column("target", w.t("Target name, where it differs"), is_code=True))
    columns.extend(Column(slug, _heading(m, slug), is_state=True, leads_into=True) for slug in m.coverage.compare_types)
    return Table(
        id="coverage-table",
        caption=w.t("Tables and comparisons"),
        columns=tuple(columns),
        rows=tuple(_row(m, row, stands.get(id(row)), shape, unfolding) for row in kept),
        n_total=len(m.coverage.rows),
        cut_note=cut_note(w, len(kept), len(m.coverage.rows)),
        is_long=True,
    )


def _heading(m: Material, slug: str) -> str:
    return m.words.say(by_slug(slug).short) if slug in COMPARE_TYPES else labels.compare_type(m.words, slug)


def _row(m: Material, row: CoverageRow, which: Standing | None, shape: _Shape, unfolding: Unfolding) -> Row:
    w, subject, anchor = m.words, row.subject, table_anchor(row.subject.key)
    own = subject.name
    name = formatting.name(own)
    if subject.level is not Level.TABLE:
        name = w.t("{name} (database: its tables are not listed)", name=name)
    cells = [Cell(name, own)]
    beside = [subject.task] * shape.has_tasks + ([subject.target] if shape.has_targets else [])
    cells += [Cell(formatting.name(text) if text else formatting.DASH, text) for text in beside]
    for slug in m.coverage.compare_types:
        cell = row.cells.get(slug)
        if cell is None:
            cells.append(Cell(w.t("Absent"), "absent", "none"))
        else:
            key = (slug, cell.outcome, cell.outcome_class, str(cell.n_different))
            if key not in shape.known:
                shape.known[key] = Cell(short_text(w, cell.result), cell.outcome, labels.cell_state(cell, slug))
            cells.append(shape.known[key])
    if which is not None:
        state = STANDINGS[which]
        if (which,) not in shape.known:
            shape.known[which,] = Cell(cell_label(w, which), which.value, state)
        cells.insert(1, shape.known[which,])
    elif row.in_scope:  # a database pair: it is no table and counts as none
        state = labels.class_state(row.outcome_class, "")
        cells.insert(1, Cell(labels.class_label(w, row.outcome_class), row.outcome_class.value, state))
    else:
        state = "none"
        cells.insert(1, Cell(w.t("Out of scope"), "out_of_scope", "none"))
    form, numbers = shape.alike.get(id(row), (None, ()))
    tables = unfolding.tables(row, anchor) if form is None else Alike(form, anchor, numbers)
    return Row(tuple(cells), anchor=anchor, state=state, tables=tables)
