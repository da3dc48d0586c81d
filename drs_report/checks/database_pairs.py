"""The overview of database pairs that row, value and sampling comparisons share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from drs_report.checks.names import without_quotes
from drs_report.checks.read_as import columns_read, unknown_words
from drs_report.checks.results import class_of, evidence_of, finding_in, is_unfinished
from drs_report.checks.row_rules import Said, judge_row
from drs_report.checks.rows import plain_rows, text
from drs_report.comparisons import by_slug
from drs_report.comparisons.data import DATABASES
from drs_report.language.vocabulary import UNKNOWN_WORD
from drs_report.reading.dataset import Dataset
from drs_report.records.columns import Says
from drs_report.records.judgement import Finding, Level, OutcomeClass, Subject
from drs_report.records.observations import Observation

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


def check_databases(dataset: Dataset, observations: Sequence[Observation]) -> Iterator[Finding]:
    """Return a finding for each database pair whose result is no proof without a table that explains it.

    `observations` are those of the same file's tables.
    """
    read = columns_read(dataset, "databases")
    word_at = unknown_words(dataset, "databases")
    explained = {(o.outcome_class, _name(o.subject)) for o in observations}
    for row in plain_rows(dataset.frames["databases"]):
        word = row["outcome"]
        said = Said(
            OutcomeClass.VERIFIED if word is None and "outcome" not in read(row) else class_of(word),
            n_not_compared=max(row[name] or 0 for name in _NOT_COMPARED),
            is_unfinished=is_unfinished(row),
            is_filtered=bool(row["row_filter"]),
        )
        standing, _ = judge_row(said, by_slug(dataset.compare_type).proof)
        subject = database_subject(row)
        is_explained = (
            word != UNKNOWN_WORD and (standing, _name(subject)) in explained and standing is not OutcomeClass.REVIEW
        )
        if standing is OutcomeClass.VERIFIED or is_explained:
            continue
        name, facts = f"*.{_CODES[standing]}", {**row, "word": word_at(row, "outcome")}
        yield finding_in(dataset, name, facts, subject, outcome=text(word), evidence=evidence_of([row]))


_NOT_COMPARED = DATABASES.saying(Says.NOT_COMPARED)


def _name(subject: Subject) -> str:
    return subject.source_db or subject.target_db
