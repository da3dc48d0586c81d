"""What a workbook says outside its cells: prompts, notes, properties, documents inside; in both languages.

Every part of a package has a role. What a reader may see is read, what nobody knows is asked about, and what programs
write for themselves is nothing.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image as Picture

from drs_report.reading.teaching import parse_layout
from tests.redteam.evidence import clean, content, decision

Parts = dict[str, bytes]
Change = Callable[[Parts], object]
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DETAILS = "xl/worksheets/sheet2.xml"


def packed(parts: Parts) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def parts_of(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def judged(folder: Path, change: Change, layout: str = "") -> str:
    """Return what the clean evidence comes to with one part of the value comparison's package changed."""
    parts = parts_of(content(clean()["contents.xlsx"]))
    change(parts)
    files = clean()
    del files["contents.xlsx"]
    folder.mkdir(exist_ok=True)
    (folder / "contents.xlsx").write_bytes(packed(parts))
    return decision(folder, files, layout=parse_layout(layout) if layout else None)


def related(parts: Parts, of: str, kind: str, target: str) -> None:
    """Let a part lead to another one."""
    folder, _, name = of.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    head = f'<Relationships xmlns="{PACKAGE}/relationships">'
    found = parts.get(rels, f"{head}</Relationships>".encode()).decode()
    kind = kind if ":" in kind else f"{OFFICE}/{kind}"
    entry = f'<Relationship Id="rX{len(found)}" Type="{kind}" Target="/{target}"/></Relationships>'
    parts[rels] = found.replace("</Relationships>", entry).encode()


def part(of: str, kind: str, name: str, data: str) -> Change:
    """One more part of the package."""

    def add(parts: Parts) -> None:
        parts[name] = data.encode()
        related(parts, of, kind, name)

    return add


def within(tag: str, name: str = DETAILS, behind: str = "</sheetData>") -> Change:
    """One more element behind the rows of the list, or elsewhere."""

    def add(parts: Parts) -> None:
        parts[name] = parts[name].replace(behind.encode(), (behind + tag).encode())
        assert tag.encode() in parts[name]

    return add


def edited(edit: Callable[[Workbook, Worksheet], object]) -> Change:
    """What openpyxl writes after a change."""

    def change(parts: Parts) -> None:
        book = load_workbook(io.BytesIO(packed(parts)))
        edit(book, book["Details"])
        stream = io.BytesIO()
        book.save(stream)
        parts.clear()
        parts.update(parts_of(stream.getvalue()))

    return change


def prompt(**keys: Any) -> Change:
    def add(_book: Workbook, page: Worksheet) -> None:
        rule = DataValidation(type="whole", operator="greaterThan", formula1="0", **keys)
        rule.add("D2:E4")
        page.add_data_validation(rule)

    return edited(add)


def property_of(**keys: str) -> Change:
    def put(book: Workbook, _page: Worksheet) -> None:
        for key, text in keys.items():
            setattr(book.properties, key, text)

    return edited(put)


def custom(name: str, text: str) -> Change:
    head = 'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    kinds = 'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'
    entry = f'<property fmtid="{{D5}}" pid="2" name={quoteattr(name)}><vt:lpwstr>{escape(text)}</vt:lpwstr></property>'
    return part("", "custom-properties", "docProps/custom.xml", f"<Properties {head} {kinds}>{entry}</Properties>")


def vml(body: str) -> Change:
    head = '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
    return part(DETAILS, "vmlDrawing", "xl/drawings/vmlDrawing1.vml", f"{head}<v:shape>{body}</v:shape></xml>")


def box(text: str) -> str:
    return f"<v:textbox><div style='text-align:left'>{text}</div></v:textbox><x:ClientData ObjectType=\"Note\"/>"


def tooltip(text: str) -> Change:
    return within(f'<hyperlinks><hyperlink ref="H2" location="A1" tooltip={quoteattr(text)}/></hyperlinks>')


def newer_prompt(text: str) -> Change:
    return within(
        '<extLst><ext uri="x" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        f'<x14:dataValidations><x14:dataValidation type="list" prompt={quoteattr(text)}/></x14:dataValidations>'
        "</ext></extLst>"
    )


