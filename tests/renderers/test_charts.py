"""Where bars begin and end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drs_report.records.document import Bar, Chart, Segment, State
from drs_report.renderers.charts import chart_view

STATES: list[State] = ["ok", "bad", "fail", "warn", "open", "info", "none"]

segments = st.builds(
    lambda value, state: Segment(f"is {state}", value, str(value), state),
    st.integers(0, 10**9),
    st.sampled_from(STATES),
)
bars = st.lists(segments, max_size=8).map(lambda parts: Bar("bar", tuple(parts), str(sum(p.value for p in parts))))


def percent(text: str) -> float:
    return float(text.removesuffix("%"))


@given(st.lists(bars, max_size=5), st.booleans())
def test_pieces_follow_each_other_and_stay_within_the_width(drawn: list[Bar], is_share: bool) -> None:
    view = chart_view(Chart("c", "title", "text", tuple(drawn), is_share))
    for bar, shown in zip(drawn, view.bars, strict=True):
        assert [piece.state for piece in shown.pieces] == [s.state for s in bar.segments if s.value > 0]
        end = 0.0
        for piece in shown.pieces:
            assert abs(percent(piece.x) - end) < 0.05
            assert percent(piece.width) > 0
            end = percent(piece.x) + percent(piece.width)
        assert end <= 100.05
        if is_share and shown.pieces:
            assert end > 99.9
        assert all(s.text in shown.summary for s in bar.segments)


def test_lengths_share_one_scale() -> None:
    view = chart_view(
        Chart(
            "c",
            "t",
            "d",
            (Bar("a", (Segment("x", 200, "200", "bad"),), "200"), Bar("b", (Segment("x", 50, "50", "bad"),), "50")),
        )
    )
    assert [percent(bar.pieces[0].width) for bar in view.bars] == [100, 25]
    assert view.legend == ()


def test_a_single_table_among_a_million_is_still_seen() -> None:
    view = chart_view(
        Chart("c", "t", "d", (Bar("a", (Segment("x", 10**6, "1", "ok"), Segment("y", 1, "1", "bad")), "1"),), True)
    )
    assert percent(view.bars[0].pieces[1].width) >= 0.5
    assert len(view.legend) == 2


def test_what_shares_a_state_is_told_apart_by_its_shade() -> None:
    parts = (Segment("counts", 2, "2", "info"), Segment("sample", 1, "1", "info"), Segment("values", 3, "3", "ok"))
    view = chart_view(Chart("c", "t", "d", (Bar("a", parts, "6"),), True))
    assert [entry.shade for entry in view.legend] == ["first", "second", "first"]
    assert [piece.shade for piece in view.bars[0].pieces] == ["first", "second", "first"]
