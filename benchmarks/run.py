"""Reading, loading, judging and writing on files by several writers, beside the floor and its peers in the same run.

    python benchmarks/run.py --json benchmarks/results.json > benchmarks/RESULTS.md    # all of it: ten minutes
    python benchmarks/run.py --rows 10000 100000 --tables 1000 10000
    python benchmarks/run.py --gate                                                    # for CI: a minute

The files are those of `make_workbooks.py`: differences (an overview, tables, and a list of N differing rows x 8), lines
(a row comparison of N tables), and a job (value, row and object comparison of the same N tables). Each entry runs in a
process of its own, one after the other; times are CPU times of the work alone, imports excepted, and of the whole
process; the peak is the process's resident set. *command* is the command line as a user starts it. The floor is what
inflating and parsing cost with no reader at all: compare ratios within a run, never seconds between machines. `--gate`
measures a little, takes the best of three runs and fails where a ratio is above its limit. Needs the dependency group
`bench`; entries and writers that are not installed are left out and said.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from make_workbooks import JOB, WRITERS, has_poi, make

_FLOOR = """
import zipfile
from xml.parsers import expat
===
for path in paths:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet") or name == "xl/sharedStrings.xml":
                parser = expat.ParserCreate()
                with archive.open(name) as part:
                    while block := part.read(262144):
                        parser.Parse(block, False)
                    parser.Parse(b"", True)
"""
_READ = """
import pandas, pyarrow.compute
from drs_report.reading.xlsx import open_workbook
===
n = 0
for path in paths:
    with open_workbook(path) as reader:
        n += sum(len(batch.rows) for sheet in reader.sheets for batch in reader.batches(sheet))
"""
_LOAD = """
import pandas, pyarrow.compute
from drs_report.reading.loading import load
===
datasets = [load(path) for path in paths]
n = sum(len(frame) for dataset in datasets for frame in dataset.frames.values())
"""
_WHOLE = """
from datetime import UTC, datetime
from pathlib import Path
import pandas, pyarrow.compute, pyarrow.parquet
from drs_report import pipeline
===
lap = time.process_time()
def stage(name):
    global lap
    stages[name] = time.process_time() - lap
    lap = time.process_time()
now = datetime(2026, 11, 16, tzinfo=UTC)
loaded = pipeline.load_files(pipeline.gather([Path(path) for path in paths]), pipeline.ReadOptions())
stage("load")
report, data = pipeline.report_loaded(loaded, now=now, data_formats=["csv", "xlsx"])
stage("judge, build, data")
made = pipeline.render(report, ["html", "md", "json"])
stage("render")
n = sum(one.size for one in (*made, *data))
"""
_COMMAND = """
import subprocess, tempfile
===
with tempfile.TemporaryDirectory() as out:
    argv = [sys.executable, "-m", "drs_report", "report", *paths, "-o", out]
    n = subprocess.run(argv, stdout=subprocess.DEVNULL, check=False).returncode
"""
_CALAMINE = """
import pandas, python_calamine
===
n = 0
for path in paths:
    frames = pandas.read_excel(
        path, sheet_name=None, header=None, dtype=str, keep_default_na=False, engine="calamine"
    )
    n += sum(len(frame) for frame in frames.values())
"""
_OPENPYXL = _CALAMINE.replace("python_calamine", "openpyxl").replace('"calamine"', '"openpyxl"')
_FASTEXCEL = """
import fastexcel, pyarrow
===
n = 0
for path in paths:
    book = fastexcel.read_excel(path)
    n += sum(len(book.load_sheet(name, header_row=None, dtypes="string").to_arrow()) for name in book.sheet_names)
