"""The layout file: strict to read, and enough to teach the reader a foreign file."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drs_report.errors import ConfigError
from drs_report.language.moments import moment
from drs_report.reading.inspection import inspect_reader, to_json, to_text
from drs_report.reading.opening import Question
from drs_report.reading.tables.tally import teaching
from drs_report.reading.teaching import Layout, load_layout, parse_layout, parse_zone
from drs_report.reading.xlsx.cells import ErrorValue
from drs_report.records.judgement import Origin
from tests.loading.fake_workbook import FakeWorkbook, column, load_sheets

GERMAN = """
assume_zone = "+02:00"
[headings]
source_table = ["Quelltabelle"]
source_rows = ["Zeilen (Quelle)", "Zeilen Quelle"]
target_rows = ["Zeilen Ziel"]
outcome = ["Ergebnis"]
drop = ["Aktion"]
[outcomes]
consistent = ["gleich", "26"]
inconsistent = ["ungleich"]
[object_types]
TABLE = ["Tabelle"]
[types]
lines = ["Zeilenvergleich"]
"""


def test_a_layout_teaches_headings_and_words() -> None:
    rows = [
        ["Quelltabelle", "Zeilen Quelle", "Zeilen Ziel", "Ergebnis", "Aktion"],
        ["a", 1, 1, "Gleich"],
        ["b", 1, 2, 26, "x"],
        ["c", 1, 2, "ungleich"],
    ]
    data = load_sheets(rows, layout=parse_layout(GERMAN), compare_type="Zeilenvergleich")

    assert column(data, "tables", "outcome") == ["consistent", "consistent", "inconsistent"]
    assert column(data, "tables", "row_difference") == [0, 1, 1]
    assert [c for c in data.tables.columns if c.startswith("extra:")] == []


def test_assume_zone() -> None:
    rows = [["库名", "表名", "总行数", "失败行数", "开始时间"], ["d", "t", 1, 0, "2020-08-20 02:06:20"]]
    data = load_sheets(rows, layout=Layout(assume_zone=parse_zone("+02:00")))

    assert data.tables["started_at"].iloc[0].to_pydatetime() == datetime(2020, 8, 20, 0, 6, 20, tzinfo=UTC)


@pytest.mark.parametrize("layout", [Layout(), Layout(assume_zone=parse_zone("-03:00"))])
@pytest.mark.parametrize(
    ("line", "behind"),
    [
        ("Time Zone: GMT+02:00", ""),
        ("时区：UTC+2", ""),
        ("All times are in GMT+02:00", ""),
        ("对比开始时间（UTC+2）：2020-08-20 02:06:20", "（UTC+2）"),
        ("Comparison Start Time (GMT+2): 2020-08-20 02:06:20", " (GMT+02:00)"),
        ("对比开始时间【UTC+2】：2020-08-20 02:06:20", "[GMT+02:00]"),
    ],
)
def test_a_zone_that_a_file_states_comes_before_one_that_is_assumed(layout: Layout, line: str, behind: str) -> None:
    rows = [
        [line],
        ["库名", "表名", "总行数", "失败行数", f"开始时间{behind}"],
        ["d", "t", 1, 0, "2020-08-20 02:06:20"],
    ]
    data = load_sheets(rows, layout=layout)

    stated = [moment(text) for name, text in data.recognition.meta if name == "compare_start_time"]
    assert {*data.tables["started_at"], *stated} == {datetime(2020, 8, 20, 0, 6, 20, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("text", "says", "remedy"),
    [
        ("[heading]\n", "unknown key heading", "headings"),
        ("[headings]\nsource_row = ['x']", "unknown key headings.source_row", "headings.source_rows"),
        ("[headings]\nrow_difference = ['x']", "unknown key headings.row_difference", "headings."),
        ("[outcomes]\nconsistant = ['x']", "unknown key outcomes.consistant", "outcomes.consistent"),
        ("[outcomes]\nunknown_word = ['x']", "unknown key outcomes.unknown_word", "outcomes."),
        ("[types]\nrow = ['x']", "unknown key types.row", "types."),
        ("[outcomes]\nconsistent = 'x'", "must be a list", "consistent = "),
        ("[outcomes]\nconsistent = [1]", "must be a list", "consistent = "),
        ("[outcomes]\nconsistent = [' ']", "must be a list", "consistent = "),
        ("[outcomes]\nconsistent = ['x']\ninconsistent = ['X.']", "stands for both", "one of them"),
        ("outcomes = 3", "must be a table", "[outcomes]"),
        ("assume_zone = 8", "must be text", "quotes"),
        ("assume_zone = 'Mars/Olympus'", "no time zone", "+08:00"),
        ("a = ", "not valid TOML", "line"),
    ],
)
def test_mistakes_are_named_with_the_nearest_right_key(text: str, says: str, remedy: str) -> None:
    with pytest.raises(ConfigError, match=r"my\.toml") as caught:
        parse_layout(text, name="my.toml")

    assert says in caught.value.message
    assert remedy in (caught.value.remedy or "")


def test_all_mistakes_are_told_at_once_each_with_its_line() -> None:
    text = """[heading]
