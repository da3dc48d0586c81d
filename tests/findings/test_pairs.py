"""Every finding code is raised by the smallest evidence for it, counts where its rule says, and not by the nearest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from drs_report.analysis import Analysis
from drs_report.findings.registry import CODES, code, criterion_of
from drs_report.pipeline import Loaded, judge_loaded
from drs_report.policy import parse_policy
from drs_report.records.judgement import CriterionStatus, Decision, Effect, Verdict
from tests.findings.cases import Case, passing
from tests.findings.pairs import PAIRS
from tests.findings.situations import SITUATIONS
from tests.findings.story import GOLDEN, changed, held, judgement, understood
from tests.judgement.evidence import NOW
from tests.redteam.evidence import clean
from tests.redteam.test_kinds import KINDS, loaded


@cache
def come_to(name: str, *, fires: bool) -> tuple[Analysis, Verdict]:
    case = PAIRS[name].fires if fires else PAIRS[name].silent
    return judge_loaded(case.loaded, parse_policy(case.policy), NOW)


def test_every_code_has_a_pair_and_every_pair_a_code() -> None:
    assert set(PAIRS) == {entry.code for entry in CODES}


@pytest.mark.parametrize("name", PAIRS)
def test_a_code_is_raised_and_stands_in_the_way_as_its_rule_says(name: str) -> None:
    _, verdict = come_to(name, fires=True)
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
    _, verdict = come_to(name, fires=False)
    assert name not in {one.finding.code for one in verdict.findings}
    assert (verdict.decision is Decision.PASS) is PAIRS[name].passes, [
        (one.finding.code, one.effect.value) for one in verdict.findings if one.effect is not Effect.NOTE
    ]


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_comes_to_what_it_came_to(name: str, update_golden: bool) -> None:
    """Every number of it: what the evidence that raises a code says (+) and the nearest does not, and the reverse."""
    fires, silent = (list(judgement(*come_to(name, fires=one))) for one in (True, False))
    held(f"pairs/{name}.txt", changed(silent, fires), update=update_golden)


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
    assert found == PAIRS.keys()
    assert len(list((GOLDEN / "kinds").iterdir())) == len(KINDS)
    assert len(list((GOLDEN / "jobs").iterdir())) == len(SITUATIONS) + 1
