"""The door to the disk: a set of artifacts is written whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from drs_report.errors import RenderError
from drs_report.records.judgement import Artifact

__all__ = ["write", "write_stream"]


def write(artifacts: Sequence[Artifact], directory: Path) -> tuple[Path, ...]:
    """Write `artifacts` below `directory` and return their paths in order.

    Everything is first written to a temporary folder on the same disk, then moved into place; if anything fails, what
    was there before is put back. File names may hold ``/`` for one level of folders, never ``..`` or an absolute path.

    Raises `RenderError` naming the folder or file and the system's reason.
    """
    names = [_safe(artifact.filename) for artifact in artifacts]
    if len(set(names)) != len(names):
        twice = sorted({str(name) for name in names if names.count(name) > 1})
        msg = f"Two artifacts would have the same name: {', '.join(twice)}."
        raise RenderError(msg, remedy="This is a fault of a renderer; please report it.")
    stage = None
    try:
        directory.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".drs-report-", dir=directory))
        for name, artifact in zip(names, artifacts, strict=True):
            path = stage / "new" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(artifact.content)
        _move_in(stage, directory, names)
    except OSError as error:
        where = error.filename or directory
        msg = f"Cannot write to {where}: {error.strerror or error}."
        raise RenderError(
            msg, remedy="Nothing was changed; choose another folder with -o or free the space."
        ) from error
    finally:
        if stage is not None:
            shutil.rmtree(stage, ignore_errors=True)
    return tuple(directory / name for name in names)


def write_stream(artifact: Artifact, stream: BinaryIO) -> None:
    """Write one artifact's bytes to `stream` (standard output) and flush it."""
    stream.write(artifact.content)
    stream.flush()


def _safe(filename: str) -> PurePosixPath:
    path = PurePosixPath(filename)
    if path.is_absolute() or ".." in path.parts or not path.name or "\\" in filename or "\0" in filename:
        msg = f"{filename!r} cannot be the name of an artifact."
        raise RenderError(msg, remedy="This is a fault of a renderer; please report it.")
    return path


def _move_in(stage: Path, directory: Path, names: Sequence[PurePosixPath]) -> None:
    """Move the staged files into place; on failure put every earlier file back before the error goes on."""
    done: list[tuple[Path, Path | None]] = []
    try:
        for name in names:
            target = directory / name
            target.parent.mkdir(parents=True, exist_ok=True)
            backup: Path | None = None
            if target.is_file():
                backup = stage / "old" / name
                backup.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(target, backup)
            (stage / "new" / name).replace(target)
            done.append((target, backup))
    except OSError:
        for target, backup in reversed(done):
            if backup is None:
                target.unlink(missing_ok=True)
            else:
                backup.replace(target)
        raise
