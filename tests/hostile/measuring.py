"""The hostile table, measured: each input meets the command line as a process of its own."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.hostile import containers, machines, places, settings, spellings, workbooks
from tests.hostile.table import PASS, Case, Outcome, clean, expand, faults, measure_in_full

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS = 2.0
"""Of CPU, beyond what the command needs for a workbook of one row."""
MOST_MEGABYTES = 300
_COMMAND = (sys.executable, "-m", "drs_report")


@dataclass(frozen=True)
class Measured:
    """One row of the table."""

    case: Case
    end: Outcome
    seconds: float
    megabytes: float

    def faults(self, start_up: float) -> list[str]:
        """What is wrong with how it ended or what it cost."""
        found = faults(self.case, self.end)
        if self.seconds - start_up > MOST_SECONDS:
            found.append(f"{self.seconds:.1f} s of CPU")
        if self.megabytes > MOST_MEGABYTES:
            found.append(f"{self.megabytes:.0f} MB")
        return found


def all_cases() -> list[Case]:
    """Every hostile input there is."""
    return [case for kind in (workbooks, containers, spellings, settings, places, machines) for case in kind.cases()]


def measure(case: Case) -> Measured:
    """Lay the input out, run the command line on it and count what it cost, children of a shell included."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name,
        tempfile.TemporaryDirectory() as beside,
    ):
        folder, said_to = Path(name), Path(beside)
        arguments = expand(case.make(folder), folder / "out")
        command = " ".join(map(shlex.quote, (*_COMMAND, *arguments)))
        # the shell says with which code the program itself ended, whatever reads its output
        line = f'set -o pipefail; {case.limits} {command} {case.streams}; echo "code=$?" >&9'
        env = {**os.environ, "PYTHONPATH": str(ROOT), **case.env}
        reader, writer = os.pipe()
        with (said_to / "out").open("wb") as out, (said_to / "err").open("wb") as err:
            child = subprocess.Popen(
                ["bash", "-c", f"exec 9>&{writer}; {line}"],
                stdout=out,
                stderr=err,
                env=env,
                cwd=folder,
                pass_fds=[writer],
            )
            os.close(writer)
            _, _, used = os.wait4(child.pid, 0)
            child.returncode = 0
        with os.fdopen(reader) as told:
            code = int(re.findall(r"code=(\d+)", told.read())[-1])
        said = [(said_to / part).read_bytes().decode(case.console[0], "replace") for part in ("out", "err")]
    return Measured(case, Outcome(code, *said), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _rows(measured: list[Measured], start_up: float) -> Iterator[str]:
    yield "| input | exit | CPU s | MB | it says |"
    yield "|---|--:|--:|--:|---|"
    for one in measured:
        said = one.end.sentence.replace("|", "\\|").replace("`", "'")
        said = said if len(said) <= 160 else f"{said[:100]} … {said[-50:]}"
        wrong = "".join(f" **{fault}**" for fault in one.faults(start_up))
        yield f"| {one.case.name} | {one.end.code} | {one.seconds:.1f} | {one.megabytes:.0f} | {said}{wrong} |"


def main() -> None:
    """Print the table and what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*", default=[""], help="parts of the names of the inputs to run")
    parser.add_argument("--markdown", action="store_true", help="as a table of Markdown")
    given = parser.parse_args()
    measure_in_full()
    start_up = min(measure(Case("clean", clean, PASS)).seconds for _ in range(3))
    measured = []
    for case in all_cases():
        if any(part in case.name for part in given.part):
            one = measure(case)
            measured.append(one)
            if wrong := one.faults(start_up):
                print(f"{case.name}: {'; '.join(wrong)}: {one.end.sentence}", file=sys.stderr, flush=True)
    if given.markdown:
        print("\n".join(_rows(measured, start_up)))
    wrong = [one for one in measured if one.faults(start_up)]
    most, largest = max(one.seconds for one in measured), max(one.megabytes for one in measured)
    print(
        f"{len(measured)} inputs, {len(wrong)} with a fault; start-up {start_up:.2f} s of CPU, most {most:.2f} s, "
        f"{largest:.0f} MB",
        file=sys.stderr,
    )
    sys.exit(bool(wrong))
