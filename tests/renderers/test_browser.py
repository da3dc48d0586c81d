"""The page in Chromium: no accessibility fault, no network, every control by keyboard, every row by link."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drs_report.records.document import Block, Cell, Column, Row, Section, State, Table
from drs_report.renderers import by_slug
from tests.conftest import ROOT, TOOLS
from tests.reports import CASES, rendered

pytestmark = pytest.mark.browser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
FETCHED = ROOT / ".tools"
TOOLS_OF_MATRIX = ".tools:has(+ #coverage-table)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, TOOLS["browser"])), None)
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """The accessibility checker's script, as .ci/tools fetches it."""
    script = FETCHED / "axe.min.js"
    if not script.is_file() and os.environ.get("CI") != "true":
        pytest.skip("run .ci/tools for axe-core")
    return script.read_text("utf-8")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    written = {}
    for name in ("empty", "findings", "chinese", "hostile", "large", "huge"):
        written[name] = folder / f"{name}.html"
        written[name].write_bytes(rendered(name, "html"))
    return written


class Visit:
    """A page that was opened, and everything it complained about or asked the network for."""

    def __init__(self, browser: Any, file: Path, anchor: str = "", **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(file.as_uri() + anchor)

    def __enter__(self) -> Any:
        return self.page

    def __exit__(self, *_: object) -> None:
        self.context.close()
        assert self.complaints == []
        assert [url for url in self.requests if not url.startswith("file:")] == []
        assert len(self.requests) == 1


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [("findings", "light", 1280), ("chinese", "dark", 390), ("hostile", "light", 390), ("empty", "dark", 1280)],
)
def test_axe_finds_nothing_and_nothing_leaves_the_window(  # noqa: PLR0917 - fixtures and parameters
    browser: Any, axe: str, files: dict[str, Path], name: str, scheme: str, width: int
) -> None:
    with Visit(browser, files[name], viewport={"width": width, "height": 900}, color_scheme=scheme) as page:
        for toggle in page.query_selector_all(".toggle")[:3]:
            toggle.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(axe)
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        faults = [(v["id"], v["nodes"][0]["html"][:200], v["nodes"][0]["failureSummary"]) for v in result["violations"]]
        assert faults == []


def test_the_page_is_as_wide_as_the_window(browser: Any, files: dict[str, Path]) -> None:
    with Visit(browser, files["large"]) as page:
        for width in (390, 1280, 3840):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("[innerWidth, document.documentElement.scrollWidth <= innerWidth]") == [width, True]


@pytest.mark.parametrize("name", ["findings", "chinese", "large"])
def test_the_buttons_that_filter_are_the_partition(browser: Any, files: dict[str, Path], name: str) -> None:
    with Visit(browser, files[name]) as page:
        numbers = page.locator(".standings button:not(.s-none) b").all_inner_texts()
    # the tables out of scope have a button too
    told = [int(number.replace(",", "")) for number in numbers]
    assert sorted(told) == sorted(n for n in CASES[name].standings.values() if n)


def rows(page: Any, table: str) -> list[str]:
    return [text.strip() for text in page.locator(f"#{table} tr.row > th").all_inner_texts()]


def test_searching_ten_thousand_tables_leaves_the_one(browser: Any, files: dict[str, Path]) -> None:
    with Visit(browser, files["huge"]) as page:
        search = page.locator(f"{TOOLS_OF_MATRIX} input").first
        search.fill("table_04321")
        page.wait_for_function("document.querySelectorAll('#coverage-table tr.row').length === 1")
        assert "table_04321" in rows(page, "coverage-table")[0]
        assert "10,000" in page.locator("#coverage-table + .pager .shown").inner_text()
        page.locator(TOOLS_OF_MATRIX).get_by_role("button", name=CASES["huge"].strings["clear"], exact=True).click()
        assert len(rows(page, "coverage-table")) == 50


def test_pages_turn_and_say_where_they_are(browser: Any, files: dict[str, Path]) -> None:
    with Visit(browser, files["large"]) as page:
        first = rows(page, "coverage-table")
        pager = page.locator("#coverage-table + .pager")
        pager.get_by_role("button").nth(1).click()
        second = rows(page, "coverage-table")
        assert len(first) == len(second) == 50
        assert not set(first) & set(second)
        assert "51" in pager.locator(".shown").inner_text()
        pager.get_by_role("button").nth(0).click()
        assert rows(page, "coverage-table") == first


