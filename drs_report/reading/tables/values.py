"""What a label's value must be to be one of that label: a time, a number, a name, one of the things that can be chosen.

Free text is a value of a label only where people call a thing as they like; it is held against what speaks against it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from drs_report.language.languages import LANGUAGES, tag_of
from drs_report.language.moments import is_time, moment
from drs_report.language.numbered import is_all, once, without_whole
from drs_report.language.phrases import all_of, is_one_of, words_in
from drs_report.language.vocabulary import Vocabulary, canonical, is_equal, look_up, normalise_word
from drs_report.reading.tables.called import is_identifier, is_make, is_person, is_place, is_title, says_something
from drs_report.reading.tables.conversion import parse_count, parse_percent
from drs_report.reading.tables.headings import META_MEANINGS
from drs_report.reading.tables.speaking_against import speaks_against
from drs_report.records.stated import STATED, Reads

_FROM_TO = re.compile(r"[~～—–至到]|(?<=\s)(?:-+|to)(?=\s)", re.IGNORECASE)
_SIZE = re.compile(r"[0-9][0-9,]{0,20}(?:\.[0-9]{1,9})?\s*(?:bytes?|[kmgtp]i?b?|b)", re.IGNORECASE)
"""A number of bytes; what names no unit may count rows."""
ALL_EQUAL = all_of("made_of", "equality")


def compare_types_in(value: str, words: Vocabulary) -> tuple[str, ...] | None:
    """Return the compare types that a value such as ``行数对比 + 用户对比`` names, None where a part of it is none."""
    found = []
    for part in re.split(r"[+＋&]|\band\b|和|、", value):
        slug = look_up(words.compare_types, part)
        if slug is None:
            return None
        found.append(slug)
    return tuple(found)


def _time(value: str, words: Vocabulary) -> bool:  # noqa: ARG001 - all kinds are called alike
    return is_time(value) or bool(re.fullmatch(r"[0-9]{4}([-/.年])[0-9]{1,2}(?:\1|月)[0-9]{1,2}日?", value.strip()))


def _choice(value: str) -> bool:
    is_made_so = {*(words_in(value) or ("",))} <= all_of("made_of", "tasks")
    return (is_made_so and not speaks_against(value)) or is_one_of("choices", "task", value)


def _result(value: str, words: Vocabulary) -> bool:
    """A word for equal, or a phrase that says it of all there is."""
    word = words.outcomes.get(normalise_word(value))
    if word is not None:
        return is_equal(word)
    if is_one_of("conclusions", "good", value):
        return True
    parts = {*(words_in(value) or ())}
    return {"all", "consistent"} <= parts <= ALL_EQUAL or {"total", "consistent"} <= parts <= ALL_EQUAL


_TIME_UNIT = r"(?:ms|s|secs?|seconds?|mins?|minutes?|m|h|hours?|毫秒|秒|分|分钟|小时)?"
_NO_TIME = re.compile(rf"0+(?:\.0+)?{_TIME_UNIT}", re.IGNORECASE)
"""No time at all: ``0``, ``0 s``; what still lags behind is not known to have arrived."""
_DURATION = re.compile(
    rf"[0-9]{{1,9}}+(?:\.[0-9]{{1,9}}+)?{_TIME_UNIT}(?:[0-9]{{1,9}}+{_TIME_UNIT}){{0,3}}"
    r"|[0-9]{1,4}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?",
    re.IGNORECASE,
)
"""A number with or without a unit of time, or ``00:01:20``."""


def _remark(value: str, words: Vocabulary) -> bool:
    return normalise_word(value) in words.null_words or is_one_of("remarks", "neutral", value)


def _key_columns(value: str, words: Vocabulary) -> bool:
    """Names of columns, none of which says that there is no key."""
    names = [name.strip() for name in re.split(r"[,，、+]", value)]
    return all(
        re.fullmatch(r"[^\W\d]\w{0,63}", name)
        and not is_no_filter(name, words)
        and name.casefold() != "no"
        and canonical("remark", name) is None
        for name in names
    ) and not says_something(value)


_REGION = re.compile(
    r"[a-z]{2}-(?:[a-z]{2,12}-[0-9]{1,3}|[a-z]{2})|my-[a-z]{3,20}-[0-9]"
    r"|(?:CN|AP|AF|LA|SA|EU|ME|TR|RU|NA)(?: (?:North|South|East|West|Southwest|Southeast|Northeast|Northwest))?"
    r"[- ][A-Z][A-Za-z]{2,20}(?: [A-Z][a-z]{1,12})?[0-9]{0,3}"
    r"|(?:华北|华东|华南|华中|西南|西北|东北|中国|亚太|非洲|拉美|欧洲|中东|土耳其)-?[\u4e00-\u9fff]{2,8}[0-9]{0,3}"
)


def _region(value: str, words: Vocabulary) -> bool:  # noqa: ARG001 - all kinds are called alike
    """A region of the cloud, by its number or as the console names it."""
    plain = value.strip()
    return (_REGION.fullmatch(plain) or _REGION.fullmatch(plain.lower())) is not None


def _version(value: str, words: Vocabulary) -> bool:  # noqa: ARG001 - all kinds are called alike
    return is_make(value) or re.fullmatch(r"(?:DRS )?[vV]?[0-9]{1,8}(?:[.-][0-9A-Za-z]{1,12}){0,6}", value) is not None


def span_of(value: str) -> tuple[str, str] | None:
    """Beginning and end of ``2026/11/15 01:30:00 - 02:40:11 GMT+08:00``; a zone or a date said once holds for both."""
    parts = [part.strip() for part in _FROM_TO.split(value)]
    if len(parts) != 2:
        return None
    begin, end = parts
    day, zone = re.match(r"\S+", begin), re.search(r"(?<=[0-9])\s*(?:GMT|UTC)?\s*[+-][0-9]{1,2}:?[0-9]{2}\Z|Z\Z", end)
    if re.match(r"[0-9]{1,2}:[0-9]{2}", end) and day is not None:
        end = f"{day[0]} {end}"
    if zone is not None and moment(begin) is None:
        begin += zone[0]
    return (begin, end) if is_time(begin) and is_time(end) else None


def _person(value: str, words: Vocabulary) -> bool:
    """Who it was, when, what they say of it, or a line to write on."""
    return not value.strip("_ ") or is_person(value) or _time(value, words)


def _signature(value: str, words: Vocabulary) -> bool:
    """Consent, or a person: one word in Latin letters may as well say what somebody thinks of it, ``Declined``."""
    is_named = _person(value, words) and not re.fullmatch("[A-Za-z]{3,}", value.strip())
    return is_named or is_one_of("conclusions", "good", value)


_WRITTEN: Mapping[Reads, Callable[[str, Vocabulary], bool]] = {
    "region": _region,
    "time": _time,
    "identifier": lambda value, _: is_identifier(value),
    "instance": lambda value, _: is_identifier(value) or is_make(value) or is_place(value),
    "title": lambda value, _: is_title(value, n_loose=2),
    "make": lambda value, _: is_make(value),
    "choice": lambda value, _: _choice(value),
    "version": _version,
}
_FORMS: Mapping[str, Callable[[str, Vocabulary], bool]] = {
    "compare_type": lambda value, words: (
        compare_types_in(value, words) is not None or canonical("content_compare_mode", value) is not None
    ),
    **dict.fromkeys(
        ("compare_start_time", "compare_end_time", "compare_time", "exported_at", "created_at", "updated_at"), _time
    ),
    "compare_status": lambda value, _: canonical("job_status", without_whole(value)) is not None,
    "progress": lambda value, _: parse_percent(value) is not None or is_all(value),
    "sample_percent": lambda value, _: parse_percent(value) is not None,
    **dict.fromkeys(
        ("n_tables", "n_columns", "n_compared", "n_consistent", "n_inconsistent", "n_uncomparable", "n_failed"),
        lambda value, words: parse_count(once(value), words.units_of("n_tables")) is not None,
    ),
    **dict.fromkeys(
        ("source_rows", "target_rows", "total_rows"),
        lambda value, words: parse_count(value, words.units_of("source_rows")) is not None,
    ),
    "row_filter": lambda value, _: bool(value.strip()),
    "lob_policy": lambda value, _: canonical("lob_compare", value) is not None,
    "compare_policy": lambda value, _: canonical("compare_policy", value) is not None,
    "about": lambda value, words: is_title(value) or _time(value, words),
    "person": _person,
    "signature": _signature,
    "reference": lambda value, _: (  # neither 1 of 3 nor ``sample_10``
        is_identifier(value) and not (re.fullmatch("[0-9]{1,3}[-/][0-9]+", value) or says_something(value))
    ),
    "make": lambda value, _: is_make(value) or is_one_of("engines", "storage", value),
    "phase": lambda value, _: is_time(value) or span_of(value) is not None,
    "language": lambda value, _: tag_of(value.strip()) in {language.tag for language in LANGUAGES},
    # a kind of network, or the makes at its two ends
    "network": lambda value, _: (
        is_one_of("networks", "names", value) or all(map(is_make, re.split(r"->|→|\bto\b|到", value)))
    ),
    "version": _version,
    "rate": lambda value, _: parse_percent(value) == 100 or is_all(without_whole(value)),
    "environment": lambda value, _: is_one_of("environments", "real", value),
    **{one.name: _WRITTEN[one.reads] for one in STATED},
    "outcome": _result,
    "message": _remark,
    "zone": lambda value, _: moment(f"2000-01-01 00:00 {value}") is not None,
    "lag": lambda value, _: _NO_TIME.fullmatch("".join(value.split())) is not None,
    "duration": lambda value, _: _DURATION.fullmatch("".join(value.split())) is not None,
    "objects_chosen": lambda value, _: is_one_of("choices", "objects", value),
    "size": lambda value, _: _SIZE.fullmatch(value.strip()) is not None,
    "key_columns": _key_columns,
}
"""Label -> whether a value is of its kind."""
assert set(_FORMS) >= META_MEANINGS
HELD = frozenset(_FORMS)
"""Labels whose value has a form."""


def is_value_of(meanings: tuple[str, ...], value: str, words: Vocabulary) -> str | None:
    """Return the meaning of a label that its value fits, None where it fits none."""
    return next((m for m in meanings if m in _FORMS and _FORMS[m](value, words)), None)


def is_no_filter(value: str, words: Vocabulary) -> bool:
    """Whether what stands under a heading or behind a label of row filters says that there is none."""
    return normalise_word(value) in words.null_words or is_one_of("filters", "none", value)
