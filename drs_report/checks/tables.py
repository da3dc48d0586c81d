"""Row, value and sampling comparisons: a list of tables, each with its results and its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from drs_report.checks.alike import Alike, Judged
from drs_report.checks.database_pairs import DATABASE_CODES, check_databases, database_subject
from drs_report.checks.differences import MAX_SAMPLES, Listed, assign, listed_by_table, samples
from drs_report.checks.names import lacks_name, table_subject, table_subjects
from drs_report.checks.read_as import columns_read, unknown_words
from drs_report.checks.results import (
    MISSING_IN_TARGET,
    Examined,
    class_of,
    collect,
    finding_in,
    is_unfinished,
    result_of,
)
from drs_report.checks.row_rules import Said, judge_row, names_of, worst
from drs_report.checks.rows import Row, rows_where, says, says_any, text
from drs_report.comparisons import by_slug
from drs_report.comparisons.data import LOB_WHOLE
from drs_report.findings.registry import code
from drs_report.language.vocabulary import OUTCOMES, UNKNOWN_WORD
from drs_report.reading.dataset import Dataset
from drs_report.reading.tables.conversion import parse_percent
from drs_report.records.columns import Kind, Says
from drs_report.records.judgement import Effect, Finding, OutcomeClass, Proof, Subject
from drs_report.records.observations import Observation, Result

_VALUES = names_of(Proof.VALUES) | DATABASE_CODES | {"differences-unassigned"}
RAISES = {
    Proof.COUNTS: names_of(Proof.COUNTS) | DATABASE_CODES | {"no-counts"},
    Proof.VALUES: _VALUES,
    Proof.SAMPLE: _VALUES | {"sample-only"},
}
"""What a comparison must have rules for, by what it proves: the codes that are raised here, without the area."""

SUBJECTS = {"databases": database_subject, "tables": table_subject}
_ORDER = {word: number for number, word in enumerate(OUTCOMES)}
_STATED_BY_ALL = ("source_rows", "target_rows", "line_outcome", "full_status", "progress")
"""What every row says of itself where any does, whatever was found of it."""
_STATED = (*_STATED_BY_ALL, "different_rows", "matched_rows")
"""What a row found equal says of itself in every file whose rows say it at all, beside what its counters say."""


class _File:
    """What the file says beside the cells of a row."""

    def __init__(self, dataset: Dataset) -> None:
        comparison, frame = by_slug(dataset.compare_type), dataset.frames["tables"]
        (schema,) = (schema for schema in comparison.tables if schema.frame == "tables")
        self.compare_type = dataset.compare_type
        self.proof = comparison.proof
        called = (by_slug(entry.kind).proof.strength for entry in dataset.recognition.kinds_said)
        self.is_called_weaker = min(called, default=self.proof.strength) < self.proof.strength
        """Whether it calls itself anywhere what proves less."""
        self.read = columns_read(dataset, "tables")
        self.word_at = unknown_words(dataset, "tables")
        self.has_value_results = says(frame, "content_outcome")
        """Whether any list of the file has a column for the result of the value comparison."""
        self.results = tuple(column.name for column in schema.columns if column.kind is Kind.OUTCOME)
        self.times = tuple(column.name for column in schema.columns if column.kind is Kind.TIME)
        """Their heading over nothing says nothing: no verdict hangs on them."""
        self.parts, self.not_compared, self.looked_at = map(
            schema.saying, (Says.PART_DIFFERS, Says.NOT_COMPARED, Says.LOOKED_AT)
        )
        self.stated: tuple[str, ...] = ()
        """Columns that rows found equal fill in, of those by which a row says that all of it was looked at."""


def _worst_word(row: Row, file: _File) -> str | None:
    words: list[str] = [row[name] for name in file.results if row[name] is not None]
    if row.get("is_comparable") is False:
        words.append("cannot_compare")
    if len(words) < 2:
        return words[0] if words else None
    heaviest = worst(*map(class_of, words))
    return max((word for word in words if class_of(word) is heaviest), key=lambda word: _ORDER.get(word, -1))


def _speaks(row: Row, file: _File, columns: frozenset[str]) -> bool:
    """Whether a result of the row speaks of what this comparison proves.

    A file that calls itself something weaker never does. Nor does, in a value comparison, a result of the row counts
    (the loader fills `outcome` from it where there is nothing else), nor a column that just says "result" where the
    file elsewhere has one for the values.
    """
    if file.is_called_weaker:
        return False
    if file.proof is Proof.COUNTS:
        return row["outcome"] is not None
    if "content_outcome" in columns:
        return row["content_outcome"] is not None
    return "outcome" in columns and row["outcome"] is not None and not file.has_value_results


def _to_match(row: Mapping[str, Any]) -> int | None:
    """How many rows had to be found equal: those compared, or those sampled, or all that either side has."""
    for name in ("compared_rows", "sampled_rows"):
        if row.get(name) is not None:
            return int(row[name])
    if row.get("sample_percent") is not None:
        return None
    return max((row[name] for name in ("source_rows", "target_rows") if row[name] is not None), default=None)


def _counters(row: Mapping[str, Any], file: _File) -> tuple[str, int]:
    """Return the column and the number of the counter that speaks most of differing rows, 0 for none."""
    found = {name: row[name] or 0 for name in file.parts}
    total = sum(found.values())
    found["second_difference"] = abs(row["second_difference"] or 0)
    matched, of = row["matched_rows"], _to_match(row)
    if matched is not None and of is not None:
        found["matched_rows"] = abs(of - matched)
    name = max(found, key=found.__getitem__)
    return name, max(total, found[name])


def _not_compared(row: Mapping[str, Any], file: _File) -> tuple[str, int]:
    """Return the column and the number of rows that were not compared ("" and 0 for none)."""
    for name in file.not_compared:
        if row[name]:
            return name, row[name]
    rows = [row[name] for name in ("source_rows", "target_rows") if row[name] is not None]
    looked_at = [name for name in (*file.looked_at, "total_shards") if row.get(name) == 0]
    if looked_at and not (len(rows) == 2 and not any(rows)):
        return looked_at[0], max(rows, default=1) or 1
    share, sampled = row.get("sample_percent"), row.get("sampled_rows")
    compared, of = row["compared_rows"], sampled if file.proof is Proof.SAMPLE else max(rows, default=None)
    if compared is not None and of is not None and compared < of:
        return "compared_rows", of - compared
    if share is not None and sampled is not None and rows and 2 * sampled < _sampled(share, max(rows)):
        return "sampled_rows", int(_sampled(share, max(rows))) - sampled
    return "", 0


def _sampled(share: Any, rows: Any) -> Any:
    """How many rows a share of them comes to at least; half of it may still be drawn block by block."""
    return rows * share / 100 - 1


def _are_few(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows state fewer sampled rows than half the share comes to: their numbers must be seen to be judged."""
    if not says(frame, "sample_percent"):
        return np.zeros(len(frame), dtype=bool)
    rows = frame[["source_rows", "target_rows"]].max(axis=1).astype("Float64")
    few = 2 * frame["sampled_rows"].astype("Float64") < _sampled(frame["sample_percent"].astype("Float64"), rows)
    return np.asarray(few.fillna(value=False).to_numpy(dtype=bool))


