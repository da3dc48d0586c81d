"""``manifest.json``: what each downloaded file is, and what was asked for and not to be had, beside the files.

It is the link from a report's row back to the task and the comparison, and how a second run knows what is there. An
entry is written before its file gets its name: whatever happens in between, a file never lies there unlisted, and an
entry whose file is not (yet) there reads as a file that is missing. Several processes may work in one folder; what was
learnt from DRS later stands.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, cast

from pydantic import TypeAdapter

from drs_report.errors import ConfigError, Told
from drs_report.evidence.answers import NOTHING_ELSE, SUFFIX, each_once, is_query_file
from drs_report.evidence.disk import locked, read_regular, sha256_of, sync_folder, writable, write_whole
from drs_report.version import tool_version

T = TypeVar("T")

MANIFEST_NAME: Final = "manifest.json"
_LONGEST_NAME: Final = 255
"""Bytes of a file's name, as file systems have it."""
_NAMED_JOB: Final = re.compile(
    r"(?<![0-9a-z])[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-(?:[0-9a-z]{7}jb[0-9a-z]{3}(?![0-9a-z])"
    r"|[0-9a-z]{12}(?=_[a-z]{4,9}(?:_[a-z]{4,10})?_(?:[0-9a-z-]{8,64}_)?[a-z]{2}-[a-z]{2}\b))"
)
"""The number of a task, as DRS writes it, or before comparison, its number and language, as `fetch` names results."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file. Times are ISO 8601 in UTC; text that is not known is empty."""

    __pydantic_config__ = NOTHING_ELSE

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
    """Of that newer comparison, when this was written; not empty if there was one, or may have been one."""
    instead_of_file: str = ""
    """Of answers of the query API: why the result file was not to be had."""
    listed_at: str = ""
    """When DRS was asked for the list that the comparison was chosen from, to the microsecond."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two downloads the same."""
        return (self.job_id, self.compare_type, self.compare_job_id, self.language)


@dataclass(frozen=True, slots=True)
class Missing:
    """A comparison that was asked for and could not be fetched; gone once a later run has fetched one of its type."""

    __pydantic_config__ = NOTHING_ELSE

    job_id: str
    compare_type: str
    compare_job_id: str
    """Empty where none had been chosen yet."""
    state: str
    """As `drs_report.client.FetchState` spells it."""
    reason: str
    listed_at: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the manifest of one folder says."""

    __pydantic_config__ = NOTHING_ELSE

    files: tuple[FileEntry, ...]
    missing: tuple[Missing, ...] = ()
    schema: Literal[1] = 1
    tool: str = ""
    tool_version: str = ""


@cache
def _reader(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)  # made where there is a file to read: it takes as long as reading a small workbook


def read_stored(path: Path, kind: type[T]) -> T | None:
    """Give what a file of ours says, None if there is none. Raises `ConfigError` for one that is damaged."""
    try:
        content = read_regular(path)
        json.loads(content, object_pairs_hook=each_once)  # pydantic would take the last of two equal keys
        stored: T = _reader(cast("Hashable", kind)).validate_json(content, strict=True)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unusable(path, error.strerror) from error
    except (ValueError, RecursionError) as error:
        raise unusable(path) from error
    return stored


def write_stored(path: Path, **parts: object) -> None:
    """Write a file of ours that `read_stored` reads."""
    document = {"schema": 1, "tool": "drs-report", "tool_version": tool_version(), **parts}
    write_whole(path, (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode())


def unusable(path: Path, reason: str | None = None) -> ConfigError:
    """Say that a file of ours cannot be believed."""
    why = reason or Told("it is damaged or not a file of drs-report")
    told = Told("{path} cannot be read: {reason}.", path=path, reason=why)
    return ConfigError(told, remedy=Told("Move it away, or choose another folder."))


def read(folder: Path) -> Manifest:
    """Give the manifest in `folder`, an empty one if there is none.

    Raises `ConfigError` for one that is damaged: what it says of the files beside it could not be trusted.
    """
    path = folder / MANIFEST_NAME
    manifest = read_stored(path, Manifest) or Manifest(())
    names = {entry.file for entry in manifest.files}  # each once: of two that say different things neither is known
    if len(names) < len(manifest.files) or not all(_is_result_name(e.file) and _is_whole(e) for e in manifest.files):
        raise unusable(path)  # a file that is no result file, or lies outside the manifest's folder
    return manifest


def _is_whole(entry: FileEntry) -> bool:
    """Whether what is said beside a file is said as it is written: a reason beside answers, a note of what is newer."""
    is_instead = bool(entry.instead_of_file) <= is_query_file(entry.file)
    return is_instead and (not entry.note or bool(entry.newer_compare_status))


def _is_result_name(name: str) -> bool:
    """Whether a result file beside the manifest can have this name."""
    try:
        is_short = len(os.fsencode(name)) <= _LONGEST_NAME
    except UnicodeEncodeError:
        return False
    return is_short and "\0" not in name and Path(name).name == name and name.endswith((".xlsx", SUFFIX))


@lru_cache(maxsize=1024)
def named_job(name: str) -> str:
    """Return the task that a file's name gives, "" where it gives none."""
    named = _NAMED_JOB.search(Path(name).name.lower())
    return named[0] if named else ""


def with_newer(entry: FileEntry, entries: tuple[FileEntry, ...]) -> FileEntry:
    """Return `entry` with the newest other comparison of its task and type that the manifest lists, if it says of none.

    Of one without a time nobody knows whether it is newer. Who reads the files sees whether it is among them.
    """
    if entry.newer_compare_status:
        return entry
    about, own = (entry.job_id, entry.compare_type), entry.compare_ended_at
    newer = [
        one
        for one in entries
        if (one.job_id, one.compare_type) == about
        and one.compare_job_id != entry.compare_job_id
        and not (own and one.compare_ended_at and _moment(one.compare_ended_at) <= _moment(own))
    ]
    if not newer:
        return entry
    last = max(newer, key=lambda one: _moment(one.compare_ended_at))
    status = last.compare_status or "unknown"
    return replace(entry, newer_compare_job_id=last.compare_job_id, newer_compare_status=status)


