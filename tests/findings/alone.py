"""What one file says against itself: its lines and marks, its cells and names, and what of it nobody understood."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

from drs_report.analysis.moments import times_of
from drs_report.analysis.of_a_file import check_evidence
from drs_report.checks import examine
from drs_report.reading.dataset import Dataset
from drs_report.records.reading import (
    BlockRecognition,
    CellProblem,
    ColumnMatch,
    KindSaid,
    Leftover,
    NotJudged,
    NotUnderstood,
    Rest,
    SheetRecognition,
    UnknownWord,
)
from drs_report.records.remarks import RemarkKind, remark
from tests.findings.cases import in_first_block, origin, recognised, sampled
from tests.findings.lists import thing
from tests.findings.story import finding_told
from tests.findings.times import at
from tests.judgement.evidence import TIMES, content, dataset, difference, line, with_frame

Row = dict[str, Any]
_USUAL: dict[str, Callable[[str], Row]] = {"lines": line, "contents": content, "random": sampled}


def _file(kind: str = "contents", *, meta: Iterable[tuple[str, str]] = (), **more: Any) -> Dataset:
    if kind == "objects_comparison":
        return dataset(kind, meta=(*TIMES, *meta), objects=[thing("TABLE", "a", "a")], **more)
    if kind == "repair_data":
        return dataset(kind, meta=(*TIMES, *meta), tables=[{"db": "shop", "table": "a", "updated_at": at(1)}], **more)
    return dataset(kind, meta=(*TIMES, *meta), tables=[_USUAL[kind]("a")], **more)


def _told(what: str, file: Dataset) -> Iterator[str]:
    yield what
    yield from (f"    {finding_told(one)}" for one in check_evidence(file, times_of(file), examine(file)[0]))


def _lines() -> Iterator[str]:
    """Lines of the file that say how it was compared, how far it came, and what it is."""
    said = {
        "compare_status": ("Completed", "successful", "Running", "odd"),
        "progress": ("100", "100%", "99.9%", "done", "101"),
        "compare_policy": ("normal", "Normal", "many-to-one", "odd"),
        "lob_policy": ("content", "Content comparison", "length", "odd"),
        "compare_type": ("static", "dynamic", "full", "odd", "row comparison", "sampling"),
        "sample_percent": ("10", "20"),
        "n_tables": ("1", "2"),
    }
    for kind in ("objects_comparison", "lines", "contents", "random", "repair_data"):
        for name, texts in said.items():
            for text in texts:
                yield from _told(f"{kind}: {name} {text}", _file(kind, meta=[(name, text)]))
    for name, (one, other, *_) in said.items():
        for texts in ((one, one), (one, other), (other, one), (other, other, "odd")):
            yield from _told(f"{name} {texts}", _file(meta=[(name, text) for text in texts]))


def _runs() -> Iterator[str]:
    """Beginnings and ends of several runs, under the names of comparisons."""
    start, kind = "compare_start_time", "compare_type"
    times = [at(hour).isoformat() for hour in range(5)]
    for lines in (
        [(start, times[0])], [(start, times[0])] * 2, [(start, times[1]), (start, times[0])], [(start, times[1]), (start, times[2]), (start, times[0])],
        [(kind, "Row comparison"), (start, times[0]), (kind, "Value comparison"), (start, times[1])],
        [(kind, "行对比"), (start, times[0]), (kind, "row comparison"), (start, times[1])],
        [(start, times[0]), (kind, "odd"), (start, times[1]), (start, times[2]), (kind, "odd"), (start, times[3])],
        [(start, times[0]), (start, "noon")], [(start, times[0]), ("compare_end_time", times[1]), ("compare_end_time", times[2])],
    ):  # fmt: skip
        yield from _told(f"{lines}", recognised(_file(), meta=tuple(lines)))


def _kinds() -> Iterator[str]:
    """What was asked for, what the file is read as, and where it calls itself something else."""
    kinds = ("lines", "contents", "random", "objects_comparison")
    for kind, asked in product(kinds, (None, *kinds)):
        yield from _told(f"{kind}, asked for {asked}", _file(kind, asked=asked))
    for kind in kinds:
        made = _file(kind)
        (sheet, *rest) = made.recognition.sheets
        named = ColumnMatch("B", "抽样比例", "extra:抽样比例", 0.0)
        spoilt = {
            "a sheet": replace(sheet, sheet="抽样对比"),
            "a title": replace(sheet, blocks=(replace(sheet.blocks[0], title="Sampling comparison"), *sheet.blocks[1:])),
            "a heading": replace(sheet, blocks=(replace(sheet.blocks[0], columns=(*sheet.blocks[0].columns, named)), *sheet.blocks[1:])),
            "a row": replace(sheet, n_rows=sheet.n_rows + 1, leftovers=(Leftover(9, 9, 1, Rest.NOTE, ("x", "抽样对比")),)),
        }  # fmt: skip
        for what, other in spoilt.items():
            for asked in (None, kind, "random"):
                yield from _told(
                    f"{kind}, asked for {asked}: {what} says sample",
                    origin(recognised(made, sheets=(other, *rest)), compare_type=asked),
                )
        yield from _told(f"{kind} of a task called a sample", _file(kind, meta=[("task_name", "抽样对比")]))
        for said in (["lines"], ["contents"], ["random", "lines"], ["lines", "lines"]):
            found = tuple(KindSaid(one, "line", f"{one} {n}") for n, one in enumerate(said))
            yield from _told(f"{kind} called {said}", recognised(made, kinds_said=found))


def _sheets() -> Iterator[str]:
    """Sheets that end where a sheet must, with rows left over, hidden, and carried on elsewhere."""
    made = _file()
    (sheet,) = made.recognition.sheets
    (block,) = sheet.blocks
    for last in (65_535, 65_536, 65_537, 1_048_575, 1_048_576):
        yield from _told(f"a table to row {last}", in_first_block(made, last_row=last))
        page = SheetRecognition("page", "visible", 1, (), (Leftover(last, last, 1, Rest.NOTE, ("x",)),))
        yield from _told(f"a note in row {last}", recognised(made, sheets=(sheet, page)))
    full = replace(sheet, blocks=(replace(block, last_row=65_536),))
    for carried in ("tables", "other"):
        more = SheetRecognition(
            "more", "visible", 1, (replace(block, header_rows=(), first_row=1, n_rows=1, continues=carried),)
        )
        yield from _told(f"a full sheet, {carried} carried on", recognised(made, sheets=(full, more)))
    for reason in Rest:
        for first, last, n in ((5, 5, 1), (5, 7, 3), (5, 24, 20), (5, 25, 21), (5, 44, 40), (5, 9, 3)):
            page = SheetRecognition("page", "visible", n, (), (Leftover(first, last, n, reason, ("x",)),))
            yield from _told(f"{n} rows from {first} to {last}: {reason}", recognised(made, sheets=(sheet, page)))
    for state in ("hidden", "very_hidden"):
        for blocks, n in (((), 0), (sheet.blocks, 2)):
            hidden = replace(sheet, sheet="page", state=state, blocks=blocks, n_rows=n)
            yield from _told(f"{state}, {n} rows", recognised(made, sheets=(sheet, hidden)))


def _cells() -> Iterator[str]:
    """Cells as long as a cell may be, counts that no float holds, keys that were numbers; differences of one's own."""
    for n in (32_766, 32_767, 32_768):
        rows = [
            content("a", message="x" * n),
            content("b", message="x" * n),
            content("c"),
            {**content("d"), "row_filter": "x" * n},
        ]
        yield from _told(f"{n} characters", dataset("contents", meta=TIMES, tables=rows))
    file = dataset("contents", meta=TIMES, tables=[content("a")])
    beside = file.frames["tables"].assign(**{"extra:odd": ["x" * 32_767]})
    yield from _told("as many beside the columns that are known", with_frame(file, "tables", beside))
    most = 2**53
    for n in (most - 1, most, most + 1, -most, -most - 1):
        rows = [
            {**line("a"), "second_difference": n},
            {**line("b"), "source_rows": abs(n), "target_rows": abs(n)},
            line("c"),
        ]
        yield from _told(f"a count of {n}", dataset("lines", meta=TIMES, tables=rows))
    keys = ("1.2e+18", "1e+18", "-1.25e+5", "1.2E+18", "12e+18", "1.2e18", '["1.2e+18"]', "x1.2e+18")
    listed = [
        difference("a", 1) | {"source_key": one, "target_key": other}
        for one, other in zip(keys, keys[::-1], strict=True)
    ]
    for n in (1, 2, 8):
        yield from _told(
            f"{n} keys",
            dataset("contents", meta=TIMES, tables=[content("a", outcome="inconsistent")], differences=listed[:n]),
        )
    counts = product((None, 10), (None, 10, 7), (None, 0, 3, -3, 2))
    rows = [
        {**line(f"t{n}"), "source_rows": a, "target_rows": b, "reported_difference": c}
        for n, (a, b, c) in enumerate(counts)
    ]
    yield from _told("differences", dataset("lines", meta=TIMES, tables=rows))


