"""The policy file is read strictly: every mistake at once, with its line and what is allowed."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, date, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drs_report.errors import PolicyError
from drs_report.policy import Policy, load_policy, parse_policy
from drs_report.policy.patterns import Patterns, matches

FULL = """
name = "cutover night"
require = ["objects_comparison", "lines", "contents"]
max_age_hours = 24
not_before = 2026-11-14T22:00:00+08:00

[scope]
include = ["shop.*"]
exclude = ["shop.tmp_*"]

[[tolerance]]
pattern = "shop.log_*"
compare_type = "lines"
rows = 5
share = 0.001

[[accept_proof]]
pattern = "shop.archive_*"
proof = "counts"
reason = "no primary key"

[[waiver]]
id = "CHG-1"
pattern = "shop.audit"
code = "contents.values-differ"
reason = "known clock drift"
approved_by = "A. Baker"
expires = 2026-12-31
max_rows = 40
"""


def test_a_whole_policy():
    policy = parse_policy(FULL)
    assert policy.name == "cutover night"
    assert policy.not_before == datetime(2026, 11, 14, 14, tzinfo=UTC)
    assert policy.scope.exclude == ("shop.tmp_*",)
    assert policy.tolerance[0].spelled() == "lines shop.log_*: rows <= 5 and share <= 0.001"
    assert policy.waiver[0].expires == date(2026, 12, 31)
    assert policy.waiver[0].waiver().max_n == 40


def test_an_empty_policy_is_the_strict_default():
    assert parse_policy("") == Policy()
    assert Policy().require == ("objects_comparison", "lines", "contents")


def test_the_fingerprint_is_of_what_the_policy_says():
    commented = FULL.replace("[scope]", "# which tables\n[scope]").replace("max_age_hours = 24", "max_age_hours = 24.0")
    assert parse_policy(commented).sha256 == parse_policy(FULL).sha256
    assert parse_policy(FULL.replace("max_rows = 40", "max_rows = 41")).sha256 != parse_policy(FULL).sha256
    assert len(Policy().sha256) == 64


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("\nmax_age_hour = 3", "line 2: unknown key 'max_age_hour'; did you mean 'max_age_hours'?"),
        ('[scope]\nincludes = ["a"]', "line 2: unknown key 'scope.includes'; did you mean 'include'?"),
        ("zzz = 1", "line 1: unknown key 'zzz'; allowed are name, require,"),
        ('require = ["line"]', "line 1: 'require[1]' is 'line', but must be one of 'objects_comparison', 'lines',"),
        ('require = ["line"]', "did you mean 'lines'?"),
        ('require = ["lines", "lines"]', "'require' names a comparison twice"),
        ("require = []", "'require'"),
        ('require = ["repair_data"]', "'require[1]' is 'repair_data'"),
        ('max_age_hours = "24"', "line 1: 'max_age_hours'"),
        ("max_age_hours = true", "'max_age_hours'"),
        ("max_age_hours = 0", "'max_age_hours'"),
        ("max_age_hours = nan", "'max_age_hours'"),
        ("not_before = 2026-11-14T22:00:00", "'not_before' needs a zone"),
        ('name = " "', "'name' must not be blank"),
        ("[scope]\ninclude = []", "line 2: 'scope.include'"),
        ('[scope]\ninclude = [""]', "must not be blank"),
        ('[[tolerance]]\npattern = "a"\ncompare_type = "lines"', "line 1: 'tolerance[1]' needs rows, share or both"),
        ('[[tolerance]]\npattern = "a"\ncompare_type = "random"\nrows = 1', "line 3: 'tolerance[1].compare_type' is 'random'"),
        ('[[tolerance]]\npattern = "a"\ncompare_type = "lines"\nrows = -1', "line 4: 'tolerance[1].rows'"),
        ('[[tolerance]]\npattern = "a"\ncompare_type = "lines"\nrows = 1.5', "line 4: 'tolerance[1].rows'"),
        ('[[tolerance]]\npattern = "a"\ncompare_type = "lines"\nshare = 1.5', "line 4: 'tolerance[1].share'"),
        ('[[accept_proof]]\npattern = "a"\nproof = "counts"', "line 1: 'accept_proof[1].reason' is missing"),
        ('[[accept_proof]]\npattern = "a"\nproof = "none"\nreason = "x"', "line 3: 'accept_proof[1].proof' is 'none'"),
        ('[[waiver]]\nid = "1"', "line 1: 'waiver[1].code' is missing"),
        ('[[waiver]]\nid = "1"\ncode = "*"\nreason = "r"\napproved_by = "me"\nexpires = 2026-12-31', "waives everything"),
        ('[[waiver]]\nid = "1"\ncode = "lines.*"\nreason = "r"\napproved_by = "me"\nexpires = "soon"', "line 6: 'waiver[1].expires'"),
        ('not_before = "2026-11-14T22:00:00Z"', "line 1: 'not_before' is '2026-11-14T22:00:00Z': it must be a time with its zone and"),
        ('not_before = "1794693600"', "line 1: 'not_before'"),
        ('[freshness.lines]\nnot_before = "1794693600.5"', "line 2: 'freshness.lines.not_before'"),
        ('[[waivers]]\nid = "1"', "unknown key 'waivers'; did you mean 'waiver'?"),
    ],
)  # fmt: skip
def test_mistakes_are_named_with_their_line_and_what_is_allowed(source, problem):
    with pytest.raises(PolicyError) as caught:
        parse_policy(source, name="p.toml")
    assert any(problem in found for found in caught.value.problems), caught.value.problems
    assert "p.toml" in str(caught.value)
    assert caught.value.remedy


TOLERATED = '[[tolerance]]\npattern = "a"\ncompare_type = "lines"\n'


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("name = 1", "line 1: 'name' is 1: it must be a text"),
        ('require = "lines"', "line 1: 'require' is 'lines': it must be a list"),
        ("require = []", "line 1: 'require' is []: it must not be empty"),
        ("scope = 1", "line 1: 'scope' is 1: it must be a table"),
        ("alias = 1", "line 1: 'alias' is 1: it must be a table"),
        ("fold_case = 3", "line 1: 'fold_case' is 3: it must be true or false"),
        ("max_spread_hours = inf", "line 1: 'max_spread_hours' is inf: it must be a number"),
        ('max_spread_hours = "x"', "line 1: 'max_spread_hours' is 'x': it must be a number"),
        ("max_spread_hours = 0", "line 1: 'max_spread_hours' is 0: it must be more than 0.0"),
        ("max_spread_hours = 1000001", "line 1: 'max_spread_hours' is 1000001: it must be 1000000.0 or less"),
        (f"{TOLERATED}rows = 1.5", "line 4: 'tolerance[1].rows' is 1.5: it must be a whole number"),
        (f"{TOLERATED}rows = -1", "line 4: 'tolerance[1].rows' is -1: it must be 0 or more"),
        (f"{TOLERATED}share = 2.0", "line 4: 'tolerance[1].share' is 2.0: it must be 1.0 or less"),
        (f'[scope]\ninclude = ["{"x" * 4097}"]', None),
        (f"name = ['{'x' * 73}']", f"line 1: 'name' is ['{'x' * 73}']: it must be a text"),
        (f"name = ['{'x' * 76}']", f"line 1: 'name' is ['{'x' * 76}']: it must be a text"),
        (f"name = ['{'x' * 77}']", f"line 1: 'name' is ['{'x' * 75}...: it must be a text"),
        ("max_spread_hours = 1000000", ""),
        (f"{TOLERATED}rows = 0", ""),
        (f"{TOLERATED}share = 1", ""),
        (f'[scope]\ninclude = ["{"x" * 4096}"]', ""),
    ],
)
def test_a_value_of_the_wrong_kind_or_size_is_told_what_it_must_be(source, problem):
    if problem == "":
        parse_policy(source)
        return
    with pytest.raises(PolicyError) as caught:
        parse_policy(source)
    (told,) = caught.value.problems
    assert str(told) == problem if problem else str(told).endswith("...: it must have at most 4,096 characters")


def test_every_mistake_is_reported_at_once():
    source = (
        'requires = ["lines"]\nmax_age_hours = -1\n[scope]\nexclud = []\n[[waiver]]\nid = "x"\n[[waiver]]\ncode = "*"'
    )
    with pytest.raises(PolicyError) as caught:
        parse_policy(source)
    assert len(caught.value.problems) == 11
    assert "11 mistakes" in caught.value.message
    lines = [p.split(":")[0] for p in caught.value.problems if "waiver[2]" in p]
    assert set(lines) == {"line 7"}


def test_the_same_waiver_id_twice_is_a_mistake():
    one = '[[waiver]]\nid = "A"\ncode = "lines.*"\nreason = "r"\napproved_by = "me"\nexpires = 2026-12-31\n'
    with pytest.raises(PolicyError) as caught:
        parse_policy(one + one)
    assert "'A' is used twice" in caught.value.problems[0]


def test_broken_toml_names_its_line(tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text("name = \n", encoding="utf-8")
    with pytest.raises(PolicyError, match=r"broken\.toml: not valid TOML: .*line 1"):
        load_policy(path)
    path.write_bytes(b"name = '\xff'")
    with pytest.raises(PolicyError, match="not UTF-8"):
        load_policy(path)
    with pytest.raises(PolicyError, match="cannot be read"):
        load_policy(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("shop.*", "shop.orders", True),
        ("shop.*", "shop", False),
        ("*", "anything.at\nall", True),
        ("*.orders", "shop.orders", True),
        ("shop.order?", "shop.orders", True),
        ("shop.order?", "shop.order", False),
        ("shop.[abc]", "shop.a", False),
        ("shop.[abc]", "shop.[abc]", True),
        ("Shop.*", "shop.orders", False),
        ("shop.a", "shopxa", False),
    ],
)
def test_patterns(pattern, name, expected):
    assert matches(pattern, name) is expected


def test_the_policy_is_read_and_judged_without_pandas():
    script = "import sys, drs_report.policy; print(sorted({'pandas','numpy','openpyxl','requests'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "source",
    [
        "max_age_hours = 1e308",
        "max_age_hours = inf",
        "max_age_hours = -1",
        "max_age_hours = " + "9" * 5000,
        "max_age_hours = 0x" + "f" * 5000,
        "max_spread_hours = 0",
        '[[tolerance]]\npattern = "a"\ncompare_type = "lines"\nrows = ' + "9" * 4000,
        "not_before = 0001-01-01T00:00:00+14:00",
        "not_before = 9999-12-31T23:59:59-14:00",
        "[freshness.contents]\nnot_before = 0001-01-01T00:00:00+14:00",
        "[freshness.line]\nmax_age_hours = 1",
        "require = " + "[" * 100_000,
        "require = " + "[" * 500 + "]" * 500,
        "name = '" + "x" * 5_000_000 + "'",
        "\n".join(f"key_{n} = 1" for n in range(3000)),
    ],
)
def test_no_text_of_a_policy_gives_a_traceback(source):
    with pytest.raises(PolicyError) as caught:
        parse_policy(source, name="p.toml")
    assert len(str(caught.value)) < 10_000


def test_a_policy_without_a_name_is_called_by_its_file_and_never_the_strict_default(tmp_path):
    path = tmp_path / "night.toml"
    path.write_text('require = ["lines"]', encoding="utf-8")
    assert load_policy(path).title == "night.toml"
    assert parse_policy('require = ["lines"]').title == "unnamed policy"
    assert parse_policy('name = "strict default"\nrequire = ["lines"]').title == "unnamed policy"
    assert Policy(require=("lines",)).title == "unnamed policy"
    assert Policy().title == parse_policy("").title == "strict default"


def test_the_limits_of_one_comparison_replace_those_of_all():
    policy = parse_policy("max_age_hours = 24\n[freshness.lines]\nmax_age_hours = 2\n")
    assert policy.limits("lines") == (2, None)
    assert policy.limits("contents") == (24, None)


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("contents.values-difer", "did you mean 'contents.values-differ'?"),
        ("content.*", "did you mean 'contents.*'?"),
        ("nothing like it", "`drs-report explain` lists all of them"),
        ("Lines.count-differs", "did you mean 'lines.count-differs'?"),
    ],
)
def test_a_waiver_of_a_code_that_does_not_exist_is_a_mistake(code, meant):
    source = f'[[waiver]]\nid="1"\ncode="{code}"\nreason="r"\napproved_by="a"\nexpires=2027-01-01'
    with pytest.raises(PolicyError) as caught:
        parse_policy(source)
    assert caught.value.problems == (f"line 3: 'waiver[1].code' is {code!r}, which fits no code of a finding; {meant}",)


@pytest.mark.parametrize("pattern", ["*", "*.*", "?*", "??*", "*?.*", "*?*?*"])
@pytest.mark.parametrize("code", ["*", "*.*", "?*", "*-*"])
def test_a_waiver_of_everything_is_refused_however_it_is_spelled(pattern, code):
    source = f'[[waiver]]\nid="1"\ncode="{code}"\npattern="{pattern}"\nreason="r"\napproved_by="a"\nexpires=2027-01-01'
    with pytest.raises(PolicyError, match="1 mistake"):
        parse_policy(source)


@pytest.mark.parametrize("place", ["", 'file="a.xlsx"', 'file="*.xlsx"\nsheet="Task"', 'file="a.xlsx"\nsheet="*"'])
def test_what_was_not_understood_is_waived_by_file_and_sheet(place):
    source = f'[[waiver]]\nid="1"\ncode="integrity.unrecognised-rows"\n{place}\nreason="r"\napproved_by="a"\nexpires=2027-01-01'
    with pytest.raises(PolicyError):
        parse_policy(source)
    parse_policy(source.replace(place, "", 1) + '\nfile="a.xlsx"\nsheet="Task"')


def _by_regex(pattern, name):
    return (
        re.fullmatch("".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern), name, re.DOTALL) is not None
    )


@given(st.lists(st.text("ab.*?", max_size=7), max_size=6), st.text("ab.", max_size=9))
def test_patterns_fit_what_a_regular_expression_would(patterns, name):
    fit = Patterns(patterns)
    assert fit.which(name) == [n for n, pattern in enumerate(patterns) if _by_regex(pattern, name)]
    begun = any(_by_regex(p[:end], f"{name}.") for p in patterns for end in range(1, len(p) + 1))
    assert fit.may_hold(f"{name}.") is begun


@pytest.mark.parametrize(
    "spelling", ["db.t_{n:05}", "db.t_{n:05}*", "*.t_{n:05}", "*t_{n:05}*", "db*{n:05}*a*a*a*b", "db.t_*{n:05}"]
)
def test_thousands_of_patterns_are_looked_up_in_no_time(spelling):
    fit = Patterns([spelling.format(n=n) for n in range(3000)])
    began = process_time()
    for n in range(3000):
        fit.which(f"db.t_{n:05}")
    assert process_time() - began < 2


@pytest.mark.parametrize(
    "day", ["2099-12-31", "2001-01-01", "4085856000", "20991231", "2099-12-31T00:00:00Z", "永久", "31.12.2099"]
)
def test_a_waiver_expires_on_a_day_and_on_no_text(day: str) -> None:
    waiver = f'[[waiver]]\nid = "1"\ncode = "lines.review"\nreason = "known"\napproved_by = "DBA"\nexpires = "{day}"'
    with pytest.raises(PolicyError) as raised:
        parse_policy(waiver)
    assert str(raised.value.problems[0]).startswith(
        f"line 6: 'waiver[1].expires' is '{day}': it must be a date without quotes"
    )
