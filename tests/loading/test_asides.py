"""What a sheet shows beside or instead of its stored values stands in the way until it is known or taught."""

import json
import shutil

import pytest
import xlsxwriter

from drs_report.reading.loading import load
from drs_report.reading.teaching import parse_layout
from drs_report.reading.xlsx import open_workbook
from drs_report.reading.xlsx.numbers import parse_format
from tests.findings.story import changed, held, understood
from tests.redteam.evidence import clean, decision, write

RESULT, COUNTS = 7, (3, 4)
"""Columns of the value comparison's list: the result, the numbers of rows."""


def written(folder, put=None, after=None):
    """Write the clean evidence, its value comparison by XlsxWriter; `put` may write a cell of its list instead."""
    files = clean()
    write(folder, files)
    book = xlsxwriter.Workbook(str(folder / "contents.xlsx"))
    for name, rows in files.pop("contents.xlsx").items():
        page = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                is_put = bool(put) and name == "Details" and r and put(book, page, r, c, value)
                if not is_put and value is not None:
                    page.write(r, c, value)
        if after and name == "Details":
            after(book, page)
    book.close()
    return folder / "contents.xlsx"


def asides(path):
    return [entry for entry in load(path).recognition.not_understood if entry.kind in KINDS]


KINDS = {"formula", "format", "comment", "drawing", "page"}


def only(columns, write_cell):
    def put(book, page, r, c, value):
        if c in columns:
            write_cell(book, page, r, c, value)
            return True
        return False

    return put


def formatted(code, columns, **more):
    def write_cell(book, page, r, c, value):
        page.write(r, c, value, book.add_format({"num_format": code, **more}))

    return only(columns, write_cell)


def calculated(columns):
    return only(columns, lambda _book, page, r, c, value: page.write_formula(r, c, f'=IF(1,"{value}")', None, value))


ODD = {
    "a result from a formula": calculated([RESULT]),
    "counts from formulas": calculated(COUNTS),
    "a text section that prints another word": formatted('0;0;0;"Inconsistent"', [RESULT]),
    "a text section that prints nothing": formatted(";;;", [RESULT]),
    "a unit of ten thousand": formatted('0"万"', COUNTS),
    "thousands": formatted("#,##0,", COUNTS),
    "a word behind the number": formatted('0" of 5000"', COUNTS),
    "a unit of time": formatted('0" min"', COUNTS),
    "a unit of size": formatted('0" MB"', COUNTS),
    "seconds in Chinese": formatted('0"秒"', COUNTS),
    "a condition": formatted('[>5]"many";0', COUNTS),
    "an escaped letter": formatted("0\\k", COUNTS),
    "struck out": formatted("General", [RESULT], font_strikeout=True),
    "struck out in part": only(
        [RESULT],
        lambda book, page, r, c, value: page.write_rich_string(
            r, c, value[:4], book.add_format({"font_strikeout": True}), value[4:]
        ),
    ),
}
USUAL = [
    "General",
    "0",
    "#,##0",
    "#,##0.00",
    "0_ ",
    "[Red]0;-0",
    "@",
    '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    '0"行"',
    '0" rows"',
]


CONDITIONAL = {
    "struck out": {"font_strikeout": True},
    "another word": {"num_format": '"not compared"'},
    "nothing": {"num_format": ";;;"},
}


@pytest.mark.parametrize("name", CONDITIONAL)
def test_a_format_that_depends_on_the_cell_and_shows_something_else_speaks_of_all(tmp_path, name):
    rule = {"type": "cell", "criteria": ">=", "value": 0}
    path = written(
        tmp_path,
        after=lambda book, page: page.conditional_format(
            "D2:E4", {**rule, "format": book.add_format(CONDITIONAL[name])}
        ),
    )
    assert [(entry.kind, entry.rows) for entry in asides(path)] == [("format", ())]
    assert decision(tmp_path, {}) == "INCONCLUSIVE"


