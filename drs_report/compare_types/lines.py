"""Row comparison: the number of rows of every table on both sides."""

from __future__ import annotations

from dataclasses import dataclass

from drs_report.codes import code, make_finding
from drs_report.compare_types._database_pairs import check_databases
from drs_report.compare_types._rows import (
    MISSING_IN_TARGET,
    Row,
    class_of,
    collect,
    columns_read,
    evidence_of,
    plain_rows,
    table_subject,
    text,
    unknown_words,
    worst,
)
from drs_report.compare_types.base import CompareType
from drs_report.dataset import Dataset
from drs_report.model import Effect, Finding, Level, Observation, OutcomeClass, Proof, Subject
from drs_report.schema import Column, Kind, TableSchema
from drs_report.vocabulary import UNKNOWN_WORD

__all__ = ["COMPARE_TYPE"]

DATABASES = TableSchema(
    frame="databases",
    doc="One row per database pair.",
    columns=(
        Column("source_db", Kind.TEXT, "Source database name."),
        Column("target_db", Kind.TEXT, "Target database name."),
        Column("outcome", Kind.OUTCOME, "Result of the database pair."),
        Column("n_tables", Kind.COUNT, "Tables in the comparison."),
        Column("n_compared", Kind.COUNT, "Tables whose comparison is complete."),
        Column("n_inconsistent", Kind.COUNT, "Tables that are inconsistent."),
        Column("n_uncomparable", Kind.COUNT, "Tables that cannot be compared."),
    ),
    needs=(
        frozenset({"source_db", "target_db"}),
        frozenset({"outcome", "n_tables", "n_compared", "n_inconsistent", "n_uncomparable"}),
    ),
    excludes=frozenset(
        {
            "source_table",
            "target_table",
            "source_rows",
            "target_rows",
            "source_object",
            "target_object",
            "source_key",
            "target_key",
            "object_type",
        }
    ),
)

TABLES = TableSchema(
    frame="tables",
    doc="One row per table.",
    columns=(
        Column(
            "source_db",
            Kind.TEXT,
            "Source database name; taken from the block's title where the table does not carry it.",
        ),
        Column("target_db", Kind.TEXT, "Target database name; as source_db."),
        Column("source_schema", Kind.TEXT, "Source schema, where the engine has schemas."),
        Column("target_schema", Kind.TEXT, "Target schema, where the engine has schemas."),
        Column("source_table", Kind.TEXT, "Source table name."),
        Column("target_table", Kind.TEXT, "Target table name; the source's where the file has one name column."),
        Column("source_rows", Kind.COUNT, "Rows in the source table."),
        Column("target_rows", Kind.COUNT, "Rows in the target table."),
        Column("row_difference", Kind.COUNT, "Target rows minus source rows, recomputed.", derived=True),
        Column(
            "reported_difference",
            Kind.COUNT,
            "The difference as the file reports it; the sign's definition is unknown.",
        ),
        Column("outcome", Kind.OUTCOME, "Result for the table."),
        Column("row_filter", Kind.TEXT, "Row filter that was configured for the comparison."),
        Column("message", Kind.TEXT, "The file's remark or reason."),
    ),
    needs=(
        frozenset({"source_table", "target_table"}),
        frozenset({"source_rows", "target_rows", "outcome"}),
    ),
    excludes=frozenset(
        {
            "content_outcome",
            "different_rows",
            "source_key",
            "target_key",
            "source_sql",
            "target_sql",
            "repair_sql",
            "repair_status",
            "full_status",
            "total_shards",
            "completed_shards",
            "progress",
            "sampled_rows",
            "sample_percent",
            "total_rows",
            "repair_sql_state",
        }
    ),
)


@dataclass(frozen=True, slots=True)
class _Table:
    """A row of the list with what it comes down to."""

    observation: Observation
    findings: tuple[Finding, ...]


