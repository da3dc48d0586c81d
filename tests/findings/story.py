"""What evidence comes to, whole, as lines of text: for golden files, in which a change of any number shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from drs_report.analysis import Analysis
from drs_report.checks import examine
from drs_report.checks.rows import plain_rows
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import Evidence, Fact, Finding, OutcomeClass, Subject, Verdict
from drs_report.records.observations import Derivation, Observation
from drs_report.records.reading import ColumnMatch
from drs_report.records.remarks import Remark
from tests.conftest import ROOT
from tests.records import proof_of

GOLDEN = ROOT / "tests" / "findings" / "golden"
ACTUAL = ROOT / "tests" / "actual" / "findings"


@dataclass(frozen=True)
class CoverageCell:
    """What an observation says as a cell of the matrix."""

    outcome: str
    outcome_class: OutcomeClass
    n_different: int | None = None
    evidence: Evidence | None = None
    derivation: Derivation | None = None


def told(value: Any) -> str:
    """Return a record by its fields that are not at their default, in one line."""
    if isinstance(value, Observation):  # as the cell of the matrix that it is
        value = CoverageCell(**{field.name: getattr(value, field.name) for field in fields(CoverageCell)})
    if isinstance(value, Fact):
        return f"{value.name} {told(value.value)}"
    if isinstance(value, Evidence):
        return f"{value.file} {value.sheet} {list(value.rows)} of {value.n_rows}"
    if isinstance(value, Subject):
        return f"{value.level.value} {'.'.join(value.key)} -> {value.target} {value.object_type}".rstrip(" >-")
    if isinstance(value, Remark):
        return repr(str(value))
    if isinstance(value, ColumnMatch):
        return f"{value.letter} {value.heading!r} as {value.column}{f' ({value.reason})' if value.reason else ''}"
    if is_dataclass(value) and not isinstance(value, type):
        said = [
            f"{field.name}={told(getattr(value, field.name))}"
            for field in fields(value)
            if field.default is MISSING or getattr(value, field.name) != field.default
        ]
        return f"{type(value).__name__}({', '.join(said)})"
    match value:
        case Enum():
            return str(value.value)
        case date():
            return value.isoformat()
        case Mapping():
            return "{" + ", ".join(f"{key}: {told(one)}" for key, one in value.items()) + "}"
        case str():
            return repr(value) if len(value) < 200 else f"{value[:20]!r} and more, {len(value)} characters"
        case Sequence():
            return f"[{', '.join(map(told, value))}]"
        case _:
            return repr(value)


def finding_told(one: Finding) -> str:
    facts = {fact.name: fact.value for fact in one.facts if fact.value is not None}
    places = ", ".join(told(place) for place in one.evidence)
    return f"{one.code} {told(one.subject)} {one.compare_type} {one.n}: {told(facts)} in {places}"


def judgement(analysis: Analysis, verdict: Verdict) -> Iterator[str]:
    """Yield what a job's evidence comes to."""
    yield f"decision {verdict.decision.value}"
    yield from (f"policy: {told(fact)}" for fact in verdict.policy_facts)
    yield f"compared: {', '.join(analysis.coverage.compare_types)}"
    for one in (*verdict.criteria, *verdict.waivers, *verdict.findings, *analysis.coverage.rows):
        yield told(one)
    for source in analysis.sources:
        left_out = ("recognition", "origin")  # what changes with the second in which a workbook was written
        said = {field.name: getattr(source, field.name) for field in fields(source) if field.name not in left_out}
        yield f"{source.origin.name}: {told(said)}"


def understood(dataset: Dataset) -> Iterator[str]:
    """Yield how a file was understood, and how many doubts speak of each row of its frames."""
    found = dataset.recognition
    yield f"{dataset.origin.name} {dataset.compare_type}, {found.decided_by}"
    for one in (*found.not_understood, *found.kinds_said, *found.meta, *found.notes, *found.overruled):
        yield told(one)
    for sheet in found.sheets:
        yield f"{sheet.sheet}: {sheet.n_rows} rows, {told(sheet.roles)}"
        for part in (*sheet.leftovers, *sheet.blocks):
            yield f"{sheet.sheet}: {told(part)}"
    for frame, rows in dataset.frames.items():
        yield f"{frame}: doubts {rows['not_understood'].tolist()}"


def examined(dataset: Dataset) -> Iterator[str]:
    """Yield the rows of a file, each but the first by what is other than in the first, with what it comes to by itself."""
    observations, findings = examine(dataset)
    said: dict[tuple[str, int], list[str]] = {}
    for one in (*observations, *findings):
        places = one.evidence if isinstance(one, Finding) else (one.evidence,) if one.evidence else ()
        place = (places[0].sheet, places[0].rows[0]) if places and places[0].rows else ("", 0)
        said.setdefault(place, []).append(told(one) if isinstance(one, Finding) else _observed(one))
    for frame, rows in dataset.frames.items():
        first: Mapping[str, Any] = {}
        for row in plain_rows(rows):
            other = {name: value for name, value in row.items() if value != first.get(name) and name != "source_file"}
            first = first or row
            yield f"{frame}: {told(other)}"
            yield from (f"    {line}" for line in said.pop((row["sheet"], row["row_number"]), ()))
    yield from (line for lines in said.values() for line in lines)


def _observed(one: Observation) -> str:
    what = f"{told(one.subject)}: {one.outcome or 'no result'}, {one.outcome_class.value}, {one.n_different} rows"
    if one.derivation is None:
        return f"{what}, {proof_of(one).value}"
    cells = dict(zip(one.derivation.columns, one.derivation.values, strict=True))
    return f"{what}, {proof_of(one).value} by {one.derivation.rule}: {told(cells)}"


def changed(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Yield the lines that are new, and those that are gone."""
    yield from (f"+ {line}" for line in after if line not in before)
    yield from (f"- {line}" for line in before if line not in after)


def held(name: str, lines: Iterator[str], *, update: bool) -> None:
    """Compare lines with a golden file, or write it."""
    content = ("\n".join(lines) + "\n").encode()
    golden = GOLDEN / name
    if not update and golden.is_file() and golden.read_bytes() == content:
        return
    path = golden if update else ACTUAL / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    assert update, f"{path} differs from {golden}; if it is right, run with --update-golden and look at the change"
