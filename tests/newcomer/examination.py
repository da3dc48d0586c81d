"""Sequence comparison: does the target go on counting where the source stopped. It speaks of no table."""

from __future__ import annotations

from drs_report.checks.names import lacks_name, without_quotes
from drs_report.checks.read_as import unknown_words
from drs_report.checks.results import Examined, class_of, collect, evidence_of
from drs_report.checks.row_rules import worst
from drs_report.checks.rows import Row, plain_rows, text
from drs_report.findings.registry import make_finding
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import Finding, Level, OutcomeClass, Proof, Subject

RAISES = {Proof.OBJECTS: frozenset(["missing", "behind", "not-verified"])}


def _subject(row: Row) -> Subject:
    names = {
        f"{side}_{part}": without_quotes(text(row[f"{side}_{column}"]))
        for side in ("source", "target")
        for part, column in (("db", "db"), ("schema", "schema"), ("name", "sequence"))
    }
    return Subject(Level.OBJECT, **names, object_type="SEQUENCE")


SUBJECTS = {"counters": _subject}


def examine(dataset: Dataset) -> Examined:
    """Return no table, and a finding for each sequence that does not provably go on where the source stopped."""
    word_at = unknown_words(dataset, "counters")
    rows = plain_rows(dataset.frames["counters"])
    return [], collect(found for row in rows for found in _findings(dataset, row, word_at(row, "outcome")))


def _findings(dataset: Dataset, row: Row, word: str | None) -> list[Finding]:
    if not (name := _code(row)):
        return []
    kind, outcome, facts = dataset.compare_type, text(row["outcome"]), {**row, "word": word}
    return [make_finding(name, _subject(row), facts, compare_type=kind, outcome=outcome, evidence=evidence_of([row]))]


def _code(row: Row) -> str:
    source, target = row["source_last"], row["target_last"]
    if any(lacks_name(row, side, "sequence") for side in ("source", "target")):
        return "*.missing"
    is_behind = None not in (source, target) and abs(target) < abs(source)
    standing = worst(class_of(row["outcome"]), OutcomeClass.DIFFERS if is_behind else OutcomeClass.VERIFIED)
    if standing is OutcomeClass.VERIFIED and None not in (source, target) and not row["not_understood"]:
        return ""
    return "*.behind" if standing is OutcomeClass.DIFFERS else "*.not-verified"
