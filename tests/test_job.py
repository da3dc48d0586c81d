"""The analyst's way to a verdict is the command line's, and every frame of a job is a copy over all files."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

import drs_report
from drs_report.errors import ConfigError, DrsReportError

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SHEETS = {
    "objects.xlsx": [
        ["Object Type", "Source Database Name", "Destination Database Name", "Source Object", "Destination Object", "Comparison Result"],
        ["Table", "shop", "shop", "orders", "orders", "Consistent"],
    ],
    "lines.xlsx": [
        ["Source Database Name", "Destination Database Name", "Source Table Name", "Destination Table Name", "Source Table Rows", "Destination Table Rows", "Row Difference", "Comparison Result"],
        ["shop", "shop", "orders", "orders", 10, 10, 0, "Consistent"],
    ],
    "contents.xlsx": [
        ["Source Database Name", "Destination Database Name", "Source Table Name", "Destination Table Name", "Source Table Rows", "Destination Table Rows", "Inconsistent Rows", "Row Comparison Result", "Value Comparison Result"],
        ["shop", "shop", "orders", "orders", 10, 10, 0, "Consistent", "Consistent"],
    ],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    for name, rows in SHEETS.items():
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / name)
    return tmp_path


def test_a_folder_a_text_a_list_and_a_job_give_one_verdict(folder):
    given = [folder, str(folder), sorted(folder.iterdir()), [str(p) for p in folder.iterdir()], drs_report.load(folder)]
    assert {drs_report.judge(one, now=NOW).verdict.decision for one in given} == {"PASS"}


def test_what_lies_beside_the_files_counts(folder):
    (folder / "broken.xlsx").write_bytes(b"nothing")
    assert drs_report.judge(folder, now=NOW).verdict.decision == "INCONCLUSIVE"
    (folder / "broken.xlsx").unlink()
    entry = {
        "file": "contents.xlsx",
        "job_id": "j",
        "compare_job_id": "c",
        "compare_type": "contents",
        "language": "en-us",
    }
    entry |= {"region": "r", "sha256": "0" * 64, "size": 1, "fetched_at": "2026-11-19T16:00:00+00:00"}
    (folder / "manifest.json").write_text(json.dumps({"schema": 1, "files": [entry]}), encoding="utf-8")
    assert drs_report.judge(folder, now=NOW).verdict.decision == "INCONCLUSIVE"


def test_frames_are_copies_over_all_files(folder):
    job = drs_report.load(str(folder))
    assert set(job.tables["compare_type"]) == {"lines", "contents"}
    mine = job["tables"]
    mine["source_db"] = "edited"
    assert set(job.tables["source_db"]) == {"shop"}
    assert "tables" in dir(job)
    assert {"tables", "objects", "coverage", "findings"} <= set(job.keys())
    assert next(iter(job.coverage["name"])) == "shop.orders"
    assert list(job.tables["outcome"].cat.categories) == ["consistent"]
    assert "3 files" in repr(job)
    with pytest.raises(AttributeError, match="it has"):
        job.tabels  # noqa: B018


def test_a_result_says_what_and_where_from(folder, tmp_path_factory):
    policy = folder / "night.toml"
    policy.write_text('require = ["lines"]', encoding="utf-8")
    result = drs_report.judge(drs_report.load(folder), policy=str(policy), now=NOW)
    assert result.verdict.policy_name == "night.toml"
    assert set(result.trace("shop.orders")["file"]) >= {"lines.xlsx", "contents.xlsx"}
    proven = result.trace("shop.orders").set_index("compare_type").loc["lines"]
    assert proven["rule"] == "counts-equal"
    assert proven["cells"]["source_rows"] == proven["cells"]["target_rows"] == 10
    for name in result.coverage["name"]:
        assert set(result.trace(name)["file"]) <= {file.name for file in folder.glob("*.xlsx")}
    with pytest.raises(KeyError, match="no table"):
        result.trace("shop.nothing")
    with pytest.raises(TypeError, match="one of three"):
        bool(result)
    summary = result.summary()
    assert "rows-equal" in set(summary["criterion"])
    counts = summary.drop(columns=["criterion", "status"]).dtypes.astype(str)
    assert set(counts) == {"Int64"}, "a number that a criterion has not is missing, and makes no fraction of the others"
    assert result.to_html().startswith("<!")
    out = tmp_path_factory.mktemp("out")
    assert {path.suffix for path in result.save(str(out))} == {".html", ".md", ".json"}
    assert drs_report.judge(folder).verdict.judged_at is not None


def test_no_verdict_is_made_of_findings_without_their_files(folder):
    analysis = drs_report.judge(folder, now=NOW).analysis
    with pytest.raises(TypeError):
        drs_report.judge(analysis.findings, analysis.coverage, analysis.sources, drs_report.Policy(), NOW)


def test_a_dataset_alone_is_not_judged_past_its_folder(folder):
    with pytest.raises(DrsReportError, match="paths"):
        drs_report.judge([drs_report.load(folder / "lines.xlsx")], now=NOW)
    with pytest.raises(DrsReportError, match="zone"):
        drs_report.judge(folder, now=datetime(2026, 11, 20))


@pytest.mark.parametrize("given", ["", " ", [""], ["\t"]])
@pytest.mark.parametrize("open_it", [drs_report.judge, drs_report.load])
def test_an_empty_text_is_no_path(given, open_it):
    with pytest.raises(ConfigError, match="no path"):
        open_it(given)