def test_sorting_goes_up_down_and_back(browser: Any, files: dict[str, Path]) -> None:
    with Visit(browser, files["findings"]) as page:
        start = rows(page, "coverage-table")
        head = page.locator("#coverage-table thead th").first
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == "ascending"
        up = rows(page, "coverage-table")
        assert up == sorted(start)
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == "descending"
        assert rows(page, "coverage-table") == up[::-1]
        head.locator("button").click()
        assert head.get_attribute("aria-sort") is None
        assert rows(page, "coverage-table") == start


def test_filters_narrow_to_a_state_and_say_when_nothing_is_left(browser: Any, files: dict[str, Path]) -> None:
    report = CASES["findings"]
    with Visit(browser, files["findings"]) as page:
        n = len(rows(page, "coverage-table"))
        page.get_by_role("button", name="Differs 3", exact=True).click()
        assert 0 < len(rows(page, "coverage-table")) < n
        assert page.locator("#coverage-table tr.row:not(.r-bad)").count() == 0
        page.locator(f"{TOOLS_OF_MATRIX} input").first.fill("no such table")
        assert rows(page, "coverage-table") == []
        assert page.locator("#coverage-table .empty").inner_text() == report.strings["no_match"]


def last_anchor(name: str) -> tuple[str, str]:
    table = next(b.table for s in CASES[name].sections for b in s.blocks if b.table and b.table.id == "coverage-table")
    return table.rows[-1].anchor, table.rows[-1].cells[0].text


def test_a_link_reaches_a_row_that_is_only_in_the_data(browser: Any, files: dict[str, Path]) -> None:
    anchor, name = last_anchor("large")
    assert f'id="{anchor}"' not in files["large"].read_text("utf-8")
    with Visit(browser, files["large"], f"#{anchor}") as page:
        hit = page.locator("tr.hit")
        assert hit.count() == 1
        assert name in hit.inner_text()
        box = hit.bounding_box()
        assert 0 <= box["y"] <= page.viewport_size["height"]


def test_a_row_from_the_data_unfolds_what_proves_it(browser: Any, files: dict[str, Path]) -> None:
    table = next(
        b.table for s in CASES["large"].sections for b in s.blocks if b.table and b.table.id == "coverage-table"
    )
    row = table.rows[-1]
    with Visit(browser, files["large"], f"#{row.anchor}") as page:
        cells = page.locator("tr.more.open .small tbody :is(th, td)").all_inner_texts()
        assert [text.strip() for text in cells] == [
            c.text for small in row.tables for line in small.rows for c in line.cells
        ]
    with Visit(browser, files["large"]) as page:
        first = page.locator("#coverage-table tr.row").first
        first.locator(".toggle").click()
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.locator("tr.more.open .take").last.click()
        page.wait_for_function("document.getElementById('status').textContent !== ''")
        assert " IN (" in page.evaluate("navigator.clipboard.readText()")


def test_the_picture_shows_every_table_on_one_screen_and_leads_to_its_row(browser: Any, files: dict[str, Path]) -> None:
    coverage = CASES["huge"].coverage.rows
    groups = {row.subject.source_db for row in coverage}
    with Visit(browser, files["huge"], viewport={"width": 1280, "height": 900}) as page:
        assert page.locator(".picture canvas").count() == len(groups)
        assert page.locator(".picture").bounding_box()["height"] <= 900
        canvas = page.locator(".picture canvas").first
        pixel = "c => [...c.getContext('2d').getImageData(1, c.height / c.clientHeight * 5, 1, 1).data].slice(0, 3)"
        red, green, blue = canvas.evaluate(pixel)
        assert red > green + blue * 0.5, "the first table of the first database differs in its values"
        canvas.click(position={"x": 1, "y": 1})
        page.wait_for_selector("tr.hit")
        assert coverage[0].subject.name in page.locator("tr.hit").inner_text()


