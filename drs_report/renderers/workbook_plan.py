"""What goes on which sheet: one for the verdict, one for every section, one for every long table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from drs_report.language import formatting
from drs_report.records.document import Block, Cell, Chart, Column, Figure, Report, Row, Section, State, Table
from drs_report.renderers.text import one_line
from drs_report.renderers.workbook_text import n_lines, units

MAX_ROWS = 1_000_000
"""Rows of the sheet of details; a sheet ends at 1,048,576."""
SHEET_NAME = 31
"""UTF-16 units of a sheet's name."""
TALL = 12
"""Lines above a table from which on its heading is not frozen on the same sheet: little would be left to scroll."""
LINE = 110
"""Characters a line of running text holds, as the row heights are made for."""

_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of running text or of labels and values."""

    cells: tuple[Cell, ...]
    look: str = "plain"
    """The face of its last text; ``sign`` is a line to sign on."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A sheet: lines and small tables, then at most one table with a frozen heading and filters."""

    title: str
    """Of its tab."""
    parts: tuple[Line | Table, ...]
    table: Table | None = None
    heading: str = ""
    """Its first line; the title where none is given."""


@dataclass(slots=True)
class _Gathered:
    """What a section brings: text, tables that stand in it, tables that are long."""

    lines: list[Line | Table] = field(default_factory=list)
    long: list[Table] = field(default_factory=list)


def verdict_plan(report: Report) -> Plan:
    """Lay out the verdict, its numbers and the criteria."""
    parts: list[Line | Table] = [
        Line((Cell(report.decision_word, state=report.state),), "decision"),
        Line((Cell(report.sentence),)),
        Line((Cell(report.scope_line),)),
    ]
    parts += [_figure(figure) for figure in report.figures]
    criteria = next((section for section in report.sections if section.id == "criteria"), None)
    if criteria:
        gathered = _gather(criteria.blocks, report.strings)
        parts += [Line((Cell(criteria.title),), "heading"), *gathered.lines, *gathered.long]
    parts.append(Line((Cell(report.generated_text),), "note"))
    return Plan(report.strings["verdict"], tuple(parts), heading=report.title)


def section_plans(report: Report) -> Iterator[Plan]:
    """Lay out every other section."""
    for section in report.sections:
        if section.id != "criteria":
            yield from _plans(report, section)


def _plans(report: Report, section: Section) -> Iterator[Plan]:
    """Lay a section out: its text with its long table, tables of the same kind below it joined into one sheet."""
    own = _gather(section.blocks, report.strings)
    below = [(inner, _gather(inner.blocks, report.strings)) for inner in section.sections]
    joined = _joined([(inner, table) for inner, gathered in below for table in _tables(gathered)], report)
    stacked: list[Line | Table] = []
    apart: list[Plan] = []
    for inner, gathered in below:
        lines = [part for part in gathered.lines if not isinstance(part, Table) or not _is_joined(part, joined)]
        long = [table for table in gathered.long if not _is_joined(table, joined)]
        if long:
            apart += _text_and_tables(inner.title, lines, long)
        elif lines:
            stacked += [Line((Cell(inner.title),), "heading"), *lines]
    lines = [*own.lines, *stacked]
    if apart and not (stacked or own.long or any(isinstance(part, Table) for part in own.lines)):
        # a lead alone is not worth a sheet: it goes above what it leads to
        apart[0] = replace(apart[0], parts=(*lines, *apart[0].parts))
    elif lines or own.long:
        yield from _text_and_tables(section.title, lines, own.long)
    yield from apart
    yield from (Plan(table.caption, (), table) for table in joined)


def _text_and_tables(title: str, lines: Sequence[Line | Table], long: Sequence[Table]) -> list[Plan]:
    """Put one long table under its text, unless that is too tall to be frozen; give any other a sheet of its own."""
    tables = list(long)
    plans: list[Plan] = []
    if len(tables) == 1 and _height(lines) <= TALL:
        return [Plan(title, tuple(lines), tables[0])]
    if lines:
        plans.append(Plan(title, tuple(lines)))
    return plans + [Plan(table.caption or title, (), table) for table in tables]


def _gather(blocks: Iterable[Block], strings: Mapping[str, str]) -> _Gathered:
    gathered = _Gathered()
    for block in blocks:
        if block.paragraph:
            gathered.lines.append(Line((Cell(block.paragraph),)))
        if block.notice:
            notice = block.notice
            gathered.lines.append(Line((Cell(f"{notice.label}{strings['colon']}{notice.text}", state=notice.state),)))
        gathered.lines += [_pair(p.label, p.text, p.state, is_code=p.is_code) for p in block.pairs]
        for step in block.steps:
            names = strings["comma"].join(name.text for name in step.names)
            text = "\n".join(part for part in (step.text, step.detail, names) if part)
            gathered.lines.append(Line((Cell(f"{step.number}. {text}", state=step.state),)))
        gathered.lines += [Line((Cell(role),), "sign") for role in block.sign_off]
        if block.table and block.table.is_long and block.table.rows:
            gathered.long.append(block.table)
        elif block.table:
            gathered.lines.append(block.table)
    return gathered


def _pair(label: str, text: str, state: State = "none", *, is_code: bool = False) -> Line:
    return Line((Cell(label), Cell(text, state=state)), "code" if is_code else "plain")


def _tables(gathered: _Gathered) -> list[Table]:
    return [part for part in gathered.lines if isinstance(part, Table)] + gathered.long


