"""Values planted wherever evidence can hold text beside plain cells; none is in what the command line gives with --redact.

Shown by design, and not planted here: names of databases, schemas, tables and objects, ids of DRS, names of files, and what
the author of a policy wrote.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from drs_report import cli
from tests.redteam.usual import once

from .test_canaries import RESULTS, Planter, leaked, opened, spoil

pytestmark = pytest.mark.early

NOW = "2026-11-16T09:00:00Z"
SQL = (
    "select * from t where a = '{}'", 'update t set a = "{}" where `b` = `{}`', "where p = 'C:\\' and q = '{}'",
    "where p = q'[it's {}]'", "where p = 0x{}", "where d = DATE '{}'", '{{"name": "{}", "$where": "{}"}}',
    "db.c.find({{a: '{}'}})", "$${}$$", "$tag${}$tag$", "E'\\'{}'", "N'{}'", "[{}]", "/*{}*/", "X'{}'", "U&'{}'",
    "'a''{}'", "-- {}", '"a""{}"', "`a``{}`", "where a = {}", "t.{} is null", "# {}", "?{}?",
)  # fmt: skip
"""How databases write what a statement holds."""


def plant(path: Path, planter: Planter) -> None:
    """Put canaries where a workbook holds text that is no plain cell."""
    book = openpyxl.load_workbook(path)
    ways = itertools.cycle(SQL)
    for sheet in book:
        statements = {
            c.column for row in sheet.iter_rows() for c in row if "SQL" in str(c.value) or "语句" in str(c.value)
        }
        for row in sheet.iter_rows(min_row=4, max_row=12):
            for cell in row:
                if cell.column in statements and str(cell.value).lower().startswith(
                    ("select", "update", "delete", "insert")
                ):
                    cell.value = planter.text(next(ways))
                elif isinstance(cell.value, int | float):
                    cell.number_format = f'0 "{planter.text("{}")}"'
        sheet["A2"].comment = Comment(planter.text(), planter.text("{}"))
        sheet.oddHeader.center.text = planter.text("{}")
        sheet.oddFooter.left.text = planter.text("{}")
        last = sheet.max_row
        sheet.cell(last + 3, 1, planter.text("verified by {} on 2026-01-01"))
        sheet.cell(last + 4, 1, planter.text("Total: {}"))
        sheet.cell(last + 5, 1, f'=HYPERLINK("http://x/{planter.text("{}")}","{planter.text("{}")}")')
    book.create_sheet(planter.text("{}")).append(["a", planter.text()])
    hidden = book.create_sheet(planter.text("{}"))
    hidden.sheet_state = "hidden"
    hidden.append([planter.text()])
    book.properties.title, book.properties.creator = planter.text("{}"), planter.text("{}")
    book.save(path)


def entry(path: Path, planter: Planter) -> dict[str, object]:
    """An entry of a manifest whose texts are canaries; ids, which are shown, are not."""
    texts = ("region", "fetched_at", "tool_version", "compare_status", "compare_started_at", "compare_ended_at", "note",
             "newer_compare_status", "instead_of_file")  # fmt: skip
    kind = next(
        t for t in ("objects_comparison", "repair_data", "contents", "lines", "random") if path.name.startswith(t)
    )
    return {
        "file": path.name, "job_id": "j", "compare_job_id": "c", "compare_type": kind, "language": "en-us",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "size": path.stat().st_size,
        **{name: planter.text("{}") for name in texts},
    }  # fmt: skip


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Planter]:
    folder, planter = tmp_path_factory.mktemp("places"), Planter()
    for path in RESULTS:
        spoil(path, folder, planter)
        plant(folder / path.name, planter)
    files = sorted(folder.glob("*.xlsx"))
    missing = {
        "job_id": "j", "compare_type": "random", "compare_job_id": "", "state": planter.text("{}"),
        "reason": planter.text("HTTP 403, {}"), "listed_at": planter.text("{}"),
    }  # fmt: skip
    document = {"schema": 1, "files": [entry(path, planter) for path in files], "missing": [missing]}
    (folder / "manifest.json").write_text(json.dumps(document))
    record = {
        "source_db_name": "s", "target_db_name": "s", "source_table_name": "t", "target_table_name": "t", "status": 2,
        "source_row_num": 3, "target_row_num": 3, "difference_row_num": 0, "message": planter.text(),
        "compare_line_config_filter": planter.text("where a = '{}'"), planter.text("{}"): planter.text(),
    }  # fmt: skip
    answer = {"table_line_compare_result_infos": [record], "total_count": 1, "error_msg": planter.text()}
    (folder / "answer.query.json").write_text(json.dumps(answer))
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04" + planter.text("{}").encode())
    (folder / "beside.txt").write_text(planter.text("{}"))
    return folder, planter


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_nothing_planted_anywhere_is_in_a_redacted_report_nor_on_the_terminal(places, tmp_path, capsys, caplog, lang):
    folder, planter = places
    assert len(planter.planted) > 900
    evidence = tmp_path / "evidence"
    shutil.copytree(folder, evidence)
    out = tmp_path / "out"
    caplog.set_level("DEBUG")
    formats = ["--format", "html,md,json,xlsx,junit", "--lang", lang, "--now", NOW]
    with once():
        code = cli.run(["--debug", "report", str(evidence), "-o", str(out), "--redact", *formats])
    said, told = capsys.readouterr()
    assert code == cli.exit_codes.COULD_NOT_RUN  # for one file is broken
    made = [path for path in out.rglob("*") if path.is_file()]
    assert len(made) >= 5
    found = {path.name: leaked(opened(path.read_bytes(), path.suffix), planter) for path in made}
    found |= {"stdout": leaked(said, planter), "stderr": leaked(told, planter), "log": leaked(caplog.text, planter)}
    assert found == {name: [] for name in found}


@pytest.mark.parametrize("form", ["md", "json"])
def test_nothing_planted_anywhere_comes_through_a_pipe(places, capfd, form):
    folder, planter = places
    with once():
        code = cli.run(["report", str(folder), "-o", "-", "--redact", "--format", form, "--now", NOW])
    assert code == cli.exit_codes.COULD_NOT_RUN
    said, told = capfd.readouterr()
    assert len(said) > 1000
    assert leaked(said, planter) == []
    assert leaked(told, planter) == []
