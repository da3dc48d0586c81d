"""Phrases whose every word is known: what a heading, a label, a title or a line of them means.

Headings are composed, not listed: a side (source, target) and a thing (rows, table, key ...) in either order and either
language. A phrase with one word that is not known means nothing here, and whoever asked must say so.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from drs_report.language.numbered import numbered
from drs_report.language.vocabulary import MOST_TEXTS, normalise_word

__all__ = [
    "all_of",
    "composed",
    "counts_against",
    "is_cut",
    "is_made_of",
    "is_neutral_title",
    "is_one_of",
    "measure_of",
    "number_behind",
    "speaks_of",
    "spellings",
    "without_ordinal",
    "words_in",
]


@cache
def _data() -> Mapping[str, Any]:
    text = files("drs_report").joinpath("language", "vocabulary_data", "phrases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _lexicon() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for atom, spellings in _data()["words"].items():
        for word in spellings:
            found.setdefault(normalise_word(word).replace(" ", ""), atom)
    return found


@cache
def _phrases() -> tuple[str, ...]:
    """Spellings of several words, longest first."""
    spellings = (normalise_word(word) for found in _data()["words"].values() for word in found)
    return tuple(sorted((word for word in spellings if " " in word and word.isascii()), key=len, reverse=True))


@cache
def _longest() -> int:
    return max(len(word) for word in _lexicon() if not word.isascii())


@cache
def spellings(atom: str) -> tuple[str, ...]:
    """Return how a word of the phrases is spelled; KeyError where it is none."""
    return tuple(normalise_word(word) for word in _data()["words"][atom])


_PIECE = re.compile(r"[a-z]+|\d+|#|[^\W\d_a-z]+")
_SAYS_MORE = re.compile(
    r"[^\w\s\u00ad\u200b-\u200d\u2060\ufeff\-–—―─━═_/\\&|;；:：,，、.。·!！#\"'“”‘’()（）\[\]【】〔〕{}《》「」*+→⇒>]"
)
"""Signs that do more than part words, such as ``~ ≈ ≥ ? † ≠``: a phrase with one is not known."""
_NUMBERED = frozenset({"task", "job", "reference", "index_no", "sheet", "page", "project", "instance", "compare"})
"""What ``no`` behind it numbers; anywhere else it says that there is none."""
_PERCENT = re.compile("[%‰]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LONGEST_PHRASE = 400


@lru_cache(maxsize=16_384)
def words_in(text: str) -> tuple[str, ...] | None:
    """Return what each word of a phrase stands for, None where one of them is not known; numbers stand for ``0``."""
    if len(text) > _LONGEST_PHRASE:
        return None
    plain = normalise_word(_PERCENT.sub(" percent ", _CAMEL.sub(" ", unicodedata.normalize("NFKC", text))))
    if _SAYS_MORE.search(plain):
        return None
    plain = plain.replace("-", " ")
    for phrase in _phrases():
        plain = plain.replace(phrase, phrase.replace(" ", ""))
    found: list[str] = []
    pieces = _PIECE.findall(plain)
    for at, piece in enumerate(pieces):
        if piece == "no" and (at + 1 < len(pieces) or (at and found[-1] not in _NUMBERED)):
            return None
        if piece.isdigit():
            found.append("0")
        elif piece.isascii():
            atom = _lexicon().get(piece)
            if atom is None:
                return None
            found.append(atom)
        else:
            parts = _cut(piece)
            if parts is None:
                return None
            found += parts
    return tuple(found) if found else None


def _cut(run: str) -> tuple[str, ...] | None:
    """Cut a run of Chinese into known words, longest first; from the end, so that each place is looked at once."""
    lexicon = _lexicon()
    first_of: list[int] = [0] * len(run)  # length of the first word of what begins there; 0 where it cannot be cut
    for start in reversed(range(len(run))):
        for length in range(min(len(run) - start, _longest()), 0, -1):
            is_cut = start + length == len(run) or first_of[start + length]
            if is_cut and run[start : start + length] in lexicon:
                first_of[start] = length
                break
    found: list[str] = []
    at = 0
    while at < len(run):
        if not first_of[at]:
            return None
        found.append(lexicon[run[at : at + first_of[at]]])
        at += first_of[at]
    return tuple(found)


_SIDED: tuple[tuple[str, str, str], ...] = (
    ("rows", "row", "table count db total data"),
    ("db_or_count", "db", "data"),
    ("db", "db name", "data"),
    ("schema", "schema", "name db"),
    ("table", "table", "name db"),
    ("table", "object name", "db"),
    ("object", "object", "db"),
    ("object", "value", "db compare data"),
    ("count", "count", "db object total data"),
    ("count", "object count", "db total"),
    ("key", "key", "value db table primary"),
    ("account", "account", "name db"),
    ("account", "user name", "db"),
    ("privileges", "account privilege", "db"),
    ("privileges", "user privilege", "db"),
    ("sql", "sql", "query db table data"),
    ("sql", "query", "db"),
    ("address", "address", "db"),
    ("instance", "instance", "db name id"),
    ("engine", "kind", "db engine"),
    ("engine", "engine", "db kind"),
)
"""Thing -> the words it needs and those that it may have beside a side."""
_PLAIN: tuple[tuple[str, str, str], ...] = (
    ("row_difference", "row difference", "count value compare"),
    ("row_difference", "difference value", "count"),
    ("different_rows", "inconsistent row", "count compare content data value total"),
    ("different_rows", "difference data row", "count"),
    ("diff_count", "difference", "count"),
    ("diff_count", "object difference", "count"),
    ("outcome", "result", "compare"),
    ("outcome", "compare result", "table data db final"),
    ("outcome", "compare status result", ""),
    ("line_outcome", "row compare result", "count"),
    ("line_outcome", "row count result", "compare"),
    ("line_outcome", "line compare result", "count"),
    ("content_outcome", "content compare result", "data"),
    ("content_outcome", "value compare result", "data"),
    ("content_outcome", "content result", "data"),
    ("content_outcome", "value result", "data"),
    ("n_tables", "total table", "count"),
    ("n_tables", "table count", "total"),
    ("n_compared", "done table", "count"),
    ("n_compared", "compared table", "count"),
    ("n_compared", "done total table", "count"),
    ("n_consistent", "consistent table", "count"),
    ("n_inconsistent", "inconsistent table", "count"),
    ("n_inconsistent", "difference table", "count"),
    ("n_uncomparable", "uncomparable table", "count"),
    ("n_failed", "failed table", "count"),
    ("row_filter", "filter", "condition row data table"),
    ("row_filter", "compare filter", "condition row data"),
    ("message", "remark", "information"),
    ("message", "information", ""),
    ("message", "cause", "uncomparable"),
    ("error_message", "failed cause", ""),
    ("error_message", "failed information", "detail"),
    ("full_status", "all compare status", ""),
    ("completed_shards", "done shard", "count"),
    ("completed_shards", "compared shard", "count"),
    ("total_shards", "total shard", "count"),
    ("progress", "progress", "compare done ratio"),
    ("sample_percent", "sample ratio", "compare data"),
    ("sampled_rows", "sample row", "count"),
    ("only_in_source_rows", "only source", "row count exist db table"),
    ("only_in_target_rows", "only target", "row count exist db table"),
    ("only_in_source_rows", "missing row", "target count data"),
    ("only_in_target_rows", "surplus row", "target count data"),
    ("failed_rows", "failed row", "count"),
    ("compared_rows", "compared row", "count"),
    ("skipped_rows", "skipped row", "count"),
    ("total_rows", "total row", "count"),
    ("table", "table", "name"),
    ("table", "table name", ""),
    ("db", "db name", ""),
    ("schema", "schema name", ""),
    ("object_type", "object kind", ""),
    ("object_type", "compare object", ""),
    ("compare_start_time", "start", "compare task job"),
    ("compare_end_time", "end", "compare task job"),
    ("compare_start_time", "start time", "compare task job"),
    ("compare_end_time", "end time", "compare task job"),
    ("compare_end_time", "done time", "compare task job"),
    ("compare_time", "compare time", "data"),
    ("compare_status", "compare status", "task"),
    ("compare_status", "task status", "compare"),
    ("compare_status", "job status", "compare"),
    ("compare_type", "compare kind", "task report"),
    ("compare_policy", "compare policy", ""),
    ("lob_policy", "lob compare", "policy kind"),
    ("lob_policy", "lob", "policy kind"),
    ("task_id", "task id", "migration"),
    ("task_id", "job id", "migration"),
    ("task_id", "task index_no", "migration"),
    ("task_id", "job index_no", "migration"),
    ("task_name", "task name", "migration"),
    ("task_name", "job name", "migration"),
    ("compare_id", "compare id", "task job"),
    ("compare_id", "compare task index_no", ""),
    ("compare_id", "compare job index_no", ""),
    ("compare_name", "compare task name", ""),
    ("compare_name", "compare job name", ""),
    ("exported_at", "export time", "report"),
    ("exported_at", "made time", "report"),
    ("task_made_at", "task made", "time migration job"),
    ("exported_at", "time", "report"),
    ("compare_time", "compare span", "time"),
    ("compare_time", "run", "time compare task"),
    ("about", "report name", "compare"),
    ("about", "engine", "db kind"),
    ("version", "version", "db source target engine system report product"),
    ("about", "operator", "time name"),
    ("outcome", "operator result", "compare"),
    ("phase", "migration", "full all increment phase time"),
    ("phase", "phase", "full all increment migration time"),
    ("about", "report operator", ""),
    ("about", "made", "report"),
    ("rate", "consistent ratio", "compare data row table total"),
    ("environment", "environment", "system db"),
    ("about", "export", ""),
    ("about", "export user", ""),
    ("region", "region", ""),
    ("about", "region project", ""),
    ("project", "project", "name"),
    ("project_id", "project id", ""),
    ("project_id", "project_number", ""),
    ("network", "link", "kind data migration"),
    ("direction", "direction", "data migration"),
    ("task_kind", "task kind", "migration"),
    ("about", "system", "name compare"),
    ("task_mode", "schema migration", ""),
    ("language", "language", "report"),
    ("network", "network kind", ""),
    ("task_mode", "task schema", "migration"),
    ("about", "compute kind", ""),
    ("about", "object id", ""),
    ("about", "party", "name id kind schema"),
    ("tenant", "tenant", "name id"),
    ("about", "reference", "id index_no"),
    ("about", "specification", "source target db kind instance"),
    ("instance", "instance", "migration name id"),
    ("objects_chosen", "object selection", "compare"),
    ("size", "size", "table data total source target db"),
    ("n_columns", "column count", "total table"),
    ("n_columns", "column", ""),
    ("key_columns", "key", "primary column name shard table db value"),
    ("task_mode", "migration kind", ""),
    ("zone", "zone", "time report"),
    ("lag", "lag", "migration increment data task"),
    ("duration", "duration", "time compare total"),
    ("about", "user name", ""),
    ("about", "data migration", ""),
    ("number", "index_no", "number count"),
    ("number", "id", ""),
    ("drop", "operation", ""),
)
_RULES = (
    *(
        (f"{side}_{what}", {*needs.split(), side}, {*needs.split(), *may.split(), side})
        for side in ("source", "target")
        for what, needs, may in _SIDED
    ),
    *((what, set(needs.split()), {*needs.split(), *may.split()}) for what, needs, may in _PLAIN),
)


_MARKED = re.compile("[*>＊＞+]")
"""Signs that frame or lead on in a title, and say something in a heading."""
_BRACKET = re.compile(r"[(（\[【]")
"""What stands in one limits what is counted."""


@lru_cache(maxsize=16_384)
def composed(text: str) -> str | None:
    """Return what a heading or label means by its words, None where they are not known or mean nothing together."""
    parts = words_in(text)
    if parts is None or "0" in parts or _MARKED.search(text):
        return None
    atoms = {*parts} - {"of", "and"}
    found = [(len(needs), meaning) for meaning, needs, may in _RULES if needs <= atoms <= may]
    best = max(found, default=(0, ""))[0]
    meanings = {meaning for size, meaning in found if size == best}
    if not found and counts_against(atoms) and not _BRACKET.search(text):
        return "none_of"
    return meanings.pop() if len(meanings) == 1 else None


_AGAINST = frozenset(
    {"skipped", "difference", "going_on", "retry", "failed", "inconsistent", "missing", "surplus", "uncomparable"}
)
_COUNTABLE = frozenset(
    {"row", "column", "table", "count", "object", "total", "data", "value", "content", "compare", "of", "and", "all"}
)


def counts_against(atoms: AbstractSet[str]) -> bool:
    """Whether words name what would speak against a comparison if there were any of it: failed rows, retries."""
    return bool(atoms & _AGAINST) and atoms <= _AGAINST | _COUNTABLE


_ORDINAL = re.compile(
    r"\s*+(table\s*+|figure\s*+|附表\s*+|表\s*+|图\s*+)?([0-9]{1,2}(?:[.-][0-9]{1,2}){0,2}|[一二三四五六七八九十]{1,3})"
    r"(\s*+[.、．)）:：_-]\s*+|\s++|(?=[^\W\d_]))(?=[^\W\d_])",
    re.IGNORECASE,
)
_SECTIONS = frozenset({"compare", "overview", "cover"})
"""What a bare number before it numbers and cannot count."""


@lru_cache(maxsize=16_384)
def without_ordinal(text: str) -> str:
    """Return a title without what numbers it: ``3. ``, ``一、``, ``02``, ``Table 3-2``; other numbers count."""
    found = _ORDINAL.match(text)
    if found is None:
        return text
    rest = text[found.end() :]
    what, number, sign = found.groups(default="")
    if what or sign.strip() not in {"", ":", "："}:
        return rest
    if sign.strip() or not number.isascii():  # ``2: Consistent`` says what 2 means
        return text
    is_section = bool(sign) and "-" not in number and bool(_SECTIONS & {*(words_in(rest) or ())})
    return rest if is_section or re.match("0[1-9]", number) else text


_WITH_STATISTICS = frozenset(
    {"statistics", "compare", "result", "table", "db", "object", "total", "overview", "report", "data"}
)
_ORIGIN = re.compile(r"\b(?:by|from|in)\b|[按以由]", re.IGNORECASE)
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:([-/._年])\d{1,2}(?:\1|月)\d{1,2}日?|[01]\d[0-3]\d)"
    r"(?:[ T_]*\d{1,2}[::]?\d{2}(?:[::]?\d{2})?)?"
)


@lru_cache(maxsize=16_384)
def is_neutral_title(text: str, shows: frozenset[str] = frozenset()) -> bool:
    """Whether a title only says what is shown, in words that are all known; a date or a number may end it.

    `shows` is what the list below it may be said to show. A side that is named twice is compared with itself, and
    what ends in 中 still goes on.
    """
    plain = without_ordinal(_DATE.sub(" ", unicodedata.normalize("NFKC", text)))
    counted = numbered(plain, digits=3, is_apart=False)
    plain = counted[0] if counted else plain
    if not re.search(r"\w", plain):
        return bool(re.search(r"\w", text))
    parts = words_in(plain)
    if parts is None or plain.rstrip().endswith("中") or any(parts.count(side) > 1 for side in ("source", "target")):
        return False
    if "statistics" in parts and (not {*parts} <= _WITH_STATISTICS or _ORIGIN.search(plain)):
        return False  # where numbers come from
    return {*parts} <= shows.union(_data()["neutral"])


@lru_cache(maxsize=MOST_TEXTS)
def number_behind(text: str) -> int | None:
    """Return the number of at most three digits that ends a title, dates aside; None where none does."""
    counted = numbered(_DATE.sub(" ", unicodedata.normalize("NFKC", text)), digits=3, is_apart=False)
    return int(counted[1]) if counted and re.search(r"[^\W\d_]", counted[0]) else None


def speaks_of(text: str, *atoms: str) -> bool:
    """Whether all of a phrase's words are known and one of them stands for one of `atoms`."""
    parts = words_in(text)
    return parts is not None and bool({*parts} & {*atoms})


