"""Any text as GitHub-flavoured Markdown that shows exactly that text, in prose and in table cells.

Exact in cmark-gfm (GitHub's own parser) and markdown-it: a property of tests/renderers/test_gfm.py. Tables say the same
in many rows, and a budget is found by writing them again and again: what was escaped is kept.
"""

from __future__ import annotations

import re
from functools import lru_cache

from drs_report.renderers.text import inert, one_line

_SPECIAL = re.compile(r"[\\`*_\[\]<>~$^]")
_START = re.compile(r"^(\s*)([#+=:-]|\d+[.)])")
_TOKEN = re.compile(r"(?<![^\s`|\\])[^\s`|\\@#]*+[@#][^\s`|\\]++")
"""A word GitHub or GitLab may turn into a mention, a reference or a mail link; code spans keep them from it."""
_LINK = re.compile(r"(?i)(https?|ftp|xmpp|mailto)(:)|(www)(\.)")
_RUN = re.compile("`+")
_PLAIN = re.compile(r"[^0-9A-Za-z]")


@lru_cache(maxsize=8192)
def prose(text: str) -> str:
    """Escape `text` on one line for a paragraph, a heading, an item or a cell; words with ``@`` or ``#`` are code."""
    line = one_line(text).strip()
    parts, end = [], 0
    for match in _TOKEN.finditer(line):
        parts += [_escape(line[end : match.start()]), code(match[0])]
        end = match.end()
    parts.append(_escape(line[end:]))
    return _START.sub(_guard, "".join(parts))


@lru_cache(maxsize=8192)
def code(text: str) -> str:
    """Put `text` on a single line in a code span that survives table cells; "" stays empty.

    The fence is longer than any run of backticks inside. A name that holds both a backslash and a pipe, which parsers
    read differently, becomes a ``<code>`` element with character references, and so does one of spaces only.
    """
    line = one_line(text)
    if not line:
        return ""
    if ("\\" in line and "|" in line) or not line.strip():
        # An element before an at sign keeps cmark-gfm from reading a mail address.
        inside = _PLAIN.sub(lambda match: f"&#{ord(match[0])};", line).replace("&#64;", "<wbr>&#64;")
        return f"<code>{inside}</code>"
    fence = _fence(line, 1)
    pad = " " if line[0] in " `" or line[-1] in " `" else ""
    return f"{fence}{pad}{line}{pad}{fence}".replace("|", "\\|")


def listing(text: str) -> str:
    """Put the lines of `text` in a block of code below a list item, from which they can be copied as they are."""
    fence = _fence(text, 3)
    return "\n\n" + "\n".join(f"  {line}" for line in (fence, *inert(text).split("\n"), fence))


def _fence(text: str, least: int) -> str:
    return "`" * max([least, *(len(run) + 1 for run in _RUN.findall(text))])


def _escape(text: str) -> str:
    text = text.replace("&", "&amp;")
    text = _SPECIAL.sub(lambda match: "\\" + match[0], text).replace("|", "&#124;")
    return _LINK.sub(lambda m: f"{m[1]}&#58;" if m[1] else f"{m[3]}&#46;", text).replace("!\\[", "\\!\\[")


def _guard(match: re.Match[str]) -> str:
    """Keep a line's first characters from making it a heading, a list or a rule."""
    lead = match[2]
    return f"{match[1]}{lead[:-1]}\\{lead[-1]}"
