"""Headings, titles, blocks and compare types: what is understood, what is left over, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from drs_report.errors import AmbiguousCompareTypeError, ConfigError, UnknownCompareTypeError
from drs_report.reading.xlsx.cells import ErrorValue, MergedRange
from drs_report.records.remarks import RemarkKind, remark
from tests.loading.fake_workbook import column, load_sheets

LINES = ["Source Table", "Target Table", "Source Rows", "Target Rows", "Comparison Result"]
OVERVIEW = ["Source Database", "Destination Database", "Comparison Result", "Operation"]
CONTENTS = ["Source Table", "Target Table", "Inconsistent Rows", "Value Comparison Result"]


def leftovers(dataset: Any, sheet: int = 0) -> list[tuple[int, int, str]]:
    return [(x.first_row, x.last_row, x.reason) for x in dataset.recognition.sheets[sheet].leftovers]


def meanings(dataset: Any, block: int = 0, sheet: int = 0) -> list[str | None]:
    return [match.column for match in dataset.recognition.sheets[sheet].blocks[block].columns]


class TestDatabaseHeadings:
    """源数据库 and 目标数据库: a name, a row count or an object count."""

    def test_the_seen_row_report(self) -> None:
        """Names in the overview, counts beside 表名, the database's name in a lone cell (the layout of the screenshots)."""
        data = load_sheets(
            [
                [
                    "对比类型：行数对比； 对比开始时间：2018/11/26 20:30:50 GMT+08:00，对比结束时间：2018/11/26 20:31:50 GMT+08:00"
                ],
                ["源数据库", "目标数据库", "对比结果", "操作"],
                ["shop", "shop_new", "不一致", "查看详情"],
                ["shop"],
                ["表名", "源数据库", "目标数据库", "行对比结果"],
                ["NA", 350, 349, "不一致"],
                ["007", "1,200", "1200个", "一致"],
            ]
        )

        assert data.compare_type == "lines"
        assert column(data, "databases", "target_db") == ["shop_new"]
        assert column(data, "tables", "source_db") == ["shop", "shop"]
        assert column(data, "tables", "target_db") == ["shop_new", "shop_new"]
        assert column(data, "tables", "source_table") == column(data, "tables", "target_table") == ["NA", "007"]
        assert column(data, "tables", "source_rows") == [350, 1200]
        assert column(data, "tables", "row_difference") == [-1, 0]
        assert column(data, "tables", "row_number") == [6, 7]
        assert meanings(data) == ["source_db", "target_db", "outcome", None]
        assert dict(data.recognition.meta)["compare_start_time"] == "2018/11/26 20:30:50 GMT+08:00"
        assert leftovers(data) == [(1, 1, "meta"), (4, 4, "title")]

    def test_the_seen_object_overview(self) -> None:
        data = load_sheets(
            [["对比项", "源数据库", "目标数据库", "对比结果", "操作"], ["表", "350个", "1个", 3, "详情"]]
        )

        assert data.compare_type == "objects_comparison"
        assert column(data, "overview", "source_count") == [350]
        assert column(data, "overview", "outcome") == ["incomplete"]

    def test_names_beside_a_table_column(self) -> None:
        rows = [
            ["表名", "源数据库", "目标数据库", "源库表行数", "目标库表行数", "对比结果"],
            ["t", "1001", "1001", 5, 5, "一致"],
        ]
        data = load_sheets(rows)

        assert column(data, "tables", "source_db") == ["1001"]
        assert column(data, "tables", "source_rows") == [5]

    def test_cells_decide_where_neighbours_cannot(self) -> None:
        text = load_sheets([["表名", "源数据库", "目标数据库", "对比结果"], ["t", "shop", "shop", "一致"]])
        assert column(text, "tables", "source_db") == ["shop"]
        assert column(text, "tables", "source_rows") == [None]

    def test_names_below_counts_are_asked_about(self) -> None:
        """Databases named by numbers first: what the first cells show decides, and no later name passes for a count."""
        rows: list[list[Any]] = [["表名", "源数据库", "目标数据库", "对比结果"]]
        rows += [[f"t{i}", "1001", "1001", "一致"] for i in range(200)]
        rows += [[f"u{i}", "shop", "shop", "一致"] for i in range(200)]
        data = load_sheets(rows)

        assert column(data, "tables", "not_understood") == [0] * 200 + [2] * 200

    def test_error_cells_are_no_names(self) -> None:
        rows = [["表名", "源数据库", "目标数据库", "对比结果"], ["t", 5, ErrorValue("#N/A"), "一致"]]

        assert column(load_sheets(rows), "tables", "source_rows") == [5]

    def test_one_odd_cell_does_not_turn_counts_into_names(self) -> None:
        rows: list[list[Any]] = [["表名", "源数据库", "目标数据库", "对比结果"]]
        rows += [[f"t{i}", i, i, "一致"] for i in range(200)] + [["u", "many", 3, "一致"]]
        data = load_sheets(rows)

        problems = data.recognition.sheets[0].blocks[0].problems
        assert [(p.column, p.sample, p.rows) for p in problems] == [("source_rows", "many", (202,))]
        assert column(data, "tables", "row_difference")[-1] is None


