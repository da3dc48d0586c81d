"""Whether one file contradicts itself, and whether it is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from drs_report.checks.database_pairs import database_subject
from drs_report.checks.rows import (
    class_of,
    evidence_of,
    in_order,
    plain_rows,
    plain_values,
    table_subject,
    text,
)
from drs_report.comparisons import by_slug
from drs_report.findings.registry import make_finding
from drs_report.language.vocabulary import built_in, canonical, normalise_heading, normalise_word
from drs_report.reading.dataset import Dataset
from drs_report.reading.loading import OVERRULED
from drs_report.reading.tables.conversion import parse_code
from drs_report.reading.tables.titles import says_sampling
from drs_report.records.judgement import (
    MAX_EVIDENCE_ROWS,
    Evidence,
    Finding,
    Level,
    Observation,
    OutcomeClass,
    Proof,
    Subject,
)
from drs_report.records.reading import BlockRecognition, Leftover, SheetRecognition

__all__ = ["check_evidence", "unlisted_databases"]

SHEET_LIMITS = (1_048_576, 65_536)
"""Rows of an xlsx sheet, and of the older xls format, which some writers still keep to."""
CELL_LIMIT = 32_767
"""Characters an Excel cell can hold."""
EXACT_LIMIT = 2**53
"""Whole numbers beyond it are not all exact as floating point."""

_OUTCOME_COLUMNS = frozenset({"outcome", "content_outcome", "line_outcome"})
_RESULT_MEANINGS = frozenset({*_OUTCOME_COLUMNS, "full_status", "compare_status"})
_Pair = tuple[str, str]


def check_evidence(dataset: Dataset, observations: Sequence[Observation]) -> list[Finding]:
    """Return what makes one file doubtful: contradictions in it, cuts, and what of it was not understood.

    `observations` are those of its tables.
    """
    findings = [
        *_check_reading(dataset),
        *_check_file(dataset),
        *_check_cells(dataset),
        *_check_unread_results(dataset),
        *_check_names(dataset),
    ]
    if "databases" in dataset.frames:
        findings += _check_database_pairs(dataset, observations)
    if dataset.compare_type == "objects_comparison":
        findings += _check_object_types(dataset)
    if dataset.compare_type == "lines":
        findings += _check_reported_differences(dataset)
    return in_order(findings)


def _file(dataset: Dataset) -> Subject:
    return Subject(Level.FILE, source_name=dataset.origin.name)


def _finding(
    dataset: Dataset,
    name: str,
    facts: Mapping[str, Any],
    *,
    subject: Subject | None = None,
    n: int = 1,
    evidence: Iterable[Evidence] = (),
) -> Finding:
    return make_finding(
        name,
        subject or _file(dataset),
        facts,
        compare_type=dataset.compare_type,
        n=n,
        evidence=tuple(evidence),
    )


# -- what was not understood -----------------------------------------------------------------------------------------


def _blocks(dataset: Dataset) -> Iterator[tuple[SheetRecognition, BlockRecognition]]:
    for sheet in dataset.recognition.sheets:
        for block in sheet.blocks:
            yield sheet, block


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
    for sheet, block in _blocks(dataset):
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
        yield _finding(dataset, "integrity.unknown-heading", facts, n=len(evidence), evidence=evidence)
    for (name, what, is_judged), found in problems.items():
        n = sum(where.n_rows for _, where in found)
        facts = {"column": name, "what": what, "sample": found[0][0], "n_cells": n}
        code = "integrity.cell-unreadable" if is_judged else "integrity.cell-ignored"
        yield _finding(dataset, code, facts, n=n, evidence=[where for _, where in found])
    for (name, text_met), evidence in words.items():
        n = sum(where.n_rows for where in evidence)
        facts = {"column": name, "word": text_met, "n_cells": n}
        yield _finding(dataset, "integrity.unknown-word", facts, n=n, evidence=evidence)
    for sheet in dataset.recognition.sheets:
        yield from _check_sheet(dataset, sheet)
    for note in dataset.recognition.notes:
        yield _finding(dataset, "integrity.reader-note", {"note": note}, evidence=[Evidence(file)])
        if note.startswith(OVERRULED):
            facts = {"column": "outcome", "what": "unknown word", "sample": note, "n_cells": 1}
            yield _finding(dataset, "integrity.cell-unreadable", facts, evidence=[Evidence(file)])


def _check_sheet(dataset: Dataset, sheet: SheetRecognition) -> Iterator[Finding]:
    file = dataset.origin.name
    for leftover in sheet.leftovers:
        if leftover.reason.startswith("unrecognised"):
            last = min(leftover.last_row, leftover.first_row + MAX_EVIDENCE_ROWS - 1)
            rows = tuple(range(leftover.first_row, last + 1)) if _is_dense(leftover) else (leftover.first_row,)
            facts = {"n_rows": leftover.n_rows, "first_row": leftover.first_row, "last_row": leftover.last_row}
            where = Evidence(file, sheet.sheet, rows, leftover.n_rows)
            yield _finding(dataset, "integrity.unrecognised-rows", facts, n=leftover.n_rows, evidence=[where])
    if sheet.state != "visible" and sheet.n_data_rows:
        where = Evidence(file, sheet.sheet, (), sheet.n_data_rows)
        yield _finding(dataset, "integrity.hidden-sheet", {"n_rows": sheet.n_data_rows}, evidence=[where])


def _is_dense(rows: Leftover) -> bool:
    return rows.last_row - rows.first_row + 1 == rows.n_rows


# -- the file as a whole ---------------------------------------------------------------------------------------------


def _check_file(dataset: Dataset) -> Iterator[Finding]:
    here = [Evidence(dataset.origin.name)]
    stated = dict.fromkeys(text for name, text in dataset.recognition.meta if name == "compare_status")
    bad = [status for status in stated if canonical("job_status", status) != "successful"]
    if bad:
        yield _finding(dataset, "integrity.job-not-completed", {"status": ", ".join(bad)}, evidence=here)
    asked = dataset.origin.compare_type
    if asked == dataset.compare_type or asked is None:
        # a name on the command line or in a manifest does not make a full comparison of a sample
        asked, found = dataset.compare_type, "random" if _is_sample_called_full(dataset) else dataset.compare_type
    else:
        found = dataset.compare_type
    if asked != found:
        facts = {"asked": asked, "found": found}
        yield _finding(dataset, "integrity.compare-type-mismatch", facts, evidence=here)
    continued = {block.continues for _, block in _blocks(dataset) if block.continues}
    for sheet in dataset.recognition.sheets:
        ends = [b.last_row for b in sheet.blocks] + [x.last_row for x in sheet.leftovers]
        last = max(ends, default=0)
        if last in SHEET_LIMITS and sheet.sheet not in continued:
            where = [Evidence(dataset.origin.name, sheet.sheet, (last,), 1)]
            yield _finding(dataset, "integrity.sheet-full", {"last_row": last}, evidence=where)


def _is_sample_called_full(dataset: Dataset) -> bool:
    """Whether a file that is read as a full value comparison speaks of a sample."""
    read = dataset.recognition
    if dataset.compare_type != "contents":
        return False
    texts = [text for name, text in read.meta if name == "compare_type"]
    for sheet in read.sheets:
        texts += [sheet.sheet, *(b.title for b in sheet.blocks), *(c.heading for b in sheet.blocks for c in b.columns)]
        texts += [text for x in sheet.leftovers for text in x.sample]
    return any(name == "sample_percent" for name, _ in read.meta) or any(map(says_sampling, texts))


# -- single cells ----------------------------------------------------------------------------------------------------


def _check_cells(dataset: Dataset) -> Iterator[Finding]:
    for frame in (frame for frame in dataset.frames.values() if len(frame)):
        for name in map(str, frame.columns):
            column = frame[name]
            if isinstance(column.dtype, pd.StringDtype):
                full = column.str.len() == CELL_LIMIT
                code = "integrity.cell-full"
            elif pd.api.types.is_integer_dtype(column.dtype) and name != "row_number":
                full = column.abs() > EXACT_LIMIT
                code = "integrity.count-imprecise"
            else:
                continue
            mask = full.to_numpy(dtype=bool, na_value=False)
            if mask.any():
                found = frame.loc[mask, ["source_file", "sheet", "row_number"]]
                facts = {"column": name, "n_cells": len(found)}
                yield _finding(dataset, code, facts, n=len(found), evidence=evidence_of(plain_rows(found)))


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
                yield _finding(dataset, "integrity.cell-unreadable", facts, n=len(found), evidence=evidence_of(found))


def _shared_headings(dataset: Dataset, frame: str) -> set[str]:
    """Return the extra columns that only some blocks of a frame have: in the others a blank says nothing."""
    blocks = [block for _, block in _blocks(dataset) if block.frame == frame]
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


def _check_names(dataset: Dataset) -> Iterator[Finding]:
    """Look for tables without a name and tables that are listed twice."""
    frame = dataset.frames.get("objects" if dataset.compare_type == "objects_comparison" else "tables")
    if frame is None or not len(frame) or dataset.compare_type == "repair_data":
        return
    if dataset.compare_type == "objects_comparison":
        names = ("source_object", "target_object")
        said: tuple[str, ...] = ("outcome",)
        is_table = frame["object_type"].astype(object).eq("TABLE").fillna(value=False).to_numpy(dtype=bool)
        nameless = frame[frame["source_object"].isna() & frame["target_object"].isna()]
        frame = frame[is_table]
    else:
        names = ("source_table", "target_table")
        said = tuple(n for n in ("outcome", "source_rows", "target_rows", "different_rows") if n in frame.columns)
        nameless = frame[frame["source_table"].isna() & frame["target_table"].isna()]
    if len(nameless):
        yield _finding(
            dataset,
            "integrity.nameless-rows",
            {"n_rows": len(nameless)},
            n=len(nameless),
            evidence=evidence_of(plain_rows(nameless)),
        )
    tables: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in plain_rows(frame):
        if row[names[0]] is not None or row[names[1]] is not None:
            tables.setdefault(table_subject(row, *names).key, []).append(row)
    for rows in tables.values():
        if len(rows) > 1:
            contradicts = len({tuple(row[column] for column in said) for row in rows}) > 1
            name = "integrity.duplicate-contradicts" if contradicts else "integrity.duplicate-table"
            subject = min(table_subject(row, *names) for row in rows)
            facts = {"n_rows": len(rows)}
            yield _finding(dataset, name, facts, subject=subject, n=len(rows), evidence=evidence_of(rows))


def _check_reported_differences(dataset: Dataset) -> Iterator[Finding]:
    """Compare the file's difference with target minus source; its sign is documented nowhere, so either is right."""
    frame = dataset.frames["tables"]
    actual = frame["target_rows"] - frame["source_rows"]
    wrong = (frame["reported_difference"].abs() != actual.abs()).fillna(value=False)
    for row in plain_rows(frame[wrong.to_numpy(dtype=bool)]):
        row["row_difference"] = row["target_rows"] - row["source_rows"]
        yield _finding(
            dataset,
            "integrity.reported-difference-wrong",
            row,
            subject=table_subject(row),
            evidence=evidence_of([row]),
        )


