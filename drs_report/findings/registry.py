"""Every finding code there is, with its effect and the names of its facts, in order. Data only.

The report has one sentence per code, docs/findings.md one row per code; tests hold both to this list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from drs_report.records.judgement import Effect, Evidence, Fact, Finding, Subject

__all__ = [
    "BY_COMPARISON",
    "CODES",
    "CRITERIA",
    "Code",
    "CriterionKind",
    "Softens",
    "code",
    "criterion_of",
    "make_finding",
]

BY_COMPARISON = "by-comparison"
"""The criterion of the comparison that the finding speaks of."""


class Softens(Enum):
    """What of a policy may set a finding aside; a waiver may, wherever anything may."""

    NEVER = "never"
    BY_WAIVER = "waiver"
    BY_TOLERANCE = "tolerance"
    """Its difference is counted exactly enough for a tolerance."""
    BY_PROOF = "proof"
    """Weaker proof can stand in. Not for a blank or unknown result: that may mean a difference."""


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding."""

    code: str
    effect: Effect
    """Before the policy: tolerances, scope and waivers may soften it, nothing sharpens it."""
    criterion: str
    """The id of the question it answers, or `BY_COMPARISON`."""
    softened: Softens
    facts: tuple[str, ...]
    """The names of its facts in their order; every finding of the code carries exactly these, None for the unknown."""
    doc: str
    """What it means, one English sentence."""


_COUNTS = ("source_rows", "target_rows", "row_difference", "n_different")
_VALUES = (
    "n_different",
    "n_reported",
    "n_listed",
    "n_only_in_source",
    "n_only_in_target",
    "n_changed",
    "source_rows",
    "target_rows",
    "row_difference",
    "message",
)
_PROGRESS = ("full_status", "progress", "completed_shards", "total_shards", "message")
_REPAIR = ("total_rows", "completed_rows", "filtered_rows", "repaired_rows", "failed_rows")


def _databases(area: str) -> tuple[Code, ...]:
    """The codes of a comparison that has an overview of database pairs."""
    return (
        Code(
            f"{area}.database-differs",
            Effect.DIFFERS,
            BY_COMPARISON,
            Softens.BY_WAIVER,
            ("n_tables", "n_inconsistent"),
            "The overview says that the database pair differs, and no table in the list below explains it.",
        ),
        Code(
            f"{area}.database-not-verified",
            Effect.UNPROVEN,
            BY_COMPARISON,
            Softens.BY_WAIVER,
            ("n_tables", "n_compared", "word"),
            "The overview's result of the database pair is no proof: failed, unfinished, blank or an unknown word.",
        ),
        Code(
            f"{area}.database-review",
            Effect.REVIEW,
            BY_COMPARISON,
            Softens.BY_WAIVER,
            ("n_tables",),
            "The overview's result of the database pair needs a person's eye, such as an empty database.",
        ),
    )


def _table_states(area: str) -> tuple[Code, ...]:
    """The codes of a comparison that gives each table a result word."""
    return (
        Code(
            f"{area}.table-missing",
            Effect.DIFFERS,
            BY_COMPARISON,
            Softens.BY_WAIVER,
            ("message",),
            "The table or its database is missing in the target.",
        ),
        Code(
            f"{area}.not-verified",
            Effect.UNPROVEN,
            BY_COMPARISON,
            Softens.BY_PROOF,
            ("message",),
            "The comparison of the table failed or was not made.",
        ),
        Code(
            f"{area}.unfinished",
            Effect.UNPROVEN,
            BY_COMPARISON,
            Softens.BY_PROOF,
            _PROGRESS,
            "The comparison of the table is not finished.",
        ),
        Code(
            f"{area}.review",
            Effect.REVIEW,
            BY_COMPARISON,
            Softens.BY_WAIVER,
            ("message",),
            "The result says neither equal nor different, such as a table that neither side has.",
        ),
        Code(
            f"{area}.outcome-missing",
            Effect.UNPROVEN,
            BY_COMPARISON,
            Softens.BY_WAIVER,
            ("message",),
            "The table is listed without a result.",
        ),
        Code(
            f"{area}.unknown-word",
            Effect.UNPROVEN,
            BY_COMPARISON,
            Softens.BY_WAIVER,
            ("word",),
            "The table's result is a word that the vocabulary does not hold; it is not guessed.",
        ),
        Code(
            f"{area}.outcome-contradicts-counts",
            Effect.DIFFERS,
            BY_COMPARISON,
            Softens.BY_WAIVER,
            _COUNTS,
            "The result says consistent, but the row counts of the two sides differ.",
        ),
        Code(
            f"{area}.filtered",
            Effect.REVIEW,
            BY_COMPARISON,
            Softens.BY_WAIVER,
            ("row_filter",),
            "A row filter was configured: the rows outside it were not compared.",
        ),
    )


