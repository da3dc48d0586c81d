"""What the reader says about files is told in the reader's language too."""

from pathlib import Path

import pytest

from drs_report.language.reader_notes import SAYINGS, cut, saying
from drs_report.language.translator import Words
from drs_report.reading.loading import load

FILES = sorted((Path(__file__).resolve().parents[2] / "sample_data" / "results").glob("*.xlsx"))


def said(recognition):
    yield recognition.decided_by
    yield from recognition.notes
    for sheet in recognition.sheets:
        for block in sheet.blocks:
            yield from (column.reason for column in block.columns if column.reason)
            yield from (problem.what for problem in block.problems)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_everything_said_of_the_sample_files_is_listed(file):
    found = list(said(load(file).recognition))
    assert found
    assert [text for text in found if cut(text, str.upper) == text.upper()] == []


def test_every_saying_has_a_translation_that_keeps_its_names():
    english, chinese = Words.of("en"), Words.of("zh-CN")
    for message in SAYINGS:
        text = message.format(sheet="'a.b (c)'", column="c", kind="k", cell="A1", stated="A1:B2", last="C3", reason="r")
        assert saying(english, text) == text
        translated = saying(chinese, text)
        assert translated != text
        for value in ("'a.b (c)'", "A1:B2"):
            assert (value in translated) == (value in text)


def test_an_unlisted_sentence_is_shown_as_it_is():
    assert saying(Words.of("zh-CN"), "Something\u202e new.") == "Something⟨U+202E⟩ new."
