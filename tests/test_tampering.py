"""Evidence that is cut, doctored or mixed up never gives a PASS, and the report says what is wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from drs_report import cli
from drs_report.cli import exit_codes as codes
from tests.conftest import ROOT
from tests.redteam.usual import once

CLEAN = ROOT / "sample_data" / "clean"
TABLE = "point_accounts"


def judge(folder: Path, out: Path) -> tuple[int, str, dict[str, object]]:
    with once():
        code = cli.run(["report", str(folder), "-o", str(out), "--now", "2026-11-16T09:00:00Z", "--data", "none"])
    return code, (out / "report.md").read_text("utf-8"), json.loads((out / "report.json").read_text("utf-8"))


def doctor(tmp_path: Path, file: str, change: Callable[[Workbook], object]) -> tuple[int, str, dict[str, object]]:
    folder = tmp_path / "in"
    shutil.copytree(CLEAN, folder)
    book = openpyxl.load_workbook(folder / file)
    change(book)
    book.save(folder / file)
    return judge(folder, tmp_path / "out")


def rows_naming(sheet: Worksheet, text: str) -> list[int]:
    return [row[0].row for row in sheet.iter_rows() if any(cell.value == text for cell in row)]


def swap_headings(sheet: Worksheet) -> None:
    pairs = [("源", "目标"), ("Source", "Target"), ("Source", "Destination")]
    for row in sheet.iter_rows():
        texts = [cell.value for cell in row]
        for first, second in pairs:
            for i, text in enumerate(texts):
                other = str(text).replace(first, second)
                if text and str(text).startswith(first) and other in texts:
                    j = texts.index(other)
                    row[i].value, row[j].value = texts[j], text


@pytest.mark.parametrize("file", ["lines-zh.xlsx", "contents-en.xlsx", "objects_comparison-en.xlsx"])
def test_deleting_a_tables_row_is_noticed(tmp_path: Path, file: str) -> None:
    def delete(book: Workbook) -> None:
        for sheet in book:
            for number in reversed(rows_naming(sheet, TABLE)):
                sheet.delete_rows(number)

    code, text, _ = doctor(tmp_path, file, delete)

    assert code in {codes.INCONCLUSIVE, codes.FAIL}
    assert TABLE in text


@pytest.mark.parametrize("file", ["lines-zh.xlsx", "contents-en.xlsx", "objects_comparison-en.xlsx"])
def test_cutting_the_longest_sheet_in_half_is_noticed(tmp_path: Path, file: str) -> None:
    def cut(book: Workbook) -> None:
        sheet = max(book.worksheets, key=lambda s: s.max_row)
        sheet.delete_rows(sheet.max_row // 2 + 1, sheet.max_row)

    assert doctor(tmp_path, file, cut)[0] in {codes.INCONCLUSIVE, codes.FAIL}


@pytest.mark.parametrize("file", ["contents-en.xlsx", "objects_comparison-en.xlsx"])
def test_a_missing_sheet_is_noticed(tmp_path: Path, file: str) -> None:
    def remove(book: Workbook) -> None:
        del book[max(book.worksheets, key=lambda s: s.max_row).title]

    assert doctor(tmp_path, file, remove)[0] in {codes.INCONCLUSIVE, codes.FAIL}


@pytest.mark.parametrize("file", ["lines-zh.xlsx", "contents-en.xlsx", "objects_comparison-en.xlsx"])
@pytest.mark.parametrize("word", ["Looks fine", "一致的", "1", "24", "", "OK", "#N/A"])
def test_one_status_word_changed_to_an_unknown_one_is_noticed_and_named(tmp_path: Path, file: str, word: str) -> None:
    changed: list[str] = []

    def change(book: Workbook) -> None:
        for sheet in book:
            for number in rows_naming(sheet, TABLE):
                for cell in reversed(next(iter(sheet.iter_rows(number, number)))):
                    if cell.value in {"一致", "Consistent"}:
                        cell.value = word or None
                        changed.append(sheet.title)
                        return

    code, text, data = doctor(tmp_path, file, change)

    assert changed
    assert code in {codes.INCONCLUSIVE, codes.FAIL}
    assert TABLE in text
    if word and word != "#N/A":
        assert word in json.dumps(data, ensure_ascii=False)


@pytest.mark.parametrize("file", ["lines-zh.xlsx", "contents-en.xlsx"])
def test_a_changed_count_is_a_failure(tmp_path: Path, file: str) -> None:
    def change(book: Workbook) -> None:
        for sheet in book:
            for number in rows_naming(sheet, TABLE):
                for cell in next(iter(sheet.iter_rows(number, number))):
                    if isinstance(cell.value, int) and cell.value > 1000:
                        cell.value -= 1
                        return

    code, text, _ = doctor(tmp_path, file, change)

    assert code == codes.FAIL
    assert TABLE in text


def test_swapped_source_and_target_headings_are_noticed(tmp_path: Path) -> None:
    """With names that differ between the sides, a file whose headings are swapped contradicts the others."""
    folder = tmp_path / "in"
    shutil.copytree(CLEAN, folder)
    for file in folder.iterdir():
        book = openpyxl.load_workbook(file)
        for sheet in book:
            for row in sheet.iter_rows():
                header = any(
                    str(c.value).startswith(("Source Database Name", "源数据库", "Comparison Item")) for c in row
                )
                for cell in [] if header else [c for c in row if c.value == "loyalty"][1::2]:
                    cell.value = "loyalty_new"
        book.save(file)
    assert judge(folder, tmp_path / "before")[0] == codes.PASS

    book = openpyxl.load_workbook(folder / "contents-en.xlsx")
    for sheet in book:
        swap_headings(sheet)
    book.save(folder / "contents-en.xlsx")
    code, text, _ = judge(folder, tmp_path / "after")

    assert code in {codes.INCONCLUSIVE, codes.FAIL}
    assert "contents-en.xlsx" in text


@pytest.mark.parametrize("file", ["lines-zh.xlsx", "contents-en.xlsx", "objects_comparison-en.xlsx"])
def test_a_missing_file_is_noticed(tmp_path: Path, file: str) -> None:
    shutil.copytree(CLEAN, tmp_path / "in")
    (tmp_path / "in" / file).unlink()

    assert judge(tmp_path / "in", tmp_path / "out")[0] == codes.INCONCLUSIVE
