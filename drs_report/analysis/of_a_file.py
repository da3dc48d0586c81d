"""Whether one file contradicts itself, and whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from drs_report.analysis.moments import Times
from drs_report.analysis.overview import check_overview
from drs_report.analysis.reading_doubts import check_reading
from drs_report.checks.names import are_named, lacks_names, side_of, table_subject
from drs_report.checks.read_as import columns_read
from drs_report.checks.results import class_of, evidence_of, finding_in, in_order, listed_again
from drs_report.checks.rows import (
    Row,
    are_of_type,
    columns_of,
    is_blank,
    known_columns,
    plain_rows,
    rows_at,
    rows_marked,
    rows_where,
    says,
    says_any,
)
from drs_report.comparisons import by_slug
from drs_report.language.moments import moment
from drs_report.language.vocabulary import OUTCOMES, built_in, canonical, normalise_word
from drs_report.reading.dataset import Dataset
from drs_report.reading.tables.conversion import parse_percent
from drs_report.reading.tables.titles import explains, says_sampling
from drs_report.records.grouping import grouped
from drs_report.records.judgement import Evidence, Finding, OutcomeClass, Proof
from drs_report.records.observations import Observation

SHEET_LIMITS = (1_048_576, 65_536)
"""Rows of an xlsx sheet, and of the older xls format, which some writers still keep to."""
CELL_LIMIT = 32_767
"""Characters an Excel cell can hold."""
KEYS = ("source_key", "target_key")
EXACT_LIMIT = 2**53
"""Whole numbers beyond it are not all exact as floating point."""

_WHOLE = 100.0
_EQUAL = tuple(word for word in OUTCOMES if class_of(word) is OutcomeClass.VERIFIED)
_PARTS = (("source_db", "target_db"), ("source_schema", "target_schema"))
_SIDES = (*_PARTS, *((target, source) for source, target in _PARTS))
_OF_A_RUN, _KIND = ("compare_start_time", "compare_end_time"), "compare_type"


_VALUES = (Proof.VALUES, Proof.SAMPLE)
_LIMITS: Mapping[str, tuple[str, tuple[str | None, ...], tuple[Proof, ...]]] = {
    "compare_policy": ("compare_policy", ("normal",), (Proof.COUNTS, *_VALUES)),
    "lob_policy": ("lob_compare", ("content",), _VALUES),
    # a dynamic comparison goes on with the task: what it has found so far is not its end
    "compare_type": ("content_compare_mode", ("static", "full", None), (Proof.COUNTS, *_VALUES)),
}
"""What a file says of how it was compared -> the vocabulary's group of its values, those with which an equal result
proves all that it seems to, and the comparisons that it limits."""


def check_evidence(dataset: Dataset, times: Times, observations: Sequence[Observation]) -> list[Finding]:
    """Return what makes one file doubtful: contradictions in it, cuts, and what of it was not understood.

    `times` are what it states, `observations` those of its tables.
    """
    return in_order(
        [
            *check_reading(dataset),
            *_check_file(dataset, times),
            *_check_cells(dataset),
            *_check_names(dataset, observations),
            *check_overview(dataset, observations),
            *_check_reported_differences(dataset),
        ]
    )


def _check_file(dataset: Dataset, times: Times) -> Iterator[Finding]:
    said = [text for name, text in dataset.recognition.meta if name == "compare_status"]
    stated = dict.fromkeys([*said, dataset.origin.compare_status])  # by the file, and by DRS's own list
    bad = [status for status in stated if status is not None and canonical("job_status", status) != "successful"]
    progress = dict.fromkeys(text for name, text in dataset.recognition.meta if name == "progress")
    bad += [text for text in progress if parse_percent(text) != _WHOLE]
    if bad:
        yield finding_in(dataset, "integrity.job-not-completed", {"status": ", ".join(bad)})
    if times.contradiction is not None:
        order = dict(zip(("earlier", "later"), times.contradiction, strict=True))
        yield finding_in(dataset, "integrity.times-contradict", order)
    runs = _runs(dataset)
    if len(runs) > 1:
        # a comparison runs once: of which of them the lists are the result, the file does not say
        order = {"earlier": runs[0], "later": runs[-1]}
        yield finding_in(dataset, "integrity.several-runs", order, n=len(runs))
    proof = by_slug(dataset.compare_type).proof
    for name, text in dict.fromkeys(dataset.recognition.meta):
        group, whole, limited = _LIMITS.get(name, ("", (), ()))
        if proof in limited and canonical(group, text) not in whole:
            yield finding_in(dataset, "integrity.comparison-limited", {"text": text})
    shares: dict[float | None, str] = {}
    for text in (text for name, text in dataset.recognition.meta if name == "sample_percent"):
        shares.setdefault(parse_percent(text), text)
    frame = dataset.frames.get("tables")
    if frame is not None and "sample_percent" in frame:
        for share in columns_of(frame)["sample_percent"].dropna().unique().tolist():
            shares.setdefault(share, f"{share:g}%")
    if len(shares) > 1:
        text = ", ".join(shares.values())
        yield finding_in(dataset, "integrity.comparison-limited", {"text": text})
    asked, found = dataset.origin.compare_type or dataset.compare_type, dataset.compare_type
    if asked == found:  # a name on the command line or in a manifest does not make a full comparison of a sample
        found = _really(dataset)
    if asked != found:
        yield finding_in(dataset, "integrity.compare-type-mismatch", {"asked": asked, "found": found})
    continued = {block.continues for _, block in dataset.recognition.blocks}
    for sheet in dataset.recognition.sheets:
        last = max([b.last_row for b in sheet.blocks] + [x.last_row for x in sheet.leftovers], default=0)
        if last in SHEET_LIMITS and sheet.sheet not in continued:
            where = [Evidence(dataset.origin.name, sheet.sheet, (last,), 1)]
            yield finding_in(dataset, "integrity.sheet-full", {"last_row": last}, evidence=where)


def _runs(dataset: Dataset) -> list[datetime]:
    """The beginnings, or ends, of that comparison of which the file states most; a workbook may hold several.

    A line above the one that names the only comparison may say when the task began; what ends is the comparison.
    """
    stated: dict[tuple[str, str], set[datetime]] = {}
    words, kind = built_in().compare_types, ""
    meta = [(n, words.get(normalise_word(x), x) if n == _KIND else x) for n, x in dataset.recognition.meta]
    is_of_several = len({text for name, text in meta if name == _KIND}) > 1
    for name, text in meta:
        if name == _KIND:
            kind = text
        elif name in _OF_A_RUN and (at := moment(text)) is not None:
            of = kind if is_of_several or name == _OF_A_RUN[0] else ""
            stated.setdefault((of, name), set()).add(at)
    return max((sorted(found) for found in stated.values()), key=len, default=[])


def _really(dataset: Dataset) -> str:
    """Return the compare type that a file is of: one that is read as a full comparison may speak of a sample."""
    read, sampled = dataset.recognition, by_slug(dataset.compare_type).sampled
    texts = [text for name, text in read.meta if name == "compare_type"]
    for sheet in read.sheets:
        texts += [sheet.sheet, *(b.title for b in sheet.blocks), *(c.heading for b in sheet.blocks for c in b.columns)]
        rest = (": ".join(x.sample) if len(x.sample) == 2 else "; ".join(x.sample) for x in sheet.leftovers)
        texts += [text for text in rest if sheet.blocks or not explains(text)]
    is_sample = any(name == "sample_percent" for name, _ in read.meta) or any(map(says_sampling, texts))
    return sampled if sampled and is_sample else dataset.compare_type


def _check_cells(dataset: Dataset) -> Iterator[Finding]:
    for frame in (known_columns(frame) for frame in dataset.frames.values() if len(frame)):
        for name, column in columns_of(frame).items():
            for code, is_marked in () if is_blank(column).all() else _marked_cells(str(name), column):
                if is_marked.any():
                    found = plain_rows(frame.loc[is_marked, ["source_file", "sheet", "row_number"]])
                    facts = {"column": str(name), "n_cells": len(found)}
                    yield finding_in(dataset, code, facts, n=len(found), evidence=evidence_of(found))


def _marked_cells(name: str, column: pd.Series[Any]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """What is wrong with some cells of a column, by its code, and which."""
    if isinstance(column.dtype, pd.StringDtype):
        cells = pa.array(column.array)
        if cells.nbytes >= CELL_LIMIT:
            yield "integrity.cell-full", _is_true(pc.equal(pc.utf8_length(cells), CELL_LIMIT))
        if name in KEYS:  # numbers beyond what a floating point number holds exactly
            yield "integrity.key-imprecise", _is_true(pc.match_substring_regex(cells, r"^-?\d(?:\.\d+)?e\+\d+$"))
    elif column.dtype.kind == "i":
        counts = column.array.to_numpy(dtype=np.int64, na_value=0)
        yield "integrity.count-imprecise", (counts > EXACT_LIMIT) | (counts < -EXACT_LIMIT)


def _is_true(mask: pa.Array) -> NDArray[np.bool_]:
    return np.asarray(pc.fill_null(mask, fill_value=False).to_numpy(zero_copy_only=False), dtype=bool)


def _check_names(dataset: Dataset, observations: Sequence[Observation]) -> Iterator[Finding]:
    """Look for tables without a name and tables that are listed twice."""
    names = by_slug(dataset.compare_type).names
    if names is None:
        return
    frame, nameless = known_columns(dataset.frames[names.frame]), _named_in_part(dataset, "databases")
    is_table = is_named = says_any(frame, names.source, names.target)
    if "object_type" in frame.columns:
        is_table = is_named & are_of_type(frame, "TABLE")
    own, proven = observations[: int(is_table.sum())], np.zeros(len(frame), dtype=bool)
    proven[is_table] = [bool(one.result.rule) for one in own]
    nameless += rows_marked(frame, ~are_named(frame, names.source, names.target))
    nameless += _named_in_part(dataset, names.frame, is_named, proven)
    if nameless:
        facts, places = {"n_rows": len(nameless)}, evidence_of(nameless)
        yield finding_in(dataset, "integrity.nameless-rows", facts, n=len(nameless), evidence=places)
    subjects = [one.subject for one in own]
    if len({subject.key for subject in subjects}) == len(subjects):
        return
    frame = rows_where(frame, is_table)
    said = tuple(name for name in names.said if name in frame.columns)
    tables = grouped((subject.key, number) for number, subject in enumerate(subjects)).values()
    again = [(number, numbers) for numbers in tables if len(numbers) > 1 for number in numbers]
    rows = rows_at(frame, [number for number, _ in again])
    of_table = grouped((min(subjects[n] for n in numbers), row) for (_, numbers), row in zip(again, rows, strict=True))
    yield from listed_again(dataset, of_table, said)


def _named_in_part(
    dataset: Dataset, name: str, among: NDArray[np.bool_] | bool = True, proven: Sequence[bool] | NDArray[np.bool_] = ()
) -> list[Row]:
    """The rows of what is on both sides that leave a part of one side's name blank, for which the list has a column.

    So much is doubt where the other side has that part, and of a table or an overview's pair where other rows have it;
    and the whole name where the list has no column for it, or where the examination takes it for proven all the same.
    """
    if name not in dataset.frames or not len(frame := known_columns(dataset.frames[name])):
        return []
    found, read, names = dict[int, Row](), columns_read(dataset, name), by_slug(dataset.compare_type).names
    columns = columns_of(frame)
    own = (names.source, names.target) if names and names.frame == name else ()
    pairs = [*zip(own, reversed(own), strict=True)]
    is_one_sided = np.zeros(len(frame), dtype=bool)
    for one, other in pairs:
        is_one_sided |= lacks_names(columns[one], columns[other])
    for one, other in (*_SIDES, *pairs):
        blank = lacks_names(columns[one], columns[other])
        if not blank.any() or (one in _PARTS[1] and blank.all()):
            continue  # an engine without schemas has nothing to say there
        is_equal = np.asarray(frame["outcome"].isna() | frame["outcome"].isin(_EQUAL), dtype=bool)
        differs = np.asarray(frame["outcome"] == "inconsistent", dtype=bool) & ~is_one_sided
        is_there = (is_equal | differs) & among
        is_table = are_of_type(frame, "TABLE") if "object_type" in frame else is_there
        there = ~lacks_names(columns[other], columns[one])
        at = np.flatnonzero(is_there & blank & (there | (is_table & (not blank.all())))).tolist()
        numbered = zip(at, rows_at(frame, at), strict=True)
        rows = ((n, row, one in read(row) and not (one in own and proven[n])) for n, row in numbered)
        found |= {n: row for n, row, has in rows if (not has if one in own else has and not _is_dotted(row, one))}
    return [*found.values()]


def _is_dotted(row: Row, one: str) -> bool:
    """Whether the table's own name on that side has this part before a dot."""
    side, part = one.split("_")
    db, schema = (None if one == name else row[name] for name in (f"{side}_db", f"{side}_schema"))
    name = row.get(f"{side}_table", row.get(f"{side}_object") if row.get("object_type") == "TABLE" else None)
    return bool(side_of(db, schema, name)[part == "schema"])


def _check_reported_differences(dataset: Dataset) -> Iterator[Finding]:
    """Compare the file's difference with target minus source; its sign is documented nowhere, so either is right."""
    frame = dataset.frames.get("tables")
    if frame is None or not says(frame, "reported_difference"):
        return
    names = ("reported_difference", "source_rows", "target_rows")
    said, source, target = (columns_of(frame)[name].array for name in names)
    wrong = abs(said) != abs(target - source)
    for row in rows_marked(known_columns(frame), wrong.to_numpy(dtype=bool, na_value=False)):
        facts = {**row, "row_difference": row["target_rows"] - row["source_rows"]}
        name, places = "integrity.reported-difference-wrong", evidence_of([row])
        yield finding_in(dataset, name, facts, subject=table_subject(row), evidence=places)
