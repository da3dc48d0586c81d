"""Data repair: which rows DRS repaired, or prepared SQL for. It proves nothing until the table is compared again."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from drs_report.codes import make_finding
from drs_report.compare_types._rows import (
    Row,
    collect,
    evidence_of,
    plain_rows,
    plain_values,
    table_subject,
    text,
)
from drs_report.compare_types.base import CompareType
from drs_report.dataset import Dataset
from drs_report.model import MAX_EVIDENCE_ROWS, Evidence, Finding, Level, Observation, OutcomeClass, Proof, Subject
from drs_report.schema import Column, Kind, TableSchema

__all__ = ["COMPARE_TYPE"]

TABLES = TableSchema(
    frame="tables",
    doc="One row per repaired table.",
    columns=(
        Column("db", Kind.TEXT, "Database name."),
        Column("schema", Kind.TEXT, "Schema name."),
        Column("table", Kind.TEXT, "Table name."),
        Column("total_rows", Kind.COUNT, "Rows to repair."),
        Column("completed_rows", Kind.COUNT, "Rows done."),
        Column("filtered_rows", Kind.COUNT, "Rows left out by a filter."),
        Column("repaired_rows", Kind.COUNT, "Rows repaired."),
        Column("failed_rows", Kind.COUNT, "Rows whose repair failed."),
        Column("repair_status", Kind.TEXT, "As the file says; its vocabulary is unknown."),
        Column("started_at", Kind.TIME, "When the repair of the table began."),
        Column("updated_at", Kind.TIME, "When it was last updated."),
    ),
    needs=(
        frozenset({"table"}),
        frozenset({"total_rows", "completed_rows", "filtered_rows", "repaired_rows", "failed_rows", "repair_status"}),
    ),
    excludes=frozenset({"repair_sql"}),
)

STATEMENTS = TableSchema(
    frame="statements",
    doc="One row per repair statement.",
    columns=(
        Column("db", Kind.TEXT, "Database name."),
        Column("schema", Kind.TEXT, "Schema name."),
        Column("table", Kind.TEXT, "Table name."),
        Column("source_key", Kind.TEXT, "Key values in the source; null where the row is missing there."),
        Column("target_key", Kind.TEXT, "Key values in the target; null where the row is missing there."),
        Column(
            "kind",
            Kind.REPAIR_KIND,
            "insert where the target lacks the row, delete where the source lacks it, update where both have it "
            "(inferred).",
            derived=True,
        ),
        Column("repair_sql", Kind.TEXT, "The repair statement. Never run by this package."),
        Column("repair_sql_state", Kind.TEXT, "As the file says; its vocabulary is unknown."),
    ),
    needs=(frozenset({"repair_sql", "repair_sql_state"}),),
)


@dataclass(frozen=True, slots=True)
class _Table:
    """Every row of the file that speaks of one table."""

    progress: tuple[Row, ...]
    n_statements: int
    evidence: tuple[Evidence, ...]


def _subject(row: Row) -> Subject:
    """Return the repaired table, named as in the source; whether the file means source or target names is unknown."""
    return table_subject({"source_db": row["db"], "source_schema": row["schema"], "source_table": row["table"]})


def _repaired(dataset: Dataset) -> list[tuple[Subject, _Table]]:
    """Return what was repaired, in name order; rows without a table's name are the file's."""
    file = Subject(Level.FILE, source_name=dataset.origin.name)
    return [(subject if subject.source_name else file, table) for subject, table in sorted(_tables(dataset).items())]


def _tables(dataset: Dataset) -> dict[Subject, _Table]:
    progress: dict[Subject, list[Row]] = {}
    for row in plain_rows(dataset.frames["tables"]):
        progress.setdefault(_subject(row), []).append(row)
    found = {subject: _Table(tuple(rows), 0, evidence_of(rows)) for subject, rows in progress.items()}
    statements = dataset.frames["statements"]
    names = ["db", "schema", "table"]
    for _, rows in statements.groupby(names, dropna=False, sort=False, observed=True):
        first = plain_rows(rows.iloc[:1])[0]
        subject = _subject(first)
        known = found.get(subject, _Table((), 0, ()))
        found[subject] = _Table(
            known.progress, known.n_statements + len(rows), known.evidence + _statement_evidence(rows)
        )
    return found


def _statement_evidence(rows: pd.DataFrame) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            text(plain_values(part["source_file"].iloc[:1])[0]),
            text(plain_values(part["sheet"].iloc[:1])[0]),
            tuple(sorted(plain_values(part["row_number"].dropna().nsmallest(MAX_EVIDENCE_ROWS)))),
            len(part),
        )
        for _, part in rows.groupby(["source_file", "sheet"], dropna=False, sort=True, observed=True)
    )


def observe(dataset: Dataset) -> list[Observation]:
    """Return the repaired tables; none is verified by its repair, and one with failed rows differs."""
    found: list[Observation] = []
    for subject, table in _repaired(dataset):
        if subject.level is not Level.TABLE:
            continue
        n_failed = sum(row["failed_rows"] or 0 for row in table.progress)
        outcome_class = OutcomeClass.DIFFERS if n_failed else OutcomeClass.NOT_VERIFIED
        evidence = table.evidence[0] if table.evidence else None
        found.append(Observation(subject, "repair_data", "", outcome_class, Proof.NONE, n_failed or None, evidence))
    return found


def check(dataset: Dataset) -> list[Finding]:
    """Return what went wrong in the repair, and for every table that a repair proves nothing by itself.

    `drs_report.analysis` settles the latter where a later value comparison verifies the table.
    """
    findings: list[Finding] = []
    for subject, table in _repaired(dataset):
        for row in table.progress:
            findings += _check_progress(subject, row)
        repaired = [row["repaired_rows"] for row in table.progress if row["repaired_rows"] is not None]
        times = [row["updated_at"] or row["started_at"] for row in table.progress]
        facts = {
            "n_rows": sum(repaired) if repaired else None,
            "n_statements": table.n_statements,
            "repaired_at": max(times) if times and None not in times else None,
        }
        findings.append(
            make_finding(
                "repair.not-recompared",
                subject,
                facts,
                compare_type="repair_data",
                n=max(sum(repaired), table.n_statements, 1),
                evidence=table.evidence,
            )
        )
    return collect(findings)


def _check_progress(subject: Subject, row: Row) -> list[Finding]:
    total, done = row["total_rows"], row["completed_rows"]
    parts = [row["repaired_rows"], row["filtered_rows"], row["failed_rows"]]
    problems: list[tuple[str, int]] = []
    if row["failed_rows"]:
        problems.append(("repair.rows-failed", row["failed_rows"]))
    if total is not None and None not in parts and sum(parts) != total:
        problems.append(("repair.counts-do-not-add-up", abs(sum(parts) - total)))
    if total is not None and done is not None and done < total:
        problems.append(("repair.unfinished", total - done))
    if row["filtered_rows"]:
        problems.append(("repair.rows-filtered", row["filtered_rows"]))
    return [
        make_finding(name, subject, row, compare_type="repair_data", n=n, evidence=evidence_of([row]))
        for name, n in problems
    ]


COMPARE_TYPE = CompareType(
    slug="repair_data",
    proof=Proof.NONE,
    tables=(TABLES, STATEMENTS),
    observe=observe,
    check=check,
)