class TestHeaders:
    """Where a table begins, and where it only seems to."""

    def test_after_titles_blank_rows_and_notes(self) -> None:
        data = load_sheets(
            [["Row Comparison Report"], [None], ["Compare Type", "Row comparison"], [], [], LINES, ["a", "a", 1, 1, 2]]
        )

        assert len(data.tables) == 1
        assert leftovers(data) == [(1, 1, "title"), (3, 3, "meta")]
        assert column(data, "tables", "source_db") == [None]

    def test_reordered_missing_and_unknown_columns(self) -> None:
        data = load_sheets(
            [["Result", "Owner", "Target Rows", "Table Name"], ["Consistent", "ann", 1, "a"], [0, 7, 2, "b"]]
        )

        assert list(data.tables["extra:Owner"]) == ["ann", "7"]
        assert column(data, "tables", "source_rows") == [None, None]
        assert column(data, "tables", "outcome") == ["consistent", "inconsistent"]

    def test_two_columns_of_one_heading(self) -> None:
        data = load_sheets([[*LINES, "Comparison Result"], ["a", "a", 1, 1, 2, 0]])

        assert list(data.tables["extra:Comparison Result"]) == ["0"]
        assert "second" in str(data.recognition.sheets[0].blocks[0].columns[5].reason)

    def test_cells_without_a_heading_are_kept(self) -> None:
        data = load_sheets([LINES, ["a", "a", 1, 1, 2], ["b", "b", 1, 1, 2, "late"]], size=1)

        assert list(data.tables["extra:column F"].fillna("")) == ["", "late"]

    def test_a_group_row_over_its_parts(self) -> None:
        rows = [
            ["Source", None, None, "Target", None, None, "Comparison Result"],
            ["Database", "Table", "Rows", "Database", "Table", "Rows", None],
            ["shop", "a", 5, "shop_new", "a", 4, "Inconsistent"],
        ]
        merged = [MergedRange(1, 0, 1, 2), MergedRange(1, 3, 1, 5), MergedRange(1, 6, 2, 6)]
        for areas in (merged, []):
            data = load_sheets({"s": rows}, merged={"s": areas})
            assert meanings(data) == [
                "source_db", "source_table", "source_rows", "target_db", "target_table", "target_rows", "outcome",
            ]  # fmt: skip
            assert data.recognition.sheets[0].blocks[0].header_rows == (1, 2)
            assert column(data, "tables", "row_difference") == [-1]

    def test_chinese_groups_and_parts_the_other_way_round(self) -> None:
        rows = [["表名", "行数", None, "对比结果"], [None, "源库", "目标库", None], ["a", 1, 2, "不一致"]]
        data = load_sheets({"s": rows}, merged={"s": [MergedRange(1, 1, 1, 2)]})

        assert meanings(data) == ["source_table", "source_rows", "target_rows", "outcome"]

    @pytest.mark.parametrize(
        "name", ["status", "type", "table", "Source Table", "表名", "对比结果", "Comparison Result"]
    )
    def test_data_that_reads_like_headings_stays_data(self, name: str) -> None:
        """Objects and tables may be called anything."""
        tables = load_sheets([LINES, ["a", "a", 1, 1, 2], [name, name, 1, 1, 2], [name, "type", 1, 1, None]], size=2)
        assert column(tables, "tables", "source_table") == ["a", name, name]

        objects = load_sheets(
            [
                ["源库名称", "源库对比值", "目标库对比值", "对比结果"],
                ["d", "x", "y", 2],
                ["database", name, "table", 2],
                [name, "type", name, None],
            ]
        )
        assert column(objects, "objects", "source_object") == ["x", name, "type"]

    def test_a_repeated_header_is_no_data(self) -> None:
        data = load_sheets([LINES, ["a", "a", 1, 1, 2], LINES, ["b", "b", 1, 1, 2]])

        assert [b.header_rows for b in data.recognition.sheets[0].blocks] == [(1,), (3,)]
        assert column(data, "tables", "row_number") == [2, 4]

    def test_an_unknown_table_after_a_known_one_is_left_over(self) -> None:
        data = load_sheets(
            [LINES, ["a", "a", 1, 1, 2], [], ["Parameter", "x", "Here", "There", "Note"], ["p", "x", "on", "off", "?"]]
        )

        assert len(data.tables) == 1
        assert leftovers(data) == [(4, 5, "unrecognised-row")]
        assert data.recognition.sheets[0].is_unclassified

    def test_blank_rows_inside_a_table(self) -> None:
        data = load_sheets([LINES, ["a", "a", 1, 1, 2], [], [" "], ["b", "b", 1, 1, 2]])

        assert column(data, "tables", "row_number") == [2, 5]

    def test_a_row_with_only_a_name_is_a_table_without_result(self) -> None:
        """It must not vanish as a title: nothing says that it was verified."""
        data = load_sheets([LINES, ["a", "a", 1, 1, 2], ["b"], ["c", "c", 1, 1, 2]])

        assert column(data, "tables", "outcome") == ["consistent", None, "consistent"]

    @pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 4096])
    def test_rows_keep_their_numbers_wherever_the_sheet_is_cut(self, size: int) -> None:
        rows = [
            ["shop", "a", 1, "一致"],
            ["shop", "b", 1, "一致"],
            [],
            ["crm", "c", 1, "一致"],
            ["crm", "d", 1, "一致"],
        ]
        data = load_sheets([["库名", "表名", "源库表行数", "对比结果"], *rows], size=size)

        assert column(data, "tables", "source_table") == ["a", "b", "c", "d"]
        assert column(data, "tables", "row_number") == [2, 3, 5, 6]

    @pytest.mark.parametrize("size", [1, 2, 4096])
    def test_a_name_merged_over_several_rows_stands_for_all_of_them(self, size: int) -> None:
        """But a result does not: what a row does not say itself is not verified."""
        rows = [
            ["库名", "表名", "源库表行数", "对比结果"],
            ["shop", "a", 1, "一致"],
            [None, "b", 1, None],
            ["crm", "c", 1, "一致"],
        ]
        data = load_sheets({"s": rows}, merged={"s": [MergedRange(2, 0, 3, 0), MergedRange(2, 3, 3, 3)]}, size=size)

        assert column(data, "tables", "source_db") == ["shop", "shop", "crm"]
        assert column(data, "tables", "outcome") == ["consistent", None, "consistent"]

    def test_mixed_languages_and_widths(self) -> None:
        data = load_sheets(
            [
                ["Source Table（源表）", "目标表 ", "SOURCE_ROWS", "目标库表行数：", "比对结果"],
                ["a", "a", 1, 1, "Consistent"],
            ]
        )

        assert meanings(data) == ["source_table", "target_table", "source_rows", "target_rows", "outcome"]

    @pytest.mark.parametrize(("n", "last", "is_known"), [(30, 2, True), (30, 3, False), (60, 2, False), (60, 3, False)])
    def test_of_statistics_too_long_to_be_kept_nobody_knows_what_they_count(
        self, n: int, last: int, is_known: bool
    ) -> None:
        rows: list[list[object]] = [
            LINES,
            ["a", "a", 1, 1, "一致"],
            ["b", "b", 1, 1, "一致"],
            [],
            ["Item", "Tables", "Rows"],
        ]
        data = load_sheets([*rows, *([["Total", 2, 2]] * n), ["Total", 2, last]])

        assert (not data.recognition.not_understood) is is_known


