"""How much of a list goes into the report. Whatever is cut says shown of total; the counts themselves are never cut."""

from __future__ import annotations

from dataclasses import dataclass

from drs_report.language.translator import Words


@dataclass(frozen=True, slots=True)
class Caps:
    """The largest number of each thing that a report holds."""

    matrix_rows: int = 20_000
    """Tables in the coverage matrix."""
    table_rows: int = 2_000
    """Rows of any other table."""
    samples_per_finding: int = 20
    """Differing rows shown under a finding."""
    samples: int = 1_000
    """Differing rows shown in the whole report, so that ten thousand findings do not make a page of a gigabyte."""
    bars: int = 10
    """Bars of a chart."""
    steps: int = 5
    """Steps that are seen at once; the others are folded."""
    names_per_step: int = 5
    """Names under a step."""
    files: int = 60
    """Files whose reading is told sheet by sheet."""
    evidence_per_finding: int = 5
    """File and sheet entries under a finding."""
    text: int = 2_000
    """Characters of a key, an SQL text or a message."""
    cell_text: int = 300
    """Characters of any text in a table's cell or a sentence."""

    def __post_init__(self) -> None:
        if min(self.matrix_rows, self.table_rows, self.names_per_step, self.text, self.cell_text) < 1:
            raise ValueError("a cap below 1 would show nothing of what it caps")


def cut_note(w: Words, n_shown: int, n_total: int) -> str:
    """Say how much of a list is shown; "" where all of it is."""
    if n_shown >= n_total:
        return ""
    return w.t(
        "Shown: {shown} of {total}, the most serious first. The files named under Evidence hold the rest.",
        shown=n_shown,
        total=n_total,
    )
