"""How many rows a table has on each side, where any comparison says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from drs_report.comparisons import STRONGEST_FIRST
from drs_report.records.observations import CoverageRow, Observation
from drs_report.report.material import Noted

_STRONGEST_FIRST = tuple(one.slug for one in STRONGEST_FIRST)


def count(side: str, slug: str, cell: Observation, found: Iterable[Noted]) -> int | None:
    """Find a row count: among the cells that prove it, else among the facts of a finding of that comparison."""
    value = cell.read(side)
    if value is not None:
        return value if isinstance(value, int) else None
    told = (entry.judged.finding.fact(side) for entry in found if entry.judged.finding.compare_type == slug)
    return next((value for value in told if isinstance(value, int)), None)


def rows_in_all(row: CoverageRow, found: Collection[Noted]) -> int | None:
    """Return the rows of the source, as the strongest comparison that gives them counts them; None where none does."""
    for slug in _STRONGEST_FIRST:
        cell = row.cells.get(slug)
        if cell is not None and (n := count("source_rows", slug, cell, found)) is not None:
            return n
    return None
