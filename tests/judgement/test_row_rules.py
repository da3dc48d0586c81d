"""The rules by which rows are judged: each fires on its smallest row and not on the nearest; none ever improves a row."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drs_report import comparisons
from drs_report.checks import examine
from drs_report.checks.objects import object_subject
from drs_report.checks.row_rules import RULES, Said, judge_row, worst
from drs_report.findings.registry import code
from drs_report.records.judgement import Effect, OutcomeClass, Proof
from tests.judgement.evidence import SHOP, clean, content, dataset, line, overview, table, with_frame
from tests.judgement.row_examples import EXAMPLES

AREAS = {Proof.OBJECTS: "objects", Proof.COUNTS: "lines", Proof.VALUES: "contents", Proof.SAMPLE: "random"}
PAIRS = [(rule, proof) for rule in RULES for proof in rule.proofs]


def named(pair):
    return f"{AREAS[pair[1]]}.{pair[0].name or 'not-understood'}"


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_a_rule_fires_on_its_smallest_row_and_not_on_the_nearest(pair):
    rule, proof = pair
    fires, silent = EXAMPLES[rule.name]
    standing, names = judge_row(fires, proof)
    assert rule.holds(fires)
    assert not rule.holds(silent)
    assert rule.name in names or not rule.name
    assert rule.name not in judge_row(silent, proof)[1]
    assert worst(standing, rule.standing) is standing


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_the_effect_of_a_rules_finding_is_no_milder_than_its_standing(pair):
    rule, proof = pair
    if rule.name:
        effect = code(f"{AREAS[proof]}.{rule.name}").effect.value
        worth = {"differs": "differs", "not_verified": "unproven", "unfinished": "unproven", "review": "review"}
        assert effect == worth.get(rule.standing.value, "note")


@pytest.mark.parametrize("proof", AREAS)
def test_of_a_row_that_says_nothing_more_its_words_hold(proof):
    assert judge_row(Said(OutcomeClass.VERIFIED), proof) == (OutcomeClass.VERIFIED, ())


STANDINGS = st.sampled_from(list(OutcomeClass))
ROWS = st.builds(
    Said,
    STANDINGS,
    **{
        field.name: st.integers(0, 2) if field.type == "int" else st.booleans()
        for field in fields(Said)
        if field.name != "standing"
    },
)


@given(ROWS, st.sampled_from(sorted(AREAS)))
def test_a_row_is_never_worth_more_than_its_words(said, proof):
    standing, names = judge_row(said, proof)
    assert worst(standing, said.standing) is standing
    if standing is OutcomeClass.VERIFIED:
        assert set(names) <= {"differences-unlisted"}


@given(ROWS, STANDINGS, st.sampled_from([Proof.COUNTS, Proof.VALUES, Proof.SAMPLE]))
def test_a_worse_word_never_makes_a_table_better(said, word, proof):
    worse = replace(said, standing=worst(said.standing, word))
    before, after = judge_row(said, proof)[0], judge_row(worse, proof)[0]
    # a difference that only the numbers show stays one whatever the words say
    if said.n_counts_apart or said.n_counters or (said.n_differences and proof is not Proof.COUNTS):
        assert before is after is OutcomeClass.DIFFERS
    assert before is not OutcomeClass.DIFFERS or after is OutcomeClass.DIFFERS


@pytest.mark.parametrize(
    "word", ["consistent", "cannot_compare", "source_sql_timeout", "comparing", "both_tables_missing"]
)
@pytest.mark.parametrize("more", [{"target_rows": 7}, {"different_rows": 3}, {"only_in_source_rows": 3},
                                  {"only_in_target_rows": 3}, {"changed_rows": 3}, {"second_difference": -3},
                                  {"compared_rows": 10, "matched_rows": 7}])  # fmt: skip
@pytest.mark.parametrize("area", ["contents", "random"])
def test_a_counted_difference_counts_whatever_the_result_says(area, more, word):
    observations, findings = examine(dataset(area, tables=[content("a", outcome=word, **more)]))
    assert observations[0].outcome_class is OutcomeClass.DIFFERS
    assert any(f.effect.value == "differs" and f.n == 3 for f in findings)


@pytest.mark.parametrize(("more", "verified"), [
    ({"failed_rows": 0, "skipped_rows": 0, "compared_rows": 10, "matched_rows": 10}, True),
    ({"failed_rows": 1}, False), ({"skipped_rows": 1}, False), ({"compared_rows": 9}, False),
    ({"lob_policy": "content"}, True), ({"lob_policy": "length"}, False), ({"lob_policy": "ignore"}, False),
    ({"row_filter": "id<1000"}, False), ({"progress": 99.0}, False), ({"completed_shards": 0}, False),
    ({"target_rows": None}, False), ({"target_table": None}, False), ({"source_table": None}, False),
])  # fmt: skip
def test_what_stands_beside_a_consistent_value_result(more, verified):
    columns = {"tables": [*content("a"), *more]}
    data = dataset("contents", tables=[content("a", **more)], columns=columns)
    assert (examine(data)[0][0].outcome_class is OutcomeClass.VERIFIED) is verified


@pytest.mark.parametrize(("more", "verified"), [
    ({"sampled_rows": 1}, True), ({"sampled_rows": 0}, False), ({"sample_percent": 0.0}, False),
    ({"sampled_rows": 0, "source_rows": 0, "target_rows": 0}, True), ({"compared_rows": 4}, True),
])  # fmt: skip
def test_a_sample_of_no_rows_proves_nothing(more, verified):
    data = dataset("random", tables=[content("a", **more)])
    assert (examine(data)[0][0].outcome_class is OutcomeClass.VERIFIED) is verified


@pytest.mark.parametrize(("more", "code_wanted"), [
    ({"n_failed": 0, "progress": 100.0, "full_status": "completed"}, None), ({"n_failed": 3}, "database-not-verified"),
    ({"progress": 99.0}, "database-not-verified"), ({"full_status": "waiting"}, "database-not-verified"),
    ({"row_filter": "id<1000"}, "database-review"),
])  # fmt: skip
def test_what_stands_beside_a_consistent_result_of_a_database(more, code_wanted):
    data = dataset("lines", databases=[overview(1, **more)], tables=[line("a")])
    assert [f.code for f in examine(data)[1]] == ([f"lines.{code_wanted}"] if code_wanted else [])


@pytest.mark.parametrize("data", clean(), ids=lambda d: d.compare_type)
def test_every_verified_table_says_by_which_cells(data):
    for observation in examine(data)[0]:
        derivation = observation.derivation
        assert derivation.rule == comparisons.by_slug(data.compare_type).verified_as
        assert ("outcome", "consistent") in zip(derivation.columns, derivation.values, strict=True)
        assert derivation.evidence == observation.evidence


def test_nothing_is_verified_without_a_derivation():
    verified = examine(clean()[1])[0][0].result
    with pytest.raises(ValueError, match="does not fit"):
        replace(verified, rule="")
    with pytest.raises(ValueError, match="does not fit"):
        replace(verified, outcome_class=OutcomeClass.REVIEW)


@pytest.mark.parametrize("name", ["GRANT SELECT ON shop.* TO app", "grant all on `shop`.* to app"])
def test_a_privilege_is_not_split_at_its_dots(name):
    subject = object_subject({"object_type": "PRIVILEGE", "source_object": name, "target_object": None,
                              "source_db": None, "target_db": None})  # fmt: skip
    assert (subject.source_db, subject.source_name, subject.name) == ("", name, name)


def test_rows_beside_cells_that_were_not_understood_are_open_to_review():
    for data in clean():
        frame = "objects" if data.compare_type == "objects_comparison" else "tables"
        doubted = with_frame(data, frame, data.frames[frame].assign(not_understood=1))
        assert {o.outcome_class for o in examine(doubted)[0]} == {OutcomeClass.REVIEW}
        assert not [f for f in examine(doubted)[1] if f.effect is not Effect.NOTE]


# -- inputs under which a mutant of these rooms judged otherwise and no test noticed


def test_counts_contradict_without_a_reported_difference():
    (observation,), (finding,) = examine(dataset("lines", tables=[line("a", 10, 7, reported_difference=None)]))
    assert (observation.outcome_class, finding.code) == (OutcomeClass.DIFFERS, "lines.outcome-contradicts-counts")


def test_a_file_with_one_count_column_verifies_nothing():
    names = ["source_db", "source_table", "target_table", "source_rows", "outcome"]
    row = {**table("a"), "source_rows": None, "target_rows": None, "outcome": "consistent"}
    observations, _ = examine(dataset("lines", tables=[row], columns={"tables": names}))
    assert observations[0].outcome_class is OutcomeClass.NOT_VERIFIED


def test_one_listed_object_does_not_explain_five():
    over = [
        {"object_type": "TRIGGER", "source_count": 5, "target_count": 0, "diff_count": 5, "outcome": "inconsistent"}
    ]
    rows = [
        {**SHOP, "object_type": "TRIGGER", "source_object": "t1", "target_object": None, "outcome": "target_missing"}
    ]
    _, findings = examine(dataset("objects_comparison", objects=rows, overview=over))
    assert {f.code for f in findings} >= {"objects.count-differs"}


def test_of_a_table_listed_twice_the_larger_difference_speaks():
    rows = [line("orders", 10, 9, "inconsistent"), line("orders", 1000, 500, "inconsistent")]
    _, findings = examine(dataset("lines", tables=rows))
    assert [(f.code, f.n, f.evidence[0].n_rows) for f in findings] == [("lines.count-differs", 500, 2)]


@pytest.mark.parametrize(("done", "codes"), [(3, []), (2, ["repair.unfinished"]), (0, ["repair.unfinished"])])
def test_a_repair_is_unfinished_by_a_single_row(done, codes):
    row = {"db": "shop", "table": "a", "total_rows": 3, "completed_rows": done, "repaired_rows": 3, "filtered_rows": 0,
           "failed_rows": 0, "updated_at": None}  # fmt: skip
    _, findings = examine(dataset("repair_data", tables=[row]))
    assert [f.code for f in findings if f.code != "repair.not-recompared"] == codes


def test_a_repair_with_one_unknown_time_has_no_time():
    times = [datetime(2026, 11, 14, tzinfo=UTC), None]
    rows = [{"db": "shop", "table": "a", "total_rows": 1, "completed_rows": 1, "repaired_rows": 1, "filtered_rows": 0,
             "failed_rows": 0, "updated_at": at} for at in times]  # fmt: skip
    _, findings = examine(dataset("repair_data", tables=rows))
    assert [f.fact("repaired_at") for f in findings if f.code == "repair.not-recompared"] == [None]
