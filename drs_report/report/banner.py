"""The verdict in one sentence and at most six numbers. It never says more than the evidence proves."""

from __future__ import annotations

from drs_report.language import formatting, labels
from drs_report.language.translator import Words
from drs_report.records.document import Figure, State
from drs_report.records.judgement import CriterionStatus, Decision, Effect, Level
from drs_report.report.material import Material, Standing, standing

__all__ = ["figures", "sentence", "subject_line"]


def sentence(m: Material) -> str:
    """Return the sentence a manager acts on."""
    if m.verdict.decision is Decision.FAIL:
        return _fail(m)
    if m.verdict.decision is Decision.INCONCLUSIVE:
        return _inconclusive(m)
    return _pass(m)


def subject_line(m: Material, title: str) -> str:
    """Return one line for mail subjects: the decision, the title, the headline numbers; at most 120 characters."""
    w = m.words
    total, differ = len(m.tables), m.n(Standing.DIFFERS)
    # whatever the policy accepts: the line says how much of it full proof does not cover
    weaker = total - differ - m.n(Standing.VALUES)
    numbers = w.t(
        "{differs} differ, {weaker} not proven by values, {total} tables", differs=differ, weaker=weaker, total=total
    )
    decision = labels.decision(w, m.verdict.decision)
    room = 120 - len(w.t("{decision}: {title} ({numbers})", decision=decision, title="", numbers=numbers))
    shown = formatting.visible(title)
    if len(shown) > room:
        shown = shown[: room - 1].rstrip() + "…"
    return w.t("{decision}: {title} ({numbers})", decision=decision, title=shown, numbers=numbers)


def figures(m: Material) -> tuple[Figure, ...]:
    """Return the numbers behind the sentence; every table in scope is in exactly one of those that follow the first."""
    w, total = m.words, len(m.tables)

    def of(n: int, label: str, state: State) -> Figure:
        text = w.t("{part} of {total}", part=n, total=total)
        return Figure(label=label, text=text, state=state if n else "none")

    differs, open_ = m.n(Standing.DIFFERS), m.n(Standing.OPEN, Standing.OBJECTS)
    found = [
        Figure(w.t("tables in scope"), formatting.number(total), "info"),
        of(m.n(Standing.VALUES), w.t("found equal by value comparison"), "ok"),
    ]
    sample, counts = m.n(Standing.SAMPLE), m.n(Standing.COUNTS)
    waived = sum(1 for judged in m.findings if judged.waiver is not None or labels.is_accepted(judged))
    if sample and counts and waived:
        found.append(of(sample + counts, w.t("equal only in a sample or in row counts"), "info"))
    else:
        if sample:
            found.append(of(sample, w.t("equal in a sample of their rows"), "info"))
        if counts:
            found.append(of(counts, w.t("equal in row counts only"), "info"))
    found.append(of(differs, w.t("with differences"), "bad"))
    found.append(of(open_, w.t("not verified"), "open"))
    if waived:
        found.append(Figure(w.t("findings waived or accepted"), formatting.number(waived), "warn"))
    return tuple(found)


def _fail(m: Material) -> str:
    w = m.words
    tables, objects = m.subjects(Effect.DIFFERS, Level.TABLE), m.subjects(Effect.DIFFERS, Level.OBJECT)
    others = m.subjects(Effect.DIFFERS, Level.DATABASE) + m.subjects(Effect.DIFFERS, Level.FILE)
    parts = []
    if tables:
        parts.append(w.n("{n} table differs", "{n} tables differ", tables))
    if objects:
        parts.append(w.n("{n} object differs", "{n} objects differ", objects))
    if others:
        parts.append(w.n("{n} more difference was found", "{n} more differences were found", others))
    if not parts:
        broken = sum(1 for one in m.verdict.criteria if one.status is CriterionStatus.BROKEN)
        parts.append(
            w.n("{n} criterion of the policy is broken", "{n} criteria of the policy are broken", max(broken, 1))
        )
    open_ = _unverified(m)
    if open_:
        parts.append(w.n("{n} table is not verified", "{n} tables are not verified", open_))
    partly = len(_unproven_tables(m))
    if partly:
        parts.append(_partly(w, partly, is_more=bool(open_)))
    return w.t("Do not cut over: {reasons}.", reasons=w.join(parts))


