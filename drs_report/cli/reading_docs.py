"""``drs-report docs`` prints the documentation that this release came with."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import resources
from pathlib import Path

import click

from drs_report.cli import exit_codes as codes
from drs_report.cli.console import say
from drs_report.errors import ConfigError, Told


@click.command()
@click.argument("slug", required=False)
def docs(slug: str | None) -> int:
    """Print a page of the documentation of this release. Without SLUG it lists the pages."""
    found = pages(docs_folder())
    if slug is None:
        width = max(map(len, found))
        for name, page in found.items():
            say(f"{name:<{width}}  {_title(page)}")
        return codes.PASS
    name = slug.removeprefix("docs/").removesuffix(".md")
    if name not in found:
        near = get_close_matches(name, found, 1)
        raise ConfigError(
            Told("There is no page {name} in the documentation.", name=name),
            remedy=Told("Did you mean {near}?", near=near[0]) if near else Told("`drs-report docs` lists all pages."),
        )
    for line in found[name].read_text("utf-8").rstrip("\n").split("\n"):
        say(line)
    return codes.PASS


def docs_folder(package: Path | None = None) -> Path:
    """Return the folder of the pages: the package's own (an installed wheel), or the checkout's."""
    folder = package or Path(str(resources.files("drs_report")))
    if (folder / "docs").is_dir():
        return folder / "docs"
    if (folder.parent / "pyproject.toml").is_file() and (folder.parent / "docs").is_dir():
        return folder.parent / "docs"
    raise ConfigError(
        Told("The documentation is neither in {folder} nor beside it.", folder=str(folder)),
        remedy=Told("Reinstall drs-report, or run it from a complete checkout."),
    )


def pages(folder: Path) -> dict[str, Path]:
    """Return every page by its slug: its path below the folder, without its ending."""
    found = {path.relative_to(folder).with_suffix("").as_posix(): path for path in folder.rglob("*.md")}
    return dict(sorted(found.items(), key=lambda item: (item[0].count("/"), item[0])))


def _title(page: Path) -> str:
    first = (line for line in page.read_text("utf-8").splitlines() if line.startswith("# "))
    return next(first, "").removeprefix("# ")
