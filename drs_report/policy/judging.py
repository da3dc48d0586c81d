"""From findings and coverage to PASS, FAIL or INCONCLUSIVE: pure functions over plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from drs_report.comparisons import ALL, COMPARE_TYPES, by_slug, of_proof
from drs_report.comparisons.base import Comparison
from drs_report.findings.registry import CODES, CRITERIA, Softens, code, criterion_of, make_finding
from drs_report.policy.patterns import Patterns, matches
from drs_report.policy.rules import AcceptedProof, Freshness, Policy, Tolerance, WaiverRule
from drs_report.records.judgement import (
    Coverage,
    CoverageRow,
    Criterion,
    CriterionStatus,
    Decision,
    Effect,
    Evidence,
    Fact,
    Finding,
    JudgedFinding,
    Level,
    OutcomeClass,
    Proof,
    Scalar,
    Subject,
    Verdict,
    WaiverStatus,
    WaiverUse,
)

if TYPE_CHECKING:
    from drs_report.records.reading import Source

__all__ = ["apply_scope", "judge"]

_ROW_AREAS = {one.area for one in ALL if one.counts_rows}
_EFFECT_ORDER = {effect: number for number, effect in enumerate(Effect)}
_CODE_ORDER = {entry.code: number for number, entry in enumerate(CODES)}
_FACT_NAMES = {kind.id: kind.facts for kind in CRITERIA}
_Key = tuple[str, ...]
_SAYS_NOTHING_ABOUT_TABLES = "\x00" * 256
"""A table name that no pattern spells out, so that only a pattern for the whole database matches it."""


def judge(
    findings: Sequence[Finding], coverage: Coverage, sources: Sequence[Source], policy: Policy, now: datetime
) -> Verdict:
    """Return what `policy` says of the evidence at `now` (aware).

    `findings`, `coverage` and `sources` are those of one `drs_report.analysis.Analysis`. FAIL if a criterion is broken,
    INCONCLUSIVE if none is broken and one is unproven, else PASS. A finding more never gives a better verdict.
    """
    counted = [s for s in sources if not s.is_superseded]
    scoped = apply_scope(coverage, policy)
    own = [
        *_missing_types(policy, counted),
        *_ages(policy, counted, now),
        *_scope_findings(policy, coverage),
    ]
    wanted = [f for f in (*findings, *own) if f.code != "coverage.absent" or f.compare_type in policy.require]
    rows = {row.subject.key: row for row in scoped.rows if row.subject.level is Level.TABLE}
    judged = _soften(wanted, policy, rows)
    judged, uses, waiver_findings = _waive(judged, policy, now)
    judged += [JudgedFinding(f, f.effect) for f in (*waiver_findings, *_unmatched_rules(policy, judged))]
    judged.sort(key=lambda j: (_EFFECT_ORDER[j.effect], _order(j.finding)))
    criteria = _criteria(judged, scoped, counted, policy, uses)
    statuses = {criterion.status for criterion in criteria}
    decision = Decision.PASS
    if CriterionStatus.BROKEN in statuses:
        decision = Decision.FAIL
    elif CriterionStatus.UNPROVEN in statuses:
        decision = Decision.INCONCLUSIVE
    return Verdict(
        decision,
        criteria,
        tuple(judged),
        uses,
        policy.title,
        policy.sha256,
        _policy_facts(policy),
        now,
    )


def _order(finding: Finding) -> tuple[int, str, Subject]:
    return _CODE_ORDER[finding.code], finding.compare_type, finding.subject


# -- scope -----------------------------------------------------------------------------------------------------------


def _name(subject: Subject) -> str:
    """Return what a pattern is held against: the dotted name, for an object type its word."""
    return subject.name or subject.object_type


class _Scope:
    """The policy's scope, its patterns made ready once; each name is looked up once."""

    def __init__(self, policy: Policy) -> None:
        self.include, self.exclude = Patterns(policy.scope.include), Patterns(policy.scope.exclude)
        self._known: dict[Subject, bool] = {}

    def holds(self, subject: Subject) -> bool:
        if subject not in self._known:
            self._known[subject] = self._holds(subject)
        return self._known[subject]

    def _holds(self, subject: Subject) -> bool:
        match subject.level:
            case Level.TABLE:
                return self.include.fit(subject.name) and not self.exclude.fit(subject.name)
            case Level.DATABASE:
                database = subject.source_db or subject.target_db
                whole = f"{database}.{_SAYS_NOTHING_ABOUT_TABLES}"
                return self.include.may_hold(f"{database}.") and not self.exclude.fit(whole)
            case Level.OBJECT if subject.name:
                belongs = bool(subject.source_db or subject.target_db)
                included = not belongs or self.include.fit(subject.name)
                return included and not self.exclude.fit(subject.name)
            case _:
                return True


