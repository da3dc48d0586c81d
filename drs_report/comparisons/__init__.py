"""The compare types, as a literal tuple in the order of a sign-off; a test finds a module that is not in it."""

from __future__ import annotations

from drs_report.comparisons import contents, lines, objects_comparison, random_sampling, repair_data
from drs_report.comparisons.base import CompareType

__all__ = ["ALL", "by_slug"]

ALL: tuple[CompareType, ...] = (
    objects_comparison.COMPARE_TYPE,
    lines.COMPARE_TYPE,
    contents.COMPARE_TYPE,
    random_sampling.COMPARE_TYPE,
    repair_data.COMPARE_TYPE,
)


def by_slug(slug: str) -> CompareType:
    """Return the compare type called `slug`; KeyError where there is none."""
    return {compare_type.slug: compare_type for compare_type in ALL}[slug]