def _again() -> Iterator[str]:
    """Tables and objects that a file lists twice or without a name."""
    other: tuple[Row, ...] = ({}, {"outcome": "inconsistent"}, {"source_rows": 11}, {"target_rows": 11}, {"message": "x"}, {"target_db": "x"}, {"target_table": "x"},
                              {"source_db": None}, {"source_table": "A"}, {"different_rows": 1}, {"content_outcome": "cannot_compare"})  # fmt: skip
    for kind, change in product(_USUAL, other):
        if kind == "lines" and change.keys() & {"different_rows", "content_outcome"}:
            continue
        usual = _USUAL[kind]
        yield from _told(
            f"{kind}: again with {change}",
            dataset(kind, meta=TIMES, tables=[usual("b"), usual("a"), {**usual("a"), **change}]),
        )
    nameless = {"source_table": None, "target_table": None}
    for changes in (
        ({},),
        (nameless,),
        (nameless, nameless),
        (nameless, {}, {}),
        ({"source_table": None}, {"source_table": None}),
        ({"target_table": None},),
    ):
        yield from _told(
            f"{changes}",
            dataset("contents", meta=TIMES, tables=[content("b"), *({**content("a"), **one} for one in changes)]),
        )
    for kind in ("TABLE", "VIEW", "INDEX"):
        for word in ("consistent", "target_missing"):
            rows = [
                thing(kind, "a", "a"),
                thing(kind, "a", "a", outcome=word),
                thing("TABLE", "t", "t"),
                thing(kind, None, None),
            ]
            yield from _told(f"{kind} again, {word}", dataset("objects_comparison", meta=TIMES, objects=rows))
    rows = [thing("VIEW", "v", "v"), thing("INDEX", "t.i", "t.i"), thing("TABLE", "t", "t"), thing("TABLE", "t", "t")]
    yield from _told("TABLE again, behind others", dataset("objects_comparison", meta=TIMES, objects=rows))
    yield from _told("no table", dataset("contents", meta=TIMES))


