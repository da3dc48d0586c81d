"""Lists of tables and objects: many rows of one matter each, which are judged by what their own file says alone.

What every row comes to is held in golden files. The rows are all combinations of the few values of a matter that a rule
can tell apart, so that each condition of a rule meets a row on either side of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Any

from drs_report.language.vocabulary import OUTCOMES, UNKNOWN_WORD
from drs_report.reading.dataset import Dataset
from drs_report.records.reading import ColumnMatch, KindSaid
from drs_report.records.reading import UnknownWord as Word
from tests.findings.cases import ROW, VALUES, in_first_block, recognised
from tests.judgement.evidence import SHOP, TIMES, dataset, difference, overview

Rows = list[dict[str, Any]]
GOOD, BAD = "consistent", "inconsistent"
FEW_WORDS = (None, GOOD, "comparing", "both_tables_missing", "cannot_compare", "timeout", BAD, "target_table_missing")
EQUAL = {"failed_rows": 0, "skipped_rows": 0, "only_in_source_rows": 0, "only_in_target_rows": 0, "changed_rows": 0,
         "second_difference": 0, "matched_rows": 10, "compared_rows": 10}  # fmt: skip


def every(**choices: tuple[Any, ...]) -> Rows:
    """Return all combinations of these values."""
    return [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]


def one_by_one(**choices: tuple[Any, ...]) -> Rows:
    """Return a row for each value by itself."""
    return [{name: value} for name, values in choices.items() for value in values]


def tables(area: str, rows: Rows, **more: Any) -> Dataset:
    """Return a file of the usual row with these changes, the tables called by their number."""
    made = [{**ROW[area](f"t{number}"), **changes} for number, changes in enumerate(rows)]
    columns = sorted({name for row in made for name in row} - {"row_difference", "is_comparable"})
    more.setdefault("columns", {"tables": columns})
    return dataset(area, meta=TIMES, tables=made, **more)


# -- lists of tables -----------------------------------------------------------------------------------------------------


def _words(area: str) -> Dataset:
    if area == "lines":
        return tables(area, every(outcome=(None, *OUTCOMES)))
    results = [{"outcome": word, "content_outcome": word} for word in OUTCOMES]
    pairs = every(content_outcome=FEW_WORDS, line_outcome=FEW_WORDS)
    return tables(area, [*results, *({"outcome": one["content_outcome"], **one} for one in pairs)])


def _results_elsewhere(area: str) -> Dataset:
    """Rows whose only result stands in a column that says less, or in a flag."""
    rows = every(outcome=(None, GOOD, BAD), is_comparable=(None, False, True))
    made = [{**one, "content_outcome": None, "line_outcome": None} for one in rows]
    return tables(area, made, columns={"tables": ["source_table", "target_table", "outcome", "source_rows"]})


def _counts(area: str) -> Dataset:
    counted = "reported_difference" if area == "lines" else "different_rows"
    counts = every(source_rows=(None, 0, 10), target_rows=(None, 0, 10, 12), **{counted: (None, 0, 3)})
    rows = [{**one, "outcome": word} for one in counts for word in (GOOD, BAD)]
    return tables(area, [row if area == "lines" else {**row, "content_outcome": row["outcome"]} for row in rows])


def _one_count(area: str) -> Dataset:
    """Rows of a file that counts one side only, or in which one row counts neither."""
    side = "target_rows" if area == "contents" else "source_rows"
    rows: Rows = [{"source_rows": None, "target_rows": None, side: n} for n in (10, None, 0)]
    return tables(area, rows)


def _one_heading(area: str) -> Dataset:
    """The same, of a file that has no column for the other side."""
    made = _one_count(area)
    read = made.recognition.sheets[0].blocks[0].columns
    other = "source_rows" if area == "contents" else "target_rows"
    return in_first_block(made, columns=tuple(one for one in read if one.column != other))


def _left_out(area: str) -> Dataset:
    """A block of which every heading was left out on purpose: its columns are those that hold a value."""
    made = tables(area, [{}, {"outcome": BAD}, {"source_rows": None}, {"target_table": None}])
    return in_first_block(made, columns=(ColumnMatch("A", "left", None, 1.0),))


def _counters(area: str) -> Dataset:
    """Beside rows that count everything and find it equal: one counter that does not, one that is blank, two at once."""
    apart = {**dict.fromkeys(EQUAL, 2), "second_difference": -4, "matched_rows": 9, "compared_rows": 7}
    rows: Rows = [{}, *one_by_one(**{name: (None, n, 11) for name, n in apart.items()})]
    rows += [{one: apart[one], other: apart[other] + 1} for one, other in product(EQUAL, EQUAL) if one < other]
    rows += [
        {name: 0, "source_rows": n, "target_rows": n} for name in ("compared_rows", "matched_rows") for n in (0, 1)
    ]
    rows += [{"matched_rows": 7, "compared_rows": None, "source_rows": n} for n in (None, 7, 8)]
    rows += [
        {"changed_rows": 2, **more} for more in ({"outcome": BAD}, {"outcome": "timeout"}, {"different_rows": None})
    ]
    return tables(area, [{**EQUAL, **row} for row in rows])


def _progress(area: str) -> Dataset:
    rows = every(full_status=(None, "completed", "comparing"), progress=(None, 0.0, 99.5, 100.0))
    rows += every(completed_shards=(None, 0, 2, 3), total_shards=(None, 0, 2), source_rows=(0, 10))
    return tables(area, rows)


def _names(area: str) -> Dataset:
    names = (None, "t", "u", "-", "一致")
    rows = every(source_table=names, target_table=names, outcome=(GOOD, "target_table_missing"))
    return tables(area, [{**row, **({} if area == "lines" else {"content_outcome": row["outcome"]})} for row in rows])


def _beside(area: str) -> Dataset:
    rows = one_by_one(
        row_filter=("", "id > 5"), lob_policy=("", "content", " FULL ", "length", "比对内容"), not_understood=(0, 2),
        message=("slow",), source_schema=("app",),
    )  # fmt: skip
    rows = [{}, *rows, *({**row, "outcome": BAD} for row in rows), {"outcome": BAD}]
    return tables(area, [{"skipped_rows": 0, **row} for row in rows])


def _databases(area: str) -> Dataset:
    """Overviews beside a list in which one table of the first database differs."""
    words = every(outcome=(None, *FEW_WORDS[1:], UNKNOWN_WORD), source_db=("shop", "hr"))
    rest = one_by_one(
        n_failed=(0, 1), full_status=("completed", "comparing"), progress=(99.0, 100.0), row_filter=("", "a")
    )
    rows = [{**overview(2), **one} for one in [*words, *rest, {"source_db": None}, {"target_db": "`shop_new`"}]]
    rows.append({**overview(1), "source_db": None, "target_db": "only", "outcome": BAD})
    only = {"outcome": BAD, "source_db": None, "target_db": "only"}
    return tables(area, [{}, {"outcome": BAD}, only], databases=rows)


def _sampled(_: str) -> Dataset:
    """Samples of a part, of nothing, of more than there is."""
    rows = every(sampled_rows=(None, 0, 5, 11), sample_percent=(None, 10.0), matched_rows=(None, 5))
    # alike but for how many rows the share comes to
    large = {"source_rows": 1000, "target_rows": 1000}
    rows += [{**large, "sampled_rows": n, "matched_rows": n, "sample_percent": 10.0} for n in (100, 49, 50, 48)]
    rows += [
        {**large, "sampled_rows": n, "sample_percent": 10.0, "target_rows": most}
        for n, most in ((100, None), (49, None), (54, 1110), (55, 1110))
    ]
    return recognised(
        tables("random", [{"compared_rows": None, **row} for row in rows]), meta=(("sample_percent", "10"),)
    )


def _differences(area: str) -> Dataset:
    """Differing rows listed of tables by both names, by the source's alone, under no database, of none and of another."""
    listed = [difference("t0", n, ("only_in_source", "only_in_target", "different")[n % 3]) for n in range(14)]
    listed += [{**difference("t1", n), "sheet": sheet} for n, sheet in enumerate(("b", "a", "a"))]
    listed += [
        {**difference("t2", 1), "target_table": None},
        {**difference("t2", 2), "source_db": None, "target_db": None},
    ]
    listed += [{**difference("elsewhere", n), "kind": None} for n in (1, 2)]
    listed += [
        {**difference("", 3), "source_table": None, "target_table": None},
        {**difference("t4", 4), "source_db": "hr"},
    ]
    listed += [{**difference("t5", 1), "source_db": "", "source_table": "t5"}, {**difference("`t6`", 1)}]
    rows = every(different_rows=(0, 20), outcome=(GOOD, BAD)) * 2
    made = [{**one, "content_outcome": one["outcome"]} for one in rows]
    made += [{"source_table": "t5", "target_table": "t5", "source_db": db} for db in ("hr", "hr2")]
    beside: Rows = [{"row_filter": "id > 5"}, {"not_understood": 1}, {"lob_policy": "length"}, {"outcome": "timeout"}]
    listed += [difference(f"t{len(made) + n}", n) for n in range(len(beside))]
    made += beside
    return tables(area, made, differences=listed)


