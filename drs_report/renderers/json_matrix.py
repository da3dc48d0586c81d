"""The matrix as JSON: every table and what each comparison says of it, said once where many tables share it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from drs_report.records.document import Report
from drs_report.records.groups import Group, groups
from drs_report.records.judgement import Evidence, Level, Scalar, Subject
from drs_report.records.observations import CoverageRow, Observation, Same, cell_values
from drs_report.renderers import json_shape as shape
from drs_report.renderers.json_values import Plain, Written, dense, each, scalar


@dataclass(slots=True)
class _Index:
    """Numbers what many tables share: where it is written, and how a comparison came to its answer."""

    places: dict[tuple[str, str], int] = field(default_factory=dict)
    kinds: dict[tuple[str, ...], int] = field(default_factory=dict)
    said: list[shape.Kind] = field(default_factory=list)
    """The kinds as JSON."""

    def place(self, evidence: Evidence) -> int:
        return self.places.setdefault((evidence.file, evidence.sheet), len(self.places))

    def kind(self, slug: str, cell: Observation, subject: Subject) -> tuple[int, list[shape.Scalar]]:
        """Return the number of the cell's kind, and the numbers read from it."""
        proof = cell.derivation
        if proof is None:
            return self._kind(slug, cell, {}), []
        numbers = [scalar(value) for value in proof.values if isinstance(value, int | float)]
        return self._kind(slug, cell, cell_values(proof, subject)), numbers

    def _kind(self, slug: str, cell: Observation, read: Mapping[str, Scalar]) -> int:
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
    alike = {group.members[0]: group for group in groups(matrix.rows, _kinds(report))} if tables_as else {}
    tables: list[Any] = [None] * len(matrix.rows)
    for number, (row, stands) in enumerate(zip(matrix.rows, report.stands, strict=True)):
        if tables[number] is not None:
            continue
        told = _coverage_row(row, stands, matrix.compare_types, index)
        if number in alike and tables_as:
            group = alike[number]
            subjects = [matrix.rows[member].subject for member in group.members]
            for member, text in zip(group.members, _alike(told, matrix.compare_types, group, subjects), strict=True):
                tables[member] = text
        else:
            tables[number] = tables_as(cast("Plain", told)) if tables_as else told
    return {
        "compare_types": list(matrix.compare_types),
        "n_tables": len(matrix.rows),
        "places": [[*place] for place in index.places],
        "kinds": index.said,
        "tables": cast("list[shape.CoverageRow]", Written(tables)) if tables_as else tables,
    }


def _kinds(report: Report) -> Iterator[tuple[object, ...] | None]:
    """Say what is told of each table beside its answers and its name; None of one that is told by itself."""
    for row, stands in zip(report.coverage.rows, report.stands, strict=True):
        kind = (stands, row.proof, row.outcome_class, row.in_scope, row.subject.level, len(row.subject.key))
        yield None if row.subject.target else kind


_SLOT = "\x00"
"""Stands for a value in the text that tables share."""


def _alike(
    told: shape.CoverageRow, compare_types: Sequence[str], group: Group, subjects: Sequence[Subject]
) -> Iterator[str]:
    """Write the tables of a group, of the first of which `told` is what is told: names and numbers are filled in."""
    names = [[s.name for s in subjects], *zip(*[s.key for s in subjects], strict=True)]
    values: list[Iterable[object]] = [*map(each, names)]
    cells: list[Plain] = []
    for slug, cell in zip(compare_types, told["cells"], strict=True):
        if cell is not None:
            rows, *numbers = group.numbers[slug]
            slots = [n if isinstance(each, Same) else _SLOT for each, n in zip(numbers, cell[4], strict=True)]
            values += [each for each in (rows, *numbers) if not isinstance(each, Same)]
        cells.append(cell and [*cell[:3], [_SLOT], slots])
    blank = dense(cast("Plain", {**told, "name": _SLOT, "key": [_SLOT] * len(told["key"]), "cells": cells}))
    pattern = blank.replace(dense(_SLOT), "%s")
    return map(pattern.__mod__, zip(*values, strict=True))


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
    told["cells"] = [_coverage_cell(slug, row.cells.get(slug), subject, index) for slug in compare_types]
    return cast("shape.CoverageRow", told)


def _coverage_cell(slug: str, cell: Observation | None, subject: Subject, index: _Index) -> shape.CoverageCell | None:
    if cell is None:
        return None
    kind, numbers = index.kind(slug, cell, subject)
    where = cell.evidence
    if where is None:
        return [kind, cell.n_different, None, [], numbers]
    rows = [*where.rows]
    more = [where.n_rows] if where.n_rows != len(where.rows) else []
    return [kind, cell.n_different, index.place(where), rows, numbers, *more]
