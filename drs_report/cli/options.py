"""Options that several commands share, and the values they turn into."""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from drs_report.cli.words import t
from drs_report.comparisons import COMPARE_TYPES
from drs_report.errors import ConfigError, Told
from drs_report.evidence.settings import read_setting
from drs_report.language.languages import LANGUAGES, tag_of
from drs_report.reading.xlsx.guard import LIMIT_OPTIONS, Limits
from drs_report.records.document import DATA_FORMATS
from drs_report.renderers import FORMATS

if TYPE_CHECKING:
    from drs_report.pipeline import ReadOptions
    from drs_report.privacy.redaction import Redaction

EPILOG = "Exit codes: 0 PASS, 1 FAIL, 2 usage, 3 INCONCLUSIVE, 4 could not run, 5 not delivered, 130 interrupted."
_LEAST_KEY = 16
"""Bytes of a redaction key: below, trying all keys is not out of reach."""

F = TypeVar("F", bound=Callable[..., Any])


class Limit(click.Option):
    """An option that nobody needs on most days: a bound, a timeout."""


class Command(click.Command):
    """A command whose help lists its limits last, below a heading of their own."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write both lists."""
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        shown = [(isinstance(one, Limit), one.get_help_record(ctx)) for one in options]
        for title, is_of_limits in ((t("Options"), False), (t("Limits"), True)):
            if records := [record for is_limit, record in shown if record and is_limit is is_of_limits]:
                with formatter.section(title):
                    formatter.write_dl(records)


class Language(click.Choice):  # type: ignore[type-arg]  # generic only in the newest click we allow
    """A language of the report, as people spell it: zh for zh-CN."""

    def __init__(self) -> None:
        super().__init__([language.tag for language in LANGUAGES if language.is_offered])

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the language's own name."""
        return super().convert(tag_of(value), param, ctx)


