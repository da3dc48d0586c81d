"""Overviews held against the lists of their file: every number of a row around what the list bears out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

from drs_report.analysis.overview import check_overview, unlisted_databases
from drs_report.checks import examine
from drs_report.checks.rows import plain_rows
from drs_report.language.vocabulary import OBJECT_TYPES
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import Finding
from tests.findings.cases import recognised
from tests.findings.story import told
from tests.judgement.evidence import SHOP, TIMES, content, dataset, overview

LISTED = ("consistent", "inconsistent", "cannot_compare", "compare_failed", "comparing", "both_tables_missing")
"""The results of the tables that a database pair lists."""
MEASURES = ("n_tables", "n_compared", "n_inconsistent", "n_uncomparable", "n_failed")


def _rows() -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    """Yield rows of an overview, each with the results of its tables."""
    for listed in (LISTED, LISTED[:1], LISTED[1:2], ()):
        usual = {
            "n_tables": len(listed),
            "n_compared": len(listed[:3]),
            "n_inconsistent": len(listed[1:2]),
            "n_uncomparable": len(listed[2:3]),
            "n_failed": 0,
        }
        yield usual, listed
        for measure in MEASURES:
            yield from (({**usual, measure: n}, listed) for n in (None, *range(8)))
        yield from (
            ({**usual, "outcome": word, "n_inconsistent": n}, listed)
            for word in (None, *LISTED[:2])
            for n in (None, 0, 2)
        )
        yield {**usual, **dict.fromkeys(MEASURES, 0)}, listed
        yield {**usual, "target_db": None}, listed
        yield {**usual, "source_db": None}, listed
        yield from (({**usual, one: None, other: None}, listed) for one, other in combinations(MEASURES, 2))
    yield {**dict.fromkeys(MEASURES, 9), "n_inconsistent": None, "outcome": None}, ()


def file() -> Dataset:
    """Every row of an overview by itself: a database pair of its own."""
    pairs, tables = [], []
    for number, (row, listed) in enumerate(_rows()):
        names = {"source_db": f"d{number}", "target_db": f"e{number}"}
        pairs.append({**overview(0), **names, **row})
        tables += [{**content(f"t{n}", outcome=word), **names} for n, word in enumerate(listed)]
    tables += [
        {**content("t"), "source_db": "e1", "target_db": "d1"},
        {**content("t"), "source_db": "x", "target_db": "y"},
    ]
    return dataset("contents", meta=TIMES, tables=tables, databases=pairs)


def _types() -> Iterator[tuple[str, Dataset]]:
    """Types of objects counted in every way, beside two objects of each, beside one that differs, and beside none."""
    counts = product((None, 0, 1, 2), (None, 0, 1, 2))
    rows = [
        {"object_type": kind, "source_count": a, "target_count": b}
        for kind, (a, b) in zip(OBJECT_TYPES, counts, strict=False)
    ]
    rows.append({"object_type": OBJECT_TYPES[0], "source_count": 1, "target_count": None})
    for word in ("consistent", "inconsistent"):
        both = [
            {**SHOP, "object_type": kind, "source_object": "a", "target_object": "a", "outcome": word}
            for kind in OBJECT_TYPES[1:]
        ]
        halves = [
            {**one, "source_object": "b", "target_object": None, "outcome": "target_missing"} for one in both[::2]
        ]
        yield f"types, listed as {word}", dataset("objects_comparison", overview=rows, objects=[*both, *halves])
        yield f"no types, listed as {word}", dataset("objects_comparison", objects=both[:2])
        yield f"two types, listed as {word}", dataset("objects_comparison", overview=rows[3:5], objects=both[:3])
    yield "types without a list", dataset("objects_comparison", overview=rows)


def _told(finding: Finding) -> str:
    facts = {fact.name: fact.value for fact in finding.facts if fact.value is not None}
    return f"{finding.code} {told(finding.subject)} {finding.n}: {told(facts)}"


def lines() -> Iterator[str]:
    """Yield each row of the overview, but for what is blank, with what is found of it."""
    made = file()
    observations, _ = examine(made)
    found: dict[tuple[int, ...], list[str]] = {}
    for finding in check_overview(made, observations):
        places = finding.evidence[0] if finding.evidence else None
        rows = places.rows if places and places.sheet == "databases" else ()
        found.setdefault(rows, []).append(_told(finding))
    for one in unlisted_databases(made, observations):
        rows = one.evidence.rows if one.evidence else ()
        found.setdefault(rows, []).append(f"unlisted: {one.outcome}, {one.outcome_class.value}")
    for (_, listed), row in zip(_rows(), plain_rows(made.frames["databases"]), strict=True):
        said = {name: row[name] for name in ("source_db", "target_db", "outcome", *MEASURES) if row[name] is not None}
        yield f"{told(said)}, listed {len(listed)}"
        yield from (f"    {line}" for line in found.pop((row["row_number"],), ()))
    yield from (f"{rows}: {line}" for rows, lines in found.items() for line in lines)
    small = dataset("contents", tables=[content("a"), content("b", target_rows=11)])
    observations, _ = examine(small)
    for name in ("n_tables", "n_compared", "n_consistent", "total_rows", "source_rows", "target_rows"):
        for number in ("0", "2", "3", "20", "21", "many"):
            for again in ((), ((name, number),), ((name, "2"),)):
                for finding in check_overview(recognised(small, meta=((name, number), *again)), observations):
                    yield f"stated {name} {number} {told(again)}: {_told(finding)}"
    for what, made in _types():
        yield from (f"{what}: {_told(finding)}" for finding in check_overview(made, examine(made)[0]))
