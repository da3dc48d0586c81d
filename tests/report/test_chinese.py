"""Chinese as a mainland DBA writes it: the words that are not used, the signs, and what the service says in English."""

import ast
import re
import tomllib

import pytest
from babel.messages.pofile import read_po

from drs_report.findings.facts import fact_value
from drs_report.language.translator import Words
from drs_report.records.judgement import Fact
from tests.conftest import ROOT

PACKAGE = ROOT / "drs_report"
USED_INSTEAD = {
    r"准则": "判定标准",
    r"发现": "问题项, 差异项",
    r"签核|签署|签名": "签字, 签字确认",
    r"未证明|未被证明": "未验证, 待验证",
    r"没有矛盾|无矛盾|不无": "各份结果之间是否一致: no double negative",
    r"内容(?!对比|一致|不一致|不同|是否一致)(?<!对比其内容)(?<!比对内容)(?<!^内容)": "内容 is what a value comparison compares, nothing else",
    r"(?<![键数])值(?:对比|一致)|按值": "内容对比, 内容一致: DRS's own word for comparing values",
    r"％|\d %": "95.2%",
    r"[\u4e00-\u9fff][,;:!?](?![0-9a-z])|[,;:!?] ?[\u4e00-\u9fff]": "full-width punctuation",
    r"[\u4e00-\u9fff]\(|\)[\u4e00-\u9fff]": "full-width brackets",
}


def in_toml(value, key=""):
    if isinstance(value, dict):
        for name, below in value.items():
            yield from in_toml(below, name)
    elif isinstance(value, list):
        for below in value:
            yield from in_toml(below, key)
    elif key == "zh":
        yield value


def texts():
    for path in PACKAGE.rglob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_CN"):
                if message.id:
                    yield from (message.string,) if isinstance(message.string, str) else message.string
    for path in PACKAGE.rglob("*.toml"):
        yield from in_toml(tomllib.loads(path.read_text("utf-8")))
    for folder in ("comparisons", "findings"):
        for path in (PACKAGE / folder).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
                    given = node.args[1:2] + [word.value for word in node.keywords if word.arg == "zh"]
                    yield from (one.value for one in given if isinstance(one, ast.Constant))
    for path in (ROOT / "docs" / "zh").glob("*.md"):
        prose = re.sub(
            r"`[^`]*`|\]\([^)]*\)|^!\[|^```.*?^```", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL
        )
        yield from prose.splitlines()


TEXTS = [*texts()]


def test_there_is_chinese_to_look_at():
    assert len(TEXTS) > 1200
    assert sum(bool(re.search("[\u4e00-\u9fff]", text)) for text in TEXTS) > 1000


@pytest.mark.parametrize("unused", USED_INSTEAD, ids=USED_INSTEAD.values())
def test_a_word_that_is_not_used_stands_nowhere(unused):
    assert [text for text in TEXTS if re.search(unused, text)] == []


@pytest.mark.parametrize(
    ("lang", "said", "shown"),
    [
        ("zh-CN", "The table has no primary key.", "表没有主键（The table has no primary key.）"),
        ("zh-CN", "Target table does not exist", "目标表不存在（Target table does not exist）"),
        ("zh-CN", "look at row 7", "look at row 7"),
        ("zh-CN", "无主键", "无主键"),
        ("en", "无主键", "The table has no primary key (无主键)"),
        ("en", "No primary key", "No primary key"),
        ("en", "看第 7 行", "看第 7 行"),
        ("en", "表 shop.Order_1 不存在", "Table shop.Order_1 does not exist (表 shop.Order_1 不存在)"),
        ("en", "语句执行 60 秒后被终止", "The statement was terminated after 60 seconds (语句执行 60 秒后被终止)"),
        ("zh-CN", "Table shop.Order_1 is not found.", "表 shop.Order_1 不存在（Table shop.Order_1 is not found.）"),
        ("en", "连接失败：link\u202e {}", "The connection failed (连接失败)：link⟨U+202E⟩ {}"),
        ("zh-CN", "Not found: row 7", "未找到（Not found）: row 7"),
        ("zh-CN", "Not found row 7", "Not found row 7"),
    ],
)
def test_what_the_service_says_is_translated_with_its_own_words_behind(lang, said, shown):
    assert fact_value(Words.of(lang), Fact("message", said), 200) == shown


def test_a_long_remark_is_not_looked_through_for_a_name():
    said = f"表 {'a' * 300} 不存在"
    assert fact_value(Words.of("en"), Fact("message", said), 2000) == said
