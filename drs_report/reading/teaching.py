"""The layout file: a small TOML with which a user teaches the reader headings and words, without code.

::

    assume_zone = "+08:00"  # for times in the workbook that name no zone

    [headings]  # frame column = headings
    source_rows = ["Zeilen Quelle"]

    [outcomes]  # canonical outcome = words or codes in result cells
    consistent = ["gleich"]

    [object_types]
    TABLE = ["Tabelle"]

    [types]  # compare type = words in titles, sheet and file names
    lines = ["Zeilenvergleich"]

    [[ignore.headings]]  # also lines, sheets, rows, remarks: harmless by exact text or by a regular expression
    text = "Owner Team"  # or pattern = "..."
    reason = "our own column, filled by hand"
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from drs_report.comparisons import ALL, COMPARE_TYPES
from drs_report.errors import ConfigError, Told
from drs_report.evidence.settings import Mistakes, parse_toml, read_text
from drs_report.language import vocabulary
from drs_report.language.moments import zone_named
from drs_report.language.phrases import all_of, beside, is_neutral_title, is_one_of, spellings, words_in
from drs_report.reading.forms import Forms, check_form
from drs_report.reading.tables.headings import UNJUDGED, may_fill, read_heading
from drs_report.reading.tables.lines import known_in
from drs_report.reading.tables.speaking_against import result_in, speaks_against
from drs_report.records.judgement import Proof
from drs_report.records.remarks import Remark, RemarkKind, remark

_SECTIONS = ("headings", "outcomes", "object_types", "types")
_IGNORABLE = tuple(
    f"{what}s"
    for what in (
        *("heading", "line", "sheet", "row", "remark"),
        *("formula", "format", "comment", "drawing", "page", "part", "file"),
    )
)
_ZONE_NAME = re.compile(r"[A-Za-z0-9_+-]{1,32}(?:/[A-Za-z0-9_+-]{1,32}){0,2}")
_MOST_WORDS, _MOST_IGNORED, _MOST_PATTERNS = 10_000, 1_000, 200
"""Of a layout: each word is looked at for each file, each thing declared harmless is printed for each, each pattern is
tried on each text that nobody knows."""
_LONGEST_PATTERN = 4096
_ANYTHING = "\u2603 anything at all 1 \u2603"


@dataclass(frozen=True, slots=True)
class Ignored:
    """A thing that a person declares harmless, and why."""

    what: str
    """heading, line, sheet, row or remark; formula, format, comment, drawing, page or file (its name)"""
    text: str
    is_pattern: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What a layout file teaches; each mapping is from our name to the file's words."""

    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outcomes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    object_types: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    types: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    assume_zone: tzinfo | None = None
    """Zone of times that name none; None: such times are null."""
    ignored: tuple[Ignored, ...] = ()

    def words(self) -> vocabulary.Vocabulary:
        """Return the shipped vocabulary with these words on top."""
        return vocabulary.extended(
            headings=_turned(self.headings),
            outcomes=_turned(self.outcomes),
            object_types=_turned(self.object_types),
            compare_types=_turned(self.types),
            harmless=_Harmless(self) if self.ignored or self.headings.get("drop") else None,
        )

    def taught(self) -> tuple[Remark, ...]:
        """Say what it taught: what is read by it rests on its author's word."""
        sections = (self.headings, self.outcomes, self.object_types, self.types)
        said = [f"{ours} = {', '.join(words)}" for section in sections for ours, words in section.items() if words]
        notes = [remark(RemarkKind.TAUGHT, stated="; ".join(said))] if said else []
        notes += [
            remark(RemarkKind.HARMLESS, what=one.what, stated=one.text, reason=one.reason) for one in self.ignored
        ]
        if worse := self.overruled():
            notes.append(remark(RemarkKind.OVERRULED, stated=", ".join(worse)))
        return tuple(notes)

    def overruled(self) -> tuple[str, ...]:
        """Return the words that mean something other than equal, and that it makes mean consistent."""
        return tuple(word for word in self.outcomes.get("consistent", ()) if _means_another_thing(word))


