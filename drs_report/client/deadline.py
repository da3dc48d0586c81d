"""A point in time after which no read goes on, however slowly the bytes trickle in.

The timeouts of the HTTP library hold for each single read of a socket: a server that sends one byte a second never
meets them, neither in the headers nor in the body. `DeadlineAdapter` therefore asks before every read of the socket
whether there is time left, and waits no longer than that. It waits in short steps, so that a person who interrupts the
work is heard while a server is silent.
"""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from http.client import HTTPResponse
from typing import Any, Final

from requests.adapters import HTTPAdapter


@dataclass(frozen=True, slots=True)
class Deadline:
    """When work ends: at a point on a monotonic clock, in seconds, or once `stop` is set."""

    at: float
    monotonic: Callable[[], float]
    stop: threading.Event

    def remaining(self) -> float:
        """Seconds left, not below 0."""
        return max(0.0, self.at - self.monotonic())

    def sooner(self, seconds: float) -> Deadline:
        """Give the earlier of this point and `seconds` from now."""
        return replace(self, at=min(self.at, self.monotonic() + seconds))

    def check(self) -> None:
        """Raise `TimeoutError` if the work is to end."""
        if self.remaining() <= 0:
            raise TimeoutError("the deadline has passed")
        if self.stop.is_set():
            raise TimeoutError("the work was called off")


_STEP: Final = 0.5
"""Seconds of real time between two looks at whether the work was called off."""


_current: ContextVar[Deadline | None] = ContextVar("drs_report_deadline", default=None)


@contextmanager
def within(deadline: Deadline) -> Iterator[None]:
    """Hold every response that is begun inside, in this thread, to `deadline`."""
    token = _current.set(deadline)
    try:
        yield
    finally:
        _current.reset(token)


class _TimedReader(io.RawIOBase):
    """The reading end of a socket, with a question to the clock before every read."""

    def __init__(self, sock: socket.socket, file: io.RawIOBase, deadline: Deadline) -> None:
        super().__init__()
        self._sock = sock
        self._file = file
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        allowed = self._sock.gettimeout()
        waited = 0.0
        try:
            while True:
                self._deadline.check()
                step = max(0.001, min(_STEP, self._deadline.remaining(), (allowed or _STEP) - waited))
                self._sock.settimeout(step)
                try:
                    n = self._sock.recv_into(buffer)
                except TimeoutError:
                    waited += step
                    if allowed and waited >= allowed:
                        raise
                else:
                    self._deadline.check()  # asked for in time, it may have come too late
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
        deadline = _current.get()
        if deadline is not None:
            self.fp = io.BufferedReader(_TimedReader(sock, self.fp.detach(), deadline))


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
