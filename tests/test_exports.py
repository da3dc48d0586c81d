"""The data files: every row, every dtype, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from drs_report.delivery import data_files, spool
from drs_report.delivery.data_files import export, neutralise_formula
from drs_report.delivery.workbook import Listed, workbook
from drs_report.errors import RenderError
from drs_report.reading.dataset import Dataset
from drs_report.records.artifact import Artifact
from drs_report.records.document import Rows
from drs_report.records.judgement import Origin
from drs_report.records.reading import Recognition


def dataset(name: str, frame: pd.DataFrame) -> Dataset:
    return Dataset(
        compare_type="lines",
        frames=MappingProxyType({"tables": frame, "databases": frame.iloc[:0]}),
        origin=Origin(name=name, sha256="0" * 64, size=1),
        recognition=Recognition("lines", None, "exact", ()),
    )


def exported(frames: list[Dataset], file_format: str) -> list[Artifact]:
    return [made.artifact for made in export(frames, [file_format])]


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source_table": pd.Series(["=1+1", None, "NA", '订单,\n"x"'], dtype="string[pyarrow]"),
            "source_rows": pd.Series([9007199254740993, None, 0, -1], dtype="Int64"),
            "outcome": pd.Series(["consistent", None, "inconsistent", "consistent"], dtype="category"),
            "started_at": pd.to_datetime(["2026-11-14T22:00:00Z"] * 4).as_unit("us"),
        }
    )


def test_parquet_gives_the_frame_back_and_the_same_bytes_twice(frame: pd.DataFrame) -> None:
    first, second = (exported([dataset("a.xlsx", frame)], "parquet") for _ in range(2))

    assert [a.filename for a in first] == ["data/a.tables.parquet"]
    assert first == second
    table = pq.read_table(io.BytesIO(first[0].content))
    assert table.column("source_rows").to_pylist() == [9007199254740993, None, 0, -1]
    assert table.column("source_table").to_pylist() == ["=1+1", None, "NA", '订单,\n"x"']
    assert table.column("outcome").to_pylist() == ["consistent", None, "inconsistent", "consistent"]


def test_csv_keeps_numbers_exact_and_neutralises_formulas(frame: pd.DataFrame) -> None:
    (artifact,) = exported([dataset("a.xlsx", frame)], "csv")

    rows = list(csv.reader(io.StringIO(artifact.content.decode("utf-8-sig"), newline="")))
    assert artifact.is_restricted
    assert rows[1][:3] == ["'=1+1", "9007199254740993", "consistent"]
    assert rows[2][:3] == ["", "", ""]
    assert rows[3][:3] == ["NA", "0", "inconsistent"]
    assert rows[4][:2] == ['订单,\n"x"', "-1"]


def test_large_lists_wait_on_the_disk_and_are_the_same_bytes(
    frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    in_memory = [exported([dataset("a.xlsx", frame)], kind)[0] for kind in ("csv", "parquet")]
    monkeypatch.setattr(spool, "_IN_MEMORY", 1)
    monkeypatch.setattr(spool, "_BLOCK", 7)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    on_disk = [exported([dataset("a.xlsx", frame)], kind)[0] for kind in ("csv", "parquet")]

    assert on_disk == in_memory
    assert [one.content for one in on_disk] == [one.content for one in in_memory]
    assert [(one.size, one.sha256) for one in on_disk] == [
        (len(one.content), sha256(one.content).hexdigest()) for one in in_memory
    ]
    assert not list(tmp_path.iterdir())  # nothing has a name that others could open


def test_a_temporary_folder_that_holds_nothing_is_named(
    frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(spool, "_IN_MEMORY", 1)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    with pytest.raises(RenderError, match=r"Cannot keep the rows in .*gone") as error:
        exported([dataset("a.xlsx", frame)], "csv")
    assert "TMPDIR" in error.value.remedy


def rows_of(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_the_workbook_holds_the_lists_of_all_files_and_says_which(frame: pd.DataFrame) -> None:
    first, second = (exported([dataset("a.xlsx", frame), dataset("b.xlsx", frame[:1])], "xlsx") for _ in range(2))

    assert [a.filename for a in first] == ["data/rows.xlsx"]
    assert first == second
    assert first[0].is_restricted
    sheets = rows_of(first[0].content)
    assert sheets["lists"] == [
        ("list", "source_file", "rows", "sheet"),
        ("tables", "a.xlsx", 4, "tables"),
        ("tables", "b.xlsx", 1, "tables"),
    ]
    night = frame["started_at"][0].to_pydatetime().replace(tzinfo=None)
    assert sheets["tables"] == [
        ("compare_type", *frame.columns),
        ("lines", "=1+1", "9007199254740993", "consistent", night),
        ("lines", None, None, None, night),
        ("lines", "NA", 0, "inconsistent", night),
        ("lines", '订单,\n"x"', -1, "consistent", night),
        ("lines", "=1+1", "9007199254740993", "consistent", night),
    ]
    cell = openpyxl.load_workbook(io.BytesIO(first[0].content))["tables"]["B2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_list_too_long_for_the_workbook_is_left_out_as_a_whole_and_named(
    frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_files, "MOST_ROWS", 5)
    book, *texts = export(
        [dataset("a.xlsx", frame), dataset("b.xlsx", frame), dataset("c.xlsx", frame[:1])], ["xlsx", "csv"]
    )

    sheets = rows_of(book.artifact.content)
    assert [row[1:] for row in sheets["lists"][1:]] == [
        ("a.xlsx", 4, "tables"),
        ("b.xlsx", 4, None),
        ("c.xlsx", 1, "tables"),
    ]
    assert len(sheets["tables"]) == 1 + 5
    assert (book.rows.n, book.too_long) == (5, (Rows("tables", "b.xlsx", 4),))
    assert [one.rows.n for one in texts] == [4, 4, 1]


@given(st.lists(st.text(max_size=12) | st.none(), min_size=1, max_size=5))
def test_texts_are_what_they_were_in_the_workbook(texts: list[str | None]) -> None:
    texts = [text if text is None else text.encode("utf-8", "ignore").decode() for text in texts]
    content, left_out = workbook([Listed("tables", "a.xlsx", pa.table({"text": texts, "n": list(range(len(texts)))}))])

    _, *rows = rows_of(content)["tables"]
    assert not left_out
    read = [row[0] for row in rows] if any(text is not None for text in texts) else [None] * len(rows)
    assert [text and unescape(text) for text in read] == texts


def test_blanks_at_the_ends_of_a_text_are_kept() -> None:
    texts = [" a", "b\t", "\n", "c d"]
    content, _ = workbook([Listed("tables", "a.xlsx", pa.table({"text": texts}))])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()

    kept = [f'<t xml:space="preserve">{text}</t>' in sheet for text in texts]
    assert kept == [True, True, True, False]  # others than at the ends are kept anyway


def test_a_text_longer_than_a_cell_says_so() -> None:
    content, _ = workbook([Listed("tables", "a.xlsx", pa.table({"text": ["x" * 32_767, "😀" * 20_000]}))])

    whole, cut = (row[0] for row in rows_of(content)["tables"][1:])
    assert whole == "x" * 32_767
    assert cut.endswith("😀… (20,000)")
    assert len(cut.encode("utf-16-le")) // 2 <= 32_767


@given(st.lists(st.text(max_size=6), min_size=1))
def test_a_csv_neutralises_as_the_function_does(texts: list[str]) -> None:
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    frame = pd.DataFrame({"=text": pd.Series(texts, dtype="string[pyarrow]"), "n": range(len(texts))})
    (artifact,) = exported([dataset("a.xlsx", frame)], "csv")

    head, *rows = csv.reader(io.StringIO(artifact.content.decode("utf-8-sig"), newline=""))
    assert head == ["'=text", "n"]
    assert [row[0] for row in rows] == [neutralise_formula(text) for text in texts]


def test_files_of_one_name_do_not_overwrite_each_other(frame: pd.DataFrame) -> None:
    made = exported([dataset("x/a.xlsx", frame), dataset("y/A.xlsx", frame), dataset("../..", frame)], "parquet")

    assert [a.filename for a in made] == [
        "data/a.tables.parquet",
        "data/A-2.tables.parquet",
        "data/file.tables.parquet",
    ]


@given(st.text())
def test_no_text_still_starts_a_formula(text: str) -> None:
    safe = neutralise_formula(text)

    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert safe.removeprefix("'") == text.removeprefix("'") or safe == text
