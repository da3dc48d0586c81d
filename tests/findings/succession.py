"""Files that say again what an older one said, or what was repaired: what is left of the older."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any

from drs_report.reading.dataset import Dataset
from drs_report.records.reading import ColumnMatch
from tests.findings.cases import in_first_block, origin, recognised
from tests.findings.jobs import Job, Row, job
from tests.findings.lists import thing
from tests.findings.times import at, run
from tests.judgement.evidence import content, dataset, difference, line, overview

RESULTS = ("consistent", "inconsistent", "cannot_compare", "consistent")


def _values(rows: Iterable[Row], start: float | None, end: float | None, name: str, **more: Any) -> Dataset:
    return dataset("contents", meta=run(start, end), tables=list(rows), name=name, **more)


def _old(**more: Any) -> Dataset:
    rows = [
        content(f"t{n}", outcome=word, different_rows=int(word == "inconsistent")) for n, word in enumerate(RESULTS)
    ]
    return _values(rows, 1, 2, "old.xlsx", **more)


def _later() -> Iterator[Job]:
    """An older file of four tables, and newer ones that say some of them again, then or at another time."""
    fresh = [content(f"t{n}") for n in range(4)]
    for start, task in product((None, 1.5, 2, 3), ("a-task", "b-task", None)):
        yield job(f"began at {start} for {task}", _old(), origin(_values(fresh, start, 4, "new.xlsx"), job_id=task))
    for end in (None, 2, 5):
        older = recognised(_old(), meta=run(1, end))
        yield job(f"the older ended at {end}", older, _values(fresh, 3, 4, "new.xlsx"))
    for n in range(5):
        yield job(f"the first {n} again", _old(), _values(fresh[:n], 3, 4, "new.xlsx"))
    others: tuple[Row, ...] = (
        {"target_db": "x"},
        {"target_db": None},
        {"target_schema": "s"},
        {"target_table": "u"},
        {"source_db": "hr"},
    )
    for other in others:
        yield job(f"again with {other}", _old(), _values([{**one, **other} for one in fresh], 3, 4, "new.xlsx"))
    twice = _values(fresh[:2], 3, 4, "new.xlsx"), _values(fresh[1:], 5, 6, "newest.xlsx")
    yield job("by two together", _old(), *twice)
    yield job("by two of which one shares nothing", _old(), twice[0], _values([content("z")], 5, 6, "newest.xlsx"))
    yield job(
        "beside one without times",
        _old(),
        twice[0],
        _values([content("t0"), content("t9")], None, None, "undated.xlsx"),
    )
    worse = [content(f"t{n}", outcome="compare_failed") for n in range(4)]
    yield job("by worse", _old(), _values(worse, 3, 4, "new.xlsx"))
    yield job("at the same time", _old(), _values(worse, 1, 2, "new.xlsx"), _values(fresh, 1, 2, "newer.xlsx"))
    listed = [
        difference("t1", 1),
        difference("gone", 2),
        {**difference("", 3), "source_table": None, "target_table": None},
    ]
    for n in range(4):
        yield job(f"differences listed, {n}", _old(differences=listed[:n]), _values(fresh, 3, 4, "new.xlsx"))
    spoilt = in_first_block(
        _old(),
        columns=(ColumnMatch("A", "source_table", "source_table", 1.0), ColumnMatch("B", "odd", "extra:odd", 0.0)),
    )
    yield job("with a heading of its own", spoilt, _values(fresh, 3, 4, "new.xlsx"))
    said = [(("region", one), ("project", one)) for one in ("cn-north-1", "cn-north-4")]
    yield job(
        "of another region",
        *(
            recognised(file, meta=(*file.recognition.meta, *lines))
            for file, lines in zip((_old(), _values(fresh, 3, 4, "new.xlsx")), said, strict=True)
        ),
    )
    yield job(
        "of another comparison", _old(), dataset("lines", meta=run(3, 4), tables=[line(f"t{n}") for n in range(4)])
    )


def _overviews() -> Iterator[Job]:
    """An older file with an overview, whose tables are all said again, or all but one."""
    fresh = [content(f"t{n}") for n in range(4)]
    changes: tuple[Row, ...] = ({}, {"n_tables": 5}, {"n_tables": 3}, {"n_compared": 5}, {"n_tables": None, "n_compared": None}, {"n_inconsistent": 2},
        {"n_inconsistent": 1}, {"n_uncomparable": 1}, {"n_uncomparable": 2}, {"n_inconsistent": None, "n_uncomparable": 3}, {"source_db": "hr"},
        {"source_db": "hr", "n_tables": 0, "n_compared": None, "n_inconsistent": None, "n_uncomparable": None},
        {"outcome": "cannot_compare"})  # fmt: skip
    for change, n in product(changes, (3, 4)):
        older = _old(databases=[{**overview(4, n_inconsistent=1, n_uncomparable=1, outcome="inconsistent"), **change}])
        for again in ((), (overview(n),), ({**overview(n), "source_db": "hr"},)):
            yield job(
                f"{change}, {n} again, {'with' if again else 'without'} an overview{' of another' if again and again[0]['source_db'] == 'hr' else ''}",
                older,
                _values(fresh[:n], 3, 4, "new.xlsx", databases=[*again]),
            )


def _types() -> Iterator[Job]:
    """Objects compared again: all of them, some, with their overview and without."""
    listed = [
        thing("VIEW", "v", "v", outcome="inconsistent"),
        thing("TABLE", "a", None, outcome="target_missing"),
        thing("TABLE", "b", "b"),
    ]
    counted = [{"object_type": kind, "source_count": a, "target_count": b, "diff_count": a - b, "outcome": "inconsistent"}
               for kind, a, b in (("VIEW", 1, 0), ("TABLE", 2, 1))]  # fmt: skip
    fine = [{**row, "target_object": row["source_object"], "outcome": "consistent"} for row in listed]
    for old, again in product((listed, listed[:1], []), (fine, fine[:1], fine[1:], [])):
        for before, over in product((counted, []), (counted, counted[:1], [])):
            files = [dataset("objects_comparison", meta=run(*times), objects=rows, overview=types, name=name)
                     for times, rows, types, name in (((1, 2), old, before, "old.xlsx"), ((3, 4), again, over, "new.xlsx"))]  # fmt: skip
            yield job(f"{len(old)} and {len(before)} types, then {len(again)} and {len(over)} types", *files)
    wanted = dataset("lines", meta=run(5, 6), tables=[line("a"), line("b"), line("c")])
    for rows in (listed, listed[:2], fine):
        for over in ([], counted, counted[:1], [{**counted[1], "source_count": 0}]):
            yield job(
                f"{len(rows)} listed, {over and over[-1]}, beside lines",
                dataset("objects_comparison", meta=run(1, 2), objects=rows, overview=over),
                wanted,
            )


def _repairs() -> Iterator[Job]:
    """Repairs at many times, and comparisons before and after."""
    usual = {
        "db": "shop",
        "total_rows": 5,
        "completed_rows": 5,
        "repaired_rows": 3,
        "filtered_rows": 2,
        "failed_rows": 0,
    }
    changes: tuple[Row, ...] = ({}, {"updated_at": at(3)}, {"updated_at": at(2.5)}, {"updated_at": at(3.5)}, {"updated_at": None}, {"completed_rows": 4},
                                {"failed_rows": 1}, {"schema": "s"}, {"db": None})  # fmt: skip
    rows = [{**usual, "table": f"t{n}", "updated_at": at(2), **change} for n, change in enumerate(changes)]
    twice = [{**usual, "table": "t0", "updated_at": at(hour)} for hour in (1, 2.75)]
    said = [
        {"db": "shop", "table": name, "kind": "insert", "repair_sql": "insert"} for name in ("t0", "t1", "only", None)
    ]
    repair = dataset("repair_data", tables=[*rows, *twice], statements=said)
    good = [content(f"t{n}") for n in range(len(changes))]
    for start in (1, 2.5, 3, 4, None):
        yield job(f"values begin at {start}", repair, _values(good, start, 5, "a.xlsx"))
    bad = [content("t0", outcome="cannot_compare"), *good[1:]]
    yield job("values that do not verify one", repair, _values(bad, 4, 5, "a.xlsx"))
    yield job("values twice", repair, _values(good, 3, 5, "b.xlsx"), _values(good[:2], 4, 5, "a.xlsx"))
    yield job(
        "values twice, once without a time",
        repair,
        _values(good, 3, 5, "b.xlsx"),
        _values(good[:2], None, None, "a.xlsx"),
    )
    again = [
        dataset("repair_data", meta=run(*times), tables=rows[:2], name=f"{times[0]}.xlsx") for times in ((1, 2), (3, 4))
    ]
    yield job("repaired twice", *again)
    yield job("counts only", repair, dataset("lines", meta=run(3, 5), tables=[line("t0")]))


SUCCESSION: tuple[Callable[[], Iterator[Job]], ...] = (_later, _overviews, _types, _repairs)
