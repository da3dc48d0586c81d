"""What `drs-report inspect` shows: how a file was understood, what was left over, and a layout to start from.

Unlike `load` it does not stop at a file of no known or of several compare types: it shows what was found anyway.
"""

from __future__ import annotations

import io
import json
import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, BinaryIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from drs_report.comparisons import COMPARE_TYPES
from drs_report.comparisons.unread import open_things, unread_cells
from drs_report.errors import AmbiguousCompareTypeError, Told, UnknownCompareTypeError
from drs_report.language.moments import is_time, moment
from drs_report.language.vocabulary import OUTCOMES, UNKNOWN_WORD
from drs_report.reading.loading import datasets_of, scan_workbook
from drs_report.reading.opening import Question, opened
from drs_report.reading.recognition import recognise
from drs_report.reading.tables.accounts import account_for
from drs_report.reading.tables.blocks import is_unjudged
from drs_report.reading.tables.deciding import NO_RESULT
from drs_report.reading.tables.frames import Part
from drs_report.reading.tables.headings import META_MEANINGS
from drs_report.reading.tables.lines import known_in
from drs_report.reading.tables.tally import quoted
from drs_report.reading.teaching import Layout
from drs_report.reading.xlsx import Limits, WorkbookReader
from drs_report.records.reading import BlockRecognition, NotUnderstood, Recognition, SheetRecognition, UnknownWord
from drs_report.records.remarks import Remark, RemarkKind, remark

_WIDTH = 110
_ZONE = ("# Times in this file name no zone. Give the one they are in:", '# assume_zone = "+08:00"')


@dataclass(frozen=True, slots=True)
class Inspection:
    """One file as the reader understands it. `problem` says why it cannot be loaded, None if it can."""

    file: str
    recognition: Recognition
    problem: Told | None = None
    frames: tuple[tuple[str, int], ...] = ()
    """Rows per frame, where the file can be loaded."""
    stub: str = ""
    """A layout file for what was not understood, "" if there is nothing to teach."""


def inspect(
    source: Path | str | bytes | BinaryIO,
    *,
    name: str | None = None,
    compare_type: str | None = None,
    layout: Layout | None = None,
    limits: Limits | None = None,
) -> tuple[Inspection, ...]:
    """Look at a result file, comparison by comparison. Raises what `load` raises of a file that cannot be read."""
    with opened(source, compare_type, name, limits or Limits(), None) as (reader, question):
        return inspect_reader(reader, question, layout)


def inspect_reader(reader: WorkbookReader, question: Question, layout: Layout | None = None) -> tuple[Inspection, ...]:
    """Do `inspect` for a workbook that is open already. Where it cannot be loaded each table is of the first fit."""
    file = question.origin.name
    words, scans = scan_workbook(reader, layout)
    try:
        data = datasets_of(words, scans, reader.notes, question, layout)
    except (AmbiguousCompareTypeError, UnknownCompareTypeError) as error:
        blocks = (block for scan in scans for block in scan.blocks if not is_unjudged(block))
        accounts = account_for(scans, {id(block): Part(block, block.fits[0]) for block in blocks}, words, file)
        found = recognise(scans, accounts, question.engine, reader.notes)
        remedy = NO_RESULT if type(error) is UnknownCompareTypeError else error.remedy
        return (Inspection(file, found, error.reason.then(remedy), stub=layout_stub(found)),)
    return tuple(
        Inspection(
            file,
            one.recognition,
            frames=tuple((frame, len(rows)) for frame, rows in one.frames.items()),
            stub=layout_stub(one.recognition),
        )
        for one in data
    )


_NO_LAYOUT = "No layout can declare that harmless: compare again, or waive it in the policy."


def layout_stub(recognition: Recognition) -> str:
    """Return the TOML of a layout that names everything not understood, ready to be completed; "" for nothing.

    Every entry is a comment, because only a person can say what a heading means: as it stands the file changes nothing.
    """
    lines: list[str] = []
    if headings := _unknown_headings(recognition):
        lines += ["[headings]", "# A frame column, or drop. Columns: drs-report docs frames"]
        lines += [_open_entry(text, where) for text, where in headings.items()]
    if not recognition.compare_type:
        lines += ["", "[types]", f"# One of {', '.join(COMPARE_TYPES)} = [a word of a title, sheet or file name]"]
    return teach(recognition, "\n".join(lines))


def _settling(entry: NotUnderstood) -> list[str]:
    """The lines of a layout that settle a thing, or why none does."""
    known = known_in(entry.kind, entry.text)
    if known is None:
        return entry.teaching.splitlines()
    return [f"{quoted(entry.text)} holds {quoted(known)}, whose meaning is known.", _NO_LAYOUT]


