"""Every finding code is raised by the smallest evidence for it, counts where its rule says, and not by the nearest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from drs_report.findings.registry import CODES, code, criterion_of
from drs_report.pipeline import Loaded, judge_loaded
from drs_report.policy import parse_policy
from drs_report.records.judgement import CriterionStatus, Decision, Effect, Verdict
from tests.findings.cases import Case, passing
from tests.findings.pairs import pairs
from tests.findings.situations import SITUATIONS
from tests.findings.story import GOLDEN, changed, held, judgement, understood
from tests.judgement.evidence import NOW
from tests.redteam.evidence import clean
from tests.redteam.test_kinds import KINDS, loaded

NAMES = [entry.code for entry in CODES]


def test_every_code_has_a_pair_and_every_pair_a_code() -> None:
    assert set(pairs()) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_code_is_raised_as_its_rule_says_and_not_by_the_nearest_evidence(name: str, update_golden: bool) -> None:
    """And every number of it: what the evidence that raises a code says (+) and the nearest does not, and the reverse."""
    pair = pairs()[name]
    fires, silent = (judge_loaded(case.loaded, parse_policy(case.policy), NOW) for case in (pair.fires, pair.silent))
    check_effect(name, fires[1])
    assert name not in {one.finding.code for one in silent[1].findings}
    assert (silent[1].decision is Decision.PASS) is pair.passes, [
        (one.finding.code, one.effect.value) for one in silent[1].findings if one.effect is not Effect.NOTE
    ]
    raised, nearest = list(judgement(*fires)), list(judgement(*silent))
    held(f"pairs/{name}.txt", changed(nearest, raised), update=update_golden)


def check_effect(name: str, verdict: Verdict) -> None:
    """The code is raised, and stands in the way as its rule says."""
    found = [one for one in verdict.findings if one.finding.code == name]
    assert found
    assert {one.finding.effect for one in found} == {code(name).effect}
    if code(name).effect is Effect.NOTE:
        return
    statuses = {criterion.id: criterion.status for criterion in verdict.criteria}
    differs = code(name).effect is Effect.DIFFERS
    for one in found:
        assert statuses[criterion_of(one.finding)] in {
            CriterionStatus.BROKEN,
            *(() if differs else (CriterionStatus.UNPROVEN,)),
        }
    assert verdict.decision is Decision.FAIL if differs else verdict.decision is not Decision.PASS


@pytest.mark.parametrize("name", ["passing", *SITUATIONS])
def test_a_job_comes_to_what_it_came_to(name: str, update_golden: bool) -> None:
    job = SITUATIONS[name]() if name in SITUATIONS else Case(Loaded(passing()))
    held(f"jobs/{name}.txt", judgement(*judge_loaded(job.loaded, parse_policy(job.policy), NOW)), update=update_golden)


@pytest.mark.parametrize("kind", KINDS)
def test_a_spoilt_file_is_understood_as_it_was(kind: str, update_golden: bool) -> None:
    usual = [line for file in loaded(clean()) for line in understood(file)]

    def lines() -> Iterator[str]:
        for number, spoil in enumerate(KINDS[kind], start=1):
            files = clean()
            spoil(files)
            yield f"== {number}"
            yield from changed(usual, [line for file in loaded(files) for line in understood(file)])

    held(f"kinds/{kind.replace(' ', '-')}.txt", lines(), update=update_golden)


def test_no_golden_file_is_left_over() -> None:
    found = {path.stem for path in (GOLDEN / "pairs").iterdir()}
    assert found == set(NAMES)
    assert len(list((GOLDEN / "kinds").iterdir())) == len(KINDS)
    assert len(list((GOLDEN / "jobs").iterdir())) == len(SITUATIONS) + 1
