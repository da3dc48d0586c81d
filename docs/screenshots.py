# noqa: INP001 - a script beside the pages it illustrates
"""Take the pictures of docs/images anew: the sample report in each form, and the picture of ten thousand tables.

Needs Chromium, poppler and the fonts of a PDF; run `make screenshots`. Without JupyterLab (the dependency group
`screenshots`) its pictures stay as they are.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from drs_report.pipeline import make_report, render
from drs_report.records.document import Report

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs/images"
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
LAB = "jupyterlab"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]


@dataclass(frozen=True)
class Shot:
    """A picture of a page; it begins at `place`: an anchor, or the table whose row is unfolded."""

    name: str
    page: str
    """``en``, ``zh-CN``, ``huge`` or ``mail``."""
    theme: str = "light"
    width: int = 1280
    place: str = ""
    height: int = 820


SHOTS = (
    Shot("verdict-en-light", "en"),
    Shot("verdict-en-dark", "en", "dark"),
    Shot("verdict-zh-light", "zh-CN"),
    Shot("verdict-zh-dark", "zh-CN", "dark"),
    Shot("verdict-phone", "en", width=390),
    Shot("verdict-phone-zh-dark", "zh-CN", "dark", width=390),
    Shot("coverage-en-light", "en", place="#coverage"),
    Shot("unfolded-en-light", "en", place="retail.coupons"),
    Shot("unfolded-zh-dark", "zh-CN", "dark", place="billing.exchange_rates"),
    Shot("unfolded-phone", "en", width=390, place="billing.exchange_rates"),
    Shot("picture-10000-dark", "huge", "dark", place=".picture", height=1000),
    Shot("mail-phone", "mail", width=360, height=1200),
)

UNFOLD = """name => {
  const row = [...document.querySelectorAll("#coverage-table tr.row")].find(row => row.textContent.includes(name));
  unfold(row, true);
  row.scrollIntoView();
}"""


def main() -> None:
    """Write every picture, and remove those that are no longer taken."""
    IMAGES.mkdir(exist_ok=True)
    has_lab = find_spec("jupyterlab") is not None
    for old in IMAGES.glob("*.png"):
        if has_lab or not old.name.startswith(LAB):
            old.unlink()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        pages = dict(_pages(Path(folder)))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for shot in SHOTS:
            _take(browser, shot, pages[shot.page])
        if has_lab:
            _take_lab(browser, Path(folder))
        browser.close()
        prefix = [pages["pdf"], IMAGES / "pdf"]
        command = [shutil.which("pdftoppm") or "pdftoppm", "-png", "-r", "60", "-l", "3", *prefix]
        subprocess.run(command, check=True)  # noqa: S603 - our own file
    for page in IMAGES.glob("pdf-*.png"):
        page.rename(IMAGES / f"pdf-page-{int(page.stem.removeprefix('pdf-'))}.png")


def _take_lab(browser: Browser, folder: Path) -> None:
    from pictured_lab import COPIES, lab, picture  # noqa: PLC0415 - needs JupyterLab

    with lab(folder / "lab") as address:
        for (trust, copy), theme in zip(COPIES.items(), ("Light", "Dark"), strict=True):
            tab = browser.new_page(viewport={"width": 1280, "height": 960})
            picture(tab, address + copy, theme, IMAGES / f"{LAB}-{trust}-{theme.lower()}.png")
            tab.close()


def _pages(folder: Path) -> Iterator[tuple[str, Path]]:
    reports = {lang: make_report([ROOT / "sample_data/results"], now=NOW, lang=lang)[0] for lang in ("en", "zh-CN")}
    for lang, report in reports.items():
        yield lang, _written(folder, f"{lang}.html", _content(report, "html"))
    yield "mail", _written(folder, "mail.html", _content(reports["en"], "email"))
    yield "pdf", _written(folder, "report.pdf", _content(reports["en"], "pdf"))
    sys.path.insert(0, str(ROOT))
    from tests.reports import CASES  # noqa: PLC0415 - beside the package; one has ten thousand tables

    yield "huge", _written(folder, "huge.html", _content(CASES["huge"], "html"))


def _content(report: Report, slug: str) -> bytes:
    return render(report, [slug])[0].content


def _written(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def _take(browser: Browser, shot: Shot, page: Path) -> None:
    tab = browser.new_page(viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.theme)  # type: ignore[arg-type] # one of the words above
    tab.goto(page.as_uri() + (shot.place if shot.place.startswith("#") else ""))
    if shot.place.startswith("."):
        tab.evaluate("place => document.querySelector(place).scrollIntoView()", shot.place)
    elif shot.place and not shot.place.startswith("#"):
        tab.evaluate(UNFOLD, shot.place)
    tab.screenshot(path=IMAGES / f"{shot.name}.png")
    tab.close()


if __name__ == "__main__":
    main()
