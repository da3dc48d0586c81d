"""Whatever a reader did not understand has a word in the report."""

from __future__ import annotations

from typing import get_args

from drs_report.records.reading import Unclear
from drs_report.report.unread import _KINDS


def test_every_kind_of_thing_that_was_not_understood_has_its_word() -> None:
    assert set(_KINDS) == set(get_args(Unclear))
