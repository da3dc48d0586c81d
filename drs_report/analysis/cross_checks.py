"""What one comparison says against another: a table that reads as equal must be so wherever it is spoken of.

A cross-check takes proof away, it never gives any: what it doubts is weakened in the observations, so that no matrix
shows it as verified, and a finding says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple

from drs_report.analysis.moments import ZONES
from drs_report.analysis.raising import file_finding
from drs_report.analysis.views import FileView
from drs_report.checks.database_pairs import database_subject
from drs_report.checks.rows import cells_of, evidence_of, plain_rows, plain_values, says, table_subjects
from drs_report.comparisons import by_slug
from drs_report.findings.registry import code
from drs_report.records.columns import COMMON_COLUMNS
from drs_report.records.judgement import Evidence, Finding, Level, OutcomeClass, Proof, Subject
from drs_report.records.observed import Observation, Result

_GROWTH, _FEW_ROWS = 0.1, 1000
"""How much of a table, or how many rows of a small one, may be written between two comparisons of it."""
_OF_DATA = {Proof.VALUES, Proof.SAMPLE, Proof.COUNTS}
_Key = tuple[str, ...]
_PLACES = frozenset(column.name for column in COMMON_COLUMNS)


class _Counted(NamedTuple):
    """The rows that one file gives for one table."""

    view: int
    source: int | None
    target: int | None

    @property
    def most(self) -> int:
        return max(self.source or 0, self.target or 0)


def compare_files(views: Sequence[FileView], *, max_spread_hours: float | None) -> list[FileView]:
    """Return the views that count, with what they say against each other.

    `max_spread_hours`: how far apart the data comparisons of one table may lie; None asks for nothing.
    """
    numbers = [i for i, v in enumerate(views) if not v.is_superseded]
    doubted: dict[int, dict[_Key, OutcomeClass]] = {i: {} for i in numbers}
    findings: dict[int, list[Finding]] = {i: [] for i in numbers}
    settled: dict[int, set[_Key]] = {i: set() for i in numbers}
    counts = _counts(views, numbers)
    _check_said_once(views, numbers, doubted, findings)
    _check_counts(views, counts, doubted, findings)
    _check_all_empty(views, counts, findings)
    _check_missing(views, numbers, findings)
    _check_names(views, numbers, doubted, findings)
    _check_databases_compared(views, numbers, findings)
    for i in numbers:
        _check_shared_targets(i, views[i], counts, doubted[i], findings[i], settled[i])
    if max_spread_hours is not None:
        _check_spread(views, numbers, timedelta(hours=max_spread_hours), doubted, findings)
    return [_doubt(view, doubted[i], findings[i], settled[i]) if i in doubted else view for i, view in enumerate(views)]


def _doubt(view: FileView, doubted: dict[_Key, OutcomeClass], found: list[Finding], settled: set[_Key]) -> FileView:
    @cache
    def weaker(result: Result, to: OutcomeClass) -> Result:
        return result.weakened(to)

    def weakened(o: Observation) -> Observation:
        to = doubted.get(o.subject.key) if o.subject.level is Level.TABLE else None
        is_equal = o.outcome_class is OutcomeClass.VERIFIED or o.subject.key in settled
        return replace(o, result=weaker(o.result, to)) if to is not None and is_equal else o

    kept = tuple(
        f
        for f in view.findings
        if f.subject.key not in settled or code(f.code).name not in {"outcome-contradicts-counts", "count-differs"}
    )
    observations = tuple(map(weakened, view.observations)) if doubted else view.observations
    return replace(view, observations=observations, findings=(*kept, *found))


def _proof(view: FileView) -> Proof:
    return by_slug(view.dataset.compare_type).proof


def _counts(views: Sequence[FileView], numbers: Sequence[int]) -> dict[_Key, list[_Counted]]:
    found: dict[_Key, list[_Counted]] = {}
    for i in numbers:
        frame = views[i].dataset.frames.get("tables")
        if frame is None or _proof(views[i]) not in _OF_DATA or not len(frame):
            continue
        keys = [subject.key for subject in map(views[i].identity.of, table_subjects(frame))]
        rows = map(_Counted, repeat(i), *(plain_values(frame[f"{side}_rows"]) for side in ("source", "target")))
        for key, counted in zip(keys, rows, strict=True):
            found.setdefault(key, []).append(counted)
    return found


def _observed(view: FileView) -> dict[_Key, Observation]:
    """Return the first observation of each table."""
    tables = (o for o in reversed(view.observations) if o.subject.level is Level.TABLE)
    return {o.subject.key: o for o in tables}


def _check_said_once(
    views: Sequence[FileView],
    numbers: Sequence[int],
    doubted: dict[int, dict[_Key, OutcomeClass]],
    findings: dict[int, list[Finding]],
) -> None:
    """What is said once proves one comparison of one task: of two that say the same the weaker stands."""
    same = _alike(views, numbers, lambda view: view.dataset.origin.sha256)
    for found in (*same, *_alike(views, numbers, _outline, _columns, _content)):
        files = {views[i].dataset.origin.name for i in found}
        proven = {(views[i].dataset.compare_type, views[i].identity.task) for i in found}
        if len(files) < 2 or len(proven) < 2:
            continue
        first, *others = sorted(found, key=lambda i: _proof(views[i]).strength)
        for i in others:
            name, other = (views[number].dataset.origin.name for number in (i, first))
            doubted[i] |= {o.subject.key: OutcomeClass.NOT_VERIFIED for o in views[i].observations}
            both = [Evidence(name), Evidence(other)]
            findings[i].append(
                file_finding(views[i].dataset, "integrity.same-bytes", {"other_file": other}, evidence=both)
            )


def _alike(views: Sequence[FileView], numbers: Sequence[int], *asked: Callable[[FileView], object]) -> list[list[int]]:
    """Put together what answers alike, each question asked only of what those before it, which cost less, leave so."""
    groups = [[*numbers]]
    for ask in asked:
        parted: dict[object, list[int]] = {}
        for number, i in [(number, i) for number, group in enumerate(groups) for i in group]:
            parted.setdefault((number, ask(views[i])), []).append(i)
        groups = [group for group in parted.values() if len(group) > 1]
    return groups


def _outline(view: FileView) -> object:
    """Of which task a file speaks, when it was made, and of how many rows its lists are."""
    return view.identity.task, view.times, *((name, len(frame)) for name, frame in view.dataset.frames.items())


def _columns(view: FileView) -> tuple[tuple[str, ...], ...]:
    """Name the columns of each list that say anything."""
    frames = view.dataset.frames.values()
    return tuple(tuple(str(c) for c in f.columns if c not in _PLACES and says(f, c)) for f in frames)


def _content(view: FileView) -> object:
    """What a file says, whatever it is called and in whichever order."""
    frames = view.dataset.frames.values()
    return tuple(frozenset(cells_of(f, columns)) for f, columns in zip(frames, _columns(view), strict=True))


def _check_counts(
    views: Sequence[FileView],
    counts: dict[_Key, list[_Counted]],
    doubted: dict[int, dict[_Key, OutcomeClass]],
    findings: dict[int, list[Finding]],
) -> None:
    """A comparison that saw no row, or another number of rows than the others, of a table that reads as equal."""
    observed: dict[int, dict[_Key, Observation]] = {}
    for key, entries in counts.items():
        first = entries[0][1:]
        if all([entry[1:] == first for entry in entries]):  # noqa: C419 - a generator takes twice as long
            continue  # they agree
        most = max(entries, key=lambda c: c.most)
        for number in {entry.view for entry in entries} - observed.keys():
            observed[number] = _observed(views[number])
        for entry in entries:
            if entry.most == most.most or entry.view == most.view or entry.source is None or entry.target is None:
                continue
            seen = observed[entry.view].get(key)
            if seen is None or seen.outcome_class is not OutcomeClass.VERIFIED:
                continue
            is_blind = entry.most == 0
            if not is_blind and _has_grown(views, entry, most):
                continue
            doubted[entry.view][key] = OutcomeClass.NOT_VERIFIED if is_blind else OutcomeClass.REVIEW
            name = "integrity.saw-no-rows" if is_blind else "integrity.row-counts-disagree"
            where, other = views[entry.view].dataset, views[most.view].dataset.origin.name
            facts = {"n_seen": entry.most, "n_counted": most.most, "other_file": other}
            places = [o.evidence for o in (seen, observed[most.view].get(key)) if o is not None and o.evidence]
            findings[entry.view].append(file_finding(where, name, facts, subject=seen.subject, evidence=places))


def _check_missing(views: Sequence[FileView], numbers: Sequence[int], findings: dict[int, list[Finding]]) -> None:
    """A table that the objects say is missing in the target, and that another comparison found equal there."""
    missing = {i: [f for f in views[i].findings if code(f.code).name == "missing-in-target"] for i in numbers}
    equal: dict[_Key, int] = {}
    for i in numbers if any(missing.values()) else ():
        if _proof(views[i]) in _OF_DATA:
            equal |= {o.subject.key: i for o in views[i].observations if o.outcome_class is OutcomeClass.VERIFIED}
    for i in numbers:
        tables = [f for f in missing[i] if f.subject.level is Level.TABLE and f.subject.key in equal]
        for subject, evidence in ((f.subject, f.evidence) for f in tables):
            facts = {"other_file": views[equal[subject.key]].dataset.origin.name}
            name = "integrity.objects-contradict-data"
            findings[i].append(file_finding(views[i].dataset, name, facts, subject=subject, evidence=evidence))


def _check_names(
    views: Sequence[FileView],
    numbers: Sequence[int],
    doubted: dict[int, dict[_Key, OutcomeClass]],
    findings: dict[int, list[Finding]],
) -> None:
    """Find tables whose names lead elsewhere: ``hr.orders`` in database ``shop``, or a target's name.

    ``hr`` is a database of the job too, or the other names of the file on that side have nothing before them; the
    target bears the name of a source table that has another target.
    """
    said = [o.subject for i in numbers for o in views[i].observations if o.subject.level is Level.TABLE]
    subjects = {id(s): s for s in said}.values()  # files name a table by one record
    places = {(s.task, s.source_db, s.target_db) for s in subjects}
    databases = {(task, name) for task, *names in places for name in names if name}
    renamed = {(_place(s), s.source_name) for s in subjects if s.target_name != s.source_name}
    others = {id(s): other for s in subjects if (other := _names_other(s, databases, renamed))}
    for i in numbers:
        others = _strangers([o.subject for o in views[i].observations]) | others
        for o in views[i].observations if others else ():
            s = o.subject
            if id(s) in others:
                doubted[i][s.key] = OutcomeClass.REVIEW
                name, place = "integrity.names-another-database", filter(None, [o.evidence])
                findings[i].append(
                    file_finding(views[i].dataset, name, {"names": others[id(s)]}, subject=s, evidence=place)
                )


def _place(s: Subject) -> _Key:
    """Where a table is on both sides."""
    return s.task, s.source_db, s.source_schema, s.target_db


def _names_other(s: Subject, databases: AbstractSet[_Key], renamed: AbstractSet[tuple[_Key, str]]) -> str:
    """What else of the job a table's names lead to ("" for nothing)."""
    if s.target_name != s.source_name and (_place(s), s.target_name) in renamed:
        return s.target_name
    if s.source_schema == s.target_schema:
        return ""
    return next((space for db, space, _ in _sides(s) if space and space != db and (s.task, space) in databases), "")


