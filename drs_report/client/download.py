"""From a call to a whole result file on disk, or nothing.

The answer is written to a temporary file beside the target and only a file that has passed every check is renamed. A
run that is interrupted, even by a power cut, leaves a ``.part`` file at most, never one that looks whole.
"""

from __future__ import annotations

import hashlib
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

import requests

from drs_report.client.api import Api, ResultRequest, result_call
from drs_report.client.deadline import Deadline
from drs_report.client.error_codes import read_message
from drs_report.client.transport import (
    AttemptError,
    Transport,
    answer_error,
    check_stop,
    declared_length,
    perform,
    refused,
    request_id_of,
)
from drs_report.errors import ConfigError, ResultNotReadyError

__all__ = ["Part", "damage", "download", "download_part", "store_part"]

_CHUNK: Final = 64 * 1024
_MAGIC: Final = b"PK\x03\x04"
_HEAD: Final = 64 * 1024
_END: Final = 22
"""Bytes of the last record of an archive, without its comment."""
_MOST_TESTED: Final = 32 * 1024**3
"""Unpacked bytes; an archive that says it holds more is not unpacked here: the workbook reader refuses it."""
_ZIP_TROUBLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A complete, checked file under its temporary name."""

    path: Path
    size: int
    sha256: str
    request_id: str | None = None


def download_part(
    api: Api,
    request: ResultRequest,
    folder: Path,
    *,
    deadline: Deadline | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> Part:
    """Download a result file into `folder` under a temporary name, whole or not at all.

    `progress` is told the bytes so far and the total where it is known; a new attempt starts again at 0. Raises
    `ResultNotReadyError` where DRS answers without a report, other `ApiError` for what DRS or the network says,
    `ConfigError` where `folder` cannot be written.
    """
    transport = api.transport
    until = deadline or Deadline(float("inf"), transport.clock.monotonic)
    return perform(
        transport,
        result_call(api, request),
        lambda response: _receive(transport, response, folder, progress),
        authenticator=api.authenticator,
        deadline=until.sooner(transport.limits.download_timeout),
    )


def download(api: Api, request: ResultRequest, path: Path) -> Path:
    """Download a result file to `path`, whole or not at all; see `download_part` for what it raises."""
    part = download_part(api, request, path.parent)
    with _disk(path.parent):
        part.path.replace(path)
    return path


def store_part(folder: Path, data: bytes) -> Part:
    """Write `data` into `folder` under a temporary name, whole or not at all.

    Raises `ConfigError` where `folder` cannot be written.
    """
    with _writing(folder) as file, _disk(folder):
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        return Part(Path(file.name), len(data), hashlib.sha256(data).hexdigest())


def damage(file: BinaryIO) -> str | None:
    """Give what is missing or wrong in the workbook `file`, in words; None if it is whole.

    Every member is unpacked and its checksum compared, in bounded memory, and nothing may stand before the archive or
    behind it. What is inside, and whether it does harm, is the workbook reader's question.
    """
    file.seek(0)
    if file.read(4) != _MAGIC:
        return "it does not begin like an archive"
    try:
        with zipfile.ZipFile(file) as book:
            members = book.infolist()
            file.seek(-_END - len(book.comment), os.SEEK_END)
            if file.read(4) != b"PK\x05\x06" or min((m.header_offset for m in members), default=0) != 0:
                return "its directory does not lie where it says"
            if "[Content_Types].xml" not in book.NameToInfo:
                return "it is an archive, but not an Office file"
            is_tested = sum(m.file_size for m in members) <= _MOST_TESTED
            bad = book.testzip() if is_tested else None
    except _ZIP_TROUBLE as exc:
        return f"it is damaged ({str(exc) or type(exc).__name__})"
    return f"its part {bad} is damaged" if bad else None


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
                if len(head) == _HEAD and not head.startswith(_MAGIC):
                    raise _not_a_workbook(transport, response, head)
            digest.update(chunk)
            with _disk(folder):
                file.write(chunk)
            if progress:
                progress(size, declared)
        if not head.startswith(_MAGIC):
            raise _not_a_workbook(transport, response, head)
        problem = f"{size:,} of {declared:,} bytes arrived" if declared is not None and size != declared else None
        with _disk(folder):
            file.flush()
            os.fsync(file.fileno())
            problem = problem or damage(file)
        if problem:
            raise refused(
                transport,
                response,
                f"brought an incomplete file: {problem}",
                "Try again; if it stays, a proxy may cut long answers.",
                is_retryable=True,
            )
        return Part(Path(file.name), size, digest.hexdigest(), request_id_of(response.headers))


@contextmanager
def _writing(folder: Path) -> Iterator[BinaryIO]:
    """A new temporary file in `folder` that stays only if the body ends well."""
    with _disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
        file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed below, kept on success
            mode="w+b", prefix=".drs-report.", suffix=".part", dir=folder, delete=False
        )
    try:
        yield cast("BinaryIO", file)
        with _disk(folder):
            file.close()  # a full disk may be told only now
    except BaseException:
        with suppress(OSError):
            file.close()
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
        return refused(
            transport,
            response,
            f"brought {what} instead of a result file",
            "The file was not exported yet, or its life has run out: export it again.",
            kind=ResultNotReadyError,
        )
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        what = "an OLE file (an encrypted workbook or an old .xls)"
    elif head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        what = "a web page, perhaps of a proxy or a login,"
    else:
        what = "something that is no workbook"
    return refused(
        transport,
        response,
        f"brought {what} instead of a result file",
        "Check the endpoint, the region and any proxy.",
    )


def _too_large(transport: Transport, response: requests.Response) -> AttemptError:
    return refused(
        transport,
        response,
        f"brought more than the limit of {transport.limits.max_file_bytes:,} bytes",
        "Raise the limit if a file of this size is expected.",
    )
