"""The report for CI servers as JUnit XML: one suite per comparison, one case per table and comparison.

A case passes only where the comparison verified the table and no finding speaks against it:

- differs: ``failure``;
- not verified, unfinished, to be looked at, contradicted: ``error``;
- accepted by a waiver or a tolerance, out of scope, or a comparison that says nothing of the table: ``skipped`` with
  the reason. A skipped case is not a passed one.

Criteria, findings that belong to no such case, and the verdict itself are cases too, so that the counts of failures
and errors are both 0 only if the verdict is PASS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree as ET

from drs_report.document import Report
from drs_report.model import (
    Artifact,
    CriterionStatus,
    Decision,
    Effect,
    OutcomeClass,
    Subject,
)
from drs_report.renderers.base import RenderOptions, filename
from drs_report.renderers.text import one_line

__all__ = ["RENDERER"]

Result = Literal["passed", "failure", "error", "skipped"]

_RANK: Mapping[Result, int] = {"passed": 0, "skipped": 1, "error": 2, "failure": 3}

_BY_CLASS: Mapping[OutcomeClass, Result] = {
    OutcomeClass.VERIFIED: "passed",
    OutcomeClass.DIFFERS: "failure",
    OutcomeClass.REVIEW: "error",
    OutcomeClass.NOT_VERIFIED: "error",
    OutcomeClass.UNFINISHED: "error",
}
_BY_EFFECT: Mapping[Effect, Result] = {
    Effect.DIFFERS: "failure",
    Effect.UNPROVEN: "error",
    Effect.REVIEW: "error",
    Effect.NOTE: "passed",
}
_BY_STATUS: Mapping[CriterionStatus, Result] = {
    CriterionStatus.MET: "passed",
    CriterionStatus.BROKEN: "failure",
    CriterionStatus.UNPROVEN: "error",
}
_BY_DECISION: Mapping[Decision, Result] = {
    Decision.PASS: "passed",
    Decision.FAIL: "failure",
    Decision.INCONCLUSIVE: "error",
}

Key = tuple[str, Subject]
"""Compare type and what it is about."""


@dataclass(frozen=True, slots=True)
class Case:
    """One testcase."""

    name: str
    result: Result
    kind: str = ""
    """The outcome word or the finding's code, for the ``type`` attribute."""
    message: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Suite:
    """One testsuite; `slug` is the cases' class name."""

    name: str
    slug: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What the report's tables say in words, looked up by what they are about."""

    cells: Mapping[Key, str]
    """The words of a cell of the coverage matrix."""
    sentences: Mapping[tuple[str, str], str]
    """Finding code and table id -> never used for judging, only for the text of a case."""


def _make(report: Report, options: RenderOptions) -> tuple[Artifact, ...]:  # noqa: ARG001 - every case counts, none is shed
    root = ET.Element("testsuites", {"name": one_line(report.title)})
    for number, suite in enumerate(_suites(report)):
        root.append(_element(suite, report, number))
    for attribute in ("tests", "failures", "errors", "skipped"):
        root.set(attribute, str(sum(int(suite.get(attribute, "0")) for suite in root)))
    ET.indent(root, " ")
    content = ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
    return (Artifact(filename(report, RENDERER.suffix), RENDERER.media_type, content, report.is_restricted),)
