"""Several files of one comparison: which of them counts, and which repairs are settled by a later value comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from drs_report.analysis.identity import is_same_comparison, is_same_task
from drs_report.analysis.views import FileView
from drs_report.checks import SUBJECTS
from drs_report.checks.database_pairs import database_subject
from drs_report.checks.read_as import columns_read
from drs_report.checks.results import class_of, collect, finding_in
from drs_report.checks.rows import plain_rows
from drs_report.comparisons import by_slug
from drs_report.findings.registry import code, make_finding
from drs_report.records.columns import Kind
from drs_report.records.grouping import grouped
from drs_report.records.judgement import Effect, Finding, Level, OutcomeClass, Subject

Topic = tuple[str, ...]
"""What a file speaks of: a table, a database pair, an object type or an object."""
Shown = set[frozenset[str]]
"""The columns by which each row of a topic proves its result; only those that count something where it came to none."""


def _topic(subject: Subject) -> Topic:
    match subject.level:
        case Level.TABLE:
            return ("table", *subject.key)
        case Level.DATABASE:
            return ("database", subject.source_db, subject.target_db, subject.task)
        case Level.OBJECT if subject.source_name or subject.target_name:
            return ("object", subject.object_type, *subject.key)
        case Level.OBJECT:
            return ("type", subject.object_type, subject.task)
        case _:
            return ()


def _shown(view: FileView) -> dict[Topic, Shown]:
    """Return what a file speaks of, and what it shows of each."""
    said = (*(o.subject for o in view.observations), *(f.subject for f in view.findings))
    shown: dict[Topic, Shown] = {_topic(subject): set() for subject in said}
    comparison, of = by_slug(view.dataset.compare_type), view.identity.of
    subjects = SUBJECTS[comparison.slug]
    for schema in (schema for schema in comparison.tables if schema.frame in subjects):
        counted = {c.name for c in schema.columns if c.kind in _COUNTED and not c.derived}
        proving = {*counted, *((comparison.names.source, comparison.names.target) if comparison.names else ["outcome"])}
        read, subject = columns_read(view.dataset, schema.frame), subjects[schema.frame]
        for row in plain_rows(view.dataset.frames[schema.frame]):
            is_decided = class_of(row["outcome"]) in _DECIDED
            columns = read(row) & proving if is_decided else filter(row.get, read(row) & counted)
            shown.setdefault(_topic(of(subject(row))), set()).add(frozenset(columns))
    for observation in view.observations:
        if observation.outcome_class not in _DECIDED:
            shown[_topic(observation.subject)].add(frozenset())
    return {topic: columns for topic, columns in shown.items() if topic}


def _is_doubted(view: FileView) -> bool:
    """Whether anything speaks against a file as a whole: its times, its task, its kind, or a line that nobody knows."""
    return any(f.subject.level is Level.FILE and f.effect is not Effect.NOTE for f in view.findings)


_DECIDED = (OutcomeClass.VERIFIED, OutcomeClass.DIFFERS)
_COUNTED = (Kind.COUNT, Kind.PERCENT, Kind.FULL_STATUS)


def _proves_as_much(newer: Shown | None, older: Shown) -> bool:
    """Whether the newer speaks of it, and each of its rows shows all that any of the older did."""
    return newer is not None and all(some <= more for some in older for more in newer or {frozenset()})


@dataclass(frozen=True, slots=True)
class _Told:
    """A file among those of its comparison."""

    view: FileView
    shown: Mapping[Topic, Shown]
    began: datetime | None
    """None where it is not known, or something speaks against the file."""

    def is_after(self, other: _Told) -> bool:
        """Whether it is known to be of a later comparison of the same task."""
        mine, theirs, ended = self.view.dataset, other.view.dataset, other.view.times.last_ended
        is_later = self.began is not None and ended is not None and self.began > ended
        return is_later and is_same_task(self.view, other.view) and not is_same_comparison(mine, theirs)


def supersede(views: Sequence[FileView]) -> tuple[list[FileView], list[Finding]]:
    """Leave out what a later file of the same comparison says again, and return what such files say otherwise.

    A comparison takes the place of another, table by table, if both are known to be of one DRS task, and it began after
    the other ended, is whole and shows as much of the table: a list of names replaces no counts, an attempt no result.
    Where that is not known nothing is left out and the worst counts: the time of a download proves no order of
    comparisons, and of one comparison, by its number, there is no later one. What a file says of a whole database or
    object type stands until later files speak of everything it may rest on.
    """
    result: list[FileView] = []
    disagreements: list[Finding] = []
    for compare_type, of_type in grouped((view.dataset.compare_type, view) for view in views).items():
        left = of_type
        if len(of_type) > 1 and by_slug(compare_type).is_proof:
            told = [_Told(view, _shown(view), None if _is_doubted(view) else view.times.started) for view in of_type]
            left = [_left_over(one, told) for one in told]
            disagreements += _disagreements(of_type, left, compare_type)
        result += left
    return result, disagreements


def _left_over(own: _Told, others: Sequence[_Told]) -> FileView:
    """Return the view of a file without what later ones say again, and with the note that says so."""
    view, gone, later = own.view, set[Topic](), list[str]()
    for other in (one for one in others if one.is_after(own)):
        shared = {topic for topic, older in own.shown.items() if _proves_as_much(other.shown.get(topic), older)}
        shared -= _other_targets(view, other.view)
        gone |= shared
        later += [other.view.dataset.origin.name] if shared else []
    gone = gone.difference(*(one.shown for one in others if one.view.times.last_ended is None))
    gone -= _still_needed(view, {*own.shown}, gone)
    if not gone:
        return view
    is_superseded = gone == own.shown.keys() and all(code(f.code).names_all for f in view.findings)
    kept = [f for f in view.findings if not is_superseded and _topic(f.subject) not in gone]
    facts = {"n_findings": len(view.findings) - len(kept), "superseded_by": ", ".join(sorted(later))}
    kept.append(finding_in(view.dataset, "integrity.superseded", facts, n=len(gone)))
    observations = tuple(o for o in view.observations if _topic(o.subject) not in gone)
    return replace(view, observations=observations, findings=tuple(kept), is_superseded=is_superseded)


def _other_targets(older: FileView, newer: FileView) -> set[Topic]:
    """Return the tables that the two files compare with different targets: one does not replace the other."""
    targets = grouped((_topic(o.subject), o.subject.sides[1]) for o in newer.observations)
    return {
        topic
        for topic, s in ((_topic(o.subject), o.subject) for o in older.observations)
        for target in targets.get(topic, ())
        if any(a and b and a != b for a, b in zip(s.sides[1], target, strict=True))
    }


def _still_needed(view: FileView, topics: set[Topic], gone: set[Topic]) -> set[Topic]:
    """Return the databases and object types that stand for more than the later files speak of.

    A database does as long as one of its tables is not spoken of again, or its overview counts tables that were never
    listed; an object type, as long as any object of the file is not, because its numbers do not say of which database.
    """
    listed = {topic for topic in topics if topic[0] != "type"}
    needed = set[Topic]() if listed and listed <= gone else topics - listed
    if "databases" not in view.dataset.frames:
        return needed
    bad = {_topic(o.subject) for o in view.observations if o.outcome_class is not OutcomeClass.VERIFIED}
    tables = (o.subject for o in view.observations if o.subject.level is Level.TABLE)
    of_pair: dict[Topic, list[Topic]] = grouped(
        (("database", s.source_db, s.target_db, s.task), _topic(s)) for s in tables
    )
    for row in plain_rows(view.dataset.frames["databases"]):
        pair = _topic(view.identity.of(database_subject(row)))
        listed = {*of_pair.get(pair, ())}
        n_counted = max(row[name] or 0 for name in ("n_tables", "n_compared"))
        n_bad = sum(row[name] or 0 for name in ("n_inconsistent", "n_uncomparable"))
        n_listed_bad = len(listed & bad)
        if not listed <= gone or n_counted > len(listed) or n_bad > n_listed_bad:
            needed.add(pair)
    return needed


def _disagreements(views: Sequence[FileView], left: Sequence[FileView], compare_type: str) -> list[Finding]:
    """Return what several files say otherwise of a table; `left` are the views of what still counts."""
    said, still = (
        grouped((o.subject.key, (view.dataset.origin.name, o)) for view in some for o in view.observations)
        for some in (views, left)
    )
    findings: list[Finding] = []
    for key, entries in said.items():
        files = {name for name, _ in entries}
        words = {(o.outcome, o.outcome_class) for _, o in entries}
        if len(files) < 2 or len(words) < 2:
            continue
        counting = {name for name, _ in still.get(key, ())}
        facts: dict[str, Any] = {"n_files": len(files), "outcomes": ", ".join(sorted({o.outcome for _, o in entries}))}
        subject, places = min(o.subject for _, o in entries), (o.evidence for _, o in entries)
        name = "integrity.files-disagree"
        if len(counting) == 1:
            name, facts["decided_by"] = "integrity.files-succeed", counting.pop()
        findings.append(make_finding(name, subject, facts, compare_type=compare_type, evidence=places))
    return collect(findings)


def settle_repairs(views: Sequence[FileView]) -> Iterator[FileView]:
    """Replace a repair's findings by a note where a comparison like the one it works from, begun after it, verifies."""
    for repair in views:
        kind = by_slug(repair.dataset.compare_type).works_from
        later = [view for view in views if view.dataset.compare_type == kind and not view.is_superseded]
        doubtful: set[tuple[str, ...]] = set()
        verified: dict[tuple[str, ...], tuple[datetime, str]] = {}
        for view in later:
            doubtful |= {o.subject.key for o in view.observations if o.outcome_class is not OutcomeClass.VERIFIED}
            if view.times.started is not None and not _is_doubted(view):
                run = view.times.started, view.dataset.origin.name
                verified |= {o.subject.key: max(run, verified.get(o.subject.key, run)) for o in view.observations}
        verified = {key: run for key, run in verified.items() if key not in doubtful}
        yield replace(repair, findings=_settled(repair, verified)) if kind else repair


def _settled(view: FileView, verified: Mapping[tuple[str, ...], tuple[datetime, str]]) -> tuple[Finding, ...]:
    repaired = {f.subject: f.fact("repaired_at") for f in view.findings if code(f.code).name == "not-recompared"}
    settled: dict[Subject, Finding] = {}
    unfinished = {f.subject for f in view.findings if code(f.code).name == "unfinished"}
    for subject, at in repaired.items():
        if subject in unfinished:
            continue  # it may write again after the comparison
        began = verified.get(subject.key) if subject.level is Level.TABLE else None
        stated = view.times.rough or ()  # of all that the file says of its run
        if began is not None and isinstance(at, datetime) and began[0] > max((at, *stated)):
            own = [f for f in view.findings if f.subject == subject]
            facts = {"n_findings": len(own), "repaired_at": at, "verified_at": began[0], "verified_by": began[1]}
            places = (e for f in own for e in f.evidence)
            settled[subject] = finding_in(view.dataset, "*.superseded", facts, subject, evidence=places)
    return tuple(collect([*(f for f in view.findings if f.subject not in settled), *settled.values()]))
