"""Comparisons that DRS shows and this package knows by name, and whose results no verdict rests on.

Their tables are recognised, so that they are not taken for something that nobody understood, and named in the report.
"""

from __future__ import annotations

from drs_report.comparisons.columns import name, plain, result
from drs_report.records.columns import Kind, TableSchema

ACCOUNTS = "accounts"
UNJUDGED: tuple[tuple[str, TableSchema], ...] = (
    (
        ACCOUNTS,
        TableSchema(
            frame=ACCOUNTS,
            shows=frozenset(["account", "privilege"]),
            doc="One row per account; the names are those of the console's user comparison (seen, 2019).",
            columns=(
                name("source_account", doc="Account in the source."),
                name("target_account", doc="Account in the target."),
                plain("source_privileges", doc="Privileges in the source.", is_judged=False),
                plain("target_privileges", doc="Privileges in the target.", is_judged=False),
                result("outcome", kind=Kind.OUTCOME, doc="Result of the account."),
            ),
            needs=(frozenset({"source_account"}), frozenset({"target_account", "source_privileges"})),
        ),
    ),
)
"""What it is called, and its table, tried where no table of a judged comparison fits."""
