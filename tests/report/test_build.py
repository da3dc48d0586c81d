"""The built report: what it says, what it never says, that all of it is there and all links lead somewhere."""

import re
import subprocess
import sys
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drs_report.comparisons import COMPARE_TYPES
from drs_report.errors import ConfigError, RenderError
from drs_report.language import labels
from drs_report.language.formatting import visible
from drs_report.language.translator import Words
from drs_report.records.document import Block
from drs_report.records.judgement import CriterionStatus, Decision, Effect, Fact, Level, OutcomeClass, Proof
from drs_report.records.observations import Coverage
from drs_report.records.reading import Unclear
from drs_report.report import Caps, build
from drs_report.report.material import gather
from drs_report.report.standing import Standing, standing
from tests.records import NOW, answer, cell, row, table, verdict
from tests.reports import CASES, inputs

ALL = tuple(CASES)
SMALL = tuple(name for name in ALL if name != "huge")


def make(name, lang="en", **options):
    return made(inputs(name), lang, **options)


def made(case, lang, **options):
    return build(
        case.verdict,
        case.coverage,
        case.sources,
        title=case.title,
        lang=lang,
        generated_at=NOW,
        version="0.1.0",
        attachments=case.attachments,
        **options,
    )


def blocks(report):
    for section in report.sections:
        yield from section.blocks
        for part in section.sections:
            yield from part.blocks


def tables(report):
    return [block.table for block in blocks(report) if block.table]


def rows(report):
    return [row for table in tables(report) for row in table.rows]


def texts(record):
    if isinstance(record, str):
        yield record
    elif isinstance(record, tuple):
        for item in record:
            yield from texts(item)
    elif is_dataclass(record):
        for field in fields(record):
            if field.name not in {"value", "verdict", "coverage", "sources", "filename", "attachments"}:
                yield from texts(getattr(record, field.name))


# -- the sentence -------------------------------------------------------------------------------------------------


def test_full_proof_is_said_in_full():
    assert CASES["clean"].sentence == "All 6 tables in scope are proven equal by value comparison (policy “default”)."


def test_a_pass_on_counts_or_samples_says_so():
    said = CASES["weak"].sentence
    assert "not by full proof" in said
    assert "1 was compared by a sample only" in said
    assert "1 is equal in row counts only" in said
    assert not said.startswith("All")


def test_a_pass_with_waivers_counts_what_was_only_accepted():
    said = CASES["waived"].sentence
    assert "2 differ and are accepted so" in said
    assert "1 finding is accepted as not proven" in said


def test_a_fail_says_do_not_cut_over_and_how_much_else_is_open():
    assert CASES["findings"].sentence == (
        "Do not cut over: 3 tables differ, 2 tables are open, 1 table is to review and 1 object differs (Index retail.orders.idx_created)."
    )


def test_a_table_that_two_comparisons_find_different_is_one_table():
    case = inputs("findings")
    lines = next(j for j in case.verdict.findings if j.finding.code == "lines.table-missing")
    as_object = replace(
        lines.finding,
        code="objects.missing-in-target",
        compare_type="objects_comparison",
        subject=replace(lines.finding.subject, object_type="TABLE"),
        facts=(Fact("message", None),),
    )
    both = (lines, replace(lines, finding=as_object))
    report = build(
        verdict(Decision.FAIL, both),
        Coverage(("lines",), (row(lines.finding.subject, lines=cell("inconsistent")),)),
        (),
        lang="en",
        generated_at=NOW,
        version="0",
    )
    assert report.sentence == "Do not cut over: 1 table differs."


def test_only_what_a_comparison_counts_in_rows_is_called_rows():
    """What one counts of a table may be indexes or accounts; the rows are told by the strongest that counts them."""
    by_objects = row(table("shop", "orders"), objects_comparison=cell("inconsistent", 3))
    by_both = row(table("shop", "items"), objects_comparison=cell("inconsistent", 3), lines=cell("inconsistent", 2))
    coverage = Coverage(("objects_comparison", "lines"), (by_objects, by_both))
    report = build(verdict(Decision.FAIL), coverage, (), lang="en", generated_at=NOW, version="0")
    assert report.n_differing_rows == 2


