"""A sheet's cells by role, and what nobody understood: one entry a thing, with the line of a layout that teaches it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from drs_report.language.vocabulary import named
from drs_report.reading.tables.conversion import N_ROWS_KEPT
from drs_report.reading.tables.lines import known_in
from drs_report.records.reading import CellRoles, NotUnderstood, Unclear

_MOST = 1000
"""Different things of one sheet; what is beyond them is joined into one of each kind, which a pattern teaches."""
_BEYOND = f"more than {_MOST:,} different texts"


@dataclass(slots=True)
class Tally:
    """One sheet so far: how many cells have which role, and what is not understood, joined by what it is."""

    sheet: str
    n_value: int = 0
    n_context: int = 0
    n_taught: int = 0
    n_unclear: int = 0
    found: dict[tuple[Unclear, str, str], tuple[int, list[int]]] = field(default_factory=dict)

    def add(self, kind: Unclear, text: str, n_cells: int, rows: Iterable[int] = (), column: str = "") -> None:
        """Add cells of one kind; of their `rows` the first few are kept."""
        key = (kind, named(text), column)
        if key not in self.found and len(self.found) >= _MOST:
            key = (kind, _BEYOND, "")
        n, kept = self.found.get(key, (0, []))
        self.found[key] = (n + n_cells, [*kept, *rows][:N_ROWS_KEPT])

    def roles(self) -> CellRoles:
        """Return how many cells have which role."""
        return CellRoles(self.n_value, self.n_context, self.n_taught, self.n_unclear)

    def entries(self) -> tuple[NotUnderstood, ...]:
        """Return what was added, in the order of its first cell."""
        sheets = {"part": ""}  # the package's own
        return tuple(
            NotUnderstood(kind, sheets.get(kind, self.sheet), text, n, column, tuple(rows), teaching(kind, text))
            for (kind, text, column), (n, rows) in self.found.items()
        )


_ALIKE: Mapping[Unclear, Unclear] = {"title": "line", "word": "remark", "folder": "file"}
"""Kinds that a layout file declares harmless in the section of another."""


def teaching(kind: Unclear, text: str) -> str:
    """Return the entry of a layout file that declares a text harmless, its reason left open; "" where none can."""
    if text == _BEYOND or known_in(kind, text):
        return ""
    return f'[[ignore.{_ALIKE.get(kind, kind)}s]]\ntext = {quoted(text)}\nreason = ""'


def quoted(text: str) -> str:
    """Return a text as TOML writes it: as JSON does, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
