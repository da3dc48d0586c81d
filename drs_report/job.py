"""The analyst's way in: a folder becomes a `Job`, a job and a policy become a `Result` (docs/notebook.md).

The command line takes the same way, so that a notebook never passes what it would not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from drs_report.analysis import Analysis
from drs_report.delivery.disk import write
from drs_report.errors import ConfigError
from drs_report.pipeline import Loaded, ReadOptions, gather, judge_loaded, load_files, render, report_loaded
from drs_report.policy import Policy, load_policy
from drs_report.reading import loading
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import CoverageRow, Finding, JudgedFinding, Level, Verdict

__all__ = ["Job", "Result", "judge", "load"]

Evidence = str | Path | Iterable[str | Path]


class Job:
    """Every result file of a folder or a list: each frame over all files, handed out as a copy.

    ``job.tables`` and ``job["tables"]`` hold the rows of every file's frame `tables`, with a first column
    `compare_type`; `keys()` names the frames. What could not be read is kept and counts when the job is judged.
    """

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._analysis: Analysis | None = None

    def keys(self) -> list[str]:
        """Return the names of the frames, over all files, and `findings` and `coverage`."""
        own = {name for dataset in self._loaded.datasets for name in dataset.frames}
        return [*sorted(own), "coverage", "findings"]

    def __getitem__(self, name: str) -> pd.DataFrame:
        match name:
            case "coverage":
                rows = [_coverage(row) for row in self._analysed().coverage.rows]
            case "findings":
                rows = [_finding(finding) for finding in self._analysed().findings]
            case _ if name in self.keys():
                return _joined([d for d in self._loaded.datasets if name in d.frames], name)
            case _:
                msg = f"no frame {name!r} in this job; it has {', '.join(self.keys())}"
                raise KeyError(msg)
        return pd.DataFrame(rows)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.keys()]

    def __repr__(self) -> str:
        n_unread = len(self._loaded.failures)
        return f"<Job of {len(self._loaded.datasets)} files{f', {n_unread} not readable' if n_unread else ''}>"

    def _analysed(self) -> Analysis:
        if self._analysis is None:
            self._analysis = judge_loaded(self._loaded, Policy(), datetime.now(UTC))[0]  # noqa: TID251 - its findings depend on no time
        return self._analysis


@dataclass(frozen=True, slots=True)
class Result:
    """What a policy says of a job."""

    verdict: Verdict
    analysis: Analysis
    _loaded: Loaded
    _policy: Policy
    _now: datetime

    def __bool__(self) -> bool:
        msg = "a verdict is one of three: ask result.verdict.decision for PASS, FAIL or INCONCLUSIVE"
        raise TypeError(msg)

    def __repr__(self) -> str:
        return f"<Result {self.verdict.decision}: {len(self.verdict.findings)} findings by {self.verdict.policy_name}>"

    @property
    def findings(self) -> pd.DataFrame:
        """Return the findings as judged, most serious first: effect, code, name, compare_type, n, where."""
        return pd.DataFrame([_judged(one) for one in self.verdict.findings])

    def summary(self) -> pd.DataFrame:
        """Return the criteria: id, status and their numbers."""
        return pd.DataFrame(
            [
                {"criterion": c.id, "status": str(c.status), **{f.name: f.value for f in c.facts}}
                for c in self.verdict.criteria
            ]
        )

    def trace(self, name: str) -> pd.DataFrame:
        """Return a row a comparison that speaks of the table called `name`; KeyError if none does.

        Columns: compare_type, outcome, outcome_class, n_different, file, sheet, rows, and by what it is verified:
        `rule` (empty where it is not) and `cells`, the cells read as a mapping of frame column to value.
        """
        rows = [r for r in self.analysis.coverage.rows if r.subject.level is Level.TABLE and r.subject.name == name]
        if not rows:
            msg = f"no table {name!r} in the evidence; result.analysis.coverage lists them"
            raise KeyError(msg)
        return pd.DataFrame([_traced(compare_type, row) for row in rows for compare_type in row.cells])

    def to_html(self, lang: str = "en") -> str:
        """Return the whole report as one HTML page."""
        return render(self._report(lang), ("html",))[0].content.decode("utf-8")

    def save(self, folder: str | Path, formats: Sequence[str] = ("html", "md", "json"), lang: str = "en") -> list[Path]:
        """Write the report into `folder` and return the paths."""
        return list(write(render(self._report(lang), formats), Path(folder)))

    def _report(self, lang: str) -> Any:
        return report_loaded(self._loaded, now=self._now, policy=self._policy, lang=lang)[0]


def load(source: Any, **options: Any) -> Any:
    """Load one result file as a `Dataset`, or a folder or a list of paths as a `Job`.

    A path may be text. `options` are those of `drs_report.reading.loading.load`, for a job those of
    `drs_report.pipeline.ReadOptions`. Raises `ConfigError` where a path does not exist.
    """
    if isinstance(source, list | tuple | set) or (isinstance(source, str | Path) and Path(source).is_dir()):
        return Job(load_files(gather(_paths(source)), ReadOptions(**options)))
    return loading.load(source, **options)


def judge(
    evidence: Job | Evidence, *, policy: Policy | str | Path | None = None, now: datetime | None = None
) -> Result:
    """Judge a `Job`, a folder, a file or a list of paths by `policy` (a path or a `Policy`; None: the strict default).

    `now` (aware) is the moment of judging, by default that of the call. The manifest beside the files, hashes, files
    that could not be read and newer comparisons count, as on the command line: there is no other way to a verdict.
    """
    given: Any = evidence
    if any(isinstance(one, Dataset) for one in (given if isinstance(given, list | tuple) else [given])):
        msg = (
            "judge takes the paths of the files, or a job of load(folder): a dataset has lost what lies beside its file"
        )
        raise ConfigError(msg, remedy="Call drs_report.judge(folder).")
    moment = now or datetime.now(UTC)  # noqa: TID251 - a notebook has no other door; `now` overrules it
    if moment.tzinfo is None:
        raise ConfigError("now has no zone.", remedy="Give an aware time, such as datetime.now(UTC).")
    asked = policy if isinstance(policy, Policy) else load_policy(policy) if policy is not None else Policy()
    job = evidence if isinstance(evidence, Job) else Job(load_files(gather(_paths(evidence)), ReadOptions()))
    loaded = job._loaded  # noqa: SLF001 - one module
    if not loaded.datasets and loaded.failures:
        raise loaded.failures[0].error
    analysis, verdict = judge_loaded(loaded, asked, moment)
    return Result(verdict, analysis, loaded, asked, moment)


def _paths(evidence: Evidence) -> list[Path]:
    return [Path(evidence)] if isinstance(evidence, str | Path) else [Path(one) for one in evidence]


def _joined(datasets: Sequence[Dataset], name: str) -> pd.DataFrame:
    frames = []
    for dataset in datasets:
        frame = dataset.frames[name].copy()
        frame.insert(0, "compare_type", dataset.compare_type)
        frames.append(frame)
    joined = pd.concat(frames, ignore_index=True)
    for column in joined.columns:
        if isinstance(joined[column].dtype, pd.CategoricalDtype):
            joined[column] = joined[column].cat.remove_unused_categories()
    return joined


def _coverage(row: CoverageRow) -> dict[str, object]:
    said = {compare_type: cell.outcome for compare_type, cell in row.cells.items()}
    return {"name": row.subject.name, "outcome_class": str(row.outcome_class), "proof": str(row.proof), **said}


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "effect": str(finding.effect),
        "code": finding.code,
        "name": finding.subject.name,
        "compare_type": finding.compare_type,
        "n": finding.n,
        "file": finding.evidence[0].file if finding.evidence else "",
    }


def _judged(one: JudgedFinding) -> dict[str, object]:
    return {**_finding(one.finding), "effect": str(one.effect), "waiver": one.waiver.id if one.waiver else ""}


def _traced(compare_type: str, row: CoverageRow) -> dict[str, object]:
    cell = row.cells[compare_type]
    where, proof = cell.evidence, cell.derivation
    return {
        "compare_type": compare_type,
        "outcome": cell.outcome,
        "outcome_class": str(cell.outcome_class),
        "n_different": cell.n_different,
        "file": where.file if where else "",
        "sheet": where.sheet if where else "",
        "rows": where.rows if where else (),
        "rule": proof.rule if proof else "",
        "cells": dict(zip(proof.columns, proof.values, strict=True)) if proof else {},
    }
