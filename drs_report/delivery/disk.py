"""The door to the disk: a report's files are one set, which is written whole or not at all.

What is written is staged beside its place first and switched in by renames. A folder that holds nothing but a report
of ours is exchanged as a whole. In a folder that holds other things too, the older report is moved out as a set before
the new one is moved in, so that whatever ends the program in between, files of two reports never lie side by side. The
index (`drs_report.evidence.outputs`) is moved in last: without it a report is not whole. Meanwhile a file stands there
whose name says so (`UNFINISHED`), for these moves are many steps.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath

from drs_report.errors import ConfigError, RenderError, Told
from drs_report.evidence.disk import locked, sha256_of
from drs_report.evidence.outputs import (
    REPORT_INDEX,
    UNFINISHED,
    UNFINISHED_TELLS,
    index_of,
    is_own_output,
    read_index,
)
from drs_report.records.artifact import Artifact

_STAGE = ".drs-report-"
_NEW, _OLD, _PLAN = "new", "old", "plan"
_CANNOT_EXCHANGE = frozenset((errno.EACCES, errno.EPERM, errno.EBUSY, errno.EXDEV, errno.EROFS))
"""What the system says where only the folder's own contents may be written."""
_CANNOT_LOCK = frozenset(
    (errno.EACCES, errno.EPERM, errno.ENOLCK, errno.ENOTSUP, errno.EINVAL, errno.ENOSYS, errno.ENOENT, errno.ENOTDIR)
)
_PROCESS = re.compile("[0-9]{1,9}")
_LONGEST_NAME = 200
"""Bytes of a file's name; file systems take 255, and what stages and copies them adds some."""
_REMEDY = Told("Nothing was changed; choose another folder with -o or free the space.")


def write(
    artifacts: Sequence[Artifact],
    directory: Path,
    *,
    index: str = REPORT_INDEX,
    keep: Collection[Path] = (),
    is_overwriting: bool = False,
    mode: int = 0o600,
) -> tuple[Path, ...]:
    """Write `artifacts` and their `index` below `directory` and return the paths of the artifacts in order.

    An earlier set of ours (same `index`, its files unchanged) is replaced as a set; a file that is not of such a set is
    replaced only if `is_overwriting`, and one of `keep` (what was read) never. Restricted files get `mode`, folders
    made for them the same with search. Names may hold ``/``, never ``..`` or an absolute path.

    Raises `ConfigError` where a file would be overwritten that must not be, `RenderError` naming the folder or file and
    the system's reason where writing fails.
    """
    names = _names(artifacts)
    place = Path(os.path.realpath(directory))
    modes = _Modes(mode, any(artifact.is_restricted for artifact in artifacts))
    try:
        new = [*names, PurePosixPath(index)]
        look = partial(_look, place, index, new, keep, is_overwriting)
        fill = partial(_fill, artifacts=artifacts, names=names, index=index, modes=modes)
        with _turn(place):
            _sweep(place)
            old = look()
        modes.make(place)
        if not (_is_ours_alone(place, old) and _is_exchanged(place, fill, look, modes)):
            with _staged(place, place) as stage:
                fill(stage)
                with _turn(place):
                    old = look()
                    with _marked(place):
                        _move_in(stage, place, old, new, modes)
    except OSError as error:
        where = error.filename or directory
        msg = Told("Cannot write to {where}: {reason}.", where=where, reason=error.strerror or error)
        raise RenderError(msg, remedy=_REMEDY) from error
    return tuple(directory / name for name in names)


def _is_exchanged(
    place: Path, fill: Callable[[Path], None], look: Callable[[], Collection[PurePosixPath]], modes: _Modes
) -> bool:
    """Put a new folder in the place of the old one at once; False where that cannot be done."""
    try:
        with _staged(place, place.parent) as stage:
            fill(stage)
            with _turn(place):
                if not _is_ours_alone(place, look()):  # others may have written meanwhile
                    return False
                _exchange(stage, place, modes)
    except OSError as error:
        if error.errno not in _CANNOT_EXCHANGE:
            raise
        return False
    return True


def short_name(stem: str, longest: int = _LONGEST_NAME) -> str:
    """Return `stem`, cut to `longest` bytes with a hash of the whole where it is longer."""
    raw = stem.encode("utf-8", "surrogatepass")
    if len(raw) <= longest:
        return stem
    return f"{raw[: longest - 9].decode('utf-8', 'ignore')}-{sha256(raw).hexdigest()[:8]}"


def _names(artifacts: Sequence[Artifact]) -> list[PurePosixPath]:
    names = [_safe(artifact.filename) for artifact in artifacts]
    if len(set(names)) != len(names):
        twice = sorted({str(name) for name in names if names.count(name) > 1})
        msg = Told("Two artifacts would have the same name: {names}.", names=", ".join(twice))
        raise RenderError(msg, remedy=Told("This is a fault of a renderer; please report it."))
    return names


