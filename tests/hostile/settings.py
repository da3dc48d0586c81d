"""Files beside the evidence made to hurt: policies, layouts, manifests, stored answers, notes of our own."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

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
    judging,
    many,
    put,
    workbook,
)

Content = Callable[[], bytes | str]

_DIGITS = "9" * 5000
_DEEP = "[" * 100_000
_PLAIN = 'require = ["lines"]\n'
_WAIVER = '[[waiver]]\nid = "w{}"\ncode = "{}"\nreason = "r"\napproved_by = "a"\nexpires = {}\npattern = "{}"\n'

# --- policies ---------------------------------------------------------------------------------------------------------

_POLICIES: dict[str, tuple[Content, int, str]] = {
    "a number of 5,000 digits": (lambda: f"max_age_hours = {_DIGITS}", USAGE, ""),
    "a list of 100,000 lists": (lambda: f"require = {_DEEP}", USAGE, ""),
    "a key of 30,000 parts": (lambda: ".".join("a" * 30_000) + " = 1", USAGE, ""),
    "20,000 tables in tables": (lambda: f"x = {'{a=' * 20_000}1{'}' * 20_000}", USAGE, ""),
    "not UTF-8": (lambda: b'name = "\xff\xfe"', USAGE, "UTF-8"),
    "in UTF-16": (lambda: _PLAIN.encode("utf-16"), USAGE, "UTF-8"),
    "a zero byte": (lambda: 'name = "\0"', USAGE, ""),
    "half a character": (lambda: 'name = "\\ud800"', USAGE, ""),
    "a workbook": (workbook, USAGE, ""),
    "5 MB": (lambda: "#" * 5_000_000, USAGE, "larger"),
    "infinitely old": (lambda: "max_age_hours = inf", USAGE, "max_age_hours"),
    "no number of hours": (lambda: "max_age_hours = nan", USAGE, "max_age_hours"),
    "older than time": (lambda: "max_age_hours = 1e300", USAGE, "max_age_hours"),
    "a moment beyond the calendar": (lambda: "not_before = 9999-12-31T23:59:59-12:00", USAGE, "calendar"),
    "a moment before the calendar": (lambda: "not_before = 0001-01-01T00:00:00+12:00", USAGE, "calendar"),
    "a moment without a zone": (lambda: "not_before = 2026-01-01T00:00:00", USAGE, "zone"),
    "a day that is none": (lambda: "not_before = 2026-02-30", USAGE, ""),
    "a zone of 25 hours": (lambda: "not_before = 2026-01-01T00:00:00+25:00", USAGE, ""),
    "a tolerance of 2**70 rows": (
        lambda: f'[[tolerance]]\npattern = "a"\ncompare_type = "lines"\nrows = {2**70}',
        USAGE,
        "rows",
    ),
    "a tolerance of more than all": (
        lambda: '[[tolerance]]\npattern = "a"\ncompare_type = "lines"\nshare = 1.0000001',
        USAGE,
        "share",
    ),
    "3,000 keys nobody knows": (lambda: "".join(f"x{n} = 1\n" for n in range(3000)), USAGE, "3000 mistakes"),
    "a key twice": (lambda: _PLAIN * 2, USAGE, ""),
    "a key in capitals": (lambda: 'REQUIRE = ["lines"]', USAGE, "require"),
    "a comparison nobody knows": (lambda: 'require = ["lins"]', USAGE, "lines"),
    "requires nothing": (lambda: "require = []", USAGE, "require"),
    "a scope of nothing": (lambda: "[scope]\ninclude = []", USAGE, "include"),
    "a pattern of 5,000 characters": (
        lambda: f'[scope]\nexclude = ["{"x" * 5000}"]',
        USAGE,
        "at most 4,096 characters",
    ),
    "a pattern of blanks": (lambda: '[scope]\nexclude = [" "]', USAGE, "blank"),
    "a pattern of 4,000 stars": (lambda: _PLAIN + f'[scope]\nexclude = ["{"*a" * 2000}"]', PASS, ""),
    "a pattern of 4,000 question marks": (lambda: _PLAIN + f'[scope]\nexclude = ["*{"?" * 4000}b"]', PASS, ""),
    "3,000 patterns": (
        lambda: _PLAIN + f"[scope]\nexclude = {json.dumps([f'*x{n}*y*' for n in range(3000)])}",
        PASS,
        "",
    ),
    "everything is excluded": (lambda: _PLAIN + '[scope]\nexclude = ["*"]', OPEN, ""),
    "a waiver of everything": (lambda: _PLAIN + _WAIVER.format(1, "*", "2027-01-01", "*"), USAGE, "everything"),
    "a waiver that ended in the year 1": (
        lambda: _PLAIN + _WAIVER.format(1, "lines.*", "0001-01-01", "shop.orders"),
        PASS,
        "",
    ),
    "2,000 waivers": (
        lambda: (
            _PLAIN
            + "".join(_WAIVER.format(n, "lines.count-differs", "9999-12-31", f"d.t{n}") for n in range(many(2000, 500)))
        ),
        PASS,
        "",
    ),
    "a waiver for a reason of no width": (
        lambda: _PLAIN + _WAIVER.format(1, "lines.*", "2027-01-01", "a").replace('"r"', '"\u200b\u2060"'),
        USAGE,
        "blank",
    ),
    "two waivers of one id": (lambda: _PLAIN + _WAIVER.format(1, "lines.*", "2027-01-01", "a") * 2, USAGE, "twice"),
    "names that stand for each other": (
        lambda: _PLAIN + '[alias]\n"shop" = "store"\n"store" = "shop"\n',
        USAGE,
        "alias",
    ),
    "3,000 names of databases": (
        lambda: _PLAIN + "[alias]\n" + "".join(f'"d{n}" = "e{n}"\n' for n in range(3000)),
        PASS,
        "",
    ),
    "a mark of its encoding": (lambda: "\ufeff" + _PLAIN, PASS, ""),
    "lines ended as on old machines": (lambda: _PLAIN.replace("\n", "\r"), USAGE, "TOML"),
    "an escape in a comment": (lambda: _PLAIN + "# \x1b[2J", USAGE, "TOML"),
    "a tolerance of rows that is a fraction": (
        lambda: '[[tolerance]]\npattern = "a"\ncompare_type = "lines"\nrows = 10.0',
        USAGE,
        "rows",
    ),
    "a tolerance of yes": (lambda: '[[tolerance]]\npattern = "a"\ncompare_type = "lines"\nrows = true', USAGE, "rows"),
    "a share that is no number": (
        lambda: '[[tolerance]]\npattern = "a"\ncompare_type = "lines"\nshare = nan',
        USAGE,
        "share",
    ),
    "younger than now": (lambda: "max_age_hours = -1", USAGE, "max_age_hours"),
    "an age in quotes": (lambda: 'max_age_hours = "48"', USAGE, "max_age_hours"),
    "the smallest age there is": (lambda: _PLAIN + "max_age_hours = 1e-320", OPEN, ""),
    "a moment of nothing but a time": (lambda: "not_before = 07:00:00", USAGE, "not_before"),
    "a second that was inserted": (lambda: "not_before = 2016-12-31T23:59:60Z", USAGE, ""),
    "100,000 comparisons": (lambda: f"require = {json.dumps(['lines'] * 100_000)}", USAGE, "values"),
    "patterns of regular expressions": (
        lambda: (
            _PLAIN
            + r"""[scope]
