"""The example notebooks run from top to bottom and find what their words say."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sys
import warnings
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT

EXAMPLES = ROOT / "examples"
NAMES = ["triage", "two_nights"]


def outputs(name: str) -> tuple[str, list[dict[str, Any]]]:
    """Execute the notebook in a kernel of its own; return all output text and the rich outputs."""
    notebook = nbformat.read(EXAMPLES / f"{name}.ipynb", as_version=4)
    with warnings.catch_warnings():
        # the client's own remarks about event loops and ports are not ours to mend
        warnings.simplefilter("ignore")
        client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(EXAMPLES)}})
        asyncio.run(client.async_execute())
    texts, rich = [], []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            assert output["output_type"] != "error"
            assert output.get("name") != "stderr", output
            texts.append(output.get("text", "") + output.get("data", {}).get("text/plain", ""))
            rich.append(dict(output.get("data", {})))
    return "\n".join(texts), rich


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_what_its_source_makes_and_holds_no_output(name: str) -> None:
    spec = importlib.util.spec_from_file_location("build_examples", EXAMPLES / "build.py")
    assert spec
    assert spec.loader
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    text = (EXAMPLES / f"{name}.ipynb").read_text("utf-8")
    assert text == build.notebook((EXAMPLES / "source" / f"{name}.py").read_text("utf-8"))
    assert all(not cell.get("outputs") for cell in json.loads(text)["cells"])
    nbformat.validate(json.loads(text))


def test_every_notebook_is_tested() -> None:
    assert sorted(path.stem for path in EXAMPLES.glob("*.ipynb")) == NAMES
    assert sorted(path.stem for path in (EXAMPLES / "source").glob("*.py")) == NAMES


@pytest.mark.slow
def test_the_triage_goes_from_coverage_to_keys() -> None:
    text, rich = outputs("triage")
    assert "37 rows, keys 9000001 to 9000037, unbroken: True" in text
    assert '["4218906"]' in text
    assert text.rstrip().endswith("FAIL")
    assert "values-equal" in text
    assert "318800" in text
    assert any("Dataset contents from contents-retail-zh.xlsx" in data.get("text/html", "") for data in rich)
    assert any({"text/plain", "text/html", "text/markdown"} <= set(data) for data in rich)


@pytest.mark.slow
def test_the_two_nights_are_told_apart_row_by_row() -> None:
    text, _ = outputs("two_nights")
    assert "resolved 23, persisting 40, new 5" in text
    assert "not proven equal by the second night:" in text
    for table in ("cart_sessions", "exchange_rates", "import_staging", "price_import_raw", "refunds", "tax_reports"):
        assert table in text.rsplit("not proven equal", 1)[1]


@pytest.mark.parametrize("name", NAMES)
def test_the_source_runs_as_a_script_where_nothing_is_displayed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same cells in this process: quick, and every line counts for coverage."""
    monkeypatch.chdir(EXAMPLES)
    monkeypatch.setattr(sys, "argv", [f"{name}.py"])
    source = (EXAMPLES / "source" / f"{name}.py").read_text("utf-8")
    exec(compile(source, f"{name}.py", "exec"), {"__name__": "__main__"})
