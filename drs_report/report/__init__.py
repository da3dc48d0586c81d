"""From the verdict to the finished report: every sentence, number, order and cut is decided here, once.

One module a section, in reading order: `banner`, `next_steps`,
`criteria`, `unread`, `coverage`, `comparisons`, `waivers`,
`evidence`, `sign_off`. Pure: no clock, no environment, no global state; same input, same report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from drs_report.errors import RenderError, Told
from drs_report.language import formatting
from drs_report.language.translator import Words, strings
from drs_report.privacy.redaction import Redaction, known_names, redact
from drs_report.records.document import Attachment, DataFile, Report, Section
from drs_report.records.judgement import Decision, Verdict
from drs_report.records.observations import Coverage
from drs_report.records.reading import Source
from drs_report.report import banner, cases, comparisons, criteria, evidence, next_steps, sign_off, unread, waivers
from drs_report.report import coverage as coverage_section
from drs_report.report.caps import Caps
from drs_report.report.data_files import attachment
from drs_report.report.material import Material, gather
from drs_report.report.unfolding import Unfolding
from drs_report.report.zones import in_zone, sources_in_zone, zone_of

__all__ = ["Caps", "Redaction", "build"]


def build(
    verdict: Verdict,
    coverage: Coverage,
    sources: Sequence[Source],
    *,
    title: str | None = None,
    lang: str,
    generated_at: datetime,
    version: str,
    attachments: Sequence[Attachment] = (),
    data_files: Sequence[DataFile] = (),
    redaction: Redaction | None = None,
    caps: Caps | None = None,
    zone: tzinfo | None = None,
) -> Report:
    """Build the report in `lang` (``en``, ``zh-CN``; ``en-XA`` for tests), its times in `zone`.

    Without `zone` they are in the one that the evidence states, or in UTC where it states none, or several.

    With `redaction`, no value of a key, an SQL text or a message enters the report, and attachments that may hold
    such values are left out. What `data_files` hold is said in `lang`; `attachments` say it themselves. Raises
    `ConfigError` for another language and `RenderError` for a PASS without a table in scope, which proves nothing.
    """
    w = Words.of(lang)
    lang = w.lang
    if (in_use := zone or zone_of(sources)) is not None:
        verdict, sources = in_zone(verdict, in_use), sources_in_zone(sources, in_use)
        generated_at = generated_at.astimezone(in_use)
    attachments = (*attachments, *(attachment(w, file) for file in data_files))
    if redaction is not None:
        names = known_names(verdict, coverage)
        verdict, coverage = redact(redaction, verdict, names), redact(redaction, coverage, names)
        sources = tuple(redact(redaction, source, names) for source in sources)
        attachments = tuple(one for one in attachments if not one.is_restricted)
    m = gather(w, _in_words(w, verdict), coverage, sources, caps or Caps(), is_redacted=redaction is not None)
    if verdict.decision is Decision.PASS and not m.tables:
        raise RenderError(
            Told("The verdict is PASS but no table is in scope, so nothing was proven; no report was made."),
            remedy=Told("Check the policy's scope and the result files."),
        )
    heading = formatting.visible(title) if title else w.t("DRS comparison report")
    said, shown = banner.sentence(m), banner.figures(m)
    by_row = {id(row): str(which) for row, which in zip(m.tables, m.stands, strict=True)}
    return Report(
        lang=lang,
        title=heading,
        subject_line=banner.subject_line(m, heading),
        state=banner.state(m),
        decision_word=banner.decision_word(m),
        sentence=said,
        figures=shown,
        scope_line=banner.scope_line(m, generated_at),
        sections=_sections(m, attachments),
        strings=strings(w),
        generated_at=generated_at,
        generated_text=w.t("Generated at {time} by drs-report {version}", time=generated_at, version=version),
        version=version,
        verdict=verdict,
        coverage=m.coverage,
        sources=m.sources,
        attachments=attachments,
        standings={str(which): n for which, n in m.standings.items()},
        stands=tuple(by_row.get(id(row), "") for row in m.coverage.rows),
        n_differing_rows=banner.differing_rows(m),
        sentences=tuple(m.said(judged.finding) for judged in m.verdict.findings),
        cases=cases.Suites(lambda: cases.suites(m, said, shown)),
        is_redacted=m.is_redacted,
        is_restricted=redaction is None,
        class_note=_class_note(w, is_redacted=m.is_redacted),
    )


def _sections(m: Material, attachments: Sequence[Attachment]) -> tuple[Section, ...]:
    unfolding = Unfolding.of(m)
    made = (
        next_steps.section(m),
        criteria.section(m),
        unread.section(m),
        coverage_section.section(m, unfolding),
        comparisons.section(m, unfolding.differing),
        comparisons.checks(m, unfolding.differing),
        waivers.section(m),
        evidence.section(m, attachments),
        sign_off.section(m),
    )
    return tuple(section for section in made if section is not None)


def _in_words(w: Words, verdict: Verdict) -> Verdict:
    """Name the built-in policy in the reader's language; a policy from a file keeps the name its author gave it."""
    if verdict.policy_name == "strict default":
        return replace(verdict, policy_name=w.t("strict default"))
    return verdict


def _class_note(w: Words, *, is_redacted: bool) -> str:
    if is_redacted:
        return w.t(
            "Shareable, redacted: key values, SQL, row filters and all but known technical words in remarks are "
            "replaced by keyed hashes (HMAC-SHA256), the same value by the same hash throughout this report. Names of "
            "databases, tables, objects and files are kept."
        )
    return w.t(
        "Restricted: this report may hold production values (keys, SQL, remarks). Pass it on only to people who may "
        "see them."
    )
