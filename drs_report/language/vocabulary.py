"""The words and codes DRS uses, and what we call them. The words are data (``vocabulary_data/*.toml``), not code.

Each word carries how it is known: ``seen`` in a public console screenshot, ``documented`` in public API, SDK or
user-guide text, ``inferred`` from such text, ``likely``: our guess. No real export was at hand. Canonical names are
ours. Numeric result codes depend on the level: 3 is "target missing" for data and "not completed" for objects
(documented). A word or code that is not here is ``unknown_word``, never a guess.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Protocol

from drs_report.comparisons import ALL, COLUMNS
from drs_report.language.languages import KEYS
from drs_report.records.judgement import OutcomeClass
from drs_report.records.texts import NOT_SPELLED, Spelled

EVIDENCE_LEVELS = tuple(field.name for field in fields(Spelled))
"""Best first."""

UNKNOWN_WORD = "unknown_word"
"""The outcome of a word or code that nothing here knows; its class is not verified."""


MOST_TEXTS = 256
"""Texts whose reading is kept: one shared text may fill thousands of cells, and of those it may be long."""
_LONGEST, _SHOWN = 300, 200
_COMPARED = re.compile("(?<!对)比对")  # not in 对比对象, what is compared


@lru_cache(maxsize=MOST_TEXTS)
def normalise_word(text: str) -> str:
    """Return the form in which words are compared.

    Width, case, outer and repeated blanks and a trailing full stop or exclamation marks do not count; 比对 is read as
    对比 and destination as target, because DRS itself uses both.
    """
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()
    bare = plain.rstrip("。.! ")
    if re.search(r"\.\.|。。", plain[len(bare) :]):
        bare = plain  # an ellipsis says that there was more
    return _COMPARED.sub("对比", bare).replace("destination", "target")


def normalise_heading(text: str) -> str:
    """Return the form in which headings are compared: as words, without ``_ - : /``, brackets and blanks."""
    return re.sub(r"[\s_\-:/#()\[\]【】〔〕《》{}]+", "", normalise_word(text))


_LONGEST_PAIR = 160


def halves(text: str) -> tuple[str, str] | None:
    """Part a text that says the same in two languages: ``内容对比/Value comparison``, ``Tables (表)``; None for others.

    One half has Chinese and no Latin letters, the other Latin and no Chinese ones.
    """
    if len(text) > _LONGEST_PAIR:
        return None
    plain = unicodedata.normalize("NFKC", text)
    scripts = ["h" if "\u4e00" <= c <= "\u9fff" else "l" if c.isascii() and c.isalpha() else "" for c in plain]
    written = "".join(scripts)
    first = written[:1]
    n_first = len(written) - len(written.lstrip(first)) if first else 0
    if n_first in (0, len(written)) or first in written[n_first:]:
        return None
    border = next(at for at, script in enumerate(scripts) if script and script != first)
    return plain[:border].strip(" \t\r\n/|(-"), plain[border:].strip().rstrip(")")


def look_up(table: Mapping[str, str], text: str) -> str | None:
    """Return what a text means by its normalised spelling, or what both its `halves` mean; None where neither says."""
    found = table.get(normalise_word(text))
    if found is None and (both := halves(text)) is not None:
        said = {table.get(normalise_word(half)) for half in both}
        return said.pop() if len(said) == 1 else None
    return found


class Harmless(Protocol):
    """What a layout declares harmless."""

    def offer(self, kind: str, texts: Iterable[str]) -> None:
        """Take texts of a kind that may be asked about next."""

    def covers(self, kind: str, text: str) -> bool:
        """Whether the whole of a text is declared harmless as a thing of that kind."""


@dataclass(frozen=True, slots=True)
class Word:
    """One spelling, what it means, and how that is known."""

    text: str
    meaning: str
    evidence: str
    """One of `EVIDENCE_LEVELS`, or ``layout`` for a word a layout file taught."""


@cache
def data(name: str) -> Mapping[str, Any]:
    """Return what a file of ``vocabulary_data`` says."""
    text = files("drs_report").joinpath("language", "vocabulary_data", f"{name}.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


_OF_SEVERAL = ("statuses", "kinds", "options")
"""Files of ``vocabulary_data`` that hold several groups of words; every other group has a file of its own."""


@cache
def _group(group: str) -> Mapping[str, Mapping[str, Any]]:
    shared = (data(name)[group] for name in _OF_SEVERAL if group in data(name))
    entries = next(shared, None) or data(f"{group}s")
    of_comparisons = {"compare_type": _compare_types, "heading": _columns}.get(group, dict)()
    if twice := entries.keys() & of_comparisons.keys():
        raise ValueError(f"spelled in comparisons/ and here: {sorted(twice)}")
    return MappingProxyType({key: one for key, one in {**entries, **of_comparisons}.items() if isinstance(one, dict)})


def _compare_types() -> dict[str, Mapping[str, Any]]:
    return {one.slug: {"en": one.name.en, "zh": one.name.zh, **asdict(one.spelled)} for one in ALL}


def _columns() -> dict[str, Mapping[str, Any]]:
    return {name: asdict(column.spelled) for name, column in COLUMNS.items() if column.spelled != NOT_SPELLED}


def words(group: str) -> Iterator[Word]:
    """Yield every spelling of a group's words with its evidence; what a report calls an outcome is one of it."""
    for meaning, entry in _group(group).items():
        for evidence in EVIDENCE_LEVELS:
            for text in entry.get(evidence, ()):
                yield Word(text, meaning, evidence)
        if group == "outcome" and meaning != UNKNOWN_WORD:
            yield from (Word(entry[key], meaning, "likely") for key in KEYS)


