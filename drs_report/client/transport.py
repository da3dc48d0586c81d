"""One HTTP call, tried as often as it makes sense, inside one deadline; every failure is an `ApiError`.

Redirects are never followed: requests keeps ``X-Auth-Token`` when it follows one to another host, and no documented
call answers with one. Every attempt is signed anew. Proxies and ``REQUESTS_CA_BUNDLE`` are requests' own business; TLS
verification is always on.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any, Final, TypeVar

import requests
import urllib3
from requests.auth import AuthBase
from requests.structures import CaseInsensitiveDict

from drs_report.client.deadline import Deadline, DeadlineAdapter, within
from drs_report.client.error_codes import api_error, error_for, read_message
from drs_report.client.limits import Clock, Limits
from drs_report.client.signing import Call
from drs_report.errors import ApiError, AuthenticationError, ConfigError, Told, TransportError
from drs_report.privacy.secrets import Redactor, clean_url
from drs_report.version import tool_version

_log = logging.getLogger("drs_report.client")
_T = TypeVar("_T")
_CHUNK: Final = 64 * 1024
_MAX_ERROR_BODY: Final = 64 * 1024
_TROUBLE: Final = (requests.RequestException, urllib3.exceptions.HTTPError)
"""What the HTTP library raises."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a sign-in gave, and until when (by our clock) it is to be used."""

    auth: AuthBase | None = None
    renew_at: datetime | None = None
    """None: it cannot be renewed."""
    project_id: str | None = None


class Authenticator:
    """Gives what signs one attempt: `obtain` signs in, again before the end or when refused, once for all threads."""

    def __init__(self, now: Callable[[], datetime], obtain: Callable[[Deadline], Grant]) -> None:
        self._now = now
        self._obtain = obtain
        self._lock = threading.Lock()
        self._grant: Grant | None = None

    def grant(self, deadline: Deadline, refused: Grant | None = None) -> Grant:
        """Give what is good now: not `refused`, unless nothing else can be had."""
        with self._lock:
            held = self._grant
            if held is None or (held.renew_at and (held is refused or self._now() >= held.renew_at)):
                self._grant = held = self._obtain(deadline)
            return held


