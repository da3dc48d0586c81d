"""What is one for a whole task: two values are of two tasks, and one place on both sides is no migration at all.

A task has one number and name, one region, an instance and an engine at either end. What the lines and columns of one
file, or the files of one task, say of these must agree, and what their names say beside their comparisons. A comparison
has a number of its own, one in each file.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import combinations, islice, product
from operator import eq

from drs_report.analysis.file_names import own_words
from drs_report.analysis.identity import is_same_task
from drs_report.analysis.views import FileView
from drs_report.checks.results import finding_in
from drs_report.comparisons import by_slug
from drs_report.evidence.manifest import named_job
from drs_report.language.moments import moment
from drs_report.language.vocabulary import normalise_word
from drs_report.records.grouping import grouped
from drs_report.records.judgement import Evidence, Finding, Level
from drs_report.records.stated import STATED, Form, Stated

_REGION_ID = re.compile(r"[a-z]{2}-[a-z]{1,20}(?:-[0-9]{1,3})?")
_AROUND_HOST = re.compile(r"\A[a-z0-9+.:-]{2,40}:@?//(?:[^/@]*@)?|[/?;].*\Z")
_BESIDE = re.compile(r"(?<![:/])/(?=[0-9]{1,3}(?:\.[0-9]{1,3}){3})")
"""Between several addresses behind one label: ``10.1.2.3/10.1.2.4``."""
_IS_NUMERIC = re.compile(r"[0-9.]++|[0-9a-f]*+:[0-9a-f:]*+")


def _host_and_port(address: str) -> tuple[str, ...]:
    """Return an address, or that of a URL, in one spelling: letters may be of either size, and a dot may end it."""
    address = _AROUND_HOST.sub("", unicodedata.normalize("NFKC", address).strip().casefold())
    host, _, port = address.rpartition(":") if address.count(":") == 1 else (address, "", "")
    return (host.rstrip(".。"), *filter(None, [port]))


def _place(address: str) -> _Read:
    """Of a name and a number nobody knows whether they are one, nor of an address and a port, a number alone."""
    host, *port = _host_and_port(address)
    return (_IS_NUMERIC.fullmatch(host) is None, host.isdigit()), (host, *port)


def _region(text: str) -> _Read:
    return (text.isascii(), _REGION_ID.fullmatch(text.lower()) is None), (normalise_word(text),)


_Read = tuple[Hashable, tuple[Hashable, ...]]
"""The kind of a value, such as its language: of two kinds nobody knows whether they are one; and the value's parts, of
which another may tell the first ones alone: an address without its port, a release without the rest."""
_READ: Mapping[Form, Callable[[str], _Read]] = {
    "word": lambda text: ("", (normalise_word(text),)),
    "phrase": lambda text: (text.isascii(), (normalise_word(text),)),
    "region": _region,
    "place": _place,
    "moment": lambda text: ("", (moment(text) or text,)),
    "make": lambda text: ("", tuple(normalise_word(text).split())),
    "release": lambda text: ("", tuple(re.findall(r"\d+", text)) or (normalise_word(text),)),
}


def _is_same(form: Form, one: str, other: str) -> bool:
    """Whether two values are one, as far as both are told and anybody knows."""
    (kind, parts), (other_kind, others) = map(_READ[form], (one, other))
    return kind != other_kind or all(map(eq, parts, others))


def _is_one_place(one: str, other: str) -> bool:
    """Whether two addresses are one; a port that only one of them names does not part them."""
    return all(map(eq, _host_and_port(one), _host_and_port(other)))


def check_one_task(views: Sequence[FileView]) -> Iterator[Finding]:
    """Return where a file, or the files of one task, give two values of what a task has one of."""
    n_of_file = Counter(view.dataset.origin for view in views)
    alike = [view for view in views if _has_names_of_both(view)]
    for place in ("address", "instance"):
        for view in alike:
            yield from _compared_with_itself(view, place)
        yield from _of_both_sides(alike, place)
    for what in STATED:
        # a workbook of several comparisons has several numbers
        for view in (one for one in views if what.is_of_task or n_of_file[one.dataset.origin] == 1):
            yield from _contradictions(what, view, view)
        if what.is_of_task:
            yield from _between_files(what, views)
    yield from _between_names(views)


def _between_names(views: Sequence[FileView]) -> Iterator[Finding]:
    """The first two comparisons of a task of which all files are named after other things, if any.

    Of one comparison, files that are named after several things are named after parts of the task: only other such
    parts speak against them.
    """
    telling = (view for view in views if not view.is_superseded and by_slug(view.dataset.compare_type).is_proof)
    for of_task in grouped((view.identity.task, view) for view in telling).values():
        kinds = [view.dataset.compare_type for view in of_task]
        words = (own_words(view.dataset.origin.name, kind) for kind, view in zip(kinds, of_task, strict=True))
        named = grouped(zip(kinds, zip(words, of_task, strict=True), strict=True)).values()
        for theirs, mine in combinations((dict(files) for files in named if all(said for said, _ in files)), 2):
            is_of_parts = {len(said) > 1 for said in (theirs, mine)}
            languages = {said.isascii() for said in (*theirs, *mine)}
            (said, view), (other_said, other) = next(iter(mine.items())), next(iter(theirs.items()))
            is_apart = len(is_of_parts) == len(languages) == 1 and theirs.keys().isdisjoint(mine)
            if is_apart and not is_same_task(view, other):
                yield _contradiction("own_words", said, other_said, view, other)
                break


def _between_files(what: Stated, views: Sequence[FileView]) -> Iterator[Finding]:
    """Return where a file states another value than one before it; files that state the same are asked once."""
    seen: dict[tuple[str, tuple[str, ...]], list[FileView]] = {}
    for view in views:
        mine = tuple(_stated(view, what.name))
        others = [
            next((one for one in stating if not _is_one_file(one, view)), None)
            for (task, theirs), stating in seen.items()
            if task == view.identity.task and theirs != mine
        ]
        found = (finding for other in others if other for finding in _contradictions(what, view, other))
        yield from islice(found, 1)
        stating = seen.setdefault((view.identity.task, mine), [])
        if len(stating) < 2 and all(not _is_one_file(one, view) for one in stating):
            stating.append(view)


def _compared_with_itself(view: FileView, place: str) -> Iterator[Finding]:
    """The first address, or instance, that a file gives for both sides."""
    for source in _places(view, "source", place):
        if any(_is_one_place(source, target) for target in _places(view, "target", place)):
            yield finding_in(view.dataset, "integrity.addresses-contradict", {"address": source, "other_file": None})
            return


def _of_both_sides(views: Sequence[FileView], place: str) -> Iterator[Finding]:
    """Each address, or instance, that is the source of one file and the target of another of its task."""
    sources, targets = (
        grouped(
            ((view.identity.task, _host_and_port(text)[0]), (text, view))
            for view in views
            for text in _places(view, side, place)
        )
        for side in ("source", "target")
    )
    for key in filter(targets.__contains__, sources):
        # of each spelling one file is asked; an address with one port may be first, and another port be the shared one
        apart = product(dict(sources[key]).items(), dict(targets[key]).items())
        shared = (
            (address, view, other) for (address, view), (target, other) in apart if _is_one_place(address, target)
        )
        for address, view, other in islice((one for one in shared if not _is_one_file(*one[1:])), 1):
            names = [one.dataset.origin.name for one in (view, other)]
            facts = {"address": address, "other_file": names[1]}
            yield finding_in(view.dataset, "integrity.addresses-contradict", facts, evidence=map(Evidence, names))


def _places(view: FileView, side: str, place: str) -> list[str]:
    stated = _stated(view, f"{side}_{place}")
    if place != "address":
        return [*stated]
    return [text for several in stated for text in _BESIDE.split(several) if not text.isdigit()]


def _is_one_file(first: FileView, second: FileView) -> bool:
    return first.dataset.origin == second.dataset.origin


def _contradictions(what: Stated, view: FileView, other: FileView) -> Iterator[Finding]:
    """The first two values that are not one, if any."""
    pairs = [*product(_stated(view, what.name), _stated(other, what.name))]
    apart = [pair for pair in pairs if not _is_same(what.form, *pair)]
    if apart and (view is other or len(apart) == len(pairs)):
        yield _contradiction(what.name, *apart[0], view, other)


def _contradiction(what: str, mine: str, theirs: str, view: FileView, other: FileView) -> Finding:
    names = dict.fromkeys(each.dataset.origin.name for each in (other, view))
    facts = {
        "stated": what,
        "stated_value": mine,
        "other_value": theirs,
        "other_file": other.dataset.origin.name if view is not other else None,
    }
    return finding_in(view.dataset, "integrity.task-contradicts", facts, evidence=map(Evidence, names))


def _stated(view: FileView, name: str) -> list[str]:
    origin = view.dataset.origin  # the manifest and a name that `fetch` gave know the task too
    listed = {
        "task_id": (origin.job_id, named_job(origin.name)),
        "compare_id": (origin.compare_job_id,),
        "region": (origin.region,),
    }.get(name, ())
    said = (text.strip() for kind, text in view.dataset.recognition.meta if kind == name)
    return list(dict.fromkeys([*filter(None, listed), *said]))


def _has_names_of_both(view: FileView) -> bool:
    """Whether some table is called alike on both sides: only then it may have been compared with itself."""
    subjects = (o.subject for o in view.observations if o.subject.level is Level.TABLE)
    return any(
        (s.source_name, s.source_schema) == (s.target_name, s.target_schema) and s.target_db in ("", s.source_db)
        for s in subjects
    )
