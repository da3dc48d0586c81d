"""What the reader remarks is a kind with values, told in the language of the report; no sentence is ever matched."""

from dataclasses import replace
from string import Formatter

import pytest

from drs_report.language.remarks import telling
from drs_report.language.translator import Words
from drs_report.privacy.redaction import Redaction, redact
from drs_report.records.remarks import RemarkKind, remark
from tests.records import source

KINDS = list(RemarkKind)


def made(kind):
    names = sorted({name for _, name, _, _ in Formatter().parse(kind.value) if name})
    return remark(kind, **{name: "heading" if name == "what" else f"its {name}" for name in names})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_is_told_in_each_language_with_all_that_it_names(kind):
    english, chinese = (telling(Words.of(lang), made(kind)) for lang in ("en", "zh-CN"))
    assert english == str(made(kind))
    assert chinese != english
    for name, value in made(kind).values:
        assert (value in chinese) == (name != "what")


def test_no_two_kinds_say_the_same():
    assert len({kind.value for kind in RemarkKind}) == len(RemarkKind.__members__)


@pytest.mark.parametrize("values", [{}, {"sheet": "a"}, {"sheet": "a", "part": "b", "more": "x"}])
def test_a_remark_without_what_its_kind_names_is_refused(values):
    with pytest.raises(ValueError, match="NOT_A_WORKSHEET"):
        remark(RemarkKind.NOT_A_WORKSHEET, **values)


def test_what_a_remark_names_is_made_visible():
    told = telling(Words.of("zh-CN"), remark(RemarkKind.UNKNOWN_STYLE, sheet="a\u202e{b}"))
    assert "a⟨U+202E⟩{b}" in told


def test_what_a_layout_calls_harmless_is_named_in_the_language():
    told = remark(RemarkKind.HARMLESS, what="drawing", stated="x", reason="y")
    assert "text box" in telling(Words.of("en"), told)
    assert "drawing" not in telling(Words.of("zh-CN"), told)


def test_of_a_redacted_remark_the_kind_stays_and_what_a_file_says_goes():
    told = remark(RemarkKind.HARMLESS, what="drawing", stated="Ms Smith", reason="hers")
    seen = source("lines", "a.xlsx", 1)
    seen = replace(seen, recognition=replace(seen.recognition, notes=(told,)))
    (cut,) = redact(Redaction(b"k" * 16), seen, frozenset()).recognition.notes
    values = dict(cut.values)
    assert (cut.kind, values["what"]) == (told.kind, "drawing")
    assert "Smith" not in str(cut)
    assert "hers" not in str(cut)
