"""Generated workbooks: whatever the layout, language and noise, every row is in one place and every value is the one written."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drs_report.errors import WorkbookError
from drs_report.reading.dataset import Dataset
from drs_report.reading.loading import load
from tests.loading.fake_workbook import Rows, column, load_sheets

pytestmark = pytest.mark.early

HEADINGS = {
    "lines": {
        "source_db": ("Source Database Name", "源库名称", "source_db_name"),
        "target_db": ("Destination Database Name", "目标库名称", "target_db_name"),
        "source_table": ("Source Table Name", "源库表名称", "source_table_name"),
        "target_table": ("Destination Table", "目标库表名称", "target_table_name"),
        "source_rows": ("Source Table Rows", "源库表行数", "source_row_num"),
        "target_rows": ("Target Table Rows", "目标库表行数", "target_row_num"),
        "outcome": ("Comparison Result", "对比结果", "status"),
        "message": ("Remarks", "备注", "message"),
    },
    "contents": {
        "source_db": ("Source Database Name", "源库库名", "source_db"),
        "source_table": ("Source Table Name", "源库表名", "source_table_name"),
        "target_table": ("Target Table Name", "目标库表名", "target_table_name"),
        "different_rows": ("Inconsistent Rows", "对比不一致行数", "difference_row_num"),
        "content_outcome": ("Value Comparison Result", "内容对比结果", "content_compare_result"),
        "message": ("Remarks", "附加信息", "message"),
    },
    "objects_comparison": {
        "source_db": ("Source Database Name", "源库名称", "source_db_name"),
        "source_object": ("Source Database Value", "源库对比值", "source_db_value"),
        "target_object": ("Target Database Value", "目标库对比值", "target_db_value"),
        "outcome": ("Comparison Result", "对比结果", "status"),
        "message": ("Error Message", "错误信息", "error_message"),
    },
}
FRAMES = {"lines": "tables", "contents": "tables", "objects_comparison": "objects"}
MUST = {"lines": 7, "contents": 5, "objects_comparison": 4}
"""Columns from the front that a layout may not leave out; what is behind them it may."""

RESULTS: dict[str, dict[str | None, tuple[Any, ...]]] = {
    "data": {
        "consistent": (2, "2", 2.0, True, "Consistent", "一致", "CONSISTENT", "对比一致。"),
        "inconsistent": (0, "0", False, "Inconsistent", "不一致", " INCONSISTENT "),
        "target_table_missing": (12, "目标表不存在", "Target table does not exist"),
        "cannot_compare": ("CAN_NOT_COMPARE", "无法对比"),
        "unknown_word": (1, 25, "完成", "fine"),
        None: (None, "-", ""),
    },
    "objects_comparison": {
        "consistent": (2, "一致"),
        "inconsistent": (0, "不一致", False),
        "incomplete": (3, "3", "未完成", "Incomplete"),
        "unknown_word": (12, "4"),
        None: (None, "--"),
    },
}
NAMES = st.sampled_from(
    [
        "orders",
        "NA",
        "NULL",
        "None",
        "007",
        "1E5",
        "TRUE",
        "订单",
        "order details",
        "a.b",
        "=1+1",
        "x" * 70,
        "N/A",
        "-",
        "shop->x",
    ]
) | st.text("abcXYZ表0_", min_size=1, max_size=12)
COUNTS = st.integers(0, 2**53 - 1)
NOTES = st.sampled_from([None, "no primary key", "多对一", "see ticket 5"])


@st.composite
def cells_of(draw: st.DrawFn, compare_type: str, name: str) -> tuple[Any, Any]:
    """A cell and the value it must become."""
    if name in ("source_rows", "target_rows", "different_rows"):
        number = draw(st.none() | COUNTS)
        if number is None:
            return draw(st.sampled_from([None, "-", "N/A"])), None
        return draw(st.sampled_from([number, str(number), f"{number:,}", f"{number}个", float(number)])), number
    if name in ("outcome", "content_outcome"):
        words = RESULTS.get(compare_type, RESULTS["data"])
        word = draw(st.sampled_from(sorted(words, key=str)))
        return draw(st.sampled_from(words[word])), word
    if name == "message":
        text = draw(NOTES)
        return text, text
    if name == "source_table":
        text = draw(NAMES)
        return text, text
    text = draw(st.none() | NAMES)
    return text, text


NOISE: tuple[tuple[Any, ...], ...] = ((), (None, "  "), ("Row, value and object check of the night run.",))


@st.composite
def sheets(draw: st.DrawFn) -> tuple[str, dict[str, Rows], list[dict[str, Any]], int]:
    """A compare type, its sheets, the rows that must come out, and how many rows hold anything."""
    compare_type = draw(st.sampled_from(sorted(HEADINGS)))
    spellings = HEADINGS[compare_type]
    book: dict[str, Rows] = {}
    truth: list[dict[str, Any]] = []
    n_rows = 0
    for number in range(draw(st.integers(1, 3))):
        sheet = f"Part{'ABC'[number]}"
        rows: list[list[Any]] = []
        for block in range(draw(st.integers(1, 2))):
            rows += [list(row) for row in draw(st.lists(st.sampled_from(NOISE), max_size=2))] if not block else [[]]
            names = list(spellings)[: draw(st.integers(MUST[compare_type], len(spellings)))]
            names = draw(st.permutations(names))
            has_extra, has_operation = draw(st.booleans()), draw(st.booleans())
            pad = [None] * draw(st.integers(0, 2))
            header = [draw(st.sampled_from(spellings[name])) for name in names]
            rows.append([*pad, *header, *(["Owner"] if has_extra else []), *(["操作"] if has_operation else [])])
            for position in range(draw(st.integers(0, 6))):
                drawn = {name: draw(cells_of(compare_type, name)) for name in names}
                extra = ["ann"] * has_extra + ["详情"] * has_operation
                rows.append([*pad, *(drawn[name][0] for name in names), *extra])
                expected = {name: value for name, (_, value) in drawn.items()}
                if sum(1 for cell in rows[-1] if cell is not None and str(cell).strip()) > (1 if position else 2):
                    truth.append({**dict.fromkeys(spellings), **expected, "sheet": sheet, "row_number": len(rows)})
                else:
                    rows.pop()  # a lone cell may be a title: see test_recognition for what becomes of it
        n_rows += sum(1 for row in rows if any(cell is not None and str(cell).strip() for cell in row))
        book[sheet] = rows
    return compare_type, book, truth, n_rows


def assert_is_true(data: Dataset, compare_type: str, truth: list[dict[str, Any]], n_rows: int) -> None:
    frame = FRAMES[compare_type]
    for name in (*HEADINGS[compare_type], "sheet", "row_number"):
        assert column(data, frame, name) == [row[name] for row in truth], name
    sheets = data.recognition.sheets
    assert sum(sheet.n_rows for sheet in sheets) == n_rows
    in_frames = sum(len(f) for f in data.frames.values())
    in_blocks = sum(b.n_rows for s in sheets for b in s.blocks)
    headers = sum(len(b.header_rows) for s in sheets for b in s.blocks)
    assert in_frames == in_blocks
    assert in_frames + headers + sum(x.n_rows for s in sheets for x in s.leftovers) == n_rows
    seen = [(f["sheet"].iloc[i], f["row_number"].iloc[i]) for f in data.frames.values() for i in range(len(f))]
    assert len(seen) == len(set(seen))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(drawn=sheets(), size=st.sampled_from([1, 2, 3, 7, 4096]))
def test_every_row_and_value_comes_out(drawn: Any, size: int) -> None:
    """Whatever the borders of the batches."""
    compare_type, book, truth, n_rows = drawn

    assert_is_true(load_sheets(book, compare_type=compare_type, size=size), compare_type, truth, n_rows)


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(drawn=sheets())
def test_every_row_and_value_comes_out_of_a_real_workbook(drawn: Any) -> None:
    """The same through openpyxl's writer and the exact reader."""
    compare_type, book, truth, n_rows = drawn
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in book.items():
        sheet = workbook.create_sheet(name)
        for r, row in enumerate(rows, 1):
            for c, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(r, c).value = value
                    if isinstance(value, str):
                        sheet.cell(r, c).data_type = "s"  # "=1+1" is a name here, not a formula
    content = io.BytesIO()
    workbook.save(content)

    assert_is_true(load(content.getvalue(), compare_type=compare_type), compare_type, truth, n_rows)