def _strangers(subjects: Sequence[Subject]) -> dict[int, str]:
    """What stands before the names of tables where it stands before others of a file on that side of a database not."""
    tables = [s for s in subjects if s.level is Level.TABLE]
    apart = [s for s in tables if s.source_schema != s.target_schema]
    bare = {(at, side[0]) for s in tables if apart for at, side in enumerate(_sides(s)) if side[2] and not side[1]}
    return {id(s): space for s in apart for at, (db, space, _) in enumerate(_sides(s)) if space and (at, db) in bare}


def _sides(s: Subject) -> tuple[_Key, _Key]:
    return (s.source_db, s.source_schema, s.source_name), (s.target_db, s.target_schema, s.target_name)


def _check_databases_compared(
    views: Sequence[FileView], numbers: Sequence[int], findings: dict[int, list[Finding]]
) -> None:
    """A database that the objects name, and of which no comparison of data speaks though each names the others.

    One without tables has nothing to compare: so it is where the objects count their tables and list them all.
    """
    of_data = [o.subject for i in numbers if _proof(views[i]) in _OF_DATA for o in views[i].observations]
    places = {(s.task, s.source_db, s.target_db) for s in of_data}
    named = {(task, name) for task, *names in places for name in names}
    tasks = {task for task, _ in named} - {task for task, name in named if not name}
    for i in numbers:
        frame = views[i].dataset.frames.get("objects")
        if frame is None or _lists_all_tables(views[i]):
            continue
        for row in plain_rows(frame[frame["object_type"].eq("DB").to_numpy(bool)]):
            sides = {f"{side}_db": row[f"{side}_object"] or row[f"{side}_db"] for side in ("source", "target")}
            s = views[i].identity.of(database_subject(sides))
            if s.task in tasks and not named & {(s.task, s.source_db), (s.task, s.target_db)}:
                name, place = "coverage.database-not-compared", evidence_of([row])
                findings[i].append(file_finding(views[i].dataset, name, {}, subject=s, evidence=place))


