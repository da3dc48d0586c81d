"""One HTTP call, tried as often as it makes sense, inside one deadline; every failure is an `ApiError`.

Redirects are never followed: requests keeps ``X-Auth-Token`` when it follows one to another host, and no documented
call answers with one. Every attempt is signed anew. Proxies and ``REQUESTS_CA_BUNDLE`` are requests' own business; TLS
verification is always on.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any, Protocol, TypeVar

import requests
import urllib3
from requests.auth import AuthBase

from drs_report.client.deadline import Deadline, DeadlineAdapter, within
from drs_report.client.error_codes import error_for, read_message
from drs_report.client.limits import Clock, Limits
from drs_report.client.redaction import Redactor, clean_url
from drs_report.client.signing import canonical_query
from drs_report.errors import ApiError, AuthenticationError, ConfigError, TransportError
from drs_report.version import tool_version

__all__ = [
    "AttemptError",
    "Authenticator",
    "Call",
    "Transport",
    "new_transport",
    "perform",
    "perform_json",
    "refused",
]

_log = logging.getLogger("drs_report.client")
_T = TypeVar("_T")
_CHUNK = 64 * 1024
_MAX_ERROR_BODY = 64 * 1024


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked."""

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


class Authenticator(Protocol):
    """Gives what signs one attempt, and learns when it was refused."""

    def auth(self, deadline: Deadline) -> AuthBase:
        """Give the authentication for the next attempt, renewed where it is about to end."""

    def renew(self, refused: AuthBase, deadline: Deadline) -> bool:
        """Give whether there is something newer than `refused`, or now is."""


class Anonymous(AuthBase):
    """Adds nothing. Given on purpose: without any, requests would look into ``~/.netrc``."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Give `request` as it is."""
        return request


