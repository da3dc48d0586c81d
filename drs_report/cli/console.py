"""What the command line says on standard error: errors, and progress where a person is watching."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from drs_report.errors import ApiError, DrsReportError, PolicyError

__all__ = ["Update", "progress_bar", "tell"]

Update = Callable[[str, int, int], None]
"""Says what is being done, how much of it is done and how much there is."""


def tell(error: DrsReportError) -> None:
    """Print what is wrong and where, then what to do."""
    click.echo(f"drs-report: {error.message}", err=True)
    if isinstance(error, PolicyError):
        for problem in error.problems:
            click.echo(f"  - {problem}", err=True)
    if isinstance(error, ApiError):
        for name, value in error.details.items():
            click.echo(f"  {name}: {value}", err=True)
    if error.remedy:
        click.echo(f"  {error.remedy}", err=True)


@contextmanager
def progress_bar(what: str) -> Iterator[Update | None]:
    """Show progress on a terminal's standard error; stay silent when piped."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def update(name: str, done: int, total: int) -> None:
            bar.update(task, description=f"{what} {escape(name)}", completed=done, total=total)

        yield update
