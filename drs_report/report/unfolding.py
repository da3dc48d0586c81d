"""What a row of the matrix unfolds: a line a comparison with what proves it, the findings, the differing rows."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from drs_report.comparisons import by_slug
from drs_report.findings.facts import fact_name
from drs_report.language import formatting, labels
from drs_report.language.places import place
from drs_report.language.translator import Words
from drs_report.records.alike import Form
from drs_report.records.document import Cell, Column, Row, Table
from drs_report.records.groups import groups
from drs_report.records.judgement import Subject
from drs_report.records.observations import CoverageRow, Derivation, Observation, Same, cell_values
from drs_report.records.reading import Source
from drs_report.report.alike_lines import AlikeLines, Phrase
from drs_report.report.differing_rows import tables as differing_rows
from drs_report.report.findings_table import finding_columns, finding_row
from drs_report.report.material import Material, Noted
from drs_report.report.outcomes import outcome_text
from drs_report.report.row_counts import count
from drs_report.report.zones import compared


@dataclass(frozen=True, slots=True)
class Unfolding:
    """Makes the tables below a row of the matrix."""

    m: Material
    differing: Mapping[str, Table]
    """By the anchor of the finding."""
    empty: Table
    """The table of comparisons without a line."""
    lines: AlikeLines

    @classmethod
    def of(cls, m: Material) -> Unfolding:
        """Index the times by file and the differing rows by finding."""
        lines = AlikeLines(phrased(m.words, _times(m.sources)))
        return cls(m, differing_rows(m), _comparisons(m.words), lines)

    def alike(self, rows: Sequence[CoverageRow]) -> dict[int, tuple[Form, tuple[int, ...]]]:
        """Return form and numbers of those that tell the same and about which nothing was found, by their identity."""
        about: Container[tuple[str, ...]] = self.m.by_table
        found: dict[int, tuple[Form, tuple[int, ...]]] = {}
        for group in groups(rows, (None if row.subject.key in about else True for row in rows)):
            row = rows[group.members[0]]
            told = [(slug, row.cells[slug]) for slug in self.m.coverage.compare_types if slug in row.cells]
            columns = [each for slug, _ in told for each in group.numbers[slug] if not isinstance(each, Same)]
            numbers: list[tuple[int, ...]] = [*zip(*columns, strict=True)]
            first = self.lines.table(self.empty, "", told, row.subject)
            if first is not None and first.numbers == numbers[0] and min(map(min, columns)) >= 0:
                records = (id(rows[member]) for member in group.members)
                found |= {one: (first.form, own) for one, own in zip(records, numbers, strict=True)}
        return found

    def tables(self, row: CoverageRow, anchor: str) -> Sequence[Table]:
        """Return the comparisons, then the findings and the differing rows where there are any.

        `anchor` is that of the row. Of most tables, about which nothing was found, only the numbers are kept.
        """
        found = self.m.by_table.get(row.subject.key, ())
        told = [(slug, row.cells[slug]) for slug in self.m.coverage.compare_types if slug in row.cells]
        if not found and (alike := self.lines.table(self.empty, anchor, told, row.subject)) is not None:
            return alike
        lines = tuple([self._line(slug, cell, row.subject, anchor, found) for slug, cell in told])
        made = [replace(self.empty, rows=lines, n_total=len(lines))]
        if found:
            made.append(self._findings(found))
            # paper has them under the findings
            differing = (self.differing[entry.anchor] for entry in found if entry.anchor in self.differing)
            made.extend(replace(table, is_for_screen=True) for table in differing)
        return tuple(made)

    def _line(self, slug: str, cell: Observation, subject: Subject, anchor: str, found: Sequence[Noted]) -> Row:
        cells = self.lines.cells(slug, cell, subject, found)
        return Row(cells, f"{anchor}-{slug}", (), cells[1].state)

    def _findings(self, found: tuple[Noted, ...]) -> Table:
        """Return what was found of the one table, each leading to the row that tells all of it."""
        effect, _, *columns = finding_columns(self.m.words)
        caption, rows = self.m.words.t("Findings about it"), tuple(map(self._finding, found))
        return Table("", caption, (effect, *columns), rows, len(found), is_for_screen=True)

    def _finding(self, entry: Noted) -> Row:
        effect, _, *cells = finding_row(self.m, entry.judged).cells
        return Row((replace(effect, href=f"#{entry.anchor}" if entry.is_shown else ""), *cells))


def _comparisons(w: Words) -> Table:
    """Return the table that tells what each comparison says of one table, without its lines."""
    return Table(
        id="",
        caption=w.t("Comparisons of this table"),
        columns=(
            Column("comparison", w.t("Comparison")),
            Column("result", w.t("Result"), is_state=True),
            Column("source_rows", fact_name(w, "source_rows"), is_number=True),
            Column("target_rows", fact_name(w, "target_rows"), is_number=True),
            Column("compared", w.t("Compared")),
            Column("place", w.t("Where it is written")),
            Column("proof", w.t("What proves it")),
        ),
        rows=(),
        n_total=0,
        empty_note=w.t("No comparison speaks of it."),
        is_for_screen=True,
    )


def phrased(w: Words, times: Mapping[str, str]) -> Phrase:
    """Return what writes the cells of a comparison's line; `times` are by file."""

    def cells(slug: str, cell: Observation, subject: Subject, found: Sequence[Noted]) -> tuple[Cell, ...]:
        rows = [count(side, slug, cell, found) for side in ("source_rows", "target_rows")]
        where, when = formatting.DASH, formatting.DASH
        if cell.evidence:
            where = place(w, cell.evidence)
            when = times.get(cell.evidence.file, formatting.DASH)
        return (
            Cell(labels.compare_type(w, slug), slug),
            Cell(outcome_text(w, cell.result), cell.outcome, labels.cell_state(cell, slug)),
            *(Cell(formatting.number(n), n) for n in rows),
            Cell(when),
            Cell(where),
            Cell(derivation_text(w, slug, cell.derivation, subject) if cell.derivation else formatting.DASH),
        )

    return cells


def derivation_text(w: Words, compare_type: str, derivation: Derivation, subject: Subject) -> str:
    """Say by which rule a comparison verifies a table, and which cells were read."""
    rule = w.say(by_slug(compare_type).verified_by)
    cells = [
        f"{column}={formatting.visible(formatting.scalar(value))}"
        for column, value in cell_values(derivation, subject).items()
    ]
    return w.t("{rule}: {cells}.", rule=rule, cells=w.listed(cells)) if cells else rule


def _times(sources: Iterable[Source]) -> dict[str, str]:
    """Say when each file's comparison was made; a name that two files share says nothing."""
    said: dict[str, set[str]] = {}
    for source in sources:
        said.setdefault(source.origin.name, set()).add(compared(source))
    return {name: texts.pop() for name, texts in said.items() if len(texts) == 1}
