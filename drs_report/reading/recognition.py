"""How a workbook was understood, as a record: every sheet, block and column, what was left, what a layout taught."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from drs_report.language.phrases import words_in
from drs_report.language.vocabulary import built_in, canonical, outcome_class
from drs_report.reading.tables.accounts import Account, account
from drs_report.reading.tables.blocks import is_unjudged
from drs_report.reading.tables.conversion import cell_text
from drs_report.reading.tables.deciding import not_judged
from drs_report.reading.tables.file_names import missing_sheets
from drs_report.reading.tables.frames import Part, extra_names
from drs_report.reading.tables.headings import NO_PLACE, column_letter
from drs_report.reading.tables.known_texts import names_listed
from drs_report.reading.tables.scans import TABLE, UNJUDGED_TABLE, SheetScan
from drs_report.reading.teaching import Layout
from drs_report.records.judgement import OutcomeClass
from drs_report.records.reading import (
    UNKNOWN_HEADING,
    Asked,
    BlockRecognition,
    ColumnMatch,
    KindSaid,
    Leftover,
    NotUnderstood,
    Recognition,
    SheetRecognition,
)

__all__ = ["asked_kinds", "overruled", "recognise", "taught"]


def recognise(
    scans: Sequence[SheetScan],
    *,
    compare_type: str,
    decided_by: str,
    engine: str,
    notes: Sequence[str],
    parts: Mapping[int, Part] | None = None,
    accounts: Sequence[Account] | None = None,
    kinds: Sequence[KindSaid] = (),
    overruled: Sequence[str] = (),
    named: Sequence[NotUnderstood] = (),
) -> Recognition:
    """Say how a workbook was understood; without `parts` each table is shown as the first frame that it fits."""
    used = dict(parts or {})
    if parts is None:
        used = {
            id(block): Part(block, block.fits[0]) for scan in scans for block in scan.blocks if not is_unjudged(block)
        }
    is_listed = names_listed(used.values())
    if accounts is None:
        accounts = [account(scan, used, is_listed, built_in()) for scan in scans]
    return Recognition(
        compare_type=compare_type,
        decided_by=decided_by,
        engine=engine,
        sheets=tuple(_recognised(scan, used, one) for scan, one in zip(scans, accounts, strict=True)),
        meta=tuple(fact for scan in scans for fact in scan.meta),
        notes=tuple(notes),
        not_understood=(
            *(entry for one in accounts for entry in one.not_understood),
            *missing_sheets(scans, is_listed),
            *named,
        ),
        kinds_said=tuple(kinds),
        not_judged=not_judged(scans),
        overruled=tuple(overruled),
    )


def asked_kinds(asked: str | None, asked_by: Asked) -> tuple[KindSaid, ...]:
    """What the caller or the manifest says the kind is."""
    place = asked_by.place
    return () if asked is None or place is None else (KindSaid(asked, place, asked),)


def taught(layout: Layout | None) -> tuple[str, ...]:
    """Say what a layout taught: what is read by it rests on its author's word."""
    if layout is None:
        return ()
    sections = (layout.headings, layout.outcomes, layout.object_types, layout.types)
    said = [f"{ours} = {', '.join(words)}" for section in sections for ours, words in section.items() if words]
    notes = [f"A layout file taught the reader: {'; '.join(said)}."] if said else []
    notes += [f"A layout file declares harmless: {one.what} {one.text} ({one.reason})." for one in layout.ignored]
    if worse := overruled(layout):
        notes.append(f"A layout file makes words for what is not equal mean consistent: {', '.join(worse)}.")
    return tuple(notes)


def overruled(layout: Layout | None) -> tuple[str, ...]:
    """Return the words that mean something other than equal, and that a layout makes mean consistent."""
    words = layout.outcomes.get("consistent", ()) if layout else ()
    return tuple(word for word in words if _means_another_thing(word))


def _means_another_thing(word: str) -> bool:
    """Whether a word is known and does not say that two sides are equal: a worse result, a state, a title."""
    usual, parts = canonical("outcome", word), words_in(word)
    if usual:
        return outcome_class(usual) is not OutcomeClass.VERIFIED
    return canonical("job_status", word) is not None or (parts is not None and "consistent" not in parts)


def _recognised(scan: SheetScan, used: Mapping[int, Part], one: Account) -> SheetRecognition:
    leftovers = [Leftover(x.first_row, x.last_row, x.n_rows, x.reason, x.sample) for x in scan.loose]
    blocks = []
    for block in scan.blocks:
        part = used.get(id(block))
        if part is not None:
            blocks.append(_recognised_block(part))
            continue
        sample = tuple(m.heading for m in block.meanings) if block.header_rows else ()
        n_rows = block.n_rows + len(block.header_rows)
        first = block.header_rows[0] if block.header_rows else block.first_row
        last = block.last_row or first
        reason = UNJUDGED_TABLE if is_unjudged(block) else TABLE
        leftovers.append(
            Leftover(first, last, n_rows, reason, (sample or tuple(cell_text(c) for c in block.first_cells))[:12])
        )
    return SheetRecognition(
        sheet=scan.sheet.name,
        state=scan.sheet.state,
        n_rows=scan.n_rows,
        blocks=tuple(blocks),
        leftovers=tuple(sorted(leftovers, key=lambda x: x.first_row)),
        n_cells=one.n_cells,
        roles=one.roles,
        read_by=scan.read_by,
    )


def _recognised_block(part: Part) -> BlockRecognition:
    block, fit = part.block, part.fit
    extra = extra_names(block, fit)
    columns, words, problems = [], [], []
    for m in sorted(block.meanings, key=lambda m: m.column):
        column = fit.columns.get(m.column)
        name = column.name if column else extra.get(m.column)
        reason = m.reason or ("" if column else _why_not(m.name))
        columns.append(ColumnMatch(column_letter(m.column), m.heading, name, m.score, reason))
        if column is not None:
            builder = block.typed[m.column]
            words += [replace(word, column=column.name) for word in builder.unknown_words]
            problems += [replace(problem, column=column.name) for problem in builder.problems]
        elif m.column in block.plain:
            problems += [replace(problem, column=name or "") for problem in block.plain[m.column].problems]
    header = block.header_rows[-1] if block.header_rows else 0
    return BlockRecognition(
        frame=fit.schema.frame,
        header_rows=block.header_rows,
        first_row=block.first_row or header,
        last_row=block.last_row or header,
        n_rows=block.n_rows,
        title=block.title.text,
        columns=tuple(columns),
        score=block.score,
        continues=block.continues,
        unknown_words=tuple(words),
        problems=tuple(problems),
    )


def _why_not(meaning: str | None) -> str:
    if meaning in NO_PLACE:
        return "left out on purpose"
    return UNKNOWN_HEADING if meaning is None else f"this table has no column {meaning}"
