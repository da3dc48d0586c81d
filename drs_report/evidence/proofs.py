"""``cross-check.json``: which files were compared with the documented interface, and what came of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import TypeAdapter, ValidationError

from drs_report.errors import ConfigError, Told
from drs_report.evidence.answers import each_once
from drs_report.evidence.disk import locked, read_regular, writable, write_whole
from drs_report.version import tool_version

PROOFS_NAME: Final = "cross-check.json"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One column of a frame (or its rows) in which the two do not say the same."""

    frame: str
    column: str
    """``row`` for rows that only one of them has, each of whose cells counts."""
    n_cells: int
    workbook: str
    """The first such value, as the workbook has it."""
    interface: str


@dataclass(frozen=True, slots=True)
class Proven:
    """What one cross-check found."""

    file: str
    sha256: str
    answers_sha256: str
    compare_type: str
    language: str
    fingerprint: str
    """Of the headings and what they were taken for."""
    n_cells: int
    n_same: int
    disagreements: tuple[Disagreement, ...] = ()
    checked_at: str = ""
    tool_version: str = ""
    written_by: str = ""
    """What the workbook says of the software that wrote it, with its version; empty where it says nothing."""


@dataclass(frozen=True, slots=True)
class _Document:
    checks: tuple[Proven, ...] = ()
    schema: Literal[1] = 1


@cache
def _reader() -> TypeAdapter[_Document]:
    return TypeAdapter(_Document)  # made where there is a file to read: it takes as long as reading a small workbook


def read_proofs(folder: Path) -> tuple[Proven, ...]:
    """Give the cross-checks noted in `folder`. Raises `ConfigError` for a damaged file."""
    path = folder / PROOFS_NAME
    try:
        content = read_regular(path)
        json.loads(content, object_pairs_hook=each_once)
        return _reader().validate_json(content, strict=True).checks
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError, ValueError, RecursionError) as exc:
        raise ConfigError(
            Told("{path} is damaged or cannot be read.", path=path), remedy=Told("Move it away, or check again.")
        ) from exc


def note_proof(folder: Path, proof: Proven) -> None:
    """Put the cross-check of one file in the place of an earlier one. Raises `ConfigError`."""
    with writable(folder), locked(folder):
        others = (p for p in read_proofs(folder) if (p.file, p.sha256) != (proof.file, proof.sha256))
        checks = sorted((*others, proof), key=lambda p: (p.file, p.sha256))
        document = {"schema": 1, "tool": "drs-report", "tool_version": tool_version()}
        text = json.dumps({**document, "checks": [asdict(p) for p in checks]}, ensure_ascii=False, indent=2)
        write_whole(folder / PROOFS_NAME, f"{text}\n".encode())
