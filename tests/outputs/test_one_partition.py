"""Every table has one standing, and every artifact counts the same: whoever adds up a page, a sheet or a mail gets it."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from drs_report.cli.deliver import terminal_lines
from drs_report.language.translator import Words
from drs_report.records.document import Report
from drs_report.renderers.email import mail_parts
from drs_report.report.standing import STANDINGS, Standing, card, cell_label, chart_label
from tests.reports import CASES, rendered

ALL = ["clean", "weak", "findings", "waived", "inconclusive", "chinese", "redacted", "large"]


def expected(report: Report) -> dict[str, int]:
    """The standings there are, by the words beside their numbers."""
    w = Words.of(report.lang)
    return {card(w, Standing(which)): n for which, n in report.standings.items() if n}


def words(report: Report) -> set[str]:
    return {card(Words.of(report.lang), which) for which in STANDINGS}


class Text(HTMLParser):
    """The text of a page, a piece per element."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.pieces.append(data.strip())


def beside(pieces: list[str], report: Report, *, is_number_first: bool = False) -> dict[str, int]:
    """Numbers beside the words of the cards; the first mention counts."""
    found: dict[str, int] = {}
    for pair in itertools.pairwise(pieces):
        label, number = reversed(pair) if is_number_first else pair
        if label in words(report) and re.fullmatch(r"[\d,]+", number):
            found.setdefault(label, int(number.replace(",", "")))
    return {label: n for label, n in found.items() if n}


@pytest.mark.parametrize("name", ALL)
def test_cards_of_page_mail_markdown_and_notebook_are_the_partition(name: str) -> None:
    report = CASES[name]
    bundle = report._repr_mimebundle_()
    mail = mail_parts(report)
    pages = [
        Text(rendered(name, "html").decode("utf-8")).pieces,
        Text(bundle["text/html"]).pieces,
        re.split(r"(?:: |：)\*\*|\*\*\n- |\n- |\*\*\n", rendered(name, "md").decode("utf-8")),
        re.split(r": |：|\n- |\n", mail.text),
        re.split(r" *\| *|\n *", bundle["text/plain"]),
    ]
    for pieces in pages:
        assert beside(pieces, report) == expected(report)
    assert beside(Text(mail.html).pieces, report, is_number_first=True) == expected(report)


@pytest.mark.parametrize("name", ALL)
def test_rows_of_page_and_workbook_are_the_partition(name: str) -> None:
    report = CASES[name]
    w = Words.of(report.lang)
    by_word = {cell_label(w, Standing(which)): n for which, n in report.standings.items() if n}
    page = rendered(name, "html").decode("utf-8")
    island = json.loads(re.search(r'class="island" data-table="coverage-table"[^>]*>(.*?)</script>', page)[1])  # type: ignore[index] # it is there
    column = island["columns"][1]
    cells = [column["words"][index][0] for index in column["rows"]] if "words" in column else column["texts"]
    assert {word: n for word, n in Counter(cells).items() if word in by_word} == by_word
    book = openpyxl.load_workbook(io.BytesIO(rendered(name, "xlsx")), read_only=True)
    rows = list(book[report.strings["by_comparison"]].iter_rows(values_only=True))
    head = next(number for number, row in enumerate(rows) if row[0] == report.strings["database"])
    at = rows[head].index(report.strings["standing"])
    told = {row[:4]: row[at] for row in rows[head + 1 :] if row[at] in by_word}
    assert Counter(told.values()) == by_word
    verdict = [row[:2] for row in book[report.strings["verdict"]].iter_rows(values_only=True)]
    assert {str(label): n for label, n in verdict if label in words(report) and n} == expected(report)


