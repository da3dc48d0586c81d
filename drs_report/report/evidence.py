"""The files the verdict rests on, a line each that unfolds how it was understood, and the policy in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drs_report.comparisons.unread import open_things
from drs_report.findings.facts import fact_name, fact_value, is_code
from drs_report.language import formatting, labels
from drs_report.records.document import Attachment, Block, Cell, Column, Pair, Row, Section, State, Table
from drs_report.records.reading import Source
from drs_report.report.caps import cut_note
from drs_report.report.file_reading import tables_of
from drs_report.report.material import Material
from drs_report.report.sign_off import policy_pairs
from drs_report.report.zones import compared


def section(m: Material, attachments: Sequence[Attachment]) -> Section:
    """Return the evidence: the policy, all files, then each file's reading."""
    w = m.words
    blocks = [
        Block(
            paragraph=w.t(
                "No public description of these export files exists. Their layout was inferred from their headings; "
                "what was not understood is counted here, and the HTML report unfolds how each sheet was read."
            )
        ),
        Block(
            paragraph=w.t(
                "Keep the result files with this report: the DRS documentation says that comparison results are "
                "cleared after 60 days. The comparisons were made by DRS, the service that moved the data; this "
                "report judges them and did not look into the databases itself."
            )
        ),
        Block(pairs=_policy(m)),
        Block(table=_files(m)),
    ]
    told = min(m.caps.files, len(m.sources))
    if told < len(m.sources):
        blocks.append(Block(paragraph=w.t("Files told sheet by sheet: {note}", note=cut_note(w, told, len(m.sources)))))
    return Section("evidence", w.t("Evidence"), tuple(blocks), (_data_files(m, attachments),) if attachments else ())


def _policy(m: Material) -> tuple[Pair, ...]:
    w, facts = m.words, m.verdict.policy_facts
    said = [fact for fact in facts if fact.value is not None]
    told = [Pair(fact_name(w, fact.name), fact_value(w, fact, m.caps.text), is_code(fact)) for fact in said]
    unsaid = w.phrases([fact_name(w, fact.name) for fact in facts if fact.value is None])
    return (*policy_pairs(m), *told, *([Pair(w.t("Not set"), unsaid)] if unsaid else ()))


def _files(m: Material) -> Table:
    w = m.words
    columns = (
        Column("file", w.t("File"), is_code=True),
        Column("compare_type", w.t("Comparison")),
        Column("compared", w.t("Compared")),
        Column("n_rows", w.t("Data rows"), is_number=True),
        Column("understood", w.t("Reading"), is_state=True),
        Column("status", w.t("Status"), is_state=True),
    )
    numbered = [*enumerate(m.sources, start=1)]
    table = m.table("files-table", w.t("Result files"), columns, numbered, lambda one: _file(m, *one))
    return replace(table, empty_note=w.t("No result file could be read."))


def _file(m: Material, number: int, source: Source) -> Row:
    w, name = m.words, source.origin.name
    state: State = "none" if source.is_superseded else "info"
    understood, how = _understood(m, source)
    status, word = ("superseded", w.t("Superseded")) if source.is_superseded else ("used", w.t("Used"))
    n_rows = source.recognition.n_data_rows
    return Row(
        cells=(
            Cell(formatting.name(name), name),
            Cell(labels.compare_type(w, source.compare_type), source.compare_type),
            Cell(_compared(m, source), source.started_at or source.ended_at),
            Cell(formatting.number(n_rows), n_rows),
            Cell(understood, None, how),
            Cell(word, status, state),
        ),
        anchor=f"file-{number}",
        details=_details(m, source),
        state=state,
        tables=tables_of(m, source) if number <= m.caps.files else (),
    )


def _compared(m: Material, source: Source) -> str:
    if (source.started_at or source.ended_at) is None and source.unzoned and not m.is_redacted:
        return m.words.t("{time} (zone not known)", time=formatting.visible(source.unzoned))
    return compared(source)


def _understood(m: Material, source: Source) -> tuple[str, State]:
    w = m.words
    if n_open := len(open_things(source.recognition)):
        return w.n("{n} thing not understood", "{n} things not understood", n_open), "open"
    return w.t("all understood"), "none"


def _details(m: Material, source: Source) -> tuple[Pair, ...]:
    """Return what identifies a file: its fingerprint, where it came from, and that it does not count if it does not."""
    w, origin = m.words, source.origin
    pairs = [
        Pair(w.t("SHA-256"), origin.sha256, is_code=True),
        Pair(w.t("Size"), w.n("{n} byte", "{n} bytes", origin.size)),
    ]
    began, ended = (formatting.time(at) if at else None for at in (source.started_at, source.ended_at))
    known: tuple[tuple[str, str | None], ...] = (
        (w.t("Downloaded"), formatting.time(origin.fetched_at) if origin.fetched_at else None),
        (w.t("Compared"), began if began == ended else None),
        (w.t("Comparison began"), began if began != ended else None),
        (w.t("Comparison ended"), ended if began != ended else None),
        (w.t("DRS task"), origin.job_id),
        (w.t("Compare job"), origin.compare_job_id),
        (w.t("Asked for as"), labels.compare_type(w, origin.compare_type) if origin.compare_type else None),
        (w.t("Language asked for"), origin.language),
        (w.t("Region"), origin.region),
        (w.t("Request"), origin.request_id),
    )
    pairs.extend(Pair(label, formatting.visible(text), is_code=True) for label, text in known if text)
    if source.is_superseded:
        text = w.t("A newer file of the same comparison speaks of the same tables; this one does not count.")
        pairs.append(Pair(w.t("Superseded"), text, state="info"))
    return tuple(pairs)


def _data_files(m: Material, attachments: Sequence[Attachment]) -> Section:
    w = m.words

    def row(one: Attachment) -> Row:
        cells = (
            Cell(formatting.name(one.filename), one.filename),
            Cell(formatting.visible(one.text), one.text),
            Cell(formatting.size(one.size), one.size),
            Cell(one.sha256, one.sha256),
        )
        return Row(cells)

    columns = (
        Column("file", w.t("File"), is_code=True),
        Column("text", w.t("Content")),
        Column("size", w.t("Size"), is_number=True),
        Column("sha256", w.t("SHA-256"), is_code=True),
    )
    table = m.table("attachments-table", w.t("Data files beside this report"), columns, attachments, row)
    note = w.n("{n} file", "{n} files", len(attachments))
    return Section("data-files", table.caption, (Block(table=table),), is_folded=True, note=note)
