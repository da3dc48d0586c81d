"""What the first lines say of what was left out, of how old the evidence is, of several tasks, and of what differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from drs_report.pipeline import report_loaded
from drs_report.policy import Policy, parse_policy
from drs_report.records.document import Report
from tests.findings.cases import NAMES, beside, case, differing, origin, passing, timed
from tests.judgement.evidence import content, dataset, line, overview

NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)
DIFFERING = [*beside("contents"), differing(3)]


def told(files: Any, policy: str = "", lang: str = "en", now: datetime = NOW) -> Report:
    rules = parse_policy(policy) if policy else Policy()
    return report_loaded(case(files).loaded, now=now, lang=lang, policy=rules)[0]


def first_step(report: Report) -> str:
    return report.sections[0].blocks[0].steps[0].text


@pytest.mark.parametrize(
    ("lang", "word", "sentence", "scope"),
    [
        ("en", "PASS without full proof", "1 table that differs is out of scope.", "1 table out of scope (1 differs)"),
        ("zh-CN", "通过（未经完整验证）", "另有 1 张不一致的表不在范围内。", "1 张表不在范围内（1 张不一致）"),
    ],
)
def test_a_difference_that_is_left_out_is_told_with_the_verdict(
    lang: str, word: str, sentence: str, scope: str
) -> None:
    report = told(DIFFERING, f'[scope]\nexclude = ["*.{NAMES[0]}"]\nreason = "not moved"\n', lang)
    assert (report.decision_word, report.state) == (word, "warn")
    assert report.sentence.endswith(sentence)
    assert scope in report.scope_line
    assert word in report.subject_line
    assert any(fact.value == "not moved" for fact in report.verdict.policy_facts)


def test_a_table_that_is_left_out_and_equal_takes_no_proof_from_the_others() -> None:
    report = told(passing(), f'[scope]\nexclude = ["*.{NAMES[0]}"]\n')
    assert (report.decision_word, report.state) == ("PASS", "ok")
    assert "1 table out of scope ·" in report.scope_line


@pytest.mark.parametrize(
    ("days", "age"), [(0, "10 hours before"), (1, "10 hours to 1 day before"), (30, "10 hours to 30 days before")]
)
def test_the_oldest_comparison_is_told_as_well_as_the_newest(days: int, age: str) -> None:
    began = datetime(2026, 11, 15, 1, tzinfo=UTC) - timedelta(days=days)
    old = tuple(
        (f"compare_{end}_time", (began + timedelta(hours=n)).isoformat()) for n, end in enumerate(("start", "end"))
    )
    objects, *others = passing()
    objects = replace(objects, recognition=replace(objects.recognition, meta=old))
    assert f"{age} this report" in told([objects, *others]).scope_line


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_a_comparison_of_no_time_is_named_and_asked_about(lang: str) -> None:
    files = [*beside("contents"), dataset("contents", tables=[*map(content, NAMES)], databases=[overview(len(NAMES))])]
    report = told(files, lang=lang)
    assert {"en": "time unknown: Value comparison", "zh-CN": "时间未知：内容对比"}[lang] in report.scope_line
    assert {"en": "recent enough", "zh-CN": "足够新"}[lang] in first_step(report)


@pytest.mark.parametrize(
    ("policy", "hours", "is_asked"),
    [
        ("", 20, False),
        ("", 48, True),
        ("max_age_hours = 100", 48, False),
        ("not_before = 2026-11-01T00:00:00Z", 48, False),
    ],
)
def test_a_person_is_asked_for_the_age_where_the_policy_does_not(policy: str, hours: int, *, is_asked: bool) -> None:
    report = told(passing(), policy, now=NOW + timedelta(hours=hours - 10))
    assert report.verdict.decision == "PASS"
    assert ("recent enough" in first_step(report)) is is_asked


def test_tasks_are_named_first_and_with_each_of_their_tables() -> None:
    files = [origin(file, job_id=None, folder=folder) for folder in ("north", "south") for file in DIFFERING]
    report = told(files)
    assert report.scope_line.startswith("2 tasks: north, south · ")
    named = {cell.text for step in report.sections[0].blocks[0].steps for cell in step.names}
    assert {f"shop.{NAMES[0]} (north)", f"shop.{NAMES[0]} (south)"} <= named


def test_what_differs_beside_the_tables_is_named() -> None:
    files = [*beside("lines"), dataset("lines", meta=timed(1, 2), tables=[*map(line, NAMES)],
             databases=[overview(3, outcome="inconsistent")])]  # fmt: skip
    assert "1 more difference was found (shop)" in told(files).sentence


def test_a_question_about_a_file_is_told_with_its_name() -> None:
    files = [*beside("lines"), dataset("lines", meta=timed(1, 2, 10), tables=[*map(line, NAMES)])]
    assert "(lines.xlsx)" in told(files).sentence
