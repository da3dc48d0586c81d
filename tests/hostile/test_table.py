"""Every input of the hostile table meets the command line: the code it has to end with, a sentence, never a traceback."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from drs_report import cli
from drs_report.cli.console import tell
from drs_report.errors import DrsReportError, PolicyError
from drs_report.language.translator import Words
from tests.hostile.measuring import ROOT, all_cases
from tests.hostile.table import Case, Outcome, expand, faults

_CASES = all_cases()


def test_the_table_is_long_and_names_each_input_once() -> None:
    names = [case.name for case in _CASES]
    assert len(names) == len({*names}) >= 300


@pytest.mark.parametrize("case", [case for case in _CASES if not case.needs_process], ids=lambda case: case.name)
def test_in_this_process(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = expand(case.make(tmp_path), tmp_path / "out")
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.stderr", err)
    monkeypatch.chdir(tmp_path)
    told: list[DrsReportError] = []
    monkeypatch.setattr(cli, "tell", lambda error: (told.append(error), tell(error)))
    code = cli.run(arguments)
    said = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
    assert faults(case, Outcome(code, *said)) == [], said
    assert [english for error in told for english in english_in(error)] == []


_ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}")
"""Three words in a row: a sentence, and no name, path or option."""


def english_in(error: DrsReportError) -> list[str]:
    """What of an error is left in English for a reader of Chinese, but for what it quotes."""
    texts = [error.message, error.remedy, *(error.problems if isinstance(error, PolicyError) else ())]
    ours = [text.mapped(lambda _: "…") for text in texts if text]
    chinese = [re.sub(r"`[^`]*`", "…", Words.of("zh-CN").told(text)) for text in ours]  # without the commands named
    return [match for text in chinese for match in _ENGLISH.findall(text)]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs bash and its redirections")
@pytest.mark.parametrize("part", ["streams: ", "environment: ", "limits: "])
def test_as_a_process(part: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile", part],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert "traceback" not in done.stderr, done.stderr
    told = [line for line in done.stderr.splitlines()[:-1] if not line.endswith("of CPU") and "MB" not in line]
    assert told == [], done.stderr