def apply_scope(coverage: Coverage, policy: Policy) -> Coverage:
    """Return the matrix with `in_scope` as the policy says; rows out of scope stay listed."""
    if policy.scope.include == ("*",) and not policy.scope.exclude:
        return coverage
    scope = _Scope(policy)
    rows = tuple(replace(row, in_scope=scope.holds(row.subject)) for row in coverage.rows)
    return replace(coverage, rows=rows)


def _scope_findings(policy: Policy, coverage: Coverage) -> list[Finding]:
    names = [row.subject.name for row in coverage.rows if row.subject.level is Level.TABLE]
    given = [("policy.include-unmatched", p) for p in policy.scope.include if p != "*"]
    given += [("policy.exclude-unmatched", p) for p in policy.scope.exclude]
    patterns = Patterns([pattern for _, pattern in given])
    hit = {number for name in names for number in patterns.which(name)}
    return [
        _policy_finding(code, {"pattern": pattern}) for number, (code, pattern) in enumerate(given) if number not in hit
    ]


def _policy_finding(code: str, facts: Mapping[str, Scalar], compare_type: str = "", n: int = 1) -> Finding:
    return make_finding(code, Subject(Level.FILE), facts, compare_type=compare_type, n=n)


# -- presence and age of the evidence --------------------------------------------------------------------------------


def _missing_types(policy: Policy, sources: Sequence[Source]) -> list[Finding]:
    present = {source.compare_type for source in sources}
    return [
        _policy_finding("policy.required-type-missing", {}, compare_type)
        for compare_type in COMPARE_TYPES
        if compare_type in policy.require and compare_type not in present
    ]


def _ages(policy: Policy, sources: Sequence[Source], now: datetime) -> list[Finding]:
    """Return the files that are too old for the policy, or do not say how old they are.

    The time of a download proves only that the comparison is not younger: it can show that a file is too old, and
    shows that it is recent only to a policy that trusts it. In the same way the end of a comparison can show that it
    began before `not_before`, and not that it began after.
    """
    findings: list[Finding] = []
    for source in sources:
        if not by_slug(source.compare_type).is_proof:
            continue
        max_age_hours, not_before = policy.limits(source.compare_type)
        is_limited = max_age_hours is not None or not_before is not None
        fetched = source.origin.fetched_at
        stated = source.ended_at or source.started_at
        ended = stated or fetched
        began = source.started_at or ended
        facts: dict[str, Scalar] = {
            "compared_at": ended,
            "fetched_at": fetched,
            "time_text": source.unzoned,
            "max_age_hours": max_age_hours,
            "not_before": not_before,
        }
        codes: list[str] = []
        if source.latest is not None and source.latest > now:
            codes.append("evidence.in-future")
            facts["compared_at"] = source.latest
        if max_age_hours is not None and ended and now - ended > timedelta(hours=max_age_hours):
            codes.append("evidence.too-old")
        if not_before is not None and began and began < not_before:
            codes.append("evidence.before-write-stop")
            facts["compared_at"] = began
        is_dated = stated is not None and (not_before is None or source.started_at is not None)
        if is_limited and not codes and not is_dated and not (ended and policy.trust_fetch_time):
            codes.append("evidence.time-unknown")
        subject = Subject(Level.FILE, source_name=source.origin.name)
        where = (Evidence(source.origin.name),)
        findings += [
            make_finding(code, subject, facts, compare_type=source.compare_type, evidence=where) for code in codes
        ]
    return findings


# -- tolerances, accepted proofs, waivers ----------------------------------------------------------------------------


_Account = tuple[_Key, str]
"""One table in one comparison."""


