"""What to do about each kind of finding: one action per code, and per outcome word where the word decides.

Where the advice is Huawei's own it says "DRS documentation suggests"; everything else is ours or follows from what the
finding is. Sources: the user guides on comparing synchronization, migration and disaster-recovery items, the FAQs on
unsupported types and on SQL errors of value comparison.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drs_report.language.translator import Plural, mark, mark_n
from drs_report.records.judgement import Finding

__all__ = ["ACTIONS", "Action", "action_of"]


@dataclass(frozen=True, slots=True)
class Action:
    """A step that answers findings of several codes."""

    text: Plural
    """Counts the things it concerns."""
    detail: str = ""


ACTIONS: Mapping[str, Action] = {
    "resolve-differences": Action(
        mark_n(
            "Resolve the differing rows of {n} table, then compare it again by value",
            "Resolve the differing rows of {n} tables, then compare them again by value",
        ),
        mark(
            "The differing keys and the SQL that shows each row are under the findings. If few rows differ, writes "
            "that went on during the comparison may be the cause: DRS documentation suggests comparing again when "
            "writes are stopped."
        ),
    ),
    "resolve-counts": Action(
        mark_n(
            "Find out why the row counts of {n} table differ, then compare it by value",
            "Find out why the row counts of {n} tables differ, then compare them by value",
        ),
        mark(
            "DRS documentation suggests a value comparison of the tables whose row counts differ. More rows in the "
            "target can mean that the target was written to by something else; fewer can mean that changes are still "
            "on their way."
        ),
    ),
    "create-missing": Action(
        mark_n(
            "Create and load {n} table that is missing in the target, then compare it",
            "Create and load {n} tables that are missing in the target, then compare them",
        ),
        mark("If it was left out on purpose, exclude it from the scope of the policy and say why."),
    ),
    "align-objects": Action(
        mark_n(
            "Bring {n} object to the same state on both sides, then compare objects again",
            "Bring {n} objects to the same state on both sides, then compare objects again",
        ),
        mark(
            "DRS documentation: triggers and events are moved last, when the task is ended normally; indexes and "
            "constraints may be renamed where tables are mapped. Such a difference is expected and can be waived."
        ),
    ),
    "finish-repair": Action(
        mark_n(
            "Look into the failed repair of {n} table, and repair it in another way",
            "Look into the failed repair of {n} tables, and repair them in another way",
        ),
    ),
    "clear-contradiction": Action(
        mark_n(
            "Clear up {n} result that the file itself contradicts: compare again and export again",
            "Clear up {n} results that the file itself contradicts: compare again and export again",
        ),
        mark("Until then it counts as different, whatever the result word says."),
    ),
    "run-missing": Action(
        mark_n(
            "Run {n} comparison that the policy requires, and add its result file",
            "Run {n} comparisons that the policy requires, and add their result files",
        ),
        mark("Without its file nothing of this kind is proven."),
    ),
    "read-files": Action(
        mark_n(
            "Replace {n} file that could not be read: export and download it again",
            "Replace {n} files that could not be read: export and download them again",
        ),
    ),
    "restore-evidence": Action(
        mark_n(
            "Export and download again where the evidence is cut or contradicts itself ({n} place)",
            "Export and download again where the evidence is cut or contradicts itself ({n} places)",
        ),
        mark(
            "If the new file shows the same, compare again. Do not complete or correct a result file by hand: its "
            "fingerprint is part of this report."
        ),
    ),
    "recompare-repaired": Action(
        mark_n(
            "Compare {n} repaired table again by value",
            "Compare {n} repaired tables again by value",
        ),
        mark("A repair proves nothing by itself."),
    ),
    "compare-again": Action(
        mark_n(
            "Compare {n} item again whose comparison failed",
            "Compare {n} items again whose comparison failed",
        ),
        mark(
            "Read the remark of each finding first. DRS documentation advises against structure changes and against "
            "pausing the task while a comparison runs."
        ),
    ),
    "rerun-timeouts": Action(
        mark_n(
            "Compare {n} table again off-peak or in a smaller batch: it timed out",
            "Compare {n} tables again off-peak or in smaller batches: they timed out",
        ),
        mark(
            "DRS documentation: a row comparison stops after 60 minutes, after 30 for non-relational sources. Fewer "
            "tables at a time and less load may help."
        ),
    ),
    "compare-alone": Action(
        mark_n(
            "Compare {n} very large table on its own",
            "Compare {n} very large tables on their own",
        ),
        mark(
            "Tables of hundreds of millions of rows were left out of the comparison. DRS documentation suggests a "
            "data-level comparison for such a table alone."
        ),
    ),
    "prove-otherwise": Action(
        mark_n(
            "Prove {n} table in another way: DRS cannot compare its values",
            "Prove {n} tables in another way: DRS cannot compare their values",
        ),
        mark(
            "Often there is no primary key, or one of an unsupported type. DRS documentation suggests a row comparison "
            "instead; a key of a supported type, or a checksum of your own on both sides, would prove more."
        ),
    ),
    "reconnect": Action(
        mark_n(
            "Restore the connection to the database, then compare {n} table again",
            "Restore the connection to the database, then compare {n} tables again",
        ),
        mark("Check network, account, password and connection limit of the side that is named in the finding."),
    ),
    "fix-sql-error": Action(
        mark_n(
            "Look up the SQL error of {n} table, then compare it again",
            "Look up the SQL errors of {n} tables, then compare them again",
        ),
        mark(
            "DRS documentation names a too small max_allowed_packet and dates outside the allowed range as causes of "
            "SQL errors in a value comparison."
        ),
    ),
    "wait": Action(
        mark_n(
            "Wait for the comparison of {n} item, or start it again, then export again",
            "Wait for the comparison of {n} items, or start it again, then export again",
        ),
        mark("A cancelled comparison does not go on; it has to be started again."),
    ),
    "teach-words": Action(
        mark_n(
            "Find out what {n} unknown result word means",
            "Find out what {n} unknown result words mean",
        ),
        mark(
            "Look the table up in the DRS console. Words can be taught with --layout (docs/layouts.md); until then "
            "they count as not verified."
        ),
    ),
    "cover-tables": Action(
        mark_n(
            "Bring {n} table into every comparison: it is absent from one",
            "Bring {n} tables into every comparison: they are absent from one",
        ),
        mark("Check the object selection of the comparison. A table that is not in its list was not compared."),
    ),
    "refresh": Action(
        mark_n(
            "Compare again for {n} file that is too old, or of unknown age, for the policy",
            "Compare again for {n} files that are too old, or of unknown age, for the policy",
        ),
        mark("Evidence from before the last write proves nothing about what was written since."),
    ),
    "confirm": Action(
        mark_n(
            "Confirm {n} result that is neither equal nor different",
            "Confirm {n} results that are neither equal nor different",
        ),
        mark(
            "An empty or missing database or table may be right or may be a loss; only someone who knows it can say. "
            "Write the answer into the policy as an acceptance."
        ),
    ),
    "fetch-again": Action(
        mark_n(
            "Fetch {n} comparison that could not be had",
            "Fetch {n} comparisons that could not be had",
        ),
        mark("The finding says why. A run that fetches one of the same type takes the note out of the manifest."),
    ),
    "tell-origin": Action(
        mark_n(
            "Say where {n} unlisted file is from: fetch it again, or keep it in a folder of its own",
            "Say where {n} unlisted files are from: fetch them again, or keep them in a folder of their own",
        ),
    ),
    "explain-cross-check": Action(
        mark_n(
            "Find out why the workbook and the documented interface disagree ({n} place)",
            "Find out why the workbook and the documented interface disagree ({n} places)",
        ),
        mark("Until it is known which of them is right, neither proves anything. Report it with the fingerprint."),
    ),
    "fetch-newer": Action(
        mark_n(
            "Fetch again when the newer comparison has finished ({n} file)",
            "Fetch again when the newer comparisons have finished ({n} files)",
        ),
        mark(
            "The report shows the state before it. If the newer comparison was cancelled or has failed, compare again, "
            "or waive the finding and say why the older result holds."
        ),
    ),
    "confirm-filter": Action(
        mark_n(
            "Confirm the row filter of {n} table, or compare it without",
            "Confirm the row filters of {n} tables, or compare them without",
        ),
        mark("Rows outside a filter were not compared."),
    ),
    "renew-waivers": Action(
        mark_n(
            "Renew or remove {n} waiver that has expired or is over its budget",
            "Renew or remove {n} waivers that have expired or are over their budget",
        ),
        mark("What it covered counts in full again."),
    ),
    "tidy-policy": Action(
        mark_n(
            "Tidy up {n} rule of the policy that matches nothing",
            "Tidy up {n} rules of the policy that match nothing",
        ),
        mark("A rule that matches nothing may be misspelt, and what it was meant for may go uncovered."),
    ),
    "fix-scope": Action(
        mark_n(
            "Correct {n} pattern of the scope that includes nothing",
            "Correct {n} patterns of the scope that include nothing",
        ),
        mark("What it was meant to include was not judged."),
    ),
    "read-notes": Action(
        mark_n("Read {n} note about how the files were read", "Read {n} notes about how the files were read"),
    ),
}
"""Most valuable first: differences, then what is missing, then what is not verified, then the policy."""

_BY_OUTCOME = {
    "timeout": "rerun-timeouts",
    "source_sql_timeout": "rerun-timeouts",
    "target_sql_timeout": "rerun-timeouts",
    "skipped_too_large": "compare-alone",
    "cannot_compare": "prove-otherwise",
    "source_connection_failed": "reconnect",
    "target_connection_failed": "reconnect",
    "source_sql_error": "fix-sql-error",
    "target_sql_error": "fix-sql-error",
    "unknown_word": "teach-words",
    "waiting": "wait",
    "waiting_result": "wait",
    "comparing": "wait",
    "incomplete": "wait",
    "cancelled": "wait",
}

_STATES = {
    "table-missing": "create-missing",
    "not-verified": "compare-again",
    "unfinished": "wait",
    "review": "confirm",
    "outcome-missing": "compare-again",
    "unknown-word": "teach-words",
    "outcome-contradicts-counts": "clear-contradiction",
    "filtered": "confirm-filter",
    "database-differs": "restore-evidence",
    "database-not-verified": "compare-again",
    "database-review": "confirm",
}

_VALUES = {
    "values-differ": "resolve-differences",
    "outcome-contradicts-differences": "clear-contradiction",
    "differences-unassigned": "restore-evidence",
    "differences-unlisted": "read-notes",
    "cannot-compare": "prove-otherwise",
}

BY_CODE: Mapping[str, str] = {
    "objects.missing-in-target": "align-objects",
    "objects.only-in-target": "align-objects",
    "objects.differ": "align-objects",
    "objects.outcome-contradicts-names": "clear-contradiction",
    "objects.incomplete": "wait",
    "objects.not-verified": "compare-again",
    "objects.review": "confirm",
    "objects.outcome-missing": "compare-again",
    "objects.unknown-word": "teach-words",
    "objects.count-differs": "align-objects",
    "objects.type-differs": "align-objects",
    "objects.outcome-contradicts-counts": "clear-contradiction",
    "objects.type-not-verified": "compare-again",
    "objects.type-review": "confirm",
    "lines.count-differs": "resolve-counts",
    "lines.inconsistent-with-equal-counts": "resolve-counts",
    "lines.count-missing": "restore-evidence",
    "lines.no-counts": "read-notes",
    **{f"{area}.{name}": step for area in ("lines", "contents", "random") for name, step in _STATES.items()},
    **{f"{area}.{name}": step for area in ("contents", "random") for name, step in _VALUES.items()},
    "random.sample-only": "read-notes",
    "repair.rows-failed": "finish-repair",
    "repair.counts-do-not-add-up": "restore-evidence",
    "repair.unfinished": "wait",
    "repair.rows-filtered": "read-notes",
    "repair.not-recompared": "recompare-repaired",
    "repair.superseded": "read-notes",
    "coverage.absent": "cover-tables",
    "integrity.reported-difference-wrong": "restore-evidence",
    "integrity.overview-detail-mismatch": "restore-evidence",
    "integrity.differences-not-listed": "restore-evidence",
    "integrity.detail-missing": "restore-evidence",
    "integrity.overview-missing": "restore-evidence",
    "integrity.duplicate-table": "read-notes",
    "integrity.duplicate-contradicts": "restore-evidence",
    "integrity.nameless-rows": "restore-evidence",
    "integrity.sheet-full": "restore-evidence",
    "integrity.cell-full": "read-notes",
    "integrity.unrecognised-rows": "restore-evidence",
    "integrity.cell-unreadable": "restore-evidence",
    "integrity.cell-ignored": "read-notes",
    "integrity.unknown-heading": "read-notes",
    "integrity.unknown-word": "read-notes",
    "integrity.hidden-sheet": "read-notes",
    "integrity.reader-note": "read-notes",
    "integrity.count-imprecise": "restore-evidence",
    "integrity.source-target-swapped": "restore-evidence",
    "integrity.target-disagrees": "restore-evidence",
    "integrity.job-not-completed": "wait",
    "integrity.compare-type-mismatch": "restore-evidence",
    "integrity.files-disagree": "read-notes",
    "integrity.superseded": "read-notes",
    "evidence.unreadable-file": "read-files",
    "evidence.too-old": "refresh",
    "evidence.before-write-stop": "refresh",
    "evidence.time-unknown": "refresh",
    "evidence.in-future": "refresh",
    "evidence.newer-comparison": "fetch-newer",
    "evidence.not-fetched": "fetch-again",
    "evidence.unlisted-file": "tell-origin",
    "evidence.cross-check-disagrees": "explain-cross-check",
    "evidence.layout-proven": "read-notes",
    "policy.required-type-missing": "run-missing",
    "policy.include-unmatched": "fix-scope",
    "policy.exclude-unmatched": "tidy-policy",
    "policy.tolerance-unmatched": "tidy-policy",
    "policy.accept-unmatched": "tidy-policy",
    "waiver.unmatched": "tidy-policy",
    "waiver.expired": "renew-waivers",
    "waiver.over-budget": "renew-waivers",
}
"""Code -> id of its action."""

_WORD_DECIDES = frozenset({"compare-again", "wait"})


def action_of(finding: Finding) -> str:
    """Return the id of what to do about a finding; the outcome word decides where the code leaves it open."""
    action = BY_CODE.get(finding.code, "read-notes")
    return _BY_OUTCOME.get(finding.outcome, action) if action in _WORD_DECIDES else action
