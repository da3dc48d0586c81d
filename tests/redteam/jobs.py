"""Jobs by chance: rows of workbooks, in English or Chinese, clean but for some flaws, with a policy and a layout.

Every cell that tells of a flaw bears its number, so that it is known whether what is taken away was all the bad news of
it.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that tells of the flaw of this number."""

    value: Any
    flaw: int


Row = list[Any]
Sheets = dict[str, list[Row]]


@dataclass(slots=True)
class Job:
    """Files by name, each with its sheets, and the parts of the policy."""

    files: dict[str, Sheets]
    policy: list[str] = field(default_factory=list)
    layout: str = ""
    listed: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By file: the hours of its run as a manifest lists them."""

    def twin(self) -> Job:
        return replace(self, files=copy.deepcopy(self.files), policy=list(self.policy), listed=dict(self.listed))


# -- words ---------------------------------------------------------------------------------------------------------------

COLUMNS = {
    "db": ("Source DB Name", "源库名"),
    "db2": ("Target Database Name", "目标库名"),
    "table": ("Table Name", "表名"),
    "source": ("Source Rows", "源库行数"),
    "target": ("Target Rows", "目标库行数"),
    "differ": ("Different Rows", "不一致行数"),
    "line": ("Row Comparison Result", "行对比结果"),
    "value": ("Value Comparison Result", "内容对比结果"),
    "result": ("Comparison Result", "对比结果"),
    "tables": ("Total Tables", "总表数"),
    "bad": ("Inconsistent Tables", "不一致表数"),
    "failed": ("Failed Tables", "失败表数"),
    "type": ("Object Type", "对象类型"),
    "object": ("Source Object", "源库对象"),
    "object2": ("Target Object", "目标库对象"),
    "count": ("Source Count", "源数量"),
    "count2": ("Target Count", "目标数量"),
    "differences": ("Number of Differences", "差异数量"),
    "changed": ("Changed Rows", "值不一致行数"),
    "skipped": ("Skipped Rows", "跳过行数"),
    "progress": ("Progress", "对比进度"),
    "filter": ("Row Filter", "过滤条件"),
    "remark": ("Remarks", "备注"),
    "key": ("Source Key Value", "源库主键值"),
    "key2": ("Target Key Value", "目标库主键值"),
    "repaired_db": ("Database Name", "数据库名"),
    "repaired": ("Table Name", "表名"),
    "total": ("Total Rows", "总行数"),
    "completed": ("Completed Rows", "已完成行数"),
    "fixed": ("Repaired Rows", "修复成功行数"),
    "broken": ("Failed Rows", "修复失败行数"),
}
WORDS = (
    (("Consistent", "一致"),),
    (("Neither table exists", "源库和目标库表都不存在"), ("Source table does not exist", "源表不存在")),
    (("Comparing", "对比中"), ("Waiting", "等待中"), ("Canceled", "已取消")),
    (("Timeout", "超时"), ("Comparison failed", "对比失败"), ("perhaps", "也许")),
    (("Inconsistent", "不一致"), ("Target table does not exist", "目标表不存在")),
)
"""Result words, each row worse than the one before."""
RANK = {word: rank for rank, pairs in enumerate(WORDS) for pair in pairs for word in pair}
HEADINGS = frozenset(word for words in COLUMNS.values() for word in words)
RESULTS = frozenset(word for name in ("line", "value", "result") for word in COLUMNS[name])
NUMBERS = frozenset(
    word for name in ("differ", "changed", "skipped", "failed", "differences") for word in COLUMNS[name]
)
POLICIES = (
    'require = ["contents"]\n',
    'require = ["lines", "contents"]\n',
    'require = ["lines"]\n',
    "max_age_hours = 48\n",
    "fold_case = true\n",
    "[freshness.contents]\nmax_age_hours = 30\n",
    '[scope]\nexclude = ["*.t1"]\n',
    '[scope]\ninclude = ["*.t1", "*.t2"]\n',
    '[[tolerance]]\npattern = "*"\ncompare_type = "contents"\nrows = 5\n',
    '[[tolerance]]\npattern = "*"\ncompare_type = "lines"\nshare = 0.2\n',
    '[[accept_proof]]\npattern = "*"\nproof = "counts"\nreason = "r"\n',
)
WAIVED = (
    *("contents.*", "lines.*", "objects.*", "coverage.absent", "integrity.*", "repair.*"),
    *("contents.values-differ", "contents.counters-differ", "contents.not-verified", "contents.cannot-compare"),
    *("lines.count-differs", "lines.unfinished", "lines.review", "objects.differ", "objects.missing-in-target"),
)
UNKNOWN = (
    ("lines.xlsx", "Notes", "*abc*"),
    ("contents.xlsx", "Details", "look at it again"),
    ("contents.xlsx", "Overview", "Nobody knows this"),
)
"""File, sheet and text of cells that nobody understands and that a waiver may name."""
LAYOUTS = (
    '[[ignore.remarks]]\ntext = "look at it again"\nreason = "r"\n',
    '[[ignore.lines]]\ntext = "Nobody knows this"\nreason = "r"\n',
    '[[ignore.sheets]]\ntext = "Notes"\nreason = "r"\n',
)


def plain(cell: Any) -> Any:
    return cell.value if isinstance(cell, Bad) else cell


def _flaw(cell: Any) -> int | None:
    return cell.flaw if isinstance(cell, Bad) else None


def flaws(cells: list[Any]) -> set[int]:
    return {number for number in map(_flaw, cells) if number is not None}


# -- a job ---------------------------------------------------------------------------------------------------------------


class Maker:
    """Makes one job by chance."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.lang = rng.randrange(2)
        self.names = [f"t{i}" for i in range(1, rng.randint(2, 4))]
        self.n_flaws = 0

    def head(self, *names: str) -> Row:
        return [COLUMNS[name][self.lang] for name in names]

    @property
    def good(self) -> str:
        return WORDS[0][0][self.lang]

    def word(self, at_least: int = 1) -> str:
        return self.rng.choice(self.rng.choice(WORDS[at_least:]))[self.lang]

    def job(self) -> Job:
        made = Job({"objects.xlsx": self.objects(), "lines.xlsx": self.lines(), "contents.xlsx": self.contents(10)})
        chance = self.rng.random
        if chance() < 0.25:
            made.files["contents-2.xlsx"] = self.contents(13)
        if chance() < 0.2:
            made.files.pop(self.rng.choice(["objects.xlsx", "lines.xlsx"]))
        if chance() < 0.15:
            made.files["repair.xlsx"] = self.repair()
        if chance() < 0.15:
            self.tasks(made)
        if chance() < 0.2:
            made.layout = self.rng.choice(LAYOUTS)
        if chance() < 0.2:
            made.listed = {name: (9, 15) for name in made.files if chance() < 0.7}
        if chance() < 0.5:
            made.policy.append(self.rng.choice(POLICIES))
        for number in range(self.rng.choice([0, 0, 0, 1, 2])):
            made.policy.append(self.waiver(number))
        # the keys of the policy itself come before its tables
        made.policy.sort(key=lambda part: part.startswith("["))
        for _ in range(self.rng.choice([0, 1, 1, 1, 2, 3])):
            self.n_flaws += 1
            self.rng.choice(FLAWS)(self, made)
        for sheets in made.files.values():
            self.contradict(sheets)
        return made

    def waiver(self, number: int) -> str:
        rule = {"code": self.rng.choice(WAIVED), "pattern": self.rng.choice(["*", "*.t1", "*t2"])}
        if self.rng.random() < 0.25:
            file, sheet, text = self.rng.choice(UNKNOWN)
            rule = {"code": "evidence.not-understood", "file": file, "sheet": sheet, "text": text}
        given = "".join(f'{key} = "{value}"\n' for key, value in rule.items())
        budget = f"max_findings = {self.rng.randint(1, 3)}\n"
        budget += f"max_rows = {self.rng.choice([2, 5])}\n" if self.rng.random() < 0.2 else ""
        rest = 'reason = "r"\napproved_by = "a"\nexpires = 2027-01-01\n'
        return f'[[waiver]]\nid = "w{number}"\n{given}{rest}{budget}'

    def tasks(self, job: Job) -> None:
        """Two tasks of the same tables: each file once more, every one with a line that names its task."""
        label = ("Task ID: ", "任务ID：")[self.lang]
        for name, sheets in list(job.files.items()):
            job.files[f"b/{name}"] = copy.deepcopy(sheets)
        for name, sheets in job.files.items():
            next(iter(sheets.values())).insert(0, [label + ("task-b" if name.startswith("b/") else "task-a")])

    def repair(self) -> Sheets:
        """A repair: bad news by itself where no comparison shows that it was made before it."""
        self.n_flaws += 1
        head = self.head("repaired_db", "repaired", "total", "completed", "fixed", "broken")
        return {"Details": [head, ["shop", self.names[0], *map(self.bad, (2, 2, 2, 0))]]}

    def contradict(self, sheets: Sheets) -> None:
        """An overview that knows nothing of what its list says is bad news of its own."""
        if "Overview" in sheets and "Details" in sheets and flaws([cell for row in sheets["Details"] for cell in row]):
            self.n_flaws += 1
            self.spoil(sheets["Overview"][-1])

    def pairs(self) -> list[Row]:
        return [self.head("db", "db2", "result", "tables", "bad"), ["shop", "shop2", self.good, len(self.names), 0]]

    def lines(self) -> Sheets:
        rows = [["shop", "shop2", t, 10, 10, self.good] for t in self.names]
        return {
            "Overview": self.pairs(),
            "Details": [self.head("db", "db2", "table", "source", "target", "result"), *rows],
        }

    def contents(self, hour: int) -> Sheets:
        rows = [["shop", "shop2", t, 10, 10, 0, self.good, self.good] for t in self.names]
        head = self.head("db", "db2", "table", "source", "target", "differ", "line", "value")
        begin, end = (f"2026/11/15 {h}:00:00 GMT+08:00" for h in (hour, hour + 1))
        when = [f"对比开始时间：{begin}，对比结束时间：{end}"]
        return {"Overview": [when, *self.pairs()], "Details": [head, *rows]}

    def objects(self) -> Sheets:
        rows = [["TABLE", "shop", "shop2", t, t, self.good] for t in self.names]
        over = [
            self.head("type", "count", "count2", "differences", "result"),
            ["TABLE", len(rows), len(rows), 0, self.good],
        ]
        return {"Overview": over, "Objects": [self.head("type", "db", "db2", "object", "object2", "result"), *rows]}

    # what a flaw needs

    def bad(self, value: Any) -> Bad:
        return Bad(value, self.n_flaws)

    def spoil(self, row: Row) -> None:
        """Make all of a row tell of the flaw, but for cells that tell of another already, which is gone with them."""
        row[:] = [cell if isinstance(cell, Bad) else self.bad(cell) for cell in row]

    def rows(self, job: Job, *files: str) -> list[Row]:
        """The header and one row of the list of a file there is, by chance."""
        name = self.rng.choice([name for name in job.files if not files or name in files] or list(job.files))
        sheet = job.files[name].get("Details") or job.files[name].get("Objects") or self.pairs()
        return [sheet[0], self.rng.choice(sheet[1:])] if len(sheet) > 1 else [sheet[0], sheet[0]]

    def told(self, job: Job) -> str:
        """A file that has an overview."""
        return self.rng.choice([name for name, sheets in job.files.items() if "Overview" in sheets])

    def set(self, rows: list[Row], names: Iterator[str] | list[str], value: Any) -> None:
        words = {word for name in names for word in COLUMNS[name]}
        for i, heading in enumerate(rows[0]):
            if plain(heading) in words and i < len(rows[1]):
                rows[1][i] = self.bad(value)

    def column(self, job: Job, name: str, usual: Any, value: Any) -> None:
        file = self.rng.choice([f for f in job.files if not f.startswith("objects")] or list(job.files))
        sheet = next((job.files[file][s] for s in ("Details", "Objects") if s in job.files[file]), None)
        if sheet is None or len(sheet) < 2 or COLUMNS[name][self.lang] in map(plain, sheet[0]):
            return
        for row in sheet:
            row.append(usual)
        sheet[0][-1] = COLUMNS[name][self.lang]
        self.rng.choice(sheet[1:])[-1] = self.bad(value)


