"""The outputs of a real analysis: what CI would do with it, and what a redacted one must not hold."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from xml.etree import ElementTree as ET

import pytest

import drs_report
from drs_report.delivery.mail import build_message
from drs_report.records.document import Report
from drs_report.records.judgement import Decision
from drs_report.renderers import by_slug
from drs_report.report import Redaction
from tests.conftest import NOW, ROOT

FOLDERS = ["clean", "results", "night2", "rows_only"]


@cache
def report(folder: str, *, is_redacted: bool) -> Report:
    redaction = Redaction(b"a key for tests, not a secret") if is_redacted else None
    made, _ = drs_report.make_report([ROOT / "sample_data" / folder], now=NOW, redaction=redaction)
    return made


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_ci_server_stops_wherever_the_verdict_is_no_pass(folder: str) -> None:
    made = report(folder, is_redacted=False)
    artifact = by_slug("junit").render(made)
    root = ET.fromstring(artifact.content)
    failures, errors = int(root.attrib["failures"]), int(root.attrib["errors"])
    assert (failures + errors > 0) == (made.verdict.decision is not Decision.PASS)
    assert (failures > 0) == (made.verdict.decision is Decision.FAIL)


def test_no_key_and_no_sql_of_a_differing_row_is_in_a_redacted_output() -> None:
    """Workbook, JUnit, both parts of a message and the notebook: against every value the plain report holds."""
    plain, redacted = report("results", is_redacted=False), report("results", is_redacted=True)
    values = {
        fact.value
        for judged in plain.verdict.findings
        for sample in judged.finding.samples
        for fact in sample
        if fact.name.endswith(("_key", "_sql")) and isinstance(fact.value, str)
    }
    assert len(values) > 20
    with zipfile.ZipFile(io.BytesIO(by_slug("xlsx").render(redacted).content)) as archive:
        workbook = "".join(archive.read(name).decode("utf-8") for name in archive.namelist())
    message = build_message(redacted, sender="a@example.com", to=["b@example.com"])
    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
    texts = [
        workbook.replace("&quot;", '"'),
        by_slug("junit").render(redacted).content.decode("utf-8").replace("&quot;", '"'),
        *parts,
        *redacted._repr_mimebundle_().values(),
        *redacted.verdict._repr_mimebundle_().values(),
    ]
    for text in texts:
        assert not [value for value in values if value in text]
    unredacted = by_slug("xlsx").render(plain)
    with zipfile.ZipFile(io.BytesIO(unredacted.content)) as archive:
        whole = "".join(archive.read(name).decode("utf-8") for name in archive.namelist()).replace("&quot;", '"')
    assert [value for value in values if value in whole], "the check finds them where they are"
