# ruff: noqa: INP001 - a script, not a package
"""Keep the translation catalogs in step with the source: `update`, `compile` and `check`.

    python scripts/catalogs.py update     collect the messages of the source into every .po
    python scripts/catalogs.py compile    write every .mo from its .po
    python scripts/catalogs.py check      exit 1 and say why if a catalog is stale, incomplete or wrong

Messages are the literals given to the methods of `drs_report.language.translator.Words`, to `mark` and to `Told` (what
errors say), the renderers' words (`drs_report/language/strings.toml`), the reader's remarks, the advice for codes
of the service, the help of the command line and what click says in it. A language that takes the English words of data
files and of `Text` has those as well. Babel is a tool for developers; the package itself reads the .mo with the
standard library.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from drs_report.language.languages import LANGUAGES  # noqa: E402 - the checkout's, not an installed one's

PACKAGE = ROOT / "drs_report"
CATALOGS = PACKAGE / "language" / "catalogs"
KEYWORDS = {
    "t": None,
    "raw": None,
    "n": (1, 2),
    "mark": None,
    "mark_n": (1, 2),
    "Told": None,
}
CLICKS: tuple[str | tuple[str, str], ...] = (
    "Usage:",
    "Options",
    "Commands",
    "Positional arguments",
    "Aborted!",
    "default: {default}",
    "Show the version and exit.",
    "Show this message and exit.",
    "%(prog)s, version %(version)s",
    "Try '{command} {option}' for help.",
    "Missing command.",
    "Missing argument",
    "Missing option",
    "Missing parameter",
    "Invalid value: {message}",
    "Invalid value for {param_hint}: {message}",
    "No such option {name!r}.",
    "No such option: {name}",
    "No such command {name!r}.",
    "Option {name!r} does not take a value.",
    "Choose from:\n\t{choices}",
    "{value!r} is not a valid {number_type}.",
    "{value} is not in the range {range}.",
    "file",
    "directory",
    "path",
    "{name} {filename!r} does not exist.",
    "{name} {filename!r} is a file.",
    "{name} {filename!r} is a directory.",
    "{name} {filename!r} is not readable.",
    "required",
    ("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    ("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
)
"""What click says by itself, as it spells it; with its plural where it has one."""
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def beside_others(found: Any) -> Iterator[tuple[str, str]]:
    """Yield the English words that stand in data beside those of other languages, for one and for many."""
    match found:
        case {"en": str() as many, "zh": str()}:
            yield found.get("one", ""), many
    for inner in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from beside_others(inner)


def texts_of(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the English words of every `Text`, for one and for many."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name("Text"), args=[ast.Constant(str() as many), _, *_]):
                given = {one.arg: ast.literal_eval(one.value) for one in node.keywords}
                yield given.get("one", ""), many


def template(catalog_name: str) -> Catalog:
    """Collect every message of the source that this catalog must have, in the order of files and lines."""
    catalog = Catalog(project="drs-report", charset="utf-8", fuzzy=False)
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for _, message, comments, context in extract_from_file("python", path, KEYWORDS):
            catalog.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    from drs_report.cli import cli  # noqa: PLC0415 - the checkout's, not an installed one's
    from drs_report.cli.words import texts  # noqa: PLC0415 - likewise
    from drs_report.client.error_codes import CODES, STATUSES  # noqa: PLC0415 - likewise
    from drs_report.language.translator import english_strings  # noqa: PLC0415 - likewise
    from drs_report.records.remarks import RemarkKind  # noqa: PLC0415 - likewise

    for text in english_strings().values():
        catalog.add(text, None, [("drs_report/language/strings.toml", 0)])
    for text in CLICKS:
        catalog.add(text, None, [("drs_report/cli/words.py", 0)])
    for text in texts(cli):
        catalog.add(text, None, [("drs_report/cli/__init__.py", 0)])
    for advice in (*CODES.values(), *STATUSES.values()):
        catalog.add(advice.remedy.template, None, [("drs_report/client/api_errors.toml", 0)])
    for kind in RemarkKind:
        catalog.add(kind.value, None, [("drs_report/records/remarks.py", 0)])
    if any(one.catalog == catalog_name and one.key == "en" for one in LANGUAGES):
        pages = {path: beside_others(tomllib.loads(path.read_text("utf-8"))) for path in PACKAGE.rglob("*.toml")}
        pages |= {path: texts_of(ast.parse(path.read_text("utf-8"))) for path in PACKAGE.rglob("*.py")}
        for path, found in sorted(pages.items()):
            for one, many in found:
                catalog.add((one, many) if one else many, None, [(path.relative_to(ROOT).as_posix(), 0)])
    return catalog


def files() -> Iterator[tuple[str, Path]]:
    """Yield catalog and path of the .po of every language that has one, begun empty where it is new."""
    for name in (language.catalog for language in LANGUAGES if language.catalog):
        path = CATALOGS / name / "LC_MESSAGES" / "drs_report.po"
        if not path.exists():
            path.parent.mkdir(parents=True)
            path.write_bytes(po_bytes(Catalog(locale=name)))
        yield name, path


def read(language: str, path: Path) -> Catalog:
    """Read a .po."""
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def po_bytes(catalog: Catalog) -> bytes:
    """Write a .po without dates and line numbers, so that it changes only when a message does."""
    sink = io.BytesIO()
    write_po(sink, catalog, width=120, sort_output=True, omit_header=False, include_lineno=False, ignore_obsolete=True)
    text = sink.getvalue().decode("utf-8")
    return re.sub(
        r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|Report-Msgid-Bugs-To):.*\n',
        "",
        text,
        flags=re.MULTILINE,
    ).encode()


class _Undated(Catalog):
    """A catalog whose header says only what gettext needs."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header lines."""
        return [("Content-Type", "text/plain; charset=utf-8"), ("Plural-Forms", self.plural_forms)]

    @mime_headers.setter
    def mime_headers(self, headers: object) -> None:
        """Headers are not taken over."""


