"""What every test shares: a fixed clock, no network beyond loopback, and what to do when a tool is missing."""

from __future__ import annotations

import gc
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from ctypes.util import find_library
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_socket
from _pytest.runner import runtestprotocol
from hypothesis import settings

# jsonschema, where it finds this package, builds forty grammars on import, five seconds of it, for a format that no
# schema of ours names
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # how a module is said not to be there

# the same examples in every run: a landing never fails by chance; `make fuzz` is where new ones are looked for
settings.register_profile("repeatable", derandomize=True, deadline=None)  # no test asserts a time
settings.register_profile("fresh", derandomize=False, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

TOOLS = {
    "browser": ("chromium-headless-shell", "chromium"),  # the same pages without the browser around them: half the time
    "java": ("javac",),
    "office": ("soffice",),
    "node": ("node",),
}
"""Marker -> the program its tests need, the one that is best first."""

MEMORY = Path("/dev/shm")
"""A file system without a disk, to whose cache thousands of small reports need not be flushed."""
ENOUGH = 4 << 30

JAVA = ("java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss8m")
"""Quick to start: a program of seconds is over before what compiles it better has done so; that needs more stack."""


# No test reaches further than this machine. For all tests at once: as a plugin it would ask anew in each.
pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files; then look at them")


def pytest_configure(config: pytest.Config) -> None:
    """Give the processes of a run a folder for what one of them makes for all (`tests.reports.rendered`)."""
    gc.set_threshold(20_000)  # what a test makes goes with it: to look for circles after every 700 objects is in vain
    if not hasattr(config, "workerinput"):
        if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
            os.environ["TMPDIR"], tempfile.tempdir = str(MEMORY), None
        folder = tempfile.mkdtemp(prefix="drs-report-tests-")
        os.environ["DRS_REPORT_TESTS"] = folder
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long, so that the workers end together, and skip what the machine cannot run.

    With CI=true nothing is skipped, the test fails for want of its tool.
    """
    takes_long = {item.path for item in items if any(map(item.get_closest_marker, ("slow", "early", *TOOLS)))}
    n_tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path not in takes_long, -n_tests[item.path], item.path))
    if os.environ.get("CI") == "true":
        return
    for marker, programs in TOOLS.items():
        if any(map(shutil.which, programs)):
            continue
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"{programs[-1]} is not installed"))
    if not (find_library("pango-1.0") and find_library("pangoft2-1.0")):
        for item in items:
            if item.path.name == "test_pdf.py" or re.search(r"\bpdf\b", item.name):
                item.add_marker(pytest.mark.skip(reason="Pango, which WeasyPrint draws with, is not installed"))


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Let a worker tell of a test how it ended: of six messages four would say that nothing happened."""
    if not hasattr(item.config, "workerinput"):
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    return True


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Look for what nobody closed once: pytest looks five times, through all that thousands of tests have left."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def now() -> datetime:
    """The moment every test judges at."""
    return NOW


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten."""
    return bool(request.config.getoption("--update-golden"))
