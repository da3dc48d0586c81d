"""Records by hand: tables with what each comparison says of them, sources, findings, verdicts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from drs_report.comparisons import by_slug
from drs_report.language.vocabulary import outcome_class
from drs_report.records.judgement import (
    Criterion,
    CriterionStatus,
    Decision,
    Effect,
    Evidence,
    Fact,
    Finding,
    JudgedFinding,
    Level,
    Origin,
    OutcomeClass,
    Proof,
    Scalar,
    Subject,
    Verdict,
    WaiverUse,
)
from drs_report.records.observations import CoverageRow, Observation, Result
from drs_report.records.reading import (
    BlockRecognition,
    ColumnMatch,
    Leftover,
    Recognition,
    Rest,
    SheetRecognition,
    Source,
)
from drs_report.records.remarks import RemarkKind, remark

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
OK = "consistent"
BAD = "inconsistent"
TYPES = ("objects_comparison", "lines", "contents")

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "</script></td></table><h1>owned",
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "-2+3",
    "| a | b |\n|---|---|",
    "`code` **bold** [link](javascript:alert(1)) ![i](x)",
    "{{ 7*7 }}{% raw %}${7*7}",
    "\u202egnp.exe\u202c",
    "zero\u200bwidth\ufeff",
    "nul\x00bell\x07esc\x1b[31m",
    "line\u2028sep\u2029par\r\nend",
    "lone\ud800surrogate",
    "👩‍👩‍👧 emoji 𝔘𝔫𝔦",
    "]]><!--",
    "x" * 400,
    "表" * 200,
    " lead and trail ",
)
"""Texts that have hurt some renderer somewhere."""


def table(db: str, name: str, *, target: str = "") -> Subject:
    return Subject(Level.TABLE, source_db=db, source_name=name, target_db=db if target else "", target_name=target)


def cell(outcome: str, n: int | None = None) -> Observation:
    return answer(outcome, outcome_class(outcome), n)


def answer(outcome: str, standing: OutcomeClass, n: int | None = None, *, of: str = "contents") -> Observation:
    """A cell of the matrix that says neither where it stands nor what proves it."""
    rule = "unsaid" if standing is OutcomeClass.VERIFIED else ""
    return Observation(Subject(Level.TABLE), Result(of, outcome, standing, n, rule=rule))


RULES = {
    "objects_comparison": "on-both-sides",
    "lines": "counts-equal",
    "contents": "values-equal",
    "random": "sample-equal",
}
FILES = {"objects_comparison": "objects.xlsx"}


def proof_of(said: Observation) -> Proof:
    """What it proves of its table."""
    return by_slug(said.result.compare_type).proof if said.derivation else Proof.NONE


def derived(subject: Subject, compare_type: str, known: Observation) -> Observation:
    """Give a cell its place, and its proof where it is verified, as the checks do; the table's number stands for its size."""
    digits = "".join(filter(str.isdigit, subject.source_name)) or "40"
    rows = 31 * int(digits[:6]) + 7
    evidence = Evidence(FILES.get(compare_type, f"{compare_type}.xlsx"), "Details", (int(digits[:6]) + 2,), 1)
    own = replace(known.result, compare_type=compare_type, places=(evidence,))
    if known.outcome_class is OutcomeClass.VERIFIED:
        names: tuple[str, ...] = ("source_db", "source_table", "outcome")
        values: tuple[Scalar, ...] = (subject.source_db, subject.source_name, known.outcome)
        if compare_type != "objects_comparison":
            names, values = (*names, "source_rows", "target_rows"), (*values, rows, rows)
        own = replace(own, rule=RULES[compare_type], columns=names, cells=tuple((value,) for value in values))
    return Observation(subject, own)


def row(subject: Subject, *, in_scope: bool = True, **cells: Observation) -> CoverageRow:
    cells = {compare_type: derived(subject, compare_type, known) for compare_type, known in cells.items()}
    order = list(OutcomeClass)
    rank = [OutcomeClass.VERIFIED, OutcomeClass.REVIEW, OutcomeClass.UNFINISHED, OutcomeClass.NOT_VERIFIED]
    rank.append(OutcomeClass.DIFFERS)
    assert len(rank) == len(order)
    worst = max((c.outcome_class for c in cells.values()), key=rank.index)
    proofs = {
        "contents": Proof.VALUES,
        "random": Proof.SAMPLE,
        "lines": Proof.COUNTS,
        "objects_comparison": Proof.OBJECTS,
    }
    proof = Proof.NONE
    if worst is not OutcomeClass.DIFFERS:
        found = [proofs[t] for t in proofs if t in cells and cells[t].outcome_class is OutcomeClass.VERIFIED]
        proof = found[0] if found else Proof.NONE
    return CoverageRow(subject, cells, proof, worst, in_scope)


