"""How records look in a notebook: the report, a verdict, some findings, a result file (docs/notebook.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from drs_report.language import labels
from drs_report.language.page_words import strings
from drs_report.language.translator import Words
from drs_report.records.judgement import Finding, JudgedFinding, Origin, Verdict
from drs_report.records.reading import Recognition
from drs_report.renderers.notebook import Bundle, report_bundle, sections_bundle
from drs_report.report import glance
from drs_report.report.glance import FrameFacts

__all__ = [
    "FindingsView",
    "FrameFacts",
    "dataset_bundle",
    "findings",
    "findings_bundle",
    "report_bundle",
    "verdict_bundle",
]


@dataclass(frozen=True, slots=True)
class FindingsView:
    """Some findings, shown as a table when a notebook displays it."""

    findings: tuple[Finding | JudgedFinding, ...]
    lang: str = "en"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002 - IPython's
        return findings_bundle(self.findings, self.lang)

    def _repr_html_(self) -> str:
        return findings_bundle(self.findings, self.lang)["text/html"]


def findings(found: Iterable[Finding | JudgedFinding], lang: str = "en") -> FindingsView:
    """Return `found` such that a notebook shows it as a table: what, about whom, how much, where it is written."""
    return FindingsView(tuple(found), lang)


def verdict_bundle(verdict: Verdict, lang: str = "en") -> Bundle:
    """Show a verdict: the decision, its criteria with their numbers, the findings most serious first."""
    state = labels.DECISION_STATES[verdict.decision]
    return sections_bundle(glance.verdict(verdict, lang), strings(Words.of(lang)), state)


def findings_bundle(found: Sequence[Finding | JudgedFinding], lang: str = "en") -> Bundle:
    """Show findings, in the order they are in."""
    return sections_bundle(glance.findings(found, lang), strings(Words.of(lang)))


def dataset_bundle(
    compare_type: str, origin: Origin, recognition: Recognition, frames: Mapping[str, FrameFacts]
) -> Bundle:
    """Show what a result file holds and what was not understood in it; the rows are in its frames."""
    return sections_bundle(glance.dataset(compare_type, origin, recognition, frames), strings(Words.of("en")))
