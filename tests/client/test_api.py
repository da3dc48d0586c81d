"""Paging, records, error mapping, and the query API as a second source."""

from __future__ import annotations

import json

import pytest
import responses

from drs_report.client import api as calls
from drs_report.client import query_tables
from drs_report.client.error_codes import CODES, error_for, read_message
from drs_report.client.signing import Call
from drs_report.errors import (
    ApiError,
    AuthenticationError,
    ConfigError,
    JobNotFoundError,
    PermissionDeniedError,
    ResultNotReadyError,
    ThrottledError,
    TransportError,
)
from drs_report.privacy.secrets import Redactor
from simulator import Comparison

from .conftest import CONTENTS, JOB, LINES, OBJECTS, RANDOM, comparisons, running


def many(n):
    return tuple(Comparison(f"c{i:05d}", "lines") for i in range(n))


@pytest.mark.parametrize("n", [0, 1, 999, 1000, 1001, 2500])
def test_a_paged_list_is_read_to_its_end(n):
    with running(comparisons=many(n)) as bench:
        listed = calls.list_compare_jobs(bench.api(), JOB)
        assert [job.id for job in listed] == [f"c{i:05d}" for i in range(n)]
        assert len(bench.simulator.records) == max(1, -(-n // 1000))


@pytest.fixture
def scripted(bench):
    """Answers out of order: a list call whose pages the test writes."""
    api = bench.api()
    with responses.RequestsMock() as mock:

        def answer(*pages):
            for page in pages:
                mock.get(f"{api.base_url}/v3/{api.project_id}/jobs/{JOB}/table/compare", json=page)
            return calls.list_compare_jobs(api, JOB)

        yield answer


ROW = {"id": "a", "type": "lines", "status": "SUCCESSFUL"}
PAGE = [{**ROW, "id": str(i)} for i in range(1000)]


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        (
            [{"count": 3, "compare_jobs": [ROW]}, {"count": 3, "compare_jobs": []}],
            "says there are 3 records, and gives 1",
        ),
        ([{"count": 1, "compare_jobs": [ROW, ROW]}], "says there are 1 records, and gives 2"),
        ([{"count": 2000, "compare_jobs": PAGE}, {"count": 2000, "compare_jobs": PAGE}], "repeats the one before"),
        ([{"count": 1}], "gives 0"),
        ([{"compare_jobs": [ROW]}], "count is no number"),
        ([{"count": True, "compare_jobs": [ROW]}], "count is no number"),
        ([{"count": 1, "compare_jobs": {"a": 1}}], "no list of records"),
        ([{"count": 1, "compare_jobs": ["a"]}], "no list of records"),
        ([[1, 2]], "no JSON object"),
    ],
)
def test_a_list_that_does_not_come_out_whole_is_an_error(scripted, pages, words):
    with pytest.raises(TransportError, match=words) as failed:
        scripted(*pages)
    assert failed.value.remedy


def test_odd_values_in_a_record_do_not_break_the_list(scripted):
    (job,) = scripted(
        {"count": 1, "compare_jobs": [{"id": None, "start_time": "yesterday", "report_remain_seconds": "9"}]}
    )
    assert (job.id, job.started_at, job.report_remain_seconds) == ("", None, None)


@pytest.mark.parametrize("compare_type", ["lines", "contents", "random"])
def test_a_compare_job_id_is_demanded_where_the_api_demands_it(compare_type):
    with pytest.raises(ConfigError, match="demands a compare job id"):
        calls.ResultRequest(JOB, compare_type)


def test_parameters_go_into_query_and_body_alike(bench):
    call = calls.result_call(bench.api(), calls.ResultRequest(JOB, "lines", LINES, time_zone="GMT-03:30"))
    assert dict(call.query) == {"compare_type": "lines", "compare_job_id": LINES}
    assert call.body == {"compare_type": "lines", "compare_job_id": LINES, "time_zone": "GMT-03:30"}
    assert call.headers == {"X-Language": "en-us", "Region": "cn-north-4"}
    assert call.url.endswith(f"/jobs/{JOB}/compare/result/file")


