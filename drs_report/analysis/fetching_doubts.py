"""What the download leaves open: comparisons that are not here, and files that nobody listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from drs_report.comparisons import COMPARE_TYPES, by_slug
from drs_report.evidence.manifest import Missing
from drs_report.findings.registry import make_finding
from drs_report.language.vocabulary import canonical
from drs_report.records.judgement import Evidence, Finding
from drs_report.records.reading import Source


def fetching_doubts(
    sources: Sequence[Source], missing: Sequence[Missing], unlisted: Sequence[str]
) -> tuple[Finding, ...]:
    """Return what stands in the way of trusting that the evidence is all there is.

    `missing` is what the manifests say could not be fetched, `unlisted` names the files that no manifest beside them
    lists.
    """
    alone = (make_finding("evidence.unlisted-file", name, {}) for name in unlisted)
    return (*_newer(sources), *_numbers_of_several(sources), *_not_fetched(missing), *alone)


def _newer(sources: Sequence[Source]) -> Iterator[Finding]:
    """Say of each file that counts whether there was, or may be, a newer comparison that is not here either.

    What the newer one found may be worse, so a person must look before a PASS.
    """
    here = {(source.compare_type, source.origin.compare_job_id) for source in sources}
    for source in sources:
        origin = source.origin
        newer = (by_slug(source.compare_type).compared_as, origin.newer_compare_job_id or "")
        if origin.newer_compare_status and not source.is_superseded and newer not in here:
            facts = {"compare_job_id": origin.newer_compare_job_id, "compare_status": origin.newer_compare_status}
            yield make_finding("evidence.newer-comparison", origin.name, facts, compare_type=source.compare_type)


def list_finding(file: str, runs: Sequence[tuple[str, str, datetime | None]], sources: Sequence[Source]) -> Finding:
    """Return whether of each comparison that a list beside the files names the newest run is the one that is here.

    `runs` are comparison, state and beginning.
    """
    by_age = sorted(runs, key=lambda run: run[2] or datetime.max.replace(tzinfo=UTC))
    newest = {kind: (kind, status, begun) for kind, status, begun in by_age}
    open_runs = [run for run in newest.values() if not _is_answered(*run, sources)]
    if not open_runs:
        return make_finding("evidence.listed-comparisons", file, {"n_rows": len(runs)})
    kind, status, _ = open_runs[0]
    facts = {"asked": kind, "status": status, "n_rows": len(runs), "n_open_rows": len(open_runs)}
    return make_finding("evidence.listed-comparison-open", file, facts, n=len(open_runs))


def _is_answered(kind: str, status: str, begun: datetime | None, sources: Sequence[Source]) -> bool:
    is_done = canonical("job_status", status) == "successful"
    if kind not in COMPARE_TYPES:
        return is_done  # of accounts, say, which no verdict rests on
    here = (source for source in sources if by_slug(source.compare_type).compared_as == by_slug(kind).compared_as)
    runs = ((source.started_at, source.ended_at) for source in here)
    return is_done and begun is not None and any(one and other and one <= begun <= other for one, other in runs)


def _numbers_of_several(sources: Sequence[Source]) -> Iterator[Finding]:
    """Name files whose manifest gives them the number of another one's comparison: each comparison has its own."""
    first: dict[str, Source] = {}
    for source in sources:
        mine, number = source.origin, source.origin.compare_job_id
        other = first.setdefault(number, source) if number else source
        kinds = {(one.origin.job_id, by_slug(one.compare_type).compared_as) for one in (source, other)}
        if len(kinds) > 1:
            facts = {"compare_job_id": number, "other_file": other.origin.name}
            name, both = "integrity.number-twice", (Evidence(mine.name), Evidence(other.origin.name))
            yield make_finding(name, mine.name, facts, compare_type=source.compare_type, evidence=both)


def _not_fetched(missing: Sequence[Missing]) -> Iterator[Finding]:
    for one in sorted(set(missing), key=lambda m: (m.job_id, m.compare_type)):
        facts = {
            "asked": one.compare_type,
            "compare_job_id": one.compare_job_id or None,
            "compare_status": one.state,
            "reason": one.reason,
        }
        yield make_finding("evidence.not-fetched", one.job_id, facts, compare_type=one.compare_type, evidence=())
