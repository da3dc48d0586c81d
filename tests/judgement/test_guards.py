"""Guards that could once be taken out without any test noticing: for each an input that is judged otherwise without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from drs_report.analysis import analyse
from drs_report.checks import examine
from drs_report.checks.names import table_subject
from drs_report.findings.registry import make_finding
from drs_report.policy import judge, parse_policy
from drs_report.records.judgement import Level, OutcomeClass, Proof, Subject
from drs_report.records.observations import Coverage, CoverageRow
from drs_report.records.reading import BlockRecognition, ColumnMatch, SheetRecognition
from tests.judgement.evidence import (
    NOW,
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
)
from tests.judgement.guarded import FAIL, OPEN, PASS, UNPROVEN, N, codes, decide, hours, judged, status, values, waiver
from tests.records import answer
from tests.redteam import evidence as workbooks

# -- scope ---------------------------------------------------------------------------------------------------------------


def test_a_pattern_for_tables_holds_their_database_too():
    failed = contents_file(N, databases=[overview(3, outcome="compare_failed")])
    only = '[scope]\ninclude = ["shop.orders", "shop.customers", "shop.items"]\n'
    assert decide([objects_file(N), lines_file(N), failed], only) is OPEN


def test_an_object_without_a_database_is_in_every_scope():
    role = {"object_type": "ROLE", "source_object": "admin", "target_object": None, "outcome": "target_missing"}
    names = {"objects": ["object_type", "source_object", "target_object", "outcome"]}
    users = dataset("objects_comparison", name="users.xlsx", objects=[role], columns=names)
    assert decide([*clean(N), users], '[scope]\ninclude = ["shop.*"]\n') is FAIL


def test_what_is_out_of_scope_counts_nowhere():
    bad = [content("orders", outcome="inconsistent", different_rows=1), *map(content, N[1:])]
    files = [objects_file(N), lines_file(N), values(bad, databases=[])]
    assert decide(files) is FAIL
    verdict = judged(files, '[scope]\nexclude = ["shop.orders"]\n')
    assert verdict.decision is PASS
    numbers = {(c.id, fact.name): fact.value for c in verdict.criteria for fact in c.facts}
    assert numbers["values-equal", "n_differs"] == 0
    assert numbers["values-equal", "n_accepted"] == numbers["values-equal", "n_waived"] == 0


# -- files that count ----------------------------------------------------------------------------------------------------


def test_a_file_that_was_replaced_is_neither_old_nor_evidence():
    older, newer = values(meta=hours(1, 2, 10), name="a.xlsx"), values(name="b.xlsx")
    files = [objects_file(N), lines_file(N), older, newer]
    assert decide(files, "max_age_hours = 24\n") is PASS
    verdict = judged(files)
    complete = next(c for c in verdict.criteria if c.id == "evidence-complete")
    assert complete.facts[0].value == 3


def test_a_repair_does_not_age():
    row = {"db": "shop", "table": "orders", "total_rows": 1, "completed_rows": 1, "repaired_rows": 1,
           "updated_at": datetime(2026, 11, 1, tzinfo=UTC)}  # fmt: skip
    assert decide([*clean(N), dataset("repair_data", tables=[row])], "max_age_hours = 24\n") is PASS


@pytest.mark.parametrize(
    ("meta", "policy"),
    [
        ((*hours(1, 2), ("compare_end_time", "2026-11-01T02:00:00Z")), "max_age_hours = 24\n"),
        ((("compare_end_time", "2026-11-15T02:00:00Z"), ("compare_end_time", "last night")), "max_age_hours = 24\n"),
        ((("compare_start_time", "2026-11-01T01:00:00Z"), *hours(1, 2)), "not_before = 2026-11-15T00:00:00Z\n"),
    ],
    ids=["two ends", "an end that cannot be read", "two starts"],
)
def test_of_several_times_the_worst_counts(meta, policy):
    assert decide([objects_file(N), lines_file(N), values(meta=hours(1, 2))], policy) is PASS
    assert decide([objects_file(N), lines_file(N), values(meta=meta)], policy) is OPEN


@pytest.mark.parametrize("asked", [None, "contents"])
def test_a_sample_that_is_called_a_full_comparison_is_none_whoever_says_so(asked):
    made = contents_file(N, asked=asked)
    sample = replace(
        made, recognition=replace(made.recognition, meta=(*made.recognition.meta, ("sample_percent", "10%")))
    )
    assert "integrity.compare-type-mismatch" in codes([objects_file(N), lines_file(N), sample])
    assert decide([objects_file(N), lines_file(N), sample]) is OPEN


@pytest.mark.parametrize(
    ("shares", "line", "is_asked"),
    [
        ((10.0, 10.0, 10.0), "10%", False), ((10.0, 10.0, 10.0), "", False), ((None, None, None), "10%", False),
        ((10.0, 1.0, 10.0), "10%", True), ((1.0, 1.0, 1.0), "10%", True), ((10.0, 1.0, 10.0), "", True),
        ((10.0, 0.01, None), "", True), ((10.0, 10.0, 10.0), "9.5%", True),
    ],
)  # fmt: skip
def test_a_sample_has_one_share_wherever_it_is_stated(shares, line, is_asked):
    rows = [{**content(n), "sample_percent": share} for n, share in zip(N, shares, strict=True)]
    sample = dataset("random", meta=(("sample_percent", line),) if line else (), tables=rows)
    assert ("integrity.comparison-limited" in codes([*clean(N), sample])) is is_asked


@pytest.mark.parametrize(("compared", "n"), [(100, 0), (99, 1), (1, 99), (101, 0)])
def test_of_a_sample_all_that_was_drawn_is_compared(compared, n):
    rows = [{**content(name, 1000), "sampled_rows": 100, "compared_rows": compared} for name in N]
    found = [
        f for f in analyse([*clean(N), dataset("random", tables=rows)]).findings if f.code == "random.rows-not-compared"
    ]
    assert [f.fact("n_rows") for f in found] == [n] * 3 * bool(n)


@pytest.mark.parametrize("mark", ["-", "--", "N/A", "Does not exist", "不存在", "无", " n/a "])
@pytest.mark.parametrize("kind", ["TRIGGER", "VIEW", "TABLE"])
def test_a_mark_for_nothing_on_both_sides_names_nothing(mark, kind):
    row = {**SHOP, "object_type": kind, "source_object": mark, "target_object": mark, "outcome": "consistent"}
    more = dataset("objects_comparison", name="more.xlsx", objects=[row])
    assert "integrity.nameless-rows" in codes([*clean(N), more])
    for name in ("none", "Orders not delivered", "missing_items", "-x"):
        named = [{**row, "source_object": name, "target_object": name}]
        assert "integrity.nameless-rows" not in codes([*clean(N), dataset("objects_comparison", objects=named)])


@pytest.mark.parametrize("gone", ["source_rows", "target_rows"])
@pytest.mark.parametrize("area", ["contents", "random"])
def test_one_of_two_counts_is_as_one_that_is_blank(area, gone):
    rows = [{name: cell for name, cell in content(n).items() if name != gone} for n in N]
    files = [dataset(area, tables=rows), dataset(area, tables=[{**row, gone: None} for row in rows])]
    found = [{f.code for f in analyse([*clean(N), file]).findings} for file in files]
    assert all(f"{area}.count-missing" in codes for codes in found)


@pytest.mark.parametrize("name", ["line_outcome", "source_rows", "full_status", "progress"])
@pytest.mark.parametrize("outcome", ["inconsistent", "timeout"])
def test_what_one_row_says_of_itself_all_do_whatever_was_found(name, outcome):
    blank = [{**content(n), name: None} for n in N]
    blank[0] |= {**content(N[0]), "outcome": outcome, "content_outcome": outcome}
    found = analyse([*clean(N), dataset("contents", name="b.xlsx", tables=blank)]).findings
    told = {f.subject.source_name for f in found if f.code in ("contents.says-less", "contents.count-missing")}
    assert told == {*N[1:]}


def test_a_blank_number_of_differences_in_the_overview_of_objects_says_less():
    row = {"object_type": "VIEW", "source_count": 0, "target_count": 0, "diff_count": None, "outcome": "consistent"}
    file = dataset(
        "objects_comparison", name="b.xlsx", overview=[row, {**row, "object_type": "EVENT", "diff_count": 0}]
    )
    said = [f.fact("column") for f in analyse([*clean(N), file]).findings if f.code == "integrity.overview-says-less"]
    assert said == ["diff_count"]


@pytest.mark.parametrize("target", ["t_orders", "orders"])
def test_a_table_with_another_target_is_not_replaced(target):
    old = values([{**content("orders", outcome="inconsistent", different_rows=1), "target_table": target}], databases=[],
                 meta=hours(1, 2), name="a.xlsx")  # fmt: skip
    new = values([content("orders")], meta=hours(3, 4), name="b.xlsx", databases=[])
    assert ("contents.values-differ" in codes([old, new])) is (target != "orders")


def test_a_file_that_may_speak_of_tables_nobody_can_name_is_not_replaced():
    old = values([content("orders", outcome="inconsistent", different_rows=1)], databases=[], meta=hours(1, 2),
                 name="a.xlsx", differences=[{**difference("", 7), "source_table": None, "target_table": None}])  # fmt: skip
    new = values([content("orders")], meta=hours(3, 4), name="b.xlsx", databases=[])
    found = codes([old, new])
    assert "contents.differences-unassigned" in found
    assert not next(s for s in analyse([old, new]).sources if s.origin.name == "a.xlsx").is_superseded


def repair(at):
    row = {"db": "shop", "table": "orders", "total_rows": 3, "completed_rows": 3, "repaired_rows": 3, "filtered_rows": 0,
           "failed_rows": 0, "updated_at": at}  # fmt: skip
    return dataset("repair_data", tables=[row])


BEGAN = datetime(2026, 11, 15, 1, tzinfo=UTC)
"""When the value comparisons here began."""


@pytest.mark.parametrize(("at", "is_settled"), [(BEGAN - timedelta(seconds=1), True), (BEGAN, False)])
def test_a_repair_is_settled_by_a_comparison_that_began_after_it(at, is_settled):
    assert ("repair.superseded" in codes([*clean(N), repair(at)])) is is_settled


@pytest.mark.parametrize("word", ["cannot_compare", "comparing", "both_tables_missing", None])
def test_a_repair_is_not_settled_while_any_value_comparison_leaves_the_table_open(word):
    other = values([content("orders", outcome=word)], name="b.xlsx", meta=(), databases=[])
    assert "repair.superseded" in codes([*clean(N), repair(BEGAN - timedelta(hours=1))])
    assert "repair.superseded" not in codes([*clean(N), other, repair(BEGAN - timedelta(hours=1))])


def test_a_comparison_that_was_replaced_settles_no_repair():
    old = values(meta=hours(1, 2, 10), name="a.xlsx")
    new = values(meta=hours(1, 2, 11), name="b.xlsx")
    assert "repair.superseded" not in codes([old, new, repair(datetime(2026, 11, 12, tzinfo=UTC))])
    assert "repair.superseded" in codes([old, new, repair(datetime(2026, 11, 10, 12, tzinfo=UTC))])


# -- criteria ------------------------------------------------------------------------------------------------------------


def test_evidence_of_no_table_leaves_each_criterion_unproven_by_itself():
    files = [objects_file((), overview=[]), lines_file(()), contents_file(())]
    verdict = judged(files)
    for criterion in ("evidence-complete", "objects-equal", "rows-equal", "values-equal", "every-table-covered"):
        assert status(verdict, criterion) is UNPROVEN


def test_objects_that_were_waived_prove_no_object():
    gone = {
        **SHOP,
        "object_type": "TABLE",
        "source_object": "orders",
        "target_object": None,
        "outcome": "target_missing",
    }
    files = [dataset("objects_comparison", meta=TIMES, objects=[gone]), lines_file(N), values()]
    verdict = judged(files, waiver("objects.missing-in-target") + waiver("coverage.absent", "x", max_findings=9))
    assert status(verdict, "objects-equal") is UNPROVEN


@pytest.mark.parametrize("notes", [0, 1])
def test_a_cell_that_is_not_verified_needs_more_than_a_note(notes):
    subject = Subject(Level.TABLE, "shop", "", "orders")
    cell = answer("timeout", OutcomeClass.NOT_VERIFIED)
    row = CoverageRow(subject, {"contents": cell}, Proof.NONE, OutcomeClass.NOT_VERIFIED)
    facts = {"n_reported": 2, "n_listed": 1}
    note = make_finding("contents.differences-unlisted", subject, facts, compare_type="contents")
    policy = parse_policy('require = ["contents"]')
    sources = [s for s in analyse(clean(N)).sources if s.compare_type == "contents"]
    verdict = judge([note] * notes, Coverage(("contents",), (row,)), sources, policy, NOW)
    assert status(verdict, "values-equal") is UNPROVEN


def test_a_sheet_that_is_full_is_evidence_that_is_not_complete():
    made = contents_file(N)
    block = BlockRecognition("tables", (1,), 2, 65_536, 65_535, columns=(ColumnMatch("A", "t", "source_table", 1.0),))
    sheet = SheetRecognition("tables", "visible", 65_536, (block,))
    full = replace(made, recognition=replace(made.recognition, sheets=(sheet,)))
    found = analyse([full]).findings
    verdict = judge(found, analyse(clean(N)).coverage, analyse(clean(N)).sources, parse_policy(""), NOW)
    assert status(verdict, "evidence-complete") is UNPROVEN


@pytest.mark.parametrize("word", ["waiting", "timeout", "both_tables_missing", "inconsistent"])
def test_of_two_rows_of_a_table_the_worse_stands(word):
    rows = [content("orders"), content("orders", outcome=word)]
    for order in (rows, rows[::-1]):
        (row,) = analyse([values(order, databases=[])]).coverage.rows
        assert row.cells["contents"].outcome == word


def test_what_failed_weighs_more_than_what_is_open():
    weights = [OutcomeClass.VERIFIED, OutcomeClass.REVIEW, OutcomeClass.UNFINISHED, OutcomeClass.NOT_VERIFIED,
               OutcomeClass.DIFFERS]  # fmt: skip
    assert sorted(OutcomeClass, key=lambda one: one.weight) == weights


# -- one file against itself and others ----------------------------------------------------------------------------------


def test_a_database_of_unknown_tables_is_a_row_and_no_absent_table():
    hr = {**overview(2), "source_db": "hr", "target_db": "hr"}
    found = analyse([objects_file(N), lines_file(N), contents_file(N, databases=[overview(3), hr])])
    assert [r.subject.source_db for r in found.coverage.rows if r.subject.level is Level.DATABASE] == ["hr"]
    assert "coverage.absent" not in {f.code for f in found.findings}


@pytest.mark.parametrize(("n", "is_empty"), [(0, True), (None, False), (1, False)])
def test_a_pair_without_tables_says_that_it_has_none(n, is_empty):
    hr = {**overview(0), "source_db": "hr", "target_db": "hr", "n_tables": n}
    files = [objects_file(N), lines_file(N, databases=[overview(3), hr]), contents_file(N)]
    assert decide(files) is (PASS if is_empty else OPEN)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("n", "is_exact"), [(2**53, True), (2**53 + 1, False)])
def test_a_count_beyond_exact_numbers_is_doubted_whatever_its_sign(sign, n, is_exact):
    row = line("orders", second_difference=sign * n)
    assert ("integrity.count-imprecise" not in codes([dataset("lines", tables=[row])])) is is_exact


@pytest.mark.parametrize(("listed", "fits"), [(2, False), (3, True), (4, False)])
def test_a_list_of_objects_is_as_long_as_its_overview_counts(listed, fits):
    names = tuple(f"t{i}" for i in range(listed))
    counts = [{"object_type": "TABLE", "source_count": 3, "target_count": 3, "diff_count": 0, "outcome": "consistent"}]
    rows = [
        {**SHOP, "object_type": "TABLE", "source_object": n, "target_object": n, "outcome": "consistent"} for n in names
    ]
    found = codes([dataset("objects_comparison", objects=rows, overview=counts)])
    assert ("integrity.overview-detail-mismatch" not in found) is fits


def pairs_file(name, *pairs):
    """A row comparison of one table for each pair of databases, the overview of none."""
    rows = [{**line("t"), "source_db": a, "target_db": b} for a, b in pairs]
    return dataset("lines", name=name, meta=TIMES, tables=rows)


@pytest.mark.parametrize(
    ("first", "second", "is_swapped"),
    [
        ([("a", "b")], [("b", "a")], True),
        ([("a", "b")], [("b", "a"), ("a", "b")], False),  # it compares both ways
        ([("a", "b"), ("b", "a")], [("b", "a")], False),
        ([("a", "a")], [("a", "a")], False),
    ],
)
def test_a_direction_is_swapped_where_no_file_has_both(first, second, is_swapped):
    found = codes([pairs_file("1.xlsx", *first), pairs_file("2.xlsx", *second)])
    assert ("integrity.source-target-swapped" in found) is is_swapped


def test_a_table_that_only_the_target_has_contradicts_no_target():
    rows = [{**line("orders"), "source_table": None, "target_table": name} for name in ("a", "b")]
    found = analyse(
        [dataset("lines", meta=TIMES, tables=[row], name=f"{i}.xlsx") for i, row in enumerate(rows)]
    ).findings
    assert "integrity.target-disagrees" not in {f.code for f in found}


def test_differing_rows_of_a_name_that_two_databases_have_belong_to_neither():
    other = {"source_db": "hr", "target_db": "hr"}
    rows = [content("orders"), {**content("orders"), **other}]
    nowhere = {**difference("orders", 7), "source_db": None, "target_db": None}
    observations, _ = examine(values(rows, databases=[], differences=[nowhere]))
    classes = {o.subject.source_db: o.outcome_class for o in observations}
    assert classes == {"shop": OutcomeClass.VERIFIED, "hr": OutcomeClass.VERIFIED, "": OutcomeClass.DIFFERS}


@pytest.mark.parametrize("listed", [0, 1])
def test_a_type_that_calls_itself_equal_against_its_counts_contradicts_itself_whatever_is_listed(listed):
    over = [{"object_type": "TRIGGER", "source_count": 2, "target_count": 1, "diff_count": 1, "outcome": "consistent"}]
    gone = {**SHOP, "object_type": "TRIGGER", "source_object": "t", "target_object": None, "outcome": "target_missing"}
    _, findings = examine(dataset("objects_comparison", overview=over, objects=[gone] * listed))
    assert "objects.outcome-contradicts-counts" in {f.code for f in findings}


@pytest.mark.parametrize("name", ["public.orders", '"public"."orders"', "orders"])
def test_a_schema_in_front_of_the_name_is_said_once(name):
    row = {"source_db": "shop", "source_schema": "public", "source_table": name}
    subject = table_subject(row)
    assert (subject.source_db, subject.source_schema, subject.source_name) == ("shop", "public", "orders")


# -- reading -------------------------------------------------------------------------------------------------------------


def loaded(sheets, name="contents.xlsx"):
    from tests.findings.cases import book

    return book(sheets, name=name)


def test_the_columns_of_a_row_are_those_of_its_own_block():
    """Of two tables in one sheet the second has no value result: its rows verify nothing."""
    sheets = workbooks.contents()
    sheets["Details"].insert(0, ["Comparison Type: Value comparison"])
    sheets["Details"] += [[None], workbooks.CONTENTS[:7], ["shop", "shop2", "late", 10, 10, 0, "Consistent"]]
    sheets["Overview"][1][3] = 4
    classes = {o.subject.source_name: o.outcome_class for o in examine(loaded(sheets))[0]}
    assert classes.pop("late") is OutcomeClass.NOT_VERIFIED
    assert set(classes.values()) == {OutcomeClass.VERIFIED}


@pytest.mark.parametrize(
    ("word", "kind"), [("Only in source", "only_in_source"), ("Only in target", "only_in_target"), (None, "different")]
)
def test_the_kind_of_a_difference_is_what_the_file_says_it_is(word, kind):
    sheets = workbooks.contents()
    sheets["Differences"] = [
        ["Table Name", "Difference Type", "Source Key Value", "Target Key Value"],
        ["users", word, "[1]", "[1]"],
    ]
    assert loaded(sheets).frames["differences"]["kind"].tolist() == [kind]


@pytest.mark.parametrize(
    ("text", "hour"),
    [("2026/11/15 10:00:00 GMT+08:00", 2), ("2026/11/15 10:00:00 GMT-08:00", 18), ("2026-11-15T10:00:00Z", 10)],
)
def test_a_time_in_a_cell_is_read_in_its_own_zone(text, hour):
    sheets = workbooks.contents()
    sheets["Details"] = [[*row, text if i else "End Time"] for i, row in enumerate(sheets["Details"])]
    (moment,) = set(loaded(sheets).frames["tables"]["ended_at"].tolist())
    assert moment == datetime(2026, 11, 15, hour, tzinfo=UTC)
