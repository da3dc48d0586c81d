"""One set or the other, whatever ends the program in between; and never over what is not ours."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from drs_report.delivery.data_files import export
from drs_report.delivery.disk import short_name, write
from drs_report.delivery.mail import build_message, to_artifact
from drs_report.errors import ConfigError, RenderError
from drs_report.evidence.outputs import REPORT_INDEX, UNFINISHED, index_of, is_own_output, read_index
from drs_report.records.artifact import Artifact
from drs_report.renderers import FORMATS, by_slug
from tests.loading.fake_workbook import load_tables
from tests.reports import CASES


def marked(content: bytes) -> bytes:
    return b"# " + content + b" by drs-report 1"


def artifact(name: str, content: bytes = b"new", *, is_restricted: bool = True) -> Artifact:
    return Artifact(name, "text/plain", marked(content), is_restricted)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("is_shared", [False, True])
def test_an_earlier_report_is_replaced_as_a_set(tmp_path: Path, *, is_shared: bool) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    if is_shared:
        (folder / "evidence.xlsx").write_bytes(b"evidence")
    write([artifact("a.txt", b"old"), artifact("data/b.txt", b"b"), artifact("data/c.txt")], folder)

    paths = write([artifact("a.txt"), artifact("d.txt", b"d")], folder)

    assert [p.read_bytes() for p in paths] == [marked(b"new"), marked(b"d")]
    assert names(folder) == sorted(["a.txt", "d.txt", REPORT_INDEX, *(["evidence.xlsx"] if is_shared else [])])
    assert {entry.name for entry in read_index(folder / REPORT_INDEX) or ()} == {"a.txt", "d.txt"}
    assert not list(tmp_path.glob("**/.drs-report-*"))


def test_what_is_not_of_an_unchanged_earlier_report_is_overwritten_only_on_request(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"mine")
    with pytest.raises(ConfigError, match=r"not of an earlier report.*--overwrite"):
        write([artifact("a.txt")], tmp_path)
    assert (tmp_path / "a.txt").read_bytes() == b"mine"

    write([artifact("a.txt")], tmp_path, is_overwriting=True)
    (tmp_path / "a.txt").write_bytes(b"signed")
    with pytest.raises(ConfigError, match="was changed"):
        write([artifact("a.txt")], tmp_path)
    assert (tmp_path / "a.txt").read_bytes() == b"signed"


def test_what_was_read_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "report.xlsx").write_bytes(b"evidence")

    with pytest.raises(ConfigError, match="read by this run"):
        write([artifact("report.xlsx")], tmp_path, keep=[tmp_path / "report.xlsx"], is_overwriting=True)

    assert (tmp_path / "report.xlsx").read_bytes() == b"evidence"


@pytest.mark.parametrize("is_overwriting", [False, True])
@pytest.mark.parametrize("content", [b"evidence", b"PK\3\4 # by drs-report 1", b"drs-report 1"])
def test_what_a_forged_index_lists_is_not_removed(tmp_path: Path, content: bytes, *, is_overwriting: bool) -> None:
    (tmp_path / "case.xlsx").write_bytes(content)
    (tmp_path / REPORT_INDEX).write_bytes(index_of([Artifact("case.xlsx", "", content, True)]))

    with pytest.raises(ConfigError, match="does not say that it is one"):
        write([artifact("a.txt")], tmp_path, is_overwriting=is_overwriting)

    assert names(tmp_path) == sorted(["case.xlsx", REPORT_INDEX])


def test_what_an_index_lists_behind_a_link_is_not_removed(tmp_path: Path) -> None:
    write([artifact("data/a.txt")], tmp_path / "other")
    write([artifact("data/a.txt")], tmp_path / "out")
    (tmp_path / "out/data/a.txt").unlink()
    (tmp_path / "out/data").rmdir()
    (tmp_path / "out/data").symlink_to(tmp_path / "other/data")

    with pytest.raises(ConfigError, match="does not say that it is one"):
        write([artifact("a.txt")], tmp_path / "out")

    assert (tmp_path / "other/data/a.txt").is_file()


@pytest.mark.parametrize("process", ["9" * 9, "9" * 40, "²", ""])
def test_a_forged_stage_costs_nobody_a_file(tmp_path: Path, process: str) -> None:
    place = tmp_path / "out"
    place.mkdir()
    for path in (place / "case.xlsx", place / "plan.xlsx", tmp_path / "precious"):
        path.write_bytes(b"mine")
    (place / "linked").symlink_to(tmp_path)
    stage = place / f".drs-report-{process}-{hashlib.sha256(os.fsencode(place)).hexdigest()[:12]}-x"
    (stage / "old").mkdir(parents=True)
    (stage / "old" / "case.xlsx").write_bytes(marked(b"not the evidence"))
    names_in_plan = (
        b"plan.xlsx",
        b"../precious",
        os.fsencode(tmp_path / "precious"),
        b"linked/precious",
        b".",
        b"\xff",
    )
    (stage / "plan").write_bytes(b"\0".join(names_in_plan))

    write([artifact("a.txt")], place)

    assert {path.read_bytes() for path in (place / "case.xlsx", place / "plan.xlsx", tmp_path / "precious")} == {
        b"mine"
    }


@pytest.mark.parametrize(
    ("slug", "case"),
    # paper takes seconds, and has its mark from the page's foot
    [
        (slug, case)
        for slug in FORMATS
        for case in ("empty", "chinese", "redacted", "findings")[: 1 if slug == "pdf" else 4]
    ],
)
def test_each_format_says_itself_that_it_is_ours(slug: str, case: str, tmp_path: Path) -> None:
    made = by_slug(slug).render(CASES[case])
    (tmp_path / made.filename).write_bytes(made.content)
    assert is_own_output(tmp_path / made.filename)
    (tmp_path / made.filename).write_bytes(made.content.replace(b"drs-report", b"another one"))
    assert not is_own_output(tmp_path / made.filename)


@pytest.mark.parametrize(
    ("content", "is_ours"),
    [
        (b"a,b\n# drs-report report\n", True),
        (b"<a/>\n<!-- drs-report report -->\r\n", True),
        (b"PK\x03\x04 and whatever is in it drs-report report", True),
        (b"a,b\ndrs-report report,1\n", False),
        (b"PK\x03\x04 last entry: drs-report report" + b"PK\x05\x06" + bytes(18), False),
        (b"drs-report report" + b" " * 5000, False),
    ],
)
def test_any_format_is_known_by_the_mark_at_its_end(content: bytes, is_ours: bool, tmp_path: Path) -> None:
    (tmp_path / "any").write_bytes(content)
    assert is_own_output(tmp_path / "any") is is_ours


def test_data_and_messages_say_themselves_that_they_are_ours(tmp_path: Path) -> None:
    known = ["Source Database Name", "Table Name", "Source Rows", "Target Rows", "Comparison Result"]
    rows = [[*known, *(f"x{n}" for n in range(3000))], ["shop", "orders", 1, 1, "Consistent", *["y"] * 3000]]
    dataset = load_tables([("Details", rows)], name="contents.xlsx")
    made = [one.artifact for one in export([dataset], ["csv", "parquet"])]
    made.append(
        to_artifact(build_message(CASES["redacted"], sender="a@example.com", to=["b@example.com"]), is_restricted=True)
    )
    for one in made:
        path = tmp_path / Path(one.filename).name
        path.write_bytes(one.content)
        assert is_own_output(path), path


@pytest.mark.parametrize(("make", "says"), [(os.mkdir, "is a folder"), (os.mkfifo, "not of an earlier report")])
def test_what_is_no_file_is_not_replaced(tmp_path: Path, make: Callable[[Path], None], says: str) -> None:
    make(tmp_path / "a.txt")
    with pytest.raises(ConfigError, match=says):
        write([artifact("a.txt")], tmp_path)
    assert not (tmp_path / "a.txt").is_file()


def test_what_is_moved_in_file_by_file_says_so_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what says so is known as ours, and goes with the next run where this one was killed."""
    (tmp_path / "notes.txt").touch()
    seen = []
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        seen.append((tmp_path / UNFINISHED).is_file() and is_own_output(tmp_path / UNFINISHED))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    write([artifact("a.txt"), artifact("b.txt")], tmp_path)
    write([artifact("a.txt")], tmp_path)
    assert len(seen) == 8
    assert all(seen)
    assert names(tmp_path) == ["a.txt", "notes.txt", REPORT_INDEX]


