"""Looking without a report: ``--format text``, ``inspect`` of a folder, ``docs`` and completion."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib

import pytest

from drs_report import cli, pipeline
from drs_report.cli import console
from drs_report.cli import exit_codes as codes
from drs_report.cli.reading_docs import docs_folder, pages
from drs_report.errors import ConfigError
from tests.conftest import ROOT
from tests.redteam.evidence import clean, write

SAMPLES = ROOT / "sample_data"
NOW = ("--now", "2026-11-16T09:00:00Z")


def run(*arguments):
    return cli.run([str(argument) for argument in arguments])


# -- text ------------------------------------------------------------------------------------------------------------


def test_text_says_verdict_criteria_and_the_five_worst_and_writes_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run("report", SAMPLES / "results", "--format", "text", *NOW) == codes.FAIL
    first, scope, *lines = capsys.readouterr().out.splitlines()
    assert first.startswith("FAIL: ")
    assert "compared 2026-11-14" in scope
    answers, worst, more = lines[:-6], lines[-6:-1], lines[-1]
    assert "  ✗ Rows equal: 50 of 62 — 7 differ, 3 open, 1 to review, 1 absent" in answers
    signs = [line.split()[0] for line in answers]
    assert signs == sorted(signs, key="✗?✓".index)
    assert set(signs) == {"✗", "?", "✓"}
    assert worst[0].startswith("  ≠ billing.InvoiceArchive_2019 — Objects: Missing; Rows: Missing; ")
    names = [line.split()[1] for line in worst]
    assert names[:3] == ["billing.InvoiceArchive_2019", "billing.invoicearchive_2019", "retail.product_tags_legacy"]
    assert names[3:] == ["retail.cart_sessions", "billing.payment_attempts"]  # 37 rows, and 14
    assert more == "  … 15 more"
    assert [*tmp_path.iterdir()] == []


def test_text_quietly_is_the_verdict_alone(capsys):
    assert run("report", SAMPLES / "results", "--format", "text", "-q", *NOW) == codes.FAIL
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_text_beside_other_formats_adds_no_file(tmp_path):
    assert run("report", SAMPLES / "clean", "--format", "text,md", "-o", tmp_path, "--data", "none", *NOW) == codes.PASS
    assert {path.name for path in tmp_path.iterdir()} & {"report.md", "report.txt"} == {"report.md"}


@pytest.mark.parametrize(("no_color", "is_coloured"), [(None, True), ("", True), ("1", False)])
def test_colour_is_for_a_terminal_that_may_have_it(no_color, is_coloured, monkeypatch, capsys):
    if no_color is None:
        monkeypatch.delenv("NO_COLOR", raising=False)
    else:
        monkeypatch.setenv("NO_COLOR", no_color)
    sent = []
    monkeypatch.setattr(console.click, "echo", lambda text, err=False: sent.append(text))
    console.say("PASS", colour="green")
    assert sent == ["\x1b[32mPASS\x1b[0m" if is_coloured else "PASS"]


@pytest.mark.parametrize("env", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("report", SAMPLES / "results", "--format", "text", *NOW), codes.FAIL),
        (("report", SAMPLES / "clean", "--format", "html", "-o", "-", *NOW), codes.PASS),
        (("inspect", SAMPLES / "clean" / "lines-zh.xlsx"), codes.PASS),
        (("explain", "no.such"), codes.USAGE),
        (("docs", "policy"), codes.PASS),
        (("--help",), codes.PASS),
    ],
    ids=lambda value: str(value[0]) if isinstance(value, tuple) else None,
)
def test_a_reader_that_goes_away_changes_no_exit_code_and_is_not_spoken_of(arguments, code, env):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as nobody:
        done = subprocess.run(
            [sys.executable, "-m", "drs_report", *map(str, arguments)],
            cwd=ROOT,
            env=os.environ | env,
            stdout=nobody,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == code
    assert (b"There is no finding code" in done.stderr) if code == codes.USAGE else done.stderr == b""


# -- inspect ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    shutil.copy(SAMPLES / "clean" / "lines-zh.xlsx", tmp_path / "lines.xlsx")
    shutil.copy(SAMPLES / "results" / "contents-archive-zh.xlsx", tmp_path / "contents-archive-failed-zh.xlsx")
    (tmp_path / "broken.xlsx").write_bytes(b"PK no workbook")
    (tmp_path / "data.csv").write_text("a,b")
    return tmp_path


def test_a_folder_is_a_line_for_each_file_then_what_was_not_understood(folder, capsys):
    assert run("inspect", folder) == codes.COULD_NOT_RUN  # one of them cannot be read
    out = capsys.readouterr().out
    files, unclear = out.split("Not understood: 1.")
    said = dict(line.split(": ", 1) for line in files.strip().splitlines())
    assert set(said) == {"lines.xlsx", "contents-archive-failed-zh.xlsx", "broken.xlsx", "data.csv"}
    assert said["lines.xlsx"].startswith("lines; ")
    assert said["lines.xlsx"].endswith("all understood")
    assert said["contents-archive-failed-zh.xlsx"].endswith("1 thing was not understood")
    assert "not read" in said["data.csv"]
    assert "contents-archive-failed-zh" in unclear


def test_a_folder_is_one_object_for_programs(folder, capsys):
    (folder / "broken.xlsx").unlink()
    assert run("inspect", folder, "--json") == codes.PASS
    told = json.loads(capsys.readouterr().out)
    assert [one["compare_type"] for one in told["files"]] == ["contents", "lines"]
    assert told["left_out"] == [{"files": ["data.csv"], "what": "a table or text in a format that is not read"}]


def test_a_layout_to_start_from_is_made_of_all_files(folder, tmp_path):
    (folder / "broken.xlsx").unlink()
    assert run("inspect", folder, "--teach", folder / "ours.toml") == codes.PASS
    assert "contents-archive-failed-zh" in (folder / "ours.toml").read_text("utf-8")


def test_who_teaches_is_told_what_was_written_and_what_to_do_next(folder, capsys):
    (folder / "broken.xlsx").unlink()
    ours = folder / "ours.toml"
    run("inspect", folder, "--json", "--teach", ours)
    told = capsys.readouterr()
    assert json.loads(told.out)
    n = len(ours.read_text("utf-8").splitlines())
    assert f"ours.toml: {n} lines were added." in told.err
    assert f"give --layout {ours}" in told.err
    run("inspect", folder, "--teach", ours)
    assert "ours.toml: there is nothing to add." in capsys.readouterr().err


SPOILT = {
    "an unknown result": ("lines.xlsx", "Details", 1, 5, "Consistent-ish"),
    "an unknown result of a database": ("contents.xlsx", "Overview", 1, 2, "so lala"),
    "a count that is none": ("lines.xlsx", "Details", 1, 3, "many"),
    "an unknown heading": ("contents.xlsx", "Details", 0, 1, "Cost Centre"),
    "an unknown type": ("objects.xlsx", "Objects", 1, 0, "GADGET"),
    "nothing": ("lines.xlsx", "Details", 1, 5, "Consistent"),
}


@pytest.mark.parametrize("change", SPOILT)
def test_inspect_counts_what_the_report_counts_however_it_is_asked(change, tmp_path, capsys):
    files, (name, sheet, row, column, value) = clean(), SPOILT[change]
    files[name][sheet][row][column] = value
    counted = re.findall(r"([\w.]+)` \|.*?(\d+) thing", run_markdown(tmp_path / "all", files, capsys))
    assert run("inspect", tmp_path / "all") == codes.PASS
    lines, _, listed = capsys.readouterr().out.partition("Not understood: ")
    assert re.findall(r"([\w.]+): .*; (\d+) thing", lines) == counted
    n = sum(int(n) for _, n in counted)
    assert (listed.partition(".")[0] or "0") == str(n)
    assert bool(n) == (change not in ("nothing", "an unknown type"))
    assert run("inspect", tmp_path / "all" / name) == codes.PASS
    assert ("Not understood: " in capsys.readouterr().out) == bool(n)


def run_markdown(folder, files, capsys):
    write(folder, files)
    run("report", folder, "--format", "md", "-o", "-", *NOW)
    return capsys.readouterr().out


def test_a_workbook_of_something_else_is_named_and_never_counts(tmp_path, capsys):
    told = run_markdown(tmp_path, clean() | {"oncall.xlsx": {"Phones": [["Contact", "Phone"], ["Ann", "123"]]}}, capsys)
    assert "INCONCLUSIVE" in told
    assert "Look at 1 file that lies beside the results and was not read" in told
    assert "could not be read" not in told
    for place in (tmp_path, tmp_path / "oncall.xlsx"):
        assert run("inspect", place) == codes.COULD_NOT_RUN
        out = " ".join(capsys.readouterr().out.split())
        assert "move it away or name the result files" in out
        assert "drs-report inspect" not in out


def test_a_name_that_tells_against_a_file_is_said_to_be_the_folders_where_it_is(tmp_path, capsys):
    files = {f"before-repair/{name}": sheets for name, sheets in clean().items()}
    told = run_markdown(tmp_path / "a", files, capsys)
    assert "before-repair/lines.xlsx | the name of its folder “before-repair” says" in told.replace("`", "")
    assert "name of a folder" in told
    files = {f"before repair {name}": sheets for name, sheets in clean().items()}
    assert "before repair lines.xlsx | its name says" in run_markdown(tmp_path / "b", files, capsys).replace("`", "")


def test_rows_are_counted_while_a_file_is_read():
    seen = []
    files = pipeline.gather([SAMPLES / "clean" / "lines-zh.xlsx"])
    loaded = pipeline.load_files(files, pipeline.ReadOptions(on_rows=seen.append))
    (dataset,) = loaded.datasets
    assert seen == sorted(seen)
    assert seen[-1] == sum(sheet.n_rows for sheet in dataset.recognition.sheets)


def test_own_reports_are_not_read_as_evidence(folder, tmp_path, capsys):
    (folder / "broken.xlsx").unlink()
    made = ("--format", "html,xlsx,json,md,junit", "--data", "csv,xlsx,parquet", "-q", *NOW)
    assert run("report", folder, "-o", folder / "out", *made) == codes.INCONCLUSIVE
    assert len([*(folder / "out" / "data").iterdir()]) == 9
    capsys.readouterr()
    assert run("inspect", folder, "--json") == codes.PASS
    told = json.loads(capsys.readouterr().out)
    assert len(told["files"]) == 2
    assert {one["what"] for one in told["left_out"]} == {
        "a table or text in a format that is not read",
        "an earlier report of drs-report",
    }


# -- documentation ---------------------------------------------------------------------------------------------------


def test_the_pages_are_listed_with_their_titles(capsys):
    assert run("docs") == codes.PASS
    listed = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert listed["policy"] == "The policy"
    assert set(listed) == {
        path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in (ROOT / "docs").rglob("*.md")
    }


@pytest.mark.parametrize("spelled", ["policy", "docs/policy.md", "policy.md"])
def test_a_page_is_printed_however_it_is_called(spelled, capsys):
    assert run("docs", spelled) == codes.PASS
    assert capsys.readouterr().out.rstrip("\n") == (ROOT / "docs" / "policy.md").read_text("utf-8").rstrip("\n")


def test_a_page_that_is_not_there_is_told_with_the_nearest(capsys):
    assert run("docs", "polcy") == codes.USAGE
    assert "policy" in capsys.readouterr().err


def test_an_installed_package_reads_its_own_pages(tmp_path):
    package = tmp_path / "site-packages" / "drs_report"
    shutil.copytree(ROOT / "docs", package / "docs", ignore=shutil.ignore_patterns("*.png", "*.py"))
    assert docs_folder(package) == package / "docs"
    assert pages(package / "docs").keys() == pages(ROOT / "docs").keys()
    (tmp_path / "site-packages" / "docs").mkdir()
    shutil.rmtree(package / "docs")
    with pytest.raises(ConfigError, match="neither in"):  # a stranger's docs beside it are not ours
        docs_folder(package)


def texts_of(module):
    """Every text of a module but its docstrings."""
    tree = ast.parse(module.read_text("utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone
    ]


def test_messages_name_pages_that_can_be_read_where_it_is_installed():
    package = ROOT / "drs_report"
    said = [text for path in package.rglob("*.py") for text in texts_of(path)]
    for path in package.rglob("*.toml"):
        said += re.findall(r'"[^"\n]*"', path.read_text("utf-8"))
    assert [text for text in said if re.search(r"docs/[\w-]+\.md", text)] == []
    named = {slug for text in said for slug in re.findall(r"drs-report docs ([a-z/-]+)", text)}
    assert {"policy", "layouts", "client", "frames"} <= named
    assert named <= pages(ROOT / "docs").keys()


def test_the_wheel_carries_the_pages():
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["sources"] == {"docs": "drs_report/docs"}
    assert "docs" in wheel["only-include"]


# -- completion ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(shell, capsys):
    assert run("completion", shell) == codes.PASS
    assert "_DRS_REPORT_COMPLETE" in capsys.readouterr().out


@pytest.mark.parametrize(("typed", "offered"), [("drs-report rep", "report"), ("drs-report report --la", "--lang")])
def test_commands_and_options_are_completed(typed, offered):
    environment = {"_DRS_REPORT_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    command = [sys.executable, "-c", "import sys; from drs_report import cli; sys.exit(cli.run([]))"]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    assert f"plain,{offered}" in done.stdout.split()