exclude = ["[a", "(a|a)*$", "\\\\", "^.*$"]"""
        ),
        PASS,
        "",
    ),
    "a scope that nothing is in": (lambda: _PLAIN + '[scope]\ninclude = ["nothing.*"]', OPEN, ""),
    "10,000 patterns of which one is met": (
        lambda: _PLAIN + f"[scope]\ninclude = {json.dumps([*(f'x{n}.*' for n in range(many(10_000, 2000))), '*'])}",
        OPEN,
        "",
    ),
    "a key that turns round": (lambda: '"\\u202ereq" = 1', USAGE, ""),
    "a waiver until yes": (lambda: _PLAIN + _WAIVER.format(1, "lines.*", "true", "x"), USAGE, "expires"),
    "a budget beyond all numbers": (
        lambda: _PLAIN + _WAIVER.format(1, "lines.*", "2027-01-01", "x") + f"max_rows = {'9' * 20}",
        USAGE,
        "max_rows",
    ),
    "5,000 names that stand for the next": (
        lambda: _PLAIN + "[alias]\n" + "".join(f'"a{n}" = "a{n + 1}"\n' for n in range(5000)),
        USAGE,
        "alias",
    ),
    "20,000 tables nobody knows": (lambda: "".join(f"[t{n}]\n" for n in range(20_000)), USAGE, "20000 mistakes"),
    "10,000 waivers of nothing": (lambda: "[[waiver]]\n" * 10_000, USAGE, "mistakes"),
    "a text of 3 MB without end": (lambda: 'name = """' + "x" * 1_900_000, USAGE, "TOML"),
    "a text of 3 MB": (lambda: f'name = "{"x" * 3_000_000}"', USAGE, "larger"),
    "100,000 waivers of nothing": (lambda: "[[waiver]]\n" * 100_000, USAGE, "values"),
    "16,000 waivers of codes that are none": (
        lambda: (
            _PLAIN
            + "".join(
                f'[[waiver]]\nid="{n}"\ncode="a.b{n}"\nreason="r"\napproved_by="a"\nexpires=9999-12-31\n'
                for n in range(many(16_000, 1500))
            )
        ),
        USAGE,
        "mistakes",
    ),
    "16,000 waivers of one table each": (
        lambda: (
            _PLAIN + "".join(_WAIVER.format(n, "lines.*", "9999-12-31", f"b{n}") for n in range(many(16_000, 1500)))
        ),
        PASS,
        "",
    ),
    "one entry of a list is wrong": (lambda: "[scope]\ninclude = [5]", USAGE, r"1 mistake[^-]*-[^-]*a text"),
    "the only comparison is none": (lambda: 'require = ["linse"]', USAGE, r"1 mistake[^-]*-[^-]*'lines'"),
    "a name of 100,000 characters": (lambda: _PLAIN + f'name = "{"n" * 100_000}"', PASS, ""),
    "a name that clears the screen": (lambda: _PLAIN + 'name = "\\u001b[2J\\u202e"', PASS, ""),
}

