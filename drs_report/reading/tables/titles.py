"""What the words above a table, a sheet's name or a file's name say: a database, an object type, a compare type, times.

A line such as ``对比类型：行数对比； 对比开始时间：…`` and a lone cell with the database's name above its tables were
seen in public screenshots; everything else here is inferred.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from drs_report.comparisons import ALL, COMPARE_TYPES
from drs_report.language.numbered import numbered, sheet_number
from drs_report.language.phrases import (
    all_of,
    composed,
    is_neutral_title,
    is_one_of,
    spellings,
    without_ordinal,
    words_in,
)
from drs_report.language.vocabulary import MOST_TEXTS, Vocabulary, built_in, look_up, normalise_word
from drs_report.reading.tables.clauses import counted_name
from drs_report.records.stated import CALLED

_IDENTIFIER = re.compile(r"[^\s:;,。!?()（）]+")
_ARROW = re.compile(r"(?<!-)-++>|(?<!=)=++>|[→⇒⟶]")
_LONGEST_PAIR = 400
_CAPTION_WORDS = re.compile(
    r"对比|结果|明细|详情|详细|概览|概况|总览|概要|列表|报告|报表|差异|修复|汇总"
    r"|\b(?:compar\w*|results?|details?|overview|summary|list|report|differences?|repair\w*|statements?|export\w*)\b",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"\A对象(?:级?对比)?[-_ ]{0,3}|\Aobjects?(?: comparison)? ?[-_] ?"
    r"|(?:对比(?:结果|详情|明细)?|详情|明细|列表| comparison| details| list)\Z"
)
"""What the name of a kind of objects may stand between."""
_JOINED = re.compile("(?<=[a-z])(?:{})(?![a-z])".format("|".join(filter(str.isascii, spellings("compare")))))
_SAMPLING = re.compile(r"抽样|采样|抽查|抽检|随机|比例|\b(?:sampl|random|proportion|spot\W?check)[a-z]*+\b")
_EXPLAINS = re.compile(
    r"([^:]{{2,40}}?)(?:\s*(?::|--?|—|是指?|指|表示|用于|用来)\s*|\s)"
    r"(?:(?:compares|checks|verifies|counts)\b|(?:逐.)?(?:{})(?!结果|明细|详情))[^\d:;]{{4,}}".format(
        "|".join(word for word in spellings("compare") if not word.isascii())
    )
)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def is_sentence(text: str) -> bool:
    """Whether a lone cell is prose (a note, a caption) and not a name."""
    plain = _plain(text)
    return bool(
        re.search(r"[:;。!?]|,\s", plain)
        or sum(map(str.isspace, plain)) > 2
        or (_CAPTION_WORDS.search(plain) and not _IDENTIFIER.fullmatch(plain))
    )


@lru_cache(maxsize=MOST_TEXTS)
def database_of(text: str) -> tuple[str, str] | None:
    """Return source and target database named by a title ("" where it does not say), None where it names none.

    ``shop`` and ``数据库：shop`` name one; ``shop -> shop_new`` names both (likely).
    """
    plain = text.strip()
    named = [*map(_named, re.split(r"[;,、|]", _plain(plain)))] if len(plain) < _LONGEST_PAIR else []
    sides = dict(filter(None, named))
    if len(named) == 2 and {*sides} == {"source", "target"} and all(map(_IDENTIFIER.fullmatch, sides.values())):
        return sides["source"], sides["target"]
    prefixed = (_named(_plain(plain)) or ("", ""))[1]
    plain = prefixed or plain
    plain = counted_name(plain) or plain
    for arrow in _ARROW.finditer(plain):
        source, target = plain[: arrow.start()].strip(), plain[arrow.end() :].strip()
        if source and target:
            return source, target
    if prefixed:
        return plain, ""
    is_caption = is_one_of("marks", "captions", plain) or (_CAPTION_WORDS.search(plain) and not plain.isascii())
    return None if is_caption or is_sentence(plain) else (plain, "")


def _named(clause: str) -> tuple[str, str] | None:
    """The side, "" where it says none, and the name of ``Source Database: shop``; None for any other clause."""
    label, _, name = (part.strip() for part in clause.partition(":"))
    atoms = {*(words_in(label) or ())}
    sides = atoms & {"source", "target"}
    is_label = "db" in atoms and len(sides) < 2 and atoms <= {"db", "name", *sides}
    return ("".join(sides), name) if is_label and name else None


def object_type_of(text: str, words: Vocabulary) -> str | None:
    """Return the object type that a title or a sheet's name says, or None."""
    plain = normalise_word(text)
    counted = numbered(plain)
    for form in (plain, without_ordinal(plain), counted[0] if counted else plain):
        if known := look_up(words.object_types, form) or look_up(words.object_types, _AROUND.sub("", form)):
            return known
    return None


