"""The writers: none of them is ours. Each takes books and a folder and writes ``<book.name>.xlsx`` there.

openpyxl and XlsxWriter run in this process, Apache POI in a Java program (`java/ZooWriter.java`), LibreOffice re-saves
what openpyxl wrote.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

import openpyxl
import xlsxwriter

from tests.conftest import JAVA
from tests.zoo.layouts import Book, Cell, SheetPlan

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TITLE = "synthetic fixture"


def write_openpyxl(books: Iterable[Book], folder: Path) -> None:
    """Inline strings (so openpyxl 3.1 writes them), by openpyxl."""
    for book in books:
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.worksheets[0])
        workbook.properties.title = TITLE
        for plan in book.sheets:
            sheet = workbook.create_sheet(plan.name)
            sheet.sheet_state = "hidden" if plan.is_hidden else "visible"
            for r, row in enumerate(plan.rows, 1):
                for c, value in enumerate(row, 1):
                    if value is None:
                        continue
                    cell = sheet.cell(r, c, value)
                    if isinstance(value, str):
                        cell.data_type = "s"  # "=1+1" is a table's name here, not a formula
            for first_row, first_column, last_row, last_column in plan.merges:
                sheet.merge_cells(None, first_row, first_column, last_row, last_column)
        workbook.save(folder / f"{book.name}.xlsx")


def _write_xlsxwriter(books: Iterable[Book], folder: Path, *, is_inline: bool) -> None:
    for book in books:
        options = {"constant_memory": is_inline}
        with xlsxwriter.Workbook(folder / f"{book.name}.xlsx", options) as workbook:
            workbook.set_properties({"title": TITLE})
            for plan in book.sheets:
                sheet = workbook.add_worksheet(plan.name)
                if plan.is_hidden:
                    sheet.hide()
                for r, row in enumerate(plan.rows, 1):
                    for c, value in enumerate(row, 1):
                        _xlsxwriter_cell(sheet, r, c, value)
                for first_row, first_column, last_row, last_column in plan.merges:
                    # merge_range would write the first cell anew, which constant_memory forbids for earlier rows
                    sheet.merge.append([first_row - 1, first_column - 1, last_row - 1, last_column - 1])


def _xlsxwriter_cell(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Cell) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row - 1, column - 1, value)
    elif isinstance(value, int | float):
        sheet.write_number(row - 1, column - 1, value)
    else:
        sheet.write_string(row - 1, column - 1, value)


def write_xlsxwriter_inline(books: Iterable[Book], folder: Path) -> None:
    """Inline strings, by XlsxWriter in constant memory."""
    _write_xlsxwriter(books, folder, is_inline=True)


def write_xlsxwriter_shared(books: Iterable[Book], folder: Path) -> None:
    """Shared strings, by XlsxWriter."""
    _write_xlsxwriter(books, folder, is_inline=False)


# ---------------------------------------------------------------- Apache POI


def poi_jars() -> list[Path]:
    """The jars of Apache POI, from ``.tools/poi`` or the folder named by ``DRS_REPORT_POI``; empty if there are none."""
    folder = Path(os.getenv("DRS_REPORT_POI") or ROOT / ".tools" / "poi")
    wanted = ("poi-", "xmlbeans", "SparseBitSet", "commons-c", "commons-io", "commons-math3", "curvesapi", "log4j-api")
    return sorted(jar for jar in folder.glob("*.jar") if jar.name.startswith(wanted))


def has_poi() -> bool:
    """Whether a JDK and the jars are there."""
    return shutil.which("java") is not None and bool(poi_jars())


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _described(plan: SheetPlan) -> list[str]:
    lines = [f"S\t{_escaped(plan.name)}\t{'hidden' if plan.is_hidden else 'visible'}"]
    for r, row in enumerate(plan.rows):
        for c, value in enumerate(row):
            if value is None:
                continue
            kind = "b" if isinstance(value, bool) else "s" if isinstance(value, str) else "n"
            lines.append(f"C\t{r}\t{c}\t{kind}\t{_escaped(str(value))}")
    lines += [f"M\t{r1 - 1}\t{r2 - 1}\t{c1 - 1}\t{c2 - 1}" for r1, c1, r2, c2 in plan.merges]
    return lines


def write_poi(wanted: Iterable[tuple[str, Iterable[Book], Path]]) -> None:
    """Write books into a folder for each way of Apache POI, all of them by one start of Java."""
    lines = [f"T\t{TITLE}"]
    for writer, books, folder in wanted:
        for book in books:
            lines.append(f"W\t{_escaped(str((folder / book.name).resolve()))}.xlsx\t{writer.removeprefix('poi-')}")
            lines += [line for plan in book.sheets for line in _described(plan)]
    with tempfile.TemporaryDirectory() as scratch:
        description = Path(scratch, "books.tsv")
        description.write_text("\n".join([*lines, ""]), encoding="utf-8")
        classpath = os.pathsep.join(map(str, poi_jars()))
        source = HERE / "java" / "ZooWriter.java"
        command = [*JAVA, "-Djava.awt.headless=true", "-cp", classpath, str(source), str(description)]
        subprocess.run(command, check=True, timeout=240, capture_output=True)


def _write_one_poi(writer: str, books: Iterable[Book], folder: Path) -> None:
    write_poi([(writer, books, folder)])


POI = ("poi-xssf", "poi-sxssf-inline", "poi-sxssf-shared")
"""Its workbook in memory; its streaming one with inline strings, its default; that with shared strings."""


# ---------------------------------------------------------------- LibreOffice


def has_libreoffice() -> bool:
    """Whether LibreOffice is there."""
    return shutil.which("soffice") is not None


def write_libreoffice(books: Iterable[Book], folder: Path) -> None:
    """What openpyxl wrote, opened and saved again by LibreOffice."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch, "in")
        source.mkdir()
        write_openpyxl(books, source)
        command = ["soffice", "--headless", f"-env:UserInstallation={Path(scratch, 'profile').as_uri()}"]
        command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder)]
        command += [str(path) for path in sorted(source.glob("*.xlsx"))]
        subprocess.run(command, check=True, timeout=240, capture_output=True)


Writer = Callable[[Sequence[Book], Path], None]

WRITERS: dict[str, Writer] = {
    "openpyxl": write_openpyxl,
    "xlsxwriter-inline": write_xlsxwriter_inline,
    "xlsxwriter-shared": write_xlsxwriter_shared,
    **{writer: partial(_write_one_poi, writer) for writer in POI},
    "libreoffice": write_libreoffice,
}
NEEDS = {**dict.fromkeys(POI, has_poi), "libreoffice": has_libreoffice}
"""The writers that need a tool of their own, and how to ask whether it is there."""
