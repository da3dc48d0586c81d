"""What each kind of cell means."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from drs_report.errors import UnreadableWorkbookError, UnsafeWorkbookError
from drs_report.reading.xlsx import UNCALCULATED, ErrorValue, Percent
from tests.workbook.packages import book, inline, notes_of, read, shared, styles, values


def _one(cell: str, **options: object) -> object:
    """The value of the only cell, None if it is blank."""
    found = read(book(values([cell]), **options))
    assert set(found) <= {"A1"}
    return found.get("A1")


@pytest.mark.parametrize(
    "text",
    ["NA", "NULL", "None", "nan", "007", "1E5", "TRUE", "1.0", "-", " outer  blanks ", "tab\there", "表", "👍", "'x"],
)
def test_text_stays_text(text: str) -> None:
    """Table names that look like something else are text, by all three roads to a text."""
    for cell, options in (
        (f'<c r="A1" t="inlineStr"><is><t>{text}</t></is></c>', {}),
        (f'<c r="A1" t="str"><f>A9</f><v>{text}</v></c>', {}),
        ('<c r="A1" t="s"><v>0</v></c>', {"shared_strings": shared(text)}),
    ):
        value = _one(cell, **options)
        assert value == text
        assert type(value) is str


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a_x000D_b", "a\rb"),
        ("_x005F_x000D_", "_x000D_"),
        ("_x0041__x0042_", "AB"),
        ("_xD83D__xDC4D_", "👍"),
        ("_xD83D_ alone", "_xD83D_ alone"),
        ("_x00e9_", "é"),
        ("_x00G0_ _x12_ _X0041_", "_x00G0_ _x12_ _X0041_"),
        ("_x0000_", "\x00"),
    ],
)
def test_escapes_are_decoded_wherever_text_stands(written: str, shown: str) -> None:
    """Excel decodes _xHHHH_ in shared, inline and formula texts alike."""
    assert _one(f'<c r="A1" t="inlineStr"><is><t>{written}</t></is></c>') == shown
    assert _one(f'<c r="A1" t="str"><v>{written}</v></c>') == shown
    assert _one('<c r="A1" t="s"><v>0</v></c>', shared_strings=shared(written)) == shown


_RICH = (
    '<r><rPr><b/></rPr><t xml:space="preserve">one </t></r>\n  <r><t> two</t></r>'
    '<rPh sb="0" eb="1"><t>ワン</t></rPh><phoneticPr fontId="1"/>'
)


def test_rich_text_is_joined_without_its_phonetic_hints() -> None:
    """Blanks at the joints stay, blanks between the elements do not count."""
    assert _one('<c r="A1" t="s"><v>0</v></c>', shared_strings=shared(_RICH)) == "one  two"
    assert _one(f'<c r="A1" t="inlineStr"><is>{_RICH}</is></c>') == "one  two"


def test_text_broken_by_entities_comments_and_cdata_is_whole() -> None:
    """However the XML spells it."""
    assert (
        _one('<c r="A1" t="inlineStr"><is><t>a&amp;b&#x4e2d;<!-- no -->c<![CDATA[<d>&amp;]]></t></is></c>')
        == "a&b中c<d>&amp;"
    )


def test_blank_and_empty_text_are_two_things() -> None:
    """A text cell that holds nothing is a text; a cell that only has a style is blank."""
    cells = [
        '<c r="A1" t="inlineStr"><is><t/></is></c>',
        '<c r="B1" t="s"><v>0</v></c>',
        '<c r="C1" t="str"><f>""</f><v></v></c>',
        '<c r="D1" t="inlineStr"/>',
        '<c r="E1" s="0"/>',
        '<c r="F1"><v/></c>',
        '<c r="G1" t="n"><v>  </v></c>',
        '<c r="H1" t="s"/>',
        '<c r="I1"><v>1</v></c>',
    ]
    assert read(book(values(cells), shared_strings=shared("<t/>"))) == {"A1": "", "B1": "", "C1": "", "D1": "", "I1": 1}


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("9007199254740993", 9007199254740993),
        ("-123456789012345678901234567890", -123456789012345678901234567890),
        ("007", 7),
        (" 42\n", 42),
        ("1.0", 1.0),
        ("1E5", 100000.0),
        ("-.5", -0.5),
        ("5.", 5.0),
        ("0.1", 0.1),
    ],
)
def test_numbers_are_exact(written: str, number: float) -> None:
    """Without point and exponent an int of any size, else a float."""
    value = _one(f'<c r="A1"><v>{written}</v></c>')
    assert value == number
    assert type(value) is type(number)


@pytest.mark.parametrize("written", ["abc", "1_000", "٣", "0x10", "NaN", "INF", "1E999", "1,5", "--1", "1 2"])
def test_what_is_not_a_number_is_refused(written: str) -> None:
    """A number cell that holds something else is damage, not text."""
    with pytest.raises(UnreadableWorkbookError, match=r"^case\.xlsx: the cell A1 of sheet 'Data' should be a number"):
        _one(f'<c r="A1"><v>{written}</v></c>')


def test_booleans_and_errors_have_types_of_their_own() -> None:
    """TRUE is not 1, #N/A is neither text nor blank."""
    cells = [
        '<c r="A1" t="b"><v>1</v></c>',
        '<c r="B1" t="b"><v>false</v></c>',
        '<c r="C1" t="e"><v>#N/A</v></c>',
        '<c r="D1" t="e"><f>A9</f><v>#REF!</v></c>',
    ]
    found = read(book(values(cells)))
    assert found == {"A1": True, "B1": False, "C1": ErrorValue("#N/A"), "D1": ErrorValue("#REF!")}
    assert type(found["A1"]) is bool


