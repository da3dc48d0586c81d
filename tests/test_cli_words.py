"""The command line speaks the language of the environment; what a report says hangs on its options alone."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from drs_report import cli, client
from drs_report.cli import exit_codes as codes
from drs_report.cli import fetching
from drs_report.cli.words import texts, words

SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}")
"""Three words in a row: a sentence, and no name, path or option."""


@pytest.fixture
def chinese(monkeypatch):
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")


def commands():
    yield ()
    yield from ((name,) for name in cli.cli.commands)


@pytest.mark.parametrize("command", [*commands()], ids=" ".join)
def test_help_is_chinese(command, chinese, capsys):
    assert cli.run([*command, "--help"]) == codes.PASS
    said = capsys.readouterr().out
    assert "用法：" in said
    assert "选项" in said
    assert ENGLISH.findall(re.sub(r"drs-\s*report docs\s+\w+", "", said)) == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nope",),
        ("report",),
        ("report", "x", "--nope"),
        ("report", "x", "--max-bytes", "a"),
        ("report", "x", "--max-bytes", "3"),
        ("report", "x", "--data", "odt"),
        ("report", "x", "--now", "1"),
        ("report", "x", "--now", "2026-01-01T00:00:00"),
        ("report", "x", "--format", "odt"),
        ("report", "x", "--mode", "9"),
        ("report", "x", "--time-zone", "Mars"),
        ("report", "x", "--lang"),
        ("report", "x", "--quiet=3"),
        ("report", str(SAMPLES / "clean"), "--format", "md,json", "-o", "-"),
        ("report", str(SAMPLES / "clean"), "--redact-key-file", "k"),
        ("inspect", "x", "--type", "odd=odd"),
        ("docs", "nope"),
        ("explain", "no.code"),
        ("completion", "tcsh"),
        ("completion", "bash", "zsh"),
        ("email", "x"),
        ("email", "x", "--from", "a@b.c", "--to", "a@b.c"),
        ("fetch", "x", "--ca-bundle", "/nope"),
    ],
    ids=" ".join,
)
def test_a_mistake_is_told_in_chinese(arguments, chinese, capsys):
    assert cli.run(list(arguments)) == codes.USAGE
    captured = capsys.readouterr()
    assert re.search("[\u4e00-\u9fff]", captured.err)
    assert ENGLISH.findall(captured.err) == []
    assert captured.out == ""


@pytest.mark.parametrize("lang", ["C.UTF-8", "en_US.UTF-8", "zh_TW.UTF-8", "xx_XX", ""])
def test_elsewhere_it_is_english(lang, chinese, monkeypatch, capsys):
    monkeypatch.setenv("LANG", lang)
    assert cli.run(["report", "--help"]) == codes.PASS
    assert not re.search("[\u4e00-\u9fff]", capsys.readouterr().out)
    assert words().lang == "en"


def test_the_language_of_the_environment_is_not_that_of_the_report(chinese, capsys):
    now = ("--now", "2026-11-16T09:00:00Z")
    assert cli.run(["report", str(SAMPLES / "clean"), "--format", "text", *now]) == codes.PASS
    assert capsys.readouterr().out.startswith("PASS: ")


@pytest.mark.parametrize("lang", ["C.UTF-8", "zh_CN.UTF-8"])
def test_the_help_begins_with_what_is_needed_most_and_cuts_no_summary(lang, chinese, monkeypatch, capsys):
    monkeypatch.setenv("LANG", lang)
    cli.run(["--help"])
    said = capsys.readouterr().out
    assert re.findall(r"^  ([a-z]+)  +\S", said, re.MULTILINE)[:2] == ["report", "inspect"]
    assert len(re.findall(r"^  ([a-z]+)  +\S", said, re.MULTILINE)) == len(cli.cli.commands), "a line each"
    assert "..." not in said.partition("COMMAND [ARGS]...")[2]


def test_the_help_lists_limits_last_and_with_their_defaults(capsys):
    cli.run(["run", "--help"])
    everyday, limits = capsys.readouterr().out.split("\nLimits:\n")
    assert re.findall("--max|--attempts|timeout", everyday) == []
    for limit in ("--max-file-mb N .*default: 512;", "--job-timeout N .*default: 3600;"):
        assert re.search(limit, " ".join(limits.split()))


def test_a_limit_of_the_help_is_the_client_s_own():
    for name, (default, _) in fetching._LIMITS.items():
        assert default == getattr(client.Limits(), name)


def test_every_text_of_the_help_is_collected():
    def all_below(command):
        yield command
        for below in getattr(command, "commands", {}).values():
            yield from all_below(below)

    shown = {
        option.help
        for command in all_below(cli.cli)
        for option in command.params
        if isinstance(option, click.Option) and not option.hidden
    }
    assert shown - {None} <= set(texts(cli.cli))
    assert {command.help for command in all_below(cli.cli)} <= set(texts(cli.cli))
