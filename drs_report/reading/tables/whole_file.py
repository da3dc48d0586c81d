"""What only a whole file shows: rows that list its own sheets, types that sheets are named after, and zones of times.

These are held against the rest of the file: a sheet that is not there is not listed, and a row's time in that zone must
lie within the run that the lines state. What the names of a file, its folders and its sheets say counts as in a sheet:
that a comparison failed, goes on, or is one of a part. A name is anybody's: words in it that nobody knows say nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from itertools import islice

import pyarrow as pa

from drs_report.language.moments import zone_in, zone_named
from drs_report.language.numbered import sheet_number
from drs_report.language.phrases import is_neutral_title, words_in
from drs_report.language.vocabulary import Vocabulary, normalise_word
from drs_report.reading.tables.blocks import Block
from drs_report.reading.tables.conversion import N_ROWS_KEPT, ColumnBuilder
from drs_report.reading.tables.headings import WRITTEN_AT
from drs_report.reading.tables.lines import in_zone, read_line
from drs_report.reading.tables.scans import Loose, SheetScan
from drs_report.reading.tables.speaking_against import speaks_against
from drs_report.reading.tables.tally import teaching
from drs_report.reading.tables.titles import explains
from drs_report.reading.xlsx.columns import Column
from drs_report.records.columns import Kind
from drs_report.records.reading import NotUnderstood, Rest, Unclear
from drs_report.records.remarks import RemarkKind

_RUN = frozenset({"compare_start_time", "compare_end_time", "compare_time"})
_TIMES = _RUN | WRITTEN_AT
_ENTRY = re.compile(r"([0-9]{1,2})[.、)\s]\s*(\S.*)")
_NUMBERING = frozenset({"id", "index_no", "number", "sheet", "name", "page"})
_OF = re.compile(r"(?<![A-Za-z\d.])(?<!\d[-_/])([1-9])\s?[-_/∕⁄]\s?([2-9])\W*\Z")
"""The number of a part and of the last, which end a name and are of no date: ``contents (1-3)``, ``内容对比1／2``."""
_FIRST = re.compile(r"first(?:[\W_]*(?:run|try|attempt|time))?", re.IGNORECASE)
"""A folder of the first of several runs: that no number of things follows makes it none of a part."""


def settle(scans: Sequence[SheetScan], words: Vocabulary) -> None:
    """Settle all, sheet by sheet."""
    sheets = {scan.sheet.name.strip() for scan in scans}
    for scan in scans:
        if not scan.blocks:
            scan.titles = [text for text in scan.titles if not explains(text)]
            _settle_contents(scan, sheets, words)
    for rest in (rest for scan in scans if not scan.blocks for rest in scan.loose):
        is_listed = rest.reason == Rest.TITLE and rest.texts[0].strip() in sheets
        if is_listed or (rest.reason in (Rest.ROW, Rest.TABLE) and _lists_sheets(rest, sheets)):
            rest.reason = Rest.NOTE
    _settle_types(scans)
    zone = _zone_of_the_run(scans)
    if zone is not None:
        _settle_times(scans, zone)


def _settle_contents(scan: SheetScan, sheets: set[str], words: Vocabulary) -> None:
    """Take back what was read in the lines of a table of contents: ``3 Tables that cannot be compared`` counts none."""
    in_order = sorted(scan.loose, key=lambda rest: rest.first_row)
    found = [(rest, _ENTRY.fullmatch(rest.texts[0].strip())) for rest in in_order if len(rest.texts) == 1]
    entries = [(rest, entry[1]) for rest, entry in found if entry is not None and entry[2] in sheets]
    if [number for _, number in entries] != [str(n) for n in range(1, len(entries) + 1)]:
        return
    for rest, _ in entries:
        for fact in read_line(rest.texts[0], words).facts:
            scan.meta.remove(fact)
        if rest.texts[0] in scan.titles:
            scan.titles.remove(rest.texts[0])
        rest.reason, rest.n_doubted = Rest.NOTE, 0
        rest.doubts.clear()


def _settle_types(scans: Sequence[SheetScan]) -> None:
    """Take a sheet that is named as a type of the file's own overview for the list of that type."""
    blocks = [block for scan in scans for block in scan.blocks]
    overviews = (array for block in blocks if _fits(block, "overview") for array in _of_kind(block, Kind.OBJECT_TYPE))
    types = {normalise_word(text): text for array in overviews for text in array.unique().to_pylist() if text}
    for block in blocks:
        is_typed = block.title.object_type or any(_of_kind(block, Kind.OBJECT_TYPE))
        named = None if is_typed or speaks_against(block.sheet) else types.get(normalise_word(block.sheet))
        if named and _fits(block, "objects"):
            block.title = replace(block.title, object_type=named)


