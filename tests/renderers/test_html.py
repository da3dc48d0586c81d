"""The page: closed to the network and to hostile text, and small for a large job."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest

from drs_report.language.formatting import visible
from drs_report.records.document import Report, Table
from drs_report.renderers.islands import LETTERS, island
from tests.reports import CASES, HOSTILE, rendered

SMALL = [case for case in CASES if case != "huge"]
VOID = {"meta", "link", "input", "br", "hr", "img", "wbr"}
SVG_VOID = {"rect", "circle"}


class Page(HTMLParser):
    """The elements, texts and data of a page, and whether every element is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.raw: list[tuple[str, dict[str, str], str]] = []
        self.faults: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("script", "style"):
            self.raw.append((self.open[-1], self.elements[-1][1], data))
        else:
            self.texts.append(data)

    def values(self, attribute: str) -> list[str]:
        return [attrs[attribute] for _, attrs in self.elements if attribute in attrs]


def source(case: str) -> str:
    return rendered(case, "html").decode("utf-8")


@pytest.fixture(scope="module", params=SMALL)
def case(request: pytest.FixtureRequest) -> tuple[str, Page]:
    return request.param, Page(source(request.param))


def test_every_element_is_closed_and_every_id_is_unique(case: tuple[str, Page]) -> None:
    _, page = case
    assert page.faults == []
    assert page.open == []
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert all(ids)
    assert all(not re.search(r"\s", identifier) for identifier in ids)


def test_links_lead_to_the_page_or_to_a_data_file_beside_it(case: tuple[str, Page]) -> None:
    name, page = case
    ids = set(page.values("id"))
    anchors = {
        anchor
        for _, attrs, text in page.raw
        if attrs.get("class") == "island"
        for anchor in json.loads(text).get("anchors", [])
    }
    files = {quote(attachment.filename) for attachment in CASES[name].attachments}
    for href in page.values("href"):
        assert href in files or (href.startswith("#") and href[1:] in ids | anchors), href


def test_nothing_on_the_page_can_be_run_or_fetched(case: tuple[str, Page]) -> None:
    _, page = case
    for tag, attrs in page.elements:
        assert tag not in {"iframe", "object", "embed", "base", "link", "img", "form", "foreignobject", "use", "image"}
        assert not [
            name
            for name in attrs
            if name.startswith("on") or name in {"style", "src", "srcset", "action", "xlink:href"}
        ]
    policy = next(
        attrs["content"] for _, attrs in page.elements if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag, attrs, text in page.raw:
        digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
        if attrs.get("type") == "application/json":
            json.loads(text)
            assert "<" not in text
        else:
            directive = "style-src" if tag == "style" else "script-src"
            assert f"'sha256-{digest}'" in next(part for part in policy.split("; ") if part.startswith(directive))


def test_language_title_landmarks_captions_and_scopes_are_there(case: tuple[str, Page]) -> None:
    name, page = case
    report = CASES[name]
    assert ("html", {"lang": report.lang}) in page.elements
    tags = [tag for tag, _ in page.elements]
    assert [tags.count(tag) for tag in ("main", "nav", "header", "footer", "h1", "title")][:2] == [1, 1]
    assert tags.count("h1") == 1
    assert all("scope" in attrs for tag, attrs in page.elements if tag == "th")
    assert all(
        attrs.get("aria-label") or attrs.get("aria-labelledby")
        for _, attrs in page.elements
        if attrs.get("role") == "group"
    )
    assert report.decision_word in "".join(page.texts)
    assert report.sentence in "".join(page.texts)
    assert report.class_note in "".join(page.texts)


def test_hostile_texts_are_shown_as_text() -> None:
    page = Page(source("hostile"))
    texts = "".join(page.texts)
    data = "".join(text for _, _, text in page.raw if text.startswith("{"))
    for text in HOSTILE:
        shown = visible(text).strip()
        assert shown in texts or json.dumps(shown, ensure_ascii=False)[1:-1] in data, shown
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"img", "b", "i"}
    assert tags <= {tag for tag, _ in Page(source("findings")).elements} | {"div", "a"}


def tables(report: Report) -> list[Table]:
    blocks = [b for s in report.sections for b in (*s.blocks, *(b for inner in s.sections for b in inner.blocks))]
    return [block.table for block in blocks if block.table]


