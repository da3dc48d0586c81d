"""What the report tells people to do next, and what it counts, is so of the evidence that it speaks of."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from drs_report.findings.actions import ACTIONS
from drs_report.findings.registry import CODES
from drs_report.pipeline import judge_loaded, report_loaded
from drs_report.policy.rules import AcceptedProof, Policy
from drs_report.records.document import Report, Step
from drs_report.records.judgement import Finding
from tests.findings.cases import NAMES, Case, beside, case, of_table, outcome
from tests.findings.pairs import pairs
from tests.judgement.evidence import TIMES, content, dataset, difference, line

NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)
LANGS = ("en", "zh-CN")


def told(given: Case, lang: str = "en", policy: Policy | None = None) -> Report:
    return report_loaded(given.loaded, now=NOW, lang=lang, policy=policy)[0]


def steps(report: Report) -> tuple[Step, ...]:
    return report.sections[0].blocks[0].steps


def differing(*listed: dict[str, Any]) -> Case:
    rows = [content(NAMES[0], outcome="inconsistent", different_rows=3), *map(content, NAMES[1:])]
    return case([*beside("contents"), dataset("contents", meta=TIMES, tables=rows, differences=[*listed])])


@pytest.mark.parametrize(
    ("code", "action"),
    [
        ("evidence.not-understood", "teach-texts"),
        ("integrity.unrecognised-rows", "teach-texts"),
        ("contents.outcome-missing", "restore-evidence"),
        ("objects.outcome-missing", "restore-evidence"),
        ("objects.count-differs", "restore-evidence"),
        ("integrity.times-contradict", "restore-evidence"),
        ("integrity.number-twice", "restore-evidence"),
        ("integrity.nothing-counted", "find-compared"),
        ("integrity.addresses-contradict", "find-compared"),
        ("integrity.target-disagrees", "find-compared"),
        ("integrity.row-counts-disagree", "clear-contradiction"),
        ("integrity.saw-no-rows", "clear-contradiction"),
        ("integrity.duplicate-contradicts", "clear-contradiction"),
        ("integrity.sheet-full", "compare-again"),
        ("integrity.count-imprecise", "confirm"),
        ("repair.unfinished", "recompare-repaired"),
        ("repair.counts-do-not-add-up", "recompare-repaired"),
    ],
)
def test_the_step_of_a_rule_is_what_the_rule_advises(code: str, action: str) -> None:
    (rule,) = (rule for rule in CODES if rule.code == code)
    assert rule.action == action


@pytest.mark.parametrize("lang", LANGS)
def test_a_text_that_nobody_understood_is_looked_at_and_not_exported_again(lang: str) -> None:
    given = pairs()["evidence.not-understood"].fires
    texts = [step.text for step in steps(told(given, lang))]
    assert not [text for text in texts if re.search("again|重新", text)]
    assert [text for text in texts if re.search("not understood|未能理解", text)]


@pytest.mark.parametrize("lang", LANGS)
def test_a_blank_result_is_exported_again_and_has_neither_failed_nor_a_remark(lang: str) -> None:
    (step,) = steps(told(of_table("contents", **outcome("contents", None)), lang))
    assert re.search("Export|导出", step.text)
    assert not re.search("fail|remark|失败|备注", step.text + step.detail)


@pytest.mark.parametrize("lang", LANGS)
def test_rows_are_promised_only_where_the_file_lists_them(lang: str) -> None:
    detail = getattr(ACTIONS["resolve-differences"].detail, "en" if lang == "en" else "zh")
    assert steps(told(differing(), lang))[0].detail == detail
    assert re.search("where it lists none|文件未列出时", detail)


@pytest.mark.parametrize(
    ("listed", "numbers"),
    [
        ([], [None, None, None]),
        ([difference(NAMES[0], 1)], [0, 0, 1]),
        ([difference(NAMES[0], 1), difference(NAMES[0], 2, None)], [None, None, 1]),
    ],
)
def test_which_way_rows_differ_is_counted_only_where_it_is_known(
    listed: list[dict[str, Any]], numbers: list[int | None]
) -> None:
    finding = _differs(differing(*listed))
    assert [finding.fact(name) for name in ("n_only_in_source", "n_only_in_target", "n_changed")] == numbers


def _differs(given: Case) -> Finding:
    analysis, _ = judge_loaded(given.loaded, Policy(), NOW)
    (finding,) = (one for one in analysis.findings if one.code == "contents.values-differ")
    return finding


def test_one_table_differs_and_several_comparisons_lack_their_files() -> None:
    (criterion,) = (row for row in _criteria(told(differing())) if "Values equal" in row)
    assert criterion[2].endswith("1 differs")
    (step,) = steps(told(case(beside("lines", "contents"))))
    assert step.text.startswith("Run 2 comparisons")
    assert not re.search(r"\b(its|it)\b", step.detail)


def _criteria(report: Report) -> list[list[str]]:
    tables = (block.table for section in report.sections for block in section.blocks if block.table)
    (table,) = (table for table in tables if table.id == "criteria-table")
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize(
    ("meta", "labels"),
    [
        ((("compare_time", "2026-11-15T01:00:00Z"),), ["Compared"]),
        (TIMES, ["Comparison began", "Comparison ended"]),
    ],
)
def test_one_time_of_a_comparison_is_told_as_one(meta: Any, labels: list[str]) -> None:
    report = told(case([dataset("lines", meta=meta, tables=[line(name) for name in NAMES])]))
    tables = (block.table for section in report.sections for block in section.blocks if block.table)
    (files,) = (table for table in tables if table.id == "files-table")
    assert [pair.label for pair in files.rows[0].details if pair.label.startswith("Compar")] == labels


def test_a_proof_that_cannot_stand_in_for_a_missing_file_is_not_called_unneeded() -> None:
    policy = Policy(accept_proof=(AcceptedProof(pattern="*", proof="counts", reason="short night"),))
    step = steps(told(case(beside("contents")), policy=policy))[-1]
    assert step.text == "Look at 1 rule of the policy that has no effect"
    (rule,) = (rule for rule in CODES if rule.code == "policy.accept-unmatched")
    assert "`require`" in rule.do.en
    assert "`require`" in rule.do.zh
