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
from tests.findings.cases import NAMES, Case, beside, case, of_object, of_table, outcome, repaired
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


HINTED = ("create-missing", "align-objects", "check-renamed", "end-task")
MISSING = {"target_object": None, "outcome": "target_missing"}
ADDED = {"source_object": None, "outcome": "inconsistent"}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("kind", "change", "expected"),
    [
        ("TRIGGER", MISSING, "end-task"),
        ("EVENT", MISSING, "end-task"),
        ("TRIGGER", ADDED, "align-objects"),
        ("TRIGGER", {"outcome": "inconsistent"}, "align-objects"),
        ("INDEX", MISSING, "check-renamed"),
        ("INDEX", ADDED, "check-renamed"),
        ("CONSTRAINT", {"outcome": "inconsistent"}, "check-renamed"),
        ("VIEW", MISSING, "align-objects"),
        ("PROCEDURE", MISSING, "align-objects"),
        ("TABLE", MISSING, "create-missing"),
        ("TABLE", ADDED, "align-objects"),
    ],
)
def test_only_what_may_come_later_or_be_renamed_is_told_so(
    kind: str, change: dict[str, Any], expected: str, lang: str
) -> None:
    details = [step.detail for step in steps(told(of_object(object_type=kind, **change), lang))]
    hints = {name: getattr(ACTIONS[name].detail, "en" if lang == "en" else "zh") for name in HINTED}
    assert [name for name, hint in hints.items() if hint in details] == [expected]


@pytest.mark.parametrize("lang", LANGS)
def test_rows_that_differ_are_cleared_by_comparing_rows_again(lang: str) -> None:
    given = of_table("lines", outcome="inconsistent", target_rows=9)
    step = next(step for step in steps(told(given, lang)) if "1" in step.text)
    assert re.search("compare its rows and values again|重新做行数对比和内容对比", step.text)
    assert re.search("Only a newer row comparison clears|只能由更新的行数对比消除", step.detail)


@pytest.mark.parametrize("lang", LANGS)
def test_a_repair_whose_status_nobody_knows_is_not_called_unfinished(lang: str) -> None:
    late = datetime(2026, 11, 15, 3, tzinfo=UTC)
    said, left = (
        [judged for judged in told(case(repaired(updated_at=late, **changes)), lang).sentences if "orders" in judged]
        for changes in ({"repair_status": "2"}, {"repair_status": "2", "completed_rows": 2})
    )
    assert [text for text in said if re.search("“2”.*(not known|确知)|确知.*“2”", text)]
    assert not [text for text in said if re.search("not finished|未完成", text)]
    assert [text for text in left if re.search("2 of 3 rows|共 3 行", text)]


@pytest.mark.parametrize("lang", LANGS)
def test_a_later_comparison_that_another_contradicts_is_not_said_to_be_none(lang: str) -> None:
    late = datetime(2026, 11, 15, 0, 30, tzinfo=UTC)
    older = dataset("contents", meta=(), tables=[content(NAMES[0], outcome="inconsistent", different_rows=1)])
    report = told(case([*repaired(updated_at=late), older]), lang)
    (said,) = (text for text in report.sentences if re.search("3 rows were repaired|已修复 3 行", text))
    assert not re.search("no later|没有", said)
