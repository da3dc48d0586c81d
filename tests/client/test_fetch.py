"""Fetching a whole task."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from drs_report.client import FetchState, Stage, read_manifest
from drs_report.comparisons import COMPARE_TYPES
from drs_report.errors import ConfigError
from drs_report.evidence import manifest

from .conftest import CONTENTS, FILES, JOB, LINES, OBJECTS, comparisons, leftovers, running


def test_a_whole_task_is_fetched_and_described(bench, tmp_path):
    steps = []
    report = bench.fetch(tmp_path, progress=steps.append)
    assert [(row.compare_type, row.state) for row in report.rows] == [(t, FetchState.GOT) for t in COMPARE_TYPES]
    for row in report.rows:
        assert row.path.read_bytes() == FILES[row.compare_type]
    assert report.is_complete
    assert not leftovers(tmp_path)
    names = {row.compare_type: row.path.name for row in report.rows}
    assert names["lines"] == f"{JOB}_lines_{LINES}_en-us.xlsx"
    assert names["objects_comparison"] == f"{JOB}_objects_comparison_{OBJECTS}_en-us.xlsx"
    for compare_type in names:
        stages = [s.stage for s in steps if s.compare_type == compare_type]
        assert stages[:2] == [Stage.LIST, Stage.EXPORT]
        assert stages[-1] == Stage.DONE
        assert Stage.DOWNLOAD in stages
    last = [s for s in steps if s.compare_type == "lines" and s.stage == Stage.DOWNLOAD][-1]
    assert last.n_bytes == last.total_bytes == len(FILES["lines"])


def rows_of(bench, folder, *types, **given):
    return bench.fetch(folder, compare_types=types, **given).rows


def test_the_manifest_says_where_each_file_is_from(bench, tmp_path):
    bench.fetch(tmp_path, compare_types=["lines"], language="zh-cn")
    document = json.loads((tmp_path / "manifest.json").read_bytes())
    (entry,) = document["files"]
    import hashlib

    from drs_report.client.transport import tool_version

    assert entry == {
        "file": f"{JOB}_lines_{LINES}_zh-cn.xlsx",
        "job_id": JOB,
        "compare_job_id": LINES,
        "compare_type": "lines",
        "language": "zh-cn",
        "region": "cn-north-4",
        "sha256": hashlib.sha256(FILES["lines"]).hexdigest(),
        "size": len(FILES["lines"]),
        "fetched_at": entry["fetched_at"],
        "request_id": next(
            f"sim-{n:06d}"
            for n, r in enumerate(bench.simulator.records, 1)
            if r.method == "GET" and "result" in r.target
        ),
        "tool_version": tool_version(),
        "compare_status": "SUCCESSFUL",
        "compare_started_at": "2026-09-01T18:50:20Z",
        "compare_ended_at": "2026-09-01T19:50:20Z",
        "note": "",
        "newer_compare_job_id": "",
        "newer_compare_status": "",
        "instead_of_file": "",
        "listed_at": entry["listed_at"],
    }
    assert entry["listed_at"].startswith("2026-09-02T08:0")
    assert document["missing"] == []
    assert entry["fetched_at"].startswith("2026-09-02T08:0")
    assert (document["schema"], document["tool"]) == (1, "drs-report")


def test_a_second_run_keeps_what_is_intact_and_gets_the_rest(bench, tmp_path):
    types = ("lines", "contents", "objects_comparison", "repair_data")
    first = {row.compare_type: row.path for row in rows_of(bench, tmp_path, *types)}
    first["contents"].write_bytes(b"PK\x03\x04 damaged")
    bench.simulator.forget()
    states = {row.compare_type: row.state for row in rows_of(bench, tmp_path, *types)}
    assert states == {
        "lines": FetchState.KEPT,
        "contents": FetchState.GOT,
        "objects_comparison": FetchState.KEPT,
        "repair_data": FetchState.GOT,  # repairs go on after a comparison has ended
    }
    assert first["contents"].read_bytes() == FILES["contents"]
    assert len(bench.targets("POST")) == 2
    assert len(list(tmp_path.iterdir())) == 5


def test_another_language_is_another_file(bench, tmp_path):
    (english,) = rows_of(bench, tmp_path, "random")
    (chinese,) = rows_of(bench, tmp_path, "random", language="zh-cn")
    assert english.path != chinese.path
    assert english.path.exists()


def test_a_file_of_somebody_else_is_never_overwritten(bench, tmp_path):
    mine = tmp_path / f"{JOB}_contents_{CONTENTS}_en-us.xlsx"
    mine.write_bytes(b"mine")
    (row,) = rows_of(bench, tmp_path, "contents")
    assert row.path.name == f"{JOB}_contents_{CONTENTS}_en-us-2.xlsx"
    assert mine.read_bytes() == b"mine"


def test_the_newest_finished_comparison_is_taken_and_a_newer_one_is_named(tmp_path):
    old = replace(comparisons()[0], id="older", start_time="2026-08-01T00:00:00Z", end_time="2026-08-01T01:00:00Z")
    newer = replace(comparisons()[0], id="newer", status="RUNNING", start_time="2026-09-02T00:00:00Z", end_time=None)
    with running(comparisons=(newer, comparisons()[0], old)) as bench:
        (row,) = rows_of(bench, tmp_path, "lines")
    assert row.state is FetchState.GOT
    assert row.job.id == LINES
    assert "newer" in row.warning
    assert "RUNNING" in row.warning
    (entry,) = read_manifest(tmp_path)
    assert (entry.note, entry.newer_compare_job_id, entry.newer_compare_status) == (row.warning, "newer", "RUNNING")


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("RUNNING", FetchState.NOT_FINISHED),
        ("WAITING_FOR_RUNNING", FetchState.NOT_FINISHED),
        ("FULL_DOING", FetchState.NOT_FINISHED),
        ("CANCELLED", FetchState.CANCELLED),
        ("FAILED", FetchState.FAILED),
        ("TIMEOUT_INTERRUPT", FetchState.FAILED),
        ("SOMETHING_NEW", FetchState.NOT_FINISHED),
        ("", FetchState.NOT_FINISHED),
    ],
)
def test_what_has_not_finished_is_not_fetched(tmp_path, status, state):
    changed = tuple(
        replace(c, status=status) for c in comparisons() if c.compare_type in ("lines", "objects_comparison")
    )
    with running(comparisons=changed) as bench:
        rows = rows_of(bench, tmp_path, "lines", "objects_comparison")
    assert rows[0].state is state
    assert rows[1].state is (state if status else FetchState.ABSENT)
    assert all(row.remedy and row.detail for row in rows)
    assert not bench.targets("POST")
    assert not read_manifest(tmp_path)
    missing = {(m.compare_type, m.state, m.reason) for m in manifest.read(tmp_path).missing}
    assert missing == {(r.compare_type, str(r.state), r.detail) for r in rows if r.state is not FetchState.ABSENT}


@pytest.mark.parametrize("status", ["RUNNING", "INCRE_DOING"])
def test_a_comparison_that_still_runs_has_no_repair_that_is_missed(tmp_path, status):
    job = replace(comparisons()[1], status=status, end_time=None)
    with running(comparisons=(job,)) as bench:
        states = {row.compare_type: row.state for row in bench.fetch(tmp_path).rows}
        (repair,) = rows_of(bench, tmp_path / "asked", "repair_data")
    assert (states["contents"], states["repair_data"]) == (FetchState.NOT_FINISHED, FetchState.ABSENT)
    assert [m.compare_type for m in manifest.read(tmp_path).missing] == ["contents"]
    assert repair.state is FetchState.NOT_FINISHED


def test_what_was_never_compared_is_absent(tmp_path):
    with running(comparisons=()) as bench:
        rows = bench.fetch(tmp_path).rows
    assert {row.state for row in rows} == {FetchState.ABSENT}


def test_a_named_comparison_is_fetched_even_if_it_was_cancelled(tmp_path):
    cancelled = replace(comparisons()[0], id="stopped", status="CANCELLED")
    with running(comparisons=(cancelled, comparisons()[0])) as bench:
        (row,) = rows_of(bench, tmp_path, "lines", compare_job_ids={"lines": "stopped"})
        (missing,) = rows_of(bench, tmp_path, "lines", compare_job_ids={"lines": "not-there"})
    assert (row.state, row.job.id, row.job.status) == (FetchState.GOT, "stopped", "CANCELLED")
    assert missing.state is FetchState.ABSENT


def test_results_older_than_sixty_days_are_said_to_be_cleared(tmp_path):
    from simulator import Fault, FaultKind

    old = replace(comparisons()[0], start_time="2026-05-01T00:00:00Z", end_time="2026-05-01T01:00:00Z")
    with running(comparisons=(old,)) as bench:
        bench.simulator.faults.add(
            Fault(FaultKind.STATUS, route="export", status=400, error_code="DRS.10000010", times=-1)
        )
        (row,) = rows_of(bench, tmp_path, "lines", query=False)
    assert row.state is FetchState.EXPIRED
    assert "60 days" in row.remedy


def test_a_report_whose_life_ran_out_is_exported_again(tmp_path):
    with running(report_seconds=30.0) as bench:
        bench.fetch(tmp_path / "a", compare_types=["lines"])
        bench.virtual.sleep(3600)
        (row,) = rows_of(bench, tmp_path / "b", "lines")
    assert row.state is FetchState.GOT


def test_an_old_export_in_another_language_is_not_taken_for_the_new_one(tmp_path):
    with running(init_seconds=4.0, export_seconds=10.0) as bench:
        api = bench.api()
        from drs_report.client.api import ResultRequest, export_result, list_compare_jobs

        export_result(api, ResultRequest(JOB, "lines", LINES))
        bench.virtual.sleep(20)
        assert list_compare_jobs(api, JOB)[0].export_status == "EXPORT_COMPLETE"
        asked = bench.virtual.monotonic()
        (row,) = rows_of(bench, tmp_path, "lines", language="zh-cn")
        assert row.state is FetchState.GOT
        assert bench.virtual.monotonic() - asked >= 10


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"job_id": "../x"}, "task id"),
        ({"compare_types": ["line"]}, "no compare type"),
        ({"time_zone": "Asia/Shanghai"}, "time zone"),
        ({"time_zone": "GMT+15:00"}, "time zone"),
        ({"language": "de-de"}, "language"),
        ({"parallel": 0}, "at a time"),
        ({"region": "Beijing 4"}, "region"),
        ({"endpoint": "http://drs.example.com"}, "clear text"),
    ],
)
def test_what_cannot_be_right_is_refused_before_anything_is_sent(bench, tmp_path, given, words):
    with pytest.raises(ConfigError, match=words) as refused:
        bench.fetch(tmp_path, **given)
    assert refused.value.remedy
    assert not bench.simulator.records


def test_a_damaged_manifest_is_not_guessed_at(bench, tmp_path):
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(ConfigError, match="damaged"):
        bench.fetch(tmp_path)
    assert not bench.targets("POST")


def test_a_folder_that_cannot_be_written_is_named(bench, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"cannot be (written|read)"):
        bench.fetch(tmp_path / "file" / "folder", compare_types=["lines"])


def test_calling_it_off_leaves_whole_files_only(bench, tmp_path):
    """As with Ctrl-C: the exception of the main thread comes through, and the workers end."""

    def interrupt(step):
        if step.stage is Stage.DOWNLOAD:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.fetch(tmp_path, compare_types=["lines"], progress=interrupt)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("n", [0, 1, 3, 4, 100, 1500, 3100])
def test_interrupted_at_any_byte_nothing_looks_whole(bench, tmp_path, n):
    from simulator import Fault, FaultKind

    bench.simulator.faults.add(
        *(Fault(kind, route="result", at=n, times=10) for kind in (FaultKind.CUT, FaultKind.TRUNCATE))
    )
    (row,) = rows_of(bench, tmp_path, "lines", query=False)
    assert not row.has_file
    assert [p.name for p in tmp_path.iterdir()] == ["manifest.json"]
    assert [m.compare_type for m in manifest.read(tmp_path).missing] == ["lines"]


def test_a_comparison_that_waits_to_start_counts_as_newer(tmp_path):
    waiting = replace(comparisons()[0], id="waiting", status="WAITING_FOR_RUNNING", start_time="", end_time=None)
    with running(comparisons=(waiting, comparisons()[0])) as bench:
        (row,) = rows_of(bench, tmp_path, "lines")
    assert (row.state, row.job.id) == (FetchState.GOT, LINES)
    assert "waiting, WAITING_FOR_RUNNING" in row.warning


def test_a_kept_file_learns_of_a_newer_comparison(bench, tmp_path):
    rows_of(bench, tmp_path, "lines")
    newer = replace(comparisons()[0], id="newer", status="RUNNING", start_time="2026-09-02T00:00:00Z", end_time=None)
    with running(comparisons=(*comparisons(), newer)) as later:
        (row,) = rows_of(later, tmp_path, "lines")
    assert row.state is FetchState.KEPT
    assert "newer" in row.warning
    assert read_manifest(tmp_path)[0].note == row.warning


@pytest.mark.timeout(60)
def test_calling_it_off_is_heard_while_the_server_is_silent(bench, tmp_path):
    from simulator import Fault, FaultKind

    bench.simulator.faults.add(Fault(FaultKind.STALL, route="result", at=20, times=-1))

    limits = replace(bench.limits, read_timeout=120.0)
    with pytest.raises(ConfigError):
        bench.fetch(tmp_path, compare_types=["lines", "random"], limits=limits, progress=fails_while_waiting(bench))
    assert not list(tmp_path.iterdir())


def fails_while_waiting(bench):
    """Fails in one worker once the other is in its download."""

    def progress(step):
        if step.compare_type == "random" and step.stage is Stage.EXPORT:
            while not any("result" in r.target and r.method == "GET" for r in bench.simulator.records):
                bench.simulator.stopping.wait(0.01)
            raise ConfigError("stop")

    return progress


def test_the_same_download_keeps_its_name_whatever_the_service_calls_it_later(bench, tmp_path):
    (first,) = rows_of(bench, tmp_path, "repair_data")
    renamed = tuple(replace(c, file_name=f"later-{c.id}.xlsx") for c in comparisons())
    with running(comparisons=renamed) as later:
        (second,) = rows_of(later, tmp_path, "repair_data")
    assert second.state is FetchState.GOT
    assert second.path == first.path
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    "name", ["../x.xlsx", "..", "", "/etc/passwd", "a/b.xlsx", "manifest.json", "notes.txt", 7, None]
)
def test_a_manifest_that_points_elsewhere_is_refused(bench, tmp_path, name):
    bench.fetch(tmp_path, compare_types=["lines"])
    path = tmp_path / "manifest.json"
    document = json.loads(path.read_bytes())
    document["files"][0]["file"] = name
    path.write_text(json.dumps(document))
    with pytest.raises(ConfigError, match="damaged"):
        bench.fetch(tmp_path, compare_types=["lines"])
