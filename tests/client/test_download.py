"""Archives: what is whole, and what is damaged."""

from __future__ import annotations

import io
import itertools
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drs_report.evidence.archive import damage

from .conftest import archive


def problem(data: bytes) -> str | None:
    return damage(io.BytesIO(data))


WHOLE = archive("x", 500)


def test_a_whole_archive_has_no_problem():
    assert problem(WHOLE) is None


@settings(max_examples=300)
@given(st.integers(0, len(WHOLE) - 1))
def test_an_archive_cut_anywhere_is_noticed(n):
    assert problem(WHOLE[:n]) is not None


@settings(max_examples=100)
@given(st.binary(min_size=1, max_size=50))
def test_bytes_before_or_behind_are_noticed(extra):
    assert problem(WHOLE + extra) is not None
    assert problem(extra + WHOLE) is not None


@settings(max_examples=200)
@given(st.integers(0, len(WHOLE) - 2), st.integers(1, 100))
def test_a_hole_is_noticed(at, n):
    assert problem(WHOLE[:at] + WHOLE[at + n :]) is not None


def test_an_archive_that_is_no_office_file_is_noticed():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("a.txt", "b")
    assert "not an Office file" in problem(buffer.getvalue())


def test_a_comment_and_the_64_bit_form_are_good():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.comment = b"made by a service"
        with file.open("[Content_Types].xml", "w", force_zip64=True) as part:
            part.write(b"<Types/>")
    assert problem(buffer.getvalue()) is None


@pytest.mark.parametrize("is_marked", [True, False])
def test_the_64_bit_end_of_the_directory_is_read_where_needed_and_where_not(monkeypatch, is_marked):
    """Java's writers put it into small files as well, with the old fields filled in or all ones."""
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 0)
    data = bytearray(archive("y", 10))
    assert b"PK\x06\x06" in data
    if is_marked:
        data[-14:-10] = b"\xff" * 4
        data[-6:-2] = b"\xff" * 4
    assert problem(bytes(data)) is None
    for n in range(len(data)):
        assert problem(bytes(data[:n])) is not None
    broken = data.replace(b"PK\x06\x06", b"PK\x06\x09")
    assert problem(bytes(broken)) is not None


def test_a_flipped_bit_in_any_member_is_noticed():
    """The members' own checksums are compared; only bits that say nothing (a time, an attribute) may stay unseen."""
    data = archive("x", 500)
    start = data.index(b"PK\x01\x02")
    seen = 0
    for n in range(start):
        flipped = bytearray(data)
        flipped[n] ^= 0x10
        seen += problem(bytes(flipped)) is not None
    assert seen > 0.9 * start


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_whatever_bit_is_flipped_the_answer_is_a_sentence_or_none(method):
    """The unpackers of other methods raise errors of their own, such as `OSError`: it would read as a full disk."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        file.writestr("[Content_Types].xml", "<Types/>" * 20)
    data = buffer.getvalue()
    told = set()
    for n, bit in itertools.product(range(len(data)), range(8)):
        flipped = bytearray(data)
        flipped[n] ^= 1 << bit
        told.add(problem(bytes(flipped)))
    assert "it is packed in a way that no workbook is" in told


def test_an_archive_that_says_it_holds_terabytes_is_not_unpacked(monkeypatch):
    monkeypatch.setattr("zipfile.ZipFile.testzip", lambda self: pytest.fail("was unpacked"))
    data = bytearray(WHOLE)
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = b"\xfe\xff\xff\xff"
    many = [zipfile.ZipInfo(str(n)) for n in range(20)]
    monkeypatch.setattr("zipfile.ZipFile.infolist", lambda self: [*self.filelist, *many])
    for info in many:
        info.file_size = 2**32
        info.header_offset = 0
    assert problem(bytes(data)) is None
