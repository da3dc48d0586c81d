"""Object comparison: do the same objects exist on both sides, by type and by name."""

from __future__ import annotations

from drs_report.comparisons.base import Comparison, Names, Queried, ToldBy
from drs_report.comparisons.columns import (
    ENDED_AT,
    SOURCE_SCHEMA,
    STARTED_AT,
    TARGET_SCHEMA,
    count,
    name,
    plain,
    result,
)
from drs_report.records.columns import Kind, Says, TableSchema
from drs_report.records.judgement import Proof
from drs_report.records.texts import Text

OVERVIEW = TableSchema(
    frame="overview",
    shows=frozenset(["count"]),
    doc="One row per object type.",
    columns=(
        result("object_type", kind=Kind.OBJECT_TYPE, doc="Kind of object."),
        count("source_count", doc="Objects of this type in the source.", is_signed=False, says=Says.OWN),
        count("target_count", doc="Objects of this type in the target.", is_signed=False, says=Says.OWN),
        count("diff_count", doc="Differences as the file reports them.", is_signed=True, says=Says.OWN),
        result("outcome", kind=Kind.OBJECT_OUTCOME, doc="Result for the type."),
        plain("message", doc="The file's remark.", is_judged=False),
    ),
    needs=(frozenset({"object_type"}), frozenset({"source_count", "target_count", "diff_count"})),
    excludes=frozenset({"source_object", "target_object"}),
)

OBJECTS = TableSchema(
    frame="objects",
    shows=frozenset(["count"]),
    doc="One row per object.",
    columns=(
        result(
            "object_type",
            kind=Kind.OBJECT_TYPE,
            doc="Kind of object; taken from the block's title or the sheet's name where the table does not carry it.",
        ),
        name("source_db", doc="Source database name."),
        name("target_db", doc="Target database name."),
        SOURCE_SCHEMA,
        TARGET_SCHEMA,
        name("source_object", doc="The object in the source; null where it is missing there."),
        name("target_object", doc="The object in the target; null where it is missing there."),
        result("outcome", kind=Kind.OBJECT_OUTCOME, doc="Result for the object."),
        STARTED_AT,
        ENDED_AT,
        plain("message", doc="Error message or failure cause.", is_judged=False),
    ),
    needs=(frozenset({"source_object", "target_object"}),),
)


COMPARISON = Comparison(
    slug="objects_comparison",
    area="objects",
    rules=("objects",),
    name=Text("Object comparison", "对象对比"),
    short=Text("Objects", "对象"),
    found_equal=Text("Exists on both sides", "两端都存在"),
    found_short=Text("Exists", "存在"),
    differences=Text("differing rows", "不一致行数"),
    limits=Text(
        (
            "What this does not prove: that objects of the same name exist on both sides says nothing about the "
            "rows in the tables. DRS moves triggers and events only when a task is ended normally (DRS "
            "documentation), so they may be missing until then."
        ),
        (
            "此对比不能证明：两端存在同名对象，不能说明表中数据的情况。触发器和事件要到任务正常结束时才迁移（DR"
            "S 文档），在此之前可能缺失。"
        ),
    ),
    proof=Proof.OBJECTS,
    verified_as="on-both-sides",
    verified_by=Text("The result says so and the object is named on both sides", "结果为一致，且两端都列出该对象"),
    criterion="objects-equal",
    asks=Text("Do the same objects exist on both sides?", "两端的对象是否相同？"),
    claims=Text("Objects equal", "对象一致"),
    is_strict=True,
    is_tolerable=False,
    counts_rows=False,
    lists_things=True,
    may_list_differences_only=True,
    tables=(OVERVIEW, OBJECTS),
    names=Names("objects", "source_object", "target_object", said=("outcome",)),
    sampled="",
    usual=2,
    examination="objects",
    works_from="",
    told_by=ToldBy.OVERVIEW,
    needs_compare_job=False,
    queried=Queried.OBJECTS,
    answer_fields=("compare_result", "compare_detail"),
)
