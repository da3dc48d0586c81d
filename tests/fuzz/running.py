"""The loop: so many executions of a target, or so many seconds; what escapes is kept with the input that does it."""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drs_report.errors import DrsReportError
from tests.fuzz.targets import TARGETS, Target

FOUND = Path(__file__).parent / "found"
"""Inputs that once escaped, one a file, named by their target; every run of the tests tries them."""


@dataclass
class Run:
    """What came of a target."""

    target: Target
    n: int = 0
    n_refused: int = 0
    """Ended with an error of ours."""
    crashes: dict[str, tuple[Any, str]] = field(default_factory=dict)
    """By where it was raised: the first input that did it, and the traceback."""
    seconds: float = 0.0
    slowest: float = 0.0
    slow_input: Any = None


def run(target: Target, *, seed: int, executions: int | None = None, seconds: float | None = None) -> Run:
    """Execute `target` on inputs drawn from `seed` until either bound is reached."""
    rng = random.Random(f"{target.name} {seed}")
    corpus = target.corpus()
    done = Run(target)
    began = time.monotonic()
    while (executions is None or done.n < executions) and (seconds is None or time.monotonic() - began < seconds):
        given = target.make(rng, rng.choice(corpus))
        _once(done, given)
    done.seconds = time.monotonic() - began
    return done


def _once(done: Run, given: Any) -> None:
    began = time.process_time()
    try:
        done.target.run(given)
    except DrsReportError:
        done.n_refused += 1
    except Exception as error:  # noqa: BLE001 - what is looked for
        last = traceback.extract_tb(error.__traceback__)[-1]
        done.crashes.setdefault(
            f"{type(error).__name__} {last.filename}:{last.lineno}", (given, traceback.format_exc())
        )
    done.n += 1
    spent = time.process_time() - began
    if spent > done.slowest:
        done.slowest, done.slow_input = spent, given


def as_bytes(given: Any) -> bytes:
    """An input as the file that keeps it."""
    return given if isinstance(given, bytes) else given.encode("utf-8", "surrogatepass")


def from_bytes(target: Target, raw: bytes) -> Any:
    """The input that a file keeps."""
    return (
        raw
        if isinstance(target.make(random.Random(0), target.corpus()[0]), bytes)
        else raw.decode("utf-8", "surrogatepass")
    )


def keep(done: Run, folder: Path) -> list[Path]:
    """Write the inputs that escaped."""
    kept = []
    for given, _ in done.crashes.values():
        raw = as_bytes(given)
        path = folder / f"{done.target.name.replace(' ', '_')}-{hashlib.sha256(raw).hexdigest()[:12]}"
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
        kept.append(path)
    return kept


def main() -> None:
    """Run all targets or some, by their shares, and say what came of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, help="for all targets together")
    parser.add_argument("--executions", type=int, help="of all targets together")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--target", action="append", help="repeatable; all if none is named")
    parser.add_argument("--keep", type=Path, default=FOUND, help="where inputs that escape are kept")
    given = parser.parse_args()
    chosen = [target for target in TARGETS if not given.target or target.name in given.target]
    whole = sum(target.share for target in chosen)
    total = n_crashes = 0
    for target in chosen:
        executions = None if given.executions is None else max(1, given.executions * target.share // whole)
        seconds = None if given.seconds is None else given.seconds / len(chosen)
        done = run(
            target, seed=given.seed, executions=executions, seconds=60 if executions is seconds is None else seconds
        )
        print(
            f"{target.name:15} {done.n:9,} executions, {done.n_refused:9,} refused, {len(done.crashes)} escapes, "
            f"{done.seconds:7.1f} s, slowest {1000 * done.slowest:6.0f} ms",
            flush=True,
        )
        for path, (_, told) in zip(keep(done, given.keep), done.crashes.values(), strict=True):
            print(f"  {path}", *told.splitlines()[:3], "  ...", *told.splitlines()[-5:], sep="\n", flush=True)
        total, n_crashes = total + done.n, n_crashes + len(done.crashes)
    print(f"{total:,} executions, {n_crashes} escapes, seed {given.seed}")
    sys.exit(bool(n_crashes))
