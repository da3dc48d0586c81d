"""Tolerances and accepted proofs: what the policy sets aside of what a comparison says of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drs_report.comparisons import by_slug, of_proof
from drs_report.findings.registry import Softens, code, make_finding
from drs_report.language.phrases import is_reason
from drs_report.policy.patterns import Patterns
from drs_report.policy.rules import AcceptedProof, Policy, Tolerance
from drs_report.policy.scope import in_scope
from drs_report.records.grouping import grouped
from drs_report.records.judgement import Effect, Finding, JudgedFinding, Level, OutcomeClass, Proof
from drs_report.records.observations import CoverageRow

_Key = tuple[str, ...]
_Account = tuple[_Key, str]
"""One table in one comparison."""


def soften(findings: Sequence[Finding], policy: Policy, rows: Mapping[_Key, CoverageRow]) -> list[JudgedFinding]:
    """Apply scope, tolerances and accepted proofs.

    Both look at the whole of what a comparison says of a table, so that it does not matter which of several codes a
    row got, and one thing more that is wrong never sets another aside: a tolerance wants nothing but counted
    differences, and weaker proof nothing but what it can stand in for.
    """
    is_held = in_scope(policy)
    accounts = grouped(((one.subject.key, one.compare_type), one) for one in findings if _is_counted(one))
    kinds = {account: {code(one.code).softened for one in found} for account, found in accounts.items()}
    tolerated = Patterns([rule.pattern for rule in policy.tolerance])
    accepted = Patterns([rule.pattern for rule in policy.accept_proof])
    fitting: dict[tuple[_Account, str], Tolerance | None] = {}
    judged = []
    for finding in findings:
        if not is_held(finding.subject):
            judged.append(JudgedFinding(finding, Effect.NOTE, in_scope=False))
            continue
        account = finding.subject.key, finding.compare_type
        spelled = ""
        counted = kinds[account] if _is_counted(finding) else set()
        if counted == {Softens.BY_TOLERANCE}:
            named = account, finding.subject.name
            if named not in fitting:
                rules = (policy.tolerance[i] for i in tolerated.which(finding.subject.name))
                fits_all = (rule for rule in rules if all(_tolerates(rule, one) for one in accounts[account]))
                fitting[named] = next(fits_all, None)
            rule = fitting[named]
            spelled = rule.spelled() if rule else ""
        elif counted == {Softens.BY_PROOF} and not any(map(unread_remark, accounts[account])):
            row = rows.get(finding.subject.key)
            proofs = [policy.accept_proof[i] for i in accepted.which(finding.subject.name)]
            fitting_proofs = (f"accept_proof {a.spelled()}" for a in proofs if _accepts(a, finding.compare_type, row))
            spelled = next(fitting_proofs, "")
        judged.append(JudgedFinding(finding, Effect.NOTE if spelled else finding.effect, tolerance=spelled))
    return judged


def _is_counted(finding: Finding) -> bool:
    """Whether a finding counts in what a comparison says of a table."""
    is_held = finding.effect in (Effect.DIFFERS, Effect.UNPROVEN) or code(finding.code).softened is Softens.BY_PROOF
    return is_held and finding.subject.level is Level.TABLE


def _tolerates(rule: Tolerance, finding: Finding) -> bool:
    n_different, source_rows = finding.fact("n_different"), finding.fact("source_rows")
    return (
        rule.compare_type == finding.compare_type
        and isinstance(n_different, int)
        and rule.covers(max(n_different, finding.n), source_rows if isinstance(source_rows, int) else None)
    )


def unread_remark(finding: Finding) -> str | None:
    """Return a remark beside no sure result that is more than a known reason: it may say that rows differ."""
    message = finding.fact("message")
    is_unread = finding.effect is not Effect.DIFFERS and isinstance(message, str) and not is_reason(message)
    return str(message) if is_unread else None


def _accepts(rule: AcceptedProof, compare_type: str, row: CoverageRow | None) -> bool:
    accepted = Proof(rule.proof)
    if row is None or by_slug(compare_type).proof.strength <= accepted.strength:
        return False
    excused = row.cells.get(compare_type)
    if excused is not None and (excused.n_different or excused.outcome_class is OutcomeClass.DIFFERS):
        return False
    cells = [row.cells[slug] for slug in of_proof(accepted) if slug in row.cells]
    return bool(cells) and all(cell.outcome_class is OutcomeClass.VERIFIED for cell in cells)


def unmatched_rules(policy: Policy, judged: Sequence[JudgedFinding]) -> list[Finding]:
    """Return the tolerances and accepted proofs that set nothing aside."""
    used = {one.tolerance for one in judged}
    given = [("policy.tolerance-unmatched", rule.spelled(), "") for rule in policy.tolerance]
    given += [("policy.accept-unmatched", rule.spelled(), "accept_proof ") for rule in policy.accept_proof]
    return [make_finding(code, "", {"pattern": said}) for code, said, kind in given if kind + said not in used]
