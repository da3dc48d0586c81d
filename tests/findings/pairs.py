"""For each finding code the smallest evidence that raises it and the nearest that does not.

A code of several comparisons has a pair in each. The evidence beside it is always that which passes.
"""
# ruff: noqa: E731 - a lambda names what changes within a pair

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from drs_report.errors import ComparisonListError, UnreadableWorkbookError
from drs_report.evidence.files import InputFile, LeftOut
from drs_report.evidence.manifest import Missing
from drs_report.evidence.proofs import Disagreement, Proven
from drs_report.language.vocabulary import UNKNOWN_WORD
from drs_report.pipeline import Failure
from drs_report.records.judgement import Effect
from drs_report.records.reading import CellProblem, ColumnMatch, KindSaid, NotJudged
from drs_report.records.reading import UnknownWord as Word
from drs_report.records.remarks import RemarkKind, remark
from tests.findings.cases import (
    AREAS,
    NAMES,
    VALUES,
    Case,
    apart,
    appended,
    beside,
    case,
    differing,
    every,
    full,
    hidden,
    in_first_block,
    job,
    listing,
    of_object,
    of_pair,
    of_table,
    of_type,
    origin,
    outcome,
    read,
    recognised,
    repaired,
    rest,
    sampled,
    table_of,
    timed,
    values,
    waiver,
    with_column,
)
from tests.judgement.evidence import (
    TIMES,
    content,
    contents_file,
    dataset,
    line,
    lines_file,
    objects_file,
    overview,
)
from tests.redteam import evidence as workbooks


@dataclass(frozen=True, slots=True)
class Pair:
    """Evidence that raises a code, and the nearest that does not."""

    fires: Case
    silent: Case
    passes: bool = True
    """Whether the silent one passes; else it is bad for another reason, which is what makes it the nearest."""


def _tables() -> Iterator[tuple[str, Pair]]:
    good = "consistent"
    for area in AREAS:
        word = lambda w, area=area: of_table(area, **outcome(area, w))
        cell = lambda area=area, **more: of_table(area, **more)
        yield f"{area}.table-missing", Pair(word("target_table_missing"), word("inconsistent"), passes=False)
        yield f"{area}.not-verified", Pair(word("compare_failed"), word(good))
        yield f"{area}.unfinished", Pair(every(area, 99.0, progress=100.0), every(area, 100.0, progress=100.0))
        yield f"{area}.review", Pair(word("both_tables_missing"), word(good))
        yield f"{area}.outcome-missing", Pair(word(None), word(UNKNOWN_WORD), passes=False)
        yield f"{area}.unknown-word", Pair(word(UNKNOWN_WORD), word(None), passes=False)
        yield (
            f"{area}.outcome-contradicts-counts",
            Pair(cell(target_rows=11, reported_difference=None), cell(target_rows=10, reported_difference=None)),
        )
        yield f"{area}.filtered", Pair(cell(row_filter="id < 9"), cell(row_filter=None, extra=["row_filter"]))
        yield f"{area}.counters-differ", Pair(every(area, 1, changed_rows=0), every(area, 0, changed_rows=0))
        yield f"{area}.named-on-one-side", Pair(cell(target_table=None), cell())
        yield f"{area}.rows-not-compared", Pair(every(area, 1, skipped_rows=0), every(area, 0, skipped_rows=0))
        yield f"{area}.says-less", Pair(every(area, None, changed_rows=0), every(area, 0, changed_rows=0))
        yield f"{area}.numbers-contradict", Pair(every(area, 11, compared_rows=10), every(area, 10, compared_rows=10))
        yield f"{area}.large-objects-partial", Pair(cell(lob_policy="length"), cell(lob_policy="content"))
        yield f"{area}.count-missing", Pair(cell(target_rows=None), cell())
        pair = lambda area=area, **more: of_pair(area, **more)
        yield f"{area}.database-differs", Pair(pair(outcome="inconsistent"), pair())
        yield f"{area}.database-not-verified", Pair(pair(n_failed=1), pair(n_failed=0))
        yield f"{area}.database-review", Pair(pair(outcome="both_db_empty"), pair())
    equal, apart = of_table("lines", outcome="inconsistent"), of_table("lines", outcome="inconsistent", target_rows=9)
    yield "lines.count-differs", Pair(apart, equal, passes=False)
    yield "lines.inconsistent-with-equal-counts", Pair(equal, apart, passes=False)
    yield "lines.no-counts", _no_counts()
    for area in VALUES:
        count = lambda n, word=good, area=area: of_table(area, different_rows=n, **outcome(area, word))
        yield f"{area}.values-differ", Pair(count(0, "inconsistent"), count(0))
        yield f"{area}.outcome-contradicts-differences", Pair(count(1), count(0))
        yield f"{area}.cannot-compare", Pair(count(0, "cannot_compare"), count(0))
        yield f"{area}.differences-unassigned", Pair(listing(area, ""), listing(area, "orders"), passes=False)
        yield (
            f"{area}.differences-unlisted",
            Pair(listing(area, "orders", 2), listing(area, "orders", 1), passes=False),
        )
    with_sample = case([*beside(), dataset("random", meta=TIMES, tables=[sampled(name) for name in NAMES])])
    yield "random.sample-only", Pair(with_sample, case(beside()))


