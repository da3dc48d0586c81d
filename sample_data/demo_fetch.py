"""Fetch the sample migration from the DRS simulator on this machine, then report on it: ``make demo-fetch``.

The simulator speaks the documented API on loopback; nothing leaves the machine and no account is needed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from simulator import Simulator, WallClock
from simulator.__main__ import scenario_of_files

RESULTS = Path(__file__).parent / "results"
FILES = (
    ("objects_comparison", "objects_comparison-en.xlsx"),
    ("lines", "lines-retail-en.xlsx"),
    ("contents", "contents-retail-zh.xlsx"),
    ("random", "random-large-en.xlsx"),
    ("repair_data", "repair_data-en.xlsx"),
)
FAIL = 1
"""The sample's verdict."""


def main(folder: Path) -> int:
    """Run the whole of ``drs-report run`` against the simulator and return 0 if it ended as it must."""
    scenario = scenario_of_files([(compare_type, RESULTS / name) for compare_type, name in FILES])
    with Simulator(scenario, clock=WallClock()) as simulator:
        account = scenario.account
        print(f"A simulated DRS answers at {simulator.url}; fetching task {scenario.job_id}")
        done = subprocess.run(  # noqa: S603 - our own program
            [
                *(sys.executable, "-m", "drs_report", "run", scenario.job_id),
                *("--endpoint", simulator.url, "--iam-endpoint", simulator.url, "--region", account.region),
                *("--results", str(folder / "results"), "-o", str(folder / "report"), "--title", "Sample migration"),
            ],
            env={**os.environ, "HUAWEICLOUD_SDK_AK": account.ak, "HUAWEICLOUD_SDK_SK": account.sk},
            check=False,
        )
    return 0 if done.returncode == FAIL else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
