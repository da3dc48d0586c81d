"""All rows of a long table as compact data for the page's script: repeated words once, the rest in columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from drs_report.document import Cell, Row, State, Table
from drs_report.renderers.text import inert

__all__ = ["LETTERS", "island"]

LETTERS: dict[State, str] = {"ok": "o", "bad": "b", "warn": "w", "open": "p", "info": "i", "none": "n"}
"""One letter per state; templates/js/data.js reads them."""

Plain = str | int | float | None


def island(table: Table) -> dict[str, object]:
    """Return `table` as plain JSON data, described in docs/report.md.

    ``columns``: per column either ``words`` (distinct cells as ``[text, state, href, value]``, the tail left out where
    empty) with ``rows`` (an index per row), or ``texts`` with ``states``, ``hrefs`` and ``values`` where there are any.
    ``anchors``, ``states`` (a letter per row) and ``details`` stand beside them.
    """
    columns = [_column([row.cells[number] for row in table.rows]) for number in range(len(table.columns))]
    data: dict[str, object] = {"columns": columns, "states": "".join(LETTERS[row.state] for row in table.rows)}
    if any(row.anchor for row in table.rows):
        data["anchors"] = [row.anchor for row in table.rows]
    if any(row.details for row in table.rows):
        data["details"] = _details(table.rows)
    return data


def _column(cells: Sequence[Cell]) -> dict[str, object]:
    entries = [(inert(cell.text), LETTERS[cell.state], cell.href, _sortable(cell)) for cell in cells]
    words = list(dict.fromkeys(entries))
    if len(words) * 2 <= len(entries):
        index = {entry: number for number, entry in enumerate(words)}
        return {"words": [_trim(entry) for entry in words], "rows": [index[entry] for entry in entries]}
    column: dict[str, object] = {"texts": [entry[0] for entry in entries]}
    states = "".join(entry[1] for entry in entries)
    if states.strip("n"):
        column["states"] = states
    if any(entry[2] for entry in entries):
        column["hrefs"] = [entry[2] for entry in entries]
    if any(entry[3] is not None for entry in entries):
        column["values"] = [entry[3] for entry in entries]
    return column


def _trim(entry: tuple[str, str, str, Plain]) -> list[Plain]:
    values: list[Plain] = list(entry)
    for empty in (None, "", "n"):
        if len(values) > 1 and values[-1] == empty:
            values.pop()
        else:
            break
    return values


def _sortable(cell: Cell) -> Plain:
    """Return what sorts the cell where its text does not: numbers and times; None where the text will do."""
    value = cell.value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, int | float) else None


def _details(rows: Sequence[Row]) -> dict[str, object]:
    """Return ``labels`` (distinct ``[label, is_code]``) and per row a flat list ``[label number, text, state, ...]``."""
    labels: dict[tuple[str, bool], int] = {}
    flat: list[list[int | str]] = []
    for row in rows:
        pairs: list[int | str] = []
        for pair in row.details:
            number = labels.setdefault((inert(pair.label), pair.is_code), len(labels))
            pairs += [number, inert(pair.text), LETTERS[pair.state]]
        flat.append(pairs)
    return {"labels": [[label, int(is_code)] for label, is_code in labels], "rows": flat}
