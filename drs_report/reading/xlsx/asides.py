"""What a sheet shows that is no stored value: results of formulas, formats that print words, comments, boxes, footers.

A comparison's result is a stored text. What Excel would show beside it or in its place is handed on as it stands, with
its rows; whether it is known to mean nothing is decided later. Costs a second look at a sheet only where it has any.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import unescape
from xml.parsers import expat

from drs_report.reading.xlsx.book import DRAWN, MAIN_NAMESPACES, STRUCK, Book, is_on, relationships
from drs_report.reading.xlsx.cells import Aside, AsideKind
from drs_report.reading.xlsx.guard import Entry
from drs_report.reading.xlsx.numbers import parse_format, parse_number
from drs_report.reading.xlsx.parts import Package, blocks, elements, feed_whole, new_parser
from drs_report.reading.xlsx.survey import Survey

_MAX_TEXTS = 1000
"""Different things of one sheet; what is beyond them is joined into one."""
_BEYOND = f"more than {_MAX_TEXTS:,} different texts"
_LAST_ROW = 1 << 40
_PAGE = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_LEADS_TO = {
    "note": "comments threadedComment",
    "drawn": "drawing chart chartEx chartUserShapes diagramData diagramDrawing",
    "drawn of old": "vmlDrawing",
    "properties": "core-properties extended-properties custom-properties",
    "workbook": "officeDocument",
    "chart sheet": "chartsheet",
    "read elsewhere": "sharedStrings styles",
    "looks": "theme themeOverride chartStyle chartColorStyle diagramLayout diagramQuickStyle diagramColors image",
    "of programs": "hdphoto thumbnail printerSettings calcChain sheetMetadata volatileDependencies wsSortMap person"
    " ctrlProp customProperty FeaturePropertyBag customXml customXmlProps classificationlabels vbaProject"
    " origin signature workbookmetadata",
    "table": "table",
    "of cells": "tableSingleCells xmlMaps externalLink pivotTable pivotCacheDefinition pivotCacheRecords",
}
"""Role of a part -> last words of the relationships that lead to such; one that no other leads to is not understood."""
_ROLES = {word: role for role, words in _LEADS_TO.items() for word in words.split()}
PEOPLE = frozenset({"creator", "lastModifiedBy", "Company", "Manager"})
NAMED = PEOPLE | {"displayName", "definedName", "descr"}
"""What anybody calls as they like: people, tables, areas, pictures."""
_SAID = PEOPLE | {"title", "subject", "description", "keywords", "category", "contentStatus", "property"}
"""What the properties of a document say; the others are numbers, moments and names of programs."""
_MADE = re.compile(
    r"_.*|MSIP_.*|ContentTypeId|KSO.*|ICV|WorkbookGuid|Generator|AppVersion|Taxonomy.*|MediaServiceImageTags"
)
"""Properties that programs write for themselves."""
_PROMPTS = {
    "dataValidation": ("promptTitle", "prompt", "errorTitle", "error"),
    "hyperlink": ("tooltip",),
    "scenario": ("name", "comment"),
    "inputCells": ("val",),
}
"""What is shown beside a cell that one points at or chooses."""
_BY_HAND = {("dataValidation", "list"): "drop-down list", ("filterColumn", ""): "filter criterion"}
"""Elements that only a person puts in, who chose what is in the cells or which rows are left."""
_RESCUED = ("repairLoad", "dataExtractLoad", "crashSave")
"""What Excel writes of a workbook that it could not read whole, or saved when it broke down."""
_EXTENSION = re.compile(
    r"http://schemas\.microsoft\.com/office/\S+ (id|conditionalFormattings|dataValidations|sparklineGroups|slicerList"
    "|timelineRefs|protectedRanges|ignoredErrors|webExtensions)"
)
"""What extends a sheet and is read, or drawn from its cells, or leads to a part."""
_FIELDS = re.compile(r'&(?:[PNDTAFZ]|"[^"]*"|\d{1,3}|K[0-9A-Fa-f+-]{6}|[BIUESXY])')
"""What a page's header or footer fills in itself, as number of page, date and name of sheet, and how it is written."""


@dataclass(slots=True)
class _Found:
    rows: dict[tuple[AsideKind, str, str], array[int]] = field(default_factory=dict)

    def add(self, kind: AsideKind, text: str, row: int = 0, part: str = "") -> None:
        key = (kind, text, part)  # whole, for it is judged
        if key not in self.rows and len(self.rows) >= _MAX_TEXTS:
            key = (kind, _BEYOND, "")
        found = self.rows.setdefault(key, array("q"))
        if 0 < row <= _LAST_ROW and (not found or found[-1] != row):
            found.append(row)

    def add_page(self, text: str) -> None:
        """What the left, the middle and the right of a page's header or footer say beside what is filled in."""
        for part in _FIELDS.sub("", text).replace("&C", "&L").replace("&R", "&L").split("&L"):
            if re.search(r"\w", part):
                self.add("page", part.strip())

    def add_format(self, code: str) -> None:
        """A format that is laid over those of cells or used in their place; of which is not worked out."""
        if code and not parse_format(code).is_usual:
            self.add("format", code)


