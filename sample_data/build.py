"""Write the made-up result workbooks of `sample_data/` from the readable sources in its `source/`.

Run ``python sample_data/build.py``; ``--out DIR`` writes somewhere else. Every workbook is synthetic: what an export
looks like inside is documented nowhere, so the layouts are inferred from DRS's query API and its console. The same
sources give the same cells, and with the same openpyxl the same bytes, so that building again changes nothing.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import tomllib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).resolve().parent
ROWS_PER_SHARD = 100_000
OBJECT_TYPES = ("DB", "TABLE", "VIEW", "INDEX", "ROUTINE", "TRIGGER", "EVENT")
STAMP = "2026-11-16T00:00:00Z"

Row = Mapping[str, Any]
"""One row of one block; keys are the words of ``[headings]`` in wording.toml."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything in `source/`, as read."""

    tables: list[dict[str, str]]
    deviations: list[dict[str, str]]
    differences: list[dict[str, str]]
    repairs: list[dict[str, str]]
    objects: list[dict[str, str]]
    other_objects: list[dict[str, str]]
    wording: dict[str, dict[str, dict[str, str]]]
    workbooks: list[dict[str, Any]]


def read_sources(folder: Path) -> Sources:
    """Read the CSV and TOML files of `folder`."""

    def table(name: str) -> list[dict[str, str]]:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as f:
            return list(csv.DictReader(f))

    names = ("tables", "deviations", "differences", "repairs", "objects", "other_objects")
    return Sources(
        **{name: table(name) for name in names},
        wording=tomllib.loads((folder / "wording.toml").read_text("utf-8")),
        workbooks=tomllib.loads((folder / "migration.toml").read_text("utf-8"))["workbook"],
    )


# ---------------------------------------------------------------- what was compared