DOCUMENTED = {
    "DRS.10000001": ApiError, "DRS.10000010": JobNotFoundError, "DRS.10000024": ApiError, "DRS.10010069": ApiError,
    "DRS.M00002": ResultNotReadyError, "DRS.M00004": ApiError, "DRS.M00007": ApiError, "DRS.M00100": AuthenticationError,
    "DRS.M00101": PermissionDeniedError, "DRS.M00102": PermissionDeniedError, "DRS.M00103": PermissionDeniedError,
    "DRS.M00105": PermissionDeniedError, "DRS.M00200": ApiError, "DRS.M00201": ApiError, "DRS.M00202": ApiError,
    "DRS.M00210": ApiError, "DRS.M00211": ApiError, "DRS.M00261": PermissionDeniedError, "DRS.M00277": ApiError,
    "DRS.M00289": JobNotFoundError, "DRS.M00299": ApiError, "DRS.M00300": ApiError, "DRS.M00301": ApiError,
    "DRS.M00302": ApiError, "DRS.M00303": ApiError, "DRS.M00304": ResultNotReadyError, "DRS.M00305": ApiError,
    "DRS.M00306": ApiError, "DRS.M00307": ApiError, "DRS.M00308": ApiError, "DRS.M01501": ApiError,
    "DRS.M01503": ThrottledError, "DRS.M01504": ApiError, "DRS.M05003": JobNotFoundError, "DRS.M05004": JobNotFoundError,
    "DRS.KE0002": AuthenticationError, "APIGW.0101": ApiError, "APIGW.0201": ApiError, "APIGW.0301": AuthenticationError,
    "APIGW.0302": PermissionDeniedError, "APIGW.0303": AuthenticationError, "APIGW.0308": ThrottledError,
}  # fmt: skip


@pytest.mark.parametrize("code", DOCUMENTED)
def test_every_documented_code_has_its_exception_and_advice(code):
    body = json.dumps({"error_code": code, "error_msg": "words of the service with canary-sk"}).encode()
    call = Call("GET", "https://u:p@h/x", query=(("y", "canary-sk"),))
    error, is_retryable = error_for(Redactor(["canary-sk"]), call, body, status=400, request_id="r1")
    assert type(error) is DOCUMENTED[code]
    assert error.remedy
    assert (error.method, error.url, error.request_id) == ("GET", "https://h/x?y=***", "r1")
    assert (error.status, error.error_code, error.error_msg) == (400, code, "words of the service with ***")
    assert is_retryable == (code in {"APIGW.0308", "DRS.M01503", "DRS.M01504", "DRS.M00004", "DRS.10000024"})
    assert code in CODES


def test_the_services_words_cannot_play_with_the_terminal():
    body = json.dumps({"error_code": "A\x1b[2J", "error_msg": "one\r\ntwo\x1b]0;x\x07\u202e " + "x" * 900}).encode()
    error, _ = error_for(Redactor(), Call("GET", "https://h/"), body, status=400, request_id="r\x1b")
    assert str(error).isprintable()
    assert error.error_msg.startswith("one  two")
    assert len(error.error_msg) <= 500


@pytest.mark.parametrize(
    ("body", "code", "text"),
    [
        (b'{"error_code": "A", "error_msg": "b"}', "A", "b"),
        (b'{"errorCode": "A", "errorMsg": "b"}', "A", "b"),
        (b'{"errCode": "A", "externalMessage": "b"}', "A", "b"),
        (b'{"error": {"code": 401, "message": "b"}}', "401", "b"),
        (b'{"error_code": "A", "error_msg": null}', "A", ""),
    ],
)
def test_every_form_of_an_error_body_is_read(body, code, text):
    found = read_message(body)
    assert (found.code, found.text) == (code, text)


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[1]", b"{}", b'{"error_msg": ""}', b'{"error_code": ""}', b"<html>", b"[" * 100_000, b"\xff"],
)
def test_what_is_no_error_body_is_not_taken_for_one(body):
    assert read_message(body) is None


