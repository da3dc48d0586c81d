"""Phrases whose every word is known: what a heading, a label, a title or a line of them means.

Headings are composed, not listed: a side (source, target) and a thing (rows, table, key ...) in either order and either
language. A phrase with one word that is not known means nothing here, and whoever asked must say so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache

from drs_report.language.numbered import numbered
from drs_report.language.vocabulary import MOST_TEXTS, built_in, canonical, data, normalise_word, outcome_class
from drs_report.records.judgement import OutcomeClass


@cache
def _lexicon() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for atom, spellings in data("phrases")["words"].items():
        for word in spellings:
            found.setdefault(normalise_word(word).replace(" ", ""), atom)
    return found


@cache
def _phrases() -> tuple[str, ...]:
    """Spellings of several words, longest first."""
    spellings = (normalise_word(word) for found in data("phrases")["words"].values() for word in found)
    return tuple(sorted((word for word in spellings if " " in word and word.isascii()), key=len, reverse=True))


@cache
def _longest() -> int:
    return max(len(word) for word in _lexicon() if not word.isascii())


@cache
def spellings(atom: str) -> tuple[str, ...]:
    """Return how a word of the phrases is spelled; KeyError where it is none."""
    return tuple(normalise_word(word) for word in data("phrases")["words"][atom])


@cache
def beside(atoms: AbstractSet[str]) -> tuple[str, ...]:
    """Return the Chinese words of several characters that stand for none of `atoms`."""
    return tuple(
        word for word, atom in _lexicon().items() if len(word) > 1 and not word.isascii() and atom not in atoms
    )


_PIECE = re.compile(r"[a-z]+|\d+|#|[^\W\d_a-z]+")
_SAYS_MORE = re.compile(
    r"\.\.|。。|[^\w\s\u00ad\u200b-\u200d\u2060\ufeff\-–—―─━═_/\\&|;；:：,，、.。·!！#\"'“”‘’()（）\[\]【】〔〕{}《》「」*+→⇒>]"
)
"""Signs that do more than part words, such as ``~ ≈ ≥ ? † ≠`` and dots for more: a phrase with one is not known."""
_NUMBERED = frozenset({"task", "reference", "index_no", "sheet", "page", "project", "instance", "compare"})
"""What ``no`` behind it numbers; anywhere else it says that there is none."""
_PERCENT = re.compile("[%‰]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LONGEST_PHRASE = 400


@lru_cache(maxsize=16_384)
def words_in(text: str) -> tuple[str, ...] | None:
    """Return what each word of a phrase stands for, None where one of them is not known; numbers stand for ``0``."""
    if len(text) > _LONGEST_PHRASE:
        return None
    plain = normalise_word(_PERCENT.sub(" percent ", _CAMEL.sub(" ", unicodedata.normalize("NFKC", text))))
    if _SAYS_MORE.search(plain):
        return None
    plain = plain.replace("-", " ")
    for phrase in _phrases():
        plain = plain.replace(phrase, phrase.replace(" ", ""))
    found: list[str] = []
    pieces = _PIECE.findall(plain)
    for at, piece in enumerate(pieces):
        if piece == "no" and (at + 1 < len(pieces) or (at and found[-1] not in _NUMBERED)):
            return None
        if piece.isdigit():
            found.append("0")
        elif piece.isascii():
            atom = _lexicon().get(piece)
            if atom is None:
                return None
            found.append(atom)
        else:
            parts = _cut(piece)
            if parts is None:
                return None
            found += parts
    return tuple(found) if found else None


def _cut(run: str) -> tuple[str, ...] | None:
    """Cut a run of Chinese into known words, longest first; from the end, so that each place is looked at once."""
    lexicon = _lexicon()
    first_of: list[int] = [0] * len(run)  # length of the first word of what begins there; 0 where it cannot be cut
    for start in reversed(range(len(run))):
        for length in range(min(len(run) - start, _longest()), 0, -1):
            is_cut = start + length == len(run) or first_of[start + length]
            if is_cut and run[start : start + length] in lexicon:
                first_of[start] = length
                break
    found: list[str] = []
    at = 0
    while at < len(run):
        if not first_of[at]:
            return None
        found.append(lexicon[run[at : at + first_of[at]]])
        at += first_of[at]
    return tuple(found)


@cache
def _rules() -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    """What headings and labels mean, each with the words it needs and those that it may be made of."""
    found: list[tuple[str, frozenset[str], frozenset[str]]] = []
    for side, section in (("source", "sided"), ("target", "sided"), ("", "meanings")):
        for meaning, phrases in data("phrases")[section].items():
            for needs, _, may in (phrase.partition(" | ") for phrase in phrases):
                needed = frozenset((side, *needs.split()) if side else needs.split())
                found.append((f"{side}_{meaning}" if side else meaning, needed, needed.union(may.split())))
    return tuple(found)


_MARKED = re.compile("[*>＊＞+]")
"""Signs that frame or lead on in a title, and say something in a heading."""
_BRACKET = re.compile(r"[(（\[【]")
"""What stands in one limits what is counted."""


@lru_cache(maxsize=16_384)
def composed(text: str) -> str | None:
    """Return what a heading or label means by its words, None where they are not known or mean nothing together."""
    parts = words_in(text)
    if parts is None or "0" in parts or _MARKED.search(text):
        return None
    atoms = {*parts} - {"of", "and"}
    found = [(len(needs), meaning) for meaning, needs, may in _rules() if needs <= atoms <= may]
    best = max(found, default=(0, ""))[0]
    meanings = {meaning for size, meaning in found if size == best}
    if not found and counts_against(atoms) and not _BRACKET.search(text):
        return "none_of"
    return meanings.pop() if len(meanings) == 1 else None


def counts_against(atoms: AbstractSet[str]) -> bool:
    """Whether words name what would speak against a comparison if there were any of it: failed rows, retries."""
    against = all_of("made_of", "failures")
    return bool(atoms & against) and atoms <= against | all_of("made_of", "counts")


_NONE_AT_ALL = re.compile(r"(?<!\d)(?<!\d,)0++(?!\d)", re.ASCII)
"""A number that is 0; one of thousands of digits is looked at and never made."""


def says_unequal(text: str) -> bool:
    """Whether a text of known words says nothing but that two sides differ: ``Data mismatch``, ``不一致（3行）``."""
    said = {*(words_in(text) or ())}
    is_some = _NONE_AT_ALL.search(text) is None
    return is_some and bool(said & {"inconsistent", "difference"}) and said <= all_of("made_of", "differences")


_ORDINAL = re.compile(
    r"\s*+(table\s*+|figure\s*+|附表\s*+|表\s*+|图\s*+)?([0-9]{1,2}(?:[.-][0-9]{1,2}){0,2}|[一二三四五六七八九十]{1,3})"
    r"(\s*+[.、．)）:：_-]\s*+|\s++|(?=[^\W\d_]))(?=[^\W\d_])",
    re.IGNORECASE,
)
_SECTIONS = frozenset({"compare", "overview", "cover"})
"""What a bare number before it numbers and cannot count."""


@lru_cache(maxsize=16_384)
def without_ordinal(text: str) -> str:
    """Return a title without what numbers it: ``3. ``, ``一、``, ``02``, ``Table 3-2``; other numbers count."""
    found = _ORDINAL.match(text)
    if found is None:
        return text
    rest = text[found.end() :]
    what, number, sign = found.groups(default="")
    if what or sign.strip() not in {"", ":", "："}:
        return rest
    if sign.strip() or not number.isascii():  # ``2: Consistent`` says what 2 means
        return text
    is_section = bool(sign) and "-" not in number and bool(_SECTIONS & {*(words_in(rest) or ())})
    return rest if is_section or re.match("0[1-9]", number) else text


_ORIGIN = re.compile(r"\b(?:by|from|in)\b|[按以由]", re.IGNORECASE)
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:([-/._年])\d{1,2}(?:\1|月)\d{1,2}日?|[01]\d[0-3]\d)"
    r"(?:[ T_]*\d{1,2}[::]?\d{2}(?:[::]?\d{2})?)?"
)


@lru_cache(maxsize=16_384)
def is_neutral_title(text: str, shows: frozenset[str] = frozenset()) -> bool:
    """Whether a title only says what is shown, in words that are all known; a date or a number may end it.

    `shows` is what the list below it may be said to show. A side that is named twice is compared with itself, and
    what ends in 中 still goes on.
    """
    plain = without_ordinal(_DATE.sub(" ", unicodedata.normalize("NFKC", text)))
    counted = numbered(plain, digits=3, is_apart=False)
    plain = counted[0] if counted else plain
    if not re.search(r"\w", plain):
        return bool(re.search(r"\w", text))
    parts = words_in(plain)
    if parts is None or plain.rstrip().endswith("中") or any(parts.count(side) > 1 for side in ("source", "target")):
        return False
    if "statistics" in parts and (not {*parts} <= all_of("made_of", "statistics") or _ORIGIN.search(plain)):
        return False  # where numbers come from
    return {*parts} <= shows.union(data("phrases")["neutral"])


@lru_cache(maxsize=MOST_TEXTS)
def number_behind(text: str) -> int | None:
    """Return the number of at most three digits that ends a title, dates aside; None where none does."""
    counted = numbered(_DATE.sub(" ", unicodedata.normalize("NFKC", text)), digits=3, is_apart=False)
    return int(counted[1]) if counted and re.search(r"[^\W\d_]", counted[0]) else None


def speaks_of(text: str, *atoms: str) -> bool:
    """Whether all of a phrase's words are known and one of them stands for one of `atoms`."""
    parts = words_in(text)
    return parts is not None and bool({*parts} & {*atoms})


