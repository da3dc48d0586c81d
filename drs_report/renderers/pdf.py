"""The report as a tagged A4 PDF, made by WeasyPrint (an extra) from what the HTML page shows without its script."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC
from types import ModuleType

from drs_report.errors import RenderError, Told, how_to_install
from drs_report.records.document import Report
from drs_report.renderers.base import Renderer
from drs_report.renderers.page_views import BlockView, CellView, RowView, SectionView, TableView, section_views
from drs_report.renderers.templating import render

STYLE = "css/pdf.css"

NARROWEST, WIDEST = 6, 44
"""The least and the most a column's content counts when a table's width is shared out, in characters."""

CHIP = 20
"""The most a result's words count; longer ones wrap."""

NAME = 26
"""What a column gets before others get more: most names fit."""

LINE = 112
"""About the characters that fit a line of a table."""

IDEOGRAPHS = range(0x3400, 0xA000)
"""Chinese characters of everyday use; without a font for them a Chinese report is a page of boxes."""

MISSING_GLYPH = ".notdef glyph"
"""How WeasyPrint's message begins when no font has a character; the character is in it."""


def _make(report: Report, max_bytes: int | None) -> bytes:  # noqa: ARG001 - paper has no byte budget
    page = render(
        "pdf.html.j2",
        {
            "report": report,
            "strings": report.strings,
            "sections": _in_order([_section(section, report) for section in section_views(report)]),
            "style": STYLE,
            "stamp": report.generated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
    )
    return _print(page)


def _print(page: str) -> bytes:
    """Turn the page into a PDF/UA file. Nothing is fetched: only ``data:`` addresses are open, and there are none."""
    weasyprint = _weasyprint()
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - an extra

    with _missing_characters() as missing:
        content: bytes = weasyprint.HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=["data"])).write_pdf(
            pdf_variant="pdf/ua-1",
            pdf_identifier=b"drs-report " + hashlib.sha256(page.encode("utf-8")).hexdigest()[:16].encode(),
        )
    if missing:
        msg = Told(
            "No font on this machine has {n} Chinese characters of this report: a PDF would show boxes.", n=len(missing)
        )
        raise RenderError(
            msg, remedy=Told("Install a CJK font, such as the package fonts-noto-cjk, or take another format.")
        )
    return content


def _weasyprint() -> ModuleType:
    try:
        import weasyprint  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        msg = Told("A PDF needs WeasyPrint, which is not installed.")
        raise RenderError(msg, remedy=how_to_install("pdf")) from error
    except OSError as error:  # its text layout is a system library, loaded on import
        msg = Told(
            "WeasyPrint is installed, but the system library Pango is missing: {error}.",
            error=str(error).splitlines()[0],
        )
        raise RenderError(
            msg, remedy=Told("Install Pango, on Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0.")
        ) from error
    module: ModuleType = weasyprint
    return module


class _Listener(logging.Handler):
    """Collects the Chinese characters for which WeasyPrint finds no glyph, in the thread that made it."""

    def __init__(self) -> None:
        super().__init__()
        self.missing: set[str] = set()
        self.thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.thread == self.thread and text.startswith(MISSING_GLYPH):
            self.missing.update(character for character in text if ord(character) in IDEOGRAPHS)


@contextmanager
def _missing_characters() -> Iterator[set[str]]:
    listener = _Listener()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield listener.missing
    finally:
        logger.removeHandler(listener)


def _in_order(sections: Sequence[SectionView]) -> tuple[SectionView, ...]:
    """Put what a screen folds behind all that it shows, before the last section, which is signed."""
    folded = [inner for section in sections for inner in section.sections if inner.section.is_folded]
    return (*(replace(section, sections=section.listed) for section in sections[:-1]), *folded, *sections[-1:])


def _section(section: SectionView, report: Report) -> SectionView:
    return replace(
        section,
        blocks=tuple(_block(block, report) for block in section.blocks),
        sections=tuple(_section(inner, report) for inner in section.sections),
        listed=tuple(_section(inner, report) for inner in section.listed),
    )


def _block(block: BlockView, report: Report) -> BlockView:
    table = block.table
    if table is None:
        return block
    n_rows = len(table.table.rows)
    shown = report.strings["shown_of_total"].format(shown=f"{table.n_static:,}", total=f"{n_rows:,}")
    paper = replace(
        table,
        rows=tuple(_row(row) for row in table.rows),
        shown=shown if table.n_static < n_rows else "",
        data=None,
    )
    return replace(block, table=paper, shares=_shares(paper))


def _row(row: RowView) -> RowView:
    """Leave links within the report; one to a file beside it would lead nowhere from a PDF sent on its own.

    What is made for a screen stays there, and so do the links to it.
    """
    tables = tuple(table for table in row.tables if not table.table.is_for_screen)
    return replace(
        row,
        head=_cell(row.head, row.anchor),
        cells=tuple(_cell(cell, row.anchor) for cell in row.cells),
        tables=tables,
        is_folding=bool(row.details or tables),
    )


def _cell(cell: CellView, anchor: str) -> CellView:
    is_kept = cell.href.startswith("#") and not (anchor and cell.href.startswith(f"#{anchor}-"))
    return cell if not cell.href or is_kept else replace(cell, href="")


def _shares(table: TableView) -> tuple[str, ...]:
    """Share a table's width among its columns: first what must not break, then what had better not, then the rest."""
    columns = [[(row.head, *row.cells)[number] for row in table.rows] for number in range(len(table.columns))]
    widths = [
        max(NARROWEST, _longest_word(column.label) * 1.1 + 2, _unbroken(cells))
        for column, cells in zip(table.columns, columns, strict=True)
    ]
    if any("code" in row.head.css for row in table.rows):  # a row is found by its name
        widths[0] = max(widths[0], min(NAME, _content(columns[0])))
    for most in (NAME, WIDEST):
        goals = [max(width, min(most, _content(cells))) for width, cells in zip(widths, columns, strict=True)]
        spare, asked = max(0, LINE - sum(widths)), sum(goals) - sum(widths)
        part = min(1, spare / asked) if asked else 0
        widths = [width + (goal - width) * part for width, goal in zip(widths, goals, strict=True)]
    return tuple(f"{100 * width / sum(widths):.2f}%" for width in widths)


def _unbroken(cells: Sequence[CellView]) -> float:
    """Count what of a column must stay on one line: a number, a result's longest word beside its mark."""
    if any(cell.chip for cell in cells):
        return min(CHIP, max(_longest_word(cell.text) for cell in cells)) + 5
    return min(WIDEST, max((_width(cell.text) + 3 for cell in cells if "number" in cell.css), default=0))


def _content(cells: Sequence[CellView]) -> float:
    """Count what a column would like: its longest text where a break hurts, that of most rows for results."""
    longest = max((_width(cell.text) for cell in cells), default=0)
    if any(cell.chip for cell in cells):
        return min(sorted(_width(cell.text) for cell in cells)[len(cells) * 9 // 10], CHIP) + 5
    if any("code" in cell.css for cell in cells):
        return longest * 1.2 + 1  # letters of one width are wider
    average = sum(_width(cell.text) for cell in cells) / max(1, len(cells))
    return (longest + average) / 2


def _longest_word(text: str) -> int:
    return max((_width(word) for word in text.split()), default=0)


def _width(text: str) -> int:
    """Count characters, Chinese ones twice."""
    return sum(2 if ord(character) in IDEOGRAPHS else 1 for character in text)


RENDERER = Renderer(".pdf", "application/pdf", _make)
