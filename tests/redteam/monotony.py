"""Evidence and the same evidence made worse: the decision must not be better for it. All follows from the seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from unittest import mock

from drs_report import analysis
from drs_report.analysis import _view as view_of
from drs_report.analysis.views import FileView
from drs_report.errors import WorkbookError
from drs_report.pipeline import Loaded, judge_loaded
from drs_report.policy import parse_policy
from drs_report.reading.dataset import Dataset
from drs_report.reading.loading import load
from drs_report.reading.teaching import parse_layout
from drs_report.records.judgement import Decision, Origin
from tests.loading.fake_workbook import load_tables
from tests.redteam.evidence import NOW, content
from tests.redteam.jobs import Job, Maker, plain
from tests.redteam.worsening import WORSE

BETTER = {Decision.FAIL: 0, Decision.INCONCLUSIVE: 1, Decision.PASS: 2}


def _origin(name: str, hours: tuple[int, int] | None) -> Origin:
    began, ended = (datetime(2026, 11, 15, hour - 8, 0, tzinfo=UTC) for hour in hours) if hours else (None, None)
    return Origin(name=name, sha256=name, size=1, job_id="job", compare_started_at=began, compare_ended_at=ended)


def _read(job: Job, name: str, *, as_workbook: bool) -> Dataset:
    tables = [(sheet, [[plain(cell) for cell in row] for row in rows]) for sheet, rows in job.files[name].items()]
    # files of two tasks name them in a line: a manifest's job would be of them all
    is_of_tasks = any(other.startswith("b/") for other in job.files)
    origin = replace(_origin(name, job.listed.get(name)), job_id=None if is_of_tasks else "job")
    layout = parse_layout(job.layout) if job.layout else None
    if not as_workbook:
        return load_tables(tables, name=name, origin=origin, layout=layout)
    return load(content(dict(tables)), name=name, origin=origin, layout=layout)


class Judge:
    """Decides on jobs; a file that is the same as before is neither read nor examined again."""

    def __init__(self, *, as_workbook: bool = False) -> None:
        self.as_workbook = as_workbook
        self.read: dict[str, Dataset | None] = {}
        self.views: dict[int, FileView] = {}

    def view(self, dataset: Dataset) -> FileView:
        if id(dataset) not in self.views:
            self.views[id(dataset)] = view_of(dataset)
        return self.views[id(dataset)]

    def dataset(self, job: Job, name: str) -> Dataset | None:
        sheets = job.files[name]
        cells = [(s, [[plain(c) for c in row] for row in rows]) for s, rows in sheets.items()]
        key = repr((name, cells, job.layout, job.listed.get(name)))
        if key not in self.read:
            try:
                self.read[key] = _read(job, name, as_workbook=self.as_workbook) if sheets else None
            except WorkbookError:
                self.read[key] = None
        return self.read[key]

    def decide(self, job: Job) -> Decision:
        """A file that cannot be read ends every PASS; that is tested elsewhere."""
        found = [self.dataset(job, name) for name in job.files]
        files = [file for file in found if file is not None]
        with mock.patch.object(analysis, "_view", self.view):
            loaded, policy = Loaded(tuple(files)), parse_policy("".join(job.policy))
            decision = judge_loaded(loaded, policy, NOW)[1].decision if files else None
        if decision is None or len(files) < len(found):
            return Decision.FAIL if decision is Decision.FAIL else Decision.INCONCLUSIVE
        return decision


@dataclass(frozen=True, slots=True)
class Improved:
    """A pair in which the worse evidence got the better decision."""

    seed: int
    what: str
    before: Decision
    after: Decision
    job: Job
    worse: Job
    is_explained: bool
    """Whether it named a difference that the job announced before, see `Worse.may_explain`."""


def pairs(seed: int, n_worse: int, *, as_workbook: bool = False) -> Iterator[Improved | None]:
    """Judge the job of this seed and `n_worse` worse ones; an `Improved` for each that came out better, else None."""
    rng = random.Random(seed)
    job = Maker(rng).job()
    judge = Judge(as_workbook=as_workbook)
    before = judge.decide(job)
    made = 0
    while made < n_worse:
        worse = rng.choice(WORSE)(job, rng)
        if worse is None:
            continue
        made += 1
        after = judge.decide(worse.job)
        is_better = BETTER[after] > BETTER[before]
        may = worse.may_pass if after is Decision.PASS else worse.may_not_fail
        is_found = is_better and not may
        yield Improved(seed, worse.what, before, after, job, worse.job, worse.may_explain) if is_found else None
