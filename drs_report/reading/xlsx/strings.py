"""The text of cells: Excel's escapes, and the table of texts that the sheets share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from drs_report.errors import UnsafeWorkbookError
from drs_report.reading.xlsx.guard import Entry, Limits, damaged, over_limit
from drs_report.reading.xlsx.parts import Package, feed, new_parser, start_skipping

__all__ = ["decode_escapes", "read_shared_strings", "refuse_long_text"]

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


def refuse_long_text(file: str, limits: Limits, place: str, n_characters: int) -> UnsafeWorkbookError:
    """The refusal of a text longer than a cell may hold."""
    return over_limit(file, limits, "cell_length", f"{place} holds a text of at least {n_characters:,} characters")


def read_shared_strings(package: Package, entry: Entry) -> Sequence[str]:
    """Every shared text in order: runs joined, phonetic hints left out, escapes decoded.

    The list is the one thing a reader holds beside a batch: 8 bytes an entry, and the text itself with some 50 bytes
    of Python's own.
    """
    file, limits = package.file, package.limits
    longest, most = limits.cell_length, limits.n_shared_strings
    texts: list[str] = []
    parts: list[str] = []
    mark = 0
    string = text = run = phonetic = ""

    def root(name: str, _attributes: dict[str, str]) -> None:
        nonlocal string, text, run, phonetic
        namespace, _, local = name.rpartition(" ")
        if local != "sst" or not namespace:
            raise damaged(file, f"the part {entry.name!r} should hold the shared texts but is something else")
        string, text, run, phonetic = (f"{namespace} {word}" for word in ("si", "t", "r", "rPh"))
        parser.StartElementHandler = start
        parser.EndElementHandler = end

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal mark
        if name == text:
            del parts[mark:]
        elif name == string:
            parts.clear()
            mark = 0
        elif name != run:
            precious = frozenset() if name == phonetic else frozenset((text, string))
            start_skipping(package, entry, parser, name, precious)

    def end(name: str) -> None:
        nonlocal mark
        if name == text:
            mark = len(parts)
        elif name == string:
            value = parts[0] if mark == 1 else "".join(parts[:mark])
            if "_x" in value:
                value = decode_escapes(value)
            if len(value) > longest:
                raise refuse_long_text(file, limits, f"a shared text ({len(texts):,})", len(value))
            texts.append(value)

    parser = new_parser(package, entry)
    parser.StartElementHandler = root
    parser.CharacterDataHandler = parts.append
    for _ in feed(package, entry, parser):
        if len(texts) > most:
            raise over_limit(file, limits, "n_shared_strings", f"the sheets share more than {len(texts):,} texts")
        if len(parts) > 1 and sum(map(len, parts)) > 8 * longest:
            raise refuse_long_text(file, limits, f"a shared text ({len(texts):,})", longest + 1)
    return texts
