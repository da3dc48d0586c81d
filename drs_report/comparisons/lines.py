"""Row comparison: the number of rows of every table on both sides."""

from __future__ import annotations

from drs_report.comparisons.base import CompareType
from drs_report.comparisons.columns import COUNTS, DATABASES, DETAILS, PROGRESS, TABLE_NAMES, count, plain, result
from drs_report.records.columns import Kind, TableSchema
from drs_report.records.judgement import Proof

__all__ = ["COMPARE_TYPE"]

TABLES = TableSchema(
    frame="tables",
    doc="One row per table.",
    columns=(
        *TABLE_NAMES,
        *COUNTS,
        count(
            "reported_difference",
            doc="The difference as the file reports it; the sign's definition is unknown.",
            is_signed=True,
        ),
        result("outcome", kind=Kind.OUTCOME, doc="Result for the table."),
        *PROGRESS,
        *DETAILS,
        plain("message", doc="The file's remark or reason.", is_judged=False),
    ),
    needs=(
        frozenset({"source_table", "target_table"}),
        frozenset({"source_rows", "target_rows", "outcome"}),
    ),
    excludes=frozenset(
        [
            *("content_outcome", "different_rows", "source_key", "target_key", "source_sql", "target_sql"),
            *("repair_sql", "repair_status", "repair_sql_state", "total_rows"),
            *("sampled_rows", "sample_percent"),
        ]
    ),
)

COMPARE_TYPE = CompareType(
    slug="lines",
    proof=Proof.COUNTS,
    verified_as="counts-equal",
    tables=(DATABASES, TABLES),
)