def _safe(filename: str) -> PurePosixPath:
    path = PurePosixPath(filename)
    if path.is_absolute() or ".." in path.parts or not path.name or "\\" in filename or "\0" in filename:
        msg = Told("{filename!r} cannot be the name of an artifact.", filename=filename)
        raise RenderError(msg, remedy=Told("This is a fault of a renderer; please report it."))
    return path


# --- what is there already --------------------------------------------------------------------------------------------


def _sweep(place: Path) -> None:
    """Put right what an interrupted run left half-way: the older report comes back, the newer one's half goes."""
    for folder in (place, place.parent):
        for stage in folder.glob(f"{_STAGE}*"):
            _, _, rest = stage.name.partition(_STAGE)
            process, digest = (*rest.split("-"), "", "")[:2]
            if digest != _digest(place) or not _PROCESS.fullmatch(process) or _is_alive(int(process)):
                continue
            if folder == place:
                _take_back(stage, place)
            elif not place.exists() and (stage / _OLD).is_dir():
                (stage / _OLD).rename(place)
            (place / UNFINISHED).unlink(missing_ok=True)
            shutil.rmtree(stage, ignore_errors=True)


def _digest(place: Path) -> str:
    return sha256(os.fsencode(place)).hexdigest()[:12]


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _take_back(stage: Path, place: Path) -> None:
    """Take out of `place` what was moved in from `stage`, and put back what was moved out, while there is a plan.

    A stage may be forged, like an index: nothing goes, or is covered, that does not say itself that it is ours.
    """
    try:
        plan = (stage / _PLAN).read_bytes()
    except OSError:
        return  # nothing was moved yet, or all of it
    for name in plan.split(b"\0"):
        path = place / os.fsdecode(name)
        if name and not (stage / _NEW / os.fsdecode(name)).exists() and _is_ours(path, place):
            path.unlink()
    for path in sorted((stage / _OLD).rglob("*")):
        target = place / path.relative_to(stage / _OLD)
        if path.is_file() and (not os.path.lexists(target) or _is_ours(target, place)):
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)


def _is_ours(path: Path, place: Path) -> bool:
    """Whether a regular file below `place`, reached without a link, says itself that it is of a report of ours."""
    real = os.path.realpath(path)
    return real == str(path) and Path(real).is_relative_to(place) and path.is_file() and is_own_output(path)


def _look(
    place: Path, index: str, new: Sequence[PurePosixPath], keep: Collection[Path], is_overwriting: bool
) -> list[PurePosixPath]:
    """The files of the earlier set in `place`; refuse where the new one cannot take its place."""
    old = _earlier(place, index, new, is_overwriting=is_overwriting)
    _refuse_collisions(place, new, old, keep, is_overwriting=is_overwriting)
    return old


def _earlier(place: Path, index: str, new: Collection[PurePosixPath], *, is_overwriting: bool) -> list[PurePosixPath]:
    """The files of the earlier set in `place`, its index first; refuse where one is not as we wrote it.

    An index may be forged: what does not say itself that it is ours is no file of a report, and never removed.
    """
    listed = read_index(place / index)
    if listed is None:
        return []
    there = [entry for entry in listed if (place / entry.name).is_file()]
    for entry in there:
        path = place / entry.name
        if not is_overwriting and sha256_of(path) != entry.sha256:
            msg = Told("{place} was changed since drs-report wrote it.", place=path)
            raise ConfigError(msg, remedy=Told("Choose another folder with -o, or replace it with --overwrite."))
        if not _is_ours(path, place) and not (is_overwriting and PurePosixPath(entry.name) in new):
            msg = Told("{path} is listed as a file of a report, but does not say that it is one.", path=path)
            raise ConfigError(msg, remedy=Told("Choose another folder with -o, or move that file away."))
    return [PurePosixPath(index), *(PurePosixPath(entry.name) for entry in there)]


def _refuse_collisions(
    place: Path,
    new: Sequence[PurePosixPath],
    old: Collection[PurePosixPath],
    keep: Collection[Path],
    *,
    is_overwriting: bool,
) -> None:
    read = {os.path.realpath(path) for path in keep}
    mark = PurePosixPath(UNFINISHED)
    own = {*old, *([mark] if _is_ours(place / mark, place) else [])}
    for name in (*new, *old, mark):
        path = place / name
        if not Path(os.path.realpath(path.parent)).is_relative_to(place):
            msg = Told("{path} would be written elsewhere: its folder is a link.", path=path)
            raise ConfigError(msg, remedy=Told("Choose another folder with -o."))
        if os.path.realpath(path) in read:
            msg = Told("{path} was read by this run and would be overwritten.", path=path)
            raise ConfigError(msg, remedy=Told("Choose another folder with -o."))
        if path.is_dir() and not path.is_symlink():
            msg = Told("{path} is a folder; a file of the report has this name.", path=path)
            raise ConfigError(msg, remedy=Told("Choose another folder with -o."))
        if name not in own and not is_overwriting and os.path.lexists(path):
            msg = Told("{path} is there already and is not of an earlier report.", path=path)
            raise ConfigError(msg, remedy=Told("Choose another folder with -o, or replace it with --overwrite."))


