"""The renderers' own words in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from drs_report.language.translator import Words
from drs_report.records.document import STRINGS

__all__ = ["strings"]


def strings(w: Words) -> Mapping[str, str]:
    """Return `STRINGS` in the language of `w`; words in braces stay for the renderer to fill in."""
    return MappingProxyType({key: w.raw(text) for key, text in STRINGS.items()})
