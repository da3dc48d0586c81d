"""Serial numbers beside the rows of a list: one that is left out or comes twice tells of a row that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import numpy as np

from drs_report.language.phrases import words_in
from drs_report.reading.tables.conversion import parse_count
from drs_report.reading.tables.frames import Part
from drs_report.reading.xlsx.columns import Mask

Gaps: TypeAlias = Mapping[tuple[int, int], Mask]
"""``id`` of a block and column of a serial number in it -> the rows before which a number is missing, or that repeat
one."""
_Stretch: TypeAlias = tuple[tuple[int, int], list[int | None]]
"""``id`` of a block and column, and its numbers."""


def serial_gaps(parts: Iterable[Part]) -> Gaps:
    """Return where serial numbers leave something out; lists of one frame may go on counting or begin again.

    Any order is one, as of a list that was sorted.
    """
    gaps: dict[tuple[int, int], Mask] = {}
    for run in _runs(parts):
        there = {number for _, numbers in run for number in numbers if number is not None}
        may_follow = {number + 1 for number in there} | {min(there, default=0)} & {0, 1}
        for key, numbers in run:
            first = {number: at for at, number in reversed([*enumerate(numbers)]) if number in may_follow}
            is_odd = (number is not None and first.get(number) != at for at, number in enumerate(numbers))
            gaps[key] = np.fromiter(is_odd, dtype=bool, count=len(numbers))
    return gaps


def serial_number(text: str) -> int | None:
    """The number that a cell of a serial column holds, such as ``7`` or ``7.``."""
    return parse_count(text.rstrip(".、 "))


def _runs(parts: Iterable[Part]) -> Iterator[list[_Stretch]]:
    """The serial numbers of lists that count on from each other: none of a run's numbers is in two of its lists."""
    open_runs: dict[str, tuple[list[_Stretch], set[int]]] = {}
    for part in parts:
        for m in part.block.meanings:
            if m.name != "number" or "id" in (words_in(m.heading) or ()):
                continue
            texts = part.block.plain[m.column].array().to_pylist()
            numbers = [None if text is None else serial_number(text) for text in texts]
            run, met = open_runs.get(part.fit.schema.frame, ([], set()))
            if met.intersection(filter(None, numbers)):
                yield run
                run, met = [], set()
            run.append(((id(part.block), m.column), numbers))
            met.update(filter(None, numbers))
            open_runs[part.fit.schema.frame] = run, met
    for run, _ in open_runs.values():
        yield run
