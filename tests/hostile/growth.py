"""How CPU grows where an input is doubled: ``python -m tests.hostile.growth [part of a name ...]``, or ``make growth``.

Each input is laid out at half of its largest size and at its largest, and met by the command line in a process that has
loaded all it needs, which reads, judges and writes HTML, Markdown, JSON and JUnit. The exponent is that of the last
doubling, beyond what a workbook of one row takes; 1 is linear. Exits 1 where one is above `MOST`.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from drs_report import cli, pipeline
from drs_report.renderers import by_slug
from tests.hostile import workbooks
from tests.hostile.table import HEADINGS, ROW, SHEET, Make, cells, expand, judging, of_bytes, put, rows, workbook
from tests.workbook.packages import Tab, book, pack, parts, shared, styles

MOST = 1.1
_LEAST = 0.1
"""Seconds of CPU below which a doubling tells nothing."""
_FORMATS = "html,md,json,junit"
_LOADED = (pipeline, *map(by_slug, _FORMATS.split(",")))


@dataclass(frozen=True)
class Growing:
    """One input that comes in any size."""

    name: str
    largest: int
    make: Callable[[int], Make]


def _row(number: int, *, differs: bool = False, own: bool = False, result: str = "") -> Sequence[object]:
    database = f"d{number}" if own else "shop"
    said = result or ("Inconsistent" if differs else "Consistent")
    return (database, database, f"t{number}", f"t{number}", 10, 11 if differs else 10, said)


def _many(of: Callable[[int], Sequence[object]]) -> Callable[[int], Make]:
    return lambda n: of_bytes(lambda: workbook(rows(*map(of, range(n)))))


def _xml(of: Callable[[int], str]) -> Callable[[int], Make]:
    return lambda n: of_bytes(lambda: workbook(of(n)))


def _packed(of: Callable[[int], bytes]) -> Callable[[int], Make]:
    return lambda n: of_bytes(lambda: of(n))


def _text(of: Callable[[int], str]) -> Callable[[int], Make]:
    """Forty cells of such a text: one alone takes no time that could be measured."""
    return _xml(lambda n: rows() + cells([[f"{number}{of(n)}"] for number in range(40)], 4))


def _counted(code: Callable[[int], str]) -> Callable[[int], Make]:
    own = cells([ROW[:4]], 2).removesuffix("</row>") + '<c s="1"><v>10</v></c>' + cells([ROW[5:]]).partition(">")[2]
    return lambda n: of_bytes(lambda: workbook(cells([HEADINGS]) + own, style_sheet=styles(code(n))))


def _by_policy(of: Callable[[int], str]) -> Callable[[int], Make]:
    def sized(n: int) -> Make:
        def make(folder: Path) -> list[str]:
            evidence = put(folder / "in" / "case.xlsx", workbook(rows(*map(_row, range(200)))))
            return judging(folder, str(evidence), policy='require = ["lines"]\n' + of(n))

        return make

    return sized


def _files(of: Callable[[int], bytes]) -> Callable[[int], Make]:
    def sized(n: int) -> Make:
        def make(folder: Path) -> list[str]:
            for number in range(n):
                put(folder / "in" / f"n{number}.xlsx", of(number))
            return judging(folder, str(folder / "in"))

        return make

    return sized


def _waivers(n: int) -> str:
    return "".join(
        f'[[waiver]]\nid = "w{i}"\ncode = "lines.rows-differ"\nreason = "r"\napproved_by = "a"\n'
        f'expires = 9999-12-31\npattern = "d.t{i}"\n'
        for i in range(n)
    )


def _tolerances(n: int) -> str:
    return "".join(f'[[tolerance]]\npattern = "d.t{i}"\ncompare_type = "lines"\nrows = 1\n' for i in range(n))


def _formulas(n: int) -> str:
    return rows() + "".join(f'<row r="{i + 4}"><c t="str"><f>A{i}</f><v>x{i}</v></c></row>' for i in range(n))


def _one_text(n: int) -> bytes:
    """One long shared text in so many lone cells."""
    lone = "".join(f'<row r="{2 * i + 4}"><c t="s"><v>0</v></c></row>' for i in range(n))
    return workbook(rows() + lone, shared_strings=shared("y" * 30_000))


def growing() -> Iterator[Growing]:
    """Every input."""
    yield Growing("tables, equal", 16_000, _many(_row))
    yield Growing("tables, differing", 8_000, _many(lambda n: _row(n, differs=True)))
    yield Growing("tables in databases of their own", 16_000, _many(lambda n: _row(n, own=True)))
    yield Growing("unknown results", 8_000, _many(lambda n: _row(n, result=f"Fine {n}")))
    yield Growing("unreadable counts", 8_000, _many(lambda n: (*_row(n)[:4], f"about {n}", 10, "Consistent")))
    yield Growing("the same table again", 16_000, _many(lambda _: ROW))
    yield Growing("lone cells", 40_000, _packed(workbooks._scattered))
    yield Growing("lone cells of one long text", 8_000, _packed(_one_text))
    yield Growing("lone names below a table", 16_000, _xml(lambda n: rows() + cells([[f"n{i}"] for i in range(n)], 4)))
    yield Growing("empty rows", 400_000, _xml(lambda n: rows() + "<row/>" * n))
    yield Growing("unknown headings", 16_000, _packed(lambda n: workbooks._wide(f"x{i}" for i in range(n))))
    yield Growing("the same heading again", 16_000, _packed(lambda n: workbooks._wide("x" for _ in range(n))))
    yield Growing("tables below each other with a title", 2_400, _packed(workbooks._titled))
    yield Growing("tables side by side", 400, _packed(workbooks._beside))
    yield Growing("merged areas", 80_000, _packed(lambda n: workbooks._merged(*(f"A{i}:B{i}" for i in range(10, n)))))
    yield Growing("formulas", 16_000, _xml(_formulas))
    yield Growing("number formats", 64_000, _packed(workbooks._styled))
    yield Growing("comments", 8_000, _packed(workbooks._commented))
    yield Growing("sheets of notes", 800, _packed(lambda n: book(Tab(rows(), SHEET), *_tabs(n, cells([["x"]])))))
    yield Growing("sheets of tables", 800, _packed(lambda n: book(*_tabs(n, rows()))))
    yield Growing("parts", 4_000, _packed(lambda n: pack({**parts(Tab(rows(), SHEET)), **_media(n)})))
    yield Growing("shared texts", 200_000, _packed(lambda n: workbook(shared_strings=shared(*map(str, range(n))))))
    yield Growing("lines of facts", 4_000, _xml(lambda n: rows(before=[[f"Task name: job {i}"] for i in range(n)])))
    yield Growing("tables nobody knows", 2_400, _xml(lambda n: rows() + "".join(_unknown(n))))
    for name, text in {"brackets": "(", "blanks": " ", "ligatures": "\ufdfa", "joined letters": "a_"}.items():
        yield Growing(f"characters of one cell: {name}", 32_000, _text(lambda n, t=text: t * (n // len(t)) + "x"))
    yield Growing("a number format of brackets", 400_000, _counted(lambda n: "[" * n))
    yield Growing("a number format of sections", 800_000, _counted(lambda n: ";" * n))
    yield Growing(
        "patterns", 8_000, _by_policy(lambda n: f"[scope]\nexclude = {json.dumps([f'*x{i}*' for i in range(n)])}")
    )
    yield Growing("waivers", 2_000, _by_policy(_waivers))
    yield Growing("tolerances", 8_000, _by_policy(_tolerances))
    yield Growing(
        "names of databases",
        16_000,
        _by_policy(lambda n: "[alias]\n" + "".join(f'"d{i}" = "e{i}"\n' for i in range(n))),
    )
    yield Growing("files", 200, _files(lambda n: workbook(rows(_row(n, own=True)))))
    yield Growing("damaged files", 800, _files(lambda _: b"x"))


def _tabs(n: int, xml: str) -> list[Tab]:
    return [Tab(xml, f"N{i}") for i in range(n)]


def _media(n: int) -> dict[str, str]:
    return {f"xl/media/{i}.png": "" for i in range(n)}


def _unknown(n: int) -> Iterator[str]:
    return (cells([[f"a{i}", f"b{i}", "c"], [1, 2, 3]], 4 * i + 5) for i in range(n))


def seconds(make: Make) -> float:
    """CPU of the command for an input, in a process that has loaded all it needs; the collector of circles is off."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        arguments = expand(make(folder), folder / "out")
        arguments[arguments.index("--format") + 1] = _FORMATS
        gc.collect()
        child = os.fork()
        if not child:
            gc.disable()
            nowhere = os.open(os.devnull, os.O_WRONLY)
            for stream in (1, 2):
                os.dup2(nowhere, stream)
            os._exit(cli.run(arguments))
        _, status, used = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1, 3, 4):
        sys.exit(f"ended with {status}: {arguments}")
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*", default=[""], help="parts of the names of the inputs to measure")
    parser.add_argument("--runs", type=int, default=2, help="of which the quickest counts")
    given = parser.parse_args()
    start = min(seconds(of_bytes(workbook)) for _ in range(3))
    too_steep = 0
    print("| input | largest | CPU s | exponent |\n|---|--:|--:|--:|", flush=True)
    for one in growing():
        if not any(part in one.name for part in given.part):
            continue
        half, whole = (
            min(seconds(one.make(n)) for _ in range(given.runs)) - start for n in (one.largest // 2, one.largest)
        )
        is_telling = min(half, whole) > _LEAST
        exponent = math.log2(whole / half) if is_telling else 0.0
        too_steep += exponent > MOST
        print(
            f"| {one.name} | {one.largest:,} | {whole:.2f} | {f'{exponent:.2f}' if is_telling else '–'} |", flush=True
        )
    sys.exit(bool(too_steep))


if __name__ == "__main__":
    main()
