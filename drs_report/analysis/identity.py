"""Which rows of which files speak of the same table: task, database, names.

Two DRS tasks may migrate tables of the same name. A task is known by the manifest's job id, else by what the file says
of itself, else by the folder that holds it; a folder named after a compare type says nothing of the task. What is not
known is not assumed to be the same: of files of one comparison, one that names its task and one that does not are kept
apart; files of other comparisons in the same folder belong to the one task that is named there.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from drs_report.analysis.views import FileView, Identity, Names
from drs_report.checks.names import without_quotes
from drs_report.comparisons import by_slug
from drs_report.findings.registry import make_finding
from drs_report.language.phrases import is_neutral_title, words_in
from drs_report.language.vocabulary import built_in, normalise_word
from drs_report.reading.dataset import Dataset
from drs_report.records.grouping import grouped
from drs_report.records.judgement import Finding, Level
from drs_report.records.observations import Coverage, Observation

_UNNAMED = "-"
"""The one task of files that name none."""
_PLAIN = f"{string.ascii_letters}{string.digits}_-$#\n".encode()


def stated_task(dataset: Dataset) -> str:
    """Return the task that the manifest or the file names, "" where neither does.

    What a file says of the comparison, its number or name, tells no tasks apart: each comparison has its own.
    """
    meta = dict(dataset.recognition.meta)
    return dataset.origin.job_id or meta.get("task_id", "") or meta.get("task_name", "")


def is_same_task(first: FileView, second: FileView) -> bool:
    """Whether both files are known to be of one task; of files that name none only the policy knows."""
    return first.identity.known_task == second.identity.known_task != ""


def is_same_comparison(first: Dataset, second: Dataset) -> bool:
    """Whether both files give one number of a comparison, which has one result: neither is of a later one."""
    return not _numbers(first).isdisjoint(_numbers(second))


def _numbers(dataset: Dataset) -> set[str]:
    said = (normalise_word(text) for name, text in dataset.recognition.meta if name == "compare_id")
    return {number for number in (normalise_word(dataset.origin.compare_job_id or ""), *said) if number}


def _folder(dataset: Dataset) -> str:
    folder = PurePath(dataset.origin.folder)
    while _says_the_comparison(folder.name, dataset.compare_type):
        folder = folder.parent
    return str(folder)


def _says_the_comparison(name: str, compare_type: str) -> bool:
    """Whether a folder's name only says, in known words, what the comparison shows: ``行数对比``, ``1-objects``."""
    if normalise_word(name) in built_in().compare_types:
        return True
    tables = by_slug(compare_type).tables
    shows = frozenset[str]().union(*(table.shows for table in tables))
    own = {*shows, *("object" for table in tables if "object_type" in table.names)}
    bare = re.sub(r"\A\d{1,2}[-_. ]+", "", name)
    parts = {*(words_in(bare) or ())}
    return bool(parts & own) and "0" not in parts and is_neutral_title(bare, shows)


def _only_tasks(datasets: Sequence[Dataset], folders: Sequence[str]) -> list[str]:
    """The one task that other files of a folder name, where none of them is of this file's comparison, else "".

    It is the rest of the same export, as when only one workbook carries a cover sheet.
    """
    in_folder = [*zip(folders, datasets, strict=True)]
    naming = grouped((folder, d) for folder, d in in_folder if not d.origin.job_id and stated_task(d))
    tasks = {folder: {stated_task(d) for d in others} for folder, others in naming.items()}
    types = {folder: {d.compare_type for d in others} for folder, others in naming.items()}
    return [
        min(tasks[folder])
        if len(tasks.get(folder, ())) == 1 and dataset.compare_type not in types[folder] and not dataset.origin.job_id
        else ""
        for folder, dataset in in_folder
    ]


