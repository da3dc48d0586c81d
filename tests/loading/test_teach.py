"""`inspect --teach`: what was not understood becomes a layout file that a person decides line by line."""

from __future__ import annotations

from typing import Any

import pytest

from drs_report.errors import ConfigError
from drs_report.reading.inspection import teach
from drs_report.reading.teaching import Layout, parse_layout
from drs_report.records.reading import Recognition
from tests.loading.fake_workbook import load_tables

ROWS = [
    ["Source Database Name", "Table Name", "Source Rows", "Target Rows", "Comparison Result", "Cost Centre"],
    ["shop", "orders", 1, 1, "Consistent", "a"],
]


def test_it_changes_nothing_until_a_person_decides_and_is_written_once() -> None:
    read = load_tables([("Details", ROWS)], name="f.xlsx").recognition
    text = teach(read, "")

    assert parse_layout(text) == Layout()
    assert teach(read, text) == text
    decided = text.replace("# [[", "[[").replace("# text", "text").replace('# reason = ""', 'reason = "ours"')
    taught = load_tables([("Details", ROWS)], name="f.xlsx", layout=parse_layout(decided)).recognition
    assert taught.not_understood == ()


def test_what_is_there_already_is_kept() -> None:
    read = load_tables([("Details", ROWS)], name="f.xlsx").recognition

    assert teach(read, 'assume_zone = "+08:00"\n').startswith('assume_zone = "+08:00"\n\n# sheet Details')


def test_a_word_and_a_missing_zone_are_taught_as_well() -> None:
    rows = [[*ROWS[0][:5], "Start Time"], [*ROWS[1][:4], "gleich", "2026-11-15 10:00:00"]]
    read = load_tables([("Details", rows)], name="f.xlsx").recognition
    text = teach(read, "")

    assert parse_layout(text) == Layout()
    assert teach(read, text) == text
    decided = text.replace("# assume", "assume").replace("# [outcomes]", "[outcomes]").replace("# ...", "consistent")
    assert parse_layout(decided).outcomes == {"consistent": ("gleich",)}
    taught = load_tables([("Details", rows)], name="f.xlsx", layout=parse_layout(decided))
    assert taught.frames["tables"].iloc[0].to_dict()["outcome"] == "consistent"
    assert taught.frames["tables"]["started_at"].notna().all()


def test_another_word_goes_to_the_section_that_is_there() -> None:
    rows = [ROWS[0][:5], [*ROWS[1][:4], "gleich"]]
    text = teach(load_tables([("Details", rows)], name="f.xlsx").recognition, '[outcomes]\nfailed = ["kaputt"]\n')

    assert text.count("[outcomes]") == 1
    assert text.splitlines()[:2] == ["[outcomes]", '# ... = ["gleich"]  # 1 cell']


def test_a_line_of_times_without_a_zone_is_taught() -> None:
    read = load_tables(
        [("Details", [["Comparison Start Time: 2026-11-15 10:00:00"], *ROWS])], name="f.xlsx"
    ).recognition

    assert '# assume_zone = "+08:00"' in teach(read, "")


def test_a_column_that_is_left_out_says_nothing_of_its_rows() -> None:
    layout = parse_layout('[headings]\ndrop = ["Cost Centre"]\n')
    taught = load_tables([("Details", ROWS)], name="f.xlsx", layout=layout).recognition
    assert taught.not_understood == ()

    worse = [ROWS[0], [*ROWS[1][:5], "2 rows differ"]]
    (left,) = load_tables([("Details", worse)], name="f.xlsx", layout=layout).recognition.not_understood
    assert left.text == "2 rows differ"


