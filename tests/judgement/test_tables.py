"""What each comparison's own file shows: one case that fires per code, and clean evidence that fires none."""

from __future__ import annotations

import itertools

import pytest

from drs_report import comparisons
from drs_report.findings.registry import CODES, code
from drs_report.language.vocabulary import OUTCOMES, outcome_class
from drs_report.records.judgement import Effect, Level, OutcomeClass, Proof
from drs_report.records.reading import BlockRecognition, ColumnMatch, Recognition, SheetRecognition, UnknownWord
from tests.judgement.evidence import (
    clean,
    content,
    contents_file,
    dataset,
    difference,
    line,
    lines_file,
    objects_file,
    overview,
    table,
)
from tests.judgement.seen import an_object, check, codes_of, observe, only, repair, values
from tests.records import proof_of


@pytest.mark.parametrize("data", clean(), ids=lambda d: d.compare_type)
def test_clean_evidence_has_no_finding_and_verifies_every_table(data):
    assert check(data) == []
    assert {o.outcome_class for o in observe(data)} == {OutcomeClass.VERIFIED}
    assert {proof_of(o) for o in observe(data)} == {comparisons.by_slug(data.compare_type).proof}


@pytest.mark.parametrize("word", OUTCOMES)
@pytest.mark.parametrize("area", ["lines", "contents", "random"])
def test_a_table_is_verified_by_no_word_but_consistent(area, word):
    row = line("a", outcome=word) if area == "lines" else content("a", outcome=word)
    data = dataset(area, tables=[row])
    (observation,) = observe(data)
    findings = [f for f in check(data) if f.effect is not Effect.NOTE]
    assert (proof_of(observation) is not Proof.NONE) == (word == "consistent")
    assert (observation.outcome_class is OutcomeClass.VERIFIED) == (word == "consistent")
    assert bool(findings) == (word != "consistent")
    if outcome_class(word) is OutcomeClass.DIFFERS:
        assert Effect.DIFFERS in {f.effect for f in findings}


@pytest.mark.parametrize(
    ("row", "expected", "n"),
    [
        (line("a", 10, 7, "inconsistent"), "lines.count-differs", 3),
        (line("a", 10, 10, "inconsistent"), "lines.inconsistent-with-equal-counts", 1),
        (line("a", 10, 7, "consistent"), "lines.outcome-contradicts-counts", 3),
        (line("a", 10, 0, "target_table_missing"), "lines.table-missing", 10),
        (line("a", 10, 10, "source_sql_timeout"), "lines.not-verified", 1),
        (line("a", outcome="cannot_compare"), "lines.not-verified", 1),
        (line("a", outcome="cancelled"), "lines.unfinished", 1),
        (line("a", outcome="both_tables_missing"), "lines.review", 1),
        (line("a", outcome=None), "lines.outcome-missing", 1),
        (line("a", outcome="unknown_word"), "lines.unknown-word", 1),
        (line("a", row_filter="id < 5"), "lines.filtered", 1),
    ],
)
def test_row_comparison(row, expected, n):
    finding, observation = only(
        dataset(
            "lines",
            tables=[
                row,
            ],
        )
    )
    assert (finding.code, finding.n, finding.effect) == (expected, n, code(expected).effect)
    assert finding.subject.name == "shop.a"
    assert finding.subject.target == "shop_new.a"
    assert proof_of(observation) is Proof.NONE
    assert finding.evidence[0].rows == (2,)
    assert finding.evidence[0].n_rows == 1


def test_a_blank_count_in_a_file_with_counts_is_not_verified():
    row = {**line("b"), "target_rows": None}
    findings = check(dataset("lines", tables=[line("a"), row]))
    assert codes_of(findings) == ["lines.count-missing"]


def test_results_without_any_counts_are_taken_and_said_so():
    rows = [{**line(n), "source_rows": None, "target_rows": None, "reported_difference": None} for n in "ab"]
    data = dataset("lines", tables=rows)
    assert codes_of(check(data)) == ["lines.no-counts"]
    assert {proof_of(o) for o in observe(data)} == {Proof.COUNTS}


def test_counts_are_compared_exactly_where_floating_point_would_not():
    row = line("a", 2**53, 2**53 + 1)
    assert codes_of(check(dataset("lines", tables=[row]))) == ["lines.outcome-contradicts-counts"]


