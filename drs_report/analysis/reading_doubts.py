"""What of one file was not understood, as findings: what it says there is nobody's guess.

Unread words, cells and rows stand in the way of a PASS until a layout teaches them or a policy waives them by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drs_report.checks.results import finding_in
from drs_report.comparisons.unread import UNKNOWN_WORD, UNREADABLE, unread_cells
from drs_report.findings.registry import make_finding
from drs_report.language.vocabulary import named
from drs_report.reading.dataset import Dataset
from drs_report.records.grouping import grouped
from drs_report.records.judgement import MAX_EVIDENCE_ROWS, Evidence, Finding
from drs_report.records.reading import KindSaid, SheetRecognition
from drs_report.records.remarks import Remark


def check_reading(dataset: Dataset) -> Iterator[Finding]:
    """Return what of a file was not understood, one finding per distinct thing."""
    yield from _not_understood(dataset)
    yield from _headings(dataset)
    yield from _cells(dataset)
    for sheet in dataset.recognition.sheets:
        yield from _check_sheet(dataset, sheet)
    yield from _kinds(dataset)
    for table in dataset.recognition.not_judged:
        yield accounts_finding(dataset.origin.name, table.n_rows, table.n_open, table.sheet)
    for note in dataset.recognition.notes:
        yield finding_in(dataset, "integrity.reader-note", {"note": note})
    if overruled := dataset.recognition.overruled:
        facts = {"column": "outcome", "what": UNKNOWN_WORD, "sample": ", ".join(overruled), "n_cells": len(overruled)}
        yield finding_in(dataset, UNREADABLE, facts)


def _headings(dataset: Dataset) -> Iterator[Finding]:
    """One finding per heading that has no place, where it is not one of what nobody understood."""
    unclear = [entry for entry in dataset.recognition.not_understood if entry.kind == "heading"]
    reported = {entry.text for entry in unclear}
    joined = {entry.sheet for entry in unclear if not entry.column}
    headings = grouped(
        (column.heading, _where(dataset, sheet.sheet, block.header_rows))
        for sheet, block in dataset.recognition.blocks
        for column in block.columns
        if column.is_extra and sheet.sheet not in joined and named(column.heading) not in reported
    )
    for heading, evidence in headings.items():
        facts = {"heading": heading, "n_blocks": len(evidence)}
        yield finding_in(dataset, "integrity.unknown-heading", facts, n=len(evidence), evidence=evidence)


def _cells(dataset: Dataset) -> Iterator[Finding]:
    """One finding per column and what is wrong with cells of it, one per word that is not known.

    Of an unknown result the row itself has a finding.
    """

    def met() -> Iterator[tuple[tuple[str, str, Remark | str], tuple[str, Evidence]]]:
        for sheet, block in dataset.recognition.blocks:
            for one in unread_cells(dataset.compare_type, block):
                where = _where(dataset, sheet.sheet, one.rows, one.n)
                if one.code:
                    what = one.text if one.code == "integrity.unknown-word" else one.what
                    yield (one.code, one.column, what), (one.text, where)

    for (name, column, what), found in grouped(met()).items():
        sample, n = found[0][0], sum(where.n_rows for _, where in found)
        facts = {"column": column, "what": what, "sample": sample, "word": sample, "n_cells": n}
        yield finding_in(dataset, name, facts, n=n, evidence=[where for _, where in found])


def _where(dataset: Dataset, sheet: str, rows: Sequence[int], n: int = 0) -> Evidence:
    return Evidence(dataset.origin.name, sheet, tuple(rows[:MAX_EVIDENCE_ROWS]), n or len(rows))


def _kinds(dataset: Dataset) -> Iterator[Finding]:
    """One finding per other kind of comparison that the file calls itself, with the first place that does."""
    others: dict[str, KindSaid] = {}
    for said in dataset.recognition.kinds_said:
        if said.kind != dataset.compare_type:
            others.setdefault(said.kind, said)
    for said in others.values():
        facts = {"found": dataset.compare_type, "said": said.kind, "text": said.text or None}
        yield finding_in(dataset, "integrity.kinds-contradict", facts)


def accounts_finding(file: str, n_rows: int, n_open: int, sheet: str = "") -> Finding:
    """Return that a table of accounts is known and not judged, to review where not all its rows are equal."""
    where = [Evidence(file, sheet, (), n_rows)] if sheet else None
    name = "evidence.accounts-open" if n_open else "evidence.accounts-not-judged"
    return make_finding(name, file, {"n_rows": n_rows, "n_open_rows": n_open}, n=max(n_open, 1), evidence=where)


def _not_understood(dataset: Dataset) -> Iterator[Finding]:
    """Rows outside all tables have a finding of their own."""
    for entry in dataset.recognition.not_understood:
        if entry.kind == "row":
            continue
        facts = {
            "kind": entry.kind,
            "sheet": entry.sheet or None,
            "text": entry.text,
            "folder": entry.text if entry.kind == "folder" else None,
            "column": entry.column or None,
            "n_cells": entry.n_cells,
        }
        where = _where(dataset, entry.sheet, entry.rows, max(entry.n_cells, len(entry.rows)))
        yield finding_in(dataset, "evidence.not-understood", facts, n=max(entry.n_cells, 1), evidence=[where])


def _check_sheet(dataset: Dataset, sheet: SheetRecognition) -> Iterator[Finding]:
    for leftover in sheet.leftovers:
        if leftover.reason.is_open:
            rows = range(leftover.first_row, leftover.last_row + 1)
            rows = rows if len(rows) == leftover.n_rows else rows[:1]
            facts = {"n_rows": leftover.n_rows, "first_row": leftover.first_row, "last_row": leftover.last_row}
            where = _where(dataset, sheet.sheet, rows, leftover.n_rows)
            yield finding_in(dataset, "integrity.unrecognised-rows", facts, n=leftover.n_rows, evidence=[where])
    if sheet.state != "visible" and sheet.n_data_rows:
        where = _where(dataset, sheet.sheet, (), sheet.n_data_rows)
        yield finding_in(dataset, "integrity.hidden-sheet", {"n_rows": sheet.n_data_rows}, evidence=[where])
