"""What was waived, by whom and until when, and what was accepted without proof."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from drs_report.language import formatting, labels
from drs_report.language.translator import mark
from drs_report.records.document import Block, Cell, Column, Pair, Row, Section, State, Table
from drs_report.records.judgement import WaiverUse
from drs_report.report.findings_table import finding_columns, finding_row
from drs_report.report.material import Material, Noted

_STATUSES: dict[str, tuple[str, State]] = {
    "used": (mark("Used"), "warn"),
    "unmatched": (mark("Matched nothing"), "info"),
    "expired": (mark("Expired"), "open"),
    "over-budget": (mark("Over budget"), "open"),
}


def section(m: Material) -> Section | None:
    """Return the waivers and what they and the tolerances covered; None where there is neither."""
    w = m.words
    entries = [entry for place in m.noted.values() for entry in place if entry.judged.in_scope]
    covered = [e for e in entries if e.judged.waiver is not None or e.judged.tolerance]
    if not m.verdict.waivers and not covered:
        return None
    blocks = [
        Block(
            paragraph=w.t(
                "A waiver accepts a known finding; it does not make anything equal or verified. What it covers stays "
                "in every count of this report."
            )
        )
    ]
    if m.verdict.waivers:
        blocks.append(Block(table=_waivers(m)))
    if covered:
        blocks.append(Block(table=_covered(m, covered)))
    accepted = [entry for entry in covered if labels.is_accepted(entry.judged)]
    if accepted:
        note = w.n(
            "{n} finding is accepted as not proven. It was not found equal.",
            "{n} findings are accepted as not proven. They were not found equal.",
            len(accepted),
        )
        blocks.append(Block(notice=Pair(w.t("Accepted, not proven"), note, state="warn")))
    return Section("waivers", w.t("Waivers and tolerances"), tuple(blocks))


def _waivers(m: Material) -> Table:
    w = m.words
    columns = (
        Column("status", w.t("Status"), is_state=True),
        Column("id", w.t("Waiver"), is_code=True),
        Column("pattern", w.t("Tables"), is_code=True),
        Column("code", w.t("Findings"), is_code=True),
        Column("reason", w.t("Reason")),
        Column("approved_by", w.t("Approved by")),
        Column("expires", w.t("Good through")),
        Column("covers", w.t("What it matched")),
    )
    uses = m.verdict.waivers
    return m.table("waivers-table", w.t("Waivers of the policy"), columns, uses, partial(_waiver_row, m))


def _waiver_row(m: Material, use: WaiverUse) -> Row:
    w, waiver = m.words, use.waiver
    message, state = _STATUSES.get(use.status, (use.status, "info"))
    budget = (
        w.t("{n} of at most {max_n}", n=use.n, max_n=waiver.max_n)
        if waiver.max_n is not None
        else formatting.number(use.n)
    )
    pattern = waiver.pattern if waiver.compare_type == "*" else f"{waiver.pattern} ({waiver.compare_type})"
    covers = w.n("{n} finding; count {count}", "{n} findings; count {count}", use.n_findings, count=budget)
    return Row(
        cells=(
            Cell(w.raw(message), use.status, state),
            Cell(formatting.name(waiver.id), waiver.id),
            Cell(formatting.name(pattern), pattern),
            Cell(formatting.name(waiver.code), waiver.code),
            Cell(w.clip(formatting.visible(waiver.reason), m.caps.text)),
            Cell(formatting.name(waiver.approved_by), waiver.approved_by),
            Cell(formatting.time(waiver.expires), waiver.expires),
            Cell(covers, use.n),
        ),
        state=state,
    )


def _covered(m: Material, covered: list[Noted]) -> Table:
    w = m.words

    def row(entry: Noted) -> Row:
        waiver, href = entry.judged.waiver, f"#{entry.anchor}" if entry.is_shown else ""
        rule = waiver.id if waiver is not None else entry.judged.tolerance
        return finding_row(m, entry.judged, Cell(formatting.name(rule), rule), href=href)

    columns = finding_columns(w, Column("rule", w.t("Waiver or tolerance"), is_code=True))
    caption = w.t("What is waived, tolerated or accepted as not proven")
    return replace(m.table("waived-table", caption, columns, covered, row), is_long=True)
