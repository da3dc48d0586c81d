"""Object comparison: do the same objects exist on both sides, by type and by name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

import pandas as pd

from drs_report.checks.alike import Alike, Judged
from drs_report.checks.names import (
    lacks_name,
    says_none,
    side_of,
    table_subject,
    table_subjects,
    without_quotes,
)
from drs_report.checks.read_as import columns_read, unknown_words
from drs_report.checks.results import (
    MISSING_IN_TARGET,
    Examined,
    class_of,
    collect,
    evidence_of,
    finding_in,
    listed_again,
    result_of,
)
from drs_report.checks.row_rules import Said, judge_row, names_of
from drs_report.checks.rows import (
    Row,
    are_of_type,
    cells_of,
    plain_rows,
    rows_at,
    rows_marked,
    rows_where,
    says_any,
    text,
)
from drs_report.language.vocabulary import UNKNOWN_WORD
from drs_report.reading.dataset import Dataset
from drs_report.records.grouping import grouped
from drs_report.records.judgement import Finding, Level, OutcomeClass, Proof, Subject

RAISES = {
    Proof.OBJECTS: names_of(Proof.OBJECTS)
    | {"count-differs", "outcome-contradicts-counts", "type-differs", "type-not-verified", "type-review"}
}
"""What a comparison must have rules for, by what it proves: the codes that are raised here, without the area."""


# no bracket inside a bracket: else a text of opening ones alone is looked through once from each
_QUOTED = re.compile(r'`[^`]*`|"[^"]*"|\[[^\[\]]*\]')


def object_subject(row: Row) -> Subject:
    """Return the object a row of the list is about; one of type TABLE is the table that other comparisons speak of."""
    table = table_subject(row, "source_object", "target_object")
    if row["object_type"] == "TABLE":
        return replace(table, object_type="TABLE")
    names = text(row["source_object"]), text(row["target_object"])
    is_statement = any(_is_statement(name) for name in names)  # a privilege's dots part nothing
    source, target = names if is_statement else map(without_quotes, names)
    return Subject(
        Level.OBJECT,
        source_db=without_quotes(text(row["source_db"])) if is_statement else table.source_db,
        source_name=source,
        target_db=without_quotes(text(row["target_db"])) if is_statement else table.target_db,
        target_name=target,
        object_type=text(row["object_type"]),
    )


def _type(row: Row) -> Subject:
    return Subject(Level.OBJECT, object_type=text(row["object_type"]))


SUBJECTS = {"objects": object_subject, "overview": _type}


def _is_statement(name: str) -> bool:
    """Whether a name has blanks outside of quotes, as ``GRANT SELECT ON shop.* TO app`` has."""
    return any(" " in part.strip() for part in _QUOTED.split(name))


def _statement(row: Row, side: str) -> str:
    """A statement without quotes and without the name of its side's database: as the other side may have it."""
    database = _plain(row.get(f"{side}_db"))
    bare = re.sub(r"[`\"'\[\]]", "", text(row[f"{side}_object"])).casefold()
    return bare.replace(database, "")


def _owner(row: Row, side: str) -> tuple[str, str]:
    """The table that a dotted name says an object is of ("" where it says none) and the object's own name, folded."""
    _, schema, name = side_of(row.get(f"{side}_db"), row.get(f"{side}_schema"), row[f"{side}_object"])
    *owners, own = f"{schema}.{name}".casefold().split(".")
    return owners[-1], own


def _tables(rows: Sequence[Row]) -> dict[str, list[str]]:
    """The names of the tables that these rows pair, on either side -> the targets of a source of this name."""
    named = (row for row in rows if row["source_object"] is not None and row["target_object"] is not None)
    pairs = {(_owner(row, "source")[1], _owner(row, "target")[1]) for row in named}
    return {**{target: [] for _, target in pairs}, **grouped(pairs)}


def _is_of_other_table(
    row: Row, tables: Mapping[str, Sequence[str]], owners: Mapping[str, set[str]], named: AbstractSet[tuple[Any, ...]]
) -> bool:
    """Whether nothing in the list says that what a row pairs belongs together: other names, or tables not each other's.

    What is of a table may be called otherwise there; `owners` are, by the type of objects whose names say a table, the
    names that the list has for it, and `named` the objects of the source: one that bears its target's name is another.
    """
    kind, names = row["object_type"], [text(row[f"{side}_object"]) for side in ("source", "target")]
    if not all(names):
        return False
    if all(map(_is_statement, names)):
        return len({_statement(row, side) for side in ("source", "target")}) == 2
    (source, own), (target, other) = (_owner(row, side) for side in ("source", "target"))
    if source not in owners.get(kind, {source}) or (own != other and (kind, row["source_db"], source, other) in named):
        return True
    if not (source and target and {source, target} & tables.keys()):
        return own != other and kind not in _SPACES
    # a list may call the objects of a renamed table by the source's name on both sides
    return source != target and target not in tables.get(source, ())


