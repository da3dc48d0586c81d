"""Which tables are judged: the policy's scope, and what is said of patterns that fit nothing."""

from __future__ import annotations

from dataclasses import replace

from drs_report.findings.registry import make_finding
from drs_report.policy.patterns import Patterns
from drs_report.policy.rules import Policy
from drs_report.records.judgement import Coverage, Finding, Level, Subject

_SAYS_NOTHING_ABOUT_TABLES = "\x00" * 256
"""A table name that no pattern spells out, so that only a pattern for the whole database matches it."""


class InScope:
    """The policy's scope, its patterns made ready once; each name is looked up once."""

    def __init__(self, policy: Policy) -> None:
        self.include, self.exclude = Patterns(policy.scope.include), Patterns(policy.scope.exclude)
        self._known: dict[Subject, bool] = {}

    def holds(self, subject: Subject) -> bool:
        """Whether the subject is judged; what is no table, database or named object always is."""
        if subject not in self._known:
            self._known[subject] = self._holds(subject)
        return self._known[subject]

    def _holds(self, subject: Subject) -> bool:
        match subject.level:
            case Level.TABLE:
                has_database = subject.source_db or subject.target_db  # else it may be of any
                is_held = self.include.fit if has_database else self.include.may_end
                return is_held(subject.name) and not self.exclude.fit(subject.name)
            case Level.DATABASE:
                database = subject.source_db or subject.target_db
                whole = f"{database}.{_SAYS_NOTHING_ABOUT_TABLES}"
                return self.include.may_hold(f"{database}.") and not self.exclude.fit(whole)
            case Level.OBJECT if subject.name:
                belongs = bool(subject.source_db or subject.target_db)
                included = not belongs or self.include.fit(subject.name)
                return included and not self.exclude.fit(subject.name)
            case _:
                return True


def apply_scope(coverage: Coverage, policy: Policy) -> Coverage:
    """Return the matrix with `in_scope` as the policy says; rows out of scope stay listed."""
    if policy.scope.include == ("*",) and not policy.scope.exclude:
        return coverage
    scope = InScope(policy)
    rows = tuple(replace(row, in_scope=scope.holds(row.subject)) for row in coverage.rows)
    return replace(coverage, rows=rows)


def scope_findings(policy: Policy, coverage: Coverage) -> list[Finding]:
    """Return the patterns of the scope that fit no table."""
    given = [("policy.include-unmatched", p) for p in policy.scope.include if p != "*"]
    given += [("policy.exclude-unmatched", p) for p in policy.scope.exclude]
    if not given:
        return []
    names = [row.subject.name for row in coverage.rows if row.subject.level is Level.TABLE]
    patterns = Patterns([pattern for _, pattern in given])
    hit = {number for name in names for number in patterns.which(name)}
    return [
        make_finding(code, "", {"pattern": pattern})
        for number, (code, pattern) in enumerate(given)
        if number not in hit
    ]
