"""What people do with ``list``, ``fetch`` and ``run`` every day, and that no door ends in a traceback."""

from __future__ import annotations

import importlib
import io
import json
import os
import re
import sys
import time
import types
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest
import requests

from drs_report import cli
from drs_report.cli import console, fetching
from drs_report.cli import exit_codes as codes
from drs_report.cli.words import t
from drs_report.client import Clock, FetchState, Limits, Stage, fetch_job, find_sign_in
from drs_report.client.credentials import Password, Token
from drs_report.client.endpoints import endpoints_of
from drs_report.errors import ConfigError
from simulator import Fault, FaultKind, Simulator, WallClock
from simulator.__main__ import scenario_of_files
from tests.conftest import ROOT
from tests.redteam.usual import once
from tests.test_cli_fetch import HURRIED

CLEAN = ROOT / "sample_data" / "clean"
FILES = (("objects_comparison", CLEAN / "objects_comparison-en.xlsx"), ("lines", CLEAN / "lines-zh.xlsx"))


task = cache(lambda: scenario_of_files(FILES, init_seconds=0.0, export_seconds=0.0))


@pytest.fixture
def simulator(monkeypatch, tmp_path):
    scenario = task()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HUAWEICLOUD_SDK_AK", scenario.account.ak)
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", scenario.account.sk)
    monkeypatch.setattr(fetching, "time", HURRIED)
    with Simulator(scenario, clock=WallClock()) as running:
        yield running


def where(simulator):
    region = simulator.world.scenario.account.region
    return ["--endpoint", simulator.url, "--iam-endpoint", simulator.url, "--region", region]


def test_list_shows_every_comparison(simulator, capsys):
    job = simulator.world.scenario.job_id
    assert cli.run(["list", job, *where(simulator)]) == codes.PASS
    out = capsys.readouterr().out
    assert "lines" in out
    assert "Completed" in out
    assert cli.run(["list", job, *where(simulator), "--json"]) == codes.PASS
    listed = json.loads(capsys.readouterr().out)
    assert listed["job_id"] == job
    assert {(row["compare_type"], row["status"]) for row in listed["comparisons"]} == {
        ("lines", "SUCCESSFUL"), ("objects_comparison", "SUCCESSFUL")
    }  # fmt: skip
    assert not simulator.world._exports


def test_the_list_says_whether_there_is_a_file_and_how_long_it_is_kept(simulator, tmp_path, capsys):
    job = simulator.world.scenario.job_id
    cli.run(["list", job, *where(simulator)])
    out = capsys.readouterr().out
    assert out.count("not exported") == 2
    assert re.findall(r"-1$|Initial|\d min", out, re.MULTILINE) == []
    cli.run(["fetch", job, "-o", str(tmp_path / "results"), *where(simulator)])
    capsys.readouterr()
    cli.run(["list", job, *where(simulator)])
    assert len(re.findall(r"Export completed +\d+ min", capsys.readouterr().out)) == 2


def test_what_is_listed_and_fetched_is_told_in_chinese(simulator, tmp_path, monkeypatch, capsys):
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    job = simulator.world.scenario.job_id
    assert cli.run(["list", job, *where(simulator)]) == codes.PASS
    assert cli.run(["fetch", job, "-o", str(tmp_path / "results"), *where(simulator)]) == codes.PASS
    out = capsys.readouterr().out
    assert all(word in out for word in ("对比任务", "开始时间", "完成", "已下载", "无此对比"))
    assert not any(f" {word} " in out for word in ("SUCCESSFUL", "INIT", "Status", "State", *FetchState))


@pytest.mark.parametrize("word", [*FetchState, *Stage])
def test_every_state_of_a_fetch_has_its_word(word, monkeypatch):
    monkeypatch.setenv("LANGUAGE", "zh_CN")
    assert not t(word).isascii()


def test_fetch_tells_programs_what_came_of_it(simulator, tmp_path, capsys):
    job = simulator.world.scenario.job_id
    assert cli.run(["fetch", job, *where(simulator), "-o", str(tmp_path / "f"), "--json"]) == codes.PASS
    (told,) = json.loads(capsys.readouterr().out)["jobs"]
    states = {row["compare_type"]: row["state"] for row in told["rows"]}
    assert (states["lines"], states["random"], states["repair_data"]) == ("got", "absent", "absent")
    assert all(row["path"] is None or row["path"].endswith(".xlsx") for row in told["rows"])


