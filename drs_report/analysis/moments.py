"""The times that a file states of itself, in its lines and in the rows of all its lists, at their unkindest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePath

from drs_report.checks.rows import plain_values, says_any
from drs_report.language.moments import moment, with_plain_dates, zone_in
from drs_report.reading.dataset import Dataset
from drs_report.reading.tables.headings import WRITTEN_AT
from drs_report.records.reading import Rest

ZONES = timedelta(hours=14)
"""How far any zone lies from UTC."""
_COLUMNS = ("started_at", "ended_at")
_RUN = ("compare_start_time", "compare_end_time", "compare_time")


_DAY = re.compile(r"(?<!\d)(20\d\d)(?:[-/._年](\d\d?)[-/._月](\d\d?)|(\d\d)(\d\d)(?:\d{4}|\d{6})?)(T[\d:]{8}Z)?(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d\d?)([-/._])(\d\d?)\2(20\d\d)(?!\d)")
_CLOCK = re.compile(r"(?<=\dT)(\d\d)[-_]?(\d\d)[-_]?(\d\d)(?=Z)")

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
    """When the last of its tables was compared: what began later replaces it; None where unknown or contradicted."""
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
    orders = _orders(dataset, rows, (begins, ends), firsts, lasts)
    wrong = next(((one, other) for one, other, slack in orders if one and other and one - other > slack), None)
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
        started=_first(firsts) if is_begun else None,
        ended=_first(oldest) if is_ended else None,
        last_ended=_last(lasts) if is_ended and wrong is None else None,
        latest=_last(firsts | lasts | _known(at for name in WRITTEN_AT for at in _stated(dataset, name))),
        unzoned=next(iter(unzoned), None),
        rough=(min(rough), max(rough)) if rough else None,
        contradiction=wrong,
    )


def _known(stated: Iterable[datetime | None], *more: datetime | None) -> set[datetime]:
    return {at for at in (*stated, *more) if at is not None}


def _is_of_all(stated: set[datetime | None], side: int, lists: Sequence[Sequence[_Row]]) -> bool:
    """Whether a line says when all tables began or ended, or every row of some list does, and none is unreadable."""
    return None not in stated and (bool(stated) or any(all(row[side] is not None for row in found) for found in lists))


def _orders(
    dataset: Dataset,
    rows: Sequence[_Row],
    stated: tuple[set[datetime | None], set[datetime | None]],
    firsts: set[datetime],
    lasts: set[datetime],
) -> Iterator[tuple[datetime | None, datetime | None, timedelta]]:
    """Two times each of which the first should not be after the second by more than a zone may make of it.

    `stated` are beginnings and ends as lines state them, `firsts` and `lasts` those known of lines and rows.
    """
    begins, ends = map(_known, stated)
    in_rows, origin = _known(at for row in rows for at in row), dataset.origin
    began, ended = origin.compare_started_at, origin.compare_ended_at
    first = _first(firsts)
    written = {
        name: _known(_stated(dataset, name)) | _in_zone_of_the_run(dataset, name, "23:59:59") for name in WRITTEN_AT
    }
    exported = written["exported_at"] | {at for at in written["created_at"] if first is None or at >= first}
    pairs = (
        *rows,
        (_first(begins), _first(in_rows)),
        (_last(in_rows), _last(ends)),
        (_first(firsts), _last(lasts)),
        (_last(lasts), _first(exported)),
        # the manifest speaks of the same run, so that the windows must meet; within it rows begin and end in any order
        (began, ended),
        (began, _last(lasts)),
        (_first(firsts), ended),
        (_first(_known(firsts, began)), origin.fetched_at),
        (_last(_known(lasts, ended)), origin.fetched_at),
    )
    yield from ((one, other, timedelta()) for one, other in pairs)
    yield from _orders_of_days(dataset, _first(firsts), _last(lasts))
    made = _known(_stated(dataset, "task_made_at")) | _in_zone_of_the_run(dataset, "task_made_at", "00:00:00")
    yield _last(made), _first(firsts), timedelta()


def _first(times: set[datetime]) -> datetime | None:
    return min(times, default=None)


def _last(times: set[datetime]) -> datetime | None:
    return max(times, default=None)


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


def _orders_of_days(
    dataset: Dataset, first: datetime | None, last: datetime | None
) -> Iterator[tuple[datetime | None, datetime | None, timedelta]]:
    """The days on which lines say that it was compared, each against the run, which must meet it.

    What is named after a day, the file or a title in it, was made on that day: no run may have begun after it.
    """
    meta = [(key, text) for key, text in dataset.recognition.meta if key in _RUN]
    zones = [zone for _, text in meta if (zone := zone_in(text)) is not None]
    zone, slack = (zones[0], timedelta()) if zones else (UTC, ZONES)
    stated = [text for _, text in meta if moment(text, UTC) is None]
    yield from ((moment(f"{text} 00:00:00", zone), last, slack) for text in stated)
    for text in (*stated, *_days_named(dataset)):
        yield first, moment(text) or moment(f"{text} 23:59:59", zone), timedelta() if moment(text) else slack


def _days_named(dataset: Dataset) -> Iterator[str]:
    """The days that end the file's name or stand in its titles and sheets' names, unless what is listed bears them."""
    titles = [x.sample for sheet in dataset.recognition.sheets for x in sheet.leftovers if x.reason is Rest.TITLE]
    titles.append(tuple(sheet.sheet for sheet in dataset.recognition.sheets))
    stamp, *_ = re.findall(
        r"(?:[\W\d_年月日时分]|(?<=\d)[TZ])*\Z", with_plain_dates(PurePath(dataset.origin.name).stem)
    )
    texts = (stamp, *(text for title in titles for text in title))
    named = [found for text in texts for found in _days_in(text)]
    frames = dataset.frames.values() if named else ()
    columns = [frame[c] for frame in frames for c in frame if str(c).endswith(("_db", "_schema", "_table", "_object"))]
    names = {name for column in columns for name in plain_values(column) if name and "20" in name}
    borne = {day[0] for name in names for day in _days_in(name)}
    for found in named:
        if found[0] not in borne:
            *day, clock = found.groups(default="")
            yield "-".join(filter(None, day)) + clock


def _days_in(text: str) -> list[re.Match[str]]:
    """The days that a text bears; of two numbers before a year either may be the month's."""
    plain = _CLOCK.sub(r"\1:\2:\3", with_plain_dates(text))
    orders = dict.fromkeys(_DAY_FIRST.sub(order, plain) for order in (r"\4-\3-\1", r"\4-\1-\3"))
    return [day for form in orders for day in _DAY.finditer(form)]


