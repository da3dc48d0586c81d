"""What one file says by itself: the examination that its comparison asks for, run once a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType

from drs_report.checks.results import Examined
from drs_report.checks.rows import Row
from drs_report.comparisons import ALL
from drs_report.comparisons.base import Comparison
from drs_report.findings.registry import code
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import Subject

__all__ = ["SUBJECTS", "Examined", "examine"]


def _examiner(comparison: Comparison) -> ModuleType:
    """Return the module that a comparison names; KeyError where it lacks a rule by which it may be found wanting."""
    module = import_module(f"{__name__}.{comparison.examination}")
    for name in module.RAISES[comparison.proof]:
        code(f"*.{name}", comparison.slug)
    return module


_EXAMINERS = {one.slug: _examiner(one) for one in ALL}

SUBJECTS: Mapping[str, Mapping[str, Callable[[Row], Subject]]] = {
    one.slug: {t.frame: _EXAMINERS[one.slug].SUBJECTS[t.frame] for t in one.tables if "outcome" in t.names}
    for one in ALL
}
"""Compare type -> its frames of results -> what a row speaks of."""


def examine(dataset: Dataset) -> Examined:
    """Return the observations and findings of one file, from the module that its comparison names.

    First of the observations are those of the tables that the file's own list names, one a row, in its order.
    """
    examined: Examined = _EXAMINERS[dataset.compare_type].examine(dataset)
    return examined