def _moment(value: str) -> datetime:
    """Turn an ISO 8601 time with a zone into one in UTC."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(
            t("{value} is not an ISO 8601 time such as 2026-11-16T09:00:00Z", value=value)
        ) from None
    if moment.tzinfo is None:
        raise click.BadParameter(t("{value} has no zone; add Z for UTC or an offset such as +08:00", value=value))
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise click.BadParameter(t("{value} is beyond the calendar", value=value)) from None


class Seconds(click.FloatRange):
    """A time to wait; what is no number lies in every range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number."""
        seconds: float = super().convert(value, param, ctx)
        if math.isnan(seconds):
            self.fail(t("{value} is not a number of seconds", value=value), param, ctx)
        return seconds


class Place(click.Path):
    """A path; an empty one, such as a variable that nobody set, would be the current folder."""

    def __init__(self, **checks: Any) -> None:
        super().__init__(path_type=Path, **checks)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        if value == "":
            self.fail(t("a path must not be empty"), param, ctx)
        return super().convert(value, param, ctx)


def _zone(value: str) -> tzinfo:
    """Turn an offset, UTC, or an IANA name into a zone."""
    from drs_report.reading.teaching import parse_zone

    try:
        return parse_zone(value)
    except ConfigError:
        raise click.BadParameter(
            t("{value} is no time zone; write +08:00, UTC or Asia/Shanghai", value=value)
        ) from None


TEXT = "text"
"""The format that is printed and makes no file."""
NO_DATA = "none"
"""The data format that makes no file."""


def formats(*names: str) -> Callable[[str], tuple[str, ...]]:
    """Return what reads comma-separated names of formats."""

    def read(value: str) -> tuple[str, ...]:
        wanted = tuple(dict.fromkeys(word.strip() for word in value.split(",") if word.strip()))
        unknown = [word for word in wanted if word not in names]
        if unknown or not wanted:
            unknown_ones, known_ones = ", ".join(unknown) or t("nothing"), ", ".join(names)
            raise click.BadParameter(t("{unknown} is not one of {known}", unknown=unknown_ones, known=known_ones))
        if NO_DATA in wanted and len(wanted) > 1:
            raise click.BadParameter(t("{none} cannot stand beside others", none=NO_DATA))
        return wanted

    return read


def stack(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Join options into one decorator, first one first in the help."""

    def apply(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return apply


def limit(flag: str, name: str, default: int, text: str) -> Callable[[F], F]:
    """Return the option of a limit, which is a whole number."""
    kind = click.IntRange(min=1)
    return click.option(flag, name, cls=Limit, type=kind, metavar="N", default=default, show_default=True, help=text)


understanding = stack(
    click.option(
        "--layout",
        "layout_file",
        type=Place(dir_okay=False),
        help="TOML file that teaches headings and words (drs-report docs layouts).",
    ),
    # one option per safety limit; the refusal of a file names the one to raise, docs/reading-workbooks.md lists them
    *(
        limit(option.flag, f"limit_{option.field}", getattr(Limits(), option.field) // option.unit, option.help)
        for option in LIMIT_OPTIONS
    ),
)

reading = stack(
    click.option(
        "--type",
        "types",
        multiple=True,
        metavar="[FILE=]TYPE",
        help="Compare type, for files that do not say; repeatable.",
    ),
    understanding,
)


def _mode(value: str) -> int:
    """Turn permissions in octal, such as ``640``, into the mode."""
    if not re.fullmatch("0?[0-7]{3}", value) or int(value, 8) & 0o600 != 0o600:
        raise click.BadParameter(
            t("{value} is not octal permissions such as 600 or 640: the owner must read and write", value=value)
        )
    return int(value, 8)


writing = stack(
    click.option(
        "--overwrite", is_flag=True, help="Replace files in the folder that are not of an unchanged earlier report."
    ),
    click.option(
        "--mode",
        type=_mode,
        metavar="MODE",
        default="600",
        show_default=True,
        help="Permissions of files that may hold production values; folders made for them follow.",
    ),
)

judging = stack(
    click.option(
        "--policy",
        "policy_file",
        type=Place(dir_okay=False),
        help="TOML policy (drs-report docs policy); without it the strict default.",
    ),
    click.option("--lang", type=Language(), default="en", show_default=True, help="Language of the report."),
    click.option(
        "--time-zone",
        "zone",
        type=_zone,
        metavar="ZONE",
        help="Zone of the report's times, such as +08:00 or Asia/Shanghai; without it that of the evidence.",
    ),
    click.option("--title", help="Title of the report, e.g. the migration's name."),
)

keeping = stack(
    click.option(
        "--redact-key-file",
        type=Place(dir_okay=False),
        help="Secret for redaction, so that hashes join across reports; without it they join within one.",
    ),
    click.option(
        "--now",
        type=_moment,
        metavar="TIME",
        help="Judge and stamp as of this time (ISO 8601 with zone); same files, policy and --now give the same bytes.",
    ),
    writing,
)

reporting = stack(
    click.option(
        "-o",
        "--output",
        type=Place(allow_dash=True),
        default="drs-report-out",
        show_default=True,
        metavar="DIR",
        help="Folder for the report; - writes one format to standard output.",
    ),
    click.option(
        "--format",
        "formats",
        type=formats(*FORMATS, TEXT),
        default="html,md,json",
        show_default=True,
        metavar=f"[{'|'.join((*FORMATS, TEXT))}],...",
        help="Comma-separated; pdf is an extra; text alone prints and writes nothing.",
    ),
    judging,
    click.option(
        "--data",
        "data_formats",
        type=formats(*DATA_FORMATS, NO_DATA),
        default="csv,xlsx",
        show_default=True,
        metavar=f"[{'|'.join((*DATA_FORMATS, NO_DATA))}],...",
        help="Every row of every file, beside the report; comma-separated.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="Print the verdict only."),
    click.option("--redact", is_flag=True, help="Replace key values and literals by keyed hashes; no data files."),
    keeping,
    click.option(
        "--max-bytes",
        cls=Limit,
        type=click.IntRange(min=1000),
        metavar="N",
        help="Budget for Markdown, for a host with a limit: 60000 for GitHub comments, 32000 for Bitbucket.",
    ),
)


def given_files(options: dict[str, Any]) -> tuple[Path, ...]:
    """Return the files that options name: they are no evidence, wherever they lie."""
    names = ("policy_file", "layout_file", "redact_key_file", "smtp_password_file")
    return tuple(options[name] for name in names if options.get(name))


def read_options(options: dict[str, Any]) -> ReadOptions:
    """How workbooks are to be read, from the options of `reading`."""
    from drs_report import pipeline
    from drs_report.reading import teaching as layout

    types: dict[str, str] = {}
    for given in options.get("types", ()):
        file, _, slug = given.rpartition("=")
        if slug not in COMPARE_TYPES:
            msg = Told("--type {given}: {slug} is not a compare type.", given=given, slug=slug)
            raise ConfigError(msg, remedy=Told("Use one of {names}.", names=", ".join(COMPARE_TYPES)))
        if types.setdefault(file or "*", slug) != slug:
            msg = Told("--type {given}: another one says {other}.", given=given, other=types[file or "*"])
            raise ConfigError(msg, remedy=Told("Give one type for a file."))
    return pipeline.ReadOptions(
        layout=layout.load_layout(options["layout_file"]) if options["layout_file"] else None,
        limits=Limits(**{one.field: options[f"limit_{one.field}"] * one.unit for one in LIMIT_OPTIONS}),
        compare_types=types,
    )


def redaction(options: dict[str, Any]) -> Redaction | None:
    """How values are to be hidden, from the options of `keeping` and ``redact``; None where they are not."""
    file: Path | None = options["redact_key_file"]
    if not options["redact"]:
        if file:
            msg = Told("--redact-key-file is given, but nothing is redacted.")
            raise ConfigError(msg, remedy=Told("Ask for redaction too, or leave the key out."))
        return None
    from drs_report.privacy.redaction import Redaction

    if file is None:
        return Redaction(secrets.token_bytes(32))
    key = read_setting(file, Told("redaction key")).strip()
    if len(key) < _LEAST_KEY:
        msg = Told("{file}: a redaction key needs at least {least} bytes.", file=str(file), least=_LEAST_KEY)
        raise ConfigError(msg, remedy=Told("Make one with: openssl rand -hex 32 > redact.key"))
    return Redaction(key)
