"""The differing rows that a value comparison lists, grouped by the table they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from drs_report.checks.rows import Row, plain_rows, table_subject, text
from drs_report.comparisons.columns import TABLE_NAMES
from drs_report.language.vocabulary import DIFF_KINDS
from drs_report.records.judgement import MAX_EVIDENCE_ROWS, Evidence, Fact, Subject

__all__ = ["MAX_SAMPLES", "Listed", "assign", "listed_by_table", "samples"]

MAX_SAMPLES = 10
"""Differing rows shown with a finding; the true number stands beside them."""

_NAMES = tuple(column.name for column in TABLE_NAMES)
_SHOWN = ("kind", "source_key", "target_key", "source_sql", "target_sql")


@dataclass(slots=True)
class Listed:
    """The differing rows that the file lists for one table."""

    n: int = 0
    kinds: dict[str, int] = field(default_factory=lambda: dict.fromkeys(DIFF_KINDS, 0))
    evidence: list[Evidence] = field(default_factory=list)
    samples: list[Row] = field(default_factory=list)

    def add(self, other: Listed) -> None:
        """Take in rows that name the same table in other words."""
        self.n += other.n
        for kind, n in other.kinds.items():
            self.kinds[kind] += n
        self.evidence = list(_sorted(self.evidence, other.evidence))
        self.samples = sorted(self.samples + other.samples, key=_place)[:MAX_SAMPLES]


def _place(row: Mapping[str, Any]) -> tuple[str, str, int]:
    return text(row["source_file"]), text(row["sheet"]), row["row_number"] or 0


def _group_numbers(frame: pd.DataFrame) -> Any:
    """Number the rows by the table they name."""
    return frame.groupby(list(_NAMES), dropna=False, sort=False, observed=True).ngroup().to_numpy(dtype=np.int64)


def listed_by_table(frame: pd.DataFrame, n_samples: int) -> dict[Subject, Listed]:
    """Return the listed differences by table, with at least one sample each; the order of the rows does not matter."""
    if not len(frame):
        return {}
    groups = _group_numbers(frame)
    places = frame.groupby(["source_file", "sheet"], dropna=False, sort=True, observed=True).ngroup().to_numpy()
    row_numbers = frame["row_number"].fillna(0).to_numpy(dtype=np.int64)
    kinds = frame["kind"].cat.set_categories(list(DIFF_KINDS)).cat.codes.to_numpy(dtype=np.int64)
    order = np.lexsort((row_numbers, places, groups))
    groups, places, row_numbers = groups[order], places[order], row_numbers[order]
    n_groups = int(groups[-1]) + 1
    first_of = np.searchsorted(groups, np.arange(n_groups))
    by_kind = np.bincount(groups * (len(DIFF_KINDS) + 1) + kinds[order] + 1, minlength=n_groups * (len(DIFF_KINDS) + 1))
    by_kind = by_kind.reshape(n_groups, len(DIFF_KINDS) + 1)[:, 1:]
    sizes = np.bincount(groups, minlength=n_groups)
    rank = np.arange(len(groups)) - first_of[groups]
    sampled = order[rank < n_samples]
    samples: list[list[Row]] = [[] for _ in range(n_groups)]
    columns = [*_NAMES, *_SHOWN, "source_file", "sheet", "row_number"]
    for group, row in zip(groups[rank < n_samples].tolist(), plain_rows(frame[columns].iloc[sampled]), strict=True):
        samples[group].append(row)
    runs = np.flatnonzero(np.r_[True, (groups[1:] != groups[:-1]) | (places[1:] != places[:-1])])
    ends = np.r_[runs[1:], len(groups)]
    heads = plain_rows(frame[["source_file", "sheet"]].iloc[order[runs]])
    evidence: list[list[Evidence]] = [[] for _ in range(n_groups)]
    for start, end, head in zip(runs.tolist(), ends.tolist(), heads, strict=True):
        rows = tuple(n for n in row_numbers[start : min(end, start + MAX_EVIDENCE_ROWS)].tolist() if n)
        entry = Evidence(text(head["source_file"]), text(head["sheet"]), rows, end - start)
        evidence[int(groups[start])].append(entry)
    found: dict[Subject, Listed] = {}
    for group in range(n_groups):
        subject = table_subject(samples[group][0])
        listed = Listed(
            int(sizes[group]),
            dict(zip(DIFF_KINDS, by_kind[group].tolist(), strict=True)),
            evidence[group],
            samples[group],
        )
        found.setdefault(subject, Listed()).add(listed)
    return found


def assign(listed: dict[Subject, Listed], tables: list[Subject]) -> tuple[dict[Subject, Listed], dict[Subject, Listed]]:
    """Give each table of the list its differing rows; what fits no table comes back as the second mapping.

    A list of differences may lack the database or the target's names: the table's name then decides, where only one
    table bears it.
    """
    by_key: dict[tuple[str, ...], set[Subject]] = {}
    by_name: dict[str, set[Subject]] = {}
    known = set(tables)
    for table in known if not known.issuperset(listed) else ():
        by_key.setdefault(table.key, set()).add(table)
        by_name.setdefault(table.key[2], set()).add(table)
    assigned: dict[Subject, Listed] = {}
    rest: dict[Subject, Listed] = {}
    for subject in sorted(listed):
        fitting = {subject} if subject in known else by_key.get(subject.key, set())
        if not fitting and not subject.key[0]:
            fitting = by_name.get(subject.key[2], set())
            fitting = fitting if len(fitting) == 1 else set()
        for table in fitting:
            assigned.setdefault(table, Listed()).add(listed[subject])
        if not fitting:
            rest.setdefault(subject, Listed()).add(listed[subject])
    return assigned, rest


def _sorted(*parts: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted((entry for part in parts for entry in part), key=lambda e: (e.file, e.sheet, e.rows)))


def samples(listed: Listed) -> tuple[tuple[Fact, ...], ...]:
    """Return the rows to show with a finding, as facts."""
    return tuple(tuple(Fact(name, row[name]) for name in _SHOWN) for row in listed.samples)
