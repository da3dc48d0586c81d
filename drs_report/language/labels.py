"""Short words for stable names: effects, proofs, compare types, facts, policy questions. One table each."""

from __future__ import annotations

from drs_report.language import formatting, vocabulary
from drs_report.language.reader_notes import saying
from drs_report.language.translator import Words, mark
from drs_report.records.document import State
from drs_report.records.judgement import (
    CriterionStatus,
    Decision,
    Effect,
    Fact,
    Finding,
    JudgedFinding,
    Level,
    OutcomeClass,
    Proof,
    Subject,
)

__all__ = [
    "COMPARE_TYPE_NAMES",
    "CRITERION_STATES",
    "DECISION_STATES",
    "EFFECT_STATES",
    "FACTS",
    "class_label",
    "class_state",
    "compare_type",
    "criterion_status",
    "decision",
    "effect",
    "effect_word",
    "fact_name",
    "fact_value",
    "is_accepted",
    "is_code",
    "proof",
    "proof_state",
    "subject",
    "subject_name",
]

DECISION_STATES: dict[Decision, State] = {Decision.PASS: "ok", Decision.FAIL: "bad", Decision.INCONCLUSIVE: "open"}

EFFECT_STATES: dict[Effect, State] = {
    Effect.DIFFERS: "bad",
    Effect.UNPROVEN: "open",
    Effect.REVIEW: "warn",
    Effect.NOTE: "info",
}

CRITERION_STATES: dict[CriterionStatus, State] = {
    CriterionStatus.MET: "ok",
    CriterionStatus.BROKEN: "bad",
    CriterionStatus.UNPROVEN: "open",
}

_CLASS_STATES: dict[OutcomeClass, State] = {
    OutcomeClass.VERIFIED: "ok",
    OutcomeClass.DIFFERS: "bad",
    OutcomeClass.REVIEW: "warn",
    OutcomeClass.NOT_VERIFIED: "open",
    OutcomeClass.UNFINISHED: "open",
}

_DECISIONS = {
    Decision.PASS: mark("PASS"),
    Decision.FAIL: mark("FAIL"),
    Decision.INCONCLUSIVE: mark("INCONCLUSIVE"),
}

_EFFECTS = {
    Effect.DIFFERS: mark("Differs"),
    Effect.UNPROVEN: mark("Not proven"),
    Effect.REVIEW: mark("To review"),
    Effect.NOTE: mark("Note"),
}

_CLASSES = {
    OutcomeClass.VERIFIED: mark("Found equal"),
    OutcomeClass.DIFFERS: mark("Differs"),
    OutcomeClass.REVIEW: mark("To review"),
    OutcomeClass.NOT_VERIFIED: mark("Not verified"),
    OutcomeClass.UNFINISHED: mark("Not finished"),
}

_VERIFIED = {
    "objects_comparison": mark("Exists on both sides"),
    "lines": mark("Equal row counts"),
    "contents": mark("Equal values"),
    "random": mark("Equal in the sample"),
}
"""What a comparison that found no difference has found."""

_PROOFS = {
    Proof.VALUES: mark("Values"),
    Proof.SAMPLE: mark("Sample of values"),
    Proof.COUNTS: mark("Row counts"),
    Proof.OBJECTS: mark("Object exists"),
    Proof.NONE: mark("No proof"),
}

_CRITERION_STATUSES = {
    CriterionStatus.MET: mark("Met"),
    CriterionStatus.BROKEN: mark("Broken"),
    CriterionStatus.UNPROVEN: mark("Not proven"),
}

COMPARE_TYPE_NAMES = {
    "objects_comparison": mark("Object comparison"),
    "lines": mark("Row comparison"),
    "contents": mark("Value comparison"),
    "random": mark("Sampling comparison"),
    "repair_data": mark("Data repair"),
}

