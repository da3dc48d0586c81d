"""What is told once of tables that are alike is what would be told of each by itself."""

from __future__ import annotations

import json
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drs_report import pipeline
from drs_report.records.groups import groups
from drs_report.renderers import by_slug, json_matrix
from drs_report.renderers.json import to_plain
from drs_report.report import unfolding
from tests.judgement.evidence import NOW, content, dataset, line

pytestmark = pytest.mark.early

NAMES = [
    "orders",
    "50%",
    "%s",
    "{n}",
    'a"b',
    'a",',
    "two\nlines",
    "back\\",
    "\x00",
    "\u202ename",
    "数据",
    "a.b",
    "`q`",
    "918,273,645,000,000",
    "x\x7f",
]
ROWS = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from([0, 1, 999, 1000, 10**15, 2**53]),
    st.sampled_from(["consistent"] * 8 + ["inconsistent", None]),
    st.sampled_from(
        [{}] * 6 + [{"target_table": "other"}, {"target_db": "x"}, {"source_schema": "s"}, {"progress": 99.5}]
    ),
)
FILES = st.tuples(st.lists(ROWS, max_size=12, unique_by=lambda row: row[0]), st.booleans())


def report(lines, contents):
    """The report of a row comparison and a value comparison."""
    made = []
    for kind, row_of, (rows, is_odd) in (("lines", line, lines), ("contents", content, contents)):
        tables = [
            row_of(name, n + number * is_odd, outcome=word, **more) for number, (name, n, word, more) in enumerate(rows)
        ]
        made.append(dataset(kind, tables=tables))
    return pipeline.report_loaded(pipeline.Loaded(tuple(made)), now=NOW)[0]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=FILES, contents=FILES)
def test_told_together_or_by_itself_a_table_says_the_same(lines, contents) -> None:
    together = report(lines, contents)
    with patch.object(unfolding, "groups", lambda *_: []), patch.object(json_matrix, "groups", lambda *_: []):
        alone = report(lines, contents)
        by_itself = by_slug("json").render(alone).content

    assert together.sections == alone.sections
    written = by_slug("json").render(together).content
    assert written == by_itself
    assert json.loads(written) == json.loads(json.dumps(to_plain(together)))


def test_rows_are_grouped_by_what_is_said_of_them() -> None:
    rows = [line(f"t{n}", n) for n in range(5)] + [line("zero", 0), line("differs", 5, 4, "inconsistent")]
    made = pipeline.report_loaded(pipeline.Loaded((dataset("lines", tables=rows),)), now=NOW)[0].coverage
    names = [row.subject.source_name for row in made.rows]

    found = groups(made.rows, [row.outcome_class for row in made.rows])
    assert [[names[member] for member in group.members] for group in found] == [
        ["t0", "zero"],
        ["t1", "t2", "t3", "t4"],
    ]
    assert [group.numbers["lines"] for group in found][1][:3] == ([3, 4, 5, 6], [1, 2, 3, 4], [1, 2, 3, 4])
    assert groups(made.rows, [None] * len(made.rows)) == []
    assert groups(made.rows, names) == []
