"""How records look in a notebook: the report, a verdict, some findings, a result file (docs/notebook.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drs_report.language import labels
from drs_report.language.translator import Words, strings
from drs_report.records.document import Report
from drs_report.records.judgement import Finding, JudgedFinding, Verdict
from drs_report.records.showing import Bundle, Shown
from drs_report.renderers.notebook import report_bundle, sections_bundle
from drs_report.report import glance
from drs_report.report.glance import FrameFacts

if TYPE_CHECKING:  # a report is shown where pandas is not installed, too
    import pandas as pd

    from drs_report.reading.dataset import Dataset


@dataclass(frozen=True, slots=True)
class FindingsView(Shown):
    """Some findings, shown as a table when a notebook displays it."""

    findings: tuple[Finding | JudgedFinding, ...]
    lang: str = "en"


def findings(found: Iterable[Finding | JudgedFinding], lang: str = "en") -> FindingsView:
    """Return `found` such that a notebook shows it as a table: what, about whom, how much, where it is written."""
    return FindingsView(tuple(found), lang)


def bundle_of(record: Report | Verdict | FindingsView | Dataset) -> Bundle:
    """Show a record: HTML, Markdown and plain text that mean the same."""
    match record:
        case Report():
            return report_bundle(record)
        case Verdict():
            state = labels.answer_state(record.decision)
            return sections_bundle(glance.verdict(record, "en"), strings(Words.of("en")), state)
        case FindingsView():
            return sections_bundle(glance.findings(record.findings, record.lang), strings(Words.of(record.lang)))
        case _:
            return _dataset_bundle(record)


def _dataset_bundle(dataset: Dataset) -> Bundle:
    """Show what a result file holds and what was not understood in it; the rows are in its frames."""
    facts = {
        name: FrameFacts(len(frame), len(frame.columns), _outcomes(frame)) for name, frame in dataset.frames.items()
    }
    shown = glance.dataset(dataset.compare_type, dataset.origin, dataset.recognition, facts)
    return sections_bundle(shown, strings(Words.of("en")))


def _outcomes(frame: pd.DataFrame) -> dict[str, int]:
    if "outcome" not in frame.columns:
        return {}
    counts = frame["outcome"].value_counts(dropna=False, sort=False)
    return {word if isinstance(word, str) else "": int(n) for word, n in counts.items() if n}
