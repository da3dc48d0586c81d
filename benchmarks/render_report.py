"""How long a report of 10,000 tables takes to render, how big it is, and how soon the page answers a filter.

The report is the case `huge` of tests/reports.py: 10,000 tables, 1,000,000 differing rows. Prints Markdown; run it as
`python benchmarks/render_report.py > benchmarks/RENDERING.md`.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from drs_report.renderers import by_slug  # noqa: E402 - the path comes first
from tests.reports import CASES  # noqa: E402 - the path comes first

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
RUNS = 5

FILTER = """async () => {
  const input = document.querySelector(".tools input");
  const before = performance.now();
  input.value = "table_04321";
  input.dispatchEvent(new Event("input"));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const n = document.querySelectorAll("#coverage-table tr.row").length;
  return [performance.now() - before, n];
}"""
"""From the key press to the frame that shows the one row that is left."""


def main() -> None:
    report = CASES["huge"]
    print("# Rendering: results\n")
    print(
        f"{len(report.coverage.rows):,} tables, {len(report.verdict.findings):,} findings, 1,000,000 differing rows. "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f}: other jobs may have had most of both cores. Median of {RUNS} runs.\n"
    )
    print("| format | bytes | seconds |\n|---|--:|--:|")
    page = b""
    for label, slug, limit in (
        ("html", "html", None),
        ("md", "md", None),
        ("md, 60,000 bytes", "md", 60_000),
        ("md, 32,000 bytes", "md", 32_000),
        ("json", "json", None),
    ):
        seconds = []
        content = b""
        for _ in range(RUNS):
            start = time.perf_counter()
            content = by_slug(slug).render(report, limit).content
            seconds.append(time.perf_counter() - start)
        page = content if slug == "html" else page
        print(f"| {label} | {len(content):,} | {statistics.median(seconds):.2f} |")
    print_browser(page)


def print_browser(page: bytes) -> None:
    from playwright.sync_api import sync_playwright

    loads, filters, agains = [], [], []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "report.html"
        file.write_bytes(page)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for _ in range(RUNS):
            tab = browser.new_page(viewport={"width": 1280, "height": 900})
            start = time.perf_counter()
            tab.goto(file.as_uri())
            loads.append(1000 * (time.perf_counter() - start))
            first, n = tab.evaluate(FILTER)
            again, _ = tab.evaluate(FILTER)
            if n != 1:
                raise SystemExit(f"the filter left {n} rows, not 1")
            filters.append(first)
            agains.append(again)
            tab.close()
        version = browser.version
        browser.close()
    print(f"\n| in Chromium {version}, from disk | milliseconds |\n|---|--:|")
    print(f"| open the page until it is loaded | {statistics.median(loads):,.0f} |")
    print(f"| first search among 10,000 tables until the row is drawn | {statistics.median(filters):,.0f} |")
    print(f"| the next search | {statistics.median(agains):,.0f} |")
    print("\nMade with `python benchmarks/render_report.py > benchmarks/RENDERING.md`.")


if __name__ == "__main__":
    main()