def _open_entry(text: str, where: str) -> str:
    return f"# ... = [{quoted(text)}]  # {' '.join(where.split())}"


def _unknown_headings(recognition: Recognition) -> dict[str, str]:
    """Heading -> where it stands; in what looks like a table that was not recognised each text may be one."""
    found: dict[str, str] = {}
    for sheet in recognition.sheets:
        for match in (match for block in sheet.blocks for match in block.columns):
            if match.is_extra and match.reason == remark(RemarkKind.UNKNOWN_HEADING):
                found.setdefault(match.heading, f"sheet {sheet.sheet}, column {match.letter}")
        for rest in sheet.leftovers:
            if rest.reason.is_open and not any(text[:1].isdigit() for text in rest.sample):
                where = f"sheet {sheet.sheet}, row {rest.first_row}, in a table that was not recognised"
                found.update({text: where for text in rest.sample if text not in found})
    return found


def _lacks_a_zone(recognition: Recognition) -> bool:
    """Whether times of the file, in cells or in lines, are none without the zone that a layout assumes."""
    problems = (problem.what.kind for _, block in recognition.blocks for problem in block.problems)
    return RemarkKind.NO_ZONE in problems or any(
        name in META_MEANINGS and is_time(text) and moment(text) is None for name, text in recognition.meta
    )


def _unknown_words(recognition: Recognition) -> dict[str, Counter[str]]:
    """Section of a layout file -> word -> its cells; sections without any are left out."""
    found: dict[str, Counter[str]] = {}
    blocks = [block for _, block in recognition.blocks]
    for word in sorted((word for block in blocks for word in block.unknown_words), key=_section, reverse=True):
        found.setdefault(_section(word), Counter())[word.word] += word.n
    return found


_ALLOWED = {
    "outcomes": f"One of {', '.join(word for word in OUTCOMES if word != UNKNOWN_WORD)}.",
    "object_types": "A type of objects as DRS spells it, such as TABLE or VIEW.",
}
"""What stands above the entries of a section: what the words may be taught as."""


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# ")


def _section(word: UnknownWord) -> str:
    return "object_types" if word.column == "object_type" else "outcomes"


def teach(recognition: Recognition, text: str) -> str:
    """Return a layout file's text with everything not understood that it does not speak of yet, commented out."""
    known, lines = text.replace("# ", ""), text.rstrip().split("\n") if text.strip() else []
    if _lacks_a_zone(recognition) and "assume_zone" not in known:
        lines[:0] = [*_ZONE, *([""] if lines else [])]  # of the file, so that it stands before every section
    for section, found in _unknown_words(recognition).items():
        missing = [word for word in found if quoted(word) not in known]
        heads = [n for n, line in enumerate(lines, start=1) if line.removeprefix("# ") == f"[{section}]"]
        if missing and not heads:
            lines += [*([""] if lines else []), f"[{section}]", *_comment(_ALLOWED[section])]
        at = heads[0] if heads else len(lines)
        lines[at:at] = [_open_entry(word, f"{found[word]} cell{'s'[: found[word] != 1]}") for word in missing]
    blocks = ["\n".join(lines)] if lines else []
    for entry in recognition.not_understood:
        settling, where = _settling(entry), f"# sheet {' '.join(entry.sheet.split())}, {entry.kind}"
        if "\n".join(settling[:-1]) not in known:
            blocks.append("\n".join([where, *(f"# {line}" for line in settling)]))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def to_json(inspection: Inspection) -> str:
    """Return everything as JSON, sorted by nothing but the file's own order."""
    return json.dumps(plain(inspection), ensure_ascii=False, indent=2, default=str) + "\n"


def plain(inspection: Inspection) -> dict[str, Any]:
    """Return everything as values that JSON knows."""
    found = inspection.recognition
    return {
        "file": inspection.file,
        "compare_type": found.compare_type or None,
        "decided_by": _plain(found.decided_by),
        "problem": inspection.problem,
        "frames": dict(inspection.frames),
        "engine": found.engine,
        "meta": [{"name": name, "text": text} for name, text in found.meta],
        "notes": _plain(found.notes),
        "not_understood": _plain(open_things(found)),
        "kinds_said": _plain(found.kinds_said),
        "sheets": [_plain(sheet) | {"is_unclassified": sheet.is_unclassified} for sheet in found.sheets],
        "layout": inspection.stub or None,
    }


