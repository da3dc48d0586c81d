"""Where a fact is written: file, sheet and rows, as one line."""

from __future__ import annotations

from drs_report.language import formatting
from drs_report.language.translator import Words
from drs_report.records.judgement import Evidence

__all__ = ["place"]


def place(w: Words, evidence: Evidence) -> str:
    """Return "file · sheet · rows 5–9, 14 (+1,980 more)"."""
    parts = [formatting.name(evidence.file)]
    if evidence.sheet:
        parts.append(formatting.name(evidence.sheet))
    if evidence.rows:
        n = len(set(evidence.rows))
        text = w.n("row {rows}", "rows {rows}", n, rows=formatting.row_ranges(evidence.rows))
        if evidence.n_rows > n:
            text = w.t("{rows} (+{n} more)", rows=text, n=evidence.n_rows - n)
        parts.append(text)
    elif evidence.n_rows:
        parts.append(w.n("{n} row", "{n} rows", evidence.n_rows))
    return " · ".join(parts)
