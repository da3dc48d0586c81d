"""A short run of every fuzz target from a fixed seed, and every input that ever escaped. `make fuzz` looks for more."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from drs_report.errors import DrsReportError
from tests.fuzz.running import FOUND, Run, from_bytes, keep, run
from tests.fuzz.targets import TARGETS, Target

_IN_ALL = 3000
_FOUND = sorted(path for path in FOUND.iterdir() if path.is_file())


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_nothing_but_our_errors_escapes(target: Target) -> None:
    done = run(target, seed=0, executions=max(20, _IN_ALL * target.share // 1000))
    assert not done.crashes, "\n".join(told for _, told in done.crashes.values())
    assert done.n >= 20


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_each_seed_passes_its_door_unchanged(target: Target) -> None:
    """What is refused as it stands is refused changed too, and nothing behind the door is tried."""
    for seed in target.corpus():
        if isinstance(seed, dict):
            target.run(json.dumps(seed).encode())
        elif not isinstance(seed, list):  # rows of a sheet, of which the target makes a workbook
            target.run(seed)


@pytest.mark.parametrize("path", _FOUND, ids=lambda path: path.name)
def test_what_once_escaped_does_not_any_more(path: Path) -> None:
    target = next(one for one in TARGETS if path.name.startswith(one.name.replace(" ", "_") + "-"))
    try:
        target.run(from_bytes(target, path.read_bytes()))
    except DrsReportError as error:
        assert error.remedy


def test_a_seed_gives_the_same_inputs_again() -> None:
    for target in TARGETS:
        first, second = (
            [target.make(rng, rng.choice(target.corpus())) for _ in range(5)]
            for rng in (random.Random(1), random.Random(1))
        )
        assert first == second


def test_what_escapes_is_kept_with_its_input(tmp_path: Path) -> None:
    def fails(given: str) -> None:
        raise ZeroDivisionError(given)

    done: Run = run(
        Target("broken door", lambda: ("x",), lambda _rng, seed: seed + "y", fails, 1), seed=1, executions=3
    )
    assert (done.n, len(done.crashes)) == (3, 1)
    (path,) = keep(done, tmp_path)
    assert (path.name.partition("-")[0], path.read_bytes()) == ("broken_door", b"xy")
