"""The command line in the language of whoever runs it: help, usage and errors follow the locale of the environment.

Reports do not: what they say hangs on ``--lang`` alone, so that the same options give the same bytes.
"""

from __future__ import annotations

import copy
import gettext
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import click

from drs_report.language.languages import LANGUAGES
from drs_report.language.translator import DOMAIN, Words

_NARROW: Final = 64
"""Characters of a line of help where each is two columns wide."""


def words() -> Words:
    """Return the words of the environment's locale (LANGUAGE, LC_ALL, LC_MESSAGES, LANG); else English."""
    found = gettext.find(DOMAIN, _catalogs())
    folder = Path(found).parents[1].name if found else ""
    return Words.of(next(language.tag for language in LANGUAGES if language.catalog == folder))


def t(message: str, /, **values: str | int) -> str:
    """Translate what the command line itself says."""
    return words().t(message, **values)


def in_words(command: click.Command) -> click.Command:
    """Return the command and all below it with its help in the environment's language; click's own words follow."""
    w = words()
    if not w.language.catalog:
        return command
    gettext.bindtextdomain(DOMAIN, _catalogs())
    gettext.textdomain(DOMAIN)
    return _translated(command, w)


def texts(command: click.Command) -> list[str]:
    """Return every text of a command's help and of all below it, each once, in order."""
    found = dict.fromkeys(text for text in (command.help, command.epilog) if text)
    found |= dict.fromkeys(p.help for p in command.params if isinstance(p, click.Option) and p.help and not p.hidden)
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        found |= dict.fromkeys(texts(below))
    return [*found]


def _translated(command: click.Command, w: Words) -> click.Command:
    said: Any = copy.copy(command)
    said.help, said.epilog = (text and w.raw(text) for text in (command.help, command.epilog))
    said.short_help = said.help and said.help.partition("。")[0]
    said.params = [_parameter(parameter, w) for parameter in command.params]
    vars(said)["_help_option"] = None  # click keeps the one it made, in the language of that time
    said.context_settings = {**command.context_settings, "max_content_width": _NARROW}
    if isinstance(command, click.Group):
        said.commands = {name: _translated(below, w) for name, below in command.commands.items()}
    return said  # type: ignore[no-any-return]  # a copy of what was given


def _parameter(parameter: click.Parameter, w: Words) -> click.Parameter:
    said = copy.copy(parameter)
    if isinstance(said, click.Option) and said.help:
        said.help = w.raw(said.help)
    return said


def _catalogs() -> str:
    return str(Path(str(files("drs_report"))) / "language" / "catalogs")