class _Harmless:
    """What a layout declares harmless; what is known is not, whatever declares it so."""

    def __init__(self, layout: Layout) -> None:
        self._texts = {("heading", vocabulary.named(text.strip())) for text in layout.headings.get("drop", ())}
        self._texts |= {(one.what, vocabulary.named(one.text.strip())) for one in layout.ignored if not one.is_pattern}
        patterns = [one for one in layout.ignored if one.is_pattern]
        self._forms = {
            what: Forms([one.text for one in patterns if one.what == what]) for what in {one.what for one in patterns}
        }

    def offer(self, kind: str, texts: Iterable[str]) -> None:
        if kind in self._forms:
            self._forms[kind].offer(texts)

    def covers(self, kind: str, text: str) -> bool:
        forms = self._forms.get(kind)
        found = (kind, vocabulary.named(text)) in self._texts or (forms is not None and forms.covers(text))
        return found and known_in(kind, text) is None


def _means_another_thing(word: str) -> bool:
    """Whether a word is known and does not say that two sides are equal: a worse result, a state, a title."""
    usual, parts = vocabulary.canonical("outcome", word), words_in(word)
    if usual:
        return not vocabulary.is_equal(usual)
    if re.fullmatch(r"[1-9]\d", word):  # a code that nobody documents says what its teacher looked up
        return False
    worse = sorted(all_of("made_of", "failures"))
    if parts is None:  # nobody knows all of it: what is equal, or anything else, in part of its words is something else
        pieces = re.findall(r"[a-z]+|[^\W\d_a-z]+", word.lower())
        bare = (piece if words_in(piece) else piece.lstrip("不非未没") for piece in pieces)
        known = {piece for piece in bare if words_in(piece)} - all_of("denials", "neutral")
        beside = all_of("made_of", "nothing").union(all_of("made_of", "counts"), worse)
        is_another = not all(is_neutral_title(piece, beside) for piece in known)
        is_another |= any(not equal.isascii() and equal in word for equal in spellings("consistent"))
        is_another |= not re.search(r"[\w✓✔√☑✅]", word)
    else:
        is_another = "consistent" not in parts
    is_short = word.isascii() and len(re.sub(r"\W", "", word)) < 3  # ``NG``: an abbreviation may stand for anything
    is_another |= is_short and not is_one_of("remarks", "neutral", word)
    is_another |= vocabulary.canonical("job_status", word) is not None or speaks_against(word)
    denied = re.search(r"\A[不未非没免漏勿待]|\b(?:not|never)\b", word, re.IGNORECASE)
    is_another |= denied is not None and result_in(word[denied.end() :], *worse) is None
    return is_another or result_in(word, *worse) is not None