# --- layouts ----------------------------------------------------------------------------------------------------------


def _harmless(what: str, text: str, key: str = "pattern") -> str:
    return f'[[ignore.{what}]]\n{key} = {json.dumps(text)}\nreason = "r"\n'


_LAYOUTS: dict[str, tuple[Content, int, str]] = {
    "a number of 5,000 digits": (lambda: f"x = {_DIGITS}", USAGE, ""),
    "a list of 100,000 lists": (lambda: f"x = {_DEEP}", USAGE, ""),
    "not UTF-8": (lambda: b"\xff\xfe", USAGE, ""),
    "a zero byte": (lambda: 'assume_zone = "\\u0000"', USAGE, "zone"),
    "8 MB": (lambda: "#" * 8_000_000, USAGE, "larger"),
    "a zone of 23:99": (lambda: 'assume_zone = "+23:99"', USAGE, "zone"),
    "a zone of 99 hours": (lambda: 'assume_zone = "+99:00"', USAGE, "zone"),
    "a zone that leads out": (lambda: 'assume_zone = "../../../etc/passwd"', USAGE, "zone"),
    "a zone that is a folder": (lambda: 'assume_zone = "Asia"', USAGE, "zone"),
    "a zone of 10,000 characters": (lambda: f'assume_zone = "{"A" * 10_000}"', USAGE, "zone"),
    "a zone that is a list": (lambda: "assume_zone = []", USAGE, "zone"),
    "a zone of half a character": (lambda: 'assume_zone = "\\ud800"', USAGE, ""),
    "headings that are a number": (lambda: "headings = 1", USAGE, "headings"),
    "a heading that is a number": (lambda: "[headings]\nsource_rows = [1]", USAGE, "source_rows"),
    "a column nobody knows": (lambda: '[headings]\nsource_row = ["x"]', USAGE, "source_rows"),
    "one heading for two columns": (lambda: '[headings]\nsource_rows = ["x"]\ntarget_rows = ["x"]', USAGE, "both"),
    "drops the result": (lambda: '[headings]\ndrop = ["Result"]', USAGE, "known to mean outcome"),
    "makes the result a remark": (lambda: '[headings]\nmessage = ["Result"]', OPEN, ""),
    "declares the result harmless": (lambda: _harmless("headings", "Res.*"), USAGE, "judged"),
    "declares everything harmless": (lambda: _harmless("lines", "(?s).*"), USAGE, "cover|everything"),
    "a pattern that is none": (lambda: _harmless("lines", "(("), USAGE, "regular expression"),
    "a pattern that looks back": (lambda: _harmless("lines", r"(a)\1"), USAGE, "regular expression"),
    "a pattern without end": (lambda: _harmless("lines", "((a{1000}){1000}){1000}"), USAGE, "regular expression"),
    "a pattern that backtracks": (lambda: _harmless("lines", "(x+x+)+y"), OPEN, ""),
    "a pattern that looks ahead": (lambda: _harmless("lines", "(?=a)*b"), USAGE, "regular expression"),
    "a pattern with a condition": (lambda: _harmless("lines", "(a)?(?(1)b|c)"), USAGE, "regular expression"),
    "a pattern of ranges in ranges": (lambda: _harmless("lines", "(x{0,60000}){0,60000}"), USAGE, "regular expression"),
    "a pattern of everything but a letter": (lambda: _harmless("lines", "[^q]*"), USAGE, "judged"),
    "a pattern of all words": (lambda: _harmless("lines", r"\w+"), USAGE, "judged"),
    "declares all remarks harmless": (lambda: _harmless("remarks", r"(.|\n)*"), USAGE, "judged|everything"),
    "200 patterns": (lambda: "".join(_harmless("lines", f"(?i).*x{n}+.*y") for n in range(200)), OPEN, ""),
    "1,000 patterns": (lambda: "".join(_harmless("lines", f"x{n}+y*") for n in range(1000)), USAGE, "1,000 patterns"),
    "1,000 exact texts": (
        lambda: "".join(_harmless("lines", f"x{n}", key="text") for n in range(1000)),
        OPEN,
        "",
    ),
    "10,000 exact texts": (
        lambda: "".join(_harmless("lines", f"x{n}", key="text") for n in range(10_000)),
        USAGE,
        "10,000 harmless things",
    ),
    "10,000 headings": (
        lambda: f"[headings]\nmessage = {json.dumps([f'word {n}' for n in range(many(10_000, 2000))])}",
        OPEN,
        "",
    ),
    "50,000 headings": (
        lambda: f"[headings]\nmessage = {json.dumps([f'word {n}' for n in range(50_000)])}",
        USAGE,
        "50,000 words",
    ),
    "a pattern of 5,000 characters": (lambda: _harmless("lines", "x" * 5000), USAGE, "5,000 characters"),
    "a pattern quoted without end": (lambda: _harmless("lines", "\\Qa("), USAGE, "regular expression"),
    "a bracket more than it opens": (lambda: _harmless("lines", "x)|(?:y"), USAGE, "regular expression"),
    "20 patterns that are large together": (
        lambda: "".join(_harmless("lines", f"(?:[a-z]{{1,{n + 900}}}[0-9])+") for n in range(20)),
        OPEN,
        "",
    ),
    "a zone by the number of seconds": (lambda: 'assume_zone = "+08:00:60"', USAGE, "zone"),
    "a zone with a zero": (lambda: 'assume_zone = "Asia/Shanghai\\u0000"', USAGE, "zone"),
    "a zone that is a table of zones": (lambda: 'assume_zone = "zone1970.tab"', USAGE, "zone"),
    "no reason": (lambda: '[[ignore.lines]]\ntext = "x"', USAGE, "reason"),
    "text and pattern": (
        lambda: '[[ignore.lines]]\ntext = "x"\npattern = "y"\nreason = "r"',
        USAGE,
        "text or a pattern",
    ),
    "ignores what nobody knows": (lambda: _harmless("everything", "x"), USAGE, "ignore"),
    "5,000 words": (
        lambda: f"[outcomes]\nconsistent = {json.dumps([f'word {n}' for n in range(many(5000, 1200))])}",
        OPEN,
        "",
    ),
    "makes Inconsistent consistent": (lambda: '[outcomes]\nconsistent = ["Inconsistent"]', OPEN, ""),
    "a word of 100,000 characters": (lambda: f'[outcomes]\nconsistent = ["{"w" * 100_000}"]', OPEN, ""),
}

