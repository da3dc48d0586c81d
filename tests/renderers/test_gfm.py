"""Any text, as Markdown, shows exactly that text: asked of GitHub's own parser and of markdown-it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from drs_report.language.formatting import visible
from drs_report.renderers.gfm import code, listing, prose
from tests.reports import HOSTILE

MARKDOWN_IT = MarkdownIt("commonmark").enable("table").enable("strikethrough")

NASTY = st.lists(
    st.one_of(
        st.sampled_from(
            [*"|\\`*_~<>[]()!#+-=:&;@$^{}\"' \n\t1.a", "http://", "www.", "a@b.example", "``", "\\|", "名"]
        ),
        st.characters(codec="utf-8"),
    ),
    max_size=20,
).map("".join)


class Cells(HTMLParser):
    """The texts of a table's cells, row by row, and every element met."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.in_cell = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.in_cell = False

    def handle_data(self, data: str) -> None:
        if self.in_cell:
            self.rows[-1][-1] += data


def cmark(markdown: str) -> str:
    return str(cmarkgfm.github_flavored_markdown_to_html(markdown, options=Options.CMARK_OPT_UNSAFE))


def markdown_it(markdown: str) -> str:
    return str(MARKDOWN_IT.render(markdown))


def cells(text: str) -> Cells:
    parser = Cells()
    parser.feed(text)
    parser.close()
    return parser


def squeezed(text: str) -> str:
    return re.sub(" +", " ", text).strip()


@pytest.mark.parametrize("render", [cmark, markdown_it])
@given(texts=st.lists(NASTY, min_size=1, max_size=4))
@example(texts=list(HOSTILE))
@example(texts=["a@b.example\\|"])
@example(texts=["a\\|b", "\\", "|", "`", "``a``", " ", "a\\", "`a", "a`", "\\`", "x" * 99 + "|"])
def test_code_in_a_table_is_the_text_and_rows_stay_rows(render: Callable[[str], str], texts: list[str]) -> None:
    table = "| a | b |\n|---|---|\n" + "".join(f"| {code(text)} | end |\n" for text in texts)
    got = cells(render(table))
    assert [row[1] for row in got.rows] == ["b"] + ["end"] * len(texts)
    assert [squeezed(row[0]) for row in got.rows[1:]] == [squeezed(visible(text)) for text in texts]
    assert got.tags <= {"table", "thead", "tbody", "tr", "th", "td", "code", "wbr"}


@pytest.mark.parametrize("render", [cmark, markdown_it])
@given(texts=st.lists(NASTY, min_size=1, max_size=4))
@example(texts=list(HOSTILE))
@example(
    texts=["# a", "1. a", "- a", "a\\|b", "&lt;", "\\<b>", "https://x", "www.x.example", "x@y.example", "~~a~~", "==="]
)
def test_prose_in_a_table_is_the_text_and_rows_stay_rows(render: Callable[[str], str], texts: list[str]) -> None:
    table = "| a | b |\n|---|---|\n" + "".join(f"| {prose(text)} | end |\n" for text in texts)
    got = cells(render(table))
    assert [row[1] for row in got.rows] == ["b"] + ["end"] * len(texts)
    assert [squeezed(row[0]) for row in got.rows[1:]] == [squeezed(visible(text)) for text in texts]
    assert got.tags <= {"table", "thead", "tbody", "tr", "th", "td", "code"}


@pytest.mark.parametrize("render", [cmark, markdown_it])
@given(text=NASTY)
@example(text="# a")
@example(text="    indented")
@example(text="***")
@example(text="[a]: /b")
@example(text="1986\\. A year")
def test_a_paragraph_of_prose_is_the_text_and_one_paragraph(render: Callable[[str], str], text: str) -> None:
    markup = render(f"before\n\n{prose(text)}\n\nafter\n")
    assert set(re.findall(r"<([a-z0-9]+)", markup)) <= {"p", "code"}
    paragraphs = [html.unescape(re.sub(r"<[^>]+>", "", p)) for p in re.findall(r"<p>(.*?)</p>", markup, re.DOTALL)]
    expected = squeezed(visible(text))
    assert [squeezed(p) for p in paragraphs] == ["before", *([expected] if expected else []), "after"]


@pytest.mark.parametrize("render", [cmark, markdown_it])
@given(text=NASTY)
@example(text='[[ignore.headings]]\ntext = "备注2"\nreason = ""')
@example(text="```\n````\n  ~~~\n\n- a\n\tb")
def test_a_listing_has_its_lines_as_they_are(render: Callable[[str], str], text: str) -> None:
    markup = render(f"- before{listing(text)}\n- after\n")
    (found,) = re.findall(r"<pre><code>(.*?)</code></pre>", markup, re.DOTALL)
    assert html.unescape(found).rstrip("\n") == visible(text, keep_lines=True).rstrip("\n")
    assert set(re.findall(r"<([a-z0-9]+)", markup)) <= {"ul", "li", "p", "pre", "code"}


def test_empty_code_is_no_code_span() -> None:
    assert code("") == ""
