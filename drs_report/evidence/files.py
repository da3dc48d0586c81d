"""What lies in the folders given: every entry is taken as evidence, or named with the reason why it is not.

A folder is evidence by itself, so thinning it out must not turn a FAIL into a PASS: a result file that cannot be
reached is not proven, a file that may hold results in a form that is not read wants a person's eye, and only what is
known to hold none (our own reports, notes, what systems leave behind) is passed over, with a note.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Final, TypeVar

from drs_report.errors import ConfigError, Told, UnreadableWorkbookError
from drs_report.evidence.answers import is_query_file
from drs_report.evidence.archive import MAGIC, may_be_workbook
from drs_report.evidence.manifest import MANIFEST_NAME, FileEntry, Manifest, Missing, read, with_newer
from drs_report.evidence.outputs import is_own_output
from drs_report.evidence.proofs import PROOFS_NAME, Proven, read_proofs
from drs_report.records.judgement import Effect
from drs_report.records.remarks import Remark, RemarkKind, remark

T = TypeVar("T")

_RESULT_ENDINGS: Final = (".xlsx", ".xlsm", ".xlsb", ".xls")
_NOT_READ: Final = (
    (RemarkKind.UNFINISHED, (".part", ".partial", ".crdownload", ".download", ".tmp")),
    (RemarkKind.COPY, (".bak", ".old", ".orig", "~", ".replaced")),
    (RemarkKind.ARCHIVE, (".zip", ".gz", ".tgz", ".tar", ".7z", ".rar", ".bz2", ".xz", ".zst")),
    (
        RemarkKind.OTHER_FORMAT,
        (".csv", ".tsv", ".txt", ".ods", ".fods", ".et", ".ett", ".xltx", ".xltm", ".numbers", ".json"),
    ),
    (RemarkKind.PAGE, (".html", ".htm", ".mht", ".mhtml", ".xml", ".pdf")),
)
"""What a file that is not read may be, by its ending."""

_LEFT_BY_SYSTEMS: Final = frozenset(
    (".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", ".directory", ".localized", ".gitignore")
)
_NOTICES: Final = frozenset(("readme", "readme.txt", "license", "license.txt", "notice", ".gitattributes", ".gitkeep"))
_SUMS: Final = re.compile(r"(?:(?:sha(?:1|224|256|384|512)|md5|b2)sums?|checksums?)(?:\.txt)?")
"""Lists of checksums, as the tools that write them call them."""
_HOLD_NO_RESULTS: Final = (".md", ".toml", ".py", ".ipynb", ".sh", ".sha256", ".sha512", ".md5", ".asc", ".sig")
_FOLDERS_OF_TOOLS: Final = frozenset(
    (".git", ".hg", ".svn", ".venv", ".idea", ".vscode", ".ipynb_checkpoints", "__pycache__", "__macosx")
)
"""Of what lies in them only what may be a result file counts."""
_STAGE: Final = ".drs-report-"
"""How the folders begin in which reports are staged (`drs_report.delivery.disk`)."""
_APPLE_DOUBLE: Final = b"\x00\x05\x16\x07"
_LARGEST_LOCK: Final = 4096
_MOST_ENTRIES: Final = 100_000
"""Below one folder; more are a whole disk, to which a link leads or which was named by mistake."""

_FETCH_AGAIN: Final = Told("Fetch it again, or fetch the whole task into an empty folder.")
_LOOK: Final = Told("Check the path and your permissions.")
_NAME_IT: Final = Told("Name the folder that holds the files DRS exported, or the files.")


@dataclass(frozen=True, slots=True)
class InputFile:
    """One result file and the name the report calls it by, which does not depend on where the folder lies."""

    path: Path
    name: str
    folder: str = ""
    """Its folder below what all files have in common, with ``/``; empty where all files lie in one folder."""
    entry: FileEntry | None = None
    """What the manifest beside it says of it."""
    problem: Told | None = None
    """Why it cannot even be opened; completes "NAME: "."""
    remedy: Told = _LOOK


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Entries that were not read as evidence, for one reason."""

    names: tuple[str, ...]
    what: Remark
    """What they are."""
    effect: Effect
    """`REVIEW` for what may hold results, `NOTE` for what is known to hold none."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that was found."""

    files: tuple[InputFile, ...]
    """By name; those with a `problem` are to be named as not read."""
    left_out: tuple[LeftOut, ...] = ()
    """What wants an eye, one by one, then the notes, joined by reason."""
    missing: tuple[Missing, ...] = ()
    """What the manifests beside the files say could not be fetched."""
    unlisted: tuple[str, ...] = ()
    """Names of the files that the manifest beside them does not list."""
    proofs: tuple[Proven, ...] = ()
    """Cross-checks noted beside the files."""


