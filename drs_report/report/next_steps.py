"""What to do next: findings grouped by action, the most valuable first, each thing named once per action."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from drs_report.findings.actions import ACTIONS
from drs_report.findings.registry import action_of
from drs_report.language import formatting, labels
from drs_report.records.document import Block, Cell, Section, State, Step
from drs_report.records.judgement import Decision, Effect, Finding, Level
from drs_report.report.material import Material, Noted, table_anchor
from drs_report.report.times import age, oldest, undated

_STATE_ORDER: tuple[State, ...] = ("fail", "bad", "open", "warn", "info", "none")


@dataclass(slots=True)
class _Group:
    state: State = "none"
    href: str = ""
    sizes: dict[str, int] = field(default_factory=dict)
    """Name of the thing -> how much is wrong with it."""
    hrefs: dict[str, str] = field(default_factory=dict)
    """Name of the thing -> where it is told."""


def section(m: Material) -> Section:
    """Return the steps, of which the first are seen at once; a PASS has some too: what a signature still waits for."""
    w = m.words
    groups: dict[str, _Group] = {}
    listed = {row.subject.key for row in m.coverage.rows[: m.caps.matrix_rows]}
    for entries in m.noted.values():
        for entry in entries:
            if _counts(entry):
                _add(m, groups.setdefault(action_of(entry.judged.finding), _Group()), entry, listed)
    steps = [_step(m, name, groups[name]) for name in ACTIONS if name in groups]
    if m.verdict.decision is Decision.PASS:
        steps.extend((*_recent(m), *_before_cutover(m)))
    if not steps:
        steps.append(Step(w.t("Answer the criteria that are not met, listed below"), href="#criteria", state="open"))
    steps = [replace(step, number=number) for number, step in enumerate(steps, start=1)]
    first, rest = tuple(steps[: m.caps.steps]), tuple(steps[m.caps.steps :])
    more = Section(
        "more-steps",
        w.n("{n} more step", "{n} more steps", len(rest)),
        (Block(steps=rest),),
        is_folded=True,
    )
    return Section("next-steps", w.t("What to do next"), (Block(steps=first),), (more,) if rest else ())


def _counts(entry: Noted) -> bool:
    judged = entry.judged
    if not judged.in_scope or judged.waiver is not None or judged.tolerance:
        return False
    return judged.effect is not Effect.NOTE or ACTIONS[action_of(judged.finding)].is_always_named


def _add(m: Material, group: _Group, entry: Noted, listed: set[tuple[str, ...]]) -> None:
    finding = entry.judged.finding
    state = labels.answer_state(entry.judged.effect)
    if _STATE_ORDER.index(state) < _STATE_ORDER.index(group.state):
        group.state = state
    if entry.is_shown and not group.href:
        group.href = f"#{entry.anchor}"
    name, subject = _name(m, finding), finding.subject
    if subject.level is Level.TABLE and subject.key in listed:  # its row unfolds all that is known of it
        group.hrefs.setdefault(name, f"#{table_anchor(subject.key)}")
    elif entry.is_shown:
        group.hrefs.setdefault(name, f"#{entry.anchor}")
    group.sizes[name] = max(group.sizes.get(name, 0), finding.n)


def _name(m: Material, finding: Finding) -> str:
    if finding.code == "policy.required-type-missing":
        return labels.compare_type(m.words, finding.compare_type)
    if finding.code.startswith(("policy.", "waiver.")):
        return formatting.name(str(finding.fact("id") or finding.fact("pattern") or finding.code))
    return labels.subject(m.words, finding)


def _step(m: Material, name: str, group: _Group) -> Step:
    w, action = m.words, ACTIONS[name]
    ordered = sorted(group.sizes, key=lambda thing: -group.sizes[thing])  # of equal ones the findings' order stays
    shown = tuple(
        Cell(
            w.clip(thing, m.caps.cell_text),
            group.sizes[thing] if group.sizes[thing] > 1 else None,
            href=group.hrefs.get(thing, ""),
        )
        for thing in ordered[: m.caps.names_per_step]
    )
    if len(shown) < len(ordered):
        shown = (*shown, Cell(w.n("{n} more", "{n} more", len(ordered) - len(shown)), href=group.href))
    return Step(
        text=w.say(action.text, len(ordered)).replace("{n}", formatting.number(len(ordered))),
        detail=w.say(action.detail) if action.detail else "",
        href=group.href,
        state=group.state,
        names=shown,
    )


def _recent(m: Material) -> list[Step]:
    """Ask a person for the age of evidence that is a day old or of no time, where the policy asks nothing."""
    w, is_asked = m.words, any(one.id == "evidence-fresh" for one in m.verdict.criteria)
    first, now, names = oldest(m), m.verdict.judged_at, undated(m)
    is_old = first is not None and now is not None and first.tzinfo is not None and (now - first).days >= 1
    if is_asked or not (is_old or names):
        return []
    return [
        Step(
            text=w.t("Make sure that every comparison is recent enough: the policy asks for no time"),
            detail=w.t(
                "Evidence from before the last write proves nothing about what was written since. `max_age_hours` or "
                "`not_before` in the policy lets the report see to it; `assume_zone` in a layout dates the others."
            ),
            state="warn",
            names=tuple(
                Cell(text)
                for text in (
                    w.t("time unknown: {names}", names=names) if names else "",
                    w.t("{age} old: the oldest", age=age(w, now - first)) if is_old and now and first else "",
                )
                if text
            ),
        )
    ]


def _before_cutover(m: Material) -> list[Step]:
    w = m.words
    return [
        Step(
            text=w.t(
                "Before cutover: stop the business writes, wait for a stable delay of zero, then compare once more"
            ),
            detail=w.t(
                "DRS documentation suggests a last data-level comparison at that point: of all objects if time allows, "
                "else of the active and the most important tables. This report speaks only of the comparisons it names."
            ),
            state="info",
        ),
        Step(
            text=w.t("Have this report reviewed and signed, and keep the result files with it"),
            detail=w.t("DRS documentation: comparison results are cleared after 60 days."),
            href="#sign-off",
            state="info",
        ),
    ]
