"""The frames beside the report: every row as CSV, all of them in one workbook for people, Parquet for programs."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import IO

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from drs_report.delivery.disk import short_name
from drs_report.delivery.spool import Spooled, spooled
from drs_report.delivery.workbook import FORMULA, MOST_ROWS, Listed, starts_formula, workbook
from drs_report.evidence.answers import SUFFIX
from drs_report.reading.dataset import Dataset
from drs_report.records.artifact import Artifact
from drs_report.records.document import DataFile, Rows
from drs_report.renderers.workbook_text import FORMULA_START, MEDIA_TYPE

_LONGEST_STEM = 160
"""Bytes; the frame's name and the ending follow."""
_UNSAFE = re.compile(r"[^\w.()-]+")
_BATCH = 32_768
"""Rows that become text at a time."""


def export(datasets: Sequence[Dataset], formats: Collection[str]) -> tuple[DataFile, ...]:
    """Turn every frame that has rows into files below ``data/``, restricted, in the order of `datasets`.

    `formats` are of `DATA_FORMATS`. ``xlsx`` is one workbook of all frames, ``data/rows.xlsx``, which
    names those that are too long for it; the others are ``data/<file>.<frame>.<format>``. In CSV, UTF-8 with a
    byte-order mark so that Excel reads it, texts that a spreadsheet would run get a leading apostrophe; Parquet keeps
    dtypes. Equal frames give equal bytes with equal releases of the libraries.
    """
    made: list[DataFile] = []
    lists: list[Listed] = []
    taken: dict[str, int] = {}
    for dataset in datasets if formats else ():
        stem = _stem(dataset.origin.name, taken)
        for name, frame in dataset.frames.items():
            if not len(frame):
                continue
            table, source = table_of(frame), dataset.origin.name
            lists.append(Listed(name, source, _typed(table, dataset.compare_type)))
            for ending, (media_type, write) in _WRITERS.items():
                if ending in formats:
                    artifact = _artifact(f"{stem}.{name}.{ending}", media_type, spooled(partial(write, table)))
                    made.append(DataFile(artifact, Rows(name, source, table.num_rows)))
    return tuple(made) if "xlsx" not in formats or not lists else (_workbook(lists), *made)


def neutralise_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula; other texts stay as they are."""
    return "'" + text if text.startswith(FORMULA_START) else text


def table_of(frame: pd.DataFrame) -> pa.Table:
    """Return the frame as an Arrow table, without what pandas says of itself: it names releases."""
    arrays = [pa.array(column.array, from_pandas=True) for _, column in frame.items()]
    return pa.table(arrays, names=[str(name) for name in frame.columns])


def _typed(table: pa.Table, compare_type: str) -> pa.Table:
    same = pa.repeat(pa.scalar(0, pa.int8()), table.num_rows)
    return table.add_column(0, "compare_type", pa.DictionaryArray.from_arrays(same, pa.array([compare_type])))


def _workbook(lists: Sequence[Listed]) -> DataFile:
    content, left_out = workbook(lists, MOST_ROWS)
    n_rows = sum(one.table.num_rows for one in lists if one not in left_out)
    too_long = tuple(Rows(one.name, one.source, one.table.num_rows) for one in left_out)
    return DataFile(_artifact("rows.xlsx", MEDIA_TYPE, content), Rows("", "", n_rows), too_long)


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


def _artifact(filename: str, media_type: str, body: bytes | Spooled) -> Artifact:
    return Artifact(f"data/{filename}", media_type, body, is_restricted=True)


def _parquet(table: pa.Table, file: IO[bytes]) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415 - not asked for by default, and slow to load

    pq.write_table(table, file, compression="zstd")


def _csv(table: pa.Table, file: IO[bytes]) -> None:
    file.write(b"\xef\xbb\xbf")
    names = [neutralise_formula(name) for name in table.column_names]
    plain = [_plain(column.type) for column in table.columns]
    with pyarrow.csv.CSVWriter(file, pa.schema(zip(names, plain, strict=True))) as writer:
        for batch in table.to_batches(_BATCH):
            writer.write_batch(
                pa.record_batch([_inert(column, t) for column, t in zip(batch.columns, plain, strict=True)], names)
            )


def _plain(kind: pa.DataType) -> pa.DataType:
    """What a column is written as."""
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_dictionary(kind)
    return pa.large_string() if is_text else kind


def _inert(column: pa.Array, kind: pa.DataType) -> pa.Array:
    values = pc.cast(column, kind)
    if not pa.types.is_large_string(kind) or not pc.any(starts_formula(values)).as_py():
        return values  # nearly all columns, and looking costs a sixth of replacing
    return pc.replace_substring_regex(values, FORMULA, r"'\0")


_WRITERS: dict[str, tuple[str, Callable[[pa.Table, IO[bytes]], None]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "parquet": ("application/vnd.apache.parquet", _parquet),
}
