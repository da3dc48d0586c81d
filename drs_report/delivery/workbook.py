"""A plain workbook of lists for people, written column by column: a sheet for each name, and first what is where.

The report's own workbook (`renderers.xlsx`) is laid out cell by cell, which costs a hundred times as much a row.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

import pyarrow as pa
import pyarrow.compute as pc

from drs_report.reading.xlsx.cells import LETTERS
from drs_report.renderers.workbook_text import FORMULA_START, MAX_TEXT, units
from drs_report.version import OUTPUT_MARK

FORMULA = rf"\A[{re.escape(''.join(FORMULA_START))}]"
"""How a text begins that may run in a spreadsheet when it is typed, as Arrow asks for it."""
SHEET_ROWS = 1_048_575
"""Rows that a sheet holds below its heading."""
MOST_ROWS = 200_000
"""Rows that people still turn in a spreadsheet; and what they cost beside the report stays small."""
_SHEET_COLUMNS = 16_384
_BATCH = 8_192
"""Rows that become text at a time."""
_DIGITS = 10**15
"""From here on a spreadsheet rounds a number."""

_STARTS = pa.array([*FORMULA_START], pa.large_string())
_ODD = r"[^\t\n\x20-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}]|_x[0-9A-Fa-f]{4}_"
"""Characters that XML cannot hold or would change, and texts that look like a workbook's way of writing them."""
_ODD_HERE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|_(?=x[0-9A-Fa-f]{4}_)")
_PLAIN = bytes(set(range(0x20, 0x7F)) - {*b"&<>"})
"""Bytes that XML holds as they are."""
_CELL = {style: f'<c{number} t="inlineStr"><is><t' for style, number in (("t", ""), ("h", ' s="1"'), ("q", ' s="2"'))}
"""How a cell with text begins: plain, a heading, quoted (it stays text when a spreadsheet lets its user edit it)."""
_DATE = 3
"""The style of times; see `_STYLES`."""
_EPOCH = 25_569.0
"""The first of January 1970 as spreadsheets count days."""
_TEXT = pa.large_string()

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" '
    'formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss\\ &quot;UTC&quot;"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """A list of a file; lists of one name share a sheet, one below the other."""

    name: str
    source: str
    """Name of the result file; "" of a list that is of several."""
    table: pa.Table


def workbook(lists: Sequence[Listed], most_rows: int = SHEET_ROWS) -> tuple[bytes, tuple[Listed, ...]]:
    """Return the workbook and the lists left out of it: those with which a sheet would have more than `most_rows`.

    The first sheet, ``lists``, has a row for each list: list, source_file, rows, sheet (empty for one left out). A
    column without a value in any list of a sheet is left out. Whole numbers of more than 15 digits are text; times
    are UTC.
    """
    sheets: dict[str, list[Listed]] = {}
    left_out = []
    for one in lists:
        held = sheets.setdefault(_sheet_name(one.name), [])
        if (
            sum(other.table.num_rows for other in (*held, one)) > most_rows
            or len(_columns([*held, one])) > _SHEET_COLUMNS
        ):
            left_out.append(one)
        else:
            held.append(one)
    index = pa.table(
        {
            "list": [one.name for one in lists],
            "source_file": [one.source for one in lists],
            "rows": [one.table.num_rows for one in lists],
            "sheet": [None if one in left_out else _sheet_name(one.name) for one in lists],
        }
    )
    sheets = {"lists": [Listed("lists", "", index)], **{name: held for name, held in sheets.items() if held}}
    return _packed(sheets), tuple(left_out)


def _sheet_name(name: str) -> str:
    return f"{name[:24]} (frame)" if name.casefold() in {"lists", "history"} else name[:31]


def _packed(sheets: dict[str, list[Listed]]) -> bytes:
    target = io.BytesIO()
    parts: dict[str, Iterable[bytes]] = {name: [content.encode()] for name, content in _plumbing(list(sheets))}
    parts |= {f"xl/worksheets/sheet{number}.xml": _sheet(held) for number, held in enumerate(sheets.values(), start=1)}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.comment = OUTPUT_MARK
        for name, blocks in parts.items():
            # opened by name, a part has the earliest time there is: equal lists give equal bytes
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(_HEAD)
                for block in blocks:
                    part.write(block)
    return target.getvalue()


