"""The report for programs: verdict, findings, coverage and evidence as versioned JSON (schema/report-v2.json)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, repeat
from typing import Any, Final, TypeVar, cast

from drs_report.records.document import Report
from drs_report.records.judgement import CriterionStatus, Effect, Fact, JudgedFinding
from drs_report.records.reading import BlockRecognition, SheetRecognition, Source
from drs_report.renderers import json_shape as shape
from drs_report.renderers.base import Renderer
from drs_report.renderers.json_matrix import coverage
from drs_report.renderers.json_values import Plain, Written, dense, moment, scalar

SCHEMA_VERSION = "2.0"
"""Same major number: fields are only added. A removed or changed one raises it, and the schema file's name with it."""
SCHEMA: Final = "urn:drs-report:schema:report:2"

_OPEN_DICTS = 2
"""Levels of objects that are written a key a line."""


def _make(report: Report, max_bytes: int | None) -> bytes:  # noqa: ARG001 - JSON is never shortened
    # Each table is text before the next one is looked at: as dicts and lists all of them take five times the room.
    plain = cast("dict[str, Plain]", to_plain(report, dense))
    text = "".join([*_lines(plain, 0), "\n"])
    del plain  # so that it does not stand in memory a third time
    return text.encode("utf-8", "backslashreplace")


def to_plain(report: Report, tables_as: Callable[[Plain], str] | None = None) -> shape.Report:
    """Return `report` as what JSON can say, in the schema's order of keys.

    Times are ISO 8601 in UTC, missing values null, infinities and NaN null. Of a redacted report the records hold
    hashes already; one that is neither restricted nor redacted carries no samples and no cell texts. `tables_as` gives
    what stands for each table of the matrix.
    """
    verdict = report.verdict
    return {
        "$schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "generator": {"name": "drs-report", "version": report.version},
        "generated_at": moment(report.generated_at),
        "language": report.lang,
        "title": report.title,
        "subject_line": report.subject_line,
        "is_restricted": report.is_restricted,
        "is_redacted": report.is_redacted,
        "verdict": _verdict(report),
        "summary": _summary(report),
        "scope": report.scope_line,
        "figures": [_told(shape.Figure, figure) for figure in report.figures],
        "criteria": [_told(shape.Criterion, one, facts=_facts(one.facts)) for one in verdict.criteria],
        "findings": [
            _finding(finding, sentence, report)
            for finding, sentence in zip(verdict.findings, report.sentences, strict=True)
        ],
        "waivers": [
            _told(shape.Waiver, use.waiver, status=use.status, n_findings=use.n_findings, n=use.n)
            for use in verdict.waivers
        ],
        "coverage": coverage(report, tables_as),
        "sources": [_source(source, report) for source in report.sources],
        "attachments": [_told(shape.Attachment, attachment) for attachment in report.attachments],
    }


def _verdict(report: Report) -> shape.Verdict:
    verdict = report.verdict
    return {
        "decision": verdict.decision,
        "sentence": report.sentence,
        "judged_at": moment(verdict.judged_at) if verdict.judged_at else None,
        "policy": {
            "name": verdict.policy_name,
            "sha256": verdict.policy_sha256,
            "facts": _facts(verdict.policy_facts),
        },
    }


def _lines(value: Plain, depth: int) -> Iterator[str]:
    """Write JSON with a line for each key, finding and table, and what is below them close together."""
    pad = "\n" + " " * (depth + 1)
    if isinstance(value, dict) and value and depth < _OPEN_DICTS:
        for number, (key, one) in enumerate(value.items()):
            yield f"{',' if number else '{'}{pad}{dense(key)}: "
            yield from _lines(one, depth + 1)
        yield pad[:-1] + "}"
    elif isinstance(value, list) and value and depth <= _OPEN_DICTS:
        first, *others = value if isinstance(value, Written) else map(dense, value)
        yield f"[{pad}{first}"
        yield from chain.from_iterable(zip(repeat(f",{pad}"), others, strict=False))
        yield pad[:-1] + "]"
    else:
        yield dense(value)


def _summary(report: Report) -> shape.Summary:
    verdict = report.verdict
    effects = Counter(judged.effect.value for judged in verdict.findings if judged.in_scope)
    statuses = Counter(criterion.status.value for criterion in verdict.criteria)
    return {
        "n_tables": sum(report.standings.values()),
        "standings": cast("shape.Standings", dict(report.standings)),
        "n_differing_rows": report.n_differing_rows,
        "n_findings": cast("shape.NFindings", {effect.value: effects[effect.value] for effect in Effect}),
        "n_criteria": cast("shape.NCriteria", {status.value: statuses[status.value] for status in CriterionStatus}),
    }


def _has_values(report: Report) -> bool:
    return report.is_restricted or report.is_redacted


def _facts(facts: Iterable[Fact]) -> shape.Facts:
    return {fact.name: scalar(fact.value) for fact in facts}


_Shape = TypeVar("_Shape")


def _told(told: type[_Shape], record: object, **own: object) -> _Shape:
    """Return all that a shape holds: what is given here, and else the record's field of that name."""
    keys = told.__annotations__
    assert own.keys() <= keys.keys()
    return cast("_Shape", {key: own[key] if key in own else _plain(getattr(record, key)) for key in keys})


def _plain(value: Any) -> object:
    return [*map(_plain, value)] if isinstance(value, tuple) else scalar(value)


def _finding(judged: JudgedFinding, sentence: str, report: Report) -> shape.Finding:
    finding = judged.finding
    return _told(
        shape.Finding,
        finding,
        sentence=sentence,
        effect_judged=judged.effect,
        in_scope=judged.in_scope,
        waiver=judged.waiver.id if judged.waiver else None,
        tolerance=judged.tolerance or None,
        compare_type=finding.compare_type or None,
        outcome=finding.outcome or None,
        subject=_told(shape.Subject, finding.subject),
        facts=_facts(finding.facts),
        evidence=[_told(shape.Evidence, evidence) for evidence in finding.evidence],
        n_samples=len(finding.samples),
        samples=[_facts(sample) for sample in finding.samples] if _has_values(report) else [],
    )


def _source(source: Source, report: Report) -> shape.Source:
    recognition = source.recognition
    return _told(
        shape.Source,
        source,
        origin=_told(shape.Origin, source.origin),
        decided_by=str(recognition.decided_by or ""),
        engine=recognition.engine,
        n_rows=dict(sorted(source.n_rows.items())),
        meta=_plain(recognition.meta),
        notes=_plain(recognition.notes),
        sheets=[_sheet(sheet, has_values=_has_values(report)) for sheet in recognition.sheets],
    )


def _sheet(sheet: SheetRecognition, *, has_values: bool) -> shape.Sheet:
    left = [
        _told(shape.Leftover, leftover, sample=_plain(leftover.sample) if has_values else [])
        for leftover in sheet.leftovers
    ]
    blocks = [_recognised(block, has_values=has_values) for block in sheet.blocks]
    return _told(shape.Sheet, sheet, blocks=blocks, leftovers=left)


def _recognised(block: BlockRecognition, *, has_values: bool) -> shape.Block:
    return _told(
        shape.Block,
        block,
        continues=block.continues or None,
        columns=[_told(shape.Column, column, reason=str(column.reason or "")) for column in block.columns],
        unknown_words=[_told(shape.UnknownWord, word) for word in block.unknown_words],
        problems=[
            _told(shape.Problem, problem, sample=problem.sample if has_values else None) for problem in block.problems
        ],
    )


RENDERER = Renderer(".json", "application/json", _make)
