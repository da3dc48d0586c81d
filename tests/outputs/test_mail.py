"""Messages and their way out: a real SMTP server on this machine, and two parsers that are not the writer."""

from __future__ import annotations

import json
import shutil
import smtplib
import socket
import ssl
import subprocess
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from drs_report.delivery import disk as output
from drs_report.delivery.mail import MailSettings, build_message, send, to_artifact
from drs_report.errors import ConfigError, DeliveryError, RenderError
from drs_report.records.artifact import Artifact
from drs_report.records.document import Report
from drs_report.renderers import by_slug
from tests.outputs.certificates import server_context
from tests.outputs.tools import POSTAL, fetched
from tests.reports import CASES, HOSTILE

SENDER = "DRS reports <drs@example.com>"
TO = ("Lin <lin@example.com>", "dba@example.org")


def shareable(case: str) -> Report:
    return replace(CASES[case], is_restricted=False)


def message(case: str = "findings", **options: Any) -> EmailMessage:
    return build_message(shareable(case), sender=SENDER, to=TO, **options)


def part(parsed: EmailMessage, kind: str) -> str:
    body = parsed.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def parsed(content: bytes) -> EmailMessage:
    found = message_from_bytes(content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


# -- the message -------------------------------------------------------------------------------------------------------


def test_a_message_has_both_parts_the_subject_and_the_date_of_the_report() -> None:
    report = shareable("findings")
    read = parsed(message().as_bytes())
    assert read["Subject"] == report.subject_line
    assert read["Date"].datetime == report.generated_at
    assert [(a.display_name, a.addr_spec) for a in read["To"].addresses] == [
        ("Lin", "lin@example.com"),
        ("", "dba@example.org"),
    ]
    assert read["Auto-Submitted"] == "auto-generated"
    assert read.get_content_type() == "multipart/alternative"
    assert report.sentence in part(read, "plain")
    assert report.sentence in part(read, "html")
    assert not read.defects


def test_equal_reports_give_equal_bytes_and_other_content_another_id() -> None:
    first, second = message(), message()
    assert first.as_bytes() == second.as_bytes()
    other = message(attachments=(Artifact("a.txt", "text/plain", b"x"),))
    assert other["Message-ID"] != first["Message-ID"]
    assert str(first["Message-ID"]).endswith("@example.com>")
    assert message(subject="another")["Message-ID"] != first["Message-ID"]


@pytest.mark.parametrize("case", [case for case in CASES if case != "huge"])
def test_a_message_is_seven_bit_with_short_lines_whatever_it_holds(case: str) -> None:
    content = message(case).as_bytes()
    assert content.isascii()
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_chinese_subject_parts_and_file_name_come_back() -> None:
    attached = Artifact("报告.html", "text/html; charset=utf-8", "数据".encode())
    read = parsed(message("chinese", attachments=(attached,)).as_bytes())
    report = shareable("chinese")
    assert read["Subject"] == report.subject_line
    assert read["Content-Language"] == "zh-CN"
    assert report.sentence in part(read, "plain")
    (found,) = read.iter_attachments()
    assert found.get_filename() == "报告.html"
    assert found.get_payload(decode=True) == attached.content


@pytest.mark.parametrize("text", HOSTILE)
def test_a_subject_is_one_line_whatever_the_job_is_called(text: str) -> None:
    report = replace(shareable("clean"), subject_line=f"PASS: {text}\r\nBcc: evil@example.net")
    content = build_message(report, sender=SENDER, to=TO).as_bytes()
    read = parsed(content)
    assert read["Bcc"] is None
    assert set(read) == set(message("clean"))
    assert "\n" not in read["Subject"]
    given = build_message(shareable("clean"), sender=SENDER, to=TO, subject="a\r\nBcc: evil@example.net")
    assert parsed(given.as_bytes())["Subject"] == "a Bcc: evil@example.net"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b, c@d",
        "a@b\r\nBcc: c@d",
        "a b@c",
        "a@b@c",
        "表@example.com",
        "a@b\x00",
        "x <a@b> <c@d>",
    ],
)
def test_an_address_that_is_not_one_address_is_refused(address: str) -> None:
    with pytest.raises(ConfigError):
        build_message(shareable("clean"), sender=SENDER, to=(address,))
    with pytest.raises(ConfigError):
        build_message(shareable("clean"), sender=address, to=TO)


def test_a_message_needs_a_recipient() -> None:
    with pytest.raises(ConfigError, match="no recipient"):
        build_message(shareable("clean"), sender=SENDER, to=())


def test_restricted_reports_and_attachments_are_refused_unless_allowed() -> None:
    with pytest.raises(ConfigError, match="production values"):
        build_message(CASES["findings"], sender=SENDER, to=TO)
    secret = Artifact("data/rows.parquet", "application/vnd.apache.parquet", b"x", is_restricted=True)
    with pytest.raises(ConfigError, match=r"data/rows\.parquet"):
        message(attachments=(secret,))
    allowed = build_message(CASES["findings"], sender=SENDER, to=TO, attachments=(secret,), allow_restricted=True)
    assert [found.get_filename() for found in allowed.iter_attachments()] == ["rows.parquet"]