class TestTitles:
    """Lone cells above a table."""

    @pytest.mark.parametrize(
        ("title", "source", "target"),
        [
            ("shop", "shop", None), ("shop -> shop_new", "shop", "shop_new"), ("shop → shop_new", "shop", "shop_new"),
            ("数据库：订单库", "订单库", None), ("Database: order details", "order details", None), ("NULL", "NULL", None),
            ("Row Comparison Details", None, None), ("行数对比明细", None, None), ("Overview", None, None),
        ],
    )  # fmt: skip
    def test_a_database_or_a_caption(self, title: str, source: str | None, target: str | None) -> None:
        data = load_sheets([[title], LINES, ["a", "a", 1, 1, 2]])

        assert column(data, "tables", "source_db") == [source]
        assert column(data, "tables", "target_db") == [target]
        assert data.recognition.sheets[0].blocks[0].title == title

    def test_group_rows_without_a_header_of_their_own(self) -> None:
        rows = [["shop"], LINES, ["a", "a", 1, 1, 2], [], ["crm"], ["b", "b", 1, 1, 2], ["c", "c", 1, 1, 0]]
        data = load_sheets(rows)

        assert column(data, "tables", "source_db") == ["shop", "crm", "crm"]

    def test_the_table_of_difference_rows(self) -> None:
        keys = ["Source Key", "Target Key", "Source SQL", "Target SQL"]
        rows = [
            ["shop.orders"],
            keys,
            ['["1"]', None, "s", "t"],
            ["shop.items"],
            keys,
            [None, 2, "s", "t"],
            [3.0, "3", "s", "t"],
        ]
        data = load_sheets(rows)

        assert data.compare_type == "contents"
        assert column(data, "differences", "source_table") == ["orders", "items", "items"]
        assert column(data, "differences", "source_db") == ["shop"] * 3
        assert column(data, "differences", "kind") == ["only_in_source", "only_in_target", "different"]
        assert column(data, "differences", "source_key") == ['["1"]', None, "3"]

    def test_object_types_from_titles_and_sheets(self) -> None:
        heading = ["源库对比值", "目标库对比值", "对比结果"]
        data = load_sheets(
            {
                "索引": [heading, ["i", "i", 2]],
                "all": [["视图"], heading, ["v", None, 0], ["TEXT_SEARCH"], heading, ["x", "x", 2]],
            }
        )

        assert column(data, "objects", "object_type") == ["INDEX", "VIEW", None]

    def test_a_sheet_named_as_a_listed_database(self) -> None:
        data = load_sheets(
            {
                "all": [OVERVIEW, ["shop", "shop_new", 2, "x"]],
                "shop": [LINES, ["a", "a", 1, 1, 2]],
                "else": [LINES, ["b", "b", 1, 1, 2]],
            }
        )

        assert column(data, "tables", "source_db") == ["shop", None]
        assert column(data, "tables", "target_db") == ["shop_new", None]

    def test_a_note_below_a_table(self) -> None:
        data = load_sheets([LINES, ["a", "a", 1, 1, 2], [], ["Note: counted off-peak; see the task."]])

        assert leftovers(data) == [(4, 4, "note")]
        assert not data.recognition.sheets[0].is_unclassified


