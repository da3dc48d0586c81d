"""PASS, FAIL or INCONCLUSIVE: the decision table, the policy's rules one by one, and what may never happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drs_report.analysis import analyse
from drs_report.comparisons import COMPARE_TYPES
from drs_report.findings.registry import BY_COMPARISON, CODES, CRITERIA, make_finding
from drs_report.policy import AcceptedProof, Policy, Scope, Tolerance, WaiverRule, apply_scope, judge
from drs_report.records.judgement import CriterionStatus, Decision, Effect, Level, OutcomeClass, Subject
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
from tests.records import answer

RANK = {Decision.PASS: 0, Decision.INCONCLUSIVE: 1, Decision.FAIL: 2}
PASS, FAIL, INCONCLUSIVE = Decision.PASS, Decision.FAIL, Decision.INCONCLUSIVE


def verdict(files, policy=None, now=NOW):
    analysis = analyse(files)
    return judge(analysis.findings, analysis.coverage, analysis.sources, policy or Policy(), now)


def status(given, criterion):
    return next(c.status for c in given.criteria if c.id == criterion)


def numbers(given, criterion):
    return next({f.name: f.value for f in c.facts} for c in given.criteria if c.id == criterion)


def open_codes(given):
    return sorted(j.finding.code for j in given.findings if j.effect is not Effect.NOTE)


def waiver(**more):
    given = {
        "id": "W1",
        "code": "*",
        "pattern": "shop.b",
        "reason": "r",
        "approved_by": "me",
        "expires": date(2026, 12, 31),
    }
    return WaiverRule(**{**given, **more})


def differing(n=3, rows=1000, reported=True):
    """Three comparisons of a and b; b differs in `n` of `rows` values."""
    tables = [content("a"), content("b", rows, "inconsistent", n if reported else None)]
    databases = [overview(2, outcome="inconsistent", n_inconsistent=1)]
    values = dataset("contents", meta=TIMES, databases=databases, tables=tables)
    return [objects_file(["a", "b"]), lines_file(["a", "b"], {"b": rows}), values]


def uncomparable(outcome="cannot_compare"):
    """Three comparisons of a and b; b's values cannot be compared."""
    tables = [content("a"), content("b", outcome=outcome, is_comparable=outcome != "cannot_compare")]
    values = dataset("contents", meta=TIMES, tables=tables)
    return [objects_file(["a", "b"]), lines_file(["a", "b"]), values]


# -- the decision table ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (clean(), PASS),
        ([], INCONCLUSIVE),
        ([lines_file(["a"])], INCONCLUSIVE),
        (clean()[:2], INCONCLUSIVE),
        ([objects_file([]), lines_file([]), contents_file([])], INCONCLUSIVE),
        (differing(), FAIL),
        (uncomparable(), INCONCLUSIVE),
        (uncomparable("timeout"), INCONCLUSIVE),
        (uncomparable("comparing"), INCONCLUSIVE),
        (uncomparable("both_tables_missing"), INCONCLUSIVE),
        (uncomparable("target_missing"), FAIL),
        (uncomparable("unknown_word"), INCONCLUSIVE),
        ([*clean()[:2], dataset("random", meta=TIMES, tables=[content(n) for n in ("orders", "customers", "items")])], INCONCLUSIVE),
        ([*clean(), dataset("random", meta=TIMES, tables=[content("orders", outcome="inconsistent", different_rows=1)])], FAIL),
        ([*clean(), dataset("repair_data", tables=[{"db": "shop", "table": "orders", "repaired_rows": 1}])], INCONCLUSIVE),
        ([*clean(), dataset("lines", name="b.xlsx", meta=[("compare_status", "CANCELLED")], tables=[line("orders")])], INCONCLUSIVE),
    ],
)  # fmt: skip
def test_the_decision(files, expected):
    given = verdict(files)
    assert given.decision is expected
    statuses = {c.status for c in given.criteria}
    assert (CriterionStatus.BROKEN in statuses) == (expected is FAIL)
    assert (statuses == {CriterionStatus.MET}) == (expected is PASS)