def test_a_formula_without_its_result_is_told_apart_from_blank() -> None:
    """Whatever the type; a stored result is the value."""
    cells = [
        '<c r="A1"><f>SUM(B1)</f></c>',
        '<c r="B1"><f>SUM(B1)</f><v></v></c>',
        '<c r="C1" t="str"><f>X</f></c>',
        '<c r="D1" t="b"><f>X</f><v/></c>',
        '<c r="E1"><f>1+1</f><v>2</v></c>',
        '<c r="F1"><v>3</v><f>1+2</f></c>',
    ]
    assert read(book(values(cells))) == {
        "A1": UNCALCULATED,
        "B1": UNCALCULATED,
        "C1": UNCALCULATED,
        "D1": UNCALCULATED,
        "E1": 2,
        "F1": 3,
    }


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2024-02-29", datetime(2024, 2, 29)),
        ("2024-02-29T23:59:59.5", datetime(2024, 2, 29, 23, 59, 59, 500000)),
        ("2024-02-29T01:02:03Z", datetime(2024, 2, 29, 1, 2, 3)),
        ("12:34:56", time(12, 34, 56)),
    ],
)
def test_iso_dates(written: str, value: object) -> None:
    """Cells of type d."""
    assert _one(f'<c r="A1" t="d"><v>{written}</v></c>') == value


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="d"><v>29.02.2024</v></c>',
        '<c r="A1" t="d"><v>2024-02-29T01:02:03+08:00</v></c>',
        '<c r="A1" t="d"><v>P1DT2H3M4.5S</v></c>',
        '<c r="A1" t="b"><v>yes</v></c>',
        '<c r="A1" t="s"><v>1</v></c>',
        '<c r="A1" t="s"><v>-1</v></c>',
        '<c r="A1" t="s"><v>x</v></c>',
        '<c r="A1" t="mystery"><v>1</v></c>',
        '<c r="A1"><is><t>text</t></is></c>',
        '<c r="A1"><v>1</v><v>2</v></c>',
        '<c r="A1" t="inlineStr"><is><t>1</t></is><v>2</v></c>',
        '<c r="A1" t="inlineStr"><is>loose<t>1</t></is></c>',
        '<c r="A1" t="inlineStr"><is><t>1<t>2</t></t></is></c>',
        '<c r="B2"><v>1</v></c>',
        '<c r="A1A1"><v>1</v></c>',
        '<c r="1"><v>1</v></c>',
    ],
)
def test_a_cell_that_means_nothing_is_refused(cell: str) -> None:
    """Rather refused than guessed; the sheet is named."""
    with pytest.raises(UnreadableWorkbookError, match="sheet 'Data'"):
        read(book(values([cell]), shared_strings=shared("only one")))


