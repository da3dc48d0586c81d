"""Where a chart's bars begin and how long they are, in percent of its width; colours and patterns are the style's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from drs_report.records.document import Bar, Chart, State

MIN_PERCENT = 0.6
"""A segment that is there is seen, however small its share."""

SHADES = ("first", "second", "third")


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment as drawn."""

    x: str
    """Percent of the width, such as ``12.5%``."""
    width: str
    state: State
    shade: str
    """Tells apart what shares a state: ``first``, ``second`` or ``third``."""


@dataclass(frozen=True, slots=True)
class BarView:
    """A bar as drawn; `summary` says its segments in words."""

    bar: Bar
    summary: str
    pieces: tuple[Piece, ...]
    figures: tuple[str, ...]
    """One text per legend entry, "" where the bar has no such segment."""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A colour and pattern and what it stands for."""

    label: str
    state: State
    shade: str = SHADES[0]
    text: str = ""
    """Its number, where the chart has one bar."""


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart as drawn."""

    chart: Chart
    legend: tuple[LegendEntry, ...]
    """Empty where every bar is one piece: its label says what it is."""
    bars: tuple[BarView, ...]
    has_numbers: bool
    """Whether it shows less than its numbers: a stack of several segments a bar."""


def chart_view(chart: Chart) -> ChartView:
    """Lay out `chart`: every bar fills the width if it `is_share`, else the longest does."""
    is_stacked = any(len(bar.segments) > 1 for bar in chart.bars)
    segments = tuple(dict.fromkeys((s.label, s.state) for bar in chart.bars for s in bar.segments))
    legend = tuple(_entry(number, segments) for number in range(len(segments))) if is_stacked else ()
    longest = max((_total(bar) for bar in chart.bars), default=0)
    bars = tuple(_bar(bar, legend, _total(bar) if chart.is_share else longest) for bar in chart.bars)
    if len(bars) == 1:
        legend = tuple(replace(entry, text=text) for entry, text in zip(legend, bars[0].figures, strict=True))
    return ChartView(chart, legend, bars, has_numbers=is_stacked and len(bars) > 1)


def _entry(number: int, segments: Sequence[tuple[str, State]]) -> LegendEntry:
    label, state = segments[number]
    n_before = sum(other == state for _, other in segments[:number])
    return LegendEntry(label, state, SHADES[n_before % len(SHADES)])


def _total(bar: Bar) -> int:
    return sum(max(segment.value, 0) for segment in bar.segments)


def _bar(bar: Bar, legend: tuple[LegendEntry, ...], scale: int) -> BarView:
    drawn = [segment for segment in bar.segments if segment.value > 0]
    widths = [max(100 * segment.value / scale, MIN_PERCENT) for segment in drawn]
    # Small segments that were widened must not push the bar over its end.
    over = sum(widths) - 100
    if over > 0:
        widths[widths.index(max(widths))] -= over
    shades = {(entry.label, entry.state): entry.shade for entry in legend}
    pieces, x = [], 0.0
    for segment, width in zip(drawn, widths, strict=True):
        pieces.append(
            Piece(f"{x:.2f}%", f"{width:.2f}%", segment.state, shades.get((segment.label, segment.state), SHADES[0]))
        )
        x += width
    texts = {(segment.label, segment.state): segment.text for segment in bar.segments}
    return BarView(
        bar=bar,
        summary=", ".join(f"{segment.label} {segment.text}" for segment in bar.segments),
        pieces=tuple(pieces),
        figures=tuple(texts.get((entry.label, entry.state), "") for entry in legend),
    )
