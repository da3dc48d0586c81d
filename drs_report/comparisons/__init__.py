"""The comparisons, by name in the order of a sign-off; a test finds a file of one that is not named."""

from __future__ import annotations

from typing import Final

from drs_report.comparisons.base import Comparison
from drs_report.comparisons.data import UNJUDGED, comparison
from drs_report.records.columns import Column
from drs_report.records.judgement import Proof

COMPARE_TYPES: Final = ("objects_comparison", "lines", "contents", "random", "repair_data")
"""The exportable compare types (documented: API "Downloading the Result File"), in the order of a sign-off."""

ALL: Final[tuple[Comparison, ...]] = tuple(map(comparison, COMPARE_TYPES))


_TABLES = (*(table for one in ALL for table in one.tables), *(table for _, table in UNJUDGED))
FRAMES: Final = {table.frame: table.called for table in _TABLES}
"""Name -> what a report calls it."""


def _columns() -> dict[str, Column]:
    found: dict[str, Column] = {}
    for column in (column for table in _TABLES for column in table.columns):
        other = found.setdefault(column.name, column)
        if (column.label, column.shown, column.spelled) != (other.label, other.shown, other.spelled):
            raise ValueError(f"{column.name} is called in two ways; what comparisons share stands in shared.toml")
    return found


COLUMNS: Final = _columns()
"""Name -> a column that is called so; all of them are shown alike, and the same headings lead to them."""

STRONGEST_FIRST: Final = tuple(sorted((one for one in ALL if one.is_proof), key=lambda one: -one.proof.strength))
"""Those that prove anything."""

_BY_SLUG = {comparison.slug: comparison for comparison in ALL}


def by_slug(slug: str) -> Comparison:
    """Return the comparison called `slug`; KeyError where there is none."""
    return _BY_SLUG[slug]


def of_proof(proof: Proof) -> tuple[str, ...]:
    """Return the compare types whose consistent result proves just this."""
    return tuple(one.slug for one in ALL if one.proof is proof)
