"""Redaction (being written)."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Redaction"]


@dataclass(frozen=True, slots=True)
class Redaction:
    """Replaces values by keyed hashes that join within one report."""

    key: bytes = field(repr=False)
