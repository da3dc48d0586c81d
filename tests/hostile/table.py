"""A hostile input as data: what lies where, which command meets it, and how that has to end.

`python -m tests.hostile` runs each as a process and prints the table of docs/hostile.md; `test_table.py` runs them in this
process. The inputs themselves are in `workbooks`, `settings` and `places`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.workbook.packages import Tab, book

Make = Callable[[Path], Sequence[str]]
"""Lays an input out in an empty folder and returns the arguments of the command line; `OUT` stands for a new folder."""

OUT = "{out}"
_ENCODING = "PYTHONIOENCODING"
PASS, FAIL, USAGE, OPEN, REFUSED = 0, 1, 2, 3, 4
HEADINGS = (
    "Source Database",
    "Target Database",
    "Source Table",
    "Target Table",
    "Source Rows",
    "Target Rows",
    "Result",
)
ROW = ("shop", "shop", "orders", "orders", 10, 10, "Consistent")
SHEET = "Row comparison"


@dataclass(frozen=True)
class Case:
    """One hostile input."""

    name: str
    make: Make
    code: int
    """What it has to end with; a PASS only where what is odd about it proves nothing bad."""
    says: str = ""
    """A pattern that must be found in what is said; for a refusal it is the place: the file, the option."""
    env: Mapping[str, str] = field(default_factory=dict)
    streams: str = ""
    """A shell's redirection, such as ``>&-``: only a process can have it."""

    limits: str = ""
    """What the shell does before, such as ``ulimit -f 1;``: likewise."""

    @property
    def needs_process(self) -> bool:
        """Whether what is hostile about it is outside of Python's reach."""
        return bool(self.streams or self.limits or {*self.env} - {_ENCODING})

    @property
    def console(self) -> tuple[str, str]:
        """The encoding of its streams, and how they take what it lacks."""
        encoding, _, errors = self.env.get(_ENCODING, "utf-8").partition(":")
        return encoding, errors or "strict"


@dataclass(frozen=True)
class Outcome:
    """How a run ended."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """What a person reads first: the error, else the verdict."""
        lines = [line for line in (*self.err.splitlines(), *self.out.splitlines()) if not line.startswith("Usage:")]
        return next((line for line in lines if line.strip()), "")


_ERROR = re.compile(r"(?:drs-report|Error): \S")
_DECISIONS = {PASS: "PASS", FAIL: "FAIL", OPEN: "INCONCLUSIVE"}


def faults(case: Case, end: Outcome) -> list[str]:
    """What is wrong with how a run ended; empty where all is well."""
    said = f"{end.out}\n{end.err}"
    found = []
    if "Traceback (most recent" in said:
        found.append("a traceback")
    if "nobody foresaw" in said:
        found.append("an error that nobody foresaw")
    if end.code != case.code:
        found.append(f"exit {end.code}, not {case.code}")
    if case.says and not re.search(case.says, said):
        found.append(f"does not say {case.says!r}")
    if end.code == FAIL and "FAIL" not in end.out:
        found.append("exit 1 without a FAIL")
    if end.code in (USAGE, REFUSED) and not case.streams:
        found += _untold(end)
    if any((c < " " and c not in "\n\t") or c == "\x7f" or "\u202a" <= c <= "\u202e" for c in said):
        found.append("sends a control character")
    return found


def _untold(end: Outcome) -> list[str]:
    """What an error leaves unsaid."""
    lines = end.err.splitlines()
    first = next((n for n, line in enumerate(lines) if _ERROR.match(line)), None)
    if first is None:
        return [] if lines and lines[0].startswith("Usage:") else ["no sentence"]
    found = []
    if len(lines[first]) > 600:
        found.append(f"a sentence of {len(lines[first])} characters")
    is_usage = any(line.startswith("Usage:") for line in lines)
    if not is_usage and not any(
        line.startswith("  ") and line.rstrip().endswith((".", ".log", "?")) for line in lines[first + 1 :]
    ):
        found.append("does not say what to do")
    return found


# --- how inputs are laid out ------------------------------------------------------------------------------------------

_in_full = [False]


def measure_in_full() -> None:
    """Lay out every input as large as its name says: somebody looks at what it costs."""
    _in_full[:] = [True]


def many(n: int, enough: int) -> int:
    """How many of what hurts by what it costs alone: `n` where that is measured; else `enough` for every step to meet many."""
    return n if _in_full[0] else enough


def cells(rows: Sequence[Sequence[object]], first: int = 1) -> str:
    """Rows of a sheet as XML: numbers as numbers, all else as text in the cell; ``None`` is no cell."""
    made = []
    for number, row in enumerate(rows, first):
        inside = "".join(f"<c{_cell(value)}" for value in row)
        made.append(f'<row r="{number}">{inside}</row>')
    return "".join(made)


def _cell(value: object) -> str:
    if value is None:
        return "/>"
    if isinstance(value, int | float):
        return f"><v>{value}</v></c>"
    text = str(value).replace("&", "&amp;").replace("<", "&lt;")
    return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def rows(
    *extra: Sequence[object], headings: Sequence[object] = HEADINGS, before: Sequence[Sequence[object]] = ()
) -> str:
    """A row comparison of one equal table, with other rows after it or before its headings."""
    return cells([*before, headings, ROW, *extra])


def workbook(xml: str = "", **options: object) -> bytes:
    """A workbook of one sheet of a row comparison; clean if nothing is given."""
    return book(Tab(xml or rows(), SHEET), **options)  # type: ignore[arg-type]


def put(path: Path, content: bytes | str) -> Path:
    """Write a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    return path


def judging(folder: Path, *paths: str, policy: str = 'require = ["lines"]\n') -> list[str]:
    """The arguments that judge `paths` by a policy that the clean workbook passes."""
    mine = put(folder / "settings" / "policy.toml", policy)
    return ["report", *paths, "--policy", str(mine), "-o", OUT, "--format", "json", "--data", "none"]


def clean(folder: Path) -> list[str]:
    """The clean workbook, where only what is around it is hostile."""
    return judging(folder, str(put(folder / "in" / "case.xlsx", workbook())))


def of_bytes(content: Callable[[], bytes], name: str = "case.xlsx") -> Make:
    """One file of evidence, named itself."""

    def make(folder: Path) -> list[str]:
        return judging(folder, str(put(folder / "in" / name, content())))

    return make


def of_sheet(xml: Callable[[], str], **options: object) -> Make:
    """One workbook whose sheet holds what `xml` gives."""
    return of_bytes(lambda: workbook(xml(), **options))


def expand(arguments: Sequence[str], out: Path) -> list[str]:
    """Put the folder for the report in its place."""
    return [argument.replace(OUT, os.fspath(out)) for argument in arguments]
