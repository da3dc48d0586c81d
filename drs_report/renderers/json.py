"""The report for programs: verdict, findings, coverage and evidence as versioned JSON (schema/report-v1.json)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from drs_report.records.document import Attachment, Report
from drs_report.records.judgement import (
    Artifact,
    CoverageCell,
    CoverageRow,
    Criterion,
    Evidence,
    Fact,
    JudgedFinding,
    Origin,
    Scalar,
    Subject,
    WaiverUse,
)
from drs_report.records.reading import BlockRecognition, SheetRecognition, Source
from drs_report.renderers.base import Renderer, RenderOptions, filename

__all__ = ["RENDERER", "SCHEMA_VERSION", "to_plain"]

SCHEMA_VERSION = "1.1"
"""Same major number: fields are only added. A removed or changed one raises it, and the schema file's name with it."""

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]

_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def _make(report: Report, options: RenderOptions) -> tuple[Artifact, ...]:  # noqa: ARG001 - JSON is never shortened
    text = json.dumps(to_plain(report), ensure_ascii=False, allow_nan=False, indent=1)
    # Reordering and invisible characters, and halves of surrogate pairs, are written as escapes: the value is the same.
    text = _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    content = (text + "\n").encode("utf-8", "backslashreplace")
    return (Artifact(filename(report, RENDERER.suffix), RENDERER.media_type, content, report.is_restricted),)


def to_plain(report: Report) -> dict[str, Plain]:
    """Return `report` as what JSON can say, in the schema's order of keys.

    Times are ISO 8601 in UTC, missing values null, infinities and NaN null. Of a redacted report the records hold
    hashes already; one that is neither restricted nor redacted carries no samples and no cell texts.
    """
    verdict = report.verdict
    return {
        "schema_version": SCHEMA_VERSION,
        "generator": {"name": "drs-report", "version": report.version},
        "generated_at": _scalar(report.generated_at),
        "language": report.lang,
        "title": report.title,
        "subject_line": report.subject_line,
        "is_restricted": report.is_restricted,
        "is_redacted": report.is_redacted,
        "verdict": {
            "decision": verdict.decision.value,
            "sentence": report.sentence,
            "judged_at": _scalar(verdict.judged_at),
            "policy": {
                "name": verdict.policy_name,
                "sha256": verdict.policy_sha256,
                "facts": _facts(verdict.policy_facts),
            },
        },
        "summary": {"n_tables": sum(report.standings.values()), "standings": dict(report.standings)},
        "scope": report.scope_line,
        "figures": [{"label": f.label, "text": f.text, "state": f.state} for f in report.figures],
        "criteria": [_criterion(criterion) for criterion in verdict.criteria],
        "findings": [_finding(finding, report) for finding in verdict.findings],
        "waivers": [_waiver(use) for use in verdict.waivers],
        "coverage": {
            "compare_types": list(report.coverage.compare_types),
            "n_tables": len(report.coverage.rows),
            "tables": [_coverage_row(row) for row in report.coverage.rows],
        },
        "sources": [_source(source, report) for source in report.sources],
        "attachments": [_attachment(attachment) for attachment in report.attachments],
    }


def _has_values(report: Report) -> bool:
    return report.is_restricted or report.is_redacted


def _scalar(value: Scalar) -> Plain:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value.tzinfo else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):  # noqa: PLR0124 - NaN
        return None
    return value


def _facts(facts: Iterable[Fact]) -> dict[str, Plain]:
    return {fact.name: _scalar(fact.value) for fact in facts}


def _criterion(criterion: Criterion) -> Plain:
    return {"id": criterion.id, "status": criterion.status.value, "facts": _facts(criterion.facts)}


def _subject(subject: Subject) -> Plain:
    return {
        "level": subject.level.value,
        "name": subject.name,
        "target": subject.target,
        "source_db": subject.source_db,
        "source_schema": subject.source_schema,
        "source_name": subject.source_name,
        "target_db": subject.target_db,
        "target_schema": subject.target_schema,
        "target_name": subject.target_name,
        "object_type": subject.object_type,
    }


def _evidence(evidence: Evidence) -> dict[str, Plain]:
    return {
        "file": evidence.file,
        "sheet": evidence.sheet,
        "rows": list(evidence.rows),
        "n_rows": evidence.n_rows,
    }


def _finding(judged: JudgedFinding, report: Report) -> Plain:
    finding = judged.finding
    return {
        "code": finding.code,
        "effect": finding.effect.value,
        "effect_judged": judged.effect.value,
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


def _waiver(use: WaiverUse) -> Plain:
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
    }


def _coverage_row(row: CoverageRow) -> Plain:
    return {
        "subject": _subject(row.subject),
        "in_scope": row.in_scope,
        "proof": row.proof.value,
        "outcome_class": row.outcome_class.value,
        "cells": {slug: _coverage_cell(row.cells[slug]) for slug in sorted(row.cells)},
    }


def _coverage_cell(cell: CoverageCell) -> Plain:
    return {
        "outcome": cell.outcome,
        "outcome_class": cell.outcome_class.value,
        "n_different": cell.n_different,
        "evidence": _evidence(cell.evidence) if cell.evidence else None,
    }


def _source(source: Source, report: Report) -> Plain:
    recognition = source.recognition
    return {
        "origin": _origin(source.origin),
        "compare_type": source.compare_type,
        "decided_by": recognition.decided_by,
        "engine": recognition.engine,
        "started_at": _scalar(source.started_at),
        "ended_at": _scalar(source.ended_at),
        "is_superseded": source.is_superseded,
        "n_rows": _counts(source.n_rows),
        "meta": [[name, text] for name, text in recognition.meta],
        "notes": list(recognition.notes),
        "sheets": [_sheet(sheet, report) for sheet in recognition.sheets],
    }


def _counts(counts: Mapping[str, int]) -> dict[str, Plain]:
    return {name: counts[name] for name in sorted(counts)}


def _origin(origin: Origin) -> Plain:
    return {
        "name": origin.name,
        "sha256": origin.sha256,
        "size": origin.size,
        "fetched_at": _scalar(origin.fetched_at),
        "job_id": origin.job_id,
        "compare_job_id": origin.compare_job_id,
        "compare_type": origin.compare_type,
        "language": origin.language,
        "request_id": origin.request_id,
        "region": origin.region,
    }


def _sheet(sheet: SheetRecognition, report: Report) -> Plain:
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


def _recognised(block: BlockRecognition, report: Report) -> Plain:
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
            {"letter": c.letter, "heading": c.heading, "column": c.column, "score": c.score, "reason": c.reason}
            for c in block.columns
        ],
        "unknown_words": [
            {"column": w.column, "word": w.word, "n": w.n, "rows": list(w.rows)} for w in block.unknown_words
        ],
        "problems": [
            {
                "column": p.column,
                "what": p.what,
                "sample": p.sample if _has_values(report) else None,
                "n": p.n,
                "rows": list(p.rows),
            }
            for p in block.problems
        ],
    }


def _attachment(attachment: Attachment) -> Plain:
    return {
        "filename": attachment.filename,
        "media_type": attachment.media_type,
        "sha256": attachment.sha256,
        "size": attachment.size,
        "text": attachment.text,
        "is_restricted": attachment.is_restricted,
    }


RENDERER = Renderer("json", ".json", "application/json", _make)
