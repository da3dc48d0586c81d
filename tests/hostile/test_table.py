"""Every input of the hostile table meets the command line: the code it has to end with, a sentence, never a traceback.

What hurts by what it costs alone is smaller here, where nobody looks at a clock (`tests.hostile.table.many`).
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from drs_report import cli
from drs_report.cli.console import tell
from drs_report.errors import DrsReportError, PolicyError
from drs_report.language.translator import Words
from tests.hostile.measuring import all_cases, measure
from tests.hostile.table import PASS, Case, Outcome, expand, faults
from tests.redteam.usual import once

_CASES = all_cases()


def test_the_table_is_long_and_names_each_input_once() -> None:
    names = [case.name for case in _CASES]
    assert len(names) == len({*names}) >= 300


@pytest.mark.parametrize("case", [case for case in _CASES if not case.needs_process], ids=lambda case: case.name)
def test_in_this_process(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = expand(case.make(tmp_path), tmp_path / "out")
    encoding, errors = case.console
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding, errors) for _ in range(2))
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.stderr", err)
    monkeypatch.chdir(tmp_path)
    told: list[DrsReportError] = []
    monkeypatch.setattr(cli, "tell", lambda error: (told.append(error), tell(error)))
    with once():
        code = cli.run(arguments)
    said = [stream.buffer.getvalue().decode(encoding, "replace") for stream in (out, err)]  # type: ignore[attr-defined]
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


_OF_ONE_THING = {
    **dict.fromkeys(("LC_ALL", "PYTHONUTF8", "PYTHONCOERCECLOCALE"), "which letters there are"),
    **dict.fromkeys(("COLUMNS", "LINES"), "how large the terminal is"),
    **dict.fromkeys(("FORCE_COLOR", "CLICOLOR_FORCE", "NO_COLOR"), "whether there are colours"),
    **dict.fromkeys(("PYTHONDONTWRITEBYTECODE", "PYTHONOPTIMIZE"), "what is kept of what was compiled"),
}


def things(case: Case) -> set[str]:
    """What its environment and limits speak of: where two speak of the same, one could hide what the other does."""
    limits = re.findall(r"ulimit -\w|umask", case.limits)
    return {_OF_ONE_THING.get(variable, variable) for variable in (*case.env, *limits)}


def together(cases: Iterable[Case]) -> list[Case]:
    """Environments and limits that are to change nothing share a process if they speak of different things.

    `python -m tests.hostile` tries each by itself.
    """
    alone, shared = list[Case](), list[Case]()
    for case in cases:
        if case.code != PASS or case.streams:
            alone.append(case)
            continue
        for n, other in enumerate(shared):
            if other.make is case.make and not things(other) & things(case):
                both = {**other.env, **case.env}
                shared[n] = replace(
                    other, name=f"{other.name}; {case.name}", env=both, limits=other.limits + case.limits
                )
                break
        else:
            shared.append(case)
    return alone + shared


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs bash and its redirections")
@pytest.mark.parametrize(
    "case", together(case for case in _CASES if case.needs_process), ids=lambda case: case.name[:60]
)
def test_as_a_process(case: Case) -> None:
    """What it costs is for `python -m tests.hostile` to say."""
    end = measure(case).end
    assert faults(case, end) == [], end
