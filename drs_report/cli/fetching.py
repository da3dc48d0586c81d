"""``list`` shows a task's comparisons, ``fetch`` downloads their result files, ``run`` goes on to the report."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drs_report.cli import exit_codes as codes
from drs_report.cli.console import fetch_progress, tell
from drs_report.cli.deliver import deliver, load_shown
from drs_report.cli.options import EPILOG, Command, Place, limit, read_options, reporting, stack, understanding
from drs_report.cli.words import t, words
from drs_report.comparisons import COMPARE_TYPES
from drs_report.errors import ApiError, ConfigError, Told

if TYPE_CHECKING:
    from drs_report.client import FetchReport, SignIn

_LIMITS = {
    "attempts": (6, "Tries of one call."),
    "connect_timeout": (10, "Seconds to connect."),
    "read_timeout": (60, "Seconds without a byte."),
    "call_timeout": (300, "Seconds for one call with all its tries."),
    "export_timeout": (1800, "Seconds for one export."),
    "download_timeout": (1800, "Seconds for one file."),
    "job_timeout": (3600, "Seconds for one task."),
    "max_file_bytes": (2 * 1024**3, "Bytes of one file."),
}
"""The limits of the client that have an option, by their names in `drs_report.client.Limits`, with its defaults."""

connecting = stack(
    click.option("--region", help="Region such as cn-north-4; else from the credentials or HW_REGION_NAME."),
    click.option("--project-id", help="Project; looked up by region when it is not known."),
    click.option("--endpoint", help="Base URL of DRS instead of the region's own."),
    click.option("--iam-endpoint", help="Base URL of IAM instead of the region's own."),
    click.option("--cloud", metavar="DOMAIN", help="Domain of another cloud (HCS): drs.REGION.DOMAIN."),
    click.option("--profile", metavar="NAME", help="Section of the credentials file to sign in with."),
    click.option(
        "--language",
        type=click.Choice(["en-us", "zh-cn"]),
        default="en-us",
        show_default=True,
        help="X-Language of the export; both are read.",
    ),
    click.option(
        "--ca-bundle",
        type=Place(exists=True),
        help="Certificates to trust (PEM); REQUESTS_CA_BUNDLE works too. Verification cannot be switched off.",
    ),
    click.option("--use-agency", is_flag=True, help="Sign in with the agency of the ECS this runs on."),
    *(limit(f"--{name.replace('_', '-')}", f"limit_{name}", *of_it) for name, of_it in _LIMITS.items()),
)

downloading = stack(
    connecting,
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
)


@click.command(
    "list", cls=Command, epilog="Credentials: drs-report docs client. Exit codes: 0 listed, 2 usage, 4 could not ask."
)
@click.argument("job_id")
@connecting
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def list_comparisons(context: click.Context, /, job_id: str, as_json: bool, **options: Any) -> int:
    """List the comparisons of the DRS task JOB_ID. Of each type, times and status, and whether its file can be had."""
    from drs_report.client import list_compare_jobs, object_overview, open_api

    given = _connection(context, options)
    api = open_api(given.pop("found"), **given)
    try:
        jobs = [*list_compare_jobs(api, job_id), object_overview(api, job_id).job]
    finally:
        api.transport.close()
    names = ("compare_type", "id", "status", "started_at", "ended_at", "export_status", "report_remain_seconds")
    rows: list[dict[str, Any]] = [{name: _plain(getattr(job, name)) for name in names} for job in jobs if job.status]
    if as_json:
        click.echo(json.dumps({"job_id": job_id, "comparisons": rows}, ensure_ascii=False, indent=2))
    else:
        for row in rows:
            row |= {group: _word(word, row[group]) for group, word in _DRS_WORDS.items()}
            seconds = row["report_remain_seconds"] or 0  # below zero where there is no file
            row["report_remain_seconds"] = t("{n} min", n=seconds // 60) if seconds > 0 else None
        kind, status = t("Compare type"), t("Status")
        headings = (kind, t("Compare job"), status, t("Started"), t("Ended"), t("Result file"), t("Kept for"))
        _print(headings, [["" if value is None else str(value) for value in row.values()] for row in rows])
    return codes.PASS


@click.command(
    cls=Command,
    epilog="Credentials: drs-report docs client. Exit codes: 0 all files are there, 2 usage, 4 not all, 130 stopped.",
)
@click.argument("job_ids", nargs=-1, required=True, metavar="JOB_ID...")
@downloading
@click.option("--time-zone", help="GMT+08:00 and the like; DRS stamps it into the file name, nothing more.")
@click.option(
    "-o",
    "--output",
    "folder",
    type=Place(file_okay=False),
    default="drs-results",
    show_default=True,
    help="Folder for the files and their manifest.json.",
)
@click.option("--json", "as_json", is_flag=True, help="What came of it, for programs.")
@click.pass_context
def fetch(context: click.Context, /, job_ids: tuple[str, ...], folder: Path, as_json: bool, **options: Any) -> int:
    """Fetch the result files of the DRS tasks JOB_ID. It chooses comparisons, exports, waits and downloads."""
    reports = _fetch(context, job_ids, folder, options, show="json" if as_json else "table")
    return _code(job_ids, reports, options)


@click.command("run", cls=Command, epilog=EPILOG)
@click.argument("job_ids", nargs=-1, required=True, metavar="JOB_ID...")
@downloading
@click.option(
    "--results",
    type=Place(file_okay=False),
    default="drs-results",
    show_default=True,
    help="Folder for the downloaded files.",
)
@reporting
@understanding
@click.pass_context
def run_job(context: click.Context, /, job_ids: tuple[str, ...], results: Path, **options: Any) -> int:
    """Fetch the results of the DRS tasks JOB_ID and report on them. That is fetch and then report."""
    from drs_report.evidence.files import gather

    options["time_zone"] = _stamp(options["zone"])
    fetched = _fetch(context, job_ids, results, options, show="stderr" if str(options["output"]) == "-" else "table")
    paths = [path for report in fetched for path in report.paths]
    if not paths:
        return codes.COULD_NOT_RUN
    loaded = load_shown(gather(paths), read_options(options))
    return codes.worst([deliver(loaded, options), _code(job_ids, fetched, options)])


def _stamp(zone: tzinfo | None) -> str | None:
    """A zone as DRS takes it; None for one that has no fixed offset."""
    offset = zone.utcoffset(None) if zone else None
    if offset is None:
        return None
    minutes = round(offset.total_seconds() / 60)
    return f"GMT{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _code(job_ids: Sequence[str], reports: Sequence[FetchReport], options: dict[str, Any]) -> int:
    """A comparison that was never made is an error only to who asked for it; whether it is needed the policy says."""
    from drs_report.client import FetchState

    is_all = "all" in options["compare_types"]
    is_fine = len(reports) == len(set(job_ids)) and all(
        report.paths and all(row.has_file or (is_all and row.state is FetchState.ABSENT) for row in report.rows)
        for report in reports
    )
    return codes.PASS if is_fine else codes.COULD_NOT_RUN


def _connection(context: click.Context, options: dict[str, Any]) -> dict[str, Any]:
    """The arguments that every call to DRS needs; the secrets are known to the log's redactor from here on."""
    from drs_report.client import Clock, Limits, Redactor

    redactor: Redactor = context.obj if isinstance(context.obj, Redactor) else Redactor()
    found = _sign_in(options)
    if found.warning:
        click.echo(f"drs-report: {words().told(found.warning)}", err=True)
    redactor.add(*found.secrets)
    names = ("region", "endpoint", "iam_endpoint", "cloud", "language", "ca_bundle")
    return {
        "found": found,
        "clock": Clock(lambda: datetime.now(UTC), time.monotonic, time.sleep, random.random),
        "limits": Limits(**{name: options[f"limit_{name}"] for name in _LIMITS}),
        "redactor": redactor,
        **{name: options[name] for name in names},
    }