def _tables(dataset: Dataset) -> list[_Table]:
    read = columns_read(dataset, "tables")
    word_at = unknown_words(dataset, "tables")
    return [
        _table(row, read(row), word_at(row, "outcome"))
        for row in plain_rows(dataset.frames["tables"])
        if row["source_table"] is not None or row["target_table"] is not None
    ]


def _table(row: Row, columns: frozenset[str], unknown_word: str | None) -> _Table:
    word: str | None = row["outcome"]
    source_rows, target_rows, reported = row["source_rows"], row["target_rows"], row["reported_difference"]
    difference = None if source_rows is None or target_rows is None else target_rows - source_rows
    counted = abs(difference) if difference is not None else abs(reported) if reported else None
    outcome_class = class_of(word)
    names: list[str] = []
    match outcome_class:
        case OutcomeClass.VERIFIED:
            if counted:
                names.append("lines.outcome-contradicts-counts")
                outcome_class = OutcomeClass.DIFFERS
            elif counted is None and columns & {"source_rows", "target_rows"}:
                names.append("lines.count-missing")
                outcome_class = OutcomeClass.NOT_VERIFIED
        case OutcomeClass.DIFFERS if word in MISSING_IN_TARGET:
            names.append("lines.table-missing")
        case OutcomeClass.DIFFERS:
            names.append("lines.count-differs" if counted else "lines.inconsistent-with-equal-counts")
        case OutcomeClass.NOT_VERIFIED:
            if word == UNKNOWN_WORD or (word is None and unknown_word):
                names.append("lines.unknown-word")
            else:
                names.append("lines.not-verified" if word else "lines.outcome-missing")
        case OutcomeClass.UNFINISHED:
            names.append("lines.unfinished")
        case OutcomeClass.REVIEW:
            names.append("lines.review")
    if row["row_filter"]:
        names.append("lines.filtered")
        outcome_class = worst((outcome_class, OutcomeClass.REVIEW))
    subject = table_subject(row)
    evidence = evidence_of([row])
    facts = {
        "source_rows": source_rows,
        "target_rows": target_rows,
        "row_difference": difference,
        "n_different": counted or None,
        "message": row["message"],
        "row_filter": row["row_filter"],
        "word": unknown_word,
        "full_status": None,
        "progress": None,
        "completed_shards": None,
        "total_shards": None,
    }
    observation = Observation(
        subject,
        "lines",
        text(word),
        outcome_class,
        Proof.COUNTS if outcome_class is OutcomeClass.VERIFIED else Proof.NONE,
        counted,
        evidence[0],
    )
    findings = tuple(
        make_finding(
            name,
            subject,
            facts,
            compare_type="lines",
            outcome=text(word),
            n=(counted or 1) if code(name).effect is Effect.DIFFERS else 1,
            evidence=evidence,
        )
        for name in names
    )
    return _Table(observation, findings)


def observe(dataset: Dataset) -> list[Observation]:
    """Return what the list says of each table; equal counts prove counts, never values.

    A table that reads consistent is taken as differing where its counts differ, as not verified where a count is blank
    though the file gives counts, and as open to review where a row filter left rows out.
    """
    return [table.observation for table in _tables(dataset)]


def check(dataset: Dataset) -> list[Finding]:
    """Return the findings of the tables and of the database pairs; at most one of a code per table."""
    tables = _tables(dataset)
    findings = [finding for table in tables for finding in table.findings]
    findings += check_databases(dataset, "lines", [table.observation for table in tables])
    rows = dataset.frames["tables"]
    if len(rows) and not bool(rows["source_rows"].notna().any() or rows["target_rows"].notna().any()):
        file = Subject(Level.FILE, source_name=dataset.origin.name)
        findings.append(make_finding("lines.no-counts", file, {"n_tables": len(rows)}, compare_type="lines"))
    return collect(findings)


COMPARE_TYPE = CompareType(
    slug="lines",
    proof=Proof.COUNTS,
    tables=(DATABASES, TABLES),
    observe=observe,
    check=check,
)
