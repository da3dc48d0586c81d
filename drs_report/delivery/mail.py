"""The door to the mail server: a report as a message, written to ``.eml`` or handed over by SMTP.

A message is redacted unless its maker says otherwise, twice: a report or an attachment that may hold production values
is refused without `allow_restricted`. Equal reports give equal bytes, so that the ``.eml`` of a run can be checked.
"""

from __future__ import annotations

import hashlib
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses
from pathlib import PurePosixPath
from typing import Literal, TypeAlias

from drs_report.errors import ConfigError, DeliveryError, Told
from drs_report.records.artifact import Artifact
from drs_report.records.document import Report
from drs_report.renderers.email import MAX_BYTES, mail_parts
from drs_report.version import tool_version

Security: TypeAlias = Literal["starttls", "tls", "none"]
"""How the connection is secured: upgraded before anything is said, from the first byte, or not at all."""

PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
"""The usual port of each."""

MAX_MESSAGE = 20_000_000
"""Bytes of a whole message. Many servers refuse more than 20 or 25 MB."""

_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How to reach the mail server."""

    host: str
    port: int | None = None
    """None: the usual port of `security`."""
    security: Security = "starttls"
    user: str = ""
    """"" : no sign-in."""
    password: str = field(default="", repr=False)
    timeout_seconds: float = 30.0
    """For the connection and for every answer."""
    local_name: str | None = None
    """What the client calls itself; None lets the machine's name be asked for."""


def build_message(
    report: Report,
    *,
    sender: str,
    to: Sequence[str],
    cc: Sequence[str] = (),
    attachments: Sequence[Artifact] = (),
    subject: str | None = None,
    max_html_bytes: int = MAX_BYTES,
    allow_restricted: bool = False,
) -> EmailMessage:
    """Return a message about `report`: text, HTML and `attachments`, dated by the report.

    Addresses are ``name@example.com`` or ``Name <name@example.com>``. Raises `ConfigError` for an address that is none,
    for a report or an attachment that may hold production values without `allow_restricted`, and for a message above
    20 MB; `RenderError` where the report's summary does not fit into `max_html_bytes`.
    """
    _refuse_restricted(report, attachments, allow_restricted=allow_restricted)
    names = _names(attachments)
    parts = mail_parts(report, max_html_bytes, names)
    message = _addressed(sender, to, cc, parts.subject if subject is None else " ".join(subject.split()))
    message["Date"] = format_datetime(report.generated_at)
    # known to stop out-of-office answers (RFC 3834)
    message["Auto-Submitted"] = "auto-generated"
    # base64: no server rewrites it, no line is too long for it, and Chinese takes half of what quoted-printable takes
    message.set_content(parts.text, subtype="plain", charset="utf-8", cte="base64")
    message.add_alternative(parts.html, subtype="html", charset="utf-8", cte="base64")
    for artifact, name in zip(attachments, names, strict=True):
        maintype, _, subtype = artifact.media_type.partition(";")[0].partition("/")
        message.add_attachment(artifact.content, maintype=maintype, subtype=subtype, filename=name, cte="base64")
    # set last: the library moves content headers into the first part
    message["Content-Language"] = report.lang
    _make_reproducible(message, _address(sender).domain)
    _refuse_large(message)
    return message


def _refuse_large(message: EmailMessage) -> None:
    size = len(message.as_bytes())
    if size > MAX_MESSAGE:
        msg = Told(
            "The message would have {size:,} bytes, more than the {limit:,} that mail servers usually take.",
            size=size,
            limit=MAX_MESSAGE,
        )
        raise ConfigError(msg, remedy=Told("Attach less, e.g. only the HTML report, and say where the rest is kept."))


def _addressed(sender: str, to: Sequence[str], cc: Sequence[str], subject: str) -> EmailMessage:
    is_ascii = all(text.isascii() for text in (subject, sender, *to, *cc))
    # 78 is what encoded words must keep to; plain words may go further, and the library folds them badly at 78
    message = EmailMessage(policy=policy.SMTP.clone(max_line_length=200 if is_ascii else 78))
    message["From"] = _address(sender)
    message["X-Mailer"] = f"drs-report {tool_version()}"
    if not to:
        raise ConfigError(Told("The message has no recipient."), remedy=Told("Name at least one address."))
    message["To"] = [_address(one) for one in to]
    if cc:
        message["Cc"] = [_address(one) for one in cc]
    message["Subject"] = subject
    return message


