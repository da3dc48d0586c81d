"""What full and sampled value comparison share: tables with results, and the rows that differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from drs_report.checks.database_pairs import check_databases
from drs_report.checks.rows import (
    MISSING_IN_TARGET,
    Examined,
    Row,
    class_of,
    collect,
    columns_read,
    evidence_of,
    plain_rows,
    table_subject,
    text,
    unknown_words,
    worst,
)
from drs_report.comparisons import by_slug
from drs_report.findings.registry import code, make_finding
from drs_report.language.vocabulary import DIFF_KINDS, OUTCOMES, UNKNOWN_WORD
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import (
    MAX_EVIDENCE_ROWS,
    Effect,
    Evidence,
    Fact,
    Finding,
    Level,
    Observation,
    OutcomeClass,
    Proof,
    Subject,
)

__all__ = ["MAX_SAMPLES", "examine"]

MAX_SAMPLES = 10
"""Differing rows shown with a finding; the true number stands beside them."""

_NAMES = ("source_db", "source_schema", "source_table", "target_db", "target_schema", "target_table")
_SHOWN = ("kind", "source_key", "target_key", "source_sql", "target_sql")
_OUTCOME_COLUMNS = ("outcome", "content_outcome", "line_outcome")
_ORDER = {word: number for number, word in enumerate(OUTCOMES)}


@dataclass(slots=True)
class _Listed:
    """The differing rows that the file lists for one table."""

    n: int = 0
    kinds: dict[str, int] = field(default_factory=lambda: dict.fromkeys(DIFF_KINDS, 0))
    evidence: list[Evidence] = field(default_factory=list)
    samples: list[Row] = field(default_factory=list)

    def add(self, other: _Listed) -> None:
        """Take in rows that name the same table in other words."""
        self.n += other.n
        for kind, n in other.kinds.items():
            self.kinds[kind] += n
        self.evidence = list(_sorted(self.evidence, other.evidence))
        self.samples = sorted(self.samples + other.samples, key=_place)[:MAX_SAMPLES]


def _place(row: Mapping[str, Any]) -> tuple[str, str, int]:
    return text(row["source_file"]), text(row["sheet"]), row["row_number"] or 0


def _group_numbers(frame: pd.DataFrame) -> Any:
    """Number the rows by the table they name."""
    return frame.groupby(list(_NAMES), dropna=False, sort=False, observed=True).ngroup().to_numpy(dtype=np.int64)


def _listed(frame: pd.DataFrame, n_samples: int) -> dict[Subject, _Listed]:
    """Return the listed differences by table, with at least one sample each; the order of the rows does not matter."""
    if not len(frame):
        return {}
    groups = _group_numbers(frame)
    places = frame.groupby(["source_file", "sheet"], dropna=False, sort=True, observed=True).ngroup().to_numpy()
    row_numbers = frame["row_number"].fillna(0).to_numpy(dtype=np.int64)
    kinds = frame["kind"].cat.set_categories(list(DIFF_KINDS)).cat.codes.to_numpy(dtype=np.int64)
    order = np.lexsort((row_numbers, places, groups))
    groups, places, row_numbers = groups[order], places[order], row_numbers[order]
    n_groups = int(groups[-1]) + 1
    first_of = np.searchsorted(groups, np.arange(n_groups))
    by_kind = np.bincount(groups * (len(DIFF_KINDS) + 1) + kinds[order] + 1, minlength=n_groups * (len(DIFF_KINDS) + 1))
    by_kind = by_kind.reshape(n_groups, len(DIFF_KINDS) + 1)[:, 1:]
    sizes = np.bincount(groups, minlength=n_groups)
    rank = np.arange(len(groups)) - first_of[groups]
    sampled = order[rank < n_samples]
    samples: list[list[Row]] = [[] for _ in range(n_groups)]
    columns = [*_NAMES, *_SHOWN, "source_file", "sheet", "row_number"]
    for group, row in zip(groups[rank < n_samples].tolist(), plain_rows(frame[columns].iloc[sampled]), strict=True):
        samples[group].append(row)
    runs = np.flatnonzero(np.r_[True, (groups[1:] != groups[:-1]) | (places[1:] != places[:-1])])
    ends = np.r_[runs[1:], len(groups)]
    heads = plain_rows(frame[["source_file", "sheet"]].iloc[order[runs]])
    evidence: list[list[Evidence]] = [[] for _ in range(n_groups)]
    for start, end, head in zip(runs.tolist(), ends.tolist(), heads, strict=True):
        rows = tuple(n for n in row_numbers[start : min(end, start + MAX_EVIDENCE_ROWS)].tolist() if n)
        entry = Evidence(text(head["source_file"]), text(head["sheet"]), rows, end - start)
        evidence[int(groups[start])].append(entry)
    found: dict[Subject, _Listed] = {}
    for group in range(n_groups):
        subject = table_subject(samples[group][0])
        listed = _Listed(
            int(sizes[group]),
            dict(zip(DIFF_KINDS, by_kind[group].tolist(), strict=True)),
            evidence[group],
            samples[group],
        )
        found.setdefault(subject, _Listed()).add(listed)
    return found


def _assign(
    listed: dict[Subject, _Listed], tables: list[Subject]
) -> tuple[dict[Subject, _Listed], dict[Subject, _Listed]]:
    """Give each table of the list its differing rows; what fits no table comes back as the second mapping.

    A list of differences may lack the database or the target's names: the table's name then decides, where only one
    table bears it.
    """
    by_key: dict[tuple[str, ...], set[Subject]] = {}
    by_name: dict[str, set[Subject]] = {}
    for table in tables:
        by_key.setdefault(table.key, set()).add(table)
        by_name.setdefault(table.key[2], set()).add(table)
    assigned: dict[Subject, _Listed] = {}
    rest: dict[Subject, _Listed] = {}
    known = set(tables)
    for subject in sorted(listed):
        fitting = {subject} if subject in known else by_key.get(subject.key, set())
        if not fitting and not subject.key[0]:
            fitting = by_name.get(subject.key[2], set())
            fitting = fitting if len(fitting) == 1 else set()
        for table in fitting:
            assigned.setdefault(table, _Listed()).add(listed[subject])
        if not fitting:
            rest.setdefault(subject, _Listed()).add(listed[subject])
    return assigned, rest


@dataclass(frozen=True, slots=True)
class _Table:
    """A row of the list with what it comes down to."""

    observation: Observation
    names: tuple[str, ...]
    """Codes of its findings, without the area."""
    facts: Mapping[str, Any]
    n: int
    listed: _Listed


@dataclass(frozen=True, slots=True)
class _Read:
    """What the file says beside the row's own cells."""

    compare_type: str
    proof: Proof
    columns: frozenset[str]
    unknown_word: str | None
    listed: _Listed
    has_value_results: bool
    """Whether any list of the file has a column for the result of the value comparison."""


