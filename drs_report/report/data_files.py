"""The data files beside a report: what is in each, said in the report's language."""

from __future__ import annotations

from drs_report.comparisons import FRAMES
from drs_report.language import formatting
from drs_report.language.translator import Words
from drs_report.records.document import Attachment, DataFile, Rows


def attachment(w: Words, file: DataFile) -> Attachment:
    """Return the data file as a report lists it, such as ``tables of lines-zh.xlsx: 8 rows``."""
    artifact = file.artifact
    return Attachment(
        filename=artifact.filename,
        media_type=artifact.media_type,
        sha256=artifact.sha256,
        size=artifact.size,
        text=_text(w, file),
        is_restricted=artifact.is_restricted,
    )


def _text(w: Words, file: DataFile) -> str:
    if file.rows.frame:
        return _rows(w, file.rows)
    held = w.n("the rows of all files: {n} row", "the rows of all files: {n} rows", file.rows.n)
    if not file.too_long:
        return held
    others = w.phrases([_rows(w, one) for one in file.too_long])
    return w.t("{held}; not in it, being too long for a workbook: {others}", held=held, others=others)


def _rows(w: Words, rows: Rows) -> str:
    name, frame = formatting.name(rows.source), w.say(FRAMES[rows.frame])
    return w.n("{frame} of {file}: {n} row", "{frame} of {file}: {n} rows", rows.n, frame=frame, file=name)
