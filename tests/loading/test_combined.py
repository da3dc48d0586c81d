"""A workbook that holds several comparisons is split by table; comparisons of accounts are named and never judged."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from drs_report.errors import AmbiguousCompareTypeError, NotJudgedError
from drs_report.reading.loading import load, load_all
from tests.redteam.evidence import TABLES, clean, contents, lines, objects, report, write

EN = ["Source Account Name", "Source Account Privileges", "Target Account Name", "Target Account Privileges", "Result"]
ZH = ["源数据库账号名称", "源数据库账号权限", "目标数据库账号名称", "目标数据库账号权限", "对比结果"]


def book(sheets):
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def accounts(header=EN, result="Consistent"):
    return [header, ["app", "SELECT", "app", "SELECT", "Consistent"], ["root", "ALL", "root", "ALL", result]]


def combined(**more):
    return {
        "Object Comparison": objects()["Objects"],
        "Row Comparison": lines()["Details"],
        "Value Comparison": contents()["Details"],
        **more,
    }


def test_each_comparison_of_a_file_becomes_a_dataset_of_its_own():
    found = load_all(book(combined()), name="report.xlsx")
    assert [one.compare_type for one in found] == ["objects_comparison", "lines", "contents"]
    assert [len(one.frames.get("tables", one.frames.get("objects"))) for one in found] == [len(TABLES)] * 3
    assert [one.recognition.not_understood for one in found] == [()] * 3
    assert {one.origin.sha256 for one in found} == {found[0].origin.sha256}


def test_a_file_of_one_comparison_gives_that_one():
    (only,) = load_all(book(contents()), name="values.xlsx")
    assert only.compare_type == "contents"


def test_one_dataset_of_several_comparisons_is_asked_for_by_name():
    with pytest.raises(AmbiguousCompareTypeError):
        load(book(combined()), name="report.xlsx")
    (asked,) = load_all(book(combined()), name="report.xlsx", compare_type="lines")
    assert asked.compare_type == "lines"
    assert asked.recognition.not_understood, "the other tables are not this comparison's"


@pytest.mark.parametrize("line", ["Comparison incomplete", "任务状态：失败", "Only 3 of 10 shards were finished"])
def test_a_line_that_belongs_to_no_table_counts_for_every_comparison(line):
    found = load_all(book(combined(Notes=[[line]])), name="report.xlsx")
    assert all(one.recognition.not_understood or one.recognition.meta for one in found)


def test_a_combined_report_passes_like_its_parts(tmp_path):
    (tmp_path / "report.xlsx").write_bytes(book(combined()))
    assert report(tmp_path, {}).verdict.decision == "PASS"


@pytest.mark.parametrize("kind", ["lines", "contents"])
def test_a_difference_in_any_part_is_found(tmp_path, kind):
    sheet, column = {"lines": ("Row Comparison", 3), "contents": ("Value Comparison", 5)}[kind]
    sheets = combined()
    sheets[sheet][-1][column] = 7
    (tmp_path / "report.xlsx").write_bytes(book(sheets))
    assert report(tmp_path, {}).verdict.decision == "FAIL"


@pytest.mark.parametrize("header", [EN, ZH], ids=["en", "zh"])
def test_accounts_are_named_and_not_judged(tmp_path, header):
    sheet = "User comparison" if header is EN else "用户对比"
    (tmp_path / "report.xlsx").write_bytes(book(combined(**{sheet: accounts(header)})))
    made = report(tmp_path, {})
    assert made.verdict.decision == "PASS"
    assert "evidence.accounts-not-judged" in {f.finding.code for f in made.verdict.findings}


@pytest.mark.parametrize("result", ["Inconsistent", "不一致", None, "Maybe", "Failed"])
def test_accounts_that_are_not_equal_are_to_review(tmp_path, result):
    write(tmp_path, clean())
    (tmp_path / "accounts.xlsx").write_bytes(book({"Sheet1": accounts(result=result)}))
    made = report(tmp_path, {})
    assert made.verdict.decision == "INCONCLUSIVE"
    assert "evidence.accounts-open" in {f.finding.code for f in made.verdict.findings}


@pytest.mark.parametrize(
    ("sides", "decision"),
    [
        (["app", "SELECT,INSERT", "app", "insert, SELECT"], "PASS"),
        (["app", None, "app", None], "PASS"),
        (["app", "SELECT,INSERT", "app", "SELECT"], "INCONCLUSIVE"),
        (["app", "SELECT", "app", None], "INCONCLUSIVE"),
        (["app", "SELECT", None, None], "INCONCLUSIVE"),
        (["app", "SELECT", "app2", "SELECT"], "INCONCLUSIVE"),
    ],
)
def test_accounts_called_equal_name_and_list_the_same(tmp_path, sides, decision):
    write(tmp_path, clean())
    (tmp_path / "accounts.xlsx").write_bytes(book({"Sheet1": [*accounts(), [*sides, "Consistent"]]}))
    assert report(tmp_path, {}).verdict.decision == decision


def test_accounts_alone_are_nothing_to_load():
    with pytest.raises(NotJudgedError, match="accounts"):
        load(book({"Sheet1": accounts()}), name="accounts.xlsx")


def test_a_file_of_accounts_beside_results_is_a_note(tmp_path):
    write(tmp_path, clean())
    (tmp_path / "accounts.xlsx").write_bytes(book({"Sheet1": accounts()}))
    assert report(tmp_path, {}).verdict.decision == "PASS"
