"""The data files beside as records. What a file lacks, has too much or says in another type is refused at import."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from drs_report.comparisons.base import Comparison, Names, Queried, ToldBy
from drs_report.records.columns import Column, Kind, Says, TableSchema
from drs_report.records.entries import READ, Readers, record
from drs_report.records.judgement import Proof
from drs_report.records.texts import Spelled


def _column(name: str, entry: Mapping[str, Any]) -> Column:
    """Make a column; what it does not say is as in the shared column of its name, and as in what it is like."""
    said = {**_COLUMNS.get(name, {}), **entry}
    return record(Column, {**_SHARED["like"][said.pop("like")], **said}, _READERS, name=name)


def _schema(entry: Mapping[str, Any]) -> TableSchema:
    if "shared" in entry:
        return _FRAMES[entry["shared"]]
    return record(TableSchema, entry, _READERS)


def _columns(entry: Mapping[str, Any]) -> tuple[Column, ...]:
    groups = (_GROUPS[name] if one == "shared" else (_column(name, one),) for name, one in entry.items())
    return tuple(column for group in groups for column in group)


_READERS: Final[Readers] = {
    **READ,
    **{kind.__name__: kind for kind in (Kind, Says, Proof, ToldBy, Queried)},
    "Spelled": lambda value: record(Spelled, value),
    "Names | None": lambda value: record(Names, value) if value else None,
    "frozenset[str]": frozenset,
    "tuple[frozenset[str], ...]": lambda value: tuple(map(frozenset, value)),
    "tuple[Column, ...]": _columns,
    "tuple[TableSchema, ...]": lambda value: tuple(map(_schema, value)),
}


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def comparison(slug: str) -> Comparison:
    """Read the comparison `slug`; `ValueError` where its file is not whole."""
    try:
        return record(Comparison, _data(slug), _READERS, slug=slug)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{slug}.toml is not whole: {error}") from error


_SHARED: Final = _data("shared")
_COLUMNS: Final[dict[str, Any]] = {}
for _group in (*_SHARED["groups"].values(), *(frame["columns"] for frame in _SHARED["frames"].values())):
    for _name, _entry in _group.items():
        if _entry != "shared":
            _COLUMNS.setdefault(_name, _entry)
_GROUPS: Final = {name: _columns(entry) for name, entry in _SHARED["groups"].items()}
_FRAMES: Final = {name: _schema(entry) for name, entry in _SHARED["frames"].items()}

DATABASES: Final = _FRAMES["databases"]
TABLE_NAMES: Final = _GROUPS["table_names"]
UNJUDGED: Final = tuple((schema.frame, schema) for schema in map(_schema, _data("unjudged")["tables"]))
"""What it is called, and its table, tried where no table of a judged comparison fits."""
LOB_WHOLE: Final = frozenset({"content", "full", "compare content", "内容", "比对内容", "对比内容", "全部"})
"""The policies under which large objects are compared as a whole; others look at length or hash, or not at all."""
