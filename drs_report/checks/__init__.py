"""What one file says by itself: the examination that its comparison asks for, run once a file."""

from __future__ import annotations

from importlib import import_module

from drs_report.checks.rows import Examined
from drs_report.comparisons import by_slug
from drs_report.reading.dataset import Dataset

__all__ = ["Examined", "examine"]


def examine(dataset: Dataset) -> Examined:
    """Return the observations and findings of one file, from the module that its comparison names.

    First of the observations are those of the tables that the file's own list names, one a row, in its order.
    """
    module = import_module(f"{__name__}.{by_slug(dataset.compare_type).examination}")
    examined: Examined = module.examine(dataset)
    return examined
