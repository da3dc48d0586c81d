"""What one comparison says against another: a table that reads as equal must be so wherever it is spoken of.

A cross-check takes proof away, it never gives any: what it doubts is weakened in the observations, so that no matrix
shows it as verified, and a finding says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple

from drs_report.analysis.moments import ZONES
from drs_report.analysis.views import FileView
from drs_report.checks.database_pairs import database_subject
from drs_report.checks.names import table_subjects
from drs_report.checks.results import evidence_of, finding_in
from drs_report.checks.rows import are_of_type, cells_of, plain_values, rows_marked, says
from drs_report.comparisons import by_slug
from drs_report.findings.registry import code
from drs_report.records.columns import COMMON_COLUMNS
from drs_report.records.grouping import grouped
from drs_report.records.judgement import Evidence, Finding, Level, OutcomeClass, Proof, Subject
from drs_report.records.observations import Observation, Result

_GROWTH, _FEW_ROWS = 0.1, 1000
"""How much of a table, or how many rows of a small one, may be written between two comparisons of it."""
_DECIDED = {OutcomeClass.VERIFIED, OutcomeClass.DIFFERS}
_OF_DATA = {Proof.VALUES, Proof.SAMPLE, Proof.COUNTS}
_Key = tuple[str, ...]
_PLACES = frozenset(column.name for column in COMMON_COLUMNS)


@dataclass(slots=True, eq=False)
class _File:
    """A file that counts, and what the others say against it."""

    view: FileView
    findings: list[Finding] = field(default_factory=list)
    doubted: dict[_Key, OutcomeClass] = field(default_factory=dict)
    """Tables -> what each is worth at most."""
    settled: set[_Key] = field(default_factory=set)
    """Tables that differ from a target which others share with them, and that together are all of it."""

    @property
    def name(self) -> str:
        return self.view.dataset.origin.name

    @property
    def proof(self) -> Proof:
        return by_slug(self.view.dataset.compare_type).proof

    def find(self, name: str, facts: Mapping[str, Any], subject: Subject | None = None, **more: Any) -> None:
        """Note a finding about `subject`, or about the file as a whole."""
        self.findings.append(finding_in(self.view.dataset, name, facts, subject, **more))

    def tables(self) -> list[Observation]:
        """Return what it says of tables."""
        return [o for o in self.view.observations if o.subject.level is Level.TABLE]

    def checked(self) -> FileView:
        """Return the view with what was found, and nothing verified that is doubted."""

        @cache
        def weaker(result: Result, to: OutcomeClass) -> Result:
            return result.weakened(to)

        def weakened(o: Observation) -> Observation:
            to = self.doubted.get(o.subject.key) if o.subject.level is Level.TABLE else None
            is_equal = o.outcome_class is OutcomeClass.VERIFIED or o.subject.key in self.settled
            return replace(o, result=weaker(o.result, to)) if to is not None and is_equal else o

        kept = tuple(
            f
            for f in self.view.findings
            if f.subject.key not in self.settled or code(f.code).name != "outcome-contradicts-counts"
        )
        observations = tuple(map(weakened, self.view.observations)) if self.doubted else self.view.observations
        return replace(self.view, observations=observations, findings=(*kept, *self.findings))


class _Counted(NamedTuple):
    """The rows that one file gives for one table."""

    file: _File
    source: int | None
    target: int | None

    @property
    def most(self) -> int:
        return max(self.source or 0, self.target or 0)


_Counts = Mapping[_Key, list[_Counted]]


def compare_files(
    views: Sequence[FileView], *, max_spread_hours: float | None, write_stops: Mapping[str, datetime]
) -> list[FileView]:
    """Return the views that count, with what they say against each other.

    `max_spread_hours`: how far apart the data comparisons of one table may lie; None asks for nothing. `write_stops`:
    by comparison, the moment after which nothing is written any more.
    """
    files = [_File(view) for view in views if not view.is_superseded]
    of_data = [file for file in files if file.proof in _OF_DATA]
    counts = _counts(of_data)
    _check_said_once(files)
    _check_counts(counts, write_stops)
    _check_all_empty(counts)
    _check_missing(files, of_data)
    _check_names(files)
    _check_databases_compared(files, of_data)
    for file in of_data:
        _check_shared_targets(file, counts)
    if max_spread_hours is not None:
        _check_spread(of_data, timedelta(hours=max_spread_hours))
    checked = iter(files)
    return [view if view.is_superseded else next(checked).checked() for view in views]


def _counts(files: Sequence[_File]) -> _Counts:
    def of(file: _File) -> Iterator[tuple[_Key, _Counted]]:
        frame = file.view.dataset.frames["tables"]
        keys = [subject.key for subject in map(file.view.identity.of, table_subjects(frame))]
        rows = map(_Counted, repeat(file), *(plain_values(frame[f"{side}_rows"]) for side in ("source", "target")))
        yield from zip(keys, rows, strict=True)

    return grouped(pair for file in files if len(file.view.dataset.frames["tables"]) for pair in of(file))


def _check_said_once(files: Sequence[_File]) -> None:
    """What is said once proves one comparison of one task: of two that say the same the weaker stands."""
    same = _alike(files, lambda view: view.dataset.origin.sha256)
    for found in (*same, *_alike(files, _outline, _columns, _content)):
        proven = {(file.view.dataset.compare_type, file.view.identity.task) for file in found}
        if len({file.name for file in found}) < 2 or len(proven) < 2:
            continue
        first, *others = sorted(found, key=lambda file: file.proof.strength)
        for file in others:
            file.doubted |= {o.subject.key: OutcomeClass.NOT_VERIFIED for o in file.view.observations}
            both = [Evidence(file.name), Evidence(first.name)]
            file.find("integrity.same-bytes", {"other_file": first.name}, evidence=both)


def _alike(files: Sequence[_File], *asked: Callable[[FileView], Hashable]) -> list[list[_File]]:
    """Put together what answers alike, each question asked only of what those before it, which cost less, leave so."""
    groups = [[*files]]
    for ask in asked:
        parted = grouped(((n, ask(file.view)), file) for n, group in enumerate(groups) for file in group)
        groups = [group for group in parted.values() if len(group) > 1]
    return groups


def _outline(view: FileView) -> Hashable:
    """Of which task a file speaks, when it was made, and of how many rows its lists are."""
    return view.identity.task, view.times, *((name, len(frame)) for name, frame in view.dataset.frames.items())


def _columns(view: FileView) -> tuple[tuple[str, ...], ...]:
    """Name the columns of each list that say anything."""
    frames = view.dataset.frames.values()
    return tuple(tuple(str(c) for c in f.columns if c not in _PLACES and says(f, c)) for f in frames)


def _content(view: FileView) -> Hashable:
    """What a file says, whatever it is called and in whichever order."""
    frames = view.dataset.frames.values()
    return tuple(frozenset(cells_of(f, columns)) for f, columns in zip(frames, _columns(view), strict=True))


def _check_counts(counts: _Counts, write_stops: Mapping[str, datetime]) -> None:
    """A comparison that saw no row, or another number of rows than the others, of a table that it decided."""

    @cache
    def observed(file: _File) -> dict[_Key, Observation]:
        return {o.subject.key: o for o in reversed(file.tables())}  # the first of each table

    for key, entries in counts.items():
        first = entries[0][1:]
        if all([entry[1:] == first for entry in entries]):  # noqa: C419 - a generator takes twice as long
            continue  # they agree
        most = max(entries, key=lambda c: c.most)
        for entry in entries:
            if entry.most == most.most or entry.file is most.file or entry.source is None or entry.target is None:
                continue
            seen = observed(entry.file).get(key)
            if seen is None or seen.outcome_class not in _DECIDED:  # also of a difference, which may be waived
                continue
            is_blind = entry.most == 0
            if not is_blind and _has_grown(entry, most, write_stops.get(entry.file.view.dataset.compare_type)):
                continue
            entry.file.doubted[key] = OutcomeClass.NOT_VERIFIED if is_blind else OutcomeClass.REVIEW
            name = "integrity.saw-no-rows" if is_blind else "integrity.row-counts-disagree"
            facts = {"n_seen": entry.most, "n_counted": most.most, "other_file": most.file.name}
            places = (o and o.evidence for o in (seen, observed(most.file).get(key)))
            entry.file.find(name, facts, seen.subject, evidence=places)


def _check_missing(files: Sequence[_File], of_data: Sequence[_File]) -> None:
    """A table that the objects say is missing in the target, and that another comparison found equal there."""
    said = [(file, f) for file in files for f in file.view.findings if code(f.code).name == "missing-in-target"]
    equal: dict[_Key, _File] = {}
    for file in of_data if said else ():
        equal |= {o.subject.key: file for o in file.view.observations if o.outcome_class is OutcomeClass.VERIFIED}
    for file, f in said:
        if f.subject.level is Level.TABLE and f.subject.key in equal:
            facts = {"other_file": equal[f.subject.key].name}
            file.find("integrity.objects-contradict-data", facts, f.subject, evidence=f.evidence)


def _check_names(files: Sequence[_File]) -> None:
    """Find tables whose names lead elsewhere: ``hr.orders`` in database ``shop``, or a target's name.

    ``hr`` is a database of the job too, or the other names of the file on that side have nothing before them; the
    target bears the name of a source table that has another target.
    """
    subjects = {id(o.subject): o.subject for file in files for o in file.tables()}.values()  # files share the records
    places = {(s.task, s.source_db, s.target_db) for s in subjects}
    databases = {(task, name) for task, *names in places for name in names if name}
    renamed = {(_place(s), s.source_name) for s in subjects if s.target_name != s.source_name}
    others = {id(s): other for s in subjects if (other := _names_other(s, databases, renamed))}
    for file in files:
        others = _strangers([o.subject for o in file.tables()]) | others
        for o in file.view.observations if others else ():
            s = o.subject
            if id(s) in others:
                file.doubted[s.key] = OutcomeClass.REVIEW
                file.find("integrity.names-another-database", {"names": others[id(s)]}, s, evidence=[o.evidence])


def _place(s: Subject) -> _Key:
    """Where a table is on both sides."""
    return s.task, s.source_db, s.source_schema, s.target_db


def _names_other(s: Subject, databases: AbstractSet[_Key], renamed: AbstractSet[tuple[_Key, str]]) -> str:
    """What else of the job a table's names lead to ("" for nothing)."""
    if s.target_name != s.source_name and (_place(s), s.target_name) in renamed:
        return s.target_name
    if s.source_schema == s.target_schema:
        return ""
    return next((space for db, space, _ in s.sides if space and space != db and (s.task, space) in databases), "")


