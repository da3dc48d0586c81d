"""What is read, under which name, and that a report does not depend on where or in which order it was found."""

from __future__ import annotations

import os
import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from drs_report import pipeline
from drs_report.errors import ConfigError, UnreadableWorkbookError
from drs_report.records.judgement import Decision, Effect
from tests.conftest import ROOT

CLEAN = ROOT / "sample_data" / "clean"


def names(*paths: Path) -> list[str]:
    return [file.name for file in pipeline.gather(paths).files]


def test_every_entry_below_a_folder_is_taken_or_named(tmp_path: Path) -> None:
    listed = ("b.xlsx", "A.XLSX", "~$b.xlsx", ".hidden.xlsx", "notes.txt", "deep/er/c.xlsx", ".trash/d.xlsx")
    for name in (*listed, "README.md", ".git/e.xlsx", "w.csv", "x.zip", "y.xlsx.part", "z.bin"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    gathered = pipeline.gather([tmp_path])

    assert [file.name for file in gathered.files] == [
        *(".git/e.xlsx", ".hidden.xlsx", ".trash/d.xlsx", "A.XLSX", "b.xlsx", "deep/er/c.xlsx"),
    ]
    assert [file.folder for file in gathered.files] == [".git", "", ".trash", "", "", "deep/er"]
    doubts = {left.names[0] for left in gathered.left_out if left.effect is Effect.REVIEW}
    notes = {name for left in gathered.left_out if left.effect is Effect.NOTE for name in left.names}
    assert doubts == {"notes.txt", "w.csv", "x.zip", "y.xlsx.part", "z.bin"}
    assert notes == {"~$b.xlsx", "README.md", ".git"}


TOOLS = (
    ".git",
    ".HG",
    ".svn",
    ".venv",
    ".idea",
    ".vscode",
    ".ipynb_checkpoints",
    "__pycache__",
    "__MACOSX",
    ".drs-report-1-x",
)


@pytest.mark.parametrize("tool", TOOLS)
def test_of_a_folder_of_a_tool_what_may_be_a_result_counts_and_nothing_else(tool: str, tmp_path: Path) -> None:
    workbook = (CLEAN / "lines-zh.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "arrays.npz", "w") as arrays:
        arrays.writestr("xl.npy", "1")
    deep = tmp_path / "in" / tool / "lib" / "__pycache__"
    deep.mkdir(parents=True)
    shutil.move(tmp_path / "arrays.npz", deep)
    for name in ("m.py", "notes.txt", "results.csv", "manifest.json", "old.zip"):
        (deep / name).write_text("{")
    (deep / "dead").symlink_to("nowhere")
    os.mkfifo(deep / "pipe")
    (deep / "5f.svn-base").write_bytes(workbook)
    (deep / "half").write_bytes(workbook[: len(workbook) // 2])
    (deep / "结果.XLSX").write_bytes(workbook)
    (deep / "result.query.json").touch()

    gathered = pipeline.gather([tmp_path / "in"])

    assert [Path(file.name).name for file in gathered.files] == ["result.query.json", "结果.XLSX"]
    left = [(left.effect, *map(os.path.basename, left.names)) for left in gathered.left_out]
    assert left == [(Effect.REVIEW, "5f.svn-base"), (Effect.REVIEW, "half"), (Effect.NOTE, tool)]


def test_a_result_that_differs_in_a_folder_of_a_tool_fails(tmp_path: Path, now: datetime) -> None:
    shutil.copytree(CLEAN, tmp_path / "in")
    shutil.copytree(ROOT / "sample_data" / "results", tmp_path / "in" / ".idea")

    assert pipeline.make_report([tmp_path / "in"], now=now)[0].verdict.decision is Decision.FAIL


def test_what_is_named_like_a_result_and_is_no_file_is_never_opened_and_never_lost(tmp_path: Path) -> None:
    (tmp_path / "good.xlsx").touch()
    os.mkfifo(tmp_path / "pipe.xlsx")
    (tmp_path / "gone.xlsx").symlink_to("/nowhere/bad.xlsx")
    (tmp_path / "folder.xlsx").mkdir()

    problems = {file.name: file.problem for file in pipeline.gather([tmp_path]).files}

    assert problems == {
        "good.xlsx": None,
        "pipe.xlsx": "a pipe, not a file.",
        "gone.xlsx": "a link that leads nowhere.",
        "folder.xlsx": "a folder, not a file.",
    }


def test_linked_folders_are_followed_once_and_loops_end(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "bad.xlsx").touch()
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "night2").symlink_to("../real")
    (tmp_path / "given" / "again").symlink_to("../given")

    gathered = pipeline.gather([tmp_path / "given"])

    assert [file.name for file in gathered.files] == ["night2/bad.xlsx"]
    assert [left.names for left in gathered.left_out] == [("again",)]


def test_a_damaged_manifest_is_one_bad_file_and_the_others_are_judged(tmp_path: Path, now: datetime) -> None:
    shutil.copytree(CLEAN, tmp_path / "in")
    (tmp_path / "in" / "manifest.json").write_text("{")

    report, _ = pipeline.make_report([tmp_path / "in"], now=now)

    assert report.verdict.decision is Decision.INCONCLUSIVE
    assert "evidence.unreadable-file" in {judged.finding.code for judged in report.verdict.findings}


def test_a_foreign_file_beside_the_results_holds_up_a_pass(tmp_path: Path, now: datetime) -> None:
    shutil.copytree(CLEAN, tmp_path / "in")
    (tmp_path / "in" / "lines-night2.csv").write_text("a,b")

    report, _ = pipeline.make_report([tmp_path / "in"], now=now)

    assert report.verdict.decision is Decision.INCONCLUSIVE
    (found,) = [j.finding for j in report.verdict.findings if j.finding.code == "evidence.foreign-file"]
    assert found.subject.source_name == "lines-night2.csv"


def test_a_file_that_is_named_is_taken_whatever_its_ending_and_only_once(tmp_path: Path) -> None:
    (tmp_path / "export.bin").touch()
    (tmp_path / "a.xlsx").touch()

    assert names(tmp_path / "export.bin", tmp_path, tmp_path / "a.xlsx") == ["a.xlsx", "export.bin"]


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for folder in ("monday", "tuesday"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "lines.xlsx").touch()

    assert names(tmp_path / "monday", tmp_path / "tuesday") == ["monday/lines.xlsx", "tuesday/lines.xlsx"]


def test_nothing_to_read_is_an_error_and_never_a_verdict(tmp_path: Path) -> None:
    with pytest.raises(UnreadableWorkbookError, match=r"no \.xlsx result file"):
        pipeline.gather([tmp_path])
    with pytest.raises(ConfigError, match="no such file"):
        pipeline.gather([tmp_path / "none.xlsx"])


def test_the_order_and_the_place_of_the_files_do_not_matter(tmp_path: Path, now: datetime) -> None:
    shutil.copytree(CLEAN, tmp_path / "elsewhere" / "deep")
    files = sorted(CLEAN.iterdir())

    reports = [
        pipeline.make_report(paths, now=now)[0]
        for paths in (files, files[::-1], [CLEAN], [tmp_path / "elsewhere" / "deep"])
    ]

    assert reports[0].verdict.decision is Decision.PASS
    assert len({pipeline.render(report, ["json"])[0].content for report in reports}) == 1


def test_a_folder_that_leads_to_a_whole_disk_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("drs_report.evidence.files._MOST_ENTRIES", 20)
    given, disk = tmp_path / "given", tmp_path / "disk"
    for folder in (given, disk):
        folder.mkdir()
    shutil.copy(next((ROOT / "sample_data" / "results").glob("*.xlsx")), given / "a.xlsx")
    (given / "link").symlink_to(disk)
    for number in range(18):
        (disk / f"{number}.dat").touch()
    assert len(pipeline.gather([given]).files) == 1

    (disk / "one-more.dat").touch()

    with pytest.raises(ConfigError, match="more than 20 entries"):
        pipeline.gather([given])
