"""What a compare type is to the rest of the package: one frozen record of data."""

from __future__ import annotations

from dataclasses import dataclass

from drs_report.records.columns import TableSchema
from drs_report.records.judgement import Proof

__all__ = ["CompareType"]


@dataclass(frozen=True, slots=True)
class CompareType:
    """One of DRS's exportable comparisons. A new one is one module that exports it and one line in `COMPARE_TYPES`."""

    slug: str
    """The API's own word."""
    proof: Proof
    """What a consistent result of this comparison proves."""
    verified_as: str
    """The rule by which a row of it verifies something, as a `Derivation` names it; "" where none can."""
    tables: tuple[TableSchema, ...]
    """Its frames. A block of cells is tried against them in this order."""
    is_sample: bool = False
    needs_hint: bool = False
    """Whether its tables look like another type's, so that only its name in the file can tell them apart."""
