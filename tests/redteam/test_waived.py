"""A waiver of many codes sets nothing aside that may speak of what nobody can name; beside it one that spells the code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.redteam.evidence import Files, clean, decision


def waiver(code: str) -> str:
    rest = 'reason = "r"\napproved_by = "a"\nexpires = 2027-01-01\nmax_findings = 9\n'
    return f'[[waiver]]\nid = "w"\ncode = "{code}"\n{rest}'


def no_objects(files: Files) -> None:
    del files["objects.xlsx"]["Objects"]


def unlisted_type(files: Files) -> None:
    files["objects.xlsx"]["Overview"].append(["VIEW", 5, 5, 0, "Consistent"])


def more_tables(files: Files) -> None:
    files["objects.xlsx"]["Overview"][1][1:3] = [9, 9]


def another_database(files: Files) -> None:
    for name in ("lines.xlsx", "contents.xlsx"):
        files[name]["Overview"].append(["hr", "hr2", "Consistent", 2, 0])


def unlisted_tables(files: Files) -> None:
    files["lines.xlsx"]["Overview"][-1][3] = 9


KINDS: dict[str, tuple[Callable[[Files], None], str]] = {
    "no list of objects": (no_objects, "detail-missing"),
    "a type without a list": (unlisted_type, "detail-missing"),
    "a database without a list": (another_database, "detail-missing"),
    "more tables than are listed": (more_tables, "overview-detail-mismatch"),
    "more tables of a database than are listed": (unlisted_tables, "overview-detail-mismatch"),
}


@pytest.mark.parametrize("pattern", ["integrity.*", "*detail*", "integrity.*-*", "i?tegrity.*"])
@pytest.mark.parametrize(("change", "code"), KINDS.values(), ids=KINDS)
def test_what_a_list_leaves_out_is_waived_by_its_very_code_alone(
    change: Callable[[Files], None], code: str, pattern: str, tmp_path: Path
) -> None:
    files = clean()
    change(files)
    assert decision(tmp_path, files, policy=waiver(pattern)) == "INCONCLUSIVE"
    assert decision(tmp_path, files, policy=waiver(f"integrity.{code}")) == "PASS"


def test_a_file_that_cannot_be_read_is_waived_by_its_very_code_alone(tmp_path: Path) -> None:
    decision(tmp_path, clean())
    (tmp_path / "more.xlsx").write_bytes(b"PK")
    assert decision(tmp_path, clean(), policy=waiver("evidence.*")) == "INCONCLUSIVE"
    assert decision(tmp_path, clean(), policy=waiver("evidence.unreadable-file")) == "PASS"
