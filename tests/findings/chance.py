"""Jobs made by chance, a few things of each otherwise than in one that passes: in a line each what they come to, whole.

A line names the decision and how often each finding was raised, and ends with a fingerprint of all that was said. Where
only that is new, `python -m tests.findings.chance NUMBER`, run before and after, shows what is.
"""

from __future__ import annotations

import copy
import hashlib
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from unittest import mock

from drs_report import analysis
from drs_report.comparisons import by_slug
from drs_report.language.vocabulary import DIFF_KINDS, FULL_STATUSES, OUTCOMES, REPAIR_KINDS
from drs_report.pipeline import Loaded, judge_loaded
from drs_report.policy import parse_policy
from drs_report.reading.dataset import Dataset
from drs_report.records.columns import Column, Kind
from drs_report.records.reading import (
    CellProblem,
    KindSaid,
    Leftover,
    NotJudged,
    NotUnderstood,
    Rest,
    SheetRecognition,
    UnknownWord,
)
from drs_report.records.remarks import RemarkKind, remark
from tests.findings.cases import NAMES, in_first_block, origin, recognised, sampled, types, waiver
from tests.findings.lists import thing
from tests.findings.story import judgement
from tests.findings.times import at
from tests.judgement.evidence import NOW, content, dataset, difference, line, overview

NUMBERS = (
    7, 9, 11, 12, 16, 23, 24, 26, 27, 30, 34, 35, 40, 41, 47, 50, 58, 63, 64, 68, 81, 83, 93, 106, 115, 131, 132, 133, 144, 145, 156, 157, 163,
    169, 171, 173, 175, 189, 202, 205, 227, 256, 262, 263, 268, 271, 272, 280, 286, 293, 302, 317, 346, 357, 365, 368, 371, 376, 381, 387, 391,
    393, 398, 402, 408, 424, 432, 436, 447, 473, 477, 479, 481, 485, 490, 496, 504, 515, 518, 519, 527, 537, 540, 542, 550, 558, 565, 591, 593,
    596, 611, 617, 637, 644, 650, 656, 664, 684, 690, 694, 695, 710, 711, 713, 729, 733, 735, 749, 756, 762, 770, 788, 793, 796, 800, 804, 805,
    806, 807, 810, 821, 827, 836, 848, 857, 861, 868, 872, 881, 887, 891, 894, 923, 924, 934, 935, 945, 959, 960, 963, 975, 983, 985, 996, 997,
    1002, 1003, 1005, 1008, 1013, 1023, 1028, 1036, 1039, 1041, 1046, 1058, 1066, 1073, 1076, 1086, 1099, 1117, 1127, 1129, 1141, 1172, 1186,
    1187, 1190, 1194, 1219, 1221, 1222, 1225, 1234, 1240, 1241, 1254, 1257, 1279, 1287, 1296, 1300, 1308, 1318, 1326, 1331, 1333, 1334, 1365,
    1379, 1380, 1398, 1401, 1405, 1423, 1452, 1466, 1493, 1503, 1504, 1527, 1529, 1556, 1562, 1568, 1574, 1585, 1592, 1597, 1599, 1606, 1622,
    1626, 1633, 1636, 1638, 1642, 1644, 1646, 1649, 1656, 1657, 1659, 1667, 1674, 1684, 1691, 1701, 1702, 1711, 1713, 1722, 1723, 1747, 1757,
    1759, 1796, 1798,
)  # fmt: skip
"""Of the first 1,800 those that together say the most that no other says."""
PARTS = range(8)

Row = dict[str, Any]

