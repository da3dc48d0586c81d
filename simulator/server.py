"""The simulator's HTTP server: reads requests whole, records them, and answers, in order or spoilt by a fault."""

from __future__ import annotations

import select
import socket
import ssl
import struct
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Self

from simulator.clock import SimulatorClock, WallClock
from simulator.faults import Fault, FaultKind, Faults
from simulator.scenario import Content, Scenario
from simulator.world import Answer, Asked, World, route_of

__all__ = ["Recorded", "Simulator"]

_MAX_BODY: Final = 1024 * 1024
_HTML: Final = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form>...</form></body></html>\n"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request as it came over the wire; header names as they were written."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    status: int
    """Of the answer; 0 where a fault kept it back."""

    def header(self, name: str) -> str | None:
        """Give the value of a header, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Simulator:
    """A running simulator; use as a context manager. It listens on 127.0.0.1 only."""

    def __init__(
        self,
        scenario: Scenario,
        *,
        clock: SimulatorClock | None = None,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.world = World(scenario, clock or WallClock())
        self.faults = Faults()
        self._records: list[Recorded] = []
        self._lock = threading.Lock()
        self._n_requests = 0
        self.stopping = threading.Event()
        self._server = _Server(("127.0.0.1", port), self)
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._scheme = "https" if tls else "http"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.002,), daemon=True)

    @property
    def url(self) -> str:
        """The base address of every simulated service."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_address[1]}"

    @property
    def records(self) -> tuple[Recorded, ...]:
        """The requests so far, in order of their ends."""
        with self._lock:
            return tuple(self._records)

    def forget(self) -> None:
        """Drop the records."""
        with self._lock:
            self._records.clear()

    def record(self, recorded: Recorded) -> None:
        """Remember a request."""
        with self._lock:
            self._records.append(recorded)

    def next_request(self) -> int:
        """Give the running number of a request, from 1."""
        with self._lock:
            self._n_requests += 1
            return self._n_requests

    def start(self) -> Self:
        """Begin to answer."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End, and let go of every connection that a fault holds."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc: object) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], simulator: Simulator) -> None:
        self.simulator = simulator
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away, or refuses our certificate, is no news."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """The records are the log."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        simulator = self.server.simulator
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) > _MAX_BODY:
            self.close_connection = True
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        body = self.rfile.read(int(length))
        headers = tuple(self.headers.items())
        asked = Asked(self.command, self.path, {name.lower(): value for name, value in headers}, body)
        number = simulator.next_request()
        fault = simulator.faults.strike(route_of(asked.method, asked.target)[0])
        answer = self._answer(asked, fault, number)
        answer = replace(answer, headers={"X-Request-Id": f"sim-{number:06d}", **answer.headers})
        shown = 0 if fault and fault.at < 0 and fault.kind in (FaultKind.RESET, FaultKind.STALL) else answer.status
        simulator.record(Recorded(self.command, self.path, headers, body, shown))
        self._send(answer, fault)

    def _answer(self, asked: Asked, fault: Fault | None, number: int) -> Answer:
        world = self.server.simulator.world
        every = world.scenario.throttle_every
        if every and number % every == 0:
            answer = Answer.of_error(429, "APIGW.0308", "The throttling threshold has been reached.")
            return replace(answer, headers={**answer.headers, "Retry-After": "1"})
        kind = fault.kind if fault else None
        if fault is None or kind is None:
            return world.answer(asked)
        if kind is FaultKind.HTML:
            return Answer(200, Content.of_bytes(_HTML), {"Content-Type": "text/html"})
        if kind is FaultKind.JSON_200:
            code = fault.error_code or "DRS.M00002"
            return Answer.of_error(200, code, fault.error_msg)
        if kind is FaultKind.EMPTY:
            return Answer(200, Content.of_bytes(b""))
        if kind is FaultKind.REDIRECT:
            return Answer(302, Content.of_bytes(b""), {"Location": fault.location})
        if kind is FaultKind.STATUS:
            body = {"error_code": fault.error_code, "error_msg": fault.error_msg} if fault.error_code else {}
            more = {"Retry-After": fault.retry_after} if fault.retry_after else {}
            answer = Answer.of_json(fault.status, body)
            return replace(answer, headers={**answer.headers, **more})
        if kind is FaultKind.REVOKE:
            world.gatekeeper.revoke_all()
        return world.answer(asked)

    def _send(self, answer: Answer, fault: Fault | None) -> None:
        kind = fault.kind if fault else None
        at = fault.at if fault else 0
        if kind is FaultKind.RESET and at < 0:
            self._reset()
            return
        if kind is FaultKind.STALL and at < 0:
            self._stall()
            return
        size: int | None = answer.content.size
        if kind is FaultKind.CUT:
            size = None
        elif kind is FaultKind.WRONG_LENGTH:
            size = max(0, answer.content.size + at)
        head = self._head(answer, size)
        if kind is FaultKind.DRIP_HEADERS and fault:
            self._drip(head, fault.seconds)
        else:
            self.wfile.write(head)
        self._send_body(answer.content, fault, size)

    def _head(self, answer: Answer, size: int | None) -> bytes:
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
        lines.append(f"Date: {self._date()}")
        lines.extend(f"{name}: {value}" for name, value in answer.headers.items())
        if size is None:
            lines.append("Connection: close")
            self.close_connection = True
        else:
            lines.append(f"Content-Length: {size}")
        return "\r\n".join((*lines, "", "")).encode("latin-1")

    def _date(self) -> str:
        return self.date_time_string(self.server.simulator.world.clock.now().timestamp())

    def _send_body(self, content: Content, fault: Fault | None, size: int | None) -> None:
        kind = fault.kind if fault else None
        if fault is None or kind not in _BODY_FAULTS:
            for block in content.blocks():
                self.wfile.write(block)
            return
        if kind in (FaultKind.DRIP, FaultKind.DRIP_HEADERS):
            for block in content.blocks():
                self._drip(block, fault.seconds)
            return
        keep = size if kind is FaultKind.WRONG_LENGTH and fault.at < 0 else fault.at
        if kind is FaultKind.WRONG_LENGTH and fault.at > 0:
            keep = content.size
        for block in _first(content, keep or 0):
            self.wfile.write(block)
        self.wfile.flush()
        self.close_connection = True
        if kind is FaultKind.RESET:
            self._reset()
        elif kind is FaultKind.STALL:
            self._stall()

    def _drip(self, data: bytes, seconds: float) -> None:
        simulator = self.server.simulator
        for i in range(len(data)):
            if simulator.stopping.is_set():
                break
            self.wfile.write(data[i : i + 1])
            simulator.world.clock.sleep(seconds)

    def _reset(self) -> None:
        """End with RST instead of FIN: linger for no time at all."""
        self.close_connection = True
        self.rfile.close()  # or the socket would live on behind it
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _stall(self) -> None:
        """Say nothing until the client hangs up."""
        self.close_connection = True
        while not self.server.simulator.stopping.is_set():
            readable, _, _ = select.select([self.connection], [], [], 0.02)
            if readable and not self.connection.recv(1):
                return


_BODY_FAULTS: Final[frozenset[FaultKind | None]] = frozenset(
    {
        FaultKind.RESET,
        FaultKind.STALL,
        FaultKind.TRUNCATE,
        FaultKind.CUT,
        FaultKind.WRONG_LENGTH,
        FaultKind.DRIP,
        FaultKind.DRIP_HEADERS,
    }
)


def _first(content: Content, n: int) -> Iterator[bytes]:
    for block in content.blocks():
        if n <= 0:
            return
        yield block[:n]
        n -= len(block)
