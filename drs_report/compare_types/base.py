"""What a compare type is to the rest of the package: one frozen record of data and two pure functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drs_report.dataset import Dataset
from drs_report.model import Finding, Observation, Proof
from drs_report.schema import TableSchema

__all__ = ["CompareType"]


@dataclass(frozen=True, slots=True)
class CompareType:
    """One of DRS's exportable comparisons. A new one is one module that exports it and one line in `COMPARE_TYPES`."""

    slug: str
    """The API's own word."""
    proof: Proof
    """What a consistent result of this comparison proves."""
    tables: tuple[TableSchema, ...]
    """Its frames. A block of cells is tried against them in this order."""
    observe: Callable[[Dataset], list[Observation]]
    """One observation per table the comparison speaks of; nothing is left out, whatever its outcome."""
    check: Callable[[Dataset], list[Finding]]
    """What this file alone shows: differences, unverified tables, contradictions inside it; in an order of its own."""
    is_sample: bool = False
    needs_hint: bool = False
    """Whether its tables look like another type's, so that only its name in the file can tell them apart."""
