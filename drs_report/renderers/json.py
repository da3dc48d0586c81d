"""The report for programs: verdict, findings, coverage and evidence as versioned JSON (schema/report-v2.json)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, cast

from drs_report.records.document import Attachment, Report
from drs_report.records.judgement import (
    Artifact,
    Criterion,
    CriterionStatus,
    Effect,
    Evidence,
    Fact,
    JudgedFinding,
    Origin,
    Subject,
    WaiverUse,
)
from drs_report.records.reading import BlockRecognition, SheetRecognition, Source
from drs_report.renderers import json_shape as shape
from drs_report.renderers.base import Renderer, RenderOptions, filename
from drs_report.renderers.json_matrix import coverage
from drs_report.renderers.json_values import Plain, dense, moment, scalar

__all__ = ["RENDERER", "SCHEMA_VERSION", "to_plain"]

SCHEMA_VERSION = "2.0"
"""Same major number: fields are only added. A removed or changed one raises it, and the schema file's name with it."""
SCHEMA: Final = "urn:drs-report:schema:report:2"

_OPEN_DICTS = 2
"""Levels of objects that are written a key a line."""


def _make(report: Report, options: RenderOptions) -> tuple[Artifact, ...]:  # noqa: ARG001 - JSON is never shortened
    # Each table is text before the next one is looked at: as dicts and lists all of them take five times the room.
    plain = cast("dict[str, Plain]", to_plain(report, dense))
    content = "".join([*_lines(plain, 0), "\n"]).encode("utf-8", "backslashreplace")
    return (Artifact(filename(report, RENDERER.suffix), RENDERER.media_type, content, report.is_restricted),)


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
        "verdict": {
            "decision": verdict.decision,
            "sentence": report.sentence,
            "judged_at": moment(verdict.judged_at) if verdict.judged_at else None,
            "policy": {
                "name": verdict.policy_name,
                "sha256": verdict.policy_sha256,
                "facts": _facts(verdict.policy_facts),
            },
        },
        "summary": _summary(report),
        "scope": report.scope_line,
        "figures": [{"label": f.label, "text": f.text, "state": f.state} for f in report.figures],
        "criteria": [_criterion(criterion) for criterion in verdict.criteria],
        "findings": [
            _finding(finding, sentence, report)
            for finding, sentence in zip(verdict.findings, report.sentences, strict=True)
        ],
        "waivers": [_waiver(use) for use in verdict.waivers],
        "coverage": coverage(report, tables_as),
        "sources": [_source(source, report) for source in report.sources],
        "attachments": [_attachment(attachment) for attachment in report.attachments],
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
        for number, one in enumerate(value):
            yield f"{',' if number else '['}{pad}"
            yield dense(one)
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


def _criterion(criterion: Criterion) -> shape.Criterion:
    return {"id": criterion.id, "status": criterion.status, "facts": _facts(criterion.facts)}


def _subject(subject: Subject) -> shape.Subject:
    return {
        "level": subject.level,
        "name": subject.name,
        "target": subject.target,
        "source_db": subject.source_db,
        "source_schema": subject.source_schema,
        "source_name": subject.source_name,
        "target_db": subject.target_db,
        "target_schema": subject.target_schema,
        "target_name": subject.target_name,
        "object_type": subject.object_type,
        "task": subject.task,
    }


def _evidence(evidence: Evidence) -> shape.Evidence:
    return {
        "file": evidence.file,
        "sheet": evidence.sheet,
        "rows": list(evidence.rows),
        "n_rows": evidence.n_rows,
    }


def _finding(judged: JudgedFinding, sentence: str, report: Report) -> shape.Finding:
    finding = judged.finding
    return {
        "code": finding.code,
        "sentence": sentence,
        "effect": finding.effect,
        "effect_judged": judged.effect,
        "in_scope": judged.in_scope,
        "waiver": judged.waiver.id if judged.waiver else None,
        "tolerance": judged.tolerance or None,
        "compare_type": finding.compare_type or None,
        "outcome": finding.outcome or None,
        "subject": _subject(finding.subject),
        "n": finding.n,
        "facts": _facts(finding.facts),
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
        "n_samples": len(finding.samples),
        "samples": [_facts(sample) for sample in finding.samples] if _has_values(report) else [],
    }


