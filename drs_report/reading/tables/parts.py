"""The tables of the decided comparison, each as its frame takes it, with what the titles above say of all its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from drs_report.reading.tables.conversion import parse_percent
from drs_report.reading.tables.frames import Part, database_pairs
from drs_report.reading.tables.headings import TABLE_NAMES
from drs_report.reading.tables.scans import SheetScan


def parts_of(scans: Sequence[SheetScan], slug: str) -> dict[str, list[Part]]:
    """The blocks of the decided type by frame; what one part of the file says of a database reaches the others."""
    parts: dict[str, list[Part]] = {}
    for scan in scans:
        for block in scan.blocks:
            fit = next((fit for fit in block.fits if fit.slug == slug), None)
            if fit is not None:
                parts.setdefault(fit.schema.frame, []).append(Part(block, fit))
    pairs = database_pairs(parts.get("databases", ()))
    said = [parse_percent(text) for scan in scans for name, text in scan.meta if name == "sample_percent"]
    share = min((one for one in said if one is not None), default=None)  # of two the smaller proves less
    filters = dict.fromkeys(text for scan in scans for name, text in scan.meta if name == "row_filter")
    filtered = {"row_filter": "; ".join(filters)} if filters else {}
    for found in parts.values():
        found[:] = [
            replace(part, constants=_from_titles(part, pairs) | filtered, sample_percent=share) for part in found
        ]
    return parts


def _from_titles(part: Part, pairs: Mapping[str, str]) -> dict[str, str]:
    """What the titles above a block say of all its rows: the database, and for rows of one table the table.

    A title that names one side only gets the target the overview pairs it with. A sheet without titles may carry the
    name of a database that the overview lists; names cut to a tab's 31 characters match nothing and are left out.
    """
    names, filled = part.block.title.names, {column.name for column in part.fit.columns.values()}
    if part.fit.schema.frame in ("databases", "overview"):
        return {}
    table = ("", "")
    if part.fit.schema.frame in ("differences", "statements") and filled.isdisjoint(TABLE_NAMES):
        table, names = _table_and_rest(names, pairs)
    source, target = names[0] if names else (part.block.sheet if part.block.sheet in pairs else "", "")
    target = target or pairs.get(source, "")
    said = {"source_db": source, "target_db": target, "db": source}
    said |= {"source_table": table[0], "target_table": table[1] or table[0], "table": table[0]}
    return {name: text for name, text in said.items() if text}


def _table_and_rest(
    names: Sequence[tuple[str, str]], pairs: Mapping[str, str]
) -> tuple[tuple[str, str], tuple[tuple[str, str], ...]]:
    """The table that rows without a table column belong to, and the names that are left for the database.

    ``shop.orders`` is a database with its table; of two lone cells the nearer one is the table (likely).
    """
    if not names:
        return ("", ""), ()
    (source, target), rest = names[0], tuple(names[1:])
    database, dot, table = source.partition(".")
    if dot and database and table:
        to_database, _, to_table = target.rpartition(".") if "." in target else ("", "", target)
        return (table, to_table), ((database, to_database),)
    if rest or source not in pairs:
        return (source, target), rest
    return ("", ""), ((source, target),)
