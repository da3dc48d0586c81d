"""Cells to typed Arrow arrays, a column of a batch at a time; what cannot be converted becomes null and is named.

Nothing is guessed: a count that is not a whole number, a time without a zone, a word nobody knows are null (or
``unknown_word``) with a `CellProblem` or an `UnknownWord` that says how many, which rows and the first value.
The unit suffix 个 and the two ``GMT`` time forms were seen in public screenshots, the other times are documented API
forms, the rest of what is accepted is our inference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from drs_report.language.moments import localised, moment
from drs_report.language.numbered import is_all, once, without_whole
from drs_report.language.phrases import says_unequal
from drs_report.language.vocabulary import (
    DIFF_KINDS,
    FULL_STATUSES,
    OUTCOMES,
    REPAIR_KINDS,
    UNKNOWN_WORD,
    Vocabulary,
    canonical,
    is_equal,
    look_up,
    normalise_word,
)
from drs_report.reading.xlsx.cells import CellValue, ErrorValue, Percent
from drs_report.reading.xlsx.columns import Column, filled_texts
from drs_report.records.columns import Kind
from drs_report.records.reading import CellProblem, UnknownWord
from drs_report.records.remarks import RemarkKind, remark

N_ROWS_KEPT = 20
_SAMPLE_LENGTH = 80
_EXACT_FLOAT = 2.0**53
_MOST = 2**62  # half the range, so that a difference of two counts is exact as well

CATEGORIES: Mapping[Kind, Sequence[str]] = {
    Kind.OUTCOME: OUTCOMES,
    Kind.OBJECT_OUTCOME: OUTCOMES,
    Kind.DIFF_KIND: DIFF_KINDS,
    Kind.FULL_STATUS: FULL_STATUSES,
    Kind.REPAIR_KIND: REPAIR_KINDS,
}
"""The words of the kinds that know all of theirs."""
ARROW_TYPES: Mapping[Kind, pa.DataType] = {
    **dict.fromkeys((Kind.TEXT, Kind.OBJECT_TYPE), pa.string()),
    **dict.fromkeys(CATEGORIES, pa.int16()),
    Kind.COUNT: pa.int64(),
    Kind.FLAG: pa.bool_(),
    Kind.PERCENT: pa.float64(),
    Kind.TIME: pa.timestamp("us", tz="UTC"),
}
"""What a column is held as until its frame is made: of a category its position, -1 for null."""
NOTHING: Mapping[Kind, pa.Scalar] = {
    kind: pa.scalar(-1 if kind in CATEGORIES else None, held_as) for kind, held_as in ARROW_TYPES.items()
}
"""What stands for null in a column."""


def is_blank(value: CellValue) -> bool:
    """Whether a cell holds nothing: no value, or text of blanks only."""
    return value is None or (isinstance(value, str) and not value.strip())


def as_text(value: CellValue) -> str | None:
    """Return a cell as exact plain text: 7 and 7.0 as ``7``, 1.5 as ``1.5``, True as ``TRUE``; None for none.

    A number with an exponent beyond 2**53 was rounded before it was stored, and keeps its exponent: ``1.2e+18``.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, ErrorValue):
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Percent):
        return _plain(Decimal(repr(float(value))) * 100) + "%"
    if isinstance(value, float):
        # beyond 2**53 the file holds a rounded number: written out in digits it would look exact
        return repr(value) if abs(value) > _EXACT_FLOAT else _plain(Decimal(repr(value)))
    return str(value)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def cell_text(value: CellValue, length: int = _SAMPLE_LENGTH) -> str:
    """Return a cell as a person would see it, cut to `length` characters: to be shown, never to be judged."""
    text = whole_text(value)
    return text if len(text) <= length else text[: length - 1] + "…"


def whole_text(value: CellValue) -> str:
    """Return a cell as a person would see it; an error cell shows its code."""
    return value.code if isinstance(value, ErrorValue) else as_text(value) or ""


def plain_width(text: str) -> str:
    """Return a text with full-width forms made plain; ``②`` and the like stay what they are."""
    if text.isascii():
        return text
    forms = (unicodedata.decomposition(c).startswith("<wide>") for c in text)
    return "".join(unicodedata.normalize("NFKC", c) if is_form else c for c, is_form in zip(text, forms, strict=True))


_EXPONENT = re.compile(r"([0-9])\.([0-9]{1,15})e\+?([0-9]|1[0-5]|0[0-9])")
_COUNT = re.compile(r"([+-]?)([0-9]{1,3}(?:[ ,'][0-9]{3})+|[0-9]+)(?:\.0{1,2})?")
_BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f]")
_NOTHING_OF_A_SHARE = re.compile(r"0\s?\(0(?:\.0{1,4})?\s?%\)")
_LONGEST_NUMBER = 60