def measure_of(atom: str) -> str:
    """Return the number that a count of what `atom` stands for is held against; empty where it is none."""
    return next((measure for measure, atoms in _data()["counted"].items() if atom in atoms), "")


_AROUND = "*-—=()[]【】 "
"""Signs that a word may stand between, as in ``—— (End) ——``."""


@cache
def all_of(section: str, kind: str) -> frozenset[str]:
    """Return the words of ``phrases.toml`` under a section, such as ``operations``, ``neutral``, normalised."""
    return frozenset(normalise_word(word).strip(_AROUND) for word in _data()[section][kind])


def is_one_of(section: str, kind: str, text: str) -> bool:
    """Whether a text is one of the words of ``phrases.toml`` under a section, such as ``operations``, ``neutral``."""
    return normalise_word(text).strip(_AROUND) in all_of(section, kind)


_BETWEEN = " ,，、|/;；\t-–—"


def is_made_of(section: str, kind: str, text: str) -> bool:
    """Whether a text is nothing but such words, one behind the other: ``查看详情下载``, ``View; Export``."""
    rest, known = normalise_word(text).strip(_BETWEEN), all_of(section, kind)
    while rest and len(text) <= _LONGEST_PHRASE:
        ends = range(len(rest), 0, -1)
        end = next((n for n in ends if rest[:n] in known and not (rest[:n].isascii() and rest[n : n + 1].isalpha())), 0)
        if not end:
            return False
        rest = rest[end:].strip(_BETWEEN)
    return not rest and any(map(str.isalpha, text))


def is_cut(text: str) -> bool:
    """Whether a title would be neutral if its last word were whole: every word that begins like it is."""
    first, _, piece = text.rpartition(" ")
    whole = {atom for word, atom in _lexicon().items() if word.startswith(normalise_word(piece))}
    return len(piece) > 2 and bool(whole) and whole <= {*_data()["neutral"]} and is_neutral_title(first)
