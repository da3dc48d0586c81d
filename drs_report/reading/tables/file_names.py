"""What a file's own name says of the comparison in it: that it failed, goes on, or is a part of several.

A name is anybody's; words in it that nobody knows say nothing. Those that the vocabulary knows count as in a sheet.
"""

from __future__ import annotations

import re
import unicodedata

from drs_report.language.phrases import words_in
from drs_report.language.vocabulary import canonical, normalise_word, outcome_class, words
from drs_report.records.judgement import OutcomeClass

__all__ = ["doubt_of"]

_PART = re.compile(r"(?:part|第)\W*\d|(?<!\d)(\d{1,3})\W*(?:of|之)\W*\d{1,3}(?!\d)")
_AGAINST = frozenset({"failed", "uncomparable", "skipped", "inconsistent", "going_on"})


def doubt_of(file: str) -> str | None:
    """Return the stem of a file's name where it says that its comparison is not whole and good, else None."""
    stem = file.rpartition("/")[2].rpartition(".")[0] or file
    plain = normalise_word(re.sub(r"[_\-.()\[\]（）]+", " ", unicodedata.normalize("NFKC", stem)))
    tokens = re.findall(r"[a-z]+|[^\W\d_a-z]+", plain)
    says = _PART.search(plain) is not None or any(_is_against(token) for token in tokens)
    return stem if says else None


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