@dataclass(slots=True)
class _Found:
    files: list[InputFile] = field(default_factory=list)
    doubts: list[LeftOut] = field(default_factory=list)
    notes: dict[RemarkKind, list[str]] = field(default_factory=dict)
    manifests: dict[str, Manifest | None] = field(default_factory=dict)
    """By folder, links resolved."""
    proofs: list[Proven] = field(default_factory=list)

    def doubt(self, name: str, what: RemarkKind) -> None:
        self.doubts.append(LeftOut((name,), remark(what), Effect.REVIEW))

    def note(self, name: str, what: RemarkKind) -> None:
        self.notes.setdefault(what, []).append(name)


def gather(paths: Sequence[Path], known: Collection[Path] = ()) -> Gathered:
    """Look through `paths`; a file that is named itself is taken whatever its ending.

    Result files are workbooks, the ``.query.json`` that `fetch` stores, and what a ``manifest.json`` lists. Folders are
    searched to any depth, linked ones too, each once. `known` are files that this run reads for another purpose, such
    as its policy. Nothing but regular files is ever opened.

    Raises `ConfigError` where a path does not exist and `UnreadableWorkbookError` where a folder holds no result file:
    an empty folder proves nothing.
    """
    found = _Found()
    others = {os.path.realpath(path) for path in known}
    for path in paths:
        mode = _mode(path)
        if mode is None and not _is_link(path):
            msg = Told("{path}: no such file or folder.", path=printable_name(str(path)))
            raise ConfigError(msg, remedy=Told("Check the path."))
        if mode is not None and stat.S_ISDIR(mode):
            n_before = len(found.files)
            _search(path, found, others)
            if len(found.files) == n_before:
                raise _nothing_there(path, found)
        else:
            found.files.append(_named(path, mode, found))
    files = _distinct(_once(found))
    missing = tuple(one for manifest in found.manifests.values() if manifest for one in manifest.missing)
    unlisted = tuple(file.name for file in files if _is_unlisted(file, found))
    return Gathered(files, (*found.doubts, *_joined(found.notes)), missing, unlisted, tuple(found.proofs))


