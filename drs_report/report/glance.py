"""What a notebook shows of a record that is no report: a verdict, some findings, a result file; as sections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from drs_report.comparisons.unread import unread_cells
from drs_report.findings.criteria import question
from drs_report.findings.telling import sentence
from drs_report.language import formatting, labels
from drs_report.language.translator import Words
from drs_report.records.document import Block, Cell, Column, Row, Section, Table
from drs_report.records.judgement import Finding, JudgedFinding, Origin, Verdict
from drs_report.records.reading import Recognition
from drs_report.report.criteria import CRITERION_ORDER, figures
from drs_report.report.findings_table import finding_columns, judged_state

MAX_ROWS = 20
"""Rows of a table that are phrased; a notebook shows no more."""


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """What is said of a frame without showing its rows."""

    n_rows: int
    n_columns: int
    outcomes: Mapping[str, int]
    """Rows per outcome word, "" for none; empty for a frame without outcomes."""


def verdict(judged: Verdict, lang: str = "en") -> tuple[Section, ...]:
    """Return the decision, its criteria with the broken ones first and without zeros, and the most serious findings."""
    w = Words.of(lang)
    rows = tuple(
        Row(
            (
                Cell(labels.answer(w, one.status), state=labels.answer_state(one.status)),
                Cell(question(w, one.id)),
                Cell(figures(w, one.facts, 300)),
            )
        )
        for one in sorted(judged.criteria, key=lambda one: CRITERION_ORDER.index(one.status))
    )
    policy = f"{w.t('Policy')}: {formatting.visible(judged.policy_name) or formatting.DASH}"
    moment = f"{w.t('Judged at')}: {formatting.time(judged.judged_at)}"
    heads = (
        Column("status", w.t("Answer"), is_state=True),
        Column("question", w.t("Question")),
        Column("numbers", w.t("Numbers")),
    )
    table = Table("criteria-table", w.t("Criteria"), heads, rows, len(rows))
    title = labels.answer(w, judged.decision)
    blocks = (Block(paragraph=f"{policy} · {moment}"), Block(table=table))
    return (Section("verdict", title, blocks), *findings(judged.findings, lang))


def findings(found: Sequence[Finding | JudgedFinding], lang: str = "en") -> tuple[Section, ...]:
    """Return the first findings in a table, in the order they are in."""
    w = Words.of(lang)
    table = Table(
        id="findings-table",
        caption=w.t("Findings"),
        columns=finding_columns(w, Column("code", w.t("Code"), is_code=True)),
        rows=tuple(_finding(entry, w) for entry in found[:MAX_ROWS]),
        n_total=len(found),
        empty_note=w.t("Nothing to report."),
    )
    return (Section("findings", w.t("Finding") if len(found) == 1 else w.t("Findings"), (Block(table=table),)),)


def _finding(entry: Finding | JudgedFinding, w: Words) -> Row:
    judged = entry if isinstance(entry, JudgedFinding) else JudgedFinding(entry, entry.effect)
    finding = judged.finding
    return Row(
        (
            Cell(labels.effect(w, judged), state=judged_state(judged)),
            Cell(labels.subject(w, finding)),
            Cell(sentence(w, finding)),
            Cell(formatting.number(finding.n)),
            Cell(finding.code),
        )
    )


def dataset(
    compare_type: str, origin: Origin, recognition: Recognition, frames: Mapping[str, FrameFacts]
) -> tuple[Section, ...]:
    """Return what a result file holds and what was not understood in it; the rows are in its frames."""
    w = Words.of("en")
    rows = tuple(
        Row(
            (
                Cell(name),
                Cell(formatting.number(facts.n_rows)),
                Cell(formatting.number(facts.n_columns)),
                Cell(", ".join(f"{word or 'no result'}: {formatting.number(n)}" for word, n in facts.outcomes.items())),
            )
        )
        for name, facts in frames.items()
    )
    heads = (
        Column("frame", "Frame", is_code=True),
        Column("rows", "Rows"),
        Column("columns", "Columns"),
        Column("outcomes", "Outcomes"),
    )
    type_name = labels.compare_type(w, compare_type)
    held = Section(
        "dataset",
        f"Dataset {compare_type} from {formatting.visible(origin.name)}",
        (
            Block(
                paragraph=f"{type_name}, known by {recognition.decided_by}; read by the {recognition.engine} engine."
            ),
            Block(paragraph=f"SHA-256 {origin.sha256}, {formatting.number(origin.size)} bytes."),
            Block(table=Table("frames-table", "Frames", heads, rows, len(rows))),
        ),
    )
    return held, _unread(tuple(_not_understood(recognition)))


def _unread(rows: tuple[Row, ...]) -> Section:
    if not rows:
        return Section("unread", "", (Block(paragraph="Every heading, word, cell and row was understood."),))
    heads = (
        Column("sheet", "Sheet", is_code=True),
        Column("what", "Not understood"),
        Column("which", "Which", is_code=True),
    )
    table = Table("unread-table", "Not understood", heads, rows[:MAX_ROWS], len(rows))
    return Section("unread", "! Not everything was understood", (Block(table=table),))


def _not_understood(recognition: Recognition) -> Iterator[Row]:
    for sheet in recognition.sheets:
        name = Cell(sheet.sheet)
        if sheet.state != "visible":
            yield Row((name, Cell("hidden sheet"), Cell(str(sheet.state))))
        for block in sheet.blocks:
            for column in block.columns:
                if column.is_extra:
                    yield Row((name, Cell("unknown heading"), Cell(column.heading)))
            for one in unread_cells(recognition.compare_type, block):
                what = f"{one.what}, {formatting.number(one.n)} ×, column {one.column}"
                yield Row((name, Cell(what), Cell(one.text)))
        for left in sheet.leftovers:
            if left.reason.is_open:
                what = f"{left.reason}, {formatting.number(left.n_rows)} rows"
                yield Row((name, Cell(what), Cell(f"rows {left.first_row}–{left.last_row}")))