def test_the_subject_line_counts_every_standing_there_is():
    assert (
        CASES["clean"].subject_line == "PASS: DRS comparison report (6 proven by values, 6 tables, compared 2026-11-16)"
    )
    assert "1 equal in row counts only, 1 equal in a sample only, 1 proven by values, 3 tables" in (
        CASES["weak"].subject_line
    )
    assert "10,000 tables" in CASES["huge"].subject_line


def test_a_pass_without_full_proof_does_not_look_like_one_with_it():
    assert (CASES["clean"].state, CASES["clean"].decision_word, CASES["clean"].figures[0].state) == ("ok", "PASS", "ok")
    for case in ("weak", "waived"):
        report = CASES[case]
        assert (report.state, report.decision_word) == ("warn", "PASS without full proof")
        assert report.figures[0].state == "warn"


@pytest.mark.parametrize("name", ALL)
def test_the_cards_the_chart_the_matrix_and_the_summary_are_one_partition(name):
    report = CASES[name]
    *cards, total = (int(figure.text.replace(",", "")) for figure in report.figures)
    assert sum(cards) == total == sum(report.standings.values())
    assert sorted(n for n in cards if n) == sorted(n for n in report.standings.values() if n)
    chart = next((b.chart for b in blocks(report) if b.chart and b.chart.id == "chart-standing"), None)
    if chart is not None:
        shown = sorted(segment.value for bar in chart.bars for segment in bar.segments)
        assert shown == sorted(n for n in report.standings.values() if n)
    matrix = next((t for t in tables(report) if t.id == "coverage-table"), None)
    if matrix is not None and len(matrix.rows) == matrix.n_total:
        words = Counter(one.cells[1].value for one in matrix.rows)
        assert {which: words[which] for which in report.standings} == dict(report.standings)
    numbers = re.search(r"[(（]([^()（）]*?)(?:[,，] ?(?:compared|对比于) [-0-9]+)?[)）]$", report.subject_line)
    assert numbers
    *parts, all_tables = (int(n.replace(",", "")) for n in re.findall(r"(?:^|, |、)([\d,]+) (?=\D)", numbers[1]))
    assert sum(parts) == all_tables == total


def test_an_inconclusive_verdict_names_the_missing_comparisons():
    said = CASES["inconclusive"].sentence
    assert said.startswith("Not proven: ")
    assert "Value comparison, Object comparison" in said


def test_without_a_table_nothing_is_proven():
    assert "nothing is verified" in CASES["empty"].sentence


def test_a_pass_without_a_table_is_refused():
    case = inputs("empty")
    with pytest.raises(RenderError, match="no table is in scope"):
        build(verdict(Decision.PASS), case.coverage, (), lang="en", generated_at=NOW, version="0")


def test_a_pass_whose_tables_are_all_out_of_scope_is_refused():
    coverage = Coverage(("contents",), (row(table("a", "b"), in_scope=False, contents=cell("consistent")),))
    with pytest.raises(RenderError):
        build(verdict(Decision.PASS), coverage, (), lang="en", generated_at=NOW, version="0")


outcomes = st.sampled_from(
    ["consistent", "inconsistent", "cannot_compare", "timeout", "comparing", "both_db_empty", "target_table_missing"]
)


@st.composite
def coverages(draw):
    made = []
    for number in range(draw(st.integers(1, 8))):
        types = draw(st.sets(st.sampled_from(COMPARE_TYPES[:4]), min_size=1))
        cells = {name: cell(draw(outcomes), draw(st.none() | st.integers(0, 9))) for name in sorted(types)}
        made.append(row(table("db", f"t{number}"), in_scope=draw(st.booleans()), **cells))
    return Coverage(COMPARE_TYPES[:4], tuple(made))


@settings(max_examples=40)
@given(coverages(), st.sampled_from(list(Decision)))
def test_full_proof_is_claimed_only_where_every_table_is_proven_by_values(coverage, decision):
    in_scope = [r for r in coverage.rows if r.in_scope]
    if not in_scope:
        return
    report = build(verdict(decision), coverage, (), lang="en", generated_at=NOW, version="0")
    is_full = all(r.proof is Proof.VALUES and r.outcome_class is OutcomeClass.VERIFIED for r in in_scope)
    claims = report.sentence.startswith(("All ", "The only table"))
    assert claims == (is_full and decision is Decision.PASS)
    assert report.sentence.startswith("Do not cut over") == (decision is Decision.FAIL)
    assert report.sentence.startswith("Not proven") == (decision is Decision.INCONCLUSIVE)


