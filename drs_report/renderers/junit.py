"""The report's test cases as JUnit XML, for CI servers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from xml.etree import ElementTree as ET

from drs_report.records.document import Case, Report, Suite
from drs_report.renderers.base import Renderer
from drs_report.renderers.text import inert, one_line


def _make(report: Report, max_bytes: int | None) -> bytes:  # noqa: ARG001 - no case may be shed
    root = ET.Element("testsuites", {"name": one_line(report.title)})
    for suite in report.cases:
        root.append(_suite_element(suite, report))
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(element.get(count, "0")) for element in root)))
    ET.indent(root, " ")
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _suite_element(suite: Suite, report: Report) -> ET.Element:
    results = Counter(case.result for case in suite.cases)
    element = ET.Element(
        "testsuite",
        {
            "name": one_line(suite.name),
            "tests": str(len(suite.cases)),
            "failures": str(results["failure"]),
            "errors": str(results["error"]),
            "skipped": str(results["skipped"]),
            "time": "0",
            "timestamp": report.generated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
        },
    )
    if suite.facts:
        properties = ET.SubElement(element, "properties")
        for fact in suite.facts:
            ET.SubElement(properties, "property", {"name": one_line(fact.label), "value": one_line(fact.text)})
    for case in _apart(suite.cases):
        node = ET.SubElement(
            element,
            "testcase",
            {"classname": f"drs-report.{suite.slug}", "name": case.name, "time": "0"},
        )
        if case.result != "passed":
            told = {"message": one_line(case.message)}
            if case.result != "skipped":
                told["type"] = one_line(case.kind)
            ET.SubElement(node, case.result, told).text = _lines(case.text or case.message)
        elif case.text:
            ET.SubElement(node, "system-out").text = _lines(case.text)
    return element


def _apart(cases: tuple[Case, ...]) -> Iterator[Case]:
    """Number cases of the same name: a CI server may keep only the last of them, and that could hide a failure."""
    taken: set[str] = set()
    numbers: Counter[str] = Counter()  # where it stopped for a name: thousands may share one
    for case in cases:
        name = shown = one_line(case.name)
        while shown in taken:
            numbers[name] += 1
            shown = f"{name} ({numbers[name] + 1})"
        taken.add(shown)
        yield replace(case, name=shown)


def _lines(text: str) -> str:
    return inert(text.replace("\r\n", "\n").replace("\r", "\n"))


RENDERER = Renderer(".xml", "application/xml", _make)