def test_a_failure_half_way_leaves_everything_as_it_was(tmp_path: Path) -> None:
    write([artifact("a.txt", b"old"), artifact("c.txt", b"old")], tmp_path)
    (tmp_path / "b").touch()  # a file where a folder should be: the second move fails
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}

    with pytest.raises(RenderError, match=r"Cannot write to .*Nothing was changed"):
        write([artifact("a.txt"), artifact("b/x.txt"), artifact("c.txt")], tmp_path)

    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == before


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


def test_restricted_files_are_for_their_owner(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write([artifact("data/a.txt"), artifact("b.txt", is_restricted=False)], folder)

    modes = {name: stat.S_IMODE((folder / name).stat().st_mode) for name in ("", "data", "data/a.txt", REPORT_INDEX)}
    assert modes == {"": 0o700, "data": 0o700, "data/a.txt": 0o600, REPORT_INDEX: 0o600}
    write([artifact("data/a.txt")], tmp_path / "wide", mode=0o640)
    assert stat.S_IMODE((tmp_path / "wide" / "data").stat().st_mode) == 0o750


def test_a_mode_that_is_asked_for_does_not_hang_on_the_mask_and_widens_the_folder(tmp_path: Path) -> None:
    mask = os.umask(0o077)
    try:
        write([artifact("a.txt")], tmp_path / "out")
        write([artifact("a.txt")], tmp_path / "out", mode=0o640)
    finally:
        os.umask(mask)
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("out", "out/a.txt")]
    assert modes == [0o750, 0o640]


