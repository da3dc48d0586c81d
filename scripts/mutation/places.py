"""Where the code that is mutated, its tests and the results are."""

from __future__ import annotations

import importlib.util
from abc import abstractmethod
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
TARGETS: Final = ("policy", "analysis", "checks", "reading/tables")
TESTS: Final = (
    "tests/judgement",
    "tests/findings",
    "tests/redteam",
    "tests/loading",
    "tests/test_tampering.py",
    "tests/test_pipeline.py",
)
HOLDING: Final = (
    *("tests/findings/test_lists.py", "tests/loading/test_readings.py"),
    *("tests/judgement/test_boundaries.py", "tests/judgement/test_boundaries_of_jobs.py"),
    "tests/judgement/test_row_rules.py",
)
"""Tests that compare all that many inputs come to with golden files, or hold the entries of a table one by one."""
BUILD: Final = ROOT / "build" / "mutants"
PYTEST: Final = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header")
KILLED, LIVES, HANGS, BROKEN = "killed", "lives", "hangs", "broken"


def modules(paths: Sequence[Path]) -> list[Path]:
    """Return the Python files that are these or lie in them, in order."""
    return sorted({file.resolve() for path in paths for file in ([path] if path.is_file() else path.rglob("*.py"))})


def watched() -> list[Path]:
    """Return the files that may be mutated."""
    return modules([ROOT / "drs_report" / target for target in TARGETS])


def dotted(path: Path) -> str:
    """Return a module's name."""
    name = path.relative_to(ROOT).as_posix()
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


class Instead(MetaPathFinder, Loader):
    """Imports some modules of the package from other code than their file's."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = {dotted(path): path for path in paths}

    @abstractmethod
    def code(self, path: Path, module: ModuleType) -> CodeType:
        """Return what is run instead."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        """Answer for these modules."""
        if fullname not in self.paths:
            return None
        file = self.paths[fullname]
        folders = [str(file.parent)] if file.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(fullname, file, loader=self, submodule_search_locations=folders)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:  # noqa: ARG002
        """Leave it to the machinery."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Run it."""
        exec(self.code(self.paths[module.__name__], module), module.__dict__)  # noqa: S102 - that is the job
