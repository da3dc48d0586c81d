"""What the rows of many lists, the times of many files and many policies come to: whole, in files that a person can read."""

from __future__ import annotations

import pytest

from tests.findings import chance, overviews, policies, times
from tests.findings.decisions import DECISIONS
from tests.findings.files import MATTERS
from tests.findings.lists import LISTS
from tests.findings.story import GOLDEN, examined, held

pytestmark = pytest.mark.early


@pytest.mark.parametrize("name", LISTS)
def test_the_rows_of_a_list_come_to_what_they_came_to(name: str, update_golden: bool) -> None:
    held(f"lists/{name}.txt", examined(LISTS[name]()), update=update_golden)


def test_policies_are_read_or_refused_as_they_were(update_golden: bool) -> None:
    held("policies.txt", policies.lines(), update=update_golden)


@pytest.mark.parametrize("name", MATTERS)
def test_what_files_say_of_each_other_is_what_they_said(name: str, update_golden: bool) -> None:
    held(f"files/{name}.txt", MATTERS[name](), update=update_golden)


@pytest.mark.parametrize("name", DECISIONS)
def test_policies_decide_on_jobs_as_they_did(name: str, update_golden: bool) -> None:
    held(f"decisions/{name}.txt", DECISIONS[name](), update=update_golden)


def test_the_times_of_files_are_gathered_as_they_were(update_golden: bool) -> None:
    held("times.txt", times.lines(), update=update_golden)


def test_overviews_are_held_against_their_lists_as_they_were(update_golden: bool) -> None:
    held("overviews.txt", overviews.lines(), update=update_golden)


def test_patterns_fit_what_they_fitted(update_golden: bool) -> None:
    held("patterns.txt", policies.fitting(), update=update_golden)


@pytest.mark.parametrize("part", chance.PARTS)
def test_jobs_made_by_chance_come_to_what_they_came_to(part: int, update_golden: bool) -> None:
    held(f"chance/{part}.txt", chance.lines(part), update=update_golden)


def test_no_golden_list_is_left_over() -> None:
    for folder, names in (("lists", LISTS), ("files", MATTERS), ("decisions", DECISIONS)):
        assert {path.stem for path in (GOLDEN / folder).iterdir()} == set(names)
