"""Signing in: from credentials to what authenticates each request, renewed before it ends and once when refused.

Sources: IAM "obtaining a user token" (``X-Subject-Token``, 24 hours), IAM "querying projects" and the metadata service
of an ECS as the official SDK uses it (documented).
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import requests
from requests.auth import AuthBase

from drs_report.client.credentials import AccessKey, Agency, Password, SignIn, Token
from drs_report.client.deadline import Deadline
from drs_report.client.endpoints import Endpoints
from drs_report.client.redaction import Secret
from drs_report.client.signing import SignedWithKey
from drs_report.client.transport import (
    Authenticator,
    Call,
    Transport,
    new_transport,
    perform,
    perform_json,
    read_body,
)
from drs_report.errors import ApiError, AuthenticationError, ConfigError

__all__ = ["WithToken", "find_project_id", "sign_in"]

_EARLY: Final = timedelta(minutes=10)
"""A token is renewed this long before its end, or a fifth of its life if that is less."""
_METADATA_TTL: Final = str(6 * 60 * 60)


class WithToken(AuthBase):
    """Puts an IAM token into the request."""

    def __init__(self, token: Secret) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Set the header."""
        request.headers["X-Auth-Token"] = self._token.reveal()
        return request

    def __repr__(self) -> str:
        return "<WithToken>"


@dataclass(frozen=True, slots=True)
class Fixed:
    """Credentials that cannot be renewed: a given token, a given access key."""

    value: AuthBase

    def auth(self, deadline: Deadline) -> AuthBase:  # noqa: ARG002 - the protocol's argument; nothing to wait for
        """Give the one there is."""
        return self.value

    def renew(self, refused: AuthBase, deadline: Deadline) -> bool:  # noqa: ARG002 - likewise
        """There is nothing newer."""
        return False


@dataclass(frozen=True, slots=True)
class _Grant:
    """What a sign-in gave, and until when (by our clock) it is to be used."""

    auth: AuthBase
    renew_at: datetime
    project_id: str | None = None


class Renewed(ABC):
    """Credentials with an end: gets new ones in time, once for all threads."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._lock = threading.Lock()
        self._grant: _Grant | None = None

    def auth(self, deadline: Deadline) -> AuthBase:
        """Give what is good now, after a new sign-in if the present one is about to end."""
        return self.grant(deadline).auth

    def grant(self, deadline: Deadline) -> _Grant:
        """Give the whole of it."""
        with self._lock:
            if self._grant is None or self._transport.clock.now() >= self._grant.renew_at:
                self._grant = self._obtain(deadline)
            return self._grant

    def renew(self, refused: AuthBase, deadline: Deadline) -> bool:
        """Sign in again unless another thread already has."""
        with self._lock:
            if self._grant is None or self._grant.auth is refused:
                self._grant = self._obtain(deadline)
            return True

    @abstractmethod
    def _obtain(self, deadline: Deadline) -> _Grant:
        """Sign in and give what came of it."""


class UserToken(Renewed):
    """A token for a user and a password, scoped to a project."""

    def __init__(
        self, transport: Transport, credentials: Password, endpoints: Endpoints, project_id: str | None
    ) -> None:
        super().__init__(transport)
        self._credentials = credentials
        self._endpoints = endpoints
        self._project_id = project_id

    def _obtain(self, deadline: Deadline) -> _Grant:
        c = self._credentials
        project = {"id": self._project_id} if self._project_id else {"name": self._endpoints.region}
        user = {"name": c.user, "password": c.password.reveal(), "domain": {"name": c.domain}}
        call = Call(
            "POST",
            f"{self._endpoints.iam}/v3/auth/tokens",
            body={
                "auth": {
                    "identity": {"methods": ["password"], "password": {"user": user}},
                    "scope": {"project": project},
                }
            },
        )
        asked_at = self._transport.clock.now()
        data, headers = perform_json(self._transport, call, authenticator=None, deadline=deadline)
        token = Secret(headers.get("X-Subject-Token") or "")
        if not token:
            raise AuthenticationError(
                f"POST {call.url} gave no token.",
                remedy="Check that the IAM endpoint is the region's own.",
                method="POST",
                url=call.url,
            )
        self._transport.redactor.add(token)
        about = _mapping(_mapping(data).get("token"))
        lifetime = _lifetime(about, asked_at)
        return _Grant(
            WithToken(token),
            asked_at + lifetime - min(_EARLY, lifetime / 5),
            _text(_mapping(about.get("project")).get("id")),
        )


class AgencyKey(Renewed):
    """The temporary access key of the ECS this runs on."""

    def __init__(self, transport: Transport, credentials: Agency, project_id: str | None) -> None:
        super().__init__(transport)
        # the metadata service is on this machine's own link: never through a proxy, and it answers at once or not
        limits = replace(transport.limits, attempts=2, connect_timeout=3.0, read_timeout=3.0, call_timeout=10.0)
        self._metadata = replace(
            new_transport(transport.clock, limits=limits, redactor=transport.redactor, use_environment=False),
            stop=transport.stop,
        )
        self._url = credentials.url
        self._project_id = project_id

    def _obtain(self, deadline: Deadline) -> _Grant:
        headers = {}
        session_token = self._session_token(deadline)
        if session_token:
            self._transport.redactor.add(session_token)
            headers["X-Metadata-Token"] = session_token.reveal()
        asked_at = self._transport.clock.now()
        call = Call("GET", f"{self._url}/openstack/latest/securitykey", headers=headers)
        data, _ = perform_json(self._metadata, call, authenticator=None, deadline=deadline)
        found = _mapping(_mapping(data).get("credential"))
        ak, sk, token = (_text(found.get(name)) for name in ("access", "secret", "securitytoken"))
        if not ak or not sk or not token:
            raise AuthenticationError(
                "The metadata service of this ECS gave no temporary access key.",
                remedy="Give the ECS an agency that may read DRS comparison results.",
                method="GET",
                url=call.url,
            )
        self._transport.redactor.add(sk, token)
        end = _time(found.get("expires_at"))
        lifetime = end - asked_at if end else timedelta(hours=1)
        auth = SignedWithKey(
            ak, Secret(sk), now=self._transport.clock.now, security_token=Secret(token), project_id=self._project_id
        )
        return _Grant(auth, asked_at + lifetime - min(3 * _EARLY, lifetime / 5))

    def with_project(self, project_id: str) -> AgencyKey:
        """Give the same for requests of a project."""
        self._project_id = project_id
        with self._lock:
            self._grant = None
        return self

    def _session_token(self, deadline: Deadline) -> Secret | None:
        """The token of the metadata service's second version; None where it has only the first."""
        call = Call(
            "PUT",
            f"{self._url}/meta-data/latest/api/token",
            headers={"X-Metadata-Token-Ttl-Seconds": _METADATA_TTL},
        )
        try:
            text = perform(
                self._metadata,
                call,
                lambda response: read_body(self._metadata, response, limit=4096).decode("ascii", "replace").strip(),
                authenticator=None,
                deadline=deadline.sooner(self._metadata.limits.call_timeout),
            )
        except ApiError as error:
            if error.status in (404, 405):
                return None
            raise
        return Secret(text) if text else None


