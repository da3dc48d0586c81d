"""Whether a workbook on disk is whole, as an archive."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from typing import IO, Final

__all__ = ["MAGIC", "damage"]

MAGIC: Final = b"PK\x03\x04"
"""What a workbook begins with."""
_END: Final = 22
"""Bytes of the last record of an archive, without its comment."""
_MOST_TESTED: Final = 32 * 1024**3
"""Unpacked bytes; an archive that says it holds more is not unpacked here: the workbook reader refuses it."""
_ZIP_TROUBLE: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError
)  # fmt: skip


def damage(file: IO[bytes]) -> str | None:
    """Give what is missing or wrong in the workbook `file`, in words; None if it is whole.

    Every member is unpacked and its checksum compared, in bounded memory, and nothing may stand before the archive or
    behind it. What is inside, and whether it does harm, is the workbook reader's question.
    """
    file.seek(0)
    if file.read(4) != MAGIC:
        return "it does not begin like an archive"
    try:
        with zipfile.ZipFile(file) as book:
            members = book.infolist()
            file.seek(-_END - len(book.comment), os.SEEK_END)
            if file.read(4) != b"PK\x05\x06" or min((m.header_offset for m in members), default=0) != 0:
                return "its directory does not lie where it says"
            if "[Content_Types].xml" not in book.NameToInfo:
                return "it is an archive, but not an Office file"
            is_tested = sum(m.file_size for m in members) <= _MOST_TESTED
            bad = book.testzip() if is_tested else None
    except _ZIP_TROUBLE as exc:
        return f"it is damaged ({str(exc) or type(exc).__name__})"
    return f"its part {bad} is damaged" if bad else None
