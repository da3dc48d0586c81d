"""Lines that differ in numbers alone are phrased once: 20,000 tables that are equal everywhere say the same of each.

The phrase is made with numbers that stand in for a line's own, and each line is filled in from it. What decides how a
line reads beside its numbers is part of what the phrase is kept under.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from drs_report.language import formatting
from drs_report.records.document import Cell
from drs_report.records.judgement import NAMES, Answer, CoverageCell, Derivation, Evidence, Scalar, Subject
from drs_report.report.material import Noted

__all__ = ["AlikeLines", "Phrase"]

Phrase = Callable[[str, Answer, Subject, Sequence[Noted]], tuple[Cell, ...]]
"""Writes the cells of a line: what a comparison says of a table, with the findings about it."""

_STAND_INS = (918_273_645_000_000, 645_918_273_000_000)
"""From here on numbers stand in for others: twice, so that a text which holds one of them by itself shows itself."""


@dataclass(frozen=True, slots=True)
class _Filled:
    """A cell with places for numbers."""

    text: str
    """With ``%s`` for each."""
    picks: tuple[int, ...]
    """Which number goes where."""
    value: int | None
    """Which number is the cell's value."""
    like: Cell

    @classmethod
    def of(cls, cell: Cell, stand_ins: Sequence[int], shown: Sequence[str]) -> _Filled:
        """Find the numbers that stand in, which are `shown` so, in a phrased cell."""
        pieces = re.split(f"({'|'.join(map(re.escape, shown))})", cell.text)
        text = "%s".join(piece.replace("%", "%%") for piece in pieces[::2])
        value = stand_ins.index(cell.value) if isinstance(cell.value, int) and cell.value in stand_ins else None
        return cls(text, tuple(shown.index(piece) for piece in pieces[1::2]), value, cell)

    @property
    def places(self) -> tuple[object, ...]:
        """What is the same whatever stands in."""
        return self.text, self.picks, self.value

    def fill(self, numbers: Sequence[int], shown: Sequence[str]) -> Cell:
        """Return the cell with these numbers; one without any is the same for all."""
        if not self.picks and self.value is None:
            return self.like
        text = self.text % tuple([shown[pick] for pick in self.picks])
        return Cell(text, self.like.value if self.value is None else numbers[self.value], self.like.state)


@dataclass(frozen=True, slots=True)
class AlikeLines:
    """Phrases lines, those that are alike but for their numbers once."""

    phrase: Phrase
    known: dict[tuple[object, ...], tuple[_Filled, ...] | None] = field(default_factory=dict)
    """None for lines that are phrased each by itself."""

    def cells(self, slug: str, cell: Answer, subject: Subject, found: Sequence[Noted]) -> tuple[Cell, ...]:
        """Return the cells of the line that tells what one comparison says of a table."""
        proof, where = cell.derivation, cell.evidence
        if proof is None or where is None or where.n_rows != 1 or len(where.rows) != 1:
            return self.phrase(slug, cell, subject, found)
        own = {subject.source_db, subject.source_schema, subject.source_name, subject.target_db, subject.target_schema}
        own |= {subject.target_name, ""}
        numbers = [where.rows[0]]
        beside: list[object] = []
        for name, value in zip(proof.columns, proof.values, strict=True):
            if type(value) is int:
                numbers.append(value)
                beside.append(int)
            else:
                beside.append(None if name in NAMES and value in own else value)
        key: tuple[object, ...] = (slug, cell.outcome, cell.outcome_class, cell.n_different, proof.rule, proof.columns)
        key = (*key, where.file, where.sheet, *beside)
        if key not in self.known:
            first, second = (self._phrased(base, slug, cell, subject, found) for base in _STAND_INS)
            is_sure = [one.places for one in first] == [one.places for one in second]
            self.known[key] = first if is_sure else None
        made = self.known[key]
        if made is None:
            return self.phrase(slug, cell, subject, found)
        shown = [str(numbers[0]), *map(formatting.number, numbers[1:])]
        return tuple([one.fill(numbers, shown) for one in made])

    def _phrased(
        self, base: int, slug: str, cell: Answer, subject: Subject, found: Sequence[Noted]
    ) -> tuple[_Filled, ...]:
        proof, where = cell.derivation, cell.evidence
        assert proof is not None
        assert where is not None
        place = Evidence(where.file, where.sheet, (base,), 1)
        stand_ins = [base]
        values: list[Scalar] = []
        for value in proof.values:
            if type(value) is int:
                stand_ins.append(base + len(stand_ins))
            values.append(stand_ins[-1] if type(value) is int else value)
        derivation = Derivation(proof.rule, proof.columns, tuple(values), place)
        told = CoverageCell(cell.outcome, cell.outcome_class, cell.n_different, place, derivation)
        shown = [str(base), *map(formatting.number, stand_ins[1:])]
        return tuple(_Filled.of(one, stand_ins, shown) for one in self.phrase(slug, told, subject, found))
