"""Signing in: from credentials to what authenticates each request, renewed before it ends and once when refused.

Sources: IAM "obtaining a user token" (``X-Subject-Token``, 24 hours), IAM "querying projects" and the metadata service
of an ECS as the official SDK uses it (documented).
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any, Final

import requests
from requests.auth import AuthBase

from drs_report.client.api import time_of
from drs_report.client.credentials import Agency, Password, SignIn, Token
from drs_report.client.deadline import Deadline
from drs_report.client.endpoints import Endpoints
from drs_report.client.error_codes import api_error
from drs_report.client.signing import Call, SignedWithKey
from drs_report.client.transport import Authenticator, Grant, Transport, new_transport, perform, perform_json
from drs_report.errors import ApiError, AuthenticationError, ConfigError, Told
from drs_report.privacy.secrets import Secret

_EARLY: Final = timedelta(minutes=10)
"""A token is renewed this long before its end, or a fifth of its life if that is less."""
_METADATA_TTL: Final = str(6 * 60 * 60)


@dataclass(frozen=True, slots=True, eq=False)
class WithToken(AuthBase):
    """Puts an IAM token into the request."""

    token: Secret

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Set the header."""
        request.headers["X-Auth-Token"] = self.token.get_secret_value()
        return request


def _of_user(
    transport: Transport, c: Password, endpoints: Endpoints, project_id: str | None, deadline: Deadline
) -> Grant:
    """A token for a user and a password, scoped to a project."""
    user = {"name": c.user, "password": c.password.get_secret_value(), "domain": {"name": c.domain}}
    scope = {"project": {"id": project_id} if project_id else {"name": endpoints.region}}
    identity = {"methods": ["password"], "password": {"user": user}}
    call = Call("POST", f"{endpoints.iam}/v3/auth/tokens", body={"auth": {"identity": identity, "scope": scope}})
    asked_at = transport.clock.now()
    data, headers = perform_json(replace(transport, deadline=deadline), call)
    token = Secret(headers.get("X-Subject-Token") or "")
    if not token:
        remedy = Told("Check that the IAM endpoint is the region's own.")
        raise api_error(transport.redactor, call, AuthenticationError, Told("IAM gave no token"), remedy)
    transport.redactor.add(token)
    # how long it lives, by the service's two times, so that our own clock may be wrong; 24 hours if unsaid
    end, start = (time_of(_at(data, "token", name)) for name in ("expires_at", "issued_at"))
    lifetime = max(end - (start or asked_at), timedelta()) if end else timedelta(hours=24)
    renew_at = asked_at + lifetime - min(_EARLY, lifetime / 5)
    return Grant(WithToken(token), renew_at, _text(_at(data, "token", "project", "id")))


def _of_agency(transport: Transport, c: Agency, project_id: str | None, deadline: Deadline) -> Grant:
    """The temporary access key of the ECS this runs on."""
    # the metadata service is on this machine's own link: never through a proxy, and it answers at once or not
    limits = replace(transport.limits, attempts=2, connect_timeout=3.0, read_timeout=3.0, call_timeout=10.0)
    direct = new_transport(transport.clock, limits=limits, redactor=transport.redactor, use_environment=False)
    with closing(replace(direct, deadline=deadline)) as metadata:
        session_token = _session_token(metadata, c.url)
        transport.redactor.add(session_token)
        headers = {"X-Metadata-Token": session_token.get_secret_value()} if session_token else {}
        asked_at = transport.clock.now()
        call = Call("GET", f"{c.url}/openstack/latest/securitykey", headers=headers)
        data, _ = perform_json(metadata, call)
    ak, sk, token = (_text(_at(data, "credential", name)) for name in ("access", "secret", "securitytoken"))
    if not ak or not sk or not token:
        remedy = Told("Give the ECS an agency that may read DRS comparison results.")
        reason = Told("The metadata service of this ECS gave no temporary access key")
        raise api_error(transport.redactor, call, AuthenticationError, reason, remedy)
    transport.redactor.add(sk, token)
    end = time_of(_at(data, "credential", "expires_at"))
    lifetime = end - asked_at if end else timedelta(hours=1)
    auth = SignedWithKey(ak, Secret(sk), transport.clock.now, Secret(token), project_id)
    return Grant(auth, asked_at + lifetime - min(3 * _EARLY, lifetime / 5))


def _session_token(metadata: Transport, url: str) -> Secret | None:
    """The token of the metadata service's second version; None where it has only the first."""
    headers = {"X-Metadata-Token-Ttl-Seconds": _METADATA_TTL}
    call = Call("PUT", f"{url}/meta-data/latest/api/token", headers=headers)
    limited = metadata.within(metadata.limits.call_timeout)
    try:
        text = perform(limited, call, lambda answer: answer.read(4096).decode("ascii", "replace").strip())
    except ApiError as error:
        if error.status in (404, 405):
            return None
        raise
    return Secret(text) if text else None


def sign_in(transport: Transport, found: SignIn, endpoints: Endpoints) -> tuple[Transport, str]:
    """Give the transport that authenticates requests to DRS, and the project id (where none is known, the region's).

    Raises `AuthenticationError` where IAM refuses, `ConfigError` where the region's project is not to be found.
    """
    transport.redactor.add(*found.secrets)
    project_id = found.project_id
    made = _authenticator(transport, found, endpoints, project_id)
    grant = made.grant(transport.deadline)  # at once, so that a wrong password is told here
    project_id = project_id or grant.project_id
    if not project_id:
        project_id = find_project_id(replace(transport, authenticator=made), endpoints)
        made = _authenticator(transport, found, endpoints, project_id)
    return replace(transport, authenticator=made), project_id


def _authenticator(transport: Transport, found: SignIn, endpoints: Endpoints, project_id: str | None) -> Authenticator:
    c, now = found.credentials, transport.clock.now
    if isinstance(c, Password):
        return Authenticator(now, partial(_of_user, transport, c, endpoints, project_id))
    if isinstance(c, Agency):
        return Authenticator(now, partial(_of_agency, transport, c, project_id))
    if isinstance(c, Token):
        given: AuthBase = WithToken(c.token)
    else:
        given = SignedWithKey(c.ak, c.sk, now, c.security_token, project_id)
    return Authenticator(now, lambda _: Grant(given))


def find_project_id(transport: Transport, endpoints: Endpoints) -> str:
    """Ask IAM for the project that has the region's name."""
    call = Call("GET", f"{endpoints.iam}/v3/projects", query=(("name", endpoints.region),))
    data, _ = perform_json(transport, call)
    projects = _at(data, "projects")
    ids = [_text(_at(project, "id")) for project in projects] if isinstance(projects, list) else []
    known = [i for i in ids if i]
    if len(known) != 1:
        msg = Told("IAM knows no project for the region {region}.", region=endpoints.region)
        if known:
            names = ", ".join(known)
            msg = Told(
                "IAM knows several projects for the region {region}: {names}.", region=endpoints.region, names=names
            )
        raise ConfigError(
            msg,
            remedy=Told("Give the project id; the console shows it under My Credentials."),
        )
    return known[0]


def _at(data: Any, *names: str) -> Any:
    """What stands in an answer under names within names; None where there is no such thing."""
    for name in names:
        data = data.get(name) if isinstance(data, dict) else None
    return data


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
