"""One module per kind of output; a new one is a new file and a line here."""

from __future__ import annotations

from drs_report.errors import ConfigError, Told
from drs_report.renderers import email, html, json, junit, markdown, pdf, xlsx
from drs_report.renderers.base import Renderer

__all__ = ["ALL", "Renderer", "by_slug"]

ALL: tuple[Renderer, ...] = (
    html.RENDERER,
    markdown.RENDERER,
    json.RENDERER,
    xlsx.RENDERER,
    junit.RENDERER,
    email.RENDERER,
    pdf.RENDERER,
)


def by_slug(slug: str) -> Renderer:
    """Return the renderer called `slug`; raises `ConfigError` naming the known ones."""
    for renderer in ALL:
        if renderer.slug == slug:
            return renderer
    msg = Told("There is no format {slug!r}.", slug=slug)
    raise ConfigError(msg, remedy=Told("Choose from {names}.", names=", ".join(renderer.slug for renderer in ALL)))