@settings(max_examples=40)
@given(coverages())
def test_every_table_in_scope_stands_in_exactly_one_figure(coverage):
    m = gather(Words.of("en"), verdict(Decision.FAIL), coverage, (), Caps())
    assert sum(m.standings.values()) == len(m.tables) == sum(r.in_scope for r in coverage.rows)
    report = build(verdict(Decision.FAIL), coverage, (), lang="en", generated_at=NOW, version="0")
    *parts, total = (int(f.text) for f in report.figures)
    assert sum(parts) == total == len(m.tables)


def test_a_database_whose_tables_are_not_listed_is_no_table():
    case = inputs("clean")
    unknown = replace(
        row(table("crm", ""), contents=cell("cannot_compare")), subject=replace(table("crm", ""), level=Level.DATABASE)
    )
    report = build(
        verdict(Decision.INCONCLUSIVE),
        Coverage(case.coverage.compare_types, (unknown, *case.coverage.rows)),
        (),
        lang="en",
        generated_at=NOW,
        version="0",
    )
    assert report.figures[-1].text == "6"
    matrix = next(t for t in tables(report) if t.id == "coverage-table")
    assert "its tables are not listed" in matrix.rows[0].cells[0].text


# -- the matrix ---------------------------------------------------------------------------------------------------


def matrix_cell(coverage, column):
    report = build(verdict(Decision.FAIL), coverage, (), lang="en", generated_at=NOW, version="0")
    matrix = next(t for t in tables(report) if t.id == "coverage-table")
    return matrix.rows[0].cells[[c.key for c in matrix.columns].index(column)]


def test_absent_is_a_word():
    coverage = Coverage(("lines", "contents"), (row(table("a", "b"), lines=cell("consistent")),))
    assert matrix_cell(coverage, "contents").text == "Absent"


@pytest.mark.parametrize("compare_type", ["lines", "random", "objects_comparison"])
def test_only_equal_values_look_verified(compare_type):
    weak = Coverage((compare_type,), (row(table("a", "b"), **{compare_type: cell("consistent")}),))
    full = Coverage(("contents",), (row(table("a", "b"), contents=cell("consistent")),))
    assert matrix_cell(full, "contents").state == "ok"
    assert matrix_cell(full, "proof").state == "ok"
    assert matrix_cell(weak, compare_type).state == "info"
    assert matrix_cell(weak, "proof").state in {"info", "open"}
    assert matrix_cell(weak, compare_type).text != matrix_cell(full, "contents").text


def test_a_result_that_the_file_contradicts_does_not_read_as_equal():
    contradicted = answer("consistent", OutcomeClass.DIFFERS, 12)
    subject = row(table("a", "b"), contents=contradicted)
    shown = matrix_cell(Coverage(("contents",), (subject,)), "contents")
    assert (shown.text, shown.state) == ("Differs (12)", "bad")
    report = build(
        verdict(Decision.FAIL), Coverage(("contents",), (subject,)), (), lang="en", generated_at=NOW, version="0"
    )
    (line,) = next(t for t in tables(report) if t.id == "coverage-table").rows[0].tables[0].rows
    assert line.cells[1].text == "Differs, though reported as consistent"


def test_a_repair_never_reads_as_verified():
    repaired = answer("", OutcomeClass.NOT_VERIFIED)
    shown = matrix_cell(Coverage(("repair_data",), (row(table("a", "b"), repair_data=repaired),)), "repair_data")
    assert (shown.text, shown.state) == ("In the repair", "open")


def test_standing_lets_a_difference_outweigh_any_proof():
    differs = row(table("a", "b"), contents=cell("consistent"), lines=cell("inconsistent", 3))
    assert standing(differs) is Standing.DIFFERS


# -- everything is there ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_every_finding_is_in_exactly_one_table_or_counted_in_its_cut(name):
    report = CASES[name]
    found = [t for t in tables(report) if t.id.startswith("findings-")]
    assert sum(t.n_total for t in found) == len(report.verdict.findings)
    for one in found:
        assert len(one.rows) == min(one.n_total, Caps().table_rows)


