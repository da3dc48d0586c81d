"""The comparisons, as a literal tuple in the order of a sign-off; a test finds a module that is not in it."""

from __future__ import annotations

from typing import Final

from drs_report.comparisons import contents, lines, objects_comparison, random_sampling, repair_data
from drs_report.comparisons.base import Comparison
from drs_report.records.judgement import Proof

ALL: Final[tuple[Comparison, ...]] = (
    objects_comparison.COMPARISON,
    lines.COMPARISON,
    contents.COMPARISON,
    random_sampling.COMPARISON,
    repair_data.COMPARISON,
)

COMPARE_TYPES: Final = tuple(comparison.slug for comparison in ALL)
"""The exportable compare types (documented: API "Downloading the Result File"), in the order of a sign-off."""

STRONGEST_FIRST: Final = tuple(sorted((one for one in ALL if one.is_proof), key=lambda one: -one.proof.strength))
"""Those that prove anything."""

_BY_SLUG = {comparison.slug: comparison for comparison in ALL}


def by_slug(slug: str) -> Comparison:
    """Return the comparison called `slug`; KeyError where there is none."""
    return _BY_SLUG[slug]


def of_proof(proof: Proof) -> tuple[str, ...]:
    """Return the compare types whose consistent result proves just this."""
    return tuple(one.slug for one in ALL if one.proof is proof)
