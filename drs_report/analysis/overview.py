"""The overview of one file against its list: databases against their tables, object types against their objects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from drs_report.checks.database_pairs import database_subject
from drs_report.checks.read_as import blocks_of_frame, columns_read
from drs_report.checks.results import class_of, evidence_of, finding_in, listed_again
from drs_report.checks.rows import plain_rows, plain_values, text
from drs_report.comparisons import by_slug
from drs_report.comparisons.data import DATABASES
from drs_report.language.numbered import once
from drs_report.language.vocabulary import built_in
from drs_report.reading.dataset import Dataset
from drs_report.reading.tables.conversion import parse_count
from drs_report.records.columns import Kind
from drs_report.records.grouping import grouped
from drs_report.records.judgement import Evidence, Finding, Level, OutcomeClass, Subject
from drs_report.records.observations import Observation, Result

_MISMATCH = "integrity.overview-detail-mismatch"
_NOTHING_LISTED = "integrity.detail-missing"
_SAYS_LESS = "integrity.overview-says-less"
_HIDDEN = "integrity.differences-not-listed"
_Pair = tuple[str, str]
_STATED = frozenset(c.name for c in DATABASES.columns if c.kind not in (Kind.TEXT, Kind.OUTCOME))
"""What a row of the overview says of its pair where it has a column for it: numbers, times, how far it came."""


def check_overview(dataset: Dataset, observations: Sequence[Observation]) -> Iterator[Finding]:
    """Return where the overview of one file and its list contradict each other; `observations` are of its tables.

    A file of headings alone is one whose rows were lost: a comparison of nothing has an overview that counts none.
    """
    if by_slug(dataset.compare_type).is_proof and not any(map(len, dataset.frames.values())):
        yield finding_in(dataset, _NOTHING_LISTED, {"n_overview": None}, evidence=())
    if "databases" in dataset.frames:
        yield from _check_database_pairs(dataset, observations)
    if "overview" in dataset.frames:
        yield from _check_object_types(dataset)
    yield from _check_stated_numbers(dataset, observations)
    yield from _check_stated_rows(dataset)


def _pair(subject: Subject) -> _Pair:
    return subject.source_db, subject.target_db


def _tables_of(overview: _Pair, listed: Mapping[_Pair, list[Observation]]) -> list[Observation]:
    """Return the listed tables of a database pair; where the list does not name the target, the source decides."""
    if overview in listed:
        return listed[overview]
    return listed.get((overview[0], ""), [])


def _is_empty(row: Mapping[str, Any]) -> bool:
    """Whether a row of the overview says that its pair has no table at all, and nothing against it."""
    return row["n_tables"] == 0 and not any(row[n] for n in ("n_compared", "n_inconsistent", "n_uncomparable"))


def unlisted_databases(dataset: Dataset, observations: Sequence[Observation]) -> list[Observation]:
    """Return the database pairs of the overview of which the file lists no table: their tables are unknown."""
    if "databases" not in dataset.frames:
        return []
    listed = grouped((_pair(o.subject), o) for o in observations)
    found: list[Observation] = []
    for row in plain_rows(dataset.frames["databases"]):
        subject = database_subject(row)
        if not _tables_of(_pair(subject), listed) and not _is_empty(row):
            word = row["outcome"]
            outcome_class = class_of(word)
            if outcome_class is OutcomeClass.VERIFIED:
                outcome_class = OutcomeClass.NOT_VERIFIED
            result = Result(dataset.compare_type, text(word), outcome_class, places=evidence_of([row]))
            found.append(Observation(subject, result))
    return found


def _check_database_pairs(dataset: Dataset, observations: Sequence[Observation]) -> Iterator[Finding]:
    rows = plain_rows(dataset.frames["databases"])
    if not rows and not blocks_of_frame(dataset, "databases"):
        return
    listed = grouped((_pair(o.subject), o) for o in observations)
    named: set[_Pair] = set()
    read = columns_read(dataset, "databases")
    for row in rows:
        subject, places = database_subject(row), evidence_of([row])
        blank = min((name for name in read(row) & _STATED if row[name] is None), default=None)
        if blank is not None:
            yield finding_in(dataset, _SAYS_LESS, {"column": blank}, subject, evidence=places)
        says_none = row["n_inconsistent"] is None and class_of(row["outcome"]) is OutcomeClass.VERIFIED  # by its word
        stated = {**row, "n_inconsistent": 0} if says_none else row
        tables = _tables_of(_pair(subject), listed)
        named |= {_pair(o.subject) for o in tables} | {_pair(subject)}
        if tables:
            yield from _check_numbers(dataset, subject, stated, _bounds(tables), places)
        elif not _is_empty(row):
            yield finding_in(dataset, _NOTHING_LISTED, {"n_overview": row["n_tables"]}, subject, evidence=places)
            yield from _check_numbers(dataset, subject, stated, {"n_inconsistent": (0, 0)}, places)
    yield from listed_again(dataset, grouped((database_subject(row), row) for row in rows))
    swapped = sorted(
        (source, target) for source, target in listed if (source, target) not in named and (target, source) in named
    )
    if swapped:
        facts = {"other_file": dataset.origin.name, "n_pairs": len(swapped)}
        evidence = (listed[pair][0].evidence for pair in swapped)
        yield finding_in(dataset, "integrity.source-target-swapped", facts, n=len(swapped), evidence=evidence)
    for pair in sorted(set(listed) - named):
        subject = Subject(Level.DATABASE, source_db=pair[0], target_db=pair[1])
        name, facts = "integrity.overview-missing", {"n_detail": len(listed[pair])}
        yield finding_in(dataset, name, facts, subject, evidence=[listed[pair][0].evidence])


def _check_stated_numbers(dataset: Dataset, observations: Sequence[Observation]) -> Iterator[Finding]:
    """Compare the numbers that a line of the file states of the whole comparison with what the file lists."""
    measures = _bounds(())
    lines = ((name, words) for name, words in dataset.recognition.meta if name in measures)
    numbers = ((name, parse_count(once(words), built_in().units_of(name))) for name, words in lines)
    stated = grouped((name, number) for name, number in numbers if number is not None)
    if not stated:
        return
    # of several numbers each speaks of a part, so that they count together; the same one may be said again
    sums = [{name: sum(kind(found)) for name, found in stated.items()} for kind in (list, set)]
    found = [list(_check_numbers(dataset, None, n, _bounds(observations))) for n in sums]
    yield from min(found, key=len)


def _check_stated_rows(dataset: Dataset) -> Iterator[Finding]:
    """Compare the rows that lines of the file count, of one side or of each, with the sums of its list.

    A total of "records" that names no side may be of the list's own lines.
    """
    sides = ("source_rows", "target_rows")
    lines = [(name, words) for name, words in dataset.recognition.meta if name in (*sides, "total_rows")]
    if not lines:
        return
    frame = dataset.frames.get("tables", pd.DataFrame())
    sums = {side: int(frame[side].sum()) if side in frame else 0 for side in sides}
    for name, words in lines:
        listed = [sums[name]] if name in sums else [*sums.values(), len(frame)]
        said = parse_count(words, built_in().units_of("source_rows"))
        if said is not None and said not in listed:
            n_detail = max(listed[:2])
            facts = {"measure": name if name in sums else "n_rows", "n_overview": said, "n_detail": n_detail}
            yield finding_in(dataset, _MISMATCH, facts, n=abs(said - n_detail), evidence=())


def _check_numbers(
    dataset: Dataset,
    subject: Subject | None,
    stated: Mapping[str, Any],
    bounds: Mapping[str, tuple[int, int]],
    evidence: Sequence[Evidence] | None = None,
) -> Iterator[Finding]:
    """Compare what an overview states with the least and the most of each that the list bears out."""
    for measure, (low, high) in bounds.items():
        said = stated.get(measure)
        if said is not None and not low <= said <= high:
            name = _HIDDEN if measure == "n_inconsistent" and said > high else _MISMATCH
            nearest = low if said < low else high
            n = abs(said - nearest)
            facts = {"measure": measure, "n_overview": said, "n_detail": nearest, "n_different": n}
            yield finding_in(dataset, name, facts, subject, n=n, evidence=evidence)


def _bounds(tables: Sequence[Observation]) -> dict[str, tuple[int, int]]:
    """The least and the most that each number may say of the tables listed.

    Whether "compared" and "cannot be compared" count failed tables too is not documented, so that only numbers that no
    reading explains are reported.
    """
    results = Counter(o.result for o in tables)  # few, for rows that are alike share one
    classes, words, said = Counter[OutcomeClass](), Counter[OutcomeClass](), Counter[str]()
    for one, n in results.items():
        classes[one.outcome_class] += n
        words[class_of(one.outcome)] += n
        said[one.outcome] += n
    n_listed = len({o.subject for o in tables})
    n_decided = words[OutcomeClass.VERIFIED] + words[OutcomeClass.DIFFERS]
    n_not_verified = max(classes[OutcomeClass.NOT_VERIFIED], words[OutcomeClass.NOT_VERIFIED])
    n_open = n_not_verified + classes[OutcomeClass.REVIEW]
    n_equal = classes[OutcomeClass.VERIFIED], words[OutcomeClass.VERIFIED]
    return {
        "n_tables": (n_listed, n_listed),
        "n_compared": (min(n_decided, n_listed), n_listed - min(words[OutcomeClass.UNFINISHED], n_listed)),
        "n_inconsistent": (said["inconsistent"], classes[OutcomeClass.DIFFERS]),
        "n_uncomparable": (said["cannot_compare"], n_open),
        "n_failed": (0, n_open),
        "n_consistent": (min(n_equal), max(n_equal)),
    }


def _check_object_types(dataset: Dataset) -> Iterator[Finding]:
    """Compare the overview of object types with the list of objects, where the list is one of all objects.

    A list that names only objects that are not equal may be meant so, and is not held against the numbers. No list at
    all proves no object: an overview alone looks just like a file whose list was cut off.
    """
    overview, objects = dataset.frames["overview"], dataset.frames["objects"]
    words = plain_values(objects["outcome"])
    is_full = not words or any(class_of(word) is OutcomeClass.VERIFIED for word in words)
    if not is_full or not (len(overview) or blocks_of_frame(dataset, "overview")):
        return
    kinds = [text(kind) for kind in plain_values(objects["object_type"])]
    n_rows = Counter(kinds)
    listed = {
        side: Counter(kind for kind, name in zip(kinds, plain_values(objects[f"{side}_object"]), strict=True) if name)
        for side in ("source", "target")
    }
    rows = grouped((text(row["object_type"]), row) for row in plain_rows(overview))
    read = columns_read(dataset, "overview")
    for kind, of_kind in rows.items():
        about = Subject(Level.OBJECT, object_type=kind)
        for row in of_kind:
            counts = {f"{of}_count" for of in (*listed, "diff")} & read(row)
            blank = min((name for name in counts if row[name] is None), default=None)
            if blank and class_of(row["outcome"]) is OutcomeClass.VERIFIED:
                yield finding_in(dataset, _SAYS_LESS, {"column": blank}, about, evidence=evidence_of([row]))
        columns = {f"{side}_count": [row[f"{side}_count"] for row in of_kind] for side in listed}
        stated = {name: None if None in found else sum(found) for name, found in columns.items()}
        most = max(n or 0 for n in stated.values())
        if n_rows[kind]:  # blank names count nothing
            bounds = {f"{side}_count": (found[kind], found[kind]) for side, found in listed.items() if found.total()}
            yield from _check_numbers(dataset, about, stated, bounds, evidence_of(of_kind))
        elif most:
            facts = {"n_overview": most}
            yield finding_in(dataset, _NOTHING_LISTED, facts, about, n=most, evidence=evidence_of(of_kind))
    for kind in sorted(set(n_rows) - set(rows)):
        subject = Subject(Level.OBJECT, object_type=kind)
        yield finding_in(dataset, "integrity.overview-missing", {"n_detail": n_rows[kind]}, subject=subject)