def test_several_tasks_in_one_call_and_one_that_is_not_there(simulator, tmp_path, capsys):
    job = simulator.world.scenario.job_id
    assert cli.run(["fetch", job, job, *where(simulator), "-o", str(tmp_path / "a")]) == codes.PASS
    assert cli.run(["fetch", "not-there", job, *where(simulator), "-o", str(tmp_path / "b")]) == codes.COULD_NOT_RUN
    assert len(list((tmp_path / "b").glob("*.xlsx"))) == 2
    assert "not-there" in capsys.readouterr().err


def test_a_limit_given_as_an_option_holds(simulator, tmp_path, capsys):
    command = ["fetch", simulator.world.scenario.job_id, *where(simulator), "-o", str(tmp_path), "--no-query"]
    assert cli.run([*command, "--max-file-bytes", "100"]) == codes.COULD_NOT_RUN
    out, err = capsys.readouterr()
    assert "100 bytes" in out
    assert err == ""


class Terminal(io.StringIO):
    """Standard error that a person is watching."""

    def isatty(self):
        return True


@pytest.mark.parametrize("kind", [io.StringIO, Terminal])
def test_who_watches_sees_each_step_and_why_it_is_tried_again(simulator, tmp_path, monkeypatch, kind):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    simulator.faults.add(Fault(FaultKind.STATUS, route="result", status=503, error_code="X.1", error_msg="busy\x1b[2J"))
    steps = []
    with monkeypatch.context() as patched:
        patched.setattr("sys.stderr", kind())
        with console.fetch_progress() as update:

            def watch(step):
                steps.append(step)
                update(step)

            report = fetch_job(
                simulator.world.scenario.job_id, tmp_path, found=find(os.environ, region="cn-north-4"),
                clock=Clock(lambda: datetime.now(UTC), time.monotonic, time.sleep, lambda: 0.0),
                endpoint=simulator.url, iam_endpoint=simulator.url, compare_types=["lines"], progress=watch,
                limits=Limits(first_pause=0.1),
            )  # fmt: skip
        shown = sys.stderr.getvalue()
    assert report.is_complete
    stages = list(dict.fromkeys(step.stage for step in steps))
    assert stages == [Stage.LIST, Stage.EXPORT, Stage.WAIT, Stage.DOWNLOAD, Stage.DONE]
    (note,) = [step.note for step in steps if step.note]
    assert note == "0 s before another try: HTTP 503, X.1: busy [2J."
    if kind is Terminal:
        assert f"lines: {note}" in shown
        assert "\x1b[2J" not in shown
    else:
        assert shown == ""


def test_an_error_is_said_once_the_reason_first_and_the_address_last(simulator, tmp_path, capsys):
    job = simulator.world.scenario.job_id
    simulator.faults.add(Fault(FaultKind.STATUS, route="export", status=403, error_code="DRS.M00102", times=-1))
    assert cli.run(["fetch", job, *where(simulator), "-o", str(tmp_path)]) == codes.COULD_NOT_RUN
    out, err = capsys.readouterr()
    assert (out.count("DRS.M00102"), out.count("As above."), err) == (1, 1, "")
    assert out.index("HTTP 403") < out.index("(request id")
    assert cli.run(["fetch", job, *where(simulator), "-o", str(tmp_path), "--json"]) == codes.COULD_NOT_RUN
    _, err = capsys.readouterr()
    first, remedy, last = err.splitlines()
    assert first.startswith("drs-report: HTTP 403, DRS.M00102")
    assert remedy.startswith("  Give the IAM user a role")
    assert last.endswith("/compare/result/file")


def find(environ, home=None, **given):
    return find_sign_in(environ=environ, home=home, prompt=None, **given)


@pytest.mark.parametrize("name", ["HUAWEICLOUD_SDK_TOKEN", "OS_TOKEN", "OS_AUTH_TOKEN"])
def test_a_token_from_the_environment_signs_in(name):
    found = find({name: " canary-token\n"})
    assert isinstance(found.credentials, Token)
    assert found.credentials.token.get_secret_value() == "canary-token"
    assert "canary" not in repr(found)


CLOUDS = """clouds:
  otc:
    region_name: eu-de
    auth: {auth_url: "https://iam.eu-de.otc.t-systems.com/v3", username: u, password: canary-pw, user_domain_name: d,
           project_id: p1}
  bare: {region_name: x}
"""


