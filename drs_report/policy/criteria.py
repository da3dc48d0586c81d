"""The criteria of a verdict, each answered with its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drs_report.comparisons import ALL
from drs_report.comparisons.base import Comparison
from drs_report.findings.criteria import CRITERIA
from drs_report.findings.registry import criterion_of
from drs_report.policy.rules import Policy
from drs_report.records.judgement import (
    Coverage,
    CoverageRow,
    Criterion,
    CriterionStatus,
    Effect,
    Fact,
    JudgedFinding,
    Level,
    OutcomeClass,
    Scalar,
    WaiverUse,
)

if TYPE_CHECKING:
    from drs_report.records.reading import Source

_FACT_NAMES = {kind.id: kind.facts for kind in CRITERIA}
_Key = tuple[str, ...]


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


def answers(
    judged: Sequence[JudgedFinding],
    coverage: Coverage,
    sources: Sequence[Source],
    policy: Policy,
    uses: Sequence[WaiverUse],
) -> tuple[Criterion, ...]:
    """Return every criterion that the policy or the evidence asks for, in the order of a sign-off."""
    tallies = {kind.id: _Tally() for kind in CRITERIA}
    for one in judged:
        if one.in_scope:
            tallies[criterion_of(one.finding)].add(one)
    present = {source.compare_type for source in sources}
    rows = [row for row in coverage.rows if row.in_scope]
    tables = [row for row in rows if row.subject.level is Level.TABLE]
    explained, n_accepted = _explained(judged, rows)
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
            answer = _of_type(
                comparison,
                tally,
                rows,
                tables,
                n_things,
                explained,
                n_accepted[comparison.slug],
                is_required=is_required,
            )
            found.append(answer)
        else:
            found.append(_plain(comparison.criterion, tally))
    found.append(_covered(judged, tallies["every-table-covered"], tables))
    if policy.waiver:
        found.append(_waivers(tallies, uses))
    return tuple(found)


def _explained(
    judged: Sequence[JudgedFinding], rows: Sequence[CoverageRow]
) -> tuple[set[tuple[_Key, str]], Counter[str]]:
    """Return the cells of coverage that a finding speaks of, and of each comparison how many a waiver answers for."""
    explained = {
        (one.finding.subject.key, one.finding.compare_type) for one in judged if one.finding.effect is not Effect.NOTE
    }
    # a row beside cells that nobody understood is open to review: one finding says so for all such rows of the file
    doubts = [one for one in judged if one.finding.code in ("evidence.not-understood", "integrity.cell-unreadable")]
    if not doubts:
        return explained, Counter()
    beside = {
        (row.subject.key, compare_type)
        for row in rows
        for compare_type, cell in row.cells.items()
        if cell.outcome_class is OutcomeClass.REVIEW
    } - explained
    explained |= {place for place in beside if place[1] in {one.finding.compare_type for one in doubts}}
    open_types = {one.finding.compare_type for one in doubts if one.effect is not Effect.NOTE}
    n_accepted = Counter(compare_type for _, compare_type in beside & explained if compare_type not in open_types)
    return explained, n_accepted


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


def _of_type(  # noqa: PLR0917 - what a criterion counts
    comparison: Comparison,
    tally: _Tally,
    rows: Sequence[CoverageRow],
    tables: Sequence[CoverageRow],
    n_things: int,
    explained: set[tuple[_Key, str]],
    n_beside: int,
    *,
    is_required: bool,
) -> Criterion:
    """Answer for one comparison; of `n_beside` tables nothing is open but what somebody answers for beside them.

    Beyond its findings: a required comparison must verify something, and every cell that is not verified must have a
    finding; one without is open, so that a gap in the checks cannot pass for proof.
    """
    compare_type = comparison.slug
    spoken = [(row, row.cells[compare_type].outcome_class) for row in rows if compare_type in row.cells]
    unverified = [row for row, found in spoken if found is not OutcomeClass.VERIFIED]
    n_verified = len(spoken) - len(unverified)
    tally.n_open += sum((row.subject.key, compare_type) not in explained for row in unverified)
    status = tally.status
    n_set_aside = 0 if comparison.lists_things else tally.n_tolerated + tally.n_waived + tally.n_accepted + n_beside
    is_proven = n_verified or n_things or n_set_aside
    if status is CriterionStatus.MET and is_required and not is_proven:
        status = CriterionStatus.UNPROVEN
    numbers: dict[str, Scalar] = {
        "n_tables": len(tables),
        "n_verified": n_verified,
        "n_absent": len([row for row in tables if compare_type not in row.cells]),
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
    is_void = any(use.status != "used" and use.n_findings for use in uses)
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
