"""The command line from the outside: exit codes, streams, and the same bytes everywhere."""

from __future__ import annotations

import email
import email.policy
import json
import os
import shutil
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drs_report import cli
from drs_report.cli import exit_codes as codes
from drs_report.errors import ComparisonListError, NotJudgedError, Told, UnreadableWorkbookError
from drs_report.evidence.files import InputFile
from drs_report.pipeline import Failure, Loaded
from tests.conftest import ROOT
from tests.redteam.usual import once

SAMPLES = ROOT / "sample_data"
NOW = "2026-11-16T09:00:00Z"


def run(*arguments: str | Path) -> int:
    with once():
        return cli.run([str(argument) for argument in arguments])


def report(*arguments: str | Path) -> int:
    return run("report", *arguments, "--now", NOW)


def test_the_sample_fails_and_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(SAMPLES / "results", "-o", tmp_path) == codes.FAIL

    out, err = capsys.readouterr()
    assert out.startswith("FAIL: ")
    assert err == ""
    listed = {"report.html", "report.md", "report.json", "report.manifest.json", "data"}
    assert {p.name for p in tmp_path.iterdir()} == listed
    assert any((tmp_path / "data").iterdir())


def test_a_file_that_is_understood_and_holds_no_result_to_judge_is_no_failure(tmp_path: Path) -> None:
    """One that could not be read is: whoever calls must not take the verdict for one of all that was given."""
    at = datetime(2026, 11, 15, tzinfo=UTC)
    known = NotJudgedError("a.xlsx", Told("accounts"), n_rows=3, n_open=0)
    listed = ComparisonListError("b.xlsx", Told("a list"), runs=(("contents", "Completed", at),))
    lost = UnreadableWorkbookError("c.xlsx", Told("damaged"))
    for errors, n in (((known, listed), 0), ((known, lost), 1)):
        failures = tuple(Failure(InputFile(tmp_path / one.file, one.file), one) for one in errors)
        assert len(Loaded((), failures).failed) == n


