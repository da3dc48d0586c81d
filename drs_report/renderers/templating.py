"""The one Jinja environment. Templates hold no logic: what they need is computed by the renderer's view."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path

import jinja2
from jinja2 import BaseLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from drs_report.errors import RenderError, Told
from drs_report.renderers.text import inert

FILTERS = ("tojson",)
"""The filters a template may use."""


def render(template: str, view: Mapping[str, object]) -> str:
    """Fill `template` with `view`; the result has line feeds only, and every text in it is inert.

    Raises `RenderError` naming the template where it is missing or asks for something that is not there.
    """
    try:
        return environment().get_template(template).render(view)
    except jinja2.TemplateError as error:
        msg = Told("The template {template} cannot be filled: {error}.", template=template, error=error)
        raise RenderError(msg, remedy=Told("Reinstall drs-report; if that does not help, please report it.")) from error


def csp_hash(text: str) -> str:
    """Return the Content-Security-Policy source of an inlined style or script, such as ``'sha256-...'``."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Make the environment once: escaping on for HTML, unknown names are errors, JSON compact and harmless in HTML."""
    env = Environment(
        loader=_loader(),
        # select_autoescape() alone looks at the last ending and would leave report.html.j2 unescaped.
        autoescape=select_autoescape(enabled_extensions=("html", "html.j2"), default_for_string=True, default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        newline_sequence="\n",
        finalize=_finalize,
        auto_reload=False,  # else it asks at each use of a part whether its file has changed
        extensions=(),
    )
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return env


def templates_folder(package: Path | None = None) -> Path | None:
    """Return the checkout's ``templates/``, or None where the package carries its own (an installed wheel).

    The checkout counts only if ``pyproject.toml`` lies beside it: in an installed tree the parent is site-packages,
    where a stranger's ``templates/`` may sit. Raises `RenderError` where there is neither.
    """
    folder = package or Path(str(resources.files("drs_report")))
    if (folder / "templates").is_dir():
        return None
    checkout = folder.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "templates").is_dir():
        return checkout / "templates"
    msg = Told("The report's templates are neither in {folder} nor beside it.", folder=folder)
    raise RenderError(msg, remedy=Told("Reinstall drs-report, or run it from a complete checkout."))


def _loader() -> BaseLoader:
    folder = templates_folder()
    return PackageLoader("drs_report", "templates") if folder is None else FileSystemLoader(folder)


def _finalize(value: object) -> object:
    """Make every text a template puts out inert; what is markup already was made so by us."""
    return inert(value) if isinstance(value, str) and not isinstance(value, Markup) else value
