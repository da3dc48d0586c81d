"""The report as the two parts of a message: HTML that mail programs show alike, and the same as text.

The parts hold no differing rows: those are in the report that is attached or kept. The HTML keeps to a byte budget,
because mail programs cut long messages without saying so; what is left out is left out in a fixed order and named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drs_report.errors import RenderError
from drs_report.records.document import Block, Cell, Chart, Column, Report, Section, State, Step, Table
from drs_report.records.judgement import Artifact
from drs_report.renderers.base import MARKS, Renderer, RenderOptions, filename
from drs_report.renderers.templating import render
from drs_report.renderers.text import one_line

__all__ = ["MAX_BYTES", "RENDERER", "MailParts", "mail_parts"]

MAX_BYTES = 80_000
"""Bytes of HTML. Gmail clips a message at about 102 kB; what other programs and gateways add needs room."""

N_SUMMARY = 2
"""The first sections, which shortening spares longest: the criteria and what must be done next."""

NOT_IN_MAIL = frozenset({"sign-off"})
"""Sections that make no sense in a message."""

LONG_WORD = 10
"""Characters from which a word may be broken anywhere."""

WIDE = 6
"""Columns above which a table's rows are written one below the other, each with its labels."""

STYLE = "css/email.css"


@dataclass(frozen=True, slots=True)
class MailParts:
    """What a message is made of."""

    subject: str
    """One line."""
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a report is shown."""

    max_rows: int = 50
    has_charts: bool = True
    max_text: int = 2_000
    has_lists: bool = True
    has_rest: bool = True


_ORDER: tuple[tuple[str, Extent], ...] = (
    ("shed_charts", Extent(50, has_charts=False)),
    ("shed_texts", Extent(50, has_charts=False, max_text=300)),
    ("shed_rows", Extent(20, has_charts=False, max_text=300)),
    ("shed_rows", Extent(5, has_charts=False, max_text=300)),
    ("shed_lists", Extent(5, has_charts=False, max_text=300, has_lists=False)),
    ("shed_sections", Extent(5, has_charts=False, max_text=300, has_lists=False, has_rest=False)),
    ("shed_texts", Extent(5, has_charts=False, max_text=120, has_lists=False, has_rest=False)),
)
"""What is left out to keep the budget, in this fixed order; each step keeps what the one before left out."""


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell or a labelled value with its classes."""

    text: str
    css: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class StepView:
    """Something to do."""

    text: str
    detail: str
    names: str


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A coloured cell of a bar; the words are in the chart's description."""

    state: State
    percent: int


