"""The command line: the only place that reads the arguments, the clock and the environment, and that sets exit codes.

    0 PASS · 1 FAIL · 2 usage or configuration · 3 INCONCLUSIVE · 4 input unreadable or could not run
    5 report made but not delivered · 130 interrupted; when several hold: 4 > 1 > 3 > 5 > 0

Heavy modules are imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from drs_report.errors import ApiError, ConfigError, DrsReportError, PolicyError

if TYPE_CHECKING:
    from drs_report.document import Report
    from drs_report.model import Artifact, Verdict
    from drs_report.pipeline import Failure, Loaded, ReadOptions

__all__ = ["main"]

PASS, FAIL, USAGE, INCONCLUSIVE, COULD_NOT_RUN, NOT_DELIVERED, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130
PRECEDENCE = (COULD_NOT_RUN, FAIL, INCONCLUSIVE, NOT_DELIVERED, PASS)
LANGUAGES = ("en", "zh-CN")
EPILOG = "Exit codes: 0 PASS, 1 FAIL, 2 usage, 3 INCONCLUSIVE, 4 could not run, 5 not delivered, 130 interrupted."

F = TypeVar("F", bound=Callable[..., Any])


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(sys.argv[1:] if argv is None else argv))


def run(argv: Sequence[str]) -> int:
    """Run the command line and return its exit code; only a bug leaves with a traceback."""
    try:
        result = cli.main(args=list(argv), prog_name="drs-report", standalone_mode=False)
    except click.exceptions.Exit as request:
        return request.exit_code
    except click.ClickException as error:
        error.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted; nothing half-written was left behind.", err=True)
        return INTERRUPTED
    except ConfigError as error:
        _tell(error)
        return USAGE
    except DrsReportError as error:
        _tell(error)
        return COULD_NOT_RUN
    return result if isinstance(result, int) else PASS


def worst(codes: Iterable[int]) -> int:
    """Return the exit code that counts when several hold."""
    held = set(codes)
    return next((code for code in PRECEDENCE if code in held), PASS)


def _tell(error: DrsReportError) -> None:
    click.echo(f"drs-report: {error.message}", err=True)
    if isinstance(error, PolicyError):
        for problem in error.problems:
            click.echo(f"  - {problem}", err=True)
    if isinstance(error, ApiError):
        for name, value in error.details.items():
            click.echo(f"  {name}: {value}", err=True)
    if error.remedy:
        click.echo(f"  {error.remedy}", err=True)


class _Time(click.ParamType):
    """An ISO 8601 time with a zone."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not an ISO 8601 time such as 2026-11-16T09:00:00Z", param, ctx)
        if moment.tzinfo is None:
            self.fail(f"{value!r} has no zone; add Z for UTC or an offset such as +08:00", param, ctx)
        return moment.astimezone(UTC)


class _Formats(click.ParamType):
    """Comma-separated renderer slugs; the choices come from the registry."""

    name = "formats"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        from drs_report.renderers import ALL

        known = tuple(renderer.slug for renderer in ALL)
        wanted = tuple(dict.fromkeys(word.strip() for word in value.split(",") if word.strip()))
        unknown = [word for word in wanted if word not in known]
        if unknown or not wanted:
            self.fail(f"{', '.join(unknown) or 'nothing'} is not one of {', '.join(known)}", param, ctx)
        return wanted


