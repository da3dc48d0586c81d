"""Jobs of several files that speak of the same tables: what each says against, instead of or beside the other.

Each matter is one job in all the ways that a rule can tell apart, most often with a table for each way, so that the golden
files hold every condition of what is done between files from both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, product

from drs_report.reading.dataset import Dataset
from drs_report.records.stated import STATED
from tests.findings.alone import ALONE
from tests.findings.beside import BESIDE
from tests.findings.cases import origin, recognised, sampled
from tests.findings.jobs import Job, Row, job, lines
from tests.findings.lists import thing
from tests.findings.succession import SUCCESSION
from tests.findings.times import run
from tests.judgement.evidence import TIMES, content, dataset, line, objects_file, overview

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
        yield job(f"values begin at {start}, counts end at 2",
                   dataset("lines", meta=run(1, 2), tables=counts), dataset("contents", meta=run(start, 4), tables=values))  # fmt: skip
    yield job("values end at 1, counts begin at 1",
               dataset("lines", meta=run(1, 2), tables=counts), dataset("contents", meta=run(0, 1), tables=values))  # fmt: skip
    nothing = [content("a", 0), content("b", 0)]
    for n, other in enumerate(
        ([line("a", 0)], [line("a", 0), line("c", 1)], [line("a", 0) | {"target_rows": None}], [])
    ):
        yield job(f"no row seen, {n}", dataset("contents", meta=TIMES, tables=nothing),
                   dataset("lines", meta=TIMES, tables=other))  # fmt: skip


def _same_bytes() -> Iterator[Job]:
    """The same bytes under two names: as two comparisons, as one, under one name, as three."""
    made = {kind: dataset(kind, meta=TIMES, tables=[usual("a")]) for kind, usual in
            (("lines", line), ("contents", content), ("random", sampled))}  # fmt: skip
    for kinds in (("lines", "contents"), ("contents", "random"), ("lines", "contents", "random")):
        for names in (("x", "y", "z"), ("x", "x", "x"), ("y", "x", "x")):
            files = [origin(made[kind], name=name, sha256="s") for kind, name in zip(kinds, names, strict=False)]
            yield job(f"{kinds} as {names[: len(kinds)]}", *files)
    yield job("of one kind", *(origin(made["lines"], name=name, sha256="s") for name in "xy"))


def _apart() -> Iterator[Job]:
    """Comparisons so many hours apart, with times of a zone or without."""
    usual = {"lines": line, "contents": content}
    for hours, allowed in product((23, 24, 24.5, 48), (24.0, 24.4, None)):
        files = [dataset(kind, meta=run(*times), tables=[usual[kind](name) for name in names])
                 for kind, times, names in (("lines", (0, 1), "abc"), ("contents", (1 + hours, 2 + hours), "bcd"))]  # fmt: skip
        yield job(f"{hours} hours, {allowed} allowed", *files, max_spread_hours=allowed)
    for hours in (24, 24.5):
        yield job(
            f"{hours} hours, as usual",
            dataset("lines", meta=run(0, 1), tables=[line("a")]),
            dataset("contents", meta=run(1 + hours, 2 + hours), tables=[content("a")]),
        )
    for hours in (38, 39, 53, 66, 67):
        said = tuple((name, text.replace("+00:00", "").replace("T", " ")) for name, text in run(1 + hours, 2 + hours))
        for first in (
            run(0, 1),
            tuple((name, text.removesuffix("+00:00").replace("T", " ")) for name, text in run(0, 1)),
        ):
            yield job(f"{hours} hours, without a zone{'' if first == run(0, 1) else ' either'}",
                       dataset("lines", meta=first, tables=[line("a")]), dataset("contents", meta=said, tables=[content("a")]))  # fmt: skip
    three = [dataset(kind, meta=run(start, start + 1), tables=[usual[kind](name) for name in names], name=f"{start}.xlsx")
             for kind, start, names in (("lines", 0, "abc"), ("contents", 30, "a"), ("contents", 40, "bz"), ("contents", 60, "q"))]  # fmt: skip
    yield job("three of which two share tables", *three)
    yield job("no table in common", dataset("lines", meta=run(0, 1), tables=[line("a")]),
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
        yield job(f"missing and equal in {kind}", dataset("objects_comparison", meta=TIMES, objects=gone),
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
        yield job(f"databases, counted {counted}", file, dataset("lines", meta=TIMES, tables=[line("a")]))
    counting = dataset(
        "objects_comparison", meta=TIMES, overview=[{"object_type": "TABLE", "source_count": 2}], name="c.xlsx"
    )
    listing = dataset("objects_comparison", meta=TIMES, objects=tables)
    for objects in ([counting], [counting, listing]):
        yield job(f"objects in {len(objects)} files", *objects, dataset("lines", meta=TIMES, tables=[line("b")]))
    nameless = dataset("lines", meta=TIMES, tables=[line("a"), {**line("b"), "source_db": None}])
    yield job("databases beside tables of none", dataset("objects_comparison", meta=TIMES, objects=spaces), nameless)
    other = origin(dataset("lines", meta=TIMES, tables=[line("a")]), job_id="b-task")
    yield job("databases of another task", dataset("objects_comparison", meta=TIMES, objects=spaces), other)


# -- names ---------------------------------------------------------------------------------------------------------------


def _names() -> Iterator[Job]:
    """Tables whose names lead to others of the job, and sources that share a target."""
    spaces = (None, "hr", "shop", "app")
    rows: list[Row] = [{"source_schema": a, "target_schema": b} for a in spaces for b in spaces]
    rows += [{"target_table": "t0"}, {"source_table": "x", "target_table": "y"}, {"source_table": "y", "target_table": "z"},
             {"source_table": "y", "target_table": "z", "source_db": "hr"}, {"source_table": "w", "target_table": "x"}]  # fmt: skip
    named = [{**line(f"t{n}"), **row} for n, row in enumerate(rows)]
    hr = {**line("staff"), "source_db": "hr", "target_db": "hr_new"}
    yield job("no other database", dataset("lines", meta=TIMES, tables=named))
    yield job("another database", dataset("lines", meta=TIMES, tables=[*named, hr]))
    there = dataset("contents", meta=TIMES, tables=[{**content("staff"), "source_db": "hr", "target_db": "hr_new"}])
    yield job("another database in another file", dataset("lines", meta=TIMES, tables=named), there)
    yield job("in another task", dataset("lines", meta=TIMES, tables=named), origin(there, job_id="b-task"))


def _shared() -> Iterator[Job]:
    """Shards: how many, what is counted of each, and where the target is said to be."""
    counts = (((10, 30), (20, 30)), ((10, 30), (20, 31)), ((10, 10), (20, 20)), ((10, None), (20, 30)), ((None, 30), (20, 30)),
              ((10, 30), (20, 30), (0, 30)), ((10, 30), (10, 30)), ((0, 0), (0, 0)))  # fmt: skip
    for where in ({}, {"target_db": None}, {"target_schema": "s"}):
        for word in ("consistent", "inconsistent"):
            rows = [{**line(f"s{n}_{i}", 1, outcome=word), "target_table": f"t{n}", "source_rows": a, "target_rows": b,
                     "reported_difference": None, **where}
                    for n, shards in enumerate(counts) for i, (a, b) in enumerate(shards)]  # fmt: skip
            yield job(f"{word} {where}", dataset("lines", meta=TIMES, tables=rows))
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
    nameless.append({**line("p", 10, 30), "target_table": "q"})
    file = dataset("lines", meta=TIMES, tables=[*apart, *renamed, *same, *blank, *nameless])
    yield job("in several databases", file)
    values = [{**content(f"s{n}"), "target_table": "t"} for n in range(2)]
    yield job("values, and objects", dataset("contents", meta=TIMES, tables=values),
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
        yield job(
            f"{one} and {other}, read {columns}",
            first,
            dataset("contents", meta=TIMES, tables=[{**content("t"), **other}]),
        )
    both = [{**line("t"), "source_db": a, "target_db": b} for a, b in ("ab", "ba")]
    back = [{**content("t"), "source_db": "b", "target_db": "a"}]
    yield job(
        "both ways in one file", dataset("lines", meta=TIMES, tables=both), dataset("contents", meta=TIMES, tables=back)
    )
    over = {**overview(1), "source_db": "b", "target_db": "a"}
    yield job(
        "in an overview",
        dataset("lines", meta=TIMES, tables=both[:1]),
        dataset("contents", meta=TIMES, databases=[over]),
    )
    three = [dataset(kind, meta=TIMES, tables=[{**usual("t"), "target_db": db}], name=f"{db}.xlsx")
             for kind, usual, db in (("lines", line, "z"), ("contents", content, "y"), ("random", sampled, "x"))]  # fmt: skip
    yield job("three targets", *three)


def _spelled() -> Iterator[Job]:
    """Names that differ in their form, under policies that join them or not."""
    spelled = ("Orders", "orders", " orders", "`orders`", "ｏｒｄｅｒｓ", "订单")
    for how in ({}, {"fold_case": True}, {"alias": {"SHOP": "shop"}}, {"fold_case": True, "alias": {"SHOP": "shop"}}):
        for one, other in combinations(spelled, 2):
            yield job(f"{one} and {other} {how}", dataset("lines", meta=TIMES, tables=[line(one)]),
                       dataset("contents", meta=TIMES, tables=[content(other)]), **how)  # fmt: skip
        upper = [
            {**content("orders"), "source_db": "SHOP"},
            {**content("x"), "source_db": "Shop", "source_schema": "S", "target_schema": "T"},
        ]
        lower = [line("orders"), {**line("x"), "source_schema": "s", "target_schema": "t", "target_db": "Shop_new"}]
        over = [{**overview(1), "source_db": "SHOP"}, overview(1)]
        yield job(
            f"databases {how}",
            dataset("lines", meta=TIMES, tables=lower, databases=over),
            dataset("contents", meta=TIMES, tables=upper),
            **how,
        )
        two = [line("Orders"), line("orders"), {**line("a"), "target_table": "A"}, {**line("b"), "target_table": None}]
        yield job(f"both in one file {how}", dataset("lines", meta=TIMES, tables=two), dataset("contents", meta=TIMES, tables=[content("ORDERS"),
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
        yield job(f"{one} {here!r} and {other} {there!r}", of(files[0], one, here), of(files[1], other, there))
    for (here, there), said in product(folders, named[:1]):
        yield job(f"{here!r} and {there!r}", of(files[0], said, here), of(files[1], said, there))
    third = origin(dataset("random", meta=TIMES, tables=[sampled("a")]), job_id=None)
    for one, other in (
        ((None, "j", None), (None, None, None)),
        ((None, "j", None), (None, "k", None)),
        (("j", None, None), (None, None, None)),
    ):
        yield job(f"three: {one}, {other}, none", of(files[0], one, ""), of(files[1], other, ""), third)
    later = recognised(
        files[0],
        meta=(
            ("compare_start_time", "2026-11-15 06:00:00 GMT+08:00"),
            ("compare_end_time", "2026-11-15 06:10:00 GMT+08:00"),
        ),
    )
    for one, other, how in (("x", "X", "listed"), ("x", "y", "listed"), ("x", "x", "stated")):
        runs = zip((files[0], later), (one, other), strict=True)
        yield job(f"a run {one} and a later {other}, {how}", *(
            origin(file, name=f"{n}.xlsx", job_id="j", compare_job_id=number) if how == "listed"
            else origin(recognised(file, meta=(*file.recognition.meta, ("compare_id", number))), name=f"{n}.xlsx", job_id="j")
            for n, (file, number) in enumerate(runs)))  # fmt: skip
    again = origin(files[0], name="again.xlsx", job_id=None)
    yield job("of one comparison, one named", of(files[0], (None, "j", None), ""), again)


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
            yield job(f"{what.name}: {one}, {other} in one file", inside)
            two = [
                recognised(file, meta=(*TIMES, (what.name, said)))
                for file, said in zip(made, (one, other), strict=True)
            ]
            yield job(f"{what.name}: {one}, {other} in two files", *two)
    renamed = dataset(
        "lines",
        tables=[line("a", target_table="z")],
        databases=[overview(1), {**overview(1), "source_db": "x", "target_db": "x"}],
    )
    yield job(
        "a database that lists no table",
        recognised(renamed, meta=(*TIMES, ("source_address", "a:1"), ("target_address", "a:1"))),
    )
    alike = [made[0], dataset("contents", tables=[{**content("b"), "target_db": "shop"}])]
    for files, sides in ((alike, ("source", "target")), (alike, ("target", "source")), (made, ("source", "target"))):
        for place, texts in (("address", ("a:1", "a")), ("address", ("a", "b")), ("instance", ("A", "a"))):
            stated = zip(files, sides, texts, strict=True)
            said = [recognised(file, meta=(*TIMES, (f"{side}_{place}", text))) for file, side, text in stated]
            yield job(f"{place} {texts}, {sides}, names of both in {'both' if files is alike else 'one'}", *said)
    sampled_too = dataset("random", tables=[{**sampled("b"), "target_db": "shop"}])
    said = (("source_address", "a:1"), ("source_address", "a:2"), ("target_address", "a:2"))
    three = [recognised(file, meta=(*TIMES, one)) for file, one in zip((*alike, sampled_too), said, strict=True)]
    yield job("the second port of an address is the other side's", *three)
    for texts in (("10.0.0.5/10.0.0.9", "10.0.0.9"), ("jdbc:mysql://10.0.0.5/shop", "jdbc:mysql://10.0.0.9/shop")):
        said = zip(("source_address", "target_address"), texts, strict=True)
        both = [recognised(file, meta=(*TIMES, one)) for file, one in zip(alike, said, strict=True)]
        yield job(f"addresses {texts} of the two sides", *both)
    listed = recognised(made[0], meta=(*TIMES, ("compare_id", "x")))
    for number in ("X", "y"):
        yield job(f"a comparison x that is listed as {number}", origin(listed, compare_job_id=number))
    differ = (("project", "x"), ("project", "y"))
    two = [recognised(file, meta=(*TIMES, said)) for file, said in zip(made, differ, strict=True)]
    yield job("of two tasks", two[0], origin(two[1], job_id="b-task"))
    yield job("of one workbook", *(replace(file, origin=made[0].origin) for file in two))
    ids = [recognised(file, meta=(*TIMES, ("compare_id", name))) for file, name in zip(made, "xy", strict=True)]
    yield job("comparisons of one workbook", *(replace(file, origin=made[0].origin) for file in ids))
    yield job(
        "a comparison with two numbers", recognised(made[0], meta=(*TIMES, ("compare_id", "x"), ("compare_id", "y")))
    )
    yield job(
        "one of several shared",
        recognised(made[0], meta=(*TIMES, *differ)),
        recognised(made[1], meta=(*TIMES, differ[1])),
    )
    yield job(
        "listed elsewhere", origin(recognised(made[0], meta=(*TIMES, ("region", "cn-north-4"))), region="cn-north-1")
    )
    for names in (
        {"target_db": "shop"},
        {"target_db": None},
        {"target_db": "x"},
        {"target_table": "z"},
        {"target_table": "z", "target_db": "shop"},
        {"source_schema": "s"},
    ):
        for said in (("a:1", "a:1"), ("a", "a:2"), ("a:1", "a:2"), ("3306", "3306")):
            for place in ("address", "instance"):
                meta = (*TIMES, (f"source_{place}", said[0]), (f"target_{place}", said[1]))
                yield job(
                    f"{place} {said} {names}", recognised(dataset("lines", tables=[line("a", **names)]), meta=meta)
                )


def _jobs(matter: Callable[[], Iterator[Job]]) -> Callable[[], Iterator[str]]:
    return lambda: lines(matter())


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
    *SUCCESSION,
)
MATTERS: dict[str, Callable[[], Iterator[str]]] = {
    **{matter.__name__.strip("_").replace("_", "-"): _jobs(matter) for matter in _OF_FILES},
    **BESIDE,
    **ALONE,
}
