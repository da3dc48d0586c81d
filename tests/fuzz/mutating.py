"""How inputs are changed at random: texts by pieces that parsers look for, documents by their structure, archives by bytes.

Everything is drawn from one `random.Random`, so that a seed gives the same inputs again.
"""

from __future__ import annotations

import copy
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

__all__ = ["bytes_of", "document", "package", "scalar", "text", "toml"]

_PIECES = (
    *(
        "",
        " ",
        "  ",
        "\t",
        "\n",
        "\u3000",
        "\xa0",
        "\u200b",
        "\u202e",
        "\ufeff",
        "\0",
        "\x1b[2J",
        "\x7f",
        "\ud800",
        "\uffff",
    ),
    *(
        "0",
        "1",
        "10",
        "007",
        "1,000",
        "1 000",
        "1'000",
        "-1",
        "+1",
        "1.5",
        "1e5",
        "1e999",
        "9" * 19,
        "9" * 60,
        "9" * 4301,
    ),
    *("١٠", "⑩", "²", "½", "Ⅷ", "〇", "零", "十", "１０", "0x10", "∞", "NaN", "inf", "1_000"),
    *(
        "%",
        "‰",
        "％",
        "个",
        "行",
        "条",
        "rows",
        "(",
        ")",
        "（",
        "）",
        "[",
        "]",
        "【",
        "】",
        "{",
        "}",
        "<",
        ">",
        "<script>",
    ),
    *(
        ":",
        "：",
        "=",
        ";",
        "；",
        ",",
        "，",
        "、",
        "。",
        ".",
        "..",
        "…",
        "|",
        "/",
        "\\",
        "_",
        "-",
        "—",
        "~",
        "#",
        "*",
        "?",
        "&",
        '"',
        "'",
    ),
    *(
        "2026-11-16",
        "2026/11/16",
        "2026年11月16日",
        "Nov 16, 2026",
        "16 Nov 2026",
        "02:00:00",
        "2:00 pm",
        "24:00",
        "23:59:60",
    ),
    *(
        "T",
        "Z",
        "UTC",
        "GMT",
        "CST",
        "+08:00",
        "GMT+08:00",
        "-12:00",
        "+25:00",
        "+08:99",
        "0001-01-01",
        "9999-12-31",
        "1763258400000",
    ),
    *(
        "一致",
        "不一致",
        "Consistent",
        "Inconsistent",
        "Failed",
        "对比结果",
        "Source Database",
        "源数据库",
        "目标表",
        "Source Rows",
    ),
    *(
        "Result",
        "Total",
        "共 1 条",
        "No data",
        "无数据",
        "Row comparison",
        "行数对比",
        "Comparison start time",
        "状态",
        "Database",
        "Schema",
    ),
    *(
        "a",
        "é",
        "表",
        "👩‍👩‍👧",
        "ﷺ",
        "ß",
        "İ",
        "ǆ",
        "e\u0301",
        "_x000A_",
        "_xD800_",
        "_x005F_x000A_",
        "&amp;",
        "yyyy",
        "[h]:mm",
        "0.00%",
        "@",
        "General",
    ),
    *(
        "select * from t where a='x'",
        "=HYPERLINK(1)",
        "a.b.c",
        "`a`.`b`",
        "*.*",
        "shop.*",
        "?",
        "(a+)+",
        "[[:alpha:]]",
        "\\1",
        "(?i)x",
        "..",
        "../x",
    ),
)


def text(rng: random.Random, seed: str = "") -> str:
    """A text: a seed with pieces put in, taken out, doubled and swapped, or nothing but pieces."""
    made = seed if rng.random() < 0.8 else ""
    for _ in range(rng.choice((1, 1, 2, 3, 5, 8))):
        at, upto = sorted((rng.randint(0, len(made)), rng.randint(0, len(made))))
        match rng.randrange(6):
            case 0 | 1:
                made = made[:at] + rng.choice(_PIECES) + made[at:]
            case 2:
                made = made[:at] + made[min(upto, at + rng.randint(1, 5)) :]
            case 3:
                made = made[:upto] + made[at:upto] * rng.choice((1, 1, 2, 30)) + made[upto:]
            case 4:
                made = (
                    made[:at] + chr(rng.choice((rng.randrange(0x250), rng.randrange(0x2000, 0xFFFF)))) + made[at + 1 :]
                )
            case 5:
                made = made[:at] + rng.choice((str.upper, str.lower, str.title, str.strip))(made[at:upto]) + made[upto:]
    return made[:40_000]


def scalar(rng: random.Random) -> Any:
    """A value as JSON or TOML have it."""
    return rng.choice(
        (
            lambda: None,
            lambda: rng.random() < 0.5,
            lambda: rng.choice((0, 1, -1, 10, 2**31, 2**53 + 1, 2**63, 2**64, -(2**70), 10**19)),
            lambda: rng.choice((0.0, 1.5, -0.0, 1e308, 1e-308, 0.1 + 0.2, float(2**53))),
            lambda: text(rng),
            lambda: text(rng, "2026-11-16T02:00:00+08:00"),
            list,
            dict,
        )
    )()


