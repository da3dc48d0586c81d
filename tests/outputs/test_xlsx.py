"""The annotated workbook: nothing runs, nothing is lost, and two readers that are not its writer agree."""

from __future__ import annotations

import csv
import io
import itertools
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from drs_report.reading.xlsx import open_workbook
from drs_report.records.document import Block, Cell, Column, Report, Row, Section, Table
from drs_report.renderers import workbook_plan, xlsx
from drs_report.renderers.text import inert
from drs_report.renderers.workbook_charts import PAGE, ROW
from tests.reports import CASES, HOSTILE, rendered

SMALL = [case for case in CASES if case != "huge"]


def made(report: Report) -> bytes:
    artifact = xlsx.RENDERER.render(report)
    return artifact.content


def sheets(content: bytes) -> dict[str, Worksheet]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: sheet for sheet in book.worksheets}


def exact(content: bytes) -> dict[str, list[list[object]]]:
    """Every sheet's rows by the project's own reader, without the blanks at their ends."""
    found: dict[str, list[list[object]]] = {}
    with open_workbook(content, name="report.xlsx") as reader:
        for sheet in reader.sheets:
            rows = [list(row) for batch in reader.batches(sheet) for row in zip(*batch.columns, strict=True)]
            for row in rows:
                while row[-1] is None:
                    row.pop()
            found[sheet.name] = rows
    return found


@cache
def rows_of(case: str) -> dict[str, list[list[object]]]:
    return exact(rendered(case, "xlsx"))


@cache
def sheets_of(case: str) -> dict[str, Worksheet]:
    return sheets(rendered(case, "xlsx"))


def with_text(text: str, **column: bool) -> Report:
    """A small report with `text` in a table's cell."""
    table = Table("t", "Caption", (Column("a", "A", **column),), (Row((Cell(text),)),), 1, is_long=True)
    return replace(CASES["clean"], sections=(Section("s", "One", (Block(table=table),)),))


def all_cells(case: str) -> Iterator[object]:
    for sheet in sheets_of(case).values():
        for row in sheet.iter_rows():
            yield from row


@pytest.mark.parametrize("case", SMALL)
def test_no_cell_is_a_formula_a_link_or_an_error(case: str) -> None:
    content = rendered(case, "xlsx")
    kinds = {cell.data_type for cell in all_cells(case)}
    assert kinds <= {"s", "n", "inlineStr"}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if not name.startswith("xl/charts/"):  # a chart names the cells it draws
                assert b"<f>" not in data
                assert b"<f " not in data
            assert b"<hyperlink" not in data
            assert b'TargetMode="External"' not in data
            assert "vba" not in name.lower()


@pytest.mark.parametrize("text", [*HOSTILE, "#N/A", "TRUE", "007", "1e5", "2026-11-16", "a_x0041_b", "_x000D_"])
def test_any_text_comes_back_as_the_text_it_shows(text: str) -> None:
    """Stored as text, read back the same by our reader; a formula start keeps its mark for when it is edited."""
    content = made(with_text(text))
    expected = inert(text.replace("\r\n", "\n").replace("\r", "\n"))
    assert exact(content)["One"][-1] == [expected]
    cell = sheets(content)["One"].cell(sheets(content)["One"].max_row, 1)
    assert cell.data_type == "s"
    assert bool(cell.quotePrefix) == expected.startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("case", SMALL)
def test_our_exact_reader_and_openpyxl_read_the_same(case: str) -> None:
    ours = rows_of(case)
    theirs = sheets_of(case)
    assert list(ours) == list(theirs)
    for name, rows in ours.items():
        texts = [value for row in rows for value in row if value is not None]
        others = [cell.value for row in theirs[name].iter_rows() for cell in row if cell.value is not None]
        assert texts == [str(v).replace("_x005F_", "_") if isinstance(v, str) else v for v in others]


