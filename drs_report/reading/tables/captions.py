"""What stands above the rows of a table: its header, one row or two, and the texts alone above that.

Such texts are its titles, or a list of names, which is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drs_report.language.phrases import is_neutral_title, speaks_of
from drs_report.language.vocabulary import normalise_heading
from drs_report.reading.tables.blocks import Title
from drs_report.reading.tables.headings import (
    TABLE_NAMES,
    Fit,
    Meaning,
    fit_schema,
    join_two_rows,
    known_share,
    read_cells,
    resolve,
    says_nothing,
)
from drs_report.reading.tables.lines import read_pairs
from drs_report.reading.tables.scans import Header, Loose, State, add_name
from drs_report.reading.tables.titles import compare_type_of, database_of, is_sentence, object_type_of
from drs_report.reading.tables.windows import LOOK_AHEAD, Window
from drs_report.reading.xlsx.cells import CellValue
from drs_report.records.reading import Rest

_MAX_TITLES = 5

_MAX_PENDING = 64


def header_at(state: State, window: Window, position: int) -> Header | None:
    """Read a row, or it and the next, as a table's header: at least two different headings must be known."""
    row, words = window.row(position), state.plan.words
    if len(row) < 2:
        return None
    single = read_cells(row, words)
    options = [] if single is None else [(1, single)]
    if position + 1 < len(window) and window.rows[position + 1] == window.rows[position] + 1:
        merged = [m for m in state.scan.sheet.merged if m.first_row == window.rows[position]]
        joined = join_two_rows(row, window.row(position + 1), merged, words)
        is_better = joined is not None and known_share(joined)[0] > known_share(single or ())[0]
        if joined and is_better and read_pairs(row, words) is None:  # a label and its value are no level of a header
            options.insert(0, (2, joined))
    best = None
    for n_rows, cells in options:
        if known_share(cells)[0] < 2:
            continue
        first = position + n_rows
        last = min(window.next_candidate(first + 1), first + LOOK_AHEAD) if first < len(window) else first

        def below(column: int, first: int = first, last: int = last) -> Sequence[CellValue]:
            values = window.columns[column][first:last] if column < len(window.columns) else ()
            return [value for value in values if not says_nothing(value, words)]

        meanings = tuple(resolve(cells, below, words))
        header = Header(n_rows, meanings, _fits(state, meanings))
        if header.fits:
            return header
        best = best or header
    return best


def _fits(state: State, meanings: Sequence[Meaning]) -> tuple[Fit, ...]:
    """Every compare type's first frame that the columns can fill; a list of uncomparable tables needs no result."""
    is_list = _speak_of_uncomparable(state, meanings)
    fits: dict[str, Fit] = {}
    for slug, schema in state.plan.schemas:
        if slug in fits:
            continue
        fit = fit_schema(meanings, slug, schema)
        if fit is None and is_list and "is_comparable" in schema.names:
            fit = fit_schema(meanings, slug, replace(schema, needs=schema.needs[:1]))
            fit = fit and replace(fit, schema=schema)
        if fit is not None:
            fits[slug] = fit
    if not fits:
        others = (fit_schema(meanings, slug, schema) for slug, schema in state.plan.unjudged)
        return tuple(fit for fit in others if fit is not None)[:1]
    named = {slug: {c for c, column in fit.columns.items() if column.is_name} for slug, fit in fits.items()}
    # where another has a place for all that one names and more, the rows are about what that one names only in part
    whole = [fit for slug, fit in fits.items() if not any(named[slug] < other for other in named.values())]
    kinds = {c: column.kind for c, column in whole[0].columns.items()}
    return tuple(f for f in whole if all(kinds.get(c, col.kind) == col.kind for c, col in f.columns.items()))


def _speak_of_uncomparable(state: State, meanings: Sequence[Meaning]) -> bool:
    """Whether the sheet, a text above or the heading of the remarks says that the tables below cannot be compared."""
    last = state.pending[-1][0] if state.pending else 0
    listed = max(_listed_names(state, last + 1), default=0)
    texts = [text for number, text in state.pending[-_MAX_TITLES:] if number > listed]
    texts += [m.heading for m in meanings if m.name == "message"]
    return any(speaks_of(text, "uncomparable") for text in (*texts, state.scan.sheet.name))


def title_of(state: State, header: Header) -> Title:
    """What the lone cells above a header, and the sheet's name, say of the block."""
    words, texts = state.plan.words, [text for _, text in reversed(state.pending)]
    name = state.scan.sheet.name
    are_objects = any("object_type" in fit.schema.names for fit in header.fits)
    types = [found for text in (*texts, name) if (found := object_type_of(text, words))] if are_objects else []
    named = [d for t in texts if (d := database_of(t)) and not (are_objects and object_type_of(t, words))]
    hints = [found for text in (*texts, name) if (found := compare_type_of(text, words))]
    return Title(
        text=texts[0] if texts else "",
        names=tuple(named),
        object_type=types[0] if types else None,
        is_uncomparable=_speak_of_uncomparable(state, header.meanings),
        compare_type=hints[0] if hints else None,
    )


def keep(state: State, number: int, text: str) -> None:
    """Keep a lone text until it is known what follows; of a long list of names only the last few can be titles."""
    state.pending.append((number, text))
    if len(state.pending) > _MAX_PENDING:
        for row, name in state.pending[:-_MAX_TITLES]:
            add_name(state.scan, row, name)
        del state.pending[:-_MAX_TITLES]


def flush_titles(state: State, header_row: int = 0) -> None:
    """The lone cells so far were titles; of many in a row only the last few can be, and none of a list of names."""
    _settle(state, {number for number, _ in state.pending[-_MAX_TITLES:]} - _listed_names(state, header_row))


def _listed_names(state: State, header_row: int) -> set[int]:
    """Rows of lone cells that are a list and no titles: names below ``表名`` or ``Tables that cannot be compared``.

    The last one may be the title of the table that follows, if no blank row stands between them.
    """
    listed: set[int] = set()
    run: list[int] | None = None
    for position, (number, text) in enumerate(state.pending):
        following = state.pending[position + 1][0] if position + 1 < len(state.pending) else header_row
        meanings = state.plan.words.headings.get(normalise_heading(text), ())
        if speaks_of(text, "uncomparable") or TABLE_NAMES.intersection(meanings):
            run = []
        elif run is not None and database_of(text) is not None:
            run.append(number)
        if run is not None and following != number + 1:
            listed |= set(run)
            run = None
    return listed | set((run or [])[:-1])


def finish(state: State) -> None:
    """Nothing followed the last lone cells: prose is a note, a bare name may be data and is said to be left over."""
    said = {row for row, text in state.pending if is_sentence(text) or not database_of(text) or is_neutral_title(text)}
    _settle(state, said)


def _settle(state: State, titles: set[int]) -> None:
    """The lone cells so far are titles, or names, by their rows."""
    for number, text in state.pending:
        if number in titles:
            state.scan.loose.append(Loose(Rest.TITLE, number, (text,)))
            state.scan.titles.append(text)
        else:
            add_name(state.scan, number, text)
    state.pending.clear()
