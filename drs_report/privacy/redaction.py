"""Redaction: production values become short keyed hashes, so that a report can leave the house and still be used.

What is replaced: key values, literals in SQL and row filters, everything in remarks and notes but known technical
words, words and cells that could not be read, rows outside the tables. What is kept: names of databases, schemas,
tables, objects and sheets, the words of SQL, column names, headings, counts, times, hashes of files.

A token is HMAC-SHA256 under the redaction's key, so equal values get equal tokens within a report (a key and the same
key inside its SQL join), and nobody without the key can try values. Tokens are made of consonants only: none can spell
a word or hold a number. Where a text cannot be taken apart with certainty, more is replaced, never less.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from drs_report.errors import ConfigError
from drs_report.language import reader_notes as sayings
from drs_report.privacy.plain_words import PLAIN_WORDS
from drs_report.records.judgement import Coverage, Fact, JudgedFinding, Level, Scalar, Verdict
from drs_report.records.reading import BlockRecognition, Recognition, SheetRecognition, Source

__all__ = ["Redaction", "known_names", "redact_sources", "redact_verdict"]

_LETTERS = "bcdfghjklmnpqrstvwxz"
_LENGTH = 10

_KEYS = frozenset({"source_key", "target_key"})
_SQL = frozenset({"source_sql", "target_sql", "repair_sql", "row_filter"})
_MESSAGES = frozenset({"message", "note", "reason", "status", "repair_sql_state", "repair_status"})
_WHOLE = frozenset({"word", "sample", "workbook", "interface"})


@dataclass(frozen=True, slots=True)
class Redaction:
    """Replaces values by tokens under `key`; the same key gives the same tokens, so keep it as secret as the data."""

    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not self.key:
            raise ConfigError("The key for redaction is empty.", remedy="Give it at least 16 random bytes.")

    def token(self, value: str) -> str:
        """Return the token of a value, like ``«bcdfghjklm»``."""
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
            # numbers as the file spells them, so that they join with the literals of the SQL
            spelled = [part if isinstance(part, str) else json.dumps(part) for part in parsed]
            return "[" + ", ".join(self.token(part) for part in spelled) + "]"
        return ", ".join(self.token(part.strip().strip("'\"[]")) for part in text.split(","))

    def sql(self, text: str, names: frozenset[str] = frozenset()) -> str:
        """Redact the literals of an SQL text; `names` (case-folded) are known to be names."""
        return _Sql(self, names).redact(text)

    def message(self, text: str, names: frozenset[str] = frozenset()) -> str:
        """Redact a remark: what is left are known technical words, error codes, and `names` (case-folded)."""
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


# -- SQL ---------------------------------------------------------------------------------------------------------------

_SQL_TOKEN = re.compile(
    r"""
      (?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z)|\#[^\n]*)
    | (?P<string>[NnEeXxBbQqUu]?[&]?'(?:[^'\\]|''|\\(?:.|\Z))*+(?:'|\Z))
    | (?P<dollar>\$(?P<tag>\w*)\$.*?(?:\$(?P=tag)\$|\Z))
    | (?P<double>"(?:[^"\\]|""|\\(?:.|\Z))*+(?:"|\Z))
    | (?P<backtick>`[^`]*+(?:`|\Z))
    | (?P<number>\d[\w.]*(?:(?<=[eE])[+-]\d+)?|\.\d\w*)
    | (?P<word>[^\W\d][\w$\#]*)
    | (?P<operator><=>|<=|>=|<>|!=|=|<|>)
    | (?P<other>\s+|.)
    """,
    re.VERBOSE | re.DOTALL,
)

_KEYWORD_TEXT = """
all and as asc between by case cast conflict cross date default delete desc distinct do else end except exists
false fetch first for from full group having ignore in inner insert intersect interval into is join last left
like limit matched merge minus next not nothing null nulls offset on only or order outer replace returning
right row rows select set then time timestamp true union update using values when where with
"""
_KEYWORDS = frozenset(_KEYWORD_TEXT.split())
_ENDS_VALUE_TEXT = "or order group having limit offset fetch for where union returning then else end when as from"
_ENDS_VALUE = frozenset(_ENDS_VALUE_TEXT.split())
_BEGINS_VALUE = frozenset(["like", "between", "is", "values", "in"])
_PLAIN_NAME = re.compile(r"[\w$#]+\Z")


class _Sql:
    """Goes through an SQL text once; after a comparison everything up to the next clause is taken for a value."""

    def __init__(self, redaction: Redaction, names: frozenset[str]) -> None:
        self.redaction = redaction
        self.names = names
        self.is_value = False
        self.is_between = False

    def redact(self, text: str) -> str:
        """Return the text with tokens for its literals."""
        tokens = [(match.lastgroup or "other", match.group()) for match in _SQL_TOKEN.finditer(text)]
        meant = [n for n, (_, part) in enumerate(tokens) if not part.isspace()]
        after = dict(pairwise(meant))
        before = {second: first for first, second in after.items()}
        parts: list[str] = []
        for n, (kind, part) in enumerate(tokens):
            follows_comma = n in before and tokens[before[n]][1] == ","
            is_assigned = follows_comma and n in after and tokens[after[n]][1] == "="
            parts.append(self._part(kind, part, is_name=is_assigned and bool(_PLAIN_NAME.match(part.strip('"`')))))
        return "".join(parts)

    def _part(self, kind: str, text: str, *, is_name: bool) -> str:
        if is_name:
            self.is_value = False
        match kind:
            case "comment" | "dollar" | "tag":
                return self.redaction.token(text)
            case "string":
                return self.redaction.token(_unquoted(text))
            case "number":
                return text if text.casefold() in self.names else self.redaction.token(text)
            case "double" | "backtick":
                inner = text.strip(text[0])
                is_known = inner.casefold() in self.names
                is_known = is_known or (not self.is_value and bool(_PLAIN_NAME.match(inner)))
                return text if is_known else self.redaction.token(inner)
            case "operator":
                self.is_value = True
                return text
            case "word":
                return self._word(text)
            case _:
                if text == ";":
                    self.is_value = False
                is_kept = not self.is_value or text.isspace() or text in "(),.;*+-/[]{}"
                return text if is_kept else self.redaction.token(text)

    def _word(self, text: str) -> str:
        word = text.casefold()
        if word in _BEGINS_VALUE:
            self.is_value, self.is_between = True, word == "between"
        elif word == "and" and self.is_between:
            self.is_between = False
        elif word == "and" or word in _ENDS_VALUE:
            self.is_value = False
        is_kept = word in _KEYWORDS or word in self.names or not self.is_value
        return text if is_kept else self.redaction.token(text)


def _unquoted(text: str) -> str:
    """Return what a string literal holds, so that it joins with the key it was made from."""
    start = text.index("'") + 1
    inner = text[start:-1] if text.endswith("'") and len(text) > start else text[start:]
    return inner.replace("''", "'")


# -- remarks -----------------------------------------------------------------------------------------------------------

_CODES = r"\b(?:ORA-\d{5}|DRS\.[A-Z]*\d{4,8}|APIGW\.\d{4}|SQLSTATE|max_allowed_packet)\b"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MESSAGE = re.compile(
    rf"(?P<code>{_CODES})"
    rf"|(?P<han>[{_HAN}]+)"
    # digits, letters and what binds them into one value: addresses, numbers, times, paths
    rf"|(?P<word>[^\W{_HAN}](?:[^\W{_HAN}]|[^\w\s]++(?=[^\W{_HAN}]))*+)"
)
_HAN_PHRASES = "|".join(re.escape(w) for w in sorted(PLAIN_WORDS, key=lambda w: (-len(w), w)) if not w.isascii())
_HAN_WORDS = re.compile(rf"(?P<known>{_HAN_PHRASES})|(?P<unknown>(?:(?!{_HAN_PHRASES}).)+)")


# -- the judged material -----------------------------------------------------------------------------------------------


def known_names(verdict: Verdict, coverage: Coverage, sources: Iterable[Source]) -> frozenset[str]:
    """Return every name in the evidence, case-folded, whole and in its parts: databases, tables, objects, sheets."""
    subjects = [row.subject for row in coverage.rows]
    subjects += [judged.finding.subject for judged in verdict.findings if judged.finding.subject.level != Level.FILE]
    names = {sheet.sheet.casefold() for source in sources for sheet in source.recognition.sheets}
    names.update(word for name in tuple(names) for word in name.split())
    for subject in subjects:
        parts = (
            subject.source_db,
            subject.source_schema,
            subject.source_name,
            subject.target_db,
            subject.target_schema,
            subject.target_name,
        )
        names.update(part.casefold() for part in parts if part)
        names.update(word.casefold() for part in parts for word in part.split(".") if word)
    names.discard("")
    return frozenset(names)


def redact_verdict(redaction: Redaction, verdict: Verdict, names: frozenset[str]) -> Verdict:
    """Redact every finding of a verdict."""
    return replace(verdict, findings=tuple(_judged(redaction, judged, names) for judged in verdict.findings))


def redact_sources(redaction: Redaction, sources: Iterable[Source], names: frozenset[str]) -> tuple[Source, ...]:
    """Redact what the reading of the files quotes from them."""
    return tuple(replace(source, recognition=_recognition(redaction, source.recognition, names)) for source in sources)


def _judged(redaction: Redaction, judged: JudgedFinding, names: frozenset[str]) -> JudgedFinding:
    finding = judged.finding
    redacted = replace(
        finding,
        facts=tuple(_fact(redaction, fact, names) for fact in finding.facts),
        samples=tuple(tuple(_fact(redaction, fact, names) for fact in sample) for sample in finding.samples),
    )
    return replace(judged, finding=redacted)


def _fact(redaction: Redaction, fact: Fact, names: frozenset[str]) -> Fact:
    value = fact.value
    if not isinstance(value, str) or not value:
        return fact
    redacted: Scalar = value
    if fact.name in _KEYS:
        redacted = redaction.key_text(value)
    elif fact.name in _SQL:
        redacted = redaction.sql(value, names)
    elif fact.name in _MESSAGES:
        # the reader's own sentences hold names of sheets and cells only; a remark of the file may look like one
        is_ours = fact.name == "note" and sayings.is_known(value)
        redacted = value if is_ours else redaction.message(value, names)
    elif fact.name in _WHOLE:
        redacted = redaction.token(value)
    return Fact(fact.name, redacted)


def _recognition(redaction: Redaction, read: Recognition, names: frozenset[str]) -> Recognition:
    return replace(
        read,
        sheets=tuple(_sheet(redaction, sheet, names) for sheet in read.sheets),
        notes=tuple(note if sayings.is_known(note) else redaction.message(note, names) for note in read.notes),
        meta=tuple((name, text if name in _SAFE_META else redaction.message(text, names)) for name, text in read.meta),
    )


_SAFE_META = frozenset({"compare_type", "compare_start_time", "compare_end_time", "compare_time", "sample_percent"})


def _sheet(redaction: Redaction, sheet: SheetRecognition, names: frozenset[str]) -> SheetRecognition:
    return replace(
        sheet,
        blocks=tuple(_block(redaction, block, names) for block in sheet.blocks),
        leftovers=tuple(
            replace(left, sample=tuple(redaction.token(cell) if cell else cell for cell in left.sample))
            for left in sheet.leftovers
        ),
    )


def _block(redaction: Redaction, block: BlockRecognition, names: frozenset[str]) -> BlockRecognition:
    return replace(
        block,
        title=block.title if not block.title or block.title.casefold() in names else redaction.token(block.title),
        unknown_words=tuple(replace(word, word=redaction.token(word.word)) for word in block.unknown_words),
        problems=tuple(replace(problem, sample=redaction.token(problem.sample)) for problem in block.problems),
    )
