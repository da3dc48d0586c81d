"""Every fact a finding or a criterion may carry: its words, how it is shown, and what of it may leave the house.

A fact is one line of ``facts.toml``, under its kind, or a column that says what a report calls it and how it is shown.
The kind says how its value is written in a report, and which values are safe to show in a redacted one; every other
value is replaced. There is no other list of facts: one that is missing in both cannot be used by a rule
(`drs_report.findings.registry`) or a criterion.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from importlib.resources import files
from typing import Final

from drs_report.comparisons import COLUMNS, COMPARE_TYPES
from drs_report.language import formatting, labels, vocabulary
from drs_report.language.remarks import telling
from drs_report.language.translator import Words
from drs_report.records.entries import record, with_text
from drs_report.records.judgement import Fact, FactValue
from drs_report.records.remarks import Remark
from drs_report.records.texts import Text


class Otherwise(Enum):
    """What becomes of a value that is not safe."""

    HASH = "hash"
    """The whole value is one token."""
    KEYS = "keys"
    """A token for each part of a key, so that it can be found again in a column of keys."""
    WORDS = "words"
    """Known technical words stay, the rest is tokens."""


Show = Callable[[Words, FactValue], str | None]
"""Writes a value; None where it is not what the kind expects, so that it is shown as text."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of one kind are written, and which of them may be shown to anybody."""

    show: Show
    is_safe: Callable[[FactValue], bool]
    otherwise: Otherwise
    why: str
    """Why the safe values are safe, or why none is."""
    is_code: bool = False
    """Whether it is set in a fixed-width face."""


@dataclass(frozen=True, slots=True)
class FactRecord:
    """One fact: its stable name, its label, and its kind."""

    name: str
    label: Text
    kind: Kind
    counted: Text | None = None
    """How so many of it are said without the label."""


def _as_text(w: Words, value: FactValue) -> None:  # noqa: ARG001 - a Show
    return None


def _told(w: Words, value: FactValue) -> str | None:
    return formatting.visible(w.told(value)) if isinstance(value, str) else None


def _never(value: FactValue) -> bool:  # noqa: ARG001 - a test of values
    return False


def _always(value: FactValue) -> bool:  # noqa: ARG001 - a test of values
    return True


def _is_number(value: FactValue) -> bool:
    return isinstance(value, int | float)


def _signed(w: Words, value: FactValue) -> str | None:  # noqa: ARG001 - a Show
    return formatting.signed(value) if isinstance(value, int) else None


def _row(w: Words, value: FactValue) -> str | None:  # noqa: ARG001 - a Show
    return str(value) if isinstance(value, int) else None


def _percent(w: Words, value: FactValue) -> str | None:  # noqa: ARG001 - a Show
    return formatting.percent(value) if isinstance(value, int | float) else None


def _parts(value: FactValue) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else []


def _types(w: Words, value: FactValue) -> str | None:
    names = [labels.compare_type(w, part) for part in _parts(value)]
    return (w.listed(names) or formatting.DASH) if isinstance(value, str) else None


def _are_types(value: FactValue) -> bool:
    return all(part in COMPARE_TYPES for part in _parts(value))


def _outcomes(w: Words, value: FactValue) -> str | None:
    names = [w.label("outcome", part) for part in _parts(value)]
    return (w.listed(names) or formatting.DASH) if isinstance(value, str) else None


def _are_outcomes(value: FactValue) -> bool:
    return all(part in vocabulary.OUTCOMES for part in _parts(value))


def _word_of(group: str) -> tuple[Show, Callable[[FactValue], bool]]:
    def show(w: Words, value: FactValue) -> str | None:
        word = vocabulary.canonical(group, value) if isinstance(value, str) else None
        return w.label(group, word) if word else None

    return show, lambda value: isinstance(value, str) and vocabulary.canonical(group, value) is not None


