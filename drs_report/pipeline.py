"""The whole flow, an arrow a line. Read this first.

paths ──────gather──────▶ files            and what lies beside them, with the reason why it was left out
file ───────load────────▶ Dataset          typed frames, and how they were understood
[Dataset] ──analyse─────▶ Analysis         findings, coverage, sources
Analysis ───judge───────▶ Verdict          PASS | FAIL | INCONCLUSIVE, criterion by criterion
everything ─build───────▶ Report           finished words in one language
Report ─────render──────▶ Artifact...      bytes; `drs_report.delivery.disk` writes them
"""

from __future__ import annotations

import difflib
import gc
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path

from drs_report.analysis import Analysis, analyse
from drs_report.analysis.fetching_doubts import fetching_doubts, list_finding
from drs_report.analysis.layout_proof import layout_findings
from drs_report.analysis.reading_doubts import accounts_finding
from drs_report.delivery import data_files as exports
from drs_report.errors import (
    ComparisonListError,
    ConfigError,
    DrsReportError,
    NotJudgedError,
    Told,
    UnknownCompareTypeError,
    UnreadableWorkbookError,
    WorkbookError,
)
from drs_report.evidence.files import Gathered, InputFile, LeftOut, gather, printable_name
from drs_report.evidence.manifest import Missing
from drs_report.evidence.proofs import Proven
from drs_report.findings.registry import make_finding
from drs_report.language.moments import localised
from drs_report.policy import Policy, apply_scope, judge
from drs_report.privacy.redaction import Redaction
from drs_report.reading.dataset import Dataset
from drs_report.reading.loading import load_all
from drs_report.reading.teaching import Layout
from drs_report.reading.xlsx import Limits
from drs_report.records.artifact import Artifact
from drs_report.records.document import Report
from drs_report.records.judgement import MAX_EVIDENCE_ROWS, Effect, Evidence, Finding, Origin, Verdict
from drs_report.records.reading import Source
from drs_report.records.remarks import RemarkKind, remark
from drs_report.renderers import by_slug
from drs_report.report import build
from drs_report.version import tool_version

_LOG = logging.getLogger("drs_report")

Progress = Callable[[str, int, int], None]
"""Called with what is being done (a file's name), how many are done and how many there are."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be used; the report names it and nothing in it counts as verified."""

    file: InputFile
    error: WorkbookError


