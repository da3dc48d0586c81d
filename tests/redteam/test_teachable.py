"""What `inspect --teach` writes settles what was not understood, wherever it stands; what no layout can is waived."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from drs_report.pipeline import Loaded, judge_loaded
from drs_report.policy import Policy, parse_policy
from drs_report.reading.dataset import Dataset
from drs_report.reading.inspection import teach
from drs_report.reading.tables.lines import known_in
from drs_report.reading.teaching import parse_layout
from drs_report.reading.xlsx import UNCALCULATED
from drs_report.records.judgement import Effect, JudgedFinding, Origin, Verdict
from tests.redteam.evidence import NOW, Files, Rows, clean
from tests.redteam.usual import once, read

FILE = "contents.xlsx"
ROUNDS = 4
"""What a first answer uncovers is settled by the next."""
ASKED = ("evidence.not-understood", "integrity.unrecognised-rows", "contents.unknown-word")
"""Findings whose advice is to teach."""

Put = Callable[[dict[str, Rows], str], object]


def _heading(sheet: str, value: object) -> Put:
    def put(book: dict[str, Rows], text: str) -> None:
        head, *rows = book[sheet]
        head.append(text)
        for row in rows:
            row.append(value)

    return put


def _cell(sheet: str, row: int, column: int) -> Put:
    return lambda book, text: book[sheet][row].__setitem__(column, text)


def _sheet(*rows: list[object]) -> Put:
    """A sheet of its own, with the text in the place of each ellipsis."""
    return lambda book, text: book.update(Extra=[[text if cell is ... else cell for cell in row] for row in rows])


PLACES: dict[str, Put] = {
    "a line above a list": lambda book, text: book["Details"].insert(0, [text]),
    "a line above the overview": lambda book, text: book["Overview"].insert(0, [text]),
    "a line below a list": lambda book, text: book["Details"].extend([[], [text]]),
    "a line right below a list": lambda book, text: book["Details"].append([text]),
    "a line between rows": lambda book, text: book["Details"].insert(2, [text]),
    "a label above a list": lambda book, text: book["Details"].insert(0, [text, "x"]),
    "a value above a list": lambda book, text: book["Details"].insert(0, ["Customer", text]),
    "a line of a cover": _sheet([...]),
    "a label of a cover": _sheet([..., "x"], ["Customer", "ACME"]),
    "a value of a cover": _sheet(["Customer", ...]),
    "three cells of a cover": _sheet([..., "a", "b"]),
    "a heading of words": _heading("Details", "x"),
    "a heading of numbers": _heading("Details", 7),
    "a heading of nothing": _heading("Details", None),
    "a heading of what was not calculated": _heading("Details", UNCALCULATED),
    "a heading of an overview": _heading("Overview", "x"),
    "a remark": lambda book, text: (_heading("Details", None)(book, "Remarks"), _cell("Details", 1, 8)(book, text)),
    "an operation": lambda book, text: _heading("Details", text)(book, "Operation"),
    "a result of values": _cell("Details", 1, 7),
    "a result of rows": _cell("Details", 1, 6),
    "a result of an overview": _cell("Overview", 1, 2),
    "a legend of pairs": _sheet(["Consistent", ...], ["Inconsistent", "Rows differ"]),
    "a legend of pairs, zh": _sheet(["一致", ...], ["不一致", "数据有差异"]),
    "a legend with a head": _sheet(["Result", "Meaning"], ["Consistent", ...]),
    "a legend in lines": _sheet([...], ["Consistent: both sides are equal"], ["Inconsistent: rows differ"]),
    "a foreign table": _sheet([..., "Note", "Place"], ["a", "b", "c"], ["d", "e", "f"]),
    "a foreign table below a list": lambda book, text: book["Details"].extend([[], [text, "Note"], ["a", "b"], ["c", "d"]]),
    "a cell of a foreign table": _sheet(["Alpha", "Note"], ["a", ...], ["d", "e"]),
    "a sheet's name": lambda book, text: book.update({text[:31].translate(str.maketrans(":/?*", "----")): [["a"]]}),
}  # fmt: skip
RESULTS = {place for place in PLACES if place.startswith(("a result", "a legend"))}

PLAIN = (
    *("nightly job seven", "Cost Centre", "-> so on (west)", "Shift; night", 'half " a \\ sign'),
    *("夜间作业七号", "西区机房（备用）", "甲班；夜间"),
)  # fmt: skip
SAYING = (
    *("10% of rows", "Progress: 61%", "not compared", "Comparison Status: fine", "hr.bonus: Inconsistent", "Total: 2"),
    *("Both sides have the same rows", "Rows differ", "Source Rows (est.)", "12:30", "OK with differences", "~10"),
    *("过滤条件：id > 5", "数据有差异", "源端条数", "仅前1000行", "无主键", "开始时间：稍后", "合计", "示例 | 乙"),
)  # fmt: skip


def _read(files: Files, layout: str) -> list[Dataset]:
    taught = parse_layout(layout)
    return [
        read(sheets, name=name, layout=taught, origin=Origin(name, sha256=repr(sheets), size=1))
        for name, sheets in files.items()
    ]


def _judged(files: list[Dataset], policy: str = "") -> Verdict:
    with once():
        return judge_loaded(Loaded(tuple(files)), parse_policy(policy) if policy else Policy(), NOW)[1]


def _taught(files: Files) -> list[Dataset]:
    """The files as they are read once a person has taken every line that is written for them."""
    layout = ""
    for _ in range(ROUNDS):
        loaded, before = _read(files, layout), layout
        for one in loaded:
            layout = teach(one.recognition, layout)
        layout = layout.replace("# [", "[").replace("# text", "text").replace('# reason = ""', 'reason = "ours"')
        layout = layout.replace("# ... = ", "compare_failed = ")
        if layout == before:
            break
    return loaded


def _waivers(asked: list[JudgedFinding]) -> str:
    places = [
        {"file": one.finding.evidence[0].file, "sheet": one.finding.evidence[0].sheet, "text": one.finding.fact("text")}
        for one in asked
    ]
    return "".join(
        f'[[waiver]]\nid = "{n}"\ncode = "{one.finding.code}"\nreason = "r"\napproved_by = "a"\nexpires = 2027-01-01\n'
        + "".join(f"{name} = {json.dumps(value)}\n" for name, value in place.items() if value)
        + "max_findings = 9\n"
        for n, (one, place) in enumerate(zip(asked, places, strict=True))
    )


def _asked(verdict: Verdict) -> list[JudgedFinding]:
    return [one for one in verdict.findings if one.finding.code in ASKED and one.effect is not Effect.NOTE]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (place, text)
        for at, place in enumerate(PLACES)
        for number, text in enumerate((*PLAIN, *SAYING))
        if (at + number) % 4 == 0  # each text in seven places
    ],
)
def test_what_is_asked_about_is_taught_or_said_to_be_known_and_waived(place: str, text: str) -> None:
    files = clean()
    PLACES[place](files[FILE], text)
    loaded = _taught(files)
    left = [entry for one in loaded for entry in one.recognition.not_understood]
    assert [entry for entry in left if entry.teaching or known_in(entry.kind, entry.text) is None] == []
    verdict = _judged(loaded)
    asked = _asked(verdict)
    assert bool(asked) == bool(left)
    assert _asked(_judged(loaded, _waivers(asked))) == [] if asked else True
    if text in PLAIN and place not in RESULTS:
        assert verdict.decision.value == "PASS"


def test_rows_below_one_that_is_taught_go_on() -> None:
    files = clean()
    files[FILE]["Details"][2:2] = [[None], ["end of part one", "see below"]]
    loaded = _taught(files)
    assert _judged(loaded).decision.value == "PASS"
    files[FILE]["Details"][-1][7] = "Inconsistent"
    assert _judged(_taught(files)).decision.value == "FAIL"
