"""Sampling comparison: the values of a sample of each table's rows. Never a full check."""

from __future__ import annotations

from drs_report.comparisons.base import CompareType
from drs_report.comparisons.columns import DATABASES, DIFFERENCES, SAMPLE, value_tables
from drs_report.records.judgement import Proof

__all__ = ["COMPARE_TYPE"]

COMPARE_TYPE = CompareType(
    slug="random",
    proof=Proof.SAMPLE,
    verified_as="sample-equal",
    tables=(DATABASES, DIFFERENCES, value_tables(*SAMPLE, also=frozenset({"sampled_rows", "sample_percent"}))),
    is_sample=True,
    needs_hint=True,
)
