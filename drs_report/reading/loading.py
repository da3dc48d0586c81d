"""A result file to a `Dataset`: read every sheet, decide the compare type, make the frames, say what was understood."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from drs_report.comparisons import ALL, by_slug
from drs_report.comparisons.unjudged import UNJUDGED
from drs_report.language.vocabulary import Vocabulary
from drs_report.reading.dataset import Dataset
from drs_report.reading.opening import opened
from drs_report.reading.recognition import asked_kinds, overruled, recognise, taught
from drs_report.reading.tables.accounts import account
from drs_report.reading.tables.deciding import decide, kinds_said, slug_of, split_by_comparison
from drs_report.reading.tables.file_names import file_name_doubt
from drs_report.reading.tables.frames import build_frame, empty_frame
from drs_report.reading.tables.known_texts import names_listed
from drs_report.reading.tables.listed import PlainTables, Table
from drs_report.reading.tables.parts import demand_names, parts_of
from drs_report.reading.tables.scanning import scan_sheet
from drs_report.reading.tables.scans import Plan, SheetScan
from drs_report.reading.teaching import Layout
from drs_report.reading.xlsx import Limits, WorkbookReader
from drs_report.records.judgement import Origin
from drs_report.records.reading import (
    Asked,
)

__all__ = ["load", "load_all", "load_reader", "load_tables", "scan_workbook"]


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

    Raises `UnreadableWorkbookError`, `UnsafeWorkbookError`, `UnknownCompareTypeError`, `AmbiguousCompareTypeError`,
    `MissingColumnsError`, and `ConfigError` for a wrong argument.
    """
    with opened(source, compare_type, name, limits or Limits(), origin) as (reader, asked):
        return load_reader(reader, layout=layout, **asked)


def load_all(
    source: str | Path | bytes | BinaryIO,
    *,
    compare_type: str | None = None,
    name: str | None = None,
    layout: Layout | None = None,
    limits: Limits | None = None,
    origin: Origin | None = None,
) -> tuple[Dataset, ...]:
    """Do `load` for every comparison that a file holds: one whose tables are of several is split by table.

    Where `compare_type` or the manifest says which one it is, it is only that, and the rest is not understood. Lines
    and sheets that belong to no table count for each of the comparisons. Raises what `load` raises.
    """
    with opened(source, compare_type, name, limits or Limits(), origin) as (reader, asked):
        words, scans = scan_workbook(reader, layout)
        is_open = asked["compare_type"] is None and asked["origin"].compare_type is None
        found = split_by_comparison(scans) if is_open else {}
        if len(found) < 2:
            return (_dataset(words, scans, reader, layout=layout, **asked),)
        return tuple(
            _dataset(words, own, reader, layout=layout, beside=frozenset(found) - {slug}, **asked)
            for slug, own in found.items()
        )


def load_tables(
    tables: Iterable[Table],
    *,
    name: str,
    compare_type: str | None = None,
    layout: Layout | None = None,
    origin: Origin | None = None,
) -> Dataset:
    """Load tables that are lists of rows, such as the query API's JSON with a header row of its field names.

    The frames equal those of a workbook with the same cells. Without `origin` the hash is that of the rows as JSON.
    """
    plain = tuple((sheet, [list(row) for row in rows]) for sheet, rows in tables)
    if origin is None:
        content = json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "backslashreplace")
        origin = Origin(name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    reader = PlainTables(plain)
    return load_reader(
        reader, origin=replace(origin, name=name), compare_type=compare_type, engine="plain", layout=layout
    )


def load_reader(
    reader: WorkbookReader,
    *,
    origin: Origin,
    compare_type: str | None = None,
    asked_by: Asked = Asked.CALLER,
    engine: str = "exact",
    layout: Layout | None = None,
) -> Dataset:
    """Do `load` for a workbook that is open already; `origin` names it; `compare_type` is the word of `asked_by`."""
    words, scans = scan_workbook(reader, layout)
    return _dataset(
        words,
        scans,
        reader,
        origin=origin,
        compare_type=compare_type,
        asked_by=asked_by,
        engine=engine,
        layout=layout,
    )


def _dataset(
    words: Vocabulary,
    scans: Sequence[SheetScan],
    reader: WorkbookReader,
    *,
    origin: Origin,
    compare_type: str | None,
    asked_by: Asked,
    engine: str,
    layout: Layout | None,
    beside: frozenset[str] = frozenset(),
) -> Dataset:
    """The dataset of one comparison; `beside` are the others that the same file holds and says the names of."""
    asked = None
    if compare_type is not None:
        asked = slug_of(compare_type, words)
    elif origin.compare_type is not None:
        asked, asked_by = slug_of(origin.compare_type, words), Asked.MANIFEST
    slug, decided_by = decide(scans, origin.name, words, asked=asked, asked_by=asked_by)
    chosen = by_slug(slug)
    parts = parts_of(scans, slug)
    used = {id(part.block): part for found in parts.values() for part in found}
    is_listed = names_listed(used.values())
    accounts = [account(scan, used, is_listed, words) for scan in scans]
    doubts = {block: rows for one in accounts for block, rows in one.doubts.items()}
    frames = {
        schema.frame: build_frame(schema, parts[schema.frame], origin.name, doubts)
        if schema.frame in parts
        else empty_frame(schema)
        for schema in chosen.tables
    }
    demand_names(chosen, parts, origin.name)
    recognition = recognise(
        scans,
        compare_type=slug,
        decided_by=decided_by,
        engine=engine,
        notes=(*reader.notes, *taught(layout)),
        parts=used,
        accounts=accounts,
        kinds=(
            *asked_kinds(asked, asked_by),
            *(said for said in kinds_said(scans, origin.name, words, slug) if said.kind not in beside),
        ),
        overruled=overruled(layout),
        named=file_name_doubt(origin.name, words),
    )
    return Dataset(compare_type=slug, frames=frames, origin=origin, recognition=recognition)


def scan_workbook(reader: WorkbookReader, layout: Layout | None) -> tuple[Vocabulary, list[SheetScan]]:
    """Read every sheet of an open workbook, hidden ones too."""
    layout = layout or Layout()
    words = layout.words()
    schemas = tuple((t.slug, schema) for t in ALL for schema in t.tables)
    plan = Plan(schemas, words, layout.assume_zone, UNJUDGED)
    scans: list[SheetScan] = []
    for sheet in reader.sheets:
        scans.append(scan_sheet(reader, sheet, plan, scans))
    return words, scans
