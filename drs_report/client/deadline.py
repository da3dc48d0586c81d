"""A point in time after which no read goes on, however slowly the bytes trickle in.

The timeouts of the HTTP library hold for each single read of a socket: a server that sends one byte a second never
meets them, neither in the headers nor in the body. `DeadlineAdapter` therefore asks before every read of the socket
whether there is time left, and waits no longer than that. It waits in short steps, so that a person who interrupts the
work is heard while a server is silent.
"""

from __future__ import annotations

import io
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from http.client import HTTPResponse
from typing import Any, Final

from requests.adapters import HTTPAdapter

__all__ = ["Deadline", "DeadlineAdapter", "within"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point on a monotonic clock, in seconds."""

    at: float
    monotonic: Callable[[], float]

    @classmethod
    def after(cls, seconds: float, monotonic: Callable[[], float]) -> Deadline:
        """Give the point `seconds` from now."""
        return cls(monotonic() + seconds, monotonic)

    def remaining(self) -> float:
        """Seconds left, not below 0."""
        return max(0.0, self.at - self.monotonic())

    def sooner(self, seconds: float) -> Deadline:
        """Give the earlier of this point and `seconds` from now."""
        return Deadline(min(self.at, self.monotonic() + seconds), self.monotonic)


_STEP: Final = 0.5
"""Seconds of real time between two looks at whether the work was called off."""


@dataclass(frozen=True, slots=True)
class _Watch:
    deadline: Deadline
    is_stopped: Callable[[], bool]

    def look(self) -> None:
        """Raise `TimeoutError` if the reading is to end."""
        if self.deadline.remaining() <= 0:
            raise TimeoutError("the deadline has passed")
        if self.is_stopped():
            raise TimeoutError("the work was called off")


_current: ContextVar[_Watch | None] = ContextVar("drs_report_deadline", default=None)


@contextmanager
def within(deadline: Deadline, is_stopped: Callable[[], bool]) -> Iterator[None]:
    """Hold every response that is begun inside, in this thread, to `deadline`, and end it once `is_stopped`."""
    token = _current.set(_Watch(deadline, is_stopped))
    try:
        yield
    finally:
        _current.reset(token)


class _TimedReader(io.RawIOBase):
    """The reading end of a socket, with a question to the clock before every read."""

    def __init__(self, sock: socket.socket, file: io.RawIOBase, watch: _Watch) -> None:
        super().__init__()
        self._sock = sock
        self._file = file
        self._watch = watch

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        allowed = self._sock.gettimeout()
        waited = 0.0
        try:
            while True:
                self._watch.look()
                left = _STEP if allowed is None else max(0.001, allowed - waited)
                step = min(_STEP, max(0.001, self._watch.deadline.remaining()), left)
                self._sock.settimeout(step)
                try:
                    n = self._sock.recv_into(buffer)
                except TimeoutError:
                    waited += step
                    if allowed is not None and waited >= allowed:
                        raise
                else:
                    self._watch.look()  # asked for in time, it may have come too late
                    return n
        finally:
            if self._sock.fileno() >= 0:
                self._sock.settimeout(allowed)

    def close(self) -> None:
        self._file.close()  # it keeps the connection open for as long as the response is read
        super().close()


class _TimedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        watch = _current.get()
        if watch is not None:
            self.fp = io.BufferedReader(_TimedReader(sock, self.fp.detach(), watch))


@cache
def _timed(kind: type[Any]) -> type[Any]:
    """The kind of connection `kind`, direct or through a proxy, with responses that keep to the deadline."""
    is_timed = issubclass(kind.response_class, _TimedResponse)
    return kind if is_timed else type(kind.__name__, (kind,), {"response_class": _TimedResponse})


class DeadlineAdapter(HTTPAdapter):
    """Sends as `HTTPAdapter` does, and reads within the deadline of `within`."""

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """Give the pool that the request takes its connection from."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = _timed(pool.ConnectionCls)
        return pool
