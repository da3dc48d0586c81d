"""A row, or it and the next, as the header of a table: which columns it names and which frames they fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drs_report.reading.tables.captions import speak_of_uncomparable
from drs_report.reading.tables.headings import (
    Fit,
    HeaderCell,
    Meaning,
    fit_schema,
    join_two_rows,
    known_share,
    read_cells,
    resolve,
)
from drs_report.reading.tables.scans import Header, State
from drs_report.reading.tables.windows import LOOK_AHEAD, Window
from drs_report.reading.xlsx.cells import CellValue


def header_at(state: State, window: Window, position: int) -> Header | None:
    """Read a row, or it and the next, as a table's header: at least two different headings must be known."""
    row, words = window.row(position), state.plan.words
    if len(row) < 2:
        return None
    options: list[tuple[int, list[HeaderCell]]] = []
    single = read_cells(row, words)
    if single is not None:
        options.append((1, single))
    if position + 1 < len(window) and window.rows[position + 1] == window.rows[position] + 1:
        merged = [m for m in state.scan.sheet.merged if m.first_row == window.rows[position]]
        joined = join_two_rows(row, window.row(position + 1), merged, words)
        if joined is not None and (single is None or known_share(joined)[0] > known_share(single)[0]):
            options.insert(0, (2, joined))
    best = None
    for n_rows, cells in options:
        if known_share(cells)[0] < 2:
            continue
        first = position + n_rows
        last = min(window.next_candidate(first + 1), first + LOOK_AHEAD) if first < len(window) else first

        def below(column: int, first: int = first, last: int = last) -> Sequence[CellValue]:
            return window.columns[column][first:last] if column < len(window.columns) else ()

        forced = window.rows[position] in state.names_forced
        meanings = tuple(resolve(cells, below, words, names_forced=forced))
        header = Header(n_rows, tuple(cells), meanings, _fits(state, meanings))
        if header.fits:
            return header
        best = best or header
    return best


def _fits(state: State, meanings: Sequence[Meaning]) -> tuple[Fit, ...]:
    """Every compare type's first frame that the columns can fill; a list of uncomparable tables needs no result."""
    is_list = speak_of_uncomparable(state, meanings)
    fits: dict[str, Fit] = {}
    for slug, schema in state.plan.schemas:
        if slug in fits:
            continue
        fit = fit_schema(meanings, slug, schema)
        if fit is None and is_list and "is_comparable" in schema.names:
            fit = fit_schema(meanings, slug, replace(schema, needs=schema.needs[:1]))
            fit = fit and replace(fit, schema=schema)
        if fit is not None:
            fits[slug] = fit
    if not fits:
        others = (fit_schema(meanings, slug, schema) for slug, schema in state.plan.unjudged)
        return tuple(fit for fit in others if fit is not None)[:1]
    kinds = [frozenset((c, column.kind) for c, column in fit.columns.items()) for fit in fits.values()]
    outcome = next((dict(k) for k in kinds), {})
    return tuple(f for f in fits.values() if all(outcome.get(c, col.kind) == col.kind for c, col in f.columns.items()))
