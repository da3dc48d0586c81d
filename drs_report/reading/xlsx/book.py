"""The workbook part and what it points to: sheets in tab order, number formats, shared texts, the date system.

Everything is found through relationships, never by file name, and in both the transitional and the strict flavour.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

from drs_report.errors import Told, UnreadableWorkbookError
from drs_report.reading.xlsx.guard import Entry
from drs_report.reading.xlsx.numbers import NumberFormat, built_in_format, parse_format
from drs_report.reading.xlsx.parts import Element, Package, elements
from drs_report.records.reading import SheetState
from drs_report.records.remarks import Remark, RemarkKind, remark

_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
MAIN_NAMESPACES = frozenset(("http://schemas.openxmlformats.org/spreadsheetml/2006/main", STRICT_MAIN))

_STATES: Mapping[str, SheetState] = {"visible": "visible", "hidden": "hidden", "veryHidden": "very_hidden"}

_OFF = ("0", "false")
STRUCK = "struck through"
"""Stands for the code of a format whose font strikes out what it shows."""
DRAWN = "drawn in place of the values"
"""The same of one that shows icons or bars only."""
_SAVE_AGAIN = Told("Open it in Excel and save it as an .xlsx workbook.")


@dataclass(frozen=True, slots=True)
class Tab:
    """A worksheet as the workbook part names it."""

    name: str
    state: SheetState
    entry: Entry


@dataclass(frozen=True, slots=True)
class Book:
    """What must be known before a cell is read."""

    tabs: tuple[Tab, ...]
    formats: tuple[NumberFormat, ...]
    """By the style index of a cell; empty without a styles part."""
    odd: Mapping[str, str]
    """Codes of those that show something else than what is stored, by the style index of a cell."""
    laid_over: Mapping[str, str]
    """The like for what is laid over cells: by the number that sheets and tables give it, by the name of a style of
    tables that holds it."""
    shared_strings: Entry | None
    is_1904: bool
    is_strict: bool
    is_stale: bool
    """Whether the stored results of formulas are to be computed again when a program opens the workbook."""
    notes: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Relationship:
    """From one part of the package to another, or to an address outside."""

    kind: str
    """The last word of its type, e.g. ``worksheet``."""
    target: str
    """The part's name, or the address outside."""
    is_external: bool


def read_book(package: Package) -> Book:
    """Read the workbook part of `package` and check that every worksheet it names is there."""
    notes: list[Remark] = []
    entry = _workbook_entry(package)
    tree = elements(package, entry)
    if not tree or tree[0].path != ("workbook",) or tree[0].namespace not in MAIN_NAMESPACES:
        raise package.damaged(Told("the part {name!r} should be the workbook but is something else", name=entry.name))
    main = tree[0].namespace
    related = relationships(package, entry.name)
    tabs: list[Tab] = []
    is_1904 = is_stale = False
    for element in tree:
        if element.namespace != main:
            continue
        if element.path == ("workbook", "workbookPr"):
            is_1904 = element.attributes.get("date1904", "0").strip() in ("1", "true")
        elif element.path == ("workbook", "sheets", "sheet"):
            tab = _tab(package, element, related, notes)
            if tab is not None:
                tabs.append(tab)
            if len(tabs) > package.limits.n_sheets:
                raise package.over_limit("n_sheets", Told("the workbook has more sheets"))
        elif element.path == ("workbook", "calcPr") and element.attributes.get("fullCalcOnLoad") in ("1", "true"):
            is_stale = True
    if not tabs:
        raise package.damaged(Told("the workbook has no worksheet"))
    styles = _one(package, related, "styles")
    if styles is None:
        notes.append(remark(RemarkKind.NO_STYLES))
    formats, laid_over = _formats(package, styles) if styles else ((), {})
    return Book(
        tabs=tuple(tabs),
        formats=formats,
        odd={str(index): item.code for index, item in enumerate(formats) if item.code and not item.is_usual},
        laid_over=laid_over,
        shared_strings=_one(package, related, "sharedStrings"),
        is_1904=is_1904,
        is_strict=main == STRICT_MAIN,
        is_stale=is_stale,
        notes=tuple(notes),
    )


def _workbook_entry(package: Package) -> Entry:
    types = package.find("[Content_Types].xml")
    if types is None:
        raise _another_kind(package)
    elements(package, types)  # says nothing that the relationships do not, but must be sound
    starts = [item for item in relationships(package, "").values() if item.kind == "officeDocument"]
    if len({item.target.lower() for item in starts}) != 1 or starts[0].is_external:
        raise package.damaged(Told("the package does not say which part is its workbook"))
    target = starts[0].target
    if target.lower().endswith(".bin"):
        raise UnreadableWorkbookError(
            package.file, Told("a binary workbook (.xlsb), not an .xlsx."), remedy=_SAVE_AGAIN
        )
    if target.lower().startswith(("word/", "ppt/", "visio/")):
        raise UnreadableWorkbookError(
            package.file,
            Told("an Office document of another kind (such as Word or PowerPoint), not a workbook."),
            remedy=Told("Give the .xlsx file that DRS exported."),
        )
    entry = package.find(target)
    if entry is None:
        raise package.damaged(Told("the workbook part {target!r} is missing", target=target))
    return entry


def _another_kind(package: Package) -> UnreadableWorkbookError:
    if package.find("content.xml") and package.find("mimetype"):
        return UnreadableWorkbookError(package.file, Told("an OpenDocument file, not an .xlsx."), remedy=_SAVE_AGAIN)
    inside = [entry.name for entry in package.entries.values() if entry.name.lower().endswith((".xlsx", ".xls"))]
    if inside:
        return UnreadableWorkbookError(
            package.file,
            Told("a ZIP archive that holds workbooks ({inside}), not a workbook.", inside=inside[0]),
            remedy=Told("Unpack it first."),
        )
    return package.damaged(Told("a ZIP archive but not a workbook: it has no [Content_Types].xml"))