def read_asides(
    package: Package, book: Book, surveys: Sequence[Survey], struck: frozenset[int]
) -> list[tuple[Aside, ...]]:
    """Return what each sheet shows beside its stored values, one entry per kind and text, in the file's order.

    Every part of the package has a role: its texts are read, or it is known to say nothing, or nobody knows it. What
    belongs to no sheet is said by the first. `struck` are the shared texts of which a part is struck out.
    """
    sheets = [_Found() for _ in book.tabs]
    met = {tab.entry.name for tab in book.tabs}
    struck_texts = frozenset(map(str, struck))
    for tab, survey, found in zip(book.tabs, surveys, sheets, strict=True):
        marks = survey.marks if book.laid_over else survey.marks - {"conditions"}
        if marks or book.odd or struck:
            _Cells(new_parser(package, tab.entry), book, struck_texts, found).read(package, tab.entry)
        _follow(package, tab.entry.name, book, found, met)
    _follow(package, "", book, sheets[0], met)
    for entry in package.entries.values():
        if entry.name not in met and not entry.name.lower().endswith((".rels", "/", "[content_types].xml")):
            sheets[0].add("part", entry.name, part=entry.name)  # nothing leads to it
    return [tuple(Aside(kind, text, rows, part) for (kind, text, part), rows in found.rows.items()) for found in sheets]


def _follow(package: Package, part: str, book: Book, found: _Found, met: set[str]) -> None:
    """Give each part that `part` leads to its role, and those that it leads to."""
    links = [*relationships(package, part, is_needed=False).values()]
    while links:
        link = links.pop(0)
        entry = None if link.is_external else package.find(link.target)
        if entry is None or entry.name in met:
            continue
        met.add(entry.name)
        match _ROLES.get(link.kind.rpartition("/")[2]):
            case None:
                found.add("part", entry.name, part=entry.name)
            case "note":
                _of_comments(package, entry, found)
            case "drawn":
                _of_drawing(package, entry, found)
            case "drawn of old":
                _of_old_drawing(package, entry, found)
            case "chart sheet":
                _texts(package, entry, dict(zip(_PAGE, _PAGE, strict=True)), lambda *_: None, found.add_page)
            case "properties":
                _of_properties(package, entry, found)
            case "workbook" | "table":
                _of_names(package, entry, book, found)
        links += relationships(package, entry.name, is_needed=False).values()


@dataclass(slots=True)
class _Cells:
    """Formulas, cells under odd formats, parts struck out, extensions, and the page's header and footer of a sheet."""

    parser: expat.XMLParserType
    book: Book
    struck: frozenset[str]
    """Numbers of the shared texts of which a part is struck out."""
    found: _Found
    row: int = 0
    depth: int = 0
    """Elements that are open from an extension on."""
    style: str = ""
    kind: str = ""
    texts: list[str] = field(default_factory=list)

    def read(self, package: Package, entry: Entry) -> None:
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.start, self.end
        feed_whole(package, entry, self.parser)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if self.depth or local == "ext":
            self.depth += 1
            if self.depth == 2 and not _EXTENSION.fullmatch(name):
                self.found.add("part", name, part=name)
        shown = [attributes.get(key, "").strip() for key in _PROMPTS.get(local, ())]
        by_hand = _BY_HAND.get((local, attributes.get("type", "")), "")
        for text in filter(None, (*shown, by_hand)):
            self.found.add("comment", text)
        if local in ("iconSet", "dataBar") and not is_on({"val": attributes.get("showValue", "1")}):
            self.found.add("format", DRAWN)
        if namespace in MAIN_NAMESPACES:
            self._open(local, attributes)

    def _open(self, local: str, attributes: dict[str, str]) -> None:
        match local:
            case "row":
                number = attributes.get("r", "").strip()
                self.row = int(number[:20]) if number.isascii() and number.isdigit() else self.row + 1
            case "c":
                self.style, self.kind = attributes.get("s", ""), attributes.get("t", "")
            case "f":
                self.found.add("formula", "=", self.row)
            case "strike" if is_on(attributes):
                self.found.add("format", STRUCK, self.row)
            case "numFmt":
                self.found.add_format(attributes.get("formatCode", ""))
            case "cfRule" if attributes.get("dxfId") in self.book.laid_over:
                self.found.add("format", self.book.laid_over[attributes["dxfId"]])
            case "v" | "is" if self.style in self.book.odd:
                self.found.add("format", self.book.odd[self.style], self.row)
        if local in _PAGE or self._may_be_struck(local):
            self.texts.clear()
            self.parser.CharacterDataHandler = self.texts.append

    def _may_be_struck(self, local: str) -> bool:
        return local == "v" and self.kind == "s" and bool(self.struck)

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        self.depth -= self.depth > 0
        if self._may_be_struck(local):
            self.parser.CharacterDataHandler = None
            if ("".join(self.texts).strip().lstrip("0") or "0") in self.struck:
                self.found.add("format", STRUCK, self.row)
        elif local == "sheetData":
            self.row = 0  # what follows stands in none
        elif local in _PAGE:
            self.parser.CharacterDataHandler = None
            self.found.add_page("".join(self.texts))


