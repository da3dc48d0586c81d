"""Whether a free text, such as a file's name or an operator's, says something against the comparison that bears it.

A name is anybody's: words in it that nobody knows say nothing. Those that the vocabulary knows do: a result or state
that is not good, a part of what there is, what is not final, the two sides the wrong way round, a time before a repair.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from drs_report.language.phrases import all_of, counts_against, spellings, words_in
from drs_report.language.vocabulary import canonical, is_equal, normalise_word, words

_PART = re.compile(
    r"(?:part|vol(?:ume)?|chunk|shard|last|分[片卷册批]|[第前])\W*\d|第[一二三四五六七八九十]+[批卷册份]"
    r"|(?<![a-z0-9])p ?\d{1,2}(?![a-z0-9])|\W[上中下]\Z|\d年\W?[以之]?[后前来起]"
    r"|(?<!\d)(\d{1,3})\W*(?:of|之)\W*\d{1,3}(?!\d)|共\W?(?!1\D)\d{1,3}\W?[份册卷批]|除.{1,40}外|(?:small|large|big)\W?table"
    r"|(?<![\d.])[1-9]\d? ?(?:%|percent|pct|per cent)|分之(?!百)|(?<!\d)1 ?in ?[1-9]|(?<!\d)1比[1-9]"
)
_AGAINST = frozenset(
    {
        *("failed", "uncomparable", "skipped", "inconsistent", "going_on", "outdated", "tentative", "unfilled"),
        *("limited", "only", "reversed", "missing"),
    }
)
_DENIES = re.compile(r"\b(?:no|not|without) ([a-z]+)|\b(?:by|from) statistics|统计信息|(?:\bold|旧)\W*\Z")

_RESULTS = ("failed", "uncomparable", "skipped", "inconsistent", "missing")
"""Words of results that are not equal, wherever they stand in a text."""
_TOO_SHORT = frozenset({"false", "unknown"})
"""Results that mean other things within a sentence."""
_PASSIVE = re.compile(r"\b(?:(?:could|would|will|may|has|have|had|was|were|is|are) ?)?not (?:be|been) ")
"""``could not be compared`` denies what ``not compared`` does."""
_NONE_OF = re.compile(r"(?:\b(?:no|zero|0|without|any)|[无零]|没有|未发现|未见)\W{0,2}\Z")
_NEAR = 12
_IS_NONE = re.compile(r"(?: ?[^\W\d]{1,20}){0,2}\W{0,3}(?:0(?![.,]?\d)|none\b|无\b)")
_VALUE = re.compile(r"[:;,|=\n。、；，]")


def _apart(text: str) -> str:
    """A text whose words are parted by blanks where names join them by signs."""
    plain = re.sub(r"[_\-.()\[\]（）\"']+", " ", unicodedata.normalize("NFKC", text))
    return _PASSIVE.sub("not ", normalise_word(re.sub(r"(?<=[a-z])(?=[0-9])", " ", plain)))


def speaks_against(text: str) -> bool:
    """Whether any word of it does; words are parted by blanks and by the signs that names are joined with."""
    plain = _apart(text)
    tokens = re.findall(r"[a-z]+|[^\W\d_a-z]+", plain)
    whole = words_in(re.sub(r"[^\w\s]", " ", plain)) or ()
    return (
        _PART.search(plain) is not None
        or bool(_AGAINST.intersection(whole))
        or any(not d[1] or not counts_against({*(words_in(d[1]) or ("failed",))}) for d in _DENIES.finditer(plain))
        or ("source" in whole and "target" in whole[: whole.index("source")])  # the wrong way round
        or any(_is_against(token) for token in tokens)
        or _is_before_a_repair(tokens)
    )


def _is_before_a_repair(tokens: Sequence[str]) -> bool:
    """Whether a name says that the target was changed later; a Chinese one has no blanks: ``订单库修复前``."""
    said = {atom for token in tokens for atom in words_in(token) or ()}
    joined = (repair + before for before in spellings("earlier") for repair in spellings("repair"))
    return {"earlier", "repair"} <= said or any(
        words in token for words in joined if not words.isascii() for token in tokens
    )


_BETTER_DENIED = all_of("made_of", "failures") | {"affected", "exist"}
_DENIED = re.compile("(?:尚未|暂未|未|不|待|没有|没|免|漏|勿|un|non)(.+)")


def _is_against(token: str) -> bool:
    denied = _DENIED.match(token) if words_in(token) is None else None
    if {*(words_in(token) or ())} & _AGAINST or not {*((denied and words_in(denied[1])) or ())} <= _BETTER_DENIED:
        return True
    if token.isascii():
        return is_bad(token)
    return any(word in token for word in _bad_words())


def is_bad(word: str) -> bool:
    """Whether a text is a known result or state that is not good."""
    outcome, status = canonical("outcome", word), canonical("job_status", word)
    return (outcome is not None and not is_equal(outcome)) or (status is not None and status != "successful")


def result_in(text: str, *atoms: str) -> str | None:
    """Return the first known result in a text that is not that both sides are equal; none of it is no result.

    A word of several letters for one of `atoms` counts as such a result.
    """
    whole = next((part.strip() for part in _VALUE.split(unicodedata.normalize("NFKC", text)) if is_bad(part)), None)
    plain = _apart(text)
    found = (
        match[0]
        for match in _results(atoms).finditer(plain)
        if not _NONE_OF.search(plain, max(match.start() - _NEAR, 0), match.start())
        and not _IS_NONE.match(plain, match.end())
    )
    return whole or next(found, None)


@cache
def _known_bad() -> frozenset[str]:
    known = {normalise_word(word.text) for group in ("outcome", "job_status") for word in words(group)}
    return frozenset(filter(is_bad, known))


@cache
def _results(atoms: tuple[str, ...]) -> re.Pattern[str]:
    """Each known result that is not equal, a word for one, a number of differences, or a word for equal denied."""
    said = _known_bad() - _TOO_SHORT | {w for atom in _RESULTS for w in spellings(atom)}
    said |= {word for atom in atoms for word in spellings(atom) if len(word) > 1}
    equal, counted = _one_of(spellings("consistent")), _one_of(spellings("difference"))
    denied = rf"(?:\b(?:not|never|no longer|cannot|\w+n t)\b|[不未非])(?: \w{{1,9}})? ?{equal}"
    n_different = rf"[1-9][0-9]{{0,15}} ?(?:rows?|[行条处个])? ?{counted}|{counted}:? ?[1-9]"
    return re.compile(f"{_one_of(said)}|{denied}|{n_different}")


def _one_of(found: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first; Chinese ones have no blanks around them."""
    longest_first = (re.escape(_apart(word)) for word in sorted(found, key=len, reverse=True))
    return "(?:" + "|".join(rf"\b{word}\b" if word.isascii() else word for word in longest_first) + ")"


@cache
def _bad_words() -> tuple[str, ...]:
    """Chinese words against a comparison; they stand in names without blanks around them."""
    said = (*_known_bad(), *(word for atom in _AGAINST for word in spellings(atom)))
    return tuple(word for word in said if not word.isascii() and (len(word) > 1 or word in spellings("only")))
