"""The layouts: one truth laid out in many ways, as plain sheet descriptions that any writer can write.

`build` gives a `Book`: the sheets and what a right reading of them must give. Every layout is inferred; no export has been
seen (the console's stacked row and object reports follow public screenshots).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from itertools import groupby

from tests.zoo import words
from tests.zoo.truth import TRUTH, Row

Cell = str | int | float | bool | None

LANGUAGES = ("en", "zh", "mixed", "api")


@dataclass(slots=True)
class SheetPlan:
    """One sheet: rows of cells, merged areas (1-based row and column, both inclusive) and whether it is hidden."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook to be written and the frames it must load to."""

    name: str
    compare_type: str
    sheets: tuple[SheetPlan, ...]
    expected: dict[str, tuple[Row, ...]]
    """Per frame, the rows with their sheet and row number, in the file's order; columns that the layout lacks are None."""
    extra: str = ""
    """Heading of an unknown column that every detail block carries."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a truth is laid out; the fields are independent choices."""

    name: str
    results: str = "label"
    """label, code, code-text, enum, boolean"""
    counts: str = "number"
    """number, text, unit"""
    arrangement: str = "sheets"
    """sheets, one-sheet, captions, console, titled, by-type"""
    header: str = "plain"
    """plain, merged, two-row"""
    columns: str = "all"
    """all, reversed, minimal, extra"""
    synonym: int = 0
    has_front: bool = False
    has_operation: bool = False
    continuation: str = ""
    """"" none, "({n})" with the header repeated, "_{n}" without"""
    is_hidden: bool = False
    has_kind: bool = False
    is_padded: bool = False
    """Blanks and a colon around headings, a full stop behind result words."""
    types: tuple[str, ...] = tuple(TRUTH)
    languages: tuple[str, ...] = LANGUAGES
    language: str = "en"
    """The one it is laid out in."""


DATA = ("lines", "contents", "random")
WITHOUT_API = ("en", "zh", "mixed")

LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        Layout("flat"),
        # Without captions nothing would tell a value comparison's list of tables that cannot be compared.
        Layout("one-sheet", arrangement="one-sheet", types=("objects_comparison", "lines", "repair_data")),
        Layout("captions", arrangement="captions", columns="reversed"),
        Layout(
            "console",
            arrangement="console",
            has_operation=True,
            types=("objects_comparison", "lines"),
            languages=WITHOUT_API,
        ),
        Layout("titled-blocks", arrangement="titled", types=DATA),
        Layout("by-type", arrangement="by-type", types=("objects_comparison",)),
        Layout("front", has_front=True, synonym=1),
        Layout("merged", header="merged"),
        Layout("two-row", header="two-row", languages=WITHOUT_API),
        Layout("reversed", columns="reversed", results="enum"),
        Layout("minimal", columns="minimal", results="code"),
        Layout("extra", columns="extra", has_operation=True),
        Layout("text-counts", counts="text", results="code-text"),
        Layout("unit-counts", counts="unit", synonym=1),
        Layout("codes", results="code"),
        Layout("enums", results="enum", synonym=1, has_kind=True),
        Layout("booleans", results="boolean", types=("contents", "random")),
        Layout("continued-paren", continuation="({n})"),
        Layout("continued-bare", continuation="_{n}"),
        Layout("hidden", is_hidden=True),
        Layout("padded", is_padded=True),
    )
}


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one frame under one heading."""

    frame: str
    caption: str
    fields: tuple[str, ...]
    minimal: frozenset[str]
    rows: tuple[Row, ...]
    title: str = ""
    """A lone cell above it that says a database or an object type."""


_DB = "source_db target_db"
_NAMES = "source_db target_db source_table target_table"
_CONTENTS = (
    f"{_NAMES} source_rows target_rows different_rows line_outcome content_outcome full_status completed_shards"
    " total_shards progress row_filter message"
)
_FIELDS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "objects_comparison": (
        ("overview", "overview", "object_type source_count target_count diff_count outcome", "diff_count"),
        (
            "objects",
            "details",
            "object_type source_db target_db source_object target_object outcome message",
            "source_db target_db message",
        ),
    ),
    "lines": (
        ("databases", "overview", f"{_DB} outcome n_tables n_compared n_inconsistent n_uncomparable", "n_compared"),
        (
            "tables",
            "details",
            (
                "source_db target_db source_schema target_schema source_table target_table source_rows target_rows"
                " reported_difference outcome row_filter message"
            ),
            "source_schema target_schema reported_difference row_filter message",
        ),
    ),
    "contents": (
        ("databases", "overview", f"{_DB} outcome n_tables n_compared n_inconsistent n_uncomparable", "n_compared"),
        (
            "tables",
            "comparable",
            _CONTENTS,
            "line_outcome full_status completed_shards total_shards progress row_filter message",
        ),
        ("tables", "uncomparable", f"{_NAMES} source_rows target_rows line_outcome message", ""),
        (
            "differences",
            "differences",
            f"{_NAMES} source_key target_key source_sql target_sql",
            "source_sql target_sql",
        ),
    ),
    "repair_data": (
        (
            "tables",
            "progress",
            (
                "db schema table total_rows completed_rows filtered_rows repaired_rows failed_rows repair_status started_at"
                " updated_at"
            ),
            "schema completed_rows filtered_rows started_at updated_at",
        ),
        (
            "statements",
            "statements",
            "db schema table source_key target_key repair_sql repair_sql_state",
            "schema",
        ),
    ),
}
_FIELDS["random"] = tuple(
    (frame, caption, f"{fields} sampled_rows sample_percent" if frame == "tables" else fields, droppable)
    for frame, caption, fields, droppable in _FIELDS["contents"]
)
DERIVED = frozenset({"row_difference", "is_comparable", "kind"})
COUNTS = frozenset(
    [
        "source_count",
        "target_count",
        "diff_count",
        "n_tables",
        "n_compared",
        "n_inconsistent",
        "n_uncomparable",
        "source_rows",
        "target_rows",
        "reported_difference",
        "different_rows",
        "completed_shards",
        "total_shards",
        "sampled_rows",
        "total_rows",
        "completed_rows",
        "filtered_rows",
        "repaired_rows",
        "failed_rows",
    ]
)
PERCENTS = frozenset({"progress", "sample_percent"})
RESULTS = frozenset({"outcome", "line_outcome", "content_outcome"})
TIMES = frozenset({"started_at", "updated_at"})
ONE_SHEET = frozenset({"one-sheet", "captions", "console"})
CHINA = timezone(timedelta(hours=8))


def blocks_of(compare_type: str, truth: dict[str, tuple[Row, ...]]) -> list[Block]:
    """The truth as blocks of full width."""
    result = []
    for frame, caption, fields, droppable in _FIELDS[compare_type]:
        rows = truth[frame]
        if caption in {"comparable", "uncomparable"}:
            rows = tuple(r for r in rows if r["is_comparable"] == (caption == "comparable"))
        names = tuple(fields.split())
        result.append(Block(frame, caption, names, frozenset(names) - frozenset(droppable.split()), rows))
    return result


# ---------------------------------------------------------------- words and cells


def tongue(language: str, index: int) -> str:
    """The language of the `index`-th word of a workbook."""
    return ("en", "zh")[index % 2] if language == "mixed" else language


def heading(block: Block, name: str, layout: Layout, index: int) -> str:
    """The heading of the field `name`."""
    key = "error_message" if block.frame == "objects" and name == "message" else name
    spellings = words.HEADINGS[key]
    own = spellings.get(tongue(layout.language, index)) or spellings["en"]
    word = own[min(layout.synonym, len(own) - 1)]
    return f" {word}：" if layout.is_padded else word


def result_cell(value: str, block: Block, name: str, layout: Layout, index: int) -> Cell:
    """A result word as code, enum, label or boolean; what has no such form falls back to the label."""
    codes = words.OBJECT_CODES if block.frame in {"overview", "objects"} else words.DATA_CODES
    own = words.OUTCOMES[value]
    if layout.results == "boolean" and name != "outcome":
        return value == "consistent"
    if layout.results == "code":
        return codes[value]
    if layout.results == "code-text" or (layout.language == "api" and "enum" not in own):
        return str(codes[value])
    if layout.language == "api" or (layout.results == "enum" and "enum" in own):
        return own["enum"]
    word = own[tongue(layout.language, index)]
    return word + ("。" if word[0] > "z" else ". ") if layout.is_padded else word


def cell(block: Block, name: str, row: Row, layout: Layout, index: int) -> Cell:
    """The cell that holds ``row[name]`` in the `index`-th data row."""
    value = row[name]
    if name in COUNTS and layout.counts == "text":
        return "--" if value is None else f"{value:,}"
    if value is None:
        return None
    if name in COUNTS and layout.counts == "unit":
        return f"{value}{words.UNITS[tongue(layout.language, index)]}"
    if name in RESULTS:
        return result_cell(value, block, name, layout, index)
    if name in PERCENTS:
        return f"{value:g}%" if layout.counts == "text" else int(value)
    if name in TIMES:
        return time_cell(value, layout)
    word_list = {"full_status": words.FULL_STATUS, "object_type": words.OBJECT_TYPES, "kind": words.KINDS}.get(name)
    if word_list is not None:
        return word_list[value][tongue(layout.language, index)]
    if name in {"repair_status", "repair_sql_state"} and layout.counts != "text":
        return int(value)
    result: Cell = value
    return result


def time_cell(value: datetime, layout: Layout) -> Cell:
    """A time in the console's form, in ISO UTC or in epoch milliseconds, by layout."""
    if layout.counts == "text":
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if layout.results == "code":
        return str(int(value.timestamp()) * 1000)
    return value.astimezone(CHINA).strftime("%Y/%m/%d %H:%M:%S GMT+08:00")


