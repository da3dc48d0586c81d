"""The data files: every row, every dtype, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from types import MappingProxyType

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drs_report.delivery.data_files import export, neutralise_formula
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import Artifact, Origin
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
