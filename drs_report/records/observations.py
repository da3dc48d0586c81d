"""What comparisons say of tables: results, each with what verifies it, shared by rows alike, and the matrix of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from drs_report.records.judgement import Evidence, OutcomeClass, Proof, Scalar, Subject


@dataclass(frozen=True, slots=True)
class Derivation:
    """By what a table counts as verified: the rule, and the cells that it rests on."""

    rule: str
    """Stable, such as ``counts-equal``: the `verified_as` of the comparison."""
    columns: tuple[str, ...]
    """The frame's columns that were read; shared by all rows with the same ones, as a file may list 50,000 tables."""
    values: tuple[Scalar, ...]
    evidence: Evidence


NAMES = frozenset(
    f"{side}_{part}" for side in ("source", "target") for part in ("db", "schema", "table", "object", "name")
)
"""Columns that say which table a row is about."""


def cell_values(derivation: Derivation, subject: Subject) -> dict[str, Scalar]:
    """Return the cells a proof rests on, by column, without those that only repeat a name of `subject`."""
    names = subject.names
    pairs = zip(derivation.columns, derivation.values, strict=True)
    return {name: value for name, value in pairs if name not in NAMES or value not in names}


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where rows of a list stand, column by column, for 50,000 rows are 50,000 places: each is made when asked for."""

    files: Sequence[str]
    sheets: Sequence[str]
    numbers: Sequence[int | None]
    """1-based, as Excel shows them; None where nobody knows."""

    def __getitem__(self, at: int) -> Evidence:
        number = self.numbers[at]
        rows = () if number is None else (number,)
        return Evidence(self.files[at], self.sheets[at], rows, len(rows))


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    """A cell that is the same in all of the rows."""

    value: Scalar

    def __getitem__(self, at: int) -> Scalar:
        return self.value


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What rows that are alike come down to, but for their names, places and numbers: one record for all of them."""

    compare_type: str
    outcome: str
    outcome_class: OutcomeClass
    n_different: int | None = None
    """Differing rows (values, samples) or row-count difference (counts), where known."""
    places: Places | tuple[Evidence | None, ...] = (None,)
    """Where each of the rows stands."""
    rule: str = ""
    """What verifies them (`Derivation.rule`). Nothing is verified without one."""
    columns: tuple[str, ...] = ()
    cells: tuple[Sequence[Scalar] | Same, ...] = ()
    """The cells that the rule rests on, of all the rows, column by column."""

    def __post_init__(self) -> None:
        if (self.outcome_class is OutcomeClass.VERIFIED) != bool(self.rule):
            msg = f"{self.outcome_class} does not fit {self.rule!r}"
            raise ValueError(msg)

    def weakened(self, to: OutcomeClass) -> Result:
        """Return the same without what verifies it."""
        return replace(self, outcome_class=to, rule="", columns=(), cells=())


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What differs between tables that share a result: where they stand, and names and numbers, column by column."""

    places: Places
    names: tuple[Sequence[Scalar] | Same, ...]
    numbers: tuple[Sequence[Scalar] | Same, ...]

    @classmethod
    def of(cls, result: Result, at: int) -> Shared | None:
        """Take apart what verifies them, as it is of one of them; None where more than that may differ."""
        found: dict[str, list[Sequence[Scalar] | Same]] = {"names": [], "numbers": [], "others": []}
        for column, cells in zip(result.columns, result.cells, strict=True):
            is_number = isinstance(cells[at], int | float)
            found["numbers" if is_number else "names" if column in NAMES else "others"].append(cells)
        places = result.places
        if not isinstance(places, Places) or not all(isinstance(cells, Same) for cells in found["others"]):
            return None
        return cls(places, tuple(found["names"]), tuple(found["numbers"]))


@dataclass(frozen=True, slots=True)
class Observation:
    """What one comparison says of one table: a cell of the coverage matrix."""

    subject: Subject
    result: Result
    at: int = 0
    """Which of the rows that share the result."""

    @property
    def outcome(self) -> str:
        """Of the result."""
        return self.result.outcome

    @property
    def outcome_class(self) -> OutcomeClass:
        """Of the result."""
        return self.result.outcome_class

    @property
    def n_different(self) -> int | None:
        """Of the result."""
        return self.result.n_different

    @property
    def evidence(self) -> Evidence | None:
        """Where it stands; made when asked for."""
        return self.result.places[self.at]

    def read(self, column: str) -> Scalar:
        """Return the cell of a column that verifies it, without making all of what does."""
        result = self.result
        return result.cells[result.columns.index(column)][self.at] if column in result.columns else None

    def alone(self) -> Observation:
        """Return it without what others share with it."""
        cells = tuple((column[self.at],) for column in self.result.cells)
        return Observation(self.subject, replace(self.result, places=(self.evidence,), cells=cells))

    @property
    def derivation(self) -> Derivation | None:
        """What verifies it, where it is verified; made when asked for."""
        result, place = self.result, self.evidence
        if not result.rule or place is None:
            return None
        values = tuple([column[self.at] for column in result.cells])
        return Derivation(result.rule, result.columns, values, place)


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One table and what each comparison says of it; a comparison that says nothing has no entry: absent."""

    subject: Subject
    cells: Mapping[str, Observation]
    proof: Proof
    """The strongest proof that it is equal; NONE if any comparison says it differs or none verified it."""
    outcome_class: OutcomeClass
    """The worst class over its cells."""
    in_scope: bool = True


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix: worst rows first, of what differs what a side lacks and then the most rows, then by name."""

    compare_types: tuple[str, ...]
    """The columns: the compare types that have a file and speak of tables, in the order of a sign-off."""
    rows: tuple[CoverageRow, ...]