def mo_bytes(catalog: Catalog) -> bytes:
    """Write a .mo; equal messages give equal bytes, whatever the day and the version of babel."""
    plain = _Undated(locale=catalog.locale, charset="utf-8", fuzzy=False)
    for message in catalog:
        if message.id:
            plain.add(message.id, message.string, context=message.context)
    sink = io.BytesIO()
    write_mo(sink, plain)
    return sink.getvalue()


def updated(language: str, path: Path) -> Catalog:
    """Return the catalog with exactly the messages of the source; a changed message has no translation yet."""
    old, new = read(language, path), template(language)
    result = Catalog(locale=language, project="drs-report", charset="utf-8", fuzzy=False)
    for message in new:
        if not message.id:
            continue
        known = old.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        string = known.string if known is not None and known.id == message.id else None
        result.add(message.id, string, message.locations, auto_comments=message.auto_comments, context=message.context)
    return result


def problems(language: str, path: Path) -> Iterator[str]:
    """Yield what is wrong with a catalog."""
    catalog = read(language, path)
    if po_bytes(updated(language, path)) != path.read_bytes():
        yield f"{path.name} of {language} is not what `update` writes"
    mo = path.with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != mo_bytes(catalog):
        yield f"{mo.name} of {language} is not what `compile` writes"
    for message in catalog:
        if not message.id:
            continue
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if message.fuzzy:
            yield f"fuzzy: {ids[0]!r}"
        if len(strings) != (catalog.num_plurals if len(ids) > 1 else 1) or not all(strings):
            yield f"not translated: {ids[0]!r}"
            continue
        wanted = [{*PLACEHOLDER.findall(one)} for one in ids]
        for number, string in enumerate(strings):
            # a language that has a form for one may spell that number out; the form for all others shows it
            if {*PLACEHOLDER.findall(string)} not in wanted[0 if len(strings) > 1 and number == 0 else -1 :]:
                yield f"placeholders differ: {ids[0]!r} -> {string!r}"


def main(argv: list[str]) -> int:
    """Run one command."""
    command = argv[0] if argv else ""
    if command not in {"update", "compile", "check"}:
        sys.stderr.write(__doc__ or "")
        return 2
    failed = 0
    for language, path in files():
        if command == "update":
            path.write_bytes(po_bytes(updated(language, path)))
        elif command == "compile":
            path.with_suffix(".mo").write_bytes(mo_bytes(read(language, path)))
        else:
            for problem in problems(language, path):
                sys.stderr.write(f"{language}: {problem}\n")
                failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
