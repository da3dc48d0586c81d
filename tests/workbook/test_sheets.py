"""Which sheets there are, and where in them the cells stand, however irregular the file is."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from drs_report.errors import UnreadableWorkbookError, UnsafeWorkbookError
from drs_report.reading.xlsx import Limits, MergedRange, open_workbook
from tests.workbook.packages import (
    MAIN,
    MC,
    RELATIONS,
    STRICT_MAIN,
    STRICT_RELATIONS,
    Tab,
    book,
    inline,
    notes_of,
    pack,
    parts,
    read,
    read_all,
    shared,
    sheet,
    styles,
)


def test_every_sheet_is_read_in_tab_order_hidden_ones_too() -> None:
    """Under names, states and part names that are the workbook's own."""
    contents = parts(
        Tab(inline("1"), "表", target="/xl/odd/A.xml"),
        Tab(inline("2"), "b", "hidden"),
        Tab(inline("3"), "c", "veryHidden"),
        Tab(sheet(""), "empty", "visible"),
    )
    with open_workbook(pack(contents), name="case.xlsx") as reader:
        assert [(s.index, s.name, s.state) for s in reader.sheets] == [
            (0, "表", "visible"),
            (1, "b", "hidden"),
            (2, "c", "very_hidden"),
            (3, "empty", "visible"),
        ]
    assert read_all(pack(contents)) == [{"A1": "1"}, {"A1": "2"}, {"A1": "3"}, {}]


def test_relative_and_escaped_targets_lead_to_their_parts() -> None:
    """Part names are found whatever their case; targets may climb and be percent-encoded."""
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45351</v></c></row>'
    contents = parts(Tab(cells), shared_strings=shared("x"), style_sheet=styles(14))
    links = "xl/_rels/workbook.xml.rels"
    for old, part, target in (
        ("worksheets/sheet1.xml", "sheets/My Data.XML", "../sheets/my%20data.xml"),
        ("sharedStrings.xml", "xl/texts.xml", "/xl/texts.xml"),
        ("styles.xml", "looks/all.xml", "../looks/./all.xml"),
    ):
        contents[part] = contents.pop(f"xl/{old}")
        contents[links] = str(contents[links]).replace(old, target)
    assert read(pack(contents)) == {"A1": "x", "B1": datetime(2024, 2, 29)}


def test_two_sheets_of_the_same_name_are_both_read() -> None:
    """A library that goes by name shows one of them."""
    assert read_all(book(Tab(inline("1"), "same"), Tab(inline("2"), "same"))) == [{"A1": "1"}, {"A1": "2"}]


def test_sheets_that_hold_no_cells_are_named_not_listed() -> None:
    """A chart sheet has no cells."""
    data = book(Tab(inline("1"), "data"), Tab("<chartsheet/>", "picture", kind="chartsheet"))
    with open_workbook(data) as reader:
        assert [sheet.name for sheet in reader.sheets] == ["data"]
    assert any("'picture' is not a worksheet (chartsheet)" in note for note in notes_of(data))


