"""Row comparison: the number of rows of every table on both sides."""

from __future__ import annotations

from dataclasses import dataclass

from drs_report.checks.database_pairs import check_databases
from drs_report.checks.rows import (
    MISSING_IN_TARGET,
    Examined,
    Row,
    class_of,
    collect,
    columns_read,
    evidence_of,
    plain_rows,
    table_subject,
    text,
    unknown_words,
    worst,
)
from drs_report.findings.registry import code, make_finding
from drs_report.language.vocabulary import UNKNOWN_WORD
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import Effect, Finding, Level, Observation, OutcomeClass, Proof, Subject

__all__ = ["examine"]


@dataclass(frozen=True, slots=True)
class _Table:
    """A row of the list with what it comes down to."""

    observation: Observation
    findings: tuple[Finding, ...]


def _tables(dataset: Dataset) -> list[_Table]:
    read = columns_read(dataset, "tables")
    word_at = unknown_words(dataset, "tables")
    return [
        _table(row, read(row), word_at(row, "outcome"))
        for row in plain_rows(dataset.frames["tables"])
        if row["source_table"] is not None or row["target_table"] is not None
    ]


def _table(row: Row, columns: frozenset[str], unknown_word: str | None) -> _Table:
    word: str | None = row["outcome"]
    source_rows, target_rows, reported = row["source_rows"], row["target_rows"], row["reported_difference"]
    difference = None if source_rows is None or target_rows is None else target_rows - source_rows
    counted = abs(difference) if difference is not None else abs(reported) if reported else None
    outcome_class = class_of(word)
    names: list[str] = []
    match outcome_class:
        case OutcomeClass.VERIFIED:
            if counted:
                names.append("lines.outcome-contradicts-counts")
                outcome_class = OutcomeClass.DIFFERS
            elif counted is None and columns & {"source_rows", "target_rows"}:
                names.append("lines.count-missing")
                outcome_class = OutcomeClass.NOT_VERIFIED
        case OutcomeClass.DIFFERS if word in MISSING_IN_TARGET:
            names.append("lines.table-missing")
        case OutcomeClass.DIFFERS:
            names.append("lines.count-differs" if counted else "lines.inconsistent-with-equal-counts")
        case OutcomeClass.NOT_VERIFIED:
            if word == UNKNOWN_WORD or (word is None and unknown_word):
                names.append("lines.unknown-word")
            else:
                names.append("lines.not-verified" if word else "lines.outcome-missing")
        case OutcomeClass.UNFINISHED:
            names.append("lines.unfinished")
        case OutcomeClass.REVIEW:
            names.append("lines.review")
    if row["row_filter"]:
        names.append("lines.filtered")
        outcome_class = worst((outcome_class, OutcomeClass.REVIEW))
    subject = table_subject(row)
    evidence = evidence_of([row])
    facts = {
        "source_rows": source_rows,
        "target_rows": target_rows,
        "row_difference": difference,
        "n_different": counted or None,
        "message": row["message"],
        "row_filter": row["row_filter"],
        "word": unknown_word,
        "full_status": None,
        "progress": None,
        "completed_shards": None,
        "total_shards": None,
    }
    observation = Observation(
        subject,
        "lines",
        text(word),
        outcome_class,
        Proof.COUNTS if outcome_class is OutcomeClass.VERIFIED else Proof.NONE,
        counted,
        evidence[0],
    )
    findings = tuple(
        make_finding(
            name,
            subject,
            facts,
            compare_type="lines",
            outcome=text(word),
            n=(counted or 1) if code(name).effect is Effect.DIFFERS else 1,
            evidence=evidence,
        )
        for name in names
    )
    return _Table(observation, findings)


def examine(dataset: Dataset) -> Examined:
    """Return what the list says of each table and what is wrong; equal counts prove counts, never values.

    A table that reads consistent is taken as differing where its counts differ, as not verified where a count is blank
    though the file gives counts, and as open to review where a row filter left rows out. At most one finding of a code
    per table.
    """
    tables = _tables(dataset)
    observations = [table.observation for table in tables]
    findings = [finding for table in tables for finding in table.findings]
    findings += check_databases(dataset, "lines", observations)
    rows = dataset.frames["tables"]
    if len(rows) and not bool(rows["source_rows"].notna().any() or rows["target_rows"].notna().any()):
        file = Subject(Level.FILE, source_name=dataset.origin.name)
        findings.append(make_finding("lines.no-counts", file, {"n_tables": len(rows)}, compare_type="lines"))
    return observations, collect(findings)