def _worst_word(row: Row) -> str | None:
    words: list[str] = [row[name] for name in _OUTCOME_COLUMNS if row[name] is not None]
    if row["is_comparable"] is False:
        words.append("cannot_compare")
    if not words:
        return None
    heaviest = worst(class_of(word) for word in words)
    return max((word for word in words if class_of(word) is heaviest), key=lambda word: _ORDER.get(word, -1))


def _says_values(row: Row, columns: frozenset[str], *, has_value_results: bool) -> bool:
    """Whether the row's result speaks of values, and not only of the row counts that the comparison includes.

    The loader fills `outcome` from the row result where there is nothing else; that alone proves no value. Nor does a
    column that just says "result" in a file that elsewhere has a column for the value result.
    """
    if "content_outcome" in columns:
        return row["content_outcome"] is not None
    return "outcome" in columns and row["outcome"] is not None and not has_value_results


def _is_unfinished(row: Row) -> bool:
    done, shards = row["completed_shards"], row["total_shards"]
    return (
        row["full_status"] not in (None, "completed")
        or (row["progress"] is not None and row["progress"] < 100)
        or (done is not None and shards is not None and done < shards)
    )


def _also_open(row: Row) -> Iterable[str]:
    """Return what else a row that differs says: that its comparison was not finished, failed or was not made."""
    classes = {class_of(row[name]) for name in _OUTCOME_COLUMNS if row[name] not in (None, UNKNOWN_WORD)}
    if _is_unfinished(row) or OutcomeClass.UNFINISHED in classes:
        yield "unfinished"
    if row["is_comparable"] is False:
        yield "cannot-compare"
    elif OutcomeClass.NOT_VERIFIED in classes:
        yield "not-verified"
    if OutcomeClass.REVIEW in classes:
        yield "review"