@pytest.mark.parametrize("name", ALL)
def test_every_list_that_is_cut_says_shown_of_total(name):
    for one in tables(CASES[name]):
        if len(one.rows) < one.n_total:
            assert f"{len(one.rows):,} of {one.n_total:,}" in one.cut_note or "共" in one.cut_note
        else:
            assert one.cut_note == ""


def test_caps_hold_and_are_announced():
    caps = Caps(matrix_rows=2, table_rows=1, samples_per_finding=1, names_per_step=1, files=1, bars=1)
    report = make("findings", caps=caps)
    for one in tables(report):
        # the criteria are the decision itself and are never cut
        assert len(one.rows) <= {"coverage-table": 2, "criteria-table": 10, "databases-table": 2}.get(one.id, 1)
        assert (len(one.rows) < one.n_total) == bool(one.cut_note)
    notes = [small.cut_note for r in rows(report) for small in r.tables]
    assert any("1 of 4,381" in text for text in notes)
    found = [s for b in blocks(make("inconclusive", caps=caps)) for s in b.steps]
    assert any([name.text for name in s.names[1:]] == ["1 more"] for s in found)


def test_the_budget_of_samples_bounds_the_whole_report():
    listed = [t for t in tables(CASES["huge"]) if t.id != "coverage-table"]
    shown = [
        line for t in listed for r in t.rows for small in r.tables if not small.is_for_screen for line in small.rows
    ]
    assert len(shown) == Caps().samples


def unfolded(name, table):
    matrix = next(t for t in tables(CASES[name]) if t.id == "coverage-table")
    row = next(r for r in matrix.rows if r.cells[0].text == table)
    return {small.caption: [[cell.text for cell in line.cells] for line in small.rows] for small in row.tables}


def test_a_green_row_unfolds_the_cells_and_the_rule_that_prove_it():
    lines = unfolded("findings", "retail.products")["Comparisons of this table"]
    assert [line[:4] for line in lines[1:]] == [
        ["Row comparison", "Equal row counts", "1,247", "1,247"],
        ["Value comparison", "Equal values", "1,247", "1,247"],
    ]
    assert "contents.xlsx · Details · row 42" in lines[2]
    assert (
        "no differing row is counted or listed: outcome=consistent, source_rows=1,247, target_rows=1,247."
        in lines[2][-1]
    )
    assert all("proven" not in " ".join(line) for line in lines)


def test_a_differing_row_unfolds_its_findings_and_rows_and_what_to_take_along():
    matrix = next(t for t in tables(CASES["findings"]) if t.id == "coverage-table")
    row = next(r for r in matrix.rows if r.cells[0].text == "retail.order_items")
    comparisons, found, differing = row.tables
    assert [line.cells[-1].text for line in comparisons.rows][-1] == "–"
    assert found.rows[0].cells[0].href.startswith("#f-")
    assert [column.key for column in differing.columns] == ["key", "kind", "source_sql", "target_sql"]
    assert differing.cut_note.startswith("Shown: 3 of 4,381")
    keys, *statements = differing.copies
    assert len(keys.text.split("\n")) == 3
    assert statements[-1].text == "select * from retail.order_items WHERE id IN (1001, 1002, 1003)"
    redacted = next(t for t in tables(CASES["redacted"]) if t.id == "coverage-table")
    assert not [c for r in redacted.rows for small in r.tables for c in small.copies if "SELECT" in c.label]


def test_tables_of_several_tasks_have_a_column_for_the_task():
    made = inputs("clean")
    first, *rest = made.coverage.rows
    split = replace(first, subject=replace(first.subject, task="shop-night"))
    coverage = replace(made.coverage, rows=(split, *rest))
    report = build(made.verdict, coverage, made.sources, lang="en", generated_at=NOW, version="0")
    matrix = next(t for t in tables(report) if t.id == "coverage-table")
    assert matrix.columns[2].label == "Task"
    assert [row.cells[2].text for row in matrix.rows[:2]] == ["shop-night", "–"]
    assert "task" not in {column.key for t in tables(CASES["clean"]) for column in t.columns}


