"""The Markdown report: tables stay tables in two parsers, budgets are kept, and what is left out is said in order."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt

from drs_report.errors import RenderError
from drs_report.findings.criteria import claim
from drs_report.language.formatting import visible
from drs_report.language.translator import Words
from drs_report.records.document import Block, Report, Table
from drs_report.renderers import by_slug
from drs_report.renderers.budget import N_SUMMARY
from drs_report.renderers.md import MAX_BYTES
from tests.renderers.test_gfm import cells
from tests.reports import CASES, HOSTILE

WHOLE = 10**9
"""A limit that no case comes near."""
SMALL = [case for case in CASES if case != "huge"]
TAGS = {"h1", "h2", "h3", "p", "a", "strong", "ul", "ol", "li", "br", "code", "hr", "blockquote", "wbr", "pre"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td", "details", "summary"}


@cache
def markdown(case: str, max_bytes: int = WHOLE) -> str:
    artifact = by_slug("md").render(CASES[case], max_bytes)
    if max_bytes != WHOLE:
        assert len(artifact.content) <= max_bytes
    return artifact.content.decode("utf-8")


def cmark(text: str) -> str:
    return str(cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE))


def markdown_it(text: str) -> str:
    return str(MarkdownIt("commonmark").enable("table").enable("strikethrough").render(text))


def blocks(report: Report) -> list[Block]:
    return [b for s in report.sections for b in (*s.blocks, *(b for inner in s.sections for b in inner.blocks))]


def tables(report: Report) -> list[Table]:
    return [block.table for block in blocks(report) if block.table]


def n_rows(report: Report) -> int:
    """Rows of every table, chart and sign-off block, headings with them."""
    n = 0
    for block in blocks(report):
        n += 1 + len(block.table.rows) if block.table and block.table.rows else 0
        n += 1 + len(block.chart.bars) if block.chart else 0
        n += 1 + len(block.sign_off) if block.sign_off else 0
    return n


@pytest.mark.parametrize("parse", [cmark, markdown_it])
@pytest.mark.parametrize("case", SMALL)
def test_rows_in_are_rows_out_and_nothing_but_our_elements(case: str, parse: Callable[[str], str]) -> None:
    page = cells(parse(markdown(case)))
    assert len(page.rows) == n_rows(CASES[case])
    assert page.tags <= TAGS | {"th"}


@pytest.mark.parametrize("parse", [cmark, markdown_it])
def test_hostile_names_come_back_exactly(parse: Callable[[str], str]) -> None:
    page = cells(parse(markdown("hostile")))
    first = {row[0] for row in page.rows if row}
    coverage = next(table for table in tables(CASES["hostile"]) if table.id == "coverage-table")
    expected = {re.sub(" +", " ", visible(row.cells[0].text)).strip() for row in coverage.rows}
    assert expected <= {re.sub(" +", " ", text).strip() for text in first}
    assert len(expected) >= len(HOSTILE) - 2


@pytest.mark.parametrize("limit", [60_000, 32_000])
@pytest.mark.parametrize("case", list(CASES))
def test_a_budget_is_kept_and_the_summary_survives(case: str, limit: int) -> None:
    report = CASES[case]
    text = markdown(case, limit)
    assert report.decision_word in text
    for section in report.sections[:N_SUMMARY]:
        assert f'<a id="{section.id}"></a>' in text
    for status in report.verdict.criteria:
        assert claim(Words.of(report.lang), status.id) in text
    if case != "huge" and len(markdown(case).encode("utf-8")) <= limit:
        assert text == markdown(case)
    else:
        start = report.strings["shortened"].split("{")[0]
        assert start in text


@pytest.mark.parametrize("case", list(CASES))
def test_without_a_limit_it_fits_a_comment(case: str) -> None:
    assert len(by_slug("md").render(CASES[case]).content) <= MAX_BYTES


def test_how_a_file_was_read_is_left_to_the_page() -> None:
    files = next(table for table in tables(CASES["findings"]) if table.id == "files-table")
    assert [row.cells[4].text for row in files.rows] == ["all understood", "all understood", "1 thing not understood"]
    read = [small.caption for row in files.rows for small in row.tables]
    assert "Headings and what they were read as" in read
    assert not [caption for caption in read if caption in markdown("findings")]


@pytest.mark.parametrize("limit", [250_000, 60_000, 20_000])
def test_a_budget_is_used(limit: int) -> None:
    size = len(markdown("huge", limit).encode("utf-8"))
    assert 0.97 * limit < size <= limit


def test_shortening_follows_its_order_and_every_cut_says_shown_of_total() -> None:
    report = CASES["huge"]
    words = ["shed_details", "shed_charts", "shed_texts", "shed_rows", "shed_lists", "shed_sections"]
    starts = [report.strings[word].split("{")[0] for word in words]
    seen = []
    for limit in (len(markdown("huge").encode("utf-8")) - 1, 32_000, 12_000):
        text = markdown("huge", limit)
        note = next(
            line for line in text.splitlines() if line.startswith("> " + report.strings["shortened"].split("{")[0])
        )
        found = [start for start in starts if start in note]
        assert found == starts[: len(found)]
        assert sorted(found, key=note.index) == found
        seen.append(len(found))
        for table in tables(report):
            if len(table.rows) > 60 and f"{table.caption}" in text:
                assert f"{table.n_total:,}" in text
    assert seen == sorted(seen)
    assert seen[-1] > seen[0]


def test_a_budget_that_cannot_be_kept_is_refused_with_the_size_it_takes() -> None:
    with pytest.raises(RenderError, match="bytes of Markdown") as error:
        markdown("huge", 500)
    assert error.value.remedy is not None


def test_what_a_report_does_not_have_is_not_said_to_be_left_out() -> None:
    report = replace(CASES["empty"], sentence="word " * 200)
    plain = by_slug("md").render(report).content
    short = by_slug("md").render(report, len(plain) - 100).content.decode("utf-8")
    note = next(line for line in short.splitlines() if report.strings["shortened"].split("{")[0] in line)
    has_details = any(row.details for table in tables(report) for row in table.rows)
    assert (report.strings["shed_details"] in note) == has_details
    assert (report.strings["shed_charts"] in note) == any(block.chart for block in blocks(report))


def test_long_tables_are_folded_and_short_ones_are_not() -> None:
    assert "<details>\n<summary>" in markdown("huge")
    text = markdown("clean")
    assert text.count("<details>") == text.count("</details>")


def test_states_have_a_mark_and_a_word() -> None:
    text = markdown("findings")
    assert re.search(r"\| ≠ \w+", text)
    assert re.search(r"\| ✓ \w+", text)