def _soften(findings: Sequence[Finding], policy: Policy, rows: Mapping[_Key, CoverageRow]) -> list[JudgedFinding]:
    """Apply scope, tolerances and accepted proofs.

    Both look at the whole of what a comparison says of a table, so that it does not matter which of several codes a
    row got, and one thing more that is wrong never sets another aside: a tolerance wants nothing but counted
    differences, and weaker proof nothing but what it can stand in for.
    """
    scope = _Scope(policy)
    accounts: dict[_Account, list[Finding]] = {}
    for finding in findings:
        if _is_counted(finding):
            accounts.setdefault((finding.subject.key, finding.compare_type), []).append(finding)
    kinds = {account: {_softened(one) for one in found} for account, found in accounts.items()}
    tolerated = Patterns([rule.pattern for rule in policy.tolerance])
    accepted = Patterns([rule.pattern for rule in policy.accept_proof])
    fitting: dict[tuple[_Account, str], Tolerance | None] = {}
    judged = []
    for finding in findings:
        if not scope.holds(finding.subject):
            judged.append(JudgedFinding(finding, Effect.NOTE, in_scope=False))
            continue
        account = finding.subject.key, finding.compare_type
        spelled = ""
        if not _is_counted(finding):
            pass
        elif kinds[account] == {Softens.BY_TOLERANCE}:
            named = account, finding.subject.name
            if named not in fitting:
                rules = (policy.tolerance[i] for i in tolerated.which(finding.subject.name))
                fits_all = (rule for rule in rules if all(_tolerates(rule, one) for one in accounts[account]))
                fitting[named] = next(fits_all, None)
            rule = fitting[named]
            spelled = rule.spelled() if rule else ""
        elif kinds[account] == {Softens.BY_PROOF}:
            row = rows.get(finding.subject.key)
            proofs = [policy.accept_proof[i] for i in accepted.which(finding.subject.name)]
            spelled = next(
                (f"accept_proof {a.pattern}: {a.proof}" for a in proofs if _accepts(a, finding.compare_type, row)), ""
            )
        judged.append(JudgedFinding(finding, Effect.NOTE if spelled else finding.effect, tolerance=spelled))
    return judged


def _is_counted(finding: Finding) -> bool:
    """Whether a finding counts in what a comparison says of a table."""
    return finding.effect in (Effect.DIFFERS, Effect.UNPROVEN) and finding.subject.level is Level.TABLE


def _tolerates(rule: Tolerance, finding: Finding) -> bool:
    n_different, source_rows = finding.fact("n_different"), finding.fact("source_rows")
    return (
        rule.compare_type == finding.compare_type
        and isinstance(n_different, int)
        and rule.covers(max(n_different, finding.n), source_rows if isinstance(source_rows, int) else None)
    )


def _softened(finding: Finding) -> Softens:
    return code(finding.code).softened


def _accepts(rule: AcceptedProof, compare_type: str, row: CoverageRow | None) -> bool:
    accepted = Proof(rule.proof)
    if row is None or not compare_type or by_slug(compare_type).proof.strength <= accepted.strength:
        return False
    excused = row.cells.get(compare_type)
    if excused is not None and (excused.n_different or excused.outcome_class is OutcomeClass.DIFFERS):
        return False
    cells = [row.cells[slug] for slug in of_proof(accepted) if slug in row.cells]
    return bool(cells) and all(cell.outcome_class is OutcomeClass.VERIFIED for cell in cells)


def _covers(rule: WaiverRule, judged: JudgedFinding) -> bool:
    finding = judged.finding
    return (
        judged.in_scope
        and judged.effect is not Effect.NOTE
        and _softened(finding) is not Softens.NEVER
        and matches(rule.code, finding.code)
        and rule.compare_type in ("*", finding.compare_type)
        and matches(rule.pattern, _name(finding.subject))
        and _is_at_place(rule, finding)
    )


def _is_at_place(rule: WaiverRule, finding: Finding) -> bool:
    """Whether the waiver's file, sheet and text are the finding's; what nobody understood must be named by all."""
    own = {finding.subject.source_name} if finding.subject.level is Level.FILE else set()
    sheet, text = finding.fact("sheet"), finding.fact("text")
    places: tuple[tuple[str | None, set[str]], ...] = (
        (rule.file, own | {one.file for one in finding.evidence}),
        (rule.sheet, ({sheet} if isinstance(sheet, str) else {one.sheet for one in finding.evidence}) - {""}),
        (rule.text, {text} if isinstance(text, str) else set()),
    )
    must_name = _softened(finding) is Softens.BY_NAMED_WAIVER
    return all(
        not (must_name and found) if pattern is None else bool(found) and all(matches(pattern, one) for one in found)
        for pattern, found in places
    )