def _result(maker: Maker, job: Job) -> None:
    maker.set(maker.rows(job), [maker.rng.choice(["value", "result", "line"])], maker.word())


def _differs(maker: Maker, job: Job) -> None:
    rows = maker.rows(job, "contents.xlsx", "contents-2.xlsx")
    n = maker.rng.choice([1, 3, 8])
    maker.set(rows, ["differ"], n)
    if maker.rng.random() < 0.7:
        maker.set(rows, ["value"], WORDS[4][0][maker.lang])
        for sheets in job.files.values():
            if (
                maker.rng.random() < 0.5
                and {"Details", "Overview"} <= sheets.keys()
                and any(row is rows[1] for row in sheets["Details"])
            ):
                maker.set([sheets["Overview"][-2], sheets["Overview"][-1]], ["bad"], 1)


def _apart(maker: Maker, job: Job) -> None:
    rows = maker.rows(job, "lines.xlsx")
    maker.set(rows, ["target"], maker.rng.choice([9, 11, 0, 12]))
    if maker.rng.random() < 0.7:
        maker.set(rows, ["result"], WORDS[4][0][maker.lang])


def _overview(maker: Maker, job: Job) -> None:
    sheet = job.files[maker.told(job)]["Overview"]
    name, value = maker.rng.choice(
        [("bad", 1), ("tables", 9), ("result", maker.word()), ("differences", 1), ("count2", 1)]
    )
    maker.set([sheet[-2], sheet[-1]], [name], value)


