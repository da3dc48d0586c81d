"""A path, bytes or a stream as the reader of its sheets: hashed, held to its manifest; and who says what it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

from drs_report.errors import ConfigError, Told, UnreadableWorkbookError
from drs_report.evidence.answers import QueryFile, is_query_file, parse
from drs_report.language.vocabulary import Vocabulary, built_in
from drs_report.reading.tables.conversion import is_blank
from drs_report.reading.tables.deciding import slug_of
from drs_report.reading.xlsx import Batch, CellValue, Limits, Sheet, WorkbookReader, as_stream, open_workbook
from drs_report.reading.xlsx.cells import LETTERS
from drs_report.reading.xlsx.guard import Archive
from drs_report.records.judgement import Origin
from drs_report.records.reading import Asked
from drs_report.records.remarks import Remark

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Question:
    """Which file is read and how, and who says what it is."""

    origin: Origin
    compare_type: str | None = None
    """The word of `asked_by`, in any spelling."""
    asked_by: Asked = Asked.CALLER
    engine: str = "exact"

    def asked(self, words: Vocabulary) -> tuple[str | None, Asked]:
        """Return the comparison that the file must be, None where nobody says so, and who does."""
        if self.compare_type is not None:
            return slug_of(self.compare_type, words), self.asked_by
        if self.origin.compare_type is not None:
            return _told(self.origin.compare_type, self.origin.name, words), Asked.MANIFEST
        return None, self.asked_by


def _told(compare_type: str, file: str, words: Vocabulary) -> str:
    """The comparison that a manifest names; one that there is not is a fault of that entry, and of its file alone."""
    try:
        return slug_of(compare_type, words)
    except ConfigError as error:
        what = Told(
            "the manifest of its folder calls it {compare_type!r}, which is no compare type known here.",
            compare_type=compare_type[:40],
        )
        raise UnreadableWorkbookError(file, what, remedy=Told("Fetch it again, or mend the manifest.")) from error


Table = tuple[str, Sequence[Sequence[CellValue]]]
"""A sheet's name and its rows, the header row first, or a title row above it."""


@dataclass(frozen=True, slots=True)
class PlainTables:
    """Rows in memory behind the interface of a workbook."""

    tables: tuple[Table, ...]
    notes: tuple[Remark, ...] = ()
    """Nothing to put right."""

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """One sheet a table."""
        return tuple(Sheet(index, name, "visible") for index, (name, _) in enumerate(self.tables))

    def batches(self, sheet: Sheet, *, size: int = 4096) -> Iterator[Batch]:
        """Yield the rows that hold anything."""
        numbered = enumerate(self.tables[sheet.index][1], start=1)
        kept = [(number, row) for number, row in numbered if not all(map(is_blank, row))]
        for start in range(0, len(kept), size):
            part = kept[start : start + size]
            yield Batch([number for number, _ in part], [*zip_longest(*(row for _, row in part))])


@contextmanager
def opened(
    source: str | Path | bytes | BinaryIO,
    compare_type: str | None,
    name: str | None,
    limits: Limits,
    origin: Origin | None,
) -> Iterator[tuple[WorkbookReader, Question]]:
    """Open any result file: a workbook, or answers of the query API that `fetch` stored.

    Raises `UnreadableWorkbookError` for what is damaged or not ours, `UnsafeWorkbookError` for what is over a limit.
    """
    with as_stream(source, name, limits) as (stream, file):
        if is_query_file(file):
            answers = _answers(stream, file, limits)
            _agree(compare_type, answers, file)
            known = _of_answers(_identified(stream, file, origin), answers)
            yield PlainTables(answers.sheets), Question(known, answers.compare_type, Asked.FILE, "plain")
        else:
            with open_workbook(stream, name=file, limits=limits) as reader:
                yield reader, Question(_identified(stream, file, origin), compare_type)


def _answers(stream: BinaryIO, file: str, limits: Limits) -> QueryFile:
    size = stream.seek(0, 2)
    if size > limits.file_bytes:
        raise Archive(file, limits).over_limit("file_bytes", Told("the file has {size:,} MB", size=size // _BLOCK))
    stream.seek(0)
    answers = parse(stream.read(), file)
    if (n := len(answers.tables)) > limits.n_sheets:
        raise Archive(file, limits).over_limit("n_sheets", Told("the file has {n:,} tables", n=n))
    if (n := max(len(table.header) for table in answers.tables)) > min(limits.n_columns, len(LETTERS)):
        raise Archive(file, limits).over_limit("n_columns", Told("a table has {n:,} columns", n=n))
    return answers


def _agree(compare_type: str | None, answers: QueryFile, file: str) -> None:
    """Raise where somebody says that stored answers are of another comparison than they say themselves."""
    if compare_type is not None and slug_of(compare_type, built_in()) != answers.compare_type:
        what = Told(
            "it says that it is of the comparison {own}, and was to be read as {asked}.",
            own=answers.compare_type,
            asked=compare_type,
        )
        raise UnreadableWorkbookError(file, what, remedy=Told("Leave the compare type to the file."))


def _identified(stream: BinaryIO, file: str, origin: Origin | None) -> Origin:
    """The origin with the hash and size of the very bytes that are read."""
    stream.seek(0)
    digest, size = hashlib.sha256(), 0
    while block := stream.read(_BLOCK):
        digest.update(block)
        size += len(block)
    stream.seek(0)
    sha256 = digest.hexdigest()
    told = (origin.sha256.lower(), origin.size or size) if origin is not None and origin.sha256 else (sha256, size)
    if told != (sha256, size):
        raise UnreadableWorkbookError(
            file,
            Told("it is not the file its manifest speaks of: the SHA-256 or the size differs."),
            remedy=Told("Download it again; a result file must not be edited."),
        )
    return replace(origin or Origin(name=file, sha256=sha256, size=size), name=file, sha256=sha256, size=size)


def _of_answers(origin: Origin, answers: QueryFile) -> Origin:
    """The origin of stored answers: what they say of themselves, and that their manifest says nothing else."""
    for name in ("job_id", "compare_job_id", "compare_type"):
        said = getattr(origin, name)
        if said and said != getattr(answers, name):
            raise UnreadableWorkbookError(
                origin.name,
                Told(
                    "its manifest gives the {name} as {said}, the file as {answers}.",
                    name=name,
                    said=said,
                    answers=getattr(answers, name) or "unknown",
                ),
                remedy=Told("Run `drs-report fetch` again; neither the files nor the manifest must be edited."),
            )
    return replace(
        origin,
        job_id=answers.job_id or None,
        compare_job_id=answers.compare_job_id or None,
        compare_type=answers.compare_type,
        language=origin.language or answers.language or None,
        region=origin.region or answers.region or None,
    )
