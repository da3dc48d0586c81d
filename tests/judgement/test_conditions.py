"""Each condition of a rule where it alone decides: the evidence that meets all others of the rule, and not this one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drs_report.analysis import analyse
from drs_report.analysis.layout_proof import cross_check, layout_findings
from drs_report.analysis.one_task import _is_same
from drs_report.checks.differences import listed_by_table
from drs_report.language.vocabulary import OUTCOMES, built_in
from drs_report.reading.tables.conversion import N_ROWS_KEPT, ColumnBuilder, as_text
from drs_report.reading.xlsx.cells import Percent
from drs_report.reading.xlsx.columns import Column
from drs_report.records.columns import Kind
from drs_report.records.reading import BlockRecognition, ColumnMatch, NotUnderstood, SheetRecognition, UnknownWord
from drs_report.records.remarks import RemarkKind
from tests.findings.cases import in_first_block, of_table, origin, recognised
from tests.judgement.evidence import SHOP, TIMES, content, contents_file, dataset, difference, line, overview
from tests.judgement.test_boundaries import findings

# -- tables of which nothing but differing rows is listed, which stand in no row -----------------------------------------


def listing(name="a.xlsx", row=None, **more):
    """A value comparison that lists rows of a table that its list of tables does not name."""
    return dataset("contents", name=name, differences=[{**difference("x", "1"), **(row or {})}], **more)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"source_db": "hr", "target_db": "hr_new"}, "integrity.overview-missing"),
        ({"source_db": "shop_new", "target_db": "shop"}, "integrity.source-target-swapped"),
    ],
)
def test_a_pair_that_only_differing_rows_name_is_missed_in_the_overview(row, code):
    (said,) = findings([listing(row=row, databases=[overview(1)], tables=[content("a")])], code)
    assert said.evidence == ()


@pytest.mark.parametrize(
    ("row", "code"),
    [(content("x"), "integrity.files-disagree"), (content("x", target_table="y"), "integrity.target-disagrees")],
)
def test_two_files_disagree_of_a_table_of_which_one_lists_only_differing_rows(row, code):
    (said,) = findings([listing(), dataset("contents", name="b.xlsx", tables=[row])], code)
    assert [one.file for one in said.evidence] == ["b.xlsx"]


def test_a_differing_row_may_stand_in_a_line_that_nobody_numbers():
    frame = dataset("contents", differences=[difference("x", "1", row_number=n) for n in (None, 3)]).frames[
        "differences"
    ]
    ((listed),) = listed_by_table(frame, 1).values()
    assert [(one.rows, one.n_rows) for one in listed.evidence] == [((3,), 2)]


@pytest.mark.parametrize(
    ("fuller", "other"),
    [
        ({"target_table": "t"}, {"target_db": "b", "target_schema": "s"}),
        ({"target_table": "t", "target_db": "b"}, {"target_table": "t", "target_schema": "s"}),
        ({"target_table": "t", "target_schema": "s"}, {"target_table": "t"}),
        ({"target_table": "t", "target_db": "c"}, {"target_table": "t", "target_db": "b"}),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_table_that_several_files_name_is_called_by_the_fullest_name(fuller, other, turned):
    nothing = {**line("t"), "target_db": None, "target_table": None}
    rows = [{**nothing, **fuller}, {**nothing, **other}]
    files = [dataset("lines", name=f"{n}.xlsx", tables=[row]) for n, row in enumerate(rows[::-1] if turned else rows)]
    (row,) = analyse(files).coverage.rows
    names = {"target_db": row.subject.target_db, "target_schema": row.subject.target_schema}
    assert {**names, "target_table": row.subject.target_name} == {
        **dict.fromkeys(names, ""),
        "target_table": "",
        **fuller,
    }


# -- counts --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("target", "n"), [(9, 1), (None, 0)])
def test_a_row_that_counts_one_side_only_disagrees_with_no_other_count(target, n):
    row = {**content("t", 9), "target_rows": target}
    files = [dataset("lines", meta=TIMES, tables=[line("t", 10)]), dataset("contents", meta=TIMES, tables=[row])]
    assert len(findings(files, "integrity.row-counts-disagree")) == n


@pytest.mark.parametrize(("counts", "n"), [((0, 0), 0), ((0, None), 1), ((None, 0), 1), ((None, None), 1), ((3, 3), 1)])
def test_none_of_no_rows_were_looked_at_where_both_sides_have_none(counts, n):
    row = {"source_rows": counts[0], "target_rows": counts[1], "sampled_rows": 0, "compared_rows": None}
    assert len(findings(of_table("random", **row).loaded.datasets, "random.rows-not-compared")) == n


@pytest.mark.parametrize(("rows", "n"), [(10, 1), (None, 0)])
def test_rows_were_left_out_where_some_side_counts_them(rows, n):
    made = of_table("contents", source_rows=rows, target_rows=rows, compared_rows=9, extra=["compared_rows"])
    assert len(findings(made.loaded.datasets, "contents.rows-not-compared")) == n


@pytest.mark.parametrize("rows", [10, None])
def test_how_many_rows_differ_is_known_beside_matched_rows_whether_or_not_they_are_counted(rows):
    usual = {**content("a", rows), "matched_rows": 10, "row_difference": None}
    odd = {**content("b", rows, "inconsistent", 3), "matched_rows": 7, "row_difference": None}
    (said,) = findings([dataset("contents", tables=[usual, odd])], "contents.values-differ")
    assert said.fact("n_different") == 3


MIXED = (
    content("equal"),
    content("equal, and counted", different_rows=3),
    content("equal, and not understood", not_understood=1),
    content("different", outcome="inconsistent", different_rows=1),
    content("failed", outcome="compare_failed"),
    content("not to compare", outcome="cannot_compare"),
    content("running", outcome="comparing"),
)


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("n_tables", 7, 7),
        ("n_compared", 4, 6),
        ("n_inconsistent", 1, 2),
        ("n_uncomparable", 1, 3),
        ("n_failed", 0, 3),
        ("n_consistent", 1, 3),
    ],
)
def test_a_number_of_tables_agrees_with_a_list_if_some_reading_of_both_does(name, least, most):
    for number in range(max(least - 1, 0), most + 2):
        file = dataset("contents", meta=(*TIMES, (name, str(number))), tables=MIXED)
        codes = {f.code for f in analyse([file]).findings}
        told = codes & {"integrity.overview-detail-mismatch", "integrity.differences-not-listed"}
        assert bool(told) is not (least <= number <= most), number


# -- objects -------------------------------------------------------------------------------------------------------------

VIEW = {**SHOP, "object_type": "VIEW", "source_object": "v", "target_object": "v", "outcome": "consistent"}


def with_unknown_word(file, frame):
    return in_first_block(file, frame, unknown_words=(UnknownWord("outcome", "odd", 1, (2,)),))


@pytest.mark.parametrize("has_word", [True, False])
def test_a_result_that_nobody_knows_is_told_of_an_object_that_has_none(has_word):
    file = dataset("objects_comparison", objects=[{**VIEW, "outcome": None}], columns={"objects": [*VIEW]})
    file = with_unknown_word(file, "objects") if has_word else file
    said = {f.code for f in analyse([file]).findings} & {"objects.unknown-word", "objects.outcome-missing"}
    assert said == {"objects.unknown-word" if has_word else "objects.outcome-missing"}


@pytest.mark.parametrize(
    ("counts", "has_word", "n"),
    [((0, 0, 0), False, 0), ((0, 0, 0), True, 1), ((0, 0, 1), False, 1), ((1, 1, 0), False, 1)],
)
def test_a_type_without_a_result_is_nothing_to_verify_where_there_is_nothing_of_it(counts, has_word, n):
    names = ("source_count", "target_count", "diff_count")
    row = {"object_type": "VIEW", **dict(zip(names, counts, strict=True)), "outcome": None}
    differing = [{**VIEW, "outcome": "inconsistent"}]
    file = dataset("objects_comparison", objects=differing, overview=[row], columns={"overview": [*row]})
    file = with_unknown_word(file, "overview") if has_word else file
    assert len(findings([file], "objects.type-not-verified")) == n


@pytest.mark.parametrize(("has_heading", "n"), [(True, 1), (False, 0)])
def test_an_overview_of_types_with_a_heading_and_no_row_is_held_against_the_list(has_heading, n):
    file = dataset("objects_comparison", objects=[VIEW])
    block = BlockRecognition("overview", (1,), 1, 1, 0)
    more = (SheetRecognition("overview", "visible", 1, (block,)),) if has_heading else ()
    file = recognised(file, sheets=(*file.recognition.sheets, *more))
    assert len([f for f in analyse([file]).findings if f.code.startswith("integrity.overview")]) == n


# -- what is the same thing in other words -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "may_be"),
    [
        ("10.0.0.5", "10.0.0.6", False),
        ("10.0.0.5", "db.local", True),
        ("10.0.0.5:3306", "3306", True),
        ("10.0.0.5", "3306", True),
        ("3306", "3307", False),
        ("db.local.", "DB.local", True),
    ],
)
def test_an_address_may_be_that_of_a_place(one, other, may_be):
    assert _is_same("place", one, other) is _is_same("place", other, one) is may_be


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("cn-north-4", "CN-NORTH-4", True),
        ("cn-north-4", "cn-south-1", False),
        ("cn-north-4", "CN North-Beijing4", True),
        ("CN North-Beijing4", "CN South-Guangzhou", False),
        ("华北-北京四", "CN North-Beijing4", True),
    ],
)
def test_nobody_knows_which_region_a_number_is(one, other, is_same):
    assert _is_same("region", one, other) is _is_same("region", other, one) is is_same


# -- layouts that an answer of the interface has proven ------------------------------------------------------------------


def test_a_layout_is_proven_by_an_earlier_file_unless_this_very_one_was_found_otherwise():
    file, other = (
        dataset("contents", name=name, tables=[content("t", n)]) for name, n in (("a.xlsx", 1), ("b.xlsx", 2))
    )
    file = origin(file, language="en")
    good, bad = cross_check(file, file), cross_check(file, other)
    assert (good.language, cross_check(other, other).language) == ("en", "")
    sources = analyse([file]).sources

    def told(*proofs):
        return {f.code for f in layout_findings(sources, proofs)}

    assert told(good) == {"evidence.layout-proven"}
    assert told(good, bad) == told(bad) == {"evidence.cross-check-disagrees"}


# -- what nobody understood ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "n"),
    [
        (("heading", "Colour", "Colour"), 0),
        (("heading", "Size", "Size"), 1),
        (("heading", "Source / Colour", ""), 0),
        (("line", "Colour", ""), 1),
        (("word", "Colour", "Colour"), 1),
    ],
)
def test_a_heading_without_a_place_is_told_once_by_whichever_doubt_names_it(entry, n):
    made = contents_file(["t"])
    (block,) = (b for sheet in made.recognition.sheets for b in sheet.blocks if b.frame == "tables")
    file = in_first_block(made, columns=(*block.columns, ColumnMatch("Z", "Colour", "extra:Colour", 0.0)))
    kind, text, column = entry
    file = recognised(file, not_understood=(NotUnderstood(kind, "tables", text, 1, column),))
    assert len(findings([file], "integrity.unknown-heading")) == n


# -- cells ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "text"), [(0.5, "50%"), (0.125, "12.5%"), (1.0, "100%"), (1e16, "1" + "0" * 18 + "%")]
)
def test_a_share_is_written_out(share, text):
    assert as_text(Percent(share)) == text


@pytest.mark.parametrize(("is_signed", "read"), [(True, -3), (False, None)])
def test_a_count_is_below_zero_where_it_may_be(is_signed, read):
    builder = ColumnBuilder("row_difference", Kind.COUNT, built_in(), is_signed=is_signed)
    builder.add(Column.of([-3]), [1])
    assert builder.array().to_pylist() == [read]
    assert [one.what.kind for one in builder.problems] == ([] if is_signed else [RemarkKind.BELOW_ZERO])


def test_a_code_that_a_layout_teaches_is_its_word():
    words = replace(built_in(), outcomes={**built_in().outcomes, "77": "consistent"})
    builder = ColumnBuilder("outcome", Kind.OUTCOME, words)
    builder.add(Column.of([77, 78]), [1, 2])
    assert [OUTCOMES[code] for code in builder.array().to_pylist()] == ["consistent", "unknown_word"]


@pytest.mark.parametrize("n", [N_ROWS_KEPT, N_ROWS_KEPT + 1])
def test_of_cells_that_are_none_of_their_column_s_the_first_are_named_and_all_counted(n):
    builder = ColumnBuilder("source_rows", Kind.COUNT, built_in())
    builder.add(Column.of(["many"] * n), range(1, n + 1))
    (problem,) = builder.problems
    assert (problem.n, problem.rows) == (n, tuple(range(1, N_ROWS_KEPT + 1)))