# ---------------------------------------------------------------- choosing columns and blocks


def narrowed(block: Block, layout: Layout) -> Block:
    """`block` with the columns that the layout has, in its order."""
    fields = list(block.fields)
    if layout.columns == "minimal":
        fields = [f for f in fields if f in block.minimal]
    if layout.has_kind and block.frame == "differences":
        fields.append("kind")
    if layout.language == "api":
        fields = [f for f in fields if "api" in words.HEADINGS[f]]
    if layout.header == "two-row":
        sides = [f for f in fields if f.startswith("source_")] + [f for f in fields if f.startswith("target_")]
        fields = sides + [f for f in fields if f not in sides]
    if layout.columns == "reversed":
        fields.reverse()
    if layout.arrangement == "console":
        if block.frame == "databases":
            fields = ["source_db", "target_db", "outcome"]
        elif block.caption == "details" and block.frame == "tables":
            fields = ["source_table", "source_rows", "target_rows", "outcome"]
        elif block.frame == "overview":
            fields = ["object_type", "source_count", "target_count", "outcome"]
    if block.title:
        in_title = {"object_type"} if block.frame == "objects" else {"source_db", "target_db"}
        fields = [f for f in fields if f not in in_title]
    return replace(block, fields=tuple(fields))


def split_by(block: Block, name: str) -> Iterator[Block]:
    """One block per value of the column `name`, titled by it."""
    for value, rows in groupby(block.rows, key=lambda row: row[name]):
        yield replace(block, rows=tuple(rows), title=value)


def same_databases(truth: dict[str, tuple[Row, ...]]) -> dict[str, tuple[Row, ...]]:
    """The truth with target databases named as the source's, for layouts where one title names both."""
    return {
        frame: tuple(row | {"target_db": row["source_db"]} if "target_db" in row else row for row in rows)
        for frame, rows in truth.items()
    }


