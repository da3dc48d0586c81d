"""Explains rules: the tables of docs/findings.md, and the text of ``drs-report explain``."""

from __future__ import annotations

from collections.abc import Iterator

from drs_report.comparisons import ALL
from drs_report.findings.criteria import BY_COMPARISON, question
from drs_report.findings.facts import fact_name
from drs_report.findings.registry import AREAS, CODES, Rule, Softens
from drs_report.language.labels import answer
from drs_report.language.translator import Words
from drs_report.records.texts import Text

_TITLES = {
    **{one.area: one.short.en for one in ALL},
    "coverage": "Coverage",
    "integrity": "Integrity of the evidence",
    "evidence": "Reading and age of the evidence",
    "policy": "The policy",
    "waiver": "Waivers",
}

_SOFTENED = {
    Softens.NEVER: Text("Nothing sets it aside.", "不可豁免。"),
    Softens.BY_WAIVER: Text("A waiver can set it aside.", "可由豁免放行。"),
    Softens.BY_NAMED_WAIVER: Text(
        "Only a waiver that names the file, the sheet and the text can set it aside.",
        "仅可由写明文件、工作表和文本的豁免放行。",
    ),
    Softens.BY_TOLERANCE: Text("A tolerance or a waiver can set it aside.", "可由容差或豁免放行。"),
    Softens.BY_PROOF: Text("Accepted weaker proof or a waiver can set it aside.", "可由策略接受的较弱证明或豁免放行。"),
}


def tables() -> str:
    """Return the rules as sections of Markdown: code, effect, facts, meaning, what to do."""
    lines: list[str] = []
    for area in AREAS:
        lines += [
            "",
            f"## {_TITLES[area]}",
            "",
            "| code | effect | facts | meaning | what to do |",
            "|---|---|---|---|---|",
        ]
        lines += [_row(rule) for rule in CODES if rule.area == area]
    return "\n".join(lines) + "\n"


def _row(rule: Rule) -> str:
    facts = ", ".join(f"`{name}`" for name in rule.facts) or "–"
    return f"| `{rule.code}` | {rule.effect.value} | {facts} | {rule.means.en} | {rule.do.en} |"


def listed(w: Words) -> Iterator[str]:
    """Yield a line for each rule, in the order of a sign-off."""
    width = max(len(rule.code) for rule in CODES)
    for rule in CODES:
        yield f"{rule.code:<{width}}  {w.say(rule.means)}"


def explain(w: Words, rule: Rule) -> str:
    """Return what a code means, what it does to the verdict, what to do, and its facts, as lines of text."""
    asks = rule.criterion if rule.criterion != BY_COMPARISON else ""
    lines = [
        f"{rule.code} ({rule.effect.value}: {answer(w, rule.effect)})",
        "",
        w.say(rule.means),
        w.say(rule.do),
        w.say(_SOFTENED[rule.softened]),
    ]
    if asks:
        lines += ["", f"{asks}: {question(w, asks)}"]
    if rule.facts:
        width = max(map(len, rule.facts))
        lines += ["", *(f"  {name:<{width}}  {fact_name(w, name)}" for name in rule.facts)]
    return "\n".join(lines) + "\n"
