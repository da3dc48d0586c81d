"""From a call to a whole result file on disk, or nothing.

The answer is written to a temporary file beside the target and only a file that has passed every check is renamed. A
run that is interrupted, even by a power cut, leaves a ``.part`` file at most, never one that looks whole.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from drs_report.client.api import Api, ResultRequest, result_call
from drs_report.client.error_codes import read_message
from drs_report.client.fetch_report import Stage, Tell
from drs_report.client.transport import Answer, AttemptError, perform
from drs_report.errors import ResultNotReadyError, Told
from drs_report.evidence.archive import MAGIC, damage
from drs_report.evidence.disk import part_in, writable

_HEAD: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """A complete, checked file under its temporary name."""

    path: Path
    size: int
    sha256: str
    request_id: str | None = None


def download_part(api: Api, request: ResultRequest, folder: Path, tell: Tell = lambda *_: None) -> Part:
    """Download a result file into `folder` under a temporary name, whole or not at all.

    `tell` is told the stage, the bytes so far and the total where it is known; a new attempt starts again at 0. Raises
    `ResultNotReadyError` where DRS answers without a report, other `ApiError` for what DRS or the network says,
    `ConfigError` where `folder` cannot be written.
    """
    limited = api.transport.within(api.transport.limits.download_timeout)
    return perform(limited, result_call(api, request), lambda answer: _receive(answer, folder, tell))


def store_part(folder: Path, data: bytes) -> Part:
    """Write `data` into `folder` under a temporary name, whole or not at all.

    Raises `ConfigError` where `folder` cannot be written.
    """
    with part_in(folder) as file, writable(folder):
        file.write(data)
    return Part(Path(file.name), len(data), hashlib.sha256(data).hexdigest())


def _receive(answer: Answer, folder: Path, tell: Tell) -> Part:
    declared, limit = answer.declared_length, answer.transport.limits.max_file_bytes
    digest = hashlib.sha256()
    size = 0
    head = b""
    with part_in(folder) as file:
        for chunk in answer.chunks():
            size += len(chunk)
            if max(size, declared or 0) > limit:
                remedy = Told("Raise the limit if a file of this size is expected.")
                raise answer.unusable(Told("The file has more than the limit of {limit:,} bytes", limit=limit), remedy)
            if len(head) < _HEAD:
                head += chunk
                if len(head) >= _HEAD and not head.startswith(MAGIC):
                    break
            digest.update(chunk)
            with writable(folder):
                file.write(chunk)
            tell(Stage.DOWNLOAD, size, declared)
        if not head.startswith(MAGIC):
            raise _not_a_workbook(answer, head)
        with writable(folder):
            problem = damage(file)
        if problem:
            raise answer.cut_short(Told("The file is incomplete: {problem}", problem=problem))
    return Part(Path(file.name), size, digest.hexdigest(), answer.request_id)


def _not_a_workbook(answer: Answer, head: bytes) -> AttemptError:
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if read_message(head):
        return answer.says_no(head)
    if begin in (b"", b"{", b"["):
        return answer.unusable(
            Told("DRS gave JSON without an error code instead of a result file")
            if begin
            else Told("DRS gave nothing instead of a result file"),
            Told("The file was not exported yet, or its life has run out: export it again."),
            kind=ResultNotReadyError,
        )
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        what = Told("an OLE file (an encrypted workbook or an old .xls)")
    else:
        what = Told("something that is no workbook")
        if begin == b"<":
            what = Told("a web page, perhaps of a proxy or a login")
    return answer.unusable(
        Told("Instead of a result file came {what}", what=what), Told("Check the endpoint, the region and any proxy.")
    )
