"""Answers of the query API as a file: written where a result file is not to be had, and read like one.

One JSON object, ``schema`` 1: ``tool``, ``kind`` ("query-answers"), ``job_id``, ``compare_job_id``, ``compare_type``,
``language``, ``region``, and ``tables``, each with ``name``, ``header`` (the API's field names) and ``rows``. The same
answers give the same bytes. One answer saved by hand, as DRS gave it, is read as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn, TypeAlias

from pydantic import ConfigDict, TypeAdapter

from drs_report.comparisons import ALL, COMPARE_TYPES
from drs_report.errors import Told, UnreadableWorkbookError

SUFFIX: Final = ".query.json"
_SCHEMA: Final = 1
_KIND: Final = "query-answers"
_TEXTS: Final = ("job_id", "compare_job_id", "compare_type", "language", "region")
_AGAIN: Final = Told("Run `drs-report fetch` again; a file that drs-report stored must not be edited.")

_RAW: Final = {field: one.slug for one in ALL for field in one.answer_fields}
"""The documented fields that hold the records of an answer, and of which comparison they tell (at least)."""
_COUNTS: Final = [
    "total_count",
    "count",
    "compare_job_id",
    "create_time",
    "start_time",
    "end_time",
    "export_status",
    "report_remain_seconds",
]
"""Documented fields beside the records that say nothing of the result."""

NOTHING_ELSE: Final = ConfigDict(extra="forbid")
"""A file of ours says what its records hold: what else stands in it nobody would hear of."""
Cell: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class QueryTable:
    """One table of the answers: a name as a sheet would have it, the API's field names, the records' values."""

    __pydantic_config__ = NOTHING_ELSE

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    """Each as long as the header."""


@dataclass(frozen=True, slots=True)
class QueryFile:
    """A whole comparison as the query API gave it; an id that is not known is empty."""

    __pydantic_config__ = NOTHING_ELSE

    job_id: str
    compare_job_id: str
    compare_type: str
    language: str
    region: str
    tables: tuple[QueryTable, ...]

    @property
    def sheets(self) -> tuple[tuple[str, Sequence[Sequence[Cell]]], ...]:
        """The tables as the loader takes them, each a name and its rows, the header as the first row."""
        return tuple((table.name, (table.header, *table.rows)) for table in self.tables)


def is_query_file(name: str) -> bool:
    """Whether a file of this name is one of ours."""
    return name.lower().endswith(SUFFIX)


def table_of(name: str, records: Sequence[Mapping[str, Any]], documented: Sequence[str] = ()) -> QueryTable:
    """Give records as a table: the documented fields first, then whatever else the records hold, in their order."""
    header = tuple(dict.fromkeys((*documented, *(field for record in records for field in record))))
    return QueryTable(name, header, tuple(tuple(_plain(record.get(field)) for field in header) for record in records))


def _plain(value: Any) -> Cell:
    """A value as a cell; a list of one as what it holds, a longer one and anything nested as JSON, nothing as None."""
    if isinstance(value, list) and len(value) <= 1:
        return _plain(value[0]) if value else None
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def serialise(answers: QueryFile) -> bytes:
    """Write `answers` as UTF-8 JSON. Raises `ValueError` for a number or a text that JSON or UTF-8 cannot hold."""
    document = {
        "schema": _SCHEMA,
        "tool": "drs-report",
        "kind": _KIND,
        **{name: getattr(answers, name) for name in _TEXTS},
        "tables": [{"name": t.name, "header": t.header, "rows": t.rows} for t in answers.tables],
    }
    return (json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n").encode()


def parse(data: bytes, file: str) -> QueryFile:
    """Read what `serialise` wrote; `file` names it in messages. Raises `UnreadableWorkbookError` for anything else."""
    try:
        document = json.loads(data.decode(), object_pairs_hook=each_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise _refusal(file, Told("damaged, or no JSON")) from error
    if isinstance(document, dict) and "kind" not in document and _RAW.keys() & document.keys():
        return _by_hand(document, file)
    if not isinstance(document, dict) or (document.get("tool"), document.get("kind")) != ("drs-report", _KIND):
        raise _refusal(file, Told("JSON, but no answer of the query API"))
    if document.get("schema") != _SCHEMA:
        raise UnreadableWorkbookError(
            file,
            Told(
                "stored answers of the schema {theirs!r}, and this version reads {ours}.",
                theirs=document.get("schema"),
                ours=_SCHEMA,
            ),
            remedy=Told("Use the version of drs-report that stored it, or a newer one."),
        )
    answers = {name: part for name, part in document.items() if name not in ("schema", "tool", "kind")}
    try:
        stored: QueryFile = TypeAdapter(QueryFile).validate_json(json.dumps(answers), strict=True)
    except (ValueError, RecursionError) as error:
        raise _refusal(file, Told("damaged, or no JSON")) from error
    if stored.compare_type not in COMPARE_TYPES:
        raise _refusal(file, Told("damaged: it does not say which comparison it is of"))
    if not stored.tables:
        raise _refusal(file, Told("damaged: it holds no tables"))
    for name, header, rows in ((table.name, table.header, table.rows) for table in stored.tables):
        if not header:
            raise _refusal(file, Told("damaged: the table {name!r} has no header", name=name))
        # a record that holds nothing was there, and nobody knows of what
        bad = next((n for n, row in enumerate(rows, start=1) if len(row) != len(header) or _is_empty(row)), None)
        if bad:
            what = Told("damaged: row {number} of the table {name!r} does not fit its header", number=bad, name=name)
            raise _refusal(file, what)
    return stored


def _by_hand(document: dict[str, Any], file: str) -> QueryFile:
    """One answer of the query API as DRS gave it, such as the API Explorer shows; it must be whole.

    What it does not say is not taken for the stronger: a value comparison may have been a sample, and is read as one.
    What it says beside its records stands in each of them.
    """
    field = next(name for name in _RAW if name in document)
    records = document[field]
    if not isinstance(records, list) or not records or not all(isinstance(r, dict) and r for r in records):
        raise _refusal(file, Told("an answer of the query API without records in {field}", field=field))
    total = document.get("total_count", document.get("count", len(records)))
    if total != len(records):
        raise UnreadableWorkbookError(
            file,
            Told("one page of an answer of the query API: {n} of {total} records.", n=len(records), total=total),
            remedy=Told("Ask for all of them at once (limit up to 1000), or let `drs-report fetch` ask."),
        )
    silent = {field, *_COUNTS, *(("status",) if document.get("status") == "SUCCESSFUL" else ())}
    said = "; ".join(f"{name}: {value}" for name, value in document.items() if value and name not in silent)
    if any(_is_empty([_plain(value) for value in record.values()]) for record in records):
        raise _refusal(
            file, Told("an answer of the query API with a record in {field} that holds nothing", field=field)
        )
    rows = [{**record, "message": f"{record.get('message') or ''}; {said}"} if said else record for record in records]
    table = table_of("answer", rows)
    if not all(_is_cell(cell) for row in table.rows for cell in row):
        raise _refusal(file, Told("damaged: it holds a text that is none"))
    return QueryFile("", str(document.get("compare_job_id") or ""), _RAW[field], "", "", (table,))


def _is_empty(row: Sequence[Cell]) -> bool:
    return not any(cell.strip() if isinstance(cell, str) else cell is not None for cell in row)


def _is_cell(value: object) -> bool:
    if isinstance(value, str):
        return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)
    return value is None or isinstance(value, int | float)


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of JSON in which no name stands twice: of two values neither is known. Raises `ValueError`."""
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "a name stands twice in one object"
        raise ValueError(msg)
    return found


def _no_number(word: str) -> NoReturn:
    msg = f"{word} is no number of JSON"
    raise ValueError(msg)


def _refusal(file: str, what: Told) -> UnreadableWorkbookError:
    return UnreadableWorkbookError(file, Told("{what}.", what=what), remedy=_AGAIN)
