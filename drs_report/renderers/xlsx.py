"""The report as an annotated workbook, for people who live in a spreadsheet.

One sheet for the verdict, one for every section, one for every long table, with frozen headings, filters, and colours
that only repeat what the words say. Nothing in it is a formula: every text is stored as text, and one that a
spreadsheet would run when it is typed carries the mark that keeps it text when the cell is edited. Invisible
characters are shown by their codes. Equal reports give equal bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from drs_report.records.document import Report
from drs_report.renderers.base import Renderer
from drs_report.renderers.text import inert
from drs_report.renderers.workbook_charts import draw
from drs_report.renderers.workbook_lists import pivot_plans
from drs_report.renderers.workbook_pen import Pen
from drs_report.renderers.workbook_plan import Plan, numbers_plan, section_plans, verdict_plan, with_details
from drs_report.renderers.workbook_text import MEDIA_TYPE
from drs_report.version import OUTPUT_MARK

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_FIRST_TIME = datetime(1980, 1, 1, tzinfo=UTC)
"""The earliest time a zip archive can hold."""


def _make(report: Report, max_bytes: int | None) -> bytes:  # noqa: ARG001 - a workbook is never shortened
    plans = with_details(
        report, [verdict_plan(report), *section_plans(report), *pivot_plans(report), numbers_plan(report)]
    )
    return _write(report, plans)


def _write(report: Report, plans: Sequence[Plan]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - only those who ask for a workbook wait for openpyxl

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    pen = Pen(report)
    for plan in plans:
        sheet = workbook.create_sheet(plan.title)
        pen.sheet(sheet, plan)
    draw(workbook, report, pen)
    properties = workbook.properties
    properties.title = inert(report.title)
    properties.subject = inert(report.subject_line)
    properties.creator = properties.lastModifiedBy = f"drs-report {report.version}"
    properties.language = report.lang
    return _packed(workbook, report.generated_at)


def _packed(workbook: Workbook, moment: datetime) -> bytes:
    """Save with every time in the archive set to `moment`."""
    from openpyxl.xml.functions import tostring  # noqa: PLC0415 - see _write

    when = max(moment.astimezone(UTC), _FIRST_TIME).replace(microsecond=0)
    saved = io.BytesIO()
    workbook.save(saved)
    workbook.properties.created = workbook.properties.modified = when.replace(tzinfo=None)
    core = tostring(workbook.properties.to_tree())
    packed = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        target.comment = OUTPUT_MARK
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, when.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            target.writestr(entry, core if name == "docProps/core.xml" else source.read(name))
    return packed.getvalue()


RENDERER = Renderer(".xlsx", MEDIA_TYPE, _make)