def chosen_tables(sources: Sources, job: Row) -> list[dict[str, str]]:
    """Rows of tables.csv that the workbook speaks of; on the second night the big tables have grown."""
    only, without = job.get("only"), job.get("without", ())
    chosen = [
        dict(t)
        for t in sources.tables
        if t["database"] in job["databases"] and (only is None or t["table"] in only) and t["table"] not in without
    ]
    if job["night"] == 2:
        for t in chosen:
            t["rows"] = str(int(t["rows"]) + int(t["rows"]) // 1000)
    return chosen


def data_rows(sources: Sources, job: Row) -> list[dict[str, Any]]:
    """One row per table of a row, value or sampling comparison, with every column any of them has."""
    compare = job.get("deviations", job["compare"])
    deviations = {
        (d["database"], d["table"]): d
        for d in sources.deviations
        if int(d["night"]) == job["night"] and d["compare"] == compare
    }
    return [data_row(t, deviations.get((t["database"], t["table"])), job) for t in chosen_tables(sources, job)]


def data_row(table: Mapping[str, str], deviation: Mapping[str, str] | None, job: Row) -> dict[str, Any]:
    """One table as the comparison shows it."""
    rows = int(table["rows"])
    shards = -(-rows // ROWS_PER_SHARD)
    outcome = deviation["outcome"] if deviation else "consistent"
    is_counted = outcome in {"consistent", "inconsistent"}
    delta = int((deviation or {}).get("target_delta") or 0)
    sides = {
        "source_rows": rows if is_counted or outcome in {"target_table_missing", "target_sql_timeout"} else None,
        "target_rows": rows + delta if is_counted or outcome == "source_sql_timeout" else None,
    }
    return {
        "source_db": table["database"],
        "target_db": table["database"],
        "table": table["table"],
        "source_table": table["table"],
        "target_table": None if outcome == "target_table_missing" else table["table"],
        **sides,
        "reported_difference": delta if is_counted else None,
        "outcome": outcome,
        "content_outcome": outcome,
        "line_outcome": ("inconsistent" if delta else "consistent") if is_counted else outcome,
        "different_rows": int((deviation or {}).get("different_rows") or 0) if is_counted else None,
        "full_status": "completed" if is_counted else "stopped",
        "completed_shards": shards if is_counted else shards // 3,
        "total_shards": shards,
        "progress": 100 if is_counted else 100 * (shards // 3) // shards,
        "sampled_rows": rows * job.get("sample_percent", 0) // 100,
        "row_filter": table["row_filter"] or None,
        "message": (deviation or {}).get(f"message_{job['language']}") or None,
    }


def database_rows(tables: Sequence[Row]) -> list[dict[str, Any]]:
    """The overview of database pairs that belongs to `tables`, counted from them."""
    result = []
    for database in dict.fromkeys(t["source_db"] for t in tables):
        own = [t["outcome"] for t in tables if t["source_db"] == database]
        n_inconsistent = sum(o in {"inconsistent", "target_table_missing"} for o in own)
        if n_inconsistent:
            outcome = "inconsistent"
        else:
            outcome = next((o for o in ("compare_failed", "cancelled") if o in own), "consistent")
        result.append(
            {
                "source_db": database,
                "target_db": database,
                "outcome": outcome,
                "n_tables": len(own),
                "n_compared": sum(o not in {"compare_failed", "cancelled"} for o in own),
                "n_inconsistent": n_inconsistent,
                "n_uncomparable": own.count("cannot_compare"),
            }
        )
    return result


def key_column(sources: Sources, database: str, table: str) -> str:
    """The key column of a table."""
    return next(t["key"] for t in sources.tables if (t["database"], t["table"]) == (database, table))


def spread(row: Mapping[str, str]) -> Iterable[int]:
    """The key values a row of differences.csv or repairs.csv stands for."""
    return (int(row["first_key"]) + i * int(row["step"]) for i in range(int(row["n"])))


def difference_rows(sources: Sources, job: Row) -> list[dict[str, Any]]:
    """One row per differing row, in the order of differences.csv."""
    compared = {(t["database"], t["table"]) for t in chosen_tables(sources, job)}
    result = []
    for d in sources.differences:
        pair = (d["database"], d["table"])
        if int(d["night"]) != job["night"] or pair not in compared or job["compare"] != "contents":
            continue
        column = key_column(sources, *pair)
        for key in spread(d):
            sql = f"select * from {d['database']}.{d['table']} where {column} = {key}"  # noqa: S608 - text for a cell
            result.append(
                {
                    "source_db": d["database"],
                    "target_db": d["database"],
                    "source_table": d["table"],
                    "target_table": d["table"],
                    "source_key": None if d["kind"] == "only_in_target" else f'["{key}"]',
                    "target_key": None if d["kind"] == "only_in_source" else f'["{key}"]',
                    "source_sql": sql,
                    "target_sql": sql,
                }
            )
    return result


def object_rows(sources: Sources, job: Row) -> list[dict[str, Any]]:
    """One row per object, by type, in name order within a database; the deviations last."""
    tables = chosen_tables(sources, job)
    known = [("DB", d, d) for d in job["databases"]]
    known += [("TABLE", t["database"], t["table"]) for t in tables]
    known += [("INDEX", t["database"], f"`{t['table']}`.`PRIMARY`") for t in tables if t["key"]]
    known += [(o["type"], o["database"], o["object"]) for o in sources.other_objects]
    deviating = [o for o in sources.objects if int(o["night"]) == job["night"] and o["database"] in job["databases"]]
    skipped = {(o["type"], o["database"], o["source_object"]) for o in deviating}
    rows: list[tuple[str, str, str | None, str | None, str, str | None]] = [
        (kind, database, name, name, "consistent", None)
        for kind, database, name in known
        if database in job["databases"] and (kind, database, name) not in skipped
    ]
    rows += [
        (o["type"], o["database"], o["source_object"] or None, o["target_object"] or None, o["outcome"], o["message"])
        for o in deviating
    ]
    names = ("object_type", "source_db", "source_object", "target_object", "outcome", "error_message")
    return [
        {**dict(zip(names, row, strict=True)), "target_db": row[1]}
        for kind in OBJECT_TYPES
        for row in rows
        if row[0] == kind
    ]


def object_type_rows(objects: Sequence[Row]) -> list[dict[str, Any]]:
    """The overview by object type, counted from the objects."""
    result = []
    for kind in OBJECT_TYPES:
        own = [o for o in objects if o["object_type"] == kind]
        if not own:
            continue
        outcomes = {o["outcome"] for o in own}
        result.append(
            {
                "object_type": kind,
                "source_count": sum(o["source_object"] is not None for o in own),
                "target_count": sum(o["target_object"] is not None for o in own),
                "diff_count": sum(o["outcome"] != "consistent" for o in own),
                "outcome": next((o for o in ("inconsistent", "incomplete") if o in outcomes), "consistent"),
            }
        )
    return result


def repair_rows(sources: Sources, job: Row) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The progress list (a row per table) and the repair statements (a row per differing row)."""
    progress: dict[tuple[str, str], dict[str, Any]] = {}
    statements = []
    for r in sources.repairs:
        if int(r["night"]) != job["night"]:
            continue
        database, table, is_failed = r["database"], r["table"], r["failed"] == "yes"
        column = key_column(sources, database, table)
        new = {"db": database, "repaired_table": table, "filtered_rows": 0}
        new |= dict.fromkeys(("total_rows", "completed_rows", "repaired_rows", "failed_rows"), 0)
        total = progress.setdefault((database, table), new)
        for key in spread(r):
            total["total_rows"] += 1
            total["completed_rows"] += 1
            total["failed_rows" if is_failed else "repaired_rows"] += 1
            verb = "INSERT INTO" if r["kind"] == "insert" else "UPDATE"
            rest = (
                f"(`{column}`) VALUES ({key})"
                if r["kind"] == "insert"
                else f"SET `note` = 'x' WHERE `{column}` = {key}"
            )
            statements.append(
                {
                    "db": database,
                    "repaired_table": table,
                    "repair_source_key": f'["{key}"]',
                    "repair_target_key": None if r["kind"] == "insert" else f'["{key}"]',
                    "repair_sql_state": int(r["state"]),
                    "repair_sql": f"{verb} `{database}`.`{table}` {rest}",
                }
            )
    for total in progress.values():
        total |= {"repair_status": 3 if total["failed_rows"] else 2}
        total |= {"started_at": job["started"], "updated_at": job["ended"]}
    return list(progress.values()), statements


# ---------------------------------------------------------------- how it is laid out


LINES = (
    "source_db target_db source_table target_table source_rows target_rows reported_difference outcome row_filter"
    " message"
)
LINES_STACKED = "table source_rows target_rows line_outcome message"
CONTENTS = (
    "source_db target_db source_table target_table source_rows target_rows different_rows line_outcome content_outcome"
    " full_status completed_shards total_shards progress message"
)
UNCOMPARABLE = "source_db target_db source_table target_table message"
DIFFERENCES = "source_db target_db source_table target_table source_key target_key source_sql target_sql"
DATABASES = "source_db target_db outcome n_tables n_compared n_inconsistent n_uncomparable"
OVERVIEW = "object_type source_count target_count diff_count outcome"
OBJECTS = "source_db target_db source_object target_object outcome error_message"
PROGRESS = (
    "db repaired_table total_rows completed_rows filtered_rows repaired_rows failed_rows repair_status started_at"
    " updated_at"
)
STATEMENTS = "db repaired_table repair_source_key repair_target_key repair_sql_state repair_sql"
OUTCOMES = frozenset({"outcome", "line_outcome", "content_outcome"})
AMBIGUOUS = {
    "source_rows": "source_count",
    "target_rows": "target_count",
    "source_db": "source_count",
    "target_db": "target_count",
}
"""In the stacked row report the console writes "source database" over names and over row counts alike (seen)."""


@dataclass(slots=True)
class Writer:
    """A workbook being written in one language."""

    workbook: Workbook
    wording: Mapping[str, Mapping[str, Mapping[str, str]]]
    language: str

    def say(self, group: str, word: str) -> str:
        """`word` in the workbook's language."""
        return self.wording[group][word][self.language]

    def sheet(self, title: str) -> Worksheet:
        """Add a sheet."""
        sheet: Worksheet = self.workbook.create_sheet(title)
        return sheet

    def cell(self, field: str, value: Any) -> Any:
        """What stands in the cell for `value`."""
        if value is None:
            return None
        if field in OUTCOMES:
            return self.say("outcomes", value)
        if field in {"full_status", "object_type"}:
            return self.say("words", value)
        return value

    def block(self, sheet: Worksheet, fields: str, rows: Iterable[Row], *, console: bool = False) -> None:
        """Append a heading and its rows; `console` uses the console's ambiguous headings."""
        names = fields.split()
        sheet.append([self.say("headings", AMBIGUOUS.get(n, n) if console else n) for n in names])
        for cell in sheet[sheet.max_row]:
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="D9E2F3")
        for row in rows:
            sheet.append([self.cell(n, row.get(n)) for n in names])
        for column in "ABCDEFGHIJKLMN"[: len(names)]:
            sheet.column_dimensions[column].width = 24

    def meta(self, sheet: Worksheet, job: Row) -> None:
        """Append the sentence-like line that stands above the tables."""
        key = "objects" if job["compare"] == "objects_comparison" else "lines"
        words = {"type": self.say("words", job["compare"]), "started": job["started"], "ended": job["ended"]}
        sheet.append([self.say("meta", key).format(**words)])
        if "sample_percent" in job:
            sheet.append([self.say("meta", "sample").format(percent=job["sample_percent"])])


def write_objects(w: Writer, sources: Sources, job: Row) -> None:
    """An overview sheet, then one sheet per object type."""
    objects = object_rows(sources, job)
    overview = w.sheet(w.say("words", "overview"))
    w.meta(overview, job)
    w.block(overview, OVERVIEW, object_type_rows(objects))
    for kind in dict.fromkeys(o["object_type"] for o in objects):
        sheet = w.sheet(w.say("words", kind))
        w.block(sheet, OBJECTS, (o for o in objects if o["object_type"] == kind))


def write_lines(w: Writer, sources: Sources, job: Row) -> None:
    """Flat sheets, or the console's stacked blocks with the database's name above each detail list."""
    tables = data_rows(sources, job)
    if job.get("layout") != "stacked":
        overview = w.sheet(w.say("words", "overview"))
        w.meta(overview, job)
        w.block(overview, DATABASES, database_rows(tables))
        w.block(w.sheet(w.say("words", "details")), LINES, tables)
        return
    sheet = w.sheet(w.say("words", "lines"))
    w.meta(sheet, job)
    w.block(sheet, DATABASES, database_rows(tables), console=True)
    for database in dict.fromkeys(t["source_db"] for t in tables):
        sheet.append([])
        sheet.append([database])
        w.block(sheet, LINES_STACKED, (t for t in tables if t["source_db"] == database), console=True)


def write_contents(w: Writer, sources: Sources, job: Row) -> None:
    """Overview, comparable tables, tables that cannot be compared, differing rows: a sheet each."""
    tables = data_rows(sources, job)
    overview = w.sheet(w.say("words", "overview"))
    w.meta(overview, job)
    w.block(overview, DATABASES, database_rows(tables))
    is_sample = job["compare"] == "random"
    fields = CONTENTS.replace("target_rows ", "target_rows sampled_rows ") if is_sample else CONTENTS
    comparable = (t for t in tables if t["outcome"] != "cannot_compare")
    w.block(w.sheet(w.say("words", "comparable")), fields, comparable)
    uncomparable = (t for t in tables if t["outcome"] == "cannot_compare")
    w.block(w.sheet(w.say("words", "uncomparable")), UNCOMPARABLE, uncomparable)
    w.block(w.sheet(w.say("words", "differences")), DIFFERENCES, difference_rows(sources, job))


def write_repair(w: Writer, sources: Sources, job: Row) -> None:
    """A progress sheet and the list of statements."""
    progress, statements = repair_rows(sources, job)
    sheet = w.sheet(w.say("words", "progress"))
    w.meta(sheet, job)
    w.block(sheet, PROGRESS, progress)
    w.block(w.sheet(w.say("words", "statements")), STATEMENTS, statements)


LAYOUTS = {
    "objects_comparison": write_objects,
    "lines": write_lines,
    "contents": write_contents,
    "random": write_contents,
    "repair_data": write_repair,
}


# ---------------------------------------------------------------- bytes


def frozen_bytes(workbook: Workbook) -> bytes:
    """The workbook as xlsx whose bytes do not tell when it was saved."""
    saved = io.BytesIO()
    workbook.save(saved)
    result = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", STAMP.encode(), content)
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return result.getvalue()


def build(out: Path, sources: Sources) -> list[Path]:
    """Write every workbook below `out`; returns their paths."""
    written = []
    for job in sources.workbooks:
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
        workbook.properties.creator = "drs-report sample_data/build.py"
        LAYOUTS[job["compare"]](Writer(workbook, sources.wording, job["language"]), sources, job)
        path = out / job["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(frozen_bytes(workbook))
        written.append(path)
    return written


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Write the synthetic result workbooks of sample_data/.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write into (default: sample_data)")
    out: Path = parser.parse_args().out
    for path in build(out, read_sources(HERE / "source")):
        print(path)


if __name__ == "__main__":
    main()
