"""What a list of objects shows, and what a repair: one case that fires per code, and the nearest that does not."""

from __future__ import annotations

import pytest

from drs_report.records.judgement import Level, OutcomeClass, Proof
from tests.judgement.evidence import (
    dataset,
)
from tests.judgement.seen import an_object, check, codes_of, observe, repair
from tests.records import proof_of

# -- objects ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (an_object(target=None, outcome="inconsistent"), "objects.missing-in-target"),
        (an_object(outcome="target_missing"), "objects.missing-in-target"),
        (an_object(name=None, outcome="inconsistent"), "objects.only-in-target"),
        (an_object(outcome="inconsistent"), "objects.differ"),
        (an_object(target=None), "objects.outcome-contradicts-names"),
        (an_object(name=None), "objects.outcome-contradicts-names"),
        (an_object(outcome="incomplete"), "objects.incomplete"),
        (an_object(outcome="compare_failed"), "objects.not-verified"),
        (an_object(outcome="both_tables_missing"), "objects.review"),
        (an_object(outcome=None), "objects.outcome-missing"),
        (an_object(outcome="unknown_word"), "objects.unknown-word"),
    ],
)
@pytest.mark.parametrize("kind", ["TABLE", "INDEX"])
def test_objects(row, expected, kind):
    row = {**row, "object_type": kind}
    data = dataset("objects_comparison", objects=[row, an_object("ok", "ok", kind=kind)])
    (finding,) = check(data)
    assert (finding.code, finding.subject.object_type) == (expected, kind)
    assert finding.subject.level is (Level.TABLE if kind == "TABLE" else Level.OBJECT)
    seen = {o.subject.name: o.outcome_class for o in observe(data)}
    assert seen == (
        {} if kind == "INDEX" else {"shop.ok": OutcomeClass.VERIFIED, finding.subject.name: seen[finding.subject.name]}
    )
    if kind == "TABLE":
        assert seen[finding.subject.name] is not OutcomeClass.VERIFIED


def test_a_list_with_one_name_column_does_not_make_every_object_missing():
    row = {**an_object(), "target_object": None}
    assert check(dataset("objects_comparison", objects=[row])) == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"outcome": "inconsistent", "target_count": 4}, "objects.count-differs"),
        ({"outcome": None, "target_count": 4}, "objects.count-differs"),
        ({"outcome": "inconsistent"}, "objects.type-differs"),
        ({"outcome": "consistent", "target_count": 4}, "objects.outcome-contradicts-counts"),
        ({"outcome": "consistent", "diff_count": 2}, "objects.outcome-contradicts-counts"),
        ({"outcome": "consistent", "diff_count": 2, "target_count": None}, "objects.outcome-contradicts-counts"),
        ({"outcome": "consistent", "target_count": None}, "objects.type-not-verified"),
        ({"outcome": "both_db_empty", "target_count": 4}, "objects.count-differs"),
        ({"outcome": "incomplete", "target_count": 4}, "objects.count-differs"),
        ({"outcome": "unknown_word", "diff_count": 1}, "objects.count-differs"),
        ({"outcome": "incomplete"}, "objects.type-not-verified"),
        ({"outcome": None}, "objects.type-not-verified"),
        ({"outcome": "unknown_word"}, "objects.type-not-verified"),
        ({"outcome": "both_db_empty"}, "objects.type-review"),
        ({"outcome": "consistent"}, None),
    ],
)
def test_overview_of_object_types(row, expected):
    row = {"object_type": "VIEW", "source_count": 5, "target_count": 5, "diff_count": 0, **row}
    findings = check(dataset("objects_comparison", overview=[row]))
    assert codes_of(findings) == ([expected] if expected else [])


def test_a_type_that_differs_is_explained_by_the_objects_that_the_list_names():
    counts = {"object_type": "VIEW", "source_count": 5, "target_count": 4, "diff_count": 1, "outcome": "inconsistent"}
    rows = [an_object("v", None, "inconsistent", "VIEW")]
    read = {"objects": ["source_object", "target_object", "outcome"]}
    data = dataset("objects_comparison", overview=[counts], objects=rows, columns=read)
    assert codes_of(check(data)) == ["objects.missing-in-target"]


# -- repair ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (repair(), []),
        (repair(failed_rows=2, repaired_rows=8), ["repair.rows-failed"]),
        (repair(repaired_rows=9), ["repair.counts-do-not-add-up"]),
        (repair(completed_rows=4), ["repair.unfinished"]),
        (repair(filtered_rows=2, repaired_rows=8), ["repair.rows-filtered"]),
    ],
)
def test_a_repair_proves_nothing(row, expected):
    data = dataset("repair_data", tables=[row])
    assert codes_of(check(data)) == [*expected, "repair.not-recompared"]
    (observation,) = observe(data)
    assert proof_of(observation) is Proof.NONE
    assert observation.outcome_class is not OutcomeClass.VERIFIED


def test_repair_statements_alone_tell_of_a_repair():
    rows = [{"db": "shop", "table": "a", "repair_sql": "update a", "repair_sql_state": "0"} for _ in range(3)]
    (finding,) = check(dataset("repair_data", statements=rows))
    assert (finding.code, finding.subject.name, finding.fact("n_statements"), finding.evidence[0].n_rows) == (
        "repair.not-recompared",
        "shop.a",
        3,
        3,
    )
    (finding,) = check(dataset("repair_data", statements=[{"repair_sql": "update a"}]))
    assert finding.subject.level is Level.FILE