# --- manifests and notes of our own -----------------------------------------------------------------------------------

_ENTRY = {
    "file": "case.xlsx",
    "job_id": "j",
    "compare_job_id": "c",
    "compare_type": "lines",
    "language": "en-us",
    "region": "r",
    "sha256": hashlib.sha256(workbook()).hexdigest(),
    "size": len(workbook()),
    "fetched_at": "2026-11-15T00:00:00Z",
    "compare_status": "COMPLETED",
}


def _manifest(**changes: object) -> str:
    return json.dumps({"schema": 1, "files": [{**_ENTRY, **changes}]})


_MANIFESTS: dict[str, tuple[Content, int, str]] = {
    "empty": (lambda: "", REFUSED, ""),
    "a list": (lambda: "[]", REFUSED, ""),
    "100,000 lists": (lambda: _DEEP, REFUSED, ""),
    "a number of 5,000 digits": (lambda: f'{{"schema": {_DIGITS}, "files": []}}', REFUSED, ""),
    "a size of 5,000 digits": (
        lambda: _manifest().replace(f'"size": {_ENTRY["size"]}', f'"size": {_DIGITS}'),
        REFUSED,
        "",
    ),
    "not a number": (lambda: '{"schema": NaN, "files": []}', REFUSED, ""),
    "not UTF-8": (lambda: b'{"schema": 1, "files": [\xff]}', REFUSED, ""),
    "half a character": (lambda: _manifest(file="\ud800.xlsx"), REFUSED, ""),
    "a file that leads out": (lambda: _manifest(file="../case.xlsx"), REFUSED, ""),
    "an absolute file": (lambda: _manifest(file="/etc/passwd.xlsx"), REFUSED, ""),
    "a file without a name": (lambda: _manifest(file=".xlsx"), REFUSED, ""),
    "a file that is no text": (lambda: _manifest(file=1), REFUSED, ""),
    "a zero in a name": (lambda: _manifest(file="a\0.xlsx"), REFUSED, ""),
    "a name of 10,000 characters": (lambda: _manifest(file="n" * 10_000 + ".xlsx"), REFUSED, ""),
    "a schema of tomorrow": (lambda: '{"schema": 2, "files": []}', REFUSED, ""),
    "fetched yesterday": (lambda: _manifest(fetched_at="yesterday"), REFUSED, ""),
    "fetched beyond the calendar": (lambda: _manifest(fetched_at="9999-12-31T23:59:59-12:00"), REFUSED, ""),
    "compared before the calendar": (
        lambda: _manifest(compare_started_at="0001-01-01T00:00:00+14:00", compare_ended_at="x"),
        REFUSED,
        "",
    ),
    "a type nobody knows": (lambda: _manifest(compare_type="linse" * 1000), REFUSED, ""),
    "a status of escapes": (lambda: _manifest(compare_status="\x1b[2J\u202e"), OPEN, ""),
    "a mark of its encoding": (lambda: "\ufeff" + _manifest(), REFUSED, ""),
    "something behind its end": (lambda: _manifest() + "}", REFUSED, ""),
    "a size of yes": (lambda: _manifest(size=True), REFUSED, ""),
    "a size below zero": (lambda: _manifest(size=-1), REFUSED, ""),
    "a hash of other bytes": (lambda: _manifest(sha256="f" * 64), REFUSED, ""),
    "a hash of a megabyte": (lambda: _manifest(sha256="f" * 1_000_000), REFUSED, ""),
    "no hash": (lambda: _manifest(sha256=""), OPEN, ""),
    "a task that clears the screen": (lambda: _manifest(job_id="\x1b[2J\u202e"), PASS, "PASS"),
    "a file of the same name in capitals": (lambda: _manifest(file="CASE.XLSX"), REFUSED, ""),
    "a file on a drive": (lambda: _manifest(file="C:\\x.xlsx"), REFUSED, ""),
    "a moment that is a number": (lambda: _manifest(fetched_at=1e18), REFUSED, ""),
    "what is missing nested without end": (
        lambda: f'{{"schema": 1, "files": [], "missing": {"[" * 5000}{"]" * 5000}}}',
        REFUSED,
        "",
    ),
    "20,000 files that are not there": (
        lambda: json.dumps(
            {"schema": 1, "files": [{**_ENTRY, "file": f"f{n}.xlsx"} for n in range(many(20_000, 2000))]}
        ),
        REFUSED,
        "more files could not be used",
    ),
    "300 files that are not there": (
        lambda: json.dumps({"schema": 1, "files": [{**_ENTRY, "file": f"f{n}.xlsx"} for n in range(300)]}),
        REFUSED,
        "",
    ),
}
_NOTES = {
    "cross-check.json": (
        "",
        "[]",
        _DEEP,
        '{"schema": 1, "checks": [1]}',
        '{"checks": [1], "checks": []}',
        f'{{"schema": {_DIGITS}}}',
    ),
}

