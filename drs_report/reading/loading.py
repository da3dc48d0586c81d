"""A result file to a `Dataset`: read every sheet, decide the compare type, make the frames, say what was understood."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TypedDict, cast

from drs_report.comparisons import ALL, by_slug
from drs_report.comparisons.base import Comparison
from drs_report.comparisons.unjudged import UNJUDGED
from drs_report.errors import MissingColumnsError, UnreadableWorkbookError
from drs_report.evidence.answers import QueryFile, is_query_file, parse
from drs_report.language.phrases import words_in
from drs_report.language.vocabulary import Vocabulary, built_in, canonical, outcome_class
from drs_report.reading.dataset import Dataset
from drs_report.reading.tables.accounts import Account, account, file_name_doubt, missing_sheets, names_listed
from drs_report.reading.tables.blocks import is_unjudged
from drs_report.reading.tables.conversion import cell_text, parse_percent
from drs_report.reading.tables.deciding import decide, kinds_said, not_judged, slug_of, split_by_comparison
from drs_report.reading.tables.frames import Part, build_frame, database_pairs, empty_frame, extra_names
from drs_report.reading.tables.headings import NO_PLACE, column_letter
from drs_report.reading.tables.listed import PlainTables, Table
from drs_report.reading.tables.scanning import TABLE, UNJUDGED_TABLE, Plan, SheetScan, scan_sheet
from drs_report.reading.teaching import Layout
from drs_report.reading.xlsx import Limits, WorkbookReader, open_workbook
from drs_report.reading.xlsx.guard import over_limit
from drs_report.records.judgement import Origin, OutcomeClass
from drs_report.records.reading import (
    UNKNOWN_HEADING,
    Asked,
    BlockRecognition,
    ColumnMatch,
    KindSaid,
    Leftover,
    NotUnderstood,
    Recognition,
    SheetRecognition,
)

__all__ = [
    "load",
    "load_all",
    "load_reader",
    "load_tables",
    "open_query_file",
    "recognise",
    "scan_workbook",
]

_BLOCK = 1 << 20


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
    with _opened(source, compare_type, name, limits or Limits(), origin) as (reader, asked):
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
    with _opened(source, compare_type, name, limits or Limits(), origin) as (reader, asked):
        words, scans = scan_workbook(reader, layout)
        is_open = asked["compare_type"] is None and asked["origin"].compare_type is None
        found = split_by_comparison(scans) if is_open else {}
        if len(found) < 2:
            return (_dataset(words, scans, reader, layout=layout, **asked),)
        return tuple(
            _dataset(words, own, reader, layout=layout, beside=frozenset(found) - {slug}, **asked)
            for slug, own in found.items()
        )


class _Question(TypedDict):
    """Who says what a file is, and how it is read."""

    origin: Origin
    compare_type: str | None
    asked_by: Asked
    engine: str


@contextmanager
def _opened(
    source: str | Path | bytes | BinaryIO,
    compare_type: str | None,
    name: str | None,
    limits: Limits,
    origin: Origin | None,
) -> Iterator[tuple[WorkbookReader, _Question]]:
    file = name or _name_of(source)
    stream, is_owner = _as_stream(source, file, limits)
    try:
        if is_query_file(file):
            with open_query_file(stream, name=file, limits=limits) as (tables, answers):
                known = _of_answers(_identified(stream, file, origin), answers)
                yield (
                    tables,
                    _Question(origin=known, compare_type=answers.compare_type, asked_by=Asked.FILE, engine="plain"),
                )
            return
        with open_workbook(stream, name=file, limits=limits) as reader:
            known = _identified(stream, file, origin)
            yield reader, _Question(origin=known, compare_type=compare_type, asked_by=Asked.CALLER, engine="exact")
    finally:
        if is_owner:
            stream.close()


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


@contextmanager
def open_query_file(
    source: str | Path | bytes | BinaryIO, *, name: str | None = None, limits: Limits | None = None
) -> Iterator[tuple[PlainTables, QueryFile]]:
    """Open stored answers of the query API as the reader of their tables.

    Raises `UnreadableWorkbookError` for what is damaged or not ours, `UnsafeWorkbookError` for a file over the limit.
    """
    limits = limits or Limits()
    file = name or _name_of(source)
    stream, is_owner = _as_stream(source, file, limits)
    try:
        size = stream.seek(0, 2)
        if size > limits.file_bytes:
            raise over_limit(file, limits, "file_bytes", f"the file has {size // _BLOCK:,} MB")
        stream.seek(0)
        answers = parse(stream.read(), file)
    finally:
        if is_owner:
            stream.close()
    yield PlainTables(answers.sheets), answers


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
    parts = _parts(scans, slug)
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
    _demand_names(chosen, parts, origin.name)
    recognition = recognise(
        scans,
        compare_type=slug,
        decided_by=decided_by,
        engine=engine,
        notes=(*reader.notes, *_taught(layout)),
        parts=used,
        accounts=accounts,
        kinds=(
            *_asked_kinds(asked, asked_by),
            *(said for said in kinds_said(scans, origin.name, words, slug) if said.kind not in beside),
        ),
        overruled=_overruled(layout),
        named=file_name_doubt(origin.name, words),
    )
    return Dataset(compare_type=slug, frames=frames, origin=origin, recognition=recognition)


def recognise(
    scans: Sequence[SheetScan],
    *,
    compare_type: str,
    decided_by: str,
    engine: str,
    notes: Sequence[str],
    parts: Mapping[int, Part] | None = None,
    accounts: Sequence[Account] | None = None,
    kinds: Sequence[KindSaid] = (),
    overruled: Sequence[str] = (),
    named: Sequence[NotUnderstood] = (),
) -> Recognition:
    """Say how a workbook was understood; without `parts` each table is shown as the first frame that it fits."""
    used = dict(parts or {})
    if parts is None:
        used = {
            id(block): Part(block, block.fits[0]) for scan in scans for block in scan.blocks if not is_unjudged(block)
        }
    is_listed = names_listed(used.values())
    if accounts is None:
        accounts = [account(scan, used, is_listed, built_in()) for scan in scans]
    return Recognition(
        compare_type=compare_type,
        decided_by=decided_by,
        engine=engine,
        sheets=tuple(_recognised(scan, used, one) for scan, one in zip(scans, accounts, strict=True)),
        meta=tuple(fact for scan in scans for fact in scan.meta),
        notes=tuple(notes),
        not_understood=(
            *(entry for one in accounts for entry in one.not_understood),
            *missing_sheets(scans, is_listed),
            *named,
        ),
        kinds_said=tuple(kinds),
        not_judged=not_judged(scans),
        overruled=tuple(overruled),
    )


def _asked_kinds(asked: str | None, asked_by: Asked) -> tuple[KindSaid, ...]:
    """What the caller or the manifest says the kind is."""
    place = asked_by.place
    return () if asked is None or place is None else (KindSaid(asked, place, asked),)


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


def _taught(layout: Layout | None) -> tuple[str, ...]:
    """Say what a layout taught: what is read by it rests on its author's word."""
    if layout is None:
        return ()
    sections = (layout.headings, layout.outcomes, layout.object_types, layout.types)
    said = [f"{ours} = {', '.join(words)}" for section in sections for ours, words in section.items() if words]
    notes = [f"A layout file taught the reader: {'; '.join(said)}."] if said else []
    notes += [f"A layout file declares harmless: {one.what} {one.text} ({one.reason})." for one in layout.ignored]
    if worse := _overruled(layout):
        notes.append(f"A layout file makes words for what is not equal mean consistent: {', '.join(worse)}.")
    return tuple(notes)