def _difference(w: Words, value: FactValue) -> str | None:
    return (
        w.label("repair_kind" if value in vocabulary.REPAIR_KINDS else "diff_kind", value)
        if isinstance(value, str)
        else None
    )


def _name_of(w: Words, value: FactValue) -> str | None:
    return fact_name(w, value) if isinstance(value, str) and value else None


def _note(w: Words, value: FactValue) -> str | None:
    return telling(w, value) if isinstance(value, Remark) else None


_LONGEST_KNOWN = 300
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


def _remark(w: Words, value: FactValue) -> str | None:
    """A remark of the service that is known by heart, in the reader's language, with the file's own words behind it.

    What follows a colon is left as it is where only what stands before it is known.
    """
    if not isinstance(value, str):
        return None
    for end in (len(value), *(at for at in map(value.find, ("：", ": ")) if at > 0)):
        original = value[:end]
        is_foreign = bool(_HAN.search(original)) != w.language.is_in_han
        if is_foreign and (meaning := _meaning(w, original)):
            return w.t("{meaning} ({original})", meaning=meaning, original=original) + formatting.visible(value[end:])
    return None


def _meaning(w: Words, text: str) -> str | None:
    for group in ("remark", "outcome", "job_status"):
        if word := vocabulary.canonical(group, text):
            return w.label(group, word)
    for name in text.split() if len(text) < _LONGEST_KNOWN else ():
        if word := vocabulary.canonical("remark", text.replace(name, "{}", 1)):
            return w.label("remark", word).replace("{}", name)
    return None


def _is_column(value: FactValue) -> bool:
    return any(value in meanings for meanings in vocabulary.built_in().headings.values())


_ID = re.compile(
    r"[0-9a-f]{8}(?:[0-9a-f]{4,84}+(?:-[0-9a-f]{4,12}+){0,7}|(?:-[0-9a-f]{4,12}+){1,7})(?:jb[0-9a-f]{2,3})?"
)
"""Numbers of DRS; those of tasks end in jb and two or three digits."""


