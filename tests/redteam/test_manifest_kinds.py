"""Manifests that say less than they seem to, or contradict themselves: never PASS."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

import drs_report
from drs_report.errors import ConfigError
from drs_report.evidence.manifest import FileEntry, read_manifest
from tests.redteam.evidence import NOW, Files, clean, content, decision, spellings, write

Entry = dict[str, Any]
Change = Callable[[dict[str, Entry]], object]
TYPES = {"objects.xlsx": "objects_comparison", "lines.xlsx": "lines", "contents.xlsx": "contents"}
NO_TIMES = ("", " ", "yesterday", "昨天", "2026-13-45", "2026-11-15T10:00:00", "10:00", "0")


def listed(name: str, data: bytes) -> Entry:
    entry = FileEntry(
        file=name,
        job_id="job-1",
        compare_job_id=f"number-of-{name}",
        compare_type=TYPES[name],
        language="en",
        region="cn-north-4",
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        fetched_at="2026-11-15T05:00:00Z",
        compare_status="COMPLETED",
        compare_started_at="2026-11-15T02:00:00Z",
        compare_ended_at="2026-11-15T03:00:00Z",
    )
    return asdict(entry)


def judged(folder: Path, change: Change, files: Files | None = None) -> str:
    files = files or clean()
    entries = {name: listed(name, content(sheets)) for name, sheets in files.items()}
    change(entries)
    text = json.dumps({"schema": 1, "files": [*entries.values()]})
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    try:
        return decision(folder, files)
    except ConfigError:
        return "refused"


def said(**keys: str) -> Change:
    return lambda entries: entries["contents.xlsx"].update(keys)


def one_number(first: str, second: str, **more: str) -> Change:
    def same(entries: dict[str, Entry]) -> None:
        entries[second] |= {"compare_job_id": entries[first]["compare_job_id"], **more}

    return same


KINDS: dict[str, list[Change]] = {
    "a state that nobody knows": [said(compare_status=text) for text in ("", " ", "\t", "未知", "DONE?", "0")],
    "a time that is none": [
        said(**{key: text})
        for key in ("fetched_at", "compare_started_at", "compare_ended_at")
        for text in NO_TIMES
        if text.strip()
    ],
    "a download after the moment of judging": [
        said(fetched_at=at)
        for at in ("2027-11-15T14:00:01+08:00", "2027-02-16T05:00:00Z", "2028-02-01T00:00:00Z", "2099-12-31T23:59:59Z",
                   "2027-11-15T23:00:00-01:00")
    ],
    "more than a manifest can say": [
        said(**{key: text})
        for key, text in (("aborted", "true"), ("已中止", "是"), ("valid", "no"), ("comment", "void"), ("newer_compare", "x"))
    ],
    "one number of two comparisons": [
        one_number(first, second, **more)
        for first, second, more in (
            ("lines.xlsx", "contents.xlsx", {}), ("contents.xlsx", "lines.xlsx", {}), ("objects.xlsx", "contents.xlsx", {}),
            ("objects.xlsx", "lines.xlsx", {"language": "zh-cn"}), ("lines.xlsx", "objects.xlsx", {}),
        )
    ],
}  # fmt: skip


@pytest.mark.parametrize("change", spellings(KINDS))
def test_no_spelling_of_the_kind_passes(change: Change, tmp_path: Path) -> None:
    assert judged(tmp_path, change) != "PASS"


@pytest.mark.parametrize(
    ("key", "first"),
    [
        ("compare_status", '"ABORTED"'),
        ("compare_ended_at", '"2026-11-01T00:00:00Z"'),
        ("job_id", '"任务二"'),
        ("newer_compare_status", '"失败"'),
        ("size", "7"),
        ("missing", '[{"compare_type": "random"}]'),
        ("schema", "2"),
    ],
)
def test_a_key_that_a_manifest_says_twice_is_refused(key: str, first: str, tmp_path: Path) -> None:
    assert judged(tmp_path, said()) == "PASS"
    path = tmp_path / "manifest.json"
    text = path.read_text(encoding="utf-8").replace('{"schema": 1,', '{"schema": 1, "missing": [],')
    path.write_text(text.replace(f'"{key}":', f'"{key}": {first}, "{key}":', 1), encoding="utf-8")
    with pytest.raises(ConfigError, match="damaged"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "change", [said(), said(compare_status="Completed"), said(compare_started_at="", compare_ended_at="")]
)
def test_a_manifest_that_says_what_it_should_passes(change: Change, tmp_path: Path) -> None:
    assert judged(tmp_path, change) == "PASS"


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize(
    ("ended", "is_asked"),
    [
        ("2026-11-15T04:00:00Z", True),
        ("2026-11-15T12:00:00+08:00", True),
        ("2026-11-15T03:00:01Z", True),
        ("", True),
        ("昨天", True),
        ("2026-11-15T03:00:00Z", False),
        ("2026-11-15T10:59:00+08:00", False),
        ("2026-11-01T00:00:00Z", False),
    ],
)
def test_files_named_one_by_one_do_not_hide_what_their_manifest_lists(
    ended: str, tmp_path: Path, *, is_asked: bool, is_there: bool
) -> None:
    files = clean()
    entries = {name: listed(name, content(sheets)) for name, sheets in files.items()}
    later = {**entries["contents.xlsx"], "file": "again.xlsx", "compare_job_id": "another", "compare_ended_at": ended}
    text = json.dumps({"schema": 1, "files": [*entries.values(), later]})
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    write(tmp_path, {**files, "again.xlsx": files["contents.xlsx"]} if is_there else files)
    result = drs_report.judge([tmp_path / name for name in files], now=NOW)
    asked = "evidence.newer-comparison" in {*result.findings["code"]}
    assert (asked, result.decision == "PASS") == (is_asked, not is_asked)