@pytest.mark.parametrize("length", [32_766, 32_767, 32_768, 100_000])
@pytest.mark.parametrize("char", ["x", "表", "😀"])
def test_a_text_too_long_for_a_cell_is_cut_and_says_so(length: int, char: str) -> None:
    text = char * length
    report = with_text(text)
    (value,) = exact(made(report))["One"][-1]
    assert isinstance(value, str)
    assert len(value.encode("utf-16-le")) // 2 <= 32_767
    if len(text.encode("utf-16-le")) // 2 > 32_767:
        assert value.endswith(report.strings["text_length"].format(total=f"{length:,}"))
    else:
        assert value == text


def test_counts_are_numbers_and_what_a_spreadsheet_would_round_is_text() -> None:
    columns = (Column("n", "N", is_number=True),)
    shown = [
        ("1,204", 1204),
        ("−12", -12),
        ("9,007,199,254,740,993", 9_007_199_254_740_993),
        ("2 of 4", 0.5),
        ("9.6%", 0.0964),
        ("–", None),
    ]
    rows = tuple(Row((Cell(text, value),)) for text, value in shown)
    table = Table("t", "Caption", columns, rows, len(rows), is_long=True)
    report = replace(CASES["clean"], sections=(Section("s", "One", (Block(table=table),)),))
    read = [row[0] for row in exact(made(report))["One"][-6:]]
    assert read == [1204, -12, "9,007,199,254,740,993", "2 of 4", 0.0964, "–"]


def test_a_row_a_table_and_comparison_can_be_pivoted() -> None:
    title, *_ = (name for name in rows_of("findings") if name == CASES["findings"].strings["by_comparison"])
    rows = rows_of("findings")[title]
    head = next(number for number, row in enumerate(rows) if row[0] == "Database")
    lines = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
    cells = sum(len(row.cells) for row in CASES["findings"].coverage.rows)
    assert len(lines) == cells
    products = next(line for line in lines if (line["Table"], line["Comparison"]) == ("products", "Value comparison"))
    assert (products["Database"], products["Schema"], products["Standing"]) == ("retail", None, "By values")
    assert products["Rows in the source"] == products["Rows in the target"] == 1247


def test_differing_rows_have_a_sheet_with_each_part_of_their_table_apart() -> None:
    rows = rows_of("findings")[CASES["findings"].strings["differing_rows"]]
    head = next(number for number, row in enumerate(rows) if row[0] == "Database")
    assert rows[head][2:7] == ["Table", "Target name", "Key", "Difference", "SQL on the source"]
    assert [row[:3] for row in rows[head + 1 :]] == [["retail", None, "order_items"]] * 3


def test_charts_draw_the_numbers_that_stand_in_the_sheets() -> None:
    """Every series names cells: a word as its name, labels, and as many numbers, that add up to the tables in scope."""
    book = openpyxl.load_workbook(io.BytesIO(rendered("findings", "xlsx")))
    charts = book[CASES["findings"].strings["charts"]]._charts
    assert charts

    def values(reference: str) -> list[object]:
        sheet, _, area = reference.rpartition("!")
        cells = book[sheet.strip("'").replace("''", "'")][area.replace("$", "")]
        lines = cells if isinstance(cells, tuple) else ((cells,),)
        return [cell.value for line in lines for cell in (line if isinstance(line, tuple) else (line,))]

    drawn = []
    for chart in charts:
        total = 0
        for series in chart.series:
            (name,), labels, numbers = (
                values(one.f) for one in (series.tx.strRef, series.cat.numRef, series.val.numRef)
            )
            assert isinstance(name, str)
            assert all(isinstance(label, str) for label in labels)
            assert len(labels) == len(numbers)
            total += sum(number for number in numbers if isinstance(number, int))
        drawn.append(total)
    assert drawn[0] == sum(CASES["findings"].standings.values())


