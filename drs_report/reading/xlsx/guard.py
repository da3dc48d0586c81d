"""What is looked at before any XML: is this an xlsx package at all, and is it small enough to be read.

Nothing here trusts a number in the file: counts are recounted, offsets are checked against each other, and declared
sizes are compared with what comes out of the inflater (`drs_report.reading.xlsx.parts`). Refusals are one sentence that
names the file, and a remedy. An xlsx file is a ZIP archive of XML parts (ECMA-376 part 2).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field, fields, replace
from typing import BinaryIO

from drs_report.errors import Told, UnreadableWorkbookError, UnsafeWorkbookError

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class LimitOption:
    """How the command line spells a limit: ``--max-part-mb 500`` sets `Limits.part_bytes` to 500 × `unit`."""

    field: str
    flag: str
    unit: int
    help: str


def _limit(default: int, flag: str, text: str, unit: int = 1) -> int:
    value: int = field(default=default, metadata={"flag": flag, "help": text, "unit": unit})
    return value


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a workbook may be before it is refused. The defaults let every sheet Excel itself can show through."""

    file_bytes: int = _limit(512 * _MIB, "--max-file-mb", "size of the file", _MIB)
    part_bytes: int = _limit(3072 * _MIB, "--max-part-mb", "expanded size of one part (a sheet)", _MIB)
    expanded_bytes: int = _limit(6144 * _MIB, "--max-expanded-mb", "expanded size of the whole file", _MIB)
    ratio: int = _limit(200, "--max-ratio", "expanded size over compressed size, for what expands to over 10 MB")
    n_parts: int = _limit(5_000, "--max-parts", "parts in the file")
    n_sheets: int = _limit(1_000, "--max-sheets", "sheets in the workbook")
    n_rows: int = _limit(1_048_576, "--max-rows", "highest row number of a sheet; Excel's own limit")
    n_columns: int = _limit(16_384, "--max-columns", "columns of a sheet; Excel's own limit")
    n_cells: int = _limit(64_000_000, "--max-cells", "cells of a sheet, gaps left of a cell included")
    n_wide_cells: int = _limit(
        4_000_000, "--max-wide-cells", "cells of a sheet in rows that reach beyond column 512, gaps included"
    )
    cell_length: int = _limit(32_767, "--max-cell-length", "characters in a cell; Excel's own limit")
    n_shared_strings: int = _limit(20_000_000, "--max-shared-strings", "texts in the table that the sheets share")


LIMIT_OPTIONS: tuple[LimitOption, ...] = tuple(
    LimitOption(item.name, item.metadata["flag"], item.metadata["unit"], item.metadata["help"])
    for item in fields(Limits)
)
"""One option per field of `Limits`, for the command line and for refusals to name."""

_OPTIONS = {option.field: option for option in LIMIT_OPTIONS}

_RATIO_FROM = 10 * _MIB
"""Small parts may compress as well as they like: a page of blanks is no bomb."""

_AGAIN = Told("Download the result file again; if it stays so, export the comparison again.")
_EXPORT_AGAIN = Told("Do not use this file; export the comparison again.")


@dataclass(frozen=True, slots=True)
class Archive:
    """A workbook as its refusals speak of it; each is given a sentence, or what completes "FILE: "."""

    file: str
    """The name that every message begins with."""
    limits: Limits

    def damaged(self, what: Told, *, remedy: Told = _AGAIN) -> UnreadableWorkbookError:
        """The refusal of a file that is broken."""
        return UnreadableWorkbookError(self.file, Told("{what}.", what=what), remedy=remedy)

    def misleading(self, sentence: Told, limit: str) -> UnsafeWorkbookError:
        """The refusal of a file that is made to mislead or to hurt; `limit` says by what."""
        return UnsafeWorkbookError(self.file, sentence, remedy=_EXPORT_AGAIN, limit=limit)

    def over_limit(self, name: str, what: Told) -> UnsafeWorkbookError:
        """The refusal of a file over the limit `name`, a field of `Limits`."""
        option = _OPTIONS[name]
        bound = getattr(self.limits, name) // option.unit
        return UnsafeWorkbookError(
            self.file,
            Told("{what}, and the limit is {bound:,} MB.", what=what, bound=bound)
            if option.unit == _MIB
            else Told("{what}, and the limit is {bound:,}.", what=what, bound=bound),
            remedy=Told("If you trust the file, raise the limit with {flag}.", flag=option.flag),
            limit=name,
        )

    def long_text(self, place: Told, n_characters: int) -> UnsafeWorkbookError:
        """The refusal of a text longer than a cell may hold."""
        what = Told(
            "{place} holds a text of at least {n_characters:,} characters", place=place, n_characters=n_characters
        )
        return self.over_limit("cell_length", what)


