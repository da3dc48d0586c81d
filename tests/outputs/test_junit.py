"""JUnit XML: counts that add up, nothing unverified passes, hostile names stay names."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from drs_report.language.translator import Words
from drs_report.records.document import Report
from drs_report.records.judgement import Decision, Level, OutcomeClass, Proof, Subject
from drs_report.records.observations import CoverageRow
from drs_report.renderers import junit
from drs_report.report import cases, material
from drs_report.report.caps import Caps
from tests.conftest import JAVA
from tests.records import answer
from tests.reports import CASES, inputs

HERE = Path(__file__).parent
SMALL = [case for case in CASES if case != "huge"]


def retold(report: Report, **changed: object) -> Report:
    """The report with other records, and the cases they make."""
    other = replace(report, **changed)
    m = material.gather(Words.of(other.lang), other.verdict, other.coverage, other.sources, Caps())
    told = cases.suites(m, other.sentence, ())
    return replace(other, cases=told)


def parsed(report: Report) -> ET.Element:
    artifact = junit.RENDERER.render(report)
    return ET.fromstring(artifact.content)


def validate(*files: Path) -> subprocess.CompletedProcess[str]:
    command = [*JAVA, str(HERE / "Validate.java"), str(HERE / "junit-10.xsd"), *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.java
def test_every_case_fits_the_published_schema(tmp_path: Path) -> None:
    """Servers ignore the sum of skipped cases at the root, which the schema does not know; all else is as it says."""
    written = []
    for case in SMALL:
        root = parsed(CASES[case])
        del root.attrib["skipped"]
        written.append(tmp_path / f"{case}.xml")
        written[-1].write_bytes(ET.tostring(root, encoding="utf-8"))
    found = validate(*written)
    assert found.returncode == 0, found.stderr[:2000]
    spoilt = tmp_path / "spoilt.xml"
    spoilt.write_bytes(written[0].read_bytes().replace(b"<testcase", b"<testcase colour='red'", 1))
    assert "colour" in validate(spoilt).stderr


def test_criteria_are_told_and_not_counted() -> None:
    root = parsed(CASES["findings"])
    verdict = root[0]
    assert (verdict.attrib["tests"], [child.tag for child in verdict]) == ("1", ["properties", "testcase"])
    told = [(p.attrib["name"], p.attrib["value"]) for p in verdict.iter("property")]
    assert len(told) == len(CASES["findings"].figures) + len(CASES["findings"].verdict.criteria)
    assert any(name.endswith("[rows-equal]") and value.startswith("Broken") for name, value in told)


def test_a_required_comparison_without_a_file_has_a_suite_and_an_error() -> None:
    root = parsed(CASES["inconclusive"])
    assert CASES["inconclusive"].coverage.compare_types == ("lines",)
    for slug in ("contents", "objects_comparison"):
        cases = [test for test in root.iter("testcase") if test.attrib["classname"] == f"drs-report.{slug}"]
        assert len(cases) == 7 + 1
        assert sorted(child.tag for test in cases for child in test) == ["error", *["skipped"] * 7]


@pytest.mark.parametrize("case", SMALL)
def test_the_counts_are_those_of_the_cases_and_names_are_unique(case: str) -> None:
    root = parsed(CASES[case])
    for suite in root:
        tests = suite.findall("testcase")
        found = Counter(child.tag for test in tests for child in test)
        assert (int(suite.attrib["tests"]), int(suite.attrib["failures"])) == (len(tests), found["failure"])
        assert (int(suite.attrib["errors"]), int(suite.attrib["skipped"])) == (found["error"], found["skipped"])
        names = [(test.attrib["classname"], test.attrib["name"]) for test in tests]
        assert len(set(names)) == len(names)
    for count in ("tests", "failures", "errors", "skipped"):
        assert int(root.attrib[count]) == sum(int(suite.attrib[count]) for suite in root)


@pytest.mark.parametrize("case", SMALL)
def test_without_failure_and_error_there_is_only_pass(case: str) -> None:
    report = CASES[case]
    root = parsed(report)
    failures, errors = int(root.attrib["failures"]), int(root.attrib["errors"])
    decision = report.verdict.decision
    assert (failures > 0) == (decision is Decision.FAIL)
    if decision is Decision.INCONCLUSIVE:
        assert errors > 0
    if decision is Decision.PASS:
        assert errors == 0


@pytest.mark.parametrize("case", SMALL)
def test_a_table_passes_only_where_its_comparison_verified_it(case: str) -> None:
    report = CASES[case]
    root = parsed(report)
    for slug in report.coverage.compare_types:
        found = [test for test in root.iter("testcase") if test.attrib["classname"] == f"drs-report.{slug}"]
        assert len(found) == len(report.coverage.rows)
        for test, row in zip(found, report.coverage.rows, strict=True):
            cell = row.cells.get(slug)
            if not {child.tag for child in test} & {"failure", "error", "skipped"}:
                assert cell is not None
                assert cell.outcome_class is OutcomeClass.VERIFIED
                assert row.in_scope
                assert test.findtext("system-out")


@pytest.mark.parametrize("outcome", list(OutcomeClass))
@pytest.mark.parametrize("slug", ["contents", "repair_data"])
def test_every_class_without_a_finding_is_still_told_apart(outcome: OutcomeClass, slug: str) -> None:
    """The cell alone decides where no finding does; a repaired table is skipped, never passed."""
    report = CASES["clean"]
    row = CoverageRow(Subject(Level.TABLE, "a", "", "b"), {slug: answer("", outcome, of=slug)}, Proof.NONE, outcome)
    coverage = replace(report.coverage, compare_types=(slug,), rows=(row,))
    root = parsed(retold(report, coverage=coverage, verdict=replace(report.verdict, findings=())))
    (test,) = [test for test in root.iter("testcase") if test.attrib["classname"] == f"drs-report.{slug}"]
    expected = {OutcomeClass.VERIFIED: "system-out", OutcomeClass.DIFFERS: "failure"}.get(outcome, "error")
    if slug == "repair_data" and outcome is OutcomeClass.VERIFIED:
        expected = "skipped"
    assert [child.tag for child in test] == [expected]


def test_what_is_accepted_is_skipped_with_its_reason() -> None:
    texts = [(s.attrib["message"], s.text or "") for s in parsed(CASES["waived"]).iter("skipped")]
    waiver = inputs("waived").verdict.waivers[0].waiver
    assert any(waiver.id in text and waiver.reason in text and waiver.approved_by in text for _, text in texts)


def test_a_waived_contradiction_does_not_pass() -> None:
    """A comparison that says equal, with a finding against it that was accepted, is skipped: it was not proven."""
    report = CASES["waived"]
    accepted = next(j for j in report.verdict.findings if j.waiver is not None and j.finding.compare_type)
    slug = accepted.finding.compare_type
    rows = tuple(
        replace(row, cells={**row.cells, slug: answer("consistent", OutcomeClass.VERIFIED, of=slug)})
        for row in report.coverage.rows
    )
    root = parsed(retold(report, coverage=replace(report.coverage, rows=rows)))
    name = accepted.finding.subject.name
    (test,) = [
        t for t in root.iter("testcase") if t.attrib["classname"] == f"drs-report.{slug}" and t.attrib["name"] == name
    ]
    assert [child.tag for child in test] == ["skipped"]


def test_tables_of_one_name_do_not_hide_each_other() -> None:
    """Two keys that are dotted alike stay two cases."""
    report = CASES["clean"]
    cell = {"contents": answer("consistent", OutcomeClass.VERIFIED)}
    bad = {"contents": answer("inconsistent", OutcomeClass.DIFFERS)}
    rows = (
        CoverageRow(Subject(Level.TABLE, "a", "b", "c"), bad, Proof.NONE, OutcomeClass.DIFFERS),
        CoverageRow(Subject(Level.TABLE, "a", "", "b.c"), cell, Proof.VALUES, OutcomeClass.VERIFIED),
    )
    root = parsed(retold(report, coverage=replace(report.coverage, compare_types=("contents",), rows=rows)))
    names = [t.attrib["name"] for t in root.iter("testcase") if t.attrib["classname"] == "drs-report.contents"]
    assert names == ["a.b.c", "a.b.c (2)"]


def test_hostile_texts_stay_texts() -> None:
    artifact = junit.RENDERER.render(CASES["hostile"])
    text = artifact.content.decode("utf-8")
    assert "<script" not in text
    root = ET.fromstring(artifact.content)
    names = " ".join(test.attrib["name"] for test in root.iter("testcase"))
    assert "<script>alert(1)</script>" in names
    assert "⟨U+202E⟩" in names
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", text)


def test_chinese_reports_have_chinese_suites() -> None:
    names = " ".join(suite.attrib["name"] for suite in parsed(CASES["chinese"]))
    assert re.search("[\u4e00-\u9fff]", names)


@pytest.mark.slow
def test_many_tables() -> None:
    report = CASES["large"]
    root = parsed(report)
    expected = len(report.coverage.rows) * len(report.coverage.compare_types)
    assert int(root.attrib["tests"]) > expected
