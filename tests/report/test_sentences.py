"""Every finding code has a sentence and an action, from its own facts only, in every language."""

import re
from datetime import UTC, datetime

import pytest

from drs_report.findings.actions import ACTIONS
from drs_report.findings.registry import _BY_OUTCOME, CODES, action_of
from drs_report.findings.telling import _Case, sentence
from drs_report.language.translator import Words
from drs_report.pipeline import report_loaded
from drs_report.records.judgement import Fact, Finding, Level, Subject
from tests.findings.cases import NAMES, beside, case
from tests.judgement.evidence import contents_file, lines_file

LANGS = ("en", "zh-CN", "en-XA")
TEXTS = {
    "message": "the remark",
    "absent_from": "contents",
    "seen_in": "lines, random",
    "asked": "lines",
    "found": "contents",
    "verified_by": "contents",
    "measure": "n_tables",
    "outcomes": "consistent, inconsistent",
    "status": "RUNNING",
}
TIMES = ("compared_at", "fetched_at", "not_before", "repaired_at", "verified_at")
NUMBERS = re.compile(r"n|n_.*|.*_rows|.*_row|.*_count|.*_shards|.*difference|progress|sample_percent|max_age_hours")


def fact(name, number=7):
    if name in TEXTS:
        return Fact(name, TEXTS[name])
    if name in TIMES:
        return Fact(name, datetime(2026, 11, 16, tzinfo=UTC))
    return Fact(name, number) if NUMBERS.fullmatch(name) else Fact(name, f"<{name}>")


def finding(entry, facts, *, outcome="source_sql_timeout", n=7):
    area = entry.code.split(".")[0]
    compare_type = {"objects": "objects_comparison", "repair": "repair_data"}.get(area, "lines")
    if area in {"lines", "contents", "random"}:
        compare_type = area
    subject = Subject(Level.TABLE, source_db="retail", source_name="orders")
    return Finding(entry.code, entry.effect, subject, compare_type, outcome, n, tuple(facts))


by_code = pytest.mark.parametrize("entry", CODES, ids=lambda entry: entry.code)


def test_every_step_answers_some_rule_or_result():
    of_rules = {action for rule in CODES for action in (rule.action, *rule.action_of_type.values())}
    assert of_rules | set(_BY_OUTCOME.values()) == set(ACTIONS)


@by_code
@pytest.mark.parametrize("lang", LANGS)
def test_a_sentence_is_made_from_the_facts_of_its_code_alone(entry, lang):
    w = Words.of(lang)
    text = sentence(w, finding(entry, [fact(name) for name in entry.facts]))
    assert text
    assert "None" not in text
    assert not re.search(r"[{}]", text)
    assert ("the remark" in text) == ("message" in entry.facts)


@by_code
@pytest.mark.parametrize("n", [1, 2])
def test_a_sentence_copes_with_unknown_facts_and_a_number_of_one(entry, n):
    w = Words.of("en")
    unknown = sentence(w, finding(entry, [Fact(name, None) for name in entry.facts], outcome="", n=n))
    assert "None" not in unknown
    assert not unknown.startswith(":")
    numbered = sentence(w, finding(entry, [fact(name, n) for name in entry.facts], n=n))
    if n == 1:
        assert not re.search(
            r"\b1 (rows|tables|differences|cells|findings|entries|counts|pairs|files|objects)\b"
            r"(?! (differ|times|allowed))",
            numbered.replace("1 of 1 rows", "")
            .replace("of 1 rows", "")
            .replace("1 rows to repair", "")
            .replace("limit of 1 rows", "")
            .replace("1 failed rows", ""),
        )


@by_code
def test_no_sentence_says_left_or_right(entry):
    text = sentence(Words.of("en"), finding(entry, [fact(name) for name in entry.facts]))
    assert not re.search(r"\b(left|right side|on the right|destination)\b(?! out)", text)


