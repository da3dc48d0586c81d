"""The whole flow, an arrow a line. Read this first.

paths ──────find_files──▶ files
file ───────load────────▶ Dataset          typed frames, and how they were understood
[Dataset] ──analyse─────▶ Analysis         findings, coverage, sources
Analysis ───judge───────▶ Verdict          PASS | FAIL | INCONCLUSIVE, criterion by criterion
everything ─build───────▶ Report           finished words in one language
Report ─────render──────▶ Artifact...      bytes; `drs_report.delivery.disk` writes them
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from drs_report.analysis import Analysis, analyse
from drs_report.analysis.cross_check import layout_findings
from drs_report.analysis.fetching_doubts import fetching_doubts
from drs_report.delivery import data_files as exports
from drs_report.errors import ConfigError, UnreadableWorkbookError, WorkbookError
from drs_report.evidence import manifest
from drs_report.evidence.answers import is_query_file
from drs_report.evidence.manifest import MANIFEST_NAME, Missing, read_manifest
from drs_report.evidence.proofs import Proven, read_proofs
from drs_report.policy import Policy, apply_scope, judge
from drs_report.privacy.redaction import Redaction
from drs_report.reading.dataset import Dataset
from drs_report.reading.loading import load
from drs_report.reading.teaching import Layout
from drs_report.reading.xlsx import Limits
from drs_report.records.document import Report
from drs_report.records.judgement import Artifact, Effect, Evidence, Fact, Finding, Level, Origin, Subject, Verdict
from drs_report.renderers import RenderOptions, by_slug
from drs_report.report import DataFile, build
from drs_report.version import tool_version

__all__ = [
    "Failure",
    "InputFile",
    "Loaded",
    "ReadOptions",
    "find_files",
    "load_files",
    "make_report",
    "render",
]

Progress = Callable[[str, int, int], None]
"""Called with what is being done (a file's name), how many are done and how many there are."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """One result file and the name the report calls it by, which does not depend on where the folder lies."""

    path: Path
    name: str


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


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How workbooks are read."""

    engine: str = "exact"
    layout: Layout | None = None
    limits: Limits | None = None
    compare_types: Mapping[str, str] | None = None
    """Compare type by file name, ``*`` for every file; only where the file itself does not say."""


def find_files(paths: Sequence[Path]) -> tuple[InputFile, ...]:
    """Return every result file below `paths`, sorted by name; one that is named itself is taken whatever its ending.

    Result files are workbooks and the ``.query.json`` that `fetch` stores where DRS does not give a file. A workbook in
    another format than ``.xlsx`` is taken too, to be refused by name, and so is a file that a ``manifest.json`` lists
    and that is gone: evidence must not be thinned out unseen.

    Office lock files (``~$...``) and hidden files are left alone. Raises `ConfigError` where a path does not exist and
    `UnreadableWorkbookError` where a folder holds no result file: an empty folder proves nothing.
    """
    found: list[InputFile] = []
    for path in paths:
        if path.is_dir():
            files = sorted({*(p for p in path.rglob("*") if _is_result(p.name) and _is_plain(p, path)), *_listed(path)})
            if not files:
                msg = "holds no .xlsx result file (nor stored query answers), so there is nothing to judge."
                raise UnreadableWorkbookError(
                    str(path), msg, remedy="Name the folder that holds the files DRS exported, or the files."
                )
            found += [InputFile(file, file.relative_to(path).as_posix()) for file in files]
        elif path.exists():
            found.append(InputFile(path, path.name))
        else:
            msg = f"{path}: no such file or folder."
            raise ConfigError(msg, remedy="Check the path.")
    unique: dict[Path, InputFile] = {}
    for file in found:
        unique.setdefault(file.path.resolve(), file)
    return _distinct(sorted(unique.values(), key=lambda file: file.name))


def load_files(files: Sequence[InputFile], options: ReadOptions, progress: Progress | None = None) -> Loaded:
    """Load each file; one that cannot be used does not stop the others, it is kept with its error."""
    datasets: list[Dataset] = []
    failures: list[Failure] = []
    types = options.compare_types or {}
    for number, file in enumerate(files):
        if progress:
            progress(file.name, number, len(files))
        try:
            if not file.path.exists():
                what = "the manifest of its folder lists it, but it is not there."
                raise UnreadableWorkbookError(
                    file.name, what, remedy="Fetch it again, or fetch the whole task into an empty folder."
                )
            dataset = load(
                file.path,
                name=file.name,
                compare_type=types.get(file.name, types.get("*")),
                engine=options.engine,
                layout=options.layout,
                limits=options.limits,
                origin=_origin(file),
            )
        except WorkbookError as error:
            failures.append(Failure(file, error))
        else:
            datasets.append(dataset)
    if progress:
        progress("", len(files), len(files))
    missing, unlisted = _beside(files)
    proofs = tuple(proof for folder in sorted({file.path.parent for file in files}) for proof in read_proofs(folder))
    return Loaded(tuple(datasets), tuple(failures), missing, unlisted, proofs)


def judge_loaded(loaded: Loaded, policy: Policy, now: datetime) -> tuple[Analysis, Verdict]:
    """Analyse what was loaded, count what was not against it, and judge."""
    analysis = analyse(loaded.datasets)
    analysis = replace(
        analysis,
        findings=(
            *analysis.findings,
            *(_unreadable(f) for f in loaded.failures),
            *fetching_doubts(analysis.sources, loaded.missing, loaded.unlisted),
            *layout_findings(analysis.sources, loaded.proofs),
        ),
        coverage=apply_scope(analysis.coverage, policy),
    )
    return analysis, judge(analysis.findings, analysis.coverage, analysis.sources, policy, now)


def make_report(
    paths: Sequence[Path | str],
    *,
    now: datetime,
    policy: Policy | None = None,
    lang: str = "en",
    title: str | None = None,
    options: ReadOptions | None = None,
    redaction: Redaction | None = None,
    data_formats: Sequence[str] = (),
    progress: Progress | None = None,
) -> tuple[Report, tuple[Artifact, ...]]:
    """Go from result files to the finished `Report` and the data files beside it.

    `now` (aware) is the time the policy's ages and expiries are judged at and the time the report is stamped with: same
    files, same policy, same `now`, same bytes. `policy` None is the strict default. `data_formats` are of
    `exports.FORMATS`. Raises `WorkbookError` if no file could be read, `ConfigError` for a path that is not there.
    """
    loaded = load_files(find_files([Path(p) for p in paths]), options or ReadOptions(), progress)
    return report_loaded(
        loaded, now=now, policy=policy, lang=lang, title=title, redaction=redaction, data_formats=data_formats
    )


def report_loaded(
    loaded: Loaded,
    *,
    now: datetime,
    policy: Policy | None = None,
    lang: str = "en",
    title: str | None = None,
    redaction: Redaction | None = None,
    data_formats: Sequence[str] = (),
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
        data_files=tuple(_data_file(one) for one in exported),
        redaction=redaction,
    )
    return report, tuple(one.artifact for one in exported)


def render(report: Report, formats: Sequence[str], *, max_bytes: int | None = None) -> tuple[Artifact, ...]:
    """Render `report` in each of `formats` (slugs of `drs_report.renderers.ALL`), in that order.

    `max_bytes` bounds the formats that know how to shorten themselves.
    """
    options = RenderOptions(max_bytes=max_bytes)
    return tuple(artifact for slug in formats for artifact in by_slug(slug).render(report, options))


def _is_result(name: str) -> bool:
    return name.lower().endswith((".xlsx", ".xlsm", ".xlsb", ".xls")) or is_query_file(name)


def _listed(folder: Path) -> list[Path]:
    """Return the files below `folder` that a manifest lists and that are gone."""
    manifests = (path for path in folder.rglob(MANIFEST_NAME) if _is_plain(path, folder))
    listed = (path.parent / entry.file for path in manifests for entry in read_manifest(path.parent))
    return [path for path in listed if not path.exists()]


def _is_plain(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    return path.is_file() and not any(part.startswith((".", "~$")) for part in parts)


def _distinct(files: list[InputFile]) -> tuple[InputFile, ...]:
    """Tell files of the same name apart by as much of their folder as it takes."""
    depth = 1
    while len({file.name for file in files}) < len(files):
        names = [file.name for file in files]
        files = [
            InputFile(f.path, "/".join(f.path.resolve().parts[-1 - depth :])) if names.count(f.name) > 1 else f
            for f in files
        ]
        depth += 1
    return tuple(files)


def _origin(file: InputFile) -> Origin:
    """Give the file's folder and what the manifest beside it says of it; the hash is the manifest's, else ""."""
    entry = next((e for e in read_manifest(file.path.parent) if e.file == file.path.name), None)
    folder = file.path.resolve().parent.as_posix()
    if entry is None:
        return Origin(name=file.name, sha256="", size=0, folder=folder)
    return Origin(
        name=file.name,
        folder=folder,
        sha256=entry.sha256,
        size=entry.size,
        fetched_at=_moment(entry.fetched_at),
        job_id=entry.job_id or None,
        compare_job_id=entry.compare_job_id or None,
        compare_type=entry.compare_type or None,
        language=entry.language or None,
        request_id=entry.request_id or None,
        region=entry.region or None,
        newer_compare_job_id=entry.newer_compare_job_id or None,
        newer_compare_status=entry.newer_compare_status or None,
        compare_status=entry.compare_status or None,
    )


def _moment(text: str) -> datetime | None:
    """The time in a manifest; None for what is none, for a manifest is a file that anybody can edit."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _beside(files: Sequence[InputFile]) -> tuple[tuple[Missing, ...], tuple[str, ...]]:
    """What the manifests beside `files` say could not be fetched, and which of the files they do not list."""
    manifests = {folder: manifest.read(folder) for folder in sorted({file.path.parent for file in files})}
    missing = tuple(one for found in manifests.values() for one in found.missing)
    known = {folder: {entry.file for entry in found.files} for folder, found in manifests.items()}
    is_kept = {folder: bool(found.files or found.missing) for folder, found in manifests.items()}
    unlisted = (f.name for f in files if is_kept[f.path.parent] and f.path.name not in known[f.path.parent])
    return missing, tuple(unlisted)


def _unreadable(failure: Failure) -> Finding:
    return Finding(
        code="evidence.unreadable-file",
        effect=Effect.UNPROVEN,
        subject=Subject(Level.FILE, source_name=failure.file.name),
        facts=(Fact("reason", failure.error.message),),
        evidence=(Evidence(file=failure.file.name),),
    )


def _data_file(exported: exports.Exported) -> DataFile:
    artifact = exported.artifact
    return DataFile(
        filename=artifact.filename,
        media_type=artifact.media_type,
        sha256=hashlib.sha256(artifact.content).hexdigest(),
        size=len(artifact.content),
        source=exported.source,
        frame=exported.frame,
        n_rows=exported.n_rows,
        is_restricted=artifact.is_restricted,
    )
