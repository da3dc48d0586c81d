"""A message about the report: HTML that mail programs show alike, and the same as text.

It holds what a reader with a phone needs: the verdict, its numbers, what to do next, the criteria, and where the full
report is. Mail programs cut long messages without saying so; it keeps to a byte budget and says what it left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drs_report.errors import RenderError, Told
from drs_report.records.document import Cell, Column, Report, Section, State, Step, Table
from drs_report.renderers.base import MARKS, Renderer
from drs_report.renderers.budget import N_SUMMARY, Extent, Stage, fit
from drs_report.renderers.templating import render
from drs_report.renderers.text import one_line

MAX_BYTES = 60_000
"""Bytes of HTML. Gmail clips a message at about 102 kB; base64 makes four of three, and other programs and gateways
add to it."""

LONG_WORD = 10
"""Characters from which a word may be broken anywhere."""

STYLE = "css/email.css"

_STAGES = (Stage("shed_texts", "max_text", 300), Stage("shed_texts", "max_text", 120))


@dataclass(frozen=True, slots=True)
class MailParts:
    """What a message is made of."""

    subject: str
    """One line."""
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell or a labelled value with its classes."""

    text: str
    css: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class StepView:
    """Something to do."""

    text: str
    detail: str
    names: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A table; `lines` are its rows for the text part."""

    rows: tuple[tuple[CellView, ...], ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A heading, a paragraph, steps and a table; `rule` underlines it in the text part."""

    title: str
    rule: str
    paragraphs: tuple[str, ...]
    steps: tuple[StepView, ...]
    more: str
    """What is folded below it."""
    table: TableView | None


def mail_parts(report: Report, max_bytes: int = MAX_BYTES, attached: Sequence[str] = ()) -> MailParts:
    """Return subject, text and HTML of a message about `report`, with the files named that are `attached`.

    The HTML has at most `max_bytes` bytes of UTF-8; what had to be left out is named in both parts. Raises
    `RenderError` where it does not fit.
    """
    fitted = fit(
        report, _STAGES, max_bytes, lambda extent, note: _html(_view(report, extent, note, attached)).encode("utf-8")
    )
    if not fitted.fits:
        msg = Told(
            "The report's summary alone needs more than the {max_bytes:,} bytes allowed for a message.",
            max_bytes=max_bytes,
        )
        raise RenderError(msg, remedy=Told("Raise the byte limit, or send the report as an attachment only."))
    text = render("email.txt.j2", _view(report, fitted.extent, fitted.note, attached)) + "\n"
    return MailParts(one_line(report.subject_line).strip(), text, fitted.content.decode("utf-8"))


def _make(report: Report, max_bytes: int | None) -> bytes:
    return mail_parts(report, max_bytes or MAX_BYTES).html.encode("utf-8")


def _html(view: dict[str, object]) -> str:
    import css_inline  # noqa: PLC0415 - only those who write a message wait for it

    inliner = css_inline.CSSInliner(
        load_remote_stylesheets=False, resolve_css_variables=True, apply_width_attributes=True
    )
    inlined: str = inliner.inline(render("email.html.j2", view))
    return inlined + "\n"


def _view(report: Report, extent: Extent, note: str, attached: Sequence[str]) -> dict[str, object]:
    writer = _Writer(report, extent)
    strings = report.strings
    where = strings["mail_attached"].format(files=strings["comma"].join(attached)) if attached else strings["mail_kept"]
    return {
        "lang": report.lang,
        "subject": one_line(report.subject_line),
        "title": one_line(report.title),
        "state": report.state,
        "mark": MARKS[report.state],
        "colon": strings["colon"],
        "decision": report.decision_word,
        "sentence": writer.cut(report.sentence),
        "scope_line": writer.cut(report.scope_line),
        "class_note": report.class_note,
        "note": note,
        "figures": tuple(
            CellView(figure.text, _state(figure.state) or "plain", figure.label) for figure in report.figures
        ),
        "sections": tuple(map(writer.section, report.sections[:N_SUMMARY])),
        "where": one_line(where),
        "generated": report.generated_text,
        "version": report.version,
        "style": STYLE,
    }


@dataclass(frozen=True, slots=True)
class _Writer:
    """Arranges what an extent lets through."""

    report: Report
    extent: Extent

    def cut(self, text: str) -> str:
        """Cut a long text on its line."""
        return self.extent.cut(one_line(text), self.report.strings)

    def section(self, section: Section) -> SectionView:
        """Return a section; what is folded in it is named and left to the report."""
        title = one_line(section.title)
        blocks = section.blocks
        return SectionView(
            title,
            "=" * max(4, min(len(title), 70)),
            tuple(self.cut(block.paragraph) for block in blocks if block.paragraph),
            tuple(self.step(step) for block in blocks for step in block.steps),
            self.report.strings["comma"].join(one_line(inner.title) for inner in section.sections),
            next((self.table(block.table) for block in blocks if block.table), None),
        )

    def step(self, step: Step) -> StepView:
        """Return a step with its names on one line, each with how much is wrong with it."""
        names = self.report.strings["comma"].join(
            f"{name.text} ({name.value:,})" if isinstance(name.value, int) else name.text for name in step.names
        )
        return StepView(self.cut(step.text), self.cut(step.detail), self.cut(names))

    def table(self, table: Table) -> TableView:
        """Return every row of the criteria, which are the decision; their ids are for programs."""
        rows = tuple(
            tuple(
                self.cell(cell, column)
                for cell, column in zip(row.cells, table.columns, strict=True)
                if not column.is_code
            )
            for row in table.rows
        )
        return TableView(rows, tuple(" · ".join(cell.text for cell in row if cell.text) for row in rows))

    def cell(self, cell: Cell, column: Column) -> CellView:
        """Return a cell; where its colour says something a sign says it too."""
        text = self.cut(cell.text)
        css = " ".join(filter(None, (_wrap(text), _state(cell.state))))
        return CellView(f"{MARKS[cell.state]} {text}" if column.is_state and text else text, css)


def _state(state: State) -> str:
    """Return the class of a state's colours."""
    return "" if state == "none" else f"s-{state}"


def _wrap(text: str) -> str:
    """Return the class that lets a word break anywhere, for texts with a word too long for a narrow column."""
    return "long" if any(len(word) > LONG_WORD for word in text.split()) else ""


RENDERER = Renderer(".email.html", "text/html; charset=utf-8", _make)