def _of_comments(package: Package, entry: Entry, found: _Found) -> None:
    """Each comment with the row of its cell."""
    row = 0

    def start(local: str, attributes: dict[str, str]) -> None:
        nonlocal row
        if local in ("comment", "threadedComment"):
            digits = attributes.get("ref", "").lstrip("$ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            row = int(digits[:20]) if digits.isascii() and digits.isdigit() else 0

    _texts(package, entry, {"t": "comment", "text": "comment"}, start, lambda text: found.add("comment", text, row))


def _of_drawing(package: Package, entry: Entry, found: _Found) -> None:
    """The texts of boxes, shapes and charts, paragraph by paragraph, and what pictures are said to show."""
    kind = ""

    def start(local: str, attributes: dict[str, str]) -> None:
        nonlocal kind
        if local == "cNvPr" and (text := attributes.get("descr", "").strip()):
            found.add("part", text, part=f"{entry.name}: descr")
        elif local == "numFmt":
            found.add_format(attributes.get("formatCode", ""))
        kind = local if local in kinds else kind

    def say(text: str) -> None:
        if kind in ("t", "name") or parse_number(text) is None:  # a chart keeps the numbers that it draws
            found.add("drawing", text)

    kinds = {"t": "p", "v": "v", "pt": "pt", "name": "name"}
    _texts(package, entry, kinds, start, say)


def _of_names(package: Package, entry: Entry, book: Book, found: _Found) -> None:
    """Names of a table and of the workbook's areas, formats that a table lays over its cells, that Excel rescued it."""
    for element in elements(package, entry):
        kind = {"table": "displayName", "definedName": "name"}.get(element.path[-1], "")
        for key in _RESCUED if element.path[-1] == "fileRecoveryPr" else ():
            if is_on({"val": element.attributes.get(key, "0")}):
                found.add("part", key, part=entry.name)
        if name := element.attributes.get(kind, "").removeprefix("_xlnm."):
            found.add("part", name, part=f"{entry.name}: {'displayName' if kind != 'name' else 'definedName'}")
        for key, value in element.attributes.items():
            is_format = key.lower().endswith("dxfid") or (element.path[-1], key) == ("tableStyleInfo", "name")
            if is_format and value in book.laid_over:
                found.add("format", book.laid_over[value])


def _of_old_drawing(package: Package, entry: Entry, found: _Found) -> None:
    """The texts of notes, controls and letterings in a drawing of the old form, which need not be well-formed XML."""
    data = b"".join(blocks(package, entry))
    text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    boxes = (piece.partition(">")[2] for piece in re.split(r"<(?:\w{1,9}:)?textbox\b", text)[1:])
    bare = (re.sub("<[^<>]*>", " ", re.split(r"</(?:\w{1,9}:)?textbox", box)[0]) for box in boxes)
    for said in (*bare, *re.findall(r"""<(?:\w{1,9}:)?textpath\b[^<>]*\bstring\s*=\s*["']([^"'<>]*)""", text)):
        if shown := " ".join(unescape(said).split()):
            found.add("drawing", shown)


def _of_properties(package: Package, entry: Entry, found: _Found) -> None:
    """What the properties of the document say, its version and those of a user's own behind their names."""
    named, read = "", {said: said for said in (*_SAID, "version")}

    def start(local: str, attributes: dict[str, str]) -> None:
        nonlocal named
        named = attributes.get("name", local) if local in read else named

    def say(text: str) -> None:
        if named in _SAID:
            found.add("part", text, part=f"{entry.name}: {named}")
        elif not _MADE.fullmatch(named) and not (named == "version" and re.fullmatch(r"[Vv]?[\d.]+", text)):
            found.add("part", f"{named}: {text}", part=entry.name)

    _texts(package, entry, read, start, say)


def _texts(
    package: Package,
    entry: Entry,
    kinds: dict[str, str],
    opened: Callable[[str, dict[str, str]], None],
    say: Callable[[str], None],
) -> None:
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
    feed_whole(package, entry, parser)