def _strangers(tables: Sequence[Subject]) -> dict[int, str]:
    """What stands before the names of tables where it stands before others of a file on that side of a database not."""
    apart = [s for s in tables if s.source_schema != s.target_schema]
    bare = {(at, side[0]) for s in tables if apart for at, side in enumerate(s.sides) if side[2] and not side[1]}
    return {id(s): space for s in apart for at, (db, space, _) in enumerate(s.sides) if space and (at, db) in bare}


def _check_databases_compared(files: Sequence[_File], of_data: Sequence[_File]) -> None:
    """A database that the objects name, and of which no comparison of data speaks though each names the others.

    One without tables has nothing to compare: so it is where the objects count their tables and list them all.
    """
    places = {
        (s.task, s.source_db, s.target_db) for file in of_data for s in (o.subject for o in file.view.observations)
    }
    named = {(task, name) for task, *names in places for name in names}
    tasks = {task for task, _ in named} - {task for task, name in named if not name}
    for file in files:
        frame = file.view.dataset.frames.get("objects")
        if frame is None or _lists_all_tables(file):
            continue
        for row in rows_marked(frame, are_of_type(frame, "DB")):
            sides = {f"{side}_db": row[f"{side}_object"] or row[f"{side}_db"] for side in ("source", "target")}
            s = file.view.identity.of(database_subject(sides))
            if s.task in tasks and not named & {(s.task, s.source_db), (s.task, s.target_db)}:
                file.find("coverage.database-not-compared", {}, s, evidence=evidence_of([row]))