def document(rng: random.Random, value: Any) -> Any:
    """A document like `value` with a few of its nodes exchanged, doubled, renamed, nested or gone."""
    made = copy.deepcopy(value)
    for _ in range(rng.choice((1, 1, 2, 4))):
        made = _node(rng, made)
    return made


def _node(rng: random.Random, value: Any) -> Any:
    if isinstance(value, dict) and value and rng.random() < 0.85:
        key = rng.choice([*value])
        match rng.randrange(8):
            case 0:
                del value[key]
            case 1:
                value[text(rng, str(key))] = value.pop(key)
            case 2:
                value[text(rng)] = scalar(rng)
            case _:
                value[key] = _node(rng, value[key])
        return value
    if isinstance(value, list) and value and rng.random() < 0.85:
        at = rng.randrange(len(value))
        match rng.randrange(8):
            case 0:
                del value[at]
            case 1:
                value.insert(at, copy.deepcopy(value[at]))
            case 2:
                value.append(scalar(rng))
            case _:
                value[at] = _node(rng, value[at])
        return value
    if isinstance(value, str) and rng.random() < 0.6:
        return text(rng, value)
    return rng.choice((scalar(rng), [value], {"a": value}))


def as_json(rng: random.Random, value: Any) -> bytes:
    """JSON of a document, sometimes damaged as text."""
    raw = json.dumps(value, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    return bytes_of(rng, raw) if rng.random() < 0.15 else raw


def toml(rng: random.Random, seed: str) -> str:
    """TOML text like `seed`: lines doubled, dropped and swapped, values and keys exchanged, or changed as text."""
    lines = seed.splitlines()
    for _ in range(rng.choice((1, 1, 2, 3))):
        at = rng.randrange(len(lines)) if lines else 0
        match rng.randrange(6):
            case 0 if lines:
                del lines[at]
            case 1 if lines:
                lines.insert(rng.randrange(len(lines) + 1), lines[at])
            case 2 if lines and "=" in lines[at]:
                lines[at] = f"{lines[at].partition('=')[0]}= {_toml_value(rng)}"
            case 3 if lines and "=" in lines[at]:
                lines[at] = text(rng, lines[at].partition("=")[0]) + "= " + lines[at].partition("=")[2]
            case 4 if lines:
                lines[at] = text(rng, lines[at])
            case _:
                lines.insert(at, f"{rng.choice(('name', 'x', 'require', 'scope', 'headings'))} = {_toml_value(rng)}")
    return "\n".join(lines)


def _toml_value(rng: random.Random) -> str:
    odd = (
        "inf",
        "nan",
        "-0",
        "0x1F",
        "1_0",
        "9" * 5000,
        "2026-02-30",
        "9999-12-31T23:59:59-12:00",
        "07:32:00",
        "[[[[]]]]",
        "{a = {b = 1}}",
        "''''''",
        '"""\n"""',
    )
    value = scalar(rng)
    if value is None or rng.random() < 0.3:
        return rng.choice(odd)
    if isinstance(value, dict):
        return "{}"
    return json.dumps(value)


def bytes_of(rng: random.Random, raw: bytes) -> bytes:
    """Bytes with a few of them flipped, cut out, doubled or put to one of the numbers that formats fear."""
    made = bytearray(raw)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        if not made:
            break
        at = rng.randrange(len(made))
        match rng.randrange(5):
            case 0:
                made[at] ^= 1 << rng.randrange(8)
            case 1:
                made[at] = rng.randrange(256)
            case 2:
                del made[at : at + rng.choice((1, 2, 4, 64, 4096))]
            case 3:
                made[at:at] = made[at : at + rng.choice((1, 4, 64))]
            case 4:
                size = rng.choice((1, 2, 4, 8))
                made[at : at + size] = rng.choice((0, 1, 2 ** (8 * size) - 1, 2 ** (8 * size - 1))).to_bytes(
                    size, "little"
                )
    return bytes(made)


# --- workbooks --------------------------------------------------------------------------------------------------------

_TAG = re.compile(r"<[^<>]{1,200}>")
_ATTRIBUTE = re.compile(r'(\w+(?::\w+)?)="([^"<]{0,200})"')
_TEXT = re.compile(r">([^<>]{1,200})<")
_ELEMENTS = (
    "<v>1</v>", "<v>1e400</v>", "<v/>", "<f>A1</f>", '<c t="s"><v>0</v></c>', '<c r="XFD1"/>', '<row r="1"/>', '<row r="9999999"/>',
    '<c t="d"><v>2026-11-16T00:00:00</v></c>', '<c t="d"><v>P99999999999D</v></c>', '<c t="b"><v>1</v></c>', '<c t="e"><v>#N/A</v></c>',
    "<is><t>x</t></is>", "<r><t>x</t></r>", "<rPh><t>x</t></rPh>", '<mergeCell ref="A1:B2"/>', "<!-- x -->", "<?x y?>", "<![CDATA[x]]>",
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Fallback><row r="7"/></mc:Fallback></mc:AlternateContent>',
)  # fmt: skip


def package(rng: random.Random, raw: bytes) -> bytes:
    """A workbook with the XML of one of its parts changed, packed again so that the archive is sound."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice([*parts])
    if rng.random() < 0.6:
        name = next((part for part in parts if "sheet1" in part and part.endswith(".xml")), name)
    match rng.randrange(12):
        case 0:
            del parts[name]
        case 1:
            parts[text(rng, name).replace("\ud800", "") or "x"] = parts[name]
        case 2:
            parts[name] = bytes_of(rng, parts[name])
        case _:
            for _ in range(rng.choice((1, 1, 2, 4))):
                changed = _xml(rng, parts[name].decode("utf-8", "replace"))
                parts[name] = changed.encode("utf-8", "replace")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for part, content in parts.items():
            archive.writestr(zipfile.ZipInfo(part.encode("utf-8", "replace").decode()), content, archive.compression)
    return file.getvalue()


def _xml(rng: random.Random, xml: str) -> str:
    way: Callable[[random.Random, str], str] = rng.choice(
        (_attribute, _attribute, _content, _content, _tag, _element, _moved)
    )
    return way(rng, xml)


def _pick(rng: random.Random, found: Sequence[re.Match[str]]) -> re.Match[str] | None:
    return rng.choice(found) if found else None


def _escaped(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


_VALUES: Mapping[str, Sequence[str]] = {
    "r": (
        "A1",
        "B2",
        "A0",
        "XFD1048576",
        "XFE1",
        "1",
        "0",
        "-1",
        "A99999999999999999999999",
        "",
        "a1",
        "$A$1",
        "A1:B2",
    ),
    "t": ("s", "str", "inlineStr", "b", "e", "d", "n", "", "zz"),
    "s": ("0", "1", "-1", "99999999999999999999999", "x", ""),
    "ref": ("A1:B2", "A1", "A1:XFD1048576", "B2:A1", ":", "A1:A1:A1", ""),
    "numFmtId": ("0", "9", "14", "22", "46", "164", "200", "-1", "x", "9" * 40),
    "state": ("visible", "hidden", "veryHidden", "x"),
    "Target": ("worksheets/sheet1.xml", "/xl/workbook.xml", "../../x", "", "http://127.0.0.1/x", "%2e%2e/x"),
}


def _attribute(rng: random.Random, xml: str) -> str:
    hit = _pick(rng, [*_ATTRIBUTE.finditer(xml)])
    if hit is None:
        return xml
    value = rng.choice(_VALUES.get(hit[1], ())) if hit[1] in _VALUES and rng.random() < 0.7 else text(rng, hit[2])
    new = rng.choice(
        (f'{hit[1]}="{_escaped(value)}"', f'{hit[1]}="{_escaped(value)}"', "", f'{text(rng, hit[1])}="{hit[2]}"')
    )
    return xml[: hit.start()] + new + xml[hit.end() :]


def _content(rng: random.Random, xml: str) -> str:
    hit = _pick(rng, [*_TEXT.finditer(xml)])
    return xml if hit is None else f"{xml[: hit.start(1)]}{_escaped(text(rng, hit[1]))}{xml[hit.end(1) :]}"


def _tag(rng: random.Random, xml: str) -> str:
    hit = _pick(rng, [*_TAG.finditer(xml)])
    if hit is None:
        return xml
    new = rng.choice(("", hit[0] * 2, text(rng, hit[0]), hit[0].replace("<", "<x:"), hit[0].replace(">", "/>")))
    return xml[: hit.start()] + new + xml[hit.end() :]


def _element(rng: random.Random, xml: str) -> str:
    hit = _pick(rng, [*_TAG.finditer(xml)])
    return (
        xml if hit is None else xml[: hit.end()] + rng.choice(_ELEMENTS) * rng.choice((1, 1, 1, 50)) + xml[hit.end() :]
    )


def _moved(rng: random.Random, xml: str) -> str:
    """A stretch from one tag to another, elsewhere or once more."""
    hits = [*_TAG.finditer(xml)]
    if len(hits) < 3:
        return xml
    first, last = sorted(rng.sample(range(len(hits)), 2))
    piece = xml[hits[first].start() : hits[min(last, first + 12)].end()]
    at = rng.choice(hits).end()
    return xml[:at] + piece + xml[at:]
