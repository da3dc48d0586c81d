"""From one big workbook to frames and to a report: drs-report beside pandas' engines, on the same file in the same run.

    python benchmarks/run.py [--rows N] [--only NAME ...] > benchmarks/RESULTS.md

The file is `make_workbooks.py`'s value comparison: an overview, 40 tables, and a list of N differing rows x 8 columns.
Each entry runs in a process of its own, one after the other; times are of the work alone, imports excepted, and the
peak is the process's resident set. The floor is what inflating and parsing cost with no reader at all. Needs the
dependency group `bench`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from make_workbooks import make

_FLOOR = """
import zipfile
from xml.parsers import expat
===
with zipfile.ZipFile(path) as archive:
    for name in archive.namelist():
        if name.startswith("xl/worksheets/sheet"):
            parser = expat.ParserCreate()
            with archive.open(name) as part:
                while block := part.read(262144):
                    parser.Parse(block, False)
                parser.Parse(b"", True)
n = None
"""
_CELLS = """
from drs_report.reading.xlsx import open_workbook
===
with open_workbook(path) as reader:
    n = sum(len(batch.rows) for sheet in reader.sheets for batch in reader.batches(sheet))
"""
_FRAMES = """
import drs_report
drs_report.load
===
dataset = drs_report.load(path)
n = sum(len(frame) for frame in dataset.frames.values())
"""
_REPORT = """
from datetime import UTC, datetime
from pathlib import Path
from drs_report import pipeline
===
report, data = pipeline.make_report([Path(path)], now=datetime(2026, 11, 16, tzinfo=UTC), data_formats=["parquet"])
made = pipeline.render(report, ["html", "md", "json"])
n = ", ".join(f"{a.filename} {len(a.content) / 1e6:.2f} MB" for a in (*made, *data) if len(a.content) > 50_000)
"""
_PANDAS = """
import pandas, openpyxl
===
frames = pandas.read_excel(path, sheet_name=None, header=None, dtype=str, keep_default_na=False, engine="{engine}")
n = sum(len(frame) for frame in frames.values())
"""
ENTRIES = {
    "floor: inflate and parse, no handlers": _FLOOR,
    "drs-report: cells, in batches": _CELLS,
    "drs-report: typed frames": _FRAMES,
    "drs-report: frames, verdict, HTML, Markdown, JSON, Parquet": _REPORT,
    "pandas, engine calamine: text frames": _PANDAS.format(engine="calamine"),
    "pandas, engine openpyxl: text frames": _PANDAS.format(engine="openpyxl"),
}

_CHILD = """
import json, sys, time
path = sys.argv[1]
{imports}
began = time.perf_counter(), time.process_time()
{work}
took = time.perf_counter() - began[0], time.process_time() - began[1]
with open("/proc/self/status") as status:  # ru_maxrss would count the parent's peak too
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024
print(json.dumps({{"n": n, "seconds": took[0], "cpu": took[1], "peak_mb": peak}}))
"""


def measure(name: str, path: Path) -> dict[str, float]:
    """Run one entry in a process of its own."""
    imports, _, work = ENTRIES[name].partition("===")
    code = _CHILD.format(imports=imports, work=work)
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", action="append", choices=sorted(ENTRIES), help="default: all")
    parser.add_argument("--file", type=Path, help="a workbook made before, instead of writing one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.file or Path(folder) / "differences.xlsx"
        if options.file is None:
            print(f"writing {options.rows:,} rows", file=sys.stderr)
            make("differences", path, n_rows=options.rows, writer="poi-inline")
        size = path.stat().st_size / 1e6
        results = {}
        for name in ENTRIES:
            if options.only is None or name in options.only:
                results[name] = measure(name, path)
                print(name, results[name], file=sys.stderr)
    first = next(iter(results.values()))
    print("# Results\n")
    print(
        f"One value comparison with {options.rows:,} differing rows x 8 columns ({size:.0f} MB, inline strings); one "
        f"run, one process at a time. {platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, load when finished {os.getloadavg()[0]:.1f}. Compare the ratios, not the "
        "seconds.\n"
    )
    print("| what | wall s | CPU s | CPU against the floor | peak MB | |")
    print("|---|--:|--:|--:|--:|---|")
    for name, found in results.items():
        n = found["n"]
        said = "" if n is None else f"{n:,} rows" if isinstance(n, int) else n
        print(
            f"| {name} | {found['seconds']:.1f} | {found['cpu']:.1f} | {found['cpu'] / first['cpu']:.1f} "
            f"| {found['peak_mb']:,.0f} | {said} |"
        )
    print("\nMade with `python benchmarks/run.py > benchmarks/RESULTS.md`.")


if __name__ == "__main__":
    main()
