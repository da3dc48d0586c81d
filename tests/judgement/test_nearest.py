"""Two inputs that lie next to each other and are judged or read apart, where a planted fault was once not seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from drs_report.analysis import analyse
from drs_report.analysis.identity import stated_task
from drs_report.analysis.moments import times_of
from drs_report.checks.objects import object_subject
from drs_report.checks.results import collect
from drs_report.errors import PolicyError
from drs_report.findings.registry import make_finding
from drs_report.pipeline import judge_loaded
from drs_report.policy import parse_policy
from drs_report.policy.patterns import Patterns, matches
from drs_report.policy.rules import Tolerance
from drs_report.reading.tables.conversion import parse_count, parse_time
from drs_report.records.judgement import Decision, Effect, Level, Subject
from tests.findings.cases import beside, origin, read, recognised, timed, values, waiver, with_column
from tests.judgement.evidence import NOW, SHOP, contents_file, dataset, line, objects_file, overview
from tests.judgement.guarded import N, decide
from tests.loading.fake_workbook import load_sheets

DAY = datetime(2026, 11, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"rows": 3}, "rows <= 3"),
        ({"share": 0.5}, "share <= 0.5"),
        ({"rows": 0, "share": 0}, "rows <= 0 and share <= 0"),
    ],
)
def test_a_tolerance_says_the_limits_that_it_has(limits, said):
    assert Tolerance(pattern="*.t", compare_type="contents", **limits).spelled() == f"contents *.t: {said}"


@pytest.mark.parametrize("key", ["file", "sheet", "text"])
def test_a_waiver_names_one_thing_in_each_of_its_places(key):
    place = {"file": "a.xlsx", "sheet": "Notes", "text": "abc"}
    parse_policy(waiver("evidence.not-understood", **place))
    with pytest.raises(PolicyError) as refused:
        parse_policy(waiver("evidence.not-understood", **{**place, key: "*"}))
    assert f"names no {key} in particular" in refused.value.problems[0]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('name = "a"\nrequire = ["lines", "x"]', 2),
        ('scope.exclude = ["a"]\nscope.include = [1]', 1),
        ('[scope]\ninclude = ["*"]\nexclude = [1]', 3),
        ("[[tolerance]]\n[[tolerance]]\nrows = -1", 3),
        ('\n[freshness.contents]\nmax_age_hours = "x"', 3),
        ("[[waiver]]\n", 1),
    ],
)
def test_a_mistake_is_told_with_its_line(text, line):
    with pytest.raises(PolicyError) as refused:
        parse_policy(text)
    assert any(problem.startswith(f"line {line}: ") for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("ab*bc", "abbc", True),
        ("ab*bc", "abc", False),
        ("a*b*c", "abc", True),
        ("a*bb*c", "abc", False),
        ("?b*", "ab", True),
        ("?b*", "b", False),
        ("*?", "", False),
        ("a?c", "abc", True),
        ("a?c", "abcd", False),
    ],
)
def test_a_pattern_covers_a_whole_name_each_letter_once(pattern, name, fits):
    assert matches(pattern, name) is fits
    assert Patterns(["other", pattern]).which(name) == ([1] if fits else [])


@pytest.mark.parametrize("number", [2**62 - 1, 2**62, -(2**62), -(2**62) - 1])
def test_the_difference_of_two_counts_fits_into_64_bits(number):
    expected = number if -(2**62) <= number < 2**62 else None
    assert (parse_count(str(number)), parse_count(number)) == (expected, expected)


@pytest.mark.parametrize("value", [True, DAY.time(), timedelta(hours=1), None, "soon"])
def test_what_is_no_moment_is_no_time(value):
    assert parse_time(value, UTC) is None


def test_a_task_is_known_by_any_of_its_names():
    file = origin(contents_file(N), job_id="")
    assert stated_task(recognised(file, meta=(("task_name", "nightly"),))) == "nightly"
    assert stated_task(recognised(file, meta=(("task_name", "nightly"), ("task_id", "7")))) == "7"
    assert stated_task(file) == ""


@pytest.mark.parametrize(("seconds", "wrong"), [(0, False), (-1, True)])
def test_a_row_may_end_when_it_began_and_not_before(seconds, wrong):
    at = {"started_at": DAY, "ended_at": DAY + timedelta(seconds=seconds)}
    made = dataset("contents", tables=[{**row, **at} for row in contents_file(N).frames["tables"].to_dict("records")])
    assert (times_of(made).contradiction is not None) is wrong


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"compare_ended_at": DAY}, False),
        ({"compare_ended_at": DAY + timedelta(hours=1)}, True),
        ({"compare_started_at": DAY}, False),
        ({"compare_started_at": DAY + timedelta(hours=1)}, True),
    ],
)
def test_a_file_is_fetched_after_what_its_manifest_says_of_it(told, wrong):
    file = origin(recognised(contents_file(N), meta=()), fetched_at=DAY, **told)
    assert (times_of(file).contradiction is not None) is wrong


@pytest.mark.parametrize(("name", "whole"), [("`shop`.order items", True), ("`shop`.`order items`", False)])
def test_blanks_outside_quotes_make_a_statement_beside_quoted_parts(name, whole):
    row = {"object_type": "ROLE", "source_object": name, "target_object": None, "source_db": None, "target_db": None}
    assert (object_subject(row).source_name == name) is whole


@pytest.mark.parametrize(("meta", "expected"), [(timed(1, 2), Decision.PASS), (timed(1, 2)[1:], Decision.INCONCLUSIVE)])
def test_a_file_without_a_beginning_is_not_known_to_be_new_enough(meta, expected):
    assert decide([*beside("contents"), values(meta)], "not_before = 2026-11-15T00:30:00Z") is expected


def test_a_sample_among_rows_is_told_of_comparisons_of_values_only():
    said = dataset("lines", meta=(("sample_percent", "10%"),), tables=[line(n) for n in N], databases=[overview(3)])
    assert "integrity.compare-type-mismatch" not in {f.code for f in analyse([said]).findings}
    values_said = recognised(contents_file(N), meta=(("sample_percent", "10%"),))
    assert "integrity.compare-type-mismatch" in {f.code for f in analyse([values_said]).findings}


LINES = [["Table Name", "Source Rows", "Target Rows", "Comparison Result"], ["orders", 1, 1, "Consistent"]]


@pytest.mark.parametrize(
    ("sheet", "known"),
    [("orders", True), ("orders(2)", True), ("orders_extra", False), ("Details(2)", True), ("7", True)],
)
def test_a_sheet_may_be_named_after_what_is_in_it(sheet, known):
    found = load_sheets({"Details": LINES, sheet: LINES} if "(" in sheet else {sheet: LINES}, compare_type="lines")
    assert (sheet not in {entry.text for entry in found.recognition.not_understood}) is known


@pytest.mark.parametrize("wrong", ["", "file", "sheet", "text"])
def test_a_waiver_holds_where_each_of_its_places_is_the_finding_s(wrong):
    case = read(with_column("Remarks", None, None, "look at row 7"))
    place = {"file": "contents.xlsx", "sheet": "Details", "text": "look at row 7"}
    if wrong:
        place[wrong] = "another"
    rules = parse_policy(waiver("evidence.not-understood", **place))
    _, verdict = judge_loaded(case.loaded, rules, NOW)
    (one,) = [one for one in verdict.findings if one.finding.code == "evidence.not-understood"]
    assert (one.waiver is None) is bool(wrong)


def test_of_findings_that_weigh_alike_the_same_one_speaks_in_any_order():
    subject = Subject(Level.FILE, source_name="a.xlsx")
    one, other = (
        make_finding("lines.unknown-word", subject, {"word": "w", "message": None}, compare_type="lines", outcome=o)
        for o in ("a", "b")
    )
    assert collect([one, other]) == collect([other, one])
    assert collect([replace(one, n=2), other])[0].outcome == "a"


def test_what_went_wrong_most_in_a_column_is_told_first():
    rows = [[*LINES[0]], *(["t", count, 1, "Consistent"] for count in ("-7", "x", "y", "z", True))]
    (block,) = load_sheets({"Details": rows}, compare_type="lines").recognition.sheets[0].blocks
    told = [(problem.what, problem.n) for problem in block.problems if problem.column == "source_rows"]
    assert [n for _, n in told] == sorted((n for _, n in told), reverse=True)
    assert len(told) > 1


@pytest.mark.parametrize("name", ["n_tables", "n_compared", "n_inconsistent", "n_uncomparable", ""])
def test_a_pair_of_databases_is_empty_where_no_number_says_otherwise(name):
    blank = {"source_db": "hr", "target_db": "hr_new", **dict.fromkeys(("n_tables", "n_compared"), 0)}
    blank |= dict.fromkeys(("n_inconsistent", "n_uncomparable"), 0)
    more = {**blank, "outcome": "consistent", **({name: 1} if name else {})}
    found = {f.code for f in analyse([contents_file(N, databases=[overview(3), more])]).findings}
    assert ("integrity.detail-missing" in found) is bool(name)


@pytest.mark.parametrize(("name", "is_sample"), [("compare_type", True), ("task_name", False)])
def test_only_the_kind_that_a_line_states_makes_a_sample(name, is_sample):
    file = recognised(contents_file(N), meta=(*timed(1, 2), (name, "抽样对比")))
    found = {f.code for f in analyse([file]).findings}
    assert ("integrity.compare-type-mismatch" in found) is is_sample


@pytest.mark.parametrize("kind", ["VIEW", "INDEX"])
def test_a_type_that_a_later_file_does_not_count_is_not_replaced(kind):
    counts = {"object_type": kind, "source_count": 2, "target_count": 1, "diff_count": 1, "outcome": "inconsistent"}
    listed = {**SHOP, "object_type": "INDEX", "source_object": "`orders`.`PRIMARY`", "target_object": None}
    listed["outcome"] = "target_missing"
    older = dataset("objects_comparison", name="old.xlsx", meta=timed(1, 2, 14), objects=[listed], overview=[counts])
    found = analyse([older, objects_file(N)])
    assert {f.code for f in found.findings if f.effect is Effect.DIFFERS} == (
        {"objects.count-differs"} if kind == "VIEW" else set()
    )


def test_an_object_named_in_the_source_is_replaced_by_a_later_list_that_names_it():
    row = {
        "object_type": "VIEW",
        "source_db": "shop",
        "target_db": "shop_new",
        "source_object": None,
        "target_object": None,
    }
    bad = dataset(
        "objects_comparison",
        name="old.xlsx",
        meta=timed(1, 2, 14),
        objects=[{**row, "source_object": "v", "outcome": "inconsistent"}],
    )
    good = {**row, "source_object": "v", "target_object": "v", "outcome": "consistent"}
    later = dataset("objects_comparison", name="new.xlsx", meta=timed(3, 4, 14), objects=[good])
    left = [f.subject.name for f in analyse([bad, later]).findings if f.effect is Effect.DIFFERS]
    assert left == []