def _overcounted(row: Mapping[str, Any], _: _File) -> tuple[str, int]:
    """Return what counts more done than there is, and by how much ("" and 0 for nothing)."""
    rows = [row[name] for name in ("source_rows", "target_rows") if row.get(name) is not None]
    most = max(rows) if len(rows) == 2 else None
    pairs = {
        "compared_rows": (row.get("compared_rows"), most),
        "sampled_rows": (row.get("sampled_rows"), most),
        "completed_shards": (row.get("completed_shards"), row.get("total_shards")),
    }
    over = {name: done - of for name, (done, of) in pairs.items() if done is not None and of is not None and done > of}
    name = max(over, key=over.__getitem__, default="")
    return name, over.get(name, 0)


def _silent(row: Mapping[str, Any], file: _File) -> tuple[str, int]:
    """Return the column that a row leaves blank and that other rows found equal state, or one of two shard counts."""
    half = [name for name in ("completed_shards", "total_shards") if row.get(name) is None]
    blank = half if len(half) == 1 else [name for name in file.stated if row.get(name) is None]
    return blank[0] if blank else "", len(blank)


_TOLD = {
    "counters-differ": _counters,
    "rows-not-compared": _not_compared,
    "numbers-contradict": _overcounted,
    "says-less": _silent,
}
"""Rules that speak of one column -> what tells which, and how much it says ("" and 0 for none)."""


def _stated(rows: Iterable[Row], file: _File) -> tuple[str, ...]:
    """The columns that some row found equal fills in, of those that say what was looked at, and when.

    One that a verdict hangs on is stated by its heading too, where no row fills it in.
    """
    rows = [*rows]
    equal = [row for row in rows if (word := _worst_word(row, file)) and class_of(word) is OutcomeClass.VERIFIED]
    judged = (*_STATED, *file.looked_at, *file.not_compared, *file.parts)
    empty = [name for name in judged if all(row.get(name) is None for row in rows)]
    headed = {name for row in equal for name in empty if name in file.read(row)}
    telling = {name: rows if name in _STATED_BY_ALL else equal for name in (*judged, *file.times)}
    return tuple(
        name for name, some in telling.items() if name in headed or any(row.get(name) is not None for row in some)
    )


