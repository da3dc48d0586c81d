"""The report as test cases: a suite per comparison that has a file or is required, a case per table and comparison.

A case passes only where the comparison verified the table and no finding speaks against it:

- differs: ``failure``;
- not verified, unfinished, to be looked at, contradicted: ``error``;
- accepted by a waiver or a tolerance, out of scope, repaired, or a comparison that says nothing of the table:
  ``skipped`` with the reason. A skipped case is not a passed one.

The verdict is a case, with its criteria told beside it, and so are the findings that belong to no such case: without a
failure and without an error only a PASS can be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, TypeAlias

from drs_report.comparisons import by_slug
from drs_report.findings.criteria import question
from drs_report.findings.telling import sentence
from drs_report.language import formatting, labels
from drs_report.language.translator import Words
from drs_report.records.document import Case, CaseResult, Figure, Pair, Suite
from drs_report.records.grouping import grouped
from drs_report.records.judgement import Criterion, Decision, Effect, JudgedFinding, OutcomeClass, Subject
from drs_report.records.observations import CoverageRow
from drs_report.report.criteria import numbers
from drs_report.report.material import Material
from drs_report.report.outcomes import outcome_text

_RANK: Mapping[CaseResult, int] = {"passed": 0, "skipped": 1, "error": 2, "failure": 3}

_RESULTS: Mapping[str, CaseResult] = {
    Decision.PASS: "passed",
    Decision.FAIL: "failure",
    Decision.INCONCLUSIVE: "error",
    OutcomeClass.VERIFIED: "passed",
    OutcomeClass.NOT_VERIFIED: "error",
    OutcomeClass.UNFINISHED: "error",
    Effect.DIFFERS: "failure",
    Effect.UNPROVEN: "error",
    Effect.REVIEW: "error",
    Effect.NOTE: "passed",
}
"""By the stable word of a decision, a class or an effect; a class and an effect of one word come to the same."""
Place: TypeAlias = tuple[str, str, tuple[str, ...]]
"""Compare type, level and key: where a finding meets a cell of the coverage matrix."""


class Suites(Sequence[Suite]):
    """Suites that are made when they are first looked at: most reports are never asked for their cases."""

    def __init__(self, make: Callable[[], tuple[Suite, ...]]) -> None:
        self._make = make

    @cached_property
    def _all(self) -> tuple[Suite, ...]:
        return self._make()

    def __getitem__(self, index: Any) -> Any:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all)

    def __repr__(self) -> str:
        return repr(self._all)


def suites(m: Material, said: str, figures: Sequence[Figure]) -> tuple[Suite, ...]:
    """Return the suites, every text of them visible; `said` is the verdict in one sentence, `figures` its numbers."""
    return tuple(
        Suite(suite.name, suite.slug, tuple(_visible(case) for case in suite.cases), suite.facts)
        for suite in _suites(m, said, figures)
    )


def _visible(case: Case) -> Case:
    text = case.text.replace("\r\n", "\n").replace("\r", "\n")
    return Case(
        formatting.visible(case.name),
        case.result,
        formatting.visible(case.kind),
        formatting.visible(case.message),
        formatting.visible(text, keep_lines=True),
    )


def _suites(m: Material, said: str, figures: Sequence[Figure]) -> Iterator[Suite]:
    w, verdict, coverage = m.words, m.verdict, m.coverage
    yield Suite(
        w.t("Verdict"),
        "verdict",
        (Case(w.t("Verdict"), _RESULTS[verdict.decision], verdict.decision.value, said),),
        (*(Pair(figure.label, figure.text) for figure in figures), *map(partial(_criterion, m), verdict.criteria)),
    )
    by_place = grouped((_place(one.finding.compare_type, one.finding.subject), one) for one in verdict.findings)
    told: set[Place] = set()
    present = {source.compare_type for source in m.sources}
    required = str(next((fact.value for fact in verdict.policy_facts if fact.name == "required_types"), "") or "")
    for slug in dict.fromkeys(
        (*coverage.compare_types, *(part.strip() for part in required.split(",") if part.strip()))
    ):
        cases = []
        # one that has a file and no column speaks of no tables
        for row in coverage.rows if slug in coverage.compare_types or slug not in present else ():
            place = _place(slug, row.subject)
            cases.append(_table_case(w, slug, row, by_place.get(place, [])))
            told.add(place)
        # why it is missing is told with it
        for place in [one for one in by_place if one[0] == slug not in coverage.compare_types and one not in told]:
            cases.extend(_finding_case(w, judged) for judged in by_place[place])
            told.add(place)
        yield Suite(labels.compare_type(w, slug), slug, tuple(cases))
    rest = [judged for place, group in by_place.items() if place not in told for judged in group]
    yield Suite(w.t("Checks of the evidence"), "checks", tuple(_finding_case(w, judged) for judged in rest))


def _criterion(m: Material, criterion: Criterion) -> Pair:
    w = m.words
    status = labels.answer(w, criterion.status)
    said = numbers(m, criterion)
    told = status if said == formatting.DASH else w.t("{label}: {value}", label=status, value=said)
    return Pair(f"{question(w, criterion.id)} [{criterion.id}]", told)


def _place(compare_type: str, subject: Subject) -> Place:
    return compare_type, subject.level.value, subject.key


def _table_case(w: Words, slug: str, row: CoverageRow, found: list[JudgedFinding]) -> Case:
    """Return what one comparison says of one table, taken with every finding about just that."""
    name = labels.subject_name(w, row.subject)
    if row.subject.target:
        name += f" → {row.subject.target}"
    text = "\n".join(_told(w, judged) for judged in found)
    worst: CaseResult = max(map(_finding_result, found), key=_RANK.__getitem__, default="passed")
    if not row.in_scope:
        return Case(name, "skipped", "out-of-scope", w.t("Out of scope"), text)
    cell = row.cells.get(slug)
    if cell is None:
        return Case(name, worst if worst in {"error", "failure"} else "skipped", "absent", w.t("Absent"), text)
    # a case that passed says by what: equal counts and a sample are not equal values
    message = outcome_text(w, cell.result)
    text = text or message
    result = _RESULTS[cell.outcome_class]
    if worst in {"error", "failure"}:
        result = worst
    elif worst == "skipped" or ((found or result == "passed") and not by_slug(slug).is_proof):
        result = "skipped"
    if result == "skipped" and found:
        accepted = next((j for j in found if _finding_result(j) == "skipped"), found[0])
        message = f"{labels.effect(w, accepted)}: {message}"
    return Case(name, result, cell.outcome or cell.outcome_class.value, message, text)


def _finding_case(w: Words, judged: JudgedFinding) -> Case:
    finding = judged.finding
    compare_type = f" ({labels.compare_type(w, finding.compare_type)})" if finding.compare_type else ""
    name = f"{finding.code}: {labels.subject(w, finding)}{compare_type}"
    # a note neither passes nor fails anything
    result: CaseResult = _finding_result(judged) if judged.effect is not Effect.NOTE else "skipped"
    return Case(name, result, finding.code, labels.effect(w, judged), _told(w, judged))


def _finding_result(judged: JudgedFinding) -> CaseResult:
    if not judged.in_scope:
        return "passed"
    if judged.effect is Effect.NOTE and (judged.waiver is not None or judged.tolerance):
        return "skipped"
    return _RESULTS[judged.effect]


def _told(w: Words, judged: JudgedFinding) -> str:
    text = f"{labels.effect(w, judged)}: {sentence(w, judged.finding)} [{judged.finding.code}]"
    if judged.waiver is not None:
        waiver = judged.waiver
        text += f" – {waiver.id}: {waiver.reason} ({waiver.approved_by}, {waiver.expires.isoformat()})"
    return f"{text} – {judged.tolerance}" if judged.tolerance else text