def _fetch(
    context: click.Context, job_ids: Sequence[str], folder: Path, options: dict[str, Any], *, show: str
) -> list[FetchReport]:
    """Fetch each task; what could not be asked at all is told, and does not stop the others."""
    from drs_report.client import fetch_job

    chosen: tuple[str, ...] = options["compare_types"]
    wanted = COMPARE_TYPES if "all" in chosen else tuple(dict.fromkeys(chosen))
    compare_jobs = _compare_jobs(options["compare_jobs"], wanted)
    given = _connection(context, options)
    reports = []
    refused: ApiError | None = None
    with fetch_progress() as update:
        for job_id in dict.fromkeys(job_ids):
            try:
                report = fetch_job(
                    job_id,
                    folder,
                    **given,
                    compare_types=wanted,
                    compare_job_ids=compare_jobs,
                    progress=update,
                    **{name: options[name] for name in _FETCH_OPTIONS},
                )
            except ApiError as error:
                if len(set(job_ids)) == 1:
                    raise
                refused = error
                tell(error)
            else:
                reports.append(report)
    if refused and not reports:
        return []
    if show == "json":
        click.echo(json.dumps({"jobs": [_as_json(report) for report in reports]}, ensure_ascii=False, indent=2))
        for reason in {error.message: error for report in reports for error in report.errors}.values():
            tell(reason)
    for report in reports if show != "json" else ():
        _table(report, to_stderr=show == "stderr")
    return reports


