"""All rows of a long table as compact data for the page's script: repeated words once, the rest in columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from drs_report.records.alike import Alike, Blank, Form
from drs_report.records.document import Cell, Column, Row, State, Table
from drs_report.renderers.text import inert

LETTERS: dict[State, str] = {"ok": "o", "bad": "b", "fail": "f", "warn": "w", "open": "p", "info": "i", "none": "n"}
"""One letter per state; templates/js/data.js reads them."""

Plain = str | int | float | None


def island(table: Table) -> dict[str, object]:
    """Return `table` as plain JSON data, described in docs/formats.md.

    ``columns``: per column either ``words`` (distinct cells as ``[text, state, value]``, the tail left out where
    empty) with ``rows`` (an index per row), or ``texts`` with ``states`` and ``values`` where there are any; and
    ``hrefs`` where there are any, or ``into``: what follows the row's anchor in the link of each cell with a state.
    ``anchors``, ``states`` (a letter per row), ``details`` and ``tables`` stand beside them.
    """
    columns = [
        _column([row.cells[number] for row in table.rows], column) for number, column in enumerate(table.columns)
    ]
    data: dict[str, object] = {"columns": columns, "states": "".join(LETTERS[row.state] for row in table.rows)}
    if any(row.anchor for row in table.rows):
        data["anchors"] = [row.anchor for row in table.rows]
    if any(row.details for row in table.rows):
        data["details"] = _details(table.rows)
    if any(row.tables for row in table.rows):
        data["tables"] = _tables(table.rows)
    return data


_VARIES = re.compile(r"(#[a-z]-[0-9a-f]{12}|[0-9]+(?:,[0-9]{3})*)")
"""What differs between tables that say the same: links and numbers."""
_SLOT = "\x01"
"""Stands on both sides of a slot's number; JSON text never holds it as such."""
_SHORT = 4
"""A name from so many letters on has a slot of its own."""

_Uses = dict[str | Form, list[Sequence[Any]]]
"""What fills the slots of a table in each of its uses, by the table with slots: texts, or the numbers of a form."""


def _tables(rows: Sequence[Row]) -> dict[str, object]:
    r"""Return the rows' small tables: `patterns`, and per row a list a table: its pattern and what to fill in.

    A pattern is the JSON text of a table with slots, ``\u0001n\u0001`` for the row's name: ten thousand tables that
    are equal everywhere differ in a few numbers only.
    """
    uses: _Uses = {}
    heads: dict[int, str] = {}
    packed = [_pack(row, uses, heads) for row in rows]
    patterns: list[str] = []
    fills: dict[str | Form, Iterator[tuple[int | str, ...]]] = {}
    for number, (form, slots) in enumerate(uses.items()):
        pattern, varying = _settle(form, [*zip(*slots, strict=True)], heads)
        patterns.append(pattern)
        fills[form] = zip([number] * len(slots), *varying, strict=True)
    return {"patterns": patterns, "rows": [[next(fills[form]) for form in line] for line in packed]}


def _pack(row: Row, uses: _Uses, heads: dict[int, str]) -> list[str | Form]:
    """Return what each of a row's tables has in common with others, and note in `uses` what fills its slots."""
    tables = row.tables
    if isinstance(tables, Alike):
        uses.setdefault(tables.form, []).append(tables.numbers)
        return [tables.form]
    found: list[str | Form] = []
    for table in tables:
        pattern, slots = _taken_apart(table, row, heads)
        uses.setdefault(pattern, []).append(slots)
        found.append(pattern)
    return found


def _taken_apart(table: Table, row: Row, heads: dict[int, str]) -> tuple[str, list[str]]:
    name = row.cells[0].text
    lines = [[_small_cell(c.text, c.state, c.href) for c in line.cells] for line in table.rows]
    text = _small(table, lines, [line.anchor.removeprefix(row.anchor) for line in table.rows], heads)
    if len(name) >= _SHORT:
        text = text.replace(_quoted(name)[1:-1], f"{_SLOT}n{_SLOT}")
    parts = _VARIES.split(text)
    slots = list(dict.fromkeys(parts[1::2]))
    marks = {found: f"{_SLOT}{number}{_SLOT}" for number, found in enumerate(slots)}
    parts[1::2] = [marks[found] for found in parts[1::2]]
    return "".join(parts), slots


