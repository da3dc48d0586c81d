"""Clauses without a label, in words that are all known: counts, that there is none, the zone of all times, rights."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from drs_report.language.numbered import once
from drs_report.language.phrases import all_of, counts_against, is_neutral_title, measure_of, words_in
from drs_report.language.vocabulary import MOST_TEXTS
from drs_report.reading.tables.called import is_firm

_PLAIN_COUNT = re.compile(r"[\w\s:(),/.\-|\[\]]+")
"""Words, numbers and what only parts them: any other sign, such as in ``4+`` or ``~4``, changes what a number says."""
_NONE = re.compile(
    r"\A(?:no |without |(?:本次)?(?:对比)?(?:没有发现|未发现|没有|无))\s*+(?=[^\W\d][^\W\d\s]*+(?:\s++[^\W\d]++)*+\Z)",
    re.IGNORECASE,
)
_IS_NONE = re.compile(r"(?<=:)\s?(?:none|nil|无|没有|[-–—])\Z", re.IGNORECASE)
_BESIDE_A_COUNT = frozenset({"0", "table", "object", "count", "total", "of", "all", "compare", "and"})
_ENDS_IN_ZONE = re.compile(
    r"(?:(?:GMT|UTC)(?:\s?[+-]\s?[0-9]{1,2}(?::?[0-9]{2})?)?|Beijing Time|北京时间)\Z", re.IGNORECASE
)
_TABLES = re.compile(r"(?:共\s?|total:?\s?)?[0-9]{1,9}\s?(?:张表|个表|张|tables?)", re.IGNORECASE)
_COUNTED_NAME = re.compile(
    rf"(?P<name>[^\s:()]{{1,64}})\s?(?::\s?{_TABLES.pattern}|\(\s?{_TABLES.pattern}\s?\))", re.IGNORECASE
)
_RIGHTS = re.compile(r"copyright|\(c\)|©|all rights reserved|版权所有|保留所有权利", re.IGNORECASE)
_OF_A_FIRM = re.compile(
    r"\btechnologies\b|\bco\.|\b(?:ltd|inc)\b|技术有限公司|有限公司|\b[0-9]{4}(?:-[0-9]{4})?\b", re.IGNORECASE
)
_VERSION = re.compile(r"\sv?[0-9]{1,4}(?:\.[0-9]{1,4}){1,3}\Z", re.IGNORECASE | re.ASCII)


def is_imprint(text: str) -> bool:
    """Whether a text says whose the report is, ``© 2026 Huawei Cloud. All rights reserved.``, or made itself."""
    if is_firm(text.strip()):
        return True
    rest = _RIGHTS.sub(" ", text)
    if rest != text:
        named = _OF_A_FIRM.sub(" ", rest)
        return not re.search(r"\w", named) or is_neutral_title(named)
    said = {*(words_in(_VERSION.sub("", text)) or ())}
    return (
        bool(said & {"made", "created", "export"})
        and bool(said & {"automatic", "product"})
        and said <= all_of("made_of", "imprints")
    )


def zone_of_all(clause: str) -> str | None:
    """The zone of a clause that says it of all times: ``All times are in GMT+08:00``."""
    found = _ENDS_IN_ZONE.search(clause)
    parts = {*(words_in(clause[: found.start()]) or ())} if found else set()
    is_of_all = "time" in parts and parts <= {"all", "time", "of", "zone", "report", "list", "data", "said", "remark"}
    return found[0] if found and is_of_all else None


def _words_and_numbers(text: str) -> tuple[Sequence[str], list[int]]:
    """What a text of nothing but known words and numbers is made of; no words where it is none."""
    parts = words_in(text) if _PLAIN_COUNT.fullmatch(text) else None
    return parts or (), [int(n) for n in re.findall(r"[0-9]{1,15}", text.replace(",", ""))]


_FIRST_TO_LAST = re.compile(
    r"\b1\s*+(?:[-–—至到]|to\b)\s*+[0-9,]{1,19}+\s*+(?:(?:条|rows|records)\s*+)?(?:/|of\b|[,，]?\s*+共)", re.IGNORECASE
)


@lru_cache(maxsize=MOST_TEXTS)
def counts_of_rows(clause: str) -> Sequence[int] | None:
    """Numbers of a footer such as ``共 1 条``, ``Total: 2``, ``1-2 / 2``; a page says nothing but where it is all."""
    parts, numbers = _words_and_numbers(clause)
    if "0" not in parts or not {*parts} <= all_of("made_of", "footers"):
        return None
    if _FIRST_TO_LAST.search(clause):
        return numbers[2:] if numbers == [1, *numbers[2:] * 2] else None
    if "page" in parts:
        return [] if set(numbers) == {1} else None
    return numbers if len(numbers) == 1 and ("total" in parts or "row" in parts) else None


_PER_PAGE = re.compile(r"\b([0-9]{1,4})\s?(?:条|records|rows|items)?\s?(?:/|per)\s?(?:page|页)", re.IGNORECASE)


def pager(text: str) -> list[int] | None:
    """The number of rows of a list's foot that offers pages, ``Total Records: 5   10 / page   < 1 >``; None for others.

    All rows stand on one page, and no other is named; or it shows the first to the last of them.
    """
    if _FIRST_TO_LAST.search(text) and (counted := counts_of_rows(text)):
        return [*counted]
    size = _PER_PAGE.search(text)
    rest = re.sub("[<>]", " ", text[: size.start()] + " " + text[size.end() :]) if size else ""
    parts, numbers = _words_and_numbers(rest)
    if size is None or "total" not in parts or not {*parts} <= all_of("made_of", "footers") or not numbers:
        return None
    total, *pages = numbers
    return [total] if total <= int(size[1]) and {*pages} <= {1} else None


def counted_in(clause: str) -> tuple[str, str] | None:
    """What a clause such as ``5 consistent`` counts, and its number; no name where it says that there is none of it."""
    # of so many so many, and of none: ``5/5 consistent``, ``No inconsistent tables``, ``失败：无``
    none = _NONE.sub("0 ", _IS_NONE.sub(" 0", clause.replace(",", "")))
    parts, numbers = _words_and_numbers(once(none))
    is_limited = re.search(r"\bby\b|[(\[]", clause, re.IGNORECASE) is not None  # a part of it, or another way to look
    if is_limited or parts.count("0") != 1 or len(numbers) != 1:  # other scripts' digits are none
        return None
    if "object" in parts and numbers != [0]:  # of whichever kinds, which the lists show
        return None
    number = str(numbers[0])
    match [*({*parts} - _BESIDE_A_COUNT)]:
        case [] if "table" in parts:
            return "n_tables", number
        case [what] if measure := measure_of(what):
            return measure, number
    return ("", number) if not int(number) and counts_against({*parts} - {"0"}) else None


def counted_name(text: str) -> str | None:
    """Return the name of ``shop (5 tables)``, ``shop: 5 tables``, None for any other text."""
    found = _COUNTED_NAME.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return found["name"] if found else None


def counts_tables(text: str) -> bool:
    """Whether a text states a number of tables."""
    return _TABLES.search(unicodedata.normalize("NFKC", text)) is not None


def says_none(text: str) -> bool:
    """Whether a text says in words that are all known that there is none of something: ``No tables``, ``0 records``."""
    parts, numbers = _words_and_numbers(_NONE.sub("0 ", text))
    return parts.count("0") == 1 and numbers == [0] and {*parts} <= all_of("made_of", "nothing")
