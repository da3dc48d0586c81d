"""The report as a renderer sees it: finished words and plain values, in one language, in reading order.

Everything a person reads is here as text; everything a program reads (JSON, JUnit) is here as the records of
`drs_report.records.judgement`. A renderer arranges: it does not decide, count, sort, cut or phrase. A list that is cut
says so here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from drs_report.records.artifact import Artifact
from drs_report.records.judgement import Scalar, Verdict
from drs_report.records.observations import Coverage
from drs_report.records.reading import Source
from drs_report.records.showing import Shown

DATA_FORMATS = ("csv", "xlsx", "parquet")
"""What data files can be."""

State: TypeAlias = Literal["ok", "bad", "fail", "warn", "open", "info", "none"]
"""How something stands: verified, differs, failed or missing, needs a look, not verified or unfinished, neutral,
absent. Always shown with words as well: colour is never the only signal."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number worth a big type, e.g. "58 of 61" "tables proven equal by values"."""

    label: str
    text: str
    state: State = "info"


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value."""

    label: str
    text: str
    is_code: bool = False
    """Names, keys, SQL, hashes: shown in a fixed-width face, never interpreted."""
    state: State = "none"


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column."""

    key: str
    """Stable English snake_case, for data islands, CSV and JSON."""
    label: str
    is_number: bool = False
    is_code: bool = False
    is_state: bool = False
    leads_into: bool = False
    """Whether a cell with a state links to what its row unfolds, to the anchor ``<the row's>-<key>``."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a table: `text` is what a person reads, `value` what sorts and what programs read."""

    text: str
    value: Scalar = None
    state: State = "none"
    href: str = ""
    """An anchor in the same report (``#id``) or "" ."""


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row; `anchor` makes it linkable, `details` are what a click unfolds."""

    cells: tuple[Cell, ...]
    anchor: str = ""
    details: tuple[Pair, ...] = ()
    state: State = "none"
    tables: Sequence[Table] = ()
    """Small tables that the click unfolds below the details; of many rows alike a `drs_report.records.alike.Alike`."""

    def link(self, cell: Cell, column: Column) -> str:
        """Return where one of the cells leads, as `Cell.href` does."""
        leads_into = column.leads_into and self.tables and cell.state != "none"
        return f"#{self.anchor}-{column.key}" if leads_into else cell.href


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. `rows` may be fewer than `n_total`; then `cut_note` says so and where the rest is."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    n_total: int
    cut_note: str = ""
    empty_note: str = ""
    """What to say when there is no row."""
    is_long: bool = False
    """Whether a renderer may fold, page or filter it; the short ones are shown whole."""
    copies: tuple[Pair, ...] = ()
    """Texts to take along, each with what it is, such as all keys of its rows."""
    is_for_screen: bool = False
    """Whether it only unfolds on a screen: paper and text would drown in it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar."""

    label: str
    value: int
    text: str
    state: State


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart."""

    label: str
    segments: tuple[Segment, ...]
    text: str
    """The bar's total as shown at its end."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal bars, stacked by state. `is_share`: every bar fills the width; else lengths share one scale."""

    id: str
    title: str
    description: str
    """The text alternative: what the chart shows, with the numbers that matter."""
    bars: tuple[Bar, ...]
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do next, most valuable first."""

    text: str
    number: int = 0
    """Its place among all steps, from 1."""
    detail: str = ""
    href: str = ""
    state: State = "none"
    names: tuple[Cell, ...] = ()
    """What it concerns, e.g. table names, each with its link and, as its value, how much is wrong with it; the largest
    first; where they are cut, the last says how many more there are."""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a section; exactly one field is filled, so that a template only asks what is there."""

    paragraph: str = ""
    notice: Pair | None = None
    """A sentence with a state that must not be overlooked."""
    figures: tuple[Figure, ...] = ()
    pairs: tuple[Pair, ...] = ()
    steps: tuple[Step, ...] = ()
    table: Table | None = None
    chart: Chart | None = None
    sign_off: tuple[str, ...] = ()
    """Who signs, a line each."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its blocks, and sections below it. Empty sections are not made."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...] = ()
    """One level of sub-sections, e.g. one per compare type."""
    is_folded: bool = False
    """Whether a screen shows only its heading and its note until somebody asks; a message leaves it out."""
    note: str = ""
    """One line that says what is in it, beside its heading."""


CaseResult: TypeAlias = Literal["passed", "skipped", "error", "failure"]
"""How a case ended, in the words of a CI server; a skipped case is not a passed one."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test case for a CI server: what one comparison says of one table, or one finding about something else."""

    name: str
    result: CaseResult
    kind: str = ""
    """A stable word for why it did not pass: an outcome, a finding's code."""
    message: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Suite:
    """The cases of one comparison; `slug` is its stable name."""

    name: str
    slug: str
    cases: tuple[Case, ...]
    facts: tuple[Pair, ...] = ()
    """What is told beside the cases, such as the criteria beside the verdict."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A data file that lies beside the report."""

    filename: str
    media_type: str
    sha256: str
    size: int
    text: str
    """What is in it, with its row count, in the report's language."""
    is_restricted: bool = True
    """Whether it may hold production values."""


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows a list has."""

    frame: str
    source: str
    """Name of the result file that the frame is from."""
    n: int


@dataclass(frozen=True, slots=True)
class DataFile:
    """One frame of one result file, exported, or all of them; numbers only, `Attachment` has the words."""

    artifact: Artifact
    rows: Rows
    """Without frame and source: of all of them."""
    too_long: tuple[Rows, ...] = ()
    """What it should hold too and does not, being too long for it."""


@dataclass(frozen=True, slots=True)
class Report(Shown):
    """Everything a renderer gets."""

    lang: str
    """``en``, ``zh-CN`` or the pseudo-locale ``en-XA``."""
    title: str
    subject_line: str
    """One line for mail subjects and chat: verdict, job, headline numbers; at most 120 characters."""
    state: State
    """Of the verdict: ok, fail or open; warn for a PASS without full proof."""
    decision_word: str
    """PASS, FAIL or INCONCLUSIVE in the report's language."""
    sentence: str
    """The verdict in one plain sentence."""
    figures: tuple[Figure, ...]
    """The cards: one a standing, and last their sum, the tables in scope."""
    scope_line: str
    """What was compared, when, how old that is, how many rows differ, by which policy."""
    sections: tuple[Section, ...]
    strings: Mapping[str, str]
    """The renderers' own words (search, filter, copy, page, shown-of-total with ``{shown}`` and ``{total}`` ...)."""
    generated_at: datetime
    generated_text: str
    """When and by which version, as a line for the foot of the page."""
    version: str
    verdict: Verdict
    coverage: Coverage
    sources: tuple[Source, ...]
    attachments: tuple[Attachment, ...] = ()
    standings: Mapping[str, int] = field(default_factory=dict)
    """Tables in scope by standing (``values``, ``sample``, ``counts``, ``objects``, ``differs``, ``open``, ``review``);
    they add up to the tables in scope."""
    stands: tuple[str, ...] = ()
    """The standing of each row of `coverage`; "" for what is out of scope or no table."""
    n_differing_rows: int = 0
    """Of the tables that differ, each counted by its strongest comparison only."""
    sentences: tuple[str, ...] = ()
    """What each finding of `verdict` says."""
    cases: Sequence[Suite] = ()
    """The report as test cases, for CI servers; made when they are first asked for."""
    is_redacted: bool = False
    is_restricted: bool = True
    """Whether it may hold production values (keys, SQL, messages)."""
    class_note: str = ""
    """The banner text of the artifact class: restricted (holds values) or shareable (none), and how it was redacted."""
