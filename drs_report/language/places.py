"""Where a fact is written: file, sheet and rows, as one line."""

from __future__ import annotations

from collections.abc import Sequence

from drs_report.language import formatting
from drs_report.language.translator import Words
from drs_report.records.judgement import Evidence

__all__ = ["place", "places"]


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


def places(w: Words, evidence: Sequence[Evidence], limit: int) -> str:
    """Return the first entries, and how many there are in all where that is more."""
    text = w.phrases([place(w, entry) for entry in evidence[:limit]])
    if len(evidence) > limit:
        return w.t("{places}; shown: {shown} of {total} places", places=text, shown=limit, total=len(evidence))
    return text
