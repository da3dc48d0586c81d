"""What a notebook shows: the same meaning with everything removed that an untrusted notebook loses."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from IPython.core.formatters import DisplayFormatter

import drs_report
from drs_report.notebook import findings
from drs_report.reading.dataset import Dataset
from drs_report.renderers import notebook
from tests.conftest import ROOT
from tests.reports import CASES

KINDS = {"text/plain", "text/html", "text/markdown"}
ALLOWED = {
    *("div", "details", "summary", "p", "strong", "em", "table", "thead", "tbody", "tr", "th", "td", "code", "span"),
}
"""Elements that JupyterLab keeps in a notebook it does not trust."""


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def bundles(case: str) -> list[dict[str, str]]:
    report = CASES[case]
    return [
        report._repr_mimebundle_(),
        report.verdict._repr_mimebundle_(),
        findings(report.verdict.findings)._repr_mimebundle_(),
        findings([judged.finding for judged in report.verdict.findings], "zh-CN")._repr_mimebundle_(),
    ]


@pytest.mark.parametrize("case", CASES)
def test_nothing_depends_on_what_an_untrusted_notebook_loses(case: str) -> None:
    """No style element, SVG, script, id, ARIA, role or link; a colour brings its ground; one class on the whole."""
    for bundle in bundles(case):
        assert set(bundle) == KINDS
        page = Page(bundle["text/html"])
        assert {tag for tag, _ in page.tags} <= ALLOWED
        attributes = [(name, value) for _, found in page.tags for name, value in found.items()]
        assert {name for name, _ in attributes} <= {"class", "scope", "style"}
        styles = {value for name, value in attributes if name == "style"}
        assert styles <= {"text-align: left", *notebook.COLOURS.values()}
        assert all("background-color:" in style for style in styles if re.search(r"(?:^|; )color:", style or ""))
        assert [value for name, value in attributes if name == "class"] == ["drs-report"]


@pytest.mark.parametrize("case", [case for case in CASES if case != "huge"])
def test_all_three_kinds_say_the_verdict_and_its_numbers(case: str) -> None:
    report = CASES[case]
    bundle = report._repr_mimebundle_()
    html = Page(bundle["text/html"]).text
    for text in (bundle["text/plain"], html):
        assert report.decision_word in text
        assert report.sentence in text
        assert report.class_note in text
        for figure in report.figures:
            assert figure.text in text
    assert report._repr_html_() == bundle["text/html"]


def test_states_are_words_with_signs() -> None:
    text = Page(CASES["findings"]._repr_html_()).text
    assert "≠ Differs" in text
    assert "✓ By values" in text


@pytest.mark.parametrize("case", ["huge"])
def test_whatever_is_cut_says_shown_of_total(case: str) -> None:
    report = CASES[case]
    for bundle in (report._repr_mimebundle_(), report.verdict._repr_mimebundle_()):
        for text in bundle.values():
            assert re.search(rf"Shown: {notebook.MAX_ROWS} of [\d,]+", text)
        assert len(bundle["text/html"]) < 200_000
    assert f"of {len(report.verdict.findings):,}" in report.verdict._repr_mimebundle_()["text/plain"]


def test_hostile_texts_are_inert_in_every_kind() -> None:
    for bundle in bundles("hostile"):
        for text in bundle.values():
            assert not re.search(
                "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069]", text
            )
        page = Page(
            cmarkgfm.github_flavored_markdown_to_html(bundle["text/markdown"], options=Options.CMARK_OPT_UNSAFE)
        )
        assert "script" not in {tag for tag, _ in page.tags}
        assert "img" not in {tag for tag, _ in page.tags}
        assert not [value for _, found in page.tags for value in found.values() if "javascript:" in str(value)]


@pytest.mark.parametrize("case", ["findings", "hostile", "chinese"])
def test_the_markdown_has_the_tables_of_the_html(case: str) -> None:
    for bundle in bundles(case):
        theirs = Page(cmarkgfm.github_flavored_markdown_to_html(bundle["text/markdown"])).tags
        ours = Page(bundle["text/html"]).tags
        for tag in ("table", "td", "th"):
            assert [found for found, _ in theirs].count(tag) == [found for found, _ in ours].count(tag)


def test_ipython_takes_the_bundle() -> None:
    data, _ = DisplayFormatter().format(CASES["clean"])
    assert set(data) >= KINDS
    assert data["text/html"] == CASES["clean"]._repr_html_()


def load(name: str) -> Dataset:
    return drs_report.load(ROOT / "sample_data/results" / name)


def test_a_dataset_shows_its_frames_outcomes_and_that_all_was_understood() -> None:
    bundle = load("contents-retail-zh.xlsx")._repr_mimebundle_()
    assert "Dataset contents from contents-retail-zh.xlsx" in bundle["text/plain"]
    assert "differences | 46 | 15" in bundle["text/plain"]
    assert "cannot_compare: 2" in bundle["text/plain"]
    assert "4218906" not in bundle["text/html"], "no row of the frames is shown"
    data, _ = DisplayFormatter().format(load("contents-retail-zh.xlsx"))
    assert "Every heading, word, cell and row was understood." in data["text/html"]


def test_a_dataset_names_what_was_not_understood() -> None:
    source = CASES["hostile"].sources[0]
    dataset = load("lines-retail-en.xlsx")
    text = Page(replace(dataset, recognition=source.recognition)._repr_html_()).text
    assert "Not everything was understood" in text
    assert "unknown heading" in text
    assert "<script>alert(1)</script>" in text


def test_no_finding_is_said_in_words() -> None:
    assert "Nothing to report." in findings([])._repr_html_()