def _is_countable(finding: Finding) -> bool:
    """Whether the number of differing rows is known; objects and rows that a repair failed on count by their `n`."""
    if finding.code.partition(".")[0] in _ROW_AREAS:
        counts = ("n_different", "n_listed") if finding.code.endswith("unassigned") else ("n_different",)
        return any(fact.name in counts and fact.value is not None for fact in finding.facts)
    return all(fact.name != "n_different" or fact.value is not None for fact in finding.facts)


def _waive(
    judged: Sequence[JudgedFinding], policy: Policy, now: datetime
) -> tuple[list[JudgedFinding], tuple[WaiverUse, ...], list[Finding]]:
    """Apply the waivers: each covers all that it matches or, expired or over its budget, nothing."""
    result = list(judged)
    uses: list[WaiverUse] = []
    findings: list[Finding] = []
    today = now.astimezone(UTC).date()
    open_codes = Counter(one.finding.code for one in judged if one.in_scope and one.effect is not Effect.NOTE)
    by_code = {
        pattern: [i for i, one in enumerate(judged) if one.finding.code in hit]
        for pattern in {rule.code for rule in policy.waiver}
        for hit in [{name for name in open_codes if matches(pattern, name)}]
    }
    for rule in policy.waiver:
        waiver = rule.waiver()
        hits = [i for i in by_code[rule.code] if _covers(rule, judged[i])]
        matched = [judged[i].finding for i in hits]
        n = sum(f.n for f in matched if f.effect is Effect.DIFFERS)
        countable = all(_is_countable(f) for f in matched if f.effect is Effect.DIFFERS)
        status: WaiverStatus = "used"
        if today > rule.expires:
            status = "expired"
            facts: dict[str, Scalar] = {"id": rule.id, "expires": rule.expires, "n_findings": len(hits)}
            findings.append(_policy_finding("waiver.expired", facts))
        elif not hits:
            status = "unmatched"
            findings.append(_policy_finding("waiver.unmatched", {"id": rule.id}))
        elif len(hits) > rule.max_findings:
            status = "over-budget"
            facts = {"id": rule.id, "max_findings": rule.max_findings, "n_findings": len(hits)}
            findings.append(_policy_finding("waiver.too-many-findings", facts))
        elif rule.max_rows is not None and (n > rule.max_rows or not countable):
            status = "over-budget"
            facts = {"id": rule.id, "max_rows": rule.max_rows, "n": n if countable else None, "n_findings": len(hits)}
            findings.append(_policy_finding("waiver.over-budget", facts))
        else:
            for i in hits:
                if result[i].waiver is None:
                    result[i] = replace(result[i], effect=Effect.NOTE, waiver=waiver)
        uses.append(WaiverUse(waiver, status, len(hits), n))
    return result, tuple(uses), findings


def _unmatched_rules(policy: Policy, judged: Sequence[JudgedFinding]) -> list[Finding]:
    used = {one.tolerance for one in judged}
    unused = [
        _policy_finding("policy.tolerance-unmatched", {"pattern": rule.spelled()})
        for rule in policy.tolerance
        if rule.spelled() not in used
    ]
    return unused + [
        _policy_finding("policy.accept-unmatched", {"pattern": f"{rule.pattern}: {rule.proof}"})
        for rule in policy.accept_proof
        if f"accept_proof {rule.pattern}: {rule.proof}" not in used
    ]