DEAD_ENDS: dict[str, tuple[list[Any], ...]] = {
    "a label and a value in two cells": (["Customer", "ACME Bank"], ["Task Name", "DRS-1"]),
    "a label and a value in one cell": (["Customer: ACME Bank; Task Name: DRS-1"],),
    "a full-width colon": (["客户：某银行；任务名称：DRS-1"],),
    "a known label with a value that is none of its kind": (["结论：见附件"],),
    "a cover": (["Migration report"], ["Customer", "ACME Bank"], ["Prepared for", "Ms Li", "Mr Wang"], ["Room", "4"]),
    "a table of contents": (["No", "Sheet", "Pages"], [1, "Overview", 1], [2, "Details", 3]),
    "a long line": (["Remarks of the night shift, " + "which nobody reads, " * 40],),
    "a long line of which the next begins alike": (["word " * 80 + "one"], ["word " * 80 + "two"]),
    "a long line with half a character": (["Prepared for a \ud83d " + "and so on " * 40],),
    "a long row": (["Customer", "ACME Bank " * 40, "Room 4"],),
    "characters that TOML knows only escaped": (['Shift \x7f night \\ " end'],),
    "a table of contents, zh": (["目录"], ["1", "概览页", "甲"], ["2", "明细页", "乙"]),
}


@pytest.mark.parametrize("name", DEAD_ENDS)
def test_what_it_writes_settles_what_was_not_understood(name: str) -> None:
    sheets = [("Cover", DEAD_ENDS[name]), ("Details", ROWS)]
    text = ""
    for _ in range(2):  # what a first answer uncovers is settled by a second
        read = load_tables(sheets, name="f.xlsx", layout=parse_layout(text)).recognition
        text = (
            teach(read, text)
            .replace("# [[", "[[")
            .replace("# text", "text")
            .replace('# reason = ""', 'reason = "ours"')
        )
    settled = load_tables(sheets, name="f.xlsx", layout=parse_layout(text)).recognition

    assert settled.not_understood == ()
    assert not any(rest.reason.is_open for sheet in settled.sheets for rest in sheet.leftovers)


def test_a_column_of_primary_keys_may_be_declared_harmless() -> None:
    rows = [[*ROWS[0], "主键"], [*ROWS[1], "id"]]
    text = '[[ignore.headings]]\ntext = "主键"\nreason = "which column it is"\n'
    read = load_tables([("Details", rows)], name="f.xlsx", layout=parse_layout(text)).recognition

    assert [entry.text for entry in read.not_understood] == ["Cost Centre"]


def test_a_clause_that_says_worse_is_never_harmless() -> None:
    sheets = [("Cover", [["结论：不一致"]]), ("Details", ROWS)]
    layout = parse_layout('[[ignore.lines]]\npattern = "结论.*"\nreason = "ours"\n')
    read = load_tables(sheets, name="f.xlsx", layout=layout).recognition

    assert "结论: 不一致" in [entry.text for entry in read.not_understood]
    with pytest.raises(ConfigError, match="不一致"):
        parse_layout('[[ignore.lines]]\ntext = "结论：不一致"\nreason = "ours"\n')


LONG = "Owner " + "team of the night " * 30


def test_a_long_text_is_named_by_its_hash_and_only_that_text_is_taught() -> None:
    def read(text: str, layout: str = "") -> Recognition:
        rows = [[*ROWS[0][:-1], text], ROWS[1]]
        return load_tables([("Details", rows)], name="f.xlsx", layout=parse_layout(layout)).recognition

    layout = "".join(f"{line}\n" for line in read(LONG).not_understood[0].teaching.splitlines()).replace('""', '"ours"')
    assert len(layout) < 450
    assert read(LONG, layout).not_understood == ()
    assert read(LONG + "!", layout).not_understood != ()
    assert read(LONG, f"[[ignore.headings]]\ntext = {LONG.strip()!r}\nreason = 'ours'").not_understood == ()


def test_of_thousands_of_things_a_thousand_are_named_and_a_pattern_settles_all() -> None:
    rows = [[*ROWS[0], *(f"x{n}" for n in range(3000))], [*ROWS[1], *["y"] * 3000]]

    def read(layout: str) -> Recognition:
        return load_tables([("Details", rows)], name="f.xlsx", layout=parse_layout(layout)).recognition

    found = read("").not_understood
    assert [len(found), sum(entry.n_cells for entry in found)] == [1001, 2 * 3001]
    assert (found[-1].text, found[-1].teaching) == ("more than 1,000 different texts", "")
    assert read("[[ignore.headings]]\npattern = 'x[0-9]+|Cost Centre'\nreason = 'ours'").not_understood == ()
