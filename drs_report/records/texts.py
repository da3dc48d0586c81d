"""A message in every language side by side, for data that carries its own words."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Spelled:
    """How something is written, by how that is known, best first. No real export was at hand."""

    seen: tuple[str, ...] = ()
    """In a public console screenshot."""
    documented: tuple[str, ...] = ()
    """In public API, SDK or user-guide text."""
    inferred: tuple[str, ...] = ()
    """From such text."""
    likely: tuple[str, ...] = ()
    """Our guess."""


NOT_SPELLED = Spelled()


@dataclass(frozen=True, slots=True)
class Text:
    """A message in every language; its ``{names}`` are filled in where it is used."""

    en: str
    zh: str
    one: str = ""
    """English for a count of one, where it differs."""

    def __post_init__(self) -> None:
        """Refuse one that a language lacks; only the singular may be missing."""
        if not all(getattr(self, one.name).strip() for one in fields(self) if one.name != "one"):
            raise ValueError(f"not in every language: {self}")
