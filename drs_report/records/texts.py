"""A message in every language side by side, for data that carries its own words."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Text"]


@dataclass(frozen=True, slots=True)
class Text:
    """A message in every language; its ``{names}`` are filled in where it is used."""

    en: str
    zh: str
    one: str = ""
    """English for a count of one, where it differs."""
