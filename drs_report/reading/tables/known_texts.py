"""Texts that the file itself explains: names that it lists, titles that say what is shown, counts that are right."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow.compute as pc

from drs_report.language.numbered import page_of, sheet_number
from drs_report.language.phrases import (
    all_of,
    composed,
    is_neutral_title,
    number_behind,
    speaks_of,
    without_ordinal,
    words_in,
)
from drs_report.language.vocabulary import Vocabulary
from drs_report.reading.tables.blocks import OVERVIEWS
from drs_report.reading.tables.clauses import counts_of_rows, counts_tables
from drs_report.reading.tables.counting import Counts
from drs_report.reading.tables.frames import VERIFIED, Codes, Part, codes_of, columns_of
from drs_report.reading.tables.lines import read_line
from drs_report.reading.tables.names import NAMES
from drs_report.reading.tables.scans import SheetScan
from drs_report.reading.tables.speaking_against import speaks_against
from drs_report.reading.tables.titles import database_of, names_a_comparison, object_type_of

_WORD = re.compile(r"[A-Za-z_][\w$]*", re.ASCII)
_LABELLED = re.compile("[:：=]")
_EQUAL = frozenset({"consistent", "compared", "done"})
"""What a title may say of a list whose rows all are."""
_LONGEST_WORD = 200
"""A longer one is looked at for no name: each of its ends would be put together anew."""

_LONGEST_TAB = 31
_CUT = 30
"""Characters from which on a sheet's name may have been cut."""


