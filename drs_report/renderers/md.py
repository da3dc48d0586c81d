"""The report as GitHub-flavoured Markdown for pull requests, tickets and wikis; long parts folded, size on request."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from drs_report.errors import RenderError, Told
from drs_report.records.alike import not_for_screen
from drs_report.records.document import Block, Cell, Chart, Pair, Report, Row, Section, Step, Table
from drs_report.renderers.base import MARKS, Renderer
from drs_report.renderers.budget import N_SUMMARY, Extent, Stage, fit, unfolds
from drs_report.renderers.charts import chart_view
from drs_report.renderers.gfm import code, listing, prose
from drs_report.renderers.templating import render
from drs_report.renderers.text import one_line

FOLD_ROWS = 25
"""Tables with more rows are folded."""

MAX_BYTES = 60_000
"""What a comment on GitHub or an issue holds; the limit where none is given."""

CRITERIA = "criteria-table"
"""The decision, which is never cut."""

_STAGES = (
    Stage("shed_details", "max_details", 0, is_gradual=True),
    Stage("shed_charts", "has_charts", 0),
    Stage("shed_texts", "max_text", 300),
    Stage("shed_rows", "max_rows", 5, is_gradual=True),
    Stage("shed_lists", "has_lists", 0),
    Stage("shed_sections", "has_rest", 0),
    Stage("shed_texts", "max_text", 120),
)
"""What is left out to keep a byte budget, in this order."""


@dataclass(frozen=True, slots=True)
class TableView:
    """A table in finished Markdown cells."""

    heads: tuple[str, ...]
    rules: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    summary: str = ""
    """The caption as HTML, for the line that unfolds a long table: Markdown is not read there."""
    notes: tuple[str, ...] = ()
    empty_note: str = ""
    is_folded: bool = False
    details: tuple[DetailView, ...] = ()


@dataclass(frozen=True, slots=True)
class DetailView:
    """What belongs to one row."""

    name: str
    pairs: tuple[PairView, ...]


@dataclass(frozen=True, slots=True)
class PairView:
    """A label and its value in Markdown."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class StepView:
    """Something to do, in Markdown."""

    number: int
    text: str
    detail: str
    names: str


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block in Markdown; what is not there is empty."""

    paragraph: str = ""
    notice: PairView | None = None
    pairs: tuple[PairView, ...] = ()
    figures: tuple[PairView, ...] = ()
    steps: tuple[StepView, ...] = ()
    title: str = ""
    table: TableView | None = None


@dataclass(frozen=True, slots=True)
class SectionView:
    """A heading with its marks, its anchor and its blocks."""

    id: str
    heading: str
    blocks: tuple[BlockView, ...]
    summary: str
    """Its title as HTML where it is folded."""


def _make(report: Report, max_bytes: int | None) -> bytes:
    limit = MAX_BYTES if max_bytes is None else max_bytes
    fitted = fit(report, _STAGES, limit, lambda extent, note: _write(report, extent, note), has_every_table=True)
    if not fitted.fits and max_bytes is not None:  # a limit that nobody asked for is no reason for no report
        needed = len(fitted.content)
        msg = Told(
            "The report's summary alone needs {needed:,} bytes of Markdown, more than the {limit:,} allowed.",
            needed=needed,
            limit=limit,
        )
        raise RenderError(msg, remedy=Told("Raise the byte limit, or attach the HTML report instead."))
    return fitted.content


def _write(report: Report, extent: Extent, note: str) -> bytes:
    writer = _Writer(report, extent)
    sections = report.sections if extent.has_rest else report.sections[:N_SUMMARY]
    text = render(
        "report.md.j2",
        {
            "title": prose(report.title),
            "mark": MARKS[report.state],
            "colon": report.strings["colon"],
            "decision": prose(report.decision_word),
            "sentence": prose(writer.cut(report.sentence)),
            "scope_line": prose(writer.cut(report.scope_line)),
            "class_note": prose(report.class_note),
            "note": prose(note),
            "figures": tuple(PairView(prose(f.label), prose(f.text)) for f in report.figures),
            "sections": tuple(view for i, s in enumerate(sections) for view in writer.section(s, "##", i < N_SUMMARY)),
            "details": html.escape(one_line(report.strings["details"])),
            "generated": prose(report.generated_text),
        },
    )
    return (text.strip() + "\n").encode("utf-8")


@dataclass(frozen=True, slots=True)
class _Writer:
    """The report's parts in Markdown, within an extent."""

    report: Report
    extent: Extent

    def cut(self, text: str) -> str:
        return self.extent.cut(text, self.report.strings)

    def section(self, section: Section, marks: str, is_summary: bool) -> Iterator[SectionView]:
        blocks = tuple(view for block in section.blocks for view in self.block(block, is_summary))
        summary = html.escape(one_line(section.title)) if section.is_folded else ""
        yield SectionView(section.id, f"{marks} {prose(section.title)}", blocks, summary)
        for inner in section.sections:
            yield from self.section(inner, marks + "#", is_summary)

    def block(self, block: Block, is_summary: bool) -> Iterator[BlockView]:
        if block.chart and self.extent.has_charts:
            yield self.chart(block.chart)
        if block.table:
            yield BlockView(table=self.table(block.table, is_summary))
        if block.sign_off:
            yield BlockView(table=self.sign_off(block))
        yield BlockView(
            paragraph=prose(self.cut(block.paragraph)),
            notice=self.pair(block.notice) if block.notice else None,
            pairs=tuple(self.pair(pair, listing) for pair in block.pairs),
            figures=tuple(PairView(prose(f.label), prose(f.text)) for f in block.figures),
            steps=tuple(self.step(step) for step in block.steps),
        )

    def pair(self, pair: Pair, of_lines: Callable[[str], str] = code) -> PairView:
        text = self.cut(pair.text)
        shown = of_lines if "\n" in text else code
        return PairView(prose(pair.label), shown(text) if pair.is_code else prose(text))

    def step(self, step: Step) -> StepView:
        return StepView(
            step.number,
            prose(self.cut(step.text)),
            prose(self.cut(step.detail)),
            self.report.strings["comma"].join(self.name(name) for name in step.names),
        )

    def name(self, name: Cell) -> str:
        """Write what a step concerns, with how much is wrong with it."""
        text = code(self.cut(name.text))
        return f"{text} ({name.value:,})" if isinstance(name.value, int) else text

    def chart(self, chart: Chart) -> BlockView:
        view = chart_view(chart)
        labels = tuple(entry.label for entry in view.legend)
        rows = [tuple(prose(text) for text in (bar.bar.label, *bar.figures, bar.bar.text)) for bar in view.bars]
        heads = (self.report.strings["item"], *labels, self.report.strings["total"])
        rules = ("---", *("---:" for _ in heads[1:]))
        table = TableView(tuple(prose(head) for head in heads), rules, tuple(rows))
        return BlockView(title=prose(chart.title), table=table)

    def table(self, table: Table, is_summary: bool) -> TableView:
        rows, note = table.rows, table.cut_note
        most = self.extent.max_rows if is_summary or self.extent.has_lists else 0
        if table.id != CRITERIA and len(rows) > most:
            rows = rows[:most]
            note = self.report.strings["shown_of_total"].format(shown=f"{most:,}", total=f"{table.n_total:,}")
        return TableView(
            caption=prose(table.caption),
            summary=html.escape(one_line(table.caption)),
            heads=tuple(prose(column.label) for column in table.columns),
            rules=tuple("---:" if column.is_number else "---" for column in table.columns),
            rows=tuple(self.row(row, table) for row in rows),
            notes=(prose(note),) if note else (),
            empty_note="" if table.rows else prose(table.empty_note),
            is_folded=len(rows) > FOLD_ROWS,
            details=tuple(self.detail(row, table) for row in rows[: self.extent.max_details] if unfolds(row)),
        )

    def row(self, row: Row, table: Table) -> tuple[str, ...]:
        return tuple(
            self.cell(cell, column.is_code, column.is_state)
            for cell, column in zip(row.cells, table.columns, strict=True)
        )

    def cell(self, cell: Cell, is_code: bool, is_state: bool) -> str:
        text = self.cut(cell.text)
        if is_code:
            return code(text)
        return f"{MARKS[cell.state]} {prose(text)}" if is_state and text else prose(text)

    def detail(self, row: Row, table: Table) -> DetailView:
        # A row is told by the name in it; its first cell may be a result word.
        number = next((i for i, column in enumerate(table.columns) if column.is_code), 0)
        name = self.cell(row.cells[number], table.columns[number].is_code, is_state=False)
        lines = [line for small in not_for_screen(row.tables) for line in self.small(small)]
        return DetailView(name, (*(self.pair(pair) for pair in row.details), *lines))

    def small(self, table: Table) -> Iterator[PairView]:
        """Write a table that unfolds below a row as a line a row."""
        for number, row in enumerate(table.rows, start=1):
            yield PairView(f"{prose(table.caption)} {number}", " · ".join(filter(None, self.row(row, table))))
        if table.cut_note:
            yield PairView(prose(table.caption), prose(table.cut_note))

    def sign_off(self, block: Block) -> TableView:
        words = ("sign_role", "sign_name", "sign_date", "sign_signature")
        return TableView(
            heads=tuple(prose(self.report.strings[word]) for word in words),
            rules=tuple("---" for _ in words),
            rows=tuple((prose(role), "", "", "") for role in block.sign_off),
        )


RENDERER = Renderer(".md", "text/markdown; charset=utf-8", _make)
