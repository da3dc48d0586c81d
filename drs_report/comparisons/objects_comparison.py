"""Object comparison: do the same objects exist on both sides, by type and by name."""

from __future__ import annotations

from drs_report.comparisons.base import CompareType
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
from drs_report.records.columns import Kind, TableSchema
from drs_report.records.judgement import Proof

__all__ = ["COMPARE_TYPE"]

OVERVIEW = TableSchema(
    frame="overview",
    doc="One row per object type.",
    columns=(
        result("object_type", kind=Kind.OBJECT_TYPE, doc="Kind of object."),
        count("source_count", doc="Objects of this type in the source.", is_signed=False),
        count("target_count", doc="Objects of this type in the target.", is_signed=False),
        count("diff_count", doc="Differences as the file reports them.", is_signed=True),
        result("outcome", kind=Kind.OBJECT_OUTCOME, doc="Result for the type."),
        plain("message", doc="The file's remark.", is_judged=False),
    ),
    needs=(
        frozenset({"object_type"}),
        frozenset({"source_count", "target_count", "diff_count"}),
    ),
    excludes=frozenset({"source_object", "target_object"}),
)

OBJECTS = TableSchema(
    frame="objects",
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


COMPARE_TYPE = CompareType(
    slug="objects_comparison",
    proof=Proof.OBJECTS,
    verified_as="on-both-sides",
    tables=(OVERVIEW, OBJECTS),
)