@pytest.mark.parametrize("name", ALL)
def test_the_sums_by_database_are_the_partition(name: str) -> None:
    report = CASES[name]
    w = Words.of(report.lang)
    table = next(b.table for s in report.sections for b in s.blocks if b.table and b.table.id == "databases-table")
    columns = {column.label: number for number, column in enumerate(table.columns)}
    lines = table.rows[:-1] or table.rows
    for which, n in report.standings.items():
        label = chart_label(w, Standing(which))
        values = [row.cells[columns[label]].value for row in lines] if label in columns else []
        assert sum(value for value in values if isinstance(value, int)) == n
        assert not n or table.rows[-1].cells[columns[label]].value == n


@pytest.mark.parametrize("name", ALL)
def test_programs_read_the_same_partition(name: str) -> None:
    report = CASES[name]
    plain = json.loads(rendered(name, "json"))
    assert plain["summary"]["standings"] == report.standings
    assert plain["summary"]["n_tables"] == sum(report.standings.values())
    assert Counter(row.get("standing") for row in plain["coverage"]["tables"])[""] == 0
    suite = next(s for s in ET.fromstring(rendered(name, "junit")) if s.get("name") == report.cases[0].name)
    told = {p.get("name"): p.get("value") for p in suite.iter("property")}
    assert {label: int(str(told[label]).replace(",", "")) for label in expected(report)} == expected(report)


@pytest.mark.parametrize("name", ALL)
def test_the_chart_of_the_standings_is_the_partition(name: str) -> None:
    report = CASES[name]
    w = Words.of(report.lang)
    charts = [b.chart for s in report.sections for b in s.blocks if b.chart and b.chart.id == "chart-standing"]
    if sum(n > 0 for n in report.standings.values()) < 2:
        assert charts == []
        return
    (bar,) = charts[0].bars
    assert {segment.label: segment.value for segment in bar.segments} == {
        chart_label(w, Standing(which)): n for which, n in report.standings.items() if n
    }
    assert bar.text == f"{sum(report.standings.values()):,}"


@pytest.mark.parametrize("name", ALL)
def test_a_criterion_of_tables_says_of_each_table_how_it_stands(name: str) -> None:
    report = CASES[name]
    total = sum(report.standings.values())
    (table,) = [b.table for s in report.sections for b in s.blocks if b.table and b.table.id == "criteria-table"]
    told = [found for row in table.rows if (found := _OF_TABLES.match(row.cells[2].text))]
    assert told
    for found in told:
        rest = re.findall(r"\d[\d,]*", found["rest"] or "")
        assert int(found["total"].replace(",", "")) == total
        assert sum(int(n.replace(",", "")) for n in (found["part"], *rest)) == total


_OF_TABLES = re.compile(r"(?P<part>[\d,]+) (?:of|/) (?P<total>[\d,]+)(?: — (?P<rest>[^;；]*))?")


def numbers_in(sentence: str) -> Iterator[int]:
    return (int(text.replace(",", "")) for text in re.findall(r"(?<![\d-])[\d,]*\d(?![\d-])", sentence))


@pytest.mark.parametrize("name", ["findings", "large", "inconclusive", "weak"])
def test_sentence_subject_and_terminal_say_the_same_numbers(name: str) -> None:
    report = CASES[name]
    in_the_way = [n for which, n in report.standings.items() if n and which != "values"]
    for text in (report.sentence, report.subject_line):
        assert set(in_the_way) <= set(numbers_in(text))
    assert next(terminal_lines(report))[0] == report.scope_line


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdftotext") is None and os.environ.get("CI") != "true", reason="needs poppler")
def test_the_first_sheet_of_paper_is_the_partition(tmp_path: Path) -> None:
    report = CASES["findings"]
    file = tmp_path / "report.pdf"
    file.write_bytes(rendered("findings", "pdf"))
    text = subprocess.run(["pdftotext", "-l", "1", str(file), "-"], capture_output=True, text=True, check=True).stdout
    assert report.sentence in " ".join(text.split())
    assert report.scope_line in " ".join(text.split())
    found = [int(line) for line in text.splitlines() if re.fullmatch(r"\d+", line.strip())]
    assert Counter(n for n in report.standings.values() if n) <= Counter(found)