def says_sampling(text: str) -> bool:
    """Whether a text in a workbook speaks of a sample, and not only names the task so."""
    clauses = (
        re.split(r"[;,、|\n]", unicodedata.normalize("NFKC", text)) if _SAMPLING.search(normalise_word(text)) else ()
    )
    named = {c for c in clauses if composed(c.partition(":")[0]) in CALLED and compare_type_of(c, built_in()) is None}
    return any(_SAMPLING.search(normalise_word(clause)) for clause in {*clauses} - named)


def explains(text: str) -> bool:
    """Whether a text is a sentence that tells what comparisons of a kind do: ``行数对比：对比源库和目标库的行数。``."""
    found = _EXPLAINS.fullmatch(_plain(without_ordinal(text)).lower())
    return found is not None and found[1] in built_in().compare_types


def names_sampling(file: str) -> bool:
    """Whether a file's name speaks of a sample; words in it are often joined by ``_`` or nothing at all."""
    return bool(_SAMPLING.search(re.sub(r"[_\d]+", " ", normalise_word(file))))


def compare_type_of(text: str, words: Vocabulary, *, codes: bool = False) -> str | None:
    """Return the one compare type a text speaks of, None where it is none or several.

    Only words that say it plainly count (``行数对比``, ``row comparison``); with `codes`, for file names, the API's own
    words too (``lines``), which elsewhere could be names of databases.
    """
    plain = " " + re.sub(r"[_\-.]+", " ", normalise_word(text)) + " "
    found = set()
    for word, meaning in words.compare_types.items():
        form = re.sub(r"[_\-.]+", " ", word)
        says_it = (codes or " " in form) and f" {form} " in plain if form.isascii() else len(form) > 2 and form in plain
        if says_it and meaning in COMPARE_TYPES:
            found.add(meaning)
    found |= _called(text) if codes and not found else set()
    return found.pop() if len(found) == 1 else None


def _called(file: str) -> set[str]:
    """The comparisons that the words of a file's name are of, however they are joined.

    Words that nobody knows say nothing beside one that something is compared; without it they may say anything.
    """
    stem = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _plain(file.rpartition("/")[2].rpartition(".")[0])).lower()
    parts = [words_in(token) for token in re.findall(r"[a-z]+|[^\W\d_a-z]+", _JOINED.sub(r" \g<0>", stem))]
    atoms = {atom for part in parts for atom in part or ()}
    said, is_compared = atoms & all_of("made_of", "comparisons"), "compare" in atoms
    if not said or (None in parts and not is_compared):
        return set()
    names = ((one.slug, {*(words_in(name) or ())}) for one in ALL for name in (one.name.en, one.name.zh))
    return {slug for slug, of in names if said <= of and is_compared == ("compare" in of)}


def names_a_comparison(text: str, words: Vocabulary) -> bool:
    """Whether a title is the name of one comparison, with words beside it that say what is shown of it."""
    plain = normalise_word(without_ordinal(text))
    if plain in words.compare_types:
        return True
    if compare_type_of(plain, words) is None or not is_neutral_title(plain, all_of("made_of", "comparisons")):
        return False
    longest = max((form for form in words.compare_types if form in plain), key=len, default="")
    return is_neutral_title(plain.replace(longest, " ", 1))


def base_sheet_name(name: str, earlier: Sequence[str]) -> str | None:
    """Return the earlier sheet that a sheet called ``…(2)`` or ``…_1`` carries on, or None.

    A name may have been cut to Excel's 31 characters to make room for its number.
    """
    counted = sheet_number(name)
    if not counted:
        return None
    base = counted[0]
    for other in reversed(earlier):
        again = sheet_number(other)
        if other == base or (again and again[0] == base) or (len(name) >= 30 and other.startswith(base)):
            return other
    return None
