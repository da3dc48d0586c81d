"""What a test leaves as it was is made, read and examined once: of three files a test spoils one.

A file is known by all that went into reading it, so that what is changed is read anew, and what is remembered is what
the product made of it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, TypeVar
from unittest import mock

from drs_report import analysis, pipeline
from drs_report.analysis import _view as view_of
from drs_report.analysis.views import FileView
from drs_report.pipeline import load_all
from drs_report.reading.dataset import Dataset
from drs_report.reading.teaching import Layout
from drs_report.records.judgement import Origin
from tests.loading.fake_workbook import Rows, load_tables

T = TypeVar("T")
LARGEST = 100_000
"""Bytes of a file that may come again; of one that is made to hurt by its size nothing is kept."""
MOST = 64
"""Files that are kept: those that come again do so at once."""


class _Last(Generic[T]):
    """The last results of a step, by what went in."""

    def __init__(self) -> None:
        self.found: OrderedDict[object, T] = OrderedDict()

    def of(self, key: object, make: Callable[[], T]) -> T:
        if key not in self.found:
            self.found[key] = make()
        self.found.move_to_end(key)
        if len(self.found) > MOST:
            self.found.popitem(last=False)
        return self.found[key]


_READ: _Last[tuple[Dataset, ...]] = _Last()
_SEEN: _Last[tuple[Dataset, FileView]] = _Last()
_MADE: _Last[Dataset] = _Last()


def forget() -> None:
    """Begin anew: whoever watches which lines a test runs wants to see them all."""
    _MADE.found.clear()
    _READ.found.clear()
    _SEEN.found.clear()


def _loaded(path: Any, **given: Any) -> tuple[Dataset, ...]:
    if not path.is_file() or path.stat().st_size > LARGEST:
        return load_all(path, **given)
    return _READ.of((path.read_bytes(), repr(given)), lambda: load_all(path, **given))


def read(sheets: Mapping[str, Rows], *, name: str, origin: Origin, layout: Layout | None = None) -> Dataset:
    """Read sheets of rows as if they were a file."""
    made = _READ.of(
        repr((sheets, name, origin, layout)),
        lambda: (load_tables(list(sheets.items()), name=name, origin=origin, layout=layout),),
    )
    return made[0]


def made(of: object, make: Callable[[], Dataset]) -> Dataset:
    """Make a file of what says all of it; nobody writes to one."""
    return _MADE.of(repr(of), make)


def _view(dataset: Dataset) -> FileView:
    # with the dataset beside it, whose id no other has while it is kept
    return _SEEN.of(id(dataset), lambda: (dataset, view_of(dataset)))[1]


@contextmanager
def once() -> Iterator[None]:
    """Within, a file that was read or examined before is not read or examined again."""
    with mock.patch.object(pipeline, "load_all", _loaded), mock.patch.object(analysis, "_view", _view):
        yield
