"""Whether the files speak of the same sources and targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from drs_report.checks.database_pairs import database_subject
from drs_report.checks.rows import cells_of, finding_in, says
from drs_report.findings.registry import make_finding
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import Evidence, Finding, Subject
from drs_report.records.observed import Observation


def check_files_agree(files: Sequence[tuple[Dataset, Sequence[Observation]]]) -> Iterator[Finding]:
    """Return where files name source and target the other way round, or compare a table with different targets."""
    named = [(dataset, _directions(dataset, observations)) for dataset, observations in files]
    for (first, forward), (second, other) in combinations(named, 2):
        reversed_pairs = {
            (a, b) for a, b in forward if (b, a) in other and (a, b) not in other and (b, a) not in forward
        }
        if reversed_pairs:
            facts = {"other_file": first.origin.name, "n_pairs": len(reversed_pairs)}
            name, both = "integrity.source-target-swapped", [Evidence(first.origin.name), Evidence(second.origin.name)]
            yield finding_in(second, name, facts, n=len(reversed_pairs), evidence=both)
    yield from _check_targets(files)


def _directions(dataset: Dataset, observations: Sequence[Observation]) -> set[tuple[str, str]]:
    """Return every (source, target) pair of names that differ, of databases and of tables."""
    pairs: set[tuple[str, str]] = set()
    for frame in dataset.frames.values():
        if "source_db" in frame:
            for source_db, target_db in set(cells_of(frame, ("source_db", "target_db"))):
                subject = database_subject({"source_db": source_db, "target_db": target_db})
                pairs.add((subject.source_db, subject.target_db))
    for s in (o.subject for o in observations):
        source, target = s.sides
        if source != target:
            pairs.add((".".join(filter(None, source)), ".".join(filter(None, target))))
    return {(source, target) for source, target in pairs if source and target and source != target}


def _check_targets(files: Sequence[tuple[Dataset, Sequence[Observation]]]) -> Iterator[Finding]:
    targets: dict[tuple[str, ...], dict[tuple[str, ...], Observation]] = {}
    reads = [_parts_read(dataset) for dataset, _ in files]
    if len(set(reads)) < 2 and not _named_apart(o for _, observations in files for o in observations):
        return  # whoever names a table names it in the same words
    for read, (_, observations) in zip(reads, files, strict=True):
        for observation in observations:
            s = observation.subject
            if s.source_name and s.target_name:
                target = tuple(part if is_read else "" for part, is_read in zip(s.sides[1], read, strict=True))
                targets.setdefault(s.key, {}).setdefault(target, observation)
    for found in targets.values():
        distinct = _distinct(found) if len(found) > 1 else ()
        if len(distinct) > 1:
            first = min(o.subject for o in found.values())
            subject = replace(first, target_db="", target_schema="", target_name="", object_type="")
            names = sorted(".".join(part for part in target if part) for target in distinct)
            facts = {"n_targets": len(distinct), "targets": ", ".join(names)}
            name, places = "integrity.target-disagrees", (o.evidence for o in found.values())
            yield make_finding(name, subject, facts, n=len(distinct), evidence=places)


def _named_apart(observations: Iterable[Observation]) -> bool:
    """Whether any two observations of one table name it in other words."""
    named = {id(o.subject): o.subject for o in observations}.values()  # files share the records of their names
    known: dict[tuple[str, ...], Subject] = {}
    return len({s.key for s in named}) < len(named) and any(known.setdefault(s.key, s) != s for s in named)


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
