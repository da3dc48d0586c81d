"""Data repair: which rows DRS repaired, or prepared SQL for. It proves nothing until the table is compared again."""

from __future__ import annotations

from drs_report.comparisons.base import Comparison, Queried, ToldBy
from drs_report.comparisons.columns import count, name, plain, query, result, time
from drs_report.records.columns import Kind, Says, TableSchema
from drs_report.records.judgement import Proof
from drs_report.records.texts import Text

TABLES = TableSchema(
    frame="tables",
    shows=frozenset(["repair", "row", "progress", "count"]),
    doc="One row per repaired table.",
    columns=(
        name("db", doc="Database name."),
        name("schema", doc="Schema name."),
        name("table", doc="Table name."),
        count("total_rows", doc="Rows to repair.", is_signed=False, says=Says.OWN),
        count("completed_rows", doc="Rows done.", is_signed=False, says=Says.OWN),
        count("filtered_rows", doc="Rows left out by a filter.", is_signed=False, says=Says.OWN),
        count("repaired_rows", doc="Rows repaired.", is_signed=False, says=Says.OWN),
        count("failed_rows", doc="Rows whose repair failed.", is_signed=False, says=Says.OWN),
        plain(
            "repair_status",
            doc="As the file says; what is not plainly an end is none, for its words are unknown.",
            is_judged=True,
        ),
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
    shows=frozenset(["repair", "row", "sql", "key", "difference"]),
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


COMPARISON = Comparison(
    slug="repair_data",
    area="repair",
    rules=("repair",),
    name=Text("Data repair", "数据修复"),
    short=Text("Repair", "修复"),
    found_equal=Text("Found equal", "一致"),
    found_short=Text("Repaired", "已修复"),
    differences=Text("differing rows", "不一致行数"),
    limits=Text(
        (
            "What this does not prove: a repair is no proof of equality. A repaired table counts as verified only "
            "after a new value comparison. Repair statements are shown and never run by this tool."
        ),
        (
            "此对比不能证明：修复不等于一致。已修复的表只有重新做内容对比后才算验证通过。"
            "本工具只展示修复语句，绝不执行。"
        ),
    ),
    proof=Proof.NONE,
    verified_as="",
    verified_by=Text("Nothing: a repair proves no equality", "无：修复不能证明一致"),
    criterion="repairs-recompared",
    asks=Text("Was every repaired table compared again, and found equal?", "修复过的表是否都已重新对比并确认一致？"),
    claims=Text("Repairs compared again", "修复后已复核"),
    is_strict=False,
    is_tolerable=False,
    counts_rows=False,
    lists_things=False,
    may_list_differences_only=False,
    tables=(TABLES, STATEMENTS),
    names=None,
    sampled="",
    usual=4,
    examination="repair",
    works_from="contents",  # documented, API version 5
    told_by=ToldBy.ORIGIN,
    needs_compare_job=False,
    queried=Queried.NOT,
    answer_fields=(),
)