def test_clouds_yaml_signs_in_and_tells_nothing_of_itself(tmp_path):
    path = tmp_path / ".config" / "openstack" / "clouds.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(CLOUDS)
    found = find({"OS_CLOUD": "otc"}, home=tmp_path)
    assert isinstance(found.credentials, Password)
    assert (found.project_id, found.region) == ("p1", "eu-de")
    assert found.iam_endpoint == "https://iam.eu-de.otc.t-systems.com"
    for mode, is_warned in ((0o600, False), (0o644, True)):
        path.chmod(mode)
        assert ("chmod 600" in str(find({"OS_CLOUD": "otc"}, home=tmp_path).warning)) is is_warned
    for cloud, text in (("bare", CLOUDS), ("other", CLOUDS), ("otc", "clouds: [canary"), ("otc", "[]")):
        path.write_text(text)
        with pytest.raises(ConfigError) as refused:
            find({"OS_CLOUD": cloud}, home=tmp_path)
        assert "canary" not in str(refused.value)
    with pytest.raises(ConfigError, match=r"no clouds\.yaml"):
        find({"OS_CLOUD": "otc", "OS_CLIENT_CONFIG_FILE": str(tmp_path / "none")})


def test_a_profile_is_a_section_of_the_credentials_file(tmp_path):
    path = tmp_path / ".huaweicloud" / "credentials"
    path.parent.mkdir()
    path.write_text("[basic]\nak=a\nsk=b\n[prod]\nak=c\nsk=d\nregion=eu-nl\n")
    path.chmod(0o600)
    environ = {"HUAWEICLOUD_SDK_AK": "x", "HUAWEICLOUD_SDK_SK": "y"}
    found = find(environ, home=tmp_path, profile="prod")
    assert (found.credentials.ak, found.region, found.warning) == ("c", "eu-nl", None)
    assert find(environ, home=tmp_path).credentials.ak == "x"
    with pytest.raises(ConfigError, match=r"no section \[dev\]"):
        find({}, home=tmp_path, profile="dev")
    path.chmod(0o644)
    assert "chmod 600" in str(find({}, home=tmp_path).warning)


def test_addresses_of_other_clouds_and_of_the_sdks_variables():
    assert endpoints_of("eu-de").drs == "https://drs.eu-de.otc.t-systems.com"
    assert endpoints_of("sa-fb-1", cloud="cloud.example.com").iam == "https://iam.sa-fb-1.cloud.example.com"
    environ = {"HUAWEICLOUD_SDK_TOKEN": "t", "HUAWEICLOUD_SDK_REGION_DRS_CN_NORTH_4": "https://drs.example.com"}
    assert find(environ, region="cn-north-4").endpoint == "https://drs.example.com"
    assert find(environ, region="cn-north-1").endpoint is None


FAULTS = [ValueError("canary"), KeyError("canary"), OSError(28, "No space left"), MemoryError(), RecursionError(),
          AssertionError("canary"), UnicodeDecodeError("utf-8", b"canary", 0, 1, "bad"), RuntimeError("canary")]  # fmt: skip
