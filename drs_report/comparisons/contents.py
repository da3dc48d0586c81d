"""Value comparison: the rows of every comparable table, value by value."""

from __future__ import annotations

from drs_report.comparisons.base import CompareType
from drs_report.comparisons.columns import DATABASES, DIFFERENCES, value_tables
from drs_report.records.judgement import Proof

__all__ = ["COMPARE_TYPE"]

COMPARE_TYPE = CompareType(
    slug="contents",
    proof=Proof.VALUES,
    verified_as="values-equal",
    tables=(DATABASES, DIFFERENCES, value_tables(without=frozenset({"sampled_rows", "sample_percent"}))),
)
