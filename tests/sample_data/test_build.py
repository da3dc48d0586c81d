"""The sample workbooks are what their readable sources say, and the reader understands every cell of them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest

from drs_report.reading.loading import load
from drs_report.reading.xlsx import open_workbook

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_data"


def build_module() -> ModuleType:
    """`sample_data/build.py` as a module; it is a script and in no package."""
    spec = importlib.util.spec_from_file_location("sample_data_build", SAMPLES / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


BUILD = build_module()
SOURCES = BUILD.read_sources(SAMPLES / "source")
JOBS: list[dict[str, Any]] = SOURCES.workbooks


def cells_of(path: Path) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Sheet names and the values in them."""
    book = openpyxl.load_workbook(path)
    return [(sheet.title, list(sheet.iter_rows(values_only=True))) for sheet in book.worksheets]


def test_building_again_gives_the_kept_workbooks(tmp_path: Path) -> None:
    for path in BUILD.build(tmp_path, SOURCES):
        assert cells_of(path) == cells_of(SAMPLES / path.relative_to(tmp_path)), path.name


def test_no_workbook_is_left_over() -> None:
    kept = {str(path.relative_to(SAMPLES).as_posix()) for path in SAMPLES.rglob("*.xlsx")}

    assert kept == {job["file"] for job in JOBS}


def test_every_workbook_says_that_a_script_wrote_it() -> None:
    for job in JOBS:
        assert openpyxl.load_workbook(SAMPLES / job["file"]).properties.creator == "drs-report sample_data/build.py"


def test_every_deviation_speaks_of_a_known_table() -> None:
    tables = {(t["database"], t["table"]) for t in SOURCES.tables}

    for rows in (SOURCES.deviations, SOURCES.differences, SOURCES.repairs):
        assert {(r["database"], r["table"]) for r in rows} <= tables


def test_every_counted_difference_is_listed() -> None:
    listed: dict[tuple[str, str, str], int] = {}
    for d in SOURCES.differences:
        key = (d["night"], d["database"], d["table"])
        listed[key] = listed.get(key, 0) + int(d["n"])
    counted = {
        (d["night"], d["database"], d["table"]): int(d["different_rows"])
        for d in SOURCES.deviations
        if d["compare"] == "contents" and d["different_rows"]
    }

    assert listed == counted


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job["file"])
def test_the_reader_understands_every_row(job: dict[str, Any]) -> None:
    path = SAMPLES / job["file"]
    dataset = load(path)

    recognition = dataset.recognition
    assert dataset.compare_type == job["compare"]
    assert not [s.sheet for s in recognition.sheets if s.is_unclassified]
    assert not [word for s in recognition.sheets for b in s.blocks for word in b.unknown_words]
    assert not [problem for s in recognition.sheets for b in s.blocks for problem in b.problems]
    assert not [c.heading for s in recognition.sheets for b in s.blocks for c in b.columns if c.column is None]
    assert not [name for frame in dataset.frames.values() for name in frame.columns if name.startswith("extra:")]
    with open_workbook(path) as workbook:
        n_rows = sum(len(batch.rows) for sheet in workbook.sheets for batch in workbook.batches(sheet))
    assert sum(sheet.n_rows for sheet in recognition.sheets) == n_rows


@pytest.mark.parametrize("job", [j for j in JOBS if j["compare"] == "lines"], ids=lambda job: job["file"])
def test_row_comparisons_hold_every_table_with_its_outcome(job: dict[str, Any]) -> None:
    tables = load(SAMPLES / job["file"]).tables
    expected = [(t["source_db"], t["table"], t["outcome"]) for t in BUILD.data_rows(SOURCES, job)]

    assert list(zip(tables["source_db"], tables["source_table"], tables["outcome"], strict=True)) == expected


@pytest.mark.parametrize(
    "job", [j for j in JOBS if j["compare"] in {"contents", "random"}], ids=lambda job: job["file"]
)
def test_value_comparisons_hold_every_table_with_its_outcome(job: dict[str, Any]) -> None:
    dataset = load(SAMPLES / job["file"])
    tables = dataset.tables
    expected = {(t["source_db"], t["table"]): t["outcome"] for t in BUILD.data_rows(SOURCES, job)}

    assert dict(zip(zip(tables["source_db"], tables["source_table"], strict=True), tables["outcome"], strict=True)) == (
        expected
    )
    assert len(tables) == len(expected)
    assert len(dataset.differences) == len(BUILD.difference_rows(SOURCES, job))


@pytest.mark.parametrize("job", [j for j in JOBS if j["compare"] == "repair_data"], ids=lambda job: job["file"])
def test_repairs_hold_every_statement(job: dict[str, Any]) -> None:
    dataset = load(SAMPLES / job["file"])
    progress, statements = BUILD.repair_rows(SOURCES, job)

    assert list(dataset.tables["failed_rows"]) == [p["failed_rows"] for p in progress]
    assert list(dataset.statements["repair_sql"]) == [s["repair_sql"] for s in statements]


@pytest.mark.parametrize("job", [j for j in JOBS if j["compare"] == "objects_comparison"], ids=lambda job: job["file"])
def test_object_comparisons_hold_every_object(job: dict[str, Any]) -> None:
    dataset = load(SAMPLES / job["file"])
    objects = BUILD.object_rows(SOURCES, job)

    assert list(dataset.objects["object_type"]) == [o["object_type"] for o in objects]
    assert list(dataset.objects["outcome"]) == [o["outcome"] for o in objects]
    assert int(dataset.overview["diff_count"].sum()) == sum(o["outcome"] != "consistent" for o in objects)
