"""A line that is filled in from another's phrase reads as if it had been phrased by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drs_report.language.translator import Words
from drs_report.records.document import Cell, Table
from drs_report.records.judgement import Evidence, Level, OutcomeClass, Scalar, Subject
from drs_report.records.observations import Observation, Result
from drs_report.report.alike_lines import AlikeLines
from drs_report.report.unfolding import phrased
from tests.records import answer

SUBJECT = Subject(Level.TABLE, "shop", "", "orders", "shop", "", "orders")
COLUMNS = ("source_db", "source_rows", "target_rows", "progress", "is_comparable", "row_filter")
NUMBERS = st.one_of(st.integers(-3, 3), st.integers(0, 2**62), st.sampled_from([1000, 1000, 42]))


def derived(n: int | None, place: Evidence, values: tuple[Scalar, ...]) -> Observation:
    cells = tuple((value,) for value in values)
    result = Result(
        "lines", "consistent", OutcomeClass.VERIFIED, n, (place,), "counts-equal", COLUMNS[: len(cells)], cells
    )
    return Observation(SUBJECT, result)


def lines(draw: st.DrawFn) -> tuple[Observation, Subject]:
    """A line of few kinds and any numbers."""
    name = draw(st.sampled_from(["orders", "50%", "918,273,645,000,000"]))
    file = draw(st.sampled_from(["a.xlsx", "100%s.xlsx", "918273645000000.xlsx"]))
    values = (
        draw(st.sampled_from(["shop", "other"])),
        draw(NUMBERS),
        draw(NUMBERS),
        draw(st.sampled_from([100.0, 99.5])),
        draw(st.booleans()),
        draw(st.sampled_from(["id > 10", "%d", None])),
    )
    rows = draw(st.sampled_from([(7,), (draw(st.integers(1, 10**6)),), (1, 2)]))
    place = Evidence(file, draw(st.sampled_from(["Details", ""])), rows, draw(st.sampled_from([len(rows), 9])))
    n = draw(st.sampled_from([None, 0, 5]))
    cell = derived(n, place, values) if draw(st.integers(0, 2)) else answer("timeout", OutcomeClass.NOT_VERIFIED, n)
    return cell, replace(SUBJECT, source_name=name, target_name=name)


@pytest.mark.parametrize("lang", ["en", "zh-CN", "en-XA"])
@settings(max_examples=100)
@given(drawn=st.lists(st.composite(lines)(), min_size=2, max_size=8))
def test_a_filled_line_reads_as_one_phrased_by_itself(lang: str, drawn: list[tuple[Observation, Subject]]) -> None:
    phrase = phrased(Words.of(lang), {"a.xlsx": "yesterday"})
    alike = AlikeLines(phrase)
    for cell, subject in drawn:
        assert alike.cells("lines", cell, subject, ()) == phrase("lines", cell, subject, ())


@settings(max_examples=100, deadline=None)
@given(drawn=st.lists(st.tuples(st.composite(lines)(), st.composite(lines)()), min_size=2, max_size=6))
def test_a_filled_table_has_the_lines_of_each_comparison_as_phrased(
    drawn: list[tuple[tuple[Observation, Subject], tuple[Observation, Subject]]],
) -> None:
    phrase = phrased(Words.of("en"), {"a.xlsx": "yesterday"})
    alike, empty = AlikeLines(phrase), Table("", "Comparisons", (), (), 0, is_for_screen=True)
    for n, ((first, subject), (second, _)) in enumerate(drawn):
        told = [("lines", first), ("contents", second)]
        made = alike.table(empty, f"t-{n}", told, subject)
        if made is not None:
            (table,) = made
            assert [line.cells for line in table.rows] == [phrase(slug, cell, subject, ()) for slug, cell in told]
            assert [line.anchor for line in table.rows] == [f"t-{n}-lines", f"t-{n}-contents"]
            assert replace(table, rows=(), n_total=0) == empty


def test_tables_that_differ_in_numbers_alone_have_one_form() -> None:
    alike, empty = AlikeLines(phrased(Words.of("en"), {})), Table("", "Comparisons", (), (), 0)
    forms = set()
    for n in range(1, 50):
        place = Evidence("a.xlsx", "Details", (n,), 1)
        cell = derived(0, place, ("shop", n * 7, n * 7))
        made = alike.table(empty, f"t-{n}", [("lines", cell)], SUBJECT)
        assert made is not None
        assert made == AlikeLines(alike.phrase).table(empty, f"t-{n}", [("lines", cell)], SUBJECT)
        assert made != alike.table(empty, "t-0", [("lines", cell)], SUBJECT)
        forms.add(made.form)
    assert len(forms) == 1


def test_lines_that_differ_in_numbers_alone_are_phrased_once() -> None:
    n_phrased = 0

    def phrase(*line: object) -> tuple[Cell, ...]:
        nonlocal n_phrased
        n_phrased += 1
        return phrased(Words.of("en"), {})(*line)  # type: ignore[arg-type]

    alike = AlikeLines(phrase)
    for n in range(1, 50):
        place = Evidence("a.xlsx", "Details", (n,), 1)
        cells = alike.cells("lines", derived(0, place, ("shop", n * 7, n * 7)), SUBJECT, ())
        assert cells[2] == Cell(str(n * 7), n * 7)
    assert n_phrased == 2
