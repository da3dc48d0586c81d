"""Row comparison: the number of rows of every table on both sides."""

from __future__ import annotations

from drs_report.comparisons.base import Comparison, Queried, ToldBy
from drs_report.comparisons.columns import (
    COUNTS,
    DATABASES,
    DETAILS,
    PROGRESS,
    TABLE_NAMES,
    TABLES_NAMED,
    count,
    plain,
    result,
)
from drs_report.records.columns import Kind, Says, TableSchema
from drs_report.records.judgement import Proof
from drs_report.records.texts import Text

TABLES = TableSchema(
    frame="tables",
    shows=frozenset(["row", "count", "line"]),
    doc="One row per table.",
    columns=(
        *TABLE_NAMES,
        *COUNTS,
        count(
            "reported_difference",
            doc="The difference as the file reports it; the sign's definition is unknown.",
            is_signed=True,
            says=Says.OWN,
        ),
        result("outcome", kind=Kind.OUTCOME, doc="Result for the table."),
        *PROGRESS,
        *DETAILS,
        plain("message", doc="The file's remark or reason.", is_judged=False),
    ),
    needs=(frozenset({"source_table", "target_table"}), frozenset({"source_rows", "target_rows", "outcome"})),
    excludes=frozenset(
        [
            *("content_outcome", "different_rows", "source_key", "target_key", "source_sql", "target_sql"),
            *("repair_sql", "repair_status", "repair_sql_state", "total_rows"),
            *("sampled_rows", "sample_percent"),
        ]
    ),
)

COMPARISON = Comparison(
    slug="lines",
    area="lines",
    rules=("lines", "tables"),
    name=Text("Row comparison", "行数对比"),
    short=Text("Rows", "行数"),
    found_equal=Text("Equal row counts", "行数一致"),
    found_short=Text("Equal counts", "行数一致"),
    differences=Text("rows by which the counts differ", "相差行数"),
    limits=Text(
        (
            "What this does not prove: equal row counts do not prove equal values, and a row missing on one side "
            "can be made up for by another one too many. Only rows within the row filter, if one was set, are "
            "counted."
        ),
        (
            "此对比不能证明：行数一致不代表内容一致，少一行与多一行可能相互抵消。如果设置了行过滤条件，则只统计符"
            "合条件的行。"
        ),
    ),
    proof=Proof.COUNTS,
    verified_as="counts-equal",
    verified_by=Text("The result says so and both row counts are equal", "结果为一致，且两端行数相等"),
    criterion="rows-equal",
    asks=Text("Has every table the same number of rows on both sides?", "每张表两端的行数是否一致？"),
    claims=Text("Rows equal", "行数一致"),
    is_strict=True,
    is_tolerable=True,
    counts_rows=True,
    lists_things=False,
    may_list_differences_only=False,
    tables=(DATABASES, TABLES),
    names=TABLES_NAMED,
    sampled="",
    usual=0,
    examination="tables",
    works_from="",
    told_by=ToldBy.LIST,
    needs_compare_job=True,
    queried=Queried.COUNTS,
    answer_fields=("data_compare_overview_infos", "table_line_compare_result_infos"),
)