def test_long_names_are_cut_with_a_hash() -> None:
    assert short_name("short") == "short"
    one, other = short_name("表" * 200 + "1"), short_name("表" * 200 + "2")
    assert one != other
    assert len(one.encode()) <= 200


_WRITER = """
import os
import sys
from pathlib import Path
from drs_report.delivery.disk import write
from drs_report.records.artifact import Artifact
for _ in sys.stdin:
    if not (child := os.fork()):
        break
    os.waitpid(child, 0)
    print("killed", flush=True)
else:
    sys.exit()
print(os.getpid(), flush=True)
for n in range(10**9):
    text = b"# " + str(n).encode() + b" by drs-report 1"
    write([Artifact(f"{i}.txt", "text/plain", text, True) for i in range(40)], Path(sys.argv[1]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("is_shared", [False, True])
def test_kills_never_leave_a_mixture(tmp_path: Path, *, is_shared: bool) -> None:
    rng = random.Random(9)
    folder = tmp_path / "out"
    folder.mkdir()
    if is_shared:
        (folder / "evidence.xlsx").write_bytes(b"evidence")
    command = [sys.executable, "-c", _WRITER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        for _ in range(15):
            parent.stdin.write(b"\n")
            parent.stdin.flush()
            writer = int(parent.stdout.readline())
            time.sleep(rng.random() / 10)
            os.kill(writer, signal.SIGKILL)
            assert parent.stdout.readline() == b"killed\n"
            contents = {path.read_bytes() for path in folder.glob("[0-9]*.txt")} if folder.exists() else set()
            assert len(contents) <= 1
    write([artifact("a.txt")], folder)
    assert names(folder) == sorted(["a.txt", REPORT_INDEX, *(["evidence.xlsx"] if is_shared else [])])
    assert not list(tmp_path.glob("**/.drs-report-*"))
