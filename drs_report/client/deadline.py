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
from http.client import HTTPResponse
from typing import Any, Final

import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

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

    def __init__(self, sock: socket.socket, watch: _Watch) -> None:
        super().__init__()
        self._sock = sock
        self._watch = watch
        # the socket's own file keeps the connection open for as long as the response is read
        self._file = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        allowed = self._sock.gettimeout()
        waited = 0.0
        try:
            while True:
                remaining = self._watch.deadline.remaining()
                if remaining <= 0:
                    raise TimeoutError("the deadline has passed")
                if self._watch.is_stopped():
                    raise TimeoutError("the work was called off")
                step = min(_STEP, remaining, _STEP if allowed is None else max(0.001, allowed - waited))
                self._sock.settimeout(step)
                try:
                    n = self._sock.recv_into(buffer)
                except TimeoutError:
                    waited += step
                    if allowed is not None and waited >= allowed:
                        raise
                else:
                    if self._watch.deadline.remaining() <= 0:  # asked for in time, come too late
                        raise TimeoutError("the deadline has passed")
                    return n
        finally:
            if self._sock.fileno() >= 0:
                self._sock.settimeout(allowed)

    def close(self) -> None:
        self._file.close()
        super().close()


@dataclass(frozen=True, slots=True)
class _TimedSocket:
    """As much of a socket as `http.client.HTTPResponse` uses."""

    sock: socket.socket
    watch: _Watch

    def makefile(self, mode: str) -> io.BufferedReader:
        if mode != "rb":
            msg = f"a response is read in mode 'rb', not {mode!r}"
            raise ValueError(msg)
        return io.BufferedReader(_TimedReader(self.sock, self.watch))


class _TimedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        watch = _current.get()
        source: Any = sock if watch is None else _TimedSocket(sock, watch)
        super().__init__(source, *args, **kwargs)


class _TimedConnection(HTTPConnection):
    response_class = _TimedResponse


class _TimedTlsConnection(HTTPSConnection):
    response_class = _TimedResponse


class _TimedPool(HTTPConnectionPool):
    ConnectionCls = _TimedConnection


class _TimedTlsPool(HTTPSConnectionPool):
    ConnectionCls = _TimedTlsConnection


_POOLS: Final = {"http": _TimedPool, "https": _TimedTlsPool}


class DeadlineAdapter(HTTPAdapter):
    """Sends as `HTTPAdapter` does, through a proxy too, and reads within the deadline of `within`."""

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        """Make the pools of direct connections."""
        super().init_poolmanager(connections, maxsize, block, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> urllib3.ProxyManager:
        """Make the pools of connections through `proxy`; a SOCKS proxy keeps its own kind of connection."""
        manager: urllib3.ProxyManager = super().proxy_manager_for(proxy, **kwargs)
        if type(manager) is urllib3.ProxyManager:
            manager.pool_classes_by_scheme = _POOLS
        return manager
