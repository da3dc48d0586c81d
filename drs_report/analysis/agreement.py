"""Whether the files speak of the same sources and targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from drs_report.analysis.views import FileView
from drs_report.checks.database_pairs import database_subject
from drs_report.checks.results import finding_in
from drs_report.checks.rows import cells_of, says
from drs_report.findings.registry import make_finding
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import Evidence, Finding
from drs_report.records.observations import Observation


def check_files_agree(views: Sequence[FileView]) -> Iterator[Finding]:
    """Return where files name source and target the other way round, or compare a table with different targets."""
    for (first, forward), (second, other) in combinations([(view, _directions(view)) for view in views], 2):
        swapped = {(a, b) for a, b in forward if (b, a) in other and (a, b) not in other and (b, a) not in forward}
        if swapped:
            names = [view.dataset.origin.name for view in (first, second)]
            facts = {"other_file": names[0], "n_pairs": len(swapped)}
            name, both = "integrity.source-target-swapped", map(Evidence, names)
            yield finding_in(second.dataset, name, facts, n=len(swapped), evidence=both)
    yield from _check_targets(views)


def _directions(view: FileView) -> set[tuple[str, str]]:
    """Return every (source, target) pair of names that differ, of databases and of tables."""
    pairs: set[tuple[str, str]] = set()
    for frame in view.dataset.frames.values():
        if "source_db" in frame:
            for source_db, target_db in set(cells_of(frame, ("source_db", "target_db"))):
                subject = database_subject({"source_db": source_db, "target_db": target_db})
                pairs.add((subject.source_db, subject.target_db))
    for s in (o.subject for o in view.observations):
        source, target = s.sides
        if source != target:
            pairs.add((".".join(filter(None, source)), ".".join(filter(None, target))))
    return {(source, target) for source, target in pairs if source and target and source != target}


def _check_targets(views: Sequence[FileView]) -> Iterator[Finding]:
    targets: dict[tuple[str, ...], dict[tuple[str, ...], Observation]] = {}
    for view in views:
        read = _parts_read(view.dataset)
        for observation in view.observations:
            s = observation.subject
            if s.source_name and s.target_name:
                target = tuple(part if is_read else "" for part, is_read in zip(s.sides[1], read, strict=True))
                targets.setdefault(s.key, {}).setdefault(target, observation)
    for found in targets.values():
        distinct = _distinct(found) if len(found) > 1 else ()
        if len(distinct) > 1:
            first = min(o.subject for o in found.values())
            subject = replace(first, target_db="", target_schema="", target_name="", object_type="")
            names = sorted(".".join(filter(None, target)) for target in distinct)
            facts = {"n_targets": len(distinct), "targets": ", ".join(names)}
            name, places = "integrity.target-disagrees", (o.evidence for o in found.values())
            yield make_finding(name, subject, facts, n=len(distinct), evidence=places)


def _parts_read(dataset: Dataset) -> tuple[bool, ...]:
    """Whether the file says the database, the schema and the name of its targets; else they were assumed.

    An assumed target contradicts nothing. Where only the name is assumed, from the source's, its database is not: that
    one is read, or blank.
    """
    columns = {c.column for _, block in dataset.recognition.blocks for c in block.columns}
    if not columns or columns & {"target_table", "target_object"}:
        return True, True, True
    frames = dataset.frames.values()
    read = (any(says(f, name) for f in frames) for name in ("target_db", "target_schema"))
    return (*read, False)


def _distinct(targets: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Leave out a target that is another one less completely named."""
    kept: list[tuple[str, ...]] = []
    for target in sorted(targets, key=lambda t: (-sum(map(bool, t)), t)):
        if not any(all(a in ("", b) for a, b in zip(target, k, strict=True)) for k in kept):
            kept.append(target)
    return kept
