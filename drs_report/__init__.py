"""Turn Huawei Cloud DRS comparison result files into reports a person can sign.

The public names are loaded when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from drs_report.records.showing import Bundle, Shown

if TYPE_CHECKING:
    from drs_report.analysis import Analysis, analyse
    from drs_report.errors import DrsReportError
    from drs_report.job import Job, Result, judge, load
    from drs_report.pipeline import make_report
    from drs_report.policy import Policy, load_policy
    from drs_report.reading.dataset import Dataset
    from drs_report.records.document import Report
    from drs_report.records.judgement import Decision, Finding, Verdict

__all__ = [
    "Analysis",
    "Dataset",
    "Decision",
    "DrsReportError",
    "Finding",
    "Job",
    "Policy",
    "Report",
    "Result",
    "Verdict",
    "analyse",
    "judge",
    "load",
    "load_policy",
    "make_report",
]

_HOMES = {
    "Analysis": "analysis",
    "Dataset": "reading.dataset",
    "Decision": "records.judgement",
    "DrsReportError": "errors",
    "Finding": "records.judgement",
    "Job": "job",
    "Policy": "policy",
    "Report": "records.document",
    "Result": "job",
    "Verdict": "records.judgement",
    "analyse": "analysis",
    "judge": "job",
    "load": "job",
    "load_policy": "policy",
    "make_report": "pipeline",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(f"drs_report.{_HOMES[name]}"), name)
    msg = f"module 'drs_report' has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted(__all__)


def _show(record: Shown) -> Bundle:
    """Ask the notebook's module, which draws with the renderers; only who displays a record pays for it."""
    bundle: Bundle = import_module("drs_report.notebook").bundle_of(record)
    return bundle


Shown.show = staticmethod(_show)