def _lists_all_tables(view: FileView) -> bool:
    """Whether a file of objects counts tables and lists as many."""
    overview = view.dataset.frames["overview"]
    counted = [n for kind, n in cells_of(overview, ("object_type", "source_count")) if kind == "TABLE"]
    if not counted or None in counted:
        return False
    listed = {o.subject for o in view.observations if o.subject.level is Level.TABLE and o.subject.source_name}
    return bool(sum(counted) == len(listed))


def _has_grown(views: Sequence[FileView], fewer: _Counted, more: _Counted) -> bool:
    """Whether rows written in between explain that the later comparison counts more; not that most came in between."""
    if more.most - fewer.most > max(fewer.most * _GROWTH, _FEW_ROWS):
        return False
    began, ended = views[more.view].times.started, views[fewer.view].times.last_ended
    return began is not None and ended is not None and began >= ended


def _check_all_empty(
    views: Sequence[FileView], counts: dict[_Key, list[_Counted]], findings: dict[int, list[Finding]]
) -> None:
    """A single empty table is normal; where no comparison saw a row of any table, the wrong side may have been read."""
    entries = [c for found in counts.values() for c in found]
    if not entries or any(c.source is None or c.target is None or c.most for c in entries):
        return
    first = min(c.view for c in entries)
    file, facts = views[first].dataset, {"n_tables": len(counts)}
    findings[first].append(
        file_finding(file, "integrity.nothing-counted", facts, evidence=[Evidence(file.origin.name)])
    )


