"""Guards that could once be taken out without any test noticing: for each an input that is judged otherwise without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from drs_report.analysis import analyse
from drs_report.checks import examine
from drs_report.checks.rows import table_subject
from drs_report.findings.registry import Softens, code, make_finding
from drs_report.policy import apply_scope, judge, parse_policy
from drs_report.policy.rules import PolicyError
from drs_report.policy.softening import soften
from drs_report.records.judgement import (
    Coverage,
    CoverageRow,
    CriterionStatus,
    Decision,
    Effect,
    Level,
    OutcomeClass,
    Proof,
    Subject,
)
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
from tests.records import answer
from tests.redteam import evidence as workbooks

N = ("orders", "customers", "items")
PASS, FAIL, OPEN = Decision.PASS, Decision.FAIL, Decision.INCONCLUSIVE
UNPROVEN, MET = CriterionStatus.UNPROVEN, CriterionStatus.MET


def judged(files, policy=""):
    rules = parse_policy(policy)
    found = analyse(files, fold_case=rules.fold_case, alias=rules.alias, max_spread_hours=rules.max_spread_hours)
    return judge(found.findings, apply_scope(found.coverage, rules), found.sources, rules, NOW)


def decide(files, policy=""):
    return judged(files, policy).decision


def codes(files):
    return [f.code for f in analyse(files).findings]


def status(verdict, criterion):
    return next(c.status for c in verdict.criteria if c.id == criterion)


def waiver(code, name="w", **more):
    lines = [f"{key} = {value!r}".replace("'", '"') for key, value in {"id": name, "code": code, **more}.items()]
    return "\n".join(["[[waiver]]", 'reason = "r"', 'approved_by = "a"', "expires = 2027-01-01", *lines, ""])


def hours(start, end, day=15):
    return (
        ("compare_start_time", f"2026-11-{day:02}T{start:02}:00:00Z"),
        ("compare_end_time", f"2026-11-{day:02}T{end:02}:00:00Z"),
    )


def values(rows=None, meta=TIMES, **more):
    rows = [content(n) for n in N] if rows is None else rows
    more.setdefault("databases", [overview(len({r["source_table"] for r in rows}))])
    return dataset("contents", meta=meta, tables=rows, **more)


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


# -- tolerances, accepted proofs, waivers --------------------------------------------------------------------------------


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
