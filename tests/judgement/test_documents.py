"""docs/findings.md and docs/policy.md say what the code does, both ways; the worked examples are run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drs_report.findings.explaining import tables
from drs_report.findings.registry import CODES, CRITERIA
from drs_report.policy import AcceptedProof, Policy, Scope, Tolerance, WaiverRule, load_policy, parse_policy
from drs_report.records.judgement import Decision, Effect
from tests.judgement.evidence import TIMES, content, dataset, lines_file, objects_file, overview
from tests.judgement.test_verdict import verdict

ROOT = Path(__file__).resolve().parents[2]
FINDINGS = (ROOT / "docs" / "findings.md").read_text("utf-8")
POLICY = (ROOT / "docs" / "policy.md").read_text("utf-8")


def rows(text, n_columns):
    """The cells of every table row of the Markdown text that begins with a code span."""
    found = (re.split(r"(?<!\\) \| ", line.strip("| ")) for line in text.splitlines() if line.startswith("| `"))
    return [cells for cells in found if len(cells) == n_columns]


def test_the_tables_of_findings_are_written_from_the_rules():
    assert FINDINGS.endswith("\n" + tables()), "run python scripts/findings.py"
    assert len(rows(FINDINGS, 5)) == len(CODES)


def test_every_effect_is_explained():
    assert {cells[0].strip("`") for cells in rows(FINDINGS, 2)} == {effect.value for effect in Effect}


def test_every_key_of_the_policy_is_documented():
    keys = {name for name in Policy.model_fields if name not in ("scope", "tolerance", "accept_proof", "waiver")}
    nested = {"scope": Scope, "tolerance": Tolerance, "accept_proof": AcceptedProof, "waiver": WaiverRule}
    keys |= {f"{table}.{name}" for table, model in nested.items() for name in model.model_fields}
    section = POLICY.split("## Keys")[1].split("## What")[0]
    assert {cells[0].strip("`") for cells in rows(section, 4)} == keys


def test_every_criterion_is_documented():
    section = POLICY.split("## The verdict")[1].split("## Exit codes")[0]
    written = {cells[0].strip("`"): cells[1] for cells in rows(section, 3)}
    assert written == {kind.id: kind.asks.en for kind in CRITERIA}


def evidence():
    databases = [overview(2, outcome="inconsistent", n_inconsistent=1)]
    tables = [content("orders"), content("audit", 1000, "inconsistent", 3)]
    values = dataset("contents", meta=TIMES, databases=databases, tables=tables)
    return [objects_file(["orders", "audit"]), lines_file(["orders", "audit"], {"audit": 1000}), values]


EXAMPLES = re.findall(r"([^\n][^`]*?):\n\n```toml\n(.*?)```", POLICY.split("## Worked examples")[1], re.DOTALL)


@pytest.mark.parametrize(("said", "source"), EXAMPLES, ids=[said.strip().splitlines()[-1] for said, _ in EXAMPLES])
def test_the_worked_examples_do_what_they_say(said, source):
    promised = re.findall(r"\b(PASS|FAIL|INCONCLUSIVE)\b", said)[-1]
    assert verdict(evidence(), parse_policy(source)).decision is Decision(promised)


def test_there_are_worked_examples_for_every_rule():
    assert len(EXAMPLES) == POLICY.count("```toml") == 9
    together = "".join(source for _, source in EXAMPLES)
    for key in ("require", "not_before", "scope", "tolerance", "accept_proof", "waiver", "max_rows"):
        assert key in together


def test_the_sample_policy_is_valid():
    assert load_policy(ROOT / "sample_data" / "policy.toml").name == "retail and billing cutover"
