"""What lies where a report is to be written, and how the machine is set up, made to hurt."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from drs_report.evidence.outputs import REPORT_INDEX, UNFINISHED
from tests.hostile.table import OPEN, OUT, PASS, REFUSED, USAGE, Case, Make, clean, judging, many, put, workbook

# --- what lies where a report is to be written ------------------------------------------------------------------------


def _into(lay: Callable[[Path, Path], object], *options: str) -> Make:
    """The clean workbook judged into a folder that `lay` has filled, given the folder and its parent."""

    def make(folder: Path) -> list[str]:
        put(folder / "in" / "case.xlsx", workbook())
        place = folder / "there"
        place.mkdir()
        lay(place, folder)
        return [*judging(folder, str(folder / "in")), "-o", str(place), *options]

    return make


def _shared(name: str, target: str, *, is_folder: bool = False) -> Callable[[Path, Path], object]:
    """A person's note, and a link that has a name of ours."""

    def lay(place: Path, folder: Path) -> None:
        put(place / "mine.txt", "mine")
        put(folder / "keep" / "kept.txt", "kept")
        if is_folder:
            (place / name).mkdir()
        else:
            (place / name).symlink_to(target)

    return lay


def _instead(*, target: str) -> Callable[[Path, Path], object]:
    """A link in the place of the folder."""

    def lay(place: Path, folder: Path) -> None:
        place.rmdir()
        (folder / "real").mkdir()
        place.symlink_to(target)

    return lay


_OUTPUTS: dict[str, tuple[Make, int, str]] = {
    "a link to a folder": (_into(_instead(target="real")), PASS, ""),
    "a link to nothing": (_into(_instead(target="nothing")), PASS, ""),
    "a link to itself": (_into(_instead(target="there")), REFUSED, "there"),
    "below a file": (_into(lambda p, _: put(p / "file", "x"), "-o", "there/file/x"), REFUSED, "file/x"),
    "a link for the report": (_into(_shared("report.json", "../keep/kept.txt")), USAGE, r"report\.json is there"),
    "a link for the report, overwritten": (_into(_shared("report.json", "../keep/kept.txt"), "--overwrite"), PASS, ""),
    "a link to the evidence for the index": (
        _into(_shared(REPORT_INDEX, "../in/case.xlsx"), "--overwrite"),
        USAGE,
        "was read by this run",
    ),
    "a link in a circle for the index": (_into(_shared(REPORT_INDEX, REPORT_INDEX)), USAGE, "manifest"),
    "a link that leads away for the data": (_into(_shared("data", "../keep"), "--data", "csv"), USAGE, "is a link"),
    "the same, overwritten": (_into(_shared("data", "../keep"), "--data", "csv", "--overwrite"), USAGE, "is a link"),
    "a file for the data": (_into(lambda p, _: put(p / "data", "x"), "--data", "csv"), REFUSED, "data"),
    "a link for what says that it is not whole": (
        _into(_shared(UNFINISHED, "../keep/kept.txt")),
        USAGE,
        "INCOMPLETE.txt is there",
    ),
    "a folder for what says so": (_into(_shared(UNFINISHED, "", is_folder=True)), USAGE, "is a folder"),
    "a note of another called so": (_into(lambda p, _: put(p / UNFINISHED, "mine")), USAGE, "INCOMPLETE.txt is there"),
    "a pipe for the report": (_into(lambda p, _: os.mkfifo(p / "report.json")), USAGE, r"report\.json is there"),
    "a pipe for the index": (_into(lambda p, _: os.mkfifo(p / REPORT_INDEX)), USAGE, "manifest"),
    "a link that is called like a stage": (_into(_shared(".drs-report-1-x", "/")), PASS, ""),
    "2,000 notes of a person": (_into(lambda p, _: [put(p / f"{n}", "") for n in range(many(2000, 500))]), PASS, ""),
    "a name of two lines": (_into(lambda *_: None, "-o", "a\nPASS\x1b[2J"), PASS, ""),
    "a name that is no text": (_into(lambda *_: None, "-o", os.fsdecode(b"\xff")), PASS, ""),
    "a name that leads up from nothing": (_into(lambda *_: None, "-o", "nothing/../x"), PASS, ""),
}