# --- stored answers ---------------------------------------------------------------------------------------------------

_ANSWERS = {
    "schema": 1,
    "job_id": "j",
    "compare_job_id": "c",
    "compare_type": "lines",
}


def _raw(*tables: dict[str, object], **changes: object) -> str:
    return json.dumps({"compare_job_id": "c", "table_comparison_results": list(tables), **changes})


def _stored(*tables: list[list[object]]) -> str:
    named = [{"name": f"Rows {n}", "header": HEADINGS, "rows": rows} for n, rows in enumerate(tables)]
    about = {"tool": "drs-report", "kind": "query-answers", "language": "en-us", "region": "r"}
    return json.dumps({**_ANSWERS, **about, "tables": named})


_QUERIES: dict[str, Content] = {
    "empty": lambda: "",
    "100,000 lists": lambda: _DEEP,
    "100,000 objects": lambda: '{"a":' * 100_000,
    "a list": lambda: "[]",
    "null": lambda: "null",
    "not a number": lambda: '{"a": NaN}',
    "infinity": lambda: '{"a": Infinity}',
    "a number of 5,000 digits": lambda: f'{{"compare_job_id": {_DIGITS}}}',
    "a name twice": lambda: '{"a": 1, "a": 2}',
    "not UTF-8": lambda: b'{"a": "\xff"}',
    "in UTF-16": lambda: '{"a": 1}'.encode("utf-16"),
    "a workbook": workbook,
    "a service's error": lambda: '{"error_code": "DRS.M00201", "error_msg": "no"}',
    "rows that are numbers": lambda: _raw(*[1, 2]),  # type: ignore[arg-type]
    "a cell of half a character": lambda: _raw({"source_table_name": "\ud800"}),
    "a record of nothing": lambda: _raw({"source_table_name": "t"}, {"source_table_name": None, "x": ""}),
    "rows of nothing": lambda: _stored([[None, None, None, None, None, None, " "]]),
    "no rows and nobody knows why": lambda: json.dumps({"compare_job_id": "c", "table_comparison_results": [{}]}),
    "2,000 tables": lambda: _stored(*[[[*ROW]]] * 2000),
    "8 MB of blanks": lambda: " " * 8_000_000,
}


