"""The rules by which rows are judged: each fires on its smallest row and not on the nearest; none ever improves a row."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drs_report.checks import examine
from drs_report.checks.row_rules import RULES, Said, judge_row, worst
from drs_report.findings.registry import code
from drs_report.records.judgement import OutcomeClass, Proof
from tests.judgement.evidence import content, dataset, line, overview

AREAS = {Proof.OBJECTS: "objects", Proof.COUNTS: "lines", Proof.VALUES: "contents", Proof.SAMPLE: "random"}
PAIRS = [(rule, proof) for rule in RULES for proof in rule.proofs]


def named(pair):
    return f"{AREAS[pair[1]]}.{pair[0].name or 'not-understood'}"


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_a_rule_fires_on_its_smallest_row_and_not_on_the_nearest(pair):
    rule, proof = pair
    standing, names = judge_row(rule.fires, proof)
    assert rule.holds(rule.fires)
    assert not rule.holds(rule.silent)
    assert rule.name in names or not rule.name
    assert rule.name not in judge_row(rule.silent, proof)[1]
    assert worst(standing, rule.standing) is standing


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_the_effect_of_a_rules_finding_is_no_milder_than_its_standing(pair):
    rule, proof = pair
    if rule.name:
        effect = code(f"{AREAS[proof]}.{rule.name}").effect.value
        worth = {"differs": "differs", "not_verified": "unproven", "unfinished": "unproven", "review": "review"}
        assert effect == worth.get(rule.standing.value, "note")


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
