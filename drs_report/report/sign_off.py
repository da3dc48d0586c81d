"""Who prepared, reviewed and approved, and what a signature under this report means."""

from __future__ import annotations

from drs_report.language import formatting, labels
from drs_report.records.document import Block, Pair, Section
from drs_report.records.judgement import Decision
from drs_report.report.material import Material


def section(m: Material) -> Section:
    """Return the sign-off block."""
    w, verdict = m.words, m.verdict
    meaning = {
        Decision.PASS: w.t(
            "A signature confirms that the evidence named above meets the policy named above. It says nothing about "
            "what the comparisons did not look at."
        ),
        Decision.FAIL: w.t(
            "A signature confirms that this report was read. It does not make the differences acceptable: that takes "
            "a waiver in the policy and a new report."
        ),
        Decision.INCONCLUSIVE: w.t(
            "A signature confirms that this report was read. It does not stand for the proof that is missing."
        ),
    }[verdict.decision]
    pairs = (
        Pair(w.t("Verdict"), labels.answer(w, verdict.decision), state=labels.answer_state(verdict.decision)),
        *policy_pairs(m),
        Pair(w.t("Result files"), formatting.number(len(m.sources))),
    )
    roles = (w.t("Prepared by"), w.t("Reviewed by"), w.t("Approved by"))
    return Section("sign-off", w.t("Sign-off"), (Block(paragraph=meaning), Block(pairs=pairs), Block(sign_off=roles)))


def policy_pairs(m: Material) -> tuple[Pair, ...]:
    """Return by which policy it was judged, and when."""
    w, verdict = m.words, m.verdict
    return (
        Pair(w.t("Policy"), formatting.name(verdict.policy_name) or formatting.DASH, is_code=True),
        Pair(w.t("Policy fingerprint (SHA-256)"), verdict.policy_sha256 or formatting.DASH, is_code=True),
        Pair(w.t("Judged at"), formatting.time(verdict.judged_at)),
    )
