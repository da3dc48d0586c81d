"""Counts, results and headings in spellings that look like others: what is not surely the known one proves nothing."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.table import FAIL, HEADINGS, OPEN, PASS, REFUSED, ROW, Case, cells, of_bytes, workbook

_NUMBERS = {
    "in a section of plain characters": ("<v><![CDATA[10]]></v>", PASS),
    "by the numbers of its characters": ("<v>&#49;&#48;</v>", PASS),
    "parted by a comment": ("<v>1<!-- x -->1</v>", FAIL),
    "parted by an instruction": ("<v>1<?x y?>1</v>", FAIL),
    "between blanks": ("<v> 10 </v>", PASS),
    "behind a blank that does not break": ("<v>\u00a010</v>", REFUSED),
    "with a low line": ("<v>1_0</v>", REFUSED),
    "with a sign": ("<v>+10</v>", PASS),
    "in base sixteen": ("<v>0xA</v>", REFUSED),
    "in wide digits": ("<v>１０</v>", REFUSED),
    "in digits of Devanagari": ("<v>१०</v>", REFUSED),
    "with a comma": ("<v>10,0</v>", REFUSED),
    "with an exponent": ("<v>1E1</v>", PASS),
    "with an exponent of 4,000 zeros": (f"<v>1e{'0' * 4000}1</v>", PASS),
    "with 4,000 zeros before it": (f"<v>{'0' * 4000}10</v>", REFUSED),
    "below every number": ("<v>1e-400</v>", FAIL),
    "of nothing": ("<v></v>", OPEN),
    "twice": ("<v>10</v><v>11</v>", REFUSED),
    "as a number and as a text": ("<v>10</v><is><t>11</t></is>", REFUSED),
}
_TEXTS = {
    "1e1": OPEN,
    "1_0": OPEN,
    "１０": PASS,
    "10 000": FAIL,
    "0x0A": OPEN,
    "10.000": OPEN,
    "10,00": OPEN,
    "≈10": OPEN,
    ">10": OPEN,
    "10+": OPEN,
    "10/10": OPEN,
    "十": OPEN,
    "10（估计值）": OPEN,
    "10K": OPEN,
    "10万": OPEN,
    "NULL": OPEN,
    "10\n11": OPEN,
    "1\u200b0": OPEN,
    "\u202e01": OPEN,
    "10_x0000_": OPEN,
}
_RESULTS = {
    "Соnsistent": OPEN,
    "Con\u200bsistent": OPEN,
    "Consistent\u00a0": PASS,
    "Ｃｏｎｓｉｓｔｅｎｔ": PASS,
    "Consistent\nInconsistent": OPEN,
    "not Consistent": OPEN,
    "'Consistent'": OPEN,
    "✓": OPEN,
    "C\u0336onsistent": OPEN,
    "In\u00adconsistent": OPEN,
    "Consistent (9 of 10)": OPEN,
    "Consistent 99%": OPEN,
    "\u202bConsistent": OPEN,
    "<b>Consistent</b>": OPEN,
    "Consistent_x0000_": OPEN,
    "Consistent/Inconsistent": OPEN,
    "Consistent?": OPEN,
    "Consistent\u0338": OPEN,
    "UnConsistent": OPEN,
}
_SOURCE_ROWS = {
    "S\u043eurce Rows": OPEN,
    "Source\u200b Rows": FAIL,
    "Source\u00a0Rows": FAIL,
    "Source\nRows": FAIL,
    "Source Rows (estimated)": FAIL,
    "Source Rows*": OPEN,
    "Target Rows": OPEN,
}
"""Headings over a count of 10 that stands beside one of 11."""


def _counted(cell: str) -> bytes:
    own = cells([ROW[:4]], 2).removesuffix("</row>") + cell + cells([ROW[5:]]).partition(">")[2]
    return workbook(cells([HEADINGS]) + own)


def _of_text(text: str) -> bytes:
    escaped = text.replace("<", "&lt;").replace(">", "&gt;")
    return _counted(f'<c t="str"><v>{escaped}</v></c>')


def _with_heading(heading: str) -> bytes:
    headings = [heading if name == "Source Rows" else name for name in HEADINGS]
    return workbook(cells([headings, (*ROW[:5], 11, "Consistent")]))


def cases() -> Iterator[Case]:
    """Every workbook of this kind."""
    for name, (content, code) in _NUMBERS.items():
        yield Case(f"workbook: a count {name}", of_bytes(lambda c=content: _counted(f"<c>{c}</c>")), code)
    for text, code in _TEXTS.items():
        yield Case(f"workbook: a count of the text {text!a}", of_bytes(lambda t=text: _of_text(t)), code)
    for text, code in _RESULTS.items():
        made = of_bytes(lambda t=text: workbook(cells([HEADINGS, ROW, (*ROW[:2], "b", "b", 1, 1, t)])))
        yield Case(f"workbook: a result of {text!a}", made, code)
    for text, code in _SOURCE_ROWS.items():
        yield Case(f"workbook: a heading of {text!a}", of_bytes(lambda t=text: _with_heading(t)), code)