def _unknown(area: str) -> Dataset:
    """Words that nobody knows, kept with their rows, and blanks beside them."""
    made = tables(
        area, every(outcome=(None, UNKNOWN_WORD, GOOD)) * 2, databases=[{**overview(6), "outcome": UNKNOWN_WORD}]
    )
    column = "outcome" if area == "lines" else "content_outcome"
    words = (Word(column, "perhaps", 2, (2, 3)), Word(column, "maybe", 1, (4,)))
    return in_first_block(
        in_first_block(made, unknown_words=words), "databases", unknown_words=(Word("outcome", "so", 1, ()),)
    )


def _called(area: str) -> Dataset:
    """A file that calls itself something that proves less."""
    return recognised(tables(area, [{}, {"outcome": BAD}]), kinds_said=(KindSaid("lines", "line", "行对比"),))


# -- objects and repairs -------------------------------------------------------------------------------------------------


def thing(kind: str = "TRIGGER", source: str | None = "o", target: str | None = "o", **more: Any) -> dict[str, Any]:
    return {**SHOP, "object_type": kind, "source_object": source, "target_object": target, "outcome": GOOD, **more}


def objects(rows: Rows, **more: Any) -> Dataset:
    return dataset("objects_comparison", meta=TIMES, objects=rows, **more)


