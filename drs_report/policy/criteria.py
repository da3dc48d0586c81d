"""The criteria of a verdict, each answered with its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, get_args

from drs_report.comparisons import ALL
from drs_report.findings.criteria import CRITERIA
from drs_report.findings.registry import criterion_of
from drs_report.policy.rules import Policy
from drs_report.records.grouping import grouped
from drs_report.records.judgement import (
    Criterion,
    CriterionStatus,
    Effect,
    Fact,
    JudgedFinding,
    Level,
    OutcomeClass,
    Scalar,
    WaiverStatus,
    WaiverUse,
)
from drs_report.records.observations import Coverage, CoverageRow

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
    missing = set(policy.require) - present
    rows = [row for row in coverage.rows if row.in_scope]
    tables = [row for row in rows if row.subject.level is Level.TABLE]
    spoken, n_beside = _spoken_of(judged, rows)
    asked = {(one.finding.subject.key, one.finding.compare_type) for one in judged if _is_open_absence(one)}
    known: dict[str, Scalar] = {
        "n_files": len(sources),
        "n_tables": len(tables),
        "n_required": len(policy.require),
        "n_missing": len(missing),
        "max_age_hours": policy.max_age_hours,
        "not_before": policy.not_before,
    }
    found = [
        _criterion("evidence-complete", tallies, known, is_open=bool(missing or not tables)),
        _criterion("evidence-consistent", tallies, known),
    ]
    if policy.is_age_limited or tallies["evidence-fresh"]:
        found.append(_criterion("evidence-fresh", tallies, known))
    for comparison in ALL:
        slug, tally = comparison.slug, tallies[comparison.criterion]
        if not (slug in policy.require or slug in present or tally):
            continue
        numbers: dict[str, Scalar] = {}
        is_open = False
        if comparison.is_proof:
            cells = [(row.subject.key, row.cells[slug].outcome_class) for row in rows if slug in row.cells]
            unverified = [(key, slug) for key, found in cells if found is not OutcomeClass.VERIFIED]
            # a cell that is not verified and has no finding is open, so that a gap in the checks cannot pass for proof
            tally[_Became.OPEN] += sum(place not in spoken for place in unverified)
            is_open = any(spoken.get(place) for place in unverified) or any(of == slug for _, of in asked)
            numbers = {
                "n_verified": len(cells) - len(unverified),
                "n_absent": sum(slug not in row.cells for row in tables),
                "n_things": sum(source.n_verified for source in sources if source.compare_type == slug),
            }
        n_set_aside = tally.total() - tally[_Became.DIFFERENCE] - tally[_Became.OPEN] + n_beside[slug]
        n_set_aside = 0 if comparison.lists_things else n_set_aside
        is_proven = not numbers or numbers["n_verified"] or numbers["n_things"] or n_set_aside
        is_empty = slug in policy.require and not is_proven  # a required comparison must verify something
        found.append(_criterion(comparison.criterion, tallies, known | numbers, is_open=is_open or is_empty))
    absent = _absent(judged, tables)
    numbers = {"n_covered": len(tables) - len(absent), "n_absent": len(absent)}
    found.append(_criterion("every-table-covered", tallies, known | numbers, is_open=bool(absent or not tables)))
    if policy.waiver:
        statuses = Counter(use.status for use in uses)
        numbers = {f"n_{status.replace('-', '_')}": statuses[status] for status in get_args(WaiverStatus)}
        numbers["n_waivers"] = len(uses)
        numbers |= {one.value: sum(t[one] for t in tallies.values()) for one in (_Became.WAIVED, _Became.ACCEPTED)}
        is_void = any(use.status != "used" and use.n_findings for use in uses)
        found.append(_criterion("waivers-valid", tallies, numbers, is_open=is_void))
    return tuple(found)


def _is_open_absence(one: JudgedFinding) -> bool:
    return one.finding.code == "coverage.absent" and one.in_scope and one.effect is not Effect.NOTE


def _spoken_of(
    judged: Sequence[JudgedFinding], rows: Sequence[CoverageRow]
) -> tuple[dict[tuple[_Key, str], bool], Counter[str]]:
    """Return the cells of coverage that a finding speaks of, each with whether one of these stands.

    And of each comparison how many a waiver answers for.
    """
    told = [one for one in judged if one.finding.effect is not Effect.NOTE]
    effects = grouped(((one.finding.subject.key, one.finding.compare_type), one.effect) for one in told)
    spoken = {place: {*found} != {Effect.NOTE} for place, found in effects.items()}
    # a row beside cells that nobody understood is open to review: one finding says so for all such rows of the file
    doubts = [one for one in judged if one.finding.code in ("evidence.not-understood", "integrity.cell-unreadable")]
    stands = grouped((one.finding.compare_type, one.effect is not Effect.NOTE) for one in doubts)
    n_accepted = Counter[str]()
    for row in rows if doubts else ():
        for compare_type, cell in row.cells.items():
            place = row.subject.key, compare_type
            if compare_type in stands and cell.outcome_class is OutcomeClass.REVIEW and place not in spoken:
                spoken[place] = any(stands[compare_type])
                n_accepted[compare_type] += not spoken[place]
    return spoken, n_accepted


def _criterion(
    criterion: str, tallies: Mapping[str, _Tally], numbers: Mapping[str, Scalar], *, is_open: bool = False
) -> Criterion:
    """Answer by what became of its findings; one that is open for another reason is not met."""
    tally = tallies[criterion]
    known: dict[str, Scalar] = {**{one.value: tally[one] for one in _Became}, **numbers}
    status = CriterionStatus.UNPROVEN if tally[_Became.OPEN] or is_open else CriterionStatus.MET
    status = CriterionStatus.BROKEN if tally[_Became.DIFFERENCE] else status
    return Criterion(criterion, status, tuple(Fact(name, known[name]) for name in _FACT_NAMES[criterion]))


def _absent(judged: Iterable[JudgedFinding], tables: Sequence[CoverageRow]) -> set[_Key]:
    """Return the tables that are not in every required comparison; one that is missing as a whole has none."""
    asked = [one for one in judged if one.in_scope and one.effect is not Effect.NOTE]
    missing = {one.finding.compare_type for one in asked if one.finding.code == "policy.required-type-missing"}
    absent = {one.finding.subject.key for one in asked if _is_open_absence(one)}
    return absent | {row.subject.key for row in tables if missing - row.cells.keys()}
