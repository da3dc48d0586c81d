"""What to do about findings: a few steps, each answering several rules. The steps are data (``actions.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from drs_report.language import vocabulary
from drs_report.records.entries import record, with_text
from drs_report.records.texts import Text


@dataclass(frozen=True, slots=True)
class Action:
    """A step that answers findings of several rules."""

    text: Text
    """Counts the things it concerns as ``{n}``."""
    detail: Text | None = None
    outcomes: tuple[str, ...] = ()
    """Results of a comparison that failed or did not end whose step this is."""
    is_always_named: bool = False
    """Whether it is worth naming although its findings are notes."""


def _action(entry: Mapping[str, Any]) -> Action:
    action = record(Action, with_text(entry))
    if not set(action.outcomes) <= set(vocabulary.OUTCOMES):
        raise ValueError(f"actions.toml says what nobody knows: {action.outcomes}")
    return action


ACTIONS: Final = {
    name: _action(entry)
    for name, entry in tomllib.loads(files(__package__).joinpath("actions.toml").read_text("utf-8")).items()
}
"""Id -> step, most valuable first."""
