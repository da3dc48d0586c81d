"""Fetching a whole task."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from drs_report.client import FetchState, Stage
from drs_report.errors import ConfigError

from .conftest import CONTENTS, FILES, JOB, LINES, OBJECTS, comparisons, leftovers, running


def test_a_whole_task_is_fetched_and_described(bench, tmp_path):
    steps = []
    report = bench.fetch(tmp_path, progress=steps.append)
    assert [(row.compare_type, row.state) for row in report.rows] == [
        (t, FetchState.GOT) for t in ("objects_comparison", "lines", "contents", "random", "repair_data")
    ]
    for row in report.rows:
        assert row.path.read_bytes() == FILES[row.compare_type]
    assert report.is_complete
    assert not leftovers(tmp_path)
    names = {row.compare_type: row.path.name for row in report.rows}
    assert names["lines"] == "行数对比_2026.xlsx"
    assert names["objects_comparison"] == f"{JOB}_objects_comparison_{OBJECTS}_en-us.xlsx"
    for compare_type in names:
        stages = [s.stage for s in steps if s.compare_type == compare_type]
        assert stages[0] == Stage.EXPORT
        assert stages[-1] == Stage.DONE
        assert Stage.DOWNLOAD in stages
    last = [s for s in steps if s.compare_type == "lines" and s.stage == Stage.DOWNLOAD][-1]
    assert last.n_bytes == last.total_bytes == len(FILES["lines"])
