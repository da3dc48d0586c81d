"""Where a fact is written: file, sheet and rows, as one line."""

from __future__ import annotations

from collections.abc import Sequence

from drs_report.language import formatting
from drs_report.language.translator import Words
from drs_report.records.judgement import Evidence


def place(w: Words, evidence: Evidence) -> str:
    """Return "file · sheet · rows 5–9, 14 (+1,980 more)"."""
    parts = [formatting.name(evidence.file)]
    if evidence.sheet:
        parts.append(formatting.name(evidence.sheet))
    if evidence.rows:
        parts.append(rows_of(w, evidence.rows, evidence.n_rows))
    elif evidence.n_rows:
        parts.append(w.n("{n} row", "{n} rows", evidence.n_rows))
    return " · ".join(parts)


def rows_of(w: Words, rows: Sequence[int], n_rows: int) -> str:
    """Return "rows 5–9, 14 (+1,980 more)" where there are `n_rows` of them in all."""
    n = len(set(rows))
    text = w.n("row {rows}", "rows {rows}", n, rows=formatting.row_ranges(rows))
    return w.t("{rows} (+{n} more)", rows=text, n=n_rows - n) if n_rows > n else text
