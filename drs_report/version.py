"""What drs-report signs with: the installed version, and the mark of what it wrote."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

OUTPUT_MARK = b"drs-report report"
"""How a file of ours ends, which tells it from evidence: a workbook's archive has it as its comment, a text in its last
line, unless its format says in another way who wrote it."""


@cache
def tool_version() -> str:
    """Return the installed version of drs-report, ``0+unknown`` in a tree that is not installed."""
    try:
        return version("drs-report")
    except PackageNotFoundError:
        return "0+unknown"
