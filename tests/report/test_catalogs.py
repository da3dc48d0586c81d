"""The translations are complete, and everything a person reads goes through them."""

import importlib.util
import io
import re
from copy import deepcopy
from dataclasses import fields, is_dataclass, replace
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

import pytest

from drs_report.errors import ConfigError
from drs_report.findings.registry import CODES
from drs_report.language import languages, translator
from drs_report.language.languages import LANGUAGES
from drs_report.language.translator import Words, english_strings
from drs_report.report import build
from tests.records import NOW
from tests.reports import inputs

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("catalogs_script", ROOT / "scripts" / "catalogs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    collected = cache(module.template)
    # the source stays as it is: it is looked through once
    module.template = lambda catalog: deepcopy(collected(catalog))
    return module


def test_every_catalog_is_complete_compiled_and_in_step_with_the_source(script):
    found = {language: list(script.problems(language, path)) for language, path in script.files()}
    assert found == {language.catalog: [] for language in LANGUAGES if language.catalog}


def test_the_check_notices_each_kind_of_mistake(script, tmp_path):
    language, path = next(one for one in script.files() if one[0] == "zh_CN")
    text = path.read_text(encoding="utf-8")
    folder = tmp_path / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    broken = folder / path.name

    def problems(old, new):
        assert old in text
        broken.write_text(text.replace(old, new, 1), encoding="utf-8")
        broken.with_suffix(".mo").write_bytes(path.with_suffix(".mo").read_bytes())
        return " ".join(script.problems(language, broken))

    assert "compile" in problems('msgstr "总体"', 'msgstr "总的"')
    assert "not translated" in problems('msgstr "总体"', 'msgstr ""')
    assert "placeholders differ" in problems("第 {page} 页", "第 {seite} 页")
    assert "fuzzy" in problems('msgid "Overall"', '#, fuzzy\nmsgid "Overall"')


def test_an_unknown_language_is_refused_by_name():
    with pytest.raises(ConfigError, match="zh-CN"):
        Words.of("xx")


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_counted_sentences_agree_with_their_number(lang):
    w = Words.of(lang)
    one = w.n("{n} table differs", "{n} tables differ", 1)
    many = w.n("{n} table differs", "{n} tables differ", 1204)
    assert (one, many) == {
        "en": ("1 table differs", "1,204 tables differ"),
        "zh-CN": ("1 张表不一致", "1,204 张表不一致"),
    }[lang]


def test_a_value_never_becomes_a_placeholder():
    assert Words.of("en").t("{label}: {value}", label="{value}", value="x") == "{value}: x"


def test_the_renderers_words_are_all_there_in_every_language():
    for lang in ("en", "zh-CN"):
        case = inputs("clean")
        report = build(case.verdict, case.coverage, case.sources, lang=lang, generated_at=NOW, version="1")
        assert set(report.strings) == set(english_strings())
        for key, text in english_strings().items():
            assert set(re.findall(r"\{\w+\}", report.strings[key])) == set(re.findall(r"\{\w+\}", text))


# -- the pseudo-locale ---------------------------------------------------------------------------------------------

_DATA_FIELDS = {
    "id",
    "key",
    "href",
    "anchor",
    "state",
    "lang",
    "version",
    "media_type",
    "filename",
    "sha256",
    "value",
    "names",
    "verdict",
    "coverage",
    "sources",
    "generated_at",
    "is_code",
    "slug",
    "stands",
    "kind",
    "result",
}


def human_texts(record, path=""):
    """Yield (path, text) of everything a person reads."""
    if isinstance(record, str):
        yield path, record
    elif isinstance(record, tuple):
        for item in record:
            yield from human_texts(item, path)
    elif is_dataclass(record):
        for field in fields(record):
            if field.name not in _DATA_FIELDS:
                yield from human_texts(getattr(record, field.name), f"{path}.{field.name}")
    elif hasattr(record, "items"):
        for key, item in record.items():
            yield from human_texts(item, f"{path}.{key}")


def outside_brackets(text):
    while True:
        shorter = re.sub(r"\[[^\[\]]*\]", "", text)
        if shorter == text:
            return text
        text = shorter


DATA = [
    # names, file texts and identifiers of the cases: everything else must be in brackets
    *(entry.code for entry in CODES),
    *("objects_comparison", "repair_data", "contents", "lines", "random"),
    *("retail", "crm", "orders", "order_items", "users", "app_users", "audit_log", "coupons", "leads", "products"),
    *("tmp_load", "idx_created", "logs", "prices", "items", "big", "old", "table_", "xlsx", "objects"),
    *("W-1", "W-2", "W-3", "A. Owner", "B. Owner", "C. Owner", "default", "cutover", "counts and samples are enough"),
    *("Table Details", "Value Details", "Differences", "Indexes", "Cannot be compared", "Sheet3", "carts"),
    *("Retail, cutover night", "SHA-256", "exact", "tables", "extra:", "rows", "data/", "parquet", "TZ"),
    "Rows written by the nightly job after the snapshot",
    "No primary key; checked by checksum",
    "Old test table",
    "the cells are numbers",
    "at most 2 rows",
    "Comparison Type: Row comparison",
    "The dimension tag of sheet 'Table Details' was smaller than its data and was ignored.",
    *("rows-equal", "values-equal", "required-comparisons"),
    *("no primary key", "The table has no primary key.", "10 shards compared", "not found"),
    "source_table",
    "source_rows",
    "cn-north-4",
    "en-us",
    "id > 1000",
    "differences",
    *("[[ignore.headings]]", "text = ", "reason = "),
    *("outcome=consistent", "source_rows=", "target_rows=", "Details", "UTC", "GMT"),
]
IDENTIFIERS = re.compile(r"[0-9a-f]{12,}|7b1f5c8e\S*|b0d1a6c2|MB|kB|\bB\b|\b[A-D]\b|TZ|\dZ|\d[TZ]")


@pytest.mark.parametrize("case", ["empty", "clean", "weak", "findings", "waived", "inconclusive"])
def test_the_pseudo_locale_shows_no_word_outside_the_catalogs(case):
    made = inputs(case)
    report = build(
        made.verdict,
        made.coverage,
        made.sources,
        title="",
        lang="en-XA",
        generated_at=NOW,
        version="0",
        attachments=made.attachments,
    )
    stray = []
    for path, text in human_texts(report):
        rest = outside_brackets(text)
        for word in sorted(DATA, key=len, reverse=True):
            rest = rest.replace(word, "")
        rest = IDENTIFIERS.sub("", rest)
        if re.search(r"[A-Za-z]{2,}", rest) and not text.startswith("select * from retail."):
            stray.append((path, text))
    assert stray == []


@pytest.fixture(scope="module")
def made_up(script):
    """A language whose catalog says every message as the pseudo-locale does, and that catalog."""
    pseudo = Words.of("en-XA")
    other = replace(pseudo.language, tag="xx", catalog="xx")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(script, "LANGUAGES", (other,))
        catalog = script.template("xx")
    for message in catalog:
        ids = (message.id,) if isinstance(message.id, str) else message.id
        told = tuple(map(pseudo.raw, ids)) if all(ids) else ids
        message.string = told[0] if isinstance(message.id, str) else told
    return other, GNUTranslations(io.BytesIO(script.mo_bytes(catalog)))


@pytest.mark.parametrize("case", ["clean", "weak", "findings", "waived"])
def test_a_language_that_has_a_catalog_and_no_words_beside_the_english_needs_nothing_else(made_up, monkeypatch, case):
    other, said = made_up
    monkeypatch.setattr(languages, "LANGUAGES", (*LANGUAGES, other))
    monkeypatch.setattr(translator, "_catalog", lambda language: said if language is other else NullTranslations())
    made = inputs(case)
    in_pseudo, in_other = (
        build(made.verdict, made.coverage, made.sources, lang=lang, generated_at=NOW, version="0")
        for lang in ("en-XA", "xx")
    )
    assert [*human_texts(in_pseudo)] == [*human_texts(in_other)]


def test_the_bracket_check_would_see_a_word_that_went_round_the_catalogs():
    assert outside_brackets("[ñö [1] wörd] stray").strip() == "stray"
