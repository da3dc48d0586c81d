"""``drs-report inspect``: how one file was understood, or each file of a folder in a line and what was not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drs_report.cli import exit_codes as codes
from drs_report.cli.console import say
from drs_report.cli.options import Command, Place, given_files, read_options, reading
from drs_report.cli.words import t, words
from drs_report.comparisons.unread import open_things
from drs_report.errors import Told, UnreadableWorkbookError, WorkbookError
from drs_report.evidence.disk import write_whole
from drs_report.evidence.settings import read_text

if TYPE_CHECKING:
    from drs_report.evidence.files import InputFile, LeftOut
    from drs_report.pipeline import ReadOptions
    from drs_report.reading.inspection import Inspection


@dataclass(frozen=True, slots=True)
class _Looked:
    """A file with how it was understood, or why it cannot be."""

    file: InputFile
    found: tuple[Inspection, ...]
    error: WorkbookError | None = None

    @property
    def problem(self) -> Told | None:
        """Why it gives no evidence; None where it gives some."""
        return self.error.reason if self.error else self.found[0].problem


@click.command(cls=Command)
@click.argument("paths", nargs=-1, required=True, type=Place())
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option(
    "--teach",
    "teach_file",
    type=Place(dir_okay=False),
    help="Write what was not understood into this layout file, commented out; an existing file is extended.",
)
@reading
def inspect(paths: tuple[Path, ...], as_json: bool, teach_file: Path | None, **options: Any) -> int:
    """Show how the files in PATHS were understood. One is told in full, several in a line each."""
    from drs_report import pipeline
    from drs_report.evidence.files import gather
    from drs_report.reading import inspection

    read = read_options(options)
    given = (*given_files(options), *([teach_file] if teach_file else []))
    gathered = gather(paths, given)
    pipeline.check_types(gathered, read)
    is_one = len(paths) == 1 and not paths[0].is_dir()
    looked = [_Looked(file, _look(file, read)) if is_one else _tried(file, read) for file in gathered.files]
    found = [one for looked_at in looked for one in looked_at.found]
    if teach_file is not None:
        _teach(found, teach_file)
    if as_json and is_one and len(found) == 1:
        click.echo(inspection.to_json(found[0]), nl=False)
    elif as_json:
        click.echo(_all_as_json(looked, gathered.left_out), nl=False)
    elif is_one:
        _say("\n".join(map(inspection.to_text, found)))
    else:
        for line in _overview(looked, gathered.left_out):
            say(line)
        _say(inspection.not_understood(found))
    return codes.COULD_NOT_RUN if any(one.problem for one in looked) else codes.PASS


def _look(file: InputFile, read: ReadOptions) -> tuple[Inspection, ...]:
    from drs_report.reading import inspection

    if file.problem:
        raise UnreadableWorkbookError(file.name, file.problem, remedy=file.remedy)
    slug = read.type_of(file.name)
    return inspection.inspect(file.path, name=file.name, compare_type=slug, layout=read.layout, limits=read.limits)


def _tried(file: InputFile, read: ReadOptions) -> _Looked:
    try:
        return _Looked(file, _look(file, read))
    except WorkbookError as error:
        return _Looked(file, (), error)


def _overview(looked: Sequence[_Looked], left_out: Sequence[LeftOut]) -> Iterator[str]:
    """A line for each file and for what lay beside them."""
    from drs_report.language.remarks import telling

    w = words()
    for one in looked:
        for value in [w.told(one.error.reason)] if one.error else map(_in_a_line, one.found):
            yield w.t("{label}: {value}", label=one.file.name, value=value)
    for left in left_out:
        yield t("{names}: not read ({what})", names=w.listed(left.names), what=telling(w, left.what))


def _in_a_line(one: Inspection) -> str:
    if one.problem:
        return t("cannot be loaded: {problem}", problem=words().told(one.problem))
    w, known = words(), one.recognition
    rows = w.listed([f"{frame} {n:,}" for frame, n in one.frames if n]) or w.t("no rows")
    n = len(open_things(known))
    understood = (
        w.n("{n} thing was not understood", "{n} things were not understood", n) if n else w.t("all understood")
    )
    return w.phrases([known.compare_type, rows, understood])


def _teach(found: Sequence[Inspection], teach_file: Path) -> None:
    """Write what a layout can teach and say what to do with it, where no program reads."""
    from drs_report.reading import inspection

    text = before = read_text(teach_file, Told("layout")) if teach_file.exists() else ""
    for one in found:
        text = inspection.teach(one.recognition, text)
    write_whole(teach_file, text.encode())
    if text == before:
        said = t("{file}: there is nothing to add.", file=str(teach_file))
    else:
        n, file = text.count("\n") - before.count("\n"), str(teach_file)
        said = words().n(
            "{file}: {n} line was added. Complete what you know, take its # away, then give --layout {file}.",
            "{file}: {n} lines were added. Complete what you know, take its # away, then give --layout {file}.",
            n,
            file=file,
        )
    say(said, err=True)


def _all_as_json(looked: Sequence[_Looked], left_out: Sequence[LeftOut]) -> str:
    import json

    from drs_report.reading import inspection

    content = {
        "files": [
            told
            for one in looked
            for told in (
                [{"file": one.file.name, "problem": one.error.message}]
                if one.error
                else map(inspection.plain, one.found)
            )
        ],
        "left_out": [{"files": list(left.names), "what": str(left.what)} for left in left_out],
    }
    return json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n"


def _say(text: str) -> None:
    for line in text.rstrip("\n").split("\n") if text else ():
        say(line)
