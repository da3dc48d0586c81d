"""A task with all five comparisons in a simulator that shares its clock with the client: no test really waits."""

from __future__ import annotations

import io
import random
import zipfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from drs_report.client import Clock, Limits, find_sign_in
from drs_report.client.jobs import fetch_job, open_api
from drs_report.comparisons import COMPARE_TYPES
from simulator import Comparison, Content, Scenario, Simulator, VirtualClock

NOW = datetime(2026, 9, 2, 8, 0, 0, tzinfo=UTC)
JOB = "f8688cfa-4e05-406f-a2e6-37a773cjb201"
N_LISTED = len(COMPARE_TYPES) - 2
"""All but objects and repairs."""
LINES, CONTENTS, RANDOM, OBJECTS = "lines-0001", "contents-0002", "random-0003", "objects-0004"


def archive(name: str, size: int = 3000) -> bytes:
    """An Office file as far as a download goes: a whole ZIP with the part that names its parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(zipfile.ZipInfo("[Content_Types].xml"), f"<Types>{name}</Types>")
        file.writestr(zipfile.ZipInfo("xl/workbook.xml"), random.Random(name).randbytes(size))
    return buffer.getvalue()


FILES = {t: archive(t) for t in COMPARE_TYPES}

LINE_RECORDS = tuple(
    {
        "source_db_name": "shop", "target_db_name": "shop_new", "source_table_name": f"t{i}", "target_table_name": f"t{i}",
        "source_row_num": i * 10, "target_row_num": i * 10 - (i == 3), "difference_row_num": int(i == 3),
        "status": 0 if i == 3 else 2, "compare_line_config_filter": None, "is_comparable": i != 5,
    }
    for i in range(1, 6)
)  # fmt: skip
CONTENT_RECORDS = (
    {
        "source_db": "shop", "target_db": "shop", "source_table_name": "orders", "target_table_name": "orders",
        "source_row_num": 5, "target_row_num": 5, "difference_row_num": 2, "line_compare_result": True,
        "content_compare_result": False, "message": "", "status": -2, "complete_shard_count": 1, "total_shard_count": 1,
        "progress": 100.0,
        "differences": (
            {"source_key_value": ["1"], "target_key_value": [], "select_sql": "select * from `orders` where id=1", "target_select_sql": None},
            {"source_key_value": ["2", "b"], "target_key_value": ["2", "b"], "select_sql": "s", "target_select_sql": "t"},
        ),
    },
    {
        "source_db": "shop", "target_db": "shop", "source_table_name": "log", "target_table_name": "log",
        "source_row_num": None, "target_row_num": None, "difference_row_num": None, "line_compare_result": None,
        "content_compare_result": None, "message": "no primary key", "status": -2, "is_comparable": False,
    },
)  # fmt: skip
OBJECT_RECORDS = (
    {"type": "TABLE", "source_db_name": "shop", "target_db_name": "shop", "source_db_value": "t1", "target_db_value": "t1", "status": 2, "error_message": ""},
    {"type": "TABLE", "source_db_name": "shop", "target_db_name": "shop", "source_db_value": "t2", "target_db_value": "", "status": 0, "error_message": "missing"},
    {"type": "VIEW", "source_db_name": "shop", "target_db_name": "shop", "source_db_value": "v1", "target_db_value": "v1", "status": 2, "error_message": ""},
)  # fmt: skip


def comparisons() -> tuple[Comparison, ...]:
    """A comparison of each type; a newcomer's is in the list."""
    documented = (
        Comparison(LINES, "lines", content=Content.of_bytes(FILES["lines"]), file_name="行数对比_2026.xlsx", records=LINE_RECORDS),
        Comparison(CONTENTS, "contents", content=Content.of_bytes(FILES["contents"]), file_name="value.xlsx", records=CONTENT_RECORDS),
        Comparison(RANDOM, "random", content=Content.of_bytes(FILES["random"]), records=CONTENT_RECORDS),
        Comparison(OBJECTS, "objects_comparison", content=Content.of_bytes(FILES["objects_comparison"]), records=OBJECT_RECORDS),
        Comparison(CONTENTS, "repair_data", content=Content.of_bytes(FILES["repair_data"]), file_name="repair.xlsx"),
    )  # fmt: skip
    others = {*COMPARE_TYPES} - {one.compare_type for one in documented}
    return (*documented, *(Comparison(f"{t}-0005", t, content=Content.of_bytes(FILES[t])) for t in sorted(others)))


LIMITS = Limits(attempts=4)


class Bench:
    """A simulator, its clock, and the client's functions with everything filled in."""

    def __init__(self, simulator: Simulator, clock: VirtualClock) -> None:
        self.simulator = simulator
        self.virtual = clock
        self.clock = Clock(clock.now, clock.monotonic, clock.sleep, random.Random(7).random)
        self.account = simulator.world.scenario.account
        self.limits = LIMITS

    def sign_in(self, **given):
        account = self.account
        if not given:
            given = {"ak": account.ak, "sk": account.sk}
        given = {"project_id": account.project_id, **given}
        return find_sign_in(environ={}, home=None, prompt=None, region=account.region, **given)

    def options(self, **given):
        base = {
            "found": self.sign_in(), "clock": self.clock, "limits": self.limits,
            "endpoint": self.simulator.url, "iam_endpoint": self.simulator.url,
        }  # fmt: skip
        return {**base, **given}

    def api(self, **given):
        options = self.options(**given)
        return open_api(options.pop("found"), **options)

    def fetch(self, folder, **given):
        return fetch_job(given.pop("job_id", JOB), folder, **self.options(**given))

    def targets(self, method=None):
        return [r.target for r in self.simulator.records if method in (None, r.method)]


@contextmanager
def running(clock=None, **changes):
    virtual = clock or VirtualClock(NOW)
    scenario = replace(Scenario(job_id=JOB, comparisons=comparisons()), **changes)
    with Simulator(scenario, clock=virtual) as simulator:
        yield Bench(simulator, virtual)


@pytest.fixture
def bench():
    with running() as made:
        yield made


def leftovers(folder):
    """Whatever in `folder` is neither a whole result file nor the manifest."""
    if not folder.exists():
        return []
    whole = set(FILES.values())
    return [p.name for p in folder.iterdir() if p.name != "manifest.json" and p.read_bytes() not in whole]
