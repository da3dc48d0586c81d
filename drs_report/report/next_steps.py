"""What to do next, grouped by action."""

from __future__ import annotations

from drs_report import formatting
from drs_report.document import Block, Section, Step
from drs_report.report import labels
from drs_report.report.material import Material

__all__ = ["section"]


def section(m: Material) -> Section | None:
    """Return the steps, most valuable first."""
    w = m.words
    by_code: dict[str, list[str]] = {}
    for judged in m.findings:
        by_code.setdefault(judged.finding.code, []).append(formatting.visible(labels.subject(w, judged.finding)))
    steps = tuple(
        Step(
            text=w.n("Look at {n} finding of {code}", "Look at {n} findings of {code}", len(names), code=code),
            names=tuple(names[: m.caps.names_per_step]),
        )
        for code, names in by_code.items()
    )
    return Section("next-steps", w.t("What to do next"), (Block(steps=steps),)) if steps else None