def _naming(frame: pd.DataFrame) -> list[str]:
    """The columns that say which object a row is about."""
    return [str(name) for name in frame.columns if str(name).endswith(("_type", "_db", "_schema", "_object"))]


_SPACES = ("DB", "SCHEMA")
"""Types of objects that a task may call otherwise in the target."""
_Pairs = tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]]]
"""Database of the source -> those of the target that its tables are in, and the other way round."""


def _pairs(rows: Sequence[Row]) -> _Pairs:
    """The databases that the tables of the list pair."""
    named = (row for row in rows if not (says_none(row["source_db"]) or says_none(row["target_db"])))
    pairs = {(_plain(row["source_db"]), _plain(row["target_db"])) for row in named}
    return grouped(pairs), grouped((target, source) for source, target in pairs)


def _plain(name: object) -> str:
    return without_quotes(text(name)).casefold()


def _is_of_other_database(row: Row, pairs: _Pairs) -> bool:
    """Whether a row pairs another database with one than the tables of the list do."""
    if not pairs[0]:
        return False
    for part in ("db", "object") if row["object_type"] == "DB" else ("db",):
        names = [row[f"{side}_{part}"] for side in ("source", "target")]
        source, target = map(_plain, names)
        if any(map(says_none, names)):
            continue
        if target not in pairs[0].get(source, {target}) or source not in pairs[1].get(target, {source}):
            return True
    return False


def _strangers(frame: pd.DataFrame) -> list[bool]:
    """Return of each row whether it pairs what does not belong together, as far as the list says what does."""
    if are_of_type(frame, "TABLE").all():
        return [False] * len(frame)
    rows = plain_rows(frame, _naming(frame))
    listed, others = (
        [row for row in rows if (row["object_type"] == "TABLE") is is_table] for is_table in (True, False)
    )
    tables, pairs = _tables(listed), _pairs(listed)
    named = {_owner(row, side)[1] for row in rows for side in ("source", "target")}
    named |= {text(row[name]).casefold() for row in rows for name in row if name.endswith(("_db", "_schema"))}
    owners = {row["object_type"]: named for row in others if _owner(row, "source")[0] in tables}
    sources = {(row["object_type"], row["source_db"], *_owner(row, "source")) for row in others}
    return [
        row["object_type"] != "TABLE"
        and (_is_of_other_table(row, tables, owners, sources) or _is_of_other_database(row, pairs))
        for row in rows
    ]


def _listed_twice(dataset: Dataset, frame: pd.DataFrame) -> Iterator[Finding]:
    """Return a finding for each object of a listed table that stands there again: another may be missing for it."""
    is_table = are_of_type(frame, "TABLE")
    if is_table.all():
        return
    n_named = Counter(named := cells_of(frame, _naming(frame)))
    again = rows_at(frame, [n for n, one in enumerate(named) if n_named[one] > 1 and not is_table[n]])
    if not again:
        return
    tables = _tables(rows_marked(frame, is_table))
    rows = (row for row in again if row["source_object"] is not None)
    groups = grouped((object_subject(row), row) for row in rows if _owner(row, "source")[0] in tables)
    yield from listed_again(dataset, groups)


def _object(
    row: Row, compare_type: str, columns: frozenset[str], unknown_word: str | None, *, is_stranger: bool
) -> Judged:
    """Judge one row; where one side lacks what the file only says differs, the word for that is its result."""
    word: str | None = row["outcome"]
    is_two_sided = {"source_object", "target_object"} <= columns
    said = Said(
        class_of(word),
        has_result=word is not None,
        has_unknown_word=word == UNKNOWN_WORD or (word is None and unknown_word is not None),
        has_failed=word not in (None, UNKNOWN_WORD) and class_of(word) is OutcomeClass.NOT_VERIFIED,
        is_missing=word in MISSING_IN_TARGET,
        is_open=class_of(word) is OutcomeClass.REVIEW,
        is_unfinished=class_of(word) is OutcomeClass.UNFINISHED,
        lacks_source=is_two_sided and lacks_name(row, "source", "object"),
        lacks_target=is_two_sided and lacks_name(row, "target", "object"),
        is_of_other_table=is_stranger,
        n_not_understood=row.get("not_understood") or 0,
    )
    outcome_class, names = judge_row(said, Proof.OBJECTS)
    outcome = text(word)
    if outcome_class is OutcomeClass.DIFFERS and (said.lacks_source or said.lacks_target) and not said.is_missing:
        outcome = "target_table_missing" if said.lacks_target else "source_table_missing"
    result = result_of(row, compare_type, outcome, outcome_class)
    return Judged(result, names, {**row, "word": unknown_word})


