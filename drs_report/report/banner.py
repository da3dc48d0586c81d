"""The verdict in one sentence, the scope in one line and the cards. It never says more than the evidence proves.

Every number of tables is of the one partition (`standing`), so that sentence, subject, cards and charts agree.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from drs_report.comparisons import STRONGEST_FIRST
from drs_report.findings.criteria import claim
from drs_report.language import formatting, labels
from drs_report.language.translator import Plural, Words, mark_n
from drs_report.records.document import Figure, State
from drs_report.records.judgement import CriterionStatus, Decision, Effect, Level, Subject
from drs_report.report.criteria import numbers
from drs_report.report.material import Material
from drs_report.report.standing import STANDINGS, Standing, card, counted

_ORDER = (
    Standing.DIFFERS,
    Standing.OPEN,
    Standing.REVIEW,
    Standing.OBJECTS,
    Standing.COUNTS,
    Standing.SAMPLE,
    Standing.VALUES,
)
"""The standings, what stands in the way first."""

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
    """Whether every table in scope is proven by values and nothing had to be accepted."""
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
    parts = [counted(w, one, m.n(one)) for one in _ORDER if m.n(one)]
    parts.append(w.n("{n} table", "{n} tables", len(m.tables)))
    numbers = w.listed(parts)
    compared = _compared(m)
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
    """Return what was compared, when, how old that is, how many rows differ and by which policy, on one line."""
    w = m.words
    parts = [text for text in (_databases(m), _times(m, now)) if text]
    parts += _counts(w, (mark_n("{n} differing row", "{n} differing rows"), differing_rows(m)))
    parts.append(w.t("policy {policy}", policy=formatting.visible(m.verdict.policy_name) or formatting.DASH))
    return " · ".join(parts)


def _databases(m: Material) -> str:
    w = m.words
    sources = sorted({row.subject.source_db or row.subject.target_db for row in m.tables} - {""})
    if not sources:
        return ""
    others = {row.subject.target_db for row in m.tables} - {""} - set(sources)
    shown = [formatting.name(name) for name in sources[:4]]
    if len(sources) > len(shown):
        shown.append(w.n("{n} more", "{n} more", len(sources) - len(shown)))
    target = w.listed([formatting.name(name) for name in sorted(others)[:4]]) if others else w.t("target")
    return w.t("{sources} → {target}", sources=w.listed(shown), target=target)


def _compared(m: Material) -> tuple[datetime, datetime] | None:
    """Return from when to when the comparisons that count were made, in the zone the files themselves give.

    None where no file says it, or only some say in which zone.
    """
    times = _stated(m)
    if not times or len({time.tzinfo is None for time in times}) == 2:
        return None
    first, last = min(times), max(times)
    return first, last.astimezone(first.tzinfo) if first.tzinfo is not None else last


def _stated(m: Material) -> list[datetime]:
    used = (source for source in m.sources if not source.is_superseded)
    return [time for source in used for time in (source.started_at, source.ended_at) if time is not None]


def _times(m: Material, now: datetime) -> str:
    w, compared = m.words, _compared(m)
    if compared is None:
        return "" if _stated(m) else w.t("when it was compared is not known")
    when, last = formatting.span(*compared), compared[1]
    if last.tzinfo is None:
        return w.t("compared {when} (zone not known)", when=when)
    if last > now:
        return w.t("compared {when}, which is after this report", when=when)
    days, hours = (now - last).days, (now - last) // timedelta(hours=1)
    of_hours = mark_n("{n} hour before this report", "{n} hours before this report")
    of_days = mark_n("{n} day before this report", "{n} days before this report")
    age = w.n(*of_hours, hours) if days < 1 else w.n(*of_days, days)
    return w.t("compared {when}, {age}", when=when, age=age)


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
    keys = {row.subject.key for row in m.tables}
    objects: set[Subject] = set()
    others: set[object] = set()
    for judged in m.findings:
        subject = judged.finding.subject
        is_told = subject.object_type in {"", "TABLE"} and subject.level in {Level.TABLE, Level.OBJECT}
        if judged.effect is not Effect.DIFFERS or (is_told and subject.key in keys):
            continue
        if subject.level is Level.OBJECT:
            objects.add(subject)
        else:  # a table is the same table, whatever a comparison calls it
            others.add(subject.key if subject.level is Level.TABLE else subject)
    return _counts(
        m.words,
        (mark_n("{n} object differs", "{n} objects differ"), len(objects)),
        (mark_n("{n} more difference was found", "{n} more differences were found"), len(others)),
    )


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
    rest = sum(
        judged.effect in {Effect.UNPROVEN, Effect.REVIEW}
        and judged.finding.subject.level is not Level.TABLE
        and judged.finding.code != "policy.required-type-missing"
        for judged in m.findings
    )
    said = mark_n("{n} question about the evidence is open", "{n} questions about the evidence are open")
    parts += _counts(w, (said, rest))
    return w.t("Not proven: {reasons}.", reasons=w.join(parts or _unmet(m, CriterionStatus.UNPROVEN)))


def _pass(m: Material) -> str:
    w, total, policy = m.words, len(m.tables), m.verdict.policy_name
    if is_full_proof(m):
        return w.n(
            "The only table in scope is proven equal by value comparison (policy “{policy}”).",
            "All {n} tables in scope are proven equal by value comparison (policy “{policy}”).",
            total,
            policy=policy,
        )
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
    return w.n(
        "The policy “{policy}” is met, but not by full proof: of {n} table in scope, {parts}.",
        "The policy “{policy}” is met, but not by full proof: of {n} tables in scope, {parts}.",
        total,
        policy=policy,
        parts=w.join([*parts, *_set_aside(m)]),
    )


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