def sign_in(
    transport: Transport, found: SignIn, endpoints: Endpoints, *, deadline: Deadline
) -> tuple[Authenticator, str]:
    """Give what authenticates requests to DRS, and the project id (looked up by the region where none is known).

    Raises `AuthenticationError` where IAM refuses, `ConfigError` where the region's project is not to be found.
    """
    transport.redactor.add(*found.secrets)
    c = found.credentials
    project_id = found.project_id
    if isinstance(c, Password):
        user = UserToken(transport, c, endpoints, project_id)
        grant = user.grant(deadline)  # at once, so that a wrong password is told here
        project_id = project_id or grant.project_id
        return user, project_id or find_project_id(transport, user, endpoints, deadline=deadline)
    if isinstance(c, Agency):
        agency = AgencyKey(transport, c, project_id)
        project_id = project_id or find_project_id(transport, agency, endpoints, deadline=deadline)
        return agency.with_project(project_id), project_id
    if isinstance(c, Token):
        given = Fixed(WithToken(c.token))
        return given, project_id or find_project_id(transport, given, endpoints, deadline=deadline)
    project_id = project_id or find_project_id(transport, _with_key(transport, c, None), endpoints, deadline=deadline)
    return _with_key(transport, c, project_id), project_id


def find_project_id(
    transport: Transport, authenticator: Authenticator, endpoints: Endpoints, *, deadline: Deadline
) -> str:
    """Ask IAM for the project that has the region's name."""
    call = Call("GET", f"{endpoints.iam}/v3/projects", query=(("name", endpoints.region),))
    data, _ = perform_json(transport, call, authenticator=authenticator, deadline=deadline)
    projects = _mapping(data).get("projects")
    ids = [_text(_mapping(project).get("id")) for project in projects] if isinstance(projects, list) else []
    known = [i for i in ids if i]
    if len(known) != 1:
        what = "no project" if not known else f"{len(known)} projects ({', '.join(known)})"
        raise ConfigError(
            f"IAM knows {what} for the region {endpoints.region}.",
            remedy="Give the project id; the console shows it under My Credentials.",
        )
    return known[0]


def _with_key(transport: Transport, key: AccessKey, project_id: str | None) -> Fixed:
    return Fixed(
        SignedWithKey(key.ak, key.sk, now=transport.clock.now, security_token=key.security_token, project_id=project_id)
    )


def _lifetime(about: Mapping[str, Any], asked_at: datetime) -> timedelta:
    """How long the token lives, by the service's two times, so that our own clock may be wrong; 24 hours if unsaid."""
    end = _time(about.get("expires_at"))
    if end is None:
        return timedelta(hours=24)
    return max(end - (_time(about.get("issued_at")) or asked_at), timedelta())


def _time(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
