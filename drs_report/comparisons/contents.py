"""Value comparison: the rows of every comparable table, value by value."""

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

DIFFERENCES = TableSchema(
    frame="differences",
    doc="One row per differing row.",
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
        Column(
            "kind",
            Kind.DIFF_KIND,
            "Which side has the row: read where the file says so, else derived from which key is missing.",
        ),
        Column("source_key", Kind.TEXT, "Key values in the source; null where the row is missing there."),
        Column("target_key", Kind.TEXT, "Key values in the target; null where the row is missing there."),
        Column("source_sql", Kind.TEXT, "SQL that shows the row in the source. Never run by this package."),
        Column("target_sql", Kind.TEXT, "SQL that shows the row in the target. Never run by this package."),
    ),
    needs=(frozenset({"source_key", "target_key", "source_sql", "target_sql"}),),
    excludes=frozenset({"repair_sql", "repair_sql_state"}),
)

TABLES = TableSchema(
    frame="tables",
    doc="One row per table, comparable or not.",
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
            "different_rows",
            Kind.COUNT,
            "Rows that differ, as the file reports them (API v5: number of inconsistent rows).",
        ),
        Column(
            "outcome",
            Kind.OUTCOME,
            "The worst the file says of the table: of the result column, content_outcome and line_outcome; null where "
            "only the row comparison or a blank value result would make it consistent; at least cannot_compare in the "
            "list of tables that cannot be compared.",
        ),
        Column("line_outcome", Kind.OUTCOME, "Result of the row comparison that value comparison includes."),
        Column("content_outcome", Kind.OUTCOME, "Result of the value comparison."),
        Column(
            "is_comparable",
            Kind.FLAG,
            "False in the list of tables that cannot be compared and where the outcome says so.",
            derived=True,
        ),
        Column("full_status", Kind.FULL_STATUS, "Progress word of the full comparison of this table."),
        Column("progress", Kind.PERCENT, "Comparison progress, 0 to 100."),
        Column("completed_shards", Kind.COUNT, "Shards compared."),
        Column("total_shards", Kind.COUNT, "Shards in all."),
        Column("row_filter", Kind.TEXT, "Row filter that was configured for the comparison."),
        Column("message", Kind.TEXT, "The file's remark: why a table cannot be compared or failed."),
    ),
    needs=(
        frozenset({"source_table", "target_table"}),
        frozenset(
            {
                "content_outcome",
                "different_rows",
                "full_status",
                "total_shards",
                "progress",
                "message",
                "outcome",
                "line_outcome",
            }
        ),
    ),
    excludes=frozenset(
        {
            "source_key",
            "target_key",
            "source_sql",
            "target_sql",
            "repair_sql",
            "repair_status",
            "sampled_rows",
            "sample_percent",
        }
    ),
)


COMPARE_TYPE = CompareType(
    slug="contents",
    proof=Proof.VALUES,
    tables=(DATABASES, DIFFERENCES, TABLES),
)
