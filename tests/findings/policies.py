"""Policies, right and wrong, each by its text: what is read of them is held whole in a golden file."""

from __future__ import annotations

from collections.abc import Iterator

from drs_report.errors import PolicyError
from drs_report.policy import Policy, parse_policy
from drs_report.policy.patterns import FILES, NAMES, Patterns, is_everything, is_vague
from tests.findings.situations import POLICY
from tests.findings.story import told

WAIVER = '[[waiver]]\nid = "w"\ncode = "lines.review"\nreason = "r"\napproved_by = "a"\nexpires = 2027-01-01\n'
TOLERANCE = '[[tolerance]]\npattern = "a"\ncompare_type = "lines"\n'
PROOF = '[[accept_proof]]\npattern = "a"\nproof = "counts"\nreason = "r"\n'
UNREAD = WAIVER.replace("lines.review", "evidence.not-understood")


def _with(text: str, **values: str) -> str:
    """The text with other values of these keys."""
    lines = [f"{line.split(' = ')[0]} = {values.get(line.split(' = ')[0], line.partition(' = ')[2])}" if " = " in line else line
             for line in text.splitlines()]  # fmt: skip
    return "\n".join(lines) + "\n"


TEXTS = (
    "",
    POLICY,
    'name = "n"',
    'name = "夜"',
    'name = "strict default"',
    'name = "strict default"\nmax_spread_hours = 24',
    'name = "strict default"\nmax_spread_hours = 25',
    *(f"{key} = {value}" for key in ("max_age_hours", "max_spread_hours")
      for value in ("0", "0.5", "1000000", "1000000.5", '"1"', "true", "nan", "inf", "[]")),
    *(f"not_before = {value}" for value in (
        "2026-11-14T22:00:00+08:00", "2026-11-14T22:00:00", "2026-11-14", "22:00:00", '"2026-11-14T22:00:00Z"', '"noon"', "1",
        "0001-01-01T00:00:00+14:00")),
    *(f"trust_fetch_time = {value}" for value in ("true", "false", '"true"', "1")),
    *(f"fold_case = {value}" for value in ("true", "{}")),
    *(f"require = {value}" for value in ('["lines"]', '["lines", "lines"]', "[]", '"lines"', '["random"]', '["lines", "line", 3]')),
    *(f'name = "{value}"' for value in ("", " ", "\\u200b", "\\u3000a", "n\\n")),
    "freshness = 1",
    "[freshness.contents]\nmax_age_hours = 6\n[freshness.lines]\nnot_before = 2026-11-14T22:00:00Z",
    "max_age_hours = 3\nnot_before = 2026-11-14T22:00:00Z\n[freshness.contents]\nmax_age_hours = 6",
    "[freshness.content]\nmax_age_hours = 6",
    "[freshness.contents]\nmax_age_hour = 6\nmin = 0",
    '[alias]\n"Shop" = "shop"\nb = " "\n" " = "c"',
    "[alias]\na = 1",
    '[scope]\ninclude = []\nexclude = [""]\nexcept = 1',
    '[scope]\ninclude = ["a", " "]',
    *(f'[scope]\ninclude = ["{"x" * n}"]' for n in (4096, 4097)),
    *(f'[alias]\na = "b"\nb = "{name}"' for name in "bc"),
    "scope = []",
    TOLERANCE,
    *(TOLERANCE + more for more in ("rows = 0", "rows = -1", "rows = 1.5", f"rows = {2**63 - 1}", f"rows = {2**63}", "share = 0", "share = 1",
                                    "share = 1.01", "share = -0.1", "rows = 2\nshare = 0.5", 'share = "1"', "limit = 3")),
    _with(TOLERANCE, compare_type='"random"') + "rows = 1",
    _with(TOLERANCE, compare_type='"objects_comparison"') + "rows = 1",
    "tolerance = 1",
    "[tolerance]\nrows = 1",
    PROOF,
    *(_with(PROOF, proof=value) for value in ('"sample"', '"objects"', '"values"', '"count"', "1")),
    *(_with(PROOF, reason=value) for value in ('"-"', '"N/A"', '"无"', '"TBD"', '"tbd."', '"..."', '"to be done"', '"x"', '"待定"', "3")),
    WAIVER,
    WAIVER + WAIVER,
    WAIVER + _with(WAIVER, id='"v"') + WAIVER + _with(WAIVER, id='"v"'),
    *(_with(WAIVER, expires=value) for value in ('"2027-01-01"', '"soon"', "2027-01-01T00:00:00Z", "1")),
    *(_with(WAIVER, code=value) for value in ('"*"', '"*.*"', '"lines.*"', '"no.such"', '""', '"coverage.*"', '"integrity.*"', '"evidence.*"',
                                              '"[a-z]*"', '"*-*"', '"*.r*"')),
    *(WAIVER + more for more in ("max_rows = 0", "max_rows = -1", "max_findings = 0", "max_findings = 2", 'pattern = "*"', 'pattern = "a.*"',
                                 'compare_type = "*"', 'compare_type = "lines"', 'compare_type = "all"', 'compare_type = "repair_data"',
                                 'file = "*"', 'file = "*.xlsx"', 'file = "a*.xlsx"', 'sheet = "?*"', 'sheet = "S*"', 'text = "*"',
                                 'text = "*ab*"', 'text = "*abc*"', 'text = "*注意*"', 'text = "*注*"', 'text = "ab"', 'text = "a b c"')),
    _with(WAIVER, code='"*"') + 'pattern = "shop.*"',
    _with(WAIVER, code='"*"') + 'pattern = "*.?*"',
    UNREAD,
    UNREAD + 'file = "a.xlsx"',
    UNREAD + 'file = "a.xlsx"\nsheet = "S"',
    UNREAD + 'file = "a.xlsx"\nsheet = "S"\ntext = "abc"',
    _with(UNREAD, code='"integrity.unrecognised-rows"') + 'file = "a.xlsx"\nsheet = "S"',
    _with(UNREAD, code='"integrity.unrecognised-rows"') + 'file = "a.xlsx"',
    _with(WAIVER, reason='"-"', approved_by='"tbd"', id='" "'),
    "[[waiver]]\n[[tolerance]]\n[[waiver]]\nid = 1\n\n [[ accept_proof ]]\nproof = 1\n",
    'scope.include = []\n"waiver" = 3\n  tolerances = []\nzzz = 1',
    "max_age_hours = 1_000_000_0\nrequire = [\n'lines',\n'x',\n]",
    "a.b.c = 1\n[scope.d]\ne = 1",
    "x = " + "9" * 30,
    'name = "' + "long " * 30 + '"\nnam = "' + "long " * 30 + '"',
    'name = ["' + "x" * 74 + '"]',
    'name = ["' + "x" * 77 + '"]',
    "\n".join(f"k{n} = 1" for n in range(22)),
)  # fmt: skip
USUAL = Policy().model_dump()
PATTERNS = ("", "a", "*", "?", "**", "a*", "*a", "a*b", "a*b*c", "*a*", "?a", "a?*c", "*.b", "a.*", "?*", "ab*ba", "*a?c", "注*", "*ab*",
            "*a b*", "*.*a", "a?", "*a?*b", "*?b*", "a*?*?b", "*b?a*", "??", "?*?*?", "a.?*", "?.*b", "????*.*",
            "*.????????*", "???.*", "*.?*", "*/????????*.xlsx", "ab?ab")  # fmt: skip