def test_the_longest_text_is_whole_and_a_longer_one_refused() -> None:
    """32,767 characters is what a cell holds, after decoding."""
    longest = "_x0041_" + "x" * 32_765 + "&amp;"
    assert read(book(inline(longest)))["A1"] == "A" + "x" * 32_765 + "&"
    for data in (
        book(inline("x" * 32_768)),
        book('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', shared_strings=shared("x" * 32_768)),
        book(inline("x" * 3_000_000)),
        book('<row r="1"/>', shared_strings=shared("x" * 3_000_000)),
    ):
        with pytest.raises(UnsafeWorkbookError, match="--max-cell-length") as caught:
            read(data)
        assert caught.value.limit == "cell_length"


def test_a_cell_s_format_says_what_its_number_is() -> None:
    """Dates, times of day, lengths of time and shares; by built-in id and by code."""
    sheet_styles = styles(14, 20, "[h]:mm:ss", 10, 'yyyy"年"m"月"d"日"', "0.00", 57)
    cells = [f'<c r="{letter}1" s="{i}"><v>45351.5</v></c>' for i, letter in enumerate("ABCDEFGH")]
    cells[2] = '<c r="C1" s="2"><v>0.5</v></c>'
    cells[3] = '<c r="D1" s="3"><v>1.25</v></c>'
    found = read(book(values(cells), style_sheet=sheet_styles))
    noon = datetime(2024, 2, 29, 12)
    assert found == {
        "A1": 45351.5,
        "B1": noon,
        "C1": time(12),
        "D1": timedelta(hours=30),
        "E1": 45351.5,
        "F1": noon,
        "G1": 45351.5,
        "H1": noon,
    }
    assert type(found["E1"]) is Percent


def test_both_date_systems() -> None:
    """The same number is another day in a workbook that counts from 1904."""
    rows = values(['<c r="A1" s="1"><v>100</v></c>', '<c r="B1" s="1"><v>0</v></c>'])
    looks = styles("yyyy-mm-dd")
    old = book(rows, style_sheet=looks, workbook_extra='<workbookPr date1904="1"/>')
    assert read(old) == {"A1": datetime(1904, 4, 10), "B1": datetime(1904, 1, 1)}
    assert read(book(rows, style_sheet=looks, workbook_extra='<workbookPr date1904="false"/>'))["A1"] == datetime(
        1900, 4, 9
    )


def test_numbers_without_styles_stay_numbers_and_it_is_noted() -> None:
    """A missing styles part, or a style that it does not define, cannot make a date."""
    data = book(values(['<c r="A1" s="3"><v>45351</v></c>']))
    assert read(data) == {"A1": 45351}
    assert any("no styles" in note for note in notes_of(data))
    data = book(values(['<c r="A1" s="9"><v>45351</v></c>']), style_sheet=styles(14))
    assert read(data) == {"A1": 45351}
    assert any("does not define" in note for note in notes_of(data))


def test_a_default_style_that_is_a_date_counts_for_cells_without_one() -> None:
    """A cell without a style has style 0."""
    looks = '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    assert read(book(values(['<c r="A1"><v>45351</v></c>']), style_sheet=looks)) == {"A1": datetime(2024, 2, 29)}


def test_stored_results_of_a_workbook_to_be_recalculated_are_noted() -> None:
    """They may be stale."""
    extra = '<calcPr fullCalcOnLoad="1"/>'
    formula = values(['<c r="A1"><f>1+1</f><v>2</v></c>'])
    assert any("recalculated" in note for note in notes_of(book(formula, workbook_extra=extra)))
    assert not any("recalculated" in note for note in notes_of(book(inline("x"), workbook_extra=extra)))
    assert not any("recalculated" in note for note in notes_of(book(formula)))
