"""Files of readings: each input as a person writes it, and below it what the reader makes of it.

Texts and cells stand behind ``> ``, workbooks behind ``#### `` and a name:

    #### a footer counts other rows
    file: lines.xlsx
    [Details]
    Source DB Name | Target Database Name | Table Name | Source Rows | Target Rows | Result
    shop | shop | orders | 10 | 10 | Consistent
    共 3 条
    ====

``.`` is a blank cell, an empty line a blank row. Numbers, ``TRUE``, ``@2026-11-15 10:00:00``, ``%0.5`` (a share) and
``!#N/A`` are what they look like; a text that looks like one of these, or has blanks around it, stands in quotes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from drs_report.reading.dataset import Dataset
from drs_report.reading.opening import Question
from drs_report.reading.teaching import parse_layout
from drs_report.reading.xlsx.cells import Aside, ErrorValue, MergedRange, Percent
from drs_report.records.judgement import Origin
from tests.loading.fake_workbook import FakeWorkbook, load_reader

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|-?inf|nan")
_PLAIN = re.compile(
    r"(?![\"%@!#\[>=.]|-?\d|\s|-?inf\b|nan\b)(?!.*(?: \| |[\x00-\x1f\x7f\u2028\u2029\ufeff\xa0]|\s\Z)).+", re.DOTALL
)


def cell(text: str) -> Any:
    """Return the cell that is written so."""
    match text[:1]:
        case '"':
            return json.loads(text)
        case "%":
            return Percent(text[1:])
        case "@":
            return _moment(text[1:])
        case "!":
            return ErrorValue(text[1:])
    if text == ".":
        return None
    if text in ("TRUE", "FALSE"):
        return text == "TRUE"
    if _NUMBER.fullmatch(text):
        return int(text) if re.fullmatch(r"-?\d+", text) else float(text)
    return text


def _moment(text: str) -> Any:
    if text.endswith("s"):
        return timedelta(seconds=float(text[:-1]))
    return time.fromisoformat(text) if len(text) < 16 and "-" not in text else datetime.fromisoformat(text)


def written(value: Any) -> str:
    """Return how a cell is written."""
    match value:
        case None:
            return "."
        case bool():
            return str(value).upper()
        case Percent():
            return f"%{float(value)!r}"
        case ErrorValue():
            return f"!{value.code}"
        case datetime():
            return f"@{value.isoformat(sep=' ')}"
        case time():
            return f"@{value.isoformat()}"
        case timedelta():
            return f"@{value.total_seconds()}s"
        case str():
            return value if _PLAIN.fullmatch(value) and value not in ("TRUE", "FALSE") else _quoted(value)
        case _:
            return repr(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("|", "\\u007c")


@dataclass(frozen=True)
class Book:
    """A workbook with all that is known of it beside its cells."""

    sheets: dict[str, list[list[Any]]]
    file: str = "file.xlsx"
    asked: str | None = None
    manifest: str | None = None
    layout: str | None = None
    merged: dict[str, tuple[MergedRange, ...]] = field(default_factory=dict)
    asides: dict[str, tuple[Aside, ...]] = field(default_factory=dict)

    def read(self) -> Dataset:
        """Read it."""
        reader = FakeWorkbook(self.sheets, merged=self.merged)
        reader.sheets = tuple(replace(sheet, asides=self.asides.get(sheet.name, ())) for sheet in reader.sheets)
        origin = Origin(name=self.file, sha256="0" * 64, size=1, compare_type=self.manifest)
        layout = parse_layout(self.layout, name="layout.toml") if self.layout is not None else None
        return load_reader(reader, Question(origin, self.asked), layout)

    def lines(self) -> Iterator[str]:
        """Yield how it is written."""
        for name in ("file", "asked", "manifest", "layout"):
            value = getattr(self, name)
            if value not in (None, "file.xlsx"):
                yield f"{name}: {json.dumps(value, ensure_ascii=False) if name == 'layout' else value}"
        for sheet, rows in self.sheets.items():
            yield f"[{written(sheet)}]"
            for area in self.merged.get(sheet, ()):
                yield f"=merged {area.first_row} {area.first_column} {area.last_row} {area.last_column}"
            for aside in self.asides.get(sheet, ()):
                yield f"=aside {json.dumps([aside.kind, aside.text, [*aside.rows]], ensure_ascii=False)}"
            for row in rows:
                yield " | ".join(map(written, row))


def book(lines: Sequence[str]) -> Book:
    """Return the workbook that is written in these lines."""
    facts: dict[str, Any] = {}
    sheets: dict[str, list[list[Any]]] = {}
    merged: dict[str, tuple[MergedRange, ...]] = {}
    asides: dict[str, tuple[Aside, ...]] = {}
    sheet = ""
    for line in lines:
        if line.startswith("["):
            sheet = str(cell(line[1:-1]))
            sheets[sheet] = []
        elif not sheets:
            name, _, value = line.partition(": ")
            facts[name] = json.loads(value) if name == "layout" else value
        elif line.startswith("=merged "):
            merged[sheet] = (*merged.get(sheet, ()), MergedRange(*map(int, line.split()[1:])))
        elif line.startswith("=aside "):
            kind, text, rows = json.loads(line.removeprefix("=aside "))
            asides[sheet] = (*asides.get(sheet, ()), Aside(kind, text, rows))
        else:
            sheets[sheet].append([cell(part) for part in line.split(" | ")] if line else [])
    return Book(sheets, merged=merged, asides=asides, **facts)


def entries(path: Path, mark: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each entry of a file: what stands behind its mark, and the lines below it."""
    for part in re.split(rf"^{re.escape(mark)}", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        first, *rest = part.removesuffix("\n").split("\n")
        yield first, rest


def told_texts(path: Path, tell: Callable[[Any], Iterator[str]]) -> Iterator[str]:
    """Yield the lines of a file of texts or cells as they should be now."""
    for first, _ in entries(path, "> "):
        yield f"> {first}"
        yield from (f"    {line}" for line in tell(cell(first)))


def told_books(path: Path, tell: Callable[[Callable[[], Dataset]], Iterator[str]]) -> Iterator[str]:
    """Yield the lines of a file of workbooks as they should be now."""
    for name, lines in entries(path, "#### "):
        given = lines[: lines.index("====")] if "====" in lines else lines
        yield f"#### {name}"
        yield from given
        yield "===="
        yield from tell(book(given).read)
