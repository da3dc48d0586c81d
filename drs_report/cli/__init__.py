"""The command line: the only place that reads the arguments, the clock and the environment, and that sets exit codes.

Heavy modules are imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from drs_report.cli import exit_codes as codes
from drs_report.cli.completing import completion
from drs_report.cli.console import LogFormatter, brief, close_streams, has_room, open_streams, say, tell, unexpected
from drs_report.cli.deliver import deliver, load_shown
from drs_report.cli.emailing import email
from drs_report.cli.explaining import explain
from drs_report.cli.fetching import fetch, list_comparisons, run_job
from drs_report.cli.inspecting import inspect
from drs_report.cli.options import EPILOG, Command, Place, given_files, read_options, reading, reporting
from drs_report.cli.reading_docs import docs
from drs_report.cli.words import in_words, t
from drs_report.errors import ConfigError, DrsReportError

_POOLS = ("jemalloc", "mimalloc", "system")
_COMPLETION = "_DRS_REPORT_COMPLETE"
"""The variable by which click is asked for a shell's completion."""


def main() -> None:
    """Run the command line and exit with its code."""
    gc.set_threshold(500_000, 20)  # a short life: looking for circles after every 700 objects costs it a tenth
    # numpy's library for matrices, which nothing here uses, starts threads and ends us with exit(1) where it cannot
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")  # else it asks every package installed for one
    for name in [name for name in os.environ if name.startswith("ARROW_") and os.environ[name] not in _POOLS]:
        del os.environ[name]  # Arrow sends what it does not understand of its variables to the terminal as it is
    sys.unraisablehook = _interrupt_again
    code = run(sys.argv[1:]) if has_room() else codes.COULD_NOT_RUN
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # all is said
    # All is written: to take apart object by object what was made is a tenth of the time. PYTHONINSPECT, by which the
    # interpreter would ask for statements and end with a code of its own, 1, changes nothing so.
    os._exit(code)


def _interrupt_again(dropped: sys.UnraisableHookArgs) -> None:
    """Send an interrupt once more that met what ends an object, where Python tells it and goes on."""
    if issubclass(dropped.exc_type, KeyboardInterrupt):
        threading.Timer(0.01, signal.pthread_kill, [threading.get_ident(), signal.SIGINT]).start()
    else:
        sys.__unraisablehook__(dropped)


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code; a fault of ours is one sentence, and never reads as a FAIL."""
    open_streams()
    code = _run(arguments)
    return code if close_streams() else codes.COULD_NOT_RUN


def _run(arguments: Sequence[str]) -> int:
    try:
        if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:  # `drs_report.__main__`
            signal.signal(signal.SIGINT, signal.default_int_handler)
        result = in_words(cli).main(args=list(arguments), prog_name="drs-report", standalone_mode=False)
    except click.exceptions.Exit as request:
        return request.exit_code
    except click.ClickException as error:
        return _misused(error)
    except (click.Abort, KeyboardInterrupt):
        say(t("Interrupted; nothing half-written was left behind."), err=True)
        return codes.INTERRUPTED
    except ConfigError as error:
        tell(error)
        return codes.USAGE
    except DrsReportError as error:
        tell(error)
        return codes.COULD_NOT_RUN
    except SystemExit as request:  # click leaves so where a shell asks, with 1 for a fault
        return _not_completed() if request.code else codes.PASS
    except Exception as error:
        if _COMPLETION in os.environ:  # a shell that does not say what is to be completed
            return _not_completed()
        logging.getLogger("drs_report").debug("unexpected", exc_info=True)
        tell(unexpected(error))
        return codes.COULD_NOT_RUN
    return result if isinstance(result, int) else codes.PASS


def _not_completed() -> int:
    wrong = t("{variable} asks for the completion of a shell that is not known.", variable=_COMPLETION)
    say(t("Error: {message}", message=wrong), err=True)
    say("  " + t("Unset it, or use bash_source, zsh_source or fish_source."), err=True)
    return codes.USAGE


def _misused(error: click.ClickException) -> int:
    """Tell what is wrong with the arguments; of a command alone, what there is."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None and error.message == context.get_help():
        for line in error.message.splitlines():
            say(line, err=True)
        return codes.USAGE
    if context is not None:
        say(context.get_usage(), err=True)
    say(brief(t("Error: {message}", message=error.format_message())), err=True)
    return codes.USAGE


class _InOrder(click.Group):
    """What is needed most stands first."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click gives it
        """Return the commands in the order in which they were added."""
        return [*self.commands]


@click.group(
    cls=_InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=EPILOG
)
@click.version_option(package_name="drs-report", prog_name="drs-report")
@click.option("--debug", is_flag=True, help="Log what is done to standard error; secrets are masked.")
@click.pass_context
def cli(context: click.Context, debug: bool) -> None:
    """Turn DRS comparison result files into a report that says PASS, FAIL or INCONCLUSIVE, and why."""
    if debug:
        from drs_report.client import Redactor, SecretFilter

        # the redactor learns the secrets when a command finds them, so it is shared through the context
        context.obj = Redactor()
        handler = logging.StreamHandler()
        handler.setFormatter(LogFormatter("%(levelname)s %(name)s: %(message)s"))
        handler.addFilter(SecretFilter(context.obj))
        logging.basicConfig(level=logging.DEBUG, handlers=[handler])


@cli.command(epilog=EPILOG, cls=Command)
@click.argument("paths", nargs=-1, required=True, type=Place())
@reporting
@reading
def report(paths: tuple[Path, ...], **options: Any) -> int:
    """Judge the result files in PATHS and write the report. PATHS are files or folders."""
    from drs_report.evidence.files import gather

    read = read_options(options)
    return deliver(load_shown(gather(paths, given_files(options)), read), options)


for command in (inspect, explain, docs, run_job, fetch, list_comparisons, email, completion):
    cli.add_command(command)
