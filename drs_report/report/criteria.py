"""The questions of the policy with their answers and numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from drs_report.findings.criteria import CRITERIA, claim
from drs_report.findings.facts import FACTS, fact_name, fact_value
from drs_report.language import formatting, labels
from drs_report.language.translator import Words
from drs_report.records.document import Block, Cell, Column, Row, Section, Table
from drs_report.records.judgement import Criterion, CriterionStatus, Fact, OutcomeClass
from drs_report.report.material import Material

_BY_TABLES = {kind.id: kind.compare_type for kind in CRITERIA if kind.compare_type and "n_verified" in kind.facts}
"""The criteria that hold table by table -> the comparison whose cells answer them."""

CRITERION_ORDER = (CriterionStatus.BROKEN, CriterionStatus.UNPROVEN, CriterionStatus.MET)


def section(m: Material) -> Section | None:
    """Return the criteria section; None where the verdict has no criterion."""
    w = m.words
    if not m.verdict.criteria:
        return None
    ordered = sorted(m.verdict.criteria, key=lambda one: CRITERION_ORDER.index(one.status))
    rows = tuple(_row(m, criterion) for criterion in ordered)
    table = Table(
        id="criteria-table",
        caption=w.t("Criteria"),
        columns=(
            Column("status", w.t("Answer"), is_state=True),
            Column("claim", w.t("What is asked")),
            Column("numbers", w.t("Numbers")),
            Column("id", w.t("Criterion"), is_code=True),
        ),
        rows=rows,
        n_total=len(rows),
    )
    lead = w.t(
        "Policy “{policy}”, fixed by its fingerprint {hash}. Every criterion must be met for a PASS.",
        policy=m.verdict.policy_name,
        hash=m.verdict.policy_sha256[:12] or formatting.DASH,
    )
    return Section("criteria", w.t("Criteria"), (Block(paragraph=lead), Block(table=table)))


def _row(m: Material, criterion: Criterion) -> Row:
    w = m.words
    state = labels.answer_state(criterion.status)
    return Row(
        cells=(
            Cell(labels.answer(w, criterion.status), criterion.status.value, state),
            Cell(claim(w, criterion.id)),
            Cell(numbers(m, criterion)),
            Cell(criterion.id, criterion.id),
        ),
        anchor=f"c-{criterion.id}",
        state=state,
    )


def numbers(m: Material, criterion: Criterion) -> str:
    """Say in numbers how a criterion is answered; a dash where it has none that says something."""
    return _tables(m, criterion) or _facts(m, criterion) or formatting.DASH


def _tables(m: Material, criterion: Criterion) -> str:
    """Say of how many tables one comparison holds and of the others why not; "" for a criterion of something else."""
    w, slug = m.words, _BY_TABLES.get(criterion.id)
    if not slug or not m.tables:
        return ""
    counts = Counter[str]()
    for (_, outcome_class), n in m.results.get(slug, {}).items():
        counts[_STANDS[outcome_class]] += n
    counts["absent"] = len(m.tables) - counts.total()
    shown = (
        (w.n("{n} differs", "{n} differ", counts["differs"]), counts["differs"]),
        (w.t("{n} open", n=counts["open"]), counts["open"]),
        (w.t("{n} to review", n=counts["review"]), counts["review"]),
        (w.t("{n} absent", n=counts["absent"]), counts["absent"]),
    )
    rest = w.listed([text for text, n in shown if n])
    head = w.t("{part} of {total}", part=counts["verified"], total=len(m.tables))
    if rest:
        head = w.t("{head} — {rest}", head=head, rest=rest)
    set_aside = _set_aside(m, criterion)
    return w.phrases([head, set_aside]) if set_aside else head


_STANDS = {
    OutcomeClass.VERIFIED: "verified",
    OutcomeClass.DIFFERS: "differs",
    OutcomeClass.REVIEW: "review",
    OutcomeClass.NOT_VERIFIED: "open",
    OutcomeClass.UNFINISHED: "open",
}


def _set_aside(m: Material, criterion: Criterion) -> str:
    names = ("n_tolerated", "n_waived", "n_accepted", "n_things")
    return figures(m.words, [fact for fact in criterion.facts if fact.name in names], m.caps.cell_text)


def _facts(m: Material, criterion: Criterion) -> str:
    """Say the numbers of any other criterion."""
    numbers = ((fact.name, fact.value) for fact in criterion.facts if fact.name in {"n_tables", "n_covered"})
    of_tables = {name: n for name, n in numbers if isinstance(n, int)}
    if len(of_tables) < 2:
        return figures(m.words, criterion.facts, m.caps.cell_text)
    head = m.words.t("{part} of {total}", part=of_tables["n_covered"], total=of_tables["n_tables"])
    rest = figures(m.words, [fact for fact in criterion.facts if fact.name not in of_tables], m.caps.cell_text)
    return m.words.t("{head} — {rest}", head=head, rest=rest) if rest else head


def figures(w: Words, facts: Sequence[Fact], limit: int) -> str:
    """Say what can be counted in a few words, then the others with their labels; a zero says nothing."""
    counted: list[str] = []
    labelled: list[str] = []
    for fact in facts:
        if not fact.value:
            continue
        words = FACTS[fact.name].counted
        shown = fact_value(w, fact, limit)
        if words is not None and isinstance(fact.value, int):
            counted.append(w.say(words, fact.value).format(n=shown))
        else:
            labelled.append(w.t("{label}: {value}", label=fact_name(w, fact.name), value=shown))
    return w.phrases([*filter(None, [w.listed(counted)]), *labelled])
