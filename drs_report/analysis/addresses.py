"""Where the files say that source and target are: one place for both sides, or another place in each file.

A database that is compared with itself is equal, and comparisons with two targets prove nothing of either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from drs_report.analysis.raising import file_finding
from drs_report.analysis.views import FileView
from drs_report.records.judgement import Evidence, Finding, Level

__all__ = ["check_addresses"]

_OF_SIDES = ("source_address", "target_address")
_IS_NUMERIC = re.compile(r"[0-9.]++|[0-9a-f]*+:[0-9a-f:]*+")


def check_addresses(views: Sequence[FileView]) -> Iterator[Finding]:
    """Return where the files of one task name the same address for both sides, or several for one."""
    stated = [(view, [_stated(view, name) for name in _OF_SIDES]) for view in views]
    for view, found in stated:
        here = [Evidence(view.dataset.origin.name)]
        sources, targets = found
        same = [one for one in sources for other in targets if _is_same(one, other)]
        if same and _has_names_of_both(view):
            facts: dict[str, str | None] = {"address": same[0], "other_file": None}
            yield file_finding(view.dataset, "integrity.addresses-contradict", facts, evidence=here)
    for (first, found), (second, others) in combinations(stated, 2):
        if first.identity.task != second.identity.task:
            continue
        for ours, theirs in zip(found, others, strict=True):
            pairs = [(one, other) for one in ours for other in theirs if _is_of_one_form(one, other)]
            if pairs and not any(_is_same(one, other) for one, other in pairs):
                facts = {"address": pairs[0][1], "other_file": first.dataset.origin.name}
                evidence = [Evidence(view.dataset.origin.name) for view in (first, second)]
                yield file_finding(second.dataset, "integrity.addresses-contradict", facts, evidence=evidence)


def _stated(view: FileView, of_side: str) -> list[str]:
    """The addresses that lines of a file give for a side; a number alone is a port."""
    texts = (text.strip().lower() for name, text in view.dataset.recognition.meta if name == of_side)
    return list(dict.fromkeys(text for text in texts if not text.isdigit()))


def _host_and_port(address: str) -> tuple[str, str]:
    host, _, port = address.rpartition(":") if address.count(":") == 1 else (address, "", "")
    return host, port


def _is_same(one: str, other: str) -> bool:
    """Whether two addresses are one; a port that only one of them names does not part them."""
    (host, port), (other_host, other_port) = _host_and_port(one), _host_and_port(other)
    return host == other_host and (port == other_port or not (port and other_port))


def _is_of_one_form(one: str, other: str) -> bool:
    """Whether both are numbers or both are names: of a name and a number nobody knows whether they are one."""
    forms = {_IS_NUMERIC.fullmatch(_host_and_port(address)[0]) is None for address in (one, other)}
    return len(forms) == 1


def _has_names_of_both(view: FileView) -> bool:
    """Whether some table is called alike on both sides: only then it may have been compared with itself."""
    subjects = (o.subject for o in view.observations if o.subject.level is Level.TABLE)
    return any(
        (s.source_name, s.source_schema) == (s.target_name, s.target_schema) and s.target_db in ("", s.source_db)
        for s in subjects
    )
