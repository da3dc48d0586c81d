"""What the command line says on standard error: errors, and progress where a person is watching."""

from __future__ import annotations

import io
import logging
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from drs_report.cli.words import t, words
from drs_report.errors import ApiError, ConfigError, DrsReportError, Told

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from drs_report.client import Progress as Step

_LEAST_ROOM = {"RLIMIT_AS": 350_000_000, "RLIMIT_DATA": 150_000_000}
"""Bytes of addresses and of data; with less a library may end us while it loads, with a code that is a verdict's."""
_LONGEST = 500
"""Characters of a sentence on the terminal; what is longer quotes something long, whose middle nobody misses."""


def tell(error: DrsReportError) -> None:
    """Print what is wrong, then what to do, and last where, in the environment's language."""
    told = words().told
    say(brief(f"drs-report: {told(error.message)}"), err=True)
    if isinstance(error, ConfigError):
        for problem in error.problems:
            say(brief(f"  - {told(problem)}"), err=True)
    if error.remedy:
        say(brief(f"  {told(error.remedy)}"), err=True)
    if isinstance(error, ApiError) and error.place:
        say(brief(f"  {told(error.place)}"), err=True)


def brief(sentence: str) -> str:
    """Return `sentence` without its middle where that is long: what is wrong stands at either end."""
    half = _LONGEST // 2
    return sentence if len(sentence) <= _LONGEST else f"{sentence[:half]} … {sentence[-half:]}"


def unexpected(error: Exception) -> DrsReportError:
    """Give the one sentence for an error that nobody foresaw: a fault of this program, or of the machine."""
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        reason = (error.strerror or type(error).__name__) + where
        return DrsReportError(
            Told("The system said no: {reason}.", reason=reason),
            remedy=Told("Check the disk, the path and your permissions, then run the command again."),
        )
    if isinstance(error, MemoryError):
        return DrsReportError(
            Told("There is not enough memory."), remedy=Told("Run it on a larger machine, or with fewer files.")
        )
    if isinstance(error, ImportError):
        return DrsReportError(
            Told("A part of the program cannot be loaded: {reason}.", reason=str(error)),
            remedy=Told("Install it anew; where it is installed well, give it more memory."),
        )
    log = _logged(error)
    return DrsReportError(
        Told("Something went wrong that nobody foresaw ({kind}); nothing was judged.", kind=type(error).__name__),
        remedy=Told(
            "Please report it, with {log}.", log=log or Told("the log of `drs-report --debug` and the same arguments")
        ),
    )


def has_room() -> bool:
    """Whether we may take the memory that libraries need to load; they end us with exit(1), a FAIL, where not."""
    try:
        import resource  # Windows has no such limit
    except ImportError:
        return True
    limits = [(resource.getrlimit(getattr(resource, name))[0], least) for name, least in _LEAST_ROOM.items()]
    if all(limit == resource.RLIM_INFINITY or limit >= least for limit, least in limits):
        return True
    open_streams()
    tell(unexpected(MemoryError()))
    return False


def say(line: str, *, err: bool = False, colour: str = "") -> None:
    """Print a line; what would move a terminal's cursor, colour it or turn its text round is shown, not sent.

    Standard error that is closed or full loses the line: the exit code still says what happened. Standard output that
    is raises `OSError`, since what was asked for has not arrived.
    """
    from drs_report.language.formatting import visible

    is_coloured = bool(colour) and not os.environ.get("NO_COLOR")
    try:
        # click sends a colour to a terminal only
        click.echo(click.style(visible(line), fg=colour) if is_coloured else visible(line), err=err)
    except (OSError, ValueError):
        if not err:
            raise


class LogFormatter(logging.Formatter):
    """Shows what a service or a file says, and never sends it to the terminal; a traceback keeps its lines."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished lines."""
        from drs_report.language.formatting import visible

        return visible(super().format(record), keep_lines=True)


class _Read(io.FileIO):
    """A stream as long as somebody reads it: what a reader that has gone left is no fault, and changes no exit code."""

    def write(self, content: Any, /) -> int:
        """Write, or lose what nobody reads."""
        try:
            return super().write(content)
        except BrokenPipeError:
            return memoryview(content).nbytes