def _overruled(layout: Layout | None) -> tuple[str, ...]:
    """Return the words that mean something other than equal, and that a layout makes mean consistent."""
    words = layout.outcomes.get("consistent", ()) if layout else ()
    return tuple(word for word in words if _means_another_thing(word))


def _means_another_thing(word: str) -> bool:
    """Whether a word is known and does not say that two sides are equal: a worse result, a state, a title."""
    usual, parts = canonical("outcome", word), words_in(word)
    if usual:
        return outcome_class(usual) is not OutcomeClass.VERIFIED
    return canonical("job_status", word) is not None or (parts is not None and "consistent" not in parts)


def _name_of(source: str | Path | bytes | BinaryIO) -> str:
    if isinstance(source, bytes):
        return "<bytes>"
    if isinstance(source, (str, Path)):
        return Path(source).name
    own = getattr(source, "name", None)
    return Path(own).name if isinstance(own, str) else "<stream>"


def _as_stream(source: str | Path | bytes | BinaryIO, file: str, limits: Limits) -> tuple[BinaryIO, bool]:
    """The source as one stream that can seek, so that what is hashed is what is read; and whether we close it."""
    if isinstance(source, (str, Path)):
        try:
            return Path(source).open("rb"), True
        except OSError as error:
            raise UnreadableWorkbookError(
                file, f"the file cannot be opened: {error.strerror}.", remedy="Check the path and your permissions."
            ) from error
    if not isinstance(source, bytes) and source.seekable():
        return source, False
    copy = cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=16 * _BLOCK))  # noqa: SIM115 - load closes it
    if isinstance(source, bytes):
        copy.write(source)
        return copy, True
    n = 0
    # one block over the limit is enough for the guard to refuse it by name
    while n <= limits.file_bytes and (block := source.read(_BLOCK)):
        n += copy.write(block)
    return copy, True


