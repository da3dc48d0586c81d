"""The oldest versions that ``pyproject.toml`` allows, as pip constraints.

    python scripts/lowest.py > constraints.txt

`make lowest` installs them and runs the tests of the core there: a bound that nobody runs is a guess. A dependency
without a lower bound is an error.
"""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
_LOWEST = re.compile(r"(?P<name>[A-Za-z0-9._-]+)>=(?P<version>[0-9.]+)(,[<!][^,]+)*")


def constraints(dependencies: list[str]) -> list[str]:
    """Give ``name==version`` for each dependency. Raises `ValueError` for one without a lower bound."""
    found = [_LOWEST.fullmatch(text) for text in dependencies]
    if None in found:
        msg = f"no lower bound: {dependencies[found.index(None)]}"
        raise ValueError(msg)
    return [f"{one['name']}=={one['version']}" for one in found if one]


if __name__ == "__main__":
    stated = tomllib.loads(PROJECT.read_text("utf-8"))["project"]["dependencies"]
    sys.stdout.write("\n".join(constraints(stated)) + "\n")
