"""One sub-section per compare type: its numbers, a chart where it tells more, findings, and what it does not prove."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from drs_report.comparisons import COMPARE_TYPES, by_slug
from drs_report.findings.facts import fact_name
from drs_report.language import formatting, labels
from drs_report.language.translator import Words
from drs_report.records.document import Bar, Block, Chart, Figure, Pair, Section, Segment, State, Table
from drs_report.records.judgement import CLASS_ORDER, Effect, OutcomeClass
from drs_report.records.observations import Result
from drs_report.report.findings_table import findings_table
from drs_report.report.material import CHECKS, Material
from drs_report.report.outcomes import outcome_text

_ENOUGH = 3
"""Bars from which a chart tells more than the words beside them."""


def section(m: Material, differing: Mapping[str, Table]) -> Section | None:
    """Return the comparisons that have a file or a finding, one sub-section each; None where there is neither."""
    present = {source.compare_type for source in m.sources} | set(m.coverage.compare_types)
    present |= {place for place in m.noted if place != CHECKS}
    known = [slug for slug in COMPARE_TYPES if slug in present] + sorted(present - set(COMPARE_TYPES))
    parts = tuple(_one(m, slug, differing) for slug in known)
    if not parts:
        return None
    w = m.words
    blocks = [Block(paragraph=w.t("What each kind of comparison found, in the order of a sign-off."))]
    chart = _overview_chart(m)
    if chart:
        blocks.append(Block(chart=chart))
    return Section("comparisons", w.t("Comparisons"), tuple(blocks), parts)


def checks(m: Material, differing: Mapping[str, Table]) -> Section | None:
    """Return the findings about the evidence and the policy; None where there is none."""
    entries = m.noted.get(CHECKS, ())
    if not entries:
        return None
    w = m.words
    lead = w.t("Whether the evidence is whole, recent and free of contradictions, and whether the policy fits it.")
    table = findings_table(m, entries, differing, slug=CHECKS, caption=w.t("Checks of the evidence and the policy"))
    return Section("checks", w.t("Checks of the evidence"), (Block(paragraph=lead), Block(table=table)))


def _one(m: Material, slug: str, differing: Mapping[str, Table]) -> Section:
    w, entries = m.words, m.noted.get(slug, ())
    name = labels.compare_type(w, slug)
    count = _classes(m, slug)
    blocks: list[Block] = []
    if not any(source.compare_type == slug for source in m.sources):
        note = w.t("No result file of this comparison was read.")
        blocks.append(Block(notice=Pair(w.t("No file"), note, state="open")))
    if slug in COMPARE_TYPES:
        blocks.append(Block(paragraph=w.say(by_slug(slug).limits)))
    figures = _figures(m, slug, count)
    if figures:
        blocks.append(Block(figures=figures))
    kinds = _kinds(m, slug)
    if kinds:
        blocks.append(Block(paragraph=kinds))
    charts = (_outcome_chart(m, slug, name), _largest_chart(m, slug) if count[OutcomeClass.DIFFERS] else None)
    blocks.extend(Block(chart=chart) for chart in charts if chart)
    caption = w.t("{name}: findings", name=name)
    blocks.append(Block(table=findings_table(m, entries, differing, slug=slug, caption=caption)))
    return Section(f"compare-{slug.replace('_', '-')}", name, tuple(blocks))


def _classes(m: Material, slug: str) -> Counter[OutcomeClass]:
    count = Counter[OutcomeClass]()
    for (_, outcome_class), n in m.results.get(slug, {}).items():
        count[outcome_class] += n
    return count


def _figures(m: Material, slug: str, count: Counter[OutcomeClass]) -> tuple[Figure, ...]:
    w, total = m.words, count.total()
    found: list[Figure] = []
    if total:
        found.append(Figure(w.t("tables in scope listed"), formatting.number(total)))
        for one in CLASS_ORDER:
            if count[one] or one in {OutcomeClass.VERIFIED, OutcomeClass.DIFFERS}:
                text = shared(w, count[one], total)
                state = labels.class_state(one, slug) if count[one] else "none"
                found.append(Figure(labels.class_label(w, one, slug), text, state))
    entries = [entry.judged for entry in m.noted.get(slug, ()) if entry.judged.in_scope]
    for effect in (Effect.DIFFERS, Effect.UNPROVEN, Effect.REVIEW):
        n = sum(1 for judged in entries if judged.effect is effect)
        if n and not total:
            found.append(Figure(labels.answer(w, effect), formatting.number(n), labels.answer_state(effect)))
    return tuple(found)


def _overview_chart(m: Material) -> Chart | None:
    w = m.words
    bars = []
    for slug in m.coverage.compare_types:
        count = _classes(m, slug)
        segments = tuple(
            Segment(labels.class_label(w, one, slug), n, shared(w, n, count.total()), labels.class_state(one, slug))
            for one in CLASS_ORDER
            if (n := count[one])
        )
        if segments:
            bars.append(Bar(labels.compare_type(w, slug), segments, w.n("{n} table", "{n} tables", count.total())))
    said = (w.t("{name} – {parts}.", name=bar.label, parts=listed(w, bar.segments)) for bar in bars)
    title = w.t("Results per comparison, tables in scope")
    return Chart("chart-outcomes", title, " ".join(said), tuple(bars), is_share=True) if bars else None


def listed(w: Words, parts: Iterable[Segment | Bar]) -> str:
    """Say in words what parts of a chart show."""
    return w.listed([w.t("{label}: {value}", label=one.label, value=one.text) for one in parts])


def _bar(label: str, n: int, state: State, what: str = "") -> Bar:
    """Return a bar of one number."""
    text = formatting.number(n)
    return Bar(label, (Segment(what or label, n, text, state),), text)


def _outcome_chart(m: Material, slug: str, name: str) -> Chart | None:
    """Chart the result words as the file gives them, most frequent first, where they tell more than the figures."""
    w, count = m.words, m.results.get(slug, {})
    if len(count) == len({outcome_class for _, outcome_class in count}):
        return None
    bars = []
    for (outcome, outcome_class), n in sorted(count.items(), key=lambda item: (-item[1], item[0][0])):
        rule = by_slug(slug).verified_as if outcome_class is OutcomeClass.VERIFIED else ""
        label = outcome_text(w, Result(slug, outcome, outcome_class, rule=rule))
        bars.append(_bar(label, n, labels.class_state(outcome_class, slug)))
    said = w.t("Tables per result. {parts}.", parts=listed(w, bars))
    return Chart(f"chart-results-{slug}", w.t("{name}: results", name=name), said, tuple(bars))


def _largest_chart(m: Material, slug: str) -> Chart | None:
    w = m.words
    cells = ((row, row.cells[slug]) for row in m.tables if slug in row.cells)
    differing = [
        (cell.n_different, formatting.name(row.subject.name))
        for row, cell in cells
        if cell.outcome_class is OutcomeClass.DIFFERS and cell.n_different
    ]
    differing.sort(key=lambda item: (-abs(item[0]), item[1]))
    top = differing[: m.caps.bars]
    if len(top) < _ENOUGH:
        return None
    what = w.say(by_slug(slug).differences)
    bars = tuple(_bar(w.clip(name, 60), abs(n), "bad", what) for n, name in top)
    title = w.t(
        "Tables with the most differences ({what}; {shown} of {total} such tables)",
        what=what,
        shown=len(top),
        total=len(differing),
    )
    said = w.t("{what}, by table – {parts}.", what=what, parts=listed(w, bars))
    return Chart(f"chart-largest-{slug}", title, said, bars)


def _kinds(m: Material, slug: str) -> str:
    """Say of how many differing rows the file tells which way they differ; "" where of none."""
    w = m.words
    sums: Counter[str] = Counter()
    names = ("n_only_in_source", "n_only_in_target", "n_changed")
    for entry in m.noted.get(slug, ()):
        finding = entry.judged.finding
        for name in names:
            value = finding.fact(name)
            if entry.judged.in_scope and isinstance(value, int):
                sums[name] += value
    total = sum(sums.values())
    if not total:
        return ""
    said = [
        w.t("{label}: {value}", label=fact_name(w, name), value=shared(w, sums[name], total))
        for name in names
        if sums[name]
    ]
    return w.n(
        "{n} differing row that the file lists. {parts}.",
        "{n} differing rows that the file lists. {parts}.",
        total,
        parts=w.listed(said),
    )


def shared(w: Words, n: int, total: int) -> str:
    """Say a number and its share of a total."""
    return w.t("{n} ({share})", n=n, share=formatting.share(n, total))
