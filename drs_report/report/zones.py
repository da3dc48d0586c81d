"""The times of a report in one zone: the one that was asked for, or the one that the evidence states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any, TypeVar

from drs_report.language import formatting
from drs_report.language.moments import zone_in
from drs_report.records.judgement import Criterion, JudgedFinding, Verdict
from drs_report.records.reading import Source

_STATED = frozenset({"compare_start_time", "compare_end_time", "compare_time"})

R = TypeVar("R")


def zone_of(sources: Iterable[Source]) -> tzinfo | None:
    """Return the zone that all files state the times of their comparison in; None where they state none, or several."""
    texts = (text for source in sources for name, text in source.recognition.meta if name in _STATED)
    zones: dict[timedelta | None, tzinfo] = {zone.utcoffset(None): zone for zone in map(zone_in, texts) if zone}
    return next(iter(zones.values())) if len(zones) == 1 else None


def compared(source: Source) -> str:
    """Say when a file's comparison was made; a dash where it does not say."""
    moments = [moment for moment in (source.started_at, source.ended_at) if moment is not None]
    if not moments:
        return formatting.DASH
    first, last = moments[0], moments[-1]
    return formatting.span(first, last.astimezone(first.tzinfo) if first.tzinfo else last)


def in_zone(verdict: Verdict, zone: tzinfo) -> Verdict:
    """Return the verdict with its own times and those of its findings and criteria in `zone`."""
    return replace(
        _moved(verdict, zone),
        findings=tuple(_judged(one, zone) for one in verdict.findings),
        criteria=tuple(_criterion(one, zone) for one in verdict.criteria),
    )


def sources_in_zone(sources: Sequence[Source], zone: tzinfo) -> tuple[Source, ...]:
    """Return the sources with their times in `zone`."""
    return tuple(replace(_moved(one, zone), origin=_moved(one.origin, zone)) for one in sources)


def _judged(judged: JudgedFinding, zone: tzinfo) -> JudgedFinding:
    facts = judged.finding.facts
    if not any(isinstance(fact.value, datetime) for fact in facts):
        return judged
    return replace(judged, finding=replace(judged.finding, facts=tuple(_moved(fact, zone) for fact in facts)))


def _criterion(criterion: Criterion, zone: tzinfo) -> Criterion:
    return replace(criterion, facts=tuple(_moved(fact, zone) for fact in criterion.facts))


def _moved(record: R, zone: tzinfo) -> R:
    """The record with those of its own fields in `zone` that are times with a zone."""
    values: dict[str, Any] = {one.name: getattr(record, one.name) for one in fields(record)}  # type: ignore[arg-type]  # a record
    times = {name: at for name, at in values.items() if isinstance(at, datetime) and at.tzinfo}
    if not times:
        return record
    return replace(record, **{name: at.astimezone(zone) for name, at in times.items()})  # type: ignore[type-var]  # likewise
