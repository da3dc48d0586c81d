"""Workbooks made to hurt: archives that lie, XML without end, cells that no calendar or number has, shapes of tables."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Iterator

from tests.hostile.table import (
    FAIL,
    HEADINGS,
    OPEN,
    PASS,
    REFUSED,
    ROW,
    SHEET,
    Case,
    cells,
    many,
    of_bytes,
    rows,
    workbook,
)
from tests.workbook.packages import MAIN, Tab, book, pack, parts, shared, sheet, styles

_SHEET_PART = "xl/worksheets/sheet1.xml"
_FILE = r"case\.xlsx"
_BESIDE = "Notes"


def _row(number: int, *inside: str) -> str:
    return f'<row r="{number}">{"".join(inside)}</row>'


def _with_cell(cell: str, **options: object) -> bytes:
    """The clean workbook with one more row that holds one raw cell."""
    return workbook(rows() + _row(3, cell), **options)


def _with_count(cell: str, **options: object) -> bytes:
    """The clean workbook whose source count is a raw cell."""
    own = cells([ROW[:4]], 2).removesuffix("</row>") + cell + cells([ROW[5:]]).partition(">")[2]
    return workbook(cells([HEADINGS]) + own, **options)


def _changed(name: str, content: str | bytes) -> bytes:
    """The clean workbook with a part put in the place of its own, or beside them."""
    return pack({**parts(Tab(rows(), SHEET), style_sheet=styles(14), shared_strings=shared("x")), name: content})


def _without(name: str) -> bytes:
    return pack({key: value for key, value in parts(Tab(rows(), SHEET)).items() if key != name})


# --- what is no workbook ----------------------------------------------------------------------------------------------

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _zip_of(**members: bytes) -> bytes:
    return pack({name.replace("__", "/").replace("_DOT_", "."): content for name, content in members.items()})


_FOREIGN = {
    "empty": (lambda: b"", "is empty"),
    "one byte": (lambda: b"P", "plain text"),
    "zeros": (lambda: bytes(100_000), "first bytes"),
    "a sign-in page": (lambda: b"<!DOCTYPE html><title>Sign in</title>", "HTML page"),
    "an error message": (lambda: b'{"error_code": "DRS.M00201"}', "JSON text"),
    "comma-separated": (lambda: ",".join(HEADINGS).encode(), "plain text"),
    "a PDF": (lambda: b"%PDF-1.7\n", "PDF"),
    "gzipped": (lambda: gzip.compress(workbook(), mtime=0), "gzip"),
    "an old xls": (lambda: _OLE, "97-2003"),
    "with a password": (lambda: _OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "an OpenDocument sheet": (
        lambda: _zip_of(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_DOT_xml=b"<x/>"),
        _FILE,
    ),
    "a zip of workbooks": (lambda: _zip_of(night1_DOT_xlsx=workbook()), "holds workbooks"),
    "an archive of nothing": (lambda: pack({}), "empty"),
    "a zip of a zip": (lambda: _zip_of(inner_DOT_zip=pack({"x": "y"})), _FILE),
}

# --- archives that lie ------------------------------------------------------------------------------------------------


def _squeezed(blanks: int) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeeze.compress(b" " * blanks) + squeeze.flush()


def with_part(archive: bytes, name: bytes, data: bytes, crc: int, n_expanded: int, *, at: int | None = None) -> bytes:
    """An archive with one more part, whose compressed bytes are at hand; `at` is where its header is said to be."""
    end = archive.rindex(b"PK\x05\x06")
    _, _, _, count, _, _, start, _ = struct.unpack("<4s4H2LH", archive[end:])
    sizes = (8, 0, 0, crc, len(data), n_expanded, len(name))
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, *sizes, 0) + name + data
    offset = start if at is None else at
    central = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, *sizes, 0, 0, 0, 0, 0, offset) + name
    directory = archive[start:end] + central
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count + 1, count + 1, len(directory), start + len(local), 0)
    return archive[:start] + local + directory + last


def _bomb(n_parts: int = 1, each: int = 64_000_000) -> bytes:
    data, squeezed, crc = workbook(), _squeezed(each), zlib.crc32(b" " * each)
    for number in range(n_parts):
        data = with_part(data, b"xl/media/%d.xml" % number, squeezed, crc, each)
    return data


def _understated() -> bytes:
    """A sheet that says it expands to a hundredth of what it does."""
    data = workbook(rows() + "<!--" + " " * 900_000 + "-->")
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(_SHEET_PART.encode()))
    (size,) = struct.unpack_from("<L", data, at + 24)
    return data[: at + 24] + struct.pack("<L", size // 100) + data[at + 28 :]


def _patched(at_mark: bytes, offset: int, new: bytes) -> bytes:
    data = workbook()
    at = data.rindex(at_mark) + offset
    return data[:at] + new + data[at + len(new) :]


def _zip64(offset: int, count: int) -> bytes:
    data = workbook()
    end = data.rindex(b"PK\x05\x06")
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, offset, 1)
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return data[:end] + locator + last


def _far_header() -> bytes:
    """A part whose header lies beyond every file, by a 64-bit extra field."""
    data = workbook()
    end = data.rindex(b"PK\x05\x06")
    _, _, _, count, _, _, start, _ = struct.unpack("<4s4H2LH", data[end:])
    extra = struct.pack("<2HQ", 1, 8, 2**63 - 1)
    central = struct.pack(
        "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, len(extra), 0, 0, 0, 0, 0xFFFFFFFF
    )
    directory = data[start:end] + central + b"a" + extra
    return (
        data[:start]
        + directory
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count + 1, count + 1, len(directory), start, 0)
    )


def _twice() -> bytes:
    whole = parts(Tab(rows(), SHEET))
    return pack([*whole.items(), (_SHEET_PART.upper(), whole[_SHEET_PART])])


def _appended() -> bytes:
    return workbook() + b"\n" * 100_000


_ARCHIVES = {
    "cut in the middle": (lambda: workbook()[:900], "cut short"),
    "bytes behind its end": (_appended, "added at its end"),
    "bytes before its start": (lambda: b"#!/bin/sh\n" + workbook(), _FILE),
    "two workbooks in a row": (lambda: workbook() * 2, _FILE),
    "a bomb": (_bomb, "--max-ratio"),
    "many small bombs": (lambda: _bomb(12, 9_000_000), "--max-ratio"),
    "a bomb that understates itself": (_understated, "more than"),
    "4,000,000 entries that it does not have": (lambda: _zip64(0, 0xFFFF), _FILE),
    "a directory beyond the file": (lambda: _zip64(2**63, 0xFFFF), "outside the file"),
    "a directory beyond every file": (lambda: _zip64(2**64 - 1, 0xFFFF), "outside the file"),
    "a header beyond every file": (_far_header, _FILE),
    "6,000 parts": (
        lambda: pack({**parts(Tab(rows(), SHEET)), **{f"xl/media/{n}.png": "" for n in range(6000)}}),
        "--max-parts",
    ),
    "parts that overlap": (lambda: with_part(workbook(), b"xl/media/x.xml", b"\x03\x00", 0, 0, at=0), _FILE),
    "one part twice": (_twice, "twice"),
    "a part that leads out": (lambda: pack({**parts(Tab(rows(), SHEET)), "../../etc/cron.d/x": "y"}), "leads out"),
    "an absolute part": (lambda: pack({**parts(Tab(rows(), SHEET)), "/etc/passwd": "y"}), "leads out"),
    "a flag of encryption": (lambda: _patched(b"PK\x01\x02", 8, b"\x01\x00"), "encrypted"),
    "an unknown compression": (lambda: _patched(b"PK\x01\x02", 10, b"\x5d\x00"), "compressed by"),
    "a wrong checksum": (lambda: _patched(b"PK\x01\x02", 16, b"\x00\x00\x00\x00"), "checksum|damaged"),
    "a sheet that is missing": (lambda: _without(_SHEET_PART), "missing"),
    "no list of content types": (lambda: _without("[Content_Types].xml"), _FILE),
    "no relationships": (lambda: _without("xl/_rels/workbook.xml.rels"), "missing"),
}

# --- XML --------------------------------------------------------------------------------------------------------------

_DOCTYPE = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
_OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
_WORKBOOK = str(parts(Tab(rows(), SHEET))["xl/workbook.xml"])


def _inside(text: str) -> bytes:
    """The clean sheet with something odd behind its rows."""
    return pack({**parts(Tab(rows(), SHEET)), _SHEET_PART: sheet(rows() + text)}, is_stored=True)


_XML = {
    "entities of entities": (lambda: _changed("xl/workbook.xml", _DOCTYPE + _WORKBOOK), "document type"),
    "an entity from a file": (lambda: _changed(_SHEET_PART, _OUTSIDE + sheet(rows())), "document type"),
    "a declaration in a part nobody asked for": (
        lambda: _changed("docProps/app.xml", _DOCTYPE + "<x/>"),
        "document type",
    ),
    "tags nested without end": (lambda: _inside("<z>" * 500_000), "deep|nest"),
    "100,000 tag names": (lambda: _inside("".join(f"<z{n}/>" for n in range(100_000))), "tag names"),
    "an attribute of 12 MB": (lambda: _inside(f'<row r="3" x="{"y" * many(12_000_000, 3_000_000)}"/>'), "megabytes"),
    "a comment of 12 MB": (lambda: _inside(f"<!--{'y' * many(12_000_000, 3_000_000)}-->"), "megabytes"),
    "white space of 12 MB": (lambda: _inside(" \n" * many(6_000_000, 1_500_000)), "--max-cell-length"),
    "a text of 12 MB": (
        lambda: _inside(_row(3, f'<c t="str"><v>{"y" * many(12_000_000, 3_000_000)}</v></c>')),
        "--max-cell-length",
    ),
    "bytes that are no UTF-8": (
        lambda: _changed(_SHEET_PART, sheet(rows()).encode() + b"\xff\xfe"),
        "well-formed|damaged",
    ),
    "in EBCDIC": (
        lambda: _changed(_SHEET_PART, '<?xml version="1.0" encoding="cp037"?>' + sheet(rows())),
        "encoded in",
    ),
    "in UTF-7": (lambda: _changed(_SHEET_PART, '<?xml version="1.0" encoding="utf-7"?>' + sheet(rows())), "encoded in"),
    "an empty sheet part": (lambda: _changed(_SHEET_PART, ""), _FILE),
    "a sheet of another vocabulary": (lambda: _changed(_SHEET_PART, sheet(rows()).replace(MAIN, "urn:x")), "worksheet"),
    "rows within rows": (lambda: _inside("<row><row><c><v>1</v></c></row></row>"), _FILE),
    "a control character in a text": (lambda: _inside(_row(3, '<c t="str"><v>\x01</v></c>')), "well-formed"),
    "a reference to no character": (lambda: _inside(_row(3, '<c t="str"><v>&#xD800;</v></c>')), "well-formed"),
    "relationships that lead to themselves": (
        lambda: _changed(
            "xl/_rels/workbook.xml.rels",
            str(parts(Tab(rows()))["xl/_rels/workbook.xml.rels"]).replace("worksheets/sheet1.xml", "workbook.xml"),
        ),
        _FILE,
    ),
    "a sheet on another machine": (
        lambda: _changed(
            "xl/_rels/workbook.xml.rels",
            str(parts(Tab(rows()))["xl/_rels/workbook.xml.rels"]).replace(
                'Target="worksheets/sheet1.xml"', 'Target="http://127.0.0.1:1/x" TargetMode="External"'
            ),
        ),
        "does not say where",
    ),
    "no sheets": (lambda: _changed("xl/workbook.xml", f'<workbook xmlns="{MAIN}"><sheets/></workbook>'), _FILE),
    "1,100 sheets": (lambda: book(*[Tab("", f"S{n}") for n in range(1100)]), "--max-sheets"),
    "a row beyond the last": (lambda: _inside('<row r="1048577"><c><v>1</v></c></row>'), "--max-rows"),
    "a row number of 4,301 digits": (lambda: _inside(f'<row r="{"9" * 4301}"/>'), "--max-rows"),
    "a row number below zero": (lambda: _inside('<row r="-1"><c><v>1</v></c></row>'), _FILE),
    "a column beyond the last": (lambda: _inside(_row(3, '<c r="XFE3"><v>1</v></c>')), "--max-columns"),
    "a far cell in every row": (
        lambda: _inside("".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(3, 6003))),
        "--max-wide-cells",
    ),
    "a reference that is none": (lambda: _with_cell('<c r="3A"><v>1</v></c>'), _FILE),
    "a reference to row zero": (lambda: _with_cell('<c r="A0"><v>1</v></c>'), _FILE),
    "a cell with two contents": (lambda: _with_cell('<c r="A3"><v>1</v></c><c r="A3"><v>2</v></c>'), _FILE),
    "a cell of an unknown type": (lambda: _with_cell('<c t="zz"><v>1</v></c>'), "unknown type"),
    "a shared text that is not there": (
        lambda: _with_cell('<c t="s"><v>99999999999999999999999</v></c>'),
        "shared text",
    ),
    "a shared text below zero": (lambda: _with_cell('<c t="s"><v>-1</v></c>'), "shared text"),
    "a number that is a word": (lambda: _with_cell("<c><v>ten</v></c>"), "should be a number"),
    "not a number": (lambda: _with_cell("<c><v>NaN</v></c>"), "should be a number"),
    "infinity": (lambda: _with_cell("<c><v>1e999</v></c>"), "should be a number"),
    "a number of 4,301 digits": (lambda: _with_cell(f"<c><v>{'9' * 4301}</v></c>"), "should be a number"),
    "neither true nor false": (lambda: _with_cell('<c t="b"><v>2</v></c>'), "true or false"),
    "a date beyond the calendar": (lambda: _with_cell('<c t="d"><v>99999-12-31</v></c>'), "should be a date"),
    "a length of time beyond all": (lambda: _with_cell(f'<c t="d"><v>P{"9" * 20}D</v></c>'), "should be a date"),
    "a length of time of 5,000 digits": (lambda: _with_cell(f'<c t="d"><v>P{"9" * 5000}D</v></c>'), "should be a date"),
}

# --- cells that can be read and prove nothing -------------------------------------------------------------------------


def _zone(text: str) -> bytes:
    return workbook(rows(before=[[f"Comparison start time: {text}"]]))


def _remark(text: str) -> bytes:
    return workbook(cells([(*HEADINGS, "Remark"), (*ROW, text)]))


_LONG = 32_000
_LONE = {
    "opening brackets": "(" * _LONG,
    "closing brackets": ")" * _LONG,
    "pairs of brackets": "()" * (_LONG // 2),
    "nested brackets": "(" * (_LONG // 2) + ")" * (_LONG // 2),
    "full-width brackets": "（" * _LONG,
    "blanks between words": f"Row comparison{' ' * _LONG}half of it failed",
    "commas": "1," * (_LONG // 2),
    "digits": "1" * _LONG,
    "semicolons": "a：b；" * (_LONG // 4),
    "colons": ":" * _LONG,
    "points": "1." * (_LONG // 2),
    "dashes": "2026-" * (_LONG // 5),
    "combining marks": "e" + "\u0301" * (_LONG - 1),
    "ligatures that expand": "\ufdfa" * _LONG,
    "escapes of Excel": "_x005F_" * (_LONG // 7),
    "escapes of half characters": "_xD800_" * (_LONG // 7),
    "joined letters": "a_" * (_LONG // 2),
    "quotes": "'\"" * (_LONG // 2),
    "backslashes": "\\" * _LONG,
    "one word over and over": "inconsistent " * (_LONG // 13),
    "percent signs": "%" * _LONG,
}

_READ = {
    "a count of 4,301 digits as text": (lambda: _with_count(f'<c t="str"><v>{"9" * 4301}</v></c>'), OPEN),
    "a count of 2**63": (lambda: _with_count(f"<c><v>{2**63}</v></c>"), OPEN),
    "a count of 1e300": (lambda: _with_count("<c><v>1e300</v></c>"), OPEN),
    "a count below zero": (lambda: _with_count("<c><v>-10</v></c>"), OPEN),
    "a count that is a little more": (lambda: _with_count("<c><v>10.0000001</v></c>"), OPEN),
    "a count in Arabic digits": (lambda: _with_count('<c t="str"><v>١٠</v></c>'), OPEN),
    "a count with a circle round it": (lambda: _with_count('<c t="str"><v>⑩</v></c>'), OPEN),
    "a count as a date": (lambda: _with_count('<c s="1"><v>10</v></c>', style_sheet=styles(14)), OPEN),
    "a count as a date of year 10**300": (
        lambda: _with_count('<c s="1"><v>1e300</v></c>', style_sheet=styles(14)),
        OPEN,
    ),
    "a count as a huge percentage": (lambda: _with_count('<c s="1"><v>1e308</v></c>', style_sheet=styles(9)), OPEN),
    "a count as an endless time": (
        lambda: _with_count('<c s="1"><v>1e308</v></c>', style_sheet=styles("[h]:mm")),
        OPEN,
    ),
    "a count that is shown as a word": (
        lambda: _with_count('<c s="1"><v>10</v></c>', style_sheet=styles('"all"')),
        OPEN,
    ),
    "a count that is hidden": (lambda: _with_count('<c s="1"><v>10</v></c>', style_sheet=styles(";;;")), OPEN),
    "a count that is an error": (lambda: _with_count('<c t="e"><v>#WHAT!</v></c>'), OPEN),
    "a count by a formula": (lambda: _with_count("<c><f>9+1</f><v>10</v></c>"), OPEN),
    "a formula that was never computed": (lambda: _with_count("<c><f>A1</f></c>"), OPEN),
    "a style of 40 digits": (lambda: _with_count(f'<c s="{"9" * 40}"><v>10</v></c>', style_sheet=styles(14)), PASS),
    "a style below zero": (lambda: _with_count('<c s="-1"><v>10</v></c>', style_sheet=styles(14)), PASS),
    "a format of 30,000 brackets": (
        lambda: _with_count('<c s="1"><v>10</v></c>', style_sheet=styles("[" * 30_000)),
        OPEN,
    ),
    "a format of 900,000 brackets": (
        lambda: _with_count('<c s="1"><v>10</v></c>', style_sheet=styles("[" * many(900_000, 90_000))),
        OPEN,
    ),
    "a format of 300,000 sections": (
        lambda: _with_count('<c s="1"><v>10</v></c>', style_sheet=styles(";" * 300_000)),
        OPEN,
    ),
    "a format of 100,000 quotes": (
        lambda: _with_count('<c s="1"><v>10</v></c>', style_sheet=styles('"' * 100_001)),
        OPEN,
    ),
    "a condition of 5,000 digits": (
        lambda: _with_count('<c s="1"><v>10</v></c>', style_sheet=styles(f"[>{'9' * 5000}]0;0")),
        OPEN,
    ),
    "a start at the end of the calendar": (lambda: _zone("9999-12-31 23:59:59 -12:00"), OPEN),
    "a start before the calendar": (lambda: _zone("0001-01-01 00:00:00 +14:00"), OPEN),
    "a zone of 25 hours": (lambda: _zone("2026-11-14 22:00:00 +25:00"), OPEN),
    "a zone of 99 minutes": (lambda: _zone("2026-11-14 22:00:00 +08:99"), OPEN),
    "a month of 13": (lambda: _zone("2026-13-14 22:00:00 +08:00"), OPEN),
    "milliseconds without end": (lambda: _zone("9" * 400), OPEN),
    "a share of samples without end": (lambda: workbook(rows(before=[[f"抽样比例：{'9' * 4301}%"]])), OPEN),
    "a remark that would turn the text round": (lambda: _remark("\u202etnetsisnoc"), OPEN),
    "a remark that clears the screen": (lambda: _remark("_x001B_[2J_x001B_]0;owned_x0007_"), OPEN),
    "a remark that is a formula": (lambda: _remark('=HYPERLINK("http://127.0.0.1:1","x")'), OPEN),
    "a remark of markup": (lambda: _remark("</script><img src=x onerror=alert(1)>"), OPEN),
    "a remark of half characters": (lambda: _remark("_xD800_ _xDFFF_ _xFFFF_ _x0000_"), OPEN),
    "a table named in half characters": (
        lambda: workbook(rows(("shop", "shop", "_xD800_", "_xD800_", 1, 1, "Consistent"))),
        PASS,
    ),
    "a table that leads out of its folder": (
        lambda: workbook(rows(("..", "..", "../../etc", "../../etc", 1, 1, "Consistent"))),
        OPEN,
    ),
    "a table named in 32,767 characters": (
        lambda: workbook(rows(("s", "s", "t" * 32_767, "t" * 32_767, 1, 1, "Consistent"))),
        PASS,
    ),
    "a table named by a line break": (lambda: workbook(rows(("s", "s", "a\nb", "a\nb", 1, 1, "Consistent"))), OPEN),
    "an unknown result": (lambda: workbook(rows(("s", "s", "t", "t", 1, 1, "Fine" * 1000))), OPEN),
    "one table that differs": (lambda: workbook(rows(("s", "s", "t", "t", 1, 2, "Inconsistent"))), FAIL),
    "the same table 2,000 times": (lambda: workbook(rows(*[ROW] * many(2000, 500))), OPEN),
    "the same table twice and otherwise": (lambda: workbook(rows((*ROW[:5], 11, "Inconsistent"))), FAIL),
    **{
        f"one cell of 32,000 {name}": (
            lambda t=text: workbook(rows() + cells([[t]], 4)),
            PASS if name in ("colons", "escapes of Excel") else OPEN,  # both are a ruled line
        )
        for name, text in _LONE.items()
    },
    **{
        f"a title with a bad end behind {n:,} blanks": (
            lambda n=n: workbook(rows(before=[[f"Row comparison{' ' * n}only the first 1000 rows were compared"], []])),
            OPEN,
        )
        for n in (90, 300, 30_000)
    },
    "a remark with a bad end behind blanks": (lambda: _remark(f"OK{' ' * 300}half of it failed"), OPEN),
    **{
        f"a heading of 32,000 {name}": (lambda t=_LONE[name]: workbook(cells([(*HEADINGS, t), (*ROW, "x")])), OPEN)
        for name in ("opening brackets", "nested brackets", "blanks between words", "ligatures that expand")
    },
}

# --- shapes -----------------------------------------------------------------------------------------------------------


def _wide(names: Iterator[str]) -> bytes:
    extra = [*names]
    return workbook(cells([(*HEADINGS, *extra), (*ROW, *["x"] * len(extra))]))


def _scattered(n_cells: int) -> bytes:
    """Lone cells, each in a row of its own."""
    lone = "".join(
        f'<row r="{2 * n + 4}"><c r="{chr(73 + n % 18)}{2 * n + 4}" t="str"><v>note {n}</v></c></row>'
        for n in range(n_cells)
    )
    return workbook(rows() + lone)


def _titled(n: int) -> bytes:
    made: list[object] = []
    for number in range(n):
        made += [[f"Database: d{number}"], HEADINGS, (f"d{number}", f"d{number}", "t", "t", 1, 1, "Consistent"), []]
    return workbook(cells(made))  # type: ignore[arg-type]


def _beside(n: int) -> bytes:
    gap = [None]
    heads = [*HEADINGS, *gap] * n
    values = [value for number in range(n) for value in (f"d{number}", f"d{number}", *ROW[2:], None)]
    return workbook(cells([heads, values]))


def _parted(*headings: str | None) -> bytes:
    """Headings with a blank column after each group, right of the clean list."""
    heads = [None, *headings]
    return workbook(cells([[*HEADINGS, *heads], [*ROW, *(head and "1" for head in heads)]]))


def _styled(n: int) -> bytes:
    formats = "".join(f'<numFmt numFmtId="{i}" formatCode="0"/>' for i in range(n))
    styles_of = "".join(f'<xf numFmtId="{i}"/>' for i in range(n))
    sheet_of = f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><cellXfs>{styles_of}</cellXfs></styleSheet>'
    return workbook(style_sheet=sheet_of)


def _merged(*ranges: str) -> bytes:
    merges = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    return book(Tab(sheet(rows(), after=f"<mergeCells>{merges}</mergeCells>"), SHEET))


def _commented(n: int, reference: str = "A{}", text: str = "look at row {}") -> bytes:
    whole = parts(Tab(rows(), SHEET))
    notes = "".join(
        f'<comment ref="{reference.format(i + 1)}"><text><r><t>{text.format(i)}</t></r></text></comment>'
        for i in range(n)
    )
    link = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="c" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="../comments1.xml"/></Relationships>'
    return pack(
        {
            **whole,
            "xl/worksheets/_rels/sheet1.xml.rels": link,
            "xl/comments1.xml": f'<comments xmlns="{MAIN}"><commentList>{notes}</commentList></comments>',
        }
    )


_SHAPES = {
    "a part named in 60,000 bytes": (lambda: pack({**parts(Tab(rows(), SHEET)), "x" * 60_000: "y"}), OPEN),
    "3,000 equal headings": (lambda: _wide("x" for _ in range(many(3000, 1200))), OPEN),
    "3,000 headings nobody knows": (lambda: _wide(f"x{n}" for n in range(many(3000, 1200))), OPEN),
    "16,384 headings": (lambda: _wide(f"x{n}" for n in range(many(16_384 - len(HEADINGS), 2400))), OPEN),
    "20,000 lone cells": (lambda: _scattered(many(20_000, 5000)), OPEN),
    "600 tables with a title each": (lambda: _titled(many(600, 150)), PASS),
    "60 tables side by side": (lambda: _beside(60), PASS),
    "4,000 headings nobody knows, a blank column after each": (
        lambda: _parted(*(name for n in range(many(4000, 1200)) for name in (f"x{n}", None))),
        OPEN,
    ),
    "1,000 headings of numbers, a blank column after three": (
        lambda: _parted(*["Source Rows", "Target Rows", "Result", None] * 333),
        OPEN,
    ),
    "100,000 number formats and styles": (lambda: _styled(many(100_000, 10_000)), PASS),
    "500,000 number formats and styles": (lambda: _styled(500_000), REFUSED),
    "a merge of the whole sheet": (lambda: _merged("A1:XFD1048576"), REFUSED),
    "10,000 merges": (lambda: _merged(*(f"A{n}:B{n}" for n in range(10, 10_010))), PASS),
    "merges that overlap": (lambda: _merged("A1:C3", "B2:D4"), OPEN),
    "a merge that is none": (lambda: _merged("A1:"), REFUSED),
    "5,000 comments": (lambda: _commented(many(5000, 1500)), OPEN),
    "a comment with a bad end behind blanks": (lambda: _commented(1, text=f"Row comparison{' ' * 400}failed"), OPEN),
    "2,000 known comments and one that is not": (
        lambda: _commented(2001, text="Row comparison 20{}"),
        OPEN,
    ),
    "comments in a row of 20 digits": (lambda: _commented(1, "A99999999999999999999"), OPEN),
    "comments nowhere": (lambda: _commented(3, "ZZZZ{}"), OPEN),
    "300 sheets of notes": (
        lambda: book(Tab(rows(), SHEET), *[Tab(cells([["x"]]), f"N{n}") for n in range(many(300, 100))]),
        OPEN,
    ),
    "two sheets of one name": (lambda: book(Tab(rows(), SHEET), Tab(cells([["x"]]), SHEET)), OPEN),
    "a sheet named in 10,000 characters": (lambda: book(Tab(rows(), SHEET), Tab(cells([["x"]]), "n" * 10_000)), OPEN),
    "a sheet named by nothing": (lambda: book(Tab(rows(), "")), PASS),
    "a sheet that is very hidden and differs": (
        lambda: book(
            Tab(rows(), SHEET), Tab(cells([HEADINGS, (*ROW[:5], 11, "Inconsistent")]), "Row comparison_1", "veryHidden")
        ),
        FAIL,
    ),
    "rows out of order": (
        lambda: workbook("".join(_row(n, f'<c r="A{n}" t="str"><v>x</v></c>') for n in range(5000, 2, -1)) + rows()),
        REFUSED,
    ),
    "30,000 shared texts nobody uses": (
        lambda: workbook(shared_strings=shared(*[f"s{n}" for n in range(30_000)])),
        PASS,
    ),
    "a page header of 100,000 characters": (
        lambda: book(
            Tab(sheet(rows(), after=f"<headerFooter><oddHeader>{'x' * 100_000}</oddHeader></headerFooter>"), SHEET)
        ),
        OPEN,
    ),
    "3,000 number formats": (
        lambda: _with_count('<c s="7"><v>10</v></c>', style_sheet=styles(*[f'0"{n}"' for n in range(3000)])),
        OPEN,
    ),
    "a table of one column": (lambda: workbook(cells([["Result"], ["Consistent"]])), REFUSED),
    "headings without rows": (lambda: workbook(cells([HEADINGS])), OPEN),
    "nothing at all": (lambda: workbook(cells([[]])), REFUSED),
}


def cases() -> Iterator[Case]:
    """Every workbook of this kind."""
    for group in (_FOREIGN, _ARCHIVES, _XML):
        for name, (make, says) in group.items():
            yield Case(f"workbook: {name}", of_bytes(make), REFUSED, says or _FILE)
    for group in (_READ, _SHAPES):
        for name, (make, code) in group.items():
            yield Case(f"workbook: {name}", of_bytes(make), code)