def _listed(maker: Maker, job: Job) -> None:
    file = maker.rng.choice([f for f in job.files if f.startswith("contents")])
    bad = maker.bad
    head = maker.head("table", "key", "key2")
    job.files[file]["Differences"] = [head, [bad(maker.rng.choice(maker.names)), bad("[1]"), bad("[1]")]]


def _absent(maker: Maker, job: Job) -> None:
    """A table that one file does not list: the rows that name it elsewhere tell of it."""
    name = maker.rng.choice(maker.names)
    file = maker.told(job)
    for one, sheets in job.files.items():
        for sheet in sheets.values():
            for row in [row for row in sheet if name in map(plain, row)]:
                if one == file:
                    sheet.remove(row)
                else:
                    maker.spoil(row)
    sheet = job.files[file]["Overview"]
    maker.set([sheet[-2], sheet[-1]], ["tables"], len(maker.names) - 1)
    maker.n_flaws += 1  # an overview that counts it all the same is bad news of its own
    maker.spoil(sheet[-1])


def _line(maker: Maker, job: Job) -> None:
    file = maker.told(job)
    text = maker.rng.choice(
        ["对比状态：失败", "Status: Failed", "过滤条件：id<1000", "Nobody knows this", "抽样比例：10%"]
    )
    job.files[file]["Overview"].insert(0, [maker.bad(text)])


def _sheet(maker: Maker, job: Job) -> None:
    file = maker.rng.choice(list(job.files))
    job.files[file]["Notes"] = [[maker.bad("abc"), maker.bad("def")], [maker.bad("x"), maker.bad(7)]]


def _nameless(maker: Maker, job: Job) -> None:
    maker.set(maker.rows(job), [maker.rng.choice(["table", "object2", "object"])], None)


def _repair(maker: Maker, job: Job) -> None:
    if "repair.xlsx" in job.files:
        *_, head, row = job.files["repair.xlsx"]["Details"]
        maker.set([head, row], [maker.rng.choice(["broken", "completed", "total"])], 1)


FLAWS: tuple[Callable[[Maker, Job], None], ...] = (
    _result,
    _result,
    _differs,
    _differs,
    _apart,
    _overview,
    _listed,
    _absent,
    _line,
    _sheet,
    _nameless,
    _repair,
    lambda maker, job: maker.column(job, "changed", 0, 2),
    lambda maker, job: maker.column(job, "skipped", 0, 2),
    lambda maker, job: maker.column(job, "progress", "100%", "60%"),
    lambda maker, job: maker.column(job, "filter", None, "id < 5"),
    lambda maker, job: maker.column(job, "remark", None, "look at it again"),
)
