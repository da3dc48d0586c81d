"""Files that a person gives beside the evidence, such as policies: only regular ones are opened, none without end.

A pipe or a device would be read for ever, and a TOML key of thousands of parts costs their square: both are refused.
"""

from __future__ import annotations

import re
import stat
import tomllib
from pathlib import Path
from typing import Any, Final

from drs_report.errors import ConfigError, Told
from drs_report.evidence.disk import open_regular

LARGEST_SETTING: Final = 2_000_000
"""Bytes of such a file; a policy of 30,000 patterns has one million."""
_MOST_VALUES: Final = 100_000
"""Texts, numbers, lists and tables in it."""
_QUOTED: Final = re.compile(r"\"[^\"\n]*+\"?+|'[^'\n]*+'?+")
_DEEP_KEY: Final = re.compile(r"(?<![\w-])[\w-]++(?:[ \t]*+\.[ \t]*+[\w-]++){64}")


def read_setting(path: Path, what: Told) -> bytes:
    """Return what the file holds; `what` names it in messages, such as "policy".

    Raises `ConfigError` where it is no regular file, cannot be read or is larger than `LARGEST_SETTING`.
    """
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
        content = _head(path) if is_file else b""
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise ConfigError(
            Told("{path}: the {what} cannot be read: {why}.", path=path, what=what, why=why),
            remedy=Told("Check the path and your permissions."),
        ) from error
    if not is_file:
        raise ConfigError(
            Told("{path}: the {what} is not a file.", path=path, what=what),
            remedy=Told("Save it as a file first, and name that."),
        )
    if len(content) > LARGEST_SETTING:
        raise ConfigError(
            Told(
                "{path}: the {what} is larger than {limit:,} bytes.",
                path=path,
                what=what,
                limit=LARGEST_SETTING,
            ),
            remedy=Told("Check that it is the right file."),
        )
    return content


def _head(path: Path) -> bytes:
    with open_regular(path) as file:
        return file.read(LARGEST_SETTING + 1)


def decoded(content: bytes, name: str, what: Told) -> str:
    """Return the UTF-8 text, without its byte order mark. Raises `ConfigError` for anything else."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(
            Told("{name}: the {what} is not UTF-8 text.", name=name, what=what), remedy=Told("Save it as UTF-8.")
        ) from error


def parse_toml(text: str, name: str, remedy: Told) -> dict[str, Any]:
    """Return what a TOML text says. Raises `ConfigError`, with `remedy`, for what is none and what says too much."""
    if len(text) > LARGEST_SETTING:
        raise ConfigError(
            Told("{name}: larger than {limit:,} bytes.", name=name, limit=LARGEST_SETTING),
            remedy=Told("Use patterns."),
        )
    why = "it nests deeper than can be read"
    try:
        if not _DEEP_KEY.search(_QUOTED.sub("q", text)):
            data = tomllib.loads(text)
            if _n_values(data) <= _MOST_VALUES:
                return data
            msg = Told("{name}: it holds more than {most:,} values.", name=name, most=_MOST_VALUES)
            raise ConfigError(msg, remedy=Told("Use patterns."))
    except RecursionError:
        pass
    except (ValueError, OverflowError) as error:  # a number of thousands of digits is no TOML error
        why = str(error)
    raise ConfigError(Told("{name}: not valid TOML: {why}.", name=name, why=why), remedy=remedy)


def _n_values(data: object) -> int:
    """How many values there are in what a TOML text says, itself among them."""
    n, left = 0, [data]
    while left:
        n += 1
        value = left.pop()
        left += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return n
