"""``email`` judges result files and mails the summary, or writes the message to a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from drs_report.cli import exit_codes as codes
from drs_report.cli.console import say, tell
from drs_report.cli.deliver import exit_code, headline, judged_by, load_shown, tell_failures, write
from drs_report.cli.options import (
    EPILOG,
    Command,
    Place,
    Seconds,
    formats,
    given_files,
    judging,
    keeping,
    read_options,
    reading,
    redaction,
)
from drs_report.cli.words import t
from drs_report.errors import ConfigError, DeliveryError, Told
from drs_report.evidence.outputs import MESSAGE_INDEX
from drs_report.evidence.settings import read_setting
from drs_report.renderers import FORMATS

if TYPE_CHECKING:
    from drs_report.delivery.mail import MailSettings

_NEEDS = {
    "smtp_host": ("smtp_port", "smtp_security", "smtp_user", "smtp_password_file", "smtp_timeout"),
    "smtp_user": ("smtp_password_file",),
}
"""Option -> those that mean nothing without it."""
PASSWORD_VARIABLE = "DRS_REPORT_SMTP_PASSWORD"  # noqa: S105 - a variable's name


@click.command(epilog=EPILOG, cls=Command)
@click.argument("paths", nargs=-1, required=True, type=Place())
@click.option("--from", "sender", required=True, metavar="ADDRESS", help="Name <name@example.com> or the bare address.")
@click.option("--to", multiple=True, required=True, metavar="ADDRESS", help="Repeatable.")
@click.option("--cc", multiple=True, metavar="ADDRESS", help="Repeatable.")
@click.option("--subject", help="Instead of the verdict and the title.")
@click.option(
    "--attach", type=formats(*FORMATS), default=None, metavar="LIST", help="Formats to attach, e.g. html,xlsx."
)
@click.option(
    "--allow-restricted",
    is_flag=True,
    help="Mail key values, SQL and messages as they are; without it everything is redacted.",
)
@click.option("--eml", type=Place(file_okay=False), help="Write the message into this folder.")
@click.option("--smtp-host", help="Mail server; without it --eml is needed.")
@click.option("--smtp-port", type=click.IntRange(1, 65535), help="Default: 587, with --smtp-security tls 465.")
@click.option(
    "--smtp-security",
    type=click.Choice(["starttls", "tls", "none"]),
    default="starttls",
    show_default=True,
    help="The server's certificate is always checked.",
)
@click.option("--smtp-user", help=f"Sign in; the password comes from {PASSWORD_VARIABLE}, a file or a question.")
@click.option("--smtp-password-file", type=Place(dir_okay=False), help="File that holds only the password.")
@click.option("--smtp-timeout", type=Seconds(1, 3600), default=30.0, show_default=True, help="Seconds.")
@judging
@keeping
@reading
@click.pass_context
def email(context: click.Context, /, paths: tuple[Path, ...], **options: Any) -> int:
    """Judge the result files in PATHS and mail the summary. It is redacted unless told otherwise."""
    from drs_report import pipeline
    from drs_report.delivery import mail
    from drs_report.evidence.files import gather

    if not options["eml"] and not options["smtp_host"]:
        msg = Told("Neither --smtp-host nor --eml is given, so the message would go nowhere.")
        raise ConfigError(msg, remedy=Told("Name a mail server, or a folder for the .eml file."))
    _refuse_unused(context, options)
    settings = _settings(options) if options["smtp_host"] else None
    is_redacted = not options["allow_restricted"]
    loaded = load_shown(gather(paths, given_files(options)), read_options(options))
    hiding = redaction({**options, "redact": is_redacted})
    report, _ = pipeline.report_loaded(loaded, **judged_by(options), redaction=hiding)
    tell_failures(loaded.failed)
    message = mail.build_message(
        report,
        sender=options["sender"],
        to=options["to"],
        cc=options["cc"],
        attachments=pipeline.render(report, options["attach"] or ()),
        subject=options["subject"],
        allow_restricted=options["allow_restricted"],
    )
    say(headline(report))
    if options["eml"]:
        artifact = mail.to_artifact(message, is_restricted=not is_redacted)
        (written,) = write(loaded, [artifact], options["eml"], options, MESSAGE_INDEX)
        say(f"  {written}")
    sent = _send(message, settings, (*options["to"], *options["cc"])) if settings else codes.PASS
    return codes.worst([exit_code(report, loaded), sent])


def _refuse_unused(context: click.Context, options: dict[str, Any]) -> None:
    """Raise `ConfigError` for an option of sending that would be ignored for want of another."""
    given = [name for name in options if context.get_parameter_source(name) is not ParameterSource.DEFAULT]
    for needed, names in _NEEDS.items():
        unused = [name for name in names if name in given and not options[needed]]
        if unused:
            one, other = (f"--{name.replace('_', '-')}" for name in (unused[0], needed))
            msg = Told("{option} is given, but not {needed}.", option=one, needed=other)
            raise ConfigError(msg, remedy=Told("Give both, or leave it out."))


def _send(message: EmailMessage, settings: MailSettings, names: Sequence[str]) -> int:
    from drs_report.delivery import mail

    try:
        mail.send(message, settings)
    except DeliveryError as error:
        tell(error)
        return codes.NOT_DELIVERED
    say("  " + t("mailed to {names}", names=", ".join(names)))
    return codes.PASS


def _settings(options: dict[str, Any]) -> MailSettings:
    from drs_report.delivery.mail import MailSettings

    return MailSettings(
        host=options["smtp_host"],
        port=options["smtp_port"],
        security=options["smtp_security"],
        user=options["smtp_user"] or "",
        password=_password(options) if options["smtp_user"] else "",
        timeout_seconds=options["smtp_timeout"],
    )


def _password(options: dict[str, Any]) -> str:
    file: Path | None = options["smtp_password_file"]
    if file:
        return read_setting(file, Told("password")).decode("utf-8", "replace").strip("\r\n")
    if PASSWORD_VARIABLE in os.environ:
        return os.environ[PASSWORD_VARIABLE]
    if sys.stdin.isatty() and sys.stderr.isatty():
        return str(click.prompt(t("Password of {user}", user=options["smtp_user"]), hide_input=True, err=True))
    msg = Told("--smtp-user {user} needs a password.", user=options["smtp_user"])
    raise ConfigError(msg, remedy=Told("Set {variable} or give --smtp-password-file.", variable=PASSWORD_VARIABLE))
