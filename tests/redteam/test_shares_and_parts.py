"""Shares that contradict each other or that a format prints, and sheets of which a part is nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from drs_report.evidence.files import gather
from drs_report.pipeline import ReadOptions, load_files
from drs_report.reading.xlsx.cells import CellValue, Percent
from drs_report.reading.xlsx.numbers import parse_format, show
from tests.redteam.evidence import clean, write
from tests.redteam.test_judged_kinds import decision

SAMPLE = 'require = ["objects_comparison", "lines", "random"]\n'


@pytest.mark.parametrize(
    ("lines", "comes_to"),
    [
        (["Sampling Proportion: 20%"], "PASS"),
        (["Sampling Proportion: 20%", "抽样比例：20%"], "PASS"),
        (["Sampling Proportion: 20%", "抽样比例：20.0 %"], "PASS"),
        (["Sampling Proportion: 20%", "Sampling Proportion: 2%"], "INCONCLUSIVE"),
        (["Sampling Ratio: 3%", "Sampling Proportion: 30%"], "INCONCLUSIVE"),
        (["抽样比例：5%", "抽样比例：50%"], "INCONCLUSIVE"),
        (["抽样比例：25%", "Sampling Proportion: 0%"], "INCONCLUSIVE"),
        (["Sampling Proportion: 20%, Sampling Proportion: 21%"], "INCONCLUSIVE"),
    ],
)
def test_a_sample_has_one_proportion(lines: list[str], comes_to: str) -> None:
    files = clean()
    sample = files.pop("contents.xlsx")
    sample["Overview"][0:0] = [["Comparison Type: Sampling comparison"], *[[line] for line in lines]]
    assert decision({**files, "random.xlsx": sample}, policy=SAMPLE) == comes_to


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ('0"%"', 1, Percent(0.01)),
        (r"0\%", 34.7, Percent(0.347)),
        ('0.0" %"', 99.9, Percent(0.999)),
        ('0"％"', 100, Percent(1)),
        ("0％", 7, Percent(0.07)),
        ('#,##0" %"', 0, Percent(0)),
        ('0"%"', 250, 250),
        ("0%", 1, Percent(1)),
        ("0_%", 1, 1),
        ('0"份"', 1, 1),
    ],
)
def test_a_sign_that_a_format_prints_is_read_with_the_number_as_it_is(
    code: str, number: float, shown: CellValue
) -> None:
    found = show(number, parse_format(code), is_1904=False)
    assert (type(found), found) == (type(shown), shown)


@pytest.mark.parametrize(
    "sheets",
    [
        ["Details (1 of 2)"],
        ["Details part 2 of 4", "Details part 3 of 4", "Details part 4 of 4", "Details part 5 of 6"],
        ["Details_2_of_3", "Details_4_of_4"],
        ["Details（2共3）"],
        ["Details 第2部分共3部分"],
        ["Details 第3页，共3页"],
    ],
)
def test_a_part_that_is_nowhere_is_asked_about(sheets: list[str]) -> None:
    files = clean()
    files["contents.xlsx"] |= {sheet: [] for sheet in sheets}
    assert decision(files) == "INCONCLUSIVE"


@pytest.mark.parametrize(
    "sheets",
    [
        ["Details (2 of 2)"],
        ["Details part 2 of 3", "Details part 3 of 3"],
        ["Details（1共2）", "Details（2共2）"],
        ["Details 第2页，共2页"],
    ],
)
def test_parts_that_are_all_there_are_not(sheets: list[str]) -> None:
    files = clean()
    files["contents.xlsx"] |= {sheet: [] for sheet in sheets}
    assert decision(files) == "PASS"


@pytest.mark.parametrize("name", ["Wave 2", "Phoenix 2", "Run 2", "Shift 2", "Batch 3"])
def test_a_layout_settles_that_a_number_counts_no_sheets(name: str, tmp_path: Path) -> None:
    files = clean()
    files["contents.xlsx"][name] = files["contents.xlsx"].pop("Details")
    write(tmp_path, files)
    (dataset,) = load_files(gather([tmp_path / "contents.xlsx"]), ReadOptions()).datasets
    asked = [entry.teaching for entry in dataset.recognition.not_understood if entry.kind == "sheet"]
    assert len(asked) >= int(name[-1]) - 1
    taught = "\n".join(asked).replace('reason = ""', 'reason = "the plan has no other"')
    assert decision(files, layout=taught) == "PASS"
