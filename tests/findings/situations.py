"""Jobs in which several rules meet, each by name: what they come to is held whole beside that of the pairs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from drs_report.records.reading import CellProblem, Leftover, Rest, SheetRecognition
from tests.findings.cases import (
    NAMES,
    Case,
    beside,
    case,
    differing,
    origin,
    recognised,
    rest,
    sampled,
    timed,
    values,
    waiver,
)
from tests.judgement.evidence import (
    SHOP,
    TIMES,
    content,
    contents_file,
    dataset,
    difference,
    line,
    lines_file,
    objects_file,
    overview,
)

HR = {"source_db": "hr", "target_db": "hr_new"}
POLICY = """
name = "all that a policy can say"
max_age_hours = 24
not_before = 2026-11-15T00:00:00Z
max_spread_hours = 12
fold_case = true
[alias]
shop2 = "shop"
[freshness.contents]
max_age_hours = 6
[scope]
include = ["shop.*", "hr.*"]
exclude = ["*.items", "*.old_?"]
[[tolerance]]
pattern = "*.orders"
compare_type = "contents"
rows = 3
share = 0.5
[[accept_proof]]
pattern = "hr.*"
proof = "counts"
reason = "small"
"""


def _tasks() -> Case:
    """Two tasks with tables of the same names, of which one fails."""
    second = [
        replace(file, origin=replace(file.origin, job_id="b-task")) for file in [*beside("contents"), differing(2)]
    ]
    named = [origin(file, name=f"b-{file.origin.name}", sha256=f"b{n}") for n, file in enumerate(second)]
    return case([*beside(), *named])


def _spelled() -> Case:
    """The same tables in other letters and another database, which the policy joins."""
    rows = [{**content(name.upper()), "source_db": "shop2"} for name in NAMES]
    over = [{**overview(3), "source_db": "shop2"}]
    return case([*beside("contents"), dataset("contents", meta=TIMES, tables=rows, databases=over)],
                'fold_case = true\n[alias]\nshop2 = "shop"')  # fmt: skip


def _succession() -> Case:
    """Objects and values compared twice, the second time all equal; of the values another table differs at last."""
    bad = [{**SHOP, "object_type": kind, "source_object": "x", "target_object": None, "outcome": "target_missing"}
           for kind in ("TABLE", "VIEW")]  # fmt: skip
    counts = [{"object_type": "VIEW", "source_count": 2, "target_count": 1, "diff_count": 1, "outcome": "inconsistent"}]
    old = dataset("objects_comparison", name="old.xlsx", meta=timed(0, 1, 14), objects=bad, overview=counts)
    older = origin(recognised(differing(4, 1), meta=timed(1, 2, 14)), name="older.xlsx", sha256="0")
    newer = values(timed(3, 4, 14), rest(content("orders")), name="newer.xlsx")
    newest = values(timed(5, 6, 14), [content("items", outcome="inconsistent", different_rows=1)], name="newest.xlsx")
    return case([old, *beside("contents"), older, newer, newest])


def _twice() -> Case:
    """Two files of one comparison without an order, of which one lists a table twice."""
    rows = [*rest(), content("orders", outcome="inconsistent", different_rows=2), content("items", 9)]
    return case([*beside("contents"), values(rows=rows, name="a.xlsx"), values(meta=(), name="b.xlsx")])


def _repair() -> Case:
    """Repairs of two tables: one compared again, one that failed, with statements of both and of a third."""
    done = {"db": "shop", "table": "orders", "total_rows": 3, "completed_rows": 3, "repaired_rows": 3,
            "filtered_rows": 0, "failed_rows": 0, "updated_at": datetime(2026, 11, 15, 0, 30, tzinfo=UTC)}  # fmt: skip
    failed = {**done, "table": "items", "repaired_rows": 1, "failed_rows": 2, "completed_rows": 2,
              "updated_at": datetime(2026, 11, 15, 3, tzinfo=UTC), "repair_status": "Running"}  # fmt: skip
    said = [{"db": "shop", "table": name, "kind": "insert", "repair_sql": f"insert {n}", "source_key": f"{n}"}
            for n, name in enumerate(["orders"] * 25 + ["items", "carts", None])]  # fmt: skip
    return case([*beside(), dataset("repair_data", meta=TIMES, tables=[done, failed], statements=said)])


def _policy() -> Case:
    """A policy that uses every rule there is, on tables in and out of its scope."""
    old = {**content("old_1", outcome="compare_failed")}
    both = [*rest(content("orders", outcome="inconsistent", different_rows=3)), old, {**content("staff"), **HR}]
    over = [overview(4, n_inconsistent=1, outcome="inconsistent"), {**overview(1), **HR}]
    made = dataset("contents", meta=timed(1, 3), tables=both, databases=over)
    lines = [*map(line, NAMES), line("old_1"), {**line("staff", 10, 9, "inconsistent"), **HR}]
    counted = dataset("lines", meta=timed(1, 2), tables=lines, databases=[overview(4), {**overview(1), **HR}])
    excused = waiver("lines.count-differs", pattern="hr.*", max_rows=5)
    return case([objects_file((*NAMES, "old_1")), counted, made], POLICY + excused)


def _samples() -> Case:
    """A sampling comparison that stands for values, by a rule, with limits, filters and counters."""
    rows = [
        sampled("orders", sampled_rows=12, matched_rows=11),
        sampled("customers", row_filter="id > 5", skipped_rows=2),
        sampled("items", compared_rows=8, target_rows=12, lob_policy="length", message="looked at for an hour"),
    ]
    accepted = '[[accept_proof]]\npattern = "*"\nproof = "sample"\nreason = "r"'
    return case([*beside("contents"), dataset("random", meta=TIMES, tables=rows, databases=[overview(3)])], accepted)


def _overviews() -> Case:
    """Overviews that name pairs in other ways than the lists, or count what no list names."""
    halves = [{**content(name), "target_db": None} for name in NAMES]
    over = [overview(3), {**overview(2, n_failed=1, n_uncomparable=2), **HR}, {**overview(0), "source_db": "x"}]
    counted = [overview(4, n_compared=2, n_inconsistent=2), {**overview(1), "source_db": None, "target_db": "y"}]
    return case([objects_file(NAMES), lines_file(NAMES, databases=counted),
                 dataset("contents", meta=TIMES, tables=halves, databases=over)])  # fmt: skip


def _one_sided() -> Case:
    """Objects of which only the target's names are listed, with statements, and types that the list does not explain."""
    rows = [{"object_type": kind, "target_object": name, "target_db": "shop_new", "outcome": word}
            for kind, name, word in (("INDEX", "`a b`.`PRIMARY`", "consistent"), ("ACCOUNT", "`shop`.order items", None),
                                     ("VIEW", "v", "both_db_empty"), ("TABLE", "orders", "consistent"))]  # fmt: skip
    counts = [{"object_type": "EVENT", "source_count": 1, "target_count": 0, "diff_count": None, "outcome": None},
              {"object_type": "VIEW", "source_count": 3, "target_count": 1, "diff_count": -2, "outcome": "consistent"}]  # fmt: skip
    made = dataset("objects_comparison", meta=TIMES, objects=rows, overview=counts)
    return case([*beside("objects_comparison"), made])


