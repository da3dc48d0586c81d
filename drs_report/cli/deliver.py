"""From what was loaded to files on disk or one on standard output, and the exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drs_report.cli import exit_codes as codes
from drs_report.cli.console import say, tell
from drs_report.cli.options import redaction
from drs_report.errors import ConfigError
from drs_report.records.judgement import Decision

if TYPE_CHECKING:
    from drs_report.pipeline import Loaded
    from drs_report.records.document import Report

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
    to_stdout = options["output"] == "-"
    if to_stdout and len(formats) != 1:
        msg = f"-o - writes one format to standard output, but --format names {len(formats)}."
        raise ConfigError(msg, remedy="Choose one, e.g. --format md.")
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
        folder = Path(options["output"])
        written = output.write(
            (*artifacts, *data_files),
            folder,
            keep=loaded.paths,
            is_overwriting=options["overwrite"],
            mode=options["mode"],
        )
        _summary(report, written[: len(artifacts)], len(data_files), folder)
    return exit_code(report, loaded)


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


def _summary(report: Report, written: Sequence[Path], n_data: int, folder: Path) -> None:
    say(f"{report.decision_word}: {report.sentence}")
    for path in written:
        say(f"  {path}")
    if n_data:
        say(f"  {folder / 'data'}/ ({n_data} data files)")
