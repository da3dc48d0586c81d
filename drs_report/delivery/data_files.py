"""The frames beside the report: every row as Parquet for programs and, on request, as CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from drs_report.delivery.disk import short_name
from drs_report.evidence.answers import SUFFIX
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import Artifact

__all__ = ["FORMATS", "Exported", "export", "neutralise_formula"]

FORMATS = ("parquet", "csv")

_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A text cell that begins so may run in a spreadsheet (OWASP: CSV injection)."""

_LONGEST_STEM = 160
"""Bytes; the frame's name and the ending follow."""
_UNSAFE = re.compile(r"[^\w.()-]+")


@dataclass(frozen=True, slots=True)
class Exported:
    """A data file and which frame of which result file it holds."""

    artifact: Artifact
    source: str
    frame: str
    n_rows: int


def export(datasets: Sequence[Dataset], formats: Iterable[str]) -> tuple[Exported, ...]:
    """Turn every non-empty frame into ``data/<file>.<frame>.<format>``, restricted, in the order of `datasets`.

    Parquet keeps the frame's dtypes and is byte-identical for equal frames and library versions. In CSV, UTF-8 with a
    byte-order mark so that Excel reads it, texts that a spreadsheet would run get a leading apostrophe.
    """
    wanted = tuple(formats)
    made: list[Exported] = []
    taken: dict[str, int] = {}
    for dataset in datasets:
        stem = _stem(dataset.origin.name, taken)
        for name, frame in dataset.frames.items():
            if frame.empty:
                continue
            files: list[Artifact] = []
            if "parquet" in wanted:
                files.append(_artifact(f"{stem}.{name}.parquet", "application/vnd.apache.parquet", _parquet(frame)))
            if "csv" in wanted:
                files.append(_artifact(f"{stem}.{name}.csv", "text/csv; charset=utf-8", _csv(frame)))
            made += [Exported(file, dataset.origin.name, name, len(frame)) for file in files]
    return tuple(made)


def neutralise_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula; other texts stay as they are."""
    return "'" + text if text.startswith(_FORMULA_START) else text


def _stem(filename: str, taken: dict[str, int]) -> str:
    last = PurePosixPath(filename.replace("\\", "/")).name.removesuffix(".xlsx").removesuffix(SUFFIX)
    stem = short_name(_UNSAFE.sub("_", last).strip("._") or "file", _LONGEST_STEM)
    name, number = stem, taken.get(stem.casefold(), 1)
    while name.casefold() in taken:
        number += 1
        name = f"{stem}-{number}"
    taken[stem.casefold()] = number
    taken.setdefault(name.casefold(), 1)
    return name


def _artifact(filename: str, media_type: str, content: bytes) -> Artifact:
    return Artifact(filename=f"data/{filename}", media_type=media_type, content=content, is_restricted=True)


def _parquet(frame: pd.DataFrame) -> bytes:
    sink = io.BytesIO()
    table = pa.Table.from_pandas(frame, preserve_index=False)
    # pandas' own metadata names library versions; without it equal frames give equal bytes on every machine
    pq.write_table(table.replace_schema_metadata(None), sink, compression="zstd")
    return sink.getvalue()


def _csv(frame: pd.DataFrame) -> bytes:
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow([neutralise_formula(str(name)) for name in frame.columns])
    columns = []
    for name in frame.columns:
        column = frame[name]
        is_text = pd.api.types.is_string_dtype(column.dtype) or isinstance(column.dtype, pd.CategoricalDtype)
        values = column.astype("object").where(column.notna(), None)
        columns.append([neutralise_formula(str(v)) if is_text and v is not None else v for v in values])
    writer.writerows(zip(*columns, strict=True))
    return b"\xef\xbb\xbf" + sink.getvalue().encode("utf-8", "surrogatepass")
