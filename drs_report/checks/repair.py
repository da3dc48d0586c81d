"""Data repair: which rows DRS repaired, or prepared SQL for. It proves nothing until the table is compared again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drs_report.checks.differences import Listed, listed_by_table
from drs_report.checks.names import table_subject
from drs_report.checks.results import Examined, collect, evidence_of, finding_in
from drs_report.checks.rows import Row, plain_rows
from drs_report.language.phrases import is_one_of, words_in
from drs_report.language.vocabulary import canonical
from drs_report.reading.dataset import Dataset
from drs_report.records.grouping import grouped
from drs_report.records.judgement import Evidence, Finding, Level, OutcomeClass, Proof, Subject
from drs_report.records.observations import Observation, Result

RAISES = {
    Proof.NONE: frozenset(
        ["rows-failed", "counts-do-not-add-up", "unfinished", "rows-filtered", "not-recompared", "superseded"]
    )
}
"""What a comparison must have rules for: the codes that are raised of it, without the area."""


_NAMES = {"db": "source_db", "schema": "source_schema", "table": "source_table"}
"""What a repair calls the names of a table, as if they were the source's: the file does not say whose they are."""


def _repaired(dataset: Dataset) -> Iterator[tuple[Subject, Sequence[Row], Listed]]:
    """Give each repaired table, in name order, with the rows that tell how far it is and its statements.

    Rows without a table's name are the file's.
    """
    file = Subject(Level.FILE, source_name=dataset.origin.name)
    progress, statements = (dataset.frames[name].rename(columns=_NAMES) for name in ("tables", "statements"))
    rows = grouped((table_subject(row), row) for row in plain_rows(progress))
    listed = listed_by_table(statements, 1)
    for subject in sorted({**rows, **listed}):
        yield subject if subject.source_name else file, rows.get(subject, []), listed.get(subject) or Listed()


def examine(dataset: Dataset) -> Examined:
    """Return the repaired tables and what went wrong; none is verified by its repair, one with failed rows differs.

    For every table a finding says that a repair proves nothing by itself; `drs_report.analysis` settles it where a
    later value comparison verifies the table.
    """
    observations: list[Observation] = []
    findings: list[Finding] = []
    for subject, rows, listed in _repaired(dataset):
        evidence = (*evidence_of(rows), *listed.evidence)
        if subject.level is Level.TABLE:
            n_failed = sum(row["failed_rows"] or 0 for row in rows)
            outcome_class = OutcomeClass.DIFFERS if n_failed else OutcomeClass.NOT_VERIFIED
            result = Result(dataset.compare_type, "", outcome_class, n_different=n_failed or None, places=evidence)
            observations.append(Observation(subject, result))
        for row in rows:
            findings += _check_progress(dataset, subject, row)
        findings.append(_not_recompared(dataset, subject, rows, listed.n, evidence))
    return observations, collect(findings)


def _is_done(status: str) -> bool:
    """Whether a status plainly says that the repair is over; the words of a repair are not documented."""
    return (
        canonical("job_status", status) == "successful"
        or canonical("repair_progress", status) in {"succeeded", "finished"}
        or is_one_of("remarks", "neutral", status)
        or {*(words_in(status) or ())} in ({"done"}, {"repair", "done"})
    )


def _not_recompared(
    dataset: Dataset, subject: Subject, rows: Sequence[Row], n_statements: int, evidence: Sequence[Evidence]
) -> Finding:
    repaired = [row["repaired_rows"] for row in rows if row["repaired_rows"] is not None]
    # a repair without a last update may still be running: its start says nothing of its end but that it came later
    times = [row["updated_at"] and max(row["updated_at"], row["started_at"] or row["updated_at"]) for row in rows]
    facts = {
        "n_rows": sum(repaired) if repaired else None,
        "n_statements": n_statements,
        "repaired_at": max(times) if times and None not in times else None,
    }
    n = max(sum(repaired), n_statements, 1)
    return finding_in(dataset, "*.not-recompared", facts, subject, n=n, evidence=evidence)


def _check_progress(dataset: Dataset, subject: Subject, row: Row) -> list[Finding]:
    total, done = row["total_rows"], row["completed_rows"]
    parts = [row["repaired_rows"], row["filtered_rows"], row["failed_rows"]]
    n_left = total - done if total is not None and done is not None and done < total else 0
    word = None if n_left else row["repair_status"]
    problems = {
        "*.rows-failed": row["failed_rows"],
        "*.counts-do-not-add-up": abs(sum(parts) - total) if total is not None and None not in parts else 0,
        "*.unfinished": n_left or int(word is not None and not _is_done(word)),
        "*.rows-filtered": row["filtered_rows"],
    }
    facts, places = {**row, "word": word}, evidence_of([row])
    return [finding_in(dataset, name, facts, subject, n=n, evidence=places) for name, n in problems.items() if n]