def test_a_sentence_may_not_ask_for_a_fact_its_code_does_not_have():
    entry = next(e for e in CODES if e.code == "coverage.absent")
    with pytest.raises(KeyError, match="source_rows"):
        _Case(Words.of("en"), finding(entry, []), 100).number("source_rows")


def count_differs(source, target):
    entry = next(e for e in CODES if e.code == "lines.count-differs")
    facts = [
        Fact("source_rows", source),
        Fact("target_rows", target),
        Fact("row_difference", target - source),
        Fact("n_different", abs(target - source)),
        Fact("message", None),
    ]
    return finding(entry, facts)


def test_a_count_difference_names_the_table_the_side_and_the_numbers():
    w = Words.of("en")
    assert sentence(w, count_differs(98_210, 97_006)) == (
        "retail.orders: the target has 1,204 rows fewer than the source (source 98,210, target 97,006)"
    )
    assert sentence(w, count_differs(10, 11)) == (
        "retail.orders: the target has 1 row more than the source (source 10, target 11)"
    )
    assert sentence(Words.of("zh-CN"), count_differs(98_210, 97_006)) == (
        "retail.orders：目标端比源端少 1,204 行（源端 98,210，目标端 97,006）"
    )


def test_a_long_remark_is_cut_and_says_how_long_it_is():
    entry = next(e for e in CODES if e.code == "contents.cannot-compare")
    text = sentence(Words.of("en"), finding(entry, [Fact("message", "x" * 32_767)]), 100)
    assert "[32,767 characters]" in text
    assert len(text) < 250


def test_a_known_remark_is_told_in_the_readers_language_with_its_own_words():
    entry = next(e for e in CODES if e.code == "contents.cannot-compare")
    found = finding(entry, [Fact("message", "The table has no primary key.")])
    assert "“The table has no primary key.”" in sentence(Words.of("en"), found)
    assert "“表没有主键（The table has no primary key.）”" in sentence(Words.of("zh-CN"), found)


@pytest.mark.parametrize(
    ("area", "said"),
    [
        ("lines", "Not proven: “Rows equal” (2 of 3 — 1 absent) and “Every table covered” (2 of 3 — 1 absent)."),
        ("contents", "Not proven: 1 table is equal in row counts only."),
    ],
)
def test_the_sentence_says_what_a_comparison_is_silent_of(area, said):
    make = {"lines": lines_file, "contents": contents_file}[area]
    loaded = case([*beside(area), make(NAMES[1:])]).loaded
    report, _ = report_loaded(loaded, now=datetime(2026, 11, 15, 12, tzinfo=UTC))
    assert report.sentence == said


def test_a_remark_cannot_reorder_the_line():
    entry = next(e for e in CODES if e.code == "contents.cannot-compare")
    text = sentence(Words.of("en"), finding(entry, [Fact("message", "a\u202eb\nc")]))
    assert "a⟨U+202E⟩b␊c" in text


@pytest.mark.parametrize(
    ("outcome", "action"),
    [
        ("source_sql_timeout", "rerun-timeouts"),
        ("timeout", "rerun-timeouts"),
        ("skipped_too_large", "compare-alone"),
        ("cannot_compare", "prove-otherwise"),
        ("target_connection_failed", "reconnect"),
        ("target_sql_error", "fix-sql-error"),
        ("compare_failed", "compare-again"),
        ("cancelled", "wait"),
    ],
)
def test_the_outcome_word_decides_what_to_do_about_an_unverified_table(outcome, action):
    entry = next(e for e in CODES if e.code == "lines.not-verified")
    assert action_of(finding(entry, [Fact("message", None)], outcome=outcome)) == action


def test_advice_is_attributed_wherever_it_is_given_as_drs_own():
    for action in ACTIONS.values():
        detail = action.detail.en if action.detail else ""
        if "suggests" in detail or "advises" in detail:
            assert "DRS documentation" in detail
            assert "DRS" in action.detail.zh
