"""Hand-built xlsx packages, down to the byte, and a way to look at what is read from one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from drs_report.reading.xlsx import CellValue, Limits, WorkbookReader, open_workbook
from drs_report.reading.xlsx.cells import LETTERS

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_KINDS = {"workbook": "sheet.main", "sharedStrings": "sharedStrings", "styles": "styles"}


@dataclass(frozen=True)
class Tab:
    """One sheet: `xml` is what stands in its sheetData, or a whole part if it starts with ``<?xml`` or ``<w``."""

    xml: str | bytes
    name: str = "Data"
    state: str | None = None
    target: str | None = None
    kind: str = "worksheet"


def sheet(rows: str = "", *, before: str = "", after: str = "", main: str = MAIN) -> str:
    """A whole worksheet part."""
    return f'<worksheet xmlns="{main}" xmlns:r="{RELATIONS}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def styles(*codes: str | int) -> str:
    """A styles part: cell style 0 is general, style n has the n-th of `codes` (a format code or a built-in id)."""
    own = "".join(
        f'<numFmt numFmtId="{200 + i}" formatCode="{_quote(c)}"/>' for i, c in enumerate(codes) if isinstance(c, str)
    )
    used = "".join(f'<xf numFmtId="{c if isinstance(c, int) else 200 + i}"/>' for i, c in enumerate(codes))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="9">{own}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>{used}</cellXfs>'
        f'<dxfs><dxf><numFmt numFmtId="0" formatCode="yyyy"/></dxf></dxfs></styleSheet>'
    )


def _quote(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def shared(*items: str) -> str:
    """A shared strings part: each item is what stands in an ``si``; text without a tag is wrapped in ``t``."""
    inner = "".join(f"<si>{item if '<' in item else f'<t>{item}</t>'}</si>" for item in items)
    return f'<sst xmlns="{MAIN}" count="{len(items)}">{inner}</sst>'


def parts(
    *tabs: Tab | str | bytes,
    shared_strings: str | bytes | None = None,
    style_sheet: str | bytes | None = None,
    workbook_extra: str = "",
    main: str = MAIN,
    relations: str = RELATIONS,
) -> dict[str, str | bytes]:
    """The parts of a workbook by name, in the order in which they are written."""
    made = [tab if isinstance(tab, Tab) else Tab(tab, f"Sheet{i + 1}" if i else "Data") for i, tab in enumerate(tabs)]
    links, entries, sheets = [], [], {}
    for i, tab in enumerate(made, 1):
        target = tab.target or f"worksheets/sheet{i}.xml"
        state = f' state="{tab.state}"' if tab.state else ""
        links.append(f'<Relationship Id="s{i}" Type="{relations}/{tab.kind}" Target="{target}"/>')
        entries.append(f'<sheet name="{_quote(tab.name)}" sheetId="{i}"{state} r:id="s{i}"/>')
        head = tab.xml if isinstance(tab.xml, bytes) else tab.xml.encode()
        is_whole = not head.startswith((b"<row", b"<!--")) and bool(head)
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        sheets[name] = tab.xml if is_whole else sheet(str(tab.xml), main=main)
    for kind, target, part in (
        ("sharedStrings", "sharedStrings.xml", shared_strings),
        ("styles", "styles.xml", style_sheet),
    ):
        if part is not None:
            links.append(f'<Relationship Id="{kind}" Type="{relations}/{kind}" Target="{target}"/>')
            sheets[f"xl/{target}"] = part
    overrides = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_SPREADSHEET}.{kind}+xml"/>'
        for name, kind in _KINDS.items()
        if name == "workbook" or f"xl/{name}.xml" in sheets
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{CONTENT_TYPES}">{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE_RELATIONS}"><Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}">{workbook_extra}<sheets>{"".join(entries)}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE_RELATIONS}">{"".join(links)}</Relationships>',
        **sheets,
    }


def pack(contents: Mapping[str, str | bytes] | Iterable[tuple[str, str | bytes]], *, is_stored: bool = False) -> bytes:
    """Zip the parts."""
    file = io.BytesIO()
    pairs: Iterable[tuple[str, str | bytes]] = contents.items() if isinstance(contents, Mapping) else contents
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED) as archive:
        for name, content in pairs:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED)
    return file.getvalue()


def book(
    *tabs: Tab | str | bytes,
    shared_strings: str | bytes | None = None,
    style_sheet: str | bytes | None = None,
    workbook_extra: str = "",
    main: str = MAIN,
    relations: str = RELATIONS,
) -> bytes:
    """A workbook in one go; see `parts`."""
    made = parts(
        *tabs,
        shared_strings=shared_strings,
        style_sheet=style_sheet,
        workbook_extra=workbook_extra,
        main=main,
        relations=relations,
    )
    return pack(made)


def of_rows(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook of texts, numbers and truth values, None for no cell: what openpyxl writes, a dozen times as fast."""
    texts: dict[str, int] = {}

    def cell(at: str, value: object) -> str:
        if isinstance(value, str):
            return f'<c r="{at}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
        if isinstance(value, bool):
            return f'<c r="{at}" t="b"><v>{value:d}</v></c>'
        assert isinstance(value, int | float), value
        return f'<c r="{at}"><v>{value}</v></c>'

    tabs = []
    for name, rows in sheets.items():
        lines = []
        for number, row in enumerate(rows, 1):
            cells = [cell(f"{LETTERS[i]}{number}", value) for i, value in enumerate(row) if value is not None]
            lines.append(f'<row r="{number}">{"".join(cells)}</row>' if cells else "")
        tabs.append(Tab(sheet("".join(lines)), name))
    return book(*tabs, shared_strings=shared(*(f'<t xml:space="preserve">{_quote(text)}</t>' for text in texts)))


Cells = dict[str, CellValue]


def read_all(
    data: bytes,
    *,
    size: int = 4096,
    limits: Limits | None = None,
    opened: Callable[..., WorkbookReader] = open_workbook,
) -> list[Cells]:
    """Per sheet, the cells that hold a value, by reference."""
    found: list[Cells] = []
    with opened(data, name="case.xlsx", limits=limits or Limits()) as reader:
        for one in reader.sheets:
            cells: Cells = {}
            last = 0
            for batch in reader.batches(one, size=size):
                assert 0 < len(batch.rows) <= size
                assert any(value is not None for value in batch.columns[-1])
                for column, values in enumerate(batch.columns):
                    assert len(values) == len(batch.rows)
                    for number, value in zip(batch.rows, values, strict=True):
                        if value is not None:
                            cells[f"{LETTERS[column]}{number}"] = value
                assert list(batch.rows) == sorted(set(batch.rows))
                assert batch.rows[0] > last
                last = batch.rows[-1]
            found.append(cells)
    return found


def read(data: bytes, **options: object) -> Cells:
    """The cells of the only sheet."""
    (cells,) = read_all(data, **options)
    return cells


def notes_of(data: bytes) -> tuple[str, ...]:
    """What the reader has to say once it has read everything."""
    with open_workbook(data, name="case.xlsx") as reader:
        for one in reader.sheets:
            for _ in reader.batches(one):
                pass
        return tuple(map(str, reader.notes))


def inline(text: str, reference: str = "A1", *, row: int = 1) -> str:
    """A row with one inline text."""
    return f'<row r="{row}"><c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def values(cells: Sequence[str]) -> str:
    """One row, number 1, of whole ``c`` elements."""
    return f'<row r="1">{"".join(cells)}</row>'