def _identified(stream: BinaryIO, file: str, origin: Origin | None) -> Origin:
    """The origin with the hash and size of the very bytes that are read."""
    stream.seek(0)
    digest, size = hashlib.sha256(), 0
    while block := stream.read(_BLOCK):
        digest.update(block)
        size += len(block)
    stream.seek(0)
    sha256 = digest.hexdigest()
    if origin is not None and origin.sha256 and origin.sha256.lower() != sha256:
        raise UnreadableWorkbookError(
            file,
            "it is not the file its manifest speaks of: the SHA-256 differs.",
            remedy="Download it again; a result file must not be edited.",
        )
    return replace(origin or Origin(name=file, sha256=sha256, size=size), name=file, sha256=sha256, size=size)


def _of_answers(origin: Origin, answers: QueryFile) -> Origin:
    """The origin of stored answers: what they say of themselves, and that their manifest says nothing else."""
    for name in ("job_id", "compare_job_id", "compare_type"):
        said = getattr(origin, name)
        if said and said != getattr(answers, name):
            raise UnreadableWorkbookError(
                origin.name,
                f"its manifest gives the {name} as {said}, the file as {getattr(answers, name) or 'unknown'}.",
                remedy="Run `drs-report fetch` again; neither the files nor the manifest must be edited.",
            )
    return replace(
        origin,
        job_id=answers.job_id or None,
        compare_job_id=answers.compare_job_id or None,
        compare_type=answers.compare_type,
        language=origin.language or answers.language or None,
        region=origin.region or answers.region or None,
    )


def _parts(scans: Sequence[SheetScan], slug: str) -> dict[str, list[Part]]:
    """The blocks of the decided type by frame; what one part of the file says of a database reaches the others."""
    parts: dict[str, list[Part]] = {}
    for scan in scans:
        for block in scan.blocks:
            fit = next((fit for fit in block.fits if fit.slug == slug), None)
            if fit is not None:
                parts.setdefault(fit.schema.frame, []).append(Part(block, fit))
    pairs = database_pairs(parts.get("databases", ()))
    said = {parse_percent(text) for scan in scans for name, text in scan.meta if name == "sample_percent"}
    share = said.pop() if len(said) == 1 else None
    filters = dict.fromkeys(text for scan in scans for name, text in scan.meta if name == "row_filter")
    filtered = {"row_filter": "; ".join(filters)} if filters else {}
    for found in parts.values():
        found[:] = [
            replace(part, constants=_from_titles(part, pairs) | filtered, sample_percent=share) for part in found
        ]
    return parts


def _from_titles(part: Part, pairs: Mapping[str, str]) -> dict[str, str]:
    """What the titles above a block say of all its rows: the database, and for rows of one table the table.

    A title that names one side only gets the target the overview pairs it with. A sheet without titles may carry the
    name of a database that the overview lists; names cut to a tab's 31 characters match nothing and are left out.
    """
    names, filled = part.block.title.names, {column.name for column in part.fit.columns.values()}
    if part.fit.schema.frame in ("databases", "overview"):
        return {}
    table = ("", "")
    if part.fit.schema.frame in ("differences", "statements") and not filled & {
        "source_table",
        "target_table",
        "table",
    }:
        table, names = _table_and_rest(names, pairs)
    source, target = names[0] if names else (part.block.sheet if part.block.sheet in pairs else "", "")
    target = target or pairs.get(source, "")
    said = {"source_db": source, "target_db": target, "db": source}
    said |= {"source_table": table[0], "target_table": table[1] or table[0], "table": table[0]}
    return {name: text for name, text in said.items() if text}


