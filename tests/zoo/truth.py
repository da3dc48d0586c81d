"""One truth per compare type: what every workbook of the zoo says, whatever its layout, language or writer.

Rows are plain dictionaries under the frames' own column names; derived columns are written out by hand here, so that
the loader's arithmetic is checked too. Names are nasty on purpose. `None` is a blank cell and a null.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]

SHOP, ORDERS = "shop", "订单_2024"
CONSISTENT, INCONSISTENT = "consistent", "inconsistent"


def rows(columns: str, *values: tuple[Any, ...]) -> tuple[Row, ...]:
    """Rows under the blank-separated `columns`."""
    names = columns.split()
    return tuple(dict(zip(names, row, strict=True)) for row in values)


# One row a line, however long.
# fmt: off

DATABASES = rows(
    "source_db target_db outcome n_tables n_compared n_inconsistent n_uncomparable",
    (SHOP, SHOP, INCONSISTENT, 5, 5, 2, 0),
    (ORDERS, "orders_2024", CONSISTENT, 1203, 1202, 0, 1),
)

OBJECTS = {
    "overview": rows(
        "object_type source_count target_count diff_count outcome",
        ("DB", 2, 2, 0, CONSISTENT),
        ("TABLE", 1203, 1201, 2, INCONSISTENT),
        ("VIEW", 0, 0, 0, CONSISTENT),
        ("INDEX", 350, 350, 0, CONSISTENT),
        ("ROUTINE", 7, 7, 0, CONSISTENT),
        ("TRIGGER", 3, 0, 3, "incomplete"),
    ),
    "objects": rows(
        "object_type source_db target_db source_object target_object outcome message",
        ("TABLE", SHOP, SHOP, "NA", "NA", CONSISTENT, None),
        ("TABLE", SHOP, SHOP, "NULL", None, INCONSISTENT, "Table 'NULL' doesn't exist; line 1\nline 2"),
        ("TABLE", SHOP, SHOP, None, "none_such", INCONSISTENT, "目标库多出"),
        ("TABLE", ORDERS, "orders_2024", "007", "007", CONSISTENT, None),
        ("TABLE", ORDERS, "orders_2024", "1E5", "1E5", CONSISTENT, None),
        ("INDEX", SHOP, SHOP, "`a|b<c>\"d'e`.`PRIMARY`", "`a|b<c>\"d'e`.`PRIMARY`", CONSISTENT, None),
        ("INDEX", ORDERS, "orders_2024", "`=1+1`.`ix&amp;`", "`=1+1`.`ix&amp;`", CONSISTENT, None),
        ("TRIGGER", SHOP, SHOP, "TRUE", None, "incomplete", "@later"),
    ),
}

LINES = {
    "databases": DATABASES,
    "tables": rows(
        "source_db target_db source_schema target_schema source_table target_table source_rows target_rows"
        " row_difference reported_difference outcome row_filter message",
        (SHOP, SHOP, "dbo", "public", "NA", "NA", 1284553, 1284553, 0, 0, CONSISTENT, None, None),
        (SHOP, SHOP, "dbo", "public", "NULL", "NULL", 4218907, 4218902, -5, -5, INCONSISTENT, None, None),
        (SHOP, SHOP, "dbo", "public", "None", "None", 10, 47, 37, 37, INCONSISTENT, "id > 5 and name = 'x'", None),
        (SHOP, SHOP, "dbo", "public", "007", "007", 0, 0, 0, 0, CONSISTENT, None, None),
        (SHOP, SHOP, "dbo", "public", "1E5", "1E5", None, None, None, None, "skipped_too_large", None, "太大"),
        (ORDERS, "orders_2024", "dbo", "public", "TRUE", "TRUE", 987654321012345, 987654321012345, 0, 0, CONSISTENT, None, None),
        (ORDERS, "orders_2024", "dbo", "public", "订单_2024", "订单_2024", None, None, None, None, "source_sql_timeout", None, 'ERROR 3024 (HY000): <timeout> & "more"'),
        (ORDERS, "orders_2024", "dbo", "public", "a|b<c>\"d'e", "a|b<c>\"d'e", 3, None, None, None, "target_table_missing", None, None),
        (ORDERS, "orders_2024", "dbo", "public", "=1+1", "=1+1", 5, 5, 0, 0, CONSISTENT, "=A1", "-1"),
    ),
}

_CONTENT_TABLES = (
    "source_db target_db source_table target_table source_rows target_rows row_difference different_rows line_outcome"
    " content_outcome outcome is_comparable full_status completed_shards total_shards progress row_filter message"
)
_YES, _NO = CONSISTENT, INCONSISTENT

_COMPARABLE: tuple[tuple[Any, ...], ...] = (
    (SHOP, SHOP, "NA", "NA", 1284553, 1284553, 0, 0, _YES, _YES, _YES, True, "completed", 13, 13, 100.0, None, None),
    (SHOP, SHOP, "NULL", "NULL", 1500, 1495, -5, 7, _NO, _NO, _NO, True, "completed", 1, 1, 100.0, None, None),
    (SHOP, SHOP, "007", "007", 48, 48, 0, 2, _YES, _NO, _NO, True, "completed", 1, 1, 100.0, "id < 9", "见差异"),
    (ORDERS, "orders_2024", "1E5", "1E5", 9, 9, 0, 0, _YES, _YES, _YES, True, "completed", 1, 1, 100.0, None, None),
    (ORDERS, "orders_2024", "=1+1", "=1+1", 77, 77, 0, 0, _YES, _YES, _YES, True, "completed", 1, 1, 100.0, None, "a|b\nc"),
)  # fmt: skip
_UNCOMPARABLE: tuple[tuple[Any, ...], ...] = (
    (SHOP, SHOP, "None", "None", 12, 12, 0, None, _YES, None, "cannot_compare", False, None, None, None, None, None, "表没有主键"),
    (ORDERS, "orders_2024", "订单_2024", "订单_2024", None, None, None, None, None, None, "cannot_compare", False, None, None, None, None, None, 'No primary key: <none> & "none"'),
)  # fmt: skip

_DIFFERENCES = rows(
    "source_db target_db source_table target_table kind source_key target_key source_sql target_sql",
    (SHOP, SHOP, "NULL", "NULL", "only_in_source", '["007"]', None, "select * from shop.`NULL` where id = '007'", "select * from shop.`NULL` where id = '007'"),
    (SHOP, SHOP, "NULL", "NULL", "only_in_target", None, '["1E5", "TRUE"]', "select * from shop.`NULL` where id = 1E5", "select * from shop.`NULL` where id = 1E5"),
    (SHOP, SHOP, "007", "007", "different", '["=1+1"]', '["=1+1"]', "select * from shop.`007` where a < 3 and b > '&amp;'", "select 1 -- a | b\nfrom shop.`007`"),
    (ORDERS, "orders_2024", "TRUE", "TRUE", "only_in_target", None, '["中文"]', "select * from 订单_2024.`TRUE` where k = '中文'", "select 1"),
)

CONTENTS = {
    "databases": DATABASES,
    "tables": rows(_CONTENT_TABLES, *_COMPARABLE, *_UNCOMPARABLE),
    "differences": _DIFFERENCES,
}

RANDOM = {
    "databases": DATABASES,
    "tables": tuple(
        row
        | {"sampled_rows": None if not row["is_comparable"] else -(-row["source_rows"] // 10), "sample_percent": 10.0}
        for row in CONTENTS["tables"]
    ),
    "differences": _DIFFERENCES,
}

_STARTED, _UPDATED = datetime(2026, 11, 14, 20, 5, tzinfo=UTC), datetime(2026, 11, 14, 20, 6, 31, tzinfo=UTC)

REPAIR = {
    "tables": rows(
        "db schema table total_rows completed_rows filtered_rows repaired_rows failed_rows repair_status started_at"
        " updated_at",
        (SHOP, "dbo", "NULL", 12, 12, 0, 10, 2, "3", _STARTED, _UPDATED),
        (SHOP, "dbo", "007", 1002, 1002, 1, 1001, 0, "2", _STARTED, _UPDATED),
        (ORDERS, "dbo", "TRUE", 1, 0, 0, 0, 1, "1", _STARTED, None),
        (ORDERS, "dbo", "=1+1", 0, 0, 0, 0, 0, "2", None, None),
    ),
    "statements": rows(
        "db schema table source_key target_key kind repair_sql repair_sql_state",
        (SHOP, "dbo", "NULL", '["007"]', None, "insert", "INSERT INTO `shop`.`NULL` (id) VALUES ('007')", "2"),
        (SHOP, "dbo", "NULL", None, '["1E5"]', "delete", "DELETE FROM `shop`.`NULL` WHERE id = 1E5", "3"),
        (SHOP, "dbo", "007", '["=1+1"]', '["=1+1"]', "update", "UPDATE `007` SET a = '<|>'\nWHERE id = 1", "2"),
        (ORDERS, "dbo", "TRUE", '["中文", "x"]', None, "insert", "REPLACE INTO `TRUE` VALUES ('中文', \"x\")", "2"),
    ),
}

TRUTH: dict[str, dict[str, tuple[Row, ...]]] = {
    "objects_comparison": OBJECTS,
    "lines": LINES,
    "contents": CONTENTS,
    "random": RANDOM,
    "repair_data": REPAIR,
}