DOORS = {
    "drs_report.client.fetch_job": ["fetch", "j"],
    "drs_report.client.open_api": ["list", "j"],
    "drs_report.client.find_sign_in": ["run", "j"],
    "drs_report.client.ask_keyring": ["fetch", "j"],
    "drs_report.evidence.files.gather": ["report", str(CLEAN)],
    "drs_report.pipeline.load_files": ["report", str(CLEAN)],
    "drs_report.pipeline.report_loaded": ["report", str(CLEAN)],
    "drs_report.pipeline.render": ["report", str(CLEAN)],
    "drs_report.delivery.disk.write": ["report", str(CLEAN)],
    "drs_report.reading.inspection.inspect": ["inspect", str(CLEAN / "lines-zh.xlsx")],
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
@pytest.mark.parametrize("door", DOORS)
def test_whatever_breaks_is_one_sentence_and_never_a_fail(door, fault, monkeypatch, tmp_path, capsys):
    def broken(*args, **kwargs):
        raise fault

    for name in ("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HW_ACCESS_KEY", "OS_USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    if "keyring" not in door and DOORS[door][0] in ("fetch", "list"):
        monkeypatch.setenv("HUAWEICLOUD_SDK_TOKEN", "t0k3n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(door, broken)
    with once():
        code = cli.run(DOORS[door])
    out, err = capsys.readouterr()
    assert code == codes.COULD_NOT_RUN
    assert "Traceback" not in out + err
    assert "canary" not in out + err
    assert err.startswith("drs-report: ")
    assert len(err.splitlines()) == 2


INNER_DOORS = {
    "drs_report.client.auth.perform_json": "list fetch run",
    "drs_report.client.api.perform_json": "list fetch run",
    "requests.Session.request": "list fetch run",
    "drs_report.client.transport.error_for": "list fetch run",
    "drs_report.client.signing.authorization": "list fetch run",
    "drs_report.client.endpoints.urlsplit": "list fetch run",
    "drs_report.cli.fetching._print": "list fetch run",
    "drs_report.client.jobs.list_compare_jobs": "fetch run",
    "drs_report.client.jobs.choose": "fetch run",
    "drs_report.client.jobs.load": "fetch run",
    "drs_report.client.jobs.cross_check": "fetch run",
    "drs_report.client.jobs.note_proof": "fetch run",
    "drs_report.client.exporting.export_result": "fetch run",
    "drs_report.client.exporting.pause_for": "fetch run",
    "drs_report.client.download.damage": "fetch run",
    "drs_report.evidence.manifest.read": "fetch run",
    "drs_report.evidence.manifest.place": "fetch run",
    "os.fsync": "fetch run",
    "tempfile.NamedTemporaryFile": "fetch run",
    "drs_report.cli.fetching.deliver": "run",
}
"""Places on the way of a command, each with the commands that pass it."""


@pytest.mark.parametrize("fault", FAULTS[:4], ids=lambda fault: type(fault).__name__)
@pytest.mark.parametrize("way", [(d, c) for d, cs in INNER_DOORS.items() for c in cs.split()], ids=" ".join)
def test_whatever_breaks_on_the_way_is_never_a_fail(simulator, tmp_path, monkeypatch, capsys, way, fault):  # noqa: PLR0917 - fixtures
    door, command = way
    broken = []

    def breaks(*args, **kwargs):
        broken.append(door)
        raise fault

    scenario = simulator.world.scenario
    if door.endswith("error_for"):
        simulator.faults.add(Fault(FaultKind.STATUS, route="*", status=404, times=-1))
    if door.endswith("pause_for"):
        simulator.world.scenario = replace(scenario, export_seconds=1.0)
    module, _, name = door.rpartition(".")
    place = requests.Session if module == "requests.Session" else importlib.import_module(module)
    monkeypatch.setattr(place, name, breaks)
    more = {"fetch": ["--cross-check", "-o", str(tmp_path / "r")], "list": []}
    more["run"] = ["--cross-check", "--results", str(tmp_path / "r"), "-o", str(tmp_path / "o")]
    code = cli.run([command, scenario.job_id, *where(simulator), *more[command]])
    out, err = capsys.readouterr()
    assert broken
    assert code in (codes.COULD_NOT_RUN, codes.USAGE), (code, out, err)
    assert "Traceback" not in out + err
    assert "canary" not in out + err
    assert err.startswith("drs-report: ") or "error" in out
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("location", ["http://[", "http://[::1", "//\x00", "https://x:99999/", "\x1b[2J", ""])
def test_a_location_that_is_none_is_an_error_like_any_other(simulator, tmp_path, capsys, location):
    job = simulator.world.scenario.job_id
    simulator.faults.add(Fault(FaultKind.REDIRECT, route="list", location=location, times=-1))
    for command in (["list", job], ["fetch", job, "-o", str(tmp_path)], ["run", job, "--results", str(tmp_path)]):
        assert cli.run([*command, *where(simulator)]) == codes.COULD_NOT_RUN
        out, err = capsys.readouterr()
        assert "redirect" in err
        assert "\x1b" not in out + err


def test_a_keyring_that_breaks_in_a_way_of_its_own_is_one_sentence(monkeypatch, tmp_path, capsys):
    for name in ("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HW_ACCESS_KEY", "OS_USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))

    def breaks(service, name):
        raise TypeError("canary")

    errors = types.SimpleNamespace(KeyringError=LookupError)
    monkeypatch.setitem(sys.modules, "keyring", types.SimpleNamespace(get_password=breaks, errors=errors))
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    for command in ("list", "fetch", "run"):
        assert cli.run([command, "j", "--region", "cn-north-4"]) == codes.COULD_NOT_RUN
        _, err = capsys.readouterr()
        assert len(err.splitlines()) == 2
        assert "canary" not in err
