"""``fetch`` and ``run`` from the outside, against the simulator on loopback."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

import drs_report
from drs_report import cli, pipeline
from drs_report.cli import exit_codes as codes
from drs_report.cli import fetching
from drs_report.policy import Policy
from simulator import Fault, FaultKind, Scenario, Simulator, WallClock
from simulator.__main__ import scenario_of_files
from tests.conftest import ROOT

CLEAN = ROOT / "sample_data" / "clean"
NOW = "2099-11-16T09:00:00Z"  # after any download: `fetch` looks at the clock
FILES = (
    ("objects_comparison", CLEAN / "objects_comparison-en.xlsx"),
    ("lines", CLEAN / "lines-zh.xlsx"),
    ("contents", CLEAN / "contents-en.xlsx"),
)
HURRIED = SimpleNamespace(monotonic=time.monotonic, sleep=lambda _: time.sleep(0.01))
"""For pauses between two questions and before another try."""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return scenario_of_files(FILES, init_seconds=0.0, export_seconds=0.0)


@pytest.fixture
def simulator(scenario: Scenario, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Simulator]:
    for name in ("HW_ACCESS_KEY", "OS_USERNAME", "HUAWEICLOUD_SDK_SECURITY_TOKEN", "HUAWEICLOUD_SDK_PROJECT_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HUAWEICLOUD_SDK_AK", scenario.account.ak)
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", scenario.account.sk)
    monkeypatch.setattr(fetching, "time", HURRIED)
    with Simulator(scenario, clock=WallClock()) as running:
        yield running


def where(simulator: Simulator) -> list[str]:
    region = simulator.world.scenario.account.region
    return ["--endpoint", simulator.url, "--iam-endpoint", simulator.url, "--region", region]


def test_fetch_says_what_it_got_and_what_there_is_not(
    simulator: Simulator, scenario: Scenario, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = cli.run(["fetch", scenario.job_id, *where(simulator), "-o", str(tmp_path / "got")])

    out, err = capsys.readouterr()
    assert code == codes.PASS, out + err
    assert err == ""
    assert out.count("got") >= 3
    assert "random" in out
    assert "absent" in out
    entries = json.loads((tmp_path / "got" / "manifest.json").read_text("utf-8"))["files"]
    assert sorted(entry["compare_type"] for entry in entries) == ["contents", "lines", "objects_comparison"]


def test_a_type_that_was_asked_for_and_is_not_there_is_an_error(
    simulator: Simulator, scenario: Scenario, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = cli.run(["fetch", scenario.job_id, *where(simulator), "--type", "random", "-o", str(tmp_path)])

    assert code == codes.COULD_NOT_RUN
    assert "random" in capsys.readouterr().out


def test_run_makes_the_report_that_report_makes_of_the_same_files(
    simulator: Simulator, scenario: Scenario, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "results"
    common = ["--now", NOW, "--title", "Loyalty", "--format", "html,md,json"]

    ran = cli.run(
        ["run", scenario.job_id, *where(simulator), "--results", str(results), "-o", str(tmp_path / "a"), *common]
    )
    assert ran == codes.PASS, capsys.readouterr()
    assert cli.run(["report", str(results), "-o", str(tmp_path / "b"), *common]) == codes.PASS

    first, second = (
        {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        for folder in (tmp_path / "a", tmp_path / "b")
    )
    assert first.keys() == second.keys()
    assert first == second
    assert scenario.job_id in first[Path("report.md")].decode()


def test_a_file_changed_after_the_download_is_refused(
    simulator: Simulator, scenario: Scenario, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["fetch", scenario.job_id, *where(simulator), "-o", str(tmp_path / "got")]) == codes.PASS
    entries = json.loads((tmp_path / "got" / "manifest.json").read_text("utf-8"))["files"]
    file = next(entry["file"] for entry in entries if entry["compare_type"] == "lines")
    (tmp_path / "got" / file).write_bytes((ROOT / "sample_data/rows_only/lines-en.xlsx").read_bytes())
    capsys.readouterr()

    code = cli.run(["report", str(tmp_path / "got"), "-o", str(tmp_path / "out"), "--now", NOW])

    assert code == codes.COULD_NOT_RUN
    assert file in capsys.readouterr().err
    assert json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))["verdict"]["decision"] == "INCONCLUSIVE"


def test_a_wrong_secret_is_one_clear_error_and_stays_secret(
    simulator: Simulator,
    scenario: Scenario,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", "canary-secret-0123456789")

    code = cli.run(["--debug", "fetch", scenario.job_id, *where(simulator), "-o", str(tmp_path / "got")])

    out, err = capsys.readouterr()
    assert code == codes.COULD_NOT_RUN
    assert "canary-secret" not in out + err
    assert "Traceback" not in err
    assert not list((tmp_path / "got").glob("*.xlsx"))


def test_a_download_that_breaks_off_is_tried_again(
    simulator: Simulator, scenario: Scenario, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    simulator.faults.add(Fault(kind=FaultKind.TRUNCATE, route="result"))

    assert cli.run(["fetch", scenario.job_id, *where(simulator), "-o", str(tmp_path)]) == codes.PASS
    assert not [p for p in tmp_path.iterdir() if p.suffix not in {".xlsx", ".json"}]


def test_no_credentials_at_all_is_a_usage_error_that_says_how(
    simulator: Simulator,
    scenario: Scenario,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("HUAWEICLOUD_SDK_AK")
    monkeypatch.delenv("HUAWEICLOUD_SDK_SK")

    assert cli.run(["fetch", scenario.job_id, *where(simulator), "-o", str(tmp_path)]) == codes.USAGE
    assert "HUAWEICLOUD_SDK_AK" in capsys.readouterr().err


def test_a_newer_comparison_that_runs_leaves_the_verdict_open_and_is_named(
    scenario: Scenario, simulator: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = next(c for c in scenario.comparisons if c.compare_type == "lines")
    newer = replace(lines, id="newer-lines-job", status="RUNNING", start_time="2026-11-15T00:00:00Z", end_time=None)
    simulator.world.scenario = replace(scenario, comparisons=(*scenario.comparisons, newer))
    results = tmp_path / "results"
    common = ["--now", NOW, "--format", "md,json"]
    command = ["run", scenario.job_id, *where(simulator), "--results", str(results), *common]

    assert cli.run([*command, "-o", str(tmp_path / "out")]) == codes.INCONCLUSIVE
    document = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert document["verdict"]["decision"] == "INCONCLUSIVE"
    (found,) = [f for f in document["findings"] if f["code"] == "evidence.newer-comparison"]
    assert found["effect"] == "review"
    assert found["facts"] == {"compare_job_id": "newer-lines-job", "compare_status": "RUNNING"}
    text = (tmp_path / "out" / "report.md").read_text("utf-8")
    assert "newer-lines-job" in text
    assert "Fetch again" in text

    done = replace(lines, id="newer-lines-job", start_time=lines.end_time or "")
    simulator.world.scenario = replace(scenario, comparisons=(*scenario.comparisons, done))
    assert cli.run([*command, "-o", str(tmp_path / "later")]) == codes.PASS, capsys.readouterr()


def test_a_newer_comparison_can_be_waived(simulator: Simulator, scenario: Scenario, tmp_path: Path) -> None:
    newer = replace(scenario.comparisons[1], id="newer", status="RUNNING", start_time="2026-11-15T00:00:00Z")
    simulator.world.scenario = replace(scenario, comparisons=(*scenario.comparisons, newer))
    policy = tmp_path / "policy.toml"
    policy.write_text(
        '[[waiver]]\nid = "W1"\nreason = "a rehearsal"\napproved_by = "DBA"\nexpires = 2100-01-01\n'
        'code = "evidence.newer-comparison"\n',
        "utf-8",
    )
    command = ["run", scenario.job_id, *where(simulator), "--results", str(tmp_path / "results"), "--now", NOW]
    assert cli.run([*command, "--policy", str(policy), "-o", str(tmp_path / "out")]) == codes.PASS


LINES = tuple(
    {
        "source_db_name": "loyalty", "target_db_name": "loyalty", "source_table_name": name, "target_table_name": name,
        "source_row_num": 7, "target_row_num": 7, "difference_row_num": 0, "status": 2,
    }
    for name in ("members", "rewards")
)  # fmt: skip


def test_where_the_file_is_refused_the_report_rests_on_the_query_api(
    simulator: Simulator, scenario: Scenario, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = [
        replace(c, records=LINES, content=None) if c.compare_type == "lines" else c for c in scenario.comparisons
    ]
    simulator.world.scenario = replace(scenario, comparisons=tuple(changed))
    results = tmp_path / "results"
    common = ["--now", NOW, "--format", "html,md,json", "--data", "csv,xlsx,parquet"]

    ran = cli.run(
        ["run", scenario.job_id, *where(simulator), "--results", str(results), "-o", str(tmp_path / "a"), *common]
    )
    out, err = capsys.readouterr()
    assert ran == codes.INCONCLUSIVE, out + err  # the other files speak of tables that this comparison leaves out
    assert "queried" in out
    (stored,) = results.glob("*.query.json")
    assert cli.run(["report", str(results), "-o", str(tmp_path / "b"), *common]) == ran
    first, second = (
        {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        for folder in (tmp_path / "a", tmp_path / "b")
    )
    assert first == second
    document = json.loads(first[Path("report.json")])
    (source,) = [s for s in document["sources"] if s["compare_type"] == "lines"]
    assert source["origin"]["name"] == stored.name
    texts = {file["filename"]: file["text"] for file in document["attachments"]}
    assert texts[f"data/{stored.name.removesuffix('.query.json')}.tables.parquet"] == f"tables of {stored.name}: 2 rows"

    capsys.readouterr()
    assert cli.run(["inspect", str(stored)]) == codes.PASS
    assert "lines" in capsys.readouterr().out

    stored.write_bytes(stored.read_bytes().replace(b'"members"', b'"memberz"'))
    assert cli.run(["report", str(results), "-o", str(tmp_path / "c"), *common]) == codes.COULD_NOT_RUN
    assert "SHA-256" in capsys.readouterr().err


def test_no_query_leaves_it_at_the_file(
    simulator: Simulator, scenario: Scenario, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = [
        replace(c, records=LINES, content=None) if c.compare_type == "lines" else c for c in scenario.comparisons
    ]
    simulator.world.scenario = replace(scenario, comparisons=tuple(changed))
    command = ["fetch", scenario.job_id, *where(simulator), "--type", "lines", "-o", str(tmp_path / "got")]
    assert cli.run([*command, "--no-query"]) == codes.COULD_NOT_RUN
    assert "expired" in capsys.readouterr().out
    assert not list((tmp_path / "got").glob("*.query.json"))


def test_data_files_are_described_in_the_language_of_the_report(tmp_path: Path) -> None:
    command = ["report", str(CLEAN), "--now", NOW, "--format", "json", "--lang", "zh-CN", "-o", str(tmp_path)]
    assert cli.run(command) == codes.PASS
    texts = {f["text"] for f in json.loads((tmp_path / "report.json").read_text("utf-8"))["attachments"]}
    assert "lines-zh.xlsx 的表：8 行" in texts


@pytest.mark.parametrize(("newer_id", "is_open"), [("the-contents-here", False), ("another", True)])
def test_a_repair_waits_for_the_newer_value_comparison_only(newer_id: str, is_open: bool) -> None:
    folder = ROOT / "sample_data" / "results"
    repair, contents = (drs_report.load(next(folder.glob(f"{slug}-*.xlsx"))) for slug in ("repair_data", "contents"))
    repair = replace(
        repair, origin=replace(repair.origin, newer_compare_job_id=newer_id, newer_compare_status="RUNNING")
    )
    contents = replace(contents, origin=replace(contents.origin, compare_job_id="the-contents-here"))
    analysis, _ = pipeline.judge_loaded(
        pipeline.Loaded((repair, contents)), Policy(), datetime(2026, 11, 16, tzinfo=UTC)
    )
    assert ("evidence.newer-comparison" in {finding.code for finding in analysis.findings}) is is_open


def test_a_file_that_the_manifest_lists_and_that_is_gone_is_missed(
    simulator: Simulator, scenario: Scenario, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["fetch", scenario.job_id, *where(simulator), "-o", str(tmp_path / "got")]) == codes.PASS
    (lines,) = (tmp_path / "got").glob("*_lines_*.xlsx")
    shutil.copy(lines, tmp_path / "got" / "again.xlsx")
    lines.unlink()

    code = cli.run(["report", str(tmp_path / "got"), "-o", str(tmp_path / "out"), "--now", NOW])

    assert code == codes.COULD_NOT_RUN
    assert lines.name in capsys.readouterr().err
    assert json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))["verdict"]["decision"] == "INCONCLUSIVE"
