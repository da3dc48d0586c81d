"""Names that a number ends: ``Details(2)``, ``Details_2``, ``第 3 页`` is none.

The patterns run over the reversed text and from its start only, so that a name of nothing but blanks or brackets costs
no more than its length.
"""

from __future__ import annotations

import re

_AT_THE_END = re.compile(r"\s*+(?:[)）\]]\s*+(\d++)\s*+[(（\[]|(\d++)([_\-# ]?))\s*+")


_ALL_OF = re.compile(r"\b([0-9]{1,15})\s*+(?:/|out of|of)\s*+\1\b")
_LONGEST_DAY = 12
_PAGE = re.compile(r"第\s*(\d{1,3})\s*(?:页|張|张)")


def page_of(text: str) -> tuple[str, str] | None:
    """Return ``页`` and the number of a name that is nothing but a page's number, ``第2页``; None for any other."""
    found = _PAGE.fullmatch(text.strip())
    return None if found is None else ("页", found[1])


_ALL_OF_IT = re.compile(r"[\s(（:：]{0,4}100(?:\.0{1,4})?\s?[%％][)）]?\Z")


def without_whole(text: str) -> str:
    """Return a text without the share that ends it, where that is all of it: ``Completed (100%)``."""
    return _ALL_OF_IT.sub("", text.rstrip()) if len(text) <= 200 else text


def once(text: str) -> str:
    """Return a text in which ``5/5`` and ``5 of 5``, all of so many, are ``5``."""
    return _ALL_OF.sub(r"\1", text)


def is_all(text: str) -> bool:
    """Whether a text is nothing but all of so many: ``5/5``."""
    found = _ALL_OF.fullmatch(text.strip())
    return found is not None and int(found[1]) > 0


_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d([-/._年])\d{1,2}(?:[-/._月]\d{1,2})?日?\Z")
_PART = re.compile(
    r"(.*?[^\s(（_-])[\s(（_-]*+(?:(?:part|第)\s*+([0-9]{1,3})|(?=[0-9]{1,3}\s*+(?:of|共))([0-9]{1,3}))"
    r"\s*+(?:页|部分)?[\s,，]*+(?:(?:of|共)\s*+([0-9]{1,3}))?\s*+(?:页|部分)?\s*+[)）]?\s*",
    re.IGNORECASE,
)


def sheet_number(name: str) -> tuple[str, str, int | None] | None:
    """Return the base of a sheet's name, its number, and of how many parts it is: 0 where it says only that of some."""
    plain = name.strip()
    if _DAY.search(plain[-_LONGEST_DAY:]):
        return None
    if (page := page_of(plain)) is not None:
        return (*page, None)
    part = _PART.fullmatch(plain) if len(plain) <= 64 else None
    if part is not None:
        return part[1], part[2] or part[3], int(part[4] or 0)
    counted = numbered(plain)
    return None if counted is None else (counted[0].strip(), counted[1], None)


def numbered(text: str, *, digits: int = 0, is_apart: bool = True) -> tuple[str, str] | None:
    """Return what stands before the number that ends a text, and the number; None where none does.

    The number stands in brackets or, with `is_apart`, behind one of ``_ - #`` and blank; without, behind anything.
    `digits` is how many it may have at most, 0 for any.
    """
    found = _AT_THE_END.match(text[::-1])
    if found is None or (is_apart and found[1] is None and not found[3]):
        return None
    number = (found[1] or found[2])[::-1]
    if digits and len(number) > digits:
        return None
    return text[: len(text) - found.end()], number
