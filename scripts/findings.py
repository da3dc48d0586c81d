# ruff: noqa: INP001 - a script, not a package
"""Write the tables of docs/findings.md from the rules: `python scripts/findings.py`."""

from pathlib import Path

from drs_report.findings.explaining import tables

PAGE = Path(__file__).resolve().parent.parent / "docs" / "findings.md"


def written(page: str) -> str:
    """Return the page with its tables as the rules say; what stands above the first of them stays."""
    return page.split("\n## Objects\n", maxsplit=1)[0].rstrip("\n") + "\n" + tables()


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), encoding="utf-8")