def test_criteria_carry_exactly_the_registered_numbers():
    registered = {kind.id: kind.facts for kind in CRITERIA}
    policy = Policy(max_age_hours=24, waiver=(waiver(),))
    repair = dataset("repair_data", tables=[{"db": "shop", "table": "b", "repaired_rows": 1}])
    sample = dataset("random", tables=[content("b")])
    files = [*differing(), repair, sample]
    others = [dataset(slug) for slug in COMPARE_TYPES if slug not in {file.compare_type for file in files}]
    given = verdict([*files, *others], policy)
    assert [c.id for c in given.criteria] == list(registered)
    for criterion in given.criteria:
        assert tuple(f.name for f in criterion.facts) == registered[criterion.id]


def test_the_numbers_behind_a_criterion():
    given = verdict(differing())
    assert numbers(given, "values-equal")["n_tables"] == 2
    assert numbers(given, "values-equal")["n_verified"] == 1
    assert numbers(given, "values-equal")["n_differs"] == 1
    assert numbers(given, "rows-equal")["n_verified"] == 2
    assert numbers(given, "objects-equal")["n_things"] == 4  # the objects of the list, not its types as well
    assert numbers(given, "every-table-covered") == {"n_tables": 2, "n_covered": 2, "n_absent": 0, "n_accepted": 0}


def test_the_most_serious_findings_come_first():
    given = verdict([*uncomparable(), dataset("lines", name="x.xlsx", tables=[line("a", 1, 2, "inconsistent")])])
    order = [list(Effect).index(j.effect) for j in given.findings]
    assert order == sorted(order)


# -- required types, scope -------------------------------------------------------------------------------------------


def test_a_policy_may_ask_for_less():
    assert verdict([lines_file(["a"])], Policy(require=("lines",))).decision is PASS
    assert verdict(clean(), Policy(require=("lines", "random"))).decision is INCONCLUSIVE


def test_scope_leaves_tables_out_and_still_lists_them():
    policy = Policy(scope=Scope(exclude=("shop.b",)))
    given = verdict(differing(), policy)
    assert given.decision is PASS
    (left_out,) = [j for j in given.findings if j.finding.code == "contents.values-differ"]
    assert (left_out.in_scope, left_out.effect) == (False, Effect.NOTE)
    assert numbers(given, "values-equal")["n_tables"] == 1
    coverage = apply_scope(analyse(differing()).coverage, policy)
    assert {row.subject.name: row.in_scope for row in coverage.rows} == {"shop.a": True, "shop.b": False}


def test_a_scope_without_any_table_passes_nothing():
    assert verdict(clean(), Policy(scope=Scope(exclude=("*",)))).decision is INCONCLUSIVE
    given = verdict(clean(), Policy(scope=Scope(include=("other.*",))))
    assert given.decision is INCONCLUSIVE
    assert "policy.include-unmatched" in open_codes(given)


def test_patterns_that_match_nothing_are_reported():
    given = verdict(clean(), Policy(scope=Scope(include=("shop.*", "shp.*"))))
    assert (given.decision, open_codes(given)) == (INCONCLUSIVE, ["policy.include-unmatched"])
    given = verdict(clean(), Policy(scope=Scope(exclude=("shop.tmp_*",))))
    assert given.decision is PASS
    assert [j.finding.code for j in given.findings] == ["policy.exclude-unmatched"]


def test_an_excluded_pattern_does_not_hide_a_database_of_unknown_tables():
    files = [objects_file(["a"]), lines_file(["a"]), contents_file([], databases=[overview(1)])]
    assert verdict(files, Policy(scope=Scope(exclude=("shop.tmp*",)))).decision is INCONCLUSIVE


# -- tolerance, accepted proof ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"rows": 3}, PASS),
        ({"rows": 2}, FAIL),
        ({"share": 0.003}, PASS),
        ({"share": 0.0029}, FAIL),
        ({"rows": 3, "share": 0.001}, FAIL),
        ({"rows": 3, "pattern": "shop.a"}, FAIL),
        ({"rows": 3, "compare_type": "lines"}, FAIL),
    ],
)
def test_tolerances(rule, expected):
    rule = Tolerance(**{"pattern": "shop.*", "compare_type": "contents", **rule})
    given = verdict(differing(3, 1000), Policy(tolerance=(rule,)))
    assert given.decision is expected
    assert numbers(given, "values-equal")["n_tolerated"] == (expected is PASS)
    assert ("policy.tolerance-unmatched" in [j.finding.code for j in given.findings]) == (expected is FAIL)


