"""What lies beside the files of a job: lists of comparisons, manifests, and the answers of the documented interface."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations, product
from typing import Any

from drs_report.analysis import analyse
from drs_report.analysis.fetching_doubts import fetching_doubts, list_finding
from drs_report.analysis.layout_proof import cross_check, layout_findings
from drs_report.evidence.manifest import Missing
from drs_report.records.reading import BlockRecognition, ColumnMatch, Source
from tests.findings.cases import recognised
from tests.findings.lists import thing
from tests.findings.story import finding_told, told
from tests.findings.times import at, run
from tests.judgement.evidence import TIMES, content, dataset, line, overview, with_frame

Row = dict[str, Any]


@cache
def _sources() -> tuple[Source, ...]:
    files = [dataset("contents", meta=run(1, 2), tables=[content("a")]), dataset("lines", meta=run(3, None), tables=[line("a")]),
             dataset("objects_comparison", meta=(), objects=[thing("TABLE", "a", "a")])]  # fmt: skip
    return analyse(files).sources


def _listed() -> Iterator[str]:
    """Lists of comparisons beside the files: of each the newest, done or not, in the time of the file or not."""
    for kind in ("contents", "random", "lines", "objects_comparison", "account"):
        for status in ("COMPLETED", "RUNNING", "completed", "odd"):
            for hour in (None, 0.5, 1, 1.5, 2, 2.5, 3):
                begun = None if hour is None else at(hour)
                yield f"{kind} {status} {hour}: {finding_told(list_finding('list.csv', [(kind, status, begun)], _sources()))}"
    runs = (
        ("contents", "RUNNING", at(1.5)),
        ("contents", "COMPLETED", at(1.25)),
        ("contents", "COMPLETED", None),
        ("lines", "RUNNING", at(1)),
    )
    for some in (*combinations(runs, 2), *combinations(runs, 3), runs[:2][::-1]):
        yield f"{[run[1:] for run in some]}: {finding_told(list_finding('list.csv', some, _sources()))}"


def _fetched() -> Iterator[str]:
    """What manifests say of newer comparisons, and of what could not be fetched."""
    (objects, lines, values) = _sources()
    for number, status, superseded, own in product(("9", None, "8"), ("STARTED", "", None), (False, True), ("8", None)):
        known = replace(values.origin, newer_compare_job_id=number, newer_compare_status=status, compare_job_id=own)
        source = replace(values, origin=known, is_superseded=superseded)
        other = replace(lines, origin=replace(lines.origin, compare_job_id="9"))
        found = [*fetching_doubts([source], [], []), *fetching_doubts([source, other, objects], [], [])]
        yield f"newer {number} {status}, superseded {superseded}, own {own}: {[finding_told(one) for one in found]}"
    gone = [Missing(job, kind, number, state, "r", "") for job, kind, number, state in
            (("b", "lines", "2", "FAILED"), ("a", "lines", "", None), ("a", "contents", "1", "FAILED"), ("b", "lines", "2", "FAILED"))]  # fmt: skip
    yield from (finding_told(one) for one in fetching_doubts([], gone, ["b.xlsx", "a.xlsx"]))


def _crossed() -> Iterator[str]:
    """A workbook held against the documented interface: every cell another, a row more or less, rows in another order."""
    rows = [
        content("a"),
        content("b"),
        {**content("b"), "target_rows": 11},
        content("c", started_at=at(1), message="m"),
    ]
    usual = dataset("contents", meta=TIMES, tables=rows, databases=[overview(4)], name="folder/book.xlsx")
    changes: dict[str, list[Row]] = {
        "the same": rows,
        "in another order": rows[::-1],
        "a row less": rows[1:],
        "a row more": [*rows, content("d")],
        "a name more": [*rows, {**content("d"), "source_db": None}],
        "a row of nothing": [*rows, {}],
        "none": [],
        "a count": [{**rows[0], "source_rows": 11}, *rows[1:]],
        "two counts": [{**one, "source_rows": 11, "target_rows": None} for one in rows],
        "a word": [{**rows[0], "content_outcome": "inconsistent"}, *rows[1:]],
        "a time": [*rows[:3], {**rows[3], "started_at": at(2)}],
        **{f"a text of {n}": [{**rows[0], "message": "x" * n}, *rows[1:]] for n in (80, 81)},
        "a column less": [{**one, "different_rows": None} for one in rows],
        "a name less": [{**one, "target_table": None} for one in rows],
        "without a shard": [{**rows[0], "completed_shards": None}, *rows[1:]],
    }
    source = analyse([usual]).sources[0]
    for what, changed in changes.items():
        answers = dataset("contents", tables=changed, databases=[overview(4)], name="answers.json")
        for here, there, way in ((usual, answers, "against"), (answers, usual, "by")):
            proven = cross_check(here, there)
            yield f"{what} {way}: {told(replace(proven, tool_version='', sha256='', answers_sha256=''))}"
        proven = cross_check(usual, answers)
        proofs = {"own": proven, "alike": replace(proven, sha256="other", language="en", written_by="w"), "unlike": replace(proven, sha256="o", fingerprint="f"),
                  "of nothing": replace(proven, n_cells=0, sha256="o"), "of another kind": replace(proven, sha256="o", compare_type="lines")}  # fmt: skip
        for names in (*combinations(proofs, 1), ("own", "alike"), ("unlike", "alike")):
            found = layout_findings([source], [proofs[name] for name in names])
            yield f"{what}, {', '.join(names)}: {[finding_told(one) for one in found]}"
    answers = dataset("contents", tables=rows, databases=[overview(4)], name="answers.json")
    more = with_frame(usual, "tables", usual.frames["tables"].assign(**{"extra:odd": ["x"] * len(rows)}))
    for here, there in ((more, answers), (answers, more)):
        proven = cross_check(here, there)
        yield f"a column that nobody knows: {proven.n_same} of {proven.n_cells}, {told(proven.disagreements)}"
    things = [thing(kind, name, name, outcome=word) for kind, name, word in
              (("VIEW", "a", "consistent"), ("INDEX", "a", "inconsistent"), ("VIEW", "b", "consistent"))]  # fmt: skip
    both = [dataset("objects_comparison", meta=TIMES, objects=some) for some in (things, things[::-1])]
    proven = cross_check(*both)
    yield f"objects in another order: {proven.n_same} of {proven.n_cells}, {told(proven.disagreements)}"
    block = usual.recognition.sheets[0].blocks[0]
    for other in (replace(block, columns=block.columns[1:]), replace(block, columns=block.columns[::-1]), replace(block, frame="x"),
                  BlockRecognition("tables", (1,), 1, 1, 1, columns=(ColumnMatch("A", " Source  TABLE", "source_table", 1.0),), score=1.0)):  # fmt: skip
        sheet = replace(usual.recognition.sheets[0], blocks=(other,))
        made = recognised(usual, sheets=(sheet, *usual.recognition.sheets[1:]))
        proven = cross_check(made, usual)
        yield f"another layout: {proven.fingerprint}, {[finding_told(one) for one in layout_findings([source], [replace(proven, sha256='o')])]}"


BESIDE: dict[str, Callable[[], Iterator[str]]] = {"listed": _listed, "fetched": _fetched, "crossed": _crossed}
