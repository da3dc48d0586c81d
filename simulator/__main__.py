"""Run the simulator, such as ``python -m simulator --file lines=rows.xlsx --file contents=values.xlsx``."""

from __future__ import annotations

import argparse
import json
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from drs_report.analysis.moments import times_of
from drs_report.comparisons import COMPARE_TYPES
from drs_report.errors import DrsReportError
from drs_report.reading.loading import load
from simulator.faults import Fault, FaultKind
from simulator.scenario import Comparison, Content, Scenario
from simulator.server import Simulator

__all__ = ["load_scenario", "main", "scenario_of_files"]


def scenario_of_files(files: Sequence[tuple[str, Path]], **options: Any) -> Scenario:
    """Give a task with one finished comparison for each (compare type, path)."""
    comparisons = tuple(
        Comparison(
            id=f"{number:08d}-0000-4000-8000-simulatedjob",
            compare_type=compare_type,
            content=Content.of_file(path),
            file_name=path.name,
            **_times(path, compare_type),
        )
        for number, (compare_type, path) in enumerate(files, 1)
    )
    # repair works on a value comparison, so its file goes under that comparison's id
    contents = next((c.id for c in comparisons if c.compare_type == "contents"), None)
    fixed = tuple(replace(c, id=contents) if contents and c.compare_type == "repair_data" else c for c in comparisons)
    return Scenario(comparisons=fixed, **options)


def _times(path: Path, compare_type: str) -> dict[str, str]:
    """When the comparison ran as the file itself says: DRS would list the same."""
    try:
        stated = times_of(load(path, compare_type=compare_type))
    except DrsReportError:
        return {}  # a file that is spoilt on purpose
    known = {"start_time": stated.started, "end_time": stated.last_ended}
    return {name: at.strftime("%Y-%m-%dT%H:%M:%SZ") for name, at in known.items() if at is not None}


def load_scenario(path: Path, **options: Any) -> Scenario:
    """Give the scenario a JSON file describes: ``{"comparisons": [{"id", "compare_type", "file", "records", ...}]}``.

    Each comparison has the fields of `Comparison`; ``file`` is a path beside the JSON file, and gives its content.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    comparisons = []
    for item in data["comparisons"]:
        fields = {**item}
        file = fields.pop("file", None)
        if file:
            fields["content"] = Content.of_file(path.parent / file)
            fields.setdefault("file_name", Path(file).name)
        comparisons.append(Comparison(**{**fields, "records": tuple(fields.get("records", ()))}))
    more = {name: data[name] for name in ("job_id",) if name in data}
    return Scenario(comparisons=tuple(comparisons), **{**more, **options})


def _typed_file(text: str) -> tuple[str, Path]:
    compare_type, _, path = text.partition("=")
    if compare_type not in COMPARE_TYPES or not Path(path).is_file():
        msg = f"{text!r} is not TYPE=PATH with a type of {', '.join(COMPARE_TYPES)} and a file that exists"
        raise argparse.ArgumentTypeError(msg)
    return compare_type, Path(path)


def _fault(text: str) -> Fault:
    try:
        values: dict[str, Any] = json.loads(text)
        return Fault(**{**values, "kind": FaultKind(values["kind"])})
    except (ValueError, TypeError, KeyError) as exc:
        msg = f"{text!r} is not a JSON object with the fields of a fault: {exc}"
        raise argparse.ArgumentTypeError(msg) from exc


def main(arguments: Sequence[str] | None = None, *, stop: threading.Event | None = None) -> int:
    """Serve until interrupted, or until `stop` is set."""
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="An offline DRS on this machine, for demonstrations and tests.",
    )
    parser.add_argument("--port", type=int, default=0, help="on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--file", type=_typed_file, action="append", default=[], metavar="TYPE=PATH")
    parser.add_argument("--scenario", type=Path, metavar="JSON", help="comparisons with records, instead of --file")
    parser.add_argument("--job-id", help="the task's id")
    parser.add_argument("--export-seconds", type=float, default=3.0, help="how long an export takes")
    parser.add_argument("--report-seconds", type=float, default=3600.0, help="how long an exported file lives")
    parser.add_argument("--throttle-every", type=int, default=0, help="answer every so many requests with 429")
    parser.add_argument(
        "--fault", type=_fault, action="append", default=[], metavar="JSON", help='{"kind": "reset", ...}'
    )
    chosen = parser.parse_args(arguments)
    options = {
        "export_seconds": chosen.export_seconds,
        "report_seconds": chosen.report_seconds,
        "throttle_every": chosen.throttle_every,
        **({"job_id": chosen.job_id} if chosen.job_id else {}),
    }
    if chosen.scenario:
        scenario = load_scenario(chosen.scenario, **options)
    else:
        scenario = scenario_of_files(chosen.file, **options)
    with Simulator(scenario, port=chosen.port) as simulator:
        simulator.faults.add(*chosen.fault)
        account = scenario.account
        lines = (
            f"# The simulator answers at {simulator.url}; task {scenario.job_id}. Interrupt it to end it.",
            f"export HUAWEICLOUD_SDK_AK={account.ak}",
            f"export HUAWEICLOUD_SDK_SK={account.sk}",
            f"export HUAWEICLOUD_SDK_PROJECT_ID={account.project_id}",
            f"export HW_REGION_NAME={account.region}",
            f"# --endpoint {simulator.url} --iam-endpoint {simulator.url}",
        )
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        try:
            (stop or threading.Event()).wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
