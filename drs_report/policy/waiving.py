"""Waivers: what somebody answers for, in time and within its budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from drs_report.comparisons import ALL
from drs_report.findings.registry import CODES, Rung, Softens, code, make_finding
from drs_report.policy.patterns import matches
from drs_report.policy.rules import Policy, WaiverRule
from drs_report.policy.softening import unread_remark
from drs_report.records.grouping import grouped
from drs_report.records.judgement import Effect, Finding, JudgedFinding, Level, WaiverStatus, WaiverUse

_ROW_AREAS = {one.area for one in ALL if one.counts_rows}


def _covers(rule: WaiverRule, accepts: Mapping[str, Sequence[Rung]], judged: JudgedFinding) -> bool:
    """Whether a rule names a finding, or one that is worse of such a row: of each area it `accepts` some rungs.

    What nobody can name all of, such as a missing list, it names by its very code. A budget of rows covers counted
    differences only: what was not compared may be any number.
    """
    finding, entry = judged.finding, code(judged.finding.code)
    is_asked = judged.in_scope and judged.effect is not Effect.NOTE
    name = finding.subject.name or finding.subject.object_type
    if not is_asked or rule.compare_type not in ("*", finding.compare_type) or not matches(rule.pattern, name):
        return False
    is_named = matches(rule.code, entry.code) if entry.names_all else rule.code == entry.code
    if is_named and entry.softened is not Softens.NEVER:
        return _is_at_place(rule, finding, must_name=entry.softened is Softens.BY_NAMED_WAIVER)
    rung = entry.rung if rule.max_rows is None or entry.rung is Rung.DIFFERS else None
    is_better = rung is not None and any(one.accepts(rung) for one in accepts.get(entry.area, ()))
    return is_better and _is_at_place(rule, finding, must_name=False)


def _is_at_place(rule: WaiverRule, finding: Finding, *, must_name: bool) -> bool:
    """Whether the waiver's file, sheet and text are the finding's; what nobody understood must be named by all.

    Of a row whose remark nobody understood that is the remark, by its text.
    """
    own = {finding.subject.source_name} if finding.subject.level is Level.FILE else set()
    remark = unread_remark(finding)
    text = finding.fact("text") or remark
    places: tuple[tuple[str | None, set[str]], ...] = (
        (rule.file, own | {one.file for one in finding.evidence}),
        (rule.sheet, {one.sheet for one in finding.evidence} - {""}),
        (rule.text, {text} if isinstance(text, str) else set()),
    )
    return all(
        not (found and (must_name or remark in found))
        if pattern is None
        else bool(found) and all(matches(pattern, one) for one in found)
        for pattern, found in places
    )


def _is_countable(finding: Finding) -> bool:
    """Whether the number of differing rows is known; objects and rows that a repair failed on count by their `n`."""
    rule = code(finding.code)
    counted = "n_different" if "n_different" in rule.facts else "n_listed"
    return rule.area not in _ROW_AREAS or finding.fact(counted) is not None


def _things(findings: Sequence[Finding]) -> list[list[Finding]]:
    """What a budget counts: a row of a list is one, whatever it got how many codes for, and any other finding is."""
    is_row = [code(one.code).rung is not None for one in findings]
    keys = ((one.subject, one.compare_type) if is_row[n] else (n,) for n, one in enumerate(findings))
    return [*grouped(zip(keys, findings, strict=True)).values()]


def _fared(rule: WaiverRule, today: date, n_things: int, n: int | None) -> tuple[WaiverStatus, str]:
    """Return how a waiver of so many things and rows (None: unknown) fared, and the code that says why it is void."""
    if today > rule.expires:
        return "expired", "waiver.expired"
    if not n_things:
        return "unmatched", "waiver.unmatched"
    if n_things > rule.max_findings:
        return "over-budget", "waiver.too-many-findings"
    if rule.max_rows is not None and (n is None or n > rule.max_rows):
        return "over-budget", "waiver.over-budget"
    return "used", ""


def waive(
    judged: Sequence[JudgedFinding], policy: Policy, now: datetime
) -> tuple[list[JudgedFinding], tuple[WaiverUse, ...], list[Finding]]:
    """Apply the waivers: each covers all that it matches or, expired or over its budget, nothing."""
    result = list(judged)
    uses: list[WaiverUse] = []
    findings: list[Finding] = []
    today = now.astimezone(UTC).date()
    for rule in policy.waiver:
        named = (one for one in CODES if matches(rule.code, one.code))
        accepts = grouped((one.area, one.rung) for one in named if one.rung is not None)
        hits = [i for i, one in enumerate(judged) if _covers(rule, accepts, one)]
        things = _things([judged[i].finding for i in hits])
        differing = [[f for f in thing if f.effect is Effect.DIFFERS] for thing in things]
        n = sum(max((f.n for f in thing), default=0) for thing in differing)
        countable = all(_is_countable(f) for thing in differing for f in thing)
        waiver = rule.waiver()
        status, what = _fared(rule, today, len(things), n if countable else None)
        if what:
            facts = {**dict(rule), "n": n if countable else None, "n_findings": len(things)}
            findings.append(make_finding(what, "", facts))
        else:
            for i in hits:
                if result[i].waiver is None:
                    result[i] = replace(result[i], effect=Effect.NOTE, waiver=waiver)
        uses.append(WaiverUse(waiver, status, len(hits), n))
    return result, tuple(uses), findings