def measure_of(atom: str) -> str:
    """Return the number that a count of what `atom` stands for is held against; empty where it is none."""
    return next((measure for measure, atoms in data("phrases")["counted"].items() if atom in atoms), "")


_AROUND = "*-—=()[]【】 "
"""Signs that a word may stand between, as in ``—— (End) ——``."""


@cache
def all_of(section: str, kind: str) -> frozenset[str]:
    """Return the words of ``phrases.toml`` under a section, such as ``operations``, ``neutral``, normalised."""
    return frozenset(normalise_word(word).strip(_AROUND) for word in data("phrases")[section][kind])


def is_one_of(section: str, kind: str, text: str) -> bool:
    """Whether a text is one of the words of ``phrases.toml`` under a section, such as ``operations``, ``neutral``."""
    return normalise_word(text).strip(_AROUND) in all_of(section, kind)


def is_reason(text: str) -> bool:
    """Whether a remark beside no sure result only says why there is none, and nothing of what was found."""
    plain = text.strip(" .。!！")
    outcome = canonical("outcome", plain)
    is_open = outcome is not None and outcome_class(outcome) not in (OutcomeClass.DIFFERS, OutcomeClass.REVIEW)
    known = all_of("remarks", "neutral") | all_of("remarks", "reasons") | built_in().null_words
    return is_open or normalise_word(plain) in {"", *known}


_BETWEEN = " ,，、|/;；\t-–—"


def is_made_of(section: str, kind: str, text: str) -> bool:
    """Whether a text is nothing but such words, one behind the other: ``查看详情下载``, ``View; Export``."""
    rest, known = normalise_word(text).strip(_BETWEEN), all_of(section, kind)
    while rest and len(text) <= _LONGEST_PHRASE:
        ends = range(len(rest), 0, -1)
        end = next((n for n in ends if rest[:n] in known and not (rest[:n].isascii() and rest[n : n + 1].isalpha())), 0)
        if not end:
            return False
        rest = rest[end:].strip(_BETWEEN)
    return not rest and any(map(str.isalpha, text))
