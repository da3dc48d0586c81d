"""The official SDK as oracle: it works against the simulator unchanged, and says on the wire what our client says."""

from __future__ import annotations

import re

import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkdrs import v3, v5

from drs_report.client import api as calls
from drs_report.client.download import download_part
from simulator import WallClock

from .conftest import CONTENTS, FILES, JOB, LINES, N_LISTED, OBJECTS, RANDOM, running

# The SDK calls datetime.utcnow and warns that its own version 3 is deprecated; neither is ours to change.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]


@pytest.fixture
def real():
    """A simulator on real time: the SDK signs with the real clock."""
    with running(clock=WallClock(), init_seconds=0.0, export_seconds=0.0) as bench:
        bench.clock = type(bench.clock)(bench.virtual.now, bench.virtual.monotonic, bench.virtual.sleep, lambda: 0.0)
        yield bench


def sdk(bench, module=v3, **given):
    account = bench.account
    credentials = BasicCredentials(given.get("ak", account.ak), given.get("sk", account.sk), account.project_id)
    builder = module.DrsClient.new_builder().with_credentials(credentials).with_endpoint(bench.simulator.url)
    return builder.with_http_config(HttpConfig.get_default_config()).build()


def sdk_calls(client):
    """Each SDK call with the call of ours that it answers to."""
    body = v3.ExportCompareResultReq(compare_type="lines", compare_job_id=LINES, time_zone="GMT+08:00")
    request = calls.ResultRequest(JOB, "lines", LINES, time_zone="GMT+08:00")
    objects_body = v3.ExportCompareResultReq(compare_type="objects_comparison")
    objects = calls.ResultRequest(JOB, "objects_comparison")
    common = {"job_id": JOB, "x_language": "zh-cn"}
    page = {"limit": 1000, "offset": 0}
    pair = {"db_name": "shop", "target_db_name": "shop"}
    return {
        "list": (
            lambda: client.list_data_level_table_compare_jobs(v3.ListDataLevelTableCompareJobsRequest(**common, **page)),
            lambda api: calls.list_compare_jobs(api, JOB),
        ),
        "objects": (
            lambda: client.list_obeject_level_compare_overview(v3.ListObejectLevelCompareOverviewRequest(**common)),
            lambda api: calls.object_overview(api, JOB),
        ),
        "object-detail": (
            lambda: client.list_obeject_level_compare_detail(
                v3.ListObejectLevelCompareDetailRequest(**common, **page, compare_type="TABLE", compare_job_id=OBJECTS)
            ),
            lambda api: list(calls.object_detail(api, JOB, "TABLE", compare_job_id=OBJECTS)),
        ),
        "export": (
            lambda: client.create_compare_result_file(
                v3.CreateCompareResultFileRequest(**common, region="cn-north-4", body=body)
            ),
            lambda api: calls.export_result(api, request),
        ),
        "export-objects": (
            lambda: client.create_compare_result_file(
                v3.CreateCompareResultFileRequest(**common, region="cn-north-4", body=objects_body)
            ),
            lambda api: calls.export_result(api, objects),
        ),
        "line-overview": (
            lambda: client.list_data_compare_overview(
                v3.ListDataCompareOverviewRequest(**common, **page, compare_job_id=LINES)
            ),
            lambda api: list(calls.query(api, JOB, LINES, "line-overview")),
        ),
        "line-detail": (
            lambda: client.list_data_compare_detail(
                v3.ListDataCompareDetailRequest(**common, **page, **pair, compare_job_id=LINES, type="compare")
            ),
            lambda api: list(
                calls.query(api, JOB, LINES, "line-detail", **calls.of_pair("shop", "shop", is_comparable=True))
            ),
        ),
        "content-overview": (
            lambda: client.list_content_compare_overview(
                v3.ListContentCompareOverviewRequest(**common, **page, compare_job_id=CONTENTS)
            ),
            lambda api: list(calls.query(api, JOB, CONTENTS, "content-overview")),
        ),
        "content-detail": (
            lambda: client.list_content_compare_detail(
                v3.ListContentCompareDetailRequest(**common, **page, **pair, compare_job_id=CONTENTS, type="unCompare")
            ),
            lambda api: list(
                calls.query(api, JOB, CONTENTS, "content-detail", **calls.of_pair("shop", "shop", is_comparable=False))
            ),
        ),
        "content-difference": (
            lambda: client.list_content_compare_difference(
                v3.ListContentCompareDifferenceRequest(
                    **common, **page, compare_job_id=CONTENTS, db_name="shop", table_name="orders"
                )
            ),
            lambda api: list(calls.query(api, JOB, CONTENTS, "content-difference", table_name="orders", db_name="shop")),
        ),
    }  # fmt: skip


NAMES = ["list", "objects", "object-detail", "export", "export-objects", "line-overview", "line-detail",
         "content-overview", "content-detail", "content-difference"]  # fmt: skip


