"""Records as rich output of a notebook: HTML that means the same without styles, Markdown and text.

A front end that does not trust a notebook removes styles, SVG, ids and ARIA. So there are plain tables, every state is
a word with a sign, nothing has a colour (light and dark come from the front end), and nothing runs. Every list that is
cut says shown of total.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from drs_report.findings.criteria import question
from drs_report.findings.facts import fact_name, fact_value
from drs_report.findings.telling import sentence
from drs_report.language import formatting, labels
from drs_report.language.page_words import strings
from drs_report.language.translator import Words
from drs_report.records.document import Block, Chart, Report, Section, State, Table
from drs_report.records.judgement import Finding, JudgedFinding, Origin, Verdict
from drs_report.records.reading import Recognition
from drs_report.renderers.base import MARKS
from drs_report.renderers.gfm import code, prose
from drs_report.renderers.templating import render
from drs_report.renderers.text import one_line

__all__ = [
    "FindingsView",
    "FrameFacts",
    "dataset_bundle",
    "findings",
    "findings_bundle",
    "report_bundle",
    "verdict_bundle",
]

MAX_ROWS = 20
"""Rows of a table that are shown."""

N_OPEN = 3
"""The first sections, which are not folded: criteria, what must be done next, coverage."""

Bundle = dict[str, str]
"""Media type -> content, as ``_repr_mimebundle_`` returns it."""


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell; names and keys are code."""

    text: str
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading with texts and a table."""

    heading: str = ""
    texts: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[CellView, ...], ...] = ()
    note: str = ""
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """What is said of a frame without showing its rows."""

    n_rows: int
    n_columns: int
    outcomes: Mapping[str, int]
    """Rows per outcome word, "" for none; empty for a frame without outcomes."""


@dataclass(frozen=True, slots=True)
class FindingsView:
    """Some findings, shown as a table when a notebook displays it."""

    findings: tuple[Finding | JudgedFinding, ...]
    lang: str = "en"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002 - IPython's
        return findings_bundle(self.findings, self.lang)

    def _repr_html_(self) -> str:
        return findings_bundle(self.findings, self.lang)["text/html"]


def findings(found: Iterable[Finding | JudgedFinding], lang: str = "en") -> FindingsView:
    """Return `found` such that a notebook shows it as a table: what, about whom, how much, where it is written."""
    return FindingsView(tuple(found), lang)


def report_bundle(report: Report) -> Bundle:
    """Show a report: verdict, numbers, criteria, what must be done next and coverage; the other sections folded."""
    head = Piece(
        heading=f"{MARKS[report.state]} {report.decision_word}: {one_line(report.title)}",
        texts=tuple(text for text in (report.sentence, report.class_note) if text),
        heads=(report.strings["item"], report.strings["numbers"]),
        rows=tuple((CellView(figure.label), CellView(figure.text)) for figure in report.figures),
    )
    pieces: list[Piece] = [head]
    for number, section in enumerate(report.sections):
        below = tuple(_section(section, report))
        if number < N_OPEN:
            pieces += below
        else:
            pieces += [replace(piece, is_folded=True) for piece in below]
    pieces.append(Piece(texts=(report.generated_text,)))
    return _bundle(pieces)


def verdict_bundle(verdict: Verdict, lang: str = "en") -> Bundle:
    """Show a verdict: the decision, its criteria with their numbers, the findings most serious first."""
    w = Words.of(lang)
    state = labels.DECISION_STATES[verdict.decision]
    rows = tuple(
        (
            CellView(f"{MARKS[labels.CRITERION_STATES[c.status]]} {labels.criterion_status(w, c.status)}"),
            CellView(question(w, c.id)),
            CellView("; ".join(f"{fact_name(w, f.name)}: {fact_value(w, f, 300)}" for f in c.facts)),
        )
        for c in verdict.criteria
    )
    policy = f"{w.t('Policy')}: {formatting.visible(verdict.policy_name) or formatting.DASH}"
    moment = f"{w.t('Judged at')}: {formatting.time(verdict.judged_at)}"
    head = Piece(
        heading=f"{MARKS[state]} {labels.decision(w, verdict.decision)}",
        texts=(f"{policy} · {moment}",),
        heads=(w.t("Answer"), w.t("Question"), w.t("Numbers")),
        rows=rows,
    )
    return _bundle([head, _findings_piece(verdict.findings, w)])


def findings_bundle(found: Sequence[Finding | JudgedFinding], lang: str = "en") -> Bundle:
    """Show findings, in the order they are in."""
    return _bundle([_findings_piece(found, Words.of(lang))])


def dataset_bundle(
    compare_type: str, origin: Origin, recognition: Recognition, frames: Mapping[str, FrameFacts]
) -> Bundle:
    """Show what a result file holds and what was not understood in it; the rows are in its frames."""
    w = Words.of("en")
    texts = [
        f"{labels.compare_type(w, compare_type)}, read by the {recognition.engine} engine; {recognition.decided_by}.",
        f"SHA-256 {origin.sha256}, {formatting.number(origin.size)} bytes.",
    ]
    pieces = [
        Piece(
            heading=f"Dataset {compare_type} from {one_line(origin.name)}",
            texts=tuple(texts),
            heads=("Frame", "Rows", "Columns", "Outcomes"),
            rows=tuple(
                (
                    CellView(name, is_code=True),
                    CellView(formatting.number(facts.n_rows)),
                    CellView(formatting.number(facts.n_columns)),
                    CellView(
                        ", ".join(
                            f"{word or 'no result'}: {formatting.number(n)}" for word, n in facts.outcomes.items()
                        )
                    ),
                )
                for name, facts in frames.items()
            ),
        )
    ]
    unread = tuple(_unread(recognition))
    if unread:
        rows, note = _first(unread, len(unread), strings(w)["shown_of_total"])
        heads = ("Sheet", "Not understood", "Which")
        pieces.append(Piece("! Not everything was understood", (), heads, rows, note))
    else:
        pieces.append(Piece(texts=("Every heading, word, cell and row was understood.",)))
    return _bundle(pieces)


def _unread(recognition: Recognition) -> Iterator[tuple[CellView, ...]]:
    for sheet in recognition.sheets:
        name = CellView(one_line(sheet.sheet), is_code=True)
        if sheet.state != "visible":
            yield name, CellView("hidden sheet"), CellView(str(sheet.state))
        for block in sheet.blocks:
            for column in block.columns:
                if column.column is not None and column.column.startswith("extra:"):
                    yield name, CellView("unknown heading"), CellView(one_line(column.heading), is_code=True)
            for word in block.unknown_words:
                what = f"unknown word, {formatting.number(word.n)} ×, column {word.column}"
                yield name, CellView(what), CellView(one_line(word.word), is_code=True)
            for problem in block.problems:
                what = f"{problem.what}, {formatting.number(problem.n)} ×, column {problem.column}"
                yield name, CellView(what), CellView(one_line(problem.sample), is_code=True)
        for left in sheet.leftovers:
            if left.reason.startswith("unrecognised"):
                what = f"{left.reason}, {formatting.number(left.n_rows)} rows"
                yield name, CellView(what), CellView(f"rows {left.first_row}–{left.last_row}")


def _findings_piece(found: Sequence[Finding | JudgedFinding], w: Words) -> Piece:
    rows, note = _first(
        tuple(_finding_row(entry, w) for entry in found[:MAX_ROWS]), len(found), strings(w)["shown_of_total"]
    )
    return Piece(
        heading=w.t("Finding") if len(found) == 1 else w.t("Findings"),
        texts=() if found else (w.t("Nothing to report."),),
        heads=(w.t("Finding"), w.t("About"), w.t("What was found"), w.t("Count"), w.t("Code")),
        rows=rows,
        note=note,
    )


def _finding_row(entry: Finding | JudgedFinding, w: Words) -> tuple[CellView, ...]:
    judged = entry if isinstance(entry, JudgedFinding) else JudgedFinding(entry, entry.effect)
    finding = judged.finding
    is_accepted = judged.waiver is not None or bool(judged.tolerance)
    state: State = "warn" if is_accepted else labels.EFFECT_STATES[judged.effect] if judged.in_scope else "none"
    return (
        CellView(f"{MARKS[state]} {labels.effect(w, judged)}"),
        CellView(labels.subject(w, finding), is_code=True),
        CellView(sentence(w, finding)),
        CellView(formatting.number(finding.n)),
        CellView(finding.code, is_code=True),
    )


def _first(
    rows: tuple[tuple[CellView, ...], ...], n_total: int, words: str
) -> tuple[tuple[tuple[CellView, ...], ...], str]:
    kept = rows[:MAX_ROWS]
    note = words.format(shown=f"{len(kept):,}", total=f"{n_total:,}") if len(kept) < n_total else ""
    return kept, note


def _section(section: Section, report: Report) -> Iterator[Piece]:
    texts: list[str] = []
    tables: list[Piece] = []
    for block in section.blocks:
        texts += _texts(block)
        if block.table:
            tables.append(_table(block.table, report))
        if block.chart:
            tables.append(_chart(block.chart, report))
    # a lone table stands right under its section's heading
    if len(tables) == 1:
        yield replace(tables[0], heading=one_line(section.title), texts=(*texts, *tables[0].texts))
    else:
        yield Piece(one_line(section.title), tuple(texts))
        yield from tables
    yield from chain.from_iterable(_section(inner, report) for inner in section.sections)


def _texts(block: Block) -> Iterator[str]:
    if block.paragraph:
        yield block.paragraph
    if block.notice:
        yield f"{MARKS[block.notice.state]} {block.notice.label}: {block.notice.text}"
    for pair in block.pairs:
        yield f"{pair.label}: {one_line(pair.text)}"
    for figure in block.figures:
        yield f"{figure.label}: {figure.text}"
    for number, step in enumerate(block.steps, start=1):
        names = f" ({', '.join(step.names)})" if step.names else ""
        yield f"{number}. {step.text}{names}"
    for line in block.sign_off:
        yield f"{line.role}: ____________________"


def _table(table: Table, report: Report) -> Piece:
    rows = tuple(
        tuple(
            CellView(f"{MARKS[cell.state]} {cell.text}")
            if column.is_state and cell.text
            else CellView(one_line(cell.text), is_code=column.is_code and bool(cell.text))
            for cell, column in zip(row.cells, table.columns, strict=True)
        )
        for row in table.rows[:MAX_ROWS]
    )
    rows, note = _first(rows, table.n_total, report.strings["shown_of_total"])
    return Piece(
        one_line(table.caption),
        (table.empty_note,) if not rows and table.empty_note else (),
        tuple(column.label for column in table.columns),
        rows,
        note,
    )


def _chart(chart: Chart, report: Report) -> Piece:
    names = tuple(dict.fromkeys(segment.label for bar in chart.bars for segment in bar.segments))
    rows = []
    for bar in chart.bars:
        said = {segment.label: segment.text for segment in bar.segments}
        rows.append((CellView(bar.label), *(CellView(said.get(name, "")) for name in names), CellView(bar.text)))
    heads = (report.strings["item"], *names, report.strings["total"])
    return Piece(one_line(chart.title), (), heads, tuple(rows))


def _bundle(pieces: Sequence[Piece]) -> Bundle:
    return {
        "text/plain": render("notebook.txt.j2", {"pieces": [_plain(piece) for piece in pieces]}).rstrip("\n"),
        "text/html": render("notebook.html.j2", {"pieces": pieces}),
        "text/markdown": render("notebook.md.j2", {"pieces": [_markdown(piece) for piece in pieces]}),
    }


def _plain(piece: Piece) -> dict[str, object]:
    return {
        "heading": piece.heading,
        "texts": piece.texts,
        "lines": tuple(" | ".join(cell.text for cell in row if cell.text) for row in piece.rows),
        "note": piece.note,
    }


def _markdown(piece: Piece) -> dict[str, object]:
    return {
        "heading": prose(piece.heading),
        "texts": tuple(prose(text) for text in piece.texts),
        "heads": tuple(prose(head) for head in piece.heads),
        "rows": tuple(
            tuple(code(cell.text) if cell.is_code else prose(cell.text) for cell in row) for row in piece.rows
        ),
        "note": prose(piece.note),
    }
