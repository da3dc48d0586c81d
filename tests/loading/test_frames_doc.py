"""docs/frames.md lists every frame and column with what leads to it, as the code has it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from drs_report import comparisons
from drs_report.language import vocabulary
from drs_report.reading.tables.headings import _COLUMNS
from drs_report.reading.teaching import Layout, parse_layout
from drs_report.records.columns import COMMON_COLUMNS, Column, Kind, TableSchema
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "frames.md"
MARK = "<!-- generated from drs_report/comparisons and drs_report/language/vocabulary_data: "
DTYPES = {
    Kind.TEXT: "`string[pyarrow]`",
    Kind.COUNT: "`Int64`",
    Kind.FLAG: "`boolean`",
    Kind.PERCENT: "`Float64`",
    Kind.TIME: "`datetime64[us, UTC]`",
}
"""Other kinds are ordered categories."""


def meanings_of(column: Column, schema: TableSchema) -> tuple[str, ...]:
    """Return the meanings that can fill a column of a frame; those that neighbours or cells decide are last."""
    by_name = {c.name for c in schema.columns if not c.derived}
    also = [m for m, targets in _COLUMNS.items() if column.name in targets]
    side, _, what = column.name.partition("_")
    decided = [f"{side}_db_or_count"] if side in ("source", "target") and what in ("db", "rows", "count") else []
    return tuple(dict.fromkeys([column.name, *(m for m in also if m not in by_name), *decided]))


def words_of(column: Column, schema: TableSchema) -> str:
    """The headings that lead to a column, grouped by how they are known."""
    if column.derived:
        return "derived, no heading"
    meanings = meanings_of(column, schema)
    found: dict[str, list[str]] = {}
    for word in vocabulary.words("heading"):
        if word.meaning in meanings:
            known = found.setdefault(word.evidence, [])
            if word.text not in known:
                known.append(word.text)
    parts = [
        f"{level}: {', '.join(f'`{w}`' for w in found[level])}"
        for level in vocabulary.EVIDENCE_LEVELS
        if level in found
    ]
    return "; ".join(parts)


def generated() -> Iterator[str]:
    """The page below its mark."""
    for compare_type in comparisons.ALL:
        yield f"\n## `{compare_type.slug}`: {vocabulary.label('compare_type', compare_type.slug, 'en').lower()}\n"
        for schema in compare_type.tables:
            yield f"\n### `{schema.frame}`\n\n{schema.doc}\n\n| column | dtype | meaning | headings |\n|---|---|---|---|\n"
            for column in schema.columns:
                dtype = DTYPES.get(column.kind, "ordered `category`")
                yield f"| `{column.name}` | {dtype} | {column.doc} | {words_of(column, schema)} |\n"
    yield "\n## Common columns\n\n| column | dtype | meaning |\n|---|---|---|\n"
    for column in COMMON_COLUMNS:
        yield f"| `{column.name}` | {DTYPES[column.kind]} | {column.doc} |\n"
    yield "\n## Outcomes\n\nBest first; the class is our judgement of what the word is worth to a sign-off.\n\n"
    yield "| outcome | class | row and value code | object code | label |\n|---|---|---|---|---|\n"
    words = vocabulary.built_in()
    for outcome in vocabulary.OUTCOMES:
        data = ", ".join(str(code) for code, word in words.data_codes.items() if word == outcome)
        objects = ", ".join(str(code) for code, word in words.object_codes.items() if word == outcome)
        label = f"{vocabulary.label('outcome', outcome, 'en')} · {vocabulary.label('outcome', outcome, 'zh')}"
        yield f"| `{outcome}` | {vocabulary.outcome_class(outcome)} | {data} | {objects} | {label} |\n"


def test_the_page_lists_what_the_code_has(request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text(encoding="utf-8")
    head, mark, rest = text.partition(MARK)
    line, _, below = rest.partition("\n")
    assert mark
    expected = "".join(generated())
    if request.config.getoption("--update-golden"):
        PAGE.write_text(f"{head}{mark}{line}\n{expected}", encoding="utf-8")
        below = expected

    assert below == expected, "run with --update-golden and look at the difference"


def test_every_column_that_is_read_can_be_reached() -> None:
    """A column no heading leads to would always be empty."""
    for compare_type in comparisons.ALL:
        for schema in compare_type.tables:
            for column in schema.columns:
                assert words_of(column, schema), (compare_type.slug, schema.frame, column.name)


def test_the_example_of_the_layouts_page_is_a_valid_layout() -> None:
    page = (ROOT / "docs" / "layouts.md").read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]

    layout = parse_layout(example)

    assert layout != Layout()
    assert layout.outcomes["consistent"] == ("equal", "26")
    assert layout.overruled() == ()