def _values(area: str, differ: Softens) -> tuple[Code, ...]:
    """The codes of a comparison of values, full or sampled; `differ`: what sets its counted differences aside."""
    return (
        Code(
            f"{area}.values-differ",
            Effect.DIFFERS,
            BY_COMPARISON,
            differ,
            _VALUES,
            "Rows of the table differ in their values.",
        ),
        Code(
            f"{area}.outcome-contradicts-differences",
            Effect.DIFFERS,
            BY_COMPARISON,
            Softens.BY_WAIVER,
            _VALUES,
            "The result says consistent, but differing rows are counted or listed.",
        ),
        Code(
            f"{area}.differences-unassigned",
            Effect.DIFFERS,
            BY_COMPARISON,
            Softens.BY_WAIVER,
            ("n_listed",),
            "Differing rows are listed without the name of their table.",
        ),
        Code(
            f"{area}.differences-unlisted",
            Effect.NOTE,
            BY_COMPARISON,
            Softens.BY_WAIVER,
            ("n_reported", "n_listed"),
            "Fewer differing rows are listed than counted; the list may be capped.",
        ),
        Code(
            f"{area}.cannot-compare",
            Effect.UNPROVEN,
            BY_COMPARISON,
            Softens.BY_PROOF,
            ("message",),
            "The table's values cannot be compared.",
        ),
    )