def table(tables, name):
    found = next(t for t in tables if t.name == name)
    return [dict(zip(found.header, row, strict=True)) for row in found.rows]


def test_row_comparison_through_the_query_api(bench):
    tables = query_tables(bench.api(), JOB, "lines", LINES)
    assert [t.name for t in tables] == ["line-overview", "line-detail", "line-detail unCompare"]
    assert table(tables, "line-overview") == [
        {
            "source_db_name": "shop", "target_db_name": "shop_new", "status": 0, "compare_num": 5, "compare_end_num": 4,
            "data_inconsistent_num": 1, "uncomparable_num": 1,
        }
    ]  # fmt: skip
    detail = table(tables, "line-detail")
    assert [r["source_table_name"] for r in detail] == ["t1", "t2", "t3", "t4"]
    assert {(r["source_db_name"], r["target_db_name"]) for r in detail} == {("shop", "shop_new")}
    (uncomparable,) = table(tables, "line-detail unCompare")
    assert uncomparable["source_table_name"] == "t5"
    # whatever status DRS gives it, it must not read as equal
    assert (uncomparable["compare_result"], uncomparable["status (unCompare)"]) == ("unCompare", 2)
    assert "status" not in uncomparable


@pytest.mark.parametrize(("compare_type", "compare_job_id"), [("contents", CONTENTS), ("random", RANDOM)])
def test_value_comparison_through_the_query_api(bench, compare_type, compare_job_id):
    tables = query_tables(bench.api(), JOB, compare_type, compare_job_id)
    assert [t.name for t in tables] == [
        "content-overview", "content-detail", "content-detail unCompare", "content-difference"
    ]  # fmt: skip
    assert table(tables, "content-detail unCompare")[0]["message"] == "no primary key"
    differences = table(tables, "content-difference")
    assert [(r["source_table_name"], r["source_key_value"], r["target_key_value"]) for r in differences] == [
        ("orders", "1", None),
        ("orders", '["2", "b"]', '["2", "b"]'),
    ]


def test_object_comparison_through_the_query_api(bench):
    tables = query_tables(bench.api(), JOB, "objects_comparison", OBJECTS)
    assert table(tables, "object-overview")[0] == {"type": "TABLE", "source_count": 2, "target_count": 1, "status": 0}
    assert [(r["type"], r["source_db_value"], r["status"]) for r in table(tables, "object-detail")] == [
        ("TABLE", "t1", 2), ("TABLE", "t2", 0), ("VIEW", "v1", 2)
    ]  # fmt: skip
    with pytest.raises(ResultNotReadyError, match="not another"):
        query_tables(bench.api(), JOB, "objects_comparison", "another")


def test_a_query_pages_to_the_end():
    from dataclasses import replace

    record = comparisons()[0].records[0]
    records = tuple({**record, "source_table_name": f"t{i}", "new_field": [i, {"a": i}]} for i in range(2100))
    with running(comparisons=(replace(comparisons()[0], records=records),)) as bench:
        tables = query_tables(bench.api(), JOB, "lines", LINES)
    detail = table(tables, "line-detail")
    assert [r["source_table_name"] for r in detail] == [f"t{i}" for i in range(2100)]
    assert detail[7]["new_field"] == '[7, {"a": 7}]'


@pytest.mark.parametrize(
    ("compare_type", "compare_job_id"), [("repair_data", "x"), ("line", "x"), ("lines", None), ("lines", "../x")]
)
def test_what_cannot_be_queried_is_said_before_anything_is_sent(bench, compare_type, compare_job_id):
    with pytest.raises(ConfigError):
        query_tables(bench.api(), JOB, compare_type, compare_job_id)
    assert not bench.simulator.records
