"""What a waiver covers does not hang on which of several codes a row got: who accepts a thing accepts what is no worse."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from drs_report.analysis import Analysis, analyse
from drs_report.policy import Policy, WaiverRule, judge
from tests.judgement.evidence import NOW, clean, content, dataset

DIFFERENT, BLIND, MISSING = "contents.values-differ", "contents.not-verified", "contents.table-missing"
ROWS = {
    "differs": {"outcome": "inconsistent", "content_outcome": "inconsistent", "different_rows": 3},
    "differs beside a failure": {
        "outcome": "inconsistent", "content_outcome": "inconsistent", "line_outcome": "timeout", "different_rows": 3,
    },
    "equal, but counted": {"different_rows": 3},
    "equal, but changed rows": {"changed_rows": 3},
    "failed, but counted": {"outcome": "timeout", "content_outcome": "timeout", "different_rows": 3},
    "failed": {"outcome": "timeout", "content_outcome": "timeout", "different_rows": None},
    "unfinished": {"outcome": "comparing", "content_outcome": "comparing", "different_rows": None},
    "unknown": {"outcome": "unknown_word", "content_outcome": "unknown_word", "different_rows": None},
    "missing": {"outcome": "target_table_missing", "content_outcome": "target_table_missing", "different_rows": None},
}  # fmt: skip
COVERED = {
    (DIFFERENT, None): ROWS.keys() - {"missing"},
    (DIFFERENT, 3): {"differs", "equal, but counted", "equal, but changed rows"},
    (DIFFERENT, 2): set(),
    ("contents.counters-differ", None): ROWS.keys() - {"missing"},
    (BLIND, None): {"failed", "unfinished"},
    ("contents.unfinished", None): {"failed", "unfinished"},
    (MISSING, None): {"missing", "failed", "unfinished", "unknown"},
    ("contents.says-less", None): set(),
    ("lines.count-differs", None): set(),
}


@cache
def analysed(name: str) -> Analysis:
    row = ROWS[name]
    others = {name: 0 for name in row if name == "changed_rows"}
    files = [*clean(("a", "b"))[:2], dataset("contents", tables=[content("a", **others), content("b", **row)])]
    return analyse(files, max_spread_hours=None)


def decision(name: str, *rules: WaiverRule) -> str:
    analysis = analysed(name)
    policy = Policy(waiver=rules)
    return judge(analysis.findings, analysis.coverage, analysis.sources, policy, NOW).decision.value


def waiver(code: str, max_rows: int | None = None, pattern: str = "shop.b", max_findings: int = 1) -> WaiverRule:
    return WaiverRule(
        id="w", code=code, reason="r", approved_by="a", expires=date(2027, 1, 1), pattern=pattern, max_rows=max_rows,
        max_findings=max_findings,
    )  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("given", COVERED, ids=lambda given: f"{given[0]} {given[1]}")
def test_a_waiver_covers_what_is_no_worse_than_what_it_names(given: tuple[str, int | None], name: str) -> None:
    assert decision(name) != "PASS"
    assert (decision(name, waiver(*given)) == "PASS") == (name in COVERED[given])


def test_it_covers_no_other_table_and_no_more_rows_of_lists_than_its_budget() -> None:
    row = ROWS["differs beside a failure"]
    assert decision("differs beside a failure", waiver(DIFFERENT, pattern="shop.a")) == "FAIL"
    files = [*clean(("a", "b"))[:2], dataset("contents", tables=[content("a", **row), content("b", **row)])]
    analysis = analyse(files, max_spread_hours=None)

    def with_budget(n: int) -> str:
        policy = Policy(waiver=(waiver(DIFFERENT, pattern="shop.*", max_findings=n),))
        return judge(analysis.findings, analysis.coverage, analysis.sources, policy, NOW).decision.value

    assert (with_budget(1), with_budget(2)) == ("FAIL", "PASS")
