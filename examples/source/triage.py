# %% [markdown]
# # One night's comparison: from coverage to the differing keys
#
# The result files of one night lie in `sample_data/results` (synthetic; `docs/sample-data.md` tells their story). The
# question is not "how many rows differ" but, in this order:
#
# 1. What was looked at at all, and how closely?
# 2. What differs, and what was never proven?
# 3. Which rows, and what do they have in common?
# 4. What does the policy say?

# %%
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

import drs_report
from drs_report.notebook import findings

SAMPLES = Path("../sample_data")
NOW = datetime(2026, 11, 15, 2, 0, tzinfo=UTC)  # the morning after; a fixed time gives the same answer every time

# %% [markdown]
# ## The files
#
# Each file becomes a `Dataset`: typed frames, where they came from, and what was not understood. Look at the last part
# first: a column that was not recognised is a column that was not judged.

# %%
datasets = [drs_report.load(path) for path in sorted((SAMPLES / "results").glob("*.xlsx"))]
contents = next(ds for ds in datasets if ds.origin.name == "contents-retail-zh.xlsx")
contents

# %% [markdown]
# ## What was looked at, and how closely
#
# `analyse` puts what all files say about one table into one row. `proof` is the strongest thing that speaks for the
# table: `values` (every row compared), `sample`, `counts` (the number of rows only), or `none`.

# %%
analysis = drs_report.analyse(datasets)
coverage = pd.DataFrame(
    {
        "table": row.subject.name,
        "standing": row.outcome_class.value,
        "proof": row.proof.value,
        **{compare_type: cell.outcome for compare_type, cell in row.cells.items()},
    }
    for row in analysis.coverage.rows
)
pd.crosstab(coverage["standing"], coverage["proof"], margins=True)

# %% [markdown]
# Only what is both `verified` and `values` is proven row by row. The tables below do not differ as far as anybody knows,
# but nobody compared their values: this list is what a sign-off usually forgets.

# %%
unproven = coverage[(coverage["proof"] != "values") & (coverage["standing"] != "differs")]
unproven.set_index("table").drop(columns="repair_data")

# %% [markdown]
# ## What differs
#
# The value comparison says how many rows of each table differ. Small numbers come first on purpose: three rows of `orders`
# are three orders.

# %%
tables = pd.concat([ds.tables for ds in datasets if ds.compare_type == "contents"], ignore_index=True)
differing = tables[tables["outcome"] == "inconsistent"].sort_values("different_rows")
differing[["source_db", "source_table", "source_rows", "target_rows", "row_difference", "different_rows"]]

# %% [markdown]
# ## Which rows
#
# The direction tells the cause more often than the number. Rows only in the source were not replicated yet, or never;
# rows only in the target were written there by somebody else; rows in both with other values point at conversion.

# %%
differences = pd.concat([ds.differences for ds in datasets if ds.compare_type == "contents"], ignore_index=True)
differences["key"] = differences["source_key"].fillna(differences["target_key"])
directions = differences.pivot_table(
    index=["source_db", "source_table"], columns="kind", values="key", aggfunc="count", fill_value=0, observed=True
)
directions

# %% [markdown]
# `cart_sessions` stands out: all of its rows are only in the target. Their keys are one unbroken run at the end, so they
# are new rows: something already writes to the target. No comparison will be clean until that stops.

# %%
sessions = differences[differences["source_table"] == "cart_sessions"]
numbers = sessions["key"].str.extract(r"(\d+)")[0].astype("int64").sort_values()
first, last = int(numbers.min()), int(numbers.max())
print(f"{len(numbers)} rows, keys {first} to {last}, unbroken: {last - first + 1 == len(numbers)}")

# %% [markdown]
# `orders` has rows that the target lacks. The file brings the SQL that shows each row; run it on both sides to see whether
# the row has arrived since. The row number leads back into the workbook.

# %%
orders = differences[differences["source_table"] == "orders"]
orders[["kind", "key", "source_sql", "source_file", "sheet", "row_number"]]

# %% [markdown]
# `exchange_rates` has equal row counts and differing values: a row comparison alone would have called it equal.

# %%
coverage[coverage["table"] == "billing.exchange_rates"][["table", "lines", "contents", "standing"]]

# %% [markdown]
# ## What the policy says
#
# Without a policy file the strict default holds: everything found must be verified and equal.

# %%
verdict = drs_report.judge(SAMPLES / "results", now=NOW).verdict
findings(judged for judged in verdict.findings if judged.finding.code == "contents.values-differ")

# %%
print(verdict.decision)
