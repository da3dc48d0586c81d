"""Rows of the matrix of which all comparisons say the same, but for names and numbers: it is told of them once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import and_, contains
from typing import cast

from drs_report.records.observations import CoverageRow, Result, Same, Shared

Numbers = Sequence[int] | Same
"""A number of each row, or one that is the same in all of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Rows that share the results of all comparisons and the sheets they stand in, and whose cells name them alone."""

    members: Sequence[int]
    """Their places among all rows, in order."""
    numbers: Mapping[str, tuple[Numbers, ...]]
    """Of each comparison: the number of the row in its sheet, then those of the cells that verify it."""


def groups(rows: Sequence[CoverageRow], kinds: Iterable[Hashable]) -> list[Group]:
    """Group what is alike; `kinds` tell apart what the answers do not, and a row of the kind None is in no group."""
    found: dict[Hashable, tuple[list[Result], list[int]]] = {}
    for number, (row, kind) in enumerate(zip(rows, kinds, strict=True)):
        results = [one.result for one in row.cells.values()]
        if kind is not None and results:
            found.setdefault((kind, *results), (results, []))[1].append(number)
    made = (_group(rows, results, members) for results, members in found.values() if len(members) > 1)
    return [group for group in made if group is not None and len(group.members) > 1]


def _group(rows: Sequence[CoverageRow], results: Iterable[Result], members: Sequence[int]) -> Group | None:
    """Return those of the rows whose cells name them alone; None where what they share does not say enough of them."""
    own, fits = [rows[number].subject.names for number in members], [True] * len(members)
    columns: dict[str, tuple[Iterable[int] | Same, ...]] = {}
    looked_at: list[tuple[object, list[int]]] = []
    for result in results:
        at = [rows[number].cells[result.compare_type].at for number in members]
        shared = Shared.of(result, at[0])
        if shared is None:
            return None
        where = shared.places
        numbers = [*map(where.numbers.__getitem__, at)]
        if None in numbers or any(len({*map(each.__getitem__, at)}) > 1 for each in (where.files, where.sheets)):
            return None
        for column in shared.names:
            if not any(column is one and at == places for one, places in looked_at):  # files may share their names
                looked_at.append((column, at))
                fits = [*map(and_, fits, map(contains, own, map(column.__getitem__, at)))]
        read = (one if isinstance(one, Same) else map(one.__getitem__, at) for one in shared.numbers)
        columns[result.compare_type] = cast("tuple[Iterable[int] | Same, ...]", (numbers, *read))
    kept = {
        slug: tuple([one if isinstance(one, Same) else [*compress(one, fits)] for one in found])
        for slug, found in columns.items()
    }
    return Group([*compress(members, fits)], kept)
