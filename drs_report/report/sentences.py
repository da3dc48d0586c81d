"""One sentence per finding code."""

from __future__ import annotations

from drs_report import formatting
from drs_report.codes import code
from drs_report.model import Finding
from drs_report.report import labels
from drs_report.report.words import Words

__all__ = ["sentence"]


def sentence(w: Words, finding: Finding, limit: int = 300) -> str:
    """Say what was found."""
    text = w.t("{subject}: {what}", subject=labels.subject(w, finding), what=code(finding.code).doc)
    return w.clip(text, limit)
