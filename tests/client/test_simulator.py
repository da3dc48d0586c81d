"""The simulator as a program, and what of it the client's tests do not touch."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import threading

import pytest
import requests

from drs_report.client import FetchState
from simulator import Fault, FaultKind, WallClock
from simulator.__main__ import load_scenario, main, scenario_of_files
from simulator.faults import Faults

from .conftest import CONTENTS, FILES, JOB, LINES, running


def test_it_runs_as_a_program_and_says_how_to_reach_it(tmp_path, capsys):
    (tmp_path / "rows.xlsx").write_bytes(FILES["lines"])
    stop, codes = threading.Event(), []
    arguments = ["--file", f"lines={tmp_path / 'rows.xlsx'}", "--export-seconds", "0", "--job-id", "job-9"]
    thread = threading.Thread(target=lambda: codes.append(main(arguments, stop=stop)))
    thread.start()
    text = ""
    while "--iam-endpoint" not in text:
        stop.wait(0.01)
        text += capsys.readouterr().out
    url = re.search(r"http://127\.0\.0\.1:\d+", text)[0]
    environ = dict(
        line.removeprefix("export ").split("=", 1) for line in text.splitlines() if line.startswith("export")
    )
    from time import monotonic

    from drs_report.client import Clock, Limits, fetch_job, find_sign_in

    report = fetch_job(
        "job-9", tmp_path / "out",
        found=find_sign_in(environ=environ, home=None, prompt=None),
        clock=Clock(WallClock().now, monotonic, threading.Event().wait, lambda: 0.5),
        compare_types=["lines"], endpoint=url, iam_endpoint=url,
        limits=Limits(poll_pause=0.01),
    )  # fmt: skip
    stop.set()
    thread.join()
    assert codes == [0]
    assert [path.read_bytes() for path in report.paths] == [(tmp_path / "rows.xlsx").read_bytes()]
    assert report.paths[0].read_bytes() == FILES["lines"]


def test_the_module_can_be_run():
    done = subprocess.run(
        [sys.executable, "-m", "simulator", "--help"], capture_output=True, text=True, check=True, timeout=60
    )
    assert "TYPE=PATH" in done.stdout


@pytest.mark.parametrize(
    "arguments", [["--file", "lines=missing.xlsx"], ["--file", "x=y"], ["--fault", "{"], ["--fault", '{"kind": "no"}']]
)
def test_wrong_arguments_are_refused(arguments, capsys):
    with pytest.raises(SystemExit):
        main(arguments)
    assert "is not" in capsys.readouterr().err


def test_a_scenario_can_be_written_as_json(tmp_path):
    (tmp_path / "l.xlsx").write_bytes(FILES["lines"])
    path = tmp_path / "s.json"
    record = {"source_db_name": "a", "target_db_name": "b", "source_table_name": "t", "status": 2}
    path.write_text(
        json.dumps(
            {
                "job_id": "j1",
                "comparisons": [{"id": "c1", "compare_type": "lines", "file": "l.xlsx", "records": [record]}],
            }
        )
    )
    scenario = load_scenario(path, throttle_every=9)
    assert (scenario.job_id, scenario.throttle_every) == ("j1", 9)
    assert scenario.comparisons[0].records == (record,)
    assert b"".join(scenario.comparisons[0].content.blocks()) == FILES["lines"]


def test_a_repair_file_goes_under_its_value_comparison(tmp_path):
    files = []
    for compare_type in ("contents", "repair_data"):
        path = tmp_path / f"{compare_type}.xlsx"
        path.write_bytes(FILES[compare_type])
        files.append((compare_type, path))
    contents, repair = scenario_of_files(files).comparisons
    assert contents.id == repair.id


def test_faults_strike_in_order_where_and_as_often_as_said():
    faults = Faults()
    faults.add(Fault(FaultKind.HTML, route="list", times=2, skip=1), Fault(FaultKind.EMPTY, times=1))
    struck = [f.kind if (f := faults.strike(route)) else None for route in ("list", "list", "export", "list", "list")]
    assert struck == ["empty", "html", None, "html", None]
    faults.add(Fault(FaultKind.RESET, times=-1))
    faults.clear()
    assert faults.strike("list") is None


def signed(bench):
    from drs_report.client.signing import SignedWithKey
    from drs_report.privacy.secrets import Secret

    return SignedWithKey(bench.account.ak, Secret(bench.account.sk), now=bench.virtual.now)


def ask(bench, method, path, **given):
    return requests.request(method, bench.simulator.url + path, timeout=5, auth=signed(bench), **given)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v3/{p}/jobs/{j}/table/compare?limit=1001", 400, "DRS.M00211"),
        ("GET", "/v3/{p}/jobs/{j}/table/compare?offset=-1", 400, "DRS.M00210"),
        ("GET", "/v3/{p}/jobs/no/table/compare", 400, "DRS.10000010"),
        ("GET", "/v3/other/jobs/{j}/table/compare", 403, "DRS.M00261"),
        ("GET", "/v3/{p}/jobs/{j}/compare/no/line-overview", 422, "DRS.M00002"),
        ("GET", "/v3/{p}/jobs/{j}/compare/lines-0001/line-detail?type=x", 400, "DRS.M00202"),
        ("GET", "/v5/{p}/jobs/{j}?type=overview", 400, "DRS.M00202"),
        ("GET", "/v3/{p}/jobs/{j}compare/result/file", 404, "APIGW.0101"),
        ("DELETE", "/v3/{p}/jobs/{j}/compare/result/file", 404, "APIGW.0101"),
    ],
)
def test_documented_codes_are_answered(bench, method, path, status, code):
    answer = ask(bench, method, path.format(p=bench.account.project_id, j=JOB))
    assert (answer.status_code, answer.json()["error_code"]) == (status, code)
    assert answer.headers["X-Request-Id"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{", "DRS.M00202"),
        ('{"compare_type": "line"}', "DRS.M00202"),
        ('{"compare_type": "lines"}', "DRS.M00201"),
        ('{"compare_type": "lines", "compare_job_id": "no"}', "DRS.10000010"),
    ],
)
def test_an_export_with_a_wrong_body_is_refused(bench, body, code):
    path = f"/v3/{bench.account.project_id}/jobs/{JOB}/compare/result/file"
    assert ask(bench, "POST", path, data=body).json()["error_code"] == code


def test_query_and_body_must_agree(bench):
    path = f"/v3/{bench.account.project_id}/jobs/{JOB}/compare/result/file?compare_type=contents"
    body = json.dumps({"compare_type": "lines", "compare_job_id": LINES})
    assert ask(bench, "GET", path, data=body).json()["error_code"] == "DRS.M00200"


def test_an_export_of_what_still_runs_is_refused():
    from dataclasses import replace

    from .conftest import comparisons

    changed = (replace(comparisons()[0], status="RUNNING"),)
    with running(comparisons=changed) as bench:
        path = f"/v3/{bench.account.project_id}/jobs/{JOB}/compare/result/file"
        body = json.dumps({"compare_type": "lines", "compare_job_id": LINES})
        assert ask(bench, "POST", path, data=body).json()["error_code"] == "DRS.M00304"


def test_states_of_an_export_pass_with_time(bench):
    from drs_report.client.api import ResultRequest, export_result, list_compare_jobs

    api = bench.api()
    seen = []
    export_result(api, ResultRequest(JOB, "contents", CONTENTS))
    for seconds in (0.5, 1, 4, 3595, 10):
        bench.virtual.sleep(seconds)
        job = next(j for j in list_compare_jobs(api, JOB) if j.id == CONTENTS)
        seen.append((job.export_status, job.report_remain_seconds))
    assert seen == [
        ("INIT", -1), ("EXPORTING", -1), ("EXPORT_COMPLETE", 3599), ("EXPORT_COMPLETE", 4), ("EXPORT_COMPLETE", 0)
    ]  # fmt: skip


@pytest.mark.parametrize("change", ["method", "path", "query", "body", "header", "date", "list", "none", "old"])
def test_a_request_changed_after_signing_is_refused(bench, change):
    url = f"{bench.simulator.url}/v3/projects?name=cn-north-4"
    request = requests.Request("POST", url, data=b"{}", headers={"X-Language": "en-us"}, auth=signed(bench)).prepare()
    if change == "old":
        bench.virtual.sleep(16 * 60)
    elif change == "method":
        request.method = "PUT"
    elif change == "path":
        request.url = url.replace("projects", "projectz")
    elif change == "query":
        request.url = url + "1"
    elif change == "body":
        request.body = b"[]"
    elif change == "header":
        request.headers["X-Language"] = "zh-cn"
    elif change == "date":
        request.headers["X-Sdk-Date"] = "20260902T080001Z"
    elif change == "none":
        del request.headers["Authorization"]
    else:
        request.headers["Authorization"] = request.headers["Authorization"].replace("host;", "")
    headers = {k.lower(): v for k, v in request.headers.items()}
    refusal = bench.simulator.world.gatekeeper.refusal(
        request.method, request.url.removeprefix(bench.simulator.url), headers, request.body
    )
    assert refusal


def test_too_large_a_request_is_not_read(bench):
    with pytest.raises(requests.RequestException):
        requests.post(bench.simulator.url, data=io.BytesIO(b"x" * 2_000_000), timeout=5).raise_for_status()


def test_what_the_client_sees_of_a_comparison_without_a_file(tmp_path):
    from dataclasses import replace

    from .conftest import comparisons

    with running(comparisons=(replace(comparisons()[0], content=None),)) as bench:
        (row,) = bench.fetch(tmp_path, compare_types=["lines"], query=False).rows
    assert row.state is FetchState.EXPIRED
