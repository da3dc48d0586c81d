"""The times that a file states of itself, in its lines and in the rows of all its lists, at their unkindest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePath

from drs_report.checks.rows import plain_values, says_any
from drs_report.language.moments import moment, zone_in
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import Origin
from drs_report.records.reading import Rest

ZONES = timedelta(hours=14)
"""How far any zone lies from UTC."""
_COLUMNS = ("started_at", "ended_at")
_RUN = ("compare_start_time", "compare_end_time", "compare_time")


_DAY = re.compile(r"(?<!\d)(20\d\d)(?:[-/._年](\d\d?)[-/._月](\d\d?)|(\d\d)(\d\d)(?:\d{4}|\d{6})?)(?!\d)")

_Row = tuple[datetime | None, datetime | None]
"""When the comparison of a row began and ended."""


@dataclass(frozen=True, slots=True)
class Times:
    """When the comparison of a file ran, as it states."""

    started: datetime | None
    """When the first of its tables began to be compared; None where some of them is left without a time."""
    ended: datetime | None
    """When the first of its tables was compared: how old the file is at worst; None where unknown."""
    last_ended: datetime | None
    """When the last of its tables was compared: what began later replaces it; None where unknown."""
    latest: datetime | None
    """The latest time it states anywhere, also of its export."""
    unzoned: str | None = None
    """A time that a line states without a zone, as it spells it."""
    rough: tuple[datetime, datetime] | None = None
    """First and last of all times stated, those without a zone as if in UTC: wrong by `ZONES` at most."""
    contradiction: tuple[datetime, datetime] | None = None
    """Two times of which the first should not be after the second: an end or an export before a beginning or an end."""


def times_of(dataset: Dataset) -> Times:
    """Gather the times of a file. A line speaks of all its tables; a row speaks of its own, and of no other."""
    both, lists = _stated(dataset, "compare_time"), _of_rows(dataset)
    begins, ends = _stated(dataset, "compare_start_time") | both, _stated(dataset, "compare_end_time") | both
    rows = [row for found in lists for row in found]
    is_begun, is_ended = (_is_of_all(stated, side, lists) for side, stated in enumerate((begins, ends)))
    firsts = _known(begins, *(begin for begin, _ in rows))
    lasts = _known(ends, *(end for _, end in rows))
    # a row that only says when it began was looked at from then on
    oldest = lasts | _known((), *(begin for begin, end in rows if end is None))
    exported = _known(_stated(dataset, "exported_at"))
    wrong = _contradiction(dataset, rows, (begins, ends), (firsts, lasts), exported)
    origin, unread = dataset.origin, _unread(dataset)
    # DRS's own list dates a file whose lines name no zone, but not a row whose time cannot be read
    if origin.compare_started_at is not None:
        firsts.add(origin.compare_started_at)
        is_begun = True
    if origin.compare_ended_at is not None:
        lasts.add(origin.compare_ended_at)
        oldest.add(origin.compare_ended_at)
        is_ended = True
    is_begun, is_ended = is_begun and "started_at" not in unread, is_ended and "ended_at" not in unread
    unzoned = _unzoned(dataset)
    rough = {*unzoned.values(), *firsts, *lasts}
    return Times(
        started=min(firsts, default=None) if is_begun else None,
        ended=min(oldest, default=None) if is_ended else None,
        last_ended=max(lasts, default=None) if is_ended else None,
        latest=max(firsts | lasts | exported, default=None),
        unzoned=next(iter(unzoned), None),
        rough=(min(rough), max(rough)) if rough else None,
        contradiction=wrong,
    )


def _known(stated: Iterable[datetime | None], *more: datetime | None) -> set[datetime]:
    return {at for at in (*stated, *more) if at is not None}


def _is_of_all(stated: set[datetime | None], side: int, lists: Sequence[Sequence[_Row]]) -> bool:
    """Whether a line says when all tables began or ended, or every row of some list does, and none is unreadable."""
    return None not in stated and (bool(stated) or any(all(row[side] is not None for row in found) for found in lists))


def _contradiction(
    dataset: Dataset,
    rows: Sequence[_Row],
    stated: tuple[set[datetime | None], set[datetime | None]],
    known: tuple[set[datetime], set[datetime]],
    exported: set[datetime],
) -> tuple[datetime, datetime] | None:
    """Two times of the file that cannot both be so."""
    made = exported | _in_zone_of_the_run(dataset, "exported_at", "23:59:59")
    return (
        next(((begin, end) for begin, end in rows if begin and end and end < begin), None)
        or _outside(rows, *stated)
        or _out_of_order(*known, made)
        or _against_manifest(dataset.origin, *known)
        or _on_another_day(dataset, *known)
        or _before_its_task(dataset, known[0])
    )


def _out_of_order(
    firsts: set[datetime], lasts: set[datetime], exported: set[datetime]
) -> tuple[datetime, datetime] | None:
    """Two times of the file of which the first should not be after the second."""
    if firsts and lasts and max(lasts) < min(firsts):
        return min(firsts), max(lasts)
    if exported and lasts and min(exported) < max(lasts):
        return max(lasts), min(exported)
    return None


def _unzoned(dataset: Dataset) -> dict[str, datetime]:
    """Times of the comparison that lines state without a zone, as the file spells them -> as if in UTC."""
    return {
        text: at
        for key, text in dataset.recognition.meta
        if key in _RUN and moment(text) is None and (at := moment(text, UTC)) is not None
    }


def _in_zone_of_the_run(dataset: Dataset, name: str, at: str) -> set[datetime]:
    """When a thing was made by lines with a day or without a zone: in the zone of the run, a day as if `at` then."""
    meta = dataset.recognition.meta
    zones = [zone for key, text in meta if key in _RUN and (zone := zone_in(text)) is not None]
    stated = [text for key, text in meta if key == name]
    found = (moment(text, zones[0]) or moment(f"{text} {at}", zones[0]) for text in stated if zones)
    return {made for made in found if made is not None}


def _on_another_day(dataset: Dataset, firsts: set[datetime], lasts: set[datetime]) -> tuple[datetime, datetime] | None:
    """A day on which lines say that it was compared, and a time of the run that does not meet it.

    What is named after a day, the file or a title in it, was made on that day: no run may have begun after it.
    """
    meta = [(key, text) for key, text in dataset.recognition.meta if key in _RUN]
    zones = [zone for _, text in meta if (zone := zone_in(text)) is not None]
    zone, slack = (zones[0], timedelta()) if zones else (UTC, ZONES)
    stated = [text for _, text in meta if moment(text, UTC) is None]
    for text in (*stated, *_days_named(dataset)):
        begin, end = moment(f"{text} 00:00:00", zone), moment(f"{text} 23:59:59", zone)
        if text in stated and begin is not None and lasts and max(lasts) < begin - slack:
            return begin, max(lasts)
        if end is not None and firsts and min(firsts) > end + slack:
            return min(firsts), end
    return None


def _days_named(dataset: Dataset) -> Iterator[str]:
    """The days that end the file's name or stand in its titles and sheets' names, unless what is listed bears them."""
    titles = [x.sample for sheet in dataset.recognition.sheets for x in sheet.leftovers if x.reason is Rest.TITLE]
    titles.append(tuple(sheet.sheet for sheet in dataset.recognition.sheets))
    stamp = re.search(r"[\W\d_年月日时分]*\Z", PurePath(dataset.origin.name).stem)
    texts = (stamp[0] if stamp else "", *(text for title in titles for text in title))
    named = [found for text in texts for found in _DAY.finditer(text)]
    frames = dataset.frames.values() if named else ()
    columns = [frame[c] for frame in frames for c in frame if str(c).endswith(("_db", "_schema", "_table", "_object"))]
    borne = {day[0] for column in columns for name in {*plain_values(column)} if name for day in _DAY.finditer(name)}
    for found in named:
        if found[0] not in borne:
            yield "-".join(filter(None, found.groups()))


def _before_its_task(dataset: Dataset, firsts: set[datetime]) -> tuple[datetime, datetime] | None:
    """When the task was made, as a line says, and a beginning of its comparison before that."""
    made = {at for at in _stated(dataset, "task_made_at") if at is not None}
    made |= _in_zone_of_the_run(dataset, "task_made_at", "00:00:00")
    return (max(made), min(firsts)) if made and firsts and min(firsts) < max(made) else None


def _outside(
    rows: Iterable[_Row], begins: set[datetime | None], ends: set[datetime | None]
) -> tuple[datetime, datetime] | None:
    """A time of a row and one of the run that its file states, of which the first should not be after the second."""
    first = min((m for m in begins if m is not None), default=None)
    last = max((m for m in ends if m is not None), default=None)
    times = {at for row in rows for at in row if at is not None}
    if first is not None and times and min(times) < first:
        return first, min(times)
    if last is not None and times and max(times) > last:
        return max(times), last
    return None


def _against_manifest(origin: Origin, firsts: set[datetime], lasts: set[datetime]) -> tuple[datetime, datetime] | None:
    """Two times of the manifest and the file of which the first should not be after the second.

    Both speak of the same run, so that their windows must meet; within it rows begin and end in any order.
    """
    began, ended, fetched = origin.compare_started_at, origin.compare_ended_at, origin.fetched_at
    first = min([*firsts, *([began] if began else [])], default=None)
    last = max([*lasts, *([ended] if ended else [])], default=None)
    pairs = [(began, ended), (began, max(lasts, default=None)), (min(firsts, default=None), ended), (first, fetched)]
    pairs.append((last, fetched))
    return next(((one, other) for one, other in pairs if one and other and one > other), None)


def _stated(dataset: Dataset, name: str) -> set[datetime | None]:
    """The moments that lines of the file state; None among them for one that cannot be read."""
    return {moment(text) for key, text in dataset.recognition.meta if key == name}


def _unread(dataset: Dataset) -> set[str]:
    """Columns of times in which some cell could not be read: that row's time is unknown, whatever the others say."""
    blocks = (block for sheet in dataset.recognition.sheets for block in sheet.blocks)
    return {problem.column for block in blocks for problem in block.problems} & {*_COLUMNS}


def _of_rows(dataset: Dataset) -> list[list[tuple[datetime | None, datetime | None]]]:
    """Begin and end of every row, list by list, of the lists that have a place for them and state any."""
    found = []
    for frame in dataset.frames.values():
        columns = [name for name in _COLUMNS if name in frame.columns]
        if len(columns) == len(_COLUMNS) and says_any(frame, *columns).any():
            begins, ends = (plain_values(frame[name]) for name in _COLUMNS)
            found.append(list(zip(begins, ends, strict=True)))
    return found
