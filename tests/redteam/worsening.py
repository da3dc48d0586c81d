"""A job made worse: something is taken away, or its results and numbers are worse than they were."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.redteam.jobs import COLUMNS, HEADINGS, NUMBERS, RANK, RESULTS, WORDS, Bad, Job, Row, flaws, plain


@dataclass(frozen=True, slots=True)
class Worse:
    """A job, what was done to it, and whether the removed part may have been the only bad news."""

    job: Job
    what: str
    may_pass: bool = False
    may_not_fail: bool = False
    may_explain: bool = False
    """Whether it names, counts or words a difference that the job announces already: a tolerance, a waiver, the
    scope or a later comparison of the table that is named may then hold where nothing held before."""


def _cells(job: Job) -> list[Any]:
    return [cell for sheets in job.files.values() for rows in sheets.values() for row in rows for cell in row]


def _without(before: Job, after: Job, what: str) -> Worse:
    """What was removed may have been the only bad news if it told of a flaw and nothing that is left tells of it."""
    gone = flaws(_cells(before)) - flaws(_cells(after))
    n_bad = sum(isinstance(cell, Bad) for cell in _cells(before)) - sum(isinstance(cell, Bad) for cell in _cells(after))
    return Worse(after, what, may_pass=bool(gone), may_not_fail=n_bad > 0)


def remove_file(job: Job, rng: random.Random) -> Worse:
    after = job.twin()
    name = rng.choice(list(after.files))
    del after.files[name]
    return _without(job, after, f"without the file {name}")


def remove_sheet(job: Job, rng: random.Random) -> Worse:
    after = job.twin()
    name = rng.choice(list(after.files))
    sheet = rng.choice(list(after.files[name]))
    del after.files[name][sheet]
    return _without(job, after, f"without the sheet {sheet} of {name}")


def _one_sheet(job: Job, rng: random.Random) -> tuple[str, list[Row]]:
    name = rng.choice(list(job.files))
    sheet = rng.choice(list(job.files[name]))
    return f"{sheet} of {name}", job.files[name][sheet]


def remove_row(job: Job, rng: random.Random) -> Worse:
    after = job.twin()
    where, rows = _one_sheet(after, rng)
    at = rng.randrange(len(rows))
    gone = rows.pop(at)
    return _unsaid(_without(job, after, f"without row {at + 1} in {where}"), gone, rows)


def _unsaid(worse: Worse, gone: list[Any], rest: list[Row]) -> Worse:
    """Without its heading or the name of its table a cell says nothing any more, which is as if it were gone too."""
    is_heading = bool(HEADINGS & {plain(cell) for cell in gone if isinstance(plain(cell), str)})
    is_bad = bool(flaws([cell for row in rest for cell in row]))
    return replace(worse, may_not_fail=worse.may_not_fail or (is_heading and is_bad))


def remove_column(job: Job, rng: random.Random) -> Worse:
    after = job.twin()
    where, rows = _one_sheet(after, rng)
    at = rng.randrange(max(map(len, rows), default=1) or 1)
    gone = [row.pop(at) for row in rows if len(row) > max(at, 1)]
    return _unsaid(_without(job, after, f"without column {at + 1} in {where}"), gone, rows)


def _places(job: Job, headings: frozenset[str]) -> list[tuple[str, Row, int]]:
    """Cells under one of the headings: where, the row, the column."""
    found = []
    for name, sheets in job.files.items():
        for sheet, rows in sheets.items():
            under: list[int] = []
            for row in rows:
                if any(plain(cell) in headings for cell in row):
                    under = [i for i, cell in enumerate(row) if plain(cell) in headings]
                else:
                    found += [(f"{sheet} of {name}", row, i) for i in under if i < len(row)]
    return found


def _announces(job: Job) -> bool:
    """Whether the job counts, lists or words a difference that is to be set aside in some of its tables."""
    cells = {plain(cell) for cell in _cells(job) if isinstance(cell, Bad)}
    says = any(
        isinstance(cell, int) or RANK.get(cell) == len(WORDS) - 1 or cell.startswith("[")  # the key of a listed row
        for cell in cells
        if isinstance(cell, (int, str))
    )
    is_answered = any(name.endswith("-2.xlsx") for name in job.files)  # by a later comparison of the table it names
    return says and (is_answered or any(part.startswith(("[[waiver", "[[tolerance", "[scope")) for part in job.policy))


def worsen_result(job: Job, rng: random.Random) -> Worse | None:
    after = job.twin()
    places = [p for p in _places(after, RESULTS) if RANK.get(plain(p[1][p[2]]), 9) < len(WORDS) - 1]
    if not places:
        return None
    where, row, at = rng.choice(places)
    word, rank = plain(row[at]), RANK[plain(row[at])]
    is_chinese = not word.isascii()
    row[at] = rng.choice(rng.choice(WORDS[rank + 1 :]))[is_chinese]
    return Worse(after, f"{word} became {row[at]} for {plain(row[2])} in {where}", may_explain=_announces(job))


def raise_difference(job: Job, rng: random.Random) -> Worse | None:
    after = job.twin()
    places = [p for p in _places(after, NUMBERS) if type(plain(p[1][p[2]])) is int]
    if not places:
        return None
    where, row, at = rng.choice(places)
    row[at] = plain(row[at]) + rng.choice([1, 2, 5, 40])
    return Worse(after, f"{row[at]} now in column {at + 1} for {plain(row[2])} in {where}", may_explain=_announces(job))


def part_counts(job: Job, rng: random.Random) -> Worse | None:
    after = job.twin()
    places = [
        p
        for p in _places(after, frozenset(COLUMNS["target"]))
        if all(type(plain(p[1][p[2] - i])) is int for i in (0, 1))
    ]
    if not places:
        return None
    where, row, at = rng.choice(places)
    source, target = plain(row[at - 1]), plain(row[at])
    row[at] = target + rng.choice([1, 3, 30]) * (1 if target >= source else -1)
    what = f"{source} rows against {row[at]} for {plain(row[2])} in {where}"
    return Worse(after, what, may_explain=_announces(job)) if row[at] >= 0 else None


def add_difference(job: Job, rng: random.Random) -> Worse | None:
    after = job.twin()
    files = [name for name in after.files if "contents" in name]
    if not files:
        return None
    name = rng.choice(files)
    table = rng.choice(["t1", "t2", "elsewhere"])
    sheet = after.files[name].setdefault("Differences", [[COLUMNS[c][0] for c in ("table", "key", "key2")]])
    sheet.append([table, f"[{len(sheet) + 1}]", f"[{len(sheet) + 1}]"])
    return Worse(after, f"one more differing row of {table} listed in {name}", may_explain=_announces(job))


def remove_rule(job: Job, rng: random.Random) -> Worse | None:
    rules = [i for i, part in enumerate(job.policy) if part.startswith(("[[waiver", "[[tolerance", "[[accept"))]
    if not rules:
        return None
    after = job.twin()
    gone = after.policy.pop(rng.choice(rules))
    return Worse(after, "without " + " ".join(gone.split()))


def remove_listing(job: Job, rng: random.Random) -> Worse | None:
    """The manifest says no more when a file was compared; a newer file may then replace it with what it tells.

    Of the newer file itself it said another time than its lines do, which kept it from replacing an older one.
    """
    if not job.listed:
        return None
    after = job.twin()
    name = rng.choice(list(after.listed))
    del after.listed[name]
    kind = name.rpartition("/")[2][:5]
    alike = [sheets for other, sheets in job.files.items() if other.rpartition("/")[2].startswith(kind)]
    is_bad = any(flaws([cell for row in rows for cell in row]) for sheets in alike for rows in sheets.values())
    return Worse(after, f"the manifest says nothing of {name}", may_pass=is_bad, may_not_fail=is_bad)


def remove_lesson(job: Job, _rng: random.Random) -> Worse | None:
    after = replace(job.twin(), layout="")
    return Worse(after, "without the layout") if job.layout else None


WORSE: tuple[Callable[[Job, random.Random], Worse | None], ...] = (
    remove_file,
    remove_sheet,
    remove_row,
    remove_row,
    remove_column,
    remove_column,
    worsen_result,
    worsen_result,
    raise_difference,
    part_counts,
    add_difference,
    remove_rule,
    remove_listing,
    remove_lesson,
)
