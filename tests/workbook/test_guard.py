"""What is refused before any XML is read, each in one sentence that names the file and what to do."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from dataclasses import fields
from pathlib import Path

import msoffcrypto
import pytest

from drs_report.errors import UnreadableWorkbookError, UnsafeWorkbookError, WorkbookError
from drs_report.reading.xlsx import LIMIT_OPTIONS, Limits, open_workbook
from tests.workbook.packages import Tab, book, inline, pack, parts, read, sheet


def _refusal(data: bytes, limits: Limits | None = None) -> WorkbookError:
    """The refusal of `data`, which must name the file, be one sentence, and advise."""
    with pytest.raises(WorkbookError) as caught:
        read(data, limits=limits)
    error = caught.value
    assert error.message.startswith("case.xlsx: ")
    assert error.message.endswith(".")
    assert ". " not in error.message.removesuffix(".").removeprefix("case.xlsx: ").replace("...", "")
    assert "\n" not in str(error)
    assert error.remedy
    assert error.remedy.endswith(".")
    return error


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the file is empty"),
        (b"source_db,target_db\nshop,shop\n", "plain text, such as CSV"),
        ("表名,结果\n".encode(), "plain text, such as CSV"),
        (b"  <!DOCTYPE html><html><body>Sign in</body></html>", "an HTML page"),
        (b"\xef\xbb\xbf<html>", "an HTML page"),
        (b'<?xml version="1.0"?><Workbook/>', "an XML text"),
        (b'{"error_code": "DRS.M00001"}', "a JSON text"),
        (b"%PDF-1.7\n\x00", "a PDF document"),
        (b"\x1f\x8b\x08\x00", "a gzip file"),
        (b"\x00\x01\x02\x03" * 9, "not those of any format"),
        (b"PK\x05\x06" + bytes(18), "an archive that is empty"),
        (b"PK\x03\x04" + bytes(300), "cut short"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "Excel 97-2003"),
    ],
)
def test_another_format_is_called_by_its_name(data: bytes, what: str) -> None:
    """A renamed file is the most common mistake."""
    error = _refusal(data)
    assert isinstance(error, UnreadableWorkbookError)
    assert what in error.message


def test_an_encrypted_workbook_says_so() -> None:
    """Not "not a zip file"."""
    plain, locked = io.BytesIO(book(inline("x"))), io.BytesIO()
    from msoffcrypto.format.ooxml import OOXMLFile

    OOXMLFile(plain).encrypt("secret", locked)
    assert msoffcrypto.OfficeFile(locked).is_encrypted()
    error = _refusal(locked.getvalue())
    assert "encrypted with a password" in error.message
    assert "without a password" in str(error.remedy)


def test_other_office_files_say_so() -> None:
    """Binary workbooks, documents, OpenDocument, an archive of workbooks."""
    contents = parts(Tab(inline("x")))
    start = str(contents["_rels/.rels"])
    assert (
        "(.xlsb)" in _refusal(pack({**contents, "_rels/.rels": start.replace("workbook.xml", "workbook.bin")})).message
    )
    document = pack({**contents, "_rels/.rels": start.replace("xl/workbook.xml", "word/document.xml")})
    assert "such as Word" in _refusal(document).message
    assert "OpenDocument" in _refusal(pack({"mimetype": "x", "content.xml": "<x/>"})).message
    assert "archive that holds workbooks (a.xlsx)" in _refusal(pack({"a.xlsx": "x"})).message
    assert "no [Content_Types].xml" in _refusal(pack({"a.txt": "x"})).message


def test_every_limit_has_its_flag_and_is_kept() -> None:
    """The remedy of each refusal names the flag that raises the limit."""
    assert [option.field for option in LIMIT_OPTIONS] == [item.name for item in fields(Limits)]
    rows = "".join(inline(f"text {n}", f"B{n}", row=n) for n in range(1, 40))
    contents = parts(Tab(sheet(rows)), Tab(rows, "second"), shared_strings=f'<sst xmlns="{_MAIN}"><si/><si/></sst>')
    whole = pack(contents)
    tight = {
        "file_bytes": 100,
        "part_bytes": 300,
        "expanded_bytes": 300,
        "n_parts": 3,
        "n_sheets": 1,
        "n_rows": 20,
        "n_columns": 1,
        "n_cells": 10,
        "cell_length": 6,
        "n_shared_strings": 1,
    }
    for field, bound in tight.items():
        error = _refusal(whole, Limits(**{field: bound}))
        assert isinstance(error, UnsafeWorkbookError)
        assert error.limit == field
        flag = next(option.flag for option in LIMIT_OPTIONS if option.field == field)
        assert flag in str(error.remedy)
    assert set(tight) | {"ratio", "n_wide_cells"} == {item.name for item in fields(Limits)}


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _patched(data: bytes, name: str, offset: int, value: bytes) -> bytes:
    """`data` with `value` at `offset` of the central directory record of the part `name`."""
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode()))
    return data[: at + offset] + value + data[at + offset + len(value) :]


_SHEET = "xl/worksheets/sheet1.xml"


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    """The inflater holds each part to what it declares, so a small number hides no bomb."""
    data = book(sheet("<!--" + " " * 100_000 + "-->" + inline("x")))
    assert read(data) == {"A1": "x"}
    assert "more than the 1,000 bytes declared" in _refusal(_patched(data, _SHEET, 24, struct.pack("<L", 1000))).message
    assert "checksum" in _refusal(_patched(data, _SHEET, 24, struct.pack("<L", 900_000))).message
    assert "checksum" in _refusal(_patched(data, _SHEET, 16, b"\0\0\0\0")).message


def test_flags_and_methods_that_xlsx_does_not_have_are_refused() -> None:
    """ZIP's own encryption, other compressions."""
    data = book(inline("x"))
    assert "encrypted with a ZIP password" in _refusal(_patched(data, _SHEET, 8, b"\1\0")).message
    assert "by a method" in _refusal(_patched(data, _SHEET, 10, b"\x0c\0")).message
    assert "described twice" in _refusal(_patched(data, _SHEET, 10, b"\0\0")).message