def _waiver(use: WaiverUse) -> shape.Waiver:
    waiver = use.waiver
    return {
        "id": waiver.id,
        "status": use.status,
        "n_findings": use.n_findings,
        "n": use.n,
        "reason": waiver.reason,
        "approved_by": waiver.approved_by,
        "expires": waiver.expires.isoformat(),
        "code": waiver.code,
        "pattern": waiver.pattern,
        "compare_type": waiver.compare_type,
        "max_n": waiver.max_n,
        "max_findings": waiver.max_findings,
        "place": waiver.place,
    }


def _source(source: Source, report: Report) -> shape.Source:
    recognition = source.recognition
    return {
        "origin": _origin(source.origin),
        "compare_type": source.compare_type,
        "decided_by": str(recognition.decided_by or ""),
        "engine": recognition.engine,
        "started_at": moment(source.started_at) if source.started_at else None,
        "ended_at": moment(source.ended_at) if source.ended_at else None,
        "is_superseded": source.is_superseded,
        "n_rows": _counts(source.n_rows),
        "meta": [[name, text] for name, text in recognition.meta],
        "notes": [str(note) for note in recognition.notes],
        "sheets": [_sheet(sheet, report) for sheet in recognition.sheets],
    }


def _counts(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts)}


def _origin(origin: Origin) -> shape.Origin:
    return {
        "name": origin.name,
        "sha256": origin.sha256,
        "size": origin.size,
        "fetched_at": moment(origin.fetched_at) if origin.fetched_at else None,
        "job_id": origin.job_id,
        "compare_job_id": origin.compare_job_id,
        "compare_type": origin.compare_type,
        "language": origin.language,
        "request_id": origin.request_id,
        "region": origin.region,
    }


def _sheet(sheet: SheetRecognition, report: Report) -> shape.Sheet:
    return {
        "sheet": sheet.sheet,
        "state": sheet.state,
        "n_rows": sheet.n_rows,
        "blocks": [_recognised(block, report) for block in sheet.blocks],
        "leftovers": [
            {
                "first_row": leftover.first_row,
                "last_row": leftover.last_row,
                "n_rows": leftover.n_rows,
                "reason": leftover.reason,
                "sample": list(leftover.sample) if _has_values(report) else [],
            }
            for leftover in sheet.leftovers
        ],
    }


def _recognised(block: BlockRecognition, report: Report) -> shape.Block:
    return {
        "frame": block.frame,
        "title": block.title,
        "header_rows": list(block.header_rows),
        "first_row": block.first_row,
        "last_row": block.last_row,
        "n_rows": block.n_rows,
        "score": block.score,
        "continues": block.continues or None,
        "columns": [
            {
                "letter": c.letter,
                "heading": c.heading,
                "column": c.column,
                "score": c.score,
                "reason": str(c.reason or ""),
            }
            for c in block.columns
        ],
        "unknown_words": [
            {"column": w.column, "word": w.word, "n": w.n, "rows": list(w.rows)} for w in block.unknown_words
        ],
        "problems": [
            {
                "column": p.column,
                "what": str(p.what),
                "sample": p.sample if _has_values(report) else None,
                "n": p.n,
                "rows": list(p.rows),
            }
            for p in block.problems
        ],
    }


def _attachment(attachment: Attachment) -> shape.Attachment:
    return {
        "filename": attachment.filename,
        "media_type": attachment.media_type,
        "sha256": attachment.sha256,
        "size": attachment.size,
        "text": attachment.text,
        "is_restricted": attachment.is_restricted,
    }


RENDERER = Renderer("json", ".json", "application/json", _make)
