"""Make evidence worse in many ways by chance and say whether the decision was ever the better for it.

    nice python scripts/monotony.py [--pairs 20000] [--workbooks 2000] [--seed 0]

`--workbooks` pairs go through real .xlsx files, the others through the same rows as lists. What is done is in
tests/redteam/worsening.py; a share of it runs with the tests. Exit code 1 if anything improved, each with its seed.
Those are counted apart in which a difference that the job announced got the name, number or word by which a tolerance,
a waiver or the scope sets it aside, or a later comparison answers it.
"""
# ruff: noqa: INP001, T201 - a script that prints

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.redteam.monotony import pairs

OF_A_JOB = 10
"""Worse jobs made of each."""


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", type=int, default=20_000, help="how many in all (default %(default)s)")
    parser.add_argument(
        "--workbooks", type=int, default=2_000, help="how many of them as workbooks (default %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the first job (default %(default)s)")
    options = parser.parse_args()
    began, n, improved, explained = time.monotonic(), 0, 0, 0
    while n < options.pairs:
        seed = options.seed + n // OF_A_JOB
        for one in pairs(seed, OF_A_JOB, as_workbook=n < options.workbooks):
            n += 1
            if one is not None:
                improved += not one.is_explained
                explained += one.is_explained
                how = "explained: " if one.is_explained else ""
                print(f"{how}seed {one.seed}: {one.before.value} became {one.after.value}: {one.what}", flush=True)
        if n % 1000 < OF_A_JOB:
            print(
                f"{n} pairs, {improved} improved, {explained} explained, {time.monotonic() - began:.0f} s",
                file=sys.stderr,
                flush=True,
            )
    print(f"{n} pairs ({options.workbooks} as workbooks), {improved} improved, {explained} explained")
    return 1 if improved else 0


if __name__ == "__main__":
    sys.exit(main())