def printable_name(name: str) -> str:
    """Return a file's name with bytes that are no text in hexadecimal, so that it can stand in any report."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _mode(path: Path | str) -> int | None:
    """The mode of what `path` leads to; None where it leads nowhere."""
    try:
        return Path(path).stat().st_mode
    except (OSError, ValueError):
        return None


def _is_link(path: Path) -> bool:
    """Whether there is a link, wherever it leads; a name that no file system has is none."""
    try:
        return path.is_symlink()
    except (OSError, ValueError):
        return False


def _named(path: Path, mode: int | None, found: _Found) -> InputFile:
    """A file that was named itself."""
    file = InputFile(path, printable_name(path.name))
    if problem := _special(mode):
        return replace(file, problem=problem, remedy=_LOOK if mode is None else Told("Save it as a file first."))
    listed = _listed(path.parent, "", found)
    return replace(file, entry=listed.get(path.name))


def _nothing_there(path: Path, found: _Found) -> UnreadableWorkbookError:
    seen = [name for left in found.doubts for name in left.names][:3]
    msg = Told("holds no .xlsx result file (nor stored query answers), so there is nothing to judge.")
    if seen:
        msg = msg.then(Told("There is only {names}.", names=", ".join(seen)))
    return UnreadableWorkbookError(printable_name(str(path)), msg, remedy=_NAME_IT)


# --- one folder -------------------------------------------------------------------------------------------------------


def _search(root: Path, found: _Found, others: Collection[str]) -> None:
    """Visit every folder below `root` once: its own first, then those that links lead to."""
    visited: set[tuple[int, int]] = set()
    n_entries = 0
    own: list[tuple[Path, str, bool]] = [(root, "", False)]
    linked: list[tuple[Path, str, bool]] = []
    while own or linked:
        folder, name, is_of_tool = own.pop() if own else linked.pop(0)
        try:
            identity = folder.stat()
            if (identity.st_dev, identity.st_ino) in visited:
                found.note(name, RemarkKind.LINK_TO_FOLDER)
                continue
            visited.add((identity.st_dev, identity.st_ino))
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            shown = name or printable_name(root.name or str(root))
            problem = Told("the folder cannot be read: {reason}.", reason=error.strerror)
            found.files.append(InputFile(folder, shown, problem=problem))
            continue
        n_entries += len(entries)
        if n_entries > _MOST_ENTRIES:
            msg = Told(
                "{path}: it and the folders that links in it lead to hold more than {most:,} entries.",
                path=printable_name(str(root)),
                most=_MOST_ENTRIES,
            )
            raise ConfigError(msg, remedy=_NAME_IT)
        listed = {} if is_of_tool else _listed(folder, name, found, there={entry.name for entry in entries})
        deeper: list[tuple[Path, str, bool]] = []
        for entry in entries:
            path, shown = folder / entry.name, _join(name, entry.name)
            mode = _mode(path)
            if mode is None or not stat.S_ISDIR(mode):
                if not is_of_tool or _may_be_result(path, mode):
                    _take(InputFile(path, shown, entry=listed.get(entry.name)), mode, found, others)
                continue
            is_staged = entry.name.startswith(_STAGE)
            is_left = is_of_tool or is_staged or entry.name.lower() in _FOLDERS_OF_TOOLS
            if is_left and not is_of_tool:
                found.note(shown, RemarkKind.INTERRUPTED if is_staged else RemarkKind.FOLDER_OF_TOOL)
            elif _is_result(entry.name):
                found.files.append(InputFile(path, shown, problem=Told("a folder, not a file.")))
            (linked if entry.is_symlink() else deeper).append((path, shown, is_left))
        own += reversed(deeper)


def _take(file: InputFile, mode: int | None, found: _Found, others: Collection[str]) -> None:
    """Put one entry that is no folder where it belongs."""
    path, name = file.path, file.name
    is_result = _is_result(path.name)
    if problem := _special(mode):
        if is_result:
            found.files.append(replace(file, problem=problem))
        else:
            found.doubt(name, RemarkKind.DEAD_LINK if mode is None else RemarkKind.SPECIAL)
    elif os.path.realpath(path) in others:
        found.note(name, RemarkKind.OTHER_PURPOSE)
    elif path.name in (MANIFEST_NAME, PROOFS_NAME):
        pass  # read with its folder
    elif what := _harmless(path):
        found.note(name, what)
    elif is_result or file.entry is not None:
        found.files.append(file)
    else:
        ending = path.name.lower().endswith
        found.doubt(name, next((what for what, endings in _NOT_READ if ending(endings)), RemarkKind.FOREIGN))


def _is_result(name: str) -> bool:
    return name.lower().endswith(_RESULT_ENDINGS) or is_query_file(name)


def _may_be_result(path: Path, mode: int | None) -> bool:
    """Whether an entry of a tool's folder counts, whatever it is called: archives of other kinds lie there, too."""
    return _is_result(path.name) or (mode is not None and stat.S_ISREG(mode) and may_be_workbook(path))


def _harmless(path: Path) -> RemarkKind | None:
    """Why a regular file is known to hold no results; None where it may."""
    name = path.name.lower()
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
        if start == _APPLE_DOUBLE and name.startswith("._"):
            return RemarkKind.OF_SYSTEM
        if is_own_output(path):
            return RemarkKind.OWN_REPORT
        if name.endswith(".replaced") and (path.parent / MANIFEST_NAME).is_file():
            return RemarkKind.SET_ASIDE
        if start == MAGIC:  # whatever it is called
            return None
        if name.startswith(("~$", ".~lock.")) and path.stat().st_size <= _LARGEST_LOCK:
            return RemarkKind.LOCK
    except OSError:
        return None  # whoever reads it next says so
    if name in _LEFT_BY_SYSTEMS or name in _NOTICES:
        return RemarkKind.OF_SYSTEM
    if name.endswith(_HOLD_NO_RESULTS) or _SUMS.fullmatch(name):
        return RemarkKind.PAPERS
    return None