class TestContinuation:
    """Long lists that go on on another sheet."""

    @pytest.mark.parametrize("suffix", ["(2)", "_1", " (2)", "（2）", "-2"])
    @pytest.mark.parametrize("header", [[], [LINES]])
    def test_with_and_without_a_header(self, suffix: str, header: list[Any]) -> None:
        data = load_sheets(
            {
                "Details": [["shop"], LINES, ["a", "a", 1, 1, 2]],
                f"Details{suffix}": [*header, ["b", "b", 1, 1, 0], ["c", None, None, None, 12]],
            }
        )

        assert column(data, "tables", "source_table") == ["a", "b", "c"]
        assert data.recognition.sheets[1].blocks[0].continues == "Details"
        assert column(data, "tables", "source_db")[0] == "shop"

    def test_what_does_not_fit_is_left_over(self) -> None:
        data = load_sheets(
            {
                "Details": [LINES, ["a", "a", 1, 1, 2]],
                "Details_1": [["x", "y", "z", "z", "z"]],
                "Other": [["b", "b", 1, 1, 2]],
            }
        )

        assert len(data.tables) == 1
        assert [s.is_unclassified for s in data.recognition.sheets] == [False, True, True]


class TestUncomparable:
    """Lists of tables that cannot be compared."""

    @pytest.mark.parametrize(
        "sheet",
        [
            {"无法对比的表": [["源表", "目标表", "原因"], ["x", "x", "no key"]]},
            {"Sheet2": [["Tables that cannot be compared"], ["Source Table", "Target Table", "Reason"], ["x", "x", "no key"]]},
            {"Sheet2": [["源表", "目标表", "无法对比原因"], ["x", "x", "no key"]]},
            {"Uncomparable": [["Source Table", "Target Table"], ["x", "x"]]},
        ],
    )  # fmt: skip
    def test_by_sheet_title_or_heading(self, sheet: dict[str, Any]) -> None:
        data = load_sheets({"Tables": [CONTENTS, ["a", "a", 0, True]], **sheet})

        assert column(data, "tables", "outcome") == ["consistent", "cannot_compare"]
        assert column(data, "tables", "is_comparable") == [True, False]


