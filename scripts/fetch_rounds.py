# ruff: noqa: INP001, S311, T201, TID251 - a script, not a package
"""Rounds of five ``fetch`` processes into one folder, killed and out of space at random moments.

    python scripts/fetch_rounds.py [ROUNDS] [--small-disk FOLDER]

Each round fetches from the simulator, where a newer comparison of rows still runs: it starts five processes, kills some
of them, and starts those again until all are done. FOLDER, if given, is on a small disk that the script fills up at
times. After every round no file may lie there that the manifest does not list, every entry must have its file with its
hash, and the report must be no better than the one of a single process: never PASS. Prints the number of rounds, kills
and full disks, and exits 1 if anything was lost.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from drs_report import cli, client, pipeline  # noqa: E402
from drs_report.cli import fetching  # noqa: E402
from drs_report.errors import ConfigError  # noqa: E402
from drs_report.evidence.manifest import is_intact, read  # noqa: E402
from drs_report.policy import Policy  # noqa: E402
from simulator import Account, Comparison, Content, Scenario, Simulator, WallClock  # noqa: E402

CLEAN = ROOT / "sample_data" / "clean"
FILES = {
    "lines": CLEAN / "lines-zh.xlsx",
    "contents": CLEAN / "contents-en.xlsx",
    "objects_comparison": CLEAN / "objects_comparison-en.xlsx",
}
FORK = multiprocessing.get_context("fork")
assert client.fetch_job  # imported here, once for every process
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


def scenario() -> Scenario:
    """Three clean comparisons, and a newer one of rows that still runs: the manifest must remember that."""
    known = tuple(
        Comparison(f"{name.replace('_', '-')}-1", name, content=Content.of_file(path)) for name, path in FILES.items()
    )
    newer = replace(known[0], id="lines-2", status="RUNNING", start_time="2026-09-02T00:00:00Z", end_time=None)
    return Scenario(comparisons=(*known, newer), init_seconds=0.0, export_seconds=0.0)


def serve(pipe: Connection) -> None:
    """Run the simulator until the pipe is closed."""
    with Simulator(scenario(), clock=WallClock()) as simulator:
        pipe.send(simulator.url)
        with contextlib.suppress(EOFError):
            pipe.recv()


def fetch(folder: Path, url: str, name: str) -> None:
    """Be one process of a round; it was forked with everything imported, so that kills meet work and not imports."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    # pauses are no work to be killed in
    fetching.time = SimpleNamespace(monotonic=time.monotonic, sleep=lambda _: time.sleep(0.02))
    account = Account()
    os.environ.update(HUAWEICLOUD_SDK_AK=account.ak, HUAWEICLOUD_SDK_SK=account.sk)
    where = ["--endpoint", url, "--iam-endpoint", url, "--region", account.region, "--project-id", account.project_id]
    os._exit(cli.run(["fetch", Scenario().job_id, *where, "--type", name, "-o", str(folder)]))


def one_round(folder: Path, url: str, rng: random.Random, *, is_small: bool) -> tuple[int, int, list[str]]:
    """Give the number of kills and full disks, and what was lost."""
    n_kills = n_full = 0
    left = ["lines", "contents", "objects_comparison", "lines", "contents"]
    for attempt in range(8):
        filler = folder / ".filler"
        if is_small and attempt < 3 and rng.random() < 0.7:
            n_full += 1
            with contextlib.suppress(OSError):
                filler.write_bytes(b"x" * (shutil.disk_usage(folder).free - rng.randrange(30_000)))
        running = [FORK.Process(target=fetch, args=(folder, url, name)) for name in left]
        for process in running:
            process.start()
        if attempt < 5:
            for process in running:
                time.sleep(rng.uniform(0.0, 0.2))
                if process.is_alive() and rng.random() < 0.6:
                    process.kill()
                    n_kills += 1
        for process in running:
            process.join()
        filler.unlink(missing_ok=True)
        if decide(folder) == "PASS":
            return n_kills, n_full, [f"PASS after attempt {attempt}"]
        left = [name for name, process in zip(left, running, strict=True) if process.exitcode]
        if not left:
            break
    manifest = read(folder)
    lost = [f"never fetched: {name}" for name in left]
    lost += [f"damaged: {entry.file}" for entry in manifest.files if not is_intact(folder, entry)]
    listed = {entry.file for entry in manifest.files}
    lost += [f"unlisted: {path.name}" for path in folder.glob("*.xlsx") if path.name not in listed]
    lost += [f"no entry: {name}" for name in FILES if name not in {entry.compare_type for entry in manifest.files}]
    noted = {entry.newer_compare_job_id for entry in manifest.files if entry.compare_type == "lines"}
    lost += [] if noted == {"lines-2"} else [f"the newer comparison is forgotten: {noted}"]
    return n_kills, n_full, lost


def decide(folder: Path) -> str:
    """Give what a report of `folder` comes to; "none" where there is nothing to judge."""
    try:
        loaded = pipeline.load_files(pipeline.gather([folder]), pipeline.ReadOptions())
        if not loaded.datasets:
            return "none"
        _, verdict = pipeline.judge_loaded(loaded, Policy(), NOW)
    except ConfigError:
        raise
    except Exception as error:  # noqa: BLE001 - nothing to judge is an answer here
        return f"none ({type(error).__name__})"
    return str(verdict.decision)


def main() -> int:
    """Run the rounds and say what came of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rounds", type=int, nargs="?", default=60)
    parser.add_argument("--small-disk", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    rng = random.Random(given.seed)
    totals = {"rounds": 0, "kills": 0, "full disks": 0}
    lost: list[str] = []
    here, there = FORK.Pipe()
    server = FORK.Process(target=serve, args=(there,), daemon=True)
    server.start()
    url = here.recv()
    for number in range(given.rounds):
        with tempfile.TemporaryDirectory(dir=given.small_disk) as name:
            n_kills, n_full, found = one_round(Path(name), url, rng, is_small=bool(given.small_disk))
        totals = {
            "rounds": number + 1,
            "kills": totals["kills"] + n_kills,
            "full disks": totals["full disks"] + n_full,
        }
        lost += [f"round {number}: {text}" for text in found]
        print(json.dumps({**totals, "lost": len(lost)}), flush=True)
    here.close()
    server.terminate()
    print("\n".join(lost) or "nothing was lost, and nothing read PASS")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
