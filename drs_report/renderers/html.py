"""One HTML file for reading, printing and signing: it works from a disk, offline, under a strict content policy."""

from __future__ import annotations

from drs_report.records.document import Report
from drs_report.renderers.base import Renderer
from drs_report.renderers.page_views import LONG_TEXT, section_views
from drs_report.renderers.templating import csp_hash, render

STYLE = "css/report.css"
SCRIPTS = ("js/data.js", "js/rows.js", "js/tables.js", "js/picture.js", "js/keys.js", "js/page.js")


def _make(report: Report, max_bytes: int | None) -> bytes:  # noqa: ARG001 - a page has no byte budget
    scripts = " ".join(f"'{csp_hash(script)}'" for script in SCRIPTS)
    text = render(
        "report.html.j2",
        {
            "report": report,
            "strings": report.strings,
            "figures": report.figures,
            "sections": section_views(report),
            "policy": (
                f"default-src 'none'; style-src '{csp_hash(STYLE)}'; script-src {scripts}; img-src data:; "
                "base-uri 'none'; form-action 'none'"
            ),
            "style": STYLE,
            "scripts": SCRIPTS,
            "settings": {"longText": LONG_TEXT, "strings": dict(report.strings)},
        },
    )
    return (text + "\n").encode("utf-8")


RENDERER = Renderer(".html", "text/html; charset=utf-8", _make)