def _check_shared_targets(  # noqa: PLR0917 - the parts of one view's result
    number: int,
    view: FileView,
    counts: dict[_Key, list[_Counted]],
    doubted: dict[_Key, OutcomeClass],
    findings: list[Finding],
    settled: set[_Key],
) -> None:
    """Several sources in one target: each was compared with rows of the others too, so none is proven by itself."""
    if _proof(view) not in _OF_DATA:
        return
    for shared, group in _by_target(number, view, counts).items():
        keys = {o.subject.key for o in group}
        if len(keys) < 2:
            continue
        total = _adds_up(number, group, counts)
        for o in group:
            doubted[o.subject.key] = OutcomeClass.REVIEW
            if total is not None and o.outcome == "consistent":
                settled.add(o.subject.key)
        facts: dict[str, Any] = {
            "n_sources": len(keys),
            "target": ".".join(part for part in shared[1:] if part),
            "n_rows": total,
        }
        subject = min(o.subject for o in group)
        places = sorted({o.evidence for o in group if o.evidence}, key=repr)
        name = "integrity.shared-target"
        findings.append(file_finding(view.dataset, name, facts, subject=subject, n=len(keys), evidence=places))


def _by_target(number: int, view: FileView, counts: dict[_Key, list[_Counted]]) -> Mapping[_Key, Sequence[Observation]]:
    """What a view says of its tables, by the target that they are compared with: its task and its names."""
    groups: dict[_Key, list[Observation]] = {}
    by_name: dict[_Key, list[Observation]] = {}
    tables = [o for o in view.observations if o.subject.level is Level.TABLE and o.subject.source_name]
    n_named = Counter([o.subject.target_name for o in tables])
    for o in tables:
        s = o.subject
        if s.target_name and n_named[s.target_name] > 1:
            target: _Key = (s.task, s.target_db or s.source_db, s.target_schema or s.source_schema, s.target_name)
            groups.setdefault(target, []).append(o)
            by_name.setdefault((s.task, s.target_name), []).append(o)
    # the file may repeat the source's database where the target's is another: then the counts tell
    together = {
        name: group
        for name, group in by_name.items()
        if len({o.subject.source_name for o in group}) > 1 and _adds_up(number, group, counts) is not None
    }
    return {key: found for key, found in groups.items() if (key[0], key[-1]) not in together} | together


