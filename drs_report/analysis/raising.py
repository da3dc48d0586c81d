"""What the checks of this room share: a finding about a file or a part of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from drs_report.findings.registry import make_finding
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import Evidence, Finding, Subject


def file_finding(
    dataset: Dataset,
    name: str,
    facts: Mapping[str, Any],
    *,
    subject: Subject | None = None,
    n: int = 1,
    evidence: Iterable[Evidence] | None = None,
) -> Finding:
    """Return a finding about `subject`, or about the file as a whole."""
    about = subject or dataset.origin.name
    return make_finding(name, about, facts, compare_type=dataset.compare_type, n=n, evidence=evidence)