def _lists_all_tables(file: _File) -> bool:
    """Whether a file of objects counts tables and lists as many."""
    overview = file.view.dataset.frames["overview"]
    counted = [n for kind, n in cells_of(overview, ("object_type", "source_count")) if kind == "TABLE"]
    if not counted or None in counted:
        return False
    return bool(sum(counted) == len({o.subject for o in file.tables() if o.subject.source_name}))


def _has_grown(fewer: _Counted, more: _Counted, write_stop: datetime | None) -> bool:
    """Whether rows written in between explain that the later comparison counts more; not that most came in between.

    Nothing does where the earlier one began after the write stop.
    """
    if more.most - fewer.most > max(fewer.most * _GROWTH, _FEW_ROWS):
        return False
    first, began, ended = fewer.file.view.times.started, more.file.view.times.started, fewer.file.view.times.last_ended
    is_stopped = write_stop is not None and first is not None and first >= write_stop
    return not is_stopped and began is not None and ended is not None and began >= ended


def _check_all_empty(counts: _Counts) -> None:
    """A single empty table is normal; where no comparison saw a row of any table, the wrong side may have been read."""
    entries = [c for found in counts.values() for c in found]
    if entries and not any(c.source is None or c.target is None or c.most for c in entries):
        entries[0].file.find("integrity.nothing-counted", {"n_tables": len(counts)})