def test_a_colour_that_depends_on_the_cell_is_nothing_to_speak_of(tmp_path):
    def colour(book, page):
        red = book.add_format({"bg_color": "red", "num_format": "0"})
        page.conditional_format("D2:E4", {"type": "cell", "criteria": ">=", "value": 0, "format": red})

    assert asides(written(tmp_path, after=colour)) == []


@pytest.mark.parametrize("is_shared", [False, True])
def test_a_part_that_is_struck_out_is_found_where_texts_are_shared_and_where_not(tmp_path, is_shared):
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": not is_shared})
    page = book.add_worksheet("Page")
    for row, strike in enumerate((True, False)):
        page.write_rich_string(row, 0, "one", book.add_format({"font_strikeout": strike, "italic": True}), "two")
    book.close()
    with open_workbook(path) as reader:
        assert [(aside.text, list(aside.rows)) for aside in reader.sheets[0].asides] == [("struck through", [1])]


@pytest.mark.parametrize("name", ODD)
def test_what_is_shown_otherwise_than_it_is_stored_is_no_result(tmp_path, name):
    path = written(tmp_path, ODD[name])
    (entry,) = asides(path)
    assert entry.rows == (2, 3, 4)
    assert decision(tmp_path, {}) == "INCONCLUSIVE"
    section = f"{entry.kind}s"
    taught = parse_layout(
        f"[[ignore.{section}]]\ntext = {json.dumps(entry.text)}\nreason = 'our own template'\n", name="l.toml"
    )
    assert decision(tmp_path, {}, layout=taught) == "PASS"


@pytest.mark.parametrize("code", USUAL)
def test_usual_formats_are_nothing_to_speak_of(tmp_path, code):
    path = written(tmp_path, formatted(code, [*COUNTS, RESULT]))
    assert asides(path) == []
    assert decision(tmp_path, {}) == "PASS"


@pytest.mark.parametrize("code", ["yyyy-mm-dd hh:mm", 'yyyy"年"m"月"d"日"', "[h]:mm;@", "0%;@", "G/通用格式", "$#,##0"])
def test_formats_of_moments_and_shares_are_usual(code):
    assert parse_format(code).is_usual


@pytest.mark.parametrize(
    "code",
    [
        "[$partial ]0",
        "[$抽样-804]@",
        "0[$ of many]",
        "[$＞-409]0",
        "[$-left out]0",
        "#,##0[$千]",
        "[$a-b c-804]0",
        "[$OUT]General",
        "[$€?]0",
        '0[$"k]',
    ],
)
def test_what_is_printed_in_the_place_of_a_currency_is_printed(tmp_path, code):
    (entry,) = asides(written(tmp_path, formatted(code, [RESULT, *COUNTS])))
    assert (entry.text, decision(tmp_path, {})) == (code, "INCONCLUSIVE")


@pytest.mark.parametrize("code", ["0千", "不足0", "≥0", "<0", "~#,##0", "0 万"])
def test_a_word_without_quotes_is_a_word(tmp_path, code):
    (entry,) = asides(written(tmp_path, formatted(code, COUNTS)))
    assert (entry.text, decision(tmp_path, {})) == (code, "INCONCLUSIVE")


@pytest.mark.parametrize(
    "code",
    [
        "[$¥-804]#,##0",
        "[$€-2] 0",
        "0 [$USD]",
        "[$₹-4009]0",
        "[$-409]0",
        '_ [$￥-804]* #,##0_ ;_ [$￥-804]* -#,##0_ ;_ [$￥-804]* "-"_ ;_ @_ ',
        "[$-ja-JP-x-gannen]General",
        "[DBNum1][$-804]G/通用格式",
        "+0;-0",
        "# ??/16",
        "##0.0E+0",
    ],
)
def test_a_currency_and_a_place_say_nothing(tmp_path, code):
    written(tmp_path, formatted(code, COUNTS))
    assert decision(tmp_path, {}) == "PASS"


def chart(book, page, title=None):
    drawn = book.add_chart({"type": "column"})
    drawn.add_series({"values": "=Details!$E$2:$E$4"})
    drawn.set_title({"name": title} if title else {"none": True})
    page.insert_chart("K2", drawn)


