"""Data repair: which rows DRS repaired, or prepared SQL for. It proves nothing until the table is compared again."""

from __future__ import annotations

from drs_report.comparisons.base import CompareType
from drs_report.comparisons.columns import count, name, plain, query, result, time
from drs_report.records.columns import Kind, TableSchema
from drs_report.records.judgement import Proof

__all__ = ["COMPARE_TYPE"]

TABLES = TableSchema(
    frame="tables",
    doc="One row per repaired table.",
    columns=(
        name("db", doc="Database name."),
        name("schema", doc="Schema name."),
        name("table", doc="Table name."),
        count("total_rows", doc="Rows to repair.", is_signed=False),
        count("completed_rows", doc="Rows done.", is_signed=False),
        count("filtered_rows", doc="Rows left out by a filter.", is_signed=False),
        count("repaired_rows", doc="Rows repaired.", is_signed=False),
        count("failed_rows", doc="Rows whose repair failed.", is_signed=False),
        plain("repair_status", doc="As the file says; its vocabulary is unknown.", is_judged=False),
        time("started_at", doc="When the repair of the table began."),
        time("updated_at", doc="When it was last updated."),
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
        name("db", doc="Database name."),
        name("schema", doc="Schema name."),
        name("table", doc="Table name."),
        name("source_key", doc="Key values in the source; null where the row is missing there."),
        name("target_key", doc="Key values in the target; null where the row is missing there."),
        result(
            "kind",
            kind=Kind.REPAIR_KIND,
            doc="insert where the target lacks the row, delete where the source lacks it, update where both have it "
            "(inferred).",
            derived=True,
        ),
        query("repair_sql", doc="The repair statement. Never run by this package."),
        plain("repair_sql_state", doc="As the file says; its vocabulary is unknown.", is_judged=False),
    ),
    needs=(frozenset({"repair_sql", "repair_sql_state"}),),
)


COMPARE_TYPE = CompareType(
    slug="repair_data",
    proof=Proof.NONE,
    verified_as="",
    tables=(TABLES, STATEMENTS),
)