def test_the_terminal_says_what_stands_in_the_way_or_the_verdict_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report(ROOT / "sample_data/results", "-o", tmp_path / "full")
    lines = capsys.readouterr().out.splitlines()
    assert "differing rows" in lines[1]
    assert any("Rows equal: 50 of 62" in line for line in lines)
    assert sum(line.startswith(("  ≠ billing.", "  ≠ retail.")) for line in lines) == 5
    assert not any("\x1b" in line for line in lines)
    report(ROOT / "sample_data/results", "-o", tmp_path / "short", "-q")
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.parametrize("spelled", ["zh", "zh_CN", "zh-cn", "ZH"])
def test_a_language_may_be_spelled_as_people_do(
    spelled: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report(ROOT / "sample_data/clean", "-o", tmp_path / "out", "-q", "--lang", spelled)
    assert "通过" in capsys.readouterr().out


def test_the_clean_sample_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(SAMPLES / "clean", "-o", tmp_path) == codes.PASS
    assert capsys.readouterr().out.startswith("PASS: ")


def test_row_comparisons_alone_prove_too_little(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(SAMPLES / "rows_only", "-o", tmp_path) == codes.INCONCLUSIVE
    assert capsys.readouterr().out.startswith("INCONCLUSIVE: ")


def test_chinese_all_through(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(SAMPLES / "results", "-o", tmp_path, "--lang", "zh-CN", "--data", "none") == codes.FAIL
    html = (tmp_path / "report.html").read_text("utf-8")
    assert '<html lang="zh-CN"' in html
    assert "不一致" in html


@pytest.mark.parametrize("fmt", ["html", "md", "json"])
def test_a_dash_writes_one_format_to_standard_output_and_nothing_else(
    fmt: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert report(SAMPLES / "clean", "-o", "-", "--format", fmt) == codes.PASS
    out, err = capfdbinary.readouterr()
    assert err == b""
    assert out
    assert not list(tmp_path.iterdir())
    if fmt == "json":
        assert json.loads(out)["verdict"]["decision"] == "PASS"


def bad_inputs(folder: Path) -> dict[str, Path]:
    good = (SAMPLES / "clean" / "lines-zh.xlsx").read_bytes()
    files = {
        "text.xlsx": b"hello, world\n",
        "empty.xlsx": b"",
        "truncated.xlsx": good[: len(good) // 2],
        "page.xlsx": b"<!DOCTYPE html><html><title>Log in</title></html>",
        "answer.xlsx": b'{"error_code": "DRS.10000010", "error_msg": "Task not found."}',
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in files}


def test_unusable_inputs_end_with_4_and_one_sentence_naming_file_and_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, path in bad_inputs(tmp_path).items():
        assert report(path, "-o", tmp_path / "out") == codes.COULD_NOT_RUN, name
        out, err = capsys.readouterr()
        assert out == ""
        assert name in err
        assert "Traceback" not in err
        assert len(err.strip().splitlines()) == 2, err  # what is wrong and where; what to do
        assert not (tmp_path / "out").exists()


def test_an_empty_folder_is_not_a_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    assert report(tmp_path / "in", "-o", tmp_path / "out") == codes.COULD_NOT_RUN
    assert "no .xlsx result file" in capsys.readouterr().err


def test_one_bad_file_does_not_stop_the_others_but_is_in_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(SAMPLES / "clean", tmp_path / "in")
    (tmp_path / "in" / "broken.xlsx").write_bytes(b"PK\x03\x04 cut")

    assert report(tmp_path / "in", "-o", tmp_path / "out") == codes.COULD_NOT_RUN

    assert "broken.xlsx" in capsys.readouterr().err
    data = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert data["verdict"]["decision"] == "INCONCLUSIVE"
    assert "broken.xlsx" in (tmp_path / "out" / "report.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["report"], "PATHS"),
        (["report", "does-not-exist"], "does-not-exist"),
        (["report", str(SAMPLES / "clean"), "-o", "-"], "standard output"),
        (["report", str(SAMPLES / "clean"), "--format", "docx"], "docx"),
        (["report", str(SAMPLES / "clean"), "--now", "yesterday"], "ISO 8601"),
        (["report", str(SAMPLES / "clean"), "--now", "2026-11-16T09:00:00"], "zone"),
        (["report", str(SAMPLES / "clean"), "--type", "rows"], "rows"),
        (["report", str(SAMPLES / "clean"), "--max-rows", "many"], "many"),
        (["report", str(SAMPLES / "clean"), "--policy", "no-such.toml"], "no-such.toml"),
        (["nonsense"], "nonsense"),
    ],
)
def test_usage_errors_end_with_2_and_name_the_culprit(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == codes.USAGE
    out, err = capsys.readouterr()
    assert word in err
    assert out == ""
    assert not list(tmp_path.iterdir())


def test_the_worst_code_wins() -> None:
    assert codes.worst([0, 3, 1, 4, 5]) == 4
    assert codes.worst([0, 3, 1, 5]) == 1
    assert codes.worst([0, 3, 5]) == 3
    assert codes.worst([5, 0]) == 5
    assert codes.worst([]) == 0


def test_inspect_shows_columns_and_gives_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("inspect", SAMPLES / "clean" / "lines-zh.xlsx") == codes.PASS
    text = capsys.readouterr().out
    assert "源数据库" in text
    assert "source_rows" in text
    assert run("inspect", SAMPLES / "clean" / "lines-zh.xlsx", "--json") == codes.PASS
    assert json.loads(capsys.readouterr().out)["compare_type"] == "lines"


@pytest.mark.slow
def test_same_input_same_bytes_in_another_zone_locale_and_hash_seed(tmp_path: Path) -> None:
    produced = []
    for number, settings in enumerate(
        (
            {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
            {"TZ": "Asia/Shanghai", "LC_ALL": "C", "PYTHONHASHSEED": "4242", "PYTHONUTF8": "1"},
        )
    ):
        out = tmp_path / str(number) / "out"
        copy = tmp_path / str(number) / "some" / "where"
        shutil.copytree(SAMPLES / "results", copy)
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "drs_report",
                "report",
                str(copy),
                "-o",
                str(out),
                "--now",
                NOW,
                "--data",
                "csv,xlsx,parquet",
            ],
            env={**os.environ, **settings},
            capture_output=True,
            check=False,
        )
        assert done.returncode == codes.FAIL, done.stderr.decode()
        produced.append({p.relative_to(out): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()})

    assert produced[0].keys() == produced[1].keys()
    assert [name for name in produced[0] if produced[0][name] != produced[1][name]] == []


def test_email_is_redacted_and_written_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    addresses = ["--from", "DBA <dba@example.com>", "--to", "boss@example.com"]

    code = run("email", SAMPLES / "results", *addresses, "--eml", tmp_path, "--attach", "html", "--now", NOW)

    assert code == codes.FAIL
    (file,) = tmp_path.glob("*.eml")
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert "FAIL" in message["Subject"]
    assert [part.get_content_type() for part in message.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
        "text/html",
    ]
    secret = "4218906"  # a key value of the sample's differing rows
    assert any(secret in (SAMPLES / "source" / p.name).read_text("utf-8") for p in (SAMPLES / "source").glob("*.csv"))
    for part in message.walk():
        if part.get_content_maintype() == "text":
            assert secret not in part.get_content()


def test_mail_that_cannot_be_delivered_ends_with_the_worst_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        server = ["--smtp-host", "127.0.0.1", "--smtp-port", str(port), "--smtp-timeout", "2"]
        addresses = ["--from", "dba@example.com", "--to", "boss@example.com", "--now", NOW]

        assert run("email", SAMPLES / "clean", *addresses, *server) == codes.NOT_DELIVERED
        assert run("email", SAMPLES / "rows_only", *addresses, *server) == codes.INCONCLUSIVE
    assert f"127.0.0.1:{port}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ([], "--eml"),
        (["--smtp-host", "mail", "--smtp-user", "me"], "DRS_REPORT_SMTP_PASSWORD"),
        (["--eml", "out", "--redact-key-file", "none.key"], "none.key"),
    ],
)
def test_mail_settings_that_cannot_work_are_usage_errors(
    arguments: list[str], word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DRS_REPORT_SMTP_PASSWORD", raising=False)

    code = run("email", SAMPLES / "clean", "--from", "a@example.com", "--to", "b@example.com", *arguments)

    assert code == codes.USAGE
    assert word in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
