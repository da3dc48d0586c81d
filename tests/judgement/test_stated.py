"""What a file states of itself in a line or beside a row: numbers, progress, times of single tables."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from drs_report.analysis import analyse
from drs_report.analysis.coverage import build_coverage
from drs_report.analysis.moments import times_of
from drs_report.policy import Policy, judge
from drs_report.records.judgement import CLASS_ORDER, Decision, Level, OutcomeClass, Subject
from drs_report.records.observations import Observation, Result
from tests.judgement.evidence import NOW, TIMES, clean, contents_file, dataset, overview, table, with_frame

NAMES = ("orders", "customers", "items")
BEGAN, ENDED = datetime(2026, 11, 15, 1, tzinfo=UTC), datetime(2026, 11, 15, 2, tzinfo=UTC)
EARLY = BEGAN - timedelta(days=18)


def stating(*facts, replaced=()):
    """The clean files, whose value comparison also states `facts` in lines."""
    *others, contents = clean(NAMES)
    meta = tuple(one for one in contents.recognition.meta if one[0] not in replaced) + facts
    return [*others, replace(contents, recognition=replace(contents.recognition, meta=meta))]


def verdict(files, policy=None):
    analysis = analyse(files)
    return judge(analysis.findings, analysis.coverage, analysis.sources, policy or Policy(), NOW)


def codes(files):
    return {f.code for f in analyse(files).findings}


@pytest.mark.parametrize("facts", [(), (("n_tables", "3"),), (("n_tables", "3 "), ("progress", "100%"))])
def test_what_agrees_is_not_spoken_of(facts):
    assert verdict(stating(*facts)).decision is Decision.PASS


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (("n_tables", "4"), "integrity.overview-detail-mismatch"),
        (("n_tables", "２"), "integrity.overview-detail-mismatch"),
        (("n_tables", "1,200"), "integrity.overview-detail-mismatch"),
        (("n_compared", "2"), "integrity.overview-detail-mismatch"),
        (("n_inconsistent", "1"), "integrity.differences-not-listed"),
        (("n_uncomparable", "1"), "integrity.overview-detail-mismatch"),
        (("progress", "45%"), "integrity.job-not-completed"),
        (("progress", "99.99 %"), "integrity.job-not-completed"),
        (("progress", "nearly"), "integrity.job-not-completed"),
        (("compare_status", "Failed"), "integrity.job-not-completed"),
    ],
)
def test_a_statement_against_the_list_stands_in_the_way(fact, code):
    files = stating(fact)
    assert code in codes(files)
    assert verdict(files).decision is not Decision.PASS


def timed(starts, ends, meta=TIMES):
    rows = [table(n, started_at=s, ended_at=e) for n, s, e in zip(NAMES, starts, ends, strict=True)]
    return dataset("contents", meta=meta, tables=rows)


def test_the_unkindest_time_of_a_row_wins_over_the_files():
    late = ENDED + timedelta(hours=1)
    file = timed([BEGAN, EARLY, None], [ENDED, EARLY, late])
    times = times_of(file)
    assert (times.started, times.ended) == (EARLY, EARLY)
    assert times.last_ended is None  # a row that began before the file did leaves open when it was over
    assert times_of(contents_file(NAMES)).started == BEGAN


def test_a_row_without_a_time_in_a_file_without_one_leaves_the_file_undated():
    assert times_of(timed([BEGAN, BEGAN, None], [ENDED, ENDED, None], meta=())).started is None
    assert times_of(timed([BEGAN, BEGAN, None], [ENDED, ENDED, None], meta=())).last_ended is None
    assert times_of(timed([BEGAN] * 3, [ENDED] * 3, meta=())).started == BEGAN


@pytest.mark.parametrize("days", [1, 18])
def test_one_table_compared_before_the_write_stop_leaves_the_file_too_old(days):
    *others, contents = clean(NAMES)
    policy = Policy(not_before=BEGAN - timedelta(minutes=1))
    assert verdict([*others, contents], policy).decision is Decision.PASS
    tables = contents.frames["tables"].copy()
    tables.loc[1, ["started_at", "ended_at"]] = BEGAN - timedelta(days=days)
    assert verdict([*others, with_frame(contents, "tables", tables)], policy).decision is Decision.INCONCLUSIVE


UNREADABLE = ("compare_end_time", "last night")
TWO = (("compare_end_time", "2026-11-01T02:00:00Z"), ("compare_end_time", "2026-11-15T02:00:00Z"))


@pytest.mark.parametrize(
    ("facts", "replaced", "policy"),
    [
        (TWO, ("compare_start_time", "compare_end_time"), Policy(max_age_hours=24)),
        ((TWO[1], UNREADABLE), ("compare_start_time", "compare_end_time"), Policy(max_age_hours=24)),
        ((("compare_start_time", "2026-11-01T01:00:00Z"),), (), Policy(not_before=BEGAN - timedelta(hours=1))),
    ],
)
def test_of_several_stated_times_the_unkindest_counts(facts, replaced, policy):
    assert verdict(stating(replaced=()), policy).decision is Decision.PASS
    assert verdict(stating(*facts, replaced=replaced), policy).decision is Decision.INCONCLUSIVE


@pytest.mark.parametrize(("better", "worse"), list(pairwise(CLASS_ORDER)))
def test_a_tables_standing_is_the_worst_of_its_accounts(better, worse):
    assert better.weight < worse.weight
    subject = Subject(Level.TABLE, "shop", "", "orders")
    by = {OutcomeClass.VERIFIED: {"rule": "counts-equal"}}
    said = [
        Observation(subject, Result(kind, "", one, **by.get(one, {})))
        for kind, one in (("lines", better), ("contents", worse))
    ]
    for order in (said, said[::-1], [replace(o, result=replace(o.result, compare_type="lines")) for o in said]):
        (row,) = build_coverage(order, ("lines", "contents")).rows
        assert row.outcome_class is worse


def test_the_order_holds_every_class():
    assert set(CLASS_ORDER) == set(OutcomeClass)


# -- times at their unkindest --------------------------------------------------------------------------------------------


def unkind(begin, end, *more):
    return stating(("compare_start_time", begin), ("compare_end_time", end), *more, replaced=tuple(TIMES_SAID))


TIMES_SAID = ("compare_start_time", "compare_end_time", "compare_time")


@pytest.mark.parametrize(
    ("begin", "end", "code"),
    [
        ("2026/11/01 01:00:00", "2026/11/01 02:00:00", "integrity.far-apart"),
        ("2026-11-14 00:00:00", "2026-11-14 00:30:00", None),
        ("2026/11/15 01:00:00", "2026/11/15 02:00:00", None),
    ],
)
def test_no_zone_bridges_days(begin, end, code):
    found = {name for name in codes(unkind(begin, end)) if name == "integrity.far-apart"}
    assert found == ({code} if code else set())


def test_a_limited_policy_is_told_of_the_time_without_a_zone():
    policy = Policy(max_age_hours=48)
    found = verdict(unkind("2026/11/15 01:00:00", "2026/11/15 02:00:00"), policy)
    facts = [f.finding.fact("time_text") for f in found.findings if f.finding.code == "evidence.time-unknown"]
    assert facts == ["2026/11/15 01:00:00"]


RUN = (("compare_start_time", "2026-11-15T01:00:00Z"), ("compare_end_time", "2026-11-15T02:00:00Z"))


@pytest.mark.parametrize(
    ("facts", "is_wrong"),
    [
        ((("compare_start_time", "2026-11-15T03:00:00Z"), ("compare_end_time", "2026-11-15T02:00:00Z")), True),
        ((("compare_end_time", "2026-11-15T02:00:00Z"), ("exported_at", "2026-11-15T01:59:00Z")), True),
        ((("compare_end_time", "2026-11-15T02:00:00Z"), ("exported_at", "2026-11-15T02:00:00Z")), False),
        ((("compare_start_time", "2026-11-15T02:00:00Z"), ("compare_end_time", "2026-11-15T02:00:00Z")), False),
        # what was created before is the task, what within is a report made too early
        ((*RUN, ("created_at", "2026-11-01T09:00:00Z")), False),
        ((*RUN, ("created_at", "2026-11-15T01:30:00Z")), True),
        ((*RUN, ("created_at", "2026-11-15T02:00:00Z")), False),
        ((*RUN, ("exported_at", "2026-11-01T09:00:00Z")), True),
    ],
)
def test_an_end_before_its_beginning_is_a_contradiction(facts, is_wrong):
    files = stating(*facts, replaced=TIMES_SAID)
    assert ("integrity.times-contradict" in codes(files)) is is_wrong


ROWS_APART = [(1, 2), (2, 3)]
"""Hours in which single tables were compared, one after the other."""


def listed(began, ended, **more):
    """The clean files, whose value comparison gives each table its times, with what the manifest says of the run."""
    others = clean(NAMES[:2])[:-1]
    hours = [
        (datetime(2026, 11, 15, a, tzinfo=UTC), datetime(2026, 11, 15, b, 0, 1, tzinfo=UTC)) for a, b in ROWS_APART
    ]
    rows = [table(n, started_at=a, ended_at=b) for n, (a, b) in zip(NAMES[:2], hours, strict=True)]
    values = dataset("contents", tables=rows, databases=[overview(2)])
    times = {"compare_started_at": began, "compare_ended_at": ended, **more}
    return [*others, replace(values, origin=replace(values.origin, **times))]


@pytest.mark.parametrize(
    ("began", "ended", "is_wrong"),
    [(1, 4, False), (2, 3, False), (None, 4, False), (4, 5, True), (None, 0, True), (4, 2, True)],
)
def test_the_run_that_drs_lists_must_meet_the_times_of_the_rows(began, ended, is_wrong):
    began, ended = (None if h is None else datetime(2026, 11, 15, h, tzinfo=UTC) for h in (began, ended))
    assert ("integrity.times-contradict" in codes(listed(began, ended))) is is_wrong


@pytest.mark.parametrize(("hour", "is_wrong"), [(2, True), (4, False)])
def test_a_download_before_the_last_row_ended_is_of_another_state(hour, is_wrong):
    files = listed(None, None, fetched_at=datetime(2026, 11, 15, hour, tzinfo=UTC))
    assert ("integrity.times-contradict" in codes(files)) is is_wrong
