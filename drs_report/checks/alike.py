"""Rows that no rule of a row can tell apart, so that one of them is judged for all.

Two rows are alike where they differ in names, places and times alone, and in how large their numbers are, but not in
which number is larger, equal, zero or blank: a rule that finds nothing wrong looks at no more. What is found of a row
that something is wrong with is told with its own numbers; such a row is judged by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from drs_report.checks.names import may_say_none
from drs_report.checks.read_as import blocks_of_frame
from drs_report.checks.results import for_all
from drs_report.checks.rows import Row, columns_of, is_blank, rows_at, says
from drs_report.comparisons import by_slug
from drs_report.reading.dataset import Dataset
from drs_report.records.columns import Kind
from drs_report.records.judgement import Subject
from drs_report.records.observations import Observation, Result

_BLANK = -1000


@dataclass(frozen=True, slots=True)
class Judged:
    """What a row comes down to."""

    result: Result
    names: tuple[str, ...]
    """Codes of its findings, without the area."""
    facts: Mapping[str, Any]
    """Its cells, and what else its findings state."""
    n: int = 1
    """How many of its rows differ, at least."""


@dataclass(frozen=True, slots=True)
class Alike:
    """The groups of a frame's rows."""

    groups: NDArray[np.int64]
    """The number of each row's group."""
    first: tuple[Row, ...]
    """The first row of each group."""
    is_own: NDArray[np.bool_]
    """Rows that something of their own is known of: a word that nobody knows, or one for nothing in place of a name."""

    @classmethod
    def of(cls, dataset: Dataset, name: str, frame: pd.DataFrame) -> Alike:
        """Group the rows of `frame`, which are of the frame called `name`.

        Of names and times only whether they are blank counts, of counts how they compare with each other, of columns
        that no verdict hangs on nothing, and of any other column its values.
        """
        schema = next(one for one in by_slug(dataset.compare_type).tables if one.frame == name)
        counts = [column.name for column in schema.columns if column.kind is Kind.COUNT]
        blocks, is_own = _blocks(dataset, name, frame)
        columns: list[NDArray[Any]] = [blocks, *_ranks(frame, [*counts, "not_understood"])]
        for column in schema.columns:
            if column.kind is Kind.TIME:
                columns.append(is_blank(columns_of(frame)[column.name]))
            elif column.is_judged and column.kind is not Kind.COUNT:
                cells = columns_of(frame)[column.name]
                columns.append(is_blank(cells) if column.may_vary else codes(cells))
                is_own |= may_say_none(cells) if column.is_name else False
        groups = numbered(columns, len(frame))
        _, first = np.unique(groups, return_index=True)
        return cls(groups, tuple(rows_at(frame, first.tolist())), is_own)

    def judge(
        self,
        frame: pd.DataFrame,
        subjects: Sequence[Subject | None],
        judge: Callable[[Row, int | None], Judged],
        has_more: Sequence[bool],
    ) -> tuple[list[Observation], dict[int, Judged]]:
        """Return what the rows say of their subjects, where they have one, and by number what those by themselves do.

        Of rows that are alike the first is judged for all, without its number, unless something is wrong with it or
        more is known of one (`by_itself`): then each is judged by itself.
        """
        shared = [judge(row, None) for row in self.first]
        by_itself = self.by_itself([bool(one.result.rule) for one in shared], has_more)
        own = {n: judge(row, n) for n, row in zip(by_itself, rows_at(frame, by_itself), strict=True)}
        results = for_all((one.result for one in shared), frame)
        found = zip(subjects, map(results.__getitem__, self.groups.tolist()), strict=True)
        return [
            Observation(subject, own[n].result) if n in own else Observation(subject, result, n)
            for n, (subject, result) in enumerate(found)
            if subject is not None
        ], own

    def by_itself(self, is_sound: Sequence[bool], has_more: Sequence[bool]) -> list[int]:
        """Return the rows to judge by themselves.

        `is_sound` says of each group whether its first row is, `has_more` of each row whether the file says more of it
        elsewhere.
        """
        if not len(self.groups):
            return []
        alone = ~np.array(is_sound)[self.groups] | self.is_own | np.array(has_more)
        return [*map(int, np.flatnonzero(alone))]


def numbered(columns: Iterable[NDArray[Any]], n_rows: int) -> NDArray[np.int64]:
    """Number the rows by their values in all of `columns`, from 0 without gaps, in the order they are met."""
    found = np.zeros(n_rows, dtype=np.int64)
    for column in columns:
        if (column != column[:1]).any():
            codes, values = pd.factorize(column)
            found = pd.factorize(found * len(values) + codes)[0].astype(np.int64)
    return found


def codes(column: pd.Series[Any]) -> NDArray[Any]:
    """Number the cells by their values; a long column's texts are never put into one piece."""
    if isinstance(column.array, pd.Categorical):
        return np.asarray(column.array.codes)
    return np.asarray(pd.factorize(column.array)[0])


def _ranks(frame: pd.DataFrame, names: Sequence[str]) -> list[NDArray[np.int64]]:
    """Return each count's place among those of its row: 0 for zero, above and below it in steps; blanks are apart."""
    filled = [columns_of(frame)[name] for name in names if says(frame, name)]
    if not filled:
        return []
    blank = np.column_stack([is_blank(column) for column in filled])
    counts = [column.to_numpy(dtype=np.int64, na_value=0) for column in filled]
    matrix = np.column_stack([np.zeros(len(frame), dtype=np.int64), *counts])
    order = np.argsort(matrix, axis=1)
    ordered = np.take_along_axis(matrix, order, axis=1)
    steps = np.zeros_like(matrix)
    np.cumsum(ordered[:, 1:] != ordered[:, :-1], axis=1, out=steps[:, 1:])
    ranks = np.empty_like(matrix)
    np.put_along_axis(ranks, order, steps, axis=1)
    ranks -= ranks[:, :1].copy()
    ranks = ranks[:, 1:]
    ranks[blank] = _BLANK
    return [*ranks.T]


def _blocks(dataset: Dataset, name: str, frame: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Number the recognised block that each row stands in, and mark the rows with a word that nobody knows."""
    numbers = columns_of(frame)["row_number"].to_numpy(dtype=np.int64, na_value=-1)
    found, is_own = np.full(len(frame), -1, dtype=np.int64), np.zeros(len(frame), dtype=bool)
    n_before = 0
    for sheet, blocks in blocks_of_frame(dataset, name).items():
        here = (columns_of(frame)["sheet"].array == sheet).to_numpy(dtype=bool, na_value=False)
        starts = [block.first_row for block in blocks]
        if starts != sorted(starts):  # two sheets of one name
            is_own |= here
        at = np.maximum(np.searchsorted(starts, numbers[here], side="right") - 1, 0)
        found[here] = n_before + at
        n_before += len(blocks)
        met = [number for block in blocks for word in block.unknown_words for number in word.rows]
        is_own |= here & np.isin(numbers, met)
    return found, is_own
