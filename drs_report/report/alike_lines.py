"""Lines that differ in numbers alone are phrased once: 20,000 tables that are equal everywhere say the same of each.

The phrase is made with numbers that stand in for a line's own, and each line is filled in from it. What decides how a
line reads beside its numbers is part of what the phrase is kept under.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from drs_report.language import formatting
from drs_report.records.alike import Alike, Blank, BlankLine, Form
from drs_report.records.document import Cell, Table
from drs_report.records.judgement import Evidence, Scalar, Subject
from drs_report.records.observations import NAMES, Observation
from drs_report.report.material import Noted

Phrase = Callable[[str, Observation, Subject, Sequence[Noted]], tuple[Cell, ...]]
"""Writes the cells of a line: what a comparison says of a table, with the findings about it."""
_Told = tuple[str, Observation]

_STAND_INS = (918_273_645_000_000, 645_918_273_000_000)
"""From here on numbers stand in for others: twice, so that a text which holds one of them by itself shows itself."""

_OWN = object()
"""Stands for a name that is the table's own."""


def _shown(numbers: Sequence[int]) -> list[str]:
    """Write the number of a row, and the numbers of its cells."""
    return [str(numbers[0]), *map(formatting.number, numbers[1:])]


def _blank(cell: Cell, stand_ins: Sequence[int], shown: Sequence[str]) -> Blank:
    """Find the numbers that stand in, which are `shown` so, in a phrased cell."""
    pieces = re.split(f"({'|'.join(map(re.escape, shown))})", cell.text)
    value = stand_ins.index(cell.value) if isinstance(cell.value, int) and cell.value in stand_ins else None
    return Blank(tuple(pieces[::2]), tuple(shown.index(piece) for piece in pieces[1::2]), value, cell)


@dataclass(frozen=True, slots=True)
class AlikeLines:
    """Phrases lines, those that are alike but for their numbers once."""

    phrase: Phrase
    known: dict[tuple[object, ...], tuple[Blank, ...] | None] = field(default_factory=dict)
    """None for lines that are phrased each by itself."""
    forms: dict[tuple[int, ...], Form] = field(default_factory=dict)
    """By the identities of the lines in `known`, which live as long."""

    def cells(self, slug: str, cell: Observation, subject: Subject, found: Sequence[Noted]) -> tuple[Cell, ...]:
        """Return the cells of the line that tells what one comparison says of a table."""
        line = None if found else self._line(slug, cell, subject)  # what findings say is each one's own
        if line is None:
            return self.phrase(slug, cell, subject, found)
        blanks, numbers = line
        shown = _shown(numbers)
        return tuple([blank.fill(numbers, shown) for blank in blanks])

    def table(self, empty: Table, anchor: str, told: Sequence[_Told], subject: Subject) -> Alike | None:
        """Return the lines of all comparisons of a table that has no findings, as one of those like it.

        `empty` is their table without lines, and `told` what each comparison says. None where a line is to be phrased
        by itself.
        """
        made: list[tuple[Blank, ...]] = []
        numbers: list[int] = []
        widths: list[int] = []
        for slug, cell in told:
            line = self._line(slug, cell, subject)
            if line is None or min(line[1]) < 0:  # below zero a number has a sign of its own
                return None
            made.append(line[0])
            numbers += line[1]
            widths.append(len(line[1]))
        key = tuple(map(id, made))
        form = self.forms.get(key)
        if form is None:
            ends = [f"-{slug}" for slug, _ in told]
            form = self.forms[key] = _form(empty, made, widths, ends)
        return Alike(form, anchor, tuple(numbers))

    def _line(self, slug: str, cell: Observation, subject: Subject) -> tuple[tuple[Blank, ...], list[int]] | None:
        """Return the cells with places for numbers, and the numbers; None for a line to be phrased by itself."""
        proof, where = cell.derivation, cell.evidence
        if proof is None or where is None or where.n_rows != 1 or len(where.rows) != 1:
            return None
        own = subject.names
        numbers = [where.rows[0]]
        beside: list[object] = []
        for name, value in zip(proof.columns, proof.values, strict=True):
            if type(value) is int:
                numbers.append(value)
                beside.append(int)
            else:
                beside.append(_OWN if name in NAMES and value in own else value)
        key = (slug, cell.outcome, cell.outcome_class, cell.n_different, proof.rule, proof.columns)
        known = (*key, where.file, where.sheet, *beside)
        if known not in self.known:
            first, second = (self._phrased(base, slug, cell, subject) for base in _STAND_INS)
            is_sure = [one.places for one in first] == [one.places for one in second]
            self.known[known] = first if is_sure else None
        blanks = self.known[known]
        return None if blanks is None else (blanks, numbers)

    def _phrased(self, base: int, slug: str, cell: Observation, subject: Subject) -> tuple[Blank, ...]:
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
        told = Observation(subject, replace(cell.result, places=(place,), cells=tuple((value,) for value in values)))
        shown = _shown(stand_ins)
        return tuple(_blank(one, stand_ins, shown) for one in self.phrase(slug, told, subject, ()))


def _form(empty: Table, made: Sequence[tuple[Blank, ...]], widths: Sequence[int], ends: Sequence[str]) -> Form:
    """Join lines to a table; each has its numbers behind those of the lines before it, the row's number first."""
    lines = []
    is_grouped: list[bool] = []
    for blanks, width, end in zip(made, widths, ends, strict=True):
        shifted = tuple(blank.behind(len(is_grouped)) for blank in blanks)
        lines.append(BlankLine(shifted, end, blanks[1].like.state))
        is_grouped += [False, *[True] * (width - 1)]
    return Form(empty, tuple(lines), tuple(is_grouped))