def test_every_renderer_can_be_attached_and_comes_back_byte_for_byte() -> None:
    report = shareable("hostile")
    files = tuple(by_slug(slug).render(report) for slug in ("html", "md", "json", "xlsx", "junit"))
    read = parsed(message("hostile", attachments=files).as_bytes())
    assert [(f.get_filename(), f.get_payload(decode=True)) for f in read.iter_attachments()] == [
        (artifact.filename, artifact.content) for artifact in files
    ]


def test_attachments_of_one_name_stay_apart() -> None:
    files = tuple(Artifact(f"{folder}/a.csv", "text/csv", b"x") for folder in "abc")
    names = [found.get_filename() for found in message(attachments=files).iter_attachments()]
    assert names == ["a.csv", "a-2.csv", "a-3.csv"]


def test_a_message_too_large_for_mail_servers_is_refused() -> None:
    with pytest.raises(ConfigError, match="20,000,000"):
        message(attachments=(Artifact("big.bin", "application/octet-stream", bytes(16_000_000)),))


def test_a_budget_that_cannot_be_kept_is_an_error() -> None:
    with pytest.raises(RenderError, match="2,000 bytes"):
        message(max_html_bytes=2_000)


def test_the_eml_is_written_through_the_usual_door(tmp_path: Path) -> None:
    made = message()
    (path,) = output.write((to_artifact(made, is_restricted=False),), tmp_path)
    assert path.name == "report-shareable.eml"
    assert path.read_bytes() == made.as_bytes()
    assert to_artifact(made, is_restricted=True).filename == "report.eml"
    assert to_artifact(made, is_restricted=True).is_restricted


SCRIPT = """
import PostalMime from %s;
import fs from 'node:fs';
const m = await PostalMime.parse(fs.readFileSync(0));
console.log(JSON.stringify({subject: m.subject, text: m.text, html: m.html, to: m.to.map(a => a.address),
  files: m.attachments.map(a => [a.filename, a.mimeType, Buffer.from(a.content).toString('base64')])}));
"""


@pytest.mark.node
@fetched
@pytest.mark.parametrize("case", ["findings", "hostile", "chinese"])
def test_postal_mime_reads_the_same_message(case: str) -> None:
    node = shutil.which("node")
    assert node
    attached = Artifact("报告.html", "text/html; charset=utf-8", "数据".encode())
    made = message(case, attachments=(attached,))
    done = subprocess.run(
        [node, "--input-type=module", "-e", SCRIPT % json.dumps(POSTAL.as_uri())],
        input=made.as_bytes(),
        capture_output=True,
        check=True,
    )
    theirs = json.loads(done.stdout)
    ours = parsed(made.as_bytes())
    assert theirs["subject"] == ours["Subject"]
    assert theirs["text"].strip() == part(ours, "plain").strip()
    assert theirs["html"].strip() == part(ours, "html").strip()
    assert theirs["to"] == ["lin@example.com", "dba@example.org"]
    assert theirs["files"] == [["报告.html", "text/html", "5pWw5o2u"]]


# -- the way out -------------------------------------------------------------------------------------------------------


