"""Whether the required comparisons are there, and whether each was made in the time that the policy allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from drs_report.comparisons import COMPARE_TYPES, by_slug
from drs_report.findings.registry import make_finding
from drs_report.policy.rules import Policy
from drs_report.records.judgement import Finding

if TYPE_CHECKING:
    from drs_report.records.reading import Source


def missing_types(policy: Policy, sources: Sequence[Source]) -> list[Finding]:
    """Return a finding for each required comparison that no file is of."""
    present = {source.compare_type for source in sources}
    return [
        make_finding("policy.required-type-missing", "", {}, compare_type=compare_type)
        for compare_type in COMPARE_TYPES
        if compare_type in policy.require and compare_type not in present
    ]


def ages(policy: Policy, sources: Sequence[Source], now: datetime) -> Iterator[Finding]:
    """Return the files that are too old for the policy, or do not say how old they are.

    The time of a download proves only that the comparison is not younger: it can show that a file is too old, and
    shows that it is recent only to a policy that trusts it. In the same way the end of a comparison can show that it
    began before `not_before`, and not that it began after.
    """
    for source in sources:
        if not by_slug(source.compare_type).is_proof:
            continue
        max_age_hours, not_before = policy.limits(source.compare_type)
        for code, at in _out_of_time(source, policy, now):
            facts = {
                "compared_at": at,
                "fetched_at": source.origin.fetched_at,
                "time_text": source.unzoned,
                "max_age_hours": max_age_hours,
                "not_before": not_before,
            }
            yield make_finding(code, source.origin.name, facts, compare_type=source.compare_type)


def _out_of_time(source: Source, policy: Policy, now: datetime) -> Iterator[tuple[str, datetime | None]]:
    """Give what is wrong with the times of a file, each with the time that shows it."""
    max_age_hours, not_before = policy.limits(source.compare_type)
    stated = source.ended_at or source.started_at
    ended = stated or source.origin.fetched_at
    began = source.started_at or ended
    is_wrong = False
    latest = max((at for at in (source.latest, source.origin.fetched_at) if at is not None), default=now)
    if latest > now:
        is_wrong = True
        yield "evidence.in-future", latest
    if max_age_hours is not None and ended and now - ended > timedelta(hours=max_age_hours):
        is_wrong = True
        yield "evidence.too-old", ended
    if not_before is not None and began and began < not_before:
        is_wrong = True
        yield "evidence.before-write-stop", began
    is_limited = max_age_hours is not None or not_before is not None
    is_dated = stated is not None and (not_before is None or source.started_at is not None)
    if is_limited and not is_wrong and not is_dated and not (ended and policy.trust_fetch_time):
        yield "evidence.time-unknown", ended
