"""What can go wrong on the way, to be switched on request by request."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Fault", "FaultKind", "Faults"]


class FaultKind(StrEnum):
    """How an answer is spoilt. ``at`` is the number of body bytes that still arrive, or what is said here."""

    RESET = "reset"
    """The connection is reset after `at` bytes; -1: before the status line."""
    STALL = "stall"
    """Nothing more comes after `at` bytes; -1: not even the status line."""
    TRUNCATE = "truncate"
    """The length is declared, the connection ends in order after `at` bytes."""
    CUT = "cut"
    """No length is declared, and the connection ends in order after `at` bytes."""
    WRONG_LENGTH = "wrong-length"
    """The declared length is `at` more (or fewer, below 0) than the body's."""
    DRIP = "drip"
    """One byte at a time, `seconds` of the clock between them."""
    DRIP_HEADERS = "drip-headers"
    """The same from the status line on."""
    HTML = "html"
    """A login page with status 200."""
    JSON_200 = "json-200"
    """An error body with status 200."""
    EMPTY = "empty"
    """Status 200 and no body."""
    STATUS = "status"
    """The status, code and Retry-After that the fault names."""
    REDIRECT = "redirect"
    """302 to `location`."""
    REVOKE = "revoke"
    """Every token and temporary key given so far is no longer valid."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where it strikes, how often, and with what."""

    kind: FaultKind
    route: str = "*"
    """A route of the simulator (token, projects, metadata, list, objects, object-detail, export, result, repair,
    query) or ``*``."""
    times: int = 1
    """So many requests; -1: every one."""
    skip: int = 0
    """So many requests of the route pass first."""
    at: int = 0
    seconds: float = 1.0
    status: int = 503
    error_code: str = ""
    error_msg: str = "simulated"
    retry_after: str | None = None
    location: str = ""


@dataclass(slots=True)
class _Waiting:
    fault: Fault
    skip: int
    times: int


class Faults:
    """The faults that are switched on, used up as they strike."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []

    def add(self, *faults: Fault) -> None:
        """Switch more on; earlier ones strike first."""
        with self._lock:
            self._waiting.extend(_Waiting(fault, fault.skip, fault.times) for fault in faults)

    def clear(self) -> None:
        """Switch all off."""
        with self._lock:
            self._waiting.clear()

    def strike(self, route: str) -> Fault | None:
        """Give the fault for a request of `route`, if one is due."""
        with self._lock:
            for waiting in self._waiting:
                if waiting.fault.route not in ("*", route) or waiting.times == 0:
                    continue
                if waiting.skip:
                    waiting.skip -= 1
                    continue
                if waiting.times > 0:
                    waiting.times -= 1
                return waiting.fault
        return None
