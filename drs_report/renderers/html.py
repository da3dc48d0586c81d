"""The report as one HTML file that works from a disk, offline, under a strict content policy."""

from __future__ import annotations

from dataclasses import dataclass

from drs_report.document import Block, Cell, Column, Pair, Report, Row, Section, State, Table
from drs_report.model import Artifact
from drs_report.renderers.base import Renderer, RenderOptions, filename
from drs_report.renderers.charts import ChartView, chart_view
from drs_report.renderers.islands import island
from drs_report.renderers.templating import csp_hash, render

__all__ = ["RENDERER", "STATIC_ROWS"]

STATIC_ROWS = 100
"""Rows of a long table that stand in the page itself; the rest is data for the script. Also the page size."""

LONG_TEXT = 400
"""Characters from which a cell scrolls instead of growing."""

STYLE = "css/report.css"
SCRIPTS = ("js/data.js", "js/rows.js", "js/tables.js", "js/page.js")


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell with its classes; `chip` holds the state of a result word, "" for plain text."""

    text: str
    css: str
    chip: str
    href: str
    is_scrolling: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """A row; the first cell is its heading."""

    head: CellView
    cells: tuple[CellView, ...]
    anchor: str
    state: State
    details: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column's heading with its classes; `kind` tells the script what it holds."""

    label: str
    css: str
    kind: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A table: the rows that stand in the page, and all of them as data where there is a script's work to do."""

    id: str
    caption: str
    columns: tuple[ColumnView, ...]
    rows: tuple[RowView, ...]
    n_columns: int
    shown: str
    """How many of how many stand here, where it is not all."""
    cut_note: str
    empty_note: str
    data: dict[str, object] | None
    """The island, None for a short table."""


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block of the report with its table and chart as this page shows them."""

    block: Block
    table: TableView | None
    chart: ChartView | None


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section as this page shows it."""

    id: str
    title: str
    blocks: tuple[BlockView, ...]
    sections: tuple[SectionView, ...]


def _make(report: Report, options: RenderOptions) -> tuple[Artifact, ...]:  # noqa: ARG001 - a page has no byte budget
    scripts = " ".join(f"'{csp_hash(script)}'" for script in SCRIPTS)
    text = render(
        "report.html.j2",
        {
            "report": report,
            "strings": report.strings,
            "figures": report.figures,
            "sections": tuple(_section(section, report) for section in report.sections),
            "attachments": tuple((file, f"{file.size:,}") for file in report.attachments),
            "policy": (
                f"default-src 'none'; style-src '{csp_hash(STYLE)}'; script-src {scripts}; img-src data:; "
                "base-uri 'none'; form-action 'none'"
            ),
            "style": STYLE,
            "scripts": SCRIPTS,
            "settings": {"pageSize": STATIC_ROWS, "longText": LONG_TEXT, "strings": dict(report.strings)},
        },
    )
    name = filename(report, RENDERER.suffix)
    return (Artifact(name, RENDERER.media_type, (text + "\n").encode("utf-8"), report.is_restricted),)


def _section(section: Section, report: Report) -> SectionView:
    return SectionView(
        section.id,
        section.title,
        tuple(_block(block, report) for block in section.blocks),
        tuple(_section(inner, report) for inner in section.sections),
    )


def _block(block: Block, report: Report) -> BlockView:
    return BlockView(
        block,
        _table(block.table, report) if block.table else None,
        chart_view(block.chart) if block.chart else None,
    )


def _table(table: Table, report: Report) -> TableView:
    static = table.rows[:STATIC_ROWS] if table.is_long else table.rows
    hidden = len(table.rows) - len(static)
    shown = report.strings["script_for_rest"].format(shown=f"{len(static):,}", total=f"{len(table.rows):,}")
    return TableView(
        id=table.id,
        caption=table.caption,
        columns=tuple(ColumnView(column.label, _classes(column), _kind(column)) for column in table.columns),
        rows=tuple(_row(row, table.columns) for row in static),
        n_columns=len(table.columns),
        shown=shown if hidden else "",
        cut_note=table.cut_note,
        empty_note=table.empty_note,
        data=island(table) if table.is_long and table.rows else None,
    )


def _row(row: Row, columns: tuple[Column, ...]) -> RowView:
    cells = tuple(_cell(cell, column) for cell, column in zip(row.cells, columns, strict=True))
    return RowView(cells[0], cells[1:], row.anchor, row.state, row.details)


def _cell(cell: Cell, column: Column) -> CellView:
    is_chip = column.is_state and bool(cell.text)
    state = "" if is_chip or cell.state == "none" else f" s-{cell.state}"
    return CellView(
        text=cell.text,
        css=(_classes(column) + state).strip(),
        chip=cell.state if is_chip else "",
        href=cell.href,
        is_scrolling=len(cell.text) > LONG_TEXT,
    )


def _classes(column: Column) -> str:
    return " ".join(name for name, on in (("number", column.is_number), ("code", column.is_code)) if on)


def _kind(column: Column) -> str:
    return "state" if column.is_state else "number" if column.is_number else "code" if column.is_code else "text"


RENDERER = Renderer("html", ".html", "text/html; charset=utf-8", _make)
