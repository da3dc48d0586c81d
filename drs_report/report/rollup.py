"""The tables in scope by database and schema: how many stand how, and how many of their rows are verified by value."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from drs_report.language import formatting
from drs_report.records.document import Cell, Column, Row, Table
from drs_report.report.caps import cut_note
from drs_report.report.material import Material
from drs_report.report.row_counts import rows_in_all
from drs_report.report.standing import STANDINGS, WORST_FIRST, Standing, chart_label

_FEW = 40
"""Lines up to which the list is shown whole."""


_Sums = Counter[str]
"""What the tables of one schema come to: how many stand how, and the numbers of the columns behind that."""


def table(m: Material) -> Table:
    """Return a line a schema, the worst first, and last their sum where there is more than one."""
    w = m.words
    sums: defaultdict[tuple[str, str], _Sums] = defaultdict(Counter)
    for row, which in zip(m.tables, m.stands, strict=True):
        key = row.subject.key
        one, n_rows = sums[key[0], key[1]], rows_in_all(row, m.by_table.get(key, ()))
        one[which] += 1
        one["n_rows"] += n_rows or 0
        one["n_verified"] += (n_rows or 0) * (which is Standing.VALUES)
        one["n_uncounted"] += n_rows is None
    whole = sum(sums.values(), _Sums())
    has_schemas, has_uncounted = any(schema for _, schema in sums), whole["n_uncounted"] > 0
    shown = [which for which in STANDINGS if whole[which]]
    places = sorted(sums, key=lambda place: (*(-sums[place][which] for which in WORST_FIRST[:3]), place))
    kept = places[: m.caps.table_rows]
    rows = [_row(_names(p, has_schemas=has_schemas), sums[p], shown, has_uncounted=has_uncounted) for p in kept]
    if len(sums) > 1:
        heads = [Cell(w.t("All together"), "")] + [Cell("")] * has_schemas
        rows.append(_row(heads, whole, shown, has_uncounted=has_uncounted))
    return Table(
        id="databases-table",
        caption=w.t("Databases and schemas"),
        columns=(
            Column("database", w.t("Database"), is_code=True),
            *((Column("schema", w.t("Schema"), is_code=True),) * has_schemas),
            Column("n_tables", w.t("Tables"), is_number=True),
            *(Column(f"n_{which}", chart_label(w, which), is_number=True) for which in shown),
            Column("n_rows", w.t("Rows in all"), is_number=True),
            Column("n_verified", w.t("Rows verified by value"), is_number=True),
            Column("share", w.t("Share"), is_number=True),
            *((Column("n_uncounted", w.t("Tables without a row count"), is_number=True),) * has_uncounted),
        ),
        rows=tuple(rows),
        n_total=len(places) + (len(sums) > 1),
        cut_note=cut_note(w, len(kept), len(places)),
        is_long=len(rows) > _FEW,
    )


def _names(place: tuple[str, str], *, has_schemas: bool) -> list[Cell]:
    return [Cell(formatting.name(name) or formatting.DASH, name) for name in place[: 1 + has_schemas]]


def _row(heads: Sequence[Cell], one: _Sums, shown: Sequence[Standing], *, has_uncounted: bool) -> Row:
    counts = [(sum(one[which] for which in shown), "none"), *((one[which], STANDINGS[which]) for which in shown)]
    cells = [*heads, *(Cell(formatting.number(n), n, state if n else "none") for n, state in counts)]
    n_rows, n_verified, n_uncounted = (one[name] for name in ("n_rows", "n_verified", "n_uncounted"))
    cells += [Cell(formatting.number(n), n) for n in (n_rows, n_verified)]
    cells.append(Cell(formatting.share(n_verified, n_rows), n_verified / n_rows if n_rows else None))
    if has_uncounted:
        cells.append(Cell(formatting.number(n_uncounted), n_uncounted, "open" if n_uncounted else "none"))
    return Row(tuple(cells))
