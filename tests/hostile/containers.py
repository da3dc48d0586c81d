"""Archives and XML in forms that are rare: what the format allows is read, what could be read in two ways is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping

from tests.hostile.table import HEADINGS, OPEN, PASS, REFUSED, ROW, SHEET, Case, cells, many, of_bytes, rows, workbook
from tests.workbook.packages import MAIN, MC, Tab, book, pack, parts, shared, sheet

_SHEET_PART = "xl/worksheets/sheet1.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_BAD = cells([HEADINGS, (*ROW[:5], 11, "Inconsistent")])


class _Stream(io.BytesIO):
    """Cannot go back, as a network cannot: sizes stand behind each part."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise io.UnsupportedOperation


def _zipped(
    changed: Mapping[str, str | bytes] | None = None,
    *,
    method: int = zipfile.ZIP_DEFLATED,
    comment: bytes = b"",
    is_64: bool = False,
    is_streamed: bool = False,
    rename: Callable[[str], str] = str,
) -> bytes:
    """The clean workbook by Python's writer, with parts put in the place of its own, or beside them."""
    file = _Stream() if is_streamed else io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.comment = comment
        for name, content in {**parts(Tab(rows(), SHEET)), **(changed or {})}.items():
            with archive.open(rename(name), "w", force_zip64=is_64) as part:
                part.write(content.encode() if isinstance(content, str) else content)
    return file.getvalue()


def _with_sheet(content: str | bytes) -> bytes:
    return _zipped({_SHEET_PART: content})


def _as(encoding: str, declared: str = "") -> bytes:
    head = f'<?xml version="1.0" encoding="{declared or encoding}"?>'
    return _with_sheet((head + sheet(rows())).encode(encoding))


def _renamed_inside() -> bytes:
    data = workbook()
    return data.replace(_SHEET_PART.encode(), _SHEET_PART.replace("sheet1", "sheet2").encode(), 1)


def _linked(more: str) -> bytes:
    own = str(parts(Tab(rows(), SHEET))[_LINKS])
    return _zipped({_LINKS: own.replace("</Relationships>", f"{more}</Relationships>")})


def _two_links_of_one_id() -> bytes:
    own = str(parts(Tab(rows(), SHEET))[_LINKS])
    first = own[own.index("<Relationship ") : own.index("/>") + 2]
    return _linked(first.replace("sheet1", "sheet2"))


def _alternate() -> str:
    return (
        f'<worksheet xmlns="{MAIN}" xmlns:mc="{MC}"><mc:AlternateContent><mc:Choice Requires="zz"><sheetData>{rows()}'
        f"</sheetData></mc:Choice><mc:Fallback><sheetData>{_BAD}</sheetData></mc:Fallback></mc:AlternateContent></worksheet>"
    )


def _one_text(n_cells: int) -> bytes:
    lone = "".join(f'<row r="{2 * n + 4}"><c t="s"><v>0</v></c></row>' for n in range(n_cells))
    return workbook(rows() + lone, shared_strings=shared("y" * 30_000))


def _attributes(n: int) -> str:
    return " ".join(f'a{number}="1"' for number in range(n))


