"""All or nothing, also when the disk says no half-way."""

from __future__ import annotations

from pathlib import Path

import pytest

from drs_report.delivery.disk import write
from drs_report.errors import RenderError
from drs_report.records.judgement import Artifact


def artifact(name: str, content: bytes = b"new") -> Artifact:
    return Artifact(name, "text/plain", content)


def test_writes_folders_and_replaces_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"old")

    paths = write([artifact("a.txt"), artifact("data/b.txt", b"b")], tmp_path)

    assert [p.read_bytes() for p in paths] == [b"new", b"b"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "data"]


def test_a_failure_half_way_leaves_everything_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"old")
    (tmp_path / "b.txt").mkdir()  # a folder where a file should go: the second move fails

    with pytest.raises(RenderError, match=r"Cannot write to .*Nothing was changed"):
        write([artifact("a.txt"), artifact("b.txt"), artifact("c.txt")], tmp_path)

    assert (tmp_path / "a.txt").read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "b.txt"]


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(RenderError, match="choose another folder"):
        write([artifact("a.txt")], tmp_path / "file" / "sub")


@pytest.mark.parametrize("name", ["../a", "/etc/a", "", "a\\b", "a\0b", "x/../../y"])
def test_names_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RenderError):
        write([artifact(name)], tmp_path)

    assert not list(tmp_path.iterdir())


def test_two_artifacts_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="same name"):
        write([artifact("a"), artifact("a")], tmp_path)
