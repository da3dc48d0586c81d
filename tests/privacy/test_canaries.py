"""Hundreds of values planted in every kind of cell: none is in any artifact that may be passed on."""

from __future__ import annotations

import email
import io
import itertools
import json
import re
import zipfile
from datetime import UTC, datetime
from email import policy as email_policy
from pathlib import Path

import openpyxl
import pytest

from drs_report import pipeline
from drs_report.delivery import mail
from drs_report.privacy.redaction import Redaction
from drs_report.renderers import FORMATS, by_slug, notebook, pdf
from tests.redteam.usual import once

pytestmark = pytest.mark.early

RESULTS = sorted((Path(__file__).resolve().parents[2] / "sample_data" / "results").glob("*.xlsx"))
NOW = datetime(2026, 11, 16, tzinfo=UTC)
NAMES = re.compile(r"Names?$|名$|数据库$|^Value in (Source|Target) Database$")
"""Headings over names of databases, schemas, tables and objects: these are shown."""
WAYS = (
    "{}",
    "2026-11-15 08:00:00 {}",
    "Duplicate entry '{}' for key",
    '["{}"]',
    '{{"name": "{}", "$where": "{}"}}',
    "select * from t where a = '{}'",
    'update t set a = "{}" where `b` = `{}`',
    "where p = 'C:\\' and q = '{}'",
    "where p = q'[it's {}]'",
    "where p = 0x{}",
    "where d = DATE {}",
    "-- {}\nselect 1",
    "表没有主键 {}",
    "一致（{}）",
    "12 {}",
    "Consistent: {}",
)


CANARY = re.compile(r"zq[a-j]{4,}[0-9]{4,}qz")


class Planter:
    """Gives out canaries, each once, in ways that take turns."""

    def __init__(self) -> None:
        self.planted: list[str] = []
        self.ways = itertools.cycle(WAYS)

    def text(self, way: str | None = None) -> str:
        number = len(self.planted)
        letters = "".join("abcdefghij"[int(digit)] for digit in f"{number:04d}")
        self.planted.append(f"zq{letters}{number:04d}qz")
        assert CANARY.fullmatch(self.planted[-1])
        return (way or next(self.ways)).format(*[self.planted[-1]] * 2)


def spoil(path: Path, folder: Path, planter: Planter) -> None:
    """Write a copy of a result file whose cells, other than names, hold canaries here and there."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        rows = list(sheet.iter_rows())
        head, columns = 0, []
        for number, row in enumerate(rows):
            texts = [str(cell.value) for cell in row if cell.value is not None]
            if len(texts) > 2 and (not columns or sum(bool(NAMES.search(text)) for text in texts) > 1):
                head = number
                columns = [n for n, cell in enumerate(row) if cell.value and not NAMES.search(str(cell.value))]
            elif number % 5 == (head + 1) % 5:
                for column in columns:
                    row[column].value = planter.text()
        extra = sheet.max_column + 1
        sheet.cell(head + 1, extra, planter.text("Unheard heading {}"))
        for number in range(head + 2, min(head + 5, sheet.max_row + 1)):
            sheet.cell(number, extra, planter.text())
        sheet.cell(sheet.max_row + 2, 1, planter.text("Remark: {}"))
        sheet.cell(sheet.max_row + 1, 2, planter.text())
        if head:
            first = sheet.cell(1, 1)
            first.value = f"{first.value}; {planter.text('Comparison Status: {}')}"
            sheet.cell(1, 3, planter.text("Row Filter: {}"))
    rest = book.create_sheet("Anything else")
    for row in range(1, 6):
        rest.append([planter.text() for _ in range(row)])
    book.save(folder / path.name)


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], Planter]:
    folder, planter = tmp_path_factory.mktemp("canaries"), Planter()
    for path in RESULTS:
        spoil(path, folder, planter)
    return sorted(folder.glob("*.xlsx")), planter


def made(files: list[Path], redaction: Redaction | None, lang: str = "en"):
    with once():
        return pipeline.make_report(
            files, now=NOW, lang=lang, redaction=redaction, data_formats=("csv", "xlsx", "parquet")
        )


def opened(content: bytes, suffix: str) -> str:
    """Everything a reader of the artifact could see."""
    if suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if suffix == ".eml":
        parts = email.message_from_bytes(content, policy=email_policy.default).walk()
        return "\n".join(part.get_content() for part in parts if part.get_content_maintype() == "text")
    return content.decode("utf-8", "replace")


def leaked(text: str, planter: Planter) -> list[str]:
    found = {*CANARY.findall(re.sub(r"\s+", "", text))}
    return [one for one in planter.planted if one in found]


def test_the_canaries_are_many_and_most_are_in_a_report_that_is_not_redacted(spoilt):
    files, planter = spoilt
    assert len(planter.planted) >= 300
    report, _ = made(files, None)
    (artifact,) = pipeline.render(report, ["json"])
    assert len(leaked(artifact.content.decode(), planter)) >= 200


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_no_canary_is_in_any_redacted_artifact(spoilt, lang, monkeypatch):
    files, planter = spoilt
    monkeypatch.setattr(pdf, "_print", str.encode)  # what paper shows is on the page, and takes long to print
    report, data = made(files, Redaction(b"a key for tests only"), lang)
    assert data == ()
    for slug in FORMATS:
        artifact = by_slug(slug).render(report)
        suffix = Path(artifact.filename).suffix
        assert leaked(opened(artifact.content, suffix), planter) == [], slug
    assert leaked(json.dumps(notebook.report_bundle(report), default=str), planter) == []


def test_no_canary_is_in_a_message(spoilt):
    files, planter = spoilt
    report, _ = made(files, Redaction(b"a key for tests only"))
    message = mail.build_message(report, sender="a@example.com", to=["b@example.com"])
    assert leaked(opened(bytes(message), ".eml"), planter) == []
