"""The text of a cell: Excel's escapes."""

from __future__ import annotations

import re

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode_escapes(text: str) -> str:
    """Replace each ``_xHHHH_`` by the UTF-16 unit it stands for (ST_Xstring, ECMA-376 part 1, 22.9.2.19).

    Two escapes that are a surrogate pair give one character. Half a pair is no character: it stays as it is written.
    """
    if "_x" not in text:
        return text
    decoded = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if _SURROGATE.search(decoded):
        paired = decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        decoded = _SURROGATE.sub(lambda match: f"_x{ord(match[0]):04X}_", paired)
    return decoded
