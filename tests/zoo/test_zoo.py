"""Every layout, language and writer of the zoo is read to the same frames."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from drs_report.reading.dataset import Dataset
from drs_report.reading.loading import load
from drs_report.reading.xlsx import open_workbook
from drs_report.reading.xlsx.cells import MergedRange
from drs_report.records.columns import COMMON_COLUMNS
from tests.loading.fake_workbook import load_sheets
from tests.zoo.layouts import LANGUAGES, Book, SheetPlan, blocks_of, build, combinations
from tests.zoo.make_zoo import FILES, KEPT, books_of, kept, selection
from tests.zoo.truth import TRUTH
from tests.zoo.writers import NEEDS, POI, WRITERS, write_openpyxl, write_poi

COMMON = {column.name for column in COMMON_COLUMNS}
FIXTURES = [(writer, *combination) for writer in KEPT for combination in kept(writer)]
EACH_PAIR = selection("openpyxl")
"""Of the full product, what has a pair of choices that nothing before it has."""
REST = [one for one in combinations() if one not in {*EACH_PAIR}]


def plain(value: Any) -> Any:
    """A frame's value as the truth spells it."""
    if pd.isna(value):
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


def frame_rows(frame: pd.DataFrame, columns: list[str]) -> list[dict[str, Any]]:
    """The frame's rows as dictionaries of plain values."""
    values = ([plain(value) for value in frame[column].array] for column in columns)
    return [dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)]


def assert_is_the_truth(dataset: Dataset, book: Book) -> None:
    """Every row, at its sheet and row number, with every column the layout has; everything else null."""
    assert dataset.compare_type == book.compare_type
    assert set(dataset.frames) == set(book.expected)
    for name, expected in book.expected.items():
        frame = dataset.frames[name]
        columns = list(expected[0])

        assert frame_rows(frame, columns) == list(expected), name
        rest = [c for c in frame.columns if c not in {*columns, *COMMON} and not c.startswith("extra:")]
        assert all(frame[c].isna().all() for c in rest), name
        extra = {c for c in frame.columns if c.startswith("extra:")}
        assert extra == ({f"extra:{book.extra}"} if book.extra else set()), name
        if book.extra:
            assert frame[f"extra:{book.extra}"].str.fullmatch(r"team \d").all()


def load_cells(book: Book) -> Dataset:
    """Load a book that nobody wrote."""
    return load_sheets(
        {plan.name: plan.rows for plan in book.sheets},
        name=f"{book.name}.xlsx",
        merged={
            plan.name: [MergedRange(top, left - 1, bottom, right - 1) for top, left, bottom, right in plan.merges]
            for plan in book.sheets
        },
        hidden={plan.name for plan in book.sheets if plan.is_hidden},
    )


def planned(plan: SheetPlan) -> dict[tuple[int, int], Any]:
    """The cells of a description, 1-based."""
    return {(r, c): value for r, row in enumerate(plan.rows, 1) for c, value in enumerate(row, 1) if value is not None}


def described(book: Book) -> dict[str, Any]:
    """What a description says of each sheet."""
    return {p.name: (p.is_hidden, planned(p), {tuple(m) for m in p.merges}) for p in book.sheets}


def read_exactly(path: Path) -> dict[str, Any]:
    """What the exact reader sees in a file, in the form of `described`."""
    result = {}
    with open_workbook(path) as workbook:
        for sheet in workbook.sheets:
            cells: Mapping[tuple[int, int], Any] = {
                (r, c): values[i]
                for batch in workbook.batches(sheet)
                for c, values in enumerate(batch.columns, 1)
                for i, r in enumerate(batch.rows)
                if values[i] is not None
            }
            merged = {(m.first_row, m.first_column + 1, m.last_row, m.last_column + 1) for m in sheet.merged}
            result[sheet.name] = (sheet.state == "hidden", cells, merged)
    return result


def read_by_openpyxl(path: Path) -> dict[str, Any]:
    """What openpyxl sees in a file, in the form of `described`."""
    workbook = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: (
            sheet.sheet_state == "hidden",
            {(c.row, c.column): c.value for row in sheet.iter_rows() for c in row if c.value is not None},
            {(m.min_row, m.min_col, m.max_row, m.max_col) for m in sheet.merged_cells.ranges},
        )
        for sheet in workbook.worksheets
    }


@pytest.mark.slow
@pytest.mark.parametrize(("compare_type", "layout", "language"), REST)
def test_every_layout_in_every_language_loads_to_the_truth(compare_type: str, layout: str, language: str) -> None:
    """As cells: what a writer makes of them is another matter."""
    book = build(compare_type, layout, language)

    assert_is_the_truth(load_cells(book), book)