def _table(row: Row, read: _Read) -> _Table:
    area, listed = read.compare_type, read.listed
    word = _worst_word(row)
    row_class = class_of(word)
    source_rows, target_rows, reported = row["source_rows"], row["target_rows"], row["different_rows"]
    difference = None if source_rows is None or target_rows is None else target_rows - source_rows
    n_least = max(abs(reported or 0), listed.n)
    n_different = _n_different(abs(reported or 0), listed.n, abs(difference or 0))
    names: list[str] = []
    outcome_class = row_class
    match row_class:
        case OutcomeClass.DIFFERS:
            names.append("table-missing" if word in MISSING_IN_TARGET else "values-differ")
            # a difference that is tolerated or waived must not take along what was never compared
            names += [name for name in _also_open(row) if name not in names]
        case OutcomeClass.VERIFIED | OutcomeClass.REVIEW:
            if row_class is OutcomeClass.REVIEW:
                names.append("review")
            if row_class is OutcomeClass.VERIFIED and not _says_values(
                row, read.columns, has_value_results=read.has_value_results
            ):
                names.append("outcome-missing")
                outcome_class = OutcomeClass.NOT_VERIFIED
            if _is_unfinished(row):
                names.append("unfinished")
                outcome_class = worst((outcome_class, OutcomeClass.UNFINISHED))
            if row_class is OutcomeClass.VERIFIED and difference:
                names.append("outcome-contradicts-counts")
                outcome_class = OutcomeClass.DIFFERS
            if n_least:
                names.append("outcome-contradicts-differences")
                outcome_class = OutcomeClass.DIFFERS
        case OutcomeClass.UNFINISHED:
            names.append("unfinished")
        case OutcomeClass.NOT_VERIFIED if word == "cannot_compare":
            names.append("cannot-compare")
        case OutcomeClass.NOT_VERIFIED if word is None and not read.unknown_word:
            names.append("outcome-missing")
        case OutcomeClass.NOT_VERIFIED if word != UNKNOWN_WORD and word is not None:
            names.append("not-verified")
    if row_class in (OutcomeClass.UNFINISHED, OutcomeClass.NOT_VERIFIED) and n_least:
        names.append("values-differ")
        outcome_class = OutcomeClass.DIFFERS
    if read.unknown_word or any(row[name] == UNKNOWN_WORD for name in _OUTCOME_COLUMNS):
        names.append("unknown-word")
        outcome_class = worst((outcome_class, OutcomeClass.NOT_VERIFIED))
    if row["row_filter"]:
        names.append("filtered")
        outcome_class = worst((outcome_class, OutcomeClass.REVIEW))
    if reported is not None and 0 < listed.n < reported:
        names.append("differences-unlisted")
    proof = read.proof if outcome_class is OutcomeClass.VERIFIED else Proof.NONE
    counted = n_least if n_least or reported is not None else None
    own = evidence_of([row])[0]
    observation = Observation(table_subject(row), area, text(word), outcome_class, proof, counted, own)
    facts = _facts(row, listed, n_different, difference) | {"word": read.unknown_word}
    return _Table(observation, tuple(names), facts, max(n_least, abs(difference or 0), 1), listed)


def _n_different(reported: int, listed: int, difference: int) -> int | None:
    """Return how many rows differ, where that is certain.

    The documented field is the number of differing rows in one version of the API and called a difference between the
    tables in another: where it equals the difference of the row counts it may be only that, unless as many rows are
    listed; and fewer than that difference it cannot be.
    """
    if not reported or reported < difference or (reported == difference and listed < reported):
        return None
    return max(reported, listed)


def _findings(table: _Table) -> list[Finding]:
    said, listed = table.observation, table.listed
    own = (said.evidence,) if said.evidence else ()
    found: list[Finding] = []
    for name in table.names:
        entry = code(f"{said.compare_type}.{name}")
        has_rows = "differ" in name
        found.append(
            make_finding(
                entry.code,
                said.subject,
                table.facts,
                compare_type=said.compare_type,
                outcome=said.outcome,
                n=table.n if entry.effect is Effect.DIFFERS else 1,
                evidence=(*own, *listed.evidence) if has_rows else own,
                samples=_samples(listed) if has_rows and entry.effect is Effect.DIFFERS else (),
            )
        )
    return found


