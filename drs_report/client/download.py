"""From a call to a whole result file on disk, or nothing.

The answer is written to a temporary file beside the target and only a file that has passed every check is renamed. A
run that is interrupted, even by a power cut, leaves a ``.part`` file at most, never one that looks whole.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import requests

from drs_report.client.api import Api, ResultRequest, result_call
from drs_report.client.deadline import Deadline
from drs_report.client.error_codes import read_message
from drs_report.client.filenames import safe_name, sent_name
from drs_report.client.redaction import clean_url
from drs_report.client.transport import (
    AttemptError,
    Transport,
    answer_error,
    check_stop,
    declared_length,
    perform,
    request_id_of,
)
from drs_report.client.zip_check import zip_problem
from drs_report.errors import ApiError, ConfigError, ResultNotReadyError, TransportError

__all__ = ["Part", "download_part", "store_part"]

_CHUNK = 64 * 1024
_MAGIC = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """A complete, checked file under its temporary name."""

    path: Path
    size: int
    sha256: str
    name: str | None
    """The service's name for it, made safe; None where it gave none that can be used."""
    request_id: str | None


def download_part(
    api: Api,
    request: ResultRequest,
    folder: Path,
    *,
    deadline: Deadline,
    progress: Callable[[int, int | None], None] | None = None,
) -> Part:
    """Download a result file into `folder` under a temporary name, whole or not at all.

    `progress` is told the bytes so far and the total where it is known; a new attempt starts again at 0. Raises
    `ResultNotReadyError` where DRS answers without a report, other `ApiError` for what DRS or the network says,
    `ConfigError` where `folder` cannot be written.
    """
    transport = api.transport

    def consume(response: requests.Response) -> Part:
        return _receive(transport, response, folder, progress)

    return perform(
        transport,
        result_call(api, request),
        consume,
        authenticator=api.authenticator,
        deadline=deadline.sooner(transport.limits.download_timeout),
    )


def store_part(folder: Path, data: bytes) -> Part:
    """Write `data` into `folder` under a temporary name, whole or not at all.

    Raises `ConfigError` where `folder` cannot be written.
    """
    with _writing(folder) as file, _disk(folder):
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        return Part(Path(file.name), len(data), hashlib.sha256(data).hexdigest(), name=None, request_id=None)


def _receive(
    transport: Transport,
    response: requests.Response,
    folder: Path,
    progress: Callable[[int, int | None], None] | None,
) -> Part:
    declared = declared_length(response.headers)
    if declared is not None and declared > transport.limits.max_file_bytes:
        raise _too_large(transport, response)
    with _writing(folder) as file:
        digest = hashlib.sha256()
        size = 0
        head = b""
        for chunk in response.iter_content(_CHUNK):
            check_stop(transport)
            size += len(chunk)
            if size > transport.limits.max_file_bytes:
                raise _too_large(transport, response)
            if len(head) < _HEAD:
                head = (head + chunk)[:_HEAD]
                if len(head) >= len(_MAGIC) and not head.startswith(_MAGIC) and len(head) == _HEAD:
                    raise _not_a_workbook(transport, response, head)
            digest.update(chunk)
            with _disk(folder):
                file.write(chunk)
            if progress:
                progress(size, declared)
        if not head.startswith(_MAGIC):
            raise _not_a_workbook(transport, response, head)
        if declared is not None and size != declared:
            raise _incomplete(transport, response, f"{size:,} of {declared:,} bytes arrived")
        with _disk(folder):
            file.flush()
            os.fsync(file.fileno())
            problem = zip_problem(file, size)
        if problem:
            raise _incomplete(transport, response, problem)
        return Part(
            path=Path(file.name),
            size=size,
            sha256=digest.hexdigest(),
            name=safe_name(sent_name(response.headers.get("Content-Disposition"))),
            request_id=request_id_of(response.headers),
        )


@contextmanager
def _writing(folder: Path) -> Iterator[BinaryIO]:
    """A new temporary file in `folder` that stays only if the body ends well."""
    with _disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
        file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed below, kept on success
            mode="w+b", prefix=".drs-report.", suffix=".part", dir=folder, delete=False
        )
    try:
        with file:
            yield cast("BinaryIO", file)
    except BaseException:
        Path(file.name).unlink(missing_ok=True)
        raise


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    """Tell trouble with the disk from trouble with the network: both are OSError."""
    try:
        yield
    except OSError as exc:
        raise ConfigError(
            f"{folder} cannot be written: {exc.strerror or type(exc).__name__}.",
            remedy="Free space there, or choose another folder.",
        ) from exc


def _not_a_workbook(transport: Transport, response: requests.Response, head: bytes) -> AttemptError:
    if read_message(head):
        return answer_error(transport, response, head)
    if not head.strip() or head.lstrip()[:1] in (b"{", b"["):
        what = "nothing" if not head.strip() else "JSON without an error code"
        return AttemptError(
            _error(
                ResultNotReadyError,
                transport,
                response,
                f"brought {what} instead of a result file",
                "The file was not exported yet, or its life has run out: export it again.",
            ),
            is_retryable=False,
        )
    if head.startswith(_OLE):
        what = "an OLE file (an encrypted workbook or an old .xls)"
    elif head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        what = "a web page, perhaps of a proxy or a login,"
    else:
        what = "something that is no workbook"
    return AttemptError(
        _error(
            TransportError,
            transport,
            response,
            f"brought {what} instead of a result file",
            "Check the endpoint, the region and any proxy.",
        ),
        is_retryable=False,
    )


def _incomplete(transport: Transport, response: requests.Response, what: str) -> AttemptError:
    return AttemptError(
        _error(
            TransportError,
            transport,
            response,
            f"brought an incomplete file: {what}",
            "Try again; if it stays, a proxy may cut long answers.",
        ),
        is_retryable=True,
    )


def _too_large(transport: Transport, response: requests.Response) -> AttemptError:
    return AttemptError(
        _error(
            TransportError,
            transport,
            response,
            f"brought more than the limit of {transport.limits.max_file_bytes:,} bytes",
            "Raise the limit if a file of this size is expected.",
        ),
        is_retryable=False,
    )


def _error(kind: type[ApiError], transport: Transport, response: requests.Response, what: str, remedy: str) -> ApiError:
    url = transport.redactor.clean(clean_url(str(response.url)))
    return kind(
        f"GET {url} {what}.",
        remedy=remedy,
        method="GET",
        url=url,
        status=response.status_code,
        request_id=request_id_of(response.headers),
    )
