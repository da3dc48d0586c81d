"""What an analyst types on an ordinary day: each call works, or says in one sentence what to do.

`WORKS` are calls with what must come of them, `SAYS` calls with a word of the sentence that answers them.
"""

from __future__ import annotations

import copy
import io
import pickle
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import drs_report
from drs_report.errors import ConfigError, DrsReportError
from tests.conftest import ROOT
from tests.redteam.usual import once

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
RESULTS = ROOT / "sample_data/results"
NIGHT2 = ROOT / "sample_data/night2"
POLICY = ROOT / "sample_data/policy.toml"
LINES = RESULTS / "lines-retail-en.xlsx"


class Names(dict[str, Any]):
    """What the calls may use, each made when first asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def __missing__(self, name: str) -> Any:
        makers = {
            "job": lambda: drs_report.load(RESULTS),
            "later": lambda: drs_report.load(str(NIGHT2)),
            "ds": lambda: drs_report.load(LINES),
            "result": lambda: drs_report.judge(self["job"], now=NOW),
            "out": lambda: self.folder,
        }
        if name not in makers:
            raise KeyError(name)
        self[name] = makers[name]()
        return self[name]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Names:
    folder = tmp_path_factory.mktemp("analyst")
    (folder / "empty").mkdir()
    return Names(folder)


def run(code: str, names: Names) -> Any:
    return eval(code, dict(KNOWN), names)


KNOWN = {
    "pd": pd,
    "io": io,
    "copy": copy,
    "pickle": pickle,
    "openpyxl": openpyxl,
    "drs_report": drs_report,
    "date": date,
    "datetime": datetime,
    "UTC": UTC,
    "NOW": NOW,
    "ROOT": ROOT,
    "RESULTS": RESULTS,
    "NIGHT2": NIGHT2,
    "POLICY": POLICY,
    "LINES": LINES,
}

WORKS = {
    # reading
    "drs_report.load(RESULTS)": lambda job: len(job) == 10,
    "drs_report.load(str(RESULTS))": lambda job: "tables" in job,
    "drs_report.load(str(RESULTS) + '/')": lambda job: "tables" in job,
    "drs_report.load(sorted(RESULTS.glob('*.xlsx')))": lambda job: "8 files" in repr(job),
    "drs_report.load(str(p) for p in RESULTS.glob('lines*.xlsx'))": lambda job: "2 files" in repr(job),
    "drs_report.load(str(RESULTS / 'lines-*.xlsx'))": lambda job: "2 files" in repr(job),
    "drs_report.load([RESULTS, NIGHT2])": lambda job: "files" in job,
    "drs_report.load(str(LINES))": lambda ds: ds.compare_type == "lines",
    "drs_report.load(LINES.read_bytes())": lambda ds: len(ds.tables) > 20,
    "drs_report.load(io.BytesIO(LINES.read_bytes()), name='x.xlsx')": lambda ds: ds.origin.name == "x.xlsx",
    "drs_report.load(LINES, compare_type='lines')": lambda ds: ds.compare_type == "lines",
    # one file
    "ds['tables']": lambda frame: len(frame) > 20,
    "ds.tables": lambda frame: len(frame) > 20,
    "ds.keys()": lambda keys: keys == ["databases", "tables"],
    "list(ds)": lambda keys: "tables" in keys,
    "dict(ds.frames)['tables']": lambda frame: len(frame) > 20,
    "'tables' in ds": lambda found: found,
    "len(ds)": lambda n: n == 2,
    "'tables' in dir(ds)": lambda found: found,
    "repr(ds)": lambda text: len(text) < 120,
    "ds._repr_html_()": lambda text: "<table" in text,
    # the job
    "job.keys()": lambda keys: {"tables", "differences", "findings", "coverage", "files", "by_database"} <= set(keys),
    "job['tables']": lambda frame: len(frame) > 100,
    "job.tables": lambda frame: set(frame["compare_type"]) >= {"lines", "contents"},
    "job.get('tables')": lambda frame: len(frame) > 100,
    "job.get('nothing')": lambda frame: frame is None,
    "[name for name in job]": lambda keys: "tables" in keys,
    "dict(job)": lambda frames: set(frames["tables"]["outcome"].dropna()) >= {"consistent"},
    "{name: len(frame) for name, frame in job.items()}": lambda sizes: sizes["differences"] > 0,
    "'differences' in job": lambda found: found,
    "{'tables', 'by_database'} <= set(dir(job))": lambda found: found,
    "job._ipython_key_completions_()": lambda keys: "tables" in keys,
    "repr(job)": lambda text: len(text) < 160 and "8 files" in text,
    "job._repr_html_()": lambda text: "lines-retail-en.xlsx" in text,
    "job.files": lambda frame: list(frame["problem"]) == [""] * 8,
    "copy.copy(job).tables": lambda frame: len(frame) > 100,
    "pickle.loads(pickle.dumps(job.tables))": lambda frame: len(frame) > 100,
    "job == job and job != later": lambda same: same,
    # everyday pandas
    "job.tables.head()": lambda frame: len(frame) == 5,
    "job.tables[job.tables['outcome'] == 'inconsistent']": lambda frame: len(frame) > 3,
    "job.tables.query(\"outcome == 'inconsistent'\")": lambda frame: len(frame) > 3,
    "job.tables.groupby('outcome').size()": lambda counts: counts.min() > 0,
    "job.tables['outcome'].value_counts()": lambda counts: counts.min() > 0,
    "job.tables.groupby(['compare_type', 'source_db'])['source_rows'].sum()": lambda sums: sums.max() > 1_000_000,
    "job.tables.nlargest(20, 'different_rows')[['source_table', 'different_rows']]": lambda frame: len(frame) == 20,
    "job.tables.sort_values('row_difference', key=abs, ascending=False).head(20)": lambda frame: len(frame) == 20,
    "job.tables.drop_duplicates(['source_db', 'source_table'])": lambda frame: len(frame) > 40,
    "job.tables.pivot_table(index='source_table', columns='compare_type', values='source_rows', aggfunc='max')":
        lambda frame: "lines" in frame.columns,
    "pd.crosstab(job.coverage['standing'], job.coverage['proof'])": lambda frame: frame.loc["values", "values"] > 0,
    "job.tables.merge(job.differences, on=['source_db', 'source_table'], suffixes=('', '_row'))":
        lambda frame: len(frame) > 0,
    "job.tables.merge(job.coverage, left_on=['source_db', 'source_table'], right_on=['db', 'table'])":
        lambda frame: {"standing", "source_rows"} <= set(frame.columns),
    "job.differences.groupby(['source_table', 'kind'], observed=True).size().unstack(fill_value=0)":
        lambda frame: len(frame) > 0,
    "job.differences['source_key'].fillna(job.differences['target_key'])": lambda keys: keys.notna().all(),
    "job.tables['started_at'].dropna()": lambda times: str(times.dtype).endswith("UTC]"),
    "job.tables.describe()": lambda frame: "source_rows" in frame.columns,
    "job.tables.isna().sum()": lambda counts: counts["compare_type"] == 0,
    "job.tables.to_dict('records')[0]": lambda row: row["source_db"] in {"retail", "billing"},
    "[row.source_table for row in job.tables.itertuples()][0]": lambda name: isinstance(name, str),
    "job.findings[job.findings['effect'] == 'differs']['sentence'].iloc[0]": lambda text: len(text) > 10,
    "job.coverage.set_index('name').loc['retail.coupons', 'standing']": lambda word: word == "values",
    "job.coverage[job.coverage['contents'].isna()]['name']": lambda found: len(found) > 0,
    "job.by_database.set_index('db').loc['retail', 'n_tables']": lambda n: n > 20,
    # out of pandas
    "job.tables.to_csv(out / 't.csv', index=False)": lambda _: True,
    "job.tables.to_parquet(out / 't.parquet')": lambda _: True,
    "job.tables.to_json(orient='records', date_format='iso')": lambda text: text.startswith("["),
    "job.tables.to_string()": lambda text: "retail" in text,
    "job.statements.to_excel(out / 'repairs.xlsx', index=False)": lambda _: True,
    "job.tables[job.tables['source_db'] == 'retail'].to_excel(out / 'retail.xlsx')": lambda _: True,
    "job.findings.to_excel(str(out / 'findings.xlsx'), sheet_name='findings')": lambda _: True,
    "job.to_excel(out / 'all.xlsx') or openpyxl.load_workbook(out / 'all.xlsx').sheetnames":
        lambda sheets: {"tables", "differences", "statements", "files"} <= set(sheets),
    # two nights
    "job.coverage.merge(later.coverage, on=['db', 'schema', 'table'], how='outer', suffixes=('_before', '_now'))":
        lambda frame: {"standing_before", "standing_now"} <= set(frame.columns),
    "set(job.differences['source_key'].dropna()) - set(later.differences['source_key'].dropna())":
        lambda keys: len(keys) > 0,
    "pd.concat([job.tables.assign(night=1), later.tables.assign(night=2)]).groupby('night').size()":
        lambda counts: list(counts.index) == [1, 2],
    # a verdict
    "drs_report.judge(job, now=NOW).decision": lambda word: word == "FAIL",
    "drs_report.judge(RESULTS, now=NOW).decision": lambda word: word == "FAIL",
    "drs_report.judge(str(RESULTS), now=NOW).decision": lambda word: word == "FAIL",
    "drs_report.judge([str(p) for p in RESULTS.glob('*.xlsx')], now=NOW).decision": lambda word: word == "FAIL",
    "drs_report.judge(LINES, now=NOW).decision": lambda word: word in {"FAIL", "INCONCLUSIVE"},
    "drs_report.judge(job).decision": lambda word: word == "FAIL",
    "drs_report.judge(job, policy=str(POLICY), now=NOW).verdict.policy_name": lambda name: name,
    "drs_report.judge(job, policy=POLICY, now=NOW).decision": lambda word: word == "FAIL",
    "drs_report.judge(job, policy=drs_report.load_policy(POLICY), now=NOW).decision": lambda word: word == "FAIL",
    "drs_report.judge(job, now=pd.Timestamp(NOW)).decision": lambda word: word == "FAIL",
    "job.judge(now=NOW).decision": lambda word: word == "FAIL",
    "drs_report.make_report(str(RESULTS), now=NOW)[0].decision_word": lambda word: word == "FAIL",
    "result.decision == drs_report.Decision.FAIL": lambda same: same,
    "repr(result)": lambda text: len(text) < 120 and "FAIL" in text,
    "result.findings.head(20)": lambda frame: next(iter(frame["effect"])) == "differs",
    "result.findings.groupby('effect').size()": lambda counts: counts["differs"] > 0,
    "result.coverage[result.coverage['standing'] == 'open']": lambda frame: len(frame) > 0,
    "result.by_database['n_tables'].sum()": lambda n: n > 40,
    "result.summary().set_index('criterion').loc['rows-equal', 'status']": lambda word: word == "broken",
    "result.trace('retail.coupons').set_index('compare_type').loc['contents', 'cells']['source_rows']":
        lambda n: n == 318800,
    "result.trace('retail.coupons')[['compare_type', 'rule', 'file', 'rows']]": lambda frame: len(frame) == 3,
    "result._repr_mimebundle_()['text/plain']": lambda text: "10 tables differ" in text and "59 of 62 — 3 differ" in text,
    "result.report(lang='zh-CN').decision_word": lambda word: word == "不通过",
    "result.to_html()": lambda text: text.startswith("<!"),
    "result.save(out / 'report')": lambda paths: {p.suffix for p in paths} == {".html", ".md", ".json"},
    "result.save(str(out / 'report'), formats='xlsx')": lambda paths: [p.suffix for p in paths] == [".xlsx"],
    "result.save(out / 'zh', formats=['md'], lang='zh-CN')[0].read_text('utf-8')": lambda text: "不通过" in text,
}  # fmt: skip

SAYS = {
    "drs_report.load('no such folder')": "Check the path",
    "drs_report.load(out / 'nothing*.xlsx')": "Name the folder",
    "drs_report.load([])": "Name the folder",
    "drs_report.load(None)": "Give the paths",
    "drs_report.load(5)": "Give the paths",
    "drs_report.load(ROOT / 'README.md')": "save it as an .xlsx workbook",
    "drs_report.load(out / 'empty')": "Name the folder that holds the files",
    "ds['tabels']": "it has databases, tables",
    "ds.tabels": "it has databases, tables",
    "job['tabels']": "did you mean 'tables'?",
    "job.tabels": "did you mean 'tables'?",
    "drs_report.judge(ds)": "Give the paths of the files",
    "drs_report.judge([ds])": "Give the paths of the files",
    "drs_report.judge(job.tables)": "Give the paths of the files",
    "drs_report.judge(result)": "Give the paths",
    "drs_report.judge(job, now=datetime(2026, 11, 16))": "datetime.now(UTC)",
    "drs_report.judge(job, now='2026-11-16')": "datetime.now(UTC)",
    "drs_report.judge(job, now=date(2026, 11, 16))": "datetime.now(UTC)",
    "drs_report.judge(job, policy='no such.toml')": "no such.toml",
    "drs_report.judge(job, policy={'require': ['lines']})": "load_policy(path)",
    "bool(result)": "result.decision",
    "bool(result.verdict)": "verdict.decision",
    "1 if result else 0": "result.decision",
    "result.trace('retail.coupon')": "did you mean 'retail.coupons'?",
    "result.to_html(lang='fr')": "zh-CN",
    "result.save(out / 'x', formats='docx')": "html",
}


def test_there_are_enough_calls() -> None:
    assert len(WORKS) + len(SAYS) >= 120


@pytest.mark.parametrize("code", WORKS)
def test_it_works(code: str, names: Names) -> None:
    with once():
        assert WORKS[code](run(code, names))


@pytest.mark.parametrize("code", SAYS)
def test_it_says_in_one_sentence_what_to_do(code: str, names: Names) -> None:
    with pytest.raises((DrsReportError, KeyError, AttributeError, TypeError)) as caught:
        run(code, names)
    said = str(caught.value)
    assert SAYS[code] in said
    assert len(said) < 400
    assert "\n" not in said


def test_no_edit_of_a_frame_reaches_a_verdict(names: Names) -> None:
    """Every frame of a job is a copy, and a dataset cannot be judged: only its file can."""
    job = drs_report.load(RESULTS)
    before = drs_report.judge(job, now=NOW)
    for frame in job.values():
        if "compare_type" in frame and len(frame):
            frame["compare_type"] = "edited"
            frame.iloc[0, 1] = frame.iloc[-1, 1]
    tables = job["tables"]
    tables["outcome"] = "consistent"
    after = drs_report.judge(job, now=NOW)
    assert after.verdict == before.verdict
    assert len(job["tables"]) == len(tables)
    assert "datasets" not in dir(job)


def test_a_workbook_holds_times_and_no_formula(names: Names) -> None:
    frame = names["job"].tables.head(3).copy()
    frame["message"] = ["=1+1", "@x", "plain"]
    frame["started_at"] = pd.Timestamp("2026-11-16T17:00:00+08:00").tz_convert("UTC")
    frame.to_excel(names["out"] / "safe.xlsx", index=False)
    sheet = openpyxl.load_workbook(names["out"] / "safe.xlsx").active
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert cells["'=1+1"] == cells["'@x"] == "s"
    assert datetime(2026, 11, 16, 9) in cells
    assert "f" not in cells.values()
    assert str(frame["started_at"].dtype).endswith("UTC]")


def test_the_frames_say_what_the_report_says(names: Names) -> None:
    report = names["result"].report()
    counts = names["result"].coverage["standing"].value_counts().to_dict()
    assert counts == {which: n for which, n in report.standings.items() if n}
    by_database = names["result"].by_database
    assert by_database[list(report.standings)].sum().to_dict() == dict(report.standings)


def test_a_plot_is_drawn_or_says_what_to_install(names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setitem(__import__("sys").modules, "matplotlib", None)
        with pytest.raises(ConfigError, match=r"-m pip install '\.\[plot\]'"):
            names["job"].plot()
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    axes = names["result"].plot()
    drawn = sum(patch.get_width() for patch in axes.patches)
    assert drawn == sum(names["result"].report().standings.values())
    assert names["job"].plot(ax=axes) is axes
    sink = io.BytesIO()
    axes.figure.savefig(sink)
    assert sink.getvalue().startswith(b"\x89PNG")


def test_a_job_is_hashable_and_picklable_frames_keep_their_types(names: Names) -> None:
    job = names["job"]
    assert {job: 1}[job] == 1
    again = pickle.loads(pickle.dumps(job.tables))
    pd.testing.assert_frame_equal(pd.DataFrame(again), pd.DataFrame(job.tables))
