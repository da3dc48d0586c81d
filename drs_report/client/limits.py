"""How long, how often, how much; and whose clock says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """Time and chance, so that a test can hold both."""

    now: Callable[[], datetime]
    """The wall clock, aware."""
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]
    random: Callable[[], float]
    """From 0 up to 1."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how often, how much. Times in seconds, sizes in bytes."""

    attempts: int = 6
    first_pause: float = 1.0
    longest_pause: float = 30.0
    longest_retry_after: float = 120.0
    """A longer Retry-After is cut to this."""
    connect_timeout: float = 10.0
    read_timeout: float = 60.0
    call_timeout: float = 300.0
    """One call with all its attempts."""
    download_timeout: float = 1800.0
    """One file with all its attempts."""
    export_timeout: float = 1800.0
    """From asking for an export until it is there."""
    poll_pause: float = 2.0
    longest_poll_pause: float = 15.0
    job_timeout: float = 3600.0
    """Everything of one task."""
    max_file_bytes: int = 2 * 1024**3
    max_json_bytes: int = 64 * 1024**2