def _counts_apart(row: Row, file: _File) -> int:
    source_rows, target_rows = row["source_rows"], row["target_rows"]
    apart = 0 if source_rows is None or target_rows is None else abs(target_rows - source_rows)
    return max(apart, abs(row["reported_difference"] or 0)) if file.proof is Proof.COUNTS else apart


def _lacks_count(row: Row, file: _File, columns: frozenset[str]) -> bool:
    """Whether a side that the file counts has no number; beside values the counts come in twos or not at all."""
    blank = [row[name] is None for name in ("source_rows", "target_rows")]
    is_counted = bool(columns & {"source_rows", "target_rows"})
    return is_counted and any(blank) and (file.proof is Proof.COUNTS or not all(blank))


def _said(row: Row, file: _File, listed: Listed) -> Said:
    columns = file.read(row)
    words = {row[name] for name in file.results if row[name] is not None}
    is_uncomparable = row.get("is_comparable") is False or "cannot_compare" in words
    is_uncomparable, is_failed = (
        (is_uncomparable, False) if file.proof is not Proof.COUNTS else (False, is_uncomparable)
    )
    worst_word = _worst_word(row, file)
    standing = class_of(worst_word)
    classes = {class_of(word) for word in words - {UNKNOWN_WORD, "cannot_compare"}}
    reported = abs(row.get("different_rows") or 0)
    is_two_sided = {"source_table", "target_table"} <= columns
    return Said(
        standing,
        has_result=_speaks(row, file, columns) or is_uncomparable or standing is OutcomeClass.DIFFERS,
        has_unknown_word=UNKNOWN_WORD in words or any(file.word_at(row, name) for name in file.results),
        has_failed=is_failed or OutcomeClass.NOT_VERIFIED in classes,
        is_uncomparable=is_uncomparable,
        is_missing=worst_word in MISSING_IN_TARGET,
        is_open=OutcomeClass.REVIEW in classes,
        is_unfinished=is_unfinished(row) or OutcomeClass.UNFINISHED in classes,
        lacks_source=is_two_sided and lacks_name(row, "source", "table"),
        lacks_target=is_two_sided and lacks_name(row, "target", "table"),
        n_counts_apart=_counts_apart(row, file),
        n_differences=max(reported, listed.n),
        n_counters=_counters(row, file)[1],
        n_not_compared=_not_compared(row, file)[1],
        lacks_count=_lacks_count(row, file, columns),
        is_filtered=bool(row["row_filter"]),
        is_lob_partial=bool(row["lob_policy"]) and row["lob_policy"].strip().casefold() not in LOB_WHOLE,
        n_unlisted=max(reported - listed.n, 0) if listed.n else 0,
        n_overcounted=_overcounted(row, file)[1],
        is_silent=bool(_silent(row, file)[1]),
        n_not_understood=row.get("not_understood") or 0,
    )


def _table(row: Row, file: _File, listed: Listed) -> Judged:
    """Judge one row."""
    said = _said(row, file, listed)
    standing, names = judge_row(said, file.proof)
    word = _worst_word(row, file)
    n_least = max(said.n_differences, said.n_counters)
    if file.proof is Proof.COUNTS:
        known = said.n_counts_apart or said.n_counters or None
        counted = None if known is None and None in (row["source_rows"], row["target_rows"]) else known or 0
    else:
        known = n_least if row["different_rows"] or said.n_counters else None
        counted = n_least if n_least or row["different_rows"] is not None else None
    known = known if known and _is_all(row, names, file) else None
    result = result_of(row, file.compare_type, text(word), standing, counted)
    facts = _facts(row, listed, known) | {
        "word": next((w for w in (file.word_at(row, name) for name in file.results) if w), None)
    }
    return Judged(result, names, facts, max(n_least, said.n_counts_apart, 1))


def _is_all(row: Row, names: Sequence[str], file: _File) -> bool:
    """Whether a row's number of differing rows is certain: if none did, nothing would be said that is not said now.

    Beside a blank count, or another result that differs too or is blank, nobody knows how many do; nor in a value
    comparison beside counts that are apart, whose difference the number may be.
    """
    numbers = (*file.parts, "different_rows", "reported_difference", "second_difference")
    equal = {**row, **{name: 0 for name in numbers if row.get(name) or row.get("different_rows")}}
    equal |= {name: "consistent" for name in ("outcome", "content_outcome") if row.get(name) == "inconsistent"}
    if file.proof is Proof.COUNTS and None not in (row["source_rows"], row["target_rows"]):
        equal["target_rows"] = row["source_rows"]
    if row["matched_rows"] is not None and _to_match(equal) is not None:
        equal["matched_rows"] = _to_match(equal)
    standing, more = judge_row(_said(equal, file, Listed()), file.proof)
    return standing is not OutcomeClass.DIFFERS and {*more} <= {*names}