CODES: tuple[Code, ...] = (
    # -- objects -----------------------------------------------------------------------------------------------------
    Code(
        "objects.missing-in-target",
        Effect.DIFFERS,
        "objects-equal",
        Softens.BY_WAIVER,
        ("message",),
        "The object is in the source and not in the target.",
    ),
    Code(
        "objects.only-in-target",
        Effect.DIFFERS,
        "objects-equal",
        Softens.BY_WAIVER,
        ("message",),
        "The object is in the target and not in the source.",
    ),
    Code(
        "objects.differ",
        Effect.DIFFERS,
        "objects-equal",
        Softens.BY_WAIVER,
        ("message",),
        "The object is on both sides and differs.",
    ),
    Code(
        "objects.outcome-contradicts-names",
        Effect.DIFFERS,
        "objects-equal",
        Softens.BY_WAIVER,
        ("message",),
        "The result says consistent, but one side has no such object.",
    ),
    Code(
        "objects.incomplete",
        Effect.UNPROVEN,
        "objects-equal",
        Softens.BY_WAIVER,
        ("message",),
        "The comparison of the object is not finished.",
    ),
    Code(
        "objects.not-verified",
        Effect.UNPROVEN,
        "objects-equal",
        Softens.BY_WAIVER,
        ("message",),
        "The comparison of the object failed or was not made.",
    ),
    Code(
        "objects.review",
        Effect.REVIEW,
        "objects-equal",
        Softens.BY_WAIVER,
        ("message",),
        "The result says neither equal nor different.",
    ),
    Code(
        "objects.outcome-missing",
        Effect.UNPROVEN,
        "objects-equal",
        Softens.BY_WAIVER,
        ("message",),
        "The object is listed without a result.",
    ),
    Code(
        "objects.unknown-word",
        Effect.UNPROVEN,
        "objects-equal",
        Softens.BY_WAIVER,
        ("word",),
        "The object's result is a word the vocabulary does not hold.",
    ),
    Code(
        "objects.count-differs",
        Effect.DIFFERS,
        "objects-equal",
        Softens.BY_WAIVER,
        ("source_count", "target_count", "diff_count", "n_different", "n_listed"),
        "The overview counts differences for the object type that the list of objects does not name.",
    ),
    Code(
        "objects.type-differs",
        Effect.DIFFERS,
        "objects-equal",
        Softens.BY_WAIVER,
        ("source_count", "target_count"),
        "The overview says that the type differs though the counts are equal, and the list names no such object.",
    ),
    Code(
        "objects.outcome-contradicts-counts",
        Effect.DIFFERS,
        "objects-equal",
        Softens.BY_WAIVER,
        ("source_count", "target_count", "diff_count", "n_different"),
        "The overview says consistent for the object type, but counts differences.",
    ),
    Code(
        "objects.type-not-verified",
        Effect.UNPROVEN,
        "objects-equal",
        Softens.BY_WAIVER,
        ("source_count", "target_count", "word"),
        "The overview's result of the object type is no proof: failed, unfinished, blank or an unknown word.",
    ),
    Code(
        "objects.type-review",
        Effect.REVIEW,
        "objects-equal",
        Softens.BY_WAIVER,
        ("source_count", "target_count"),
        "The overview's result of the object type says neither equal nor different.",
    ),
    # -- rows --------------------------------------------------------------------------------------------------------
    Code(
        "lines.count-differs",
        Effect.DIFFERS,
        "rows-equal",
        Softens.BY_TOLERANCE,
        (*_COUNTS, "message"),
        "The row counts of the two sides differ.",
    ),
    Code(
        "lines.inconsistent-with-equal-counts",
        Effect.DIFFERS,
        "rows-equal",
        Softens.BY_WAIVER,
        ("source_rows", "target_rows", "message"),
        "The result says inconsistent, though the row counts are equal or not given.",
    ),
    Code(
        "lines.count-missing",
        Effect.UNPROVEN,
        "rows-equal",
        Softens.BY_WAIVER,
        ("source_rows", "target_rows"),
        "The result says consistent, but a row count is blank where the file gives counts.",
    ),
    Code(
        "lines.no-counts",
        Effect.NOTE,
        "rows-equal",
        Softens.BY_WAIVER,
        ("n_tables",),
        "The file gives results without row counts, so they cannot be recomputed.",
    ),
    *_table_states("lines"),
    *_databases("lines"),
    # -- values ------------------------------------------------------------------------------------------------------
    *_values("contents", Softens.BY_TOLERANCE),
    *_table_states("contents"),
    *_databases("contents"),
    # -- samples -----------------------------------------------------------------------------------------------------
    *_values("random", Softens.BY_WAIVER),  # what a sample counts is of the sample only
    *_table_states("random"),
    *_databases("random"),
    Code(
        "random.sample-only",
        Effect.NOTE,
        "samples-equal",
        Softens.BY_WAIVER,
        ("n_tables", "sample_percent"),
        "Tables were compared by a sample of their rows; rows outside the sample were not looked at.",
    ),
    # -- repair ------------------------------------------------------------------------------------------------------
    Code(
        "repair.rows-failed",
        Effect.DIFFERS,
        "repairs-recompared",
        Softens.BY_WAIVER,
        _REPAIR,
        "Rows that were to be repaired could not be.",
    ),
    Code(
        "repair.counts-do-not-add-up",
        Effect.UNPROVEN,
        "repairs-recompared",
        Softens.BY_WAIVER,
        _REPAIR,
        "Repaired, filtered and failed rows do not add up to the rows to repair.",
    ),
    Code(
        "repair.unfinished",
        Effect.UNPROVEN,
        "repairs-recompared",
        Softens.BY_WAIVER,
        _REPAIR,
        "The repair of the table is not finished.",
    ),
    Code(
        "repair.rows-filtered",
        Effect.NOTE,
        "repairs-recompared",
        Softens.BY_WAIVER,
        _REPAIR,
        "Rows were left out of the repair by a filter.",
    ),
    Code(
        "repair.not-recompared",
        Effect.UNPROVEN,
        "repairs-recompared",
        Softens.BY_WAIVER,
        ("n_rows", "n_statements", "repaired_at"),
        "The table was repaired, and no value comparison known to have begun after the repair verifies it.",
    ),
    Code(
        "repair.superseded",
        Effect.NOTE,
        "repairs-recompared",
        Softens.BY_WAIVER,
        ("n_findings", "repaired_at", "verified_at", "verified_by"),
        "The table was repaired and then verified by a value comparison that began later: the repair is settled.",
    ),
    # -- coverage ----------------------------------------------------------------------------------------------------
    Code(
        "coverage.absent",
        Effect.UNPROVEN,
        "every-table-covered",
        Softens.BY_PROOF,
        ("absent_from", "seen_in"),
        "The table is in one comparison and missing from another.",
    ),
    # -- integrity of the evidence -----------------------------------------------------------------------------------
    Code(
        "integrity.reported-difference-wrong",
        Effect.UNPROVEN,
        "evidence-consistent",
        Softens.BY_WAIVER,
        ("reported_difference", "source_rows", "target_rows", "row_difference"),
        "The reported difference is neither target minus source nor its absolute value.",
    ),
    Code(
        "integrity.overview-detail-mismatch",
        Effect.UNPROVEN,
        "evidence-complete",
        Softens.BY_WAIVER,
        ("measure", "n_overview", "n_detail"),
        "The overview's number does not fit the rows of the list.",
    ),
    Code(
        "integrity.differences-not-listed",
        Effect.DIFFERS,
        BY_COMPARISON,
        Softens.BY_WAIVER,
        ("n_overview", "n_detail", "n_different"),
        "The overview counts more inconsistent tables than the list shows.",
    ),
    Code(
        "integrity.detail-missing",
        Effect.UNPROVEN,
        "evidence-complete",
        Softens.BY_WAIVER,
        ("n_overview",),
        "The overview names a database pair or an object type of which nothing is listed: the evidence is cut.",
    ),
    Code(
        "integrity.overview-missing",
        Effect.UNPROVEN,
        "evidence-complete",
        Softens.BY_WAIVER,
        ("n_detail",),
        "Tables are listed for a database pair that the overview does not name.",
    ),
    Code(
        "integrity.duplicate-table",
        Effect.NOTE,
        "evidence-consistent",
        Softens.BY_WAIVER,
        ("n_rows",),
        "The same table is listed more than once with the same result.",
    ),
    Code(
        "integrity.duplicate-contradicts",
        Effect.UNPROVEN,
        "evidence-consistent",
        Softens.BY_WAIVER,
        ("n_rows",),
        "The same table is listed more than once with different results or counts; the worst counts.",
    ),
    Code(
        "integrity.nameless-rows",
        Effect.UNPROVEN,
        "evidence-complete",
        Softens.BY_WAIVER,
        ("n_rows",),
        "Rows of a list of tables carry no table name.",
    ),
    Code(
        "integrity.sheet-full",
        Effect.UNPROVEN,
        "evidence-complete",
        Softens.BY_WAIVER,
        ("last_row",),
        "The sheet ends exactly at a row limit and is not continued: rows may be cut off.",
    ),
    Code(
        "integrity.cell-full",
        Effect.NOTE,
        "evidence-consistent",
        Softens.BY_WAIVER,
        ("column", "n_cells"),
        "Cells hold exactly 32,767 characters, the most a cell can: their text may be cut off.",
    ),
    Code(
        "integrity.unrecognised-rows",
        Effect.UNPROVEN,
        "evidence-complete",
        Softens.BY_WAIVER,
        ("n_rows", "first_row", "last_row"),
        "Rows of the sheet may be data but belong to no table that we know.",
    ),
    Code(
        "integrity.cell-unreadable",
        Effect.UNPROVEN,
        "evidence-complete",
        Softens.BY_WAIVER,
        ("column", "what", "sample", "n_cells"),
        "Cells of a result, a count or a name could not be read as such.",
    ),
    Code(
        "integrity.cell-ignored",
        Effect.NOTE,
        "evidence-consistent",
        Softens.BY_WAIVER,
        ("column", "what", "sample", "n_cells"),
        "Cells of a column that no result rests on could not be read as such.",
    ),
    Code(
        "integrity.unknown-heading",
        Effect.NOTE,
        "evidence-consistent",
        Softens.BY_WAIVER,
        ("heading", "n_blocks"),
        "A heading is unknown; its column is kept and not judged.",
    ),
    Code(
        "integrity.unknown-word",
        Effect.NOTE,
        "evidence-consistent",
        Softens.BY_WAIVER,
        ("column", "word", "n_cells"),
        "A word in a column other than a result is unknown; it is kept as it is.",
    ),
    Code(
        "integrity.hidden-sheet",
        Effect.NOTE,
        "evidence-consistent",
        Softens.BY_WAIVER,
        ("n_rows",),
        "A hidden sheet holds data; it was read and judged.",
    ),
    Code(
        "integrity.reader-note",
        Effect.NOTE,
        "evidence-consistent",
        Softens.BY_WAIVER,
        ("note",),
        "The reader met something unusual in the file and says what.",
    ),
    Code(
        "integrity.count-imprecise",
        Effect.UNPROVEN,
        "evidence-consistent",
        Softens.BY_WAIVER,
        ("column", "n_cells"),
        "Counts beyond 2^53 may have been rounded by a program that stores numbers as floating point.",
    ),
    Code(
        "integrity.source-target-swapped",
        Effect.UNPROVEN,
        "evidence-consistent",
        Softens.BY_WAIVER,
        ("other_file", "n_pairs"),
        "Source and target are the other way round than elsewhere in the evidence.",
    ),
    Code(
        "integrity.target-disagrees",
        Effect.UNPROVEN,
        "evidence-consistent",
        Softens.BY_WAIVER,
        ("n_targets", "targets"),
        "The files compare the same source table with different targets.",
    ),
    Code(
        "integrity.job-not-completed",
        Effect.UNPROVEN,
        "evidence-complete",
        Softens.BY_WAIVER,
        ("status",),
        "The file says that the comparison as a whole is not completed.",
    ),
    Code(
        "integrity.compare-type-mismatch",
        Effect.UNPROVEN,
        "evidence-consistent",
        Softens.BY_WAIVER,
        ("asked", "found"),
        "The file holds another comparison than the one it was downloaded as.",
    ),
    Code(
        "integrity.files-disagree",
        Effect.NOTE,
        "evidence-consistent",
        Softens.BY_WAIVER,
        ("n_files", "outcomes", "decided_by"),
        "Several files of one comparison say different things of the table.",
    ),
    Code(
        "integrity.superseded",
        Effect.NOTE,
        "evidence-consistent",
        Softens.BY_WAIVER,
        ("n_findings", "superseded_by"),
        "Later files of the same comparison speak of the same things: what this file says of them is left out.",
    ),
    # -- files that could not be used (the pipeline says so) ---------------------------------------------------------
    Code(
        "evidence.unreadable-file",
        Effect.UNPROVEN,
        "evidence-complete",
        Softens.BY_WAIVER,
        ("reason",),
        "A file of the evidence could not be read.",
    ),
    # -- age of the evidence, by the policy --------------------------------------------------------------------------
    Code(
        "evidence.too-old",
        Effect.UNPROVEN,
        "evidence-fresh",
        Softens.BY_WAIVER,
        ("compared_at", "max_age_hours"),
        "The comparison is older than the policy allows.",
    ),
    Code(
        "evidence.before-write-stop",
        Effect.UNPROVEN,
        "evidence-fresh",
        Softens.BY_WAIVER,
        ("compared_at", "not_before"),
        "The comparison began before the time from which the policy accepts evidence.",
    ),
    Code(
        "evidence.time-unknown",
        Effect.UNPROVEN,
        "evidence-fresh",
        Softens.BY_WAIVER,
        ("fetched_at",),
        "The policy limits the age of evidence, and the file does not say when it was compared.",
    ),
    Code(
        "evidence.in-future",
        Effect.UNPROVEN,
        "evidence-fresh",
        Softens.BY_WAIVER,
        ("compared_at",),
        "The comparison is dated after the moment of judging.",
    ),
    Code(
        "evidence.newer-comparison",
        Effect.REVIEW,
        "evidence-fresh",
        Softens.BY_WAIVER,
        ("compare_job_id", "compare_status"),
        "At the download there was, or may have been, a newer comparison of the same type that is not here.",
    ),
    Code(
        "evidence.not-fetched",
        Effect.UNPROVEN,
        "evidence-complete",
        Softens.BY_WAIVER,
        ("asked", "compare_job_id", "compare_status", "reason"),
        "A comparison was asked of DRS and could not be fetched.",
    ),
    Code(
        "evidence.unlisted-file",
        Effect.REVIEW,
        "evidence-complete",
        Softens.BY_WAIVER,
        (),
        "A file lies beside a manifest that does not list it.",
    ),
    Code(
        "evidence.cross-check-disagrees",
        Effect.UNPROVEN,
        "evidence-consistent",
        Softens.BY_WAIVER,
        ("column", "workbook", "interface", "n_cells"),
        "The workbook and the documented interface of DRS do not say the same.",
    ),
    Code(
        "evidence.layout-proven",
        Effect.NOTE,
        "evidence-consistent",
        Softens.BY_WAIVER,
        ("n_cells", "n_same", "fingerprint", "other_file"),
        "The workbook, or one with the same headings, says the same as the documented interface of DRS.",
    ),
    # -- the policy itself -------------------------------------------------------------------------------------------
    Code(
        "policy.required-type-missing",
        Effect.UNPROVEN,
        "evidence-complete",
        Softens.NEVER,
        (),
        "A comparison that the policy requires has no file.",
    ),
    Code(
        "policy.include-unmatched",
        Effect.UNPROVEN,
        "evidence-complete",
        Softens.NEVER,
        ("pattern",),
        "A pattern of the scope includes no table of the evidence.",
    ),
    Code(
        "policy.exclude-unmatched",
        Effect.NOTE,
        "evidence-complete",
        Softens.NEVER,
        ("pattern",),
        "A pattern of the scope excludes no table of the evidence.",
    ),
    Code(
        "policy.tolerance-unmatched",
        Effect.NOTE,
        "evidence-complete",
        Softens.NEVER,
        ("pattern",),
        "A tolerance covered no difference.",
    ),
    Code(
        "policy.accept-unmatched",
        Effect.NOTE,
        "evidence-complete",
        Softens.NEVER,
        ("pattern",),
        "An accepted proof was needed by no table.",
    ),
    Code("waiver.unmatched", Effect.NOTE, "waivers-valid", Softens.NEVER, ("id",), "A waiver matched no finding."),
    Code(
        "waiver.expired",
        Effect.NOTE,
        "waivers-valid",
        Softens.NEVER,
        ("id", "expires", "n_findings"),
        "A waiver has expired; what it matched counts in full.",
    ),
    Code(
        "waiver.over-budget",
        Effect.NOTE,
        "waivers-valid",
        Softens.NEVER,
        ("id", "max_rows", "n", "n_findings"),
        "What a waiver matched is more than its budget, or not countable; it counts in full.",
    ),
)
"""In the order of a sign-off. Effects and facts are part of the contract with the report; codes are never renamed."""

