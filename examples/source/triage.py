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

SAMPLES = Path("../sample_data")
NOW = datetime(2026, 11, 15, 2, 0, tzinfo=UTC)  # the morning after; a fixed time gives the same answer every time

# %% [markdown]
# ## The files
#
# A folder becomes a `Job`: each frame over all files. `job.files` says what was read; a single file, loaded by itself, shows
# how it was understood. Look at that first: a column that was not recognised is a column that was not judged.

# %%
job = drs_report.load(SAMPLES / "results")
job.files

# %%
drs_report.load(SAMPLES / "results/contents-retail-zh.xlsx")

# %% [markdown]
# ## What was looked at, and how closely
#
# `judge` takes the command line's way: the files, what lies beside them, and a policy; without one the strict default holds,
# by which everything found must be verified and equal. `coverage` puts what all files say about one table into one row, and
# every table has one standing. `proof` is the strongest thing that speaks for it: `values` (every row compared), `sample`,
# `counts` (the number of rows only), or `none`.

# %%
result = drs_report.judge(job, now=NOW)
coverage = result.coverage
pd.crosstab(coverage["standing"], coverage["proof"], margins=True)

# %% [markdown]
# Only what stands at `values` is proven row by row. The tables below do not differ as far as anybody knows, but nobody
# compared their values: this list is what a sign-off usually forgets.

# %%
unproven = coverage[(coverage["proof"] != "values") & (coverage["standing"] != "differs")]
unproven.set_index("name")[["standing", "proof", "lines", "contents", "random"]]

# %% [markdown]
# ## What differs
#
# The value comparison says how many rows of each table differ. Small numbers come first on purpose: three rows of `orders`
# are three orders.

# %%
tables = job.tables
differing = tables[(tables["compare_type"] == "contents") & (tables["outcome"] == "inconsistent")].sort_values(
    "different_rows"
)
differing[["source_db", "source_table", "source_rows", "target_rows", "row_difference", "different_rows"]]

# %% [markdown]
# ## Which rows
#
# The direction tells the cause more often than the number. Rows only in the source were not replicated yet, or never;
# rows only in the target were written there by somebody else; rows in both with other values point at conversion.

# %%
differences = job.differences[job.differences["compare_type"] == "contents"]
differences = differences.assign(key=differences["source_key"].fillna(differences["target_key"]))
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
result.trace("billing.exchange_rates")[["compare_type", "outcome", "n_different", "file", "sheet", "rows"]]

# %% [markdown]
# A green table can be followed the same way: the rule by which it counts as equal, and the cells that were read.

# %%
proven = result.trace("retail.coupons").set_index("compare_type")
print(proven.loc["contents", "rule"], proven.loc["contents", "cells"])

# %% [markdown]
# ## What the policy says
#
# The findings come as judged, most serious first; `summary()` has the criteria and their numbers. `result.save(folder)` writes
# the report, `job.to_excel(path)` the frames.

# %%
result.findings[["effect", "name", "sentence", "n"]].head(20)

# %%
result

# %%
print(result.decision)
