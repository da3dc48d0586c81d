"""What a workbook on disk is as an archive: whether it is whole, and what wrote it."""

from __future__ import annotations

import os
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO, Final

from drs_report.errors import Told

MAGIC: Final = b"PK\x03\x04"
"""What a workbook begins with."""
_END: Final = 22
"""Bytes of the last record of an archive, without its comment."""
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MOST_TESTED: Final = 32 * 1024**3
"""Unpacked bytes; an archive that says it holds more is not unpacked here: the workbook reader refuses it."""
_ZIP_TROUBLE: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError
)  # fmt: skip


def may_be_workbook(path: Path) -> bool:
    """Whether a file begins as a workbook does and is not known to be another archive."""
    try:
        with path.open("rb") as stream:
            if stream.read(len(MAGIC)) != MAGIC:
                return False
        with zipfile.ZipFile(path) as archive:
            return any("xl" in re.split(r"[/\\]", name.lower()) for name in archive.namelist())
    except (OSError, *_ZIP_TROUBLE):
        return True


_PROPERTIES: Final = ("docProps/app.xml", "docProps/core.xml")
_WRITER: Final = re.compile(r"<(?:\w+:)?(Application|AppVersion|creator)>([^<&]{1,60})</")
_LONGEST: Final = 64 * 1024


def damage(file: IO[bytes]) -> Told | None:
    """Give what is missing or wrong in the workbook `file`, in words; None if it is whole.

    Every member is unpacked and its checksum compared, in bounded memory, and nothing may stand before the archive or
    behind it. What is inside, and whether it does harm, is the workbook reader's question.
    """
    file.seek(0)
    if file.read(4) != MAGIC:
        return Told("it does not begin like an archive")
    try:
        with zipfile.ZipFile(file) as book:
            members = book.infolist()
            file.seek(-_END - len(book.comment), os.SEEK_END)
            if file.read(4) != b"PK\x05\x06" or min((m.header_offset for m in members), default=0) != 0:
                return Told("its directory does not lie where it says")
            if "[Content_Types].xml" not in book.NameToInfo:
                return Told("it is an archive, but not an Office file")
            if any(m.compress_type not in _METHODS for m in members):
                return Told("it is packed in a way that no workbook is")
            is_tested = sum(m.file_size for m in members) <= _MOST_TESTED
            bad = book.testzip() if is_tested else None
    except _ZIP_TROUBLE as exc:
        return Told("it is damaged ({reason})", reason=str(exc) or type(exc).__name__)
    return Told("its part {part} is damaged", part=bad) if bad else None


def written_by(path: Path) -> str:
    """Give what the workbook says of the software that wrote it, such as "Apache POI 4.1"; empty if nothing."""
    try:
        with zipfile.ZipFile(path) as book:
            parts = [
                book.open(name).read(_LONGEST).decode("utf-8", "replace")
                for name in _PROPERTIES
                if name in book.NameToInfo
            ]
    except (*_ZIP_TROUBLE, OSError):
        return ""
    said = (text.strip() for part in parts for _, text in _WRITER.findall(part))
    return " ".join(dict.fromkeys("".join(filter(str.isprintable, text)) for text in said if text))