_END = b"PK\x05\x06" + bytes(18)
_FORMS: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "with sizes behind its parts": (lambda: _zipped(is_streamed=True), PASS, ""),
    "with sizes of 64 bits": (lambda: _zipped(is_64=True), PASS, ""),
    "with another end in its comment": (lambda: _zipped(comment=b"x" * 100 + _END + b"y" * 50), PASS, ""),
    "with a whole workbook in its comment": (
        lambda: _zipped(comment=_zipped({_SHEET_PART: sheet(_BAD)})),
        REFUSED,
        "directory",
    ),
    "with the longest comment": (lambda: _zipped(comment=b"z" * 65_535), PASS, ""),
    "by bzip2": (lambda: _zipped(method=zipfile.ZIP_BZIP2), REFUSED, "compressed by"),
    "by lzma": (lambda: _zipped(method=zipfile.ZIP_LZMA), REFUSED, "compressed by"),
    "with a part of two names": (_renamed_inside, REFUSED, "described twice"),
    "with names in capitals": (lambda: _zipped(rename=str.upper), PASS, ""),
    "with names of Windows": (lambda: _zipped(rename=lambda name: name.replace("/", "\\")), PASS, ""),
    "with folders of its own": (lambda: _zipped({"xl/worksheets/": "", "docs/": ""}), PASS, ""),
    "with a part without a name": (lambda: pack({**parts(Tab(rows(), SHEET)), "": "x"}), OPEN, ""),
    "with a part on a drive": (lambda: pack({**parts(Tab(rows(), SHEET)), "C:/x.xml": "x"}), REFUSED, "leads out"),
    "with a part whose name turns round": (lambda: pack({**parts(Tab(rows(), SHEET)), "\u202elmx.x": "x"}), OPEN, ""),
    "with content types nested without end": (
        lambda: _zipped({"[Content_Types].xml": "<a>" * 20_000}),
        REFUSED,
        "nest",
    ),
    "with 60,000 links": (
        lambda: _linked(
            "".join(f'<Relationship Id="x{n}" Type="t" Target="t{n}"/>' for n in range(many(60_000, 6000)))
        ),
        PASS,
        "",
    ),
    "with two links of one id": (_two_links_of_one_id, REFUSED, "twice"),
    "in UTF-16 with a mark": (lambda: _as("utf-16"), REFUSED, "encoded in"),
    "in UTF-16, big end first": (
        lambda: _with_sheet(b"\xfe\xff" + sheet(rows()).encode("utf-16-be")),
        REFUSED,
        "encoded in",
    ),
    "in UTF-8 with a mark": (lambda: _with_sheet(b"\xef\xbb\xbf" + sheet(rows()).encode()), PASS, ""),
    "in UTF-32": (lambda: _as("utf-32"), REFUSED, "well-formed|encoded in"),
    "in Latin-1": (lambda: _as("latin-1", "iso-8859-1"), REFUSED, "encoded in"),
    "in GBK": (lambda: _as("gbk"), REFUSED, "encoded in"),
    "in an encoding of 100,000 letters": (lambda: _as("utf-8", "a" * 100_000), REFUSED, "encoded in"),
    "with a style sheet elsewhere": (
        lambda: _with_sheet('<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1:1/x"?>' + sheet(rows())),
        PASS,
        "",
    ),
    "with its cells twice": (
        lambda: _with_sheet(sheet(rows()).replace("</sheetData>", f"</sheetData><sheetData>{_BAD}</sheetData>")),
        REFUSED,
        "twice",
    ),
    "with cells that some programs show": (lambda: _with_sheet(_alternate()), REFUSED, "some programs"),
    "with a row twice": (lambda: workbook(rows() + _BAD.partition("</row>")[2]), REFUSED, "given twice"),
    "with a cell of another row": (
        lambda: workbook(rows() + '<row r="3"><c r="A9" t="str"><v>x</v></c></row>'),
        REFUSED,
        "calls itself",
    ),
    "with 200,000 attributes": (
        lambda: _with_sheet(sheet(rows() + f"<row {_attributes(200_000)}/>")),
        REFUSED,
        "",
    ),
    "with 50,000 vocabularies": (
        lambda: _with_sheet(sheet(rows() + "".join(f'<z xmlns="urn:{n}"/>' for n in range(50_000)))),
        REFUSED,
        "tag names",
    ),
    "with 100,000 columns described": (
        lambda: _with_sheet(sheet(rows(), before="<cols>" + '<col min="1" max="1"/>' * 100_000 + "</cols>")),
        PASS,
        "",
    ),
    "with an extent that lies": (
        lambda: _with_sheet(sheet(rows(), before='<dimension ref="ZZZ99999999999999999999:"/>')),
        PASS,
        "",
    ),
    "with 100,000 empty rows": (lambda: workbook(rows() + "<row/>" * 100_000), PASS, ""),
    "with a text of 100,000 pieces": (
        lambda: workbook(
            rows() + '<row r="3"><c t="s"><v>0</v></c></row>', shared_strings=shared("<r><t>a</t></r>" * 100_000)
        ),
        REFUSED,
        "--max-cell-length",
    ),
    "with texts in texts": (
        lambda: workbook(
            rows() + '<row r="3"><c t="s"><v>0</v></c></row>',
            shared_strings=f'<sst xmlns="{MAIN}"><si><si><t>x</t></si></si></sst>',
        ),
        OPEN,
        "",
    ),
    "with one long text in 1,000 lone cells": (lambda: _one_text(1000), OPEN, ""),
    "with a sheet shown in a way nobody knows": (lambda: book(Tab(rows(), SHEET, "gone")), REFUSED, "how it is shown"),
    "with a sheet that is a chart": (
        lambda: book(Tab(rows(), SHEET), Tab(f'<chartsheet xmlns="{MAIN}"/>', "C", kind="chartsheet")),
        PASS,
        "",
    ),
}


def cases() -> Iterator[Case]:
    """Every workbook of this kind."""
    for name, (make, code, says) in _FORMS.items():
        yield Case(f"workbook: {name}", of_bytes(make), code, says)
