"""What a comparison is to the rest of the package: one frozen record with all that is true of it.

No other module names a comparison: whatever a step decides by it is a field here, and none has a default, so that a
comparison that does not say it does not import.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from drs_report.records.columns import TableSchema
from drs_report.records.judgement import Proof
from drs_report.records.texts import Spelled, Text


class ToldBy(Enum):
    """Where DRS's API tells of comparisons of this type, and how far the export of a result is."""

    LIST = "list"
    """In the list of the task's data comparisons; calls name one by its id."""
    OVERVIEW = "overview"
    """In a call of its own that gives the latest one; no id is sent."""
    ORIGIN = "origin"
    """Nowhere: it is asked for by the id of the comparison that it works from."""


class Queried(Enum):
    """Which calls of the query API give the whole of it."""

    OBJECTS = "objects"
    COUNTS = "counts"
    VALUES = "values"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Names:
    """The frame that lists what was compared, and the columns that name it."""

    frame: str
    source: str
    target: str
    said: tuple[str, ...]
    """The columns in which two rows of one table must agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One of DRS's comparisons that have a result file. A new one is one file and its name in ``COMPARE_TYPES``."""

    slug: str
    """The API's own word."""
    area: str
    """What the codes of its findings begin with."""
    rules: tuple[str, ...]
    """The files of `drs_report.findings` whose rules speak of it, in the order of a report."""
    name: Text
    spelled: Spelled
    """How DRS and people write its name."""
    short: Text
    """What it looks at, in one word: the heading of its rules."""
    found_equal: Text
    """What it has found of a table that it found equal; only values are ever called just equal."""
    found_short: Text
    """The same in the few words that a cell has room for whose column is headed by `short`."""
    differences: Text
    """What the numbers of its differences count."""
    limits: Text
    """What it leaves open; from DRS's public documentation where it says so, else from what a count or a sample is."""

    proof: Proof
    """What a consistent result of it proves. `Proof.NONE`: it is history, which later comparisons settle."""
    verified_as: str
    """The rule by which a row of it verifies something, as a `Derivation` names it; "" where none can."""
    verified_by: Text
    """What that rule takes for proof."""
    criterion: str
    """The id of the policy's question that its findings answer."""
    asks: Text
    """That question."""
    claims: Text
    """What is claimed where its answer is yes, in two or three words."""
    is_strict: bool
    """Whether a policy that says nothing demands it."""
    is_tolerable: bool
    """Whether a tolerance can cover its differences: only where all of them are counted."""
    counts_rows: bool
    """Whether its differences are rows, so that one without their number is above every budget."""
    lists_things: bool
    """Whether it lists more than tables: objects and their types, which are found equal as well."""
    may_list_differences_only: bool
    """Whether its list may name only what is not equal, so that a table which it does not name is not missing."""

    tables: tuple[TableSchema, ...]
    """Its frames, each with its columns. A block of cells is tried against them in this order."""
    names: Names | None
    """Where it names the tables that were compared, one a row, and so must name every one; None where it does not."""
    sampled: str
    """The slug of what a file of it really is where it speaks of a sample; "" where that changes nothing."""
    usual: int
    """Which to assume of several that fit the columns of a file which says no more: the lowest."""
    examination: str
    """The module of `drs_report.checks` that says what its frames come down to."""

    works_from: str
    """The slug of the comparison whose result it works from, and whose success settles it; "" for none."""
    told_by: ToldBy
    needs_compare_job: bool
    """Whether the API demands a compare job id for its result (documented)."""
    queried: Queried
    answer_fields: tuple[str, ...]
    """The documented fields that hold the records of a query's answer which is, at least, of this comparison."""

    @property
    def is_proof(self) -> bool:
        """Whether it can prove anything, so that a policy may demand it and its age counts."""
        return self.proof is not Proof.NONE

    @property
    def compared_as(self) -> str:
        """The slug of the comparison that DRS ran for it."""
        return self.works_from or self.slug