def without_days(text: str, instead: str) -> str:
    """Return a text with `instead` in the place of each day that it bears, and of a clock that is joined to it."""
    return _DAY.sub(instead, _DAY_FIRST.sub(instead, _CLOCK.sub(r"\1:\2:\3", with_plain_dates(text))))


def _stated(dataset: Dataset, name: str) -> set[datetime | None]:
    """The moments that lines of the file state; None among them for one that cannot be read."""
    return {moment(text) for key, text in dataset.recognition.meta if key == name}


def _unread(dataset: Dataset) -> set[str]:
    """Columns of times in which some cell could not be read: that row's time is unknown, whatever the others say."""
    return {problem.column for _, block in dataset.recognition.blocks for problem in block.problems} & {*_COLUMNS}


def _of_rows(dataset: Dataset) -> list[list[tuple[datetime | None, datetime | None]]]:
    """Begin and end of every row, list by list, of the lists that have a place for them and state any."""
    found = []
    for frame in dataset.frames.values():
        columns = [name for name in _COLUMNS if name in frame.columns]
        if len(columns) == len(_COLUMNS) and says_any(frame, *columns).any():
            begins, ends = (plain_values(frame[name]) for name in _COLUMNS)
            found.append(list(zip(begins, ends, strict=True)))
    return found