def _check_shared_targets(file: _File, counts: _Counts) -> None:
    """Several sources in one target: each was compared with rows of the others too, so none is proven by itself."""
    for shared, group in _by_target(file, counts).items():
        keys = {o.subject.key for o in group}
        if len(keys) < 2:
            continue
        total = _adds_up(file, group, counts)
        file.doubted |= dict.fromkeys(keys, OutcomeClass.REVIEW)
        if total is not None:
            file.settled |= {o.subject.key for o in group if o.outcome == "consistent"}
        target = ".".join(part for part in shared[1:] if part)
        facts: dict[str, Any] = {"n_sources": len(keys), "target": target, "n_rows": total}
        subject = min(o.subject for o in group)
        file.find("integrity.shared-target", facts, subject, n=len(keys), evidence=(o.evidence for o in group))


def _by_target(file: _File, counts: _Counts) -> Mapping[_Key, Sequence[Observation]]:
    """What a file says of its tables, by the target that they are compared with: its task and its names."""
    tables = [(o.subject, o) for o in file.tables() if o.subject.source_name and o.subject.target_name]
    n_named = Counter([s.target_name for s, _ in tables])
    tables = [(s, o) for s, o in tables if n_named[s.target_name] > 1]
    by_name = grouped(((s.task, s.target_name), o) for s, o in tables)
    groups = grouped(
        ((s.task, s.target_db or s.source_db, s.target_schema or s.source_schema, s.target_name), o) for s, o in tables
    )
    # the file may repeat the source's database where the target's is another: then the counts tell
    together: dict[_Key, list[Observation]] = {
        name: group
        for name, group in by_name.items()
        if len({o.subject.source_name for o in group}) > 1 and _adds_up(file, group, counts) is not None
    }
    return {key: found for key, found in groups.items() if (key[0], key[-1]) not in together} | together


def _adds_up(file: _File, group: Sequence[Observation], counts: _Counts) -> int | None:
    """The rows of the sources together if that is what the file counts in their target, else None."""
    known = [c for key in {o.subject.key for o in group} for c in counts.get(key, ()) if c.file is file]
    sources = [c.source for c in known if c.source is not None]
    is_all = len(sources) == len(known) and {c.target for c in known} == {sum(sources)}
    return sum(sources) if is_all else None


def _span(view: FileView) -> tuple[datetime, datetime, timedelta] | None:
    """When a comparison began and ended, and how wrong that may be; None where nobody knows."""
    stated = view.times
    if stated.started is not None and stated.ended is not None:
        return stated.started, stated.ended, timedelta()
    return None if stated.rough is None else (*stated.rough, ZONES)  # no zone bridges days


def _check_spread(files: Sequence[_File], allowed: timedelta) -> None:
    """Data comparisons of one table that lie further apart than allowed are of two states of the data."""
    spans = {file: span for file in files if (span := _span(file.view)) is not None}

    @cache
    def keys(file: _File) -> set[_Key]:
        return {o.subject.key for o in file.tables()}

    for file, (_, ended, slack) in spans.items():
        late = [
            other
            for other, (began, _, more) in spans.items()
            if began - ended > allowed + slack + more and keys(file) & keys(other)
        ]
        if not late:
            continue
        shared = keys(file) & set().union(*map(keys, late))
        last = max(late, key=lambda other: spans[other][:2])
        file.doubted |= dict.fromkeys(shared, OutcomeClass.NOT_VERIFIED)
        apart = spans[last][0] - ended
        facts = {
            "hours": apart // timedelta(hours=1),
            "days": apart.days if apart.days > 1 else None,
            "max_spread_hours": allowed.total_seconds() / 3600,
            "other_file": last.name,
            "n_tables": len(shared),
        }
        both = [Evidence(file.name), Evidence(last.name)]
        file.find("integrity.far-apart", facts, n=len(shared), evidence=both)
