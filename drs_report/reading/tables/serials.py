"""Serial numbers beside the rows of a list: one that is left out or comes twice tells of a row that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
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
"""``id`` of a block and column, and numbers of it that follow each other."""


def serial_gaps(parts: Iterable[Part]) -> Gaps:
    """Return where serial numbers leave something out; lists of one frame may go on counting or begin again.

    Any order is one, as of a list that was sorted.
    """
    gaps: dict[tuple[int, int], list[bool]] = {}
    for run in _runs(parts):
        there = {number for _, numbers in run for number in numbers if number is not None}
        first = min(there, default=0)
        for key, numbers in run:
            seen: set[int] = set()
            odd = gaps.setdefault(key, [])
            for number in numbers:
                is_begin = number == first and first in (0, 1)
                odd.append(number is not None and (number in seen or not (is_begin or number - 1 in there)))
                seen |= set() if number is None else {number}
    return {key: np.array(odd, dtype=bool) for key, odd in gaps.items()}


def serial_number(text: str) -> int | None:
    """The number that a cell of a serial column holds, such as ``7`` or ``7.``."""
    return parse_count(text.rstrip(".、 "))


def _restarts(part: Part, numbers: Sequence[int | None]) -> list[int]:
    """The rows of a list at which another database begins, and counting with it."""
    column = next((c for c, known in part.fit.columns.items() if known.name in ("source_db", "db")), None)
    if column is None:
        return []
    databases = part.block.typed[column].array().to_pylist()
    pairs = enumerate(pairwise(databases), start=1)
    return [at for at, (one, other) in pairs if numbers[at] in (0, 1) and other not in (None, one)]


def _runs(parts: Iterable[Part]) -> Iterator[list[_Stretch]]:
    """The serial numbers of lists that count on from each other: none of a run's numbers is in two of its lists."""
    open_runs: dict[str, tuple[list[_Stretch], set[int]]] = {}
    for part in parts:
        for m in part.block.meanings:
            if m.name != "number" or "id" in (words_in(m.heading) or ()):
                continue
            texts = part.block.plain[m.column].array().to_pylist()
            numbers = [None if text is None else serial_number(text) for text in texts]
            for begin, end in pairwise([0, *_restarts(part, numbers), len(numbers)]):
                run, met = open_runs.get(part.fit.schema.frame, ([], set()))
                if met.intersection(filter(None, numbers[begin:end])):
                    yield run
                    run, met = [], set()
                run.append(((id(part.block), m.column), numbers[begin:end]))
                met.update(number for number in numbers[begin:end] if number is not None)
                open_runs[part.fit.schema.frame] = run, met
    for run, _ in open_runs.values():
        yield run
