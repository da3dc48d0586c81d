"""What the names of a file, its folders and its sheets say: that a comparison failed, goes on, or is one of a part.

A name is anybody's; words in it that nobody knows say nothing. Those that the vocabulary knows count as in a sheet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from drs_report.language.numbered import sheet_number
from drs_report.language.vocabulary import Vocabulary
from drs_report.reading.tables.scans import SheetScan
from drs_report.reading.tables.speaking_against import speaks_against
from drs_report.reading.tables.tally import N_ROWS_KEPT, teaching
from drs_report.records.reading import NotUnderstood

_OF = re.compile(r"(?<![A-Za-z\d.])(?<!\d[-_/])([1-9])\s?[-_/∕⁄]\s?([2-9])\W*\Z")
"""The number of a part and of the last, which end a name and are of no date: ``contents (1-3)``, ``内容对比1／2``."""


def file_name_doubts(file: str, known: Vocabulary) -> Iterator[NotUnderstood]:
    """What the names of the file and of its folders say against its comparison, unless a layout says it is harmless."""
    *folders, name = file.split("/")
    for part in (*folders, name.rpartition(".")[0] or name):
        is_part = any(number <= last for number, last in _OF.findall(unicodedata.normalize("NFKC", part)))
        if (is_part or speaks_against(part)) and not known.declares("file", part):
            yield NotUnderstood("file", "", part, 0, "", (), teaching("file", part))


def missing_sheets(scans: Sequence[SheetScan], is_listed: Callable[[str], bool]) -> tuple[NotUnderstood, ...]:
    """Name the sheets that a numbered row of them lacks: ``Details``, ``Details(3)`` and no ``Details(2)``.

    A name that the file lists, such as of a database ``shop_2``, is none of a row.
    """
    series: dict[str, set[int]] = {}
    parted: dict[str, int] = {}
    names = [scan.sheet.name.strip() for scan in scans]
    for name in names:
        counted = sheet_number(name)
        if counted and len(counted[1]) <= 3 and re.search(r"[^\W\d_]", counted[0]) and not is_listed(name):
            series.setdefault(counted[0], set()).add(int(counted[1]))
            if counted[2] is not None:
                parted[counted[0]] = max(counted[2], parted.get(counted[0], 0))
    found = []
    for base, numbers in series.items():
        lowest = 2 if base in names and 1 not in numbers else min(1, *numbers, 1)
        others = parted.get(base, 1) or max(numbers) + (len(numbers) == 1)  # a part says that there is another
        highest = max(others, *numbers)
        gaps = islice((n for n in range(lowest, highest + 1) if n not in numbers), N_ROWS_KEPT)
        found += [
            NotUnderstood("sheet", f"{base}({n})", f"{base}({n})", 0, "", (), teaching("sheet", f"{base}({n})"))
            for n in gaps
        ]
    return tuple(found)