_CELLS: dict[Kind, tuple[Any, ...]] = {
    Kind.COUNT: (None, 0, 0, 1, 2, 3, 4, 9, 10, 10, 11, 12, 1200, 2**53 + 1),
    Kind.PERCENT: (None, 0.0, 10.0, 50.0, 99.5, 100.0),
    Kind.FLAG: (None, True, False),
    Kind.TIME: (None, *map(at, (-24, 0, 0.5, 1, 1.5, 2, 3, 5))),
    Kind.OUTCOME: (None, "consistent", "inconsistent", *OUTCOMES),
    Kind.OBJECT_OUTCOME: (None, "consistent", "inconsistent", *OUTCOMES),
    Kind.OBJECT_TYPE: (None, "TABLE", "VIEW", "INDEX", "DB", "TRIGGER"),
    Kind.FULL_STATUS: (None, "completed", *FULL_STATUSES),
    Kind.DIFF_KIND: (None, *DIFF_KINDS),
    Kind.REPAIR_KIND: (None, *REPAIR_KINDS),
}
_TEXTS: dict[str, tuple[str | None, ...]] = {
    "db": (None, "shop", "shop_new", "hr", "Shop", "`shop`", "null"),
    "schema": (None, "s", "S", "hr", "`s`"),
    "table": (None, *NAMES, "Orders", "`orders`", "shop.orders", "s.orders", "shop.s.orders", "carts", "n/a"),
    "object": (None, *NAMES, "v", "w", "orders.i", "`orders`.`PRIMARY`", "carts.i", "shop.v", "GRANT ALL ON shop.* TO app"),
    "key": (None, '["7"]', "1.5e+20", "x"),
    "sql": (None, "select 7"),
    "filter": (None, "id > 5"),
    "policy": (None, "content", "length"),
    "status": (None, "Running", "done", "Completed"),
    "message": (None, "timeout", "no primary key", "look at row 7"),
}  # fmt: skip
_META = tuple(
    (name, text)
    for name, texts in {
        "compare_start_time": (*(at(h).isoformat() for h in (-24, 0, 1, 1.5, 3)), "2026-11-15 09:00:00", "2026-11-15T09:00:00+08:00", "noon"),
        "compare_end_time": (*(at(h).isoformat() for h in (-23, 1, 2, 2.5, 4)), "2026-11-15 10:00:00", "2026-11-15T10:00:00+08:00", "noon"),
        "compare_time": (at(1).isoformat(), "2026-11-15", "2026-11-14", "2026-11-13"),
        "exported_at": (at(1.5).isoformat(), at(5).isoformat(), "2026-11-14", "2026-11-15 10:30:00"),
        "task_made_at": (at(0).isoformat(), at(3).isoformat(), "2026-11-16"),
        "compare_status": ("Completed", "Failed", "Running"),
        "progress": ("100%", "99.5%"),
        "sample_percent": ("10%", "50%", "100%"),
        "compare_type": ("contents", "random", "行数对比", "static", "dynamic"),
        "compare_policy": ("normal", "many_to_one"),
        "lob_policy": ("content", "length"),
        **dict.fromkeys(("n_tables", "n_compared", "n_consistent", "n_inconsistent", "n_uncomparable", "n_failed"), ("0", "1", "2", "3", "4")),
        **dict.fromkeys(("source_rows", "target_rows", "total_rows"), ("30", "31", "60")),
        "task_id": ("a-task", "7"),
        "task_name": ("nightly", "weekly"),
        **{f"{side}_address": ("10.0.0.1", "10.0.0.1:3306", "10.0.0.2", "db.example.com") for side in ("source", "target")},
        **{f"{side}_instance": ("i-1", "i-2") for side in ("source", "target")},
        "region": ("cn-north-4", "eu-west-101"),
    }.items()
    for text in texts
)  # fmt: skip
_ABOUT: tuple[Row, ...] = (
    *({"job_id": one} for one in (None, "a-task", "b-task")),
    *({"job_id": None, "folder": one} for one in ("a", "b", "a/objects", "1-rows", "values", "a/row failed")),
    *({"fetched_at": at(hour)} for hour in (1, 3, 5, 40)),
    *({"compare_started_at": at(hour)} for hour in (-24, 0, 1, 2.5, 4)),
    *({"compare_ended_at": at(hour)} for hour in (-23, 0, 2, 3, 5)),
    *({"compare_job_id": one} for one in ("c1", "c2")),
    *({"newer_compare_job_id": one, "newer_compare_status": "STARTED"} for one in ("c1", "c2", "c3")),
    *({"compare_status": one} for one in ("SUCCESSFUL", "FAILED")),
    *({"compare_type": one} for one in ("lines", "contents", "random")),
    *({"region": one} for one in ("cn-north-4", "eu-west-101")),
    {"sha256": "same"},
)
_EXCUSE = (
    '[[tolerance]]\npattern = "*"\ncompare_type = "contents"\n',
    '[[accept_proof]]\npattern = "*.{}"\nproof = "{}"\nreason = "r"\n',
)
_POLICIES = (
    *("",) * 12,
    "max_age_hours = 4\n", "max_age_hours = 3.9\n", "not_before = 2026-11-15T01:00:00Z\n", "not_before = 2026-11-15T01:00:01Z\n",
    "max_age_hours = 4\ntrust_fetch_time = true\n", "max_spread_hours = 23\n", 'fold_case = true\n[alias]\nhr = "shop"\n',
    '[scope]\ninclude = ["shop.*"]\n', '[scope]\nexclude = ["*.orders", "hr.*"]\n', '[scope]\ninclude = ["shop.orders", "hr.s.?"]\n',
    *(_EXCUSE[0] + limit for limit in ("rows = 3\n", "rows = 2\n", "share = 0.3\n", "share = 0.2\nrows = 9\n")),
    *(_EXCUSE[1].format(name, proof) for name in ("*", "orders") for proof in ("counts", "sample", "objects")),
    *(waiver(code, **more) for code in ("*.values-differ", "*.count-differs", "contents.*", "lines.*", "objects.*", "integrity.*", "coverage.absent")
      for more in ({"pattern": "*.orders"}, {"pattern": "shop.*", "max_rows": 3, "max_findings": 3}, {"pattern": "*.s*", "max_findings": 9})),
    waiver("evidence.not-understood", pattern="*", file="contents.xlsx", sheet="odd", text="look at it"),
    'require = ["lines"]\n', 'require = ["objects_comparison", "random"]\n',
)  # fmt: skip


