"""What the rows of many lists, and many policies, come to: whole, in files that a person can read."""

from __future__ import annotations

import pytest

from drs_report.checks import examine
from drs_report.records.judgement import OutcomeClass
from tests.findings import policies
from tests.findings.decisions import DECISIONS
from tests.findings.lists import LISTS
from tests.findings.story import GOLDEN, examined, held


@pytest.mark.parametrize("name", LISTS)
def test_the_rows_of_a_list_come_to_what_they_came_to(name: str, update_golden: bool) -> None:
    held(f"lists/{name}.txt", examined(LISTS[name]()), update=update_golden)


def test_policies_are_read_or_refused_as_they_were(update_golden: bool) -> None:
    held("policies.txt", policies.lines(), update=update_golden)


@pytest.mark.parametrize("name", DECISIONS)
def test_policies_decide_on_jobs_as_they_did(name: str, update_golden: bool) -> None:
    held(f"decisions/{name}.txt", DECISIONS[name](), update=update_golden)


def test_patterns_fit_what_they_fitted(update_golden: bool) -> None:
    held("patterns.txt", policies.fitting(), update=update_golden)


def test_no_golden_list_is_left_over_and_no_list_is_all_good() -> None:
    assert {path.stem for path in (GOLDEN / "lists").iterdir()} == set(LISTS)
    for name, made in LISTS.items():
        observations, findings = examine(made())
        is_all_good = all(one.outcome_class is OutcomeClass.VERIFIED for one in observations)
        assert findings or not is_all_good, name