def _no_counts() -> Pair:
    columns = {
        "tables": ["source_db", "target_db", "source_table", "target_table", "source_rows", "target_rows", "outcome"]
    }
    none = [{**line(name), "source_rows": None, "target_rows": None, "reported_difference": None} for name in NAMES]
    one = [{**none[0], "source_rows": 10}, *none[1:]]
    made = [
        case([*beside("lines"), dataset("lines", meta=TIMES, tables=rows, columns=columns)]) for rows in (none, one)
    ]
    return Pair(*made, passes=False)


def _objects() -> Iterator[tuple[str, Pair]]:
    word = lambda w: of_object(outcome=w)
    fine = of_object()
    yield "objects.missing-in-target", Pair(of_object(target_object=None, outcome="target_missing"), word("consistent"))
    yield "objects.only-in-target", Pair(of_object(source_object=None, outcome="inconsistent"), fine)
    yield "objects.differ", Pair(word("inconsistent"), fine)
    yield "objects.outcome-contradicts-names", Pair(of_object(target_object=None), fine)
    of = lambda name: of_object(source_object="orders.i", target_object=f"`{name}`.`i`")
    yield "objects.of-another-table", Pair(of("customers"), of("orders"))
    yield "objects.incomplete", Pair(word("comparing"), fine)
    yield "objects.not-verified", Pair(word("compare_failed"), fine)
    yield "objects.review", Pair(word("both_db_empty"), fine)
    yield "objects.outcome-missing", Pair(word(None), word(UNKNOWN_WORD), passes=False)
    yield "objects.unknown-word", Pair(word(UNKNOWN_WORD), word(None), passes=False)
    gone = {"target_object": None, "outcome": "target_missing"}
    counted = {"source_count": 1, "target_count": 0, "diff_count": 1, "outcome": "inconsistent"}
    yield "objects.count-differs", Pair(of_type([], **counted), of_type([gone], **counted), passes=False)
    differs = {"outcome": "inconsistent"}
    yield (
        "objects.type-differs",
        Pair(of_type([{}], **differs), of_type([{"outcome": "inconsistent"}], **differs), passes=False),
    )
    yield "objects.outcome-contradicts-counts", Pair(of_type([{}], target_count=2), of_type([{}]))
    yield "objects.type-not-verified", Pair(of_type([{}], target_count=None), of_type([{}]))
    yield "objects.type-review", Pair(of_type([{}], outcome="both_db_empty"), of_type([{}]))


def _repairs() -> Iterator[tuple[str, Pair]]:
    fine = case(repaired())
    late = datetime(2026, 11, 15, 1, tzinfo=UTC)
    yield "repair.rows-failed", Pair(case(repaired(failed_rows=1, repaired_rows=2, updated_at=late)), fine)
    yield "repair.counts-do-not-add-up", Pair(case(repaired(repaired_rows=2, updated_at=late)), fine)
    yield "repair.unfinished", Pair(case(repaired(completed_rows=2, updated_at=late)), fine)
    yield "repair.rows-filtered", Pair(case(repaired(repaired_rows=2, filtered_rows=1, updated_at=late)), fine)
    yield "repair.not-recompared", Pair(case(repaired(updated_at=late)), fine)
    yield "repair.superseded", Pair(fine, case(repaired(updated_at=late)), passes=False)