@dataclass(frozen=True, slots=True)
class Loaded:
    """What could be read and what could not."""

    datasets: tuple[Dataset, ...]
    failures: tuple[Failure, ...] = ()
    missing: tuple[Missing, ...] = ()
    """What the manifests beside the files say could not be fetched."""
    unlisted: tuple[str, ...] = ()
    """Names of the files that the manifest beside them does not list."""
    proofs: tuple[Proven, ...] = ()
    """Cross-checks noted beside the files."""
    left_out: tuple[LeftOut, ...] = ()
    """What lay beside the files and was not read."""
    paths: tuple[Path, ...] = ()
    """What was read or should have been; a report must not overwrite it."""

    @property
    def failed(self) -> tuple[Failure, ...]:
        """The files that could not be used, without those that are understood and hold no result to be judged."""
        return tuple(one for one in self.failures if not one.error.is_known)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How workbooks are read."""

    layout: Layout | None = None
    limits: Limits | None = None
    compare_types: Mapping[str, str] | None = None
    """Compare type by file name, ``*`` for every file; only where the file itself does not say."""
    on_rows: Callable[[int], None] | None = None
    """Called with the number of rows of the present file that are read, as they are."""

    def type_of(self, name: str) -> str | None:
        """Return the compare type that is given for a file."""
        types = self.compare_types or {}
        return types.get(name, types.get("*"))


def load_files(gathered: Gathered, options: ReadOptions, progress: Progress | None = None) -> Loaded:
    """Load each file; one that cannot be used does not stop the others, it is kept with its error."""
    files = gathered.files
    check_types(gathered, options)
    datasets: list[Dataset] = []
    failures: list[Failure] = []
    for number, file in enumerate(files):
        if progress:
            progress(file.name, number, len(files))
        try:
            found = _load(file, options)
        except WorkbookError as error:
            failures.append(Failure(file, error))
        except DrsReportError:
            raise  # a wrong argument is not the file's fault
        except MemoryError:
            what = Told("it does not fit into the memory of this machine.")
            remedy = Told("Read it on a larger machine.")
            failures.append(Failure(file, UnreadableWorkbookError(file.name, what, remedy=remedy)))
        except OSError as error:
            what = Told("it cannot be read: {reason}.", reason=error.strerror or type(error).__name__)
            remedy = Told("Copy it to a sound disk, or save it again.")
            failures.append(Failure(file, UnreadableWorkbookError(file.name, what, remedy=remedy)))
        except Exception as error:  # noqa: BLE001 - one bad file must not take the others along
            _LOG.debug("%s cannot be read", file.name, exc_info=True)
            what = Told("it could not be read, for a reason that nobody foresaw ({name}).", name=type(error).__name__)
            remedy = Told("Please report it; nothing in the file counts as verified.")
            failures.append(Failure(file, UnreadableWorkbookError(file.name, what, remedy=remedy)))
        else:
            datasets += found
    if progress:
        progress("", len(files), len(files))
    return Loaded(
        tuple(datasets),
        tuple(failures),
        gathered.missing,
        gathered.unlisted,
        gathered.proofs,
        gathered.left_out,
        tuple(file.path for file in files),
    )


def check_types(gathered: Gathered, options: ReadOptions) -> None:
    """Raise `ConfigError` where a compare type is given for a file that is not among those gathered."""
    names = [file.name for file in gathered.files]
    unmet = sorted({*(options.compare_types or ())} - {"*", *names})
    if unmet:
        msg = Told("A compare type is given for {file}, which is not among the files.", file=printable_name(unmet[0]))
        near = difflib.get_close_matches(unmet[0], names, n=1, cutoff=0.0)
        raise ConfigError(msg, remedy=Told("Did you mean {near}?", near=near[0]) if near else None)


def _load(file: InputFile, options: ReadOptions) -> tuple[Dataset, ...]:
    if file.problem:
        raise UnreadableWorkbookError(file.name, file.problem, remedy=file.remedy)
    return load_all(
        file.path,
        name=file.name,
        compare_type=options.type_of(file.name),
        layout=options.layout,
        limits=options.limits,
        origin=_origin(file),
        on_rows=options.on_rows,
    )


@contextmanager
def _collection_put_off() -> Iterator[None]:
    """Put off looking for circles of dead objects until the work is done.

    What is made here is kept, object by object, and each look goes through all of it again: with 50,000 tables two
    fifths of the time. Objects outside circles are freed at once all the same. What was made joins the old objects,
    which are looked through seldom, without being looked through first.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():  # what somebody else froze stays so
            gc.freeze()
            gc.unfreeze()
        gc.enable()


@_collection_put_off()
def judge_loaded(loaded: Loaded, policy: Policy, now: datetime) -> tuple[Analysis, Verdict]:
    """Analyse what was loaded, count what was not against it, and judge."""
    analysis = analyse(
        loaded.datasets,
        fold_case=policy.fold_case,
        one_task=policy.one_task,
        alias=policy.alias,
        max_spread_hours=policy.max_spread_hours,
        write_stops=policy.write_stops,
    )
    analysis = replace(
        analysis,
        findings=(
            *analysis.findings,
            *(_unreadable(f, analysis.sources) for f in loaded.failures),
            *(_left_out(left) for left in loaded.left_out),
            *fetching_doubts(analysis.sources, loaded.missing, loaded.unlisted),
            *layout_findings(analysis.sources, loaded.proofs),
        ),
        coverage=apply_scope(analysis.coverage, policy),
    )
    return analysis, judge(analysis.findings, analysis.coverage, analysis.sources, policy, now)


def make_report(
    paths: Path | str | Sequence[Path | str],
    *,
    now: datetime,
    policy: Policy | None = None,
    lang: str = "en",
    title: str | None = None,
    options: ReadOptions | None = None,
    redaction: Redaction | None = None,
    data_formats: Sequence[str] = (),
    progress: Progress | None = None,
    zone: tzinfo | None = None,
) -> tuple[Report, tuple[Artifact, ...]]:
    """Go from result files to the finished `Report` and the data files beside it.

    `now` (aware) is the time the policy's ages and expiries are judged at and the time the report is stamped with: same
    files, same policy, same `now`, same bytes. `policy` None is the strict default. `data_formats` are of
    `DATA_FORMATS`. `zone` is that of the report's times; without it they are in the evidence's own. Raises
    `WorkbookError` if no file could be read, `ConfigError` for a path that is not there.
    """
    given = [paths] if isinstance(paths, str | Path) else paths
    loaded = load_files(gather([Path(p) for p in given]), options or ReadOptions(), progress)
    return report_loaded(
        loaded,
        now=now,
        policy=policy,
        lang=lang,
        title=title,
        redaction=redaction,
        data_formats=data_formats,
        zone=zone,
    )


