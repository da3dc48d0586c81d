# ruff: noqa: INP001 - a script, not a package
"""Write the pages that are made from the code: both references, the manual page and the table of formats.

python scripts/reference.py          write them
python scripts/reference.py check    exit 1 where one is not what the code says
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import drs_report  # noqa: E402 - the checkout's, not an installed one's
from drs_report import renderers  # noqa: E402 - likewise
from drs_report.cli import cli  # noqa: E402 - the checkout's, not an installed one's
from drs_report.cli.emailing import PASSWORD_VARIABLE  # noqa: E402 - likewise
from drs_report.cli.options import EPILOG  # noqa: E402 - likewise


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, in the order of the help."""
    yield "drs-report", cli
    for name, command in cli.commands.items():
        yield f"drs-report {name}", command


def usage(name: str, command: click.Command) -> str:
    """How a command is called."""
    words = command.collect_usage_pieces(click.Context(command))
    return " ".join([name, *words])


def options(command: click.Command) -> Iterator[tuple[str, str]]:
    """Every option that the help shows: how it is written, and what it is."""
    context = click.Context(command, help_option_names=["-h", "--help"])
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if isinstance(parameter, click.Option) and record:
            yield record[0], " ".join(record[1].split())


def page() -> str:
    """The reference as Markdown."""
    lines = ["# Command line reference", "", "Made from the code by `scripts/reference.py`.", ""]
    for name, command in commands():
        lines += [f"## {name}", "", f"`{usage(name, command)}`", "", command.help or "", ""]
        lines += ["| option | meaning |", "|---|---|"]
        lines += [f"| `{written.replace('|', chr(92) + '|')}` | {_cell(text)} |" for written, text in options(command)]
        lines.append("")
    return "\n".join([*lines, EPILOG, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("[", "\\[")


def manual() -> str:
    """The reference as a manual page."""
    lines = [
        '.TH DRS-REPORT 1 "" "drs-report" "User Commands"',
        ".SH NAME",
        "drs-report \\- sign-off reports from Huawei Cloud DRS comparison results",
        ".SH SYNOPSIS",
        ".B drs-report",
        "[OPTIONS] COMMAND [ARGS]...",
        ".SH DESCRIPTION",
        _roff(cli.help or ""),
    ]
    for name, command in commands():
        title = "OPTIONS" if command is cli else f'"{name.removeprefix("drs-report ").upper()}"'
        lines += [f".SH {title}"]
        lines += [] if command is cli else [f".B {_roff(usage(name, command))}", ".PP", _roff(command.help or "")]
        for written, text in options(command):
            lines += [".TP", f".B {_roff(written)}", _roff(text)]
    lines += [".SH EXAMPLES"]
    for call, what in examples():
        lines += [".TP", f".B {_roff(call)}", _roff(what)]
    lines += [".SH EXIT STATUS"]
    for code, meaning in (part.split(" ", 1) for part in EPILOG.removesuffix(".").partition(": ")[2].split(", ")):
        lines += [".TP", f".B {code}", _roff(meaning)]
    lines += [".PP", "When several hold: 4 before 1 before 3 before 5 before 0."]
    for title, entries in (("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES)):
        lines += [f".SH {title}"]
        for name, what in entries.items():
            lines += [".TP", f".B {_roff(name)}", _roff(what)]
    lines += [".SH SEE ALSO", _roff("drs-report docs lists the documentation.")]
    return "\n".join(lines) + "\n"


def examples() -> Iterator[tuple[str, str]]:
    """The calls with which docs/command-line.md begins, each with its comment."""
    block = (ROOT / "docs/command-line.md").read_text("utf-8").partition("```console\n")[2].partition("```")[0]
    for line in block.splitlines():
        call, _, what = line.removeprefix("$ ").partition("#")
        yield call.strip(), what.strip()


ENVIRONMENT = {
    "NO_COLOR": "Where it is set to anything, nothing is coloured.",
    "LANGUAGE, LC_ALL, LC_MESSAGES, LANG": "The language of help, usage and errors; that of a report is --lang.",
    PASSWORD_VARIABLE: "The password of email --smtp-user.",
    "HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK and others": "Credentials: drs-report docs client names all of them.",
}
FILES = {
    "~/.huaweicloud/credentials": "Credentials, where the environment has none; --profile names its section.",
    "drs-results/manifest.json": "What fetch noted of each file: origin, hash, task and times. It is read with them.",
}


def _roff(text: str) -> str:
    plain = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(f"\\&{line}" if line.startswith((".", "'")) else line for line in plain.split("\n"))


def python() -> str:
    """The public names of the package as Markdown."""
    lines = ["# Python reference", "", "Made from the code by `scripts/reference.py`.", ""]
    for name in drs_report.__all__:
        lines += _named(name, getattr(drs_report, name))
    return "\n".join(lines)


def _named(name: str, value: Any) -> Iterator[str]:
    yield from (f"## {name}", "")
    if not inspect.isclass(value):
        yield from _code(f"drs_report.{name}{inspect.signature(value)}")
        yield from (_prose(value), "")
        return
    yield from (_prose(value), "")
    for own, member in sorted(vars(value).items()):
        if own.startswith("_") or not (callable(member) or isinstance(member, property | classmethod)):
            continue
        if not inspect.getdoc(member) or isinstance(member, type):
            continue
        made = member.__func__ if isinstance(member, classmethod) else member
        signature = "" if isinstance(member, property) else str(inspect.signature(made))
        yield from (f"### {name}.{own}", "", *_code(f"{own}{signature}"), _prose(made), "")


def _code(text: str) -> Iterator[str]:
    plain = re.sub(r"<(?:function|object) [^>]*>|<factory>", "...", text.replace("'", ""))
    yield from ("```text", plain, "```", "")


def _prose(value: Any) -> str:
    """A docstring as Markdown: names between single backquotes or double ones are code, doctests and lists stay."""
    text = (inspect.getdoc(value) or "").replace("``", "`")
    return re.sub(r"(?m)^((?:>>>|\.\.\.|    ).*)$", r"    \1", text)


def formats() -> str:
    """The page of the formats with a row for each: what its module says of itself, first line."""
    rows = ["| `--format` | file | what it is |", "|---|---|---|"]
    for slug in renderers.FORMATS:
        told = (inspect.getdoc(import_module(f"{renderers.__name__}.{slug}")) or "").partition("\n")[0]
        rows.append(f"| `{slug}` | `report{renderers.by_slug(slug).suffix}` | {told} |")
    text = (ROOT / "docs/formats.md").read_text("utf-8")
    return re.sub(r"(?ms)^\| `--format` \|.*?(?=\n\n)", lambda _: "\n".join(rows), text, count=1)


PAGES = {
    "docs/reference/command-line.md": page,
    "docs/reference/python.md": python,
    "docs/formats.md": formats,
    "docs/drs-report.1": manual,
}
"""File -> what makes it."""


def main(argv: list[str]) -> int:
    """Write or check the pages."""
    failed = 0
    for name, make in PAGES.items():
        path = ROOT / name
        if argv[:1] != ["check"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(make(), encoding="utf-8")
        elif not path.exists() or path.read_text("utf-8") != make():
            sys.stderr.write(f"{name} is not what `python scripts/reference.py` writes\n")
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
