"""``manifest.json``: what each downloaded file is, written beside the files.

It is the link from a report's row back to the task and the comparison, and how a second run knows what is there.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from drs_report.errors import ConfigError
from drs_report.evidence.answers import SUFFIX, is_query_file
from drs_report.version import tool_version

__all__ = [
    "MANIFEST_NAME",
    "FileEntry",
    "file_part",
    "find_entry",
    "is_intact",
    "note_entry",
    "read_manifest",
    "sha256_of",
    "with_entry",
    "write_manifest",
]

MANIFEST_NAME: Final = "manifest.json"
_SCHEMA: Final = 1
_CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file. Times are ISO 8601 in UTC; text that is not known is empty."""

    file: str
    """Its name, in the manifest's own folder."""
    job_id: str
    compare_job_id: str
    compare_type: str
    language: str
    region: str
    sha256: str
    size: int
    fetched_at: str
    request_id: str = ""
    """Of the download, as the service logged it."""
    tool_version: str = ""
    compare_status: str = ""
    compare_started_at: str = ""
    compare_ended_at: str = ""
    note: str = ""
    """Such as: a newer comparison exists that is not finished."""
    newer_compare_job_id: str = ""
    """Of that newer comparison."""
    newer_compare_status: str = ""
    """Of that newer comparison, when this was written; not empty if there was one."""
    instead_of_file: str = ""
    """Of answers of the query API: why the result file was not to be had."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two downloads the same."""
        return (self.job_id, self.compare_type, self.compare_job_id, self.language)


def read_manifest(folder: Path) -> tuple[FileEntry, ...]:
    """Give the entries of the manifest in `folder`, none if there is no manifest.

    Raises `ConfigError` for one that is damaged: what it says of the files beside it could not be trusted.
    """
    path = folder / MANIFEST_NAME
    try:
        data = json.loads(path.read_bytes())
        entries = tuple(_entry(item) for item in data["files"])
    except FileNotFoundError:
        return ()
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read: {exc.strerror}.") from exc
    except (ValueError, TypeError, KeyError, RecursionError) as exc:
        raise ConfigError(
            f"{path} is damaged or not a manifest of drs-report.", remedy="Move it away, or choose another folder."
        ) from exc
    return entries


def file_part(folder: Path, part: Path, entry: FileEntry) -> Path:
    """Give the finished file `part` its name, in one step, write the manifest, and give the path.

    The same download keeps the name it has in the manifest, so that a folder never holds two states of it; else the
    name is the entry's, with a number where that would overwrite another file. Where a result file takes the place of
    stored answers, or they its, the old file stays under another ending that nothing reads. Not safe for two callers
    at a time.
    Raises `ConfigError` where `folder` cannot be written.
    """
    entries = read_manifest(folder)
    own = find_entry(entries, entry.key)
    is_same_kind = own is not None and is_query_file(own.file) == is_query_file(entry.file)
    path = folder / own.file if own and is_same_kind else _free_path(folder, entry.file)
    old = folder / own.file if own and not is_same_kind else None
    try:
        part.replace(path)
        if old and old.exists():
            old.replace(_free_path(folder, f"{old.name}.replaced"))
        _sync_folder(folder)
    except OSError as exc:
        raise ConfigError(f"{path} cannot be written: {exc.strerror or type(exc).__name__}.") from exc
    write_manifest(folder, with_entry(entries, replace(entry, file=path.name)))
    return path


def note_entry(folder: Path, entry: FileEntry) -> None:
    """Replace the entry of the same download. Not safe for two callers at a time."""
    write_manifest(folder, with_entry(read_manifest(folder), entry))


def write_manifest(folder: Path, entries: tuple[FileEntry, ...]) -> None:
    """Replace the manifest in `folder` in one step."""
    ordered = sorted(entries, key=lambda entry: (*entry.key, entry.file))
    document = {"schema": _SCHEMA, "tool": "drs-report", "tool_version": tool_version()}
    text = json.dumps({**document, "files": [asdict(entry) for entry in ordered]}, ensure_ascii=False, indent=2) + "\n"
    path = folder / MANIFEST_NAME
    try:
        handle, name = tempfile.mkstemp(prefix=".manifest.", suffix=".part", dir=folder)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as exc:
        raise ConfigError(f"{path} cannot be written: {exc.strerror or type(exc).__name__}.") from exc


def with_entry(entries: tuple[FileEntry, ...], entry: FileEntry) -> tuple[FileEntry, ...]:
    """Give `entries` with `entry` in the place of the one for the same download or the same file name."""
    return (*(other for other in entries if other.key != entry.key and other.file != entry.file), entry)


def find_entry(entries: tuple[FileEntry, ...], key: tuple[str, str, str, str]) -> FileEntry | None:
    """Give the entry of a download, if it is there."""
    return next((entry for entry in entries if entry.key == key), None)


def is_intact(folder: Path, entry: FileEntry) -> bool:
    """Whether the file is there with the size and the hash it was downloaded with."""
    path = folder / entry.file
    try:
        return path.stat().st_size == entry.size and sha256_of(path) == entry.sha256
    except OSError:
        return False


def _free_path(folder: Path, name: str) -> Path:
    """A path that overwrites nothing."""
    path = folder / name
    ending = name[-len(SUFFIX) :] if is_query_file(name) else Path(name).suffix
    n = 1
    while path.exists() or path.is_symlink():
        n += 1
        path = folder / f"{name.removesuffix(ending)}-{n}{ending}"
    return path


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where the system lets a folder be synced."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


_FIELDS: Final = {f.name: f.type for f in fields(FileEntry)}


def _entry(item: Any) -> FileEntry:
    known = {name: item[name] for name in _FIELDS if name in item}
    if any(not isinstance(value, int if name == "size" else str) for name, value in known.items()):
        msg = "a value has the wrong type"
        raise TypeError(msg)
    entry = FileEntry(**known)
    if Path(entry.file).name != entry.file or not entry.file.endswith((".xlsx", SUFFIX)):
        msg = "a file is no result file, or lies outside the manifest's folder"
        raise ValueError(msg)
    return entry
