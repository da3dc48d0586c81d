"""Blocks to the frames of a compare type: every frame always there, every dtype the documented one.

What the titles above a table say holds for all of its rows. Derived columns are made here: the recomputed row
difference, the overall outcome of a value comparison, which side a differing row is on, what a repair statement does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from drs_report.language.vocabulary import (
    OBJECT_TYPES,
    OUTCOMES,
    Vocabulary,
    is_equal,
)
from drs_report.reading.tables.blocks import OVERVIEWS, Block
from drs_report.reading.tables.conversion import ARROW_TYPES, CATEGORIES, NOTHING, parse_percent
from drs_report.reading.tables.headings import NO_PLACE, TABLE_NAMES, Fit
from drs_report.reading.tables.scans import SheetScan
from drs_report.reading.tables.values import is_no_filter
from drs_report.reading.xlsx.columns import Mask, Places
from drs_report.records.columns import COMMON_COLUMNS, Kind, TableSchema
from drs_report.records.reading import EXTRA

Codes = np.ndarray[tuple[int], np.dtype[np.int16]]

_DTYPES: Mapping[Kind, Any] = {
    **{kind: pd.CategoricalDtype([*words], ordered=True) for kind, words in CATEGORIES.items()},
    Kind.TEXT: pd.StringDtype("pyarrow"),
    Kind.COUNT: pd.Int64Dtype(),
    Kind.FLAG: pd.BooleanDtype(),
    Kind.PERCENT: pd.Float64Dtype(),
}
_KIND_OF_SIDES = {
    Kind.DIFF_KIND: ("only_in_target", "only_in_source", "different"),
    Kind.REPAIR_KIND: ("delete", "insert", "update"),
}
"""The word for a row that only the target has, only the source has, both have."""
VERIFIED = np.array([*map(is_equal, OUTCOMES)])
_SHORT = 65_536
_CANNOT_COMPARE = OUTCOMES.index("cannot_compare")


@dataclass(frozen=True, slots=True)
class Part:
    """A block and the frame it goes to; `constants` fill columns that it does not carry, from its titles."""

    block: Block
    fit: Fit
    constants: Mapping[str, str] = field(default_factory=dict)
    sample_percent: float | None = None
    """The share of a sample, where a line above the tables says it."""


def parts_of(scans: Sequence[SheetScan], slug: str) -> dict[int, Part]:
    """The blocks of the decided type by their ``id``; what one of them says of a database reaches the others."""
    blocks = [block for scan in scans for block in scan.blocks]
    parts = [Part(block, fit) for block in blocks for fit in block.fits if fit.slug == slug]
    pairs = _database_pairs(part for part in parts if part.fit.schema.frame == "databases")
    said = [parse_percent(text) for scan in scans for name, text in scan.meta if name == "sample_percent"]
    share = min((one for one in said if one is not None), default=None)  # of two the smaller proves less
    filters = dict.fromkeys(text for scan in scans for name, text in scan.meta if name == "row_filter")
    filtered = {"row_filter": "; ".join(filters)} if filters else {}
    return {
        id(part.block): replace(part, constants=_from_titles(part, pairs) | filtered, sample_percent=share)
        for part in parts
    }


def _from_titles(part: Part, pairs: Mapping[str, str]) -> dict[str, str]:
    """What the titles above a block say of all its rows: the database, and for rows of one table the table.

    A title that names one side only gets the target the overview pairs it with. A sheet without titles may carry the
    name of a database that the overview lists; names cut to a tab's 31 characters match nothing and are left out.
    """
    names, filled = part.block.title.names, {column.name for column in part.fit.columns.values()}
    if part.fit.schema.frame in OVERVIEWS:
        return {}
    table = ("", "")
    if part.fit.schema.frame in ("differences", "statements") and filled.isdisjoint(TABLE_NAMES):
        table, names = _table_and_rest(names, pairs)
    source, target = names[0] if names else (part.block.sheet if part.block.sheet in pairs else "", "")
    target = target or pairs.get(source, "")
    said = {"source_db": source, "target_db": target, "db": source}
    said |= {"source_table": table[0], "target_table": table[1] or table[0], "table": table[0]}
    return {name: text for name, text in said.items() if text}


def _table_and_rest(
    names: Sequence[tuple[str, str]], pairs: Mapping[str, str]
) -> tuple[tuple[str, str], tuple[tuple[str, str], ...]]:
    """The table that rows without a table column belong to, and the names that are left for the database.

    ``shop.orders`` is a database with its table; of two lone cells the nearer one is the table (likely).
    """
    if not names:
        return ("", ""), ()
    (source, target), rest = names[0], tuple(names[1:])
    database, dot, table = source.partition(".")
    if dot and database and table:
        to_database, _, to_table = target.rpartition(".") if "." in target else ("", "", target)
        return (table, to_table), ((database, to_database),)
    if rest or source not in pairs:
        return (source, target), rest
    return ("", ""), ((source, target),)


def build_frame(
    schema: TableSchema, parts: Iterable[Part], source_file: str, doubts: Mapping[int, Places]
) -> pd.DataFrame:
    """Return one frame: `schema`'s columns, the common ones, then an ``extra:<heading>`` column per unknown heading.

    `doubts` are those about each row, by the ``id`` of its block.
    """
    filled = [part for part in parts if part.fit.schema.frame == schema.frame and part.block.n_rows]
    if not filled:
        return _without_rows(schema).copy()
    tables = [
        columns_of(part)
        | {
            "source_file": _repeated(source_file, Kind.TEXT, part.block.n_rows),
            "sheet": _repeated(part.block.sheet, Kind.TEXT, part.block.n_rows),
            "row_number": part.block.numbers,
            "not_understood": pa.chunked_array([doubts[id(part.block)]]),
        }
        for part in filled
    ]

    def of_tables(name: str, kind: Kind) -> Any:
        both = zip(tables, filled, strict=True)
        arrays = (table[name] if name in table else _repeated(None, kind, p.block.n_rows) for table, p in both)
        chunks = [chunk for array in arrays for chunk in array.chunks]
        return _to_pandas(kind, pa.chunked_array(chunks, ARROW_TYPES[kind]))

    data = {name: of_tables(name, kind) for name, kind in _kinds_of(schema).items()}
    extra = dict.fromkeys(name for table in tables for name in table if name.startswith(EXTRA))
    data |= {name: of_tables(name, Kind.TEXT) for name in extra}
    return pd.DataFrame(data, copy=False)


def _kinds_of(schema: TableSchema) -> dict[str, Kind]:
    return {column.name: column.kind for column in (*schema.columns, *COMMON_COLUMNS)}


@cache
def _without_rows(schema: TableSchema) -> pd.DataFrame:
    """Most frames of most files are empty: each kind is made once and copied."""
    return pd.DataFrame({name: _to_pandas(kind, _repeated(None, kind, 0)) for name, kind in _kinds_of(schema).items()})


def extra_names(block: Block, fit: Fit) -> dict[int, str]:
    """Return the name of the extra column for each sheet column that is kept as plain text."""
    names: dict[int, str] = {}
    seen: dict[str, int] = {}
    headings = {m.column: m.heading for m in block.meanings}
    places = {m.column: m.name for m in block.meanings}
    for column in sorted(block.plain):
        # a time column has its text beside it where cells are no time
        has_lost = column in fit.columns and fit.columns[column].kind is Kind.TIME and block.typed[column].problems
        if places.get(column) in NO_PLACE or (column in fit.columns and not has_lost):
            continue
        names[column] = _not_yet(f"{EXTRA}{headings[column]}", seen)
    return names


def _not_yet(name: str, seen: dict[str, int]) -> str:
    """The name, or where it is taken the name with ``'``, then with ``'3``, ``'4`` and so on; `seen` counts them."""
    given = name
    while given in seen:
        seen[name] += 1
        given = f"{name}'{seen[name] if seen[name] > 2 else ''}"
    seen[given] = 1
    return given


