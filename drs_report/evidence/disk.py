"""Writing files whole or not at all, one process at a time in a folder."""

from __future__ import annotations

import errno
import hashlib
import importlib
import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, Final

from drs_report.errors import ConfigError, Told

_LOCK_NAME: Final = ".drs-report.lock"
"""Where a folder itself cannot be locked (Windows)."""
_LONGEST_WAIT: Final = 30.0
_MOST_BYTES: Final = 256 * 1024 * 1024
"""Of a file of ours that is read whole, such as a manifest: of 10,000 files one has 6 million."""
_HELD: Final = (errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
"""What systems say of a lock that another holds."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold `folder` against every other process and thread that asks like this; a killed holder lets go.

    The folder itself is locked where the system can do that, so that nothing is left behind. Raises `OSError`, also
    where another holds it for longer than any of us needs it.
    """
    if os.name == "nt":
        with _locked_file(folder / _LOCK_NAME):
            yield
        return
    fcntl: Any = importlib.import_module("fcntl")  # not there on every system
    handle = os.open(folder, os.O_RDONLY)
    try:
        _wait(lambda: fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB), folder)
        yield
    finally:
        os.close(handle)


@contextmanager
def _locked_file(path: Path) -> Iterator[None]:
    msvcrt: Any = importlib.import_module("msvcrt")
    with path.open("a+b") as file:

        def take() -> None:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

        _wait(take, path.parent)
        try:
            yield
        finally:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    with suppress(OSError):
        path.unlink()


def _wait(take: Callable[[], None], folder: Path) -> None:
    """Try again and again to take a lock that another holds."""
    end = time.monotonic() + _LONGEST_WAIT
    while True:
        try:
            return take()
        except OSError as error:
            if error.errno not in _HELD:
                raise
            if time.monotonic() > end:
                raise OSError(error.errno, "another process holds it", str(folder)) from error
        time.sleep(0.02)


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Tell trouble with the disk under `folder` as a `ConfigError` that says what to do."""
    try:
        yield
    except OSError as error:
        raise ConfigError(
            Told(
                "{folder} cannot be written: {reason}.",
                folder=folder,
                reason=error.strerror or type(error).__name__,
            ),
            remedy=Told("Free space there, or choose another folder."),
        ) from error


@contextmanager
def part_in(folder: Path) -> Iterator[IO[bytes]]:
    """Give a new temporary file in `folder`: whole on the disk once the body has ended well, else gone.

    Raises `ConfigError` where it cannot be made or, at the last moment, be kept.
    """
    with writable(folder):
        folder.mkdir(parents=True, exist_ok=True)
        file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed below, kept on success
            mode="w+b", prefix=".drs-report.", suffix=".part", dir=folder, delete=False
        )
    try:
        yield file
        with writable(folder):
            file.flush()
            os.fsync(file.fileno())
            file.close()  # a full disk may be told only now
    except BaseException:
        with suppress(OSError):
            file.close()
        Path(file.name).unlink(missing_ok=True)
        raise


def write_whole(path: Path, data: bytes) -> None:
    """Replace `path` by `data` in one step that survives a power cut, or leave it as it was. Raises `ConfigError`."""
    with writable(path.parent):
        with part_in(path.parent) as file:
            file.write(data)
        try:
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make new names in `folder` survive a power cut, where the system lets a folder be synced."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_regular(path: Path) -> BufferedReader:
    """Open a file to read its bytes. Raises `OSError` for whatever else has the name: a pipe or a device has no end.

    What it is is asked of what was opened, so that nothing can be put in its place in between.
    """
    flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # the other end of a pipe is not waited for
    handle = os.open(path, os.O_RDONLY | flags)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    raise OSError(errno.EINVAL, Told("it is not a file"), str(path))


def read_regular(path: Path, most: int = _MOST_BYTES) -> bytes:
    """Return what a file holds. Raises `OSError` for what is no file, or has more than `most` bytes."""
    with open_regular(path) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, Told("it is larger than {most:,} bytes", most=most), str(path))
    return content


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file, in hex."""
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