def _policies() -> Iterator[tuple[str, Pair]]:
    files = [*beside("contents"), differing(3)]
    accept = '[[accept_proof]]\npattern = "*.orders"\nproof = "counts"\nreason = "r"\n'
    tolerate = '[[tolerance]]\npattern = "*.orders"\ncompare_type = "contents"\nrows = {}\n'
    fine = case(beside())
    only = lambda code, p, q: (code, Pair(case(beside(), p), case(beside(), q)))
    yield "policy.required-type-missing", Pair(case(beside("lines")), case(beside("lines"), 'require = ["contents"]'))
    yield only("policy.include-unmatched", '[scope]\ninclude = ["shop.*", "hr.*"]', '[scope]\ninclude = ["shop.*"]')
    yield only("policy.exclude-unmatched", '[scope]\nexclude = ["hr.*"]', '[scope]\nexclude = ["shop.orders"]')
    yield "policy.tolerance-unmatched", Pair(case(files, tolerate.format(2)), case(files, tolerate.format(3)))
    absent = [*beside("contents"), values(rows=[content(name) for name in NAMES[1:]])]
    yield "policy.accept-unmatched", Pair(case(beside(), accept), case(absent, accept))
    code = "contents.values-differ"
    yield "waiver.unmatched", Pair(case(beside(), waiver(code)), case(files, waiver(code)))
    yield "waiver.expired", Pair(case(files, waiver(code, "2026-11-14")), case(files, waiver(code, "2026-11-15")))
    yield "waiver.over-budget", Pair(case(files, waiver(code, max_rows=2)), case(files, waiver(code, max_rows=3)))
    two = [*beside("contents"), differing(1, 1)]
    yield "waiver.too-many-findings", Pair(case(two, waiver(code)), case(two, waiver(code, max_findings=2)))
    yield "coverage.absent", Pair(case(absent), fine)


def _evidence() -> Iterator[tuple[str, Pair]]:
    fine = job()
    file = InputFile(workbooks.Path("other.xlsx"), "other.xlsx")
    broken = Failure(file, UnreadableWorkbookError("other.xlsx", "it is no workbook.", remedy="Download it again."))
    yield "evidence.unreadable-file", Pair(job(failures=(broken,)), fine)
    at = datetime(2026, 11, 15, 1, 30, tzinfo=UTC)
    listed = lambda **more: job(
        failures=(
            Failure(
                file,
                ComparisonListError("other.xlsx", "a list", runs=(("contents", "Completed", at + timedelta(**more)),)),
            ),
        )
    )
    yield "evidence.listed-comparison-open", Pair(listed(days=-1), listed())
    yield "evidence.listed-comparisons", Pair(listed(), listed(days=-1), passes=False)
    left = lambda effect: job(left_out=(LeftOut(("notes.csv",), remark(RemarkKind.OTHER_FORMAT), effect),))
    yield "evidence.foreign-file", Pair(left(Effect.REVIEW), left(Effect.NOTE))
    yield "evidence.entries-skipped", Pair(left(Effect.NOTE), left(Effect.REVIEW), passes=False)
    age = lambda hours: case(beside(), f"max_age_hours = {hours}")  # compared to the end, 02:00; judged at 06:00
    yield "evidence.too-old", Pair(age(3.9), age(4.0))
    stop = lambda at: case(beside(), f"not_before = 2026-11-15T{at}Z")
    yield "evidence.before-write-stop", Pair(stop("01:00:01"), stop("01:00:00"))
    undated = [*beside("contents"), values(meta=())]
    yield "evidence.time-unknown", Pair(case(undated, "max_age_hours = 24"), case(undated))
    yield "evidence.in-future", Pair(job(values(timed(5, 7))), job(values(timed(5, 6))))
    newer = lambda **more: job(origin(values(), **more))
    yield (
        "evidence.newer-comparison",
        Pair(newer(newer_compare_job_id="c2", newer_compare_status="FAILED"), newer(newer_compare_job_id="c2")),
    )
    missing = Missing("job", "random", "", "not-there", "none was made", "2026-11-15T03:00:00Z")
    yield "evidence.not-fetched", Pair(job(missing=(missing,)), fine)
    yield "evidence.unlisted-file", Pair(job(unlisted=("contents.xlsx",)), fine)
    made = values()
    proof = Proven("contents.xlsx", made.origin.sha256, "0", "contents", "en", "x", 9, 8)
    disagreed = replace(proof, disagreements=(Disagreement("tables", "outcome", 1, "consistent", "inconsistent"),))
    yield "evidence.cross-check-disagrees", Pair(job(made, proofs=(disagreed,)), job(made, proofs=(proof,)))
    from drs_report.analysis.layout_proof import fingerprint

    known = replace(proof, fingerprint=fingerprint(made.recognition))
    yield "evidence.layout-proven", Pair(job(made, proofs=(known,)), job(made, proofs=(proof,)))
    odd = with_column("Remarks", None, None, "look at row 7")
    yield "evidence.not-understood", Pair(read(odd), read(with_column("Remarks", None, None, None)))


