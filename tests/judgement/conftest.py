"""What the tests of judgement share: of three files a case changes one, so that the others are examined once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.redteam.usual import once


@pytest.fixture(autouse=True)
def _examined_once() -> Iterator[None]:
    with once():
        yield
