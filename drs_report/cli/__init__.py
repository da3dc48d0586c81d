"""The command line: the only place that reads the arguments, the clock and the environment, and that sets exit codes.

Heavy modules are imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from drs_report.cli import exit_codes as codes
from drs_report.cli.console import LogFormatter, close_streams, open_streams, progress_bar, say, tell, unexpected
from drs_report.cli.deliver import deliver
from drs_report.cli.emailing import email
from drs_report.cli.explaining import explain
from drs_report.cli.fetching import fetch, list_comparisons, run_job
from drs_report.cli.options import EPILOG, given_files, read_options, reading, reporting
from drs_report.errors import ConfigError, DrsReportError, UnreadableWorkbookError

__all__ = ["cli", "main", "run"]


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code; a fault of ours is one sentence, and never reads as a FAIL."""
    open_streams()
    code = _run(arguments)
    return code if close_streams() else codes.COULD_NOT_RUN


def _run(arguments: Sequence[str]) -> int:
    try:
        result = cli.main(args=list(arguments), prog_name="drs-report", standalone_mode=False)
    except click.exceptions.Exit as request:
        return request.exit_code
    except click.ClickException as error:
        if isinstance(error, click.UsageError) and error.ctx is not None:
            say(error.ctx.get_usage(), err=True)
        say(f"Error: {error.format_message()}", err=True)
        return codes.USAGE
    except (click.Abort, KeyboardInterrupt):
        say("Interrupted; nothing half-written was left behind.", err=True)
        return codes.INTERRUPTED
    except ConfigError as error:
        tell(error)
        return codes.USAGE
    except DrsReportError as error:
        tell(error)
        return codes.COULD_NOT_RUN
    except BrokenPipeError:  # whoever read us has gone, and standard output with it
        sys.stdout = sys.stderr
        return codes.COULD_NOT_RUN
    except Exception as error:
        logging.getLogger("drs_report").debug("unexpected", exc_info=True)
        tell(unexpected(error))
        return codes.COULD_NOT_RUN
    return result if isinstance(result, int) else codes.PASS


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=EPILOG)
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


@cli.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@reading
@reporting
def report(paths: tuple[Path, ...], **options: Any) -> int:
    """Judge the result files in PATHS (files or folders) and write the report."""
    from drs_report import pipeline

    read = read_options(options)
    files = pipeline.gather(paths, given_files(options))
    with progress_bar("reading") as progress:
        loaded = pipeline.load_files(files, read, progress)
    return deliver(loaded, options)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@reading
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option(
    "--teach",
    "teach_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what was not understood into this layout file, commented out; an existing file is extended.",
)
def inspect(file: Path, as_json: bool, teach_file: Path | None, **options: Any) -> int:
    """Show how FILE was understood: sheets, blocks, columns, what was left over, and a layout to start from."""
    from drs_report import pipeline
    from drs_report.reading import inspection

    read = read_options(options)
    (found,) = pipeline.gather([file]).files
    if found.problem:
        raise UnreadableWorkbookError(found.name, found.problem, remedy=found.remedy)
    types = read.compare_types or {}
    result = inspection.inspect(
        found.path,
        compare_type=types.get(found.name, types.get("*")),
        layout=read.layout,
        limits=read.limits,
    )
    if teach_file is not None:
        before = teach_file.read_text(encoding="utf-8-sig") if teach_file.exists() else ""
        teach_file.write_text(inspection.teach(result.recognition, before), encoding="utf-8")
    if as_json:
        click.echo(inspection.to_json(result), nl=False)
    else:
        for line in inspection.to_text(result).rstrip("\n").split("\n"):
            say(line)
    return codes.PASS


cli.add_command(email)
cli.add_command(explain)
cli.add_command(fetch)
cli.add_command(list_comparisons)
cli.add_command(run_job)
