"""What the names of a file and of its sheets say of the comparison: that it failed, goes on, or is a part of several.

A name is anybody's; words in it that nobody knows say nothing. Those that the vocabulary knows count as in a sheet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import islice

from drs_report.language.numbered import numbered
from drs_report.language.phrases import spellings, words_in
from drs_report.language.vocabulary import Vocabulary, canonical, normalise_word, outcome_class, words
from drs_report.reading.tables.scans import SheetScan
from drs_report.reading.tables.tally import N_ROWS_KEPT, teaching
from drs_report.records.judgement import OutcomeClass
from drs_report.records.reading import NotUnderstood

__all__ = ["file_name_doubt", "missing_sheets"]

_PART = re.compile(r"(?:part|第)\W*\d|(?<!\d)(\d{1,3})\W*(?:of|之)\W*\d{1,3}(?!\d)")
_AGAINST = frozenset({"failed", "uncomparable", "skipped", "inconsistent", "going_on", "outdated"})


def file_name_doubt(file: str, known: Vocabulary) -> tuple[NotUnderstood, ...]:
    """What the file's own name says against its comparison, unless a layout declares it harmless."""
    stem = _doubt_of(file)
    if stem is None or known.taught_by("file", stem) is not None:
        return ()
    return (NotUnderstood("file", "", stem, 0, "", (), teaching("file", stem)),)


def missing_sheets(scans: Sequence[SheetScan], is_listed: Callable[[str], bool]) -> tuple[NotUnderstood, ...]:
    """Name the sheets that a numbered row of them lacks: ``Details``, ``Details(3)`` and no ``Details(2)``.

    A name that the file lists, such as of a database ``shop_2``, is none of a row.
    """
    series: dict[str, set[int]] = {}
    names = [scan.sheet.name.strip() for scan in scans]
    for name in names:
        counted = numbered(name, digits=3)
        if counted and re.search(r"[^\W\d_]", counted[0]) and not is_listed(name):
            series.setdefault(counted[0].strip(), set()).add(int(counted[1]))
    found = []
    for base, numbers in series.items():
        lowest = 2 if base in names and 1 not in numbers else min(1, *numbers, 1)
        gaps = islice((n for n in range(lowest, max(numbers)) if n not in numbers), N_ROWS_KEPT)
        found += [
            NotUnderstood("sheet", f"{base}({n})", f"{base}({n})", 0, "", (), teaching("sheet", f"{base}({n})"))
            for n in gaps
        ]
    return tuple(found)


def _doubt_of(file: str) -> str | None:
    """Return the stem of a file's name where it says that its comparison is not whole and good, else None."""
    stem = file.rpartition("/")[2].rpartition(".")[0] or file
    plain = normalise_word(re.sub(r"[_\-.()\[\]（）]+", " ", unicodedata.normalize("NFKC", stem)))
    tokens = re.findall(r"[a-z]+|[^\W\d_a-z]+", plain)
    says = _PART.search(plain) is not None or any(_is_against(token) for token in tokens)
    return stem if says or _is_before_a_repair(tokens) else None


def _is_before_a_repair(tokens: Sequence[str]) -> bool:
    """Whether a name says that the target was changed later; a Chinese one has no blanks: ``订单库修复前``."""
    said = {atom for token in tokens for atom in words_in(token) or ()}
    joined = (repair + before for before in spellings("earlier") for repair in spellings("repair"))
    return {"earlier", "repair"} <= said or any(
        words in token for words in joined if not words.isascii() for token in tokens
    )


def _is_against(token: str) -> bool:
    if set(words_in(token) or ()) & _AGAINST:
        return True
    if token.isascii():
        return _is_bad(token)
    return any(not word.isascii() and word in token for word in _bad_words())


def _is_bad(word: str) -> bool:
    outcome, status = canonical("outcome", word), canonical("job_status", word)
    return (outcome is not None and outcome_class(outcome) is not OutcomeClass.VERIFIED) or (
        status is not None and status != "successful"
    )


def _bad_words() -> list[str]:
    """Chinese spellings of results and states that are not good; they stand in names without blanks around them."""
    found = (normalise_word(word.text) for group in ("outcome", "job_status") for word in words(group))
    return [word for word in found if len(word) > 1 and _is_bad(word)]
