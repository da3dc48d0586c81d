"""What one file says by itself: the examination that its comparison asks for, run once a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from drs_report.checks import objects, repair, tables
from drs_report.checks.rows import Examined
from drs_report.comparisons import by_slug
from drs_report.reading.dataset import Dataset

__all__ = ["EXAMINERS", "Examined", "examine"]

EXAMINERS: Mapping[str, Callable[[Dataset], Examined]] = {
    module.__name__.rpartition(".")[2]: module.examine for module in (objects, repair, tables)
}


def examine(dataset: Dataset) -> Examined:
    """Return the observations and findings of one file; KeyError for a comparison that nothing examines."""
    return EXAMINERS[by_slug(dataset.compare_type).examination](dataset)
