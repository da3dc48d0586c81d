"""The data files beside a report: what is in each, said in the report's language."""

from __future__ import annotations

from dataclasses import dataclass

from drs_report.language import formatting
from drs_report.language.translator import Words
from drs_report.records.document import Attachment

__all__ = ["DataFile", "attachment"]


@dataclass(frozen=True, slots=True)
class DataFile:
    """One frame of one result file, exported; numbers only, the words are made here."""

    filename: str
    media_type: str
    sha256: str
    size: int
    """Bytes."""
    source: str
    """Name of the result file that the frame is from."""
    frame: str
    n_rows: int
    is_restricted: bool = True
    """Whether it may hold production values."""


def attachment(w: Words, file: DataFile) -> Attachment:
    """Return the data file as a report lists it, such as ``tables of lines-zh.xlsx: 8 rows``."""
    return Attachment(
        filename=file.filename,
        media_type=file.media_type,
        sha256=file.sha256,
        size=file.size,
        text=w.n(
            "{frame} of {file}: {n} row",
            "{frame} of {file}: {n} rows",
            file.n_rows,
            frame=file.frame,
            file=formatting.name(file.source),
        ),
        is_restricted=file.is_restricted,
    )
