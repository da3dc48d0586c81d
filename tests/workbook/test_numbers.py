"""Number formats and serial dates."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drs_report.reading.xlsx import Percent
from drs_report.reading.xlsx.numbers import GENERAL, Kind, built_in_format, parse_format, parse_number, show


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", "NUMBER"),
        ("GENERAL", "NUMBER"),
        ("0.00E+00", "NUMBER"),
        ("##0.0e-0", "NUMBER"),
        ("#,##0_);[Red](#,##0)", "NUMBER"),
        ("@", "NUMBER"),
        ("", "NUMBER"),
        ('0 "days"', "NUMBER"),
        (r"0\d", "NUMBER"),
        ("[$¥-804]#,##0.00", "NUMBER"),
        ("[Magenta]0", "NUMBER"),
        ("_-* #,##0_-", "NUMBER"),
        ("0_m_d", "NUMBER"),
        ("0%", "PERCENT"),
        ("0.00%;[Red]-0.00%", "PERCENT"),
        ('0"%"', "PRINTED_PERCENT"),
        ("yyyy-mm-dd", "DATE"),
        ("[$-804]yyyy/m/d", "DATE"),
        ('yyyy"年"m"月"d"日";@', "DATE"),
        ("[$-F800]dddd, mmmm dd", "DATE"),
        ("mmm", "DATE"),
        ("e", "DATE"),
        ("aaaa", "DATE"),
        (r"yyyy\-mm\-dd\ hh:mm:ss", "DATE"),
        ("[DBNum1]m/d", "DATE"),
        ("hh:mm:ss", "CLOCK"),
        ("h:mm AM/PM", "CLOCK"),
        ('上午/下午h"时"mm"分"', "CLOCK"),
        ("mm:ss.0", "CLOCK"),
        ("[h]:mm", "DURATION"),
        ("[mm]:ss", "DURATION"),
        ("[SS].00", "DURATION"),
    ],
)
def test_format_codes(code: str, kind: str) -> None:
    """Quoted, escaped, padded and bracketed characters are no tokens."""
    assert parse_format(code).kind(45351.0) is Kind[kind]


@pytest.mark.parametrize(
    ("code", "number", "kind"),
    [
        ("[<1]0%;0", 0.5, "PERCENT"),
        ("[<1]0%;0", 2, "NUMBER"),
        ("[>=100]yyyy-mm-dd;h:mm", 50, "CLOCK"),
        ("[>=100]yyyy-mm-dd;h:mm", 100, "DATE"),
        ("0;0%;yyyy", 1, "NUMBER"),
        ("0;0%;yyyy", -1, "PERCENT"),
        ("0;0%;yyyy", 0, "DATE"),
        ('0;"-;"0%', -1, "PERCENT"),
        ("0;0%", 0, "NUMBER"),
        ("[=0]yyyy;[<>1]0%;0", 1, "NUMBER"),
    ],
)
def test_the_section_that_fits_the_number_decides(code: str, number: float, kind: str) -> None:
    """Positive, negative, zero; or the conditions in brackets."""
    assert parse_format(code).kind(number) is Kind[kind]


@pytest.mark.parametrize(
    ("ids", "kind"),
    [
        ((0, 1, 2, 3, 4, 11, 12, 13, 37, 40, 44, 48, 49, 163), "NUMBER"),
        ((9, 10), "PERCENT"),
        ((14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 57, 58), "DATE"),
        ((18, 19, 20, 21, 32, 33, 45, 47), "CLOCK"),
        ((46,), "DURATION"),
    ],
)
def test_built_in_ids(ids: tuple[int, ...], kind: str) -> None:
    """ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are the East Asian dates."""
    assert {built_in_format(str(number)).kind(45351.5) for number in ids} == {Kind[kind]}


@pytest.mark.parametrize("number", ["", "-1", "164", "x", "٩", "9" * 6000])
def test_an_id_that_nobody_defines_is_general(number: str) -> None:
    """Of one with thousands of digits Python makes no number."""
    assert built_in_format(number) is GENERAL
    assert built_in_format("0009").kind(1) is Kind.PERCENT


_DATE, _CLOCK, _LONG = parse_format("yyyy-mm-dd hh:mm"), parse_format("hh:mm"), parse_format("[h]:mm")


@pytest.mark.parametrize(
    ("number", "is_1904", "moment"),
    [
        (1, False, datetime(1900, 1, 1)),
        (59, False, datetime(1900, 2, 28)),
        (60, False, 60),
        (60.5, False, 60.5),
        (61, False, datetime(1900, 3, 1)),
        (45351.999999999, False, datetime(2024, 3, 1)),
        (45351.000011574, False, datetime(2024, 2, 29, 0, 0, 1)),
        (2958465.5, False, datetime(9999, 12, 31, 12)),
        (2958466, False, 2958466),
        (10**40, False, 10**40),
        (-1, False, -1),
        (0, False, time(0)),
        (0.5, False, time(12)),
        (0, True, datetime(1904, 1, 1)),
        (0.5, True, datetime(1904, 1, 1, 12)),
        (2957003, True, datetime(9999, 12, 31)),
        (2957004, True, 2957004),
    ],
)
def test_serial_dates(number: float, is_1904: bool, moment: object) -> None:
    """What no calendar has stays a number: 29 February 1900, negative days, days past 9999."""
    assert show(number, _DATE, is_1904=is_1904) == moment


def test_times_of_day_lengths_of_time_and_shares() -> None:
    """A clock format keeps the day of a number that has one."""
    assert show(0.75, _CLOCK, is_1904=True) == time(18)
    assert show(1.75, _CLOCK, is_1904=False) == datetime(1900, 1, 1, 18)
    assert show(-1.5, _LONG, is_1904=False) == timedelta(hours=-36)
    assert show(3, _LONG, is_1904=False) == timedelta(days=3)
    share = show(1, parse_format("0%"), is_1904=False)
    assert type(share) is Percent
    assert share == 1


@given(st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 30)))
def test_a_moment_survives_being_a_number(moment: datetime) -> None:
    """To the second, which is what DRS writes."""
    moment = moment.replace(microsecond=0)
    number = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    assert show(number, _DATE, is_1904=False) == moment
    assert show(number - 1462, _DATE, is_1904=True) == moment or number < 1463


@given(st.integers())
def test_integers_are_read_back(number: int) -> None:
    """Exactly, whatever their size."""
    assert parse_number(str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_read_back(number: float) -> None:
    """Bit by bit."""
    read = parse_number(repr(number))
    assert read == number


@given(st.text())
def test_any_format_code_means_something(code: str) -> None:
    """Never an exception, always some kind of value."""
    for number in (0, 0.5, -3, 45351.25, 10**12):
        assert show(number, parse_format(code), is_1904=False) is not None
