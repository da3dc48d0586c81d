"""From an answer of DRS, IAM or the API gateway to one of our exceptions, with advice for every documented code.

Sources: the DRS, API gateway and IAM error code pages (documented). Which answers are worth another try is our choice
(inferred): the ones that say "busy", "too often" or "not reachable just now"; never those that say "no".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from drs_report.client.redaction import Redactor, clean_url
from drs_report.errors import (
    ApiError,
    AuthenticationError,
    JobNotFoundError,
    PermissionDeniedError,
    ResultNotReadyError,
    ThrottledError,
    TransportError,
)

__all__ = ["CODES", "Advice", "ServiceMessage", "error_for", "read_message"]


@dataclass(frozen=True, slots=True)
class Advice:
    """What a code means for the caller."""

    error: type[ApiError]
    remedy: str
    is_retryable: bool = False


_CHECK_JOB = "Check the task id, the region and the project: the task must be one of this project."
_SIGN_IN = "Check the credentials and that they are of this region's account; a HUAWEI ID must use an IAM user."
_PERMISSION = (
    "Give the IAM user a role that allows DRS comparison results (drs:compareJob:list, getOverview, getResult, "
    "getDetails and the export)."
)
_WAIT = "Wait until the other operation on this task has ended, then run the command again."
_SLOWER = "Wait a minute and run the command again, with fewer downloads at a time."
_SERVICE = "The service failed by itself: try again later; if it stays, give the request id to Huawei Cloud support."
_REQUEST = "The service did not accept a parameter; its own message says which."
_REPORT_BUG = "This is not expected for this call: please report it with the code and the request id."
_ENDPOINT = "Check the region and the endpoint; DRS comparison results are an API of version 3."

CODES: Final[Mapping[str, Advice]] = {
    "DRS.10000001": Advice(ApiError, _SERVICE),
    "DRS.10000010": Advice(JobNotFoundError, _CHECK_JOB),
    "DRS.10000024": Advice(ApiError, _WAIT, is_retryable=True),
    "DRS.10010065": Advice(ApiError, _REPORT_BUG),
    "DRS.10010069": Advice(ApiError, "The task's connection manager is gone: open the task in the console."),
    "DRS.KE0002": Advice(AuthenticationError, _SIGN_IN),
    "DRS.M00002": Advice(
        ResultNotReadyError, "Nothing is stored for this comparison: export it again, or compare anew."
    ),
    "DRS.M00004": Advice(ApiError, _SERVICE, is_retryable=True),
    "DRS.M00007": Advice(ApiError, _REQUEST),
    "DRS.M00100": Advice(AuthenticationError, "The token is not valid (any more): sign in again."),
    "DRS.M00101": Advice(PermissionDeniedError, _PERMISSION),
    "DRS.M00102": Advice(PermissionDeniedError, _PERMISSION),
    "DRS.M00103": Advice(PermissionDeniedError, _PERMISSION),
    "DRS.M00105": Advice(PermissionDeniedError, "The account is restricted (unpaid or frozen): see the console."),
    "DRS.M00200": Advice(ApiError, _REQUEST),
    "DRS.M00201": Advice(ApiError, _REQUEST),
    "DRS.M00202": Advice(ApiError, _REQUEST),
    "DRS.M00210": Advice(ApiError, _REQUEST),
    "DRS.M00211": Advice(ApiError, _REQUEST),
    "DRS.M00261": Advice(PermissionDeniedError, "Check that the project id belongs to this region and account."),
    "DRS.M00277": Advice(ApiError, _REPORT_BUG),
    "DRS.M00289": Advice(JobNotFoundError, _CHECK_JOB),
    "DRS.M00299": Advice(ApiError, "The service takes one task id at a time here."),
    "DRS.M00300": Advice(ApiError, _REQUEST),
    "DRS.M00301": Advice(ApiError, _REQUEST),
    "DRS.M00302": Advice(ApiError, _REPORT_BUG),
    "DRS.M00303": Advice(ApiError, _REPORT_BUG),
    "DRS.M00304": Advice(
        ResultNotReadyError, "The task's present state does not allow this: see the task in the console."
    ),
    "DRS.M00305": Advice(ApiError, _REQUEST),
    "DRS.M00306": Advice(ApiError, _REQUEST),
    "DRS.M00307": Advice(ApiError, "Give the id of a subtask: this call is not for parent tasks."),
    "DRS.M00308": Advice(ApiError, "Give the id of the parent task: this call is not for subtasks."),
    "DRS.M01501": Advice(ApiError, _SERVICE),
    "DRS.M01503": Advice(ThrottledError, _SLOWER, is_retryable=True),
    "DRS.M01504": Advice(ApiError, _WAIT, is_retryable=True),
    "DRS.M05003": Advice(JobNotFoundError, _CHECK_JOB),
    "DRS.M05004": Advice(
        JobNotFoundError, "The task was deleted and its results with it: only files fetched earlier remain."
    ),
    "APIGW.0101": Advice(ApiError, _ENDPOINT),
    "APIGW.0103": Advice(ApiError, _ENDPOINT),
    "APIGW.0104": Advice(ApiError, _ENDPOINT),
    "APIGW.0105": Advice(ApiError, _ENDPOINT),
    "APIGW.0106": Advice(ApiError, _REPORT_BUG),
    "APIGW.0201": Advice(ApiError, _SERVICE),
    "APIGW.0301": Advice(AuthenticationError, _SIGN_IN),
    "APIGW.0302": Advice(PermissionDeniedError, _PERMISSION),
    "APIGW.0303": Advice(
        AuthenticationError, f"{_SIGN_IN} Check this machine's clock too: signatures live 15 minutes."
    ),
    "APIGW.0308": Advice(ThrottledError, _SLOWER, is_retryable=True),
}
"""Documented codes that can meet a call of ours; any other gets the advice of its HTTP status."""

_STATUSES: Final[Mapping[int, Advice]] = {
    401: Advice(AuthenticationError, _SIGN_IN),
    403: Advice(PermissionDeniedError, _PERMISSION),
    404: Advice(ApiError, _ENDPOINT),
    429: Advice(ThrottledError, _SLOWER, is_retryable=True),
    502: Advice(ApiError, _SERVICE, is_retryable=True),
    503: Advice(ApiError, _SERVICE, is_retryable=True),
    504: Advice(ApiError, _SERVICE, is_retryable=True),
}


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


def error_for(
    *,
    method: str,
    url: str,
    status: int,
    body: bytes,
    request_id: str | None,
    redactor: Redactor,
) -> tuple[ApiError, bool]:
    """Give the exception for an answer that is not the one asked for, and whether another try is worth while.

    `body` is the beginning of the answer; what of it is shown has its secrets cut out.
    """
    found = read_message(body)
    message = found or ServiceMessage()
    advice = CODES.get(message.code) or _STATUSES.get(status)
    if advice is None:
        advice = Advice(ApiError, _SERVICE if status >= 500 else _REQUEST)
    elif message.code == "APIGW.0201" and status in (502, 504):
        # one code for many troubles; only these two pass by themselves
        advice = Advice(advice.error, advice.remedy, is_retryable=True)
    shown_url = redactor.clean(clean_url(url))
    text = _printable(redactor.clean(message.text)).strip()[:500]
    message = replace(message, code=_printable(redactor.clean(message.code))[:60])
    if message.code:
        said = f"{message.code}: {text}" if text else message.code
    elif found:
        said = text
    elif _looks_like_html(body):
        said = "an HTML page, not an answer of the API"
        if status not in (401, 403, 429, 502, 503, 504):
            advice = Advice(TransportError, "A proxy or a login page may stand between: check proxy and endpoint.")
    else:
        said = "no error message of the service"
        if status < 400:
            advice = Advice(TransportError, "This is no answer of DRS: check the endpoint and any proxy.")
    return advice.error(
        f"{method} {shown_url} was answered with HTTP {status}, {said.rstrip('.')}.",
        remedy=advice.remedy,
        method=method,
        url=shown_url,
        status=status,
        error_code=message.code or None,
        error_msg=text or None,
        request_id=_printable(redactor.clean(request_id or message.request_id))[:100] or None,
    ), advice.is_retryable


def _printable(text: str) -> str:
    """`text` without what would move a terminal's cursor or hide in a log."""
    return "".join(character if character.isprintable() else " " for character in text)


def _looks_like_html(body: bytes) -> bool:
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
