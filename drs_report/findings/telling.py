"""Tells a finding in one sentence: whom it is about, which way it goes, and the numbers, as its rule words it.

Directions are named: missing in the target, only in the source; never left or right. A sentence says only what is
known: where a number is missing, the rule has a wording that does without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drs_report.findings.facts import in_sentence
from drs_report.findings.registry import CODES, Said, code
from drs_report.language import formatting, labels
from drs_report.language.translator import Words
from drs_report.records.judgement import Fact, Finding

_NAMES = frozenset(rule.code for rule in CODES)
_PLACEHOLDER = re.compile(r"\{(\w+)(?::([\w-]+))?\}")


@dataclass(frozen=True, slots=True)
class _Case:
    """A finding and the language it is told in; facts are asked for by name and only those of its code exist."""

    w: Words
    finding: Finding
    limit: int

    def number(self, name: str) -> int:
        """A number by its name; 0 where it is unknown or none."""
        if name == "n" and name not in code(self.finding.code).facts:
            return self.finding.n
        if name in {"n_fewer", "n_more"}:
            return max(0, self.number("row_difference") * (-1 if name == "n_fewer" else 1))
        value = self._fact(name).value
        return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0

    def count(self, said: Said) -> int:
        """What a wording counts: the first of its numbers that is not zero."""
        return next((n for n in map(self.number, said.count) if n), 0)

    def applies(self, said: Said) -> bool:
        """Whether all that a wording needs is there."""
        return (
            all(self._fact(name).value not in {None, ""} for name in said.known)
            and (not said.outcomes or self.finding.outcome in said.outcomes)
            and (not said.count or self.count(said) != 0)
        )

    def say(self, said: Said, **done: str) -> str:
        """Say a wording; `done` are texts that are finished."""
        n = self.count(said)

        def fill(match: re.Match[str]) -> str:
            name, form = match.group(1), match.group(2)
            if name in done:
                return done[name]
            if name == "n" and said.count:
                return formatting.number(n)
            return self._shown(name, form)

        return _PLACEHOLDER.sub(fill, self.w.say(said.text, n if said.count else None))

    def _shown(self, name: str, form: str | None) -> str:
        match name:
            case "subject":
                return self.w.clip(labels.subject(self.w, self.finding), self.limit)
            case "compare":
                return labels.compare_type(self.w, self.finding.compare_type)
            case "outcome":
                said = self.finding.outcome
                return self.w.label("outcome", said) if said else self.w.t("no result given")
            case _:
                fact = self._fact(name)
        if form == "number":
            return formatting.scalar(fact.value)
        if form == "or-0" and fact.value is None:
            return formatting.number(0)
        return in_sentence(self.w, fact, self.limit)

    def _fact(self, name: str) -> Fact:
        if name not in code(self.finding.code).facts:
            raise KeyError(f"{self.finding.code} has no fact {name!r}")
        return Fact(name, self.finding.fact(name))


def sentence(w: Words, finding: Finding, limit: int = 300) -> str:
    """Say what was found, with the file's remark where it gives one; texts from the file are cut to `limit`."""
    if finding.code not in _NAMES:
        # of another version: named rather than hidden
        return w.t("{subject}: finding {code}", subject=labels.subject(w, finding), code=finding.code)
    case, rule = _Case(w, finding, limit), code(finding.code)
    text = case.say(next((said for said in rule.says if case.applies(said)), rule.says[-1]))
    for add in rule.adds:
        parts = [case.say(part) for part in add.parts if case.applies(part)]
        if case.applies(add) and (parts or not add.parts):
            text = case.say(add, sentence=text, parts=w.join(parts))
    message = finding.fact("message")
    if isinstance(message, str) and message.strip():
        remark = in_sentence(w, Fact("message", message.strip()), limit)
        return w.t("{sentence}; the file remarks: “{message}”", sentence=text, message=remark)
    return text
