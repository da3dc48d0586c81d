"""No production value survives redaction, equal values stay equal, and names stay readable."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drs_report.errors import ConfigError
from drs_report.privacy.redaction import PLAIN_WORDS
from drs_report.records.judgement import Fact
from drs_report.report import Redaction, build
from tests.records import NOW
from tests.reports import CASES, inputs

R = Redaction(b"a key for tests only")
TOKEN = re.compile(r"«[bcdfghjklmnpqrstvwxz]{10}»")


def strings(record):
    """Yield every string anywhere in a record."""
    if isinstance(record, str):
        yield record
    elif isinstance(record, Mapping):
        for key, value in record.items():
            yield from strings(key)
            yield from strings(value)
    elif isinstance(record, tuple | list | frozenset | set):
        for item in record:
            yield from strings(item)
    elif is_dataclass(record):
        for field in fields(record):
            yield from strings(getattr(record, field.name))


letters = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"])
secrets = st.text(letters, min_size=4, max_size=24).filter(
    lambda s: s.strip() == s and any(c.isdigit() or ord(c) > 0x2E80 for c in s) and any(c.isalnum() for c in s)
)
"""Texts that look like values: with a digit or a CJK character or beyond, so that no English sentence holds them."""

plain_secrets = st.from_regex(r"zq[a-z]{4,10}", fullmatch=True).filter(lambda s: s not in PLAIN_WORDS)


def quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


BASELINE = "\x00".join(strings(CASES["redacted"]))


def redacted(finding_facts, samples):
    case = inputs("findings")
    first = case.verdict.findings[0]
    changed = replace(first, finding=replace(first.finding, facts=finding_facts, samples=samples))
    verdict = replace(case.verdict, findings=(changed, *case.verdict.findings[1:]))
    return build(
        verdict,
        case.coverage,
        case.sources,
        lang="en",
        generated_at=NOW,
        version="0.1.0",
        attachments=case.attachments,
        redaction=R,
    )


@settings(max_examples=40)
@given(key=secrets | plain_secrets, value=secrets | plain_secrets, said=secrets | plain_secrets)
def test_no_value_of_four_characters_or_more_survives_anywhere(key, value, said):
    import json

    report = redacted(
        (Fact("n_different", 1), Fact("message", f"Duplicate entry '{said}' for key {said}")),
        (
            (
                Fact("source_key", json.dumps([key])),
                Fact("target_key", key),
                Fact(
                    "source_sql", f"select * from retail.order_items where id = {quoted(key)} and n = {quoted(value)}"
                ),
                Fact(
                    "target_sql",
                    f'update t set a = {quoted(value)}, "b" = {quoted(key)} where `n` in ({quoted(value)}, 5)',
                ),
            ),
        ),
    )
    everything = "\x00".join(strings(report))
    for secret in (key, value, said):
        # four digits may be in a hash or a count of the report that has nothing to do with them
        assert secret not in everything or secret in BASELINE


@given(st.text(max_size=60))
def test_any_text_in_place_of_a_remark_or_a_key_is_survived(text):
    assert isinstance(R.message(text), str)
    assert isinstance(R.key_text(text), str)


def test_sql_is_one_hash_whole_whatever_its_dialect():
    sql = "select * from retail.order_items where customer_id = 5"
    report = redacted((Fact("n_different", 1), Fact("message", None)), ((Fact("source_sql", sql),),))
    assert report.verdict.findings[0].finding.samples == ((Fact("source_sql", R.token(sql)),),)


def test_equal_keys_get_equal_tokens_and_others_do_not():
    tokens = TOKEN.findall(R.key_text('["1001", 1001, "1002"]'))
    assert tokens[0] == tokens[1] != tokens[2]
    assert Redaction(b"another").token("1001") != R.token("1001")


def test_technical_words_of_a_remark_stay():
    assert R.message("The table has no primary key.") == "The table has no primary key."
    assert R.message("表没有主键") == "表没有主键"
    assert R.message("ORA-01400: cannot insert NULL") == "ORA-01400: cannot insert NULL"
    assert TOKEN.fullmatch(R.message("Wang"))


def test_a_redacted_report_says_so_and_holds_no_restricted_attachment():
    plain, shareable = CASES["findings"], CASES["redacted"]
    assert plain.is_restricted
    assert not plain.is_redacted
    assert plain.attachments
    assert shareable.is_redacted
    assert not shareable.is_restricted
    assert shareable.attachments == ()
    assert "HMAC-SHA256" in shareable.class_note
    assert shareable.sentence == plain.sentence


def test_what_the_reading_quotes_from_a_file_is_redacted():
    case = inputs("hostile")
    report = build(case.verdict, case.coverage, case.sources, lang="en", generated_at=NOW, version="0", redaction=R)
    block = report.sources[0].recognition.sheets[0].blocks[0]
    assert TOKEN.fullmatch(block.unknown_words[0].word)
    assert TOKEN.fullmatch(block.problems[0].sample)
    assert all(TOKEN.fullmatch(cell) for cell in report.sources[0].recognition.sheets[0].leftovers[0].sample)


def test_the_key_is_demanded_and_never_shown():
    with pytest.raises(ConfigError):
        Redaction(b"")
    assert "tests only" not in repr(R)
