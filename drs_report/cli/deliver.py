"""From what was loaded to files on disk or one on standard output, and the exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drs_report.cli import exit_codes as codes
from drs_report.cli.console import is_heard, say, tell
from drs_report.cli.options import redaction
from drs_report.errors import ConfigError, DrsReportError
from drs_report.records.judgement import Decision

if TYPE_CHECKING:
    from drs_report.pipeline import Loaded
    from drs_report.records.document import Report, State

__all__ = ["deliver", "exit_code", "load_policy_file", "moment"]

_CODES = {Decision.PASS: codes.PASS, Decision.FAIL: codes.FAIL, Decision.INCONCLUSIVE: codes.INCONCLUSIVE}


def deliver(loaded: Loaded, options: dict[str, Any]) -> int:
    """Judge, render and write, as the options of `reporting` say; return the exit code."""
    from drs_report import pipeline
    from drs_report.delivery import disk as output

    if not loaded.datasets:
        for failure in loaded.failures[1:]:  # the first one is raised below
            tell(failure.error)
    formats: tuple[str, ...] = options["formats"]
    to_stdout = str(options["output"]) == "-"
    if to_stdout and len(formats) != 1:
        msg = f"-o - writes one format to standard output, but --format names {len(formats)}."
        raise ConfigError(msg, remedy="Choose one, e.g. --format md.")
    if to_stdout and not is_heard():
        raise DrsReportError("There is no standard output to write to.", remedy="Write to a folder with -o DIR.")
    data = {"both": ("parquet", "csv"), "none": ()}.get(options["data_formats"], (options["data_formats"],))
    report, data_files = pipeline.report_loaded(
        loaded,
        now=moment(options),
        policy=load_policy_file(options),
        lang=options["lang"],
        title=options["title"],
        redaction=redaction(options),
        data_formats=() if to_stdout else data,
    )
    artifacts = pipeline.render(report, formats, max_bytes=options["max_bytes"])
    for failure in loaded.failures:
        tell(failure.error)
    if to_stdout:
        if len(artifacts) != 1:
            msg = f"--format {formats[0]} makes {len(artifacts)} files, which cannot share standard output."
            raise ConfigError(msg, remedy="Write to a folder with -o DIR.")
        output.write_stream(artifacts[0], sys.stdout.buffer)
    else:
        folder: Path = options["output"]
        written = output.write(
            (*artifacts, *data_files),
            folder,
            keep=loaded.paths,
            is_overwriting=options["overwrite"],
            mode=options["mode"],
        )
        _summary(report, written[: len(artifacts)], len(data_files), folder, is_quiet=options["quiet"])
    return exit_code(report, loaded)


_COLOURS: dict[State, str] = {
    "ok": "green",
    "bad": "red",
    "fail": "red",
    "warn": "yellow",
    "open": "magenta",
    "info": "",
    "none": "",
}
_WORST = 5


def terminal_lines(report: Report) -> Iterator[tuple[str, State]]:
    """Give what was compared, the criteria that are not met and the five worst tables, as lines with their states."""
    from drs_report.renderers.base import MARKS

    yield report.scope_line, "none"
    tables = {block.table.id: block.table for section in report.sections for block in section.blocks if block.table}
    for row in tables["criteria-table"].rows if "criteria-table" in tables else ():
        answer, question, numbers, *_ = row.cells
        if answer.state != "ok":
            yield f"{MARKS[answer.state]} {answer.text}: {question.text} {numbers.text}".rstrip(), answer.state
    matrix = tables["coverage-table"].rows if "coverage-table" in tables else ()
    for row in [row for row in matrix if row.state in {"bad", "fail", "open", "warn"}][:_WORST]:
        said = ", ".join(cell.text for cell in row.cells[1:-1] if cell.state in {"bad", "fail", "open", "warn"})
        yield f"{MARKS[row.state]} {row.cells[0].text}: {said or row.cells[-1].text}", row.state


def exit_code(report: Report, loaded: Loaded) -> int:
    """Return the code of the verdict, or `COULD_NOT_RUN` where a file could not be read."""
    return codes.worst([_CODES[report.verdict.decision], codes.COULD_NOT_RUN if loaded.failures else codes.PASS])


def moment(options: dict[str, Any]) -> datetime:
    """Return ``--now``, or the present to the second."""
    given: datetime | None = options["now"]
    return given or datetime.now(UTC).replace(microsecond=0)


def load_policy_file(options: dict[str, Any]) -> Any:
    """Return the policy of ``--policy``, or the strict default."""
    from drs_report.policy import Policy, load_policy

    file: Path | None = options["policy_file"]
    return load_policy(file) if file else Policy()


def _summary(report: Report, written: Sequence[Path], n_data: int, folder: Path, *, is_quiet: bool) -> None:
    say(f"{report.decision_word}: {report.sentence}", colour=_COLOURS[report.state])
    if is_quiet:
        return
    for line, state in terminal_lines(report):
        say(f"  {line}", colour=_COLOURS[state])
    for path in written:
        say(f"  {path}")
    if n_data:
        say(f"  {folder / 'data'}/ ({n_data} data files)")