@pytest.mark.parametrize(
    ("part", "old", "new", "what"),
    [
        ("xl/workbook.xml", 'r:id="s1"', 'r:id="s9"', "where its sheet 'Data' is"),
        ("xl/workbook.xml", ' r:id="s1"', "", "where its sheet 'Data' is"),
        ("xl/workbook.xml", "<sheets>.*</sheets>", "", "no worksheet"),
        ("xl/workbook.xml", "<workbook.*", "<html/>", "should be the workbook"),
        ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "worksheets/gone.xml", "'Data' is missing"),
        ("xl/_rels/workbook.xml.rels", 'Target="worksheets/', 'TargetMode="External" Target="http://x/', "'Data' is"),
        ("_rels/.rels", "xl/workbook.xml", "xl/gone.xml", "workbook part 'xl/gone.xml' is missing"),
        ("_rels/.rels", "<Relationship .*/>", "", "which part is its workbook"),
        ("xl/worksheets/sheet1.xml", "<worksheet.*", "<html/>", "should be a worksheet"),
        ("xl/worksheets/sheet1.xml", "<worksheet.*", "<worksheet/>", "should be a worksheet"),
        ("xl/worksheets/sheet1.xml", "<sheetData>.*</sheetData>", "", "no table of cells"),
        ("xl/worksheets/sheet1.xml", "<sheetData>", "<sheetData/><sheetData>", "its cells twice"),
        ("xl/worksheets/sheet1.xml", "<sheetData>.*</sheetData>", "<row/><sheetData/>", "outside its table"),
        ("xl/worksheets/sheet1.xml", "<row", "<row><row", "not well-formed|nests"),
        ("xl/worksheets/sheet1.xml", "</sheetData>", "", "not well-formed"),
        ("xl/worksheets/sheet1.xml", "<row.*</row>", "<c/>", "nests"),
        ("xl/worksheets/sheet1.xml", '<row r="1">', '<row r="0">', "number '0'"),
        ("xl/worksheets/sheet1.xml", '<row r="1">', '<row r="one">', "number 'one'"),
        ("xl/worksheets/sheet1.xml", "<row", "<x y='<'>", "not well-formed"),
        ("xl/sharedStrings.xml", "<sst.*", "<html/>", "should hold the shared texts"),
        ("xl/styles.xml", "<styleSheet.*", "<html/>", "should hold the styles"),
        ("xl/styles.xml", "</dxfs>", "", "not well-formed"),
    ],
)
def test_a_part_that_is_missing_or_garbled_is_named(part: str, old: str, new: str, what: str) -> None:
    """Never an empty sheet in its place."""
    contents = parts(Tab(inline("x")), shared_strings=shared("y"), style_sheet=styles(14))
    changed = re.sub(old, new, str(contents[part]), flags=re.DOTALL)
    assert changed != contents[part]
    with pytest.raises(UnreadableWorkbookError, match=what) as caught:
        read(pack({**contents, part: changed}))
    assert str(caught.value).startswith("case.xlsx: ")
    assert caught.value.remedy


def test_strict_workbooks_are_read() -> None:
    """The strict flavour has other namespaces for everything."""
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45351</v></c></row>'
    data = book(
        Tab(cells),
        shared_strings=shared("x").replace(MAIN, STRICT_MAIN),
        style_sheet=styles("0%").replace(MAIN, STRICT_MAIN),
        main=STRICT_MAIN,
        relations=STRICT_RELATIONS,
    )
    assert read(data) == {"A1": "x", "B1": 45351.0}


def test_any_prefix_may_stand_for_the_namespace() -> None:
    """Elements are known by namespace; one of the same name from elsewhere is not a cell."""
    xml = (
        f'<x:worksheet xmlns:x="{MAIN}" xmlns="urn:else"><x:sheetData><x:row r="2"><x:c r="B2" t="inlineStr"><x:is>'
        '<x:t>yes</x:t></x:is><extra><c><v>no</v></c></extra></x:c><c r="C2"><v>no</v></c></x:row></x:sheetData>'
        '<x:mergeCells><x:mergeCell ref="B2:C3"/></x:mergeCells></x:worksheet>'
    )
    data = book(xml)
    assert read(data) == {"B2": "yes"}
    with open_workbook(data) as reader:
        assert reader.sheets[0].merged == (MergedRange(2, 1, 3, 2),)


@pytest.mark.parametrize("prefix", ["c", "row", "is", "q", "表", "q" * 70])
def test_a_formula_is_seen_by_any_prefix_however_many_cells_stand_around_it(prefix: str) -> None:
    """Of a large sheet only what does not begin as rows and cells do is looked at closely."""
    around = ["".join(inline("x" * 100, f"A{n}", row=n) for n in range(k, k + 4000)) for k in (1, 4002)]
    formula = f'<row r="4001"><c r="A4001"><{prefix}:f>SUM(1)</{prefix}:f><v>1</v></c></row>'
    xml = sheet(around[0] + formula + around[1]).replace(" ", f' xmlns:{prefix}="{MAIN}" ', 1)
    with open_workbook(book(xml)) as reader:
        assert [(aside.kind, list(aside.rows)) for aside in reader.sheets[0].asides] == [("formula", [4001])]


