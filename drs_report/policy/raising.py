"""Findings of what the policy itself misses."""

from __future__ import annotations

from collections.abc import Mapping

from drs_report.findings.registry import make_finding
from drs_report.records.judgement import Finding, Level, Scalar, Subject


def policy_finding(code: str, facts: Mapping[str, Scalar], compare_type: str = "", n: int = 1) -> Finding:
    """Return the finding of this code about the policy, which has no file or table as its subject."""
    return make_finding(code, Subject(Level.FILE), facts, compare_type=compare_type, n=n)