def examine(dataset: Dataset) -> Examined:
    """Return what the list says of each object of type TABLE, and a finding per object that is not proven equal.

    Existing on both sides proves no row. An object type that the list does not explain has a finding too.
    """
    frame = dataset.frames["objects"]
    frame = rows_where(frame, says_any(frame, "source_object", "target_object"))
    alike = Alike.of(dataset, "objects", frame)
    read, word_at = columns_read(dataset, "objects"), unknown_words(dataset, "objects")
    strangers = _strangers(frame)

    def judge(row: Row, number: int | None) -> Judged:
        is_stranger = number is not None and strangers[number]
        return _object(row, dataset.compare_type, read(row), word_at(row, "outcome"), is_stranger=is_stranger)

    is_table = are_of_type(frame, "TABLE")
    tables = iter(table_subjects(rows_where(frame, is_table), "source_object", "target_object"))
    subjects = [next(tables) if one else None for one in is_table.tolist()]
    observations, own = alike.judge(frame, subjects, judge, strangers)
    findings = [finding for one in own.values() for finding in _findings(dataset, one)]
    differing = (one for one in own.values() if one.result.outcome_class is OutcomeClass.DIFFERS)
    n_differing = Counter(text(one.facts["object_type"]) for one in differing)
    findings += [*_listed_twice(dataset, frame), *_check_types(dataset, n_differing)]
    return observations, collect(findings)


def _findings(dataset: Dataset, entry: Judged) -> Iterable[Finding]:
    subject, outcome, places = object_subject(entry.facts), text(entry.facts["outcome"]), entry.result.places
    for name in entry.names:
        yield finding_in(dataset, f"*.{name}", entry.facts, subject, outcome=outcome, evidence=[places[0]])


def _check_types(dataset: Dataset, differing: Counter[str]) -> Iterator[Finding]:
    """Return the findings of the overview; `differing` counts the objects of the list that differ, by type."""
    rows = plain_rows(dataset.frames["overview"])
    read, word_at = columns_read(dataset, "overview"), unknown_words(dataset, "overview")
    n_of_type = grouped((text(row["object_type"]), _n_different(row)) for row in rows)
    for row in rows:
        word, kind, n_different = row["outcome"], text(row["object_type"]), _n_different(row)
        is_explained, unknown = differing[kind] >= max(sum(n_of_type[kind]), 1), word_at(row, "outcome")
        name = _type_code(row, read(row), n_different, is_explained=is_explained, unknown=unknown)
        if name is None:
            continue
        about, n = _type(row), max(n_different, 1)
        facts = {**row, "n_different": n_different or None, "n_listed": differing[kind], "word": unknown}
        yield finding_in(dataset, name, facts, about, outcome=text(word), n=n, evidence=evidence_of([row]))


def _type_code(
    row: Row, columns: frozenset[str], n_different: int, *, is_explained: bool, unknown: str | None
) -> str | None:
    """The code of what a row of the overview says against its type, None where it says nothing new."""
    said = class_of(row["outcome"])
    is_equal = said is OutcomeClass.VERIFIED
    if n_different and (is_equal or not is_explained):  # whatever the word says
        return "*.outcome-contradicts-counts" if is_equal else "*.count-differs"
    if is_equal:
        blank = {side for side in ("source_count", "target_count") if row[side] is None}
        return "*.type-not-verified" if blank & columns or len(blank) == 1 else None
    if said is OutcomeClass.DIFFERS:
        return None if is_explained else "*.type-differs"
    has_none = row["source_count"] == 0 == row["target_count"] and not row["diff_count"]  # there is nothing to compare
    if row["outcome"] is None and has_none and not unknown:
        return None
    return "*.type-review" if said is OutcomeClass.REVIEW else "*.type-not-verified"


def _n_different(row: Row) -> int:
    source, target = row["source_count"], row["target_count"]
    by_counts = 0 if source is None or target is None else abs(target - source)
    return max(by_counts, int(abs(row["diff_count"] or 0)))
