"""Every fault of the simulator at every stage: success after another try, or one clear error; nothing half-written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drs_report.client import FetchState, read_manifest
from drs_report.errors import (
    ApiError,
    AuthenticationError,
    JobNotFoundError,
    PermissionDeniedError,
    ResultExpiredError,
    ResultNotReadyError,
    ThrottledError,
    TransportError,
)
from simulator import Fault, FaultKind

from .conftest import FILES, leftovers

STAGES = ["projects", "list", "export", "result"]
K = FaultKind

PASSING = {
    "reset before anything": Fault(K.RESET, at=-1),
    "reset before the body": Fault(K.RESET, at=0),
    "reset in the body": Fault(K.RESET, at=20),
    "stall before anything": Fault(K.STALL, at=-1),
    "stall in the body": Fault(K.STALL, at=20),
    "body truncated": Fault(K.TRUNCATE, at=20),
    "body cut without a length": Fault(K.CUT, at=20),
    "declared too long": Fault(K.WRONG_LENGTH, at=7),
    "declared too short": Fault(K.WRONG_LENGTH, at=-7),
    "429 with Retry-After": Fault(K.STATUS, status=429, error_code="APIGW.0308", retry_after="7"),
    "429 with a date": Fault(K.STATUS, status=429, retry_after="Wed, 02 Sep 2026 08:01:00 GMT"),
    "429 with nonsense": Fault(K.STATUS, status=429, retry_after="soon"),
    "502": Fault(K.STATUS, status=502),
    "503": Fault(K.STATUS, status=503),
    "504 of the gateway": Fault(K.STATUS, status=504, error_code="APIGW.0201"),
    "too frequent": Fault(K.STATUS, status=400, error_code="DRS.M01503"),
    "busy, as a 202": Fault(K.STATUS, status=202, error_code="DRS.M01504"),
    "busy": Fault(K.STATUS, status=400, error_code="DRS.10000024"),
    "service abnormal": Fault(K.STATUS, status=422, error_code="DRS.M00004"),
}
"""Faults that pass: once each they cost a try, for ever they end in one error."""


def patience(bench, name):
    """A silent server is waited for in real time, so not for long: a slow machine costs a try more, which none counts."""
    return replace(bench.limits, read_timeout=0.2) if "stall" in name else bench.limits


def fetch(bench, folder, **given):
    """Fetch files only, with a project that must be looked up, so that every stage is passed."""
    found = bench.sign_in(ak=bench.account.ak, sk=bench.account.sk, project_id=None)
    return bench.fetch(folder, found=found, compare_types=["lines"], **{"query": False, **given})


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("name", PASSING)
def test_a_passing_fault_costs_a_try_and_nothing_else(bench, tmp_path, stage, name):
    bench.simulator.faults.add(replace(PASSING[name], route=stage))
    report = fetch(bench, tmp_path, limits=patience(bench, name))
    assert [row.state for row in report.rows] == [FetchState.GOT], report.rows
    assert report.rows[0].path.read_bytes() == FILES["lines"]
    assert not leftovers(tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


BODILESS = {n for n in PASSING if "body" in n} | {"declared too short"}
"""What cannot happen to the export's empty answer."""


@pytest.mark.parametrize(
    ("stage", "name"),
    [
        (stage, name)
        for stage in STAGES
        for name in PASSING
        if name != "stall before anything" and not (stage == "export" and name in BODILESS)
    ],
)
def test_a_fault_that_stays_ends_in_one_clear_error(bench, tmp_path, stage, name):
    bench.simulator.faults.add(replace(PASSING[name], route=stage, times=-1))
    limits = replace(patience(bench, name), attempts=3)
    try:
        report = fetch(bench, tmp_path, limits=limits)
    except ApiError as error:
        found = error
    else:
        assert [row.state for row in report.rows] in ([FetchState.ERROR], [FetchState.NOT_FINISHED])
        (found,) = report.errors
    assert "Given up after attempt 3" in found.message
    assert found.remedy
    assert bench.simulator.url in str(found)
    assert not leftovers(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} <= {"manifest.json"}
    assert sum(r.target.partition("?")[0] in found.url for r in bench.simulator.records) >= 2


FINAL = {
    "a login page": (Fault(K.HTML), TransportError, "HTML page|web page"),
    "a redirect": (Fault(K.REDIRECT, location="https://elsewhere.example/login?x=1"), TransportError, "redirect to https://elsewhere.example/login,"),
    "500": (Fault(K.STATUS, status=500), ApiError, "HTTP 500"),
    "not allowed": (Fault(K.STATUS, status=403, error_code="DRS.M00102"), PermissionDeniedError, "DRS.M00102"),
    "refused": (Fault(K.STATUS, status=401, error_code="APIGW.0303"), AuthenticationError, "APIGW.0303"),
    "no such task": (Fault(K.STATUS, status=400, error_code="DRS.10000010"), JobNotFoundError, "DRS.10000010"),
    "an unknown code": (Fault(K.STATUS, status=400, error_code="DRS.M99999", error_msg="what"), ApiError, "DRS.M99999: what"),
    "an error behind 200": (Fault(K.JSON_200, error_code="DRS.M00200"), ApiError, "DRS.M00200"),
}  # fmt: skip


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("name", FINAL)
def test_an_answer_that_says_no_is_not_asked_again(bench, tmp_path, stage, name):
    fault, kind, words = FINAL[name]
    bench.simulator.faults.add(replace(fault, route=stage, times=-1))
    try:
        report = fetch(bench, tmp_path)
    except ApiError as error:
        found = error
    else:
        assert [row.state for row in report.rows] == [FetchState.ERROR]
        (found,) = report.errors
    assert type(found) is kind
    import re

    assert re.search(words, found.message), found.message
    assert found.remedy
    assert found.request_id
    hit = [r for r in bench.simulator.records if r.target.partition("?")[0] in found.url]
    methods = {"projects": "GET", "list": "GET", "export": "POST", "result": "GET"}
    assert len([r for r in hit if r.method == methods[stage]]) == 1
    assert {p.name for p in tmp_path.iterdir()} <= {"manifest.json"}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("kind", [K.DRIP, K.DRIP_HEADERS])
