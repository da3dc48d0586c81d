"""Write the big synthetic workbooks that the benchmarks read.

    python benchmarks/make_workbooks.py differences build/bench/differences-inline.xlsx
    python benchmarks/make_workbooks.py differences build/bench/differences-shared.xlsx --writer poi-shared
    python benchmarks/make_workbooks.py lines build/bench/lines.xlsx --rows 200000 --writer poi-inline

Writers: Apache POI's streaming writer (`poi-inline`, `poi-shared`; what a Java service would most likely use; needs a
JDK and its jars in ``.tools/poi``), XlsxWriter (inline strings in constant memory; shared ones with every cell in
memory, 1.2 GB for a million differences) and openpyxl's write-only mode. The layouts are inferred, as those of
`sample_data/` are. The same arguments give the same cells.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path

import openpyxl
import xlsxwriter

HERE = Path(__file__).resolve().parent
Cell = str | int | None
SHEET_ROWS = 1_048_576
"""Excel's limit; longer lists go on in a sheet of the same name with ``(2)``."""
DEFAULT_ROWS = {
    "differences": 1_000_000,
    "lines": 200_000,
    "objects": 300_000,
    "contents": 50_000,
    "table-objects": 50_000,
}
DATABASE = "bench"
ROWS_PER_TABLE = 25_000
"""Differing rows per table."""
META = (
    "Comparison Type: {type}; Comparison Start Time: 2026/11/14 22:30:00 GMT+08:00,"
    " Comparison End Time: 2026/11/15 03:41:55 GMT+08:00"
)
OBJECTS_META = "Comparison Time: 2026/11/14 22:05:10 GMT+08:00"
PAIR = ("Source Database Name", "Target Database Name")
TOTALS = ("Total Tables", "Completed Tables", "Inconsistent Tables", "Tables That Cannot Be Compared")
TABLES = ("Source Table Name", "Target Table Name")


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet to write: the lines above, the heading, the rows."""

    name: str
    heading: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    above: tuple[str, ...] = ()


def differences(n: int) -> Iterator[Part]:
    """A value comparison whose difference list has `n` rows of 8 columns."""
    n_tables = -(-n // ROWS_PER_TABLE)
    sizes = [min(ROWS_PER_TABLE, n - i * ROWS_PER_TABLE) for i in range(n_tables)]
    meta = META.format(type="Value comparison")
    overview = [(DATABASE, DATABASE, "Inconsistent", n_tables, n_tables, n_tables, 0)]
    yield Part("Overview", (*PAIR, "Comparison Result", *TOTALS), overview, (meta,))
    heading = (*PAIR, *TABLES, "Source Table Rows", "Target Table Rows", "Inconsistent Rows", "Value Comparison Result")
    tables = [
        (DATABASE, DATABASE, f"table_{i:03d}", f"table_{i:03d}", 1_000_000, 1_000_000, size, "Inconsistent")
        for i, size in enumerate(sizes)
    ]
    yield Part("Comparable Tables", heading, tables)
    sql = ("SQL for Querying the Source Database", "SQL for Querying the Destination Database")
    yield Part("Difference Details", (*PAIR, *TABLES, "Source Key Value", "Target Key Value", *sql), difference_rows(n))


def difference_rows(n: int) -> Iterator[tuple[Cell, ...]]:
    """`n` rows: a third each in the source only, in the target only, in both."""
    for i in range(n):
        table = f"table_{i // ROWS_PER_TABLE:03d}"
        key = f'["{10_000_019 + 7 * i}"]'
        query = f"select * from {DATABASE}.{table} where id = {10_000_019 + 7 * i}"
        yield (
            DATABASE,
            DATABASE,
            table,
            table,
            None if i % 3 == 1 else key,
            None if i % 3 == 0 else key,
            query,
            query,
        )


def lines(n: int) -> Iterator[Part]:
    """A row comparison of `n` tables, every hundredth of which differs by one row."""
    n_differing = -(-n // 100)
    overview = [(DATABASE, DATABASE, "Inconsistent", n, n, n_differing, 0)]
    meta = META.format(type="Row comparison")
    yield Part("Overview", (*PAIR, "Comparison Result", *TOTALS), overview, (meta,))
    heading = (*PAIR, *TABLES, "Source Table Rows", "Target Table Rows", "Row Difference", "Comparison Result")
    yield Part("Details", heading, (line_row(i) for i in range(n)))


def line_row(i: int) -> tuple[Cell, ...]:
    """The `i`-th table of a row comparison."""
    name, rows, missing = f"table_{i:06d}", 1000 + i % 977, int(i % 100 == 0)
    result = "Inconsistent" if missing else "Consistent"
    return (DATABASE, DATABASE, name, name, rows, rows - missing, -missing, result)


def contents(n: int) -> Iterator[Part]:
    """A value comparison of `n` tables, every hundredth of which differs by one row, which is listed."""
    n_differing = -(-n // 100)
    overview = [(DATABASE, DATABASE, "Inconsistent", n, n, n_differing, 0)]
    yield Part("Overview", (*PAIR, "Comparison Result", *TOTALS), overview, (META.format(type="Value comparison"),))
    heading = (*PAIR, *TABLES, "Source Table Rows", "Target Table Rows", "Inconsistent Rows", "Value Comparison Result")
    yield Part("Comparable Tables", heading, (content_row(i) for i in range(n)))
    sql = ("SQL for Querying the Source Database", "SQL for Querying the Destination Database")
    rows = (listed_row(i) for i in range(0, n, 100))
    yield Part("Difference Details", (*PAIR, *TABLES, "Source Key Value", "Target Key Value", *sql), rows)


def content_row(i: int) -> tuple[Cell, ...]:
    """The `i`-th table of a value comparison: the one of the row comparison."""
    *names, source, target, _, _ = line_row(i)
    missing = int(i % 100 == 0)
    return (*names, source, target, missing, "Inconsistent" if missing else "Consistent")


def listed_row(i: int) -> tuple[Cell, ...]:
    """The row that the target of the `i`-th table lacks."""
    name = f"table_{i:06d}"
    query = f"select * from {DATABASE}.{name} where id = {7 * i + 19}"
    return (DATABASE, DATABASE, name, name, f'["{7 * i + 19}"]', None, query, query)


def table_objects(n: int) -> Iterator[Part]:
    """An object comparison of `n` tables, all of which are there."""
    counts = ("Comparison Item", "Source Database", "Destination Database", "Comparison Result")
    yield Part("Overview", counts, [("Tables", n, n, "Consistent")], (OBJECTS_META,))
    values = ("Value in Source Database", "Value in Target Database")
    heading = ("Object Type", *PAIR, *values, "Comparison Result")
    names = (f"table_{i:06d}" for i in range(n))
    yield Part("Details", heading, (("TABLE", DATABASE, DATABASE, name, name, "Consistent") for name in names))


def objects(n: int) -> Iterator[Part]:
    """An object comparison of `n` indexes, every hundredth of which is missing in the target."""
    n_missing = -(-n // 100)
    counts = ("Comparison Item", "Source Database", "Destination Database", "Comparison Result")
    yield Part("Overview", counts, [("Indexes", n, n - n_missing, "Inconsistent")], (OBJECTS_META,))
    values = ("Value in Source Database", "Value in Target Database")
    heading = ("Object Type", *PAIR, *values, "Comparison Result")
    yield Part("Details", heading, (object_row(i) for i in range(n)))


def object_row(i: int) -> tuple[Cell, ...]:
    """The `i`-th index."""
    name = f"`table_{i // 3:06d}`.`ix_{i % 3}`"
    if i % 100 == 0:
        return ("INDEX", DATABASE, DATABASE, name, None, "Inconsistent")
    return ("INDEX", DATABASE, DATABASE, name, name, "Consistent")


KINDS = {
    "differences": differences,
    "lines": lines,
    "objects": objects,
    "contents": contents,
    "table-objects": table_objects,
}
JOB = ("contents", "lines", "table-objects")
"""The comparisons of one job: the same tables in each."""


def sheets(parts: Iterable[Part]) -> Iterator[tuple[str, Iterator[Sequence[Cell]]]]:
    """The sheets with their lines, heading and rows; a longer list goes on, heading repeated, in the next sheet."""
    for part in parts:
        top: list[Sequence[Cell]] = [*((text,) for text in part.above), part.heading]
        rows = iter(part.rows)
        name, n_sheets = part.name, 1
        while True:
            yield name, chain(top, islice(rows, SHEET_ROWS - len(top)))
            following = next(rows, None)
            if following is None:
                break
            rows, top, n_sheets = chain([following], rows), [part.heading], n_sheets + 1
            name = f"{part.name}({n_sheets})"


def write_xlsxwriter(parts: Iterable[Part], path: Path, *, is_inline: bool) -> None:
    """Write the sheets: inline strings in constant memory, or shared strings with every cell in memory."""
    with xlsxwriter.Workbook(path, {"constant_memory": is_inline}) as workbook:
        workbook.set_properties({"title": "synthetic benchmark"})
        for name, rows in sheets(parts):
            sheet = workbook.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(r, c, value)
                    elif value is not None:
                        sheet.write_number(r, c, value)


def write_openpyxl(parts: Iterable[Part], path: Path) -> None:
    """Write the sheets in openpyxl's write-only mode."""
    workbook = openpyxl.Workbook(write_only=True)
    workbook.properties.title = "synthetic benchmark"
    for name, rows in sheets(parts):
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)