def _joined(tables: Sequence[tuple[Section, Table]], report: Report) -> list[Table]:
    """Join the tables that several sub-sections have alike, with the sub-section as first column."""
    colon = report.strings["colon"]
    kinds: dict[tuple[str, tuple[str, ...]], list[tuple[Section, Table]]] = {}
    for inner, table in tables:
        kinds.setdefault(_kind(table), []).append((inner, table))
    return [
        Table(
            id=group[0][1].id,
            caption=group[0][1].caption,
            columns=(Column("item", report.strings["item"], is_code=True), *group[0][1].columns),
            rows=tuple(
                replace(row, cells=(Cell(inner.title), *row.cells)) for inner, table in group for row in table.rows
            ),
            n_total=sum(table.n_total for _, table in group),
            cut_note=" ".join(inner.title + colon + table.cut_note for inner, table in group if table.cut_note),
            empty_note=group[0][1].empty_note,
            is_long=True,
        )
        for group in kinds.values()
        if len(group) > 1
    ]


def _kind(table: Table) -> tuple[str, tuple[str, ...]]:
    return table.caption, tuple(column.key for column in table.columns)


def _is_joined(table: Table, joined: Sequence[Table]) -> bool:
    caption, keys = _kind(table)
    return any((caption, ("item", *keys)) == _kind(other) for other in joined)


def numbers_plan(report: Report) -> Plan:
    """Gather the figures and the charts' numbers of all sections, for those who draw their own."""
    parts: list[Line | Table] = []
    for outer in report.sections:
        for section in (outer, *outer.sections):
            numbers: list[Line | Table] = []
            for block in section.blocks:
                numbers += [_figure(figure) for figure in block.figures]
                if block.chart:
                    numbers.append(_chart_table(block.chart, report))
            if numbers:
                parts += [Line((Cell(section.title),), "heading"), *numbers]
    return Plan(report.strings["numbers"], tuple(parts))


def _figure(figure: Figure) -> Line:
    return Line((Cell(figure.label), Cell(figure.text, _number(figure.text), figure.state)))


def _number(text: str) -> int | None:
    """The number that a text is and nothing else."""
    digits = text.replace(",", "")
    return int(digits) if digits.isdecimal() and formatting.number(int(digits)) == text else None


def _chart_table(chart: Chart, report: Report) -> Table:
    labels = tuple(dict.fromkeys(segment.label for bar in chart.bars for segment in bar.segments))
    rows = []
    for bar in chart.bars:
        parts = {segment.label: Cell(segment.text, segment.value, segment.state) for segment in bar.segments}
        total = Cell(bar.text, sum(segment.value for segment in bar.segments))
        rows.append(Row((Cell(bar.label), *(parts.get(label, Cell("")) for label in labels), total)))
    heads = (report.strings["item"], *labels, report.strings["total"])
    columns = tuple(Column(f"c{i}", head, is_number=i > 0) for i, head in enumerate(heads))
    return Table(chart.id, chart.title + report.strings["colon"] + chart.description, columns, tuple(rows), len(rows))


def with_details(report: Report, plans: list[Plan]) -> list[Plan]:
    """Drop empty sheets, make the names of the others legal and distinct, add what unfolds below rows elsewhere."""
    kept = [plan for plan in plans if plan.parts or plan.table]
    names = sheet_names([*(plan.title for plan in kept), report.strings["details"]])
    named = [
        replace(plan, title=name, heading=plan.heading or plan.title)
        for plan, name in zip(kept, names[:-1], strict=True)
    ]
    rows: list[Row] = []
    n_total = 0
    for plan in named:
        for table in (
            *(part for part in plan.parts if isinstance(part, Table)),
            *((plan.table,) if plan.table else ()),
        ):
            # the code columns name what a row is about; a table without one is told by its first cell
            index = next((i for i, column in enumerate(table.columns) if column.is_code), 0)
            for row in table.rows:
                n_total += len(row.details)
                about = Cell(plan.title), Cell(row.cells[index].text)
                rows += [
                    Row((*about, Cell(pair.label), Cell(pair.text, None if pair.is_code else _number(pair.text))))
                    for pair in row.details[: MAX_ROWS - len(rows)]
                ]
    if not rows:
        return named
    strings = report.strings
    cut = strings["shown_of_total"].format(shown=f"{len(rows):,}", total=f"{n_total:,}") if len(rows) < n_total else ""
    columns = (
        Column("sheet", strings["sheet"]),
        Column("item", strings["item"], is_code=True),
        Column("label", strings["details"]),
        Column("value", strings["value"], is_code=True),
    )
    table = Table("details", strings["details"], columns, tuple(rows), n_total, cut, is_long=True)
    return [*named, Plan(names[-1], (), table, strings["details"])]


def sheet_names(titles: Iterable[str]) -> list[str]:
    """Make titles legal and distinct names of sheets."""
    names: list[str] = []
    for title in titles:
        base = _SHEET_NAME.sub(" ", one_line(title)).strip(" '") or "–"
        if units(base, SHEET_NAME) != base:
            base = units(base, SHEET_NAME - 1).rstrip(" '") + "…"
        name, number = base, 2
        while name.casefold() in {other.casefold() for other in names} or name.casefold() == "history":
            tail = f" ({number})"
            name, number = units(base, SHEET_NAME - len(tail)).rstrip() + tail, number + 1
        names.append(name)
    return names


def _height(parts: Iterable[Line | Table]) -> int:
    return sum(len(part.rows) + 3 if isinstance(part, Table) else n_lines(part.cells[0].text, LINE) for part in parts)
