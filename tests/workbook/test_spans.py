"""The quick reader gives the same cells, the same notes or the same refusal as the exact one does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from drs_report.errors import WorkbookError
from drs_report.reading.xlsx import ErrorValue, open_workbook, rows, spans, texts
from drs_report.reading.xlsx import shared as shared_reader
from drs_report.reading.xlsx.meaning import Meaning
from drs_report.reading.xlsx.numbers import parse_format
from drs_report.reading.xlsx.spans import SpanReader
from drs_report.reading.xlsx.texts import SharedTexts
from tests.workbook.packages import MAIN, book, inline, notes_of, read, shared, sheet, styles

_STYLES = styles("yyyy-mm-dd", "0%", "0.00")
_SHARED = shared("zero", "<t>one &amp; _x0041_</t>", "表")


def _outcome(data: bytes) -> object:
    """Cells with their types and what the reader notes of them, or the refusal."""
    try:
        cells = {place: (type(value), str(value), value) for place, value in read(data).items()}
    except WorkbookError as error:
        return type(error), str(error)
    return cells, notes_of(data)


def _both(xml: str | bytes, *, shared_strings: str | bytes = _SHARED) -> tuple[object, object]:
    """What is read with the quick reader and what without it."""
    data = book(xml, shared_strings=shared_strings, style_sheet=_STYLES)
    quick = _outcome(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "skim", lambda source, *_words, **_hooks: source)
        patch.setattr(shared_reader, "skim", lambda source, *_words, **_hooks: source)
        return quick, _outcome(data)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows of each block the quick reader took."""
    found: list[int] = []
    take = SpanReader.read

    def spying(self: SpanReader, block: bytes) -> spans.Chunk | None:
        chunk = take(self, block)
        found.extend([] if chunk is None else [len(chunk.rows)])
        return chunk

    monkeypatch.setattr(SpanReader, "read", spying)
    return found


_TEXT = st.one_of(
    st.sampled_from(
        [
            "",
            "x",
            " x ",
            "a&amp;b",
            "&#65;",
            "&bad;",
            "&amp;amp;",
            "_x000D_",
            "&#x5f;x0041_",
            "]]>",
            "表",
            "👍",
            "\t",
            "1",
            "007",
        ]
    ),
    st.text(alphabet="ab_x0041&;<>\r\n\x01é'\"", max_size=8),
)
_CELL = st.builds(
    lambda reference, style, kind, shape, text: f"<c{reference}{style}{kind}{shape.format(text=text)}",
    st.sampled_from([' r="{}"'] * 9 + ["", ' r="A1"', " r='{}'", ' r="$B$1"', ' r="zz"', ' r="XFD{n}"']),
    st.sampled_from([""] * 5 + [' s="0"', ' s="1"', ' s="2"', ' s="3"', ' s="9"', ' s="x"']),
    st.sampled_from(
        [""] * 3
        + [' t="inlineStr"'] * 6
        + [' t="s"'] * 4
        + [' t="n"', ' t="str"', ' t="b"', ' t="e"', ' t="d"', ' t="q"']
    ),
    st.sampled_from(
        ["><is><t>{text}</t></is></c>"] * 6
        + ["><v>{text}</v></c>"] * 4
        + ["><v>1</v></c>"] * 4
        + [
            "/>",
            "></c>",
            '><is><t xml:space="preserve">{text}</t></is></c>',
            "><is><r><t>{text}</t></r><r><t>b</t></r></is></c>",
            "><f>X</f><v>{text}</v></c>",
            "><f>X</f></c>",
            "> <v>{text}</v> </c>",
            "><!--{text}--><v>1</v></c>",
            "><v>45351.5</v></c>",
            "><v>-0</v></c>",
            "><v>9007199254740993</v></c>",
            '><is xmlns="urn:x"><t>{text}</t></is></c>',
        ]
    ),
    _TEXT,
)
_BETWEEN = st.sampled_from(
    [""] * 12
    + [
        "\n",
        "<!-- c -->",
        '<!-- <row r="1"><c r="A1"><v>9</v></c></row> -->',
        "<?pi x?>",
        '<z xmlns="urn:z"><row r="1"><c r="A1"><v>9</v></c></row><row r="2"><c r="A2"><v>9</v></c></row></z>',
        '<row r="50"/>',
        "<row><c><v>5</v></c></row>",
        "<![CDATA[ ]]>",
        "loose",
    ]
)