def arranged(compare_type: str, layout: Layout) -> list[Block]:
    """The blocks of the workbook in order."""
    truth = TRUTH[compare_type]
    if layout.arrangement == "titled" or (layout.arrangement == "console" and compare_type == "lines"):
        truth = same_databases(truth)
    result: list[Block] = []
    for block in blocks_of(compare_type, truth):
        if block.frame == "objects" and layout.arrangement in {"console", "by-type"}:
            result += split_by(block, "object_type")
        elif block.frame == "tables" and layout.arrangement in {"console", "titled"}:
            result += split_by(block, "source_db")
        else:
            result.append(block)
    return result


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row of the truth was put."""

    block: Block
    row: Row
    sheet: str
    row_number: int


def expected(places: Iterable[Place], compare_type: str) -> dict[str, tuple[Row, ...]]:
    """The frames a right reading gives: what the blocks carry, what follows from it, None elsewhere."""
    result: dict[str, list[Row]] = {frame: [] for frame in TRUTH[compare_type]}
    for place in places:
        block = place.block
        has = {*block.fields, *DERIVED}
        if block.title:
            has |= {"source_db", "target_db", "object_type"}
        if block.frame == "tables" and compare_type in {"contents", "random"}:
            has.add("outcome")
        kept = {name: value if name in has else None for name, value in place.row.items()}
        if "source_table" in has and "target_table" not in has:
            kept["target_table"] = kept["source_table"]
        result[block.frame].append(kept | {"sheet": place.sheet, "row_number": place.row_number})
    return {frame: tuple(rows) for frame, rows in result.items()}


# ---------------------------------------------------------------- laying out


def put_block(sheet: SheetPlan, block: Block, layout: Layout, *, has_header: bool = True) -> Iterator[Place]:
    """Append the block's heading and rows to `sheet`; yields where each row went."""
    offset: list[Cell] = [None] if layout.has_front else []
    extra = words.UNKNOWN_HEADINGS[tongue(layout.language, 0)] if layout.columns == "extra" else ""
    names = [heading(block, name, layout, i) for i, name in enumerate(block.fields)]
    if layout.arrangement == "console" and block.frame in {"databases", "overview", "tables"}:
        names = [
            console_heading(name, i, layout.language, own)
            for i, (name, own) in enumerate(zip(block.fields, names, strict=True))
        ]
    tail = [
        *([extra] if extra else []),
        *([words.HEADINGS["operation"][tongue(layout.language, 0)][0]] if layout.has_operation else []),
    ]
    if has_header:
        put_header(sheet, block, [*names, *tail], layout, offset)
    for i, row in enumerate(block.rows):
        cells = [cell(block, name, row, layout, i) for name in block.fields]
        cells += [f"team {i}"] if extra else []
        cells += [words.OPERATION_WORDS[tongue(layout.language, i)]] if layout.has_operation else []
        sheet.rows.append([*offset, *cells])
        yield Place(block, row, sheet.name, len(sheet.rows))


def console_heading(name: str, index: int, language: str, own: str) -> str:
    """The console's ambiguous headings; "table name" for the one name column of its row report."""
    key = {
        "source_db": "console_source",
        "source_rows": "console_source",
        "source_count": "console_source",
        "target_db": "console_target",
        "target_rows": "console_target",
        "target_count": "console_target",
        "source_table": "table",
    }.get(name)
    if name == "object_type":
        return words.HEADINGS[name][tongue(language, index)][1]
    return words.HEADINGS[key][tongue(language, index)][0] if key else own


def put_header(sheet: SheetPlan, block: Block, names: Sequence[str], layout: Layout, offset: list[Cell]) -> None:
    """Append the heading in the layout's form."""
    top = len(sheet.rows) + 1
    if layout.header == "merged":
        sheet.rows.append([words.TITLES[tongue(layout.language, 0)], *[None] * (len(names) - 1)])
        sheet.merges.append((top, 1, top, len(names)))
        sheet.rows += [[*names], []]
        sheet.merges += [(top + 1, c, top + 2, c) for c in range(1, len(names) + 1)]
        return
    sides = [f.split("_")[0] if f.startswith(("source_", "target_")) else "" for f in block.fields]
    if layout.header != "two-row" or not any(sides) or any(sides.count(side) == 1 for side in sides if side):
        sheet.rows.append([*offset, *names])
        return
    upper: list[Cell] = []
    lower: list[Cell] = []
    for i, (side, name) in enumerate(zip(sides, names, strict=True)):
        if not side:
            upper.append(name)
            lower.append(None)
            sheet.merges.append((top, i + 1, top + 1, i + 1))
            continue
        upper.append(words.SIDE_WORDS[side][tongue(layout.language, i)] if side not in sides[:i] else None)
        lower.append(words.LOWER_WORDS[block.fields[i].split("_")[1]][tongue(layout.language, i)])
    for side in dict.fromkeys(s for s in sides if s):
        first = sides.index(side)
        if sides.count(side) > 1:
            sheet.merges.append((top, first + 1, top, first + sides.count(side)))
    sheet.rows += [upper, lower]