def _objects(_: str) -> Dataset:
    rows = [thing(kind, f"o{n}", f"o{n}", outcome=word)
            for n, (kind, word) in enumerate(product(("TABLE", "VIEW"), (None, *OUTCOMES)))]  # fmt: skip
    return objects(rows)


def _object_names(_: str) -> Dataset:
    names = (None, "t", "-")
    rows = [thing(kind, a, b, outcome=word) for kind in ("TABLE", "INDEX")
            for a, b, word in product(names, names, (GOOD, BAD, "target_missing"))]  # fmt: skip
    return objects([*rows, thing("TABLE", "u", "u", not_understood=1)])


def _owners(_: str) -> Dataset:
    """Objects of tables, some renamed, under the names of other tables or in other databases; some stand there twice."""
    listed = [thing("TABLE", "orders", "orders"), thing("TABLE", "old", "new"), thing("TABLE", "`a.b`", "Shop.`A.B`")]
    pairs = [("orders.i", "orders.i"), ("orders.i", "new.i"), ("old.i", "new.i"), ("old.i", "old.i"), ("old.i", "NEW.j"),
             ("gone.i", "gone.i"), ("i", "j"), ("i", "I"), ("`orders`.`i`", "orders.i"), ("`a.b`.i", "`a.b`.i"), ("new.i", "old.i"),
             ("shop.i", "shop_new.i"), ("GRANT ALL ON shop.* TO a", "GRANT ALL ON shop_new.* TO a"), (None, "orders.i")]  # fmt: skip
    rows = [thing(kind, a, b) for kind in ("INDEX", "VIEW") for a, b in pairs]
    rows += [
        thing("DB", "shop", "shop_new"),
        thing("DB", "shop", "hr"),
        thing("SCHEMA", "s", "s2"),
        thing("DB", "-", "x"),
    ]
    rows += [thing("VIEW", "v", "v", **more) for more in (
        {"source_db": "hr"}, {"target_db": "hr"}, {"source_db": None}, {"source_db": None, "target_db": "-"}, {"target_db": "SHOP_NEW"},
        {"source_schema": "app", "target_schema": "app"})]  # fmt: skip
    return objects([*listed, *rows, thing("INDEX", "orders.i", "orders.i"), thing("INDEX", "gone.i", "gone.i")])


