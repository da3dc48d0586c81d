"""What a header row's headings mean: by the word, by the neighbouring headings, and in the last resort by the cells.

``源数据库`` and ``目标数据库`` (Source and Destination Database) name a database, a row count or an object count: all
three were seen in public screenshots. The rules here are inferred from them. A heading nobody knows keeps its column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache

from drs_report.comparisons import ALL
from drs_report.language.phrases import composed, is_neutral_title, is_one_of, speaks_of, words_in
from drs_report.language.vocabulary import Vocabulary, built_in, canonical, halves, normalise_heading, normalise_word
from drs_report.reading.tables.conversion import is_blank, parse_count
from drs_report.reading.xlsx.cells import CellValue, ErrorValue, MergedRange
from drs_report.records.columns import Column, Kind, TableSchema
from drs_report.records.remarks import Remark, RemarkKind, remark
from drs_report.records.stated import STATED

ONE_A_COMPARISON = frozenset(one.name for one in STATED)
"""What is said of a comparison, or of its task, and has one value for all of it."""
ABOUT = frozenset({"about", "person", "signature", "reference", "make", "language", "network", "version"})
"""What says nothing of the comparison, once its value is of that kind."""
WRITTEN_AT = frozenset({"exported_at", "created_at"})
"""When the file was made; what was created before its comparison began is the task."""
META_MEANINGS = frozenset(
    [
        *("compare_type", "compare_start_time", "compare_end_time", "compare_time", "compare_status", "sample_percent"),
        *("compare_policy", "lob_policy"),
        *WRITTEN_AT,
        *ABOUT,
        *ONE_A_COMPARISON,
    ]
)
"""What lines above the tables say of the whole comparison."""

TABLE_NAMES = frozenset({"table", "source_table", "target_table"})
_PARTS = ("db", "rows", "count", "key", "sql", "object")
ONLY_BELOW_A_SIDE = frozenset(["source_side", "target_side", *(f"side_{part}" for part in _PARTS)])
"""Words too common to mean anything but below or above a heading that says source or target."""
UNJUDGED = (ABOUT | ONLY_BELOW_A_SIDE | WRITTEN_AT).union(
    ["drop", "number", "account", "key_columns", "size", "n_columns"]
)
"""Meanings whose column a layout may leave out: nothing is judged by them."""

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    **{m: (f"source_{what}", what) for what in ("table", "db", "schema") for m in (what, f"source_{what}")},
    "row_difference": ("reported_difference", "different_rows", "second_difference"),
    "diff_count": ("diff_count", "second_difference"),
    "line_outcome": ("line_outcome", "outcome"),
    "error_message": ("message",),
    "compare_start_time": ("started_at",),
    "compare_end_time": ("ended_at",),
}
"""Meaning -> the columns it may fill, the first that a schema has; a meaning that is not here fills its namesake."""

_SIDES = {f"{side}_{what}": side for side in ("source", "target") for what in ("side", "db_or_count")}
_OWN_NAMES = frozenset(c.name for one in ALL for table in one.tables for c in table.columns if c.is_name)
NAMES = _OWN_NAMES | {m for m, columns in _COLUMNS.items() if _OWN_NAMES.intersection(columns)} | {*_SIDES}
"""Headings below which stands what a row is about."""
_MANY = 0.1
"""More text than this among counts (or unreadable counts among names' columns) and the cells decide for names."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A heading and what its column was decided to hold, independent of the compare type."""

    column: int
    heading: str
    may_be: tuple[str, ...] = ()
    """Every meaning that its words may have; none for an unknown heading."""
    doubt: str = ""
    """What of it nobody understood, such as a remark in brackets, though the column is known."""
    name: str | None = None
    """What was decided; None for an unknown heading."""
    score: float = 0.0
    reason: Remark | None = None

    @property
    def has_heading(self) -> bool:
        """Whether the column has a heading of its own, and not only cells."""
        return self.reason is None or self.reason.kind is not RemarkKind.NO_HEADING


@dataclass(frozen=True, slots=True)
class Fit:
    """How a block's columns fill one frame of one compare type."""

    slug: str
    schema: TableSchema
    columns: Mapping[int, Column]
    """Sheet column -> frame column."""


def read_cells(row: Mapping[int, CellValue], words: Vocabulary) -> list[Meaning] | None:
    """Return cells that are not blank as headings, or None where one cannot be one: a number, a date, a result word."""
    cells = []
    words.offer("heading", (value for value in row.values() if isinstance(value, str)))
    for column, value in row.items():
        if not isinstance(value, str) or normalise_word(value) in words.outcomes:
            return None
        cells.append(_heading(column, value.strip(), words))
    return cells


_SHARES = frozenset(
    column.name for one in ALL for table in one.tables for column in table.columns if column.kind is Kind.PERCENT
)
"""Columns of percentages; a count is none, and what is rounded to 0 % may be some."""
NO_PLACE = frozenset({"drop", "number", "duration", "remark", "ignored"})
"""Columns that no frame holds: what can be clicked, running numbers, how long a comparison took, remarks beside those
that have a place, what a layout declares harmless."""
LIKE_LINES = frozenset(
    [
        *("compare_type", "compare_policy", "compare_status", "object_type", "filtered_rows"),
        *("error_message", "key_columns", "none_of", "size", "n_columns", "n_consistent", "rate", "environment"),
        *ABOUT,
        *ONE_A_COMPARISON,
    ]
)
"""Columns that may say of each row what a line says of the whole; where no frame holds them each cell is read so."""
_BRACKETS = re.compile(r"[(（\[【〔<《{]([^)）\]】〕>》}]*+)(?:[)）\]】〕>》}]|\Z)")
_CLOSING = ")）]】〕>》}"
_OPEN_MEANINGS: Mapping[str, tuple[str, ...]] = {
    f"{side}_db_or_count": (f"{side}_db", f"{side}_rows", f"{side}_count") for side in ("source", "target")
}


def _heading(column: int, text: str, words: Vocabulary) -> Meaning:
    if words.declares("heading", text):
        return Meaning(column, text, ("ignored",))
    found, doubt = read_heading(text, words)
    if {*found} <= ONLY_BELOW_A_SIDE:
        sides = (f"{_SIDES[m]}_db_or_count" for m in found if m in _SIDES)
        found = (*found, *filter(None, (composed(text) or next(sides, ""),)))
    if text.casefold() in found:
        found = (text.casefold(),)  # source_db is the API's own field of names, "Source DB" may be anything
    return Meaning(column, text, tuple(m for m in found if m not in ONLY_BELOW_A_SIDE), doubt)


def read_heading(text: str, words: Vocabulary) -> tuple[tuple[str, ...], str]:
    """Return every meaning that a heading may have, and what in it is not understood ("" for nothing).

    A heading in two languages (``源库库名/Source Database Name``) means what both halves mean; brackets may hold a unit
    or the other language.
    """
    whole = _known(text, words)
    # no bracket is looked for behind the last that closes one, so that each that opens one finds it
    end = max(map(text.rfind, _CLOSING)) + 1
    inner = [part.strip() for part in _BRACKETS.findall(text, 0, end) if part.strip()]
    if whole and (not inner or normalise_heading(text) in words.headings):
        return whole, ""
    base = (_BRACKETS.sub(" ", text[:end]) + text[end:]).strip()
    parts = [part.strip() for part in re.split(r"[/|\n\r／｜]+", base if inner else text) if part.strip()]
    if len(parts) == 1:
        parts = [*(halves(parts[0]) or parts)]
    meanings = _common([_known(part, words) for part in parts]) if parts != [text] else ()
    if not meanings or not inner or (whole and whole != meanings):
        return whole or meanings, ""
    outside = {*(words_in(base) or ()), "name", "total"}
    doubt = next((part for part in inner if not _is_same(part, meanings, outside, words)), "")
    return meanings, doubt


def _known(text: str, words: Vocabulary) -> tuple[str, ...]:
    found = words.headings.get(normalise_heading(text), ())
    made = None if found else composed(text)
    return found or ((made,) if made else ())


def _common(halves: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The meanings that all halves share; one that its neighbours decide gives way to the certain one."""
    wide = [{n for m in half for n in (m, *_OPEN_MEANINGS.get(m, ()))} for half in halves]
    shared = set.intersection(*wide) if wide else set()
    certain = shared - {*_OPEN_MEANINGS}
    kept = certain if any(certain & {*half} for half in halves) else shared & {*_OPEN_MEANINGS}
    return tuple(dict.fromkeys(m for half in halves for m in half if m in kept))


_UNITS = {
    "rows": ("_rows", "row_difference", "none_of"),
    "things": ("_count", "_shards", "none_of"),
    "duration": ("duration", "lag"),
    "size": ("size",),
    "zone": ("_time", "_at", "zone"),
}
"""Unit -> how the headings end that it may stand behind; numbers of things begin with ``n_`` as well."""


def _is_same(part: str, meanings: tuple[str, ...], outside: AbstractSet[str], words: Vocabulary) -> bool:
    """Whether a bracket says nothing beside its heading: its unit, what stands outside, or the same once more."""
    kinds = [kind for kind, headings in _UNITS.items() if is_one_of("units", kind, part)]
    if kinds:
        ends = tuple(end for kind in kinds for end in _UNITS[kind])
        return all(m.endswith(ends) or ("things" in kinds and m.startswith("n_")) for m in meanings)
    is_share = {*meanings} <= _SHARES and is_one_of("shares", "neutral", part)
    is_again = {*(words_in(part) or ("",))} <= outside or bool(_common([meanings, _known(part, words)]))
    return is_share or is_again


def known_headings(cells: Sequence[Meaning]) -> set[str]:
    """Return the known ones among headings, each once."""
    return {normalise_heading(m.heading) for m in cells if m.may_be and m.may_be != ("ignored",)}


def known_share(cells: Sequence[Meaning]) -> tuple[int, float]:
    """Return how many different headings are known, and the share of the cells that are."""
    return len(known_headings(cells)), sum(1 for m in cells if m.may_be) / len(cells) if cells else 0.0


def join_two_rows(
    top: Mapping[int, CellValue], bottom: Mapping[int, CellValue], merged: Sequence[MergedRange], words: Vocabulary
) -> list[Meaning] | None:
    """Return the headings of a group row (Source | Target) over a row of parts, or None where the rows are not that.

    A part that is no heading by itself may only stand below a group of at least two columns, so that no data row is
    taken for parts; a number, a result or a state above headings is doubted. `merged` are the merged areas that begin
    in the top row.
    """
    upper = {c: v.strip() for c, v in top.items() if isinstance(v, str)}
    lower = {c: v.strip() for c, v in bottom.items() if isinstance(v, str)}
    own = read_cells(bottom, words)
    if not own or len(upper) < len(top):
        return None
    groups = _groups(upper, lower, merged)
    if any(len(groups.get(c, ())) < 2 for c in lower) and not all(m.may_be for m in own):
        return None
    cells = []
    for column in sorted({*upper, *lower}):
        part, columns = lower.get(column), groups.get(column, ())
        if part is None and len(columns) >= 2 and any(c in lower for c in columns):
            continue
        if part is None or not columns:
            cells.append(_heading(column, part or upper[column], words))
            continue
        group = upper[columns[0]]
        whole = f"{group} / {part}"
        is_taught = words.declares("heading", whole)
        doubt = next((d for text in (group, part) if (d := _doubt(text, words))), "")
        cells.append(Meaning(column, whole, ("ignored",) if is_taught else _joined(group, part, words), doubt))
    return cells


def _doubt(text: str, words: Vocabulary) -> str:
    """What of a heading of two rows nobody understands; one that only says what is shown needs no meaning."""
    known, doubt = read_heading(text, words)
    is_title = is_neutral_title(text, frozenset({"row", "count"})) and not speaks_of(text, "statistics")
    is_value = normalise_word(text) in words.outcomes or canonical("job_status", text) is not None
    is_value |= re.search(r"[^\W\d_]", text) is None
    return doubt or (text if is_value or not (known or is_title) else "")


def _groups(
    upper: Mapping[int, str], lower: Mapping[int, str], merged: Sequence[MergedRange]
) -> dict[int, tuple[int, ...]]:
    """The columns that stand below the same upper heading, by column; the first is the heading's own."""
    groups: dict[int, tuple[int, ...]] = {}
    starts = sorted(upper)
    for position, start in enumerate(starts):
        area = next((m for m in merged if m.first_column == start and m.first_row == m.last_row), None)
        if area is not None:
            columns = tuple(range(start, area.last_column + 1))
        else:
            end = starts[position + 1] if position + 1 < len(starts) else max((*lower, start)) + 1
            columns = (start,)
            while columns[-1] + 1 < end and columns[-1] + 1 in lower and start in lower:
                columns = (*columns, columns[-1] + 1)
        groups.update(dict.fromkeys(columns, columns))
    return groups


def _part(meaning: str) -> str:
    """What a meaning names of a side above or below it, "" where it names nothing of one."""
    bare = meaning.removeprefix("side_").replace("total_rows", "rows")
    return bare if bare in (*_PARTS, "table", "schema") else ""


@cache
def _names_of_side(side: str) -> tuple[str, ...]:
    """How a side is called where it stands above others: a heading of one row may be spelled with another of them."""
    return tuple(name for name, meanings in built_in().headings.items() if f"{side}_side" in meanings)


def _joined(group: str, part: str, words: Vocabulary) -> tuple[str, ...]:
    upper, lower = read_heading(group, words)[0], read_heading(part, words)[0]
    for first, second in ((upper, lower), (lower, upper)):
        side = next((_SIDES[m] for m in first if m in _SIDES), None)
        below = next(filter(None, map(_part, second)), None)
        if side and below:
            return (f"{side}_{below}",)
    called = (name for m in upper if m in _SIDES for name in _names_of_side(_SIDES[m]))
    together = next(filter(None, (_known(f"{name} {part}", words) for name in (group, *called))), lower)
    return tuple(m for m in together if m not in ONLY_BELOW_A_SIDE)


def resolve(cells: Sequence[Meaning], below: Callable[[int], Sequence[CellValue]], words: Vocabulary) -> list[Meaning]:
    """Decide one meaning for each heading of a header row; `below` gives the first telling cells under a column.

    Headings of databases are of names, or of numbers where the neighbours allow it and the cells show them.
    """
    certain = {m.may_be[0] for m in cells if len(m.may_be) == 1}
    meanings = [_by_first_cells(_by_neighbours(m, certain), below, words) for m in cells]
    open_columns = [m.column for m in meanings if m.name in ("source_db_or_count", "target_db_or_count")]
    what, score, why = "db", 0.8, RemarkKind.NEIGHBOURS
    could_be = "rows" if certain & TABLE_NAMES else "count" if "object_type" in certain else ""
    settled = {f"source_{could_be}", f"target_{could_be}", "source_object", "target_object", "source_key", "target_key"}
    if could_be and not certain & settled:
        values = [value for column in open_columns for value in below(column)]
        n_text = sum(1 for v in values if isinstance(v, str) and parse_count(v, words.unit_suffixes) is None)
        usually_names = any("source_db" in m.may_be or "target_db" in m.may_be for m in cells)
        if n_text > _MANY * len(values):
            score, why = 0.6, RemarkKind.CELLS_ARE_NAMES
        elif values or not usually_names:
            what, score = could_be, 0.6
            why = RemarkKind.CELLS_ARE_COUNTS if values else RemarkKind.NEIGHBOURS

    def decided(m: Meaning) -> Meaning:
        name = f"{(m.name or '').partition('_')[0]}_{what}"
        return replace(m, name=name, score=score, reason=remark(why))

    return _without_doubles([decided(m) if m.column in open_columns else m for m in meanings])


def _by_first_cells(m: Meaning, below: Callable[[int], Sequence[CellValue]], words: Vocabulary) -> Meaning:
    """``Tables`` and ``Source Objects`` above nothing but numbers count them."""
    counted = {"table": "n_tables", "source_object": "source_count", "target_object": "target_count"}.get(m.name or "")
    if counted is None or not normalise_heading(m.heading).endswith(("tables", "objects")):
        return m
    cells = below(m.column)
    if not cells or any(parse_count(value, words.unit_suffixes) is None for value in cells):
        return m
    return replace(m, name=counted, score=0.6, reason=remark(RemarkKind.CELLS_ARE_COUNTS))


def _by_neighbours(m: Meaning, certain: set[str]) -> Meaning:
    plain = replace(m, name=m.may_be[0], score=1.0) if m.may_be else m
    side = (plain.name or "").removesuffix("_table")
    if "object_type" in certain and side in ("source", "target") and "object" in (words_in(m.heading) or ()):
        return replace(plain, name=f"{side}_object", score=0.8, reason=remark(RemarkKind.NEIGHBOURS))
    if "outcome" in m.may_be and len(m.may_be) > 1:
        return _status(plain, certain)
    if plain.name == "table" and certain & {"source_table", "target_table"}:
        return replace(plain, name=None, score=0.8, reason=remark(RemarkKind.TABLE_BY_SIDE))
    if plain.name == "db" and certain & {"source_db", "target_db"}:
        return replace(plain, name=None, score=0.8, reason=remark(RemarkKind.DATABASE_BY_SIDE))
    if plain.name == "outcome" and certain & {"repair_sql", "repaired_rows", "failed_rows"}:
        return _status(plain, certain)
    return plain


def _status(plain: Meaning, certain: set[str]) -> Meaning:
    """``status`` is the result, a value comparison's own progress word, or a repair's state."""
    if certain & {"repair_sql", "repair_sql_state"}:
        name = "repair_sql_state"
    elif certain & {"repaired_rows", "failed_rows", "filtered_rows", "repair_status"}:
        name = "repair_status"
    elif certain & {"content_outcome", "line_outcome", "progress", "completed_shards", "total_shards"}:
        name = "full_status"
    else:
        name = "outcome"
    if name in certain and name in ("full_status", "outcome"):
        return replace(plain, name="compare_status", score=0.8, reason=remark(RemarkKind.NEIGHBOURS))
    if name in certain:
        return replace(plain, name=None, score=0.0, reason=remark(RemarkKind.TAKEN, column=name))
    return replace(plain, name=name, score=0.8, reason=remark(RemarkKind.NEIGHBOURS))


def says_nothing(value: CellValue, words: Vocabulary) -> bool:
    """Whether a cell holds nothing, or a word for it."""
    if is_blank(value) or isinstance(value, ErrorValue):
        return True
    return isinstance(value, str) and normalise_word(value) in words.null_words


def judged_meaning(text: str, words: Vocabulary) -> str | None:
    """What a heading means that no layout may leave out; None where it means nothing of the kind."""
    return next((m for m in read_heading(text, words)[0] if m not in UNJUDGED), None)


def may_fill(meaning: str, column: str) -> bool:
    """Whether a heading of this meaning may be taught to be `column`: its own, or one that it leaves open."""
    is_open = meaning in ("outcome", "message", *NO_PLACE, *_SIDES) or meaning in META_MEANINGS
    # so many objects of a side, or rows: what is counted is nobody's but the file's author's to say
    same = (meaning, meaning.replace("_count", "_rows"))
    return is_open or column in same or column in _COLUMNS.get(meaning, ())


_SECOND: Mapping[str, str] = {"message": "remark", "different_rows": "diff_count"}
"""What a second column of a meaning is read as, where it has a place of its own."""


def _without_doubles(meanings: list[Meaning]) -> list[Meaning]:
    """Only the first column of a meaning fills it; the others are kept as columns of their own."""
    seen: set[str] = set()
    result = []
    for m in meanings:
        if m.name is not None and m.name not in NO_PLACE | LIKE_LINES and m.name in seen:
            second = _SECOND.get(m.name)
            name = None if second in seen else second
            result.append(replace(m, name=name, score=0.0, reason=remark(RemarkKind.DOUBLE, column=m.name)))
        else:
            result.append(m)
        seen.add(result[-1].name or "")
    return result


def fit_schema(meanings: Sequence[Meaning], slug: str, schema: TableSchema) -> Fit | None:
    """Return how the columns fill `schema`, or None where it needs others or excludes one of them."""
    by_name = {column.name: column for column in schema.columns if not column.derived}
    filled = {m.name: m.column for m in meanings if m.name is not None and m.name in by_name}
    for m in meanings:
        free = (name for name in _COLUMNS.get(m.name or "", ()) if name in by_name and name not in filled)
        target = next(free, None)
        if target is not None and m.name not in by_name:
            filled[target] = m.column
    present = {*filled, *(m.name for m in meanings)}
    if "table" in present and "table" not in by_name:
        present.add("source_table")
    if present & schema.excludes or not all(need & set(filled) for need in schema.needs):
        return None
    return Fit(slug, schema, {column: by_name[name] for name, column in filled.items()})
