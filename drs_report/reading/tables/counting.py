"""What the tables of a file count themselves, and the texts and small tables that say nothing but that.

``shop (5 tables)``, ``Total rows: 2,461,406``, a block of statistics: every word is known, and every number is what the
file itself counts of the thing that the words name. Another number, or a word of another thing, agrees with nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property

import pyarrow as pa

from drs_report.language.numbered import once
from drs_report.language.phrases import all_of, is_one_of, words_in
from drs_report.language.vocabulary import OUTCOMES, Vocabulary, is_equal, normalise_word, outcome_class
from drs_report.reading.tables.frames import Part, columns_of
from drs_report.records.grouping import grouped
from drs_report.records.judgement import OutcomeClass

_LISTS = frozenset({"tables", "objects"})
"""Frames that list what is compared, a row each."""
_CLASSES = {
    "consistent": frozenset({OutcomeClass.VERIFIED}),
    **dict.fromkeys(("inconsistent", "difference"), frozenset({OutcomeClass.DIFFERS})),
    **dict.fromkeys(("compared", "done"), frozenset({OutcomeClass.VERIFIED, OutcomeClass.DIFFERS})),
    **dict.fromkeys(
        ("uncomparable", "failed", "skipped"),
        frozenset({OutcomeClass.NOT_VERIFIED, OutcomeClass.UNFINISHED, OutcomeClass.REVIEW}),
    ),
}
"""What a number may count -> the results that do; of those that are not decided it agrees with none or with all."""
_CLAUSES = re.compile(r"[(),]|共|和|及|\band\b|\bin\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,])[0-9]{1,15}(?:\.[0-9]{1,4})?(?![\w.,][0-9]|[+~])", re.ASCII)
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_PLAIN = re.compile(r"[\w\s:(),/.%|\[\]-]+")
_BY = re.compile(r"\b(?:by|per)\b|[按以]", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9_$]++(?:[.-][A-Za-z0-9_$]++)*+|[^\W0-9A-Za-z_]++")
"""A name where it stands by itself; between Chinese and Latin letters nothing need stand."""
_PIECES = re.compile(r"[:()\[\]|/#,-]")
_LONGEST = 200


class Counts:
    """What the lists of the chosen comparison count, of all databases or of one; found out when it is first asked."""

    def __init__(self, parts: Iterable[Part], words: Vocabulary) -> None:
        self._parts = [part for part in parts if part.fit.schema.frame in _LISTS and part.block.n_rows]
        self._words = words
        self._agreed: dict[str, bool] = {}

    @cached_property
    def _groups(self) -> Sequence[dict[str, object]]:
        """Rows of each database, object type and result, with the sums of their rows."""
        return [group for part in self._parts for group in _grouped(part)]

    @cached_property
    def _databases(self) -> frozenset[str]:
        return frozenset(str(group["db"]) for group in self._groups if group["db"])

    def agrees(self, text: str) -> bool:
        """Whether a clause says, in words that are all known, a number that is what the lists count."""
        if text not in self._agreed:  # the same may stand in thousands of cells
            self._agreed[text] = self._agrees(text)
        return self._agreed[text]

    def _agrees(self, text: str) -> bool:
        plain = once(_THOUSANDS.sub("", unicodedata.normalize("NFKC", text).strip()))
        numbers = _NUMBER.findall(plain)
        label, _, value = plain.partition(":")
        is_scope = {*(words_in(label) or ("",))} <= all_of("made_of", "scopes")
        if is_scope and {name.strip() for name in re.split("[,;、]", value)} == self._databases:  # ``Scope: core, crm``
            return True
        if len(numbers) > 1:  # ``4张表（2个库）``, ``2个库共4张表``
            clauses = [one for one in _CLAUSES.split(plain) if one.strip()]
            return len(clauses) == len(numbers) and all(map(self._agrees, clauses))
        if len(plain) > _LONGEST or len(numbers) != 1 or not _PLAIN.fullmatch(plain) or _BY.search(plain):
            return False
        said = self._said(_NUMBER.sub(" # ", plain))
        return said is not None and bool(said[0]) and self._is_so(float(numbers[0]), *said)

    def tabulates(self, rows: Sequence[str]) -> bool:
        """Whether rows, their cells parted by `` | ``, are a heading and numbers that all are what the lists count."""
        cells = [[cell.strip() for cell in row.split(" | ")] for row in rows]
        heads, body = (cells[0], cells[1:]) if cells else ([], [])
        if not body or len(heads) < 2 or any(len(row) != len(heads) for row in body) or words_in(heads[0]) is None:
            return False
        if all(map(_NUMBER.fullmatch, body[0])):  # of all there is, without a first cell that says of what
            return len(body) == 1 and all(
                self.agrees(f"{head}: {cell}") for head, cell in zip(heads, body[0], strict=True)
            )
        return all(self._is_row(heads, row) for row in body)

    def _is_row(self, heads: Sequence[str], row: Sequence[str]) -> bool:
        """Whether a row of statistics counts under each heading what its first cell and the heading say together."""
        label, slugs = normalise_word(row[0]), {part.fit.slug for part in self._parts}
        word = self._words.outcomes.get(label)
        if word is not None:
            label = "consistent" if is_equal(word) else word if word == "inconsistent" else "failed"
        elif self._words.compare_types.get(label) in slugs or is_one_of("marks", "totals", label):
            label = "total"
        else:
            label = row[0]
        return all(self._is_cell(label, head, cell) for head, cell in zip(heads[1:], row[1:], strict=True))

    def _is_cell(self, label: str, head: str, cell: str) -> bool:
        word = self._words.outcomes.get(normalise_word(cell))
        if word is not None:
            return is_equal(word) and self.agrees(f"{label}: consistent 100%")
        return self.agrees(f"{label} {head}: {cell}")

    def _said(self, text: str) -> tuple[frozenset[str], str] | None:
        """The words of a text, types of objects as ``type:VIEW``, and the database it names; None for others' words."""
        named = {word for word in _NAME.findall(text) if word in self._databases}
        if len(named) > 1:
            return None
        rest = _NAME.sub(lambda word: " " if word[0] in named else word[0], text)
        atoms = set[str]()
        for piece in filter(None, (part.strip() for part in _PIECES.split(rest))):
            kind = self._words.object_types.get(normalise_word(piece))
            parts = ("table" if kind == "TABLE" else f"type:{kind}",) if kind is not None else words_in(piece)
            if parts is None:
                return None
            atoms |= {*parts}
        return frozenset(atoms - ({"db", "type:DB"} if named else set())), next(iter(named), "")

    def _is_so(self, number: float, atoms: frozenset[str], database: str) -> bool:
        """Whether the lists count as many of what the words name."""
        groups = [group for group in self._groups if not database or group["db"] == database]
        what = {"type:DB" if atom == "db" else atom for atom in atoms} - all_of("made_of", "beside_numbers")
        if not groups or ("row" in what and not what - {"type:DB"} <= all_of("made_of", "row_counts")):
            return False
        if "row" in what:
            sides = [side for side in ("source", "target") if side in what] or ["source", "target"]
            return all(number == _sum(groups, f"{side}_rows_sum") for side in sides)
        if "type:DB" in what:  # those of ``对比对象：2个库`` are what was chosen, whatever became of their tables
            what -= {"compare", "compared"} if "object" in what else set()
            groups = groups if any(group["kind"] for group in groups) else _by_database(groups)
        if "table" in what and "key" in what:  # what has a key is a table like any other
            what -= all_of("made_of", "keyed")
        kinds = {atom.partition(":")[2] for atom in what if atom.startswith("type:")}
        if kinds or ("table" in what and any(group["kind"] for group in groups)):
            groups = [group for group in groups if group["kind"] in (kinds or {"TABLE"})]
        what -= {*(f"type:{kind}" for kind in kinds), "table", "object"}
        whole, ratio = _sum(groups, "outcome_count") or 0, "ratio" in what
        what -= {"ratio"} | ({"compare"} if ratio or "object" in atoms else set())
        if not what and not ratio:
            return number == whole and (bool(kinds) or bool({"table", "object", "total"} & atoms))
        counted = what or {"consistent"}
        if len(counted) != 1 or not counted <= {*_CLASSES} or len(kinds) > 1 or not whole:
            return False
        classes = _CLASSES[counted.pop()]
        found = _sum((group for group in groups if _class(group) in classes), "outcome_count") or 0
        return abs(number - 100 * found / whole) < 0.005 if ratio else number == found


