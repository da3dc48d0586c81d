"""One module per kind of output, called as the format is; a new one is a new file and a name here."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from drs_report.errors import ConfigError, Told
from drs_report.renderers.base import Renderer

__all__ = ["FORMATS", "Renderer", "by_slug"]

FORMATS: Final = ("html", "md", "json", "xlsx", "junit", "email", "pdf")
"""What ``--format`` takes; a module is imported when it is asked for, so that help waits for none."""


def by_slug(slug: str) -> Renderer:
    """Return the renderer called `slug`; raises `ConfigError` naming the known ones."""
    if slug not in FORMATS:
        msg = Told("There is no format {slug!r}.", slug=slug)
        raise ConfigError(msg, remedy=Told("Choose from {names}.", names=", ".join(FORMATS)))
    renderer: Renderer = import_module(f"{__name__}.{slug}").RENDERER
    return renderer
