"""The name a result file gets: the service's if it gives a usable one, else a predictable one."""

from __future__ import annotations

import codecs
import re
import unicodedata
from contextlib import suppress
from typing import Final
from urllib.parse import unquote

__all__ = ["predictable_name", "safe_name", "sent_name"]

_EXTENDED = re.compile(r"filename\*\s*=\s*([\w!#$%&+^`{}~-]+)'[^']*'([^;\s]+)", re.IGNORECASE)
_QUOTED = re.compile(r'filename\s*=\s*"((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_BARE = re.compile(r"filename\s*=\s*([^;\"]+)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f]')
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_RESERVED: Final = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "123456789¹²³")}
)
_LONGEST = 120
"""Bytes of UTF-8 without the ending; leaves room for what the temporary name adds."""


def sent_name(disposition: str | None) -> str | None:
    """Give the file name in a Content-Disposition header, decoded (RFC 6266, RFC 5987) but not yet safe."""
    if not disposition:
        return None
    found = _EXTENDED.search(disposition)
    if found:
        with suppress(LookupError, UnicodeDecodeError):  # as the RFC says: else the plain parameter counts
            codecs.lookup(found[1])
            return unquote(found[2], encoding=found[1], errors="strict")
    plain = _QUOTED.search(disposition)
    name = re.sub(r"\\(.)", r"\1", plain[1]) if plain else None
    if name is None:
        bare = _BARE.search(disposition)
        name = bare[1].strip() if bare else None
    if name is None:
        return None
    with suppress(UnicodeError):  # header text arrives as Latin-1; services often mean UTF-8
        name = name.encode("latin-1").decode("utf-8")
    with suppress(UnicodeDecodeError):  # percent-encoding is not standard here, but Java services send it
        name = unquote(name, errors="strict")
    return name


def safe_name(name: str | None) -> str | None:
    """Give `name` as a plain file name ending in ``.xlsx`` that any system takes; None if nothing is left of it."""
    if not name:
        return None
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(c for c in last if unicodedata.category(c) not in _INVISIBLE)
    stem = _FORBIDDEN.sub("_", visible).strip(" .")
    if stem.lower().endswith(".xlsx"):
        stem = stem[: -len(".xlsx")].strip(" .")
    stem = stem.encode()[:_LONGEST].decode("utf-8", "ignore").strip(" .")
    if not stem.strip("_-"):
        return None
    if stem.partition(".")[0].strip().upper() in _RESERVED or stem.startswith(("-", "~")):
        stem = f"_{stem}"
    return f"{stem}.xlsx"


def predictable_name(
    job_id: str, compare_type: str, compare_job_id: str | None, language: str, ending: str = ".xlsx"
) -> str:
    """Give a name made of what identifies the file; all parts are checked ids or our own words."""
    return "_".join((job_id, compare_type, *((compare_job_id,) if compare_job_id else ()), language)) + ending