@pytest.mark.parametrize("name", ALL)
def test_every_link_leads_to_an_anchor_and_every_anchor_is_one(name):
    report = CASES[name]
    anchors = [r.anchor for r in rows(report) if r.anchor]
    anchors += [line.anchor for r in rows(report) for small in r.tables for line in small.rows if line.anchor]
    anchors += [t.id for t in tables(report)]
    for section in report.sections:
        anchors += [section.id, *(part.id for part in section.sections)]
    anchors += [b.chart.id for b in blocks(report) if b.chart]
    assert len(anchors) == len(set(anchors))
    cells = [(r, *each) for t in tables(report) for r in t.rows for each in zip(r.cells, t.columns, strict=True)]
    links = [link for r, *each in cells if (link := r.link(*each))]
    links += [s.href for b in blocks(report) for s in b.steps if s.href]
    links += [name.href for b in blocks(report) for s in b.steps for name in s.names if name.href]
    assert {link.removeprefix("#") for link in links} <= set(anchors)


@pytest.mark.parametrize("name", ALL)
def test_the_record_is_well_formed(name):
    report = CASES[name]
    assert len(report.subject_line) <= 120
    assert len(report.figures) <= 6
    first = [s.id for s in report.sections if s.id != "not-understood"][:3]
    assert first == ["next-steps", "criteria", "coverage"]
    assert [s.id for s in report.sections][-2:] == ["evidence", "sign-off"]
    for block in blocks(report):
        filled = [f.name for f in fields(Block) if getattr(block, f.name)]
        assert len(filled) == 1
        if block.table:
            assert all(len(r.cells) == len(block.table.columns) for r in block.table.rows)
            keys = [c.key for c in block.table.columns]
            assert len(keys) == len(set(keys))
        if block.chart:
            assert block.chart.description
            assert all(segment.value >= 0 for bar in block.chart.bars for segment in bar.segments)


@pytest.mark.parametrize("name", SMALL)
def test_no_text_for_people_holds_an_invisible_character(name):
    for text in texts(CASES[name]):
        assert text == visible(text, keep_lines=True)
    for text in texts(CASES[name].sentence):
        assert "\n" not in text


@pytest.mark.parametrize("name", ["findings", "hostile", "waived"])
def test_chinese_reports_have_the_same_shape(name):
    english, chinese = make(name), make(name, "zh-CN")
    assert [s.id for s in english.sections] == [s.id for s in chinese.sections]
    assert [(t.id, t.n_total, len(t.rows)) for t in tables(english)] == [
        (t.id, t.n_total, len(t.rows)) for t in tables(chinese)
    ]
    assert [r.anchor for r in rows(english)] == [r.anchor for r in rows(chinese)]


def test_same_input_same_report():
    for case, lang in ((inputs("findings"), "en"), (inputs("hostile"), "zh-CN")):
        assert made(case, lang) == made(case, lang)


def test_the_clock_is_only_the_argument():
    case = inputs("clean")
    later = build(
        case.verdict, case.coverage, case.sources, lang="en", generated_at=NOW + timedelta(days=1), version="0.1.0"
    )
    assert later.generated_text == "Generated at 2026-11-17T17:00:00+08:00 by drs-report 0.1.0"


def test_an_unknown_language_is_refused():
    with pytest.raises(ConfigError, match="zh-CN"):
        make("clean", "xx")


# -- next steps ---------------------------------------------------------------------------------------------------


def steps(name):
    return [s for b in blocks(CASES[name]) for s in b.steps]


def test_steps_come_differences_first_largest_first_and_once_each():
    found = steps("findings")
    assert found[0].text.startswith("Resolve the differing rows of 1 table")
    assert found[0].state == "bad"
    assert [name.text for name in found[0].names] == ["retail.order_items"]
    assert len({s.text for s in found}) == len(found)
    states = [("bad", "open", "warn", "info").index(s.state) for s in found]
    assert states == sorted(states)


def test_a_waived_finding_is_no_step():
    assert not any("orders" in name.text for s in steps("waived") for name in s.names)


def test_a_clean_report_still_says_what_to_do():
    found = steps("clean")
    assert any("stop the business writes" in s.text for s in found)
    assert any(s.href == "#sign-off" for s in found)


def test_missing_comparisons_are_named():
    assert any(
        {"Value comparison", "Object comparison"} <= {name.text for name in s.names} for s in steps("inconclusive")
    )


# -- sections -----------------------------------------------------------------------------------------------------


def test_every_comparison_says_what_it_does_not_prove():
    for section in CASES["weak"].sections:
        for part in section.sections:
            if part.id.startswith("compare-"):
                assert any(b.paragraph.startswith("What this does not prove") for b in part.blocks)


