"""What was fetched is what is judged: the manifest among several processes, and what it leaves open."""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drs_report import pipeline
from drs_report.client import FetchState, read_manifest
from drs_report.comparisons import COMPARE_TYPES
from drs_report.errors import ApiError, ConfigError
from drs_report.evidence import manifest
from drs_report.evidence.manifest import FileEntry, Missing
from drs_report.policy import Policy
from simulator import Content, Fault, FaultKind
from tests.conftest import ROOT

from .conftest import LINES, comparisons, running

CLEAN = (ROOT / "sample_data" / "clean" / "lines-zh.xlsx").read_bytes()
NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)


def clean(**changes):
    return replace(comparisons()[0], content=Content.of_bytes(CLEAN), **changes)


def verdict(folder):
    """The decision and the codes of the findings that a report of `folder` comes to."""
    loaded = pipeline.load_files(pipeline.gather([folder]), pipeline.ReadOptions())
    analysis, verdict = pipeline.judge_loaded(loaded, Policy(), NOW)
    return str(verdict.decision), {f.code for f in analysis.findings}


def fetched(folder, *jobs, **given):
    with running(comparisons=jobs) as bench:
        return bench.fetch(folder, compare_types=["lines"], **given).rows[0]


def test_a_clean_fetch_raises_no_doubt(tmp_path):
    fetched(tmp_path, clean())
    assert not verdict(tmp_path)[1] & {"evidence.not-fetched", "evidence.unlisted-file", "integrity.job-not-completed"}


def test_a_file_that_the_manifest_does_not_list_is_told(tmp_path):
    row = fetched(tmp_path, clean())
    shutil.copy(row.path, tmp_path / "more.xlsx")
    decision, codes = verdict(tmp_path)
    assert "evidence.unlisted-file" in codes
    assert decision != "PASS"


@pytest.mark.parametrize("status", ["FAILED", "CANCELLED", "TIMEOUT_INTERRUPT", "RUNNING", "INCRE_DOING", "NEW_WORD"])
def test_the_status_of_the_comparison_in_the_manifest_counts(tmp_path, status):
    fetched(tmp_path, clean())
    path = tmp_path / "manifest.json"
    path.write_text(path.read_text().replace("SUCCESSFUL", status))
    decision, codes = verdict(tmp_path)
    assert "integrity.job-not-completed" in codes
    assert decision != "PASS"


@pytest.mark.parametrize("status", ["FAILED", "CANCELLED", "INCRE_DOING"])
def test_a_named_comparison_that_is_not_finished_is_fetched_and_marked(tmp_path, status):
    row = fetched(tmp_path, clean(status=status), compare_job_ids={"lines": LINES})
    assert row.state is FetchState.GOT
    assert "integrity.job-not-completed" in verdict(tmp_path)[1]


@pytest.mark.parametrize(
    "newer",
    [
        {"start_time": "2026-09-02T00:00:00Z", "end_time": "2026-09-02T01:00:00Z"},
        {"start_time": "2026-09-02T00:00:00Z", "status": "FAILED"},
        {"start_time": "", "end_time": None},
        {"start_time": "yesterday", "end_time": "yesterday"},
        {"start_time": "2026-09-02 00:00:00", "end_time": None, "status": "CANCELLED"},
    ],
)
def test_a_named_comparison_is_told_that_there_is_or_may_be_a_newer_one(tmp_path, newer):
    other = clean(id="other", **newer)
    row = fetched(tmp_path, clean(), other, compare_job_ids={"lines": LINES})
    assert "other" in row.warning
    (entry,) = read_manifest(tmp_path)
    assert entry.newer_compare_job_id == "other"
    decision, codes = verdict(tmp_path)
    assert "evidence.newer-comparison" in codes
    assert decision != "PASS"


def test_a_newer_comparison_counts_though_its_status_is_not_told(tmp_path):
    fetched(tmp_path, clean())
    path = tmp_path / "manifest.json"
    path.write_text(path.read_text().replace('"newer_compare_job_id": ""', '"newer_compare_job_id": "other"'))
    decision, codes = verdict(tmp_path)
    assert "evidence.newer-comparison" in codes
    assert decision != "PASS"


def test_an_older_comparison_is_no_newer_one(tmp_path):
    old = clean(id="old", start_time="2026-08-01T00:00:00Z", end_time="2026-08-01T01:00:00Z")
    assert not fetched(tmp_path, clean(), old).warning
    assert fetched(tmp_path, clean(), old, compare_job_ids={"lines": "old"}).warning