def caption(block: Block, language: str) -> str:
    """The name of the list a block is."""
    return words.CAPTIONS[block.caption][tongue(language, 0 if language != "mixed" else len(block.caption))]


def title_of(block: Block, language: str) -> str:
    """The lone cell above a titled block."""
    return words.OBJECT_TYPES[block.title][tongue(language, 1)] if block.frame == "objects" else block.title


def lay_out(blocks: Sequence[Block], compare_type: str, layout: Layout) -> tuple[list[SheetPlan], list[Place]]:
    """The blocks on sheets, and where each row went."""
    sheets: list[SheetPlan] = []
    places: list[Place] = []
    for block in blocks:
        name = caption(block, layout.language)
        if layout.arrangement in ONE_SHEET:
            name = words.TYPE_WORDS[compare_type][tongue(layout.language, 1)]
        if layout.arrangement == "by-type" and block.title:
            name = title_of(block, layout.language)
        if sheets and sheets[-1].name == name:
            sheet = sheets[-1]
            sheet.rows.append([])
        else:
            sheet = SheetPlan(name, is_hidden=layout.is_hidden and bool(sheets))
            put_front(sheet, compare_type, layout, is_first=not sheets)
            sheets.append(sheet)
        if layout.arrangement == "captions":
            sheet.rows.append([caption(block, layout.language)])
        if block.title and layout.arrangement != "by-type":
            sheet.rows.append([title_of(block, layout.language)])
        if not layout.continuation:
            places += put_block(sheet, block, layout)
            continue
        parts = [block.rows[i : i + 3] for i in range(0, len(block.rows), 3)]
        for i, part in enumerate(parts):
            if i:
                n = i + 1 if "(" in layout.continuation else i
                sheet = SheetPlan(name + layout.continuation.format(n=n))
                sheets.append(sheet)
            has_header = i == 0 or "(" in layout.continuation
            places += put_block(sheet, replace(block, rows=part), layout, has_header=has_header)
    return sheets, places


def put_front(sheet: SheetPlan, compare_type: str, layout: Layout, *, is_first: bool) -> None:
    """Blank, title and meta rows above the first block; a sampling comparison must say that it is one."""
    own = tongue(layout.language, 1)
    meta = words.META[own].format(type=words.TYPE_WORDS[compare_type][own])
    if layout.has_front:
        sheet.rows += [[], [], [None, words.TITLES[own]]]
        sheet.rows += [[None, meta], []] if is_first else [[]]
    elif layout.arrangement == "console" or (compare_type == "random" and is_first):
        sheet.rows.append([meta])


def build(compare_type: str, layout_name: str, language: str) -> Book:
    """One workbook of the zoo."""
    layout = replace(LAYOUTS[layout_name], language=language)
    blocks = [narrowed(block, layout) for block in arranged(compare_type, layout)]
    sheets, places = lay_out(blocks, compare_type, layout)
    return Book(
        name=f"{layout_name}-{language}-{compare_type}",
        compare_type=compare_type,
        sheets=tuple(sheets),
        expected=expected(places, compare_type),
        extra=words.UNKNOWN_HEADINGS[tongue(layout.language, 0)] if layout.columns == "extra" else "",
    )


def combinations() -> list[tuple[str, str, str]]:
    """Every (compare type, layout) there is."""
    return [
        (compare_type, layout.name, language)
        for layout in LAYOUTS.values()
        for language in layout.languages
        for compare_type in layout.types
    ]
