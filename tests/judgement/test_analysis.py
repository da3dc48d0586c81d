"""The evidence as a whole: contradictions, cuts, coverage, several files of one comparison, repairs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drs_report.analysis import analyse
from drs_report.findings.registry import code
from drs_report.language.moments import moment
from drs_report.records.judgement import Effect, Level, OutcomeClass, Proof
from drs_report.records.reading import (
    BlockRecognition,
    CellProblem,
    ColumnMatch,
    Leftover,
    Recognition,
    Rest,
    SheetRecognition,
    UnknownWord,
)
from drs_report.records.remarks import RemarkKind, remark
from tests.findings.story import told
from tests.judgement.evidence import (
    SHOP,
    TIMES,
    clean,
    content,
    contents_file,
    dataset,
    difference,
    line,
    lines_file,
    objects_file,
    overview,
    with_frame,
)


def codes_of(findings):
    return [f.code for f in findings]


def found(files, prefix=""):
    return [f for f in analyse(files).findings if f.code.startswith(prefix)]


def test_clean_evidence_has_no_finding():
    analysis = analyse(clean())
    assert analysis.findings == ()
    assert {row.proof for row in analysis.coverage.rows} == {Proof.VALUES}
    assert {row.outcome_class for row in analysis.coverage.rows} == {OutcomeClass.VERIFIED}
    assert [row.subject.name for row in analysis.coverage.rows] == ["shop.customers", "shop.items", "shop.orders"]
    assert analysis.coverage.compare_types == ("objects_comparison", "lines", "contents")
    assert [s.compare_type for s in analysis.sources] == ["objects_comparison", "lines", "contents"]


def test_nothing_analysed_is_nothing_covered():
    analysis = analyse([])
    assert (analysis.findings, analysis.coverage.rows, analysis.sources) == ((), (), ())


# -- one file against itself -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("reported", "is_wrong"), [(3, False), (-3, False), (4, True), (0, True), (None, False)])
def test_the_reported_difference_may_have_either_sign(reported, is_wrong):
    data = dataset("lines", tables=[line("a", 10, 7, "inconsistent", reported_difference=reported), line("b")])
    assert codes_of(found([data], "integrity.")) == (["integrity.reported-difference-wrong"] if is_wrong else [])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"n_tables": 4}, ["integrity.overview-detail-mismatch"]),
        ({"n_tables": 2}, ["integrity.overview-detail-mismatch"]),
        ({"n_tables": None, "n_compared": None, "n_inconsistent": None, "n_uncomparable": None}, []),
        ({"n_compared": 4}, ["integrity.overview-detail-mismatch"]),
        ({"n_compared": 2}, ["integrity.overview-detail-mismatch"]),
        ({"n_inconsistent": 1}, ["integrity.differences-not-listed"]),
        ({"n_uncomparable": 1}, ["integrity.overview-detail-mismatch"]),
        ({"source_db": "other"}, ["integrity.detail-missing", "integrity.overview-missing"]),
    ],
)
@pytest.mark.parametrize("make", [lines_file, contents_file])
def test_overview_against_list(make, change, expected):
    data = make(["a", "b", "c"], databases=[overview(3, **change)])
    assert codes_of(found([data], "integrity.")) == expected


def test_an_overview_that_counts_more_differences_than_are_listed_is_a_difference():
    tables = [content("a", outcome="inconsistent", different_rows=1), content("b")]
    data = dataset("contents", databases=[overview(2, outcome="inconsistent", n_inconsistent=2)], tables=tables)
    (finding,) = found([data], "integrity.")
    assert (finding.code, finding.effect, finding.n) == ("integrity.differences-not-listed", Effect.DIFFERS, 1)


@pytest.mark.parametrize("make", [lines_file, contents_file])
def test_a_database_without_its_tables_is_cut_evidence_and_has_its_row(make):
    data = make([], databases=[overview(5)])
    analysis = analyse([data])
    assert codes_of(analysis.findings) == ["integrity.detail-missing"]
    (row,) = analysis.coverage.rows
    assert (row.subject.level, row.subject.source_db, row.outcome_class) == (
        Level.DATABASE,
        "shop",
        OutcomeClass.NOT_VERIFIED,
    )


def test_an_empty_database_needs_no_list():
    assert found([lines_file([], databases=[overview(0)])]) == []


@pytest.mark.parametrize("kind", ["TABLE", "INDEX"])
def test_objects_against_their_overview(kind):
    file = objects_file(["a", "b"])
    objects = file.objects
    last = objects.index[objects["object_type"] == kind][-1]
    findings = found([with_frame(file, "objects", objects.drop(index=last))], "integrity")
    assert codes_of(findings) == ["integrity.overview-detail-mismatch"] * 2
    assert {f.subject.object_type for f in findings} == {kind}
    findings = found([with_frame(file, "objects", objects[objects["object_type"] != kind])])
    assert codes_of(findings) == ["integrity.detail-missing"]


def test_an_overview_of_objects_without_any_list_proves_no_object():
    file = objects_file(["a", "b"])
    assert codes_of(found([with_frame(file, "objects", file.objects.iloc[:0])])) == ["integrity.detail-missing"] * 2


def test_objects_of_a_type_that_the_overview_lacks():
    counts = [{"object_type": "TABLE", "source_count": 1, "target_count": 1, "diff_count": 0, "outcome": "consistent"}]
    assert codes_of(found([objects_file(["a"], overview=counts)])) == ["integrity.overview-missing"]


def test_a_table_listed_twice():
    same = dataset("lines", tables=[line("a"), line("a"), line("b")])
    (note,) = found([same], "integrity.")
    assert (note.code, note.n, note.evidence[0].rows) == ("integrity.duplicate-table", 2, (2, 3))
    other = dataset("lines", tables=[line("a"), line("a", 3, 4, "inconsistent")])
    assert codes_of(found([other])) == ["lines.count-differs", "integrity.duplicate-contradicts"]
    (row,) = analyse([other]).coverage.rows
    assert (row.outcome_class, row.proof) == (OutcomeClass.DIFFERS, Proof.NONE)


def test_rows_without_a_table_name_are_not_lost():
    nameless = {**line("x"), "source_table": None, "target_table": None}
    (finding,) = found([dataset("lines", tables=[line("a"), nameless])], "integrity.")
    assert (finding.code, finding.evidence[0].rows) == ("integrity.nameless-rows", (3,))


def test_source_and_target_the_other_way_round_in_one_file():
    swapped = [{**line(n), "source_db": "shop_new", "target_db": "shop"} for n in "ab"]
    findings = found([dataset("lines", databases=[overview(2)], tables=swapped)], "integrity.")
    assert "integrity.source-target-swapped" in codes_of(findings)


def test_cells_at_their_limit_and_counts_beyond_exact_numbers():
    rows = [content("a", outcome="inconsistent", different_rows=1)]
    data = dataset("contents", tables=rows, differences=[difference("a", 1, source_sql="x" * 32767)])
    (note,) = found([data], "integrity.")
    assert (note.code, note.fact("column"), note.n) == ("integrity.cell-full", "source_sql", 1)
    data = dataset("lines", tables=[line("a", 2**53 + 1)])
    assert codes_of(found([data], "integrity.")) == ["integrity.count-imprecise"] * 2


# -- what the reader met ---------------------------------------------------------------------------------------------


def recognised(block=None, *, leftovers=(), state="visible", meta=(), notes=(), n_rows=2):
    block = block or BlockRecognition("tables", (1,), 1, 1 + n_rows, n_rows)
    size = block.n_rows + len(block.header_rows) + sum(x.n_rows for x in leftovers)
    sheet = SheetRecognition("tables", state, size, (block,), tuple(leftovers))
    recognition = Recognition("lines", None, "none", (sheet,), meta, notes)
    return dataset("lines", tables=[line("a"), line("b")], recognition=recognition)


def block(**more):
    read = tuple(ColumnMatch("A", c, c, 1.0) for c in ("source_table", "source_rows", "target_rows", "outcome"))
    values = {"frame": "tables", "header_rows": (1,), "first_row": 1, "last_row": 3, "n_rows": 2, "columns": read}
    return BlockRecognition(**{**values, **more})


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (recognised(block()), []),
        (recognised(block(), leftovers=[Leftover(5, 5, 1, Rest("title"))]), []),
        (recognised(block(), leftovers=[Leftover(5, 7, 3, Rest("unrecognised-table"))]), ["unrecognised-rows"]),
        (recognised(block(), leftovers=[Leftover(5, 9, 2, Rest("unrecognised-row"))]), ["unrecognised-rows"]),
        (
            recognised(block(problems=(CellProblem("outcome", remark(RemarkKind.ERROR_CELL), "#N/A", 1, (2,)),))),
            ["cell-unreadable"],
        ),
        (
            recognised(block(problems=(CellProblem("source_rows", remark(RemarkKind.NOT_EXACT), "x", 1, (2,)),))),
            ["cell-unreadable"],
        ),
        (
            recognised(block(problems=(CellProblem("message", remark(RemarkKind.ERROR_CELL), "#N/A", 1, (2,)),))),
            ["cell-unreadable"],
        ),
        (
            recognised(block(columns=(*block().columns, ColumnMatch("F", "新列", "extra:新列", 0.0)))),
            ["unknown-heading"],
        ),
        (recognised(block(columns=(*block().columns, ColumnMatch("F", "操作", None, 1.0)))), []),
        (recognised(block(), state="hidden"), ["hidden-sheet"]),
        (recognised(block(), notes=(remark(RemarkKind.UNKNOWN_STYLE, sheet="a"),)), ["reader-note"]),
        (recognised(block(), meta=(("compare_status", "完成"),)), []),
        (recognised(block(), meta=(("compare_status", "Completed"),)), []),
        (recognised(block(), meta=(("compare_status", "已取消"),)), ["job-not-completed"]),
        (recognised(block(), meta=(("compare_status", "who knows"),)), ["job-not-completed"]),
        (recognised(block(last_row=1_048_576)), ["sheet-full"]),
        (recognised(block(last_row=65_536)), ["sheet-full"]),
        (recognised(block(last_row=1_048_575)), []),
        (dataset("lines", tables=[line("a")], asked="contents"), ["compare-type-mismatch"]),
        (dataset("lines", tables=[line("a")], asked="lines"), []),
    ],
)
def test_what_the_reader_met(data, expected):
    assert codes_of(found([data])) == [f"integrity.{name}" for name in expected]


def test_an_unknown_word_in_a_column_that_is_no_result_has_a_finding_of_its_own():
    odd = BlockRecognition("differences", (1,), 2, 2, 1, unknown_words=(UnknownWord("kind", "odd", 1, (2,)),))
    sheet = SheetRecognition("differences", "visible", 2, (odd,))
    recognition = Recognition("contents", None, "none", (sheet,))
    data = dataset("contents", tables=[content("a")], recognition=recognition)
    assert codes_of(found([data], "integrity.")) == ["integrity.unknown-word"]


def test_a_full_sheet_that_is_continued_is_not_cut():
    first = SheetRecognition("tables", "visible", 3, (block(last_row=1_048_576),))
    second = SheetRecognition("tables (2)", "visible", 2, (block(header_rows=(), continues="tables"),))
    data = dataset("lines", tables=[line("a")], recognition=Recognition("lines", None, "none", (first, second)))
    assert found([data]) == []


# -- coverage --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", ["objects_comparison", "lines", "contents"])
def test_a_table_that_is_missing_from_one_comparison_is_named(gone):
    files = [
        make(["a", "b", "c"] if kind != gone else ["a", "b"])
        for kind, make in [("objects_comparison", objects_file), ("lines", lines_file), ("contents", contents_file)]
    ]
    (finding,) = analyse(files).findings
    assert (finding.code, finding.compare_type, finding.subject.name) == ("coverage.absent", gone, "shop.c")
    assert gone not in finding.fact("seen_in")
    (row,) = [r for r in analyse(files).coverage.rows if gone not in r.cells]
    assert row.subject.name == "shop.c"


def test_objects_without_a_list_of_equal_tables_demand_no_table():
    file = objects_file(["a"])
    file = with_frame(file, "objects", file.objects.iloc[:0])
    assert found([file, lines_file(["a"])], "coverage.") == []


def test_the_strongest_proof_counts_and_a_difference_leaves_none():
    files = [
        objects_file(["a", "b", "c"]),
        lines_file(["a", "b", "c"]),
        dataset("random", tables=[content("b")]),
        dataset("contents", tables=[content("a"), content("c", outcome="inconsistent", different_rows=1)]),
    ]
    rows = {row.subject.name: row for row in analyse(files).coverage.rows}
    assert {name: row.proof for name, row in rows.items()} == {
        "shop.a": Proof.VALUES,
        "shop.b": Proof.SAMPLE,
        "shop.c": Proof.NONE,
    }
    assert next(iter(rows)) == "shop.c"
    assert rows["shop.c"].cells["contents"].n_different == 1


# -- several files ---------------------------------------------------------------------------------------------------


def night(number, **more):
    times = [("compare_start_time", f"2026-11-{number}T01:00:00Z"), ("compare_end_time", f"2026-11-{number}T02:00:00Z")]
    return {"name": f"night{number}.xlsx", "meta": times if more.pop("dated", True) else (), **more}


BAD, GOOD = [line("a", 3, 4, "inconsistent")], [line("a")]


@pytest.mark.parametrize(
    ("older", "newer", "is_dated", "expected"),
    [
        (BAD, GOOD, True, OutcomeClass.VERIFIED),
        (GOOD, BAD, True, OutcomeClass.DIFFERS),
        (BAD, GOOD, False, OutcomeClass.DIFFERS),
        (GOOD, BAD, False, OutcomeClass.DIFFERS),
    ],
)
def test_the_newest_of_two_files_counts_and_without_times_the_worst(older, newer, is_dated, expected):
    files = [
        dataset("lines", tables=older, **night(14)),
        dataset("lines", tables=newer, **night(15, dated=is_dated)),
    ]
    for order in (files, files[::-1]):
        analysis = analyse(order)
        (row,) = analysis.coverage.rows
        assert row.outcome_class is expected
        assert ("lines.count-differs" in codes_of(analysis.findings)) == (expected is OutcomeClass.DIFFERS)
        assert f"integrity.files-{'succeed' if is_dated else 'disagree'}" in codes_of(analysis.findings)
        assert [s.is_superseded for s in analysis.sources] == [is_dated, False]


def test_a_table_that_only_the_older_file_names_stays():
    files = [
        dataset("lines", tables=[*BAD, line("b", 1, 2, "inconsistent")], **night(14)),
        dataset("lines", tables=GOOD, **night(15)),
    ]
    analysis = analyse(files)
    assert {r.subject.name: r.outcome_class for r in analysis.coverage.rows} == {
        "shop.a": OutcomeClass.VERIFIED,
        "shop.b": OutcomeClass.DIFFERS,
    }
    assert not any(s.is_superseded for s in analysis.sources)
    (note,) = [f for f in analysis.findings if f.code == "integrity.superseded"]
    assert (note.fact("n_findings"), note.fact("superseded_by")) == (1, "night15.xlsx")


def test_a_third_file_without_a_time_keeps_every_file_counting():
    files = [
        dataset("lines", tables=BAD, **night(14)),
        dataset("lines", tables=GOOD, **night(15)),
        dataset("lines", tables=GOOD, **night(16, dated=False)),
    ]
    assert analyse(files).coverage.rows[0].outcome_class is OutcomeClass.DIFFERS


def test_a_later_file_on_some_tables_does_not_answer_for_the_whole_database():
    """The first night counts a differing table that it does not list; the second compares only the listed ones."""
    said = overview(2, outcome="inconsistent", n_inconsistent=1)
    first = dataset("lines", databases=[said], tables=[line("a")], **night(14))
    second = dataset("lines", databases=[overview(1)], tables=[line("a")], **night(15))
    codes = codes_of(found([first, second]))
    assert "lines.database-differs" in codes
    assert "integrity.differences-not-listed" in codes
    again = dataset("lines", databases=[overview(1)], tables=[line("a", 1, 2, "inconsistent")], **night(14))
    assert codes_of(found([again, second])) == ["integrity.files-succeed", "integrity.superseded"]


def test_a_later_object_comparison_elsewhere_does_not_answer_for_the_types():
    counts = {"object_type": "TABLE", "source_count": 2, "target_count": 1, "diff_count": 1, "outcome": "inconsistent"}
    first = objects_file(["a"], name="first.xlsx", overview=[counts])
    other = objects_file(["b"], name="second.xlsx")
    later = dict(night(16))
    other = replace(other, recognition=replace(other.recognition, meta=tuple(later["meta"])))
    assert "objects.count-differs" in codes_of(found([first, other]))


def test_files_of_two_tasks_do_not_supersede_each_other():
    first, second = dataset("lines", tables=BAD, **night(14)), dataset("lines", tables=GOOD, **night(15))
    first = replace(first, origin=replace(first.origin, job_id="one"))
    second = replace(second, origin=replace(second.origin, job_id="two"))
    assert analyse([first, second]).coverage.rows[0].outcome_class is OutcomeClass.DIFFERS


def test_two_files_that_name_source_and_target_the_other_way_round():
    swapped = [{**content("a"), "source_db": "shop_new", "target_db": "shop"}]
    findings = found([lines_file(["a"]), dataset("contents", tables=swapped)], "integrity.")
    assert codes_of(findings) == ["integrity.source-target-swapped"]
    assert findings[0].fact("other_file") == "lines.xlsx"
    assert {"lines.xlsx", "contents.xlsx"} == {e.file for e in findings[0].evidence}


def test_two_files_that_name_different_targets():
    other = [{**content("a"), "target_table": "a2"}]
    findings = found([lines_file(["a"]), dataset("contents", tables=other)], "integrity.")
    assert codes_of(findings) == ["integrity.target-disagrees"]
    assert findings[0].fact("targets") == "shop_new.a, shop_new.a2"
    partly = [{**content("a"), "target_db": None}]
    assert found([lines_file(["a"]), dataset("contents", tables=partly)], "integrity.") == []


# -- repair ----------------------------------------------------------------------------------------------------------


def repaired(at, **more):
    row = {"db": "shop", "table": "a", "repaired_rows": 5, "updated_at": at, **more}
    return dataset("repair_data", tables=[row])


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        ({"started_at": datetime(2026, 11, 15, 1, 30, tzinfo=UTC)}, ()),
        ({"started_at": datetime(2026, 11, 16, tzinfo=UTC)}, ()),
        ({}, (("compare_end_time", "2026-11-15T01:30:00Z"),)),
        ({}, (("compare_start_time", "2026-11-15 09:10:00 GMT+08:00"), ("compare_end_time", "2026-11-15T02:00:00Z"))),
        ({}, (("compare_time", "2026-11-17T00:00:00Z"),)),
    ],
)
def test_what_a_repair_says_of_its_run_anywhere_is_not_before_it(row, lines):
    at = datetime(2026, 11, 15, 0, 30, tzinfo=UTC)
    repair = dataset(
        "repair_data", meta=lines, tables=[{"db": "shop", "table": "a", "repaired_rows": 5, "updated_at": at, **row}]
    )
    assert "repair.not-recompared" in codes_of(analyse([*clean(["a"]), repair]).findings)


def test_a_repair_is_settled_by_a_value_comparison_that_began_later():
    files = [*clean(["a"]), repaired("2026-11-15T00:30:00Z", failed_rows=1)]
    (note,) = analyse(files).findings
    assert (note.code, note.fact("n_findings"), note.fact("verified_by")) == ("repair.superseded", 2, "contents.xlsx")
    assert analyse(files).coverage.rows[0].proof is Proof.VALUES


@pytest.mark.parametrize("at", ["2026-11-15T01:30:00Z", None])
def test_a_repair_during_or_at_an_unknown_time_is_not_settled(at):
    assert codes_of(found([*clean(["a"]), repaired(at)])) == ["repair.not-recompared"]


def test_a_repaired_table_that_still_differs_is_not_settled():
    data = dataset("contents", meta=TIMES, tables=[content("a", outcome="inconsistent", different_rows=1)])
    assert "repair.not-recompared" in codes_of(found([data, repaired("2026-11-15T00:30:00Z")]))


# -- times -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2018/11/26 20:30:50 GMT+08:00", datetime(2018, 11, 26, 12, 30, 50, tzinfo=UTC)),
        ("2016/12/05 19:23:09 GMT +8:00", datetime(2016, 12, 5, 11, 23, 9, tzinfo=UTC)),
        ("2020-09-01T18:50:20Z", datetime(2020, 9, 1, 18, 50, 20, tzinfo=UTC)),
        ("2020-09-01T18:50:20.123+05:30", datetime(2020, 9, 1, 13, 20, 20, 123000, tzinfo=UTC)),
        ("2020-09-01 18:50:20 UTC", datetime(2020, 9, 1, 18, 50, 20, tzinfo=UTC)),
        ("2020-09-01 18:50:20 GMT-03:30", datetime(2020, 9, 1, 22, 20, 20, tzinfo=UTC)),
        ("1607766111833", datetime(2020, 12, 12, 9, 41, 51, 833000, tzinfo=UTC)),
        ("2020-09-01 18:50:20", None),
        ("2020-13-01 18:50:20 UTC", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times_need_a_zone(words, expected):
    assert moment(words) == expected


# -- order -----------------------------------------------------------------------------------------------------------


def messy():
    tables = [content("a", outcome="inconsistent", different_rows=40), content("b"), content("c", outcome="timeout")]
    rows = [difference(n, k, kind) for n in "ab" for kind in ("only_in_source", "different") for k in range(15)]
    return [
        objects_file(["a", "b", "c"]),
        dataset(
            "lines",
            databases=[overview(4)],
            tables=[line("a", 5, 6, "inconsistent"), line("b", outcome=None), line("b")],
        ),
        dataset("contents", databases=[overview(3)], tables=tables, differences=rows),
    ]


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_neither_the_order_of_files_nor_of_rows_matters(random):
    expected = analyse(messy())
    shuffled = []
    for original in messy():
        frames = {}
        for name, table in original.frames.items():
            order = list(range(len(table)))
            random.shuffle(order)
            frames[name] = table.iloc[order]
        shuffled.append(replace(original, frames=frames))
    random.shuffle(shuffled)
    again = analyse(shuffled)
    assert again.findings == expected.findings
    assert [*map(told, again.coverage.rows)] == [*map(told, expected.coverage.rows)]
    assert replace(again.coverage, rows=()) == replace(expected.coverage, rows=())


def test_every_finding_carries_exactly_the_registered_facts():
    findings = analyse([*messy(), repaired(None)]).findings
    assert len({f.code for f in findings}) > 8
    for finding in findings:
        entry = code(finding.code)
        assert finding.effect is entry.effect
        assert tuple(f.name for f in finding.facts) == entry.facts
        assert list(finding.evidence) == sorted(set(finding.evidence), key=lambda e: (e.file, e.sheet, e.rows))


def test_subjects_are_named_by_what_is_known():
    row = {**SHOP, "source_table": None, "target_table": "new", "outcome": "source_table_missing"}
    (finding,) = found([dataset("lines", tables=[row])], "lines.review")
    assert finding.subject.name == "shop_new.new"
