"""What is fuzzed: each target makes an input from a seed of its corpus and hands it to one door of the package.

Whatever it is given, a door gives a value or one of the errors of `drs_report.errors`; anything else is a crash.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from drs_report.errors import DrsReportError
from drs_report.evidence import answers, manifest, outputs, proofs
from drs_report.language import formatting, moments, numbered, phrases, vocabulary
from drs_report.language.vocabulary import built_in
from drs_report.pipeline import Loaded, judge_loaded, render, report_loaded
from drs_report.policy import Policy, parse_policy
from drs_report.policy.patterns import Patterns, matches
from drs_report.privacy.redaction import Redaction
from drs_report.reading import loading, teaching
from drs_report.reading.tables import conversion, headings, lines, titles
from drs_report.reading.xlsx import meaning, numbers
from tests.fuzz import mutating
from tests.hostile.table import HEADINGS, ROW, SHEET, cells, rows, workbook
from tests.workbook.packages import Tab, book, shared, sheet, styles

__all__ = ["TARGETS", "Target"]

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
_ZONE = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Target:
    """One door."""

    name: str
    corpus: Callable[[], Sequence[Any]]
    make: Callable[[random.Random, Any], Any]
    """Makes an input from a seed of the corpus."""
    run: Callable[[Any], None]
    share: int
    """Of 1,000 executions, how many."""


# --- texts ------------------------------------------------------------------------------------------------------------

_TEXTS = (
    *HEADINGS,
    *(
        "源数据库",
        "目标表名",
        "对比结果",
        "差异行数",
        "Source Rows (first 1000)",
        "一致",
        "Inconsistent",
        "target table missing",
    ),
    *(
        "对比类型：行数对比； 对比开始时间：2018/11/26 20:30:50 GMT+08:00",
        "Task status: Failed; Progress: 45%",
        "共 1 条",
        "Total: 2",
    ),
    *(
        "Table Details(2)",
        "Database: shop -> shop2",
        "shop.public",
        "过滤条件：id<1000； 大字段对比：忽略",
        "2 = Consistent",
    ),
    *("2026-11-16T02:00:00Z", "Nov 16, 2026 02:00:00 PM GMT+8", "2026年11月16日 2:00:00 GMT+08:00", "1763258400000"),
    *("1,000", "350个", "99.5 %", "12.0", "-7", 'yyyy"年"m"月"', "[h]:mm:ss", '[<1]0%;0;"-";@', "#,##0_);[Red](#,##0)"),
    *("P1DT2H3M4.5S", "1.5E+3", "_x000D_\n", "shop.*", "*a?b*", "insert into t values ('a', 1, 'b''c', x'00')"),
)


@cache
def _redaction() -> Redaction:
    return Redaction(b"0" * 32)


def _texts(value: str) -> None:
    """Every parser of cells, lines, headings and titles; none of them may raise anything."""
    words = built_in()
    for zone in (None, UTC, _ZONE):
        moments.moment(value, zone)
        conversion.parse_time(value, zone)
    lines.read_line(value, words, _ZONE)
    conversion.parse_count(value, words.unit_suffixes)
    conversion.parse_percent(value)
    conversion.parse_code(value)
    conversion.plain_width(value)
    headings.read_heading(value, words)
    vocabulary.normalise_heading(value)
    phrases.words_in(value)
    phrases.composed(value)
    phrases.is_neutral_title(value)
    phrases.number_behind(value)
    numbered.numbered(value)
    titles.database_of(value)
    titles.object_type_of(value, words)
    meaning.decode_escapes(value)
    numbers.parse_iso(value)
    number, code = numbers.parse_number(value), numbers.parse_format(value)
    for one in (number, 0, -1, 1e300, 2_958_465.9999999, 59.5, -0.0):
        if one is not None:
            numbers.show(one, code, is_1904=False)
            conversion.as_text(numbers.show(one, code, is_1904=True))


def _shown(value: str) -> None:
    """What is done with a text that is to be shown, compared or hidden."""
    formatting.visible(value)
    formatting.visible(value, keep_lines=True)
    formatting.name(value)
    matches(value, "shop.orders")
    Patterns((value, "*")).which(value)
    Patterns((value,)).may_hold("shop.")
    with suppress(DrsReportError):
        teaching.parse_zone(value)


# --- settings ---------------------------------------------------------------------------------------------------------

_POLICIES = (
    'name = "n"\nrequire = ["lines", "contents"]\nmax_age_hours = 48\nnot_before = 2026-11-14T22:00:00+08:00\nfold_case = true\n',
    '[scope]\ninclude = ["shop.*", "a?b"]\nexclude = ["*.tmp_*"]\n[alias]\n"shop" = "store"\n[freshness.lines]\nmax_age_hours = 5\n',
    '[[tolerance]]\npattern = "shop.*"\ncompare_type = "lines"\nrows = 10\nshare = 0.01\n[[accept_proof]]\npattern = "*"\nproof = "counts"\nreason = "r"\n',
    '[[waiver]]\nid = "w"\ncode = "lines.*"\nreason = "r"\napproved_by = "a"\nexpires = 2027-01-01\npattern = "shop.*"\nmax_rows = 4\nmax_findings = 2\n',
)
_LAYOUTS = (
    'assume_zone = "+08:00"\n[headings]\nsource_rows = ["Zeilen Quelle"]\ndrop = ["x"]\n[outcomes]\nconsistent = ["gleich"]\n',
    '[object_types]\nTABLE = ["Tabelle"]\n[types]\nlines = ["Zeilenvergleich"]\n[[ignore.headings]]\ntext = "Owner"\nreason = "r"\n',
    '[[ignore.lines]]\npattern = "Seite [0-9]+"\nreason = "r"\n[[ignore.sheets]]\ntext = "Notes"\nreason = "r"\n',
)


def _policy(source: str) -> None:
    policy = parse_policy(source)
    assert policy.sha256
    assert policy.title
    for rule in policy.waiver:
        rule.waiver()
    Patterns((*policy.scope.include, *policy.scope.exclude)).which("shop.orders")


def _layout(source: str) -> None:
    teaching.parse_layout(source).words().declares("line", "Seite 1")


# --- documents --------------------------------------------------------------------------------------------------------

_FILE = {
    "file": "case.xlsx", "job_id": "j", "compare_job_id": "c", "compare_type": "lines", "language": "en-us", "region": "r",
    "sha256": "0" * 64, "size": 1, "fetched_at": "2026-11-15T00:00:00Z", "compare_status": "COMPLETE", "note": "",
}  # fmt: skip
_MANIFESTS = (
    {"schema": 1, "files": [_FILE]},
    {
        "schema": 1,
        "files": [],
        "missing": [
            {
                "job_id": "j",
                "compare_type": "lines",
                "compare_job_id": "",
                "state": "failed",
                "reason": "r",
                "listed_at": "",
            }
        ],
    },
)
_PROOFS = (
    {
        "schema": 1,
        "checks": [
            {
                "file": "case.xlsx",
                "sha256": "0",
                "answers_sha256": "1",
                "compare_type": "lines",
                "language": "en-us",
                "fingerprint": "f",
                "n_cells": 3,
                "n_same": 2,
                "disagreements": [
                    {"frame": "tables", "column": "row", "n_cells": 1, "workbook": "a", "interface": "b"}
                ],
            }
        ],
    },
)
_INDEXES = (
    {
        "tool": "drs-report",
        "tool_version": "1",
        "kind": "report-files",
        "schema": 1,
        "files": [{"name": "report.md", "sha256": "0", "size": 1, "is_restricted": True}],
    },
)
_QUERIES = (
    {"schema": 1, "tool": "drs-report", "kind": "query-answers", "job_id": "j", "compare_job_id": "c", "compare_type": "lines", "language": "en-us", "region": "r", "tables": [{"name": "Row comparison", "header": [*HEADINGS], "rows": [[*ROW], [*ROW]]}]},
    {"compare_job_id": "c", "total_count": 1, "table_line_compare_result_infos": [{"source_table_name": "t", "target_table_name": "t", "source_row_num": 1, "target_row_num": 1, "compare_status": "consistent"}]},
    {"compare_job_id": "c", "content_compare_result_infos": [{"source_db_name": "d", "target_db_name": "d", "source_table_name": "t", "target_table_name": "t", "status": 2}]},
)  # fmt: skip


@cache
def _folder() -> Path:
    in_memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="drs-fuzz-", dir=in_memory if in_memory.is_dir() else None))


def _in_folder(name: str, read: Callable[[Path], object]) -> Callable[[bytes], None]:
    def run(content: bytes) -> None:
        (_folder() / name).write_bytes(content)
        read(_folder())

    return run


def _answers(content: bytes) -> None:
    answers.parse(content, "case.query.json")


def _answers_loaded(content: bytes) -> None:
    loading.load_all(content, name="case.query.json")


def _documents(corpus: Sequence[Any]) -> tuple[Callable[[], Sequence[Any]], Callable[[random.Random, Any], bytes]]:
    return (lambda: corpus), lambda rng, seed: mutating.as_json(rng, mutating.document(rng, seed))


# --- workbooks --------------------------------------------------------------------------------------------------------

_META = [["Comparison type: row comparison; Comparison start time: 2026/11/14 22:00:00 GMT+08:00"], []]
_TITLED = [
    ["Database: shop"],
    ["Source Table", "Target Table", "Source Rows", "Target Rows", "Result"],
    ["t", "t", 5, 5, "Consistent"],
    [],
]
_CONTENTS = [
    ["源数据库名", "目标数据库名", "源表名", "目标表名", "源库行数", "目标库行数", "差异行数", "对比结果"],
    ["d", "d", "t", "t", 3, 3, 0, "一致"],
    ["d", "d", "u", "u", 3, 4, 1, "不一致"],
]
_OBJECTS = [
    ["Object Type", "Source Count", "Target Count", "Difference", "Result"],
    ["TABLE", 3, 3, 0, "Consistent"],
    ["VIEW", 1, 0, 1, "Inconsistent"],
]
_GRIDS = (
    [*_META, [*HEADINGS], [*ROW], ["Total", None, None, None, 10, 10]],
    [*_TITLED * 3, ["共 3 条"]],
    _CONTENTS,
    _OBJECTS,
)


@cache
def _books() -> tuple[bytes, ...]:
    dated = '<row r="5"><c r="A5" s="1"><v>46000.5</v></c><c r="B5" t="s"><v>0</v></c><c r="C5" t="b"><v>1</v></c><c r="D5" t="e"><v>#N/A</v></c></row>'
    merged = sheet(
        rows(),
        after='<mergeCells><mergeCell ref="A4:G4"/></mergeCells><headerFooter><oddHeader>&amp;Lx</oddHeader></headerFooter>',
    )
    return (
        workbook(),
        workbook(rows(before=_META), style_sheet=styles(14, '0"行"', 9)),
        workbook(
            rows() + dated,
            style_sheet=styles(22, "[h]:mm"),
            shared_strings=shared("x", "<r><t>a</t></r><r><t>b</t></r>"),
        ),
        book(Tab(merged, SHEET), Tab(cells([["note"]]), "Notes", "hidden")),
        *(
            book(Tab(cells(grid), name))
            for grid, name in zip(_GRIDS, ("Row comparison", "Tables", "数据内容对比", "Objects"), strict=True)
        ),
    )


def _grid(rng: random.Random, seed: Sequence[Sequence[Any]]) -> bytes:
    """A sheet whose cells are changed: other values, rows and columns doubled, moved and gone."""
    grid = [list(row) for row in seed]
    for _ in range(rng.choice((1, 2, 4, 8))):
        at = rng.randrange(len(grid)) if grid else 0
        match rng.randrange(7):
            case 0 if grid:
                grid.insert(rng.randrange(len(grid) + 1), list(grid[at]))
            case 1 if len(grid) > 1:
                del grid[at]
            case 2:
                grid.insert(at, [mutating.text(rng, rng.choice(_TEXTS))])
            case 3:
                width = max(map(len, grid), default=0)
                column = rng.randrange(width + 1)
                for row in grid:
                    row.insert(column, rng.choice((None, "x", 1, *row[:1])))
            case _ if grid and grid[at]:
                column = rng.randrange(len(grid[at]))
                old = grid[at][column]
                new = (old, scalar := mutating.scalar(rng), mutating.text(rng, str(old)))
                grid[at][column] = rng.choice(new) if not isinstance(scalar, list | dict) else str(scalar)
    plain = [
        [value if value is None or type(value) in (int, float) else _xml_text(str(value)) for value in row]
        for row in grid
    ]
    return book(Tab(cells(plain), rng.choice((SHEET, "Tables", "S", "源库对比"))))


def _xml_text(value: str) -> str:
    return "".join(c for c in value if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd")


def _load(content: bytes) -> None:
    for dataset in loading.load_all(content, name="case.xlsx"):
        for one in dataset.recognition.sheets:
            assert one.n_cells == sum((one.roles.value, one.roles.context, one.roles.taught, one.roles.not_understood))


def _judge(content: bytes) -> None:
    """From bytes to a whole report in every text format."""
    datasets = loading.load_all(content, name="case.xlsx")
    loaded = Loaded(datasets)
    judge_loaded(loaded, Policy(), NOW)
    for redaction in (None, _redaction()):
        report, _ = report_loaded(loaded, now=NOW, redaction=redaction, lang="zh-CN" if redaction else "en")
        render(report, ("html", "md", "json", "junit"))


TARGETS: tuple[Target, ...] = (
    Target("texts", lambda: _TEXTS, mutating.text, _texts, 300),
    Target("shown", lambda: _TEXTS, mutating.text, _shown, 100),
    Target("policy", lambda: _POLICIES, mutating.toml, _policy, 140),
    Target("layout", lambda: _LAYOUTS, mutating.toml, _layout, 100),
    Target("manifest", *_documents(_MANIFESTS), _in_folder(manifest.MANIFEST_NAME, manifest.read), 80),
    Target("proofs", *_documents(_PROOFS), _in_folder(proofs.PROOFS_NAME, proofs.read_proofs), 50),
    Target(
        "index",
        *_documents(_INDEXES),
        _in_folder(outputs.REPORT_INDEX, lambda f: outputs.read_index(f / outputs.REPORT_INDEX)),
        50,
    ),
    Target("answers", *_documents(_QUERIES), _answers, 90),
    Target("answers loaded", *_documents(_QUERIES), _answers_loaded, 20),
    Target("zip", _books, mutating.bytes_of, _load, 15),
    Target("xml", _books, mutating.package, _load, 30),
    Target("cells", lambda: _GRIDS, _grid, _load, 23),
    Target("report", lambda: _GRIDS, _grid, _judge, 2),
)
"""By their shares a million executions hold 70,000 of workbooks."""
