"""Cells to values: what is accepted, what is null, and that nothing is null in silence."""

from __future__ import annotations

import math
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drs_report.language.vocabulary import OUTCOMES, built_in
from drs_report.reading.tables.conversion import ColumnBuilder, as_text, parse_count, parse_time
from drs_report.reading.xlsx.cells import ErrorValue, Percent
from drs_report.reading.xlsx.columns import Column
from drs_report.records.columns import Kind
from drs_report.records.remarks import RemarkKind, remark

UNITS = built_in().unit_suffixes


def convert(kind: Kind, *cells: Any, is_name: bool = True) -> tuple[list[Any], ColumnBuilder]:
    """The cells as one column of a kind."""
    builder = ColumnBuilder("column", kind, built_in(), is_name, is_signed=True)
    builder.add(Column.of(cells), range(1, len(cells) + 1))
    return builder.array().to_pylist(), builder


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (350, 350), (0, 0), (-3, -3), (350.0, 350), ("350", 350), ("350个", 350), ("1,234,567", 1234567),
        ("1 234 行", 1234), ("１２３", 123), ("1，234", 1234), ("12 rows", 12), ("5 ROWS", 5), ("+7", 7), ("-7", -7),
        ("−7", -7), ("350.0", 350), ("007", 7), (2**53 + 1, 2**53 + 1), ("9007199254740993", 2**53 + 1), ("3张", 3),
        ("6.1440E4", 61440), ("6.1440E+04", 61440), ("1.2345678E7", 12345678), ("2.5e1", 25), ("6.1440e04 rows", 61440),
    ],
)  # fmt: skip
def test_counts_are_read_exactly(cell: Any, number: int) -> None:
    assert parse_count(cell, UNITS) == number
    assert convert(Kind.COUNT, cell)[0] == [number]


@pytest.mark.parametrize(
    "cell",
    [
        True, 1.5, "1.5", "12,34", "many", "0x10", "1e5", "6.144E+04", "6.144E4", "6.144e04", "3.7E5行", "3.7e+5 rows", "1.0E10", "1.5E0", "6.14E-2", "个", "1-2", float("nan"), math.inf, float(2**53), 2**70, Percent(0.5),
        datetime(2026, 1, 1), time(1), timedelta(1), "3 apples", "1 000 00", "--5",
    ],
)  # fmt: skip
def test_what_is_no_count_is_null_and_named_never_zero(cell: Any) -> None:
    values, builder = convert(Kind.COUNT, 1, cell, 2)

    assert values == [1, None, 2]
    assert [(p.n, p.rows) for p in builder.problems] == [(1, (2,))]


@pytest.mark.parametrize("cell", [None, "", "  ", "-", "--", "N/A", "null", "无", "/"])
def test_words_for_nothing_are_null_without_a_problem(cell: Any) -> None:
    for kind in (Kind.COUNT, Kind.PERCENT, Kind.TIME):
        values, builder = convert(kind, cell)
        assert (values, builder.problems) == ([None], ())
    assert convert(Kind.OUTCOME, cell)[0] == [-1]
    assert convert(Kind.TEXT, cell, is_name=False)[0] == [None]


@pytest.mark.parametrize(
    "name", ["NA", "NULL", "null", "None", "007", "1E5", "TRUE", "-", "--", "N/A", "nan", "无", " x "]
)
def test_names_stay_the_text_they_are(name: str) -> None:
    assert convert(Kind.TEXT, name)[0] == [name]


def test_only_blank_cells_of_names_are_null() -> None:
    assert convert(Kind.TEXT, "", " ", None, "\u3000", "a")[0] == [None, None, None, None, "a"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (7, "7"), (7.0, "7"), (1.5, "1.5"), (1e20, "1e+20"), (1e-7, "0.0000001"), (True, "TRUE"), (False, "FALSE"),
        (2**60 + 1, str(2**60 + 1)), (Percent(0.07), "7%"), (datetime(2026, 1, 2, 3), "2026-01-02 03:00:00"), ("x", "x"),
    ],
)  # fmt: skip
def test_other_cells_in_a_text_column_become_exact_plain_text(cell: Any, text: str) -> None:
    assert as_text(cell) == text
    assert convert(Kind.TEXT, "a", cell)[0] == ["a", text]


@pytest.mark.parametrize("kind", [k for k in Kind if k not in (Kind.FLAG, Kind.REPAIR_KIND)])
def test_an_error_cell_is_null_and_named_in_every_column(kind: Kind) -> None:
    values, builder = convert(kind, ErrorValue("#N/A"))

    assert values[0] in (None, -1)
    assert [(p.what, p.sample, p.n) for p in builder.problems] == [(remark(RemarkKind.ERROR_CELL), "#N/A", 1)]


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        (2, "consistent"), (2.0, "consistent"), ("2", "consistent"), ("2.0", "consistent"), (True, "consistent"), ("TRUE", "consistent"),
        ("一致", "consistent"), ("一致。", "consistent"), (0, "inconsistent"), (False, "inconsistent"), ("false", "inconsistent"),
        (3, "target_missing"), ("TARGET_DB_NOT_EXIT", "target_db_missing"), ("TARGET_DB_NOT_EXIST", "target_db_missing"),
        (27, "timeout"), ("行数为亿行，未进行对比", "skipped_too_large"),
    ],
)  # fmt: skip
def test_results_come_as_code_enum_label_or_boolean(cell: Any, word: str) -> None:
    assert convert(Kind.OUTCOME, cell)[0] == [OUTCOMES.index(word)]


def test_three_means_not_finished_for_objects() -> None:
    assert convert(Kind.OBJECT_OUTCOME, 3, "3", 2)[0] == [
        OUTCOMES.index(w) for w in ("incomplete", "incomplete", "consistent")
    ]