VALUE_CASES = [
    (content("a", outcome="inconsistent", different_rows=3), ["values-differ"], 3),
    (content("a", different_rows=2), ["outcome-contradicts-differences"], 2),
    (content("a", target_rows=9), ["outcome-contradicts-counts"], 1),
    (content("a", outcome="target_missing"), ["table-missing"], 1),
    (content("a", outcome="cannot_compare", is_comparable=False, message="no key"), ["cannot-compare"], 1),
    (content("a", is_comparable=False), ["cannot-compare"], 1),
    (content("a", outcome="compare_failed"), ["not-verified"], 1),
    (content("a", outcome="comparing"), ["unfinished"], 1),
    (content("a", outcome="comparing", different_rows=4), ["outcome-contradicts-differences", "unfinished"], 4),
    (content("a", full_status="cancelled"), ["unfinished"], 1),
    (content("a", progress=99.9), ["unfinished"], 1),
    (content("a", completed_shards=3, total_shards=4), ["unfinished"], 1),
    (content("a", outcome="both_db_empty"), ["review"], 1),
    (content("a", outcome="unknown_word"), ["unknown-word"], 1),
    (content("a", line_outcome="inconsistent"), ["values-differ"], 1),
    (content("a", line_outcome="unknown_word"), ["unknown-word"], 1),
    (content("a", row_filter="id < 5"), ["filtered"], 1),
    (content("a", outcome=None, content_outcome=None, line_outcome=None), ["outcome-missing"], 1),
]


@pytest.mark.parametrize("area", ["contents", "random"])
@pytest.mark.parametrize(("row", "expected", "n"), VALUE_CASES)
def test_value_and_sampling_comparison(area, row, expected, n):
    data = values(area, row)
    findings = [f for f in check(data) if f.code != "random.sample-only"]
    assert codes_of(findings) == [f"{area}.{name}" for name in expected]
    assert findings[0].n == n
    (observation,) = observe(data)
    assert proof_of(observation) is Proof.NONE
    assert observation.outcome_class is not OutcomeClass.VERIFIED


@pytest.mark.parametrize("outcome", ["consistent", None])
def test_a_value_comparison_that_only_gives_the_row_result_verifies_nothing(outcome):
    """The loader fills `outcome` from the row result where there is nothing else."""
    row = {**content("a"), "content_outcome": None, "outcome": outcome}
    read = ["source_table", "target_table", "line_outcome"]
    data = dataset("contents", tables=[row], columns={"tables": read})
    assert codes_of(check(data)) == ["contents.outcome-missing"]


def test_a_blank_value_result_beside_filled_ones_is_not_verified():
    data = dataset("contents", tables=[content("a"), content("b", content_outcome=None)])
    assert [(f.code, f.subject.name) for f in check(data)] == [("contents.outcome-missing", "shop.b")]


def test_a_single_result_column_is_enough():
    row = {**content("a"), "content_outcome": None, "line_outcome": None}
    data = dataset("contents", tables=[row])
    assert check(data) == []
    assert proof_of(observe(data)[0]) is Proof.VALUES


def test_a_sample_proves_a_sample_and_says_so():
    data = dataset("random", tables=[content("a"), content("b")], meta=[("sample_percent", "10")])
    assert [proof_of(o) for o in observe(data)] == [Proof.SAMPLE, Proof.SAMPLE]
    (note,) = check(data)
    assert (note.code, note.effect, note.fact("n_tables"), note.fact("sample_percent")) == (
        "random.sample-only",
        Effect.NOTE,
        2,
        "10",
    )


def test_differing_rows_are_one_finding_with_counts_samples_and_evidence():
    rows = [difference("a", k, "only_in_source") for k in range(30)]
    rows += [difference("a", k, "only_in_target") for k in range(3)] + [difference("b", 1)]
    tables = [
        content("a", outcome="inconsistent", different_rows=40),
        content("b", outcome="inconsistent", different_rows=1),
    ]
    differ, _, unlisted = check(dataset("contents", tables=tables, differences=rows))
    assert (differ.code, differ.n, differ.fact("n_different")) == ("contents.values-differ", 40, 40)
    assert (differ.fact("n_listed"), differ.fact("n_only_in_source"), differ.fact("n_only_in_target")) == (33, 30, 3)
    assert len(differ.samples) == 10
    assert [f.name for f in differ.samples[0]] == ["kind", "source_key", "target_key", "source_sql", "target_sql"]
    listed = next(e for e in differ.evidence if e.sheet == "differences")
    assert (listed.rows, listed.n_rows) == (tuple(range(2, 22)), 33)
    assert (unlisted.code, unlisted.fact("n_reported"), unlisted.fact("n_listed")) == (
        "contents.differences-unlisted",
        40,
        33,
    )