class TestValueOutcome:
    """The overall outcome of a value comparison is the worst word, and never better than its proof."""

    @pytest.mark.parametrize(
        ("result", "content", "line", "outcome"),
        [
            (None, True, True, "consistent"), (None, False, True, "inconsistent"), (None, True, False, "inconsistent"),
            (None, None, True, None), (None, None, False, "inconsistent"), (2, None, True, None), (2, True, None, "consistent"),
            (2, False, None, "inconsistent"), (0, True, True, "inconsistent"), (None, 4, True, "compare_failed"),
            (None, "odd", True, "unknown_word"), (5, True, True, "comparing"), (None, None, None, None),
        ],
    )  # fmt: skip
    def test_all_three_columns(self, result: Any, content: Any, line: Any, outcome: str | None) -> None:
        heading = [
            "Source Table",
            "Target Table",
            "Comparison Result",
            "Value Comparison Result",
            "Row Comparison Result",
        ]
        data = load_sheets([heading, ["a", "a", result, content, line]], compare_type="contents")

        assert column(data, "tables", "outcome") == [outcome]

    def test_progress_alone_makes_no_value_comparison(self) -> None:
        data = load_sheets(
            [["Source Table", "Target Table", "Row Comparison Result", "Progress"], ["a", "a", True, "45%"]]
        )

        assert data.compare_type == "lines"
        assert column(data, "tables", "progress") == [45.0]

    def test_a_row_result_alone_proves_no_values(self) -> None:
        data = load_sheets(
            [["Source Table", "Target Table", "Row Comparison Result", "Inconsistent Rows"], ["a", "a", True, 0]]
        )

        assert data.compare_type == "contents"
        assert column(data, "tables", "outcome") == [None]

    def test_status_of_a_value_detail_is_no_result(self) -> None:
        """2 means completed there; as a result code it would mean consistent."""
        heading = ["source_table_name", "target_table_name", "content_compare_result", "status"]
        data = load_sheets([heading, ["a", "a", None, 2], ["b", "b", False, 2]])

        assert column(data, "tables", "full_status") == ["completed", "completed"]
        assert column(data, "tables", "outcome") == [None, "inconsistent"]

    def test_two_results_of_a_row_comparison(self) -> None:
        data = load_sheets([[*LINES, "Row Comparison Result"], ["a", "a", 1, 2, 2, 0]], compare_type="lines")

        assert column(data, "tables", "outcome") == ["inconsistent"]
        assert list(data.tables["extra:Row Comparison Result"]) == ["0"]


