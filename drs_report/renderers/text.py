"""The two ways a renderer shows a text that came from outside: as a block or on a line."""

from __future__ import annotations

from drs_report.language.formatting import visible


def inert(text: str) -> str:
    """Show each invisible or reordering character of `text` as something visible; line ends and tabs stay."""
    return visible(text, keep_lines=True)


def one_line(text: str) -> str:
    """Do `inert`, with line ends and tabs visible too."""
    return visible(text)