def _stack(*options: Callable[[F], F]) -> Callable[[F], F]:
    def apply(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return apply


reading = _stack(
    click.option(
        "--engine",
        type=click.Choice(["exact", "openpyxl"]),
        default="exact",
        show_default=True,
        help="Workbook reader; openpyxl refuses what it would misread.",
    ),
    click.option(
        "--layout",
        "layout_file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="TOML file that teaches headings and words (docs/layouts.md).",
    ),
    click.option(
        "--type",
        "types",
        multiple=True,
        metavar="[FILE=]TYPE",
        help="Compare type, for files that do not say; repeatable.",
    ),
    click.option(
        "--limit",
        "limits",
        multiple=True,
        metavar="NAME=N",
        help="Raise a safety limit that a refused file names; repeatable.",
    ),
)

reporting = _stack(
    click.option(
        "--policy",
        "policy_file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="TOML policy (docs/policy.md); without it the strict default.",
    ),
    click.option(
        "-o",
        "--output",
        default="drs-report-out",
        show_default=True,
        metavar="DIR",
        help="Folder for the report; - writes one format to standard output.",
    ),
    click.option(
        "--format",
        "formats",
        type=_Formats(),
        default="html,md,json",
        show_default=True,
        metavar="LIST",
        help="Comma-separated: html, md, json, ...",
    ),
    click.option(
        "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the report."
    ),
    click.option("--title", help="Title of the report, e.g. the migration's name."),
    click.option(
        "--data",
        "data_formats",
        type=click.Choice(["parquet", "csv", "both", "none"]),
        default="parquet",
        show_default=True,
        help="Every row of every frame, beside the report.",
    ),
    click.option("--redact", is_flag=True, help="Replace key values and literals by keyed hashes; no data files."),
    click.option(
        "--redact-key-file",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        help="Secret for --redact, so that hashes join across reports; without it they join within one.",
    ),
    click.option(
        "--now",
        type=_Time(),
        help="Judge and stamp as of this time (ISO 8601 with zone); same files, policy and --now give the same bytes.",
    ),
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=EPILOG)
@click.version_option(package_name="drs-report", prog_name="drs-report")
@click.option("--debug", is_flag=True, help="Log what is done to standard error; secrets are masked.")
def cli(debug: bool) -> None:
    """Turn DRS comparison result files into a report that says PASS, FAIL or INCONCLUSIVE, and why."""
    if debug:
        from drs_report.client.transport import mask_log_record

        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        handler.addFilter(mask_log_record)
        logging.basicConfig(level=logging.DEBUG, handlers=[handler])


@cli.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@reading
@reporting
def report(paths: tuple[Path, ...], **options: Any) -> int:
    """Judge the result files in PATHS (files or folders) and write the report."""
    from drs_report import pipeline

    read = _read_options(options)
    files = pipeline.find_files(paths)
    with _progress("reading") as progress:
        loaded = pipeline.load_files(files, read, progress)
    return _deliver(loaded, options)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@reading
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def inspect(file: Path, as_json: bool, **options: Any) -> int:
    """Show how FILE was understood: sheets, blocks, columns, what was left over, and a layout to start from."""
    from drs_report import inspection, pipeline

    read = _read_options(options)
    files = pipeline.find_files([file])
    found = inspection.inspect(
        files[0].path, engine=read.engine, layout=read.layout, limits=read.limits, compare_types=read.compare_types
    )
    click.echo(inspection.to_json(found) if as_json else inspection.to_text(found), nl=False)
    return PASS


def _read_options(options: dict[str, Any]) -> ReadOptions:
    from drs_report import layout, model, pipeline
    from drs_report.workbook import parse_limits

    types: dict[str, str] = {}
    for given in options["types"]:
        file, _, slug = given.rpartition("=")
        if slug not in model.COMPARE_TYPES:
            msg = f"--type {given}: {slug!r} is not a compare type."
            raise ConfigError(msg, remedy=f"Use one of {', '.join(model.COMPARE_TYPES)}.")
        types[file or "*"] = slug
    return pipeline.ReadOptions(
        engine=options["engine"],
        layout=layout.load_layout(options["layout_file"]) if options["layout_file"] else None,
        limits=parse_limits(options["limits"]),
        compare_types=types,
    )


def _deliver(loaded: Loaded, options: dict[str, Any]) -> int:
    """Judge, render, write, and say so; return the exit code."""
    from drs_report import output, pipeline
    from drs_report.policy import Policy, load_policy

    now = options["now"] or datetime.now(UTC).replace(microsecond=0)
    formats: tuple[str, ...] = options["formats"]
    to_stdout = options["output"] == "-"
    if to_stdout and len(formats) != 1:
        msg = f"-o - writes one format to standard output, but --format names {len(formats)}."
        raise ConfigError(msg, remedy="Choose one, e.g. --format md.")
    data = {"both": ("parquet", "csv"), "none": ()}.get(options["data_formats"], (options["data_formats"],))
    built, data_files = pipeline.report_loaded(
        loaded,
        now=now,
        policy=load_policy(options["policy_file"]) if options["policy_file"] else Policy(),
        lang=options["lang"],
        title=options["title"],
        redaction=_redaction(options),
        data_formats=() if to_stdout else data,
    )
    artifacts = pipeline.render(built, formats)
    for failure in loaded.failures:
        _tell(failure.error)
    if to_stdout:
        if len(artifacts) != 1:
            msg = f"--format {formats[0]} makes {len(artifacts)} files, which cannot share standard output."
            raise ConfigError(msg, remedy="Write to a folder with -o DIR.")
        output.write_stream(artifacts[0], sys.stdout.buffer)
    else:
        written = output.write((*artifacts, *data_files), Path(options["output"]))
        _summary(built, written[: len(artifacts)], len(data_files), Path(options["output"]))
    return _code(built.verdict, loaded.failures)


def _summary(built: Report, written: Sequence[Path], n_data: int, folder: Path) -> None:
    click.echo(f"{built.decision_word}: {built.sentence}")
    for path in written:
        click.echo(f"  {path}")
    if n_data:
        click.echo(f"  {folder / 'data'}/ ({n_data} data files)")


def _code(verdict: Verdict, failures: Sequence[Failure]) -> int:
    from drs_report.model import Decision

    decided = {Decision.PASS: PASS, Decision.FAIL: FAIL, Decision.INCONCLUSIVE: INCONCLUSIVE}[verdict.decision]
    return worst([decided, COULD_NOT_RUN if failures else PASS])


def _redaction(options: dict[str, Any]) -> Any:
    if not options["redact"]:
        return None
    import secrets

    from drs_report.report.redaction import Redaction

    file: Path | None = options["redact_key_file"]
    key = file.read_bytes().strip() if file else secrets.token_bytes(32)
    if len(key) < 16:
        msg = f"{file}: a redaction key needs at least 16 bytes, this one has {len(key)}."
        raise ConfigError(msg, remedy="Make one with: openssl rand -hex 32 > redact.key")
    return Redaction(key)


@contextmanager
def _progress(what: str) -> Iterator[Callable[[str, int, int], None] | None]:
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


if __name__ == "__main__":
    main()
