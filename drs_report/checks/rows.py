"""From frames to plain values: what the compare types share. Pandas' missing values end here."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import cache, lru_cache
from sys import intern
from typing import Any, TypeAlias, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from drs_report.comparisons import by_slug
from drs_report.findings.registry import make_finding, order_of
from drs_report.language.phrases import all_of, spellings, words_in
from drs_report.language.vocabulary import UNKNOWN_WORD, built_in, outcome_class, words
from drs_report.reading.dataset import Dataset
from drs_report.records.grouping import grouped
from drs_report.records.judgement import MAX_EVIDENCE_ROWS, Evidence, Fact, Finding, Level, OutcomeClass, Subject
from drs_report.records.observations import Observation, Places, Result, Same
from drs_report.records.reading import EXTRA, BlockRecognition

Row: TypeAlias = Mapping[str, Any]
"""A frame's row as plain Python values, None for null; others look at the same one."""

Examined: TypeAlias = tuple[list[Observation], list[Finding]]
"""What one file says: an observation per table it speaks of, whatever its outcome, and what is wrong with it."""

MISSING_IN_TARGET = frozenset({"target_missing", "target_table_missing", "target_db_missing"})

_FEW = 256
"""Rows that show whether a long column repeats itself."""
_IN_PARTS = re.compile(r'[.`"\[]')
_NAME_PART = re.compile(r'`((?:[^`]|``)+)`|"((?:[^"]|"")+)"|\[([^\]]+)\]|([^.`"\[\]]+)')


_HELD: ContextVar[dict[object, tuple[object, list[Any]]] | None] = ContextVar("held", default=None)


@contextmanager
def unchanging() -> Iterator[None]:
    """Take texts and tables out of a frame once, for as long as nothing is written to any frame."""
    token = _HELD.set({})
    try:
        yield
    finally:
        _HELD.reset(token)


def _once(make: Callable[[], list[Any]], *of: object) -> list[Any]:
    """Return what is made of something, made once where that does not change."""
    held = _HELD.get()
    if held is None:
        return make()
    key = tuple(map(id, of))
    if key not in held:
        held[key] = of, make()  # what is held keeps its identity
    return held[key][1]


def _first(column: Any) -> Any:
    """Return the first column that was met of those that say the same: files of a job list the same tables."""
    held = _HELD.get()
    if held is None or len(column) <= _FEW:
        return column
    known = held.setdefault((column[0], column[-1], len(column)), (column, []))[0]
    return known if known is column or column.equals(known) else column


def plain_values(series: pd.Series[Any]) -> list[Any]:
    """Return the values as Python objects, None for every kind of null; times as aware `datetime`."""
    values: Any = series.array
    if isinstance(series.dtype, pd.CategoricalDtype):
        words = _once(lambda: [*values.categories.tolist(), None], values.categories)  # the code of null is -1
        return [words[code] for code in values.codes.tolist()]
    if isinstance(series.dtype, pd.DatetimeTZDtype):
        return [None if moment is pd.NaT else moment.to_pydatetime() for moment in values]
    if isinstance(series.dtype, pd.StringDtype):
        return _once(lambda: _texts(series), _first(values))
    plain: list[Any] = pa.array(values).to_pylist()
    return plain


def _texts(series: pd.Series[Any]) -> list[Any]:
    if len(series) > _FEW and series.iloc[:_FEW].nunique() * 2 < _FEW:
        codes, texts = pd.factorize(series)  # so that what is said again is one object, and not made again
        said = [*texts, None]
        return [said[code] for code in codes.tolist()]
    plain: list[Any] = pa.array(series.array).to_pylist()
    # a name that stands in many columns and files is one object
    return [said if said is None else intern(said) for said in plain] if None in plain else [*map(intern, plain)]


def _known(frame: pd.DataFrame) -> list[str]:
    return _once(lambda: [str(n) for n in frame.columns if not str(n).startswith(EXTRA)], frame.columns, _known)


