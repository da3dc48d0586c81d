"""What one file says by itself: one examination per compare type, run once a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from drs_report.checks import objects, repair, tables
from drs_report.checks.rows import Examined
from drs_report.reading.dataset import Dataset

__all__ = ["EXAMINERS", "Examined", "examine"]

EXAMINERS: Mapping[str, Callable[[Dataset], Examined]] = {
    "objects_comparison": objects.examine,
    "lines": tables.examine,
    "contents": tables.examine,
    "random": tables.examine,
    "repair_data": repair.examine,
}


def examine(dataset: Dataset) -> Examined:
    """Return the observations and findings of one file; KeyError for a compare type that nothing examines."""
    return EXAMINERS[dataset.compare_type](dataset)
