"""Value comparison: the rows of every comparable table, value by value."""

from __future__ import annotations

from drs_report.comparisons.base import Comparison, Queried, ToldBy
from drs_report.comparisons.columns import DATABASES, DIFFERENCES, TABLES_NAMED, value_tables
from drs_report.records.judgement import Proof
from drs_report.records.texts import Text

COMPARISON = Comparison(
    slug="contents",
    area="contents",
    rules=("values", "tables"),
    name=Text("Value comparison", "内容对比"),
    short=Text("Values", "内容"),
    found_equal=Text("Equal values", "内容一致"),
    found_short=Text("Equal values", "内容一致"),
    differences=Text("differing rows", "不一致行数"),
    limits=Text(
        (
            "What this does not prove: columns of types that DRS value comparison does not support are left out, "
            "LOB columns may be compared by their length only or ignored, and generated columns are filtered "
            "(DRS documentation). The file does not say which columns that concerns; check them by other means."
        ),
        (
            "此对比不能证明：DRS 内容对比不支持的列类型不参与对比，LOB 列可能只比较长度或被忽略，生成列会"
            "被过滤（DRS 文档）。文件中没有说明涉及哪些列，请用其他方式核对。"
        ),
    ),
    proof=Proof.VALUES,
    verified_as="values-equal",
    verified_by=Text(
        "The result says so, and no differing row is counted or listed", "结果为一致，且没有统计到或列出不一致的行"
    ),
    criterion="values-equal",
    asks=Text("Are the rows of every table equal, value by value?", "每张表的每一行内容是否一致？"),
    claims=Text("Values equal", "内容一致"),
    is_strict=True,
    is_tolerable=True,
    counts_rows=True,
    lists_things=False,
    may_list_differences_only=False,
    tables=(DATABASES, DIFFERENCES, value_tables(without=frozenset({"sampled_rows", "sample_percent"}))),
    names=TABLES_NAMED,
    sampled="random",
    usual=1,
    examination="tables",
    works_from="",
    told_by=ToldBy.LIST,
    needs_compare_job=True,
    queried=Queried.VALUES,
    answer_fields=(),
)
