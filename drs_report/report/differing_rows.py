"""The differing rows of a finding as a table: key, kind, SQL, and what a person takes along to look at them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from drs_report.findings.facts import fact_value
from drs_report.language import formatting
from drs_report.records.document import Cell, Column, Pair, Row, Table
from drs_report.records.judgement import Effect, Fact, Finding
from drs_report.report.material import Material

_WHERE = re.compile(r"(?<!\s)\s++where\s++", re.IGNORECASE)
_EQUALS = re.compile(r"([\w.`\"\[\]]+)\s*=\s*('(?:[^']|'')*'|-?\d+(?:\.\d+)?)")


def tables(m: Material) -> Mapping[str, Table]:
    """Return the differing rows by the anchor of their finding, up to the report's budget, in list order."""
    left = m.caps.samples
    made: dict[str, Table] = {}
    for entries in m.noted.values():
        for entry in entries:
            finding = entry.judged.finding
            shown = finding.samples[: min(m.caps.samples_per_finding, left)] if entry.is_shown else ()
            if shown:
                left -= len(shown)
                made[entry.anchor] = _table(m, finding, shown)
    return made


def _table(m: Material, finding: Finding, shown: Sequence[tuple[Fact, ...]]) -> Table:
    w = m.words
    lines = [{fact.name: fact for fact in sample} for sample in shown]
    columns = [Column("key", w.t("Key"), is_code=True), Column("kind", w.t("Difference"))]
    cells = [[_key(m, line), _shown(m, line, "kind")] for line in lines]
    for name, label in (
        ("source_sql", w.t("SQL on the source")),
        ("target_sql", w.t("SQL on the target")),
        ("repair_sql", w.t("Repair SQL (never run by this tool)")),
        ("repair_sql_state", w.t("Repair state")),
    ):
        if any(name in line and line[name].value for line in lines):
            columns.append(Column(name, label, is_code=True))
            for row, line in zip(cells, lines, strict=True):
                row.append(_shown(m, line, name))
    total = max(finding.n, len(finding.samples)) if finding.effect is Effect.DIFFERS else len(finding.samples)
    note = (
        ""
        if len(shown) >= total
        else w.t("Shown: {shown} of {total}. The result file holds the rest.", shown=len(shown), total=total)
    )
    return Table(
        id="",
        caption=w.t("Differing rows"),
        columns=tuple(columns),
        rows=tuple(Row(tuple(row)) for row in cells),
        n_total=total,
        cut_note=note,
        copies=_copies(m, lines),
    )


def _key(m: Material, line: Mapping[str, Fact]) -> Cell:
    """Write the key once where both sides have the same, else both."""
    texts = list(dict.fromkeys(fact_value(m.words, fact, m.caps.text) for fact in _keys(line)))
    return Cell(" → ".join(texts) or formatting.DASH)


def _shown(m: Material, line: Mapping[str, Fact], name: str) -> Cell:
    return Cell(fact_value(m.words, line.get(name, Fact(name, None)), m.caps.text))


def _copies(m: Material, lines: Sequence[Mapping[str, Fact]]) -> tuple[Pair, ...]:
    """Offer all keys, and one statement that shows all rows of a side."""
    w = m.words
    keys = [str(fact.value) for line in lines for fact in _keys(line)[:1]]
    offered = [Pair(w.t("Copy the keys"), formatting.visible("\n".join(keys), keep_lines=True))] if keys else []
    if not m.is_redacted:
        for name, label in (
            ("source_sql", w.t("Copy one SELECT for the source")),
            ("target_sql", w.t("Copy one SELECT for the target")),
        ):
            statement = one_select([str(line[name].value) for line in lines if name in line and line[name].value])
            if statement:
                offered.append(Pair(label, formatting.visible(statement, keep_lines=True), is_code=True))
    return tuple(offered)


def _keys(line: Mapping[str, Fact]) -> list[Fact]:
    return [line[name] for name in ("source_key", "target_key") if name in line and line[name].value is not None]


def one_select(statements: Sequence[str]) -> str:
    """Join SELECTs of single rows into one; "" where they are not of one table, or are no such SELECTs.

    >>> one_select(["SELECT * FROM t WHERE id = 1", "SELECT * FROM t WHERE id = 2;"])
    'SELECT * FROM t WHERE id IN (1, 2)'
    >>> one_select(["select * from t where a = 1 and b = 2", "select * from t where a = 3 and b = 4"])
    'select * from t WHERE (a = 1 and b = 2) OR (a = 3 and b = 4)'
    >>> one_select(["select * from t where a = 1", "delete from t where a = 2"])
    ''
    """
    parts = [_WHERE.split(text.strip().rstrip(";").rstrip(), maxsplit=1) for text in statements]
    heads = {part[0] for part in parts}
    if len(heads) != 1 or any(len(part) != 2 for part in parts):
        return ""
    head = heads.pop()
    if not head[:7].casefold().startswith("select"):
        return ""
    equal = [_EQUALS.fullmatch(part[1]) for part in parts]
    columns = {match[1] for match in equal if match}
    if all(equal) and len(columns) == 1:
        values = ", ".join(dict.fromkeys(match[2] for match in equal if match))
        return f"{head} WHERE {columns.pop()} IN ({values})"
    return f"{head} WHERE " + " OR ".join(f"({part[1]})" for part in parts)
