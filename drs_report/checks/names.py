"""Which table the names of a row speak of, and where they say that there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from drs_report.checks.rows import FEW, columns_of, first_alike, is_blank, made_once, plain_values, says_any, text
from drs_report.language.phrases import all_of, speaks_of, spellings, words_in
from drs_report.language.vocabulary import built_in, words
from drs_report.records.judgement import Level, Subject

_IN_PARTS = re.compile(r'[.`"\[]')

_NAME_PART = re.compile(r'`((?:[^`]|``)+)`|"((?:[^"]|"")+)"|\[([^\]]+)\]|([^.`"\[\]]+)')


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
    if parts[0] == database:
        parts = parts[1:]
    if len(parts) > 1 and parts[0] == space:
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
    return made_once(lambda: list(map(_table, *columns)), *columns)


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


def are_named(frame: pd.DataFrame, source: str, target: str) -> NDArray[np.bool_]:
    """Mark the rows that name something on either side; the same mark for nothing on both names nothing."""
    named, sides = says_any(frame, source, target), [columns_of(frame)[name] for name in (source, target)]
    may_be_none = np.logical_and.reduce([is_blank(side) | may_say_none(side) for side in sides])
    at = np.flatnonzero(named & may_be_none)
    if len(at):
        pairs = zip(*(pa.array(side.array).take(at).to_pylist() for side in sides), strict=True)
        named[at] = [not all(map(_is_none, pair)) for pair in pairs]
    return named


def _is_none(name: str | None) -> bool:
    """Whether there is no name, or all of it says so: one word of plain letters, such as ``none``, may be a name."""
    plain = text(name).strip().lower()
    if name is None or not says_none(name) or re.fullmatch("[a-z_]+", plain):
        return name is None
    rest = re.sub(rf"{_denied()}|\bdoes\b", " ", plain).strip()
    return plain in _names_of_nothing() or not rest or speaks_of(rest, "exist")


def may_say_none(names: pd.Series[Any]) -> NDArray[np.bool_]:
    """Mark the names that may say that there is none."""
    column = first_alike(names.array)
    marked: NDArray[np.bool_] = made_once(lambda: [_marked(names, pa.array(column))], column, may_say_none)[0]
    return marked


def _marked(series: pd.Series[Any], names: pa.Array) -> NDArray[np.bool_]:
    if len(names) <= FEW:  # sooner asked one by one than put into a pattern
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
