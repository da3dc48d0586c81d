"""The recipe for a comparison, walked: three files and a line, and no step of the package leaves the newcomer out.

What is written here is put into a copy of the package as CONTRIBUTING.md says. Its comparison speaks of no tables, has
columns, words, an examination and rules of its own, and shares nothing with another but the names of databases.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import ROOT

HERE = Path(__file__).resolve().parent
FILES = {
    "comparison.toml": "comparisons/sequence_compare.toml",
    "rules.toml": "findings/sequences.toml",
    "examination.py": "checks/sequences.py",
}
META = "Task ID: a-task; Comparison Type: Sequence comparison; Comparison Start Time: {0}:00 GMT+08:00, Comparison End Time: {0}:30 GMT+08:00"
HEADINGS = ("Source Database Name", "Target Database Name", "Source Sequence", "Target Sequence", "Source Last Value",
            "Target Last Value", "Comparison Result")  # fmt: skip
GOOD = ("loyalty", "loyalty", "ids", "ids", 9, 9, "Consistent")
BEHIND, BLANK = (*GOOD[:5], 8, "Inconsistent"), (*GOOD[:6], None)
JOBS = {
    "good": {"a": (GOOD,)},
    "behind": {"a": (GOOD, BEHIND)},
    "blank": {"a": (BLANK,)},
    "of headings alone": {"a": ()},
    "behind, then blank": {"a": (BEHIND,), "b": (BLANK,)},
    "behind, then good": {"a": (BEHIND,), "b": (GOOD,)},
}
"""What is judged -> files, which were compared one after the other, with their rows."""
TEXTS = ("html", "md", "json", "xlsx", "junit", "email")
"""The formats that tell what was found, in words that can be read."""
JUDGE = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from drs_report.pipeline import make_report
from drs_report.policy import parse_policy
from drs_report.renderers import by_slug

now, folder = datetime(2026, 11, 17, tzinfo=UTC), Path(sys.argv[1])
said = {}
policy = parse_policy('require = ["objects_comparison", "lines", "contents", "sequence_compare"]')
for job in sorted(folder.iterdir()):
    for lang in ("en", "zh-CN") if job.name == "behind" else ("en",):
        report, data = make_report([sys.argv[2], job], now=now, policy=policy, lang=lang, data_formats=["csv"])
        for slug in sys.argv[3:] if job.name == "behind" else ():
            (folder.parent / f"{slug}.{lang}").write_bytes(by_slug(slug).render(report).content)
    said[job.name] = {
        "decision": report.verdict.decision,
        "codes": [one.finding.code for one in report.verdict.findings],
        "criteria": {one.id: one.status for one in report.verdict.criteria},
        "columns": report.coverage.compare_types,
        "data": [one.filename for one in data],
    }
print(json.dumps(said))
"""


def workbook(path: Path, hour: int, rows: tuple[tuple[Any, ...], ...]) -> None:
    made = openpyxl.Workbook()
    for row in ([META.format(f"2026/11/15 {hour:02}")], [], ["Details"], HEADINGS, *rows):
        made.active.append([*row])
    made.save(path)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package and the newcomer in it."""
    folder = tmp_path_factory.mktemp("newcomer")
    own = folder / "drs_report"
    shutil.copytree(ROOT / "drs_report", own, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "templates", own / "templates")
    for name, place in FILES.items():
        assert not (own / place).exists()
        shutil.copy(HERE / name, own / place)
    register = own / "comparisons/__init__.py"
    line = re.search(r"(?m)^COMPARE_TYPES: Final = \(.*", text := register.read_text("utf-8"))
    assert line is not None
    register.write_text(text.replace(line[0], line[0].replace(")", ', "sequence_compare")')), "utf-8")
    return folder


@pytest.fixture(scope="module")
def judged(package: Path) -> dict[str, Any]:
    """What comes of each job beside files that pass, and the reports of one in the folder of the package."""
    jobs = package / "jobs"
    for name, files in JOBS.items():
        (jobs / name).mkdir(parents=True)
        for hour, (file, rows) in enumerate(files.items(), start=1):
            workbook(jobs / name / f"{file}.xlsx", hour, rows)
    done = python(package, "-c", JUDGE, str(jobs), str(ROOT / "sample_data/clean"), *TEXTS)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.fixture(scope="module")
def pages(package: Path, judged: dict[str, Any]) -> Path:
    """Where the reports are."""
    assert judged
    return package


def python(package: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    where = {**os.environ, "PYTHONPATH": str(package), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, encoding="utf-8", env=where, cwd=package, check=False
    )


@pytest.mark.parametrize(
    ("job", "decision", "status", "codes"),
    [
        ("good", "PASS", "met", []),
        ("behind", "FAIL", "broken", ["sequences.behind"]),
        ("blank", "INCONCLUSIVE", "unproven", ["sequences.not-verified"]),
        ("of headings alone", "INCONCLUSIVE", "unproven", ["integrity.detail-missing"]),
        # an attempt that came to nothing takes the place of no result
        ("behind, then blank", "FAIL", "broken", ["sequences.behind", "sequences.not-verified"]),
        ("behind, then good", "PASS", "met", ["integrity.superseded"]),
    ],
)
def test_what_it_finds_decides(judged: dict[str, Any], job: str, decision: str, status: str, codes: list[str]) -> None:
    said = judged[job]
    assert (said["decision"], said["criteria"]["sequences-go-on"], sorted(said["codes"])) == (decision, status, codes)


def test_no_table_is_absent_from_a_comparison_of_no_tables(pages: Path, judged: dict[str, Any]) -> None:
    assert judged["behind"]["columns"] == ["objects_comparison", "lines", "contents"]
    cases = (pages / "junit.en").read_text("utf-8")
    assert "Sequence comparison" in cases
    assert "absent" not in cases.casefold()


def test_its_rows_are_written_as_data(judged: dict[str, Any]) -> None:
    assert any("counters" in name for name in judged["good"]["data"])


@pytest.mark.parametrize(
    ("lang", "finding", "claim"),
    [
        ("en", "the target stands at 8 and the source at 9", "Sequences go on"),
        ("zh-CN", "目标端当前值为 8，源端为 9", "序列已接续"),
    ],
    ids=["en", "zh-CN"],
)
@pytest.mark.parametrize("slug", TEXTS)
def test_every_report_tells_its_finding_in_the_readers_language(
    pages: Path, slug: str, lang: str, finding: str, claim: str
) -> None:
    """A mail is a summary, which names the questions alone."""
    content = (pages / f"{slug}.{lang}").read_bytes()
    if slug == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
        content = "\n".join(str(cell) for row in rows for cell in row).encode()
    assert (claim if slug == "email" else finding) in content.decode()


def test_the_command_line_knows_it(package: Path) -> None:
    assert "sequence_compare" in python(package, "-m", "drs_report", "fetch", "--help").stdout
    shown = python(package, "-m", "drs_report", "explain", "sequences.behind").stdout
    assert "The target would give out values that the source has given out already." in shown