def test_a_tolerance_needs_a_known_number():
    rule = Tolerance(pattern="*", compare_type="contents", rows=10**9)
    assert verdict(differing(reported=False), Policy(tolerance=(rule,))).decision is FAIL
    assert verdict(differing(0), Policy(tolerance=(rule,))).decision is FAIL


def test_a_tolerance_never_covers_a_contradiction_or_a_missing_table():
    rule = Tolerance(pattern="*", compare_type="contents", rows=10**9)
    assert verdict(uncomparable("target_missing"), Policy(tolerance=(rule,))).decision is FAIL
    files = [
        *uncomparable()[:2],
        dataset("contents", meta=TIMES, tables=[content("a"), content("b", different_rows=1)]),
    ]
    assert verdict(files, Policy(tolerance=(rule,))).decision is FAIL


@pytest.mark.parametrize("outcome", ["cannot_compare", "timeout", "skipped_too_large", "cancelled"])
def test_a_table_may_be_accepted_on_counts_alone(outcome):
    policy = Policy(accept_proof=(AcceptedProof(pattern="shop.b", proof="counts", reason="no key"),))
    given = verdict(uncomparable(outcome), policy)
    assert given.decision is PASS
    assert numbers(given, "values-equal")["n_accepted"] == 1
    assert numbers(given, "values-equal")["n_verified"] == 1


def test_a_table_missing_from_the_value_comparison_may_be_accepted_on_counts():
    policy = Policy(accept_proof=(AcceptedProof(pattern="shop.b", proof="counts", reason="no key"),))
    files = [objects_file(["a", "b"]), lines_file(["a", "b"]), contents_file(["a"])]
    assert verdict(files, policy).decision is PASS
    assert verdict([objects_file(["a", "b"]), lines_file(["a"]), contents_file(["a"])], policy).decision is INCONCLUSIVE


@pytest.mark.parametrize("outcome", ["unknown_word", None, "both_tables_missing", "target_missing", "inconsistent"])
def test_weaker_proof_stands_in_for_no_doubtful_result(outcome):
    policy = Policy(accept_proof=(AcceptedProof(pattern="shop.b", proof="counts", reason="no key"),))
    assert verdict(uncomparable(outcome), policy).decision is not PASS


def test_accepted_proof_must_be_there():
    policy = Policy(accept_proof=(AcceptedProof(pattern="shop.b", proof="sample", reason="too large"),))
    assert verdict(uncomparable(), policy).decision is INCONCLUSIVE
    sample = dataset("random", meta=TIMES, tables=[content("b")])
    assert verdict([*uncomparable(), sample], policy).decision is PASS


# -- waivers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "rule", "expected", "use"),
    [
        (differing(40), {}, PASS, "used"),
        (differing(40), {"max_rows": 40}, PASS, "used"),
        (differing(41), {"max_rows": 40}, FAIL, "over-budget"),
        (differing(1, reported=False), {"max_rows": 40}, FAIL, "over-budget"),
        (differing(), {"code": "contents.values-differ"}, PASS, "used"),
        (differing(), {"code": "contents.*", "pattern": "*"}, PASS, "used"),
        (differing(), {"code": "lines.*"}, FAIL, "unmatched"),
        (differing(), {"compare_type": "lines"}, FAIL, "unmatched"),
        (differing(), {"pattern": "shop.a"}, FAIL, "unmatched"),
        (differing(), {"expires": date(2026, 11, 15)}, PASS, "used"),
        (differing(), {"expires": date(2026, 11, 14)}, FAIL, "expired"),
        (uncomparable(), {}, PASS, "used"),
        (uncomparable("timeout"), {"expires": date(2026, 11, 14)}, INCONCLUSIVE, "expired"),
        (clean(), {"expires": date(2026, 11, 14)}, PASS, "expired"),
        (clean(), {}, PASS, "unmatched"),
    ],
)
def test_waivers(files, rule, expected, use):
    given = verdict(files, Policy(waiver=(waiver(**rule),)))
    assert given.decision is expected
    assert [u.status for u in given.waivers] == [use]
    codes = [j.finding.code for j in given.findings]
    assert (f"waiver.{use}" in codes) == (use != "used")


