"""What errors say: in English for whoever takes it for a text, and in the reader's language at the end."""

from __future__ import annotations

import copy
import pickle

import pytest

from drs_report import errors
from drs_report.errors import Told, UnsafeWorkbookError
from drs_report.language.translator import Words
from drs_report.privacy.redaction import Redaction

CHINESE = Words.of("zh-CN")


def test_it_is_the_english_sentence() -> None:
    said = Told("{path}: no such file or folder.", path="a/{b}.xlsx")
    assert said == "a/{b}.xlsx: no such file or folder."
    assert CHINESE.told(said) == "a/{b}.xlsx：没有该文件或目录。"


def test_what_it_is_made_of_is_told_too() -> None:
    error = UnsafeWorkbookError("a.xlsx", Told("{what}.", what=Told("the file is empty")))
    assert str(error) == "a.xlsx: the file is empty."
    assert CHINESE.told(error.message) == "a.xlsx：文件为空。"
    both = Told("Check the path.").then(Told("Give exactly one."))
    assert both == "Check the path. Give exactly one."
    assert CHINESE.told(both) == "请检查路径。请只给出一种。"
    assert Told("Check the path.").then(None) == "Check the path."


def test_a_name_is_never_taken_for_a_message() -> None:
    named = Told("{path}: no such file or folder.", path="policy")
    assert CHINESE.told(named) == "policy：没有该文件或目录。"


def test_a_text_that_was_stored_is_found_as_it_is() -> None:
    assert CHINESE.told("DRS says nothing of a repair.") == "DRS 没有修复记录。"
    assert CHINESE.told("of another version") == "of another version"
    assert CHINESE.told("") == ""


@pytest.mark.parametrize("again", [copy.deepcopy, lambda said: pickle.loads(pickle.dumps(said))])
def test_a_copy_can_be_told_as_well(again) -> None:
    said = again(Told("{path}: no such file or folder.", path="{x}"))
    assert said == "{x}: no such file or folder."
    assert CHINESE.told(said) == "{x}：没有该文件或目录。"


def test_redaction_cuts_what_it_quotes_and_leaves_what_it_says() -> None:
    said = Told("damaged: row {number} of the table {name!r} does not fit its header", number=7, name="payroll_2026")
    cut = Redaction(b"k" * 32).message(said)
    assert "payroll" not in cut
    assert cut.startswith("damaged: row 7 of the table ")
    assert "payroll" not in CHINESE.told(cut)
    assert "第 7 行" in CHINESE.told(cut)


def test_every_error_is_made_of_what_can_be_told() -> None:
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.DrsReportError)
    ]
    for kind in kinds:
        assert kind.__init__.__annotations__["message"] == "Told", kind  # the type checker does the rest
