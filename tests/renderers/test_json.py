"""The JSON form: it fits its published schema, says nothing the schema does not, and keeps values out of shareable reports."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from drs_report.records import document, judgement, observations, reading
from drs_report.records.judgement import Fact
from drs_report.renderers import by_slug
from drs_report.renderers import json_shape as shape
from drs_report.renderers.json import SCHEMA_VERSION, to_plain
from tests.conftest import ROOT
from tests.reports import CASES, rendered

SCHEMA = json.loads((ROOT / "drs_report/renderers/schema/report-v2.json").read_text("utf-8"))


def content(case: str) -> bytes:
    return rendered(case, "json")


LEFT_OUT = {
    "WaiverUse.waiver": "its fields stand beside how it fared",
    "CoverageRow.subject": "its name and key, which are all that tells a table from another",
    "Source.recognition": "its fields stand beside the source's",
    "Source.n_verified": "the criteria count it",
    "Source.latest": "what rests on it is a finding",
    "Source.unzoned": "what rests on it is a finding",
    "Origin.folder": "its name tells it apart where files of several folders are given",
    "Origin.compare_status": "another status than completed is a finding",
    "Origin.compare_started_at": "the manifest beside the files holds it; a contradiction with the file is a finding",
    "Origin.compare_ended_at": "the manifest beside the files holds it; a contradiction with the file is a finding",
    "Origin.newer_compare_job_id": "the finding on a newer comparison names it",
    "Origin.newer_compare_status": "the finding on a newer comparison names it",
    "Recognition.kinds_said": "a contradiction among them is a finding",
    "Recognition.not_judged": "each is a finding",
    "Recognition.not_understood": "each is a finding",
    "Recognition.overruled": "it is a finding",
    "SheetRecognition.n_cells": "what is left of them is a finding",
    "SheetRecognition.roles": "what is left of them is a finding",
}
"""Fields of records that the JSON form does not carry, each with where else it is told."""

RECORDS = [
    *((judgement.Subject, shape.Subject), (judgement.Evidence, shape.Evidence), (judgement.Finding, shape.Finding)),
    *((judgement.Waiver, shape.Waiver), (judgement.WaiverUse, shape.Waiver), (judgement.Criterion, shape.Criterion)),
    *((observations.CoverageRow, shape.CoverageRow), (judgement.Origin, shape.Origin), (reading.Source, shape.Source)),
    *((reading.Recognition, shape.Source), (reading.SheetRecognition, shape.Sheet), (reading.Leftover, shape.Leftover)),
    *((reading.BlockRecognition, shape.Block), (reading.ColumnMatch, shape.Column)),
    *((reading.UnknownWord, shape.UnknownWord), (reading.CellProblem, shape.Problem)),
    (document.Attachment, shape.Attachment),
]


def test_no_field_of_a_record_is_lost_on_the_way_to_a_program() -> None:
    lost = {
        f"{record.__name__}.{field.name}"
        for record, told in RECORDS
        for field in fields(record)
        if field.init and field.name not in told.__annotations__
    }
    assert lost == LEFT_OUT.keys()


def test_the_schema_is_what_the_types_say() -> None:
    """`python scripts/schema.py` writes it; types and enumerations cannot run away from it."""
    spec = spec_from_file_location("schema", ROOT / "scripts/schema.py")
    assert spec is not None
    script = module_from_spec(spec)
    assert spec.loader is not None
    spec.loader.exec_module(script)
    assert script.PATH.read_text("utf-8") == script.written()


def test_the_schema_is_a_schema_and_is_stored_once() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert not (ROOT / "docs/schema").exists()
    assert SCHEMA_VERSION.startswith("2.")


@pytest.mark.parametrize("case", list(CASES))
def test_every_case_fits_the_schema(case: str) -> None:
    data = json.loads(content(case))
    data["coverage"]["tables"] = data["coverage"]["tables"][:200]
    data["findings"] = data["findings"][:200]
    validator = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [error.json_path + ": " + error.message[:200] for error in validator.iter_errors(data)] == []


def undeclared(data: Any, schema: dict[str, Any], path: str) -> Iterator[str]:
    """Name every key of `data` that `schema` does not declare."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    if "anyOf" in schema and data is not None and "$ref" in schema["anyOf"][0]:
        schema = SCHEMA["$defs"][schema["anyOf"][0]["$ref"].rsplit("/", 1)[-1]]
    if isinstance(data, dict) and "properties" in schema:
        yield from (f"{path}.{key}" for key in data.keys() - schema["properties"].keys())
        for key, value in data.items():
            yield from undeclared(value, schema["properties"].get(key, {}), f"{path}.{key}")
    elif isinstance(data, list) and isinstance(schema.get("items"), dict):
        for value in data:
            yield from undeclared(value, schema["items"], path + "[]")


@pytest.mark.parametrize("case", ["findings", "waived", "hostile", "inconclusive"])
def test_every_key_is_declared_in_the_schema(case: str) -> None:
    assert set(undeclared(json.loads(content(case)), SCHEMA, "$")) == set()


def test_keys_come_in_the_order_of_the_schema() -> None:
    assert list(json.loads(content("findings"))) == list(SCHEMA["properties"])


def test_hostile_texts_are_kept_exactly_and_written_visibly() -> None:
    raw = content("hostile")
    raw.decode("utf-8")
    for hidden in ("\u202e", "\u200b", "\ufeff", "\u2028", "\x7f"):
        assert hidden.encode("utf-8") not in raw
    names = {row["key"][2] for row in json.loads(raw)["coverage"]["tables"]}
    records = {row.subject.source_name for row in CASES["hostile"].coverage.rows}
    assert names == records


def test_what_json_cannot_say_is_null() -> None:
    report = CASES["findings"]
    facts = tuple(Fact(f"f{i}", value) for i, value in enumerate((math.nan, math.inf, -math.inf, 1.5, None)))
    report = replace(report, verdict=replace(report.verdict, policy_facts=facts))
    text = by_slug("json").render(report).content
    assert list(json.loads(text)["verdict"]["policy"]["facts"].values()) == [None, None, None, 1.5, None]


def test_times_are_utc_and_dates_are_dates() -> None:
    report = CASES["clean"]
    east = timezone(timedelta(hours=8))
    facts = (Fact("a", datetime(2026, 1, 1, 8, tzinfo=east)), Fact("b", date(2026, 1, 2)), Fact("c", True))
    report = replace(
        report, verdict=replace(report.verdict, policy_facts=facts), generated_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    plain: Any = to_plain(report)
    assert plain["verdict"]["policy"]["facts"] == {"a": "2026-01-01T00:00:00Z", "b": "2026-01-02", "c": True}
    assert plain["generated_at"] == "2026-01-01T00:00:00Z"


def test_a_report_that_is_neither_restricted_nor_redacted_holds_no_samples_and_no_cell_texts() -> None:
    report = replace(CASES["findings"], is_restricted=False)
    data = json.loads(by_slug("json").render(report).content)
    assert any(finding["n_samples"] for finding in data["findings"])
    assert not any(finding["samples"] for finding in data["findings"])
    sheets = [sheet for source in data["sources"] for sheet in source["sheets"]]
    assert not any(leftover["sample"] for sheet in sheets for leftover in sheet["leftovers"])
    assert not any(p["sample"] for sheet in sheets for block in sheet["blocks"] for p in block["problems"])


def test_a_redacted_report_keeps_its_hashes_as_samples() -> None:
    data = json.loads(content("redacted"))
    assert data["is_redacted"]
    assert any(finding["samples"] for finding in data["findings"])
