"""``cross-check.json``: which files were compared with the documented interface, and what came of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

from drs_report.evidence.disk import locked, writable
from drs_report.evidence.manifest import read_stored, unusable, write_stored

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


def read_proofs(folder: Path) -> tuple[Proven, ...]:
    """Give the cross-checks noted in `folder`. Raises `ConfigError` for a damaged file, or one that does not add up."""
    path = folder / PROOFS_NAME
    checks = (read_stored(path, _Document) or _Document()).checks
    if any(one.n_same + sum(part.n_cells for part in one.disagreements) != one.n_cells for one in checks):
        raise unusable(path)
    return checks


def note_proof(folder: Path, proof: Proven) -> None:
    """Put the cross-check of one file in the place of an earlier one. Raises `ConfigError`."""
    with writable(folder), locked(folder):
        others = (p for p in read_proofs(folder) if (p.file, p.sha256) != (proof.file, proof.sha256))
        checks = sorted((*others, proof), key=lambda p: (p.file, p.sha256))
        write_stored(folder / PROOFS_NAME, checks=[*map(asdict, checks)])
