"""The parts of a message: a fixed budget, a fixed order of shedding, styles that mail programs know, nothing remote."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from drs_report.errors import RenderError
from drs_report.records.document import Report
from drs_report.renderers import email
from drs_report.renderers.base import MARKS
from tests.outputs.tools import CANIEMAIL, fetched
from tests.reports import CASES, HOSTILE

SMALL = [case for case in CASES if case != "huge"]


class Page(HTMLParser):
    """What a page holds, as a parser sees it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.mark.parametrize("case", CASES)
def test_the_page_keeps_its_budget_and_needs_nothing_from_elsewhere(case: str) -> None:
    """No script, no style block, no image, no link: correct with images off, and nothing is asked of the network."""
    html = email.mail_parts(CASES[case]).html
    page = Page(html)
    assert len(html.encode("utf-8")) <= email.MAX_BYTES
    tags = {tag for tag, _ in page.tags}
    assert tags <= frozenset(
        [
            "html",
            "head",
            "meta",
            "title",
            "body",
            "table",
            "tbody",
            "tr",
            "td",
            "th",
            "p",
            "h1",
            "h2",
            "h3",
            "strong",
            "br",
            "ol",
            "ul",
            "li",
            "span",
        ]
    )
    for _, attributes in page.tags:
        assert set(attributes) <= frozenset(
            ["lang", "charset", "name", "content", "class", "style", "role", "scope", "width"]
        )
        style = attributes.get("style") or ""
        assert "url(" not in style
        assert "var(" not in style
        assert "expression" not in style
    assert ("html", {"lang": CASES[case].lang}) in page.tags


@pytest.mark.parametrize("case", SMALL)
def test_both_parts_say_the_verdict_its_numbers_and_the_class(case: str) -> None:
    report = CASES[case]
    parts = email.mail_parts(report)
    for text in (Page(parts.html).text, " ".join(parts.text.split())):
        assert report.decision_word in text
        assert report.sentence in text
        assert report.class_note in text
        assert report.generated_text in text
        for figure in report.figures:
            assert figure.label in text
            assert figure.text in text


@pytest.mark.parametrize("case", SMALL)
def test_text_has_a_colour_only_on_a_ground_of_its_own(case: str) -> None:
    """So dark themes may turn the page's own colours round; and a coloured word carries a sign too."""
    for _, attributes in Page(email.mail_parts(CASES[case]).html).tags:
        style = attributes.get("style") or ""
        has_colour = re.search(r"(?:^|;)\s*color:", style) is not None
        if has_colour:
            assert "background-color:" in style


def test_a_states_word_carries_its_sign() -> None:
    page = Page(email.mail_parts(CASES["findings"]).html)
    assert f"{MARKS['fail']} {CASES['findings'].decision_word}" in page.text


@pytest.mark.parametrize("case", ["findings", "chinese", "redacted"])
def test_no_differing_row_is_in_a_message(case: str) -> None:
    """Keys and SQL unfold in the report; a message has no place for them."""
    report = CASES[case]
    parts = email.mail_parts(report)
    told = parts.text + Page(parts.html).text
    for judged in report.verdict.findings:
        for sample in judged.finding.samples:
            for fact in sample:
                if fact.name.endswith(("_key", "_sql")) and isinstance(fact.value, str) and len(fact.value) > 12:
                    assert fact.value not in told


def test_hostile_texts_are_words_and_nothing_else() -> None:
    report = CASES["hostile"]
    parts = email.mail_parts(replace(report, sentence=" ".join(HOSTILE)))
    page = Page(parts.html)
    assert "<script>alert(1)</script>" in page.text
    assert "⟨U+202E⟩" in page.text
    hidden = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
    assert not hidden.search(parts.html + parts.text + parts.subject)
    assert "\n" not in parts.subject


def test_long_texts_are_cut_to_the_budget_and_both_parts_say_so() -> None:
    report = replace(CASES["findings"], sentence="word " * 2_000)
    whole = email.mail_parts(report)
    assert report.sentence.strip() in Page(whole.html).text
    parts = email.mail_parts(report, len(whole.html.encode("utf-8")) - 1)
    assert len(parts.html) < len(whole.html)
    note = next(line for line in parts.text.split("\n") if line.startswith("Shortened to fit"))
    assert note in Page(parts.html).text
    assert "10,000 characters" in Page(parts.html).text


@pytest.mark.parametrize("case", SMALL)
def test_a_message_holds_the_steps_and_every_criterion_and_says_what_it_leaves_to_the_report(case: str) -> None:
    report = CASES[case]
    parts = email.mail_parts(report, attached=("report-shareable.html",))
    steps, criteria = report.sections[:2]
    table = next(block.table for block in criteria.blocks if block.table)
    for text in (Page(parts.html).text, parts.text):
        assert all(step.text in text for block in steps.blocks for step in block.steps)
        assert all(inner.title in text for inner in steps.sections)
        assert all(row.cells[1].text in text for row in table.rows)
        assert report.strings["mail_attached"].format(files="report-shareable.html") in text
    assert Page(parts.html).text.endswith(report.class_note)
    assert report.strings["mail_kept"] in email.mail_parts(report).text


def test_an_encoded_message_of_ten_thousand_tables_is_small() -> None:
    parts = email.mail_parts(CASES["huge"])
    assert len(base64.encodebytes(parts.html.encode("utf-8"))) < 30_000


def test_a_budget_below_the_summary_is_an_error() -> None:
    with pytest.raises(RenderError, match="1,000 bytes"):
        email.mail_parts(CASES["findings"], 1_000)


def rendered(report: Report) -> str:
    artifact = email.RENDERER.render(report)
    return artifact.content.decode("utf-8")


CLIENTS = [
    "gmail.*",
    "outlook.android",
    "outlook.ios",
    "outlook.macos",
    "outlook.outlook-com",
    "outlook.windows",
    "apple-mail.*",
    "samsung-email.*",
]
TOLERATED = {
    # told to programs that know it, for a dark page; the others show the page as it is
    "color-scheme meta tag",
    # every program puts its own element in its place
    "<body> element",
}
SCRIPT = """
import { caniemail } from %s;
import fs from 'node:fs';
const { html, clients } = JSON.parse(fs.readFileSync(0));
const found = new Set();
for (const list of caniemail({ clients, html }).issues.errors.values()) for (const issue of list) found.add(issue.title);
console.log(JSON.stringify([...found]));
"""


def unsupported(html: str) -> set[str]:
    node = shutil.which("node")
    assert node
    done = subprocess.run(
        [node, "--input-type=module", "-e", SCRIPT % json.dumps(CANIEMAIL.as_uri())],
        input=json.dumps({"html": html, "clients": CLIENTS}),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout))


@pytest.mark.node
@fetched
@pytest.mark.parametrize("case", ["findings", "hostile", "chinese", "waived"])
def test_caniemail_knows_no_program_that_lacks_what_the_page_uses(case: str) -> None:
    assert unsupported(rendered(CASES[case])) <= TOLERATED


@pytest.mark.node
@fetched
def test_caniemail_does_find_what_programs_lack() -> None:
    """The check itself: a page with a variable and a grid is not let through."""
    assert unsupported('<p style="color: var(--c); display: grid">x</p>') - TOLERATED
