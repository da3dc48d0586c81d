"""Every cell has one role; what nobody understood stands in the way, in many spellings of both languages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drs_report.errors import ConfigError
from drs_report.language.moments import moment
from drs_report.language.vocabulary import built_in
from drs_report.reading.tables.headings import read_heading
from drs_report.reading.teaching import parse_layout
from tests.loading.fake_workbook import load_tables

HEAD = ["Source Database Name", "Target Database Name", "Source Table Name", "Target Table Name"]
LINES = [*HEAD, "Source Table Rows", "Target Table Rows", "Comparison Result"]
ROW = ["shop", "shop", "orders", "orders", 10, 10, "Consistent"]
ROW_2 = ["shop", "shop", "items", "items", 5, 5, "Consistent"]


def read(rows: list[list[Any]], sheet: str = "Details", layout: str = "") -> Any:
    return load_tables([(sheet, rows)], name="f.xlsx", layout=parse_layout(layout) if layout else None)


def doubts(data: Any) -> list[tuple[str, str]]:
    return [(entry.kind, entry.text) for entry in data.recognition.not_understood]


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("Rows (Source)", "source_rows"),
        ("SrcRowCount", "source_rows"),
        ("Origin Records", "source_rows"),
        ("目的端记录数", "target_rows"),
        ("源端数据表行数（行）", "source_rows"),
        ("Destination DB Table Row Count", "target_rows"),
        ("源表名称 / Source Table", "source_table"),
        ("目标库库名\nTarget Database Name", "target_db"),
        ("Tgt Schema Name", "target_schema"),
        ("Row Count Delta", "row_difference"),
    ],
)
def test_a_heading_is_understood_by_its_words(heading: str, meaning: str | None) -> None:
    meanings, doubt = read_heading(heading, built_in())

    assert (meaning in meanings if meaning else not meanings) and not doubt


@pytest.mark.parametrize("remark", ["(top 100)", "（仅样本）", "[partial]", "(approx.)", "（前1000行）"])
def test_a_bracket_in_a_heading_that_is_no_unit_leaves_every_row_doubtful(remark: str) -> None:
    data = read([[*LINES[:-1], f"Comparison Result {remark}"], ROW, ROW_2])

    assert doubts(data) == [("heading", f"Comparison Result {remark}")]
    assert data.tables["not_understood"].tolist() == [1, 1]
    assert data.tables["outcome"].tolist() == ["consistent"] * 2


@pytest.mark.parametrize("heading", ["Checked Volume", "Retry", "待核对量", "Gap Units", "剩余"])
def test_a_column_of_numbers_nobody_understood_leaves_every_row_doubtful(heading: str) -> None:
    data = read([[*LINES, heading], [*ROW, 7], [*ROW_2, None]])

    assert doubts(data) == [("heading", heading)]
    assert data.tables["not_understood"].tolist() == [1, 1]


@pytest.mark.parametrize(
    "remark",
    ["half of the shards were read", "仅对比前一万行", "LOB columns left out", "resumed after kill", "部分数据缺失"],
)
def test_a_remark_beside_an_equal_result(remark: str) -> None:
    data = read([[*LINES, "Remarks"], [*ROW, remark], [*ROW_2, "no difference"]])

    assert doubts(data) == [("remark", remark)]
    assert data.tables["not_understood"].tolist() == [1, 0]


@pytest.mark.parametrize("name", ["Aborted", "Left over", "超时的表", "Rest", "待重试"])
def test_a_sheet_whose_name_says_something_unknown(name: str) -> None:
    data = read([LINES, ROW], sheet=name)

    assert doubts(data) == [("sheet", name)]
    assert data.tables["not_understood"].tolist() == [1]


@pytest.mark.parametrize(
    "name", ["Details", "行数对比", "shop", "Sheet1", "Row comparison details", "对比结果_20261116"]
)
def test_a_sheet_whose_name_is_known(name: str) -> None:
    assert doubts(read([LINES, ROW], sheet=name)) == []


@pytest.mark.parametrize(
    "line",
    [
        "Job stopped by operator request",
        "部分表被略去",
        "Comparison type: Row comparison; interrupted at 45",
        "WARNING",
        "对比未跑完",
    ],
)
def test_a_line_nobody_understands(line: str) -> None:
    data = read([[line], [], LINES, ROW])

    assert doubts(data)
    assert data.tables["not_understood"].tolist() == [1]


@pytest.mark.parametrize(
    "line",
    [
        "对比类型：行数对比； 对比方式：静态对比； 任务名称：erp-01",
        "Task ID: a1b2; Task Name: wave 2; Total Tables: 1",
        "Comparison Start Time: Nov 16, 2026 02:00:00 GMT+08:00",
        "对比结束时间：2026年11月16日 02:00:00 GMT+08:00",
        "大字段对比：忽略，总表数：1",
    ],
)
def test_a_line_of_known_clauses(line: str) -> None:
    data = read([[line], [], LINES, ROW])

    assert doubts(data) == []
    assert data.recognition.meta


@pytest.mark.parametrize("footer", ["共 2 条", "Total: 2", "End of report", "第1页 共1页", "2 rows in total"])
def test_a_footer_is_no_table(footer: str) -> None:
    data = read([LINES, ROW, ROW_2, [footer]])

    assert doubts(data) == []
    assert len(data.tables) == 2


def test_a_footer_that_counts_other_rows_is_not_understood() -> None:
    assert doubts(read([LINES, ROW, ROW_2, ["共 3 条"]])) == [("line", "共 3 条")]


@pytest.mark.parametrize("word", ["Total", "合计", "总计", "Grand total", "Sum"])
def test_a_total_row_counts_only_where_it_adds_up(word: str) -> None:
    right = read([LINES, ROW, ROW_2, [word, None, None, None, 15, 15]])
    wrong = read([LINES, ROW, ROW_2, [word, None, None, None, 15, 16]])

    assert (len(right.tables), doubts(right)) == (2, [])
    assert len(wrong.tables) == 3


@pytest.mark.parametrize("cell", ["Retry needed", "失败重试", "Comparison failed", "partial", "未执行"])
def test_an_operation_column_holds_operations(cell: str) -> None:
    data = read([[*LINES, "操作"], [*ROW, "详情"], [*ROW_2, cell]])

    assert doubts(data) == [("word", cell)]
    assert data.tables["not_understood"].tolist() == [0, 1]


def test_a_row_filter_above_the_tables_holds_for_all_rows() -> None:
    data = read([["Filter Criteria: id < 1000"], [], LINES, ROW])

    assert data.tables["row_filter"].tolist() == ["id < 1000"]


def test_a_second_table_beside_the_first_is_a_block_of_its_own() -> None:
    data = read([[*LINES, None, "2", "Consistent"], [*ROW, None, "0", "Inconsistent"], [*ROW_2, None, None, None]])

    assert len(data.tables) == 2
    assert doubts(data) == []


def test_a_circled_digit_is_no_result() -> None:
    assert read([LINES, [*ROW[:-1], "②"]]).tables["outcome"].tolist() == ["unknown_word"]


def test_a_layout_teaches_with_a_reason() -> None:
    layout = '[[ignore.headings]]\ntext = "Cost Centre"\nreason = "ours"\n[[ignore.lines]]\npattern = "Printed by .+"\nreason = "stamp"'
    data = read([["Printed by hp3"], [], [*LINES, "Cost Centre"], [*ROW, "a"]], layout=layout)

    assert doubts(data) == []
    assert data.tables["not_understood"].tolist() == [0]
    assert data.recognition.sheets[0].roles.taught == 3
    assert any("ours" in str(note) for note in data.recognition.notes)


@pytest.mark.parametrize(
    "layout",
    [
        '[headings]\ndrop = ["Inconsistent Rows"]',
        '[headings]\ndrop = ["目标库表行数"]',
        '[[ignore.headings]]\ntext = "Comparison Result"\nreason = "x"',
        '[[ignore.remarks]]\npattern = ".*"\nreason = "x"',
        '[[ignore.remarks]]\ntext = "超时"\nreason = "x"',
        '[[ignore.lines]]\ntext = "x"',
        '[[ignore.headings]]\npattern = ".*Rows"\nreason = "x"',
    ],
)
def test_a_layout_cannot_take_away_what_is_judged(layout: str) -> None:
    with pytest.raises(ConfigError):
        parse_layout(layout)


@pytest.mark.parametrize(
    "text",
    [
        "2026/11/16 02:00:00 GMT+25:00",
        "9999-12-31T23:59:59-12:00",
        "1" * 4_300,
        "0001-01-01T00:00:00+14:00",
        "2026-11-01 01:30:00 America/New_York",  # twice by its clocks
        "2026-03-08 02:30:00 America/New_York",  # never by them
        "2026-11-15 02:30:00 Asia/Nowhere",
        "2026-11-15 02:30:00 ../zone",
    ],
)
def test_a_hostile_time_is_none(text: str) -> None:
    assert moment(text) is None


CELLS = st.sampled_from(
    [None, "x", "shop", "Consistent", 5, "共 1 条", "Total", "对比类型：行数对比", "noise, more", *LINES, "操作"]
)


@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=9), max_size=14), st.lists(st.lists(CELLS, max_size=9), max_size=8)
)
def test_the_roles_of_a_sheet_add_up_to_its_cells(above: list[list[Any]], below: list[list[Any]]) -> None:
    rows = [*above, [], LINES, ROW, *below]
    try:
        data = read(rows)
    except Exception as error:  # noqa: BLE001 - only files that load are asked
        assert type(error).__name__.endswith("Error") and not isinstance(error, AssertionError)
        return
    sheet = data.recognition.sheets[0]

    assert sheet.n_cells == sum(cell is not None for row in rows for cell in row)
    assert sheet.roles.n_cells == sheet.n_cells


@pytest.mark.parametrize(
    ("cells", "progress"),
    [
        ([1, 1], [100, 100]),
        ([1, 0.5], [100, 50]),
        ([100, 1], [100, 1]),
        (["1%", "1%"], [1, 1]),
        ([0.5, 0.25], [0.5, 0.25]),
    ],
)
def test_progress_as_a_part_of_the_whole(cells: list[Any], progress: list[float]) -> None:
    head = [*LINES[:-1], "Inconsistent Rows", "Value Comparison Result", "Progress"]
    rows = [[*row[:-1], 0, "Consistent", cell] for row, cell in zip((ROW, ROW_2), cells, strict=True)]

    assert read([head, *rows]).tables["progress"].tolist() == progress