def decoded(data: dict[str, Any], number: int) -> list[tuple[str, str, str]]:
    """Read a column of an island as the script does: text, state and link per row."""
    column, n = data["columns"][number], len(data["states"])
    hrefs = column.get("hrefs", [""] * n)
    states = [column["words"][index][1:2] or ["n"] for index in column["rows"]] if "words" in column else None
    if "into" in column:
        letters = [state[0] for state in states] if states else column["states"]
        pairs = zip(data["anchors"], letters, strict=True)
        hrefs = ["" if letter == "n" else f"#{anchor}-{column['into']}" for anchor, letter in pairs]
    if "words" in column:
        words = [column["words"][index] for index in column["rows"]]
        return [(word[0], word[1] if len(word) > 1 else "n", href) for word, href in zip(words, hrefs, strict=True)]
    return list(zip(column["texts"], column.get("states", "n" * n), hrefs, strict=True))


def filled(patterns: list[str], use: list[Any], name: str) -> list[list[str]]:
    """Read a small table as the script does: its cells, one after the other."""
    pattern, *fill = use
    own = json.dumps(visible(name, keep_lines=True), ensure_ascii=False)[1:-1]
    text = re.sub("\x01(n|[0-9]+)\x01", lambda m: own if m[1] == "n" else str(fill[int(m[1])]), patterns[pattern])
    return [[*cell, *["n", ""][len(cell) - 1 :]] for line in json.loads(text)[2] for cell in line]


def line_anchors(patterns: list[str], use: list[Any], anchor: str) -> list[str]:
    """Read what the script calls the lines of a small table."""
    small = json.loads(re.sub("\x01(n|[0-9]+)\x01", "0", patterns[use[0]]))
    return [anchor + own if own else "" for own in small[5]] if len(small) > 5 else [""] * len(small[2])


@pytest.mark.parametrize("name", ["findings", "hostile", "large"])
def test_an_island_holds_every_row_as_it_is(name: str) -> None:
    long = [table for table in tables(CASES[name]) if table.is_long and table.rows]
    assert long
    for table in long:
        data: Any = island(table)
        for number, column in enumerate(table.columns):
            cells = [(row, row.cells[number]) for row in table.rows]
            assert decoded(data, number) == [
                (visible(c.text, keep_lines=True), LETTERS[c.state], row.link(c, column)) for row, c in cells
            ]
        assert data["states"] == "".join(LETTERS[row.state] for row in table.rows)
        assert data.get("anchors", [""] * len(table.rows)) == [row.anchor for row in table.rows]
        details = data.get("details", {"shapes": [[]], "words": [], "rows": [[0]] * len(table.rows)})
        for row, (shape, *texts) in zip(table.rows, details["rows"], strict=True):
            got = [
                (label, bool(is_code), details["words"][text] if isinstance(text, int) else text, state)
                for (label, is_code, state), text in zip(details["shapes"][shape], texts, strict=True)
            ]
            assert got == [
                (visible(p.label, keep_lines=True), p.is_code, visible(p.text, keep_lines=True), LETTERS[p.state])
                for p in row.details
            ]
        small = data.get("tables", {"patterns": [], "rows": [[]] * len(table.rows)})
        for row, uses in zip(table.rows, small["rows"], strict=True):
            assert [filled(small["patterns"], use, row.cells[0].text) for use in uses] == [
                [
                    [visible(c.text, keep_lines=True), LETTERS[c.state], c.href]
                    for line in below.rows
                    for c in line.cells
                ]
                for below in row.tables
            ]
            for use, below in zip(uses, row.tables, strict=True):
                assert line_anchors(small["patterns"], use, row.anchor) == [line.anchor for line in below.rows]


def test_ten_thousand_tables_fit_in_two_megabytes_and_say_what_stands_in_the_page() -> None:
    text = source("huge")
    assert len(text.encode("utf-8")) < 2_000_000
    report = CASES["huge"]
    coverage = next(table for table in tables(report) if len(table.rows) >= 10_000)
    page = Page(text)
    note = report.strings["script_for_rest"].format(shown="50", total=f"{len(coverage.rows):,}")
    assert note in "".join(page.texts)


def test_a_cut_list_says_shown_of_total() -> None:
    for name in CASES:
        text = "".join(Page(source(name)).texts)
        for table in tables(CASES[name]):
            if len(table.rows) < table.n_total:
                assert table.cut_note
                assert table.cut_note in text
