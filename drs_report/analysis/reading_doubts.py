"""What of one file was not understood, or understood only in part."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from drs_report.analysis.raising import blocks_of, file_finding
from drs_report.checks.rows import class_of, evidence_of, plain_rows, plain_values, text
from drs_report.comparisons import by_slug
from drs_report.language.vocabulary import built_in, canonical, normalise_heading, normalise_word
from drs_report.reading.dataset import Dataset
from drs_report.reading.loading import OVERRULED
from drs_report.reading.tables.conversion import parse_code
from drs_report.records.judgement import MAX_EVIDENCE_ROWS, Evidence, Finding, OutcomeClass
from drs_report.records.reading import Leftover, SheetRecognition

__all__ = ["check_reading"]

_OUTCOME_COLUMNS = frozenset({"outcome", "content_outcome", "line_outcome"})
_RESULT_MEANINGS = frozenset({*_OUTCOME_COLUMNS, "full_status", "compare_status"})


def check_reading(dataset: Dataset) -> Iterator[Finding]:
    """Return what the reader of one file did not understand, and results that no result column holds."""
    yield from _check_reading(dataset)
    yield from _check_unread_results(dataset)


def _check_reading(dataset: Dataset) -> Iterator[Finding]:
    file = dataset.origin.name
    headings: dict[str, list[Evidence]] = {}
    judged = {
        (schema.frame, column.name)
        for schema in by_slug(dataset.compare_type).tables
        for column in schema.columns
        if column.is_judged
    }
    problems: dict[tuple[str, str, bool], list[tuple[str, Evidence]]] = {}
    words: dict[tuple[str, str], list[Evidence]] = {}
    for sheet, block in blocks_of(dataset):
        for column in block.columns:
            if column.column is not None and column.column.startswith("extra:"):
                rows, n_rows = block.header_rows[:MAX_EVIDENCE_ROWS], len(block.header_rows)
                headings.setdefault(column.heading, []).append(Evidence(file, sheet.sheet, rows, n_rows))
        for problem in block.problems:
            where = Evidence(file, sheet.sheet, problem.rows[:MAX_EVIDENCE_ROWS], problem.n)
            is_judged = (block.frame, problem.column) in judged
            problems.setdefault((problem.column, problem.what, is_judged), []).append((problem.sample, where))
        for word in block.unknown_words:
            if word.column == "full_status":
                where = Evidence(file, sheet.sheet, word.rows[:MAX_EVIDENCE_ROWS], word.n)
                problems.setdefault((word.column, "unknown word", True), []).append((word.word, where))
            elif word.column not in _OUTCOME_COLUMNS:
                where = Evidence(file, sheet.sheet, word.rows[:MAX_EVIDENCE_ROWS], word.n)
                words.setdefault((word.column, word.word), []).append(where)
    for heading, evidence in headings.items():
        facts = {"heading": heading, "n_blocks": len(evidence)}
        yield file_finding(dataset, "integrity.unknown-heading", facts, n=len(evidence), evidence=evidence)
    for (name, what, is_judged), found in problems.items():
        n = sum(where.n_rows for _, where in found)
        facts = {"column": name, "what": what, "sample": found[0][0], "n_cells": n}
        code = "integrity.cell-unreadable" if is_judged else "integrity.cell-ignored"
        yield file_finding(dataset, code, facts, n=n, evidence=[where for _, where in found])
    for (name, text_met), evidence in words.items():
        n = sum(where.n_rows for where in evidence)
        facts = {"column": name, "word": text_met, "n_cells": n}
        yield file_finding(dataset, "integrity.unknown-word", facts, n=n, evidence=evidence)
    for sheet in dataset.recognition.sheets:
        yield from _check_sheet(dataset, sheet)
    for note in dataset.recognition.notes:
        yield file_finding(dataset, "integrity.reader-note", {"note": note}, evidence=[Evidence(file)])
        if note.startswith(OVERRULED):
            facts = {"column": "outcome", "what": "unknown word", "sample": note, "n_cells": 1}
            yield file_finding(dataset, "integrity.cell-unreadable", facts, evidence=[Evidence(file)])


def _check_sheet(dataset: Dataset, sheet: SheetRecognition) -> Iterator[Finding]:
    file = dataset.origin.name
    for leftover in sheet.leftovers:
        if leftover.reason.startswith("unrecognised"):
            last = min(leftover.last_row, leftover.first_row + MAX_EVIDENCE_ROWS - 1)
            rows = tuple(range(leftover.first_row, last + 1)) if _is_dense(leftover) else (leftover.first_row,)
            facts = {"n_rows": leftover.n_rows, "first_row": leftover.first_row, "last_row": leftover.last_row}
            where = Evidence(file, sheet.sheet, rows, leftover.n_rows)
            yield file_finding(dataset, "integrity.unrecognised-rows", facts, n=leftover.n_rows, evidence=[where])
    if sheet.state != "visible" and sheet.n_data_rows:
        where = Evidence(file, sheet.sheet, (), sheet.n_data_rows)
        yield file_finding(dataset, "integrity.hidden-sheet", {"n_rows": sheet.n_data_rows}, evidence=[where])


def _is_dense(rows: Leftover) -> bool:
    return rows.last_row - rows.first_row + 1 == rows.n_rows


def _check_unread_results(dataset: Dataset) -> Iterator[Finding]:
    """Look for results that no result column holds, in rows that read as equal.

    A second result column, one under a heading that we do not know, or a remark may say what the first one hides: a
    known word that is not "consistent" counts in any of them; under a heading for results, whatever is not that word.
    """
    headings = built_in().headings
    for kind, frame in dataset.frames.items():
        if not len(frame) or "outcome" not in frame.columns:
            continue
        is_equal = pd.Series(
            [class_of(word) is OutcomeClass.VERIFIED for word in plain_values(frame["outcome"])], index=frame.index
        )
        for name in (str(n) for n in frame.columns if str(n).startswith("extra:") or n == "message"):
            meanings = headings.get(normalise_heading(name.removeprefix("extra:").rstrip("'")), ())
            is_result = name.startswith("extra:") and bool({*meanings} & _RESULT_MEANINGS)
            values = plain_values(frame[name])
            doubted = {v for v in {*values} if _is_doubtful(v, dataset.compare_type, is_result=is_result)}
            if is_result and name in _shared_headings(dataset, kind):
                doubted.discard(None)
            hits = is_equal & pd.Series([value in doubted for value in values], index=frame.index, dtype=bool)
            if hits.any():
                found = plain_rows(frame.loc[hits, ["source_file", "sheet", "row_number"]])
                sample = next(text(v) for v, hit in zip(values, hits.tolist(), strict=True) if hit)
                facts = {
                    "column": name.removeprefix("extra:"),
                    "what": "a result beside the one that was read",
                    "sample": sample,
                    "n_cells": len(found),
                }
                yield file_finding(
                    dataset, "integrity.cell-unreadable", facts, n=len(found), evidence=evidence_of(found)
                )


def _shared_headings(dataset: Dataset, frame: str) -> set[str]:
    """Return the extra columns that only some blocks of a frame have: in the others a blank says nothing."""
    blocks = [block for _, block in blocks_of(dataset) if block.frame == frame]
    names = [{c.column for c in block.columns if c.column and c.column.startswith("extra:")} for block in blocks]
    return {name for found in names for name in found if not all(name in other for other in names)}


def _is_doubtful(value: str | None, compare_type: str, *, is_result: bool) -> bool:
    plain = normalise_word(value or "")
    word = canonical("outcome", plain) if plain else None
    if not is_result:
        return word is not None and plain not in ("true", "false") and class_of(word) is not OutcomeClass.VERIFIED
    if word is None and (code := parse_code(plain)) is not None:
        words = built_in()
        word = (words.object_codes if compare_type == "objects_comparison" else words.data_codes).get(code)
    return class_of(word) is not OutcomeClass.VERIFIED and canonical("full_status", plain) != "completed"
