"""Unusual forms of evidence: each a change of files that are clean, or two, of which the second says less."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.redteam.evidence import ENDED, Files
from tests.redteam.test_clean import line
from tests.redteam.test_judged_kinds import column

Change = Callable[[Files], object]


def of(heading: str, good: Any, bad: Any, others: Any = ...) -> tuple[Change, Change]:
    """A column of good cells, and the same with a bad last one."""
    rest = good if others is ... else others
    return column(heading, good, rest), column(heading, bad, rest)


def said(good: str, bad: str) -> tuple[Change, Change]:
    return line(good), line(bad)


def below(good: str, bad: str) -> tuple[Change, Change]:
    return tuple(lambda files, text=text: files["contents.xlsx"]["Details"].append([text]) for text in (good, bad))  # type: ignore[return-value]  # two


def results(good: str, bad: str) -> tuple[Change, Change]:
    def spell(text: str) -> Change:
        return lambda files: files["contents.xlsx"]["Details"][-1].__setitem__(-1, text)

    return spell(good), spell(bad)


def beside(at: int, heading: Any, values: list[Any]) -> Change:
    """A column put in before another."""

    def put(files: Files) -> None:
        head, *body = files["contents.xlsx"]["Details"]
        head.insert(at, heading)
        for row, value in zip(body, values, strict=True):
            row.insert(at, value)

    return put


def group(title: str, at: int = 1) -> Change:
    return lambda files: files["contents.xlsx"]["Details"].insert(at, [title])


def sheet(name: str, rows: list[list[Any]]) -> Change:
    return lambda files: files["contents.xlsx"].__setitem__(name, [list(row) for row in rows])


def pages(*names: str) -> Change:
    """The list on a sheet a table."""

    def part(files: Files) -> None:
        head, *body = files["contents.xlsx"].pop("Details")
        for name, row in zip(names, body, strict=True):
            files["contents.xlsx"][name] = [head[:], row]

    return part


def timed(end: str) -> Change:
    """The run in a line with its zone, the rows' ends without one."""

    def state(files: Files) -> None:
        line(ENDED)(files)
        column("End Time", end, "2026/11/15 10:20:00")(files)

    return state


def ran(begin: str) -> Change:
    """Two lines that state when the comparison began, the second with month and day alike."""

    def state(files: Files) -> None:
        line(f"Comparison Start Time: {begin} GMT+08:00; Comparison End Time: 2026/11/15 11:00:00 GMT+08:00")(files)
        files["lines.xlsx"]["Overview"].insert(0, [ENDED])

    return state


def reported(text: str) -> Change:
    """When the report was made, or the day of the run, beside the run with its zone."""

    def state(files: Files) -> None:
        line(ENDED)(files)
        line(text)(files)

    return state


LEGEND = [
    ["Status", "Meaning"],
    ["Consistent", "Source and target are the same"],
    ["Inconsistent", "Source and target differ"],
]
SUMMARY = [["Comparison Result", "Tables"], ["Consistent", 3], ["Inconsistent", 0]]
SUMMARY_ZH = [["对比结果", "表数"], ["一致", 3], ["不一致", 0]]


def pairs_called(heading: str, n: int) -> Change:
    def call(files: Files) -> None:
        head, row = files["contents.xlsx"]["Overview"]
        head[3], row[3] = heading, n

    return call


def also(heading: str, value: Any) -> Change:
    def add(files: Files) -> None:
        head, row = files["contents.xlsx"]["Overview"]
        head.append(heading)
        row.append(value)

    return add


def headed(source: str, target: str) -> Change:
    return lambda files: files["objects.xlsx"]["Objects"][0].__setitem__(slice(3, 5), [source, target])


def counted(source: str, target: str, n: int = 3) -> Change:
    def call(files: Files) -> None:
        head, row = files["objects.xlsx"]["Overview"]
        head[1:3], row[2] = [source, target], n

    return call


def uncomparable(text: str) -> Change:
    return sheet("Cannot Be Compared", [["Source DB Name", "Target Database Name", "Table Name"], [text]])


def titled(text: str) -> Change:
    return lambda files: files["contents.xlsx"]["Details"].insert(0, [text])


def folders(*names: str) -> Change:
    def move(files: Files) -> None:
        for folder, name in zip(names, [*files], strict=True):
            files[f"{folder}/{name}"] = files.pop(name)

    return move


def listed(
    kind: str = "Value comparison", begun: str = "2026/11/15 10:00:00 GMT+08:00", status: str = "Completed"
) -> Change:
    def add(files: Files) -> None:
        line(ENDED)(files)
        head = ["Comparison Type", "Comparison Start Time", "Comparison Status", "Operation"]
        files["tasks.xlsx"] = {"Data-Level Comparison": [head, [kind, begun, status, "View Results"]]}

    return add


def renamed(before: str, after: str) -> Change:
    """A sheet under another name, in its place."""

    def call(files: Files) -> None:
        book = files["contents.xlsx"]
        files["contents.xlsx"] = {after if name == before else name: rows for name, rows in book.items()}

    return call


def parted(*names: str) -> Change:
    """The list on so many sheets, one after the other, as far as there are names."""

    def part(files: Files) -> None:
        head, *body = files["contents.xlsx"].pop("Details")
        cut = 1 if len(names) > 1 else len(body)
        for name, rows in zip(names, (body[:cut], body[cut:]), strict=False):
            files["contents.xlsx"][name] = [head[:], *rows]

    return part


def typed(spelled: str) -> Change:
    """The type of all objects, in the list and in the overview."""

    def call(files: Files) -> None:
        for row in (row for rows in files["objects.xlsx"].values() for row in rows[1:]):
            row[0] = spelled

    return call


def signed(who: str, what: str = "Approved by") -> Change:
    rows = [[], ["Prepared by", "Li Lei", "2026-11-15"], [what, who, "2026-11-15"]]
    return lambda files: files["contents.xlsx"]["Details"].extend(rows)


def dated(made: str) -> Change:
    """When the task was made, beside its run of 15 November."""

    def state(files: Files) -> None:
        line(ENDED)(files)
        line(made)(files)

    return state


def of_objects(text: str) -> Change:
    """A line above the overview of objects."""
    return lambda files: files["objects.xlsx"]["Overview"].insert(0, [text])


def labelled(*pairs: tuple[str, Any]) -> Change:
    """The overview as labels and values."""
    return lambda files: files["contents.xlsx"].__setitem__("Overview", [list(pair) for pair in pairs])


def spelled(kind: str, put: Callable[[Any], Change], *pairs: tuple[Any, Any]) -> dict[str, tuple[Change, Change]]:
    """One kind in several spellings, each with its opposite."""
    return {f"{kind} {n}": (put(good), put(bad)) for n, (good, bad) in enumerate(pairs, start=1)}
