"""From findings and coverage to PASS, FAIL or INCONCLUSIVE: pure functions over plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from drs_report.comparisons import COMPARE_TYPES
from drs_report.findings.registry import order_of
from drs_report.policy.criteria import answers
from drs_report.policy.presence import ages, missing_types
from drs_report.policy.rules import Freshness, Policy
from drs_report.policy.scope import apply_scope, scope_findings
from drs_report.policy.softening import soften, unmatched_rules
from drs_report.policy.waiving import waive
from drs_report.records.judgement import (
    CriterionStatus,
    Decision,
    Effect,
    Fact,
    Finding,
    JudgedFinding,
    Level,
    Scalar,
    Verdict,
)
from drs_report.records.observations import Coverage

if TYPE_CHECKING:
    from drs_report.records.reading import Source

_EFFECT_ORDER = {effect: number for number, effect in enumerate(Effect)}


def judge(
    findings: Sequence[Finding], coverage: Coverage, sources: Sequence[Source], policy: Policy, now: datetime
) -> Verdict:
    """Return what `policy` says of the evidence at `now` (aware).

    `findings`, `coverage` and `sources` are those of one `drs_report.analysis.Analysis`. FAIL if a criterion is broken,
    INCONCLUSIVE if none is broken and one is unproven, else PASS. A finding more never gives a better verdict.
    """
    counted = [s for s in sources if not s.is_superseded]
    scoped = apply_scope(coverage, policy)
    own = [*missing_types(policy, counted), *ages(policy, counted, now), *scope_findings(policy, coverage)]
    wanted = [f for f in (*findings, *own) if f.code != "coverage.absent" or f.compare_type in policy.require]
    rows = {row.subject.key: row for row in scoped.rows if row.subject.level is Level.TABLE}
    judged = soften(wanted, policy, rows)
    judged, uses, waiver_findings = waive(judged, policy, now)
    judged += [JudgedFinding(f, f.effect) for f in (*waiver_findings, *unmatched_rules(policy, judged))]
    judged.sort(key=lambda j: (_EFFECT_ORDER[j.effect], *order_of(j.finding)[:2], -j.finding.n, j.finding.subject))
    criteria = answers(judged, scoped, counted, policy, uses)
    statuses = {criterion.status for criterion in criteria}
    decision = Decision.PASS
    if CriterionStatus.BROKEN in statuses:
        decision = Decision.FAIL
    elif CriterionStatus.UNPROVEN in statuses:
        decision = Decision.INCONCLUSIVE
    return Verdict(decision, criteria, tuple(judged), uses, policy.title, policy.sha256, _policy_facts(policy), now)


def _policy_facts(policy: Policy) -> tuple[Fact, ...]:
    facts: dict[str, Scalar] = {
        "required_types": ", ".join(t for t in COMPARE_TYPES if t in policy.require),
        "include": ", ".join(policy.scope.include),
        "exclude": ", ".join(policy.scope.exclude) or None,
        "scope_reason": policy.scope.reason,
        "max_age_hours": policy.max_age_hours,
        "not_before": policy.not_before,
        "trust_fetch_time": policy.trust_fetch_time,
        "tolerances": "; ".join(rule.spelled() for rule in policy.tolerance) or None,
        "accepted_proofs": "; ".join(f"{a.pattern}: {a.proof} ({a.reason})" for a in policy.accept_proof) or None,
        "n_waivers": len(policy.waiver),
    }
    if policy.freshness:
        facts["freshness"] = "; ".join(_spelled(name, limit) for name, limit in sorted(policy.freshness.items()))
    if policy.max_spread_hours != Policy().max_spread_hours:
        facts["max_spread_hours"] = policy.max_spread_hours
    if policy.one_task:
        facts["one_task"] = True
    if policy.fold_case:
        facts["fold_case"] = True
    if policy.alias:
        facts["alias"] = ", ".join(f"{one} = {name}" for one, name in sorted(policy.alias.items()))
    return tuple(Fact(name, value) for name, value in facts.items())


def _spelled(compare_type: str, limit: Freshness) -> str:
    parts = [f"max_age_hours {limit.max_age_hours:g}"] if limit.max_age_hours is not None else []
    parts += [f"not_before {limit.not_before.isoformat()}"] if limit.not_before is not None else []
    return f"{compare_type}: {', '.join(parts)}"
