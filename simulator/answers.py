"""The JSON answers of the query calls, derived from a comparison's records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.scenario import Comparison, Record

__all__ = ["details", "differences", "object_details", "object_overview", "overview"]

_PLACING = frozenset({"is_comparable", "differences"})
_LINE_PLACE = frozenset({"source_db_name", "target_db_name"})


def overview(comparison: Comparison) -> list[dict[str, Any]]:
    """A record per database pair: row comparison's or value comparison's, by the comparison's type."""
    is_lines = comparison.compare_type == "lines"
    source, target = ("source_db_name", "target_db_name") if is_lines else ("source_db", "target_db")
    pairs: dict[tuple[str, str], list[Record]] = {}
    for record in comparison.records:
        pairs.setdefault((record[source], record[target]), []).append(record)
    return [
        {
            source: pair[0],
            target: pair[1],
            "status": 2 if all(_is_consistent(r) for r in records) else 0,
            "compare_num": len(records),
            "compare_end_num": sum(r.get("is_comparable", True) for r in records),
            "data_inconsistent_num": sum(_differs(r) for r in records),
            "uncomparable_num": sum(not r.get("is_comparable", True) for r in records),
        }
        for pair, records in pairs.items()
    ]


def details(comparison: Comparison, source_db: str, target_db: str, kind: str) -> list[dict[str, Any]]:
    """A record per table of one database pair; `kind` is compare or unCompare."""
    is_lines = comparison.compare_type == "lines"
    source, target = ("source_db_name", "target_db_name") if is_lines else ("source_db", "target_db")
    hidden = _PLACING | (_LINE_PLACE if is_lines else frozenset())
    return [
        {name: value for name, value in record.items() if name not in hidden}
        for record in comparison.records
        if record[source] == source_db
        and record[target] == target_db
        and record.get("is_comparable", True) == (kind == "compare")
    ]


def differences(comparison: Comparison, db: str, table: str) -> tuple[list[Record], dict[str, int]]:
    """The differing rows of one table, and the three documented counters."""
    rows: Sequence[Record] = next(
        (
            record.get("differences", ())
            for record in comparison.records
            if record["source_db"] == db and record["source_table_name"] == table
        ),
        (),
    )
    both = sum(bool(row.get("source_key_value") and row.get("target_key_value")) for row in rows)
    only_source = sum(not row.get("target_key_value") for row in rows)
    return list(rows), {
        "target_meta_is_null": only_source,
        "source_meta_is_null": len(rows) - both - only_source,
        "source_target_meta_not_null": both,
    }


def object_overview(comparison: Comparison) -> list[dict[str, Any]]:
    """A record per object type."""
    types: dict[str, list[Record]] = {}
    for record in comparison.records:
        types.setdefault(record["type"], []).append(record)
    return [
        {
            "type": name,
            "source_count": sum(bool(r.get("source_db_value")) for r in records),
            "target_count": sum(bool(r.get("target_db_value")) for r in records),
            "status": 3 if any(r["status"] == 3 for r in records) else 2 * all(r["status"] == 2 for r in records),
        }
        for name, records in types.items()
    ]


def object_details(comparison: Comparison, object_type: str) -> list[dict[str, Any]]:
    """A record per object of one type."""
    return [
        {name: value for name, value in record.items() if name != "type"}
        for record in comparison.records
        if record["type"] == object_type
    ]


def _is_consistent(record: Record) -> bool:
    return bool(record.get("is_comparable", True)) and not _differs(record)


def _differs(record: Record) -> bool:
    if "content_compare_result" in record:
        return record["content_compare_result"] is False
    return record.get("status") == 0