source_rows = ["x"]
[outcomes]
equal = ["gleich"]
failed = "x"
consistent = ["Inconsistent", "gleich"]
[types]
lines = ["Value comparison"]
[[ignore.lines]]
text = "abc"
reason = "ok"
[[ignore.lines]]
text = "abc"
[[ignore.linez]]
text = "abc"
"""
    with pytest.raises(ConfigError) as caught:
        parse_layout(f"{text}\n[more]\n", name="my.toml")
    lines = [int(line) for line in re.findall(r"my\.toml: line (\d+): ", " ".join(caught.value.problems))]
    assert lines == [1, 4, 5, 8, 12, 14, 17]
    assert caught.value.message == "my.toml: 7 mistakes."
    assert all("Did you mean" in one or "Write" in one or "Take it out" in one for one in caught.value.problems)


def test_of_very_many_mistakes_the_first_are_told() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_layout("".join(f"[t{n}]\n" for n in range(20_000)), name="my.toml")
    assert caught.value.message == "my.toml: 20 mistakes, and perhaps more."
    assert len(caught.value.problems) == 20


def test_reading_the_file(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text("\ufeff" + GERMAN, encoding="utf-8")

    assert load_layout(path).headings["drop"] == ("Aktion",)
    with pytest.raises(ConfigError, match="cannot be read"):
        load_layout(tmp_path / "none.toml")


@pytest.mark.parametrize(("text", "hours"), [("UTC", 0), ("GMT+08:00", 8), ("+8", 8), ("-0330", -3.5), ("gmt -3", -3)])
def test_zones(text: str, hours: float) -> None:
    assert parse_zone(text).utcoffset(None) == timedelta(hours=hours)


QUESTION = Question(Origin("f.xlsx", sha256="", size=0))
FOREIGN = {
    "明细": [["shop"], ["表名", "源数据库", "目标数据库", "行对比结果", "[red]成本中心[/red]"], ["NA", 350, ErrorValue("#N/A"), "好", "x"]],
    "Other\nsheet": [["Parameter", "Here", 'There "q"'], ["x", "y", "z"]],
    "R": [["库名", "表名", "总行数", "失败行数", "开始时间"], ["d", "t", 1, 0, "2020-08-20 02:06:20"]],
}  # fmt: skip


def test_inspect_shows_what_was_understood_and_what_was_not() -> None:
    sheets = {k: FOREIGN[k] for k in ("明细", "Other\nsheet")}
    (found,) = inspect_reader(FakeWorkbook(sheets), QUESTION)
    text = to_text(found)

    assert "Compare type lines" in text
    assert "[red]成本中心[/red]" in text
    assert "outcome: unknown word: '好', 1 cells, row 3 first" in text
    assert "target_rows: an error cell: '#N/A'" in text
    assert "unrecognised-row" in text
    assert '# ... = ["好"]' in text
    assert '"column": "source_rows"' in to_json(found)
    assert to_json(found) == to_json(found)


def test_inspect_shows_a_file_that_cannot_be_loaded() -> None:
    (found,) = inspect_reader(FakeWorkbook(FOREIGN), Question(QUESTION.origin, "objects_comparison"))

    assert "says objects_comparison, but its tables are of " in found.problem
    assert found.problem.endswith("Give the right one with --type.")
    assert "Cannot be loaded: " in to_text(found)
    assert "assume_zone" in found.stub
    (nothing,) = inspect_reader(FakeWorkbook({"s": [["x", "y"]]}), QUESTION)
    assert "name the result files" in nothing.problem
    assert "inspect" not in nothing.problem, "who looks has run it"
    assert '# ... = ["x"]' in nothing.stub
    assert '"compare_type": null' in to_json(nothing)


def test_the_stub_is_a_layout_that_changes_nothing_until_it_is_completed() -> None:
    stub = "".join(found.stub for found in inspect_reader(FakeWorkbook({"明细": FOREIGN["明细"]}), QUESTION))

    assert parse_layout(stub) == Layout()
    completed = stub.replace('# ... = ["好"]', 'consistent = ["好"]').replace('# ... = ["[red]', 'message = ["[red]')
    data = load_sheets({"明细": FOREIGN["明细"]}, layout=parse_layout(completed))
    assert column(data, "tables", "outcome") == ["consistent"]
    assert column(data, "tables", "message") == ["x"]


def test_a_file_that_is_wholly_understood_has_no_stub() -> None:
    rows = [["Source Table", "Target Table", "Source Rows", "Target Rows", "Comparison Result"], ["a", "a", 1, 1, 2]]

    (found,) = inspect_reader(FakeWorkbook({"Details": rows}), QUESTION)
    assert found.stub == ""


def test_of_a_file_of_several_comparisons_each_is_shown() -> None:
    assert [one.recognition.compare_type for one in inspect_reader(FakeWorkbook(FOREIGN), QUESTION)] == [
        "lines",
        "repair_data",
    ]


@pytest.mark.parametrize(
    ("side", "other", "text"), [("source", "target", "源端条数"), ("target", "source", "目的端条数")]
)
def test_a_number_of_a_side_is_taught_to_count_its_rows_and_no_others(side: str, other: str, text: str) -> None:
    assert parse_layout(f'[headings]\n{side}_rows = ["{text}"]').headings == {f"{side}_rows": (text,)}
    with pytest.raises(ConfigError, match=f"known to mean {side}_count"):
        parse_layout(f'[headings]\n{other}_rows = ["{text}"]')


@pytest.mark.parametrize("text", ["Source Database", "源端条数", "Failed tables", "Owner Team", "Remarks"])
def test_a_stub_declares_no_heading_harmless_that_a_layout_may_not(text: str) -> None:
    entry = teaching("heading", text)
    assert bool(entry) is (text == "Owner Team")
    for_itself = f'[[ignore.headings]]\ntext = "{text}"\nreason = "ours"'
    if entry:
        assert parse_layout(for_itself).ignored
    else:
        with pytest.raises(ConfigError):
            parse_layout(for_itself)


COUNTS = (
    "Row number check",
    "Rowcount verdict",
    "nightly counts",
    "Rowcounts ok",
    "count of records ok",
    "夜间行数核对",
    "条数结果",
    "数量是否相同",
    "个数校验",
    "总数一致吗",
)


@pytest.mark.parametrize("text", COUNTS)
@pytest.mark.parametrize("entry", ['[headings]\ncontent_outcome = ["{}"]', '[types]\ncontents = ["{}"]'])
def test_what_names_counts_is_not_taught_as_a_comparison_of_values(text: str, entry: str) -> None:
    with pytest.raises(ConfigError, match="known to mean line"):
        parse_layout(entry.format(text))
    parse_layout(entry.format(text).replace("content_outcome", "line_outcome").replace("contents", "lines"))


@pytest.mark.parametrize(
    "text", ["Deep check", "row by row", "discount check", "Values and counts", "逐行内容核对", "数据核对", "数值校验"]
)
@pytest.mark.parametrize("entry", ['[headings]\ncontent_outcome = ["{}"]', '[types]\ncontents = ["{}"]'])
def test_what_names_values_or_nothing_known_is_taught(text: str, entry: str) -> None:
    parse_layout(entry.format(text))