def test_times_of_the_chosen_one_that_cannot_be_read_leave_it_open(tmp_path):
    row = fetched(tmp_path, clean(start_time="?", end_time="?"), clean(id="other", start_time="?"))
    assert row.warning


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.STATUS, route="export", status=403, error_code="DRS.M00102", times=-1),
        Fault(FaultKind.STATUS, route="list", status=403, error_code="DRS.M00102", times=-1),
        Fault(FaultKind.STATUS, route="result", status=500, error_code="DRS.10000001", times=-1),
    ],
    ids=["denied", "not even listed", "broken"],
)
def test_what_was_asked_for_and_not_had_is_in_the_verdict_until_it_is_had(tmp_path, fault):
    from drs_report.errors import ApiError

    fetched(tmp_path, clean())
    with running(comparisons=(clean(), clean(id="v1", compare_type="contents"))) as bench:
        bench.simulator.faults.add(fault)
        with contextlib.suppress(ApiError):
            bench.fetch(tmp_path, compare_types=["contents"])
        (missing,) = manifest.read(tmp_path).missing
        assert missing.compare_type == "contents"
        decision, codes = verdict(tmp_path)
        assert "evidence.not-fetched" in codes
        assert decision != "PASS"
        bench.simulator.faults.clear()
        bench.fetch(tmp_path, compare_types=["contents"])
    assert not manifest.read(tmp_path).missing


def entry(name="a.xlsx", listed_at="2026-01-01T00:00:00.000002Z", **more):
    known = {
        "file": name, "job_id": "j", "compare_job_id": "c", "compare_type": "lines", "language": "en-us", "region": "r",
        "sha256": "0", "size": 1, "fetched_at": "", "listed_at": listed_at,
    }  # fmt: skip
    return FileEntry(**{**known, **more})


def part(folder, text=b"x"):
    path = folder / "part"
    path.write_bytes(text)
    return path


def test_what_was_learnt_later_stands(tmp_path):
    manifest.place(tmp_path, part(tmp_path), entry(newer_compare_job_id="n", newer_compare_status="RUNNING"))
    earlier = entry(listed_at="2026-01-01T00:00:00.000001Z")
    manifest.place(tmp_path, part(tmp_path), earlier)
    assert read_manifest(tmp_path)[0].newer_compare_job_id == "n"
    assert manifest.note_kept(
        tmp_path,
        read_manifest(tmp_path)[0],
        lambda own: replace(own, **dict.fromkeys(("listed_at", "newer_compare_job_id"), "")),
    )
    assert read_manifest(tmp_path)[0].newer_compare_job_id == "n"
    manifest.place(tmp_path, part(tmp_path), entry(listed_at="2026-01-01T00:00:00.000003Z"))
    assert read_manifest(tmp_path)[0].newer_compare_job_id == ""


def test_a_failure_of_an_earlier_list_does_not_undo_a_later_success_nor_the_other_way_round(tmp_path):
    early = Missing("j", "lines", "", "error", "no", "2026-01-01T00:00:00.000001Z")
    manifest.place(tmp_path, part(tmp_path), entry())
    manifest.note_missing(tmp_path, early)
    assert not manifest.read(tmp_path).missing
    late = replace(early, listed_at="2026-01-01T00:00:00.000003Z")
    manifest.note_missing(tmp_path, late)
    manifest.place(tmp_path, part(tmp_path), entry())
    assert manifest.read(tmp_path).missing == (late,)


def test_the_entry_is_written_before_the_file_gets_its_name(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "replace", stop_at(Path.replace, "a.xlsx"))
    with pytest.raises(ConfigError, match="cannot be written"):
        manifest.place(tmp_path, part(tmp_path), entry())
    assert [e.file for e in read_manifest(tmp_path)] == ["a.xlsx"]
    assert not (tmp_path / "a.xlsx").exists()


def stop_at(real, name):
    def replace_(self, target):
        if Path(target).name == name:
            raise OSError(28, "No space left on device")
        return real(self, target)

    return replace_


def test_a_time_that_is_none_ends_in_no_traceback(tmp_path):
    fetched(tmp_path, clean())
    path = tmp_path / "manifest.json"
    document = json.loads(path.read_bytes())
    for text in ("yesterday", "2026-13-01", "2026-01-01T00:00:00", ""):
        document["files"][0]["fetched_at"] = text
        path.write_text(json.dumps(document))
        loaded = pipeline.load_files(pipeline.gather([tmp_path]), pipeline.ReadOptions())
        assert [one.error.file for one in loaded.failures] == [document["files"][0]["file"]] * bool(text)
        assert [one.origin.fetched_at for one in loaded.datasets] == [None] * (not text)
    document["schema"] = 2
    path.write_text(json.dumps(document))
    with pytest.raises(ConfigError, match="damaged"):
        read_manifest(tmp_path)


def test_force_fetches_again(tmp_path):
    with running(comparisons=(clean(),)) as bench:
        states = [bench.fetch(tmp_path, compare_types=["lines"], force=f).rows[0].state for f in (False, False, True)]
    assert states == [FetchState.GOT, FetchState.KEPT, FetchState.GOT]
    assert len(list(tmp_path.iterdir())) == 2


