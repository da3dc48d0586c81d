"""Whether a workbook says the same as the documented interface: the two compared cell by cell over their frames.

Nobody outside has seen a real export, so this is how a user proves that this software reads theirs right. What is found
holds for the file, and, where nothing disagrees, for later files with the same headings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final

import pandas as pd

from drs_report.checks.rows import cells_of, says
from drs_report.evidence.proofs import Disagreement, Proven
from drs_report.findings.registry import make_finding
from drs_report.language.vocabulary import normalise_heading
from drs_report.reading.dataset import Dataset
from drs_report.records.columns import COMMON_COLUMNS
from drs_report.records.grouping import grouped
from drs_report.records.judgement import Finding
from drs_report.records.reading import Recognition, Source

_WHERE: Final = frozenset(column.name for column in COMMON_COLUMNS)
"""Where a row was read, and how well: other places, other words."""
_NAMES: Final = (
    *("object_type", "source_db", "target_db", "source_schema", "target_schema", "source_table"),
    *("target_table", "source_object", "target_object", "source_key", "target_key"),
)
"""What tells a row from its neighbours."""
_LONGEST: Final = 80


def cross_check(workbook: Dataset, answers: Dataset) -> Proven:
    """Compare every cell that both tell; a row that only one of them has disagrees in each of its cells.

    A column of which one side says nothing at all is not compared: that it is missing is no contradiction.
    """
    n_cells = 0
    found: dict[tuple[str, str], list[tuple[int, str, str]]] = {}
    for name, frame in workbook.frames.items():
        for column, n, texts in _compared(frame, answers.frames[name]):
            n_cells += n
            if texts:
                found.setdefault((name, column), []).append((n, *texts))
    disagreements = tuple(
        Disagreement(*place, sum(n for n, _, _ in cells), *cells[0][1:]) for place, cells in sorted(found.items())
    )
    return Proven(
        file=workbook.origin.name.rpartition("/")[2],
        sha256=workbook.origin.sha256,
        answers_sha256=answers.origin.sha256,
        compare_type=workbook.compare_type,
        language=workbook.origin.language or "",
        fingerprint=fingerprint(workbook.recognition),
        n_cells=n_cells,
        n_same=n_cells - sum(one.n_cells for one in disagreements),
        disagreements=disagreements,
    )


def _compared(frame: pd.DataFrame, other: pd.DataFrame) -> Iterator[tuple[str, int, tuple[str, str] | None]]:
    """Give what is compared: its column, how many cells it is, and what the two say where that is not the same."""
    shared = [c for c in map(str, frame.columns) if c not in _WHERE and c in other.columns]
    is_one_empty = not (len(frame) and len(other))
    told = [c for c in shared if is_one_empty or (says(frame, c) and says(other, c))]
    names = [told.index(c) for c in _NAMES if c in told]
    rows = [grouped((tuple(row[i] for i in names), row) for row in cells_of(f, told)) for f in (frame, other)]
    # of one name the first is held against the first
    pairs = ((key, *pair) for key in rows[0] | rows[1] for pair in zip_longest(*(some.get(key, ()) for some in rows)))
    for key, ours, theirs in pairs:
        if ours is None or theirs is None:
            text = _text(".".join(str(part) for part in key if part is not None))
            n_cells = sum(value is not None for value in ours or theirs or ())
            yield "row", max(1, n_cells), (text, "–") if ours else ("–", text)
            continue
        for column, a, b in zip(told, ours, theirs, strict=True):
            if a is not None or b is not None:
                yield column, 1, None if a == b else (_text(a), _text(b))


def fingerprint(recognition: Recognition) -> str:
    """Give what two files of one layout have in common: which headings, in which order, stand for which column."""
    blocks = {
        "|".join((b.frame, *(f"{normalise_heading(c.heading)}={c.column}" for c in b.columns)))
        for _, b in recognition.blocks
    }
    return hashlib.sha256("\n".join(sorted(blocks)).encode()).hexdigest()[:16]


def layout_findings(sources: Sequence[Source], proofs: Sequence[Proven]) -> Iterator[Finding]:
    """Return what earlier cross-checks say of these files: of the very file, or of one with the same headings."""
    for source in sources:
        own = [proof for proof in proofs if proof.sha256 == source.origin.sha256]
        file, kind, mark = source.origin.name, source.compare_type, fingerprint(source.recognition)
        found = [one for proof in own for one in proof.disagreements]
        for one in found:
            told = {"workbook": one.workbook, "interface": one.interface, "n_cells": one.n_cells}
            facts = {"column": f"{one.frame}.{one.column}", **told}
            yield make_finding("evidence.cross-check-disagrees", file, facts, compare_type=kind, n=one.n_cells)
        sound = (proof for proof in own or proofs if proof.n_cells and not (found or proof.disagreements))
        like = next((proof for proof in sound if (proof.compare_type, proof.fingerprint) == (kind, mark)), None)
        if like is not None:
            shown: dict[str, Any] = {name: getattr(like, name) for name in ("n_cells", "n_same", "fingerprint")}
            shown |= {"language": like.language or None, "written_by": like.written_by or None}
            shown["other_file"] = None if own else like.file
            yield make_finding("evidence.layout-proven", file, shown, compare_type=kind)


def _text(value: Any) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