def test_filters_and_order_are_in_the_address(browser: Any, files: dict[str, Path]) -> None:
    with Visit(browser, files["large"]) as page:
        total = page.locator("#coverage-table tr.row").count()
        page.get_by_label(CASES["large"].strings["hide_equal"]).check()
        page.locator(f"{TOOLS_OF_MATRIX} input[type=search]").first.fill("table_0")
        page.locator("#coverage-table thead button").first.click()
        asked = page.evaluate("location.hash")
        shown = rows(page, "coverage-table")
        state = page.locator("#coverage-table + .pager .shown").inner_text()
        assert total == 50
        assert "2,200" in state
    with Visit(browser, files["large"], asked) as page:
        assert rows(page, "coverage-table") == shown
        assert page.get_by_label(CASES["large"].strings["hide_equal"]).is_checked()
        options = page.locator("#coverage-table").evaluate(
            "r => [...r.parentElement.querySelectorAll('.tools option, .standings button')].map(o => o.textContent)"
        )
        assert any(text.endswith("(300)") for text in options)
        assert "Open 1,900" in options


def test_a_standing_is_chosen_by_its_number_and_kept_in_the_address(browser: Any, files: dict[str, Path]) -> None:
    with Visit(browser, files["large"]) as page:
        page.get_by_role("button", name="Differs 300", exact=True).click()
        assert "300" in page.locator("#coverage-table + .pager .shown").inner_text()
        asked = page.evaluate("location.hash")
    with Visit(browser, files["large"], asked) as page:
        chosen = page.get_by_role("button", name="Differs 300", exact=True)
        assert chosen.get_attribute("aria-pressed") == "true"
        assert "300" in page.locator("#coverage-table + .pager .shown").inner_text()
        chosen.click()
        assert "2,700" in page.locator("#coverage-table + .pager .shown").inner_text()


@pytest.mark.parametrize("case", ["findings", "large"])
def test_a_cell_leads_to_the_line_of_its_comparison(browser: Any, files: dict[str, Path], case: str) -> None:
    with Visit(browser, files[case]) as page:
        cell = page.locator("#coverage-table tr.row td.state a").first
        wanted = cell.get_attribute("href").removeprefix("#")
        cell.click()
        page.wait_for_selector("tr.hit")
        assert page.locator("tr.hit").get_attribute("id") == wanted
        assert page.locator("tr.hit").is_visible()


def test_comparisons_without_content_are_left_out_while_a_filter_leaves_none(
    browser: Any, files: dict[str, Path]
) -> None:
    coverage = CASES["findings"].coverage
    lonely = min(coverage.rows, key=lambda row: len(row.cells))
    with Visit(browser, files["findings"]) as page:
        heads = page.locator("#coverage-table > table > thead th:visible")
        before = heads.count()
        page.locator(f"{TOOLS_OF_MATRIX} input").first.fill(lonely.subject.name)
        assert before - heads.count() == len(coverage.compare_types) - len(lonely.cells) > 0
        page.locator(f"{TOOLS_OF_MATRIX} input").first.fill("")
        assert heads.count() == before


def test_results_sort_by_severity_and_then_by_their_number(browser: Any, tmp_path: Path) -> None:
    columns = (Column("table", "Table", is_code=True), Column("lines", "Rows", is_state=True))
    cells: list[tuple[str, str, State]] = [
        ("a", "Differs (9)", "bad"),
        ("b", "Equal", "info"),
        ("c", "Differs (1,204)", "bad"),
        ("d", "Failed", "open"),
    ]
    table_rows = tuple(Row((Cell(name), Cell(text, state=state)), state=state) for name, text, state in cells)
    table = Table("t", "Caption", columns, table_rows, 4, is_long=True)
    report = replace(CASES["findings"], sections=(Section("s", "One", (Block(table=table),)),))
    with Visit(browser, written(tmp_path, report)) as page:
        page.locator("#t thead button").nth(1).click()
        assert rows(page, "t") == ["c", "a", "d", "b"]


def test_a_link_within_the_page_reaches_its_row_whatever_is_filtered(browser: Any, files: dict[str, Path]) -> None:
    with Visit(browser, files["large"]) as page:
        anchor, name = last_anchor("large")
        page.locator(f"{TOOLS_OF_MATRIX} input").first.fill("no such table")
        page.evaluate("anchor => { location.hash = anchor; }", anchor)
        page.wait_for_selector("tr.hit")
        assert name in page.locator("tr.hit").inner_text()


