"""Row comparison: the number of rows of every table on both sides."""

from __future__ import annotations

from drs_report.comparisons.base import CompareType
from drs_report.records.columns import Column, Kind, TableSchema
from drs_report.records.judgement import Proof

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


COMPARE_TYPE = CompareType(
    slug="lines",
    proof=Proof.COUNTS,
    tables=(DATABASES, TABLES),
)
