"""The short cut past expat gives the same cells, or the same refusal, as the handlers do."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from drs_report.errors import WorkbookError
from drs_report.reading.xlsx import exact
from drs_report.reading.xlsx.numbers import parse_format
from drs_report.reading.xlsx.regular import Meaning, regular_row, skim
from drs_report.reading.xlsx.survey import survey_sheet
from tests.workbook.packages import MAIN, Cells, book, inline, read, shared, sheet, styles

_STYLES = styles("yyyy-mm-dd", "0%", "0.00")
_SHARED = shared("zero", "<t>one &amp; _x0041_</t>", "表")
_MEANING = Meaning(("zero", "one"), (parse_format("General"), parse_format("yyyy-mm-dd")), is_1904=False, longest=50)


def _both(xml: str | bytes) -> tuple[object, object]:
    """What is read with the short cut and what without it."""
    data = book(xml, shared_strings=_SHARED, style_sheet=_STYLES)

    def outcome() -> Cells | str:
        try:
            return {place: (type(value), value) for place, value in read(data).items()}  # type: ignore[misc]
        except WorkbookError as error:
            return str(error)

    short = outcome()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            exact,
            "survey_sheet",
            lambda package, entry: dataclasses.replace(survey_sheet(package, entry), is_plain=False),
        )
        return short, outcome()


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


@settings(max_examples=250, deadline=None)
@given(_rows())
@example('<row r="1" x:y="1"></row>')
def test_the_short_cut_and_the_handlers_agree(rows: str) -> None:
    """On regular and irregular rows in any mixture."""
    short, full = _both(sheet(rows))
    assert short == full


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
    short, full = _both(xml)
    assert short == full
    assert "no" not in str(short).split("'")


def test_regular_rows_do_not_reach_the_parser() -> None:
    """Else all of the above would prove nothing."""
    taken: list[object] = []
    xml = sheet(inline("a") + '<row r="2"><c r="A2"><f>1</f><v>1</v></c></row>' + inline("b", "A3", row=3)).encode()
    left = b"".join(skim(iter([xml[:200], xml[200:]]), _MEANING, lambda: True, lambda *row: not taken.append(row)))
    assert taken == [(1, ["a"]), (3, ["b"])]
    assert b"<f>1</f>" in left
    assert left.count(b"<row") == 1


@pytest.mark.parametrize(
    ("piece", "row"),
    [
        ('<row r="7"><c r="A7" t="inlineStr"><is><t>x</t></is></c><c r="C7"><v>1.5</v></c>', (7, ["x", None, 1.5])),
        ('<row r="7" spans="1:2"><c r="A7" t="s"><v>1</v></c><c r="B7" s="0"/>', (7, ["one"])),
        ('<row r="7">', (7, [])),
        ('<row r="07">', None),
        ('<row r="7"><c r="A8"><v>1</v></c>', None),
        ('<row r="7"><c r="B7"><v>1</v></c><c r="A7"><v>1</v></c>', None),
        ('<row r="7"><c r="A7" t="s"><v>2</v></c>', None),
        ('<row r="7"><c r="A7" s="5"><v>2</v></c>', None),
        ('<row r="7"><c r="BZ7"><v>2</v></c>', None),
        ('<row r="7"><c r="A7"><v>1</v></c> ', None),
        ('<row r="7"><c r="A7" t="inlineStr"><is><t>' + "x" * 51 + "</t></is></c>", None),
    ],
)
def test_what_is_regular(piece: str, row: object) -> None:
    """To the last character."""
    assert regular_row(piece, _MEANING) == row