_FETCH_OPTIONS = ("time_zone", "parallel", "query", "export", "force", "cross_check")


def _as_json(report: FetchReport) -> dict[str, Any]:
    from drs_report.client import CompareJob

    names = ("compare_type", "state", "detail", "remedy", "warning", "path", "size")
    of_job = {"compare_job_id": "id", "compare_status": "status", "started_at": "started_at", "ended_at": "ended_at"}
    return {
        "job_id": report.job_id,
        "region": report.region,
        "folder": str(report.folder),
        "is_complete": report.is_complete,
        "rows": [
            {name: _plain(getattr(row, name)) for name in names}
            | {name: str(getattr(row, name) or "") for name in ("remedy", "warning")}
            | {name: _plain(getattr(row.job or CompareJob("", ""), field)) for name, field in of_job.items()}
            for row in report.rows
        ],
    }


_DRS_WORDS = {"status": "job_status", "export_status": "export_status"}
"""Of a listed comparison: field -> group of the vocabulary that holds its words."""


def _word(group: str, spelled: str) -> str:
    """A word of DRS in the language of the environment; as it is spelled where it is not known."""
    from drs_report.language.vocabulary import canonical

    meaning = canonical(group, spelled)
    if (group, meaning) == ("export_status", "init"):
        return t("not exported")
    return words().label(group, meaning) if meaning else spelled


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        from drs_report.evidence.manifest import iso_utc

        return iso_utc(value)
    return value if value is None or isinstance(value, int) else str(value)


def _compare_jobs(given: tuple[str, ...], wanted: tuple[str, ...]) -> dict[str, str]:
    """Which comparison is asked for of which type; none of a type that is not fetched, and of each one."""
    jobs: dict[str, str] = {}
    for text in given:
        slug, _, number = text.partition("=")
        if slug not in COMPARE_TYPES or not number:
            msg = Told("--compare-job {text} is not TYPE=ID.", text=text)
            raise ConfigError(msg, remedy=Told("TYPE is one of {names}.", names=", ".join(COMPARE_TYPES)))
        if slug not in wanted or jobs.setdefault(slug, number) != number:
            msg = Told("--compare-job {text} asks for what is not fetched.", text=text)
            raise ConfigError(msg, remedy=Told("Give one comparison for a type, and the type with --type."))
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
        profile=options["profile"],
        project_id=options["project_id"],
        region=options["region"],
    )


def _table(report: FetchReport, *, to_stderr: bool) -> None:
    """Say what came of each compare type, and what to do; what holds for several is said once."""
    told = words().told
    rows: list[list[str]] = []
    said: set[tuple[Told, Told | None]] = set()
    for row in report.rows:
        place = f"({told(row.error.place)})" if row.error and row.error.place else ""
        is_new = (row.detail, row.remedy) not in said
        said.add((row.detail, row.remedy))
        detail, warning, remedy = (told(text or "") for text in (row.detail, row.warning, row.remedy))
        texts = [" ".join(filter(None, (detail, warning, place))), remedy] if is_new else [t("As above."), ""]
        rows.append([row.compare_type, t(row.state), *texts])
    _print((t("Compare type"), t("State"), t("What happened"), t("What to do")), rows, to_stderr=to_stderr)


def _print(headings: Sequence[str], rows: Sequence[Sequence[str]], *, to_stderr: bool = False) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from drs_report.language.formatting import visible

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(text)) for text in row))
    width = None if sys.stdout.isatty() else 160
    Console(stderr=to_stderr, width=width, highlight=False).print(table)
