"""Several processes at one folder at once: each report is written whole, and the last one stays."""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from drs_report.delivery.disk import write
from drs_report.evidence import disk
from drs_report.evidence.outputs import REPORT_INDEX, read_index
from drs_report.records.artifact import Artifact

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")


def _report(writer: str) -> list[Artifact]:
    return [Artifact(f"report.{n}.md", "text/markdown", f"# {writer * 20_000} drs-report 1".encode()) for n in range(6)]


def _written_by_another(writer: str, place: Path) -> int:
    child = os.fork()
    if not child:
        try:
            write(_report(writer), place)
        except BaseException:  # noqa: BLE001 - a process of a test that must not go on as the test
            os._exit(1)
        os._exit(0)
    return child


@pytest.mark.parametrize("is_shared", [False, True])
@pytest.mark.parametrize("round_", range(4))
def test_writers_at_once_leave_one_whole_report(tmp_path: Path, round_: int, is_shared: bool) -> None:
    place = tmp_path / "out"
    if is_shared:
        place.mkdir()
        (place / "mine.txt").write_text("mine")
    children = [_written_by_another(writer, place) for writer in "abcdef"]
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * len(children)

    assert len({path.read_bytes()[2:3] for path in place.glob("*.md")}) == 1
    listed = read_index(place / REPORT_INDEX)
    assert listed is not None
    assert all(sha256((place / one.name).read_bytes()).hexdigest() == one.sha256 for one in listed)
    mine = {"mine.txt"} if is_shared else set()
    assert {path.name for path in place.iterdir()} == {REPORT_INDEX, *(one.name for one in listed)} | mine
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_who_holds_a_folder_for_ever_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_LONGEST_WAIT", 0.1)
    with disk.locked(tmp_path), pytest.raises(OSError, match="another process holds it"), disk.locked(tmp_path):
        raise AssertionError


@pytest.mark.parametrize("name", ["report.0.md", "report-INCOMPLETE.txt"])
def test_nothing_is_written_through_a_link(tmp_path: Path, name: str) -> None:
    place, kept = tmp_path / "out", tmp_path / "kept"
    place.mkdir()
    (place / "mine.txt").write_text("mine")
    kept.write_text("kept")
    (place / name).symlink_to(kept)
    write(_report("a"), place, is_overwriting=True)
    assert kept.read_text() == "kept"


def test_what_has_no_end_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b"12345")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with pytest.raises(OSError, match="not a file"):
            disk.open_regular(path)
    with pytest.raises(OSError, match="larger than"):
        disk.read_regular(tmp_path / "large", 4)
    assert disk.read_regular(tmp_path / "large", 5) == b"12345"
