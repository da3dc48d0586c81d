"""A rule that is not whole is not read; every rule speaks both languages; the command line explains each."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from drs_report.cli import run
from drs_report.findings.criteria import CRITERIA, CriterionKind
from drs_report.findings.facts import FACTS
from drs_report.findings.registry import AREAS, CODES, RuleError, read_rules
from drs_report.records.texts import Text

WHOLE = """
["lines.example"]
effect = "unproven"
criterion = "rows-equal"
softened = "waiver"
names_all = true
action = "wait"
facts = ["source_rows", "message"]
means.en = "It means."
means.zh = "含义。"
do.en = "Do it."
do.zh = "处理。"
  [["lines.example".says]]
  count = ["source_rows"]
  one = "{subject}: {n} row"
  en = "{subject}: {n} rows"
  zh = "{subject}：{n} 行"
"""
PROPERTIES = (
    "effect",
    "criterion",
    "softened",
    "names_all",
    "action",
    "facts",
    "means.en",
    "means.zh",
    "do.en",
    "do.zh",
)


def without(key):
    return re.sub(rf"(?m)^ *{re.escape(key)} = .*\n", "", WHOLE, count=1)


def test_a_whole_entry_is_read():
    (rule,) = read_rules(WHOLE)
    assert rule.code == "lines.example"
    assert rule.says[0].text == Text("{subject}: {n} rows", "{subject}：{n} 行", "{subject}: {n} row")


@pytest.mark.parametrize("key", [*PROPERTIES, "en", "zh"])
def test_an_entry_that_lacks_a_property_is_refused_by_name(key):
    text = without(key) if key in PROPERTIES else re.sub(rf"(?m)^  {key} = .*\n", "", WHOLE)
    assert text != WHOLE
    with pytest.raises(RuleError, match=r"lines\.example"):
        read_rules(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"source_rows", "message"', '"source_rows", "no_such_fact"'),
        ('"rows-equal"', '"no-such-criterion"'),
        ('"wait"', '"no-such-step"'),
        ('"unproven"', '"harmless"'),
        ('"waiver"', '"anything"'),
        ("names_all = true", 'names_all = "no"'),
        ('effect = "unproven"', 'effect = "unproven"\ncolour = "red"'),
        ('en = "{subject}: {n} rows"', 'en = "{subject}: {target_rows} rows"'),
        ('zh = "{subject}：{n} 行"', 'zh = "{n} 行"'),
        ('count = ["source_rows"]', 'count = ["target_rows"]'),
        ('  count = ["source_rows"]\n', ""),
        ('count = ["source_rows"]', 'counts = ["source_rows"]'),
        ('count = ["source_rows"]', 'known = ["source_rows"]'),
        ('count = ["source_rows"]', 'outcomes = ["skipped"]'),
        ('"含义。"', '""'),
        ('"Do it."', '" "'),
        ("lines.example", "unheard.example"),
    ],
)
def test_an_entry_that_names_what_does_not_exist_is_refused(old, new):
    assert old in WHOLE
    with pytest.raises(RuleError):
        read_rules(WHOLE.replace(old, new))


def test_a_criterion_of_an_unknown_number_does_not_exist():
    with pytest.raises(KeyError):
        CriterionKind("x", "", ("no_such_fact",), Text("?", "？"), Text("!", "！"))


def texts():
    for rule in CODES:
        yield from ((rule.code, text) for text in (rule.means, rule.do))
        yield from ((rule.code, said.text) for said in (*rule.says, *rule.adds))
    yield from ((kind.id, kind.asks) for kind in CRITERIA)
    yield from ((fact.name, fact.label) for fact in FACTS.values())


def test_every_text_is_in_both_languages_and_punctuated_as_each_is_written():
    for name, text in texts():
        assert re.search(r"[\u4e00-\u9fff]|^\{sentence\}", text.zh), (name, text.zh)
        assert not re.search(r"[\u4e00-\u9fff]", text.en + text.one), (name, text.en)
        assert not re.search(r"[\u4e00-\u9fff][,;:!?]|[,;!?][\u4e00-\u9fff]", text.zh), (name, text.zh)


def test_codes_come_in_the_order_of_a_sign_off_and_once_each():
    assert len({rule.code for rule in CODES}) == len(CODES)
    areas = [AREAS.index(rule.code.split(".")[0]) for rule in CODES]
    assert areas == sorted(areas)


def test_explain_lists_every_code_and_explains_each(capsys):
    assert run(["explain"]) == 0
    listed = capsys.readouterr().out
    assert [line.split()[0] for line in listed.splitlines()] == [rule.code for rule in CODES]
    for rule in CODES:
        assert run(["explain", rule.code, "--lang", "zh-CN"]) == 0
        said = capsys.readouterr().out
        assert rule.means.zh in said
        assert rule.do.zh in said
        assert all(FACTS[name].label.zh in said for name in rule.facts)


def test_explain_refuses_a_code_that_does_not_exist(capsys):
    assert run(["explain", "lines.no-such"]) == 2
    assert "lines.no-such" in capsys.readouterr().err


def test_help_does_not_read_the_rules():
    script = "import sys; from drs_report.cli import run; run(['--help']); print('drs_report.findings' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"
