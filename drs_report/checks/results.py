"""What rows come down to: their results with what verifies them, and findings with where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, TypeAlias

import pandas as pd

from drs_report.checks.rows import Row, columns_of, plain_values, text
from drs_report.comparisons import by_slug
from drs_report.findings.registry import make_finding, order_of
from drs_report.language.vocabulary import outcome_class
from drs_report.reading.dataset import Dataset
from drs_report.records.grouping import grouped
from drs_report.records.judgement import MAX_EVIDENCE_ROWS, Evidence, Fact, Finding, OutcomeClass, Subject
from drs_report.records.observations import Observation, Places, Result, Same

Examined: TypeAlias = tuple[list[Observation], list[Finding]]
"""What one file says: an observation per table it speaks of, whatever its outcome, and what is wrong with it."""

MISSING_IN_TARGET = frozenset({"target_missing", "target_table_missing", "target_db_missing"})


@lru_cache(maxsize=256)
def class_of(word: str | None) -> OutcomeClass:
    """Return what an outcome is worth; a blank result cell is not verified."""
    return outcome_class(word) if word else OutcomeClass.NOT_VERIFIED


def is_unfinished(row: Row) -> bool:
    """Whether a row says by a word, its progress or its shards that it has not come to its end."""
    done, shards = row.get("completed_shards"), row.get("total_shards")
    return (
        row["full_status"] not in (None, "completed")
        or (row["progress"] is not None and row["progress"] < 100)
        or (done is not None and shards is not None and done < shards)
    )


def evidence_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """Return one entry per file and sheet, with the first row numbers and their true total."""
    places = ((text(row.get("source_file")), text(row.get("sheet")), row.get("row_number")) for row in rows)
    return _joined(Evidence(file, sheet, () if n is None else (int(n),), n is not None) for file, sheet, n in places)


def _joined(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Put together what different places of a sheet show."""
    sheets = grouped(((one.file, one.sheet), one) for one in {*evidence})
    return tuple(
        Evidence(
            *at,
            tuple(sorted({n for one in found for n in one.rows})[:MAX_EVIDENCE_ROWS]),
            sum(one.n_rows for one in found),
        )
        for at, found in sorted(sheets.items())
    )


def result_of(
    row: Row, compare_type: str, outcome: str, standing: OutcomeClass, n_different: int | None = None
) -> Result:
    """Return what one row comes down to; what verifies it is every cell of it that a verdict hangs on."""
    places = evidence_of([row])
    if standing is not OutcomeClass.VERIFIED:
        return Result(compare_type, outcome, standing, n_different, places)
    names = tuple(name for name in _judged(compare_type) if row.get(name) is not None)
    cells = tuple((row[name],) for name in names)
    rule = by_slug(compare_type).verified_as
    return Result(compare_type, outcome, standing, n_different, places, rule, names, cells)


def for_all(results: Iterable[Result], frame: pd.DataFrame) -> list[Result]:
    """Return each result of a single row as one of every row of `frame`: some of them are alike, and share it."""
    found = list(results)
    places = Places(*(plain_values(columns_of(frame)[name]) for name in ("source_file", "sheet", "row_number")))
    read = dict.fromkeys(name for one in found for name in one.columns if _judged(one.compare_type)[name])
    own = {name: plain_values(columns_of(frame)[name]) for name in read}
    return [
        replace(
            one,
            places=places,
            cells=tuple([own.get(n, Same(v[0])) for n, v in zip(one.columns, one.cells, strict=True)]),
        )
        for one in found
    ]


@cache
def _judged(compare_type: str) -> Mapping[str, bool]:
    """Return the columns that a verdict hangs on, and of each whether rows that are alike may differ in it."""
    columns = (column for schema in by_slug(compare_type).tables for column in schema.columns)
    return {column.name: column.may_vary for column in columns if column.is_judged and not column.derived}


def finding_in(
    dataset: Dataset,
    name: str,
    facts: Mapping[str, Any],
    subject: Subject | None = None,
    *,
    outcome: str = "",
    n: int = 1,
    evidence: Iterable[Evidence | None] | None = None,
    samples: tuple[tuple[Fact, ...], ...] = (),
) -> Finding:
    """Return a finding about `subject`, or about the file as a whole."""
    about, kind = subject or dataset.origin.name, dataset.compare_type
    return make_finding(name, about, facts, compare_type=kind, outcome=outcome, n=n, evidence=evidence, samples=samples)


def listed_again(
    dataset: Dataset, listed: Mapping[Subject, Sequence[Row]], said: Sequence[str] = ()
) -> Iterator[Finding]:
    """Name what stands in a list more than once: a row may be another's; `said` are the columns that must agree."""
    for subject, rows in listed.items():
        if len(rows) > 1:
            contradicts = len({tuple(row[column] for column in said) for row in rows}) > 1
            name, n = "integrity.duplicate-contradicts" if contradicts else "integrity.duplicate-table", len(rows)
            yield finding_in(dataset, name, {"n_rows": n}, subject, n=n, evidence=evidence_of(rows))


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings in the order of the codes and then of the names, each once."""
    groups = grouped((order_of(f), f) for f in findings)
    ordered: list[Finding] = []
    for key in sorted(groups):
        group = groups[key]
        ordered += group if len(group) == 1 else sorted(set(group), key=repr)
    return ordered


def collect(findings: Iterable[Finding]) -> list[Finding]:
    """Return one finding per code and subject, in order.

    Where a subject is listed several times, the entry with the largest `n` speaks and the evidence of all is kept.
    """
    groups = grouped((order_of(f), f) for f in findings).values()
    return in_order(group[0] if len(group) == 1 else _merged(group) for group in groups)


def _merged(group: list[Finding]) -> Finding:
    largest = max(group, key=lambda f: (f.n, repr((f.outcome, f.facts))))
    return replace(largest, evidence=_joined(e for finding in group for e in finding.evidence))
