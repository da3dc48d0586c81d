"""What is asked of a service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from drs_report.client.signing import canonical_query

__all__ = ["Call"]


@dataclass(frozen=True, slots=True)
class Call:
    """One request, not signed yet."""

    method: str
    url: str
    """Without the query."""
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    """Sent as JSON; not shown, for it may hold a password."""

    @property
    def full_url(self) -> str:
        """The address with the query, sorted as it is signed."""
        return f"{self.url}?{canonical_query(self.query)}" if self.query else self.url