def _doubts() -> Iterator[str]:
    """What the reader did not understand, each kind of thing in each place."""
    made = dataset("contents", meta=TIMES, tables=[content("a"), content("b")], differences=[difference("a", 1)])
    kinds = ("heading", "line", "remark", "row", "sheet", "title", "word", "file")
    for kind in kinds:
        for n, rows, column, teaching in (
            (0, (), "", "x"),
            (2, (3,), "Remarks", "x"),
            (1, (3, 4, 5), "", ""),
            (30, tuple(range(30)), "", "x"),
        ):
            odd = NotUnderstood(kind, "tables", "odd", n, column, rows, teaching)
            yield from _told(
                f"{kind}: {n} cells, rows {len(rows)}", recognised(made, not_understood=(odd, replace(odd, sheet="")))
            )
    extra = (
        ColumnMatch("A", "odd", "extra:odd", 0.0),
        ColumnMatch("B", "Other", "extra:Other", 0.0),
        ColumnMatch("C", "left", None, 1.0),
    )
    for header in ((1,), (), tuple(range(1, 30))):
        block = BlockRecognition("tables", header, 30, 31, 2, columns=extra)
        for sheets in (("tables",), ("tables", "more")):
            pages = tuple(SheetRecognition(name, "visible", 2 + len(header), (block,)) for name in sheets)
            for odd in ((), ("odd",), ("odd", "")):
                unclear = tuple(NotUnderstood("heading", "tables", "odd", 1, column) for column in odd)
                what = f"unknown headings of {len(header)} rows in {sheets}, known as not understood: {odd}"
                yield from _told(what, recognised(made, sheets=pages, not_understood=unclear))
    whats = [
        remark(kind) for kind in (RemarkKind.NOT_EXACT, RemarkKind.NOT_TIME, RemarkKind.NO_ZONE, RemarkKind.ERROR_CELL)
    ]
    for frame, column in (
        ("tables", "source_rows"),
        ("tables", "message"),
        ("tables", "started_at"),
        ("differences", "source_key"),
        ("differences", "target_sql"),
    ):
        for what in whats:
            problems = (
                CellProblem(column, what, "x", 3, (2, 3)),
                CellProblem("progress", what, "y", 1, (2,)),
                CellProblem(column, whats[0], "z", 30, tuple(range(2, 32))),
            )
            yield from _told(f"{frame} {column}: {what}", in_first_block(made, frame, problems=problems))
    for frame, column in (
        ("tables", "full_status"),
        ("tables", "outcome"),
        ("tables", "content_outcome"),
        ("differences", "kind"),
    ):
        words = (UnknownWord(column, "odd", 3, (2, 3)), UnknownWord(column, "even", 30, tuple(range(2, 32))))
        twice = in_first_block(in_first_block(made, "tables", unknown_words=words if frame == "tables" else ()), "differences",
                               unknown_words=words if frame == "differences" else ())  # fmt: skip
        yield from _told(f"unknown words of {column}", twice)
    for n_open in (0, 2):
        yield from _told(
            f"accounts, {n_open} open", recognised(made, not_judged=(NotJudged("accounts", "acc", 5, n_open),))
        )
    yield from _told("notes", recognised(made, notes=(whats[0], whats[1]), overruled=("a", "b")))


_MATTERS = (_lines, _runs, _kinds, _sheets, _cells, _again, _doubts)
ALONE: dict[str, Callable[[], Iterator[str]]] = {f"alone-{matter.__name__.strip('_')}": matter for matter in _MATTERS}