def is_id(value: FactValue) -> bool:
    """Whether a text is a number that DRS gave to a task, a comparison or a request."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


_PART = r"""(?:[\w$#@-]{1,128}|`[\w$#@.-]{1,128}`|\[[\w$#@.-]{1,128}\])"""
_NAME = re.compile(rf"{_PART}(?:\.{_PART}){{0,4}}")


def is_name(text: str) -> bool:
    """Whether a text has the shape of a name of a database, table or object: no blanks, no signs of SQL or of JSON."""
    return _NAME.fullmatch(text) is not None


def _are_names(value: FactValue) -> bool:
    return isinstance(value, str) and all(map(is_name, _parts(value)))


_KINDS: Final = {
    "number": Kind(_as_text, _is_number, Otherwise.HASH, "a number that was counted or read as one"),
    "signed": Kind(_signed, _is_number, Otherwise.HASH, "a number that was counted or read as one"),
    "row": Kind(_row, _is_number, Otherwise.HASH, "a row number of a sheet"),
    "percent": Kind(_percent, _is_number, Otherwise.HASH, "a number that was counted or read as one"),
    "yes_no": Kind(_as_text, lambda value: isinstance(value, bool), Otherwise.HASH, "yes or no"),
    "time": Kind(_as_text, lambda value: isinstance(value, date), Otherwise.HASH, "a time that was read as one"),
    "types": Kind(_types, _are_types, Otherwise.HASH, "names of comparisons that this program knows"),
    "outcomes": Kind(_outcomes, _are_outcomes, Otherwise.HASH, "results that this program knows"),
    "progress": Kind(*_word_of("full_status"), Otherwise.HASH, "a word of DRS that the vocabulary holds"),
    "status": Kind(*_word_of("job_status"), Otherwise.HASH, "a word of DRS that the vocabulary holds"),
    "difference": Kind(
        _difference,
        lambda value: value in vocabulary.REPAIR_KINDS or value in vocabulary.DIFF_KINDS,
        Otherwise.HASH,
        "a kind that this program knows",
    ),
    "fact": Kind(_name_of, lambda value: value in FACTS, Otherwise.HASH, "the name of a fact"),
    "id": Kind(_as_text, is_id, Otherwise.HASH, "a number that DRS gave, in hexadecimal digits"),
    "names": Kind(_as_text, _are_names, Otherwise.HASH, "names of tables are shown: without them no report is of use"),
    "file": Kind(_as_text, _always, Otherwise.HASH, "names of files are shown: without them no report is of use"),
    "pattern": Kind(_as_text, _always, Otherwise.HASH, "written into the policy, which names tables", is_code=True),
    "pattern_text": Kind(_as_text, _always, Otherwise.HASH, "written into the policy, which names tables"),
    "column": Kind(_as_text, _is_column, Otherwise.WORDS, "a column that this program knows", is_code=True),
    "words": Kind(_as_text, _never, Otherwise.WORDS, "free text of a file or a database"),
    "reason": Kind(_told, _never, Otherwise.WORDS, "it may quote a file or a service"),
    "heading": Kind(
        _as_text, _never, Otherwise.WORDS, "free text of a file: an unknown heading may be a value", is_code=True
    ),
    "note": Kind(_note, _never, Otherwise.WORDS, "a remark of the reader that may quote the file"),
    "remark": Kind(_remark, _never, Otherwise.WORDS, "free text of a file or a database"),
    "cell": Kind(_as_text, _never, Otherwise.HASH, "the text of a cell", is_code=True),
    "key": Kind(_as_text, _never, Otherwise.KEYS, "values of a key", is_code=True),
    "sql": Kind(
        _as_text, _never, Otherwise.HASH, "SQL holds values, and only its own database can tell where", is_code=True
    ),
}
"""By the sections of facts.toml, and what columns say of how they are shown."""


def _records() -> dict[str, FactRecord]:
    found = {
        name: FactRecord(name, column.label, _KINDS[column.shown]) for name, column in COLUMNS.items() if column.label
    }
    for kind, entries in tomllib.loads(files(__package__).joinpath("facts.toml").read_text("utf-8")).items():
        for name, entry in entries.items():
            fact = record(FactRecord, with_text(entry, "label"), name=name, kind=_KINDS[kind])
            if found.setdefault(name, fact) is not fact:
                raise ValueError(f"facts.toml says twice what {name} is")
    return found


FACTS: Final[dict[str, FactRecord]] = _records()
"""Name -> record."""


def fact_name(w: Words, name: str) -> str:
    """Return the label of a fact; the stable name itself for one of another version."""
    return w.say(FACTS[name].label) if name in FACTS else formatting.visible(name)


def fact_value(w: Words, fact: Fact, limit: int) -> str:
    """Return the value of a fact as text, cut to `limit` characters; a dash for the unknown."""
    return _shown(w, fact, limit, keep_lines=True)


def in_sentence(w: Words, fact: Fact, limit: int) -> str:
    """Return the value of a fact as a sentence shows it: on one line."""
    return _shown(w, fact, limit, keep_lines=False)


def _shown(w: Words, fact: Fact, limit: int, *, keep_lines: bool) -> str:
    value = fact.value
    if value is None:
        return formatting.DASH
    if isinstance(value, bool):
        return w.scalar(value)
    text = FACTS[fact.name].kind.show(w, value) if fact.name in FACTS else None
    if text is None and isinstance(value, str):
        text = formatting.visible(value, keep_lines=keep_lines)
    return w.clip(text, limit) if text is not None else formatting.scalar(value)


def is_code(fact: Fact) -> bool:
    """Whether a fact is shown in a fixed-width face: keys, SQL, texts of a file."""
    return fact.name in FACTS and FACTS[fact.name].kind.is_code
