# ruff: noqa: INP001 - a script, not a package
"""Write the schema of the JSON report from `drs_report.renderers.json_shape`: `python scripts/schema.py`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from drs_report.renderers.json_shape import Report

PATH = Path(__file__).resolve().parent.parent / "drs_report" / "renderers" / "schema" / "report-v2.json"
HEAD = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:drs-report:schema:report:2",
    "title": "drs-report, version 2",
}


def _without_titles(value: Any) -> Any:
    """Drop the titles that repeat a key, and what says nothing."""
    if isinstance(value, dict):
        kept = {key: _without_titles(one) for key, one in value.items() if key != "title" or not isinstance(one, str)}
        return {key: one for key, one in kept.items() if (key, one) != ("additionalProperties", True)}
    return [_without_titles(one) for one in value] if isinstance(value, list) else value


def written() -> str:
    """Return the schema as its file holds it."""
    schema = _without_titles(TypeAdapter(Report).json_schema(mode="serialization"))
    return json.dumps(HEAD | schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(written(), encoding="utf-8")