def parse_count(value: CellValue, units: Sequence[str] = ()) -> int | None:
    """Return the whole number a cell holds, or None where it holds none.

    Text may carry thousands separators, full-width digits and one of `units` (such as 个). A float counts only when it
    is whole and below 2**53, so that no digit can have been lost. Booleans and dates are no counts.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if -_MOST <= value < _MOST else None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _EXACT_FLOAT and type(value) is float else None
    if not isinstance(value, str):
        return None
    if len(value) > _LONGEST_NUMBER:
        return None
    text = plain_width(_BLANKS.sub(" ", value)).strip().casefold().replace("−", "-")
    for unit in units:
        if text.endswith(unit):
            text = text[: -len(unit)].rstrip()
            break
    match = _COUNT.fullmatch(text)
    if not match:
        return _with_exponent(text)
    number = int(match[1] + re.sub(r"\D", "", match[2]))
    return number if -_MOST <= number < _MOST else None


def _with_exponent(text: str) -> int | None:
    """Return a whole number written with an exponent and with all its digits: of ``6.1440e4``, not of ``6.144e4``."""
    match = _EXPONENT.fullmatch(text)
    if not match:
        return None
    first, decimals, exponent = match[1], match[2], int(match[3])
    is_whole = exponent <= len(decimals) and not decimals[exponent:].strip("0")
    return int(first + decimals[:exponent]) if is_whole else None


def parse_percent(value: CellValue) -> float | None:
    """Return a percentage from 0 to 100 given as ``35 %``, 35 or a cell shown with a percent format, or None."""
    if isinstance(value, Percent):
        # the file holds 0.07 for 7 %: decimal, so that it does not become 7.000000000000001
        number = float(Decimal(repr(float(value))) * 100)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        number = float(value) if abs(value) <= 100 else -1.0  # an int may be beyond every float
    elif isinstance(value, str):
        text = plain_width(value).strip().removesuffix("%").rstrip()
        if not re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,20})?", text):
            return None
        number = float(text)
    else:
        return None
    return number if 0 <= number <= 100 else None


_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial number has no zone until one is assumed
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 73_051  # 1990 to 2100 as Excel day numbers


def parse_time(value: CellValue, zone: tzinfo | None = None) -> datetime | None:
    """Return the aware UTC time a cell holds, or None; `zone` is assumed where the cell names none.

    Forms: ``yyyy/MM/dd HH:mm:ss GMT+08:00`` (also ``GMT +8:00``; seen), ISO 8601 with Z or an offset and epoch
    milliseconds (documented), and, only with `zone`, times without one and Excel's day numbers.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, datetime):
        return localised(value, zone)
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip()
        if re.fullmatch(r"[0-9]{1,18}", text):
            value = int(text)
        else:
            return moment(text, zone)
    if not isinstance(value, (int, float)):
        return None
    if _FIRST_SERIAL <= value <= _LAST_SERIAL:
        return localised(_EXCEL_EPOCH + timedelta(seconds=round(float(value) * 86_400, 3)), zone)
    return moment(str(int(value))) if isinstance(value, int) or value.is_integer() else None


Parsed = tuple[Any, RemarkKind | None]
"""A converted value and, where it is null against the cell, what is wrong."""

_MARKS = re.compile(r"\A\W++|\W++\Z")
_TICKS = "✓✔☑✅√🟢"
_UPPER_NAME = re.compile(r"[A-Z][A-Z0-9_]*")