FACTS = {
    "accepted_proofs": mark("Weaker proof accepted for"),
    "absent_from": mark("Absent from"),
    "asked": mark("Downloaded as"),
    "column": mark("Column"),
    "compare_job_id": mark("Compare job"),
    "compare_status": mark("Status of the comparison"),
    "compared_at": mark("Compared at"),
    "completed_rows": mark("Completed rows"),
    "completed_shards": mark("Completed shards"),
    "decided_by": mark("Decided by"),
    "diff_count": mark("Differences in the overview"),
    "exclude": mark("Tables excluded"),
    "expires": mark("Expires"),
    "failed_rows": mark("Failed rows"),
    "fetched_at": mark("Fetched at"),
    "filtered_rows": mark("Filtered rows"),
    "fingerprint": mark("Fingerprint of the layout"),
    "first_row": mark("First row"),
    "found": mark("Found"),
    "full_status": mark("Progress word"),
    "heading": mark("Heading"),
    "id": mark("Waiver"),
    "include": mark("Tables included"),
    "interface": mark("Documented interface"),
    "kind": mark("Kind of difference"),
    "last_row": mark("Last row"),
    "max_age_hours": mark("Oldest evidence allowed, in hours"),
    "max_rows": mark("Budget of the waiver"),
    "measure": mark("Number"),
    "message": mark("Remark in the file"),
    "n": mark("Number of things affected"),
    "n_absent": mark("Tables absent"),
    "n_accepted": mark("Accepted, not proven"),
    "n_blocks": mark("Tables with it"),
    "n_cells": mark("Cells"),
    "n_changed": mark("Rows on both sides with different values"),
    "n_compared": mark("Tables compared"),
    "n_covered": mark("Tables covered"),
    "n_detail": mark("In the list"),
    "n_different": mark("Differences"),
    "n_differs": mark("Findings that differ"),
    "n_expired": mark("Waivers expired"),
    "n_files": mark("Files"),
    "n_findings": mark("Findings"),
    "n_inconsistent": mark("Inconsistent tables"),
    "n_listed": mark("Differing rows listed"),
    "n_missing": mark("Comparisons missing"),
    "n_only_in_source": mark("Rows only in the source"),
    "n_only_in_target": mark("Rows only in the target"),
    "n_open": mark("Findings not proven or to review"),
    "n_over_budget": mark("Waivers over budget"),
    "n_overview": mark("In the overview"),
    "n_pairs": mark("Database pairs"),
    "n_reported": mark("Differing rows reported"),
    "n_required": mark("Comparisons required"),
    "n_rows": mark("Rows"),
    "n_same": mark("Cells that are the same"),
    "n_statements": mark("Repair statements"),
    "n_tables": mark("Tables"),
    "n_targets": mark("Targets"),
    "n_things": mark("Objects and tables found equal"),
    "n_tolerated": mark("Within tolerance"),
    "n_uncomparable": mark("Tables that cannot be compared"),
    "n_unmatched": mark("Waivers that matched nothing"),
    "n_used": mark("Waivers used"),
    "n_verified": mark("Tables for which this holds"),
    "n_waived": mark("Waived"),
    "n_waivers": mark("Waivers"),
    "not_before": mark("Evidence accepted from"),
    "note": mark("Note of the reader"),
    "other_file": mark("Other file"),
    "outcomes": mark("Results"),
    "pattern": mark("Pattern"),
    "progress": mark("Progress in percent"),
    "reason": mark("Reason"),
    "repair_sql": mark("Repair SQL (never run by this tool)"),
    "repair_sql_state": mark("Repair SQL state"),
    "repaired_at": mark("Repaired at"),
    "repaired_rows": mark("Repaired rows"),
    "reported_difference": mark("Reported difference"),
    "required_types": mark("Comparisons required by the policy"),
    "row_difference": mark("Target rows minus source rows"),
    "row_filter": mark("Row filter"),
    "sample": mark("First such text"),
    "sample_percent": mark("Sampled share in percent"),
    "seen_in": mark("Seen in"),
    "source_count": mark("Objects in the source"),
    "source_key": mark("Key in the source"),
    "source_rows": mark("Rows in the source"),
    "source_sql": mark("SQL that shows the row in the source"),
    "status": mark("Status"),
    "superseded_by": mark("Superseded by"),
    "target_count": mark("Objects in the target"),
    "target_key": mark("Key in the target"),
    "target_rows": mark("Rows in the target"),
    "target_sql": mark("SQL that shows the row in the target"),
    "targets": mark("Targets found"),
    "tolerances": mark("Tolerances"),
    "total_rows": mark("Rows to repair"),
    "total_shards": mark("Shards in all"),
    "trust_fetch_time": mark("Time of download counts as time of comparison"),
    "verified_at": mark("Verified at"),
    "verified_by": mark("Verified by"),
    "what": mark("What is wrong"),
    "word": mark("Word in the file"),
    "workbook": mark("Workbook"),
}
"""Labels of facts, by their stable names."""

_UNPROVEN = frozenset({Effect.UNPROVEN, Effect.REVIEW})
_SIGNED = frozenset({"row_difference", "reported_difference"})
_ROW_NUMBERS = frozenset({"first_row", "last_row"})
_PERCENT = frozenset({"progress", "sample_percent"})
_COMPARE_TYPES = frozenset({"absent_from", "seen_in", "asked", "found", "verified_by", "required_types"})
_SAYINGS = frozenset({"note", "what"})
_OUTCOME_LISTS = frozenset({"outcomes"})
_VOCABULARY = {"full_status": "full_status", "status": "job_status"}
"""Facts that are words of DRS -> their group in the vocabulary."""
_VERBATIM = frozenset({"source_key", "target_key", "source_sql", "target_sql", "repair_sql"})


def decision(w: Words, value: Decision) -> str:
    """PASS, FAIL or INCONCLUSIVE."""
    return w.raw(_DECISIONS[value])


