"""The questions of a policy, each with its numbers and its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from drs_report.comparisons import ALL
from drs_report.comparisons.base import Comparison
from drs_report.findings.facts import FACTS
from drs_report.language import formatting
from drs_report.language.translator import Words
from drs_report.records.texts import Text

BY_COMPARISON: Final = "by-comparison"
"""The criterion of the comparison that a finding speaks of."""


@dataclass(frozen=True, slots=True)
class CriterionKind:
    """One question of a policy."""

    id: str
    compare_type: str
    """The comparison whose findings it counts; "" for none or all."""
    facts: tuple[str, ...]
    """The names of its numbers in their order; every criterion of this id carries exactly these."""
    asks: Text
    claims: Text
    """What is claimed where the answer is yes, in two or three words."""

    def __post_init__(self) -> None:
        """Refuse a number that no fact explains."""
        for name in self.facts:
            FACTS[name]


_OPEN = ("n_differs", "n_open", "n_tolerated", "n_waived", "n_accepted")
_TABLES = ("n_tables", "n_verified", "n_absent", *_OPEN)


def _numbers(comparison: Comparison) -> tuple[str, ...]:
    numbers = _OPEN if comparison.names is None else _TABLES
    return (*numbers, "n_things") if comparison.lists_things else numbers


CRITERIA: Final[tuple[CriterionKind, ...]] = (
    CriterionKind(
        "evidence-complete",
        "",
        ("n_files", "n_tables", "n_required", "n_missing", *_OPEN),
        Text(
            "Is there a whole file for every required comparison, and a table in scope?",
            "每种必需的对比是否都有完整的文件，且范围内有表？",
        ),
        Text("Evidence complete", "证据完整"),
    ),
    CriterionKind(
        "evidence-consistent",
        "",
        _OPEN,
        Text("Is the evidence free of contradictions?", "各份结果之间是否一致？"),
        Text("Evidence consistent", "各份结果一致"),
    ),
    CriterionKind(
        "evidence-fresh",
        "",
        ("n_files", "max_age_hours", "not_before", *_OPEN),
        Text("Was every comparison made in the time that the policy allows?", "各次对比是否都在策略允许的时间内完成？"),
        Text("Evidence recent", "证据未过期"),
    ),
    *(CriterionKind(one.criterion, one.slug, _numbers(one), one.asks, one.claims) for one in ALL),
    CriterionKind(
        "every-table-covered",
        "",
        ("n_tables", "n_covered", "n_absent", "n_accepted"),
        Text("Does every table appear in every required comparison?", "每张表是否都出现在每种必需的对比中？"),
        Text("Every table covered", "覆盖每张表"),
    ),
    CriterionKind(
        "waivers-valid",
        "",
        ("n_waivers", "n_used", "n_unmatched", "n_expired", "n_over_budget", "n_waived", "n_accepted"),
        Text("Do the waivers hold: in time, within budget?", "豁免是否有效：未过期、未超限额？"),
        Text("Waivers valid", "豁免有效"),
    ),
)
"""In the order of the report. ``n_differs`` and ``n_open`` count what stands: differences, and what is not proven
or to be reviewed. ``n_tolerated``, ``n_waived`` and ``n_accepted`` count those that were set aside by a tolerance, by a
waiver of a difference, and by accepting something unproven. ``n_things``: tables and objects found equal, or types."""

_BY_ID = {kind.id: kind for kind in CRITERIA}


def question(w: Words, criterion: str) -> str:
    """Return what the criterion of this id asks; the id itself for one of another version."""
    return w.say(_BY_ID[criterion].asks) if criterion in _BY_ID else formatting.visible(criterion)


def claim(w: Words, criterion: str) -> str:
    """Return what the criterion of this id claims, in two or three words; the id itself for one of another version."""
    return w.say(_BY_ID[criterion].claims) if criterion in _BY_ID else formatting.visible(criterion)
