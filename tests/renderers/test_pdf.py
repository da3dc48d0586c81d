"""The PDF: tagged, in its language, closed to the world, the same bytes for the same report."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import subprocess
import sys
import textwrap
from dataclasses import replace
from types import SimpleNamespace

import pypdf
import pytest

from drs_report.errors import RenderError
from drs_report.records.document import Report
from drs_report.renderers import by_slug, pdf
from tests.conftest import ROOT
from tests.reports import CASES, rendered

READ: dict[str, tuple[bytes, pypdf.PdfReader]] = {}


def made(case: str) -> tuple[bytes, pypdf.PdfReader]:
    """Make a case's PDF once for all tests."""
    if case not in READ:
        content = rendered(case, "pdf")
        READ[case] = content, pypdf.PdfReader(io.BytesIO(content))
    return READ[case]


def text_of(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def squeezed(text: str) -> str:
    """Drop all spaces: lines break anywhere on paper."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("case", ["findings", "chinese", "inconclusive"])
def test_it_is_tagged_titled_and_in_its_language(case: str) -> None:
    report, (_, reader) = CASES[case], made(case)
    root = reader.root_object
    assert root["/Lang"] == report.lang
    assert root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == report.subject_line
    assert reader.metadata.creation_date == report.generated_at
    assert reader.metadata.modification_date == report.generated_at
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


@pytest.mark.parametrize("case", ["findings", "chinese", "inconclusive"])
def test_it_holds_the_verdict_every_section_every_criterion_and_the_sign_off(case: str) -> None:
    report, (_, reader) = CASES[case], made(case)
    text = squeezed(text_of(reader))
    first = squeezed(reader.pages[0].extract_text())
    assert squeezed(report.decision_word) in first
    assert squeezed(report.sentence) in first
    assert squeezed(report.class_note) in first
    for section in report.sections:
        assert squeezed(section.title) in text
    for criterion in report.verdict.criteria:
        assert squeezed(criterion.id) in text
    roles = [role for section in report.sections for block in section.blocks for role in block.sign_off]
    assert roles
    assert any(all(squeezed(role) in squeezed(page.extract_text()) for role in roles) for page in reader.pages)
    assert squeezed(report.generated_text) in text


@pytest.mark.parametrize("case", ["findings", "chinese"])
def test_details_are_printed_unfolded(case: str) -> None:
    text = squeezed(text_of(made(case)[1]))
    rows = [
        row
        for section in CASES[case].sections
        for inner in (section, *(one for one in section.sections if not one.is_folded))
        for block in inner.blocks
        if block.table
        for row in block.table.rows
    ]
    details = [pair for row in rows for pair in row.details if pair.text.isascii() and len(pair.text) < 30]
    assert len(details) > 5
    assert [pair for pair in details if squeezed(f"{pair.label}:") not in text or squeezed(pair.text) not in text] == []


@pytest.mark.parametrize("case", ["findings", "chinese"])
def test_what_stands_behind_is_pointed_to_with_its_page_where_it_belongs(case: str) -> None:
    report, pages = CASES[case], [squeezed(page.extract_text()) for page in made(case)[1].pages]
    folded = [inner for section in report.sections for inner in section.sections if inner.is_folded]
    assert folded
    for inner in folded:
        title = squeezed(inner.title)
        *_, last = (number for number, page in enumerate(pages, 1) if title in page)
        assert [page for page in pages if re.search(rf"{re.escape(title)}\.{{20,}}{last}", page)]


def test_every_page_is_a4_and_numbered() -> None:
    reader = made("findings")[1]
    total = len(reader.pages)
    assert total > 1
    for number, page in enumerate(reader.pages, 1):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
        assert f"{number} / {total}" in page.extract_text()


@pytest.mark.slow
def test_a_table_that_goes_on_repeats_its_head_and_says_what_it_leaves_out() -> None:
    report = CASES["large"]
    section, table = next(
        (section, block.table)
        for section in report.sections
        for block in section.blocks
        if block.table and len(block.table.rows) > 2000
    )
    reader = pypdf.PdfReader(io.BytesIO(pdf.RENDERER.render(replace(report, sections=(section,))).content))
    pages = [page.extract_text() for page in reader.pages]
    text = " ".join(pages)
    shown = report.strings["shown_of_total"].format(shown="50", total=f"{len(table.rows):,}")
    assert squeezed(shown) in squeezed(text)
    assert "JavaScript" not in text
    names = [row.cells[0].text for row in table.rows[:50]]
    on = [page for page in pages if sum(squeezed(name) in squeezed(page) for name in names) > 5]
    heads = [squeezed(column.label) for column in table.columns]
    assert len(on) > 1
    assert all(head in squeezed(page) for page in on[:2] for head in heads)
    assert len(pages) < 10


@pytest.mark.parametrize("case", ["findings", "hostile"])
def test_it_carries_no_files_no_scripts_and_links_to_nothing_outside(case: str) -> None:
    content, reader = made(case)
    assert not reader.attachments
    assert "/Names" not in reader.root_object or "/JavaScript" not in reader.root_object["/Names"]
    for page in reader.pages:
        for annotation in page.get("/Annots", ()):
            action = annotation.get_object().get("/A", {})
            assert "/URI" not in action
            assert action.get("/S") in (None, "/GoTo")
            assert "/F" not in action
    assert b"file:" not in content


def test_a_hostile_name_reaches_neither_disk_nor_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a page that asked for a file would not get it: the fetcher knows only data: addresses."""
    content = pdf._print(
        '<html lang="en"><title>t</title><link rel="attachment" href="file:///etc/hostname">'
        '<img alt="x" src="file:///etc/hostname"><p>text</p></html>'
    )
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert not reader.attachments
    assert "text" in reader.pages[0].extract_text()


SCRIPT = """
    import hashlib
    from drs_report.renderers import by_slug
    from tests.reports import CASES
    print(hashlib.sha256(by_slug("pdf").render(CASES["chinese"]).content).hexdigest())
"""


def test_bytes_do_not_depend_on_run_zone_or_hash_seed() -> None:
    expected = hashlib.sha256(made("chinese")[0]).hexdigest()
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SCRIPT)],
        cwd=ROOT,
        env=os.environ | {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "7", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == expected


def clean() -> Report:
    return CASES["clean"]


def test_without_the_extra_it_says_what_to_install_and_where_and_names_no_index(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(RenderError, match=re.escape(f"{sys.executable} -m pip install '.[pdf]'; with a wheel: ")):
        by_slug("pdf").render(clean())


def test_without_pango_it_says_which_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint loads Pango on import, and the loader's error is an OSError."""

    class Loader:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0': no such file\nmore")

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Loader(), *sys.meta_path])
    with pytest.raises(RenderError, match="Pango") as error:
        by_slug("pdf").render(clean())
    assert "libpango-1.0-0" in str(error.value.remedy)
    assert "more" not in error.value.message


