"""The smallest row that each rule of a row holds for, and the nearest that it does not."""

from __future__ import annotations

from drs_report.checks.row_rules import Said
from drs_report.records.judgement import OutcomeClass

_GOOD, _BAD, _NONE = Said(OutcomeClass.VERIFIED), Said(OutcomeClass.DIFFERS), OutcomeClass.NOT_VERIFIED
_REVIEW, _DIFFERS = OutcomeClass.REVIEW, OutcomeClass.DIFFERS
_MISSING = Said(_DIFFERS, is_missing=True)

EXAMPLES = {
    "missing-in-target": (_MISSING, _BAD),
    "only-in-target": (Said(_DIFFERS, lacks_source=True), _BAD),
    "differ": (_BAD, _MISSING),
    "outcome-contradicts-names": (Said(OutcomeClass.VERIFIED, lacks_target=True), _GOOD),
    "of-another-table": (Said(OutcomeClass.VERIFIED, is_of_other_table=True), _GOOD),
    "table-missing": (_MISSING, _BAD),
    "count-differs": (Said(_DIFFERS, n_counts_apart=1), _BAD),
    "inconsistent-with-equal-counts": (_BAD, Said(_DIFFERS, n_counts_apart=1)),
    "values-differ": (_BAD, _GOOD),
    "outcome-contradicts-counts": (Said(OutcomeClass.VERIFIED, n_counts_apart=1), _GOOD),
    "outcome-contradicts-differences": (Said(OutcomeClass.VERIFIED, n_differences=1), _GOOD),
    "counters-differ": (Said(OutcomeClass.VERIFIED, n_counters=1), _GOOD),
    "named-on-one-side": (Said(OutcomeClass.VERIFIED, lacks_target=True), _GOOD),
    "outcome-missing": (Said(_NONE, has_result=False), Said(_NONE, has_result=False, has_unknown_word=True)),
    "unknown-word": (Said(_NONE, has_unknown_word=True), _GOOD),
    "cannot-compare": (Said(_NONE, is_uncomparable=True), _GOOD),
    "not-verified": (Said(_NONE, has_failed=True), _GOOD),
    "count-missing": (Said(OutcomeClass.VERIFIED, lacks_count=True), Said(_DIFFERS, lacks_count=True)),
    "rows-not-compared": (Said(OutcomeClass.VERIFIED, n_not_compared=1), _GOOD),
    "unfinished": (Said(OutcomeClass.VERIFIED, is_unfinished=True), _GOOD),
    "incomplete": (Said(OutcomeClass.VERIFIED, is_unfinished=True), _GOOD),
    "review": (Said(_REVIEW, is_open=True), _GOOD),
    "filtered": (Said(OutcomeClass.VERIFIED, is_filtered=True), _GOOD),
    "large-objects-partial": (Said(OutcomeClass.VERIFIED, is_lob_partial=True), _GOOD),
    "numbers-contradict": (Said(OutcomeClass.VERIFIED, n_overcounted=1), _GOOD),
    "says-less": (Said(OutcomeClass.VERIFIED, is_silent=True), Said(_DIFFERS, is_silent=True)),
    "": (Said(OutcomeClass.VERIFIED, n_not_understood=1), _GOOD),
    "differences-unlisted": (Said(_DIFFERS, n_unlisted=1), _BAD),
}