class TestCompareType:
    """Asked for, shown by the columns, said by words, and only then by the file's name."""

    def test_each_type_by_its_columns(self) -> None:
        assert load_sheets([LINES, ["a", "a", 1, 1, 2]]).compare_type == "lines"
        assert load_sheets([CONTENTS, ["a", "a", 1, 2]]).compare_type == "contents"
        assert load_sheets([[*CONTENTS, "Sampled Rows"], ["a", "a", 1, 2, 3]]).compare_type == "random"
        assert load_sheets([["修复SQL", "源表标志列值"], ["x", "1"]]).compare_type == "repair_data"

    @pytest.mark.parametrize(
        ("sheet", "title", "name"),
        [
            ("抽样对比", "x", "f.xlsx"),
            ("s", "Sampling comparison details", "f.xlsx"),
            ("s", "x", "random_2026.xlsx"),
            ("s", "抽样比例：5%", "f.xlsx"),
        ],
    )
    def test_a_sample_says_so(self, sheet: str, title: str, name: str) -> None:
        assert load_sheets({sheet: [[title], CONTENTS, ["a", "a", 1, 2]]}, name=name).compare_type == "random"

    def test_the_share_of_a_sample(self) -> None:
        data = load_sheets([["抽样比例：5%"], CONTENTS, ["a", "a", 1, 2]])

        assert column(data, "tables", "sample_percent") == [5.0]

    def test_a_file_name_does_not_make_values_of_rows(self) -> None:
        assert load_sheets([LINES, ["a", "a", 1, 1, 2]], name="contents.xlsx").compare_type == "lines"
        assert load_sheets([OVERVIEW, ["a", "a", 2, None]], name="contents.xlsx").compare_type == "contents"

    def test_the_line_above_the_tables(self) -> None:
        data = load_sheets([["对比类型：内容对比"], LINES, ["a", "a", 1, 1, 2]])

        assert (data.compare_type, data.recognition.decided_by) == ("contents", remark(RemarkKind.BY_LINE))

    def test_asked_for(self) -> None:
        assert load_sheets([LINES, ["a", "a", 1, 1, 2]], compare_type="行数对比").compare_type == "lines"
        assert load_sheets([LINES, ["a", "a", 1, 1, 2]], asked="contents").recognition.decided_by == remark(
            RemarkKind.BY_MANIFEST
        )

    @pytest.mark.parametrize("how", [{"compare_type": "repair_data"}, {"asked": "objects_comparison"}])
    def test_asked_for_against_the_cells(self, how: dict[str, str]) -> None:
        with pytest.raises(AmbiguousCompareTypeError, match="but its tables are of") as caught:
            load_sheets([LINES, ["a", "a", 1, 1, 2]], **how)
        assert "lines" in caught.value.candidates

    def test_no_such_type(self) -> None:
        with pytest.raises(ConfigError, match="no compare type"):
            load_sheets([LINES, ["a", "a", 1, 1, 2]], compare_type="account")

    def test_several_types_in_one_file(self) -> None:
        sheets = {"o": [["对比项", "源数量", "对比结果"], ["表", 1, 2]], "l": [LINES, ["a", "a", 1, 1, 2]]}
        with pytest.raises(AmbiguousCompareTypeError, match="--type objects_comparison or --type lines") as caught:
            load_sheets(sheets)
        assert caught.value.candidates == ("objects_comparison", "lines")

        data = load_sheets(sheets, compare_type="lines")
        assert leftovers(data) == [(1, 2, "unrecognised-table")]
        assert data.recognition.sheets[0].is_unclassified

    def test_titles_of_two_types_are_two_types(self) -> None:
        with pytest.raises(AmbiguousCompareTypeError):
            load_sheets({"行数对比": [LINES, ["a", "a", 1, 1, 2]], "内容对比": [CONTENTS, ["a", "a", 1, 2]]})

    @pytest.mark.parametrize("rows", [[], [["nothing"]], [["a", "b"], [1, 2]], [["Type", "Start Time"], ["x", "y"]]])
    def test_nothing_known(self, rows: Sequence[Sequence[Any]]) -> None:
        with pytest.raises(UnknownCompareTypeError, match="drs-report inspect"):
            load_sheets(rows)