def known_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame without its ``extra:`` columns, of which a sheet may have thousands that nothing looks at."""
    names = _known(frame)
    known: pd.DataFrame = frame if len(names) == len(frame.columns) else _once(lambda: [frame[names]], frame, _known)[0]
    return known


def columns_of(frame: pd.DataFrame) -> Mapping[Any, pd.Series[Any]]:
    """Return the known columns of a frame, of few rows taken out once: that takes longer than what is asked of most."""
    if _HELD.get() is None or len(frame) > _FEW:
        return cast("Mapping[Any, pd.Series[Any]]", frame)
    taken: dict[Any, pd.Series[Any]] = _once(lambda: [dict(known_columns(frame).items())], frame, columns_of)[0]
    return taken


def plain_rows(frame: pd.DataFrame, names: Sequence[str] = ()) -> list[Row]:
    """Return the frame's own and common columns row by row (``extra:`` columns are left out), or those of `names`."""
    if not len(frame):
        return []
    if names or len(frame) > _FEW:
        return _rows(frame, names or _known(frame))
    return _once(lambda: _rows(frame, _known(frame)), frame, plain_rows)  # many steps ask for so few


def _rows(frame: pd.DataFrame, names: Sequence[str]) -> list[Row]:
    taken = columns_of(frame)
    columns = {name: plain_values(taken[name]) for name in names}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def rows_at(frame: pd.DataFrame, numbers: Sequence[int]) -> list[Row]:
    """Return some rows of a frame, by their places, like `plain_rows`."""
    if len(frame) <= _FEW:
        rows = plain_rows(frame)
        return [rows[number] for number in numbers]
    return plain_rows(frame.iloc[[*numbers]])


def rows_marked(frame: pd.DataFrame, mask: NDArray[np.bool_]) -> list[Row]:
    """Return the rows of a frame that `mask` marks, like `plain_rows`."""
    return rows_at(frame, np.flatnonzero(mask).tolist())


