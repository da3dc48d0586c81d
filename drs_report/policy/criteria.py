"""The criteria of a verdict, each answered with its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from drs_report.comparisons import ALL
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


class _Became(StrEnum):
    """What became of a finding, by the fact of the criterion that counts it."""

    DIFFERENCE = "n_differs"
    OPEN = "n_open"
    TOLERATED = "n_tolerated"
    WAIVED = "n_waived"
    ACCEPTED = "n_accepted"


_Tally = Counter[_Became]
"""Of the findings of one criterion."""


def _became(judged: JudgedFinding) -> _Became | None:
    """Return what became of a finding, None of a mere note."""
    before, after = judged.finding.effect, judged.effect
    if after is not Effect.NOTE:
        return _Became.DIFFERENCE if after is Effect.DIFFERS else _Became.OPEN
    if before is Effect.DIFFERS:
        return _Became.TOLERATED if judged.tolerance else _Became.WAIVED
    return None if before is Effect.NOTE else _Became.ACCEPTED


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
        if one.in_scope and (became := _became(one)):
            tallies[criterion_of(one.finding)][became] += 1
    present = {source.compare_type for source in sources}
    rows = [row for row in coverage.rows if row.in_scope]
    tables = [row for row in rows if row.subject.level is Level.TABLE]
    explained, n_beside = _explained(judged, rows)
    found = [_complete(tallies["evidence-complete"], len(tables), sources, policy)]
    found.append(_criterion("evidence-consistent", tallies["evidence-consistent"], {}))
    if policy.is_age_limited or tallies["evidence-fresh"]:
        limits: dict[str, Scalar] = {
            "n_files": len(sources),
            "max_age_hours": policy.max_age_hours,
            "not_before": policy.not_before,
        }
        found.append(_criterion("evidence-fresh", tallies["evidence-fresh"], limits))
    for comparison in ALL:
        slug, tally = comparison.slug, tallies[comparison.criterion]
        if not (slug in policy.require or slug in present or tally):
            continue
        numbers: dict[str, Scalar] = {}
        if comparison.is_proof:
            spoken = [(row.subject.key, row.cells[slug].outcome_class) for row in rows if slug in row.cells]
            unverified = [key for key, outcome_class in spoken if outcome_class is not OutcomeClass.VERIFIED]
            # a cell that is not verified and has no finding is open, so that a gap in the checks cannot pass for proof
            tally[_Became.OPEN] += sum((key, slug) not in explained for key in unverified)
            numbers = {
                "n_tables": len(tables),
                "n_verified": len(spoken) - len(unverified),
                "n_absent": sum(slug not in row.cells for row in tables),
                "n_things": sum(source.n_verified for source in sources if source.compare_type == slug),
            }
        n_set_aside = tally.total() - tally[_Became.DIFFERENCE] - tally[_Became.OPEN] + n_beside[slug]
        n_set_aside = 0 if comparison.lists_things else n_set_aside
        is_proven = not numbers or numbers["n_verified"] or numbers["n_things"] or n_set_aside
        is_empty = slug in policy.require and not is_proven  # a required comparison must verify something
        found.append(_criterion(comparison.criterion, tally, numbers, is_open=is_empty))
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


def _criterion(criterion: str, tally: _Tally, numbers: Mapping[str, Scalar], *, is_open: bool = False) -> Criterion:
    """Answer by what became of its findings; one that is open for another reason is not met."""
    known: dict[str, Scalar] = {**{one.value: tally[one] for one in _Became}, **numbers}
    status = CriterionStatus.UNPROVEN if tally[_Became.OPEN] or is_open else CriterionStatus.MET
    status = CriterionStatus.BROKEN if tally[_Became.DIFFERENCE] else status
    return Criterion(criterion, status, tuple(Fact(name, known[name]) for name in _FACT_NAMES[criterion]))


def _complete(tally: _Tally, n_tables: int, sources: Sequence[Source], policy: Policy) -> Criterion:
    n_missing = len(set(policy.require) - {source.compare_type for source in sources})
    numbers: dict[str, Scalar] = {
        "n_files": len(sources),
        "n_tables": n_tables,
        "n_required": len(policy.require),
        "n_missing": n_missing,
    }
    return _criterion("evidence-complete", tally, numbers, is_open=bool(n_missing or not n_tables))


def _covered(judged: Iterable[JudgedFinding], tally: _Tally, tables: Sequence[CoverageRow]) -> Criterion:
    """Answer whether every table is in every required comparison; one that is missing as a whole has none."""
    asked = [one for one in judged if one.in_scope and one.effect is not Effect.NOTE]
    missing = {one.finding.compare_type for one in asked if one.finding.code == "policy.required-type-missing"}
    absent = {one.finding.subject.key for one in asked if one.finding.code == "coverage.absent"}
    absent |= {row.subject.key for row in tables if missing - row.cells.keys()}
    numbers: dict[str, Scalar] = {
        "n_tables": len(tables),
        "n_covered": len(tables) - len(absent),
        "n_absent": len(absent),
    }
    return _criterion("every-table-covered", tally, numbers, is_open=bool(absent or not tables))


def _waivers(tallies: Mapping[str, _Tally], uses: Sequence[WaiverUse]) -> Criterion:
    statuses = Counter(use.status for use in uses)
    numbers: dict[str, Scalar] = {
        "n_waivers": len(uses),
        "n_used": statuses["used"],
        "n_unmatched": statuses["unmatched"],
        "n_expired": statuses["expired"],
        "n_over_budget": statuses["over-budget"],
        "n_waived": sum(tally[_Became.WAIVED] for tally in tallies.values()),
        "n_accepted": sum(tally[_Became.ACCEPTED] for tally in tallies.values()),
    }
    is_void = any(use.status != "used" and use.n_findings for use in uses)
    return _criterion("waivers-valid", _Tally(), numbers, is_open=is_void)
