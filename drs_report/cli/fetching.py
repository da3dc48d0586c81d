"""``fetch`` downloads a task's result files, ``run`` goes on to the report."""

from __future__ import annotations

import os
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drs_report.cli import exit_codes as codes
from drs_report.cli.console import progress_bar, tell
from drs_report.cli.deliver import deliver
from drs_report.cli.options import EPILOG, read_options, reporting, stack, understanding
from drs_report.errors import ApiError, ConfigError
from drs_report.records.judgement import COMPARE_TYPES

if TYPE_CHECKING:
    from drs_report.client import FetchReport, Progress, SignIn

__all__ = ["fetch", "run_job"]

_MB = 1024 * 1024

downloading = stack(
    click.option(
        "--type",
        "compare_types",
        multiple=True,
        type=click.Choice([*COMPARE_TYPES, "all"]),
        default=["all"],
        show_default=True,
        help="Compare types to fetch; repeatable.",
    ),
    click.option(
        "--compare-job",
        "compare_jobs",
        multiple=True,
        metavar="TYPE=ID",
        help="This comparison instead of the newest finished one; repeatable.",
    ),
    click.option("--region", help="Region such as cn-north-4; else from the credentials or HW_REGION_NAME."),
    click.option("--project-id", help="Project; looked up by region when it is not known."),
    click.option("--endpoint", help="Base URL of DRS instead of the region's own."),
    click.option("--iam-endpoint", help="Base URL of IAM instead of the region's own."),
    click.option(
        "--language",
        type=click.Choice(["en-us", "zh-cn"]),
        default="en-us",
        show_default=True,
        help="X-Language of the export; both are read.",
    ),
    click.option("--time-zone", help="GMT+08:00 and the like; DRS stamps it into the file name, nothing more."),
    click.option("--parallel", type=click.IntRange(1, 8), default=3, show_default=True, help="Downloads at a time."),
    click.option(
        "--query/--no-query",
        default=True,
        show_default=True,
        help="Where DRS does not give the file of a finished comparison, store the query API's answers instead.",
    ),
    click.option(
        "--export/--no-export",
        default=True,
        show_default=True,
        help="Ask DRS to build the file; without, only one that is there already can be had.",
    ),
    click.option("--force", is_flag=True, help="Fetch again what an earlier run left."),
    click.option(
        "--cross-check",
        is_flag=True,
        help="Take each comparison through the query API too, and compare it with the workbook cell by cell.",
    ),
    click.option(
        "--ca-bundle",
        type=click.Path(path_type=Path, exists=True),
        help="Certificates to trust (PEM); REQUESTS_CA_BUNDLE works too. Verification cannot be switched off.",
    ),
    click.option("--use-agency", is_flag=True, help="Sign in with the agency of the ECS this runs on."),
)


@click.command(
    epilog="Credentials: docs/client.md. Exit codes: 0 all files are there, 2 usage, 4 not all, 130 interrupted."
)
@click.argument("job_id")
@downloading
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default="drs-results",
    show_default=True,
    help="Folder for the files and their manifest.json.",
)
@click.pass_context
def fetch(context: click.Context, /, job_id: str, folder: Path, **options: Any) -> int:
    """Fetch the result files of the DRS task JOB_ID: choose comparisons, export, wait, download."""
    return _code(_fetch(context, job_id, folder, options), options)


@click.command("run", epilog=EPILOG)
@click.argument("job_id")
@downloading
@click.option(
    "--results",
    type=click.Path(path_type=Path, file_okay=False),
    default="drs-results",
    show_default=True,
    help="Folder for the downloaded files.",
)
@understanding
@reporting
@click.pass_context
def run_job(context: click.Context, /, job_id: str, results: Path, **options: Any) -> int:
    """Fetch the result files of the DRS task JOB_ID, judge them, and write the report."""
    from drs_report import pipeline

    fetched = _fetch(context, job_id, results, options, quiet=options["output"] == "-")
    if not fetched.paths:
        return codes.COULD_NOT_RUN
    read = read_options(options)
    with progress_bar("reading") as progress:
        loaded = pipeline.load_files(pipeline.gather(fetched.paths), read, progress)
    return codes.worst([deliver(loaded, options), _code(fetched, options)])


