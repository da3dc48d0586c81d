"""Write the zoo's fixtures: ``python -m tests.zoo.make_zoo [--out DIR] [--writer NAME ...]`` from the checkout's top.

Kept are only files that need a tool beyond Python to write, one or half a file a layout. In the tests every writer that
is at hand writes a selection of layout x language x compare type in which each of them occurs, openpyxl one in which every
pair does that can: what else is in a file than its cells no other writer makes of the pair.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from itertools import combinations as together
from pathlib import Path

from tests.zoo.layouts import LAYOUTS, Book, build, combinations
from tests.zoo.writers import NEEDS, WRITERS

KEPT = ("libreoffice", "poi-sxssf-inline", "poi-sxssf-shared", "poi-xssf")
"""The writers whose files are fixtures: those that are no Python package."""
SPARSE = ("libreoffice", "poi-xssf")
"""Of these every second layout is kept: measured, the others' files take the reader along the same branches."""
KEPT_TYPES = ("objects_comparison", "lines", "contents", "random", "repair_data")
"""Of these: a writer writes another comparison no other way, and one more would turn all the others' files."""
FILES = Path(__file__).resolve().parent / "files"


def selection(writer: str) -> list[tuple[str, str, str]]:
    """The (compare type, layout, language) combinations that `writer` writes in the tests.

    Greedy and deterministic, from what is kept of it; each writer starts at another place, so that together they cover
    more. LibreOffice, the slowest, writes no more than that.
    """
    chosen = kept(writer) if writer in KEPT else []
    if writer == "libreoffice":
        return chosen
    n = 2 if writer == "openpyxl" else 1
    everything = combinations()
    start = sorted(WRITERS).index(writer) * len(everything) // len(WRITERS)
    rest = everything[start:] + everything[:start]
    missing = _choices(everything, n) - _choices(chosen, n)
    while missing:
        best = max(rest, key=lambda combination: len(_choices([combination], n) & missing))
        missing -= _choices([best], n)
        chosen.append(best)
    return sorted(chosen)


def kept(writer: str) -> list[tuple[str, str, str]]:
    """The combinations whose files are fixtures: a layout once, in compare type and language that turn with it."""
    shift = KEPT.index(writer)
    chosen = []
    for number, layout in enumerate(LAYOUTS):
        if writer in SPARSE and number % len(SPARSE) != SPARSE.index(writer):
            continue
        own = [one for one in combinations() if one[1] == layout and one[0] in KEPT_TYPES]
        chosen.append(own[(7 * number + shift * len(own) // len(KEPT)) % len(own)])
    return sorted(chosen)


def _choices(chosen: Iterable[tuple[str, str, str]], n: int) -> set[tuple[tuple[int, str], ...]]:
    """Which choices occur together, `n` at a time."""
    return {some for combination in chosen for some in together(enumerate(combination), n)}


def books_of(writer: str) -> list[Book]:
    """The books kept for `writer`."""
    return [build(*combination) for combination in kept(writer)]


def parts_of(path: Path) -> dict[str, bytes]:
    """The parts of an xlsx without the one that says when it was saved."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


def make(out: Path, writers: Sequence[str]) -> None:
    """Write the fixtures of `writers` into a folder each below `out`; a file that would only change its date is kept."""
    for name in writers:
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        books = books_of(name)
        for stale in set(folder.glob("*.xlsx")) - {folder / f"{book.name}.xlsx" for book in books}:
            stale.unlink()
        with tempfile.TemporaryDirectory() as scratch:
            WRITERS[name](books, Path(scratch))
            n_changed = 0
            for new in sorted(Path(scratch).glob("*.xlsx")):
                old = folder / new.name
                if not old.exists() or parts_of(old) != parts_of(new):
                    shutil.copyfile(new, old)
                    n_changed += 1
        print(f"{name}: {len(books)} files, {n_changed} changed")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Write the layout zoo.")
    parser.add_argument("--out", type=Path, default=FILES, help="folder to write into (default: tests/zoo/files)")
    parser.add_argument("--writer", choices=sorted(WRITERS), action="append", help="only this writer (may be repeated)")
    options = parser.parse_args()
    chosen = options.writer or list(KEPT)
    for name in chosen:
        if name in NEEDS and not NEEDS[name]():
            parser.error(f"{name}: its tool is missing (a JDK and .tools/poi, see `.ci/tools`; LibreOffice)")
    make(options.out, chosen)


if __name__ == "__main__":
    main()