# -- overview against list -------------------------------------------------------------------------------------------


def _pair(subject: Subject) -> _Pair:
    return subject.source_db, subject.target_db


def _tables_of(overview: _Pair, listed: Mapping[_Pair, list[Observation]]) -> list[Observation]:
    """Return the listed tables of a database pair; where the list does not name the target, the source decides."""
    if overview in listed:
        return listed[overview]
    source, target = overview
    return listed.get((source, ""), []) or (listed.get(("", target), []) if not source else [])


def _is_empty(row: Mapping[str, Any]) -> bool:
    """Whether a row of the overview says that its pair has no table at all, and nothing against it."""
    return row["n_tables"] == 0 and not any(row[n] for n in ("n_compared", "n_inconsistent", "n_uncomparable"))


def unlisted_databases(dataset: Dataset, observations: Sequence[Observation]) -> list[Observation]:
    """Return the database pairs of the overview of which the file lists no table: their tables are unknown."""
    if "databases" not in dataset.frames:
        return []
    listed = _listed_by_pair(observations)
    found: list[Observation] = []
    for row in plain_rows(dataset.frames["databases"]):
        subject = database_subject(row)
        if not _tables_of(_pair(subject), listed) and not _is_empty(row):
            word = row["outcome"]
            outcome_class = class_of(word)
            if outcome_class is OutcomeClass.VERIFIED:
                outcome_class = OutcomeClass.NOT_VERIFIED
            evidence = evidence_of([row])[0]
            found.append(
                Observation(
                    subject,
                    dataset.compare_type,
                    text(word),
                    outcome_class,
                    Proof.NONE,
                    evidence=evidence,
                )
            )
    return found


