"""Jobs of several files: what they come to, each told by what it does not share with the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from drs_report.analysis import analyse
from drs_report.reading.dataset import Dataset
from tests.findings.story import finding_told, told

Row = dict[str, Any]
Job = tuple[str, Sequence[Dataset], Mapping[str, Any]]
"""What is done, the files, and what the policy says of names and times."""


def job(what: str, *files: Dataset, **how: Any) -> Job:
    return what, files, how


def lines(jobs: Iterable[Job]) -> Iterator[str]:
    """Yield what each job comes to, but for what the job before it came to as well."""
    before: set[str] = set()
    for what, files, how in jobs:
        made = analyse(files, **how)
        said = [finding_told(one) for one in made.findings]
        for row in made.coverage.rows:
            cells = (
                f"{kind} {cell.outcome or 'nothing'} {cell.outcome_class.value} {cell.n_different} {told(cell.evidence)}"
                for kind, cell in row.cells.items()
            )
            said.append(f"{told(row.subject)}: {row.outcome_class.value}, {row.proof.value}; {'; '.join(cells)}")
        said += [f"{s.origin.name}: {s.n_verified} verified, superseded {s.is_superseded}" for s in made.sources]
        yield f"== {what}"
        yield from (f"    {one}" for one in said if one not in before)
        yield from (f"  - {one}" for one in sorted(before - {*said}))
        before = {*said}
