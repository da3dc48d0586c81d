"""Surroundings made to hurt: folders, names, arguments, environments, standard streams."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from drs_report.evidence.outputs import REPORT_INDEX, UNFINISHED, UNFINISHED_TELLS, index_of
from drs_report.records.artifact import Artifact
from tests.hostile.table import (
    HEADINGS,
    OPEN,
    OUT,
    PASS,
    REFUSED,
    ROW,
    USAGE,
    Case,
    Make,
    cells,
    clean,
    judging,
    many,
    put,
    workbook,
)

_BAD = workbook(cells([HEADINGS, (*ROW[:5], 11, "Inconsistent")]))

# --- folders ----------------------------------------------------------------------------------------------------------

Fill = Callable[[Path], None]


def _folder(fill: Fill) -> Make:
    """A folder of evidence with the clean workbook and what `fill` puts beside it."""

    def make(folder: Path) -> list[str]:
        place = folder / "in"
        put(place / "case.xlsx", workbook())
        fill(place)
        return judging(folder, str(place))

    return make


def _socket(place: Path) -> None:
    here = Path.cwd()
    os.chdir(place)  # a socket's name may have about a hundred bytes
    try:
        with socket.socket(socket.AF_UNIX) as end:
            end.bind("bad.xlsx")
    finally:
        os.chdir(here)


def _linked(place: Path, target: str, name: str = "bad.xlsx") -> None:
    (place / name).symlink_to(target)


def _elsewhere(place: Path) -> None:
    put(place.parent / "real" / "bad.xlsx", _BAD)
    (place / "night2").symlink_to("../real")


def _circle(place: Path) -> None:
    (place / "a").mkdir()
    _linked(place, "..", "up")
    _linked(place / "a", "..", "b")


def _deep(place: Path) -> None:
    path = place
    for _ in range(150):
        path /= "deeper"
    put(path / "bad.xlsx", _BAD)


def _many(place: Path, ending: str, n: int) -> None:
    for number in range(n):
        put(place / f"n{number}{ending}", "x")


def _sparse(place: Path) -> None:
    os.truncate(put(place / "big.xlsx", "x"), 6 << 30)


def _chain(place: Path, n: int, name: str) -> None:
    for number in range(n):
        _linked(place, name.format(number + 1), name.format(number))


def _behind_links(place: Path) -> None:
    _chain(place, 30, "l{}.xlsx")
    put(place / "l30.xlsx", _BAD)


def _twins(place: Path) -> None:
    put(place / "e\u0301.xlsx", workbook())
    put(place / "\u00e9.xlsx", _BAD)


def _copy(place: Path) -> None:
    put(place / "again" / "case.xlsx", workbook())


def _listed(place: Path, name: str, content: bytes) -> None:
    """A file that a forged index of ours lists with its hash."""
    put(place / name, content)
    put(place / REPORT_INDEX, index_of([Artifact(name, "", content)]))


def _forged(place: Path) -> None:
    """A failing result behind the mark of our own reports, as text that is no workbook of ours."""
    put(place / "bad.xlsx", b'<!doctype html><meta name="generator" content="drs-report 1">')


_FOLDERS: dict[str, tuple[Fill, int, str]] = {
    "a pipe for a result": (lambda p: os.mkfifo(p / "bad.xlsx"), REFUSED, "bad.xlsx.*pipe"),
    "a pipe of another name": (lambda p: os.mkfifo(p / "x.log"), OPEN, ""),
    "a socket for a result": (_socket, REFUSED, "bad.xlsx.*socket"),
    "a device for a result": (lambda p: _linked(p, "/dev/zero"), REFUSED, "bad.xlsx.*device"),
    "a folder for a result": (lambda p: (p / "bad.xlsx").mkdir(), REFUSED, "bad.xlsx.*folder"),
    "a link that leads nowhere": (lambda p: _linked(p, "/nowhere/bad.xlsx"), REFUSED, "bad.xlsx.*nowhere"),
    "a link to itself": (lambda p: _linked(p, "bad.xlsx"), REFUSED, "bad.xlsx.*nowhere"),
    "a folder linked to itself": (lambda p: _linked(p, ".", "loop"), PASS, ""),
    "folders linked in a circle": (
        _circle,
        PASS,
        "",
    ),
    "a failing file behind a link": (_elsewhere, 1, "FAIL"),
    "a failing file 150 folders down": (_deep, 1, "FAIL"),
    "a failing file of another ending": (lambda p: put(p / "bad.xlsx.bak", _BAD) and None, OPEN, ""),
    "an unfinished download": (lambda p: put(p / "bad.xlsx.part", _BAD) and None, OPEN, ""),
    "an archive": (lambda p: put(p / "bad.zip", b"PK\x05\x06") and None, OPEN, ""),
    "a table of another kind": (lambda p: put(p / "bad.csv", "a,b") and None, OPEN, ""),
    "an Excel file of old": (
        lambda p: put(p / "bad.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and None,
        REFUSED,
        "97-2003",
    ),
    "a result in capitals": (lambda p: put(p / "BAD.XLSX", _BAD) and None, 1, "FAIL"),
    "a result without a stem": (lambda p: put(p / ".xlsx", _BAD) and None, 1, "FAIL"),
    "a hidden result": (lambda p: put(p / ".bad.xlsx", _BAD) and None, 1, "FAIL"),
    "a result in a hidden folder": (lambda p: put(p / ".cache" / "bad.xlsx", _BAD) and None, 1, "FAIL"),
    "a result in a folder like our stage": (
        lambda p: put(p / ".drs-report-1-x" / "bad.xlsx", _BAD) and None,
        1,
        "FAIL",
    ),
    "the mark of a lock file on a result": (
        lambda p: put(p / "~$bad.xlsx", _BAD + bytes(5000)) and None,
        REFUSED,
        "bad.xlsx",
    ),
    "a mark of ours on what is no report": (_forged, PASS, ""),
    "a name of 255 bytes": (lambda p: put(p / ("n" * 250 + ".xlsx"), _BAD) and None, 1, "FAIL"),
    "a name that is no text": (lambda p: put(p / os.fsdecode(b"bad\xff\xfe.xlsx"), _BAD) and None, 1, "FAIL"),
    "a name of two lines": (lambda p: put(p / "bad\nPASS.xlsx", _BAD) and None, 1, "FAIL"),
    "a name that clears the screen": (lambda p: put(p / "bad\x1b[2J\u202e.xlsx", _BAD) and None, 1, "FAIL"),
    "a name that looks like an option": (lambda p: put(p / "--policy=x.xlsx", _BAD) and None, 1, "FAIL"),
    "a name of markup": (lambda p: put(p / "<img src=x onerror=alert(1)>.xlsx", _BAD) and None, 1, "FAIL"),
    "a name that is a pattern": (lambda p: put(p / "[*?].xlsx", _BAD) and None, 1, "FAIL"),
    "a failing file that is the size of a lock": (lambda p: put(p / "~$bad.xlsx", _BAD) and None, 1, "FAIL"),
    "a failing file that an index of ours lists": (lambda p: _listed(p, "bad.xlsx", _BAD), 1, "FAIL"),
    "a failing file among the notes": (lambda p: put(p / "README.md", _BAD) and None, OPEN, ""),
    "what an interrupted report says": (lambda p: put(p / UNFINISHED, UNFINISHED_TELLS) and None, PASS, ""),
    "two files of one name": (_copy, OPEN, ""),
    "a file of 6 GB that holds nothing": (_sparse, REFUSED, "6,144 MB"),
    "45 links in a chain": (lambda p: _chain(p, 45, "l{}"), OPEN, ""),
    "a failing file behind 30 links": (
        _behind_links,
        1,
        "FAIL",
    ),
    "a result of five names": (
        lambda p: [os.link(p / "case.xlsx", p / f"h{n}.xlsx") for n in range(5)] and None,
        PASS,
        "",
    ),
    "names that differ in how a letter is put together": (
        _twins,
        1,
        "FAIL",
    ),
    **{
        f"a failing file called {name!a}": (lambda p, name=name: put(p / name, _BAD) and None, OPEN, "")
        for name in (
            "bad",
            "bad.xlsx ",
            "bad.xlsx.",
            "bad.xlsx.1",
            "bad.docx",
            "bad.toml",
            "bad.py",
            "SHA256SUMS",
            ".DS_Store",
        )
    },
    **{
        f"a failing result called {name!a}": (lambda p, name=name: put(p / name, _BAD) and None, 1, "FAIL")
        for name in ("bad.xlsm", "...xlsx", "\U0001f600\u200d.xlsx", "a\tb.xlsx", "a'\"`$(id).xlsx", "a\r\x07.xlsx")
    },
    "a failing file in a folder that is no text": (
        lambda p: put(p / os.fsdecode(b"\xed\xa0\x80") / "bad.xlsx", _BAD) and None,
        1,
        "FAIL",
    ),
    "the memory of a process for a result": (lambda p: _linked(p, "/proc/self/mem"), REFUSED, "cannot be read"),
    "a terminal for a result": (lambda p: _linked(p, "/dev/tty"), REFUSED, "device"),
    "a password file for a result": (lambda p: _linked(p, "/etc/passwd"), REFUSED, "plain text"),
    "a pipe for stored answers": (lambda p: os.mkfifo(p / "a.query.json"), REFUSED, "a pipe"),
    "a workbook for stored answers": (lambda p: put(p / "a.query.json", _BAD) and None, REFUSED, "no JSON"),
    "3,000 links to the folder itself": (lambda p: [_linked(p, ".", f"d{n}") for n in range(3000)] and None, PASS, ""),
    "1,000 pipes for results": (lambda p: [os.mkfifo(p / f"p{n}.xlsx") for n in range(1000)] and None, REFUSED, "pipe"),
    "1,500 links that lead nowhere": (
        lambda p: [_linked(p, "/nowhere", f"p{n}.xlsx") for n in range(many(1500, 500))] and None,
        REFUSED,
        "nowhere",
    ),
    "what was set aside without a manifest": (lambda p: put(p / "bad.xlsx.replaced", _BAD) and None, OPEN, ""),
    "10 MB of an interrupted report": (lambda p: put(p / UNFINISHED, "x" * 10_000_000) and None, OPEN, ""),
    "2,000 files of another kind": (lambda p: _many(p, ".dat", many(2000, 500)), OPEN, ""),
    "2,000 notes": (lambda p: _many(p, ".md", many(2000, 500)), PASS, ""),
    "200 damaged results": (lambda p: _many(p, ".xlsx", 200), REFUSED, "plain text"),
    "a manifest that is a pipe": (lambda p: os.mkfifo(p / "manifest.json"), REFUSED, "manifest"),
    "a manifest that is a folder": (lambda p: (p / "manifest.json").mkdir(), REFUSED, "manifest"),
    "a manifest that leads nowhere": (lambda p: _linked(p, "/nowhere", "manifest.json"), REFUSED, "manifest"),
    "a cross-check that is a pipe": (lambda p: os.mkfifo(p / "cross-check.json"), REFUSED, "cross-check"),
    "an index of ours that is a pipe": (lambda p: os.mkfifo(p / "report.manifest.json"), OPEN, ""),
    "an index of ours of 80 MB": (lambda p: put(p / "report.manifest.json", b" " * 80_000_000) and None, OPEN, ""),
}

# --- arguments --------------------------------------------------------------------------------------------------------


def _given(*arguments: str) -> Make:
    """The clean workbook, judged with further arguments."""

    def make(folder: Path) -> list[str]:
        put(folder / "in" / "case.xlsx", workbook())
        return [
            *judging(folder, str(folder / "in" / "case.xlsx")),
            *(a.replace("{folder}", str(folder)) for a in arguments),
        ]

    return make


def _only(*arguments: str) -> Make:
    """A command of its own in a folder with the clean workbook."""

    def make(folder: Path) -> list[str]:
        put(folder / "case.xlsx", workbook())
        put(folder / "file", "x")
        (folder / "empty").mkdir()
        os.mkfifo(folder / "pipe")
        return [a.replace("{folder}", str(folder)) for a in arguments]

    return make


def _over(name: str, *, is_listed: bool = False) -> Make:
    """Written into a folder where a file of the report, or one that a forged index lists, is one that is read."""

    def make(folder: Path) -> list[str]:
        evidence = put(folder / "in" / "case.xlsx", workbook())
        policy = put(folder / "in" / name, 'require = ["lines"]\n')
        if is_listed:
            _listed(folder / "in", "case.xlsx", workbook())
        return ["report", str(evidence), "--policy", str(policy), "-o", str(folder / "in"), "--overwrite"]

    return make


_CASE = "{folder}/case.xlsx"
_MAIL = ("email", _CASE, "--from", "a@example.com", "--to", "b@example.com")
_NO_DRS = ("--region", "cn-north-4", "--endpoint")

_ARGUMENTS: dict[str, tuple[Make, int, str]] = {
    "no command": (_only(), USAGE, ""),
    "a command nobody knows": (_only("reprot"), USAGE, "reprot"),
    "an option nobody knows": (_given("--polcy", "x"), USAGE, "polcy"),
    "no file": (_only("report"), USAGE, "PATHS"),
    "a file without a name": (_only("report", ""), USAGE, "empty"),
    "a file that is not there": (_only("report", "{folder}/nothing.xlsx"), USAGE, "nothing.xlsx"),
    "a name of 5,000 characters": (_only("report", "n" * 5000), USAGE, "nnn"),
    "a pipe": (_only("report", "{folder}/pipe"), REFUSED, "pipe"),
    "a device": (_only("report", "/dev/zero"), REFUSED, "device"),
    "an empty folder": (_only("report", "{folder}/empty"), REFUSED, "nothing to judge"),
    "a folder of the kernel": (_only("report", "/proc/self/fd"), REFUSED, ""),
    "now at the end of the calendar": (_given("--now", "9999-12-31T23:59:59-12:00"), USAGE, "--now"),
    "now before the calendar": (_given("--now", "0001-01-01T00:00:00+12:00"), USAGE, "--now"),
    "now in a zone of 25 hours": (_given("--now", "2026-01-01T00:00:00+25:00"), USAGE, "--now"),
    "a mode in wide digits": (_given("--mode", "６００"), USAGE, "mode"),
    "a mode with a low line": (_given("--mode", "6_00"), USAGE, "mode"),
    "a mode of four digits": (_given("--mode", "7777"), USAGE, "mode"),
    "a limit that is no number": (_given("--max-rows", "nan"), USAGE, "max-rows"),
    "a zone that leads out": (_given("--time-zone", "../../etc/passwd"), USAGE, "zone"),
    "a zone that clears the screen": (_given("--time-zone", "\x1b[2J"), USAGE, "zone"),
    "a zone of nothing": (_given("--time-zone", ""), USAGE, "zone"),
    "a language that leads out": (_given("--lang", "../en"), USAGE, "lang"),
    "a title that would be filled in": (_given("--title", "{n} %s %(x)s {0.__class__}"), PASS, ""),
    "a type of nothing": (_given("--type", "="), USAGE, "--type"),
    "two types": (_given("--type", "lines", "--type", "contents"), USAGE, "contents"),
    "a type that the tables are not of": (_given("--type", "contents"), REFUSED, "contents"),
    "a type for a file that is not there": (_given("--type", "case.xlsz=lines"), USAGE, "case.xlsx"),
    "a type for a file by its path": (_given("--type", "in/case.xlsx=lines"), USAGE, "Did you mean case.xlsx"),
    "a type for a file in capitals": (_given("--type", "CASE.XLSX=lines"), USAGE, "Did you mean case.xlsx"),
    "a type for a file of no text": (_given("--type", os.fsdecode(b"\xff=lines")), USAGE, r"\\xff"),
    "two types for one file": (_given("--type", "case.xlsx=lines", "--type", "case.xlsx=random"), USAGE, "lines"),
    "inspected by a type for nothing": (_only("inspect", _CASE, "--type", "x.xlsx=lines"), USAGE, "case.xlsx"),
    "no data and some": (_given("--data", "csv,none"), USAGE, "none"),
    "now of blanks": (_given("--now", " "), USAGE, "--now"),
    "now of 10,000 digits": (_given("--now", "9" * 10_000), USAGE, "--now"),
    "now without a zone": (_given("--now", "2026-01-01T00:00:00"), USAGE, "zone"),
    "now in the year 9999": (_given("--now", "9999-12-31T23:59:59Z"), PASS, ""),
    "now in the year 1": (_given("--now", "0001-01-01T00:00:00Z"), PASS, ""),
    "a type nobody knows": (_given("--type", "linse"), USAGE, "linse"),
    "a type of half a character": (_given("--type", os.fsdecode(b"\xff")), USAGE, "--type"),
    "a format nobody knows": (_given("--format", "html,htlm"), USAGE, "htlm"),
    "no format": (_given("--format", ","), USAGE, "format"),
    "a language nobody knows": (_given("--lang", "xx"), USAGE, "lang"),
    "a title of 100,000 characters": (_given("--title", "t" * 100_000), PASS, ""),
    "a title that clears the screen": (_given("--title", "\x1b[2J\u202e\udcff"), PASS, ""),
    "a budget of 5 bytes": (_given("--max-bytes", "5"), USAGE, "max-bytes"),
    "a mode that hides from the owner": (_given("--mode", "000"), USAGE, "mode"),
    "a limit of nothing": (_given("--max-rows", "0"), USAGE, "max-rows"),
    "a limit of 5,000 digits": (_given("--max-rows", "9" * 5000), USAGE, "max-rows"),
    "a limit of 2**80": (_given("--max-file-mb", str(2**80)), PASS, ""),
    "a limit of one cell": (_given("--max-cells", "1"), REFUSED, "--max-cells"),
    "a key that is too short": (_given("--redact", "--redact-key-file", "{folder}/in/case.xlsx"), PASS, ""),
    "out into a file": (_given("-o", "{folder}/in/case.xlsx"), REFUSED, ""),
    "out into a device": (_given("-o", "/dev/null/x"), REFUSED, "/dev/null"),
    "out into the kernel": (_given("-o", "/proc/drs-report"), REFUSED, "/proc"),
    "out under a name of 5,000 characters": (_given("-o", "n" * 5000), REFUSED, ""),
    "out into the evidence": (_given("-o", "{folder}/in", "--format", "xlsx"), PASS, ""),
    "out over the policy": (_over("report.json"), USAGE, "report.json was read"),
    "out over what a forged index lists": (_over("policy.toml", is_listed=True), USAGE, "case.xlsx is listed"),
    "out without a name": (_given("-o", ""), USAGE, "empty"),
    "two formats on standard output": (_given("-o", "-", "--format", "md,json"), USAGE, "one format"),
    "inspect a folder of nothing": (_only("inspect", "{folder}/empty"), REFUSED, "nothing to judge"),
    "inspect a pipe": (_only("inspect", "{folder}/pipe"), REFUSED, "pipe"),
    "teach into a pipe": (_only("inspect", _CASE, "--teach", "{folder}/pipe"), USAGE, "pipe"),
    "teach into a workbook": (_only("inspect", _CASE, "--teach", _CASE), USAGE, "case.xlsx"),
    "teach into nowhere": (_only("inspect", _CASE, "--teach", "/dev/null/x.toml"), USAGE, "/dev/null"),
    "explain what there is not": (_only("explain", "no.such\x1b[2J"), USAGE, "no.such"),
    "mail without a server": (_only(*_MAIL), USAGE, "smtp-host"),
    "mail from a line break": (_only(*_MAIL[:3], "a@example.com\nBcc: x@y", *_MAIL[4:], "--eml", OUT), USAGE, ""),
    "mail to nobody": (_only(*_MAIL[:5], "--to", "", "--eml", OUT), USAGE, ""),
    "mail with a subject of two lines": (_only(*_MAIL, "--subject", "a\nBcc: x@y", "--eml", OUT), OPEN, ""),
    "mail through a closed door": (_only(*_MAIL, "--smtp-host", "127.0.0.1", "--smtp-port", "1"), OPEN, "mail|127"),
    "mail by a password for nobody": (
        _only(*_MAIL, "--eml", OUT, "--smtp-password-file", "/nowhere"),
        USAGE,
        "smtp-password-file",
    ),
    "mail through a port of nothing": (_only(*_MAIL, "--eml", OUT, "--smtp-port", "26"), USAGE, "smtp-port"),
    "mail into a file": (_only(*_MAIL, "--eml", "{folder}/file"), USAGE, "eml"),
    "fetch from a closed door": (_only("fetch", "j", *_NO_DRS, "https://127.0.0.1:1", "-o", OUT), USAGE, ""),
    "fetch from what is no address": (_only("fetch", "j", *_NO_DRS, "http://[::1", "-o", OUT), USAGE, ""),
    "fetch a task with slashes": (_only("fetch", "../../x", *_NO_DRS, "https://127.0.0.1:1", "-o", OUT), USAGE, ""),
    "fetch a comparison of what is not fetched": (
        _only("fetch", "j", "--type", "lines", "--compare-job", "contents=5", "-o", OUT),
        USAGE,
        "contents=5",
    ),
    "fetch two comparisons of one kind": (
        _only("fetch", "j", "--compare-job", "lines=5", "--compare-job", "lines=6", "-o", OUT),
        USAGE,
        "lines=6",
    ),
    "fetch with certificates that are none": (_only("fetch", "j", "--ca-bundle", _CASE, "-o", OUT), USAGE, ""),
}

# --- environments -----------------------------------------------------------------------------------------------------

_ENVIRONMENTS: dict[str, Mapping[str, str]] = {
    "a zone that is none": {"TZ": "No/Where"},
    "a zone that is a device": {"TZ": ":/dev/full"},
    "a locale that is none": {"LC_ALL": "xx_YY.UTF-99"},
    "the plainest locale": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "a Chinese locale of old": {"LC_ALL": "zh_CN.GB2312", "PYTHONUTF8": "0"},
    "a console of Windows": {"PYTHONIOENCODING": "cp1252"},
    "a console of ASCII, strictly": {"PYTHONIOENCODING": "ascii:strict"},
    "a console of UTF-16": {"PYTHONIOENCODING": "utf-16"},
    "a terminal of no columns": {"COLUMNS": "0", "LINES": "-1", "TERM": ""},
    "a terminal of words": {"COLUMNS": "many", "TERM": "no-such-terminal"},
    "no home": {"HOME": "/nowhere", "XDG_CONFIG_HOME": "/dev/null"},
    "no place for temporary files": {"TMPDIR": "/nowhere"},
    "every warning an error": {"PYTHONWARNINGS": "error"},
    "proxies that are none": {"HTTP_PROXY": "::::", "HTTPS_PROXY": "x y", "NO_PROXY": "[["},
    "colours forced": {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1", "NO_COLOR": ""},
    "another interpreter's tricks": {"PYTHONSAFEPATH": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    "an interpreter without documentation": {"PYTHONOPTIMIZE": "2"},
    "an interpreter that stays": {"PYTHONINSPECT": "1"},
    "shell completion that is none": {"_DRS_REPORT_COMPLETE": "no_such_shell"},
}

# --- standard streams -------------------------------------------------------------------------------------------------

_STREAMS: dict[str, tuple[Make, str, int]] = {
    "standard output is closed": (_given(), ">&-", PASS),
    "standard error is closed": (_given(), "2>&-", PASS),
    "all streams are closed": (_given(), "<&- >&- 2>&-", PASS),
    "standard output is full": (_given(), ">/dev/full", REFUSED),
    "standard error is full": (_given("--polcy"), "2>/dev/full", USAGE),
    "both are full": (_given(), ">/dev/full 2>&1", REFUSED),
    "the reader has gone": (_given("-o", "-", "--format", "md"), "| true", PASS),
    "a report on a full device": (_given("-o", "-", "--format", "md"), ">/dev/full", REFUSED),
    "a report on a closed output": (_given("-o", "-", "--format", "md"), ">&-", REFUSED),
    "help on a closed output": (_only("--help"), ">&-", PASS),
    "help on a full device": (_only("--help"), ">/dev/full", REFUSED),
    "the version on a full device": (_only("--version"), ">/dev/full", REFUSED),
    "all codes to nobody": (_only("explain"), "| true", PASS),
    "what was understood to a full device": (_only("inspect", _CASE, "--json"), ">/dev/full", REFUSED),
}

_LIMITS: dict[str, tuple[str, int, str]] = {
    **{f"{n} MB of addresses": (f"ulimit -v {n}000;", REFUSED, "memory") for n in (60, 110, 160, 300)},
    "files of a kilobyte": ("ulimit -f 1;", REFUSED, "too large"),
    "six open files": ("ulimit -n 6;", PASS, ""),
    "a folder that is gone": ("mkdir gone; cd gone; rmdir ../gone;", REFUSED, "No such file"),
    "a mask that hides all": ("umask 777;", PASS, ""),
}


def cases() -> Iterator[Case]:
    """Every surrounding of this kind."""
    for name, (fill, code, says) in _FOLDERS.items():
        yield Case(f"folder: {name}", _folder(fill), code, says)
    for name, (make, code, says) in _ARGUMENTS.items():
        yield Case(f"arguments: {name}", make, code, says)
    for name, env in _ENVIRONMENTS.items():
        yield Case(f"environment: {name}", clean, USAGE if "_DRS_REPORT_COMPLETE" in env else PASS, "", env)
    for name, (make, streams, code) in _STREAMS.items():
        yield Case(f"streams: {name}", make, code, "", {}, streams)
    for name, (limits, code, says) in _LIMITS.items():
        yield Case(f"limits: {name}", clean, code, f"(?i){says}", {}, "", limits)