def of_numbers(_book, page):
    """What Excel 2010 brought."""
    page.conditional_format("D2:E4", {"type": "data_bar", "data_bar_2010": True})
    page.add_sparkline("M2", {"range": "Details!D2:E2"})


BESIDE = {
    "drawing of a chart": lambda book, page: chart(book, page, "Run aborted before its end"),
    "comment": lambda _book, page: page.write_comment("H2", "what the night shift saw of it"),
    "drawing": lambda _book, page: page.insert_textbox("K2", "DRAFT of the second shift"),
    "page": lambda _book, page: page.set_footer("&Lonly sampled&RPage &P of &N"),
}


@pytest.mark.parametrize("kind", BESIDE)
def test_what_stands_beside_the_cells_is_read(tmp_path, kind):
    path = written(tmp_path, after=BESIDE[kind])
    entries = asides(path)
    assert kind.split()[0] in {entry.kind for entry in entries}
    assert decision(tmp_path, {}) == "INCONCLUSIVE"
    teaching = "\n".join(entry.teaching.replace('reason = ""', 'reason = "ours"') for entry in entries)
    assert decision(tmp_path, {}, layout=parse_layout(teaching, name="l.toml")) == "PASS"


@pytest.mark.parametrize(
    "after",
    [
        lambda _book, page: page.write_comment("H2", "no difference", {"author": ""}),
        lambda _book, page: page.set_footer("&CComparison Details&R2026/11/15"),
        lambda _book, page: page.set_footer('&L&"Arial,Bold"&12&K0070C0Comparison Details&C&B&IPage &P'),
        lambda _book, page: page.insert_textbox("K2", "对比报告"),
        lambda book, page: chart(book, page, "Comparison result"),
        chart,
        of_numbers,
    ],
    ids=["comment", "footer", "footer in bold", "box", "chart", "bare chart", "drawn from numbers"],
)
def test_known_words_beside_the_cells_are_no_doubt(tmp_path, after):
    assert asides(written(tmp_path, after=after)) == []


@pytest.mark.parametrize("text", ["none", "None.", "empty", "no", "nothing", "无", "空", "没有", "未比", "待定"])
def test_a_comment_that_says_there_is_none_of_it_stands_in_the_way(tmp_path, text):
    written(tmp_path, after=lambda _book, page: page.write_comment("D1", text, {"author": ""}))
    assert decision(tmp_path, {}) == "INCONCLUSIVE"


def test_a_total_that_adds_up_may_be_a_formula(tmp_path):
    def total(_book, page):
        page.write(4, 0, "合计")
        for c, letter in ((3, "D"), (4, "E"), (5, "F")):
            page.write_formula(4, c, f"=SUM({letter}2:{letter}4)", None, 0 if c == 5 else 30)

    path = written(tmp_path, after=total)
    assert asides(path) == []
    assert decision(tmp_path, {}) == "PASS"


def test_a_comment_on_one_row_speaks_of_that_row_only(tmp_path):
    path = written(tmp_path, after=lambda _book, page: page.write_comment("H3", "see ticket 4711"))
    assert load(path).frames["tables"]["not_understood"].tolist() == [0, 1, 0]


def test_a_sheet_without_any_costs_no_second_look(tmp_path):
    shutil.copy(written(tmp_path), tmp_path / "plain.xlsx")
    with open_workbook(tmp_path / "plain.xlsx") as reader:
        assert [sheet.asides for sheet in reader.sheets] == [()] * len(reader.sheets)


@pytest.mark.parametrize("name", [*ODD, *BESIDE])
def test_what_is_shown_beside_or_otherwise_is_understood_as_it_was(tmp_path, name, update_golden):
    usual = list(understood(load(written(tmp_path))))
    spoilt = list(understood(load(written(tmp_path, ODD.get(name), BESIDE.get(name)))))
    held(f"asides/{name.replace(' ', '-')}.txt", changed(usual, spoilt), update=update_golden)