def to_artifact(message: EmailMessage, *, is_restricted: bool, name: str = "report") -> Artifact:
    """Return the message as an ``.eml`` file for `drs_report.delivery.disk.write`."""
    filename = f"{name}.eml" if is_restricted else f"{name}-shareable.eml"
    return Artifact(filename, "message/rfc822", message.as_bytes(), is_restricted)


def send(message: EmailMessage, settings: MailSettings, *, context: ssl.SSLContext | None = None) -> None:
    """Hand the message to the server; all recipients are accepted or nothing is sent.

    `context` None is `ssl.create_default_context()`: the server's certificate must be valid for its name. With
    ``starttls`` a server that does not offer it is an error, never a reason to go on in the clear, and a password is
    never sent over an unsecured connection. Raises `ConfigError` for settings that cannot work and `DeliveryError`
    naming the server, the step and its answer. Nothing is tried twice.
    """
    if settings.user and settings.security == "none":
        msg = Told("A mail password would be sent unencrypted.")
        raise ConfigError(msg, remedy=Told("Use STARTTLS or TLS, or leave the user name out."))
    recipients = [a for _, a in getaddresses([str(h) for name in ("To", "Cc") for h in message.get_all(name, [])])]
    where = f"{settings.host}:{settings.port or PORTS[settings.security]}"
    context = context or ssl.create_default_context()
    with _explained(where), _connection(settings, context) as server:
        server.ehlo_or_helo_if_needed()
        if settings.security == "starttls":
            if not server.has_extn("starttls"):
                msg = Told("The mail server {where} does not offer STARTTLS.", where=where)
                raise DeliveryError(msg, remedy=Told("Ask for the right port; nothing was sent."))
            server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
        if settings.user:
            server.login(settings.user, settings.password)
        _hand_over(server, message, recipients, where)


def _hand_over(server: smtplib.SMTP, message: EmailMessage, recipients: Sequence[str], where: str) -> None:
    """Send to all recipients or to none: smtplib's own way goes on when only some are refused."""
    sender = getaddresses([str(message["From"])])[0][1]
    content = message.as_bytes(policy=policy.SMTP)
    options = [f"SIZE={len(content)}"] if server.has_extn("size") else []
    _expect(server.mail(sender, options), 250, where, Told("refused the sender {sender}", sender=sender))
    for recipient in recipients:
        code, answer = server.rcpt(recipient)
        if code not in {250, 251}:
            server.rset()
            _expect(
                (code, answer),
                250,
                where,
                Told("refused the recipient {recipient}; nothing was sent to anybody", recipient=recipient),
            )
    _expect(server.data(content), 250, where, Told("refused the message"))


def _expect(answer: tuple[int, bytes], wanted: int, where: str, what: Told) -> None:
    code, text = answer
    if code != wanted:
        msg = Told("The mail server {where} {what}: {answer}.", where=where, what=what, answer=_answer(code, text))
        raise DeliveryError(msg, remedy=Told("Check the addresses with those who run the server; the report was made."))


class _Prompt(smtplib.SMTP):
    """Takes a reply only within the timeout: by itself that holds for each byte of it."""

    def getreply(self) -> tuple[int, bytes]:
        """Return the whole reply. Raises `TimeoutError` where it does not come."""
        is_late, line = threading.Event(), self.sock  # smtplib forgets it where its own timeout comes first

        def give_up() -> None:
            is_late.set()
            if line is not None:
                with suppress(OSError):  # it is closed
                    socket.socket.shutdown(line, socket.SHUT_RDWR)

        timer = threading.Timer(self.timeout, give_up)
        timer.daemon = True
        timer.start()
        try:
            return super().getreply()
        finally:
            timer.cancel()
            if is_late.is_set():
                raise TimeoutError


class _PromptSecured(_Prompt, smtplib.SMTP_SSL):
    """Likewise, secured from the first byte."""


@contextmanager
def _connection(settings: MailSettings, context: ssl.SSLContext) -> Iterator[smtplib.SMTP]:
    port = settings.port or PORTS[settings.security]
    timeout = settings.timeout_seconds
    if settings.security == "tls":
        server: smtplib.SMTP = _PromptSecured(
            settings.host, port, settings.local_name, timeout=timeout, context=context
        )
    else:
        server = _Prompt(settings.host, port, settings.local_name, timeout=timeout)
    try:
        yield server
        # the message is taken; how the connection ends says nothing about it
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
    finally:
        server.close()