def test_parts_that_overlap_are_refused() -> None:
    """Many names for the same bytes is how a bomb grows without nesting."""
    data = book(inline("x"))
    error = _refusal(_patched(data, _SHEET, 42, struct.pack("<L", 0)))
    assert isinstance(error, UnsafeWorkbookError)
    assert error.limit == "overlap"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_mislead_are_refused() -> None:
    """Twice the same name, paths out of the archive."""
    contents = list(parts(Tab(inline("x"))).items())
    for extra, limit in (
        (_SHEET, "duplicate part"),
        ("XL/Workbook.XML", "duplicate part"),
        ("../evil.xml", "part name"),
        ("xl/../../evil.xml", "part name"),
        ("/etc/evil.xml", "part name"),
        ("c:/evil.xml", "part name"),
    ):
        error = _refusal(pack([*contents, (extra, "<x/>")]))
        assert isinstance(error, UnsafeWorkbookError)
        assert error.limit == limit


def test_back_slashes_in_names_are_slashes() -> None:
    """Some old .NET writers do that."""
    data = pack(parts(Tab(inline("x"))))
    assert read(data.replace(b"xl/worksheets/sheet1.xml", b"xl\\worksheets\\sheet1.xml")) == {"A1": "x"}


def test_what_stands_before_or_after_the_archive_is_refused() -> None:
    """Two readers could see two archives in one file."""
    data = book(inline("x"))
    for changed in (data + b"\n", data + b"\0" * 100, data + data, data[:-1], data[:4] + data):
        assert isinstance(_refusal(changed), UnreadableWorkbookError)
    commented = data[:-2] + struct.pack("<H", 5) + b"hello"
    assert read(commented) == {"A1": "x"}


def test_large_archives_with_64_bit_records_are_read() -> None:
    """Apache POI's streaming writer makes them for small files, too."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts(Tab(inline("x"))).items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(str(content).encode())
    data = file.getvalue()
    assert read(data) == {"A1": "x"}
    end = data.rindex(b"PK\x05\x06")
    _, _, _, n, _, length, start, _ = struct.unpack("<4s4H2LH", data[end:])
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, n, n, length, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    small = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert read(data[:end] + end64 + locator + small) == {"A1": "x"}
    other = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert "contradict" in _refusal(data[:end] + end64 + locator + other).message


def test_a_stored_archive_is_read() -> None:
    """Compression is a choice."""
    assert read(pack(parts(Tab(inline("x"))), is_stored=True)) == {"A1": "x"}


def test_the_engine_that_opened_a_refused_file_lets_it_go(tmp_path) -> None:
    """No open handle is left behind (a ResourceWarning would fail this test)."""
    path = tmp_path / "bad.xlsx"
    path.write_bytes(b"nothing")
    with pytest.raises(UnreadableWorkbookError, match=r"^bad\.xlsx: "), open_workbook(path):
        pass
    path.unlink()


def test_the_documentation_states_every_limit_with_its_flag_and_default() -> None:
    """docs/reading-workbooks.md has one line per limit."""
    text = (Path(__file__).parents[2] / "docs" / "reading-workbooks.md").read_text(encoding="utf-8")
    for option in LIMIT_OPTIONS:
        default = getattr(Limits(), option.field) // option.unit
        assert re.search(rf"`{option.flag}` \| {default:,} \|", text), option.flag