def effect(w: Words, judged: JudgedFinding) -> str:
    """What a finding comes down to, after the policy."""
    if is_accepted(judged):
        return w.t("Accepted, not proven")
    if judged.waiver is not None:
        return w.t("Waived")
    if judged.tolerance:
        return w.t("Within tolerance")
    if not judged.in_scope:
        return w.t("Out of scope")
    return w.raw(_EFFECTS[judged.effect])


def is_accepted(judged: JudgedFinding) -> bool:
    """Whether the policy accepts a finding without proof, by a waiver or a weaker proof; it is never called equal."""
    return (judged.waiver is not None or bool(judged.tolerance)) and judged.finding.effect in _UNPROVEN


def effect_word(w: Words, value: Effect) -> str:
    """The word for an effect."""
    return w.raw(_EFFECTS[value])


def class_label(w: Words, value: OutcomeClass, compare_type: str = "") -> str:
    """What an outcome class is called; equal counts, samples and objects are never called just equal."""
    if value is OutcomeClass.VERIFIED and compare_type in _VERIFIED:
        return w.raw(_VERIFIED[compare_type])
    return w.raw(_CLASSES[value])


def class_state(value: OutcomeClass, compare_type: str) -> State:
    """The state of an outcome; only equal values are `ok`, equal counts, samples and objects are not shown as such."""
    if value is OutcomeClass.VERIFIED and compare_type != "contents":
        return "info"
    return _CLASS_STATES[value]


def proof(w: Words, value: Proof) -> str:
    """By what a table is proven equal."""
    return w.raw(_PROOFS[value])


def proof_state(value: Proof, row_class: OutcomeClass) -> State:
    """The state of a proof; a weaker proof than values is never `ok`."""
    if value is Proof.NONE:
        return _CLASS_STATES[row_class] if row_class is not OutcomeClass.VERIFIED else "open"
    return "ok" if value is Proof.VALUES else "info"


def criterion_status(w: Words, value: CriterionStatus) -> str:
    """Met, broken or not proven."""
    return w.raw(_CRITERION_STATUSES[value])


def compare_type(w: Words, slug: str) -> str:
    """The name of a compare type; the slug itself, made visible, for one we do not know."""
    known = COMPARE_TYPE_NAMES.get(slug)
    return w.raw(known) if known else formatting.visible(slug)


def fact_name(w: Words, name: str) -> str:
    """The label of a fact; the stable name itself for one we do not know."""
    known = FACTS.get(name)
    return w.raw(known) if known else formatting.visible(name)


def fact_value(w: Words, fact: Fact, limit: int) -> str:
    """The value of a fact as text, cut to `limit` characters."""
    value = fact.value
    if value is None:
        return formatting.DASH
    if isinstance(value, bool):
        return w.scalar(value)
    if fact.name in _ROW_NUMBERS:
        return str(value)
    if isinstance(value, int) and fact.name in _SIGNED:
        return formatting.signed(value)
    if isinstance(value, int | float) and fact.name in _PERCENT:
        return formatting.percent(value)
    if not isinstance(value, str):
        return formatting.scalar(value)
    if fact.name in _COMPARE_TYPES:
        return w.listed([compare_type(w, part.strip()) for part in value.split(",") if part.strip()])
    if fact.name in _OUTCOME_LISTS:
        return w.listed([w.label("outcome", part.strip()) for part in value.split(",") if part.strip()])
    if fact.name == "kind":
        return w.label("repair_kind" if value in {"insert", "delete", "update"} else "diff_kind", value)
    if fact.name in _VOCABULARY:
        word = vocabulary.canonical(_VOCABULARY[fact.name], value)
        return w.label(_VOCABULARY[fact.name], word) if word else w.clip(formatting.visible(value), limit)
    if fact.name in _SAYINGS:
        return w.clip(saying(w, value), limit)
    return w.clip(formatting.visible(value, keep_lines=True), limit)


def is_code(fact: Fact) -> bool:
    """Whether a fact is shown in a fixed-width face: keys, SQL, file texts."""
    return fact.name in _VERBATIM or fact.name in {
        "word",
        "sample",
        "pattern",
        "row_filter",
        "heading",
        "column",
        "include",
        "exclude",
    }


def subject(w: Words, finding: Finding) -> str:
    """Whom a finding is about, in words: a table, an object, a database, a file."""
    return subject_name(w, finding.subject)


def subject_name(w: Words, what: Subject) -> str:
    """The name of a subject as a reader would say it."""
    name = formatting.name(what.name) if what.name else ""
    if what.level is Level.OBJECT and what.object_type:
        kind = w.label("object_type", what.object_type)
        return f"{kind} {name}" if name else w.t("Object type {kind}", kind=kind)
    return name or w.t("All evidence")