class AttemptError(Exception):
    """One attempt failed with `error`; whether there is another is for `perform` to say. Never leaves this package."""

    def __init__(self, error: ApiError, *, is_retryable: bool, retry_after: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.is_retryable = is_retryable
        self.retry_after = retry_after


class _Session(requests.Session):
    """A session that does not even look where a redirect leads: over an address that is none requests would break."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002 - the base's signature
        """Give nothing."""
        return None


@dataclass(frozen=True, slots=True)
class Transport:
    """A session with its rules. Made by `new_transport`."""

    session: requests.Session
    clock: Clock
    limits: Limits
    redactor: Redactor
    deadline: Deadline
    """Of everything that is asked through it; once its `stop` is set, running calls end at their next step."""
    ca_bundle: Path | None = None
    on_retry: Callable[[ApiError, float], None] = field(default=lambda _error, _pause: None)
    """Is told why there is another attempt, and after how many seconds."""
    authenticator: Authenticator | None = None

    def within(self, seconds: float) -> Transport:
        """Give the same with at most so many seconds from now."""
        return replace(self, deadline=self.deadline.sooner(seconds))

    def check_stop(self) -> None:
        """Raise if the work was called off meanwhile."""
        if self.deadline.stop.is_set():
            error = TransportError(
                Told("The work was called off."), remedy=Told("Run the command again; what is complete is kept.")
            )
            raise AttemptError(error, is_retryable=False)

    def close(self) -> None:
        """Give the connections back."""
        self.session.close()


@dataclass(frozen=True, slots=True)
class Answer:
    """A response whose body has not been read yet."""

    transport: Transport
    call: Call
    response: requests.Response

    @property
    def request_id(self) -> str | None:
        """The id under which the service logged the request, if it says one."""
        headers = self.response.headers
        return headers.get("X-Request-Id") or headers.get("X-IAM-Trace-Id") or None

    @property
    def declared_length(self) -> int | None:
        """The bytes the body must have, where the answer says so."""
        headers = self.response.headers
        text = headers.get("Content-Length", "")
        # with a content coding the length is that of the coded bytes
        return int(text) if text.isdecimal() and headers.get("Content-Encoding", "identity") == "identity" else None

    def chunks(self) -> Iterator[bytes]:
        """Read the body piece by piece, until the work is called off."""
        for chunk in self.response.iter_content(_CHUNK):
            self.transport.check_stop()
            yield chunk

    def read(self, limit: int) -> bytes:
        """Read the whole body if it is at most `limit` bytes; raises `AttemptError` otherwise."""
        body = bytearray()
        for chunk in self.chunks():
            body += chunk
            if len(body) > limit:
                raise self.unusable(
                    Told("The answer has more than {limit:,} bytes", limit=limit),
                    Told("This is no answer of DRS: check the endpoint and any proxy."),
                )
        return bytes(body)

    def beginning(self) -> bytes:
        """Read the first bytes of an error body; what cannot be read of it is not worth another failure."""
        try:
            return next(self.response.iter_content(_MAX_ERROR_BODY), b"")
        except _TROUBLE:
            return b""

    def unusable(
        self, reason: Told, remedy: Told, *, kind: type[ApiError] = TransportError, is_retryable: bool = False
    ) -> AttemptError:
        """Give the failure of an attempt whose answer cannot be used."""
        about = {"status": self.response.status_code, "request_id": self.request_id}
        error = api_error(self.transport.redactor, self.call, kind, reason, remedy, **about)
        return AttemptError(error, is_retryable=is_retryable)

    def cut_short(self, reason: Told | None = None) -> AttemptError:
        """Give the failure of an answer that is damaged."""
        reason = reason or Told("The answer is damaged or cut short")
        return self.unusable(reason, Told("Try again; if it stays, a proxy may cut long answers."), is_retryable=True)

    def redirected(self) -> AttemptError:
        """Give the failure of an answer that sends us elsewhere."""
        target = clean_url(self.response.headers.get("Location", "")).partition("?")[0] or "nowhere"
        return self.unusable(
            Told("The answer is a redirect to {target}, which is not followed", target=target),
            Told("Check the endpoint; a proxy that wants a login answers like this too."),
        )

    def says_no(self, body: bytes) -> AttemptError:
        """Give the failure that an answer stands for, whatever its status."""
        headers, clock = self.response.headers, self.transport.clock
        status, request_id = self.response.status_code, self.request_id
        error, is_retryable = error_for(self.transport.redactor, self.call, body, status=status, request_id=request_id)
        if isinstance(error, AuthenticationError):
            advice = _clock_advice(headers.get("Date", ""), clock)
            error.remedy = error.remedy.then(advice) if error.remedy else advice
        wait = _retry_after(headers.get("Retry-After", ""), clock)
        return AttemptError(error, is_retryable=is_retryable, retry_after=wait)


def new_transport(
    clock: Clock,
    *,
    limits: Limits | None = None,
    redactor: Redactor | None = None,
    ca_bundle: Path | None = None,
    use_environment: bool = True,
) -> Transport:
    """Make a transport. `ca_bundle` replaces ``REQUESTS_CA_BUNDLE``; without `use_environment` proxies are ignored."""
    session = _Session()
    session.trust_env = use_environment
    session.auth = lambda request: request  # signs nothing: without any, requests would look into ~/.netrc
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    agent = f"drs-report/{tool_version()}"
    session.headers = CaseInsensitiveDict({"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "identity"})
    for scheme in ("https://", "http://"):
        session.mount(scheme, DeadlineAdapter())
    if ca_bundle is not None and not ca_bundle.exists():
        raise ConfigError(
            Told("The CA bundle {ca_bundle} does not exist.", ca_bundle=ca_bundle),
            remedy=Told("Give a PEM file or a folder of them."),
        )
    endless = Deadline(float("inf"), clock.monotonic, threading.Event())
    return Transport(session, clock, limits or Limits(), redactor or Redactor(), endless, ca_bundle)


def perform(transport: Transport, call: Call, consume: Callable[[Answer], _T]) -> _T:
    """Make `call` until `consume` has taken an answer of the 200s, or the attempts are used up, or the time.

    `consume` raises `AttemptError` for a body that is not the one asked for. Credentials that are refused are renewed
    once. Raises the `ApiError` of the last attempt.
    """
    authenticator, deadline = transport.authenticator, transport.deadline
    attempt, is_renewed = 0, False
    while True:
        attempt += 1
        grant = authenticator.grant(deadline) if authenticator else Grant()
        try:
            return _attempt(transport, call, consume, grant.auth)
        except AttemptError as caught:
            failure = caught
        error = failure.error
        _log.debug("attempt %d of %s %s failed: %s", attempt, call.method, clean_url(call.url), error.message)
        if isinstance(error, AuthenticationError) and authenticator and not is_renewed:
            is_renewed = True
            if authenticator.grant(deadline, refused=grant) is not grant:
                continue
        if not failure.is_retryable:
            raise error
        pause = _pause_before(attempt, failure, transport)
        is_late = pause >= deadline.remaining()
        if is_late or attempt >= transport.limits.attempts:
            given_up = Told("Given up after attempt {n}.", n=attempt)
            if is_late and attempt < transport.limits.attempts:
                given_up = Told("Given up after attempt {n}: no time is left for another.", n=attempt)
            error.message = error.message.then(given_up)
            raise error
        transport.on_retry(error, pause)
        pause_for(transport, pause)


def perform_json(transport: Transport, call: Call, *, is_empty_good: bool = False) -> tuple[Any, Mapping[str, str]]:
    """Make `call` and give the JSON of its answer, None if the body is empty and may be, and the answer's headers."""

    def consume(answer: Answer) -> tuple[Any, Mapping[str, str]]:
        body = answer.read(transport.limits.max_json_bytes)
        if not body.strip() and is_empty_good:
            return None, answer.response.headers
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            raise (answer.cut_short() if body.lstrip()[:1] in (b"{", b"[") else answer.says_no(body)) from None
        if read_message(body) is not None:  # DRS.M01504 comes with HTTP 202
            raise answer.says_no(body)
        return data, answer.response.headers

    return perform(transport.within(transport.limits.call_timeout), call, consume)


def pause_for(transport: Transport, seconds: float) -> None:
    """Sleep in steps of at most a second, ending early when the work is called off."""
    left = seconds
    while left > 0 and not transport.deadline.stop.is_set():
        step = min(1.0, left)
        transport.clock.sleep(step)
        left -= step


def _attempt(transport: Transport, call: Call, consume: Callable[[Answer], _T], auth: AuthBase | None) -> _T:
    transport.check_stop()
    reason: Exception
    try:
        with within(transport.deadline), _send(transport, call, auth) as response:
            answer = Answer(transport, call, response)
            url = transport.redactor.clean(clean_url(call.full_url))
            _log.debug("%s %s: HTTP %d, request id %s", call.method, url, response.status_code, answer.request_id)
            if 200 <= response.status_code < 300:
                return consume(answer)
            raise answer.redirected() if response.status_code < 400 else answer.says_no(answer.beginning())
    except (*_TROUBLE, _LocalError) as caught:
        reason = caught
    transport.check_stop()
    # raised here and not above: the library's exception carries the request with its headers, ours must not carry it
    raise _failure_below_http(transport, call, reason)


class _LocalError(OSError):
    """The attempt failed before anything was sent, on this machine."""


def _send(transport: Transport, call: Call, auth: AuthBase | None) -> requests.Response:
    remaining = transport.deadline.remaining()
    if remaining <= 0:
        raise requests.Timeout("no time is left")
    try:
        return transport.session.request(
            call.method,
            call.full_url,
            data=None if call.body is None else json.dumps(call.body).encode(),
            headers={"Content-Type": "application/json", **call.headers},
            auth=auth,
            timeout=(min(transport.limits.connect_timeout, remaining), min(transport.limits.read_timeout, remaining)),
            allow_redirects=False,
            stream=True,
            verify=str(transport.ca_bundle) if transport.ca_bundle else None,
        )
    except requests.RequestException:
        raise
    except OSError as exc:  # such as a REQUESTS_CA_BUNDLE that does not exist
        raise _LocalError(str(exc)) from None


def _failure_below_http(transport: Transport, call: Call, reason: Exception) -> AttemptError:
    text = _innermost(reason)
    is_retryable = True
    if isinstance(reason, _LocalError | requests.exceptions.InvalidURL | requests.exceptions.InvalidHeader):
        is_retryable = False
        what, remedy = (
            Told("It could not be sent: {text}", text=text),
            Told("Check the endpoint, the proxy and REQUESTS_CA_BUNDLE."),
        )
    elif isinstance(reason, requests.exceptions.SSLError):
        is_retryable = "CERTIFICATE_VERIFY_FAILED" not in str(reason)
        what = Told("TLS failed: {text}", text=text)
        remedy = Told("If a company's proxy signs with its own CA, name that CA's file in REQUESTS_CA_BUNDLE.")
    elif isinstance(reason, requests.exceptions.ProxyError):
        what, remedy = Told("The proxy failed: {text}", text=text), Told("Check HTTPS_PROXY and NO_PROXY.")
    elif transport.deadline.remaining() <= 0:
        is_retryable = False
        what, remedy = Told("It did not end within the time allowed"), Told("Try again, or allow more time.")
    elif isinstance(reason, requests.Timeout) or "timed out" in text.lower():
        what = Told("No answer came in time: {text}", text=text)
        remedy = Told("Check the network and the endpoint, then try again.")
    else:
        what = Told("The connection broke off: {text}", text=text)
        remedy = Told("Check the network, the endpoint and the region, then try again.")
    error = api_error(transport.redactor, call, TransportError, what, remedy)
    return AttemptError(error, is_retryable=is_retryable)


def _innermost(error: BaseException) -> str:
    """The most telling part of a nest of exceptions, without the objects that hold the connection's details."""
    inner = next((e for e in (getattr(error, "reason", None), *error.args) if isinstance(e, BaseException)), None)
    if inner is not None and inner is not error:
        return _innermost(inner)
    text = str(error) or type(error).__name__
    # urllib3 writes "<connection object at 0x...>: text" or "HTTPSConnectionPool(host=..., port=...): text"
    return text.rpartition("): ")[2] if text.startswith(("HTTPSConnection", "HTTPConnection")) else text


def _pause_before(attempt: int, failure: AttemptError, transport: Transport) -> float:
    """Half of an exponentially growing step, and up to its other half by chance; at least what the service asks."""
    limits = transport.limits
    step = min(limits.longest_pause, limits.first_pause * 2.0 ** (attempt - 1))
    pause = step / 2 + transport.clock.random() * step / 2
    return max(pause, min(failure.retry_after or 0.0, limits.longest_retry_after))


def _retry_after(value: str, clock: Clock) -> float | None:
    """Seconds of a Retry-After header, which is a number or a date; None where it is neither."""
    if value.strip().isdecimal():
        return float(value)
    at = _date(value)
    return max(0.0, (at - clock.now()).total_seconds()) if at else None


def _clock_advice(date: str, clock: Clock) -> Told | None:
    """A hint where this machine's clock is the likely reason of a refusal."""
    server = _date(date)
    minutes = round((clock.now() - server).total_seconds() / 60) if server else 0
    if abs(minutes) < 5:
        return None
    if minutes > 0:
        return Told("This machine's clock is {n} minutes ahead of the server's: put it right first.", n=minutes)
    return Told("This machine's clock is {n} minutes behind the server's: put it right first.", n=-minutes)


def _date(value: str) -> datetime | None:
    """A date of a header, aware; None for what is none."""
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
