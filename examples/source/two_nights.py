# %% [markdown]
# # Two nights: what is new, what persists, what was resolved
#
# The comparisons of `sample_data/results` were repeated a night later (`sample_data/night2`; both are synthetic). Is the
# migration converging? Two traps lie on the way:
#
# - a difference that is gone because its table **was not compared** is not resolved;
# - a table with the same number of differing rows may have **other** differing rows.

# %%
from pathlib import Path

import pandas as pd

import drs_report

SAMPLES = Path("../sample_data")
first, second = drs_report.load(SAMPLES / "results"), drs_report.load(SAMPLES / "night2")
second

# %% [markdown]
# ## Row by row
#
# A differing row is known by its table and its key. Rows that exist only in the target have no source key.

# %%
ROW = ["source_db", "source_table", "key"]


def values(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["compare_type"] == "contents"]


def rows(night: drs_report.Job) -> pd.DataFrame:
    found = values(night.differences)
    found["key"] = found["source_key"].fillna(found["target_key"])
    return found[[*ROW, "kind"]]


both = rows(first).merge(rows(second), on=ROW, how="outer", suffixes=("_before", "_now"), indicator="seen")
both["seen"] = both["seen"].astype("object").map({"left_only": "gone", "both": "persists", "right_only": "new"})

# %% [markdown]
# ## Gone is not resolved
#
# A row counts as resolved only if the second night compared its table and found it equal, or found other rows and not this
# one. Whatever the second night could not compare stays open.

# %%
TABLE = ["source_db", "source_table"]


def standings(night: drs_report.Job) -> pd.DataFrame:
    return values(night.tables)[[*TABLE, "outcome", "different_rows"]]


tables = standings(first).merge(standings(second), on=TABLE, how="outer", suffixes=("_before", "_now"))
compared = tables[tables["outcome_now"].isin(["consistent", "inconsistent"])]
was_compared = both.set_index(TABLE).index.isin(compared.set_index(TABLE).index)
both["state"] = both["seen"].where(both["seen"] != "gone", "resolved")
both.loc[(both["seen"] == "gone") & ~was_compared, "state"] = "not compared again"
both.groupby([*TABLE, "state"]).size().unstack(fill_value=0)

# %% [markdown]
# `orders`, `stock_movements` and `customers` are settled, `payment_attempts` was repaired. `exchange_rates` still differs
# in the same three rows. `cart_sessions` grew: its 37 rows persist and four are new, so the writer to the target is still
# at work. And `refunds`, clean in the first night, has lost a row.

# %%
both[both["state"] == "new"][["source_db", "source_table", "key", "kind_now"]]

# %% [markdown]
# ## Tables that changed their standing
#
# The rows above say nothing about tables that have no row list: those that could not be compared.

# %%
names = tables[["outcome_before", "outcome_now"]].astype("object")
changed = tables[names["outcome_before"].ne(names["outcome_now"]) | ~names["outcome_now"].eq("consistent")]
changed.set_index(TABLE)

# %% [markdown]
# ## Converging?

# %%
count = both["state"].value_counts()
open_tables = sorted(tables.loc[~names["outcome_now"].eq("consistent"), "source_table"])
print(f"resolved {count.get('resolved', 0)}, persisting {count.get('persists', 0)}, new {count.get('new', 0)}")
print("not proven equal by the second night:", ", ".join(open_tables))