@st.composite
def _rows(draw: st.DrawFn) -> str:
    rows, number = [], 0
    for _ in range(draw(st.integers(1, 6))):
        number += draw(st.sampled_from([1, 1, 1, 1, 2, 30, 0, -1]))
        column = 0
        cells = []
        for _ in range(draw(st.integers(0, 5))):
            column += draw(st.sampled_from([1, 1, 1, 1, 1, 2, 0]))
            letter = "ABCDEFGHIJKLMNOP"[max(0, column - 1)]
            cells.append(draw(_CELL).replace("{}", f"{letter}{number}").replace("{n}", str(number)))
        extra = draw(
            st.sampled_from([""] * 6 + [' spans="1:3"', ' x:y="1"', ' hidden="1"', ' r="9"', f' xmlns="{MAIN}"'])
        )
        rows.append(f'{draw(_BETWEEN)}<row r="{number}"{extra}>{"".join(cells)}</row>')
    return "".join(rows) + draw(_BETWEEN)


@settings(max_examples=250)
@given(_rows())
@example('<row r="1" x:y="1"></row>')
def test_the_quick_and_the_exact_reader_agree(xml: str) -> None:
    """On regular and irregular rows in any mixture."""
    quick, exact = _both(sheet(xml))
    assert quick == exact


# --- mutations of what Apache POI, XlsxWriter and openpyxl write ---

_POI = (
    '\n<row r="1">\n<c r="A1" t="inlineStr"><is><t>Source &quot;x&quot;</t></is></c><c r="B1" s="1"></c>'
    '<c r="C1" t="n"><v>1000.0</v></c></row>\n<row r="2">\n<c r="A2" t="inlineStr"><is><t>表_x0041_</t></is></c>'
    '<c r="C2" t="b"><v>1</v></c><c r="D2" t="e"><v>#N/A</v></c></row>\n'
    '<row r="9">\n<c r="A9" t="s"><v>1</v></c><c r="B9" t="s"><v>0</v></c><c r="C9" t="n"><v>-7</v></c></row>\n'
)
_XLSXWRITER = (
    '<row r="1" spans="1:3"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>'
    '<c r="B1" s="2"><v>0.25</v></c><c r="C1" s="1"><v>45351.5</v></c></row>'
    '<row r="2" spans="1:3"><c r="A2" t="s"><v>2</v></c><c r="B2" s="1"/><c r="C2"><v>12</v></c></row>'
)
_SHARED_PART = shared("zero", "<t>one &amp; two</t>", "表", '<t xml:space="preserve"> d </t>', "_x000D_e", "f&#10;g")
_PIECES = [
    "<",
    ">",
    "/",
    '"',
    "&",
    "'",
    " ",
    "\n",
    "\r",
    "\t",
    "1",
    "0",
    "9",
    "A",
    "C",
    "v",
    "t",
    "s",
    "r",
    "x",
    "]]>",
    "_x0042_",
]
_PIECES += [
    "<c>",
    "</c>",
    "<v>",
    "</v>",
    "<is>",
    "</row>",
    "<row>",
    "<t/>",
    "<f>1</f>",
    "<!--",
    "-->",
    "&lt;",
    "&#9;",
    "&#x0;",
]
_PIECES += [
    ' r="A1"',
    ' t="s"',
    ' t="n"',
    ' s="3"',
    ' t="str"',
    ' xmlns=""',
    "\x00",
    "\x7f",
    "\ufffe",
    "é",
    "=",
    "#",
    ";",
    "-",
    "e",
]
_EDITS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 6), st.sampled_from(["", *_PIECES])),
    min_size=1,
    max_size=3,
)