def relationships(package: Package, part: str, *, is_needed: bool = True) -> dict[str, Relationship]:
    """The relationships of `part` by id; those of the package itself for "". None at all may be an error."""
    folder, _, base = part.rpartition("/")
    entry = package.find(posixpath.join(folder, "_rels", f"{base}.rels"))
    if entry is None and not is_needed:
        return {}
    if entry is None:
        raise package.damaged(Told("the relationships of {part!r} are missing", part=part or "the package"))
    found: dict[str, Relationship] = {}
    for element in elements(package, entry):
        if element.path != ("Relationships", "Relationship"):
            continue
        get = element.attributes.get
        is_external = get("TargetMode", "").lower() == "external"
        target = get("Target", "")
        if not is_external:
            target = posixpath.normpath(posixpath.join("/", folder, unquote(target).replace("\\", "/"))).lstrip("/")
        kind = get("Type", "")
        is_known = kind.startswith((_TRANSITIONAL, _STRICT))
        identifier = get("Id", "")
        if identifier in found:
            raise package.damaged(
                Told("the part {name!r} gives the id {identifier!r} twice", name=entry.name, identifier=identifier)
            )
        found[identifier] = Relationship(kind.rpartition("/")[2] if is_known else kind, target, is_external)
    return found


def _tab(package: Package, element: Element, related: Mapping[str, Relationship], notes: list[Remark]) -> Tab | None:
    attributes = element.attributes
    name = attributes.get("name")
    identifier = attributes.get(f"{_TRANSITIONAL} id", attributes.get(f"{_STRICT} id"))
    link = related.get(identifier) if identifier is not None else None
    state = _STATES.get(attributes.get("state", "visible"))
    if name is not None and identifier == "":
        notes.append(remark(RemarkKind.NOT_A_WORKSHEET, sheet=name, part="module"))
        return None
    if name is None or link is None or link.is_external or state is None:
        raise package.damaged(
            Told("the workbook does not say where its sheet {name!r} is, or how it is shown", name=name)
        )
    if link.kind != "worksheet":
        notes.append(remark(RemarkKind.NOT_A_WORKSHEET, sheet=name, part=link.kind))
        return None
    entry = package.find(link.target)
    if entry is None:
        raise package.damaged(
            Told("the sheet {name!r} is missing: there is no part {target!r}", name=name, target=link.target)
        )
    return Tab(name, state, entry)


def _one(package: Package, related: Mapping[str, Relationship], kind: str) -> Entry | None:
    """The one part of this kind that the workbook points to; None if it points to none."""
    targets = {item.target.lower(): item.target for item in related.values() if item.kind == kind}
    if not targets:
        return None
    if len(targets) > 1:
        raise package.damaged(Told("the workbook has several parts for {kind}", kind=kind))
    # a part that is promised and not there: whatever needs it (a shared text, a style) is refused or noted at the cell
    return package.find(min(targets))


def is_on(attributes: Mapping[str, str]) -> bool:
    """Whether an element such as ``strike`` says yes: it does unless it says no."""
    return attributes.get("val") not in _OFF


def _formats(package: Package, entry: Entry) -> tuple[tuple[NumberFormat, ...], dict[str, str]]:
    """The number format of each cell style, and the odd ones of those that are laid over them."""
    tree = elements(package, entry)
    if not tree or tree[0].path != ("styleSheet",) or tree[0].namespace not in MAIN_NAMESPACES:
        raise package.damaged(Told("the part {name!r} should hold the styles but is something else", name=entry.name))
    codes: dict[str, str] = {}
    used: list[tuple[str, str]] = []
    n_fonts, struck = 0, set[str]()
    n_laid_over, laid_over = 0, dict[str, str]()
    style, tables = "", list[tuple[str, str]]()
    for element in tree:
        if element.namespace != tree[0].namespace:
            continue
        if element.path == ("styleSheet", "numFmts", "numFmt"):
            codes[element.attributes.get("numFmtId", "")] = element.attributes.get("formatCode", "")
        elif element.path == ("styleSheet", "cellXfs", "xf"):
            used.append((element.attributes.get("numFmtId", "0"), element.attributes.get("fontId", "0")))
        elif element.path == ("styleSheet", "fonts", "font"):
            n_fonts += 1
        elif element.path == ("styleSheet", "fonts", "font", "strike") and is_on(element.attributes):
            struck.add(str(n_fonts - 1))
        elif element.path == ("styleSheet", "dxfs", "dxf"):
            n_laid_over += 1
        elif element.path == ("styleSheet", "dxfs", "dxf", "numFmt"):
            code = element.attributes.get("formatCode", "")
            if code and not parse_format(code).is_usual:
                laid_over.setdefault(str(n_laid_over - 1), code)
        elif element.path == ("styleSheet", "dxfs", "dxf", "font", "strike") and is_on(element.attributes):
            laid_over[str(n_laid_over - 1)] = STRUCK
        elif element.path == ("styleSheet", "tableStyles", "tableStyle"):
            style = element.attributes.get("name", "")
        elif element.path == ("styleSheet", "tableStyles", "tableStyle", "tableStyleElement"):
            tables.append((style, element.attributes.get("dxfId", "")))
    laid_over |= {name: laid_over[number] for name, number in tables if number in laid_over}
    numbers = {number for number, _ in used}
    formats = {n: parse_format(codes[n]) if n in codes else built_in_format(n) for n in numbers}
    found = [(formats[number], font in struck) for number, font in used]
    marked = (replace(item, code=STRUCK, is_usual=False) if is_struck else item for item, is_struck in found)
    return tuple(marked), laid_over