@dataclass(slots=True)
class _File:
    """A file to be made."""

    kind: str
    name: str
    frames: dict[str, list[Row]]
    meta: list[tuple[str, str]] = field(default_factory=lambda: [*_META[2:3], *_META[10:11]])
    about: Row = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    met: list[Callable[[Dataset], Dataset]] = field(default_factory=list)
    """What the reader met in it."""

    def made(self) -> Dataset:
        key = repr((self.kind, self.name, self.meta, self.columns, self.frames, self.about))
        if key in _KNOWN and not self.met:
            return _KNOWN[key]
        file = dataset(self.kind, name=self.name, meta=tuple(self.meta), columns=self.columns, **self.frames)
        for change in self.met:
            file = change(file)
        file = origin(file, **self.about)
        return file if self.met else _KNOWN.setdefault(key, file)


_KNOWN: dict[str, Dataset] = {}
"""Most files of most jobs are those of the job that passes."""
_view = cache(analysis._view)


def _usual() -> list[_File]:
    """A job that passes."""
    names = (*NAMES, "carts")
    things = [thing("TABLE", name, name) for name in names] + [
        thing("INDEX", f"{name}.i", f"{name}.i") for name in names
    ]
    objects = _File("objects_comparison", "objects.xlsx", {"objects": things, "overview": types(TABLE=4, INDEX=4)})
    lines = _File("lines", "lines.xlsx", {"tables": [*map(line, names)], "databases": [overview(4)]})
    return [
        objects,
        lines,
        _File("contents", "contents.xlsx", {"tables": [*map(content, names)], "databases": [overview(4)]}),
    ]