ANY_CELL = st.one_of(
    st.none(),
    st.sampled_from([h for t in HEADINGS.values() for spellings in t.values() for h in spellings]),
    st.sampled_from(["源数据库", "目标数据库", "表名", "对比项", "Source", "Target", "Rows", "一致", "shop", "对比类型：行数对比", "操作"]),
    st.integers(-1, 10**6),
    st.booleans(),
    st.text(max_size=5),
)  # fmt: skip


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(st.lists(ANY_CELL, max_size=6), max_size=15),
    more=st.lists(st.lists(ANY_CELL, max_size=5), max_size=6),
    size=st.sampled_from([1, 3, 4096]),
)
def test_no_row_is_lost_or_doubled_in_any_mess(rows: Rows, more: Rows, size: int) -> None:
    """A known table in front, then anything at all: the accounting always holds."""
    anchor = [["Source Table", "Target Table", "Source Rows", "Target Rows", "Comparison Result"], ["a", "a", 1, 1, 2]]
    book = {"Anchor": anchor, "Mess": rows, "Anchor_1": more}
    data = load_sheets(book, compare_type="lines", size=size)

    for sheet, cells in zip(data.recognition.sheets, book.values(), strict=True):
        filled = [i for i, row in enumerate(cells, 1) if any(c is not None and str(c).strip() for c in row)]
        assert sheet.n_rows == len(filled)
    placed = [(s, r) for f in data.frames.values() for s, r in zip(f["sheet"], f["row_number"], strict=True)]
    assert len(placed) == len(set(placed)) == data.recognition.n_data_rows
    assert column(data, "tables", "outcome")[0] == "consistent"


