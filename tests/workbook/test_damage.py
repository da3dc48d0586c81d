"""Damaged files: never a cell that was not written, never an exception of another kind."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drs_report.errors import WorkbookError
from tests.workbook.packages import Tab, book, inline, pack, parts, read_all, shared, styles


def _sample() -> bytes:
    workbook = openpyxl.Workbook()
    rows = workbook.active
    for n in range(60):
        rows.append([f"shop.orders_{n}", n, n * 1.5, n % 2 == 0, None, "一致"])
    rows.merge_cells("A70:C70")
    workbook.create_sheet("明细").append(["x"])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


_SAMPLES = (
    _sample(),
    book(Tab(inline("x" * 50)), shared_strings=shared("a", "b"), style_sheet=styles("yyyy", 14)),
    pack(parts(Tab(inline("x")), Tab(inline("y"), "two")), is_stored=True),
)
_CELLS = tuple(read_all(sample) for sample in _SAMPLES)


@pytest.mark.parametrize("n", range(50))
def test_a_truncated_file_is_refused(n: int) -> None:
    """Wherever it is cut."""
    data = _SAMPLES[0]
    with pytest.raises(WorkbookError, match=r"^case\.xlsx: "):
        read_all(data[: len(data) * n // 50])


@settings(max_examples=300)
@given(st.integers(0, 2), st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_a_flipped_byte_is_refused_or_does_not_matter(which: int, where: float, flip: int) -> None:
    """The same cells, or a refusal that names the file."""
    data = bytearray(_SAMPLES[which])
    data[int(len(data) * where)] ^= flip
    _check(bytes(data), which)


@settings(max_examples=100)
@given(st.integers(0, 2), st.floats(0, 1), st.floats(0, 1), st.binary(max_size=20))
def test_a_stretch_cut_out_or_replaced_is_refused(which: int, begin: float, length: float, filler: bytes) -> None:
    """As a broken download would."""
    data = _SAMPLES[which]
    start = int(len(data) * begin)
    _check(data[:start] + filler + data[start + int(len(data) * length * 0.1) :], which)


@settings(max_examples=200)
@given(st.sampled_from(sorted(parts(Tab(""), shared_strings="", style_sheet=""))), st.data())
def test_garbled_xml_in_a_sound_archive_is_refused_or_read(part: str, data: st.DataObject) -> None:
    """Here the checksums are right, so the parsers are on their own: anything but another kind of exception."""
    contents = parts(
        Tab('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>5</v></c></row>'),
        shared_strings=shared("a", "b"),
        style_sheet=styles("yyyy", 14),
    )
    text = str(contents[part])
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, min(len(text), begin + 40)))
    filler = data.draw(st.text(alphabet='<>/"=& rstcv019AZ\x00é', max_size=12))
    try:
        read_all(pack({**contents, part: text[:begin] + filler + text[end:]}))
    except WorkbookError as error:
        assert str(error).startswith("case.xlsx: ")


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused(data: bytes) -> None:
    """With and without the mark of an archive."""
    for head in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        with pytest.raises(WorkbookError, match=r"^case\.xlsx: "):
            read_all(head + data)


def _check(data: bytes, which: int) -> None:
    try:
        cells = read_all(data)
    except WorkbookError as error:
        assert str(error).startswith("case.xlsx: ")
    else:
        assert cells == _CELLS[which]
