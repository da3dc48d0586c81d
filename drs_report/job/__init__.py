"""The analyst's way in: a folder becomes a `Job`, a job and a policy become a `Result` (docs/notebook.md).

The command line takes the same way, so that a notebook never passes what it would not.
"""

from __future__ import annotations

import difflib
import glob
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from drs_report.analysis import Analysis
from drs_report.delivery.data_files import table_of
from drs_report.delivery.disk import write
from drs_report.delivery.workbook import Listed, workbook
from drs_report.errors import ConfigError, Told
from drs_report.evidence.files import gather
from drs_report.job import frames, plots
from drs_report.pipeline import Loaded, ReadOptions, judge_loaded, load_files, render, report_loaded
from drs_report.policy import Policy, load_policy
from drs_report.reading import loading
from drs_report.reading.dataset import Dataset
from drs_report.reading.teaching import Layout, load_layout
from drs_report.records.document import Report
from drs_report.records.judgement import Decision, Verdict
from drs_report.records.showing import Bundle

Evidence = str | Path | Iterable[str | Path]

_MADE = ("by_database", "coverage", "files", "findings")
"""Frames of a job that are of no file."""


class Job(Mapping[str, pd.DataFrame]):
    """Every result file of a folder or a list: each frame over all files, handed out as a copy.

    ``job.tables`` and ``job["tables"]`` hold the rows of every file's frame `tables`, with a first column
    `compare_type`; `keys()` names the frames. What could not be read is kept and counts when the job is judged. Every
    frame is a DataFrame, but for `to_excel`, which writes what a spreadsheet can hold.
    """

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._judged: tuple[Analysis, Verdict] | None = None

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __iter__(self) -> Iterator[str]:
        return iter([*sorted({name for dataset in self._loaded.datasets for name in dataset.frames}), *_MADE])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __getitem__(self, name: str) -> pd.DataFrame:
        match name:
            case "files":
                return frames.files(self._loaded)
            case "coverage" | "by_database" | "findings":
                analysis, verdict = self._analysed()
                if name == "findings":
                    return frames.findings(analysis.findings)
                made = frames.coverage if name == "coverage" else frames.by_database
                return made(analysis.coverage.rows, verdict.findings)
            case _ if name in list(self):
                return frames.joined([d for d in self._loaded.datasets if name in d.frames], name)
            case _:
                msg = f"no frame {name!r} in this job{_nearest(name, self)}; it has {', '.join(self)}"
                raise KeyError(msg)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self]

    def __repr__(self) -> str:
        n_files = len({dataset.origin.name for dataset in self._loaded.datasets})
        n_unread = len(self._loaded.failures)
        return f"<Job of {n_files} files{f', {n_unread} not readable' if n_unread else ''}: {', '.join(self)}>"

    def _repr_html_(self) -> str:
        files = self.files.assign(sha256=self.files["sha256"].str.slice(0, 12))
        return f"<p>{len(self._loaded.datasets)} comparisons</p>{files.to_html(index=False, escape=True, border=0)}"

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def judge(self, policy: Policy | str | Path | None = None, now: datetime | None = None) -> Result:
        """Do `drs_report.judge` for this job."""
        return judge(self, policy=policy, now=now)

    def plot(self, ax: Any = None) -> Any:
        """Draw where the tables of each database stand; return the matplotlib axes. Needs the extra ``plot``."""
        return plots.standings(self["by_database"], ax)

    def to_excel(self, path: str | Path) -> None:
        """Write every frame that has rows as a sheet of one workbook, times in UTC, no text a formula.

        `ConfigError` names those that no sheet can hold; nothing is written then.
        """
        content, too_long = workbook([Listed(name, "", table_of(self[name])) for name in self if len(self[name])])
        if too_long:
            msg = Told("No sheet can hold {names}.", names=", ".join(one.name for one in too_long))
            raise ConfigError(msg, remedy=Told("Write these frames with to_parquet or to_csv."))
        Path(path).write_bytes(content)

    def _analysed(self) -> tuple[Analysis, Verdict]:
        if self._judged is None:
            self._judged = judge_loaded(self._loaded, Policy(), datetime.now(UTC))  # noqa: TID251 - a notebook has no other door
        return self._judged


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What a policy says of a job."""

    verdict: Verdict
    analysis: Analysis
    _loaded: Loaded
    _policy: Policy
    _now: datetime

    def __bool__(self) -> bool:
        msg = "a verdict is one of three: ask result.decision for PASS, FAIL or INCONCLUSIVE"
        raise TypeError(msg)

    def __repr__(self) -> str:
        return f"<Result {self.decision}: {len(self.verdict.findings)} findings by {self.verdict.policy_name}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        """Show in a notebook what the report says."""
        return self.report()._repr_mimebundle_(include, exclude)

    @property
    def decision(self) -> Decision:
        """Return PASS, FAIL or INCONCLUSIVE."""
        return self.verdict.decision

    @property
    def findings(self) -> pd.DataFrame:
        """Return the findings as judged, most serious first (columns: `frames.findings`)."""
        return frames.findings(self.verdict.findings)

    @property
    def coverage(self) -> pd.DataFrame:
        """Return a row a table, worst first, with its standing (columns: `frames.coverage`)."""
        return frames.coverage(self.analysis.coverage.rows, self.verdict.findings)

    @property
    def by_database(self) -> pd.DataFrame:
        """Return how many tables of each database and schema stand in each way."""
        return frames.by_database(self.analysis.coverage.rows, self.verdict.findings)

    def summary(self) -> pd.DataFrame:
        """Return the criteria: id, status and their numbers, counts as `Int64`."""
        criteria = self.verdict.criteria
        rows = [{"criterion": c.id, "status": str(c.status), **{f.name: f.value for f in c.facts}} for c in criteria]
        counts = dict.fromkeys((f.name for c in criteria for f in c.facts if type(f.value) is int), "Int64")
        return pd.DataFrame(rows).astype(counts)

    def trace(self, name: str) -> pd.DataFrame:
        """Return a row a comparison that speaks of what `coverage` calls `name`, mostly a table; KeyError if none does.

        Columns: compare_type, outcome, outcome_class, n_different, file, sheet, rows, and by what it is verified:
        `rule` (empty where it is not) and `cells`, the cells read as a mapping of frame column to value.
        """
        listed = self.analysis.coverage.rows
        rows = [row for row in listed if row.subject.name == name]
        if not rows:
            hint = _nearest(name, [row.subject.name for row in listed])
            msg = f"no table {name!r} in the evidence{hint}; result.coverage lists them"
            raise KeyError(msg)
        return frames.trace(rows)

    def plot(self, ax: Any = None) -> Any:
        """Draw where the tables of each database stand; return the matplotlib axes. Needs the extra ``plot``."""
        return plots.standings(self.by_database, ax)

    def report(self, lang: str = "en", title: str | None = None) -> Report:
        """Return the report, which a notebook shows and `drs_report.pipeline.render` turns into files."""
        return report_loaded(self._loaded, now=self._now, policy=self._policy, lang=lang, title=title)[0]

    def to_html(self, lang: str = "en") -> str:
        """Return the whole report as one HTML page."""
        return render(self.report(lang), ("html",))[0].content.decode("utf-8")

    def save(
        self, folder: str | Path, formats: str | Sequence[str] = ("html", "md", "json"), lang: str = "en"
    ) -> list[Path]:
        """Write the report into `folder` and return the paths."""
        wanted = (formats,) if isinstance(formats, str) else tuple(formats)
        return list(write(render(self.report(lang), wanted), Path(folder)))


def load(
    source: Any,
    *,
    compare_type: str | None = None,
    layout: Layout | str | Path | None = None,
    **options: Any,
) -> Any:
    """Load one result file as a `Dataset`, or a folder, a pattern or some paths as a `Job`.

    A path may be text; one with ``*`` is a pattern. `compare_type` says what files are that leave it open, `layout` (a
    file's path too) teaches headings and words; further `options` are those of `drs_report.reading.loading.load`, for a
    job those of `drs_report.pipeline.ReadOptions`. Raises `ConfigError` where there is nothing such.
    """
    taught = load_layout(layout) if isinstance(layout, str | Path) else layout
    is_place = isinstance(source, str | Path) and bool(str(source).strip())  # an empty text is no path
    if is_place and not Path(source).is_dir() and not _is_pattern(source):
        return loading.load(source, compare_type=compare_type, layout=taught, **options)
    if isinstance(source, bytes) or hasattr(source, "seek"):
        return loading.load(source, compare_type=compare_type, layout=taught, **options)
    types = {"*": compare_type} if compare_type else None
    return Job(load_files(gather(_paths(source)), ReadOptions(layout=taught, compare_types=types, **options)))


def judge(
    evidence: Job | Evidence, *, policy: Policy | str | Path | None = None, now: datetime | None = None
) -> Result:
    """Judge a `Job`, a folder, a file or a list of paths by `policy` (a path or a `Policy`; None: the strict default).

    `now` (aware) is the moment of judging, by default that of the call. The manifest beside the files, hashes, files
    that could not be read and newer comparisons count, as on the command line: there is no other way to a verdict.
    """
    moment = _moment(now)
    asked = _policy(policy)
    job = evidence if isinstance(evidence, Job) else Job(load_files(gather(_paths(evidence)), ReadOptions()))
    loaded = job._loaded  # noqa: SLF001 - one module
    if not loaded.datasets and loaded.failures:
        raise loaded.failures[0].error
    analysis, verdict = judge_loaded(loaded, asked, moment)
    return Result(verdict, analysis, loaded, asked, moment)


def _moment(now: Any) -> datetime:
    if now is None:
        return datetime.now(UTC)  # noqa: TID251 - a notebook has no other door; `now` overrules it
    if not isinstance(now, datetime):
        msg = Told("now is {now!r}, which is no time.", now=now)
        raise ConfigError(msg, remedy=Told("Give an aware datetime, such as datetime.now(UTC)."))
    if now.tzinfo is None:
        raise ConfigError(Told("now has no zone."), remedy=Told("Give an aware time, such as datetime.now(UTC)."))
    return now


def _policy(given: Any) -> Policy:
    if given is None or isinstance(given, Policy):
        return given or Policy()
    if isinstance(given, str | Path):
        return load_policy(given)
    msg = Told("policy is of type {name}.", name=type(given).__name__)
    raise ConfigError(msg, remedy=Told("Give the path of a policy's TOML file, or drs_report.load_policy(path)."))


def _is_pattern(path: str | Path) -> bool:
    return "*" in str(path) and not Path(path).exists()


def _paths(evidence: Any) -> list[Path]:
    if isinstance(evidence, Job | Result | pd.DataFrame | Dataset) or not isinstance(evidence, str | Path | Iterable):
        raise _no_path(evidence)
    given = [evidence] if isinstance(evidence, str | Path) else list(evidence)
    paths: list[Path] = []
    for one in given:
        if not isinstance(one, str | Path) or not str(one).strip():
            raise _no_path(one)
        paths += [Path(found) for found in sorted(glob.glob(str(one)))] if _is_pattern(one) else [Path(one)]  # noqa: PTH207 - absolute patterns too
    if not paths:
        raise ConfigError(
            Told("There is no result file."), remedy=Told("Name the folder that holds the files, or the files.")
        )
    return paths


def _no_path(given: object) -> ConfigError:
    msg = Told("{name} is no path.", name=repr(given) if isinstance(given, str) else type(given).__name__)
    if isinstance(given, Dataset | pd.DataFrame):
        msg = Told("A dataset or a frame has lost what lies beside its file.")
    return ConfigError(msg, remedy=Told("Give the paths of the files, or a job of drs_report.load(folder)."))


def _nearest(name: object, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(str(name), list(known), 1)
    return f" (did you mean {found[0]!r}?)" if found else ""