def drawn_on_a_chart(text: str) -> Change:
    """A text box within a chart, which is a part of its own."""

    def add(parts: Parts) -> None:
        drawing = '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>'
        part(DETAILS, "drawing", "xl/drawings/drawing1.xml", drawing)(parts)
        chart = '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
        part("xl/drawings/drawing1.xml", "chart", "xl/charts/chart1.xml", chart)(parts)
        shown = f'<u xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:p><a:t>{text}</a:t></a:p></u>'
        part("xl/charts/chart1.xml", "chartUserShapes", "xl/drawings/drawing2.xml", shown)(parts)

    return add


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MICROSOFT = "http://schemas.microsoft.com/office"
NEWER = f"{MICROSOFT}/spreadsheetml"


def extended(body: str, of: str = f"{NEWER}/2009/9/main") -> Change:
    """What extends a sheet, with `of` for the namespace of its prefix ``e``."""
    return within(f'<extLst><ext uri="{{1A2B}}" xmlns:e="{of}">{body}</ext></extLst>')


def newer_format(inside: str, kind: str = "cellIs") -> Change:
    """A conditional format with its own looks."""
    rule = f'<e:cfRule type="{kind}" priority="2" id="{{2C}}"><e:dxf>{inside}</e:dxf></e:cfRule>'
    return extended(
        f"<e:conditionalFormattings><e:conditionalFormatting>{rule}</e:conditionalFormatting></e:conditionalFormattings>"
    )


def number_format(code: str) -> str:
    return f'<numFmt numFmtId="190" formatCode={quoteattr(code)}/>'


def styled_table(look: str, used: str = '<tableStyleInfo name="Night shift"/>', attributes: str = "") -> Change:
    """A table with a style of its own, whose stripes have a look."""

    def add(parts: Parts) -> None:
        style = '<tableStyleElement type="headerRow" dxfId="0"/><tableStyleElement type="firstRowStripe" dxfId="1"/>'
        named = f'<tableStyles><tableStyle name="Night shift">{style}</tableStyle></tableStyles>'
        styles = f'<styleSheet xmlns="{MAIN}"><dxfs><dxf/><dxf>{look}</dxf></dxfs>{named}</styleSheet>'
        part("xl/workbook.xml", "styles", "xl/styles.xml", styles)(parts)
        inside = f'<table xmlns="{MAIN}" displayName="Table1" {attributes}>{used}</table>'
        part(DETAILS, "table", "xl/tables/table1.xml", inside)(parts)

    return add


def drawn_over(rule: str) -> Change:
    """A conditional format that draws over the results."""
    return within(
        f'<conditionalFormatting sqref="H2:H4"><cfRule type="x" priority="1">{rule}</cfRule></conditionalFormatting>'
    )


CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def charted(body: str, ns: str = CHART) -> Change:
    """A chart with something in it."""

    def add(parts: Parts) -> None:
        drawing = '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>'
        part(DETAILS, "drawing", "xl/drawings/drawing1.xml", drawing)(parts)
        kind = "chart" if ns == CHART else "http://schemas.microsoft.com/office/2014/relationships/chartEx"
        chart = f'<c:chartSpace xmlns:c="{ns}" xmlns:c15="{MICROSOFT}/drawing/2012/chart">{body}</c:chartSpace>'
        part("xl/drawings/drawing1.xml", kind, "xl/charts/chart1.xml", chart)(parts)

    return add


def cached(*texts: str, of: str = "Details!$A$2:$A$4", at: str = "cat") -> str:
    """Texts that a chart took from cells."""
    points = "".join(f'<c:pt idx="{n}"><c:v>{escape(text)}</c:v></c:pt>' for n, text in enumerate(texts))
    return f"<c:{at}><c:strRef><c:f>{of}</c:f><c:strCache>{points}</c:strCache></c:strRef></c:{at}>"


