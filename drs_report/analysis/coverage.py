"""The matrix table × comparison, and the tables that are missing from a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from drs_report.analysis.identity import stated_task
from drs_report.analysis.views import FileView
from drs_report.checks.results import class_of
from drs_report.checks.row_rules import worst
from drs_report.checks.rows import plain_values
from drs_report.comparisons import ALL, COMPARE_TYPES, by_slug
from drs_report.findings.registry import make_finding
from drs_report.language.vocabulary import is_missing
from drs_report.reading.dataset import Dataset
from drs_report.records.grouping import grouped
from drs_report.records.judgement import Finding, Level, OutcomeClass, Proof, Subject
from drs_report.records.observations import Coverage, CoverageRow, Observation, Result


def _subject(observations: Sequence[Observation]) -> Subject:
    """Return the fullest naming of the table."""
    subjects = (o.subject for o in observations)
    return max(subjects, key=lambda s: (bool(s.target_name), bool(s.target_db), bool(s.target_schema), s))


def _cell(observations: Sequence[Observation]) -> Observation:
    heaviest = max(
        observations, key=lambda o: (o.outcome_class.weight, o.n_different or 0, o.outcome, repr(o.evidence))
    )
    n_different = max((o.n_different for o in observations if o.n_different is not None), default=None)
    return replace(heaviest, result=replace(heaviest.result, n_different=n_different))


def _cells(observations: Sequence[Observation]) -> Mapping[str, Observation]:
    single = {o.result.compare_type: o for o in observations}
    if len(single) == len(observations):
        return single
    by_type = grouped((o.result.compare_type, o) for o in observations)
    return {compare_type: _cell(of_type) for compare_type, of_type in by_type.items()}


def _standing(results: Sequence[Result]) -> tuple[Proof, OutcomeClass]:
    """Return what a table is worth of which comparisons say this, and the strongest proof that it is equal."""
    by_type = grouped((one.compare_type, one.outcome_class) for one in results)
    standing = {compare_type: worst(*found) for compare_type, found in by_type.items()}
    # A repair is history: what a later comparison says decides, and its own findings say whether there is one.
    classes = {found for compare_type, found in standing.items() if compare_type in _PROVING}
    outcome_class = worst(*(classes or standing.values()))
    if outcome_class is OutcomeClass.DIFFERS:
        return Proof.NONE, outcome_class
    proofs = (by_slug(one).proof for one, found in standing.items() if found is OutcomeClass.VERIFIED)
    return max(proofs, key=lambda one: one.strength, default=Proof.NONE), outcome_class


_PROVING = frozenset(one.slug for one in ALL if one.is_proof)


def _place(row: CoverageRow) -> tuple[int, bool, int, tuple[str, ...]]:
    """Return the place among rows: by the class, of what differs first what a side lacks, then by how many rows."""
    differing = [one for one in row.cells.values() if one.outcome_class is OutcomeClass.DIFFERS]
    n = max([0, *(abs(one.n_different or 0) for one in differing)])
    return -row.outcome_class.weight, not any(is_missing(one.outcome) for one in differing), -n, row.subject.key


def build_coverage(observations: Iterable[Observation], compare_types: Iterable[str]) -> Coverage:
    """Return one row per table that any comparison speaks of, the worst first.

    `observations` stand in the order of the comparisons; `compare_types` are those that have a file. A table that one
    file lists twice has the worse of both.
    """
    present = set(compare_types)
    rows: list[CoverageRow] = []
    known: dict[tuple[Result, ...], tuple[Proof, OutcomeClass]] = {}
    for found in grouped(((o.subject.level, o.subject.key), o) for o in observations).values():
        results = tuple([o.result for o in found])
        if results not in known:
            known[results] = _standing(results)
        rows.append(CoverageRow(_subject(found), _cells(found), *known[results]))
    rows.sort(key=_place)
    of_tables = {one.slug for one in ALL if one.names} | {one.compare_type for results in known for one in results}
    return Coverage(tuple(t for t in COMPARE_TYPES if t in present & of_tables), tuple(rows))


def absent_tables(coverage: Coverage, views: Sequence[FileView]) -> Iterator[Finding]:
    """Return a finding for each table and each comparison of these files that lists tables by name, and not this one.

    One whose list may be of differences only is one of them unless all its files count tables in the overview and list
    no equal object; `integrity` says so where there is no list at all. Where a task is known by its folder alone, the
    finding names another that has such a table in the comparison: both may be one.
    """
    present = grouped((view.dataset.compare_type, view.dataset) for view in views)
    by_folder = {view.identity.task for view in views} - {""}
    by_folder -= {view.identity.task for view in views if stated_task(view.dataset)}
    elsewhere = {
        (row.subject.key[:3], compare_type): row.subject.task
        for row in reversed(coverage.rows)
        for compare_type in (row.cells if row.subject.task in by_folder else ())
    }
    listing = [one for one in ALL if one.names is not None and one.slug in present]
    demanded = [
        one.slug
        for one in listing
        if not (one.may_list_differences_only and all(map(_counts_without_listing, present[one.slug])))
    ]
    for row in coverage.rows:
        for compare_type in demanded if row.subject.level is Level.TABLE else ():
            if compare_type not in row.cells:
                other = elsewhere.get((row.subject.key[:3], compare_type)) if row.subject.task in by_folder else None
                seen_in = ", ".join(t for t in COMPARE_TYPES if t in row.cells)
                facts = {"absent_from": compare_type, "seen_in": seen_in, "other_task": other}
                name, places = "coverage.absent", (cell.evidence for cell in row.cells.values())
                yield make_finding(name, row.subject, facts, compare_type=compare_type, evidence=places)


def _counts_without_listing(dataset: Dataset) -> bool:
    overview, objects = dataset.frames["overview"], dataset.frames["objects"]
    counts = zip(plain_values(overview["object_type"]), plain_values(overview["source_count"]), strict=True)
    lists_equal = any(class_of(word) is OutcomeClass.VERIFIED for word in plain_values(objects["outcome"]))
    return not lists_equal and any(kind == "TABLE" and n for kind, n in counts)