@pytest.mark.parametrize(
    "cell",
    [
        1,
        24,
        25,
        26,
        28,
        -2,
        "1",
        "26.0",
        "fine",
        "完成",
        2.5,
        Percent(2),
        datetime(2026, 1, 1),
        "20"[:1] + "x",
        "002",
        "+2",
        "2.00",
        "-0",
        "０２",
    ],
)
def test_a_word_or_code_nobody_documents_is_unknown_and_kept(cell: Any) -> None:
    values, builder = convert(Kind.OUTCOME, cell)

    assert values == [OUTCOMES.index("unknown_word")]
    assert [(w.word, w.n, w.rows) for w in builder.unknown_words] == [(as_text(cell), 1, (1,))]


def test_one_and_true_are_not_confused() -> None:
    """In Python 1 == True == 1.0; in a result column they are three different things."""
    values, _ = convert(Kind.OUTCOME, True, 1, 1.0, False, 0, 0.0, 2)

    assert [OUTCOMES[v] for v in values] == [
        "consistent", "unknown_word", "unknown_word", "inconsistent", "inconsistent", "inconsistent", "consistent",
    ]  # fmt: skip


def test_object_codes_beyond_the_three_are_unknown() -> None:
    assert convert(Kind.OBJECT_OUTCOME, 8)[0] == [OUTCOMES.index("unknown_word")]


UTC_TIME = datetime(2018, 11, 26, 12, 30, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell",
    [
        "2018/11/26 20:30:50 GMT+08:00", "2018/11/26 20:30:50 GMT +8:00", "2018-11-26T12:30:50Z", "2018-11-26T20:30:50+08:00",
        "2018-11-26 12:30:50 UTC", "1543235450000", 1543235450000, 1543235450000.0, "2018/11/26 20:30:50 UTC+0800",
    ],
)  # fmt: skip
def test_times_with_a_zone_become_utc(cell: Any) -> None:
    assert parse_time(cell) == UTC_TIME


@pytest.mark.parametrize(
    "cell", ["2018-11-26 20:30:50", "2018/11/26 20:30:50", datetime(2018, 11, 26, 20, 30, 50), 43430.854745370369]
)
def test_times_without_a_zone_need_one(cell: Any) -> None:
    values, builder = convert(Kind.TIME, cell)

    assert values == [None]
    assert builder.problems[0].what == remark(RemarkKind.NO_ZONE)
    assert parse_time(cell, timezone(timedelta(hours=8))) == UTC_TIME


@pytest.mark.parametrize(
    "cell",
    ["yesterday", "2018-13-01T00:00:00Z", "2018-02-30T00:00:00Z", True, 5, time(3), "2018-01-01T00:00:00+99:00", ""],
)
def test_what_is_no_time_is_none(cell: Any) -> None:
    assert parse_time(cell, UTC) is None


@pytest.mark.parametrize(
    ("cell", "percent"),
    [("35%", 35.0), (35, 35.0), ("35", 35.0), (Percent(0.07), 7.0), (100, 100.0), ("99.5 %", 99.5), ("１０％", 10.0)],
)
def test_percentages(cell: Any, percent: float) -> None:
    assert convert(Kind.PERCENT, cell)[0] == [percent]


@pytest.mark.parametrize("cell", ["101%", -1, "half", True, Percent(1.5)])
def test_what_is_no_percentage_is_null_and_named(cell: Any) -> None:
    values, builder = convert(Kind.PERCENT, cell)

    assert values == [None]
    assert len(builder.problems) == 1


def test_full_status_numbers_count_with_either_sign() -> None:
    assert convert(Kind.FULL_STATUS, 1, -2, "3", "-4", "已完成", None)[0] == [0, 1, 2, 3, 1, -1]


def test_unknown_object_types_stay_and_only_strange_ones_are_named() -> None:
    values, builder = convert(Kind.OBJECT_TYPE, "表", "TEXT_SEARCH_PARSER", "tablespace?", "Views")

    assert values == ["TABLE", "TEXT_SEARCH_PARSER", "tablespace?", "VIEW"]
    assert [w.word for w in builder.unknown_words] == ["tablespace?"]


def test_rows_of_a_problem_are_capped_and_the_total_is_true() -> None:
    _, builder = convert(Kind.COUNT, *["x"] * 50)

    assert (builder.problems[0].n, builder.problems[0].rows) == (50, tuple(range(1, 21)))


@settings(max_examples=40)
@given(
    st.lists(
        st.one_of(
            st.none(), st.integers(), st.floats(), st.booleans(), st.text(), st.sampled_from(["2", "一致", "5个", "-"])
        )
    )
)
def test_a_column_converts_alike_whole_and_cell_by_cell(cells: list[Any]) -> None:
    """The quick ways for whole columns give what one cell alone would."""
    for kind in (Kind.COUNT, Kind.OUTCOME, Kind.TEXT, Kind.PERCENT, Kind.OBJECT_TYPE):
        whole, builder = convert(kind, *cells)
        single = [convert(kind, cell)[0][0] for cell in cells]
        assert whole == single
        named = sum(p.n for p in builder.problems) + sum(w.n for w in builder.unknown_words)
        assert named == sum(1 for cell in cells for b in [convert(kind, cell)[1]] if b.problems or b.unknown_words)


@settings(max_examples=50)
@given(st.integers(min_value=-(2**61), max_value=2**61))
def test_every_written_form_of_a_number_is_that_number(number: int) -> None:
    for form in (number, str(number), f"{number:,}", f"{number}个", f"{number:,} rows", f" {number} "):
        assert parse_count(form, UNITS) == number
