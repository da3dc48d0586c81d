"""Which tables are judged: the policy's scope, and what is said of patterns that fit nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from drs_report.findings.registry import make_finding
from drs_report.policy.patterns import Patterns
from drs_report.policy.rules import Policy
from drs_report.records.judgement import Finding, Level, Subject
from drs_report.records.observations import Coverage

_SAYS_NOTHING_ABOUT_TABLES = "\x00" * 256
"""A table name that no pattern spells out, so that only a pattern for the whole database matches it."""


def in_scope(policy: Policy) -> Callable[[Subject], bool]:
    """Return whether a subject is judged, as a question: what is no table, database or named object always is."""
    include, exclude = Patterns(policy.scope.include), Patterns(policy.scope.exclude)

    @cache
    def holds(subject: Subject) -> bool:
        database = subject.source_db or subject.target_db
        match subject.level:
            case Level.TABLE:  # one without a database may be of any
                return (include.fit if database else include.may_end)(subject.name) and not exclude.fit(subject.name)
            case Level.DATABASE:
                whole = f"{database}.{_SAYS_NOTHING_ABOUT_TABLES}"
                return include.may_hold(f"{database}.") and not exclude.fit(whole)
            case Level.OBJECT if subject.name:
                return (not database or include.fit(subject.name)) and not exclude.fit(subject.name)
            case _:
                return True

    return holds


def apply_scope(coverage: Coverage, policy: Policy) -> Coverage:
    """Return the matrix with `in_scope` as the policy says; rows out of scope stay listed."""
    if policy.scope.include == ("*",) and not policy.scope.exclude:
        return coverage
    is_held = in_scope(policy)
    return replace(coverage, rows=tuple(replace(row, in_scope=is_held(row.subject)) for row in coverage.rows))


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
