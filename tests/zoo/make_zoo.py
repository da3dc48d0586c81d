"""Write the zoo's fixtures: ``python -m tests.zoo.make_zoo [--out DIR] [--writer NAME ...]`` from the checkout's top.

For each writer a selection of layout x language x compare type is written in which every pair that can occur does.
openpyxl's files are not kept: the tests write its full product themselves.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from itertools import combinations as pairs
from pathlib import Path

from tests.zoo.layouts import LAYOUTS, Book, build, combinations
from tests.zoo.writers import NEEDS, WRITERS

KEPT = tuple(name for name in WRITERS if name != "openpyxl")
"""The writers whose files are fixtures."""
FILES = Path(__file__).resolve().parent / "files"


def selection(writer: str) -> list[tuple[str, str, str]]:
    """The (compare type, layout, language) combinations kept for `writer`.

    Greedy and deterministic; each writer starts at another place, so that together they cover more than pairs.
    LibreOffice, the slowest, gets two of each layout instead.
    """
    everything = combinations()
    start = sorted(WRITERS).index(writer) * len(everything) // len(WRITERS)
    rest = everything[start:] + everything[:start]
    if writer == "libreoffice":
        chosen = []
        for i, layout in enumerate(LAYOUTS):
            own = [c for c in everything if c[1] == layout]
            chosen += [own[7 * i % len(own)], own[(7 * i + len(own) // 2) % len(own)]]
        return sorted(set(chosen))
    missing = {pair for combination in everything for pair in _pairs(combination)}
    chosen = []
    while missing:
        best = max(rest, key=lambda combination: len(_pairs(combination) & missing))
        missing -= _pairs(best)
        chosen.append(best)
    return sorted(chosen)


def _pairs(combination: tuple[str, str, str]) -> set[tuple[tuple[int, str], ...]]:
    return set(pairs(enumerate(combination), 2))


def books_of(writer: str) -> list[Book]:
    """The books kept for `writer`."""
    return [build(*combination) for combination in selection(writer)]


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
