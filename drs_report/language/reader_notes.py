"""What the reader says about a file, in the reader's own English, turned into the language of the report.

The loader writes plain English into its records (`drs_report.records.reading`), so that `inspect` and programs get one
wording. Each sentence it can say is listed here with ``{names}`` for what varies; one that is not listed is shown as it
is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from drs_report.language import formatting
from drs_report.language.translator import Words, mark

__all__ = ["LONGEST", "SAYINGS", "cut", "saying"]

SAYINGS: Final = (
    # how the compare type was decided
    mark("its columns"),
    mark("its columns; nothing in the file says more"),
    mark("a title or a sheet's name"),
    mark("the line above its tables"),
    mark("it speaks of a sample"),
    mark("the file's name"),
    mark("the caller"),
    mark("the manifest"),
    mark("the file itself"),
    # why a heading means what it means
    mark("by the neighbouring headings"),
    mark("the cells below are names"),
    mark("the cells below are counts"),
    mark("later cells are names, not counts"),
    mark("the table is named by side already"),
    mark("the database is named by side already"),
    mark("another column is the {column} already"),
    mark("cells without a heading"),
    mark("left out on purpose"),
    mark("an unknown heading"),
    mark("this table has no column {column}"),
    # what is wrong with a cell
    mark("an error cell"),
    mark("not a whole number that is exact"),
    mark("not a whole number"),
    mark("not a percentage from 0 to 100"),
    mark("a time without a zone"),
    mark("not a time"),
    mark("unknown word"),
    mark("a count below zero"),
    mark("a result beside the one that was read"),
    # what a layout file taught
    mark("A layout file taught the reader: {stated}."),
    mark("A layout file declares harmless: heading {stated} ({reason})."),
    mark("A layout file declares harmless: line {stated} ({reason})."),
    mark("A layout file declares harmless: sheet {stated} ({reason})."),
    mark("A layout file declares harmless: row {stated} ({reason})."),
    mark("A layout file declares harmless: remark {stated} ({reason})."),
    mark("A layout file makes words for what is not equal mean consistent: {stated}."),
    # what lies beside the result files (`drs_report.evidence.files`)
    mark("a link to a folder that is read already"),
    mark("a link to a file that is read already"),
    mark("a folder of a tool, not searched"),
    mark("what an interrupted drs-report left behind"),
    mark("a link that leads nowhere"),
    mark("neither a file nor a folder"),
    mark("given to this run for another purpose"),
    mark("the lock file of an office program, which may have the workbook open"),
    mark("left behind by a system or a tool"),
    mark("an earlier report of drs-report"),
    mark("set aside by a later fetch"),
    mark("notes, settings, scripts or checksums"),
    mark("an unfinished download"),
    mark("a copy that was set aside"),
    mark("an archive, which may hold result files"),
    mark("a table or text in a format that is not read"),
    mark("a page or document, which is not read"),
    mark("a file of an unknown kind"),
    # what the workbook reader met
    mark("The workbook has no styles, so a date in it cannot be told from a number."),
    mark("The sheet {sheet} is not a worksheet ({kind}) and was not read."),
    mark("The rows of sheet {sheet} are not in order in the file; they were sorted by their number."),
    mark("The cells of a row of sheet {sheet} are not in order in the file; each was put in its place."),
    mark("A cell of sheet {sheet} is given twice with the same contents ({cell})."),
    mark("A cell of sheet {sheet} has a style that the workbook does not define; numbers stay numbers."),
    mark("Sheet {sheet} has formulas and asks to be recalculated; they were read as last stored."),
    mark("The dimension of sheet {sheet} is not a range; it was ignored."),
    mark("The dimension of sheet {sheet} says {stated} but its cells reach {last}; every cell was read."),
)

_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")


def _pattern(message: str) -> re.Pattern[str]:
    return re.compile(_PLACEHOLDER.sub(r"(?P<\1>.+?)", re.escape(message)), re.DOTALL)


_PATTERNS = tuple((message, _pattern(message)) for message in SAYINGS)


LONGEST = 2_000
"""Longer ones quote a layout or a sheet at a length that nobody reads; a pattern with two gaps is not tried on them."""


def _parsed(text: str) -> tuple[str, dict[str, str]] | None:
    """The listed sentence that a note is, and what it quotes."""
    if len(text) > LONGEST:
        return None
    matches = ((message, pattern.fullmatch(text)) for message, pattern in _PATTERNS)
    return next(((message, match.groupdict()) for message, match in matches if match), None)


def cut(text: str, words: Callable[[str], str]) -> str:
    """Return a text of the reader with all that it quotes given to `words`; the whole text if it is no listed one."""
    known = _parsed(text)
    if known is None:
        return words(text)
    message, quoted = known
    return message.format(**{name: words(part) for name, part in quoted.items()})


def saying(w: Words, text: str) -> str:
    """Return what the reader said in the language of `w`; as it is, made visible, where it is not a listed sentence."""
    known = _parsed(text)
    return formatting.visible(text) if known is None else w.t(known[0], **known[1])
