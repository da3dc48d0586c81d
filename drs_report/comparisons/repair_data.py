"""Data repair: which rows DRS repaired, or prepared SQL for. It proves nothing until the table is compared again."""

from __future__ import annotations

from drs_report.comparisons.base import CompareType
from drs_report.records.columns import Column, Kind, TableSchema
from drs_report.records.judgement import (
    Proof,
)

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


COMPARE_TYPE = CompareType(
    slug="repair_data",
    proof=Proof.NONE,
    tables=(TABLES, STATEMENTS),
)
