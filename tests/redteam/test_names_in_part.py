"""A side's name that is blank in part, beside a good result, in lists, overviews and lists of objects."""

from __future__ import annotations

from typing import Any

import pytest

from tests.redteam.evidence import TABLES, Files, clean, spellings
from tests.redteam.test_judged_kinds import Change, decision
from tests.redteam.test_telling_kinds import same_names

DATA = ("lines.xlsx", "contents.xlsx")
SPACES = ("Source Schema", "Target Schema")


def cells(file: str, sheet: str, column: int, *values: Any) -> Change:
    """Put values below a heading, from the first row of a list on."""

    def put(files: Files) -> None:
        for row, value in zip(files[file][sheet][1:], values, strict=False):
            row[column] = value

    return put


def spaces(column: int, *values: Any, headings: tuple[str, str] = SPACES) -> Change:
    """Schemas beside the databases of all lists, those of one side given."""

    def put(files: Files) -> None:
        for name, sheet, at in (("objects.xlsx", "Objects", 3), *((f, "Details", 2) for f in DATA)):
            head, *rows = files[name][sheet]
            head[at:at] = headings
            for row, value in zip(rows, values, strict=True):
                row[at:at] = [value, "sales"] if column == 2 else ["sales", value]

    return put


def of_objects(kind: str, *names: Any) -> Change:
    """Another row in the list of objects, counted in its overview."""

    def put(files: Files) -> None:
        files["objects.xlsx"]["Overview"].append([kind, 1, 1, 0, "Consistent"])
        files["objects.xlsx"]["Objects"].append([kind, *names, "Consistent"])

    return put


def one_name(file: str, heading: str) -> Change:
    """A list with one column of names."""

    def put(files: Files) -> None:
        rows = files[file]["Objects" if file == "objects.xlsx" else "Details"]
        at = 3 if file == "objects.xlsx" else 2
        rows[0][at : at + (file == "objects.xlsx") + 1] = [heading]
        for row in rows[1:]:
            row[at : at + (file == "objects.xlsx") + 1] = [row[at]]

    return put


def console(pair: list[Any], head: list[str], below: list[str]) -> Change:
    """A row comparison as the console shows it: only the overview names the target."""

    def put(files: Files) -> None:
        rows = [[name, 10, 10, pair[2]] for name in TABLES]
        files["lines.xlsx"] = {"Rows": [head, pair, [None], pair[:1], below, *rows]}

    return put


EN = (
    ["Source Database", "Destination Database", "Comparison Result", "Operation"],
    ["Table Name", "Source Database", "Destination Database", "Row Comparison Result"],
)
ZH = (["源数据库", "目标数据库", "对比结果", "操作"], ["表名", "源数据库", "目标数据库", "行对比结果"])

BLANK: dict[str, list[Change]] = {
    "a database of an overview": [
        cells("lines.xlsx", "Overview", 1, None),
        cells("contents.xlsx", "Overview", 0, None),
        cells("contents.xlsx", "Overview", 1, "--"),
    ],
    "a target that only an overview names": [
        console(["shop", None, "Consistent", "View Details"], *EN),
        console(["shop", " ", "一致", "查看详情"], *ZH),
        console(["shop", "无", "一致", "查看详情"], *ZH),
    ],
    "a database of a list": [
        cells("lines.xlsx", "Details", 1, "shop", " "),
        cells("lines.xlsx", "Details", 0, "shop", "shop", "不适用"),
        cells("contents.xlsx", "Details", 1, None, "shop", "shop"),
    ],
    "a database of an object": [
        cells("objects.xlsx", "Objects", 2, "shop", None),
        cells("objects.xlsx", "Objects", 1, None),
        cells("objects.xlsx", "Objects", 2, "N/A"),
        of_objects("VIEW", "shop", None, "v_late", "v_late"),
        of_objects("视图", None, "shop", "v_late", "v_late"),
    ],
    "a schema": [
        spaces(3, "sales", "sales", None),
        spaces(2, "sales", None, "sales"),
        spaces(3, None, "sales", "sales", headings=("源库模式", "目标库模式")),
        spaces(2, "", "sales", "sales", headings=("源模式名", "目标模式名")),
        spaces(2, "sales", "sales", ""),
    ],
}

ONE_SIDED: dict[str, list[Change]] = {
    "a list of tables": [
        one_name(file, heading)
        for file, headings in {
            "lines.xlsx": [
                "源表",
                "Target Table",
                "source_table_name",
                "目标库表名称 (Destination Table Name)",
                "dst_tb",
            ],
            "contents.xlsx": ["Src Table", "目标表名", "target_table_name", "源表名", "Table Name (Source)"],
        }.items()
        for heading in headings
    ],
    "a list of objects": [
        one_name("objects.xlsx", heading)
        for heading in ("源对象", "Target Value", "在目标库的值", "source_db_value", "Value in Source Database")
    ],
}
BOTH: dict[str, list[Change]] = {
    "a list of tables": [
        one_name(file, heading)
        for file in DATA
        for heading in ("表名", "Table", "table_name", "表名称", "表名 (Table Name)")
    ]
}

NAMED: dict[str, list[Change]] = {
    "a target that an overview names": [
        console(["shop", "shop", "Consistent", "View Details"], *EN),
        console(["shop", "shop", "一致", "查看详情"], *ZH),
    ],
    "nothing": [lambda _files: None],
    "a schema of both": [spaces(3, "sales", "sales", "sales"), spaces(2, "sales", "sales", "sales")],
    "an engine without schemas": [spaces(3, None, None, None), spaces(2, None, None, None)],
    "no schema anywhere": [
        lambda files: [row.__setitem__(slice(2, 2), v) for row, v in zip(
            files["contents.xlsx"]["Details"], [SPACES, *[(None, None)] * 3], strict=True)]
    ],
    "an object of no database": [of_objects("用户", None, None, "app", "app")],
}  # fmt: skip


@pytest.mark.parametrize("change", spellings(BLANK))
def test_a_name_that_is_blank_in_part_is_doubt(change: Change) -> None:
    files = clean()
    same_names(files)
    change(files)
    assert decision(files) != "PASS"


@pytest.mark.parametrize("change", spellings(NAMED))
def test_whole_names_and_none_at_all_are_none(change: Change) -> None:
    files = clean()
    same_names(files)
    change(files)
    assert decision(files) == "PASS"


@pytest.mark.parametrize("change", spellings(ONE_SIDED))
def test_a_list_of_one_sides_names_says_nothing_of_the_other(change: Change) -> None:
    files = clean()
    same_names(files)
    change(files)
    assert decision(files) == "INCONCLUSIVE"


@pytest.mark.parametrize("change", spellings(BOTH))
def test_a_name_of_neither_side_is_of_both(change: Change) -> None:
    files = clean()
    same_names(files)
    change(files)
    assert decision(files) == "PASS"


def test_a_layout_says_that_a_name_is_of_both() -> None:
    files = clean()
    one_name("lines.xlsx", "Src Table")(files)
    assert decision(files, layout='[headings]\ntable = ["Src Table"]') == "PASS"
