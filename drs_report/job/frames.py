"""What a job hands out: DataFrames over all of its files, each a copy, that a spreadsheet can hold too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from drs_report.comparisons import COMPARE_TYPES
from drs_report.delivery.data_files import neutralise_formula
from drs_report.findings.telling import sentence
from drs_report.language.translator import Words
from drs_report.pipeline import Loaded
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import Finding, JudgedFinding, Level
from drs_report.records.observations import CoverageRow
from drs_report.report.standing import Standing, standing, worst_asked


class Frame(pd.DataFrame):
    """A DataFrame like any other, but for `to_excel`: times go without their zone, and no text becomes a formula."""

    @property
    def _constructor(self) -> type[Frame]:
        return Frame

    def to_excel(self, excel_writer: Any, *args: Any, **kwargs: Any) -> None:  # type: ignore[misc]  # nothing else mends it
        """Do `DataFrame.to_excel`; times are UTC, written without a zone, for a spreadsheet knows none."""
        plain = pd.DataFrame(self)
        for name in plain.columns:
            column = plain[name]
            if isinstance(column.dtype, pd.DatetimeTZDtype):
                plain[name] = column.dt.tz_convert("UTC").dt.tz_localize(None)
            elif not pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_datetime64_dtype(column.dtype):
                plain[name] = column.astype("object").map(_cell, na_action="ignore")
        plain.to_excel(excel_writer, *args, **kwargs)


def _cell(value: object) -> object:
    if isinstance(value, str):
        return neutralise_formula(value)
    return value if isinstance(value, int | float) else neutralise_formula(str(value))


def joined(datasets: Sequence[Dataset], name: str) -> Frame:
    """Join the frames called `name` under each other, with their comparison first and no category that nothing has."""
    frames = []
    for dataset in datasets:
        frame = dataset.frames[name].copy()
        frame.insert(0, "compare_type", dataset.compare_type)
        frames.append(frame)
    whole = pd.concat(frames, ignore_index=True)
    for column in whole.columns:
        if isinstance(whole[column].dtype, pd.CategoricalDtype):
            whole[column] = whole[column].cat.remove_unused_categories()
    return Frame(whole)


def coverage(rows: Sequence[CoverageRow], judged: Iterable[JudgedFinding]) -> Frame:
    """Return a row a table: its names, where it stands and by what, and the outcome of each comparison.

    Columns: name, db, schema, table, task, in_scope, standing, proof, outcome_class, n_different (of the comparison
    that counts most), and a column for each compare type, missing where it says nothing.
    """
    asked = worst_asked(judged, rows)
    lines = []
    for row in rows:
        subject, cells = row.subject, row.cells
        db, schema, table, *task = subject.key
        where = str(standing(row, asked.get(subject.key))) if _is_table(row) else pd.NA
        counts = [abs(cell.n_different) for cell in cells.values() if cell.n_different is not None]
        said = [cells[slug].outcome if slug in cells else pd.NA for slug in COMPARE_TYPES]
        most = max(counts, default=pd.NA)
        own = (subject.name, db, schema, table, *(task or [""]), row.in_scope)
        lines.append((*own, where, str(row.proof), str(row.outcome_class), most, *said))
    names = ["name", "db", "schema", "table", "task", "in_scope", "standing", "proof", "outcome_class", "n_different"]
    frame = Frame(lines, columns=[*names, *COMPARE_TYPES])
    return frame.astype({"n_different": "Int64", "in_scope": "bool"})


def _is_table(row: CoverageRow) -> bool:
    return row.in_scope and row.subject.level is Level.TABLE


def findings(found: Iterable[Finding | JudgedFinding], lang: str = "en") -> Frame:
    """Return a row a finding: effect, code, name, compare_type, n, sentence, file, sheet, row, waiver."""
    w = Words.of(lang)
    lines = []
    for one in found:
        finding = one.finding if isinstance(one, JudgedFinding) else one
        where = finding.evidence[0] if finding.evidence else None
        waiver = one.waiver.id if isinstance(one, JudgedFinding) and one.waiver else ""
        what = (str(one.effect), finding.code, finding.subject.name, finding.compare_type, finding.n)
        place = (where.file, where.sheet, where.rows[0] if where.rows else pd.NA) if where else ("", "", pd.NA)
        lines.append((*what, sentence(w, finding), *place, waiver))
    names = ["effect", "code", "name", "compare_type", "n", "sentence", "file", "sheet", "row", "waiver"]
    return Frame(lines, columns=names).astype({"row": "Int64"})


def by_database(rows: Sequence[CoverageRow], judged: Iterable[JudgedFinding]) -> Frame:
    """Return a row a database and schema: db, schema, n_tables in scope, and how many of them stand in each way."""
    asked = worst_asked(judged, rows)
    counts: dict[tuple[str, str], Counter[Standing]] = {}
    for row in rows:
        if _is_table(row):
            db, schema, *_ = row.subject.key
            found = counts.setdefault((db, schema), Counter())
            found[standing(row, asked.get(row.subject.key))] += 1
    lines = [
        (*key, sum(found.values()), *(found[which] for which in Standing)) for key, found in sorted(counts.items())
    ]
    return Frame(lines, columns=["db", "schema", "n_tables", *map(str, Standing)])


def files(loaded: Loaded) -> Frame:
    """Return a row a comparison of a file: file, compare_type, n_rows, sha256, problem (empty where it was read)."""
    lines = [
        (d.origin.name, d.compare_type, sum(len(frame) for frame in d.frames.values()), d.origin.sha256, "")
        for d in loaded.datasets
    ]
    lines += [(failure.file.name, "", 0, "", failure.error.message) for failure in loaded.failures]
    return Frame(lines, columns=["file", "compare_type", "n_rows", "sha256", "problem"])


def trace(rows: Iterable[CoverageRow]) -> Frame:
    """Return a row a comparison of these tables: what it says, where that is written, and by what it is verified."""
    lines = []
    for row in rows:
        for compare_type, cell in row.cells.items():
            where, proof = cell.evidence, cell.derivation
            read: Mapping[str, object] = dict(zip(proof.columns, proof.values, strict=True)) if proof else {}
            place = (where.file, where.sheet, where.rows) if where else ("", "", ())
            said = (compare_type, cell.outcome, str(cell.outcome_class), cell.n_different)
            lines.append((*said, *place, proof.rule if proof else "", read))
    names = ["compare_type", "outcome", "outcome_class", "n_different", "file", "sheet", "rows", "rule", "cells"]
    return Frame(lines, columns=names)
