"""Large files between their making and their writing: on disk, not in memory, under no name that one could open."""

from __future__ import annotations

import io
import tempfile
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO

from drs_report.errors import RenderError, Told

_IN_MEMORY = 4 * 1024 * 1024
"""Bytes up to which no file is made."""
_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Spooled:
    """The bytes of a finished file, gone with the last that holds them; two are equal where their bytes are."""

    size: int
    sha256: str
    _file: IO[bytes] = field(repr=False, compare=False)

    def blocks(self) -> Iterator[bytes]:
        """Give the bytes in order, some at a time. Raises `RenderError` where they cannot be read again."""
        for place in range(0, self.size, _BLOCK):
            try:
                self._file.seek(place)  # each time: two may read at once
                yield self._file.read(_BLOCK)
            except OSError as error:
                raise _failed(error) from error


def spooled(write: Callable[[IO[bytes]], None]) -> Spooled:
    """Keep what `write` writes into the file it is given. Raises `RenderError` where the temporary folder cannot."""
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - it is read as long as somebody holds it
    sink = _Hashing(file)
    try:
        write(sink)
    except BaseException as error:
        file.close()
        if isinstance(error, OSError):
            raise _failed(error) from error
        raise
    made = Spooled(sink.size, sink.digest.hexdigest(), file)
    weakref.finalize(made, file.close)
    return made


class _Hashing(io.BytesIO):
    """Hands on what is written, counted and hashed on its way; closing it leaves the file open."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self.size = 0
        self.digest = sha256()

    def write(self, data: bytes, /) -> int:  # type: ignore[override]  # what writes here writes bytes
        self.size += len(data)
        self.digest.update(data)
        return self._file.write(data)

    def tell(self) -> int:
        return self.size


def _failed(error: OSError) -> RenderError:
    where = tempfile.gettempdir()
    msg = Told("Cannot keep the rows in {where}: {reason}.", where=where, reason=error.strerror or error)
    return RenderError(msg, remedy=Told("Free space there, point TMPDIR to another folder, or use --data none."))
