"""Entries of data files as records: what one lacks, has too much or says in another type is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import partial
from typing import Any, Final, TypeVar

from drs_report.records.texts import Text

T = TypeVar("T")
Readers = Mapping[str, Callable[[Any], Any]]


def _plain(kind: type[T], value: Any) -> T:
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


READ: Final[Readers] = {
    **{kind.__name__: partial(_plain, kind) for kind in (str, bool, int)},
    "Text": lambda value: Text(**value),
    "Text | None": lambda value: Text(**value),
    "tuple[str, ...]": tuple,
}
"""How a field's value is read, by the field's type."""


def record(cls: type[T], entry: Mapping[str, Any], readers: Readers = READ, **known: Any) -> T:
    """Make a record of an entry; KeyError, TypeError or ValueError where it and what is `known` are not all of it."""
    kinds = {field.name: str(field.type) for field in fields(cls)}  # type: ignore[arg-type]  # records only
    return cls(**known, **{name: readers[kinds[name]](value) for name, value in entry.items()})


def with_text(entry: Mapping[str, Any], name: str = "text") -> dict[str, Any]:
    """Put what an entry says in each language together, as its field `name`."""
    languages = {field.name for field in fields(Text)}
    text = {key: value for key, value in entry.items() if key in languages}
    return {name: text, **{key: value for key, value in entry.items() if key not in languages}}
