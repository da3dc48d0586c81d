"""Workbooks: bytes to sheets of typed cells. The only place that knows xlsx.

`open_workbook` checks the file (`guard`), then gives its sheets (`exact`): regular blocks of rows by the quick reader
(`spans`), all else by the exact one (`rows`). docs/reading-workbooks.md says what is read how, and what is refused.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from drs_report.errors import Told, UnreadableWorkbookError
from drs_report.evidence.disk import open_regular
from drs_report.reading.xlsx.cells import Batch, CellValue, ErrorValue, MergedRange, Percent, Sheet, WorkbookReader
from drs_report.reading.xlsx.guard import LIMIT_OPTIONS, Archive, Limits
from drs_report.reading.xlsx.meaning import UNCALCULATED

__all__ = [
    "LIMIT_OPTIONS",
    "UNCALCULATED",
    "Batch",
    "CellValue",
    "ErrorValue",
    "Limits",
    "MergedRange",
    "Percent",
    "Sheet",
    "WorkbookReader",
    "as_stream",
    "open_workbook",
]

_DEFAULT_LIMITS = Limits()
_MIB = 1024 * 1024
_IN_MEMORY = 16 * _MIB


@contextmanager
def open_workbook(
    source: Path | str | bytes | BinaryIO, *, name: str | None = None, limits: Limits = _DEFAULT_LIMITS
) -> Iterator[WorkbookReader]:
    """Open a workbook given as a path, as bytes or as a binary stream.

    `name` stands in every message (default: the path's or the stream's file name). A stream that cannot seek is
    copied; the caller's stream is never closed. Everything that can be checked before the first cell is checked here.
    Raises `UnreadableWorkbookError` and `UnsafeWorkbookError`.
    """
    from drs_report.reading.xlsx.exact import ExactReader  # noqa: PLC0415 - numpy and Arrow start slowly

    with as_stream(source, name, limits) as (stream, file):
        yield ExactReader(stream, file, limits)


@contextmanager
def as_stream(
    source: Path | str | bytes | BinaryIO, name: str | None, limits: Limits
) -> Iterator[tuple[BinaryIO, str]]:
    """Give the source as a stream that can seek, and its name for messages; what was opened for that is closed."""
    if isinstance(source, bytes):
        yield io.BytesIO(source), name or "<bytes>"
        return
    if isinstance(source, (str, Path)):
        path = Path(source)
        file = name or path.name
        try:
            opened = open_regular(path)
        except OSError as error:
            what = Told("the file cannot be opened: {reason}.", reason=error.strerror)
            raise UnreadableWorkbookError(file, what, remedy=Told("Check the path and your permissions.")) from error
        with opened as stream:
            yield stream, file
        return
    own = getattr(source, "name", None)
    file = name or (Path(own).name if isinstance(own, str) else "<stream>")
    if source.seekable():
        yield source, file
        return
    with cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)) as copy:
        n_copied = 0
        while block := source.read(_MIB):
            n_copied += copy.write(block)
            if n_copied > limits.file_bytes:
                what = Told("the file has more than {n_copied:,} MB", n_copied=n_copied // _MIB)
                raise Archive(file, limits).over_limit("file_bytes", what)
        yield copy, file