def _table_and_rest(
    names: Sequence[tuple[str, str]], pairs: Mapping[str, str]
) -> tuple[tuple[str, str], tuple[tuple[str, str], ...]]:
    """The table that rows without a table column belong to, and the names that are left for the database.

    ``shop.orders`` is a database with its table; of two lone cells the nearer one is the table (likely).
    """
    if not names:
        return ("", ""), ()
    (source, target), rest = names[0], tuple(names[1:])
    database, dot, table = source.partition(".")
    if dot and database and table:
        to_database, _, to_table = target.rpartition(".") if "." in target else ("", "", target)
        return (table, to_table), ((database, to_database),)
    if rest or source not in pairs:
        return (source, target), rest
    return ("", ""), ((source, target),)


def _demand_names(chosen: Comparison, parts: dict[str, list[Part]], file: str) -> None:
    """A list of tables without any name cannot be judged."""
    for schema in chosen.tables:
        for part in parts.get(schema.frame, ()):
            filled = {column.name for column in part.fit.columns.values()}
            missing = [need for need in schema.needs[:1] if not need & filled]
            if missing:
                columns = tuple(sorted(missing[0]))
                raise MissingColumnsError(
                    file,
                    f"sheet {part.block.sheet!r}: a table of {schema.frame} has none of {', '.join(columns)}.",
                    remedy=f"Run `drs-report inspect {file}` and teach its headings with --layout.",
                    columns=columns,
                )


def _recognised(scan: SheetScan, used: Mapping[int, Part], one: Account) -> SheetRecognition:
    leftovers = [Leftover(x.first_row, x.last_row, x.n_rows, x.reason, x.sample) for x in scan.loose]
    blocks = []
    for block in scan.blocks:
        part = used.get(id(block))
        if part is not None:
            blocks.append(_recognised_block(part))
            continue
        sample = tuple(m.heading for m in block.meanings) if block.header_rows else ()
        n_rows = block.n_rows + len(block.header_rows)
        first = block.header_rows[0] if block.header_rows else block.first_row
        last = block.last_row or first
        reason = UNJUDGED_TABLE if is_unjudged(block) else TABLE
        leftovers.append(
            Leftover(first, last, n_rows, reason, (sample or tuple(cell_text(c) for c in block.first_cells))[:12])
        )
    return SheetRecognition(
        sheet=scan.sheet.name,
        state=scan.sheet.state,
        n_rows=scan.n_rows,
        blocks=tuple(blocks),
        leftovers=tuple(sorted(leftovers, key=lambda x: x.first_row)),
        n_cells=one.n_cells,
        roles=one.roles,
        read_by=scan.read_by,
    )


def _recognised_block(part: Part) -> BlockRecognition:
    block, fit = part.block, part.fit
    extra = extra_names(block, fit)
    columns, words, problems = [], [], []
    for m in sorted(block.meanings, key=lambda m: m.column):
        column = fit.columns.get(m.column)
        name = column.name if column else extra.get(m.column)
        reason = m.reason or ("" if column else _why_not(m.name))
        columns.append(ColumnMatch(column_letter(m.column), m.heading, name, m.score, reason))
        if column is not None:
            builder = block.typed[m.column]
            words += [replace(word, column=column.name) for word in builder.unknown_words]
            problems += [replace(problem, column=column.name) for problem in builder.problems]
        elif m.column in block.plain:
            problems += [replace(problem, column=name or "") for problem in block.plain[m.column].problems]
    header = block.header_rows[-1] if block.header_rows else 0
    return BlockRecognition(
        frame=fit.schema.frame,
        header_rows=block.header_rows,
        first_row=block.first_row or header,
        last_row=block.last_row or header,
        n_rows=block.n_rows,
        title=block.title.text,
        columns=tuple(columns),
        score=block.score,
        continues=block.continues,
        unknown_words=tuple(words),
        problems=tuple(problems),
    )


def _why_not(meaning: str | None) -> str:
    if meaning in NO_PLACE:
        return "left out on purpose"
    return UNKNOWN_HEADING if meaning is None else f"this table has no column {meaning}"