def _jars() -> list[Path]:
    folder = Path(os.getenv("DRS_REPORT_POI") or HERE.parent / ".tools" / "poi")
    wanted = ("poi-", "xmlbeans", "SparseBitSet", "commons-c", "commons-io", "commons-math3", "curvesapi", "log4j-api")
    return [jar for jar in folder.glob("*.jar") if jar.name.startswith(wanted)]


def has_poi() -> bool:
    """Whether Apache POI can be run."""
    return shutil.which("java") is not None and bool(_jars())


def write_poi(parts: Iterable[Part], path: Path, *, mode: str) -> None:
    """Write the sheets with Apache POI's streaming writer; `mode` is ``inline`` or ``shared``."""
    jars = os.pathsep.join(map(str, _jars()))
    command = ["java", "-Xmx1500m", "-Djava.awt.headless=true", "-cp", jars, str(HERE / "java" / "StreamWriter.java")]
    with subprocess.Popen([*command, str(path), mode], stdin=subprocess.PIPE, text=True, encoding="utf-8") as java:
        assert java.stdin is not None
        for name, rows in sheets(parts):
            java.stdin.write(f"S\t{name}\n")
            for row in rows:
                cells = ("" if v is None else f"s{v}" if isinstance(v, str) else f"n{v}" for v in row)
                java.stdin.write("R\t" + "\t".join(cells) + "\n")
        java.stdin.close()
        if java.wait():
            raise SystemExit("Apache POI failed; are a JDK and .tools/poi there?")


WRITERS: Mapping[str, Callable[[Iterable[Part], Path], None]] = {
    "poi-inline": partial(write_poi, mode="inline"),
    "poi-shared": partial(write_poi, mode="shared"),
    "xlsxwriter-inline": partial(write_xlsxwriter, is_inline=True),
    "xlsxwriter-shared": partial(write_xlsxwriter, is_inline=False),
    "openpyxl": write_openpyxl,
}


def make(kind: str, path: Path, *, n_rows: int | None = None, writer: str = "poi-inline") -> None:
    """Write the workbook `kind` (of `KINDS`) with `n_rows` in its long list to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    WRITERS[writer](KINDS[kind](DEFAULT_ROWS[kind] if n_rows is None else n_rows), path)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Write a big synthetic result workbook.")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("path", type=Path)
    parser.add_argument("--rows", type=int, help="rows of the long list (default: by kind)")
    parser.add_argument("--writer", choices=WRITERS, default="poi-inline")
    options = parser.parse_args()
    start = time.perf_counter()
    make(options.kind, options.path, n_rows=options.rows, writer=options.writer)
    print(f"{options.path}: {options.path.stat().st_size / 1e6:.1f} MB in {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
