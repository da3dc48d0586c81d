"""What a sheet shows that is no stored value: results of formulas, formats that print words, comments, boxes, footers.

A comparison's result is a stored text. What Excel would show beside it or in its place is handed on as it stands, with
its rows; whether it is known to mean nothing is decided later. Costs a second look at a sheet only where it has any.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from drs_report.reading.xlsx.book import MAIN_NAMESPACES, STRUCK, Book, Tab, is_on, relationships
from drs_report.reading.xlsx.cells import Aside, AsideKind
from drs_report.reading.xlsx.guard import Entry
from drs_report.reading.xlsx.numbers import NumberFormat
from drs_report.reading.xlsx.parts import Package, feed, new_parser
from drs_report.reading.xlsx.survey import Survey

__all__ = ["read_asides"]

_MAX_TEXTS = 1000
"""Different things of one sheet; what is beyond them is joined into one."""
_BEYOND = f"more than {_MAX_TEXTS:,} different texts"
_LAST_ROW = 1 << 40
_PAGE = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_COMMENTS = ("comments", "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment")
_DRAWN = ("chart", "diagramData", "http://schemas.microsoft.com/office/2014/relationships/chartEx")
"""What a drawing keeps in parts of their own: charts and their titles, the texts of a diagram."""
_FIELDS = ("&P", "&N", "&D", "&T", "&A", "&F", "&Z")
"""What a page's header or footer fills in itself: number of page, date, name of sheet and file."""


@dataclass(slots=True)
class _Found:
    rows: dict[tuple[AsideKind, str], array[int]] = field(default_factory=dict)

    def add(self, kind: AsideKind, text: str, row: int = 0) -> None:
        key = (kind, text)  # whole, for it is judged
        if key not in self.rows and len(self.rows) >= _MAX_TEXTS:
            key = (kind, _BEYOND)
        found = self.rows.setdefault(key, array("q"))
        if 0 < row <= _LAST_ROW and (not found or found[-1] != row):
            found.append(row)


@dataclass(frozen=True, slots=True)
class _Odd:
    """What of the workbook shows cells otherwise than they are stored."""

    styles: Mapping[str, str]
    """Style of a cell -> the code of its format; so the next one, for formats that depend on what a cell holds."""
    conditional: Mapping[str, str]
    struck: frozenset[str]
    """Numbers of the shared texts of which a part is struck out."""


def _odd(formats: Sequence[NumberFormat]) -> dict[str, str]:
    return {str(index): item.code for index, item in enumerate(formats) if item.code and not item.is_usual}


def read_asides(
    package: Package, tab: Tab, survey: Survey, book: Book, struck: frozenset[int] = frozenset()
) -> tuple[Aside, ...]:
    """Return what the sheet `tab` shows beside its stored values, one entry per kind and text, in the file's order.

    `struck` are the shared texts of which a part is struck out.
    """
    found = _Found()
    odd = _Odd(_odd(book.formats), _odd(book.conditional), frozenset(map(str, struck)))
    is_looked_through = survey.has_formulas or survey.has_page_texts or survey.has_strikes
    if is_looked_through or odd.styles or odd.struck or (odd.conditional and survey.has_conditions):
        _exhaust(_of_cells(package, tab.entry, odd, found))
    for link in relationships(package, tab.entry.name, is_needed=False).values():
        entry = None if link.is_external else package.find(link.target)
        if entry is not None and link.kind in _COMMENTS:
            _exhaust(_of_comments(package, entry, found))
        elif entry is not None and link.kind == "drawing":
            _exhaust(_of_drawing(package, entry, found))
            drawn = relationships(package, entry.name, is_needed=False).values()
            for target in dict.fromkeys(link.target for link in drawn if link.kind in _DRAWN and not link.is_external):
                if (part := package.find(target)) is not None:
                    _exhaust(_of_drawing(package, part, found))
    return tuple(Aside(kind, text, rows) for (kind, text), rows in found.rows.items())


