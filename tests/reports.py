"""Reports that every renderer and the report's own tests share: built by hand from records, through `build`.

`CASES` maps a name to its report: empty, clean, weak, findings, waived, inconclusive, hostile, chinese, redacted and
huge (10,000 tables). They are made once, when first asked for, as is `large`, which is like huge where each table costs.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from drs_report.comparisons import COMPARE_TYPES
from drs_report.records.document import Attachment, Report
from drs_report.records.judgement import (
    Decision,
    Effect,
    Evidence,
    Fact,
    Finding,
    Level,
    Subject,
    Verdict,
    Waiver,
    WaiverUse,
)
from drs_report.records.observations import Coverage
from drs_report.records.reading import (
    BlockRecognition,
    CellProblem,
    ColumnMatch,
    Leftover,
    NotUnderstood,
    Recognition,
    Rest,
    SheetRecognition,
    Source,
    UnknownWord,
)
from drs_report.records.remarks import RemarkKind, remark
from drs_report.report import Redaction, build
from tests.records import (
    BAD,
    HOSTILE,
    NOW,
    OK,
    TYPES,
    cell,
    count_differs,
    judged,
    plain,
    row,
    sample,
    source,
    sources,
    table,
    values_differ,
    verdict,
    verified,
)

__all__ = ["CASES", "HOSTILE", "Inputs", "inputs", "rendered"]

TEACHING = '[[ignore.headings]]\ntext = "备注2"\nreason = ""'


@dataclass(frozen=True)
class Inputs:
    """What `build` takes for one case."""

    verdict: Verdict
    coverage: Coverage
    sources: tuple[Source, ...]
    attachments: tuple[Attachment, ...] = ()
    title: str | None = None


def inputs(name: str) -> Inputs:
    """Return the records of a case."""
    return _INPUTS[name]()


def _empty() -> Inputs:
    missing = tuple(
        judged(plain("policy.required-type-missing", Effect.UNPROVEN, Subject(Level.FILE), compare_type))
        for compare_type in TYPES
    )
    return Inputs(verdict(Decision.INCONCLUSIVE, missing, n=0), Coverage((), ()), ())


def _clean() -> Inputs:
    rows = tuple(verified("retail", f"table_{i}") for i in range(1, 7))
    return Inputs(verdict(Decision.PASS), Coverage(TYPES, rows), sources())


def _weak() -> Inputs:
    rows = (
        verified("retail", "orders"),
        row(table("retail", "carts"), lines=cell(OK), random=cell(OK)),
        row(table("retail", "logs"), lines=cell(OK)),
    )
    note = judged(
        plain(
            "random.sample-only",
            Effect.NOTE,
            Subject(Level.FILE, source_name="random.xlsx"),
            "random",
            facts=(Fact("n_tables", 1), Fact("sample_percent", 10)),
            evidence=(Evidence("random.xlsx"),),
        )
    )
    return Inputs(
        verdict(Decision.PASS, (note,), n=3, name="counts and samples are enough"),
        Coverage(("objects_comparison", "lines", "contents", "random"), rows),
        (*sources(3), source("random", "random.xlsx", 1)),
    )


def _findings() -> Inputs:
    orders, items = table("retail", "orders"), table("retail", "order_items")
    users, logs = table("retail", "users", target="app_users"), table("retail", "audit_log")
    gone, half = table("retail", "coupons"), table("crm", "leads")
    index = Subject(Level.OBJECT, source_db="retail", source_name="orders.idx_created", object_type="INDEX")
    found = (
        judged(
            values_differ(
                items,
                4_381,
                (
                    sample("1001", "retail.order_items", "O'Hara"),
                    sample("1002", "retail.order_items", "Lin", "only_in_source"),
                    sample("1003", "retail.order_items", "李雷", "only_in_target"),
                ),
                message="10 shards compared",
            )
        ),
        judged(count_differs(orders, 98_210, 97_006)),
        judged(
            plain(
                "lines.table-missing",
                Effect.DIFFERS,
                gone,
                "lines",
                "target_table_missing",
                facts=(Fact("message", None),),
                evidence=(Evidence("lines.xlsx", "retail", (11,), 1),),
            )
        ),
        judged(
            plain(
                "objects.missing-in-target",
                Effect.DIFFERS,
                index,
                "objects_comparison",
                BAD,
                facts=(Fact("message", "not found"),),
                evidence=(Evidence("objects.xlsx", "Indexes", (21,), 1),),
            )
        ),
        judged(
            plain(
                "contents.cannot-compare",
                Effect.UNPROVEN,
                logs,
                "contents",
                "cannot_compare",
                facts=(Fact("message", "The table has no primary key."),),
                evidence=(Evidence("contents.xlsx", "Cannot be compared", (3,), 1),),
            )
        ),
        judged(
            plain(
                "lines.not-verified",
                Effect.UNPROVEN,
                half,
                "lines",
                "source_sql_timeout",
                facts=(Fact("message", None),),
                evidence=(Evidence("lines.xlsx", "crm", (4,), 1),),
            )
        ),
        judged(
            plain(
                "coverage.absent",
                Effect.UNPROVEN,
                half,
                facts=(Fact("absent_from", "contents"), Fact("seen_in", "lines,objects_comparison")),
            )
        ),
        judged(
            plain(
                "lines.filtered",
                Effect.REVIEW,
                users,
                "lines",
                OK,
                facts=(Fact("row_filter", "id > 1000"),),
                evidence=(Evidence("lines.xlsx", "retail", (9,), 1),),
            )
        ),
        judged(
            plain(
                "integrity.unknown-heading",
                Effect.NOTE,
                Subject(Level.FILE, source_name="contents.xlsx"),
                "contents",
                facts=(Fact("heading", "备注2"), Fact("n_blocks", 1)),
                evidence=(Evidence("contents.xlsx", "Value Details", (3,), 1),),
            )
        ),
    )
    rows = (
        row(items, objects_comparison=cell(OK), lines=cell(OK), contents=cell(BAD, 4_381)),
        row(orders, objects_comparison=cell(OK), lines=cell(BAD, 1_204), contents=cell(BAD)),
        row(gone, objects_comparison=cell(OK), lines=cell("target_table_missing")),
        row(half, objects_comparison=cell(OK), lines=cell("source_sql_timeout")),
        row(logs, objects_comparison=cell(OK), lines=cell(OK), contents=cell("cannot_compare")),
        row(users, objects_comparison=cell(OK), lines=cell(OK), contents=cell(OK)),
        verified("retail", "products"),
        row(table("retail", "tmp_load"), in_scope=False, lines=cell(BAD, 9)),
    )
    attachments = (
        Attachment(
            "data/contents.differences.parquet",
            "application/vnd.apache.parquet",
            hashlib.sha256(b"differences").hexdigest(),
            183_220,
            "4,381 rows",
        ),
    )
    unclear = NotUnderstood("heading", "Table Details", "备注2", 3, rows=(3,), teaching=TEACHING)
    *others, contents = sources(8)
    contents = replace(contents, recognition=replace(contents.recognition, not_understood=(unclear,)))
    return Inputs(
        verdict(Decision.FAIL, found, n=7),
        Coverage(TYPES, rows),
        (*others, contents),
        attachments,
        "Retail, cutover night",
    )


def _waived() -> Inputs:
    waiver = Waiver(
        "W-1",
        "Rows written by the nightly job after the snapshot",
        "A. Owner",
        date(2026, 12, 31),
        max_n=40,
        pattern="retail.orders",
        code="lines.count-differs",
    )
    accept = Waiver("W-2", "No primary key; checked by checksum", "B. Owner", date(2026, 12, 1), pattern="retail.logs")
    stale = Waiver("W-3", "Old test table", "C. Owner", date(2026, 10, 1), pattern="retail.old*")
    orders, logs, prices = table("retail", "orders"), table("retail", "logs"), table("retail", "prices")
    found = (
        judged(count_differs(orders, 1_000, 1_012), Effect.NOTE, waiver=waiver),
        judged(
            plain(
                "contents.cannot-compare",
                Effect.UNPROVEN,
                logs,
                "contents",
                "cannot_compare",
                facts=(Fact("message", "no primary key"),),
                evidence=(Evidence("contents.xlsx", "x", (2,), 1),),
            ),
            Effect.NOTE,
            waiver=accept,
        ),
        judged(count_differs(prices, 500, 501), Effect.NOTE, tolerance="retail.prices: at most 2 rows"),
        judged(plain("waiver.unmatched", Effect.NOTE, Subject(Level.FILE), facts=(Fact("id", "W-3"),))),
    )
    rows = (
        row(orders, lines=cell(BAD, 12), contents=cell(OK), objects_comparison=cell(OK)),
        row(prices, lines=cell(BAD, 1), contents=cell(OK), objects_comparison=cell(OK)),
        row(logs, lines=cell(OK), contents=cell("cannot_compare"), objects_comparison=cell(OK)),
        verified("retail", "items"),
    )
    uses = (WaiverUse(waiver, "used", 1, 12), WaiverUse(accept, "used", 1, 1), WaiverUse(stale, "unmatched"))
    return Inputs(verdict(Decision.PASS, found, n=4, waivers=uses, name="cutover"), Coverage(TYPES, rows), sources(4))


def _inconclusive() -> Inputs:
    rows = tuple(row(table("retail", f"table_{i}"), lines=cell(OK)) for i in range(1, 7))
    late = row(table("retail", "big"), lines=cell("skipped_too_large"))
    found = (
        judged(plain("policy.required-type-missing", Effect.UNPROVEN, Subject(Level.FILE), "contents")),
        judged(plain("policy.required-type-missing", Effect.UNPROVEN, Subject(Level.FILE), "objects_comparison")),
        judged(
            plain(
                "lines.not-verified",
                Effect.UNPROVEN,
                table("retail", "big"),
                "lines",
                "skipped_too_large",
                facts=(Fact("message", None),),
                evidence=(Evidence("lines.xlsx", "retail", (4,), 1),),
            )
        ),
        judged(
            plain(
                "integrity.unrecognised-rows",
                Effect.UNPROVEN,
                Subject(Level.FILE, source_name="lines.xlsx"),
                "lines",
                facts=(Fact("n_rows", 12), Fact("first_row", 40), Fact("last_row", 51)),
                evidence=(Evidence("lines.xlsx", "Sheet3", tuple(range(40, 52)), 12),),
            )
        ),
    )
    return Inputs(
        verdict(Decision.INCONCLUSIVE, found, n=7),
        Coverage(("lines",), (late, *rows)),
        (source("lines", "lines.xlsx", 7),),
    )


def _hostile() -> Inputs:
    found, rows = [], []
    for i, text in enumerate(HOSTILE):
        subject = Subject(Level.TABLE, source_db=text, source_schema=text, source_name=f"{text}{i}", target_name=text)
        finding = Finding(
            "contents.values-differ",
            Effect.DIFFERS,
            subject,
            "contents",
            "inconsistent",
            3,
            (*values_differ(subject, 3, ()).facts[:-1], Fact("message", text)),
            (Evidence(text + ".xlsx", text, (1, 2), 2),),
            ((Fact("source_key", text), Fact("target_key", text), Fact("source_sql", text), Fact("target_sql", text)),),
        )
        found.append(judged(finding))
        rows.append(row(subject, contents=cell(BAD, 3)))
    found.append(
        judged(
            plain(
                "contents.unknown-word",
                Effect.UNPROVEN,
                table("db", "t"),
                "contents",
                "unknown_word",
                facts=(Fact("word", HOSTILE[0]),),
            )
        )
    )
    long = "SELECT '" + "长" * 32_000 + "' -- end"
    found.append(
        judged(
            Finding(
                "contents.values-differ",
                Effect.DIFFERS,
                table("db", "long"),
                "contents",
                BAD,
                1,
                values_differ(table("db", "long"), 1, ()).facts,
                (Evidence("long.xlsx", "s", (1,), 1),),
                ((Fact("source_sql", long),),),
            )
        )
    )
    rows.append(row(table("db", "long"), contents=cell(BAD, 1)))
    waiver = Waiver(HOSTILE[0], HOSTILE[1], HOSTILE[2], date(2026, 12, 31), pattern=HOSTILE[3], code=HOSTILE[4])
    sheet = SheetRecognition(
        HOSTILE[0],
        "very_hidden",
        4,
        (
            BlockRecognition(
                "tables",
                (1,),
                2,
                3,
                2,
                HOSTILE[11],
                tuple(
                    ColumnMatch("A", text, f"extra:{text}", 0.0, remark(RemarkKind.TAKEN, column=text))
                    for text in HOSTILE
                ),
                unknown_words=(UnknownWord("outcome", HOSTILE[5], 2, (2, 3)),),
                problems=(CellProblem("source_rows", remark(RemarkKind.NOT_EXACT), HOSTILE[6], 1, (2,)),),
            ),
        ),
        (Leftover(4, 4, 1, Rest("unrecognised-row"), HOSTILE[:12]),),
    )
    notes = tuple(remark(RemarkKind.TAUGHT, stated=text) for text in HOSTILE)
    meta = (("compare_type", HOSTILE[1]),)
    recognition = Recognition("contents", notes[0], "exact", (sheet,), meta, notes)
    hostile = source("contents", HOSTILE[0] + ".xlsx", 2, recognition=recognition)
    return Inputs(
        verdict(Decision.FAIL, tuple(found), waivers=(WaiverUse(waiver, "expired", 1, 1),), name=HOSTILE[0]),
        Coverage(("contents",), tuple(rows)),
        (hostile,),
        (Attachment(HOSTILE[0], "text/csv", "0" * 64, 12, HOSTILE[9]),),
        HOSTILE[0],
    )


def _huge(n: int = 10_000, n_open: int = 4_000, n_differing: int = 1_000) -> Inputs:
    """10,000 tables, 1,000 of them with 1,000 differing rows each: a million."""
    found, rows = [], []
    for i in range(n):
        subject = table(f"db{i % 12:02d}", f"table_{i:05d}")
        if i < n_differing:
            samples = tuple(sample(str(10_000 * i + k), f"table_{i:05d}", f"value {k}") for k in range(20))
            found.append(judged(values_differ(subject, 1_000, samples)))
            rows.append(row(subject, lines=cell(OK), contents=cell(BAD, 1_000)))
        elif i < n_open:
            found.append(
                judged(
                    plain(
                        "contents.cannot-compare",
                        Effect.UNPROVEN,
                        subject,
                        "contents",
                        "cannot_compare",
                        facts=(Fact("message", "no primary key"),),
                        evidence=(Evidence("contents.xlsx", "Cannot be compared", (i,), 1),),
                    )
                )
            )
            rows.append(row(subject, lines=cell(OK), contents=cell("cannot_compare")))
        else:
            rows.append(row(subject, lines=cell(OK), contents=cell(OK)))
    return Inputs(verdict(Decision.FAIL, tuple(found), n=n), Coverage(("lines", "contents"), tuple(rows)), sources(n))


def _large() -> Inputs:
    """The same with more than a list shows of each (`report.caps`), where every table costs."""
    return _huge(2_700, 2_200, 300)


_INPUTS = {
    "empty": _empty,
    "clean": _clean,
    "weak": _weak,
    "findings": _findings,
    "waived": _waived,
    "inconclusive": _inconclusive,
    "hostile": _hostile,
    "chinese": _findings,
    "redacted": _findings,
    "huge": _huge,
    "large": _large,
}


class _Cases(Mapping[str, Report]):
    """The reports by name, each built when first asked for; `large`, which is like `huge`, is none of those gone through."""

    def __init__(self) -> None:
        self._made: dict[str, Report] = {}

    def __getitem__(self, name: str) -> Report:
        if name not in self._made:
            case = _INPUTS[name]()
            self._made[name] = build(
                case.verdict,
                case.coverage,
                case.sources,
                title=case.title,
                lang="zh-CN" if name == "chinese" else "en",
                generated_at=NOW,
                version="0.1.0",
                attachments=case.attachments,
                redaction=Redaction(b"a key for tests only") if name == "redacted" else None,
            )
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in _INPUTS if name != "large")

    def __len__(self) -> int:
        return len(_INPUTS) - 1


CASES: Mapping[str, Report] = _Cases()


@cache
def rendered(case: str, slug: str) -> bytes:
    """Return the one artifact that a renderer makes of a case, made once for all tests that only look at it.

    Of a run in several processes, too: whoever comes second finds it beside the others.
    """
    made = Path(os.environ["DRS_REPORT_TESTS"], f"{case}.{slug}")
    with suppress(FileNotFoundError):
        return made.read_bytes()
    content = _rendered(case, slug)
    part = made.with_suffix(f".{os.getpid()}")
    part.write_bytes(content)
    part.replace(made)
    return content


def _rendered(case: str, slug: str) -> bytes:
    from drs_report.renderers import by_slug

    return by_slug(slug).render(CASES[case]).content


assert set(TYPES) < set(COMPARE_TYPES)
