"""From frames to plain values: what the compare types share. Pandas' missing values end here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from sys import intern
from typing import Any, TypeAlias, cast

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from drs_report.records.reading import EXTRA

Row: TypeAlias = Mapping[str, Any]
"""A frame's row as plain Python values, None for null; others look at the same one."""

FEW = 256
"""Rows that show whether a long column repeats itself."""

_HELD: ContextVar[dict[object, tuple[object, list[Any]]] | None] = ContextVar("held", default=None)


@contextmanager
def unchanging() -> Iterator[None]:
    """Take texts and tables out of a frame once, for as long as nothing is written to any frame."""
    token = _HELD.set({})
    try:
        yield
    finally:
        _HELD.reset(token)


def made_once(make: Callable[[], list[Any]], *of: object) -> list[Any]:
    """Return what is made of something, made once where that does not change."""
    held = _HELD.get()
    if held is None:
        return make()
    key = tuple(map(id, of))
    if key not in held:
        held[key] = of, make()  # what is held keeps its identity
    return held[key][1]


def first_alike(column: Any) -> Any:
    """Return the first column that was met of those that say the same: files of a job list the same tables."""
    held = _HELD.get()
    if held is None or len(column) <= FEW:
        return column
    known = held.setdefault((column[0], column[-1], len(column)), (column, []))[0]
    return known if known is column or column.equals(known) else column


def plain_values(series: pd.Series[Any]) -> list[Any]:
    """Return the values as Python objects, None for every kind of null; times as aware `datetime`."""
    values: Any = series.array
    if isinstance(series.dtype, pd.CategoricalDtype):
        words = made_once(lambda: [*values.categories.tolist(), None], values.categories)  # the code of null is -1
        return [words[code] for code in values.codes.tolist()]
    if isinstance(series.dtype, pd.DatetimeTZDtype):
        return [None if moment is pd.NaT else moment.to_pydatetime() for moment in values]
    if isinstance(series.dtype, pd.StringDtype):
        return made_once(lambda: _texts(series), first_alike(values))
    plain: list[Any] = pa.array(values).to_pylist()
    return plain


def _texts(series: pd.Series[Any]) -> list[Any]:
    if len(series) > FEW and series.iloc[:FEW].nunique() * 2 < FEW:
        codes, texts = pd.factorize(series)  # so that what is said again is one object, and not made again
        said = [*texts, None]
        return [said[code] for code in codes.tolist()]
    plain: list[Any] = pa.array(series.array).to_pylist()
    # a name that stands in many columns and files is one object
    return [said if said is None else intern(said) for said in plain] if None in plain else [*map(intern, plain)]


def _known(frame: pd.DataFrame) -> list[str]:
    return made_once(lambda: [str(n) for n in frame.columns if not str(n).startswith(EXTRA)], frame.columns, _known)


def known_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame without its ``extra:`` columns, of which a sheet may have thousands that nothing looks at."""
    names = _known(frame)
    known: pd.DataFrame = (
        frame if len(names) == len(frame.columns) else made_once(lambda: [frame[names]], frame, _known)[0]
    )
    return known


def columns_of(frame: pd.DataFrame) -> Mapping[Any, pd.Series[Any]]:
    """Return the known columns of a frame, of few rows taken out once: that takes longer than what is asked of most."""
    if _HELD.get() is None or len(frame) > FEW:
        return cast("Mapping[Any, pd.Series[Any]]", frame)
    taken: dict[Any, pd.Series[Any]] = made_once(lambda: [dict(known_columns(frame).items())], frame, columns_of)[0]
    return taken


def plain_rows(frame: pd.DataFrame, names: Sequence[str] = ()) -> list[Row]:
    """Return the frame's own and common columns row by row (``extra:`` columns are left out), or those of `names`."""
    if not len(frame):
        return []
    if names or len(frame) > FEW:
        return _rows(frame, names or _known(frame))
    return made_once(lambda: _rows(frame, _known(frame)), frame, plain_rows)  # many steps ask for so few


def _rows(frame: pd.DataFrame, names: Sequence[str]) -> list[Row]:
    taken = columns_of(frame)
    columns = {name: plain_values(taken[name]) for name in names}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def rows_at(frame: pd.DataFrame, numbers: Sequence[int]) -> list[Row]:
    """Return some rows of a frame, by their places, like `plain_rows`."""
    if len(frame) <= FEW:
        rows = plain_rows(frame)
        return [rows[number] for number in numbers]
    return plain_rows(frame.iloc[[*numbers]])


def rows_marked(frame: pd.DataFrame, mask: NDArray[np.bool_]) -> list[Row]:
    """Return the rows of a frame that `mask` marks, like `plain_rows`."""
    return rows_at(frame, np.flatnonzero(mask).tolist())


def rows_where(frame: pd.DataFrame, mask: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the rows that `mask` marks; the frame itself where it marks all."""
    return frame if mask.all() else frame[mask]


def says_any(frame: pd.DataFrame, *names: str) -> NDArray[np.bool_]:
    """Mark the rows with a value in any of the columns."""
    return np.asarray(np.logical_or.reduce([~is_blank(columns_of(frame)[name]) for name in names]), dtype=bool)


def says(frame: pd.DataFrame, name: str) -> bool:
    """Whether there is such a column, with a value in any row."""
    column = frame.get(name) if name.startswith(EXTRA) else columns_of(frame).get(name)
    return column is not None and not is_blank(column).all()


def is_blank(column: pd.Series[Any]) -> NDArray[np.bool_]:
    """Mark the cells without a value: asked of the array, since a series of few cells takes a hundred times as long."""
    return np.asarray(column.array.isna(), dtype=bool)


def are_of_type(frame: pd.DataFrame, object_type: str) -> NDArray[np.bool_]:
    """Mark the objects of one type."""
    return np.asarray(frame["object_type"].array == object_type, dtype=bool)


def cells_of(frame: pd.DataFrame, names: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the cells of some columns row by row, as plain Python values."""
    return list(zip(*(plain_values(columns_of(frame)[name]) for name in names), strict=True))


def text(value: object) -> str:
    """Return text as it is and null as ""."""
    return "" if value is None else str(value)