def _listed_by_pair(observations: Iterable[Observation]) -> dict[_Pair, list[Observation]]:
    listed: dict[_Pair, list[Observation]] = {}
    for observation in observations:
        listed.setdefault(_pair(observation.subject), []).append(observation)
    return listed


def _check_database_pairs(dataset: Dataset, observations: Sequence[Observation]) -> Iterator[Finding]:
    rows = plain_rows(dataset.frames["databases"])
    if not rows:
        return
    listed = _listed_by_pair(observations)
    named: set[_Pair] = set()
    for row in rows:
        subject = database_subject(row)
        tables = _tables_of(_pair(subject), listed)
        named |= {_pair(o.subject) for o in tables} | {_pair(subject)}
        if tables:
            yield from _check_numbers(dataset, subject, row, tables)
        elif not _is_empty(row):
            facts = {"n_overview": row["n_tables"]}
            yield _finding(dataset, "integrity.detail-missing", facts, subject=subject, evidence=evidence_of([row]))
            yield from _check_hidden_differences(dataset, subject, row, [])
    swapped = sorted(
        (source, target)
        for source, target in listed
        if (source, target) not in named and (target, source) in named and source != target
    )
    if swapped:
        facts = {"other_file": dataset.origin.name, "n_pairs": len(swapped)}
        evidence = [o.evidence for pair in swapped for o in listed[pair][:1] if o.evidence]
        yield _finding(dataset, "integrity.source-target-swapped", facts, n=len(swapped), evidence=evidence)
    for pair in sorted(set(listed) - named):
        subject = Subject(Level.DATABASE, source_db=pair[0], target_db=pair[1])
        evidence = [o.evidence for o in listed[pair][:1] if o.evidence]
        facts = {"n_detail": len(listed[pair])}
        yield _finding(dataset, "integrity.overview-missing", facts, subject=subject, evidence=evidence)


