"""Lists of the workbook that are made for a pivot: each part of a name apart, numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drs_report.language import formatting
from drs_report.records.document import Cell, Column, Report, Row, Table
from drs_report.renderers.workbook_plan import Plan

MATRIX = "coverage-table"
"""The table that has a row for every table."""


def pivot_plans(report: Report) -> Iterator[Plan]:
    """Lay out lists for a pivot, each part of a name apart: a row a table and comparison, a row a differing row."""
    matrix = next((b.table for s in report.sections for b in s.blocks if b.table and b.table.id == MATRIX), None)
    if matrix is None:
        return
    strings = report.strings
    names = tuple(Column(key, strings[key], is_code=True) for key in ("database", "schema", "table", "target_name"))
    pairs = list(zip(matrix.rows, report.coverage.rows, strict=False))
    lines, differing = [], []
    columns: tuple[Column, ...] = ()
    for row, covered in pairs:
        subject = covered.subject
        name = tuple(Cell(formatting.name(text) if text else "") for text in (*subject.key[:3], subject.target))
        standing = row.cells[1]
        for small in row.tables:
            if small.is_for_screen and small.columns[0].key == "comparison":
                columns = small.columns
                lines += [Row((*name, standing, *line.cells)) for line in small.rows]
            elif small.columns[0].key == "key":
                differing += [(name, small.columns, line) for line in small.rows]
    if lines:
        columns = (*names, Column("standing", strings["standing"], is_state=True), *columns)
        title = strings["by_comparison"]
        yield Plan(title, (), Table("by-comparison", title, columns, tuple(lines), len(lines), is_long=True))
    if differing:
        yield Plan(strings["differing_rows"], (), _differing(names, differing, strings["differing_rows"]))


def _differing(
    names: tuple[Column, ...], lines: Sequence[tuple[tuple[Cell, ...], tuple[Column, ...], Row]], title: str
) -> Table:
    """Join the differing rows of all tables; what one list has not stays empty."""
    columns = {column.key: column for _, own, _ in lines for column in own}
    rows = []
    for name, own, line in lines:
        cells = {column.key: cell for column, cell in zip(own, line.cells, strict=True)}
        rows.append(Row((*name, *(cells[key] if key in cells else Cell("") for key in columns))))
    return Table("differing-rows", title, (*names, *columns.values()), tuple(rows), len(rows), is_long=True)
