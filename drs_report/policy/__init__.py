"""What counts as proven, written down: the TOML policy, and the verdict it gives. No pandas, no clock."""

from drs_report.policy.judging import apply_scope, judge
from drs_report.policy.rules import (
    AcceptedProof,
    Policy,
    Scope,
    Tolerance,
    WaiverRule,
    load_policy,
    parse_policy,
)

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