def _settle(
    form: str | Form, slots: Sequence[Sequence[Any]], heads: dict[int, str]
) -> tuple[str, list[tuple[int | str, ...]]]:
    """Fill the slots that are filled alike in every use, and number the others anew, those that go together as one.

    `slots` has, per slot, what fills it in each use.
    """
    pattern = form if isinstance(form, str) else _blank_table(form, heads)
    if isinstance(form, str):
        columns = [tuple([_plain(text) for text in column]) for column in slots]
    else:
        columns = [tuple(form.shown_column(which, numbers)) for which, numbers in enumerate(slots)]
    varying: dict[tuple[int | str, ...], int] = {}

    def settled(match: re.Match[str]) -> str:
        column = columns[int(match[1])]
        if column.count(column[0]) == len(column):
            return str(column[0])
        return f"{_SLOT}{varying.setdefault(column, len(varying))}{_SLOT}"

    return re.sub(f"{_SLOT}([0-9]+){_SLOT}", settled, pattern), [*varying]


def _blank_table(form: Form, heads: dict[int, str]) -> str:
    """Write a table with a slot for each number."""
    lines = [[_blank_cell(blank) for blank in line.cells] for line in form.lines]
    return _small(form.table, lines, [line.end for line in form.lines], heads)


def _blank_cell(blank: Blank) -> str:
    pieces = [_quoted(piece)[1:-1] for piece in blank.pieces]
    marked = [f"{_SLOT}{pick}{_SLOT}{piece}" for pick, piece in zip(blank.picks, pieces[1:], strict=True)]
    state = "" if blank.like.state == "none" else f',"{LETTERS[blank.like.state]}"'
    return f'["{"".join([pieces[0], *marked])}"{state}]'


def _plain(text: str) -> int | str:
    return int(text) if text.isdigit() and text == str(int(text)) else text


def _small(table: Table, lines: Sequence[Sequence[str]], ends: Sequence[str], heads: dict[int, str]) -> str:
    """Write a small table: caption, columns as label and kind, `lines` of cells, note, and what can be copied.

    Last, where its lines have anchors, what each adds to the anchor of the row that they unfold from. `heads` keeps
    the columns that many tables share, which live as long as these.
    """
    head = heads.get(id(table.columns))
    if head is None:
        kinds = ",".join(f'[{_quoted(column.label)},"{column_kind(column)}"]' for column in table.columns)
        head = heads[id(table.columns)] = f"[{kinds}]"
    rows = ",".join([f"[{','.join(cells)}]" for cells in lines])
    note = _quoted(table.cut_note or table.empty_note * (not lines))
    copies = ",".join([f"[{_quoted(copy.label)},{_quoted(copy.text)}]" for copy in table.copies])
    below = f",[{','.join(map(encode_basestring, ends))}]" if any(ends) else ""
    return f"[{_quoted(table.caption)},{head},[{rows}],{note},[{copies}]{below}]"


@lru_cache(maxsize=1024)
def _small_cell(text: str, state: State, href: str) -> str:
    """Write text, state and link of a cell, the tail left out where empty."""
    if href:
        return f'[{_quoted(text)},"{LETTERS[state]}",{encode_basestring(href)}]'
    return f"[{_quoted(text)}]" if state == "none" else f'[{_quoted(text)},"{LETTERS[state]}"]'


def _quoted(text: str) -> str:
    return encode_basestring(inert(text))


def column_kind(column: Column) -> str:
    """Say what a column holds: `state`, `number`, `code` or `text`."""
    return "state" if column.is_state else "number" if column.is_number else "code" if column.is_code else "text"


def _column(cells: Sequence[Cell], of: Column) -> dict[str, object]:
    distinct = {id(cell): cell for cell in cells}  # rows may share one
    made = {key: (inert(cell.text), LETTERS[cell.state], _sortable(cell)) for key, cell in distinct.items()}
    entries = [made[id(cell)] for cell in cells]
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
    if of.leads_into and any(state != "n" for _, state, _ in words):
        column["into"] = of.key
    elif any(cell.href for cell in cells):
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
