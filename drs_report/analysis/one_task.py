"""What is one for a whole task: two values are of two tasks, and one place on both sides is no migration at all.

A task has one number and name, one region, an instance and an engine at either end. What the lines and columns of one
file, or the files of one task, say of these must agree, and what their names say beside their comparisons. A comparison
has a number of its own, one in each file.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, islice, product

from drs_report.analysis.file_names import own_words
from drs_report.analysis.identity import is_same_task
from drs_report.analysis.views import FileView
from drs_report.checks.rows import finding_in
from drs_report.comparisons import by_slug
from drs_report.evidence.manifest import named_job
from drs_report.language.moments import moment
from drs_report.language.vocabulary import normalise_word
from drs_report.records.grouping import grouped
from drs_report.records.judgement import Evidence, Finding, Level
from drs_report.records.stated import STATED, Form, Stated

_REGION_ID = re.compile(r"[a-z]{2}-[a-z]{1,20}(?:-[0-9]{1,3})?")
_AROUND_HOST = re.compile(r"\A[a-z0-9+.:-]{2,40}:@?//(?:[^/@]*@)?|[/?;].*\Z")
_IS_NUMERIC = re.compile(r"[0-9.]++|[0-9a-f]*+:[0-9a-f:]*+")


def _host_and_port(address: str) -> tuple[str, str]:
    """Return an address, or that of a URL, in one spelling: letters may be of either size, and a dot may end it."""
    address = _AROUND_HOST.sub("", unicodedata.normalize("NFKC", address).strip().casefold())
    host, _, port = address.rpartition(":") if address.count(":") == 1 else (address, "", "")
    return host.rstrip(".。"), port


def _is_same_place(one: str, other: str) -> bool:
    """Whether two addresses are one; a port that only one of them names does not part them."""
    (host, port), (other_host, other_port) = _host_and_port(one), _host_and_port(other)
    return host == other_host and (port == other_port or not (port and other_port))


def _may_be_same_place(one: str, other: str) -> bool:
    """Of a name and a number nobody knows whether they are one, nor of an address and a port, a number alone."""
    hosts = [_host_and_port(address)[0] for address in (one, other)]
    is_of_one_form = len({_IS_NUMERIC.fullmatch(host) is None for host in hosts}) == 1
    return _is_same_place(one, other) or not is_of_one_form or len({host.isdigit() for host in hosts}) == 2


def _is_same_word(one: str, other: str) -> bool:
    return normalise_word(one) == normalise_word(other)


def _is_same_make(one: str, other: str) -> bool:
    """Whether one of two makes of databases is the other, or the other with a version."""
    words = [normalise_word(text).split() for text in (one, other)]
    shorter = min(map(len, words))
    return words[0][:shorter] == words[1][:shorter]


def _is_same_release(one: str, other: str) -> bool:
    """Whether two versions are one, as far as both are told: ``5.7`` and ``MySQL 5.7.32-log``."""
    mine, theirs = (re.findall(r"\d+", text) for text in (one, other))
    n_told = min(len(mine), len(theirs))
    return _is_same_word(one, other) or (n_told > 0 and mine[:n_told] == theirs[:n_told])


def _is_same_moment(one: str, other: str) -> bool:
    """Whether two times are one in whichever zones; of a time without a zone only its own spelling is."""
    return one == other or (moment(one) is not None and moment(one) == moment(other))


def _is_same_phrase(one: str, other: str) -> bool:
    """Whether two phrases are one; of two languages nobody knows."""
    return _is_same_word(one, other) or one.isascii() is not other.isascii()


def _is_same_region(one: str, other: str) -> bool:
    """Whether two regions are one; of a number and a name nobody knows."""
    is_number = [_REGION_ID.fullmatch(text.lower()) is not None for text in (one, other)]
    return _is_same_phrase(one, other) or len({*is_number}) == 2


_IS_SAME: Mapping[Form, Callable[[str, str], bool]] = {
    Form.WORD: _is_same_word,
    Form.PHRASE: _is_same_phrase,
    Form.REGION: _is_same_region,
    Form.PLACE: _may_be_same_place,
    Form.MOMENT: _is_same_moment,
    Form.MAKE: _is_same_make,
    Form.RELEASE: _is_same_release,
}


def check_one_task(views: Sequence[FileView]) -> Iterator[Finding]:
    """Return where a file, or the files of one task, give two values of what a task has one of."""
    n_of_file = Counter(view.dataset.origin for view in views)
    alike = [view for view in views if _has_names_of_both(view)]
    for place in ("address", "instance"):
        for view in alike:
            yield from _compared_with_itself(view, place)
        yield from _of_both_sides(alike, place)
    for view in views:
        # a workbook of several comparisons has several numbers
        for what in STATED:
            if what.is_of_task or n_of_file[view.dataset.origin] == 1:
                yield from _contradictions(what, view, view)
    for what in STATED:
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
            if is_apart and not is_same_task(view.dataset, other.dataset):
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
        if any(_is_same_place(source, target) for target in _places(view, "target", place)):
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
            (address, view, other) for (address, view), (target, other) in apart if _is_same_place(address, target)
        )
        for address, view, other in islice((one for one in shared if not _is_one_file(*one[1:])), 1):
            names = [one.dataset.origin.name for one in (view, other)]
            facts = {"address": address, "other_file": names[1]}
            yield finding_in(view.dataset, "integrity.addresses-contradict", facts, evidence=map(Evidence, names))


def _places(view: FileView, side: str, place: str) -> list[str]:
    return [text for text in _stated(view, f"{side}_{place}") if place != "address" or not text.isdigit()]


def _is_one_file(first: FileView, second: FileView) -> bool:
    return first.dataset.origin == second.dataset.origin


def _contradictions(what: Stated, view: FileView, other: FileView) -> Iterator[Finding]:
    """The first two values that are not one, if any."""
    is_same = _IS_SAME[what.form]
    mine, theirs = _stated(view, what.name), _stated(other, what.name)
    if view is not other and any(is_same(one, another) for one in mine for another in theirs):
        return
    apart = ((one, another) for one in mine for another in theirs if not is_same(one, another))
    yield from islice((_contradiction(what.name, one, another, view, other) for one, another in apart), 1)


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
