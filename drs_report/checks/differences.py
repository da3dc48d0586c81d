"""The rows that differ, as a value comparison lists them, or are to be repaired, grouped by the table they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from drs_report.checks.alike import codes, numbered
from drs_report.checks.names import table_subject
from drs_report.checks.rows import Row, text
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


def _rows_at(table: pa.Table, positions: Any) -> list[Row]:
    """Return some rows as plain values, in that order; a mask takes them out of each piece of a column by itself."""
    mask = np.zeros(table.num_rows, bool)
    mask[positions] = True
    rows = dict(zip(np.flatnonzero(mask).tolist(), table.filter(pa.array(mask)).to_pylist(), strict=True))
    return [rows[position] for position in positions.tolist()]


def listed_by_table(frame: pd.DataFrame, n_samples: int) -> dict[Subject, Listed]:
    """Return the listed rows by table, with at least one sample each; the order of the rows does not matter."""
    if not len(frame):
        return {}
    names, shown = ([name for name in some if name in frame] for some in (_NAMES, _SHOWN))
    table = pa.Table.from_pandas(frame[[*names, *shown, *_PLACE]], preserve_index=False)
    groups, places = (numbered((codes(frame[name]) for name in some), len(frame)) for some in (names, _PLACE[:2]))
    named = _rows_at(table.select(_PLACE[:2]), np.unique(places, return_index=True)[1])
    in_order = sorted(range(len(named)), key=lambda place: text(named[place]["sheet"]))
    places = np.argsort(in_order)[places]
    row_numbers = frame["row_number"].fillna(0).to_numpy(dtype=np.int64)
    kinds = frame["kind"].cat.set_categories(list(DIFF_KINDS)).cat.codes.to_numpy(dtype=np.int64)
    order = np.lexsort((row_numbers, places, groups))
    groups, places, row_numbers = groups[order], places[order], row_numbers[order]
    found = [Listed(n) for n in np.bincount(groups).tolist()]
    for number, kind in enumerate(DIFF_KINDS):
        of_kind = np.bincount(groups[kinds[order] == number], minlength=len(found)).tolist()
        for listed, n in zip(found, of_kind, strict=True):
            listed.kinds[kind] = n
    is_shown = np.arange(len(groups)) - np.searchsorted(groups, groups) < n_samples
    for group, row in zip(groups[is_shown].tolist(), _rows_at(table, order[is_shown]), strict=True):
        found[group].samples.append(row)
    runs = np.flatnonzero(np.r_[True, (groups[1:] != groups[:-1]) | (places[1:] != places[:-1])])
    for start, end in zip(runs.tolist(), [*runs[1:].tolist(), len(groups)], strict=True):
        rows = tuple(n for n in row_numbers[start : min(end, start + MAX_EVIDENCE_ROWS)].tolist() if n)
        file, sheet = map(text, named[in_order[places[start]]].values())
        found[groups[start]].evidence.append(Evidence(file, sheet, rows, end - start))
    by_table: dict[Subject, Listed] = {}
    for one in found:
        by_table.setdefault(table_subject(one.samples[0]), Listed()).add(one)
    return by_table


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
