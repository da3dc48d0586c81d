"""A share of the pairs of `scripts/monotony.py`: evidence made worse never gets the better decision."""

from __future__ import annotations

import random

import pytest

from drs_report.records.judgement import Decision
from tests.redteam.jobs import Maker
from tests.redteam.monotony import Judge, pairs
from tests.redteam.worsening import WORSE

pytestmark = pytest.mark.early

LIST, BOOKS = range(12), range(1000, 1002)


@pytest.mark.parametrize("seed", LIST)
def test_worse_evidence_never_gets_the_better_decision(seed: int) -> None:
    assert [one for one in pairs(seed, 8) if one and not one.is_explained] == []


def test_a_remark_beside_a_counted_difference_is_asked_about_whatever_column_counts_it() -> None:
    assert not any(pairs(521_499, 10))


@pytest.mark.parametrize("seed", BOOKS)
def test_worse_workbooks_never_get_the_better_decision(seed: int) -> None:
    assert [one for one in pairs(seed, 4, as_workbook=True) if one and not one.is_explained] == []


def test_the_jobs_are_of_every_decision_and_every_change_is_made() -> None:
    """What is generated would say nothing if it were all bad or all good."""
    rng = random.Random(1)
    jobs = [Maker(random.Random(seed)).job() for seed in range(8)]
    assert {Judge().decide(job) for job in jobs} == set(Decision)
    assert all(any(change(job, rng) for job in jobs for _ in range(3)) for change in WORSE)