TEXTS_OF_NAMES = (
    "zab",
    "zaab",
    "abab",
    "aab",
    "bca",
    "a.ab",
    "",
    "a",
    "b",
    "ab",
    "abc",
    "aba",
    "abba",
    "a.b",
    "a.",
    "注意",
    "a b",
    "ac",
    "a.ca",
    "cab",
)


def lines() -> Iterator[str]:
    """Yield each policy with what is read of it or said against it."""
    for text in TEXTS:
        yield f"== {text if len(text) < 1000 else text[:40] + '...'!r}"
        try:
            policy = parse_policy(text, name="p.toml")
        except PolicyError as error:
            yield str(error.message)
            yield from map(str, error.problems)
            continue
        yield told({key: value for key, value in policy.model_dump().items() if value != USUAL[key]})
        limits = [told(policy.limits(name)) for name in ("lines", "contents")]
        yield f"called {policy.title}, limits {', '.join(limits)}, is age limited: {policy.is_age_limited}"
        if policy.not_before is None and not policy.waiver:  # libraries may write a time in several ways
            yield f"fingerprint {policy.sha256[:12]}"
        yield from (rule.spelled() for rule in policy.tolerance)
        yield from (told(rule.waiver()) for rule in policy.waiver)


def fitting() -> Iterator[str]:
    """Yield what each pattern fits, by itself and among the others."""
    found = [Patterns([pattern]) for pattern in PATTERNS]
    for pattern, one in zip(PATTERNS, found, strict=True):
        fits = [name for name in TEXTS_OF_NAMES if one.fit(name)]
        begins = [name for name in TEXTS_OF_NAMES if one.may_hold(name)]
        ends = [name for name in TEXTS_OF_NAMES if one.may_end(name)]
        everything = is_everything(pattern, NAMES), is_everything(pattern, FILES), is_vague(pattern)
        yield f"{pattern!r}: fits {fits}, may hold {begins}, may end {ends}, names nothing {everything}"
    for name in TEXTS_OF_NAMES:
        yield f"{name!r} fits {Patterns(PATTERNS).which(name)}"
