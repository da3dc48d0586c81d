"""What drs-report wrote itself: the index of a report's files, and the marks by which a lone file of it is known.

The index ``report.manifest.json`` is one JSON object: ``tool``, ``tool_version``, ``kind`` ("report-files"), ``schema``
1, and ``files``, each with ``name`` (below the index's folder, with ``/``), ``sha256``, ``size`` and ``is_restricted``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from drs_report.records.artifact import Artifact
from drs_report.records.columns import COMMON_COLUMNS
from drs_report.records.entries import record
from drs_report.version import OUTPUT_MARK, tool_version

REPORT_INDEX: Final = "report.manifest.json"
MESSAGE_INDEX: Final = "message.manifest.json"
"""Of a folder that ``email --eml`` wrote."""
UNFINISHED: Final = "report-INCOMPLETE.txt"
"""Lies beside a report while its files are moved in; it stays where that was cut short."""
UNFINISHED_TELLS: Final = (
    "drs-report is writing its report here. If it does not run any more, it was interrupted: what lies here of a\n"
    "report may be a part of it and must not be used. Run the same command again.\n"
    "drs-report 正在此处写入报告。如果程序已不在运行，则写入被中断：\n"
    "此处的报告文件可能不完整，不得使用。请重新运行同一命令。\n"
)
_KIND: Final = "report-files"
_LARGEST: Final = 64 * 1024 * 1024
"""Bytes of an index that is looked at; ten thousand data files need two million."""
_HEAD: Final = 4096
_TAIL: Final = -65_536
_COMMON: Final = ",".join(f'"{column.name}"' for column in COMMON_COLUMNS).encode()
_CLOSING: Final = b" \r\n\t-*/>"
"""What may stand behind the common mark: the end of a comment."""
_MARKS: Final = (
    (b"<!", _HEAD, b'<meta name="generator" content="drs-report '),
    (b"{", _HEAD, b'"generator": {\n  "name": "drs-report"'),
    (b"{", _HEAD, b'"generator":{"name":"drs-report"'),
    (b"<?xml", _HEAD, b'<testcase classname="drs-report.verdict"'),
    (b"# ", -60, b"drs-report "),  # Markdown
    (b"%PDF-", _TAIL, b"(drs-report "),
    (b"From: ", _HEAD, b"X-Mailer: drs-report "),
    (b"\xef\xbb\xbf", _HEAD, _COMMON),  # the heading of every list as CSV
    (b"\xef\xbb\xbf", _HEAD, _COMMON.replace(b'"', b"")),
    (b"PAR1", -1 << 24, COMMON_COLUMNS[-1].name.encode()),  # what lists thousands of columns is long
    (UNFINISHED_TELLS.encode(), _HEAD, b""),
)
"""Of formats that say it in their own way how a file begins, where in it that stands (bytes from its begin or its end),
and how; any other ends in the common mark."""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A file of a report."""

    name: str
    sha256: str
    size: int
    is_restricted: bool


def index_of(artifacts: Sequence[Artifact]) -> bytes:
    """Return the index of `artifacts`, byte-equal for equal artifacts."""
    files = [asdict(IndexEntry(one.filename, one.sha256, one.size, one.is_restricted)) for one in artifacts]
    head = {"tool": "drs-report", "tool_version": tool_version(), "kind": _KIND, "schema": 1}
    return (json.dumps({**head, "files": files}, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def read_index(path: Path) -> tuple[IndexEntry, ...] | None:
    """Return what the index `path` lists; None where there is none, or it is damaged or not ours."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return None
        document = json.loads(path.read_bytes())
        if (document["tool"], document["kind"]) != ("drs-report", _KIND):
            return None
        return tuple(_entry(item) for item in document["files"])
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _entry(item: Any) -> IndexEntry:
    entry = record(IndexEntry, {field.name: item[field.name] for field in fields(IndexEntry)})
    parts = entry.name.split("/")
    if not all(part not in ("", ".", "..") and "\\" not in part and "\0" not in part for part in parts):
        msg = "a name leads out of the folder"
        raise ValueError(msg)
    return entry


def is_own_output(path: Path) -> bool:
    """Whether the regular file `path` says itself that it is of a report of ours; an index beside it may be forged."""
    if path.name in (REPORT_INDEX, MESSAGE_INDEX) and read_index(path) is not None:
        return True
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        size = stream.seek(0, os.SEEK_END)
        for start, where, mark in _MARKS:
            if head.startswith(start):
                stream.seek(max(size + where, 0) if where < 0 else 0)
                if mark in stream.read(abs(where)):
                    return True
        stream.seek(max(size - _HEAD, 0))
        return stream.read(_HEAD).rstrip(_CLOSING).endswith(OUTPUT_MARK)
