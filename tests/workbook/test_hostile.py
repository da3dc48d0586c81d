"""Files made to hurt: each is refused in one sentence, or read exactly, and never takes 300 MB."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from drs_report.errors import UnsafeWorkbookError, WorkbookError
from drs_report.reading.xlsx import open_workbook
from tests.workbook.packages import MAIN, Tab, book, inline, pack, parts, read, shared, sheet, styles

_ROOT = Path(__file__).parents[2]
_SHEET = "xl/worksheets/sheet1.xml"

_CHILD = """
import json, resource, sys
from drs_report.errors import WorkbookError
from drs_report.reading.xlsx import open_workbook

for path in sys.argv[1:]:
    try:
        n = 0
        with open_workbook(path) as reader:
            for sheet in reader.sheets:
                for batch in reader.batches(sheet):
                    n += sum(value is not None for column in batch.columns for value in column)
        said = {"n_cells": n}
    except WorkbookError as error:
        said = {"error": type(error).__name__, "limit": getattr(error, "limit", None), "text": str(error)}
    if sys.platform == "linux":  # ru_maxrss would count the parent's peak too, and the parent is a whole test run
        with open("/proc/self/status") as status:
            peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    else:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**said, "peak_mb": peak / 1024}))
"""


def _bomb(name: str = _SHEET, megabytes: int = 300) -> bytes:
    """A workbook of some 0.3 MB, one part of which expands to 300 MB of blanks."""
    contents = parts(Tab(inline("x")), shared_strings=shared("x"))
    head, _, tail = str(contents.get(name, "<x></x>")).partition(">")
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    blanks = b" " * 1024 * 1024
    begin = squeeze.compress(f"{head}>".encode()) + squeeze.flush(zlib.Z_FULL_FLUSH)
    block = squeeze.compress(blanks) + squeeze.flush(zlib.Z_FULL_FLUSH)  # knows nothing before it, so it can repeat
    data = begin + block * megabytes + squeeze.compress(tail.encode()) + squeeze.flush()
    crc = zlib.crc32(f"{head}>".encode())
    for _ in range(megabytes):
        crc = zlib.crc32(blanks, crc)
    crc = zlib.crc32(tail.encode(), crc)
    size = len(head) + 1 + len(blanks) * megabytes + len(tail)
    small = pack({part: content for part, content in contents.items() if part != name})
    return _with_part(small, name, data, crc, size)


def _with_part(archive: bytes, name: str, data: bytes, crc: int, size: int) -> bytes:
    """The archive with one more part, whose compressed bytes are at hand."""
    end = archive.rindex(b"PK\x05\x06")
    _, _, _, count, _, _, start, _ = struct.unpack("<4s4H2LH", archive[end:])
    raw = name.encode()
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(data), size, len(raw), 0) + raw + data
    central = struct.pack(
        "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, crc, len(data), size, len(raw), 0, 0, 0, 0, 0, start
    )
    directory = archive[start:end] + central + raw
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count + 1, count + 1, len(directory), start + len(local), 0)
    return archive[:start] + local + directory + last


def _understated(data: bytes) -> bytes:
    """The same with the directory's word that the sheet expands to 5,000 bytes."""
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(_SHEET.encode()))
    return data[: at + 24] + struct.pack("<L", 5000) + data[at + 28 :]


def _small_bombs() -> bytes:
    """Twelve parts of 9 MB, each too small to be looked at alone."""
    data = pack(parts(Tab(inline("x"))))
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    blanks = b" " * 9_000_000
    squeezed, crc = squeeze.compress(blanks) + squeeze.flush(), zlib.crc32(blanks)
    for n in range(12):
        data = _with_part(data, f"xl/media/{n}.xml", squeezed, crc, len(blanks))
    return data


def _many_parts(count: int, stated: int) -> bytes:
    """An archive of `count` empty parts whose last record states some other number."""
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    central = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(central) * count, len(local))
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(local) + len(central) * count, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, stated, stated, len(central) * count, len(local), 0)
    return local + central * count + (end64 + locator if stated == 0xFFFF else b"") + end


def _sheet_with(inside: str | bytes) -> bytes:
    """A workbook, not compressed, with something odd among its rows."""
    head, tail = sheet("|").split("|")
    body = inside if isinstance(inside, bytes) else inside.encode()
    return pack({**parts(Tab(inline("x"))), _SHEET: head.encode() + body + tail.encode()}, is_stored=True)