def _plain(value: Any) -> Any:
    """A record as JSON has it; a remark as its English."""
    if isinstance(value, Remark):
        return str(value)
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def to_text(inspection: Inspection, *, width: int = _WIDTH) -> str:
    """Return everything as readable tables, without colour, `width` characters wide."""
    console = _console(width)
    found = inspection.recognition
    console.print(Text(inspection.file, style="bold"))
    if inspection.problem:
        console.print(Text(f"Cannot be loaded: {inspection.problem}"))
    else:
        console.print(Text(f"Compare type {found.compare_type}, decided by {found.decided_by}."))
        console.print(Text("Rows: " + ", ".join(f"{frame} {n:,}" for frame, n in inspection.frames) + "."))
    if unclear := open_things(found):
        _show_not_understood(console, [((), entry) for entry in unclear])
    for name, text in found.meta:
        console.print(Text(f"{name}: {text}"))
    for note in found.notes:
        console.print(Text(f"Note: {note}"))
    for sheet in found.sheets:
        _show_sheet(console, sheet, found.compare_type)
    if inspection.stub:
        console.print(Text("\nLayout to start from (save it, complete it, give it with --layout):\n"))
        console.print(Text(inspection.stub), soft_wrap=True)
    return _printed(console)


def not_understood(inspections: Sequence[Inspection], *, width: int = _WIDTH) -> str:
    """Return what was not understood in any of several files as one table; "" where all was."""
    entries = [((one.file,), entry) for one in inspections for entry in open_things(one.recognition)]
    if not entries:
        return ""
    console = _console(width)
    console.print()
    _show_not_understood(console, entries, "File")
    return _printed(console)


def _show_not_understood(
    console: Console, entries: Sequence[tuple[Sequence[str], NotUnderstood]], *before: str
) -> None:
    """A row an entry; what stands in the columns `before` comes with it."""
    console.print(Text(f"Not understood: {len(entries):,}. Each stands in the way of a PASS:"))
    table = _table(*before, "Kind", "Sheet", "Text", "Cells", "First row")
    for where, entry in entries:
        row = str(entry.rows[0]) if entry.rows else ""
        kind = f"{entry.column}: {entry.reason}" if entry.reason else entry.kind
        table.add_row(*map(Text, where), kind, Text(entry.sheet), Text(entry.text), f"{entry.n_cells:,}", row)
    console.print(table)


def _console(width: int) -> Console:
    """A console whose texts go in as Text: square brackets in a heading are no markup."""
    kept = io.StringIO()
    return Console(file=kept, record=True, width=width, color_system=None, highlight=False, emoji=False, markup=False)


def _printed(console: Console) -> str:
    return "\n".join(line.rstrip() for line in console.export_text().splitlines()) + "\n"


def _show_sheet(console: Console, sheet: SheetRecognition, compare_type: str) -> None:
    state = "" if sheet.state == "visible" else f" ({sheet.state.replace('_', ' ')})"
    blocks = f"{len(sheet.blocks)} table{'' if len(sheet.blocks) == 1 else 's'}"
    console.print(Text(f"\nSheet {sheet.sheet}{state}: {sheet.n_rows:,} rows, {blocks}"))
    for block in sheet.blocks:
        _show_block(console, block, compare_type)
    if sheet.leftovers:
        table = _table("Rows", "Left over as", "First of them")
        for rest in sheet.leftovers:
            rows = f"{rest.first_row}" if rest.n_rows == 1 else f"{rest.first_row}-{rest.last_row} ({rest.n_rows:,})"
            table.add_row(rows, rest.reason, Text(" | ".join(rest.sample)))
        console.print(table)


def _show_block(console: Console, block: BlockRecognition, compare_type: str) -> None:
    header = f"header in row {', '.join(map(str, block.header_rows))}" if block.header_rows else "no header of its own"
    carried = f", carries on {block.continues}" if block.continues else ""
    title = f", title {block.title}" if block.title else ""
    console.print(
        Text(
            f"  {block.frame or 'not decided'}: {block.n_rows:,} rows ({block.first_row}-{block.last_row}), {header}"
            f"{carried}{title}, {block.score:.0%} of the headings known"
        )
    )
    table = _table("Col", "Heading", "Read as", "Score", "Why")
    for match in block.columns:
        place, score = Text(match.column or "(left out)"), f"{match.score:.1f}"
        table.add_row(match.letter, Text(match.heading), place, score, str(match.reason or ""))
    console.print(table)
    for one in unread_cells(compare_type, block):
        where = f"{one.n:,} cells, row {one.rows[0]} first"
        console.print(Text(f"  {one.column}: {one.what}: {one.text!r}, {where}"))


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=True, show_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