def _check_numbers(
    dataset: Dataset, subject: Subject, row: Mapping[str, Any], tables: Sequence[Observation]
) -> Iterator[Finding]:
    """Compare the overview's numbers with the list.

    Whether "compared" and "cannot be compared" count failed tables too is not documented, so that only numbers that no
    reading explains are reported.
    """
    classes = Counter(o.outcome_class for o in tables)
    words = Counter(class_of(o.outcome) for o in tables)
    n_listed = len({o.subject for o in tables})
    n_decided = sum(words[c] for c in (OutcomeClass.VERIFIED, OutcomeClass.DIFFERS))
    bounds = {
        "n_tables": (n_listed, n_listed),
        "n_compared": (min(n_decided, n_listed), n_listed - min(words[OutcomeClass.UNFINISHED], n_listed)),
        "n_inconsistent": (
            sum(o.outcome == "inconsistent" for o in tables),
            max(classes[OutcomeClass.DIFFERS], words[OutcomeClass.DIFFERS]),
        ),
        "n_uncomparable": (
            sum(o.outcome == "cannot_compare" for o in tables),
            max(classes[OutcomeClass.NOT_VERIFIED], words[OutcomeClass.NOT_VERIFIED]) + classes[OutcomeClass.REVIEW],
        ),
    }
    for measure, (low, high) in bounds.items():
        said = row[measure]
        if said is None or low <= said <= high:
            continue
        if measure == "n_inconsistent" and said > high:
            yield from _check_hidden_differences(dataset, subject, row, tables)
            continue
        facts = {"measure": measure, "n_overview": said, "n_detail": low if said < low else high}
        yield _finding(
            dataset,
            "integrity.overview-detail-mismatch",
            facts,
            subject=subject,
            n=abs(said - int(facts["n_detail"])),
            evidence=evidence_of([row]),
        )


