"""Guards of what a policy excuses, a tolerance, weaker proof, a waiver: for each an input that is judged otherwise without it."""

from __future__ import annotations

import pytest

from drs_report.findings.registry import Softens, code, make_finding
from drs_report.policy import parse_policy
from drs_report.policy.rules import PolicyError
from drs_report.policy.softening import soften
from drs_report.records.judgement import Effect, Level, OutcomeClass, Proof, Subject
from drs_report.records.observations import CoverageRow
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
)
from tests.judgement.guarded import FAIL, MET, OPEN, PASS, UNPROVEN, N, decide, judged, status, values, waiver
from tests.records import answer


def test_a_tolerance_covers_the_most_that_a_row_says():
    bad = line("orders", 10, 11, "inconsistent", changed_rows=50)
    files = [objects_file(N), dataset("lines", meta=TIMES, tables=[bad, line("customers"), line("items")]), values()]
    tolerance = '[[tolerance]]\npattern = "*"\ncompare_type = "lines"\nrows = {}\n'
    assert decide(files, tolerance.format(49)) is FAIL


def test_a_share_of_an_unknown_total_covers_nothing():
    bad = {**content("orders", different_rows=4, outcome="inconsistent"), "source_rows": None, "target_rows": None}
    files = [objects_file(N), lines_file(N), values([bad, content("customers"), content("items")], databases=[])]
    assert decide(files, '[[tolerance]]\npattern = "*"\ncompare_type = "contents"\nshare = 0.5\n') is FAIL


def test_a_tolerance_covers_no_difference_that_only_the_overview_counts():
    files = [objects_file(N), lines_file(N), contents_file(N, databases=[overview(3, n_inconsistent=1)])]
    assert decide(files, '[[tolerance]]\npattern = "*"\ncompare_type = "contents"\nrows = 100\n') is FAIL


@pytest.mark.parametrize(("most", "expected"), [(4, FAIL), (5, OPEN)])  # the values count other rows
def test_a_tolerance_covers_the_largest_of_the_numbers_that_a_row_counts(most, expected):
    bad = line("orders", 10, 11, "inconsistent", changed_rows=5)
    files = [objects_file(N), dataset("lines", meta=TIMES, tables=[bad, line("customers"), line("items")]), values()]
    assert decide(files, f'[[tolerance]]\npattern = "*"\ncompare_type = "lines"\nrows = {most}\n') is expected


UNCERTAIN = [
    {"source_rows": None},
    {"target_rows": None},
    {"source_rows": None, "target_rows": None},
    {"line_outcome": None},
    {"line_outcome": "inconsistent"},
    {"target_rows": 14},
    {"full_status": None},
    {"progress": None},
]
"""What a row that differs in four rows says besides: with it nobody knows how many differ."""


@pytest.mark.parametrize("more", UNCERTAIN, ids=str)
def test_how_many_rows_differ_is_certain_only_where_nothing_else_of_the_row_is_open(more):
    bad = content("orders", outcome="inconsistent", different_rows=4)
    rules = (
        '[[tolerance]]\npattern = "*"\ncompare_type = "contents"\nrows = 50\n',
        waiver("contents.*", max_rows=50),
    )
    for row, expected in ((bad, PASS), ({**bad, **more}, FAIL)):
        files = [objects_file(N), lines_file(N), values([row, *map(content, N[1:])], databases=[])]
        assert [decide(files, rule) for rule in rules] == [expected, expected]


@pytest.mark.parametrize("more", UNCERTAIN[:3], ids=str)
def test_a_difference_of_counts_is_certain_only_where_both_are_there(more):
    tolerance = 'require = ["lines"]\n[[tolerance]]\npattern = "*"\ncompare_type = "lines"\nrows = 50\n'
    for own, expected in (({}, PASS), (more, FAIL)):
        bad = {**line("orders", 10, 44, "inconsistent"), **own}
        files = [objects_file(N), dataset("lines", meta=TIMES, tables=[bad, *map(line, N[1:])])]
        assert decide(files, tolerance) is expected


def accept(proof):
    return f'[[accept_proof]]\npattern = "shop.orders"\nproof = "{proof}"\nreason = "no key"\n'


@pytest.mark.parametrize(("word", "expected"), [("consistent", PASS), ("both_tables_missing", OPEN)])
def test_weaker_proof_stands_in_only_where_it_is_proof(word, expected):
    rows = [line("orders", outcome=word), line("customers"), line("items")]
    lines = dataset("lines", meta=TIMES, tables=rows)
    unknown = content("orders", outcome="cannot_compare", is_comparable=False)
    files = [objects_file(N), lines, values([unknown, content("customers"), content("items")], databases=[])]
    assert decide(files, accept("counts") + waiver("lines.review")) is expected