def _fits(block: Block, frame: str) -> bool:
    return any(fit.schema.frame == frame for fit in block.fits)


def _of_kind(block: Block, kind: Kind) -> Iterator[pa.ChunkedArray]:
    return (builder.array() for builder in block.typed.values() if builder.kind is kind)


def _settle_times(scans: Sequence[SheetScan], zone: tzinfo) -> None:
    """Read times of lines, where a line gives the zone of all, and times of rows in this zone."""
    is_of_all = any(name == "zone" for scan in scans for name, _ in scan.meta)
    for scan in scans if is_of_all else ():
        scan.meta[:] = [(name, in_zone(text, zone) if name in _TIMES else text) for name, text in scan.meta]
    for block in (block for scan in scans for block in scan.blocks):
        for column, builder in block.typed.items():
            if builder.kind is Kind.TIME and any(p.what.kind is RemarkKind.NO_ZONE for p in builder.problems):
                again = ColumnBuilder(builder.name, builder.kind, builder.words, builder.keeps_words, zone)
                again.add(Column.of(block.plain[column].array().to_pylist()), block.numbers.to_pylist())
                block.typed[column] = again


def _lists_sheets(rest: Loose, sheets: set[str]) -> bool:
    """Whether rows nobody knows name the file's own sheets, each alone or behind its number, below a heading or not."""
    if len(rest.rows) != rest.n_rows:
        return False
    n_listed = 0
    for _, text, _ in rest.rows:
        parts = [part.strip() for part in text.split(" | ")]
        named = [part for part in parts if part in sheets]
        others = [part for part in parts if part not in sheets]
        n_listed += bool(named)
        is_heading = not n_listed and all(
            is_neutral_title(p) or {*(words_in(p) or ("",))} <= _NUMBERING for p in others
        )
        if len(named) > 1 or not (is_heading or (named and others in ([], [str(n_listed)]))):
            return False
    return n_listed > 0


def _zone_of_the_run(scans: Sequence[SheetScan]) -> tzinfo | None:
    """The one zone that the lines of a file name: of its times, or in which they state when its comparison ran."""
    facts = [fact for scan in scans for fact in scan.meta]
    zones = {zone for name, text in facts if name in _RUN and (zone := zone_in(text))}
    zones |= {zone for name, text in facts if name == "zone" and (zone := zone_named(text))}
    offsets = {zone.utcoffset(datetime(2000, 1, 1, tzinfo=UTC)): zone for zone in zones}
    return next(iter(offsets.values())) if len(offsets) == 1 else None


def file_name_doubts(file: str, known: Vocabulary) -> Iterator[NotUnderstood]:
    """What the names of the file and of its folders say against its comparison, unless a layout says it is harmless."""
    *folders, name = file.split("/")
    parts: list[tuple[Unclear, str]] = [("folder", folder) for folder in folders if not _FIRST.fullmatch(folder)]
    for kind, part in (*parts, ("file", name.rpartition(".")[0] or name)):
        is_part = any(number <= last for number, last in _OF.findall(unicodedata.normalize("NFKC", part)))
        if (is_part or speaks_against(part)) and not known.declares("file", part):
            yield _of_a_name(kind, part)


def _of_a_name(kind: Unclear, name: str, sheet: str = "") -> NotUnderstood:
    return NotUnderstood(kind, sheet, name, 0, "", (), teaching(kind, name))


def missing_sheets(
    scans: Sequence[SheetScan], is_listed: Callable[[str], bool], known: Vocabulary
) -> Iterator[NotUnderstood]:
    """Name the sheets that a numbered row of them lacks: ``Details``, ``Details(3)`` and no ``Details(2)``.

    A name that the file lists, such as of a database ``shop_2``, is none of a row; nor is a sheet missing that a layout
    declares harmless.
    """
    series: dict[str, set[int]] = {}
    parted: dict[str, int] = {}
    names = [scan.sheet.name.strip() for scan in scans]
    for name in names:
        counted = sheet_number(name)
        if counted and len(counted[1]) <= 3 and re.search(r"[^\W\d_]", counted[0]) and not is_listed(name):
            series.setdefault(counted[0], set()).add(int(counted[1]))
            if counted[2] is not None:
                parted[counted[0]] = max(counted[2], parted.get(counted[0], 0))
    for base, numbers in series.items():
        lowest = 2 if base in names and 1 not in numbers else min(1, *numbers, 1)
        others = parted.get(base, 1) or max(numbers) + (len(numbers) == 1)  # a part says that there is another
        highest = max(others, *numbers)
        gaps = (f"{base}({n})" for n in range(lowest, highest + 1) if n not in numbers)
        missing = (name for name in gaps if not known.declares("sheet", name))
        yield from (_of_a_name("sheet", name, name) for name in islice(missing, N_ROWS_KEPT))
