"""The compare types, as a literal tuple: greppable, typed, in the order of a sign-off; a test finds a forgotten module."""

from __future__ import annotations

from drs_report.compare_types import contents, lines, objects_comparison, random_sampling, repair_data
from drs_report.compare_types.base import CompareType

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
    return next((t for t in ALL if t.slug == slug), None) or _unknown(slug)


def _unknown(slug: str) -> CompareType:
    raise KeyError(slug)