def _special(mode: int | None) -> Told | None:
    """Why what a name leads to is no file; None where it is one."""
    if mode is None:
        return Told("a link that leads nowhere.")
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISDIR(mode):
        return Told("a folder, not a file.")
    if stat.S_ISFIFO(mode):
        return Told("a pipe, not a file.")
    return Told("a socket, not a file.") if stat.S_ISSOCK(mode) else Told("a device, not a file.")


def _listed(folder: Path, name: str, found: _Found, *, there: Collection[str] | None = None) -> dict[str, FileEntry]:
    """What the manifest of `folder` says by file; a damaged one is a file that cannot be read, and so is one gone.

    `there` are the names of all that lies in it, None where nobody looked.
    """
    key = os.path.realpath(folder)
    if key not in found.manifests:
        found.manifests[key] = _told(folder, name, MANIFEST_NAME, read, found)
        found.proofs += _told(folder, name, PROOFS_NAME, read_proofs, found) or ()
    manifest = found.manifests[key] or Manifest(())
    problem = Told("the manifest of its folder lists it, but it is not there.")
    for entry in manifest.files:
        if there is not None and entry.file not in there:
            gone = InputFile(folder / entry.file, _join(name, entry.file), problem=problem, remedy=_FETCH_AGAIN)
            found.files.append(gone)
    # an entry without a hash vouches for no bytes
    return {entry.file: with_newer(entry, manifest.files) for entry in manifest.files if entry.sha256}


def _told(folder: Path, name: str, what: str, reader: Callable[[Path], T], found: _Found) -> T | None:
    """What a file of ours says of its folder; one that cannot be trusted is named like evidence that is damaged."""
    mode = _mode(folder / what)
    if mode is None and not _is_link(folder / what):
        return None
    if mode is not None and stat.S_ISREG(mode):
        with suppress(ConfigError):
            return reader(folder)
    problem = Told("damaged, or not what drs-report says there of the files beside it.")
    remedy = Told("Move it away, or fetch into an empty folder.")
    found.files.append(InputFile(folder / what, _join(name, what), problem=problem, remedy=remedy))
    return None


def _is_unlisted(file: InputFile, found: _Found) -> bool:
    """Whether a manifest lies beside the file and does not know it, though it may list nothing at all."""
    manifest = found.manifests.get(os.path.realpath(file.path.parent))
    return not file.problem and file.entry is None and manifest is not None


def _join(folder: str, name: str) -> str:
    return f"{folder}/{printable_name(name)}" if folder else printable_name(name)


# --- all together -----------------------------------------------------------------------------------------------------


def _once(found: _Found) -> list[InputFile]:
    """Each file once, in the order of the names, with its folder."""
    unique: dict[str, InputFile] = {}
    # a file before the links that lead to it
    for file in sorted(found.files, key=lambda f: (f.path.is_symlink(), f.name)):
        key = str(file.path) if file.problem else os.path.realpath(file.path)
        first = unique.setdefault(key, file)
        if first is not file and first.path.absolute() != file.path.absolute() and file.path.is_symlink():
            found.note(file.name, RemarkKind.LINK_TO_FILE)
    files = sorted(unique.values(), key=lambda file: file.name)
    parents = [Path(os.path.abspath(file.path)).parent for file in files]  # noqa: PTH100 - links are not followed
    common = os.path.commonpath(parents) if parents else ""
    return [
        replace(file, folder=printable_name("/".join(parent.relative_to(common).parts)))
        for file, parent in zip(files, parents, strict=True)
    ]


def _distinct(files: list[InputFile]) -> tuple[InputFile, ...]:
    """Tell files of the same name apart by as much of their folder as it takes."""
    deepest = max((len(file.path.absolute().parts) for file in files), default=0)
    for depth in range(1, deepest):
        counts: dict[str, int] = {}
        for file in files:
            counts[file.name] = counts.get(file.name, 0) + 1
        if len(counts) == len(files):
            break
        files = [replace(f, name=_with_folders(f.path, depth)) if counts[f.name] > 1 else f for f in files]
    return tuple(files)


def _with_folders(path: Path, depth: int) -> str:
    return printable_name(PurePosixPath(*path.absolute().parts[-1 - depth :]).as_posix())


def _joined(notes: dict[RemarkKind, list[str]]) -> Iterator[LeftOut]:
    for what, names in sorted(notes.items(), key=lambda item: item[0].value):
        yield LeftOut(tuple(sorted(names)), remark(what), Effect.NOTE)