@dataclass(slots=True)
class ColumnBuilder:
    """Converts one column of a block, batch by batch, and remembers what went wrong.

    Texts that `keeps_words` stay as they are; in other columns the words for "nothing" are null. A count
    below zero is refused unless the column `is_signed`.
    """

    name: str
    kind: Kind
    words: Vocabulary
    keeps_words: bool = True
    zone: tzinfo | None = None
    is_signed: bool = False
    chunks: list[pa.Array] = field(default_factory=list)
    has_percent_sign: bool = False
    """Whether a cell says itself that it is a percentage, so that 1 beside it is 1 % and not the whole."""
    _noted: dict[tuple[RemarkKind, str], tuple[str, list[int]]] = field(default_factory=dict)
    """What is wrong, each word that nobody knows by itself: the first such cell, and the rows."""

    def add(self, values: Column, rows: Sequence[int]) -> None:
        """Convert the cells `values` of the sheet's `rows`: each distinct value once, texts of names not at all."""
        if self.kind is Kind.TEXT and values.is_text:
            array = values.texts
        elif self.kind is Kind.COUNT and values.is_text and _are_digits(values.texts):
            array = pc.cast(values.texts, pa.int64())
        else:
            array = self._by_distinct_value(values, rows)
        self.chunks.append(self._without_nothing(array) if self.kind is Kind.TEXT else array)

    def add_nulls(self, n: int) -> None:
        """Add `n` rows that have no cell in this column."""
        self.chunks.append(pa.repeat(NOTHING[self.kind], n))

    def array(self) -> pa.ChunkedArray:
        """Return everything added so far."""
        return pa.chunked_array(self.chunks, type=ARROW_TYPES[self.kind])

    @property
    def bad(self) -> list[int]:
        """Rows whose cell could not be read."""
        return [row for _, rows in self._noted.values() for row in rows]

    @property
    def problems(self) -> tuple[CellProblem, ...]:
        """What could not be converted, most frequent first."""
        odd = ((what, *noted) for (what, _), noted in self._noted.items() if what is not RemarkKind.UNKNOWN_WORD)
        found = sorted(odd, key=lambda one: (-len(one[2]), one[0].value))
        return tuple(
            CellProblem(self.name, remark(what), sample, len(rows), tuple(rows[:N_ROWS_KEPT]))
            for what, sample, rows in found
        )

    @property
    def unknown_words(self) -> tuple[UnknownWord, ...]:
        """Words the vocabulary does not hold, most frequent first."""
        odd = ((word, rows) for (what, word), (_, rows) in self._noted.items() if what is RemarkKind.UNKNOWN_WORD)
        found = sorted(odd, key=lambda one: (-len(one[1]), one[0]))
        return tuple(UnknownWord(self.name, word, len(rows), tuple(rows[:N_ROWS_KEPT])) for word, rows in found)

    def forget(self, row: int, kept: pa.Array) -> None:
        """Take a row off again, and what was noted of it; `kept` tells all others."""
        self.chunks[:] = self.array().filter(kept).chunks
        left = {what: (sample, [r for r in rows if r != row]) for what, (sample, rows) in self._noted.items()}
        self._noted = {what: noted for what, noted in left.items() if noted[1]}

    def converts(self, value: CellValue) -> bool:
        """Whether a cell that is not blank is one of this column's kind."""
        return not self._parse(value)[1]

    def _without_nothing(self, array: pa.Array) -> pa.Array:
        """The texts, null where one is blank or, unless words are kept, a word for nothing."""
        nothing = ~filled_texts(array)
        if not self.keeps_words:
            trimmed = pc.utf8_trim_whitespace(array)
            words = {form for word in self.words.null_words for form in (word, word.upper(), word.title())}
            spelled = pc.fill_null(pc.is_in(trimmed, value_set=pa.array(sorted(words), pa.string())), fill_value=False)
            nothing |= np.asarray(spelled.to_numpy(zero_copy_only=False), bool)
        if int(nothing.sum()) == array.null_count:
            return array
        # not if_else: before pyarrow 24 it gives wrong texts where `array` is cut from a longer one
        return pc.replace_with_mask(array, pa.array(nothing), pa.scalar(None, pa.string()))

    def _by_distinct_value(self, values: Column, rows: Sequence[int]) -> pa.Array:
        distinct, codes = values.distinct()
        parsed = [*map(self._parse, distinct)]
        odd = [code for code, (_, what) in enumerate(parsed) if what]
        if odd:
            # in the order of the rows, so that what is noted first stands first
            for position in np.flatnonzero(np.isin(codes, odd)).tolist():
                self._note(parsed[codes[position]][1], distinct[codes[position]], rows[position])
        if self.kind in CATEGORIES:
            return pa.array(np.array([value for value, _ in parsed], dtype=np.int16)[codes])
        return pa.array([value for value, _ in parsed], type=ARROW_TYPES[self.kind]).take(pa.array(codes))

    def _parse(self, value: CellValue) -> Parsed:
        """Convert one cell by the column's kind."""
        nothing = NOTHING[self.kind].as_py()
        if isinstance(value, ErrorValue):
            return nothing, RemarkKind.ERROR_CELL
        if self.kind is Kind.TEXT:
            return as_text(value), None
        if is_blank(value) or (isinstance(value, str) and normalise_word(value) in self.words.null_words):
            return nothing, None
        match self.kind:
            case Kind.COUNT:
                return self._count(value)
            case Kind.PERCENT:
                return self._percent(value)
            case Kind.TIME:
                return self._moment(value)
            case Kind.OUTCOME | Kind.OBJECT_OUTCOME:
                return self._outcome(value)
            case Kind.OBJECT_TYPE:
                text = (as_text(value) or "").strip()
                known = look_up(self.words.object_types, text)
                return known or text, None if known or _UPPER_NAME.fullmatch(text) else RemarkKind.UNKNOWN_WORD
            case Kind.DIFF_KIND | Kind.FULL_STATUS:
                word = canonical(self.kind, as_text(value) or "")
                return (nothing, RemarkKind.UNKNOWN_WORD) if word is None else (CATEGORIES[self.kind].index(word), None)
        raise AssertionError(f"{self.name}: cells of {self.kind} columns are never read")

    def _note(self, what: RemarkKind, value: CellValue, row: int) -> None:
        word = as_text(value) or "" if what is RemarkKind.UNKNOWN_WORD else ""
        self._noted.setdefault((what, word), (cell_text(value), []))[1].append(row)

    def _count(self, value: CellValue) -> Parsed:
        stated = once(value) if self.name.startswith("n_") and isinstance(value, str) else value
        if isinstance(stated, str) and _NOTHING_OF_A_SHARE.fullmatch(plain_width(stated).strip()):
            stated = 0
        number = parse_count(stated, self.words.units_of(self.name))
        if number is not None and number < 0 and not self.is_signed:
            return None, RemarkKind.BELOW_ZERO
        return number, None if number is not None else RemarkKind.NOT_EXACT

    def _percent(self, value: CellValue) -> Parsed:
        number = parse_percent(value)
        if self.name == "progress" and isinstance(value, str):  # ``已完成 100%``, and a share of rows says no such word
            is_done = is_all(value) or canonical(Kind.FULL_STATUS, without_whole(value)) == "completed"
            number = 100.0 if is_done else number
        self.has_percent_sign |= isinstance(value, Percent) or (isinstance(value, str) and "%" in plain_width(value))
        return number, None if number is not None else RemarkKind.NOT_PERCENT

    def _moment(self, value: CellValue) -> Parsed:
        stated = parse_time(value, self.zone)
        if stated is not None:
            return stated, None
        knows_it = parse_time(value, UTC) is not None
        return None, RemarkKind.NO_ZONE if knows_it else RemarkKind.NOT_TIME

    def _outcome(self, value: CellValue) -> Parsed:
        codes = self.words.object_codes if self.kind is Kind.OBJECT_OUTCOME else self.words.data_codes
        word = None
        if isinstance(value, bool):
            word = self.words.outcomes.get("true" if value else "false")
        elif (code := parse_code(value)) is not None:
            # a layout may teach a code that no page documents
            word = codes.get(code) or self.words.outcomes.get(str(code))
        elif isinstance(value, str):
            word = look_up(self.words.outcomes, value) or self._marked(value)
            word = word or ("inconsistent" if says_unequal(value) else None)  # only for equal must the word be alone
        if word is None:
            return OUTCOMES.index(UNKNOWN_WORD), RemarkKind.UNKNOWN_WORD
        return OUTCOMES.index(word), None

    def _marked(self, text: str) -> str | None:
        """The word for equal beside ticks, which say the same, or another beside a mark that does not contradict it."""
        marks = "".join(_MARKS.findall(text[:_SAMPLE_LENGTH]))
        word = self.words.outcomes.get(normalise_word(_MARKS.sub("", text))) if marks.strip() else None
        if word is None or is_equal(word):
            return word if not marks.strip(_TICKS + "●•\ufe0f ") else None
        return None if {*marks} & {*_TICKS, "?", "？"} else word


def parse_code(value: CellValue) -> int | None:
    """Return a numeric code given as int, whole float or text such as ``2`` or ``2.0``; none that is padded."""
    if isinstance(value, str):
        text = plain_width(value).strip()
        return int(float(text)) if re.fullmatch(r"(?:0|[1-9][0-9]{0,2})(?:\.0)?", text) else None
    return parse_count(value)


def _are_digits(texts: pa.Array) -> bool:
    return bool(pc.all(pc.match_substring_regex(texts, r"^\d{1,18}$")).as_py())


def as_counts(cells: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Return a column's numbers; None where some cell of it is anything else."""
    if pa.types.is_integer(cells.type):
        return cells
    digits = pc.replace_substring(cells, ",", "")
    return pc.cast(digits, pa.int64()) if not cells.null_count and _are_digits(digits) else None
