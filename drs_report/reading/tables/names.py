"""Names of tables and databases, and cells under their headings that say more than a name.

What is compared is proven by its own row. A list, a range, a pattern, a condition or a number of tables in one cell, or
a name that was cut, leaves open which of them were compared, or how much of one. A name is of letters, digits and the
few signs that engines allow without quotes, with blanks between; in quotes it is one whatever is in it.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from drs_report.language.phrases import all_of, spellings, words_in
from drs_report.language.vocabulary import Vocabulary, built_in, words
from drs_report.reading.tables.speaking_against import speaks_against
from drs_report.reading.xlsx.columns import Mask

OBJECT_NAMES = frozenset({"source_object", "target_object"})
"""Columns of names of whatever a type says."""
NAMES = frozenset(f"{side}{what}" for side in ("source_", "target_", "") for what in ("db", "schema", "table"))
"""Columns of names of databases, schemas and tables."""

_MAY_BE = r"[^\w$#@.'-]|\.(?:\.|$)|-[^\x00-\x7f]"
"""Every cell that is looked at twice has one of these."""
_QUOTES = r"`[^`]*+`|\"[^\"]*+\"|\[[^\]]*+\]"
_QUOTED, _NAME = (re.compile(rf"(?:(?:{part})(?:\.{{1,2}}+|\Z))++") for part in (_QUOTES, rf"{_QUOTES}|[\w$#@' -]++"))
_CALLED = re.compile(r"[A-Z]\w*(?: [A-Z]\w*)?", re.ASCII)
"""One word or two that begin as names do."""
_LIST = re.compile(r"[\w$#.]{1,64}(?:\s?[,，、;；]\s?[\w$#.]{1,64})+")
_RANGE = re.compile(r"(\D{1,60}?)\d{1,9}\W{0,3}(?:\W|\bto\b|[至到])\W{0,3}\1\d{1,9}")
"""Two names that differ in their number alone."""
_SEVERAL = re.compile(
    r"\.{3}|\.\Z|\d\.\.\d|(?:\A|\s)(?:and|or)\s|\sof\s\d|第\s?\d|\d\s?[至到]|等\s?\d{0,9}\s?[张个]|分表\Z"
)
_SOME = frozenset({"limited", "rest"})
_ALL = frozenset({"all", "total", "db", "table", "schema", "object", "of", "0", "count", "name"}) | _SOME


@cache
def _no_names() -> frozenset[str]:
    """What stands where a name would and is none, in small letters: for nothing, for all, a heading of names.

    One word of plain letters is a name, as ``none`` or ``table_name`` are, unless it says that one is to be filled in.
    """
    headings = {word.text.lower() for word in words("heading") if word.meaning in NAMES or word.meaning == "db"}
    named = {text for text in headings if "name" in (words_in(text) or ())}
    found = built_in().null_words | all_of("marks", "no_data") | all_of("choices", "objects") | named
    return frozenset(text for text in found if not re.fullmatch("[a-z_]+", text)).union(spellings("unfilled"))


def more_than_a_name(
    names: pa.ChunkedArray, known: Vocabulary, *, is_schema: bool = False, is_object: bool = False
) -> Mask:
    """Return which cells of a column of names say more than a name or none, and that no layout declares harmless.

    Where there are no schemas a column of them may say so, and one of objects for the side that has none.
    """
    nothing = frozenset[str]() if is_schema or is_object else _no_names()
    is_none = pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(names)), value_set=pa.array([*nothing], pa.string()))
    may_be = pc.fill_null(pc.or_(pc.match_substring_regex(names, _MAY_BE), is_none), fill_value=False)
    found = np.array(may_be.to_numpy(), dtype=bool)
    is_odd = _says_more_of_an_object if is_object else _says_more
    for at in np.flatnonzero(found).tolist():
        name = names[at].as_py().strip()
        found[at] = (name.lower() in nothing or is_odd(name)) and not known.declares("remark", name)
    return found


def _says_more_of_an_object(name: str) -> bool:
    """Whether it is called otherwise than by a name, a signature or a statement, which may hold any sign."""
    if _QUOTED.fullmatch(name):
        return False
    return name == "*" or bool(_LIST.fullmatch(name) or _RANGE.fullmatch(name)) or _is_told(name)


def _is_told(name: str) -> bool:
    """Whether something is told of a name: ``items not verified``, not as in ``failed_logins``, ``Failed Logins``."""
    return (
        not _CALLED.fullmatch(name)
        and re.search(r"[\s:(（：]|-[^\x00-\x7f]", name) is not None
        and speaks_against(name)
    )


def _says_more(name: str) -> bool:
    said = {*(words_in(re.sub(r"[`\"\[\]]", "", name)) or ())}
    if " " in name and said and said <= all_of("made_of", "things"):
        return True  # ``[object Object]``: of what kind it is, and nothing of its name
    if _QUOTED.fullmatch(name):
        return False
    # all of a database: a table may hold totals
    in_all = {"all", "name", "total"} if " " in name or "db" in said else {"all", "name"}
    is_whole = (" " in name or not name.isascii()) and not said.isdisjoint(in_all | _SOME)
    is_all = said <= _ALL and (is_whole or ("0" in said and len(said) > 1 and name[:1].isdigit()))
    return (
        is_all or _is_told(name) or not _NAME.fullmatch(name) or bool(_SEVERAL.search(name) or _RANGE.fullmatch(name))
    )