def _inconclusive(m: Material) -> str:
    w = m.words
    if not m.tables:
        return w.t("Not proven: the evidence shows no table in scope, so nothing is verified.")
    parts = []
    open_ = _unverified(m)
    if open_:
        parts.append(
            w.n(
                "{n} of {total} tables is not verified",
                "{n} of {total} tables are not verified",
                open_,
                total=len(m.tables),
            )
        )
    partly = len(_unproven_tables(m))
    if partly:
        parts.append(_partly(w, partly, is_more=bool(open_)))
    missing = [
        labels.compare_type(w, judged.finding.compare_type)
        for judged in m.findings
        if judged.finding.code == "policy.required-type-missing" and judged.effect is Effect.UNPROVEN
    ]
    if missing:
        parts.append(
            w.n(
                "a required comparison is missing ({names})",
                "{n} required comparisons are missing ({names})",
                len(missing),
                names=w.listed(missing),
            )
        )
    review = m.subjects(Effect.REVIEW, Level.TABLE)
    if review:
        parts.append(w.n("{n} table needs a person's eye", "{n} tables need a person's eye", review))
    rest = sum(
        1
        for judged in m.findings
        if judged.effect in {Effect.UNPROVEN, Effect.REVIEW}
        and judged.finding.subject.level is not Level.TABLE
        and judged.finding.code != "policy.required-type-missing"
    )
    if rest:
        parts.append(w.n("{n} question about the evidence is open", "{n} questions about the evidence are open", rest))
    if not parts:
        unmet = sum(1 for one in m.verdict.criteria if one.status is not CriterionStatus.MET)
        parts.append(
            w.n("{n} criterion of the policy is not proven", "{n} criteria of the policy are not proven", max(unmet, 1))
        )
    return w.t("Not proven: {reasons}.", reasons=w.join(parts))


def _partly(w: Words, n: int, *, is_more: bool) -> str:
    if is_more:
        return w.n("{n} more table is not fully proven", "{n} more tables are not fully proven", n)
    return w.n("{n} table is not fully proven", "{n} tables are not fully proven", n)


def _pass(m: Material) -> str:
    w, total, policy = m.words, len(m.tables), m.verdict.policy_name
    rest = _pass_rest(m)
    values = m.n(Standing.VALUES)
    if values == total and not rest:
        return w.n(
            "The only table in scope is proven equal by value comparison (policy “{policy}”).",
            "All {n} tables in scope are proven equal by value comparison (policy “{policy}”).",
            total,
            policy=policy,
        )
    parts = []
    if values:
        parts.append(w.n("{n} is proven equal by value comparison", "{n} are proven equal by value comparison", values))
    parts.extend(rest)
    return w.n(
        "The policy “{policy}” is met, but not by full proof: of {n} table in scope, {parts}.",
        "The policy “{policy}” is met, but not by full proof: of {n} tables in scope, {parts}.",
        total,
        policy=policy,
        parts=w.join(parts),
    )


def _pass_rest(m: Material) -> list[str]:
    """Say what a PASS holds besides equal values; nothing weaker goes unsaid."""
    w = m.words
    accepted = sum(1 for judged in m.findings if labels.is_accepted(judged))
    differing = {row.subject.key for row in m.tables if standing(row) is Standing.DIFFERS}
    others = [j for j in m.findings if j.finding.effect is Effect.DIFFERS and j.finding.subject.key not in differing]
    tolerated = len({j.finding.subject for j in others if j.tolerance})
    waived = len({j.finding.subject for j in others if j.waiver is not None})
    counted = (
        (m.n(Standing.SAMPLE), ("{n} was compared by a sample only", "{n} were compared by a sample only")),
        (m.n(Standing.COUNTS), ("{n} is equal in row counts only", "{n} are equal in row counts only")),
    )
    parts = [w.n(one, many, n) for n, (one, many) in counted if n]
    objects, differs, open_ = m.n(Standing.OBJECTS), m.n(Standing.DIFFERS), m.n(Standing.OPEN)
    if objects:
        parts.append(
            w.n("{n} is known only to exist on both sides", "{n} are known only to exist on both sides", objects)
        )
    if differs:
        parts.append(w.n("{n} differs and is accepted so", "{n} differ and are accepted so", differs))
    if open_:
        parts.append(w.n("{n} is not verified and is accepted so", "{n} are not verified and are accepted so", open_))
    extra = []
    if tolerated:
        extra.append(w.n("{n} difference is within a tolerance", "{n} differences are within a tolerance", tolerated))
    if waived:
        extra.append(w.n("{n} difference is waived", "{n} differences are waived", waived))
    if accepted:
        extra.append(w.n("{n} finding is accepted as not proven", "{n} findings are accepted as not proven", accepted))
    return parts + extra


def _unproven_tables(m: Material) -> set[tuple[str, ...]]:
    """Return the tables that something is verified of and that still have an open question."""
    unverified = {row.subject.key for row in m.tables if standing(row) in {Standing.OPEN, Standing.OBJECTS}}
    asked = {
        judged.finding.subject.key
        for judged in m.findings
        if judged.effect is Effect.UNPROVEN and judged.finding.subject.level is Level.TABLE
    }
    differing = {row.subject.key for row in m.tables if standing(row) is Standing.DIFFERS}
    return asked - unverified - differing


def _unverified(m: Material) -> int:
    """Return how many tables in scope nothing but their existence is verified of."""
    return m.n(Standing.OPEN, Standing.OBJECTS)
