"""What a value says of an end of a task: its address, its make, or one with the other in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from drs_report.language.phrases import is_one_of
from drs_report.reading.tables.speaking_against import speaks_against

_SIDES: Mapping[str, frozenset[str]] = {
    side: frozenset(f"{side}_{what}" for what in ("side", "db_or_count", "instance", "address"))
    for side in ("source", "target")
}
"""Side -> labels behind which an address, a make of databases, or one with the other in brackets tells which it is."""
_PLACE = re.compile(
    r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[a-z][\w-]*(?:\.[\w-]+){2,9})(?::[0-9]{1,5})?", re.IGNORECASE | re.ASCII
)
_WITH_BRACKET = re.compile(r"([^()]{1,60})\(([^()]{1,60})\)")


def ends_of(meanings: Iterable[str], value: str) -> list[tuple[str, str]]:
    """What ``10.1.2.3:3306 (MySQL 5.7.32)`` says of the side that a label names; nothing where a part is no end."""
    side = next((side for side, labels in _SIDES.items() if labels.intersection(meanings)), None)
    both = _WITH_BRACKET.fullmatch(value)
    parts = [part.strip() for part in both.groups()] if both else [value]
    found = [(f"{side}_{what}", part) for part in parts if (what := _end(part, is_alone=not both))]
    is_whole = side is not None and len(parts) == len(found) == len({what for what, _ in found})
    return found if is_whole and (not both or f"{side}_engine" in dict(found)) else []


def _end(part: str, *, is_alone: bool) -> str:
    if _PLACE.fullmatch(part):
        return "address"
    if is_make(part):
        return "engine"
    return "instance" if not is_alone and len(part.split()) == 1 and not speaks_against(part) else ""


def is_make(value: str) -> bool:
    """Whether a text is a make of databases, with or without its version: ``MySQL 5.7.32``."""
    return is_one_of(
        "engines", "names", re.sub(r"\bv?[0-9][0-9.]{0,15}[a-z]?\Z", "", value.strip(), flags=re.IGNORECASE).strip()
    )