_CASES = {
    "bomb in the sheet": (_bomb, "UnsafeWorkbookError", "ratio"),
    "bomb in the shared texts": (lambda: _bomb("xl/sharedStrings.xml"), "UnsafeWorkbookError", "ratio"),
    "bomb in a part nobody asked for": (lambda: _bomb("xl/media/x.xml"), "UnsafeWorkbookError", "ratio"),
    "bomb that understates itself": (lambda: _understated(_bomb()), "UnreadableWorkbookError", None),
    "bomb in many small parts": (_small_bombs, "UnsafeWorkbookError", "ratio"),
    "a million parts": (lambda: _many_parts(1_000_000, 0xFFFF), "UnsafeWorkbookError", "n_parts"),
    "a million parts that say they are one": (lambda: _many_parts(1_000_000, 1), "UnsafeWorkbookError", "n_parts"),
    "a far cell in every row": (
        lambda: _sheet_with("".join(f'<row><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 6001))),
        "UnsafeWorkbookError",
        "n_wide_cells",
    ),
    "a row beyond the last": (
        lambda: _sheet_with('<row r="1048577"><c><v>1</v></c></row>'),
        "UnsafeWorkbookError",
        "n_rows",
    ),
    "a row number without end": (lambda: _sheet_with(f'<row r="{"9" * 10_000}"/>'), "UnsafeWorkbookError", "n_rows"),
    "a column beyond the last": (
        lambda: _sheet_with('<row r="1"><c r="XFE1"><v>1</v></c></row>'),
        "UnsafeWorkbookError",
        "n_columns",
    ),
    "a tag of many megabytes": (
        lambda: _sheet_with(f'<row r="1" x="{"y" * 12_000_000}"/>'),
        "UnsafeWorkbookError",
        "structure",
    ),
    "a comment of many megabytes": (
        lambda: _sheet_with(f"<!--{'y' * 12_000_000}-->"),
        "UnsafeWorkbookError",
        "structure",
    ),
    "tags nested without end": (lambda: _sheet_with("<z>" * 3_000_000), "UnsafeWorkbookError", "structure"),
    "a million tag names": (
        lambda: _sheet_with("".join(f"<z{n}/>" for n in range(200_000))),
        "UnsafeWorkbookError",
        "structure",
    ),
    "a text without end": (lambda: _sheet_with(inline("y" * 12_000_000)), "UnsafeWorkbookError", "cell_length"),
    "white space without end": (lambda: _sheet_with(b" \n" * 6_000_000), "UnsafeWorkbookError", "cell_length"),
    "a number without end": (
        lambda: _sheet_with(f'<row r="1"><c r="A1"><v>{"9" * 100_000}</v></c></row>'),
        "UnreadableWorkbookError",
        None,
    ),
}


def test_hostile_files_are_refused_in_little_memory(tmp_path: Path) -> None:
    """One process reads them all, so its peak is the worst of them."""
    paths = []
    for name, (make, _, _) in _CASES.items():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(make())
        paths.append(path)
    far = tmp_path / "far.xlsx"
    far.write_bytes(book(sheet(inline("near") + inline("far", "XFD1048576", row=1_048_576))))

    done = subprocess.run(
        [sys.executable, "-c", _CHILD, *paths, far], capture_output=True, text=True, check=True, cwd=_ROOT
    )
    *lines, last = [json.loads(line) for line in done.stdout.splitlines()]

    assert last["n_cells"] == 2
    assert last["peak_mb"] < 300
    for (name, (_, error, limit)), said in zip(_CASES.items(), lines, strict=True):
        assert (said.get("error"), said.get("limit")) == (error, limit), (name, said)
        assert said["text"].startswith(f"{name}.xlsx: ")
        assert len(said["text"]) < 400


def test_the_far_corner_is_read_exactly() -> None:
    """Two cells at opposite corners of the largest sheet there is."""
    data = book(sheet(inline("near") + inline("far", "XFD1048576", row=1_048_576)))
    assert read(data) == {"A1": "near", "XFD1048576": "far"}


_DECLARATIONS = {
    "internal": '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>',
    "external": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    "parameter": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x"> %a;]>',
    "outside": '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
    "bare": "<!DOCTYPE x>",
}


@pytest.mark.parametrize("declaration", _DECLARATIONS)
def test_document_type_declarations_are_refused_in_every_part(declaration: str) -> None:
    """In parts that are read and in parts that are not."""
    contents = parts(Tab(inline("x")), shared_strings=shared("y"), style_sheet=styles(14))
    contents["docProps/app.xml"] = "<Properties/>"
    contents["xl/worksheets/_rels/sheet1.xml.rels"] = "<Relationships/>"
    for part, content in contents.items():
        text = f'<?xml version="1.0"?>{_DECLARATIONS[declaration]}{content}'
        with pytest.raises(UnsafeWorkbookError, match="declares a document type") as caught:
            read(pack({**contents, part: text}))
        assert repr(part) in str(caught.value)
        assert caught.value.limit == "document type declaration"


def test_an_entity_that_is_not_declared_is_damage() -> None:
    """Only the five of XML itself exist."""
    with pytest.raises(WorkbookError, match="undefined entity"):
        read(book(inline("&xxe;")))


def test_nothing_is_inflated_of_parts_that_are_not_xml() -> None:
    """Pictures and printer settings are left alone, broken or not."""
    data = bytearray(pack({**parts(Tab(inline("x"))), "xl/media/image1.png": b"picture" * 99}))
    at = data.index(b"xl/media/image1.png") + len("xl/media/image1.png") + 2
    data[at] ^= 0xFF
    with open_workbook(bytes(data)) as reader:
        assert len(reader.sheets) == 1


def test_the_main_namespace_is_asked_for() -> None:
    """Rows of another vocabulary are no rows."""
    with pytest.raises(WorkbookError, match="should be a worksheet"):
        read(book(sheet(inline("x")).replace(MAIN, "urn:other")))