def test_every_frame_is_there_with_its_dtypes_even_when_empty() -> None:
    data = load_sheets([OVERVIEW, ["a", "a", 2, None]], compare_type="random")

    assert list(data.frames) == ["databases", "differences", "tables"]
    assert str(data.tables["outcome"].dtype) == "category"
    assert data.tables["outcome"].cat.ordered
    assert str(data.tables.dtypes["sample_percent"]) == "Float64"
    assert str(data.tables.dtypes["source_rows"]) == "Int64"
    assert str(data.tables.dtypes["is_comparable"]) == "boolean"
    assert data.tables.dtypes["source_table"].storage == "pyarrow"


def test_error_cells_are_named_in_known_and_unknown_columns() -> None:
    data = load_sheets([[*LINES, "Owner"], ["a", "a", ErrorValue("#REF!"), 1, 2, ErrorValue("#N/A")]])

    assert [(p.column, p.sample) for p in data.recognition.sheets[0].blocks[0].problems] == [
        ("source_rows", "#REF!"),
        ("extra:Owner", "#N/A"),
    ]


def test_times_that_are_none_keep_their_text() -> None:
    heading = ["库名", "表名", "总行数", "失败行数", "开始时间", "更新时间"]
    data = load_sheets([heading, ["d", "t", 1, 0, "2020-08-20 00:06:20", "2020-08-20T00:06:20Z"]])

    assert data.tables["started_at"].isna().all()
    assert list(data.tables["extra:开始时间"]) == ["2020-08-20 00:06:20"]
    assert str(data.tables.dtypes["updated_at"]) == "datetime64[us, UTC]"
    assert "extra:更新时间" not in data.tables


def test_repair_statements() -> None:
    data = load_sheets(
        [
            ["shop.orders"],
            ["源表标志列值", "目标表标志列值", "修复SQL", "status"],
            ["1", None, "INSERT", 3],
            [None, "1", "DELETE", 3],
        ]
    )

    assert column(data, "statements", "kind") == ["insert", "delete"]
    assert column(data, "statements", "repair_sql_state") == ["3", "3"]
    assert column(data, "statements", "table") == ["orders", "orders"]


def test_hidden_sheets_and_every_row_number_are_there() -> None:
    data = load_sheets([[], [], LINES, [], ["a", "a", 1, 1, 2]])

    assert column(data, "tables", "row_number") == [5]
    assert column(data, "tables", "sheet") == ["Sheet1"]
    assert column(data, "tables", "source_file") == ["file.xlsx"]
