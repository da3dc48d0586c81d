"""A result file to a `Dataset`: read every sheet, decide the compare type, make the frames, say what was understood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from drs_report.comparisons import ALL, by_slug
from drs_report.comparisons.data import UNJUDGED
from drs_report.language.vocabulary import Vocabulary
from drs_report.reading.dataset import Dataset
from drs_report.reading.opening import Question, opened
from drs_report.reading.recognition import recognise
from drs_report.reading.tables.accounts import account_for
from drs_report.reading.tables.deciding import decide, kinds_said, kinds_shown, split_by_comparison
from drs_report.reading.tables.frames import build_frame, parts_of
from drs_report.reading.tables.scanning import scan_sheet
from drs_report.reading.tables.scans import Plan, SheetScan
from drs_report.reading.tables.whole_file import settle
from drs_report.reading.teaching import Layout
from drs_report.reading.xlsx import Limits, WorkbookReader
from drs_report.records.judgement import Origin
from drs_report.records.reading import KindSaid
from drs_report.records.remarks import Remark


def load(
    source: str | Path | bytes | BinaryIO,
    *,
    compare_type: str | None = None,
    name: str | None = None,
    layout: Layout | None = None,
    limits: Limits | None = None,
    origin: Origin | None = None,
) -> Dataset:
    """Load a result file given as a path, bytes or a binary stream into the frames of its compare type.

    `compare_type` (any of its spellings) says what it is where the file leaves it open; it must fit the cells. `name`
    stands in messages and in `source_file` (default: the file's own). `origin` is what a manifest says of the file;
    hash and size are always computed here. Columns and dtypes: docs/frames.md. A ``.query.json`` that `fetch` stored is
    read as well, into the frames of a workbook with the same cells; it says itself of which compare type it is.

    Raises `UnreadableWorkbookError`, `UnsafeWorkbookError`, `UnknownCompareTypeError`, `AmbiguousCompareTypeError`, and
    `ConfigError` for a wrong argument.
    """
    return _dataset(*_read(source, compare_type, name, layout, limits, origin), layout)


def load_all(
    source: str | Path | bytes | BinaryIO,
    *,
    compare_type: str | None = None,
    name: str | None = None,
    layout: Layout | None = None,
    limits: Limits | None = None,
    origin: Origin | None = None,
    on_rows: Callable[[int], None] | None = None,
) -> tuple[Dataset, ...]:
    """Do `load` for every comparison that a file holds: one whose tables are of several is split by table.

    Where `compare_type` or the manifest says which one it is, it is only that, and the rest is not understood. Lines
    and sheets that belong to no table count for each of the comparisons. `on_rows` is told the number of rows read so
    far. Raises what `load` raises.
    """
    return datasets_of(*_read(source, compare_type, name, layout, limits, origin, on_rows), layout)


def datasets_of(
    words: Vocabulary, scans: Sequence[SheetScan], notes: Sequence[Remark], question: Question, layout: Layout | None
) -> tuple[Dataset, ...]:
    """Do `load_all` for sheets that are read already."""
    is_open = question.compare_type is None and question.origin.compare_type is None
    found = split_by_comparison(scans) if is_open else {}
    if len(found) < 2:
        return (_dataset(words, scans, notes, question, layout),)
    return tuple(
        _dataset(words, own, notes, question, layout, beside=frozenset(found) - {slug}) for slug, own in found.items()
    )


def _read(  # noqa: PLR0917 - those of `load_all`
    source: str | Path | bytes | BinaryIO,
    compare_type: str | None,
    name: str | None,
    layout: Layout | None,
    limits: Limits | None,
    origin: Origin | None,
    on_rows: Callable[[int], None] | None = None,
) -> tuple[Vocabulary, list[SheetScan], Sequence[Remark], Question]:
    """Read a file and close it: the texts that its sheets share are gone before frames are made."""
    with opened(source, compare_type, name, limits or Limits(), origin) as (reader, question):
        words, scans = scan_workbook(reader, layout, on_rows)
        notes = reader.notes
    del reader
    pa.default_memory_pool().release_unused()
    return words, scans, notes, question


def _dataset(
    words: Vocabulary,
    scans: Sequence[SheetScan],
    notes: Sequence[Remark],
    question: Question,
    layout: Layout | None,
    *,
    beside: frozenset[str] = frozenset(),
) -> Dataset:
    """The dataset of one comparison; `beside` are the others that the same file holds and says the names of."""
    file, taught = question.origin.name, layout or Layout()
    asked, asked_by = question.asked(words)
    slug, decided_by = decide(scans, file, words, asked, asked_by)
    parts = parts_of(scans, slug)
    accounts = account_for(scans, parts, words, file)
    frames = {
        schema.frame: build_frame(schema, parts.values(), file, accounts.doubts) for schema in by_slug(slug).tables
    }
    said = kinds_said(scans, file, words, slug, beside)
    told = () if asked is None or asked_by.place is None else (KindSaid(asked, asked_by.place, asked),)
    recognition = replace(
        recognise(scans, accounts, question.engine, (*notes, *taught.taught())),
        compare_type=slug,
        decided_by=decided_by,
        kinds_said=(*told, *said, *kinds_shown(scans, slug, said)),
        overruled=taught.overruled(),
    )
    return Dataset(compare_type=slug, frames=frames, origin=question.origin, recognition=recognition)


def scan_workbook(
    reader: WorkbookReader, layout: Layout | None, on_rows: Callable[[int], None] | None = None
) -> tuple[Vocabulary, list[SheetScan]]:
    """Read every sheet of an open workbook, hidden ones too."""
    layout = layout or Layout()
    words = layout.words()
    schemas = tuple((t.slug, schema) for t in ALL for schema in t.tables)
    plan = Plan(schemas, words, layout.assume_zone, UNJUDGED, on_rows or (lambda _: None))
    scans = _scans(reader, plan)
    if plan.zone is not None and any(name == "zone" for scan in scans for name, _ in scan.meta):
        scans = _scans(reader, replace(plan, zone=None))  # a zone is assumed for a file that names none
    settle(scans, words)
    return words, scans


def _scans(reader: WorkbookReader, plan: Plan) -> list[SheetScan]:
    scans: list[SheetScan] = []
    for sheet in reader.sheets:
        scans.append(scan_sheet(reader, sheet, plan, scans))
    return scans