def _database_pairs(parts: Iterable[Part]) -> dict[str, str]:
    """Return source -> target database of the overview blocks, where the file says so without contradiction."""
    pairs: dict[str, set[str]] = {}
    for part in parts:
        table = columns_of(part)
        if "source_db" in table:
            sources = table["source_db"].to_pylist()
            targets = table["target_db"].to_pylist() if "target_db" in table else [None] * len(sources)
            for source, target in zip(sources, targets, strict=True):
                if source is not None:
                    pairs.setdefault(source, set()).add(target or "")
    return {source: found.pop() if len(found) == 1 else "" for source, found in pairs.items()}


def columns_of(part: Part) -> dict[str, pa.ChunkedArray]:
    """A block's columns under their frame's names, derived ones and extra ones too."""
    block, fit, schema = part.block, part.fit, part.fit.schema
    table = {column.name: block.typed[c].array() for c, column in fit.columns.items()}
    names = set(schema.names)
    for place, filled in fit.columns.items():
        # a column of plain numbers whose greatest is exactly 1 counts parts of the whole: 1 is all of it
        if (
            filled.name == "progress"
            and not block.typed[place].has_percent_sign
            and pc.max(table["progress"]).as_py() == 1
        ):
            table["progress"] = pc.multiply(table["progress"], 100.0)
    if "row_filter" in table:
        table["row_filter"] = _without_none(table["row_filter"], block.words)
    _add_what_titles_say(table, names, part)
    _add_what_others_say(table, names, {m.name for m in block.meanings})
    if "is_comparable" in names or "outcome" in table:
        _add_outcome(table, names, part)
    if "kind" in names:
        _add_kind(table, schema)
    for column, name in extra_names(block, fit).items():
        table[name] = block.plain[column].array()
    return table


