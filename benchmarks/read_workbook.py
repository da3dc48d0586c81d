"""Reading one generated workbook of 1,000,000 rows x 8 text columns: our exact reader beside pandas' engines.

    python benchmarks/read_workbook.py [--rows N] [--reader NAME ...] > benchmarks/RESULTS.md

Each reader runs in a process of its own, one after the other, on the same file; the time is wall time of the reading
alone, the peak the process's resident set. The floor is what inflating and parsing cost with no reader at all. Needs
the dependency group `bench` (python-calamine).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_FORMAT = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_FLOOR = """
import zipfile
from xml.parsers import expat
parser = expat.ParserCreate()
with zipfile.ZipFile(path) as archive, archive.open("xl/worksheets/sheet1.xml") as part:
    while block := part.read(262144):
        parser.Parse(block, False)
    parser.Parse(b"", True)
n = None
"""
_EXACT = """
from drs_report.workbook import open_workbook
n = 0
with open_workbook(path) as reader:
    for batch in reader.batches(reader.sheets[0]):
        n += len(batch.rows)
"""
_PANDAS = """
import pandas
n = len(pandas.read_excel(path, header=None, dtype=str, keep_default_na=False, engine="{engine}"))
"""
READERS = {
    "floor: inflate and parse, no handlers": _FLOOR,
    "drs-report exact reader, batches": _EXACT,
    "pandas, engine calamine": _PANDAS.format(engine="calamine"),
    "pandas, engine openpyxl": _PANDAS.format(engine="openpyxl"),
}

_CHILD = """
import json, resource, sys, time
path = sys.argv[1]
{warm}
began = time.perf_counter(), time.process_time()
{body}
took = time.perf_counter() - began[0], time.process_time() - began[1]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({{"rows": n, "seconds": took[0], "cpu": took[1], "peak_mb": peak}}))
"""


def generate(path: Path, n_rows: int) -> None:
    """Write a workbook such as a streaming writer makes: inline texts, eight columns of row differences."""
    rng = random.Random(20261123)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_FORMAT}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_FORMAT}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_FORMAT}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="Differences" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="a" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="b" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill><patternFill/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream:
            stream.write(f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:H{n_rows}"/><sheetData>'.encode())
            for number in range(1, n_rows + 1):
                key, price = rng.randrange(10**9), rng.randrange(10**6) / 100
                texts = (
                    "shop",
                    "shop_new",
                    "orders",
                    "orders",
                    f"id={key}",
                    f"id={key}",
                    f"INSERT INTO orders VALUES ({key}, 'name {rng.randrange(10**5)}', {price})",
                    f"UPDATE orders SET price={price} WHERE id={key}",
                )
                cells = "".join(
                    f'<c r="{letter}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
                    for letter, text in zip("ABCDEFGH", texts, strict=True)
                )
                stream.write(f'<row r="{number}">{cells}</row>'.encode())
            stream.write(b"</sheetData></worksheet>")


def measure(name: str, path: Path) -> dict[str, float]:
    """Run one reader in a process of its own."""
    body = READERS[name]
    warm = "" if body is _FLOOR else "import drs_report.workbook" if body is _EXACT else "import pandas, openpyxl"
    code = _CHILD.format(warm=warm, body=body)
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--reader", action="append", choices=sorted(READERS), help="default: all")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "differences.xlsx"
        print(f"writing {options.rows:,} rows", file=sys.stderr)
        generate(path, options.rows)
        size = path.stat().st_size / 1e6
        results = {}
        for name in READERS:
            if options.reader is None or name in options.reader:
                print(name, file=sys.stderr)
                results[name] = measure(name, path)
                print(results[name], file=sys.stderr)
    first = next(iter(results.values()))
    print("# Reading: results\n")
    print(
        f"One file of {options.rows:,} rows x 8 text columns ({size:.0f} MB, inline strings), one run, one process "
        f"at a time. {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, load when finished {os.getloadavg()[0]:.1f}. "
        "Compare the ratios, not the seconds; CPU time is the steadier of the two.\n"
    )
    print("| reader | rows | wall s | CPU s | CPU against the floor | peak MB |")
    print("|---|--:|--:|--:|--:|--:|")
    for name, found in results.items():
        rows = "" if found["rows"] is None else f"{found['rows']:,}"
        print(
            f"| {name} | {rows} | {found['seconds']:.1f} | {found['cpu']:.1f} | {found['cpu'] / first['cpu']:.1f} "
            f"| {found['peak_mb']:,.0f} |"
        )
    print("\nMade with `python benchmarks/read_workbook.py > benchmarks/RESULTS.md`.")


if __name__ == "__main__":
    main()