def _is_ours_alone(place: Path, old: Collection[PurePosixPath]) -> bool:
    """Whether `place` holds nothing but the earlier set and is nobody's current folder: it can be exchanged whole."""
    own = {str(name) for name in old} | {str(parent) for name in old for parent in name.parents}
    is_in_use = Path.cwd().is_relative_to(place) or place.is_mount()
    return not is_in_use and all(path.relative_to(place).as_posix() in own for path in place.rglob("*"))


# --- the switch -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Modes:
    """What may be read by whom."""

    restricted: int
    is_restricted: bool

    @property
    def folder(self) -> int:
        """Of a folder that is made for restricted files: who may read them may search it."""
        return self.restricted | 0o100 | (self.restricted & 0o444) >> 2

    def make(self, folder: Path) -> None:
        """Make `folder` where there is none."""
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            if self.is_restricted:
                folder.chmod(self.folder)


@contextmanager
def _staged(place: Path, beside: Path) -> Iterator[Path]:
    """A folder to stage in, whose name says for which place and which process it is."""
    stage = Path(tempfile.mkdtemp(prefix=f"{_STAGE}{os.getpid()}-{_digest(place)}-", dir=beside))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def _turn(place: Path) -> Iterator[None]:
    """Let nobody else of us switch a report into `place` meanwhile; where nothing can be locked there is no turn."""
    with ExitStack() as held:
        for folder in (place.parent, place):  # the place itself may be exchanged for another
            try:
                held.enter_context(locked(folder))
                break
            except OSError as error:
                if error.errno not in _CANNOT_LOCK:
                    raise
        yield


@contextmanager
def _marked(place: Path) -> Iterator[None]:
    """Say in `place` that what lies there of a report is not whole, for as long as that may be."""
    mark = place / UNFINISHED
    mark.unlink(missing_ok=True)  # our own of before, or overwritten
    try:
        _write_file(mark, [UNFINISHED_TELLS.encode()], None)
        yield
    finally:
        mark.unlink(missing_ok=True)


def _fill(
    stage: Path, artifacts: Sequence[Artifact], names: Sequence[PurePosixPath], index: str, modes: _Modes
) -> None:
    """Write the whole new set into the folder `stage`, and beside it the plan of what belongs to it."""
    new = stage / _NEW
    modes.make(new)
    for name, artifact in zip(names, artifacts, strict=True):
        path = new / name
        modes.make(path.parent)
        _write_file(path, artifact.blocks(), modes.restricted if artifact.is_restricted else None)
    _write_file(new / index, [index_of(artifacts)], modes.restricted if modes.is_restricted else None)
    plan = b"\0".join(os.fsencode(str(name)) for name in (*names, index))
    _write_file(stage / _PLAN, [plan], 0o600)


def _write_file(path: Path, blocks: Iterable[bytes], mode: int | None) -> None:
    """Write a new file; one of a `mode` is nobody else's from its first moment, and has just that mode in the end."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else 0o600)
    with os.fdopen(handle, "wb") as file:
        file.writelines(blocks)
    if mode is not None:
        path.chmod(mode)


def _exchange(stage: Path, place: Path, modes: _Modes) -> None:
    """Put the staged folder in the place of the older one; between the two renames there is none, never half of one."""
    asked = modes.folder if modes.is_restricted else 0  # who may read the new files may search their folder
    (stage / _NEW).chmod(stat.S_IMODE(place.stat().st_mode) | asked)
    place.rename(stage / _OLD)
    try:
        (stage / _NEW).rename(place)
    except BaseException:
        (stage / _OLD).rename(place)
        raise


def _move_in(
    stage: Path, place: Path, old: Sequence[PurePosixPath], new: Sequence[PurePosixPath], modes: _Modes
) -> None:
    """Move the older set out, its index first, then the new one in, its index last; undo all of it if a move fails."""
    out = [*old, *(name for name in new if name not in set(old) and (place / name).is_file())]
    try:
        for name in out:
            (stage / _OLD / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).replace(stage / _OLD / name)
        for folder in {parent for name in old for parent in name.parents if parent.name}:
            with suppress(OSError):
                (place / folder).rmdir()  # only an empty one goes
        for name in new:
            modes.make((place / name).parent)
            (stage / _NEW / name).replace(place / name)
    except BaseException:
        _take_back(stage, place)
        raise
    (stage / _PLAN).unlink()  # from here on the new set stands
