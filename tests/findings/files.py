"""Jobs of several files that speak of the same tables: what each says against, instead of or beside the other.

Each matter is one job in all the ways that a rule can tell apart, most often with a table for each way, so that the golden
files hold every condition of what is done between files from both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations, product
from typing import Any

from drs_report.analysis import analyse
from drs_report.analysis.fetching_doubts import fetching_doubts, list_finding
from drs_report.analysis.layout_proof import cross_check, layout_findings
from drs_report.evidence.manifest import Missing
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import Finding
from drs_report.records.reading import BlockRecognition, ColumnMatch, Source
from drs_report.records.stated import STATED
from tests.findings.cases import in_first_block, origin, recognised, sampled
from tests.findings.lists import thing
from tests.findings.story import told
from tests.judgement.evidence import TIMES, content, dataset, difference, line, objects_file, overview

Row = dict[str, Any]
Job = tuple[str, Sequence[Dataset], Mapping[str, Any]]
"""What is done, the files, and what the policy says of names and times."""


def at(hour: float) -> datetime:
    return datetime(2026, 11, 15, tzinfo=UTC) + timedelta(hours=hour)


def run(start: float | None, end: float | None) -> tuple[tuple[str, str], ...]:
    """The lines of a file that say when its comparison began and ended."""
    said = (("compare_start_time", start), ("compare_end_time", end))
    return tuple((name, at(hour).isoformat()) for name, hour in said if hour is not None)


def _job(what: str, *files: Dataset, **how: Any) -> Job:
    return what, files, how


def _finding(one: Finding) -> str:
    facts = {fact.name: fact.value for fact in one.facts if fact.value is not None}
    places = ", ".join(told(place) for place in one.evidence)
    return f"{one.code} {told(one.subject)} {one.compare_type} {one.n}: {told(facts)} in {places}"


def _lines(jobs: Iterable[Job]) -> Iterator[str]:
    """Yield what each job comes to, but for what the job before it came to as well."""
    before: set[str] = set()
    for what, files, how in jobs:
        made = analyse(files, **how)
        said = [_finding(one) for one in made.findings]
        for row in made.coverage.rows:
            cells = (
                f"{kind} {cell.outcome or 'nothing'} {cell.outcome_class.value} {cell.n_different} {told(cell.evidence)}"
                for kind, cell in row.cells.items()
            )
            said.append(f"{told(row.subject)}: {row.outcome_class.value}, {row.proof.value}; {'; '.join(cells)}")
        said += [f"{s.origin.name}: {s.n_verified} verified, superseded {s.is_superseded}" for s in made.sources]
        yield f"== {what}"
        yield from (f"    {one}" for one in said if one not in before)
        yield from (f"  - {one}" for one in sorted(before - {*said}))
        before = {*said}


# -- one table in two comparisons ----------------------------------------------------------------------------------------


def _counts() -> Iterator[Job]:
    """Counts of two comparisons, of which the second begins when the first still runs, when it ends, or nobody knows."""
    of_lines = ((0, 0), (9, 9), (10, 10), (11, 10), (None, 10), (None, None), (20_000, 20_000))
    of_values = (
        (0, 0),
        (10, 10),
        (1010, 1010),
        (1011, 1010),
        (None, 10),
        (None, None),
        (22_000, 22_000),
        (22_001, 22_001),
    )
    words = ("consistent", "comparing")
    pairs = list(product(of_lines, of_values, words))
    counts = [line(f"t{n}", 1, outcome=word) | {"source_rows": a, "target_rows": b, "reported_difference": None}
              for n, ((a, b), _, word) in enumerate(pairs)]  # fmt: skip
    values = [content(f"t{n}", 1) | {"source_rows": a, "target_rows": b} for n, (_, (a, b), _) in enumerate(pairs)]
    for start in (1.5, 2, 3, None):
        yield _job(f"values begin at {start}, counts end at 2",
                   dataset("lines", meta=run(1, 2), tables=counts), dataset("contents", meta=run(start, 4), tables=values))  # fmt: skip
    yield _job("values end at 1, counts begin at 1",
               dataset("lines", meta=run(1, 2), tables=counts), dataset("contents", meta=run(0, 1), tables=values))  # fmt: skip
    nothing = [content("a", 0), content("b", 0)]
    for n, other in enumerate(
        ([line("a", 0)], [line("a", 0), line("c", 1)], [line("a", 0) | {"target_rows": None}], [])
    ):
        yield _job(f"no row seen, {n}", dataset("contents", meta=TIMES, tables=nothing),
                   dataset("lines", meta=TIMES, tables=other))  # fmt: skip


def _same_bytes() -> Iterator[Job]:
    """The same bytes under two names: as two comparisons, as one, under one name, as three."""
    made = {kind: dataset(kind, meta=TIMES, tables=[usual("a")]) for kind, usual in
            (("lines", line), ("contents", content), ("random", sampled))}  # fmt: skip
    for kinds in (("lines", "contents"), ("contents", "random"), ("lines", "contents", "random")):
        for names in (("x", "y", "z"), ("x", "x", "x"), ("y", "x", "x")):
            files = [origin(made[kind], name=name, sha256="s") for kind, name in zip(kinds, names, strict=False)]
            yield _job(f"{kinds} as {names[: len(kinds)]}", *files)
    yield _job("of one kind", *(origin(made["lines"], name=name, sha256="s") for name in "xy"))


def _apart() -> Iterator[Job]:
    """Comparisons so many hours apart, with times of a zone or without."""
    usual = {"lines": line, "contents": content}
    for hours, allowed in product((23, 24, 24.5, 48), (24.0, 24.4, None)):
        files = [dataset(kind, meta=run(*times), tables=[usual[kind](name) for name in names])
                 for kind, times, names in (("lines", (0, 1), "abc"), ("contents", (1 + hours, 2 + hours), "bcd"))]  # fmt: skip
        yield _job(f"{hours} hours, {allowed} allowed", *files, max_spread_hours=allowed)
    for hours in (38, 39, 53, 66, 67):
        said = tuple((name, text.replace("+00:00", "").replace("T", " ")) for name, text in run(1 + hours, 2 + hours))
        for first in (
            run(0, 1),
            tuple((name, text.removesuffix("+00:00").replace("T", " ")) for name, text in run(0, 1)),
        ):
            yield _job(f"{hours} hours, without a zone{'' if first == run(0, 1) else ' either'}",
                       dataset("lines", meta=first, tables=[line("a")]), dataset("contents", meta=said, tables=[content("a")]))  # fmt: skip
    three = [dataset(kind, meta=run(start, start + 1), tables=[usual[kind](name) for name in names], name=f"{start}.xlsx")
             for kind, start, names in (("lines", 0, "abc"), ("contents", 30, "a"), ("contents", 40, "bz"), ("contents", 60, "q"))]  # fmt: skip
    yield _job("three of which two share tables", *three)
    yield _job("no table in common", dataset("lines", meta=run(0, 1), tables=[line("a")]),
               dataset("contents", meta=run(60, 61), tables=[content("b")]), objects_file(("a", "b")))  # fmt: skip


def _objects() -> Iterator[Job]:
    """What the objects say is missing, or name as a database, beside what the data say."""
    gone = [thing("TABLE", name, None, outcome="target_missing") for name in "abc"] + [
        thing("VIEW", "v", None, outcome="target_missing")
    ]
    values = [content("a"), content("b", outcome="cannot_compare"), content("d")]
    for kind, rows in (
        ("contents", values),
        ("lines", [line("a"), line("b", 1, 2, "inconsistent")]),
        ("random", [sampled("a")]),
    ):
        yield _job(f"missing and equal in {kind}", dataset("objects_comparison", meta=TIMES, objects=gone),
                   dataset(kind, meta=TIMES, tables=rows))  # fmt: skip
    spaces = [thing("DB", *names, source_db=db, target_db=db and f"{db}_new") for names in (("shop", "shop_new"), ("hr", "hr_new"), (None, None), ("shop", "x"),
              ("hr", "shop_new"), (None, "hr_new")) for db in (None, "shop", "hr")]  # fmt: skip
    tables = [thing("TABLE", "a", "a"), thing("TABLE", None, "b")]
    for counted in (
        (),
        (("TABLE", 1),),
        (("TABLE", 2),),
        (("TABLE", None),),
        (("VIEW", 1),),
        (("TABLE", 1), ("TABLE", 0)),
    ):
        over = [
            {"object_type": kind, "source_count": n, "target_count": n, "diff_count": 0, "outcome": "consistent"}
            for kind, n in counted
        ]
        file = dataset("objects_comparison", meta=TIMES, objects=[*spaces, *tables], overview=over)
        yield _job(f"databases, counted {counted}", file, dataset("lines", meta=TIMES, tables=[line("a")]))
    nameless = dataset("lines", meta=TIMES, tables=[line("a"), {**line("b"), "source_db": None}])
    yield _job("databases beside tables of none", dataset("objects_comparison", meta=TIMES, objects=spaces), nameless)
    other = origin(dataset("lines", meta=TIMES, tables=[line("a")]), job_id="b-task")
    yield _job("databases of another task", dataset("objects_comparison", meta=TIMES, objects=spaces), other)


# -- names ---------------------------------------------------------------------------------------------------------------


def _names() -> Iterator[Job]:
    """Tables whose names lead to others of the job, and sources that share a target."""
    spaces = (None, "hr", "shop", "app")
    rows: list[Row] = [{"source_schema": a, "target_schema": b} for a in spaces for b in spaces]
    rows += [{"target_table": "t0"}, {"source_table": "x", "target_table": "y"}, {"source_table": "y", "target_table": "z"},
             {"source_table": "y", "target_table": "z", "source_db": "hr"}, {"source_table": "w", "target_table": "x"}]  # fmt: skip
    named = [{**line(f"t{n}"), **row} for n, row in enumerate(rows)]
    hr = {**line("staff"), "source_db": "hr", "target_db": "hr_new"}
    yield _job("no other database", dataset("lines", meta=TIMES, tables=named))
    yield _job("another database", dataset("lines", meta=TIMES, tables=[*named, hr]))
    there = dataset("contents", meta=TIMES, tables=[{**content("staff"), "source_db": "hr", "target_db": "hr_new"}])
    yield _job("another database in another file", dataset("lines", meta=TIMES, tables=named), there)
    yield _job("in another task", dataset("lines", meta=TIMES, tables=named), origin(there, job_id="b-task"))


def _shared() -> Iterator[Job]:
    """Shards: how many, what is counted of each, and where the target is said to be."""
    counts = (((10, 30), (20, 30)), ((10, 30), (20, 31)), ((10, 10), (20, 20)), ((10, None), (20, 30)), ((None, 30), (20, 30)),
              ((10, 30), (20, 30), (0, 30)), ((10, 30), (10, 30)), ((0, 0), (0, 0)))  # fmt: skip
    for where in ({}, {"target_db": None}, {"target_schema": "s"}):
        for word in ("consistent", "inconsistent"):
            rows = [{**line(f"s{n}_{i}", 1, outcome=word), "target_table": f"t{n}", "source_rows": a, "target_rows": b,
                     "reported_difference": None, **where}
                    for n, shards in enumerate(counts) for i, (a, b) in enumerate(shards)]  # fmt: skip
            yield _job(f"{word} {where}", dataset("lines", meta=TIMES, tables=rows))
    apart = [
        {**line("s", a, 30), "source_db": db, "target_db": other}
        for a, db, other in ((10, "one", "x"), (20, "two", "y"))
    ]
    renamed = [
        {**line(f"u{n}", a, 30), "target_table": "u", "target_db": other}
        for n, (a, other) in enumerate(((10, "x"), (20, "y")))
    ]
    same = [{**line("v"), "source_db": db, "target_db": other} for db, other in (("one", "one"), ("two", "two"))]
    blank = [{**line(f"w{n}"), "target_table": None} for n in range(2)]
    nameless = [{**line("q", a, 30), "source_table": None} for a in (10, 20)]
    file = dataset("lines", meta=TIMES, tables=[*apart, *renamed, *same, *blank, *nameless])
    yield _job("in several databases", file)
    values = [{**content(f"s{n}"), "target_table": "t"} for n in range(2)]
    yield _job("values, and objects", dataset("contents", meta=TIMES, tables=values),
               dataset("objects_comparison", meta=TIMES, objects=[thing("TABLE", f"s{n}", "t") for n in range(2)]))  # fmt: skip


def _directions() -> Iterator[Job]:
    """Two files that name a pair of tables or databases: both ways, one way, each with a target of its own."""
    pairs: tuple[tuple[Row, Row], ...] = (
        ({"source_db": "a", "target_db": "b"}, {"source_db": "b", "target_db": "a"}),
        ({"source_table": "x", "target_table": "y"}, {"source_table": "y", "target_table": "x"}),
        ({"source_schema": "x", "target_schema": "y"}, {"source_schema": "y", "target_schema": "x"}),
        ({"source_db": None, "target_db": None}, {"source_db": "b", "target_db": "a"}),
        ({"target_db": "b"}, {"target_db": "c"}),
        ({"target_db": None}, {"target_db": "c"}),
        ({"target_schema": "s"}, {"target_schema": "t"}),
        ({"target_schema": None}, {"target_schema": "t"}),
        ({"target_table": "x"}, {"target_table": "y"}),
        ({"target_table": None}, {"target_table": "y"}),
        ({}, {}),
    )  # fmt: skip
    read = (None, ("source_table", "source_rows"), ("source_table", "target_table", "target_db"))
    for (one, other), columns in product(pairs, read):
        first = dataset("lines", meta=TIMES, tables=[{**line("t"), **one}], columns=columns and {"tables": columns})
        yield _job(
            f"{one} and {other}, read {columns}",
            first,
            dataset("contents", meta=TIMES, tables=[{**content("t"), **other}]),
        )
    both = [{**line("t"), "source_db": a, "target_db": b} for a, b in ("ab", "ba")]
    back = [{**content("t"), "source_db": "b", "target_db": "a"}]
    yield _job(
        "both ways in one file", dataset("lines", meta=TIMES, tables=both), dataset("contents", meta=TIMES, tables=back)
    )
    over = {**overview(1), "source_db": "b", "target_db": "a"}
    yield _job(
        "in an overview",
        dataset("lines", meta=TIMES, tables=both[:1]),
        dataset("contents", meta=TIMES, databases=[over]),
    )
    three = [dataset(kind, meta=TIMES, tables=[{**usual("t"), "target_db": db}], name=f"{db}.xlsx")
             for kind, usual, db in (("lines", line, "z"), ("contents", content, "y"), ("random", sampled, "x"))]  # fmt: skip
    yield _job("three targets", *three)


def _spelled() -> Iterator[Job]:
    """Names that differ in their form, under policies that join them or not."""
    spelled = ("Orders", "orders", " orders", "`orders`", "ｏｒｄｅｒｓ", "订单")
    for how in ({}, {"fold_case": True}, {"alias": {"SHOP": "shop"}}, {"fold_case": True, "alias": {"SHOP": "shop"}}):
        for one, other in combinations(spelled, 2):
            yield _job(f"{one} and {other} {how}", dataset("lines", meta=TIMES, tables=[line(one)]),
                       dataset("contents", meta=TIMES, tables=[content(other)]), **how)  # fmt: skip
        upper = [
            {**content("orders"), "source_db": "SHOP"},
            {**content("x"), "source_db": "Shop", "source_schema": "S", "target_schema": "T"},
        ]
        lower = [line("orders"), {**line("x"), "source_schema": "s", "target_schema": "t", "target_db": "Shop_new"}]
        over = [{**overview(1), "source_db": "SHOP"}, overview(1)]
        yield _job(
            f"databases {how}",
            dataset("lines", meta=TIMES, tables=lower, databases=over),
            dataset("contents", meta=TIMES, tables=upper),
            **how,
        )
        two = [line("Orders"), line("orders"), {**line("a"), "target_table": "A"}, {**line("b"), "target_table": None}]
        yield _job(f"both in one file {how}", dataset("lines", meta=TIMES, tables=two), dataset("contents", meta=TIMES, tables=[content("ORDERS"),
                   content("a"), {**content("b"), "target_table": "B"}]), **how)  # fmt: skip


def _tasks() -> Iterator[Job]:
    """Which files are of one task: by the manifest, their lines, their folders."""
    files = [dataset("lines", meta=TIMES, tables=[line("a")]), dataset("contents", meta=TIMES, tables=[content("a")])]
    named: tuple[tuple[str | None, str | None, str | None], ...] = (
        (None, None, None), ("j", None, None), ("k", None, None), (None, "j", None), (None, "k", None), (None, None, "j"), (None, "k", "j"),
    )  # fmt: skip
    folders = (
        ("", ""),
        ("p/x", "p/y"),
        ("p/lines", "p/contents"),
        ("p/1-lines", "q/contents"),
        ("x/p", "y/p"),
        ("p/a", "p/a/contents"),
    )

    def of(file: Dataset, said: tuple[str | None, str | None, str | None], folder: str) -> Dataset:
        job, task, name = said
        lines = tuple((key, text) for key, text in (("task_id", task), ("task_name", name)) if text)
        return origin(recognised(file, meta=(*TIMES, *lines)), job_id=job, folder=folder)

    for (one, other), (here, there) in product(product(named, repeat=2), folders[:2]):
        yield _job(f"{one} {here!r} and {other} {there!r}", of(files[0], one, here), of(files[1], other, there))
    for (here, there), said in product(folders, named[:1]):
        yield _job(f"{here!r} and {there!r}", of(files[0], said, here), of(files[1], said, there))
    third = origin(dataset("random", meta=TIMES, tables=[sampled("a")]), job_id=None)
    for one, other in (
        ((None, "j", None), (None, None, None)),
        ((None, "j", None), (None, "k", None)),
        (("j", None, None), (None, None, None)),
    ):
        yield _job(f"three: {one}, {other}, none", of(files[0], one, ""), of(files[1], other, ""), third)
    again = origin(files[0], name="again.xlsx", job_id=None)
    yield _job("of one comparison, one named", of(files[0], (None, "j", None), ""), again)


def _stated() -> Iterator[Job]:
    """Two values of what a task has one of: in one file, in two files of one task and of two."""
    apart = {"task_made_at": (("2026-11-14T00:00:00Z", "2026-11-14T08:00:00+08:00"), ("2026-11-14T00:00:00Z", "2026-11-14 00:00:00"), ("2026-11-13", "2026-11-14")),
             "region": (("cn-north-4", "CN-NORTH-4"), ("cn-north-4", "cn-north-1"), ("cn-north-4", "北京"), ("北京", "Beijing")),
             "task_mode": (("全量", "full"), ("full", "Full"), ("full", "incremental"))}  # fmt: skip
    places = (
        ("a:1", "a"),
        ("a:1", "a:2"),
        ("A ", "a"),
        ("a", "b"),
        ("10.0.0.1", "a"),
        ("10.0.0.1", "10.0.0.2"),
        ("::1", "::2"),
        ("3306", "a"),
        ("a", "3306"),
    )
    makes = (("MySQL", "mysql 8.0"), ("MySQL 5.7", "MySQL 8.0"), ("MySQL", "Oracle"))
    words = (("x", "X"), ("x", "y"))
    made = [dataset("lines", tables=[line("a", target_db="shop")]), dataset("contents", tables=[content("b")])]
    for what in STATED:
        pairs = apart.get(what.name) or (
            places if what.name.endswith("address") else makes if what.name.endswith("engine") else words
        )
        for one, other in pairs:
            inside = recognised(made[0], meta=(*TIMES, (what.name, one), (what.name, other)))
            yield _job(f"{what.name}: {one}, {other} in one file", inside)
            two = [
                recognised(file, meta=(*TIMES, (what.name, said)))
                for file, said in zip(made, (one, other), strict=True)
            ]
            yield _job(f"{what.name}: {one}, {other} in two files", *two)
    differ = (("project", "x"), ("project", "y"))
    two = [recognised(file, meta=(*TIMES, said)) for file, said in zip(made, differ, strict=True)]
    yield _job("of two tasks", two[0], origin(two[1], job_id="b-task"))
    yield _job("of one workbook", *(replace(file, origin=made[0].origin) for file in two))
    ids = [recognised(file, meta=(*TIMES, ("compare_id", name))) for file, name in zip(made, "xy", strict=True)]
    yield _job("comparisons of one workbook", *(replace(file, origin=made[0].origin) for file in ids))
    yield _job(
        "a comparison with two numbers", recognised(made[0], meta=(*TIMES, ("compare_id", "x"), ("compare_id", "y")))
    )
    yield _job(
        "one of several shared",
        recognised(made[0], meta=(*TIMES, *differ)),
        recognised(made[1], meta=(*TIMES, differ[1])),
    )
    yield _job(
        "listed elsewhere", origin(recognised(made[0], meta=(*TIMES, ("region", "cn-north-4"))), region="cn-north-1")
    )
    for names in (
        {"target_db": "shop"},
        {"target_db": None},
        {"target_db": "x"},
        {"target_table": "z"},
        {"source_schema": "s"},
    ):
        for said in (("a:1", "a:1"), ("a", "a:2"), ("a:1", "a:2"), ("3306", "3306")):
            for place in ("address", "instance"):
                meta = (*TIMES, (f"source_{place}", said[0]), (f"target_{place}", said[1]))
                yield _job(
                    f"{place} {said} {names}", recognised(dataset("lines", tables=[line("a", **names)]), meta=meta)
                )


# -- one file after another ----------------------------------------------------------------------------------------------

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
        yield _job(f"began at {start} for {task}", _old(), origin(_values(fresh, start, 4, "new.xlsx"), job_id=task))
    for end in (None, 2, 5):
        older = recognised(_old(), meta=run(1, end))
        yield _job(f"the older ended at {end}", older, _values(fresh, 3, 4, "new.xlsx"))
    for n in range(5):
        yield _job(f"the first {n} again", _old(), _values(fresh[:n], 3, 4, "new.xlsx"))
    others: tuple[Row, ...] = (
        {"target_db": "x"},
        {"target_db": None},
        {"target_schema": "s"},
        {"target_table": "u"},
        {"source_db": "hr"},
    )
    for other in others:
        yield _job(f"again with {other}", _old(), _values([{**one, **other} for one in fresh], 3, 4, "new.xlsx"))
    twice = _values(fresh[:2], 3, 4, "new.xlsx"), _values(fresh[1:], 5, 6, "newest.xlsx")
    yield _job("by two together", _old(), *twice)
    yield _job("by two of which one shares nothing", _old(), twice[0], _values([content("z")], 5, 6, "newest.xlsx"))
    yield _job(
        "beside one without times",
        _old(),
        twice[0],
        _values([content("t0"), content("t9")], None, None, "undated.xlsx"),
    )
    worse = [content(f"t{n}", outcome="compare_failed") for n in range(4)]
    yield _job("by worse", _old(), _values(worse, 3, 4, "new.xlsx"))
    yield _job("at the same time", _old(), _values(worse, 1, 2, "new.xlsx"), _values(fresh, 1, 2, "newer.xlsx"))
    listed = [
        difference("t1", 1),
        difference("gone", 2),
        {**difference("", 3), "source_table": None, "target_table": None},
    ]
    for n in range(4):
        yield _job(f"differences listed, {n}", _old(differences=listed[:n]), _values(fresh, 3, 4, "new.xlsx"))
    spoilt = in_first_block(
        _old(),
        columns=(ColumnMatch("A", "source_table", "source_table", 1.0), ColumnMatch("B", "odd", "extra:odd", 0.0)),
    )
    yield _job("with a heading of its own", spoilt, _values(fresh, 3, 4, "new.xlsx"))
    yield _job(
        "of another comparison", _old(), dataset("lines", meta=run(3, 4), tables=[line(f"t{n}") for n in range(4)])
    )


def _overviews() -> Iterator[Job]:
    """An older file with an overview, whose tables are all said again, or all but one."""
    fresh = [content(f"t{n}") for n in range(4)]
    changes: tuple[Row, ...] = ({}, {"n_tables": 5}, {"n_tables": 3}, {"n_compared": 5}, {"n_tables": None, "n_compared": None}, {"n_inconsistent": 2},
        {"n_inconsistent": 1}, {"n_uncomparable": 1}, {"n_uncomparable": 2}, {"n_inconsistent": None, "n_uncomparable": 3}, {"source_db": "hr"},
        {"outcome": "cannot_compare"})  # fmt: skip
    for change, n in product(changes, (3, 4)):
        older = _old(databases=[{**overview(4, n_inconsistent=1, n_uncomparable=1, outcome="inconsistent"), **change}])
        for again in ((), (overview(n),)):
            yield _job(
                f"{change}, {n} again, {'with' if again else 'without'} an overview",
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
            yield _job(f"{len(old)} and {len(before)} types, then {len(again)} and {len(over)} types", *files)
    wanted = dataset("lines", meta=run(5, 6), tables=[line("a"), line("b"), line("c")])
    for rows in (listed, listed[:2], fine):
        for over in ([], counted, counted[:1], [{**counted[1], "source_count": 0}]):
            yield _job(
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
        yield _job(f"values begin at {start}", repair, _values(good, start, 5, "a.xlsx"))
    bad = [content("t0", outcome="cannot_compare"), *good[1:]]
    yield _job("values that do not verify one", repair, _values(bad, 4, 5, "a.xlsx"))
    yield _job("values twice", repair, _values(good, 3, 5, "b.xlsx"), _values(good[:2], 4, 5, "a.xlsx"))
    yield _job(
        "values twice, once without a time",
        repair,
        _values(good, 3, 5, "b.xlsx"),
        _values(good[:2], None, None, "a.xlsx"),
    )
    yield _job("counts only", repair, dataset("lines", meta=run(3, 5), tables=[line("t0")]))


# -- beside the files ----------------------------------------------------------------------------------------------------


@cache
def _sources() -> tuple[Source, ...]:
    files = [dataset("contents", meta=run(1, 2), tables=[content("a")]), dataset("lines", meta=run(3, None), tables=[line("a")]),
             dataset("objects_comparison", meta=(), objects=[thing("TABLE", "a", "a")])]  # fmt: skip
    return analyse(files).sources


def _listed() -> Iterator[str]:
    """Lists of comparisons beside the files: of each the newest, done or not, in the time of the file or not."""
    for kind in ("contents", "random", "lines", "objects_comparison", "account"):
        for status in ("COMPLETED", "RUNNING", "completed", "odd"):
            for hour in (None, 0.5, 1, 1.5, 2, 2.5, 3):
                begun = None if hour is None else at(hour)
                yield f"{kind} {status} {hour}: {_finding(list_finding('list.csv', [(kind, status, begun)], _sources()))}"
    runs = (
        ("contents", "RUNNING", at(1.5)),
        ("contents", "COMPLETED", at(1.25)),
        ("contents", "COMPLETED", None),
        ("lines", "RUNNING", at(1)),
    )
    for some in (*combinations(runs, 2), *combinations(runs, 3), runs[:2][::-1]):
        yield f"{[run[1:] for run in some]}: {_finding(list_finding('list.csv', some, _sources()))}"


def _fetched() -> Iterator[str]:
    """What manifests say of newer comparisons, of the state of one, and of what could not be fetched."""
    (objects, lines, values) = _sources()
    for number, status, superseded, own in product(("9", None, "8"), ("STARTED", "", None), (False, True), ("8", None)):
        known = replace(values.origin, newer_compare_job_id=number, newer_compare_status=status, compare_job_id=own)
        source = replace(values, origin=known, is_superseded=superseded)
        other = replace(lines, origin=replace(lines.origin, compare_job_id="9"))
        found = [*fetching_doubts([source], [], []), *fetching_doubts([source, other, objects], [], [])]
        yield f"newer {number} {status}, superseded {superseded}, own {own}: {[_finding(one) for one in found]}"
    for status in (None, "COMPLETED", "completed", "RUNNING", "", "odd"):
        found = list(fetching_doubts([replace(values, origin=replace(values.origin, compare_status=status))], [], []))
        yield f"state {status}: {[_finding(one) for one in found]}"
    gone = [Missing(job, kind, number, state, "r", "") for job, kind, number, state in
            (("b", "lines", "2", "FAILED"), ("a", "lines", "", None), ("a", "contents", "1", "FAILED"), ("b", "lines", "2", "FAILED"))]  # fmt: skip
    yield from (_finding(one) for one in fetching_doubts([], gone, ["b.xlsx", "a.xlsx"]))


def _crossed() -> Iterator[str]:
    """A workbook held against the documented interface: every cell another, a row more or less, rows in another order."""
    rows = [content("a"), content("b"), {**content("b"), "target_rows": 11}, content("c", started_at=at(1))]
    usual = dataset("contents", meta=TIMES, tables=rows, databases=[overview(4)], name="folder/book.xlsx")
    changes: dict[str, list[Row]] = {
        "the same": rows,
        "in another order": rows[::-1],
        "a row less": rows[1:],
        "a row more": [*rows, content("d")],
        "a name more": [*rows, {**content("d"), "source_db": None}],
        "none": [],
        "a count": [{**rows[0], "source_rows": 11}, *rows[1:]],
        "two counts": [{**one, "source_rows": 11, "target_rows": None} for one in rows],
        "a word": [{**rows[0], "content_outcome": "inconsistent"}, *rows[1:]],
        "a time": [*rows[:3], {**rows[3], "started_at": at(2)}],
        "a long text": [{**rows[0], "message": "x" * 80}, {**rows[1], "message": "y" * 81}, *rows[2:]],
        "a column less": [{**one, "different_rows": None} for one in rows],
        "a name less": [{**one, "target_table": None} for one in rows],
        "without a shard": [{**rows[0], "completed_shards": None}, *rows[1:]],
    }
    source = analyse([usual]).sources[0]
    for what, changed in changes.items():
        answers = dataset("contents", tables=changed, databases=[overview(4)], name="answers.json")
        for here, there, way in ((usual, answers, "against"), (answers, usual, "by")):
            proven = cross_check(here, there)
            yield f"{what} {way}: {told(replace(proven, tool_version='', sha256='', answers_sha256=''))}"
        proven = cross_check(usual, answers)
        proofs = {"own": proven, "alike": replace(proven, sha256="other", language="en", written_by="w"), "unlike": replace(proven, sha256="o", fingerprint="f"),
                  "of nothing": replace(proven, n_cells=0, sha256="o"), "of another kind": replace(proven, sha256="o", compare_type="lines")}  # fmt: skip
        for names in (*combinations(proofs, 1), ("own", "alike"), ("unlike", "alike")):
            found = layout_findings([source], [proofs[name] for name in names])
            yield f"{what}, {', '.join(names)}: {[_finding(one) for one in found]}"
    block = usual.recognition.sheets[0].blocks[0]
    for other in (replace(block, columns=block.columns[1:]), replace(block, columns=block.columns[::-1]), replace(block, frame="x"),
                  BlockRecognition("tables", (1,), 1, 1, 1, columns=(ColumnMatch("A", " Source  TABLE", "source_table", 1.0),), score=1.0)):  # fmt: skip
        sheet = replace(usual.recognition.sheets[0], blocks=(other,))
        made = recognised(usual, sheets=(sheet, *usual.recognition.sheets[1:]))
        proven = cross_check(made, usual)
        yield f"another layout: {proven.fingerprint}, {[_finding(one) for one in layout_findings([source], [replace(proven, sha256='o')])]}"


def _jobs(matter: Callable[[], Iterator[Job]]) -> Callable[[], Iterator[str]]:
    return lambda: _lines(matter())


_OF_FILES = (
    _counts,
    _same_bytes,
    _apart,
    _objects,
    _names,
    _shared,
    _directions,
    _spelled,
    _tasks,
    _stated,
    _later,
    _overviews,
    _types,
    _repairs,
)
MATTERS: dict[str, Callable[[], Iterator[str]]] = {
    **{matter.__name__.strip("_").replace("_", "-"): _jobs(matter) for matter in _OF_FILES},
    "listed": _listed,
    "fetched": _fetched,
    "crossed": _crossed,
}
