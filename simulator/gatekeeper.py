"""Who may come in: tokens, and signatures checked from the request as it arrived.

Written from the algorithm's description and not from the client's signer, so that one can find the other's mistakes.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote, unquote

from simulator.clock import SimulatorClock
from simulator.scenario import Account

__all__ = ["Gatekeeper"]

_AUTHORIZATION: Final = re.compile(
    r"SDK-HMAC-SHA256 Access=(?P<access>\S+), SignedHeaders=(?P<signed>[a-z0-9;-]+), "
    r"Signature=(?P<signature>[0-9a-f]{64})"
)
_MUST_BE_SIGNED: Final = ("host", "x-sdk-date")
_SKEW: Final = timedelta(minutes=15)


class Gatekeeper:
    """Remembers the tokens and temporary keys it gave, and judges requests."""

    def __init__(self, account: Account, clock: SimulatorClock) -> None:
        self._account = account
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens: dict[str, datetime] = {}
        self._keys: dict[str, tuple[str, str, datetime]] = {}
        """Temporary keys: AK to SK, security token and end."""

    def give_token(self) -> tuple[str, datetime]:
        """Give a new IAM token and its end."""
        token = "sim" + secrets.token_urlsafe(60)
        end = self._clock.now() + timedelta(seconds=self._account.token_seconds)
        with self._lock:
            self._tokens[token] = end
        return token, end

    def give_temporary_key(self) -> tuple[str, str, str, datetime]:
        """Give a new temporary access key: AK, SK, security token and end."""
        ak, sk, token = "TMP" + secrets.token_hex(8).upper(), secrets.token_hex(20), secrets.token_urlsafe(60)
        end = self._clock.now() + timedelta(seconds=self._account.agency_seconds)
        with self._lock:
            self._keys[ak] = (sk, token, end)
        return ak, sk, token, end

    def revoke_all(self) -> None:
        """Let nothing that was given count any more."""
        with self._lock:
            self._tokens.clear()
            self._keys.clear()

    def refusal(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> str | None:
        """Give why the request is refused, None if it may pass. `headers` are keyed in lower case."""
        token = headers.get("x-auth-token")
        if token is not None:
            with self._lock:
                end = self._tokens.get(token)
            return None if end and self._clock.now() < end else "the token must be updated"
        given = headers.get("authorization")
        if given is None:
            return "neither token nor signature"
        match = _AUTHORIZATION.fullmatch(given)
        return self._signature_refusal(match, method, target, headers, body) if match else "malformed Authorization"

    def _signature_refusal(
        self, match: re.Match[str], method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> str | None:
        sk = self._secret_key(match["access"], headers)
        if sk is None:
            return "unknown access key or wrong security token"
        signed = match["signed"].split(";")
        if signed != sorted(set(signed)):
            return "the signed headers are not sorted"
        if any(name not in signed for name in _MUST_BE_SIGNED) or any(name not in headers for name in signed):
            return "a header that must be signed is not"
        try:
            date = datetime.strptime(headers["x-sdk-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:
            return "malformed X-Sdk-Date"
        if abs(self._clock.now() - date) > _SKEW:
            return "signature expired"
        path, _, query = target.partition("?")
        decoded = [pair.partition("=") for pair in query.split("&")] if query else []
        pairs = sorted((unquote(name), unquote(value)) for name, _, value in decoded)
        canonical = f"{method}\n"
        for segment in unquote(path).strip("/").split("/"):
            canonical += "/" + quote(segment, safe="-_.~")
        canonical += "/\n"
        canonical += "&".join(quote(n, safe="-_.~") + "=" + quote(v, safe="-_.~") for n, v in pairs) + "\n"
        for name in signed:
            canonical += f"{name}:{headers[name].encode('latin-1').decode('utf-8').strip()}\n"
        canonical += f"\n{match['signed']}\n{hashlib.sha256(body).hexdigest()}"
        to_sign = "\n".join(("SDK-HMAC-SHA256", headers["x-sdk-date"], hashlib.sha256(canonical.encode()).hexdigest()))
        right = hmac.digest(sk.encode(), to_sign.encode(), "sha256").hex()
        if hmac.compare_digest(right, match["signature"]):
            return None
        # the real gateway echoes what it computed, headers with secrets in them included; so does this one
        return f"verify signature fail, canonicalRequest:{canonical.replace(chr(10), '|')}"

    def _secret_key(self, access: str, headers: Mapping[str, str]) -> str | None:
        if access == self._account.ak:
            return self._account.sk
        with self._lock:
            sk, token, end = self._keys.get(access, ("", "", datetime.min.replace(tzinfo=UTC)))
        return sk if sk and headers.get("x-security-token") == token and self._clock.now() < end else None
