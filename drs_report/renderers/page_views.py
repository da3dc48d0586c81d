"""A report's sections as a page shows them, on screen or paper: cells with their classes, a long table's first rows."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import quote

from drs_report.records.document import Block, Cell, Column, Pair, Report, Row, Section, State, Table
from drs_report.renderers.budget import rows_in_page
from drs_report.renderers.charts import ChartView, chart_view
from drs_report.renderers.islands import column_kind, island

WIDE = 8
"""Columns from which a table scrolls sideways on most screens."""

LONG_TEXT = 400
"""Characters from which a cell scrolls instead of growing."""


_BREAKS = re.compile(r"(?<=[._])(?=\w)")


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell with its classes; `chip` holds the state of a result word, "" for plain text."""

    text: str
    css: str
    chip: str
    href: str
    is_scrolling: bool
    pieces: tuple[str, ...]
    """The text, cut where a line may break: a name after each dot and underscore."""


@dataclass(frozen=True, slots=True)
class PairView:
    """A label and its values: pairs of the same label that follow each other are one."""

    label: str
    values: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """A row; the first cell is its heading."""

    head: CellView
    cells: tuple[CellView, ...]
    anchor: str
    state: State
    details: tuple[PairView, ...]
    tables: tuple[TableView, ...]
    is_folding: bool
    """Whether there is anything to unfold."""


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column's heading with its classes; `kind` tells the script what it holds."""

    label: str
    css: str
    kind: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A table: the rows that stand in the page, and all of them as data where there is a script's work to do."""

    table: Table
    css: str
    columns: tuple[ColumnView, ...]
    rows: tuple[RowView, ...]
    n_columns: int
    n_static: int
    title: str = ""
    """Its caption where that is not the section's title."""
    shown: str = ""
    """How many of how many stand here, where it is not all."""
    data: dict[str, object] | None = None
    """The island, None for a short table."""


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block of the report with its table and chart as this page shows them."""

    block: Block
    pairs: tuple[PairView, ...]
    table: TableView | None
    chart: ChartView | None
    shares: tuple[str, ...] = ()
    """On paper the width of each of its table's columns, such as ``12.50%``."""


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section as this page shows it."""

    section: Section
    blocks: tuple[BlockView, ...]
    sections: tuple[SectionView, ...]
    listed: tuple[SectionView, ...]
    """Those of `sections` that a table of contents names, and paper prints."""


def section_views(report: Report) -> tuple[SectionView, ...]:
    """Return the sections as a page shows them: a long table's first rows, cells with their classes and links."""
    return tuple(_section(section, report) for section in report.sections)


def _section(section: Section, report: Report) -> SectionView:
    below = tuple(_section(inner, report) for inner in section.sections)
    blocks = tuple(_block(block, report, section.title) for block in section.blocks)
    return SectionView(section, blocks, below, tuple(inner for inner in below if not inner.section.is_folded))


def _block(block: Block, report: Report, title: str) -> BlockView:
    return BlockView(
        block,
        _pairs(block.pairs),
        _table(block.table, report, title) if block.table else None,
        chart_view(block.chart) if block.chart else None,
    )


def _pairs(pairs: tuple[Pair, ...]) -> tuple[PairView, ...]:
    return tuple(PairView(label, tuple(group)) for label, group in groupby(pairs, lambda pair: pair.label))


def _table(table: Table, report: Report, title: str) -> TableView:
    table = _linked(table, frozenset(file.filename for file in report.attachments))
    static = rows_in_page(table)
    hidden = len(table.rows) - len(static)  # the script draws them from the data
    shown = report.strings["script_for_rest"].format(shown=f"{len(static):,}", total=f"{len(table.rows):,}")
    return replace(
        _view(table, static, "table wide" if len(table.columns) >= WIDE else "table"),
        title="" if table.caption == title else table.caption,
        shown=shown if hidden else "",
        data=island(table) if table.is_long and table.rows else None,
    )


def _view(table: Table, rows: tuple[Row, ...], css: str) -> TableView:
    """Return a table with the rows that stand in the page."""
    return TableView(
        table=table,
        css=css,
        columns=tuple(ColumnView(column.label, _classes(column), column_kind(column)) for column in table.columns),
        rows=tuple(_row(row, table.columns) for row in rows),
        n_columns=len(table.columns),
        n_static=len(rows),
    )


def _row(row: Row, columns: tuple[Column, ...]) -> RowView:
    cells = tuple(_cell(cell, column, row) for cell, column in zip(row.cells, columns, strict=True))
    tables = tuple(_view(table, table.rows, "small") for table in row.tables)
    return RowView(
        cells[0], cells[1:], row.anchor, row.state, _pairs(row.details), tables, bool(row.details or row.tables)
    )


def _linked(table: Table, files: Container[str]) -> Table:
    """Make a cell that names a data file beside the report a link to it."""
    if not any(cell.value in files for row in table.rows for cell in row.cells if isinstance(cell.value, str)):
        return table
    return replace(
        table,
        rows=tuple(replace(row, cells=tuple(_link(cell, files) for cell in row.cells)) for row in table.rows),
    )


def _link(cell: Cell, files: Container[str]) -> Cell:
    if isinstance(cell.value, str) and cell.value in files and not cell.href:
        return replace(cell, href=quote(cell.value))
    return cell


def _cell(cell: Cell, column: Column, row: Row) -> CellView:
    is_chip = column.is_state and bool(cell.text)
    state = "" if is_chip or cell.state == "none" else f" s-{cell.state}"
    return CellView(
        text=cell.text,
        css=(_classes(column) + state).strip(),
        chip=cell.state if is_chip else "",
        href=row.link(cell, column),
        is_scrolling=len(cell.text) > LONG_TEXT,
        pieces=tuple(_BREAKS.split(cell.text)) if column.is_code and len(cell.text) < LONG_TEXT else (cell.text,),
    )


def _classes(column: Column) -> str:
    return " ".join(
        name for name, on in (("number", column.is_number), ("code", column.is_code), ("state", column.is_state)) if on
    )
