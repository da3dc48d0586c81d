"""From an answer of DRS, IAM or the API gateway to one of our exceptions, with advice for every documented code.

Sources: the DRS, API gateway and IAM error code pages (documented). Which answers are worth another try is our choice
(inferred): the ones that say "busy", "too often" or "not reachable just now"; never those that say "no".
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any, Final

from drs_report import errors
from drs_report.client.signing import Call
from drs_report.errors import ApiError, Told, TransportError
from drs_report.privacy.secrets import Redactor, clean_url


@dataclass(frozen=True, slots=True)
class Advice:
    """What a code means for the caller."""

    error: type[ApiError]
    remedy: Told
    is_retryable: bool = False


def _table() -> tuple[Mapping[str, Advice], Mapping[int, Advice]]:
    text = files("drs_report").joinpath("client", "api_errors.toml").read_text(encoding="utf-8")
    codes: dict[str, Advice] = {}
    statuses: dict[int, Advice] = {}
    for entry in tomllib.loads(text)["advice"]:
        advice = Advice(getattr(errors, entry["error"]), Told(entry["remedy"]), entry.get("is_retryable", False))
        codes.update(dict.fromkeys(entry.get("codes", ()), advice))
        statuses.update(dict.fromkeys(entry.get("statuses", ()), advice))
    return codes, statuses


CODES, STATUSES = _table()
"""Documented codes that can meet a call of ours; any other gets the advice of its HTTP status."""

_SERVICE: Final = STATUSES[502].remedy
_REQUEST: Final = CODES["DRS.M00007"].remedy


@dataclass(frozen=True, slots=True)
class ServiceMessage:
    """The service's own words in an error body; empty where it gave none."""

    code: str = ""
    text: str = ""
    request_id: str = ""


def read_message(body: bytes) -> ServiceMessage | None:
    """Give the error in `body`, or None if it is not an error body of any documented form.

    The forms: ``error_code``/``error_msg`` (DRS, gateway), ``errorCode``/``errorMsg``, ``errCode``/``externalMessage``
    (older DRS), and IAM's ``{"error": {"code", "message"}}``.
    """
    try:
        data: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    inner = data.get("error")
    if isinstance(inner, dict) and ("message" in inner or "code" in inner):
        return ServiceMessage(str(inner.get("code") or ""), str(inner.get("message") or ""), "")
    for code_key, text_key in (("error_code", "error_msg"), ("errorCode", "errorMsg"), ("errCode", "externalMessage")):
        if data.get(code_key):
            return ServiceMessage(str(data[code_key]), str(data.get(text_key) or ""), str(data.get("request_id") or ""))
    return None


def api_error(
    redactor: Redactor, call: Call, kind: type[ApiError], reason: Told, remedy: Told, **about: Any
) -> ApiError:
    """Give the exception for a call that did not bring what was asked for; what others say in it is cleaned first.

    `about` is what is known of the answer: ``status``, ``error_code``, ``error_msg`` and ``request_id`` of `ApiError`.
    """
    message = Told("{reason}.", reason=reason).mapped(lambda text: _printable(redactor.clean(text)).rstrip("."))
    url = redactor.clean(clean_url(call.full_url))
    return kind(message, remedy=remedy, method=call.method, url=url, **about)


def error_for(
    redactor: Redactor, call: Call, body: bytes, *, status: int, request_id: str | None
) -> tuple[ApiError, bool]:
    """Give the exception for an answer that is not the one asked for, and whether another try is worth while.

    `body` is the beginning of the answer; what of it is shown has its secrets cut out.
    """
    found = read_message(body)
    message = found or ServiceMessage()
    advice = CODES.get(message.code) or STATUSES.get(status)
    if advice is None:
        advice = Advice(ApiError, _SERVICE if status >= 500 else _REQUEST)
    elif message.code == "APIGW.0201" and status in (502, 504):
        # one code for many troubles; only these two pass by themselves
        advice = replace(advice, is_retryable=True)
    logged = request_id or message.request_id
    texts = (_printable(redactor.clean(said)).strip() for said in (message.code, message.text, logged))
    code, text, logged = (said[:longest] for said, longest in zip(texts, (60, 500, 100), strict=True))
    if found:
        said = ": ".join(part for part in (code, text) if part)
    elif body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        said = Told("an HTML page, not an answer of the API")
        if status not in (401, 403, 429, 502, 503, 504):
            advice = Advice(
                TransportError, Told("A proxy or a login page may stand between: check proxy and endpoint.")
            )
    else:
        said = Told("no error message of the service")
        if status < 400:
            advice = Advice(TransportError, Told("This is no answer of DRS: check the endpoint and any proxy."))
    about = {"status": status, "error_code": code or None, "error_msg": text or None, "request_id": logged or None}
    reason = Told("HTTP {status}, {said}", status=status, said=said)
    return api_error(redactor, call, advice.error, reason, advice.remedy, **about), advice.is_retryable


def _printable(text: str) -> str:
    """`text` without what would move a terminal's cursor or hide in a log."""
    return "".join(character if character.isprintable() else " " for character in text)
