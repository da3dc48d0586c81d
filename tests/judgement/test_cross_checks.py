"""What one comparison says against another takes proof away, and names of two tasks are two tables."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drs_report.analysis import analyse
from drs_report.analysis.identity import _form_of, _forms
from drs_report.policy import Policy, judge, parse_policy
from drs_report.records.judgement import Decision, Level, OutcomeClass
from drs_report.records.reading import KindSaid
from tests.judgement.evidence import (
    NOW,
    clean,
    content,
    contents_file,
    dataset,
    line,
    lines_file,
    objects_file,
    overview,
    table,
    with_frame,
)

PASS, FAIL, OPEN = Decision.PASS, Decision.FAIL, Decision.INCONCLUSIVE
N = ("orders", "customers", "items")


def hours(start, end, day=15):
    """The lines of a file that state when its comparison ran."""
    return (
        ("compare_start_time", f"2026-11-{day:02}T{start:02}:00:00Z"),
        ("compare_end_time", f"2026-11-{day:02}T{end:02}:00:00Z"),
    )


def decide(files, **more):
    found = analyse(files, **more)
    return judge(found.findings, found.coverage, found.sources, Policy(), NOW).decision


def codes(files, **more):
    return {f.code.partition(".")[2] for f in analyse(files, **more).findings if f.code.startswith("integrity.")}


def cell(files, name, compare_type):
    rows = {row.subject.source_name: row for row in analyse(files).coverage.rows}
    return rows[name].cells[compare_type].outcome_class


# -- counts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("compare_type", ["contents", "random"])
def test_a_comparison_that_saw_no_row_of_a_table_with_rows_proves_nothing(compare_type):
    rows = [content("orders", 0), content("customers"), content("items")]
    files = [objects_file(N), lines_file(N), contents_file(N)]
    blind = dataset(compare_type, name="blind.xlsx", meta=hours(1, 2), tables=rows, databases=[overview(3)])
    files = [*files[:2], blind] if compare_type == "contents" else [*files, blind]
    assert "saw-no-rows" in codes(files)
    assert cell(files, "orders", compare_type) is OutcomeClass.NOT_VERIFIED
    assert decide(files) is OPEN


WAIVED = """
[[waiver]]
id = "C1"
code = "contents.values-differ"
pattern = "*.orders"
reason = "known"
approved_by = "dana"
expires = 2027-01-01
max_rows = 10
"""
TOLERATED = """
[[tolerance]]
compare_type = "contents"
pattern = "*.orders"
rows = 10
"""


@pytest.mark.parametrize("text", [WAIVED, TOLERATED])
@pytest.mark.parametrize(("seen", "decision"), [(10, PASS), (0, None), (4, OPEN)])
def test_a_difference_that_is_set_aside_takes_no_cross_check_with_it(text, seen, decision):
    differing = content("orders", seen, "inconsistent", different_rows=3)
    rows = [differing, content("customers"), content("items")]
    values = dataset("contents", meta=hours(1, 2), tables=rows, databases=[overview(3, n_inconsistent=1)])
    found = analyse([objects_file(N), lines_file(N), values])
    policy = parse_policy(text)
    got = judge(found.findings, found.coverage, found.sources, policy, NOW).decision
    assert got is decision or (decision is None and got in (OPEN, FAIL))


def test_an_empty_table_among_others_is_normal_and_a_job_of_empty_tables_is_not():
    one = [objects_file(N), lines_file(N, {"orders": 0}), contents_file(N)]
    one[2] = dataset(
        "contents", meta=hours(1, 2), databases=[overview(3)], tables=[content("orders", 0), *map(content, N[1:])]
    )
    assert decide(one) is PASS
    none = dataset("contents", meta=hours(1, 2), databases=[overview(3)], tables=[content(n, 0) for n in N])
    every = [objects_file(N), lines_file(N, dict.fromkeys(N, 0)), none]
    assert "nothing-counted" in codes(every)
    assert decide(every) is OPEN


@pytest.mark.parametrize(
    ("n_values", "when", "expected"),
    [
        (10, hours(1, 2), PASS),
        (9, hours(1, 2), OPEN),  # fewer, and nothing says that rows were written in between
        (12, hours(3, 4), PASS),  # more, later: rows were written
        (12, hours(1, 2), OPEN),  # more, at the same time
        (9, hours(3, 4), OPEN),  # fewer, later: rows are gone
    ],
)
def test_counts_of_two_comparisons_agree_or_rows_were_written_in_between(n_values, when, expected):
    tables = [content("orders", n_values), *map(content, N[1:])]
    files = [objects_file(N), lines_file(N), dataset("contents", meta=when, databases=[overview(3)], tables=tables)]
    assert decide(files) is expected
    assert ("row-counts-disagree" in codes(files)) is (expected is OPEN)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("not_before = 2026-11-15T01:00:00Z", OPEN),  # all rows were there when it began
        ("not_before = 2026-11-15T01:00:01Z", PASS),  # writes may have gone on; that it is too old is found beside
        ("[freshness.lines]\nnot_before = 2026-11-15T00:30:00Z", OPEN),
        ("[freshness.contents]\nnot_before = 2026-11-15T00:30:00Z", PASS),  # says nothing of the rows
        ("", PASS),
    ],
)
def test_no_rows_are_written_in_between_once_writes_have_stopped(limit, expected):
    tables = [content("orders", 12), *map(content, N[1:])]
    later = dataset("contents", meta=hours(3, 4), databases=[overview(3)], tables=tables)
    files = [objects_file(N), lines_file(N), later]
    stops = parse_policy(limit).write_stops
    assert ("row-counts-disagree" in codes(files, write_stops=stops)) is (expected is OPEN)
    assert decide(files, write_stops=stops) is expected


# -- many to one -----------------------------------------------------------------------------------------------------


def shards(counts, target, word="consistent"):
    rows = [{**line(f"o_{i}", n, target, word), "target_table": "orders"} for i, n in enumerate(counts)]
    for row in rows:
        row["reported_difference"] = row["row_difference"]
    return dataset("lines", meta=hours(1, 2), tables=rows)


def test_sources_that_share_a_target_are_not_proven_by_themselves():
    rows = [content(f"o_{i}", 5) | {"target_table": "orders"} for i in range(4)]
    files = [dataset("contents", meta=hours(1, 2), tables=rows)]
    assert codes(files) >= {"shared-target"}
    assert {cell(files, f"o_{i}", "contents") for i in range(4)} == {OutcomeClass.REVIEW}


@pytest.mark.parametrize(
    ("counts", "target", "word", "adds_up", "differs"),
    [
        ((3, 4), 7, "consistent", True, False),
        ((3, 4), 8, "consistent", False, True),
        ((3, 4), 7, "inconsistent", True, True),
        ((100,) * 64, 6400, "inconsistent", True, True),
    ],
)
def test_shards_that_add_up_are_one_hint_and_soften_nothing_the_file_calls_different(
    counts, target, word, adds_up, differs
):
    found = analyse([shards(counts, target, word)])
    (hint,) = [f for f in found.findings if f.code == "integrity.shared-target"]
    assert (hint.fact("n_rows") == target) is adds_up
    assert any(f.effect == "differs" for f in found.findings) is differs


# -- files -----------------------------------------------------------------------------------------------------------


def test_the_same_bytes_prove_one_comparison():
    from dataclasses import replace

    files = clean(N)
    twin = replace(files[2], origin=replace(files[2].origin, sha256=files[1].origin.sha256))
    assert decide(files) is PASS
    assert codes([*files[:2], twin]) == {"same-bytes"}
    assert cell([*files[:2], twin], "orders", "contents") is OutcomeClass.NOT_VERIFIED
    assert cell([*files[:2], twin], "orders", "lines") is OutcomeClass.VERIFIED


@pytest.mark.parametrize(("allowed", "expected"), [(24, OPEN), (47, PASS), (46.9, OPEN), (None, PASS)])
def test_comparisons_of_two_states_of_the_data_prove_neither(allowed, expected):
    old = dataset("lines", meta=hours(1, 2, day=12), databases=[overview(3)], tables=[line(n) for n in N])
    new = dataset("contents", meta=hours(1, 2, day=14), databases=[overview(3)], tables=[content(n) for n in N])
    assert decide([objects_file(N), old, new], max_spread_hours=allowed) is expected


@pytest.mark.parametrize(
    ("jobs", "began", "expected"),
    [
        (("job", "job"), 3, PASS),
        (("job", "job"), 2, FAIL),  # it began as the other ended: not after
        (("job", "job"), 1, FAIL),  # they overlap
        (("job", "other"), 3, FAIL),
        ((None, None), 3, FAIL),  # nothing says that they are of one task
    ],
)
def test_a_later_comparison_replaces_one_that_had_ended_when_it_began_and_is_of_the_same_task(jobs, began, expected):
    bad = [content("orders", outcome="inconsistent", different_rows=1), *map(content, N[1:])]
    states = overview(3, outcome="inconsistent", n_inconsistent=1)
    older = dataset("contents", name="a.xlsx", meta=hours(1, 2), databases=[states], tables=bad, job_id=jobs[0])
    newer = dataset(
        "contents", name="b.xlsx", meta=hours(began, 4), databases=[overview(3)], tables=map_content(), job_id=jobs[1]
    )
    rest = [objects_file(N, job_id=jobs[1]), lines_file(N, job_id=jobs[1])]
    assert decide([*rest, older, newer]) is expected


def map_content():
    return [content(n) for n in N]


def test_what_an_older_file_counts_and_does_not_list_stays():
    states = {"source_db": "shop", "target_db": "shop_new", "outcome": "inconsistent", "n_inconsistent": 5}
    bad = [content("orders", outcome="inconsistent", different_rows=1), *map(content, N[1:])]
    older = dataset("contents", name="a.xlsx", meta=hours(1, 2), databases=[states], tables=bad)
    newer = dataset("contents", name="b.xlsx", meta=hours(3, 4), databases=[overview(3)], tables=map_content())
    assert decide([objects_file(N), lines_file(N), older, newer]) is FAIL
    older = dataset(
        "contents", name="a.xlsx", meta=hours(1, 2), databases=[{**states, "n_inconsistent": 1}], tables=bad
    )
    assert decide([objects_file(N), lines_file(N), older, newer]) is PASS


# -- identity --------------------------------------------------------------------------------------------------------


def test_tables_of_two_tasks_are_two_tables():
    first = [objects_file(N, job_id="a"), lines_file(N, job_id="a"), contents_file(N, job_id="a")]
    second = [
        dataset("objects_comparison", name="o2", job_id="b", meta=hours(1, 2), objects=objects_rows()),
        dataset("lines", name="l2", job_id="b", meta=hours(1, 2), tables=[line(n) for n in N]),
    ]
    rows = [r for r in analyse([*first, *second]).coverage.rows if r.subject.level is Level.TABLE]
    assert len(rows) == 6
    assert {r.subject.task for r in rows} == {"a", "b"}
    assert decide(first) is PASS
    assert decide([*first, *second]) is OPEN  # the second task has no value comparison


def objects_rows():
    names = [table(n) for n in N]
    return [
        {
            "source_db": r["source_db"],
            "target_db": r["target_db"],
            "object_type": "TABLE",
            "source_object": r["source_table"],
            "target_object": r["target_table"],
            "outcome": "consistent",
        }
        for r in names
    ]


@pytest.mark.parametrize(
    ("folders", "n_tables"),
    [
        (("x", "x", "x"), 3),
        (("x/objects", "x/lines", "x/contents"), 3),
        (("x/对象对比", "x/行数对比", "x/内容对比"), 3),
        (("mysql-01", "mysql-01", "mysql-02"), 6),
    ],
)
def test_without_a_task_the_folder_tells_tasks_apart_unless_it_is_named_after_a_comparison(folders, n_tables):
    from dataclasses import replace

    files = [objects_file(N, job_id=None), lines_file(N, job_id=None), contents_file(N, job_id=None)]
    files = [replace(f, origin=replace(f.origin, folder=p)) for f, p in zip(files, folders, strict=True)]
    assert len([r for r in analyse(files).coverage.rows if r.subject.level is Level.TABLE]) == n_tables


@pytest.mark.parametrize(
    ("folders", "stated", "other"),
    [
        (("shop-1", "shop-1", "shop-2"), None, {"shop-1": "shop-2", "shop-2": "shop-1"}),
        (("a/1", "a/1", "b/2"), None, {"1": "2", "2": "1"}),
        (("shop-1", "shop-1", "shop-2"), "task_name", {}),
    ],
)
def test_a_table_that_another_folder_has_is_said_to_be_there(folders, stated, other):
    files = [objects_file(N, job_id=None), lines_file(N, job_id=None), contents_file(N, job_id=None)]
    files = [replace(f, origin=replace(f.origin, folder=p)) for f, p in zip(files, folders, strict=True)]
    if stated:  # then nobody takes two folders for one task
        said = [replace(f.recognition, meta=((stated, f.origin.folder),)) for f in files]
        files = [replace(f, recognition=one) for f, one in zip(files, said, strict=True)]
    absent = [f for f in analyse(files).findings if f.code == "coverage.absent"]
    assert {f.subject.task: f.fact("other_task") for f in absent if f.fact("other_task")} == other
    assert len(absent) == 9


@pytest.mark.parametrize("other", ["Orders", "ORDERS", "ｏｒｄｅｒｓ", "`orders` ", " orders", '"orders"'])
def test_names_that_differ_only_in_form_are_linked_and_joined_by_the_policy(other):
    names = (other, *N[1:])
    files = [objects_file(N), lines_file(N), contents_file(names)]
    if analyse(files).coverage.rows[0].subject.key != analyse(clean(N)).coverage.rows[0].subject.key:
        found = [f for f in analyse(files).findings if f.code == "integrity.names-alike"]
        assert len(found) == 1
        assert decide(files) is OPEN
    assert decide(files, fold_case=True) is PASS


@given(
    st.lists(st.sampled_from(["orders", "Orders", "A_1-$#", "or\nders", "`orders`", " orders", "ｏrders", "a.b", ""]))
)
def test_the_forms_of_many_names_are_those_of_each(names):
    assert [*_forms(names)] == [*map(_form_of, names)]


def test_two_names_of_one_file_are_never_joined():
    names = ("orders", "Orders", "items")
    files = [objects_file(names), lines_file(names), contents_file(names)]
    assert len([r for r in analyse(files, fold_case=True).coverage.rows if r.subject.level is Level.TABLE]) == 3


def test_a_database_counts_under_its_alias():
    files = clean(N)
    values = files[2].frames["tables"].assign(source_db="shop_vip")
    changed = with_frame(files[2], "tables", values.astype({"source_db": files[2].frames["tables"]["source_db"].dtype}))
    assert decide([*files[:2], changed]) is not PASS
    rows = analyse([*files[:2], changed], alias={"shop_vip": "shop"}).coverage.rows
    assert len([r for r in rows if r.subject.level is Level.TABLE]) == 3


def test_an_assumed_target_contradicts_no_read_one():
    read = dataset("lines", meta=hours(1, 2), tables=[{**line("orders"), "target_table": "t_orders"}])
    assumed = dataset(
        "contents",
        meta=hours(1, 2),
        tables=[content("orders")],
        columns={"tables": ["source_db", "source_table", "outcome", "content_outcome", "source_rows", "target_rows"]},
    )
    assert "target-disagrees" not in codes([read, assumed])
    assert "target-disagrees" in codes([read, dataset("contents", meta=hours(1, 2), tables=[content("orders")])])


def test_a_repair_without_a_last_update_is_not_settled_by_its_start():
    began = datetime(2026, 11, 15, 0, tzinfo=UTC)
    done = {"db": "shop", "table": "orders", "total_rows": 1, "completed_rows": 1, "repaired_rows": 1, "failed_rows": 0}
    running = dataset("repair_data", tables=[{**done, "started_at": began}])
    ended = dataset("repair_data", tables=[{**done, "started_at": began, "updated_at": began}])
    assert decide([*clean(N), ended]) is PASS
    assert decide([*clean(N), running]) is OPEN


# -- objects against data, and what a file calls itself -----------------------------------------------------------------


def without_target(objects, name):
    """The object comparison with `name` missing in the target."""
    frame = objects.frames["objects"].copy()
    is_it = (frame["source_object"] == name) & (frame["object_type"] == "TABLE")
    frame.loc[is_it, "target_object"] = None
    frame.loc[is_it, "outcome"] = "inconsistent"
    return with_frame(objects, "objects", frame)


def test_a_table_that_is_missing_and_yet_compared_is_a_contradiction():
    files = [without_target(objects_file(N), "orders"), lines_file(N), contents_file(N)]
    assert "objects-contradict-data" in codes(files)
    assert decide(files) is FAIL
    assert "objects-contradict-data" not in codes([objects_file(N), lines_file(N), contents_file(N)])
    assert "objects-contradict-data" not in codes(files[:1])


@pytest.mark.parametrize(
    ("kind", "is_open"), [("lines", True), ("random", True), ("objects_comparison", True), ("contents", False)]
)
def test_a_file_that_calls_itself_another_kind_is_to_review(kind, is_open):
    values = contents_file(N)
    said = (KindSaid("contents", "columns", ""), KindSaid(kind, "title", "what it calls itself"))
    values = replace(values, recognition=replace(values.recognition, kinds_said=said))
    files = [objects_file(N), lines_file(N), values]
    assert ("kinds-contradict" in codes(files)) is is_open
    assert decide(files) is (OPEN if is_open else PASS)
