"""The documentation is run and counted: commands work, links lead somewhere, nothing is left out."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from drs_report import cli, errors
from drs_report.cli import exit_codes as codes
from drs_report.delivery import mail
from drs_report.reading.xlsx import LIMIT_OPTIONS
from simulator import Simulator, WallClock
from simulator.__main__ import scenario_of_files
from tests.conftest import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "sample_data").glob("*.md")])
README = (ROOT / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
ALL_DOCS = "\n".join(page.read_text("utf-8") for page in PAGES)


def blocks(text: str, language: str) -> list[str]:
    return [body for name, body in BLOCK.findall(text) if name == language]


def commands() -> list[str]:
    lines = [
        line for block in blocks(README, "console") for line in block.splitlines() if line.startswith("$ drs-report")
    ]
    return [line.removeprefix("$ drs-report").partition("#")[0].strip() for line in lines]


@pytest.mark.parametrize("command", commands())
def test_the_readmes_commands_run(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "sample_data" / "results", tmp_path / "results")
    shutil.copy(ROOT / "sample_data" / "policy.toml", tmp_path)

    lines = ("lines", ROOT / "sample_data" / "results" / "lines-retail-en.xlsx")
    scenario = scenario_of_files([lines], init_seconds=0.0, export_seconds=0.0)
    with Simulator(scenario, clock=WallClock()) as simulator:
        for name, value in {
            "HUAWEICLOUD_SDK_AK": scenario.account.ak,
            "HUAWEICLOUD_SDK_SK": scenario.account.sk,
            "HW_REGION_NAME": scenario.account.region,
            "HUAWEICLOUD_SDK_REGION_DRS_CN_NORTH_4": simulator.url,
            "HUAWEICLOUD_SDK_IAM_ENDPOINT": simulator.url,
        }.items():
            monkeypatch.setenv(name, value)
        code = cli.run(shlex.split(command))

    is_looking = command.startswith(("inspect", "list", "fetch", "docs"))
    assert code == (codes.PASS if is_looking else codes.FAIL), capfdbinary.readouterr().err


def test_the_readme_shows_commands_at_all() -> None:
    assert len(commands()) >= 4
    assert "make demo" in README
    assert "make test" in README


def test_the_readmes_python_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = blocks(README, "python")
    assert found
    for block in found:
        exec(compile(block, "README.md", "exec"), {})


def test_the_python_of_the_notebook_page_runs_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "sample_data" / "results", tmp_path / "results")
    shutil.copy(ROOT / "sample_data" / "results" / "contents-retail-zh.xlsx", tmp_path / "contents.xlsx")
    shutil.copy(ROOT / "sample_data" / "policy.toml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "agg")
    names: dict[str, object] = {}
    for block in blocks((ROOT / "docs" / "notebook.md").read_text("utf-8"), "python"):
        exec(compile(block, "docs/notebook.md", "exec"), names)
    assert {"job", "result", "duckdb", "polars"} <= {*names}
    assert {"frames.xlsx", "statements.xlsx", "report"} <= {path.name for path in tmp_path.iterdir()}


def test_the_python_of_the_page_on_mail_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "sample_data" / "clean", tmp_path / "results")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRS_REPORT_SMTP_PASSWORD", "secret")
    sent: list[tuple[str, mail.MailSettings]] = []
    monkeypatch.setattr(mail, "send", lambda message, settings: sent.append((message["To"], settings)))
    for block in blocks((ROOT / "docs" / "email.md").read_text("utf-8"), "python"):
        exec(compile(block, "docs/email.md", "exec"), {})
    assert [(to, settings.password) for to, settings in sent] == [("dba@example.com", "secret")]
    assert [*(tmp_path / "out").glob("*-shareable*.eml")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))
    missing = [t for t in targets if "://" not in t and not t.startswith("mailto:") and not (page.parent / t).exists()]
    assert missing == []


def test_what_comments_and_pages_call_by_its_path_is_there() -> None:
    path = re.compile(
        r"\b(?:tests|scripts|benchmarks|drs_report|docs|simulator|templates)/[\w/-]+\.(?:py|md|toml|j2|css)\b"
    )
    texts = [
        *PAGES,
        *(
            file
            for top in ("drs_report", "tests", "scripts", "simulator", "benchmarks")
            for file in (ROOT / top).rglob("*.py")
        ),
        *(file for file in (ROOT / "templates").rglob("*") if file.is_file()),
    ]
    named = {name: text for text in texts for name in path.findall(text.read_text("utf-8"))}
    assert len(named) > 50
    assert {name: str(text) for name, text in named.items() if not (ROOT / name).exists()} == {}


def test_every_page_of_documentation_is_reached_from_the_readme() -> None:
    listed = set(re.findall(r"\]\((docs/[\w./-]+\.md)", README))
    pages = {str(page.relative_to(ROOT)) for page in (ROOT / "docs").glob("*.md")}
    assert pages - listed == set()


ERRORS = [name for name in vars(errors) if name.endswith("Error")]


def test_every_error_has_its_place_and_every_place_an_error() -> None:
    classes = [getattr(errors, name) for name in ERRORS]
    slugs = {error.slug for error in classes}
    headings = set(re.findall(r"^## (\S+)$", (ROOT / "docs" / "errors.md").read_text("utf-8"), re.MULTILINE))
    assert slugs == headings
    assert len(slugs) == len(classes)


def test_every_error_class_is_drawn_in_the_tree() -> None:
    drawn = set(re.findall(r"\w+Error", errors.__doc__ or ""))
    assert drawn == {*ERRORS}


def test_every_command_and_every_option_is_documented_and_has_help() -> None:
    for name, command in cli.cli.commands.items():
        assert command.help
        assert f"drs-report {name}" in ALL_DOCS, name
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, (name, parameter.name)


def test_every_safety_limit_is_documented_with_its_flag() -> None:
    page = (ROOT / "docs" / "reading-workbooks.md").read_text("utf-8")
    assert [option.flag for option in LIMIT_OPTIONS if option.flag not in page] == []


def test_version_and_changelog_agree() -> None:
    version = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert version
    assert "## Unreleased" in changelog or f"## {version[1]}" in changelog


def test_nothing_names_the_place_it_was_made_in() -> None:
    """Machine paths would be wrong on every other machine."""
    pattern = re.compile(r"/root/|/home/\w+/|C:\\\\Users")
    for page in PAGES:
        assert not pattern.search(page.read_text("utf-8")), page


def test_pages_made_from_the_code_are_what_it_says() -> None:
    made = subprocess.run(
        [sys.executable, "scripts/reference.py", "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
