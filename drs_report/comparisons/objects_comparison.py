"""Object comparison: do the same objects exist on both sides, by type and by name."""

from __future__ import annotations

from drs_report.comparisons.base import CompareType
from drs_report.records.columns import Column, Kind, TableSchema
from drs_report.records.judgement import Proof

__all__ = ["COMPARE_TYPE"]

OVERVIEW = TableSchema(
    frame="overview",
    doc="One row per object type.",
    columns=(
        Column("object_type", Kind.OBJECT_TYPE, "Kind of object."),
        Column("source_count", Kind.COUNT, "Objects of this type in the source."),
        Column("target_count", Kind.COUNT, "Objects of this type in the target."),
        Column("diff_count", Kind.COUNT, "Differences as the file reports them."),
        Column("outcome", Kind.OBJECT_OUTCOME, "Result for the type."),
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
        Column(
            "object_type",
            Kind.OBJECT_TYPE,
            "Kind of object; taken from the block's title or the sheet's name where the table does not carry it.",
        ),
        Column("source_db", Kind.TEXT, "Source database name."),
        Column("target_db", Kind.TEXT, "Target database name."),
        Column("source_object", Kind.TEXT, "The object in the source; null where it is missing there."),
        Column("target_object", Kind.TEXT, "The object in the target; null where it is missing there."),
        Column("outcome", Kind.OBJECT_OUTCOME, "Result for the object."),
        Column("message", Kind.TEXT, "Error message or failure cause."),
    ),
    needs=(frozenset({"source_object", "target_object"}),),
)


COMPARE_TYPE = CompareType(
    slug="objects_comparison",
    proof=Proof.OBJECTS,
    tables=(OVERVIEW, OBJECTS),
)
