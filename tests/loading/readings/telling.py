"""What the reader makes of a text, a cell or a workbook: all of it, as lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta, timezone
from typing import Any

import pandas as pd

from drs_report.errors import DrsReportError
from drs_report.language.vocabulary import OUTCOMES, built_in
from drs_report.reading.dataset import Dataset
from drs_report.reading.tables import clauses, lines, titles
from drs_report.reading.tables.called import is_make
from drs_report.reading.tables.conversion import (
    ColumnBuilder,
    as_text,
    cell_text,
    parse_code,
    parse_count,
    parse_percent,
    parse_time,
)
from drs_report.reading.tables.headings import read_heading
from drs_report.reading.tables.serials import serial_number
from drs_report.reading.tables.speaking_against import result_in, speaks_against
from drs_report.reading.tables.whole_file import file_name_doubts
from drs_report.reading.xlsx.columns import Column
from drs_report.records.columns import Kind
from drs_report.records.reading import BlockRecognition, ColumnMatch
from tests.findings.story import told

ZONE = timezone(timedelta(hours=8))


def of_text(text: str) -> Iterator[str]:
    """Yield what a text says as a heading, as a line, as a title and as a name."""
    words = built_in()
    meanings, doubt = read_heading(text, words)
    if meanings or doubt:
        yield f"heading {', '.join(meanings)}{f' ? {doubt}' if doubt else ''}"
    yield from _line(text)
    for name, ask in _QUESTIONS.items():
        if (said := ask(text)) not in (None, False, "", ()):
            yield name if said is True else f"{name} {told(said)}"


def _line(text: str) -> Iterator[str]:
    words = built_in()
    line = lines.read_line(text, words)
    said = [f"{name} = {value}" for name, value in line.facts] + [f"? {doubt}" for doubt in line.doubts]
    yield f"line {'; '.join(said) or 'says nothing'}{'' if line.is_plain else ', and may be a title'}"
    if (zoned := lines.read_line(text, words, ZONE)) != line:
        yield f"line in +08:00 {'; '.join(f'{name} = {value}' for name, value in zoned.facts)}"


_QUESTIONS: dict[str, Callable[[str], Any]] = {
    "counts": clauses.counted_in,
    "counts rows": clauses.counts_of_rows,
    "of pages": clauses.pager,
    "none": clauses.says_none,
    "zone of all": clauses.zone_of_all,
    "imprint": clauses.is_imprint,
    "no filter": lambda text: lines.is_no_filter(text, built_in()),
    "label": lambda text: lines.is_heading(text, built_in()),
    "databases": titles.database_of,
    "objects": lambda text: titles.object_type_of(text, built_in()),
    "comparison": lambda text: titles.compare_type_of(text, built_in()),
    "comparison in a file's name": lambda text: titles.compare_type_of(text, built_in(), codes=True),
    "name of a comparison": lambda text: titles.names_a_comparison(text, built_in()),
    "comparisons": lambda text: lines.compare_types_in(text, built_in()),
    "sample": titles.says_sampling,
    "sample in a file's name": titles.names_sampling,
    "sentence": titles.is_sentence,
    "name with a count": clauses.counted_name,
    "count of tables": clauses.counts_tables,
    "serial": serial_number,
    "make": is_make,
    "against": speaks_against,
    "result": result_in,
    "doubts as a file's name": lambda text: tuple(entry.text for entry in file_name_doubts(text, built_in())),
}


def of_cell(value: Any) -> Iterator[str]:
    """Yield what a cell is as a text, a number and a moment, and in a column of each kind."""
    yield f"text {as_text(value)!r}" + (f", shown {cell_text(value)!r}" if cell_text(value) != as_text(value) else "")
    parsed = {
        "code": parse_code(value),
        "count": parse_count(value),
        "with a unit": parse_count(value, built_in().unit_suffixes),
        "percent": parse_percent(value),
        "moment": parse_time(value),
        "in +08:00": parse_time(value, ZONE),
    }
    yield ", ".join(f"{name} {told(one)}" for name, one in parsed.items() if one is not None) or "nothing of these"
    known: list[str] = []
    doubts: dict[str, list[str]] = {}
    for kind in Kind:
        for name in ("n_tables", "source_rows") if kind is Kind.COUNT else ("",):
            if kind not in (Kind.FLAG, Kind.REPAIR_KIND):
                column, read, doubt = f"{kind.value} {name}".rstrip(), *_in_column(value, kind, name)
                known += [f"{column} {read}"] if not doubt else []
                doubts.setdefault(doubt, []).append(f"{column} {read}")
    yield f"read as {'; '.join(known) or 'nothing'}"
    yield from (f"? {doubt}: {'; '.join(columns)}" for doubt, columns in doubts.items() if doubt)


def _in_column(value: Any, kind: Kind, name: str) -> tuple[str, str]:
    """What it is read as in a column, and what is doubted."""
    builder = ColumnBuilder(name, kind, built_in(), keeps_words=False)
    builder.add(Column.of([value, None]), [1, 2])
    found = builder.array().to_pylist()[0]
    read = OUTCOMES[found] if kind in (Kind.OUTCOME, Kind.OBJECT_OUTCOME) and found >= 0 else told(found)
    doubts = (*(str(one.what) for one in builder.problems), *(f"unknown {one.word!r}" for one in builder.unknown_words))
    return f"{read}{' with a sign' if builder.has_percent_sign else ''}", ", ".join(doubts)


def of_workbook(read: Callable[[], Dataset]) -> Iterator[str]:
    """Yield which comparison a workbook is of, what every cell is, what is not understood, and every row of it."""
    try:
        dataset = read()
    except DrsReportError as error:
        yield f"{type(error).__name__}: {error}"
        return
    found = dataset.recognition
    yield f"{dataset.compare_type}, {found.decided_by}"
    for entry in found.not_understood:
        yield f"? {entry.kind} {_where(entry.sheet, entry.rows)} {told(entry.text)} x{entry.n_cells} {entry.column}".rstrip()
    for said in found.kinds_said:
        yield f"kind {said.kind} by {said.where} {told(said.text)}"
    for one in (*found.meta, *found.notes, *found.overruled, *found.not_judged):
        yield f"meta {told(one)}"
    for sheet in found.sheets:
        yield f"{sheet.sheet}: {sheet.n_rows} rows; {told(sheet.roles)}"
        for rest in sheet.leftovers:
            yield f"  {rest.reason.value} {rest.first_row}-{rest.last_row} x{rest.n_rows} {told(rest.sample)}"
        for block in sheet.blocks:
            yield from _block(block)
    for frame, rows in dataset.frames.items():
        for row in rows.to_dict("records"):
            yield f"{frame} {row['row_number']}: {', '.join(_cells(row))}"


def _where(sheet: str, rows: tuple[int, ...]) -> str:
    return f"{sheet} {','.join(map(str, rows))}".rstrip()


def _block(block: BlockRecognition) -> Iterator[str]:
    where = f"{','.join(map(str, block.header_rows)) or 'no heading'}, {block.first_row}-{block.last_row}"
    more = f" below {told(block.title)}" if block.title else ""
    yield f"  {block.frame} {where} x{block.n_rows}{more}{f' carries on {block.continues}' if block.continues else ''}"
    yield f"    {', '.join(_column(one, is_whole=len(block.header_rows) == 1) for one in block.columns)}"
    for one in (*block.unknown_words, *block.problems):
        yield f"    {told(one)}"


def _column(one: ColumnMatch, *, is_whole: bool) -> str:
    """A column; its heading where it is not what stands in the one row of headings."""
    heading = "" if is_whole else f" {told(one.heading)}"
    return f"{one.letter}{heading} {one.column}{f' ({one.score:.2g}, {one.reason})' if one.reason else ''}"


def _cells(row: dict[Any, Any]) -> Iterator[str]:
    for name, value in row.items():
        if name not in ("row_number", "source_file") and not pd.isna(value) and (name, value) != ("not_understood", 0):
            yield f"{name}={value}"