# --- arguments --------------------------------------------------------------------------------------------------------


def _laid(lay: Callable[[Path], object], *arguments: str) -> Make:
    """A command of its own with the clean workbook and what `lay` puts beside it."""

    def make(folder: Path) -> list[str]:
        put(folder / "case.xlsx", workbook())
        lay(folder)
        return [a.replace("{folder}", str(folder)) for a in arguments]

    return make


_CASE = "{folder}/case.xlsx"
_MAIL = ("email", _CASE, "--from", "a@example.com", "--to", "b@example.com")
_TEACH = ("inspect", _CASE, "--teach", "{folder}/l.toml")
_REPORT = ("report", _CASE, "-o", OUT)

_ARGUMENTS: dict[str, tuple[Make, int, str]] = {
    "the same file 3,000 times": (_laid(lambda _: None, "report", *[_CASE] * 3000, "-o", OUT), OPEN, ""),
    "teach what is no text": (_laid(lambda p: put(p / "l.toml", b"\xff"), *_TEACH), USAGE, "UTF-8"),
    "teach where a link leads nowhere": (_laid(lambda p: (p / "l.toml").symlink_to("/nowhere/x"), *_TEACH), PASS, ""),
    "a policy from standard input": (_laid(lambda _: None, *_REPORT, "--policy", "/dev/null"), USAGE, "not a file"),
    "a policy that is the environment": (
        _laid(lambda _: None, *_REPORT, "--policy", "/proc/self/environ"),
        USAGE,
        "TOML",
    ),
    "a key that is memory": (
        _laid(lambda _: None, *_REPORT, "--redact", "--redact-key-file", "/proc/self/mem"),
        USAGE,
        "cannot be read",
    ),
    "a key of 5 GB": (
        _laid(
            lambda p: os.truncate(put(p / "key", "x"), 5 << 30),
            *_REPORT,
            "--redact",
            "--redact-key-file",
            "{folder}/key",
        ),
        USAGE,
        "larger",
    ),
    "a key for nothing": (_laid(lambda _: None, *_REPORT, "--redact-key-file", _CASE), USAGE, "nothing is redacted"),
    "mail through a host of 5,000 letters": (_laid(lambda _: None, *_MAIL, "--smtp-host", "a" * 5000), OPEN, "mail"),
    "mail through a host without a name": (_laid(lambda _: None, *_MAIL, "--smtp-host", "\u00e4..b"), OPEN, "mail"),
    "mail through a host of escapes": (_laid(lambda _: None, *_MAIL, "--smtp-host", "\x1b[2J"), OPEN, "mail"),
    **{
        f"mail within {seconds} seconds": (
            _laid(lambda _: None, *_MAIL, "--smtp-host", "127.0.0.1", "--smtp-timeout", seconds),
            USAGE,
            "smtp-timeout",
        )
        for seconds in ("nan", "inf", "-1", "1e300")
    },
    "mail from a control character": (
        _laid(lambda _: None, "email", _CASE, "--from", "a\x1b@b", "--to", "a@b", "--eml", OUT),
        USAGE,
        "address",
    ),
    "mail to 3,000": (_laid(lambda _: None, *_MAIL, *["--to", "c@example.com"] * 3000, "--eml", OUT), OPEN, ""),
    "a page of the documentation that leads out": (_laid(lambda _: None, "docs", "../../x\x1b[2J"), USAGE, "no page"),
    "the completion of no shell": (_laid(lambda _: None, "completion", "\x1b[2J"), USAGE, "bash"),
    "list a task of escapes": (
        _laid(lambda _: None, "list", "\x1b[2J", "--region", "cn-north-4"),
        USAGE,
        "",
    ),
}

# --- the machine ------------------------------------------------------------------------------------------------------

_COMPLETE = "_DRS_REPORT_COMPLETE"

