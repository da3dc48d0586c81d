"""What drs-report signs with: the installed version, and the mark of its own workbooks."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

WORKBOOK_MARK = b"drs-report report"
"""The comment of the archive that a report as a workbook is; it ends the file, and tells it from evidence."""


@cache
def tool_version() -> str:
    """Return the installed version of drs-report, ``0+unknown`` in a tree that is not installed."""
    try:
        return version("drs-report")
    except PackageNotFoundError:
        return "0+unknown"