class AttemptError(Exception):
    """One attempt failed with `error`; whether there is another is for `perform` to say. Never leaves this package."""

    def __init__(self, error: ApiError, *, is_retryable: bool, retry_after: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.is_retryable = is_retryable
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Transport:
    """A session with its rules. Made by `new_transport`."""

    session: requests.Session
    clock: Clock
    limits: Limits
    redactor: Redactor
    stop: threading.Event
    """Once set, running calls end at their next step."""
    ca_bundle: Path | None = None

    def close(self) -> None:
        """Give the connections back."""
        self.session.close()


def new_transport(
    clock: Clock,
    *,
    limits: Limits | None = None,
    redactor: Redactor | None = None,
    ca_bundle: Path | None = None,
    n_connections: int = 8,
    use_environment: bool = True,
) -> Transport:
    """Make a transport. `ca_bundle` replaces ``REQUESTS_CA_BUNDLE``; without `use_environment` proxies are ignored."""
    session = requests.Session()
    session.trust_env = use_environment
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.clear()
    session.headers.update(
        {"User-Agent": f"drs-report/{tool_version()}", "Accept": "*/*", "Accept-Encoding": "identity"}
    )
    adapter = DeadlineAdapter(pool_connections=n_connections, pool_maxsize=n_connections)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    if ca_bundle is not None and not ca_bundle.exists():
        raise ConfigError(f"The CA bundle {ca_bundle} does not exist.", remedy="Give a PEM file or a folder of them.")
    return Transport(session, clock, limits or Limits(), redactor or Redactor(), threading.Event(), ca_bundle)


def perform(
    transport: Transport,
    call: Call,
    consume: Callable[[requests.Response], _T],
    *,
    authenticator: Authenticator | None,
    deadline: Deadline,
) -> _T:
    """Make `call` until `consume` has taken an answer of the 200s, the attempts are used up, or `deadline` has come.

    `consume` gets the response with its body unread; it raises `AttemptError` for a body that is not the one asked for.
    Credentials that are refused are renewed once. Raises the `ApiError` of the last attempt.
    """
    limits = transport.limits
    attempt = 0
    is_renewed = False
    while True:
        attempt += 1
        auth = authenticator.auth(deadline) if authenticator else Anonymous()
        try:
            return _attempt(transport, call, consume, auth, deadline)
        except AttemptError as caught:
            failure = caught
        error = failure.error
        _log.debug("attempt %d of %s %s failed: %s", attempt, call.method, clean_url(call.url), error.message)
        if isinstance(error, AuthenticationError) and authenticator and not is_renewed:
            is_renewed = True
            if authenticator.renew(auth, deadline):
                continue
        if not failure.is_retryable:
            raise error
        pause = _pause_before(attempt, failure, transport)
        if attempt >= limits.attempts:
            error.message += f" Given up after {attempt} attempts."
            raise error
        if pause >= deadline.remaining():
            error.message += f" Given up after {attempt} attempt{'s' * (attempt > 1)}: no time is left for another."
            raise error
        pause_for(transport, pause)


def perform_json(
    transport: Transport,
    call: Call,
    *,
    authenticator: Authenticator | None,
    deadline: Deadline | None = None,
    is_empty_good: bool = False,
) -> tuple[Any, Mapping[str, str]]:
    """Make `call` and give the JSON of its answer, None if the body is empty and may be, and the answer's headers."""
    until = deadline or Deadline(float("inf"), transport.clock.monotonic)

    def consume(response: requests.Response) -> tuple[Any, Mapping[str, str]]:
        body = read_body(transport, response, limit=transport.limits.max_json_bytes)
        if not body.strip() and is_empty_good:
            return None, response.headers
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            is_json = False
        else:
            is_json = True
        if not is_json and body.lstrip()[:1] in (b"{", b"["):
            raise _cut_body(transport, response)
        if not is_json or read_message(body) is not None:  # DRS.M01504 comes with HTTP 202
            raise answer_error(transport, response, body)
        return data, response.headers

    return perform(
        transport, call, consume, authenticator=authenticator, deadline=until.sooner(transport.limits.call_timeout)
    )


def refused(
    transport: Transport,
    response: requests.Response,
    what: str,
    remedy: str,
    *,
    kind: type[ApiError] = TransportError,
    is_retryable: bool = False,
) -> AttemptError:
    """Give the failure of an attempt whose answer cannot be used; `what` goes on after "GET address"."""
    method, url = str(response.request.method), transport.redactor.clean(clean_url(str(response.url)))
    error = kind(
        f"{method} {url} {what}.",
        remedy=remedy,
        method=method,
        url=url,
        status=response.status_code,
        request_id=request_id_of(response.headers),
    )
    return AttemptError(error, is_retryable=is_retryable)


def _cut_body(transport: Transport, response: requests.Response) -> AttemptError:
    return refused(
        transport,
        response,
        "was answered with a body that is damaged or cut",
        "Try again; if it stays, a proxy may cut long answers.",
        is_retryable=True,
    )


def read_body(transport: Transport, response: requests.Response, *, limit: int) -> bytes:
    """Read the whole body if it is at most `limit` bytes; raises `AttemptError` otherwise."""
    parts: list[bytes] = []
    size = 0
    for chunk in response.iter_content(_CHUNK):
        check_stop(transport)
        size += len(chunk)
        if size > limit:
            raise refused(
                transport,
                response,
                f"was answered with more than {limit:,} bytes",
                "This is no answer of DRS: check the endpoint and any proxy.",
            )
        parts.append(chunk)
    if size != (declared_length(response.headers) or size):  # older releases of urllib3 do not look
        raise _cut_body(transport, response)
    return b"".join(parts)


def answer_error(transport: Transport, response: requests.Response, body: bytes) -> AttemptError:
    """Give the failure that an answer stands for, whatever its status."""
    error, is_retryable = error_for(
        method=str(response.request.method),
        url=str(response.url),
        status=response.status_code,
        body=body,
        request_id=request_id_of(response.headers),
        redactor=transport.redactor,
    )
    if isinstance(error, AuthenticationError):
        error.remedy = f"{error.remedy or ''} {_clock_advice(transport, response)}".strip()
    return AttemptError(
        error,
        is_retryable=is_retryable,
        retry_after=_retry_after(response.headers.get("Retry-After"), transport.clock),
    )


def declared_length(headers: Mapping[str, str]) -> int | None:
    """Give the bytes the body must have, where the answer says so."""
    text = headers.get("Content-Length", "")
    # with a content coding the length is that of the coded bytes
    return int(text) if text.isdecimal() and headers.get("Content-Encoding", "identity") == "identity" else None


def request_id_of(headers: Mapping[str, str]) -> str | None:
    """Give the id under which the service logged the request, if it says one."""
    return headers.get("X-Request-Id") or headers.get("X-IAM-Trace-Id") or None


def check_stop(transport: Transport) -> None:
    """Raise if the work was called off meanwhile."""
    if transport.stop.is_set():
        raise AttemptError(
            TransportError("The work was called off.", remedy="Run the command again; what is complete is kept."),
            is_retryable=False,
        )


def pause_for(transport: Transport, seconds: float) -> None:
    """Sleep in steps of at most a second, ending early when the work is called off."""
    left = seconds
    while left > 0 and not transport.stop.is_set():
        step = min(1.0, left)
        transport.clock.sleep(step)
        left -= step


def _attempt(
    transport: Transport,
    call: Call,
    consume: Callable[[requests.Response], _T],
    auth: AuthBase,
    deadline: Deadline,
) -> _T:
    check_stop(transport)
    limits = transport.limits
    remaining = deadline.remaining()
    reason: requests.RequestException | urllib3.exceptions.HTTPError | OSError
    if remaining <= 0:
        reason = requests.Timeout("no time is left")
    else:
        try:
            with within(deadline, transport.stop.is_set):
                response = _send(transport, call, auth, remaining, limits)
                with response:
                    _log.debug(
                        "%s %s: HTTP %d, request id %s",
                        call.method,
                        transport.redactor.clean(clean_url(call.full_url)),
                        response.status_code,
                        request_id_of(response.headers),
                    )
                    if 200 <= response.status_code < 300:
                        return consume(response)
                    if 300 <= response.status_code < 400:
                        raise _redirected(transport, response)
                    raise answer_error(transport, response, _beginning(response))
        except (requests.RequestException, urllib3.exceptions.HTTPError, _LocalError) as caught:
            reason = caught
    check_stop(transport)
    # raised here and not above: the library's exception carries the request with its headers, ours must not carry it
    raise _failure_below_http(transport, call, reason, deadline)


class _LocalError(OSError):
    """The attempt failed before anything was sent, on this machine."""


def _send(transport: Transport, call: Call, auth: AuthBase, remaining: float, limits: Limits) -> requests.Response:
    body = None if call.body is None else json.dumps(call.body).encode()
    try:
        return transport.session.request(
            call.method,
            call.full_url,
            data=body,
            headers={"Content-Type": "application/json", **call.headers},
            auth=auth,
            timeout=(min(limits.connect_timeout, remaining), min(limits.read_timeout, remaining)),
            allow_redirects=False,
            stream=True,
            verify=str(transport.ca_bundle) if transport.ca_bundle else None,
        )
    except requests.RequestException:
        raise
    except OSError as exc:  # such as a REQUESTS_CA_BUNDLE that does not exist
        raise _LocalError(str(exc)) from None


def _beginning(response: requests.Response) -> bytes:
    """The first bytes of an error body; what cannot be read of it is not worth another failure."""
    body = b""
    try:
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) >= _MAX_ERROR_BODY:
                break
    except (requests.RequestException, urllib3.exceptions.HTTPError):
        pass
    return body[:_MAX_ERROR_BODY]


