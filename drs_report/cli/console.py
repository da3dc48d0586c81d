"""What the command line says on standard error: errors, and progress where a person is watching."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from drs_report.errors import ApiError, DrsReportError, PolicyError

__all__ = ["Update", "progress_bar", "tell", "unexpected"]

Update = Callable[[str, int, int], None]
"""Says what is being done, how much of it is done and how much there is."""


def tell(error: DrsReportError) -> None:
    """Print what is wrong and where, then what to do."""
    _say(f"drs-report: {error.message}")
    if isinstance(error, PolicyError):
        for problem in error.problems:
            _say(f"  - {problem}")
    if isinstance(error, ApiError):
        for name, value in error.details.items():
            _say(f"  {name}: {value}")
    if error.remedy:
        _say(f"  {error.remedy}")


def unexpected(error: Exception) -> DrsReportError:
    """Give the one sentence for an error that nobody foresaw: a fault of this program, or of the machine."""
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        return DrsReportError(
            f"The system said no: {error.strerror or type(error).__name__}{where}.",
            remedy="Check the disk, the path and your permissions, then run the command again.",
        )
    if isinstance(error, MemoryError):
        return DrsReportError("There is not enough memory.", remedy="Run it on a larger machine, or with fewer files.")
    return DrsReportError(
        f"Something went wrong that nobody foresaw ({type(error).__name__}); nothing was judged.",
        remedy="Please report it, with the log of `drs-report --debug` and the same arguments.",
    )


def _say(line: str) -> None:
    """Print a line to standard error, without what would move a terminal's cursor."""
    click.echo("".join(c if c.isprintable() else " " for c in line), err=True)


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
