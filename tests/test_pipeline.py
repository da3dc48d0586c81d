"""What is read, under which name, and that a report does not depend on where or in which order it was found."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from drs_report import pipeline
from drs_report.errors import ConfigError, UnreadableWorkbookError
from drs_report.records.judgement import Decision
from tests.conftest import ROOT

CLEAN = ROOT / "sample_data" / "clean"


def names(*paths: Path) -> list[str]:
    return [file.name for file in pipeline.find_files(paths)]


def test_folders_are_searched_and_lock_files_and_hidden_ones_left_alone(tmp_path: Path) -> None:
    for name in ("b.xlsx", "A.XLSX", "~$b.xlsx", ".hidden.xlsx", "notes.txt", "deep/er/c.xlsx", ".trash/d.xlsx"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    assert names(tmp_path) == ["A.XLSX", "b.xlsx", "deep/er/c.xlsx"]


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
        pipeline.find_files([tmp_path])
    with pytest.raises(ConfigError, match="no such file"):
        pipeline.find_files([tmp_path / "none.xlsx"])


def test_the_order_and_the_place_of_the_files_do_not_matter(tmp_path: Path, now: datetime) -> None:
    shutil.copytree(CLEAN, tmp_path / "elsewhere" / "deep")
    files = sorted(CLEAN.iterdir())

    reports = [
        pipeline.make_report(paths, now=now)[0]
        for paths in (files, files[::-1], [CLEAN], [tmp_path / "elsewhere" / "deep"])
    ]

    assert reports[0].verdict.decision is Decision.PASS
    assert len({pipeline.render(report, ["json"])[0].content for report in reports}) == 1
