"""What a renderer is: a record with a slug and a function from the report to finished bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drs_report.records.document import Report, State
from drs_report.records.judgement import Artifact

__all__ = ["MARKS", "RenderOptions", "Renderer", "filename"]

MARKS: dict[State, str] = {"ok": "✓", "bad": "≠", "fail": "✗", "warn": "!", "open": "?", "info": "i", "none": "–"}
"""The sign before a state's word, so that colour is never the only signal; templates/css/report.css shows the same."""


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """What may be asked of a renderer beyond its report."""

    max_bytes: int | None = None
    """The most bytes an artifact may have, where its host has a limit; only renderers with `has_budget` shorten."""


Render = Callable[[Report, RenderOptions], tuple[Artifact, ...]]


@dataclass(frozen=True, slots=True)
class Renderer:
    """One kind of output. `make` returns bytes in memory; it never opens, prints or asks the time."""

    slug: str
    """What ``--format`` calls it."""
    suffix: str
    """The file name's ending, with its dot."""
    media_type: str
    make: Render
    has_budget: bool = False
    """Whether it keeps to `RenderOptions.max_bytes`."""

    def render(self, report: Report, options: RenderOptions | None = None) -> tuple[Artifact, ...]:
        """Turn `report` into artifacts; equal reports give equal bytes.

        Raises `RenderError` where a template is missing or the byte budget cannot be kept.
        """
        return self.make(report, options or RenderOptions())


def filename(report: Report, suffix: str) -> str:
    """Name an artifact of `report`: the two classes, with production values and without, differ in name."""
    return f"report{suffix}" if report.is_restricted else f"report-shareable{suffix}"
