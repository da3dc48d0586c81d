"""What only a process of its own can meet: an interrupt at any moment, a pipe that does not wait."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.hostile.measuring import ROOT
from tests.hostile.table import workbook

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes of Unix")]


_SHIELDED = """
import signal
from drs_report.__main__ import main

real, mine = signal.signal, {signal.SIGINT}

def listen(*given):
    real(*given)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, mine)

signal.signal = listen
signal.pthread_sigmask(signal.SIG_BLOCK, mine)
print("ready", flush=True)
main()
"""
"""The command, deaf until it first says what an interrupt is to do: before, a traceback is the interpreter's own."""

_AT_WORK = """
import os
import sys
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import drs_report.cli.deliver
import drs_report.pipeline
from drs_report.renderers import by_slug

by_slug("html")
for _ in sys.stdin:
    if not (child := os.fork()):
        print("started", os.getpid(), flush=True)
        break
    sys.stdin.readline()  # until then one that has ended keeps its number
    print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
else:
    os._exit(0)
"""
"""The same for each line that it is given, with all imported that takes the command most of its time."""

ENDS = (130, -signal.SIGINT, 3, 4)


def _started(
    folder: Path, how: tuple[str, ...], *options: str, stdout: int = subprocess.PIPE, stdin: int | None = None
) -> subprocess.Popen[bytes]:
    (folder / "case.xlsx").write_bytes(workbook())
    arguments = (sys.executable, *how, "report", str(folder / "case.xlsx"), *options)
    return subprocess.Popen(arguments, cwd=ROOT, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE)


def test_an_interrupt_at_any_moment_is_no_fail_and_no_traceback(tmp_path: Path) -> None:
    for number in range(4):
        child = _started(tmp_path, ("-c", _SHIELDED), "-o", str(tmp_path / "out"))
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        time.sleep(0.15 * number)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=60)
        assert b"Traceback" not in err, err
        assert child.returncode in ENDS, err
        assert not list(tmp_path.glob("**/.drs-report-*"))


def test_an_interrupt_at_work_is_no_fail_and_no_traceback(tmp_path: Path) -> None:
    ends = []
    with _started(tmp_path, ("-c", _AT_WORK + _SHIELDED), "-o", str(tmp_path / "out"), stdin=subprocess.PIPE) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        lines = iter(parent.stdout.readline, b"")
        for number in range(12):
            parent.stdin.write(b"\n")
            parent.stdin.flush()
            process = int(next(line for line in lines if line.startswith(b"started")).split()[1])
            assert next(lines) == b"ready\n"
            time.sleep(0.015 * number)
            os.kill(process, signal.SIGINT)
            parent.stdin.write(b"\n")
            parent.stdin.flush()
            ends.append(int(next(line for line in lines if line.startswith(b"ended")).split()[1]))
            assert not list(tmp_path.glob("**/.drs-report-*"))
        _, err = parent.communicate(timeout=60)
    assert b"Traceback" not in err, err
    assert {*ends} <= {*ENDS}, err


_ENDING = """
import time
from drs_report import cli

class Ending:
    def __del__(self):
        raise KeyboardInterrupt

class Command:
    def main(self, **given):
        Ending()
        time.sleep(60)

cli.in_words = lambda command: Command()
cli.main()
"""


def test_an_interrupt_that_meets_the_end_of_an_object_is_none_that_python_drops() -> None:
    ended = subprocess.run([sys.executable, "-c", _ENDING], cwd=ROOT, capture_output=True, timeout=50, check=False)
    assert (ended.returncode, ended.stderr.strip()) == (130, b"Interrupted; nothing half-written was left behind.")


def _wait_until_full(pipe: int) -> None:
    """Come back once nobody could write without waiting for a reader."""
    for _ in range(600):
        if not select.select([], [pipe], [], 0)[1]:
            return
        time.sleep(0.05)
    pytest.fail("nothing was written")


def test_a_pipe_that_does_not_wait_gets_the_whole_report(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    child = _started(tmp_path, ("-m", "drs_report"), "-o", "-", "--format", "html", stdout=writer)
    _wait_until_full(writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        got = stream.read()
    assert (child.wait(), got.rstrip().endswith(b"</html>")) == (3, True)
    assert len(got) > 65_536
    assert child.stderr is not None
    child.stderr.close()