def _moment(text: str) -> datetime:
    """The time that a manifest states; what is none is later than all."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def read_manifest(folder: Path) -> tuple[FileEntry, ...]:
    """Give the files of the manifest in `folder`; see `read`."""
    return read(folder).files


def place(folder: Path, part: Path, entry: FileEntry) -> Path:
    """List the finished file `part` in the manifest, give it its name, and give the path.

    The same download keeps the name it has in the manifest, so that a folder never holds two states of it; else the
    name is the entry's, with a number where that would overwrite another file. Where a result file takes the place of
    stored answers, or they its, the old file stays under another ending that nothing reads.
    Raises `ConfigError` where `folder` cannot be written.
    """
    with _writing(folder) as manifest:
        own = find_entry(manifest.files, entry.key)
        is_same_kind = own is not None and is_query_file(own.file) == is_query_file(entry.file)
        path = folder / own.file if own and is_same_kind else _free_path(folder, entry.file)
        old = folder / own.file if own and not is_same_kind else None
        _write(folder, _with_entry(manifest, _newest(own, replace(entry, file=path.name))))
        part.replace(path)
        if old and old.exists():
            old.replace(_free_path(folder, f"{old.name}.replaced"))
        sync_folder(folder)
        return path


def note_kept(folder: Path, entry: FileEntry, learn: Callable[[FileEntry], FileEntry]) -> bool:
    """Write what was learnt of the file of `entry`; False where another process has put another in its place."""
    with _writing(folder) as manifest:
        own = find_entry(manifest.files, entry.key)
        if own is None or (own.file, own.sha256) != (entry.file, entry.sha256):
            return False
        after = _with_entry(manifest, _newest(own, learn(own)))
        if after != manifest:
            _write(folder, after)
        return True


def note_missing(folder: Path, missing: Missing) -> None:
    """Write that something asked for could not be fetched, unless a later list has had it since."""
    with _writing(folder) as manifest:
        about = (missing.job_id, missing.compare_type)
        if any((e.job_id, e.compare_type) == about and e.listed_at > missing.listed_at for e in manifest.files):
            return
        _write(folder, replace(manifest, missing=(*_not_settled(manifest, missing), missing)))


def note_never_made(folder: Path, job_id: str, compare_type: str, listed_at: str) -> None:
    """Take back that a comparison is missing of which no more was known than its type: DRS lists none at all."""
    before = read(folder).missing
    if not any(_is_of_type_only(one, job_id, compare_type, listed_at) for one in before):
        return
    with _writing(folder) as manifest:
        left = tuple(m for m in manifest.missing if not _is_of_type_only(m, job_id, compare_type, listed_at))
        if left or manifest.files:
            _write(folder, replace(manifest, missing=left))
        else:  # a manifest that says nothing would make every file beside it one that nobody listed
            (folder / MANIFEST_NAME).unlink(missing_ok=True)


def _is_of_type_only(missing: Missing, job_id: str, compare_type: str, listed_at: str) -> bool:
    about = (missing.job_id, missing.compare_type, missing.compare_job_id)
    return about == (job_id, compare_type, "") and missing.listed_at <= listed_at


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


@contextmanager
def _writing(folder: Path) -> Iterator[Manifest]:
    """Hold the folder's lock, and give its manifest; trouble with the disk is a `ConfigError`."""
    with writable(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            yield read(folder)


def _write(folder: Path, manifest: Manifest) -> None:
    files = sorted(manifest.files, key=lambda entry: (*entry.key, entry.file))
    missing = sorted(manifest.missing, key=lambda m: (m.job_id, m.compare_type, m.listed_at))
    write_stored(folder / MANIFEST_NAME, files=[*map(asdict, files)], missing=[*map(asdict, missing)])


def _with_entry(manifest: Manifest, entry: FileEntry) -> Manifest:
    """The manifest with `entry` in the place of the same download's or file's, and without what it makes good."""
    files = (*(e for e in manifest.files if e.key != entry.key and e.file != entry.file), entry)
    return replace(manifest, files=files, missing=_not_settled(manifest, entry))


def _not_settled(manifest: Manifest, known: FileEntry | Missing) -> tuple[Missing, ...]:
    """What is missing beside what is known of one comparison, or was seen to be missing later."""
    about = (known.job_id, known.compare_type)
    missing = manifest.missing
    return tuple(m for m in missing if (m.job_id, m.compare_type) != about or m.listed_at > known.listed_at)


def _newest(own: FileEntry | None, entry: FileEntry) -> FileEntry:
    """`entry`, but with what `own` says of newer comparisons where it knows that from a later list."""
    if own is None or own.listed_at <= entry.listed_at:
        return entry
    return replace(
        entry,
        note=own.note,
        newer_compare_job_id=own.newer_compare_job_id,
        newer_compare_status=own.newer_compare_status,
        listed_at=own.listed_at,
    )


def _free_path(folder: Path, name: str) -> Path:
    """A path that overwrites nothing."""
    path = folder / name
    ending = name[-len(SUFFIX) :] if is_query_file(name) else Path(name).suffix
    n = 1
    while path.exists() or path.is_symlink():
        n += 1
        path = folder / f"{name.removesuffix(ending)}-{n}{ending}"
    return path


def iso_utc(at: datetime | None, timespec: str = "seconds") -> str:
    """Give an aware time as a manifest writes it; empty for none."""
    return at.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z") if at else ""