def rows_where(frame: pd.DataFrame, mask: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the rows that `mask` marks; the frame itself where it marks all."""
    return frame if mask.all() else frame[mask]


def says_any(frame: pd.DataFrame, *names: str) -> NDArray[np.bool_]:
    """Mark the rows with a value in any of the columns."""
    return np.asarray(np.logical_or.reduce([~is_blank(columns_of(frame)[name]) for name in names]), dtype=bool)


def says(frame: pd.DataFrame, name: str) -> bool:
    """Whether there is such a column, with a value in any row."""
    column = frame.get(name) if name.startswith(EXTRA) else columns_of(frame).get(name)
    return column is not None and not is_blank(column).all()


def is_blank(column: pd.Series[Any]) -> NDArray[np.bool_]:
    """Mark the cells without a value: asked of the array, since a series of few cells takes a hundred times as long."""
    return np.asarray(column.array.isna(), dtype=bool)


def are_of_type(frame: pd.DataFrame, object_type: str) -> NDArray[np.bool_]:
    """Mark the objects of one type."""
    return np.asarray(frame["object_type"].array == object_type, dtype=bool)


def cells_of(frame: pd.DataFrame, names: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the cells of some columns row by row, as plain Python values."""
    return list(zip(*(plain_values(columns_of(frame)[name]) for name in names), strict=True))


def text(value: object) -> str:
    """Return text as it is and null as ""."""
    return "" if value is None else str(value)


def _parts(name: str) -> tuple[str, ...]:
    """Split a dotted name at the dots outside quotes, quotes removed; a name that does not parse stays whole."""
    if not _IN_PARTS.search(name):
        return (name,)
    parts: list[str] = []
    position = 0
    while True:
        match = _NAME_PART.match(name, position)
        if not match:
            return (name,)
        parts.append(next(group for group in match.groups() if group is not None))
        position = match.end()
        if position == len(name):
            return tuple(parts)
        if name[position] != ".":
            return (name,)
        position += 1


@lru_cache(maxsize=1024)
def without_quotes(name: str) -> str:
    """Return a possibly quoted, possibly dotted name without its quotes."""
    return ".".join(_parts(name))


def side_of(db: object, schema: object, name: object) -> tuple[str, str, str]:
    """Return database, schema and table with quotes removed and a dotted name taken apart.

    The exports do not say whether a table name carries its database or schema, so that ``shop`` + ``orders``,
    ``shop`` + ``shop.orders`` and ``shop.orders`` alone must come out as the same table.
    """
    database, space, parts = without_quotes(text(db)), without_quotes(text(schema)), _parts(text(name))
    if len(parts) == 1:
        return database, space, parts[0]
    if database and parts[0] == database:
        parts = parts[1:]
    if len(parts) > 1 and space and parts[0] == space:
        parts = parts[1:]
    if len(parts) > 1 and not database:
        database, parts = parts[0], parts[1:]
    if len(parts) > 1 and not space:
        space, parts = parts[0], parts[1:]
    return database, space, ".".join(parts)


@lru_cache(maxsize=65536)
def _table(  # noqa: PLR0917 - the six names, as a file gives them
    source_db: object, source_schema: object, source: object, target_db: object, target_schema: object, target: object
) -> Subject:
    """Return the one subject of a table that many files may name."""
    return Subject(Level.TABLE, *side_of(source_db, source_schema, source), *side_of(target_db, target_schema, target))


def table_subject(row: Mapping[str, Any], source: str = "source_table", target: str = "target_table") -> Subject:
    """Return the table that `row` speaks of; `source` and `target` name the columns with the names."""
    names = ("source_db", "source_schema", source, "target_db", "target_schema", target)
    return _table(*map(row.get, names))


def table_subjects(frame: pd.DataFrame, source: str = "source_table", target: str = "target_table") -> list[Subject]:
    """Return the table that each row of a frame speaks of."""
    names = ("source_db", "source_schema", source, "target_db", "target_schema", target)
    columns = [plain_values(columns_of(frame)[name]) for name in names]
    return _once(lambda: list(map(_table, *columns)), *columns)


@lru_cache(maxsize=256)
def class_of(word: str | None) -> OutcomeClass:
    """Return what an outcome is worth; a blank result cell is not verified."""
    return outcome_class(word) if word else OutcomeClass.NOT_VERIFIED


def is_unfinished(row: Row) -> bool:
    """Whether a row says by a word, its progress or its shards that it has not come to its end."""
    done, shards = row.get("completed_shards"), row.get("total_shards")
    return (
        row["full_status"] not in (None, "completed")
        or (row["progress"] is not None and row["progress"] < 100)
        or (done is not None and shards is not None and done < shards)
    )


def lacks_name(row: Mapping[str, Any], side: str, what: str) -> bool:
    """Whether a row names its table or object not on this side: a blank, or one that says so beside another name."""
    return _lacks(row[f"{side}_{what}"], row[f"{'target' if side == 'source' else 'source'}_{what}"])


def lacks_names(names: pd.Series[Any], others: pd.Series[Any]) -> NDArray[np.bool_]:
    """Mark the names of one side that are blank, or say that there is none beside another name."""
    lacks, at = is_blank(names), np.flatnonzero(may_say_none(names))
    if len(at):
        lacks[at] = [*map(_lacks, *(pa.array(side.array).take(at).to_pylist() for side in (names, others)))]
    return lacks


def _lacks(name: str | None, other: str | None) -> bool:
    """Whether there is no such name; ``Missing Items`` beside ``missing_items`` is one."""
    if name is None or name == other or not says_none(name):
        return name is None
    return re.sub(r"(?<=\w)\s+(?=\w)", "_", name).lower() != other


def may_say_none(names: pd.Series[Any]) -> NDArray[np.bool_]:
    """Mark the names that may say that there is none."""
    column = _first(names.array)
    marked: NDArray[np.bool_] = _once(lambda: [_marked(names, pa.array(column))], column, may_say_none)[0]
    return marked


def _marked(series: pd.Series[Any], names: pa.Array) -> NDArray[np.bool_]:
    if len(names) <= _FEW:  # sooner asked one by one than put into a pattern
        return np.array([name is not None and says_none(name) for name in plain_values(series)], dtype=bool)
    small = pc.utf8_lower(pc.utf8_trim_whitespace(names))
    said = pc.is_in(small, value_set=pa.array([*_names_of_nothing()], small.type))
    found = pc.or_(said, pc.match_substring_regex(small, _denied()))
    return np.asarray(pc.fill_null(found, fill_value=False).to_numpy(zero_copy_only=False), dtype=bool)


@lru_cache(maxsize=1024)
def says_none(name: str | None) -> bool:
    """Whether what stands where a name would says that there is none; where Chinese words do, all of it is known."""
    plain = text(name).strip().lower()
    if name is None or plain in _names_of_nothing():
        return True
    plain = re.sub(r"\bnot\s+null\b", "", plain)  # SQL's own, in what a constraint demands
    found = re.search(_denied(), plain)
    return found is not None and (found[1] is None or words_in(plain.replace(found[1], "", 1)) is not None)


@cache
def _names_of_nothing() -> frozenset[str]:
    """Return the words, in small letters, that stand where a name would and say that there is none."""
    results = (word.text.lower() for group in ("outcome", "remark") for word in words(group))
    return built_in().null_words | all_of("marks", "no_data") | frozenset(results)


@cache
def _denied() -> str:
    """Return a pattern, also of RE2's syntax, of a word that denies or misses, apart from others or in Chinese ones."""
    denials = all_of("denials", "neutral").union(spellings("missing"), spellings("gone")) - {"no"}
    apart, joined = "|".join(sorted(denials)), "|".join(word for word in sorted(denials) if not word.isascii())
    bound = "[\\s\u00a0\u3000()\\[\\]<>（）【】]"
    return rf"^\W*no\s|(?:^|{bound})(?:{apart})(?:{bound}|$)|({joined})"


def evidence_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """Return one entry per file and sheet, with the first row numbers and their true total."""
    places = ((text(row.get("source_file")), text(row.get("sheet")), row.get("row_number")) for row in rows)
    return _joined(Evidence(file, sheet, () if n is None else (int(n),), n is not None) for file, sheet, n in places)


def _joined(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Put together what different places of a sheet show."""
    sheets = grouped(((one.file, one.sheet), one) for one in {*evidence})
    return tuple(
        Evidence(
            *at,
            tuple(sorted({n for one in found for n in one.rows})[:MAX_EVIDENCE_ROWS]),
            sum(one.n_rows for one in found),
        )
        for at, found in sorted(sheets.items())
    )


def result_of(
    row: Row, compare_type: str, outcome: str, standing: OutcomeClass, n_different: int | None = None
) -> Result:
    """Return what one row comes down to; what verifies it is every cell of it that a verdict hangs on."""
    places = evidence_of([row])
    if standing is not OutcomeClass.VERIFIED:
        return Result(compare_type, outcome, standing, n_different, places)
    names = tuple(name for name in _judged(compare_type) if row.get(name) is not None)
    cells = tuple((row[name],) for name in names)
    rule = by_slug(compare_type).verified_as
    return Result(compare_type, outcome, standing, n_different, places, rule, names, cells)


def for_all(results: Iterable[Result], frame: pd.DataFrame) -> list[Result]:
    """Return each result of a single row as one of every row of `frame`: some of them are alike, and share it."""
    found = list(results)
    places = Places(*(plain_values(columns_of(frame)[name]) for name in ("source_file", "sheet", "row_number")))
    read = dict.fromkeys(name for one in found for name in one.columns if _judged(one.compare_type)[name])
    own = {name: plain_values(columns_of(frame)[name]) for name in read}
    return [
        replace(
            one,
            places=places,
            cells=tuple([own.get(n, Same(v[0])) for n, v in zip(one.columns, one.cells, strict=True)]),
        )
        for one in found
    ]


@cache
def _judged(compare_type: str) -> Mapping[str, bool]:
    """Return the columns that a verdict hangs on, and of each whether rows that are alike may differ in it."""
    columns = (column for schema in by_slug(compare_type).tables for column in schema.columns)
    return {column.name: column.may_vary for column in columns if column.is_judged and not column.derived}


def blocks_of_frame(dataset: Dataset, frame: str) -> dict[str, list[BlockRecognition]]:
    """Return the blocks that a frame was read from, by sheet, from the top."""
    blocks: dict[str, list[BlockRecognition]] = {}
    for sheet in dataset.recognition.sheets:
        found = sorted((b for b in sheet.blocks if b.frame == frame), key=lambda b: b.first_row)
        if found:
            blocks.setdefault(sheet.sheet, []).extend(found)
    return blocks


def columns_read(dataset: Dataset, frame: str) -> Callable[[Mapping[str, Any]], frozenset[str]]:
    """Return a function from a row to the columns its block has headings for.

    For rows without a recognised block (frames made by hand or from the query API) these are the columns that hold
    any value.
    """

    @cache
    def filled() -> frozenset[str]:
        table = known_columns(dataset.frames[frame])
        return frozenset(name for name in map(str, table.columns) if says(table, name))

    blocks = {
        sheet: (
            [b.first_row for b in found],
            [frozenset(c.column for c in b.columns if c.column) or filled() for b in found],
        )
        for sheet, found in blocks_of_frame(dataset, frame).items()
    }

    def of(row: Mapping[str, Any]) -> frozenset[str]:
        starts, columns = blocks.get(text(row.get("sheet")), ([], []))
        return columns[max(bisect_right(starts, row["row_number"]) - 1, 0)] if starts else filled()

    return of


def unknown_words(dataset: Dataset, frame: str) -> Callable[[Mapping[str, Any], str], str | None]:
    """Return a function from a row and a column to the unknown word its cell held, as the file spells it.

    The recognition keeps the first 20 rows of each word; beyond these the word is named where its block has no other.
    """
    blocks = blocks_of_frame(dataset, frame).items()
    met = [(sheet, entry) for sheet, found in blocks for block in found for entry in block.unknown_words]
    at = {(sheet, entry.column, number): entry.word for sheet, entry in met for number in entry.rows}
    only = grouped(((sheet, entry.column), entry.word) for sheet, entry in met)

    def of(row: Mapping[str, Any], column: str) -> str | None:
        sheet = text(row.get("sheet"))
        known = at.get((sheet, column, row["row_number"]))
        if known is None and row.get(column) == UNKNOWN_WORD:
            words = {*only.get((sheet, column), ())}
            return words.pop() if len(words) == 1 else None
        return known

    return of


def finding_in(
    dataset: Dataset,
    name: str,
    facts: Mapping[str, Any],
    subject: Subject | None = None,
    *,
    outcome: str = "",
    n: int = 1,
    evidence: Iterable[Evidence | None] | None = None,
    samples: tuple[tuple[Fact, ...], ...] = (),
) -> Finding:
    """Return a finding about `subject`, or about the file as a whole."""
    about, kind = subject or dataset.origin.name, dataset.compare_type
    return make_finding(name, about, facts, compare_type=kind, outcome=outcome, n=n, evidence=evidence, samples=samples)


def listed_again(
    dataset: Dataset, listed: Mapping[Subject, Sequence[Row]], said: Sequence[str] = ()
) -> Iterator[Finding]:
    """Name what stands in a list more than once: a row may be another's; `said` are the columns that must agree."""
    for subject, rows in listed.items():
        if len(rows) > 1:
            contradicts = len({tuple(row[column] for column in said) for row in rows}) > 1
            name, n = "integrity.duplicate-contradicts" if contradicts else "integrity.duplicate-table", len(rows)
            yield finding_in(dataset, name, {"n_rows": n}, subject, n=n, evidence=evidence_of(rows))


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings in the order of the codes and then of the names, each once."""
    groups = grouped((order_of(f), f) for f in findings)
    ordered: list[Finding] = []
    for key in sorted(groups):
        group = groups[key]
        ordered += group if len(group) == 1 else sorted(set(group), key=repr)
    return ordered


def collect(findings: Iterable[Finding]) -> list[Finding]:
    """Return one finding per code and subject, in order.

    Where a subject is listed several times, the entry with the largest `n` speaks and the evidence of all is kept.
    """
    groups = grouped((order_of(f), f) for f in findings).values()
    return in_order(group[0] if len(group) == 1 else _merged(group) for group in groups)


def _merged(group: list[Finding]) -> Finding:
    largest = max(group, key=lambda f: (f.n, repr((f.outcome, f.facts))))
    return replace(largest, evidence=_joined(e for finding in group for e in finding.evidence))
