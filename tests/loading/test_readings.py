"""Texts, cells and whole sheets of many kinds are read as the files in ``readings/`` say, every role and every doubt."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.loading.readings import telling
from tests.loading.readings.writing import book, entries, told_books, told_texts

READINGS = Path(__file__).with_name("readings")
ACTUAL = ROOT / "tests" / "actual" / "readings"
TOLD = {
    "texts": lambda path: told_texts(path, telling.of_text),
    "cells": lambda path: told_texts(path, telling.of_cell),
    "sheets": lambda path: told_books(path, telling.of_workbook),
}


@pytest.mark.parametrize(
    "name", [f"{what}/{path.name}" for what in TOLD for path in sorted((READINGS / what).iterdir())]
)
def test_what_is_read_is_read_as_it_was(name: str, update_golden: bool) -> None:
    path = READINGS / name
    told = [*TOLD[path.parent.name](path)]
    is_same = told == path.read_text(encoding="utf-8").split("\n")[:-1]
    if update_golden or not is_same:
        to = path if update_golden else ACTUAL / name
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text("\n".join(told) + "\n", encoding="utf-8")
    assert update_golden or is_same, (
        f"{ACTUAL / name} differs from {path}; if it is right, run with --update-golden and look at the change"
    )


@pytest.mark.parametrize("path", sorted((READINGS / "sheets").iterdir()), ids=lambda path: path.name)
def test_a_workbook_is_written_as_it_is_read(path: Path) -> None:
    for name, lines in entries(path, "#### "):
        given = lines[: lines.index("====")]
        assert [*book(given).lines()] == given, name
