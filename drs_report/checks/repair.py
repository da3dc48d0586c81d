"""Data repair: which rows DRS repaired, or prepared SQL for. It proves nothing until the table is compared again."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from drs_report.checks.rows import (
    Examined,
    Row,
    collect,
    evidence_of,
    finding_in,
    plain_rows,
    plain_values,
    table_subject,
    text,
)
from drs_report.language.phrases import is_one_of, words_in
from drs_report.language.vocabulary import canonical
from drs_report.reading.dataset import Dataset
from drs_report.records.grouping import grouped
from drs_report.records.judgement import MAX_EVIDENCE_ROWS, Evidence, Finding, Level, OutcomeClass, Proof, Subject
from drs_report.records.observed import Observation, Result

RAISES = {
    Proof.NONE: frozenset(
        ["rows-failed", "counts-do-not-add-up", "unfinished", "rows-filtered", "not-recompared", "superseded"]
    )
}
"""What a comparison must have rules for: the codes that are raised of it, without the area."""


@dataclass(frozen=True, slots=True)
class _Table:
    """Every row of the file that speaks of one table."""

    progress: tuple[Row, ...]
    n_statements: int
    evidence: tuple[Evidence, ...]


def _subject(row: Row) -> Subject:
    """Return the repaired table, named as in the source; whether the file means source or target names is unknown."""
    return table_subject({"source_db": row["db"], "source_schema": row["schema"], "source_table": row["table"]})


def _repaired(dataset: Dataset) -> list[tuple[Subject, _Table]]:
    """Return what was repaired, in name order; rows without a table's name are the file's."""
    file = Subject(Level.FILE, source_name=dataset.origin.name)
    return [(subject if subject.source_name else file, table) for subject, table in sorted(_tables(dataset).items())]


def _tables(dataset: Dataset) -> dict[Subject, _Table]:
    progress = grouped((_subject(row), row) for row in plain_rows(dataset.frames["tables"]))
    found = {subject: _Table(tuple(rows), 0, evidence_of(rows)) for subject, rows in progress.items()}
    statements = dataset.frames["statements"]
    names = ["db", "schema", "table"]
    for _, rows in statements.groupby(names, dropna=False):
        first = plain_rows(rows.iloc[:1])[0]
        subject = _subject(first)
        known = found.get(subject, _Table((), 0, ()))
        found[subject] = _Table(
            known.progress, known.n_statements + len(rows), known.evidence + _statement_evidence(rows)
        )
    return found


def _statement_evidence(rows: pd.DataFrame) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            text(file),
            text(sheet),
            tuple(sorted(plain_values(part["row_number"].dropna().nsmallest(MAX_EVIDENCE_ROWS)))),
            len(part),
        )
        for (file, sheet), part in rows.groupby(["source_file", "sheet"])
    )


def examine(dataset: Dataset) -> Examined:
    """Return the repaired tables and what went wrong; none is verified by its repair, one with failed rows differs.

    For every table a finding says that a repair proves nothing by itself; `drs_report.analysis` settles it where a
    later value comparison verifies the table.
    """
    observations: list[Observation] = []
    findings: list[Finding] = []
    for subject, table in _repaired(dataset):
        if subject.level is Level.TABLE:
            n_failed = sum(row["failed_rows"] or 0 for row in table.progress)
            outcome_class = OutcomeClass.DIFFERS if n_failed else OutcomeClass.NOT_VERIFIED
            result = Result(
                dataset.compare_type, "", outcome_class, n_different=n_failed or None, places=table.evidence[:1]
            )
            observations.append(Observation(subject, result))
        for row in table.progress:
            findings += _check_progress(dataset, subject, row)
        findings.append(_not_recompared(dataset, subject, table))
    return observations, collect(findings)


def _is_done(status: str) -> bool:
    """Whether a status plainly says that the repair is over; the words of a repair are not documented."""
    return (
        canonical("job_status", status) == "successful"
        or canonical("repair_progress", status) in {"succeeded", "finished"}
        or is_one_of("remarks", "neutral", status)
        or {*(words_in(status) or ())} in ({"done"}, {"repair", "done"})
    )


def _not_recompared(dataset: Dataset, subject: Subject, table: _Table) -> Finding:
    repaired = [row["repaired_rows"] for row in table.progress if row["repaired_rows"] is not None]
    # a repair without a last update may still be running: its start says nothing of its end
    times = [row["updated_at"] for row in table.progress]
    facts = {
        "n_rows": sum(repaired) if repaired else None,
        "n_statements": table.n_statements,
        "repaired_at": max(times) if times and None not in times else None,
    }
    n = max(sum(repaired), table.n_statements, 1)
    return finding_in(dataset, "*.not-recompared", facts, subject, n=n, evidence=table.evidence)


def _check_progress(dataset: Dataset, subject: Subject, row: Row) -> list[Finding]:
    total, done = row["total_rows"], row["completed_rows"]
    parts = [row["repaired_rows"], row["filtered_rows"], row["failed_rows"]]
    problems: list[tuple[str, int]] = []
    if row["failed_rows"]:
        problems.append(("*.rows-failed", row["failed_rows"]))
    if total is not None and None not in parts and sum(parts) != total:
        problems.append(("*.counts-do-not-add-up", abs(sum(parts) - total)))
    if total is not None and done is not None and done < total:
        problems.append(("*.unfinished", total - done))
    elif row["repair_status"] is not None and not _is_done(row["repair_status"]):
        problems.append(("*.unfinished", 1))
    if row["filtered_rows"]:
        problems.append(("*.rows-filtered", row["filtered_rows"]))
    return [finding_in(dataset, name, row, subject, n=n, evidence=evidence_of([row])) for name, n in problems]