def test_everything_works_by_keyboard(browser: Any, files: dict[str, Path]) -> None:
    with Visit(browser, files["findings"]) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "report"
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.type") == "search"
        page.keyboard.type("orders")
        assert all("orders" in name for name in rows(page, "coverage-table"))
        page.keyboard.press("/")
        assert page.locator(".tools input").first.input_value() == "orders/"
        toggle = page.locator(".toggle").first
        toggle.focus()
        page.keyboard.press("Enter")
        assert toggle.get_attribute("aria-expanded") == "true"
        assert page.locator("tr.more.open").count() == 1
        page.keyboard.press("Space")
        assert toggle.get_attribute("aria-expanded") == "false"
        sort = page.locator("#coverage-table thead button").first
        sort.focus()
        page.keyboard.press("Enter")
        assert page.locator("#coverage-table thead th").first.get_attribute("aria-sort") == "ascending"


def test_the_rows_of_a_table_are_one_stop_of_the_tab_key_and_arrows_lead_through_them(
    browser: Any, files: dict[str, Path]
) -> None:
    stops = """() => [...document.querySelectorAll("#coverage-table tr.row :is(a, button)")]
        .filter((handle) => handle.tabIndex === 0).length"""
    focused = "() => document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
    with Visit(browser, files["large"], viewport={"width": 1280, "height": 900}) as page:
        assert page.evaluate(stops) == 1
        page.locator("#coverage-table thead button").last.focus()
        page.keyboard.press("Tab")
        first, second, *_, last = rows(page, "coverage-table")
        assert page.evaluate(focused).endswith(first.rstrip("#"))
        page.keyboard.press("ArrowDown")
        assert page.evaluate(focused).endswith(second.rstrip("#"))
        assert page.evaluate(stops) == 1
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.className") == "here"
        page.keyboard.press("End")
        assert page.evaluate(focused).endswith(last.rstrip("#"))
        page.keyboard.press("Home")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowLeft")
        assert page.evaluate(focused).endswith(first.rstrip("#"))
        page.locator("#coverage-table + .pager").get_by_role("button").nth(1).click()
        assert page.evaluate(stops) == 1


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler")
def test_a_head_is_printed_again_on_every_page(browser: Any, tmp_path: Path) -> None:
    table = next(
        b.table for s in CASES["large"].sections for b in s.blocks if b.table and b.table.id == "coverage-table"
    )
    with Visit(browser, written(tmp_path, CASES["large"])) as page:
        printed = tmp_path / "printed.pdf"
        page.pdf(path=printed, prefer_css_page_size=True)
    text = subprocess.run(
        ["pdftotext", "-layout", str(printed), "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = [page for page in text.split("\f") if "Equal counts" in page]
    assert len(pages) > 1
    for page in pages[:2]:
        assert all(column.label in page for column in table.columns if " " not in column.label)


def written(folder: Path, report: Any) -> Path:
    file = folder / "page.html"
    file.write_bytes(by_slug("html").render(report).content)
    return file


def test_copying_gives_the_exact_text(browser: Any, files: dict[str, Path]) -> None:
    with Visit(browser, files["hostile"], permissions=["clipboard-read", "clipboard-write"]) as page:
        toggle = page.locator("tr.row:has(+ tr.more code) .toggle").first
        toggle.click()
        code = page.locator("tr.more.open code").first
        page.locator("tr.more.open .copy").first.click()
        page.wait_for_function("document.getElementById('status').textContent !== ''")
        assert page.evaluate("navigator.clipboard.readText()") == code.text_content()


def test_differing_rows_are_copied_as_csv(browser: Any, files: dict[str, Path]) -> None:
    with Visit(browser, files["findings"], permissions=["clipboard-read", "clipboard-write"]) as page:
        page.locator("tr.row:has(+ tr.more .take) .toggle").first.click()
        small = page.locator("tr.more.open .small:has(+ .take, + .cut + .take)").first
        page.locator("tr.more.open .take", has_text=CASES["findings"].strings["copy_csv"]).first.click()
        page.wait_for_function("document.getElementById('status').textContent !== ''")
        head, *rows = csv.reader(io.StringIO(page.evaluate("navigator.clipboard.readText()")))
        assert head == small.locator("thead th").all_text_contents()
        shown = [line.locator("th, td").all_text_contents() for line in small.locator("tbody tr").all()]
        assert [[cell.removeprefix("'") for cell in row] for row in rows] == shown
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_without_scripts_the_first_rows_and_the_statement_are_there(browser: Any, files: dict[str, Path]) -> None:
    report = CASES["large"]
    with Visit(browser, files["large"], java_script_enabled=False) as page:
        assert page.locator("#coverage-table tr.row").count() == 50
        note = report.strings["script_for_rest"].format(shown="50", total="2,700")
        assert page.locator("#coverage-table-shown").inner_text() == note
        details = page.locator("tr.more details").first
        details.locator("summary").click()
        assert details.locator("dl").is_visible()


def test_paper_repeats_headings_cuts_no_row_and_shows_everything_in_the_page(
    browser: Any, files: dict[str, Path]
) -> None:

    import pypdf

    report = CASES["findings"]
    with Visit(browser, files["findings"]) as page:
        pdf = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert abs(float(pdf.pages[0].mediabox.width) - 595) < 2
        text = "".join(sheet.extract_text() for sheet in pdf.pages)
        for row in report.coverage.rows:
            assert row.subject.source_name in text.replace("\n", "")
        assert report.decision_word in text
        page.emulate_media(media="print")
        assert page.locator(".tools").first.is_hidden()
        assert page.locator("nav").is_hidden()
        assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
        assert page.evaluate("getComputedStyle(document.querySelector('tr.row')).breakInside") == "avoid"


@pytest.mark.parametrize("has_scripts", [True, False])
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler")
def test_what_is_printed_to_be_signed_is_whole_and_every_page_says_of_what_it_is(
    browser: Any, tmp_path: Path, has_scripts: bool
) -> None:
    report = replace(CASES["findings"], subject_line='FAIL: </style> "Nacht" \\1 迁移 {x}')
    file, printed = written(tmp_path, report), tmp_path / "printed.pdf"
    with Visit(browser, file, java_script_enabled=has_scripts) as page:
        page.pdf(path=printed, prefer_css_page_size=True)
        assert page.evaluate("document.querySelectorAll('.fold[open], .why[open]').length") == 0
    command = ["pdftotext", "-layout", str(printed), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    *pages, end = ("".join(page.split()) for page in text.split("\f"))
    assert end == ""
    running = "".join(f"{report.subject_line} · {report.generated_text}".split())
    for number, page in enumerate(pages, 1):
        assert running in page
        assert f"{number}/{len(pages)}" in page
        assert len(page) > len(running) + 50
    whole = "".join(pages)
    steps = [step for part in folded_too(report) for block in part.blocks for step in block.steps]
    assert len({step.number for step in steps}) == len(steps) > 5
    for step in steps:
        assert f"{step.number}{''.join(step.text.split())}" in whole
        assert "".join(step.detail.split()) in whole
    for source in report.sources:
        assert source.origin.sha256 in whole
    for attachment in report.attachments:
        assert attachment.sha256[:24] in whole  # in a narrow column it goes on on the next line


def folded_too(report: Any) -> list[Section]:
    return [part for section in report.sections for part in (section, *section.sections)]


def test_a_phone_shows_where_a_table_stands_and_the_whole_of_what_was_found(
    browser: Any, files: dict[str, Path]
) -> None:
    with Visit(browser, files["findings"], viewport={"width": 390, "height": 800}) as page:
        standing, *_ = page.locator("#coverage-table thead th.state").all()
        assert standing.inner_text().startswith(labels_of("findings")["proof"])
        for shown in [standing, *page.locator("[id^='findings-'] tr.row > td").all()]:
            box = shown.bounding_box()
            assert box["x"] + box["width"] <= 390, shown.inner_text()


def labels_of(name: str) -> dict[str, str]:
    table = next(b.table for s in CASES[name].sections for b in s.blocks if b.table and b.table.id == "coverage-table")
    return {column.key: column.label for column in table.columns}


def test_a_value_that_looks_like_a_link_or_script_is_never_one(browser: Any, tmp_path: Path) -> None:
    report = replace(
        CASES["hostile"], title="<img src=x onerror=alert(1)>", sentence="{{ 7*7 }}</title><script>alert(1)</script>"
    )
    file = tmp_path / "hostile.html"
    file.write_bytes(by_slug("html").render(report).content)
    with Visit(browser, file) as page:
        dialogs: list[str] = []
        page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        page.evaluate("() => document.querySelectorAll('.fold').forEach((fold) => { fold.open = true; })")
        for search in page.locator(".tools input[type=search]").all():
            search.fill("script")
        assert dialogs == []
        assert page.locator(".sentence").inner_text() == report.sentence