def test_a_required_comparison_without_a_file_has_no_section_of_proof():
    ids = [part.id for section in CASES["inconclusive"].sections for part in section.sections]
    assert "compare-lines" in ids
    assert "compare-contents" not in ids


def test_the_layout_is_called_inferred_once():
    said = [b.paragraph for b in blocks(CASES["clean"]) if "No public description" in b.paragraph]
    assert len(said) == 1


def test_a_waived_finding_stays_visible_in_its_comparison():
    report = CASES["waived"]
    shown = next(t for t in tables(report) if t.id == "findings-lines")
    assert [r.cells[0].text for r in shown.rows] == ["Waived", "Within tolerance"]
    assert all(r.state == "warn" for r in shown.rows)
    accepted = next(t for t in tables(report) if t.id == "findings-contents")
    assert accepted.rows[0].cells[0].text == "Accepted, not proven"


def test_a_weaker_proof_that_the_policy_accepts_is_called_accepted_and_not_tolerated():
    case = inputs("findings")
    first = next(j for j in case.verdict.findings if j.finding.code == "coverage.absent")
    softened = replace(first, effect=Effect.NOTE, tolerance="accept_proof crm.*: counts")
    report = build(
        replace(case.verdict, findings=(softened,)), case.coverage, (), lang="en", generated_at=NOW, version="0"
    )
    shown = next(t for t in tables(report) if t.id == "findings-checks")
    assert shown.rows[0].cells[0].text == "Accepted, not proven"


def test_the_reading_of_a_file_is_told_in_full():
    files = next(t for t in tables(CASES["hostile"]) if t.id == "files-table")
    assert [t.n_total for t in files.rows[0].tables[1:]] == [1, 21, 3]


def test_long_texts_are_cut_in_the_middle_and_say_their_length():
    details = [p.text for r in rows(CASES["hostile"]) for p in r.details]
    details += [c.text for r in rows(CASES["hostile"]) for small in r.tables for line in small.rows for c in line.cells]
    assert any("[32,016 characters]" in text for text in details)
    assert max(map(len, details)) < Caps().text + 60


def test_the_report_imports_and_builds_without_heavy_libraries():
    code = (
        "import sys\n"
        "for name in ('pandas', 'openpyxl', 'requests', 'numpy', 'pyarrow', 'babel', 'jinja2', 'pydantic'):\n"
        "    sys.modules[name] = None\n"
        "import tests.reports as r\n"
        "print(r.CASES['chinese'].decision_word, r.CASES['redacted'].is_redacted)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={"PYTHONIOENCODING": "utf-8", "PYTHONPATH": "."},
    )
    assert result.stderr == ""
    assert result.stdout.split() == ["不通过", "True"]


def test_equal_reports_in_every_hash_seed():
    code = "import tests.reports as r\nprint(hash(repr(r.CASES['findings'])) and repr(r.CASES['findings']))"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": "."},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    }
    assert len(outputs) == 1


def test_what_was_not_understood_is_told_after_the_criteria_with_the_line_that_settles_it():
    second = CASES["findings"].sections[2]
    assert second.id == "not-understood"
    texts_ = [cell.text for b in second.blocks if b.table for r in b.table.rows for cell in r.cells]
    assert {"备注2", "heading", "contents.xlsx", "Table Details"} <= set(texts_)
    (teaching,) = [pair for b in second.blocks for pair in b.pairs]
    assert teaching.text == '[[ignore.headings]]\ntext = "备注2"\nreason = ""'
    redacted = next(s for s in CASES["redacted"].sections if s.id == "not-understood")
    assert not [pair for b in redacted.blocks for pair in b.pairs]
    assert "not-understood" not in {s.id for s in CASES["clean"].sections}


def test_every_kind_of_thing_that_is_not_understood_has_a_word():
    for lang in ("en", "zh-CN"):
        words = {labels.part_of_file(Words.of(lang), kind) for kind in get_args(Unclear)}
        assert len(words) == len(get_args(Unclear))


def test_every_answer_has_a_word_and_only_what_is_proven_looks_so():
    answers = [*Decision, *CriterionStatus, *Effect, *OutcomeClass]
    assert {one for one in answers if labels.answer_state(one) == "ok"} == {"PASS", "met", "verified"}
    assert len({labels.answer(Words.of("en"), one) for one in answers}) == len({*answers})