@pytest.mark.parametrize(("compare_type", "layout", "language"), EACH_PAIR)
def test_each_pair_of_choices_loads_to_the_truth_from_a_file(
    compare_type: str, layout: str, language: str, tmp_path: Path
) -> None:
    book = build(compare_type, layout, language)
    write_openpyxl([book], tmp_path)

    assert_is_the_truth(load(tmp_path / f"{book.name}.xlsx"), book)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("compare_type", ["contents", "random"])
def test_a_list_without_value_results_never_reads_as_consistent(
    compare_type: str, language: str, tmp_path: Path
) -> None:
    book = build(compare_type, "flat", language)
    comparable, uncomparable = book.sheets[1:3]
    comparable.rows += [[], *uncomparable.rows]
    del book.sheets[2].rows[:]
    write_openpyxl([book], tmp_path)

    tables = load(tmp_path / f"{book.name}.xlsx").tables

    by_name = dict(zip(tables["source_table"], tables["outcome"], strict=True))
    assert by_name["NA"] == "consistent"
    assert by_name["None"] != "consistent"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("compare_type", TRUTH)
def test_headings_without_rows_give_empty_frames(compare_type: str, language: str, tmp_path: Path) -> None:
    book = build(compare_type, "flat", language)
    for sheet, block in zip(book.sheets, blocks_of(compare_type, TRUTH[compare_type]), strict=True):
        del sheet.rows[len(sheet.rows) - len(block.rows) :]
    write_openpyxl([book], tmp_path)

    dataset = load(tmp_path / f"{book.name}.xlsx")

    assert dataset.compare_type == compare_type
    assert {name: len(frame) for name, frame in dataset.frames.items()} == dict.fromkeys(book.expected, 0)
    assert not any(sheet.is_unclassified for sheet in dataset.recognition.sheets)


@pytest.mark.parametrize(("writer", "compare_type", "layout", "language"), FIXTURES)
def test_every_writers_files_load_to_the_truth(writer: str, compare_type: str, layout: str, language: str) -> None:
    book = build(compare_type, layout, language)

    assert_is_the_truth(load(FILES / writer / f"{book.name}.xlsx"), book)


@pytest.mark.parametrize("writer", KEPT)
def test_the_exact_reader_sees_what_each_writer_was_told(writer: str) -> None:
    for book in books_of(writer):
        assert read_exactly(FILES / writer / f"{book.name}.xlsx") == described(book), book.name


@pytest.mark.parametrize("writer", KEPT)
def test_no_fixture_is_missing_or_left_over(writer: str) -> None:
    assert sorted(p.stem for p in (FILES / writer).glob("*.xlsx")) == sorted(b.name for b in books_of(writer))


MARKS = {
    "libreoffice": [pytest.mark.office, pytest.mark.slow],
    **{writer: [pytest.mark.java, pytest.mark.slow] for writer in POI},
}


@pytest.fixture(scope="module")
def by_poi(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The folders with what Java writes, which takes longer to start than to write them all."""
    folders = {writer: tmp_path_factory.mktemp(writer) for writer in POI}
    write_poi([(writer, [build(*one) for one in selection(writer)], folder) for writer, folder in folders.items()])
    return folders


def needs_its_tool(writer: str) -> None:
    if writer in NEEDS and not NEEDS[writer]():
        message = f"{writer}: its tool is missing"
        if os.getenv("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)


@pytest.mark.parametrize(
    "writer",
    [pytest.param(writer, marks=MARKS.get(writer, [])) for writer in WRITERS if writer != "openpyxl"],
)
@pytest.mark.filterwarnings("ignore:Workbook contains no default style:UserWarning")
def test_what_each_writer_writes_now_loads_to_the_truth(
    writer: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    needs_its_tool(writer)
    books = [build(*combination) for combination in selection(writer)]

    if writer in POI:
        folder = request.getfixturevalue("by_poi")[writer]
    else:
        folder = tmp_path
        WRITERS[writer](books, folder)

    kept_names = {book.name for book in books_of(writer)} if writer in KEPT else set()
    seen: set[str] = set()
    for (_, layout, _), book in zip(selection(writer), books, strict=True):
        path = folder / f"{book.name}.xlsx"
        assert read_exactly(path) == described(book), book.name
        if layout not in seen:  # cells as described come to the truth, which the tests above say of every book
            seen.add(layout)
            assert_is_the_truth(load(path), book)
        if book.name in kept_names:
            assert read_by_openpyxl(path) == read_by_openpyxl(FILES / writer / path.name), book.name
