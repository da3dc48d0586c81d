"""One HTML file for reading, printing and signing: it works from a disk, offline, under a strict content policy."""

from __future__ import annotations

from markupsafe import Markup

from drs_report.records.document import Report
from drs_report.renderers.base import Renderer
from drs_report.renderers.page_views import LONG_TEXT, section_views
from drs_report.renderers.templating import csp_hash, render
from drs_report.renderers.text import inert

STYLE = "css/report.css"
SCRIPTS = ("js/data.js", "js/rows.js", "js/tables.js", "js/picture.js", "js/keys.js", "js/page.js")


def _make(report: Report, max_bytes: int | None) -> bytes:  # noqa: ARG001 - a page has no byte budget
    scripts = " ".join(csp_hash(render(script, {})) for script in SCRIPTS)
    running = _running(f"{report.subject_line} · {report.generated_text}")
    text = render(
        "report.html.j2",
        {
            "report": report,
            "strings": report.strings,
            "sections": section_views(report),
            "policy": (
                f"default-src 'none'; style-src {csp_hash(render(STYLE, {}))} {csp_hash(running)}; "
                f"script-src {scripts}; img-src data:; base-uri 'none'; form-action 'none'"
            ),
            "style": STYLE,
            "running": running,
            "scripts": SCRIPTS,
            "settings": {"longText": LONG_TEXT, "strings": dict(report.strings)},
        },
    )
    return (text + "\n").encode("utf-8")


def _running(text: str) -> Markup:
    """Return the style that prints `text` at the foot of each page: no style sheet can take it from the page itself."""
    said = "".join(character if character.isalnum() else f"\\{ord(character):06x}" for character in inert(text))
    return Markup(f'@page {{ @bottom-left {{ content: "{said}"; }} }}')  # noqa: S704 - letters, digits and escapes only


RENDERER = Renderer(".html", "text/html; charset=utf-8", _make)