def _tasks(datasets: Sequence[Dataset], *, one_task: bool) -> list[tuple[str, str]]:
    """The label of each file's task, "" of all where everything is of one, and the task that it is known to be of."""
    stated = [*map(stated_task, datasets)]
    if one_task:  # where files name one task, those that name none are of it
        named = {*filter(None, stated)}
        found = [own or (min(named) if len(named) == 1 else _UNNAMED) for own in stated]
        known = found
    else:
        folders = [*map(_folder, datasets)]
        only = _only_tasks(datasets, folders)
        found = [own or task or folder for own, task, folder in zip(stated, only, folders, strict=True)]
        known = stated
    if len(set(found)) < 2:
        return [("", task) for task in known]
    labels = {task: PurePath(task).name or task for task in found}
    if len(set(labels.values())) < len(labels):
        labels = {task: task for task in found}
    return [(labels[task], own) for task, own in zip(found, known, strict=True)]


def identify(
    views: Sequence[FileView],
    *,
    fold_case: bool = False,
    alias: Mapping[str, str] | None = None,
    one_task: bool = False,
) -> list[FileView]:
    """Return the views with subjects that name their task, and names spelled one way where the policy says so.

    `fold_case` joins names that differ in nothing but case, width, quotes or outer blanks, unless one file lists both:
    then they are two. `alias` gives the name that a database counts under. `one_task` says that files which name no
    task are of one, in whichever folders they lie.
    """
    tasks = _tasks([view.dataset for view in views], one_task=one_task)
    databases = dict(alias or {})
    spelled = _one_spelling(views, databases) if fold_case else {}
    pairs = zip(views, tasks, strict=True)
    return [_identified(view, Identity(task, databases, spelled, known)) for view, (task, known) in pairs]


def _identified(view: FileView, identity: Identity) -> FileView:
    if not identity.renames:
        return replace(view, identity=identity)
    return replace(
        view,
        observations=tuple(replace(o, subject=identity.of(o.subject)) for o in view.observations),
        findings=tuple(replace(f, subject=identity.of(f.subject)) for f in view.findings),
        identity=identity,
    )


def _form(name: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_form_of, name))


def _form_of(part: str) -> str:
    if not part.isascii():
        part = unicodedata.normalize("NFKC", part)
    return without_quotes(part.strip()).casefold()


def _forms(parts: Collection[str]) -> Iterable[str]:
    """Return the forms of many names: at once where all are of plain letters and digits."""
    text = "\n".join(parts)
    odd = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN)
    return map(_form_of, parts) if odd or text.count("\n") >= len(parts) else text.casefold().split("\n")


def _one_spelling(views: Sequence[FileView], databases: Mapping[str, str]) -> dict[Names, Names]:
    spelled: dict[Names, Names] = {}
    for is_target in (False, True):
        forms: dict[tuple[str, ...], set[Names]] = {}
        apart: set[tuple[str, ...]] = set()
        for view in views:
            own: dict[tuple[str, ...], set[Names]] = {}
            for s in (o.subject for o in view.observations):
                db, schema, table = s.sides[is_target]
                name = (db if is_target else databases.get(db, db), schema, table)
                if name[2]:  # a database is no table
                    own.setdefault(_form(name), set()).add(name)
            for form, names in own.items():
                forms.setdefault(form, set()).update(names)
                apart |= {form} if len(names) > 1 else set()
        joined = [names for form, names in forms.items() if form not in apart and len(names) > 1]
        spelled |= {name: min(names) for names in joined for name in names}
    return spelled


def names_alike(coverage: Coverage, observations: Iterable[Observation]) -> Iterator[Finding]:
    """Return a finding for each set of tables of one task whose names differ in nothing but their form.

    `coverage` has a row for each table that `observations` speak of.
    """
    parts = {part for row in coverage.rows if row.subject.level is Level.TABLE for part in row.subject.key}
    if len({*_forms(parts)}) == len(parts):
        return  # no two parts of names are alike, so no two names are
    tables: dict[tuple[str, ...], Observation] = {}
    for o in observations:
        if o.subject.level is Level.TABLE:
            tables.setdefault(o.subject.key, o)
    for group in grouped(((o.subject.task, *_form(key)), o) for key, o in tables.items()).values():
        if len(group) > 1:
            first, facts = min(o.subject for o in group), {"names": ", ".join(sorted(o.subject.name for o in group))}
            name, places = "integrity.names-alike", (o.evidence for o in group)
            yield make_finding(name, first, facts, n=len(group), evidence=places)