def _mutated(text: str, edits: list[tuple[float, int, str]]) -> bytes:
    """The text with some characters taken out and others put in their place."""
    for where, n, piece in edits:
        at = int(where * len(text))
        text = text[:at] + piece + text[at + n :]
    return text.encode()


@settings(max_examples=400)
@given(st.sampled_from([_POI, _XLSXWRITER]), _EDITS)
def test_mutated_rows_are_read_alike(xml: str, edits: list[tuple[float, int, str]]) -> None:
    """One changed byte in what real writers write; the quick reader must notice as much as the exact one."""
    head, _, tail = sheet("|").partition("|")
    quick, exact = _both(head.encode() + _mutated(xml, edits) + tail.encode())
    assert quick == exact


@settings(max_examples=150)
@given(_EDITS)
def test_mutated_shared_texts_are_read_alike(edits: list[tuple[float, int, str]]) -> None:
    """In the table of shared texts too."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{n - 1}</v></c></row>' for n in range(1, 7))
    quick, exact = _both(sheet(cells), shared_strings=_mutated(_SHARED_PART, edits))
    assert quick == exact


def test_what_real_writers_write_is_regular(quick: list[int]) -> None:
    """Else the mutations would prove nothing."""
    for xml in (_POI, _XLSXWRITER):
        with open_workbook(book(sheet(xml), shared_strings=_SHARED_PART, style_sheet=_STYLES)) as reader:
            n_rows = sum(len(batch.rows) for batch in reader.batches(reader.sheets[0]))
            assert n_rows == quick.pop() > 0


@pytest.mark.parametrize(
    "xml",
    [
        f'<worksheet xmlns="{MAIN}"><sheetData x="1"><!-- <sheetData>{inline("no")} --></sheetData></worksheet>',
        f'<worksheet xmlns="{MAIN}"><sheetData x="1"><?p <sheetData>{inline("no")} ?></sheetData></worksheet>',
        f'<worksheet xmlns="{MAIN}"><!-- <sheetData>{inline("no")} --><sheetData>{inline("yes")}</sheetData></worksheet>',
        f'<worksheet xmlns="urn:x"><sheetData>{inline("no")}</sheetData></worksheet>',
        f'<worksheet xmlns="{MAIN}"><x xmlns="urn:x"><sheetData>{inline("no")}</sheetData></x><sheetData/></worksheet>',
        f'<worksheet xmlns="{MAIN}"><x><sheetData>{inline("no")}</sheetData></x><sheetData/></worksheet>',
        sheet(f"{inline('a')}<!-- {inline('no', 'A5', row=5)}{inline('no', 'A6', row=6)} -->"),
        sheet(f"{inline('a')}<?p {inline('no', 'A5', row=5)}{inline('no', 'A6', row=6)} ?>"),
        sheet(inline("a")) + sheet(inline("b")),
        sheet(inline("a") + "</sheetData><sheetData>" + inline("b", "A2", row=2)),
        sheet(inline("a", "A2", row=2) + inline("b", "A2", row=2)),
        sheet(inline("a") + inline("b", "A1048577", row=1048577)),
        sheet(
            f'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Fallback xmlns="urn:x">{inline("no")}{inline("no", "A2", row=2)}</mc:Fallback></mc:AlternateContent>'
        ),
        sheet(inline("é").replace("é", "\udce9")).encode("utf-8", "surrogateescape"),
        sheet(inline("x" * 40_000)),
        sheet(inline("x") * 2),
        sheet("<row>" * 3),
        sheet(inline("x").replace("</row>", "")),
    ],
)
def test_rows_that_are_no_rows_are_not_taken(xml: str | bytes) -> None:
    """Wherever something looks like a row but the parser knows better."""
    quick, exact = _both(xml)
    assert quick == exact
    assert "no" not in str(quick).split("'")


def _chunk(rows: str, **options: object) -> object:
    """The rows as the quick reader gives them, None where it gives nothing."""
    formats = (parse_format("General"), parse_format("yyyy-mm-dd"))
    shared = SharedTexts([pa.array(["zero", "one"])])
    meaning = Meaning(shared, formats, is_1904=False, longest=50)
    chunk = SpanReader(meaning, shared, **options).read(rows.encode())  # type: ignore[arg-type]  # prefixes
    if chunk is None:
        return None
    return dict(zip(chunk.rows, zip(*chunk.columns, strict=True), strict=True)) if chunk.columns else {}


def _row(cells: str, number: int = 7) -> str:
    return f'<row r="{number}">{cells}</row>'


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (
            _row('<c r="A7" t="inlineStr"><is><t>x</t></is></c><c r="C7"><v>1.5</v></c>'),
            {7: ("x", None, 1.5)},
        ),
        ('\n<row r="7" spans="1:2">\n<c r="A7" t="s"><v>1</v></c><c r="B7" s="0"></c></row>', {7: ("one",)}),
        (
            _row('<c r="A7" s="0" t="s"><v>0</v></c>') + "\n" + _row('<c r="B9" t="b"><v>1</v></c>', 9),
            {7: ("zero", None), 9: (None, True)},
        ),
        (
            _row('<c r="A7" t="e"><v>#N/A</v></c><c r="B7" t="str"><v>a&quot;b</v></c>'),
            {7: (ErrorValue("#N/A"), 'a"b')},
        ),
        (
            _row('<c r="A7" s="1"><v>45351</v></c><c r="B7" t="d"><v>2024-02-29</v></c>'),
            {7: (datetime(2024, 2, 29),) * 2},
        ),
        (_row('<c r="A7"><v>9007199254740993</v></c><c r="B7"><v>-0</v></c>'), {7: (9007199254740993, 0)}),
        (_row('<c r="A7" t="inlineStr"><is><t xml:space="preserve"> &#xa;&amp;lt; </t></is></c>'), {7: (" \n&lt; ",)}),
        (_row('<c r="A7" t="inlineStr"><is><t>&#x5f;x0041_</t></is></c>'), {7: ("A",)}),
        (_row('<c r="A7" t="inlineStr"/><c r="AB7" t="str"/>'), {7: ("", *[None] * 26, "")}),
        (_row(""), {}),
        (_row('<c r="A7"/>'), {}),
        (_row('<c r="A8"><v>1</v></c>'), None),
        (_row('<c r="A77"><v>1</v></c>'), None),
        (_row('<c r="B7"><v>1</v></c><c r="A7"><v>1</v></c>'), None),
        (_row('<c r="A7"><v>1</v></c><c r="A7"><v>1</v></c>'), None),
        (_row('<c r="A7" t="s"><v>2</v></c>'), None),
        (_row('<c r="A7" s="5"><v>2</v></c>'), None),
        (_row('<c r="ABC7"><v>2</v></c>'), None),
        (_row('<c r="TZ7"><v>2</v></c>'), None),
        (_row('<c r="A7"><v>1</v></c> '), None),
        (_row(' <c r="A7"><v>1</v></c>'), None),
        (_row('<c r="A7"><v>1</v><v>2</v></c>'), None),
        (_row('<c r="A7"><f>1</f><v>1</v></c>'), None),
        (_row('<c r="A7" t="inlineStr"><is><t>a</t><t>b</t></is></c>'), None),
        (_row('<c r="A7"><is><t>a</t></is></c>'), None),
        (_row('<c r="A7" t="inlineStr"><is><t>a\r</t></is></c>'), None),
        (_row('<c r="A7" t="inlineStr"><is><t>a&#38;lt;</t></is></c>'), None),
        (_row('<c r="A7" t="inlineStr"><is><t>a&#1;</t></is></c>'), None),
        (_row('<c r="A7" t="inlineStr"><is><t>a&bad;</t></is></c>'), None),
        (_row('<c r="A7" t="inlineStr"><is><t>a]]></t></is></c>'), None),
        (_row('<c r="A7" t="inlineStr"><is><t>' + "x" * 51 + "</t></is></c>"), None),
        ('<row r="07"><c r="A07"><v>1</v></c></row>', None),
        ('<row r="7" a="1" a="1"></row>', None),
        ('<row r="7" x:y="1"></row>', None),
        ("<row></row>", None),
        ('<row r="7"/>', None),
        (_row("") + _row(""), None),
        (_row("") + "  " + _row("", 8), None),
    ],
)
def test_what_is_regular(rows: str, found: object) -> None:
    """To the last byte."""
    assert _chunk(rows) == found


def test_a_prefix_that_the_root_binds_is_regular() -> None:
    """Excel writes ``x14ac:dyDescent`` in every row."""
    rows = '<row r="7" x14ac:dyDescent="0.2"><c r="A7"><v>1</v></c></row>'
    assert _chunk(rows, prefixes=frozenset({"x14ac"})) == {7: (1,)}
    assert _chunk(rows.replace(" x14ac", ' dyDescent="1" x14ac'), prefixes=frozenset({"x14ac"})) is None


def test_only_regular_rows_are_read_the_quick_way(quick: list[int]) -> None:
    """All others of their block exactly."""
    odd = '<row r="2"><c r="A2"><f>1</f><v>1</v></c></row>'
    with open_workbook(book(sheet(inline("a")), sheet(inline("a") + odd))) as reader:
        assert [len(batch.rows) for one in reader.sheets for batch in reader.batches(one)] == [1, 2]
    assert quick == [1]


def _unchecked(view: Any, at: Any, lines: Any, line: Any) -> tuple[Any, Any]:
    """Columns of one letter, whatever number follows it."""
    return view.data[at + 6].astype(np.int64) - ord("A"), at + 8 + lines.digits[line]


# --- three faults, one after the other, in each of the readers: the comparison of both must find each ---

_FAULTS = [
    ("quick: an entity is left as it is", texts, "_NAMED", {**texts._NAMED, b"quot;": "&quot;"}),
    ("quick: a cell may name another row", spans, "_references", _unchecked),
    (
        "quick: shared texts one off",
        SharedTexts,
        "take",
        lambda self, at: self._array.take(pa.array((at + 1) % len(self))),
    ),
    (
        "exact: blanks at the ends are trimmed",
        rows.RowReader,
        "_value",
        lambda self, old=rows.RowReader._value: _trimmed(old(self)),
    ),
    (
        "exact: a row's end forgets its last cell",
        rows.RowReader,
        "_end_row",
        lambda self, old=rows.RowReader._end_row: (self._row and self._row.pop(), old(self))[1],
    ),
    ("exact: a cell may name another row", rows.RowReader, "_locate", lambda _self, _reference: 0),
]


def _trimmed(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


@pytest.mark.parametrize(("owner", "name", "fault"), [fault[1:] for fault in _FAULTS], ids=[f[0] for f in _FAULTS])
def test_a_fault_in_either_reader_is_found(owner: object, name: str, fault: object) -> None:
    """By what the property tests do: read what a writer wrote, and near misses of it, in both ways."""
    cases = [_POI, _XLSXWRITER, _POI.replace("A2", "A3"), _XLSXWRITER.replace('r="C2"', 'r="C3"')]
    found = [_both(sheet(xml), shared_strings=_SHARED_PART) for xml in cases]
    assert all(quick == exact for quick, exact in found)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, fault)
        found = [_both(sheet(xml), shared_strings=_SHARED_PART) for xml in cases]
    assert any(quick != exact for quick, exact in found)