# -- criteria --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Tally:
    """What became of the findings of one criterion."""

    n_differs: int = 0
    n_open: int = 0
    n_tolerated: int = 0
    n_waived: int = 0
    n_accepted: int = 0

    def add(self, judged: JudgedFinding) -> None:
        match judged.effect:
            case Effect.DIFFERS:
                self.n_differs += 1
            case Effect.UNPROVEN | Effect.REVIEW:
                self.n_open += 1
            case Effect.NOTE if judged.finding.effect is Effect.DIFFERS and judged.tolerance:
                self.n_tolerated += 1
            case Effect.NOTE if judged.finding.effect is Effect.DIFFERS:
                self.n_waived += 1
            case Effect.NOTE if judged.finding.effect is not Effect.NOTE:
                self.n_accepted += 1

    @property
    def status(self) -> CriterionStatus:
        if self.n_differs:
            return CriterionStatus.BROKEN
        return CriterionStatus.UNPROVEN if self.n_open else CriterionStatus.MET

    def facts(self) -> dict[str, Scalar]:
        return {
            "n_differs": self.n_differs,
            "n_open": self.n_open,
            "n_tolerated": self.n_tolerated,
            "n_waived": self.n_waived,
            "n_accepted": self.n_accepted,
        }


def _criteria(
    judged: Sequence[JudgedFinding],
    coverage: Coverage,
    sources: Sequence[Source],
    policy: Policy,
    uses: Sequence[WaiverUse],
) -> tuple[Criterion, ...]:
    tallies = {kind.id: _Tally() for kind in CRITERIA}
    for one in judged:
        if one.in_scope:
            tallies[criterion_of(one.finding)].add(one)
    present = {source.compare_type for source in sources}
    rows = [row for row in coverage.rows if row.in_scope]
    tables = [row for row in rows if row.subject.level is Level.TABLE]
    explained = {
        (one.finding.subject.key, one.finding.compare_type) for one in judged if one.finding.effect is not Effect.NOTE
    }
    # a row beside cells that nobody understood is open to review: one finding says so for all such rows of the file
    doubted = {one.finding.compare_type for one in judged if one.finding.code == "evidence.not-understood"}
    explained |= {
        (row.subject.key, compare_type)
        for row in rows
        for compare_type, cell in row.cells.items()
        if compare_type in doubted and cell.outcome_class is OutcomeClass.REVIEW
    }
    found = [_complete(tallies["evidence-complete"], len(tables), sources, policy)]
    found.append(_plain("evidence-consistent", tallies["evidence-consistent"]))
    if policy.is_age_limited or _is_touched(tallies["evidence-fresh"]):
        limits: dict[str, Scalar] = {
            "n_files": len(sources),
            "max_age_hours": policy.max_age_hours,
            "not_before": policy.not_before,
        }
        found.append(_plain("evidence-fresh", tallies["evidence-fresh"], limits))
    for comparison in ALL:
        tally, is_required = tallies[comparison.criterion], comparison.slug in policy.require
        if not (is_required or comparison.slug in present or _is_touched(tally)):
            continue
        if comparison.is_proof:
            n_things = sum(s.n_verified for s in sources if s.compare_type == comparison.slug)
            found.append(_of_type(comparison, tally, rows, n_things, explained, is_required=is_required))
        else:
            found.append(_plain(comparison.criterion, tally))
    found.append(_covered(judged, tallies["every-table-covered"], tables))
    if policy.waiver:
        found.append(_waivers(tallies, uses))
    return tuple(found)


def _is_touched(tally: _Tally) -> bool:
    return tally != _Tally()


def _criterion(criterion: str, status: CriterionStatus, numbers: Mapping[str, Scalar]) -> Criterion:
    return Criterion(criterion, status, tuple(Fact(name, numbers[name]) for name in _FACT_NAMES[criterion]))


def _plain(criterion: str, tally: _Tally, numbers: Mapping[str, Scalar] | None = None) -> Criterion:
    return _criterion(criterion, tally.status, {**tally.facts(), **(numbers or {})})


def _complete(tally: _Tally, n_tables: int, sources: Sequence[Source], policy: Policy) -> Criterion:
    n_missing = len(set(policy.require) - {source.compare_type for source in sources})
    status = tally.status
    if status is CriterionStatus.MET and (n_missing or not n_tables):
        status = CriterionStatus.UNPROVEN
    numbers: dict[str, Scalar] = {
        "n_files": len(sources),
        "n_tables": n_tables,
        "n_required": len(policy.require),
        "n_missing": n_missing,
    }
    return _criterion("evidence-complete", status, {**tally.facts(), **numbers})