def open_streams() -> None:
    """Let any text through to standard output and error, whatever their encoding; give closed ones a place to go.

    Where Python is told not to buffer (PYTHONUNBUFFERED) they are buffered all the same: a write to what is bare may
    take a part, such as all that a disk has room for, and is not tried again.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - until we end
        elif isinstance(stream, io.TextIOWrapper):
            is_bare = isinstance(stream.buffer, io.RawIOBase)
            is_file = isinstance(getattr(stream.buffer, "raw", None), io.FileIO)  # and no console of Windows
            if is_bare or (is_file and stream in (sys.__stdout__, sys.__stderr__)):
                whole = io.BufferedWriter(_Read(stream.fileno(), "wb", closefd=False))
                stream = io.TextIOWrapper(whole, stream.encoding, line_buffering=is_bare or stream.line_buffering)
                setattr(sys, name, stream)
            stream.reconfigure(errors="backslashreplace")
            with suppress(OSError, AttributeError):  # a stream without a file; Windows
                os.set_blocking(stream.fileno(), True)  # a slow reader of a pipe that does not wait would lose the rest


def is_heard() -> bool:
    """Whether there is a standard output at all."""
    return getattr(sys.stdout, "name", "") != os.devnull


def close_streams() -> bool:
    """Hand over what is still held back; False where standard output did not take it."""
    is_taken = True
    for name in ("stdout", "stderr"):
        try:
            getattr(sys, name).flush()
        except (OSError, ValueError):
            is_taken = is_taken and name != "stdout"
            # the interpreter flushes again when it ends, and would say so in its own words and with its own code
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - until we end
    return is_taken


def _logged(error: Exception) -> str:
    """Write the traceback to a file of its own and say where; empty where that cannot be done."""
    try:
        handle, name = tempfile.mkstemp(prefix="drs-report-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.writelines(traceback.format_exception(error))
    except OSError:
        return ""
    return name


@dataclass(frozen=True, slots=True)
class Bar:
    """Takes how far the reading of files has come."""

    file: Callable[[str, int, int], None]
    """Which file is read, how many are done and how many there are."""
    rows: Callable[[int], None]
    """How many rows of it are read."""


@contextmanager
def progress_bar(what: str) -> Iterator[Bar | None]:
    """Show progress on a terminal's standard error; stay silent when piped."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from drs_report.language.formatting import visible

    rows = TextColumn("{task.fields[rows]}")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), rows, TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, rows="")

        def show_file(name: str, done: int, total: int) -> None:
            bar.update(task, description=f"{what} {escape(visible(name))}", completed=done, total=total, rows="")

        def show_rows(n: int) -> None:
            bar.update(task, rows=t("{n} rows", n=n))

        yield Bar(show_file, show_rows)


@contextmanager
def fetch_progress() -> Iterator[Callable[[Step], None]]:
    """Show a line per comparison on a terminal's standard error: what is done with it, and how fast; else nothing.

    Why something is tried again is said above the lines, and stays.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with _fetch_bar() as bar:
        tasks: dict[tuple[str, str], TaskID] = {}

        def update(step: Step) -> None:
            key = (step.job_id, step.compare_type)
            if key not in tasks:
                tasks[key] = bar.add_task(step.compare_type, total=None, is_download=False)
            _show(bar, tasks[key], step)

        yield update


def _fetch_bar() -> Progress:
    """Columns for each comparison; size and speed are shown of downloads only."""
    from rich.console import Console
    from rich.progress import (
        DownloadColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TransferSpeedColumn,
    )
    from rich.text import Text

    def while_downloading(column: Any) -> Any:
        render = column.render
        column.render = lambda task: render(task) if task.fields["is_download"] else Text()
        return column

    return Progress(
        SpinnerColumn(finished_text=" "),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
        while_downloading(DownloadColumn()),
        while_downloading(TransferSpeedColumn()),
        console=Console(stderr=True, highlight=False),
        transient=True,
    )


def _show(bar: Progress, task: TaskID, step: Step) -> None:
    from rich.text import Text

    from drs_report.client import Stage
    from drs_report.language.formatting import visible

    is_done = step.stage is Stage.DONE
    bar.update(
        task,
        description=f"{step.compare_type}: {t(step.stage)}",
        completed=1 if is_done else step.n_bytes,
        total=1 if is_done else step.total_bytes,
        is_download=step.stage is Stage.DOWNLOAD,
    )
    if step.note:
        bar.console.print(Text(visible(f"{step.compare_type}: {words().told(step.note)}")))
