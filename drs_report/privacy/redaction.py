"""Redaction: production values become short keyed hashes, so that a report can leave the house and still be used.

What is shown is made only of what is known to be safe: a value of a fact where the fact's kind says so
(`drs_report.findings.facts`), a field of a record where `_FIELDS` says what it holds. Everything else is replaced: a
text by its known technical words with hashes between them, or by one hash. A field that is added to a record and not
listed here is treated as free text. SQL and row filters are one hash whole: where a literal ends depends on the
database that wrote it.

A token is HMAC-SHA256 under the redaction's key, so equal values get equal tokens within a report, and nobody without
the key can try values. Tokens are made of consonants only: none can spell a word or hold a number.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeVar, cast

from drs_report.comparisons import COMPARE_TYPES
from drs_report.errors import ConfigError, Told
from drs_report.findings.facts import FACTS, Otherwise, is_id, is_name
from drs_report.language import vocabulary
from drs_report.records.judgement import (
    Criterion,
    Evidence,
    Fact,
    Finding,
    JudgedFinding,
    Level,
    Origin,
    Subject,
    Verdict,
    Waiver,
    WaiverUse,
)
from drs_report.records.observations import Coverage, CoverageRow, Observation, Result
from drs_report.records.reading import (
    EXTRA,
    BlockRecognition,
    CellProblem,
    ColumnMatch,
    Leftover,
    NotUnderstood,
    Recognition,
    SheetRecognition,
    Source,
    UnknownWord,
)
from drs_report.records.remarks import Remark

PLAIN_WORDS: Final = frozenset(files(__package__).joinpath("plain_words.txt").read_text("utf-8").split())
"""What a redacted remark may keep: technical terms and the small words around them, case-folded, and Chinese phrases.