def _redirected(transport: Transport, response: requests.Response) -> AttemptError:
    target = transport.redactor.clean(clean_url(response.headers.get("Location", "")).partition("?")[0])
    return refused(
        transport,
        response,
        f"was answered with a redirect to {target or 'nowhere'}, which is not followed",
        "Check the endpoint; a proxy that wants a login answers like this too.",
    )


def _failure_below_http(
    transport: Transport,
    call: Call,
    reason: Exception,
    deadline: Deadline,
) -> AttemptError:
    url = transport.redactor.clean(clean_url(call.full_url))
    text = transport.redactor.clean(_innermost(reason))
    is_retryable = True
    if isinstance(reason, _LocalError | requests.exceptions.InvalidURL | requests.exceptions.InvalidHeader):
        is_retryable = False
        what, remedy = f"could not be sent: {text}", "Check the endpoint, the proxy and REQUESTS_CA_BUNDLE."
    elif isinstance(reason, requests.exceptions.SSLError):
        is_retryable = "CERTIFICATE_VERIFY_FAILED" not in str(reason)
        what = f"failed in TLS: {text}"
        remedy = "If a company's proxy signs with its own CA, name that CA's file in REQUESTS_CA_BUNDLE."
    elif isinstance(reason, requests.exceptions.ProxyError):
        what, remedy = f"failed at the proxy: {text}", "Check HTTPS_PROXY and NO_PROXY."
    elif deadline.remaining() <= 0:
        is_retryable = False
        what = "did not end within the time allowed"
        remedy = "Try again, or allow more time."
    elif isinstance(reason, requests.Timeout) or "timed out" in text.lower():
        what, remedy = f"got no answer in time: {text}", "Check the network and the endpoint, then try again."
    else:
        what, remedy = f"broke off: {text}", "Check the network, the endpoint and the region, then try again."
    return AttemptError(
        TransportError(f"{call.method} {url} {what.rstrip('.')}.", remedy=remedy, method=call.method, url=url),
        is_retryable=is_retryable,
    )


