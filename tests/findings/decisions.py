"""One job in which much is wrong and one with a little, judged by many policies: what each policy changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from drs_report.analysis import Analysis, analyse
from drs_report.policy import judge, parse_policy
from drs_report.records.judgement import Verdict
from drs_report.records.reading import Leftover, Rest, SheetRecognition
from tests.findings.cases import NAMES, beside, differing, origin, recognised, repaired, sampled, waiver
from tests.findings.story import changed, told
from tests.judgement.evidence import NOW, SHOP, TIMES, content, dataset, line, overview

HR = {"source_db": "hr", "target_db": "hr_new"}


def _much() -> Analysis:
    """Rows of every rung in two databases, beside a sample, a repair and cells that nobody understood."""
    things = [{**SHOP, "object_type": kind, "source_object": name, "target_object": name, "outcome": word} for kind, name, word in (
        *(("TABLE", name, "consistent") for name in (*NAMES, "carts", "old")), ("VIEW", "v", "target_missing"), ("EVENT", "e", "compare_failed"),
        ("INDEX", "orders.i", "inconsistent"))]  # fmt: skip
    counts = [line("orders", 10, 9, "inconsistent"), line("customers"), {**line("items"), "source_rows": None}, line("carts", outcome="comparing"),
              {**line("staff", 100, 98, "inconsistent"), **HR}, {**line("pay", 5, 6), **HR}]  # fmt: skip
    values = [content("orders", outcome="inconsistent", different_rows=3), content("customers", outcome="cannot_compare"),
              {**content("items"), "not_understood": 1}, content("carts", outcome="both_tables_missing"),
              {**content("staff", 100, outcome="inconsistent", different_rows=2), **HR}, {**content("pay"), "changed_rows": 1, **HR}]  # fmt: skip
    pairs = [
        overview(4, n_inconsistent=1, outcome="inconsistent"),
        {**overview(2, n_inconsistent=1, outcome="inconsistent"), **HR},
    ]
    made = recognised(dataset("contents", meta=TIMES, tables=values, databases=pairs))
    odd = SheetRecognition(
        "odd", "visible", 3, (), (Leftover(5, 5, 1, Rest.ROW, ("look at it",)), Leftover(6, 7, 2, Rest.TABLE, ("c",)))
    )
    made = recognised(made, sheets=(*made.recognition.sheets, odd))
    sample = dataset("random", meta=TIMES, tables=[sampled("customers"), sampled("carts")], databases=[overview(2)])
    again = repaired()[-1]
    return analyse([dataset("objects_comparison", meta=TIMES, objects=things),
                    dataset("lines", meta=TIMES, tables=counts, databases=pairs), made, sample, again])  # fmt: skip


def _little() -> Analysis:
    """Two tables that differ in a few rows, and files of which one says no time and one was fetched."""
    objects, counts = beside("contents")
    fetched = origin(recognised(counts, meta=()), fetched_at=NOW - timedelta(hours=30))
    return analyse([objects, fetched, differing(1, 4)])


def _uncounted() -> Analysis:
    """Tables that differ, one of them in nobody knows how many rows, one in some of nobody knows how many."""
    counts = ((10, 3), (10, None), (None, 3))
    rows = [content(one, outcome="inconsistent", different_rows=n) | {"source_rows": of, "target_rows": of}
            for one, (of, n) in zip(NAMES, counts, strict=True)]  # fmt: skip
    pairs = [overview(3), {**overview(1), "source_db": "x", "target_db": "x"}]
    return analyse([*beside("contents"), dataset("contents", meta=TIMES, tables=rows, databases=pairs)])


def _dated() -> Analysis:
    """Files that say when they began, when they ended, neither, or a time to come."""
    objects, counts = beside("contents")
    begun = recognised(objects, meta=TIMES[:1])
    ended = recognised(counts, meta=TIMES[1:])
    later = replace(
        differing(), recognition=replace(differing().recognition, meta=(("compare_end_time", "2026-11-15T07:00:00Z"),))
    )
    return analyse([begun, ended, later, dataset("random", tables=[sampled(NAMES[0])])])


def _tolerances() -> Iterator[str]:
    for kind in ("lines", "contents"):
        for pattern in ("*", "shop.orders", "hr.*", "*.staff", "nothing"):
            for limit in (
                "rows = 1",
                "rows = 2",
                "rows = 3",
                "rows = 4",
                "share = 0.02",
                "share = 0.3",
                "rows = 9\nshare = 0.01",
            ):
                yield f'[[tolerance]]\npattern = "{pattern}"\ncompare_type = "{kind}"\n{limit}\n'


def _proofs() -> Iterator[str]:
    for proof in ("objects", "counts", "sample"):
        for pattern in ("*", "*.customers", "*.carts", "*.items", "hr.*", "nothing"):
            yield f'[[accept_proof]]\npattern = "{pattern}"\nproof = "{proof}"\nreason = "r"\n'


def _waivers() -> Iterator[str]:
    codes = ("contents.values-differ", "contents.*", "lines.count-differs", "lines.unfinished", "lines.count-missing", "objects.differ",
             "objects.missing-in-target", "objects.not-verified", "repair.*", "coverage.absent", "integrity.*", "random.*", "*.review",
             "contents.cannot-compare", "contents.counters-differ", "waiver.unmatched", "*.database-differs")  # fmt: skip
    for code in codes:
        for more in (
            {},
            {"max_findings": 9},
            {"pattern": "shop.*", "max_findings": 9},
            {"compare_type": "contents", "max_findings": 9},
        ):
            yield waiver(code, **more)
    for rows in (0, 1, 2, 3, 4, 5, 100):
        yield waiver("contents.values-differ", max_rows=rows, max_findings=9)
        yield waiver("lines.*", max_rows=rows, max_findings=9)
    for n in (1, 2, 3, 4):
        yield waiver("*", pattern="hr.*", max_findings=n)
    yield from (
        waiver("contents.values-differ", expires=day, max_findings=9)
        for day in ("2026-11-14", "2026-11-15", "2026-11-16")
    )
    yield waiver("lines.filtered", expires="2026-11-14")
    yield waiver("contents.values-differ", max_findings=9) + waiver("contents.*", max_findings=9).replace('"w"', '"v"')
    places = ({"file": "contents.xlsx", "sheet": "odd"}, {"file": "lines.xlsx", "sheet": "odd"}, {"file": "contents.xlsx", "sheet": "tables"},
              {"file": "con*", "sheet": "odd*"})  # fmt: skip
    for place in places:
        yield waiver("integrity.unrecognised-rows", max_findings=9, **place)
        yield from (
            waiver("evidence.not-understood", max_findings=9, text=text, **place)
            for text in ("look at it", "look*", "other")
        )
        yield waiver("contents.values-differ", max_findings=9, **place)


def _scopes() -> Iterator[str]:
    for include in (
        '["*"]',
        '["shop.*"]',
        '["hr.*"]',
        '["*.orders", "*.items"]',
        '["nothing"]',
        '["shop.orders"]',
        '["*.s*"]',
    ):
        for exclude in ("[]", '["*.staff"]', '["shop.*"]', '["hr.pay", "shop.carts"]', '["nothing"]'):
            yield f"[scope]\ninclude = {include}\nexclude = {exclude}\n"


def _required() -> Iterator[str]:
    for types in (
        ["lines"],
        ["contents"],
        ["random"],
        ["objects_comparison"],
        ["lines", "random"],
        ["contents", "lines"],
    ):
        yield f"require = {types}\n".replace("'", '"')
        yield f"require = {types}\n".replace("'", '"') + next(_proofs()).replace("objects", "counts")


def _ages() -> Iterator[str]:
    for hours in (3.9, 4, 5, 29, 30, 31):
        for trust in ("", "trust_fetch_time = true\n"):
            yield f"max_age_hours = {hours}\n{trust}"
            yield f"{trust}[freshness.lines]\nmax_age_hours = {hours}\n"
    for hour in (0, 1, 2, 3):
        for trust in ("", "trust_fetch_time = true\n"):
            yield f"not_before = 2026-11-15T{hour:02}:00:00Z\n{trust}"
            yield f"{trust}[freshness.contents]\nnot_before = 2026-11-15T{hour:02}:00:00Z\nmax_age_hours = 1\n"
    yield 'max_spread_hours = 2\nfold_case = true\nnot_before = 2026-11-14T00:00:00Z\n[alias]\na = "b"\nc = "d"\n'


def decided(verdict: Verdict) -> Iterator[str]:
    """Yield the decision, the answers and what became of each finding."""
    yield f"decision {verdict.decision.value}"
    yield from (f"{fact.name}: {told(fact.value)}" for fact in verdict.policy_facts)
    for criterion in verdict.criteria:
        yield f"{criterion.id} {criterion.status.value}: {told(criterion.facts)}"
    for use in verdict.waivers:
        yield f"waiver {use.waiver.id} {use.status}: {use.n_findings} findings, {use.n}"
    for one in verdict.findings:
        why = f" by {one.tolerance}" if one.tolerance else f" by the waiver {one.waiver.id}" if one.waiver else ""
        facts = (
            f" {told(one.finding.facts)}" if one.finding.code.startswith(("policy.", "evidence.", "waiver.")) else ""
        )
        where = "" if one.in_scope else ", out of scope"
        yield f"{one.finding.code} {told(one.finding.subject)} {one.finding.compare_type}: {one.effect.value}{why}{where}{facts}"


def _by(analysis: Analysis, policies: Sequence[str]) -> Iterator[str]:
    def of(source: str) -> list[str]:
        return list(decided(judge(analysis.findings, analysis.coverage, analysis.sources, parse_policy(source), NOW)))

    usual = of("")
    yield from usual
    for source in policies:
        yield "== " + "; ".join(source.splitlines())
        yield from changed(usual, of(source))


DECISIONS: dict[str, Callable[[], Iterator[str]]] = {
    "tolerances": lambda: _by(_much(), [*_tolerances()]),
    "little": lambda: _by(_little(), [*[*_tolerances()][:14], *_ages(), *_required()]),
    "proofs": lambda: _by(_much(), [*_proofs(), *_required()]),
    "waivers": lambda: _by(_much(), [*_waivers()]),
    "uncounted": lambda: _by(
        _uncounted(),
        [
            *(waiver("contents.values-differ", max_findings=9, max_rows=rows) for rows in (6, 7)),
            *[*_tolerances()][35:42],
            '[scope]\ninclude = ["shop.*", "x", "x.*"]\n',
        ],
    ),
    "scopes": lambda: _by(_much(), [*_scopes()]),
    "ages": lambda: _by(_dated(), [*_ages()]),
}