def _alone(_: str) -> Dataset:
    """Objects without a table beside them, in databases that no table pairs."""
    views = [thing("VIEW", "v", "w"), *(thing("VIEW", "v", "v", target_db=db) for db in ("hr", None))]
    return objects([thing("INDEX", "orders.i", "gone.i"), *views])


def _types(_: str) -> Dataset:
    """Overviews by type beside a list in which a trigger and two views differ."""
    counts = every(
        source_count=(None, 0, 2), target_count=(None, 0, 3), diff_count=(None, 0, -1), outcome=(None, GOOD, BAD)
    )
    kinds = ("TRIGGER", "VIEW", "EVENT", "INDEX")
    rows = [{"object_type": kinds[n % 4], **one} for n, one in enumerate(counts)]
    rows += [
        {"object_type": "SEQUENCE", "source_count": 1, "target_count": 1, "diff_count": 0, "outcome": word}
        for word in OUTCOMES
    ]
    listed = [thing(kind, f"o{n}", f"o{n}", outcome=BAD) for n, kind in enumerate(("TRIGGER", "VIEW", "VIEW"))]
    made = objects(listed, overview=rows)
    return in_first_block(made, "overview", unknown_words=(Word("outcome", "perhaps", 1, (2, 11)),))


def _types_alone(_: str) -> Dataset:
    """Overviews that count no more than the list explains."""
    rows = [{"object_type": kind, "source_count": 3, "target_count": 3 - n, "diff_count": n, "outcome": word}
            for kind, n, word in (("TRIGGER", 1, BAD), ("VIEW", 2, BAD), ("EVENT", 1, GOOD), ("INDEX", 0, BAD), ("TABLE", 0, BAD))]  # fmt: skip
    listed = [
        thing(kind, f"o{n}", f"o{n}", outcome=BAD) for n, kind in enumerate(("TRIGGER", "VIEW", "EVENT", "INDEX"))
    ]
    return objects(listed, overview=rows)


def _repairs(_: str) -> Dataset:
    at = datetime(2026, 11, 15, 3, tzinfo=UTC)
    usual = {"db": "shop", "total_rows": 5, "completed_rows": 5, "repaired_rows": 3, "filtered_rows": 2, "failed_rows": 0,
             "updated_at": at}  # fmt: skip
    changes = one_by_one(
        total_rows=(None, 6), completed_rows=(None, 4), repaired_rows=(None, 0), filtered_rows=(None, 0), failed_rows=(None, 2),
        updated_at=(None,), repair_status=("Successful", "Repair done", "Running", "完成", "repair failed", ""), schema=("app",),
    )  # fmt: skip
    rows = [{**usual, "table": f"t{n}", **one} for n, one in enumerate([{}, *changes])]
    rows += [{**usual, "table": "t0", "updated_at": at.replace(hour=hour), "failed_rows": 1} for hour in (2, 4)]
    said = [{"db": "shop", "table": name, "kind": kind, "repair_sql": f"{kind} {n}", "sheet": sheet}
            for n, (name, kind, sheet) in enumerate([*[("t0", "insert", "S1")] * 12, ("t0", "delete", "S0"), ("elsewhere", "update", "S1"),
                                                     (None, "insert", "S1")])]  # fmt: skip
    return dataset("repair_data", meta=TIMES, tables=[*rows, {**usual, "table": None}], statements=said)


def _lists() -> Iterator[tuple[str, Callable[[], Dataset]]]:
    for area in ("lines", "contents"):
        for matter in (
            _words,
            _counts,
            _left_out,
            _counters,
            _progress,
            _names,
            _beside,
            _databases,
            _unknown,
            _called,
        ):
            yield f"{area}-{matter.__name__.strip('_')}", lambda matter=matter, area=area: matter(area)
    for area in VALUES:
        for matter in (_differences, _results_elsewhere, _one_count, _one_heading):
            yield f"{area}-{matter.__name__.strip('_')}", lambda matter=matter, area=area: matter(area)
    for matter in (_words, _counters, _called):
        yield f"random-{matter.__name__.strip('_')}", lambda matter=matter: matter("random")
    for matter in (_sampled, _objects, _object_names, _owners, _alone, _types, _types_alone, _repairs):
        yield matter.__name__.strip("_"), lambda matter=matter: matter("")


LISTS = dict(_lists())