class Mailbox:
    """What the server took; some recipients it refuses."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.users: list[bytes] = []
        self.refused: tuple[str, ...] = ()
        self.answer = "250 taken"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        if address in self.refused:
            return "550 no such user\there"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        return self.answer

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.users.append(data.login)
        return AuthResult(success=(data.login, data.password) == (b"drs", b"secret"), handled=False)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@contextmanager
def server(mailbox: Mailbox, **options: Any) -> Iterator[int]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), server_hostname="localhost", **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def settings(port: int, **options: Any) -> MailSettings:
    return MailSettings(
        **({"host": "127.0.0.1", "port": port, "timeout_seconds": 10.0, "local_name": "test"} | options)
    )


def trusting(trust: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(trust))


Sender = Callable[..., None]


def test_a_message_arrives_as_it_was_written_to_all_recipients(mailbox: Mailbox) -> None:
    made = message("chinese", cc=("boss@example.com",))
    with server(mailbox) as port:
        send(made, settings(port, security="none"))
    (envelope,) = mailbox.envelopes
    assert envelope.mail_from == "drs@example.com"
    assert envelope.rcpt_tos == ["lin@example.com", "dba@example.org", "boss@example.com"]
    assert envelope.content == made.as_bytes()


def test_starttls_and_sign_in(mailbox: Mailbox, tmp_path: Path) -> None:
    context, trust = server_context(tmp_path, "localhost")
    options = {"require_starttls": True, "auth_required": True, "authenticator": mailbox.authenticate}
    with server(mailbox, tls_context=context, **options) as port:
        given = settings(port, host="localhost", user="drs", password="secret")
        send(message(), given, context=trusting(trust))
    assert mailbox.users == [b"drs"]
    assert len(mailbox.envelopes) == 1


def test_a_wrong_password_is_told_without_the_password(mailbox: Mailbox, tmp_path: Path) -> None:
    context, trust = server_context(tmp_path, "localhost")
    options = {"require_starttls": True, "auth_required": True, "authenticator": mailbox.authenticate}
    with server(mailbox, tls_context=context, **options) as port:
        given = settings(port, host="localhost", user="drs", password="hunter2")
        with pytest.raises(DeliveryError, match="refused the sign-in") as error:
            send(message(), given, context=trusting(trust))
    assert "hunter2" not in "".join(traceback.format_exception(error.value)) + repr(given)
    assert mailbox.envelopes == []


def test_a_certificate_nobody_vouches_for_is_refused(mailbox: Mailbox, tmp_path: Path) -> None:
    context, _ = server_context(tmp_path, "localhost")
    expected = pytest.raises(DeliveryError, match=r"certificate .* is not valid")
    with server(mailbox, tls_context=context, require_starttls=True) as port, expected:
        send(message(), settings(port, host="localhost", user="drs", password="secret"))
    assert mailbox.envelopes == []
    assert mailbox.users == []


def test_a_certificate_for_another_name_is_refused(mailbox: Mailbox, tmp_path: Path) -> None:
    context, trust = server_context(tmp_path, "mail.example.com")
    expected = pytest.raises(DeliveryError, match=r"certificate .* is not valid")
    with server(mailbox, tls_context=context, require_starttls=True) as port, expected:
        send(message(), settings(port, host="localhost"), context=trusting(trust))
    assert mailbox.envelopes == []


def test_starttls_is_never_given_up(mailbox: Mailbox) -> None:
    with server(mailbox) as port, pytest.raises(DeliveryError, match="does not offer STARTTLS"):
        send(message(), settings(port))
    assert mailbox.envelopes == []


def test_tls_from_the_first_byte(mailbox: Mailbox, tmp_path: Path) -> None:
    context, trust = server_context(tmp_path, "localhost")
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), ssl_context=context)
    controller.start()
    try:
        given = settings(controller.port, host="localhost", security="tls")
        send(message(), given, context=trusting(trust))
        with pytest.raises(DeliveryError, match="certificate"):
            send(message(), given)
    finally:
        controller.stop()
    assert len(mailbox.envelopes) == 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_one_refused_recipient_means_nobody_gets_it(mailbox: Mailbox) -> None:
    mailbox.refused = ("dba@example.org",)
    words = r"dba@example\.org; nothing was sent to anybody: 550 no such user here"
    with server(mailbox) as port, pytest.raises(DeliveryError, match=words):
        send(message(), settings(port, security="none"))
    assert mailbox.envelopes == []


@pytest.mark.parametrize("answer", ["552 too large", "451 try later", "554 spam"])
def test_a_refused_message_is_told_with_the_servers_words(mailbox: Mailbox, answer: str) -> None:
    mailbox.answer = answer
    with server(mailbox) as port, pytest.raises(DeliveryError, match=answer) as error:
        send(message(), settings(port, security="none"))
    assert error.value.remedy


def test_a_server_that_says_less_than_the_message_needs_is_told(mailbox: Mailbox) -> None:
    with server(mailbox, data_size_limit=1000) as port, pytest.raises(DeliveryError, match="refused the sender"):
        send(message(), settings(port, security="none"))


def test_a_password_is_never_sent_in_the_clear(mailbox: Mailbox) -> None:
    with pytest.raises(ConfigError, match="unencrypted"):
        send(message(), settings(1, security="none", user="drs", password="secret"))


def test_a_server_that_is_silent_runs_into_the_timeout() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        with pytest.raises(DeliveryError, match="did not answer in time"):
            send(message(), settings(port, timeout_seconds=0.2))
        with pytest.raises(DeliveryError, match="did not answer in time"):
            send(message(), settings(port, security="tls", timeout_seconds=0.2))


def test_a_line_that_smtplib_gave_up_first_is_given_up_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(self: smtplib.SMTP) -> tuple[int, bytes]:
        self.close()
        time.sleep(0.1)  # the timer strikes with nothing left to shut down
        return 220, b""

    monkeypatch.setattr(smtplib.SMTP, "getreply", late)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(DeliveryError, match="did not answer in time"):
            send(message(), settings(silent.getsockname()[1], timeout_seconds=0.02))


def test_no_server_and_a_server_of_another_kind_are_told() -> None:
    with pytest.raises(DeliveryError, match="cannot be reached"):
        send(message(), settings(free_port()))


def test_tls_towards_a_server_that_speaks_plainly_is_told(mailbox: Mailbox) -> None:
    with server(mailbox) as port, pytest.raises(DeliveryError, match="No secure connection") as error:
        send(message(), settings(port, security="tls"))
    assert "465" in str(error.value)


def test_settings_do_not_show_the_password() -> None:
    assert "secret" not in repr(MailSettings("mail.example.com", user="drs", password="secret"))