def _add_what_titles_say(table: dict[str, pa.ChunkedArray], names: set[str], part: Part) -> None:
    """Fill the columns that a block lacks from its titles and the lines above it."""
    n, object_type = part.block.n_rows, part.block.title.object_type
    for name, text in part.constants.items():
        if name in names and name not in table:
            table[name] = _repeated(text, Kind.TEXT, n)
        elif name == "row_filter" and name in table:
            table[name] = pc.fill_null(table[name], text)  # a filter of the whole comparison holds for every row
    if "sample_percent" in names and "sample_percent" not in table and part.sample_percent is not None:
        table["sample_percent"] = _repeated(part.sample_percent, Kind.PERCENT, n)
    if "object_type" in names and "object_type" not in table:
        table["object_type"] = _repeated(object_type, Kind.OBJECT_TYPE, n)


def _add_what_others_say(table: dict[str, pa.ChunkedArray], names: set[str], meant: set[str | None]) -> None:
    """Fill the columns that a block's other columns make; a heading of neither side's tables names both (seen)."""
    if "target_table" in names - {*table} and "source_table" in table and "table" in meant:
        table["target_table"] = table["source_table"]
    if "row_difference" in names and "source_rows" in table and "target_rows" in table:
        table["row_difference"] = pc.subtract(table["target_rows"], table["source_rows"])


def _add_outcome(table: dict[str, pa.ChunkedArray], names: set[str], part: Part) -> None:
    """The overall outcome is the worst word said of a table, also by a second result that its frame has no place for.

    Equal row counts alone say nothing of the values: a row whose value result is blank, or that has only a row result,
    has no outcome unless what it says is worse than consistent.
    """
    block, n = part.block, part.block.n_rows
    typed = (block.typed[m.column] for m in block.meanings if m.name == "line_outcome" and m.column in block.typed)
    second = next(typed, None)
    results = table if second is None else table | {"line_outcome": second.array()}
    overall, content, line = (codes_of(results, name, n) for name in ("outcome", "content_outcome", "line_outcome"))
    worst = np.maximum(np.maximum(overall, content), line)
    is_proven = (content >= 0) if "content_outcome" in table else (overall >= 0)
    worst = np.where(~is_proven & (worst >= 0) & VERIFIED[worst], -1, worst)
    is_listed = block.title.is_uncomparable and part.fit.schema.frame == "tables"
    if is_listed:
        worst = np.maximum(worst, _CANNOT_COMPARE)
    table["outcome"] = pa.chunked_array([pa.array(worst.astype(np.int16))])
    if "is_comparable" in names:
        is_comparable = np.zeros(n, dtype=bool) if is_listed else worst != _CANNOT_COMPARE
        table["is_comparable"] = pa.chunked_array([pa.array(is_comparable)])


