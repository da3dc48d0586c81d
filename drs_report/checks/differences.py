"""The rows that differ, as a value comparison lists them, or are to be repaired, grouped by the table they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from drs_report.checks.rows import Row, table_subject, text
from drs_report.comparisons.data import TABLE_NAMES
from drs_report.language.vocabulary import DIFF_KINDS
from drs_report.records.grouping import grouped
from drs_report.records.judgement import MAX_EVIDENCE_ROWS, Evidence, Fact, Subject

MAX_SAMPLES = 10
"""Differing rows shown with a finding; the true number stands beside them."""

_NAMES = tuple(column.name for column in TABLE_NAMES)
_PLACE = ("source_file", "sheet", "row_number")
_SHOWN = ("kind", "source_key", "target_key", "source_sql", "target_sql")


@dataclass(slots=True)
class Listed:
    """The rows that the file lists for one table."""

    n: int = 0
    kinds: dict[str, int] = field(default_factory=lambda: dict.fromkeys(DIFF_KINDS, 0))
    evidence: list[Evidence] = field(default_factory=list)
    samples: list[Row] = field(default_factory=list)

    def add(self, other: Listed) -> None:
        """Take in rows that name the same table in other words."""
        self.n += other.n
        for kind, n in other.kinds.items():
            self.kinds[kind] += n
        self.evidence = sorted([*self.evidence, *other.evidence], key=lambda e: (e.file, e.sheet, e.rows))
        self.samples = sorted(self.samples + other.samples, key=_place)[:MAX_SAMPLES]


def _place(row: Mapping[str, Any]) -> tuple[str, int]:
    return text(row["sheet"]), row["row_number"] or 0


def _numbers(table: pa.Table, names: Iterable[str]) -> tuple[Any, int]:
    """Number the rows by what some columns say, from 0 in the order of appearance; and say how many numbers there are.

    A list may be as long as a sheet: the texts of a column are never put into one piece.
    """
    numbers, n_numbers = np.zeros(table.num_rows, np.int64), 1
    for name in names:
        said = pc.dictionary_encode(table[name], null_encoding="encode")
        n_said = len(said.chunk(0).dictionary)
        if n_said > 1:
            codes = np.concatenate([chunk.indices.to_numpy() for chunk in said.chunks])
            numbers, distinct = pd.factorize(numbers * n_said + codes)
            n_numbers = len(distinct)
    return numbers, n_numbers


def _rows_at(table: pa.Table, positions: Any) -> list[Row]:
    """Return some rows as plain values; Arrow's own way would first put all of each column into one piece."""
    rows: list[Row] = [{}] * len(positions)
    order = np.argsort(positions, kind="stable")
    start = begin = 0
    for batch in table.to_batches():
        end = int(np.searchsorted(positions, start + len(batch), sorter=order))
        here = order[begin:end]
        for place, row in zip(here.tolist(), batch.take(pa.array(positions[here] - start)).to_pylist(), strict=True):
            rows[place] = row
        start, begin = start + len(batch), end
    return rows


def listed_by_table(frame: pd.DataFrame, n_samples: int) -> dict[Subject, Listed]:
    """Return the listed rows by table, with at least one sample each; the order of the rows does not matter."""
    if not len(frame):
        return {}
    names, shown = ([name for name in some if name in frame] for some in (_NAMES, _SHOWN))
    table = pa.Table.from_pandas(frame[[*names, *shown, *_PLACE]], preserve_index=False)
    groups, n_groups = _numbers(table, names)
    places, n_places = _numbers(table, _PLACE[:2])
    named = _rows_at(table.select(_PLACE[:2]), np.unique(places, return_index=True)[1])
    in_order = sorted(range(n_places), key=lambda place: text(named[place]["sheet"]))
    places = np.argsort(in_order)[places]
    row_numbers = frame["row_number"].fillna(0).to_numpy(dtype=np.int64)
    kinds = frame["kind"].cat.set_categories(list(DIFF_KINDS)).cat.codes.to_numpy(dtype=np.int64)
    order = np.lexsort((row_numbers, places, groups))
    groups, places, row_numbers = groups[order], places[order], row_numbers[order]
    first_of = np.searchsorted(groups, np.arange(n_groups))
    by_kind = np.bincount(groups * (len(DIFF_KINDS) + 1) + kinds[order] + 1, minlength=n_groups * (len(DIFF_KINDS) + 1))
    by_kind = by_kind.reshape(n_groups, len(DIFF_KINDS) + 1)[:, 1:]
    found = [
        Listed(n, dict(zip(DIFF_KINDS, counts, strict=True)))
        for n, counts in zip(np.bincount(groups, minlength=n_groups).tolist(), by_kind.tolist(), strict=True)
    ]
    is_shown = np.arange(len(groups)) - first_of[groups] < n_samples
    for group, row in zip(groups[is_shown].tolist(), _rows_at(table, order[is_shown]), strict=True):
        found[group].samples.append(row)
    runs = np.flatnonzero(np.r_[True, (groups[1:] != groups[:-1]) | (places[1:] != places[:-1])])
    for start, end in zip(runs.tolist(), [*runs[1:].tolist(), len(groups)], strict=True):
        rows = tuple(n for n in row_numbers[start : min(end, start + MAX_EVIDENCE_ROWS)].tolist() if n)
        file, sheet = map(text, named[in_order[places[start]]].values())
        found[groups[start]].evidence.append(Evidence(file, sheet, rows, end - start))
    listed: dict[Subject, Listed] = {}
    for one in found:
        listed.setdefault(table_subject(one.samples[0]), Listed()).add(one)
    return listed


def assign(listed: dict[Subject, Listed], tables: list[Subject]) -> tuple[dict[Subject, Listed], dict[Subject, Listed]]:
    """Give each table of the list its differing rows; what fits no table comes back as the second mapping.

    A list of differences may lack the database or the target's names: the table's name then decides, where only one
    table bears it.
    """
    known = set(tables)
    others = () if known.issuperset(listed) else known
    by_key = grouped((table.key, table) for table in others)
    by_name = grouped((table.key[2], table) for table in others)
    assigned: dict[Subject, Listed] = {}
    rest: dict[Subject, Listed] = {}
    for subject in sorted(listed):
        fitting = [subject] if subject in known else by_key.get(subject.key, [])
        if not fitting and not subject.key[0]:
            fitting = by_name.get(subject.key[2], [])
            fitting = fitting if len(fitting) == 1 else []
        for table in fitting:
            assigned.setdefault(table, Listed()).add(listed[subject])
        if not fitting:
            rest.setdefault(subject, Listed()).add(listed[subject])
    return assigned, rest


def samples(listed: Listed) -> tuple[tuple[Fact, ...], ...]:
    """Return the rows to show with a finding, as facts."""
    return tuple(tuple(Fact(name, row[name]) for name in _SHOWN) for row in listed.samples)