"""
ENTRIES = {
    "floor": _FLOOR,
    "read": _READ,
    "load": _LOAD,
    "whole": _WHOLE,
    "command": _COMMAND,
    "pandas + calamine": _CALAMINE,
    "fastexcel to Arrow": _FASTEXCEL,
    "pandas + openpyxl": _OPENPYXL,
}
_SLOW = {"pandas + openpyxl": 10_000, "pandas + calamine": 1_000_000, "fastexcel to Arrow": 1_000_000}
"""Rows beyond which an entry is left out: it is linear, and takes minutes or all the memory."""
_MOST = {"poi-inline": 4_000_000, "xlsxwriter-shared": 100_000}
"""Rows beyond which a writer is left out; 1,000,000 for others."""
File = tuple[str, str, int]
"""Kind, writer, rows."""
GATE: dict[File, tuple[str, dict[str, float]]] = {
    ("differences", "poi-inline", 100_000): ("floor", {"load": 2.3, "whole": 4.5}),
    ("differences", "poi-shared", 100_000): ("floor", {"load": 2.5, "whole": 5.7}),
    ("job", "poi-inline", 10_000): ("pandas + calamine", {"load": 1.6, "whole": 7.0}),
}
"""By file, another entry and the highest CPU time against its own that is let through: a half above what was measured
(docs/performance.md), for a busy machine is not to fail."""

_CHILD = """
import json, resource, sys, time
paths = sys.argv[1:]
n, stages = None, {{}}
{imports}
began = time.perf_counter(), time.process_time()
{work}
took = time.perf_counter() - began[0], time.process_time() - began[1]
with open("/proc/self/status") as status:  # ru_maxrss would count the parent's peak too
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024
below = resource.getrusage(resource.RUSAGE_CHILDREN)  # the command's own process
started = below.ru_utime + below.ru_stime
result = {{"seconds": took[0], "cpu": started or took[1], "peak_mb": max(peak, below.ru_maxrss / 1024)}}
print(json.dumps({{**result, "process": started or time.process_time(), "stages": stages}}))
"""


@dataclass(slots=True)
class Result:
    """One entry on one file."""

    kind: str
    writer: str
    rows: int
    entry: str
    cpu: float
    process: float
    """CPU time of the whole process: start, imports, work and end."""
    seconds: float
    peak_mb: float
    stages: dict[str, float] = field(default_factory=dict)
    to_floor: float = 0.0
    """CPU time against the floor's on the same file."""


def measure(name: str, paths: Sequence[Path]) -> dict[str, Any] | None:
    """Run one entry in a process of its own: the fields of a result; None where what it needs is not installed."""
    imports, _, work = ENTRIES[name].partition("===")
    code = _CHILD.format(imports=imports, work=work)
    done = subprocess.run([sys.executable, "-c", code, *map(str, paths)], capture_output=True, text=True, check=False)
    if done.returncode and "ModuleNotFoundError" in done.stderr:
        return None
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr}")
    return dict(json.loads(done.stdout))


def results_of(file: File, entries: Iterable[str], folder: Path, runs: int = 1) -> list[Result]:
    """Write the file unless it is there, and run the entries on it; of several runs the quickest counts."""
    kind, writer, rows = file
    paths = []
    print(f"{kind}, {writer}, {rows:,} rows", file=sys.stderr)
    for part in JOB if kind == "job" else (kind,):
        paths.append(folder / f"{part}-{writer}-{rows}.xlsx")
        if not paths[-1].exists():
            make(part, paths[-1], n_rows=rows, writer=writer)
    found: list[Result] = []
    for name in entries:
        if rows > _SLOW.get(name, rows):
            continue
        taken = [one for one in (measure(name, paths) for _ in range(runs)) if one is not None]
        if not taken:
            print(f"{name} is not installed", file=sys.stderr)
            continue
        one = min(taken, key=lambda result: result["cpu"])
        found.append(Result(kind, writer, rows, name, **one))
    for result in found:
        result.to_floor = result.cpu / found[0].cpu
    return found


def growth(results: Sequence[Result]) -> str:
    """How CPU time grows with rows, as exponents: from the smallest size to the largest, and in the last step to it."""
    *before, last = sorted(results, key=lambda one: one.rows)
    slopes = (math.log(last.cpu / one.cpu) / math.log(last.rows / one.rows) for one in (before[0], before[-1]))
    return ", ".join(f"{slope:.2f}" for slope in slopes)


