"""All rows of a long table as compact data for the page's script: repeated words once, the rest in columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from drs_report.records.document import Cell, Row, State, Table
from drs_report.renderers.text import inert

__all__ = ["LETTERS", "island"]

LETTERS: dict[State, str] = {"ok": "o", "bad": "b", "warn": "w", "open": "p", "info": "i", "none": "n"}
"""One letter per state; templates/js/data.js reads them."""

Plain = str | int | float | None


def island(table: Table) -> dict[str, object]:
    """Return `table` as plain JSON data, described in docs/formats.md.

    ``columns``: per column either ``words`` (distinct cells as ``[text, state, value]``, the tail left out where
    empty) with ``rows`` (an index per row), or ``texts`` with ``states`` and ``values`` where there are any; and
    ``hrefs`` where there are any. ``anchors``, ``states`` (a letter per row) and ``details`` stand beside them.
    """
    columns = [_column([row.cells[number] for row in table.rows]) for number in range(len(table.columns))]
    data: dict[str, object] = {"columns": columns, "states": "".join(LETTERS[row.state] for row in table.rows)}
    if any(row.anchor for row in table.rows):
        data["anchors"] = [row.anchor for row in table.rows]
    if any(row.details for row in table.rows):
        data["details"] = _details(table.rows)
    return data


def _column(cells: Sequence[Cell]) -> dict[str, object]:
    entries = [(inert(cell.text), LETTERS[cell.state], _sortable(cell)) for cell in cells]
    words = list(dict.fromkeys(entries))
    column: dict[str, object]
    if len(words) * 2 <= len(entries):
        index = {entry: number for number, entry in enumerate(words)}
        column = {"words": [_trim(entry) for entry in words], "rows": [index[entry] for entry in entries]}
    else:
        column = {"texts": [entry[0] for entry in entries]}
        states = "".join(entry[1] for entry in entries)
        if states.strip("n"):
            column["states"] = states
        if any(entry[2] is not None for entry in entries):
            column["values"] = [entry[2] for entry in entries]
    if any(cell.href for cell in cells):
        column["hrefs"] = [cell.href for cell in cells]
    return column


def _trim(entry: tuple[str, str, Plain]) -> list[Plain]:
    text, state, value = entry
    if value is not None:
        return [text, state, value]
    return [text] if state == "n" else [text, state]


def _sortable(cell: Cell) -> Plain:
    """Return what sorts the cell where its text does not: numbers and times; None where the text will do."""
    value = cell.value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, int | float) else None


def _details(rows: Sequence[Row]) -> dict[str, object]:
    """Return the rows' details: ``shapes`` (lists of labels that rows share), ``words``, and ``rows``.

    A shape is a list of ``[label, is_code, state]``. A row is the number of its shape and then a text per label, as
    the number of a word where the text is met more than once.
    """
    shapes: dict[tuple[tuple[str, int, str], ...], int] = {}
    texts = [[inert(pair.text) for pair in row.details] for row in rows]
    counts = Counter(text for line in texts for text in line)
    words = {text: number for number, text in enumerate(text for text, n in counts.items() if n > 1)}
    packed: list[list[int | str]] = []
    for row, line in zip(rows, texts, strict=True):
        shape = tuple((inert(pair.label), int(pair.is_code), LETTERS[pair.state]) for pair in row.details)
        packed.append([shapes.setdefault(shape, len(shapes)), *(words.get(text, text) for text in line)])
    return {"shapes": [[list(label) for label in shape] for shape in shapes], "words": list(words), "rows": packed}