A remark of DRS or of a database is free text, so nobody looks for what is secret in it: what is known to be harmless
stays, and the rest is replaced.
"""

_LETTERS = "bcdfghjklmnpqrstvwxz"
_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Redaction:
    """Replaces values by tokens under `key`; the same key gives the same tokens, so keep it as secret as the data."""

    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not self.key:
            raise ConfigError(Told("The key for redaction is empty."), remedy=Told("Give it at least 16 random bytes."))

    def token(self, value: str) -> str:
        """Return the token of a value, like ``«bcdfghjklm»``; nothing stays nothing."""
        if not value:
            return ""
        number = int.from_bytes(hmac.digest(self.key, value.encode("utf-8", "surrogatepass"), hashlib.sha256), "big")
        letters = []
        for _ in range(_LENGTH):
            number, rest = divmod(number, len(_LETTERS))
            letters.append(_LETTERS[rest])
        return f"«{''.join(letters)}»"

    def key_text(self, text: str) -> str:
        """Redact the key values of one row: every element of a list, or every part between commas."""
        try:
            parsed = json.loads(text)
        except (ValueError, RecursionError):
            parsed = None
        if isinstance(parsed, list) and all(isinstance(part, str | int | float | bool | None) for part in parsed):
            spelled = [part if isinstance(part, str) else json.dumps(part) for part in parsed]
            return "[" + ", ".join(self.token(part) for part in spelled) + "]"
        return ", ".join(self.token(part.strip().strip("'\"[]")) for part in text.split(","))

    def message(self, text: str, names: frozenset[str] = frozenset()) -> str:
        """Redact a remark: what is left are known technical words, error codes, and `names` (case-folded).

        Of what this program says itself only what it quotes is cut.
        """
        if isinstance(text, Told):
            return text.mapped(lambda quoted: self.message(quoted, names))
        return _MESSAGE.sub(lambda match: self._message_part(match, names), text)

    def _message_part(self, match: re.Match[str], names: frozenset[str]) -> str:
        word = match.group()
        if match.lastgroup == "code" or word.casefold() in names:
            return word
        if match.lastgroup == "han":
            return _HAN_WORDS.sub(self._han_part, word)
        parts = re.split(r"[^\w]+", word.casefold())
        is_plain = all(part in PLAIN_WORDS or part in names for part in parts)
        return word if is_plain else self.token(word)

    def _han_part(self, match: re.Match[str]) -> str:
        return match.group() if match.lastgroup == "known" else self.token(match.group())


# -- remarks -----------------------------------------------------------------------------------------------------------

_CODES = r"\b(?:ORA-\d{5}|DRS\.[A-Z]*\d{4,8}|APIGW\.\d{4}|SQLSTATE|max_allowed_packet)\b"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MESSAGE = re.compile(
    rf"(?P<code>{_CODES})"
    rf"|(?P<han>[{_HAN}]+)"
    # digits, letters and what binds them into one value: addresses, numbers, times, paths
    rf"|(?P<word>[^\W{_HAN}](?:[^\W{_HAN}]|[^\w\s]++(?=[^\W{_HAN}]))*)"
)
_HAN_PHRASES = "|".join(re.escape(w) for w in sorted(PLAIN_WORDS, key=lambda w: (-len(w), w)) if not w.isascii())
_HAN_WORDS = re.compile(rf"(?P<known>{_HAN_PHRASES})|(?P<unknown>(?:(?!{_HAN_PHRASES}).)+)")


# -- records -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cutter:
    """A redaction with the names that may stand in free text."""

    redaction: Redaction
    names: frozenset[str]

    def words(self, text: str) -> str:
        return self.redaction.message(text, self.names)

    def note(self, remark: Remark) -> Remark:
        # "what" is a word of ours
        kept = ((name, text if name == "what" else self.words(text)) for name, text in remark.values)
        return Remark(remark.kind, tuple(kept))


_Handler = Callable[[_Cutter, Any], Any]


def _keep(_: _Cutter, value: Any) -> Any:
    return value


def _hash(cut: _Cutter, value: str) -> str:
    return cut.redaction.token(value)


def _note(cut: _Cutter, value: Remark | None) -> Remark | None:
    return value and cut.note(value)


def _only(is_safe: Callable[[str], bool]) -> _Handler:
    """Keep a text that is one of a known set or of a shape that can hold nothing; hash every other."""
    return lambda cut, value: value if not value or is_safe(value) else cut.redaction.token(value)


def _each(handler: _Handler) -> _Handler:
    return lambda cut, values: tuple(handler(cut, value) for value in values)


def _title(cut: _Cutter, value: str) -> str:
    return value if is_name(value) and value.casefold() in cut.names else cut.redaction.token(value)


def _heading(cut: _Cutter, value: str) -> str:
    known = vocabulary.built_in().headings
    return " / ".join(
        part if vocabulary.normalise_heading(part) in known else cut.words(part) for part in value.split(" / ")
    )


def _column(cut: _Cutter, value: str | None) -> str | None:
    if value is None or FACTS["column"].kind.is_safe(value):
        return value
    kept = EXTRA if value.startswith(EXTRA) else ""
    return kept + cut.words(value.removeprefix(EXTRA))


_TIME = re.compile(
    r"\d{4}[-/]\d\d?[-/]\d\d?[ T]\d\d?:\d\d(?::\d\d(?:\.\d{1,6})?)? ?(?:Z|\(?(?:UTC|GMT)?(?:[+-]\d\d?(?::?\d\d)?)?\)?)"
)
_NUMBER = re.compile(r"\d{1,19}(?:\.\d{1,6})? ?%?")


def _is_word(group: str) -> Callable[[str], bool]:
    return lambda value: vocabulary.canonical(group, value) is not None


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: len(value) < 80 and pattern.fullmatch(value) is not None


_META_VALUES: Final[Mapping[str, Callable[[str], bool]]] = {
    "compare_type": _is_word("compare_type"),
    "compare_status": _is_word("job_status"),
    "compare_start_time": _matches(_TIME),
    "compare_end_time": _matches(_TIME),
    "compare_time": _matches(_TIME),
    "sample_percent": _matches(_NUMBER),
}
"""Facts of a file whose text is safe, and when."""


def _meta(cut: _Cutter, value: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, text if name in _META_VALUES and _META_VALUES[name](text.strip()) else cut.words(text))
        for name, text in value
    )


def _read(cut: _Cutter, value: Any) -> Any:
    """Keep a result among the cells that prove a table; a number or a time is safe, every other text is not."""
    is_result = isinstance(value, str) and value in vocabulary.OUTCOMES
    return value if is_result else _value(cut, value)


_type = _only(lambda value: value in COMPARE_TYPES)
_outcome = _only(lambda value: value in vocabulary.OUTCOMES or value == vocabulary.UNKNOWN_WORD)
_object_type = _only(lambda value: value in vocabulary.OBJECT_TYPES)
_status = _only(_is_word("job_status"))
_id = _only(is_id)
_name = _only(is_name)
"""Names of databases, schemas, tables and objects are shown, where they have the shape of a name."""
_FILE = _keep
"""Names of files are shown: a reader must find them."""
_POLICY = _keep
"""Written by the author of the policy, who is told not to put values there."""
_OURS = _keep
"""Made by this program: hashes, letters of columns, names of frames, words of a fixed list."""

_NAMED: Final = tuple(one.name for one in fields(Subject) if one.name.startswith(("source_", "target_")))

_FIELDS: Final[Mapping[type, Mapping[str, _Handler]]] = {
    Finding: {"code": _OURS, "compare_type": _type, "outcome": _outcome},
    Evidence: {"file": _FILE},
    Subject: {
        **dict.fromkeys(_NAMED, _name),
        "object_type": _object_type,
        "task": _only(lambda value: is_id(value) or is_name(value)),
    },
    JudgedFinding: {"tolerance": _POLICY},
    Waiver: dict.fromkeys(("id", "reason", "approved_by", "code", "pattern", "compare_type"), _POLICY),
    WaiverUse: {"status": _OURS},
    Criterion: {"id": _OURS},
    Verdict: {"policy_name": _POLICY, "policy_sha256": _OURS},
    Coverage: {"compare_types": _each(_type)},
    CoverageRow: {},
    Observation: {"subject": lambda _, value: Subject(value.level)},
    Result: {
        "compare_type": _type,
        "outcome": _outcome,
        "rule": _OURS,
        "columns": _each(_column),
        "cells": _each(_each(_read)),
    },
    Source: {"compare_type": _type, "n_rows": _OURS},
    Origin: {
        "name": _FILE,
        "sha256": _OURS,
        "compare_type": _type,
        "compare_status": _status,
        "newer_compare_status": _status,
        "language": _only(lambda value: value in {"en-us", "zh-cn", "en", "zh-CN"}),
        "region": _only(_matches(re.compile(r"[a-z]{2,3}-[a-z]{3,12}-\d{1,3}"))),
        **dict.fromkeys(("job_id", "compare_job_id", "newer_compare_job_id", "request_id"), _id),
    },
    Recognition: {
        "compare_type": _type,
        "decided_by": _note,
        "engine": _OURS,
        "meta": _meta,
        "notes": _each(_note),
    },
    NotUnderstood: {"kind": _OURS, "column": _heading},
    SheetRecognition: {"state": _OURS},
    BlockRecognition: {"frame": _OURS, "title": _title},
    ColumnMatch: {"letter": _OURS, "heading": _heading, "column": _column, "reason": _note},
    UnknownWord: {"column": _column, "word": _hash},
    CellProblem: {"column": _column, "what": _note, "sample": _hash},
    Leftover: {"reason": _OURS, "sample": _each(_hash)},
}
"""Record -> field -> what it holds. Numbers, times, truth values and words of an enumeration need no entry."""


@cache
def _plan(kind: Any) -> tuple[tuple[str, _Handler], ...]:
    listed = _FIELDS.get(kind, {})
    return tuple((one.name, listed.get(one.name, _value)) for one in fields(kind) if one.init)


def _value(cut: _Cutter, value: Any) -> Any:
    """Redact whatever nothing is known of."""
    if value is None or isinstance(value, Enum | bool | int | float | date):
        return value
    if isinstance(value, str):
        return cut.words(value)
    if isinstance(value, Fact):
        return _fact(cut, value)
    if isinstance(value, Subject) and value.level is Level.FILE:
        return Subject(Level.FILE, source_name=value.source_name)
    if isinstance(value, tuple | list):
        return tuple(_value(cut, one) for one in value)
    if isinstance(value, Observation):  # what others share with it is theirs
        value = value.alone()
    if isinstance(value, Mapping):
        return {key if key in COMPARE_TYPES else _value(cut, key): _value(cut, one) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return _record(cut, value)
    raise TypeError(f"redaction does not know {type(value)}")


def _record(cut: _Cutter, record: Any) -> Any:
    kind = type(record)
    changed = {}
    for name, handler in _plan(cast("Any", kind)):
        value = getattr(record, name)
        if value is not None:
            value = handler(cut, value)
        changed[name] = value
    return kind(**changed)


def _fact(cut: _Cutter, fact: Fact) -> Fact:
    if fact.value is None:
        return fact
    kind = FACTS[fact.name].kind
    if kind.is_safe(fact.value):
        return fact
    text = str(fact.value)
    if isinstance(fact.value, Remark):
        return Fact(fact.name, cut.note(fact.value))
    match kind.otherwise:
        case Otherwise.HASH:
            return Fact(fact.name, cut.redaction.token(text))
        case Otherwise.KEYS:
            return Fact(fact.name, cut.redaction.key_text(text))
        case Otherwise.WORDS:
            return Fact(fact.name, cut.words(text))


_Record = TypeVar("_Record", Verdict, Coverage, Source)


def redact(redaction: Redaction, record: _Record, names: frozenset[str]) -> _Record:
    """Return the record with nothing in it but what is safe, and `names` (case-folded) in its remarks."""
    return cast("_Record", _record(_Cutter(redaction, names), record))


def known_names(verdict: Verdict, coverage: Coverage) -> frozenset[str]:
    """Return every name in the evidence, case-folded, whole and in its parts: databases, tables, objects."""
    subjects = [row.subject for row in coverage.rows]
    subjects += [judged.finding.subject for judged in verdict.findings if judged.finding.subject.level != Level.FILE]
    names: set[str] = set()
    for subject in subjects:
        parts: list[str] = [getattr(subject, name) for name in _NAMED]
        shaped = [part for part in parts if is_name(part)]
        names.update(part.casefold() for part in shaped)
        names.update(word.casefold() for part in shaped for word in part.split(".") if word)
    names.discard("")
    return frozenset(names)
