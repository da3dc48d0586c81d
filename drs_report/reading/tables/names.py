"""Names of tables and databases, and cells under their headings that speak of several at once.

What is compared is proven by its own row. A list, a range, a pattern or a number of tables in one cell, or a name that
was cut, leaves open which of them were compared; a name in quotes is one, whatever is in it.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from drs_report.language.phrases import words_in
from drs_report.language.vocabulary import Vocabulary

NAMES = frozenset(f"{side}{what}" for side in ("source_", "target_", "") for what in ("db", "schema", "table"))
"""Columns of names of databases, schemas and tables."""

_MAY_BE = r"[,;~(*%?+&|/{ ]|\.\.|\[\d|[^\x00-\x7f]"
"""Every cell that is looked at twice has one of these."""
_QUOTED = re.compile(r"(?:`[^`]*+`|\"[^\"]*+\"|\[[^\]]*+\])\.?")
_SEVERAL = re.compile(r"[*%?]|…|\.{3}|\.\.\Z|[\[{]\d|\d\.\.\d|\d\s?[至到]|等\s?\d{0,9}\s?[张个]|分表\Z")
_BETWEEN = re.compile(r"[,，、;；+＋&＆|｜/／]|\s(?:and|or)\s")
_COUNTED = re.compile(r"\d\s?[^\W\d]")
_SOME = frozenset({"limited", "rest"})
_ALL = frozenset({"all", "total", "db", "table", "schema", "object", "of", "0", "count"}) | _SOME


def of_several(
    names: pa.ChunkedArray, known: Vocabulary, *, is_database: bool
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which cells of a column of names speak of several things, and that no layout declares harmless."""
    may_be = pc.fill_null(pc.match_substring_regex(names, _MAY_BE), fill_value=False)
    found = np.array(may_be.to_numpy(), dtype=bool)
    for at in np.flatnonzero(found).tolist():
        name = names[at].as_py().strip()
        found[at] = _is_of_several(name, is_database=is_database) and not known.declares("remark", name)
    return found


def _is_quoted(name: str) -> bool:
    """Whether quoted parts with dots between them are all there is; two quoted names with a comma are not."""
    at = 0
    while at < len(name) and (part := _QUOTED.match(name, at)):
        at = part.end()
    return at == len(name)


def _is_of_several(name: str, *, is_database: bool) -> bool:
    if _is_quoted(name):
        return False
    said = {*(words_in(name) or ())}
    is_phrase = " " in name or (not name.isascii() and (is_database or (_SOME & said and "table" in said)))
    is_whole = is_phrase and not said.isdisjoint({"all", "total"} | _SOME)
    is_all = said <= _ALL and (is_whole or ("0" in said and len(said) > 1 and name[:1].isdigit()))
    is_list = len([part for part in _BETWEEN.split(name) if part.strip()]) > 1
    is_range = len([part for part in re.split("[~～]", name) if re.search(r"[^\W\d]", part)]) > 1
    bracket = name[max(name.rfind("("), name.rfind("（")) + 1 :] if name.endswith((")", "）")) else ""
    return is_all or is_list or is_range or bool(_SEVERAL.search(name) or _COUNTED.search(bracket))
