"""Request signing with an access key: the algorithm SDK-HMAC-SHA256.

    canonical request  method, path, query, headers, names of the signed headers, SHA-256 of the body; a line each
    string to sign     algorithm, time, SHA-256 of the canonical request
    signature          HMAC-SHA256 of it, keyed by the secret key itself (no derived key)

Source: Huawei's API request signing guide and the official Python SDK (documented). Where the guide is silent the SDK
decides: the query is sorted by its decoded names and values, and the path is decoded before it is encoded again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

import requests
from requests.auth import AuthBase

from drs_report.privacy.secrets import Secret

ALGORITHM: Final = "SDK-HMAC-SHA256"
DATE_FORMAT: Final = "%Y%m%dT%H%M%SZ"

SIGNED_HEADERS: Final = frozenset(
    ("content-type", "host", "region", "user-agent", "x-domain-id", "x-language", "x-project-id", "x-sdk-date",
     "x-security-token")
)  # fmt: skip
"""What is signed of a request: the headers we set on purpose (the same ones the official SDK signs), none of those the
HTTP library or a proxy adds."""


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked of a service: one request, not signed yet."""

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


def _encode(text: str) -> str:
    return quote(text, safe="~")


def canonical_query(query: Sequence[tuple[str, str]]) -> str:
    """Give `query` as it is signed, which is also how it is sent: sorted, every name with its ``=``."""
    return "&".join(f"{_encode(name)}={_encode(value)}" for name, value in sorted(query))


def _canonical_path(path: str) -> str:
    encoded = "/".join(_encode(segment) for segment in unquote(path).split("/"))
    return encoded if encoded.endswith("/") else encoded + "/"


def authorization(
    method: str,
    path: str,
    query: Sequence[tuple[str, str]],
    headers: Mapping[str, str],
    body: bytes,
    *,
    ak: str,
    sk: Secret,
) -> str:
    """Give the value of the ``Authorization`` header.

    `path` is as sent (percent-encoded), `query` is decoded. All `headers`, ``X-Sdk-Date`` among them, are signed but
    those with ``_`` in their name.
    """
    signed = dict(sorted((name.lower(), value.strip()) for name, value in headers.items() if "_" not in name))
    listed = ";".join(signed)
    lines = [
        method.upper(),
        _canonical_path(path),
        canonical_query(query),
        *(f"{name}:{value}" for name, value in signed.items()),
        "",
        listed,
        _sha256(body),
    ]
    canonical = "\n".join(lines)
    to_sign = f"{ALGORITHM}\n{signed['x-sdk-date']}\n{_sha256(canonical.encode())}"
    signature = hmac.new(sk.get_secret_value().encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Access={ak}, SignedHeaders={listed}, Signature={signature}"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class SignedWithKey(AuthBase):
    """Signs a prepared request; `now` is asked each time, so every attempt carries its own time and signature."""

    ak: str
    sk: Secret
    now: Callable[[], datetime]
    security_token: Secret | None = None
    project_id: str | None = None

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Set the date, what identifies project and temporary key, and the signature over them."""
        parts = urlsplit(str(request.url))
        headers = request.headers
        headers["X-Sdk-Date"] = self.now().astimezone(UTC).strftime(DATE_FORMAT)
        headers.setdefault("Host", parts.netloc.rpartition("@")[2])
        if self.project_id:
            headers["X-Project-Id"] = self.project_id
        if self.security_token:
            headers["X-Security-Token"] = self.security_token.get_secret_value()
        items = (item.partition("=") for item in parts.query.split("&") if item)
        body = request.body or b""
        headers["Authorization"] = authorization(
            str(request.method),
            parts.path or "/",
            [(unquote(name), unquote(value)) for name, _, value in items],
            {name: value for name, value in headers.items() if name.lower() in SIGNED_HEADERS},
            body.encode() if isinstance(body, str) else body,
            ak=self.ak,
            sk=self.sk,
        )
        return request

    def __repr__(self) -> str:
        return f"<SignedWithKey {self.ak[:3]}...>"