@pytest.mark.parametrize(("gone", "expected"), [("contents", PASS), ("lines", OPEN), ("objects_comparison", OPEN)])
def test_counts_stand_in_for_values_and_for_nothing_else(gone, expected):
    make = {"objects_comparison": objects_file, "lines": lines_file, "contents": contents_file}
    files = [m(N[1:] if area == gone else N) for area, m in make.items()]
    assert decide(files) is OPEN
    assert decide(files, accept("counts")) is expected


@pytest.mark.parametrize(
    ("of_values", "of_counts", "is_accepted"),
    [
        ((OutcomeClass.NOT_VERIFIED, None), OutcomeClass.VERIFIED, True),
        ((OutcomeClass.NOT_VERIFIED, 0), OutcomeClass.VERIFIED, True),
        ((OutcomeClass.NOT_VERIFIED, 1), OutcomeClass.VERIFIED, False),
        ((OutcomeClass.DIFFERS, None), OutcomeClass.VERIFIED, False),
        ((OutcomeClass.NOT_VERIFIED, None), OutcomeClass.NOT_VERIFIED, False),
        ((OutcomeClass.NOT_VERIFIED, None), None, False),
    ],
)
def test_weaker_proof_is_held_against_what_the_row_says_whatever_was_found_of_it(of_values, of_counts, is_accepted):
    subject = Subject(Level.TABLE, "shop", "", "orders")
    cells = {"contents": answer("cannot_compare", *of_values)}
    if of_counts is not None:
        cells["lines"] = answer("consistent", of_counts, 0, of="lines")
    row = CoverageRow(subject, cells, Proof.COUNTS, of_values[0])
    found = make_finding("contents.cannot-compare", subject, {"message": None}, compare_type="contents")
    (softened,) = soften([found], parse_policy(accept("counts")), {subject.key: row})
    assert (softened.effect is Effect.NOTE) is is_accepted
    assert bool(softened.tolerance) is is_accepted


REASONS = (
    None,
    "Timeout",
    "The table has no primary key.",
    "表没有主键。",
    "对比失败",
    "No primary key",
    "连接超时",
    "N/A",
)
SAYINGS = ("7 keys only in source so far", "Inconsistent.", "two rows unlike", "Target table is gone", "不一致", "已查出差异行",
           "目标端少了两行", "结果待人工确认", "source_table_missing")  # fmt: skip
OPEN_ROWS = [
    ({"outcome": "timeout"}, "contents.not-verified"),
    ({"outcome": "cannot_compare", "is_comparable": False}, "contents.cannot-compare"),
    ({"outcome": "comparing", "progress": 90.0}, "contents.unfinished"),
    ({"outcome": None}, "contents.outcome-missing"),
    ({"outcome": "unknown_word"}, "contents.unknown-word"),
    ({"outcome": "both_tables_missing"}, "contents.review"),
]


@pytest.mark.parametrize("remark", [*REASONS, *SAYINGS])
@pytest.mark.parametrize(("row", "name"), OPEN_ROWS, ids=[name for _, name in OPEN_ROWS])
def test_a_row_without_a_sure_result_is_excused_with_its_remark_or_not_at_all(row, name, remark):
    bad = content("orders", **row, message=remark)
    files = [objects_file(N), lines_file(N), values([bad, *map(content, N[1:])], databases=[])]
    is_read = remark in REASONS
    assert decide(files, waiver(name)) is (PASS if is_read else OPEN)
    if code(name).softened is Softens.BY_PROOF:
        assert decide(files, accept("counts")) is (PASS if is_read else OPEN)
    if remark in SAYINGS:
        assert decide(files, waiver(name, text=remark)) is PASS
        assert decide(files, waiver(name, text="another")) is OPEN


@pytest.mark.parametrize("remark", SAYINGS)
def test_an_object_without_a_sure_result_is_waived_with_its_remark(remark):
    view = {**SHOP, "object_type": "VIEW", "source_object": "v", "target_object": "v", "outcome": "timeout"}
    tables = [
        {**view, "object_type": "TABLE", "source_object": n, "target_object": n, "outcome": "consistent"} for n in N
    ]
    files = lambda said: [  # noqa: E731
        dataset("objects_comparison", meta=TIMES, objects=[*tables, {**view, "message": said}]),
        lines_file(N),
        contents_file(N),
    ]
    assert decide(files(None), waiver("objects.not-verified")) is PASS
    assert decide(files(remark), waiver("objects.not-verified")) is OPEN
    assert decide(files(remark), waiver("objects.not-verified", text=remark)) is PASS