def test_something_unproven_is_accepted_and_never_called_equal():
    given = verdict(uncomparable(), Policy(waiver=(waiver(),)))
    assert given.decision is PASS
    assert numbers(given, "values-equal")["n_verified"] == 1
    assert numbers(given, "values-equal")["n_accepted"] == 1
    assert numbers(given, "waivers-valid")["n_accepted"] == 1
    (one,) = [j for j in given.findings if j.waiver]
    assert (one.finding.effect, one.effect) == (Effect.UNPROVEN, Effect.NOTE)


def test_a_budget_is_for_all_that_a_waiver_matches():
    tables = [content(n, 100, "inconsistent", 3) for n in "ab"]
    values = dataset("contents", tables=tables, meta=TIMES)
    files = [objects_file(["a", "b"]), lines_file(["a", "b"], {"a": 100, "b": 100}), values]
    rule = {"code": "contents.values-differ", "pattern": "*", "max_findings": 2}
    assert verdict(files, Policy(waiver=(waiver(**rule, max_rows=6),))).decision is PASS
    given = verdict(files, Policy(waiver=(waiver(**rule, max_rows=5),)))
    assert given.decision is FAIL
    assert (given.waivers[0].n, given.waivers[0].n_findings) == (6, 2)


def test_the_day_of_expiry_ends_in_utc():
    policy = Policy(waiver=(waiver(expires=date(2026, 11, 15)),))
    assert verdict(differing(), policy, datetime(2026, 11, 15, 23, 59, 59, tzinfo=UTC)).decision is PASS
    assert verdict(differing(), policy, datetime(2026, 11, 16, 0, 0, tzinfo=UTC)).decision is FAIL


def test_no_waiver_stands_in_for_a_missing_comparison_or_for_evidence():
    rule = waiver(code="policy.*", pattern="*")
    assert verdict([lines_file(["a"])], Policy(waiver=(rule,))).decision is INCONCLUSIVE
    rule = waiver(code="?*", pattern="shop*")
    assert verdict([], Policy(waiver=(rule,))).decision is INCONCLUSIVE


# -- age -------------------------------------------------------------------------------------------------------------


def aged(fetched_at=None, meta=TIMES):
    return [replace_origin(with_meta(d, meta), fetched_at) for d in clean()]


def with_meta(data, meta):
    return replace(data, recognition=replace(data.recognition, meta=tuple(meta)))


def replace_origin(data, fetched_at):
    return replace(data, origin=replace(data.origin, fetched_at=fetched_at))


END = datetime(2026, 11, 15, 2, 0, tzinfo=UTC)
"""When the comparisons of TIMES ended; they began an hour before."""


@pytest.mark.parametrize(
    ("policy", "files", "expected"),
    [
        ({}, aged(), []),
        ({}, aged(meta=()), []),
        ({"max_age_hours": 4}, aged(), []),
        ({"max_age_hours": 3.9}, aged(), ["evidence.too-old"]),
        ({"not_before": END - timedelta(hours=1)}, aged(), []),
        ({"not_before": END - timedelta(minutes=59)}, aged(), ["evidence.before-write-stop"]),
        ({"max_age_hours": 4}, aged(meta=()), ["evidence.time-unknown"]),
        ({"max_age_hours": 4}, aged(meta=(), fetched_at=NOW), ["evidence.time-unknown"]),
        ({"max_age_hours": 4, "trust_fetch_time": True}, aged(meta=(), fetched_at=NOW), []),
        ({"max_age_hours": 4, "trust_fetch_time": True}, aged(meta=()), ["evidence.time-unknown"]),
        ({"max_age_hours": 4}, aged(meta=(), fetched_at=NOW - timedelta(hours=5)), ["evidence.too-old"]),
        ({"not_before": NOW}, aged(meta=(), fetched_at=END), ["evidence.before-write-stop"]),
        ({"max_age_hours": 4}, aged(meta=[("compare_end_time", "2026-11-15 02:00:00")]), ["evidence.time-unknown"]),
        ({}, aged(meta=[("compare_end_time", "2026-11-16T02:00:00Z")]), ["evidence.in-future"]),
        ({}, aged(meta=(), fetched_at=NOW), []),
        ({}, aged(meta=(), fetched_at=NOW + timedelta(seconds=1)), ["evidence.in-future"]),
        ({"max_age_hours": 4}, aged(fetched_at=NOW + timedelta(days=99)), ["evidence.in-future"]),
        (
            {"max_age_hours": 4, "trust_fetch_time": True},
            aged(meta=(), fetched_at=NOW + timedelta(1)),
            ["evidence.in-future"],
        ),
        ({"not_before": END}, aged(meta=TIMES[1:]), ["evidence.time-unknown"]),
        ({"not_before": END, "trust_fetch_time": True}, aged(meta=TIMES[1:]), []),
        ({"not_before": END + timedelta(seconds=1)}, aged(meta=TIMES[1:]), ["evidence.before-write-stop"]),
        ({"max_age_hours": 4}, aged(meta=TIMES[1:]), []),
    ],
)
def test_the_age_of_evidence(policy, files, expected):
    given = verdict(files, Policy(**policy))
    assert open_codes(given) == expected * 3
    assert given.decision is (INCONCLUSIVE if expected else PASS)


