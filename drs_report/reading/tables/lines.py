"""Lines around the tables, clause by clause: what each says of the whole comparison, or that nobody knows it.

A label and its value in one cell or in two (``对比类型：行数对比；``), a footer such as ``共 1 条``: a clause is
understood when its label is known and its value is of that kind. Everything else is not understood.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import lru_cache

from drs_report.language.moments import is_time, moment, with_plain_dates, zone_behind
from drs_report.language.numbered import is_all, once, without_whole
from drs_report.language.phrases import (
    all_of,
    composed,
    is_made_of,
    is_neutral_title,
    is_one_of,
    number_behind,
    says_unequal,
    without_ordinal,
    words_in,
)
from drs_report.language.vocabulary import (
    MOST_TEXTS,
    Vocabulary,
    built_in,
    is_equal,
    normalise_heading,
    normalise_word,
)
from drs_report.reading.tables.called import ends_of
from drs_report.reading.tables.clauses import counted_in, counts_of_rows, counts_tables, is_imprint, pager, zone_of_all
from drs_report.reading.tables.conversion import as_text, is_blank, parse_count
from drs_report.reading.tables.headings import ABOUT, ONE_A_COMPARISON, WRITTEN_AT, judged_meaning
from drs_report.reading.tables.speaking_against import result_in, speaks_against
from drs_report.reading.tables.values import ALL_EQUAL, HELD, compare_types_in, is_no_filter, is_value_of, span_of
from drs_report.reading.xlsx.cells import CellValue

_SPLIT = re.compile(r"[;；。\n|]|\s/\s(?=[^/]{1,60}[:：])|[,，、](?!\d{3}\b)|\s{2,}|\t")
_IN_BRACKETS = re.compile(r"\(([^\d():]{1,40}:\s?[0-9][^()]{0,80}|[0-9]{4}[-/.年][^()]{1,120})\)")
"""Clauses that stand in brackets behind another, ``Total tables: 4 (consistent: 4, inconsistent: 0)``, and runs."""
_PARTS = re.compile("[:=]")
_LONGEST_LABEL = 60
_ONE_PAGE = re.compile(r"\W*+1\s*+/\s*+1\W*+")
_DRAWN = "-–—―=_*#|+.。,、:;()[]【】《》<>\"'“”‘’·─━═ "
"""Signs that part and frame words; any other, such as a question mark, and an ellipsis say something."""
_SERIAL = re.compile(r"(?:19|20)[0-9]{4,6}-?[0-9]{1,6}")
_DATED = re.compile(r"([^\d:=]{1,40}?)\s+([0-9]{4}[-/.年][0-9].{1,40})")
OF_PAIRS = frozenset({"value", "meaning", "code", "count"})
"""What the headings of labels and values may speak of beside the words of any title."""


@dataclass(slots=True)
class Line:
    """What was understood of a line and what was not."""

    facts: list[tuple[str, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    """Clauses that nobody understood."""
    is_plain: bool = False
    """Whether some clause is understood for what it is: a fact, a footer, a line that marks a place."""


_OF_EQUALITY = (ALL_EQUAL - {"row"}) | {"db", "content", "value", "exist"}
_MEANS = re.compile(r"[:=]|->|→|—|\s-\s|\smeans?\s|表示|代表", re.IGNORECASE)
_NO_FACTS = frozenset(
    {
        *("message", "lag", "rate", "environment", "duration", "size"),
        *("n_columns", "key_columns", "objects_chosen", "phase"),
    }
)
"""Labels whose value says nothing once it is of the right kind."""
_OF_A_ROW = ALL_EQUAL | {"0", "count", "compare", "compared", "done"}
"""What a remark that counts the rows of its table may be made of."""
_RUN = frozenset({"compare_start_time", "compare_end_time"})
_OF_NONE = frozenset({"n_inconsistent", "n_uncomparable", "n_failed"})
_OF_NUMBERS = re.compile(r"n_|.*_rows|progress|sample_percent")
"""Labels of numbers, whose value is one however it is written."""
_SHARE = re.compile(r"\d\s*[/%‰]")
_PART_OF = re.compile(r"(?<![\d./-])(\d{1,15})\s?(?:/|(?:out )?of)\s?(\d{1,15})(?![./-]?\d)\s?[^\W\d_]", re.IGNORECASE)
"""So many of so many of some things."""
_NUMBERED = re.compile(r"(?<=[a-z])[-_.]\d+|(?<!\d)\d++%?_(?=[a-z])", re.IGNORECASE)
"""The number of a name, such as ``host-1``."""
_CLOCK = re.compile(r"\b[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\b", re.ASCII)
_HARMLESS = ABOUT | ONE_A_COMPARISON | WRITTEN_AT
"""Facts that a layout may leave out where nobody reads them: who and where, nothing of how it went."""
_CHOSEN = frozenset({"object", "selection"})
_ONE_SHARD = re.compile(r"(?:\bshard|\bslice)\Z", re.IGNORECASE)
"""``Shard: 3/3`` may say which it is."""
_OPEN = frozenset({"row_filter"})
"""Facts whose value may hold what parts clauses elsewhere."""


def _label(text: str, words: Vocabulary, value: str = "") -> tuple[str, ...]:
    """What a label may mean; behind one that names a side, or its database, a make of databases says which it is."""
    known = words.headings.get(normalise_heading(text), ())
    made, said = composed(text), {*(words_in(text) or ())}
    # ``Created`` says by whom, or when
    when = "created_at" if said == {"created"} else "exported_at"
    dated = (when,) if made == "person" and said <= {"made", "created", "export", "report"} else ()
    if "object_type" in known and compare_types_in(value, words):  # ``Type: Value comparison``
        return ("compare_type",)
    if made is None and said == {"done"} and is_time(value):  # ``Finished``, or how many are
        return ("compare_end_time",)
    if "shard" in said and said <= all_of("made_of", "shards") and is_all(value) and not _ONE_SHARD.search(text):
        return ("progress",)
    # ``对比对象：5张表``, ``Compared objects: all tables``
    if said & _CHOSEN and said <= _CHOSEN | {"compare", "compared"}:
        tables = ("n_tables",) if value.strip().casefold().endswith(words.table_suffixes) else ()
        if is_value_of(("objects_chosen", *tables), value, words):
            return ("objects_chosen", *tables)
    # ``Serial number: 20261119-0001``: beyond any that numbers rows
    serial = ["reference"] if made == "number" and _SERIAL.fullmatch(value) else []
    run = [f"compare_{end}_time" for end in ("start", "end") if is_one_of("run", end, text) and is_time(value)]
    ends = [name for name, _ in ends_of((*known, made or ""), value)]
    return tuple(dict.fromkeys(m for m in (*known, *dated, *serial, made or "", *run, *ends) if m in HELD))


def is_heading(text: str, words: Vocabulary) -> bool:
    """Whether a text is a label, or stands above labels or values, and is no value."""
    is_title = is_neutral_title(text, OF_PAIRS) and re.search(r"[^\W\d_]", text) is not None
    return bool(_label(text, words) or composed(text)) or is_title


def _zoned(name: str, value: str, zone: tzinfo | None) -> str:
    return in_zone(value, zone) if zone is not None and name.endswith(("_time", "_at")) else value


def in_zone(value: str, zone: tzinfo) -> str:
    """Write a zone behind a time that names none."""
    if moment(value) is not None:
        return value
    stated = moment(value, zone)
    return value if stated is None else stated.astimezone(zone).isoformat(sep=" ")


def _add_span(line: Line, span: tuple[str, str], zone: tzinfo | None) -> None:
    both = zip(("compare_start_time", "compare_end_time"), span, strict=True)
    line.facts += [(which, _zoned(which, text, zone)) for which, text in both]


def _is_choice(label: str, meanings: tuple[str, ...], value: str) -> bool:
    """Whether a value says nothing of the comparison itself: the state of a task that goes on, a beginning at once."""
    said = {*(words_in(label) or ())}
    if "compare_status" in meanings and said & {"task", "migration"} and "compare" not in said:
        return is_one_of("task_states", "neutral", value)
    return "compare_time" in meanings and is_one_of("choices", "begin", value)


def _add(line: Line, label: str, value: str, words: Vocabulary, zone: tzinfo | None) -> None:
    meanings, zone = _label(label, words, value), zone_behind(label) or zone
    name = is_value_of(meanings, value, words)
    line.is_plain = True
    if name in _NO_FACTS or (name == "row_filter" and is_no_filter(value, words)):
        return
    if name is not None:
        stated = once(value) if name.startswith("n_") else without_whole(value) if name == "compare_status" else value
        stated = "100%" if name == "progress" and is_all(value) else stated
        line.facts.append((name, _zoned(name, stated.strip(), zone)))
    elif ends := ends_of(meanings, value):
        line.facts += ends
    elif "compare_time" in meanings and (span := span_of(value)) is not None:
        _add_span(line, span, zone)
    elif "outcome" in meanings and (counted := counted_in(value)) is not None:
        line.facts += [counted] if counted[0] else []
    elif _OF_NONE & {*meanings} and (counted := counted_in(f"{label}: {value}")) is not None:
        line.facts.append(counted)
    elif not _is_choice(label, meanings, value):
        line.doubts.append(f"{label}: {value}")
        # a status nobody knows is judged as what it is: not known to be good
        line.facts += [(m, value.strip()) for m in meanings if m == "compare_status"]


def read_line(text: str, words: Vocabulary, zone: tzinfo | None = None) -> Line:
    """Read a lone text clause by clause."""
    line = _line(text, words, zone)
    return Line([*line.facts], [*line.doubts], line.is_plain)  # the reader's own, which it may add to


def clauses_of(text: str) -> list[str]:
    """Return a lone text and its clauses, as a layout may be asked about them."""
    return [text, *_parts(unicodedata.normalize("NFKC", text))]


def _parts(plain: str) -> list[str]:
    return _SPLIT.split(_IN_BRACKETS.sub(r"; \1;", plain))


def known_in(kind: str, text: str) -> str | None:
    """Return what of a thing of that kind no layout declares harmless; None where nobody knows any of it.

    That is a known result which is not that both sides are equal, a heading in such words, and a clause, or two cells
    of a row, that state something known, such as a filter, a count or a share.
    """
    if kind == "heading" and (judged := judged_meaning(text, built_in())):
        return judged
    if kind == "heading" and (speaks_against(text) or result_in(text, "difference")):
        return text
    cells = text.split(" | ")
    pairs = [f"{label}: {value}" for label, value in zip(cells[::2], cells[1::2], strict=False)]
    clauses = (clause.strip() for one in (text, *pairs) for clause in clauses_of(one))
    return result_in(text) or (next(filter(_is_statement, clauses), None) if kind != "format" else None)


def _is_statement(clause: str) -> bool:
    """Whether a clause states something known of the comparison, or a number or share in words that are all known."""
    words = built_in()
    facts = {name for name, value in _line(clause, words, None).facts if value != "0" or name not in _OF_NONE}
    label, value = _label_and_value(clause)
    meanings = {*(_label(label, words, value) if label else ())} - _HARMLESS
    if meanings == {"message"}:  # a note says what it would say without its label
        return _is_statement(value)
    is_number = any(map(_OF_NUMBERS.match, meanings)) or (meanings and re.search(r"\d", value))
    said, named = re.sub(r"\d+", " ", clause), _NUMBERED.sub("", clause)
    is_known = "0" in (words_in(named) or ()) and not (is_neutral_title(said) or composed(said) in ABOUT)
    # a time of day alone says nothing of how it went
    is_known &= composed(said) not in WRITTEN_AT | _RUN or re.search(r"\d", _CLOCK.sub("", clause)) is not None
    is_known &= re.search(r"[^\W\d]", clause) is not None or _SHARE.search(clause) is not None
    is_part = any(int(n) < int(whole) for n, whole in _PART_OF.findall(unicodedata.normalize("NFKC", clause)))
    is_counted = counts_tables(clause) or is_part or bool(counts_of_rows(clause))
    return bool(facts - _HARMLESS or is_number) or is_known or is_counted


@lru_cache(maxsize=MOST_TEXTS)
def _line(text: str, words: Vocabulary, zone: tzinfo | None) -> Line:
    line = Line()
    plain = with_plain_dates(unicodedata.normalize("NFKC", text))
    plain = "Page 1" if _ONE_PAGE.fullmatch(plain) else without_ordinal(plain)
    on_one_page = pager(plain)
    line.is_plain = is_imprint(plain) or on_one_page is not None
    line.doubts += [f"Total: {n}" for n in on_one_page or ()]  # which the rows settle
    for part in _parts("" if line.is_plain else plain):
        clause = part.strip()
        if not clause.strip(_DRAWN) and ".." not in clause:
            continue
        label, value = _label_and_value(clause)
        meanings, is_known = _label(label, words, value) if label else (), True
        if _is_legend(clause, words):
            pass
        elif (zoned := zone_of_all(clause)) is not None:
            line.facts.append(("zone", zoned))
        elif meanings:
            _add(line, label, value, words, zone)
        elif words.declares("line", clause) or is_made_of("marks", "neutral", clause.strip(_DRAWN)):
            pass
        elif (counted := counted_in(clause)) is not None:
            line.facts += [counted] if counted[0] else []
        elif (counts := counts_of_rows(clause)) is not None:
            line.doubts += [clause] if counts else []  # known once it is what the file counts
        elif label and compare_types_in(label, words) and (span := span_of(value)) is not None:
            line.facts.append(("compare_type", label))
            _add_span(line, span, zone)
        elif any(is_one_of("units", kind, clause) for kind in ("rows", "zone")) or _is_unfilled(clause, words):
            pass
        elif line.facts and line.facts[-1][0] in _OPEN and not label:
            line.facts[-1] = (line.facts[-1][0], f"{line.facts[-1][1]}, {clause}")
        else:
            is_known = False
            if not is_neutral_title(clause) or (label and number_behind(clause) is not None):
                line.doubts.append(clause)  # a number behind a label says something of what the label names
        line.is_plain |= is_known
    _take_bare(line, words, zone)
    return line


def _take_bare(line: Line, words: Vocabulary, zone: tzinfo | None) -> None:
    """The name of a comparison and its run, side by side without labels, where a line says nothing else."""
    kinds = [text for text in line.doubts if compare_types_in(text, words)]
    spans = [span for text in line.doubts if (span := span_of(text))]
    has_run = bool(spans) or any(name in _RUN for name, _ in line.facts)
    if kinds and has_run and len(spans) <= 1 and len(kinds) + len(spans) == len(line.doubts):
        line.doubts.clear()
        line.is_plain = True
        line.facts += [("compare_type", text) for text in kinds]
        for span in spans:
            _add_span(line, span, zone)


def _is_unfilled(clause: str, words: Vocabulary) -> bool:
    """Whether a clause is a field of a form that nobody filled in: ``Signature:``, ``日期：``."""
    label = clause.rstrip(":= _")
    return label != clause.rstrip() and bool({*_label(label, words)} & (ABOUT | WRITTEN_AT))


def _label_and_value(clause: str) -> tuple[str, str]:
    """The two sides of the first colon or equals sign, or a label and the time behind it; empty where it is neither."""
    if (dated := _DATED.fullmatch(clause)) is not None and (is_time(dated[2]) or composed(dated[1]) in WRITTEN_AT):
        return dated[1], dated[2]
    label, *rest = (part.strip() for part in _PARTS.split(clause, maxsplit=1))
    return (label, rest[0]) if rest and rest[0] and len(label) <= _LONGEST_LABEL else ("", "")


def _is_legend(clause: str, words: Vocabulary) -> bool:
    """Whether a clause says of a code or a result word nothing but what we know it to mean: ``2 = Consistent``.

    A sentence means it in known words: ``Inconsistent: source and target differ``.
    """
    sides = [side.strip() for side in _MEANS.split(clause)]
    if len(sides) == 3 and {*(words_in(sides[0]) or ("",))} <= {"remark", "legend", "of", "meaning"}:
        del sides[0]
    if len(sides) != 2 or not all(sides):
        return False
    word = words.outcomes.get(normalise_word(sides[1]))
    if word is None:
        return _is_sentence_for(words.outcomes.get(normalise_word(sides[0])), sides[1])
    code = int(sides[0]) if re.fullmatch(r"[0-9]{1,3}", sides[0]) else -1
    return (
        word in (words.data_codes.get(code), words.object_codes.get(code))
        or words.outcomes.get(normalise_word(sides[0])) == word
    )


def _is_sentence_for(word: str | None, sentence: str) -> bool:
    """Whether a sentence of known words says that two sides are equal, or that they differ, as the result word does.

    So many or all of something differ in the comparison itself.
    """
    said = {*(words_in(sentence) or ())}
    if is_equal(word):
        return said <= _OF_EQUALITY and "consistent" in said
    return word == "inconsistent" and says_unequal(sentence) and not said & {"0", "all", "total"}


def counts_of_a_row(text: str, words: Vocabulary) -> tuple[tuple[str, int], ...] | None:
    """The numbers of rows of a remark that says nothing else: by side, or of both; None for any other remark.

    One that tells its key, its size or how long it took counts nothing.
    """
    plain = once(unicodedata.normalize("NFKC", text).replace(",", "") if re.search(r"\d,\d", text) else text)
    said = {*(words_in(plain) or ())}
    if {"0", "row"} <= said <= _OF_A_ROW and len(numbers := re.findall(r"[0-9]{1,15}", plain)) == 1:
        return (("total_rows", int(numbers[0])),)
    line = read_line(text, words)
    sides = {"source_rows", "target_rows", "total_rows"}
    if not line.is_plain or line.doubts or not {name for name, _ in line.facts} <= sides:
        return None
    counts = [(name, parse_count(value, words.units_of(name))) for name, value in line.facts]
    return tuple((name, number) for name, number in counts if number is not None)


def read_pairs(row: Mapping[int, CellValue], words: Vocabulary, zone: tzinfo | None = None) -> Line | None:
    """Read a row of labels and values in cells of their own, or of lines; None for any other row."""
    texts = [as_text(value) or "" for _, value in sorted(row.items()) if not is_blank(value)]
    names = [text.rstrip(":： ") for text in texts[::2]]
    if len(texts) > 1 and len(texts) % 2:  # a field that nobody filled in, or who, and when
        is_person = len(texts) == 3 and bool({"person", "signature"} & {*_label(names[0], words, texts[1])})
        if _is_unfilled(f"{names[-1]}:", words) or (is_person and is_value_of(("exported_at",), texts[2], words)):
            texts.pop()
    pairs = [*zip(names, texts[1::2], strict=False)]
    is_denied = any(is_one_of("denials", "neutral", text) for _, text in pairs)
    is_heading_row = not is_denied and all(
        is_heading(text.rstrip(":： "), words) and not is_value_of(_label(name, words, text), text, words)
        for name, text in pairs
    )
    if len(texts) % 2 == 0 and not is_heading_row and all(_label(name, words, value) for name, value in pairs):
        line = Line()
        for name, value in pairs:
            _add(line, name, value, words, zone)
        return line
    clause = f"{names[0]}: {texts[1]}" if len(texts) == 2 else ""
    if clause and (is_value_of(("n_tables",), texts[1], words) or _is_legend(clause, words)):
        one = read_line(clause, words, zone)
        if one.is_plain and all(map(counts_of_rows, one.doubts)):
            return one
    found = [read_line(text, words, zone) for text in texts]
    if not all(one.facts for one in found):
        return None
    return Line([fact for one in found for fact in one.facts], [text for one in found for text in one.doubts], True)
