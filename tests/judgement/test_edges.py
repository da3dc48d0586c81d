"""The nearest inputs on both sides of an edge, where a fault planted by `scripts/mutate.py` was once not seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from drs_report.analysis import analyse
from drs_report.analysis.fetching_doubts import fetching_doubts
from drs_report.checks import examine
from drs_report.checks.names import table_subject
from drs_report.checks.objects import object_subject
from drs_report.findings.registry import make_finding
from drs_report.policy import judge, parse_policy
from drs_report.records.judgement import CriterionStatus, Decision, Level, OutcomeClass, Proof, Subject
from drs_report.records.observations import Coverage, CoverageRow
from drs_report.records.reading import KindSaid, Recognition
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
    with_frame,
)
from tests.judgement.guarded import N, codes, decide, hours, judged, status, values, waiver
from tests.records import answer

PASS, FAIL, OPEN = Decision.PASS, Decision.FAIL, Decision.INCONCLUSIVE


def finding(files, code):
    return next(f for f in analyse(files).findings if f.code == code)


# -- names ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("db", "schema", "name", "expected"),
    [
        ("shop", "public", "x.orders", ("shop", "public", "x.orders")),
        ("shop", "sales", "public.orders", ("shop", "sales", "public.orders")),
        ("shop", "", "shop", ("shop", "", "shop")),
        ("shop", "public", "public", ("shop", "public", "public")),
        ("", "", "shop.public.orders", ("shop", "public", "orders")),
        ("shop", "public", "shop.public.orders", ("shop", "public", "orders")),
    ],
)
def test_only_its_own_database_and_schema_are_taken_off_a_name(db, schema, name, expected):
    subject = table_subject({"source_db": db, "source_schema": schema, "source_table": name})
    assert (subject.source_db, subject.source_schema, subject.source_name) == expected


@pytest.mark.parametrize(
    ("name", "whole"),
    [("GRANT SELECT ON `shop`.`orders` TO `app`", True), ("`order items`.`PRIMARY`", False), ("a b", True)],
)
def test_a_statement_has_blanks_outside_of_quotes(name, whole):
    row = {"object_type": "INDEX", "source_object": name, "target_object": None, "source_db": None, "target_db": None}
    assert (object_subject(row).source_name == name) is whole


def test_listed_differences_of_two_targets_are_of_two_tables():
    lost = [{**difference("orders", i), "source_db": None, "source_table": None, "target_table": name}
            for i, name in enumerate("ab")]  # fmt: skip
    observations, _ = examine(values([content("orders")], databases=[], differences=lost))
    assert {o.subject.target_name for o in observations} == {"orders", "a", "b"}


# -- scope and policy ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("include", "expected"), [("shop.*", FAIL), ("shop2.*", OPEN), ("sho?.*", FAIL)])
def test_a_pattern_holds_the_databases_that_it_may_name_and_no_other(include, expected):
    bad = contents_file(N, databases=[overview(3, outcome="inconsistent")])
    assert decide([objects_file(N), lines_file(N), bad], f'[scope]\ninclude = ["{include}"]\n') is expected


@pytest.mark.parametrize(("db", "expected"), [({"target_db": "hr"}, PASS), ({}, FAIL), ({"source_db": "shop"}, FAIL)])
def test_an_object_belongs_to_the_database_of_either_side(db, expected):
    trigger = {"object_type": "TRIGGER", "source_object": "t", "target_object": None, "outcome": "target_missing", **db}
    trigger = trigger if db.get("target_db") is None else {**trigger, "source_object": None, "target_object": "t",
                                                           "outcome": "inconsistent"}  # fmt: skip
    columns = {"objects": ["object_type", "source_object", "target_object", "outcome", "source_db", "target_db"]}
    more = dataset("objects_comparison", name="more.xlsx", objects=[trigger], columns=columns)
    assert decide([*clean(N), more], '[scope]\ninclude = ["shop.*"]\n') is expected


@pytest.mark.parametrize(
    ("include", "expected"),
    [("shop.*", FAIL), ("sh*", FAIL), ("*e", FAIL), ("shop.elsewhere", FAIL), ("shop.or*", PASS)],
)
def test_a_table_of_which_nobody_knows_the_database_may_be_of_any(include, expected):
    lost = [{**difference("elsewhere", 1), "source_db": None, "target_db": None}]
    given = [objects_file(N), lines_file(N), values([content(name) for name in N], differences=lost)]
    assert decide(given, f'[scope]\ninclude = ["{include}"]\n') is expected


def test_a_verdict_says_what_the_policy_says():
    text = (
        'fold_case = true\nmax_spread_hours = 48\n[alias]\nshop2 = "shop"\n[freshness.contents]\nmax_age_hours = 24\n'
    )
    facts = {fact.name: fact.value for fact in judged(clean(N), text).policy_facts}
    assert (facts["fold_case"], facts["max_spread_hours"], facts["alias"]) == (True, 48, "shop2 = shop")
    assert facts["freshness"] == "contents: max_age_hours 24"
    assert not {"fold_case", "max_spread_hours", "alias", "freshness"} & {f.name for f in judged(clean(N)).policy_facts}


def test_a_waiver_says_where_it_holds():
    rule = waiver("evidence.not-understood", file="a.xlsx", sheet="Notes", text="abc", max_findings=2)
    assert parse_policy(rule).waiver[0].waiver().place == "file: a.xlsx; sheet: Notes; text: abc"


@pytest.mark.parametrize("gone", ["objects_comparison", "lines", "contents"])
def test_a_required_comparison_without_a_file_is_a_criterion(gone):
    files = [file for file in clean(N) if file.compare_type != gone]
    asked = {"objects_comparison": "objects-equal", "lines": "rows-equal", "contents": "values-equal"}
    assert status(judged(files), asked[gone]) is CriterionStatus.UNPROVEN


def test_a_comparison_that_nobody_asked_for_need_not_verify_anything():
    assert status(judged([*clean(N), dataset("random", meta=TIMES)]), "samples-equal") is CriterionStatus.MET


@pytest.mark.parametrize("code", ["evidence.not-understood", "integrity.cell-unreadable"])
@pytest.mark.parametrize("word", ["timeout", "comparing"])
def test_what_was_not_understood_explains_a_cell_to_review_and_no_other(word, code):
    standing = {"timeout": OutcomeClass.NOT_VERIFIED, "comparing": OutcomeClass.UNFINISHED}[word]
    facts = {
        "kind": "remark",
        "sheet": "s",
        "text": "t",
        "folder": None,
        "column": None,
        "what": None,
        "sample": "t",
        "n_cells": 1,
    }
    doubt = make_finding(code, Subject(Level.FILE, source_name="f"), facts, compare_type="contents")
    policy = parse_policy('require = ["contents"]\n')
    sources = [s for s in analyse(clean(N)).sources if s.compare_type == "contents"]
    for outcome_class, n_open in ((standing, 1), (OutcomeClass.REVIEW, 0)):
        good = CoverageRow(Subject(Level.TABLE, "shop", "", "a"), {"contents": answer("consistent",
                           OutcomeClass.VERIFIED, 0)}, Proof.VALUES, OutcomeClass.VERIFIED)  # fmt: skip
        cell = answer(word, outcome_class)
        row = CoverageRow(Subject(Level.TABLE, "shop", "", "b"), {"contents": cell}, Proof.NONE, outcome_class)
        verdict = judge([doubt], Coverage(("contents",), (good, row)), sources, policy, NOW)
        (criterion,) = (one for one in verdict.criteria if one.id == "values-equal")
        assert {fact.name: fact.value for fact in criterion.facts}["n_open"] == n_open
        assert criterion.status is CriterionStatus.UNPROVEN  # whoever explains it


@pytest.mark.parametrize("absent_from", ["lines", "contents", "objects_comparison"])
@pytest.mark.parametrize("proof", ["", "counts", "objects"])
def test_a_comparison_that_lacks_a_table_is_met_only_where_weaker_proof_will_do(absent_from, proof):
    files = clean(N)
    frame = "objects" if absent_from == "objects_comparison" else "tables"
    (lacking,) = (file for file in files if file.compare_type == absent_from)
    files = [f for f in files if f is not lacking] + [with_frame(lacking, frame, lacking.frames[frame].iloc[1:])]
    rule = f'[[accept_proof]]\npattern = "*"\nproof = "{proof}"\nreason = "r"\n' if proof else ""
    verdict = judged(files, rule)
    is_enough = (absent_from, proof) in {("contents", "counts"), ("contents", "objects"), ("lines", "objects")}
    criterion = {"lines": "rows-equal", "contents": "values-equal", "objects_comparison": "objects-equal"}[absent_from]
    assert status(verdict, criterion) is (CriterionStatus.MET if is_enough else CriterionStatus.UNPROVEN)


def test_objects_count_one_by_one_against_a_budget_of_rows():
    gone = {**SHOP, "object_type": "TRIGGER", "source_object": "t", "target_object": None, "outcome": "target_missing"}
    file = dataset("objects_comparison", name="more.xlsx", objects=[gone])
    for most, expected in ((1, "used"), (0, "over-budget")):
        (use,) = judged([*clean(N), file], waiver("objects.missing-in-target", max_rows=most)).waivers
        assert use.status == expected


@pytest.mark.parametrize("area", ["lines", "contents"])
def test_a_missing_table_has_no_number_of_rows(area):
    row = {"lines": line, "contents": content}[area]("orders", outcome="target_table_missing")
    rest = [file for file in clean(N) if file.compare_type != area]
    usual = {"lines": line, "contents": content}[area]
    file = dataset(area, meta=TIMES, tables=[row, *map(usual, N[1:])])
    (use,) = judged([*rest, file], waiver(f"{area}.table-missing", max_rows=99)).waivers
    assert use.status == "over-budget"


# -- rows ----------------------------------------------------------------------------------------------------------------


def test_a_file_that_calls_itself_a_weaker_comparison_proves_no_value():
    made = contents_file(N)
    weaker = replace(made, recognition=replace(made.recognition, kinds_said=(KindSaid("lines", "line", "rows"),)))
    assert {o.outcome_class for o in examine(made)[0]} == {OutcomeClass.VERIFIED}
    assert {o.outcome_class for o in examine(weaker)[0]} == {OutcomeClass.NOT_VERIFIED}


def test_frames_without_recognised_blocks_have_the_columns_that_hold_a_value():
    nothing = Recognition("lines", None, "none", ())
    bare = {**line("orders"), "source_rows": None, "target_rows": None, "reported_difference": None}
    assert [f.code for f in examine(dataset("lines", tables=[bare], recognition=nothing))[1]] == ["lines.no-counts"]
    half = {**bare, "source_rows": 10}
    assert "lines.count-missing" in codes([dataset("lines", tables=[half], recognition=nothing)])


@pytest.mark.parametrize(
    ("change", "n"),
    [({}, 0), ({"source_rows": None}, None), ({"target_rows": None}, None), ({"target_rows": 12}, 2)],
)
def test_how_many_rows_differ_is_known_where_both_counts_are(change, n):
    row = {**line("orders"), "reported_difference": None, **change}
    ((observation,), _) = examine(dataset("lines", tables=[row ], columns={"tables": [*row]}))  # fmt: skip
    assert observation.n_different == n


@pytest.mark.parametrize(
    ("column", "code", "n"), [("skipped_rows", "rows-not-compared", 3), ("changed_rows", "counters-differ", 3)]
)
def test_a_counter_is_named_with_its_number(column, code, n):
    said = finding([values([content("orders", **{column: n})], databases=[])], f"contents.{code}")
    assert (said.fact("column"), said.fact("n_rows")) == (column, n)


def test_the_difference_of_the_counts_is_told():
    said = finding([dataset("lines", tables=[line("orders", 10, 7, "inconsistent")])], "lines.count-differs")
    assert (said.fact("row_difference"), said.fact("n_different"), said.n) == (-3, 3, 3)


def test_rows_are_shown_with_a_difference_and_with_nothing_else():
    listed = [difference("orders", 1)]
    bad = values([content("orders", outcome="inconsistent", different_rows=2)], databases=[], differences=listed)
    assert len(finding([bad], "contents.values-differ").samples) == 1
    assert finding([bad], "contents.differences-unlisted").samples == ()


def test_a_repair_by_statements_alone_repaired_an_unknown_number_of_rows():
    rows = [{"db": "shop", "table": "orders", "repair_sql": f"delete {i}"} for i in range(2)]
    said = finding([dataset("repair_data", statements=rows)], "repair.not-recompared")
    assert (said.fact("n_rows"), said.fact("n_statements"), said.compare_type) == (None, 2, "repair_data")


# -- one file against itself ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n_compared", "fits"), [(1, False), (2, True), (3, False)])
def test_tables_that_are_still_compared_are_not_compared(n_compared, fits):
    rows = [line("orders", outcome="comparing"), line("customers"), line("items")]
    file = dataset("lines", meta=TIMES, tables=rows, databases=[overview(3, n_compared=n_compared)])
    assert ("integrity.overview-detail-mismatch" not in codes([file])) is fits


def test_a_table_that_only_the_target_names_may_be_listed_twice():
    row = {**line("orders", outcome="source_table_missing"), "source_table": None}
    assert "integrity.duplicate-table" in codes([dataset("lines", tables=[row, row])])


def test_a_pair_without_a_source_finds_its_tables_by_the_target():
    rows = [{**line("orders"), "source_db": None, "target_db": "shop_new"}]
    pair = {**overview(1), "source_db": None}
    assert "integrity.detail-missing" not in codes([dataset("lines", tables=rows, databases=[pair])])


@pytest.mark.parametrize("listed", [0, 2])
def test_objects_are_counted_as_equal_by_list_and_overview(listed):
    rows = [{**SHOP, "object_type": "VIEW", "source_object": f"v{i}", "target_object": f"v{i}", "outcome": "consistent"}
            for i in range(listed)]  # fmt: skip
    (source,) = analyse([dataset("objects_comparison", objects=rows)]).sources
    assert source.n_verified == listed


# -- files against each other --------------------------------------------------------------------------------------------


def test_comparisons_far_apart_of_different_tables_are_of_no_common_state():
    old = dataset("lines", meta=hours(1, 2, 10), tables=[line("orders")])
    assert "integrity.far-apart" not in codes([old, values([content("customers")], databases=[])])
    assert "integrity.far-apart" in codes([old, values([content("orders")], databases=[])])


def test_of_several_later_comparisons_the_last_is_named():
    old = dataset("lines", meta=hours(1, 2, 10), tables=[line("orders")])
    later = [
        values([content("orders")], hours(1, 2, day), databases=[], name=f"{day}.xlsx", job_id=None) for day in (13, 15)
    ]
    said = finding([replace(old, origin=replace(old.origin, job_id=None)), *later], "integrity.far-apart")
    assert (said.fact("other_file"), said.fact("n_tables")) == ("15.xlsx", 1)


def test_tables_without_a_target_share_none():
    rows = [{**line(n), "target_table": None} for n in N[:2]]
    assert "integrity.shared-target" not in codes([dataset("lines", tables=rows)])
    shared = [{**line(n), "target_table": "orders"} for n in N[:2]]
    said = finding([dataset("lines", tables=shared)], "integrity.shared-target")
    assert (said.fact("target"), said.fact("n_sources")) == ("shop_new.orders", 2)


@pytest.mark.parametrize(("began", "decided_by"), [(3, "b.xlsx"), (2, None)])
def test_of_files_that_disagree_only_one_that_alone_counts_is_said_to_decide(began, decided_by):
    first = values([content("orders", outcome="timeout")], hours(1, 2), databases=[], name="a.xlsx")
    second = values([content("orders")], hours(began, 5), databases=[], name="b.xlsx")
    name, other = ("succeed", "disagree") if decided_by else ("disagree", "succeed")
    said = finding([first, second], f"integrity.files-{name}")
    assert (said.fact("decided_by"), said.fact("n_files")) == (decided_by, 2)
    assert f"files-{other}" not in codes([first, second])


@pytest.mark.parametrize("folders", [("", ""), ("north", "south"), ("values", "again")])
@pytest.mark.parametrize(
    ("names", "rule", "is_replaced"),
    [
        ((None, None), "", False),
        ((None, None), "one_task = true", True),
        (("nightly", None), "", False),
        (("nightly", None), "one_task = true", True),
        (("nightly", "nightly"), "", True),
        (("nightly", "weekly"), "one_task = true", False),
    ],
)
def test_files_that_name_no_task_are_of_one_where_the_policy_says_so(names, rule, is_replaced, folders):
    files = []
    rows = [content("orders", outcome="inconsistent", different_rows=1)], [content("orders")]
    for n, (name, folder, row) in enumerate(zip(names, folders, rows, strict=True)):
        meta = (*hours(2 * n + 1, 2 * n + 2), *((("task_name", name),) if name else ()))
        file = values(row, meta, databases=[], name=f"{n}.xlsx")
        files.append(replace(file, origin=replace(file.origin, job_id=None, folder=folder)))
    policy = parse_policy(rule)
    found = {f.code for f in analyse(files, one_task=policy.one_task).findings}
    assert ("contents.values-differ" not in found) is is_replaced


@pytest.mark.parametrize(("counted", "is_replaced"), [(3, True), (5, False)])
def test_tables_that_an_older_overview_counts_and_does_not_list_keep_it(counted, is_replaced):
    old = values(None, hours(1, 2), name="a.xlsx", databases=[overview(3, n_tables=counted)])
    new = values(None, hours(3, 4), name="b.xlsx")
    (source,) = (s for s in analyse([old, new]).sources if s.origin.name == "a.xlsx")
    assert source.is_superseded is is_replaced


@pytest.mark.parametrize(("job", "status_word", "expected"), [("c1", "COMPLETED", []), ("c2", "COMPLETED", [True])])
def test_a_newer_comparison_is_missed_unless_it_is_here(job, status_word, expected):
    (source,) = analyse([contents_file(N)]).sources
    mine = replace(source, origin=replace(source.origin, compare_job_id="c1", newer_compare_job_id=job,
                                          newer_compare_status=status_word))  # fmt: skip
    found = fetching_doubts([mine], (), ())
    assert [f.code == "evidence.newer-comparison" for f in found] == expected


@pytest.mark.parametrize(("word", "n"), [("SUCCESSFUL", 0), ("FAILED", 1), (None, 0), ("no such word", 1)])
def test_a_comparison_that_did_not_complete_is_told(word, n):
    file = contents_file(N)
    listed = replace(file, origin=replace(file.origin, compare_status=word))
    assert len([f for f in analyse([listed]).findings if f.code == "integrity.job-not-completed"]) == n


def test_the_moment_of_a_repair_is_told():
    at = datetime(2026, 11, 15, 0, 30, tzinfo=UTC)
    row = {"db": "shop", "table": "orders", "total_rows": 1, "completed_rows": 1, "repaired_rows": 1, "updated_at": at}
    said = finding([*clean(N), dataset("repair_data", tables=[row])], "repair.superseded")
    assert (said.fact("repaired_at"), said.fact("verified_by")) == (at, "contents.xlsx")