def test_a_database_called_null_under_the_apis_field_name() -> None:
    """Found by the generated workbooks: no cell says that source_db holds counts, so it holds names."""
    rows = [["source_table_name", "target_table_name", "status", "source_db"], ["orders", "orders", 2, "NULL"]]

    assert column(load_sheets(rows, compare_type="contents"), "tables", "source_db") == ["NULL"]


def test_the_apis_own_field_of_names_is_never_counts() -> None:
    """Found by the generated workbooks: 007 under source_db is a database."""
    rows = [["source_table_name", "target_table_name", "status", "source_db"], ["orders", "orders", 2, "007"]]

    assert column(load_sheets(rows), "tables", "source_db") == ["007"]


BESIDE = st.sampled_from([None, None, "x", 7, "Comparison Result", "Source Table Name"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    tables=st.lists(st.sampled_from([(1, 0), (2, 1), (5, 2), (9, 9)]), min_size=1, max_size=3),
    gap=st.integers(0, 2),
    stray=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), BESIDE), max_size=3),
    size=st.integers(1, 5),
)
def test_how_a_reader_cuts_a_sheet_into_batches_changes_nothing(
    tables: list[tuple[int, int]], gap: int, stray: list[tuple[int, int, Any]], size: int
) -> None:
    """Tables side by side too, of different lengths, with or without a blank column between them."""
    rows: list[list[Any]] = [[] for _ in range(12)]
    for number, (n_rows, start) in enumerate(tables):
        heading = ["Source Table Name", "Target Table Name", "Source Table Rows", "Target Table Rows", "Result"]
        table = [heading, *([f"t{number}{i}", f"t{number}{i}", i, i, "Consistent"] for i in range(n_rows))]
        width = max(map(len, rows)) + gap * bool(number)
        for row, line in zip(rows[min(start, 2) :], table, strict=False):
            row.extend([None] * (width - len(row)) + line)
    for at, column_number, value in stray:
        rows[at] += [None] * (column_number + 1 - len(rows[at]))
        rows[at][column_number] = rows[at][column_number] or value

    cut, whole = (load_or_refusal(rows, size) for size in (size, 4096))
    assert cut == whole


def load_or_refusal(rows: Rows, size: int) -> object:
    """Everything that is read, or why nothing is."""
    try:
        data = load_sheets(rows, compare_type="lines", size=size)
    except WorkbookError as error:
        return str(error)
    return data.recognition, {name: frame.astype(object).to_dict("list") for name, frame in data.frames.items()}