_ENVIRONMENTS: dict[str, tuple[Mapping[str, str], int]] = {
    **{
        f"{name} of escapes": ({name: "\x1b[2Jx"}, PASS)
        for name in (
            *("ARROW_DEFAULT_MEMORY_POOL", "ARROW_IO_THREADS", "ARROW_USER_SIMD_LEVEL", "OMP_NUM_THREADS"),
            *("TZ", "LANGUAGE", "TERM", "COLUMNS", "PAGER", "HOME", "PYTHONWARNINGS", "MALLOC_CONF", "PYTHONSTARTUP"),
            *("NO_COLOR", "XDG_CONFIG_HOME", "SSL_CERT_FILE", "PYDANTIC_DISABLE_PLUGINS", "TMPDIR", "PYTHONBREAKPOINT"),
        )
    },
    "no home at all": ({"HOME": ""}, PASS),
    "a language of 30,000 names": ({"LANGUAGE": "a:" * 30_000}, PASS),
    "a terminal of too many columns": ({"COLUMNS": "9" * 20, "LINES": "9" * 20}, PASS),
    "a file for temporary files": ({"TMPDIR": "/etc/passwd"}, PASS),
    "the kernel for temporary files": ({"TMPDIR": "/proc"}, PASS),
    "nothing is buffered": ({"PYTHONUNBUFFERED": "1"}, PASS),
    "the interpreter watches": ({"PYTHONDEVMODE": "1", "PYTHONMALLOC": "debug", "PYTHONFAULTHANDLER": "1"}, PASS),
    "no long numbers": ({"PYTHONINTMAXSTRDIGITS": "640"}, PASS),
    "a console of seven bits": ({"PYTHONIOENCODING": "utf-7"}, PASS),
    "completion without words": ({_COMPLETE: "bash_complete"}, USAGE),
    "completion at a word that is none": (
        {_COMPLETE: "bash_complete", "COMP_WORDS": "drs-report rep", "COMP_CWORD": "x"},
        USAGE,
    ),
    "completion of escapes": ({_COMPLETE: "\x1b[2J"}, USAGE),
}

_ALL = ("--format", "html,md,json,xlsx,junit,email", "--data", "csv,xlsx,parquet")
_IN_ALL = _into(lambda *_: None, *_ALL)
_SMALL = "ulimit -f 4; export PYTHONUNBUFFERED=1;"

_LIMITS: dict[str, tuple[Make, str, int, str]] = {
    "eight open files for all formats": (_IN_ALL, "ulimit -n 8;", PASS, ""),
    "a stack of 256 kB": (clean, "ulimit -s 256;", PASS, ""),
    "60 MB of data": (clean, "ulimit -d 60000;", REFUSED, "memory"),
    "130 MB of data": (clean, "ulimit -d 130000;", REFUSED, "memory"),
    "4 kB of all codes, not buffered": (_laid(lambda _: None, "explain"), _SMALL, REFUSED, "too large"),
    "4 kB of a report, not buffered": (
        _into(lambda *_: None, "-o", "-", "--format", "html"),
        _SMALL,
        REFUSED,
        "too large",
    ),
    "4 kB of the documentation, not buffered": (_laid(lambda _: None, "docs", "policy"), _SMALL, REFUSED, "too large"),
    "600 MB of addresses for all formats": (_IN_ALL, "ulimit -v 600000;", PASS, ""),
}


def cases() -> Iterator[Case]:
    """Every input of this kind."""
    for name, (make, code, says) in _OUTPUTS.items():
        yield Case(f"output: {name}", make, code, says)
    for name, (make, code, says) in _ARGUMENTS.items():
        yield Case(f"arguments: {name}", make, code, says)
    for name, (env, code) in _ENVIRONMENTS.items():
        yield Case(f"environment: {name}", clean, code, "", env)
    for name, (make, limits, code, says) in _LIMITS.items():
        yield Case(f"limits: {name}", make, code, f"(?i){says}", {}, "", limits)
