"""The simulator's time: real, or one that moves only when told."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

__all__ = ["SimulatorClock", "VirtualClock", "WallClock"]


class SimulatorClock(Protocol):
    """What the simulator asks of a clock."""

    def now(self) -> datetime:
        """Give the time of day, aware."""

    def monotonic(self) -> float:
        """Give seconds that only grow."""

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass."""


class WallClock:
    """Real time."""

    def now(self) -> datetime:
        """Give the time of day, UTC."""
        return datetime.fromtimestamp(time.time(), tz=UTC)

    def monotonic(self) -> float:
        """Give the system's monotonic seconds."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Really wait."""
        time.sleep(seconds)


class VirtualClock:
    """Time that stands still until somebody sleeps: hours of waiting take no time at all.

    Client and simulator share one, so that an export becomes ready, and a report expires, while the client "sleeps".
    """

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._seconds = 0.0
        self._lock = threading.Lock()
        self.slept: list[float] = []
        """Every sleep, in order."""

    def now(self) -> datetime:
        """Give the start and all that was slept since."""
        return self._start + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Give the seconds slept."""
        with self._lock:
            return self._seconds

    def sleep(self, seconds: float) -> None:
        """Move on by `seconds` at once."""
        with self._lock:
            self._seconds += seconds
            self.slept.append(seconds)