def _turned(section: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {word: ours for ours, words in section.items() for word in words}


def load_layout(path: Path | str) -> Layout:
    """Read a layout file. Raises `ConfigError` naming the file, the key and the nearest valid one."""
    return parse_layout(read_text(Path(path), Told("layout")), name=str(path))


def parse_layout(text: str, *, name: str = "<layout>") -> Layout:
    """Do `load_layout` for the file's text."""
    data = parse_toml(text, name, Told("Correct that line."))
    wrong, zone, assumed = Mistakes(name, text), data.pop("assume_zone", None), None
    ignored = _ignored(wrong, data.pop("ignore", {}))
    for key in data:
        with wrong.at(key) as where:
            if key not in _SECTIONS:
                raise _unknown(where, key, (*_SECTIONS, "ignore", "assume_zone"))
    allowed = {
        "headings": ("drop", *sorted({c.name for t in ALL for s in t.tables for c in s.columns if not c.derived})),
        "outcomes": tuple(word for word in vocabulary.OUTCOMES if word != vocabulary.UNKNOWN_WORD),
        "object_types": None,
        "types": COMPARE_TYPES,
    }
    sections = {key: _section(wrong, key, data.get(key, {}), allowed[key]) for key in _SECTIONS}
    n_words = sum(len(words) for section in sections.values() for words in section.values())
    _refuse_more(name, n_words, _MOST_WORDS, Told("words"), Told("Keep those that the files hold."))
    with wrong.at("assume_zone") as where:
        if zone is not None and not isinstance(zone, str):
            raise _wrong(
                Told('{name}: assume_zone must be text such as "+08:00".', name=where), Told("Put it in quotes.")
            )
        assumed = parse_zone(zone, where=Told("{name}: {key}", name=where, key="assume_zone")) if zone else None
    _refuse_judged(wrong, sections)
    wrong.tell()
    return Layout(**sections, assume_zone=assumed, ignored=ignored)


def _refuse_more(name: str, n: int, most: int, what: Told, remedy: Told) -> None:
    if n > most:
        told = Told(
            "{name}: it holds {n:,} {what}, and at most {most:,} are read.", name=name, n=n, what=what, most=most
        )
        raise _wrong(told, remedy)


def _refuse_judged(wrong: Mistakes, sections: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
    """A layout teaches words; it cannot take a judged column away."""
    for section, ours, text in (
        (key, ours, text)
        for key in ("headings", "types", "object_types")
        for ours, texts in sections[key].items()
        for text in texts
    ):
        with wrong.at(section, ours) as where:
            if another := _known_as_another(section, ours, text):
                what = Told(
                    "{name}: {section}.{ours}: {text!r} is known to mean {another}.",
                    name=where,
                    section=section,
                    ours=ours,
                    text=text,
                    another=another,
                )
                remedy = Told("Take it out of the layout; what is known is not taught as another nor left out.")
                raise _wrong(what, remedy)


def _known_as_another(section: str, ours: str, text: str) -> str | None:
    """What a word means that a layout teaches as something else, or leaves out."""
    if ours == "drop" and section == "headings":
        return known_in("heading", text)
    proofs = {one.slug: one.proof for one in ALL}
    if (ours == "content_outcome" or proofs.get(ours) is Proof.VALUES) and _names_counts(text):
        counts = next(slug for slug, proof in proofs.items() if proof is Proof.COUNTS)
        return counts if section == "types" else "line_outcome"
    if section != "headings":
        known = vocabulary.canonical({"types": "compare_type"}.get(section, "object_type"), text)
        return known if known != ours else None
    meanings, _ = read_heading(text, vocabulary.built_in())
    return meanings[0] if meanings and not any(may_fill(meaning, ours) for meaning in meanings) else None


def _names_counts(text: str) -> bool:
    """Whether a text, whatever else it says, speaks of counts and of no values: ``count(*)``, ``夜间行数核对``."""
    rest = vocabulary.normalise_word(text)
    said = {atom for token in re.findall("rows?|[a-z]+", rest) for atom in words_in(token) or ()}
    for word in beside(frozenset({"count", "value", "content"})):
        rest = rest.replace(word, " ")
    said |= {atom for atom, sign in (("count", "数"), ("value", "值"), ("content", "内容")) if sign in rest}
    return "count" in said and not said & {"value", "content"}


def _ignored(wrong: Mistakes, section: object) -> tuple[Ignored, ...]:
    found: list[Ignored] = []
    with wrong.at("ignore") as name:
        if not isinstance(section, dict):
            what = Told("{name}: ignore must be a table.", name=name)
            raise _wrong(what, Told("Write [[ignore.headings]] on a line of its own and text and reason below."))
        n_entries = sum(len(entries) for entries in section.values() if isinstance(entries, list))
        _refuse_more(name, n_entries, _MOST_IGNORED, Told("harmless things"), Told("Say several by one pattern."))
        for key, entries in section.items():
            _ignored_of(wrong, key, entries, found)
        remedy = Told("Give exact texts as text = ..., or wider patterns.")
        _refuse_more(name, sum(one.is_pattern for one in found), _MOST_PATTERNS, Told("patterns"), remedy)
    return tuple(found)


def _ignored_of(wrong: Mistakes, key: str, entries: object, found: list[Ignored]) -> None:
    """Add what one list declares harmless."""
    full = f"ignore.{key}"
    with wrong.at(full, 0) as name:
        if key not in _IGNORABLE:
            raise _unknown(name, full, [f"ignore.{other}" for other in _IGNORABLE])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            what = Told("{name}: ignore.{key} must be a list of tables.", name=name, key=key)
            raise _wrong(what, Told("Write [[ignore.{key}]] on a line of its own and text and reason below.", key=key))
        for n, entry in enumerate(entries):
            with wrong.at(full, n) as where:
                place = Told("{name}: {key}", name=where, key=full)
                found.append(_ignored_one(place, key.removesuffix("s"), entry))


def _ignored_one(where: str, what: str, entry: Mapping[str, object]) -> Ignored:
    if unknown := sorted(set(entry) - {"text", "pattern", "reason"}):
        raise _unknown(where, unknown[0], ("text", "pattern", "reason"))
    text, pattern, reason = entry.get("text"), entry.get("pattern"), entry.get("reason")
    stated = pattern if text is None else text
    if not isinstance(stated, str) or not stated.strip() or (text is not None and pattern is not None):
        wrong = Told("{where}: each entry needs a text or a pattern.", where=where)
        raise _wrong(wrong, Told('Write text = "..." or pattern = "...".'))
    if text is None and len(stated) > _LONGEST_PATTERN:
        wrong = Told("{where}: a pattern has {n:,} characters.", where=where, n=len(stated))
        raise _wrong(wrong, Told("Give at most {most:,}.", most=_LONGEST_PATTERN))
    if not isinstance(reason, str) or not reason.strip():
        wrong = Told("{where}: {stated!r} has no reason.", where=where, stated=stated)
        raise _wrong(wrong, Told("Write why it is harmless; the report prints it."))
    one = Ignored(what, stated, text is None, reason.strip())
    try:
        covered = _covered(one)
    except ValueError as error:
        wrong = Told("{where}: {stated!r} is no regular expression ({error}).", where=where, stated=stated, error=error)
        raise _wrong(wrong, Told("Correct it (RE2's syntax), or give the exact text as text = ...")) from error
    if covered == _ANYTHING:
        wrong = Told("{where}: {stated!r} matches everything.", where=where, stated=stated)
        raise _wrong(wrong, Told("Say it more narrowly."))
    if covered:
        wrong = Told(
            "{where}: {stated!r} would cover {covered!r}, whose meaning is known and judged.",
            where=where,
            stated=stated,
            covered=covered,
        )
        raise _wrong(wrong, Told("Say it more narrowly; what is judged cannot be declared harmless."))
    return one


def _covered(one: Ignored) -> str | None:
    """Return what it covers that is judged, or `_ANYTHING`; None for neither. ValueError where it is no pattern."""
    words = _judged_words(one.what)
    if one.is_pattern:
        check_form(one.text)
        return next(iter(Forms([one.text]).covered([*words, _ANYTHING])), None)
    return known_in(one.what, one.text)


@cache
def _judged_words(what: str) -> Mapping[str, None]:
    """Spellings that a thing declared harmless must not cover."""
    if what == "heading":
        return dict.fromkeys(word.text for word in vocabulary.words("heading") if word.meaning not in UNJUDGED)
    return dict.fromkeys(word.text for word in vocabulary.words("outcome") if not vocabulary.is_equal(word.meaning))


def _section(wrong: Mistakes, key: str, section: object, allowed: Sequence[str] | None) -> dict[str, tuple[str, ...]]:
    """Return the words of a section that are right."""
    found: dict[str, tuple[str, ...]] = {}
    seen: dict[str, str] = {}
    normalise = vocabulary.normalise_heading if key == "headings" else vocabulary.normalise_word
    with wrong.at(key) as where:
        if not isinstance(section, dict):
            what = Told("{name}: {key} must be a table, [{key}].", name=where, key=key)
            raise _wrong(what, Told("Write [{key}] on a line of its own and its entries below.", key=key))
        for ours, words in section.items():
            with wrong.at(key, ours) as name:
                if allowed is not None and ours not in allowed:
                    raise _unknown(name, f"{key}.{ours}", [f"{key}.{other}" for other in allowed])
                if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
                    what = Told("{name}: {key}.{ours} must be a list of texts.", name=name, key=key, ours=ours)
                    raise _wrong(what, Told('Write {ours} = ["..."].', ours=ours))
                others = (seen.setdefault(normalise(word), ours) for word in words)
                if twice := next(((w, other) for w, other in zip(words, others, strict=True) if other != ours), None):
                    what = Told(
                        "{name}: {key}: {word!r} stands for both {other} and {ours}.",
                        name=name,
                        key=key,
                        word=twice[0],
                        other=twice[1],
                        ours=ours,
                    )
                    raise _wrong(what, Told("Keep it under one of them."))
                found[ours] = tuple(words)
    return found


def _wrong(what: Told, remedy: Told) -> ConfigError:
    return ConfigError(what, remedy=remedy)


def _unknown(name: str, key: str, allowed: Sequence[str]) -> ConfigError:
    near = difflib.get_close_matches(key, allowed, n=1, cutoff=0.0)
    return _wrong(Told("{name}: unknown key {key}.", name=name, key=key), Told("Did you mean {near}?", near=near[0]))


def parse_zone(text: str, *, where: str = "time zone") -> tzinfo:
    """Return the zone that ``UTC``, ``+08:00``, ``GMT+08:00`` or an IANA name such as ``Asia/Shanghai`` names."""
    plain = text.strip()
    stated = None if "/" in plain else zone_named(plain)  # of a place with its summers
    found = stated or _named_zone(plain)
    if found is None:
        what = Told("{where}: {text!r} is no time zone this machine knows.", where=where, text=text)
        raise _wrong(what, Told('Write it as an offset, such as "+08:00".'))
    return found


def _named_zone(name: str) -> tzinfo | None:
    if not _ZONE_NAME.fullmatch(name):  # of a longer one each part would be looked for as a package
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
