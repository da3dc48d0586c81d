"""Lists of objects on sheets that are named as the file's own overview names their type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.redteam.evidence import OBJECTS, Files, clean, decision

TYPES = ("Sequences", "Synonyms", "同义词", "序列对象", "Materialized Views", "Packages", "域类型", "Jobs")
HEAD = [*OBJECTS[1:5], "Result"]


def listed(kind: str, sheet: str, *row: Any) -> Files:
    files = clean()
    files["objects.xlsx"]["Overview"].append([kind, 1, 1, 0, "Consistent"])
    files["objects.xlsx"][sheet] = [HEAD, ["shop", "shop2", *(row or ("s1", "s1", "Consistent"))]]
    return files


@pytest.mark.parametrize("kind", TYPES)
def test_a_sheet_named_as_a_type_of_the_overview_lists_that_type(kind: str, tmp_path: Path) -> None:
    assert decision(tmp_path / "equal", listed(kind, kind)) == "PASS"
    assert decision(tmp_path / "missing", listed(kind, kind, "s1", None, "Inconsistent")) == "FAIL"
    assert decision(tmp_path / "other", listed(kind, "Draft")) == "INCONCLUSIVE"


@pytest.mark.parametrize("kind", ["Not compared", "未对比", "Skipped objects", "失败", "Excluded"])
def test_a_name_that_speaks_against_is_no_type(kind: str, tmp_path: Path) -> None:
    assert decision(tmp_path, listed(kind, kind)) == "INCONCLUSIVE"


STATEMENTS = (
    ("users.amount NUMBER(10)", "users.amount NUMBER(8)"), ("CHECK (amount > 0)", "CHECK (amount >= 0)"),
    ("GRANT SELECT ON shop.* TO app", "GRANT ALL ON shop2.* TO app"), ("金额 decimal(18,2)", "金额 decimal(18,0)"),
    ("status DEFAULT 'A'", "status DEFAULT 'B'"), ("amount NOT NULL", "amount NULL"),
)  # fmt: skip


@pytest.mark.parametrize(("source", "target"), STATEMENTS)
def test_two_statements_that_differ_are_not_one_object(source: str, target: str, tmp_path: Path) -> None:
    for name, other, decided in (("apart", target, "INCONCLUSIVE"), ("same", source.replace("shop", "shop2"), "PASS")):
        assert decision(tmp_path / name, listed("Constraints", "Constraints", source, other, "Consistent")) == decided
