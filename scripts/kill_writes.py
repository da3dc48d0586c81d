# ruff: noqa: INP001, S311, T201 - a script that prints and draws moments
"""Kill the writing of a report over an older one at random moments and count what each kill left in the folder.

python scripts/kill_writes.py [KILLS]: exits 1 where files of two reports lie side by side, or where a part of one lies
there without the file that says so.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import IO

from drs_report.delivery.disk import write
from drs_report.delivery.spool import spooled
from drs_report.evidence.outputs import REPORT_INDEX, UNFINISHED
from drs_report.records.artifact import Artifact

_NAMES = tuple(f"report.{number}.md" for number in range(12))


def _report(generation: str) -> list[Artifact]:
    """Files of which the last is so large that it is kept on the disk until it is written."""
    small = [Artifact(name, "text/markdown", _text(generation, 50_000)) for name in _NAMES[:-1]]
    return [*small, Artifact(_NAMES[-1], "text/markdown", spooled(lambda file: _fill(file, generation)))]


def _text(generation: str, size: int) -> bytes:
    return f"# {generation * size} drs-report 1".encode()


def _fill(file: IO[bytes], generation: str) -> None:
    file.write(_text(generation, 5_000_000))


def _left(place: Path) -> str:
    """What lies in the folder: the whole of one report, a part of one, nothing, or a mixture."""
    found = {path.name: path.read_bytes() for path in place.glob("*.md")} if place.exists() else {}
    kinds = {content[2:3].decode() for content in found.values()}
    if len(kinds) > 1:
        return "mixture"
    if any(not content.endswith(b"drs-report 1") for content in found.values()):
        return "a cut file"
    is_marked = (place / UNFINISHED).exists()
    if not kinds:
        return "nothing"
    if len(found) == len(_NAMES) and (place / REPORT_INDEX).exists():
        return f"whole {kinds.pop()}{' that says it may be a part' if is_marked else ''}"
    return f"part of {kinds.pop()} that says so" if is_marked else "part that looks whole"


def _killed(place: Path, after: float) -> str:
    """Write over the older report and end that so many seconds later, if it does not end before."""
    child = os.fork()
    if not child:
        write(_report("n"), place)
        os._exit(0)
    end = time.perf_counter() + after
    while time.perf_counter() < end and os.waitpid(child, os.WNOHANG) == (0, 0):
        time.sleep(after / 1000)
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return _left(place)


def run(kills: int) -> Counter[str]:
    """Kill that many writers, half of them in a folder that holds other things too; return what was left how often."""
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "out"
        write(_report("o"), place)
        began = time.perf_counter()
        _killed(place, after=5.0)
        longest = 1.5 * (time.perf_counter() - began)
        for number in range(kills):
            shutil.rmtree(place, ignore_errors=True)
            write(_report("o"), place)
            if number % 2:
                (place / "notes.txt").write_text("a person's own")
            found[_killed(place, random.uniform(0, longest))] += 1
            write(_report("a"), place)  # whatever was left, the next run is whole
            if _left(place) != "whole a":
                found["not mended by the next run"] += 1
    return found


if __name__ == "__main__":
    counted = run(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
    for what, n in counted.most_common():
        print(f"{n:5} {what}")
    sys.exit(
        any(
            what in counted for what in ("mixture", "a cut file", "part that looks whole", "not mended by the next run")
        )
    )
