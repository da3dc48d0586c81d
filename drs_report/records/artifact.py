"""A finished output: bytes in memory, or stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol


class Stored(Protocol):
    """Bytes that are not in memory."""

    @property
    def size(self) -> int:
        """How many they are."""

    @property
    def sha256(self) -> str:
        """Their hash, in hexadecimal."""

    def blocks(self) -> Iterator[bytes]:
        """Give them in order, some at a time."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished output."""

    filename: str
    media_type: str
    body: bytes | Stored
    is_restricted: bool = False
    """Whether it may hold production values (keys, SQL, messages)."""

    @property
    def content(self) -> bytes:
        """All its bytes, in memory."""
        return b"".join(self.blocks())

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.body) if isinstance(self.body, bytes) else self.body.size

    @property
    def sha256(self) -> str:
        """Of its bytes, in hexadecimal."""
        return sha256(self.body).hexdigest() if isinstance(self.body, bytes) else self.body.sha256

    def blocks(self) -> Iterator[bytes]:
        """Give its bytes in order, those of a large file some at a time."""
        return iter((self.body,)) if isinstance(self.body, bytes) else self.body.blocks()