_BY_CODE = {entry.code: entry for entry in CODES}


def code(name: str) -> Code:
    """Return the entry of the code `name`; KeyError where there is none."""
    return _BY_CODE[name]


def make_finding(
    name: str,
    subject: Subject,
    facts: Mapping[str, Any],
    *,
    compare_type: str = "",
    outcome: str = "",
    n: int = 1,
    evidence: tuple[Evidence, ...] = (),
    samples: tuple[tuple[Fact, ...], ...] = (),
) -> Finding:
    """Build a finding of the registered code `name`, its facts in the registered order.

    `facts` are plain values; it may hold more than the code asks for, never less: KeyError where one is missing.
    """
    entry = _BY_CODE[name]
    return Finding(
        code=name,
        effect=entry.effect,
        subject=subject,
        compare_type=compare_type,
        outcome=outcome,
        n=n,
        facts=tuple(Fact(fact, facts[fact]) for fact in entry.facts),
        evidence=tuple(sorted(evidence, key=lambda e: (e.file, e.sheet, e.rows))),
        samples=samples,
    )


@dataclass(frozen=True, slots=True)
class CriterionKind:
    """One question of a policy."""

    id: str
    compare_type: str
    """The comparison whose findings it counts; "" for none or all."""
    facts: tuple[str, ...]
    """The names of its numbers in their order; every criterion of this id carries exactly these."""
    doc: str


