"""What a renderer is: a record with a function from the report to finished bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drs_report.records.artifact import Artifact
from drs_report.records.document import Report, State

MARKS: dict[State, str] = {"ok": "✓", "bad": "≠", "fail": "✗", "warn": "!", "open": "?", "info": "i", "none": "–"}
"""The sign before a state's word, so that colour is never the only signal; templates/css/report.css shows the same."""

TINTS: dict[State, tuple[str, str]] = {
    "ok": ("D8EFD9", "0B4A16"),
    "bad": ("F9D3D3", "7A0B0B"),
    "fail": ("F9D3D3", "7A0B0B"),
    "warn": ("FFEDB8", "5A4200"),
    "open": ("E3DAF2", "3A1D68"),
    "info": ("DCE9F7", "12365F"),
}
"""Background and text of a state; all are above 7:1. A state without an entry has no colour."""


@dataclass(frozen=True, slots=True)
class Renderer:
    """One kind of output, in the module that is called as ``--format`` calls it; nothing of it asks the time."""

    suffix: str
    """The file name's ending, with its dot."""
    media_type: str
    make: Callable[[Report, int | None], bytes]
    """Writes the report; in at most so many bytes where it knows how to shorten itself."""

    def render(self, report: Report, max_bytes: int | None = None) -> Artifact:
        """Turn `report` into an artifact; equal reports give equal bytes.

        The two classes, with production values and without, differ in name. Raises `RenderError` where a template is
        missing or `max_bytes`, the limit of its host, cannot be kept.
        """
        name = f"report{self.suffix}" if report.is_restricted else f"report-shareable{self.suffix}"
        return Artifact(name, self.media_type, self.make(report, max_bytes), report.is_restricted)