def _beside(name: str, content: Content) -> Make:
    """A folder with the clean workbook and a file of ours beside it."""

    def make(folder: Path) -> list[str]:
        put(folder / "in" / "case.xlsx", workbook())
        put(folder / "in" / name, content())
        return judging(folder, str(folder / "in"))

    return make


def _policy(content: Content) -> Make:
    def make(folder: Path) -> list[str]:
        given = put(folder / "policy.toml", content())
        evidence = put(folder / "in" / "case.xlsx", workbook())
        return ["report", str(evidence), "--policy", str(given), "-o", OUT, "--format", "json", "--data", "none"]

    return make


def _layout(content: Content) -> Make:
    def make(folder: Path) -> list[str]:
        given = put(folder / "layout.toml", content())
        odd = cells(
            [
                HEADINGS,
                (*ROW[:6], "Inconsistent" if b"Inconsistent" in given.read_bytes() else "Consistent"),
                ["x" * 5000],
            ]
        )
        evidence = put(folder / "in" / "case.xlsx", workbook(odd))
        return [*judging(folder, str(evidence)), "--layout", str(given)]

    return make


def _special(option: str, kind: str) -> Make:
    """A setting that is no file: opening it would wait for ever, or fail in an odd way."""

    def make(folder: Path) -> list[str]:
        path = folder / "setting.toml"
        match kind:
            case "a pipe":
                os.mkfifo(path)
            case "a folder":
                path.mkdir()
            case "a link to itself":
                path.symlink_to(path)
            case "a device":
                path.symlink_to("/dev/zero")
        evidence = put(folder / "in" / "case.xlsx", workbook())
        redact = ["--redact"] if "redact" in option else []
        return ["report", str(evidence), option, str(path), *redact, "-o", OUT]

    return make