def test_without_export_only_what_is_there_already_is_had(tmp_path):
    with running(comparisons=(clean(),)) as bench:
        row = bench.fetch(tmp_path / "a", compare_types=["lines"], export=False, query=False).rows[0]
        assert not row.has_file
        assert bench.fetch(tmp_path / "b", compare_types=["lines"]).rows[0].state is FetchState.GOT
        n = len(bench.targets("POST"))
        assert bench.fetch(tmp_path / "a", compare_types=["lines"], export=False).rows[0].state is FetchState.GOT
        assert len(bench.targets("POST")) == n


@pytest.mark.parametrize("words", ["error_msg", "message"])
def test_what_drs_says_beside_a_true_result_reaches_the_frames(tmp_path, words, monkeypatch):
    import drs_report
    from simulator import world

    real = world._page
    monkeypatch.setattr(
        world, "_page", lambda *a, **k: _with(real(*a, **k), words) if "infos" in a[2] else real(*a, **k)
    )
    with running(comparisons=(clean(records=LINE_RECORDS),)) as bench:
        bench.simulator.faults.add(
            Fault(FaultKind.STATUS, route="result", status=422, error_code="DRS.M00002", times=-1)
        )
        row = bench.fetch(tmp_path, compare_types=["lines"]).rows[0]
    assert row.state is FetchState.QUERIED
    text = drs_report.load(row.path).frames["tables"].to_csv()
    assert "connection lost" in text


LINE_RECORDS = ({"source_db_name": "a", "target_db_name": "a", "source_table_name": "t", "target_table_name": "t",
                 "source_row_num": 1, "target_row_num": 1, "difference_row_num": 0, "status": 2},)  # fmt: skip


def _with(answer, words):
    data = json.loads(b"".join(answer.content.blocks()))
    return type(answer).of_json(answer.status, {**data, words: "connection lost"}) if data["total_count"] else answer


def test_an_entry_without_a_hash_vouches_for_nothing(tmp_path):
    fetched(tmp_path, clean())
    path = tmp_path / "manifest.json"
    document = json.loads(path.read_bytes())
    document["files"][0]["sha256"] = ""
    path.write_text(json.dumps(document))
    assert "evidence.unlisted-file" in verdict(tmp_path)[1]


@pytest.mark.parametrize("route", ["projects", "list"])
def test_what_could_not_be_asked_for_is_missed_until_drs_has_said_what_there_is(tmp_path, route):
    fault = Fault(FaultKind.STATUS, route=route, status=403, error_code="DRS.M00102")
    with running(comparisons=(clean(),)) as bench:
        bench.fetch(tmp_path, compare_types=["lines"])
        bench.simulator.faults.add(fault)
        found = bench.sign_in(ak=bench.account.ak, sk=bench.account.sk, project_id=None)
        with pytest.raises(ApiError):
            bench.fetch(tmp_path, found=found)
        missing = manifest.read(tmp_path).missing
        assert {m.compare_type for m in missing} == set(COMPARE_TYPES)
        assert "evidence.not-fetched" in verdict(tmp_path)[1]
        bench.virtual.sleep(1)
        assert {row.state for row in bench.fetch(tmp_path, found=found).rows} == {FetchState.KEPT, FetchState.ABSENT}
    assert manifest.read(tmp_path).missing == ()
    assert "evidence.not-fetched" not in verdict(tmp_path)[1]


def test_a_manifest_that_lists_nothing_knows_no_file_beside_it(tmp_path):
    fetched(tmp_path, clean())
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "files": []}), "utf-8")
    decision, codes = verdict(tmp_path)
    assert decision != "PASS"
    assert "evidence.unlisted-file" in codes


def test_what_is_taken_back_leaves_no_empty_manifest(tmp_path):
    (tmp_path / "by-hand.xlsx").write_bytes(CLEAN)
    with running(comparisons=()) as bench:
        bench.simulator.faults.add(Fault(FaultKind.STATUS, route="list", status=403, error_code="DRS.M00102"))
        with pytest.raises(ApiError):
            bench.fetch(tmp_path, compare_types=["random"])
        assert "evidence.unlisted-file" in verdict(tmp_path)[1]
        bench.fetch(tmp_path, compare_types=["random"])
    assert not (tmp_path / "manifest.json").exists()
    assert "evidence.unlisted-file" not in verdict(tmp_path)[1]


def test_a_comparison_that_was_known_stays_missing_though_no_list_has_it_any_more(tmp_path):
    known = Missing("f8688cfa-4e05-406f-a2e6-37a773cjb201", "lines", "lines-0007", "expired", "gone", "2026-01-01")
    manifest.note_missing(tmp_path, known)
    with running(comparisons=()) as bench:
        bench.fetch(tmp_path, compare_types=["lines"])
    assert manifest.read(tmp_path).missing == (known,)