def _shared() -> Case:
    """Two sources in one target whose rows add up, and two in another where they do not."""
    names = {"orders": ("t", 30), "customers": ("t", 30), "items": ("u", 11), "carts": ("u", 12)}
    rows = [line(name, 15 if target == "t" else 10, n, "consistent" if target == "t" else "inconsistent", target_table=target)
            for name, (target, n) in names.items()]  # fmt: skip
    return case([objects_file(tuple(names)), dataset("lines", meta=TIMES, tables=rows, databases=[overview(4)]),
                 contents_file(tuple(names))])  # fmt: skip


def _long() -> Case:
    """More rows than a report names: differing ones, tables listed without a name, a table that nobody knew."""
    listed = [difference("orders", n, ("only_in_source", "only_in_target", "different")[n % 3]) for n in range(40)]
    rows = rest(content("orders", outcome="inconsistent", different_rows=41))
    over = overview(3, n_inconsistent=1, outcome="inconsistent")
    made = dataset("contents", meta=TIMES, tables=rows, databases=[over], differences=listed)
    loose = Leftover(5, 64, 60, Rest.ROW, ("a", "b"))
    odd = SheetRecognition("odd", "hidden", 63, (), (loose, Leftover(90, 99, 3, Rest.TABLE, ("c",))))
    return case([*beside("contents"), recognised(made, sheets=(*made.recognition.sheets, odd))])


def _untimed() -> Case:
    """Files whose times have no zone, only an end, only in rows, or after the download."""
    ended = (("compare_end_time", "2026-11-15T02:00:00Z"),)
    rough = (("compare_start_time", "2026-11-12 02:00:00"), ("compare_end_time", "2026-11-12 03:00:00"))
    at = {"started_at": datetime(2026, 11, 15, 1, tzinfo=UTC), "ended_at": datetime(2026, 11, 15, 1, tzinfo=UTC)}
    rows = [content(name, **at) for name in NAMES]
    fetched = datetime(2026, 11, 15, 0, 30, tzinfo=UTC)
    files = [
        recognised(objects_file(NAMES), meta=ended),
        recognised(lines_file(NAMES), meta=rough),
        origin(values((), rows), fetched_at=fetched, compare_ended_at=datetime(2026, 11, 15, 1, tzinfo=UTC)),
    ]
    return case(files, "max_age_hours = 48\nnot_before = 2026-11-10T00:00:00Z")


def _doubted() -> Case:
    """Rows of every comparison of which something is not understood."""
    rows = [{**content(name), "not_understood": n} for n, name in enumerate(NAMES)]
    lines = [{**line(name), "not_understood": 1 - n} for n, name in enumerate(NAMES[:2])]
    said: dict[str, Any] = {"meta": (*TIMES, ("compare_type", "抽样对比"), ("sample_percent", "10%"))}
    counted = dataset("lines", tables=[*lines, line("items")], databases=[overview(3)], **said)
    return case([*beside("contents", "lines"), counted, values(rows=rows)])


