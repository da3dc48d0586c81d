"""Records as rich output of a notebook: HTML that means the same without styles, Markdown and text.

A front end that does not trust a notebook removes style sheets, SVG, ids and ARIA, some inline styles too. So there are
plain tables, every state is a word with a sign, a colour only repeats it and brings its own ground (light and dark come
from the front end), bars are letters, and nothing runs. Every list that is cut says shown of total.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from drs_report.records.document import Block, Chart, Figure, Report, Section, State, Table
from drs_report.records.showing import Bundle
from drs_report.renderers.base import MARKS, TINTS
from drs_report.renderers.gfm import code, prose
from drs_report.renderers.templating import render
from drs_report.renderers.text import one_line

MAX_ROWS = 20
"""Rows of a table that are shown."""

BAR = 30
"""Letters of the longest bar."""

COLOURS: dict[State, str] = {
    state: f"background-color: #{ground}; color: #{text}".lower() for state, (ground, text) in TINTS.items()
}
"""Ground and text of a state, as a style; "none" has none."""

N_OPEN = 3
"""The first sections, which are not folded: criteria, what must be done next, coverage."""


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell; names and keys are code."""

    text: str
    is_code: bool = False
    colours: str = ""
    """Ground and text of a result, as a style."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading with texts and a table."""

    heading: str = ""
    texts: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[CellView, ...], ...] = ()
    note: str = ""
    is_folded: bool = False
    below: tuple[Piece, ...] = ()
    """What its fold holds too."""


def report_bundle(report: Report) -> Bundle:
    """Show a report: verdict, numbers, criteria, what must be done next and coverage; the other sections folded."""
    head = Piece(
        heading=f"{MARKS[report.state]} {report.decision_word}{report.strings['colon']}{one_line(report.title)}",
        texts=tuple(text for text in (report.sentence, report.scope_line, report.class_note) if text),
        heads=(report.strings["item"], report.strings["numbers"], ""),
        rows=tuple(_figure(figure, report) for figure in report.figures),
    )
    pieces: list[Piece] = [head]
    for number, section in enumerate(report.sections):
        below = tuple(_section(section, report.strings))
        pieces += below if number < N_OPEN else _folded(below)
    pieces.append(Piece(texts=(report.generated_text,)))
    return _bundle(pieces)


def sections_bundle(sections: Sequence[Section], strings: Mapping[str, str], state: State = "none") -> Bundle:
    """Show sections; where there is a `state`, its sign stands before the first heading."""
    pieces = list(chain.from_iterable(_section(section, strings) for section in sections))
    if state != "none":
        pieces[0] = replace(pieces[0], heading=f"{MARKS[state]} {pieces[0].heading}")
    return _bundle(pieces)


def _figure(figure: Figure, report: Report) -> tuple[CellView, ...]:
    """Return a number with a bar of letters as long as its share of the tables in scope."""
    total = sum(report.standings.values())
    number = figure.text.replace(",", "")
    length = round(BAR * int(number) / total) if number.isdecimal() and total else 0
    colours = COLOURS.get(figure.state, "")
    return CellView(figure.label), CellView(figure.text, colours=colours), CellView("█" * length, colours=colours)


def _folded(pieces: Sequence[Piece]) -> list[Piece]:
    """Fold a section into one: its first piece, with the others below it."""
    return [replace(pieces[0], is_folded=True, below=tuple(replace(piece, is_folded=False) for piece in pieces[1:]))]


def _section(section: Section, strings: Mapping[str, str]) -> Iterator[Piece]:
    texts: list[str] = []
    tables: list[Piece] = []
    for block in section.blocks:
        texts += _texts(block, strings)
        if block.table:
            tables.append(_table(block.table, strings))
        if block.chart:
            tables.append(_chart(block.chart, strings))
    # a lone table stands right under its section's heading
    if len(tables) == 1:
        yield replace(tables[0], heading=one_line(section.title), texts=(*texts, *tables[0].texts))
    else:
        yield Piece(one_line(section.title), tuple(texts))
        yield from tables
    for inner in section.sections:
        below = tuple(_section(inner, strings))
        yield from _folded(below) if inner.is_folded else below


def _texts(block: Block, strings: Mapping[str, str]) -> Iterator[str]:
    colon, comma = strings["colon"], strings["comma"]
    if block.paragraph:
        yield block.paragraph
    if block.notice:
        yield f"{MARKS[block.notice.state]} {block.notice.label}{colon}{block.notice.text}"
    for pair in block.pairs:
        yield f"{pair.label}{colon}{one_line(pair.text)}"
    for figure in block.figures:
        yield f"{figure.label}{colon}{figure.text}"
    for step in block.steps:
        names = f" ({comma.join(name.text for name in step.names)})" if step.names else ""
        yield f"{step.number}. {step.text}{names}"
    for role in block.sign_off:
        yield f"{role}{colon}____________________"


def _table(table: Table, strings: Mapping[str, str]) -> Piece:
    rows = tuple(
        tuple(
            CellView(f"{MARKS[cell.state]}\u00a0{cell.text}", colours=COLOURS.get(cell.state, ""))
            if column.is_state and cell.text
            else CellView(one_line(cell.text), is_code=column.is_code and bool(cell.text))
            for cell, column in zip(row.cells, table.columns, strict=True)
        )
        for row in table.rows[:MAX_ROWS]
    )
    note = strings["shown_of_total"].format(shown=f"{len(rows):,}", total=f"{table.n_total:,}")
    return Piece(
        one_line(table.caption),
        (table.empty_note,) if not rows and table.empty_note else (),
        tuple(column.label for column in table.columns),
        rows,
        note if len(rows) < table.n_total else "",
    )


def _chart(chart: Chart, strings: Mapping[str, str]) -> Piece:
    names = tuple(dict.fromkeys(segment.label for bar in chart.bars for segment in bar.segments))
    rows = []
    for bar in chart.bars:
        said = {segment.label: segment.text for segment in bar.segments}
        rows.append((CellView(bar.label), *(CellView(said.get(name, "")) for name in names), CellView(bar.text)))
    heads = (strings["item"], *names, strings["total"])
    return Piece(one_line(chart.title), (), heads, tuple(rows))


def _bundle(pieces: Sequence[Piece]) -> Bundle:
    return {
        "text/plain": render("notebook.txt.j2", {"pieces": [_plain(piece) for piece in _flat(pieces)]}).rstrip("\n"),
        "text/html": render("notebook.html.j2", {"pieces": pieces}),
        "text/markdown": render("notebook.md.j2", {"pieces": [_markdown(piece) for piece in _flat(pieces)]}),
    }


def _flat(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Return pieces and those below them, one after the other."""
    for piece in pieces:
        yield piece
        yield from _flat(piece.below)


def _plain(piece: Piece) -> dict[str, object]:
    return {
        "heading": piece.heading,
        "texts": piece.texts,
        "row_texts": tuple(" | ".join(cell.text for cell in row if cell.text) for row in piece.rows),
        "note": piece.note,
    }


def _markdown(piece: Piece) -> dict[str, object]:
    return {
        "heading": prose(piece.heading),
        "texts": tuple(prose(text) for text in piece.texts),
        "heads": tuple(prose(head) for head in piece.heads),
        "rows": tuple(
            tuple(code(cell.text) if cell.is_code else prose(cell.text) for cell in row) for row in piece.rows
        ),
        "note": prose(piece.note),
    }
