"""The columns and tables that several comparisons share, each written once."""

from __future__ import annotations

from functools import partial

from drs_report.comparisons.base import Names
from drs_report.records.columns import Column, Kind, Says, TableSchema

name = partial(Column, kind=Kind.TEXT, is_judged=True, is_signed=False, is_name=True, says=Says.NOTHING)
"""Names and keys: every text is kept, and a cell that cannot be read is a name nobody knows."""
plain = partial(Column, kind=Kind.TEXT, is_signed=False, is_name=False, says=Says.NOTHING)
count = partial(Column, kind=Kind.COUNT, is_judged=True, is_name=False)
result = partial(Column, is_judged=True, is_signed=False, is_name=False, says=Says.NOTHING)
time = partial(Column, kind=Kind.TIME, is_judged=False, is_signed=False, is_name=False, says=Says.NOTHING)
query = partial(Column, kind=Kind.TEXT, is_judged=False, is_signed=False, is_name=True, says=Says.NOTHING)
_number = partial(count, is_signed=False)
_outcome = partial(result, kind=Kind.OUTCOME)
_percent = partial(Column, kind=Kind.PERCENT, is_signed=False, is_name=False)

SOURCE_SCHEMA = name("source_schema", doc="Source schema, where the engine has schemas.")
TARGET_SCHEMA = name("target_schema", doc="Target schema, where the engine has schemas.")
ROW_FILTER = plain("row_filter", doc="Row filter that was configured for the comparison.", is_judged=True)
STARTED_AT = time("started_at", doc="When the comparison of this row began, where the row says so itself.")
ENDED_AT = time("ended_at", doc="When the comparison of this row ended, where the row says so itself.")
_PROGRESS_PERCENT = _percent("progress", doc="Comparison progress, 0 to 100.", is_judged=True, says=Says.OWN)

LOB_WHOLE = frozenset({"content", "full", "compare content", "内容", "比对内容", "对比内容", "全部"})
"""The policies under which large objects are compared as a whole; others look at length or hash, or not at all."""

TABLES_NAMED = Names(
    "tables", "source_table", "target_table", said=("outcome", "source_rows", "target_rows", "different_rows")
)

DATABASES = TableSchema(
    frame="databases",
    shows=frozenset(["row", "count", "line", "value", "content"]),
    doc="One row per database pair.",
    columns=(
        name("source_db", doc="Source database name."),
        name("target_db", doc="Target database name."),
        SOURCE_SCHEMA,
        TARGET_SCHEMA,
        _outcome("outcome", doc="Result of the database pair."),
        _number("n_tables", doc="Tables in the comparison.", says=Says.OWN),
        _number("n_compared", doc="Tables whose comparison is complete.", says=Says.OWN),
        _number("n_inconsistent", doc="Tables that are inconsistent.", says=Says.OWN),
        _number("n_uncomparable", doc="Tables that cannot be compared.", says=Says.OWN),
        _number("n_failed", doc="Tables whose comparison failed.", says=Says.NOT_COMPARED),
        result("full_status", kind=Kind.FULL_STATUS, doc="Progress word of the database's comparison."),
        _PROGRESS_PERCENT,
        ROW_FILTER,
        STARTED_AT,
        ENDED_AT,
        plain("message", doc="The file's remark.", is_judged=False),
    ),
    needs=(
        frozenset({"source_db", "target_db"}),
        frozenset({"outcome", "n_tables", "n_compared", "n_inconsistent", "n_uncomparable", "n_failed"}),
    ),
    excludes=frozenset(
        [
            *("source_table", "target_table", "source_rows", "target_rows", "source_object", "target_object"),
            *("source_key", "target_key", "object_type"),
        ]
    ),
)

TABLE_NAMES = (
    name("source_db", doc="Source database name; taken from the block's title where the table does not carry it."),
    name("target_db", doc="Target database name; as source_db."),
    SOURCE_SCHEMA,
    TARGET_SCHEMA,
    name("source_table", doc="Source table name."),
    name("target_table", doc="Target table name; the source's where the one column of names is of no side."),
)