def test_bytes_that_trickle_for_ever_meet_the_deadline(bench, tmp_path, stage, kind):
    """The read timeout is never met: each byte comes at once by the real clock, 90 seconds apart by the client's."""
    bench.simulator.faults.add(Fault(kind, route=stage, seconds=90.0, times=-1))
    try:
        report = fetch(bench, tmp_path)
    except TransportError as error:
        found = error
    else:
        (row,) = report.rows
        if kind is K.DRIP and stage == "export":  # there is no body to trickle
            assert row.state is FetchState.GOT
            return
        (found,) = report.errors
    assert "did not end within the time allowed" in found.message
    assert not leftovers(tmp_path)


@pytest.mark.parametrize(
    "fault", [Fault(K.EMPTY), Fault(K.JSON_200), Fault(K.STATUS, status=422, error_code="DRS.M00002")]
)
def test_a_file_that_is_not_there_is_exported_once_more(bench, tmp_path, fault):
    bench.simulator.faults.add(replace(fault, route="result"))
    (row,) = fetch(bench, tmp_path).rows
    assert row.state is FetchState.GOT
    assert len(bench.targets("POST")) == 2


@pytest.mark.parametrize(
    "fault", [Fault(K.EMPTY), Fault(K.JSON_200), Fault(K.STATUS, status=422, error_code="DRS.M00002")]
)
def test_a_file_that_is_never_there_has_expired(bench, tmp_path, fault):
    bench.simulator.faults.add(replace(fault, route="result", times=-1))
    (row,) = fetch(bench, tmp_path).rows
    assert row.state is FetchState.EXPIRED
    assert isinstance(row.error, ResultExpiredError)
    assert len(bench.targets("POST")) == 2
    assert {p.name for p in tmp_path.iterdir()} <= {"manifest.json"}


def test_a_long_retry_after_is_bounded_and_a_short_one_obeyed(bench, tmp_path):
    bench.simulator.faults.add(Fault(K.STATUS, route="list", status=429, retry_after="86400"))
    bench.simulator.faults.add(Fault(K.STATUS, route="export", status=429, retry_after="11"))
    before = bench.virtual.monotonic()
    assert fetch(bench, tmp_path).is_complete
    passed = bench.virtual.monotonic() - before
    assert bench.limits.longest_retry_after + 11 <= passed < bench.limits.longest_retry_after + 11 + 60


def test_pauses_grow_and_have_jitter(bench, tmp_path):
    bench.simulator.faults.add(Fault(K.STATUS, route="list", status=503, times=-1))
    with pytest.raises(ApiError, match="Given up after attempt 6"):
        fetch(bench, tmp_path, limits=replace(bench.limits, attempts=6, longest_pause=8.0))
    whole = bench.virtual.monotonic()
    assert sum((1, 2, 4, 8, 8)) / 2 <= whole < sum((1, 2, 4, 8, 8))


def test_no_try_is_begun_that_could_not_end_in_time(bench, tmp_path):
    bench.simulator.faults.add(Fault(K.STATUS, route="list", status=429, retry_after="100", times=-1))
    with pytest.raises(ThrottledError, match="no time is left for another"):
        fetch(bench, tmp_path, limits=replace(bench.limits, call_timeout=150.0))
    assert bench.virtual.monotonic() < 150


def test_a_throttled_service_is_got_through(tmp_path):
    from .conftest import running

    with running(throttle_every=3) as bench:
        # one at a time: threads in step could leave every third request to the same one, until its tries are used up
        assert bench.fetch(tmp_path, compare_types=["lines", "contents", "objects_comparison"], parallel=1).is_complete


def test_an_error_of_one_type_leaves_the_others(bench, tmp_path):
    bench.simulator.faults.add(Fault(K.STATUS, route="objects", status=403, error_code="DRS.M00102", times=-1))
    report = bench.fetch(tmp_path, compare_types=["objects_comparison", "lines"])
    assert [row.state for row in report.rows] == [FetchState.ERROR, FetchState.GOT]
    assert not report.is_complete
    assert [e.compare_type for e in read_manifest(tmp_path)] == ["lines"]


def test_a_failed_export_says_so(tmp_path):
    from .conftest import LINES, comparisons, running

    changed = tuple(replace(c, export_fails=c.id == LINES) for c in comparisons())
    with running(comparisons=changed) as bench:
        (row,) = bench.fetch(tmp_path, compare_types=["lines"], query=False).rows
    assert row.state is FetchState.ERROR
    assert row.error.error_code == "EXPORT_COMMON_FAILED"


def test_an_export_that_never_ends_is_given_up_in_time(tmp_path):
    from .conftest import running

    with running(export_seconds=1e9) as bench:
        (row,) = bench.fetch(tmp_path, compare_types=["lines"]).rows
    assert row.state is FetchState.NOT_FINISHED
    assert isinstance(row.error, ResultNotReadyError)
    assert "EXPORTING" in row.detail
    assert bench.virtual.monotonic() <= bench.limits.export_timeout
