"""What a notebook asks of a record. How it looks is not the record's business: whoever draws says so once."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

Bundle = dict[str, str]
"""Media type -> content, as ``_repr_mimebundle_`` returns it."""


class Shown:
    """A record that a notebook can display (docs/notebook.md)."""

    __slots__ = ()

    show: ClassVar[Callable[[Shown], Bundle]]
    """How a record looks; the package's face sets it, above all layers."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002 - IPython's
        """Show it in a notebook."""
        return Shown.show(self)

    def _repr_html_(self) -> str:
        """Show it in front ends that know no bundles."""
        return Shown.show(self)["text/html"]
