"""Small tables that many rows unfold alike: what they share is kept once, and a row keeps its own numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from drs_report.records.document import Cell, Row, State, Table


@dataclass(frozen=True, slots=True)
class Blank:
    """A cell with places for numbers."""

    pieces: tuple[str, ...]
    """The text before, between and after the numbers: one piece more than there are places."""
    picks: tuple[int, ...]
    """Which number goes where."""
    value: int | None
    """Which number is the cell's value; None for that of `like`."""
    like: Cell

    @property
    def places(self) -> tuple[object, ...]:
        """What is the same whatever numbers are filled in."""
        return self.pieces, self.picks, self.value

    def fill(self, numbers: Sequence[int], shown: Sequence[str]) -> Cell:
        """Return the cell with these numbers, `shown` so; one without any is the same for all."""
        if not self.picks and self.value is None:
            return self.like
        parts = [self.pieces[0]]
        for pick, piece in zip(self.picks, self.pieces[1:], strict=True):
            parts += (shown[pick], piece)
        return Cell("".join(parts), self.like.value if self.value is None else numbers[self.value], self.like.state)

    def behind(self, n: int) -> Blank:
        """Return the cell as it is where `n` other numbers come first."""
        picks = tuple(pick + n for pick in self.picks)
        return replace(self, picks=picks, value=None if self.value is None else self.value + n)


@dataclass(frozen=True, slots=True)
class BlankLine:
    """A row with places for numbers."""

    cells: tuple[Blank, ...]
    end: str
    """What its anchor adds to that of the row it unfolds from."""
    state: State


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A small table with places for numbers, none of them below zero."""

    table: Table
    """The table without its rows."""
    lines: tuple[BlankLine, ...]
    is_grouped: tuple[bool, ...]
    """Of each number: whether it is shown with its digits in groups of three."""

    def shown(self, numbers: Sequence[int]) -> list[str]:
        """Return the numbers as texts."""
        return [f"{n:,}" if grouped else str(n) for n, grouped in zip(numbers, self.is_grouped, strict=True)]

    def shown_column(self, which: int, numbers: Sequence[int]) -> Sequence[int | str]:
        """Return one of the numbers of each of many rows, as a text where it is shown with its digits in groups."""
        return [n if n < 1000 else f"{n:,}" for n in numbers] if self.is_grouped[which] else numbers

    def fill(self, anchor: str, numbers: Sequence[int]) -> Table:
        """Return the table below the row of that anchor."""
        shown = self.shown(numbers)
        rows = tuple(
            Row(tuple(blank.fill(numbers, shown) for blank in line.cells), anchor + line.end, (), line.state)
            for line in self.lines
        )
        return replace(self.table, rows=rows, n_total=len(rows))


@dataclass(frozen=True, slots=True, eq=False)
class Alike(Sequence[Table]):
    """The one table that a row unfolds, filled in when it is asked for; equal to another that is filled in alike."""

    form: Form
    anchor: str
    """Of the row."""
    numbers: tuple[int, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Alike) and [*self] == [*other]

    def __hash__(self) -> int:
        return hash((self.anchor, self.numbers))

    def __len__(self) -> int:
        return 1

    def __getitem__(self, index: Any) -> Any:
        return (self.form.fill(self.anchor, self.numbers),)[index]


def not_for_screen(tables: Sequence[Table]) -> Sequence[Table]:
    """Return those of a row's tables that not only a screen unfolds; none is filled in to see that."""
    if isinstance(tables, Alike) and tables.form.table.is_for_screen:
        return ()
    return [table for table in tables if not table.is_for_screen]