def test_listed_differences_make_a_consistent_table_differ():
    data = dataset("contents", tables=[content("a"), content("b")], differences=[difference("a", 1)])
    assert [(f.code, f.subject.name, f.n) for f in check(data)] == [
        ("contents.outcome-contradicts-differences", "shop.a", 1)
    ]
    assert [o.outcome_class for o in observe(data)] == [OutcomeClass.DIFFERS, OutcomeClass.VERIFIED]


@pytest.mark.parametrize("missing", ["source_db", "target_db", "target_table"])
def test_differences_find_their_table_by_what_they_name(missing):
    row = difference("a", 1, **{missing: None})
    if missing == "source_db":
        row["target_db"] = None
    data = dataset("contents", tables=[content("a", outcome="inconsistent", different_rows=1)], differences=[row])
    (finding,) = check(data)
    assert (finding.code, finding.fact("n_listed")) == ("contents.values-differ", 1)


def test_differences_of_a_table_that_is_not_listed_make_it_known():
    data = dataset("contents", tables=[content("a")], differences=[difference("gone", 1), difference("gone", 2)])
    (finding,) = check(data)
    assert (finding.code, finding.subject.name, finding.n, finding.fact("n_different")) == (
        "contents.values-differ",
        "shop.gone",
        2,
        None,
    )
    assert [o.subject.name for o in observe(data)] == ["shop.a", "shop.gone"]


def test_differences_without_a_name_belong_to_the_file():
    rows = [{"source_key": "1", "target_key": "1", "kind": "different"}]
    (finding,) = check(dataset("contents", tables=[content("a")], differences=rows))
    assert (finding.code, finding.subject.level, finding.effect) == (
        "contents.differences-unassigned",
        Level.FILE,
        Effect.DIFFERS,
    )


@pytest.mark.parametrize(
    ("reported", "n_listed", "target_rows", "certain", "n"),
    [
        (3, 0, 10, 3, 3),
        (3, 5, 10, 5, 5),
        (-3, 0, 10, 3, 3),
        (3, 0, 7, None, 3),
        (3, 3, 7, None, 3),
        (2, 0, 7, None, 3),
        (4, 0, 7, None, 4),
        (None, 4, 10, None, 4),
    ],
)
def test_how_many_rows_differ_is_certain_only_where_nothing_contradicts(reported, n_listed, target_rows, certain, n):
    """The reported number may be the difference of the row counts only."""
    row = content("a", 10, "inconsistent", reported, target_rows=target_rows)
    rows = [difference("a", k) for k in range(n_listed)]
    finding = check(dataset("contents", tables=[row], differences=rows))[0]
    assert (finding.code, finding.fact("n_different"), finding.n) == ("contents.values-differ", certain, n)


def test_a_negative_difference_of_a_consistent_table_is_a_difference():
    assert codes_of(check(dataset("contents", tables=[content("a", different_rows=-1)]))) == [
        "contents.outcome-contradicts-differences"
    ]


def test_a_count_that_says_zero_of_a_differing_table_is_unknown():
    (finding,) = check(dataset("contents", tables=[content("a", outcome="inconsistent", different_rows=0)]))
    assert (finding.fact("n_different"), finding.fact("n_reported"), finding.n) == (None, 0, 1)


def with_unknown_words(area, frame, rows, column, words):
    """A file whose recognition names the unknown words by row."""
    matched = tuple(ColumnMatch("A", c, c, 1.0) for c in (column, "source_table"))
    unknown = tuple(UnknownWord(column, word, len(at), at) for word, at in words.items())
    block = BlockRecognition(frame, (1,), 1, len(rows) + 1, len(rows), columns=matched, unknown_words=unknown)
    sheet = SheetRecognition(frame, "visible", len(rows) + 1, (block,))
    return dataset(area, recognition=Recognition(area, None, "none", (sheet,)), **{frame: rows})


def test_an_unknown_word_is_named_table_by_table():
    rows = [line("a", outcome="unknown_word"), line("b", outcome=None), line("c")]
    data = with_unknown_words("lines", "tables", rows, "outcome", {"Fine": (2,), "Great": (3,)})
    assert [(f.code, f.subject.name, f.fact("word")) for f in check(data)] == [
        ("lines.unknown-word", "shop.a", "Fine"),
        ("lines.unknown-word", "shop.b", "Great"),
    ]


def test_an_unknown_word_beyond_the_recorded_rows_is_named_where_it_is_the_only_one():
    rows = [line(f"t{i}", outcome="unknown_word") for i in range(30)]
    data = with_unknown_words("lines", "tables", rows, "outcome", {"Fine": tuple(range(2, 22))})
    assert {f.fact("word") for f in check(data)} == {"Fine"}


