"""Whether a file is a whole ZIP archive: its directory complete, and nothing before, between or behind.

Only the directory is read, in bounded memory. What is inside, and whether it does harm, is the workbook reader's
question; this one is whether the download brought all of it.
"""

from __future__ import annotations

import struct
from typing import BinaryIO, Final

__all__ = ["zip_problem"]

_END: Final = struct.Struct("<4s4H2LH")
_END64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64: Final = struct.Struct("<4sLQL")
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_LONGEST_COMMENT = 0xFFFF
_MAX_DIRECTORY = 64 * 1024**2


def zip_problem(file: BinaryIO, size: int) -> str | None:
    """Give what is missing or wrong in the archive `file` of `size` bytes, in words; None if it is whole."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        return "it does not begin like an archive"
    tail_length = min(size, _END.size + _LONGEST_COMMENT)
    file.seek(size - tail_length)
    tail = file.read(tail_length)
    position = tail.rfind(b"PK\x05\x06")
    while position >= 0:
        if len(tail) - position >= _END.size:
            end = _END.unpack_from(tail, position)
            if position + _END.size + end[7] == len(tail):
                break
        position = tail.rfind(b"PK\x05\x06", 0, position)
    else:
        return "the end of its directory is missing"
    n_entries, length, offset = end[4], end[5], end[6]
    directory_end = size - tail_length + position
    found = _zip64(file, directory_end)  # Java writers put one where it is not needed, too
    if found:
        n_entries, length, offset, directory_end = found
    elif 0xFFFF in end[1:5] or 0xFFFFFFFF in (length, offset):
        return "the end of its directory (64-bit form) is missing"
    if offset + length != directory_end:
        return "its directory does not lie where it says"
    if length > _MAX_DIRECTORY:
        return "its directory is larger than 64 MiB"
    file.seek(offset)
    return _directory_problem(file.read(length), n_entries, offset)


def _zip64(file: BinaryIO, end: int) -> tuple[int, int, int, int] | None:
    if end < _LOCATOR64.size:
        return None
    file.seek(end - _LOCATOR64.size)
    signature, _, position, _ = _LOCATOR64.unpack(file.read(_LOCATOR64.size))
    if signature != b"PK\x06\x07" or position + _END64.size > end:
        return None
    file.seek(position)
    record = _END64.unpack(file.read(_END64.size))
    if record[0] != b"PK\x06\x06":
        return None
    return record[7], record[8], record[9], position


def _directory_problem(directory: bytes, n_entries: int, offset: int) -> str | None:
    position = n = 0
    names: set[bytes] = set()
    while position < len(directory):
        if len(directory) - position < _ENTRY.size:
            return "its directory is cut"
        entry = _ENTRY.unpack_from(directory, position)
        if entry[0] != b"PK\x01\x02":
            return "its directory is damaged"
        n_name, n_extra, n_comment = entry[10], entry[11], entry[12]
        start = position + _ENTRY.size
        names.add(directory[start : start + n_name])
        if entry[16] != 0xFFFFFFFF and entry[16] >= offset:
            return "its directory points outside the file"
        position = start + n_name + n_extra + n_comment
        n += 1
    if position != len(directory) or n != n_entries:
        return "its directory is cut"
    if b"[Content_Types].xml" not in names:
        return "it is an archive, but not an Office file"
    return None