OUTCOMES: tuple[str, ...] = tuple(_group("outcome"))
"""Canonical outcome words, best first, `UNKNOWN_WORD` among them: behind every word that leaves a thing unverified and
before every word that says it differs. These are the categories of an outcome column."""
OBJECT_TYPES: tuple[str, ...] = tuple(_group("object_type"))
"""Canonical object types, in the order of a report."""
FULL_STATUSES: tuple[str, ...] = ("comparing", "completed", "waiting", "cancelled")
"""Progress words of the value comparison's own status, in the order of their documented numbers."""
DIFF_KINDS: tuple[str, ...] = tuple(_group("diff_kind"))
REPAIR_KINDS: tuple[str, ...] = tuple(_group("repair_kind"))


def outcome_class(word: str) -> OutcomeClass:
    """Return what an outcome word is worth; a word that is not canonical is not verified."""
    entry = _group("outcome").get(word)
    return OutcomeClass(entry["class"]) if entry else OutcomeClass.NOT_VERIFIED


def is_equal(word: str | None) -> bool:
    """Whether an outcome word says that both sides are equal."""
    return word is not None and outcome_class(word) is OutcomeClass.VERIFIED


def label(group: str, word: str, key: str) -> str:
    """Return the words a reader sees for a canonical word; the word itself where nothing is known of it.

    `key` is that of a `drs_report.language.languages.Language`.

    Groups: outcome, compare_type, object_type, job_status, export_status, full_status, diff_kind, repair_kind.
    """
    entry = _group(group).get(word)
    return str(entry[key]) if entry and "en" in entry else word


def short(word: str, key: str) -> str:
    """Return an outcome in the few words that a cell of a matrix has room for; the word itself where it is unknown."""
    entry = _group("outcome").get(word)
    return str(entry["short"][key]) if entry else word


def is_missing(word: str) -> bool:
    """Whether an outcome word says that one side lacks the thing."""
    return bool(_group("outcome").get(word, {}).get("is_missing", False))


@cache
def _lookup(group: str) -> Mapping[str, str]:
    found = {normalise_word(key): key for key in _group(group) if key != UNKNOWN_WORD}
    for word in words(group):
        found.setdefault(normalise_word(word.text), word.meaning)
    return MappingProxyType(_with_plurals(found) if group == "object_type" else found)


def _with_plurals(kinds: Mapping[str, str]) -> dict[str, str]:
    """Kinds of objects by their names in either number, for lists and their overviews use both."""
    return {f"{form}s": kind for form, kind in kinds.items()} | dict(kinds)