def _code(report: FetchReport, options: dict[str, Any]) -> int:
    """A comparison that was never made is an error only to who asked for it; whether it is needed the policy says."""
    from drs_report.client import FetchState

    is_all = "all" in options["compare_types"]
    is_fine = all(row.has_file or (is_all and row.state is FetchState.ABSENT) for row in report.rows)
    return codes.PASS if is_fine and report.paths else codes.COULD_NOT_RUN


def _fetch(
    context: click.Context, job_id: str, folder: Path, options: dict[str, Any], *, quiet: bool = False
) -> FetchReport:
    from drs_report.client import Clock, Redactor, Stage, fetch_job

    redactor: Redactor = context.obj if isinstance(context.obj, Redactor) else Redactor()
    found = _sign_in(options)
    redactor.add(*found.secrets)
    clock = Clock(now=lambda: datetime.now(UTC), monotonic=time.monotonic, sleep=time.sleep, random=random.random)
    with progress_bar("fetching") as update:

        def show(step: Progress) -> None:
            if update:
                total = step.total_bytes or max(step.n_bytes, 1)
                is_moving = step.stage is Stage.DOWNLOAD
                update(f"{step.compare_type}: {step.stage}", step.n_bytes // _MB if is_moving else 0, total // _MB or 1)

        report = fetch_job(
            job_id,
            folder,
            found=found,
            clock=clock,
            compare_types=_wanted(options["compare_types"]),
            compare_job_ids=_compare_jobs(options["compare_jobs"]),
            region=options["region"],
            endpoint=options["endpoint"],
            iam_endpoint=options["iam_endpoint"],
            language=options["language"],
            time_zone=options["time_zone"],
            parallel=options["parallel"],
            query=options["query"],
            export=options["export"],
            force=options["force"],
            cross_check=options["cross_check"],
            redactor=redactor,
            ca_bundle=options["ca_bundle"],
            progress=show,
        )
    _table(report, to_stderr=quiet)
    return report


def _wanted(chosen: tuple[str, ...]) -> tuple[str, ...]:
    return COMPARE_TYPES if "all" in chosen else tuple(dict.fromkeys(chosen))


def _compare_jobs(given: tuple[str, ...]) -> dict[str, str]:
    jobs: dict[str, str] = {}
    for text in given:
        slug, _, number = text.partition("=")
        if slug not in COMPARE_TYPES or not number:
            msg = f"--compare-job {text} is not TYPE=ID."
            raise ConfigError(msg, remedy=f"TYPE is one of {', '.join(COMPARE_TYPES)}.")
        jobs[slug] = number
    return jobs


def _sign_in(options: dict[str, Any]) -> SignIn:
    from drs_report.client import ask_keyring, find_sign_in

    def ask(question: str, is_hidden: bool) -> str:
        return str(click.prompt(question, hide_input=is_hidden, err=True))

    return find_sign_in(
        environ=os.environ,
        home=Path.home(),
        prompt=ask if sys.stdin.isatty() and sys.stderr.isatty() else None,
        keyring=ask_keyring,
        use_agency=options["use_agency"],
        project_id=options["project_id"],
        region=options["region"],
    )


def _table(report: FetchReport, *, to_stderr: bool) -> None:
    """Say what came of each compare type, and what to do; errors go to standard error in full."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from drs_report.language.formatting import visible

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Compare type", "State", "What happened", "What to do"):
        table.add_column(heading, overflow="fold")
    for row in report.rows:
        detail = f"{row.detail} {row.warning}".strip()
        table.add_row(*(Text(visible(text)) for text in (row.compare_type, row.state, detail, row.remedy)))
    width = None if sys.stdout.isatty() else 160
    Console(stderr=to_stderr, width=width, highlight=False).print(table)
    for error in report.errors:
        if isinstance(error, ApiError):
            tell(error)