# -- databases -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("inconsistent", "database-differs"),
        ("target_db_missing", "database-differs"),
        ("compare_failed", "database-not-verified"),
        ("cancelled", "database-not-verified"),
        ("unknown_word", "database-not-verified"),
        ("source_db_empty", "database-review"),
        ("consistent", None),
    ],
)
@pytest.mark.parametrize("area", ["lines", "contents", "random"])
def test_a_database_pairs_own_result_counts(area, outcome, expected):
    row = line("a") if area == "lines" else content("a")
    findings = check(dataset(area, databases=[overview(1, outcome=outcome)], tables=[row]))
    found = [f for f in findings if f.subject.level is Level.DATABASE]
    assert codes_of(found) == ([f"{area}.{expected}"] if expected else [])


def test_a_blank_result_of_a_database_pair_is_not_verified_where_there_is_such_a_column():
    rows = [overview(1), {**overview(1), "source_db": "b", "outcome": None}]
    findings = check(dataset("lines", databases=rows, tables=[line("a")]))
    assert [(f.code, f.subject.source_db) for f in findings] == [("lines.database-not-verified", "b")]
    rows = [{**overview(1), "outcome": None}]
    assert check(dataset("lines", databases=rows, tables=[line("a")])) == []


def test_a_differing_database_pair_is_explained_by_its_differing_table():
    data = dataset("lines", databases=[overview(1, outcome="inconsistent")], tables=[line("a", 3, 4, "inconsistent")])
    assert codes_of(check(data)) == ["lines.count-differs"]


# -- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("db", "name"),
    [
        ("shop", "orders"),
        ("shop", "shop.orders"),
        ("shop", "`orders`"),
        ("shop", "`shop`.`orders`"),
        (None, "shop.orders"),
        (None, '"shop"."orders"'),
        ("`shop`", "[orders]"),
    ],
)
def test_a_table_is_the_same_however_its_name_is_written(db, name):
    data = dataset("lines", tables=[{**line("x"), "source_db": db, "source_table": name}])
    (observation,) = observe(data)
    assert observation.subject.key == ("shop", "", "orders")
    row = {**an_object(name, name), "source_db": db}
    (observation,) = observe(dataset("objects_comparison", objects=[row]))
    assert observation.subject.key == ("shop", "", "orders")


@pytest.mark.parametrize("name", ["`a.b`", "a..b", ".", "`", "a.", "NA", "007", "1E5", "TRUE", "[a", 'x"y'])
def test_odd_names_stay_apart_and_whole(name):
    data = dataset("lines", tables=[{**line("x"), "source_table": name, "target_table": name}, line("y")])
    assert len({o.subject.key for o in observe(data)}) == 2


def test_a_schema_in_the_table_name_is_the_schema():
    both = [table("public.orders"), {**table("orders"), "source_schema": "public", "target_schema": "public"}]
    for row in both:
        (observation,) = observe(dataset("lines", tables=[{**line("x"), **row}]))
        assert observation.subject.key == ("shop", "public", "orders")


# -- all of them -----------------------------------------------------------------------------------------------------


def test_findings_hold_plain_values_only():
    """Nothing of pandas gets past findings."""
    files = [
        dataset("lines", tables=[line("a", 1, 2, "inconsistent"), line("b", outcome=None)]),
        dataset(
            "contents", tables=[content("a", outcome="inconsistent")], differences=[difference("a", 1, source_sql=None)]
        ),
        dataset("repair_data", tables=[repair(updated_at="2026-11-15T00:00:00Z")]),
    ]
    plain = {str, int, float, bool, type(None)}
    for finding in itertools.chain.from_iterable(check(data) for data in files):
        facts = [*finding.facts, *itertools.chain.from_iterable(finding.samples)]
        for fact in facts:
            assert type(fact.value) in plain or type(fact.value).__module__ == "datetime", fact
        assert type(finding.n) is int
        for entry in finding.evidence:
            assert {type(row) for row in entry.rows} <= {int}


def test_codes_are_unique_and_their_facts_are_snake_case():
    assert len({c.code for c in CODES}) == len(CODES)
    for entry in CODES:
        assert entry.means.en.endswith(".")
        assert all(fact == fact.lower() and fact.isidentifier() for fact in entry.facts)


@pytest.mark.parametrize("make", [lines_file, contents_file, objects_file])
def test_an_empty_file_says_nothing(make):
    assert observe(make([])) == []