def named(name: str) -> Change:
    def add(book: Workbook, _page: Worksheet) -> None:
        book.defined_names[name] = DefinedName(name, attr_text="Details!$A$2:$A$4")

    return edited(add)


def table_called(name: str) -> Change:
    return part(DETAILS, "table", "xl/tables/table1.xml", f'<table xmlns="x" displayName={quoteattr(name)}/>')


def pictured(text: str) -> Change:
    drawn = f'<d xmlns:xdr="x"><xdr:cNvPr id="1" name="Picture 1" descr={quoteattr(text)}/></d>'
    return part(DETAILS, "drawing", "xl/drawings/drawing1.xml", drawn)


def filtered(page: Worksheet, value: str) -> None:
    page.auto_filter.ref = "A1:H4"
    page.auto_filter.add_filter_column(7, [value])


def chosen(page: Worksheet, words: str) -> None:
    rule = DataValidation(type="list", formula1=f'"{words}"')
    rule.add("H2:H4")
    page.add_data_validation(rule)


def loose(name: str) -> Change:
    return lambda parts: parts.__setitem__(name, b"x")


KINDS: dict[str, list[Change]] = {
    "a message beside a cell that one chooses": [
        *(prompt(prompt=text) for text in ("Not compared at night", "奖金表未对比", "Only the first 1000 rows")),
        prompt(promptTitle="草稿", prompt="无"), prompt(error="Failed tables are on paper"),
        newer_prompt("见夜班记录"), newer_prompt("Timed out twice"),
    ],
    "a text that a link shows": [
        tooltip(text) for text in ("bonus: Inconsistent", "奖金表不一致", "see the night shift", "部分表未对比", "interim result")
    ],
    "a note in a drawing of the old form alone": [
        *(vml(box(text)) for text in ("hr.bonus failed", "奖金表对比失败", "first <b>part</b> only<br>", "仅抽样对比", "DRAFT&nbsp;2")),
        vml('<v:textpath style="x" string="DRAFT"/>'), vml('<v:textpath string="未完成"/>'),
    ],
    "a document inside": [
        part(DETAILS, kind, name, "x")
        for kind, name in (
            ("oleObject", "xl/embeddings/oleObject1.bin"), ("package", "xl/embeddings/Microsoft_Excel_Sheet1.xlsx"),
            ("package", "xl/embeddings/说明.docx"), ("control", "xl/activeX/activeX1.bin"),
            ("http://schemas.microsoft.com/office/2007/relationships/slicer", "xl/slicers/slicer1.xml"),
            ("worksheet", "xl/worksheets/left-over.xml"),
        )
    ],
    "a list that a query brought": [
        *(
            part("xl/workbook.xml", "connections", "xl/connections.xml", f'<connections xmlns="{MAIN}"><connection id="1"><dbPr command={quoteattr(text)}/></connection></connections>')
            for text in ("SELECT * FROM compare WHERE result='Consistent'", "select top 1000 * from cmp", "{}", "SELECT * FROM 对比 WHERE 库 <> 'hr'")
        ),
        part(DETAILS, "queryTable", "xl/queryTables/queryTable1.xml", f'<queryTable xmlns="{MAIN}" name="q"/>'),
    ],
    "a workbook that Excel rescued": [
        within(f"<fileRecoveryPr {said}/>", "xl/workbook.xml", behind="</sheets>")
        for said in ('repairLoad="1"', 'dataExtractLoad="1"', 'crashSave="1"', 'autoRecover="0" repairLoad="true"', "crashSave='true'")
    ],
    "a part that nothing leads to": [
        loose(name)
        for name in ("README.txt", "xl/comments9.xml", "说明.txt", "xl/worksheets/sheet9.xml", "result.json")
    ],
    "a property of the document": [
        *(property_of(contentStatus=text) for text in ("Draft", "草稿", "Rejected")),
        property_of(title="hr.bonus failed"), property_of(description="第一批，其余未对比"), property_of(keywords="partial"),
        property_of(subject="Night shift's look"), property_of(category="旧结果"), property_of(creator="failed run"),
        custom("Status", "Draft"), custom("状态", "作废"), custom("Tables left out", "3"),
    ],
    "a version": [property_of(version=text) for text in ("0.2 preliminary", "初稿 v2", "not final", "1.0 (superseded)", "partial", "第2版 未完成")],
    "a name that speaks against": [
        *(named(name) for name in ("Not_compared", "failed_tables", "Draft", "未对比的表", "Sample_only")),
        *(table_called(name) for name in ("Tables_not_compared", "Failed", "草稿", "Part_1", "Skipped")),
        *(pictured(text) for text in ("NOT APPROVED", "作废", "draft stamp", "Inconsistent", "timed out")),
    ],
    "what a person chose": [
        *(edited(lambda _book, page, value=value: filtered(page, value)) for value in ("Consistent", "一致", "10")),
        *(edited(lambda _book, page, words=words: chosen(page, words)) for words in ("Consistent,Failed", "一致,不一致", "a,b")),
    ],
    "a text on a chart": [
        drawn_on_a_chart(text) for text in ("aborted", "中断", "first 10 tables", "抽样", "Draft of Tuesday")
    ],
    "a newer conditional format": [
        *(newer_format(number_format(code)) for code in ('"skipped"', ';;;"见夜班"', '[=0]"?";0', ";;", '0"（抽样）"')),
        newer_format('<font><b/><strike val="1"/></font>'), newer_format(f"<fill/>{number_format('[$差异]0')}", "expression"),
    ],
    "icons or bars in the place of values": [
        drawn_over('<iconSet showValue="0"/>'), drawn_over('<iconSet iconSet="3Symbols" showValue="false"/>'), drawn_over('<dataBar showValue="0"/>'),
        extended('<e:conditionalFormattings><e:cfRule type="iconSet"><e:iconSet custom="1" showValue="0"/></e:cfRule></e:conditionalFormattings>'),
        extended('<e:conditionalFormattings><e:cfRule type="dataBar"><e:dataBar showValue="false"/></e:cfRule></e:conditionalFormattings>'),
    ],
    "a scenario": [
        within(f"<scenarios><scenario name={quoteattr(name)}><inputCells r='H3' val={quoteattr(value)}/></scenario></scenarios>")
        for name, value in (("not compared", "0"), ("奖金表未对比", "0"), ("Draft", ""), ("A", "Inconsistent"), ("A", "不一致"))
    ],
    "a trend line's name": [
        charted(f"<c:trendline><c:name>{text}</c:name></c:trendline>") for text in ("Not final", "草稿", "failed", "未对比", "sample only")
    ],
    "a page of a chart": [
        part("xl/workbook.xml", "chartsheet", "xl/chartsheets/sheet9.xml", f'<chartsheet xmlns="{MAIN}"><headerFooter><{at}>&amp;C{text}</{at}></headerFooter></chartsheet>')
        for at, text in (("oddFooter", "Not final"), ("oddHeader", "草稿"), ("evenFooter", "failed"), ("firstHeader", "未对比"), ("oddFooter", "partial"))
    ],
    "a sign or a filling in the format of numbers": [
        newer_format(number_format(code)) for code in ("*~0", "-0", '"-"0', "(0)", "*约0", "0-;0", "−0;0")
    ],
    "a style of tables": [
        *(styled_table(number_format(code)) for code in ('"timed out"', '"部分"0', ";;;")), styled_table("<font><strike/></font>"),
        styled_table("<font><strike/></font>", used="", attributes='dataDxfId="1"'),
        styled_table(number_format('"待复核"'), used='<tableColumns><tableColumn dataDxfId="1"/></tableColumns>'),
    ],
    "an extension that nobody knows": [
        extended("<e:notes>hr.bonus failed</e:notes>", "urn:shift"), extended("<e:结果>不一致</e:结果>", "urn:夜班"),
        extended("<e:conditionalFormattings/>", "urn:shift"), extended("<e:overlay/>"), extended("<row/>"),
        extended("<e:sparklineGroups/><e:rows/>"), extended('<q xmlns="">3 tables left</q>'),
    ],
    "a text that a chart took from cells": [
        charted(cached("orders", "Timed out")), charted(cached("超时", "一致")), charted(cached("bonus: 3 differ", at="tx")),
        charted(f"<c:title>{cached('仅抽样', of='明细!$Z$1', at='tx')}</c:title>"),
        charted(cached("orders", "Not started", of="[2]Details!$A$2:$A$3")), charted(cached("orders", of="'[夜班.xlsx]表'!$A$2")),
        charted("<c:tx><c:v>Draft of Tuesday</c:v></c:tx>"), charted("<c:cat><c:strLit><c:pt><c:v>作废</c:v></c:pt></c:strLit></c:cat>"),
        charted("<c15:datalabelsRange><c15:f>Details!$Z$1</c15:f><c15:dlblRangeCache><c:pt><c:v>rerun</c:v></c:pt></c15:dlblRangeCache></c15:datalabelsRange>"),
        charted(cached("orders", of="Details!$A$2") + '<c:numFmt formatCode="&quot;failed&quot;" sourceLinked="0"/>'),
        charted('<c:strDim type="cat"><c:f>Z1</c:f><c:lvl><c:pt idx="0">未完成</c:pt></c:lvl></c:strDim>', f"{MICROSOFT}/drawing/2014/chartex"),
        charted(cached("orders", "payments")), charted(cached(" orders\n", "3", "1.5E3")), charted(cached("orders", of="[0]!names")),
    ],
}  # fmt: skip


