"""The verdict in one sentence, the scope in one line and the cards. It never says more than the evidence proves.

Every number of tables is of the one partition (`standing`), so that sentence, subject, cards and charts agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from drs_report.comparisons import STRONGEST_FIRST
from drs_report.findings.criteria import claim
from drs_report.language import formatting, labels
from drs_report.language.translator import Plural, Words, mark_n
from drs_report.records.document import Figure, State
from drs_report.records.judgement import CriterionStatus, Decision, Effect, Level, Subject
from drs_report.report.criteria import numbers
from drs_report.report.material import Material
from drs_report.report.standing import STANDINGS, WORST_FIRST, Standing, card, counted
from drs_report.report.times import run_of, told

_NAMED = 3
"""Names of what differs or is open that the sentence gives."""
_SHORT_TITLE = 24
"""Characters of a title that are worth more than the day of the comparison."""


def state(m: Material) -> State:
    """Return the state of the verdict; a PASS without full proof does not look like one with it."""
    if m.verdict.decision is Decision.PASS and not is_full_proof(m):
        return "warn"
    return labels.answer_state(m.verdict.decision)


def decision_word(m: Material) -> str:
    """Return the decision in words; a PASS without full proof says so."""
    word = labels.answer(m.words, m.verdict.decision)
    if m.verdict.decision is Decision.PASS and not is_full_proof(m):
        return m.words.t("{decision} without full proof", decision=word)
    return word


def is_full_proof(m: Material) -> bool:
    """Whether every table in scope is proven by values, nothing had to be accepted, and none that differs left out."""
    return _is_proven(m) and not m.left_out[Standing.DIFFERS]


def _is_proven(m: Material) -> bool:
    return bool(m.tables) and m.n(Standing.VALUES) == len(m.tables) and not _set_aside(m)


def sentence(m: Material) -> str:
    """Return the sentence a manager acts on."""
    if m.verdict.decision is Decision.FAIL:
        return _fail(m)
    if m.verdict.decision is Decision.INCONCLUSIVE:
        return _inconclusive(m)
    return _pass(m)


def subject_line(m: Material, title: str) -> str:
    """Return one line for mail subjects: the decision, the title, the partition, the day; at most 120 characters."""
    w = m.words
    parts = [counted(w, one, m.n(one)) for one in WORST_FIRST if m.n(one)]
    parts.append(w.n("{n} table", "{n} tables", len(m.tables)))
    numbers = w.listed(parts)
    compared = run_of(m)
    dated = w.t("{numbers}, compared {day}", numbers=numbers, day=compared[1].date()) if compared else numbers
    decision, shown = decision_word(m), formatting.visible(title)
    for said, least in ((dated, min(len(shown), _SHORT_TITLE)), (numbers, 1)):
        room = 120 - len(w.t("{decision}: {title} ({numbers})", decision=decision, title="", numbers=said))
        if room >= least:
            if len(shown) > room:
                shown = shown[: room - 1].rstrip() + "…"
            return w.t("{decision}: {title} ({numbers})", decision=decision, title=shown, numbers=said)
    # no room for a title: the numbers are what must not be cut
    return w.t("{decision}: {numbers}", decision=labels.answer(w, m.verdict.decision), numbers=numbers)[:120]


def figures(m: Material) -> tuple[Figure, ...]:
    """Return the cards: one a standing, and last the tables in scope, which is their sum."""
    w, total = m.words, len(m.tables)
    found = []
    for which, state_ in STANDINGS.items():
        n = m.n(which)
        if n or which in {Standing.VALUES, Standing.DIFFERS}:
            found.append(Figure(card(w, which), formatting.number(n), state_ if n else "none"))
    if state(m) == "warn":
        found[0] = Figure(found[0].label, found[0].text, "warn")
    found.append(Figure(w.t("tables in scope"), formatting.number(total), "info"))
    return tuple(found)


def scope_line(m: Material, now: datetime) -> str:
    """Return what was compared, what was left out, when, how many rows differ and by which policy, on one line."""
    w = m.words
    parts = [text for text in (_tasks(m), _databases(m), _left_out(m), told(m, now)) if text]
    parts += _counts(w, (mark_n("{n} differing row", "{n} differing rows"), differing_rows(m)))
    parts.append(w.t("policy {policy}", policy=formatting.visible(m.verdict.policy_name) or formatting.DASH))
    return " · ".join(parts)


def _tasks(m: Material) -> str:
    """Name the tasks where the evidence is of several: by what the files state, else by their folders."""
    w, tasks = m.words, sorted({row.subject.task for row in m.tables} - {""})
    return w.n("{n} task: {names}", "{n} tasks: {names}", len(tasks), names=_some(w, tasks)) if len(tasks) > 1 else ""


def _left_out(m: Material) -> str:
    """Say how many tables the policy leaves out, and what is known to be wrong with them."""
    w, n = m.words, m.left_out.total()
    known = _counts(w, (mark_n("{n} differs", "{n} differ"), m.left_out[Standing.DIFFERS]))
    known += [counted(w, one, m.left_out[one]) for one in (Standing.OPEN, Standing.REVIEW) if m.left_out[one]]
    said = w.n("{n} table out of scope", "{n} tables out of scope", n) if n else ""
    return w.t("{head} ({rest})", head=said, rest=w.listed(known)) if known else said


def _some(w: Words, names: Sequence[str]) -> str:
    shown = [formatting.name(name) for name in names[:4]]
    if len(names) > len(shown):
        shown.append(w.n("{n} more", "{n} more", len(names) - len(shown)))
    return w.listed(shown)


def _databases(m: Material) -> str:
    w = m.words
    sources = sorted({row.subject.source_db or row.subject.target_db for row in m.tables} - {""})
    if not sources:
        return ""
    others = {row.subject.target_db for row in m.tables} - {""} - set(sources)
    target = w.listed([formatting.name(name) for name in sorted(others)[:4]]) if others else w.t("the target")
    return w.t("{sources} → {target}", sources=_some(w, sources), target=target)


def differing_rows(m: Material) -> int:
    """Count the differing rows of the tables that differ, each by the strongest comparison that counted them."""
    counting = [one.slug for one in STRONGEST_FIRST if one.counts_rows]
    differing = [row for row, which in zip(m.tables, m.stands, strict=True) if which is Standing.DIFFERS]
    counts = ([row.cells[slug].n_different for slug in counting if slug in row.cells] for row in differing)
    return sum(next((abs(n) for n in found if n), 0) for found in counts)


def _fail(m: Material) -> str:
    w = m.words
    others = _others(m)
    parts = [*_standing_parts(m), *others]
    if not (m.n(Standing.DIFFERS) or others):
        parts = [*_unmet(m, CriterionStatus.BROKEN), *parts]
    return w.t("Do not cut over: {reasons}.", reasons=w.join(parts))


def _counts(w: Words, *counts: tuple[Plural, int]) -> list[str]:
    """Say what there is any of."""
    return [w.n(*said, n) for said, n in counts if n]


def _standing_parts(m: Material) -> list[str]:
    """Say how many tables stand in the way, by standing; what is accepted stays counted."""
    w, accepted = m.words, _accepted_differences(m)
    differ = _counts(w, (mark_n("{n} table differs", "{n} tables differ"), m.n(Standing.DIFFERS)))
    if differ and accepted:
        differ = [w.t("{differ}, {n} of them accepted", differ=differ[0], n=accepted)]
    others = {
        Standing.OPEN: mark_n("{n} table is open", "{n} tables are open"),
        Standing.REVIEW: mark_n("{n} table is to review", "{n} tables are to review"),
        Standing.OBJECTS: mark_n(
            "{n} table is only known to exist on both sides", "{n} tables are only known to exist on both sides"
        ),
        Standing.COUNTS: mark_n("{n} table is equal in row counts only", "{n} tables are equal in row counts only"),
        Standing.SAMPLE: mark_n("{n} table is equal in a sample only", "{n} tables are equal in a sample only"),
    }
    return differ + _counts(w, *((said, m.n(which)) for which, said in others.items()))


def _unmet(m: Material, status: CriterionStatus) -> list[str]:
    """Name the criteria that stand so, with their numbers."""
    unmet = [one for one in m.verdict.criteria if one.status is status]
    return [m.words.t("“{claim}” ({numbers})", claim=claim(m.words, one.id), numbers=numbers(m, one)) for one in unmet]


def _others(m: Material) -> list[str]:
    """Say what differs besides tables in scope."""
    w, keys = m.words, {row.subject.key for row in m.tables}
    objects: list[Subject] = []
    others: dict[object, Subject] = {}
    for judged in m.findings:
        subject = judged.finding.subject
        is_told = subject.object_type in {"", "TABLE"} and subject.level in {Level.TABLE, Level.OBJECT}
        if judged.effect is not Effect.DIFFERS or (is_told and subject.key in keys):
            continue
        if subject.level is Level.OBJECT:
            objects.append(subject)
        else:  # a table is the same table, whatever a comparison calls it
            others.setdefault(subject.key if subject.level is Level.TABLE else subject, subject)
    return [
        _named(w, said, [labels.subject_name(w, one) for one in dict.fromkeys(found)])
        for said, found in (
            (mark_n("{n} object differs", "{n} objects differ"), objects),
            (mark_n("{n} more difference was found", "{n} more differences were found"), [*others.values()]),
        )
        if found
    ]


def _named(w: Words, said: Plural, names: Sequence[str]) -> str:
    """Say how many there are, and the names of the first."""
    shown = [*names[:_NAMED], *([w.n("{n} more", "{n} more", len(names) - _NAMED)] if len(names) > _NAMED else [])]
    return w.t("{head} ({rest})", head=w.n(*said, len(names)), rest=w.listed(shown))


def _accepted_differences(m: Material) -> int:
    """Count the tables that differ and whose every difference the policy accepts."""
    by_table: dict[tuple[str, ...], set[bool]] = {}
    for judged in m.findings:
        if judged.finding.effect is Effect.DIFFERS and judged.finding.subject.level is Level.TABLE:
            is_set_aside = judged.waiver is not None or bool(judged.tolerance)
            by_table.setdefault(judged.finding.subject.key, set()).add(is_set_aside)
    pairs = zip(m.tables, m.stands, strict=True)
    return sum(which is Standing.DIFFERS and by_table.get(row.subject.key) == {True} for row, which in pairs)


def _inconclusive(m: Material) -> str:
    w = m.words
    if not m.tables:
        return w.t("Not proven: the evidence shows no table in scope, so nothing is verified.")
    parts = _standing_parts(m)
    missing = [
        labels.compare_type(w, judged.finding.compare_type)
        for judged in m.findings
        if judged.finding.code == "policy.required-type-missing" and judged.effect is Effect.UNPROVEN
    ]
    if missing:
        said = mark_n("a required comparison is missing ({names})", "{n} required comparisons are missing ({names})")
        parts.append(w.n(*said, len(missing), names=w.listed(missing)))
    rest = [
        judged.finding
        for judged in m.findings
        if judged.effect in {Effect.UNPROVEN, Effect.REVIEW}
        and judged.finding.subject.level is not Level.TABLE
        and judged.finding.code != "policy.required-type-missing"
    ]
    said = mark_n("{n} question about the evidence is open", "{n} questions about the evidence are open")
    if rest:
        names = w.listed([*dict.fromkeys(labels.subject(w, one) for one in rest)][:_NAMED])
        parts.append(w.t("{head} ({rest})", head=w.n(*said, len(rest)), rest=names))
    return w.t("Not proven: {reasons}.", reasons=w.join(parts or _unmet(m, CriterionStatus.UNPROVEN)))


def _pass(m: Material) -> str:
    w, total, policy = m.words, len(m.tables), m.verdict.policy_name
    left_out = _counts(
        w,
        (
            mark_n("{n} table that differs is out of scope.", "{n} tables that differ are out of scope."),
            m.left_out[Standing.DIFFERS],
        ),
    )
    if _is_proven(m):
        proven = w.n(
            "The only table in scope is proven equal by value comparison (policy “{policy}”).",
            "All {n} tables in scope are proven equal by value comparison (policy “{policy}”).",
            total,
            policy=policy,
        )
        return _followed(w, proven, left_out)
    said = {
        Standing.VALUES: mark_n("{n} is proven equal by value comparison", "{n} are proven equal by value comparison"),
        Standing.SAMPLE: mark_n("{n} was compared by a sample only", "{n} were compared by a sample only"),
        Standing.COUNTS: mark_n("{n} is equal in row counts only", "{n} are equal in row counts only"),
        Standing.OBJECTS: mark_n(
            "{n} is known only to exist on both sides", "{n} are known only to exist on both sides"
        ),
        Standing.DIFFERS: mark_n("{n} differs and is accepted so", "{n} differ and are accepted so"),
        Standing.OPEN: mark_n("{n} is not verified and is accepted so", "{n} are not verified and are accepted so"),
        Standing.REVIEW: mark_n("{n} is to review and is accepted so", "{n} are to review and are accepted so"),
    }
    parts = _counts(w, *((words, m.n(which)) for which, words in said.items()))
    whole = w.n(
        "The policy “{policy}” is met, but not by full proof: of {n} table in scope, {parts}.",
        "The policy “{policy}” is met, but not by full proof: of {n} tables in scope, {parts}.",
        total,
        policy=policy,
        parts=w.join([*parts, *_set_aside(m)]),
    )
    return _followed(w, whole, left_out)


def _followed(w: Words, said: str, others: Sequence[str]) -> str:
    return w.t("{sentence} {next}", sentence=said, next=others[0]) if others else said


def _set_aside(m: Material) -> list[str]:
    """Say what the policy set aside besides the differing tables; nothing weaker than proof goes unsaid."""
    accepted = sum(map(labels.is_accepted, m.findings))
    differing = {row.subject.key for row, which in zip(m.tables, m.stands, strict=True) if which is Standing.DIFFERS}
    others = [j for j in m.findings if j.finding.effect is Effect.DIFFERS and j.finding.subject.key not in differing]
    tolerated = len({j.finding.subject for j in others if j.tolerance})
    waived = len({j.finding.subject for j in others if j.waiver is not None})
    return _counts(
        m.words,
        (mark_n("{n} difference is within a tolerance", "{n} differences are within a tolerance"), tolerated),
        (mark_n("{n} difference is waived", "{n} differences are waived"), waived),
        (mark_n("{n} finding is accepted as not proven", "{n} findings are accepted as not proven"), accepted),
    )
