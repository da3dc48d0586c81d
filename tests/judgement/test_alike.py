"""Rows that are alike are judged once for all: it must come to the same as judging each by itself."""

from __future__ import annotations

import dataclasses
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drs_report.checks import examine
from drs_report.checks.alike import Alike
from drs_report.comparisons import by_slug
from drs_report.language.vocabulary import FULL_STATUSES, OUTCOMES
from drs_report.records.columns import Kind
from drs_report.records.reading import UnknownWord
from tests.judgement.evidence import content, dataset, difference, line

pytestmark = pytest.mark.early

WORDS = st.sampled_from(["consistent", "consistent", "consistent", None, "inconsistent", *OUTCOMES])
VALUES = {
    Kind.TEXT: st.sampled_from([None, None, "content", "hash", "a > 1"]),
    Kind.COUNT: st.sampled_from([None, None, 0, 1, 2, 10, 10, 11, 2**40, 2**62]),
    Kind.FLAG: st.sampled_from([None, True, False]),
    Kind.PERCENT: st.sampled_from([None, 0.0, 10.0, 99.5, 100.0]),
    Kind.OUTCOME: WORDS,
    Kind.OBJECT_OUTCOME: WORDS,
    Kind.OBJECT_TYPE: st.sampled_from(["TABLE", "TABLE", "INDEX"]),
    Kind.FULL_STATUS: st.sampled_from([None, "completed", *FULL_STATUSES]),
}
NAMES = st.sampled_from(["a", "b", "c", "shop.a", "`d`.`e`"])
SOUND = {
    "lines": lambda n: line("t", n),
    "contents": lambda n: content("t", n),
    "random": lambda n: content("t", n, sampled_rows=n // 10 + 1, sample_percent=10.0),
    "objects_comparison": lambda n: {
        "object_type": "TABLE",
        "source_object": "t",
        "target_object": "t",
        "outcome": "consistent",
    },
}


@st.composite
def rows(draw, kind, n_changed=3):
    """A row that is sound but for some columns."""
    schema = next(t for t in by_slug(kind).tables if t.frame in {"tables", "objects"})
    row = dict(SOUND[kind](draw(st.sampled_from([0, 1, 10, 10, 977]))))
    source, target = (f"{side}_{schema.frame.removesuffix('s')}" for side in ("source", "target"))
    row[source] = row[target] = draw(NAMES)
    columns = [c for c in schema.columns if c.kind in VALUES and c.name not in {source, target}]
    for column in draw(st.lists(st.sampled_from(columns), max_size=n_changed)):
        value = draw(VALUES[column.kind])
        row[column.name] = -value if column.is_signed and value and draw(st.booleans()) else value
    for name in draw(st.sampled_from([(), (), (), (source,), (target,), (source, target)])):
        row[name] = None
    return {**row, "not_understood": draw(st.sampled_from([0, 0, 0, 1, 2]))}


def alone(data):
    """What a file says where no row is judged for another."""
    with patch.object(Alike, "by_itself", lambda self, *_: list(range(len(self.groups)))):
        return examine(data)


def told(examined):
    """All that a file says, whoever shares it."""
    observations, findings = examined
    said = [(o.subject, o.result.compare_type, o.outcome, o.outcome_class, o.n_different) for o in observations]
    return said, [(o.evidence, o.derivation) for o in observations], findings


@pytest.mark.parametrize("kind", SOUND)
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_rows_judged_together_come_to_what_each_comes_to_by_itself(kind, data):
    drawn = data.draw(st.lists(rows(kind), min_size=1, max_size=12))
    frame = "objects" if kind == "objects_comparison" else "tables"
    listed = [difference("a", "1")] if kind == "contents" and data.draw(st.booleans()) else []
    made = dataset(kind, **{frame: drawn}, **({"differences": listed} if listed else {}))
    assert told(examine(made)) == told(alone(made))


def test_a_word_that_nobody_knows_is_its_own_rows_alone():
    made = dataset("lines", tables=[line("a"), line("b"), line("c")])
    (sheet,) = made.recognition.sheets
    (block,) = sheet.blocks
    block = dataclasses.replace(block, unknown_words=(UnknownWord("outcome", "odd", 1, (3,)),))
    sheets = (dataclasses.replace(sheet, blocks=(block,)),)
    made = dataclasses.replace(made, recognition=dataclasses.replace(made.recognition, sheets=sheets))
    assert [o.derivation is None for o in examine(made)[0]] == [False, True, False]
    assert told(examine(made)) == told(alone(made))


def test_rows_of_two_blocks_are_never_alike():
    rows = [
        line(name, sheet=sheet, row_number=n) for name, sheet, n in (("a", "one", 2), ("b", "two", 2), ("c", "two", 5))
    ]
    made = dataset("lines", tables=rows)
    (sheet,) = made.recognition.sheets
    (block,) = sheet.blocks
    first, second = (dataclasses.replace(block, first_row=at, last_row=at, n_rows=1) for at in (2, 5))
    sheets = [("one", (first,)), ("two", (first, second))]
    pages = tuple(dataclasses.replace(sheet, sheet=name, blocks=own, n_rows=2 * len(own)) for name, own in sheets)
    made = dataclasses.replace(made, recognition=dataclasses.replace(made.recognition, sheets=pages))
    assert len({*Alike.of(made, "tables", made.frames["tables"]).groups.tolist()}) == 3


def test_rows_of_two_sheets_of_one_name_are_judged_by_themselves():
    made = dataset("lines", tables=[line("a"), line("b"), line("c"), line("d")])
    (sheet,) = made.recognition.sheets
    (block,) = sheet.blocks
    first, second = (dataclasses.replace(block, first_row=at, last_row=at + 1, n_rows=2) for at in (4, 2))
    sheets = tuple(dataclasses.replace(sheet, blocks=(one,), n_rows=3) for one in (first, second))
    made = dataclasses.replace(made, recognition=dataclasses.replace(made.recognition, sheets=sheets))
    assert Alike.of(made, "tables", made.frames["tables"]).is_own.all()
    assert told(examine(made)) == told(alone(made))


@pytest.mark.parametrize(
    ("change", "n_groups"),
    [
        ({}, 1),
        ({"message": "one"}, 1),
        ({"source_rows": 7, "target_rows": 7}, 1),
        ({"source_rows": 7, "target_rows": 7, "compared_rows": 7}, 2),
        ({"target_rows": 11, "row_difference": 1, "reported_difference": 1}, 2),
        ({"source_rows": 0, "target_rows": 0}, 2),
        ({"target_rows": None}, 2),
        ({"outcome": "inconsistent"}, 2),
        ({"row_filter": "a > 1"}, 2),
        ({"target_table": None}, 2),
        ({"not_understood": 1}, 2),
    ],
)
def test_what_makes_rows_unlike(change, n_groups):
    found: list[Alike] = []
    judged = Alike.by_itself
    with patch.object(Alike, "by_itself", lambda self, *more: found.append(self) or judged(self, *more)):
        examine(dataset("lines", tables=[line("a"), {**line("b"), **change}]))
    assert len(found[0].first) == n_groups