def _adds_up(number: int, group: Sequence[Observation], counts: dict[_Key, list[_Counted]]) -> int | None:
    """The rows of the sources together if that is what the file counts in their target, else None."""
    known = [c for key in {o.subject.key for o in group} for c in counts.get(key, ()) if c.view == number]
    sources = [c.source for c in known if c.source is not None]
    return (
        sum(sources) if sources and len(sources) == len(known) and {c.target for c in known} == {sum(sources)} else None
    )


def _span(view: FileView) -> tuple[datetime, datetime, timedelta] | None:
    """When a comparison of data began and ended, and how wrong that may be; None where it is none or nobody knows."""
    stated = view.times
    if _proof(view) not in _OF_DATA:
        return None
    if stated.started is not None and stated.ended is not None:
        return stated.started, stated.ended, timedelta()
    return None if stated.rough is None else (*stated.rough, ZONES)  # no zone bridges days


def _check_spread(
    views: Sequence[FileView],
    numbers: Sequence[int],
    allowed: timedelta,
    doubted: dict[int, dict[_Key, OutcomeClass]],
    findings: dict[int, list[Finding]],
) -> None:
    """Data comparisons of one table that lie further apart than allowed are of two states of the data."""
    spans = {i: span for i in numbers if (span := _span(views[i])) is not None}
    times, slack = {i: span[:2] for i, span in spans.items()}, {i: span[2] for i, span in spans.items()}

    @cache
    def keys(i: int) -> set[_Key]:
        return {o.subject.key for o in views[i].observations if o.subject.level is Level.TABLE}

    for i, (_, ended) in times.items():
        late = [
            j for j, (began, _) in times.items() if began - ended > allowed + slack[i] + slack[j] and keys(i) & keys(j)
        ]
        if not late:
            continue
        shared = keys(i) & set().union(*(keys(j) for j in late))
        last = max(late, key=lambda j: times[j])
        doubted[i] |= dict.fromkeys(shared, OutcomeClass.NOT_VERIFIED)
        file, other = views[i].dataset, views[last].dataset.origin.name
        facts = {
            "hours": int((times[last][0] - ended).total_seconds() // 3600),
            "max_spread_hours": allowed.total_seconds() / 3600,
            "other_file": other,
            "n_tables": len(shared),
        }
        both = [Evidence(file.origin.name), Evidence(other)]
        findings[i].append(file_finding(file, "integrity.far-apart", facts, n=len(shared), evidence=both))