@dataclass(frozen=True, slots=True)
class Entry:
    """One part of the package as the archive's central directory describes it, checked against its local header."""

    name: str
    """With forward slashes, without a leading one."""
    method: int
    """0 stored, 8 deflated."""
    crc: int
    n_compressed: int
    n_expanded: int
    """As declared; the inflater holds the part to it."""
    raw_name: bytes
    flags: int
    header_at: int
    data_at: int = 0
    """Offset of the first data byte in the file."""


def read_directory(stream: BinaryIO, archive: Archive) -> tuple[Entry, ...]:
    """Check the whole archive `stream` without inflating anything and give its entries in directory order.

    Raises `UnreadableWorkbookError` for what is not an xlsx (saying what it seems to be instead), is encrypted or
    damaged, and `UnsafeWorkbookError` over a limit or for contents made to mislead.
    """
    size = stream.seek(0, 2)
    if size > archive.limits.file_bytes:
        raise archive.over_limit("file_bytes", Told("the file has {size:,.0f} MB", size=size / _MIB))
    stream.seek(0)
    head = stream.read(4096)
    if not head.startswith(b"PK\x03\x04"):
        raise _not_a_zip(head, archive)
    start, length, count = _end_of_directory(stream, size, archive)
    if count > archive.limits.n_parts or length > archive.limits.n_parts * 1024:
        raise archive.over_limit("n_parts", Told("the file lists {count:,} parts", count=max(count, length // 64)))
    stream.seek(start)
    records = _central_records(stream.read(length), count, archive)
    _check_sizes(records, size, archive)
    entries = _with_local_headers(stream, records, start, archive)
    _check_names(entries, archive)
    return entries


# --- what is it, if not a zip -----------------------------------------------------------------------------------------

_EXCEL_REMEDY = Told(
    "Open it in Excel and save it as an .xlsx workbook (without a password), or export the comparison again."
)


def _not_a_zip(head: bytes, archive: Archive) -> UnreadableWorkbookError:
    if not head:
        return archive.damaged(Told("the file is empty"))
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):  # OLE2, which holds the one and the other
        what = Told("a workbook that is encrypted with a password, or one of Excel 97-2003 (.xls), not an .xlsx")
        return archive.damaged(what, remedy=_EXCEL_REMEDY)
    text = head.decode("utf-8-sig", "replace").lstrip().lower()
    if text.startswith(("<!doctype html", "<html", "<head", "<body")):
        return archive.damaged(Told("not a workbook but an HTML page, perhaps a sign-in or an error page"))
    if text.startswith("<"):
        return archive.damaged(Told("not an .xlsx workbook but an XML text"), remedy=_EXCEL_REMEDY)
    if text.startswith(("{", "[")):
        return archive.damaged(Told("not a workbook but a JSON text, perhaps the service's error message"))
    if head.startswith(b"%PDF"):
        return archive.damaged(Told("not a workbook but a PDF document"))
    if head.startswith(b"\x1f\x8b"):
        return archive.damaged(Told("not a workbook but a gzip file"), remedy=Told("Unpack it first."))
    if head.startswith((b"PK\x05\x06", b"PK\x07\x08", b"PK\x01\x02")):
        return archive.damaged(Told("an archive that is empty, cut at its start or split over several files"))
    if b"\x00" not in head and "�" not in text[:-1]:
        return archive.damaged(Told("not an .xlsx workbook but plain text, such as CSV"), remedy=_EXCEL_REMEDY)
    return archive.damaged(Told("not an .xlsx workbook: its first bytes are not those of any format known here"))


# --- the archive's directory (PKWARE APPNOTE sections 4.3.7 to 4.3.16) ------------------------------------------------

_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")


def _end_of_directory(stream: BinaryIO, size: int, archive: Archive) -> tuple[int, int, int]:
    """Give the central directory's offset, length and number of entries."""
    tail_at = max(0, size - _END.size - 0xFFFF)
    stream.seek(tail_at)
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if len(tail) - at >= _END.size:
            _, disk, first_disk, here, count, length, start, comment = _END.unpack_from(tail, at)
            if at + _END.size + comment == len(tail):
                break
        at = tail.rfind(b"PK\x05\x06", 0, at)
    else:
        raise archive.damaged(
            Told("the file is cut short or has bytes added at its end: the archive's last record is missing")
        )
    end_at = tail_at + at
    if disk or first_disk or here != count:
        raise archive.damaged(Told("the archive is split over several files"))
    stream.seek(max(0, end_at - _END64_LOCATOR.size))
    locator = stream.read(_END64_LOCATOR.size)
    if locator.startswith(b"PK\x06\x07") and len(locator) == _END64_LOCATOR.size:
        _, _, end64_at, _ = _END64_LOCATOR.unpack(locator)
        if end64_at > size:
            raise archive.damaged(Told("the archive's directory points outside the file"))
        stream.seek(end64_at)
        record = stream.read(_END64.size)
        if len(record) < _END64.size or not record.startswith(b"PK\x06\x06"):
            raise archive.damaged(Told("the archive's directory is damaged"))
        _, _, _, _, disk, first_disk, here, count64, length64, start64 = _END64.unpack(record)
        plain = ((count, 0xFFFF, count64), (length, 0xFFFFFFFF, length64), (start, 0xFFFFFFFF, start64))
        if disk or first_disk or here != count64 or any(small not in (full, large) for small, full, large in plain):
            raise archive.damaged(Told("the archive's two directory records contradict each other"))
        count, length, start, end_at = count64, length64, start64, end64_at
    if start + length != end_at:
        raise archive.damaged(Told("the archive's directory is not where the file says it is"))
    return start, length, count


def _central_records(data: bytes, count: int, archive: Archive) -> list[Entry]:
    records = []
    at = 0
    for _ in range(count):
        if len(data) - at < _CENTRAL.size or data[at : at + 4] != b"PK\x01\x02":
            raise archive.damaged(Told("the archive's directory is damaged"))
        fixed = _CENTRAL.unpack_from(data, at)
        flags, method, crc, compressed, expanded = fixed[3], fixed[4], fixed[7], fixed[8], fixed[9]
        n_name, n_extra, n_comment, header_at = fixed[10], fixed[11], fixed[12], fixed[16]
        at += _CENTRAL.size
        raw_name = data[at : at + n_name]
        extra = data[at + n_name : at + n_name + n_extra]
        at += n_name + n_extra + n_comment
        expanded, compressed, header_at = _zip64_values(extra, (expanded, compressed, header_at), archive)
        name = _decode_name(raw_name, flags, archive)
        records.append(Entry(name, method, crc, compressed, expanded, raw_name, flags, header_at))
    if at != len(data):
        raise archive.damaged(Told("the archive's directory holds more than it counts"))
    return records


def _zip64_values(extra: bytes, values: tuple[int, int, int], archive: Archive) -> tuple[int, int, int]:
    """Replace each of `values` that is 0xFFFFFFFF by its 64-bit value from the extra field, in the standard's order."""
    if 0xFFFFFFFF not in values:
        return values
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, at)
        if tag == 1:
            body = extra[at + 4 : at + 4 + length]
            large = iter(struct.unpack(f"<{len(body) // 8}Q", body[: len(body) // 8 * 8]))
            filled = tuple(next(large, -1) if value == 0xFFFFFFFF else value for value in values)
            if -1 in filled:
                break
            return (filled[0], filled[1], filled[2])
        at += 4 + length
    raise archive.damaged(Told("the archive's directory is damaged: a 64-bit size is missing"))


def _decode_name(raw: bytes, flags: int, archive: Archive) -> str:
    try:
        return raw.decode("utf-8" if flags & 0x800 else "cp437").replace("\\", "/")
    except UnicodeDecodeError:
        raise archive.damaged(Told("the archive's directory is damaged: a part's name is not text")) from None


def _check_sizes(records: list[Entry], size: int, archive: Archive) -> None:
    for record in records:
        if record.flags & 0x1:
            raise UnreadableWorkbookError(
                archive.file,
                Told("the part {name!r} is encrypted with a ZIP password.", name=record.name),
                remedy=Told("Unpack the archive with its password and pack it again without one, or export it again."),
            )
        if record.method not in (0, 8):
            raise archive.damaged(
                Told("the part {name!r} is compressed by a method that xlsx does not allow", name=record.name)
            )
        expanded = record.n_expanded
        if expanded > archive.limits.part_bytes:
            what = Told("the part {name!r} expands to {expanded:,.0f} MB", name=record.name, expanded=expanded / _MIB)
            raise archive.over_limit("part_bytes", what)
        if expanded > _RATIO_FROM and expanded > archive.limits.ratio * record.n_compressed:
            what = Told(
                "the part {name!r} expands {expanded:,.0f} fold, as a zip bomb",
                name=record.name,
                expanded=expanded / max(1, record.n_compressed),
            )
            raise archive.over_limit("ratio", what)
    total = sum(record.n_expanded for record in records)
    if total > archive.limits.expanded_bytes:
        raise archive.over_limit("expanded_bytes", Told("the file expands to {total:,.0f} MB", total=total / _MIB))
    if total > _RATIO_FROM and total > archive.limits.ratio * size:
        raise archive.over_limit("ratio", Told("the file expands {total:,.0f} fold, as a zip bomb", total=total / size))


def _with_local_headers(
    stream: BinaryIO, records: list[Entry], directory_at: int, archive: Archive
) -> tuple[Entry, ...]:
    """Find where each part's bytes begin; refuse local headers that say something else, and parts that overlap."""
    data_at: dict[int, int] = {}
    free_from = 0
    for record in sorted(records, key=lambda record: record.header_at):
        if record.header_at < free_from:
            raise archive.misleading(
                Told("the part {name!r} lies over another part, as in a zip bomb.", name=record.name), "overlap"
            )
        if record.header_at > directory_at:
            raise archive.damaged(
                Told("the part {name!r} is said to lie beyond the archive's contents", name=record.name)
            )
        stream.seek(record.header_at)
        header = stream.read(_LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
            raise archive.damaged(
                Told("the part {name!r} is not where the archive's directory says it is", name=record.name)
            )
        _, _, flags, method, _, _, _, _, _, n_name, n_extra = _LOCAL.unpack(header)
        if stream.read(n_name) != record.raw_name or method != record.method or flags & 1:
            raise archive.damaged(Told("the part {name!r} is described twice, differently", name=record.name))
        begin = record.header_at + _LOCAL.size + n_name + n_extra
        free_from = begin + record.n_compressed
        if free_from > directory_at:
            raise archive.damaged(Told("the part {name!r} reaches beyond the archive's contents", name=record.name))
        data_at[record.header_at] = begin
    return tuple(replace(item, data_at=data_at[item.header_at]) for item in records if not item.name.endswith("/"))


def _check_names(entries: tuple[Entry, ...], archive: Archive) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.name.startswith("/") or ".." in entry.name.split("/") or ":" in entry.name or "\x00" in entry.name:
            raise archive.misleading(
                Told("the part {name!r} has a path that leads out of the archive.", name=entry.name), "part name"
            )
        key = entry.name.lower()  # part names that differ in case only are the same name (ECMA-376 part 2, 9.1.1.1)
        if key in seen:
            raise archive.misleading(
                Told(
                    "the part {name!r} is in the file twice, so two programs may read two different workbooks.",
                    name=entry.name,
                ),
                "duplicate part",
            )
        seen.add(key)
