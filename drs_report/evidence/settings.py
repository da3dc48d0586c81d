"""Files that a person gives beside the evidence, such as policies: only regular ones are opened, none without end.

A pipe or a device would be read for ever, and a TOML key of thousands of parts costs their square: both are refused.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, TypeAlias

from drs_report.errors import ConfigError, Told
from drs_report.evidence.disk import read_regular

LARGEST_SETTING: Final = 2_000_000
"""Bytes of such a file; a policy of 30,000 patterns has one million."""
_MOST_VALUES: Final = 100_000
"""Texts, numbers, lists and tables in it."""
_QUOTED: Final = re.compile(r"\"[^\"\n]*+\"?+|'[^'\n]*+'?+")
_DEEP_KEY: Final = re.compile(r"(?<![\w-])[\w-]++(?:[ \t]*+\.[ \t]*+[\w-]++){64}")


def read_setting(path: Path, what: Told, refusal: type[ConfigError] = ConfigError) -> bytes:
    """Return what the file holds; `what` names it in messages, such as "policy".

    Raises `refusal` where it is no regular file, cannot be read or is larger than `LARGEST_SETTING`.
    """
    try:
        return read_regular(path, LARGEST_SETTING)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise refusal(
            Told("{path}: the {what} cannot be read: {why}.", path=path, what=what, why=why),
            remedy=Told("Name a file that you may read."),
        ) from error


def read_text(path: Path, what: Told, refusal: type[ConfigError] = ConfigError) -> str:
    """Return the UTF-8 text that the file holds, without its byte order mark. Raises `refusal` for anything else."""
    try:
        return read_setting(path, what, refusal).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        told = Told("{name}: the {what} is not UTF-8 text.", name=path, what=what)
        raise refusal(told, remedy=Told("Save it as UTF-8.")) from error


def parse_toml(text: str, name: str, remedy: Told, refusal: type[ConfigError] = ConfigError) -> dict[str, Any]:
    """Return what a TOML text says. Raises `refusal`, with `remedy`, for what is none and what says too much."""
    if len(text) > LARGEST_SETTING:
        what = Told("{name}: larger than {limit:,} bytes.", name=name, limit=LARGEST_SETTING)
        raise refusal(what, remedy=Told("Use patterns."))
    why = "it nests deeper than can be read"
    try:
        if not _DEEP_KEY.search(_QUOTED.sub("q", text)):
            data = tomllib.loads(text)
            if _n_values(data) <= _MOST_VALUES:
                return data
            msg = Told("{name}: it holds more than {most:,} values.", name=name, most=_MOST_VALUES)
            raise refusal(msg, remedy=Told("Use patterns."))
    except RecursionError:
        pass
    except (ValueError, OverflowError) as error:  # a number of thousands of digits is no TOML error
        why = str(error)
    raise refusal(Told("{name}: not valid TOML: {why}.", name=name, why=why), remedy=remedy)


Lines: TypeAlias = Mapping[tuple[int | str, ...], int]
"""The place of a key -> the line on which it first stands."""
MOST_MISTAKES: Final = 20
"""Of a file, that are told one by one."""


class Mistakes:
    """What is wrong with a file, all of it: what is raised while a key is looked at is kept, to be told in order."""

    def __init__(self, name: str, text: str) -> None:
        self._name, self._lines, self._found = name, lines_of(text), list[tuple[int, ConfigError]]()

    @contextmanager
    def at(self, *where: int | str) -> Iterator[Told]:
        """Keep a mistake with a key; what is given is the file's name with the line of the key."""
        line = line_of(where, self._lines) or 0
        try:
            yield Told("{name}: line {line}", name=self._name, line=line) if line else Told("{name}", name=self._name)
        except ConfigError as error:
            if error.problems:
                raise
            self._found.append((line, error))
            if len(self._found) == MOST_MISTAKES:
                self.tell()

    def tell(self) -> None:
        """Raise the mistake, or all of them, where there are any."""
        found = [error for _, error in sorted(self._found, key=itemgetter(0))]
        if len(found) == 1:
            raise found[0]
        if found:
            n, is_all = len(found), len(found) < MOST_MISTAKES
            count = Told("{n} mistakes", n=n) if is_all else Told("{n} mistakes, and perhaps more", n=n)
            told = tuple(one.message.then(one.remedy) for one in found)
            what = Told("{name}: {count}.", name=self._name, count=count)
            raise ConfigError(what, remedy=Told("Mend them, then run the command again."), problems=told)


def lines_of(text: str) -> Lines:
    """Return where the keys of a TOML text stand."""
    return {path: number for number, path in reversed([*_keys(text.splitlines())])}


def line_of(where: tuple[int | str, ...], lines: Lines) -> int | None:
    """Return the 1-based line of a key, or of the table that leads furthest to it."""
    return next((lines[where[:n]] for n in range(len(where), 0, -1) if where[:n] in lines), None)


def _keys(lines: Sequence[str]) -> Iterator[tuple[int, tuple[int | str, ...]]]:
    """Yield the keys that the lines begin with, as far as plain headers and keys show them."""
    table: tuple[int | str, ...] = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if header := re.match(r"\s*(\[\[?)\s*([\w.-]+)\s*\]", line):
            name = header[2]
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                table = (name, counts[name])
            else:
                table = tuple(name.split("."))
            yield number, table
        elif key := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*(?:=|\.)", line):
            yield number, (*table, key[1])


def _n_values(data: object) -> int:
    """How many values there are in what a TOML text says, itself among them."""
    n, left = 0, [data]
    while left:
        n += 1
        value = left.pop()
        left += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return n
