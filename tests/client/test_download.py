"""Names, archives, and what a download is made of."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drs_report.client.filenames import predictable_name, safe_name, sent_name
from drs_report.client.zip_check import zip_problem

from .conftest import archive


def problem(data: bytes) -> str | None:
    return zip_problem(io.BytesIO(data), len(data))


WHOLE = archive("x", 500)


def test_a_whole_archive_has_no_problem():
    assert problem(WHOLE) is None


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(WHOLE) - 1))
def test_an_archive_cut_anywhere_is_noticed(n):
    assert problem(WHOLE[:n]) is not None


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=50))
def test_bytes_before_or_behind_are_noticed(extra):
    assert problem(WHOLE + extra) is not None
    assert problem(extra + WHOLE) is not None


@settings(max_examples=200, deadline=None)
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
        file.comment = b"PK\x05\x06 made by a service"
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


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (None, None),
        ("attachment", None),
        ('attachment; filename="report.xlsx"', "report.xlsx"),
        ("attachment; filename=report.xlsx", "report.xlsx"),
        ("attachment;filename=report.xlsx; size=3", "report.xlsx"),
        ('attachment; filename="a \\"b\\".xlsx"', 'a "b".xlsx'),
        (f"attachment; filename*=UTF-8''{quote('对比.xlsx')}", "对比.xlsx"),
        (f"attachment; filename=\"x.xlsx\"; filename*=utf-8'zh'{quote('对比.xlsx')}", "对比.xlsx"),
        ("attachment; filename=\"x.xlsx\"; filename*=UTF-8''%FF%FE", "x.xlsx"),
        ("attachment; filename=\"x.xlsx\"; filename*=klingon''a", "x.xlsx"),
        ('attachment; filename="' + "对比.xlsx".encode().decode("latin-1") + '"', "对比.xlsx"),
        (f"attachment; filename={quote('对比.xlsx')}", "对比.xlsx"),
        ("attachment; filename*=iso-8859-1''%E4.xlsx", "ä.xlsx"),
    ],
)
def test_the_sent_name_is_read(header, name):
    assert sent_name(header) == name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.xlsx", "report.xlsx"),
        ("../../etc/passwd", "passwd.xlsx"),
        ("..\\..\\boot.ini", "boot.ini.xlsx"),
        ("/etc/cron.d/x.xlsx", "x.xlsx"),
        ("C:\\temp\\a.xlsx", "a.xlsx"),
        ("CON.xlsx", "_CON.xlsx"),
        ("lpt1", "_lpt1.xlsx"),
        ("nul.tar.xlsx", "_nul.tar.xlsx"),
        (".htaccess", "htaccess.xlsx"),
        ("-rf.xlsx", "_-rf.xlsx"),
        ('a<b>:"c|?*.xlsx', "a_b___c___.xlsx"),
        ("evil\u202exslx.exe", "evilxslx.exe.xlsx"),
        ("a\x00b\r\nX: y.xlsx", "abX_ y.xlsx"),
        ("行数对比 2026.xlsx", "行数对比 2026.xlsx"),
        ("e\u0301.XLSX", "\u00e9.xlsx"),
        ("", None),
        (None, None),
        ("..", None),
        ("/", None),
        (". .xlsx", "xlsx.xlsx"),
        ("manifest.json", "manifest.json.xlsx"),
    ],
)
def test_a_name_is_made_safe(name, safe):
    assert safe_name(name) == safe


@given(st.text(max_size=300))
def test_a_safe_name_is_a_plain_file_name(name):
    safe = safe_name(name)
    if safe is not None:
        assert safe.endswith(".xlsx")
        assert not set(safe) & set('/\\<>:"|?*\x00\n\r')
        assert not safe.startswith((".", "-", " ", "~"))
        assert len(safe.encode()) <= 126
        assert safe_name(safe) == safe


def test_the_predictable_name_says_what_it_is():
    assert predictable_name("job", "lines", "cmp", "zh-cn") == "job_lines_cmp_zh-cn.xlsx"
    assert predictable_name("job", "objects_comparison", None, "en-us") == "job_objects_comparison_en-us.xlsx"
