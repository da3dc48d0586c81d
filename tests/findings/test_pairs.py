"""Every finding code is raised by the smallest evidence for it, counts where its rule says, and not by the nearest."""

from __future__ import annotations

import pytest

from drs_report.findings.registry import CODES, code, criterion_of
from drs_report.pipeline import judge_loaded
from drs_report.policy import parse_policy
from drs_report.records.judgement import CriterionStatus, Decision, Effect, Verdict
from tests.findings.pairs import PAIRS, Case
from tests.judgement.evidence import NOW


def judged(case: Case) -> Verdict:
    return judge_loaded(case.loaded, parse_policy(case.policy), NOW)[1]


def codes(verdict: Verdict) -> set[str]:
    return {one.finding.code for one in verdict.findings}


def test_every_code_has_a_pair_and_every_pair_a_code() -> None:
    assert set(PAIRS) == {entry.code for entry in CODES}


@pytest.mark.parametrize("name", PAIRS)
def test_a_code_is_raised_and_stands_in_the_way_as_its_rule_says(name: str) -> None:
    verdict = judged(PAIRS[name].fires)
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


@pytest.mark.parametrize("name", PAIRS)
def test_the_nearest_evidence_does_not_raise_it(name: str) -> None:
    pair = PAIRS[name]
    verdict = judged(pair.silent)
    assert name not in codes(verdict)
    assert (verdict.decision is Decision.PASS) is pair.passes, [
        (one.finding.code, one.effect.value) for one in verdict.findings if one.effect is not Effect.NOTE
    ]
