"""Shapes that sound writers make and that look broken: read, and noted where something was left out."""

from __future__ import annotations

import time

from drs_report.reading.xlsx.numbers import Kind, parse_format
from tests.workbook.packages import Tab, inline, notes_of, pack, parts, read, shared, styles


def test_a_promised_part_that_no_cell_needs_may_be_missing() -> None:
    contents = parts(Tab(inline("x")), shared_strings=shared("y"), style_sheet=styles(14))
    links = str(contents["xl/_rels/workbook.xml.rels"])
    contents["xl/_rels/workbook.xml.rels"] = links.replace("sharedStrings.xml", "gone.xml")

    assert "x" in str(read(pack(contents)))


def test_a_sheet_that_points_nowhere_on_purpose_is_a_module() -> None:
    contents = parts(Tab(inline("x")))
    book = str(contents["xl/workbook.xml"])
    contents["xl/workbook.xml"] = book.replace("</sheets>", '<sheet name="Module1" sheetId="9" r:id=""/></sheets>')

    assert notes_of(pack(contents))[0] == "The sheet 'Module1' is not a worksheet (module) and was not read."


def test_the_text_section_is_no_negative_one() -> None:
    assert parse_format("[h]:mm;@").kind(-1.5) is Kind.DURATION
    assert parse_format("0%;@").kind(-0.5) is Kind.PERCENT
    assert parse_format('0%;0"@"').kind(-0.5) is Kind.NUMBER


def test_a_number_format_of_brackets_is_looked_through_once() -> None:
    def seconds(n: int) -> float:
        begin = time.process_time()
        parse_format("[" * n)
        return time.process_time() - begin

    assert seconds(200_000) < 1  # quadratic: minutes