def _innermost(error: BaseException) -> str:
    """The most telling part of a nest of exceptions, without the objects that hold the connection's details."""
    seen: set[int] = set()
    current: Any = error
    while id(current) not in seen:
        seen.add(id(current))
        inner = getattr(current, "reason", None)
        if not isinstance(inner, BaseException):
            inner = next((arg for arg in getattr(current, "args", ()) if isinstance(arg, BaseException)), None)
        if inner is None:
            break
        current = inner
    text = str(current) or type(current).__name__
    # urllib3 writes "<connection object at 0x...>: text" or "HTTPSConnectionPool(host=..., port=...): text"
    return text.rpartition("): ")[2] if text.startswith(("HTTPSConnection", "HTTPConnection")) else text


def _pause_before(attempt: int, failure: AttemptError, transport: Transport) -> float:
    """Half of an exponentially growing step, and up to its other half by chance; at least what the service asks."""
    limits = transport.limits
    step = min(limits.longest_pause, limits.first_pause * 2.0 ** (attempt - 1))
    pause = step / 2 + transport.clock.random() * step / 2
    if failure.retry_after is not None:
        pause = max(pause, min(failure.retry_after, limits.longest_retry_after))
    return pause


def _retry_after(value: str | None, clock: Clock) -> float | None:
    """Seconds of a Retry-After header, which is a number or a date; None where it is neither."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (aware - clock.now()).total_seconds())


def _clock_advice(transport: Transport, response: requests.Response) -> str:
    """A hint where this machine's clock is the likely reason of a refusal."""
    try:
        server = parsedate_to_datetime(response.headers.get("Date", ""))
    except ValueError:
        return ""
    aware = server if server.tzinfo else server.replace(tzinfo=UTC)
    minutes = round((transport.clock.now() - aware).total_seconds() / 60)
    if abs(minutes) < 5:
        return ""
    side = "ahead of" if minutes > 0 else "behind"
    return f"This machine's clock is {abs(minutes)} minutes {side} the server's: put it right first."
