"""The times of a report are in the zone that was asked for, else in the one that the evidence states."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from drs_report import pipeline
from drs_report.language.moments import zone_in
from drs_report.policy import parse_policy
from drs_report.renderers import by_slug
from drs_report.report.zones import zone_of
from tests import records
from tests.conftest import ROOT

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
CLEAN = ROOT / "sample_data" / "clean"
EAST = timezone(timedelta(hours=8))


def source(*stated):
    made = records.source("lines", "a.xlsx", 1)
    meta = tuple(("compare_start_time", text) for text in stated)
    return replace(made, recognition=replace(made.recognition, meta=meta))


@pytest.mark.parametrize(
    ("stated", "zone"),
    [
        (["2026-11-15T22:00:00+08:00"], EAST),
        (["2026/11/15 22:00:00 GMT+08:00", "2026-11-15 21:00 GMT +8:00"], EAST),
        (["2026-11-15T22:00:00Z"], UTC),
        (["2026-11-15 22:00:00 Asia/Shanghai", "2026-11-15 22:00:00 北京时间"], EAST),
        (["2026-07-01 00:30 America/New_York"], timezone(-timedelta(hours=4))),
        (["2026-07-01 12:30 PM America/New_York"], timezone(-timedelta(hours=4))),
        (["2026-11-15T22:00:00-03:30"], timezone(-timedelta(hours=3, minutes=30))),
        (["2026-11-15T22:00:00+08:00", "2026-11-15T22:00:00Z"], None),
        (["2026-11-15 22:00:00"], None),
        (["1763215200000"], None),
        ([], None),
    ],
)
def test_the_zone_of_the_evidence_is_the_one_it_states(stated, zone):
    assert zone_of([source(*stated)]) == zone
    assert zone_of([source(text) for text in stated]) == zone


@pytest.mark.parametrize("text", ["", "soon", "+08:00", "2026-11-15", "12:00 +08:00"])
def test_what_is_no_time_states_no_zone(text):
    assert zone_in(text) is None


def test_times_are_shown_in_the_zone_of_the_evidence_or_in_the_one_asked_for():
    own, _ = pipeline.make_report(CLEAN, now=NOW)
    asked, _ = pipeline.make_report(CLEAN, now=NOW, zone=ZoneInfo("America/New_York"))
    assert "2026-11-14 22:05" in own.scope_line
    assert "(GMT+8)" in own.scope_line
    assert "2026-11-14 09:05" in asked.scope_line
    assert "(GMT-5)" in asked.scope_line
    assert "2026-11-16T17:00:00+08:00" in own.generated_text
    assert "2026-11-16T04:00:00-05:00" in asked.generated_text


def test_every_time_of_the_evidence_is_in_the_zone():
    report, _ = pipeline.make_report(CLEAN, now=NOW, zone=ZoneInfo("Asia/Kolkata"))
    (text,) = (one.content.decode() for one in pipeline.render(report, ["md"]))
    assert "+05:30" in text
    assert "T14:05:10Z" not in text
    assert report.verdict.judged_at == NOW
    assert report.verdict.judged_at.utcoffset() == timedelta(hours=5, minutes=30)


def test_a_zone_changes_nothing_but_how_times_are_written():
    made = [pipeline.make_report(CLEAN, now=NOW, zone=zone)[0] for zone in (UTC, EAST)]
    assert made[0].verdict == made[1].verdict
    assert made[0].sources == made[1].sources
    again, _ = pipeline.make_report(CLEAN, now=NOW, zone=UTC)
    render = by_slug("md").render
    assert render(again) == render(made[0])


@pytest.mark.parametrize("policy", ["max_age_hours = 1", "not_before = 2027-01-01T00:00:00Z"])
def test_a_file_whose_time_is_not_accepted_proves_no_table(policy):
    rules = parse_policy(policy)
    made, _ = pipeline.make_report([CLEAN], now=NOW, policy=rules)
    assert "before this report" in made.scope_line
    assert made.standings["values"] == 0
    assert {*made.stands} == {"open"}
    assert pipeline.make_report([CLEAN], now=NOW)[0].standings["values"] == len(made.stands)


def test_a_comparison_that_is_dated_after_the_report_is_told_so():
    made, _ = pipeline.make_report([CLEAN], now=datetime(2026, 11, 1, tzinfo=UTC))
    assert "after this report" in made.scope_line
    assert {*made.stands} == {"open"}
