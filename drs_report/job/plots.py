"""Plots of a job for a notebook, by matplotlib, which is an extra: the colours only repeat what the labels say."""

from __future__ import annotations

from typing import Any

import pandas as pd

from drs_report.errors import ConfigError, Told, how_to_install

COLOURS = {
    "values": "#3f9a63",
    "sample": "#5b94cf",
    "counts": "#7fb0de",
    "objects": "#b9a9e0",
    "differs": "#cf4a41",
    "open": "#8f78cf",
    "review": "#d9962b",
}
"""Of the standings, in the order they are stacked; the report's own."""


def standings(by_database: pd.DataFrame, ax: Any = None) -> Any:
    """Draw a bar a database and schema, divided by where its tables stand; return the matplotlib axes."""
    try:
        from matplotlib import pyplot as plt  # noqa: PLC0415 - an extra
    except ImportError as error:
        msg = Told("A plot needs matplotlib, which is not installed.")
        raise ConfigError(msg, remedy=how_to_install("plot")) from error
    labels = [".".join(filter(None, pair)) for pair in by_database[["db", "schema"]].itertuples(index=False)]
    axes = ax if ax is not None else plt.subplots(figsize=(8, 1.2 + 0.4 * len(labels)))[1]
    left = [0] * len(labels)
    for name, colour in COLOURS.items():
        widths = by_database[name].tolist()
        if any(widths):
            bars = axes.barh(labels, widths, left=left, color=colour, label=name)
            axes.bar_label(bars, [str(n) if n else "" for n in widths], label_type="center")
        left = [start + width for start, width in zip(left, widths, strict=True)]
    axes.invert_yaxis()
    axes.set_xlabel("tables in scope")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.25), ncols=4, frameon=False)
    return axes
