"""Sampling comparison: the values of a sample of each table's rows. Never a full check."""

from __future__ import annotations

from drs_report.comparisons.base import Comparison, Queried, ToldBy
from drs_report.comparisons.columns import DATABASES, DIFFERENCES, SAMPLE, TABLES_NAMED, value_tables
from drs_report.records.judgement import Proof
from drs_report.records.texts import Text

COMPARISON = Comparison(
    slug="random",
    area="random",
    rules=("values", "tables", "random"),
    name=Text("Sampling comparison", "抽样对比"),
    short=Text("Samples", "抽样"),
    found_equal=Text("Equal in the sample", "抽样一致"),
    found_short=Text("Equal sample", "抽样一致"),
    differences=Text("differing rows", "不一致行数"),
    limits=Text(
        (
            "What this does not prove: rows outside the sample were not looked at. A bound on the differing rows can "
            "be derived only if the rows were drawn at random, which no public description of the file confirms."
        ),
        (
            "此对比不能证明：样本以外的行没有检查。只有样本是随机抽取时才能推算不一致行数的上限，"
            "而公开资料中没有说明抽样方式。"
        ),
    ),
    proof=Proof.SAMPLE,
    verified_as="sample-equal",
    verified_by=Text(
        "The result says so of the rows that were sampled, and none of them is listed as differing",
        "抽样行的结果为一致，且没有抽样行被列为不一致",
    ),
    criterion="samples-equal",
    asks=Text("Are the sampled rows equal?", "抽样的行是否一致？"),
    claims=Text("Samples equal", "抽样一致"),
    is_strict=False,
    is_tolerable=False,
    counts_rows=True,
    lists_things=False,
    may_list_differences_only=False,
    tables=(DATABASES, DIFFERENCES, value_tables(*SAMPLE, also=frozenset({"sampled_rows", "sample_percent"}))),
    names=TABLES_NAMED,
    sampled="",
    usual=3,
    examination="tables",
    works_from="",
    told_by=ToldBy.LIST,
    needs_compare_job=True,
    queried=Queried.VALUES,
    # an answer does not say whether it is of a sample: it is read as one
    answer_fields=("content_compare_result_infos", "contents_infos"),
)