def _facts(row: Mapping[str, Any], listed: Listed, n_different: int | None) -> dict[str, Any]:
    source_rows, target_rows = row.get("source_rows"), row.get("target_rows")
    none = 0 if 0 < listed.n == sum(listed.kinds.values()) else None  # where no row is listed, nobody knows its kind
    return {
        **row,
        "n_different": n_different,
        "n_reported": row.get("different_rows"),
        "n_listed": listed.n,
        "n_only_in_source": listed.kinds["only_in_source"] or none,
        "n_only_in_target": listed.kinds["only_in_target"] or none,
        "n_changed": listed.kinds["different"] or none,
        "row_difference": None if source_rows is None or target_rows is None else target_rows - source_rows,
    }


def _findings(
    dataset: Dataset, subject: Subject, table: Judged, listed: Listed | None, file: _File
) -> Iterable[Finding]:
    listed, row, own = listed or Listed(), table.facts, table.result.places[0]
    for name in table.names:
        rule = code(f"*.{name}", file.compare_type)
        has_rows = "n_listed" in rule.facts
        column, n_rows = _TOLD[name](row, file) if name in _TOLD else ("", 0)
        yield finding_in(
            dataset,
            rule.code,
            {**row, "column": column, "n_rows": n_rows},
            subject,
            outcome=table.result.outcome,
            n=table.n if rule.effect is Effect.DIFFERS else 1,
            evidence=(own, *listed.evidence) if has_rows else [own],
            samples=samples(listed) if has_rows and rule.effect is Effect.DIFFERS else (),
        )


def _unlisted_table(listed: Listed, compare_type: str) -> Judged:
    """Return what differing rows say of a table that the list of tables does not name."""
    result = Result(compare_type, "inconsistent", OutcomeClass.DIFFERS, n_different=listed.n)
    nothing = dict.fromkeys(("source_rows", "target_rows", "message"))
    return Judged(result, ("values-differ",), _facts(nothing, listed, None), listed.n)


def examine(dataset: Dataset) -> Examined:
    """Return what the file says of each table, those that only its differing rows name too, and its findings.

    A table is verified only where every word of its row says so and no rule of `row_rules` speaks against it. Equal
    counts prove counts, never values, and a consistent sample the sample. At most one finding of a code per table.
    """
    frame, file = dataset.frames["tables"], _File(dataset)
    frame = rows_where(frame, says_any(frame, "source_table", "target_table"))
    alike = Alike.of(dataset, "tables", frame)
    file.stated = _stated(alike.first, file)
    subjects = table_subjects(frame)
    listed: dict[Subject, Listed] = {}
    rest: dict[Subject, Listed] = {}
    has_more = _are_few(frame)
    if "differences" in dataset.frames:
        listed, rest = assign(listed_by_table(dataset.frames["differences"], MAX_SAMPLES), subjects)
        has_more |= np.array([subject in listed for subject in subjects], dtype=bool)

    def judge(row: Row, number: int | None) -> Judged:
        return _table(row, file, Listed() if number is None else listed.get(subjects[number]) or Listed())

    observations, own = alike.judge(frame, subjects, judge, has_more.tolist())
    tables = [(subjects[number], one) for number, one in own.items()]
    nameless = Listed()
    for subject, found_rows in rest.items():
        if subject.key[2]:
            tables.append((subject, _unlisted_table(found_rows, file.compare_type)))
            observations.append(Observation(subject, tables[-1][1].result))
        else:
            nameless.add(found_rows)
    listed |= rest
    findings = [f for subject, table in tables for f in _findings(dataset, subject, table, listed.get(subject), file)]
    if nameless.n:
        name, facts, places = "*.differences-unassigned", {"n_listed": nameless.n}, nameless.evidence
        findings.append(finding_in(dataset, name, facts, n=nameless.n, evidence=places, samples=samples(nameless)))
    findings += check_databases(dataset, observations)
    findings += _about_proof(dataset, file.proof, observations)
    return observations, collect(findings)


def _about_proof(dataset: Dataset, proof: Proof, observations: Sequence[Observation]) -> Iterator[Finding]:
    """What the whole file proves less than it may seem to: counts without a number, values of a sample."""
    frame = dataset.frames["tables"]
    if proof is Proof.COUNTS and len(frame) and not says_any(frame, "source_rows", "target_rows").any():
        yield finding_in(dataset, "*.no-counts", {"n_tables": len(frame)}, evidence=())
    if proof is Proof.SAMPLE and observations:
        n_tables = len({o.subject.key for o in observations})
        shares = (text for name, text in dataset.recognition.meta if name == "sample_percent")
        percent = min(shares, key=lambda text: parse_percent(text) or 0.0, default=None)
        facts = {"n_tables": n_tables, "sample_percent": percent}
        yield finding_in(dataset, "*.sample-only", facts, evidence=())
