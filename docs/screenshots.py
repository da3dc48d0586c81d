# noqa: INP001 - a script beside the pages it illustrates
"""Take the screenshots of docs/images anew, from the reports of sample_data. Needs Chromium; run `make screenshots`."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

from drs_report.pipeline import make_report, render

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs/images"
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]

SHOTS = (
    ("verdict-en-light", "en", "light", 1280, ""),
    ("coverage-en-light", "en", "light", 1280, "#coverage"),
    ("verdict-zh-dark", "zh-CN", "dark", 1280, ""),
    ("verdict-phone", "en", "light", 390, ""),
    ("picture-en-dark", "en", "dark", 1280, "#chart-standing"),
    ("unfolded-en-light", "en", "light", 1280, "retail.coupons"),
    ("unfolded-zh-dark", "zh-CN", "dark", 1280, "billing.exchange_rates"),
    ("unfolded-phone", "en", "light", 390, "billing.exchange_rates"),
)
"""Name, language, theme, width, and the place in the page or the table whose row is unfolded."""

UNFOLD = """name => {
  const row = [...document.querySelectorAll("#coverage-table tr.row")].find(row => row.textContent.includes(name));
  unfold(row, true);
  row.scrollIntoView();
}"""


def main() -> None:
    """Write every screenshot."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        pages = {}
        for lang in {shot[1] for shot in SHOTS}:
            report, _ = make_report([ROOT / "sample_data/results"], now=NOW, lang=lang)
            pages[lang] = Path(folder) / f"{lang}.html"
            pages[lang].write_bytes(render(report, ["html"])[0].content)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, lang, scheme, width, anchor in SHOTS:
            tab = browser.new_page(viewport={"width": width, "height": 820}, color_scheme=scheme)
            is_table = bool(anchor) and not anchor.startswith("#")
            tab.goto(pages[lang].as_uri() + ("" if is_table else anchor))
            if is_table:
                tab.evaluate(UNFOLD, anchor)
            tab.screenshot(path=IMAGES / f"{name}.png")
            tab.close()
        browser.close()


if __name__ == "__main__":
    main()
