"""A workbook against the documented interface, cell by cell: what is planted is found, and clean data are N of N."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest

from drs_report import pipeline
from drs_report.errors import ConfigError
from drs_report.evidence.proofs import PROOFS_NAME, Disagreement, Proven, note_proof, read_proofs
from drs_report.policy import Policy
from simulator import Comparison, Content

from .conftest import JOB, running
from .test_same_frames import ID, TRUTHS

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)


def checked(folder, compare_type, book, records, comparison_id=ID):
    comparison = Comparison(comparison_id, compare_type, content=Content.of_bytes(book), records=tuple(records))
    with running(comparisons=(comparison,)) as bench:
        (row,) = bench.fetch(folder, job_id=JOB, compare_types=[compare_type], cross_check=True).rows
    return row


def findings(folder):
    loaded = pipeline.load_files(pipeline.gather([folder]), pipeline.ReadOptions())
    analysis, _ = pipeline.judge_loaded(loaded, Policy(), NOW)
    return [f for f in analysis.findings if f.code in ("evidence.layout-proven", "evidence.cross-check-disagrees")]


@pytest.mark.parametrize("compare_type", TRUTHS)
def test_clean_data_are_the_same_in_every_cell(tmp_path, compare_type):
    row = checked(tmp_path, compare_type, *TRUTHS[compare_type]())
    (proof,) = read_proofs(tmp_path)
    assert proof == row.cross_check
    assert proof.n_cells == proof.n_same > 20
    assert not proof.disagreements
    assert f"{proof.n_cells:,} of {proof.n_cells:,} cells" in row.detail
    (told,) = findings(tmp_path)
    assert (told.code, told.fact("n_cells"), told.fact("other_file")) == ("evidence.layout-proven", proof.n_cells, None)
    assert proof.language == "en-us"
    assert proof.written_by.endswith("3.1 openpyxl")
    assert (told.fact("language"), told.fact("written_by")) == (proof.language, proof.written_by)
    assert {p.name for p in tmp_path.iterdir()} == {
        "manifest.json", "cross-check.json", row.path.name, f"{row.path.stem}.cross-check.json"
    }  # fmt: skip


def edited(book, edit):
    opened = openpyxl.load_workbook(io.BytesIO(book))
    edit(opened)
    buffer = io.BytesIO()
    opened.save(buffer)
    return buffer.getvalue()


def swapped(sheet, one, other):
    def edit(book):
        cells = book[sheet]
        cells[one].value, cells[other].value = cells[other].value, cells[one].value

    return edit


def dropped(sheet):
    return lambda book: book[sheet].delete_rows(2)


def set_to(sheet, cell, word):
    return lambda book: setattr(book[sheet][cell], "value", word)


PLANTED = [
    ("lines", swapped("Details", "E1", "F1"), "tables.source_rows"),
    ("lines", swapped("Details", "C1", "D1"), None),  # both sides have the same names: nothing is said otherwise
    ("lines", dropped("Details"), "tables.row"),
    ("lines", set_to("Details", "H3", "Consistent"), "tables.outcome"),
    ("lines", set_to("Details", "E3", 7), "tables.source_rows"),
    ("contents", swapped("Comparable Tables", "E1", "F1"), "tables.source_rows"),
    ("contents", swapped("Difference Details", "E1", "F1"), "differences.row"),
    ("contents", dropped("Comparable Tables"), "tables.row"),
    ("contents", dropped("Difference Details"), "differences.row"),
    ("contents", dropped("Cannot Be Compared"), "row"),
    ("contents", set_to("Comparable Tables", "I2", "Inconsistent"), "tables.outcome"),
    ("objects_comparison", swapped("Tables", "C1", "D1"), "row"),
    ("objects_comparison", dropped("Tables"), "row"),
    ("objects_comparison", set_to("Tables", "E3", "Consistent"), "outcome"),
]


@pytest.mark.parametrize(("compare_type", "edit", "column"), PLANTED)
def test_what_is_planted_is_found(tmp_path, compare_type, edit, column):
    book, records = TRUTHS[compare_type]()
    row = checked(tmp_path, compare_type, edited(book, edit), records)
    if column is None:
        assert not row.cross_check.disagreements
        return
    frame, _, name = column.rpartition(".")
    found = {(one.frame, one.column) for one in row.cross_check.disagreements}
    assert any((not frame or f == frame) and c == name for f, c in found), found
    assert row.cross_check.n_same < row.cross_check.n_cells
    assert "DISAGREES" in row.detail
    told = findings(tmp_path)
    assert {f.code for f in told} == {"evidence.cross-check-disagrees"}
    assert {f"{f}.{c}" for f, c in found} == {f.fact("column") for f in told}


@pytest.mark.parametrize("compare_type", TRUTHS)
def test_where_the_interface_says_nothing_no_cell_is_the_same(tmp_path, compare_type):
    book, _ = TRUTHS[compare_type]()
    proof = checked(tmp_path, compare_type, book, ()).cross_check
    assert proof.n_cells > 20
    assert proof.n_same == 0
    assert {one.column for one in proof.disagreements} == {"row"}


def test_a_later_file_of_the_same_layout_refers_to_the_proof(tmp_path):
    book, records = TRUTHS["lines"]()
    row = checked(tmp_path, "lines", book, records)
    later = edited(
        book, lambda opened: opened["Details"].append(("shop", "shop_new", "t9", "t9", 1, 1, 0, "Consistent"))
    )
    other = Comparison("later-0001", "lines", content=Content.of_bytes(later), records=tuple(records))
    with running(comparisons=(other,)) as bench:
        bench.fetch(tmp_path, job_id=JOB, compare_types=["lines"])
    others = {f.subject.source_name: f.fact("other_file") for f in findings(tmp_path)}
    assert others[row.path.name] is None
    assert row.path.name in others.values()
    changed = edited(book, lambda opened: setattr(opened["Details"]["A1"], "value", "Source DB"))
    path = tmp_path / "b"
    checked(path, "lines", changed, records)
    assert [p.fingerprint for p in read_proofs(path)] != [row.cross_check.fingerprint]


def test_a_result_without_a_second_way_is_said_to_be_unchecked(tmp_path):
    from .conftest import comparisons

    with running(comparisons=(*comparisons()[1:2], comparisons()[4])) as bench:
        (row,) = bench.fetch(tmp_path, compare_types=["repair_data"], cross_check=True).rows
    assert "Not cross-checked" in row.warning
    assert not read_proofs(tmp_path)
    assert replace(row, warning="").has_file


def test_the_command_line_asks_for_it_and_the_report_quotes_it(tmp_path, monkeypatch, capsys):
    from drs_report import cli

    book, records = TRUTHS["lines"]()
    comparison = Comparison(ID, "lines", content=Content.of_bytes(book), records=tuple(records))
    from simulator import Scenario, Simulator, WallClock

    scenario = Scenario(job_id=JOB, comparisons=(comparison,), init_seconds=0.0, export_seconds=0.0)
    with Simulator(scenario, clock=WallClock()) as simulator:
        monkeypatch.setenv("HUAWEICLOUD_SDK_AK", scenario.account.ak)
        monkeypatch.setenv("HUAWEICLOUD_SDK_SK", scenario.account.sk)
        where = ["--endpoint", simulator.url, "--iam-endpoint", simulator.url, "--region", scenario.account.region]
        cli.run(["run", JOB, *where, "--cross-check", "--results", str(tmp_path / "r"), "-o", str(tmp_path / "o")])
    capsys.readouterr()
    text = (tmp_path / "o" / "report.md").read_text("utf-8")
    (proof,) = read_proofs(tmp_path / "r")
    assert f"layout proven: the workbook says the same as the documented interface in {proof.n_same} of" in text


@pytest.mark.parametrize(
    ("n_cells", "n_same", "apart"), [(40, 39, ()), (40, 0, ()), (40, 41, ()), (40, 39, (2,)), (40, 38, (1,))]
)
def test_a_cross_check_that_does_not_add_up_is_damaged(tmp_path, n_cells, n_same, apart):
    parts = tuple(Disagreement("tables", "source_rows", n, "1", "2") for n in apart)
    sound = Proven("f.xlsx", "0" * 64, "1" * 64, "lines", "en", "abc", n_cells, n_cells - sum(apart), parts)
    note_proof(tmp_path, sound)
    assert read_proofs(tmp_path) == (sound,)
    path = tmp_path / PROOFS_NAME
    path.write_text(path.read_text().replace(f'"n_same": {sound.n_same}', f'"n_same": {n_same}'))
    with pytest.raises(ConfigError, match="damaged"):
        read_proofs(tmp_path)
