"""Where DRS does not give a result file of a finished comparison, the query API's answers are stored instead."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import pytest

import drs_report
from drs_report.client import FetchState, read_manifest
from drs_report.errors import UnreadableWorkbookError, UnsafeWorkbookError
from drs_report.reading import inspection
from drs_report.reading.xlsx import Limits
from drs_report.records.remarks import RemarkKind, remark
from simulator import Fault
from simulator import FaultKind as K

from .conftest import CONTENTS, FILES, JOB, LINES, OBJECTS, RANDOM, comparisons, leftovers, running

IDS = {"lines": LINES, "contents": CONTENTS, "random": RANDOM, "objects_comparison": OBJECTS}
GONE = Fault(K.STATUS, route="result", status=422, error_code="DRS.M00002", times=-1)


def fetch_one(bench, folder, compare_type="lines", **given):
    (row,) = bench.fetch(folder, compare_types=[compare_type], **given).rows
    return row


@pytest.mark.parametrize("compare_type", IDS)
def test_an_expired_file_is_replaced_by_the_answers_of_the_query_api(bench, tmp_path, compare_type):
    bench.simulator.faults.add(GONE)
    row = fetch_one(bench, tmp_path, compare_type)

    assert row.state is FetchState.QUERIED
    assert row.has_file
    assert row.error is None
    assert "query API" in row.detail
    assert "DRS.M00002" in row.detail
    assert row.path.name == f"{JOB}_{compare_type}_{IDS[compare_type]}_en-us.query.json"
    if os.name == "posix":
        assert row.path.stat().st_mode & 0o777 == 0o600
    (entry,) = read_manifest(tmp_path)
    assert (entry.file, entry.size) == (row.path.name, row.path.stat().st_size)
    assert "DRS.M00002" in entry.instead_of_file
    document = json.loads(row.path.read_bytes())
    assert (document["schema"], document["compare_type"]) == (1, compare_type)
    assert (document["job_id"], document["compare_job_id"]) == (JOB, IDS[compare_type])
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["manifest.json", row.path.name])
    dataset = drs_report.load(row.path)
    assert dataset.compare_type == compare_type
    assert dataset.origin.compare_job_id == IDS[compare_type]


def test_the_same_answers_give_the_same_bytes(bench, tmp_path):
    bench.simulator.faults.add(GONE)
    first, second = (fetch_one(bench, tmp_path / name, "contents") for name in "ab")
    assert first.path.read_bytes() == second.path.read_bytes()


def test_a_failed_export_of_a_finished_comparison_is_a_refusal(tmp_path):
    changed = tuple(replace(c, export_fails=True) for c in comparisons())
    with running(comparisons=changed) as bench:
        row = fetch_one(bench, tmp_path)
    assert row.state is FetchState.QUERIED
    assert drs_report.load(row.path).compare_type == "lines"


@pytest.mark.parametrize(
    "fault",
    [
        Fault(K.STATUS, status=403, error_code="DRS.M00102"),
        Fault(K.STATUS, status=401, error_code="APIGW.0301"),
        Fault(K.STATUS, status=500, error_code="DRS.10000001"),
        Fault(K.STATUS, status=429),
        Fault(K.HTML),
        Fault(K.TRUNCATE, at=100),
    ],
    ids=["forbidden", "unauthorised", "broken", "throttled", "a web page", "cut"],
)
def test_what_is_no_refusal_of_the_file_is_not_got_around(bench, tmp_path, fault):
    bench.simulator.faults.add(replace(fault, route="result", times=-1))
    row = fetch_one(bench, tmp_path)
    assert row.state is FetchState.ERROR
    assert not any("line-detail" in target for target in bench.targets())
    assert not leftovers(tmp_path)


def test_an_export_that_still_runs_is_waited_for_not_replaced(tmp_path):
    with running(export_seconds=1e9) as bench:
        assert fetch_one(bench, tmp_path).state is FetchState.NOT_FINISHED


def test_a_cancelled_comparison_has_no_whole_answers(tmp_path):
    changed = (replace(comparisons()[0], status="CANCELLED"),)
    with running(comparisons=changed) as bench:
        bench.simulator.faults.add(GONE)
        row = fetch_one(bench, tmp_path, compare_job_ids={"lines": LINES})
    assert row.state is FetchState.EXPIRED
    assert not row.has_file


def test_a_repair_has_no_query_call(bench, tmp_path):
    bench.simulator.faults.add(GONE)
    assert fetch_one(bench, tmp_path, "repair_data").state is FetchState.EXPIRED


def test_it_can_be_switched_off(bench, tmp_path):
    bench.simulator.faults.add(GONE)
    row = fetch_one(bench, tmp_path, query=False)
    assert row.state is FetchState.EXPIRED
    assert {p.name for p in tmp_path.iterdir()} <= {"manifest.json"}


def test_answers_that_do_not_come_out_whole_are_not_stored(bench, tmp_path):
    bench.simulator.faults.add(GONE, Fault(K.STATUS, route="query", status=422, error_code="DRS.M00002", times=-1))
    row = fetch_one(bench, tmp_path)
    assert row.state is FetchState.EXPIRED
    assert "query API did not give the result either" in row.detail
    assert row.error is not None
    assert {p.name for p in tmp_path.iterdir()} <= {"manifest.json"}


def test_a_second_run_keeps_intact_answers_and_asks_nothing(bench, tmp_path):
    bench.simulator.faults.add(GONE)
    first = fetch_one(bench, tmp_path)
    bench.simulator.forget()
    second = fetch_one(bench, tmp_path)
    assert (second.state, second.path) == (FetchState.KEPT, first.path)
    assert "query API" in second.detail
    assert not bench.targets("POST")


def test_the_file_takes_the_place_of_stored_answers_and_never_stands_beside_them(bench, tmp_path):
    bench.simulator.faults.add(GONE)
    answers = fetch_one(bench, tmp_path).path
    with running() as later:
        row = fetch_one(later, tmp_path, query=False)
    assert row.state is FetchState.GOT
    assert row.path.read_bytes() == FILES["lines"]
    assert not answers.exists()
    assert answers.with_name(f"{answers.name}.replaced").exists()
    assert [entry.file for entry in read_manifest(tmp_path)] == [row.path.name]


def test_answers_take_the_place_of_a_damaged_file(bench, tmp_path):
    file = fetch_one(bench, tmp_path).path
    file.write_bytes(b"PK\x03\x04 edited")
    bench.simulator.faults.add(GONE)
    row = fetch_one(bench, tmp_path)
    assert row.state is FetchState.QUERIED
    assert not file.exists()
    assert [entry.file for entry in read_manifest(tmp_path)] == [row.path.name]


def test_a_file_of_somebody_else_keeps_its_name(bench, tmp_path):
    own = tmp_path / f"{JOB}_lines_{LINES}_en-us.query.json"
    own.write_text("mine")
    bench.simulator.faults.add(GONE)
    row = fetch_one(bench, tmp_path)
    assert row.path.name == f"{JOB}_lines_{LINES}_en-us-2.query.json"
    assert own.read_text() == "mine"


@pytest.fixture
def stored(bench, tmp_path):
    bench.simulator.faults.add(GONE)
    return fetch_one(bench, tmp_path, "random").path


def test_inspect_shows_stored_answers(stored):
    (seen,) = inspection.inspect(stored)
    assert not seen.problem
    assert seen.recognition.compare_type == "random"
    assert seen.recognition.decided_by == remark(RemarkKind.BY_FILE)
    assert dict(seen.frames)["tables"] == 2


def test_nobody_can_make_a_sample_of_values_a_whole_comparison(stored):
    with pytest.raises(UnreadableWorkbookError, match="comparison random"):
        drs_report.load(stored, compare_type="contents")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: "{}",
        lambda text: "",
        lambda text: text.replace('"kind":"query-answers"', '"kind":"other"'),
        lambda text: text.replace('"schema":1', '"schema":2'),
        lambda text: text.replace('"schema":1', '"schema":1,"schema":1'),
        lambda text: text.replace('"compare_type":"random"', '"compare_type":"all"'),
        lambda text: text.replace('"rows":[[', '"rows":[[1,'),
        lambda text: text.replace('"rows":[[', '"rows":[[{},'),
        lambda text: text.replace("100.0", "NaN"),
        lambda text: text.replace('"orders"', '"\\ud800"'),
        lambda text: "[" * 100_000,
    ],
)
def test_what_is_damaged_or_foreign_is_refused_by_name(stored, change):
    before = stored.read_text("utf-8")
    after = change(before)
    assert after != before
    stored.write_text(after, "utf-8")
    with pytest.raises(UnreadableWorkbookError) as refused:
        drs_report.load(stored)
    assert refused.value.file == stored.name
    assert refused.value.remedy


def test_stored_answers_over_the_size_limit_are_refused(stored):
    with pytest.raises(UnsafeWorkbookError) as refused:
        drs_report.load(stored, limits=Limits(file_bytes=10))
    assert refused.value.limit == "file_bytes"