@contextmanager
def _explained(where: str) -> Iterator[None]:
    """Turn what smtplib, ssl and the socket raise into one sentence and what to do."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise _said_by_server(error, where) from None
    except smtplib.SMTPResponseException as error:
        raise _said_by_server(error, where) from error
    except (OSError, UnicodeError) as error:  # the name of a host that can be none
        is_silent = isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, TimeoutError)
        raise _broken_off(TimeoutError() if is_silent else error, where) from error


def _said_by_server(error: smtplib.SMTPResponseException, where: str) -> DeliveryError:
    answer = _answer(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        msg = Told("The mail server {where} refused the sign-in: {answer}.", where=where, answer=answer)
        return DeliveryError(msg, remedy=Told("Check the user name and the password."))
    msg = Told("The mail server {where} answered {answer}.", where=where, answer=answer)
    return DeliveryError(msg, remedy=Told("Ask those who run the server what it wants."))


def _broken_off(error: OSError | UnicodeError, where: str) -> DeliveryError:
    match error:
        case ssl.SSLCertVerificationError():
            msg = Told(
                "The certificate of the mail server {where} is not valid: {reason}.",
                where=where,
                reason=error.verify_message,
            )
            remedy = Told("Use the name the certificate is for, or add your organisation's CA to the system's trust.")
        case ssl.SSLError():
            msg = Told(
                "No secure connection to the mail server {where}: {reason}.", where=where, reason=error.reason or error
            )
            remedy = Told("Port 465 wants TLS, port 587 STARTTLS; check which it is.")
        case TimeoutError():
            msg = Told("The mail server {where} did not answer in time.", where=where)
            remedy = Told("Check host, port and firewall, or raise the timeout.")
        case smtplib.SMTPServerDisconnected():
            msg = Told("The mail server {where} closed the connection: {error}.", where=where, error=error)
            remedy = Told("Check host, port and the kind of security, then try again.")
        case smtplib.SMTPException():
            msg = Told("The mail server {where} cannot be used: {error}.", where=where, error=error)
            remedy = Told("Check host, port and the kind of security.")
        case _:
            reason = getattr(error, "strerror", None) or error
            msg = Told("The mail server {where} cannot be reached: {reason}.", where=where, reason=reason)
            remedy = Told("Check host, port and firewall.")
    return DeliveryError(msg, remedy=remedy)


def _answer(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"[:300]


def _refuse_restricted(report: Report, attachments: Sequence[Artifact], *, allow_restricted: bool) -> None:
    if allow_restricted:
        return
    if report.is_restricted:
        msg = Told("The report may hold production values (keys, SQL, remarks), so it is not mailed as it is.")
        raise ConfigError(msg, remedy=Told("Make it with redaction, or allow restricted content explicitly."))
    refused = [artifact.filename for artifact in attachments if artifact.is_restricted]
    if refused:
        msg = Told(
            "These attachments may hold production values, so they are not mailed: {names}.", names=", ".join(refused)
        )
        raise ConfigError(msg, remedy=Told("Attach shareable files only, or allow restricted content explicitly."))


def _address(text: str) -> Address:
    """Read one address; anything that could be two, or carry a line break, is refused."""
    found = getaddresses([text]) if text.isprintable() else []
    if len(found) == 1 and found[0][1].isascii() and _ADDRESS.fullmatch(found[0][1]):
        name, spec = found[0]
        try:
            local, _, domain = spec.rpartition("@")
            return Address(name, local, domain)
        except (ValueError, MessageError):
            pass
    msg = Told("{text!r} is not one mail address.", text=text)
    raise ConfigError(msg, remedy=Told("Write it as name@example.com or Name <name@example.com>, in ASCII."))


def _names(attachments: Sequence[Artifact]) -> list[str]:
    """Name the attachments by their last part, apart where two are the same."""
    names: list[str] = []
    for artifact in attachments:
        path = PurePosixPath(artifact.filename)
        name, number = path.name, 2
        while name in names:
            name, number = f"{path.stem}-{number}{path.suffix}", number + 1
        names.append(name)
    return names


def _make_reproducible(message: EmailMessage, domain: str) -> None:
    """Set what the library would draw at random, the boundaries and the id, from the content."""
    digest = hashlib.sha256()
    for name, value in message.items():
        digest.update(f"{name}:{value}\n".encode("utf-8", "surrogatepass"))
    for part in message.walk():
        if not part.is_multipart():
            digest.update(part.get_content_type().encode())
            digest.update(str(part.get_filename()).encode("utf-8", "surrogatepass"))
            payload = part.get_payload(decode=True)
            digest.update(payload if isinstance(payload, bytes) else b"")
    seed = digest.hexdigest()
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        # "=_" occurs neither in base64 nor in quoted-printable text
        part.set_boundary(f"=_drs-report-{number}-{seed[:32]}")
    message["Message-ID"] = f"<{seed[:40]}.drs-report@{domain}>"