def _crossed() -> Case:
    """Pairs of tables in both directions, a target called two ways, a table of another database's schema."""
    there = [{**content(name), "source_db": "a", "target_db": "b", "target_table": f"t_{name}"} for name in NAMES]
    back = [{**line(f"t_{name}"), "source_db": "b", "target_db": "a", "target_table": name} for name in NAMES]
    other = {**content("orders"), "source_db": "a", "source_schema": "hr", "target_db": "b", "target_table": "o"}
    staff = {**content("staff"), **HR}
    over = [{**overview(4), "source_db": "a", "target_db": "b"}, {**overview(1), **HR}]
    return case([objects_file(NAMES), dataset("lines", meta=TIMES, tables=back),
                 dataset("contents", meta=TIMES, tables=[*there, other, staff], databases=over)])  # fmt: skip


def _counted() -> Case:
    """Numbers of overviews that the lists do not bear out, each a little, with unfinished and failed tables."""
    rows = [content("orders", outcome="comparing"), content("customers", outcome="compare_failed"),
            content("items", outcome="cannot_compare"), content("carts", outcome="inconsistent", different_rows=2)]  # fmt: skip
    over = overview(5, n_compared=4, n_inconsistent=0, n_uncomparable=4, n_failed=3, outcome="inconsistent")
    said = (*TIMES, ("n_tables", "5"), ("n_tables", "1"), ("n_compared", "4"), ("n_failed", "9"))
    names = [
        {**SHOP, "object_type": "INDEX", "source_object": n, "target_object": n, "outcome": "consistent"} for n in NAMES
    ]
    counts = [{"object_type": "INDEX", "source_count": a, "target_count": b, "diff_count": d, "outcome": "consistent"}
              for a, b, d in ((2, 4, 0), (None, 1, 0))]  # fmt: skip
    return case([dataset("objects_comparison", meta=TIMES, objects=names, overview=[*counts, {**counts[0], "object_type": "VIEW"}]),
                 lines_file(NAMES), dataset("contents", meta=said, tables=rows, databases=[over])])  # fmt: skip


def _blanks() -> Case:
    """Counts that are blank on one side: of sources that share a target, of tables that another file counts."""
    rows = [line("orders", 15, 30, target_table="t") | {"source_rows": None},
            line("customers", 15, 30, target_table="t"), line("items", 0)]  # fmt: skip
    values_of = rest(content("orders", 30), content("customers", 15, target_rows=16))
    gone = [{**SHOP, "object_type": "TABLE", "source_object": n, "target_object": None, "outcome": "target_missing"}
            for n in ("orders", "items")]  # fmt: skip
    return case([dataset("objects_comparison", meta=TIMES, objects=gone),
                 dataset("lines", meta=timed(1, 1), tables=rows, databases=[overview(3)]),
                 values(timed(1, 2), values_of)])  # fmt: skip


def _grown() -> Case:
    """Rows written between two comparisons, of which the second begins just when the first ended."""
    counts = dataset("lines", meta=timed(1, 2), tables=[line(n, 9) for n in NAMES], databases=[overview(3)])
    return case([objects_file(NAMES), counts, values(timed(2, 3))])


def _schemas() -> Case:
    """Tables of two schemas and two blocks of one sheet, one of which has no target's name; a time that was not read."""
    rows = [{**content(n), "source_schema": s, "target_schema": s} for n in NAMES for s in ("app", "log")]
    made = dataset("contents", meta=(), tables=rows, databases=[overview(6)])
    block = next(b for sheet in made.recognition.sheets for b in sheet.blocks if b.frame == "tables")
    columns = tuple(c for c in block.columns if c.column not in ("target_table", "content_outcome"))
    unread = CellProblem("ended_at", "no time zone", "noon", 1, (2,))
    halves = (replace(block, last_row=4, n_rows=3, problems=(unread,)),
              replace(block, header_rows=(), first_row=5, last_row=7, n_rows=3, columns=columns))  # fmt: skip
    sheets = tuple(replace(s, blocks=halves) if block in s.blocks else s for s in made.recognition.sheets)
    timed_lines = recognised(made, sheets=sheets, meta=TIMES)
    return case([objects_file(NAMES), lines_file(NAMES), timed_lines], "max_age_hours = 24")


SITUATIONS: dict[str, Callable[[], Case]] = {
    "tasks": _tasks,
    "spelled": _spelled,
    "succession": _succession,
    "twice": _twice,
    "repair": _repair,
    "policy": _policy,
    "samples": _samples,
    "overviews": _overviews,
    "one-sided": _one_sided,
    "shared": _shared,
    "long": _long,
    "untimed": _untimed,
    "doubted": _doubted,
    "crossed": _crossed,
    "counted": _counted,
    "blanks": _blanks,
    "grown": _grown,
    "schemas": _schemas,
}
