"""What stands where a name would is examined, of a table and of any other object: never PASS for more than a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.redteam.evidence import TABLES, Files, clean, decision

TYPES = ("VIEW", "视图", "Index", "触发器", "FUNCTION", "Sequence")
MORE = (
    "v_open (skipped)",
    "v_open（未对比）",
    "v_open not compared",
    "v_open 未对比",
    "v_open: failed",
    "v_open, v_paid",
    "v_open、v_paid",
    "v_001 - v_064",
    "v_001 to v_064",
    "v_001..v_064",
    "*",
)
NAMES = (
    "v_open", "`v_open`", '"v open"', "[v open]", "v-open", "v_2026", "dbo.v_open", "未付视图", "v$open", "skipped_rows", "V Open",
    "v_open(integer, text)", "CHECK (amount > 0)", "Failed Logins",
)  # fmt: skip


def with_object(kind: str, name: str) -> Files:
    files = clean()
    files["objects.xlsx"]["Overview"].append([kind, 1, 1, 0, "Consistent"])
    files["objects.xlsx"]["Objects"].append([kind, "shop", "shop2", name, name, "Consistent"])
    return files


def with_table(name: str) -> Files:
    """Evidence in which the last table bears another name, and the objects do not name it."""
    files = clean()
    for file in ("lines.xlsx", "contents.xlsx"):
        files[file]["Details"][-1][2] = name
    for side in (3, 4):
        files["objects.xlsx"]["Objects"][-1][side] = name
    return files


@pytest.mark.parametrize("name", MORE)
@pytest.mark.parametrize("kind", TYPES)
def test_more_than_a_name_of_any_object_is_asked_about(kind: str, name: str, tmp_path: Path) -> None:
    assert decision(tmp_path, with_object(kind, name)) == "INCONCLUSIVE"


@pytest.mark.parametrize("name", NAMES)
def test_what_objects_are_called_is_asked_about_by_nobody(name: str, tmp_path: Path) -> None:
    kind = "FUNCTION" if "integer" in name else "CONSTRAINT" if "CHECK" in name else "VIEW"
    assert decision(tmp_path, with_object(kind, name)) == "PASS"


@pytest.mark.parametrize(
    "name",
    [
        "items not verified", "items skipped", "items partition p1 only", "items first 1000 rows", "items except p3", "items 未验证",
        "items 仅2026年", "items 不含大字段", "orders_001 - orders_064", "orders_001 to orders_064", "orders_001..orders_064", "表1至表9",
    ],
)  # fmt: skip
def test_a_part_or_a_range_of_tables_is_no_table(name: str, tmp_path: Path) -> None:
    assert decision(tmp_path, with_table(name)) == "INCONCLUSIVE"


@pytest.mark.parametrize(
    "name", ["Order Details", "订单 明细", "orders-2026", "failed_logins", "first_names", "Skipped Items", TABLES[-1]]
)
def test_a_name_of_several_words_is_one(name: str, tmp_path: Path) -> None:
    assert decision(tmp_path, with_table(name)) == "PASS"