class _Chance:
    """Changes files by chance."""

    def __init__(self, seed: int) -> None:
        self.rng, self.files = random.Random(seed), _usual()
        changes = (*(self.cell,) * 12, *(self.column,) * 3, *(self.again,) * 2, self.gone, *(self.says,) * 4, self.silent, *(self.about,) * 3,
                   *(self.newer,) * 2, self.listed, self.repaired, self.sample, *(self.met,) * 3, self.headings)  # fmt: skip
        for _ in range(self.rng.choice((1, 1, 2, 2, 3, 4, 6, 9))):
            self.rng.choice(changes)()
        self.policy = self.rng.choice(_POLICIES)

    def _list(self) -> tuple[_File, str, list[Row]]:
        while True:
            file = self.rng.choice(self.files)
            name = self.rng.choice([*file.frames])
            if file.frames[name]:
                return file, name, file.frames[name]

    def _value(self, kind: str, frame: str, wanted: str = "") -> tuple[str, Any]:
        """A column of a list and a cell of its kind."""
        (schema,) = (one for one in by_slug(kind).tables if one.frame == frame)
        columns: list[Column] = [one for one in schema.columns if wanted in one.name]
        column = self.rng.choice(columns)
        if column.kind is Kind.TEXT:
            return column.name, self.rng.choice(_TEXTS.get(column.name.rpartition("_")[2], _TEXTS["sql"]))
        value = self.rng.choice(_CELLS[column.kind])
        return column.name, -value if column.is_signed and value and self.rng.random() < 0.5 else value

    def cell(self) -> None:
        file, name, rows = self._list()
        column, value = self._value(file.kind, name)
        self.rng.choice(rows)[column] = value

    def column(self) -> None:
        file, name, rows = self._list()
        column, value = self._value(file.kind, name)
        for row in rows:
            row[column] = value

    def again(self) -> None:
        """A row that stands there again, with another cell."""
        file, name, rows = self._list()
        column, value = self._value(file.kind, name)
        rows.append({**self.rng.choice(rows), column: value})

    def gone(self) -> None:
        _, _, rows = self._list()
        rows.remove(self.rng.choice(rows))

    def says(self) -> None:
        self.rng.choice(self.files).meta.append(self.rng.choice(_META))

    def silent(self) -> None:
        self.rng.choice(self.files).meta.clear()

    def about(self) -> None:
        change = self.rng.choice(_ABOUT)
        for file in self.rng.choice((self.files, self.files[:1], self.files[1:], self.files[-1:])):
            file.about |= change

    def newer(self) -> None:
        """A file once more, at another time, with another cell in it or a row less."""
        other = copy.deepcopy(self.rng.choice(self.files))
        other.name = f"{len(self.files)}-{other.name}"
        began = self.rng.choice((-24.0, 1.0, 1.5, 3.0, 26.0))
        other.meta = [("compare_start_time", at(began).isoformat()), ("compare_end_time", at(began + 1).isoformat())]
        frame, rows = self.rng.choice([*other.frames.items()])
        if rows:
            column, value = self._value(other.kind, frame)
            self.rng.choice(rows)[column] = value
        if len(rows) > 1 and self.rng.random() < 0.5:
            rows.pop()
        self.files.append(other)

    def listed(self) -> None:
        """Differing rows in a list of them."""
        for file in self.files:
            if file.kind in ("contents", "random"):
                rows = [difference(self.rng.choice(NAMES), key) for key in range(self.rng.choice((1, 2, 12)))]
                column, value = self._value(file.kind, "differences")
                rows[-1][column] = value
                file.frames.setdefault("differences", []).extend(rows)
                return

    def repaired(self) -> None:
        row = {"db": "shop", "table": "orders", "total_rows": 3, "completed_rows": 3, "repaired_rows": 3, "filtered_rows": 0, "failed_rows": 0,
               "updated_at": at(0.5)}  # fmt: skip
        said = {"db": "shop", "table": "items", "kind": "insert", "repair_sql": "insert 1", "source_key": "1"}
        column, value = self._value("repair_data", "tables")
        frames = {"tables": [row, {**row, column: value}], "statements": [said]}
        self.files.append(_File("repair_data", f"{len(self.files)}-repair.xlsx", frames))

    def sample(self) -> None:
        rows = [*map(sampled, NAMES)]
        column, value = self._value("random", "tables", self.rng.choice(("", "", "sample", "rows")))
        rows[0][column] = value
        self.files.append(
            _File("random", f"{len(self.files)}-random.xlsx", {"tables": rows, "databases": [overview(3)]})
        )

    def met(self) -> None:
        """Something that the reader met beside what it understood."""
        file, name, _ = self._list()
        column, _ = self._value(file.kind, name)
        kind = self.rng.choice((RemarkKind.NOT_TIME, RemarkKind.NOT_EXACT, RemarkKind.UNKNOWN_WORD))
        words = (UnknownWord(column, "maybe", 1, (2,)),)
        problems = (CellProblem(column, remark(kind), "?", 2, (2, 3)),)
        left = (Leftover(5, 5, 1, Rest.ROW, ("look at it",)), Leftover(6, 8, 2, Rest.TABLE, ("c",)))
        odd = SheetRecognition("odd", "hidden", 3, (), left)
        entry = NotUnderstood("remark", "odd", "look at it", 2, column, (5,))
        file.met.append(self.rng.choice((
            lambda one: in_first_block(one, name, unknown_words=words),
            lambda one: in_first_block(one, name, problems=problems),
            lambda one: recognised(one, sheets=(*one.recognition.sheets, odd)),
            lambda one: recognised(one, sheets=tuple(replace(sheet, state="hidden") for sheet in one.recognition.sheets)),
            lambda one: recognised(one, not_understood=(entry, replace(entry, kind="heading", text="odd"))),
            lambda one: recognised(one, kinds_said=(KindSaid("lines", "title", "rows"), KindSaid("random", "line", "a sample"))),
            lambda one: recognised(one, not_judged=(NotJudged("account", "users", 3, 1),), overruled=("equal",)),
            lambda one: recognised(one, sheets=()),
        )))  # fmt: skip

    def headings(self) -> None:
        """All headings of a list over blank columns as well, or one less."""
        file, name, rows = self._list()
        (schema,) = (one for one in by_slug(file.kind).tables if one.frame == name)
        columns = [one.name for one in schema.columns if not one.derived]
        read = sorted({key for row in rows for key, value in row.items() if value is not None} & {*columns})
        file.columns[name] = self.rng.choice(
            (columns, [one for one in read if one != self.rng.choice(read)] if read else columns)
        )


def said(number: int) -> tuple[str, list[str]]:
    """Return in a few words what a job comes to, and all that is said of it."""
    chance = _Chance(number)
    files = [file.made() for file in chance.files]
    with mock.patch.object(analysis, "_view", _view):
        made, verdict = judge_loaded(Loaded(tuple(files)), parse_policy(chance.policy), NOW)
    codes = Counter(one.finding.code for one in verdict.findings)
    raised = ", ".join(code if n == 1 else f"{code} x{n}" for code, n in sorted(codes.items()))
    return f"{verdict.decision.value}: {raised or 'nothing'}", [*judgement(made, verdict)]


def lines(part: int) -> Iterator[str]:
    """Yield a line for each job of a part."""
    for number in NUMBERS[part :: len(PARTS)]:
        short, whole = said(number)
        fingerprint = hashlib.sha256("\n".join(whole).encode()).hexdigest()
        yield f"{number} {short} #{fingerprint[:10]}"


if __name__ == "__main__":
    for each in sys.argv[1:]:
        print("\n".join(said(int(each))[1]))
