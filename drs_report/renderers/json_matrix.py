"""The matrix as JSON: every table and what each comparison says of it, said once where many tables share it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from drs_report.records.document import Report
from drs_report.records.judgement import (
    Answer,
    CoverageRow,
    Evidence,
    Level,
    Scalar,
    Subject,
    cell_values,
)
from drs_report.records.observed import Observation, Result, Same, Shared
from drs_report.renderers import json_shape as shape
from drs_report.renderers.json_values import Plain, scalar

__all__ = ["coverage"]


@dataclass(slots=True)
class _Like:
    """What tables say that share a result, and in whose cells names only repeat their own."""

    shared: Shared | None
    """None where they are not alike."""
    numbers: tuple[Sequence[Scalar] | Same, ...]
    kind: int | None = None
    """None until there is such a table."""

    @classmethod
    def of(cls, cell: Observation) -> _Like:
        shared = Shared.of(cell.result, cell.at)
        numbers = shared.numbers if shared else ()
        return cls(shared, tuple(Same(scalar(one.value)) if isinstance(one, Same) else one for one in numbers))


@dataclass(slots=True)
class _Index:
    """Numbers what many tables share: where it is written, and how a comparison came to its answer."""

    places: dict[tuple[str, str], int] = field(default_factory=dict)
    kinds: dict[tuple[str, ...], int] = field(default_factory=dict)
    like: dict[Result, _Like] = field(default_factory=dict)
    said: list[shape.Kind] = field(default_factory=list)
    """The kinds as JSON."""

    def place(self, evidence: Evidence) -> int:
        return self.places.setdefault((evidence.file, evidence.sheet), len(self.places))

    def cell(self, slug: str, cell: Observation, subject: Subject, own: Container[Scalar]) -> shape.CoverageCell | None:
        """Return what a table says as others do that share its result; None for one that says something of its own."""
        result, at = cell.result, cell.at
        like = self.like.get(result)
        if like is None:
            like = self.like[result] = _Like.of(cell)
        shared = like.shared
        if shared is None or not shared.is_about(own, at):
            return None
        if like.kind is None:
            like.kind, _ = self.kind(slug, cell, subject)
        where = shared.places
        number = where.numbers[at]
        place = self.places.setdefault((where.files[at], where.sheets[at]), len(self.places))
        numbers = cast("list[shape.Scalar]", [column[at] for column in like.numbers])
        return [like.kind, result.n_different, place, [] if number is None else [number], numbers]

    def kind(self, slug: str, cell: Answer, subject: Subject) -> tuple[int, list[shape.Scalar]]:
        """Return the number of the cell's kind, and the numbers read from it."""
        proof = cell.derivation
        if proof is None:
            return self._kind(slug, cell, {}), []
        numbers = [scalar(value) for value in proof.values if isinstance(value, int | float)]
        return self._kind(slug, cell, cell_values(proof, subject)), numbers

    def _kind(self, slug: str, cell: Answer, read: Mapping[str, Scalar]) -> int:
        columns = [name for name, value in read.items() if isinstance(value, int | float)]
        texts = {name: str(scalar(value)) for name, value in read.items() if name not in columns}
        rule = cell.derivation.rule if cell.derivation else None
        key = (slug, cell.outcome, cell.outcome_class.value, rule or "", *columns, "", *texts, *texts.values())
        if key not in self.kinds:
            self.kinds[key] = len(self.said)
            self.said.append(
                {
                    "compare_type": slug,
                    "outcome": cell.outcome,
                    "outcome_class": cell.outcome_class,
                    "rule": rule,
                    "read": {**texts},
                    "columns": [*columns],
                }
            )
        return self.kinds[key]


def coverage(report: Report, tables_as: Callable[[Plain], str] | None) -> shape.Coverage:
    """Return the matrix such that a table that is equal everywhere takes little (docs/formats.md: how to read it)."""
    matrix, index = report.coverage, _Index()
    rows = (
        _coverage_row(row, stands, matrix.compare_types, index)
        for row, stands in zip(matrix.rows, report.stands, strict=True)
    )
    tables = cast("list[shape.CoverageRow]", [tables_as(cast("Plain", row)) for row in rows] if tables_as else [*rows])
    return {
        "compare_types": list(matrix.compare_types),
        "n_tables": len(matrix.rows),
        "places": [[*place] for place in index.places],
        "kinds": index.said,
        "tables": tables,
    }


def _coverage_row(row: CoverageRow, stands: str, compare_types: Iterable[str], index: _Index) -> shape.CoverageRow:
    subject = row.subject
    told: dict[str, Any] = {"name": subject.name, "key": [*subject.key]}
    if subject.level is not Level.TABLE:
        told["level"] = subject.level
    if target := subject.target:
        told["target"] = target
    if not row.in_scope:
        told["in_scope"] = False
    if stands:
        told["standing"] = stands
    told["proof"] = row.proof
    told["outcome_class"] = row.outcome_class
    own = subject.names
    told["cells"] = [_coverage_cell(slug, row.cells.get(slug), subject, own, index) for slug in compare_types]
    return cast("shape.CoverageRow", told)


def _coverage_cell(
    slug: str, cell: Answer | None, subject: Subject, own: Container[Scalar], index: _Index
) -> shape.CoverageCell | None:
    if cell is None:
        return None
    if isinstance(cell, Observation) and (shared := index.cell(slug, cell, subject, own)) is not None:
        return shared
    kind, numbers = index.kind(slug, cell, subject)
    where = cell.evidence
    if where is None:
        return [kind, cell.n_different, None, [], numbers]
    rows = [*where.rows]
    more = [where.n_rows] if where.n_rows != len(where.rows) else []
    return [kind, cell.n_different, index.place(where), rows, numbers, *more]