def test_no_chart_is_cut_by_the_end_of_a_printed_page() -> None:
    sheet = sheets_of("findings")[CASES["findings"].strings["charts"]]
    centimetres = {chart.anchor._from.row: chart.anchor.ext.height / 360_000 for chart in sheet._charts}
    ends = [one.id for one in sheet.row_breaks.brk]
    assert ends, "more charts than one page holds"
    for first, last in itertools.pairwise([0, *ends, 1_000]):
        on_page = {row: height for row, height in centimetres.items() if first <= row < last}
        assert 0 < sum(on_page.values()) < PAGE
        assert all(row + height / ROW < last for row, height in on_page.items())


def test_the_bytes_are_reproducible_and_say_when_by_the_report_alone() -> None:
    content = rendered("findings", "xlsx")
    assert content == made(CASES["findings"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 16, 9, 0, 0)}
    properties = openpyxl.load_workbook(io.BytesIO(content)).properties
    assert properties.created == properties.modified == datetime(2026, 11, 16, 9, 0)
    assert properties.language == "en"
    assert openpyxl.load_workbook(io.BytesIO(rendered("chinese", "xlsx"))).properties.language == "zh-CN"


def test_a_report_from_before_zip_can_still_be_written() -> None:
    content = made(replace(CASES["clean"], generated_at=datetime(1970, 1, 1, tzinfo=UTC)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


@pytest.mark.parametrize("case", SMALL)
def test_the_first_sheet_is_the_verdict_and_says_its_class(case: str) -> None:
    report = CASES[case]
    name, rows = next(iter(rows_of(case).items()))
    texts = [str(value) for row in rows for value in row if value is not None]
    assert name == report.strings["verdict"]
    assert texts[0] == inert(report.title)
    assert report.decision_word in texts
    assert inert(report.sentence) in texts
    assert report.class_note in texts
    for sheet in rows_of(case).values():
        assert any(report.class_note in row for row in sheet)


def test_long_tables_have_frozen_headings_and_filters_over_all_of_their_rows() -> None:
    report = CASES["findings"]
    found = sheets_of("findings")
    coverage = next(section for section in report.sections if section.id == "coverage")
    table = next(block.table for block in coverage.blocks if block.table and block.table.is_long)
    sheet = found[coverage.title]
    head, _, end = (sheet.auto_filter.ref or "").partition(":")
    head_row = int(head[1:])
    assert [cell.value for cell in sheet[head_row] if cell.value] == [column.label for column in table.columns]
    assert int("".join(filter(str.isdigit, end))) == head_row + len(table.rows) == sheet.max_row
    assert sheet.freeze_panes == f"B{head_row + 1}"
    assert sheet.print_title_rows


def test_a_coloured_cell_has_words_and_enough_contrast() -> None:
    """Colour is never alone, and text on it is above 7:1."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (2, 4, 6)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    seen = set()
    merged_away = 0
    for cell in all_cells("findings"):
        if type(cell).__name__ == "MergedCell":
            merged_away += 1
            continue
        if cell.fill.fill_type == "solid":
            back, text = light(cell.fill.fgColor.rgb), light(cell.font.color.rgb)
            assert (max(back, text) + 0.05) / (min(back, text) + 0.05) > 7
            assert cell.value
            seen.add(cell.fill.fgColor.rgb)
    assert len(seen) >= 4
    assert merged_away


@pytest.mark.parametrize("case", SMALL)
def test_every_row_of_every_table_is_there_with_its_details(case: str) -> None:
    """Nothing of the report is left out: every table's cells, every detail, every paragraph, every step."""
    report = CASES[case]
    texts = "\n".join(
        f"{value:,}" if isinstance(value, int) else value
        for rows in rows_of(case).values()
        for row in rows
        for value in row
        if isinstance(value, int | str)
    )
    for outer in report.sections:
        for section in (outer, *outer.sections):
            for block in section.blocks:
                for piece in (block.paragraph, *(pair.text for pair in block.pairs), *(s.text for s in block.steps)):
                    assert inert(piece) in texts
                for row in block.table.rows if block.table else ():
                    for column, cell in zip(block.table.columns if block.table else (), row.cells, strict=True):
                        assert column.is_number or inert(cell.text).strip() in texts
                    for pair in row.details:
                        assert inert(pair.text) in texts


def test_a_cut_table_says_so() -> None:
    table = Table("t", "C", (Column("a", "A"),), (Row((Cell("x"),)),), 7, "Shown: 1 of 7.", is_long=True)
    report = replace(CASES["clean"], sections=(Section("s", "One", (Block(table=table),)),))
    assert any("Shown: 1 of 7." in row for row in exact(made(report))["One"])


def test_the_sheet_of_details_is_cut_at_its_limit_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_plan, "MAX_ROWS", 3)
    rows = exact(made(CASES["findings"]))[CASES["findings"].strings["details"]]
    assert any(str(row[0]).startswith("Shown: 3 of") for row in rows)


def test_sheet_names_are_legal_and_distinct() -> None:
    titles = ["a/b:c*d?[e]\\f", "'quoted'", "x" * 40, "X" * 40, "表" * 40, "😀" * 20, "", "History", "a b c d  e  f"]
    sections = tuple(Section(f"s{i}", title, (Block(paragraph="p"),)) for i, title in enumerate(titles))
    names = list(sheets(made(replace(CASES["clean"], sections=sections))))
    assert len({name.casefold() for name in names}) == len(titles) + 1
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert name.casefold() != "history"


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_opens_it_and_runs_nothing(tmp_path: Path) -> None:
    """LibreOffice, which is not our writer, gives the same texts as CSV."""
    sources = {case: tmp_path / f"{case}.xlsx" for case in ("findings", "hostile", "chinese")}
    for case, source in sources.items():
        source.write_bytes(rendered(case, "xlsx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    soffice = shutil.which("soffice")
    assert soffice
    kind = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    command = [soffice, profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, sources.values())], check=True, capture_output=True, timeout=200)
    for case in sources:
        converted = "\n".join(path.read_text("utf-8") for path in tmp_path.glob(f"{case}-*.csv"))
        cells = {cell for row in csv.reader(io.StringIO(converted)) for cell in row}
        for rows in rows_of(case).values():
            for row in rows:
                assert {value for value in row if isinstance(value, str)} <= cells


@pytest.mark.slow
def test_more_tables_than_a_list_shows_are_all_there() -> None:
    with open_workbook(rendered("large", "xlsx"), name="report.xlsx") as reader:
        (sheet,) = (sheet for sheet in reader.sheets if sheet.name == "Tables and comparisons")
        assert sum(len(batch.rows) for batch in reader.batches(sheet)) > len(CASES["large"].coverage.rows)


def test_numbers_of_charts_and_details_are_numbers_and_names_that_look_like_one_are_texts() -> None:
    report = CASES["findings"]
    titles = (report.strings["numbers"], report.strings["details"])
    numbers, details = (sheets_of("findings")[title] for title in titles)
    totals = {row[0]: row[6] for row in numbers.iter_rows(values_only=True) if row[6] is not None}
    assert totals == {"Item": "Total", "Object comparison": 7, "Row comparison": 7, "Value comparison": 5}
    labels = {pair.label: pair.is_code for table in _tables_of(report) for row in table.rows for pair in row.details}
    shown = [(label, value) for _, _, label, value in details.iter_rows(values_only=True) if label in labels]
    assert not [
        one for one in shown if isinstance(one[1], str) and one[1].replace(",", "").isdecimal() and not labels[one[0]]
    ]
    assert any(isinstance(value, int) for _, value in shown)
    assert all(isinstance(value, str) for label, value in shown if labels[label])


def _tables_of(report: Report) -> Iterator[Table]:
    for outer in report.sections:
        yield from (block.table for section in (outer, *outer.sections) for block in section.blocks if block.table)