def _own_index(content: Content) -> Make:
    return _beside("report.manifest.json", content)


def cases() -> Iterator[Case]:
    """Every setting of this kind."""
    for name, (content, code, says) in _POLICIES.items():
        yield Case(f"policy: {name}", _policy(content), code, says or ("policy" if code == USAGE else ""))
    for name, (content, code, says) in _LAYOUTS.items():
        yield Case(f"layout: {name}", _layout(content), code, says or ("layout" if code == USAGE else ""))
    for option in ("--policy", "--layout", "--redact-key-file"):
        for kind in ("a pipe", "a folder", "a link to itself", "a device", "nothing"):
            yield Case(f"{option}: {kind}", _special(option, kind), USAGE, r"setting\.toml|" + option)
    for name, (content, code, says) in _MANIFESTS.items():
        yield Case(
            f"manifest: {name}",
            _beside("manifest.json", content),
            code,
            says or r"manifest|case\.xlsx|\.xlsx|INCONCLUSIVE",
        )
    for file, contents in _NOTES.items():
        for number, content in enumerate(contents):
            yield Case(f"{file}: damaged, {number + 1}", _beside(file, lambda c=content: c), REFUSED, file)
    for name, content in _QUERIES.items():
        yield Case(f"answers: {name}", _beside("case.query.json", content), REFUSED, r"case\.query\.json")
    for number, content in enumerate(("", "[]", _DEEP, '{"tool": "drs-report", "kind": "report-files", "files": [1]}')):
        yield Case(f"index of ours: damaged, {number + 1}", _own_index(lambda c=content: c), OPEN)