def canonical(group: str, text: str) -> str | None:
    """Return the canonical word for any spelling of it, or None."""
    return _lookup(group).get(normalise_word(text))


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Everything the loader looks up, by normalised spelling; `extended` adds a layout's words."""

    headings: Mapping[str, tuple[str, ...]]
    """Normalised heading -> its possible meanings."""
    heading_spellings: frozenset[str]
    """Lower-case spellings, for a first quick look that need not find every one."""
    outcomes: Mapping[str, str]
    data_codes: Mapping[int, str]
    object_codes: Mapping[int, str]
    object_types: Mapping[str, str]
    compare_types: Mapping[str, str]
    null_words: frozenset[str]
    unit_suffixes: tuple[str, ...]
    table_suffixes: tuple[str, ...]
    """What a number of tables may carry beside."""
    harmless: Harmless | None = None
    """What a layout declares harmless: headings, lines, sheets, rows ..., by exact text or by a pattern."""

    def units_of(self, column: str) -> tuple[str, ...]:
        """Return what a number of a column may carry beside; only one of tables says of what it is."""
        return (*self.table_suffixes, *self.unit_suffixes) if column.startswith("n_") else self.unit_suffixes

    @property
    def is_taught(self) -> bool:
        """Whether a layout declares anything harmless."""
        return self.harmless is not None

    def declares(self, kind: str, text: str) -> bool:
        """Whether a layout declares a thing harmless."""
        return self.harmless is not None and self.harmless.covers(kind, text.strip())

    def offer(self, kind: str, texts: Iterable[str]) -> None:
        """Say which things of a kind `declares` may be asked about next: patterns are quicker with all at once."""
        if self.harmless is not None:
            self.harmless.offer(kind, (text.strip() for text in texts))


def named(text: str) -> str:
    """Return a text as reports and layouts name it: one beyond 300 characters by its first ones and its SHA-256."""
    plain = text.strip()
    if len(plain) <= _LONGEST:
        return text
    return f"{plain[:_SHOWN]}… (SHA-256 {sha256(plain.encode('utf-8', 'surrogatepass')).hexdigest()})"


def _headings() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in words("heading"):
        key = normalise_heading(word.text)
        if word.meaning not in found.get(key, ()):
            found[key] = (*found.get(key, ()), word.meaning)
    return MappingProxyType(found)


def _spellings(text: str) -> set[str]:
    plain = text.casefold()
    sides = {plain, plain.replace("destination", "target"), plain.replace("target", "destination")}
    both = {form.replace(a, b) for form in sides for a, b in (("", ""), ("比对", "对比"), ("对比", "比对"))}
    return {form.replace(" ", gap) for form in both for gap in (" ", "_", "")}


@cache
def built_in() -> Vocabulary:
    """Return the vocabulary this package ships."""
    outcomes = _group("outcome")
    cells = data("cells")
    return Vocabulary(
        headings=_headings(),
        heading_spellings=frozenset().union(*(_spellings(word.text) for word in words("heading"))),
        outcomes=_lookup("outcome"),
        data_codes={c: word for word, entry in outcomes.items() for c in entry.get("data_codes", ())},
        object_codes={c: word for word, entry in outcomes.items() for c in entry.get("object_codes", ())},
        object_types=_lookup("object_type"),
        compare_types=_lookup("compare_type"),
        null_words=frozenset(normalise_word(word) for word in cells["null_words"]),
        unit_suffixes=tuple(normalise_word(word) for word in cells["unit_suffixes"]),
        table_suffixes=tuple(normalise_word(word) for word in cells["table_suffixes"]),
    )


def extended(
    *,
    headings: Mapping[str, str],
    outcomes: Mapping[str, str],
    object_types: Mapping[str, str],
    compare_types: Mapping[str, str],
    harmless: Harmless | None = None,
) -> Vocabulary:
    """Return the shipped vocabulary with more spellings (spelling -> meaning), which win over its own."""
    base = built_in()
    taught = {normalise_heading(text): (meaning,) for text, meaning in headings.items()}
    return replace(
        base,
        headings={**base.headings, **taught},
        heading_spellings=base.heading_spellings.union(*(_spellings(text) for text in headings)),
        outcomes={**base.outcomes, **{normalise_word(text): word for text, word in outcomes.items()}},
        object_types={
            **base.object_types,
            **_with_plurals({normalise_word(text): word for text, word in object_types.items()}),
        },
        compare_types={**base.compare_types, **{normalise_word(text): word for text, word in compare_types.items()}},
        harmless=harmless,
    )
