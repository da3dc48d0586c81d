"""`inspect --teach`: what was not understood becomes a layout file that a person decides line by line."""

from __future__ import annotations

from drs_report.reading.inspection import teach
from drs_report.reading.teaching import Layout, parse_layout
from tests.loading.fake_workbook import load_tables

ROWS = [
    ["Source Database Name", "Table Name", "Source Rows", "Target Rows", "Comparison Result", "Owner Team"],
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
