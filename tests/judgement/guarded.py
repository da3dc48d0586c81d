"""Three tables and what they come to, for tests of the guards."""

from __future__ import annotations

from drs_report.analysis import analyse
from drs_report.policy import apply_scope, judge, parse_policy
from drs_report.records.judgement import CriterionStatus, Decision
from tests.judgement.evidence import (
    NOW,
    TIMES,
    content,
    dataset,
    overview,
)

N = ("orders", "customers", "items")
PASS, FAIL, OPEN = Decision.PASS, Decision.FAIL, Decision.INCONCLUSIVE
UNPROVEN, MET = CriterionStatus.UNPROVEN, CriterionStatus.MET


def judged(files, policy=""):
    rules = parse_policy(policy)
    found = analyse(files, fold_case=rules.fold_case, alias=rules.alias, max_spread_hours=rules.max_spread_hours)
    return judge(found.findings, apply_scope(found.coverage, rules), found.sources, rules, NOW)


def decide(files, policy=""):
    return judged(files, policy).decision


def codes(files):
    return [f.code for f in analyse(files).findings]


def status(verdict, criterion):
    return next(c.status for c in verdict.criteria if c.id == criterion)


def waiver(code, name="w", **more):
    lines = [f"{key} = {value!r}".replace("'", '"') for key, value in {"id": name, "code": code, **more}.items()]
    return "\n".join(["[[waiver]]", 'reason = "r"', 'approved_by = "a"', "expires = 2027-01-01", *lines, ""])


def hours(start, end, day=15):
    return (
        ("compare_start_time", f"2026-11-{day:02}T{start:02}:00:00Z"),
        ("compare_end_time", f"2026-11-{day:02}T{end:02}:00:00Z"),
    )


def values(rows=None, meta=TIMES, **more):
    rows = [content(n) for n in N] if rows is None else rows
    more.setdefault("databases", [overview(len({r["source_table"] for r in rows}))])
    return dataset("contents", meta=meta, tables=rows, **more)