DIFFERENCES = TableSchema(
    frame="differences",
    shows=frozenset(["difference", "inconsistent", "row", "key", "value", "content", "sql"]),
    doc="One row per differing row.",
    columns=(
        *TABLE_NAMES,
        result(
            "kind",
            kind=Kind.DIFF_KIND,
            doc="Which side has the row: read where the file says so, else derived from which key is missing.",
        ),
        name("source_key", doc="Key values in the source; null where the row is missing there."),
        name("target_key", doc="Key values in the target; null where the row is missing there."),
        query("source_sql", doc="SQL that shows the row in the source. Never run by this package."),
        query("target_sql", doc="SQL that shows the row in the target. Never run by this package."),
    ),
    needs=(frozenset({"source_key", "target_key", "source_sql", "target_sql"}),),
    excludes=frozenset({"repair_sql", "repair_sql_state"}),
)

COUNTS = (
    _number("source_rows", doc="Rows in the source table.", says=Says.OWN),
    _number("target_rows", doc="Rows in the target table.", says=Says.OWN),
    count(
        "row_difference", doc="Target rows minus source rows, recomputed.", is_signed=True, says=Says.OWN, derived=True
    ),
)
PROGRESS = (
    result("full_status", kind=Kind.FULL_STATUS, doc="Progress word of the full comparison of this table."),
    _PROGRESS_PERCENT,
    _number("completed_shards", doc="Shards compared.", says=Says.OWN),
    _number("total_shards", doc="Shards in all.", says=Says.OWN),
)
DETAILS = (
    _number("compared_rows", doc="Rows that were compared.", says=Says.LOOKED_AT),
    _number("matched_rows", doc="Rows that were found equal.", says=Says.OWN),
    _number("failed_rows", doc="Rows whose comparison failed.", says=Says.NOT_COMPARED),
    _number("skipped_rows", doc="Rows that were left out.", says=Says.NOT_COMPARED),
    _number("only_in_source_rows", doc="Rows that only the source has.", says=Says.PART_DIFFERS),
    _number("only_in_target_rows", doc="Rows that only the target has.", says=Says.PART_DIFFERS),
    _number("changed_rows", doc="Rows that both sides have with other values.", says=Says.PART_DIFFERS),
    count(
        "second_difference",
        doc="A second number of differences beside the first, as the file reports it.",
        is_signed=True,
        says=Says.OWN,
    ),
    ROW_FILTER,
    plain("lob_policy", doc="How large objects (LOB columns) were compared.", is_judged=True),
    STARTED_AT,
    ENDED_AT,
)


VALUE_RESULTS = (
    _number(
        "different_rows",
        doc="Rows that differ, as the file reports them (API v5: number of inconsistent rows).",
        says=Says.OWN,
    ),
    _outcome(
        "outcome",
        doc="The worst the file says of the table: of the result column, content_outcome and line_outcome; "
        "null where only the row comparison or a blank value result would make it consistent; at least "
        "cannot_compare in the list of tables that cannot be compared.",
    ),
    _outcome("line_outcome", doc="Result of the row comparison that value comparison includes."),
    _outcome("content_outcome", doc="Result of the value comparison."),
    result(
        "is_comparable",
        kind=Kind.FLAG,
        doc="False in the list of tables that cannot be compared and where the outcome says so.",
        derived=True,
    ),
)


def value_tables(
    *own: Column, also: frozenset[str] = frozenset(), without: frozenset[str] = frozenset()
) -> TableSchema:
    """Return the table list of a value comparison; `own` are columns that only this one has.

    `also` are further columns by which it is known, `without` those that make it another's.
    """
    return TableSchema(
        frame="tables",
        shows=frozenset(["value", "content", "comparable", "sample"]),
        doc="One row per table, comparable or not.",
        columns=(
            *TABLE_NAMES,
            *COUNTS,
            *VALUE_RESULTS,
            *PROGRESS,
            *own,
            *DETAILS,
            plain("message", doc="The file's remark: why a table cannot be compared or failed.", is_judged=False),
        ),
        needs=(
            frozenset({"source_table", "target_table"}),
            frozenset(
                [
                    *also,
                    *("content_outcome", "different_rows", "full_status", "total_shards", "progress", "message"),
                    *("outcome", "line_outcome"),
                ]
            ),
        ),
        excludes=without | {"source_key", "target_key", "source_sql", "target_sql", "repair_sql", "repair_status"},
    )


SAMPLE = (
    _number("sampled_rows", doc="Rows drawn for the sample (undocumented; may be absent).", says=Says.LOOKED_AT),
    _percent(
        "sample_percent",
        doc="Share of the rows that was sampled, 0 to 100 (the task's proportion_value; unit inferred).",
        is_judged=True,
        says=Says.LOOKED_AT,
    ),
)