def _reading() -> Iterator[tuple[str, Pair]]:
    made = contents_file(NAMES)
    yield "integrity.unrecognised-rows", Pair(read(table_of("Tbl", "Text", "More")), read(table_of("", "")))
    lines = lambda n: appended(["shop", "shop2", "carts", n, 1, 0, "Consistent", "Consistent"])
    more = lambda n: read(lambda s: (lines(n)(s), s["Overview"][1].__setitem__(3, 4)))
    yield "integrity.cell-unreadable", Pair(more("about 1"), more(1), passes=False)
    ignored = CellProblem("message", remark(RemarkKind.ERROR_CELL), "?", 1, (2,))
    yield "integrity.cell-ignored", Pair(job(in_first_block(made, "databases", problems=(ignored,))), fine := job(made))
    extra = ColumnMatch("Z", "Colour", "extra:Colour", 0.0)
    block = next(b for s in made.recognition.sheets for b in s.blocks if b.frame == "tables")
    columns = lambda c: job(in_first_block(made, columns=(*block.columns, c)))
    yield "integrity.unknown-heading", Pair(columns(extra), columns(replace(extra, column=None)))
    word = lambda column: job(in_first_block(made, unknown_words=(Word(column, "so-so", 1, (2,)),)))
    yield "integrity.unknown-word", Pair(word("message"), word("content_outcome"), passes=False)
    yield "integrity.hidden-sheet", Pair(hidden("Details"), hidden(""))
    yield "integrity.reader-note", Pair(job(recognised(made, notes=(remark(RemarkKind.NO_STYLES),))), fine)
    yield "integrity.sheet-full", Pair(job(full(65_536)), job(full(65_535)))
    long = "x" * 32_767
    yield "integrity.cell-full", Pair(of_table("contents", message=long), of_table("contents", message=long[1:]))
    big = lambda n: case([*beside("contents"), values(rows=rest(content("orders", n)))])
    yield "integrity.count-imprecise", Pair(big(2**53 + 2), big(2**53), passes=False)
    key = lambda text: listing("contents", "orders", key=text)
    yield "integrity.key-imprecise", Pair(key("1.2345678901234567e+17"), key("123456789012345678"), passes=False)
    limited = lambda text: job(recognised(made, meta=(*TIMES, ("compare_policy", text))))
    yield "integrity.comparison-limited", Pair(limited("Many-to-one"), limited("Normal"))
    called = lambda kind: job(recognised(made, kinds_said=(KindSaid(kind, "line", "so it says"),)))
    yield "integrity.kinds-contradict", Pair(called("lines"), called("contents"))
    accounts = lambda n_open: job(recognised(made, not_judged=(NotJudged("accounts", "Users", 2, n_open),)))
    yield "evidence.accounts-open", Pair(accounts(1), accounts(0))
    yield "evidence.accounts-not-judged", Pair(accounts(0), accounts(1), passes=False)
    status = lambda text: job(recognised(made, meta=(*TIMES, ("compare_status", text))))
    yield "integrity.job-not-completed", Pair(status("Failed"), status("Completed"))
    yield (
        "integrity.compare-type-mismatch",
        Pair(job(contents_file(NAMES, asked="lines")), job(contents_file(NAMES, asked="contents"))),
    )