@_collection_put_off()
def report_loaded(
    loaded: Loaded,
    *,
    now: datetime,
    policy: Policy | None = None,
    lang: str = "en",
    title: str | None = None,
    redaction: Redaction | None = None,
    data_formats: Sequence[str] = (),
    zone: tzinfo | None = None,
) -> tuple[Report, tuple[Artifact, ...]]:
    """Do `make_report` for what is loaded already, from files or from the query API."""
    if not loaded.datasets and loaded.failures:
        raise loaded.failures[0].error
    analysis, verdict = judge_loaded(loaded, policy or Policy(), now)
    exported = () if redaction else exports.export(loaded.datasets, data_formats)
    report = build(
        verdict,
        analysis.coverage,
        analysis.sources,
        title=title,
        lang=lang,
        generated_at=now,
        version=tool_version(),
        data_files=exported,
        redaction=redaction,
        zone=zone,
    )
    return report, tuple(one.artifact for one in exported)


@_collection_put_off()
def render(report: Report, formats: Sequence[str], *, max_bytes: int | None = None) -> tuple[Artifact, ...]:
    """Render `report` in each of `formats` (names of `drs_report.renderers.FORMATS`), in that order.

    `max_bytes` bounds the formats that know how to shorten themselves.
    """
    return tuple(by_slug(slug).render(report, max_bytes) for slug in formats)


def _origin(file: InputFile) -> Origin:
    """Give what the manifest beside the file says of it, and its folder. The hash is the manifest's."""
    entry = file.entry
    if entry is None:
        return Origin(name=file.name, sha256="", size=0, folder=file.folder)
    return Origin(
        name=file.name,
        sha256=entry.sha256,
        size=entry.size,
        fetched_at=_moment(file.name, entry.fetched_at),
        job_id=entry.job_id or None,
        compare_job_id=entry.compare_job_id or None,
        compare_type=entry.compare_type or None,
        language=entry.language or None,
        request_id=entry.request_id or None,
        region=entry.region or None,
        newer_compare_job_id=entry.newer_compare_job_id or None,
        newer_compare_status=entry.newer_compare_status or (entry.newer_compare_job_id and "unknown") or None,
        compare_status=entry.compare_status.strip() or "unknown",
        compare_started_at=_moment(file.name, entry.compare_started_at),
        compare_ended_at=_moment(file.name, entry.compare_ended_at),
        folder=file.folder,
    )


def _moment(file: str, text: str) -> datetime | None:
    """The time in a manifest, a file that anybody can edit; None where it gives none."""
    try:
        at = localised(datetime.fromisoformat(text), None) if text else None
    except ValueError:
        at = None
    if text and at is None:
        what = Told("the manifest of its folder gives {text!r} as a time, which is none.", text=text[:40])
        raise UnreadableWorkbookError(file, what, remedy=Told("Fetch it again, or mend the manifest."))
    return at


def _unreadable(failure: Failure, sources: Sequence[Source]) -> Finding:
    if isinstance(failure.error, ComparisonListError):
        return list_finding(failure.file.name, failure.error.runs, sources)
    if isinstance(failure.error, NotJudgedError):
        return accounts_finding(failure.file.name, failure.error.n_rows, failure.error.n_open)
    if type(failure.error) is UnknownCompareTypeError:  # it can be read, and is of something else
        return _left_out(LeftOut((failure.file.name,), remark(RemarkKind.NO_KNOWN_TABLE), Effect.REVIEW))
    return make_finding("evidence.unreadable-file", failure.file.name, {"reason": failure.error.reason})


def _left_out(left: LeftOut) -> Finding:
    code = "evidence.entries-skipped" if left.effect is Effect.NOTE else "evidence.foreign-file"
    facts, names = {"what": left.what, "n_files": len(left.names)}, left.names[:MAX_EVIDENCE_ROWS]
    return make_finding(code, left.names[0], facts, evidence=map(Evidence, names))
