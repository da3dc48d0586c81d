"""The installed version, as manifests, reports and the user agent state it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

__all__ = ["tool_version"]


def tool_version() -> str:
    """Return the installed version of drs-report, ``0+unknown`` in a tree that is not installed."""
    try:
        return version("drs-report")
    except PackageNotFoundError:
        return "0+unknown"