def _plumbing(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give the parts that say what the others are."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbers = range(1, len(names) + 1)
    kinds = [
        ("workbook", "sheet.main"),
        ("styles", "styles"),
        *((f"worksheets/sheet{n}", "worksheet") for n in numbers),
    ]
    parts = "".join(f'<Override PartName="/xl/{name}.xml" ContentType="{kind}.{of}+xml"/>' for name, of in kinds)
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    yield "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{rels}{parts}</Types>'
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    sheets = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*targets, ("styles", "styles.xml")])
    yield "xl/styles.xml", _STYLES


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    lines = (
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _sheet(held: Sequence[Listed]) -> Iterator[bytes]:
    columns = _columns(held)
    n_rows = sum(one.table.num_rows for one in held)
    yield (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
        'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{len(columns)}" width="18" customWidth="1"/></cols><sheetData>'
    ).encode()
    yield _rows([_joined(_CELL["h"], ">", _escaped(pa.array([name], _TEXT)), "</t></is></c>") for name in columns])
    for one in held:
        known = set(one.table.column_names)
        for batch in one.table.to_batches(_BATCH):
            made: list[tuple[pa.Array, pa.Array]] = []
            nothing = pa.nulls(len(batch), _TEXT)
            yield _rows([_once(made, batch[name] if name in known else nothing) for name in columns])
    yield f'</sheetData><autoFilter ref="A1:{LETTERS[len(columns) - 1]}{n_rows + 1}"/></worksheet>'.encode()


def _columns(held: Sequence[Listed]) -> list[str]:
    names = (name for one in held for name in one.table.column_names if one.table[name].null_count < one.table.num_rows)
    return list(dict.fromkeys(names))


def _rows(cells: Sequence[pa.Array]) -> bytes:
    """Put columns of cells side by side, and the rows one after the other."""
    rows = _joined("<row>", *cells, "</row>")
    joined = pc.binary_join(pa.ListArray.from_arrays([0, len(rows)], rows), pa.scalar("", _TEXT))
    content: bytes = joined[0].as_buffer().to_pybytes()
    return content


def _joined(*parts: str | pa.Array) -> pa.Array:
    """Join texts row by row; null where one is."""
    texts = (pa.scalar(part, _TEXT) if isinstance(part, str) else pc.cast(part, _TEXT) for part in parts)
    return pc.binary_join_element_wise(*texts, pa.scalar("", _TEXT))


def _once(made: list[tuple[pa.Array, pa.Array]], values: pa.Array) -> pa.Array:
    """Return the cells of a column, which are those of a column that says the same, such as names on both sides."""
    for one, cells in made:
        if not pa.types.is_floating(values.type) and one.equals(values):
            return cells
    made.append((values, pc.fill_null(_cells(values), "<c/>")))
    return made[-1][1]


def _cells(values: pa.Array) -> pa.Array:
    """Return a column as the cells of a sheet, null where it is."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _cells(values.dictionary).take(values.indices)
    if pa.types.is_boolean(kind):
        return _joined('<c t="b"><v>', pc.cast(values, pa.int8()), "</v></c>")
    if pa.types.is_timestamp(kind):
        moments = pc.cast(pc.cast(values, pa.timestamp("us", kind.tz)), pa.int64())
        return _joined(f'<c s="{_DATE}"><v>', pc.add(pc.divide(moments, 86_400e6), _EPOCH), "</v></c>")
    if pa.types.is_integer(kind):
        is_exact = pc.and_(pc.less(values, _DIGITS), pc.greater(values, -_DIGITS))
        numbers = _joined("<c><v>", values, "</v></c>")
        if pc.all(is_exact, min_count=0).as_py():
            return numbers
        return pc.if_else(is_exact, numbers, _text_cells(pc.cast(values, _TEXT)))
    if pa.types.is_floating(kind):
        return _joined("<c><v>", values, "</v></c>")
    distinct = pc.cast(values, _TEXT).dictionary_encode()
    return _text_cells(distinct.dictionary).take(distinct.indices)


def _text_cells(texts: pa.Array) -> pa.Array:
    start = pc.if_else(starts_formula(texts), _CELL["q"], _CELL["t"])
    is_padded = pc.not_equal(pc.ascii_trim_whitespace(texts), texts)
    space = pc.if_else(is_padded, ' xml:space="preserve">', ">") if pc.any(is_padded).as_py() else ">"
    return _joined(start, space, _escaped(texts), "</t></is></c>")


def starts_formula(texts: pa.Array) -> pa.Array:
    """Say of each text whether it may run in a spreadsheet when it is typed."""
    return pc.is_in(pc.utf8_slice_codeunits(texts, 0, 1), _STARTS)


def _is_plain(texts: pa.Array) -> bool:
    """Whether cells hold the texts as they are; one look at the bytes of all of them shows it of nearly all."""
    written = bytes(texts.buffers()[2] or b"")
    is_short = (pc.max(pc.binary_length(texts)).as_py() or 0) <= MAX_TEXT
    return is_short and b"_x" not in written and not written.translate(None, _PLAIN)


def _escaped(texts: pa.Array) -> pa.Array:
    if _is_plain(texts):
        return texts
    odd = pc.or_(pc.match_substring_regex(texts, _ODD), pc.greater(pc.utf8_length(texts), MAX_TEXT // 2))
    if pc.any(odd).as_py():
        texts = pa.array([text if text is None else _spelt(text) for text in texts.to_pylist()], _TEXT)
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        texts = pc.replace_substring(texts, sign, entity)
    return texts


def _spelt(text: str) -> str:
    """Cut a text where a cell ends, which it then says, and write odd characters as workbooks do."""
    if units(text, MAX_TEXT) != text:
        note = f"… ({len(text):,})"
        text = units(text, MAX_TEXT - len(note)) + note
    return _ODD_HERE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
