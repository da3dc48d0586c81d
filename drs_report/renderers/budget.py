"""How much of a report is shown where its host has a limit: one mechanism for Markdown, messages and the page.

What has to go goes in a fixed order, a stage after the other; each keeps what the one before it left out. Of the last
stage that is needed as much stays as fits, so that the budget is used. What went is named, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal

from drs_report.records.alike import not_for_screen
from drs_report.records.document import Block, Report, Row, Section, Table

ALL = 1_000_000
"""More than there is of anything."""

WHOLE = 4000
"""The cells, and twice the details, up to which a long table stands in a page whole: so a job of some hundred tables
prints in full. Of a larger one, `PAGE_ROWS` stand in the page and the rest is data for the script."""

PAGE_ROWS = 50

N_SUMMARY = 2
"""The first sections, which are spared longest, and all that a message shows: what must be done next, the criteria."""

LEAST_ROW = 8
"""Bytes that any row takes."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a report is shown; as it comes, all of it."""

    max_details: int = ALL
    """Rows of a table that unfold."""
    has_charts: int = True
    max_text: int = ALL
    """Characters of a text."""
    max_rows: int = ALL
    """Rows of a table, but for the criteria: these are the decision."""
    has_lists: int = True
    """Whether tables outside the summary show any row."""
    has_rest: int = True
    """Whether there is anything beyond the summary."""

    def cut(self, text: str, strings: Mapping[str, str]) -> str:
        """Cut a long text and say how long it was."""
        if len(text) <= self.max_text:
            return text
        return text[: self.max_text] + strings["text_length"].format(total=f"{len(text):,}")


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing to leave out."""

    word: str
    """The key of the report's strings that names it; ``{shown}`` in it is what is left of it."""
    field: Literal["max_details", "has_charts", "max_text", "max_rows", "has_lists", "has_rest"]
    """Of `Extent`."""
    least: int
    """What is left of it at the least; 0 is nothing."""
    is_gradual: bool = False
    """Whether as much of it stays as fits."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was written, and how much of the report is in it."""

    content: bytes
    extent: Extent
    note: str
    """What was left out, in a sentence; "" for nothing."""
    fits: bool


Write = Callable[[Extent, str], bytes]
"""Writes the report within an extent, with the note of what was left out."""


def fit(report: Report, stages: Sequence[Stage], limit: int, write: Write, *, has_every_table: bool = False) -> Fitted:
    """Write `report` in at most `limit` bytes; where not even the last stage fits, as short as it goes.

    `has_every_table`: whether it writes all tables as long as neither lists nor sections are left out, so that one with
    more rows than there is room for need not be written to see that it is too long.
    """
    longest = max((len(table.rows) for table in _tables(report)), default=0) if has_every_table else 0
    fitter = _Fitter(report, [stage for stage in stages if _applies(report, stage)], limit, write, longest)
    whole = fitter.write_in(Extent(), "")
    return whole if whole.fits else fitter.fit()


@dataclass(frozen=True, slots=True)
class _Fitter:
    """Looks for the first stage that is short enough, and for as much of it as fits."""

    report: Report
    stages: Sequence[Stage]
    limit: int
    write: Write
    n_written: int
    """Rows of the longest table that is surely written where nothing is left out."""

    def fit(self) -> Fitted:
        low, high = 0, len(self.stages) - 1
        best = self.at(high)
        while low < high and best.fits:
            middle = (low + high) // 2
            tried = self.at(middle)
            if tried.fits:
                best, high = tried, middle
            else:
                low = middle + 1
        return self.filled(high, best) if best.fits and self.stages[high].is_gradual else best

    def filled(self, number: int, least: Fitted) -> Fitted:
        """Narrow down between what fits and what does not: where the last two sizes point to, or in halves."""
        best, low = least, self.stages[number].least
        longest = max((len(table.rows) for table in _tables(self.report)), default=0)
        high = min(self.limit // LEAST_ROW, longest + 1)
        sizes = {low: len(least.content)}
        while low + 1 < high:
            middle = _pointed_to(sizes, self.limit, low, high) if len(sizes) % 4 else (low + high) // 2
            tried = self.at(number, middle)
            sizes[middle] = len(tried.content)
            if tried.fits:
                best, low = tried, middle
            else:
                high = middle
        return best

    def at(self, number: int, n: int | None = None) -> Fitted:
        """Write with the stages up to `number`, the last one leaving `n` or the least."""
        stages = self.stages[: number + 1]
        left: dict[str, int] = {stage.field: stage.least for stage in stages}
        if n is not None:
            left[stages[-1].field] = n
        extent = replace(Extent(), **left)
        note = _note(self.report.strings, stages, left, self.limit)
        return self.write_in(extent, note)

    def write_in(self, extent: Extent, note: str) -> Fitted:
        """Write within an extent, unless the rows of one table alone are too much."""
        n_rows = min(self.n_written, extent.max_rows) if extent.has_lists and extent.has_rest else 0
        if n_rows * LEAST_ROW > self.limit:
            return Fitted(b"", extent, note, fits=False)
        content = self.write(extent, note)
        return Fitted(content, extent, note, fits=len(content) <= self.limit)


def _pointed_to(sizes: Mapping[int, int], limit: int, low: int, high: int) -> int:
    """Between `low` and `high`, where a line through what was measured nearest to `low` reaches the limit."""
    others = [n for n, size in sizes.items() if size and n != low]
    if not others:
        return low + max(1, (high - low) // 8)
    other = min(others, key=lambda n: abs(n - low))
    each = (sizes[other] - sizes[low]) / (other - low)
    return min(max(low + int((limit - sizes[low]) / each), low + 1), high - 1) if each > 0 else (low + high) // 2


def _note(strings: Mapping[str, str], stages: Sequence[Stage], left: Mapping[str, int], limit: int) -> str:
    # a later stage of the same kind says more than the earlier one and takes its place
    said = {stage.word: strings[stage.word].format(shown=f"{left[stage.field]:,}") for stage in stages}
    return strings["shortened"].format(limit=f"{limit:,}", what="; ".join(said.values()))


def _applies(report: Report, stage: Stage) -> bool:
    """Whether the report has what the stage leaves out."""
    match stage.field:
        case "max_details":
            return any(unfolds(row) for table in _tables(report) for row in table.rows)
        case "has_charts":
            return any(block.chart for block in blocks_of(report.sections))
        case "max_rows":
            return any(len(table.rows) > stage.least for table in _tables(report))
        case _:
            return True


def blocks_of(sections: Sequence[Section]) -> list[Block]:
    """Return the blocks of sections and of those below them."""
    return [block for section in sections for part in (section, *section.sections) for block in part.blocks]


def _tables(report: Report) -> list[Table]:
    return [block.table for block in blocks_of(report.sections) if block.table]


def unfolds(row: Row) -> bool:
    """Whether there is more of a row than its cells, outside a screen."""
    return bool(row.details or not_for_screen(row.tables))


def rows_in_page(table: Table) -> tuple[Row, ...]:
    """Return the rows of a table that stand in a page: all of a short one, the first of a long one without tables."""
    if not table.is_long or not _is_heavy(table):
        return table.rows
    return tuple(replace(row, tables=()) for row in table.rows[:PAGE_ROWS])


def _is_heavy(table: Table) -> bool:
    """Whether there is more in a table than `WHOLE`; nothing is counted beyond that."""
    return any(weight > WHOLE for weight in accumulate(map(_weight, table.rows)))


def _weight(row: Row) -> int:
    return len(row.cells) + 2 * len(row.details) + sum(_weight(line) for small in row.tables for line in small.rows)