def source(compare_type: str, name: str, n_rows: int, **changes: object) -> Source:
    columns = (
        ColumnMatch("A", "源表名", "source_table", 1.0),
        ColumnMatch("B", "源数据库", "source_rows", 0.8, remark(RemarkKind.CELLS_ARE_COUNTS)),
        ColumnMatch("C", "备注2", "extra:备注2", 0.0),
        ColumnMatch("D", "操作", None, 1.0),
    )
    sheet = SheetRecognition(
        sheet="Table Details",
        state="visible",
        n_rows=n_rows + 2,
        blocks=(
            BlockRecognition(
                frame="tables",
                header_rows=(3,),
                first_row=4,
                last_row=n_rows + 3,
                n_rows=n_rows,
                title="retail",
                columns=columns,
                score=0.75,
            ),
        ),
        leftovers=(Leftover(1, 1, 1, Rest("meta"), ("Comparison Type: Row comparison",)),),
    )
    recognition = Recognition(
        compare_type=compare_type,
        decided_by=remark(RemarkKind.BY_COLUMNS),
        engine="exact",
        sheets=(sheet,),
        meta=(("compare_start_time", "2026-11-15T22:00:00+08:00"),),
        notes=(remark(RemarkKind.UNKNOWN_STYLE, sheet="Table Details"),),
    )
    origin = Origin(
        name=name,
        sha256=hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest(),
        size=48_213,
        fetched_at=NOW - timedelta(hours=1),
        job_id="7b1f5c8e-0d7f-4a63-9d55-1f6f0e8ajb11",
        compare_job_id="b0d1a6c2",
        compare_type=compare_type,
        language="en-us",
        region="cn-north-4",
    )
    base = {
        "origin": origin,
        "compare_type": compare_type,
        "recognition": recognition,
        "n_rows": {"tables": n_rows},
        "started_at": NOW - timedelta(hours=11),
        "ended_at": NOW - timedelta(hours=10, minutes=12),
    }
    return Source(**(base | changes))  # type: ignore[arg-type] - the keys are checked by the dataclass itself


def criteria(statuses: Mapping[str, CriterionStatus], n: int) -> tuple[Criterion, ...]:
    return tuple(Criterion(name, status, (Fact("n_tables", n),)) for name, status in statuses.items())


def verdict(
    decision: Decision,
    findings: tuple[JudgedFinding, ...] = (),
    *,
    n: int = 6,
    waivers: tuple[WaiverUse, ...] = (),
    name: str = "default",
) -> Verdict:
    status = {
        Decision.PASS: CriterionStatus.MET,
        Decision.FAIL: CriterionStatus.BROKEN,
        Decision.INCONCLUSIVE: CriterionStatus.UNPROVEN,
    }[decision]
    return Verdict(
        decision=decision,
        criteria=criteria(
            {"required-comparisons": CriterionStatus.MET, "rows-equal": status, "values-equal": status}, n
        ),
        findings=findings,
        waivers=waivers,
        policy_name=name,
        policy_sha256=hashlib.sha256(name.encode()).hexdigest(),
        policy_facts=(Fact("required_types", "objects_comparison,lines,contents"), Fact("max_age_hours", None)),
        judged_at=NOW,
    )


def judged(finding: Finding, effect: Effect | None = None, **rest: object) -> JudgedFinding:
    return JudgedFinding(finding, effect or finding.effect, **rest)  # type: ignore[arg-type] - as above


def count_differs(subject: Subject, source_rows: int, target_rows: int) -> Finding:
    return Finding(
        "lines.count-differs",
        Effect.DIFFERS,
        subject,
        "lines",
        "inconsistent",
        abs(target_rows - source_rows),
        (
            Fact("source_rows", source_rows),
            Fact("target_rows", target_rows),
            Fact("row_difference", target_rows - source_rows),
            Fact("n_different", abs(target_rows - source_rows)),
            Fact("message", None),
        ),
        (Evidence("lines.xlsx", "retail", (7,), 1),),
    )


def values_differ(
    subject: Subject, n: int, samples: tuple[tuple[Fact, ...], ...], *, message: str | None = None
) -> Finding:
    third = n // 3
    return Finding(
        "contents.values-differ",
        Effect.DIFFERS,
        subject,
        "contents",
        "inconsistent",
        n,
        (
            Fact("n_different", n),
            Fact("n_reported", n),
            Fact("n_listed", n),
            Fact("n_only_in_source", third),
            Fact("n_only_in_target", third),
            Fact("n_changed", n - 2 * third),
            Fact("source_rows", 98_210),
            Fact("target_rows", 98_210),
            Fact("row_difference", 0),
            Fact("message", message),
        ),
        (
            Evidence("contents.xlsx", "Value Details", (12,), 1),
            Evidence("contents.xlsx", "Differences", (5, 6, 7, 8, 9, 14), max(n, 6)),
        ),
        samples,
    )


def sample(key: str, table_name: str, value: str, kind: str = "different") -> tuple[Fact, ...]:
    escaped = value.replace("'", "''")
    return (
        Fact("kind", kind),
        Fact("source_key", None if kind == "only_in_target" else f'["{key}"]'),
        Fact("target_key", None if kind == "only_in_source" else f'["{key}"]'),
        Fact("source_sql", f"select * from {table_name} where id = {key} and name = '{escaped}'"),
        Fact("target_sql", f"select * from {table_name} where id = {key}"),
    )


def plain(  # noqa: PLR0917 - short calls in a table of cases
    code: str,
    effect: Effect,
    subject: Subject,
    compare_type: str = "",
    outcome: str = "",
    n: int = 1,
    facts: tuple[Fact, ...] = (),
    evidence: tuple[Evidence, ...] = (),
) -> Finding:
    return Finding(code, effect, subject, compare_type, outcome, n, facts, evidence)


def sources(n: int = 6) -> tuple[Source, ...]:
    return (
        source("objects_comparison", "objects.xlsx", n),
        source("lines", "lines.xlsx", n),
        source("contents", "contents.xlsx", n),
    )


def verified(db: str, name: str) -> CoverageRow:
    return row(table(db, name), objects_comparison=cell(OK), lines=cell(OK), contents=cell(OK))