@pytest.mark.parametrize(("most", "status"), [(4, "over-budget"), (5, "used")])
def test_a_table_listed_twice_counts_by_the_larger_of_its_differences(most, status):
    rows = [line("orders", 10, 15, "inconsistent"), line("orders", 10, 9), *map(line, N[1:])]
    files = [objects_file(N), dataset("lines", meta=TIMES, tables=rows), contents_file(N)]
    (use,) = judged(files, waiver("lines.*", max_rows=most)).waivers
    assert (use.status, use.n) == (status, 5)


def test_a_budget_of_rows_covers_nothing_beside_a_table_that_differs_in_an_unknown_number():
    bad = [content(name, outcome="inconsistent", different_rows=n) for name, n in (("orders", 2), ("customers", None))]
    files = [objects_file(N), lines_file(N), values([*bad, content("items")], databases=[])]
    (use,) = judged(files, waiver("contents.values-differ", max_rows=99, max_findings=9)).waivers
    assert use.status == "over-budget"


def test_a_waiver_covers_no_note():
    sample = dataset("random", meta=TIMES, tables=[{**content(n), "sampled_rows": 9} for n in N])
    (use,) = judged([*clean(N), sample], waiver("random.sample-only")).waivers
    assert (use.status, use.n_findings) == ("unmatched", 0)


def test_no_waiver_covers_what_the_policy_itself_misses():
    assert decide(clean(N), '[scope]\ninclude = ["shop.*", "other.*"]\n' + waiver("policy.include-unmatched")) is OPEN


@pytest.mark.parametrize("code", ["*.*", "?*", "*", "*?", "?*.*"])
@pytest.mark.parametrize("pattern", ["?*", "*", "*.*"])
def test_a_waiver_of_everything_is_none(code, pattern):
    with pytest.raises(PolicyError):
        parse_policy(waiver(code, pattern=pattern))


def test_of_two_waivers_the_first_answers():
    bad = [content("orders", outcome="inconsistent", different_rows=1), *map(content, N[1:])]
    rules = waiver("contents.values-differ", "first") + waiver("contents.*", "second")
    verdict = judged([objects_file(N), lines_file(N), values(bad, databases=[])], rules)
    assert [one.waiver.id for one in verdict.findings if one.waiver] == ["first"]
    assert [use.status for use in verdict.waivers] == ["used", "used"]


@pytest.mark.parametrize(
    ("row", "code", "is_counted"),
    [
        ({"outcome": "inconsistent", "different_rows": 5}, "random.values-differ", True),
        ({"outcome": "inconsistent", "different_rows": None}, "random.values-differ", False),
        ({"outcome": "target_table_missing"}, "random.table-missing", False),
    ],
)
def test_a_budget_of_rows_needs_a_number_in_every_comparison(row, code, is_counted):
    row = {**content("orders"), "sampled_rows": 5, **row, "content_outcome": row["outcome"]}
    sample = dataset("random", meta=TIMES, tables=[row])
    (use,) = judged([*clean(N), sample], waiver(code, max_rows=5)).waivers
    assert use.status == ("used" if is_counted else "over-budget")


@pytest.mark.parametrize(("most", "is_held"), [(1, True), (0, False)])
def test_rows_that_are_listed_without_a_table_are_counted_by_the_list(most, is_held):
    lost = {**difference("", 7), "source_table": None, "target_table": None}
    files = [objects_file(N), lines_file(N), values(databases=[], differences=[lost])]
    (use,) = judged(files, waiver("contents.differences-unassigned", max_rows=most)).waivers
    assert use.status == ("used" if is_held else "over-budget")


@pytest.mark.parametrize("rule", [{"max_rows": 0}, {"expires": "2026-01-01"}, {"max_findings": 1}])
def test_a_waiver_that_does_not_hold_is_a_criterion_that_is_not_met(rule):
    bad = [content(n, outcome="inconsistent", different_rows=1) for n in N[:2]] + [content("items")]
    text = waiver("contents.values-differ", **{"max_findings": 2, **rule})
    if "expires" in rule:
        text = waiver("contents.values-differ", max_findings=2).replace("2027-01-01", "2026-01-01")
    files = [objects_file(N), lines_file(N), values(bad, databases=[])]
    verdict = judged(files, text)
    assert verdict.decision is FAIL
    assert verdict.waivers[0].status in {"over-budget", "expired"}
    if "max_findings" not in rule:
        assert status(verdict, "waivers-valid") is UNPROVEN
    assert status(judged(files, waiver("contents.values-differ", max_findings=2)), "waivers-valid") is MET
