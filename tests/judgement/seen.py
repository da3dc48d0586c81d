"""What one file shows: its findings and observations, for tests of the examinations."""

from __future__ import annotations

from drs_report.checks import examine
from tests.judgement.evidence import SHOP, dataset


def check(data):
    return examine(data)[1]


def observe(data):
    return examine(data)[0]


def codes_of(findings):
    return [f.code for f in findings]


def only(data):
    """The one finding of a file, and the one observation."""
    (finding,), (observation,) = check(data), observe(data)
    return finding, observation


def values(area, row, **more):
    """A value or sampling comparison of one table."""
    return dataset(area, tables=[row], **more)


def an_object(name="a", target="a", outcome="consistent", kind="TABLE", **more):
    return {**SHOP, "object_type": kind, "source_object": name, "target_object": target, "outcome": outcome, **more}


def repair(**more):
    counts = {"total_rows": 10, "completed_rows": 10, "filtered_rows": 0, "repaired_rows": 10, "failed_rows": 0}
    return {"db": "shop", "table": "a", **counts, **more}
