"""When the comparisons that count were made, how old the newest and the oldest are, and which do not say it."""

from __future__ import annotations

from datetime import datetime, timedelta

from drs_report.comparisons import by_slug
from drs_report.language import formatting, labels
from drs_report.language.translator import Words
from drs_report.records.reading import Source
from drs_report.report.material import Material


def _compares(m: Material) -> list[Source]:
    """The files that count and are of comparisons: a repair is none."""
    return [one for one in m.sources if not one.is_superseded and by_slug(one.compare_type).is_proof]


def _stated(m: Material) -> list[datetime]:
    return [time for source in _compares(m) for time in (source.started_at, source.ended_at) if time is not None]


def run_of(m: Material) -> tuple[datetime, datetime] | None:
    """Return from when to when the comparisons that count were made, in the zone the files themselves give.

    None where no file says it, or only some say in which zone.
    """
    times = _stated(m)
    if not times or len({time.tzinfo is None for time in times}) == 2:
        return None
    first, last = min(times), max(times)
    return first, last.astimezone(first.tzinfo) if first.tzinfo is not None else last


def undated(m: Material) -> str:
    """Name the comparisons of which a file does not say when it was made; "" for none."""
    found = dict.fromkeys(one.compare_type for one in _compares(m) if (one.ended_at or one.started_at) is None)
    return m.words.listed([labels.compare_type(m.words, slug) for slug in found])


def oldest(m: Material) -> datetime | None:
    """Return the end of the oldest comparison; None where none says it."""
    return min((at for one in _compares(m) if (at := one.ended_at or one.started_at) is not None), default=None)


def told(m: Material, now: datetime) -> str:
    """Say when the files were compared and how long before `now`, of which the oldest counts as well as the newest."""
    w, compared = m.words, run_of(m)
    if compared is None:
        return "" if _stated(m) else w.t("when it was compared is not known")
    when, last = formatting.span(*compared), compared[1]
    if names := undated(m):
        when = w.t("{when}, time unknown: {names}", when=when, names=names)
    if last.tzinfo is None:
        return w.t("compared {when} (zone not known)", when=when)
    if last > now:
        return w.t("compared {when}, which is after this report", when=when)
    newest, first = age(w, now - last), age(w, now - (oldest(m) or last))
    said = newest if newest == first else w.t("{newest} to {oldest}", newest=newest, oldest=first)
    return w.t("compared {when}, {age}", when=when, age=w.t("{age} before this report", age=said))


def age(w: Words, span: timedelta) -> str:
    """Say a length of time in whole hours, from a day on in days."""
    hours = span // timedelta(hours=1)
    return w.n("{n} hour", "{n} hours", hours) if span.days < 1 else w.n("{n} day", "{n} days", span.days)