_OPEN = ("n_differs", "n_open", "n_tolerated", "n_waived", "n_accepted")
_TABLES = ("n_tables", "n_verified", "n_absent", *_OPEN)

CRITERIA: tuple[CriterionKind, ...] = (
    CriterionKind(
        "evidence-complete",
        "",
        ("n_files", "n_tables", "n_required", "n_missing", *_OPEN),
        "Is there a whole file for every required comparison, and a table in scope?",
    ),
    CriterionKind("evidence-consistent", "", _OPEN, "Is the evidence free of contradictions?"),
    CriterionKind(
        "evidence-fresh",
        "",
        ("n_files", "max_age_hours", "not_before", *_OPEN),
        "Was every comparison made in the time that the policy allows?",
    ),
    CriterionKind(
        "objects-equal", "objects_comparison", (*_TABLES, "n_things"), "Do the same objects exist on both sides?"
    ),
    CriterionKind("rows-equal", "lines", _TABLES, "Has every table the same number of rows on both sides?"),
    CriterionKind("values-equal", "contents", _TABLES, "Are the rows of every table equal, value by value?"),
    CriterionKind("samples-equal", "random", _TABLES, "Are the sampled rows equal?"),
    CriterionKind(
        "repairs-recompared", "repair_data", _OPEN, "Was every repaired table compared again, and found equal?"
    ),
    CriterionKind(
        "every-table-covered",
        "",
        ("n_tables", "n_covered", "n_absent", "n_accepted"),
        "Does every table appear in every required comparison?",
    ),
    CriterionKind(
        "waivers-valid",
        "",
        ("n_waivers", "n_used", "n_unmatched", "n_expired", "n_over_budget", "n_waived", "n_accepted"),
        "Do the waivers hold: in time, within budget?",
    ),
)
"""In the order of the report. ``n_differs`` and ``n_open`` count what stands: differences, and what is not proven
or to be reviewed. ``n_tolerated``, ``n_waived`` and ``n_accepted`` count those that were set aside by a tolerance, by a
waiver of a difference, and by accepting something unproven. ``n_things``: tables, objects and types found equal."""

_BY_COMPARE_TYPE = {kind.compare_type: kind.id for kind in CRITERIA if kind.compare_type}


def criterion_of(finding: Finding) -> str:
    """Return the id of the criterion that `finding` counts against; KeyError where none is registered."""
    criterion = _BY_CODE[finding.code].criterion
    return _BY_COMPARE_TYPE[finding.compare_type] if criterion == BY_COMPARISON else criterion