def show(results: Sequence[Result]) -> None:
    """Print the one table."""
    print("# Results\n")
    print(
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load "
        f"when finished {os.getloadavg()[0]:.1f}. CPU seconds of the work alone, then of the whole process "
        "(of *command*, the command line as it stands, only that is known); compare ratios, not seconds.\n"
    )
    print(
        "| file | rows | what | CPU s | to the floor | whole process | peak MB "
        "| to pandas + calamine: CPU, process, peak | growth | stages |"
    )
    print("|---|--:|---|--:|--:|--:|--:|--:|--:|---|")
    beside = {(o.kind, o.writer, o.rows): o for o in results if o.entry == "pandas + calamine"}
    for one in results:
        same = [o for o in results if (o.kind, o.writer, o.entry) == (one.kind, one.writer, one.entry)]
        is_largest = len(same) > 1 and one.rows == max(o.rows for o in same)
        peer = beside.get((one.kind, one.writer, one.rows))
        stages = ", ".join(f"{name} {cpu:.2f}" for name, cpu in one.stages.items())
        beside_peer = (
            (one.cpu / peer.cpu, one.process / peer.process, one.peak_mb / peer.peak_mb) if peer is not None else ()
        )
        print(
            f"| {one.kind}, {one.writer} | {one.rows:,} | {one.entry} | {one.cpu:.2f} | {one.to_floor:.2f} "
            f"| {one.process:.2f} | {one.peak_mb:,.0f} | {', '.join(f'{ratio:.2f}' for ratio in beside_peer)} "
            f"| {growth(same) if is_largest else ''} | {stages} |"
        )
    print("\nMade with `python benchmarks/run.py`.")


def gate(folder: Path) -> int:
    """Hold the ratios of CPU times to their limits; return the exit code."""
    n_over = 0
    for file, (beside, limits) in GATE.items():
        if file[1].startswith("poi") and not has_poi():
            print(f"{', '.join(map(str, file))}: left out, a JDK or .tools/poi is missing")
            continue
        for result in results_of(file, (beside, *limits), folder, runs=3)[1:]:
            limit = limits[result.entry]
            verdict = "ok" if result.to_floor <= limit else "TOO SLOW"
            n_over += result.to_floor > limit
            name, ratio = ", ".join(map(str, file)), f"{result.entry} {result.to_floor:.2f} x {beside}"
            print(f"{name}: {ratio}, limit {limit}: {verdict}")
    return 1 if n_over else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--rows", type=int, nargs="*", default=[10_000, 100_000, 1_000_000, 4_000_000], help="of differences"
    )
    parser.add_argument("--tables", type=int, nargs="*", default=[1_000, 10_000, 50_000], help="of lines and of a job")
    parser.add_argument("--writers", nargs="*", choices=WRITERS, default=list(WRITERS))
    parser.add_argument("--only", nargs="*", choices=ENTRIES, default=list(ENTRIES), help="entries (default: all)")
    parser.add_argument("--runs", type=int, default=1, help="of each entry; the quickest counts (default: 1)")
    parser.add_argument("--json", type=Path, help="write the results here too")
    parser.add_argument("--gate", action="store_true", help="check the ratios against their limits, nothing else")
    parser.add_argument("--folder", type=Path, help="where the files are kept and found again (default: thrown away)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name)
        if options.gate:
            return gate(folder)
        entries = [entry for entry in ENTRIES if entry == "floor" or entry in options.only]
        results: list[Result] = []
        for writer in options.writers:
            for rows in options.rows:
                if rows <= _MOST.get(writer, 1_000_000):
                    results += results_of(("differences", writer, rows), entries, folder, options.runs)
        for kind in ("lines", "job"):
            for tables in options.tables:
                results += results_of((kind, options.writers[0], tables), entries, folder, options.runs)
    show(results)
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in results], indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
