"""The rules of the house, run."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import drs_report
from tests.conftest import ROOT

PUBLIC = [
    "Analysis",
    "Dataset",
    "Decision",
    "DrsReportError",
    "Finding",
    "Job",
    "Policy",
    "Report",
    "Result",
    "Verdict",
    "analyse",
    "judge",
    "load",
    "load_policy",
    "make_report",
]


def test_the_public_names_are_these_and_all_resolve() -> None:
    assert drs_report.__all__ == PUBLIC
    assert dir(drs_report) == PUBLIC
    for name in PUBLIC:
        assert getattr(drs_report, name).__name__


def test_judging_and_rendering_work_where_pandas_cannot_be_imported() -> None:
    code = """
        import sys
        for name in ("pandas", "numpy", "pyarrow", "openpyxl", "requests"):
            sys.modules[name] = None
        import drs_report.records.judgement, drs_report.findings.registry, drs_report.records.document, drs_report.policy, drs_report.report
        import drs_report.renderers
        print(len(drs_report.renderers.ALL))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 3


def test_importing_the_package_is_cheap() -> None:
    code = "import sys, drs_report, drs_report.cli; print([m for m in ('pandas', 'requests', 'openpyxl', 'jinja2', 'rich') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
