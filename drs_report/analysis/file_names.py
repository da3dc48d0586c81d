"""What a file's name says beside its comparison and its day: of which task, stage or place the comparison is."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import PurePath

from drs_report.analysis.moments import without_days
from drs_report.language.languages import LANGUAGES
from drs_report.language.phrases import all_of, is_one_of, words_in
from drs_report.language.vocabulary import built_in, normalise_word
from drs_report.reading.tables.titles import compare_type_of

_BREAK = "|"
"""In the place of what is known."""
_COPY = re.compile(r"\Acopy of\b|\(\d{1,3}\)\Z|(?:[\W_]copy|的?副本)(?:\s?\(?\d{1,3}\)?)?\Z")
_NUMBER_OF_A_RUN = re.compile(
    r"(?<![0-9a-z])(?:[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}|(?=[a-f]*+[0-9])[0-9a-f]{8,})(?![0-9a-z])"
)
_LANGUAGE = re.compile(
    r"(?<![^\W_])(?:{})(?![^\W_])".format(
        "|".join(sorted((s.lower() for one in LANGUAGES for s in (one.tag, *one.spelled)), key=len, reverse=True))
    )
)
_STAMP = re.compile(
    r"(?<![^\W_])(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?|\d{5,})(?![^\W_])|\|日|(?<!\d)\d{1,4}[年月日时分秒点]"
)
"""A day without its year, a clock, or a number that only a system gives."""
_LETTERS = re.compile(r"[a-z]+|[^\W\d_a-z]+")
_SERIAL = re.compile(r"(?:\A|\|)(?:(?:[^\w|]|_)*+(?!\d{1,3}(?:\.\d{1,3}){3})(?:0\d*(?!\d)|\d+(?![^\W_])))*")
"""Numbers behind what is known count files; those of an address do not, nor does one that leads a word on."""


def own_words(file: str, compare_type: str) -> str:
    """Return what is left of a name that tells its comparison, without copies' marks, dates and what numbers files.

    >>> own_words("core_lines_20261119224000 (1).xlsx", "lines"), own_words("行数对比_任务1.xlsx", "lines")
    ('core', '任务1')
    """
    if compare_type_of(file, built_in(), codes=True) != compare_type:
        return ""
    stem = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", PurePath(file).stem))
    plain = normalise_word(without_days(stem, _BREAK))
    for known in (_COPY, _NUMBER_OF_A_RUN, _LANGUAGE, _spelled(compare_type), _STAMP):
        plain = known.sub(_BREAK, plain)
    plain = _LETTERS.sub(lambda word: _BREAK if _is_of_files(word[0]) else word[0], plain)
    return " ".join(re.findall(r"[^\W_]+", _SERIAL.sub(_BREAK, plain)))


@cache
def _spelled(compare_type: str) -> re.Pattern[str]:
    """Every spelling of a comparison that tells it in a file's name, the longest first."""
    spelled = sorted((form for form, slug in built_in().compare_types.items() if slug == compare_type), key=len)
    between = (re.sub(r"(?:\\[- .]|_)+", r"[ _.-]+", re.escape(form)) for form in reversed(spelled) if len(form) > 2)
    return re.compile("|".join(rf"(?<![a-z]){form}(?![a-z])" if form.isascii() else form for form in between))


def _is_of_files(word: str) -> bool:
    """Whether a word only says what a file of results is, and not of which task."""
    return {*(words_in(word) or ("",))} <= all_of("made_of", "files") or is_one_of("marks", "neutral", word)
