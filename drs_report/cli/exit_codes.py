"""Exit codes.

0 PASS · 1 FAIL · 2 usage or configuration · 3 INCONCLUSIVE · 4 input unreadable or could not run
5 report made but not delivered · 130 interrupted; when several hold: 4 > 1 > 3 > 5 > 0
"""

from __future__ import annotations

from collections.abc import Iterable

PASS, FAIL, USAGE, INCONCLUSIVE, COULD_NOT_RUN, NOT_DELIVERED, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

_PRECEDENCE = (COULD_NOT_RUN, FAIL, INCONCLUSIVE, NOT_DELIVERED, PASS)


def worst(held: Iterable[int]) -> int:
    """Return the exit code that counts when several hold."""
    codes = set(held)
    return next((code for code in _PRECEDENCE if code in codes), PASS)