def test_the_text_of_a_page_is_seen_however_its_tags_are_spaced() -> None:
    after = "<headerFooter ><oddHeader >Draft</oddHeader ></headerFooter >"
    with open_workbook(book(sheet(inline("x"), after=after))) as reader:
        assert [(aside.kind, aside.text) for aside in reader.sheets[0].asides] == [("page", "Draft")]


def test_a_format_that_is_laid_over_a_large_sheet_is_seen() -> None:
    """Also where nothing but it stands behind the cells, and its tags begin as those of cells do."""
    rows = "".join(inline("x" * 100, f"A{n}", row=n) for n in range(1, 4000))
    rule = '<conditionalFormatting sqref="A1:A9"><cfRule type="duplicateValues" dxfId="0" priority="1"/></conditionalFormatting>'
    struck = styles().replace('<numFmt numFmtId="0" formatCode="yyyy"/>', "<font><strike/></font>")
    with open_workbook(book(sheet(rows, after=rule), style_sheet=struck)) as reader:
        assert [aside.kind for aside in reader.sheets[0].asides] == ["format"]


def test_a_byte_order_mark_of_utf_8_says_nothing() -> None:
    contents = parts(Tab(inline("表一")), shared_strings=shared("x"))
    assert read(pack({name: str(text).encode("utf-8-sig") for name, text in contents.items()})) == {"A1": "表一"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("part", ["[Content_Types].xml", "xl/worksheets/sheet1.xml", "xl/theme/theme1.xml"])
def test_a_part_in_utf_16_is_refused(part: str, encoding: str) -> None:
    """The bytes of one can spell tags that no parser sees; no writer we know makes it."""
    contents = {**parts(Tab(inline("x"))), "xl/theme/theme1.xml": "<theme/>"}
    mark = "" if encoding == "utf-16" else "\ufeff"
    with pytest.raises(UnreadableWorkbookError, match="is encoded in 'UTF-16'"):
        read(pack({**contents, part: (mark + str(contents[part])).encode(encoding)}))


def test_a_sheet_of_another_name_is_in_utf_8_as_well() -> None:
    """However it is called."""
    with pytest.raises(UnreadableWorkbookError, match="is encoded in 'UTF-16'"):
        read(book(Tab(sheet(inline("x")).encode("utf-16"), target="worksheets/sheet1.data")))


def test_an_encoding_that_xlsx_does_not_allow_is_refused() -> None:
    """A Chinese code page would need guesses."""
    xml = '<?xml version="1.0" encoding="GBK"?>' + sheet(inline("x"))
    with pytest.raises(UnreadableWorkbookError, match="encoded in 'GBK'"):
        read(book(xml))


def test_missing_references_count_on_from_the_one_before() -> None:
    """Rows and cells may leave their r out."""
    rows = "<row><c><v>1</v></c><c r='D1'><v>2</v></c><c><v>3</v></c></row><row r='5'><c><v>4</v></c></row><row><c><v>5</v></c></row>"
    assert read(book(sheet(rows))) == {"A1": 1, "D1": 2, "E1": 3, "A5": 4, "A6": 5}


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ('<row r="1"><c r="C1"><v>3</v></c><c r="A1"><v>1</v></c></row>', "the cell A1 of sheet 'Data' is given twice"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>1</v></c></row>', "the cell A1 of sheet 'Data' is given twice"),
        ('<row r="1"><c r="A1"/><c r="A1"><v>1</v></c></row>', "the cell A1 of sheet 'Data' is given twice"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"/></row>', "the cell A1 of sheet 'Data' is given twice"),
        (inline("9", "A9", row=9) + inline("2", "A2", row=2), "the rows of sheet 'Data' are not in order"),
        (inline("9", "A9", row=9) + inline("9b", "B9", row=9), "the rows of sheet 'Data' are not in order"),
        (inline("9", "A9", row=9) + '<row r="9"/>', "the rows of sheet 'Data' are not in order"),
    ],
)
def test_what_is_out_of_order_or_given_twice_is_refused(rows: str, what: str) -> None:
    """Other readers lose some of it, or take the first or the last."""
    with pytest.raises(UnreadableWorkbookError, match=what):
        read(book(sheet(rows)))


@pytest.mark.parametrize("stated", ["A1", "A1:B2", "nonsense"])
def test_the_dimension_tag_is_not_believed(stated: str) -> None:
    """openpyxl's streaming mode drops what lies outside it."""
    rows = "".join(inline(str(n), f"C{n}", row=n) for n in range(1, 12))
    data = book(sheet(rows, before=f'<dimension ref="{stated}"/>'))
    assert len(read(data)) == 11


def test_alternative_content_falls_back_and_may_not_hide_cells() -> None:
    """A choice for a newer Excel is skipped; one that holds cells makes two workbooks of one file."""
    cell = '<c r="A1" t="inlineStr"><is><t>x</t></is></c>'
    choice = f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="y">{{}}</mc:Choice><mc:Fallback>{{}}</mc:Fallback></mc:AlternateContent>'
    inside = book(f'<row r="1">{choice.format("<y/>", cell)}</row>')
    assert read(inside) == {"A1": "x"}
    after = book(sheet(inline("x"), before=choice.format("<y/>", "<z/>"), after=choice.format("<controls/>", "")))
    assert read(after) == {"A1": "x"}
    with pytest.raises(UnreadableWorkbookError, match="some programs show and others do not"):
        read(book(f'<row r="1">{choice.format(cell, cell)}</row>'))
    with pytest.raises(UnreadableWorkbookError, match="some programs show and others do not"):
        read(book(f'<row r="1"><z xmlns="urn:z"><c xmlns="{MAIN}" r="A1"/></z></row>'))


@pytest.mark.parametrize(
    ("part", "own"), [("xl/workbook.xml", "<sheets>.*</sheets>"), ("xl/styles.xml", "<numFmts.*</numFmts>")]
)
def test_a_choice_holds_nothing_that_a_part_is_made_of(part: str, own: str) -> None:
    """A program that knows the extension shows other sheets or other formats."""
    contents = parts(Tab(inline("x")), style_sheet=styles("0.0"))
    text = str(contents[part])
    (found,) = re.findall(own, text)
    choice = f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="y">{{}}</mc:Choice><mc:Fallback>{found}</mc:Fallback></mc:AlternateContent>'
    extension = text.replace(found, choice.format('<y:path xmlns:y="urn:y"/>'))
    assert read(pack({**contents, part: extension})) == {"A1": "x"}
    with pytest.raises(UnreadableWorkbookError, match=f"{part}.*some programs show and others do not"):
        read(pack({**contents, part: text.replace(found, choice.format(found))}))


def test_extensions_and_white_space_around_cells_do_not_matter() -> None:
    """Pretty-printed files, lists of extensions, formatting of all sorts."""
    rows = (
        '\n  <row r="1">\n    <c r="A1">\n      <v>1</v>\n      <extLst><ext uri="u"><q xmlns="urn:q">2</q></ext></extLst>'
        '\n    </c>\n    <c r="B1" t="inlineStr">\n <is>\n <t> b </t>\n </is>\n </c>\n  </row>\n  <row r="2"/>\n'
    )
    data = book(sheet(rows, before='<sheetPr/><cols><col min="1" max="2"/></cols>', after='<pageMargins left="1"/>'))
    assert read(data) == {"A1": 1, "B1": " b "}


def test_merged_ranges_are_known_before_the_cells() -> None:
    """They stand after the cells in the file."""
    after = '<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell foo="1" ref=\'$B$3:$A$2\'/></mergeCells>'
    for padding in ("", inline("x" * 20_000, "A2", row=2)):
        with open_workbook(book(sheet(inline("t") + padding, after=after))) as reader:
            assert reader.sheets[0].merged == (MergedRange(1, 0, 1, 2), MergedRange(2, 0, 3, 1))
            assert next(reader.batches(reader.sheets[0])).rows[0] == 1
    with pytest.raises(UnreadableWorkbookError, match="no range"):
        read(book(sheet(inline("t"), after='<mergeCells><mergeCell ref="A1:Q"/></mergeCells>')))


def test_what_a_comment_says_is_not_believed() -> None:
    """Tags in comments are seen by the survey of the bytes, so such a sheet is refused rather than misread."""
    after = '<!-- <mergeCell ref="A1:B1"/> -->'
    with pytest.raises(UnreadableWorkbookError, match="merged"):
        read(book(sheet(inline("t"), after=after)))
    assert read(book(sheet('<!-- <row r="7"> -->' + inline("t", "A2", row=2)))) == {"A2": "t"}


def test_batches_are_of_the_size_asked_for_whatever_the_blocks() -> None:
    """Rows cross the reader's blocks; blank rows are left out."""
    rows = "".join(inline(f"{n}{'y' * (n % 997)}", f"B{2 * n}", row=2 * n) for n in range(1, 3000))
    data = book(sheet(rows))
    assert len(read(data, size=7)) == 2999
    assert read(data, size=7) == read(data, size=100_000)
    with open_workbook(data) as reader:
        batches = list(reader.batches(reader.sheets[0], size=1000))
        assert (len(batches[0].rows), batches[0].rows[0], batches[-1].rows[-1]) == (1000, 2, 5998)
        assert sum(len(batch.rows) for batch in batches) == 2999
        assert len(batches[0].columns) == 2


def test_sheets_can_be_read_in_turns_and_again() -> None:
    """Each reading is its own."""
    data = book(*(Tab("".join(inline(str(n), f"A{n}", row=n) for n in range(1, 9)), str(i)) for i in range(2)))
    with open_workbook(data) as reader:
        one, two = (reader.batches(item, size=3) for item in reader.sheets)
        taken = [next(one).rows, next(two).rows, next(one).rows, next(two).rows]
        assert [list(rows) for rows in taken] == [[1, 2, 3], [1, 2, 3], [4, 5, 6], [4, 5, 6]]
        assert sum(len(batch.rows) for batch in reader.batches(reader.sheets[0])) == 8


def test_a_stream_that_cannot_seek_and_a_path_give_the_same(tmp_path) -> None:
    """The caller's stream stays open; a path's file is closed."""
    import io

    data = book(inline("x"))
    path = tmp_path / "export.xlsx"
    path.write_bytes(data)

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.inner = io.BytesIO(data)

        def readable(self) -> bool:
            return True

        def read(self, n: int = -1) -> bytes:
            return self.inner.read(n)

    stream = io.BytesIO(data)
    for source in (path, str(path), data, stream, Pipe()):
        with open_workbook(source) as reader:
            assert [batch.columns[0][0] for batch in reader.batches(reader.sheets[0])] == ["x"]
    assert not stream.closed
    with (
        pytest.raises(UnreadableWorkbookError, match=r"^gone\.xlsx: the file cannot be opened"),
        open_workbook(tmp_path / "gone.xlsx"),
    ):
        pass
    with (
        pytest.raises(UnsafeWorkbookError, match="--max-file-mb"),
        open_workbook(Pipe(), limits=Limits(file_bytes=100)),
    ):
        pass


def test_relations_namespace_is_required_for_the_sheet_s_id() -> None:
    """An attribute that merely ends in id is not the relationship."""
    contents = parts(Tab(inline("x")))
    contents["xl/workbook.xml"] = str(contents["xl/workbook.xml"]).replace(RELATIONS, "urn:other")
    with pytest.raises(UnreadableWorkbookError, match="does not say where"):
        read(pack(contents))
