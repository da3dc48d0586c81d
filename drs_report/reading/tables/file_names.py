"""What the names of a file, its folders and its sheets say: every word of them is known, or stands in the way.

Known are the words of what is compared and shown, names and numbers that the file itself states, dates, languages and
identifiers. Any other may say that the evidence is of another environment, of another time or of a part.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from drs_report.language.moments import with_plain_dates
from drs_report.language.numbered import page_of, sheet_number
from drs_report.language.phrases import is_file_word, is_one_of
from drs_report.language.vocabulary import Vocabulary, normalise_word
from drs_report.reading.tables.headings import ABOUT
from drs_report.reading.tables.scans import SheetScan
from drs_report.reading.tables.speaking_against import speaks_against
from drs_report.reading.tables.tally import N_ROWS_KEPT, teaching
from drs_report.records.reading import NotUnderstood
from drs_report.records.stated import STATED

__all__ = ["file_name_doubts", "missing_sheets", "names_stated"]

_PLAIN = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-z]{12}"  # an identifier of the service
    r"|(?<![0-9])(?:19|20)[0-9]{2}(?:([-._年]?)[0-9]{1,2}(?:\1|月)[0-9]{1,2}日?)?"
    r"(?:[ T_-]{0,3}[0-9]{1,2}[-:.时]?[0-9]{2}(?:[-:.分]?[0-9]{2}秒?)?)?Z?"
    r"(?:[ _]?(?:GMT|UTC)(?:[ _]?[+-]?[0-9_:]{1,5})?)?(?![0-9])"
    r"|(?<![a-z0-9])(?:GMT|UTC)[ _]?[+-][0-9]{1,2}[_:]?[0-9]{2}(?![0-9])"
    r"|(?<![a-z0-9])(?:(?:en|zh)(?:[-_](?:us|gb|cn|hans))?|v[0-9]{1,3}(?:\.[0-9]{1,3}){0,2})(?![a-z0-9])",
    re.IGNORECASE,
)
"""What says nothing of the comparison: identifiers, days and times, languages, versions."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^\W\d_A-Za-z]+")
_JOINED = re.compile(r"[0-9A-Za-z]{8,}")
_CHANGE = re.compile(r"(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])")
_MOST_WORDS = 24
"""A name of more is asked about as a whole: each run of its words would be looked up."""


def names_stated(scans: Sequence[SheetScan]) -> frozenset[str]:
    """Return what a file states of its task and of itself, as names are compared: its number, its region, its ends."""
    named = {one.name for one in STATED} | ABOUT
    return frozenset(normalise_word(text) for scan in scans for name, text in scan.meta if name in named)


def file_name_doubts(file: str, is_named: Callable[[str], bool], known: Vocabulary) -> Iterator[NotUnderstood]:
    """What in the names of the file and of its folders is not known, unless a layout says it is harmless.

    `is_named` tells a name that the file states or lists.
    """
    *folders, name = file.split("/")
    for part in (*folders, name.rpartition(".")[0] or name):
        if known.taught_by("file", part) is not None or is_named(part.strip()):
            continue
        for text in [part] if speaks_against(part) else _unknown(part, is_named, known):
            yield NotUnderstood("file", "", text, 0, "", (), teaching("file", text))


def _unknown(part: str, is_named: Callable[[str], bool], known: Vocabulary) -> Iterator[str]:
    """The runs of words of a name that nobody knows, as it spells them."""
    text = unicodedata.normalize("NFKC", part)
    apart = text.replace("_", " ")
    text = dated if (dated := with_plain_dates(apart)) != apart else text
    plain = _PLAIN.sub(lambda found: " " * len(found[0]), text)
    for found in _JOINED.finditer(plain):
        if _is_identifier(found[0]):
            plain = plain[: found.start()] + " " * len(found[0]) + plain[found.end() :]
    words = [*_WORD.finditer(plain)]
    if len(words) > _MOST_WORDS:
        yield part
        return
    odd = [not _is_known(plain, words, at, known) for at in range(len(words))]
    for n in range(len(words), 0, -1):
        for at in range(len(words) - n + 1):
            if any(odd[at : at + n]) and is_named(text[words[at].start() : words[at + n - 1].end()]):
                odd[at : at + n] = [False] * n
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and odd[end]:
            end += 1
        run = text[words[at].start() : words[end - 1].end()] if end > at else ""
        if run and known.taught_by("file", run) is None:
            yield run
        at = max(end, at + 1)


def _is_identifier(word: str) -> bool:
    """Whether letters and digits are mixed as only machines do: ``f8688cfa``."""
    return len(_CHANGE.findall(word.lower())) >= 2 and sum(map(str.isdigit, word)) >= 3


def _is_known(text: str, words: Sequence[re.Match[str]], at: int, known: Vocabulary) -> bool:
    """Whether a word says what is compared or shown, or is the one number of those around it.

    Of two numbers one may count parts, and a letter may be where an alphabet was cut, unless it is all there is.
    """
    word = words[at][0]
    if word.isdigit():
        around = (words[at - 1] if at else None, words[at + 1] if at + 1 < len(words) else None)
        return not any(other is not None and other[0].isdigit() for other in around)
    if len(word) == 1 and word.isascii():
        return word == text.strip()
    return (
        is_file_word(word)
        or is_one_of("engines", "names", word)
        or is_one_of("units", "neutral", word)
        or normalise_word(word) in known.compare_types
        or known.taught_by("file", word) is not None
    )


def missing_sheets(scans: Sequence[SheetScan], is_listed: Callable[[str], bool]) -> tuple[NotUnderstood, ...]:
    """Name the sheets that a numbered row of them lacks: ``Details``, ``Details(3)`` and no ``Details(2)``.

    A name that the file lists, such as of a database ``shop_2``, is none of a row.
    """
    series: dict[str, set[int]] = {}
    parted: set[str] = set()
    names = [scan.sheet.name.strip() for scan in scans]
    for name in names:
        counted = sheet_number(name)
        if counted and len(counted[1]) <= 3 and re.search(r"[^\W\d_]", counted[0]) and not is_listed(name):
            series.setdefault(counted[0], set()).add(int(counted[1]))
            parted |= {counted[0]} if counted[2] and page_of(name) is None else set()
    found = []
    for base, numbers in series.items():
        lowest = 2 if base in names and 1 not in numbers else min(1, *numbers, 1)
        highest = max(numbers) + (base in parted and len(numbers) == 1)  # a part says that there is another
        gaps = islice((n for n in range(lowest, highest + 1) if n not in numbers), N_ROWS_KEPT)
        found += [
            NotUnderstood("sheet", f"{base}({n})", f"{base}({n})", 0, "", (), teaching("sheet", f"{base}({n})"))
            for n in gaps
        ]
    return tuple(found)