def _exhaust(steps: Iterator[None]) -> None:
    for _ in steps:
        pass


def _of_cells(package: Package, entry: Entry, odd: _Odd, found: _Found) -> Iterator[None]:
    """Formulas, cells under odd formats, parts struck out, and the page's header and footer."""
    row = 0
    style = kind = ""
    texts: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, style, kind
        namespace, _, local = name.rpartition(" ")
        if namespace not in MAIN_NAMESPACES:
            return
        if local == "row":
            number = attributes.get("r", "").strip()
            row = int(number[:20]) if number.isascii() and number.isdigit() else row + 1
        elif local == "c":
            style, kind = attributes.get("s", ""), attributes.get("t", "")
        elif local == "f":
            found.add("formula", "=", row)
        elif local == "strike" and is_on(attributes):
            found.add("format", STRUCK, row)
        elif local == "cfRule" and attributes.get("dxfId") in odd.conditional:
            found.add("format", odd.conditional[attributes["dxfId"]])  # of which cells it is true is not worked out
        elif local in ("v", "is") and style in odd.styles:
            found.add("format", odd.styles[style], row)
        if local in _PAGE or (local == "v" and kind == "s" and odd.struck):
            texts.clear()
            parser.CharacterDataHandler = texts.append

    def end(name: str) -> None:
        nonlocal row
        local = name.rpartition(" ")[2]
        if local == "v" and kind == "s" and odd.struck:
            parser.CharacterDataHandler = None
            if ("".join(texts).strip().lstrip("0") or "0") in odd.struck:
                found.add("format", STRUCK, row)
        elif local == "sheetData":
            row = 0  # what follows stands in none
        elif local in _PAGE:
            parser.CharacterDataHandler = None
            for part in _page_parts("".join(texts)):
                found.add("page", part)

    parser = new_parser(package, entry)
    parser.StartElementHandler, parser.EndElementHandler = start, end
    return feed(package, entry, parser)


def _page_parts(text: str) -> Iterator[str]:
    """What the left, the middle and the right of a page's header or footer say beside what is filled in."""
    for code in _FIELDS:
        text = text.replace(code, "")
    for part in text.replace("&C", "&L").replace("&R", "&L").split("&L"):
        if re.search(r"\w", part):
            yield part.strip()


def _of_comments(package: Package, entry: Entry, found: _Found) -> Iterator[None]:
    """Each comment with the row of its cell."""
    row = 0

    def start(local: str, attributes: dict[str, str]) -> None:
        nonlocal row
        if local in ("comment", "threadedComment"):
            digits = attributes.get("ref", "").lstrip("$ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            row = int(digits[:20]) if digits.isascii() and digits.isdigit() else 0

    return _texts(
        package, entry, {"t": "comment", "text": "comment"}, start, lambda text: found.add("comment", text, row)
    )


def _of_drawing(package: Package, entry: Entry, found: _Found) -> Iterator[None]:
    """The texts of boxes, shapes and charts, paragraph by paragraph."""
    return _texts(package, entry, {"t": "p"}, lambda _local, _attributes: None, lambda text: found.add("drawing", text))


def _texts(
    package: Package,
    entry: Entry,
    kinds: dict[str, str],
    opened: Callable[[str, dict[str, str]], None],
    say: Callable[[str], None],
) -> Iterator[None]:
    """Join the texts of the elements `kinds` within each element that it names; say each that is not blank."""
    texts: list[str] = []
    closing = frozenset((*kinds.values(), "threadedComment"))

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        opened(local, attributes)
        if local in kinds:
            parser.CharacterDataHandler = texts.append

    def end(name: str) -> None:
        local = name.rpartition(" ")[2]
        if local in kinds:
            parser.CharacterDataHandler = None
        if local in closing:
            text = "".join(texts).strip()
            texts.clear()
            if text:
                say(text)

    parser = new_parser(package, entry)
    parser.StartElementHandler, parser.EndElementHandler = start, end
    return feed(package, entry, parser)
