"""Plant faults in the code that decides, one at a time, and say which of them no test sees.

    nice python scripts/mutate.py [--n 300] [--seed 1] [--fresh] [--seconds 200] [--go-on] [--wide 30] [PATH ...]

A mutant is one small change of the syntax tree: a comparison turned, a condition forced, a constant changed, a
statement, decorator or entry left out. The tests run once with a note at each statement; each mutant then
meets the tests that ran its line, quickest first, in a fork of a process that has imported everything but this
package, so that it costs about a second. Each module without a fault must live in the tests that saw one in it, else
nothing that is said here counts.

Results are kept in build/mutants/ by the text of the mutant: a run that was stopped goes on where it was, and what was
killed before is not tried again unless --fresh asks for it. Survivors that docs/mutation.md lists as equivalent, with
the reason, are tried once and excused; exit code 1 if any other lives. In parts: --seconds stops, --go-on takes up what
is left.
"""
# ruff: noqa: INP001, T201 - a script that prints

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest
from mutation.meeting import Loop, ended, in_fork, meet_planted, outcome_of
from mutation.places import BROKEN, BUILD, HANGS, KILLED, LIVES, PYTEST, ROOT, TARGETS, TESTS, modules, watched
from mutation.planting import Mutant, chosen, mutants_of
from mutation.watching import observe, what_runs

JOURNAL: Final = BUILD / "journal.jsonl"
LISTED: Final = ROOT / "docs" / "mutation.md"
HEAVY: Final = ("pandas", "pyarrow.parquet", "openpyxl", "xlsxwriter", "pydantic", "rich.console")


def _excused() -> set[str]:
    """Return the names in the table of docs/mutation.md, each with a reason behind it."""
    if not LISTED.exists():
        return set()
    rows = (line.strip().strip("|").split(" | ") for line in LISTED.read_text("utf-8").splitlines() if "->" in line)
    return {row[0].strip() for row in rows if len(row) == 2 and row[1].strip()}


def _kills() -> Iterator[tuple[str, str]]:
    """Yield the module of each mutant that was killed, with the test that saw it."""
    for line in JOURNAL.read_text(encoding="utf-8").splitlines() if JOURNAL.exists() else ():
        entry = json.loads(line)
        if entry["outcome"] == KILLED:
            yield entry["name"].partition(" ")[0], entry["by"]


def _known() -> dict[str, tuple[str, str]]:
    """Return what was noted: key -> outcome and test; the later counts."""
    lines = JOURNAL.read_text(encoding="utf-8").splitlines() if JOURNAL.exists() else []
    return {entry["key"]: (entry["outcome"], entry["by"]) for entry in map(json.loads, lines)}


def _note(key: str, mutant: Mutant, outcome: str, by: str) -> None:
    with JOURNAL.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"key": key, "name": mutant.name, "outcome": outcome, "by": by}) + "\n")


def run(files: Sequence[Path], n: int, seed: int, end: float, wide: float, *, is_fresh: bool, goes_on: bool) -> int:
    """Try `n` mutants of the files until `end`; 0 if none lives but those that are excused."""
    BUILD.mkdir(parents=True, exist_ok=True)
    if is_fresh:
        JOURNAL.unlink(missing_ok=True)
    excused = _excused()
    for name in sorted(excused - {mutant.name for file in watched() for mutant in mutants_of(file)}):
        print(f"listed, and no mutant any more: {name}")
    seen = what_runs(_kills(), is_fresh=is_fresh)
    keys = {mutant: mutant.key() for mutant in chosen(files, n, seed)}
    known = _known()

    def is_done(mutant: Mutant, key: str) -> bool:
        outcome, _ = known.get(key, ("", ""))
        return outcome in ((KILLED, LIVES, HANGS) if goes_on or mutant.name in excused else (KILLED,))

    left = [mutant for mutant, key in keys.items() if not is_done(mutant, key)]
    for mutant in left:
        _note(keys[mutant], mutant, BROKEN, "not tried yet")
    bodies = [m for m in left if m.is_in_body and m.line in seen.lines.get(m.path, {})]
    if bodies:
        seen_by: dict[str, list[str]] = {}
        for mutant, key in keys.items():
            outcome, by = known.get(key, ("", ""))
            if mutant.is_in_body and outcome == KILLED:
                seen_by.setdefault(mutant.path, []).append(by)
        loop = Loop(bodies, seen, seen_by, lambda mutant, *came_to: _note(keys[mutant], mutant, *came_to), end, wide)
        code, _ = in_fork(86_400, lambda: (int(pytest.main(["-s", *PYTEST, *TESTS], plugins=[loop])), ""))
        if code:
            sys.exit(f"The mutants did not meet the tests: see {BUILD / 'output'}")
    for module in HEAVY:
        importlib.import_module(module)
    known_now = _known()
    for mutant in left:
        if known_now[keys[mutant]][0] == BROKEN and time.monotonic() < end:

            def meets(names: Sequence[str], patience: float, mutant: Mutant = mutant) -> tuple[str, str]:
                return ended(*in_fork(patience, lambda: meet_planted(mutant, names)))

            _note(keys[mutant], mutant, *outcome_of(seen.tests(mutant), seen, wide, meets))
    everything = _known()
    return _report({mutant: everything[key] for mutant, key in keys.items()}, seed)


def _report(outcomes: Mapping[Mutant, tuple[str, str]], seed: int) -> int:
    excused = _excused()
    counts: Counter[str] = Counter()
    for mutant, (outcome, by) in outcomes.items():
        is_excused = outcome == LIVES and mutant.name in excused
        counts["equivalent" if is_excused else outcome] += 1
        if outcome != KILLED and not is_excused:
            print(f"{outcome}: line {mutant.line} | {mutant.name} | {by}")
    n_real = len(outcomes) - counts["equivalent"]
    n_seen = counts[KILLED] + counts[HANGS]
    share = 100 * n_seen / n_real if n_real else 100.0
    said = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))
    print(f"{len(outcomes)} mutants (seed {seed}): {said}; {share:.1f} % of {n_real} not equivalent seen")
    return 1 if counts[LIVES] or counts[BROKEN] else 0


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="*", type=Path, help="modules or folders (default: the code that decides)")
    parser.add_argument("--n", type=int, default=300, help="how many mutants to try (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="which of all mutants (default %(default)s)")
    parser.add_argument("--fresh", action="store_true", help="forget earlier runs and look again what the tests cover")
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after these (default: when all are tried)")
    parser.add_argument("--go-on", action="store_true", help="try only what a run that was stopped left")
    parser.add_argument("--wide", type=float, default=30.0, help="seconds of tests that a mutant meets at most")
    parser.add_argument("--observe", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.observe:
        observe(Path(options.observe[0]), options.observe[1])
        return 0
    files = modules(options.paths) if options.paths else watched()
    if not set(files) <= set(watched()):
        sys.exit(f"Only {', '.join(TARGETS)} are watched while the tests run.")
    end = time.monotonic() + options.seconds
    return run(files, options.n, options.seed, end, options.wide, is_fresh=options.fresh, goes_on=options.go_on)


if __name__ == "__main__":
    sys.exit(main())
