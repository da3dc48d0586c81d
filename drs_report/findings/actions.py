"""What to do about findings: a few steps, each answering several rules. The steps are data (``actions.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from drs_report.language import vocabulary
from drs_report.language.languages import text_of
from drs_report.records.texts import Text


@dataclass(frozen=True, slots=True)
class Action:
    """A step that answers findings of several rules."""

    text: Text
    """Counts the things it concerns as ``{n}``."""
    detail: Text | None
    outcomes: tuple[str, ...]
    """Results of a comparison that failed or did not end whose step this is."""
    is_always_named: bool
    """Whether it is worth naming although its findings are notes."""


def _action(entry: dict[str, Any]) -> Action:
    text = text_of(entry)
    detail = entry.pop("detail", None)
    action = Action(
        text,
        text_of(detail) if detail is not None else None,
        tuple(entry.pop("outcomes", ())),
        entry.pop("is_always_named", False),
    )
    if entry or not set(action.outcomes) <= set(vocabulary.OUTCOMES):
        raise ValueError(f"actions.toml says what nobody knows: {entry or action.outcomes}")
    return action


ACTIONS: Final = {
    name: _action(entry)
    for name, entry in tomllib.loads(files(__package__).joinpath("actions.toml").read_text("utf-8")).items()
}
"""Id -> step, most valuable first."""