@dataclass(frozen=True, slots=True)
class BarView:
    """A bar; `rest` is the width left empty."""

    label: str
    text: str
    segments: tuple[SegmentView, ...]
    rest: int


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart of coloured cells."""

    title: str
    description: str
    bars: tuple[BarView, ...]


@dataclass(frozen=True, slots=True)
class TableView:
    """A table; `lines` are its rows for the text part, and for a phone's width where it `is_wide`."""

    caption: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[CellView, ...], ...]
    lines: tuple[str, ...]
    empty_note: str
    is_wide: bool


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block; what is not there is empty."""

    paragraph: str = ""
    notice: CellView | None = None
    pairs: tuple[CellView, ...] = ()
    steps: tuple[StepView, ...] = ()
    chart: ChartView | None = None
    table: TableView | None = None


@dataclass(frozen=True, slots=True)
class SectionView:
    """A heading and its blocks; `rule` underlines it in the text part."""

    title: str
    rule: str
    is_inner: bool
    blocks: tuple[BlockView, ...]


def mail_parts(report: Report, max_bytes: int = MAX_BYTES) -> MailParts:
    """Return subject, text and HTML of a message about `report`.

    The HTML has at most `max_bytes` bytes of UTF-8; what had to be left out is named in both parts. Raises
    `RenderError` where not even the summary fits.
    """
    extent, note = Extent(), ""
    left_out: list[tuple[str, str]] = []
    html = body = _html(report, extent, note)
    for word, smaller in _ORDER:
        if len(html.encode("utf-8")) <= max_bytes:
            break
        extent, before = smaller, body
        body = _html(report, extent, "")
        if body == before:
            continue  # there was nothing of the kind, so nothing of it was left out
        # a later step of the same kind says more than the earlier one
        left_out = [entry for entry in left_out if entry[0] != word]
        left_out.append((word, report.strings[word].format(shown=extent.max_rows)))
        what = "; ".join(text for _, text in left_out)
        note = report.strings["shortened"].format(limit=f"{max_bytes:,}", what=what)
        html = _html(report, extent, note)
    if len(html.encode("utf-8")) > max_bytes:
        msg = f"The report's summary alone needs more than the {max_bytes:,} bytes allowed for a message."
        raise RenderError(msg, remedy="Raise the byte limit, or send the report as an attachment only.")
    return MailParts(one_line(report.subject_line).strip(), _text(report, extent, note), html)


def _make(report: Report, options: RenderOptions) -> tuple[Artifact, ...]:
    html = mail_parts(report, options.max_bytes or MAX_BYTES).html
    return (
        Artifact(filename(report, RENDERER.suffix), RENDERER.media_type, html.encode("utf-8"), report.is_restricted),
    )


def _html(report: Report, extent: Extent, note: str) -> str:
    import css_inline  # noqa: PLC0415 - only those who write a message wait for it

    inliner = css_inline.CSSInliner(
        load_remote_stylesheets=False, resolve_css_variables=True, apply_width_attributes=True
    )
    inlined: str = inliner.inline(render("email.html.j2", _view(report, extent, note)))
    return inlined + "\n"


def _text(report: Report, extent: Extent, note: str) -> str:
    return render("email.txt.j2", _view(report, extent, note)) + "\n"


def _view(report: Report, extent: Extent, note: str) -> dict[str, object]:
    writer = _Writer(report, extent)
    sections = [section for section in report.sections if section.id not in NOT_IN_MAIL]
    if not extent.has_rest:
        sections = sections[:N_SUMMARY]
    return {
        "lang": report.lang,
        "subject": one_line(report.subject_line),
        "title": one_line(report.title),
        "state": report.state,
        "mark": MARKS[report.state],
        "decision": report.decision_word,
        "sentence": writer.cut(report.sentence),
        "scope_line": writer.cut(report.scope_line),
        "class_note": report.class_note,
        "note": note,
        "figures": tuple(CellView(figure.text, label=figure.label) for figure in report.figures),
        "sections": tuple(
            view
            for number, section in enumerate(sections)
            for view in writer.section(section, is_summary=number < N_SUMMARY)
        ),
        "more": report.strings["mail_more"],
        "generated": report.generated_text,
        "style": STYLE,
    }


@dataclass(frozen=True, slots=True)
class _Writer:
    """Arranges what an extent lets through."""

    report: Report
    extent: Extent

    def cut(self, text: str) -> str:
        """Cut a long text and say how long it was."""
        text = one_line(text)
        if len(text) <= self.extent.max_text:
            return text
        return text[: self.extent.max_text] + self.report.strings["text_length"].format(total=f"{len(text):,}")

    def section(self, section: Section, *, is_summary: bool, is_inner: bool = False) -> Iterator[SectionView]:
        """Yield the section and those below it; how single files were read is left to the report."""
        blocks = tuple(view for block in section.blocks if (view := self.block(block, is_summary=is_summary)))
        title = one_line(section.title)
        yield SectionView(title, ("-" if is_inner else "=") * max(4, min(len(title), 70)), is_inner, blocks)
        if section.id != "evidence":
            for inner in (one for one in section.sections if not one.is_folded):
                yield from self.section(inner, is_summary=is_summary, is_inner=True)

    def block(self, block: Block, *, is_summary: bool) -> BlockView | None:
        """Return the block's view, None where nothing of it is shown."""
        if block.chart:
            return BlockView(chart=self.chart(block.chart)) if self.extent.has_charts else None
        if block.table:
            return BlockView(table=self.table(block.table, is_summary=is_summary))
        pairs = [CellView(f.text, self.css(f.state), f.label) for f in block.figures]
        pairs += [
            CellView(
                self.cut(p.text),
                " ".join(filter(None, ("code" if p.is_code else "", _wrap(p.text), self.css(p.state)))),
                p.label,
            )
            for p in block.pairs
        ]
        view = BlockView(
            paragraph=self.cut(block.paragraph),
            notice=CellView(self.cut(block.notice.text), label=block.notice.label) if block.notice else None,
            pairs=tuple(pairs),
            steps=tuple(self.step(step) for step in block.steps),
        )
        return view if view != BlockView() else None

    def step(self, step: Step) -> StepView:
        """Return a step with its names on one line."""
        names = ", ".join(name.text for name in step.names)
        return StepView(self.cut(step.text), self.cut(step.detail), self.cut(names))

    def chart(self, chart: Chart) -> ChartView:
        """Return bars whose cells are as wide as their share."""
        totals = [sum(segment.value for segment in bar.segments) for bar in chart.bars]
        largest = max(totals, default=0)
        bars = []
        for bar, total in zip(chart.bars, totals, strict=True):
            whole = total if chart.is_share else largest
            segments = tuple(
                SegmentView(segment.state, max(1, segment.value * 100 // whole))
                for segment in bar.segments
                if segment.value > 0
            )
            used = sum(segment.percent for segment in segments)
            bars.append(BarView(self.cut(bar.label), bar.text, segments, max(0, 100 - used)))
        return ChartView(chart.title, self.cut(chart.description), tuple(bars))

    def table(self, table: Table, *, is_summary: bool) -> TableView:
        """Return the table's first rows; a cut says shown of total."""
        rows, note = table.rows, table.cut_note
        most = self.extent.max_rows if is_summary or self.extent.has_lists else 0
        if is_summary and not table.is_long:
            most = Extent().max_rows  # the criteria are the decision: a mail that drops one misleads
        if len(rows) > most:
            rows = rows[:most]
            note = self.report.strings["shown_of_total"].format(shown=f"{most:,}", total=f"{table.n_total:,}")
        cells = tuple(
            tuple(self.cell(cell, column) for cell, column in zip(row.cells, table.columns, strict=True))
            for row in rows
        )
        heads = tuple(one_line(column.label) for column in table.columns)
        return TableView(
            caption=one_line(table.caption),
            note=note,
            heads=heads,
            rows=cells,
            lines=tuple(
                " · ".join(f"{head}: {cell.text}" for head, cell in zip(heads, row, strict=True) if cell.text)
                for row in cells
            ),
            empty_note="" if table.rows else table.empty_note,
            is_wide=len(table.columns) > WIDE,
        )

    def cell(self, cell: Cell, column: Column) -> CellView:
        """Return a cell; where its colour says something a sign says it too."""
        text = self.cut(cell.text)
        classes = [name for name, on in (("number", column.is_number), ("code", column.is_code)) if on]
        classes += filter(None, (_wrap(text), self.css(cell.state)))
        if column.is_state and text:
            text = f"{MARKS[cell.state]} {text}"
        return CellView(text, " ".join(classes))

    def css(self, state: State) -> str:
        """Return the class of a state's colours."""
        return "" if state == "none" else f"s-{state}"


def _wrap(text: str) -> str:
    """Return the class that lets a word break anywhere, for texts with a word too long for a narrow column."""
    return "long" if any(len(word) > LONG_WORD for word in text.split()) else ""


RENDERER = Renderer("email", ".email.html", "text/html; charset=utf-8", _make, has_budget=True)
