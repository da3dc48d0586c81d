"""What counts as proven, written down: the TOML policy, and the verdict it gives. No pandas, no clock."""

from drs_report.policy.judging import judge
from drs_report.policy.rules import AcceptedProof, Policy, Scope, Tolerance, WaiverRule, load_policy, parse_policy
from drs_report.policy.scope import apply_scope

__all__ = [
    "AcceptedProof",
    "Policy",
    "Scope",
    "Tolerance",
    "WaiverRule",
    "apply_scope",
    "judge",
    "load_policy",
    "parse_policy",
]
