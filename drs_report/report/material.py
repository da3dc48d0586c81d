"""What every section of the report draws on: the judged material, counted once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from drs_report.comparisons import ALL, COMPARE_TYPES
from drs_report.findings.telling import sentence
from drs_report.language import labels
from drs_report.language.translator import Words
from drs_report.records.document import Column, Row, Table
from drs_report.records.grouping import grouped
from drs_report.records.judgement import Finding, JudgedFinding, Level, OutcomeClass, Verdict
from drs_report.records.observations import Coverage, CoverageRow, Observation
from drs_report.records.reading import Source
from drs_report.report.caps import Caps, cut_note
from drs_report.report.standing import Standing, in_order, standing, worst_asked

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Noted:
    """A judged finding with the anchor of its row."""

    judged: JudgedFinding
    anchor: str
    is_shown: bool
    """Whether its row is within the cap of its table."""


_AREAS = {one.area: one.slug for one in ALL}
"""The area of a code -> the compare type in whose section its findings are listed."""

_JOINT = "\x1f"
"""Between the parts of what an anchor names: no name holds it."""

CHECKS = "checks"
"""The place of the findings that are about the evidence or the policy, not about one comparison."""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a section needs."""

    words: Words
    verdict: Verdict
    coverage: Coverage
    sources: tuple[Source, ...]
    caps: Caps
    noted: Mapping[str, tuple[Noted, ...]]
    """Findings by place: a compare type or `CHECKS`, most serious first."""
    tables: tuple[CoverageRow, ...]
    """The tables in scope."""
    stands: tuple[Standing, ...]
    """Where each of `tables` stands."""
    standings: Mapping[Standing, int]
    left_out: Counter[Standing]
    """How many tables out of scope stand so."""
    results: Mapping[str, Mapping[tuple[str, OutcomeClass], int]]
    """Comparison -> the results that it has of `tables`, in their order -> of how many."""
    by_table: Mapping[tuple[str, ...], tuple[Noted, ...]]
    """Table key -> the findings about it."""
    sentences: Mapping[int, str]
    """What each finding says, by the identity of its record: every list says the same, and it is made once."""
    is_redacted: bool = False

    def table(
        self, name: str, caption: str, columns: Iterable[Column], things: Sequence[T], row: Callable[[T], Row]
    ) -> Table:
        """Return a table of things, a row each up to the cap, and what says how many there are."""
        rows = tuple(map(row, things[: self.caps.table_rows]))
        note = cut_note(self.words, len(rows), len(things))
        return Table(name, caption, tuple(columns), rows, len(things), note)

    def n(self, *which: Standing) -> int:
        """How many tables in scope stand in one of these ways."""
        return sum(self.standings[one] for one in which)

    def said(self, finding: Finding) -> str:
        """Return what a finding of the verdict says."""
        return self.sentences[id(finding)]

    def told(self, finding: Finding) -> str:
        """Return what it says without whom it is about, for a list that says that beside it."""
        said, name = self.said(finding), self.words.clip(labels.subject(self.words, finding), self.caps.cell_text)
        for sign in (": ", "："):
            if said.startswith(name + sign):
                return said[len(name + sign) :]
        return said

    @property
    def findings(self) -> tuple[JudgedFinding, ...]:
        """The findings in scope."""
        return tuple(judged for judged in self.verdict.findings if judged.in_scope)


def gather(
    w: Words, verdict: Verdict, coverage: Coverage, sources: Sequence[Source], caps: Caps, *, is_redacted: bool = False
) -> Material:
    """Count and index the judged material."""
    places: dict[str, list[Noted]] = {}
    taken: dict[str, int] = {}
    for judged in verdict.findings:
        place = _AREAS.get(judged.finding.code.partition(".")[0], CHECKS)
        entries = places.setdefault(place, [])
        entries.append(Noted(judged, _anchor(judged, taken), len(entries) < caps.table_rows))
    asked = worst_asked(verdict.findings, coverage.rows)
    coverage = replace(coverage, rows=in_order(coverage.rows, asked))
    # a database pair whose tables are not listed has a row too; it is no table
    listed = [row for row in coverage.rows if row.subject.level is Level.TABLE]
    tables = tuple(row for row in listed if row.in_scope)
    stands = tuple(standing(row, asked.get(row.subject.key)) for row in tables)
    counts = dict.fromkeys(Standing, 0)
    for one in stands:
        counts[one] += 1
    left_out = Counter(standing(row, None) for row in listed if not row.in_scope)
    compared = dict.fromkeys((*coverage.compare_types, *COMPARE_TYPES))
    results = {slug: _results([row.cells[slug] for row in tables if slug in row.cells]) for slug in compared}
    by_table = grouped((entry.judged.finding.subject.key, entry) for entries in places.values() for entry in entries)
    said = {id(judged.finding): sentence(w, judged.finding, caps.cell_text) for judged in verdict.findings}
    noted = {place: tuple(entries) for place, entries in places.items()}
    about = {key: tuple(entries) for key, entries in by_table.items()}
    kept = (caps, noted, tables, stands, counts, left_out, results, about, said)
    return Material(w, verdict, coverage, tuple(sources), *kept, is_redacted=is_redacted)


def _results(cells: Iterable[Observation]) -> Counter[tuple[str, OutcomeClass]]:
    """Count the tables that come down to the same, those first that share one result."""
    found = Counter[tuple[str, OutcomeClass]]()
    for one, n in Counter([cell.result for cell in cells]).items():
        found[one.outcome, one.outcome_class] += n
    return found


@lru_cache(maxsize=64)
def table_anchor(key: tuple[str, ...]) -> str:
    """Return an anchor of a table's row in the matrix that names the table in every run alike."""
    return f"t-{hashlib.sha256(_JOINT.join(key).encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def _anchor(judged: JudgedFinding, taken: dict[str, int]) -> str:
    """Make an anchor that is the same in every run that finds the same thing."""
    finding = judged.finding
    subject = finding.subject
    parts = (
        finding.code,
        finding.compare_type,
        subject.level.value,
        subject.object_type,
        *subject.key,
        subject.target,
        *(entry.file for entry in finding.evidence if subject.level is Level.FILE),
    )
    digest = hashlib.sha256(_JOINT.join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    taken[digest] = number = taken.get(digest, 0) + 1
    return f"f-{digest}" if number == 1 else f"f-{digest}-{number}"