def _sorted(*parts: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted((entry for part in parts for entry in part), key=lambda e: (e.file, e.sheet, e.rows)))


def _facts(row: Mapping[str, Any], listed: _Listed, n_different: int | None, difference: int | None) -> dict[str, Any]:
    return {
        "n_different": n_different,
        "n_reported": row.get("different_rows"),
        "n_listed": listed.n,
        "n_only_in_source": listed.kinds["only_in_source"],
        "n_only_in_target": listed.kinds["only_in_target"],
        "n_changed": listed.kinds["different"],
        "source_rows": row.get("source_rows"),
        "target_rows": row.get("target_rows"),
        "row_difference": difference,
        "message": row.get("message"),
        "row_filter": row.get("row_filter"),
        "full_status": row.get("full_status"),
        "progress": row.get("progress"),
        "completed_shards": row.get("completed_shards"),
        "total_shards": row.get("total_shards"),
    }


def _samples(listed: _Listed) -> tuple[tuple[Fact, ...], ...]:
    return tuple(tuple(Fact(name, row[name]) for name in _SHOWN) for row in listed.samples)


def _unlisted_table(subject: Subject, listed: _Listed, area: str) -> _Table:
    """Return what differing rows say of a table that the list of tables does not name."""
    observation = Observation(subject, area, "inconsistent", OutcomeClass.DIFFERS, Proof.NONE, listed.n, None)
    return _Table(observation, ("values-differ",), _facts({}, listed, None, None), listed.n, listed)


def _unassigned(dataset: Dataset, listed: _Listed) -> Finding:
    return make_finding(
        f"{dataset.compare_type}.differences-unassigned",
        Subject(Level.FILE, source_name=dataset.origin.name),
        {"n_listed": listed.n},
        compare_type=dataset.compare_type,
        n=listed.n,
        evidence=tuple(listed.evidence),
        samples=_samples(listed),
    )


def _tables(dataset: Dataset, proof: Proof, n_samples: int) -> tuple[list[_Table], _Listed]:
    """Return every table the file speaks of, and the differing rows that belong to no table."""
    area = dataset.compare_type
    read = columns_read(dataset, "tables")
    word_at = unknown_words(dataset, "tables")
    has_value_results = bool(dataset.frames["tables"]["content_outcome"].notna().any())
    rows = [
        row
        for row in plain_rows(dataset.frames["tables"])
        if row["source_table"] is not None or row["target_table"] is not None
    ]
    assigned, rest = _assign(_listed(dataset.frames["differences"], n_samples), [table_subject(row) for row in rows])
    tables = [
        _table(
            row,
            _Read(
                area,
                proof,
                read(row),
                next((w for w in (word_at(row, name) for name in _OUTCOME_COLUMNS) if w), None),
                assigned.get(table_subject(row), _Listed()),
                has_value_results,
            ),
        )
        for row in rows
    ]
    nameless = _Listed()
    for subject, listed in rest.items():
        if subject.key[2]:
            tables.append(_unlisted_table(subject, listed, area))
        else:
            nameless.add(listed)
    return tables, nameless


def examine(dataset: Dataset) -> Examined:
    """Return what the file says of each table, those that only its differing rows name too, and its findings.

    A table counts as verified only if every result word of its row says so, one of them speaks of values, nothing is
    unfinished, no filter left rows out, and neither counts nor listed rows contradict. A consistent sample proves the
    sample, never the table, and a finding says so. At most one finding of a code per table.
    """
    tables, nameless = _tables(dataset, by_slug(dataset.compare_type).proof, MAX_SAMPLES)
    observations = [table.observation for table in tables]
    findings = [finding for table in tables for finding in _findings(table)]
    findings += [_unassigned(dataset, nameless)] if nameless.n else []
    findings += check_databases(dataset, dataset.compare_type, observations)
    if by_slug(dataset.compare_type).proof is Proof.SAMPLE and tables:
        n_tables = len({o.subject.key for o in observations})
        facts = {"n_tables": n_tables, "sample_percent": dict(dataset.recognition.meta).get("sample_percent")}
        file = Subject(Level.FILE, source_name=dataset.origin.name)
        findings.append(make_finding("random.sample-only", file, facts, compare_type=dataset.compare_type))
    return observations, collect(findings)