def test_chinese_that_no_font_has_is_an_error_and_a_missing_emoji_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report of boxes is not to be signed."""
    said = ""

    def write_pdf(**_: object) -> bytes:
        logging.getLogger("weasyprint").error(
            ".notdef glyph rendered for Unicode string unsupported by fonts: %s", said
        )
        return b"%PDF"

    weasyprint = SimpleNamespace(HTML=lambda **_: SimpleNamespace(write_pdf=write_pdf))
    monkeypatch.setattr(pdf, "_weasyprint", lambda: weasyprint)
    said = '"👩" (U+1F469)'
    assert pdf._print("<p>") == b"%PDF"
    said = '"表" (U+8868)'
    with pytest.raises(RenderError, match="fonts-noto-cjk"):
        pdf._print("<p>")
    assert not [h for h in logging.getLogger("weasyprint").handlers if isinstance(h, pdf._Listener)]


def test_a_chinese_report_finds_its_glyphs_here() -> None:
    """The fonts in the file are Chinese ones, and the text comes out again."""
    reader = made("chinese")[1]
    assert CASES["chinese"].decision_word in reader.pages[0].extract_text()
    fonts = {
        str(font.get_object()["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()
    }
    assert any("CJK" in name or "Han" in name or "Noto" in name or "Droid" in name for name in fonts), fonts
