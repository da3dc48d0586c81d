"""From loaded result files to findings and coverage: what the evidence says, and what it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from drs_report.analysis.agreement import check_files_agree
from drs_report.analysis.coverage import absent_tables, build_coverage
from drs_report.analysis.cross_checks import compare_files
from drs_report.analysis.identity import identify, names_alike
from drs_report.analysis.moments import times_of
from drs_report.analysis.of_a_file import check_evidence
from drs_report.analysis.one_task import check_one_task
from drs_report.analysis.overview import unlisted_databases
from drs_report.analysis.succession import settle_repairs, supersede
from drs_report.analysis.views import FileView
from drs_report.checks import examine
from drs_report.checks.results import class_of, in_order
from drs_report.checks.rows import plain_values, unchanging
from drs_report.comparisons import COMPARE_TYPES, by_slug
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import Finding, OutcomeClass
from drs_report.records.observations import Coverage
from drs_report.records.reading import Source


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the evidence says, as plain values."""

    findings: tuple[Finding, ...]
    """In the order of the codes (`drs_report.findings.registry.CODES`), then by name."""
    coverage: Coverage
    sources: tuple[Source, ...]
    """In the order of the compare types, then by file name."""


@unchanging()
def analyse(
    datasets: Sequence[Dataset],
    *,
    fold_case: bool = False,
    one_task: bool = False,
    alias: Mapping[str, str] | None = None,
    max_spread_hours: float | None = 24.0,
    write_stops: Mapping[str, datetime] = MappingProxyType({}),
) -> Analysis:
    """Check every file by itself and against the others, and build the coverage matrix.

    The order of `datasets` and of their rows does not matter. Nothing here decides: a finding's effect is what it is
    worth before the policy. `fold_case`, `alias` and `one_task` say what is one (`drs_report.analysis.identity`),
    `max_spread_hours` how far apart the data comparisons of one table may lie, `write_stops` by comparison after which
    moment nothing is written any more.
    """
    ordered = sorted(datasets, key=lambda d: (COMPARE_TYPES.index(d.compare_type), d.origin.name, d.origin.sha256))
    views = identify([_view(dataset) for dataset in ordered], fold_case=fold_case, alias=alias, one_task=one_task)
    views, disagreements = supersede(views)
    views = compare_files([*settle_repairs(views)], max_spread_hours=max_spread_hours, write_stops=write_stops)
    counting = [view for view in views if not view.is_superseded]
    observations = [o for view in counting for o in view.observations]
    types = tuple(view.dataset.compare_type for view in counting)
    coverage = build_coverage(observations, types)
    findings = [f for view in views for f in view.findings]
    findings += disagreements
    findings += absent_tables(coverage, counting)
    findings += names_alike(coverage, observations)
    findings += check_one_task(views)
    findings += check_files_agree(counting)
    return Analysis(tuple(in_order(findings)), coverage, tuple(_source(view) for view in views))


def _view(dataset: Dataset) -> FileView:
    tables, findings = examine(dataset)
    times = times_of(dataset)
    findings = findings + check_evidence(dataset, times, tables)
    return FileView(dataset, times, (*tables, *unlisted_databases(dataset, tables)), tuple(findings))


def _n_verified(view: FileView) -> int:
    comparison, frames = by_slug(view.dataset.compare_type), view.dataset.frames
    if not comparison.lists_things:
        results = Counter([o.result for o in view.observations])
        return sum(n for one, n in results.items() if one.outcome_class is OutcomeClass.VERIFIED)
    words = {name: plain_values(frame["outcome"]) for name, frame in frames.items()}
    n = {name: sum(class_of(word) is OutcomeClass.VERIFIED for word in some) for name, some in words.items()}
    return (comparison.names and n[comparison.names.frame]) or sum(n.values())


def _source(view: FileView) -> Source:
    dataset, times = view.dataset, view.times
    return Source(
        origin=dataset.origin,
        compare_type=dataset.compare_type,
        recognition=dataset.recognition,
        n_rows={name: len(frame) for name, frame in dataset.frames.items()},
        started_at=times.started,
        ended_at=times.ended,
        latest=times.latest,
        unzoned=times.unzoned,
        is_superseded=view.is_superseded,
        n_verified=_n_verified(view),
    )