# -- what may never happen -------------------------------------------------------------------------------------------


def every_row(files):
    return [(f, name, i) for f, data in enumerate(files) for name in data.frames for i in range(len(data.frames[name]))]


def without(files, removed):
    gone = {}
    for f, name, i in removed:
        gone.setdefault((f, name), set()).add(i)
    changed = list(files)
    for (f, name), rows in gone.items():
        table = changed[f].frames[name]
        changed[f] = with_frame(changed[f], name, table.iloc[[i for i in range(len(table)) if i not in rows]])
    return changed


@pytest.mark.parametrize("names", [("a",), ("a", "b", "c")])
def test_deleting_any_tables_row_of_clean_evidence_ends_the_pass(names):
    files = clean(names)
    for f, name, i in every_row(files):
        if name in ("tables", "objects"):
            assert verdict(without(files, [(f, name, i)])).decision is not PASS, (f, name, i)


def seeded():
    """Evidence with every kind of trouble, none of which may be cured by deleting rows."""
    tables = [content("a", outcome="inconsistent", different_rows=3), content("b"), content("c", outcome="timeout")]
    databases = [overview(3, outcome="inconsistent", n_inconsistent=1, n_compared=2)]
    return [
        objects_file(["a", "b", "c"]),
        lines_file(["a", "b", "c"]),
        dataset(
            "contents",
            meta=TIMES,
            databases=databases,
            tables=tables,
            differences=[difference("a", k) for k in range(3)],
        ),
    ]


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_deleting_rows_never_gives_a_pass(data):
    """Whole databases are listed in an overview; deleting rows here and there leaves a trace in the other files."""
    files = seeded()
    removed = data.draw(st.lists(st.sampled_from(every_row(files)), unique=True, min_size=1, max_size=4))
    assert verdict(without(files, removed)).decision is not PASS


SUBJECTS = [
    Subject(Level.TABLE, "shop", "", "a", "shop_new", "", "a"),
    Subject(Level.TABLE, "shop", "", "zzz"),
    Subject(Level.DATABASE, source_db="shop"),
    Subject(Level.OBJECT, source_db="shop", source_name="v", object_type="VIEW"),
    Subject(Level.FILE, source_name="lines.xlsx"),
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    entry=st.sampled_from([c for c in CODES if c.effect is not Effect.NOTE]),
    subject=st.sampled_from(SUBJECTS),
    compare_type=st.sampled_from(["", "lines", "contents", "objects_comparison", "random"]),
    n=st.integers(1, 100),
    base=st.sampled_from(["clean", "differing", "uncomparable"]),
    max_rows=st.sampled_from([None, 3, 50]),
)
def test_one_more_finding_never_improves_the_verdict(*, entry, subject, compare_type, n, base, max_rows):
    analysis = analysed(base)
    rules = (waiver(code="contents.*", pattern="shop.*", max_rows=max_rows),)
    policy = Policy(
        waiver=rules,
        tolerance=(Tolerance(pattern="*", compare_type="contents", rows=10),),
        scope=Scope(exclude=("x.*",)),
    )
    facts = dict.fromkeys(entry.facts, None)
    if "n_different" in facts:
        facts["n_different"] = n
    compare_type = compare_type or ("lines" if entry.criterion == BY_COMPARISON else "")
    extra = make_finding(entry.code, subject, facts, compare_type=compare_type, n=n)
    before = judge(analysis.findings, analysis.coverage, analysis.sources, policy, NOW)
    after = judge((*analysis.findings, extra), analysis.coverage, analysis.sources, policy, NOW)
    assert RANK[after.decision] >= RANK[before.decision]
    if entry.effect is Effect.DIFFERS and not entry.code.startswith("contents."):
        assert after.decision is FAIL
    plain = judge((*analysis.findings, extra), analysis.coverage, analysis.sources, Policy(), NOW)
    if entry.code != "coverage.absent" or compare_type in Policy().require:
        assert plain.decision is not PASS