def compare_on_the_wire(theirs, ours):
    assert (ours.method, ours.target, ours.body) == (theirs.method, theirs.target, theirs.body)
    signed = [re.search("SignedHeaders=([^,]+)", r.header("Authorization"))[1] for r in (theirs, ours)]
    assert signed[0] == signed[1]
    for name in signed[0].split(";"):
        if name not in ("user-agent", "x-sdk-date"):  # who it is, and when
            assert ours.header(name) == theirs.header(name), name
    assert (theirs.status, ours.status) == (200, 200)


@pytest.mark.parametrize("name", NAMES)
def test_the_sdk_and_our_client_say_the_same_on_the_wire(real, name):
    theirs, ours = sdk_calls(sdk(real))[name]
    theirs()
    ours(real.api(language="zh-cn"))
    compare_on_the_wire(*real.simulator.records)


@pytest.mark.parametrize(
    ("compare_type", "compare_job_id"),
    [("lines", LINES), ("random", RANDOM), ("objects_comparison", None), ("repair_data", CONTENTS)],
)
def test_the_sdk_downloads_what_our_client_downloads_with_the_same_request(
    real, tmp_path, compare_type, compare_job_id
):
    client = sdk(real)
    body = v3.ExportCompareResultReq(compare_type=compare_type, compare_job_id=compare_job_id)
    client.create_compare_result_file(
        v3.CreateCompareResultFileRequest(job_id=JOB, x_language="en-us", region="cn-north-4", body=body)
    )
    got = client.download_compare_result_file(
        v3.DownloadCompareResultFileRequest(
            job_id=JOB, x_language="en-us", region="cn-north-4",
            compare_type=compare_type, compare_job_id=compare_job_id, body=body,
        )
    )  # fmt: skip
    received = []
    got.consume_download_stream(lambda response: received.append(response.content))
    assert received == [FILES[compare_type]]
    api = real.api()
    part = download_part(api.within(60), calls.ResultRequest(JOB, compare_type, compare_job_id), tmp_path)
    assert part.path.read_bytes() == FILES[compare_type]
    compare_on_the_wire(*real.simulator.records[-2:])


def test_the_sdk_reads_what_our_client_reads(real):
    client = sdk(real)
    jobs = client.list_data_level_table_compare_jobs(
        v3.ListDataLevelTableCompareJobsRequest(job_id=JOB, limit=1000, offset=0)
    )
    ours = calls.list_compare_jobs(real.api(), JOB)
    assert jobs.count == len(ours) == N_LISTED
    assert [(j.id, j.type, j.status, j.export_status) for j in jobs.compare_jobs] == [
        (j.id, j.compare_type, j.status, j.export_status) for j in ours
    ]
    theirs, own = sdk_calls(client)["content-difference"]
    rows = theirs()
    assert (rows.count, rows.target_meta_is_null, rows.source_target_meta_not_null) == (2, 1, 1)
    assert [r.select_sql for r in rows.contents_infos] == [r["select_sql"] for r in own(real.api())]


def test_the_repair_state_is_asked_as_version_5_of_the_sdk_asks(real):
    client = sdk(real, v5)
    client.show_job_detail(
        v5.ShowJobDetailRequest(job_id=JOB, x_language="en-us", type="repair_export_status", compare_task_id=CONTENTS)
    )
    assert calls.repair_export_status(real.api(), JOB, CONTENTS) == "INIT"
    compare_on_the_wire(*real.simulator.records)


def test_the_simulator_refuses_a_wrong_key_and_a_wrong_page_as_documented(real):
    request = v3.ListDataLevelTableCompareJobsRequest(job_id=JOB)
    with pytest.raises(ClientRequestException) as refused:
        sdk(real, sk="wrong").list_data_level_table_compare_jobs(request)
    assert (refused.value.status_code, refused.value.error_code) == (401, "APIGW.0301")
    with pytest.raises(ClientRequestException) as refused:
        sdk(real).list_data_level_table_compare_jobs(v3.ListDataLevelTableCompareJobsRequest(job_id=JOB, limit=1001))
    assert refused.value.error_code == "DRS.M00211"
    with pytest.raises(ClientRequestException) as refused:
        sdk(real).list_data_level_table_compare_jobs(v3.ListDataLevelTableCompareJobsRequest(job_id="no-such-task"))
    assert refused.value.error_code == "DRS.10000010"


def test_the_sdk_finds_the_project_through_the_simulated_iam(real):
    account = real.account
    from huaweicloudsdkcore.region.region import Region

    credentials = BasicCredentials(account.ak, account.sk).with_iam_endpoint(real.simulator.url)
    region = Region(account.region, real.simulator.url)
    client = v3.DrsClient.new_builder().with_credentials(credentials).with_region(region).build()
    assert (
        client.list_data_level_table_compare_jobs(v3.ListDataLevelTableCompareJobsRequest(job_id=JOB)).count == N_LISTED
    )
    assert real.simulator.records[0].target == f"/v3/projects?name={account.region}"
    real.api(found=real.sign_in(ak=account.ak, sk=account.sk, project_id=None))
    ours = real.simulator.records[-1]
    assert (ours.method, ours.target) == ("GET", f"/v3/projects?name={account.region}")
