"""The overview of database pairs that row, value and sampling comparisons share."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from drs_report.checks.row_rules import worst
from drs_report.checks.rows import (
    Row,
    class_of,
    columns_read,
    evidence_of,
    finding_in,
    plain_rows,
    text,
    unknown_words,
    without_quotes,
)
from drs_report.comparisons.data import DATABASES
from drs_report.language.vocabulary import UNKNOWN_WORD
from drs_report.reading.dataset import Dataset
from drs_report.records.columns import Says
from drs_report.records.judgement import Finding, Level, OutcomeClass, Subject
from drs_report.records.observed import Observation

_CODES = {
    OutcomeClass.DIFFERS: "database-differs",
    OutcomeClass.NOT_VERIFIED: "database-not-verified",
    OutcomeClass.UNFINISHED: "database-not-verified",
    OutcomeClass.REVIEW: "database-review",
}
DATABASE_CODES = frozenset(_CODES.values())


def database_subject(row: Mapping[str, object]) -> Subject:
    """Return the database pair a row of an overview is about."""
    return Subject(
        Level.DATABASE,
        source_db=without_quotes(text(row.get("source_db"))),
        target_db=without_quotes(text(row.get("target_db"))),
    )


def check_databases(dataset: Dataset, observations: list[Observation]) -> list[Finding]:
    """Return a finding for each database pair whose result is no proof without a table that explains it.

    `observations` are those of the same file's tables.
    """
    findings: list[Finding] = []
    read = columns_read(dataset, "databases")
    word_at = unknown_words(dataset, "databases")
    explained = {(o.outcome_class, _name(o.subject)) for o in observations}
    for row in plain_rows(dataset.frames["databases"]):
        word = row["outcome"]
        classes = [OutcomeClass.VERIFIED if word is None and "outcome" not in read(row) else class_of(word)]
        classes += [standing for standing, holds in _BESIDE_THE_WORD if holds(row)]
        subject = database_subject(row)
        facts = {fact: row[fact] for fact in ("n_tables", "n_compared", "n_inconsistent")}
        facts["word"] = word_at(row, "outcome")
        standing, is_known = worst(*classes), word != UNKNOWN_WORD
        is_explained = is_known and (standing, _name(subject)) in explained and standing is not OutcomeClass.REVIEW
        if standing is OutcomeClass.VERIFIED or is_explained:
            continue
        name, places = f"*.{_CODES[standing]}", evidence_of([row])
        findings.append(finding_in(dataset, name, facts, subject, outcome=text(word), evidence=places))
    return findings


_NOT_COMPARED = DATABASES.saying(Says.NOT_COMPARED)
_BESIDE_THE_WORD: tuple[tuple[OutcomeClass, Callable[[Row], bool]], ...] = (
    (OutcomeClass.NOT_VERIFIED, lambda row: any(row[name] for name in _NOT_COMPARED)),
    (OutcomeClass.UNFINISHED, lambda row: row["full_status"] not in (None, "completed")),
    (OutcomeClass.UNFINISHED, lambda row: row["progress"] is not None and row["progress"] < 100),
    (OutcomeClass.REVIEW, lambda row: bool(row["row_filter"])),
)
"""What else a row of the overview says, and what it is worth at best where it says so."""


def _name(subject: Subject) -> str:
    return subject.source_db or subject.target_db