def _of_type(
    comparison: Comparison,
    tally: _Tally,
    rows: Sequence[CoverageRow],
    n_things: int,
    explained: set[tuple[_Key, str]],
    *,
    is_required: bool,
) -> Criterion:
    """Answer for one comparison.

    Beyond its findings: a required comparison must verify something, and every cell that is not verified must have a
    finding; one without is open, so that a gap in the checks cannot pass for proof.
    """
    compare_type = comparison.slug
    classes = Counter(row.cells[compare_type].outcome_class for row in rows if compare_type in row.cells)
    n_verified = classes[OutcomeClass.VERIFIED]
    tally.n_open += sum(
        row.cells[compare_type].outcome_class is not OutcomeClass.VERIFIED
        and (row.subject.key, compare_type) not in explained
        for row in rows
        if compare_type in row.cells
    )
    status = tally.status
    n_set_aside = 0 if comparison.lists_things else tally.n_tolerated + tally.n_waived + tally.n_accepted
    is_proven = n_verified or n_things or n_set_aside
    if status is CriterionStatus.MET and is_required and not is_proven:
        status = CriterionStatus.UNPROVEN
    n_tables = sum(row.subject.level is Level.TABLE for row in rows)
    n_present = sum(compare_type in row.cells for row in rows if row.subject.level is Level.TABLE)
    numbers: dict[str, Scalar] = {
        "n_tables": n_tables,
        "n_verified": n_verified,
        "n_absent": n_tables - n_present,
        "n_things": n_things,
    }
    return _criterion(comparison.criterion, status, {**tally.facts(), **numbers})


def _covered(judged: Iterable[JudgedFinding], tally: _Tally, tables: Sequence[CoverageRow]) -> Criterion:
    """Answer whether every table is in every required comparison; one that is missing as a whole has none."""
    asked = [one for one in judged if one.in_scope and one.effect is not Effect.NOTE]
    missing = {one.finding.compare_type for one in asked if one.finding.code == "policy.required-type-missing"}
    absent = {one.finding.subject.key for one in asked if one.finding.code == "coverage.absent"}
    absent |= {row.subject.key for row in tables if missing - row.cells.keys()}
    status = tally.status if tables else CriterionStatus.UNPROVEN
    if status is CriterionStatus.MET and absent:
        status = CriterionStatus.UNPROVEN
    numbers: dict[str, Scalar] = {
        "n_tables": len(tables),
        "n_covered": len(tables) - len(absent),
        "n_absent": len(absent),
        "n_accepted": tally.n_accepted,
    }
    return _criterion("every-table-covered", status, numbers)


def _waivers(tallies: Mapping[str, _Tally], uses: Sequence[WaiverUse]) -> Criterion:
    statuses = Counter(use.status for use in uses)
    is_void = any(use.status in ("expired", "over-budget") and use.n_findings for use in uses)
    numbers: dict[str, Scalar] = {
        "n_waivers": len(uses),
        "n_used": statuses["used"],
        "n_unmatched": statuses["unmatched"],
        "n_expired": statuses["expired"],
        "n_over_budget": statuses["over-budget"],
        "n_waived": sum(tally.n_waived for tally in tallies.values()),
        "n_accepted": sum(tally.n_accepted for tally in tallies.values()),
    }
    status = CriterionStatus.UNPROVEN if is_void else CriterionStatus.MET
    return _criterion("waivers-valid", status, numbers)


def _policy_facts(policy: Policy) -> tuple[Fact, ...]:
    facts: dict[str, Scalar] = {
        "required_types": ", ".join(t for t in COMPARE_TYPES if t in policy.require),
        "include": ", ".join(policy.scope.include),
        "exclude": ", ".join(policy.scope.exclude) or None,
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
    if policy.fold_case:
        facts["fold_case"] = True
    if policy.alias:
        facts["alias"] = ", ".join(f"{one} = {name}" for one, name in sorted(policy.alias.items()))
    return tuple(Fact(name, value) for name, value in facts.items())


def _spelled(compare_type: str, limit: Freshness) -> str:
    parts = [f"max_age_hours {limit.max_age_hours:g}"] if limit.max_age_hours is not None else []
    parts += [f"not_before {limit.not_before.isoformat()}"] if limit.not_before is not None else []
    return f"{compare_type}: {', '.join(parts)}"