def _contradictions() -> Iterator[tuple[str, Pair]]:
    made = contents_file(NAMES)
    said = lambda n: of_table("lines", target_rows=9, outcome="inconsistent", reported_difference=n)
    yield "integrity.reported-difference-wrong", Pair(said(2), said(1), passes=False)
    over = lambda **more: job(contents_file(NAMES, databases=[overview(3, **more)]))
    yield "integrity.overview-detail-mismatch", Pair(over(n_tables=4), over(n_tables=3))
    yield "integrity.differences-not-listed", Pair(over(n_inconsistent=1), over(n_inconsistent=0))
    hr = {**overview(0), "source_db": "hr", "target_db": "hr"}
    also = lambda **more: job(contents_file(NAMES, databases=[overview(3), {**hr, **more}]))
    yield "integrity.detail-missing", Pair(also(n_tables=1, n_compared=1), also())
    yield "integrity.overview-missing", Pair(job(contents_file(NAMES, databases=[hr])), fine := job())
    twice = lambda **more: job(values(rows=[*map(content, NAMES), content("orders", **more)]))
    yield "integrity.duplicate-table", Pair(twice(), fine)
    yield "integrity.duplicate-contradicts", Pair(twice(different_rows=1), twice(), passes=False)
    nameless = content("orders", source_table=None, target_table=None)
    yield "integrity.nameless-rows", Pair(job(values(rows=[*map(content, NAMES), nameless])), fine)
    swapped = [{**content(name), "source_db": "shop_new", "target_db": "shop"} for name in NAMES]
    turned = {**overview(3), "source_db": "shop_new", "target_db": "shop"}
    same = [{**content(name), "source_db": "shop", "target_db": "shop"} for name in NAMES]
    plain = {**overview(3), "target_db": "shop"}
    files = [
        dataset("contents", meta=TIMES, tables=rows, databases=[o]) for rows, o in ((swapped, turned), (same, plain))
    ]
    yield "integrity.source-target-swapped", Pair(job(files[0]), job(files[1]), passes=False)
    elsewhere = lambda name: job(values(rows=rest({**content("orders"), "target_table": name})))
    yield "integrity.target-disagrees", Pair(elsewhere("t_orders"), elsewhere("orders"))
    stating = lambda *facts: case(
        [*beside("contents", "lines"), *(recognised(f, meta=(*TIMES, *fact))
                                         for f, fact in zip((lines_file(NAMES), made), facts, strict=True))]
    )  # fmt: skip
    ends = lambda *texts: case(
        [*beside("contents"), recognised(files[1], meta=(*TIMES, *zip(("source_address", "target_address"), texts, strict=True)))]
    )  # fmt: skip
    yield (
        "integrity.addresses-contradict",
        Pair(ends("10.0.0.1", "10.0.0.1:3306"), ends("10.0.0.1", "10.0.0.2"), passes=False),
    )
    engines = lambda *names: stating(*((("source_engine", name),) for name in names))
    yield "integrity.task-contradicts", Pair(engines("MySQL", "Oracle 19c"), engines("MySQL", "MySQL 5.7"))
    seen = lambda n: job(values(rows=rest(content("orders", n))))
    yield "integrity.saw-no-rows", Pair(seen(0), seen(10))
    yield "integrity.row-counts-disagree", Pair(seen(9), seen(10))
    empty = lambda n: case([objects_file(NAMES), lines_file(NAMES, dict.fromkeys(NAMES, 0) | {"items": n}),
                            values(rows=[content("orders", 0), content("customers", 0), content("items", n)])])  # fmt: skip
    yield "integrity.nothing-counted", Pair(empty(0), empty(1))
    shared = lambda target: job(
        values(rows=[content("orders"), {**content("customers"), "target_table": target}, content("items")])
    )
    yield "integrity.shared-target", Pair(shared("orders"), shared("customers"))
    lines = lines_file(NAMES)
    copied = origin(values(), sha256=lines.origin.sha256)
    yield (
        "integrity.same-bytes",
        Pair(case([objects_file(NAMES), lines, copied]), case([objects_file(NAMES), lines, values()])),
    )
    numbered = lambda number: case(
        [objects_file(NAMES), origin(lines, compare_job_id=number), origin(values(), compare_job_id="c1")]
    )
    yield "integrity.number-twice", Pair(numbered("c1"), numbered("c2"))
    gone = lambda word, target: _objects_say([{"outcome": word, "target_object": target}])
    yield "integrity.objects-contradict-data", Pair(gone("target_missing", None), gone("consistent", "orders"))
    blank = lambda n: also(n_uncomparable=n)
    yield "integrity.overview-says-less", Pair(blank(None), blank(0))
    yield "integrity.times-contradict", Pair(job(values(timed(2, 1))), job(values(timed(1, 2))))
    again = lambda hour: (("compare_start_time", f"2026-11-15T0{hour}:00:00Z"), *timed(1, 2))
    yield "integrity.several-runs", Pair(job(values(again(0))), job(values(again(1))))
    yield "integrity.far-apart", Pair(apart(3), apart(2))
    staff = {**content("staff"), "source_db": "hr", "target_db": "hr"}
    below = lambda schema, row: {**row, "target_table": f"{schema}.{row['source_table']}"}
    dotted = lambda schema: job(values(rows=[below(schema, row) for row in (*map(content, NAMES), staff)]))
    yield "integrity.names-another-database", Pair(dotted("hr"), dotted("sales"), passes=False)
    alike = lambda name: job(values(rows=[content(name), *map(content, NAMES[1:])]))
    yield "integrity.names-alike", Pair(alike("Orders"), alike("orders"))
    second = lambda word: case([*beside(), values(rows=rest(content("orders", outcome=word)), name="b.xlsx")])
    yield "integrity.files-disagree", Pair(second("compare_failed"), second("consistent"))
    later = lambda start: case(
        [
            *beside("contents"),
            values(timed(1, 2), rows=rest(content("orders", outcome="both_tables_missing")), name="a.xlsx"),
            values(timed(start, 5), name="b.xlsx"),
        ]
    )
    yield "integrity.files-succeed", Pair(later(3), later(2), passes=False)
    newer = lambda start: case(
        [*beside("contents"), values(timed(1, 2), name="a.xlsx"), values(timed(start, 5), name="b.xlsx")]
    )
    yield "integrity.superseded", Pair(newer(3), newer(2))


def _databases() -> Iterator[tuple[str, Pair]]:
    row = lambda name: {"object_type": "DB", "source_db": None, "target_db": None, "outcome": "consistent",
                        "source_object": name, "target_object": f"{name}_new"}  # fmt: skip
    rows = objects_file(NAMES).frames["objects"].to_dict("records")
    named = lambda name: case([*beside("objects_comparison"),
                               dataset("objects_comparison", meta=TIMES, objects=[*rows, row(name)])])  # fmt: skip
    yield "coverage.database-not-compared", Pair(named("crm"), named("shop"))


def _objects_say(first: list[dict[str, object]]) -> Case:
    """A job whose object comparison says something else of its first tables."""
    rows = objects_file(NAMES).frames["objects"].to_dict("records")
    rows[: len(first)] = [{**row, **change} for row, change in zip(rows, first, strict=False)]
    return case([*beside("objects_comparison"), dataset("objects_comparison", meta=TIMES, objects=rows)])


@cache
def pairs() -> dict[str, Pair]:
    """Finding code -> its pair."""
    parts = (_tables, _objects, _repairs, _policies, _evidence, _reading, _contradictions, _databases)
    return {name: pair for part in parts for name, pair in part()}