def _sum(groups: Iterable[dict[str, object]], name: str) -> int | None:
    """The sum of a number over groups; None where one of them has none."""
    numbers = [group[name] for group in groups]
    return sum(n for n in numbers if isinstance(n, int)) if all(isinstance(n, int) for n in numbers) else None


def _by_database(groups: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    """A group of each database, whose result is that of all its tables where they have one in common."""
    results = grouped((group["db"], group["outcome"]) for group in groups)
    same = {db: found[0] if len({*found}) == 1 else None for db, found in results.items()}
    return [{"db": db, "kind": "DB", "outcome": outcome, "outcome_count": 1} for db, outcome in same.items()]


def _class(group: dict[str, object]) -> OutcomeClass | None:
    code = group["outcome"]
    return outcome_class(OUTCOMES[code]) if isinstance(code, int) and code >= 0 else None


def _grouped(part: Part) -> list[dict[str, object]]:
    cells, n = columns_of(part), part.block.n_rows
    blank = pa.nulls(n, pa.string())
    table = pa.table(
        {
            "db": cells.get("source_db", cells.get("db", blank)),
            "kind": cells.get("object_type", blank),
            "outcome": cells.get("outcome", pa.nulls(n, pa.int16())),
            **{side: cells.get(side, pa.nulls(n, pa.int64())) for side in ("source_rows", "target_rows")},
        }
    )
    all_rows, no_gaps = pa.compute.CountOptions(mode="all"), pa.compute.ScalarAggregateOptions(skip_nulls=False)
    sums = [(side, "sum", no_gaps) for side in ("source_rows", "target_rows")]
    groups = table.group_by(["db", "kind", "outcome"]).aggregate([("outcome", "count", all_rows), *sums])
    found: list[dict[str, object]] = groups.to_pylist()
    return found