@dataclass
class Own:
    """A sheet's tables of the chosen comparison; what is asked of all of them for each line is found out once."""

    tables: Sequence[Part]
    words: Vocabulary
    beside: Own | None = None
    """The tables of all sheets: what they show and name may stand in titles of a sheet that has none of its own."""
    is_hollow: bool = False
    """Whether the sheet has no table and says nothing but its own name, or that there is nothing."""

    @cached_property
    def counts(self) -> Counts:
        """What the tables of all sheets count."""
        return self.beside.counts if self.beside else Counts(self.tables, self.words)

    @cached_property
    def listed(self) -> frozenset[str]:
        """Names of databases, schemas and tables that the file lists, also as the name of a sheet may have cut them."""
        if self.beside:
            return self.beside.listed
        named = [name for column, names in self.names.items() if column in NAMES for name in names if name]
        return self.given.union(
            named, (name[:n] for name in named if len(name) > _CUT for n in range(_CUT, _LONGEST_TAB + 1))
        )

    def is_listed(self, text: str) -> bool:
        """Whether a text is the name of a database, a schema or a table that the file lists."""
        return text.strip() in self.listed

    @cached_property
    def given(self) -> frozenset[str]:
        """Names that the titles give to columns which the tables do not carry."""
        return frozenset(name for part in self.tables for name in _given(part))

    @cached_property
    def databases(self) -> frozenset[str]:
        """Names of databases that its titles may hold, of which none says anything against the comparison."""
        own, all_of_it = self.named, self.beside.named if self.beside else frozenset[str]()
        return own or (all_of_it if len(all_of_it) == 1 or not self.n_rows else own)

    @cached_property
    def named(self) -> frozenset[str]:
        """Databases that its own tables name."""
        arrays = (part.block.typed[c].array() for part in self.tables for c in _databases(part))
        found = {name for array in arrays for name in pc.unique(array).to_pylist()}
        unnamed = [part for part in self.tables if not _databases(part)]  # else the rows say it, whatever is above
        found |= {text for part in unnamed for name, text in part.constants.items() if name.endswith("db")}
        return frozenset(name for name in found if name and not speaks_against(name))

    @cached_property
    def is_equal(self) -> bool:
        """Whether all their rows are read as equal."""
        codes = [_results(part) for part in self.tables if part.block.n_rows]
        return bool(codes) and all(bool((c >= 0).all() and VERIFIED[c].all()) for c in codes)

    @cached_property
    def shown(self) -> frozenset[str]:
        """What the tables show, as a title may say it."""
        if not self.tables:
            shown = self.beside.shown if self.beside else frozenset[str]()
            return shown | all_of("made_of", "empty_lists") if self.is_hollow else shown
        return frozenset[str]().union(*(part.fit.schema.shows for part in self.tables))

    @cached_property
    def n_rows(self) -> int:
        """How many rows they have."""
        return sum(part.block.n_rows for part in self.tables)

    @cached_property
    def names(self) -> Mapping[str, frozenset[str | None]]:
        """Column of names -> all that stands in it."""
        found: dict[str, set[str | None]] = {}
        for part in self.tables:
            for place, column in part.fit.columns.items():
                if column.is_name:
                    found.setdefault(column.name, set()).update(pc.unique(part.block.typed[place].array()).to_pylist())
        return {name: frozenset(texts) for name, texts in found.items()}

    @cached_property
    def numbers(self) -> frozenset[int]:
        """Numbers of rows that a title may state."""
        counts = [part.block.n_rows for part in self.tables]
        return frozenset([1, sum(counts), *counts])

    @cached_property
    def _ends(self) -> list[tuple[int, int]]:
        return sorted((part.block.last_row, part.block.n_rows) for part in self.tables)

    @cached_property
    def is_overview(self) -> bool:
        """Whether its tables list none of what is compared."""
        return {part.fit.schema.frame for part in self.tables} <= OVERVIEWS

    def is_said_by_rows(self, clause: str, above: int | None, *, sums_up: bool) -> bool:
        """Whether a clause says nothing but what all rows do: how many there are, or their one database.

        Below a list of so many rows `above` a number of rows is theirs, but of statistics that sum up all lists.
        """
        if numbers := counts_of_rows(clause):
            if sums_up:
                return self.counts.agrees(clause)
            is_of_all = above is None or speaks_of(clause, "table", "object")
            return numbers[0] in (self.n_rows, above) or (is_of_all and self.counts.agrees(clause))
        label, _, value = (part.strip() for part in clause.replace("：", ":").partition(":"))
        names = (self.beside or self).names
        meaning = (composed(label) or "") if value else ""
        said = [names[name] for name in (meaning, f"source_{meaning}") if name in names]
        return frozenset().union(*said) == {value} if said else self.counts.agrees(clause)

    def rows_above(self, row: int) -> int | None:
        """The number of rows of the nearest table above a row; None where there is none."""
        at = bisect_left(self._ends, (row, 0))
        return self._ends[at - 1][1] if at else None

    def unsettled(self, text: str) -> list[str]:
        """The clauses of a title that say neither what is shown nor the name of something that the file lists.

        A number behind words of a title counts the rows of a table below it, or says that there are other parts; behind
        a label it says something of what the label names.
        """
        if self.counts.agrees(text):
            return []
        said = (form for form in self._forms(text) if is_neutral_title(form, self.shown | _EQUAL))
        number = next(map(number_behind, said), None)
        is_labelled = _LABELLED.search(text) is not None
        is_counted = number is None or (number in self.numbers and not is_labelled) or self.is_listed(text.strip())
        if self.knows(text) and is_counted:
            return []
        rest = [clause for clause in read_line(text, self.words).doubts if not self.knows(clause)]
        return rest if rest or is_counted else [text]

    def _forms(self, text: str) -> tuple[str, str]:
        """A title as it is, and without the names of its databases."""
        plain = text.strip()
        return plain, _WORD.sub(lambda word: _without_name(word[0], self.databases), plain)

    def knows(self, text: str) -> bool:
        """Whether a title or a clause of one says nothing but what the file shows or names."""
        plain, unnamed = self._forms(text)
        if self.counts.agrees(plain):
            return True
        if counts_tables(plain):
            return False
        if any(is_neutral_title(form, self.shown) and words_in(form) != ("0",) for form in (plain, unnamed)):
            return True
        if self.is_equal and not _LABELLED.search(plain) and is_neutral_title(plain, self.shown | _EQUAL):
            return not self._is_chosen(plain)
        if object_type_of(plain, self.words) or names_a_comparison(plain, self.words):
            return True
        if self.tables and words_in(unnamed) is not None:
            is_of_others = speaks_of(plain, "uncomparable") and all(map(_is_uncomparable, self.tables))
            if is_of_others or not self.n_rows:
                return True
        names = database_of(plain)
        if names is not None and all(map(self.is_listed, filter(None, names))):
            return True
        return plain.rpartition(".")[2] in self.given and all(map(self.is_listed, plain.split(".")))

    def _is_chosen(self, title: str) -> bool:
        """Whether equal things are what a title names, ``Consistent Tables``, and nothing shows that these are all."""
        said, frames = words_in(title) or (), {part.fit.schema.frame for part in (self.beside or self).tables}
        is_sentence = len(said) > 1 and said[-1] == "consistent" and re.fullmatch(r"[^\W_]+", title.replace(" ", ""))
        is_of_all = bool({"all", "total"} & {*said} or is_sentence or frames & OVERVIEWS)
        return "consistent" in said and not is_of_all

    def knows_sheet(self, scan: SheetScan) -> bool:
        """Whether the name of a sheet says nothing but what is in it."""
        name = scan.sheet.name.strip()
        counted = sheet_number(name)
        bare = counted[0] if counted and counted[0] and len(counted[1]) <= 4 else name
        if page_of(name) or self.words.declares("sheet", name) or re.fullmatch(r"[0-9]{1,3}", without_ordinal(bare)):
            return True
        return any(self.knows(form) or self.is_listed(form) for form in (name, bare))


def _without_name(word: str, names: frozenset[str]) -> str:
    """What is left of a word beside a name that it begins or ends with: of ``Details_shop`` the details."""
    parts = word.split("_") if len(word) <= _LONGEST_WORD else []
    for at in range(len(parts)):
        if "_".join(parts[at:]) in names:
            return " ".join(parts[:at]) or " "
        if "_".join(parts[: at + 1]) in names:
            return " ".join(parts[at + 1 :])
    return word


def _databases(part: Part) -> list[int]:
    return [c for c, column in part.fit.columns.items() if column.name.endswith("db")]


def _results(part: Part) -> Codes:
    return codes_of(columns_of(part) if part.block.n_rows else {}, "outcome", part.block.n_rows)


def _is_uncomparable(part: Part) -> bool:
    """Whether the rows are read as what could not be compared: by what stands above them, or each by its own result."""
    codes = _results(part)
    is_said = len(codes) > 0 and bool((codes >= 0).all()) and not VERIFIED[codes].any()
    return part.block.title.is_uncomparable or is_said


def _given(part: Part) -> set[str]:
    """The names, and the type of objects, that titles give to columns which the table itself does not carry."""
    own = {column.name for column in part.fit.columns.values()}
    said = {**part.constants, "object_type": part.block.title.object_type}
    return {text for name, text in said.items() if text and name in part.fit.schema.names and name not in own}