@cache
def analysed(base):
    """Evidence of one of three kinds, looked at once for all tests."""
    return analyse({"clean": clean(["a", "b"]), "differing": differing(), "uncomparable": uncomparable()}[base])


@pytest.mark.parametrize("outcome_class", [c for c in OutcomeClass if c is not OutcomeClass.VERIFIED])
@pytest.mark.parametrize("compare_type", ["objects_comparison", "lines", "contents"])
def test_a_cell_that_is_not_verified_needs_a_finding(compare_type, outcome_class):
    """A gap in the checks cannot pass for proof."""
    analysis = analysed("clean")
    first, *rest = analysis.coverage.rows
    cells = {**first.cells, compare_type: answer(first.cells[compare_type].outcome, outcome_class, of=compare_type)}
    coverage = replace(analysis.coverage, rows=(replace(first, cells=cells), *rest))
    assert judge(analysis.findings, coverage, analysis.sources, Policy(), NOW).decision is INCONCLUSIVE


def test_the_verdict_says_by_which_policy_and_when():
    given = verdict(clean(), Policy(name="night"))
    assert (given.policy_name, given.policy_sha256, given.judged_at) == ("night", Policy(name="night").sha256, NOW)
    assert [f.name for f in given.policy_facts][:2] == ["required_types", "include"]


def only_indexes(overview_rows):
    """An object comparison that lists the indexes and not the tables."""
    file = objects_file(["a", "b"], overview=overview_rows)
    return with_frame(file, "objects", file.objects[file.objects["object_type"] == "INDEX"])


@pytest.mark.parametrize(
    "objects",
    [
        only_indexes([]),
        only_indexes([{"object_type": "INDEX", "source_count": 2, "target_count": 2, "outcome": "consistent"}]),
        dataset(
            "objects_comparison",
            overview=[{"object_type": "TABLE", "source_count": 0, "target_count": 0, "outcome": "consistent"}],
        ),
        dataset(
            "objects_comparison",
            overview=[{"object_type": "INDEX", "source_count": 0, "target_count": 0, "outcome": "consistent"}],
        ),
    ],
)
def test_an_object_comparison_that_is_silent_about_the_tables_proves_none(objects):
    files = [objects, lines_file(["a", "b"]), contents_file(["a", "b"])]
    given = verdict(files)
    assert given.decision is INCONCLUSIVE
    assert "coverage.absent" in open_codes(given)


def test_a_list_of_objects_that_differ_may_stand_beside_an_overview():
    counts = [{"object_type": "TABLE", "source_count": 2, "target_count": 2, "diff_count": 0, "outcome": "consistent"}]
    trigger = {**SHOP, "object_type": "TRIGGER", "source_object": "t", "target_object": "t", "outcome": "incomplete"}
    objects = dataset("objects_comparison", overview=counts, objects=[trigger])
    files = [objects, lines_file(["a", "b"]), contents_file(["a", "b"])]
    policy = Policy(waiver=(waiver(code="objects.incomplete", pattern="*"),))
    assert verdict(files, policy).decision is PASS
    cut = with_frame(objects, "overview", objects.overview.iloc[:0])
    assert verdict([cut, *files[1:]], policy).decision is INCONCLUSIVE


def test_swapped_headings_never_pass():
    swapped = [{**content(n), "source_db": "shop_new", "target_db": "shop"} for n in "ab"]
    databases = [{**overview(2), "source_db": "shop_new", "target_db": "shop"}]
    files = [
        objects_file(["a", "b"]),
        lines_file(["a", "b"]),
        dataset("contents", meta=TIMES, tables=swapped, databases=databases),
    ]
    given = verdict(files)
    assert given.decision is INCONCLUSIVE
    assert "integrity.source-target-swapped" in open_codes(given)
    assert SHOP["source_db"] == "shop"