def _check_hidden_differences(
    dataset: Dataset, subject: Subject, row: Mapping[str, Any], tables: Sequence[Observation]
) -> Iterator[Finding]:
    n_detail = sum(o.outcome_class is OutcomeClass.DIFFERS for o in tables)
    n_overview = row["n_inconsistent"]
    if n_overview is not None and n_overview > n_detail:
        n = n_overview - n_detail
        facts = {"n_overview": n_overview, "n_detail": n_detail, "n_different": n}
        yield _finding(
            dataset,
            "integrity.differences-not-listed",
            facts,
            subject=subject,
            n=n,
            evidence=evidence_of([row]),
        )


def _check_object_types(dataset: Dataset) -> Iterator[Finding]:
    """Compare the overview of object types with the list of objects, where the list is one of all objects.

    A list that names only objects that are not equal may be meant so, and is not held against the numbers. No list at
    all proves no object: an overview alone looks just like a file whose list was cut off.
    """
    overview, objects = dataset.frames["overview"], dataset.frames["objects"]
    words = plain_values(objects["outcome"])
    is_full = not words or any(class_of(word) is OutcomeClass.VERIFIED for word in words)
    if not is_full or not len(overview):
        return
    kinds = [text(kind) for kind in plain_values(objects["object_type"])]
    sides = {
        side: Counter(
            kind for kind, name in zip(kinds, plain_values(objects[f"{side}_object"]), strict=True) if name is not None
        )
        for side in ("source", "target")
    }
    n_rows = Counter(kinds)
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in plain_rows(overview):
        rows.setdefault(text(row["object_type"]), []).append(row)
    for kind, of_kind in rows.items():
        subject = Subject(Level.OBJECT, object_type=kind)
        counts = {side: [row[f"{side}_count"] for row in of_kind] for side in sides}
        n_overview = {side: None if None in found else sum(found) for side, found in counts.items()}
        if not n_rows[kind]:
            if any(n_overview.values()):
                n = max(n or 0 for n in n_overview.values())
                facts = {"n_overview": n}
                evidence = evidence_of(of_kind)
                yield _finding(dataset, "integrity.detail-missing", facts, subject=subject, n=n, evidence=evidence)
            continue
        for side, listed in sides.items():
            said, found_n = n_overview[side], listed[kind]
            is_read = any(listed.values())
            if said is not None and is_read and said != found_n:
                facts = {"measure": f"{side}_count", "n_overview": said, "n_detail": found_n}
                yield _finding(
                    dataset,
                    "integrity.overview-detail-mismatch",
                    facts,
                    subject=subject,
                    n=abs(said - found_n),
                    evidence=evidence_of(of_kind),
                )
    for kind in sorted(set(n_rows) - set(rows)):
        subject = Subject(Level.OBJECT, object_type=kind)
        yield _finding(dataset, "integrity.overview-missing", {"n_detail": n_rows[kind]}, subject=subject)
