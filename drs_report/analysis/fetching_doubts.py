"""What the download leaves open: comparisons that are not here, and files that nobody listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drs_report.comparisons import by_slug
from drs_report.evidence.manifest import Missing
from drs_report.findings.registry import make_finding
from drs_report.language.vocabulary import canonical
from drs_report.records.judgement import Evidence, Finding, Level, Subject
from drs_report.records.reading import Source

__all__ = ["fetching_doubts"]


def fetching_doubts(
    sources: Sequence[Source], missing: Sequence[Missing], unlisted: Sequence[str]
) -> tuple[Finding, ...]:
    """Return what stands in the way of trusting that the evidence is all there is.

    `missing` is what the manifests say could not be fetched, `unlisted` names the files that no manifest beside them
    lists.
    """
    return (*_newer(sources), *_not_completed(sources), *_not_fetched(missing), *_unlisted(unlisted))


def _newer(sources: Sequence[Source]) -> Iterator[Finding]:
    """Say of each file that counts whether there was, or may be, a newer comparison that is not here either.

    What the newer one found may be worse, so a person must look before a PASS.
    """
    here = {(source.compare_type, source.origin.compare_job_id) for source in sources}
    for source in sources:
        origin = source.origin
        newer = (by_slug(source.compare_type).compared_as, origin.newer_compare_job_id or "")
        if origin.newer_compare_status and not source.is_superseded and newer not in here:
            yield make_finding(
                "evidence.newer-comparison",
                Subject(Level.FILE, source_name=origin.name),
                {"compare_job_id": origin.newer_compare_job_id, "compare_status": origin.newer_compare_status},
                compare_type=source.compare_type,
                evidence=(Evidence(origin.name),),
            )


def _not_completed(sources: Sequence[Source]) -> Iterator[Finding]:
    """Say of each file whether DRS listed its comparison as anything but completed."""
    for source in sources:
        status = source.origin.compare_status
        if status and canonical("job_status", status) != "successful":
            yield make_finding(
                "integrity.job-not-completed",
                Subject(Level.FILE, source_name=source.origin.name),
                {"status": status},
                compare_type=source.compare_type,
                evidence=(Evidence(source.origin.name),),
            )


def _not_fetched(missing: Sequence[Missing]) -> Iterator[Finding]:
    for one in sorted(set(missing), key=lambda m: (m.job_id, m.compare_type)):
        yield make_finding(
            "evidence.not-fetched",
            Subject(Level.FILE, source_name=one.job_id),
            {
                "asked": one.compare_type,
                "compare_job_id": one.compare_job_id or None,
                "compare_status": one.state,
                "reason": one.reason,
            },
            compare_type=one.compare_type,
        )


def _unlisted(files: Sequence[str]) -> Iterator[Finding]:
    for name in files:
        yield make_finding(
            "evidence.unlisted-file",
            Subject(Level.FILE, source_name=name),
            {},
            evidence=(Evidence(name),),
        )