def _add_kind(table: dict[str, pa.ChunkedArray], schema: TableSchema) -> None:
    """Which side lacks the row says what kind of difference it is, and what would repair it (inferred)."""
    in_source, in_target = _is_there(table, "source"), _is_there(table, "target")
    if in_source is None or in_target is None:
        return
    kind = next(column.kind for column in schema.columns if column.name == "kind")
    codes = [*map(CATEGORIES[kind].index, _KIND_OF_SIDES[kind])]
    derived = np.select([~in_source & in_target, in_source & ~in_target, in_source & in_target], codes, -1)
    if "kind" in table:
        said = codes_of(table, "kind", len(derived))
        derived = np.where(said >= 0, said, derived)
    table["kind"] = pa.chunked_array([pa.array(derived.astype(np.int16))])


def _is_there(table: Mapping[str, pa.ChunkedArray], side: str) -> Mask | None:
    name = next((name for name in (f"{side}_key", f"{side}_sql") if name in table), None)
    if name is None:
        return None
    nothing = pc.is_in(pc.utf8_trim_whitespace(table[name]), value_set=pa.array(["[]", "-", "--", "[null]"]))
    there = pc.and_(pc.is_valid(table[name]), pc.invert(pc.fill_null(nothing, fill_value=False)))
    return np.asarray(there.to_numpy(), dtype=bool)


def codes_of(table: Mapping[str, pa.ChunkedArray], name: str, n: int) -> Codes:
    """Return the codes of the words of a column, -1 for none."""
    if name not in table:
        return np.full(n, -1, dtype=np.int16)
    return np.asarray(table[name].to_numpy(), dtype=np.int16)


def _repeated(value: Any, kind: Kind, n: int) -> pa.ChunkedArray:
    """`n` times the same value, None for null: one short array named again and again, which takes no memory."""
    scalar = NOTHING[kind] if value is None else pa.scalar(value, ARROW_TYPES[kind])
    once = pa.repeat(scalar, min(n, _SHORT))
    return pa.chunked_array([*[once] * (n // _SHORT), once.slice(0, n % _SHORT)], ARROW_TYPES[kind])


def _without_none(filters: pa.ChunkedArray, words: Vocabulary) -> pa.ChunkedArray:
    """Row filters, null where the cell says that there is none."""
    none = [text for text in pc.unique(filters).to_pylist() if text is not None and is_no_filter(text, words)]
    is_none = pc.is_in(filters, value_set=pa.array(none, filters.type))
    return pc.if_else(is_none, pa.scalar(None, filters.type), filters)


def _to_pandas(kind: Kind, array: pa.ChunkedArray) -> Any:
    """An Arrow column as the pandas array of its kind."""
    if kind in CATEGORIES:
        return pd.Categorical.from_codes(np.asarray(array.to_numpy(), dtype=np.int16), dtype=_DTYPES[kind])
    if kind in _DTYPES:
        return _DTYPES[kind].__from_arrow__(array)
    if kind is Kind.TIME:
        naive = array.cast(pa.timestamp("us")).to_numpy().astype("datetime64[us]")
        return pd.DatetimeIndex(naive).tz_localize("UTC")
    encoded = array.combine_chunks().dictionary_encode()
    found = encoded.dictionary.to_pylist()
    categories = [*OBJECT_TYPES, *sorted(set(found) - set(OBJECT_TYPES))]
    position = np.array([*map(categories.index, found), -1], dtype=np.int32)
    indices = encoded.indices.fill_null(len(found)).to_numpy(zero_copy_only=False)
    return pd.Categorical.from_codes(position[indices], categories=pd.Index(categories), ordered=True)
