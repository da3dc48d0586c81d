"""The report as a tagged A4 PDF, made by WeasyPrint (an extra) from what the HTML page shows without its script."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC
from types import ModuleType

from drs_report.document import Report
from drs_report.errors import RenderError
from drs_report.model import Artifact
from drs_report.renderers.base import Renderer, RenderOptions, filename
from drs_report.renderers.html import BlockView, CellView, RowView, SectionView, TableView, section_views
from drs_report.renderers.templating import render

__all__ = ["RENDERER"]

STYLE = "css/pdf.css"

NARROWEST, WIDEST = 6, 44
"""The least and the most a column's content counts when a table's width is shared out, in characters."""

CHIP = 20
"""The most a result's words count; longer ones wrap."""

NAME = 26
"""The most a name counts as one that should not break."""

LINE = 112
"""About the characters that fit a line of a table."""

IDEOGRAPHS = range(0x3400, 0xA000)
"""Chinese characters of everyday use; without a font for them a Chinese report is a page of boxes."""

MISSING_GLYPH = ".notdef glyph"
"""How WeasyPrint's message begins when no font has a character; the character is in it."""


@dataclass(frozen=True, slots=True)
class PaperBlock(BlockView):
    """A block as paper shows it; `shares` holds the width of each of its table's columns, such as ``12.50%``."""

    shares: tuple[str, ...] = ()


def _make(report: Report, options: RenderOptions) -> tuple[Artifact, ...]:  # noqa: ARG001 - paper has no byte budget
    page = render(
        "pdf.html.j2",
        {
            "report": report,
            "strings": report.strings,
            "sections": tuple(_section(section, report) for section in section_views(report)),
            "style": STYLE,
            "stamp": report.generated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
    )
    name = filename(report, RENDERER.suffix)
    return (Artifact(name, RENDERER.media_type, _print(page), report.is_restricted),)


def _print(page: str) -> bytes:
    """Turn the page into a PDF/UA file. Nothing is fetched: only ``data:`` addresses are open, and there are none."""
    weasyprint = _weasyprint()
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - an extra

    with _missing_characters() as missing:
        content: bytes = weasyprint.HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=["data"])).write_pdf(
            pdf_variant="pdf/ua-1", pdf_identifier=hashlib.sha256(page.encode("utf-8")).digest()[:16]
        )
    if missing:
        msg = f"No font on this machine has {len(missing)} Chinese characters of this report: a PDF would show boxes."
        raise RenderError(msg, remedy="Install a CJK font, such as the package fonts-noto-cjk, or take another format.")
    return content


def _weasyprint() -> ModuleType:
    try:
        import weasyprint  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        msg = "A PDF needs WeasyPrint, which is not installed."
        raise RenderError(msg, remedy="Install it with: pip install 'drs-report[pdf]'.") from error
    except OSError as error:  # its text layout is a system library, loaded on import
        msg = f"WeasyPrint is installed, but the system library Pango is missing: {str(error).splitlines()[0]}."
        raise RenderError(
            msg, remedy="Install Pango, on Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0."
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


def _section(section: SectionView, report: Report) -> SectionView:
    return replace(
        section,
        blocks=tuple(_block(block, report) for block in section.blocks),
        sections=tuple(_section(inner, report) for inner in section.sections),
    )


def _block(block: BlockView, report: Report) -> PaperBlock:
    table = block.table
    if table is None or block.block.table is None:
        return PaperBlock(block.block, block.pairs, None, block.chart)
    n_rows = len(block.block.table.rows)
    shown = report.strings["shown_of_total"].format(shown=f"{table.n_static:,}", total=f"{n_rows:,}")
    paper = replace(
        table,
        rows=tuple(_row(row) for row in table.rows),
        shown=shown if table.n_static < n_rows else "",
        data=None,
    )
    return PaperBlock(block.block, block.pairs, paper, block.chart, _shares(paper))


def _row(row: RowView) -> RowView:
    """Leave links within the report; one to a file beside it would lead nowhere from a PDF sent on its own."""
    return replace(row, head=_cell(row.head), cells=tuple(_cell(cell) for cell in row.cells))


def _cell(cell: CellView) -> CellView:
    return cell if not cell.href or cell.href.startswith("#") else replace(cell, href="")


def _shares(table: TableView) -> tuple[str, ...]:
    """Share a table's width among its columns: what must not break first, then by how much text they hold."""
    rows = [(row.head, *row.cells) for row in table.rows]
    least, wants = [], []
    for number, column in enumerate(table.columns):
        cells = [row[number] for row in rows]
        least.append(max(NARROWEST, _longest_word(column.label) * 1.1 + 1, _unbroken(cells)))
        wants.append(max(least[-1], min(WIDEST, _content(cells))))
    spare, asked = LINE - sum(least), sum(wants) - sum(least)
    if asked and spare > 0:
        wants = [one + (want - one) * spare / asked for one, want in zip(least, wants, strict=True)]
    return tuple(f"{100 * want / sum(wants):.2f}%" for want in wants)


def _unbroken(cells: Sequence[CellView]) -> float:
    """Count what of a column should stay on one line: a number, a name, a result's longest word beside its mark."""
    if any(cell.chip for cell in cells):
        return min(CHIP, max(_longest_word(cell.text) for cell in cells)) + 4
    if any("code" in cell.css for cell in cells):
        return min(NAME, max(_width(cell.text) for cell in cells) * 1.1)
    return min(WIDEST, max((_width(cell.text) + 3 for cell in cells if "number" in cell.css), default=0))


def _content(cells: Sequence[CellView]) -> float:
    """Count what a column would like: its longest text where a break hurts (results, names), less where it wraps."""
    longest = max((_width(cell.text) for cell in cells), default=0)
    if any(cell.chip for cell in cells):
        return min(longest, CHIP) + 5
    if any("code" in cell.css for cell in cells):
        return longest * 1.2 + 1  # letters of one width are wider
    average = sum(_width(cell.text) for cell in cells) / max(1, len(cells))
    return (longest + average) / 2


def _longest_word(text: str) -> int:
    return max((_width(word) for word in text.split()), default=0)


def _width(text: str) -> int:
    """Count characters, Chinese ones twice."""
    return sum(2 if ord(character) in IDEOGRAPHS else 1 for character in text)


RENDERER = Renderer("pdf", ".pdf", "application/pdf", _make)
