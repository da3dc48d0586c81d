"""What a name looks like: of a person, of a thing that people call as they like, of what a system numbers, of an end.

A free text is no name. What a name holds of known words are such as names are made of; any other word says something.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from drs_report.language.phrases import all_of, beside, is_one_of, words_in
from drs_report.language.vocabulary import canonical
from drs_report.reading.tables.speaking_against import speaks_against

_WORD = re.compile(r"[A-Za-z]+|[^\W\d_A-Za-z]+")
_SIGNS = re.compile(r"[()\[\]<>!?*~≈≠≤≥:;|]|\.\.")
_IDENTIFIER = re.compile(r"(?=.*[0-9_.:@-])[\w.:@/-]{1,64}|[A-Za-z]{1,2}", re.ASCII)
_OF_HAN = r"(?:(?![的了着被把将未没不尚仍待])[\u4e00-\u9fff])"
"""A sign of a name in Chinese: no particle, which makes a phrase of it."""
_HAN = re.compile(rf"{_OF_HAN}{{1,12}}")
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’.&-]*")


def says_something(text: str) -> bool:
    """Whether a text that should be a name holds a known word that is no name's, or speaks against something."""
    plain = unicodedata.normalize("NFKC", text)
    return is_one_of("denials", "neutral", plain) or any(map(_says, _WORD.findall(plain))) or speaks_against(plain)


def _says(word: str) -> bool:
    said = words_in(word)
    if said is not None:
        return not {*said} <= all_of("made_of", "names") and canonical("compare_type", word) is None
    return not word.isascii() and any(part in word for part in beside(all_of("made_of", "names")))


def is_identifier(text: str) -> bool:
    """Whether a system gives such names: one word with a digit or a sign that joins, or no longer than two letters."""
    return _IDENTIFIER.fullmatch(text) is not None and not speaks_against(text)


def is_title(text: str, *, n_loose: int = 0) -> bool:
    """Whether people call a thing so: by one word, or each is as names are; of two `n_loose` need not be."""
    words = text.split()
    if not words or len(text) > 80 or _SIGNS.search(text) or says_something(text):
        return False
    loose = [word for word in words if not _is_of_a_name(word)]
    return all(map(str.isascii, loose)) and len(loose) <= {1: 1, 2: n_loose}.get(len(words), n_loose // 2)


def _is_of_a_name(word: str) -> bool:
    if not word.isascii():
        is_short = len(word) <= 4 and _HAN.fullmatch(word) is not None
        return is_short or is_headed(word) or re.search(r"[A-Za-z0-9_-]", word) is not None
    return any((words_in(word), is_make(word), _CAPITAL.fullmatch(word), _IDENTIFIER.fullmatch(word)))


def is_place(text: str) -> bool:
    """Whether people call an instance so: in Chinese such a name says that it is one."""
    return is_title(text, n_loose=1) and (text.isascii() or is_headed(text))


def is_headed(text: str, *kinds: str) -> bool:
    """Whether a Chinese text ends in what things or teams are called."""
    heads = tuple(head for kind in kinds or ("teams", "things") for head in all_of("names", kind))
    return _HAN.fullmatch(text) is not None and text.endswith(heads)


_FIRM = re.compile(
    r"([^,]{2,60}?)[ ,]*+(?:\bCo\.?,? ?Ltd|\bLtd|\bInc|\bLimited|\bCorporation|\bGmbH)\.?"
    rf"|({_OF_HAN}{{2,20}}(?:有限|股份)公司)",
    re.IGNORECASE,
)


def is_firm(text: str) -> bool:
    """Whether a text is the name of a firm: each word of it is as names are, and it begins with none that is known."""
    found = _FIRM.fullmatch(text)
    name = (found[1] or found[2]).strip() if found else ""
    if not name.isascii():
        return not (says_something(name) or name.startswith(beside(frozenset({"product"}))))
    first, *others = name.replace(" & ", " ").split() or ("",)
    return {*(words_in(first) or ())} <= {"product"} and is_title(" ".join((first, *others)))


def is_person(text: str) -> bool:
    """Whether a text names people, or what they work in."""
    people = [person.strip() for person in re.split("[/&、和]| and ", text)]
    return not _SIGNS.search(text) and all(map(_is_one_person, people)) and not says_something(text)


def _is_one_person(text: str) -> bool:
    """One word, as logins are; in Latin letters up to four, each as names are; in Chinese what a family name begins.

    Of ``暂缓`` and the like the beginning tells that nobody is called so.
    """
    *given, last = text.split() or ("",)
    if not text.isascii():
        is_double = text.startswith(tuple(all_of("names", "long_surnames")))
        is_named = is_double or any(text[0] in surnames for surnames in all_of("names", "surnames"))
        is_whole = is_named and len(text) <= 3 + is_double and _HAN.fullmatch(text) is not None
        return is_whole or is_headed(text, "teams")
    are_names = all(_CAPITAL.fullmatch(word) or words_in(word) for word in given)
    is_last = not given or _CAPITAL.fullmatch(last) is not None or is_one_of("names", "groups", last)
    return re.search("[A-Za-z]", last) is not None and len(text) <= 64 and len(given) < 4 and are_names and is_last


_SIDES: Mapping[str, frozenset[str]] = {
    side: frozenset(f"{side}_{what}" for what in ("side", "db_or_count", "instance", "address"))
    for side in ("source", "target")
}
"""Side -> labels behind which an address, a make of databases, or one with the other in brackets tells which it is."""
_PLACE = re.compile(
    r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[a-z][\w-]*(?:\.[\w-]+){2,9})(?::[0-9]{1,5})?", re.IGNORECASE | re.ASCII
)
_WITH_BRACKET = re.compile(r"([^()]{1,60})\(([^()]{1,60})\)")


def ends_of(meanings: Iterable[str], value: str) -> list[tuple[str, str]]:
    """What ``10.1.2.3:3306 (MySQL 5.7.32)`` says of the side that a label names; nothing where a part is no end."""
    side = next((side for side, labels in _SIDES.items() if labels.intersection(meanings)), None)
    both = None if is_make(value) else _WITH_BRACKET.fullmatch(value)  # ``GaussDB(for MySQL)``
    parts = [part.strip() for part in both.groups()] if both else [value]
    found = [(f"{side}_{what}", part) for part in parts if (what := _end(part, is_alone=not both))]
    is_whole = side is not None and len(parts) == len(found) == len({what for what, _ in found})
    return found if is_whole and (not both or f"{side}_engine" in dict(found)) else []


def _end(part: str, *, is_alone: bool) -> str:
    if _PLACE.fullmatch(part):
        return "address"
    if is_make(part):
        return "engine"
    return "instance" if not is_alone and len(part.split()) == 1 and not speaks_against(part) else ""


def is_make(value: str) -> bool:
    """Whether a text is a make of databases, with or without its version: ``MySQL 5.7.32``."""
    return is_one_of(
        "engines", "names", re.sub(r"\bv?[0-9][0-9.]{0,15}[a-z]?\Z", "", value.strip(), flags=re.IGNORECASE).strip()
    )
