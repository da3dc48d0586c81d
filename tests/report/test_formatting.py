"""Values as text."""

import doctest
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drs_report.language import formatting

counts = st.integers(0, 10**12)


def test_doctests_hold():
    result = doctest.testmod(formatting)
    assert result.attempted >= 14
    assert result.failed == 0


@given(whole=st.integers(1, 10**15), data=st.data())
def test_0_and_100_percent_only_where_exactly_true(whole, data):
    part = data.draw(st.one_of(st.integers(0, whole), st.sampled_from([0, 1, whole - 1, whole])))
    text = formatting.share(part, whole)
    assert (text == "0%") == (part == 0)
    assert (text == "100%") == (part == whole)


@given(whole=st.integers(1, 10**9), data=st.data())
def test_a_share_is_right_to_the_tenth(whole, data):
    part = data.draw(st.integers(0, whole))
    text = formatting.share(part, whole).removesuffix("%")
    exact = Fraction(part * 100, whole)
    if text.startswith("<"):
        assert 0 < exact < Fraction(1, 10)
    elif text.startswith(">"):
        assert Fraction(999, 10) < exact < 100
    else:
        assert abs(Fraction(text) - exact) <= Fraction(1, 20)


@given(st.floats(0, 100))
def test_a_progress_is_held_to_the_same_rule(value):
    assert (formatting.percent(value) == "100%") == (value == 100)
    assert (formatting.percent(value) == "0%") == (value == 0)


@given(st.text())
def test_visible_leaves_nothing_invisible_and_is_idempotent(text):
    shown = formatting.visible(text)
    assert formatting.visible(shown) == shown
    shown.encode("utf-8")
    assert not any(c in shown for c in "\x00\n\r\t\x1b\u202e\u200b\u2028\ufeff")


@pytest.mark.parametrize("char", ["\u202a", "\u202e", "\u2066", "\u2069", "\u200f", "\u061c", "\u00ad", "\u200d"])
def test_a_reordering_or_hidden_character_shows_its_code_point(char):
    assert formatting.visible(f"a{char}b") == f"a⟨U+{ord(char):04X}⟩b"


def test_a_lone_surrogate_becomes_printable():
    assert formatting.visible("a\ud800") == "a⟨U+D800⟩"


def test_names_that_differ_in_a_blank_look_different():
    assert len({formatting.name(n) for n in ("a", "a ", " a", "a\u00a0x", "a\u200bx")}) == 5


@given(st.text(max_size=200), st.integers(1, 50))
def test_a_clipped_text_says_its_true_length_and_keeps_both_ends(text, limit):
    shown = formatting.clip(text, limit, lambda n: f"[{n}]")
    if len(text) <= limit:
        assert shown == text
    else:
        assert f"…[{len(text)}]…" in shown
        assert shown.startswith(text[: (limit + 1) // 2])
        assert len(shown) <= limit + len(f"…[{len(text)}]…")


@given(st.sets(st.integers(1, 2000), max_size=40))
def test_row_ranges_name_exactly_the_rows(rows):
    found = set()
    for part in formatting.row_ranges(tuple(rows)).split(", "):
        if part:
            first, _, last = part.partition("–")
            found |= set(range(int(first), int(last or first) + 1))
    assert found == rows


def test_times_carry_their_zone():
    moment = datetime(2026, 11, 16, 1, 2, 3, 999, tzinfo=timezone(timedelta(hours=8)))
    assert formatting.time(moment) == "2026-11-16T01:02:03+08:00"
    assert formatting.time(moment.astimezone(UTC)) == "2026-11-15T17:02:03Z"


def test_unknown_is_a_dash_and_never_a_zero():
    unknown = [formatting.number(None), formatting.size(None), formatting.time(None), formatting.scalar(None)]
    assert set(unknown) == {"–"}
