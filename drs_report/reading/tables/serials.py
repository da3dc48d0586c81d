"""Serial numbers beside the rows of a list: one that is left out or comes twice tells of a row that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import numpy as np

from drs_report.language.phrases import words_in
from drs_report.reading.tables.conversion import parse_count
from drs_report.reading.tables.frames import Part

__all__ = ["Gaps", "serial_gaps"]

Gaps: TypeAlias = Mapping[tuple[int, int], np.ndarray[tuple[int], np.dtype[np.bool_]]]
"""``id`` of a block and column of a serial number in it -> the rows before which a number is missing, or that repeat
one."""
_Column: TypeAlias = tuple[tuple[int, int], list[int | None]]


def serial_gaps(parts: Iterable[Part]) -> Gaps:
    """Return where serial numbers leave something out; lists of one frame may go on counting or begin again.

    Any order is one, as of a list that was sorted.
    """
    gaps: dict[tuple[int, int], np.ndarray[tuple[int], np.dtype[np.bool_]]] = {}
    for run in _runs(parts):
        there = {number for _, numbers in run for number in numbers if number is not None}
        first = min(there, default=0)
        for key, numbers in run:
            seen: set[int] = set()
            odd = np.zeros(len(numbers), dtype=bool)
            for at, number in enumerate(numbers):
                is_begin = number == first and first in (0, 1)
                odd[at] = number is not None and (number in seen or not (is_begin or number - 1 in there))
                seen |= set() if number is None else {number}
            gaps[key] = odd
    return gaps


def _runs(parts: Iterable[Part]) -> Iterator[list[_Column]]:
    """The serial numbers of lists that count on from each other: none of a run's numbers is in two of its lists."""
    open_runs: dict[str, tuple[list[_Column], set[int]]] = {}
    for part in parts:
        for m in part.block.meanings:
            if m.name != "number" or "index_no" not in (words_in(m.heading) or ()) or not part.block.n_rows:
                continue
            texts = part.block.plain[m.column].array().to_pylist()
            numbers = [None if text is None else parse_count(text) for text in texts]
            run, met = open_runs.get(part.fit.schema.frame, ([], set()))
            if met.intersection(filter(None, numbers)):
                yield run
                run, met = [], set()
            run.append(((id(part.block), m.column), numbers))
            met.update(number for number in numbers if number is not None)
            open_runs[part.fit.schema.frame] = run, met
    for run, _ in open_runs.values():
        yield run
