"""From what was loaded to files on disk or one on standard output, and the exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drs_report.cli import exit_codes as codes
from drs_report.cli.console import is_heard, progress_bar, say, tell
from drs_report.cli.options import TEXT, given_files, redaction
from drs_report.cli.words import t
from drs_report.errors import ConfigError, DrsReportError, Told
from drs_report.evidence.outputs import REPORT_INDEX
from drs_report.records.artifact import Artifact
from drs_report.records.judgement import Decision

if TYPE_CHECKING:
    from drs_report.evidence.files import Gathered
    from drs_report.pipeline import Failure, Loaded, ReadOptions
    from drs_report.policy import Policy
    from drs_report.records.document import Report, State

_MOST_TOLD = 50
"""Files that cannot be used, told one by one."""
_CODES = {Decision.PASS: codes.PASS, Decision.FAIL: codes.FAIL, Decision.INCONCLUSIVE: codes.INCONCLUSIVE}


def deliver(loaded: Loaded, options: dict[str, Any]) -> int:
    """Judge, render and write, as the options of `reporting` say; return the exit code."""
    from drs_report import pipeline

    if not loaded.datasets:
        tell_failures(loaded.failures[1:])  # the first one is raised below
    asked: tuple[str, ...] = options["formats"]
    formats = tuple(one for one in asked if one != TEXT)
    to_stdout = str(options["output"]) == "-"
    if to_stdout:
        _check_stdout(asked)
    report, data_files = pipeline.report_loaded(
        loaded,
        **judged_by(options),
        redaction=redaction(options),
        data_formats=options["data_formats"] if formats and not to_stdout else (),
    )
    artifacts = pipeline.render(report, formats, max_bytes=options["max_bytes"])
    tell_failures(loaded.failed)
    if not formats:
        _verdict(report, is_quiet=options["quiet"])
    elif to_stdout:
        sys.stdout.buffer.writelines(artifacts[0].blocks())
        sys.stdout.buffer.flush()
    else:
        written = write(loaded, (*artifacts, *data_files), options["output"], options)
        _summary(report, written[: len(artifacts)], len(data_files), options)
    return exit_code(report, loaded)


def tell_failures(failures: Sequence[Failure]) -> None:
    """Say which files could not be used, and why; of very many the first, for the report names each."""
    for failure in failures[:_MOST_TOLD]:
        tell(failure.error)
    if n := len(failures[_MOST_TOLD:]):
        say("drs-report: " + t("{n} more files could not be used.", n=n), err=True)
        say("  " + t("`drs-report inspect` on their folder names each with the reason."), err=True)


def judged_by(options: dict[str, Any]) -> dict[str, Any]:
    """Return what the options of `judging` say, as arguments of `pipeline.report_loaded`."""
    return {
        "now": options["now"] or datetime.now(UTC).replace(microsecond=0),
        "policy": _policy(options["policy_file"]),
        "lang": options["lang"],
        "title": options["title"],
        "zone": options["zone"],
    }


def write(
    loaded: Loaded, artifacts: Sequence[Artifact], folder: Path, options: dict[str, Any], index: str = REPORT_INDEX
) -> tuple[Path, ...]:
    """Write `artifacts` into `folder` as one set, over none of the files they were made from; return their paths."""
    from drs_report.delivery import disk

    is_overwriting, mode = options["overwrite"], options["mode"]
    read = (*loaded.paths, *given_files(options))
    return disk.write(artifacts, folder, index=index, keep=read, is_overwriting=is_overwriting, mode=mode)


def _check_stdout(asked: Sequence[str]) -> None:
    if len(asked) != 1:
        msg = Told("-o - writes one format to standard output, but --format names {n}.", n=len(asked))
        raise ConfigError(msg, remedy=Told("Choose one, e.g. --format md."))
    if not is_heard():
        raise DrsReportError(
            Told("There is no standard output to write to."), remedy=Told("Write to a folder with -o DIR.")
        )


def load_shown(files: Gathered, read: ReadOptions) -> Loaded:
    """Load the files; on a terminal say which is being read, how many are done, and the rows read of it."""
    from drs_report import pipeline

    with progress_bar(t("reading")) as bar:
        if bar is None:
            return pipeline.load_files(files, read)
        return pipeline.load_files(files, replace(read, on_rows=bar.rows), bar.file)


_COLOURS: dict[State, str] = {
    "ok": "green",
    "bad": "red",
    "fail": "red",
    "warn": "yellow",
    "open": "magenta",
    "info": "",
    "none": "",
}
_OPEN: frozenset[State] = frozenset({"bad", "fail", "open", "warn"})
_WORST = 5


def terminal_lines(report: Report) -> Iterator[tuple[str, State]]:
    """Give what was compared, the criteria, broken ones first, the five worst tables and how many more there are."""
    from drs_report.language.formatting import DASH
    from drs_report.language.translator import Words
    from drs_report.renderers.base import MARKS

    w = Words.of(report.lang)
    yield report.scope_line, "none"
    tables = {block.table.id: block.table for section in report.sections for block in section.blocks if block.table}
    criteria = tables["criteria-table"].rows if "criteria-table" in tables else ()
    for row in sorted(criteria, key=lambda row: row.cells[0].state == "ok"):
        answer, question, numbers, *_ = row.cells
        told = answer.text if numbers.text == DASH else numbers.text
        said = w.t("{label}: {value}", label=question.text, value=told)
        yield f"{MARKS[answer.state]} {said}", answer.state
    if "coverage-table" not in tables:
        return
    matrix = tables["coverage-table"]
    rows = [row for row in matrix.rows if row.state in _OPEN]
    for row in rows[:_WORST]:
        pairs = [pair for pair in zip(matrix.columns[2:], row.cells[2:], strict=True) if pair[1].state in _OPEN]
        worst = w.phrases([w.t("{label}: {value}", label=column.label, value=cell.text) for column, cell in pairs])
        said = w.t("{head} — {rest}", head=row.cells[0].text, rest=worst or row.cells[1].text)
        yield f"{MARKS[row.state]} {said}", row.state
    if n := len(rows[_WORST:]):
        yield f"… {w.n('{n} more', '{n} more', n)}", "none"


def exit_code(report: Report, loaded: Loaded) -> int:
    """Return the code of the verdict, or `COULD_NOT_RUN` where a file could not be read."""
    return codes.worst([_CODES[report.verdict.decision], codes.COULD_NOT_RUN if loaded.failed else codes.PASS])


def _policy(file: Path | None) -> Policy:
    """Return the policy of ``--policy``, or the strict default."""
    from drs_report.policy import Policy, load_policy

    return load_policy(file) if file else Policy()


def headline(report: Report) -> str:
    """Return the verdict and its sentence in the language of the report."""
    from drs_report.language.translator import Words

    return Words.of(report.lang).t("{label}: {value}", label=report.decision_word, value=report.sentence)


def _verdict(report: Report, *, is_quiet: bool) -> None:
    say(headline(report), colour=_COLOURS[report.state])
    for line, state in () if is_quiet else terminal_lines(report):
        say(f"  {line}", colour=_COLOURS[state])


def _summary(report: Report, written: Sequence[Path], n_data: int, options: dict[str, Any]) -> None:
    _verdict(report, is_quiet=options["quiet"])
    if options["quiet"]:
        return
    for path in written:
        say(f"  {path}")
    if n_data:
        say("  " + t("{folder}/ ({n} data files)", folder=str(options["output"] / "data"), n=n_data))