def spellings(kinds: dict[str, list[Change]]) -> Iterator[Any]:
    for kind, found in kinds.items():
        for number, one in enumerate(found, start=1):
            yield pytest.param(one, id=f"{kind} {number}")


@pytest.mark.parametrize("change", list(spellings(KINDS)))
def test_no_spelling_of_the_kind_passes(change: Change, tmp_path: Path) -> None:
    assert judged(tmp_path, change) != "PASS"


def logo(_book: Workbook, page: Worksheet) -> None:
    stream = io.BytesIO()
    Picture.new("RGB", (8, 8)).save(stream, "png")
    page.add_image(Image(stream), "K2")


def note(_book: Workbook, page: Worksheet) -> None:
    page["H2"].comment = Comment("no difference", "DRS")


CLEAN: dict[str, list[Change]] = {
    "properties that say nothing": [
        property_of(title="对比报告"), property_of(title="DRS comparison report", subject="Comparison result"),
        property_of(creator="Apache POI", lastModifiedBy="Li Lei"), property_of(creator="张三", contentStatus="Final"),
        property_of(title="Untitled Spreadsheet", creator="Unknown Creator"), property_of(description="数据对比结果"),
    ],
    "versions": [property_of(version=text) for text in ("1.0", "16.0300", "V2.1.3", "v3", "12")],
    "properties that programs write": [
        custom("KSOProductBuildVer", "2052-12.1.0.15990"), custom("ICV", "5F3B"), custom("_MarkAsFinal", "true"),
        custom("MSIP_Label_0a_Enabled", "true"), custom("ContentTypeId", "0x0101"),
    ],
    "what is drawn and says nothing": [
        edited(logo), edited(note), vml(box("")), vml(box("<font size=1></font>")), tooltip("查看详情"), tooltip("Comparison details"),
        prompt(), prompt(prompt="对比结果"), prompt(promptTitle="Result", prompt="Comparison result"),
    ],
    "names": [
        *(named(name) for name in ("Result", "orders", "数据")), table_called("Table1"), table_called("明细"),
        within('<fileRecoveryPr autoRecover="0" repairLoad="0"/>', "xl/workbook.xml", behind="</sheets>"), pictured("logo.png"),
        pictured("A blue square"), edited(lambda _book, page: setattr(page.auto_filter, "ref", "A1:H4")),
    ],
    "parts of programs": [
        part(DETAILS, "printerSettings", "xl/printerSettings/printerSettings1.bin", "x"),
        part("xl/workbook.xml", "calcChain", "xl/calcChain.xml", "<calcChain/>"),
        part("xl/workbook.xml", "customXml", "customXml/item1.xml", "<x>Draft</x>"),
        part("", f"{PACKAGE}/relationships/metadata/thumbnail", "docProps/thumbnail.jpeg", "x"),
        part("xl/workbook.xml", "http://schemas.microsoft.com/office/2017/10/relationships/person", "xl/persons/p.xml", "<p/>"),
    ],
    "extensions that say nothing": [
        extended("<e:sparklineGroups><e:sparklineGroup><e:sparklines/></e:sparklineGroup></e:sparklineGroups>"),
        extended("<e:ignoredErrors><e:ignoredError numberStoredAsText='1'/></e:ignoredErrors>"), extended("<e:protectedRanges/>"),
        extended("<e:timelineRefs/>", f"{NEWER}/2010/11/main"), extended("<e:webExtensions/>", f"{NEWER}/2010/11/main"),
        within(f'<conditionalFormatting sqref="E2"><cfRule type="dataBar" priority="1"><extLst><ext uri="{{B0}}"><q:id xmlns:q="{NEWER}/2009/9/main">{{A}}</q:id></ext></extLst></cfRule></conditionalFormatting>'),
        newer_format(""), newer_format("<font><b/><strike val='0'/></font><fill/>"), newer_format(number_format("#,##0;[Red]-#,##0")),
    ],
    "icons, bars, pages and formats that hide nothing": [
        drawn_over("<iconSet/>"), drawn_over('<iconSet showValue="1"/>'), drawn_over('<dataBar showValue="true"/>'), drawn_over("<dataBar/>"),
        extended('<e:conditionalFormattings><e:cfRule type="dataBar"><e:dataBar/></e:cfRule></e:conditionalFormattings>'),
        part("xl/workbook.xml", "chartsheet", "xl/chartsheets/sheet9.xml", f'<chartsheet xmlns="{MAIN}"><headerFooter><oddFooter>&amp;C&amp;P</oddFooter></headerFooter></chartsheet>'),
        *(newer_format(number_format(code)) for code in ("0;-0", '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)', "* 0", "0_);(0)")),
    ],
    "looks of tables": [
        styled_table("<font><b/></font>"), styled_table(number_format("#,##0")), styled_table("<font><strike val='0'/></font>"),
        styled_table("<font><strike/></font>", used='<tableStyleInfo name="TableStyleMedium2" showRowStripes="1"/>'),
        styled_table(number_format('"万"'), used=""),
    ],
    "a chart of numbers": [
        charted("<c:title><c:tx><c:v>对比结果</c:v></c:tx></c:title>"), charted(cached("3", "1.5E3")), charted(cached("-7", " 0.5\n")),
        charted("<c:tx><c:v>Comparison result</c:v></c:tx>"),
        charted('<c:val><c:numRef><c:f>[1]S!A1</c:f><c:numCache><c:formatCode>General</c:formatCode><c:pt idx="0"><c:v>120034</c:v></c:pt></c:numCache></c:numRef></c:val><c:numFmt formatCode="General"/>'),
    ],
}  # fmt: skip


@pytest.mark.parametrize("change", list(spellings(CLEAN)))
def test_what_says_nothing_passes(change: Change, tmp_path: Path) -> None:
    assert judged(tmp_path, change) == "PASS"


@pytest.mark.parametrize(
    "text", ["Reviewed by the night shift", "夜班已阅", "Owner: CRM", "业务方：客户关系", "see ticket 4711"]
)
def test_a_layout_settles_what_holds_no_result(text: str, tmp_path: Path) -> None:
    layout = '[[ignore.parts]]\npattern = "(Tag: )?(Rev|夜班已|Own|业务方|see).*"\nreason = "ours"\n'
    for at, change in enumerate((property_of(description=text), custom("Tag", text))):
        assert [judged(tmp_path / str(at), change, taught) for taught in ("", layout)] == ["INCONCLUSIVE", "PASS"]


def test_every_kind_has_five_spellings() -> None:
    assert all(len(found) >= 5 for found in (*KINDS.values(), *CLEAN.values()))
